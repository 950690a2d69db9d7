/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/option-parse.h"

#include "ppp/packet.h"

static void
put_hex_bytes(PptpBytes *out, PptpScan *scan)
{
    guint8 byte;

    while (pptp_scan_hex_byte(scan, &byte))
        pptp_bytes_put(out, byte);
}

/* RFC 1661 section 6.2. After a known method the data that follows it, in hexadecimal. */
static gboolean
read_auth(PptpBytes *out, PptpScan *scan)
{
    static const struct {
        const char *word;
        guint8 algorithm;
    } algorithms[] = {{"MD5", 0x05}, {"MS-v2", 0x81}, {"MS", 0x80}};
    guint32 number;

    if (pptp_scan_word(scan, "pap")) {
        pptp_bytes_put_u16(out, PPTP_PPP_PAP);
    } else if (pptp_scan_word(scan, "eap")) {
        pptp_bytes_put_u16(out, PPTP_PPP_EAP);
    } else if (pptp_scan_word(scan, "chap")) {
        pptp_bytes_put_u16(out, PPTP_PPP_CHAP);
        for (gsize i = 0; i < G_N_ELEMENTS(algorithms); i++) {
            if (pptp_scan_word(scan, algorithms[i].word)) {
                pptp_bytes_put(out, algorithms[i].algorithm);
                return TRUE;
            }
        }
        if (pptp_scan_literal(scan, "0x") && pptp_scan_hex(scan, &number))
            pptp_bytes_put(out, number);
    } else if (pptp_scan_hex(scan, &number)) {
        pptp_bytes_put_u16(out, number);
    } else {
        return FALSE;
    }
    return TRUE;
}

/* RFC 1570 section 2.3; 6 is Windows' CBCP. */
static gboolean
read_callback(PptpBytes *out, PptpScan *scan)
{
    guint32 number = 0;

    if (pptp_scan_word(scan, "CBCP"))
        number = 6;
    else if (pptp_scan_literal(scan, "0x"))
        pptp_scan_hex(scan, &number);
    pptp_bytes_put(out, number);
    return TRUE;
}

/* RFC 1990 section 5.1.3. Whose it is plays no part here: only its bare bytes are kept, a null one stands for the rest. */
static gboolean
read_endpoint(PptpBytes *out, PptpScan *scan)
{
    const gsize before = out->len;

    put_hex_bytes(out, scan);
    if (out->len == before)
        pptp_bytes_put(out, 0);
    while (scan->at < scan->end && *scan->at != '>')
        scan->at++;
    return TRUE;
}

/* RFC 3078 section 2.1: "+H -M +S -L -D -C", and behind it all four bytes where they hold unknown bits. Old versions of pppd print only
 * those. */
static gboolean
read_mppe(PptpBytes *out, PptpScan *scan)
{
    static const struct {
        char letter;
        guint32 bit;
    } letters[] = {
        {'H', PPTP_MPPE_WIRE_H}, {'M', PPTP_MPPE_WIRE_M}, {'S', PPTP_MPPE_WIRE_S},
        {'L', PPTP_MPPE_WIRE_L}, {'D', PPTP_MPPE_WIRE_D}, {'C', PPTP_MPPE_WIRE_C},
    };
    guint32 bits = 0;
    guint found = 0, n = 0;
    PptpScan ahead;
    guint32 byte, raw = 0;

    for (pptp_scan_spaces(scan); scan->end - scan->at >= 2 && (*scan->at == '+' || *scan->at == '-'); pptp_scan_spaces(scan)) {
        for (gsize i = 0; i < G_N_ELEMENTS(letters); i++) {
            found += scan->at[1] == letters[i].letter;
            if (scan->at[1] == letters[i].letter && *scan->at == '+')
                bits |= letters[i].bit;
        }
        scan->at += 2;
    }
    ahead = *scan;
    pptp_scan_literal(&ahead, "(");
    for (n = 0; n < 4 && pptp_scan_hex(&ahead, &byte) && byte <= 0xff; n++)
        raw = raw << 8 | byte;
    if (n == 4) {
        pptp_scan_literal(&ahead, ")");
        *scan = ahead;
        bits = raw;
    } else if (found == 0) {
        return FALSE;
    }
    pptp_bytes_put_u32(out, bits);
    return TRUE;
}

