/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "control-fixture.h"

/* How a control connection ends: servers that are silent, go away, speak something else or are hostile; closing and freeing. */

/* A server that is there and mute; data is the message it does not answer. */
static void
test_silent(Fixture *f, gconstpointer data)
{
    PptpMessageType type = GPOINTER_TO_INT(data);

    f->times.step_ms = SHORT_MS;
    f->mock->rules[type].action = MOCK_SILENT;
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_TIMEOUT, type == PPTP_SCCRQ ? PPTP_CONTROL_STEP_START : PPTP_CONTROL_STEP_CALL,
                          "within 0.06 s");
    g_assert_true(f->facts.connected);
    g_assert_cmpint(f->facts.any_bytes, ==, type != PPTP_SCCRQ);
    fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->mock->seen[PPTP_STOP_CCRQ], ==, 1);
}

/* A listener whose queue is full drops SYNs, as a blackhole does. */
static void
test_connect_timeout(Fixture *f, gconstpointer close_it)
{
    g_autoptr(GSocketAddress) address = mock_get_address(f->mock);
    GSocket *fillers[4];

    g_source_destroy(f->mock->accept_source);
    g_assert_cmpint(listen(g_socket_get_fd(f->mock->listener), 0), ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(fillers); i++) {
        fillers[i] = g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
        g_socket_set_blocking(fillers[i], FALSE);
        g_socket_connect(fillers[i], address, NULL, NULL);
    }
    f->times.step_ms = close_it ? 0 : SHORT_MS;
    fixture_open_to(f, address);
    if (close_it) {
        fixture_run_for(SHORT_MS);
        pptp_control_close(f->control);
        g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, 0);
        fixture_wait_closed(f);
        g_assert_no_error(f->error);
        g_assert_cmpint(f->facts.step, ==, PPTP_CONTROL_STEP_CONNECT);
    } else {
        fixture_assert_closed(f, PPTP_CONTROL_ERROR_TIMEOUT, PPTP_CONTROL_STEP_CONNECT, "127.0.0.1 port ");
    }
    g_assert_false(f->facts.connected);
    for (guint i = 0; i < G_N_ELEMENTS(fillers); i++)
        g_object_unref(fillers[i]);
}

static void
test_connect_refused(Fixture *f, gconstpointer data)
{
    g_autoptr(GSocketAddress) address = mock_get_address(f->mock);

    g_clear_pointer(&f->mock, mock_free);
    fixture_open_to(f, address);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, 0);
    fixture_wait_closed(f);
    g_assert_error(f->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
    g_assert_nonnull(strstr(f->error->message, "Could not connect to 127.0.0.1 port "));
    g_assert_cmpint(f->facts.tcp_errno, ==, ECONNREFUSED);
    g_assert_cmpint(f->facts.step, ==, PPTP_CONTROL_STEP_CONNECT);
    g_assert_false(f->facts.connected || f->facts.any_bytes);
}

/* connect() itself fails: nobody can be reached by TCP at the broadcast address. Still no event out of a public function. */
static void
test_connect_unreachable(Fixture *f, gconstpointer data)
{
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string("255.255.255.255", PPTP_TCP_PORT);

    fixture_open_to(f, address);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, 0);
    fixture_wait_closed(f);
    g_assert_true(f->error && f->error->domain == G_IO_ERROR);
    g_assert_cmpint(f->facts.tcp_errno, !=, 0);
}

typedef struct {
    PptpMessageType after; /* 0: at once */
    MockAction action;
    PptpControlStep step;
} Ending;

static void
test_hang_up(Fixture *f, gconstpointer data)
{
    const Ending *ending = data;
    MockRule *rule = ending->after ? &f->mock->rules[ending->after] : &f->mock->on_accept;

    rule->action = ending->action;
    fixture_open_control(f);
    if (ending->action == MOCK_CLOSE) {
        fixture_assert_closed(f, PPTP_CONTROL_ERROR_EOF, ending->step, "closed the connection");
        g_assert_cmpint(f->facts.tcp_errno, ==, 0);
    } else {
        fixture_wait_closed(f);
        g_assert_error(f->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
        g_assert_cmpint(f->facts.tcp_errno, ==, ECONNRESET);
        g_assert_cmpint(f->facts.step, ==, ending->step);
    }
}

static void
test_hang_up_idle(Fixture *f, gconstpointer data)
{
    f->no_call = TRUE;
    fixture_open_control(f);
    fixture_wait_event(f, PPTP_CONTROL_EVENT_ESTABLISHED);
    mock_close(f->mock);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_EOF, PPTP_CONTROL_STEP_IDLE, "closed the connection");
}

