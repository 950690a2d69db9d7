/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <NetworkManager.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "common/names.h"
#include "tests/desktop/windows.h"

/*
 * test-editor PLUGIN FOLDER-OF-PICTURES FOLDER-OF-TRANSLATIONS LOOK: loads libnm-vpn-plugin-pptp.so as desktops do, has it make the editor
 * for this program's GTK, shows that in a window, fills it in, saves, and compares. Each step leaves a picture, FOLDER/LOOK-STEP.png. LOOK
 * names how it is to look: words among dark and rtl, others being free. Needs a display.
 */

#define NO_EDITOR 0x08 /* a capability of libnm 1.52 */

typedef struct {
    const char *folder, *look;
    NMVpnEditorPlugin *plugin;
} Fixture;

static void
picture(const Fixture *fixture, GtkWidget *window, const char *step)
{
    window_picture(window, fixture->folder, fixture->look, step);
}

static NMVpnEditor *
editor_for(const Fixture *fixture, NMConnection *connection)
{
    g_autoptr(GError) error = NULL;
    NMVpnEditor *editor = nm_vpn_editor_plugin_get_editor(fixture->plugin, connection, &error);

    g_assert_no_error(error);
    g_assert_nonnull(editor);
    return editor;
}

static NMConnection *
connection_with(const char *const *items)
{
    NMConnection *connection = nm_simple_connection_new();
    NMSettingVpn *vpn = NM_SETTING_VPN(nm_setting_vpn_new());

    nm_connection_add_setting(connection, NM_SETTING(vpn));
    g_object_set(vpn, NM_SETTING_VPN_TIMEOUT, 50, NULL);
    for (; *items; items += 2)
        nm_setting_vpn_add_data_item(vpn, items[0], items[1]);
    return connection;
}

static void
assert_item(NMConnection *connection, const char *key, const char *expected)
{
    g_test_message("%s", key);
    g_assert_cmpstr(nm_setting_vpn_get_data_item(nm_connection_get_setting_vpn(connection), key), ==, expected);
}

static void
count(GObject *editor, gpointer user_data)
{
    (*(guint *)user_data)++;
}

/* -- the tests -- */

/* A new profile: the page is empty, its errors are told, and what is filled in is saved. */
static void
test_fill_in(gconstpointer data)
{
    const Fixture *fixture = data;
    const char *const nothing[] = {NULL};
    g_autoptr(NMConnection) connection = connection_with(nothing);
    NMVpnEditor *editor = editor_for(fixture, connection);
    GtkWidget *page = GTK_WIDGET(nm_vpn_editor_get_widget(editor)), *window = window_with(page);
    g_autoptr(GError) error = NULL;
    guint changes = 0;

    g_signal_connect(editor, "changed", G_CALLBACK(count), &changes);
    picture(fixture, window, "new");
    /* The words are those of the language that is asked for. */
    if (g_getenv("LANGUAGE"))
        g_assert_cmpstr(gtk_button_get_label(GTK_BUTTON(find(page, "advanced"))), !=, "Ad_vanced…");
    else
        g_assert_cmpstr(gtk_button_get_label(GTK_BUTTON(find(page, "advanced"))), ==, "Ad_vanced…");
    g_assert_false(gtk_widget_get_visible(find(page, "reason")));
    g_assert_false(is_read_as_wrong(find(page, "gateway"), find(page, "reason")));
    g_assert_false(nm_vpn_editor_update_connection(editor, connection, &error));
    g_assert_error(error, NM_CONNECTION_ERROR, NM_CONNECTION_ERROR_INVALID_PROPERTY);

    compat_entry_set_text(find(page, "gateway"), "vpn:1723");
    g_assert_cmpuint(changes, ==, 1);
    g_assert_true(gtk_widget_get_visible(find(page, "reason")));
    g_assert_true(is_read_as_wrong(find(page, "gateway"), find(page, "reason")));
    g_assert_false(is_read_as_wrong(find(page, "user"), find(page, "reason")));
    picture(fixture, window, "wrong");

    compat_entry_set_text(find(page, "gateway"), "vpn.example.edu");
    compat_entry_set_text(find(page, "user"), "alice");
    compat_entry_set_text(find(page, "domain"), "ONE");
    compat_entry_set_text(find(page, "password"), "secret");
    g_assert_cmpuint(changes, >=, 5);
    g_assert_false(gtk_widget_get_visible(find(page, "reason")));
    g_assert_false(is_read_as_wrong(find(page, "gateway"), find(page, "reason")));
    picture(fixture, window, "filled-in");
    g_clear_error(&error);
    g_assert_true(nm_vpn_editor_update_connection(editor, connection, &error));
    g_assert_no_error(error);
    assert_item(connection, "gateway", "vpn.example.edu");
    assert_item(connection, "user", "alice");
    assert_item(connection, "domain", "ONE");
    assert_item(connection, "password-flags", "1");
    g_assert_cmpuint(nm_setting_vpn_get_num_data_items(nm_connection_get_setting_vpn(connection)), ==, 4);
    g_assert_cmpstr(nm_setting_vpn_get_secret(nm_connection_get_setting_vpn(connection), "password"), ==, "secret");
    g_assert_cmpuint(nm_setting_vpn_get_timeout(nm_connection_get_setting_vpn(connection)), ==, 50);
    g_object_unref(editor);
    compat_window_destroy(window);
}

