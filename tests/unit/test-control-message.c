/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#include "control/message.h"

/* Hand-made hex to bytes: blanks are skipped, "xx*n" repeats a byte. */
static GByteArray *
from_hex(const char *hex)
{
    GByteArray *bytes = g_byte_array_new();

    while (*hex) {
        guint64 count = 1;
        guint8 byte;

        if (*hex == ' ') {
            hex++;
            continue;
        }
        g_assert_true(g_ascii_isxdigit(hex[0]) && g_ascii_isxdigit(hex[1]));
        byte = g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]);
        hex += 2;
        if (*hex == '*')
            count = g_ascii_strtoull(hex + 1, (char **)&hex, 10);
        while (count-- > 0)
            g_byte_array_append(bytes, &byte, 1);
    }
    return bytes;
}

/* Parses exactly one whole message. */
static PptpMessage
parse_hex(const char *hex)
{
    g_autoptr(GByteArray) bytes = from_hex(hex);
    g_autoptr(GError) error = NULL;
    PptpMessage message;
    gsize used;

    g_assert_cmpint(pptp_message_parse(bytes->data, bytes->len, &message, &used, &error), ==, PPTP_PARSE_MESSAGE);
    g_assert_no_error(error);
    g_assert_cmpuint(used, ==, bytes->len);
    return message;
}

static void
assert_packs_to(const PptpMessage *message, const char *hex)
{
    g_autoptr(GByteArray) bytes = from_hex(hex);
    guint8 buf[PPTP_MESSAGE_MAX];
    gsize len = pptp_message_pack(message, buf, sizeof(buf));

    g_assert_cmpmem(buf, len, bytes->data, bytes->len);
}

/* RFC 2637 section 2.1. */
#define SCCRQ "009c 0001 1a2b3c4d 0001 0000 0100 0000 00000003 00000003 0000 0001 6c6f63616c 00*59 4e65744d 00*60"

static void
test_sccrq(void)
{
    PptpMessage message = parse_hex(SCCRQ);

    g_assert_cmpint(message.type, ==, PPTP_SCCRQ);
    g_assert_cmphex(message.start.version, ==, 0x0100);
    g_assert_cmpuint(message.start.framing, ==, 3);
    g_assert_cmpuint(message.start.bearer, ==, 3);
    g_assert_cmpuint(message.start.max_channels, ==, 0);
    g_assert_cmpuint(message.start.firmware, ==, 1);
    g_assert_cmpstr(message.start.host_name, ==, "local");
    g_assert_cmpstr(message.start.vendor, ==, "NetM");
    assert_packs_to(&message, SCCRQ);
}

/* RFC 2637 section 2.2, as Poptop fills it in: host "local", vendor "linux", firmware 1. */
#define SCCRP "009c 0001 1a2b3c4d 0002 0000 0100 01 00 00000000 00000000 0001 0001 6c6f63616c 00*59 6c696e7578 00*59"

static void
test_sccrp_poptop(void)
{
    PptpMessage message = parse_hex(SCCRP);

    g_assert_cmpint(message.type, ==, PPTP_SCCRP);
    g_assert_cmphex(message.start.version, ==, 0x0100);
    g_assert_cmpuint(message.start.result, ==, 1);
    g_assert_cmpuint(message.start.error, ==, 0);
    g_assert_cmpuint(message.start.max_channels, ==, 1);
    g_assert_cmpuint(message.start.firmware, ==, 1);
    g_assert_cmpstr(message.start.host_name, ==, "local");
    g_assert_cmpstr(message.start.vendor, ==, "linux");
    assert_packs_to(&message, SCCRP);
}

