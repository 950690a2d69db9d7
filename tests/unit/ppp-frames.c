/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp-frames.h"

#include <string.h>

gsize
hex_to_bytes(const char *hex, guint8 *bytes, gsize size)
{
    gsize n = 0;

    for (const char *p = hex; *p;) {
        if (*p == ' ') {
            p++;
            continue;
        }
        g_assert_true(g_ascii_isxdigit(p[0]) && g_ascii_isxdigit(p[1]));
        g_assert_cmpuint(n, <, size);
        bytes[n++] = (guint8)(g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1]));
        p += 2;
    }
    return n;
}

static void
take(PptpFacts *facts, gboolean sent, const guint8 *bytes, gsize len)
{
    /* A copy of exactly this length, so that a sanitizer sees any step beyond it. */
    g_autofree guint8 *exact = g_memdup2(bytes, len);

    pptp_trace_frame(facts, &(PptpLinkFrame){.sent = sent ? 1 : 0, .usec = 1, .len = (guint16)len, .data = exact});
}

void
feed_hex(PptpFacts *facts, gboolean sent, const char *hex)
{
    guint8 bytes[PPTP_LINK_FRAME_MAX];

    take(facts, sent, bytes, hex_to_bytes(hex, bytes, sizeof bytes));
}

void
feed(PptpFacts *facts, gboolean sent, guint16 protocol, guint8 code, const void *body, gsize len)
{
    guint8 bytes[PPTP_LINK_FRAME_MAX] = {(guint8)(protocol >> 8), (guint8)protocol, code, 1, (guint8)((len + 4) >> 8), (guint8)(len + 4)};

    g_assert_cmpuint(len + 6, <=, sizeof bytes);
    if (len > 0)
        memcpy(bytes + 6, body, len);
    take(facts, sent, bytes, len + 6);
}

void
feed_text(PptpFacts *facts, gboolean sent, guint16 protocol, guint8 code, const char *text)
{
    feed(facts, sent, protocol, code, text, strlen(text));
}

void
feed_auth(PptpFacts *facts, gboolean sent, guint8 code, guint method)
{
    static const struct {
        guint method;
        const char *hex;
    } options[] = {
        {0, "0506deadbeef"},
        {PPTP_AUTH_PAP, "0304c023 0506deadbeef"},
        {PPTP_AUTH_CHAP_MD5, "0305c22305 0506deadbeef"},
        {PPTP_AUTH_MSCHAP, "0305c22380 0506deadbeef"},
        {PPTP_AUTH_MSCHAPV2, "0305c22381 0506deadbeef"},
        {PPTP_AUTH_EAP, "0304c227 0506deadbeef"},
    };
    guint8 body[32];

    for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
        if (options[i].method == method) {
            feed(facts, sent, PPTP_PPP_LCP, code, body, hex_to_bytes(options[i].hex, body, sizeof body));
            return;
        }
    }
    g_assert_not_reached();
}

static void
put_u32(guint8 *at, guint32 value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (guint8)(value >> (24 - 8 * i));
}

static void
feed_u32(PptpFacts *facts, gboolean sent, guint16 protocol, guint8 code, guint8 type, guint32 value)
{
    guint8 body[6] = {type, 6};

    put_u32(body + 2, value);
    feed(facts, sent, protocol, code, body, sizeof body);
}

void
feed_magic(PptpFacts *facts, gboolean sent, guint8 code, guint32 magic)
{
    feed_u32(facts, sent, PPTP_PPP_LCP, code, PPTP_LCP_MAGIC, magic);
}

void
feed_mppe(PptpFacts *facts, gboolean sent, guint8 code, guint32 wire)
{
    feed_u32(facts, sent, PPTP_PPP_CCP, code, PPTP_CCP_MPPE, wire);
}

void
feed_address(PptpFacts *facts, gboolean sent, guint8 code, guint32 address)
{
    feed_u32(facts, sent, PPTP_PPP_IPCP, code, PPTP_IPCP_ADDRESS, address);
}

void
feed_reject(PptpFacts *facts, gboolean sent, guint16 protocol)
{
    guint8 body[] = {(guint8)(protocol >> 8), (guint8)protocol};

    feed(facts, sent, PPTP_PPP_LCP, PPTP_CODE_PROTOCOL_REJ, body, sizeof body);
}

void
feed_lcp_up(PptpFacts *facts, guint method)
{
    feed_magic(facts, US, PPTP_CODE_CONF_REQ, 0x11111111);
    feed_magic(facts, PEER, PPTP_CODE_CONF_ACK, 0x11111111);
    feed_auth(facts, PEER, PPTP_CODE_CONF_REQ, method);
    feed_auth(facts, US, PPTP_CODE_CONF_ACK, method);
}

void
feed_login(PptpFacts *facts, guint method)
{
    static const guint8 challenge[] = {4, 1, 2, 3, 4, 's', 'r', 'v'}, eap[] = {PPTP_EAP_TYPE_MSCHAPV2, PPTP_CHAP_CHALLENGE, 1, 0, 5};

    if (method == PPTP_AUTH_PAP) {
        feed(facts, PEER, PPTP_PPP_PAP, 2, NULL, 0);
    } else if (method == PPTP_AUTH_EAP) {
        feed(facts, PEER, PPTP_PPP_EAP, PPTP_EAP_REQUEST, eap, sizeof eap);
        feed(facts, US, PPTP_PPP_EAP, PPTP_EAP_RESPONSE, eap, 1);
        feed(facts, PEER, PPTP_PPP_EAP, PPTP_EAP_SUCCESS, NULL, 0);
    } else if (method != 0) {
        feed(facts, PEER, PPTP_PPP_CHAP, PPTP_CHAP_CHALLENGE, challenge, sizeof challenge);
        feed(facts, US, PPTP_PPP_CHAP, PPTP_CHAP_RESPONSE, challenge, sizeof challenge);
        feed_text(facts, PEER, PPTP_PPP_CHAP, PPTP_CHAP_SUCCESS, "S=0123456789012345678901234567890123456789 M=Access granted");
    }
}

PptpSettings
settings_default(void)
{
    return (PptpSettings){
        .gateway = (char *)"vpn.example.com",
        .refuse_eap = PPTP_UNSET,
        .refuse_pap = PPTP_UNSET,
        .refuse_chap = PPTP_UNSET,
        .refuse_mschap = PPTP_UNSET,
        .refuse_mschapv2 = PPTP_UNSET,
        .require_mppe = PPTP_UNSET,
        .require_mppe_40 = PPTP_UNSET,
        .require_mppe_128 = PPTP_UNSET,
        .refuse_mppe_40 = PPTP_UNSET,
        .refuse_mppe_128 = PPTP_UNSET,
        .mppe_stateful = PPTP_UNSET,
    };
}
