/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "ppp/verdict.h"
#include "service/reconnect.h"

static PptpVerdict *
verdict_new(PptpVerdictId id)
{
    const PptpVerdictText text = {.profile = "onenet", .server = "192.0.2.1", .detail = "x"};

    return pptp_verdict_new(id, &text);
}

static void
test_pause(void)
{
    static const guint longest[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
    static const guint32 randoms[] = {0, 1, 249, 250, 251, 4711, G_MAXUINT32};
    GRand *rand = g_rand_new_with_seed(1);
    guint different = 0, last = 0;

    for (guint rounds = 0; rounds < G_N_ELEMENTS(longest); rounds++) {
        g_assert_cmpuint(pptp_reconnect_pause_ms(rounds, 0), ==, longest[rounds]);
        for (guint i = 0; i < G_N_ELEMENTS(randoms); i++) {
            g_assert_cmpuint(pptp_reconnect_pause_ms(rounds, randoms[i]), <=, longest[rounds]);
            g_assert_cmpuint(pptp_reconnect_pause_ms(rounds, randoms[i]), >=, longest[rounds] * 3 / 4);
        }
    }
    g_assert_cmpuint(pptp_reconnect_pause_ms(G_MAXUINT, 0), ==, 60000);
    g_assert_cmpuint(pptp_reconnect_pause_ms(32, 0), ==, 60000);
    for (guint i = 0; i < 100; i++) {
        guint pause = pptp_reconnect_pause_ms(6, g_rand_int(rand));

        different += pause != last;
        last = pause;
    }
    g_assert_cmpuint(different, >, 90);
    g_rand_free(rand);
}

static void
test_rounds(void)
{
    const guint64 second = G_USEC_PER_SEC;

    g_assert_cmpuint(pptp_reconnect_rounds_after(0, 0), ==, 0);
    g_assert_cmpuint(pptp_reconnect_rounds_after(5, 59 * second), ==, 5);
    g_assert_cmpuint(pptp_reconnect_rounds_after(5, 60 * second), ==, 0);
    g_assert_cmpuint(pptp_reconnect_rounds_after(5, G_MAXUINT64), ==, 0);
}

static gboolean
is_in(PptpVerdictId id, const PptpVerdictId *ids, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (ids[i] == id)
            return TRUE;
    }
    return FALSE;
}

/* Minutes, not seconds, and not for ever: each one may be the last before the account is locked. */
static void
test_refused(void)
{
    g_assert_cmpuint(pptp_reconnect_refused_pause_ms(1), ==, 60000);
    g_assert_cmpuint(pptp_reconnect_refused_pause_ms(2), ==, 180000);
    g_assert_cmpuint(pptp_reconnect_refused_pause_ms(3), ==, 0);
    g_assert_cmpuint(pptp_reconnect_refused_pause_ms(G_MAXUINT), ==, 0);
}

