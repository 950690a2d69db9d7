/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/guard.h"

/* The filter of the kernel, run on the packets of a socket pair. Enhanced GRE is RFC 2637 section 4.1, CCP RFC 1962. */

#define CALL 0x1267

typedef struct {
    gboolean sequence, ack, address_control, ip_options;
} Shape;

static GByteArray *
packet_new(const Shape *shape, gboolean ip_header, guint16 call, const char *ppp, gsize len)
{
    GByteArray *packet = g_byte_array_new();
    const guint8 ip_len = shape->ip_options ? 24 : 20;
    const guint8 gre[] = {shape->sequence ? 0x30 : 0x20, shape->ack ? 0x81 : 0x01, 0x88, 0x0b, 0, 0, (guint8)(call >> 8), (guint8)call};
    const guint8 zeros[24] = {0};

    if (ip_header) {
        guint8 ip[24] = {(guint8)(0x40 | ip_len / 4)};

        g_byte_array_append(packet, ip, ip_len);
    }
    g_byte_array_append(packet, gre, sizeof gre);
    g_byte_array_append(packet, zeros, (shape->sequence ? 4u : 0) + (shape->ack ? 4u : 0));
    if (shape->address_control)
        g_byte_array_append(packet, (const guint8 *)"\xff\x03", 2);
    g_byte_array_append(packet, (const guint8 *)ppp, (guint)len);
    return packet;
}

static gboolean
passes(int *pair, const GByteArray *packet)
{
    guint8 buf[256];
    ssize_t sent = send(pair[0], packet->data, packet->len, 0), got;

    /* A datagram that the receiver's filter drops is sent all the same, or refused, as the kernel likes it. */
    (void)sent;
    got = recv(pair[1], buf, sizeof buf, MSG_DONTWAIT);
    if (got >= 0)
        g_assert_cmpmem(buf, (gsize)got, packet->data, packet->len);
    return got >= 0;
}

static const struct {
    const char *ppp;
    gsize len;
    gboolean caught;
} frames[] = {
#define F(text, caught)                                                                                                                    \
    {                                                                                                                                      \
        text, sizeof text - 1, caught                                                                                                      \
    }
    F("\x80\xfd\x01\x01\x00\x0a\x12\x06\x01\x00\x00\x40", TRUE),  /* CCP Configure-Request */
    F("\x80\xfd\x05\x01\x00\x04", TRUE),                          /* Terminate-Request */
    F("\x80\xfd\x06\x01\x00\x04", TRUE),                          /* Terminate-Ack */
    F("\x80\xfd\x02\x01\x00\x0a\x12\x06\x01\x00\x00\x40", FALSE), /* Configure-Ack */
    F("\x80\xfd\x0e\x01\x00\x04", FALSE),                         /* Reset-Request */
    F("\x80\xfd\x0f\x01\x00\x04", FALSE),                         /* Reset-Ack */
    F("\xc0\x21\x08\x01\x00\x0a\x80\xfd\x01\x01\x00\x04", TRUE),  /* LCP Protocol-Reject of CCP */
    F("\xc0\x21\x08\x01\x00\x06\x80\xfd", TRUE),                  /* the same, as short as can be */
    F("\xc0\x21\x08\x01\x00\x06\x80\x21", FALSE),                 /* of IPCP */
    F("\xc0\x21\x08\x01\x00\x04", FALSE),                         /* of nothing */
    F("\xc0\x21\x05\x01\x00\x04", FALSE),                         /* LCP Terminate-Request */
    F("\xc0\x21\x01\x01\x00\x04", FALSE),                         /* LCP Configure-Request */
    F("\x80\x21\x05\x01\x00\x04", FALSE),                         /* IPCP Terminate-Request */
    F("\x00\xfd\x05\x01\x00\x04", FALSE),                         /* data */
    F("\xfd\x05\x01\x00\x04", FALSE),                             /* the same, protocol compressed */
    F("", FALSE),                                                 /* an acknowledgement alone */
#undef F
};

