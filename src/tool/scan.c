/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/scan.h"

#include <string.h>

void
pptp_bytes_put(PptpBytes *bytes, guint value)
{
    if (bytes->len < bytes->size)
        bytes->data[bytes->len++] = (guint8)value;
}

void
pptp_bytes_put_u16(PptpBytes *bytes, guint value)
{
    pptp_bytes_put(bytes, value >> 8);
    pptp_bytes_put(bytes, value);
}

void
pptp_bytes_put_u32(PptpBytes *bytes, guint32 value)
{
    pptp_bytes_put_u16(bytes, value >> 16);
    pptp_bytes_put_u16(bytes, value);
}

void
pptp_scan_spaces(PptpScan *scan)
{
    while (scan->at < scan->end && *scan->at == ' ')
        scan->at++;
}

char
pptp_scan_peek(const PptpScan *scan)
{
    return scan->at < scan->end ? *scan->at : '\0';
}

gboolean
pptp_scan_literal(PptpScan *scan, const char *literal)
{
    const gsize len = strlen(literal);

    pptp_scan_spaces(scan);
    if ((gsize)(scan->end - scan->at) < len || memcmp(scan->at, literal, len) != 0)
        return FALSE;
    scan->at += len;
    return TRUE;
}

gboolean
pptp_scan_word(PptpScan *scan, const char *word)
{
    PptpScan ahead = *scan;
    char next;

    if (!pptp_scan_literal(&ahead, word))
        return FALSE;
    next = pptp_scan_peek(&ahead);
    if (g_ascii_isalnum(next) || next == '-' || next == '#' || next == '(')
        return FALSE;
    *scan = ahead;
    return TRUE;
}

gboolean
pptp_scan_decimal(PptpScan *scan, guint max, guint *value)
{
    PptpScan ahead = *scan;
    guint64 number = 0;
    const char *start;

    pptp_scan_spaces(&ahead);
    for (start = ahead.at; g_ascii_isdigit(pptp_scan_peek(&ahead)) && number <= max; ahead.at++)
        number = number * 10 + (guint64)g_ascii_digit_value(*ahead.at);
    if (ahead.at == start || number > max)
        return FALSE;
    *value = (guint)number;
    *scan = ahead;
    return TRUE;
}

gboolean
pptp_scan_hex(PptpScan *scan, guint32 *value)
{
    PptpScan ahead = *scan;
    guint64 number = 0;
    const char *start;

    pptp_scan_literal(&ahead, "0x");
    for (start = ahead.at; g_ascii_isxdigit(pptp_scan_peek(&ahead)); ahead.at++) {
        number = number << 4 | (guint64)g_ascii_xdigit_value(*ahead.at);
        if (number > G_MAXUINT32)
            return FALSE;
    }
    if (ahead.at == start)
        return FALSE;
    *value = (guint32)number;
    *scan = ahead;
    return TRUE;
}

gboolean
pptp_scan_hex_byte(PptpScan *scan, guint8 *value)
{
    PptpScan ahead = *scan;

    pptp_scan_spaces(&ahead);
    if (ahead.end - ahead.at < 2 || !g_ascii_isxdigit(ahead.at[0]) || !g_ascii_isxdigit(ahead.at[1]))
        return FALSE;
    if (ahead.end - ahead.at > 2 && (g_ascii_isalnum(ahead.at[2]) || ahead.at[2] == '.'))
        return FALSE;
    *value = (guint8)(g_ascii_xdigit_value(ahead.at[0]) << 4 | g_ascii_xdigit_value(ahead.at[1]));
    ahead.at += 2;
    *scan = ahead;
    return TRUE;
}

gboolean
pptp_scan_address(PptpScan *scan, guint32 *address)
{
    PptpScan ahead = *scan;
    guint32 number = 0;

    for (guint i = 0; i < 4; i++) {
        guint part;

        if ((i > 0 && !pptp_scan_literal(&ahead, ".")) || !pptp_scan_decimal(&ahead, 255, &part))
            return FALSE;
        number = number << 8 | part;
    }
    *address = number;
    *scan = ahead;
    return TRUE;
}

/* pppd takes some bytes for negative numbers and writes those with eleven octal digits, which begin with these. */
#define NEGATIVE_OCTAL "37777777"

/* After a backslash: an octal number, or a letter. */
static guint
read_escape(PptpScan *scan)
{
    const gsize skip = strlen(NEGATIVE_OCTAL);
    guint value = 0, digits = 0;

    if ((gsize)(scan->end - scan->at) >= skip && memcmp(scan->at, NEGATIVE_OCTAL, skip) == 0)
        scan->at += skip;
    for (; digits < 3 && pptp_scan_peek(scan) >= '0' && pptp_scan_peek(scan) <= '7'; digits++)
        value = value << 3 | (guint)(*scan->at++ - '0');
    if (digits > 0 || scan->at >= scan->end)
        return value & 0xff;
    switch (*scan->at++) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return (guchar)scan->at[-1];
    }
}

gboolean
pptp_scan_string(PptpScan *scan, PptpBytes *out)
{
    PptpScan ahead = *scan;
    const gsize before = out ? out->len : 0;

    if (!pptp_scan_literal(&ahead, "\""))
        return FALSE;
    while (ahead.at < ahead.end && *ahead.at != '"') {
        guint c = (guchar)*ahead.at++;

        if (c == '\\' && ahead.at < ahead.end)
            c = read_escape(&ahead);
        if (out)
            pptp_bytes_put(out, c);
    }
    if (ahead.at >= ahead.end) {
        if (out)
            out->len = before;
        return FALSE;
    }
    ahead.at++;
    *scan = ahead;
    return TRUE;
}
