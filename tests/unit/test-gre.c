/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "gre/header.h"

/* RFC 2637 section 4.1: an IPv4 header, enhanced GRE with key (payload length 14, call ID 7) and sequence number, an LCP Configure-Request.
 */
static const guint8 with_sequence[] = {
    0x45, 0x00, 0x00, 0x2e, 0x00, 0x00, 0x40, 0x00, 0x40, 0x2f, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x02, 0x0a, 0x00, 0x00, 0x01, /* IP */
    0x30, 0x01, 0x88, 0x0b, 0x00, 0x0e, 0x00, 0x07, 0x00, 0x00, 0x00, 0x00,                                                 /* GRE */
    0xff, 0x03, 0xc0, 0x21, 0x01, 0x01, 0x00, 0x0a, 0x05, 0x06, 0x01, 0x02, 0x03, 0x04,                                     /* PPP */
};

/* The same with an acknowledgement number, an IP option, and without PPP's address and control. */
static const guint8 with_ack[] = {
    0x46, 0x00, 0x00, 0x34, 0x00, 0x00, 0x40, 0x00, 0x40, 0x2f, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x02, 0x0a, 0x00,
    0x00, 0x01, 0x01, 0x01, 0x01, 0x00, 0x30, 0x81, 0x88, 0x0b, 0x00, 0x0c, 0x00, 0x07, 0x00, 0x00, 0x00, 0x05,
    0x00, 0x00, 0x00, 0x04, 0xc0, 0x21, 0x01, 0x01, 0x00, 0x0a, 0x05, 0x06, 0x01, 0x02, 0x03, 0x04,
};

static const guint8 lcp[] = {0xc0, 0x21, 0x01, 0x01, 0x00, 0x0a, 0x05, 0x06, 0x01, 0x02, 0x03, 0x04};

static const guint8 *
find_frame(const guint8 *packet, gsize len, guint16 call_id, gsize *frame_len)
{
    PptpGre gre;

    return pptp_gre_parse(&gre, packet, len, call_id) ? pptp_gre_frame(&gre, frame_len) : NULL;
}

static void
test_finds(void)
{
    const guint8 *frame;
    gsize len;

    frame = find_frame(with_sequence, sizeof with_sequence, 7, &len);
    g_assert_nonnull(frame);
    g_assert_cmpmem(frame, len, lcp, sizeof lcp);
    frame = find_frame(with_ack, sizeof with_ack, 7, &len);
    g_assert_nonnull(frame);
    g_assert_cmpmem(frame, len, lcp, sizeof lcp);
    g_assert_null(find_frame(with_sequence, sizeof with_sequence, 8, &len));
}

/* An acknowledgement alone is GRE that came, and holds no frame. */
static void
test_ack_alone(void)
{
    guint8 packet[32] = {0};
    PptpGre gre;
    gsize len;

    memcpy(packet, with_sequence, 28);
    packet[3] = sizeof packet;
    packet[20] = 0x20;
    packet[21] = 0x81;
    packet[25] = 0;
    g_assert_true(pptp_gre_parse(&gre, packet, sizeof packet, 7));
    g_assert_null(pptp_gre_frame(&gre, &len));
    g_assert_false(pptp_gre_parse(&gre, packet, sizeof packet, 8));
    g_assert_false(pptp_gre_parse(&gre, packet, 27, 7));
}

static void
test_cut(void)
{
    gsize len;

    for (gsize cut = 0; cut < sizeof with_ack; cut++) {
        g_autofree guint8 *exact = g_malloc(cut + 1);

        memcpy(exact, with_ack, cut);
        g_assert_null(find_frame(exact, cut, 7, &len));
    }
}

/* One byte changed at a time: version, flags, protocol, lengths. What is not enhanced GRE with data for us is not taken. */
static void
test_refuses(void)
{
    static const struct {
        gsize at;
        guint8 value;
    } changes[] = {
        {0, 0x65},  /* IPv6 */
        {0, 0x44},  /* a header shorter than one can be */
        {0, 0x4f},  /* a header longer than the packet */
        {20, 0x10}, /* no key */
        {20, 0x20}, /* no sequence number: an acknowledgement alone */
        {21, 0x00}, /* plain GRE */
        {22, 0x08}, /* another protocol */
        {24, 0x01}, /* a payload longer than the packet */
        {25, 0x0f}, /* by one byte */
        {25, 0x03}, /* address and control, and half a protocol */
        {25, 0x00}, /* no payload */
    };
    gsize len;

    for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
        guint8 packet[sizeof with_sequence];

        memcpy(packet, with_sequence, sizeof packet);
        g_assert_cmphex(packet[changes[i].at], !=, changes[i].value);
        packet[changes[i].at] = changes[i].value;
        g_assert_null(find_frame(packet, sizeof packet, 7, &len));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gre/finds", test_finds);
    g_test_add_func("/gre/ack-alone", test_ack_alone);
    g_test_add_func("/gre/cut", test_cut);
    g_test_add_func("/gre/refuses", test_refuses);
    return g_test_run();
}
