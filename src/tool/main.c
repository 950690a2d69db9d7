/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "tool/explain.h"
#include "tool/import-command.h"
#include "tool/profile.h"

/* Of a longer log the last part is kept, at least half of this. */
#define LOG_MAX (64U * 1024 * 1024)

static const char usage_explain[] = N_("Usage: nm-pptp explain [FILE|-]     explain a log of pppd: debug log, syslog or journal text\n"
                                       "       nm-pptp explain CONNECTION   explain the last attempt of a NetworkManager profile\n");

static const char usage_rest[] =
    N_("       nm-pptp --help | --version\n"
       "\n"
       "Exit status of explain: 0 the cause is named, 1 nothing wrong was found or it cannot be told, 2 an error.\n"
       "\n"
       "import reads what nmcli connection import type pptp reads (pppd peers files and others), changes nothing, and prints the\n"
       "nmcli command and the keyfile (--command, --keyfile: one of them alone). What could not be carried over is told on\n"
       "standard error, a line each. A password that was found is printed as PASSWORD, unless --show-secrets asks for it.\n");

/* All of a file, or its last part. NULL with errno. */
static GByteArray *
read_all(int fd)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 chunk[65536];

    for (;;) {
        gssize n = read(fd, chunk, sizeof chunk);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return NULL;
        if (n == 0)
            return g_steal_pointer(&bytes);
        g_byte_array_append(bytes, chunk, (guint)n);
        if (bytes->len > LOG_MAX)
            g_byte_array_remove_range(bytes, 0, bytes->len / 2);
    }
}

static int
tell(PptpExplainStatus status, const char *report)
{
    if (status == PPTP_EXPLAIN_ERROR)
        g_printerr("nm-pptp: %s", report);
    else
        g_print("%s", report);
    return (int)status;
}

static int
explain_file(const char *name)
{
    const gboolean from_stdin = g_str_equal(name, "-");
    int fd = from_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    g_autoptr(GByteArray) bytes = fd >= 0 ? read_all(fd) : NULL;
    g_autofree char *report = NULL;
    PptpExplainStatus status;
    int saved = errno;

    if (fd >= 0 && !from_stdin)
        close(fd);
    if (!bytes) {
        g_printerr(_("nm-pptp: %s cannot be read: %s\n"), from_stdin ? _("standard input") : name, g_strerror(saved));
        return PPTP_EXPLAIN_ERROR;
    }
    status = pptp_explain_log((const char *)bytes->data, bytes->len, NULL, NULL, &report);
    return tell(status, report);
}

static int
explain_connection(const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PptpProfile) profile = pptp_profile_find(name, &error);
    g_autofree char *report = NULL;
    PptpExplainStatus status;

    if (!profile) {
        g_printerr("nm-pptp: %s\n", error->message);
        return PPTP_EXPLAIN_ERROR;
    }
    status = pptp_profile_explain(profile, &report);
    return tell(status, report);
}

static int
explain(const char *what)
{
    if (g_str_equal(what, "-") || g_file_test(what, G_FILE_TEST_EXISTS) || strchr(what, '/'))
        return explain_file(what);
    return explain_connection(what);
}

static gboolean
is_help(const char *word)
{
    return g_str_equal(word, "--help") || g_str_equal(word, "-h");
}

static int
tell_usage(void)
{
    g_print("%s%s%s", _(usage_explain), _(pptp_import_usage), _(usage_rest));
    return 0;
}

static int
refuse(const char *word)
{
    if (word)
        g_printerr(_("nm-pptp: not understood: %s\n"), word);
    else
        g_printerr(_("nm-pptp: a command is missing\n"));
    g_printerr("%s%s%s", _(usage_explain), _(pptp_import_usage), _(usage_rest));
    return PPTP_EXPLAIN_ERROR;
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    bindtextdomain(GETTEXT_PACKAGE, PPTP_LOCALE_DIR);
    bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
    if (argc < 2)
        return refuse(NULL);
    /* Alone, or after a command. */
    if (is_help(argv[1]) || (argc == 3 && is_help(argv[2])))
        return tell_usage();
    if (g_str_equal(argv[1], "--version")) {
        g_print("nm-pptp %s\n", PPTP_VERSION);
        return 0;
    }
    if (g_str_equal(argv[1], "import"))
        return pptp_import_command(argv + 2);
    if (!g_str_equal(argv[1], "explain"))
        return refuse(argv[1]);
    if (argc > 3)
        return refuse(argv[3]);
    if (argc == 3 && argv[2][0] == '-' && argv[2][1] != '\0')
        return refuse(argv[2]);
    return explain(argc == 3 ? argv[2] : "-");
}
