/* SPDX-License-Identifier: GPL-2.0-or-later */

/* In a child each, since nothing of it can be undone. Needs root, to have something to give up. */

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/capability.h>

#include "link/privileges.h"

static guint64
capabilities(const char *which)
{
    g_autofree char *text = NULL;
    const char *at;

    g_assert_true(g_file_get_contents("/proc/self/status", &text, NULL, NULL));
    at = strstr(text, which);
    g_assert_nonnull(at);
    return g_ascii_strtoull(at + strlen(which), NULL, 16);
}

/* Of a program that is executed: it is root's, and gets what root gets. */
static guint64
capabilities_of_child(const char *which)
{
    g_autofree char *command = g_strdup_printf("sed -n 's/^%s//p' /proc/self/status", which), *out = NULL;
    const char *argv[] = {"/bin/sh", "-c", command, NULL};

    g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL, NULL));
    return g_ascii_strtoull(g_strstrip(out), NULL, 16);
}

static void
in_child(void (*func)(void))
{
    pid_t pid = fork();
    int status;

    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        func();
        _exit(0);
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmphex((guint)status, ==, 0);
}

static void
keep_some(void)
{
    const guint64 keep = PPTP_CAPABILITY(CAP_NET_ADMIN) | PPTP_CAPABILITY(CAP_NET_RAW);
    const guint64 before = capabilities("CapPrm:"), bounding = capabilities("CapBnd:");

    g_assert_cmphex(before & keep, !=, 0);
    g_assert_cmphex(before & ~keep, !=, 0);
    g_assert_cmpint(pptp_privileges_keep(keep), ==, 0);
    g_assert_cmphex(capabilities("CapPrm:"), ==, before & keep);
    g_assert_cmphex(capabilities("CapEff:"), ==, before & keep);
    g_assert_cmphex(capabilities("CapInh:"), ==, 0);
    g_assert_cmphex(capabilities("CapAmb:"), ==, 0);
    g_assert_cmphex(capabilities("CapBnd:"), ==, bounding);
    g_assert_cmphex(capabilities_of_child("CapEff:"), ==, bounding);
    /* Once given up it does not come back. */
    g_assert_cmpint(pptp_privileges_keep(~G_GUINT64_CONSTANT(0)), ==, 0);
    g_assert_cmphex(capabilities("CapPrm:"), ==, before & keep);
}

static void
test_capabilities(void)
{
    in_child(keep_some);
}

static void
keep_all(void)
{
    const guint64 before = capabilities("CapPrm:");

    g_assert_cmpint(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
    g_assert_cmpint(pptp_privileges_keep(0), ==, 0);
    g_assert_cmphex(capabilities("CapPrm:"), ==, before);
}

static void
test_no_new_privs(void)
{
    in_child(keep_all);
}

static void
hide_memory(void)
{
    struct rlimit limit;

    pptp_privileges_hide_memory();
    g_assert_cmpint(getrlimit(RLIMIT_CORE, &limit), ==, 0);
    g_assert_cmpuint(limit.rlim_cur, ==, 0);
    g_assert_cmpuint(limit.rlim_max, ==, 0);
    g_assert_cmpint(prctl(PR_GET_DUMPABLE), ==, 0);
}

static void
test_memory(void)
{
    in_child(hide_memory);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/privileges/capabilities", test_capabilities);
    g_test_add_func("/privileges/no-new-privs", test_no_new_privs);
    g_test_add_func("/privileges/memory", test_memory);
    return g_test_run();
}
