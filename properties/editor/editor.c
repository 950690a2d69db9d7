/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "editor.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>
#include <nma-ui-utils.h>

#include "advanced.h"
#include "common/names.h"
#include "compat.h"
#include "page.h"

#define MARGIN 12
#define SPACING 12

/* The page that a connection editor shows, as libnm's NMVpnEditor. */
typedef struct {
    GObject parent;
    PptpModel *model;
    PptpPage *page;
    GtkWidget *box, *password, *show_password, *advanced;
    GtkWidget *dialog; /* while it is shown */
} PptpEditor;

typedef struct {
    GObjectClass parent;
} PptpEditorClass;

GType pptp_editor_get_type(void); /* hidden, as all but the factory */
static void editor_interface_init(NMVpnEditorInterface *interface);

/* One process loads the module of one toolkit only, so that the type's name is free. */
G_DEFINE_TYPE_WITH_CODE(PptpEditor, pptp_editor, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE(NM_TYPE_VPN_EDITOR, editor_interface_init))

static void
tell_changed(gpointer user_data)
{
    PptpEditor *editor = user_data;
    const PptpField *wrong = NULL;
    g_autoptr(GError) error = NULL;

    pptp_model_check(editor->model, &wrong, &error);
    pptp_page_refresh(editor->page, wrong, wrong ? error->message : NULL);
    g_signal_emit_by_name(editor, "changed");
}

/* -- the password and where it is kept -- */

static void
update_password_entry(PptpEditor *editor)
{
    const guint flags = nma_utils_menu_to_secret_flags(editor->password);

    pptp_model_set_password_flags(editor->model, flags);
    gtk_widget_set_sensitive(editor->show_password, !(flags & (NM_SETTING_SECRET_FLAG_NOT_SAVED | NM_SETTING_SECRET_FLAG_NOT_REQUIRED)));
}

static void
on_storage_changed(GObject *entry, GParamSpec *spec, gpointer user_data)
{
    update_password_entry(user_data);
    tell_changed(user_data);
}

static void
on_password_changed(GtkWidget *entry, gpointer user_data)
{
    tell_changed(user_data);
}

static void
on_show_toggled(GtkWidget *check, gpointer user_data)
{
    PptpEditor *editor = user_data;

    gtk_entry_set_visibility(GTK_ENTRY(editor->password), compat_check_active(check));
}

static void
add_password(PptpEditor *editor, NMSettingVpn *vpn)
{
    const char *password = vpn ? nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD) : NULL;

    editor->password = g_object_ref_sink(gtk_entry_new());
    editor->show_password = g_object_ref_sink(gtk_check_button_new_with_mnemonic(_("Sho_w password")));
    gtk_widget_set_name(editor->password, "password");
    gtk_widget_set_name(editor->show_password, "show-password");
    compat_name_plainly(editor->show_password, _("Sho_w password"));
    gtk_widget_set_hexpand(editor->password, TRUE);
    gtk_entry_set_visibility(GTK_ENTRY(editor->password), FALSE);
    gtk_entry_set_input_purpose(GTK_ENTRY(editor->password), GTK_INPUT_PURPOSE_PASSWORD);
    gtk_widget_set_tooltip_text(editor->password, _("The icon at its end says where the password is kept"));
    compat_entry_set_text(editor->password, password ? password : "");
    /* The menu must not write into the setting by itself: only what is saved is changed. */
    nma_utils_setup_password_storage(editor->password, pptp_model_get_password_flags(editor->model), NULL, PPTP_SECRET_PASSWORD, TRUE,
                                     FALSE);
    pptp_page_add_row_after(editor->page, PPTP_KEY_USER, "", editor->show_password);
    pptp_page_add_row_after(editor->page, PPTP_KEY_USER, _("_Password"), editor->password);
    g_signal_connect(editor->show_password, "toggled", G_CALLBACK(on_show_toggled), editor);
    g_signal_connect(editor->password, "changed", G_CALLBACK(on_password_changed), editor);
    g_signal_connect(editor->password, "notify::secondary-icon-name", G_CALLBACK(on_storage_changed), editor);
}

/* -- the other pages -- */

static void
on_advanced_done(const PptpModel *edited, gpointer user_data)
{
    PptpEditor *editor = user_data;

    pptp_model_assign(editor->model, edited);
    tell_changed(editor);
}

