/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/look.h"

/* The filter of the kernel, run on the packets of a socket pair. */

static gboolean
passes(const guint8 *packet, gsize len)
{
    gboolean saw;
    ssize_t sent;
    int pair[2];

    g_assert_no_errno(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair));
    g_assert_true(pptp_look_attach(pair[1]));
    /* A datagram that the receiver's filter drops is sent all the same, or refused, as the kernel likes it. */
    sent = send(pair[0], packet, len, 0);
    (void)sent;
    saw = pptp_look_saw(pair[1]);
    g_assert_false(pptp_look_saw(pair[1]));
    close(pair[0]);
    close(pair[1]);
    return saw;
}

/* The first bytes of a packet, its length as its header has it, and how long it is. */
static gboolean
passes_ip(guint version, guint says, gsize len)
{
    guint8 packet[256] = {(guint8)(version << 4 | 5)};
    const guint at = version == 6 ? 4 : 2;

    packet[at] = (guint8)(says >> 8);
    packet[at + 1] = (guint8)says;
    return passes(packet, len);
}

static void
test_filter(void)
{
    g_assert_true(passes_ip(4, 84, 84));
    g_assert_true(passes_ip(4, 84, 85)); /* padding */
    g_assert_true(passes_ip(4, 20, 20));
    g_assert_false(passes_ip(4, 84, 83));
    g_assert_false(passes_ip(4, 19, 84));
    g_assert_false(passes_ip(4, 0xa53c, 84));
    g_assert_true(passes_ip(6, 44, 84));
    g_assert_true(passes_ip(6, 0, 40));
    g_assert_false(passes_ip(6, 45, 84));
    g_assert_false(passes_ip(6, 0xfff0, 84)); /* no overflow */
    for (guint version = 0; version < 16; version++) {
        if (version != 4 && version != 6)
            g_assert_false(passes_ip(version, 40, 84));
    }
    g_assert_false(passes((const guint8 *)"\x45\0\0", 3));
    g_assert_false(passes((const guint8 *)"\x60\0\0\0\0", 5));
}

/* What a wrong key makes of packets. */
static void
test_noise(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(4711);
    guint passed = 0;

    for (guint i = 0; i < 5000; i++) {
        guint8 packet[100];

        for (gsize at = 0; at < sizeof packet; at++)
            packet[at] = (guint8)g_rand_int(random);
        passed += passes(packet, sizeof packet);
    }
    g_assert_cmpuint(passed, <=, 5);
}

static void
test_no_interface(void)
{
    g_assert_cmpint(pptp_look_open("no-such-if"), ==, -1);
    g_assert_cmpint(errno, ==, ENODEV);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/look/filter", test_filter);
    g_test_add_func("/look/noise", test_noise);
    g_test_add_func("/look/no-interface", test_no_interface);
    return g_test_run();
}
