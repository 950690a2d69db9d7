/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnosis-cases.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#define H PPTP_MPPE_WIRE_H
#define M PPTP_MPPE_WIRE_M
#define S PPTP_MPPE_WIRE_S
#define L PPTP_MPPE_WIRE_L
#define C PPTP_MPPE_WIRE_C

/* -- how a case is built up -- */

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

static void
tcp_failed(Case *c, int code, int number)
{
    c->facts.end = PPTP_END_CONTROL;
    c->facts.error_domain_control = 0;
    c->facts.error_code = code;
    c->facts.control.step = PPTP_CONTROL_STEP_CONNECT;
    c->facts.control.tcp_errno = number;
    g_strlcpy(c->facts.error_message, "Could not connect: no\nsuch luck", sizeof c->facts.error_message);
}

static void
answered(Case *c, const char *bytes)
{
    case_control_ended(c, PPTP_CONTROL_STEP_START, PPTP_CONTROL_ERROR_NOT_PPTP);
    c->facts.control.any_bytes = TRUE;
    c->facts.control.n_first_bytes = (guint8)MIN(strlen(bytes), sizeof c->facts.control.first_bytes);
    memcpy(c->facts.control.first_bytes, bytes, c->facts.control.n_first_bytes);
}

static void
pppd_early(Case *c, int status, const char *line)
{
    c->facts.pppd_loaded_plugin = FALSE;
    c->facts.pppd_exit = status;
    g_strlcpy(c->facts.pppd_error, line, sizeof c->facts.pppd_error);
}

void
case_lcp_requests(Case *c, guint n)
{
    for (guint i = 0; i < n; i++)
        feed_magic(&c->facts, US, PPTP_CODE_CONF_REQ, 0x11111111);
}

static void
server_hangs_up(Case *c, const char *text)
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
    server_hangs_up(c, "");
}

static void
logged_in(Case *c)
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

/* Our request for 128 bit is answered so. */
static void
mppe_answer(Case *c, guint8 code, guint32 wire)
{
    logged_in(c);
    feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
    feed_mppe(&c->facts, PEER, code, wire);
}

static void
mppe_up(Case *c)
{
    mppe_answer(c, PPTP_CODE_CONF_ACK, H | S);
    feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | S);
    feed_mppe(&c->facts, US, PPTP_CODE_CONF_ACK, H | S);
}

void
case_session_up(Case *c)
{
    mppe_up(c);
    feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0x0a140005);
    feed_address(&c->facts, PEER, PPTP_CODE_CONF_ACK, 0x0a140005);
    feed_address(&c->facts, PEER, PPTP_CODE_CONF_REQ, 0x0a140001);
    feed_address(&c->facts, US, PPTP_CODE_CONF_ACK, 0x0a140001);
    c->facts.was_up = TRUE;
}

static void
eap_asks(Case *c, guint8 type)
{
    const guint8 request[] = {type, 1};

    c->facts.attempt.auth |= PPTP_AUTH_EAP;
    feed_lcp_up(&c->facts, PPTP_AUTH_EAP);
    feed(&c->facts, PEER, PPTP_PPP_EAP, PPTP_EAP_REQUEST, request, sizeof request);
}

static void
violated(Case *c, PptpLinkViolation violation)
{
    c->facts.end = PPTP_END_VIOLATION;
    c->facts.violation = violation;
}

/* -- the cases -- */

