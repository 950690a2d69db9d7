/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "gre/reorder.h"

#define SECOND ((guint64)1000000)

/* Frames hold their own sequence number; what comes out is written down. */
typedef struct {
    PptpReorder *reorder;
    GArray *out; /* guint32 */
} Fixture;

static void
set_up(Fixture *f, gconstpointer data)
{
    f->reorder = pptp_reorder_new();
    f->out = g_array_new(FALSE, FALSE, sizeof(guint32));
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    pptp_reorder_free(f->reorder);
    g_array_unref(f->out);
}

static void
drain(Fixture *f, guint64 now)
{
    const guint8 *frame;
    gsize len;

    while (pptp_reorder_next(f->reorder, now, &frame, &len)) {
        guint32 number;

        g_assert_cmpuint(len, ==, sizeof number);
        memcpy(&number, frame, sizeof number);
        g_array_append_val(f->out, number);
    }
}

static PptpReorderVerdict
put(Fixture *f, guint32 number, guint64 now)
{
    PptpReorderVerdict verdict;

    do {
        verdict = pptp_reorder_put(f->reorder, number, (const guint8 *)&number, sizeof number, now);
        if (verdict == PPTP_REORDER_PASS)
            g_array_append_val(f->out, number);
        drain(f, now);
    } while (verdict == PPTP_REORDER_FULL);
    return verdict;
}

static void
assert_out(Fixture *f, const guint32 *numbers, guint n)
{
    g_assert_cmpmem(f->out->data, f->out->len * sizeof(guint32), numbers, n * sizeof *numbers);
    g_array_set_size(f->out, 0);
}

#define ASSERT_OUT(F, ...)                                                                                                                 \
    do {                                                                                                                                   \
        const guint32 expected[] = {__VA_ARGS__};                                                                                          \
        assert_out(F, expected, G_N_ELEMENTS(expected));                                                                                   \
    } while (0)

static void
test_in_order(Fixture *f, gconstpointer data)
{
    for (guint32 i = 0; i < 2000; i++)
        g_assert_cmpint(put(f, i, i), ==, PPTP_REORDER_PASS);
    g_assert_cmpuint(f->out->len, ==, 2000);
    g_assert_cmpuint(pptp_reorder_counts(f->reorder)->passed, ==, 2000);
    g_assert_cmpuint(pptp_reorder_deadline(f->reorder), ==, UINT64_MAX);
}

/* RFC 2637 section 4.3: what comes early waits for what is late. */
static void
test_sorts(Fixture *f, gconstpointer data)
{
    guint32 highest;

    g_assert_cmpint(put(f, 7, 0), ==, PPTP_REORDER_PASS);
    g_assert_cmpint(put(f, 10, 1000), ==, PPTP_REORDER_HELD);
    g_assert_cmpint(put(f, 9, 2000), ==, PPTP_REORDER_HELD);
    ASSERT_OUT(f, 7);
    g_assert_true(pptp_reorder_highest(f->reorder, &highest));
    g_assert_cmpuint(highest, ==, 10);
    g_assert_cmpint(put(f, 9, 2500), ==, PPTP_REORDER_DROP); /* a duplicate of one that waits */
    g_assert_cmpint(put(f, 8, 3000), ==, PPTP_REORDER_PASS);
    ASSERT_OUT(f, 8, 9, 10);
    g_assert_cmpint(put(f, 8, 3500), ==, PPTP_REORDER_DROP); /* of one that has gone */
    g_assert_cmpint(put(f, 11, 4000), ==, PPTP_REORDER_PASS);
    g_assert_cmpuint(pptp_reorder_counts(f->reorder)->sorted, ==, 2);
    g_assert_cmpuint(pptp_reorder_counts(f->reorder)->lost, ==, 0);
    g_assert_cmpuint(pptp_reorder_counts(f->reorder)->duplicates, ==, 2);
}

/* A gap is waited for, and no longer than that; the next gap has a time of its own. */
static void
test_gives_up(Fixture *f, gconstpointer data)
{
    guint64 deadline;

    put(f, 0, 0);
    put(f, 2, 1000);
    put(f, 4, 50000);
    ASSERT_OUT(f, 0);
    deadline = pptp_reorder_deadline(f->reorder);
    g_assert_cmpuint(deadline, ==, 1000 + PPTP_REORDER_WAIT_START);
    drain(f, deadline - 1);
    g_assert_cmpuint(f->out->len, ==, 0);
    drain(f, deadline);
    ASSERT_OUT(f, 2);
    g_assert_cmpuint(pptp_reorder_deadline(f->reorder), ==, 50000 + pptp_reorder_wait(f->reorder));
    put(f, 3, 60000);
    ASSERT_OUT(f, 3, 4);
    g_assert_cmpuint(pptp_reorder_counts(f->reorder)->lost, ==, 1);
}

