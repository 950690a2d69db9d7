/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/packet.h"

/* The written form of packets, in the style people know from pppd's log. */

static void
put_text(GString *out, const guint8 *text, gsize len)
{
    char clean[128];

    pptp_text_clean(clean, sizeof clean, text, len);
    g_string_append_printf(out, " \"%s\"", clean);
}

static void
put_hex(GString *out, const guint8 *bytes, gsize len)
{
    for (gsize i = 0; i < len && i < 16; i++)
        g_string_append_printf(out, " %.2x", bytes[i]);
    if (len > 16)
        g_string_append(out, " ...");
}

static void
put_address(GString *out, const char *name, const PptpPacketOption *option)
{
    g_string_append_printf(out, "%s %u.%u.%u.%u", name, option->value[0], option->value[1], option->value[2], option->value[3]);
}

static gboolean
put_lcp_auth(GString *out, const PptpPacketOption *option)
{
    guint16 protocol = 0;

    switch (pptp_option_get_auth(option, &protocol)) {
    case PPTP_AUTH_PAP:
        g_string_append(out, "auth pap");
        return TRUE;
    case PPTP_AUTH_EAP:
        g_string_append(out, "auth eap");
        return TRUE;
    case PPTP_AUTH_CHAP_MD5:
        g_string_append(out, "auth chap MD5");
        return TRUE;
    case PPTP_AUTH_MSCHAP:
        g_string_append(out, "auth chap MS");
        return TRUE;
    case PPTP_AUTH_MSCHAPV2:
        g_string_append(out, "auth chap MS-v2");
        return TRUE;
    default:
        break;
    }
    if (option->len < 2)
        return FALSE;
    g_string_append_printf(out, "auth 0x%x", protocol);
    put_hex(out, option->value + 2, option->len - 2U);
    return TRUE;
}

/* RFC 1661 section 6, RFC 1570 section 2.3, RFC 1990 section 5.1. FALSE where the value is not what the type asks for. */
static gboolean
put_lcp_option(GString *out, const PptpPacketOption *option)
{
    guint16 number = 0;
    guint32 wide = 0;

    switch (option->type) {
    case PPTP_LCP_MRU:
    case 17:
        if (!pptp_option_get_u16(option, &number))
            return FALSE;
        g_string_append_printf(out, "%s %u", option->type == 17 ? "mrru" : "mru", number);
        return TRUE;
    case 2:
    case PPTP_LCP_MAGIC:
        if (!pptp_option_get_u32(option, &wide))
            return FALSE;
        g_string_append_printf(out, "%s 0x%x", option->type == 2 ? "asyncmap" : "magic", wide);
        return TRUE;
    case PPTP_LCP_AUTH:
        return put_lcp_auth(out, option);
    case 7:
    case 8:
    case 18:
        if (option->len != 0)
            return FALSE;
        g_string_append(out, option->type == 7 ? "pcomp" : option->type == 8 ? "accomp" : "ssnhf");
        return TRUE;
    case PPTP_LCP_CALLBACK:
        if (option->len < 1)
            return FALSE;
        g_string_append(out, option->value[0] == 6 ? "callback CBCP" : "callback");
        return TRUE;
    case 19:
        g_string_append(out, "endpoint");
        put_hex(out, option->value, option->len);
        return TRUE;
    default:
        return FALSE;
    }
}

/* RFC 1962 section 4, RFC 3078 section 2.1, RFC 1979 section 2, RFC 1977 section 4. */
static gboolean
put_ccp_option(GString *out, const PptpPacketOption *option)
{
    const guint32 known = PPTP_MPPE_WIRE_H | PPTP_MPPE_WIRE_M | PPTP_MPPE_WIRE_S | PPTP_MPPE_WIRE_L | PPTP_MPPE_WIRE_D | PPTP_MPPE_WIRE_C;
    guint32 bits = 0;

    switch (option->type) {
    case PPTP_CCP_MPPE:
        if (!pptp_option_get_u32(option, &bits))
            return FALSE;
        g_string_append_printf(out, "mppe %cH %cM %cS %cL %cD %cC%s", bits & PPTP_MPPE_WIRE_H ? '+' : '-',
                               bits & PPTP_MPPE_WIRE_M ? '+' : '-', bits & PPTP_MPPE_WIRE_S ? '+' : '-',
                               bits & PPTP_MPPE_WIRE_L ? '+' : '-', bits & PPTP_MPPE_WIRE_D ? '+' : '-',
                               bits & PPTP_MPPE_WIRE_C ? '+' : '-', bits & ~known ? " +U" : "");
        return TRUE;
    case 1:
    case 2:
        g_string_append_printf(out, "predictor %u", option->type);
        return TRUE;
    case 21:
        if (option->len != 1)
            return FALSE;
        g_string_append_printf(out, "bsd v%u %u", option->value[0] >> 5, option->value[0] & 0x1f);
        return TRUE;
    case 24:
    case 26:
        if (option->len != 2)
            return FALSE;
        g_string_append_printf(out, "deflate%s %u", option->type == 24 ? "(old#)" : "", (option->value[0] >> 4) + 8U);
        return TRUE;
    default:
        return FALSE;
    }
}