static void
build_before_call(Case *c, PptpVerdictId id, guint variant)
{
    PptpControlFacts *control = &c->facts.control;

    switch ((int)id) {
    case PPTP_VERDICT_PROFILE_NO_LOGIN:
    case PPTP_VERDICT_PROFILE_NO_MPPE:
        pptp_facts_init(&c->facts, NULL);
        c->settings.require_mppe = PPTP_YES;
        if (id == PPTP_VERDICT_PROFILE_NO_LOGIN)
            c->settings.refuse_mschapv2 = c->settings.refuse_eap = PPTP_YES;
        else
            c->settings.refuse_mppe_40 = c->settings.refuse_mppe_128 = PPTP_YES;
        return;
    case PPTP_VERDICT_PROFILE_ONLY_PAP:
    case PPTP_VERDICT_PROFILE_ONLY_MSCHAP:
        pptp_facts_init(&c->facts, NULL);
        c->settings.refuse_mschapv2 = c->settings.refuse_eap = c->settings.refuse_chap = PPTP_YES;
        c->settings.refuse_mschap = id == PPTP_VERDICT_PROFILE_ONLY_PAP ? PPTP_YES : PPTP_UNSET;
        c->settings.refuse_pap = id == PPTP_VERDICT_PROFILE_ONLY_PAP ? PPTP_UNSET : PPTP_YES;
        return;
    case PPTP_VERDICT_NAME_IPV6_ONLY:
        c->facts.end = PPTP_END_RESOLVE;
        c->facts.error_code = G_RESOLVER_ERROR_NOT_FOUND;
        c->facts.ipv6_only = TRUE;
        return;
    case PPTP_VERDICT_NAME_UNKNOWN:
    case PPTP_VERDICT_NAME_NO_ANSWER:
        c->facts.end = PPTP_END_RESOLVE;
        c->facts.error_code = id == PPTP_VERDICT_NAME_UNKNOWN ? G_RESOLVER_ERROR_NOT_FOUND : G_RESOLVER_ERROR_TEMPORARY_FAILURE;
        return;
    case PPTP_VERDICT_NO_ROUTE:
        if (variant == 0)
            tcp_failed(c, G_IO_ERROR_NETWORK_UNREACHABLE, ENETUNREACH);
        else if (variant == 1)
            tcp_failed(c, G_IO_ERROR_NETWORK_UNREACHABLE, 0);
        else
            c->facts.end = PPTP_END_CHANNEL, c->facts.channel_errno = ENETUNREACH;
        return;
    case PPTP_VERDICT_HOST_UNREACHABLE:
        tcp_failed(c, G_IO_ERROR_HOST_UNREACHABLE, variant ? 0 : EHOSTUNREACH);
        return;
    case PPTP_VERDICT_PORT_REFUSED:
        tcp_failed(c, G_IO_ERROR_CONNECTION_REFUSED, variant ? 0 : ECONNREFUSED);
        return;
    case PPTP_VERDICT_TCP_TIMEOUT:
        if (variant)
            tcp_failed(c, G_IO_ERROR_TIMED_OUT, ETIMEDOUT);
        else
            case_control_ended(c, PPTP_CONTROL_STEP_CONNECT, PPTP_CONTROL_ERROR_TIMEOUT);
        return;
    case PPTP_VERDICT_TCP_FORBIDDEN:
        tcp_failed(c, G_IO_ERROR_PERMISSION_DENIED, variant ? 0 : EPERM);
        return;
    case PPTP_VERDICT_TCP_FAILED:
        tcp_failed(c, G_IO_ERROR_FAILED, EINVAL);
        return;
    case PPTP_VERDICT_NOT_PPTP:
        answered(c, variant ? "" : "garbage");
        return;
    case PPTP_VERDICT_OTHER_SERVICE:
        answered(c, variant == 0 ? "HTTP/1.1 400 Bad" : variant == 1 ? "SSH-2.0-x" : variant == 2 ? "\x15\x03\x01" : "220 mail");
        return;
    case PPTP_VERDICT_CUT_SHORT:
        case_control_ended(c, PPTP_CONTROL_STEP_START, variant ? PPTP_CONTROL_ERROR_TIMEOUT : PPTP_CONTROL_ERROR_EOF);
        control->any_bytes = TRUE;
        return;
    case PPTP_VERDICT_SILENT:
        case_control_ended(c, PPTP_CONTROL_STEP_START, PPTP_CONTROL_ERROR_TIMEOUT);
        return;
    case PPTP_VERDICT_TURNED_AWAY:
        case_control_ended(c, PPTP_CONTROL_STEP_START, PPTP_CONTROL_ERROR_EOF);
        if (variant) {
            tcp_failed(c, G_IO_ERROR_CONNECTION_CLOSED, ECONNRESET);
            control->step = PPTP_CONTROL_STEP_START;
        }
        return;
    case PPTP_VERDICT_START_FAILED:
    case PPTP_VERDICT_START_EXISTS:
    case PPTP_VERDICT_START_NOT_AUTHORIZED:
    case PPTP_VERDICT_START_VERSION:
        case_control_ended(c, PPTP_CONTROL_STEP_START, PPTP_CONTROL_ERROR_REFUSED_START);
        control->start_result = (guint8)(id - PPTP_VERDICT_START_FAILED + 2);
        control->start_error = variant ? 200 : 4;
        return;
    default:
        g_assert_not_reached();
    }
}

