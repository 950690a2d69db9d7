/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "gre/codel.h"

#define TARGET PPTP_CODEL_TARGET_USEC
#define INTERVAL PPTP_CODEL_INTERVAL_USEC
#define STEP 1000 /* a packet each millisecond */

/* So many packets that have waited that long each; returns how many are dropped. */
static guint
feed(PptpCodel *codel, guint64 *now, guint packets, guint64 waited)
{
    guint dropped = 0;

    for (guint i = 0; i < packets; i++, *now += STEP)
        dropped += pptp_codel_drops(codel, waited, FALSE, *now);
    return dropped;
}

static void
test_short_queue(void)
{
    PptpCodel codel = {0};
    guint64 now = 1;

    g_assert_cmpuint(feed(&codel, &now, 10000, TARGET - 1), ==, 0);
}

/* However long its packets wait: it drains before the interval is over. */
static void
test_burst(void)
{
    PptpCodel codel = {0};
    guint64 now = 1;

    for (guint i = 0; i < 50; i++) {
        g_assert_cmpuint(feed(&codel, &now, INTERVAL / STEP, 10 * INTERVAL), ==, 0);
        g_assert_cmpuint(feed(&codel, &now, 1, 0), ==, 0);
    }
}

/* Nothing waits behind the packet: it was the reader who was late. */
static void
test_alone(void)
{
    PptpCodel codel = {0};
    guint64 now = 1;

    for (guint i = 0; i < 10000; i++, now += STEP)
        g_assert_false(pptp_codel_drops(&codel, 10 * INTERVAL, TRUE, now));
}

/* The first after an interval, then at intervals divided by the roots of 1, 2, 3 ... (RFC 8289 section 4.4). */
static void
test_law(void)
{
    static const guint64 gaps[] = {INTERVAL, 106066, 86603, 75000, 67082, 61237};
    PptpCodel codel = {0};
    guint64 now = 1, expected = 1 + INTERVAL;

    for (guint i = 0; i < G_N_ELEMENTS(gaps); i++) {
        while (!pptp_codel_drops(&codel, TARGET, FALSE, now))
            now++;
        g_assert_cmpuint(now + i, >=, expected); /* cut to whole microseconds */
        g_assert_cmpuint(now, <=, expected + i);
        expected += gaps[i];
    }
}

/* A queue that stands again soon is dropped from at the pace that helped; after a long time it begins anew. */
static void
test_pace(void)
{
    PptpCodel codel = {0}, soon, later;
    guint64 now = 1, later_now;
    guint count;

    feed(&codel, &now, 3000, 2 * TARGET);
    count = codel.count;
    g_assert_cmpuint(count, >, 10);
    g_assert_cmpuint(feed(&codel, &now, 1, 0), ==, 0);
    soon = later = codel;
    later_now = now + 100 * INTERVAL;

    feed(&soon, &now, INTERVAL / STEP + 1, 2 * TARGET);
    g_assert_true(soon.dropping);
    g_assert_cmpuint(soon.count, >, count / 2);
    feed(&later, &later_now, INTERVAL / STEP + 1, 2 * TARGET);
    g_assert_true(later.dropping);
    g_assert_cmpuint(later.count, ==, 1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/codel/short-queue", test_short_queue);
    g_test_add_func("/codel/burst", test_burst);
    g_test_add_func("/codel/alone", test_alone);
    g_test_add_func("/codel/law", test_law);
    g_test_add_func("/codel/pace", test_pace);
    return g_test_run();
}