/* RFC 2637 sections 2.3 and 2.4. */
static void
test_stop(void)
{
    PptpMessage message = parse_hex("0010 0001 1a2b3c4d 0003 0000 03 00 0000");

    g_assert_cmpint(message.type, ==, PPTP_STOP_CCRQ);
    g_assert_cmpuint(message.stop.reason, ==, 3);
    assert_packs_to(&message, "0010 0001 1a2b3c4d 0003 0000 03 00 0000");

    message = parse_hex("0010 0001 1a2b3c4d 0004 0000 02 04 0000");
    g_assert_cmpint(message.type, ==, PPTP_STOP_CCRP);
    g_assert_cmpuint(message.stop.result, ==, 2);
    g_assert_cmpuint(message.stop.error, ==, 4);
    assert_packs_to(&message, "0010 0001 1a2b3c4d 0004 0000 02 04 0000");
}

/* RFC 2637 sections 2.5 and 2.6. */
static void
test_echo(void)
{
    PptpMessage message = parse_hex("0010 0001 1a2b3c4d 0005 0000 deadbeef");

    g_assert_cmpint(message.type, ==, PPTP_ECHO_REQUEST);
    g_assert_cmphex(message.echo.identifier, ==, 0xdeadbeef);
    assert_packs_to(&message, "0010 0001 1a2b3c4d 0005 0000 deadbeef");

    message = parse_hex("0014 0001 1a2b3c4d 0006 0000 deadbeef 01 00 0000");
    g_assert_cmpint(message.type, ==, PPTP_ECHO_REPLY);
    g_assert_cmphex(message.echo.identifier, ==, 0xdeadbeef);
    g_assert_cmpuint(message.echo.result, ==, 1);
    assert_packs_to(&message, "0014 0001 1a2b3c4d 0006 0000 deadbeef 01 00 0000");
}

/* RFC 2637 section 2.7; with a phone number, whose length is a field of its own. */
static void
test_ocrq(void)
{
    const char *plain = "00a8 0001 1a2b3c4d 0007 0000 1234 0001 0000012c 05f5e100 00000003 00000003 0040 0000 0000 0000 00*128";
    const char *phone = "00a8 0001 1a2b3c4d 0007 0000 1234 0001 0000012c 05f5e100 00000003 00000003 0040 0005 0003 0000 "
                        "313233 00*61 3435 00*62";
    PptpMessage message = parse_hex(plain);

    g_assert_cmpint(message.type, ==, PPTP_OCRQ);
    g_assert_cmphex(message.outgoing_request.call_id, ==, 0x1234);
    g_assert_cmpuint(message.outgoing_request.serial, ==, 1);
    g_assert_cmpuint(message.outgoing_request.min_speed, ==, 300);
    g_assert_cmpuint(message.outgoing_request.max_speed, ==, 100000000);
    g_assert_cmpuint(message.outgoing_request.bearer, ==, 3);
    g_assert_cmpuint(message.outgoing_request.framing, ==, 3);
    g_assert_cmpuint(message.outgoing_request.window, ==, 64);
    g_assert_cmpstr(message.outgoing_request.phone_number, ==, "");
    assert_packs_to(&message, plain);

    message = parse_hex(phone);
    g_assert_cmpuint(message.outgoing_request.delay, ==, 5);
    g_assert_cmpstr(message.outgoing_request.phone_number, ==, "123");
    g_assert_cmpstr(message.outgoing_request.subaddress, ==, "45");
    assert_packs_to(&message, phone);
}

/* RFC 2637 section 2.8; Poptop's first call has the ID 0. */
static void
test_ocrp(void)
{
    const char *hex = "0020 0001 1a2b3c4d 0008 0000 0000 1234 01 00 0000 05f5e100 0003 0001 00000007";
    PptpMessage message = parse_hex(hex);

    g_assert_cmpint(message.type, ==, PPTP_OCRP);
    g_assert_cmphex(message.outgoing_reply.call_id, ==, 0);
    g_assert_cmphex(message.outgoing_reply.peer_call_id, ==, 0x1234);
    g_assert_cmpuint(message.outgoing_reply.result, ==, 1);
    g_assert_cmpuint(message.outgoing_reply.speed, ==, 100000000);
    g_assert_cmpuint(message.outgoing_reply.window, ==, 3);
    g_assert_cmpuint(message.outgoing_reply.delay, ==, 1);
    g_assert_cmpuint(message.outgoing_reply.channel, ==, 7);
    assert_packs_to(&message, hex);

    message = parse_hex("0020 0001 1a2b3c4d 0008 0000 0000 1234 02 04 0011 00*12");
    g_assert_cmpuint(message.outgoing_reply.result, ==, 2);
    g_assert_cmpuint(message.outgoing_reply.error, ==, 4);
    g_assert_cmpuint(message.outgoing_reply.cause, ==, 0x11);
}

