/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnosis-cases.h"

/* How a case is built up, and which file knows the way to a verdict. */

#define H PPTP_MPPE_WIRE_H
#define S PPTP_MPPE_WIRE_S

void
case_init(Case *c)
{
    const PptpAttempt attempt = {.auth = V2, .mppe = PPTP_MPPE_128};

    c->settings = (PptpSettings){
        .gateway = (char *)"vpn.example.com",
        .refuse_eap = PPTP_UNSET,
        .refuse_pap = PPTP_UNSET,
        .refuse_chap = PPTP_UNSET,
        .refuse_mschap = PPTP_UNSET,
        .refuse_mschapv2 = PPTP_UNSET,
        .require_mppe = PPTP_UNSET,
        .require_mppe_40 = PPTP_UNSET,
        .require_mppe_128 = PPTP_UNSET,
        .refuse_mppe_40 = PPTP_UNSET,
        .refuse_mppe_128 = PPTP_UNSET,
        .mppe_stateful = PPTP_UNSET,
    };
    pptp_facts_init(&c->facts, &attempt);
    g_strlcpy(c->facts.address, "203.0.113.7", sizeof c->facts.address);
    c->facts.end = PPTP_END_PPPD;
    c->facts.pppd_exit = 16;
    c->facts.pppd_loaded_plugin = TRUE;
    c->facts.control.step = PPTP_CONTROL_STEP_UP;
}

void
case_control_ended(Case *c, PptpControlStep step, PptpControlErrorCode code)
{
    c->facts.end = PPTP_END_CONTROL;
    c->facts.error_domain_control = 1;
    c->facts.error_code = (int)code;
    c->facts.control.step = step;
}

void
case_lcp_requests(Case *c, guint n)
{
    for (guint i = 0; i < n; i++)
        feed_magic(&c->facts, US, PPTP_CODE_CONF_REQ, 0x11111111);
}

void
case_server_hangs_up(Case *c, const char *text)
{
    feed_text(&c->facts, PEER, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, text);
}

/* The server asks for a method, is refused and ends the link. */
void
case_wants(Case *c, guint method)
{
    feed_auth(&c->facts, PEER, PPTP_CODE_CONF_REQ, method);
    feed_auth(&c->facts, US, PPTP_CODE_CONF_NAK, V2);
    feed_auth(&c->facts, PEER, PPTP_CODE_CONF_REQ, method);
    case_server_hangs_up(c, "");
}

void
case_logged_in(Case *c)
{
    feed_lcp_up(&c->facts, V2);
    feed_login(&c->facts, V2);
}

void
case_login_fails(Case *c, const char *message)
{
    static const guint8 body[] = {1, 7};

    feed_lcp_up(&c->facts, V2);
    feed(&c->facts, PEER, PPTP_PPP_CHAP, PPTP_CHAP_CHALLENGE, body, sizeof body);
    feed(&c->facts, US, PPTP_PPP_CHAP, PPTP_CHAP_RESPONSE, body, sizeof body);
    if (message)
        feed_text(&c->facts, PEER, PPTP_PPP_CHAP, PPTP_CHAP_FAILURE, message);
}

void
case_mppe_answer(Case *c, guint8 code, guint32 wire)
{
    case_logged_in(c);
    feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
    feed_mppe(&c->facts, PEER, code, wire);
}

void
case_mppe_up(Case *c)
{
    case_mppe_answer(c, PPTP_CODE_CONF_ACK, H | S);
    feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | S);
    feed_mppe(&c->facts, US, PPTP_CODE_CONF_ACK, H | S);
}

void
case_session_up(Case *c)
{
    case_mppe_up(c);
    feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0x0a140005);
    feed_address(&c->facts, PEER, PPTP_CODE_CONF_ACK, 0x0a140005);
    feed_address(&c->facts, PEER, PPTP_CODE_CONF_REQ, 0x0a140001);
    feed_address(&c->facts, US, PPTP_CODE_CONF_ACK, 0x0a140001);
    c->facts.was_up = TRUE;
}

void
case_violated(Case *c, PptpLinkViolation violation)
{
    c->facts.end = PPTP_END_VIOLATION;
    c->facts.violation = violation;
}

static const struct {
    PptpVerdictId first, last;
    void (*build)(Case *c, PptpVerdictId id, guint variant);
} builders[] = {
    {PPTP_VERDICT_UNKNOWN, PPTP_VERDICT_UNKNOWN, case_build_end},
    {PPTP_VERDICT_PROFILE_NO_LOGIN, PPTP_VERDICT_START_VERSION, case_build_before_call},
    {PPTP_VERDICT_CALL_SILENT, PPTP_VERDICT_WRONG_CALL, case_build_call},
    {PPTP_VERDICT_KERNEL_NO_PPTP, PPTP_VERDICT_PPPD_FAILED, case_build_local},
    {PPTP_VERDICT_GRE_BLOCKED, PPTP_VERDICT_GRE_ONE_WAY, case_build_lcp},
    {PPTP_VERDICT_CALL_ENDED_EARLY, PPTP_VERDICT_CALL_ENDED_EARLY, case_build_call},
    {PPTP_VERDICT_LCP_SILENT, PPTP_VERDICT_WANTS_PROOF, case_build_lcp},
    {PPTP_VERDICT_WANTS_PAP, PPTP_VERDICT_LATE_LOGIN_METHOD, case_build_method},
    {PPTP_VERDICT_LOGIN_HOURS, PPTP_VERDICT_LOGIN_HUNG_UP, case_build_login},
    {PPTP_VERDICT_CCP_REJECTED, PPTP_VERDICT_DATA_REFUSED, case_build_mppe},
    {PPTP_VERDICT_NO_ADDRESS, PPTP_VERDICT_TRAFFIC_LIMIT, case_build_end},
    {PPTP_VERDICT_CONTROL_LOST, PPTP_VERDICT_SERVER_STOPPED, case_build_call},
    {PPTP_VERDICT_DEVICE_GONE, PPTP_VERDICT_DEADLINE, case_build_end},
};

gboolean
case_build(Case *c, PptpVerdictId id, guint variant)
{
    for (gsize i = 0; i < G_N_ELEMENTS(builders); i++) {
        if (id >= builders[i].first && id <= builders[i].last) {
            builders[i].build(c, id, variant);
            return TRUE;
        }
    }
    return FALSE;
}
