/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/settings-libnm.h"
#include "import-fixture.h"
#include "properties/export.h"
#include "properties/peers-options.h"
#include "properties/peers.h"
#include "properties/words.h"

#define PASSWORD "Tr0ub4dor"

static NMConnection *
make_profile(void)
{
    NMConnection *connection = nm_simple_connection_new();
    NMSetting *con = nm_setting_connection_new(), *vpn = nm_setting_vpn_new(), *ip4 = nm_setting_ip4_config_new();
    g_autofree char *uuid = nm_utils_uuid_generate();

    g_object_set(con, NM_SETTING_CONNECTION_ID, "onenet", NM_SETTING_CONNECTION_UUID, uuid, NM_SETTING_CONNECTION_TYPE, "vpn", NULL);
    g_object_set(vpn, NM_SETTING_VPN_SERVICE_TYPE, PPTP_DBUS_SERVICE, NULL);
    g_object_set(ip4, NM_SETTING_IP_CONFIG_METHOD, NM_SETTING_IP4_CONFIG_METHOD_AUTO, NULL);
    nm_setting_vpn_add_data_item(NM_SETTING_VPN(vpn), PPTP_KEY_GATEWAY, "vpn.example.edu");
    nm_setting_vpn_add_data_item(NM_SETTING_VPN(vpn), PPTP_KEY_USER, "alice");
    nm_connection_add_setting(connection, con);
    nm_connection_add_setting(connection, vpn);
    nm_connection_add_setting(connection, ip4);
    return connection;
}

/* All of a profile as its keyfile has it, but for the UUID and the VPN's own keys, which import_dump() has. Free with g_free(). */
static char *
dup_keyfile(NMConnection *connection)
{
    g_autoptr(NMConnection) copy = nm_simple_connection_new_clone(connection);
    g_autoptr(GKeyFile) keyfile = NULL;
    g_autoptr(GError) error = NULL;
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(copy);

    for (const PptpOption *option = pptp_options(NULL); option->key; option++)
        nm_setting_vpn_remove_data_item(vpn, option->key);
    nm_setting_vpn_add_data_item(vpn, PPTP_KEY_GATEWAY, "x");
    nm_connection_normalize(copy, NULL, NULL, &error);
    g_assert_no_error(error);
    keyfile = nm_keyfile_write(copy, NM_KEYFILE_HANDLER_FLAGS_NONE, NULL, NULL, &error);
    g_assert_no_error(error);
    g_key_file_remove_key(keyfile, "connection", "uuid", NULL);
    return g_key_file_to_data(keyfile, NULL, NULL);
}

/* Exports, imports, and compares all but the secret. */
static char *
check_round_trip(NMConnection *connection)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = pptp_export_text(connection, &error), *before = NULL, *after = NULL;
    g_autoptr(PptpImportFile) file = NULL;
    g_autoptr(NMConnection) back = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    g_auto(GStrv) own = import_dump(connection), other = NULL;

    g_assert_no_error(error);
    g_assert_null(strstr(text, PASSWORD));
    file = pptp_import_file_new("/nonexistent/some-name", "/nonexistent", text, strlen(text));
    /* Found out by its content, as nmcli would have it. */
    back = pptp_import_file(file, NULL, NULL, &notes, &error);
    g_assert_no_error(error);
    other = import_dump(back);
    before = g_strjoinv("\n", own);
    after = g_strjoinv("\n", other);
    if (!g_str_equal(before, after))
        g_test_message("%s", text);
    g_assert_cmpstr(before, ==, after);
    {
        g_autofree char *whole_before = dup_keyfile(connection), *whole_after = dup_keyfile(back);

        if (!g_str_equal(whole_before, whole_after))
            g_test_message("%s", text);
        g_assert_cmpstr(whole_before, ==, whole_after);
    }
    return g_steal_pointer(&text);
}

static void
set(NMConnection *connection, const char *key, const char *value)
{
    nm_setting_vpn_add_data_item(nm_connection_get_setting_vpn(connection), key, value);
}

