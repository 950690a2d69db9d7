/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "properties/secrets.h"
#include "properties/words.h"

/* A secrets file of any content, and words as such: what is read is bounded, and written again it is read as the same. */

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_words(const char *text, gsize len)
{
    PptpWords words, again;
    PptpWord word, same;
    guint last = 1;

    pptp_words_init(&words, text, len);
    while (pptp_words_next(&words, &word)) {
        g_autoptr(GString) out = g_string_new(NULL);

        if (strlen(word.text) >= PPTP_WORD_MAX || word.line < last)
            abort();
        last = word.line;
        pptp_words_append(out, word.text);
        pptp_words_init(&again, out->str, out->len);
        if (!pptp_words_next(&again, &same) || strcmp(same.text, word.text) != 0 || pptp_words_next(&again, &same))
            abort();
    }
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    static const char *const servers[] = {NULL, "PPTP", "*"};
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/nonexistent/chap-secrets", "/nonexistent", (const char *)data, size);

    check_words(file->text, file->len);
    for (gsize i = 0; i < G_N_ELEMENTS(servers); i++) {
        g_autofree char *secret = NULL;
        guint line = 0;

        if ((pptp_secrets_find(file, "alice", servers[i], &secret, &line) == PPTP_SECRETS_FOUND) != (secret != NULL))
            abort();
        if (secret && line == 0)
            abort();
    }
    return 0;
}