/* What came too late raises the wait at once, up to its bound; what is only lost lowers it. */
static void
test_adapts(Fixture *f, gconstpointer data)
{
    guint64 before = pptp_reorder_wait(f->reorder), now = 0;
    guint32 number = 0;

    put(f, number++, now);
    for (guint i = 0; i < 500; i++) {
        number++; /* lost */
        put(f, number++, now += 1000);
        now = pptp_reorder_deadline(f->reorder);
        drain(f, now);
    }
    g_assert_cmpuint(pptp_reorder_wait(f->reorder), <, before / 2);
    g_assert_cmpuint(pptp_reorder_wait(f->reorder), >=, PPTP_REORDER_WAIT_MIN);

    put(f, number + 1, now);
    drain(f, pptp_reorder_deadline(f->reorder));
    g_assert_cmpint(put(f, number, now + 80000), ==, PPTP_REORDER_DROP);
    g_assert_cmpuint(pptp_reorder_counts(f->reorder)->late, ==, 1);
    g_assert_cmpuint(pptp_reorder_wait(f->reorder), >=, 2 * 80000);
    number += 2;

    put(f, number + 1, now += 100000);
    drain(f, pptp_reorder_deadline(f->reorder));
    put(f, number, now + 30 * G_USEC_PER_SEC);
    g_assert_cmpuint(pptp_reorder_wait(f->reorder), ==, PPTP_REORDER_WAIT_MAX);
}

/* However frames trickle in: none waits longer than a gap does. */
static void
test_bounded(Fixture *f, gconstpointer data)
{
    const guint64 wait = pptp_reorder_wait(f->reorder);

    put(f, 0, 0);
    put(f, 5, 0);
    put(f, 10, 10);
    put(f, 7, wait - 10);
    ASSERT_OUT(f, 0);
    drain(f, wait - 1);
    g_assert_cmpuint(f->out->len, ==, 0);
    /* 1 to 4 are given up, and 6 has been missing since 10 came, not since 7 did. */
    drain(f, wait);
    ASSERT_OUT(f, 5, 7, 10);
}

/* More is missing than there is room to wait for: it goes on, and nothing that came is lost. */
static void
test_long_gap(Fixture *f, gconstpointer data)
{
    put(f, 0, 0);
    for (guint32 i = 2; i < 1200; i++)
        g_assert_cmpint(put(f, i, 10), ==,
                        i == PPTP_REORDER_SPAN + 1  ? PPTP_REORDER_PASS
                        : i < PPTP_REORDER_SPAN + 1 ? PPTP_REORDER_HELD
                                                    : PPTP_REORDER_PASS);
    g_assert_cmpuint(f->out->len, ==, 1199);
    for (guint32 i = 1; i < f->out->len; i++)
        g_assert_cmpuint(g_array_index(f->out, guint32, i), ==, i + 1);
    g_assert_cmpuint(pptp_reorder_counts(f->reorder)->lost, ==, 1);
}

/* One forged number must not take the tunnel along; a server that goes on elsewhere is followed. */
static void
test_far(Fixture *f, gconstpointer data)
{
    put(f, 100, 0);
    g_assert_cmpint(put(f, 0x80000000, 1), ==, PPTP_REORDER_DROP);
    g_assert_cmpint(put(f, 101, 2), ==, PPTP_REORDER_PASS);
    g_assert_cmpint(put(f, 0x80000001, 3), ==, PPTP_REORDER_DROP);
    g_assert_cmpint(put(f, 102, 4), ==, PPTP_REORDER_PASS);
    g_assert_cmpint(put(f, 0x70000000, 5), ==, PPTP_REORDER_DROP);
    g_assert_cmpint(put(f, 0x60000000, 6), ==, PPTP_REORDER_DROP);
    g_assert_cmpint(put(f, 103, 7), ==, PPTP_REORDER_PASS);
    ASSERT_OUT(f, 100, 101, 102, 103);

    g_assert_cmpint(put(f, 9000, 8), ==, PPTP_REORDER_DROP);
    g_assert_cmpint(put(f, 9001, 9), ==, PPTP_REORDER_PASS);
    g_assert_cmpint(put(f, 9002, 10), ==, PPTP_REORDER_PASS);
    ASSERT_OUT(f, 9001, 9002);

    /* What was held when so much was lost is not lost as well. */
    put(f, 9004, 11);
    put(f, 9006, 11);
    g_assert_cmpint(put(f, 19000, 12), ==, PPTP_REORDER_DROP);
    g_assert_cmpint(put(f, 19000, 12), ==, PPTP_REORDER_DROP);
    g_assert_cmpint(put(f, 19001, 12), ==, PPTP_REORDER_PASS);
    ASSERT_OUT(f, 9004, 9006, 19001);
}

