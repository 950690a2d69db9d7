/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/secret.h"

static void
test_copy(void)
{
    g_autofree char *huge = g_strnfill(10000, 'x');
    char *secret = pptp_secret_dup("Tr0ub4dor"), *empty = pptp_secret_dup(NULL), *cut = pptp_secret_dup(huge);

    g_assert_cmpstr(secret, ==, "Tr0ub4dor");
    g_assert_cmpstr(empty, ==, "");
    g_assert_cmpuint(strlen(cut), ==, 4095);
    pptp_secret_free(secret);
    pptp_secret_free(empty);
    pptp_secret_free(cut);
    pptp_secret_free(NULL);
}

/* What the kernel says of the mapping that holds address. */
static char *
flags_of(const void *address)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;
    gboolean inside = FALSE;

    g_assert_true(g_file_get_contents("/proc/self/smaps", &text, NULL, NULL));
    lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        char *end = NULL;
        guint64 first = g_ascii_strtoull(lines[i], &end, 16);

        if (end != lines[i] && *end == '-')
            inside = first <= (guintptr)address && (guintptr)address < g_ascii_strtoull(end + 1, NULL, 16);
        else if (inside && g_str_has_prefix(lines[i], "VmFlags:"))
            return g_strconcat(lines[i] + strlen("VmFlags:"), " ", NULL);
    }
    g_assert_not_reached();
}

static void
test_memory(void)
{
    char *secret = pptp_secret_dup("Tr0ub4dor");
    g_autofree char *flags = flags_of(secret);
    int status;
    pid_t pid;

    g_test_message("%s", flags);
#if !defined(__SANITIZE_ADDRESS__) /* which makes mlock() do nothing */
    g_assert_nonnull(strstr(flags, " lo "));
#endif
    g_assert_nonnull(strstr(flags, " dd "));
    g_assert_nonnull(strstr(flags, " wf "));
    pid = fork();
    if (pid == 0)
        _exit(secret[0] == '\0' ? 0 : 1);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(status, ==, 0);
    g_assert_cmpstr(secret, ==, "Tr0ub4dor");
    pptp_secret_free(secret);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret/copy", test_copy);
    g_test_add_func("/secret/memory", test_memory);
    return g_test_run();
}
