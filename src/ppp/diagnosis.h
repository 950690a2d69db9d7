/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/settings.h"
#include "ppp/trace.h"

/* Facts to one verdict. Pure. */

typedef enum {
    PPTP_VERDICT_UNKNOWN = 0, /* what was seen does not decide: the sentence says what was seen */
    PPTP_VERDICT_LAST,
} PptpVerdictId;

typedef struct {
    PptpVerdictId id;
    char *sentence;              /* the cause, for a person, one sentence */
    char *seen;                  /* the packet or message that shows it, decoded; or NULL */
    char *remedy;                /* what to do, a command where one exists; or NULL */
    NMVpnPluginFailure failure;  /* what NetworkManager is told */
    gboolean retry;              /* whether another attempt, later and unchanged, can help */
} PptpVerdict;

/*
 * profile_name is the connection's id, for the command lines in remedies. Never returns NULL; an end by the user has no sentence worth
 * telling and is PPTP_VERDICT_UNKNOWN with an empty one.
 */
PptpVerdict *pptp_diagnose(const PptpSettings *settings, const PptpFacts *facts, const char *profile_name);

/* sentence, what was seen and the remedy in one line, for the journal. Free with g_free(). */
char *pptp_verdict_to_line(const PptpVerdict *verdict);

void pptp_verdict_free(PptpVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpVerdict, pptp_verdict_free)
