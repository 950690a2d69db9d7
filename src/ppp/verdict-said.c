/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/phrase.h"
#include "ppp/verdict.h"

/* What stands between the chunks, in a list that is ended by NULL; NULL where the text is not made of them. Free with g_strfreev(). */
static char **
between(const char *text, char **chunks)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

    if (!g_str_has_prefix(text, chunks[0]))
        return NULL;
    text += strlen(chunks[0]);
    for (guint i = 1; chunks[i]; i++) {
        const char *end = strstr(text, chunks[i]);

        /* The last one is at the end, whatever a server's words hold. */
        if (!chunks[i + 1])
            end = g_str_has_suffix(text, chunks[i]) ? text + strlen(text) - strlen(chunks[i]) : NULL;
        if (!end)
            return NULL;
        g_ptr_array_add(found, g_strndup(text, (gsize)(end - text)));
        text = end + strlen(chunks[i]);
    }
    g_ptr_array_add(found, NULL);
    return *text == '\0' ? (char **)g_ptr_array_free(g_steal_pointer(&found), FALSE) : NULL;
}

/* One of the parts of a login's {detail}. */
static char *
phrase_of_part(const char *part)
{
    static const char *const forms[] = {N_(", with the message \"%s\""), N_("code %u, \"%s\""), N_("code %u")};

    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_auto(GStrv) chunks = g_regex_split_simple("%[su]", forms[i], 0, 0), args = between(part, chunks);

        if (args)
            return pptp_phrase(forms[i], args[0], args[1], NULL);
    }
    return pptp_phrase_plain(part);
}

/* " (code 691), with the message ...", or one of the two, or another one. */
static char *
phrase_of_detail(const char *detail)
{
    char *brackets[] = {(char *)" (", (char *)")", (char *)"", NULL};
    g_auto(GStrv) parts = between(detail, brackets);
    g_autofree char *code = NULL, *rest = NULL;

    if (!parts)
        return phrase_of_part(detail);
    code = phrase_of_part(parts[0]);
    rest = phrase_of_part(parts[1]);
    return g_strjoin("\n", " (", code, ")", rest, NULL);
}

char *
pptp_verdict_translate(const char *sentence)
{
    /* Those that a person is asked for another password on; of two that fit the first one says more. */
    static const PptpVerdictId ids[] = {PPTP_VERDICT_PASSWORD_NOT_ASCII, PPTP_VERDICT_WRONG_PASSWORD, PPTP_VERDICT_LOGIN_REFUSED_CODE,
                                        PPTP_VERDICT_LOGIN_REFUSED};

    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_auto(GStrv) chunks = g_strsplit(pptp_verdict_template(ids[i]), "{detail}", 2), filled = between(sentence, chunks);
        g_autofree char *detail = filled ? phrase_of_detail(filled[0]) : NULL;
        g_autoptr(PptpVerdict) verdict = NULL;

        if (!filled)
            continue;
        verdict = pptp_verdict_new(ids[i], &(PptpVerdictText){.detail = detail});
        return g_strdup(verdict->sentence);
    }
    return NULL;
}
