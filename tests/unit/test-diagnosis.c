/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <string.h>

#include "diagnosis-cases.h"

#define PROFILE "Bob's \"VPN\" & co"

static NMVpnPluginFailure
expected_failure(PptpVerdictId id)
{
    if ((id >= PPTP_VERDICT_LOGIN_HOURS && id <= PPTP_VERDICT_PASSWORD_NOT_ASCII) || id == PPTP_VERDICT_LOGIN_SESSION_COUNTED)
        return NM_VPN_PLUGIN_FAILURE_LOGIN_FAILED;
    if (id >= PPTP_VERDICT_NO_ADDRESS && id <= PPTP_VERDICT_IPCP_NO_AGREEMENT)
        return NM_VPN_PLUGIN_FAILURE_BAD_IP_CONFIG;
    return NM_VPN_PLUGIN_FAILURE_CONNECT_FAILED;
}

static void
check_verdict(const Case *c, PptpVerdictId id)
{
    g_autoptr(PptpVerdict) verdict = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_autofree char *line = pptp_verdict_to_line(verdict);
    gboolean known;

    g_test_message("%s: %s", pptp_verdict_name(id), line);
    g_assert_cmpstr(pptp_verdict_name(verdict->id), ==, pptp_verdict_name(id));
    g_assert_cmpint(verdict->failure, ==, expected_failure(id));
    g_assert_cmpuint(strlen(verdict->sentence), >, 20);
    g_assert_cmpuint(strlen(verdict->sentence), <, 200);
    g_assert_true(g_str_has_suffix(verdict->sentence, "."));
    g_assert_true(g_utf8_validate(line, -1, NULL));
    g_assert_true(pptp_verdict_is_line(line, &known));
    g_assert_true(known == (id != PPTP_VERDICT_UNKNOWN));
    g_assert_null(strpbrk(line, "\r\n\t"));
    g_assert_null(strstr(line, "{profile}"));
    g_assert_null(strstr(line, "{server}"));
    g_assert_null(strstr(line, "{detail}"));
    if (verdict->remedy && strstr(verdict->remedy, "nmcli connection modify"))
        g_assert_nonnull(strstr(verdict->remedy, "nmcli connection modify 'Bob'\\''s \"VPN\" & co' "));
}

static void
test_every_verdict(void)
{
    for (PptpVerdictId id = PPTP_VERDICT_UNKNOWN; id < PPTP_VERDICT_LAST; id++) {
        for (guint variant = 0; variant < CASE_VARIANTS; variant++) {
            g_autofree Case *c = g_new0(Case, 1);

            case_init(c);
            g_assert_true(case_build(c, id, variant));
            check_verdict(c, id);
        }
    }
}

/* What the facts do not decide is not claimed. */
static void
test_not_claimed(void)
{
    g_autofree Case *c = g_new0(Case, 1);

    /* The server hangs up a moment after the call: no word about GRE. */
    case_init(c);
    case_lcp_requests(c, 1);
    case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_EOF);
    check_verdict(c, PPTP_VERDICT_CONTROL_LOST);
    /* pppd fails at once. */
    case_init(c);
    case_lcp_requests(c, 1);
    c->facts.pppd_exit = 1;
    check_verdict(c, PPTP_VERDICT_UNKNOWN);
    /* One request of the peer, not repeated, is no proof that GRE is lost one way. */
    case_init(c);
    case_lcp_requests(c, 5);
    feed_auth(&c->facts, PEER, PPTP_CODE_CONF_REQ, V2);
    check_verdict(c, PPTP_VERDICT_UNKNOWN);
    /* The exit status of an ended session says what the main loop read last (FACTS), not what happened. */
    case_init(c);
    case_session_up(c);
    c->facts.pppd_exit = 16;
    check_verdict(c, PPTP_VERDICT_UNKNOWN);
    /* A latched status beats the exit status. */
    c->facts.pppd_latched = 15;
    check_verdict(c, PPTP_VERDICT_ECHO_LOST);
    /* A protocol of the server's that we do not know (here Cisco's CDPCP), however often it comes, is no wrong key. */
    case_init(c);
    case_mppe_up(c);
    for (guint i = 0; i < 5; i++)
        feed_reject(&c->facts, US, 0x8207);
    check_verdict(c, PPTP_VERDICT_UNKNOWN);
    /* Noise that came beside data was somebody else's, and not what ended the session. */
    case_init(c);
    case_session_up(c);
    case_mppe_up(c);
    for (guint i = 0; i < 5; i++)
        feed_reject(&c->facts, US, (guint16)(0x6b11 + i * 2));
    c->facts.data_came = TRUE;
    check_verdict(c, PPTP_VERDICT_UNKNOWN);
}

