/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/settings-libnm.h"
#include "ppp/diagnosis.h"
#include "ppp/verdict.h"
#include "tool/explain.h"
#include "tool/log.h"

/* Logs as people have them, each with the verdict it must lead to and words of the report. */
static const struct {
    const char *file;
    PptpVerdictId id;
    guint sessions;
    PptpExplainStatus status;
    const char *words, *more;
} logs[] = {
    {"guide-1-no-mppe", PPTP_VERDICT_MPPE_DEMANDED, 1, PPTP_EXPLAIN_VERDICT, "The server demands encryption", "require-mppe=yes"},
    {"guide-2-require-mppe", PPTP_VERDICT_MPPE_BOTH_ASKED, 1, PPTP_EXPLAIN_VERDICT, "nomppe-40", "+vpn.data require-mppe=yes\n"},
    {"guide-3-mppe-stateful", PPTP_VERDICT_MPPE_BOTH_ASKED, 1, PPTP_EXPLAIN_VERDICT, "nomppe-40", "+vpn.data require-mppe=yes\n"},
    {"gre-blocked", PPTP_VERDICT_GRE_BLOCKED, 1, PPTP_EXPLAIN_VERDICT, "no GRE packet", "6 LCP requests sent"},
    {"gre-blocked-no-debug", PPTP_VERDICT_GRE_BLOCKED, 1, PPTP_EXPLAIN_VERDICT, "no GRE packet", NULL},
    {"gre-unreachable", PPTP_VERDICT_GRE_UNREACHABLE, 1, PPTP_EXPLAIN_VERDICT, "protocol unreachable", NULL},
    {"wrong-password", PPTP_VERDICT_WRONG_PASSWORD, 1, PPTP_EXPLAIN_VERDICT, "\"Access denied\"", "nmcli --ask connection up NAME"},
    {"wrong-password-no-debug", PPTP_VERDICT_WRONG_PASSWORD, 1, PPTP_EXPLAIN_VERDICT, "Login incorrect",
     "Seen: CHAP authentication failed"},
    {"pap-only", PPTP_VERDICT_WANTS_PAP, 1, PPTP_EXPLAIN_VERDICT, "<auth pap>", "refuse-pap=no"},
    {"pap-then-mppe", PPTP_VERDICT_WANTS_PAP_ENCRYPTED, 1, PPTP_EXPLAIN_VERDICT, "impossible", NULL},
    {"mppe-40-only", PPTP_VERDICT_MPPE_40_ONLY, 1, PPTP_EXPLAIN_VERDICT, "40-bit encryption only", "require-mppe-128=yes\n"},
    {"journal-short", PPTP_VERDICT_MPPE_40_ONLY, 1, PPTP_EXPLAIN_VERDICT, "40-bit encryption only", NULL},
    {"ccp-rejected", PPTP_VERDICT_CCP_REJECTED, 1, PPTP_EXPLAIN_VERDICT, "80 fd (CCP)", NULL},
    {"good", PPTP_VERDICT_UNKNOWN, 1, PPTP_EXPLAIN_NOTHING, "Nothing wrong found", "10.20.0.5, encrypted (MPPE, 128 bit)"},
    /* What Poptop on Debian 12 and pppd 2.4.9 said in a guest, as the journal had it. */
    {"capture-poptop", PPTP_VERDICT_UNKNOWN, 1, PPTP_EXPLAIN_NOTHING, "Nothing wrong found", "10.20.0.100, encrypted (MPPE, 128 bit)"},
    {"good-ended", PPTP_VERDICT_UNKNOWN, 1, PPTP_EXPLAIN_NOTHING, "ended from this side", NULL},
    {"echo-lost", PPTP_VERDICT_ECHO_LOST, 1, PPTP_EXPLAIN_VERDICT, "stopped answering", NULL},
    {"server-ended", PPTP_VERDICT_SERVER_ENDED_TEXT, 1, PPTP_EXPLAIN_VERDICT, "\"Session timeout\"", NULL},
    {"syslog-three-sessions", PPTP_VERDICT_WRONG_PASSWORD, 3, PPTP_EXPLAIN_VERDICT, "There are 3 sessions", NULL},
    {"persist", PPTP_VERDICT_LOGIN_REFUSED, 2, PPTP_EXPLAIN_VERDICT, "There are 2 sessions", "\"Account locked\""},
    {"pptp-refused", PPTP_VERDICT_PORT_REFUSED, 1, PPTP_EXPLAIN_VERDICT, "192.0.2.7", "Seen: connect: Connection refused"},
    {"pptp-timeout", PPTP_VERDICT_TCP_TIMEOUT, 1, PPTP_EXPLAIN_VERDICT, "192.0.2.7", NULL},
    {"pptp-hung-up", PPTP_VERDICT_TURNED_AWAY, 1, PPTP_EXPLAIN_VERDICT, "hung up before its PPTP greeting", NULL},
    {"pptp-call-refused", PPTP_VERDICT_CALL_BUSY, 1, PPTP_EXPLAIN_VERDICT, "is busy", NULL},
    {"option-error", PPTP_VERDICT_PPPD_OPTIONS_FILE, 1, PPTP_EXPLAIN_VERDICT, "noipxx", NULL},
    {"plugin-version", PPTP_VERDICT_PPPD_PLUGIN, 1, PPTP_EXPLAIN_VERDICT, "is for pppd version 2.4.7, this is 2.4.9", "pppd --version"},
    {"pppd-auth", PPTP_VERDICT_PPPD_WANTS_PROOF, 1, PPTP_EXPLAIN_VERDICT, "The remote system is required to authenticate itself", "noauth"},
    {"pptp-missing", PPTP_VERDICT_UNKNOWN, 1, PPTP_EXPLAIN_NOTHING, "before PPP began", "status = 0x7f\n"},
    {"mppe-other-keys", PPTP_VERDICT_MPPE_KEYS_DIFFER, 1, PPTP_EXPLAIN_VERDICT, "encryption keys differ from ours", "0x7c45"},
    {"excerpt-ended", PPTP_VERDICT_MPPE_DEMANDED, 1, PPTP_EXPLAIN_VERDICT, "demands encryption", "MPPE required but peer refused"},
    {"excerpt-no-address", PPTP_VERDICT_ADDRESS_REFUSED, 1, PPTP_EXPLAIN_VERDICT, "refuses to settle an IP address", "IPCP ConfRej"},
    {"require-mschap-v2", PPTP_VERDICT_PPPD_WANTS_PROOF, 1, PPTP_EXPLAIN_VERDICT, "peer refused to authenticate", "noauth"},
    {"mppe-rejected", PPTP_VERDICT_MPPE_REFUSED, 1, PPTP_EXPLAIN_VERDICT, "refuses encryption", "Seen: rcvd [CCP ConfRej id=0x1 <mppe"},
    /* The same without "debug": all CHAP has the same words, and is not "no login". */
    {"mppe-rejected-no-debug", PPTP_VERDICT_MPPE_REFUSED, 1, PPTP_EXPLAIN_VERDICT, "refuses encryption",
     "Seen: MPPE required but peer refused"},
    {"mppe-no-agreement-no-debug", PPTP_VERDICT_MPPE_NO_AGREEMENT, 1, PPTP_EXPLAIN_VERDICT, "do not agree on encryption",
     "Seen: MPPE required but peer negotiation failed"},
    {"mppe-demanded-no-debug", PPTP_VERDICT_MPPE_DEMANDED, 1, PPTP_EXPLAIN_VERDICT, "demands encryption", "Seen: LCP terminated by peer"},
    {"chap-then-mppe-no-debug", PPTP_VERDICT_WANTS_CHAP_MD5_ENCRYPTED, 1, PPTP_EXPLAIN_VERDICT, "wants CHAP (MD5)", NULL},
    {"pap-silent-no-debug", PPTP_VERDICT_LOGIN_SILENT, 1, PPTP_EXPLAIN_VERDICT, "did not answer the login", "Seen: No response to PAP"},
    {"no-ppp-device", PPTP_VERDICT_KERNEL_NO_PPP, 1, PPTP_EXPLAIN_VERDICT, "no PPP support", NULL},
    {"cut", PPTP_VERDICT_UNKNOWN, 1, PPTP_EXPLAIN_NOTHING, "does not tell why", NULL},
};

