/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Reading a log's text from left to right, and writing a frame's bytes. Nothing reads or writes past the end given. */

typedef struct {
    const char *at, *end;
} PptpScan;

typedef struct {
    guint8 *data;
    gsize len, size;
} PptpBytes;

/* What does not fit is left out. */
void pptp_bytes_put(PptpBytes *bytes, guint value);
void pptp_bytes_put_u16(PptpBytes *bytes, guint value);
void pptp_bytes_put_u32(PptpBytes *bytes, guint32 value);

void pptp_scan_spaces(PptpScan *scan);

/* The next character, '\0' at the end. */
char pptp_scan_peek(const PptpScan *scan);

/* Each of these skips spaces first, and moves only where it returns TRUE. */
gboolean pptp_scan_literal(PptpScan *scan, const char *literal); /* these characters, whatever follows */
gboolean pptp_scan_word(PptpScan *scan, const char *word);       /* followed by no letter, digit, '-', '#' or '(' */
gboolean pptp_scan_decimal(PptpScan *scan, guint max, guint *value);
gboolean pptp_scan_hex(PptpScan *scan, guint32 *value); /* with or without 0x, up to eight digits */
gboolean pptp_scan_hex_byte(PptpScan *scan, guint8 *value);
gboolean pptp_scan_address(PptpScan *scan, guint32 *address); /* dotted, host byte order */

/* "text" with pppd's escapes; its bytes are added to out where that is not NULL. FALSE also where the closing quote is missing. */
gboolean pptp_scan_string(PptpScan *scan, PptpBytes *out);
