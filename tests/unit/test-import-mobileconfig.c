/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "import-fixture.h"
#include "properties/cms.h"
#include "properties/plist.h"

/* -- profiles -- */

/* As a configuration utility writes it, among other payloads: automatic encryption, all traffic, a proxy script. */
static void
test_campus(void)
{
    import_assert("mobileconfig/campus.mobileconfig", "id=Campus", "gateway=pptp.example.edu", "user=alice", "require-mppe=yes",
                  "note campus.mobileconfig:7: com.apple.wifi.managed",
                  "note campus.mobileconfig:59: proxy.pac-url \"http://wpad.example.edu/proxy.pac\"", NULL);
}

#define SPLIT(FILE)                                                                                                                        \
    "id=Büro & Lager", "gateway=198.51.100.9", "domain=CORP", "user=bob", "secret password=p&ss <word> ", "require-mppe-128=yes",          \
        "dns 10.2.0.53", "search corp.example", "never-default", "user-data mobileconfig.DisconnectOnIdle=1",                              \
        "user-data mobileconfig.DisconnectOnIdleTimer=600", "note " FILE ":11: ipv4.routes", "note " FILE ":28: \"DisconnectOnIdle\"",     \
        "note " FILE ":30: \"DisconnectOnIdleTimer\"", "note " FILE ":55: \"2001:db8::53\""

/* The strongest encryption, other traffic elsewhere; a password with XML's letters and a blank at its end. */
static void
test_split(void)
{
    import_assert("mobileconfig/maximum-split.mobileconfig", SPLIT("maximum-split.mobileconfig"), NULL);
}

/* In a signed container, of definite lengths and of indefinite ones. */
static void
test_signed(void)
{
    import_assert("mobileconfig/signed.mobileconfig", "id=Campus", "gateway=pptp.example.edu", "user=alice", "require-mppe=yes",
                  "note signed.mobileconfig: the signature is not checked", "note signed.mobileconfig:7: com.apple.wifi.managed",
                  "note signed.mobileconfig:59: proxy.pac-url", NULL);
    import_assert("mobileconfig/signed-stream.mobileconfig", SPLIT("signed-stream.mobileconfig"),
                  "note signed-stream.mobileconfig: the signature is not checked", NULL);
}

static void
test_several(void)
{
    import_assert("mobileconfig/three-tunnels.mobileconfig", "id=One", "gateway=one.example.edu", "user=alice", "refuse-mppe-40=yes",
                  "refuse-mppe-128=yes", "note three-tunnels.mobileconfig:7: \"L2TP\" is another kind of VPN",
                  "note three-tunnels.mobileconfig:77: \"Two\" is another PPTP connection", NULL);
    import_assert("mobileconfig/three-tunnels.mobileconfig#Two", "id=Two", "gateway=two.example.edu", "user=alice",
                  "user-data mobileconfig.OnDemandEnabled=1", "note three-tunnels.mobileconfig:7: \"L2TP\" is another kind of VPN",
                  "note three-tunnels.mobileconfig:39: \"One\" is another PPTP connection",
                  "note three-tunnels.mobileconfig:105: \"OnDemandEnabled\"", "note three-tunnels.mobileconfig:107: \"OnDemandRules\"",
                  NULL);
    import_assert_refused("mobileconfig/three-tunnels.mobileconfig#L2TP", "no PPTP connection \"L2TP\"");
}

/* A token card's password is a new one each time. OverridePrimary stands where older profiles have it. */
static void
test_token(void)
{
    import_assert("mobileconfig/token.mobileconfig", "id=Token", "gateway=token.example.com", "user=carol", "password-flags=2",
                  "require-mppe-128=yes", "refuse-pap=yes", "refuse-chap=yes", "refuse-mschap=yes", "refuse-mschapv2=yes",
                  "note token.mobileconfig:17: AuthEAPPlugins", "note token.mobileconfig:68: RemovalDate", NULL);
}