/* RFC 2637 sections 2.9, 2.10 and 2.11. */
static void
test_incoming(void)
{
    const char *icrq = "00dc 0001 1a2b3c4d 0009 0000 0102 0304 00000002 00000005 0002 0003 3131 00*62 323232 00*61 33 00*63";
    const char *icrp = "0018 0001 1a2b3c4d 000a 0000 0102 0304 02 06 0040 0001 0000";
    const char *iccn = "001c 0001 1a2b3c4d 000b 0000 0304 0000 0000fa00 0010 0002 00000001";
    PptpMessage message = parse_hex(icrq);

    g_assert_cmpint(message.type, ==, PPTP_ICRQ);
    g_assert_cmphex(message.incoming_request.call_id, ==, 0x0102);
    g_assert_cmphex(message.incoming_request.serial, ==, 0x0304);
    g_assert_cmpuint(message.incoming_request.bearer, ==, 2);
    g_assert_cmpuint(message.incoming_request.channel, ==, 5);
    g_assert_cmpstr(message.incoming_request.dialed, ==, "11");
    g_assert_cmpstr(message.incoming_request.dialing, ==, "222");
    g_assert_cmpstr(message.incoming_request.subaddress, ==, "3");
    assert_packs_to(&message, icrq);

    message = parse_hex(icrp);
    g_assert_cmpint(message.type, ==, PPTP_ICRP);
    g_assert_cmphex(message.incoming_reply.call_id, ==, 0x0102);
    g_assert_cmphex(message.incoming_reply.peer_call_id, ==, 0x0304);
    g_assert_cmpuint(message.incoming_reply.result, ==, 2);
    g_assert_cmpuint(message.incoming_reply.error, ==, 6);
    g_assert_cmpuint(message.incoming_reply.window, ==, 64);
    g_assert_cmpuint(message.incoming_reply.delay, ==, 1);
    assert_packs_to(&message, icrp);

    message = parse_hex(iccn);
    g_assert_cmpint(message.type, ==, PPTP_ICCN);
    g_assert_cmphex(message.incoming_connected.peer_call_id, ==, 0x0304);
    g_assert_cmpuint(message.incoming_connected.speed, ==, 64000);
    g_assert_cmpuint(message.incoming_connected.window, ==, 16);
    g_assert_cmpuint(message.incoming_connected.delay, ==, 2);
    g_assert_cmpuint(message.incoming_connected.framing, ==, 1);
    assert_packs_to(&message, iccn);
}

/* RFC 2637 sections 2.12 and 2.13. */
static void
test_clear_and_disconnect(void)
{
    const char *clear = "0010 0001 1a2b3c4d 000c 0000 1234 0000";
    const char *disconnect = "0094 0001 1a2b3c4d 000d 0000 0080 02 05 0010 0000 6279746573203132 00*120";
    PptpMessage message = parse_hex(clear);

    g_assert_cmpint(message.type, ==, PPTP_CALL_CLEAR_REQUEST);
    g_assert_cmphex(message.clear.call_id, ==, 0x1234);
    assert_packs_to(&message, clear);

    message = parse_hex(disconnect);
    g_assert_cmpint(message.type, ==, PPTP_CALL_DISCONNECT_NOTIFY);
    g_assert_cmphex(message.disconnect.call_id, ==, 0x0080);
    g_assert_cmpuint(message.disconnect.result, ==, 2);
    g_assert_cmpuint(message.disconnect.error, ==, 5);
    g_assert_cmpuint(message.disconnect.cause, ==, 16);
    g_assert_cmpstr(message.disconnect.statistics, ==, "bytes 12");
    assert_packs_to(&message, disconnect);
}