/* Every verdict, so that a new one is decided on here. */
static void
test_again(void)
{
    static const PptpVerdictId stop[] = {
        PPTP_VERDICT_PROFILE_NO_LOGIN, PPTP_VERDICT_PROFILE_NO_MPPE,    PPTP_VERDICT_PROFILE_ONLY_PAP, PPTP_VERDICT_PROFILE_ONLY_MSCHAP,
        PPTP_VERDICT_ACCOUNT_DISABLED, PPTP_VERDICT_PASSWORD_EXPIRED,   PPTP_VERDICT_NO_DIALIN,        PPTP_VERDICT_WRONG_PASSWORD,
        PPTP_VERDICT_PASSWORD_CHANGE,  PPTP_VERDICT_LOGIN_REFUSED_CODE, PPTP_VERDICT_LOGIN_REFUSED,    PPTP_VERDICT_MUTUAL_FAILED,
        PPTP_VERDICT_LATE_PAP,         PPTP_VERDICT_WANTS_PAP,          PPTP_VERDICT_CCP_REJECTED,     PPTP_VERDICT_MPPE_REFUSED,
        PPTP_VERDICT_KERNEL_NO_PPTP,
    };
    static const PptpVerdictId again[] = {
        PPTP_VERDICT_SERVER_ENDED,      PPTP_VERDICT_ECHO_LOST,
        PPTP_VERDICT_CONTROL_LOST,      PPTP_VERDICT_CONTROL_ECHO_LOST,
        PPTP_VERDICT_CALL_DISCONNECTED, PPTP_VERDICT_SERVER_STOPPED,
        PPTP_VERDICT_DEVICE_GONE,       PPTP_VERDICT_PPPD_KILLED,
        PPTP_VERDICT_DEADLINE,          PPTP_VERDICT_NO_ROUTE,
        PPTP_VERDICT_PORT_REFUSED,      PPTP_VERDICT_TCP_TIMEOUT,
        PPTP_VERDICT_NAME_NO_ANSWER,    PPTP_VERDICT_NAME_UNKNOWN,
        PPTP_VERDICT_TURNED_AWAY,       PPTP_VERDICT_GRE_BLOCKED,
        PPTP_VERDICT_START_EXISTS,      PPTP_VERDICT_CALL_BUSY,
        PPTP_VERDICT_TCP_FORBIDDEN,     PPTP_VERDICT_MPPE_LOST,
        PPTP_VERDICT_NO_ADDRESS,        PPTP_VERDICT_LOGIN_SILENT,
        PPTP_VERDICT_LOGIN_ANSWER_LOST, PPTP_VERDICT_DATA_REFUSED,
        PPTP_VERDICT_UNKNOWN,           PPTP_VERDICT_LOGIN_SESSION_COUNTED,
    };

    for (PptpVerdictId id = PPTP_VERDICT_UNKNOWN; id < PPTP_VERDICT_LAST; id++) {
        g_autoptr(PptpVerdict) verdict = verdict_new(id);

        if (is_in(id, stop, G_N_ELEMENTS(stop)))
            g_assert_false(pptp_reconnect_again(verdict));
        if (is_in(id, again, G_N_ELEMENTS(again)))
            g_assert_true(pptp_reconnect_again(verdict));
        /* A refused password is never sent again, unasked; nor does it help to send it elsewhere. */
        if (verdict->failure == NM_VPN_PLUGIN_FAILURE_LOGIN_FAILED) {
            g_assert_false(pptp_reconnect_elsewhere(verdict));
            g_assert_true(id == PPTP_VERDICT_LOGIN_HOURS || id == PPTP_VERDICT_LOGIN_SESSION_COUNTED || !pptp_reconnect_again(verdict));
        }
        /* Whatever is about the way to one server. */
        if (id >= PPTP_VERDICT_NAME_UNKNOWN && id <= PPTP_VERDICT_WRONG_CALL)
            g_assert_true(pptp_reconnect_elsewhere(verdict));
    }
}

static void
test_elsewhere(void)
{
    static const PptpVerdictId no[] = {PPTP_VERDICT_PROFILE_NO_LOGIN, PPTP_VERDICT_KERNEL_NO_MPPE, PPTP_VERDICT_PPPD_MISSING,
                                       PPTP_VERDICT_PPPD_FAILED,      PPTP_VERDICT_MUTUAL_FAILED,  PPTP_VERDICT_WRONG_PASSWORD,
                                       PPTP_VERDICT_CHANNEL_FORBIDDEN};
    static const PptpVerdictId yes[] = {PPTP_VERDICT_GRE_BLOCKED, PPTP_VERDICT_LCP_SILENT,   PPTP_VERDICT_CCP_REJECTED,
                                        PPTP_VERDICT_NO_ADDRESS,  PPTP_VERDICT_WANTS_PAP,    PPTP_VERDICT_DEADLINE,
                                        PPTP_VERDICT_UNKNOWN,     PPTP_VERDICT_LOGIN_HUNG_UP};

    for (gsize i = 0; i < G_N_ELEMENTS(no); i++) {
        g_autoptr(PptpVerdict) verdict = verdict_new(no[i]);

        g_assert_false(pptp_reconnect_elsewhere(verdict));
    }
    for (gsize i = 0; i < G_N_ELEMENTS(yes); i++) {
        g_autoptr(PptpVerdict) verdict = verdict_new(yes[i]);

        g_assert_true(pptp_reconnect_elsewhere(verdict));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reconnect/pause", test_pause);
    g_test_add_func("/reconnect/rounds", test_rounds);
    g_test_add_func("/reconnect/refused", test_refused);
    g_test_add_func("/reconnect/again", test_again);
    g_test_add_func("/reconnect/elsewhere", test_elsewhere);
    return g_test_run();
}
