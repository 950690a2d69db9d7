/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/noise.h"

#include <string.h>

#include "ppp/packet.h"

static void
drop_first(PptpNoise *noise, guint n)
{
    noise->n -= n;
    memmove(noise->protocols, noise->protocols + n, noise->n * sizeof noise->protocols[0]);
    memmove(noise->usec, noise->usec + n, noise->n * sizeof noise->usec[0]);
}

static void
forget_old(PptpNoise *noise, guint64 now)
{
    guint old = 0;

    while (old < noise->n && noise->usec[old] + PPTP_NOISE_WINDOW_USEC < now)
        old++;
    drop_first(noise, old);
}

gboolean
pptp_noise_add(PptpNoise *noise, const PptpLinkFrame *frame)
{
    PptpPacket packet;
    guint16 protocol;

    if (!pptp_packet_parse(&packet, frame->data, frame->len) || packet.protocol != PPTP_PPP_LCP || packet.code != PPTP_CODE_PROTOCOL_REJ ||
        packet.body_len < 2)
        return FALSE;
    protocol = (guint16)(packet.body[0] << 8 | packet.body[1]);
    if (pptp_protocol_name(protocol))
        return FALSE;
    if (pptp_noise_is_full(noise))
        noise->n = 0;
    forget_old(noise, frame->usec);
    for (guint i = 0; i < noise->n; i++) {
        if (noise->protocols[i] == protocol)
            return FALSE;
    }
    noise->protocols[noise->n] = protocol;
    noise->usec[noise->n++] = frame->usec;
    return TRUE;
}

gboolean
pptp_noise_is_full(const PptpNoise *noise)
{
    return noise->n == PPTP_NOISE_PROTOCOLS;
}
