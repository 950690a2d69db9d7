/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "import-fixture.h"
#include "tool/import-print.h"

static NMConnection *
import_guide(void)
{
    g_autofree char *path = import_sample("peers/guide/peers/onenet");
    NMConnection *connection = pptp_import(path, NULL, NULL, NULL);

    g_assert_nonnull(connection);
    return connection;
}

static char *
print(NMConnection *connection, gboolean show_secrets)
{
    g_autofree char *left = NULL;
    g_autoptr(GError) error = NULL;
    char *command = pptp_print_command(connection, show_secrets, &left, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(left, ==, NULL);
    return command;
}

/* As a shell splits it. */
static void
test_command(void)
{
    g_autoptr(NMConnection) connection = import_guide();
    g_autofree char *hidden = print(connection, FALSE), *shown = print(connection, TRUE), *joined = NULL;
    g_auto(GStrv) words = NULL;

    g_assert_null(strstr(hidden, "Tr0ub4dor"));
    g_assert_nonnull(strstr(hidden, " vpn.secrets password=PASSWORD "));
    g_assert_true(g_shell_parse_argv(shown, NULL, &words, NULL));
    joined = g_strjoinv("|", words);
    g_assert_cmpstr(joined, ==,
                    "nmcli|connection|add|type|vpn|vpn-type|pptp|con-name|onenet|ifname|*|vpn.data|gateway=vpn.example.edu, user=alice, "
                    "refuse-eap=yes, refuse-pap=yes, refuse-chap=yes, refuse-mschap=yes, require-mppe-128=yes, nobsdcomp=yes, "
                    "nodeflate=yes|vpn.secrets|password=Tr0ub4dor & 3|ipv4.ignore-auto-dns|yes|ipv4.never-default|yes|"
                    "ipv4.routes|10.0.0.0/8");
}

/* Commas and backslashes are nmcli's, quotes the shell's. */
static void
test_quoting(void)
{
    g_autoptr(NMConnection) connection = import_guide();
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    g_autofree char *command = NULL;
    g_auto(GStrv) words = NULL;

    nm_setting_vpn_add_data_item(vpn, PPTP_KEY_USER, "a,b\\c'd $(x)");
    nm_setting_vpn_add_secret(vpn, PPTP_SECRET_PASSWORD, "p,q\\'\"`$");
    command = print(connection, TRUE);
    g_assert_true(g_shell_parse_argv(command, NULL, &words, NULL));
    g_assert_nonnull(strstr(words[12], "user=a\\,b\\\\c'd $(x), "));
    g_assert_cmpstr(words[14], ==, "password=p\\,q\\\\'\"`$");
}

/* Nothing of a profile is missing in the command: what it cannot say is named. */
static void
test_everything(void)
{
    static const char text[] = "[connection]\nid=x\ntype=vpn\nautoconnect=false\npermissions=user:alice:;user:b,ob:;\nmetered=1\n"
                               "[vpn]\nservice-type=org.freedesktop.NetworkManager.pptp\ngateway=a.example\nuser=u\npersistent=true\n"
                               "timeout=33\n[vpn-secrets]\npassword=\\s p\\s\n"
                               "[ipv4]\nmethod=auto\nnever-default=true\ndns=10.0.0.1;10.0.0.2;\ndns-priority=-50\nroute-table=300\n"
                               "route1=10.0.0.0/8,10.1.1.1,0\nroute2=172.16.0.0/12,0.0.0.0,7\nroute2_options=mtu=1300,onlink=true\n"
                               "[ipv6]\nmethod=manual\naddress1=2001:db8::1/64,2001:db8::2\nroute1=2001:db8:5::/48\n"
                               "[proxy]\nmethod=1\n[user]\na.b=c\n";
    static const char *const expected[] = {"vpn.secrets|password=\\ \\ p\\ |",
                                           "|connection.autoconnect|no|",
                                           "|connection.permissions|user:alice, user:b\\,ob|",
                                           "|connection.metered|1|",
                                           "|ipv4.dns|10.0.0.1, 10.0.0.2|",
                                           "|ipv4.dns-priority|-50|",
                                           "|ipv4.never-default|yes|",
                                           "|ipv4.route-table|300|",
                                           "|ipv4.routes|10.0.0.0/8 10.1.1.1 0, 172.16.0.0/12 7 mtu=1300 onlink=true|",
                                           "|ipv6.method|manual|",
                                           "|ipv6.addresses|2001:db8::1/64|",
                                           "|ipv6.gateway|2001:db8::2|",
                                           "|ipv6.routes|2001:db8:5::/48|",
                                           "|proxy.method|1|",
                                           "|vpn.persistent|yes|",
                                           "|vpn.timeout|33|"};
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/nonexistent/x", "/nonexistent", text, strlen(text));
    g_autoptr(NMConnection) connection = pptp_import_file(file, NULL, NULL, NULL, NULL);
    g_autofree char *left = NULL, *command = NULL, *joined = NULL, *closed = NULL;
    g_auto(GStrv) words = NULL;

    g_assert_nonnull(connection);
    command = pptp_print_command(connection, TRUE, &left, NULL);
    g_assert_true(g_shell_parse_argv(command, NULL, &words, NULL));
    joined = g_strjoinv("|", words);
    closed = g_strconcat(joined, "|", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_test_message("%s in %s", expected[i], closed);
        g_assert_nonnull(strstr(closed, expected[i]));
    }
    g_assert_cmpstr(left, ==, "user.a.b");
}

/* NetworkManager's own reader makes the same profile of the keyfile. */
static void
test_keyfile(void)
{
    g_autoptr(NMConnection) connection = import_guide(), back = NULL;
    g_autofree char *hidden = pptp_print_keyfile(connection, FALSE, NULL), *shown = pptp_print_keyfile(connection, TRUE, NULL);
    g_autofree char *before = NULL, *after = NULL;
    g_autoptr(GKeyFile) keyfile = g_key_file_new();
    g_auto(GStrv) own = import_dump(connection), other = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_null(strstr(hidden, "Tr0ub4dor"));
    g_assert_nonnull(strstr(hidden, "\npassword=PASSWORD\n"));
    g_assert_true(g_key_file_load_from_data(keyfile, shown, strlen(shown), G_KEY_FILE_NONE, NULL));
    back = nm_keyfile_read(keyfile, "/", NM_KEYFILE_HANDLER_FLAGS_NONE, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(nm_connection_normalize(back, NULL, NULL, &error));
    g_assert_no_error(error);
    other = import_dump(back);
    before = g_strjoinv("\n", own);
    after = g_strjoinv("\n", other);
    g_assert_cmpstr(before, ==, after);
}

/* -- the program -- */

static int
run(char **out, char **err, const char *a, const char *b, const char *c)
{
    const char *argv[] = {PPTP_TEST_TOOL, "import", a, b, c, NULL};
    g_autoptr(GError) error = NULL;
    int status = 0;

    g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, out, err, &status, &error));
    g_assert_no_error(error);
    g_assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void
test_program(void)
{
    g_autofree char *work = import_sample("peers/work/peers/work"), *pppoe = import_sample("peers/refused-pppoe");
    g_autofree char *out = NULL, *err = NULL, *out2 = NULL, *err2 = NULL, *out3 = NULL, *err3 = NULL, *out4 = NULL, *err4 = NULL;

    g_assert_cmpint(run(&out, &err, work, NULL, NULL), ==, 0);
    g_assert_nonnull(strstr(out, "\nnmcli connection add "));
    g_assert_nonnull(strstr(out, "\n[vpn]\n"));
    g_assert_null(strstr(out, "mine"));
    g_assert_nonnull(strstr(err, "work:11: \"maxfail\""));
    g_assert_cmpint(run(&out2, &err2, "--keyfile", "--show-secrets", work), ==, 0);
    g_assert_true(g_str_has_prefix(out2, "[connection]\nid=work\n"));
    g_assert_nonnull(strstr(out2, "password=its \"mine\"\n"));
    g_assert_null(strstr(err2, "mine"));
    g_assert_cmpint(run(&out3, &err3, pppoe, NULL, NULL), ==, 2);
    g_assert_cmpstr(out3, ==, "");
    g_assert_nonnull(strstr(err3, "no PPTP connection"));
    g_assert_cmpint(run(&out4, &err4, "--unknown", work, NULL), ==, 2);
    g_assert_cmpstr(out4, ==, "");
}

/* The explanations stay comments, whatever the profile is called. */
static void
test_hostile_name(void)
{
    static const char text[] = "[connection]\nid=x\\nreboot\\n\ntype=vpn\n"
                               "[vpn]\nservice-type=org.freedesktop.NetworkManager.pptp\ngateway=a.example\nuser=u\n";
    g_autofree char *dir = g_dir_make_tmp("nm-pptp-XXXXXX", NULL), *path = g_build_filename(dir, "f", NULL), *out = NULL, *err = NULL;
    g_auto(GStrv) words = NULL;
    char *second;

    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_cmpint(run(&out, &err, path, NULL, NULL), ==, 0);
    g_unlink(path), g_rmdir(dir);
    /* A shell comments out the lines with #, and the rest up to the keyfile is one command. */
    second = strstr(out, "\n# The same as a file");
    g_assert_nonnull(second);
    *second = '\0';
    g_assert_true(g_str_has_prefix(out, "# The command:\nnmcli "));
    g_assert_true(g_shell_parse_argv(strchr(out, '\n') + 1, NULL, &words, NULL));
    g_assert_cmpstr(words[7], ==, "con-name");
    g_assert_cmpstr(words[9], ==, "ifname");
    g_assert_true(g_str_has_prefix(strchr(second + 2, '\n'), "\n[connection]\n"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import-print/command", test_command);
    g_test_add_func("/import-print/quoting", test_quoting);
    g_test_add_func("/import-print/everything", test_everything);
    g_test_add_func("/import-print/keyfile", test_keyfile);
    g_test_add_func("/import-print/hostile-name", test_hostile_name);
    g_test_add_func("/import-print/program", test_program);
    return g_test_run();
}