static void
test_plain(void)
{
    g_autoptr(NMConnection) connection = make_profile();
    g_autofree char *text = check_round_trip(connection);

    g_assert_nonnull(strstr(text, "\npty \"pptp vpn.example.edu --nolaunchpppd\"\nuser alice\n"));
    g_assert_nonnull(strstr(text, "\nrefuse-pap\n"));
    g_assert_nonnull(strstr(text, "\ndefaultroute\n"));
    g_assert_nonnull(strstr(text, "\nusepeerdns\n"));
    g_assert_nonnull(strstr(text, "\nnovj\n"));
    set(connection, PPTP_KEY_NO_VJ_COMP, "no");
    g_free(text);
    text = pptp_export_text(connection, NULL);
    g_assert_null(strstr(text, "\nnovj\n"));
}

/* Who edits the file changes the profile: a comment does not undo it. */
static void
test_edited(void)
{
    g_autoptr(NMConnection) connection = make_profile(), back = NULL;
    g_autofree char *text = pptp_export_text(connection, NULL);
    g_autoptr(PptpImportFile) file = NULL;
    char *mtu = strstr(text, "\nmtu 1400\n");

    g_assert_nonnull(mtu);
    memcpy(mtu, "\nmtu 1300\n", 10);
    file = pptp_import_file_new("/nonexistent/some-name", "/nonexistent", text, strlen(text));
    back = pptp_import_file(file, NULL, NULL, NULL, NULL);
    g_assert_cmpstr(nm_setting_vpn_get_data_item(nm_connection_get_setting_vpn(back), PPTP_KEY_MTU), ==, "1300");
    g_assert_null(nm_setting_vpn_get_data_item(nm_connection_get_setting_vpn(back), PPTP_KEY_MRU));
}

/* Each key of the table, with each kind of value it may have. */
static void
test_each_key(void)
{
    static const char *const texts[] = {"a.example", "x", "a.example, b.example", "münchen", "a b\"c\\d#e'f", NULL}, *const choices[] = {
                                                                                                                         "yes", "no",
                                                                                                                         "true", "false",
                                                                                                                         NULL};
    guint n = 0;

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        g_autofree char *min = g_strdup_printf("%u", option->min), *max = g_strdup_printf("%u", option->max);
        g_autofree char *fallback = g_strdup_printf("%u", option->fallback);
        const char *const numbers[] = {min, max, fallback, NULL};
        const char *const *values = option->type == PPTP_OPTION_STRING ? texts : option->type == PPTP_OPTION_BOOL ? choices : numbers;
        const guint before = n;

        if (option->choices)
            values = option->choices;

        for (guint i = 0; values[i]; i++) {
            g_autoptr(NMConnection) connection = make_profile();
            g_autoptr(PptpSettings) settings = NULL;

            set(connection, option->key, values[i]);
            settings = pptp_settings_new(nm_connection_get_setting_vpn(connection), NULL);
            if (!settings)
                continue;
            g_free(check_round_trip(connection));
            n++;
        }
        g_assert_cmpuint(n, >, before);
    }
    g_assert_cmpuint(n, >, 60);
}

/* Keys together: all the ways to ask for encryption, and to refuse it. */
static void
test_mppe(void)
{
    static const char *const keys[] = {PPTP_KEY_REQUIRE_MPPE,   PPTP_KEY_REQUIRE_MPPE_40, PPTP_KEY_REQUIRE_MPPE_128,
                                       PPTP_KEY_REFUSE_MPPE_40, PPTP_KEY_REFUSE_MPPE_128, PPTP_KEY_MPPE_STATEFUL};
    guint n = 0;

    for (guint bits = 0; bits < 729; bits++) {
        g_autoptr(NMConnection) connection = make_profile();
        g_autoptr(PptpSettings) settings = NULL;
        g_autofree char *text = NULL;
        guint rest = bits;

        for (gsize i = 0; i < G_N_ELEMENTS(keys); i++, rest /= 3) {
            if (rest % 3)
                set(connection, keys[i], rest % 3 == 1 ? "yes" : "no");
        }
        settings = pptp_settings_new(nm_connection_get_setting_vpn(connection), NULL);
        if (!settings)
            continue;
        text = check_round_trip(connection);
        /* What requires encryption never becomes a file that does not. */
        if (pptp_settings_require_mppe(settings))
            g_assert_nonnull(strstr(text, settings->require_mppe_128 == PPTP_YES ? "\nrequire-mppe-128\n" : "\nrequire-mppe-"));
        n++;
    }
    g_assert_cmpuint(n, >, 300);
}