/* A payload alone, with macOS' own keys; its password is the keychain's name for it. */
static void
test_macos(void)
{
    import_assert("mobileconfig/macos.mobileconfig", "id=Home", "gateway=home.example.net", "user=dave", "refuse-pap=yes",
                  "refuse-chap=yes", "refuse-mschap=no", "refuse-eap=yes", "no-vj-comp=yes", "lcp-echo-failure=15", "lcp-echo-interval=20",
                  "mru=1448", "ignore-auto-dns", "user-data mobileconfig.ACSPEnabled=1", "user-data mobileconfig.CommRedialEnabled=1",
                  "note macos.mobileconfig:11: \"ACSPEnabled\"", "note macos.mobileconfig:14: keychain",
                  "note macos.mobileconfig:15: \"SPAP\"", "note macos.mobileconfig:17: \"CommRedialEnabled\"",
                  "note macos.mobileconfig:24: 576 to 1500", "note macos.mobileconfig:27: \"IPSec\"", NULL);
}

static void
test_refused(void)
{
    import_assert_refused("mobileconfig/no-pptp.mobileconfig", "no PPTP connection in it");
    import_assert_refused("mobileconfig/encrypted.mobileconfig", "encrypted for one device");
    import_assert_refused("mobileconfig/enveloped.mobileconfig", "encrypted for one device");
    import_assert_refused("mobileconfig/binary.mobileconfig", "plutil -convert xml1");
    import_assert_refused("mobileconfig/bomb.mobileconfig", "line 11: the XML is broken");
    import_assert_refused("mobileconfig/deep.mobileconfig", "nested too deeply");
}

/* -- property lists -- */

static void
test_plist(void)
{
    const char text[] = "<plist><dict><key>a</key><string> b &#x41; </string><key>n</key><integer> 7 </integer><key>t</key><true/>\n"
                        "<key>l</key><array><false/><string><![CDATA[<x>]]></string></array></dict></plist>";
    g_autoptr(PptpPlist) root = pptp_plist_parse(text, strlen(text), NULL);
    const PptpPlist *list;

    g_assert_nonnull(root);
    g_assert_cmpstr(pptp_plist_text(root, "a"), ==, " b A ");
    g_assert_cmpstr(pptp_plist_text(root, "n"), ==, "7");
    g_assert_true(pptp_plist_is_true(pptp_plist_get(root, "n")));
    g_assert_true(pptp_plist_is_true(pptp_plist_get(root, "t")));
    g_assert_null(pptp_plist_get(root, "b"));
    g_assert_null(pptp_plist_get(pptp_plist_get(root, "a"), "a"));
    list = pptp_plist_get(root, "l");
    g_assert_cmpuint(list->line, ==, 2);
    g_assert_cmpuint(pptp_plist_get(root, "t")->line, ==, 1); /* a line break follows */
    g_assert_cmpuint(list->children->len, ==, 2);
    g_assert_false(pptp_plist_is_true(list->children->pdata[0]));
    g_assert_cmpstr(((PptpPlist *)list->children->pdata[1])->text, ==, "<x>");
}

static void
test_plist_broken(void)
{
    static const char *const texts[] = {
        "",
        "<plist>",
        "<plist></plist>",
        "<dict></dict>",
        "<plist><dict><string>without a key</string></dict></plist>",
        "<plist><dict><key>a</key><key>b</key></dict>",
        "<plist><string>a<true/></string></plist>",
        "<plist><dict/><dict/></plist>",
        "<plist><what/></plist>",
        "<plist><string>&unknown;</string></plist>",
        "<plist><dict></array></plist>",
        "<plist><string>\xff</string></plist>",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(pptp_plist_parse(texts[i], strlen(texts[i]), &error));
        g_assert_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT);
    }
}

/* A password that makes the XML a broken one is not in the sentence about it. */
static void
test_plist_secret(void)
{
    const char text[] = "<plist><dict><key>AuthPassword</key><string>s3cret&amp&s3cret;</string></dict></plist>";
    g_autoptr(GError) error = NULL;

    g_assert_null(pptp_plist_parse(text, strlen(text), &error));
    g_assert_nonnull(error);
    g_assert_null(strstr(error->message, "s3cret"));
}

static void
test_plist_many(void)
{
    g_autoptr(GString) text = g_string_new("<plist><array>");
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < 20000; i++)
        g_string_append(text, "<true/>");
    g_string_append(text, "</array></plist>");
    g_assert_null(pptp_plist_parse(text->str, text->len, &error));
    g_assert_nonnull(strstr(error->message, "too many"));
}

/* -- containers -- */

