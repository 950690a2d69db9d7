/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gre/frame.h"

#define PROTOCOL_ENCRYPTED 0x00fd
#define PROTOCOL_CONTROL_MIN 0x8000

static unsigned
get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

const uint8_t *
pptp_frame_skip_address(const uint8_t *frame, size_t *len)
{
    if (*len < 2 || get16(frame) != 0xff03)
        return frame;
    *len -= 2;
    return frame + 2;
}

bool
pptp_frame_ends_encryption(const uint8_t *frame, size_t len)
{
    const unsigned protocol = len >= 6 ? get16(frame) : 0;

    if (protocol == PPTP_FRAME_PROTOCOL_CCP)
        return frame[2] == PPTP_FRAME_CODE_CONFIGURE_REQUEST || frame[2] == PPTP_FRAME_CODE_TERMINATE_REQUEST ||
               frame[2] == PPTP_FRAME_CODE_TERMINATE_ACK;
    return protocol == PPTP_FRAME_PROTOCOL_LCP && frame[2] == PPTP_FRAME_CODE_PROTOCOL_REJECT && len >= 8 &&
           get16(frame + 6) == PPTP_FRAME_PROTOCOL_CCP;
}

/* The protocol may be compressed (RFC 1661 section 6.5). */
static unsigned
protocol_of(const uint8_t *frame)
{
    return frame[0] & 1 ? frame[0] : get16(frame);
}

bool
pptp_frame_is_readable(const uint8_t *frame, size_t len)
{
    return len < 2 || (protocol_of(frame) < PROTOCOL_CONTROL_MIN && protocol_of(frame) != PROTOCOL_ENCRYPTED);
}

bool
pptp_frame_is_data(const uint8_t *frame, size_t len)
{
    return len < 2 || protocol_of(frame) < PROTOCOL_CONTROL_MIN;
}
