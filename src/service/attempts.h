/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "ppp/policy.h"

/* The attempts at one server address, as policy asks for them and as far as a server has to be asked twice. Pure. */

typedef struct {
    const PptpSettings *settings; /* borrowed */
    PptpAttempt attempt;          /* the one to make now */
    PptpFacts past[PPTP_POLICY_ATTEMPTS_MAX];
    guint n_past;
    guint knocks;
    gboolean remembered; /* the attempt is one that worked the last time */
    gboolean afresh;     /* such an attempt was made before, and did not work */
} PptpAttempts;

typedef enum {
    PPTP_ATTEMPTS_OVER,    /* nothing else can be tried at this address */
    PPTP_ATTEMPTS_NOW,     /* make the attempt that is set */
    PPTP_ATTEMPTS_IN_A_BIT /* the same, after half a second */
} PptpAttemptsStep;

/*
 * How long a round of attempts may take, in seconds: NetworkManager gives up after vpn.timeout, and what is wrong is to be said before. Of a
 * round that brings a lost tunnel back, each address may take that, but not so long that the others would hardly be tried.
 */
guint pptp_attempts_deadline(const PptpSettings *settings, gboolean again);

/*
 * Begins at a new address. remembered, or NULL, is what worked the last time: it is tried first where the profile lets it. Returns FALSE
 * where the profile leaves nothing to try.
 */
gboolean pptp_attempts_begin(PptpAttempts *attempts, const PptpSettings *settings, const PptpAttempt *remembered);

/*
 * What to do after an attempt that showed these facts. *why is a line for the journal, or NULL; free with g_free(). *forget says that what
 * is remembered does not work any more.
 */
PptpAttemptsStep pptp_attempts_next(PptpAttempts *attempts, const PptpFacts *facts, char **why, gboolean *forget);
