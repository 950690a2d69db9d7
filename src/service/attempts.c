/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/attempts.h"

#include <string.h>

#define KNOCKS_MAX 2
#define DEADLINE_SECONDS 40
#define DEADLINE_MIN_SECONDS 5
#define DEADLINE_MAX_SECONDS 3600
#define DEADLINE_AGAIN_MAX_SECONDS 50
/* The goodbyes come after ours, and NetworkManager's limit shall come after them. */
#define BEFORE_THE_LIMIT_SECONDS 5

guint
pptp_attempts_deadline(const PptpSettings *settings, gboolean again)
{
    const guint most = again ? DEADLINE_AGAIN_MAX_SECONDS : DEADLINE_MAX_SECONDS;

    if (settings->timeout == 0)
        return DEADLINE_SECONDS;
    return CLAMP(settings->timeout, DEADLINE_MIN_SECONDS + BEFORE_THE_LIMIT_SECONDS, most + BEFORE_THE_LIMIT_SECONDS) -
           BEFORE_THE_LIMIT_SECONDS;
}

gboolean
pptp_attempts_begin(PptpAttempts *attempts, const PptpSettings *settings, const PptpAttempt *remembered)
{
    memset(attempts, 0, sizeof *attempts);
    attempts->settings = settings;
    if (remembered && pptp_policy_allows(settings, remembered) && pptp_policy_worth_remembering(settings, remembered)) {
        attempts->attempt = *remembered;
        attempts->remembered = TRUE;
        return TRUE;
    }
    return pptp_policy_next(settings, NULL, 0, &attempts->attempt, NULL) == PPTP_POLICY_TRY;
}

/*
 * Some servers drop a connection unheard while they are busy with the end of the one before (Poptop's manager, when a child of its ends at
 * that very moment): it is worth a second knock.
 */
static gboolean
hung_up_unheard(const PptpFacts *facts)
{
    return facts->end == PPTP_END_CONTROL && facts->error_domain_control && facts->error_code == PPTP_CONTROL_ERROR_EOF &&
           facts->control.step == PPTP_CONTROL_STEP_START && !facts->control.any_bytes;
}

/* What worked the last time works no longer: begin as though nothing were known. Not where the server was not even there. */
static PptpAttemptsStep
start_afresh(PptpAttempts *attempts, const PptpFacts *facts, char **why, gboolean *forget)
{
    if (!pptp_policy_may_go_on(facts))
        return PPTP_ATTEMPTS_OVER;
    attempts->remembered = FALSE;
    attempts->afresh = TRUE;
    *forget = TRUE;
    if (pptp_policy_next(attempts->settings, NULL, 0, &attempts->attempt, NULL) != PPTP_POLICY_TRY)
        return PPTP_ATTEMPTS_OVER;
    *why = g_strdup("What worked the last time does not work any more: settling it anew.");
    return PPTP_ATTEMPTS_NOW;
}

PptpAttemptsStep
pptp_attempts_next(PptpAttempts *attempts, const PptpFacts *facts, char **why, gboolean *forget)
{
    g_autofree char *learned = NULL;

    *why = NULL;
    *forget = FALSE;
    if (hung_up_unheard(facts) && attempts->knocks++ < KNOCKS_MAX)
        return PPTP_ATTEMPTS_IN_A_BIT;
    if (attempts->remembered)
        return start_afresh(attempts, facts, why, forget);
    attempts->past[attempts->n_past++] = *facts;
    /* The attempt with what was remembered was one of the few there are: what the first one after it showed stands for both. */
    if (attempts->afresh && attempts->n_past == 1)
        attempts->past[attempts->n_past++] = *facts;
    if (attempts->n_past >= PPTP_POLICY_ATTEMPTS_MAX ||
        pptp_policy_next(attempts->settings, attempts->past, attempts->n_past, &attempts->attempt, &learned) != PPTP_POLICY_TRY)
        return PPTP_ATTEMPTS_OVER;
    *why = g_strdup_printf("Attempt %u: %s", attempts->n_past + 1, learned ? learned : "trying again");
    return PPTP_ATTEMPTS_NOW;
}
