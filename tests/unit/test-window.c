/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <limits.h>

#include "gre/window.h"

#define MS 1000

static void
send_frames(PptpWindow *window, guint n, guint64 now)
{
    for (guint i = 0; i < n; i++)
        pptp_window_send(window, now);
}

/* A server that acknowledges each frame after round_trip. */
static void
answer_promptly(PptpWindow *window, guint64 round_trip, guint64 *now)
{
    for (guint i = 0; i < PPTP_WINDOW_PROMPT_ACKS; i++) {
        const guint32 number = pptp_window_send(window, *now);

        *now += round_trip;
        g_assert_true(pptp_window_acknowledge(window, number, *now));
    }
    g_assert_true(window->exists);
}

static void
fill(PptpWindow *window, guint64 now)
{
    send_frames(window, pptp_window_room(window, now), now);
    g_assert_cmpuint(pptp_window_room(window, now), ==, 0);
}

/* A server that says nothing, or only now and then, is not waited for. */
static void
test_silent_server(void)
{
    PptpWindow window = {0};
    guint64 now = 0;

    for (guint i = 0; i < 100; i++) {
        send_frames(&window, 1000, now);
        now += PPTP_WINDOW_PROMPT_USEC;
        g_assert_true(pptp_window_acknowledge(&window, window.next - 1, now));
        g_assert_cmpuint(pptp_window_room(&window, now), ==, UINT_MAX);
    }
    g_assert_cmpuint(pptp_window_deadline(&window), ==, UINT64_MAX);
}

static void
test_room(void)
{
    PptpWindow window = {0};
    guint64 now = 5000;

    answer_promptly(&window, 10 * MS, &now);
    g_assert_cmpuint(pptp_window_room(&window, now), ==, PPTP_WINDOW_FIRST);
    send_frames(&window, 10, now);
    g_assert_cmpuint(pptp_window_room(&window, now), ==, PPTP_WINDOW_FIRST - 10);
    g_assert_true(pptp_window_acknowledge(&window, window.next - 4, now));
    g_assert_cmpuint(pptp_window_room(&window, now), ==, PPTP_WINDOW_FIRST - 3);
    /* What is old, said again, or was never sent, says nothing. */
    g_assert_false(pptp_window_acknowledge(&window, window.next - 4, now));
    g_assert_false(pptp_window_acknowledge(&window, window.next - 5, now));
    g_assert_false(pptp_window_acknowledge(&window, window.next, now));
    g_assert_cmpuint(pptp_window_room(&window, now), ==, PPTP_WINDOW_FIRST - 3);
    g_assert_cmpuint(pptp_window_deadline(&window), ==, UINT64_MAX);
}

/* A time-out makes room, and the window smaller; the second one in a row ends it, prompt acknowledgements bring it back. */
static void
test_time_out(void)
{
    PptpWindow window = {0};
    guint64 now = 5000, deadline;

    answer_promptly(&window, 10 * MS, &now);
    fill(&window, now);
    deadline = pptp_window_deadline(&window);
    g_assert_cmpuint(deadline, ==, now + PPTP_WINDOW_WAIT_MIN_USEC);
    g_assert_cmpuint(pptp_window_room(&window, deadline - 1), ==, 0);
    g_assert_cmpuint(pptp_window_room(&window, deadline), ==, PPTP_WINDOW_FIRST / 2);

    /* One acknowledgement between them, and they are not in a row; it is smaller all the same, but never too small. */
    for (guint i = 0; i < 10; i++) {
        now = deadline;
        fill(&window, now);
        g_assert_true(pptp_window_acknowledge(&window, window.open, now));
        deadline = pptp_window_deadline(&window);
        g_assert_cmpuint(deadline, <=, now + PPTP_WINDOW_WAIT_MAX_USEC);
        g_assert_cmpuint(pptp_window_room(&window, deadline), ==, PPTP_WINDOW_MIN);
    }

    fill(&window, deadline);
    now = pptp_window_deadline(&window);
    g_assert_cmpuint(pptp_window_room(&window, now), ==, UINT_MAX);
    g_assert_cmpuint(pptp_window_deadline(&window), ==, UINT64_MAX);

    send_frames(&window, 1000, now);
    for (guint i = 0; i < PPTP_WINDOW_PROMPT_ACKS; i++) {
        g_assert_cmpuint(pptp_window_room(&window, now), ==, UINT_MAX);
        pptp_window_acknowledge(&window, window.open + 50, now);
        now += MS;
        /* The first comes after a silence. */
        if (i == 0)
            pptp_window_acknowledge(&window, window.open, now);
    }
    g_assert_cmpuint(pptp_window_room(&window, now), ==, PPTP_WINDOW_MIN);
}

