/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of RFC 1661 and 1962: what ends encryption, for those who look at frames and for the kernel's filter. */
#define PPTP_FRAME_PROTOCOL_CCP 0x80fd
#define PPTP_FRAME_PROTOCOL_LCP 0xc021
#define PPTP_FRAME_CODE_CONFIGURE_REQUEST 1
#define PPTP_FRAME_CODE_TERMINATE_REQUEST 5
#define PPTP_FRAME_CODE_TERMINATE_ACK 6
#define PPTP_FRAME_CODE_PROTOCOL_REJECT 8

/* What has to be known of PPP frames to keep an agreed encryption. Pure, and plain C: the helper has no GLib. */

/* Past address and control where the frame has them (RFC 1661 section 6.6, RFC 2637 section 4.1); *len becomes what is left. */
const uint8_t *pptp_frame_skip_address(const uint8_t *frame, size_t *len);

/*
 * Whether a received frame, from its protocol field on, would end or reopen encryption: CCP's Configure-Request, Terminate-Request and
 * Terminate-Ack, or an LCP Protocol-Reject of CCP; see channel/guard.h.
 */
bool pptp_frame_ends_encryption(const uint8_t *frame, size_t len);

/*
 * Whether a frame that is to be sent, from its protocol field on, carries data that MPPE has not encrypted (RFC 3078 section 3): anything
 * below the control protocols (RFC 1661 section 2) but an encrypted datagram. The protocol may be compressed. TRUE also for what is no
 * frame.
 */
bool pptp_frame_is_readable(const uint8_t *frame, size_t len);

/* Whether a frame, from its protocol field on, is of no control protocol: data, encrypted or not. TRUE also for what is no frame. */
bool pptp_frame_is_data(const uint8_t *frame, size_t len);
