/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "ppp/packet.h"
#include "tool/explain.h"
#include "tool/packet-parse.h"

/* A log of any content: the report is text whatever comes. Then each line as a packet, which has to be one when it was read as one. */

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_packet(const char *text, gsize len)
{
    guint8 buf[PPTP_LINK_FRAME_MAX];
    PptpLinkFrame frame = {0};
    PptpPacket packet;

    if (!pptp_packet_from_text(&frame, buf, text, len))
        return;
    if (frame.len < 2 || frame.len > sizeof buf || frame.data != buf)
        abort();
    if (frame.len > 2 && (!pptp_packet_parse(&packet, frame.data, frame.len) || packet.body_len + 6U != frame.len))
        abort();
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autofree char *exact = g_memdup2(data, size), *report = NULL;
    const char *text = exact ? exact : "";

    pptp_explain_log(text, size, "onenet", NULL, &report);
    if (!g_utf8_validate(report, -1, NULL) || !g_str_has_suffix(report, "\n") || strlen(report) > 8000)
        abort();
    for (gsize at = 0; at < size;) {
        const char *newline = memchr(text + at, '\n', size - at);
        gsize len = newline ? (gsize)(newline - text) - at : size - at;

        check_packet(text + at, len);
        at += len + 1;
    }
    return 0;
}
