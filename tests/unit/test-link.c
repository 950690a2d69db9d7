/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "link/link.h"

static const uint8_t frame_data[] = {0xc0, 0x21, 0x01, 0x01, 0x00, 0x04};

static void
fill(PptpLinkMessage *message, PptpLinkType type)
{
    memset(message, 0, sizeof *message);
    message->type = type;
    switch (type) {
    case PPTP_LINK_FRAME:
    case PPTP_LINK_EARLY_FRAME:
        message->frame = (PptpLinkFrame){1, 0x1122334455667788, sizeof frame_data, frame_data};
        break;
    case PPTP_LINK_IP_UP:
        message->ip = (PptpLinkIp){"ppp0", 1, 2, {3, 4}, {5, 6}, 1396, PPTP_LINK_MPPE_128, PPTP_LINK_MPPE_40};
        break;
    case PPTP_LINK_HELLO:
    case PPTP_LINK_SECRET:
        message->text.data = "2.4.9";
        message->text.len = 5;
        break;
    case PPTP_LINK_PHASE:
    case PPTP_LINK_SECRET_REQUEST:
    case PPTP_LINK_STATUS:
    case PPTP_LINK_VIOLATION:
        message->number = 0xfedcba98;
        break;
    case PPTP_LINK_IP_DOWN:
    case PPTP_LINK_NO_SECRET:
    case PPTP_LINK_CHANNEL:
        break;
    }
}

static const PptpLinkType all_types[] = {
    PPTP_LINK_HELLO, PPTP_LINK_PHASE, PPTP_LINK_FRAME,  PPTP_LINK_SECRET_REQUEST, PPTP_LINK_IP_UP,
    PPTP_LINK_IP_DOWN, PPTP_LINK_STATUS, PPTP_LINK_VIOLATION, PPTP_LINK_EARLY_FRAME, PPTP_LINK_SECRET,
    PPTP_LINK_NO_SECRET, PPTP_LINK_CHANNEL,
};

static void
test_round_trip(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(all_types); i++) {
        PptpLinkMessage in, out;
        uint8_t buf[PPTP_LINK_MESSAGE_MAX], again[PPTP_LINK_MESSAGE_MAX];
        size_t len;

        fill(&in, all_types[i]);
        len = pptp_link_pack(&in, buf, sizeof buf);
        g_assert_cmpuint(len, >, 0);
        g_assert_cmpint(pptp_link_parse(&out, buf, len), ==, 0);
        g_assert_cmpmem(again, pptp_link_pack(&out, again, sizeof again), buf, len);

        /* Fixed lengths: one byte less or more is refused, as is a buffer that is too small. */
        g_assert_cmpuint(pptp_link_pack(&in, again, len - 1), ==, 0);
        if (all_types[i] != PPTP_LINK_HELLO && all_types[i] != PPTP_LINK_SECRET && all_types[i] != PPTP_LINK_FRAME &&
            all_types[i] != PPTP_LINK_EARLY_FRAME) {
            g_assert_cmpint(pptp_link_parse(&out, buf, len - 1), ==, -1);
            g_assert_cmpint(pptp_link_parse(&out, buf, len + 1), ==, -1);
        }
    }
}

static void
test_fields(void)
{
    PptpLinkMessage in, out;
    uint8_t buf[PPTP_LINK_MESSAGE_MAX];
    size_t len;

    fill(&in, PPTP_LINK_IP_UP);
    len = pptp_link_pack(&in, buf, sizeof buf);
    g_assert_cmpint(pptp_link_parse(&out, buf, len), ==, 0);
    g_assert_cmpstr(out.ip.ifname, ==, "ppp0");
    g_assert_cmpuint(out.ip.local, ==, 1);
    g_assert_cmpuint(out.ip.peer, ==, 2);
    g_assert_cmpuint(out.ip.dns[1], ==, 4);
    g_assert_cmpuint(out.ip.wins[0], ==, 5);
    g_assert_cmpuint(out.ip.mtu, ==, 1396);
    g_assert_cmpuint(out.ip.mppe_in, ==, PPTP_LINK_MPPE_128);
    g_assert_cmpuint(out.ip.mppe_out, ==, PPTP_LINK_MPPE_40);

    /* An interface name without an end, and without a beginning. */
    memset(buf + 1, 'x', 16);
    g_assert_cmpint(pptp_link_parse(&out, buf, len), ==, -1);
    buf[1] = '\0';
    g_assert_cmpint(pptp_link_parse(&out, buf, len), ==, -1);

    fill(&in, PPTP_LINK_FRAME);
    len = pptp_link_pack(&in, buf, sizeof buf);
    g_assert_cmpint(pptp_link_parse(&out, buf, len), ==, 0);
    g_assert_cmpuint(out.frame.sent, ==, 1);
    g_assert_cmphex(out.frame.usec, ==, 0x1122334455667788);
    g_assert_cmpmem(out.frame.data, out.frame.len, frame_data, sizeof frame_data);
}