static void
test_all_else(void)
{
    g_autoptr(NMConnection) connection = make_profile();
    NMSettingIPConfig *ip4 = nm_connection_get_setting_ip4_config(connection);
    NMSettingUser *user = NM_SETTING_USER(nm_setting_user_new());
    static const struct {
        const char *dest;
        guint prefix;
        const char *via;
        gint64 metric;
    } routes[] = {{"10.0.0.0", 8, NULL, -1}, {"172.16.1.1", 32, NULL, 7}, {"192.168.0.0", 16, "10.0.0.1", 4294967295}};
    g_autofree char *text = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(routes); i++) {
        NMIPRoute *route = nm_ip_route_new(AF_INET, routes[i].dest, routes[i].prefix, routes[i].via, routes[i].metric, NULL);

        nm_setting_ip_config_add_route(ip4, route);
        nm_ip_route_unref(route);
    }
    nm_setting_ip_config_add_dns(ip4, "10.0.0.53");
    nm_setting_ip_config_add_dns_search(ip4, "example.edu");
    g_object_set(ip4, NM_SETTING_IP_CONFIG_NEVER_DEFAULT, TRUE, NM_SETTING_IP_CONFIG_IGNORE_AUTO_DNS, TRUE, NULL);
    nm_connection_add_setting(connection, NM_SETTING(user));
    g_assert_true(nm_setting_user_set_data(user, "pppd.holdoff", "10 = ten", NULL));
    g_object_set(nm_connection_get_setting_connection(connection), NM_SETTING_CONNECTION_ID, "One net: \"$(reboot)\" ü", NULL);
    nm_setting_vpn_add_secret(nm_connection_get_setting_vpn(connection), PPTP_SECRET_PASSWORD, PASSWORD);
    text = pptp_export_text(connection, NULL);
    g_assert_nonnull(text);
    g_assert_null(strstr(text, PASSWORD));
    nm_setting_vpn_remove_secret(nm_connection_get_setting_vpn(connection), PPTP_SECRET_PASSWORD);
    g_free(check_round_trip(connection));
    /* What a shell or pppd reads has the name made safe. */
    g_assert_nonnull(strstr(text, "#: [ \"$6\" = \"One-net-----reboot-----\" ] || exit 0\n"));
    g_assert_nonnull(strstr(text, "\nipparam One-net-----reboot-----\n"));
    g_assert_nonnull(strstr(text, "#: ip route add 10.0.0.0/8 dev \"$1\"\n"));
}

/* A value cannot get out of its comment, and every line that pppd would read is of words that it knows. */
static void
test_words(void)
{
    g_autoptr(NMConnection) connection = make_profile();
    NMSettingUser *user = NM_SETTING_USER(nm_setting_user_new());
    g_autofree char *text = NULL;
    PptpWords words;
    PptpWord word;

    nm_connection_add_setting(connection, NM_SETTING(user));
    g_assert_true(nm_setting_user_set_data(user, "pppd.x", "1\nconnect /bin/sh", NULL));
    set(connection, PPTP_KEY_USER, "a\"\\ #b");
    set(connection, PPTP_KEY_UNIT, "3");
    text = pptp_export_text(connection, NULL);
    g_assert_nonnull(text);
    g_assert_null(strstr(text, "\nconnect "));
    pptp_words_init(&words, text, strlen(text));
    while (pptp_words_next(&words, &word)) {
        const PeersOption *option = peers_option_find(word.text);

        g_assert_nonnull(option);
        g_assert_true(option->kind != PEERS_LEAVE && option->kind != PEERS_KEEP);
        if (g_str_equal(word.text, "user")) {
            g_assert_true(pptp_words_next(&words, &word));
            g_assert_cmpstr(word.text, ==, "a\"\\ #b");
        } else if (option->args > 0) {
            g_assert_true(pptp_words_next(&words, &word));
        }
    }
}