static char *
load(const char *name, gsize *len)
{
    g_autofree char *path = g_strdup_printf("%s/%s.log", PPTP_TEST_LOGS, name);
    char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, len, NULL));
    return text;
}

static void
test_logs(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(logs); i++) {
        gsize len = 0;
        g_autofree char *text = load(logs[i].file, &len), *report = NULL;
        g_autofree PptpLog *log = pptp_log_read(text, len);
        g_autoptr(PptpVerdict) verdict = pptp_diagnose(&log->settings, &log->last.facts, NULL);

        g_test_message("%s", logs[i].file);
        g_assert_cmpstr(pptp_verdict_name(verdict->id), ==, pptp_verdict_name(logs[i].id));
        g_assert_cmpuint(log->sessions, ==, logs[i].sessions);
        g_assert_cmpint(pptp_explain_log(text, len, NULL, NULL, &report), ==, logs[i].status);
        g_test_message("%s", report);
        g_assert_nonnull(strstr(report, logs[i].words));
        if (logs[i].more)
            g_assert_nonnull(strstr(report, logs[i].more));
        g_assert_null(strstr(report, "Tr0ub4dor"));
        g_assert_null(strstr(report, "90ab0000"));
    }
}

/* The log's end may be lost at any byte: nothing breaks, and less is never more than what was there. */
static void
test_cut_anywhere(void)
{
    gsize len = 0;
    g_autofree char *text = load("wrong-password", &len);

    for (gsize cut = 0; cut <= len; cut += 7) {
        g_autofree char *exact = g_memdup2(text, cut), *report = NULL;

        pptp_explain_log(exact ? exact : "", cut, NULL, NULL, &report);
        g_assert_true(g_str_has_suffix(report, "\n"));
    }
}