/* Until it was too much once it grows with each acknowledgement, then by one with each window of them; not where it does not limit. */
static void
test_grows(void)
{
    PptpWindow window = {0};
    guint64 now = 5000;
    guint size;

    answer_promptly(&window, 10 * MS, &now);
    send_frames(&window, PPTP_WINDOW_FIRST - 1, now);
    pptp_window_acknowledge(&window, window.next - 1, now);
    g_assert_cmpuint(window.size, ==, PPTP_WINDOW_FIRST);

    fill(&window, now);
    pptp_window_acknowledge(&window, window.next - 1, now);
    g_assert_cmpuint(window.size, ==, 2 * PPTP_WINDOW_FIRST);
    for (guint i = 0; i < 20; i++) {
        fill(&window, now);
        pptp_window_acknowledge(&window, window.next - 1, now);
    }
    g_assert_cmpuint(window.size, ==, PPTP_WINDOW_MAX);

    fill(&window, now);
    now = pptp_window_deadline(&window);
    size = pptp_window_room(&window, now);
    g_assert_cmpuint(size, ==, PPTP_WINDOW_MAX / 2);
    /* What had been given up does not count. */
    fill(&window, now);
    g_assert_true(pptp_window_acknowledge(&window, window.base - 1, now));
    for (guint i = 1; i <= 3; i++) {
        for (guint left = window.size; left > 0; left--) {
            g_assert_cmpuint(window.size, ==, size + i - 1);
            g_assert_true(pptp_window_acknowledge(&window, window.open, now));
            fill(&window, now);
        }
        g_assert_cmpuint(window.size, ==, size + i);
    }
}

/* A time-out is as long as the path asks for (RFC 2637 section 4.4.1), which a person's pause does not change. */
static void
test_adapts(void)
{
    PptpWindow window = {0};
    guint64 now = 5000;

    answer_promptly(&window, 10 * MS, &now);
    for (guint i = 0; i < 100; i++) {
        send_frames(&window, 40, now);
        now += 80 * MS;
        pptp_window_acknowledge(&window, window.next - 1, now);
    }
    fill(&window, now);
    g_assert_cmpuint(pptp_window_deadline(&window), >=, now + 80 * MS);
    g_assert_cmpuint(pptp_window_deadline(&window), <, now + 100 * MS);
    now += 80 * MS;
    pptp_window_acknowledge(&window, window.next - 1, now);

    for (guint i = 0; i < 10; i++) {
        send_frames(&window, 2, now);
        now += 10000 * MS;
        pptp_window_acknowledge(&window, window.next - 1, now);
    }
    fill(&window, now);
    g_assert_cmpuint(pptp_window_deadline(&window), <, now + 100 * MS);
}

/* Numbers go on at 0 after the last one. */
static void
test_wraps(void)
{
    PptpWindow window = {.next = G_MAXUINT32 - 20, .open = G_MAXUINT32 - 20, .base = G_MAXUINT32 - 20};
    guint64 now = 5000;

    answer_promptly(&window, 10 * MS, &now);
    for (guint i = 0; i < 5; i++) {
        fill(&window, now);
        g_assert_true(pptp_window_acknowledge(&window, window.open + 9, now));
        g_assert_true(pptp_window_acknowledge(&window, window.next - 1, now));
        g_assert_false(pptp_window_acknowledge(&window, window.next - 1, now));
    }
    g_assert_cmpuint(window.next, <, 100000);
    g_assert_cmpuint(pptp_window_room(&window, now), ==, window.size);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/window/silent-server", test_silent_server);
    g_test_add_func("/window/room", test_room);
    g_test_add_func("/window/time-out", test_time_out);
    g_test_add_func("/window/grows", test_grows);
    g_test_add_func("/window/adapts", test_adapts);
    g_test_add_func("/window/wraps", test_wraps);
    return g_test_run();
}
