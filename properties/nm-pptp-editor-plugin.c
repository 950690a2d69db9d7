/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <NetworkManager.h>
#include <dlfcn.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "properties/export.h"
#include "properties/import.h"

/* libnm's side of the plugin: what nmcli and the desktops load, without GTK, so that nmcli can. */

/* Since libnm 1.52: the plugin cannot make an editor. Others ignore it. */
#define CAPABILITY_NO_EDITOR ((NMVpnEditorPluginCapability)0x08)

#define EDITOR_GTK3 "libnm-vpn-plugin-pptp-editor.so"
#define EDITOR_GTK4 "libnm-gtk4-vpn-plugin-pptp-editor.so"
#define EDITOR_FACTORY "nm_vpn_editor_factory_pptp"

typedef NMVpnEditor *(*EditorFactory)(NMVpnEditorPlugin *plugin, NMConnection *connection, GError **error);

#define PPTP_TYPE_EDITOR_PLUGIN (pptp_editor_plugin_get_type())
G_DECLARE_FINAL_TYPE(PptpEditorPlugin, pptp_editor_plugin, PPTP, EDITOR_PLUGIN, GObject)

struct _PptpEditorPlugin {
    GObject parent;
};

static void interface_init(NMVpnEditorPluginInterface *iface);

G_DEFINE_TYPE_WITH_CODE(PptpEditorPlugin, pptp_editor_plugin, G_TYPE_OBJECT,
                        G_IMPLEMENT_INTERFACE(NM_TYPE_VPN_EDITOR_PLUGIN, interface_init))

enum { PROP_NONE, PROP_NAME, PROP_DESCRIPTION, PROP_SERVICE };

/* -- import and export -- */

/* The journal keeps it; on a terminal the user sees it at once. */
static void
report(const char *note)
{
    const GLogField fields[] = {
        {"MESSAGE", note, -1},
        {"PRIORITY", "5", -1},
        {"SYSLOG_IDENTIFIER", "nm-pptp-import", -1},
    };

    g_log_writer_journald(G_LOG_LEVEL_MESSAGE, fields, G_N_ELEMENTS(fields), NULL);
    if (!g_log_writer_is_journald(STDERR_FILENO))
        g_printerr("%s\n", note);
}

/* Of a file that is not ours there are no notes; of one that is, but cannot be imported, they tell why. */
static NMConnection *
import_from_file(NMVpnEditorPlugin *plugin, const char *path, GError **error)
{
    g_autoptr(GPtrArray) notes = NULL;
    NMConnection *connection = pptp_import(path, NULL, &notes, error);

    for (guint i = 0; i < notes->len; i++)
        report(notes->pdata[i]);
    return connection;
}

static gboolean
export_to_file(NMVpnEditorPlugin *plugin, const char *path, NMConnection *connection, GError **error)
{
    return pptp_export(connection, path, error);
}

static char *
get_suggested_filename(NMVpnEditorPlugin *plugin, NMConnection *connection)
{
    return pptp_export_dup_name(connection);
}

/* -- the editor -- */

/* The editor for this process's GTK, in the plugin's own folder. Only GTK 3 has this function. */
static char *
dup_editor_path(void)
{
    const char *name = dlsym(RTLD_DEFAULT, "gtk_container_add") ? EDITOR_GTK3 : EDITOR_GTK4;
    g_autofree char *folder = NULL;
    Dl_info self;

    if (dladdr((gpointer)(guintptr)dup_editor_path, &self) && self.dli_fname)
        folder = g_path_get_dirname(self.dli_fname);
    return g_build_filename(folder ? folder : PPTP_PLUGIN_DIR, name, NULL);
}

static NMVpnEditor *
get_editor(NMVpnEditorPlugin *plugin, NMConnection *connection, GError **error)
{
    g_autofree char *path = dup_editor_path();
    EditorFactory factory;
    gpointer module;

    if (access(path, F_OK) != 0) {
        g_set_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_FAILED,
                    _("The editor for PPTP connections is not installed (%s is missing); nmcli can edit them"), path);
        return NULL;
    }
    /* Stays loaded: it registers types, which cannot be taken back. */
    module = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (!module) {
        g_set_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_FAILED, _("The editor for PPTP connections cannot be loaded: %s"),
                    dlerror());
        return NULL;
    }
    factory = (EditorFactory)(guintptr)dlsym(module, EDITOR_FACTORY);
    if (!factory) {
        g_set_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_FAILED,
                    _("%s is no editor for PPTP connections: it has no %s; install it again"), path, EDITOR_FACTORY);
        return NULL;
    }
    return factory(plugin, connection, error);
}

static NMVpnEditorPluginCapability
get_capabilities(NMVpnEditorPlugin *plugin)
{
    g_autofree char *editor = dup_editor_path();
    NMVpnEditorPluginCapability capabilities = NM_VPN_EDITOR_PLUGIN_CAPABILITY_IMPORT | NM_VPN_EDITOR_PLUGIN_CAPABILITY_EXPORT;

    return access(editor, F_OK) == 0 ? capabilities : capabilities | CAPABILITY_NO_EDITOR;
}

/* -- the object -- */

static void
get_property(GObject *object, guint id, GValue *value, GParamSpec *spec)
{
    if (id == PROP_NAME)
        g_value_set_static_string(value, _("Point-to-Point Tunneling Protocol (PPTP)"));
    else if (id == PROP_DESCRIPTION)
        g_value_set_static_string(value, _("For the PPTP servers of universities, companies and routers."));
    else if (id == PROP_SERVICE)
        g_value_set_static_string(value, PPTP_DBUS_SERVICE);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, spec);
}

static void
interface_init(NMVpnEditorPluginInterface *iface)
{
    iface->get_editor = get_editor;
    iface->get_capabilities = get_capabilities;
    iface->import_from_file = import_from_file;
    iface->export_to_file = export_to_file;
    iface->get_suggested_filename = get_suggested_filename;
}

static void
pptp_editor_plugin_class_init(PptpEditorPluginClass *klass)
{
    GObjectClass *object = G_OBJECT_CLASS(klass);

    object->get_property = get_property;
    g_object_class_override_property(object, PROP_NAME, NM_VPN_EDITOR_PLUGIN_NAME);
    g_object_class_override_property(object, PROP_DESCRIPTION, NM_VPN_EDITOR_PLUGIN_DESCRIPTION);
    g_object_class_override_property(object, PROP_SERVICE, NM_VPN_EDITOR_PLUGIN_SERVICE);
}

static void
pptp_editor_plugin_init(PptpEditorPlugin *plugin)
{
}

/* The one symbol that libnm looks for. */
G_MODULE_EXPORT NMVpnEditorPlugin *
nm_vpn_editor_plugin_factory(GError **error)
{
    bindtextdomain(GETTEXT_PACKAGE, PPTP_LOCALE_DIR);
    bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
    return g_object_new(PPTP_TYPE_EDITOR_PLUGIN, NULL);
}