/* RFC 2637 sections 2.14 and 2.15. */
static void
test_wan_error_and_link_info(void)
{
    const char *wan = "0028 0001 1a2b3c4d 000e 0000 1234 0000 00000001 00000002 00000003 00000004 00000005 00000006";
    const char *info = "0018 0001 1a2b3c4d 000f 0000 1234 0000 ffffffff 000a0000";
    PptpMessage message = parse_hex(wan);

    g_assert_cmpint(message.type, ==, PPTP_WAN_ERROR_NOTIFY);
    g_assert_cmphex(message.wan_error.peer_call_id, ==, 0x1234);
    g_assert_cmpuint(message.wan_error.crc, ==, 1);
    g_assert_cmpuint(message.wan_error.framing, ==, 2);
    g_assert_cmpuint(message.wan_error.hardware_overruns, ==, 3);
    g_assert_cmpuint(message.wan_error.buffer_overruns, ==, 4);
    g_assert_cmpuint(message.wan_error.timeouts, ==, 5);
    g_assert_cmpuint(message.wan_error.alignment, ==, 6);
    assert_packs_to(&message, wan);

    message = parse_hex(info);
    g_assert_cmpint(message.type, ==, PPTP_SET_LINK_INFO);
    g_assert_cmphex(message.link_info.peer_call_id, ==, 0x1234);
    g_assert_cmphex(message.link_info.send_accm, ==, 0xffffffff);
    g_assert_cmphex(message.link_info.receive_accm, ==, 0x000a0000);
    assert_packs_to(&message, info);
}

/* Sloppy servers: reserved fields filled, a message longer than its type needs, a phone number that is not ended. */
static void
test_tolerance(void)
{
    PptpMessage message = parse_hex("0010 0001 1a2b3c4d 0005 ffff 00000007");

    g_assert_cmpuint(message.echo.identifier, ==, 7);
    message = parse_hex("0012 0001 1a2b3c4d 0003 0000 01 ff ffff eeee");
    g_assert_cmpint(message.type, ==, PPTP_STOP_CCRQ);
    g_assert_cmpuint(message.stop.reason, ==, 1);
    message = parse_hex("00dc 0001 1a2b3c4d 0009 0000 0102 0304 00000002 00000005 ffff ffff 39*64 39*64 39*64");
    g_assert_cmpuint(strlen(message.incoming_request.dialed), ==, 64);
    message = parse_hex("009c 0001 1a2b3c4d 0002 0000 0105 01 00 ffffffff ffffffff ffff ffff 41*64 42*64");
    g_assert_cmphex(message.start.version, ==, 0x0105);
    g_assert_cmpuint(strlen(message.start.host_name), ==, 64);
    g_assert_cmpuint(strlen(message.start.vendor), ==, 64);
}

/* Management messages (section 1.4) and types the RFC does not know are stepped over, whole. */
static void
test_skipped(void)
{
    const char *cases[] = {"0010 0002 1a2b3c4d 0001 0000 01020304", "0010 0001 1a2b3c4d 0010 0000 01020304", "000c 0001 1a2b3c4d 0000 0000",
                           "000c 0001 1a2b3c4d ffff 0000"};

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GByteArray) bytes = from_hex(cases[i]);
        PptpMessage message;
        gsize used;

        for (guint len = 0; len < bytes->len; len++) {
            g_assert_cmpint(pptp_message_parse(bytes->data, len, &message, &used, NULL), ==, PPTP_PARSE_MORE);
            g_assert_cmpuint(used, ==, 0);
        }
        g_assert_cmpint(pptp_message_parse(bytes->data, bytes->len, &message, &used, NULL), ==, PPTP_PARSE_SKIPPED);
        g_assert_cmpuint(used, ==, bytes->len);
    }
}

