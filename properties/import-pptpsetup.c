/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "properties/import-formats.h"

/*
 * Peers files that the programs of pptp-linux have written: pptpsetup(8), and the older pptpconfig. They are read as the peers files they
 * are; here is what is different about them.
 *
 * pptpsetup writes "name DOMAIN\user" with one backslash, in the peers file and in chap-secrets, and pppd takes that and the letter after
 * it for something else: "CORP\alice" logs in as "CORP", a bell, and "lice". Also, a password that it asks for gets the line break at its
 * end into chap-secrets, as \x0a. What is meant is clear in both cases.
 */

#define HEAD_MAX 4096 /* bytes in which the program's name has to stand */
#define SETUP_MARK "# written by pptpsetup"
#define CONFIG_MARK ", written by pptpconfig"
#define CONFIG_TUNNEL "# tunnel "

/* The next line from *at, without its end. FALSE past the last one. */
static gboolean
next_line(const char *text, gsize len, gsize *at, const char **line, gsize *line_len)
{
    const char *newline;

    if (*at >= len)
        return FALSE;
    *line = text + *at;
    newline = memchr(*line, '\n', len - *at);
    *line_len = newline ? (gsize)(newline - *line) : len - *at;
    *at += *line_len + 1;
    while (*line_len > 0 && g_ascii_isspace((*line)[*line_len - 1]))
        (*line_len)--;
    return TRUE;
}

static gboolean
is_setup(const PptpImportFile *file)
{
    const gsize len = MIN(file->len, HEAD_MAX);
    const char *line;
    gsize at = 0, n;

    while (next_line(file->text, len, &at, &line, &n)) {
        if (n == strlen(SETUP_MARK) && memcmp(line, SETUP_MARK, n) == 0)
            return TRUE;
    }
    return FALSE;
}

/* What follows a line's first word; NULL where that is another one. Free with g_free(). */
static char *
dup_after(const char *line, gsize len, const char *word)
{
    const gsize n = strlen(word);

    if (len <= n + 1 || memcmp(line, word, n) != 0 || line[n] != ' ')
        return NULL;
    return g_strstrip(g_strndup(line + n + 1, len - n - 1));
}

/* The login as pptpsetup has written it, where pppd reads it otherwise. */
static void
mend_login(PptpImport *import)
{
    const PptpImportFile *file = import->file;
    const char *line;
    gsize at = 0, n;

    for (guint number = 1; next_line(file->text, file->len, &at, &line, &n); number++) {
        g_autofree char *login = dup_after(line, n, "name");
        const char *backslash = login ? strchr(login, '\\') : NULL;

        if (!login)
            continue;
        if (!backslash || backslash[1] == '\\' || backslash[1] == '\0' || strpbrk(login, "\"'"))
            return;
        if (pptp_import_set_login(import, NULL, number, login))
            pptp_import_note(import, NULL, number,
                             "pptpsetup writes one backslash between domain and user, which pppd does not take for one; here it is one");
        return;
    }
}

static void
mend_password(PptpImport *import)
{
    g_autofree char *copy = g_strdup(import->password);
    const gsize len = copy ? strlen(copy) : 0;

    if (len < 2 || copy[len - 1] != '\n')
        return;
    copy[len - 1] = '\0';
    pptp_import_set_password(import, copy);
    explicit_bzero(copy, len);
    pptp_import_note(import, NULL, 0, "pptpsetup has put the line break behind the password into chap-secrets; it is left out");
}

static gboolean
read_setup(PptpImport *import, GError **error)
{
    if (!pptp_import_peers.read(import, error))
        return FALSE;
    mend_login(import);
    mend_password(import);
    return TRUE;
}

/* The tunnel's name out of "# tunnel NAME, written by pptpconfig $Revision: 1.12 $". Free with g_free(); NULL without such a line. */
static char *
dup_tunnel(const PptpImportFile *file)
{
    const gsize len = MIN(file->len, HEAD_MAX);
    const char *line, *mark;
    gsize at = 0, n;

    while (next_line(file->text, len, &at, &line, &n)) {
        if (n <= strlen(CONFIG_TUNNEL) || memcmp(line, CONFIG_TUNNEL, strlen(CONFIG_TUNNEL)) != 0)
            continue;
        mark = g_strstr_len(line, (gssize)n, CONFIG_MARK);
        if (mark)
            return pptp_import_to_utf8(line + strlen(CONFIG_TUNNEL), (gsize)(mark - line) - strlen(CONFIG_TUNNEL));
    }
    return NULL;
}

static gboolean
is_config(const PptpImportFile *file)
{
    g_autofree char *tunnel = dup_tunnel(file);

    return tunnel != NULL;
}

static gboolean
read_config(PptpImport *import, GError **error)
{
    if (!pptp_import_peers.read(import, error))
        return FALSE;
    if (!import->id)
        import->id = dup_tunnel(import->file);
    pptp_import_note(
        import, NULL, 0,
        "pptpconfig keeps a tunnel's networks, and whether it is for all traffic, in a file of its own (/etc/pptpconfig/tunnels), "
        "which is not read: set ipv4.routes and ipv4.never-default");
    return TRUE;
}

const PptpImportFormat pptp_import_pptpsetup = {"peers file of pptpsetup", is_setup, read_setup};
const PptpImportFormat pptp_import_pptpconfig = {"peers file of pptpconfig", is_config, read_config};
