/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Enhanced GRE, RFC 2637 section 4.1. Pure, and plain C: the helper that carries a tunnel's data has no GLib. */

#define PPTP_GRE_HEADER_MAX 16 /* bytes, with sequence and acknowledgement numbers */

typedef struct {
    bool has_sequence, has_ack;
    uint32_t sequence, ack; /* valid with the flag before; host byte order, as all numbers here */
    const uint8_t *payload; /* into the packet; NULL where there is none */
    uint16_t payload_len;
} PptpGre;

/*
 * Reads an IPv4 packet as a raw socket hands it out. FALSE where it is not enhanced GRE for call_id, or where a length or a flag is not as
 * the RFC has it: the payload has to lie within the length that the IP header names, whatever was received.
 */
bool pptp_gre_parse(PptpGre *gre, const uint8_t *packet, size_t len, uint16_t call_id);

/* The packet's PPP frame, from its protocol field on, and its length in *len; NULL where there is none with a protocol. */
const uint8_t *pptp_gre_frame(const PptpGre *gre, size_t *len);

/* Writes the header for call_id, the receiver's, to buf (PPTP_GRE_HEADER_MAX bytes); payload is not read. Returns its length. */
size_t pptp_gre_write(const PptpGre *gre, uint16_t call_id, uint8_t *buf);
