/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "control/control.h"

#include <string.h>

#include "control/request.h"
#include "control/sentence.h"
#include "control/stream.h"

/* Standard times, milliseconds. RFC 2637 section 3.1.4 has 60 s for the keepalive and again for its answer. */
#define STEP_MS 10000
#define KEEPALIVE_MS 60000
#define CLOSE_MS 1000

struct _PptpControl {
    PptpControlTimes times;
    PptpControlFunc func;
    gpointer user_data;
    PptpControlFacts facts;
    PptpControlStep step;
    PptpStream *stream; /* NULL before open and when it is over */
    char *remote;       /* for sentences */
    GSource *deadline;  /* of the step, or of what is left of closing */
    GSource *keepalive;
    GSource *ending; /* ends it from the main loop, with ending_error */
    GError *ending_error;
    gint64 close_by; /* monotonic time, microseconds; 0 unless closing */
    gint64 heard;    /* likewise, of the last message */
    guint32 echo_id;
    gboolean echo_pending;
    gboolean established;
    gboolean silent; /* no more events */
    guint16 call_id; /* ours */
};

static gboolean on_deadline(gpointer user_data);
static void on_stream_connected(gpointer user_data);
static void on_stream_message(const PptpMessage *message, gpointer user_data);
static void on_stream_failed(const GError *error, gpointer user_data);

static const PptpStreamEvents stream_events = {on_stream_connected, on_stream_message, on_stream_failed};

G_DEFINE_QUARK(pptp_control_error, pptp_control_error)

PptpControl *
pptp_control_new(const PptpControlTimes *times, PptpControlFunc func, gpointer user_data)
{
    PptpControl *control = g_rc_box_new0(PptpControl);

    control->times.step_ms = times && times->step_ms ? times->step_ms : STEP_MS;
    control->times.keepalive_ms = times && times->keepalive_ms ? times->keepalive_ms : KEEPALIVE_MS;
    control->times.close_ms = times && times->close_ms ? times->close_ms : CLOSE_MS;
    control->func = func;
    control->user_data = user_data;
    return control;
}

static void
clear(gpointer data)
{
    PptpControl *control = data;

    g_clear_error(&control->ending_error);
    g_free(control->remote);
}

static void
release(PptpControl *control)
{
    g_rc_box_release_full(control, clear);
}

/* Held by everything the main loop calls, for the event may free the control connection. */
typedef PptpControl Held;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Held, release)

static void
drop_source(GSource **source)
{
    if (*source)
        g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

static GSource *
start_timer(PptpControl *control, guint ms, GSourceFunc func)
{
    GSource *source = g_timeout_source_new(ms);

    g_source_set_callback(source, func, control, NULL);
    g_source_attach(source, g_main_context_get_thread_default());
    return source;
}

static void
update_facts(PptpControl *control)
{
    const PptpStreamFacts *seen;

    if (!control->stream)
        return;
    seen = pptp_stream_get_facts(control->stream);
    control->facts.any_bytes = seen->any_bytes;
    control->facts.tcp_errno = seen->tcp_errno;
    control->facts.n_first_bytes = seen->n_first_bytes;
    memcpy(control->facts.first_bytes, seen->first_bytes, sizeof(seen->first_bytes));
}

static void
tear_down(PptpControl *control)
{
    update_facts(control);
    drop_source(&control->deadline);
    drop_source(&control->keepalive);
    drop_source(&control->ending);
    g_clear_pointer(&control->stream, pptp_stream_free);
    control->step = PPTP_CONTROL_STEP_CLOSED;
}

void
pptp_control_free(PptpControl *control)
{
    control->silent = TRUE;
    tear_down(control);
    release(control);
}

const PptpControlFacts *
pptp_control_get_facts(PptpControl *control)
{
    update_facts(control);
    return &control->facts;
}

GSocket *
pptp_control_get_socket(PptpControl *control)
{
    return control->established && control->stream ? pptp_stream_get_socket(control->stream) : NULL;
}

GInetAddress *
pptp_control_dup_local_address(PptpControl *control)
{
    GSocket *socket = pptp_control_get_socket(control);
    g_autoptr(GSocketAddress) local = socket ? g_socket_get_local_address(socket, NULL) : NULL;

    if (!G_IS_INET_SOCKET_ADDRESS(local))
        return NULL;
    return g_object_ref(g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(local)));
}

/* The step's own deadline begins; IDLE and UP have none. */
static void
enter(PptpControl *control, PptpControlStep step, guint ms)
{
    control->step = step;
    control->facts.step = step;
    drop_source(&control->deadline);
    drop_source(&control->keepalive);
    if (ms > 0)
        control->deadline = start_timer(control, ms, on_deadline);
}

