/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * The PPTP control messages of RFC 2637 section 2 as plain values, and their wire form. Pure: no sockets, no clock.
 * All numbers in the structs are in host byte order; on the wire they are big-endian.
 */

#define PPTP_TCP_PORT 1723
#define PPTP_MAGIC_COOKIE 0x1A2B3C4DU
#define PPTP_PROTOCOL_VERSION 0x0100
#define PPTP_HEADER_LEN 12   /* up to and with Reserved0 */
#define PPTP_MESSAGE_MAX 220 /* the longest message of RFC 2637 (Incoming-Call-Request); no valid one is longer */

typedef enum {
    PPTP_SCCRQ = 1, /* Start-Control-Connection-Request */
    PPTP_SCCRP = 2,
    PPTP_STOP_CCRQ = 3,
    PPTP_STOP_CCRP = 4,
    PPTP_ECHO_REQUEST = 5,
    PPTP_ECHO_REPLY = 6,
    PPTP_OCRQ = 7, /* Outgoing-Call-Request */
    PPTP_OCRP = 8,
    PPTP_ICRQ = 9,
    PPTP_ICRP = 10,
    PPTP_ICCN = 11,
    PPTP_CALL_CLEAR_REQUEST = 12,
    PPTP_CALL_DISCONNECT_NOTIFY = 13,
    PPTP_WAN_ERROR_NOTIFY = 14,
    PPTP_SET_LINK_INFO = 15,
} PptpMessageType;

/* Codes that this program sends or acts on; the *_to_string functions know them all. */
#define PPTP_RESULT_OK 1            /* of SCCRP, OCRP, ICRP, Stop and echo replies alike */
#define PPTP_RESULT_GENERAL_ERROR 2 /* likewise, and of Call-Disconnect-Notify: the error code says which (section 2.16) */
#define PPTP_CALL_RESULT_DO_NOT_ACCEPT 7
#define PPTP_INCOMING_RESULT_DO_NOT_ACCEPT 3
#define PPTP_DISCONNECT_RESULT_REQUEST 4
#define PPTP_STOP_REASON_NONE 1
#define PPTP_STOP_REASON_PROTOCOL 2
#define PPTP_CAPABILITY_BOTH 3U /* framing: asynchronous and synchronous; bearer: analog and digital */

#define PPTP_TEXT_LEN 64
#define PPTP_STATISTICS_LEN 128

/* Sections 2.1 and 2.2. */
typedef struct {
    guint16 version;
    guint8 result, error; /* of SCCRP only */
    guint32 framing, bearer;
    guint16 max_channels, firmware;
    char host_name[PPTP_TEXT_LEN + 1], vendor[PPTP_TEXT_LEN + 1];
} PptpStart;

/* Sections 2.3 and 2.4. */
typedef struct {
    guint8 reason;        /* of the request */
    guint8 result, error; /* of the reply */
} PptpStop;

/* Sections 2.5 and 2.6. */
typedef struct {
    guint32 identifier;
    guint8 result, error; /* of the reply */
} PptpEcho;

/* Section 2.7. */
typedef struct {
    guint16 call_id, serial;
    guint32 min_speed, max_speed; /* bit/s */
    guint32 bearer, framing;
    guint16 window, delay; /* packets, 1/10 s */
    char phone_number[PPTP_TEXT_LEN + 1], subaddress[PPTP_TEXT_LEN + 1];
} PptpOutgoingRequest;

/* Section 2.8. call_id is the sender's, peer_call_id the receiver's. */
typedef struct {
    guint16 call_id, peer_call_id;
    guint8 result, error;
    guint16 cause;
    guint32 speed;
    guint16 window, delay;
    guint32 channel;
} PptpOutgoingReply;

/* Section 2.9. */
typedef struct {
    guint16 call_id, serial;
    guint32 bearer, channel;
    char dialed[PPTP_TEXT_LEN + 1], dialing[PPTP_TEXT_LEN + 1], subaddress[PPTP_TEXT_LEN + 1];
} PptpIncomingRequest;

/* Section 2.10. */
typedef struct {
    guint16 call_id, peer_call_id;
    guint8 result, error;
    guint16 window, delay;
} PptpIncomingReply;

/* Section 2.11. */
typedef struct {
    guint16 peer_call_id;
    guint32 speed;
    guint16 window, delay;
    guint32 framing;
} PptpIncomingConnected;

/* Section 2.12. */
typedef struct {
    guint16 call_id; /* the sender's */
} PptpCallClear;

