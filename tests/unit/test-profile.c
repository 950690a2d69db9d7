/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "ppp/policy.h"
#include "tool/profile.h"

#define UUID "4f3c1b5e-0000-4000-8000-3f1a2b3c4d5e"

/*
 * A journalctl of our own, first in PATH. It shows the file that is named by what it was asked for: the last warning, the service's entries
 * or all; and nothing where it was not asked about this very connection.
 */
static const char journalctl[] = "#!/bin/sh\n"
                                 "dir=${0%/*}\n"
                                 "case \" $* \" in *' NM_CONNECTION=" UUID " '*) ;; *) exit 0 ;; esac\n"
                                 "case \" $* \" in\n"
                                 "*' SYSLOG_IDENTIFIER=nm-pptp-service PRIORITY=4 '*) file=warning ;;\n"
                                 "*' SYSLOG_IDENTIFIER=nm-pptp-service '*) file=service ;;\n"
                                 "*) file=all ;;\n"
                                 "esac\n"
                                 "[ ! -e \"$dir/$file\" ] || cat \"$dir/$file\"\n";

typedef struct {
    char *dir;
    PptpProfile profile;
} Fixture;

static void
put(Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(fixture->dir, name, NULL);

    if (text)
        g_assert_true(g_file_set_contents(path, text, -1, NULL));
    else
        g_unlink(path);
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = NULL, *program = NULL;

    fixture->dir = g_dir_make_tmp("nm-pptp-XXXXXX", NULL);
    g_assert_nonnull(fixture->dir);
    path = g_strdup_printf("%s:/usr/bin:/bin", fixture->dir);
    g_setenv("PATH", path, TRUE);
    put(fixture, "journalctl", journalctl);
    program = g_build_filename(fixture->dir, "journalctl", NULL);
    g_assert_cmpint(g_chmod(program, 0755), ==, 0);
    fixture->profile = (PptpProfile){.uuid = (char *)UUID, .id = (char *)"one net"};
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
    static const char *const names[] = {"journalctl", "warning", "service", "all"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        put(fixture, names[i], NULL);
    g_rmdir(fixture->dir);
    g_free(fixture->dir);
}

static void
check(Fixture *fixture, PptpExplainStatus status, const char *words)
{
    g_autofree char *report = NULL;

    g_assert_cmpint(pptp_profile_explain(&fixture->profile, &report), ==, status);
    g_test_message("%s", report);
    g_assert_true(g_str_has_suffix(report, "\n"));
    g_assert_nonnull(strstr(report, words));
}

static void
test_verdict(Fixture *fixture, gconstpointer data)
{
    put(fixture, "warning", "The server refused the login.\n");
    put(fixture, "service", "Attempt 2: trying\nThe server refused the login.\n");
    check(fixture, PPTP_EXPLAIN_VERDICT, "The server refused the login.\n");
}

/* A session that came up without encryption, and the warning that the service gives of it. */
static void
put_weak_session(Fixture *fixture)
{
    g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    g_autoptr(PptpSettings) settings = NULL;
    g_autofree char *warning = NULL, *all = NULL;
    PptpFacts facts = {.was_up = TRUE};

    nm_setting_vpn_add_data_item(vpn, "gateway", "192.0.2.1");
    settings = pptp_settings_new(vpn, NULL);
    warning = pptp_policy_warning(settings, &facts, "one net");
    g_assert_nonnull(warning);
    all = g_strconcat("The tunnel ppp0 to 192.0.2.1 is up: not encrypted, MTU 1400.\n", warning, "\n", NULL);
    put(fixture, "warning", warning);
    put(fixture, "service", all);
}

/* The failure was mended since, or the warning is about a session that is up. */
static void
test_mended(Fixture *fixture, gconstpointer data)
{
    put(fixture, "all", "The tunnel ppp0 to 192.0.2.1 is up: encrypted (MPPE, 128 bit), MTU 1400.\n");
    put(fixture, "warning", "The server refused the login.\n");
    put(fixture, "service", "The server refused the login.\nThe tunnel ppp0 to 192.0.2.1 is up: encrypted (MPPE, 128 bit), MTU 1400.\n");
    check(fixture, PPTP_EXPLAIN_NOTHING, "Nothing wrong found");
    put_weak_session(fixture);
    check(fixture, PPTP_EXPLAIN_NOTHING, "Nothing wrong found");
    /* And lost afterwards: with nothing in between, and with a warning. */
    put(fixture, "warning", "The server ended the session.\n");
    put(fixture, "service", "The tunnel ppp0 to 192.0.2.1 is up: encrypted (MPPE, 128 bit), MTU 1400.\nThe server ended the session.\n");
    check(fixture, PPTP_EXPLAIN_VERDICT, "The server ended the session.");
    put(fixture, "warning", "The server ended the session.\n");
    put(fixture, "service",
        "The tunnel ppp0 to 192.0.2.1 is up: not encrypted, MTU 1400.\nThe server ended the session.\n"
        "The tunnel ppp0 to 192.0.2.1 is up: not encrypted, MTU 1400.\nThis is a warning.\nThe server ended the session.\n");
    check(fixture, PPTP_EXPLAIN_VERDICT, "The server ended the session.");
}

static void
test_pppd_lines(Fixture *fixture, gconstpointer data)
{
    g_autofree char *text = NULL;

    g_assert_true(g_file_get_contents(PPTP_TEST_LOGS "/wrong-password.log", &text, NULL, NULL));
    put(fixture, "all", text);
    check(fixture, PPTP_EXPLAIN_VERDICT, "nmcli --ask connection up 'one net'");
}

static void
test_nothing(Fixture *fixture, gconstpointer data)
{
    check(fixture, PPTP_EXPLAIN_ERROR, "shows nothing of this connection");
    put(fixture, "journalctl", NULL);
    g_setenv("PATH", fixture->dir, TRUE);
    check(fixture, PPTP_EXPLAIN_ERROR, "cannot be read");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/profile/verdict", Fixture, NULL, set_up, test_verdict, tear_down);
    g_test_add("/profile/mended", Fixture, NULL, set_up, test_mended, tear_down);
    g_test_add("/profile/pppd-lines", Fixture, NULL, set_up, test_pppd_lines, tear_down);
    g_test_add("/profile/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
    return g_test_run();
}
