/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "gre/header.h"
#include "gre/reorder.h"

/*
 * One call's data, both ways: sequence numbers, acknowledgements and order (RFC 2637 sections 4.1 to 4.4). Pure: no clock, no sockets;
 * times are microseconds of any monotonic clock.
 *
 * There is no window towards the server. The one it names is not kept to: servers name a few packets and go on taking what comes, the
 * kernel's driver and the other clients never keep to it, and TCP inside the tunnel finds its rate by itself. Windows of our own, moved by
 * the server's acknowledgements (sections 4.2 and 4.4), were tried. By the RFC's rule as much was lost at Poptop as with none. One that
 * held back what would only have queued lost next to nothing there, and sent an eighth more; but received a seventh less: servers
 * acknowledge with data of their own, so that a queue on the way back looks like one on the way there. For the same reason whoever waits for
 * acknowledgements waits for a server that has nothing to send. Ours are sent as the RFC asks, since some servers do keep to our window.
 */

/* An acknowledgement goes out alone when no data has taken it along for so long, or so many frames have come: a quarter of our window. */
#define PPTP_CALL_ACK_USEC 40000
#define PPTP_CALL_ACK_FRAMES 16

/*
 * Poptop (1.4) holds back what comes after a lost packet for 0.3 s, as pptp-linux does, and looks whether the time is over only when
 * another packet comes: a TCP that has lost its acknowledgements sends none for longer than that. So where much was going on and the server
 * has acknowledged nothing more for so long, it gets an acknowledgement for its own sake; some for one silence, since what it holds may
 * have come later.
 */
#define PPTP_CALL_PROMPT_USEC 320000
#define PPTP_CALL_PROMPT_AGAIN_USEC 80000
#define PPTP_CALL_PROMPTS 4
#define PPTP_CALL_BUSY_MIN 32 /* packets without such a pause between them */

typedef struct _PptpCall PptpCall;

/* call_id is ours, in what we receive; peer_call_id the server's, in what we send. NULL where there is no memory. */
PptpCall *pptp_call_new(uint16_t call_id, uint16_t peer_call_id);
void pptp_call_free(PptpCall *call);

/*
 * Takes a received IPv4 packet. PPTP_REORDER_PASS: *frame and *len are a PPP frame inside it, to be handed on before anything else. Then,
 * and for the other verdicts as well, pptp_call_next() has to be asked until it has no more; see pptp_reorder_put().
 */
PptpReorderVerdict pptp_call_take(PptpCall *call, const uint8_t *packet, size_t packet_len, uint64_t now, const uint8_t **frame,
                                  size_t *len);
bool pptp_call_next(PptpCall *call, uint64_t now, const uint8_t **frame, size_t *len);

/* Writes the header (PPTP_GRE_HEADER_MAX bytes) for a frame of len bytes that is sent now. Returns its length. */
size_t pptp_call_header(PptpCall *call, size_t len, uint64_t now, uint8_t *buf);

/* Writes an acknowledgement to be sent alone, where one is due. Returns its length, 0 for none. */
size_t pptp_call_ack(PptpCall *call, uint64_t now, uint8_t *buf);

/* When to ask pptp_call_next() and pptp_call_ack() again although nothing has come; UINT64_MAX for never. */
uint64_t pptp_call_deadline(const PptpCall *call);

/* Packets of this call that have come, of any kind. */
uint64_t pptp_call_packets(const PptpCall *call);

const PptpReorder *pptp_call_reorder(const PptpCall *call);
