/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "ppp-frames.h"
#include "tool/packet-parse.h"

/* Frames of which the printed form keeps everything, but for passwords, responses and copies. */
static const struct {
    gboolean sent;
    const char *hex;
} whole[] = {
    /* RFC 3078 section 2.1: the founding guide's server */
    {PEER, "80fd 01 64 000a 1206 00000041"},
    {US, "80fd 04 64 000a 1206 00000041"},
    {US, "80fd 01 01 000a 1206 01000060"},
    {PEER, "80fd 03 01 000a 1206 00000041"},
    {PEER, "80fd 02 02 000a 1206 01000040"},
    {PEER, "80fd 01 02 000a 1206 010000b0"},
    {US, "80fd 01 01 000f 1a047800 1804 7800 15032f"},
    {PEER, "80fd 01 01 0008 0102 0202"},
    {PEER, "80fd 06 02 0004"},
    {PEER, "80fd 0e 02 0004"},
    {US, "c021 01 01 0012 0104 0578 0506 1a2b3c4d 0702 0802"},
    {PEER, "c021 01 00 0019 0206 00000000 0305 c22381 0506 00c0ffee 1104 05dc"},
    {PEER, "c021 01 00 0008 0304 c023"},
    {PEER, "c021 01 00 0008 0304 c227"},
    {PEER, "c021 01 00 0009 0305 c22305"},
    {PEER, "c021 01 00 0009 0305 c22380"},
    {PEER, "c021 01 00 0008 0304 c027"},
    {PEER, "c021 01 00 0009 0305 c22399"},
    {PEER, "c021 01 00 0007 0d0306"},
    {PEER, "c021 01 00 000a 1202 1304 0102"},
    {PEER, "c021 01 01 0008 7f04 abcd"},
    {PEER, "c021 05 02 000c 476f2061 77617921"},
    {PEER, "c021 08 02 0006 80fd"},
    {US, "c021 09 00 0008 1a2b3c4d"},
    {PEER, "c021 0c 00 000c 1a2b3c4d 4d535241"},
    {PEER, "c021 2a 00 0004"},
    {PEER, "c223 04 05 0010 453d36393120523d31204d3d"},
    {PEER, "c227 03 01 0004"},
    {PEER, "c227 01 01 0005 01"},
    {PEER, "c227 01 01 0005 1a"},
    {PEER, "c227 01 01 0005 63"},
    {US, "c227 02 01 0006 031a"},
    {PEER, "c023 03 01 0008 03 6e6f21"},
    {PEER, "8021 03 02 001c 0306 0a140005 8106 0a140001 8206 0a140002 8406 0a140003"},
    {US, "8021 01 01 000a 0206 002d0f01"},
    {PEER, "8057 01 01 000e 010a 0211 22ff fe33 4455"},
};

static gboolean
read_back(const char *text, PptpLinkFrame *frame, guint8 *buf)
{
    g_autofree char *exact = g_memdup2(text, strlen(text));

    return pptp_packet_from_text(frame, buf, exact ? exact : "", strlen(text));
}

static void
test_round_trip(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(whole); i++) {
        guint8 bytes[256], buf[PPTP_LINK_FRAME_MAX];
        PptpLinkFrame frame = {.sent = whole[i].sent ? 1 : 0, .data = bytes}, again = {0};
        g_autofree char *text = NULL;

        frame.len = (guint16)hex_to_bytes(whole[i].hex, bytes, sizeof bytes);
        text = pptp_packet_to_text(&frame);
        g_test_message("%s", text);
        g_assert_true(read_back(text, &again, buf));
        g_assert_cmpint(again.sent, ==, frame.sent);
        g_assert_cmpmem(again.data, again.len, frame.data, frame.len);
    }
}

