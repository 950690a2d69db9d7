/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import-fixture.h"

/* The five files that people write by the founding guide. */
static void
test_guide(void)
{
    import_assert("peers/guide/peers/onenet", "id=onenet", "gateway=vpn.example.edu", "user=alice", "require-mppe-128=yes",
                  "refuse-pap=yes", "refuse-eap=yes", "refuse-chap=yes", "refuse-mschap=yes", "nobsdcomp=yes", "nodeflate=yes",
                  "secret password=Tr0ub4dor & 3", "route 10.0.0.0/8", "never-default", "ignore-auto-dns", NULL);
}

static void
test_work(void)
{
    import_assert("peers/work/peers/work", "id=work", "gateway=192.0.2.10", "domain=CORP", "user=bob", "require-mppe=yes", "refuse-eap=yes",
                  "lcp-echo-interval=30", "lcp-echo-failure=4", "secret password=its \"mine\"", "persistent", "user-data pppd.maxfail=0",
                  "user-data pppd.holdoff=20", "user-data pptp.loglevel=0", "note work:2: loglevel", "note work:11: maxfail",
                  "note work:12: holdoff", NULL);
}

static void
test_pptpsetup(void)
{
    import_assert("peers/pptpsetup/peers/tunnel", "id=tunnel", "gateway=198.51.100.7", "user=dave", "require-mppe-128=yes", "nobsdcomp=yes",
                  "nodeflate=yes", "secret password=d&ve\\1\t", "never-default", "ignore-auto-dns", NULL);
}

/* Escapes, quotes, tabs, hidden line breaks, comments, CRLF; text that is not UTF-8 is read as Latin-1. */
static void
test_words(void)
{
    import_assert("peers/quoting", "id=quoting", "gateway=vpn.example.edu", "user=Jörg MÃ¼ller", "require-mppe-128=yes", "nobsdcomp=yes",
                  "nodeflate=yes", "no-vj-comp=yes", "mtu=1300", "mru=1300", "secret password=p\tq\"\\ #1", "never-default",
                  "ignore-auto-dns", NULL);
    import_assert("peers/utf8", "id=utf8", "gateway=vpn.example.edu", "user=Jürgen Müller", "require-mppe-128=yes",
                  "secret password=größer als ½", "never-default", "ignore-auto-dns", NULL);
    import_assert("peers/latin1", "id=latin1", "gateway=vpn.example.edu", "user=Jürgen", "require-mppe-128=yes", "secret password=größer",
                  "note latin1: Latin-1", "never-default", "ignore-auto-dns", NULL);
}

static void
test_full_tunnel(void)
{
    import_assert("peers/full-tunnel", "id=full-tunnel", "gateway=vpn.example.edu", "user=alice", "mppe-stateful=yes", "refuse-pap=yes",
                  "refuse-chap=yes", "refuse-mschap=yes", "refuse-eap=yes", "refuse-mppe-40=yes", "refuse-mppe-128=yes", "nobsdcomp=yes",
                  "nodeflate=yes", "unit=7", "secret password=abc", NULL);
}

static void
test_includes(void)
{
    import_assert("peers/calls/peers/campus", "id=campus", "gateway=vpn.example.edu", "user=alice", "require-mppe-128=yes",
                  "refuse-mppe-40=yes", "mppe-stateful=no", "secret password=campus", "never-default", "ignore-auto-dns",
                  "note campus: refuse-pap=no", NULL);
    import_assert("peers/loop/peers/one", "id=one", "gateway=vpn.example.edu", "user=alice", "mtu=1300", "mru=1310",
                  "secret password=secret", "never-default", "ignore-auto-dns", "note two:2: includes itself",
                  "note three:2: includes itself", "note two:4: \"missing\" is not read", "note two:5: below its peers folder",
                  "note two:6: passwords", "note two:7: below its peers folder", "note two:8: outside", NULL);
}

