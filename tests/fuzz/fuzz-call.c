/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gre/call.h"
#include "gre/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A frame lies inside the packet or the window, has a length within bounds, and can be read to its end. */
static void
check(const uint8_t *frame, size_t len)
{
    volatile uint8_t byte;

    if (!frame || len == 0 || len > PPTP_REORDER_FRAME_MAX)
        abort();
    for (size_t i = 0; i < len; i++)
        byte = frame[i];
    (void)byte;
    frame = pptp_frame_skip_address(frame, &len);
    if (pptp_frame_ends_encryption(frame, len) && pptp_frame_is_readable(frame, len))
        abort(); /* control, and data */
}

static void
drain(PptpCall *call, uint64_t now)
{
    const uint8_t *frame;
    size_t len;

    for (unsigned n = 0; pptp_call_next(call, now, &frame, &len); n++) {
        check(frame, len);
        if (n > PPTP_REORDER_SLOTS)
            abort();
    }
}

/*
 * A series of packets: for each a byte of time, a byte of what follows, and either raw bytes or a good packet with that sequence number.
 * After each the window has to have room again, and what it waits for has to have an end.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PptpCall *call = pptp_call_new(7, 9);
    uint64_t now = 0;

    while (size >= 6) {
        uint8_t packet[20 + PPTP_GRE_HEADER_MAX + 64] = {0x45, [9] = 47};
        uint8_t *exact, header[PPTP_GRE_HEADER_MAX];
        size_t len, take = 2;
        const uint8_t *frame;

        now += (uint64_t)data[0] * 1000;
        if (data[1] & 1) {
            PptpGre gre = {.has_sequence = true, .has_ack = data[1] & 4, .ack = data[4], .payload_len = data[1] % 64};

            gre.sequence = (uint32_t)data[2] << ((data[1] & 2) ? 24 : 0) | (uint32_t)data[3] << 8 | data[4];
            len = 20 + pptp_gre_write(&gre, 7, packet + 20) + gre.payload_len;
            packet[3] = (uint8_t)len;
            take = 5;
        } else {
            len = data[1] < size - 2 ? data[1] : size - 2;
            len = len < sizeof packet ? len : sizeof packet;
            memcpy(packet, data + 2, len);
            take += len;
        }
        exact = malloc(len + 1);
        memcpy(exact, packet, len);
        for (unsigned tries = 0;; tries++) {
            size_t frame_len;
            PptpReorderVerdict verdict = pptp_call_take(call, exact, len, now, &frame, &frame_len);

            if (verdict == PPTP_REORDER_PASS)
                check(frame, frame_len);
            drain(call, now);
            if (verdict != PPTP_REORDER_FULL)
                break;
            if (tries > PPTP_REORDER_SLOTS)
                abort();
        }
        free(exact);
        if ((data[1] & 8) && pptp_call_header(call, 1, now, header) > PPTP_GRE_HEADER_MAX)
            abort();
        if (pptp_call_ack(call, now, header) > PPTP_GRE_HEADER_MAX)
            abort();
        data += take;
        size -= take;
    }
    drain(call, now + PPTP_REORDER_WAIT_MAX * (uint64_t)PPTP_REORDER_SLOTS);
    pptp_call_free(call);
    return 0;
}
