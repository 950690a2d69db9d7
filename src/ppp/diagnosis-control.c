/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/phrase.h"
#include "ppp/packet.h"
#include "ppp/verdict.h"

/* What the control connection's end means. */

static PptpPick
pick(PptpVerdictId id)
{
    return (PptpPick){.id = id};
}

/* What a result means, and the general error with it, where RFC 2637 has them; else the numbers. */
static char *
describe(const char *what, guint result, guint8 error)
{
    const char *general = error != 0 ? pptp_general_error_to_string(error) : NULL;
    char numbers[2][PPTP_PHRASE_NUMBER_MAX];

    /* "General error" says nothing that the error's own code does not say better, where there is one. */
    if (result == PPTP_RESULT_GENERAL_ERROR && error != 0)
        what = NULL;
    if (what && general) {
        g_autofree char *one = pptp_phrase(what, NULL), *two = pptp_phrase(general, NULL);

        return g_strjoin("\n", one, "; ", two, NULL);
    }
    if (what || general)
        return pptp_phrase(what ? what : general, NULL);
    return pptp_phrase(N_("result code %u, error code %u"), pptp_phrase_number(numbers[0], result), pptp_phrase_number(numbers[1], error),
                       NULL);
}

/* RFC 2637 section 2.2. */
static PptpPick
pick_start(const PptpControlFacts *control)
{
    if (control->start_collided)
        return (PptpPick){PPTP_VERDICT_START_FAILED, pptp_phrase(N_("it wants to be the client itself"), NULL), NULL};
    /* A good result, and yet refused: by us, for the version it comes with. */
    if (control->start_result == 1)
        return pick(PPTP_VERDICT_START_VERSION);
    switch (control->start_result) {
    case 3:
        return pick(PPTP_VERDICT_START_EXISTS);
    case 4:
        return pick(PPTP_VERDICT_START_NOT_AUTHORIZED);
    case 5:
        return pick(PPTP_VERDICT_START_VERSION);
    default:
        return (PptpPick){PPTP_VERDICT_START_FAILED,
                          describe(pptp_start_result_to_string(control->start_result), control->start_result, control->start_error), NULL};
    }
}

/* RFC 2637 section 2.8. */
static PptpPick
pick_call(const PptpControlFacts *control)
{
    switch (control->call_result) {
    case 4:
        return pick(PPTP_VERDICT_CALL_BUSY);
    case 7:
        return pick(PPTP_VERDICT_CALL_NOT_ACCEPTED);
    default:
        break;
    }
    if (control->call_result == 2 && control->call_error == 4)
        return pick(PPTP_VERDICT_CALL_NO_RESOURCE);
    return (PptpPick){PPTP_VERDICT_CALL_FAILED,
                      describe(pptp_call_result_to_string(control->call_result), control->call_result, control->call_error), NULL};
}

/* RFC 2637 section 2.13. */
static PptpPick
pick_disconnect(const PptpControlFacts *control)
{
    if (control->call_cleared)
        return (PptpPick){PPTP_VERDICT_CALL_DISCONNECTED, pptp_phrase(N_("it asked for the end of the call (Call-Clear-Request)"), NULL),
                          NULL};
    return (PptpPick){
        PPTP_VERDICT_CALL_DISCONNECTED,
        describe(pptp_disconnect_result_to_string(control->disconnect_result), control->disconnect_result, control->disconnect_error),
        /* Without them "seen" has the numbers, as with the other refusals. */
        control->disconnect_statistics[0] != '\0' ? control->disconnect_statistics : NULL};
}

/* RFC 2637 section 2.3. */
static PptpPick
pick_stop(const PptpControlFacts *control)
{
    const char *reason = pptp_stop_reason_to_string(control->stop_reason);
    char number[PPTP_PHRASE_NUMBER_MAX];

    return (PptpPick){
        PPTP_VERDICT_SERVER_STOPPED,
        reason ? pptp_phrase(reason, NULL) : pptp_phrase(N_("reason %u"), pptp_phrase_number(number, control->stop_reason), NULL), NULL};
}

