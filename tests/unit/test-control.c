/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "control-fixture.h"

/* What a control connection does with a server that speaks PPTP: the good way, and each thing the server may say. */

static void
assert_start_sent(Mock *mock)
{
    const PptpStart *start = &mock->last[PPTP_SCCRQ].start;

    g_assert_cmphex(start->version, ==, 0x0100);
    g_assert_cmpuint(start->framing, ==, 3);
    g_assert_cmpuint(start->bearer, ==, 3);
    g_assert_cmpuint(start->max_channels, ==, 0);
    g_assert_cmpstr(start->host_name, ==, "local");
    g_assert_cmpstr(start->vendor, ==, "NetworkManager");
}

static void
assert_call_sent(Mock *mock)
{
    const PptpOutgoingRequest *call = &mock->last[PPTP_OCRQ].outgoing_request;
    const PptpLinkInfo *info = &mock->last[PPTP_SET_LINK_INFO].link_info;

    g_assert_cmphex(call->call_id, ==, CALL_ID);
    g_assert_cmpuint(call->min_speed, ==, 300);
    g_assert_cmpuint(call->max_speed, ==, 100000000);
    g_assert_cmpuint(call->bearer, ==, 3);
    g_assert_cmpuint(call->framing, ==, 3);
    g_assert_cmpuint(call->window, ==, 64);
    g_assert_cmpuint(call->delay, ==, 0);
    g_assert_cmpstr(call->phone_number, ==, "");
    g_assert_cmphex(info->peer_call_id, ==, MOCK_CALL_ID);
    g_assert_cmphex(info->send_accm, ==, 0xffffffff);
    g_assert_cmphex(info->receive_accm, ==, 0xffffffff);
}

static void
assert_socket(PptpControl *control)
{
    g_autoptr(GInetAddress) local = pptp_control_dup_local_address(control);
    g_autofree char *text = g_inet_address_to_string(local);
    int fd = g_socket_get_fd(pptp_control_get_socket(control)), nodelay = 0;
    socklen_t len = sizeof(nodelay);

    g_assert_cmpstr(text, ==, "127.0.0.1");
    g_assert_cmpint(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &nodelay, &len), ==, 0);
    g_assert_cmpint(nodelay, !=, 0);
    g_assert_cmpint(fcntl(fd, F_GETFD) & FD_CLOEXEC, !=, 0);
    g_assert_cmpint(fcntl(fd, F_GETFL) & O_NONBLOCK, !=, 0);
}

/* dribble is data: the same byte by byte. */
static void
test_good(Fixture *f, gconstpointer dribble)
{
    const PptpControlFacts *facts;

    f->mock->dribble = GPOINTER_TO_INT(dribble);
    fixture_open_control(f);
    g_assert_null(pptp_control_get_socket(f->control));
    fixture_wait_event(f, PPTP_CONTROL_EVENT_CALL_UP);
    fixture_wait_for(&f->mock->seen[PPTP_SET_LINK_INFO], 1);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_ESTABLISHED], ==, 1);
    assert_start_sent(f->mock);
    assert_call_sent(f->mock);
    assert_socket(f->control);
    facts = pptp_control_get_facts(f->control);
    g_assert_cmpint(facts->step, ==, PPTP_CONTROL_STEP_UP);
    g_assert_true(facts->connected && facts->any_bytes);
    g_assert_cmphex(facts->version, ==, 0x0100);
    g_assert_cmpuint(facts->start_result, ==, 1);
    g_assert_cmpstr(facts->host_name, ==, "local");
    g_assert_cmpstr(facts->vendor, ==, "linux");
    g_assert_cmpuint(facts->peer_call_id, ==, 0);
    g_assert_cmpuint(facts->call_result, ==, 1);
    g_assert_cmpuint(facts->connect_speed, ==, 100000000);
    g_assert_cmpuint(facts->receive_window, ==, 3);

    pptp_control_close(f->control);
    pptp_control_close(f->control);
    fixture_wait_closed(f);
    g_assert_no_error(f->error);
    g_assert_cmpint(f->facts.step, ==, PPTP_CONTROL_STEP_STOP);
    g_assert_cmpuint(f->mock->seen[PPTP_CALL_CLEAR_REQUEST], ==, 1);
    g_assert_cmphex(f->mock->last[PPTP_CALL_CLEAR_REQUEST].clear.call_id, ==, CALL_ID);
    g_assert_cmpuint(f->mock->seen[PPTP_STOP_CCRQ], ==, 1);
    g_assert_cmpuint(f->mock->last[PPTP_STOP_CCRQ].stop.reason, ==, 1);
    g_assert_null(pptp_control_get_socket(f->control));
    g_assert_null(pptp_control_dup_local_address(f->control));
    pptp_control_close(f->control);
    pptp_control_call(f->control, 1);
}

