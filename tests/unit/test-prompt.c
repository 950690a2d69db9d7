/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "channel/prompt.h"

/* After so many more packets: whether there is a prompt. */
static gboolean
count(PptpSilence *silence, guint32 more)
{
    return pptp_silence_count(silence, silence->packets + more);
}

static void
test_stops_dead(void)
{
    PptpSilence silence = {.packets = 0xfffffff0, .pause_ms = PPTP_SILENCE_TICK_MS};

    for (guint transfer = 0; transfer < 2; transfer++) {
        for (guint i = 0; i < 20; i++)
            g_assert_false(count(&silence, 100));
        g_assert_false(count(&silence, 0));
        for (guint i = 0; i < PPTP_SILENCE_PROMPTS; i++)
            g_assert_true(count(&silence, 1)); /* a TCP tries again */
        for (guint i = 0; i < 5; i++)
            g_assert_false(count(&silence, 0));
    }
}

/* It went on by itself: the next silence is another one. */
static void
test_goes_on(void)
{
    PptpSilence silence = {.pause_ms = PPTP_SILENCE_TICK_MS};

    count(&silence, 100);
    for (guint i = 0; i < 10; i++) {
        g_assert_false(count(&silence, 0));
        g_assert_false(count(&silence, 5));
    }
    g_assert_false(count(&silence, 0));
    g_assert_true(count(&silence, 0));
}

/* A key pressed now and then, and an idle tunnel: no prompt, and ever longer pauses. */
static void
test_idle(void)
{
    PptpSilence silence = {.pause_ms = PPTP_SILENCE_TICK_MS};
    guint longest;

    for (guint i = 0; i < 20; i++)
        g_assert_false(count(&silence, i % 4));
    longest = silence.pause_ms;
    g_assert_cmpuint(longest, >, 10000);
    g_assert_false(count(&silence, 0));
    g_assert_cmpuint(silence.pause_ms, ==, longest);
    g_assert_false(count(&silence, 42)); /* a ping each second, and its answers */
    g_assert_cmpuint(silence.pause_ms, ==, longest);

    /* Within a long pause much is not yet a transfer; it is looked at closer. */
    g_assert_false(count(&silence, 100));
    g_assert_cmpuint(silence.pause_ms, ==, PPTP_SILENCE_TICK_MS);
    for (guint i = 0; i < 5; i++)
        g_assert_false(count(&silence, 0));
    g_assert_cmpuint(silence.pause_ms, >, PPTP_SILENCE_TICK_MS);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/prompt/stops-dead", test_stops_dead);
    g_test_add_func("/prompt/goes-on", test_goes_on);
    g_test_add_func("/prompt/idle", test_idle);
    return g_test_run();
}
