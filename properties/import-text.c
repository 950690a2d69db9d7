/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "properties/import.h"

#define QUOTE_MAX 64      /* bytes of a text that a note repeats */
#define SENTENCE_MAX 1000 /* bytes of a note or an error */

/* Windows-1252 has a few holes, where only Latin-1 helps, which has none. */
static char *
decode(const char *bytes, gsize len)
{
    char *text;

    if (g_utf8_validate_len(bytes, len, NULL))
        return g_strndup(bytes, len);
    text = g_convert(bytes, (gssize)len, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
    return text ? text : g_convert(bytes, (gssize)len, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

char *
pptp_import_to_utf8(const char *bytes, gsize len)
{
    g_autofree char *copy = g_malloc(len + 1), *text = NULL;
    GString *out;

    for (gsize i = 0; i < len; i++)
        copy[i] = bytes[i] ? bytes[i] : ' ';
    copy[len] = '\0';
    text = decode(copy, len);
    out = g_string_sized_new(len + 1);
    for (const char *p = text ? text : ""; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        g_string_append_unichar(out, g_unichar_iscntrl(c) ? ' ' : c);
    }
    /* It may be a password. */
    explicit_bzero(copy, len);
    if (text)
        explicit_bzero(text, strlen(text));
    return g_string_free(out, FALSE);
}

char *
pptp_import_quote(const char *text)
{
    g_autofree char *valid = pptp_import_to_utf8(text, strlen(text));
    GString *out = g_string_new("\"");
    const char *p = valid;

    for (; *p && out->len <= QUOTE_MAX; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (g_unichar_isprint(c))
            g_string_append_unichar(out, c);
        else
            g_string_append_printf(out, "\\u%04x", c);
    }
    g_string_append(out, *p ? "…\"" : "\"");
    return g_string_free(out, FALSE);
}

/* One line, bounded: file names and values are anybody's. Takes the text. */
static char *
make_line(char *text)
{
    g_autofree char *own = text;
    char *clean = pptp_import_to_utf8(own, strlen(own)), *end = clean;

    if (strlen(clean) > SENTENCE_MAX) {
        for (const char *next = clean; next - clean <= SENTENCE_MAX; next = g_utf8_next_char(next))
            end = (char *)next;
        *end = '\0';
    }
    return clean;
}

gboolean
pptp_import_refuse(GError **error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *sentence = make_line(g_strdup_vprintf(_(format), args));
    va_end(args);
    g_set_error_literal(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS, sentence);
    return FALSE;
}

void
pptp_import_note(PptpImport *import, const PptpImportFile *file, guint line, const char *format, ...)
{
    g_autofree char *name = make_line(g_strdup((file ? file : import->file)->name));
    va_list args;

    /* A hostile file must not fill the journal. */
    if (import->notes->len >= PPTP_IMPORT_NOTES_MAX) {
        if (import->notes->len == PPTP_IMPORT_NOTES_MAX)
            g_ptr_array_add(import->notes, g_strdup_printf("%s: %s", name, _("there is more that could not be carried over")));
        return;
    }
    va_start(args, format);
    g_autofree char *sentence = make_line(g_strdup_vprintf(_(format), args));
    va_end(args);
    if (line > 0)
        g_ptr_array_add(import->notes, g_strdup_printf("%s:%u: %s", name, line, sentence));
    else
        g_ptr_array_add(import->notes, g_strdup_printf("%s: %s", name, sentence));
}
