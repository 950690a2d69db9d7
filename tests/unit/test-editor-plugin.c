/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <NetworkManager.h>
#include <glib/gstdio.h>
#include <string.h>

#include "common/names.h"

/* The plugin as a file, loaded through libnm as nmcli does. */

static NMVpnEditorPlugin *
load(void)
{
    g_autoptr(GError) error = NULL;
    NMVpnEditorPlugin *plugin = nm_vpn_editor_plugin_load(PPTP_TEST_PLUGIN, PPTP_DBUS_SERVICE, &error);

    g_assert_no_error(error);
    g_assert_nonnull(plugin);
    return plugin;
}

static void
test_properties(void)
{
    g_autoptr(NMVpnEditorPlugin) plugin = load();
    g_autofree char *name = NULL, *description = NULL, *service = NULL;

    g_object_get(plugin, NM_VPN_EDITOR_PLUGIN_NAME, &name, NM_VPN_EDITOR_PLUGIN_DESCRIPTION, &description, NM_VPN_EDITOR_PLUGIN_SERVICE,
                 &service, NULL);
    g_assert_nonnull(strstr(name, "PPTP"));
    g_assert_nonnull(description);
    g_assert_cmpstr(service, ==, PPTP_DBUS_SERVICE);
}

/* There is no GTK in this process, and no GTK 4 editor of a GTK-less name beside the plugin but what is built. */
static void
test_editor(void)
{
    g_autoptr(NMVpnEditorPlugin) plugin = load();
    const int capabilities = (int)nm_vpn_editor_plugin_get_capabilities(plugin);
    g_autofree char *folder = g_path_get_dirname(PPTP_TEST_PLUGIN);
    g_autofree char *editor = g_build_filename(folder, "libnm-gtk4-vpn-plugin-pptp-editor.so", NULL);
    const gboolean built = g_file_test(editor, G_FILE_TEST_EXISTS);
    g_autoptr(NMConnection) connection = nm_simple_connection_new();
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(capabilities, ==, built ? 3 : 3 | 8);
    if (built)
        return;
    g_assert_null(nm_vpn_editor_plugin_get_editor(plugin, connection, &error));
    g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_FAILED);
    g_assert_nonnull(strstr(error->message, "not installed"));
}

static void
test_import_export(void)
{
    g_autoptr(NMVpnEditorPlugin) plugin = load();
    g_autofree char *dir = g_dir_make_tmp("nm-pptp-XXXXXX", NULL), *path = g_build_filename(dir, "onenet", NULL), *name = NULL;
    g_autofree char *guide = g_build_filename(PPTP_TEST_SAMPLES, "peers", "guide", "peers", "onenet", NULL);
    g_autofree char *pppoe = g_build_filename(PPTP_TEST_SAMPLES, "peers", "refused-pppoe", NULL);
    g_autoptr(NMConnection) connection = NULL, back = NULL;
    g_autoptr(GError) error = NULL;

    connection = nm_vpn_editor_plugin_import(plugin, guide, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(nm_connection_get_id(connection), ==, "onenet");
    name = nm_vpn_editor_plugin_get_suggested_filename(plugin, connection);
    g_assert_cmpstr(name, ==, "onenet");
    g_assert_true(nm_vpn_editor_plugin_export(plugin, path, connection, &error));
    g_assert_no_error(error);
    back = nm_vpn_editor_plugin_import(plugin, path, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(nm_connection_get_id(back), ==, "onenet");
    g_assert_null(nm_vpn_editor_plugin_import(plugin, pppoe, &error));
    g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
    g_assert_null(nm_vpn_editor_plugin_import(plugin, pppoe, NULL));
    g_unlink(path), g_rmdir(dir);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/editor-plugin/properties", test_properties);
    g_test_add_func("/editor-plugin/editor", test_editor);
    g_test_add_func("/editor-plugin/import-export", test_import_export);
    return g_test_run();
}
