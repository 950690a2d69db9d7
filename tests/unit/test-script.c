/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "properties/script.h"
#include "properties/secrets.h"
#include "properties/words.h"

/* -- scripts: what peer "onenet" gets of them -- */

static void
add_route(const PptpScriptRoute *route, gpointer data)
{
    GString *out = data;

    g_string_append_printf(out, "%s/%u", route->destination, route->prefix);
    if (route->gateway)
        g_string_append_printf(out, " via %s", route->gateway);
    if (route->metric >= 0)
        g_string_append_printf(out, " metric %" G_GINT64_FORMAT, route->metric);
    g_string_append(out, "; ");
}

/* A note is its line in brackets. */
static void
add_note(guint line, const char *sentence, gpointer data)
{
    g_string_append_printf(data, "[%u]; ", line);
}

/* So is a command's, with the program's name. */
static void
add_command(guint line, const char *program, gpointer data)
{
    g_string_append_printf(data, "[%u %s]; ", line, program);
}

static const PptpScriptHandlers handlers = {add_route, add_note, add_command};

static const struct {
    const char *script, *routes;
} scripts[] = {
    /* route(8) */
    {"route add -net 10.0.0.0 netmask 255.0.0.0 dev $1", "10.0.0.0/8; "},
    {"/sbin/route add -net 10.0.0.0/8 $1", "10.0.0.0/8; "},
    {"route add -net 10.0.0.0 dev ppp0", "10.0.0.0/8; "},
    {"route add -net 172.16.0.0 dev ppp0", "172.16.0.0/16; "},
    {"route add -net 192.168.5.0 dev ppp0", "192.168.5.0/24; "},
    {"route add 192.168.5.7 dev ppp0", "192.168.5.7/32; "},
    {"route add -host 10.1.1.1 gw $5 metric 3 dev \"$PPP_IFACE\"", "10.1.1.1/32 metric 3; "},
    {"route add -net 10.0.0.0 netmask 255.0.255.0 dev $1", "[1]; "},
    {"route add default dev ${PPP_IFACE}", "0.0.0.0/0; "},
    {"route del -net 10.0.0.0/8 dev $1", "[1 route]; "},
    {"route -n", ""},
    {"route add -net 10.0.0.0/8 dev eth0", "[1]; "},
    {"route add -net 10.0.0.0/8 gw 10.1.1.1", "10.0.0.0/8 via 10.1.1.1; "},
    {"route add -net 10.0.0.0/8 reject", "[1]; "},
    {"route -A inet6 add 2001:db8::/32 dev $1", "[1]; "},
    {"route --inet6 add 2001:db8::/32 dev $1", "[1]; "},
    {"route add -net 10.0.0.0/33 dev $1", "[1]; "},
    /* ip-route(8) */
    {"ip route add 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"ip r a 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"ip -4 ro replace 10.0.0.0/8 via 10.9.9.9 dev $1 metric 70 proto static", "10.0.0.0/8 via 10.9.9.9 metric 70; "},
    {"ip route add unicast 10.1.1.1 dev $1 src $4", "10.1.1.1/32; "},
    {"ip route add 10.0.0.0/8 via $5", "10.0.0.0/8; "},
    {"ip rule add from 10.0.0.0/8 table 5; ip link set $1 up", "[1 ip]; [1 ip]; "},
    {"ip -6 route add 2001:db8::/32 dev $1; ip route del 10.0.0.0/8", "[1]; [1 ip]; "},
    {"ip route; ip route show; ip -4 addr list; route", ""},
    /* other commands */
    {"iptables -A FORWARD -i $1 -j ACCEPT\n/sbin/ifconfig $1 mtu 1400", "[1 iptables]; [2 ifconfig]; "},
    {"[ \"$6\" = other ] && iptables -F; logger up; echo up >>/var/log/vpn; exit 0; reboot", ""},
    {"echo nameserver 10.0.0.1 >/etc/resolv.conf 2>/dev/null", "[1 echo]; "},
    {"cat <<END >&2\nx\nEND\ncat >/dev/null <$6", ""},
    {"ip route add 10.0.0.0/8 dev $1 table 5", "[1]; "},
    {"ip route add $(cat nets) dev $1", "[1]; "},
    {"ip route add `cat nets` dev $1", "[1]; "},
    {"ip route add $UNSET dev $1", "[1]; "},
    /* conditions on the peer */
    {"[ \"$6\" = onenet ] && ip r a 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"[ \"$6\" = other ] && ip r a 10.0.0.0/8 dev $1", ""},
    {"[ \"$6\" != onenet ] || ip r a 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"if [ $PPP_IPPARAM != onenet ]; then exit 0; fi\nip r a 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"if [ $PPP_IPPARAM != other ]\nthen\n exit 0\nfi\nip r a 10.0.0.0/8 dev $1", ""},
    {"if ! test x$6 = xonenet; then :; else ip r a 10.0.0.0/8 dev $1; fi", "10.0.0.0/8; "},
    {"if test -z \"$LINKNAME\" -a -n \"$6\"; then ip r a 10.0.0.0/8 dev $1; fi", "10.0.0.0/8; "},
    {"[ \"$6\" = other -o \"$6\" = onenet ] && ip r a 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"[[ $6 == one* ]] && ip r a 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"[[ $6 == onenet && -n $1 ]] && ip r a 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"[[ $6 == onenet && $6 == other ]] && ip r a 10.0.0.0/8 dev $1", ""},
    {"if [[ $6 == other || $6 == onenet ]]; then ip r a 10.0.0.0/8 dev $1; fi", "10.0.0.0/8; "},
    {"[[ $6 =~ ^one ]] && ip r a 10.0.0.0/8 dev $1", "[1]; "},
    {"[[ $6 == other && ip r a 10.0.0.0/8 dev $1", NULL},
    {"case $6 in other) ip r a 10.0.0.0/8 dev $1;; one*|two) ip r a 10.1.0.0/16 dev $1;; *) exit;; esac; ip r a 10.2.0.0/16 dev $1",
     "10.1.0.0/16; 10.2.0.0/16; "},
    {"case $1 in ppp0) ip r a 10.0.0.0/8 dev $1;; esac", "[1]; "},
    {"( exit 0 )\nip r a 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"{ exit 0; }\nip r a 10.0.0.0/8 dev $1", ""},
    {"[ -x /sbin/ip ] || exit 0\nip r a 10.0.0.0/8 dev $1", "10.0.0.0/8; "},
    {"grep -q x /etc/y || exit 0\nip r a 10.0.0.0/8 dev $1", "[2]; "},
    {"echo $6 | grep -q one && ip r a 10.0.0.0/8 dev $1", "[1]; "},
    /* variables and loops */
    {"N=10.0.0.0/8 I=$1\nip r a $N dev $I", "10.0.0.0/8; "},
    {"P=${6:-none}\n[ $P = onenet ] && ip r a ${N:-10.0.0.0/8} dev ${IF:-$1}", "[2]; "},
    {"P=${6:-none}\n[ $P = onenet ] && ip r a ${N:-10.0.0.0/8} dev ${IF:-ppp0}", "10.0.0.0/8; "},
    {"grep -q x y && N=10.0.0.0/8\nip r a $N dev $1", "[2]; "},
    {"for n in 1 2; do for m in 3 4; do ip r a 10.$n.$m.0/24 dev $1; done; done", "10.1.3.0/24; 10.1.4.0/24; 10.2.3.0/24; 10.2.4.0/24; "},
    {"while read n; do ip r a $n dev $1; ip r a 10.0.0.0/8 dev $1; done <nets", "[1]; [1]; "},
    {"f() { ip r a 10.0.0.0/8 dev $1; }\nf x", "[1]; [2 f]; "},
    /* what is no command */
    {"# ip r a 10.0.0.0/8 dev $1\necho 'ip r a 10.0.0.0/8 dev $1'", ""},
    {"cat >x <<-'END'\n\tip r a 10.0.0.0/8 dev $1\n\tEND\nip r a 10.1.0.0/16 dev $1", "[1 cat]; 10.1.0.0/16; "},
    {"ip r a 10.0.0.0/8 dev $1 2>/dev/null >&2 || true", "10.0.0.0/8; "},
    {"ip r a \\\n 10.0.0.0/8 \\\n dev $1", "10.0.0.0/8; "},
    {"exec ip r a 10.0.0.0/8 dev $1 &", "10.0.0.0/8; "},
    {"fi done esac ) ;; } | && ip r a 10.0.0.0/8 dev $1", NULL},
    {"if for case while $( ` \" '", NULL},
};

static void
test_scripts(void)
{
    const PptpScriptPeer peer = {.ipparam = "onenet"};

    for (gsize i = 0; i < G_N_ELEMENTS(scripts); i++) {
        g_autoptr(GString) out = g_string_new(NULL);

        pptp_script_read(scripts[i].script, strlen(scripts[i].script), &peer, &handlers, out);
        if (scripts[i].routes && !g_str_equal(out->str, scripts[i].routes))
            g_test_message("%s", scripts[i].script);
        if (scripts[i].routes)
            g_assert_cmpstr(out->str, ==, scripts[i].routes);
    }
}

/* Broken off after any byte: nothing behind the end is read, which the run under ASan sees. */
static void
test_cut_off(void)
{
    const PptpScriptPeer peer = {.ipparam = "onenet"};

    for (gsize i = 0; i < G_N_ELEMENTS(scripts); i++) {
        for (gsize len = 1; len < strlen(scripts[i].script); len++) {
            g_autofree char *exact = g_memdup2(scripts[i].script, len);
            g_autoptr(GString) out = g_string_new(NULL);

            pptp_script_read(exact, len, &peer, &handlers, out);
        }
    }
}

/* A peer without ipparam or linkname: they are empty. */
static void
test_nameless(void)
{
    static const char script[] = "[ \"$6$LINKNAME\" ] || ip r a 10.0.0.0/8 dev $1; [ -n \"$6\" ] && ip r a 10.1.0.0/16 dev $1";
    const PptpScriptPeer peer = {0};
    g_autoptr(GString) out = g_string_new(NULL);

    pptp_script_read(script, strlen(script), &peer, &handlers, out);
    g_assert_cmpstr(out->str, ==, "10.0.0.0/8; ");
}

/* -- words, as pppd(8) tells of them -- */

static void
test_words(void)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"a b\tc\nd", "a|b|c|d"},
        {"a#b c\nd", "a|d"},
        {"\"a b\" 'c \"d' e\"f\"g", "a b|c \"d|efg"},
        {"\"a#b\"", "a#b"},
        {"a\\ b \\#c \\\"d \\\\e", "a b|#c|\"d|\\e"},
        {"\\141\\x62c\\s\\x", "abc "},
        {"\\1234 \\x414", "S4|A4"},
        {"a\\\nb \\\nc", "ab|c"},
        {"\"\" x ''", "|x|"},
        {"\"not ended", "not ended"},
        {"a\\", "a"},
        {"", ""},
        {" # only\n", ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        gboolean any = FALSE;
        PptpWords words;
        PptpWord word;

        for (pptp_words_init(&words, cases[i].text, strlen(cases[i].text)); pptp_words_next(&words, &word); any = TRUE)
            g_string_append_printf(out, "%s%s", any ? "|" : "", word.text);
        g_assert_cmpstr(out->str, ==, cases[i].words);
    }
}

static void
test_word_bound(void)
{
    g_autofree char *text = g_strnfill(PPTP_WORD_MAX, 'x');
    PptpWords words;
    PptpWord word;

    pptp_words_init(&words, text, PPTP_WORD_MAX);
    g_assert_true(pptp_words_next(&words, &word));
    g_assert_true(word.cut);
    pptp_words_init(&words, text, PPTP_WORD_MAX - 1);
    g_assert_true(pptp_words_next(&words, &word));
    g_assert_false(word.cut);
    g_assert_cmpuint(strlen(word.text), ==, PPTP_WORD_MAX - 1);
}

/* -- secrets -- */

static void
test_secrets(void)
{
    static const char text[] = "alice A one\n"
                               "alice * any # a comment\n"
                               "* A everybody\n"
                               "\"two words\" \"B C\" 'its \"own\"' 10.0.0.1 # more\n"
                               "alice\n"
                               "alice A\n"
                               "bob A \\\n  next\n"
                               "bob A second";
    static const struct {
        const char *client, *server, *secret;
        guint line;
    } cases[] = {
        {"alice", "A", "one", 1}, {"alice", "Z", "any", 2}, {"carol", "A", "everybody", 3}, {"two words", "B C", "its \"own\"", 4},
        {"bob", "A", "next", 8},  {"carol", "Z", NULL, 0},  {"alice", NULL, "any", 2},      {"bob", NULL, NULL, 0},
    };
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/x/chap-secrets", "/x", text, strlen(text));

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *secret = NULL;
        guint line = 0;
        PptpSecretsResult result = pptp_secrets_find(file, cases[i].client, cases[i].server, &secret, &line);

        g_test_message("%s %s", cases[i].client, cases[i].server);
        g_assert_cmpstr(secret, ==, cases[i].secret);
        g_assert_true((result == PPTP_SECRETS_FOUND) == (cases[i].secret != NULL));
        if (secret)
            g_assert_cmpuint(line, ==, cases[i].line);
        if (g_str_equal(cases[i].client, "bob") && !cases[i].server)
            g_assert_cmpint(result, ==, PPTP_SECRETS_AMBIGUOUS);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/script/routes", test_scripts);
    g_test_add_func("/script/cut-off", test_cut_off);
    g_test_add_func("/script/nameless", test_nameless);
    g_test_add_func("/script/words", test_words);
    g_test_add_func("/script/word-bound", test_word_bound);
    g_test_add_func("/script/secrets", test_secrets);
    return g_test_run();
}