/* RFC 1332 section 3, RFC 1877 section 1. */
static gboolean
put_ipcp_option(GString *out, const PptpPacketOption *option)
{
    if (option->type == 2 && option->len >= 2) {
        guint protocol = (guint)option->value[0] << 8 | option->value[1];

        g_string_append(out, protocol == 0x002d ? "compress VJ" : "compress");
        put_hex(out, option->value + (protocol == 0x002d ? 2 : 0), option->len - (protocol == 0x002d ? 2U : 0U));
        return TRUE;
    }
    if (option->len != 4)
        return FALSE;
    switch (option->type) {
    case PPTP_IPCP_ADDRESS:
        put_address(out, "addr", option);
        return TRUE;
    case 129:
        put_address(out, "ms-dns1", option);
        return TRUE;
    case 131:
        put_address(out, "ms-dns2", option);
        return TRUE;
    case 130:
    case 132:
        put_address(out, "ms-wins", option);
        return TRUE;
    default:
        return FALSE;
    }
}

/* RFC 5072 section 4.1. */
static gboolean
put_ipv6cp_option(GString *out, const PptpPacketOption *option)
{
    const guint8 *v = option->value;

    if (option->type != 1 || option->len != 8)
        return FALSE;
    g_string_append_printf(out, "addr fe80::%.2x%.2x:%.2x%.2x:%.2x%.2x:%.2x%.2x", v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
    return TRUE;
}

static gboolean
put_known_option(GString *out, guint16 protocol, const PptpPacketOption *option)
{
    switch (protocol) {
    case PPTP_PPP_LCP:
        return put_lcp_option(out, option);
    case PPTP_PPP_CCP:
        return put_ccp_option(out, option);
    case PPTP_PPP_IPCP:
        return put_ipcp_option(out, option);
    case PPTP_PPP_IPV6CP:
        return put_ipv6cp_option(out, option);
    default:
        return FALSE;
    }
}

static void
put_options(GString *out, const PptpPacket *packet)
{
    PptpPacketOption option;
    gsize offset = 0;

    while (out->len < PPTP_PACKET_TEXT_MAX && pptp_packet_next_option(packet, &offset, &option)) {
        g_string_append(out, " <");
        if (!put_known_option(out, packet->protocol, &option)) {
            g_string_append_printf(out, "option 0x%.2x", option.type);
            put_hex(out, option.value, option.len);
        }
        g_string_append_c(out, '>');
    }
    if (offset < packet->body_len)
        g_string_append(out, " ...");
}

static void
put_code(GString *out, guint8 code, const char *const *names, gsize n)
{
    if (code >= 1 && code <= n && names[code - 1])
        g_string_append_printf(out, " %s", names[code - 1]);
    else
        g_string_append_printf(out, " code=0x%x", code);
}

/* A rejected packet's copy is left out: it may be our own PAP request. */
static void
put_protocol_reject(GString *out, const PptpPacket *packet)
{
    const char *name;
    guint16 protocol;

    if (packet->body_len < 2)
        return;
    protocol = (guint16)(packet->body[0] << 8 | packet->body[1]);
    name = pptp_protocol_name(protocol);
    g_string_append_printf(out, " %.2x %.2x%s%s%s", packet->body[0], packet->body[1], name ? " (" : "", name ? name : "", name ? ")" : "");
}

static void
put_control(GString *out, const PptpPacket *packet)
{
    static const char *const names[] = {"ConfReq", "ConfAck", "ConfNak", "ConfRej", "TermReq", "TermAck",  "CodeRej", "ProtRej",
                                        "EchoReq", "EchoRep", "DiscReq", "Ident",   "TimeRem", "ResetReq", "ResetAck"};

    put_code(out, packet->code, names, G_N_ELEMENTS(names));
    g_string_append_printf(out, " id=0x%x", packet->id);
    if (pptp_packet_has_options(packet)) {
        put_options(out, packet);
    } else if ((packet->code == PPTP_CODE_TERM_REQ || packet->code == PPTP_CODE_TERM_ACK) && packet->body_len > 0) {
        put_text(out, packet->body, packet->body_len);
    } else if (packet->protocol == PPTP_PPP_LCP && packet->code == PPTP_CODE_PROTOCOL_REJ) {
        put_protocol_reject(out, packet);
    } else if (packet->protocol == PPTP_PPP_LCP && packet->code >= PPTP_CODE_ECHO_REQ && packet->code <= 13 && packet->body_len >= 4) {
        g_string_append_printf(out, " magic=0x%.2x%.2x%.2x%.2x", packet->body[0], packet->body[1], packet->body[2], packet->body[3]);
        if (packet->code == 12 && packet->body_len > 4)
            put_text(out, packet->body + 4, packet->body_len - 4U);
    }
}

/* Challenges and responses stay out: the two together are what a password is guessed from. So does the S= of RFC 2759 section 5. */
static void
put_chap(GString *out, const PptpPacket *packet)
{
    static const char *const names[] = {"Challenge", "Response", "Success", "Failure"};
    const guint8 *body = packet->body;
    gsize len = packet->body_len;

    put_code(out, packet->code, names, G_N_ELEMENTS(names));
    g_string_append_printf(out, " id=0x%x", packet->id);
    if (packet->code == PPTP_CHAP_CHALLENGE || packet->code == PPTP_CHAP_RESPONSE) {
        g_string_append(out, " <..>");
        if (len > 0 && len > body[0] + 1U) {
            g_string_append(out, ", name =");
            put_text(out, body + 1 + body[0], len - 1U - body[0]);
        }
    } else if (packet->code == PPTP_CHAP_FAILURE) {
        put_text(out, body, len);
    } else if (packet->code == PPTP_CHAP_SUCCESS) {
        if (len >= 2 && body[0] == 'S' && body[1] == '=') {
            gsize skip = MIN(len, 42);

            g_string_append(out, " S=..");
            body += skip;
            len -= skip;
        }
        if (len > 0)
            put_text(out, body, len);
    }
}

static void
put_eap(GString *out, const PptpPacket *packet)
{
    static const char *const names[] = {"Request", "Response", "Success", "Failure"};
    const char *name;

    put_code(out, packet->code, names, G_N_ELEMENTS(names));
    g_string_append_printf(out, " id=0x%x", packet->id);
    if ((packet->code != PPTP_EAP_REQUEST && packet->code != PPTP_EAP_RESPONSE) || packet->body_len < 1)
        return;
    name = pptp_eap_type_name(packet->body[0]);
    if (name)
        g_string_append_printf(out, " %s", name);
    else
        g_string_append_printf(out, " type=0x%x", packet->body[0]);
    if (packet->code == PPTP_EAP_RESPONSE && packet->body[0] == PPTP_EAP_TYPE_NAK && packet->body_len >= 2) {
        name = pptp_eap_type_name(packet->body[1]);
        g_string_append_printf(out, " <Suggested-type %.2X%s%s%s>", packet->body[1], name ? " (" : "", name ? name : "", name ? ")" : "");
    }
    if (packet->code == PPTP_EAP_REQUEST && packet->body[0] == 2 && packet->body_len > 1)
        put_text(out, packet->body + 1, packet->body_len - 1U);
}

/* RFC 1334 section 2.2: only the replies' message; the request holds the password. */
static void
put_pap(GString *out, const PptpPacket *packet)
{
    static const char *const names[] = {"AuthReq", "AuthAck", "AuthNak"};

    put_code(out, packet->code, names, G_N_ELEMENTS(names));
    g_string_append_printf(out, " id=0x%x", packet->id);
    if ((packet->code == 2 || packet->code == 3) && packet->body_len >= 1)
        put_text(out, packet->body + 1, MIN(packet->body[0], packet->body_len - 1U));
}

char *
pptp_packet_to_text(const PptpLinkFrame *frame)
{
    g_autoptr(GString) out = g_string_new(frame->sent ? "sent [" : "rcvd [");
    char clipped[PPTP_PACKET_TEXT_MAX + 1];
    PptpPacket packet;
    gboolean whole = pptp_packet_parse(&packet, frame->data, frame->len);
    const char *name = pptp_protocol_name(packet.protocol);

    if (!whole || !name || !(packet.protocol & 0x8000)) {
        if (name)
            g_string_append_printf(out, "%s] %u bytes", name, frame->len);
        else
            g_string_append_printf(out, "proto=0x%x] %u bytes", packet.protocol, frame->len);
        return g_string_free(g_steal_pointer(&out), FALSE);
    }
    g_string_append(out, name);
    if (packet.protocol == PPTP_PPP_CHAP)
        put_chap(out, &packet);
    else if (packet.protocol == PPTP_PPP_EAP)
        put_eap(out, &packet);
    else if (packet.protocol == PPTP_PPP_PAP)
        put_pap(out, &packet);
    else if (packet.protocol == PPTP_PPP_LCP || packet.protocol == PPTP_PPP_CCP || packet.protocol == PPTP_PPP_IPCP ||
             packet.protocol == PPTP_PPP_IPV6CP)
        put_control(out, &packet);
    else
        g_string_append_printf(out, " code=0x%x id=0x%x", packet.code, packet.id);
    g_string_append_c(out, ']');
    pptp_text_clip(clipped, sizeof clipped, out->str);
    return g_strdup(clipped);
}