typedef struct {
    guint8 result, error;
    const char *text;
} Refusal;

static void
test_start_refused(Fixture *f, gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    PptpMessage answer = mock_good_answer(&(PptpMessage){.type = PPTP_SCCRQ});

    answer.start.result = refusal->result;
    answer.start.error = refusal->error;
    fixture_set_rule(&f->mock->rules[PPTP_SCCRQ], &answer, bytes);
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_REFUSED_START, PPTP_CONTROL_STEP_START, refusal->text);
    g_assert_cmpuint(f->facts.start_result, ==, refusal->result);
    g_assert_cmpuint(f->facts.start_error, ==, refusal->error);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_ESTABLISHED], ==, 0);
}

static void
test_wrong_version(Fixture *f, gconstpointer data)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    PptpMessage answer = mock_good_answer(&(PptpMessage){.type = PPTP_SCCRQ});

    answer.start.version = 0x0200;
    fixture_set_rule(&f->mock->rules[PPTP_SCCRQ], &answer, bytes);
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_REFUSED_START, PPTP_CONTROL_STEP_START, "version 2.0");
    fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->mock->last[PPTP_STOP_CCRQ].stop.reason, ==, 2);
}

static void
test_call_refused(Fixture *f, gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    PptpMessage answer = {.type = PPTP_OCRP, .outgoing_reply = {.result = refusal->result, .error = refusal->error, .cause = 17}};

    fixture_set_rule(&f->mock->rules[PPTP_OCRQ], &answer, bytes);
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_REFUSED_CALL, PPTP_CONTROL_STEP_CALL, refusal->text);
    g_assert_nonnull(strstr(f->error->message, "cause 17"));
    g_assert_cmpuint(f->facts.call_result, ==, refusal->result);
    g_assert_cmpuint(f->facts.call_error, ==, refusal->error);
    g_assert_cmpuint(f->facts.call_cause, ==, 17);
    fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->mock->seen[PPTP_STOP_CCRQ], ==, 1);
}

static void
test_wrong_call(Fixture *f, gconstpointer data)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    PptpMessage answer = {.type = PPTP_OCRP, .outgoing_reply = {.result = 1, .peer_call_id = CALL_ID + 1}};

    fixture_set_rule(&f->mock->rules[PPTP_OCRQ], &answer, bytes);
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_WRONG_CALL, PPTP_CONTROL_STEP_CALL, "call 4661");
}

/* The peer's Echo-Request is answered before SCCRP and while the call is up. */
static void
test_echo_answered(Fixture *f, gconstpointer data)
{
    PptpMessage request = {.type = PPTP_ECHO_REQUEST, .echo = {.identifier = 0xcafe}};
    guint8 buf[PPTP_MESSAGE_MAX];

    f->mock->on_accept = (MockRule){MOCK_SEND, buf, pptp_message_pack(&request, buf, sizeof(buf))};
    fixture_open_up(f);
    fixture_wait_for(&f->mock->seen[PPTP_ECHO_REPLY], 1);
    g_assert_cmphex(f->mock->last[PPTP_ECHO_REPLY].echo.identifier, ==, 0xcafe);
    request.echo.identifier = 0xbeef;
    mock_send(f->mock, &request);
    fixture_wait_for(&f->mock->seen[PPTP_ECHO_REPLY], 2);
    g_assert_cmphex(f->mock->last[PPTP_ECHO_REPLY].echo.identifier, ==, 0xbeef);
    g_assert_cmpuint(f->mock->last[PPTP_ECHO_REPLY].echo.result, ==, 1);
}

static void
test_echo_kept(Fixture *f, gconstpointer data)
{
    f->times.keepalive_ms = 20;
    fixture_open_up(f);
    fixture_wait_for(&f->mock->seen[PPTP_ECHO_REQUEST], 4);
    g_assert_cmpuint(f->mock->last[PPTP_ECHO_REQUEST].echo.identifier, ==, f->mock->seen[PPTP_ECHO_REQUEST]);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, 0);
}

static void
test_echo_lost(Fixture *f, gconstpointer data)
{
    gint64 begin;

    f->times.keepalive_ms = SHORT_MS;
    f->mock->rules[PPTP_ECHO_REQUEST].action = MOCK_SILENT;
    fixture_open_up(f);
    begin = g_get_monotonic_time();
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_ECHO_LOST, PPTP_CONTROL_STEP_UP, "silent for 0.12 s");
    g_assert_cmpint(g_get_monotonic_time() - begin, >, SHORT_MS * 1500);
    fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->mock->seen[PPTP_ECHO_REQUEST], ==, 1);
    g_assert_cmpuint(f->mock->seen[PPTP_STOP_CCRQ], ==, 1);
}