static void
emit(PptpControl *control, PptpControlEvent event, const GError *error)
{
    if (!control->silent)
        control->func(control, event, error, control->user_data);
}

/* It is over. Takes error, which may be NULL; what goes wrong while closing is no error. The caller holds a reference. */
static void
finish(PptpControl *control, GError *error)
{
    g_autoptr(GError) owned = error;

    if (control->step == PPTP_CONTROL_STEP_CLOSED)
        return;
    tear_down(control);
    emit(control, PPTP_CONTROL_EVENT_CLOSED, control->close_by ? NULL : owned);
}

/* Ends it after a last word, which the kernel delivers: nobody waits for the answer. */
static void
stop_and_finish(PptpControl *control, guint8 reason, GError *error)
{
    PptpMessage stop = pptp_request_stop(reason);

    pptp_stream_send(control->stream, &stop);
    finish(control, error);
}

static gboolean
on_ending(gpointer user_data)
{
    g_autoptr(Held) control = g_rc_box_acquire(user_data);

    drop_source(&control->ending);
    finish(control, g_steal_pointer(&control->ending_error));
    return G_SOURCE_REMOVE;
}

/* For use in public functions, which never call back. Takes error. */
static void
finish_later(PptpControl *control, GError *error)
{
    if (control->ending) {
        g_clear_error(&error);
        return;
    }
    drop_source(&control->deadline);
    control->ending_error = error;
    control->ending = g_idle_source_new();
    g_source_set_priority(control->ending, G_PRIORITY_DEFAULT);
    g_source_set_callback(control->ending, on_ending, control, NULL);
    g_source_attach(control->ending, g_main_context_get_thread_default());
}

void
pptp_control_open(PptpControl *control, GSocketAddress *remote)
{
    GError *error = NULL;

    g_return_if_fail(!control->stream && !control->remote);
    control->remote = pptp_sentence_address(remote);
    control->stream = pptp_stream_new(&stream_events, control);
    enter(control, PPTP_CONTROL_STEP_CONNECT, control->times.step_ms);
    if (pptp_stream_connect(control->stream, remote, &error))
        return;
    finish_later(control, pptp_sentence_connect_failed(control->remote, error));
    g_error_free(error);
}

void
pptp_control_call(PptpControl *control, guint16 call_id)
{
    PptpMessage request = pptp_request_call(call_id);

    if (control->step != PPTP_CONTROL_STEP_IDLE)
        return;
    control->call_id = call_id;
    /* A failure to send is told by the stream, or by the deadline. */
    pptp_stream_send(control->stream, &request);
    enter(control, PPTP_CONTROL_STEP_CALL, control->times.step_ms);
}

static guint
closing_ms_left(PptpControl *control)
{
    gint64 left = (control->close_by - g_get_monotonic_time()) / G_TIME_SPAN_MILLISECOND;

    return CLAMP(left, 1, (gint64)control->times.close_ms);
}

static void
send_stop(PptpControl *control)
{
    PptpMessage stop = pptp_request_stop(PPTP_STOP_REASON_NONE);

    enter(control, PPTP_CONTROL_STEP_STOP, closing_ms_left(control));
    pptp_stream_send(control->stream, &stop);
}

/* RFC 2637 section 2.12. Half of the time is for the call's end, so that the connection's end is told in any case. */
static void
send_clear(PptpControl *control)
{
    PptpMessage request = pptp_request_clear(control->call_id);

    enter(control, PPTP_CONTROL_STEP_CLEAR, MAX(control->times.close_ms / 2, 1));
    pptp_stream_send(control->stream, &request);
}

void
pptp_control_close(PptpControl *control)
{
    if (control->close_by != 0 || control->step == PPTP_CONTROL_STEP_CLOSED)
        return;
    control->close_by = g_get_monotonic_time() + control->times.close_ms * G_TIME_SPAN_MILLISECOND;
    if (control->ending)
        return;
    switch (control->step) {
    case PPTP_CONTROL_STEP_CONNECT:
        finish_later(control, NULL);
        break;
    case PPTP_CONTROL_STEP_START:
    case PPTP_CONTROL_STEP_IDLE:
        send_stop(control);
        break;
    case PPTP_CONTROL_STEP_CALL:
    case PPTP_CONTROL_STEP_UP:
        send_clear(control);
        break;
    case PPTP_CONTROL_STEP_CLEAR:
    case PPTP_CONTROL_STEP_STOP:
    case PPTP_CONTROL_STEP_CLOSED:
        break;
    }
}