/*
 * A reset that the client learns of by writing, which keeps it from being read again; data: the server said before that it ends. The mock's
 * bytes and its reset are on the client's socket when mock_reset() returns, for it is all on the loopback.
 */
static void
test_reset_seen_by_writing(Fixture *f, gconstpointer stop)
{
    f->no_call = TRUE;
    fixture_open_control(f);
    fixture_wait_event(f, PPTP_CONTROL_EVENT_ESTABLISHED);
    if (stop)
        mock_send(f->mock, &(PptpMessage){.type = PPTP_STOP_CCRQ, .stop = {.reason = 3}});
    mock_reset(f->mock);
    pptp_control_call(f->control, CALL_ID);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, 0);
    if (stop) {
        fixture_assert_closed(f, PPTP_CONTROL_ERROR_STOPPED, PPTP_CONTROL_STEP_CALL, "being shut down");
        return;
    }
    fixture_wait_closed(f);
    g_assert_error(f->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
    g_assert_cmpint(f->facts.tcp_errno, ==, ECONNRESET);
    g_assert_cmpint(f->facts.step, ==, PPTP_CONTROL_STEP_CALL);
}

static void
test_not_pptp(Fixture *f, gconstpointer data)
{
    const char *text = data;

    f->mock->rules[PPTP_SCCRQ] = (MockRule){MOCK_SEND, text, strlen(text)};
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_NOT_PPTP, PPTP_CONTROL_STEP_START,
                          g_ascii_isalpha(text[0]) ? "HTTP/1.1 400 Bad" : "not PPTP");
    g_assert_cmpuint(f->facts.n_first_bytes, >, 0);
    g_assert_cmpmem(f->facts.first_bytes, f->facts.n_first_bytes, text, MIN(strlen(text), 16));
}

static void
test_cut_message(Fixture *f, gconstpointer data)
{
    PptpMessage answer = mock_good_answer(&(PptpMessage){.type = PPTP_SCCRQ});
    guint8 buf[PPTP_MESSAGE_MAX];

    pptp_message_pack(&answer, buf, sizeof(buf));
    f->mock->rules[PPTP_SCCRQ] = (MockRule){MOCK_SEND_AND_CLOSE, buf, 100};
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_EOF, PPTP_CONTROL_STEP_START, "in the middle of a message");
    g_assert_true(f->facts.any_bytes);
}

/* Far more than a real server sends: what is taken is limited by time, and the client still does as it is told. */
static void
test_flood(Fixture *f, gconstpointer data)
{
    PptpMessage message = {.type = PPTP_WAN_ERROR_NOTIFY};
    gint64 begin;
    guint taken;

    f->times.close_ms = 200;
    fixture_open_up(f);
    for (guint i = 0; i < 20000; i++) {
        guint8 buf[PPTP_MESSAGE_MAX];

        g_byte_array_append(f->mock->out, buf, pptp_message_pack(&message, buf, sizeof(buf)));
    }
    mock_send(f->mock, &message);
    begin = g_get_monotonic_time();
    fixture_run_for(350);
    taken = pptp_control_get_facts(f->control)->wan_errors;
    g_assert_cmpuint(taken, >, 50);
    /* One window may have begun before, and one has only begun. */
    g_assert_cmpuint(taken, <=, 100 * (2 + (g_get_monotonic_time() - begin) / 100000));
    pptp_control_close(f->control);
    fixture_wait_closed(f);
    g_assert_no_error(f->error);
}