static PptpExplainStatus
explain_bytes(const char *text, gsize len, const char *words)
{
    g_autofree char *report = NULL;
    PptpExplainStatus status = pptp_explain_log(text, len, "my vpn", NULL, &report);

    g_test_message("%s", report);
    g_assert_true(g_utf8_validate(report, -1, NULL));
    g_assert_nonnull(strstr(report, words));
    return status;
}

static void
test_no_log(void)
{
    gsize len = 0;
    g_autofree char *other = load("not-pppd", &len);

    g_assert_cmpint(explain_bytes(other, len, "nothing of pppd"), ==, PPTP_EXPLAIN_ERROR);
    g_assert_cmpint(explain_bytes("", 0, "nothing of pppd"), ==, PPTP_EXPLAIN_ERROR);
    g_assert_cmpint(explain_bytes("\0\0\n\0", 4, "nothing of pppd"), ==, PPTP_EXPLAIN_ERROR);
    g_assert_cmpint(explain_bytes("rcvd [", 6, "nothing of pppd"), ==, PPTP_EXPLAIN_ERROR);
}

/* Between the lines of a real log: a line of ten million bytes, NUL bytes, and what is no UTF-8. */
static void
test_hostile(void)
{
    gsize len = 0;
    g_autofree char *guide = load("guide-2-require-mppe", &len);
    g_autoptr(GString) text = g_string_new(NULL);
    static const char noise[] = "sent [LCP Conf\0Req id=0x1]\nLCP: time\0out\n\xff\xfe[\x80: sent [CCP\n";
    const gsize big = 10 * 1000 * 1000;

    g_string_append(text, "rcvd [LCP TermReq id=0x1 \"");
    g_string_set_size(text, big);
    memset(text->str + 26, '<', big - 26);
    g_string_append(text, "\n");
    g_string_append_len(text, noise, sizeof noise - 1);
    g_string_append_len(text, guide, (gssize)len);
    g_assert_cmpint(explain_bytes(text->str, text->len, "The server wants 128-bit encryption alone"), ==, PPTP_EXPLAIN_VERDICT);
    g_assert_cmpint(explain_bytes(text->str, text->len, "connection modify 'my vpn' +vpn.data require-mppe=yes"), ==, PPTP_EXPLAIN_VERDICT);
}

