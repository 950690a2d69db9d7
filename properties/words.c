/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/words.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

void
pptp_words_init(PptpWords *words, const char *text, gsize len)
{
    /* The mark that editors of Windows put in front is no part of the first word. */
    const gsize mark = len >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0 ? 3 : 0;

    *words = (PptpWords){.at = text + mark, .end = text + len, .line = 1};
}

/* The next byte, and past it; -1 at the end. */
static int
take(PptpWords *words)
{
    if (words->at == words->end)
        return -1;
    if (*words->at == '\n')
        words->line++;
    return (guchar)*words->at++;
}

static int
peek(const PptpWords *words)
{
    return words->at == words->end ? -1 : (guchar)*words->at;
}

static gboolean
is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* How many bytes a hidden line break has here, its backslash included; 0 where there is none. Files from elsewhere have CR LF. */
static gsize
hidden_break(const PptpWords *words)
{
    const gsize left = (gsize)(words->end - words->at);

    if (left > 1 && words->at[0] == '\\' && words->at[1] == '\n')
        return 2;
    return left > 2 && memcmp(words->at, "\\\r\n", 3) == 0 ? 3 : 0;
}

/* Up to the first byte of a word, past spaces, comments and hidden line breaks. FALSE at the end. */
static gboolean
skip_to_word(PptpWords *words, gboolean *newline)
{
    for (;;) {
        int c = peek(words);

        if (c == -1)
            return FALSE;
        if (c == '#') {
            while (c != -1 && c != '\n') {
                take(words);
                c = peek(words);
            }
        } else if (hidden_break(words) > 0) {
            for (gsize n = hidden_break(words); n > 0; n--)
                take(words);
        } else if (is_space(c)) {
            if (take(words) == '\n')
                *newline = TRUE;
        } else {
            return TRUE;
        }
    }
}

/* Up to `max` digits of a number. */
static int
take_digits(PptpWords *words, int base, guint max)
{
    int value = 0;

    for (guint n = 0; n < max; n++) {
        int c = peek(words), digit = c == -1 ? -1 : g_ascii_xdigit_value((char)c);

        if (digit < 0 || digit >= base)
            break;
        value = value * base + digit;
        take(words);
    }
    return value & 0xff;
}

/* What a backslash and what follows it stand for; -1 for nothing. The backslash has been taken. */
static int
take_escape(PptpWords *words)
{
    static const char names[] = "abfnrst", meanings[] = "\a\b\f\n\r \t";
    int c = peek(words);
    const char *name;

    if (c >= '0' && c < '8')
        return take_digits(words, 8, 3);
    take(words);
    if (c == 'x')
        return take_digits(words, 16, 2);
    if (c == -1)
        return -1;
    name = c ? strchr(names, c) : NULL;
    return name ? meanings[name - names] : c;
}

gboolean
pptp_words_next(PptpWords *words, PptpWord *word)
{
    gsize len = 0;
    int quote = 0;

    word->first = !words->begun;
    words->begun = TRUE;
    word->cut = FALSE;
    if (!skip_to_word(words, &word->first))
        return FALSE;
    word->line = words->line;
    for (int c = peek(words); c != -1; c = peek(words)) {
        if (!quote && (is_space(c) || c == '#'))
            break;
        if (hidden_break(words) > 0) {
            for (gsize n = hidden_break(words); n > 0; n--)
                take(words);
            continue;
        }
        take(words);
        if (c == '\\') {
            c = take_escape(words);
            if (c == -1)
                continue;
        } else if (quote ? c == quote : c == '"' || c == '\'') {
            quote = quote ? 0 : c;
            continue;
        }
        if (len < PPTP_WORD_MAX - 1)
            word->text[len++] = (char)c;
        else
            word->cut = TRUE;
    }
    word->text[len] = '\0';
    return TRUE;
}

void
pptp_words_append(GString *out, const char *word)
{
    /* A byte order mark in front would be taken for the file's own. */
    gboolean plain = *word != '\0' && !g_str_has_prefix(word, BYTE_ORDER_MARK);

    for (const char *p = word; *p && plain; p++)
        plain = g_ascii_isalnum(*p) || strchr("-_.:/@+=,%", *p) || (guchar)*p >= 0x80;
    if (plain) {
        g_string_append(out, word);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *p = word; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_printf(out, "\\%c", *p);
        else if (g_ascii_iscntrl(*p))
            g_string_append_printf(out, "\\%03o", (guchar)*p);
        else
            g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}