/* Section 2.13. */
typedef struct {
    guint16 call_id; /* the sender's */
    guint8 result, error;
    guint16 cause;
    char statistics[PPTP_STATISTICS_LEN + 1];
} PptpDisconnect;

/* Section 2.14. Counts since the call began. */
typedef struct {
    guint16 peer_call_id;
    guint32 crc, framing, hardware_overruns, buffer_overruns, timeouts, alignment;
} PptpWanError;

/* Section 2.15. */
typedef struct {
    guint16 peer_call_id;
    guint32 send_accm, receive_accm;
} PptpLinkInfo;

typedef struct {
    PptpMessageType type;
    union {
        PptpStart start;                          /* SCCRQ, SCCRP */
        PptpStop stop;                            /* STOP_CCRQ, STOP_CCRP */
        PptpEcho echo;                            /* ECHO_REQUEST, ECHO_REPLY */
        PptpOutgoingRequest outgoing_request;     /* OCRQ */
        PptpOutgoingReply outgoing_reply;         /* OCRP */
        PptpIncomingRequest incoming_request;     /* ICRQ */
        PptpIncomingReply incoming_reply;         /* ICRP */
        PptpIncomingConnected incoming_connected; /* ICCN */
        PptpCallClear clear;                      /* CALL_CLEAR_REQUEST */
        PptpDisconnect disconnect;                /* CALL_DISCONNECT_NOTIFY */
        PptpWanError wan_error;                   /* WAN_ERROR_NOTIFY */
        PptpLinkInfo link_info;                   /* SET_LINK_INFO */
    };
} PptpMessage;

#define PPTP_MESSAGE_ERROR (pptp_message_error_quark())
GQuark pptp_message_error_quark(void);

typedef enum {
    PPTP_MESSAGE_ERROR_LENGTH, /* out of 12..PPTP_MESSAGE_MAX, or too short for its type */
    PPTP_MESSAGE_ERROR_TYPE,   /* neither a control nor a management message */
    PPTP_MESSAGE_ERROR_COOKIE,
} PptpMessageErrorCode;

typedef enum {
    PPTP_PARSE_MORE,    /* the message is not whole yet, and so far it could be one */
    PPTP_PARSE_MESSAGE, /* one message, taken apart */
    PPTP_PARSE_SKIPPED, /* one message that means nothing here: a management message or an unknown control type */
    PPTP_PARSE_INVALID, /* this is no PPTP; the stream cannot be read on */
} PptpParse;

/*
 * Writes a message's wire form to buf, reserved fields and the ends of text fields zero. Returns its length; 0 where the type is unknown or
 * size too small. PPTP_MESSAGE_MAX bytes are always enough.
 */
gsize pptp_message_pack(const PptpMessage *message, guint8 *buf, gsize size);

/*
 * Reads the first message of a stream's bytes. used is set to the bytes it took, 0 unless PPTP_PARSE_MESSAGE or PPTP_PARSE_SKIPPED. error
 * (in PPTP_MESSAGE_ERROR) is set with PPTP_PARSE_INVALID, which is told as soon as the bytes at hand show it. Text comes out as
 * pptp_text_from_wire() makes it.
 */
PptpParse pptp_message_parse(const guint8 *buf, gsize len, PptpMessage *message, gsize *used, GError **error);

/*
 * Makes printable UTF-8 of a text field that a stranger filled: up to its first NUL, white space as a blank, and whatever is not printable
 * or not UTF-8 as a question mark. out takes len + 1 bytes, and is filled up with NULs.
 */
void pptp_text_from_wire(const guint8 *field, gsize len, char *out);

/* The RFC's name of a message type. */
const char *pptp_message_type_to_string(PptpMessageType type);

/* What a code means, as a part of an English sentence, static; NULL for a code that RFC 2637 does not know. */
const char *pptp_start_result_to_string(guint8 result);      /* of SCCRP, section 2.2 */
const char *pptp_call_result_to_string(guint8 result);       /* of OCRP, section 2.8 */
const char *pptp_incoming_result_to_string(guint8 result);   /* of ICRP, section 2.10 */
const char *pptp_disconnect_result_to_string(guint8 result); /* of Call-Disconnect-Notify, section 2.13 */
const char *pptp_reply_result_to_string(guint8 result);      /* of Stop-CCRP and Echo-Reply, sections 2.4 and 2.6 */
const char *pptp_stop_reason_to_string(guint8 reason);       /* of Stop-CCRQ, section 2.3 */
const char *pptp_general_error_to_string(guint8 error);      /* with result 2 of any of them, section 2.16 */
