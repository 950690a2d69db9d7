/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "gre/call.h"
#include "gre/l2tp.h"

#define OUR_CALL 7
#define PEER_CALL 0x1234

/* An IPv4 packet around what pptp_gre_write() and the payload make. */
static gsize
make_packet(guint8 *buf, const PptpGre *gre, const char *payload)
{
    gsize header_len, len = payload ? strlen(payload) : 0;

    memset(buf, 0, 20);
    buf[0] = 0x45;
    buf[9] = 47;
    header_len = pptp_gre_write(gre, OUR_CALL, buf + 20);
    if (payload)
        memcpy(buf + 20 + header_len, payload, len);
    len += 20 + header_len;
    buf[2] = (guint8)(len >> 8);
    buf[3] = (guint8)len;
    return len;
}

/* RFC 2637 section 4.1, byte by byte. */
static void
test_header(void)
{
    static const guint8 both[] = {0x30, 0x81, 0x88, 0x0b, 0x00, 0x05, 0x12, 0x34, 0, 0, 0, 9, 0xff, 0xff, 0xff, 0xfe};
    static const guint8 ack_only[] = {0x20, 0x81, 0x88, 0x0b, 0x00, 0x00, 0x12, 0x34, 0, 0, 0, 3};
    guint8 buf[PPTP_GRE_HEADER_MAX];
    PptpGre gre = {.has_sequence = TRUE, .has_ack = TRUE, .sequence = 9, .ack = 0xfffffffe, .payload_len = 5};
    gsize len;

    len = pptp_gre_write(&gre, PEER_CALL, buf);
    g_assert_cmpmem(buf, len, both, sizeof both);
    gre = (PptpGre){.has_ack = TRUE, .ack = 3};
    len = pptp_gre_write(&gre, PEER_CALL, buf);
    g_assert_cmpmem(buf, len, ack_only, sizeof ack_only);
}

static void
test_parse(void)
{
    const PptpGre made = {.has_sequence = TRUE, .has_ack = TRUE, .sequence = 0x01020304, .ack = 0xa0b0c0d0, .payload_len = 5};
    guint8 packet[64];
    const gsize len = make_packet(packet, &made, "hello");
    PptpGre gre;

    g_assert_true(pptp_gre_parse(&gre, packet, len, OUR_CALL));
    g_assert_true(gre.has_sequence && gre.has_ack);
    g_assert_cmphex(gre.sequence, ==, made.sequence);
    g_assert_cmphex(gre.ack, ==, made.ack);
    g_assert_cmpmem(gre.payload, gre.payload_len, "hello", 5);
    g_assert_false(pptp_gre_parse(&gre, packet, len, OUR_CALL + 1));
    /* What follows the packet that the IP header speaks of is not read. */
    g_assert_true(pptp_gre_parse(&gre, packet, len + 7, OUR_CALL));
    g_assert_cmpuint(gre.payload_len, ==, 5);
    for (gsize cut = 0; cut < len; cut++) {
        g_autofree guint8 *exact = g_memdup2(packet, cut + 1);

        g_assert_false(pptp_gre_parse(&gre, exact, cut, OUR_CALL));
    }
}

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
        {3, 19},    /* an IP length below the header's */
        {3, 255},   /* one above what was received */
        {3, 40},    /* one that ends inside the payload */
        {9, 17},    /* UDP */
        {20, 0x10}, /* no key */
        {20, 0xb0}, /* a checksum */
        {20, 0x70}, /* routing */
        {20, 0x31}, /* recursion */
        {21, 0x82}, /* another version */
        {21, 0x89}, /* flags that have to be 0 */
        {22, 0x08}, /* another protocol */
        {24, 0x01}, /* a payload longer than the packet */
        {25, 0x06}, /* by one byte */
    };
    const PptpGre made = {.has_sequence = TRUE, .has_ack = TRUE, .sequence = 1, .ack = 2, .payload_len = 5};

    for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
        guint8 packet[64];
        const gsize len = make_packet(packet, &made, "hello");
        PptpGre gre;

        g_assert_cmphex(packet[changes[i].at], !=, changes[i].value);
        packet[changes[i].at] = changes[i].value;
        g_assert_false(pptp_gre_parse(&gre, packet, len, OUR_CALL));
    }
}