static gboolean
on_deadline(gpointer user_data)
{
    g_autoptr(Held) control = g_rc_box_acquire(user_data);
    GError *error = pptp_sentence_timeout(control->step, control->remote, control->times.step_ms);

    drop_source(&control->deadline);
    switch (control->step) {
    case PPTP_CONTROL_STEP_CLEAR:
        g_clear_error(&error);
        send_stop(control);
        break;
    case PPTP_CONTROL_STEP_START:
    case PPTP_CONTROL_STEP_CALL:
        stop_and_finish(control, PPTP_STOP_REASON_NONE, error);
        break;
    case PPTP_CONTROL_STEP_CONNECT:
    case PPTP_CONTROL_STEP_STOP:
    case PPTP_CONTROL_STEP_IDLE:
    case PPTP_CONTROL_STEP_UP:
    case PPTP_CONTROL_STEP_CLOSED:
        finish(control, error);
        break;
    }
    return G_SOURCE_REMOVE;
}

static void
send_echo(PptpControl *control)
{
    PptpMessage request = pptp_request_echo(++control->echo_id);

    control->echo_pending = TRUE;
    pptp_stream_send(control->stream, &request);
}

/*
 * RFC 2637 section 3.1.4: after silence an Echo-Request, and if that is not answered as long again, the connection is lost. Whatever
 * the peer sends meanwhile shows as well that it lives.
 */
static gboolean
on_keepalive(gpointer user_data)
{
    g_autoptr(Held) control = g_rc_box_acquire(user_data);
    gint64 silence = (g_get_monotonic_time() - control->heard) / G_TIME_SPAN_MILLISECOND;
    guint period = control->times.keepalive_ms;

    drop_source(&control->keepalive);
    if (control->echo_pending) {
        stop_and_finish(control, PPTP_STOP_REASON_NONE, pptp_sentence_echo_lost((guint)MIN(silence, 2 * (gint64)period)));
        return G_SOURCE_REMOVE;
    }
    if (silence >= period) {
        send_echo(control);
        silence = 0;
    }
    control->keepalive = start_timer(control, MAX(period - silence, 1), on_keepalive);
    return G_SOURCE_REMOVE;
}

void
pptp_control_probe(PptpControl *control, guint ms)
{
    if (control->step != PPTP_CONTROL_STEP_UP || control->close_by != 0)
        return;
    drop_source(&control->keepalive);
    send_echo(control);
    control->keepalive = start_timer(control, ms, on_keepalive);
}

static void
on_stream_connected(gpointer user_data)
{
    g_autoptr(Held) control = g_rc_box_acquire(user_data);
    PptpMessage request = pptp_request_start();

    control->facts.connected = TRUE;
    enter(control, PPTP_CONTROL_STEP_START, control->times.step_ms);
    pptp_stream_send(control->stream, &request);
    emit(control, PPTP_CONTROL_EVENT_CONNECTED, NULL);
}

static void
on_stream_failed(const GError *error, gpointer user_data)
{
    g_autoptr(Held) control = g_rc_box_acquire(user_data);
    gboolean connecting = control->step == PPTP_CONTROL_STEP_CONNECT;

    finish(control, connecting ? pptp_sentence_connect_failed(control->remote, error) : g_error_copy(error));
}

static void
take_start_reply(PptpControl *control, const PptpStart *reply)
{
    PptpControlFacts *facts = &control->facts;

    if (control->step != PPTP_CONTROL_STEP_START)
        return;
    facts->version = reply->version;
    facts->start_result = reply->result;
    facts->start_error = reply->error;
    g_strlcpy(facts->host_name, reply->host_name, sizeof(facts->host_name));
    g_strlcpy(facts->vendor, reply->vendor, sizeof(facts->vendor));
    if (reply->result != PPTP_RESULT_OK) {
        finish(control, pptp_sentence_start_refused(facts));
    } else if (reply->version >> 8 != PPTP_PROTOCOL_VERSION >> 8) {
        stop_and_finish(control, PPTP_STOP_REASON_PROTOCOL, pptp_sentence_wrong_version(facts));
    } else {
        control->established = TRUE;
        enter(control, PPTP_CONTROL_STEP_IDLE, 0);
        emit(control, PPTP_CONTROL_EVENT_ESTABLISHED, NULL);
    }
}

static void
take_call_reply(PptpControl *control, const PptpOutgoingReply *reply)
{
    PptpMessage info = pptp_request_link_info(reply->call_id);
    PptpControlFacts *facts = &control->facts;

    if (control->step != PPTP_CONTROL_STEP_CALL)
        return;
    facts->peer_call_id = reply->call_id;
    facts->call_result = reply->result;
    facts->call_error = reply->error;
    facts->call_cause = reply->cause;
    facts->connect_speed = reply->speed;
    facts->receive_window = reply->window;
    facts->processing_delay = reply->delay;
    /* The result comes first: a server that refuses may leave the IDs empty. */
    if (reply->result != PPTP_RESULT_OK) {
        stop_and_finish(control, PPTP_STOP_REASON_NONE, pptp_sentence_call_refused(facts));
    } else if (reply->peer_call_id != control->call_id) {
        stop_and_finish(control, PPTP_STOP_REASON_NONE, pptp_sentence_wrong_call(reply->peer_call_id, control->call_id));
    } else {
        enter(control, PPTP_CONTROL_STEP_UP, 0);
        control->keepalive = start_timer(control, control->times.keepalive_ms, on_keepalive);
        pptp_stream_send(control->stream, &info);
        emit(control, PPTP_CONTROL_EVENT_CALL_UP, NULL);
    }
}