static PptpPick
pick_not_pptp(const PptpControlFacts *control)
{
    const guint8 *bytes = control->first_bytes;
    const gsize n = MIN(control->n_first_bytes, sizeof control->first_bytes);
    const char *what = NULL;

    if (n >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
        what = N_("a web server");
    else if (n >= 4 && memcmp(bytes, "SSH-", 4) == 0)
        what = N_("an SSH server");
    else if (n >= 3 && (bytes[0] == 0x15 || bytes[0] == 0x16) && bytes[1] == 3)
        what = N_("a TLS server");
    else if (n >= 4 && (memcmp(bytes, "220 ", 4) == 0 || memcmp(bytes, "220-", 4) == 0))
        what = N_("a mail or FTP server");
    if (what)
        return (PptpPick){PPTP_VERDICT_OTHER_SERVICE, pptp_phrase(what, NULL), NULL};
    return pick(PPTP_VERDICT_NOT_PPTP);
}

static PptpPick
pick_timeout(const PptpControlFacts *control)
{
    switch (control->step) {
    case PPTP_CONTROL_STEP_CONNECT:
        return pick(PPTP_VERDICT_TCP_TIMEOUT);
    case PPTP_CONTROL_STEP_START:
        /* A few bytes that are no whole message: it waits for more of ours, or broke off. */
        return pick(control->any_bytes ? PPTP_VERDICT_CUT_SHORT : PPTP_VERDICT_SILENT);
    case PPTP_CONTROL_STEP_IDLE:
    case PPTP_CONTROL_STEP_CALL:
        return pick(PPTP_VERDICT_CALL_SILENT);
    case PPTP_CONTROL_STEP_UP:
        return pick(PPTP_VERDICT_CONTROL_ECHO_LOST);
    case PPTP_CONTROL_STEP_CLEAR:
    case PPTP_CONTROL_STEP_STOP:
    case PPTP_CONTROL_STEP_CLOSED:
        break;
    }
    return pick(PPTP_VERDICT_UNKNOWN);
}

static PptpPick
pick_eof(const PptpControlFacts *control)
{
    switch (control->step) {
    case PPTP_CONTROL_STEP_CONNECT:
    case PPTP_CONTROL_STEP_START:
        return pick(control->any_bytes ? PPTP_VERDICT_CUT_SHORT : PPTP_VERDICT_TURNED_AWAY);
    case PPTP_CONTROL_STEP_IDLE:
    case PPTP_CONTROL_STEP_CALL:
        return pick(PPTP_VERDICT_CALL_HUNG_UP);
    case PPTP_CONTROL_STEP_UP:
    case PPTP_CONTROL_STEP_CLEAR:
    case PPTP_CONTROL_STEP_STOP:
    case PPTP_CONTROL_STEP_CLOSED:
        break;
    }
    return pick(PPTP_VERDICT_CONTROL_LOST);
}

/* TCP's own failures: errno where it is known, else GIO's code for it. */
static PptpPick
pick_tcp(const PptpFacts *facts)
{
    const PptpControlFacts *control = &facts->control;
    char clean[160];

    if (control->tcp_errno == ENETUNREACH || (control->tcp_errno == 0 && facts->error_code == G_IO_ERROR_NETWORK_UNREACHABLE))
        return pick(PPTP_VERDICT_NO_ROUTE);
    if (control->tcp_errno == EHOSTUNREACH || control->tcp_errno == EHOSTDOWN ||
        (control->tcp_errno == 0 && facts->error_code == G_IO_ERROR_HOST_UNREACHABLE))
        return pick(PPTP_VERDICT_HOST_UNREACHABLE);
    if (control->tcp_errno == EPERM || control->tcp_errno == EACCES ||
        (control->tcp_errno == 0 && facts->error_code == G_IO_ERROR_PERMISSION_DENIED))
        return pick(PPTP_VERDICT_TCP_FORBIDDEN);
    if (control->tcp_errno == ETIMEDOUT || (control->tcp_errno == 0 && facts->error_code == G_IO_ERROR_TIMED_OUT))
        return pick_timeout(control);
    if (control->step == PPTP_CONTROL_STEP_CONNECT &&
        (control->tcp_errno == ECONNREFUSED || (control->tcp_errno == 0 && facts->error_code == G_IO_ERROR_CONNECTION_REFUSED)))
        return pick(PPTP_VERDICT_PORT_REFUSED);
    /* A reset is a rude way to hang up. */
    if (control->step != PPTP_CONTROL_STEP_CONNECT)
        return pick_eof(control);
    pptp_text_clean(clean, sizeof clean, (const guint8 *)facts->error_message, strlen(facts->error_message));
    return (PptpPick){PPTP_VERDICT_TCP_FAILED, g_strdup(clean[0] ? clean : g_strerror(control->tcp_errno)), NULL};
}

PptpPick
pptp_pick_control(const PptpFacts *facts)
{
    const PptpControlFacts *control = &facts->control;

    if (!facts->error_domain_control)
        return pick_tcp(facts);
    switch ((PptpControlErrorCode)facts->error_code) {
    case PPTP_CONTROL_ERROR_TIMEOUT:
        return pick_timeout(control);
    case PPTP_CONTROL_ERROR_NOT_PPTP:
        return pick_not_pptp(control);
    case PPTP_CONTROL_ERROR_REFUSED_START:
        return pick_start(control);
    case PPTP_CONTROL_ERROR_REFUSED_CALL:
        return pick_call(control);
    case PPTP_CONTROL_ERROR_WRONG_CALL:
        return pick(PPTP_VERDICT_WRONG_CALL);
    case PPTP_CONTROL_ERROR_DISCONNECTED:
        return pick_disconnect(control);
    case PPTP_CONTROL_ERROR_STOPPED:
        return pick_stop(control);
    case PPTP_CONTROL_ERROR_EOF:
        return pick_eof(control);
    case PPTP_CONTROL_ERROR_ECHO_LOST:
        return pick(PPTP_VERDICT_CONTROL_ECHO_LOST);
    }
    return pick(PPTP_VERDICT_UNKNOWN);
}