static PptpReorderVerdict
take(PptpCall *call, guint32 sequence, guint64 now)
{
    const PptpGre gre = {.has_sequence = TRUE, .sequence = sequence, .payload_len = 5};
    guint8 packet[64];
    const guint8 *frame;
    gsize len;

    len = make_packet(packet, &gre, "hello");
    return pptp_call_take(call, packet, len, now, &frame, &len);
}

/* RFC 2637 section 4: sequence numbers begin at 0; data takes acknowledgements along; without data they go alone, after a while. */
static void
test_acknowledges(void)
{
    static const guint8 first[] = {0x30, 0x01, 0x88, 0x0b, 0x00, 0x03, 0x12, 0x34, 0, 0, 0, 0};
    static const guint8 second[] = {0x30, 0x81, 0x88, 0x0b, 0x00, 0x03, 0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 50};
    static const guint8 third[] = {0x30, 0x01, 0x88, 0x0b, 0x00, 0x03, 0x12, 0x34, 0, 0, 0, 2};
    static const guint8 alone[] = {0x20, 0x81, 0x88, 0x0b, 0x00, 0x00, 0x12, 0x34, 0, 0, 0, 51};
    PptpCall *call = pptp_call_new(OUR_CALL, PEER_CALL);
    guint8 buf[PPTP_GRE_HEADER_MAX];

    g_assert_cmpmem(buf, pptp_call_header(call, 3, 0, buf), first, sizeof first);
    g_assert_cmpint(take(call, 50, 1000), ==, PPTP_REORDER_PASS);
    g_assert_cmpuint(pptp_call_deadline(call), ==, 1000 + PPTP_CALL_ACK_USEC);
    g_assert_cmpmem(buf, pptp_call_header(call, 3, 0, buf), second, sizeof second);
    g_assert_cmpmem(buf, pptp_call_header(call, 3, 0, buf), third, sizeof third);
    g_assert_cmpuint(pptp_call_deadline(call), ==, UINT64_MAX);

    g_assert_cmpint(take(call, 51, 2000), ==, PPTP_REORDER_PASS);
    g_assert_cmpuint(pptp_call_ack(call, 1999 + PPTP_CALL_ACK_USEC, buf), ==, 0);
    g_assert_cmpmem(buf, pptp_call_ack(call, 2000 + PPTP_CALL_ACK_USEC, buf), alone, sizeof alone);
    g_assert_cmpuint(pptp_call_ack(call, 2000 + PPTP_CALL_ACK_USEC, buf), ==, 0);

    /* A peer that keeps to our window must not stand still for the timer. */
    for (guint i = 0; i < PPTP_CALL_ACK_FRAMES; i++) {
        g_assert_cmpuint(pptp_call_ack(call, 50000, buf), ==, 0);
        take(call, 52 + i, 50000);
    }
    g_assert_cmpuint(pptp_call_ack(call, 50000, buf), >, 0);
    g_assert_cmpuint(pptp_call_packets(call), ==, 2 + PPTP_CALL_ACK_FRAMES);
    pptp_call_free(call);
}

/* An acknowledgement alone is of the call, and no frame. */
static void
test_ack_only(void)
{
    PptpCall *call = pptp_call_new(OUR_CALL, PEER_CALL);
    const PptpGre gre = {.has_ack = TRUE, .ack = 3};
    guint8 packet[64], buf[PPTP_GRE_HEADER_MAX];
    const guint8 *frame;
    gsize len = make_packet(packet, &gre, NULL);

    g_assert_cmpint(pptp_call_take(call, packet, len, 0, &frame, &len), ==, PPTP_REORDER_DROP);
    g_assert_cmpuint(pptp_call_packets(call), ==, 1);
    g_assert_cmpuint(pptp_call_ack(call, G_USEC_PER_SEC, buf), ==, 0);
    pptp_call_free(call);
}

/* The server acknowledges, alone or with data. */
static void
take_ack(PptpCall *call, guint32 ack, gboolean alone, guint64 now)
{
    const PptpGre gre = {.has_sequence = !alone, .has_ack = TRUE, .ack = ack, .payload_len = alone ? 0 : 5};
    guint8 packet[64];
    const guint8 *frame;
    gsize len = make_packet(packet, &gre, alone ? NULL : "hello");

    pptp_call_take(call, packet, len, now, &frame, &len);
}

