/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/policy.h"

PptpPolicyStep
pptp_policy_next(const PptpSettings *settings, const PptpFacts *past, guint n, PptpAttempt *next, char **why)
{
    if (why)
        *why = NULL;
    if (n > 0)
        return PPTP_POLICY_STOP;
    *next = (PptpAttempt){.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128};
    if (settings->require_mppe_40 == PPTP_YES && settings->require_mppe_128 != PPTP_YES)
        next->mppe = PPTP_MPPE_40;
    next->stateful = settings->mppe_stateful == PPTP_YES;
    return PPTP_POLICY_TRY;
}

char *
pptp_policy_warning(const PptpSettings *settings, const PptpFacts *facts)
{
    return NULL;
}