/* A peer that asks and asks and never reads: its questions are left alone when the answers pile up, and the keepalive ends it. */
static void
test_deaf_flood(Fixture *f, gconstpointer data)
{
    PptpMessage message = {.type = PPTP_ECHO_REQUEST};
    int small = 1;

    f->times.keepalive_ms = 400;
    fixture_open_up(f);
    f->mock->deaf = TRUE;
    setsockopt(g_socket_get_fd(f->mock->socket), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
    setsockopt(g_socket_get_fd(pptp_control_get_socket(f->control)), SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
    for (guint i = 0; i < 20000; i++) {
        guint8 buf[PPTP_MESSAGE_MAX];

        g_byte_array_append(f->mock->out, buf, pptp_message_pack(&message, buf, sizeof(buf)));
    }
    mock_send(f->mock, &message);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_ECHO_LOST, PPTP_CONTROL_STEP_UP, "silent for 0.8 s");
}

/* The peer answers nothing at the end: it takes no longer than it may, and all has been said. */
static void
test_close_unanswered(Fixture *f, gconstpointer data)
{
    gint64 begin, took;

    f->times.close_ms = 2 * SHORT_MS;
    f->mock->rules[PPTP_CALL_CLEAR_REQUEST].action = MOCK_SILENT;
    f->mock->rules[PPTP_STOP_CCRQ].action = MOCK_SILENT;
    fixture_open_up(f);
    begin = g_get_monotonic_time();
    pptp_control_close(f->control);
    fixture_wait_closed(f);
    took = (g_get_monotonic_time() - begin) / 1000;
    g_assert_no_error(f->error);
    g_assert_cmpint(took, >=, 2 * SHORT_MS - 2);
    g_assert_cmpint(took, <, 1000);
    fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->mock->seen[PPTP_CALL_CLEAR_REQUEST], ==, 1);
    g_assert_cmpuint(f->mock->seen[PPTP_STOP_CCRQ], ==, 1);
}

/* A socket of this machine's that is connected to the port, has said its last word and waits for the other end's (FIN-WAIT-2). */
static gboolean
waits_for_last_word(guint port)
{
    g_autofree char *table = NULL, *line = g_strdup_printf(" 0100007F:%04X 05 ", port);

    g_assert_true(g_file_get_contents("/proc/self/net/tcp", &table, NULL, NULL));
    return strstr(table, line) != NULL;
}

/* The peer is frozen, and its kernel still takes what comes: the socket does not stay for the minute that the kernel would give it. */
static void
test_close_frozen(Fixture *f, gconstpointer data)
{
    g_autoptr(GSocketAddress) address = mock_get_address(f->mock);
    const guint port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(address));
    gint64 begin;

    f->times.close_ms = SHORT_MS;
    fixture_open_up(f);
    f->mock->deaf = TRUE;
    pptp_control_close(f->control);
    fixture_wait_closed(f);
    g_clear_pointer(&f->control, pptp_control_free);
    begin = g_get_monotonic_time();
    while (!waits_for_last_word(port) && g_get_monotonic_time() - begin < G_USEC_PER_SEC)
        fixture_run_for(5);
    g_assert_true(waits_for_last_word(port));
    while (waits_for_last_word(port) && g_get_monotonic_time() - begin < 10 * G_USEC_PER_SEC)
        fixture_run_for(50);
    g_assert_false(waits_for_last_word(port));
}

/* A peer that knows no Call-Clear-Request still has time to answer to the end of the connection. */
static void
test_clear_unanswered(Fixture *f, gconstpointer data)
{
    gint64 begin;

    f->times.close_ms = 600;
    f->mock->rules[PPTP_CALL_CLEAR_REQUEST].action = MOCK_SILENT;
    fixture_open_up(f);
    begin = g_get_monotonic_time();
    pptp_control_close(f->control);
    fixture_wait_closed(f);
    g_assert_no_error(f->error);
    g_assert_cmpint(f->facts.step, ==, PPTP_CONTROL_STEP_STOP);
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 550 * 1000);
}

/* The peer ends it in its own way while it is being closed; data is the rule for Call-Clear-Request. */
static void
test_close_hang_up(Fixture *f, gconstpointer data)
{
    PptpMessage stop = {.type = PPTP_STOP_CCRQ, .stop = {.reason = 1}};
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    fixture_set_rule(&f->mock->rules[PPTP_CALL_CLEAR_REQUEST], &stop, bytes);
    if (GPOINTER_TO_INT(data) != MOCK_SEND)
        f->mock->rules[PPTP_CALL_CLEAR_REQUEST].action = GPOINTER_TO_INT(data);
    fixture_open_up(f);
    pptp_control_close(f->control);
    fixture_wait_closed(f);
    g_assert_no_error(f->error);
    g_assert_cmpint(f->facts.step, ==, PPTP_CONTROL_STEP_CLEAR);
}