/* What is not PPTP, the error, and by how many bytes at the latest it must be found out. */
static void
test_invalid(void)
{
    static const struct {
        const char *hex;
        PptpMessageErrorCode code;
        guint found_by;
    } cases[] = {
        {"48545450 2f312e31 20343030 20426164", PPTP_MESSAGE_ERROR_LENGTH, 1}, /* HTTP/1.1 400 Bad */
        {"5353482d 322e302d", PPTP_MESSAGE_ERROR_LENGTH, 1},                   /* SSH-2.0- */
        {"0000 0001 1a2b3c4d 0005 0000 00000000", PPTP_MESSAGE_ERROR_LENGTH, 2},
        {"000b 0001 1a2b3c4d 0005 0000 00000000", PPTP_MESSAGE_ERROR_LENGTH, 2},
        {"00dd 0001 1a2b3c4d 0005 0000 00000000", PPTP_MESSAGE_ERROR_LENGTH, 2},
        {"ffff 0001 1a2b3c4d 0005 0000 00000000", PPTP_MESSAGE_ERROR_LENGTH, 1},
        {"0010 0000 1a2b3c4d 0005 0000 00000000", PPTP_MESSAGE_ERROR_TYPE, 4},
        {"0010 0003 1a2b3c4d 0005 0000 00000000", PPTP_MESSAGE_ERROR_TYPE, 4},
        {"0010 0001 4d3c2b1a 0005 0000 00000000", PPTP_MESSAGE_ERROR_COOKIE, 5},
        {"0010 0001 1a2b3c4e 0005 0000 00000000", PPTP_MESSAGE_ERROR_COOKIE, 8},
        {"000f 0001 1a2b3c4d 0005 0000 000000", PPTP_MESSAGE_ERROR_LENGTH, 10},
        {"009b 0001 1a2b3c4d 0002 0000 0100 0100", PPTP_MESSAGE_ERROR_LENGTH, 10},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GByteArray) bytes = from_hex(cases[i].hex);

        for (guint len = 0; len <= bytes->len; len++) {
            g_autoptr(GError) error = NULL;
            PptpMessage message;
            gsize used;
            PptpParse parse = pptp_message_parse(bytes->data, len, &message, &used, &error);

            g_assert_cmpuint(used, ==, 0);
            if (len < cases[i].found_by) {
                g_assert_cmpint(parse, ==, PPTP_PARSE_MORE);
                g_assert_no_error(error);
            } else {
                g_assert_cmpint(parse, ==, PPTP_PARSE_INVALID);
                g_assert_error(error, PPTP_MESSAGE_ERROR, (int)cases[i].code);
            }
        }
    }
}

/* A message of a type, every field random; numbers by way of random bytes on the wire. */
static PptpMessage
random_message(PptpMessageType type)
{
    PptpMessage message = {.type = type};
    guint8 buf[PPTP_MESSAGE_MAX];
    gsize len = pptp_message_pack(&message, buf, sizeof(buf));
    gsize used;

    for (gsize i = PPTP_HEADER_LEN; i < len; i++)
        buf[i] = g_test_rand_int_range(0, 256);
    g_assert_cmpint(pptp_message_parse(buf, len, &message, &used, NULL), ==, PPTP_PARSE_MESSAGE);
    return message;
}

static void
test_round_trip(void)
{
    for (guint round = 0; round < 200; round++) {
        for (guint type = PPTP_SCCRQ; type <= PPTP_SET_LINK_INFO; type++) {
            PptpMessage message = random_message(type), again;
            guint8 buf[PPTP_MESSAGE_MAX], buf_again[PPTP_MESSAGE_MAX];
            gsize len = pptp_message_pack(&message, buf, sizeof(buf)), used;

            g_assert_cmpuint(len, >=, 16);
            g_assert_cmpuint(pptp_message_pack(&message, buf, len - 1), ==, 0);
            g_assert_cmpint(pptp_message_parse(buf, len, &again, &used, NULL), ==, PPTP_PARSE_MESSAGE);
            g_assert_cmpmem(&again, sizeof(again), &message, sizeof(message));
            g_assert_cmpmem(buf, len, buf_again, pptp_message_pack(&again, buf_again, sizeof(buf_again)));
        }
    }
}