static void
test_probe_lost(Fixture *f, gconstpointer data)
{
    gint64 begin;

    f->mock->rules[PPTP_ECHO_REQUEST].action = MOCK_SILENT;
    fixture_open_up(f);
    begin = g_get_monotonic_time();
    pptp_control_probe(f->control, SHORT_MS);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_ECHO_LOST, PPTP_CONTROL_STEP_UP, "silent for");
    g_assert_cmpint(g_get_monotonic_time() - begin, >=, SHORT_MS * 1000);
    g_assert_cmpuint(f->mock->seen[PPTP_ECHO_REQUEST], ==, 1);
}

/* Answered, it is as though nothing had been, and the keepalive goes on. */
static void
test_probe_answered(Fixture *f, gconstpointer data)
{
    f->times.keepalive_ms = 3 * SHORT_MS;
    fixture_open_up(f);
    pptp_control_probe(f->control, SHORT_MS);
    fixture_wait_for(&f->mock->seen[PPTP_ECHO_REQUEST], 3);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, 0);
    pptp_control_close(f->control);
    pptp_control_probe(f->control, SHORT_MS);
    fixture_wait_mock_eof(f);
}

static void
test_disconnected(Fixture *f, gconstpointer call_id)
{
    PptpMessage notify = {.type = PPTP_CALL_DISCONNECT_NOTIFY,
                          .disconnect = {.call_id = 0x5555, .result = 2, .error = 4, .cause = 16, .statistics = "lots"}};

    fixture_open_up(f);
    mock_send(f->mock, &notify);
    mock_send(f->mock, &(PptpMessage){.type = PPTP_ECHO_REQUEST});
    fixture_wait_for(&f->mock->seen[PPTP_ECHO_REPLY], 1); /* so the one for another call has been taken */
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, 0);
    notify.disconnect.call_id = GPOINTER_TO_UINT(call_id);
    mock_send(f->mock, &notify);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_DISCONNECTED, PPTP_CONTROL_STEP_UP, "not enough resources");
    g_assert_cmpuint(f->facts.disconnect_result, ==, 2);
    g_assert_cmpuint(f->facts.disconnect_error, ==, 4);
    g_assert_cmpuint(f->facts.disconnect_cause, ==, 16);
    g_assert_cmpstr(f->facts.disconnect_statistics, ==, "lots");
    fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->mock->seen[PPTP_STOP_CCRQ], ==, 1);
}

static void
test_disconnected_early(Fixture *f, gconstpointer data)
{
    PptpMessage notify = {.type = PPTP_CALL_DISCONNECT_NOTIFY, .disconnect = {.call_id = 9, .result = 3}};
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    fixture_set_rule(&f->mock->rules[PPTP_OCRQ], &notify, bytes);
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_DISCONNECTED, PPTP_CONTROL_STEP_CALL, "an administrator ended it");
}

static void
test_clear_asked(Fixture *f, gconstpointer data)
{
    fixture_open_up(f);
    mock_send(f->mock, &(PptpMessage){.type = PPTP_CALL_CLEAR_REQUEST, .clear = {.call_id = MOCK_CALL_ID}});
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_DISCONNECTED, PPTP_CONTROL_STEP_UP, "asked to end the call");
    fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->mock->last[PPTP_CALL_DISCONNECT_NOTIFY].disconnect.call_id, ==, CALL_ID);
    g_assert_cmpuint(f->mock->last[PPTP_CALL_DISCONNECT_NOTIFY].disconnect.result, ==, 4);
}

/* data is the message after which the server ends all, by its reason 3. */
static void
test_stopped(Fixture *f, gconstpointer data)
{
    PptpMessageType after = GPOINTER_TO_INT(data);
    PptpMessage stop = {.type = PPTP_STOP_CCRQ, .stop = {.reason = 3}};
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    fixture_set_rule(&f->mock->rules[after], &stop, bytes);
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_STOPPED, after == PPTP_SCCRQ ? PPTP_CONTROL_STEP_START : PPTP_CONTROL_STEP_UP,
                          "being shut down");
    g_assert_cmpuint(f->facts.stop_reason, ==, 3);
    fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->mock->last[PPTP_STOP_CCRP].stop.result, ==, 1);
    g_assert_cmpuint(f->mock->seen[PPTP_STOP_CCRQ], ==, 0);
}

static void
test_collision(Fixture *f, gconstpointer data)
{
    PptpMessage start = {.type = PPTP_SCCRQ, .start = {.version = 0x0100}};
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    fixture_set_rule(&f->mock->rules[PPTP_SCCRQ], &start, bytes);
    fixture_open_control(f);
    fixture_assert_closed(f, PPTP_CONTROL_ERROR_REFUSED_START, PPTP_CONTROL_STEP_START, "acts as a client");
    fixture_wait_mock_eof(f);
    g_assert_cmpuint(f->mock->last[PPTP_STOP_CCRQ].stop.reason, ==, 1);
}

