/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gre/reorder.h"

#include <stdlib.h>
#include <string.h>

/* A frame so much too late may still be the network's doing; from there on it is taken for a sender that began anew, or a forgery. */
#define LATE_SPAN 4096
/* So many frames in a row confirm numbers far from the expected ones; more where they could also be a run of late ones. */
#define CONFIRM_FAR 2
#define CONFIRM_LATE 48
/* Where hardly anything comes, so few and nothing else for so long: an idle tunnel lives on a few echoes a minute. */
#define CONFIRM_SLOW 3
#define CONFIRM_SLOW_USEC 2000000
/* Frames of one run are at most so far apart. */
#define RUN_STEP 64

typedef enum {
    EMPTY,
    HELD,
    GIVEN_UP, /* the number was passed over */
} SlotState;

typedef struct {
    SlotState state;
    uint32_t sequence;
    uint64_t usec; /* HELD: when it arrived; GIVEN_UP: since when it was waited for */
    uint16_t len;
} Slot;

struct _PptpReorder {
    bool started;
    uint32_t next, highest;
    unsigned held;
    uint64_t gap_usec; /* since when next is missing, valid with held */
    uint64_t lateness; /* what frames are late by on this path: rises at once, sinks slowly */
    struct {
        unsigned n;
        uint32_t last;
        uint64_t since_usec;
    } run; /* of frames that do not fit */
    PptpReorderCounts counts;
    Slot slots[PPTP_REORDER_SLOTS];
    /* Apart from the slots: on a path that keeps the order, this memory is never touched. */
    uint8_t frames[PPTP_REORDER_SLOTS][PPTP_REORDER_FRAME_MAX];
};

PptpReorder *
pptp_reorder_new(void)
{
    PptpReorder *reorder = calloc(1, sizeof *reorder);

    if (reorder)
        reorder->lateness = (PPTP_REORDER_WAIT_START - PPTP_REORDER_WAIT_MIN) / 2;
    return reorder;
}

void
pptp_reorder_free(PptpReorder *reorder)
{
    free(reorder);
}

static Slot *
slot_of(PptpReorder *reorder, uint32_t sequence)
{
    return &reorder->slots[sequence % PPTP_REORDER_SLOTS];
}

uint64_t
pptp_reorder_wait(const PptpReorder *reorder)
{
    const uint64_t wait = 2 * reorder->lateness + PPTP_REORDER_WAIT_MIN;

    return wait < PPTP_REORDER_WAIT_MAX ? wait : PPTP_REORDER_WAIT_MAX;
}

static void
note_late(PptpReorder *reorder, uint64_t usec)
{
    if (usec > reorder->lateness)
        reorder->lateness = usec < PPTP_REORDER_WAIT_MAX ? usec : PPTP_REORDER_WAIT_MAX;
    else
        reorder->lateness -= (reorder->lateness - usec) / 256;
}

/* A number that never came: loss, mostly, for which nobody should wait long. */
static void
note_lost(PptpReorder *reorder)
{
    reorder->lateness -= reorder->lateness / 32;
}

static void
begin_at(PptpReorder *reorder, uint32_t sequence)
{
    reorder->started = true;
    reorder->next = sequence;
    reorder->highest = sequence;
}

/* Passes over numbers up to the first frame that is held. */
static void
give_up_gap(PptpReorder *reorder)
{
    for (Slot *slot; (slot = slot_of(reorder, reorder->next))->state != HELD; reorder->next++) {
        slot->state = GIVEN_UP;
        slot->sequence = reorder->next;
        slot->usec = reorder->gap_usec;
        reorder->counts.lost++;
    }
    note_lost(reorder);
}

/* What was held is of no use to numbers that begin anew below it. */
static void
forget(PptpReorder *reorder)
{
    for (unsigned i = 0; i < PPTP_REORDER_SLOTS; i++) {
        if (reorder->slots[i].state != EMPTY)
            reorder->slots[i].state = EMPTY;
    }
    reorder->held = 0;
}

static PptpReorderVerdict
pass(PptpReorder *reorder, uint64_t now)
{
    Slot *slot = slot_of(reorder, reorder->next);

    if (reorder->held > 0) {
        reorder->counts.sorted++;
        note_late(reorder, now - reorder->gap_usec);
    }
    /* What comes next may have waited behind this very gap, or behind one of its own. */
    slot->state = EMPTY;
    reorder->next++;
    reorder->counts.passed++;
    reorder->run.n = 0;
    return PPTP_REORDER_PASS;
}

static PptpReorderVerdict
hold(PptpReorder *reorder, uint32_t sequence, const uint8_t *frame, size_t len, uint64_t now)
{
    Slot *slot = slot_of(reorder, sequence);

    if (slot->state == HELD) {
        reorder->counts.duplicates++;
        return PPTP_REORDER_DROP;
    }
    if (reorder->held++ == 0)
        reorder->gap_usec = now;
    else if ((int32_t)(sequence - reorder->highest) < 0)
        reorder->counts.sorted++;
    slot->state = HELD;
    slot->sequence = sequence;
    slot->usec = now;
    slot->len = (uint16_t)len;
    memcpy(reorder->frames[sequence % PPTP_REORDER_SLOTS], frame, len);
    reorder->run.n = 0;
    if ((int32_t)(sequence - reorder->highest) > 0)
        reorder->highest = sequence;
    return PPTP_REORDER_HELD;
}