static void
test_pack_unknown(void)
{
    guint8 buf[PPTP_MESSAGE_MAX];
    guint types[] = {0, 16, 0xffff};

    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        PptpMessage message = {.type = types[i]};

        g_assert_cmpuint(pptp_message_pack(&message, buf, sizeof(buf)), ==, 0);
    }
}

/* Each type cut off at each length is waited for, and nothing is read behind its end. */
static void
test_truncation(void)
{
    for (guint type = PPTP_SCCRQ; type <= PPTP_SET_LINK_INFO; type++) {
        PptpMessage message = random_message(type);
        guint8 buf[PPTP_MESSAGE_MAX];
        gsize len = pptp_message_pack(&message, buf, sizeof(buf)), used;

        for (gsize cut = 0; cut < len; cut++) {
            g_autofree guint8 *exact = g_memdup2(buf, cut); /* so that a sanitizer sees a read behind it */

            g_assert_cmpint(pptp_message_parse(exact, cut, &message, &used, NULL), ==, PPTP_PARSE_MORE);
            g_assert_cmpuint(used, ==, 0);
        }
    }
}

/* A stream of many messages, in chunks as TCP may deliver it, comes out as what went in. */
static void
test_chunks(void)
{
    for (guint round = 0; round < 50; round++) {
        g_autoptr(GByteArray) stream = g_byte_array_new(), window = g_byte_array_new(), seen = g_byte_array_new();
        guint sent = g_test_rand_int_range(1, 40), received = 0;
        gsize at = 0;

        for (guint i = 0; i < sent; i++) {
            PptpMessage message = random_message(g_test_rand_int_range(PPTP_SCCRQ, PPTP_SET_LINK_INFO + 1));
            guint8 buf[PPTP_MESSAGE_MAX];

            g_byte_array_append(stream, buf, pptp_message_pack(&message, buf, sizeof(buf)));
        }
        while (at < stream->len) {
            guint random = g_test_rand_int_range(1, g_test_rand_bit() ? 10 : 500); /* apart: MIN() evaluates twice */
            gsize chunk = MIN(random, stream->len - at);
            PptpMessage message;
            gsize used;

            g_byte_array_append(window, stream->data + at, chunk);
            at += chunk;
            while (pptp_message_parse(window->data, window->len, &message, &used, NULL) == PPTP_PARSE_MESSAGE) {
                guint8 buf[PPTP_MESSAGE_MAX];

                g_byte_array_append(seen, buf, pptp_message_pack(&message, buf, sizeof(buf)));
                g_byte_array_remove_range(window, 0, used);
                received++;
            }
        }
        g_assert_cmpuint(received, ==, sent);
        g_assert_cmpuint(window->len, ==, 0);
        g_assert_cmpmem(seen->data, seen->len, stream->data, stream->len);
    }
}

