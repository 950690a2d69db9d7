/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "ppp-frames.h"

/* Each frame from its protocol field on, and its written form. The section that defines it stands above. */
static const struct {
    gboolean sent;
    const char *hex, *text;
} vectors[] = {
    /* RFC 3078 section 2.1: the founding guide's server */
    {PEER, "80fd 01 64 000a 1206 00000041", "rcvd [CCP ConfReq id=0x64 <mppe -H -M +S -L -D +C>]"},
    {US, "80fd 04 64 000a 1206 00000041", "sent [CCP ConfRej id=0x64 <mppe -H -M +S -L -D +C>]"},
    {US, "80fd 01 01 000a 1206 01000060", "sent [CCP ConfReq id=0x1 <mppe +H -M +S +L -D -C>]"},
    {PEER, "80fd 03 01 000a 1206 00000041", "rcvd [CCP ConfNak id=0x1 <mppe -H -M +S -L -D +C>]"},
    {PEER, "80fd 02 02 000a 1206 01000040", "rcvd [CCP ConfAck id=0x2 <mppe +H -M +S -L -D -C>]"},
    {PEER, "80fd 01 02 000a 1206 010000b0", "rcvd [CCP ConfReq id=0x2 <mppe +H +M -S +L +D -C>]"},
    {PEER, "80fd 01 02 000a 1206 81000040", "rcvd [CCP ConfReq id=0x2 <mppe +H -M +S -L -D -C +U>]"},
    /* RFC 1977 section 4, RFC 1979 section 2, RFC 1978 section 4 */
    {US, "80fd 01 01 000f 1a047800 1804 7800 15032f", "sent [CCP ConfReq id=0x1 <deflate 15> <deflate(old#) 15> <bsd v1 15>]"},
    {PEER, "80fd 01 01 0008 0102 0202", "rcvd [CCP ConfReq id=0x1 <predictor 1> <predictor 2>]"},
    /* RFC 1962 sections 3.1 and 3 */
    {PEER, "80fd 06 02 0004", "rcvd [CCP TermAck id=0x2]"},
    {PEER, "80fd 0e 02 0004", "rcvd [CCP ResetReq id=0x2]"},
    /* RFC 1661 section 6 */
    {US, "c021 01 01 0012 0104 0578 0506 1a2b3c4d 0702 0802", "sent [LCP ConfReq id=0x1 <mru 1400> <magic 0x1a2b3c4d> <pcomp> <accomp>]"},
    {PEER, "c021 01 00 0019 0206 00000000 0305 c22381 0506 00c0ffee 1104 05dc",
     "rcvd [LCP ConfReq id=0x0 <asyncmap 0x0> <auth chap MS-v2> <magic 0xc0ffee> <mrru 1500>]"},
    {PEER, "c021 01 00 0008 0304 c023", "rcvd [LCP ConfReq id=0x0 <auth pap>]"},
    {PEER, "c021 01 00 0008 0304 c227", "rcvd [LCP ConfReq id=0x0 <auth eap>]"},
    {PEER, "c021 01 00 0009 0305 c22305", "rcvd [LCP ConfReq id=0x0 <auth chap MD5>]"},
    {PEER, "c021 01 00 0009 0305 c22380", "rcvd [LCP ConfReq id=0x0 <auth chap MS>]"},
    {PEER, "c021 01 00 0008 0304 c027", "rcvd [LCP ConfReq id=0x0 <auth 0xc027>]"},
    {PEER, "c021 01 00 0009 0305 c22399", "rcvd [LCP ConfReq id=0x0 <auth 0xc223 99>]"},
    /* RFC 1570 section 2.3; Windows asks for CBCP (6) */
    {PEER, "c021 01 00 0007 0d0306", "rcvd [LCP ConfReq id=0x0 <callback CBCP>]"},
    /* RFC 1661 section 5.5, with text */
    {PEER, "c021 05 02 000d 476f2061 77617921 0a", "rcvd [LCP TermReq id=0x2 \"Go away!?\"]"},
    /* RFC 1661 section 5.7: MikroTik with encryption off; the copy of our packet stays out */
    {PEER, "c021 08 02 0010 80fd 0101000a 1206 01000040", "rcvd [LCP ProtRej id=0x2 80 fd (CCP)]"},
    {PEER, "c021 08 02 0011 c023 0101000b 0161 05 70617373", "rcvd [LCP ProtRej id=0x2 c0 23 (PAP)]"},
    /* RFC 1661 section 5.8 */
    {US, "c021 09 00 0008 1a2b3c4d", "sent [LCP EchoReq id=0x0 magic=0x1a2b3c4d]"},
    /* RFC 1994 section 4.1: no values, as they allow guessing */
    {PEER, "c223 01 05 000c 04 01020304 737276", "rcvd [CHAP Challenge id=0x5 <..>, name = \"srv\"]"},
    /* RFC 2759 sections 5 and 6 */
    {PEER, "c223 03 05 0034 533d 3031323334353637383930313233343536373839303132333435363738393031323334353637 3839 204d3d4f4b00",
     "rcvd [CHAP Success id=0x5 S=.. \" M=OK?\"]"},
    {PEER, "c223 04 05 0010 453d36393120523d31204d3d", "rcvd [CHAP Failure id=0x5 \"E=691 R=1 M=\"]"},
    /* RFC 3748 sections 4 and 5 */
    {PEER, "c227 01 01 0006 1a01", "rcvd [EAP Request id=0x1 MSCHAPv2]"},
    {US, "c227 02 01 0006 031a", "sent [EAP Response id=0x1 Nak <Suggested-type 1A (MSCHAPv2)>]"},
    {PEER, "c227 04 01 0004", "rcvd [EAP Failure id=0x1]"},
    /* RFC 1334 section 2.2.1: never its contents */
    {US, "c023 01 01 000b 0161 05 70617373", "sent [PAP AuthReq id=0x1]"},
    {PEER, "c023 03 01 0008 03 6e6f21", "rcvd [PAP AuthNak id=0x1 \"no!\"]"},
    /* RFC 1332 section 3.3, RFC 1877 section 1 */
    {PEER, "8021 03 02 0016 0306 0a140005 8106 0a140001 8206 0a140002",
     "rcvd [IPCP ConfNak id=0x2 <addr 10.20.0.5> <ms-dns1 10.20.0.1> <ms-wins 10.20.0.2>]"},
    {US, "8021 01 01 000a 0206 002d0f01", "sent [IPCP ConfReq id=0x1 <compress VJ 0f 01>]"},
    /* RFC 5072 section 4.1 */
    {PEER, "8057 01 01 000e 010a 0211 22ff fe33 4455", "rcvd [IPV6CP ConfReq id=0x1 <addr fe80::0211:22ff:fe33:4455>]"},
    /* an option of an unknown type, one whose length goes beyond the packet, one with length 0 */
    {PEER, "c021 01 01 000a 7f04 abcd 0506", "rcvd [LCP ConfReq id=0x1 <option 0x7f ab cd> ...]"},
    {PEER, "c021 01 01 0006 0500", "rcvd [LCP ConfReq id=0x1 ...]"},
    /* padding after the packet's own length, RFC 1661 section 5 */
    {PEER, "80fd 06 02 0004 ffffffff", "rcvd [CCP TermAck id=0x2]"},
    /* noise */
    {PEER, "6b21 99", "rcvd [proto=0x6b21] 3 bytes"},
    {PEER, "c021 01 01 0003", "rcvd [LCP] 6 bytes"},
};

