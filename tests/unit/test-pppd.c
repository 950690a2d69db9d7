/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The watch over pppd, with a stub in pppd's place: this program itself, started again with "--stub" and what to play. The real pppd is
 * tested in the guest; here are the faults that it does not commit.
 */

#include <dlfcn.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ppp/pppd.h"

#define DEADLINE_MS 20000

static char *program;

/* -- the stub -- */

static void
stub_send(const void *bytes, size_t len)
{
    if (send(PPTP_PPPD_LINK_FD, bytes, len, MSG_NOSIGNAL) != (ssize_t)len)
        _exit(100);
}

static int
stub_ask_secret(void)
{
    const PptpLinkMessage request = {.type = PPTP_LINK_SECRET_REQUEST, .number = PPTP_LINK_SECRET_CHAP};
    uint8_t buf[PPTP_LINK_MESSAGE_MAX];
    PptpLinkMessage answer;
    ssize_t len;

    pptp_link_send(PPTP_PPPD_LINK_FD, &request);
    len = recv(PPTP_PPPD_LINK_FD, buf, sizeof buf, 0);
    if (len <= 0 || pptp_link_parse(&answer, buf, (size_t)len) < 0)
        return 101;
    if (answer.type == PPTP_LINK_NO_SECRET)
        return 30;
    return answer.text.len == 6 && memcmp(answer.text.data, "s3cret", 6) == 0 ? 31 : 32;
}

/* What was queued before the start comes first, in order. */
static int
stub_early(void)
{
    uint8_t buf[PPTP_LINK_MESSAGE_MAX];
    PptpLinkMessage message;

    for (uint8_t expected = 1; expected <= 3; expected++) {
        ssize_t len = recv(PPTP_PPPD_LINK_FD, buf, sizeof buf, MSG_DONTWAIT);

        if (len <= 0 || pptp_link_parse(&message, buf, (size_t)len) < 0 || message.type != PPTP_LINK_EARLY_FRAME ||
            message.frame.len != 3 || message.frame.data[2] != expected)
            return 102;
    }
    return 40;
}

/* Waits for the channel and says whether it is what the test put into it. */
static int
stub_channel(void)
{
    uint8_t buf[PPTP_LINK_MESSAGE_MAX];
    int channel_fd;
    char text[8] = "";

    if (pptp_link_receive(PPTP_PPPD_LINK_FD, buf, sizeof buf, &channel_fd) != 1 || buf[0] != PPTP_LINK_CHANNEL)
        return 103;
    if (read(channel_fd, text, sizeof text - 1) < 0)
        return 104;
    return g_str_equal(text, "channel") ? 41 : 105;
}

static int
stub(const char *part)
{
    static const uint8_t garbage[] = {0xff, 0x00}, from_service[] = {PPTP_LINK_NO_SECRET};

    if (g_str_equal(part, "talk")) {
        const PptpLinkMessage status = {.type = PPTP_LINK_STATUS, .number = 19};

        printf("first line\nsecond \x1b[31m line\nlast, without an end");
        fflush(stdout);
        fprintf(stderr, " and more\n");
        pptp_link_send(PPTP_PPPD_LINK_FD, &status);
        return 19;
    }
    if (g_str_equal(part, "garbage"))
        stub_send(garbage, sizeof garbage);
    if (g_str_equal(part, "wrong-way"))
        stub_send(from_service, sizeof from_service);
    if (g_str_equal(part, "flood")) {
        for (guint i = 0; i < 200000; i++)
            printf("x");
        return 7;
    }
    if (g_str_equal(part, "ask"))
        return stub_ask_secret();
    if (g_str_equal(part, "early"))
        return stub_early();
    if (g_str_equal(part, "channel"))
        return stub_channel();
    for (;;)
        pause(); /* until it is ended */
}

/* -- the test's side -- */

typedef struct {
    GMainLoop *loop;
    PptpPppd *pppd;
    GString *lines;
    gsize longest_line;
    guint messages, status;
    const char *secret;
    gboolean exited, protocol_error, free_in_message;
    int code, signal_number;
} Fixture;

static void
on_message(PptpPppd *pppd, const PptpLinkMessage *message, gpointer user_data)
{
    Fixture *fixture = user_data;

    fixture->messages++;
    if (message->type == PPTP_LINK_STATUS)
        fixture->status = message->number;
    if (message->type == PPTP_LINK_SECRET_REQUEST)
        pptp_pppd_answer_secret(pppd, fixture->secret);
    if (fixture->free_in_message) {
        g_clear_pointer(&fixture->pppd, pptp_pppd_free);
        g_main_loop_quit(fixture->loop);
    }
}