/* What a server may send while the call is up, and what it makes no sense to send: the call stays. */
static void
test_odd_messages(Fixture *f, gconstpointer data)
{
    static const guint8 management[] = {0, 12, 0, 2, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0};
    static const guint8 unknown[] = {0, 12, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0, 99, 0, 0};

    fixture_open_up(f);
    mock_send(f->mock, &(PptpMessage){.type = PPTP_WAN_ERROR_NOTIFY, .wan_error = {.crc = 1}});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_SET_LINK_INFO});
    mock_send_bytes(f->mock, management, sizeof(management));
    mock_send_bytes(f->mock, unknown, sizeof(unknown));
    mock_send(f->mock, &(PptpMessage){.type = PPTP_WAN_ERROR_NOTIFY, .wan_error = {.crc = 2}});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_SCCRQ});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_SCCRP, .start = {.result = 4}});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_OCRP, .outgoing_reply = {.result = 4}});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_ICRP});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_ICCN});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_STOP_CCRP});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_ECHO_REPLY, .echo = {.identifier = 99}});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_ICRQ, .incoming_request = {.call_id = 77}});
    mock_send(f->mock, &(PptpMessage){.type = PPTP_OCRQ, .outgoing_request = {.call_id = 78}});
    fixture_wait_for(&f->mock->seen[PPTP_OCRP], 1);
    g_assert_cmpuint(f->mock->last[PPTP_ICRP].incoming_reply.peer_call_id, ==, 77);
    g_assert_cmpuint(f->mock->last[PPTP_ICRP].incoming_reply.result, ==, 3);
    g_assert_cmpuint(f->mock->last[PPTP_OCRP].outgoing_reply.peer_call_id, ==, 78);
    g_assert_cmpuint(f->mock->last[PPTP_OCRP].outgoing_reply.result, ==, 7);
    g_assert_cmpuint(pptp_control_get_facts(f->control)->wan_errors, ==, 2);
    g_assert_cmpuint(pptp_control_get_facts(f->control)->call_result, ==, 1);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, 0);
}

static void
add_refusals(void)
{
    static const Refusal starts[] = {{0, 0, "unknown result (result 0)"},
                                     {2, 4, "general error, not enough resources for it now (result 2, error 4)"},
                                     {3, 0, "already (result 3)"},
                                     {4, 0, "not authorized"},
                                     {5, 0, "does not support this version"},
                                     {255, 255, "unknown result (result 255, error 255)"}};
    static const Refusal calls[] = {{0, 0, "unknown result (result 0"}, {2, 6, "general error, a vendor-specific error of the server"},
                                    {3, 0, "no carrier (result 3"},     {4, 0, "busy (result 4"},
                                    {5, 0, "no dial tone (result 5"},   {6, 0, "in the time"},
                                    {7, 0, "prohibited (result 7"},     {8, 0, "unknown result (result 8"}};

    for (guint i = 0; i < G_N_ELEMENTS(starts); i++) {
        g_autofree char *path = g_strdup_printf("start-refused/%u", starts[i].result);

        fixture_add(path, test_start_refused, &starts[i]);
    }
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        g_autofree char *path = g_strdup_printf("call-refused/%u", calls[i].result);

        fixture_add(path, test_call_refused, &calls[i]);
    }
    fixture_add("wrong-version", test_wrong_version, NULL);
    fixture_add("wrong-call", test_wrong_call, NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fixture_add("good", test_good, NULL);
    fixture_add("good-dribbled", test_good, GINT_TO_POINTER(TRUE));
    fixture_add("echo/answered", test_echo_answered, NULL);
    fixture_add("echo/kept", test_echo_kept, NULL);
    fixture_add("echo/lost", test_echo_lost, NULL);
    fixture_add("probe/lost", test_probe_lost, NULL);
    fixture_add("probe/answered", test_probe_answered, NULL);
    fixture_add("odd-messages", test_odd_messages, NULL);
    fixture_add("collision", test_collision, NULL);
    add_refusals();
    fixture_add("disconnected/peers-id", test_disconnected, GUINT_TO_POINTER(MOCK_CALL_ID));
    fixture_add("disconnected/our-id", test_disconnected, GUINT_TO_POINTER(CALL_ID));
    fixture_add("disconnected/early", test_disconnected_early, NULL);
    fixture_add("disconnected/clear-asked", test_clear_asked, NULL);
    fixture_add("stopped/start", test_stopped, GINT_TO_POINTER(PPTP_SCCRQ));
    fixture_add("stopped/up", test_stopped, GINT_TO_POINTER(PPTP_SET_LINK_INFO));
    return g_test_run();
}
