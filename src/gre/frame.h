/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