static GtkWidget *
open_advanced(GtkWidget *page)
{
    g_autoptr(GList) windows = NULL;

    g_signal_emit_by_name(find(page, "advanced"), "clicked");
    windows = gtk_window_list_toplevels();
    for (GList *window = windows; window; window = window->next) {
        if (GTK_IS_DIALOG(window->data))
            return window->data;
    }
    g_assert_not_reached();
}

/* An existing profile: the other pages show it, what is wrong cannot be agreed to, and only what was changed is written. */
static void
test_advanced(gconstpointer data)
{
    static const char *const titles[] = {"security", "link", "reconnecting"};
    const Fixture *fixture = data;
    const char *const items[] = {
        "gateway", "10.0.0.1", "user",        "jane", "require-mppe", "true", "refuse-pap",     "yes", "mtu", "1300",
        "unknown", "kept",     "refuse-chap", "yes",  "refuse-eap",   "yes",  "password-flags", "0",   NULL};
    g_autoptr(NMConnection) connection = connection_with(items);
    NMVpnEditor *editor = editor_for(fixture, connection);
    GtkWidget *page = GTK_WIDGET(nm_vpn_editor_get_widget(editor)), *window = window_with(page), *dialog, *pages;

    wait_until_drawn(window);
    dialog = open_advanced(page);
    pages = find(dialog, "advanced-pages");
    for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
        gtk_notebook_set_current_page(GTK_NOTEBOOK(pages), (int)i);
        picture(fixture, dialog, titles[i]);
    }
    g_assert_false(gtk_widget_get_sensitive(find(dialog, "refuse-pap")));
    compat_choice_select(find(dialog, "encryption"), 3);
    g_assert_true(gtk_widget_get_sensitive(find(dialog, "refuse-pap")));
    compat_check_set_active(find(dialog, "refuse-pap"), TRUE);
    compat_entry_set_text(find(dialog, "mtu"), "9");
    gtk_notebook_set_current_page(GTK_NOTEBOOK(pages), 1);
    picture(fixture, dialog, "wrong-number");
    compat_entry_set_text(find(dialog, "mtu"), "");
    compat_entry_set_text(find(dialog, "lcp-echo-interval"), "10");
    compat_check_set_active(find(dialog, "vpn.persistent"), TRUE);
    gtk_dialog_response(GTK_DIALOG(dialog), GTK_RESPONSE_OK);

    g_assert_true(nm_vpn_editor_update_connection(editor, connection, NULL));
    assert_item(connection, "require-mppe", NULL);
    assert_item(connection, "refuse-pap", "no");
    assert_item(connection, "refuse-chap", "yes");
    assert_item(connection, "refuse-eap", "yes");
    assert_item(connection, "mtu", NULL);
    assert_item(connection, "lcp-echo-interval", "10");
    assert_item(connection, "unknown", "kept");
    assert_item(connection, "password-flags", "0");
    g_assert_true(nm_setting_vpn_get_persistent(nm_connection_get_setting_vpn(connection)));
    g_object_unref(editor);
    compat_window_destroy(window);
}

static void
assert_tab_order(GtkWidget *window, const char *expected)
{
    g_autofree char *found = tab_order(window);

    g_assert_cmpstr(found, ==, expected);
}

