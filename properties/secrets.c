/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/secrets.h"

#include <string.h>

#include "properties/words.h"

enum { NAMES_SERVER = 1, NAMES_CLIENT = 2 };

typedef struct {
    PptpWord client, server, secret;
} Line;

static gboolean
is_any(const char *word)
{
    return g_str_equal(word, "*");
}

/* How much of the line names these two; -1 where it is for others. */
static int
rate(const Line *line, const char *client, const char *server)
{
    int names = 0;

    if (!is_any(line->client.text)) {
        if (!g_str_equal(line->client.text, client))
            return -1;
        names |= NAMES_CLIENT;
    }
    if (!is_any(line->server.text)) {
        if (server && !g_str_equal(line->server.text, server))
            return -1;
        /* Where the server's name is not known, a line for any server is as good. */
        names |= server ? NAMES_SERVER : 0;
    }
    return names;
}

static void
wipe(char **secret)
{
    if (*secret)
        explicit_bzero(*secret, strlen(*secret));
    g_clear_pointer(secret, g_free);
}

/* The next line with at least three words; `word` is the first word of a line, or what was read last. */
static gboolean
next_line(PptpWords *words, PptpWord *word, gboolean *more, Line *line)
{
    while (*more) {
        PptpWord *const parts[] = {&line->client, &line->server, &line->secret};
        gsize n = 0;

        do {
            if (n < G_N_ELEMENTS(parts))
                *parts[n++] = *word;
            *more = pptp_words_next(words, word);
        } while (*more && !word->first);
        if (n == G_N_ELEMENTS(parts))
            return TRUE;
    }
    return FALSE;
}

PptpSecretsResult
pptp_secrets_find(const PptpImportFile *file, const char *client, const char *server, char **secret, guint *line_number)
{
    PptpSecretsResult result = PPTP_SECRETS_NONE;
    gboolean more, for_any = FALSE;
    PptpWords words;
    PptpWord word;
    int best = -1;
    Line line;

    *secret = NULL;
    pptp_words_init(&words, file->text, file->len);
    more = pptp_words_next(&words, &word);
    while (next_line(&words, &word, &more, &line)) {
        const int rating = rate(&line, client, server);
        const gboolean any = is_any(line.server.text);

        if (rating < 0 || line.secret.cut || rating < best)
            continue;
        if (rating > best || (!server && any && !for_any)) {
            wipe(secret);
            *secret = g_strdup(line.secret.text);
            *line_number = line.secret.line;
            result = PPTP_SECRETS_FOUND;
            best = rating;
            for_any = any;
        } else if (!server && !any && !for_any && !g_str_equal(*secret, line.secret.text)) {
            result = PPTP_SECRETS_AMBIGUOUS;
        }
    }
    explicit_bzero(&line, sizeof line);
    explicit_bzero(&word, sizeof word);
    if (result == PPTP_SECRETS_AMBIGUOUS)
        wipe(secret);
    return result;
}
