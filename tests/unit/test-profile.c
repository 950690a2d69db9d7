/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "common/settings-libnm.h"
#include "ppp/diagnosis.h"
#include "ppp/policy.h"
#include "ppp/verdict.h"
#include "tool/profile.h"

#define UUID "4f3c1b5e-0000-4000-8000-3f1a2b3c4d5e"

/*
 * A journalctl of our own, first in PATH. It shows the file that is named by what it was asked for: the service's entries or all; and
 * nothing where it was not asked about this very connection, or takes what anybody wrote for the service's.
 */
static const char journalctl[] = "#!/bin/sh\n"
                                 "dir=${0%/*}\n"
                                 "case \" $* \" in *' _UID=0 NM_CONNECTION=" UUID " '*) ;; *) exit 0 ;; esac\n"
                                 "case \" $* \" in\n"
                                 "*' -o export '*' SYSLOG_IDENTIFIER=nm-pptp-service '*) file=service ;;\n"
                                 "*' -o cat '*) file=all ;;\n"
                                 "*) exit 1 ;;\n"
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
    static const char *const names[] = {"journalctl", "service", "all"};

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

/* Entries as the export format has them, of texts that begin with their priority: "4The server refused the login.", the last is NULL. */
static void
put_service(Fixture *fixture, const char *text, ...)
{
    g_autoptr(GString) out = g_string_new(NULL);
    va_list args;

    va_start(args, text);
    for (; text; text = va_arg(args, const char *))
        g_string_append_printf(out, "__CURSOR=s=1;i=2\nPRIORITY=%c\nMESSAGE=%s\n_UID=0\n\n", text[0], text + 1);
    va_end(args);
    put(fixture, "service", out->str);
}

static void
test_verdict(Fixture *fixture, gconstpointer data)
{
    put_service(fixture, "5Attempt 2: trying", "4The server refused the login.", "5A later notice.", NULL);
    check(fixture, PPTP_EXPLAIN_VERDICT, "The server refused the login.\n");
}

/* A session that came up without encryption, and the warning that the service gives of it. */
static void
put_weak_session(Fixture *fixture)
{
    g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    g_autoptr(PptpSettings) settings = NULL;
    g_autofree char *warning = NULL, *entry = NULL;
    PptpFacts facts = {.was_up = TRUE};

    nm_setting_vpn_add_data_item(vpn, "gateway", "192.0.2.1");
    settings = pptp_settings_new(vpn, NULL);
    warning = pptp_policy_warning(settings, &facts, "one net");
    g_assert_nonnull(warning);
    entry = g_strconcat("4", warning, NULL);
    put_service(fixture, "5The tunnel ppp0 to 192.0.2.1 is up: not encrypted, MTU 1400.", entry, NULL);
}

/* The failure was mended since, or the warning is about a session that is up. */
static void
test_mended(Fixture *fixture, gconstpointer data)
{
    put(fixture, "all", "The tunnel ppp0 to 192.0.2.1 is up: encrypted (MPPE, 128 bit), MTU 1400.\n");
    put_service(fixture, "4The server refused the login.", "5The tunnel ppp0 to 192.0.2.1 is up: encrypted (MPPE, 128 bit), MTU 1400.",
                NULL);
    check(fixture, PPTP_EXPLAIN_NOTHING, "Nothing wrong found");
    put_weak_session(fixture);
    check(fixture, PPTP_EXPLAIN_NOTHING, "Nothing wrong found");
    put_service(fixture, "5The tunnel ppp0 to 192.0.2.1 is up: not encrypted, MTU 1400.",
                "4" PPTP_RECONNECTING_WORDS "The server ended the session.",
                "5The tunnel ppp0 to 192.0.2.1 is up again, after 3 s: not encrypted, MTU 1400.", NULL);
    check(fixture, PPTP_EXPLAIN_NOTHING, "Nothing wrong found");
    /* And lost afterwards: with nothing in between, and with a warning. */
    put_service(fixture, "5The tunnel ppp0 to 192.0.2.1 is up: encrypted (MPPE, 128 bit), MTU 1400.", "4The server ended the session.",
                NULL);
    check(fixture, PPTP_EXPLAIN_VERDICT, "The server ended the session.");
    put_service(fixture, "5The tunnel ppp0 to 192.0.2.1 is up: not encrypted, MTU 1400.", "4The server ended the session.",
                "5The tunnel ppp0 to 192.0.2.1 is up: not encrypted, MTU 1400.", "4This is a warning.", "4The server ended the session.",
                NULL);
    check(fixture, PPTP_EXPLAIN_VERDICT, "The server ended the session.");
}