/* A profile with something in every corner: what pppd has no word for is kept in comments. */
static const char everything[] = "[connection]\n"
                                 "id=One\\nnet \\\\ $(id)\n"
                                 "uuid=afc4d600-3ea1-4d23-a207-a0b14f99e6ed\n"
                                 "type=vpn\n"
                                 "autoconnect=false\n"
                                 "autoconnect-priority=5\n"
                                 "metered=1\n"
                                 "permissions=user:alice:;user:bob:;\n"
                                 "zone=work\n"
                                 "secondaries=2f1d3c44-6a0e-4c1b-9d55-7b1f0e3a9c10;\n"
                                 "[vpn]\n"
                                 "service-type=org.freedesktop.NetworkManager.pptp\n"
                                 "gateway=vpn1.example.edu, vpn2.example.edu\n"
                                 "user=al,ice\\\\bob 'q' \"d\" #x\n"
                                 "domain=CORP\n"
                                 "persistent=true\n"
                                 "timeout=33\n"
                                 "[ipv4]\n"
                                 "method=auto\n"
                                 "never-default=true\n"
                                 "ignore-auto-routes=true\n"
                                 "may-fail=false\n"
                                 "dns=10.0.0.1;10.0.0.2;\n"
                                 "dns-search=a.example;~b.example;\n"
                                 "dns-priority=-50\n"
                                 "dns-options=ndots:2;rotate;\n"
                                 "route-metric=700\n"
                                 "route-table=300\n"
                                 "address1=10.9.9.9/32\n"
                                 "route1=10.0.0.0/8,10.1.1.1,0\n"
                                 "route2=0.0.0.0/0\n"
                                 "route3=172.16.0.0/12,0.0.0.0,7\n"
                                 "route3_options=mtu=1300,onlink=true,table=5\n"
                                 "[ipv6]\n"
                                 "method=manual\n"
                                 "address1=2001:db8::1/64\n"
                                 "route1=2001:db8:1::/48\n"
                                 "[proxy]\n"
                                 "method=1\n"
                                 "pac-url=http://x/y,z.pac\n"
                                 "[user]\n"
                                 "a.b=c = d\\ne\n";

static NMConnection *
read_keyfile(const char *text)
{
    g_autoptr(GKeyFile) keyfile = g_key_file_new();
    g_autoptr(GError) error = NULL;
    NMConnection *connection;

    g_assert_true(g_key_file_load_from_data(keyfile, text, strlen(text), G_KEY_FILE_NONE, NULL));
    connection = nm_keyfile_read(keyfile, "/", NM_KEYFILE_HANDLER_FLAGS_NONE, NULL, NULL, &error);
    g_assert_no_error(error);
    nm_connection_normalize(connection, NULL, NULL, &error);
    g_assert_no_error(error);
    return connection;
}

static void
test_everything(void)
{
    g_autoptr(NMConnection) connection = read_keyfile(everything), plain = make_profile();
    g_autofree char *text = check_round_trip(connection), *own = dup_keyfile(connection);

    /* The test's own: all of it has been read. */
    g_assert_nonnull(strstr(own, "route3_options=mtu=1300,onlink=true,table=5\n"));
    g_assert_nonnull(strstr(own, "permissions=user:alice:;user:bob:;\n"));
    g_assert_nonnull(strstr(own, "timeout=33\n"));
    g_assert_nonnull(strstr(text, PEERS_COMMENT "ipv4.dns-priority=-50\n"));
    g_assert_nonnull(strstr(text, PEERS_COMMENT "vpn.timeout=33\n"));
    g_assert_nonnull(strstr(text, PEERS_COMMENT "gateway=vpn1.example.edu, vpn2.example.edu\n"));
    /* Nothing is said of what a plain profile has anyway. */
    g_free(text);
    text = check_round_trip(plain);
    g_assert_null(strstr(text, "ipv6."));
    g_assert_null(strstr(text, "ip route"));
}