static void
test_bounds(void)
{
    static uint8_t big[PPTP_LINK_MESSAGE_MAX + 64];
    static char text[PPTP_LINK_SECRET_MAX + 1];
    PptpLinkMessage message = {.type = PPTP_LINK_FRAME};

    message.frame.data = big;
    message.frame.len = PPTP_LINK_FRAME_MAX + 1;
    g_assert_cmpuint(pptp_link_pack(&message, big, sizeof big), ==, 0);
    message.frame.len = 1;
    g_assert_cmpuint(pptp_link_pack(&message, big, sizeof big), ==, 0);

    memset(&message, 0, sizeof message);
    message.type = PPTP_LINK_SECRET;
    message.text.data = text;
    message.text.len = PPTP_LINK_SECRET_MAX + 1;
    g_assert_cmpuint(pptp_link_pack(&message, big, sizeof big), ==, 0);
    message.text.len = PPTP_LINK_SECRET_MAX;
    g_assert_cmpuint(pptp_link_pack(&message, big, sizeof big), ==, PPTP_LINK_SECRET_MAX + 1);

    /* Every type byte at every short length: never read past the end (the sanitizers watch), never a wrong accept. */
    for (guint type = 0; type < 256; type++) {
        for (guint len = 0; len < 64; len++) {
            g_autofree uint8_t *exact = g_malloc0(len + 1);

            exact[0] = (uint8_t)type;
            if (pptp_link_parse(&message, exact, len) == 0)
                g_assert_cmpuint(message.type, ==, type);
        }
    }
    g_assert_cmpint(pptp_link_parse(&message, big, 0), ==, -1);
}

static void
test_send(void)
{
    PptpLinkMessage in, out;
    uint8_t buf[PPTP_LINK_MESSAGE_MAX];
    int pair[2];
    ssize_t len;

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), ==, 0);
    fill(&in, PPTP_LINK_SECRET);
    g_assert_cmpint(pptp_link_send(pair[0], &in), ==, 0);
    len = recv(pair[1], buf, sizeof buf, MSG_DONTWAIT);
    g_assert_cmpint(len, ==, 6);
    g_assert_cmpint(pptp_link_parse(&out, buf, (size_t)len), ==, 0);
    g_assert_cmpmem(out.text.data, out.text.len, "2.4.9", 5);

    close(pair[1]);
    g_assert_cmpint(pptp_link_send(pair[0], &in), ==, -1); /* and no SIGPIPE */
    close(pair[0]);
}

static void
make_pair(int pair[2])
{
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), ==, 0);
}

static void
test_channel(void)
{
    uint8_t buf[PPTP_LINK_MESSAGE_MAX];
    struct stat sent, got;
    int pair[2], received;

    make_pair(pair);
    g_assert_cmpint(pptp_link_send_channel(pair[0], pair[0]), ==, 0);
    g_assert_cmpint(pptp_link_receive(pair[1], buf, sizeof buf, &received), ==, 1);
    g_assert_cmpuint(buf[0], ==, PPTP_LINK_CHANNEL);
    g_assert_cmpint(fcntl(received, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
    g_assert_cmpint(fstat(pair[0], &sent), ==, 0);
    g_assert_cmpint(fstat(received, &got), ==, 0);
    g_assert_cmpuint(sent.st_ino, ==, got.st_ino);
    close(received);

    /* A message without one, and the end. */
    g_assert_cmpint(pptp_link_send(pair[0], &(PptpLinkMessage){.type = PPTP_LINK_IP_DOWN}), ==, 0);
    g_assert_cmpint(pptp_link_receive(pair[1], buf, sizeof buf, &received), ==, 1);
    g_assert_cmpint(received, ==, -1);
    close(pair[0]);
    g_assert_cmpint(pptp_link_receive(pair[1], buf, sizeof buf, &received), ==, 0);
    g_assert_cmpint(received, ==, -1);
    close(pair[1]);
}

/* More descriptors than the one there is room for must not stay open here unseen. */
static void
test_channel_twice(void)
{
    uint8_t buf[PPTP_LINK_MESSAGE_MAX], type = PPTP_LINK_CHANNEL;
    struct iovec data = {&type, 1};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(2 * sizeof(int))];
    } ancillary = {0};
    struct msghdr packet = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &ancillary, .msg_controllen = sizeof ancillary};
    int pair[2], ends[2], received;

    make_pair(pair);
    g_assert_cmpint(pipe(ends), ==, 0);
    ancillary.header.cmsg_level = SOL_SOCKET;
    ancillary.header.cmsg_type = SCM_RIGHTS;
    ancillary.header.cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(&ancillary.header), (const int[]){ends[1], ends[1]}, 2 * sizeof(int));
    g_assert_cmpint(sendmsg(pair[0], &packet, 0), ==, 1);
    close(ends[1]);
    g_assert_cmpint(pptp_link_receive(pair[1], buf, sizeof buf, &received), ==, 1);
    if (received >= 0)
        close(received);
    /* With no writer left the pipe is at its end. */
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    g_assert_cmpint(read(ends[0], buf, 1), ==, 0);
    close(ends[0]);
    close(pair[0]);
    close(pair[1]);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/link/round-trip", test_round_trip);
    g_test_add_func("/link/fields", test_fields);
    g_test_add_func("/link/bounds", test_bounds);
    g_test_add_func("/link/send", test_send);
    g_test_add_func("/link/channel", test_channel);
    g_test_add_func("/link/channel-twice", test_channel_twice);
    return g_test_run();
}
