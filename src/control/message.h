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
#define PPTP_HEADER_LEN 12        /* up to and with Reserved0 */
#define PPTP_MESSAGE_MAX 220      /* the longest message of RFC 2637 (Incoming-Call-Request); no valid one is longer */

typedef enum {
    PPTP_SCCRQ = 1,  /* Start-Control-Connection-Request */
    PPTP_SCCRP = 2,
    PPTP_STOP_CCRQ = 3,
    PPTP_STOP_CCRP = 4,
    PPTP_ECHO_REQUEST = 5,
    PPTP_ECHO_REPLY = 6,
    PPTP_OCRQ = 7,  /* Outgoing-Call-Request */
    PPTP_OCRP = 8,
    PPTP_ICRQ = 9,
    PPTP_ICRP = 10,
    PPTP_ICCN = 11,
    PPTP_CALL_CLEAR_REQUEST = 12,
    PPTP_CALL_DISCONNECT_NOTIFY = 13,
    PPTP_WAN_ERROR_NOTIFY = 14,
    PPTP_SET_LINK_INFO = 15,
} PptpMessageType;
