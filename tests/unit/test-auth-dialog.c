/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

/*
 * The program itself is run, as NetworkManager's agents run it: without a display, and without a session bus.
 */

#define DEADLINE_SECONDS 10

#define DATA "DATA_KEY=gateway\nDATA_VAL=vpn.example.edu\n\n"
#define FLAGS(VALUE) "DATA_KEY=password-flags\nDATA_VAL=" VALUE "\n\n"
#define SECRET(VALUE) "SECRET_KEY=password\nSECRET_VAL=" VALUE "\n\n"
#define END "DONE\nQUIT\n"

typedef struct {
    int status;
    char *out, *err;
} Run;

static void
run_clear(Run *run)
{
    g_free(run->out);
    g_free(run->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static gboolean
on_deadline(gpointer user_data)
{
    g_subprocess_force_exit(user_data);
    return G_SOURCE_REMOVE;
}

typedef struct {
    GMainLoop *loop;
    Run *run;
} Wait;

static void
on_done(GObject *source, GAsyncResult *result, gpointer user_data)
{
    Wait *wait = user_data;
    g_autoptr(GError) error = NULL;

    g_subprocess_communicate_utf8_finish(G_SUBPROCESS(source), result, &wait->run->out, &wait->run->err, &error);
    g_assert_no_error(error);
    g_main_loop_quit(wait->loop);
}

static GSubprocessLauncher *
launcher(GSubprocessFlags flags)
{
    GSubprocessLauncher *launcher = g_subprocess_launcher_new(flags);

    g_subprocess_launcher_unsetenv(launcher, "DISPLAY");
    g_subprocess_launcher_unsetenv(launcher, "WAYLAND_DISPLAY");
    g_subprocess_launcher_setenv(launcher, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
    g_subprocess_launcher_setenv(launcher, "LC_ALL", "C.UTF-8", TRUE);
    g_subprocess_launcher_setenv(launcher, "LANGUAGE", "C", TRUE);
    return launcher;
}

/* Runs it with these words after its name (space-separated) and this standard input, which is closed afterwards. */
static void
run_with(Run *run, GSubprocessLauncher *with, const char *words, const char *input)
{
    g_autofree char *line = g_strconcat(PPTP_AUTH_DIALOG " ", words, NULL);
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) process = NULL;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Wait wait = {loop, run};
    guint deadline;

    g_assert_true(g_shell_parse_argv(line, NULL, &argv, &error));
    process = g_subprocess_launcher_spawnv(with, (const char *const *)argv, &error);
    g_assert_no_error(error);
    deadline = g_timeout_add_seconds(DEADLINE_SECONDS, on_deadline, process);
    g_subprocess_communicate_utf8_async(process, input, NULL, on_done, &wait);
    g_main_loop_run(loop);
    g_assert_true(g_subprocess_get_if_exited(process)); /* neither by a signal of its own nor by the deadline's */
    g_source_remove(deadline);
    run->status = g_subprocess_get_exit_status(process);
}

static void
run_dialog(Run *run, const char *words, const char *input)
{
    g_autoptr(GSubprocessLauncher) with =
        launcher(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);

    run_with(run, with, words, input);
}

#define WHO "-u 4c9a7a2a-7f36-4ad5-8a5b-a0a3a1d7f0c1 -n onenet -s org.freedesktop.NetworkManager.pptp "
#define EXTERNAL WHO "--external-ui-mode "

#define HEAD(DESCRIPTION) "[VPN Plugin UI]\nVersion=2\nDescription=" DESCRIPTION "\nTitle=VPN password\n"
#define NEEDS "The VPN connection “onenet” needs your password."
#define AGAIN "The password for the VPN connection “onenet” was not accepted. Please enter it again."
#define PASSWORD(VALUE, ASK) "\n[password]\nValue=" VALUE "\nLabel=Password\nIsSecret=true\nShouldAsk=" ASK "\n"

/* Options, input, and every byte of the answer. */
static const struct {
    const char *words, *input, *out;
} external_cases[] = {
    /* Nothing is known: nmcli's case. */
    {EXTERNAL "-i", DATA END, HEAD(NEEDS) PASSWORD("", "true")},
    {EXTERNAL "-i", DATA FLAGS("0") END, HEAD(NEEDS) PASSWORD("", "true")},
    {EXTERNAL "-i", DATA FLAGS("1") END, HEAD(NEEDS) PASSWORD("", "true")},
    {EXTERNAL "-i", DATA FLAGS("2") END, HEAD(NEEDS) PASSWORD("", "true")},
    /* Nobody may be asked: what is known is handed back, and nothing else. */
    {EXTERNAL, DATA FLAGS("1") END, HEAD(NEEDS) PASSWORD("", "false")},
    {EXTERNAL, DATA SECRET("pw") END, HEAD(NEEDS) PASSWORD("pw", "false")},
    {EXTERNAL, DATA FLAGS("0") SECRET("pw") END, HEAD(NEEDS) PASSWORD("pw", "false")},
    {EXTERNAL, DATA FLAGS("1") SECRET("pw") END, HEAD(NEEDS) PASSWORD("pw", "false")},
    /* Not saved: what the agent still has from before is not of use. */
    {EXTERNAL, DATA FLAGS("2") SECRET("pw") END, HEAD(NEEDS) PASSWORD("", "false")},
    {EXTERNAL "-i", DATA FLAGS("2") SECRET("pw") END, HEAD(NEEDS) PASSWORD("", "true")},
    {EXTERNAL "-i", DATA FLAGS("3") SECRET("pw") END, HEAD(NEEDS) PASSWORD("", "true")},
    /* Not required: nothing to ask for. */
    {EXTERNAL "-i", DATA FLAGS("4") END, HEAD(NEEDS)},
    {EXTERNAL "-i -r", DATA FLAGS("4") SECRET("pw") END, HEAD(AGAIN)},
    {EXTERNAL "-i", DATA FLAGS("6") END, HEAD(NEEDS)},
    /* Saved, and a person is there: to be corrected. */
    {EXTERNAL "-i", DATA FLAGS("1") SECRET("pw") END, HEAD(NEEDS) PASSWORD("pw", "true")},
    /* Flags that are none are those of a profile without any. */
    {EXTERNAL "-i", DATA FLAGS("many") SECRET("pw") END, HEAD(NEEDS) PASSWORD("pw", "true")},
    /* Refused before: never offered again. The reason is the service's where it gave one. */
    {EXTERNAL "-i -r", DATA FLAGS("1") SECRET("pw") END, HEAD(AGAIN) PASSWORD("", "true")},
    {EXTERNAL "-r", DATA FLAGS("1") SECRET("pw") END, HEAD(AGAIN) PASSWORD("", "false")},
    {EXTERNAL "-i -t password -t 'x-vpn-message:The server says no.'", DATA FLAGS("1") SECRET("pw") END,
     HEAD("The server says no.") PASSWORD("", "true")},
    {EXTERNAL "-i -r --hint='x-vpn-message:The server says no.'", DATA FLAGS("2") END, HEAD("The server says no.") PASSWORD("", "true")},
    {EXTERNAL "-i -t x-vpn-message: -t password", DATA FLAGS("2") END, HEAD(NEEDS) PASSWORD("", "true")},
    /* What a key file has to escape. */
    {EXTERNAL "-i", DATA FLAGS("1") SECRET(" a\\b=ü ") END, HEAD(NEEDS) PASSWORD("\\sa\\\\b=ü ", "true")},
    /* A password of two lines is none. */
    {EXTERNAL "-i", DATA FLAGS("1") "SECRET_KEY=password\nSECRET_VAL=a\n=b\n\n" END, HEAD(NEEDS) PASSWORD("", "true")},
    /* Another secret is not ours. */
    {EXTERNAL "-i", DATA "SECRET_KEY=pin\nSECRET_VAL=1234\n\n" END, HEAD(NEEDS) PASSWORD("", "true")},
};

static void
test_external(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(external_cases); i++) {
        g_auto(Run) run = {0};

        g_test_message("%s with %s", external_cases[i].words, external_cases[i].input);
        run_dialog(&run, external_cases[i].words, external_cases[i].input);
        g_assert_cmpstr(run.err, ==, "");
        g_assert_cmpstr(run.out, ==, external_cases[i].out);
        g_assert_cmpint(run.status, ==, 0);
    }
}

/* It must not wait for QUIT here: the agents read up to the end of its output. */
static void
test_external_no_quit(void)
{
    g_auto(Run) run = {0};

    run_dialog(&run, EXTERNAL "-i", DATA FLAGS("2") "DONE\n");
    g_assert_cmpstr(run.out, ==, HEAD(NEEDS) PASSWORD("", "true"));
    g_assert_cmpint(run.status, ==, 0);
}

/* The dynamic linker tells what it loads. */
static void
test_no_gtk(void)
{
    g_autoptr(GSubprocessLauncher) with =
        launcher(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
    g_auto(Run) run = {0};

    g_subprocess_launcher_setenv(with, "LD_DEBUG", "files", TRUE);
    run_with(&run, with, EXTERNAL "-i", DATA END);
    g_assert_cmpint(run.status, ==, 0);
    g_assert_nonnull(strstr(run.err, "libnm.so"));
    g_assert_null(strstr(run.err, "libgtk"));
    g_assert_null(strstr(run.err, "libgdk"));
    g_assert_null(strstr(run.err, "libX11"));
}

/* A profile's name is anything. */
static void
test_names(void)
{
    g_auto(Run) run = {0}, bytes = {0};
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *description = NULL, *broken = NULL;

    run_dialog(&run, "-u x -n 'a \"b\" %s [c] ü' -s org.freedesktop.NetworkManager.pptp --external-ui-mode -i", DATA END);
    g_assert_cmpint(run.status, ==, 0);
    g_assert_true(g_key_file_load_from_data(file, run.out, -1, G_KEY_FILE_NONE, NULL));
    description = g_key_file_get_string(file, "VPN Plugin UI", "Description", NULL);
    g_assert_cmpstr(description, ==, "The VPN connection “a \"b\" %s [c] ü” needs your password.");

    run_dialog(&bytes, "-u x -n 'b\xfcro' -s org.freedesktop.NetworkManager.pptp --external-ui-mode -i", DATA END);
    g_assert_cmpint(bytes.status, ==, 0);
    g_assert_true(g_key_file_load_from_data(file, bytes.out, -1, G_KEY_FILE_NONE, NULL));
    broken = g_key_file_get_string(file, "VPN Plugin UI", "Description", NULL);
    g_assert_cmpstr(broken, ==, "The VPN connection “b\uFFFDro” needs your password.");
}

static void
test_refused(void)
{
    static const struct {
        const char *words, *input, *complaint;
    } cases[] = {
        {EXTERNAL "-i", "", "Standard input"},
        {EXTERNAL "-i", "DONE\nQUIT\n", "Standard input"},
        {EXTERNAL "-i", "\xff\xfe garbage\n\n\nDATA_VAL=x\nDONE\n", "Standard input"},
        {EXTERNAL "-i", "DATA_KEY=gateway\n", "Standard input"},
        {"", DATA END, "--uuid"},
        {"-u x -n y", DATA END, "--uuid"},
        {EXTERNAL "something", DATA END, "--uuid"},
        {EXTERNAL "--frobnicate", DATA END, "--frobnicate"},
        {"-u x -n y -s org.freedesktop.NetworkManager.l2tp --external-ui-mode", DATA END, "org.freedesktop.NetworkManager.pptp"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Run) run = {0};

        g_test_message("%u: %s", i, cases[i].words);
        run_dialog(&run, cases[i].words, cases[i].input);
        g_assert_cmpstr(run.out, ==, "");
        g_assert_nonnull(strstr(run.err, cases[i].complaint));
        g_assert_cmpint(run.status, ==, 1);
    }
}

/* Nobody reads the answer: an end of its own, not one by SIGPIPE. */
static void
test_reader_gone(void)
{
    g_autoptr(GSubprocessLauncher) with = launcher(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
    g_auto(Run) run = {0};
    int fds[2];

    g_assert_cmpint(pipe(fds), ==, 0);
    close(fds[0]);
    g_subprocess_launcher_take_stdout_fd(with, fds[1]);
    run_with(&run, with, EXTERNAL "-i", DATA END);
    g_assert_cmpint(run.status, ==, 1);
}

/* Without the external mode: what is known comes as lines, and a person cannot be asked where there is no display. */
static void
test_lines(void)
{
    static const struct {
        const char *words, *input, *out;
        int status;
    } cases[] = {
        {WHO, DATA FLAGS("1") SECRET("p w") END, "password\np w\n\n\n", 0},
        {WHO "-i", DATA FLAGS("1") SECRET("p w") END, "password\np w\n\n\n", 0},
        {WHO "-i", DATA FLAGS("1") SECRET("pw") "DONE\n", "password\npw\n\n\n", 0}, /* the end of input is as good as QUIT */
        {WHO, DATA FLAGS("1") END, "\n\n", 0},
        {WHO, DATA FLAGS("2") SECRET("pw") END, "\n\n", 0},
        {WHO "-i", DATA FLAGS("4") END, "\n\n", 0},
        {WHO "-i", DATA FLAGS("2") SECRET("pw") END, "", 1},
        {WHO "-i -r", DATA FLAGS("1") SECRET("pw") END, "", 1},
        {WHO "-i", DATA FLAGS("1") END, "", 1},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Run) run = {0};

        g_test_message("%s with %s", cases[i].words, cases[i].input);
        run_dialog(&run, cases[i].words, cases[i].input);
        g_assert_cmpstr(run.out, ==, cases[i].out);
        g_assert_cmpint(run.status, ==, cases[i].status);
        if (cases[i].status)
            g_assert_nonnull(strstr(run.err, "display"));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/auth-dialog/external", test_external);
    g_test_add_func("/auth-dialog/external-no-quit", test_external_no_quit);
    g_test_add_func("/auth-dialog/no-gtk", test_no_gtk);
    g_test_add_func("/auth-dialog/names", test_names);
    g_test_add_func("/auth-dialog/refused", test_refused);
    g_test_add_func("/auth-dialog/reader-gone", test_reader_gone);
    g_test_add_func("/auth-dialog/lines", test_lines);
    return g_test_run();
}