static void
on_dialog_gone(gpointer user_data, GObject *dialog)
{
    PptpEditor *editor = user_data;

    editor->dialog = NULL;
}

static void
on_advanced_clicked(GtkWidget *button, gpointer user_data)
{
    PptpEditor *editor = user_data;

    if (editor->dialog)
        return;
    editor->dialog = pptp_advanced_show(editor->model, compat_window_of(editor->box), on_advanced_done, editor);
    g_object_weak_ref(G_OBJECT(editor->dialog), on_dialog_gone, editor);
}

/* -- NMVpnEditor -- */

static GObject *
editor_get_widget(NMVpnEditor *base)
{
    return G_OBJECT(((PptpEditor *)base)->box);
}

static gboolean
editor_update_connection(NMVpnEditor *base, NMConnection *connection, GError **error)
{
    PptpEditor *editor = (PptpEditor *)base;
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);

    if (!pptp_model_check(editor->model, NULL, error))
        return FALSE;
    if (!vpn) {
        vpn = NM_SETTING_VPN(nm_setting_vpn_new());
        nm_connection_add_setting(connection, NM_SETTING(vpn));
    }
    pptp_model_save(editor->model, vpn, compat_entry_text(editor->password));
    return TRUE;
}

static void
editor_interface_init(NMVpnEditorInterface *interface)
{
    interface->get_widget = editor_get_widget;
    interface->update_connection = editor_update_connection;
}

static void
pptp_editor_dispose(GObject *object)
{
    PptpEditor *editor = (PptpEditor *)object;

    if (editor->dialog) {
        g_object_weak_unref(G_OBJECT(editor->dialog), on_dialog_gone, editor);
        compat_window_destroy(g_steal_pointer(&editor->dialog));
    }
    for (GtkWidget **widget = (GtkWidget *[]){editor->password, editor->show_password, editor->advanced, NULL}; *widget; widget++)
        g_signal_handlers_disconnect_by_data(*widget, editor);
    g_clear_object(&editor->password);
    g_clear_object(&editor->show_password);
    g_clear_object(&editor->advanced);
    g_clear_object(&editor->box);
    g_clear_pointer(&editor->page, pptp_page_free);
    g_clear_pointer(&editor->model, pptp_model_free);
    G_OBJECT_CLASS(pptp_editor_parent_class)->dispose(object);
}

static void
pptp_editor_init(PptpEditor *editor)
{
}

static void
pptp_editor_class_init(PptpEditorClass *class)
{
    G_OBJECT_CLASS(class)->dispose = pptp_editor_dispose;
    /* The application has a domain of its own, and has set the locale. */
    bindtextdomain(GETTEXT_PACKAGE, PPTP_LOCALE_DIR);
    bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
}

G_MODULE_EXPORT NMVpnEditor *
nm_vpn_editor_factory_pptp(NMVpnEditorPlugin *plugin, NMConnection *connection, GError **error)
{
    PptpEditor *editor = g_object_new(pptp_editor_get_type(), NULL);
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);

    editor->model = pptp_model_new(vpn);
    editor->page = pptp_page_new(editor->model, PPTP_PAGE_FIRST, tell_changed, editor);
    editor->box = g_object_ref_sink(gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACING));
    editor->advanced = g_object_ref_sink(gtk_button_new_with_mnemonic(_("Ad_vanced…")));
    gtk_widget_set_name(editor->advanced, "advanced");
    compat_name_plainly(editor->advanced, _("Ad_vanced…"));
    gtk_widget_set_halign(editor->advanced, GTK_ALIGN_END);
    gtk_widget_set_margin_start(editor->box, MARGIN);
    gtk_widget_set_margin_end(editor->box, MARGIN);
    gtk_widget_set_margin_top(editor->box, MARGIN);
    gtk_widget_set_margin_bottom(editor->box, MARGIN);
    add_password(editor, vpn);
    compat_box_append(editor->box, pptp_page_get_grid(editor->page));
    compat_box_append(editor->box, editor->advanced);
    compat_show_contents(editor->box);
    update_password_entry(editor);
    g_signal_connect(editor->advanced, "clicked", G_CALLBACK(on_advanced_clicked), editor);
    return NM_VPN_EDITOR(editor);
}