static void
test_text(void)
{
    static const struct {
        const char *wire, *text;
    } cases[] = {
        {"", ""},
        {"plain text", "plain text"},
        {"two\r\nlines\tand tab", "two  lines and tab"},
        {"trailing  \n", "trailing"},
        {"\033[31mred", "?[31mred"},
        {"M\xc3\xbcnchen", "M\xc3\xbcnchen"},
        {"M\xfcnchen", "M?nchen"},
        {"cut \xe2\x82", "cut ??"},
        {"override \xe2\x80\xae.", "override ?."}, /* U+202E turns the rest of the line around */
        {"line \xe2\x80\xa8sep", "line  sep"},
        {"surrogate \xed\xa0\x80", "surrogate ???"},
        {"overlong \xc0\xaf", "overlong ??"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize len = strlen(cases[i].wire);
        g_autofree char *field = g_memdup2(cases[i].wire, len);
        g_autofree char *text = g_malloc(len + 1), *again = g_malloc(len + 1);

        pptp_text_from_wire((const guint8 *)field, len, text);
        g_assert_cmpstr(text, ==, cases[i].text);
        pptp_text_from_wire((const guint8 *)text, strlen(text), again);
        g_assert_cmpstr(again, ==, text);
    }
}

static void
test_text_random(void)
{
    for (guint round = 0; round < 2000; round++) {
        guint8 field[PPTP_TEXT_LEN];
        char text[PPTP_TEXT_LEN + 1];

        for (guint i = 0; i < sizeof(field); i++)
            field[i] = g_test_rand_int_range(round % 2, 256);
        pptp_text_from_wire(field, sizeof(field), text);
        g_assert_cmpuint(text[PPTP_TEXT_LEN], ==, 0);
        g_assert_true(g_utf8_validate(text, -1, NULL));
        for (const char *p = text; *p; p = g_utf8_next_char(p))
            g_assert_true(g_unichar_isprint(g_utf8_get_char(p)));
    }
}

/* Codes up to the last that the RFC knows have texts of their own; any other has one, too. */
static void
test_codes(void)
{
    static const struct {
        const char *(*to_string)(guint8);
        guint first, last;
    } cases[] = {
        {pptp_start_result_to_string, 1, 5},      {pptp_call_result_to_string, 1, 7},  {pptp_incoming_result_to_string, 1, 3},
        {pptp_disconnect_result_to_string, 1, 4}, {pptp_reply_result_to_string, 1, 2}, {pptp_stop_reason_to_string, 1, 3},
        {pptp_general_error_to_string, 0, 6},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (guint code = 0; code <= 255; code++) {
            const char *text = cases[i].to_string(code);
            gboolean known = code >= cases[i].first && code <= cases[i].last;

            g_assert_cmpint(text != NULL, ==, known);
        }
    }
    g_assert_cmpstr(pptp_message_type_to_string(PPTP_OCRP), ==, "Outgoing-Call-Reply");
    g_assert_cmpstr(pptp_message_type_to_string(0), ==, "unknown message");
    g_assert_cmpstr(pptp_message_type_to_string(16), ==, "unknown message");
    for (guint type = PPTP_SCCRQ; type <= PPTP_SET_LINK_INFO; type++)
        g_assert_cmpstr(pptp_message_type_to_string(type), !=, "unknown message");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/control-message/sccrq", test_sccrq);
    g_test_add_func("/control-message/sccrp-poptop", test_sccrp_poptop);
    g_test_add_func("/control-message/stop", test_stop);
    g_test_add_func("/control-message/echo", test_echo);
    g_test_add_func("/control-message/ocrq", test_ocrq);
    g_test_add_func("/control-message/ocrp", test_ocrp);
    g_test_add_func("/control-message/incoming", test_incoming);
    g_test_add_func("/control-message/clear-and-disconnect", test_clear_and_disconnect);
    g_test_add_func("/control-message/wan-error-and-link-info", test_wan_error_and_link_info);
    g_test_add_func("/control-message/tolerance", test_tolerance);
    g_test_add_func("/control-message/skipped", test_skipped);
    g_test_add_func("/control-message/invalid", test_invalid);
    g_test_add_func("/control-message/round-trip", test_round_trip);
    g_test_add_func("/control-message/pack-unknown", test_pack_unknown);
    g_test_add_func("/control-message/truncation", test_truncation);
    g_test_add_func("/control-message/chunks", test_chunks);
    g_test_add_func("/control-message/text", test_text);
    g_test_add_func("/control-message/text-random", test_text_random);
    g_test_add_func("/control-message/codes", test_codes);
    return g_test_run();
}
