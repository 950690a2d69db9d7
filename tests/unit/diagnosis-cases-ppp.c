/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnosis-cases.h"

#include <string.h>

/* PPP: LCP, the login, encryption, addresses, and how sessions end. */

#define H PPTP_MPPE_WIRE_H
#define M PPTP_MPPE_WIRE_M
#define S PPTP_MPPE_WIRE_S
#define L PPTP_MPPE_WIRE_L
#define C PPTP_MPPE_WIRE_C

/* Our request for 128 bit is answered so. */
static void
eap_asks(Case *c, guint8 type)
{
    const guint8 request[] = {type, 1};

    c->facts.attempt.auth |= PPTP_AUTH_EAP;
    feed_lcp_up(&c->facts, PPTP_AUTH_EAP);
    feed(&c->facts, PEER, PPTP_PPP_EAP, PPTP_EAP_REQUEST, request, sizeof request);
}

void
case_build_lcp(Case *c, PptpVerdictId id, guint variant)
{
    switch ((int)id) {
    case PPTP_VERDICT_GRE_BLOCKED:
    case PPTP_VERDICT_GRE_UNREACHABLE:
    case PPTP_VERDICT_GRE_OTHER_TUNNEL:
    case PPTP_VERDICT_LCP_SILENT:
        case_lcp_requests(c, 5);
        c->facts.gre_packets = id == PPTP_VERDICT_LCP_SILENT ? 3 : 0;
        c->facts.gre_unreachable = id == PPTP_VERDICT_GRE_UNREACHABLE;
        c->facts.gre_others = id == PPTP_VERDICT_GRE_OTHER_TUNNEL || (id == PPTP_VERDICT_LCP_SILENT && variant) ? 2 : 0;
        if (variant)
            c->facts.end = PPTP_END_DEADLINE;
        return;
    case PPTP_VERDICT_GRE_ONE_WAY:
        for (guint i = 0; i < 4; i++) {
            case_lcp_requests(c, 1);
            feed_auth(&c->facts, PEER, PPTP_CODE_CONF_REQ, V2);
            feed_auth(&c->facts, US, PPTP_CODE_CONF_ACK, V2);
        }
        return;
    case PPTP_VERDICT_LOOPED:
        for (guint i = 0; i < 3; i++) {
            feed_magic(&c->facts, US, PPTP_CODE_CONF_REQ, 7 + i);
            feed_magic(&c->facts, PEER, PPTP_CODE_CONF_REQ, 7 + i);
        }
        return;
    case PPTP_VERDICT_LCP_NO_AGREEMENT:
        for (guint i = 0; i < 6; i++) {
            case_lcp_requests(c, 1);
            feed_hex(&c->facts, PEER, "c021 03 01 0008 0104 05dc");
        }
        return;
    case PPTP_VERDICT_LCP_ENDED:
        case_lcp_requests(c, 1);
        case_server_hangs_up(c, variant ? "No ports" : "");
        return;
    case PPTP_VERDICT_CALLBACK:
        if (variant) {
            case_lcp_requests(c, 1);
            feed_hex(&c->facts, PEER, "c021 01 01 000c 0d 03 06 03 05 c22381");
            feed_hex(&c->facts, US, "c021 04 01 0007 0d 03 06");
            case_server_hangs_up(c, "callback is needed");
            return;
        }
        feed_lcp_up(&c->facts, V2);
        c->facts.pppd_latched = 14;
        return;
    case PPTP_VERDICT_WANTS_PROOF:
        case_lcp_requests(c, 1);
        feed_auth(&c->facts, PEER, PPTP_CODE_CONF_NAK, V2);
        case_server_hangs_up(c, "");
        return;
    default:
        g_assert_not_reached();
    }
}

