/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The receiving side of a call: puts frames that arrive out of order (RFC 2637 section 4.3) back into it. A frame that is in order passes
 * at once. Behind a gap frames are held, but only so long as frames are seen to be late on this path; then the gap is given up. Pure: no
 * clock, no sockets. Times are microseconds of any monotonic clock.
 */

#define PPTP_REORDER_FRAME_MAX 2000 /* bytes; longer frames are dropped */
#define PPTP_REORDER_SLOTS 512      /* a power of 2 */
/* What a caller may collect of a gap's frames at once. */
#define PPTP_REORDER_BATCH 64
/* Frames further ahead of the next one than this are not held. */
#define PPTP_REORDER_SPAN (PPTP_REORDER_SLOTS - PPTP_REORDER_BATCH)

#define PPTP_REORDER_WAIT_MIN 10000
#define PPTP_REORDER_WAIT_START 60000
#define PPTP_REORDER_WAIT_MAX 300000

typedef enum {
    PPTP_REORDER_PASS, /* in order: to be handed on now, then what pptp_reorder_next() gives */
    PPTP_REORDER_HELD, /* copied; pptp_reorder_next() may have something nevertheless */
    PPTP_REORDER_FULL, /* not taken: pptp_reorder_next() has to be asked until it has no more, and then this again */
    PPTP_REORDER_DROP, /* a duplicate, too late, or too far from all others to be believed */
} PptpReorderVerdict;

typedef struct _PptpReorder PptpReorder;

typedef struct {
    uint64_t passed; /* frames handed on, in order or put into it */
    uint64_t sorted; /* of these, the ones that filled a gap */
    uint64_t lost;   /* sequence numbers that were given up */
    uint64_t late;   /* frames that came after that */
    uint64_t duplicates;
    uint64_t far; /* frames dropped for a sequence number that nothing else confirms */
} PptpReorderCounts;

/* NULL where there is no memory. */
PptpReorder *pptp_reorder_new(void);
void pptp_reorder_free(PptpReorder *reorder);

/* Takes a received frame, after all that pptp_reorder_next() had to give. */
PptpReorderVerdict pptp_reorder_put(PptpReorder *reorder, uint32_t sequence, const uint8_t *frame, size_t len, uint64_t now);

/*
 * Gives the next frame whose turn it is, gaps having been waited for: false for none. It points into the window, where the next
 * pptp_reorder_put() may write over it.
 */
bool pptp_reorder_next(PptpReorder *reorder, uint64_t now, const uint8_t **frame, size_t *len);

/* When to ask pptp_reorder_next() again although nothing has come; UINT64_MAX for never. */
uint64_t pptp_reorder_deadline(const PptpReorder *reorder);

/* The highest sequence number received: false where there is none yet. */
bool pptp_reorder_highest(const PptpReorder *reorder, uint32_t *sequence);

/* How long a gap is waited for at present. */
uint64_t pptp_reorder_wait(const PptpReorder *reorder);

const PptpReorderCounts *pptp_reorder_counts(const PptpReorder *reorder);
