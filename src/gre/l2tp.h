/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How PPP frames pass between the helper and the kernel: as L2TPv2 data messages (RFC 2661 section 3.1) of one tunnel and one session, in
 * UDP datagrams between two connected sockets of the loopback device. Of the kernel's ways for frames from user space into PPP it is the
 * one that keeps them whole and takes many in one system call; a terminal would have each byte looked at twice.
 */

#define PPTP_L2TP_HEADER 6 /* bytes: flags and version, tunnel ID, session ID */

static inline void
pptp_l2tp_write(uint8_t *buf, uint16_t tunnel, uint16_t session)
{
    const uint8_t header[PPTP_L2TP_HEADER] = {
        0, 2, (uint8_t)(tunnel >> 8), (uint8_t)tunnel, (uint8_t)(session >> 8), (uint8_t)session,
    };

    for (unsigned i = 0; i < sizeof header; i++)
        buf[i] = header[i];
}

/* Whether this is the header of a data message without any of the optional fields, followed by a frame; the kernel sends no others unasked.
 */
static inline bool
pptp_l2tp_is_data(const uint8_t *message, size_t len)
{
    return len > PPTP_L2TP_HEADER && message[0] == 0 && message[1] == 2;
}