static void
test_text(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(vectors); i++) {
        guint8 bytes[256];
        PptpLinkFrame frame = {.sent = vectors[i].sent ? 1 : 0, .data = bytes};
        g_autofree char *text = NULL;

        frame.len = (guint16)hex_to_bytes(vectors[i].hex, bytes, sizeof bytes);
        text = pptp_packet_to_text(&frame);
        g_assert_cmpstr(text, ==, vectors[i].text);
    }
}

/* Every vector cut at every length, and with every one of its bytes turned to 0 and to 255: nothing beyond is read, the text is sound. */
static void
check_bytes(const guint8 *bytes, gsize len)
{
    g_autofree guint8 *exact = g_memdup2(bytes, MAX(len, 1));
    PptpLinkFrame frame = {.len = (guint16)len, .data = exact};
    g_autofree char *text = pptp_packet_to_text(&frame);
    PptpFacts facts;

    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_assert_cmpuint(strlen(text), <=, PPTP_PACKET_TEXT_MAX);
    pptp_facts_init(&facts, NULL);
    pptp_trace_frame(&facts, &frame);
    frame.sent = 1;
    pptp_trace_frame(&facts, &frame);
    g_assert_cmpuint(facts.frames_received, ==, 1);
    g_assert_cmpuint(facts.frames_sent, ==, 1);
}