/* A server that begins again at 0 is followed in the end, though its numbers look like late ones. */
static void
test_begins_anew(Fixture *f, gconstpointer data)
{
    guint32 i;

    for (i = 0; i < 300; i++)
        put(f, i, i);
    g_array_set_size(f->out, 0);
    for (i = 0; i < 200 && f->out->len == 0; i++)
        put(f, i, 1000 + i);
    g_assert_cmpuint(i, <, 100);
    put(f, i, 2000);
    g_assert_cmpuint(f->out->len, ==, 2);
}

/* One wrong number that could be right makes all others look late: on an idle tunnel that is to end with the next few. */
static void
test_begins_anew_slowly(Fixture *f, gconstpointer data)
{
    guint64 now = 0;

    put(f, 100, now);
    put(f, 400, now += SECOND);
    drain(f, now += SECOND);
    ASSERT_OUT(f, 100, 400);
    for (guint32 i = 101; i <= 105; i++)
        put(f, i, now += 30 * SECOND);
    ASSERT_OUT(f, 103, 104, 105);

    /* Not where others fit in between, nor at once. */
    put(f, 400, now);
    drain(f, now += SECOND);
    ASSERT_OUT(f, 400);
    for (guint32 i = 106; i < 116; i++)
        put(f, i, now += SECOND / 10);
    g_assert_cmpuint(f->out->len, ==, 0);
    for (guint32 i = 401; i < 411; i++) {
        put(f, i - 285, now += SECOND);
        put(f, i, now);
    }
    g_assert_cmpuint(f->out->len, ==, 10);
}

static void
test_wraps(Fixture *f, gconstpointer data)
{
    put(f, 0xfffffffe, 0);
    put(f, 0, 1);
    put(f, 1, 2);
    put(f, 0xffffffff, 3);
    ASSERT_OUT(f, 0xfffffffe, 0xffffffff, 0, 1);
}

/* 15 +- 5 ms for each packet by itself, which is what the present plugin's pptp-linux loses nothing to. */
static void
test_jitter(Fixture *f, gconstpointer data)
{
    enum { N = 3000, EVERY = 500 };
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    guint64 arrival[N];
    gboolean done[N] = {FALSE};

    for (guint i = 0; i < N; i++)
        arrival[i] = (guint64)i * EVERY + (guint64)g_rand_int_range(random, 10000, 20001);
    arrival[0] = 10000; /* the first number received is where it begins */
    for (guint taken = 0; taken < N; taken++) {
        guint first = N;

        for (guint i = 0; i < N; i++) {
            if (!done[i] && (first == N || arrival[i] < arrival[first]))
                first = i;
        }
        done[first] = TRUE;
        put(f, first, arrival[first]);
    }
    g_assert_cmpuint(f->out->len, ==, N);
    for (guint32 i = 0; i < N; i++)
        g_assert_cmpuint(g_array_index(f->out, guint32, i), ==, i);
    g_assert_cmpuint(pptp_reorder_counts(f->reorder)->sorted, >, N / 10);
}

static void
test_lengths(Fixture *f, gconstpointer data)
{
    static const guint8 frame[PPTP_REORDER_FRAME_MAX + 1];

    g_assert_cmpint(pptp_reorder_put(f->reorder, 0, frame, 0, 0), ==, PPTP_REORDER_DROP);
    g_assert_cmpint(pptp_reorder_put(f->reorder, 0, frame, sizeof frame, 0), ==, PPTP_REORDER_DROP);
    g_assert_cmpint(pptp_reorder_put(f->reorder, 0, frame, sizeof frame - 1, 0), ==, PPTP_REORDER_PASS);
}

int
main(int argc, char **argv)
{
#define ADD(NAME, FUNC) g_test_add("/reorder/" NAME, Fixture, NULL, set_up, FUNC, tear_down)
    g_test_init(&argc, &argv, NULL);
    ADD("in-order", test_in_order);
    ADD("sorts", test_sorts);
    ADD("gives-up", test_gives_up);
    ADD("adapts", test_adapts);
    ADD("bounded", test_bounded);
    ADD("long-gap", test_long_gap);
    ADD("far", test_far);
    ADD("begins-anew", test_begins_anew);
    ADD("begins-anew-slowly", test_begins_anew_slowly);
    ADD("wraps", test_wraps);
    ADD("jitter", test_jitter);
    ADD("lengths", test_lengths);
    return g_test_run();
}