/* Where the log has our own service's word on it, that is the verdict: it knew the profile, and what pppd's lines do not show. */
static void
test_service(void)
{
    static const char up[] =
        "Nov 23 10:00:00 h nm-pptp-service[9]: The tunnel ppp0 to 192.0.2.1 is up: encrypted (MPPE, 128 bit), MTU 1396.\n";
    static const char busy[] =
        "Nov 23 10:00:00 h nm-pptp-service[9]: The server 192.0.2.1 is busy: it has no free line for another tunnel.\n";
    static const char next[] =
        "nm-pptp-service[9]: The server 192.0.2.1 is busy: it has no free line for another tunnel. Trying the next gateway, b.\n";
    static const char none[] =
        "nm-pptp-service[9]: None of the 2 gateways gave a tunnel; the last one: There is no route to 192.0.2.1. Check.\n";
    static const char unknown[] = "nm-pptp-service[9]: The connection to 192.0.2.1 failed at the login; what was seen does not tell why.\n";
    static const char quoted[] =
        "nm-pptp-service[9]: The server ended the session with the message \"Bye\". nmcli connection up 'a \"b\"'\n";
    static const char forged[] = "nm-pptp-service[9]: The server ended the session with the message \"Bye\033[1m\".\n";
    static const char refused[] = "nm-pptp-service[9]: VPN option \"mtu\" is \"9\", but must be a whole number from 576 to 1500\n"
                                  "nm-pptp-service[9]: Ending after 2 s.\n";
    static const char other[] = "sshd[9]: The server 192.0.2.1 is busy: it has no free line for another tunnel.\n";
    gsize len = 0;
    g_autofree char *log = load("wrong-password-no-debug", &len), *again = load("syslog-three-sessions", &len);
    g_autofree char *after = g_strconcat(log, none, NULL), *before = g_strconcat(busy, again, NULL), *later = g_strconcat(busy, up, NULL);

    g_assert_cmpint(explain_bytes(busy, sizeof busy - 1, "192.0.2.1 is busy: it has no free line"), ==, PPTP_EXPLAIN_VERDICT);
    g_assert_cmpint(explain_bytes(quoted, sizeof quoted - 1, "message \"Bye\". nmcli connection up 'a \"b\"'\n"), ==, PPTP_EXPLAIN_VERDICT);
    g_assert_cmpint(explain_bytes(forged, sizeof forged - 1, "message 'Bye?[1m'"), ==, PPTP_EXPLAIN_VERDICT);
    g_assert_cmpint(explain_bytes(unknown, sizeof unknown - 1, "does not tell why"), ==, PPTP_EXPLAIN_NOTHING);
    g_assert_cmpint(explain_bytes(refused, sizeof refused - 1, "\"mtu\" is \"9\", but must be a whole number"), ==, PPTP_EXPLAIN_VERDICT);
    g_assert_cmpint(explain_bytes(after, strlen(after), "None of the 2 gateways gave a tunnel"), ==, PPTP_EXPLAIN_VERDICT);
    g_assert_cmpint(explain_bytes(before, strlen(before), "Access denied"), ==, PPTP_EXPLAIN_VERDICT);
    g_assert_cmpint(explain_bytes(later, strlen(later), "Nothing wrong found"), ==, PPTP_EXPLAIN_NOTHING);
    g_assert_cmpint(explain_bytes(next, sizeof next - 1, "nothing of pppd"), ==, PPTP_EXPLAIN_ERROR);
    g_assert_cmpint(explain_bytes(other, sizeof other - 1, "nothing of pppd"), ==, PPTP_EXPLAIN_ERROR);
}

/* What the service says of a profile that makes no sense, whatever that is, and where nobody gave the password. */
static void
test_service_refused(void)
{
    static const char *const wrong[][2] = {{"mtu", "junk"},    {"bogus", "1"},           {"require-mppe", "maybe"}, {"gateway", "a b:c"},
                                           {"gateway", NULL},  {"require_mppe", "yes"},  {"password", "x"},         {"transport", "none"},
                                           {"user", "a\nb"}};
    static const char not_given[] = "nm-pptp-service[9]: No password was given, and the profile does not hold it (password-flags=2): connect\n";

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());
        g_autoptr(GError) error = NULL;
        g_autofree char *line = NULL;

        if (wrong[i][1])
            nm_setting_vpn_add_data_item(vpn, "gateway", "192.0.2.1");
        if (wrong[i][1])
            nm_setting_vpn_add_data_item(vpn, wrong[i][0], wrong[i][1]);
        g_assert_null(pptp_settings_new(vpn, &error));
        line = g_strdup_printf("Nov 23 10:00:00 h nm-pptp-service[9]: %s\n", error->message);
        g_assert_cmpint(explain_bytes(line, strlen(line), wrong[i][0]), ==, PPTP_EXPLAIN_VERDICT);
    }
    g_assert_cmpint(explain_bytes(not_given, sizeof not_given - 1, "No password was given"), ==, PPTP_EXPLAIN_VERDICT);
}

static void
test_profile_settings(void)
{
    PptpSettings settings = {.gateway = (char *)"vpn.example.com", .require_mppe = PPTP_YES, .password_flags = 0};
    gsize len = 0;
    g_autofree char *text = load("wrong-password", &len), *report = NULL;

    g_assert_cmpint(pptp_explain_log(text, len, "onenet", &settings, &report), ==, PPTP_EXPLAIN_VERDICT);
    g_assert_nonnull(strstr(report, "vpn.secrets password=NEW"));
    g_assert_null(strstr(report, "Asked for here"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/explain/logs", test_logs);
    g_test_add_func("/explain/cut-anywhere", test_cut_anywhere);
    g_test_add_func("/explain/no-log", test_no_log);
    g_test_add_func("/explain/hostile", test_hostile);
    g_test_add_func("/explain/service", test_service);
    g_test_add_func("/explain/service-refused", test_service_refused);
    g_test_add_func("/explain/profile-settings", test_profile_settings);
    return g_test_run();
}