void
case_build_method(Case *c, PptpVerdictId id, guint variant)
{
    static const struct {
        PptpVerdictId id;
        guint method;
        gboolean encrypt;
    } methods[] = {
        {PPTP_VERDICT_WANTS_PAP, PPTP_AUTH_PAP, FALSE},
        {PPTP_VERDICT_WANTS_PAP_ENCRYPTED, PPTP_AUTH_PAP, TRUE},
        {PPTP_VERDICT_WANTS_CHAP_MD5, PPTP_AUTH_CHAP_MD5, FALSE},
        {PPTP_VERDICT_WANTS_CHAP_MD5_ENCRYPTED, PPTP_AUTH_CHAP_MD5, TRUE},
        {PPTP_VERDICT_WANTS_MSCHAP, PPTP_AUTH_MSCHAP, FALSE},
        {PPTP_VERDICT_WANTS_MSCHAP_ENCRYPTED, PPTP_AUTH_MSCHAP, TRUE},
        {PPTP_VERDICT_WANTS_MSCHAPV2, V2, FALSE},
        {PPTP_VERDICT_WANTS_EAP, PPTP_AUTH_EAP, FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
        if (methods[i].id != id)
            continue;
        c->settings.require_mppe = methods[i].encrypt ? PPTP_YES : PPTP_UNSET;
        if (methods[i].method == V2)
            c->facts.attempt.auth = PPTP_AUTH_EAP;
        case_wants(c, methods[i].method);
        return;
    }
    switch ((int)id) {
    case PPTP_VERDICT_WANTS_OTHER_LOGIN:
        feed_hex(&c->facts, PEER, "c021 01 00 0008 0304 c027");
        case_server_hangs_up(c, "");
        return;
    case PPTP_VERDICT_EAP_METHOD:
        eap_asks(c, variant ? 77 : PPTP_EAP_TYPE_TLS);
        feed_hex(&c->facts, US, "c227 02 01 0006 031a");
        feed(&c->facts, PEER, PPTP_PPP_EAP, PPTP_EAP_FAILURE, NULL, 0);
        return;
    case PPTP_VERDICT_EAP_NO_KEYS:
        eap_asks(c, PPTP_EAP_TYPE_MD5);
        if (variant)
            case_violated(c, PPTP_LINK_VIOLATION_AUTH_METHOD);
        return;
    case PPTP_VERDICT_NO_LOGIN_NO_KEYS:
        feed_lcp_up(&c->facts, 0);
        feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "MPPE required but not available");
        return;
    case PPTP_VERDICT_LATE_PAP:
    case PPTP_VERDICT_LATE_LOGIN_METHOD:
        case_session_up(c);
        if (variant) {
            /* Seen in a guest: pppd ends an encrypted session at a new LCP negotiation, before it looks at what is asked. */
            feed_auth(&c->facts, PEER, PPTP_CODE_CONF_REQ, id == PPTP_VERDICT_LATE_PAP ? PPTP_AUTH_PAP : PPTP_AUTH_CHAP_MD5);
            feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "MPPE disabled");
            return;
        }
        case_violated(c, id == PPTP_VERDICT_LATE_PAP ? PPTP_LINK_VIOLATION_PAP : PPTP_LINK_VIOLATION_AUTH_METHOD);
        return;
    default:
        g_assert_not_reached();
    }
}