static void
test_damage(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(vectors); i++) {
        guint8 bytes[256];
        gsize len = hex_to_bytes(vectors[i].hex, bytes, sizeof bytes);

        for (gsize cut = 0; cut <= len; cut++)
            check_bytes(bytes, cut);
        for (gsize at = 0; at < len; at++) {
            guint8 was = bytes[at];

            bytes[at] = 0;
            check_bytes(bytes, len);
            bytes[at] = 255;
            check_bytes(bytes, len);
            bytes[at] = was;
        }
    }
}

static void
test_parse(void)
{
    guint8 bytes[64];
    PptpPacketOption option;
    PptpPacket packet;
    guint32 wide;
    guint16 number;
    gsize offset = 0, len;

    len = hex_to_bytes("c021 01 07 0010 0104 0578 0506 01020304 0702 eeee", bytes, sizeof bytes);
    g_assert_true(pptp_packet_parse(&packet, bytes, len));
    g_assert_cmphex(packet.protocol, ==, PPTP_PPP_LCP);
    g_assert_cmpuint(packet.id, ==, 7);
    g_assert_cmpuint(packet.body_len, ==, 12);
    g_assert_true(pptp_packet_next_option(&packet, &offset, &option));
    g_assert_true(pptp_option_get_u16(&option, &number));
    g_assert_cmpuint(number, ==, 1400);
    g_assert_false(pptp_option_get_u32(&option, &wide));
    g_assert_true(pptp_packet_next_option(&packet, &offset, &option));
    g_assert_true(pptp_option_get_u32(&option, &wide));
    g_assert_cmphex(wide, ==, 0x01020304);
    g_assert_true(pptp_packet_next_option(&packet, &offset, &option));
    g_assert_cmpuint(option.len, ==, 0);
    g_assert_false(pptp_packet_next_option(&packet, &offset, &option));
    g_assert_false(pptp_packet_find_option(&packet, 99, &option));
    g_assert_false(pptp_packet_parse(&packet, bytes, 5));
    g_assert_cmphex(packet.protocol, ==, PPTP_PPP_LCP);
    g_assert_false(pptp_packet_parse(&packet, bytes, 1));
    g_assert_cmphex(packet.protocol, ==, 0);
    /* CHAP has no options. */
    len = hex_to_bytes("c223 01 07 0008 0304c023", bytes, sizeof bytes);
    g_assert_true(pptp_packet_parse(&packet, bytes, len));
    g_assert_false(pptp_packet_find_option(&packet, 3, &option));
}

static void
test_clean(void)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"plain text", "plain text"},
        {"a\nb\tc\x7f", "a?b?c?"},
        {"say \"hi\"", "say 'hi'"},
        {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
        {"bad\xff\xc3", "bad??"},
        /* U+202E turns the direction, U+2028 ends the line */
        {"x\xe2\x80\xaey", "x?y"},
        {"x\xe2\x80\xa8y", "x?y"},
        {"trailing  ", "trailing"},
        {"", ""},
    };
    char text[32];

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        pptp_text_clean(text, sizeof text, (const guint8 *)rows[i].in, strlen(rows[i].in));
        g_assert_cmpstr(text, ==, rows[i].out);
    }
    pptp_text_clean(text, 4, (const guint8 *)"ab\xc3\xbc", 4);
    g_assert_cmpstr(text, ==, "ab");
    pptp_text_clip(text, 8,
                   "abc\xc3\xbc"
                   "defgh");
    g_assert_cmpstr(text, ==, "abc...");
    pptp_text_clip(text, 8, "1234567");
    g_assert_cmpstr(text, ==, "1234567");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/packet/text", test_text);
    g_test_add_func("/packet/damage", test_damage);
    g_test_add_func("/packet/parse", test_parse);
    g_test_add_func("/packet/clean", test_clean);
    return g_test_run();
}
