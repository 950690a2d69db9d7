/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "import-fixture.h"
#include "properties/ini.h"

/* As the manual has it: networks, of which some are none for IPv4, a domain in front of the user, a password with escapes. */
static void
test_office(void)
{
    import_assert("connman/office.config", "id=Office VPN", "gateway=198.51.100.40", "domain=OFFICE", "user=gina",
                  "secret password=with blank\\", "lcp-echo-failure=5", "lcp-echo-interval=20", "refuse-eap=yes", "refuse-pap=yes",
                  "refuse-chap=yes", "refuse-mschap=yes", "require-mppe-128=yes", "no-vj-comp=yes", "route 10.10.0.0/16",
                  "route 10.20.30.0/24", "never-default", "search office.example.com",
                  "note office.config:10: \"10.20.30.0/255.255.255.0/10.10.0.1\" goes to the other end",
                  "note office.config:10: \"2001:db8::1/64\" is left out: IPv6",
                  "note office.config:10: \"10.0.0.0/255.0.255.0\" is left out: it is not NETWORK/MASK", NULL);
}

/* The manual's other spelling of the keys; another provider before, and one behind. */
static void
test_several(void)
{
    import_assert("connman/several.config", "id=First", "gateway=one.example.com", "user=henry", "require-mppe=yes", "mppe-stateful=yes",
                  "search corporate.example", "user-data connman.PPPD-Debug=1", "user-data connman.PPPD-NoPcomp=true",
                  "note several.config:2: \"provider_l2tp\" is no PPTP connection", "note several.config:15: \"PPPD.Debug\"",
                  "note several.config:16: \"PPPD.NoPcomp\"", "note several.config:20: \"provider_pptp2\" is another PPTP connection",
                  NULL);
    import_assert("connman/several.config#pptp2", "id=pptp2", "gateway=two.example.com", "user=henry", "search corporate.example",
                  "note several.config:2: \"provider_l2tp\" is no PPTP connection",
                  "note several.config:9: \"provider_pptp\" is another PPTP connection",
                  "note several.config:25: PPPD.RefuseMSCHAP2 is \"perhaps\", which ConnMan takes for no", NULL);
    import_assert_refused("connman/several.config#provider_l2tp", "no PPTP connection \"provider_l2tp\"");
}

/* A media centre's, with the keys' older prefix and numbers for yes and no. Its "no" to refusing PAP is the program's default, not a wish.
 */
static void
test_mediacenter(void)
{
    import_assert("connman/mediacenter.config", "id=provider", "gateway=nl.provider.example", "user=ivy", "secret password=abc",
                  "require-mppe=yes", "lcp-echo-failure=0", "user-data connman.advanced=1",
                  "note mediacenter.config:10: \"8.8.8.8, 8.8.4.4\", which is no domain's name", "note mediacenter.config:11: \"advanced\"",
                  "note mediacenter.config:16: stays off unless refuse-pap=no", "note mediacenter.config:18: lcp-echo-interval", NULL);
}

static void
test_refused(void)
{
    import_assert_refused("connman/l2tp-only.config", "none of its connections is of type PPTP");
}

/* -- the reader of such files -- */

static GPtrArray *
parse(const char *text, gsize len)
{
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/tmp/some.ini", "/tmp", text, len);

    return pptp_ini_parse(file, "#;");
}

static const PptpIniEntry *
entry_at(const GPtrArray *groups, guint group, guint entry)
{
    g_assert_cmpuint(groups->len, >, group);
    g_assert_cmpuint(((PptpIniGroup *)groups->pdata[group])->entries->len, >, entry);
    return ((PptpIniGroup *)groups->pdata[group])->entries->pdata[entry];
}

static void
test_ini(void)
{
    static const char text[] = "before=1\r\n# no=1\r\n\r\n[ a [b] ]  \r\n  Key\t= v = w \r\n;no=2\nnot a pair\n[a [b]]\nKEY=\nkey=z";
    g_autoptr(GPtrArray) groups = parse(text, strlen(text));
    const PptpIniEntry *entry;
    const PptpIniGroup *group;

    g_assert_cmpuint(groups->len, ==, 3);
    g_assert_cmpstr(entry_at(groups, 0, 0)->value, ==, "1");
    group = groups->pdata[1];
    g_assert_cmpstr(group->name, ==, "a [b]");
    g_assert_cmpuint(group->line, ==, 4);
    g_assert_cmpuint(group->entries->len, ==, 2);
    entry = entry_at(groups, 1, 0);
    g_assert_cmpstr(entry->key, ==, "Key");
    g_assert_cmpstr(entry->value, ==, "v = w ");
    g_assert_cmpuint(entry->line, ==, 5);
    entry = entry_at(groups, 1, 1);
    g_assert_null(entry->key);
    g_assert_cmpstr(entry->value, ==, "not a pair");
    g_assert_true(pptp_ini_group(groups, "A [B]") == group);
    g_assert_null(pptp_ini_group(groups, "a"));
    g_assert_null(pptp_ini_dup(groups->pdata[2], "key")); /* the first, which is empty */
    pptp_ini_merge(groups);
    g_assert_cmpuint(group->entries->len, ==, 4);
    g_assert_cmpuint(((PptpIniGroup *)groups->pdata[2])->entries->len, ==, 0);
    g_assert_true(pptp_ini_find(group, "kEy") == entry_at(groups, 1, 0));
}

/* Nothing ends the reading but the end: no NUL, no half of a pair. */
static void
test_ini_bytes(void)
{
    static const char nul[] = "[g]\na=1\0\x32\n\0b=2", half[] = "\xff\xfe[\0g\0]\0\n\0\x3d\xd8=\0\x3d\xd8\x01", little[] = "\xff\xfe";
    g_autoptr(GPtrArray) groups = parse(nul, sizeof nul - 1), halves = parse(half, sizeof half - 1), none = parse(little, 2);
    g_autofree char *unescaped = pptp_ini_unescape("a\\sb\\n\\\\n\\x\\");

    g_assert_cmpstr(entry_at(groups, 1, 0)->value, ==, "1 2");
    g_assert_cmpstr(entry_at(groups, 1, 1)->value, ==, "2");
    g_assert_cmpstr(entry_at(halves, 1, 0)->key, ==, "\xef\xbf\xbd");
    g_assert_cmpstr(entry_at(halves, 1, 0)->value, ==, "\xef\xbf\xbd");
    g_assert_cmpuint(none->len, ==, 1);
    g_assert_cmpstr(unescaped, ==, "a b\n\\n\\x\\");
}

static void
test_ini_many_lines(void)
{
    g_autofree char *text = g_malloc(20001);

    memset(text, '\n', 20001);
    g_assert_null(parse(text, 20001));
    g_ptr_array_unref(parse(text, 20000));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import/connman/office", test_office);
    g_test_add_func("/import/connman/several", test_several);
    g_test_add_func("/import/connman/mediacenter", test_mediacenter);
    g_test_add_func("/import/connman/refused", test_refused);
    g_test_add_func("/import/ini/lines", test_ini);
    g_test_add_func("/import/ini/bytes", test_ini_bytes);
    g_test_add_func("/import/ini/many-lines", test_ini_many_lines);
    return g_test_run();
}