static void
check_frames(gboolean ip_header, gboolean only_these)
{
    int pair[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), ==, 0);
    g_assert_true(pptp_guard_attach(pair[1], CALL, ip_header, only_these));
    for (guint bits = 0; bits < 16; bits++) {
        const Shape shape = {bits & 1, bits & 2, bits & 4, bits & 8};

        for (gsize i = 0; i < G_N_ELEMENTS(frames); i++) {
            g_autoptr(GByteArray) ours = packet_new(&shape, ip_header, CALL, frames[i].ppp, frames[i].len);
            g_autoptr(GByteArray) other = packet_new(&shape, ip_header, CALL + 1, frames[i].ppp, frames[i].len);

            g_assert_cmpint(passes(pair, ours), ==, frames[i].caught == only_these);
            g_assert_cmpint(pptp_guard_is_end((const guint8 *)frames[i].ppp, frames[i].len), ==, frames[i].caught);
            g_assert_cmpint(passes(pair, other), ==, !only_these);
        }
    }
    close(pair[0]);
    close(pair[1]);
}

static void
test_drops(void)
{
    check_frames(FALSE, FALSE);
}

static void
test_passes_only(void)
{
    check_frames(TRUE, TRUE);
}

/* Whatever is cut off, no part of a packet that the kernel's PPP would act on (its code, RFC 1661 section 5) gets past. */
static void
test_cut(void)
{
    const Shape shape = {TRUE, TRUE, TRUE, FALSE};
    int pair[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), ==, 0);
    g_assert_true(pptp_guard_attach(pair[1], CALL, FALSE, FALSE));
    for (gsize len = 6; len <= 12; len++) {
        g_autoptr(GByteArray) packet = packet_new(&shape, FALSE, CALL, frames[0].ppp, len);

        g_assert_false(passes(pair, packet));
    }
    close(pair[0]);
    close(pair[1]);
}

/* -- what comes again -- */

static void
send_caught(int fd, guint32 sequence)
{
    static const char terminate[] = "\x80\xfd\x05\x01\x00\x04";
    const Shape shape = {TRUE, FALSE, TRUE, FALSE};
    g_autoptr(GByteArray) packet = packet_new(&shape, TRUE, CALL, terminate, sizeof terminate - 1);

    packet->data[3] = (guint8)packet->len; /* RFC 791: total length, protocol */
    packet->data[9] = 47;
    packet->data[20 + 5] = 2 + sizeof terminate - 1;
    for (guint i = 0; i < 4; i++)
        packet->data[20 + 8 + i] = (guint8)(sequence >> (24 - 8 * i));
    g_assert_cmpint(send(fd, packet->data, packet->len, 0), ==, packet->len);
}

static void
on_caught(const guint8 *frame, gsize len, gpointer user_data)
{
    g_assert_cmpmem(frame, len, "\x80\xfd\x05\x01\x00\x04", 6);
    (*(guint *)user_data)++;
}

/* Only a sequence number that lies ahead is one that the kernel's driver would have taken; RFC 2637 section 4.1: they wrap around. */
static void
test_sequence(void)
{
    static const struct {
        guint32 sequence;
        gboolean told;
    } steps[] = {{0xfffffff0, FALSE}, {0xffffffef, FALSE}, {0xfffffff1, TRUE}, {0xfffffff1, FALSE}, {0x80000000, FALSE}, {0xffffffff, TRUE},
                 {0, TRUE},           {0xffffffff, FALSE}, {0, FALSE},         {1, TRUE},           {100, TRUE},         {99, FALSE}};
    int channel[2], raw[2];
    guint told = 0, expected = 0;
    PptpGuard *guard;

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_DGRAM, 0, channel), ==, 0);
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_DGRAM, 0, raw), ==, 0);
    /* From before there was a guard: not told of, and not when it comes again either. */
    send_caught(raw[0], 0xfffffff0);
    guard = pptp_guard_new(channel[1], raw[1], CALL, on_caught, &told);
    g_assert_nonnull(guard);
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        send_caught(raw[0], steps[i].sequence);
        while (g_main_context_iteration(NULL, FALSE))
            continue;
        expected += steps[i].told ? 1 : 0;
        g_assert_cmpuint(told, ==, expected);
    }
    pptp_guard_free(guard);
    close(raw[0]);
    close(channel[0]);
    close(channel[1]);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/guard/drops", test_drops);
    g_test_add_func("/guard/passes-only", test_passes_only);
    g_test_add_func("/guard/cut", test_cut);
    g_test_add_func("/guard/sequence", test_sequence);
    return g_test_run();
}
