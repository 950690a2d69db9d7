/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/attempts.h"

static const PptpSettings open_profile = {
    .refuse_eap = PPTP_UNSET,
    .refuse_pap = PPTP_UNSET,
    .refuse_chap = PPTP_UNSET,
    .refuse_mschap = PPTP_UNSET,
    .refuse_mschapv2 = PPTP_UNSET,
    .require_mppe = PPTP_YES,
    .require_mppe_40 = PPTP_UNSET,
    .require_mppe_128 = PPTP_UNSET,
    .refuse_mppe_40 = PPTP_UNSET,
    .refuse_mppe_128 = PPTP_UNSET,
    .mppe_stateful = PPTP_UNSET,
};
static const PptpAttempt forty = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_40};

static PptpAttemptsStep
step(PptpAttempts *attempts, const PptpFacts *facts, gboolean *forget)
{
    g_autofree char *why = NULL;

    return pptp_attempts_next(attempts, facts, &why, forget);
}

/* The server was there, and ended the link in the middle of the login. */
static void
reached(PptpFacts *facts, const PptpAttempt *attempt)
{
    pptp_facts_init(facts, attempt);
    facts->end = PPTP_END_PPPD;
    facts->frames_received = 4;
}

static void
test_deadline(void)
{
    /* vpn.timeout, the deadline, and that of a round which brings a tunnel back */
    static const guint expected[][3] = {{0, 40, 40},  {1, 5, 5},    {10, 5, 5},     {20, 15, 15},         {45, 40, 40},
                                        {55, 50, 50}, {60, 55, 50}, {300, 295, 50}, {G_MAXUINT, 3600, 50}};

    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        PptpSettings settings = open_profile;

        settings.timeout = expected[i][0];
        g_assert_cmpuint(pptp_attempts_deadline(&settings, FALSE), ==, expected[i][1]);
        g_assert_cmpuint(pptp_attempts_deadline(&settings, TRUE), ==, expected[i][2]);
    }
}

static void
test_first(void)
{
    g_autofree PptpAttempts *attempts = g_new0(PptpAttempts, 1);
    PptpSettings closed = open_profile;

    g_assert_true(pptp_attempts_begin(attempts, &open_profile, NULL));
    g_assert_cmpuint(attempts->attempt.mppe, ==, PPTP_MPPE_128);
    g_assert_false(attempts->remembered);
    closed.refuse_mppe_40 = closed.refuse_mppe_128 = PPTP_YES;
    g_assert_false(pptp_attempts_begin(attempts, &closed, NULL));
}

static void
test_remembered(void)
{
    g_autofree PptpAttempts *attempts = g_new0(PptpAttempts, 1);
    PptpSettings strict = open_profile;
    PptpFacts facts;
    gboolean forget;

    g_assert_true(pptp_attempts_begin(attempts, &open_profile, &forty));
    g_assert_cmpuint(attempts->attempt.mppe, ==, PPTP_MPPE_40);
    /* The server was not there: that says nothing about what it takes. */
    pptp_facts_init(&facts, &attempts->attempt);
    facts.end = PPTP_END_CONTROL;
    facts.control.step = PPTP_CONTROL_STEP_CONNECT;
    g_assert_cmpint(step(attempts, &facts, &forget), ==, PPTP_ATTEMPTS_OVER);
    g_assert_false(forget);
    /* It was, and did not take it. */
    reached(&facts, &attempts->attempt);
    g_assert_cmpint(step(attempts, &facts, &forget), ==, PPTP_ATTEMPTS_NOW);
    g_assert_true(forget);
    g_assert_cmpuint(attempts->attempt.mppe, ==, PPTP_MPPE_128);
    /* The profile does not allow it any more. */
    strict.require_mppe_128 = PPTP_YES;
    g_assert_true(pptp_attempts_begin(attempts, &strict, &forty));
    g_assert_cmpuint(attempts->attempt.mppe, ==, PPTP_MPPE_128);
}

static void
test_knocks(void)
{
    g_autofree PptpAttempts *attempts = g_new0(PptpAttempts, 1);
    PptpFacts facts;
    gboolean forget;

    g_assert_true(pptp_attempts_begin(attempts, &open_profile, NULL));
    pptp_facts_init(&facts, &attempts->attempt);
    facts.end = PPTP_END_CONTROL;
    facts.error_domain_control = TRUE;
    facts.error_code = PPTP_CONTROL_ERROR_EOF;
    facts.control.step = PPTP_CONTROL_STEP_START;
    g_assert_cmpint(step(attempts, &facts, &forget), ==, PPTP_ATTEMPTS_IN_A_BIT);
    g_assert_cmpint(step(attempts, &facts, &forget), ==, PPTP_ATTEMPTS_IN_A_BIT);
    g_assert_cmpint(step(attempts, &facts, &forget), ==, PPTP_ATTEMPTS_OVER);
    /* One that said something has heard us. */
    g_assert_true(pptp_attempts_begin(attempts, &open_profile, NULL));
    facts.control.any_bytes = TRUE;
    g_assert_cmpint(step(attempts, &facts, &forget), ==, PPTP_ATTEMPTS_OVER);
}

/* A server that shows the wish for whatever was not asked for, and takes nothing. Returns how many attempts it gets. */
static guint
lead_on(const PptpSettings *settings, const PptpAttempt *remembered, PptpAttempt *last)
{
    g_autofree PptpAttempts *attempts = g_new0(PptpAttempts, 1);
    PptpFacts facts;
    gboolean forget;
    guint n = 0;

    g_assert_true(pptp_attempts_begin(attempts, settings, remembered));
    do {
        *last = attempts->attempt;
        reached(&facts, &attempts->attempt);
        facts.lcp.opened = TRUE;
        facts.auth_agreed = PPTP_AUTH_MSCHAPV2;
        facts.login = PPTP_LOGIN_ACCEPTED;
        facts.ccp.received = facts.ccp.requests_sent = 1;
        facts.mppe_naked = TRUE;
        facts.mppe_wants_stateful = facts.mppe_wants_stateless = PPTP_MPPE_40 | PPTP_MPPE_128;
        n++;
    } while (step(attempts, &facts, &forget) == PPTP_ATTEMPTS_NOW);
    return n;
}

/* However often the server leads us on, it ends; an attempt with what was remembered is one of the four. */
static void
test_bounded(void)
{
    PptpSettings silent = open_profile;
    PptpAttempt last;

    silent.require_mppe = PPTP_UNSET;
    g_assert_cmpuint(lead_on(&open_profile, NULL, &last), >, 1);
    g_assert_cmpuint(lead_on(&open_profile, NULL, &last), <=, PPTP_POLICY_ATTEMPTS_MAX);
    g_assert_cmpuint(lead_on(&open_profile, &forty, &last), <=, PPTP_POLICY_ATTEMPTS_MAX);
    /* The last of them is kept for what certainly differs. */
    g_assert_cmpuint(lead_on(&silent, NULL, &last), ==, PPTP_POLICY_ATTEMPTS_MAX);
    g_assert_cmpuint(last.mppe, ==, 0);
    g_assert_cmpuint(lead_on(&silent, &forty, &last), ==, PPTP_POLICY_ATTEMPTS_MAX);
    g_assert_cmpuint(last.mppe, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/attempts/deadline", test_deadline);
    g_test_add_func("/attempts/first", test_first);
    g_test_add_func("/attempts/remembered", test_remembered);
    g_test_add_func("/attempts/knocks", test_knocks);
    g_test_add_func("/attempts/bounded", test_bounded);
    return g_test_run();
}
