/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "link/link.h"

/*
 * Whether a session's encrypted data is noise: the MPPE keys of its two ends differ (RFC 3078 has no check of its own). Decrypted with
 * another key a frame has any protocol, and whoever gets it answers with an LCP Protocol-Reject (RFC 1661 section 5.7), always of another
 * protocol. Pure.
 */

/*
 * So many protocols, all different and none of them known, within so long. One or two could be something that a server speaks and we do
 * not; with a ping a second, about the least that an impatient person does, five come in some six seconds.
 */
#define PPTP_NOISE_PROTOCOLS 5
#define PPTP_NOISE_WINDOW_USEC (G_GUINT64_CONSTANT(15) * G_USEC_PER_SEC)

/* Zeroed: nothing was rejected. The oldest comes first. */
typedef struct {
    guint n;
    guint16 protocols[PPTP_NOISE_PROTOCOLS];
    guint64 usec[PPTP_NOISE_PROTOCOLS];
} PptpNoise;

/*
 * Takes in a frame of the session, sent or received, from its PPP protocol field on. TRUE for a rejected protocol that nobody knows and
 * that counts; full (pptp_noise_is_full()) it begins anew.
 */
gboolean pptp_noise_add(PptpNoise *noise, const PptpLinkFrame *frame);

/* Whether it is enough: noise, unless the session carries sensible data beside it. */
gboolean pptp_noise_is_full(const PptpNoise *noise);