static void
build_call(Case *c, PptpVerdictId id, guint variant)
{
    PptpControlFacts *control = &c->facts.control;

    switch ((int)id) {
    case PPTP_VERDICT_CALL_SILENT:
        case_control_ended(c, PPTP_CONTROL_STEP_CALL, PPTP_CONTROL_ERROR_TIMEOUT);
        return;
    case PPTP_VERDICT_CALL_BUSY:
    case PPTP_VERDICT_CALL_NO_RESOURCE:
    case PPTP_VERDICT_CALL_NOT_ACCEPTED:
    case PPTP_VERDICT_CALL_FAILED:
        case_control_ended(c, PPTP_CONTROL_STEP_CALL, PPTP_CONTROL_ERROR_REFUSED_CALL);
        control->call_result = id == PPTP_VERDICT_CALL_BUSY           ? 4
                               : id == PPTP_VERDICT_CALL_NOT_ACCEPTED ? 7
                               : id == PPTP_VERDICT_CALL_FAILED       ? (variant ? 222 : 3)
                                                                      : 2;
        control->call_error = id == PPTP_VERDICT_CALL_NO_RESOURCE ? 4 : 0;
        return;
    case PPTP_VERDICT_CALL_HUNG_UP:
        case_control_ended(c, PPTP_CONTROL_STEP_CALL, PPTP_CONTROL_ERROR_EOF);
        return;
    case PPTP_VERDICT_WRONG_CALL:
        case_control_ended(c, PPTP_CONTROL_STEP_CALL, PPTP_CONTROL_ERROR_WRONG_CALL);
        return;
    case PPTP_VERDICT_CONTROL_LOST:
        case_session_up(c);
        case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_EOF);
        return;
    case PPTP_VERDICT_CONTROL_ECHO_LOST:
        case_session_up(c);
        case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_ECHO_LOST);
        return;
    case PPTP_VERDICT_CALL_DISCONNECTED:
        case_session_up(c);
        case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_DISCONNECTED);
        control->disconnect_result = variant ? 9 : 3;
        return;
    case PPTP_VERDICT_SERVER_STOPPED:
        case_session_up(c);
        case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_STOPPED);
        control->stop_reason = variant ? 77 : 3;
        return;
    case PPTP_VERDICT_CALL_ENDED_EARLY:
        case_lcp_requests(c, 1);
        case_control_ended(c, PPTP_CONTROL_STEP_UP, PPTP_CONTROL_ERROR_DISCONNECTED);
        control->disconnect_result = 2;
        control->disconnect_error = 4;
        return;
    default:
        g_assert_not_reached();
    }
}