static void
test_secrets(void)
{
#define COMMON "gateway=vpn.example.edu", "never-default", "ignore-auto-dns"
    import_assert("peers/secrets/peers/any", "id=any", "user=alice", COMMON, "note chap-secrets: several passwords", NULL);
    import_assert("peers/secrets/peers/named", "id=named", "user=carol", COMMON, "secret password=more exact", NULL);
    import_assert("peers/secrets/peers/wild", "id=wild", "user=erin", COMMON, "secret password=for anybody", NULL);
    import_assert("peers/secrets/peers/indirect", "id=indirect", "user=frank", COMMON, "secret password=in a file", NULL);
    import_assert("peers/secrets/peers/empty", "id=empty", "user=henry", COMMON, "note chap-secrets:12: empty", NULL);
    import_assert("peers/secrets/peers/outside", "id=outside", "user=grace", COMMON, "note chap-secrets:11: outside", NULL);
}

static void
test_dialects(void)
{
    import_assert("peers/mppe-old", "id=mppe-old", "user=alice", COMMON, "secret password=abc", "require-mppe=yes", "refuse-mppe-40=yes",
                  "mppe-stateful=no", "refuse-mschap=yes", "refuse-chap=yes", "refuse-pap=yes", "nobsdcomp=yes", "nodeflate=yes",
                  "no-vj-comp=yes", NULL);
    import_assert("peers/plugin", "id=plugin", "user=alice", COMMON, "secret password=abc", "require-mppe-128=yes",
                  "user-data pppd.pptp_window=50", "note plugin:4: pptp_window", NULL);
    import_assert("peers/either-length", "id=either-length", "user=alice", "gateway=alice@vpn.example.edu", "never-default",
                  "ignore-auto-dns", "secret password=abc", "require-mppe=yes", NULL);
    import_assert("peers/no-encryption", "id=no-encryption", "user=alice", COMMON, "secret password=abc", "refuse-mppe-40=yes",
                  "refuse-mppe-128=yes", NULL);
    /* Abbreviated as getopt_long(3) takes it, --lo is not; and words that are arguments of others. */
    import_assert("peers/abbreviated", "id=abbreviated", "user=alice", COMMON, "secret password=abc", "require-mppe-128=yes",
                  "user-data pptp.loglevel=1", "user-data pptp.phone=0123", "user-data pppd.callback=defaultroute",
                  "note abbreviated:1: loglevel", "note abbreviated:1: phone", "note abbreviated:1: no option \"lo\"",
                  "note abbreviated:4: callback", "note abbreviated:5: net-init-script", NULL);
    import_assert("peers/no-user", "id=no-user", COMMON, "require-mppe-40=yes", "note no-user: no user", NULL);
}

/* What would run a program, read a file or show a password: left out, and said. */
static void
test_commands(void)
{
    import_assert("peers/commands", "id=commands", "user=alice", COMMON, "secret password=abc", "user-data pptp.quirks=BEZEQ_ISRAEL",
                  "user-data pptp.phone=0123", "user-data pptp.localbind=192.0.2.3", "user-data pppd.require-mschap-v2=yes",
                  "user-data pppd.frobnicate=yes", "note commands:1: quirks", "note commands:1: phone", "note commands:1: localbind",
                  "note commands:1: more after the server's name", "note commands:4: connect", "note commands:5: init",
                  "note commands:6: ip-up-script", "note commands:7: evil.so", "note commands:8: radius.so", "note commands:9: logfile",
                  "note commands:10: set", "note commands:11: +ua", "note commands:12: require-mschap-v2", "note commands:13: 10.9.9.1",
                  "note commands:15: frobnicate", "note commands:16: a word that is no option", "note commands:17: mtu",
                  "note commands:18: lcp-echo-failure", NULL);
}

