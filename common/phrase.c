/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/phrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CONVERSIONS_MAX 4

static void
put_line(GString *phrase, const char *text)
{
    const gsize start = phrase->len;

    g_string_append(phrase, text);
    /* No text becomes a form, or another line. */
    g_strdelimit(phrase->str + start, "\n\t", ' ');
}

static void
put_lines(GString *phrase, va_list texts)
{
    const char *text;

    while ((text = va_arg(texts, const char *))) {
        g_string_append_c(phrase, '\n');
        put_line(phrase, text);
    }
}

char *
pptp_phrase_v(const char *form, va_list args)
{
    GString *phrase = g_string_new("\t");

    put_line(phrase, form);
    put_lines(phrase, args);
    return g_string_free(phrase, FALSE);
}

char *
pptp_phrase(const char *form, ...)
{
    va_list args;
    char *phrase;

    va_start(args, form);
    phrase = pptp_phrase_v(form, args);
    va_end(args);
    return phrase;
}

char *
pptp_phrase_plural(const char *one, const char *many, guint n, ...)
{
    GString *phrase = g_string_new(NULL);
    va_list args;

    g_string_printf(phrase, "\t%s\t%s\n%u", one, many, n);
    va_start(args, n);
    put_lines(phrase, args);
    va_end(args);
    return g_string_free(phrase, FALSE);
}

char *
pptp_phrase_plain(const char *text)
{
    GString *phrase;

    if (!text)
        return NULL;
    phrase = g_string_new(NULL);
    put_line(phrase, text);
    return g_string_free(phrase, FALSE);
}

char *
pptp_phrase_errno(int number)
{
    return g_strdup_printf("\t%%m\n%d", number);
}

const char *
pptp_phrase_number(char buffer[PPTP_PHRASE_NUMBER_MAX], guint number)
{
    g_snprintf(buffer, PPTP_PHRASE_NUMBER_MAX, "%u", number);
    return buffer;
}

/* Behind a conversion that begins at p with its percent sign. *place is which one of the arguments it takes, from 1, where it says so. */
static const char *
skip_conversion(const char *p, guint *place)
{
    if (g_ascii_isdigit(p[1]) && p[2] == '$') {
        *place = (guint)g_ascii_digit_value(p[1]);
        p += 2;
    }
    p++;
    p += strspn(p, "0123456789.");
    return *p ? p + 1 : p;
}

static guint
count_conversions(const char *form)
{
    guint n = 0, place;

    for (const char *p = form; *p;) {
        if (*p == '%' && p[1] != '%') {
            n++;
            p = skip_conversion(p, &place);
        } else {
            p += *p == '%' ? 2 : 1;
        }
    }
    return MIN(n, CONVERSIONS_MAX);
}

static void
put_argument(GString *out, char conversion, const char *text)
{
    guint64 number = 0;

    if (conversion == 'm' && g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT, &number, NULL))
        g_string_append(out, g_strerror((int)number));
    else
        g_string_append(out, text);
}

static void
put_form(GString *out, const char *form, const char *const *args, guint n)
{
    guint next = 1;

    for (const char *p = form; *p;) {
        guint place = 0;

        if (*p != '%' || p[1] == '%') {
            g_string_append_c(out, *p);
            p += *p == '%' ? 2 : 1;
            continue;
        }
        p = skip_conversion(p, &place);
        place = place ? place : next++;
        if (place <= n)
            put_argument(out, p[-1], args[place - 1]);
    }
}

/* args are the lines behind the form's; returns how many of them are the form's own. */
static guint
say_form(GString *out, const char *line, const char *const *args, guint n_args)
{
    g_auto(GStrv) forms = g_strsplit(line, "\t", 2);
    guint64 number = 0;
    guint n;

    /* The empty text has the catalogue's own head for a translation. */
    if (!forms[0] || forms[0][0] == '\0')
        return 0;
    n = MIN(count_conversions(forms[0]), n_args);
    if (!forms[1])
        put_form(out, _(forms[0]), args, n);
    else if (n > 0 && g_ascii_string_to_unsigned(args[0], 10, 0, G_MAXUINT32, &number, NULL))
        put_form(out, g_dngettext(GETTEXT_PACKAGE, forms[0], forms[1], number), args, n);
    return n;
}

char *
pptp_phrase_say(const char *phrase)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;
    guint n_lines;

    if (!phrase)
        return NULL;
    lines = g_strsplit(phrase, "\n", -1);
    n_lines = g_strv_length(lines);
    for (guint i = 0; i < n_lines; i++) {
        if (lines[i][0] == '\t')
            i += say_form(out, lines[i] + 1, (const char *const *)lines + i + 1, n_lines - i - 1);
        else
            g_string_append(out, lines[i]);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
