/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/trace.h"

#include <string.h>

#include "ppp/packet.h"

/* pppd's own words in its Terminate-Request after MS-CHAPv2's success packet was wrong; it has no other sign of it on the wire. */
#define PPPD_LOGIN_GIVEN_UP "Failed to authenticate ourselves"

void
pptp_facts_init(PptpFacts *facts, const PptpAttempt *attempt)
{
    memset(facts, 0, sizeof *facts);
    if (attempt)
        facts->attempt = *attempt;
    facts->pppd_exit = -1;
    facts->pppd_latched = -1;
}

static void
keep(char *dst, gsize size, const PptpLinkFrame *frame)
{
    g_autofree char *text = pptp_packet_to_text(frame);

    pptp_text_clip(dst, size, text);
}

#define KEEP(facts, field, frame) keep((facts)->field, sizeof(facts)->field, frame)

static PptpNegotiation *
negotiation_of(PptpFacts *facts, guint16 protocol)
{
    switch (protocol) {
    case PPTP_PPP_LCP:
        return &facts->lcp;
    case PPTP_PPP_CCP:
        return &facts->ccp;
    case PPTP_PPP_IPCP:
        return &facts->ipcp;
    case PPTP_PPP_IPV6CP:
        return &facts->ipv6cp;
    default:
        return NULL;
    }
}

static guint64
option_set(const PptpPacket *packet)
{
    PptpPacketOption option;
    guint64 set = 0;
    gsize offset = 0;

    while (pptp_packet_next_option(packet, &offset, &option))
        set |= PPTP_OPTION_BIT(option.type);
    return set;
}

static void
fold_request(PptpNegotiation *n, gboolean sent)
{
    /* A request in the opened state starts it all over, RFC 1661 section 4.3. */
    if (n->we_acked && n->peer_acked)
        n->we_acked = n->peer_acked = FALSE;
    if (sent) {
        n->requests_sent++;
        n->unanswered++;
        n->peer_acked = FALSE;
    } else {
        n->requests_received++;
        n->we_acked = FALSE;
    }
}

static void
fold_answer(PptpNegotiation *n, const PptpPacket *packet, guint64 set, gboolean sent)
{
    if (!sent) {
        n->answers++;
        n->unanswered = 0;
    }
    if (packet->code == PPTP_CODE_CONF_ACK) {
        *(sent ? &n->we_acked : &n->peer_acked) = TRUE;
        if (n->we_acked && n->peer_acked)
            n->opened = TRUE;
    } else if (packet->code == PPTP_CODE_CONF_NAK) {
        *(sent ? &n->naks_sent : &n->naks_received) += 1;
        if (sent)
            n->we_naked |= set;
    } else {
        *(sent ? &n->rejects_sent : &n->rejects_received) += 1;
        if (sent)
            n->we_rejected |= set;
    }
}

/* What all four negotiations have in common. */
static void
fold_negotiation(PptpNegotiation *n, const PptpPacket *packet, gboolean sent)
{
    guint64 set = option_set(packet);

    if (!sent)
        n->received++;
    if (packet->code == PPTP_CODE_CONF_REQ)
        fold_request(n, sent);
    else if (pptp_packet_has_options(packet))
        fold_answer(n, packet, set, sent);
    if (packet->code != PPTP_CODE_TERM_REQ)
        return;
    n->terminates_received += !sent;
    if (n->ended_by == PPTP_SIDE_NONE)
        n->ended_by = sent ? PPTP_SIDE_US : PPTP_SIDE_PEER;
}

static void
fold_auth_request(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    PptpPacketOption option;
    guint16 protocol = 0;
    guint bit;

    facts->anew |= facts->was_up;
    if (!pptp_packet_find_option(packet, PPTP_LCP_AUTH, &option))
        return;
    bit = pptp_option_get_auth(&option, &protocol);
    if (facts->anew)
        facts->auth_anew = bit;
    facts->auth_asked |= bit;
    if (!bit)
        facts->auth_unknown = protocol;
    KEEP(facts, seen_auth, frame);
}