static void
test_scripts(void)
{
    import_assert("peers/scripts/peers/campus", "id=campus", "user=alice", COMMON, "secret password=abc", "route 10.1.0.0/16 metric 5",
                  "route 10.2.0.0/16 metric 5", "route 10.3.0.0/16 metric 5", "route 172.16.0.1/32", "route 192.168.7.0/24",
                  "route 172.20.0.0/14 via 10.1.0.1", "route 10.4.0.0/16", "route 10.7.0.0/16", "route 10.11.0.0/16",
                  "note 10campus:16: depends", "note 10campus:18: tunnel", "note 10campus:19: table", "note 10campus:21: only known",
                  "note 10campus:9: \"cat\"", "note 10campus:20: IPv4", NULL);
    /* A script for all peers is not about this one. */
    import_assert("peers/default-route/peers/all", "id=all", "gateway=vpn.example.edu", "user=alice", "secret password=abc",
                  "ignore-auto-dns", "never-default", "note all:3: ipv4.never-default no", NULL);
    import_assert("peers/own-script/peers/own", "id=own", "gateway=vpn.example.edu", "user=alice", "secret password=abc", "ignore-auto-dns",
                  "route 10.1.0.0/16", "note 10own:6: \"iptables\"", "note 10own:7: \"echo\"", "note 10own:8: IPv4",
                  "note 10own:11: another table", "note 20all:4: 172.16.0.0/12 is for every peer", "note 20all:5: every peer",
                  "note 20all:8: every peer", NULL);
}

/* pppd's options for all peers count where they concern the profile; the peer's own come after them. Also a file of Windows' Notepad. */
static void
test_for_all(void)
{
    import_assert("peers/all-peers/peers/one", "id=one", "gateway=vpn.example.edu", "user=alice", "secret password=abc",
                  "require-mppe-128=yes", "mtu=1300", "mru=1200", "refuse-eap=yes", "ignore-auto-dns", "note options:11: require-mppe-128",
                  "note options:12: mtu", "note options:13: defaultroute", "note options:14: refuse-eap", "note options:16: not read",
                  "note options:17: mru", NULL);
}

static void
test_refused(void)
{
    import_assert_refused("peers/refused-pppoe", "no PPTP connection");
    import_assert_refused("peers/refused-modem", "no PPTP connection");
    import_assert_refused("peers/refused-no-server", "no server");
    import_assert_refused("peers/refused-shell", "no server to connect to; refused-shell:1: VPN option \"gateway\"");
    import_assert_refused("peers/refused-contradiction", "refuse-mschapv2");
    import_assert_refused("peers/not-there", "No such file");
    import_assert_refused("peers", "not a plain file");
}

/* In a folder like /tmp: what somebody else has put beside the file is not taken. Only root can make such files. */
static void
test_others_files(void)
{
    g_autofree char *dir = NULL, *path = NULL, *secrets = NULL, *script = NULL, *all = NULL;
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GPtrArray) notes = NULL;

    if (geteuid() != 0) {
        g_test_skip("needs root");
        return;
    }
    dir = g_dir_make_tmp("nm-pptp-XXXXXX", NULL);
    path = g_build_filename(dir, "peer", NULL);
    secrets = g_build_filename(dir, "chap-secrets", NULL);
    script = g_build_filename(dir, "ip-up.local", NULL);
    g_assert_true(g_file_set_contents(path, "pty \"pptp h.example\"\nuser alice\n", -1, NULL));
    g_assert_true(g_file_set_contents(secrets, "alice * planted\n", -1, NULL));
    g_assert_true(g_file_set_contents(script, "route add -net 10.0.0.0/8 dev $1\n", -1, NULL));
    g_assert_cmpint(chown(secrets, 4321, 4321), ==, 0);
    g_assert_cmpint(chown(script, 4321, 4321), ==, 0);
    connection = pptp_import(path, NULL, &notes, NULL);
    g_assert_nonnull(connection);
    g_assert_null(nm_setting_vpn_get_secret(nm_connection_get_setting_vpn(connection), PPTP_SECRET_PASSWORD));
    g_assert_cmpuint(nm_setting_ip_config_get_num_routes(nm_connection_get_setting_ip4_config(connection)), ==, 0);
    g_ptr_array_add(notes, NULL);
    all = g_strjoinv("\n", (char **)notes->pdata);
    g_assert_nonnull(strstr(all, "chap-secrets belongs to another user"));
    g_assert_nonnull(strstr(all, "ip-up.local belongs to another user"));
    g_unlink(path), g_unlink(secrets), g_unlink(script), g_rmdir(dir);
}

