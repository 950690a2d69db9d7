/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * Words as pppd reads them from options and secrets files (pppd(8), "OPTIONS FILES"): separated by white space; # starts a comment, also at
 * a word's end; " and ' quote, also inside a word; \ takes the next character literally or names one (\n, \s, \ooo, \xhh), and hides a line
 * break. Pure and bounded: a word never has more than PPTP_WORD_MAX bytes.
 */

#define PPTP_WORD_MAX 1024 /* bytes, with the ending NUL; pppd's MAXWORDLEN */

typedef struct {
    const char *at, *end;
    guint line;     /* of `at`, from 1 */
    gboolean begun; /* a word has been read */
} PptpWords;

typedef struct {
    char text[PPTP_WORD_MAX]; /* any bytes but NUL */
    guint line;               /* where it begins */
    gboolean first;           /* of its line: a line break that counts is before it, or the text's begin */
    gboolean cut;             /* it was longer */
} PptpWord;

void pptp_words_init(PptpWords *words, const char *text, gsize len);

/* FALSE at the end; what follows a NUL byte inside a word is not part of it, as in pppd. */
gboolean pptp_words_next(PptpWords *words, PptpWord *word);

/* Appends a word so that reading it gives these bytes again. */
void pptp_words_append(GString *out, const char *word);