/* pppd's own spellings, and what comes of them when printed again. */
static void
test_pppd_text(void)
{
    static const struct {
        const char *text, *again;
    } lines[] = {
        /* bytes of an option that pppd does not know: type and length first */
        {"rcvd [LCP ConfReq id=0x0 <mru 1400> < 17 04 00 2a> <endpoint [local:3e.9f]>]",
         "rcvd [LCP ConfReq id=0x0 <mru 1400> <option 0x17 00 2a> <endpoint 00>]"},
        {"rcvd [LCP ConfReq id=0x0 <auth chap 0x99>]", "rcvd [LCP ConfReq id=0x0 <auth 0xc223 99>]"},
        {"rcvd [CCP ConfReq id=0x1 <mppe +H -M +S -L -D -C (81 00 00 40)>]", "rcvd [CCP ConfReq id=0x1 <mppe +H -M +S -L -D -C +U>]"},
        {"sent [CCP ConfReq id=0x1 <mppe 1 0 0 40>]", "sent [CCP ConfReq id=0x1 <mppe +H -M +S -L -D -C>]"},
        {"sent [IPCP ConfReq id=0x1 <addr 0.0.0.0> <ms-dns1 0.0.0.0> <ms-dns3 0.0.0.0>]",
         "sent [IPCP ConfReq id=0x1 <addr 0.0.0.0> <ms-dns1 0.0.0.0> <ms-dns2 0.0.0.0>]"},
        {"rcvd [IPV6CP ConfReq id=0x1 <addr fe80::1:ff:fe33:4455>]", "rcvd [IPV6CP ConfReq id=0x1 <addr fe80::0001:00ff:fe33:4455>]"},
        /* escapes; Windows ends with bytes that pppd takes for negative numbers */
        {"rcvd [LCP TermReq id=0x6 \"say \\\"no\\\"\\n\\001\\37777777643]\"]", "rcvd [LCP TermReq id=0x6 \"say 'no'???]\"]"},
        {"rcvd [LCP TermReq id=0x6 67 6f]", "rcvd [LCP TermReq id=0x6 \"go\"]"},
        {"rcvd [LCP ProtRej id=0x2 c0 23 01 01 00 0b 01 61 05 70 61 73 73]", "rcvd [LCP ProtRej id=0x2 c0 23 (PAP)]"},
        {"rcvd [CHAP Challenge id=0x5 <0102>, name = \"srv\"]", "rcvd [CHAP Challenge id=0x5 <..>, name = \"srv\"]"},
        {"sent [PAP AuthReq id=0x1 user=\"a]\" password=\"b]\"]", "sent [PAP AuthReq id=0x1]"},
        {"sent [PAP AuthReq id=0x1 user=\"a\" password=<hidden>]", "sent [PAP AuthReq id=0x1]"},
        {"rcvd [EAP Request id=0x1 MD5-Challenge <Value 01 02> <Name \"x\">]", "rcvd [EAP Request id=0x1 MD5-Challenge]"},
        {"rcvd [EAP Request id=0x1 Identity <Message \"who]\">]", "rcvd [EAP Request id=0x1 Identity]"},
        {"rcvd [CHAP Success id=0x0 \"S=0123456789012345678901234567890123456789 M=ok\"]", "rcvd [CHAP Success id=0x0 S=.. \" M=ok\"]"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        guint8 buf[PPTP_LINK_FRAME_MAX];
        PptpLinkFrame frame = {0};
        g_autofree char *again = NULL;

        g_test_message("%s", lines[i].text);
        g_assert_true(read_back(lines[i].text, &frame, buf));
        again = pptp_packet_to_text(&frame);
        g_assert_cmpstr(again, ==, lines[i].again);
    }
}

static void
test_no_packet(void)
{
    static const char *const texts[] = {
        "",
        "sent",
        "sent [",
        "sent []",
        "sent [LCP",
        "sent [LCP]x",
        "rcvd [LCP ConfReq]",
        "rcvd [LCP ConfReq id=]",
        "rcvd [LCP ConfReq id=0x100]",
        "rcvd [LCP Nothing id=0x1]",
        "rcvd [XYZ ConfReq id=0x1]",
        "rcvd [LCP ConfReq id=0x1 <mru 1400>",
        "rcvd [LCP TermReq id=0x1 \"no end]",
        "rcvd [proto=0x12345]",
        "rcvd [LCP ConfReq id=0x1 <magic \"]",
        "Sent [LCP TermAck id=0x1]",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        guint8 buf[PPTP_LINK_FRAME_MAX];
        PptpLinkFrame frame = {0};

        g_test_message("%s", texts[i]);
        g_assert_cmpint(read_back(texts[i], &frame, buf), ==, g_str_equal(texts[i], "sent [LCP]x"));
    }
}

/* More than fits a frame or an option: the rest is left out, the lengths stay right. */
static void
test_too_much(void)
{
    g_autoptr(GString) text = g_string_new("rcvd [CCP ConfReq id=0x1");
    guint8 buf[PPTP_LINK_FRAME_MAX];
    PptpLinkFrame frame = {0};
    PptpPacketOption option;
    PptpPacket packet;
    gsize offset = 0, n = 0;

    for (guint i = 0; i < 1000; i++)
        g_string_append(text, " <mppe +H -M +S -L -D -C>");
    g_string_append(text, "]");
    g_assert_true(read_back(text->str, &frame, buf));
    g_assert_cmpuint(frame.len, <=, PPTP_LINK_FRAME_MAX);
    g_assert_true(pptp_packet_parse(&packet, frame.data, frame.len));
    for (; pptp_packet_next_option(&packet, &offset, &option); n++)
        g_assert_cmpuint(option.type, ==, PPTP_CCP_MPPE);
    g_assert_cmpuint(offset, ==, packet.body_len);
    g_assert_cmpuint(n, >, 200);

    g_string_assign(text, "rcvd [LCP ConfReq id=0x1 <option 0x20");
    for (guint i = 0; i < 300; i++)
        g_string_append(text, " ab");
    g_string_append(text, "> <mru 1400>]");
    g_assert_true(read_back(text->str, &frame, buf));
    g_assert_cmpuint(frame.len, ==, 10);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/packet-parse/round-trip", test_round_trip);
    g_test_add_func("/packet-parse/pppd-text", test_pppd_text);
    g_test_add_func("/packet-parse/no-packet", test_no_packet);
    g_test_add_func("/packet-parse/too-much", test_too_much);
    return g_test_run();
}