static void
fold_lcp_options(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    PptpPacketOption option;
    guint32 magic = 0;

    if (packet->code == PPTP_CODE_CONF_REQ) {
        if (pptp_packet_find_option(packet, PPTP_LCP_MAGIC, &option))
            pptp_option_get_u32(&option, &magic);
        if (frame->sent) {
            facts->magic = magic;
            return;
        }
        if (magic != 0 && magic == facts->magic)
            facts->looped++;
        facts->callback_asked = pptp_packet_find_option(packet, PPTP_LCP_CALLBACK, &option);
        fold_auth_request(facts, packet, frame);
    } else if (packet->code == PPTP_CODE_CONF_ACK && frame->sent) {
        facts->auth_agreed = pptp_packet_find_option(packet, PPTP_LCP_AUTH, &option) ? pptp_option_get_auth(&option, NULL) : 0;
    } else if (packet->code == PPTP_CODE_CONF_NAK && !frame->sent) {
        /* We never ask the peer to authenticate itself; a Nak that adds the option is a wish that we should, RFC 1661 section 5.3. */
        if (pptp_packet_find_option(packet, PPTP_LCP_AUTH, &option))
            facts->proof_asked = TRUE;
    }
}

static void
fold_terminate(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    if (frame->sent) {
        if (facts->our_term_text[0] == '\0')
            pptp_text_clean(facts->our_term_text, sizeof facts->our_term_text, packet->body, packet->body_len);
        if (facts->login == PPTP_LOGIN_ACCEPTED && facts->auth_agreed & (PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP) &&
            g_str_has_prefix(facts->our_term_text, PPPD_LOGIN_GIVEN_UP))
            facts->mutual_failed = TRUE;
        return;
    }
    if (facts->seen_term[0] != '\0')
        return;
    pptp_text_clean(facts->term_text, sizeof facts->term_text, packet->body, packet->body_len);
    KEEP(facts, seen_term, frame);
}

/* One that comes again and again is something that the server speaks and we do not; garbage is never twice the same. */
void
pptp_trace_rejected(PptpFacts *facts, guint16 protocol)
{
    if (pptp_protocol_name(protocol) || facts->garbage == G_N_ELEMENTS(facts->garbage_protocols))
        return;
    for (guint i = 0; i < facts->garbage; i++) {
        if (facts->garbage_protocols[i] == protocol)
            return;
    }
    facts->garbage_protocols[facts->garbage++] = protocol;
}

/* RFC 1661 section 5.7. */
static void
fold_protocol_reject(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    PptpNegotiation *n;
    guint16 protocol;

    if (packet->body_len < 2)
        return;
    protocol = (guint16)(packet->body[0] << 8 | packet->body[1]);
    n = negotiation_of(facts, protocol);
    pptp_trace_rejected(facts, protocol);
    if (frame->sent)
        return;
    if (n)
        n->refused_by_peer = TRUE;
    else if (protocol == PPTP_PPP_COMPRESSED)
        facts->data_refused = TRUE;
    KEEP(facts, seen_reject, frame);
    if (protocol == PPTP_PPP_CCP)
        KEEP(facts, seen_mppe, frame);
}

static void
fold_echo(PptpFacts *facts, const PptpPacket *packet, gboolean sent)
{
    PptpPacketOption magic = {.len = 4, .value = packet->body};
    guint32 value = 0;

    if (sent) {
        if (packet->code == PPTP_CODE_ECHO_REQ)
            facts->echo_unanswered++;
        return;
    }
    /* Both carry their sender's magic number, RFC 1661 section 5.8. */
    if (packet->body_len >= 4 && pptp_option_get_u32(&magic, &value) && value != 0 && value == facts->magic)
        facts->looped++;
    else if (packet->code == PPTP_CODE_ECHO_REP)
        facts->echo_unanswered = 0;
}

