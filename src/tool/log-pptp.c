/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/log-session.h"

#include <errno.h>
#include <string.h>

#include "ppp/packet.h"
#include "tool/scan.h"

/* What pptp-linux says of the control connection, as facts like those of our own. */

/* The control connection ended; what ended it first counts. */
static void
ended(PptpLogSession *session, gboolean ours, int code, const char *line)
{
    PptpFacts *facts = &session->facts;

    session->over = TRUE;
    if (facts->end != PPTP_END_NONE)
        return;
    facts->end = PPTP_END_CONTROL;
    facts->error_domain_control = ours;
    facts->error_code = code;
    pptp_text_clean(facts->error_message, sizeof facts->error_message, (const guint8 *)line, strlen(line));
}

static void
take_step(PptpLogSession *session, const char *line, const char *rest, int step)
{
    PptpControlFacts *control = &session->facts.control;

    control->connected |= step > PPTP_CONTROL_STEP_CONNECT;
    control->any_bytes |= step == PPTP_CONTROL_STEP_IDLE || step == PPTP_CONTROL_STEP_UP;
    control->step = MAX(control->step, (PptpControlStep)step);
}

/* In English, as logs have it; strerror() speaks the reader's language. */
static void
take_connect_error(PptpLogSession *session, const char *line, const char *rest, int number)
{
    static const struct {
        int number;
        const char *text;
    } errors[] = {
        {ECONNREFUSED, "Connection refused"},    {ETIMEDOUT, "Connection timed out"}, {EHOSTUNREACH, "No route to host"},
        {ENETUNREACH, "Network is unreachable"}, {EPERM, "Operation not permitted"},  {EACCES, "Permission denied"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(errors); i++) {
        if (!strstr(rest, errors[i].text))
            continue;
        session->facts.control.tcp_errno = errors[i].number;
        ended(session, FALSE, (int)g_io_error_from_errno(errors[i].number), line);
        return;
    }
    ended(session, FALSE, G_IO_ERROR_FAILED, line);
}

/* The address is the last word; the reason came in a line before. */
static void
take_not_open(PptpLogSession *session, const char *line, const char *rest, int number)
{
    PptpScan scan = {rest, rest + strlen(rest)};
    guint32 a;

    if (pptp_scan_address(&scan, &a))
        g_snprintf(session->facts.address, sizeof session->facts.address, "%u.%u.%u.%u", a >> 24, a >> 16 & 0xff, a >> 8 & 0xff, a & 0xff);
    ended(session, FALSE, G_IO_ERROR_FAILED, line);
}

static void
take_no_name(PptpLogSession *session, const char *line, const char *rest, int number)
{
    ended(session, FALSE,
          strstr(rest, "NOT FOUND") || strstr(rest, "NOT_FOUND") ? G_RESOLVER_ERROR_NOT_FOUND : G_RESOLVER_ERROR_TEMPORARY_FAILURE, line);
    session->facts.end = PPTP_END_RESOLVE;
}

/* A number after some word, in any case: "Result code is 2 ..., Error code is 4". */
static guint8
number_after(const char *line, const char *words)
{
    g_autofree char *lower = g_ascii_strdown(line, -1);
    const char *at = strstr(lower, words);
    PptpScan scan = {at ? at + strlen(words) : NULL, at ? lower + strlen(lower) : NULL};
    guint number = 0;

    if (!at || !pptp_scan_decimal(&scan, 255, &number))
        return 0;
    return (guint8)number;
}

/* The codes come in a line of their own, on whatever was refused last. */
static void
take_codes(PptpLogSession *session, const char *line, const char *rest, int number)
{
    PptpControlFacts *control = &session->facts.control;
    guint8 result = number_after(line, "result code is "), error = number_after(line, "error code is ");

    if (session->facts.end == PPTP_END_CONTROL && session->facts.error_code == PPTP_CONTROL_ERROR_DISCONNECTED) {
        control->disconnect_result = MAX(control->disconnect_result, result);
        control->disconnect_error = MAX(control->disconnect_error, error);
    } else if (control->step <= PPTP_CONTROL_STEP_START) {
        control->start_result = MAX(control->start_result, result);
        control->start_error = MAX(control->start_error, error);
    } else {
        control->call_result = MAX(control->call_result, result);
        control->call_error = MAX(control->call_error, error);
    }
}

static void
take_refused_call(PptpLogSession *session, const char *line, const char *rest, int number)
{
    session->facts.control.step = PPTP_CONTROL_STEP_CALL;
    ended(session, TRUE, PPTP_CONTROL_ERROR_REFUSED_CALL, line);
}

static void
take_refused_start(PptpLogSession *session, const char *line, const char *rest, int number)
{
    session->facts.control.step = PPTP_CONTROL_STEP_START;
    ended(session, TRUE, PPTP_CONTROL_ERROR_REFUSED_START, line);
}

/* What comes after our own Call-Clear-Request answers it. */
static void
take_end(PptpLogSession *session, const char *line, const char *rest, int code)
{
    if (session->facts.control.step >= PPTP_CONTROL_STEP_UP && !session->cleared)
        ended(session, TRUE, code, line);
}

static void
take_eof(PptpLogSession *session, const char *line, const char *rest, int code)
{
    if (!session->cleared)
        ended(session, TRUE, PPTP_CONTROL_ERROR_EOF, line);
}

static void
take_clear(PptpLogSession *session, const char *line, const char *rest, int number)
{
    session->cleared = session->over = TRUE;
}

/* Its process is gone. Why, only the steps tell. */
static void
take_gone(PptpLogSession *session, const char *line, const char *rest, int number)
{
    session->over = TRUE;
    pptp_text_clean(session->last_words, sizeof session->last_words, (const guint8 *)line, strlen(line));
}

/* On the GRE socket, an ICMP protocol unreachable is read as this error. */
static void
take_short_read(PptpLogSession *session, const char *line, const char *rest, int number)
{
    if (strstr(rest, "Protocol not available"))
        session->facts.gre_unreachable = TRUE;
}

static const struct {
    const char *words;
    void (*take)(PptpLogSession *session, const char *line, const char *rest, int number);
    int number;
} lines[] = {
    {"The synchronous pptp option", take_step, PPTP_CONTROL_STEP_CONNECT},
    {"Sent control packet type is 1 ", take_step, PPTP_CONTROL_STEP_START},
    {"Received Start Control Connection Reply", take_step, PPTP_CONTROL_STEP_IDLE},
    {"Client connection established", take_step, PPTP_CONTROL_STEP_IDLE},
    {"Sent control packet type is 7 ", take_step, PPTP_CONTROL_STEP_CALL},
    {"Outgoing call established", take_step, PPTP_CONTROL_STEP_UP},
    {"connect: ", take_connect_error, 0},
    {"Could not open control connection to ", take_not_open, 0},
    {"gethostbyname ", take_no_name, 0},
    {"Our outgoing call request", take_refused_call, 0},
    {"Negative reply received to our Start Control", take_refused_start, 0},
    {"Sent control packet type is 12 ", take_clear, 0},
    {"read returned zero, peer has closed", take_eof, 0},
    {"Received Call Clear Request", take_end, PPTP_CONTROL_ERROR_DISCONNECTED},
    {"Couldn't open connection", take_gone, 0},
    {"Call manager exited", take_gone, 0},
    {"Call disconnect notification received", take_end, PPTP_CONTROL_ERROR_DISCONNECTED},
    {"Received Stop Control Connection Request", take_end, PPTP_CONTROL_ERROR_STOPPED},
    {"closing control connection due to missing echo reply", take_end, PPTP_CONTROL_ERROR_ECHO_LOST},
    {"short read", take_short_read, 0},
    {"read returned error", take_short_read, 0},
};

gboolean
pptp_log_session_pptp(PptpLogSession *session, const char *line)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (g_str_has_prefix(line, lines[i].words)) {
            lines[i].take(session, line, line + strlen(lines[i].words), lines[i].number);
            return TRUE;
        }
    }
    if (strstr(line, "esult code is ") || strstr(line, "rror code is ")) {
        take_codes(session, line, line, 0);
        return TRUE;
    }
    return FALSE;
}