static void
build_local(Case *c, PptpVerdictId id, guint variant)
{
    switch ((int)id) {
    case PPTP_VERDICT_KERNEL_NO_PPTP:
    case PPTP_VERDICT_KERNEL_NO_MPPE:
    case PPTP_VERDICT_KERNEL_NO_MODULE:
    case PPTP_VERDICT_MODULE_BLACKLISTED:
        if (variant && id == PPTP_VERDICT_KERNEL_NO_MPPE) {
            logged_in(c);
            feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ,
                      variant == 1 ? "MPPE required but not available in kernel" : "MPPE required but not available");
            return;
        }
        if (variant && id == PPTP_VERDICT_KERNEL_NO_PPTP) {
            c->facts.end = PPTP_END_CHANNEL;
            c->facts.channel_errno = EPROTONOSUPPORT;
            return;
        }
        c->facts.end = PPTP_END_MODULE;
        g_strlcpy(c->facts.module,
                  id == PPTP_VERDICT_KERNEL_NO_MODULE ? "gre"
                  : id == PPTP_VERDICT_KERNEL_NO_MPPE ? "ppp_mppe"
                                                      : "pptp",
                  sizeof c->facts.module);
        if (id == PPTP_VERDICT_MODULE_BLACKLISTED)
            g_strlcpy(c->facts.module_blacklist, "/etc/modprobe.d/no-pptp.conf", sizeof c->facts.module_blacklist);
        return;
    case PPTP_VERDICT_KERNEL_NO_PPP:
        if (variant)
            c->facts.pppd_latched = 4;
        else
            pppd_early(c, 4, "This system lacks kernel support for PPP.");
        return;
    case PPTP_VERDICT_CHANNEL_FORBIDDEN:
    case PPTP_VERDICT_CHANNEL_FAILED:
        c->facts.end = PPTP_END_CHANNEL;
        c->facts.channel_errno = id == PPTP_VERDICT_CHANNEL_FORBIDDEN ? EACCES : EALREADY;
        return;
    case PPTP_VERDICT_CHANNEL_USER:
        c->facts.end = PPTP_END_CHANNEL;
        c->facts.was_up = variant != 0;
        g_strlcpy(c->facts.error_message, "its helper nm-pptp-gre was ended by signal 9 (Killed)", sizeof c->facts.error_message);
        return;
    case PPTP_VERDICT_PPPD_MISSING:
        c->facts.end = PPTP_END_SPAWN;
        g_strlcpy(c->facts.error_message, "pppd is not installed", sizeof c->facts.error_message);
        return;
    case PPTP_VERDICT_PPPD_PLUGIN:
        pppd_early(c, 2, "Plugin nm-pptp-pppd-plugin.so is for pppd version 2.4.9, this is 2.5.2");
        return;
    case PPTP_VERDICT_PPPD_OPTION:
        pppd_early(c, 2, "pppd: unrecognized option 'mppe-required'");
        return;
    case PPTP_VERDICT_PPPD_OPTIONS_FILE:
        pppd_early(c, 2, "In file /etc/ppp/options: unrecognized option 'nonsense'");
        return;
    case PPTP_VERDICT_PPPD_NOT_ROOT:
        pppd_early(c, 3, "must be root to run pppd, since it is not setuid-root");
        return;
    case PPTP_VERDICT_PPPD_KILLED:
        if (variant)
            case_session_up(c);
        else
            c->facts.pppd_loaded_plugin = FALSE;
        c->facts.pppd_exit = -1;
        c->facts.pppd_signal = SIGSEGV;
        return;
    case PPTP_VERDICT_PPPD_FAILED:
        if (variant)
            c->facts.pppd_exit = 1;
        else
            pppd_early(c, 1, "something broke");
        return;
    default:
        g_assert_not_reached();
    }
}

static void
build_lcp(Case *c, PptpVerdictId id, guint variant)
{
    switch ((int)id) {
    case PPTP_VERDICT_GRE_BLOCKED:
    case PPTP_VERDICT_GRE_UNREACHABLE:
    case PPTP_VERDICT_LCP_SILENT:
        case_lcp_requests(c, 5);
        c->facts.gre_packets = id == PPTP_VERDICT_LCP_SILENT ? 3 : 0;
        c->facts.gre_unreachable = id == PPTP_VERDICT_GRE_UNREACHABLE;
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
        server_hangs_up(c, variant ? "No ports" : "");
        return;
    case PPTP_VERDICT_CALLBACK:
        feed_lcp_up(&c->facts, V2);
        c->facts.pppd_latched = 14;
        return;
    case PPTP_VERDICT_WANTS_PROOF:
        case_lcp_requests(c, 1);
        feed_auth(&c->facts, PEER, PPTP_CODE_CONF_NAK, V2);
        server_hangs_up(c, "");
        return;
    default:
        g_assert_not_reached();
    }
}

