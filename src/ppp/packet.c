/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/packet.h"

#include <string.h>

#define PPP_HEADER_LEN 4 /* code, identifier, length: RFC 1661 section 5; CHAP, EAP and PAP have the same */

gboolean
pptp_packet_parse(PptpPacket *packet, const guint8 *data, gsize len)
{
    gsize claimed;

    *packet = (PptpPacket){0};
    if (len < 2)
        return FALSE;
    packet->protocol = (guint16)(data[0] << 8 | data[1]);
    if (len < 2 + PPP_HEADER_LEN)
        return FALSE;
    /* Octets after the length are padding, RFC 1661 section 5. */
    claimed = (gsize)data[4] << 8 | data[5];
    if (claimed < PPP_HEADER_LEN || claimed > len - 2)
        return FALSE;
    packet->code = data[2];
    packet->id = data[3];
    packet->body = data + 2 + PPP_HEADER_LEN;
    packet->body_len = (guint16)(claimed - PPP_HEADER_LEN);
    return TRUE;
}

gboolean
pptp_packet_has_options(const PptpPacket *packet)
{
    if (packet->code < PPTP_CODE_CONF_REQ || packet->code > PPTP_CODE_CONF_REJ)
        return FALSE;
    return packet->protocol == PPTP_PPP_LCP || packet->protocol == PPTP_PPP_CCP || packet->protocol == PPTP_PPP_IPCP ||
           packet->protocol == PPTP_PPP_IPV6CP;
}

gboolean
pptp_packet_next_option(const PptpPacket *packet, gsize *offset, PptpPacketOption *option)
{
    const guint8 *at;
    gsize left;

    if (!pptp_packet_has_options(packet) || *offset >= packet->body_len)
        return FALSE;
    at = packet->body + *offset;
    left = packet->body_len - *offset;
    /* The length counts the type and itself, RFC 1661 section 6. */
    if (left < 2 || at[1] < 2 || at[1] > left)
        return FALSE;
    option->type = at[0];
    option->len = (guint8)(at[1] - 2);
    option->value = at + 2;
    *offset += at[1];
    return TRUE;
}

gboolean
pptp_packet_find_option(const PptpPacket *packet, guint8 type, PptpPacketOption *option)
{
    gsize offset = 0;

    while (pptp_packet_next_option(packet, &offset, option)) {
        if (option->type == type)
            return TRUE;
    }
    return FALSE;
}

gboolean
pptp_option_get_u32(const PptpPacketOption *option, guint32 *value)
{
    *value = 0;
    if (option->len != 4)
        return FALSE;
    *value = (guint32)option->value[0] << 24 | (guint32)option->value[1] << 16 | (guint32)option->value[2] << 8 | option->value[3];
    return TRUE;
}

gboolean
pptp_option_get_u16(const PptpPacketOption *option, guint16 *value)
{
    *value = 0;
    if (option->len != 2)
        return FALSE;
    *value = (guint16)(option->value[0] << 8 | option->value[1]);
    return TRUE;
}

guint
pptp_option_get_auth(const PptpPacketOption *option, guint16 *protocol)
{
    guint16 number = 0;

    if (option->len >= 2)
        number = (guint16)(option->value[0] << 8 | option->value[1]);
    if (protocol)
        *protocol = number;
    if (number == PPTP_PPP_PAP && option->len == 2)
        return PPTP_AUTH_PAP;
    if (number == PPTP_PPP_EAP && option->len == 2)
        return PPTP_AUTH_EAP;
    if (number != PPTP_PPP_CHAP || option->len != 3)
        return 0;
    /* The algorithm: RFC 1994 section 3, RFC 2433 section 3, RFC 2759 section 3. */
    switch (option->value[2]) {
    case 0x05:
        return PPTP_AUTH_CHAP_MD5;
    case 0x80:
        return PPTP_AUTH_MSCHAP;
    case 0x81:
        return PPTP_AUTH_MSCHAPV2;
    default:
        return 0;
    }
}

const char *
pptp_protocol_name(guint16 protocol)
{
    static const struct {
        guint16 protocol;
        const char *name;
    } names[] = {
        {PPTP_PPP_LCP, "LCP"},
        {PPTP_PPP_PAP, "PAP"},
        {PPTP_PPP_CHAP, "CHAP"},
        {PPTP_PPP_EAP, "EAP"},
        {PPTP_PPP_CCP, "CCP"},
        {PPTP_PPP_IPCP, "IPCP"},
        {0x8057, "IPV6CP"},
        {0xc029, "CBCP"},
        {0xc025, "LQR"},
        {0xc02d, "BAP"},
        {0x8053, "ECP"},
        {0xc027, "SPAP"},
        {PPTP_PPP_COMPRESSED, "compressed data"},
        {0x0021, "IP data"},
        {0x0057, "IPv6 data"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (names[i].protocol == protocol)
            return names[i].name;
    }
    return NULL;
}

const char *
pptp_eap_type_name(guint8 type)
{
    /* RFC 3748 section 5 and the registry it set up. */
    static const struct {
        guint8 type;
        const char *name;
    } names[] = {
        {1, "Identity"}, {2, "Notification"},  {PPTP_EAP_TYPE_NAK, "Nak"},   {PPTP_EAP_TYPE_MD5, "MD5-Challenge"},
        {5, "OTP"},      {6, "Generic-Token"}, {PPTP_EAP_TYPE_TLS, "TLS"},   {18, "SIM"},
        {21, "TTLS"},    {23, "AKA"},          {PPTP_EAP_TYPE_PEAP, "PEAP"}, {PPTP_EAP_TYPE_MSCHAPV2, "MSCHAPv2"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (names[i].type == type)
            return names[i].name;
    }
    return NULL;
}

/* Separators would break the line, and format characters turn its direction round. */
static gboolean
is_plain(gunichar c)
{
    GUnicodeType type;

    if (c == '"' || !g_unichar_isprint(c))
        return FALSE;
    type = g_unichar_type(c);
    return type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR && type != G_UNICODE_PRIVATE_USE;
}

void
pptp_text_clean(char *dst, gsize size, const guint8 *src, gsize len)
{
    gsize used = 0, i = 0;

    g_return_if_fail(size > 0);
    while (i < len) {
        gunichar c = g_utf8_get_char_validated((const char *)src + i, (gssize)(len - i));
        gsize width = 1;
        gboolean plain = FALSE;

        /* 0 comes back for a NUL byte, and the two highest values for what is not UTF-8 or ends too early. */
        if (c != 0 && c < (gunichar)-2) {
            width = (gsize)g_unichar_to_utf8(c, NULL);
            plain = is_plain(c);
        }
        if (used + (plain ? width : 1) >= size)
            break;
        if (plain)
            memcpy(dst + used, src + i, width);
        else
            dst[used] = src[i] == '"' ? '\'' : '?';
        used += plain ? width : 1;
        i += width;
    }
    dst[used] = '\0';
    g_strchomp(dst);
}

void
pptp_text_clip(char *dst, gsize size, const char *src)
{
    gsize len = strlen(src);
    const char *end;

    g_return_if_fail(size > 4);
    if (len < size) {
        memcpy(dst, src, len + 1);
        return;
    }
    end = g_utf8_find_prev_char(src, src + size - 4 + 1);
    len = end ? (gsize)(end - src) : 0;
    memcpy(dst, src, len);
    memcpy(dst + len, "...", 4);
}
