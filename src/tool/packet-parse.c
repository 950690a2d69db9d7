/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/packet-parse.h"

#include "tool/option-parse.h"
#include "tool/scan.h"

static gboolean
read_protocol(PptpScan *scan, guint16 *protocol)
{
    static const guint16 known[] = {PPTP_PPP_LCP,    PPTP_PPP_PAP, PPTP_PPP_CHAP, PPTP_PPP_EAP, PPTP_PPP_CCP, PPTP_PPP_IPCP,
                                    PPTP_PPP_IPV6CP, 0xc029,       0xc025,        0x8053,       0xc027,       0xc02d};
    guint32 number;

    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        if (pptp_scan_word(scan, pptp_protocol_name(known[i]))) {
            *protocol = known[i];
            return TRUE;
        }
    }
    if (!pptp_scan_literal(scan, "proto=") || !pptp_scan_hex(scan, &number) || number > G_MAXUINT16)
        return FALSE;
    *protocol = (guint16)number;
    return TRUE;
}

/* A name out of a list that begins with code 1, or "code=0x..". */
static gboolean
read_code(PptpScan *scan, const char *const *names, gsize n, guint *code)
{
    guint32 number;

    for (gsize i = 0; i < n; i++) {
        if (pptp_scan_word(scan, names[i])) {
            *code = (guint)i + 1;
            return TRUE;
        }
    }
    if (!pptp_scan_literal(scan, "code=") || !pptp_scan_hex(scan, &number) || number > 0xff)
        return FALSE;
    *code = number;
    return TRUE;
}

static gboolean
read_id(PptpScan *scan, guint *id)
{
    guint32 number;

    if (!pptp_scan_literal(scan, "id=") || !pptp_scan_hex(scan, &number) || number > 0xff)
        return FALSE;
    *id = number;
    return TRUE;
}

/* To the end of what opened here, over quoted text. FALSE where the end is missing. */
static gboolean
skip_to(PptpScan *scan, char closing)
{
    while (scan->at < scan->end && *scan->at != closing) {
        if (*scan->at == '"') {
            if (!pptp_scan_string(scan, NULL))
                return FALSE;
        } else {
            scan->at++;
        }
    }
    return scan->at < scan->end;
}

static void
put_options(PptpBytes *out, guint16 protocol, PptpScan *scan)
{
    guint wins = 0;

    while (pptp_scan_literal(scan, "<")) {
        /* What cannot be read is an option less. */
        pptp_option_from_text(out, protocol, scan, &wins);
        if (!skip_to(scan, '>'))
            return;
        scan->at++;
    }
}

static void
put_text_or_hex(PptpBytes *out, PptpScan *scan)
{
    guint8 byte;

    if (pptp_scan_string(scan, out))
        return;
    while (pptp_scan_hex_byte(scan, &byte))
        pptp_bytes_put(out, byte);
}

/* The protocol alone, RFC 1661 section 5.7: the copy behind it may be our own PAP request. */
static void
put_rejected_protocol(PptpBytes *out, PptpScan *scan)
{
    guint8 high, low;

    if (!pptp_scan_hex_byte(scan, &high) || !pptp_scan_hex_byte(scan, &low))
        return;
    pptp_bytes_put(out, high);
    pptp_bytes_put(out, low);
}

static void
put_control(PptpBytes *out, guint16 protocol, guint code, PptpScan *scan)
{
    guint32 magic;

    if (code >= PPTP_CODE_CONF_REQ && code <= PPTP_CODE_CONF_REJ) {
        put_options(out, protocol, scan);
    } else if (code == PPTP_CODE_TERM_REQ || code == PPTP_CODE_TERM_ACK) {
        put_text_or_hex(out, scan);
    } else if (code == PPTP_CODE_PROTOCOL_REJ) {
        put_rejected_protocol(out, scan);
    } else if (code >= PPTP_CODE_ECHO_REQ && code <= 13 && pptp_scan_literal(scan, "magic=") && pptp_scan_hex(scan, &magic)) {
        pptp_bytes_put_u32(out, magic);
        if (code == 12)
            put_text_or_hex(out, scan);
    }
}

/* RFC 1994 section 4.1, without the value: challenge and response together are what a password is guessed from. */
static void
put_chap(PptpBytes *out, guint code, PptpScan *scan)
{
    if (code == PPTP_CHAP_CHALLENGE || code == PPTP_CHAP_RESPONSE) {
        pptp_bytes_put(out, 0);
        if (pptp_scan_literal(scan, "<") && skip_to(scan, '>') && pptp_scan_literal(scan, ">, name ="))
            pptp_scan_string(scan, out);
        return;
    }
    /* Our own text's mark for the server's proof, which it leaves out. */
    pptp_scan_literal(scan, "S=..");
    pptp_scan_string(scan, out);
}

/* RFC 1334 section 2.2: of the replies their text, of the request nothing. */
static void
put_pap(PptpBytes *out, guint code, PptpScan *scan)
{
    const gsize start = out->len;

    if (code != 2 && code != 3)
        return;
    pptp_bytes_put(out, 0);
    if (!pptp_scan_string(scan, out))
        out->len = start;
    else if (out->len - start <= G_MAXUINT8 + 1U)
        out->data[start] = (guint8)(out->len - start - 1);
    else
        out->len = start;
}

