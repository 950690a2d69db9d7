/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gre/header.h"

#include "gre/frame.h"

#define IP_HEADER_MIN 20
#define IP_PROTOCOL_GRE 47
#define HEADER_MIN 8
#define PROTOCOL_PPP 0x880b
/* First byte: key present, and nothing else but the sequence number's flag; second byte: acknowledgement, flags of 0, version 1. */
#define KEY 0x20
#define SEQUENCE 0x10
#define ACK 0x80
#define VERSION 0x01

static unsigned
get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static uint32_t
get32(const uint8_t *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static void
put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void
put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

/* Where the IP header ends, 0 where this is no IPv4 packet with GRE; *len becomes what the packet itself says it has. */
static size_t
skip_ip(const uint8_t *packet, size_t *len)
{
    size_t header_len, total_len;

    if (*len < IP_HEADER_MIN || packet[0] >> 4 != 4 || packet[9] != IP_PROTOCOL_GRE)
        return 0;
    header_len = (packet[0] & 0x0fu) * 4u;
    total_len = get16(packet + 2);
    if (header_len < IP_HEADER_MIN || total_len < header_len || total_len > *len)
        return 0;
    *len = total_len;
    return header_len;
}

bool
pptp_gre_parse(PptpGre *gre, const uint8_t *packet, size_t len, uint16_t call_id)
{
    const size_t skip = skip_ip(packet, &len);
    const uint8_t *at = packet + skip;
    size_t header_len;

    *gre = (PptpGre){0};
    if (skip == 0 || len - skip < HEADER_MIN)
        return false;
    len -= skip;
    if ((at[0] & ~SEQUENCE) != KEY || (at[1] & ~ACK) != VERSION || get16(at + 2) != PROTOCOL_PPP || get16(at + 6) != call_id)
        return false;
    gre->has_sequence = (at[0] & SEQUENCE) != 0;
    gre->has_ack = (at[1] & ACK) != 0;
    header_len = HEADER_MIN + (gre->has_sequence ? 4u : 0) + (gre->has_ack ? 4u : 0);
    if (len < header_len)
        return false;
    if (gre->has_ack)
        gre->ack = get32(at + header_len - 4);
    if (!gre->has_sequence)
        return true; /* an acknowledgement alone: there is no payload, whatever the length says */
    gre->sequence = get32(at + HEADER_MIN);
    gre->payload_len = (uint16_t)get16(at + 4);
    if (gre->payload_len > len - header_len)
        return false;
    gre->payload = gre->payload_len > 0 ? at + header_len : NULL;
    return true;
}

const uint8_t *
pptp_gre_frame(const PptpGre *gre, size_t *len)
{
    const uint8_t *frame;

    *len = gre->payload_len;
    if (!gre->payload)
        return NULL;
    frame = pptp_frame_skip_address(gre->payload, len);
    return *len < 2 ? NULL : frame;
}

size_t
pptp_gre_write(const PptpGre *gre, uint16_t call_id, uint8_t *buf)
{
    size_t len = HEADER_MIN;

    buf[0] = (uint8_t)(KEY | (gre->has_sequence ? SEQUENCE : 0));
    buf[1] = (uint8_t)(VERSION | (gre->has_ack ? ACK : 0));
    put16(buf + 2, PROTOCOL_PPP);
    put16(buf + 4, gre->has_sequence ? gre->payload_len : 0);
    put16(buf + 6, call_id);
    if (gre->has_sequence) {
        put32(buf + len, gre->sequence);
        len += 4;
    }
    if (gre->has_ack) {
        put32(buf + len, gre->ack);
        len += 4;
    }
    return len;
}