/* A verdict's entry as the service writes it, with its fields, one of them of several lines as journalctl shows such. */
static char *
verdict_entry(const char *before, const char *message_in_place)
{
    const PptpVerdictText text = {
        .profile = "old name", .server = "192.0.2.1", .detail = "\tcode %u, \"%s\"\n650\nGo away", .seen = "CHAP Failure"};
    g_autoptr(PptpVerdict) verdict = pptp_verdict_new(PPTP_VERDICT_LOGIN_REFUSED_CODE, &text);
    g_autofree char *line = pptp_verdict_to_line(verdict);
    g_auto(GStrv) fields = pptp_verdict_to_fields(verdict);
    GString *out = g_string_new("PRIORITY=4\n");

    g_string_append_printf(out, "MESSAGE=%s%s\n", before, message_in_place ? message_in_place : line);
    for (char **field = fields; *field; field++) {
        const char *value = strchr(*field, '=') + 1;
        const guint64 size = GUINT64_TO_LE(strlen(value));

        g_string_append_len(out, *field, value - 1 - *field);
        g_string_append_c(out, '\n');
        g_string_append_len(out, (const char *)&size, sizeof size);
        g_string_append_printf(out, "%s\n", value);
    }
    g_string_append_c(out, '\n');
    g_assert_true(g_file_set_contents(g_getenv("PPTP_TEST_SERVICE"), out->str, (gssize)out->len, NULL));
    g_string_free(out, TRUE);
    return g_steal_pointer(&line);
}

/* The fields make the sentence, with the profile's name of today; the message counts where they do not. */
static void
test_fields(Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = g_build_filename(fixture->dir, "service", NULL), *line = NULL, *lost = NULL, *report = NULL;

    g_setenv("PPTP_TEST_SERVICE", path, TRUE);
    line = verdict_entry("", "not this");
    g_assert_nonnull(strstr(line, "code 650, \"Go away\""));
    g_assert_cmpint(pptp_profile_explain(&fixture->profile, &report), ==, PPTP_EXPLAIN_VERDICT);
    g_assert_nonnull(strstr(report, "code 650, \"Go away\""));
    g_assert_nonnull(strstr(report, "'one net'"));
    g_assert_null(strstr(report, "old name"));
    g_assert_null(strstr(report, "not this"));
    lost = verdict_entry(PPTP_RECONNECTING_WORDS, NULL);
    check(fixture, PPTP_EXPLAIN_VERDICT, "The tunnel was lost and is being connected again, as the profile is persistent: ");
    check(fixture, PPTP_EXPLAIN_VERDICT, "code 650");
    /* Another version's verdict, and one that would move the cursor. */
    put(fixture, "service", "PRIORITY=4\nNM_PPTP_VERDICT=OF_TOMORROW\nMESSAGE=Words of \x1b[2Jtomorrow.\n\n");
    check(fixture, PPTP_EXPLAIN_VERDICT, "Words of  [2Jtomorrow.\n");
    put(fixture, "service", "PRIORITY=4\nNM_PPTP_VERDICT=NO_ROUTE\nNM_PPTP_SERVER=\x1b[2J\nMESSAGE=Stored.\n\n");
    check(fixture, PPTP_EXPLAIN_VERDICT, "Stored.\n");
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
    g_test_add("/profile/fields", Fixture, NULL, set_up, test_fields, tear_down);
    g_test_add("/profile/mended", Fixture, NULL, set_up, test_mended, tear_down);
    g_test_add("/profile/pppd-lines", Fixture, NULL, set_up, test_pppd_lines, tear_down);
    g_test_add("/profile/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
    return g_test_run();
}
