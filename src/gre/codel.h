/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * Keeps a queue short (CoDel, RFC 8289): where packets have been waiting too long for a while, one is dropped now and then, and the TCP
 * inside the tunnel slows down; a burst that drains by itself loses nothing. Pure: no clock, no sockets. Times are microseconds.
 */

/*
 * Packets may wait so long, and longer than that for so long (RFC 8289 sections 4.2 and 4.3: a round trip at the far end of what is usual,
 * and a tenth of it). More than the RFC's 5 and 100 ms: a process waits for its turn, and reads a batch at once.
 */
#define PPTP_CODEL_TARGET_USEC 15000
#define PPTP_CODEL_INTERVAL_USEC 150000

/* Zeroed is its first state. */
typedef struct {
    uint64_t above_usec; /* when being above the target will have lasted too long; 0 while below */
    bool dropping;
    uint64_t next_usec; /* valid while dropping; and later, the last one */
    unsigned count;     /* its pace: one more with each drop, from first_count on */
    unsigned first_count;
} PptpCodel;

/* Whether to drop the packet that is taken off the queue now, after waiting that long; last: nothing waits behind it. */
bool pptp_codel_drops(PptpCodel *codel, uint64_t waited, bool last, uint64_t now);