static void
build_method(Case *c, PptpVerdictId id, guint variant)
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
        server_hangs_up(c, "");
        return;
    case PPTP_VERDICT_EAP_METHOD:
        eap_asks(c, variant ? 77 : PPTP_EAP_TYPE_TLS);
        feed_hex(&c->facts, US, "c227 02 01 0006 031a");
        feed(&c->facts, PEER, PPTP_PPP_EAP, PPTP_EAP_FAILURE, NULL, 0);
        return;
    case PPTP_VERDICT_EAP_NO_KEYS:
        eap_asks(c, PPTP_EAP_TYPE_MD5);
        if (variant)
            violated(c, PPTP_LINK_VIOLATION_AUTH_METHOD);
        return;
    case PPTP_VERDICT_NO_LOGIN_NO_KEYS:
        feed_lcp_up(&c->facts, 0);
        feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "MPPE required but not available");
        return;
    case PPTP_VERDICT_LATE_PAP:
        case_session_up(c);
        violated(c, PPTP_LINK_VIOLATION_PAP);
        return;
    case PPTP_VERDICT_LATE_LOGIN_METHOD:
        case_session_up(c);
        violated(c, PPTP_LINK_VIOLATION_AUTH_METHOD);
        return;
    default:
        g_assert_not_reached();
    }
}

static void
build_login(Case *c, PptpVerdictId id, guint variant)
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
            server_hangs_up(c, "Authentication failed");
        return;
    case PPTP_VERDICT_LOGIN_REFUSED:
        case_login_fails(c, variant == 1 ? NULL : "Access denied");
        if (variant == 1)
            c->facts.pppd_exit = 19;
        if (variant == 2)
            eap_asks(c, PPTP_EAP_TYPE_MSCHAPV2), feed(&c->facts, PEER, PPTP_PPP_EAP, PPTP_EAP_FAILURE, NULL, 0);
        return;
    case PPTP_VERDICT_MUTUAL_FAILED:
        logged_in(c);
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
    case PPTP_VERDICT_LOGIN_HUNG_UP:
        case_login_fails(c, NULL);
        server_hangs_up(c, variant ? "bye" : "");
        return;
    default:
        g_assert_not_reached();
    }
}

