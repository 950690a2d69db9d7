/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "ppp/noise.h"

#define SECOND G_USEC_PER_SEC

static gboolean
reject(PptpNoise *noise, gboolean sent, guint16 protocol, guint64 usec)
{
    /* LCP Protocol-Reject as our pppd plugin cuts it, RFC 1661 section 5.7. */
    const guint8 data[] = {0xc0, 0x21, 8, 1, 0, 6, (guint8)(protocol >> 8), (guint8)protocol};
    const PptpLinkFrame frame = {.sent = sent, .usec = usec, .len = sizeof data, .data = data};

    return pptp_noise_add(noise, &frame);
}

static void
test_fills(void)
{
    PptpNoise noise = {0};

    /* Both ends reject: one direction is as good as the other. */
    for (guint i = 0; i < PPTP_NOISE_PROTOCOLS; i++) {
        g_assert_false(pptp_noise_is_full(&noise));
        g_assert_true(reject(&noise, i % 2, (guint16)(0x6b11 + 2 * i), (100 + i) * SECOND));
    }
    g_assert_true(pptp_noise_is_full(&noise));
    /* And from there anew. */
    g_assert_true(reject(&noise, TRUE, 0x7c45, 106 * SECOND));
    g_assert_cmpuint(noise.n, ==, 1);
}

static void
test_what_counts(void)
{
    static const guint8 echo[] = {0xc0, 0x21, 9, 1, 0, 8, 1, 2, 3, 4}, cut[] = {0xc0, 0x21, 8, 1, 0, 5, 0x6b},
                        other[] = {0x80, 0x21, 8, 1, 0, 6, 0x6b, 0x11};
    PptpNoise noise = {0};

    /* Known ones: a server without IPv6, and one that has no encryption any more. */
    g_assert_false(reject(&noise, FALSE, 0x8057, 1));
    g_assert_false(reject(&noise, FALSE, 0x00fd, 1));
    g_assert_false(reject(&noise, TRUE, 0x0021, 1));
    g_assert_false(pptp_noise_add(&noise, &(PptpLinkFrame){.usec = 1, .len = sizeof echo, .data = echo}));
    g_assert_false(pptp_noise_add(&noise, &(PptpLinkFrame){.usec = 1, .len = sizeof cut, .data = cut}));
    g_assert_false(pptp_noise_add(&noise, &(PptpLinkFrame){.usec = 1, .len = sizeof other, .data = other}));
    g_assert_cmpuint(noise.n, ==, 0);
    /* One and the same, for ever: something that the server speaks (Cisco's CDPCP). */
    g_assert_true(reject(&noise, TRUE, 0x8207, 1));
    for (guint i = 0; i < 50; i++)
        g_assert_false(reject(&noise, TRUE, 0x8207, 1 + i));
    g_assert_cmpuint(noise.n, ==, 1);
}

/* Accidents over hours do not add up, a slow stream does. */
static void
test_window(void)
{
    PptpNoise noise = {0};

    for (guint i = 0; i < 100; i++) {
        g_assert_true(reject(&noise, TRUE, (guint16)(0x6b11 + 2 * i), i * 4 * SECOND));
        g_assert_false(pptp_noise_is_full(&noise));
    }
    g_assert_cmpuint(noise.n, ==, 4);
    noise = (PptpNoise){0};
    g_assert_true(reject(&noise, TRUE, 0x0153, 0));
    for (guint i = 0; i < 4; i++)
        g_assert_true(reject(&noise, TRUE, (guint16)(0x6b11 + 2 * i), (10 + i * 3) * SECOND));
    g_assert_cmpuint(noise.n, ==, 4);
    g_assert_true(reject(&noise, TRUE, 0x7c45, 20 * SECOND));
    g_assert_true(pptp_noise_is_full(&noise));
    g_assert_cmpuint(noise.protocols[0], ==, 0x6b11);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/noise/fills", test_fills);
    g_test_add_func("/noise/what-counts", test_what_counts);
    g_test_add_func("/noise/window", test_window);
    return g_test_run();
}
