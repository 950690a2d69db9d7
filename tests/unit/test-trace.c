/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "ppp-frames.h"

static void
test_lcp(void)
{
    PptpFacts facts;

    pptp_facts_init(&facts, NULL);
    g_assert_cmpint(facts.pppd_exit, ==, -1);
    g_assert_cmpint(facts.pppd_latched, ==, -1);
    /* RFC 1661: the server rejects every option of ours, then takes an empty request. */
    feed_hex(&facts, US, "c021 01 01 0012 0104 0578 0506 11111111 0702 0802");
    feed_hex(&facts, US, "c021 01 01 0012 0104 0578 0506 11111111 0702 0802");
    g_assert_cmpuint(facts.lcp.unanswered, ==, 2);
    feed_hex(&facts, PEER, "c021 04 01 0012 0104 0578 0506 11111111 0702 0802");
    g_assert_cmpuint(facts.lcp.unanswered, ==, 0);
    g_assert_cmpuint(facts.lcp.rejects_received, ==, 1);
    feed_hex(&facts, US, "c021 01 02 0004");
    feed_hex(&facts, PEER, "c021 02 02 0004");
    g_assert_false(facts.lcp.opened);
    feed_hex(&facts, PEER, "c021 01 00 0010 0104 0578 0305 c22381 0d0306");
    g_assert_true(facts.callback_asked);
    g_assert_cmpuint(facts.auth_asked, ==, PPTP_AUTH_MSCHAPV2);
    feed_hex(&facts, US, "c021 02 00 0010 0104 0578 0305 c22381 0d0306");
    g_assert_true(facts.lcp.opened);
    g_assert_cmpuint(facts.auth_agreed, ==, PPTP_AUTH_MSCHAPV2);
    /* RFC 1661 section 5.7 */
    feed_reject(&facts, PEER, PPTP_PPP_CCP);
    feed_reject(&facts, PEER, PPTP_PPP_COMPRESSED);
    feed_reject(&facts, US, 0x6b1f);
    g_assert_true(facts.ccp.refused_by_peer);
    g_assert_true(facts.data_refused);
    g_assert_cmpuint(facts.garbage, ==, 1);
    feed_reject(&facts, PEER, 0x6b1f);
    g_assert_cmpuint(facts.garbage, ==, 1);
    feed_reject(&facts, PEER, 0x00c5);
    g_assert_cmpuint(facts.garbage, ==, 2);
    /* RFC 1661 section 5.8 */
    feed_hex(&facts, US, "c021 09 00 0008 11111111");
    feed_hex(&facts, US, "c021 09 01 0008 11111111");
    g_assert_cmpuint(facts.echo_unanswered, ==, 2);
    feed_hex(&facts, PEER, "c021 0a 01 0008 22222222");
    g_assert_cmpuint(facts.echo_unanswered, ==, 0);
    feed_text(&facts, PEER, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Session\r\ntimeout");
    feed_text(&facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "later");
    g_assert_cmpstr(facts.term_text, ==, "Session??timeout");
    g_assert_cmpint(facts.lcp.ended_by, ==, PPTP_SIDE_PEER);
    g_assert_cmpstr(facts.our_term_text, ==, "later");
}

/* What was seen last is what led to the end, not the answer to our goodbye. */
static void
test_seen_last(void)
{
    PptpFacts facts;

    pptp_facts_init(&facts, NULL);
    feed_auth(&facts, PEER, PPTP_CODE_CONF_REQ, PPTP_AUTH_PAP);
    feed_text(&facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "User request");
    feed_hex(&facts, PEER, "c021 06 02 0004");
    feed_hex(&facts, PEER, "c021 0a 03 0008 00000001");
    g_assert_nonnull(strstr(facts.seen_last, "ConfReq"));
    feed_text(&facts, PEER, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Bye");
    g_assert_nonnull(strstr(facts.seen_last, "Bye"));
}

static void
test_auth(void)
{
    PptpFacts facts;

    pptp_facts_init(&facts, NULL);
    /* A Windows server: EAP first (FACTS), then what our Nak says. */
    feed_auth(&facts, PEER, PPTP_CODE_CONF_REQ, PPTP_AUTH_EAP);
    feed_auth(&facts, US, PPTP_CODE_CONF_NAK, PPTP_AUTH_MSCHAPV2);
    g_assert_cmpuint(facts.auth_agreed, ==, 0);
    feed_lcp_up(&facts, PPTP_AUTH_MSCHAPV2);
    g_assert_cmpuint(facts.auth_asked, ==, PPTP_AUTH_EAP | PPTP_AUTH_MSCHAPV2);
    g_assert_cmpuint(facts.auth_agreed, ==, PPTP_AUTH_MSCHAPV2);
    feed_login(&facts, PPTP_AUTH_MSCHAPV2);
    g_assert_cmpint(facts.login, ==, PPTP_LOGIN_ACCEPTED);
    g_assert_null(strstr(facts.seen_login, "0123456789"));
    /* pppd's reaction to a wrong S=, RFC 2759 section 8.8 */
    feed_text(&facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Failed to authenticate ourselves to peer");
    g_assert_true(facts.mutual_failed);

    /* RFC 2759 section 6 */
    pptp_facts_init(&facts, NULL);
    feed_lcp_up(&facts, PPTP_AUTH_MSCHAPV2);
    g_assert_false(pptp_trace_awaits_login(&facts));
    feed_hex(&facts, PEER, "c223 01 05 000c 04 01020304 737276");
    g_assert_false(pptp_trace_awaits_login(&facts));
    feed_hex(&facts, US, "c223 02 05 000c 04 01020304 616c69");
    g_assert_true(pptp_trace_awaits_login(&facts));
    feed_text(&facts, PEER, PPTP_PPP_CHAP, PPTP_CHAP_FAILURE, "E=691 R=1 C=00112233445566778899aabbccddeeff V=3 M=No \"luck\"\x1b[31m");
    g_assert_cmpint(facts.login, ==, PPTP_LOGIN_REFUSED);
    g_assert_false(pptp_trace_awaits_login(&facts));
    g_assert_cmpuint(facts.login_error, ==, 691);
    g_assert_cmpstr(facts.login_text, ==, "No 'luck'?[31m");
    feed_text(&facts, PEER, PPTP_PPP_CHAP, PPTP_CHAP_FAILURE, "E=99999999999999999999 R=0");
    g_assert_cmpuint(facts.login_error, >, 1000);
    feed_text(&facts, PEER, PPTP_PPP_CHAP, PPTP_CHAP_FAILURE, "Access denied");
    g_assert_cmpuint(facts.login_error, ==, 0);
    g_assert_cmpstr(facts.login_text, ==, "Access denied");

    /* EAP-MSCHAPv2: the failure comes in a request, then EAP's own (RFC 3748 section 4.2). */
    pptp_facts_init(&facts, NULL);
    feed_lcp_up(&facts, PPTP_AUTH_EAP);
    feed_hex(&facts, PEER, "c227 01 02 0016 1a 04 02 0011 453d36343920523d30204d3d6e");
    feed(&facts, PEER, PPTP_PPP_EAP, PPTP_EAP_FAILURE, NULL, 0);
    g_assert_cmpuint(facts.login_error, ==, 649);
    g_assert_cmpstr(facts.login_text, ==, "n");
    g_assert_cmpuint(facts.eap_type, ==, PPTP_EAP_TYPE_MSCHAPV2);
    feed_hex(&facts, US, "c227 02 02 0006 1a 04");
    g_assert_false(facts.mutual_failed);

    /* It says Success, and we answer with Failure: its proof was wrong. */
    pptp_facts_init(&facts, NULL);
    feed_lcp_up(&facts, PPTP_AUTH_EAP);
    feed_hex(&facts, PEER, "c227 01 03 000e 1a 03 03 0009 533d313233");
    feed_hex(&facts, US, "c227 02 03 0006 1a 04");
    g_assert_true(facts.mutual_failed);

    /* PAP: only the answers' headers come, and never anything of the request. */
    pptp_facts_init(&facts, NULL);
    feed_text(&facts, US, PPTP_PPP_PAP, 1,
              "\x01"
              "u\x08"
              "sEcReT42");
    feed(&facts, PEER, PPTP_PPP_PAP, 3, NULL, 0);
    g_assert_cmpint(facts.login, ==, PPTP_LOGIN_REFUSED);
    g_assert_null(memmem(&facts, sizeof facts, "sEcReT", 6));
    feed_hex(&facts, PEER, "c021 07 02 0016 c023 0101000f 0175 08 7345635265543432");
    feed_hex(&facts, PEER, "c021 08 02 0016 c023 0101000f 0175 08 7345635265543432");
    g_assert_null(memmem(&facts, sizeof facts, "sEcReT", 6));
}

static void
test_mppe(void)
{
    PptpFacts facts;

    pptp_facts_init(&facts, NULL);
    /* The founding guide's second log. */
    feed_mppe(&facts, US, PPTP_CODE_CONF_REQ, 0x01000060);
    feed_mppe(&facts, PEER, PPTP_CODE_CONF_NAK, 0x00000041);
    g_assert_true(facts.mppe_naked);
    g_assert_cmphex(facts.mppe_nak, ==, 0x41);
    g_assert_cmphex(facts.mppe_ask, ==, 0x01000060);
    g_assert_cmpuint(facts.mppe_wants_stateful, ==, PPTP_MPPE_128);
    g_assert_cmpuint(facts.mppe_wants_stateless, ==, 0);
    g_assert_cmpstr(facts.seen_mppe, ==, "rcvd [CCP ConfNak id=0x1 <mppe -H -M +S -L -D +C>]");
    feed_mppe(&facts, PEER, PPTP_CODE_CONF_REQ, 0x01000020);
    g_assert_cmpstr(facts.seen_mppe, ==, "rcvd [CCP ConfNak id=0x1 <mppe -H -M +S -L -D +C>]");
    g_assert_cmpuint(facts.mppe_wants_stateless, ==, PPTP_MPPE_40);
    feed_mppe(&facts, US, PPTP_CODE_CONF_REJ, 0x01000020);
    g_assert_true(facts.mppe_we_rejected);
    feed_mppe(&facts, US, PPTP_CODE_CONF_REQ, 0x01000040);
    feed_mppe(&facts, PEER, PPTP_CODE_CONF_ACK, 0x01000040);
    g_assert_false(facts.ccp.opened);
    feed_mppe(&facts, PEER, PPTP_CODE_CONF_REQ, 0x01000040);
    feed_mppe(&facts, US, PPTP_CODE_CONF_ACK, 0x01000040);
    g_assert_true(facts.ccp.opened);
    g_assert_cmphex(facts.mppe_took, ==, 0x01000040);
    g_assert_cmphex(facts.mppe_peer_took, ==, 0x01000040);
    feed(&facts, PEER, PPTP_PPP_CCP, PPTP_CODE_TERM_REQ, NULL, 0);
    g_assert_cmpint(facts.ccp.ended_by, ==, PPTP_SIDE_PEER);
}

static void
test_loop(void)
{
    PptpFacts facts;

    pptp_facts_init(&facts, NULL);
    for (guint i = 0; i < 3; i++) {
        feed_magic(&facts, US, PPTP_CODE_CONF_REQ, 0x5000 + i);
        feed_magic(&facts, PEER, PPTP_CODE_CONF_REQ, 0x5000 + i);
    }
    g_assert_cmpuint(facts.looped, ==, 3);
    /* Two peers without a magic number are no loop. */
    pptp_facts_init(&facts, NULL);
    feed_hex(&facts, US, "c021 01 01 0004");
    feed_hex(&facts, PEER, "c021 01 01 0004");
    feed_hex(&facts, PEER, "c021 0a 01 0008 00000000");
    g_assert_cmpuint(facts.looped, ==, 0);
}

static void
test_ipcp(void)
{
    PptpFacts facts;

    pptp_facts_init(&facts, NULL);
    feed_address(&facts, US, PPTP_CODE_CONF_REQ, 0);
    feed_address(&facts, PEER, PPTP_CODE_CONF_NAK, 0x0a140005);
    g_assert_true(facts.address_offered);
    g_assert_cmphex(facts.offered_address, ==, GUINT32_TO_BE(0x0a140005));
    feed_address(&facts, US, PPTP_CODE_CONF_REQ, 0x0a140005);
    feed_address(&facts, PEER, PPTP_CODE_CONF_ACK, 0x0a140005);
    feed_address(&facts, PEER, PPTP_CODE_CONF_REQ, 0x0a140001);
    feed_address(&facts, US, PPTP_CODE_CONF_ACK, 0x0a140001);
    g_assert_cmphex(facts.our_address, ==, GUINT32_TO_BE(0x0a140005));
    g_assert_cmphex(facts.peer_address, ==, GUINT32_TO_BE(0x0a140001));
    g_assert_true(facts.ipcp.opened);
    /* RFC 1877: 129 and so on have bits too */
    feed_hex(&facts, PEER, "8021 04 03 000a 8106 00000000");
    g_assert_true(PPTP_OPTION_BIT(132) == G_GUINT64_CONSTANT(1) << 63);
    feed_address(&facts, PEER, PPTP_CODE_CONF_REJ, 0x0a140005);
    g_assert_true(facts.address_refused);
}

/* What can lead on, what only repeats, and what never ends. */
static void
test_progress(void)
{
    const PptpAttempt attempt = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128};
    static const guint8 echo[] = {0xc0, 0x21, 0x09, 0x00, 0x00, 0x08, 1, 2, 3, 4}, ipcp[] = {0x80, 0x21, 0x01, 0x01, 0x00, 0x04};
    static const guint8 ccp[] = {0x80, 0xfd, 0x01, 0x07, 0x00, 0x0a, 0x12, 0x06, 0x01, 0x00, 0x00, 0x40};
    PptpLinkFrame frame = {.len = sizeof echo, .data = echo};
    PptpFacts facts;

    pptp_facts_init(&facts, &attempt);
    g_assert_false(pptp_trace_frame(&facts, &frame));
    frame = (PptpLinkFrame){.len = sizeof ipcp, .data = ipcp};
    g_assert_false(pptp_trace_frame(&facts, &frame));
    frame = (PptpLinkFrame){.len = sizeof ccp, .data = ccp};
    g_assert_false(pptp_trace_is_ccp_repeat(&facts, &frame));
    g_assert_true(pptp_trace_frame(&facts, &frame));
    feed_mppe(&facts, US, PPTP_CODE_CONF_ACK, PPTP_MPPE_WIRE_H | PPTP_MPPE_WIRE_S);
    g_assert_true(pptp_trace_is_ccp_repeat(&facts, &frame));
    frame.sent = 1;
    g_assert_false(pptp_trace_is_ccp_repeat(&facts, &frame));
    g_assert_false(pptp_trace_frame(&facts, &frame));
    feed_mppe(&facts, US, PPTP_CODE_CONF_REQ, PPTP_MPPE_WIRE_H | PPTP_MPPE_WIRE_S);
    feed_mppe(&facts, PEER, PPTP_CODE_CONF_ACK, PPTP_MPPE_WIRE_H | PPTP_MPPE_WIRE_S);
    g_assert_true(facts.ccp.opened);
    /* Once the session is up, another identifier means that the peer begins anew; 7 is that of what was acknowledged. */
    frame = (PptpLinkFrame){.len = sizeof ccp, .data = ccp};
    facts.mppe_took_id = 7;
    facts.was_up = TRUE;
    g_assert_true(pptp_trace_is_ccp_repeat(&facts, &frame));
    facts.mppe_took_id = 6;
    g_assert_false(pptp_trace_is_ccp_repeat(&facts, &frame));
    facts.was_up = FALSE;
    g_assert_true(pptp_trace_is_ccp_repeat(&facts, &frame));
    /* Once encryption is settled, addresses are the next step. */
    frame = (PptpLinkFrame){.len = sizeof ipcp, .data = ipcp};
    g_assert_true(pptp_trace_frame(&facts, &frame));

    g_assert_false(pptp_trace_is_endless(&facts));
    for (guint i = 0; i < 24; i++)
        feed_address(&facts, PEER, PPTP_CODE_CONF_NAK, 0x0a000001 + i);
    g_assert_false(pptp_trace_is_endless(&facts));
    feed_address(&facts, PEER, PPTP_CODE_CONF_NAK, 0x0a000100);
    g_assert_true(pptp_trace_is_endless(&facts));
}

/* A server that ends CCP again and again: nothing else will come. Not where we asked for none, nor once it was settled. */
static void
test_ccp_ended(void)
{
    const PptpAttempt attempt = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128}, clear = {.auth = PPTP_AUTH_MSCHAPV2};
    PptpFacts facts;

    for (guint asked = 0; asked < 2; asked++) {
        pptp_facts_init(&facts, asked ? &attempt : &clear);
        feed_text(&facts, PEER, PPTP_PPP_CCP, PPTP_CODE_TERM_REQ, "no compression");
        g_assert_false(pptp_trace_is_endless(&facts));
        g_assert_cmpstr(facts.seen_mppe, ==, "rcvd [CCP TermReq id=0x1 \"no compression\"]");
        feed_text(&facts, PEER, PPTP_PPP_CCP, PPTP_CODE_TERM_REQ, "no compression");
        g_assert_cmpuint(facts.ccp.terminates_received, ==, 2);
        g_assert_cmpint(pptp_trace_is_endless(&facts), ==, asked);
        facts.ccp.opened = TRUE;
        g_assert_false(pptp_trace_is_endless(&facts));
    }
}

/* A server without IPv4, whose tunnel nothing would ever come of. */
static void
test_ipcp_refused(void)
{
    PptpFacts facts;

    pptp_facts_init(&facts, NULL);
    feed_reject(&facts, PEER, PPTP_PPP_IPV6CP);
    g_assert_false(pptp_trace_is_endless(&facts));
    feed_reject(&facts, PEER, PPTP_PPP_IPCP);
    g_assert_true(pptp_trace_is_endless(&facts));
    /* It still settles encryption. */
    feed_mppe(&facts, PEER, PPTP_CODE_CONF_REQ, PPTP_MPPE_WIRE_H | PPTP_MPPE_WIRE_S);
    g_assert_false(pptp_trace_is_endless(&facts));
    facts.ccp.opened = TRUE;
    g_assert_true(pptp_trace_is_endless(&facts));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/trace/lcp", test_lcp);
    g_test_add_func("/trace/seen-last", test_seen_last);
    g_test_add_func("/trace/auth", test_auth);
    g_test_add_func("/trace/mppe", test_mppe);
    g_test_add_func("/trace/loop", test_loop);
    g_test_add_func("/trace/ipcp", test_ipcp);
    g_test_add_func("/trace/progress", test_progress);
    g_test_add_func("/trace/ccp-ended", test_ccp_ended);
    g_test_add_func("/trace/ipcp-refused", test_ipcp_refused);
    return g_test_run();
}
