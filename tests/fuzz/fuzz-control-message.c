/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "control/message.h"

/*
 * The control connection's bytes, as a hostile server may send them. Each chunk begins with a byte that says how long it is, as TCP might
 * cut the stream; the parser sees what has come so far, in memory of exactly that size. What it understands is packed and parsed again, and
 * must come out as it was.
 */

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_again(const PptpMessage *message)
{
    guint8 buf[PPTP_MESSAGE_MAX];
    gsize len = pptp_message_pack(message, buf, sizeof(buf)), used;
    PptpMessage again;

    g_assert_cmpuint(len, >, PPTP_HEADER_LEN);
    g_assert_cmpint(pptp_message_parse(buf, len, &again, &used, NULL), ==, PPTP_PARSE_MESSAGE);
    g_assert_cmpuint(used, ==, len);
    g_assert_cmpmem(&again, sizeof(again), message, sizeof(*message));
}

static void
check_text(const guint8 *data, gsize size)
{
    g_autofree char *text = g_malloc(size + 1);

    pptp_text_from_wire(data, size, text);
    g_assert_true(g_utf8_validate(text, -1, NULL));
}

/* Takes whole messages off the front. Returns FALSE at what is no PPTP. */
static gboolean
take_messages(GByteArray *window)
{
    for (;;) {
        g_autofree guint8 *exact = g_memdup2(window->data, window->len);
        g_autoptr(GError) error = NULL;
        PptpMessage message;
        gsize used;
        PptpParse parse = pptp_message_parse(exact, window->len, &message, &used, &error);

        g_assert_true((parse == PPTP_PARSE_INVALID) == (error != NULL));
        if (parse == PPTP_PARSE_MORE || parse == PPTP_PARSE_INVALID) {
            g_assert_cmpuint(used, ==, 0);
            g_assert_true(parse == PPTP_PARSE_INVALID || window->len < PPTP_MESSAGE_MAX);
            return parse == PPTP_PARSE_MORE;
        }
        g_assert_true(used >= PPTP_HEADER_LEN && used <= window->len && used <= PPTP_MESSAGE_MAX);
        if (parse == PPTP_PARSE_MESSAGE)
            check_again(&message);
        g_byte_array_remove_range(window, 0, used);
    }
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autoptr(GByteArray) window = g_byte_array_new();

    check_text(data, size);
    while (size > 0) {
        gsize chunk = MIN((gsize)data[0], size - 1);

        g_byte_array_append(window, data + 1, chunk);
        if (!take_messages(window))
            break;
        data += 1 + chunk;
        size -= 1 + chunk;
    }
    return 0;
}
