/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/diagnosis.h"

PptpVerdict *
pptp_diagnose(const PptpSettings *settings, const PptpFacts *facts, const char *profile_name)
{
    PptpVerdict *verdict = g_new0(PptpVerdict, 1);

    verdict->failure = facts->pppd_exit == 19 ? NM_VPN_PLUGIN_FAILURE_LOGIN_FAILED : NM_VPN_PLUGIN_FAILURE_CONNECT_FAILED;
    verdict->sentence = g_strdup(facts->end == PPTP_END_USER ? "" : "The connection failed.");
    return verdict;
}

char *
pptp_verdict_to_line(const PptpVerdict *verdict)
{
    return g_strdup(verdict->sentence);
}

void
pptp_verdict_free(PptpVerdict *verdict)
{
    if (!verdict)
        return;
    g_free(verdict->sentence);
    g_free(verdict->seen);
    g_free(verdict->remedy);
    g_free(verdict);
}
