/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "manual.h"

#include <string.h>

/* One escape; returns its length in the source. */
static gsize
put_escape(GString *out, const char *escape)
{
    static const struct {
        const char *escape, *text;
    } known[] = {
        {"\\-", "-"}, {"\\e", "\\"}, {"\\fB", ""}, {"\\fI", ""}, {"\\fR", ""}, {"\\(bu", "*"}, {"\\(aq", "'"}, {"\\&", ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_str_has_prefix(escape, known[i].escape)) {
            g_string_append(out, known[i].text);
            return strlen(known[i].escape);
        }
    }
    g_error("the test does not know the escape %.4s", escape);
}

char *
manual_read(const char *path)
{
    g_autofree char *source = NULL;
    g_autoptr(GError) error = NULL;
    GString *out = g_string_new(NULL);

    g_file_get_contents(path, &source, NULL, &error);
    g_assert_no_error(error);
    for (const char *p = source; *p;) {
        if (g_str_has_prefix(p, ".\\\"")) {
            p += strcspn(p, "\n");
            p += *p == '\n';
        } else {
            const char *end = strchrnul(p, '\n');

            while (p < end) {
                if (*p == '\\')
                    p += put_escape(out, p);
                else
                    g_string_append_c(out, *p++);
            }
            g_string_append_c(out, '\n');
            p += *p == '\n';
        }
    }
    return g_string_free(out, FALSE);
}

char *
manual_between(const char *page, const char *start, const char *end)
{
    const char *from = strstr(page, start), *to;

    if (!from)
        return NULL;
    from += strlen(start);
    to = strstr(from, end);
    return to ? g_strndup(from, (gsize)(to - from)) : g_strdup(from);
}

char **
manual_examples(const char *page)
{
    g_autoptr(GPtrArray) examples = g_ptr_array_new();
    const char *p = page;

    while ((p = strstr(p, "\n.EX\n"))) {
        const char *end = strstr(p, "\n.EE\n");

        g_assert_nonnull(end);
        p += strlen("\n.EX\n");
        g_ptr_array_add(examples, g_strndup(p, (gsize)(end + 1 - p)));
        p = end;
    }
    g_ptr_array_add(examples, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&examples), FALSE);
}