/* The Tab key goes down the page, and what cannot be used is left out. */
static void
test_keyboard(gconstpointer data)
{
    const Fixture *fixture = data;
    const char *const items[] = {"gateway", "10.0.0.1", "require-mppe", "yes", NULL};
    g_autoptr(NMConnection) connection = connection_with(items);
    NMVpnEditor *editor = editor_for(fixture, connection);
    GtkWidget *page = GTK_WIDGET(nm_vpn_editor_get_widget(editor)), *window = window_with(page), *dialog, *pages;

    wait_until_drawn(window);
    assert_tab_order(window, "gateway user password show-password domain advanced ");
    dialog = open_advanced(page);
    pages = find(dialog, "advanced-pages");
    wait_until_drawn(dialog);
    assert_tab_order(dialog, "advanced-pages encryption mppe-stateful refuse-mschapv2 refuse-eap ");
    gtk_notebook_set_current_page(GTK_NOTEBOOK(pages), 1);
    wait_until_drawn(dialog);
    assert_tab_order(dialog, "advanced-pages mtu mru nobsdcomp nodeflate no-vj-comp unit transport ");
    gtk_notebook_set_current_page(GTK_NOTEBOOK(pages), 2);
    wait_until_drawn(dialog);
    assert_tab_order(dialog, "advanced-pages lcp-echo-interval lcp-echo-failure vpn.persistent ");
    g_object_unref(editor);
    compat_window_destroy(window);
}

/* Cancelled, or gone with the editor: nothing has changed, and nothing is left. */
static void
test_cancelled(gconstpointer data)
{
    const Fixture *fixture = data;
    const char *const items[] = {"gateway", "10.0.0.1", "require-mppe", "true", NULL};
    g_autoptr(NMConnection) connection = connection_with(items);
    NMVpnEditor *editor = editor_for(fixture, connection);
    GtkWidget *page = GTK_WIDGET(nm_vpn_editor_get_widget(editor)), *window = window_with(page), *dialog;

    dialog = open_advanced(page);
    compat_choice_select(find(dialog, "encryption"), 4);
    gtk_dialog_response(GTK_DIALOG(dialog), GTK_RESPONSE_CANCEL);
    g_assert_true(nm_vpn_editor_update_connection(editor, connection, NULL));
    assert_item(connection, "require-mppe", "true");
    g_assert_cmpuint(nm_setting_vpn_get_num_data_items(nm_connection_get_setting_vpn(connection)), ==, 2);

    dialog = open_advanced(page);
    g_object_add_weak_pointer(G_OBJECT(dialog), (gpointer *)&dialog);
    g_object_unref(editor);
    compat_window_destroy(window);
    wait_until_drawn(window_with(gtk_label_new("")));
    g_assert_null(dialog);
}

int
main(int argc, char **argv)
{
    Fixture fixture = {0};
    const char *const nothing[] = {NULL};
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GObject) first = NULL;
    g_autoptr(GError) error = NULL;

#if GTK_CHECK_VERSION(4, 0, 0)
    gtk_init();
#else
    gtk_init(&argc, &argv);
#endif
    g_test_init(&argc, &argv, NULL);
    end_at_warnings();
    g_assert_cmpint(argc, ==, 5);
    fixture = (Fixture){.folder = argv[2], .look = argv[4]};
    g_assert_cmpint(g_mkdir_with_parents(fixture.folder, 0755), ==, 0);
    /* Pictures show what a change has come to, not the way there. */
    g_object_set(gtk_settings_get_default(), "gtk-enable-animations", FALSE, NULL);
    if (strstr(fixture.look, "dark"))
        g_object_set(gtk_settings_get_default(), "gtk-application-prefer-dark-theme", TRUE, NULL);
    if (strstr(fixture.look, "rtl"))
        gtk_widget_set_default_direction(GTK_TEXT_DIR_RTL);
    fixture.plugin = nm_vpn_editor_plugin_load_from_file(argv[1], PPTP_DBUS_SERVICE, -1, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_false(nm_vpn_editor_plugin_get_capabilities(fixture.plugin) & NO_EDITOR);
    /* An editor says where its installed translations are; these are the ones in the build folder. */
    connection = connection_with(nothing);
    first = g_object_ref_sink(G_OBJECT(editor_for(&fixture, connection)));
    bindtextdomain(GETTEXT_PACKAGE, argv[3]);

    g_test_add_data_func("/editor/fill-in", &fixture, test_fill_in);
    g_test_add_data_func("/editor/advanced", &fixture, test_advanced);
    g_test_add_data_func("/editor/keyboard", &fixture, test_keyboard);
    g_test_add_data_func("/editor/cancelled", &fixture, test_cancelled);
    return g_test_run();
}
