/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "properties/import-build.h"
#include "properties/import.h"

/* Every kind of value that a format may set. */
static gboolean
read_all(PptpImport *import, GError **error)
{
    import->id = g_strdup("all of it");
    g_assert_true(pptp_import_set(import, NULL, 1, PPTP_KEY_GATEWAY, " vpn.example.edu "));
    g_assert_true(pptp_import_set_login(import, NULL, 1, "CORP\\alice"));
    g_assert_false(pptp_import_set(import, NULL, 7, PPTP_KEY_MTU, "99999"));
    g_assert_null(pptp_import_get(import, PPTP_KEY_MTU));
    pptp_import_set_choice(import, PPTP_KEY_REQUIRE_MPPE, TRUE);
    pptp_import_set_password(import, "p\xe4ss");
    pptp_import_keep(import, NULL, 9, "pppd", "holdoff", "10");
    g_assert_true(pptp_import_add_route(import, NULL, 1, "10.1.2.3", 8, NULL, -1));
    g_assert_true(pptp_import_add_route(import, NULL, 2, "10.0.0.0", 8, NULL, -1));
    g_assert_false(pptp_import_add_route(import, NULL, 11, "10.0.0.0", 33, NULL, -1));
    g_assert_false(pptp_import_add_route(import, NULL, 12, "nowhere", 8, NULL, -1));
    import->never_default = PPTP_YES;
    return TRUE;
}

static gboolean
read_nothing(PptpImport *import, GError **error)
{
    return TRUE;
}

static const PptpImportFormat all_format = {"test", NULL, read_all}, nothing_format = {"test", NULL, read_nothing};

static void
test_build(void)
{
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/tmp/some.conf", "/tmp", "", 0);
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    NMSettingIPConfig *ip4;
    NMSettingVpn *vpn;

    connection = pptp_import_file(file, NULL, &all_format, &notes, NULL);
    g_assert_nonnull(connection);
    g_assert_cmpstr(nm_connection_get_id(connection), ==, "all of it");
    vpn = nm_connection_get_setting_vpn(connection);
    g_assert_cmpstr(nm_setting_vpn_get_data_item(vpn, PPTP_KEY_GATEWAY), ==, "vpn.example.edu");
    g_assert_cmpstr(nm_setting_vpn_get_data_item(vpn, PPTP_KEY_USER), ==, "alice");
    g_assert_cmpstr(nm_setting_vpn_get_data_item(vpn, PPTP_KEY_DOMAIN), ==, "CORP");
    g_assert_cmpstr(nm_setting_vpn_get_data_item(vpn, PPTP_KEY_REQUIRE_MPPE), ==, "yes");
    g_assert_cmpuint(nm_setting_vpn_get_num_data_items(vpn), ==, 4);
    g_assert_cmpstr(nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD), ==, "p\xc3\xa4ss");
    ip4 = nm_connection_get_setting_ip4_config(connection);
    g_assert_cmpuint(nm_setting_ip_config_get_num_routes(ip4), ==, 1);
    g_assert_cmpstr(nm_ip_route_get_dest(nm_setting_ip_config_get_route(ip4, 0)), ==, "10.0.0.0");
    g_assert_true(nm_setting_ip_config_get_never_default(ip4));
    g_assert_false(nm_setting_ip_config_get_ignore_auto_dns(ip4));
    g_assert_cmpuint(notes->len, ==, 5);
    g_assert_true(g_str_has_prefix(notes->pdata[0], "some.conf:7: "));
    g_assert_nonnull(strstr(notes->pdata[1], "user.data pppd.holdoff"));
}

static void
test_no_gateway(void)
{
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/tmp/some.conf", "/tmp", "", 0);
    g_autoptr(GError) error = NULL;

    g_assert_null(pptp_import_file(file, NULL, &nothing_format, NULL, &error));
    g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
    g_assert_nonnull(strstr(error->message, "no server"));
}