/* Closed while the server has not answered yet; data is the message that stays unanswered. */
static void
test_close_early(Fixture *f, gconstpointer data)
{
    PptpMessageType type = GPOINTER_TO_INT(data);

    f->mock->rules[type].action = MOCK_SILENT;
    fixture_open_control(f);
    fixture_wait_for(&f->mock->seen[type], 1);
    pptp_control_close(f->control);
    fixture_wait_closed(f);
    g_assert_no_error(f->error);
    g_assert_cmpint(f->facts.step, ==, PPTP_CONTROL_STEP_STOP);
    g_assert_cmpuint(f->mock->seen[PPTP_CALL_CLEAR_REQUEST], ==, type == PPTP_OCRQ);
    g_assert_cmpuint(f->mock->seen[PPTP_STOP_CCRQ], ==, 1);
}

static void
test_close_in_event(Fixture *f, gconstpointer event)
{
    f->close_at = GPOINTER_TO_INT(event);
    fixture_open_control(f);
    fixture_wait_closed(f);
    g_assert_no_error(f->error);
    g_assert_cmpuint(f->mock->seen[PPTP_STOP_CCRQ], ==, 1);
}

static void
test_free_in_event(Fixture *f, gconstpointer event)
{
    f->free_at = GPOINTER_TO_INT(event);
    if (f->free_at == PPTP_CONTROL_EVENT_CLOSED)
        f->mock->rules[PPTP_SCCRQ].action = MOCK_CLOSE;
    fixture_open_control(f);
    fixture_wait_event(f, f->free_at);
    g_assert_null(f->control);
    if (f->free_at != PPTP_CONTROL_EVENT_CLOSED)
        fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, f->free_at == PPTP_CONTROL_EVENT_CLOSED);
}

/* Freed at any moment, after any number of main loop iterations: nothing comes any more (tear_down looks) and nothing is lost. */
static void
test_free_any_time(Fixture *f, gconstpointer data)
{
    pptp_control_free(pptp_control_new(NULL, NULL, NULL));
    for (guint iterations = 0; iterations < 25; iterations++) {
        guint events[G_N_ELEMENTS(f->events)];

        g_clear_pointer(&f->mock, mock_free);
        f->mock = mock_new();
        f->times.keepalive_ms = 1;
        fixture_open_control(f);
        for (guint i = 0; i < iterations; i++)
            g_main_context_iteration(NULL, i < 4);
        if (iterations % 2)
            pptp_control_close(f->control);
        memcpy(events, f->events, sizeof(events));
        g_clear_pointer(&f->control, pptp_control_free);
        while (g_main_context_iteration(NULL, FALSE))
            ;
        g_assert_cmpmem(events, sizeof(events), f->events, sizeof(events));
        memset(f->events, 0, sizeof(f->events));
        g_clear_error(&f->error);
    }
}

/* Messages with bytes changed at random, at each step: it ends in some way, without a complaint of GLib's (those are fatal here). */
static void
test_random(Fixture *f, gconstpointer data)
{
    for (guint round = 0; round < 200; round++) {
        PptpMessage request = {.type = g_test_rand_bit() ? PPTP_SCCRQ : PPTP_OCRQ, .outgoing_request = {.call_id = CALL_ID}};
        PptpMessage answer = mock_good_answer(&request);
        guint8 buf[2 * PPTP_MESSAGE_MAX];
        gsize len = pptp_message_pack(&answer, buf, sizeof(buf));

        answer.type = g_test_rand_int_range(PPTP_SCCRQ, PPTP_SET_LINK_INFO + 1);
        len += pptp_message_pack(&answer, buf + len, sizeof(buf) - len);
        for (int i = g_test_rand_int_range(0, 8); i > 0; i--)
            buf[g_test_rand_int_range(0, len)] = g_test_rand_int_range(0, 256);
        g_clear_pointer(&f->mock, mock_free);
        f->mock = mock_new();
        f->mock->rules[request.type] = (MockRule){g_test_rand_bit() ? MOCK_SEND : MOCK_SEND_AND_CLOSE, buf, len};
        f->times = (PptpControlTimes){5, 5, 5};
        fixture_open_control(f);
        fixture_run_for(2);
        pptp_control_close(f->control);
        fixture_wait_closed(f);
        g_clear_pointer(&f->control, pptp_control_free);
        memset(f->events, 0, sizeof(f->events));
        g_clear_error(&f->error);
    }
}