/* A pppd that somebody ends while the server is waited for: no word against the server. */
static void
test_killed(void)
{
    g_autofree Case *c = g_new0(Case, 1);

    for (guint how = 0; how < 3; how++) {
        case_init(c);
        case_login_fails(c, NULL);
        c->facts.pppd_exit = how == 0 ? -1 : 5;
        c->facts.pppd_signal = how == 0 ? SIGSEGV : 0;
        c->facts.pppd_latched = how == 1 ? 5 : -1;
        if (how == 1)
            feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "User request");
        check_verdict(c, PPTP_VERDICT_PPPD_KILLED);
        /* That is how we end it ourselves. */
        c->facts.end = PPTP_END_DEADLINE;
        check_verdict(c, PPTP_VERDICT_LOGIN_SILENT);
    }
    case_init(c);
    case_session_up(c);
    c->facts.pppd_latched = 5;
    check_verdict(c, PPTP_VERDICT_PPPD_KILLED);
    feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "MPPE disabled");
    check_verdict(c, PPTP_VERDICT_PPPD_KILLED);
    case_init(c);
    case_logged_in(c);
    feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, PPTP_MPPE_WIRE_H | PPTP_MPPE_WIRE_S);
    feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, PPTP_MPPE_WIRE_H | PPTP_MPPE_WIRE_S);
    c->facts.pppd_signal = SIGKILL;
    check_verdict(c, PPTP_VERDICT_PPPD_KILLED);
    /* What the server did before counts all the same. */
    case_init(c);
    case_login_fails(c, "E=691 R=0");
    c->facts.pppd_signal = SIGKILL;
    check_verdict(c, PPTP_VERDICT_WRONG_PASSWORD);
}

/* The server hangs up the call before it asks for the login that it demanded: its reason is on the control connection. */
static void
test_hung_up_before_login(void)
{
    g_autofree Case *c = g_new0(Case, 1);

    case_init(c);
    feed_lcp_up(&c->facts, V2);
    case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_DISCONNECTED);
    c->facts.control.disconnect_result = 3;
    check_verdict(c, PPTP_VERDICT_CALL_DISCONNECTED);
    case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_EOF);
    check_verdict(c, PPTP_VERDICT_CONTROL_LOST);
}

