/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnosis-cases.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

/* Before PPP: the profile, the name, the control connection, this machine. */

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
case_build_before_call(Case *c, PptpVerdictId id, guint variant)
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

void
case_build_call(Case *c, PptpVerdictId id, guint variant)
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

void
case_build_local(Case *c, PptpVerdictId id, guint variant)
{
    switch ((int)id) {
    case PPTP_VERDICT_KERNEL_NO_PPTP:
    case PPTP_VERDICT_KERNEL_NO_MPPE:
    case PPTP_VERDICT_KERNEL_NO_MODULE:
    case PPTP_VERDICT_MODULE_BLACKLISTED:
        if (variant && id == PPTP_VERDICT_KERNEL_NO_MPPE) {
            case_logged_in(c);
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
    case PPTP_VERDICT_CHANNEL_USER_ONLY:
        c->facts.no_kernel_channel = id == PPTP_VERDICT_CHANNEL_USER_ONLY;
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
    case PPTP_VERDICT_PPPD_WANTS_PROOF:
        pppd_early(c, 1, "The remote system is required to authenticate itself");
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