/* RFC 1332 section 3.2. */
static gboolean
read_compress(PptpBytes *out, PptpScan *scan)
{
    guint32 number = 0x002d;

    if (!pptp_scan_word(scan, "VJ") && pptp_scan_literal(scan, "0x") && !pptp_scan_hex(scan, &number))
        return FALSE;
    pptp_bytes_put_u16(out, number);
    return TRUE;
}

/* RFC 5072 section 4.1: four groups of digits after fe80::, each with or without its leading zeros. */
static gboolean
read_interface_id(PptpBytes *out, PptpScan *scan)
{
    guint32 group;

    if (!pptp_scan_literal(scan, "fe80::"))
        return FALSE;
    for (guint i = 0; i < 4; i++) {
        if ((i > 0 && !pptp_scan_literal(scan, ":")) || !pptp_scan_hex(scan, &group) || group > 0xffff)
            return FALSE;
        pptp_bytes_put_u16(out, group);
    }
    return TRUE;
}

typedef enum {
    VALUE_NONE,
    VALUE_U16,
    VALUE_U32,
    VALUE_ADDRESS,
    VALUE_ADDRESSES,
    VALUE_DEFLATE,
    VALUE_BSD,
    VALUE_AUTH,
    VALUE_CALLBACK,
    VALUE_ENDPOINT,
    VALUE_MPPE,
    VALUE_COMPRESS,
    VALUE_INTERFACE_ID,
} Value;

