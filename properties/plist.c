/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/plist.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEPTH_MAX 16
#define VALUES_MAX 20000

typedef struct {
    GMarkupParseContext *markup;
    GPtrArray *open; /* PptpPlist, outermost first; not owned, but for the first */
    PptpPlist *root;
    GString *text; /* of the value or key that is being read, or NULL */
    char *key;     /* that waits for its value */
    gboolean in_plist, is_string;
    guint values;
    const char *why; /* it is no property list, not yet translated; NULL where the markup itself is broken */
} Parser;

static const struct {
    const char *element;
    PptpPlistType type;
} elements[] = {
    {"dict", PPTP_PLIST_DICT}, {"array", PPTP_PLIST_ARRAY}, {"string", PPTP_PLIST_TEXT},
    {"data", PPTP_PLIST_TEXT}, {"date", PPTP_PLIST_TEXT},   {"real", PPTP_PLIST_TEXT},
    {"true", PPTP_PLIST_TRUE}, {"false", PPTP_PLIST_FALSE}, {"integer", PPTP_PLIST_INTEGER},
};

static void
wipe(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

void
pptp_plist_free(PptpPlist *plist)
{
    if (!plist)
        return;
    if (plist->children)
        g_ptr_array_unref(plist->children);
    g_free(plist->key);
    wipe(plist->text);
    g_free(plist);
}

static void
clear_text(Parser *parser)
{
    if (!parser->text)
        return;
    explicit_bzero(parser->text->str, parser->text->allocated_len);
    g_string_free(parser->text, TRUE);
    parser->text = NULL;
}

static void
fail(Parser *parser, GError **error, const char *why)
{
    parser->why = why;
    g_set_error_literal(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, _(why));
}

/* Where the value that begins has its place: FALSE, and an error, where none is to be. */
static gboolean
place(Parser *parser, PptpPlist *value, GError **error)
{
    PptpPlist *in = parser->open->len > 0 ? parser->open->pdata[parser->open->len - 1] : NULL;

    if (++parser->values > VALUES_MAX)
        fail(parser, error, N_("it has too many values"));
    else if (parser->open->len >= DEPTH_MAX)
        fail(parser, error, N_("it is nested too deeply"));
    else if (in && !in->children)
        fail(parser, error, N_("a value stands inside another"));
    else if (in && in->type == PPTP_PLIST_DICT && !parser->key)
        fail(parser, error, N_("a value in a dict has no key"));
    else if (!in && parser->root)
        fail(parser, error, N_("it has more than one value"));
    else {
        value->key = parser->key ? g_steal_pointer(&parser->key) : g_strdup("");
        if (in)
            g_ptr_array_add(in->children, value);
        else
            parser->root = value;
        return TRUE;
    }
    return FALSE;
}

static void
start_value(Parser *parser, PptpPlistType type, gboolean is_string, GError **error)
{
    PptpPlist *value = g_new0(PptpPlist, 1);
    int line = 0, column = 0;

    /* GMarkup is at what follows the tag, and has a line break begin its next line already. */
    g_markup_parse_context_get_position(parser->markup, &line, &column);
    value->type = type;
    value->line = (guint)MAX(column == 1 ? line - 1 : line, 1);
    value->text = g_strdup("");
    if (type == PPTP_PLIST_DICT || type == PPTP_PLIST_ARRAY)
        value->children = g_ptr_array_new_with_free_func((GDestroyNotify)pptp_plist_free);
    else
        parser->text = g_string_sized_new(64);
    parser->is_string = is_string;
    if (!place(parser, value, error)) {
        pptp_plist_free(value);
        return;
    }
    g_ptr_array_add(parser->open, value);
}

static void
start_element(GMarkupParseContext *markup, const char *name, const char **attributes, const char **values, gpointer data, GError **error)
{
    Parser *parser = data;

    if (!parser->in_plist) {
        parser->in_plist = g_str_equal(name, "plist");
        if (!parser->in_plist)
            fail(parser, error, N_("it is no property list"));
        return;
    }
    if (parser->text) {
        fail(parser, error, N_("a value stands inside another"));
        return;
    }
    if (g_str_equal(name, "key")) {
        parser->text = g_string_sized_new(64);
        parser->is_string = TRUE;
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(elements); i++) {
        if (g_str_equal(name, elements[i].element)) {
            start_value(parser, elements[i].type, g_str_equal(name, "string"), error);
            return;
        }
    }
    fail(parser, error, N_("it has elements that are not of a property list"));
}

static void
end_element(GMarkupParseContext *markup, const char *name, gpointer data, GError **error)
{
    Parser *parser = data;
    PptpPlist *value;

    if (g_str_equal(name, "plist"))
        return;
    if (g_str_equal(name, "key")) {
        g_free(parser->key);
        parser->key = g_strdup(parser->text ? parser->text->str : "");
        clear_text(parser);
        return;
    }
    if (parser->open->len == 0)
        return;
    value = parser->open->pdata[parser->open->len - 1];
    if (parser->text) {
        wipe(value->text);
        value->text = g_strdup(parser->text->str);
        if (!parser->is_string)
            g_strstrip(value->text);
        clear_text(parser);
    }
    g_ptr_array_set_size(parser->open, (int)parser->open->len - 1);
}

static void
take_text(GMarkupParseContext *markup, const char *text, gsize len, gpointer data, GError **error)
{
    Parser *parser = data;

    if (parser->text)
        g_string_append_len(parser->text, text, (gssize)len);
}

PptpPlist *
pptp_plist_parse(const char *text, gsize len, GError **error)
{
    static const GMarkupParser functions = {start_element, end_element, take_text, NULL, NULL};
    Parser parser = {0};
    gboolean done;
    int line = 0;

    parser.open = g_ptr_array_new();
    parser.markup = g_markup_parse_context_new(&functions, G_MARKUP_TREAT_CDATA_AS_TEXT, &parser, NULL);
    done = g_markup_parse_context_parse(parser.markup, text, (gssize)len, NULL) && g_markup_parse_context_end_parse(parser.markup, NULL);
    if (done && !parser.root)
        fail(&parser, NULL, N_("it is empty"));
    done = done && parser.root;
    g_markup_parse_context_get_position(parser.markup, &line, NULL);
    /* GMarkup's own sentences repeat what they are about, which may be a password. */
    if (!done)
        g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, _("line %d: %s"), line,
                    parser.why ? _(parser.why) : _("the XML is broken there"));
    g_markup_parse_context_free(parser.markup);
    clear_text(&parser);
    g_free(parser.key);
    g_ptr_array_unref(parser.open);
    if (!done)
        g_clear_pointer(&parser.root, pptp_plist_free);
    return parser.root;
}

const PptpPlist *
pptp_plist_get(const PptpPlist *dict, const char *key)
{
    if (!dict || dict->type != PPTP_PLIST_DICT)
        return NULL;
    for (guint i = 0; i < dict->children->len; i++) {
        const PptpPlist *child = dict->children->pdata[i];

        if (g_str_equal(child->key, key))
            return child;
    }
    return NULL;
}

const char *
pptp_plist_text(const PptpPlist *dict, const char *key)
{
    const PptpPlist *value = pptp_plist_get(dict, key);

    return value && *value->text ? value->text : NULL;
}

gboolean
pptp_plist_is_true(const PptpPlist *value)
{
    if (!value)
        return FALSE;
    if (value->type == PPTP_PLIST_TEXT || value->type == PPTP_PLIST_INTEGER)
        return g_ascii_strcasecmp(value->text, "true") == 0 || g_ascii_strcasecmp(value->text, "yes") == 0 ||
               g_ascii_strtoll(value->text, NULL, 0) != 0;
    return value->type == PPTP_PLIST_TRUE;
}