static void
send_frames(PptpCall *call, guint n, guint64 now)
{
    guint8 buf[PPTP_GRE_HEADER_MAX];

    for (guint i = 0; i < n; i++)
        pptp_call_header(call, 3, now, buf);
}

/* A server that falls silent while much is going on is prompted a few times. */
static void
test_prompts(void)
{
    static const guint8 alone[] = {0x20, 0x81, 0x88, 0x0b, 0x00, 0x00, 0x12, 0x34, 0, 0, 0, 0};
    PptpCall *call = pptp_call_new(OUR_CALL, PEER_CALL);
    guint8 buf[PPTP_GRE_HEADER_MAX];
    guint64 now = 1000;

    send_frames(call, PPTP_CALL_BUSY_MIN, now);
    take_ack(call, 0, FALSE, now);
    now += PPTP_CALL_ACK_USEC;
    g_assert_cmpuint(pptp_call_ack(call, now, buf), >, 0); /* of its data */
    take_ack(call, 1, TRUE, now);
    take_ack(call, 0, TRUE, now + 5000); /* an old one, and one of what was never sent */
    take_ack(call, PPTP_CALL_BUSY_MIN, TRUE, now + 6000);
    for (guint i = 0; i < PPTP_CALL_PROMPTS; i++) {
        now += i == 0 ? PPTP_CALL_PROMPT_USEC : PPTP_CALL_PROMPT_AGAIN_USEC;
        g_assert_cmpuint(pptp_call_deadline(call), ==, now);
        g_assert_cmpuint(pptp_call_ack(call, now - 1, buf), ==, 0);
        g_assert_cmpmem(buf, pptp_call_ack(call, now, buf), alone, sizeof alone);
        g_assert_cmpuint(pptp_call_ack(call, now, buf), ==, 0);
    }
    g_assert_cmpuint(pptp_call_deadline(call), ==, UINT64_MAX);

    /* It goes on; and all is acknowledged. */
    send_frames(call, PPTP_CALL_BUSY_MIN, now);
    g_assert_cmpuint(pptp_call_deadline(call), ==, UINT64_MAX);
    take_ack(call, 2, TRUE, now);
    g_assert_cmpuint(pptp_call_deadline(call), ==, now + PPTP_CALL_PROMPT_USEC);
    take_ack(call, 2 * PPTP_CALL_BUSY_MIN - 1, TRUE, now);
    g_assert_cmpuint(pptp_call_deadline(call), ==, UINT64_MAX);

    /* A few packets after a pause are no transfer, and no reason. */
    now += 1000000;
    send_frames(call, PPTP_CALL_BUSY_MIN - 1, now);
    g_assert_cmpuint(pptp_call_deadline(call), ==, UINT64_MAX);
    send_frames(call, 1, now + 7000);
    g_assert_cmpuint(pptp_call_deadline(call), ==, now + PPTP_CALL_PROMPT_USEC);
    pptp_call_free(call);
}

static void
test_l2tp(void)
{
    static const guint8 expected[] = {0x00, 0x02, 0xab, 0xcd, 0x00, 0x07};
    guint8 buf[PPTP_L2TP_HEADER + 1] = {0};

    pptp_l2tp_write(buf, 0xabcd, 7);
    g_assert_cmpmem(buf, PPTP_L2TP_HEADER, expected, sizeof expected);
    g_assert_true(pptp_l2tp_is_data(buf, sizeof buf));
    g_assert_false(pptp_l2tp_is_data(buf, PPTP_L2TP_HEADER)); /* no frame */
    buf[0] = 0xc8;                                            /* a control message */
    g_assert_false(pptp_l2tp_is_data(buf, sizeof buf));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/call/header", test_header);
    g_test_add_func("/call/parse", test_parse);
    g_test_add_func("/call/refuses", test_refuses);
    g_test_add_func("/call/acknowledges", test_acknowledges);
    g_test_add_func("/call/ack-only", test_ack_only);
    g_test_add_func("/call/prompts", test_prompts);
    g_test_add_func("/call/l2tp", test_l2tp);
    return g_test_run();
}