/* Line ends of Windows or of mail change nothing. */
static void
test_line_ends(void)
{
    g_autoptr(NMConnection) connection = read_keyfile(everything), back = NULL;
    g_autofree char *text = pptp_export_text(connection, NULL), *crlf = NULL, *before = NULL, *after = NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(PptpImportFile) file = NULL;
    g_autoptr(GError) error = NULL;

    crlf = g_strjoinv("\r\n", lines);
    file = pptp_import_file_new("/nonexistent/some-name", "/nonexistent", crlf, strlen(crlf));
    back = pptp_import_file(file, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    before = dup_keyfile(connection);
    after = dup_keyfile(back);
    g_assert_cmpstr(before, ==, after);
}

/* A comment that makes no sense costs a note, not the profile. */
static void
test_bad_comments(void)
{
    static const char text[] = "pty \"pptp a.example --nolaunchpppd\"\nuser alice\n"
                               "#nm-pptp: ipv4.method=nonsense\n"
                               "#nm-pptp: ipv4.dns-priority=many\n"
                               "#nm-pptp: connection.type=wifi\n"
                               "#nm-pptp: connection.uuid=2f1d3c44-6a0e-4c1b-9d55-7b1f0e3a9c10\n"
                               "#nm-pptp: vpn.service-type=other\n"
                               "#nm-pptp: 802-1x.ca-cert=/etc/shadow\n"
                               "#nm-pptp: what\n"
                               "#nm-pptp: unset mtu\n";
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/nonexistent/n", "/nonexistent", text, strlen(text));
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(NMConnection) connection = pptp_import_file(file, NULL, NULL, &notes, &error);
    g_autofree char *all = NULL;

    g_assert_no_error(error);
    g_assert_cmpstr(nm_setting_vpn_get_service_type(nm_connection_get_setting_vpn(connection)), ==, PPTP_DBUS_SERVICE);
    g_assert_cmpstr(nm_setting_ip_config_get_method(nm_connection_get_setting_ip4_config(connection)), ==, "auto");
    g_ptr_array_add(notes, NULL);
    all = g_strjoinv("\n", (char **)notes->pdata);
    g_assert_nonnull(strstr(all, "n:3: what the comments of an export say"));
    for (guint line = 5; line <= 10; line++) {
        g_autofree char *place = g_strdup_printf("n:%u: ", line);

        g_test_message("%s in %s", place, all);
        g_assert_nonnull(strstr(all, place));
    }
}

static void
test_file(void)
{
    g_autofree char *dir = g_dir_make_tmp("nm-pptp-XXXXXX", NULL), *path = g_build_filename(dir, "out", NULL);
    g_autofree char *link = g_build_filename(dir, "link", NULL), *text = NULL, *name = NULL;
    g_autoptr(NMConnection) connection = make_profile();
    g_autoptr(GError) error = NULL;
    struct stat st;

    g_assert_true(g_file_set_contents(path, "old", -1, NULL));
    g_assert_cmpint(g_chmod(path, 0666), ==, 0);
    g_assert_true(pptp_export(connection, path, &error));
    g_assert_no_error(error);
    g_assert_cmpint(stat(path, &st), ==, 0);
    g_assert_cmpint(st.st_mode & 07777, ==, 0600);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_nonnull(strstr(text, "pty "));
    g_assert_cmpint(symlink("out", link), ==, 0);
    g_assert_false(pptp_export(connection, link, &error));
    g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
    g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    g_assert_false(pptp_export(connection, "/dev/null", NULL));
    g_assert_false(pptp_export(connection, "/nonexistent/x", NULL));
    name = pptp_export_dup_name(connection);
    g_assert_cmpstr(name, ==, "onenet");
    g_unlink(path), g_unlink(link), g_rmdir(dir);
}

static void
test_refused(void)
{
    g_autoptr(NMConnection) connection = make_profile();
    g_autoptr(GError) error = NULL;

    set(connection, PPTP_KEY_REQUIRE_MPPE, "perhaps");
    g_assert_null(pptp_export_text(connection, &error));
    g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
    g_clear_error(&error);
    g_object_set(nm_connection_get_setting_vpn(connection), NM_SETTING_VPN_SERVICE_TYPE, "org.freedesktop.NetworkManager.openvpn", NULL);
    g_assert_null(pptp_export_text(connection, &error));
    g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/export/plain", test_plain);
    g_test_add_func("/export/edited", test_edited);
    g_test_add_func("/export/each-key", test_each_key);
    g_test_add_func("/export/mppe", test_mppe);
    g_test_add_func("/export/all-else", test_all_else);
    g_test_add_func("/export/words", test_words);
    g_test_add_func("/export/everything", test_everything);
    g_test_add_func("/export/line-ends", test_line_ends);
    g_test_add_func("/export/bad-comments", test_bad_comments);
    g_test_add_func("/export/file", test_file);
    g_test_add_func("/export/refused", test_refused);
    return g_test_run();
}