void
case_build_login(Case *c, PptpVerdictId id, guint variant)
{
    static const char *const messages[] = {"E=646 R=0 V=3 M=Not \"now\"", "E=647 R=0", "E=648 R=0 V=3",  "E=649 R=0",
                                           "E=691 R=1 C=00 V=3 M=No",     "E=709 R=0", "E=600 R=0 M=Odd"};

    switch ((int)id) {
    case PPTP_VERDICT_LOGIN_HOURS:
    case PPTP_VERDICT_ACCOUNT_DISABLED:
    case PPTP_VERDICT_PASSWORD_EXPIRED:
    case PPTP_VERDICT_NO_DIALIN:
    case PPTP_VERDICT_WRONG_PASSWORD:
    case PPTP_VERDICT_PASSWORD_CHANGE:
    case PPTP_VERDICT_LOGIN_REFUSED_CODE:
        case_login_fails(c, messages[id - PPTP_VERDICT_LOGIN_HOURS]);
        /* The server hangs up first, in one way or another: it is still the password. */
        if (variant == 1)
            case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_DISCONNECTED);
        else if (variant == 2)
            case_server_hangs_up(c, "Authentication failed");
        return;
    case PPTP_VERDICT_PASSWORD_NOT_ASCII:
        case_login_fails(c, variant == 1 ? "Access denied" : "E=691 R=1 C=00112233445566778899aabbccddeeff V=3 M=Go away");
        c->facts.password_not_ascii = TRUE;
        return;
    case PPTP_VERDICT_LOGIN_TAKEN_BEFORE:
        case_login_fails(c, variant == 1 ? "You are already logged in" : "E=691 R=0 V=3 M=Go away");
        c->facts.login_taken_before = TRUE;
        c->facts.login_had_tunnel = variant == 1;
        c->facts.password_not_ascii = variant == 2;
        return;
    case PPTP_VERDICT_LOGIN_SESSION_COUNTED:
        case_login_fails(c, variant == 1 ? "You are already logged in" : "E=691 R=0 V=3 M=Go away");
        c->facts.login_had_tunnel = TRUE;
        c->facts.password_not_ascii = variant == 2;
        return;
    case PPTP_VERDICT_LOGIN_REFUSED:
        case_login_fails(c, variant == 1 ? NULL : "Access denied");
        if (variant == 1)
            c->facts.pppd_exit = 19;
        if (variant == 2)
            eap_asks(c, PPTP_EAP_TYPE_MSCHAPV2), feed(&c->facts, PEER, PPTP_PPP_EAP, PPTP_EAP_FAILURE, NULL, 0);
        return;
    case PPTP_VERDICT_MUTUAL_STRAYS:
    case PPTP_VERDICT_MUTUAL_FAILED:
        /* Type 26 in our own words: challenge, response, proof, and that we do not believe it. */
        if (id == PPTP_VERDICT_MUTUAL_STRAYS || variant == 2) {
            c->facts.attempt.auth |= PPTP_AUTH_EAP;
            feed_lcp_up(&c->facts, PPTP_AUTH_EAP);
            feed_hex(&c->facts, PEER, "c227 01 aa 000a 1a 01 aa 0005 00");
            feed_hex(&c->facts, US, "c227 02 aa 0007 1a 02");
            feed_hex(&c->facts, PEER,
                     id == PPTP_VERDICT_MUTUAL_STRAYS ? "c227 01 ab 000b 1a 03 ab 0006 533d" : "c227 01 ab 000b 1a 03 aa 0006 533d");
            feed_hex(&c->facts, US, "c227 02 ab 0006 1a 04");
            return;
        }
        case_logged_in(c);
        if (variant)
            c->facts.pppd_latched = 19;
        else
            feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Failed to authenticate ourselves to peer");
        return;
    case PPTP_VERDICT_NO_CHALLENGE:
        feed_lcp_up(&c->facts, V2);
        return;
    case PPTP_VERDICT_LOGIN_SILENT:
        case_login_fails(c, NULL);
        if (variant)
            c->facts.end = PPTP_END_DEADLINE;
        return;
    case PPTP_VERDICT_LOGIN_ANSWER_LOST:
        case_login_fails(c, NULL);
        for (guint i = 0; i < 4; i++)
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, 0x01000040);
        c->facts.end = variant ? PPTP_END_DEADLINE : PPTP_END_CONTROL;
        return;
    case PPTP_VERDICT_LOGIN_HUNG_UP:
        case_login_fails(c, NULL);
        case_server_hangs_up(c, variant ? "bye" : "");
        return;
    default:
        g_assert_not_reached();
    }
}

