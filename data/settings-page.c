/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/settings.h"

/*
 * Run by the build: settings-page TEMPLATE prints the man page nm-settings-pptp(5). The keys, between the template's other sections, are
 * written from the option table, so that page and table cannot differ. Format: man(7).
 */

/* The line of the template that the keys stand for. */
#define PLACE "@KEYS@\n"

/* Text for roff: hyphens that stay hyphens when copied, backslashes shown, *names* in bold, each sentence on a line of its own. */
static void
put_text(GString *out, const char *text)
{
    gboolean bold = FALSE;

    for (const char *p = text; *p; p++) {
        if (*p == '-') {
            g_string_append(out, "\\-");
        } else if (*p == '\\') {
            g_string_append(out, "\\e");
        } else if (*p == '*') {
            g_string_append(out, bold ? "\\fR" : "\\fB");
            bold = !bold;
        } else if (*p == ' ' && p > text && p[-1] == '.') {
            g_string_append_c(out, '\n');
        } else {
            g_string_append_c(out, *p);
        }
    }
}

static void
put_line(GString *out, const char *text)
{
    put_text(out, text);
    g_string_append_c(out, '\n');
}

static void put_item(GString *out, const char *name, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
put_item(GString *out, const char *name, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    g_string_append_printf(out, ".IP %s: 10\n", name);
    put_line(out, text);
}

static void
put_value(GString *out, const PptpOption *option)
{
    switch (option->type) {
    case PPTP_OPTION_STRING:
        put_item(out, "Value", "text%s", option->required ? ", required" : "");
        return;
    case PPTP_OPTION_BOOL:
        put_item(out, "Value", "*yes* or *no*");
        return;
    case PPTP_OPTION_UINT:
        put_item(out, "Value", "whole number from %u to %u", option->min, option->max);
        return;
    }
}

static void
put_key(GString *out, const PptpOption *option)
{
    g_string_append(out, ".TP\n.B ");
    put_line(out, option->key);
    g_autofree char *help = g_strconcat(option->help, ". ", option->text, NULL);
    put_line(out, help);
    g_string_append(out, ".RS\n.PD 0\n");
    put_value(out, option);
    if (option->absent)
        put_item(out, "Default", "%s", option->absent);
    else if (option->type == PPTP_OPTION_UINT)
        put_item(out, "Default", "%u", option->fallback);
    if (option->pppd)
        put_item(out, "pppd", "*%s*", option->pppd);
    else if (option->pppd_never)
        put_item(out, "pppd", "never *%s*", option->pppd_never);
    else
        put_item(out, "pppd", "none: the service alone needs it");
    put_item(out, "Example", "*%s=%s*", option->key, option->example);
    g_string_append(out, ".PD\n.RE\n");
}

int
main(int argc, char **argv)
{
    g_autofree char *page = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    char *place;

    if (argc != 2 || !g_file_get_contents(argv[1], &page, NULL, &error)) {
        g_printerr("settings-page: %s\n", error ? error->message : "the template's name is missing");
        return EXIT_FAILURE;
    }
    place = strstr(page, PLACE);
    if (!place) {
        g_printerr("settings-page: %s has no line " PLACE, argv[1]);
        return EXIT_FAILURE;
    }
    g_string_append_len(out, page, place - page);
    for (const PptpOption *option = pptp_options(NULL); option->key; option++)
        put_key(out, option);
    g_string_append(out, place + strlen(PLACE));
    return fputs(out->str, stdout) < 0 || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
