/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "control/request.h"

#define HOST_NAME "local" /* neutral: the machine's own name is nobody's business */
#define VENDOR "NetworkManager"
#define FIRMWARE 1
#define CALL_SERIAL 1 /* one call per connection */
#define MIN_SPEED 300
#define MAX_SPEED 100000000
#define RECEIVE_WINDOW 64
#define ACCM_ALL 0xffffffffU

/* RFC 2637 section 2.1. Maximum Channels is 0 from a PNS, which is what a client is in practice. */
PptpMessage
pptp_request_start(void)
{
    PptpMessage message = {.type = PPTP_SCCRQ};

    message.start.version = PPTP_PROTOCOL_VERSION;
    message.start.framing = PPTP_CAPABILITY_BOTH;
    message.start.bearer = PPTP_CAPABILITY_BOTH;
    message.start.firmware = FIRMWARE;
    g_strlcpy(message.start.host_name, HOST_NAME, sizeof(message.start.host_name));
    g_strlcpy(message.start.vendor, VENDOR, sizeof(message.start.vendor));
    return message;
}

/* RFC 2637 section 2.7. No phone number: there is nothing to dial behind the server. */
PptpMessage
pptp_request_call(guint16 call_id)
{
    PptpMessage message = {.type = PPTP_OCRQ};

    message.outgoing_request.call_id = call_id;
    message.outgoing_request.serial = CALL_SERIAL;
    message.outgoing_request.min_speed = MIN_SPEED;
    message.outgoing_request.max_speed = MAX_SPEED;
    message.outgoing_request.bearer = PPTP_CAPABILITY_BOTH;
    message.outgoing_request.framing = PPTP_CAPABILITY_BOTH;
    message.outgoing_request.window = RECEIVE_WINDOW;
    return message;
}

/* RFC 2637 section 2.15. */
PptpMessage
pptp_request_link_info(guint16 peer_call_id)
{
    PptpMessage message = {.type = PPTP_SET_LINK_INFO};

    message.link_info.peer_call_id = peer_call_id;
    message.link_info.send_accm = ACCM_ALL;
    message.link_info.receive_accm = ACCM_ALL;
    return message;
}

PptpMessage
pptp_request_echo(guint32 identifier)
{
    PptpMessage message = {.type = PPTP_ECHO_REQUEST};

    message.echo.identifier = identifier;
    return message;
}

PptpMessage
pptp_request_clear(guint16 call_id)
{
    PptpMessage message = {.type = PPTP_CALL_CLEAR_REQUEST};

    message.clear.call_id = call_id;
    return message;
}

/* RFC 2637 section 2.13: the answer to a Call-Clear-Request. */
PptpMessage
pptp_request_disconnect(guint16 call_id)
{
    PptpMessage message = {.type = PPTP_CALL_DISCONNECT_NOTIFY};

    message.disconnect.call_id = call_id;
    message.disconnect.result = PPTP_DISCONNECT_RESULT_REQUEST;
    return message;
}

PptpMessage
pptp_request_stop(guint8 reason)
{
    PptpMessage message = {.type = PPTP_STOP_CCRQ};

    message.stop.reason = reason;
    return message;
}

PptpMessage
pptp_request_answer(const PptpMessage *request)
{
    PptpMessage reply = {0};

    if (request->type == PPTP_ECHO_REQUEST) {
        reply.type = PPTP_ECHO_REPLY;
        reply.echo.identifier = request->echo.identifier;
        reply.echo.result = PPTP_RESULT_OK;
    } else if (request->type == PPTP_STOP_CCRQ) {
        reply.type = PPTP_STOP_CCRP;
        reply.stop.result = PPTP_RESULT_OK;
    } else if (request->type == PPTP_ICRQ) {
        reply.type = PPTP_ICRP;
        reply.incoming_reply.peer_call_id = request->incoming_request.call_id;
        reply.incoming_reply.result = PPTP_INCOMING_RESULT_DO_NOT_ACCEPT;
    } else if (request->type == PPTP_OCRQ) {
        reply.type = PPTP_OCRP;
        reply.outgoing_reply.peer_call_id = request->outgoing_request.call_id;
        reply.outgoing_reply.result = PPTP_CALL_RESULT_DO_NOT_ACCEPT;
    }
    return reply;
}
