/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/packet.h"
#include "ppp/trace.h"

/* Whether what the trace saw still leads anywhere. */

/* pppd and its like find an end after some five rounds, where there is one. */
#define DECLINED_MAX 25
/* A server that ends CCP does so again each time it is asked; the first may have crossed our request. */
#define CCP_ENDED_MAX 2
/* Our plugin repeats the response at the first three (see there): a peer that goes on then does not answer it any more. */
#define OVERTAKEN_MIN 4

gboolean
pptp_trace_login_is_overtaken(const PptpFacts *facts)
{
    return facts->login == PPTP_LOGIN_NONE && facts->login_overtaken >= OVERTAKEN_MIN;
}

/* PAP's request is not shown to us. */
gboolean
pptp_trace_awaits_login(const PptpFacts *facts)
{
    return facts->lcp.opened && facts->login == PPTP_LOGIN_NONE && (facts->responses > 0 || facts->auth_agreed == PPTP_AUTH_PAP);
}

gboolean
pptp_trace_is_endless(const PptpFacts *facts)
{
    const PptpNegotiation *const all[] = {&facts->lcp, &facts->ccp, &facts->ipcp};

    if (facts->attempt.mppe != 0 && !facts->ccp.opened && facts->ccp.terminates_received >= CCP_ENDED_MAX)
        return TRUE;
    if (pptp_trace_login_is_overtaken(facts))
        return TRUE;
    /* Nobody asks for it again: pppd would wait for nothing. A server that demands encryption first may yet say so. */
    if (facts->ipcp.refused_by_peer && (facts->ccp.opened || facts->ccp.received == 0))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
        if (all[i]->naks_received + all[i]->rejects_received >= DECLINED_MAX || all[i]->naks_sent + all[i]->rejects_sent >= DECLINED_MAX)
            return TRUE;
    }
    return FALSE;
}

gboolean
pptp_trace_is_ccp_repeat(const PptpFacts *facts, const PptpLinkFrame *frame)
{
    PptpPacketOption option;
    PptpPacket packet;
    guint32 wire = 0;

    return !frame->sent && facts->mppe_taken && pptp_packet_parse(&packet, frame->data, frame->len) && packet.protocol == PPTP_PPP_CCP &&
           packet.code == PPTP_CODE_CONF_REQ && pptp_packet_find_option(&packet, PPTP_CCP_MPPE, &option) &&
           pptp_option_get_u32(&option, &wire) && wire == facts->mppe_took && (!facts->was_up || packet.id == facts->mppe_took_id);
}