/* Up to the content's octets: an indefinite length each, RFC 5652 section 5.1. */
#define SIGNED                                                                                                                             \
    0x30, 0x80, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2, 0xa0, 0x80, 0x30, 0x80, 2, 1, 1, 0x31, 0, 0x30, 0x80, 6, 9, 0x2a, 0x86, \
        0x48, 0x86, 0xf7, 0x0d, 1, 7, 1, 0xa0, 0x80

static void
assert_content(const guint8 *bytes, gsize len, const char *wanted)
{
    GByteArray *content = NULL;

    g_assert_cmpint(pptp_cms_open(bytes, len, &content), ==, PPTP_CMS_SIGNED);
    g_assert_cmpmem(content->data, content->len, wanted, strlen(wanted));
    pptp_cms_free(content);
}

static void
test_cms(void)
{
    static const guint8 whole[] = {SIGNED, 4, 3, 'a', 'b', 'c'};
    static const guint8 parts[] = {SIGNED, 0x24, 0x80, 4, 2, 'a', 'b', 0x24, 5, 4, 3, 'c', 'd', 'e', 4, 0x81, 1, 'f', 0, 0};
    static const guint8 parts_of_known_length[] = {SIGNED, 0x24, 7, 4, 2, 'a', 'b', 4, 1, 'c', 0, 0};

    assert_content(whole, sizeof whole, "abc");
    assert_content(parts, sizeof parts, "abcdef");
    assert_content(parts_of_known_length, sizeof parts_of_known_length, "abc");
}

static void
test_cms_broken(void)
{
    static const guint8 parts[] = {SIGNED, 0x24, 0x80, 4, 2, 'a', 'b', 4, 0x82, 0, 1, 'c', 0, 0};
    static const guint8 too_long[] = {SIGNED, 4, 0x84, 0xff, 0xff, 0xff, 0xff, 'a'}, no_length[] = {SIGNED, 4, 0x80, 'a', 0, 0},
                        other[] = {SIGNED, 0x0c, 1, 'a'};
    static const guint8 head[] = {SIGNED};
    guint8 nested[sizeof head + 40] = {SIGNED};
    GByteArray *content = NULL;

    for (gsize len = 0; len < sizeof parts; len++) {
        g_autofree guint8 *cut = g_memdup2(parts, len); /* so that a sanitizer sees a read past its end */

        g_assert_cmpint(pptp_cms_open(cut, len, &content), ==, PPTP_CMS_NONE);
        g_assert_null(content);
    }
    g_assert_cmpint(pptp_cms_open(too_long, sizeof too_long, &content), ==, PPTP_CMS_NONE);
    g_assert_cmpint(pptp_cms_open(no_length, sizeof no_length, &content), ==, PPTP_CMS_NONE);
    g_assert_cmpint(pptp_cms_open(other, sizeof other, &content), ==, PPTP_CMS_NONE);
    /* Strings in strings, each ended: read up to a depth, and none deeper. */
    for (gsize depth = 8; depth <= 10; depth += 2) {
        memset(nested + sizeof head, 0, sizeof nested - sizeof head);
        for (gsize i = 0; i < depth; i++)
            memcpy(nested + sizeof head + 2 * i, "\x24\x80", 2);
        g_assert_cmpint(pptp_cms_open(nested, sizeof nested, &content), ==, depth == 8 ? PPTP_CMS_SIGNED : PPTP_CMS_NONE);
        g_clear_pointer(&content, pptp_cms_free);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import/mobileconfig/campus", test_campus);
    g_test_add_func("/import/mobileconfig/split", test_split);
    g_test_add_func("/import/mobileconfig/signed", test_signed);
    g_test_add_func("/import/mobileconfig/several", test_several);
    g_test_add_func("/import/mobileconfig/token", test_token);
    g_test_add_func("/import/mobileconfig/macos", test_macos);
    g_test_add_func("/import/mobileconfig/refused", test_refused);
    g_test_add_func("/import/plist/values", test_plist);
    g_test_add_func("/import/plist/broken", test_plist_broken);
    g_test_add_func("/import/plist/secret", test_plist_secret);
    g_test_add_func("/import/plist/many", test_plist_many);
    g_test_add_func("/import/cms/content", test_cms);
    g_test_add_func("/import/cms/broken", test_cms_broken);
    return g_test_run();
}