static gboolean
read_numbers(PptpBytes *out, PptpScan *scan, Value value)
{
    guint number = 0, version = 0;
    guint32 wide = 0;

    switch ((gint)value) {
    case VALUE_U16:
        if (!pptp_scan_decimal(scan, G_MAXUINT16, &number))
            return FALSE;
        pptp_bytes_put_u16(out, number);
        return TRUE;
    case VALUE_U32:
        if (!pptp_scan_hex(scan, &wide))
            return FALSE;
        pptp_bytes_put_u32(out, wide);
        return TRUE;
    case VALUE_ADDRESSES:
        if (!pptp_scan_address(scan, &wide))
            return FALSE;
        pptp_bytes_put_u32(out, wide);
        G_GNUC_FALLTHROUGH;
    case VALUE_ADDRESS:
        if (!pptp_scan_address(scan, &wide))
            return FALSE;
        pptp_bytes_put_u32(out, wide);
        return TRUE;
    case VALUE_DEFLATE: /* RFC 1979 section 2: window and method, then a check that is always 0 */
        if (!pptp_scan_decimal(scan, 23, &number) || number < 8)
            return FALSE;
        pptp_bytes_put_u16(out, (number - 8) << 12 | 0x0800);
        return TRUE;
    case VALUE_BSD: /* RFC 1977 section 4 */
        if (!pptp_scan_literal(scan, "v") || !pptp_scan_decimal(scan, 7, &version) || !pptp_scan_decimal(scan, 31, &number))
            return FALSE;
        pptp_bytes_put(out, version << 5 | number);
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean
read_value(PptpBytes *out, PptpScan *scan, Value value)
{
    switch (value) {
    case VALUE_NONE:
        return TRUE;
    case VALUE_AUTH:
        return read_auth(out, scan);
    case VALUE_CALLBACK:
        return read_callback(out, scan);
    case VALUE_ENDPOINT:
        return read_endpoint(out, scan);
    case VALUE_MPPE:
        return read_mppe(out, scan);
    case VALUE_COMPRESS:
        return read_compress(out, scan);
    case VALUE_INTERFACE_ID:
        return read_interface_id(out, scan);
    case VALUE_U16:
    case VALUE_U32:
    case VALUE_ADDRESS:
    case VALUE_ADDRESSES:
    case VALUE_DEFLATE:
    case VALUE_BSD:
        return read_numbers(out, scan, value);
    }
    return FALSE;
}

/* As pppd spells them; where one word begins another, the longer comes first. */
static const struct {
    guint16 protocol;
    const char *word;
    guint8 type;
    Value value;
} options[] = {
    {PPTP_PPP_LCP, "mru", PPTP_LCP_MRU, VALUE_U16},
    {PPTP_PPP_LCP, "asyncmap", 2, VALUE_U32},
    {PPTP_PPP_LCP, "auth", PPTP_LCP_AUTH, VALUE_AUTH},
    {PPTP_PPP_LCP, "magic", PPTP_LCP_MAGIC, VALUE_U32},
    {PPTP_PPP_LCP, "pcomp", 7, VALUE_NONE},
    {PPTP_PPP_LCP, "accomp", 8, VALUE_NONE},
    {PPTP_PPP_LCP, "callback", PPTP_LCP_CALLBACK, VALUE_CALLBACK},
    {PPTP_PPP_LCP, "mrru", 17, VALUE_U16},
    {PPTP_PPP_LCP, "ssnhf", 18, VALUE_NONE},
    {PPTP_PPP_LCP, "endpoint", 19, VALUE_ENDPOINT},
    {PPTP_PPP_CCP, "mppe", PPTP_CCP_MPPE, VALUE_MPPE},
    {PPTP_PPP_CCP, "predictor 1", 1, VALUE_NONE},
    {PPTP_PPP_CCP, "predictor 2", 2, VALUE_NONE},
    {PPTP_PPP_CCP, "bsd", 21, VALUE_BSD},
    {PPTP_PPP_CCP, "deflate(old#)", 24, VALUE_DEFLATE},
    {PPTP_PPP_CCP, "deflate", 26, VALUE_DEFLATE},
    {PPTP_PPP_IPCP, "addrs", 1, VALUE_ADDRESSES},
    {PPTP_PPP_IPCP, "compress", 2, VALUE_COMPRESS},
    {PPTP_PPP_IPCP, "addr", PPTP_IPCP_ADDRESS, VALUE_ADDRESS},
    {PPTP_PPP_IPCP, "ms-dns1", 129, VALUE_ADDRESS},
    {PPTP_PPP_IPCP, "ms-dns2", 131, VALUE_ADDRESS},
    {PPTP_PPP_IPCP, "ms-dns3", 131, VALUE_ADDRESS},
    {PPTP_PPP_IPCP, "ms-wins", 130, VALUE_ADDRESS},
    {PPTP_PPP_IPV6CP, "addr", 1, VALUE_INTERFACE_ID},
};

/* pppd prints an option that it does not know as its bytes, type and length first; our own text says the type alone. */
static gboolean
read_raw_option(PptpBytes *out, PptpScan *scan)
{
    const gsize start = out->len;
    guint32 type;

    if (pptp_scan_word(scan, "option")) {
        if (!pptp_scan_hex(scan, &type) || type > 0xff)
            return FALSE;
        pptp_bytes_put(out, type);
        pptp_bytes_put(out, 2);
    }
    put_hex_bytes(out, scan);
    return out->len - start >= 2;
}

static gboolean
read_option(PptpBytes *out, guint16 protocol, PptpScan *scan, guint *wins)
{
    for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
        guint8 type = options[i].type;

        if (options[i].protocol != protocol || !pptp_scan_word(scan, options[i].word))
            continue;
        if (type == 130 && (*wins)++ > 0)
            type = 132;
        pptp_bytes_put(out, type);
        pptp_bytes_put(out, 2);
        if (!read_value(out, scan, options[i].value))
            return FALSE;
        put_hex_bytes(out, scan);
        return TRUE;
    }
    return read_raw_option(out, scan);
}

gboolean
pptp_option_from_text(PptpBytes *out, guint16 protocol, PptpScan *scan, guint *wins)
{
    const gsize start = out->len;

    if (!read_option(out, protocol, scan, wins) || out->len >= out->size || out->len - start > G_MAXUINT8) {
        out->len = start;
        return FALSE;
    }
    out->data[start + 1] = (guint8)(out->len - start);
    return TRUE;
}