/* pty in all its forms. */
static void
test_pty(void)
{
    static const char *const forms[] = {
        "pptp vpn.example.edu --nolaunchpppd",
        "pptp vpn.example.edu --nolaunchpppd    ",
        "/usr/sbin/pptp vpn.example.edu",
        "pptp --nolaunchpppd vpn.example.edu",
        "exec /opt/pptp/bin/pptp --sync --nolaunchpppd vpn.example.edu",
        "sudo pptp 'vpn.example.edu' --loglevel=2 --nolaunchpppd",
        "LANG=C pptp vpn.example.edu --nolaunchpppd --phone 12",
        "pptp --timeout 10 -- vpn.example.edu",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *text = g_strdup_printf("pty \"%s\"\nuser alice\npassword x\n", forms[i]);
        g_autoptr(PptpImportFile) file = pptp_import_file_new("/none/x", "/none", text, strlen(text));
        g_autoptr(NMConnection) connection = pptp_import_file(file, NULL, NULL, NULL, NULL);

        g_test_message("%s", forms[i]);
        g_assert_nonnull(connection);
        g_assert_cmpstr(nm_setting_vpn_get_data_item(nm_connection_get_setting_vpn(connection), PPTP_KEY_GATEWAY), ==, "vpn.example.edu");
    }
}

/* Links out of the folders, a pipe where an include is expected: neither is read, and nothing waits. */
static void
test_hostile_folder(void)
{
    g_autofree char *dir = g_dir_make_tmp("nm-pptp-XXXXXX", NULL), *outside = g_dir_make_tmp("nm-pptp-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "peer", NULL), *link = g_build_filename(dir, "link", NULL);
    g_autofree char *fifo = g_build_filename(dir, "fifo", NULL), *target = g_build_filename(outside, "target", NULL);
    g_autofree char *secrets = g_build_filename(dir, "chap-secrets", NULL), *all = NULL;
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    NMSettingVpn *vpn;

    g_assert_true(g_file_set_contents(path, "pty \"pptp h.example\"\nuser alice\nfile link\nfile fifo\nfile .\n", -1, NULL));
    g_assert_true(g_file_set_contents(target, "alice * stolen\nmtu 1234\n", -1, NULL));
    g_assert_cmpint(symlink(target, link), ==, 0);
    g_assert_cmpint(symlink(target, secrets), ==, 0);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    connection = pptp_import(path, NULL, &notes, NULL);
    g_assert_nonnull(connection);
    vpn = nm_connection_get_setting_vpn(connection);
    g_assert_null(nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD));
    g_assert_null(nm_setting_vpn_get_data_item(vpn, PPTP_KEY_MTU));
    g_ptr_array_add(notes, NULL);
    all = g_strjoinv("\n", (char **)notes->pdata);
    g_assert_nonnull(strstr(all, "peer:3: \"link\" is not read: "));
    g_assert_nonnull(strstr(all, "peer:4: \"fifo\" is not read: "));
    g_assert_nonnull(strstr(all, "peer:5: \".\" is not read: "));
    g_assert_nonnull(strstr(all, "chap-secrets is outside"));
    g_assert_null(strstr(all, "stolen"));
    g_unlink(path), g_unlink(link), g_unlink(fifo), g_unlink(target), g_unlink(secrets), g_rmdir(dir), g_rmdir(outside);
}

/* What one import reads is bounded in all, not by file alone. */
static void
test_bound(void)
{
    g_autofree char *dir = g_dir_make_tmp("nm-pptp-XXXXXX", NULL), *path = g_build_filename(dir, "peer", NULL);
    g_autofree char *more = g_build_filename(dir, "more", NULL), *all = NULL;
    g_autoptr(GString) text = g_string_new("pty \"pptp h.example\"\nuser alice\n"), lines = g_string_new(NULL);
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GPtrArray) notes = NULL;

    for (guint i = 0; i < 16; i++)
        g_string_append(text, "file more\n");
    while (lines->len < 100000)
        g_string_append(lines, "# nothing but a comment\n");
    g_assert_true(g_file_set_contents(path, text->str, -1, NULL));
    g_assert_true(g_file_set_contents(more, lines->str, -1, NULL));
    connection = pptp_import(path, NULL, &notes, NULL);
    g_assert_nonnull(connection);
    g_ptr_array_add(notes, NULL);
    all = g_strjoinv("\n", (char **)notes->pdata);
    g_assert_null(strstr(all, "peer:12: "));
    g_assert_nonnull(strstr(all, "peer:13: \"more\" is not read: there is more than 1 MB"));
    g_unlink(path), g_unlink(more), g_rmdir(dir);
}

