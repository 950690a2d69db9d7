/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "ppp-frames.h"
#include "ppp/policy.h"

/* Policy after single attempts that went wrong in a way of their own, and its warnings; whole servers are played in test-policy.c. */

#define V2 PPTP_AUTH_MSCHAPV2

/* A kernel that cannot encrypt: that is known before anything is sent, and is no reason to fail where no key asks for encryption. */
static void
test_no_driver(void)
{
    PptpSettings settings = settings_default();
    g_autofree char *why = NULL;
    PptpAttempt next;
    PptpFacts facts;

    pptp_policy_next(&settings, NULL, 0, &next, NULL);
    pptp_facts_init(&facts, &next);
    facts.end = PPTP_END_MODULE;
    g_strlcpy(facts.module, "pptp", sizeof facts.module);
    g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, NULL), ==, PPTP_POLICY_STOP);
    g_strlcpy(facts.module, "ppp_mppe", sizeof facts.module);
    g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, &why), ==, PPTP_POLICY_TRY);
    g_assert_cmpuint(next.mppe, ==, 0);
    g_assert_nonnull(strstr(why, "ppp_mppe"));
    settings.require_mppe = PPTP_YES;
    g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, NULL), ==, PPTP_POLICY_STOP);
}

/* Encryption that a slow server gave up because our request came twice: once more the same, and no more than that. */
static void
test_crossed(void)
{
    PptpSettings settings = settings_default();
    g_autofree char *why = NULL;
    PptpAttempt first, next;
    PptpFacts past[2];

    settings.require_mppe = PPTP_YES;
    pptp_policy_next(&settings, NULL, 0, &first, NULL);
    pptp_facts_init(&past[0], &first);
    past[0].end = PPTP_END_PPPD;
    past[0].frames_received = 20;
    past[0].lcp.opened = past[0].ccp.opened = TRUE;
    past[0].auth_agreed = V2;
    past[0].login = PPTP_LOGIN_ACCEPTED;
    past[0].ccp.requests_sent = 2;
    g_strlcpy(past[0].term_text, "MPPE disabled", sizeof past[0].term_text);
    g_assert_cmpint(pptp_policy_next(&settings, past, 1, &next, &why), ==, PPTP_POLICY_TRY);
    g_assert_cmpuint(next.mppe, ==, first.mppe);
    g_assert_cmpuint(next.auth, ==, first.auth);
    g_assert_nonnull(strstr(why, "gave the encryption up"));
    past[1] = past[0];
    g_assert_cmpint(pptp_policy_next(&settings, past, 2, &next, NULL), ==, PPTP_POLICY_STOP);
    past[0].ccp.requests_sent = 1;
    g_assert_cmpint(pptp_policy_next(&settings, past, 1, &next, NULL), ==, PPTP_POLICY_STOP);
}

/* The server went on after a login whose answer was lost: the same once more; never less encryption, however often. */
static void
test_login_overtaken(void)
{
    PptpSettings settings = settings_default();
    g_autofree char *why = NULL;
    PptpAttempt first, next;
    PptpFacts past[2];

    pptp_policy_next(&settings, NULL, 0, &first, NULL);
    pptp_facts_init(&past[0], &first);
    past[0].end = PPTP_END_DEADLINE;
    feed_lcp_up(&past[0], V2);
    feed(&past[0], PEER, PPTP_PPP_CHAP, PPTP_CHAP_CHALLENGE, "", 0);
    feed(&past[0], US, PPTP_PPP_CHAP, PPTP_CHAP_RESPONSE, "", 0);
    for (guint i = 0; i < 3; i++) {
        feed_mppe(&past[0], PEER, PPTP_CODE_CONF_REQ, 0x01000040);
        feed(&past[0], US, PPTP_PPP_CHAP, PPTP_CHAP_RESPONSE, "", 0);
    }
    g_assert_cmpuint(past[0].responses, ==, 1);
    g_assert_false(pptp_trace_is_endless(&past[0]));
    feed_mppe(&past[0], PEER, PPTP_CODE_CONF_REQ, 0x01000040);
    g_assert_true(pptp_trace_is_endless(&past[0]));
    g_assert_cmpint(pptp_policy_next(&settings, past, 1, &next, &why), ==, PPTP_POLICY_TRY);
    g_assert_cmpuint(next.mppe, ==, first.mppe);
    g_assert_nonnull(strstr(why, "lost on the way"));
    past[1] = past[0];
    g_assert_cmpint(pptp_policy_next(&settings, past, 2, &next, NULL), ==, PPTP_POLICY_STOP);

    feed(&past[0], PEER, PPTP_PPP_CHAP, PPTP_CHAP_SUCCESS, "", 0);
    g_assert_false(pptp_trace_is_endless(&past[0]));
}

static void
test_warning(void)
{
    static const struct {
        guint8 in, out;
        guint auth;
        PptpChoice require_40;
        const char *holds;
    } rows[] = {
        {PPTP_LINK_MPPE_128, PPTP_LINK_MPPE_128, V2, PPTP_UNSET, NULL},
        {PPTP_LINK_MPPE_128 | PPTP_LINK_MPPE_STATEFUL, PPTP_LINK_MPPE_128, V2, PPTP_UNSET, NULL},
        {0, 0, V2, PPTP_UNSET, "require-mppe=yes"},
        {PPTP_LINK_MPPE_128, 0, V2, PPTP_UNSET, "require-mppe=yes"},
        {PPTP_LINK_MPPE_40, PPTP_LINK_MPPE_40, V2, PPTP_UNSET, "require-mppe-128=yes"},
        {PPTP_LINK_MPPE_128, PPTP_LINK_MPPE_40, V2, PPTP_UNSET, "require-mppe-128=yes"},
        {PPTP_LINK_MPPE_40, PPTP_LINK_MPPE_40, V2, PPTP_YES, NULL},
        {0, 0, PPTP_AUTH_PAP, PPTP_UNSET, "refuse-pap=yes"},
        {PPTP_LINK_MPPE_128, PPTP_LINK_MPPE_128, PPTP_AUTH_MSCHAP, PPTP_UNSET, "refuse-mschap=yes"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        PptpSettings settings = settings_default();
        g_autofree char *text = NULL, *odd = NULL;
        PptpFacts facts;

        settings.require_mppe_40 = rows[i].require_40;
        pptp_facts_init(&facts, NULL);
        facts.auth_agreed = rows[i].auth;
        facts.ip.mppe_in = rows[i].in;
        facts.ip.mppe_out = rows[i].out;
        g_assert_null(pptp_policy_warning(&settings, &facts, "one net"));
        facts.was_up = TRUE;
        /* A name that would break the journal's line does not get into it. */
        odd = pptp_policy_warning(&settings, &facts, "one\nnet");
        g_assert_true(odd == NULL || (!strchr(odd, '\n') && strstr(odd, "modify NAME ")));
        text = pptp_policy_warning(&settings, &facts, "one net");
        if (rows[i].holds)
            g_assert_true(strstr(text, rows[i].holds) && strstr(text, "modify 'one net' "));
        else
            g_assert_null(text);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/policy-once/no-driver", test_no_driver);
    g_test_add_func("/policy-once/crossed", test_crossed);
    g_test_add_func("/policy-once/login-overtaken", test_login_overtaken);
    g_test_add_func("/policy-once/warning", test_warning);
    return g_test_run();
}