static void
test_not_ours(void)
{
    static const char *const texts[] = {"", "hello\n", "\0\0\0", "[general]\nx=y\n", "client\nremote vpn.example.edu\n"};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(PptpImportFile) file = pptp_import_file_new("/tmp/f", "/tmp", texts[i], i == 2 ? 3 : strlen(texts[i]));
        g_autoptr(GError) error = NULL;

        g_assert_null(pptp_import_file(file, NULL, NULL, NULL, &error));
        g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
    }
}

/* What may lie where a file is expected: none of it is opened, waited for, or read past the bound. */
static void
test_files(void)
{
    g_autofree char *dir = g_dir_make_tmp("nm-pptp-XXXXXX", NULL);
    g_autofree char *inside = g_build_filename(dir, "in", NULL), *fifo = g_build_filename(dir, "fifo", NULL);
    g_autofree char *plain = g_build_filename(dir, "in", "plain", NULL), *large = g_build_filename(dir, "large", NULL);
    g_autofree char *out = g_build_filename(dir, "in", "out", NULL), *big = g_malloc0(PPTP_IMPORT_FILE_MAX + 1);
    const char *const folders[] = {inside, NULL};
    static const struct {
        const char *name;
        int code;
    } refused[] = {{"fifo", G_IO_ERROR_NOT_REGULAR_FILE},
                   {"in", G_IO_ERROR_NOT_REGULAR_FILE},
                   {"large", G_IO_ERROR_MESSAGE_TOO_LARGE},
                   {"none", G_IO_ERROR_NOT_FOUND},
                   {"/dev/zero", G_IO_ERROR_NOT_REGULAR_FILE}};
    g_autoptr(PptpImportFile) file = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(g_mkdir(inside, 0700), ==, 0);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    g_assert_true(g_file_set_contents(plain, "text", -1, NULL));
    g_assert_true(g_file_set_contents(large, big, PPTP_IMPORT_FILE_MAX + 1, NULL));
    g_assert_cmpint(symlink(large, out), ==, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = refused[i].name[0] == '/' ? g_strdup(refused[i].name) : g_build_filename(dir, refused[i].name, NULL);
        g_autoptr(GError) own = NULL;

        g_assert_null(pptp_import_file_load(path, NULL, &own));
        g_assert_error(own, G_IO_ERROR, refused[i].code);
    }
    file = pptp_import_file_load(plain, folders, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(file->text, ==, "text");
    g_assert_cmpstr(file->name, ==, "plain");
    g_assert_null(pptp_import_file_load(out, folders, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
    g_unlink(out), g_unlink(plain), g_unlink(large), g_unlink(fifo), g_rmdir(inside), g_rmdir(dir);
}

static void
test_text(void)
{
    g_autofree char *latin = pptp_import_to_utf8("Universit\xe4t\x80\x81", 13), *nul = pptp_import_to_utf8("a\0b\n", 4);
    g_autofree char *quoted = pptp_import_quote("a\x1b[31m\xff");

    g_assert_true(g_utf8_validate(latin, -1, NULL));
    g_assert_true(g_str_has_prefix(latin, "Universität"));
    g_assert_cmpstr(nul, ==, "a b ");
    g_assert_cmpstr(quoted, ==, "\"a [31mÿ\"");
}

/* A file's name, and what a file has in it, cannot put a line of its own into the journal. */
static void
test_one_line(void)
{
    static const char text[] = "pty \"pptp h.example\"\nfile \"a\\nb\"\nuser alice\n";
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/tmp/x\ny", "/nonexistent", text, strlen(text));
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(GError) error = NULL;

    connection = pptp_import_file(file, NULL, NULL, &notes, NULL);
    g_assert_nonnull(connection);
    g_assert_cmpuint(notes->len, >, 0);
    for (guint i = 0; i < notes->len; i++)
        g_assert_null(strchr(notes->pdata[i], '\n'));
    g_assert_null(pptp_import("/nonexistent/x\ny", NULL, NULL, &error));
    g_assert_null(strchr(error->message, '\n'));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import/build", test_build);
    g_test_add_func("/import/no-gateway", test_no_gateway);
    g_test_add_func("/import/not-ours", test_not_ours);
    g_test_add_func("/import/files", test_files);
    g_test_add_func("/import/text", test_text);
    g_test_add_func("/import/one-line", test_one_line);
    return g_test_run();
}
