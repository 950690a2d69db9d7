/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gre/window.h"

#include <limits.h>

/* So many have to be on their way for a round trip to be measured: where there are few, the answer may be a person's. */
#define MEASURE_MIN 8

static unsigned
on_their_way(const PptpWindow *window)
{
    return window->next - window->base;
}

/* RFC 2637 section 4.4.1, with its constants. */
static uint64_t
time_out(const PptpWindow *window)
{
    const uint64_t wait = window->round_trip_usec + 4 * window->deviation_usec;

    if (wait < PPTP_WINDOW_WAIT_MIN_USEC)
        return PPTP_WINDOW_WAIT_MIN_USEC;
    return wait < PPTP_WINDOW_WAIT_MAX_USEC ? wait : PPTP_WINDOW_WAIT_MAX_USEC;
}

static void
measure(PptpWindow *window, uint64_t round_trip)
{
    const int64_t difference = (int64_t)round_trip - (int64_t)window->round_trip_usec;
    const int64_t distance = difference < 0 ? -difference : difference;

    window->timing = false;
    if (window->round_trip_usec == 0) {
        window->round_trip_usec = round_trip;
        window->deviation_usec = round_trip / 2;
        return;
    }
    window->deviation_usec = (uint64_t)((int64_t)window->deviation_usec + (distance - (int64_t)window->deviation_usec) / 4);
    window->round_trip_usec = (uint64_t)((int64_t)window->round_trip_usec + difference / 8);
}

uint32_t
pptp_window_send(PptpWindow *window, uint64_t now)
{
    if (window->open == window->next)
        window->silent_usec = now;
    if (window->base == window->next)
        window->waiting_usec = now;
    if (!window->timing && on_their_way(window) >= MEASURE_MIN) {
        window->timing = true;
        window->timed = window->next;
        window->timed_usec = now;
    }
    return window->next++;
}

/* RFC 2637 section 4.2.3: one more with each window of acknowledgements; and twice as much with each, until it is too much once. */
static void
grow(PptpWindow *window, unsigned acknowledged)
{
    if (!window->limits)
        return;
    window->grown += acknowledged;
    if (!window->settled) {
        window->size += window->grown;
        window->grown = 0;
    } else if (window->grown >= window->size) {
        window->grown -= window->size++;
    }
    if (window->size > PPTP_WINDOW_MAX)
        window->size = PPTP_WINDOW_MAX;
    if (on_their_way(window) < window->size / 2)
        window->limits = false;
}

static void
begin(PptpWindow *window)
{
    window->exists = true;
    window->limits = false;
    window->base = window->next;
    window->timeouts = 0;
    if (window->size == 0)
        window->size = PPTP_WINDOW_FIRST;
}

bool
pptp_window_acknowledge(PptpWindow *window, uint32_t ack, uint64_t now)
{
    unsigned acknowledged = 0;

    if (ack - window->open >= window->next - window->open)
        return false;
    window->prompt_acks = now < window->silent_usec + PPTP_WINDOW_PROMPT_USEC ? window->prompt_acks + 1 : 0;
    window->open = ack + 1;
    window->silent_usec = now;
    window->timeouts = 0;
    if (window->timing && ack - window->timed <= INT32_MAX)
        measure(window, now - window->timed_usec);
    /* What was given up does not count. */
    if (window->next - window->base > window->next - window->open) {
        acknowledged = window->open - window->base;
        window->base = window->open;
        window->waiting_usec = now;
    }
    if (window->exists)
        grow(window, acknowledged);
    else if (window->prompt_acks >= PPTP_WINDOW_PROMPT_ACKS)
        begin(window);
    return true;
}

/* RFC 2637 sections 4.2.2 and 4.4.2: what was on its way is taken for lost, for the window's sake. */
static void
give_up(PptpWindow *window)
{
    window->base = window->next;
    window->settled = true;
    window->grown = 0;
    window->size = window->size / 2 < PPTP_WINDOW_MIN ? PPTP_WINDOW_MIN : window->size / 2;
    window->timing = false;
    window->round_trip_usec *= 2;
    if (window->round_trip_usec > PPTP_WINDOW_WAIT_MAX_USEC)
        window->round_trip_usec = PPTP_WINDOW_WAIT_MAX_USEC;
    window->prompt_acks = 0;
    window->exists = ++window->timeouts < PPTP_WINDOW_TIMEOUTS;
}

unsigned
pptp_window_room(PptpWindow *window, uint64_t now)
{
    if (!window->exists)
        return UINT_MAX;
    if (on_their_way(window) < window->size)
        return window->size - on_their_way(window);
    window->limits = true;
    if (now < window->waiting_usec + time_out(window))
        return 0;
    give_up(window);
    return window->exists ? window->size : UINT_MAX;
}

uint64_t
pptp_window_deadline(const PptpWindow *window)
{
    return window->exists && on_their_way(window) >= window->size ? window->waiting_usec + time_out(window) : UINT64_MAX;
}