static void
add_failures(void)
{
    static const Ending endings[] = {
        {0, MOCK_CLOSE, PPTP_CONTROL_STEP_START},
        {PPTP_SCCRQ, MOCK_CLOSE, PPTP_CONTROL_STEP_START},
        {PPTP_OCRQ, MOCK_CLOSE, PPTP_CONTROL_STEP_CALL},
        {PPTP_SET_LINK_INFO, MOCK_CLOSE, PPTP_CONTROL_STEP_UP},
        {PPTP_SCCRQ, MOCK_RESET, PPTP_CONTROL_STEP_START},
        {PPTP_OCRQ, MOCK_RESET, PPTP_CONTROL_STEP_CALL},
        {PPTP_SET_LINK_INFO, MOCK_RESET, PPTP_CONTROL_STEP_UP},
    };

    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *path = g_strdup_printf("hang-up/%s-after-%u", endings[i].action == MOCK_CLOSE ? "eof" : "reset", endings[i].after);

        fixture_add(path, test_hang_up, &endings[i]);
    }
    fixture_add("hang-up/idle", test_hang_up_idle, NULL);
    fixture_add("hang-up/reset-seen-by-writing", test_reset_seen_by_writing, NULL);
    fixture_add("hang-up/stop-and-reset", test_reset_seen_by_writing, "stop");
    fixture_add("connect/timeout", test_connect_timeout, NULL);
    fixture_add("connect/close", test_connect_timeout, "close it");
    fixture_add("connect/refused", test_connect_refused, NULL);
    fixture_add("connect/unreachable", test_connect_unreachable, NULL);
    fixture_add("silent/start", test_silent, GINT_TO_POINTER(PPTP_SCCRQ));
    fixture_add("silent/call", test_silent, GINT_TO_POINTER(PPTP_OCRQ));
    fixture_add("not-pptp/http", test_not_pptp, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    fixture_add("not-pptp/garbage", test_not_pptp, "\x01\x02\x03\xff\xfe garbage");
    fixture_add("not-pptp/cut", test_cut_message, NULL);
    fixture_add("not-pptp/random", test_random, NULL);
    fixture_add("flood/read", test_flood, NULL);
    fixture_add("flood/deaf", test_deaf_flood, NULL);
}

static void
add_endings(void)
{
    fixture_add("close/unanswered", test_close_unanswered, NULL);
    fixture_add("close/frozen", test_close_frozen, NULL);
    fixture_add("close/clear-unanswered", test_clear_unanswered, NULL);
    fixture_add("close/eof", test_close_hang_up, GINT_TO_POINTER(MOCK_CLOSE));
    fixture_add("close/reset", test_close_hang_up, GINT_TO_POINTER(MOCK_RESET));
    fixture_add("close/stopped", test_close_hang_up, GINT_TO_POINTER(MOCK_SEND));
    fixture_add("close/start", test_close_early, GINT_TO_POINTER(PPTP_SCCRQ));
    fixture_add("close/call", test_close_early, GINT_TO_POINTER(PPTP_OCRQ));
    fixture_add("close/in-established", test_close_in_event, GINT_TO_POINTER(PPTP_CONTROL_EVENT_ESTABLISHED));
    fixture_add("close/in-call-up", test_close_in_event, GINT_TO_POINTER(PPTP_CONTROL_EVENT_CALL_UP));
    fixture_add("free/in-established", test_free_in_event, GINT_TO_POINTER(PPTP_CONTROL_EVENT_ESTABLISHED));
    fixture_add("free/in-call-up", test_free_in_event, GINT_TO_POINTER(PPTP_CONTROL_EVENT_CALL_UP));
    fixture_add("free/in-closed", test_free_in_event, GINT_TO_POINTER(PPTP_CONTROL_EVENT_CLOSED));
    fixture_add("free/any-time", test_free_any_time, NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_failures();
    add_endings();
    return g_test_run();
}
