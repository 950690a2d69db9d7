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

bool
pptp_frame_is_readable(const uint8_t *frame, size_t len)
{
    unsigned protocol;

    if (len < 2)
        return true;
    protocol = frame[0] & 1 ? frame[0] : get16(frame);
    return protocol < PROTOCOL_CONTROL_MIN && protocol != PROTOCOL_ENCRYPTED;
}
