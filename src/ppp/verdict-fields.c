/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/phrase.h"
#include "ppp/packet.h"
#include "ppp/verdict.h"

/* The fields of the service's journal entry on a verdict. They are made anew into sentences by the same table, in another language. */

#define FIELD_SERVER "NM_PPTP_SERVER"
#define FIELD_HOST "NM_PPTP_HOST"
#define FIELD_DETAIL "NM_PPTP_DETAIL"     /* a phrase */
#define FIELD_SEEN "NM_PPTP_SEEN"         /* a phrase */
#define FIELD_PASSWORD "NM_PPTP_PASSWORD" /* "saved", "needless", or none: never what it is */
#define FIELD_GATEWAYS "NM_PPTP_GATEWAYS" /* how many of them failed */

#define FIELD_REFUSED "NM_PPTP_REFUSED" /* a phrase, alone: what is wrong with the profile */

#define GATEWAYS_MAX 1000

static void
put(GPtrArray *fields, const char *name, const char *value)
{
    char *clipped;

    if (!value || value[0] == '\0')
        return;
    clipped = g_malloc(PPTP_VERDICT_FIELD_MAX);
    pptp_text_clip(clipped, PPTP_VERDICT_FIELD_MAX, value);
    g_ptr_array_add(fields, g_strconcat(name, "=", clipped, NULL));
    g_free(clipped);
}

char **
pptp_verdict_to_fields(const PptpVerdict *verdict)
{
    const PptpVerdictText *text = verdict->text;
    GPtrArray *fields = g_ptr_array_new();
    char number[16];

    g_snprintf(number, sizeof number, "%u", text->gateways);
    put(fields, PPTP_VERDICT_FIELD, pptp_verdict_name(verdict->id));
    put(fields, FIELD_SERVER, text->server);
    put(fields, FIELD_HOST, text->host);
    put(fields, FIELD_DETAIL, text->detail);
    put(fields, FIELD_SEEN, text->seen);
    put(fields, FIELD_PASSWORD, text->saved_password ? "saved" : text->needless_password ? "needless" : NULL);
    put(fields, FIELD_GATEWAYS, text->gateways > 1 ? number : NULL);
    g_ptr_array_add(fields, NULL);
    return (char **)g_ptr_array_free(fields, FALSE);
}

/* Nothing that moves a terminal's cursor, or the direction of its text. */
static gboolean
is_printable(const char *text)
{
    if (!text)
        return TRUE;
    if (!g_utf8_validate(text, -1, NULL))
        return FALSE;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (!g_unichar_isprint(g_utf8_get_char(p)))
            return FALSE;
    }
    return TRUE;
}

/* What no entry of ours holds. */
static gboolean
are_too_long(char **fields)
{
    for (char **field = fields; *field; field++) {
        if (strlen(*field) > PPTP_VERDICT_FIELD_MAX + 64 && g_str_has_prefix(*field, "NM_PPTP_"))
            return TRUE;
    }
    return FALSE;
}

PptpVerdict *
pptp_verdict_from_fields(char **fields, const char *profile_name)
{
    const char *name = g_environ_getenv(fields, PPTP_VERDICT_FIELD), *gateways = g_environ_getenv(fields, FIELD_GATEWAYS);
    const PptpVerdictId id = name ? pptp_verdict_by_name(name) : PPTP_VERDICT_LAST;
    g_autoptr(PptpVerdict) verdict = NULL;
    PptpVerdictText text = {
        .profile = profile_name,
        .server = g_environ_getenv(fields, FIELD_SERVER),
        .host = g_environ_getenv(fields, FIELD_HOST),
        .detail = g_environ_getenv(fields, FIELD_DETAIL),
        .seen = g_environ_getenv(fields, FIELD_SEEN),
        .saved_password = g_strcmp0(g_environ_getenv(fields, FIELD_PASSWORD), "saved") == 0,
        .needless_password = g_strcmp0(g_environ_getenv(fields, FIELD_PASSWORD), "needless") == 0,
    };
    guint64 number = 0;

    if (id == PPTP_VERDICT_LAST || (gateways && !g_ascii_string_to_unsigned(gateways, 10, 2, GATEWAYS_MAX, &number, NULL)))
        return NULL;
    if (are_too_long(fields))
        return NULL;
    text.gateways = (guint)number;
    verdict = pptp_verdict_new(id, &text);
    if (!is_printable(verdict->sentence) || !is_printable(verdict->seen) || !is_printable(verdict->remedy))
        return NULL;
    return g_steal_pointer(&verdict);
}

char **
pptp_refusal_to_fields(const char *why)
{
    GPtrArray *fields = g_ptr_array_new();

    put(fields, FIELD_REFUSED, why);
    g_ptr_array_add(fields, NULL);
    return (char **)g_ptr_array_free(fields, FALSE);
}

char *
pptp_refusal_from_fields(char **fields)
{
    g_autofree char *sentence = are_too_long(fields) ? NULL : pptp_phrase_say(g_environ_getenv(fields, FIELD_REFUSED));

    return sentence && *sentence && is_printable(sentence) ? g_steal_pointer(&sentence) : NULL;
}