/*
 * Numbers that do not fit: a forged packet, which must not take the tunnel along; or a sender that began anew, or went on while nothing
 * came through, which goes on sending such numbers. Enough of them in a row, with nothing that fits in between, are believed.
 */
static bool
believe(PptpReorder *reorder, uint32_t sequence, unsigned needed, uint64_t now)
{
    const uint32_t step = sequence - reorder->run.last;

    if (reorder->run.n == 0 || step > RUN_STEP) {
        reorder->run.n = 1;
        reorder->run.since_usec = now;
    } else if (step > 0) { /* the same once more confirms nothing */
        reorder->run.n++;
    }
    reorder->run.last = sequence;
    return reorder->run.n >= needed || (reorder->run.n >= CONFIRM_SLOW && now - reorder->run.since_usec >= CONFIRM_SLOW_USEC);
}

static PptpReorderVerdict
take_late(PptpReorder *reorder, uint32_t sequence, uint64_t now)
{
    Slot *slot = slot_of(reorder, sequence);

    if (slot->state == GIVEN_UP && slot->sequence == sequence) {
        slot->state = EMPTY;
        reorder->counts.late++;
        note_late(reorder, now - slot->usec);
    } else {
        reorder->counts.duplicates++;
    }
    return PPTP_REORDER_DROP;
}

static PptpReorderVerdict
begin_anew(PptpReorder *reorder, uint32_t sequence, uint64_t now)
{
    forget(reorder);
    begin_at(reorder, sequence);
    return pass(reorder, now);
}

PptpReorderVerdict
pptp_reorder_put(PptpReorder *reorder, uint32_t sequence, const uint8_t *frame, size_t len, uint64_t now)
{
    int32_t ahead;

    if (len == 0 || len > PPTP_REORDER_FRAME_MAX)
        return PPTP_REORDER_DROP;
    if (!reorder->started)
        begin_at(reorder, sequence);
    ahead = (int32_t)(sequence - reorder->next);
    if (ahead == 0) {
        if (reorder->held == 0)
            reorder->highest = sequence;
        return pass(reorder, now);
    }
    if (ahead < 0 && ahead >= -LATE_SPAN) {
        if (believe(reorder, sequence, CONFIRM_LATE, now))
            return begin_anew(reorder, sequence, now);
        return take_late(reorder, sequence, now);
    }
    /* No room to wait for what is missing, where the frames that are held show that the numbers do move on. */
    if (reorder->held > 0 && ahead >= PPTP_REORDER_SPAN && ahead < 2 * PPTP_REORDER_SPAN) {
        give_up_gap(reorder);
        return PPTP_REORDER_FULL;
    }
    if (ahead < 0 || ahead >= PPTP_REORDER_SPAN) {
        if (believe(reorder, sequence, CONFIRM_FAR, now)) {
            if (reorder->held == 0)
                return begin_anew(reorder, sequence, now);
            /* First what did come before so much was lost. */
            give_up_gap(reorder);
            return PPTP_REORDER_FULL;
        }
        reorder->counts.far++;
        return PPTP_REORDER_DROP;
    }
    return hold(reorder, sequence, frame, len, now);
}

/* Where another gap follows, it was noticed when the first of all frames behind it came, whatever its number. */
static void
find_gap(PptpReorder *reorder)
{
    unsigned left = reorder->held;
    uint64_t since = UINT64_MAX;

    if (left == 0 || slot_of(reorder, reorder->next)->state == HELD)
        return;
    for (uint32_t at = reorder->next; left > 0; at++) {
        const Slot *slot = slot_of(reorder, at);

        if (slot->state != HELD)
            continue;
        if (slot->usec < since)
            since = slot->usec;
        left--;
    }
    reorder->gap_usec = since;
}

bool
pptp_reorder_next(PptpReorder *reorder, uint64_t now, const uint8_t **frame, size_t *len)
{
    Slot *slot;

    if (reorder->held == 0)
        return false;
    slot = slot_of(reorder, reorder->next);
    if (slot->state != HELD) {
        if (now < pptp_reorder_deadline(reorder))
            return false;
        give_up_gap(reorder);
        slot = slot_of(reorder, reorder->next);
    }
    *frame = reorder->frames[reorder->next % PPTP_REORDER_SLOTS];
    *len = slot->len;
    slot->state = EMPTY;
    reorder->held--;
    reorder->next++;
    reorder->counts.passed++;
    find_gap(reorder);
    return true;
}

uint64_t
pptp_reorder_deadline(const PptpReorder *reorder)
{
    return reorder->held > 0 ? reorder->gap_usec + pptp_reorder_wait(reorder) : UINT64_MAX;
}

bool
pptp_reorder_highest(const PptpReorder *reorder, uint32_t *sequence)
{
    *sequence = reorder->highest;
    return reorder->started;
}

const PptpReorderCounts *
pptp_reorder_counts(const PptpReorder *reorder)
{
    return &reorder->counts;
}