/*
 * The call ID of a Call-Disconnect-Notify is its sender's (RFC 2637 section 2.13); servers that put the receiver's there are
 * understood, too, for there is only this one call. While OCRP is awaited the sender's is not known yet.
 */
static gboolean
is_our_call(PptpControl *control, guint16 call_id)
{
    if (control->step == PPTP_CONTROL_STEP_UP)
        return call_id == control->facts.peer_call_id || call_id == control->call_id;
    return control->step == PPTP_CONTROL_STEP_CALL || control->step == PPTP_CONTROL_STEP_CLEAR;
}

static void
take_disconnect(PptpControl *control, const PptpDisconnect *notify)
{
    PptpControlFacts *facts = &control->facts;

    if (!is_our_call(control, notify->call_id))
        return;
    facts->disconnect_result = notify->result;
    facts->disconnect_error = notify->error;
    facts->disconnect_cause = notify->cause;
    g_strlcpy(facts->disconnect_statistics, notify->statistics, sizeof(facts->disconnect_statistics));
    if (control->step == PPTP_CONTROL_STEP_CLEAR)
        send_stop(control);
    else
        stop_and_finish(control, PPTP_STOP_REASON_NONE, pptp_sentence_disconnected(facts));
}

/* The server's part is to answer with a Call-Disconnect-Notify, not to ask; some ask. */
static void
take_clear_request(PptpControl *control, const PptpCallClear *request)
{
    PptpMessage notify = pptp_request_disconnect(control->call_id);

    if (control->step == PPTP_CONTROL_STEP_CLEAR || !is_our_call(control, request->call_id))
        return;
    pptp_stream_send(control->stream, &notify);
    control->facts.call_cleared = TRUE;
    stop_and_finish(control, PPTP_STOP_REASON_NONE, pptp_sentence_cleared());
}

static void
take_stop(PptpControl *control, const PptpMessage *stop)
{
    PptpMessage reply = pptp_request_answer(stop);

    control->facts.stop_reason = stop->stop.reason;
    pptp_stream_send(control->stream, &reply);
    finish(control, pptp_sentence_stopped(stop->stop.reason));
}

static void
on_stream_message(const PptpMessage *message, gpointer user_data)
{
    g_autoptr(Held) control = g_rc_box_acquire(user_data);
    PptpMessage answer;

    control->heard = g_get_monotonic_time();
    control->echo_pending = FALSE;
    switch (message->type) {
    case PPTP_SCCRQ:
        /* RFC 2637 section 3.1.3, a collision. A server does not begin; which of both goes on is not worth settling. */
        if (control->step == PPTP_CONTROL_STEP_START) {
            control->facts.start_collided = TRUE;
            stop_and_finish(control, PPTP_STOP_REASON_NONE, pptp_sentence_collision());
        }
        break;
    case PPTP_SCCRP:
        take_start_reply(control, &message->start);
        break;
    case PPTP_STOP_CCRQ:
        take_stop(control, message);
        break;
    case PPTP_STOP_CCRP:
        if (control->step == PPTP_CONTROL_STEP_STOP)
            finish(control, NULL);
        break;
    case PPTP_ECHO_REQUEST:
    case PPTP_ICRQ:
    case PPTP_OCRQ:
        answer = pptp_request_answer(message);
        pptp_stream_send(control->stream, &answer);
        break;
    case PPTP_OCRP:
        take_call_reply(control, &message->outgoing_reply);
        break;
    case PPTP_CALL_CLEAR_REQUEST:
        take_clear_request(control, &message->clear);
        break;
    case PPTP_CALL_DISCONNECT_NOTIFY:
        take_disconnect(control, &message->disconnect);
        break;
    case PPTP_WAN_ERROR_NOTIFY:
        control->facts.wan_errors++;
        break;
    case PPTP_ECHO_REPLY: /* its coming is what counts */
    case PPTP_ICRP:       /* answers to nothing we ask */
    case PPTP_ICCN:
    case PPTP_SET_LINK_INFO: /* ACCM has no meaning on this link: GRE frames are not escaped (section 4) */
        break;
    }
}