static void
fold_lcp(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    switch (packet->code) {
    case PPTP_CODE_CONF_REQ:
    case PPTP_CODE_CONF_ACK:
    case PPTP_CODE_CONF_NAK:
    case PPTP_CODE_CONF_REJ:
        fold_lcp_options(facts, packet, frame);
        return;
    case PPTP_CODE_TERM_REQ:
        fold_terminate(facts, packet, frame);
        return;
    case PPTP_CODE_PROTOCOL_REJ:
        fold_protocol_reject(facts, packet, frame);
        return;
    case PPTP_CODE_ECHO_REQ:
    case PPTP_CODE_ECHO_REP:
        fold_echo(facts, packet, frame->sent);
        return;
    default:
        return;
    }
}

/*
 * The failure message of RFC 2433 section 7 and RFC 2759 section 6: "E=eeeeeeeeee R=r C=... V=v M=text". Anything else is text as it stands
 * (RFC 1994 section 4.2).
 */
static void
fold_failure_message(PptpFacts *facts, const guint8 *body, gsize len)
{
    char text[256], *at;

    facts->login_error = 0;
    pptp_text_clean(text, sizeof text, body, len);
    if (!g_str_has_prefix(text, "E=")) {
        pptp_text_clip(facts->login_text, sizeof facts->login_text, text);
        return;
    }
    for (at = text + 2; g_ascii_isdigit(*at) && facts->login_error < 100000; at++)
        facts->login_error = facts->login_error * 10 + (guint)(*at - '0');
    at = strstr(text, "M=");
    pptp_text_clip(facts->login_text, sizeof facts->login_text, at ? at + 2 : "");
}

static void
fold_login_result(PptpFacts *facts, gboolean success, const guint8 *text, gsize len, const PptpLinkFrame *frame)
{
    facts->login = success ? PPTP_LOGIN_ACCEPTED : PPTP_LOGIN_REFUSED;
    if (!success)
        fold_failure_message(facts, text, len);
    KEEP(facts, seen_login, frame);
}

static void
fold_chap(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    if (frame->sent) {
        if (packet->code == PPTP_CHAP_RESPONSE && (facts->challenged || facts->responses == 0)) {
            facts->responses++;
            facts->challenged = FALSE;
            facts->login = PPTP_LOGIN_NONE;
        }
        return;
    }
    if (packet->code == PPTP_CHAP_CHALLENGE)
        facts->challenges++, facts->challenged = TRUE;
    else if (packet->code == PPTP_CHAP_SUCCESS || packet->code == PPTP_CHAP_FAILURE)
        fold_login_result(facts, packet->code == PPTP_CHAP_SUCCESS, packet->body, packet->body_len, frame);
}

/* EAP-MSCHAPv2 (type 26) wraps the packets of RFC 2759: opcode, identifier, length, then the message. */
static void
fold_eap_request(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    guint8 type = packet->body[0];

    if (type <= PPTP_EAP_TYPE_NAK)
        return;
    facts->eap_type = type;
    KEEP(facts, seen_eap, frame);
    if (type == PPTP_EAP_TYPE_MSCHAPV2 && packet->body_len >= 5 && packet->body[1] == PPTP_CHAP_FAILURE)
        fold_login_result(facts, FALSE, packet->body + 5, packet->body_len - 5U, frame);
    else if (type != PPTP_EAP_TYPE_MSCHAPV2 || packet->body_len < 2 || packet->body[1] == PPTP_CHAP_CHALLENGE)
        facts->challenges++;
    if (type != PPTP_EAP_TYPE_MSCHAPV2 || packet->body_len < 3)
        return;
    if (packet->body[1] == PPTP_CHAP_CHALLENGE)
        facts->eap_inner = packet->body[2];
    else if (packet->body[1] == PPTP_CHAP_SUCCESS)
        facts->eap_strays = packet->body[2] != facts->eap_inner;
}