/* A name as nmcli and a shell take it. */
static void
test_quoted(void)
{
    static const struct {
        const char *name, *quoted;
    } cases[] = {
        {"onenet", "'onenet'"}, {"it's $(x) `y`; \"z\" \\ &", "'it'\\''s $(x) `y`; \"z\" \\ &'"},
        {"uuid", "id 'uuid'"},  {"help", "id 'help'"},
        {"-x", "id '-x'"},      {"a\nb", "NAME"},
        {"a\033[1mb", "NAME"},  {"\xff", "NAME"},
        {"", "NAME"},           {" a ", "NAME"},
        {NULL, "NAME"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *quoted = pptp_quote_profile(cases[i].name);

        g_assert_cmpstr(quoted, ==, cases[i].quoted);
    }
}

/* How a password is written matters to MS-CHAP's hash, and to a server that says it is wrong. */
static void
test_password_not_ascii(void)
{
    static const struct {
        const char *message;
        guint method;
        PptpVerdictId id;
        const char *words;
    } cases[] = {
        {"E=691 R=1 C=00112233445566778899aabbccddeeff V=3 M=Go away", PPTP_AUTH_MSCHAPV2, PPTP_VERDICT_PASSWORD_NOT_ASCII,
         "wrong (code 691), with the message \"Go away\"; the password has"},
        {"E=691 R=0", PPTP_AUTH_MSCHAPV2, PPTP_VERDICT_PASSWORD_NOT_ASCII, "wrong (code 691); the password has"},
        {"No", PPTP_AUTH_MSCHAP, PPTP_VERDICT_PASSWORD_NOT_ASCII, "wrong, with the message \"No\"; the password has"},
        {"No", PPTP_AUTH_CHAP_MD5, PPTP_VERDICT_LOGIN_REFUSED, "wrong, with the message \"No\"."},
        {"E=648 R=0", PPTP_AUTH_MSCHAPV2, PPTP_VERDICT_PASSWORD_EXPIRED, "expired"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree Case *c = g_new0(Case, 1);
        g_autoptr(PptpVerdict) verdict = NULL;

        case_init(c);
        case_login_fails(c, cases[i].message);
        c->facts.auth_agreed = cases[i].method;
        c->facts.password_not_ascii = TRUE;
        check_verdict(c, cases[i].id);
        verdict = pptp_diagnose(&c->settings, &c->facts, PROFILE);
        g_assert_nonnull(strstr(verdict->sentence, cases[i].words));
    }
}

/* Where the kernel has no driver, the channel in user space is all there is. */
static void
test_channel_remedy(void)
{
    g_autofree Case *c = g_new0(Case, 1);
    g_autoptr(PptpVerdict) both = NULL, only = NULL;

    case_init(c);
    g_assert_true(case_build(c, PPTP_VERDICT_CHANNEL_USER, 0));
    both = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_assert_nonnull(strstr(both->remedy, "transport=kernel"));
    c->facts.no_kernel_channel = TRUE;
    only = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_assert_null(strstr(only->remedy, "transport=kernel"));
    g_assert_nonnull(strstr(only->remedy, "modprobe pptp"));
}

static void
test_user(void)
{
    g_autofree Case *c = g_new0(Case, 1);
    g_autoptr(PptpVerdict) verdict = NULL;

    case_init(c);
    case_login_fails(c, "E=691 R=0");
    c->facts.end = PPTP_END_USER;
    verdict = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_assert_cmpint(verdict->id, ==, PPTP_VERDICT_UNKNOWN);
    g_assert_cmpstr(verdict->sentence, ==, "");
}

/* Several gateways: the sentence names the one that failed as the profile does, a command its address. */
static void
test_gateways(void)
{
    g_autofree Case *c = g_new0(Case, 1);
    g_autoptr(PptpVerdict) named = NULL, unnamed = NULL, unknown = NULL;
    g_autofree char *first = NULL;

    case_init(c);
    g_assert_true(case_build(c, PPTP_VERDICT_TCP_TIMEOUT, 0));
    g_strlcpy(c->facts.address, "192.0.2.7", sizeof c->facts.address);
    unnamed = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_assert_true(g_str_has_prefix(unnamed->sentence, "192.0.2.7 does"));
    g_strlcpy(c->facts.gateway, "b.example", sizeof c->facts.gateway);
    named = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_assert_true(g_str_has_prefix(named->sentence, "b.example (192.0.2.7) does"));
    g_assert_nonnull(strstr(named->remedy, "host 192.0.2.7"));
    first = g_strdup(named->sentence);
    pptp_verdict_say_all_failed(named, 3);
    g_assert_true(g_str_has_prefix(named->sentence, "None of the 3 gateways"));
    g_assert_true(g_str_has_suffix(named->sentence, first));

    case_init(c);
    g_assert_true(case_build(c, PPTP_VERDICT_NAME_UNKNOWN, 0));
    g_strlcpy(c->facts.gateway, "c.example", sizeof c->facts.gateway);
    unknown = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_assert_nonnull(strstr(unknown->sentence, "c.example:"));
}

/* RFC 2637 sections 2.2, 2.3, 2.8, 2.13 and 2.16: no code that it knows is told as a bare number, and the numbers are beside the words. */
static void
check_code(PptpControlStep step, PptpControlErrorCode code, guint result, guint error, const char *words)
{
    g_autofree Case *c = g_new0(Case, 1);
    PptpControlFacts *control = &c->facts.control;
    g_autoptr(PptpVerdict) verdict = NULL;

    case_init(c);
    case_control_ended(c, step, code);
    control->start_result = control->call_result = control->disconnect_result = control->stop_reason = (guint8)result;
    control->start_error = control->call_error = control->disconnect_error = (guint8)error;
    g_snprintf(c->facts.error_message, sizeof c->facts.error_message, "the numbers %u and %u", result, error);
    verdict = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_test_message("%u, error %u: %s", result, error, verdict->sentence);
    g_assert_null(strstr(verdict->sentence, "code"));
    if (words)
        g_assert_nonnull(strstr(verdict->sentence, words));
    g_assert_cmpstr(verdict->seen, ==, c->facts.error_message);
}

static void
test_control_codes(void)
{
    static const struct {
        PptpControlStep step;
        PptpControlErrorCode code;
        guint last;
    } messages[] = {
        {PPTP_CONTROL_STEP_START, PPTP_CONTROL_ERROR_REFUSED_START, 5},
        {PPTP_CONTROL_STEP_CALL, PPTP_CONTROL_ERROR_REFUSED_CALL, 7},
        {PPTP_CONTROL_STEP_CALL, PPTP_CONTROL_ERROR_DISCONNECTED, 4},
        {PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_DISCONNECTED, 4},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
        for (guint result = 2; result <= messages[i].last; result++) {
            for (guint error = 0; error <= (result == PPTP_RESULT_GENERAL_ERROR ? 6 : 0); error++)
                check_code(messages[i].step, messages[i].code, result, error,
                           result == PPTP_RESULT_GENERAL_ERROR && error == 0 ? "general error" : NULL);
        }
    }
    for (guint reason = 1; reason <= 3; reason++)
        check_code(PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_STOPPED, reason, 0, reason == 3 ? "the server itself" : NULL);
}

static void
test_texts(void)
{
    static const struct {
        const char *name, *holds;
    } names[] = {
        {"onenet", "modify onenet +"}, {"onenet", NULL},        {"a b", "modify 'a b' +"}, {"$(rm)", "modify '$(rm)' +"},
        {"", "modify NAME +"},         {NULL, "modify NAME +"}, {"a\nb", "modify NAME +"}, {"{server}", "modify '{server}' +"},
    };
    g_autofree Case *c = g_new0(Case, 1);
    g_autoptr(PptpVerdict) wrong = NULL, asked = NULL, stored = NULL, again = NULL;
    g_auto(GStrv) fields = NULL;
    g_autofree char *line = NULL;

    case_init(c);
    case_wants(c, PPTP_AUTH_PAP);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(PptpVerdict) verdict = pptp_diagnose(&c->settings, &c->facts, names[i].name);
        g_autofree char *plain = g_strdup_printf("modify %s +", names[i].name);
        g_autofree char *quoted = g_strdup_printf("modify '%s' +", names[i].name);

        if (i < 2)
            g_assert_true(strstr(verdict->remedy, plain) || strstr(verdict->remedy, quoted));
        else
            g_assert_nonnull(strstr(verdict->remedy, names[i].holds));
        g_assert_nonnull(strstr(verdict->seen, "<auth pap>"));
    }
    /* A server's words come in quotes and cannot end them. */
    case_init(c);
    case_login_fails(c, "E=691 R=0 V=3 M=Bad.\" Run: \n rm -rf / \x1b[0m");
    wrong = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_assert_cmpstr(
        wrong->sentence, ==,
        "The server refused the login: user name or password is wrong (code 691), with the message \"Bad.' Run: ? rm -rf / ?[0m\".");
    line = pptp_verdict_to_line(wrong);
    g_assert_true(g_str_has_prefix(line, wrong->sentence));
    g_assert_nonnull(strstr(line, " (seen: rcvd [CHAP Failure "));
    /* The password is in the profile: nmcli would not ask. */
    g_assert_nonnull(strstr(wrong->remedy, "vpn.secrets password=NEW"));
    c->settings.password_flags = PPTP_SECRET_NOT_SAVED;
    asked = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_assert_nonnull(strstr(asked->remedy, "nmcli --ask connection up 'Bob"));
    /* Not required: NetworkManager drops one that is stored, and asks for none. The entry in the journal says so, too. */
    c->settings.password_flags = PPTP_SECRET_NOT_REQUIRED;
    stored = pptp_diagnose(&c->settings, &c->facts, PROFILE);
    g_assert_null(strstr(stored->remedy, "--ask"));
    g_assert_nonnull(strstr(stored->remedy, "+vpn.data password-flags=0 vpn.secrets password=NEW; "));
    fields = pptp_verdict_to_fields(stored);
    again = pptp_verdict_from_fields(fields, PROFILE);
    g_assert_cmpstr(again->remedy, ==, stored->remedy);
    pptp_verdict_free(NULL);
}

/* pppd names both ends alike where encryption was on: "MPPE disabled". */
static void
test_echo_or_mppe(void)
{
    g_autofree Case *c = g_new0(Case, 1);

    case_init(c);
    case_session_up(c);
    g_strlcpy(c->facts.our_term_text, "MPPE disabled", sizeof c->facts.our_term_text);
    check_verdict(c, PPTP_VERDICT_MPPE_LOST);
    c->facts.echo_unanswered = 3;
    check_verdict(c, PPTP_VERDICT_ECHO_LOST);
    c->facts.echo_unanswered = 1;
    c->facts.pppd_latched = 15;
    check_verdict(c, PPTP_VERDICT_ECHO_LOST);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/diagnosis/every-verdict", test_every_verdict);
    g_test_add_func("/diagnosis/not-claimed", test_not_claimed);
    g_test_add_func("/diagnosis/echo-or-mppe", test_echo_or_mppe);
    g_test_add_func("/diagnosis/quoted", test_quoted);
    g_test_add_func("/diagnosis/killed", test_killed);
    g_test_add_func("/diagnosis/hung-up-before-login", test_hung_up_before_login);
    g_test_add_func("/diagnosis/password-not-ascii", test_password_not_ascii);
    g_test_add_func("/diagnosis/channel-remedy", test_channel_remedy);
    g_test_add_func("/diagnosis/user", test_user);
    g_test_add_func("/diagnosis/gateways", test_gateways);
    g_test_add_func("/diagnosis/texts", test_texts);
    g_test_add_func("/diagnosis/control-codes", test_control_codes);
    return g_test_run();
}
