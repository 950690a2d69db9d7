/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/peers-pty.h"

#include <string.h>

/* pptp-linux's options (pptp(8)). What is not kept has no meaning where the service itself speaks PPTP. */
static const struct {
    const char *name;
    gboolean has_value, keep;
} options[] = {
    {"phone", TRUE, TRUE},          {"quirks", TRUE, TRUE},    {"localbind", TRUE, TRUE},     {"rtmark", TRUE, TRUE},
    {"timeout", TRUE, TRUE},        {"idle-wait", TRUE, TRUE}, {"max-echo-wait", TRUE, TRUE}, {"loglevel", TRUE, TRUE},
    {"missing-window", TRUE, TRUE}, {"test-type", TRUE, TRUE}, {"test-rate", TRUE, TRUE},     {"logstring", TRUE, FALSE},
    {"nolaunchpppd", FALSE, FALSE}, {"debug", FALSE, FALSE},   {"sync", FALSE, FALSE},        {"nobuffer", FALSE, FALSE},
    {"nohostroute", FALSE, TRUE},
};

/* Words that may stand in front of the program without changing what it does. */
static const char *const prefixes[] = {"exec", "sudo", "command", "nohup", NULL};

static gboolean
is_program(const char *word, const char *name)
{
    const char *slash = strrchr(word, '/');

    return g_str_equal(slash ? slash + 1 : word, name);
}

/* The index of pptp among the words, -1 where another program is started. */
static int
find_program(char **words)
{
    for (int i = 0; words[i]; i++) {
        if (is_program(words[i], "pptp"))
            return i;
        if (!g_strv_contains(prefixes, words[i]) && !strchr(words[i], '='))
            return -1;
    }
    return -1;
}

/* The shell would read it, but for a simple command its words are the same; NULL where it is not one. */
static char **
split(const char *command)
{
    char **words = NULL;

    return g_shell_parse_argv(command, NULL, &words, NULL) ? words : NULL;
}

gboolean
peers_pty_is_pptp(const char *command)
{
    g_auto(GStrv) words = split(command);

    return words && find_program(words) >= 0;
}

/* As getopt_long(3) does: the whole name, or the beginning of one name only. */
static int
find_option(const char *name, gsize len)
{
    int found = -1;
    guint n = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
        if (strncmp(options[i].name, name, len) != 0)
            continue;
        if (strlen(options[i].name) == len)
            return (int)i;
        found = (int)i;
        n++;
    }
    return n == 1 ? found : -1;
}

/* "--name", "--name value" or "--name=value". Returns how many words it takes. */
static int
read_option(PptpImport *import, const PptpImportFile *file, guint line, char **words)
{
    const char *name = words[0] + 2, *equals = strchr(name, '='), *value = equals ? equals + 1 : NULL;
    gsize len = equals ? (gsize)(equals - name) : strlen(name);
    int option = find_option(name, len);
    g_autofree char *own = g_strndup(name, len);
    int n = 1;

    if (option < 0) {
        g_autofree char *quoted = pptp_import_quote(own);

        pptp_import_note(import, file, line, "pptp has no option %s; it is left out", quoted);
        return n;
    }
    if (options[option].has_value && !value && words[1]) {
        value = words[1];
        n = 2;
    }
    if (options[option].keep)
        pptp_import_keep(import, file, line, "pptp", options[option].name, value);
    return n;
}

void
peers_pty_read(PptpImport *import, const PptpImportFile *file, guint line, const char *command)
{
    g_auto(GStrv) words = split(command);
    gboolean found = FALSE, only_operands = FALSE;
    int i = words ? find_program(words) : -1;

    if (i < 0) {
        pptp_import_note(import, file, line, "pty starts another program than pptp; it is left out");
        return;
    }
    for (i++; words[i];) {
        if (g_str_equal(words[i], "--") && !only_operands) {
            only_operands = TRUE;
            i++;
        } else if (words[i][0] == '-' && words[i][1] == '-' && !only_operands) {
            i += read_option(import, file, line, words + i);
        } else if (!found) {
            found = TRUE;
            pptp_import_set(import, file, line, PPTP_KEY_GATEWAY, words[i++]);
        } else {
            /* What pptp would hand to a pppd of its own. Not repeated, since a password may be among it. */
            pptp_import_note(import, file, line, "pty has more after the server's name; it is left out");
            return;
        }
    }
    if (!found)
        pptp_import_note(import, file, line, "pty names no server after pptp");
}