static void
fold_eap(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    if (frame->sent) {
        if (packet->code != PPTP_EAP_RESPONSE || packet->body_len < 1)
            return;
        if (packet->body[0] == PPTP_EAP_TYPE_NAK)
            facts->eap_naked = TRUE;
        /* Identity and notification prove nothing and cost no try. What follows the type is cut off before it comes here, but for this: */
        else if (packet->body[0] == PPTP_EAP_TYPE_MSCHAPV2 && packet->body_len >= 2 && packet->body[1] == PPTP_CHAP_FAILURE)
            /* We confirm the server's failure, or did not believe its success. */
            facts->mutual_failed = facts->login != PPTP_LOGIN_REFUSED;
        else if (packet->body[0] > PPTP_EAP_TYPE_NAK)
            facts->responses++;
        return;
    }
    if (packet->code == PPTP_EAP_REQUEST && packet->body_len >= 1)
        fold_eap_request(facts, packet, frame);
    else if (packet->code == PPTP_EAP_SUCCESS)
        fold_login_result(facts, TRUE, NULL, 0, frame);
    else if (packet->code == PPTP_EAP_FAILURE && facts->login != PPTP_LOGIN_REFUSED)
        fold_login_result(facts, FALSE, NULL, 0, frame);
}

/* RFC 1334 section 2.2. The request never comes here, and of the answer only the header; were they to, the request is not looked at. */
static void
fold_pap(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    if (frame->sent) {
        if (packet->code == 1)
            facts->responses++;
        return;
    }
    if (packet->code != 2 && packet->code != 3)
        return;
    facts->responses = MAX(facts->responses, 1);
    if (packet->body_len > 0)
        fold_login_result(facts, packet->code == 2, packet->body + 1, MIN(packet->body[0], packet->body_len - 1U), frame);
    else
        fold_login_result(facts, packet->code == 2, NULL, 0, frame);
}

static guint
mppe_strengths(guint32 wire)
{
    return (wire & PPTP_MPPE_WIRE_L ? PPTP_MPPE_40 : 0U) | (wire & PPTP_MPPE_WIRE_M ? PPTP_MPPE_56 : 0U) |
           (wire & PPTP_MPPE_WIRE_S ? PPTP_MPPE_128 : 0U);
}

static void
fold_mppe_wish(PptpFacts *facts, guint32 wire)
{
    if (wire & PPTP_MPPE_WIRE_H)
        facts->mppe_wants_stateless |= mppe_strengths(wire);
    else
        facts->mppe_wants_stateful |= mppe_strengths(wire);
}

static void
fold_mppe_sent(PptpFacts *facts, guint8 code, guint8 id, guint32 wire)
{
    if (code == PPTP_CODE_CONF_REQ) {
        facts->mppe_asked = TRUE;
        facts->mppe_ask = wire;
    } else if (code == PPTP_CODE_CONF_ACK) {
        facts->mppe_taken = TRUE;
        facts->mppe_took = wire;
        facts->mppe_took_id = id;
    } else if (code == PPTP_CODE_CONF_NAK) {
        facts->mppe_we_naked = TRUE;
        if (facts->mppe_peer_ask & PPTP_MPPE_WIRE_C)
            facts->mppe_mppc_naks++;
    } else {
        facts->mppe_we_rejected = TRUE;
    }
}

static void
fold_mppe_received(PptpFacts *facts, guint8 code, guint32 wire, const PptpLinkFrame *frame)
{
    if (code == PPTP_CODE_CONF_REQ) {
        facts->mppe_peer_asked = TRUE;
        facts->mppe_peer_ask = wire;
        fold_mppe_wish(facts, wire);
        /* An answer to our own request tells more. */
        if (facts->mppe_naked || facts->mppe_rejected)
            return;
    } else if (code == PPTP_CODE_CONF_ACK) {
        facts->mppe_peer_taken = TRUE;
        facts->mppe_peer_took = wire;
        return;
    } else if (code == PPTP_CODE_CONF_NAK) {
        facts->mppe_naked = TRUE;
        facts->mppe_nak = wire;
        fold_mppe_wish(facts, wire);
    } else {
        facts->mppe_rejected = TRUE;
    }
    KEEP(facts, seen_mppe, frame);
}

