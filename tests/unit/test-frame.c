/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "gre/frame.h"

#define F(text) (const uint8_t *)(text), sizeof(text) - 1

static void
test_address(void)
{
    size_t len = 4;
    const uint8_t *frame = (const uint8_t *)"\xff\x03\x80\xfd";

    g_assert_true(pptp_frame_skip_address(frame, &len) == frame + 2);
    g_assert_cmpuint(len, ==, 2);
    g_assert_true(pptp_frame_skip_address(frame + 2, &len) == frame + 2);
    g_assert_cmpuint(len, ==, 2);
    /* Once, as the kernel does it; and not beyond the end. */
    len = 6;
    frame = (const uint8_t *)"\xff\x03\xff\x03\x80\xfd";
    g_assert_true(pptp_frame_skip_address(frame, &len) == frame + 2);
    len = 1;
    g_assert_true(pptp_frame_skip_address(frame, &len) == frame);
    g_assert_cmpuint(len, ==, 1);
}

/* RFC 1962 section 2, RFC 1661 section 5. */
static void
test_ends(void)
{
    static const struct {
        const char *frame;
        size_t len;
        bool ends;
    } rows[] = {
#define ROW(text, ends) {text, sizeof text - 1, ends}
        ROW("\x80\xfd\x01\x07\x00\x0a\x12\x06\x01\x00\x00\x40", true), /* CCP Configure-Request */
        ROW("\x80\xfd\x05\x07\x00\x04", true),                         /* Terminate-Request */
        ROW("\x80\xfd\x06\x07\x00\x04", true),                         /* Terminate-Ack */
        ROW("\x80\xfd\x02\x07\x00\x04", false),                        /* Configure-Ack */
        ROW("\x80\xfd\x0e\x07\x00\x04", false),                        /* Reset-Request */
        ROW("\x80\xfd\x0f\x07\x00\x04", false),                        /* Reset-Ack */
        ROW("\x80\xfd\x05\x07\x00", false),                            /* too short for anybody to read */
        ROW("\xc0\x21\x08\x07\x00\x0a\x80\xfd\x01\x01\x00\x04", true), /* LCP Protocol-Reject of CCP */
        ROW("\xc0\x21\x08\x07\x00\x06\x80\xfd", true),
        ROW("\xc0\x21\x08\x07\x00\x06\x80", false),
        ROW("\xc0\x21\x08\x07\x00\x06\x82\x81", false), /* of another protocol */
        ROW("\xc0\x21\x05\x07\x00\x04\x80\xfd", false), /* LCP Terminate-Request: the link ends, and everything with it */
        ROW("\x00\xfd\x05\x07\x00\x04\x80\xfd", false), /* data */
        ROW("", false),
#undef ROW
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree uint8_t *exact = g_memdup2(rows[i].frame, rows[i].len);

        g_test_message("row %" G_GSIZE_FORMAT, i);
        g_assert_cmpint(pptp_frame_ends_encryption(exact, rows[i].len), ==, rows[i].ends);
    }
}

static void
test_data(void)
{
    g_assert_true(pptp_frame_is_data(F("\x00\x21\x45")));
    g_assert_true(pptp_frame_is_data(F("\x21\x45")));
    g_assert_true(pptp_frame_is_data(F("\x00\xfd\x90")));
    g_assert_true(pptp_frame_is_data(F("")));
    g_assert_false(pptp_frame_is_data(F("\xc0\x21\x09"))); /* LCP */
    g_assert_false(pptp_frame_is_data(F("\x80\xfd\x01"))); /* CCP */
    g_assert_false(pptp_frame_is_data(F("\xc2\x23\x01"))); /* CHAP */
}

static void
test_readable(void)
{
    g_assert_true(pptp_frame_is_readable(F("\x00\x21\x45"))); /* IPv4 */
    g_assert_true(pptp_frame_is_readable(F("\x21\x45")));     /* with the protocol compressed */
    g_assert_true(pptp_frame_is_readable(F("\x00\x57\x60"))); /* IPv6 */
    g_assert_true(pptp_frame_is_readable(F("\x2d\x45")));     /* Van Jacobson's headers */
    g_assert_true(pptp_frame_is_readable(F("\x00\xfb\x45"))); /* compressed on one link of several */
    g_assert_true(pptp_frame_is_readable(F("\x40\x25\x45"))); /* low-volume traffic */
    g_assert_true(pptp_frame_is_readable(F("\x00")));
    g_assert_true(pptp_frame_is_readable(F("")));
    g_assert_false(pptp_frame_is_readable(F("\x00\xfd\x90"))); /* RFC 3078 section 3 */
    g_assert_false(pptp_frame_is_readable(F("\xfd\x90")));
    g_assert_false(pptp_frame_is_readable(F("\xc0\x21\x09"))); /* LCP */
    g_assert_false(pptp_frame_is_readable(F("\x80\xfd\x0e"))); /* CCP */
    g_assert_false(pptp_frame_is_readable(F("\x80\x21\x01"))); /* IPCP */
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/frame/address", test_address);
    g_test_add_func("/frame/ends-encryption", test_ends);
    g_test_add_func("/frame/data", test_data);
    g_test_add_func("/frame/readable", test_readable);
    return g_test_run();
}
