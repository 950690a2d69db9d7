/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "ppp/trace.h"

void
pptp_facts_init(PptpFacts *facts, const PptpAttempt *attempt)
{
    memset(facts, 0, sizeof *facts);
    if (attempt)
        facts->attempt = *attempt;
    facts->pppd_exit = -1;
    facts->pppd_latched = -1;
}

void
pptp_trace_frame(PptpFacts *facts, const PptpLinkFrame *frame)
{
}
