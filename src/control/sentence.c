/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "control/sentence.h"

char *
pptp_sentence_address(GSocketAddress *address)
{
    GInetSocketAddress *inet;
    g_autofree char *text = NULL;

    if (!G_IS_INET_SOCKET_ADDRESS(address))
        return g_strdup("the server");
    inet = G_INET_SOCKET_ADDRESS(address);
    text = g_inet_address_to_string(g_inet_socket_address_get_address(inet));
    return g_strdup_printf("%s port %u", text, g_inet_socket_address_get_port(inet));
}

GError *
pptp_sentence_connect_failed(const char *remote, const GError *cause)
{
    /* The kernel's own time for connecting, where it is the shorter one, is the same to a person. */
    if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return g_error_new(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_TIMEOUT, "%s did not answer the TCP connection: %s", remote,
                           cause->message);
    return g_error_new(cause->domain, cause->code, "Could not connect to %s: %s", remote, cause->message);
}

/* "10 s", "0.2 s", to be freed. */
static char *
seconds(guint ms)
{
    return g_strdup_printf("%g s", ms / 1000.0);
}

GError *
pptp_sentence_timeout(PptpControlStep step, const char *remote, guint ms)
{
    g_autofree char *time = seconds(ms);
    g_autofree char *text = NULL;

    switch (step) {
    case PPTP_CONTROL_STEP_CONNECT:
        text = g_strdup_printf("%s did not answer the TCP connection within %s", remote, time);
        break;
    case PPTP_CONTROL_STEP_START:
        text = g_strdup_printf("%s took the TCP connection, but did not answer the PPTP start request within %s", remote, time);
        break;
    case PPTP_CONTROL_STEP_CALL:
        text = g_strdup_printf("The server did not answer the PPTP call request within %s", time);
        break;
    case PPTP_CONTROL_STEP_IDLE:
    case PPTP_CONTROL_STEP_UP:
    case PPTP_CONTROL_STEP_CLEAR:
    case PPTP_CONTROL_STEP_STOP:
    case PPTP_CONTROL_STEP_CLOSED:
        text = g_strdup_printf("The server did not answer within %s", time);
        break;
    }
    return g_error_new_literal(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_TIMEOUT, text);
}

GError *
pptp_sentence_echo_lost(guint ms)
{
    g_autofree char *time = seconds(ms);

    return g_error_new(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_ECHO_LOST,
                       "The server has been silent for %s and does not answer on the PPTP control connection", time);
}

/* One form for all results: a text, the general error where there is one (section 2.16), and the numbers for who knows them. */
static GError *
new_result_error(PptpControlErrorCode code, const char *what, const char *text, guint8 result, guint8 error, guint16 cause)
{
    g_autoptr(GString) sentence = g_string_new(what);

    g_string_append_printf(sentence, ": %s", text ? text : "unknown result");
    if (result == PPTP_RESULT_GENERAL_ERROR) {
        text = pptp_general_error_to_string(error);
        g_string_append_printf(sentence, ", %s", text ? text : "unknown error");
    }
    g_string_append_printf(sentence, " (result %u", result);
    if (error != 0)
        g_string_append_printf(sentence, ", error %u", error);
    if (cause != 0)
        g_string_append_printf(sentence, ", cause %u", cause);
    g_string_append_c(sentence, ')');
    return g_error_new_literal(PPTP_CONTROL_ERROR, code, sentence->str);
}

GError *
pptp_sentence_start_refused(const PptpControlFacts *facts)
{
    return new_result_error(PPTP_CONTROL_ERROR_REFUSED_START, "The server refused the control connection",
                            pptp_start_result_to_string(facts->start_result), facts->start_result, facts->start_error, 0);
}

GError *
pptp_sentence_wrong_version(const PptpControlFacts *facts)
{
    return g_error_new(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_REFUSED_START, "The server speaks version %u.%u of PPTP, and not 1.0",
                       facts->version >> 8, facts->version & 0xff);
}

GError *
pptp_sentence_collision(void)
{
    return g_error_new_literal(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_REFUSED_START,
                               "The server asked to start a control connection of its own instead of answering: it acts as a client");
}

GError *
pptp_sentence_call_refused(const PptpControlFacts *facts)
{
    return new_result_error(PPTP_CONTROL_ERROR_REFUSED_CALL, "The server refused the call", pptp_call_result_to_string(facts->call_result),
                            facts->call_result, facts->call_error, facts->call_cause);
}

GError *
pptp_sentence_wrong_call(guint16 answered, guint16 ours)
{
    return g_error_new(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_WRONG_CALL, "The server answered for call %u, but it was asked for call %u",
                       answered, ours);
}

GError *
pptp_sentence_disconnected(const PptpControlFacts *facts)
{
    return new_result_error(PPTP_CONTROL_ERROR_DISCONNECTED, "The server ended the call",
                            pptp_disconnect_result_to_string(facts->disconnect_result), facts->disconnect_result, facts->disconnect_error,
                            facts->disconnect_cause);
}

GError *
pptp_sentence_cleared(void)
{
    return g_error_new_literal(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_DISCONNECTED, "The server asked to end the call");
}

GError *
pptp_sentence_stopped(guint8 reason)
{
    const char *text = pptp_stop_reason_to_string(reason);

    return g_error_new(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_STOPPED, "The server ended the control connection: %s (reason %u)",
                       text ? text : "unknown reason", reason);
}