void
case_build_mppe(Case *c, PptpVerdictId id, guint variant)
{
    switch ((int)id) {
    case PPTP_VERDICT_CCP_REJECTED:
        case_logged_in(c);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
        feed_reject(&c->facts, PEER, PPTP_PPP_CCP);
        return;
    case PPTP_VERDICT_CCP_SILENT:
        case_logged_in(c);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
        c->facts.end = variant ? PPTP_END_DEADLINE : PPTP_END_PPPD;
        return;
    case PPTP_VERDICT_MPPE_REFUSED:
        if (variant == 2) {
            case_logged_in(c);
            feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
            feed_text(&c->facts, PEER, PPTP_PPP_CCP, PPTP_CODE_TERM_REQ, "no compression");
            return;
        }
        case_mppe_answer(c, PPTP_CODE_CONF_REJ, H | S);
        if (variant)
            case_violated(c, PPTP_LINK_VIOLATION_MPPE_LOST);
        return;
    case PPTP_VERDICT_MPPE_40_ONLY:
        case_mppe_answer(c, variant ? PPTP_CODE_CONF_REJ : PPTP_CODE_CONF_NAK, variant ? H | S : H | L);
        if (variant) {
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | L);
            feed_mppe(&c->facts, US, PPTP_CODE_CONF_REJ, H | L);
        }
        return;
    case PPTP_VERDICT_MPPE_56_ONLY:
        if (variant) {
            c->facts.attempt.mppe = 0;
            case_logged_in(c);
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | M);
            feed_mppe(&c->facts, US, PPTP_CODE_CONF_REJ, H | M);
            case_server_hangs_up(c, "");
            return;
        }
        case_mppe_answer(c, PPTP_CODE_CONF_NAK, H | M);
        return;
    case PPTP_VERDICT_MPPE_128_ONLY:
        c->facts.attempt.mppe = PPTP_MPPE_40;
        case_mppe_answer(c, PPTP_CODE_CONF_NAK, H | S);
        return;
    case PPTP_VERDICT_MPPE_STATEFUL_ONLY:
        if (variant == 2) {
            case_logged_in(c);
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, S);
            feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Refusing MPPE stateful mode offered by peer");
        } else if (variant) {
            /* The founding guide's third log, from the server's side. */
            case_logged_in(c);
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, S | C);
            feed_mppe(&c->facts, US, PPTP_CODE_CONF_REJ, S | C);
        } else {
            case_mppe_answer(c, PPTP_CODE_CONF_NAK, S);
        }
        return;
    case PPTP_VERDICT_MPPE_BOTH_ASKED:
        /* The founding guide's second log. */
        c->facts.attempt.mppe = PPTP_MPPE_40 | PPTP_MPPE_128;
        case_mppe_answer(c, PPTP_CODE_CONF_NAK, variant == 0 ? H | S | C : variant == 1 ? S | C : H | S);
        return;
    case PPTP_VERDICT_MPPC_WANTED:
        if (variant == 0) {
            case_mppe_answer(c, PPTP_CODE_CONF_NAK, C);
            return;
        }
        case_logged_in(c);
        for (guint i = 0; i < 5; i++) {
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | S | C);
            feed_mppe(&c->facts, US, PPTP_CODE_CONF_NAK, H | S);
        }
        return;
    case PPTP_VERDICT_MPPE_NO_AGREEMENT:
        for (guint i = 0; i < 6; i++)
            case_mppe_answer(c, PPTP_CODE_CONF_NAK, H | S);
        return;
    case PPTP_VERDICT_MPPE_HUNG_UP:
        case_logged_in(c);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
        case_server_hangs_up(c, variant ? "license" : "");
        return;
    case PPTP_VERDICT_MPPE_DEMANDED:
        c->facts.attempt.mppe = 0;
        case_logged_in(c);
        feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | S);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REJ, H | S);
        /* The founding guide's first log breaks off here. */
        if (variant)
            case_server_hangs_up(c, "MPPE required");
        return;
    case PPTP_VERDICT_MPPE_KEYS_DIFFER:
        if (variant)
            case_session_up(c);
        case_mppe_up(c);
        for (guint16 i = 0; i < 3; i++)
            feed_reject(&c->facts, variant == 3 ? PEER : US, (guint16)(0x6b11 + i * 2));
        c->facts.noise = variant >= 2; /* found while it was up */
        return;
    case PPTP_VERDICT_MPPE_OUT_OF_STEP:
        case_session_up(c);
        if (variant) {
            for (guint16 i = 0; i < 5; i++)
                feed_reject(&c->facts, variant == 1 ? PEER : US, (guint16)(0x6b11 + i * 2));
            c->facts.noise = c->facts.data_came = TRUE;
            return;
        }
        feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Too many MPPE errors");
        return;
    case PPTP_VERDICT_MPPE_LOST:
        case_session_up(c);
        if (variant == 1)
            case_violated(c, PPTP_LINK_VIOLATION_MPPE_LOST);
        else if (variant == 2)
            feed_auth(&c->facts, PEER, PPTP_CODE_CONF_REQ, 0);
        if (variant != 1)
            feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "MPPE disabled by peer");
        return;
    case PPTP_VERDICT_DATA_REFUSED:
        if (variant)
            case_mppe_up(c);
        else
            case_session_up(c);
        feed_reject(&c->facts, PEER, PPTP_PPP_COMPRESSED);
        return;
    default:
        g_assert_not_reached();
    }
}