static void
fold_ccp(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    PptpPacketOption option;
    guint32 wire = 0;

    /* What it asks for is what it takes itself (RFC 1962 section 4): without options, neither compressed nor encrypted data. */
    if (packet->code == PPTP_CODE_CONF_REQ && !frame->sent && !facts->ccp_peer_asked) {
        facts->ccp_peer_asked = TRUE;
        facts->ccp_peer_takes_nothing = packet->body_len == 0;
    }
    /* A way to decline, where nothing more telling came: what it would take stays unsaid. */
    if (packet->code == PPTP_CODE_TERM_REQ && !frame->sent && facts->seen_mppe[0] == '\0')
        KEEP(facts, seen_mppe, frame);
    if (!pptp_packet_find_option(packet, PPTP_CCP_MPPE, &option) || !pptp_option_get_u32(&option, &wire))
        return;
    if (frame->sent)
        fold_mppe_sent(facts, packet->code, packet->id, wire);
    else
        fold_mppe_received(facts, packet->code, wire, frame);
}

static void
fold_ipcp(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    PptpPacketOption option;
    guint32 address = 0;

    if (!pptp_packet_find_option(packet, PPTP_IPCP_ADDRESS, &option) || option.len != 4)
        return;
    memcpy(&address, option.value, 4);
    if (packet->code == PPTP_CODE_CONF_REQ) {
        if (frame->sent)
            facts->our_address = address;
        else
            facts->peer_address = address;
    } else if (!frame->sent && packet->code == PPTP_CODE_CONF_NAK) {
        facts->address_offered = TRUE;
        facts->offered_address = address;
        KEEP(facts, seen_address, frame);
    } else if (!frame->sent && packet->code == PPTP_CODE_CONF_REJ) {
        facts->address_refused = TRUE;
        KEEP(facts, seen_address, frame);
    }
}

static void
fold_packet(PptpFacts *facts, const PptpPacket *packet, const PptpLinkFrame *frame)
{
    PptpNegotiation *n = negotiation_of(facts, packet->protocol);

    if (n)
        fold_negotiation(n, packet, frame->sent != 0);
    if (n && n != &facts->lcp && !frame->sent && packet->code == PPTP_CODE_CONF_REQ && facts->responses > 0 &&
        facts->login == PPTP_LOGIN_NONE)
        facts->login_overtaken++;
    switch (packet->protocol) {
    case PPTP_PPP_LCP:
        fold_lcp(facts, packet, frame);
        return;
    case PPTP_PPP_CHAP:
        fold_chap(facts, packet, frame);
        return;
    case PPTP_PPP_EAP:
        fold_eap(facts, packet, frame);
        return;
    case PPTP_PPP_PAP:
        fold_pap(facts, packet, frame);
        return;
    case PPTP_PPP_CCP:
        fold_ccp(facts, packet, frame);
        return;
    case PPTP_PPP_IPCP:
        fold_ipcp(facts, packet, frame);
        return;
    default:
        return;
    }
}

/* The answer to our own Terminate-Request comes after whatever made us send it. */
static gboolean
is_goodbye(const PptpPacket *packet)
{
    return packet->code == PPTP_CODE_TERM_ACK && (packet->protocol == PPTP_PPP_LCP || packet->protocol == PPTP_PPP_CCP ||
                                                  packet->protocol == PPTP_PPP_IPCP || packet->protocol == PPTP_PPP_IPV6CP);
}

gboolean
pptp_trace_frame(PptpFacts *facts, const PptpLinkFrame *frame)
{
    PptpPacket packet;
    gboolean whole = pptp_packet_parse(&packet, frame->data, frame->len);
    gboolean echo = packet.protocol == PPTP_PPP_LCP && (packet.code == PPTP_CODE_ECHO_REQ || packet.code == PPTP_CODE_ECHO_REP);

    if (frame->sent) {
        facts->frames_sent++;
    } else {
        facts->frames_received++;
        if (!echo && !is_goodbye(&packet))
            KEEP(facts, seen_last, frame);
    }
    if (whole)
        fold_packet(facts, &packet, frame);
    if (frame->sent || echo)
        return FALSE;
    /* With encryption asked for, addresses are settled after it: until then the peer's wish for it leads nowhere. */
    return packet.protocol != PPTP_PPP_IPCP || facts->attempt.mppe == 0 || facts->ccp.opened;
}