static void
on_line(PptpPppd *pppd, const char *line, gpointer user_data)
{
    Fixture *fixture = user_data;

    fixture->longest_line = MAX(fixture->longest_line, strlen(line));
    g_string_append_printf(fixture->lines, "%s|", line);
}

static void
on_exited(PptpPppd *pppd, int code, int signal_number, gboolean protocol_error, gpointer user_data)
{
    Fixture *fixture = user_data;

    g_assert_false(fixture->exited);
    fixture->exited = TRUE;
    fixture->code = code;
    fixture->signal_number = signal_number;
    fixture->protocol_error = protocol_error;
    g_main_loop_quit(fixture->loop);
}

static gboolean
on_deadline(gpointer user_data)
{
    g_error("nothing happened within %d ms", DEADLINE_MS);
    return G_SOURCE_REMOVE;
}

static void
set_up(Fixture *fixture, gconstpointer part)
{
    static const PptpPppdCallbacks callbacks = {on_message, on_line, on_exited};
    g_autoptr(GError) error = NULL;

    fixture->loop = g_main_loop_new(NULL, FALSE);
    fixture->lines = g_string_new(NULL);
    fixture->pppd = pptp_pppd_new(&callbacks, fixture, &error);
    g_assert_no_error(error);
}

static void
start(Fixture *fixture, const char *part)
{
    const char *argv[] = {program, "--stub", part, NULL};
    g_autoptr(GError) error = NULL;

    g_assert_true(pptp_pppd_start(fixture->pppd, argv, &error));
    g_assert_no_error(error);
}

static void
wait_for_end(Fixture *fixture)
{
    guint deadline = g_timeout_add(DEADLINE_MS, on_deadline, NULL);

    g_main_loop_run(fixture->loop);
    g_source_remove(deadline);
}

static void
tear_down(Fixture *fixture, gconstpointer part)
{
    g_clear_pointer(&fixture->pppd, pptp_pppd_free);
    g_string_free(fixture->lines, TRUE);
    g_main_loop_unref(fixture->loop);
}

static void
test_talk(Fixture *fixture, gconstpointer part)
{
    start(fixture, "talk");
    wait_for_end(fixture);
    g_assert_cmpint(fixture->code, ==, 19);
    g_assert_cmpint(fixture->signal_number, ==, 0);
    g_assert_false(fixture->protocol_error);
    g_assert_cmpuint(fixture->status, ==, 19);
    g_assert_cmpstr(fixture->lines->str, ==, "first line|second  [31m line|last, without an end and more|");
    g_assert_false(pptp_pppd_is_running(fixture->pppd));
}

/* GLib's function, in its place: it says NULL of a process that has ended, which no test can make happen at the right moment. */
static gboolean ended_at_once;

const char *
g_subprocess_get_identifier(GSubprocess *process)
{
    const char *(*real)(GSubprocess *) = (const char *(*)(GSubprocess *))dlsym(RTLD_NEXT, __func__);

    return ended_at_once ? NULL : real(process);
}

/* Its end is told as any other. */
static void
test_ended_at_once(Fixture *fixture, gconstpointer part)
{
    ended_at_once = TRUE;
    start(fixture, "talk");
    ended_at_once = FALSE;
    wait_for_end(fixture);
    g_assert_cmpint(fixture->code, ==, 19);
    g_assert_cmpuint(fixture->status, ==, 19);
}

static void
test_protocol_error(Fixture *fixture, gconstpointer part)
{
    start(fixture, part);
    wait_for_end(fixture);
    g_assert_true(fixture->protocol_error);
    g_assert_cmpint(fixture->signal_number, ==, SIGKILL);
    g_assert_cmpuint(fixture->messages, ==, 0);
}

static void
test_flood(Fixture *fixture, gconstpointer part)
{
    start(fixture, "flood");
    wait_for_end(fixture);
    g_assert_cmpint(fixture->code, ==, 7);
    g_assert_cmpuint(fixture->longest_line, ==, 1024);
}

static void
test_secret(Fixture *fixture, gconstpointer part)
{
    fixture->secret = "s3cret";
    start(fixture, "ask");
    wait_for_end(fixture);
    g_assert_cmpint(fixture->code, ==, 31);
}

static void
test_no_secret(Fixture *fixture, gconstpointer part)
{
    start(fixture, "ask");
    wait_for_end(fixture);
    g_assert_cmpint(fixture->code, ==, 30);
}

static void
test_early(Fixture *fixture, gconstpointer part)
{
    for (guint8 i = 1; i <= 3; i++) {
        const guint8 frame[] = {0xc0, 0x21, i};

        pptp_pppd_queue_early_frame(fixture->pppd, frame, sizeof frame);
    }
    start(fixture, "early");
    wait_for_end(fixture);
    g_assert_cmpint(fixture->code, ==, 40);
}

