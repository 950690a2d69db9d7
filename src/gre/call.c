/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gre/call.h"

#include <stdlib.h>

struct _PptpCall {
    uint16_t call_id, peer_call_id;
    uint32_t next_sequence; /* of ours; it begins at 0, RFC 2637 section 4.1 */
    PptpReorder *reorder;
    uint64_t packets;
    unsigned unacked;      /* frames received and not acknowledged */
    uint64_t unacked_usec; /* since when, valid with the former */

    /* What the server acknowledges of ours. */
    uint32_t open;        /* the first of our numbers that is not acknowledged; next_sequence for none */
    uint64_t silent_usec; /* since when nothing new is, valid where something is open */
    unsigned prompts;     /* for this silence */
    unsigned busy;        /* packets, both ways, since there was a pause */
    uint64_t busy_usec;   /* the last of them */
};

PptpCall *
pptp_call_new(uint16_t call_id, uint16_t peer_call_id)
{
    PptpCall *call = calloc(1, sizeof *call);

    if (!call)
        return NULL;
    call->call_id = call_id;
    call->peer_call_id = peer_call_id;
    call->reorder = pptp_reorder_new();
    if (call->reorder)
        return call;
    free(call);
    return NULL;
}

void
pptp_call_free(PptpCall *call)
{
    if (!call)
        return;
    pptp_reorder_free(call->reorder);
    free(call);
}

static void
note_unacked(PptpCall *call, uint64_t now)
{
    if (call->unacked++ == 0)
        call->unacked_usec = now;
}

static void
note_packet(PptpCall *call, uint64_t now)
{
    call->busy = now > call->busy_usec + PPTP_CALL_PROMPT_USEC ? 1 : call->busy + 1;
    call->busy_usec = now;
}

/* A number that was never sent says nothing, nor does an old one. */
static void
note_ack(PptpCall *call, const PptpGre *gre, uint64_t now)
{
    if (!gre->has_ack || gre->ack - call->open >= call->next_sequence - call->open)
        return;
    call->open = gre->ack + 1;
    call->silent_usec = now;
    call->prompts = 0;
}

PptpReorderVerdict
pptp_call_take(PptpCall *call, const uint8_t *packet, size_t packet_len, uint64_t now, const uint8_t **frame, size_t *len)
{
    PptpReorderVerdict verdict;
    PptpGre gre;

    if (!pptp_gre_parse(&gre, packet, packet_len, call->call_id))
        return PPTP_REORDER_DROP;
    note_packet(call, now);
    note_ack(call, &gre, now);
    if (!gre.payload) {
        call->packets++;
        return PPTP_REORDER_DROP;
    }
    *frame = gre.payload;
    *len = gre.payload_len;
    verdict = pptp_reorder_put(call->reorder, gre.sequence, gre.payload, gre.payload_len, now);
    if (verdict == PPTP_REORDER_FULL)
        return verdict; /* it comes again */
    call->packets++;
    if (verdict != PPTP_REORDER_DROP)
        note_unacked(call, now);
    return verdict;
}

bool
pptp_call_next(PptpCall *call, uint64_t now, const uint8_t **frame, size_t *len)
{
    return pptp_reorder_next(call->reorder, now, frame, len);
}

static void
add_ack(PptpCall *call, PptpGre *gre)
{
    call->unacked = 0;
    gre->has_ack = pptp_reorder_highest(call->reorder, &gre->ack);
}

size_t
pptp_call_header(PptpCall *call, size_t len, uint64_t now, uint8_t *buf)
{
    PptpGre gre = {.has_sequence = true, .sequence = call->next_sequence, .payload_len = (uint16_t)len};

    if (call->open == call->next_sequence) {
        call->silent_usec = now;
        call->prompts = 0;
    }
    call->next_sequence++;
    note_packet(call, now);
    /* Data takes the acknowledgement along. */
    if (call->unacked > 0)
        add_ack(call, &gre);
    return pptp_gre_write(&gre, call->peer_call_id, buf);
}

/* When the server is to be prompted, UINT64_MAX for not at all. */
static uint64_t
prompt_usec(const PptpCall *call)
{
    if (call->busy < PPTP_CALL_BUSY_MIN || call->open == call->next_sequence || call->prompts == PPTP_CALL_PROMPTS)
        return UINT64_MAX;
    return call->silent_usec + PPTP_CALL_PROMPT_USEC + call->prompts * (uint64_t)PPTP_CALL_PROMPT_AGAIN_USEC;
}

size_t
pptp_call_ack(PptpCall *call, uint64_t now, uint8_t *buf)
{
    const bool due = call->unacked >= PPTP_CALL_ACK_FRAMES || (call->unacked > 0 && now >= call->unacked_usec + PPTP_CALL_ACK_USEC);
    const bool prompt = now >= prompt_usec(call);
    PptpGre gre = {0};

    if (!due && !prompt)
        return 0;
    call->prompts += prompt;
    add_ack(call, &gre);
    return gre.has_ack ? pptp_gre_write(&gre, call->peer_call_id, buf) : 0;
}

uint64_t
pptp_call_deadline(const PptpCall *call)
{
    const uint64_t gap = pptp_reorder_deadline(call->reorder);
    const uint64_t ack = call->unacked > 0 ? call->unacked_usec + PPTP_CALL_ACK_USEC : UINT64_MAX;
    const uint64_t prompt = prompt_usec(call), first = gap < ack ? gap : ack;

    return first < prompt ? first : prompt;
}

uint64_t
pptp_call_packets(const PptpCall *call)
{
    return call->packets;
}

const PptpReorder *
pptp_call_reorder(const PptpCall *call)
{
    return call->reorder;
}