static void
build_mppe(Case *c, PptpVerdictId id, guint variant)
{
    switch ((int)id) {
    case PPTP_VERDICT_CCP_REJECTED:
        logged_in(c);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
        feed_reject(&c->facts, PEER, PPTP_PPP_CCP);
        return;
    case PPTP_VERDICT_CCP_SILENT:
        logged_in(c);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
        c->facts.end = variant ? PPTP_END_DEADLINE : PPTP_END_PPPD;
        return;
    case PPTP_VERDICT_MPPE_REFUSED:
        mppe_answer(c, PPTP_CODE_CONF_REJ, H | S);
        if (variant)
            violated(c, PPTP_LINK_VIOLATION_MPPE_LOST);
        return;
    case PPTP_VERDICT_MPPE_40_ONLY:
        mppe_answer(c, variant ? PPTP_CODE_CONF_REJ : PPTP_CODE_CONF_NAK, variant ? H | S : H | L);
        if (variant) {
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | L);
            feed_mppe(&c->facts, US, PPTP_CODE_CONF_REJ, H | L);
        }
        return;
    case PPTP_VERDICT_MPPE_56_ONLY:
        if (variant) {
            c->facts.attempt.mppe = 0;
            logged_in(c);
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | M);
            feed_mppe(&c->facts, US, PPTP_CODE_CONF_REJ, H | M);
            server_hangs_up(c, "");
            return;
        }
        mppe_answer(c, PPTP_CODE_CONF_NAK, H | M);
        return;
    case PPTP_VERDICT_MPPE_128_ONLY:
        c->facts.attempt.mppe = PPTP_MPPE_40;
        mppe_answer(c, PPTP_CODE_CONF_NAK, H | S);
        return;
    case PPTP_VERDICT_MPPE_STATEFUL_ONLY:
        if (variant == 2) {
            logged_in(c);
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, S);
            feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Refusing MPPE stateful mode offered by peer");
        } else if (variant) {
            /* The founding guide's third log, from the server's side. */
            logged_in(c);
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, S | C);
            feed_mppe(&c->facts, US, PPTP_CODE_CONF_REJ, S | C);
        } else {
            mppe_answer(c, PPTP_CODE_CONF_NAK, S);
        }
        return;
    case PPTP_VERDICT_MPPE_BOTH_ASKED:
        /* The founding guide's second log. */
        c->facts.attempt.mppe = PPTP_MPPE_40 | PPTP_MPPE_128;
        mppe_answer(c, PPTP_CODE_CONF_NAK, variant == 0 ? H | S | C : variant == 1 ? S | C : H | S);
        return;
    case PPTP_VERDICT_MPPC_WANTED:
        if (variant == 0) {
            mppe_answer(c, PPTP_CODE_CONF_NAK, C);
            return;
        }
        logged_in(c);
        for (guint i = 0; i < 5; i++) {
            feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | S | C);
            feed_mppe(&c->facts, US, PPTP_CODE_CONF_NAK, H | S);
        }
        return;
    case PPTP_VERDICT_MPPE_NO_AGREEMENT:
        for (guint i = 0; i < 6; i++)
            mppe_answer(c, PPTP_CODE_CONF_NAK, H | S);
        return;
    case PPTP_VERDICT_MPPE_HUNG_UP:
        logged_in(c);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REQ, H | S);
        server_hangs_up(c, variant ? "license" : "");
        return;
    case PPTP_VERDICT_MPPE_DEMANDED:
        c->facts.attempt.mppe = 0;
        logged_in(c);
        feed_mppe(&c->facts, PEER, PPTP_CODE_CONF_REQ, H | S);
        feed_mppe(&c->facts, US, PPTP_CODE_CONF_REJ, H | S);
        /* The founding guide's first log breaks off here. */
        if (variant)
            server_hangs_up(c, "MPPE required");
        return;
    case PPTP_VERDICT_MPPE_KEYS_DIFFER:
        mppe_up(c);
        for (guint16 i = 0; i < 3; i++)
            feed_reject(&c->facts, US, (guint16)(0x6b11 + i * 2));
        return;
    case PPTP_VERDICT_MPPE_OUT_OF_STEP:
        case_session_up(c);
        feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Too many MPPE errors");
        return;
    case PPTP_VERDICT_MPPE_LOST:
        case_session_up(c);
        if (variant)
            violated(c, PPTP_LINK_VIOLATION_MPPE_LOST);
        else
            feed_text(&c->facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "MPPE disabled by peer");
        return;
    case PPTP_VERDICT_DATA_REFUSED:
        if (variant)
            mppe_up(c);
        else
            case_session_up(c);
        feed_reject(&c->facts, PEER, PPTP_PPP_COMPRESSED);
        return;
    default:
        g_assert_not_reached();
    }
}

