/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "link/link.h"
#include "ppp/attempt.h"

/*
 * PPP negotiation packets: taken apart, and written down for people. Pure, bounded: nothing reads past the length given, and what the peer
 * sent is never trusted. Numbers are in host byte order unless said.
 */

/* PPP protocol numbers. */
#define PPTP_PPP_COMPRESSED 0x00fd /* RFC 1962; MPPE's data too, RFC 3078 */
#define PPTP_PPP_IPCP 0x8021       /* RFC 1332 */
#define PPTP_PPP_IPV6CP 0x8057     /* RFC 5072 */
#define PPTP_PPP_CCP 0x80fd        /* RFC 1962 */
#define PPTP_PPP_LCP 0xc021        /* RFC 1661 */
#define PPTP_PPP_PAP 0xc023        /* RFC 1334 */
#define PPTP_PPP_CHAP 0xc223       /* RFC 1994 */
#define PPTP_PPP_EAP 0xc227        /* RFC 2284, kept by RFC 3748 */

/* Codes that LCP and the network control protocols share (RFC 1661 section 5); those from PROTOCOL_REJECT on are LCP's own. */
#define PPTP_CODE_CONF_REQ 1
#define PPTP_CODE_CONF_ACK 2
#define PPTP_CODE_CONF_NAK 3
#define PPTP_CODE_CONF_REJ 4
#define PPTP_CODE_TERM_REQ 5
#define PPTP_CODE_TERM_ACK 6
#define PPTP_CODE_CODE_REJ 7
#define PPTP_CODE_PROTOCOL_REJ 8
#define PPTP_CODE_ECHO_REQ 9
#define PPTP_CODE_ECHO_REP 10
#define PPTP_CODE_RESET_REQ 14 /* CCP, RFC 1962 section 3 */
#define PPTP_CODE_RESET_ACK 15

/* Codes of CHAP (RFC 1994 section 4) and of EAP (RFC 3748 section 4). */
#define PPTP_CHAP_CHALLENGE 1
#define PPTP_CHAP_RESPONSE 2
#define PPTP_CHAP_SUCCESS 3
#define PPTP_CHAP_FAILURE 4
#define PPTP_EAP_REQUEST 1
#define PPTP_EAP_RESPONSE 2
#define PPTP_EAP_SUCCESS 3
#define PPTP_EAP_FAILURE 4

/* EAP method types (RFC 3748 section 5). */
#define PPTP_EAP_TYPE_NAK 3
#define PPTP_EAP_TYPE_MD5 4
#define PPTP_EAP_TYPE_TLS 13
#define PPTP_EAP_TYPE_PEAP 25
#define PPTP_EAP_TYPE_MSCHAPV2 26

/* Options we look into. */
#define PPTP_LCP_MRU 1
#define PPTP_LCP_AUTH 3
#define PPTP_LCP_MAGIC 5
#define PPTP_LCP_CALLBACK 13 /* RFC 1570 section 2.3 */
#define PPTP_CCP_MPPE 18     /* RFC 3078 section 2.1 */
#define PPTP_IPCP_ADDRESS 3

/* The bits of the MPPE option's 32-bit value (RFC 3078 section 2.1). */
#define PPTP_MPPE_WIRE_H 0x01000000U /* stateless */
#define PPTP_MPPE_WIRE_M 0x00000080U /* 56 bit */
#define PPTP_MPPE_WIRE_S 0x00000040U /* 128 bit */
#define PPTP_MPPE_WIRE_L 0x00000020U /* 40 bit */
#define PPTP_MPPE_WIRE_D 0x00000010U /* obsolete */
#define PPTP_MPPE_WIRE_C 0x00000001U /* MPPC compression */

/* One packet, pointing into the frame it was read from. */
typedef struct {
    guint16 protocol;
    guint8 code, id;
    guint16 body_len; /* of what follows the four header bytes, without padding */
    const guint8 *body;
} PptpPacket;

/* One configuration option, pointing into the packet's body. */
typedef struct {
    guint8 type;
    guint8 len; /* of the value */
    const guint8 *value;
} PptpPacketOption;

/*
 * Takes a frame apart that begins with the two-byte protocol field. FALSE where the header does not fit its own length field or the frame.
 * On FALSE packet->protocol is still set where two bytes were there, else 0.
 */
gboolean pptp_packet_parse(PptpPacket *packet, const guint8 *data, gsize len);

/* TRUE for a packet that is a list of options: Configure-Request, -Ack, -Nak or -Reject of LCP, CCP, IPCP or IPV6CP. */
gboolean pptp_packet_has_options(const PptpPacket *packet);

/* The next option from *offset on (0 at first), which moves. FALSE at the end and where an option's length is wrong. */
gboolean pptp_packet_next_option(const PptpPacket *packet, gsize *offset, PptpPacketOption *option);

/* Finds the first option of a type. */
gboolean pptp_packet_find_option(const PptpPacket *packet, guint8 type, PptpPacketOption *option);

/* The value of an option of exactly four (two) bytes; FALSE and 0 for any other length. */
gboolean pptp_option_get_u32(const PptpPacketOption *option, guint32 *value);
gboolean pptp_option_get_u16(const PptpPacketOption *option, guint16 *value);

/* LCP's authentication option as a PPTP_AUTH_* bit; 0 for what we do not know. *protocol, where asked for, is the number in it, or 0. */
guint pptp_option_get_auth(const PptpPacketOption *option, guint16 *protocol);

/* A protocol's name as pppd writes it, or NULL. */
const char *pptp_protocol_name(guint16 protocol);

/* An EAP method's name, or NULL. */
const char *pptp_eap_type_name(guint8 type);

/*
 * What a peer calls text, made safe: valid UTF-8, printable, without control and direction characters and double quotes, in one line, at
 * most size - 1 bytes. dst always ends with a NUL.
 */
void pptp_text_clean(char *dst, gsize size, const guint8 *src, gsize len);

/* Copies valid UTF-8, at most size - 1 bytes; ends in "..." where it was cut. */
void pptp_text_clip(char *dst, gsize size, const char *src);

/*
 * A frame in the style of pppd's log, `rcvd [CCP ConfNak id=0x1 <mppe ...>]`. What is or comes near to a secret (PAP's request, responses,
 * the copies inside reject packets) is left out. Valid UTF-8, no longer than PPTP_PACKET_TEXT_MAX. Free with g_free().
 */
#define PPTP_PACKET_TEXT_MAX 400
char *pptp_packet_to_text(const PptpLinkFrame *frame);
