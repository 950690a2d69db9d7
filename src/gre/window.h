/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * How many of our frames may be on their way to the server at once (RFC 2637 sections 4.2 and 4.4): so many as it has been seen to take. It
 * keeps a server that pumps its data through a process from being overrun: what is too much waits here, where TCP hears of it soon, instead
 * of being lost there. Pure: no clock, no sockets. Times are microseconds of any monotonic clock.
 *
 * Two things are not the RFC's. The size that the server names is not kept to: servers name a few packets and take hundreds. And servers
 * that acknowledge only with data of their own, as the kernel's driver does, or not at all, are not waited for: the window exists from when
 * the server has acknowledged promptly for a while until it leaves us waiting.
 */

#define PPTP_WINDOW_FIRST 64 /* frames; a Linux server's socket holds about 90 of full size */
#define PPTP_WINDOW_MIN 32
#define PPTP_WINDOW_MAX 4096
/* It exists after so many acknowledgements that each came so soon after the one before, and ends after so many time-outs with none. */
#define PPTP_WINDOW_PROMPT_ACKS 8
#define PPTP_WINDOW_PROMPT_USEC 100000
#define PPTP_WINDOW_TIMEOUTS 2
/* The bounds of a time-out. */
#define PPTP_WINDOW_WAIT_MIN_USEC 50000
#define PPTP_WINDOW_WAIT_MAX_USEC 500000

/* Zeroed is its first state. What is named here is for all to read. */
typedef struct {
    uint32_t next;        /* the number of the next frame; the first is 0, RFC 2637 section 4.1 */
    uint32_t open;        /* the first that is not acknowledged; next for none */
    uint64_t silent_usec; /* since when nothing new is acknowledged; valid where something is open */

    /* Of the window. */
    bool exists;
    bool limits;   /* it has kept something back since it was last half empty */
    bool settled;  /* it has been too large once: from then on it grows slowly */
    unsigned size; /* frames */
    unsigned grown;
    unsigned prompt_acks, timeouts; /* in a row */
    uint32_t base;                  /* the first on its way: open, or later where that was given up */
    uint64_t waiting_usec;          /* since when nothing on its way is acknowledged */
    /* One frame at a time has its round trip measured. */
    bool timing;
    uint32_t timed;
    uint64_t timed_usec;
    uint64_t round_trip_usec, deviation_usec;
} PptpWindow;

/* A frame is sent: returns its number. */
uint32_t pptp_window_send(PptpWindow *window, uint64_t now);
/* The server acknowledges. False for what says nothing new, or speaks of what was never sent. */
bool pptp_window_acknowledge(PptpWindow *window, uint32_t ack, uint64_t now);
/* How many frames may be sent now, UINT_MAX for any number. */
unsigned pptp_window_room(PptpWindow *window, uint64_t now);
/* When to ask again where there is no room, though nothing has come; UINT64_MAX for never. */
uint64_t pptp_window_deadline(const PptpWindow *window);