/* IPCP is agreed on without an address of ours; pppd ends the link for it, on the way down with other words (seen in a guest). */
static void
agreed_and_ended(Case *c)
{
    feed(&c->facts, US, PPTP_PPP_IPCP, PPTP_CODE_CONF_REQ, NULL, 0);
    feed(&c->facts, PEER, PPTP_PPP_IPCP, PPTP_CODE_CONF_ACK, NULL, 0);
    feed_address(&c->facts, PEER, PPTP_CODE_CONF_REQ, 0x0a140001);
    feed_address(&c->facts, US, PPTP_CODE_CONF_ACK, 0x0a140001);
    feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "MPPE disabled");
}

void
case_build_end(Case *c, PptpVerdictId id, guint variant)
{
    switch ((int)id) {
    case PPTP_VERDICT_UNKNOWN:
        if (variant == 0)
            case_lcp_requests(c, 1);
        else if (variant == 1)
            feed_lcp_up(&c->facts, V2), feed_hex(&c->facts, PEER, "c223 01 05 000c 04 01020304 737276");
        else if (variant == 2)
            case_mppe_up(c);
        else if (variant == 3)
            case_session_up(c);
        return;
    case PPTP_VERDICT_NO_ADDRESS:
        case_mppe_up(c);
        feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0);
        feed_address(&c->facts, PEER, variant ? PPTP_CODE_CONF_ACK : PPTP_CODE_CONF_NAK, 0);
        if (variant == 2)
            c->facts.end = PPTP_END_NO_ADDRESS;
        else if (variant == 3)
            agreed_and_ended(c);
        return;
    case PPTP_VERDICT_ADDRESS_REFUSED:
        case_mppe_up(c);
        feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0);
        feed_address(&c->facts, PEER, PPTP_CODE_CONF_REJ, 0);
        if (variant)
            agreed_and_ended(c);
        return;
    case PPTP_VERDICT_IPCP_REJECTED:
        case_mppe_up(c);
        feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0);
        feed_reject(&c->facts, PEER, PPTP_PPP_IPCP);
        return;
    case PPTP_VERDICT_IPCP_SILENT:
        case_mppe_up(c);
        for (guint i = 0; i < 3; i++)
            feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0);
        return;
    case PPTP_VERDICT_IPCP_NO_AGREEMENT:
        case_mppe_up(c);
        for (guint i = 0; i < 6; i++) {
            feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0x0a000001);
            feed_address(&c->facts, PEER, PPTP_CODE_CONF_NAK, 0x0a000002 + i);
        }
        return;
    case PPTP_VERDICT_SERVER_ENDED:
    case PPTP_VERDICT_SERVER_ENDED_TEXT:
        case_session_up(c);
        case_server_hangs_up(c, id == PPTP_VERDICT_SERVER_ENDED ? "" : "Session timeout");
        if (variant)
            case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_EOF);
        return;
    case PPTP_VERDICT_ECHO_LOST:
        case_session_up(c);
        if (variant)
            c->facts.pppd_latched = 15;
        else
            feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Peer not responding");
        return;
    case PPTP_VERDICT_IDLE:
    case PPTP_VERDICT_CONNECT_TIME:
    case PPTP_VERDICT_TRAFFIC_LIMIT:
        case_session_up(c);
        c->facts.pppd_latched = id == PPTP_VERDICT_IDLE ? 12 : id == PPTP_VERDICT_CONNECT_TIME ? 13 : 20;
        return;
    case PPTP_VERDICT_ADDRESS_GONE:
        case_session_up(c);
        c->facts.end = PPTP_END_ADDRESS_GONE;
        g_strlcpy(c->facts.local, "10.0.0.2", sizeof c->facts.local);
        return;
    case PPTP_VERDICT_DEVICE_GONE:
        case_session_up(c);
        c->facts.end = PPTP_END_DEVICE_GONE;
        return;
    case PPTP_VERDICT_DEADLINE:
        c->facts.end = PPTP_END_DEADLINE;
        if (variant)
            case_mppe_up(c);
        return;
    default:
        g_assert_not_reached();
    }
}