static char *
join_notes(const char *text)
{
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/nonexistent/x", "/nonexistent", text, strlen(text));
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(NMConnection) connection = pptp_import_file(file, NULL, NULL, &notes, NULL);

    g_assert_nonnull(connection);
    g_ptr_array_add(notes, NULL);
    return g_strjoinv("\n", (char **)notes->pdata);
}

/* pppd takes back what is refused later: said, as encryption is no condition then. */
static void
test_undone(void)
{
    g_autofree char *undone = join_notes("pty \"pptp h\" user a password b require-mppe-128 nomppe-128");
    g_autofree char *other = join_notes("pty \"pptp h\" user a password b nomppe-128 require-mppe-128");
    g_autofree char *narrowed = join_notes("pty \"pptp h\" user a password b require-mppe nomppe-40");

    g_assert_nonnull(strstr(undone, "encryption is no condition"));
    g_assert_cmpstr(other, ==, "");
    g_assert_cmpstr(narrowed, ==, "");
}

/* nmcli would not ask for it unless told to, and a profile of ours says where it comes from otherwise. */
static void
test_no_password(void)
{
    g_autofree char *stored = join_notes("pty \"pptp h\" user a\n#nm-pptp: password-flags=0\n");
    g_autofree char *silent = join_notes("pty \"pptp h\" user a\n");
    g_autofree char *asked = join_notes("pty \"pptp h\" user a\n#nm-pptp: password-flags=2\n");

    g_assert_nonnull(strstr(stored, "set it: nmcli connection modify NAME vpn.secrets password=PASSWORD"));
    g_assert_cmpstr(silent, ==, stored);
    g_assert_cmpstr(asked, ==, "");
}

/* A password that no connect could use is not taken without a word. */
static void
test_long_password(void)
{
    for (guint n = 255; n <= 256; n++) {
        g_autofree char *password = g_strnfill(n, 'x'), *text = NULL;
        g_autoptr(PptpImportFile) file = NULL;
        g_autoptr(NMConnection) connection = NULL;
        g_autoptr(GPtrArray) notes = NULL;

        text = g_strdup_printf("pty \"pptp h.example\"\nuser alice\npassword %s\n", password);
        file = pptp_import_file_new("/nonexistent/x", "/nonexistent", text, strlen(text));
        connection = pptp_import_file(file, NULL, NULL, &notes, NULL);
        g_assert_nonnull(connection);
        g_assert_cmpuint(notes->len, ==, n - 255);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import-peers/guide", test_guide);
    g_test_add_func("/import-peers/work", test_work);
    g_test_add_func("/import-peers/pptpsetup", test_pptpsetup);
    g_test_add_func("/import-peers/words", test_words);
    g_test_add_func("/import-peers/full-tunnel", test_full_tunnel);
    g_test_add_func("/import-peers/includes", test_includes);
    g_test_add_func("/import-peers/secrets", test_secrets);
    g_test_add_func("/import-peers/dialects", test_dialects);
    g_test_add_func("/import-peers/commands", test_commands);
    g_test_add_func("/import-peers/scripts", test_scripts);
    g_test_add_func("/import-peers/for-all", test_for_all);
    g_test_add_func("/import-peers/refused", test_refused);
    g_test_add_func("/import-peers/others-files", test_others_files);
    g_test_add_func("/import-peers/pty", test_pty);
    g_test_add_func("/import-peers/hostile-folder", test_hostile_folder);
    g_test_add_func("/import-peers/bound", test_bound);
    g_test_add_func("/import-peers/undone", test_undone);
    g_test_add_func("/import-peers/no-password", test_no_password);
    g_test_add_func("/import-peers/long-password", test_long_password);
    return g_test_run();
}