static void
test_channel(Fixture *fixture, gconstpointer part)
{
    int ends[2];

    g_assert_true(g_unix_open_pipe(ends, FD_CLOEXEC, NULL));
    g_assert_cmpint(write(ends[1], "channel", 7), ==, 7);
    start(fixture, "channel");
    pptp_pppd_give_channel(fixture->pppd, ends[0]);
    close(ends[0]);
    close(ends[1]);
    wait_for_end(fixture);
    g_assert_cmpint(fixture->code, ==, 41);
}

static void
test_terminate(Fixture *fixture, gconstpointer part)
{
    start(fixture, "stay");
    pptp_pppd_terminate(fixture->pppd);
    wait_for_end(fixture);
    g_assert_cmpint(fixture->code, ==, -1);
    g_assert_cmpint(fixture->signal_number, ==, SIGTERM);
}

static void
test_free_in_callback(Fixture *fixture, gconstpointer part)
{
    fixture->free_in_message = TRUE;
    start(fixture, "talk");
    wait_for_end(fixture);
    g_assert_null(fixture->pppd);
    g_assert_false(fixture->exited);
}

static void
test_clean_line(void)
{
    static const struct {
        const char *line, *clean;
    } rows[] = {
        {"rcvd [LCP ProtRej id=0x2 c0 23 01 07 00 12 05 61 6c 69 63 65 06 73 33 63 72 65 74]", "rcvd [LCP ProtRej id=0x2 c0 23 ...]"},
        {"rcvd [LCP ProtRej id=0x2 80 fd 01 01 00 0a]", "rcvd [LCP ProtRej id=0x2 80 fd ...]"},
        {"rcvd [LCP ProtRej id=0x2 80 fd]", "rcvd [LCP ProtRej id=0x2 80 fd]"},
        {"rcvd [LCP ProtRej id=0x2]", "rcvd [LCP ProtRej id=0x2]"},
        {"sent [CHAP Response id=0x8a <3f9fa59673bd52e67f6e06f13768f74b0000>, name = \"alice\"]",
         "sent [CHAP Response id=0x8a <************************************>, name = \"alice\"]"},
        {"rcvd [CHAP Failure id=0x1 \"E=691 R=1\"]", "rcvd [CHAP Failure id=0x1 \"E=691 R=1\"]"},
        {"sent [CCP ConfReq id=0x1 <mppe +H -M +S -L -D -C>]", "sent [CCP ConfReq id=0x1 <mppe +H -M +S -L -D -C>]"},
        {"", ""},
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *line = g_strdup(rows[i].line);

        pptp_pppd_clean_line(line);
        g_assert_cmpstr(line, ==, rows[i].clean);
    }
}

static void
test_no_program(Fixture *fixture, gconstpointer part)
{
    const char *argv[] = {"/nonexistent/pppd", NULL};
    g_autoptr(GError) error = NULL;

    g_assert_false(pptp_pppd_start(fixture->pppd, argv, &error));
    g_assert_nonnull(error);
    g_assert_false(pptp_pppd_is_running(fixture->pppd));
}

int
main(int argc, char **argv)
{
    if (argc == 3 && g_str_equal(argv[1], "--stub"))
        return stub(argv[2]);

    g_test_init(&argc, &argv, NULL);
    program = g_canonicalize_filename(argv[0], NULL);
    g_test_add("/pppd/talk", Fixture, NULL, set_up, test_talk, tear_down);
    g_test_add("/pppd/ended-at-once", Fixture, NULL, set_up, test_ended_at_once, tear_down);
    g_test_add("/pppd/garbage", Fixture, "garbage", set_up, test_protocol_error, tear_down);
    g_test_add("/pppd/wrong-way", Fixture, "wrong-way", set_up, test_protocol_error, tear_down);
    g_test_add("/pppd/flood", Fixture, NULL, set_up, test_flood, tear_down);
    g_test_add("/pppd/secret", Fixture, NULL, set_up, test_secret, tear_down);
    g_test_add("/pppd/no-secret", Fixture, NULL, set_up, test_no_secret, tear_down);
    g_test_add("/pppd/early-frames", Fixture, NULL, set_up, test_early, tear_down);
    g_test_add("/pppd/channel", Fixture, NULL, set_up, test_channel, tear_down);
    g_test_add("/pppd/terminate", Fixture, NULL, set_up, test_terminate, tear_down);
    g_test_add("/pppd/free-in-callback", Fixture, NULL, set_up, test_free_in_callback, tear_down);
    g_test_add_func("/pppd/clean-line", test_clean_line);
    g_test_add("/pppd/no-program", Fixture, NULL, set_up, test_no_program, tear_down);
    return g_test_run();
}