static gboolean
read_eap_type(PptpScan *scan, guint8 *type)
{
    guint32 number;

    for (guint8 i = 1; i < 64; i++) {
        const char *name = pptp_eap_type_name(i);

        if (name && pptp_scan_word(scan, name)) {
            *type = i;
            return TRUE;
        }
    }
    if (!pptp_scan_literal(scan, "type=") || !pptp_scan_hex(scan, &number) || number > 0xff)
        return FALSE;
    *type = (guint8)number;
    return TRUE;
}

/* RFC 2759's packets within type 26: operation, identifier, length and, of a failure, the message. */
static void
put_eap_mschapv2(PptpBytes *out, PptpScan *scan)
{
    static const char *const names[] = {"Challenge", "Response", "Success", "Failure"};
    const gsize start = out->len;
    guint code;

    if (!read_code(scan, names, G_N_ELEMENTS(names), &code))
        return;
    pptp_bytes_put(out, code);
    pptp_bytes_put(out, 0);
    pptp_bytes_put_u16(out, 4);
    if (code == PPTP_CHAP_FAILURE && pptp_scan_literal(scan, "<Message"))
        pptp_scan_string(scan, out);
    if (out->len - start >= 4)
        out->data[start + 3] = (guint8)MIN(out->len - start, 255);
}

static void
put_eap(PptpBytes *out, guint code, PptpScan *scan)
{
    guint8 type = 0, wanted = 0;

    if ((code != PPTP_EAP_REQUEST && code != PPTP_EAP_RESPONSE) || !read_eap_type(scan, &type))
        return;
    pptp_bytes_put(out, type);
    if (type == PPTP_EAP_TYPE_MSCHAPV2)
        put_eap_mschapv2(out, scan);
    else if (type == PPTP_EAP_TYPE_NAK && pptp_scan_literal(scan, "<Suggested-type") && pptp_scan_hex_byte(scan, &wanted))
        pptp_bytes_put(out, wanted);
    else if (type == 2)
        pptp_scan_string(scan, out);
}

/* Code and identifier, then what the protocol has. FALSE where not even those can be read. */
static gboolean
put_packet(PptpBytes *out, guint16 protocol, PptpScan *scan)
{
    static const char *const control[] = {"ConfReq", "ConfAck", "ConfNak", "ConfRej", "TermReq", "TermAck",  "CodeRej", "ProtRej",
                                          "EchoReq", "EchoRep", "DiscReq", "Ident",   "TimeRem", "ResetReq", "ResetAck"};
    static const char *const chap[] = {"Challenge", "Response", "Success", "Failure"};
    static const char *const eap[] = {"Request", "Response", "Success", "Failure"};
    static const char *const pap[] = {"AuthReq", "AuthAck", "AuthNak"};
    const char *const *names = control;
    gsize n = G_N_ELEMENTS(control);
    guint code, id;

    if (protocol == PPTP_PPP_CHAP || protocol == PPTP_PPP_EAP) {
        names = protocol == PPTP_PPP_CHAP ? chap : eap;
        n = 4;
    } else if (protocol == PPTP_PPP_PAP) {
        names = pap;
        n = G_N_ELEMENTS(pap);
    }
    if (!read_code(scan, names, n, &code) || !read_id(scan, &id))
        return FALSE;
    pptp_bytes_put(out, code);
    pptp_bytes_put(out, id);
    pptp_bytes_put_u16(out, 0); /* the length, when it is known */
    if (protocol == PPTP_PPP_CHAP)
        put_chap(out, code, scan);
    else if (protocol == PPTP_PPP_EAP)
        put_eap(out, code, scan);
    else if (protocol == PPTP_PPP_PAP)
        put_pap(out, code, scan);
    else if (names == control)
        put_control(out, protocol, code, scan);
    return TRUE;
}

gboolean
pptp_packet_from_text(PptpLinkFrame *frame, guint8 *buf, const char *text, gsize len)
{
    PptpScan scan = {text, text + len};
    PptpBytes out = {.data = buf, .size = PPTP_LINK_FRAME_MAX};
    guint16 protocol;

    if (pptp_scan_literal(&scan, "sent ["))
        frame->sent = 1;
    else if (pptp_scan_literal(&scan, "rcvd ["))
        frame->sent = 0;
    else
        return FALSE;
    if (!read_protocol(&scan, &protocol))
        return FALSE;
    pptp_bytes_put_u16(&out, protocol);
    /* pppd prints nothing but bytes of a protocol that it does not know. */
    if (pptp_scan_peek(&scan) != ']') {
        if (!put_packet(&out, protocol, &scan) || !skip_to(&scan, ']'))
            return FALSE;
        out.data[4] = (guint8)((out.len - 2) >> 8);
        out.data[5] = (guint8)(out.len - 2);
    }
    frame->data = buf;
    frame->len = (guint16)out.len;
    return TRUE;
}
