/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/settings.h"
#include "ppp/trace.h"

/* What to try next, given a profile and what was seen so far. Pure: no clock, no system. */

#define PPTP_POLICY_ATTEMPTS_MAX 4

typedef enum {
    PPTP_POLICY_TRY,  /* make the attempt that was written */
    PPTP_POLICY_STOP, /* no further attempt can help, or may be made: diagnose the last facts */
} PptpPolicyStep;

/*
 * past is what earlier attempts of this connect showed, oldest first; n may be 0. With TRY, *next is filled and *why, where asked for, says
 * in one line what was learned and what is tried for it (free with g_free(); NULL for a first attempt). Never offers less than the profile
 * demands.
 */
PptpPolicyStep pptp_policy_next(const PptpSettings *settings, const PptpFacts *past, guint n, PptpAttempt *next, char **why);

/* Whether the profile, as it is now, lets this attempt be made: for one that is remembered from earlier. */
gboolean pptp_policy_allows(const PptpSettings *settings, const PptpAttempt *attempt);

/*
 * Whether a connect that succeeded with this attempt had better begin with it next time: one that differs from what policy begins with, and is
 * encrypted. That a server refused encryption is not remembered: it is asked for each time.
 */
gboolean pptp_policy_worth_remembering(const PptpSettings *settings, const PptpAttempt *attempt);

/* Whether what an attempt showed allows any other after it: no password was refused, the server was there. */
gboolean pptp_policy_may_go_on(const PptpFacts *facts);

/* Every warning of pptp_policy_warning() has these words, and no verdict: what tells the two apart in a journal. */
#define PPTP_POLICY_WARNING_WORDS " To refuse this: nmcli connection modify "

/*
 * A sentence of warning about a session that came up weaker than it should be (not encrypted though no key forbids it, 40-bit, a
 * readable password), with its remedy, for which profile_name is the connection's id; NULL where there is nothing to say. Free with g_free().
 */
char *pptp_policy_warning(const PptpSettings *settings, const PptpFacts *facts, const char *profile_name);

/* The key lengths that the profile leaves, PPTP_MPPE_40 and PPTP_MPPE_128; 0 where it refuses them all. */
guint pptp_policy_strengths(const PptpSettings *settings);