static void
build_end(Case *c, PptpVerdictId id, guint variant)
{
    switch ((int)id) {
    case PPTP_VERDICT_UNKNOWN:
        if (variant == 0)
            case_lcp_requests(c, 1);
        else if (variant == 1)
            feed_lcp_up(&c->facts, V2), feed_hex(&c->facts, PEER, "c223 01 05 000c 04 01020304 737276");
        else if (variant == 2)
            mppe_up(c);
        else if (variant == 3)
            case_session_up(c);
        return;
    case PPTP_VERDICT_NO_ADDRESS:
        mppe_up(c);
        feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0);
        feed_address(&c->facts, PEER, variant ? PPTP_CODE_CONF_ACK : PPTP_CODE_CONF_NAK, 0);
        if (variant == 2)
            c->facts.end = PPTP_END_NO_ADDRESS;
        return;
    case PPTP_VERDICT_ADDRESS_REFUSED:
        mppe_up(c);
        feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0);
        feed_address(&c->facts, PEER, PPTP_CODE_CONF_REJ, 0);
        return;
    case PPTP_VERDICT_IPCP_REJECTED:
        mppe_up(c);
        feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0);
        feed_reject(&c->facts, PEER, PPTP_PPP_IPCP);
        return;
    case PPTP_VERDICT_IPCP_SILENT:
        mppe_up(c);
        for (guint i = 0; i < 3; i++)
            feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0);
        return;
    case PPTP_VERDICT_IPCP_NO_AGREEMENT:
        mppe_up(c);
        for (guint i = 0; i < 6; i++) {
            feed_address(&c->facts, US, PPTP_CODE_CONF_REQ, 0x0a000001);
            feed_address(&c->facts, PEER, PPTP_CODE_CONF_NAK, 0x0a000002 + i);
        }
        return;
    case PPTP_VERDICT_SERVER_ENDED:
    case PPTP_VERDICT_SERVER_ENDED_TEXT:
        case_session_up(c);
        server_hangs_up(c, id == PPTP_VERDICT_SERVER_ENDED ? "" : "Session timeout");
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
    case PPTP_VERDICT_DEVICE_GONE:
        case_session_up(c);
        c->facts.end = PPTP_END_DEVICE_GONE;
        return;
    case PPTP_VERDICT_ADDRESS_GONE:
        case_session_up(c);
        c->facts.end = PPTP_END_ADDRESS_GONE;
        g_strlcpy(c->facts.local, "10.0.0.2", sizeof c->facts.local);
        return;
    case PPTP_VERDICT_DEADLINE:
        c->facts.end = PPTP_END_DEADLINE;
        if (variant)
            mppe_up(c);
        return;
    default:
        g_assert_not_reached();
    }
}

static const struct {
    PptpVerdictId first, last;
    void (*build)(Case *c, PptpVerdictId id, guint variant);
} builders[] = {
    {PPTP_VERDICT_UNKNOWN, PPTP_VERDICT_UNKNOWN, build_end},
    {PPTP_VERDICT_PROFILE_NO_LOGIN, PPTP_VERDICT_START_VERSION, build_before_call},
    {PPTP_VERDICT_CALL_SILENT, PPTP_VERDICT_WRONG_CALL, build_call},
    {PPTP_VERDICT_KERNEL_NO_PPTP, PPTP_VERDICT_PPPD_FAILED, build_local},
    {PPTP_VERDICT_GRE_BLOCKED, PPTP_VERDICT_GRE_ONE_WAY, build_lcp},
    {PPTP_VERDICT_CALL_ENDED_EARLY, PPTP_VERDICT_CALL_ENDED_EARLY, build_call},
    {PPTP_VERDICT_LCP_SILENT, PPTP_VERDICT_WANTS_PROOF, build_lcp},
    {PPTP_VERDICT_WANTS_PAP, PPTP_VERDICT_LATE_LOGIN_METHOD, build_method},
    {PPTP_VERDICT_LOGIN_HOURS, PPTP_VERDICT_LOGIN_HUNG_UP, build_login},
    {PPTP_VERDICT_CCP_REJECTED, PPTP_VERDICT_DATA_REFUSED, build_mppe},
    {PPTP_VERDICT_NO_ADDRESS, PPTP_VERDICT_TRAFFIC_LIMIT, build_end},
    {PPTP_VERDICT_CONTROL_LOST, PPTP_VERDICT_SERVER_STOPPED, build_call},
    {PPTP_VERDICT_DEVICE_GONE, PPTP_VERDICT_DEADLINE, build_end},
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
