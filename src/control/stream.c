/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "control/stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "control/control.h"

#define IN_SIZE 2048
#define OUT_SIZE 4096

/*
 * With more than this waiting to be sent, nothing more is read: what is read may want an answer. The rest of the queue is for what this
 * side says of its own accord, which is a few messages in a connection's whole life.
 */
#define OUT_PAUSE 2048

/*
 * A real server sends a message now and then. What comes faster than this many messages and reads in this time is left in the kernel
 * until the time is over, and TCP's flow control stops the sender.
 */
#define WINDOW_US (100 * G_TIME_SPAN_MILLISECOND)
#define WINDOW_BUDGET 100

struct _PptpStream {
    const PptpStreamEvents *events;
    gpointer user_data;
    PptpStreamFacts facts;
    GSocket *socket;
    GSource *readable, *writable; /* NULL while nobody waits for it */
    GSource *pause;               /* until the budget's window is over */
    gint64 window_start;          /* monotonic time, microseconds */
    guint spent;                  /* of the budget, in this window */
    int write_errno;              /* why nothing can be written any more */
    gboolean ended;               /* failed or freed */
    gsize in_len, out_len;
    guint8 in[IN_SIZE], out[OUT_SIZE];
};

static void read_on(PptpStream *stream);
static gboolean on_readable(GSocket *socket, GIOCondition condition, gpointer user_data);
static gboolean on_writable(GSocket *socket, GIOCondition condition, gpointer user_data);

PptpStream *
pptp_stream_new(const PptpStreamEvents *events, gpointer user_data)
{
    PptpStream *stream = g_rc_box_new0(PptpStream);

    stream->events = events;
    stream->user_data = user_data;
    return stream;
}

static void
drop_source(GSource **source)
{
    if (*source)
        g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

static void
end(PptpStream *stream)
{
    stream->ended = TRUE;
    drop_source(&stream->readable);
    drop_source(&stream->writable);
    drop_source(&stream->pause);
}

static void
clear(gpointer data)
{
    PptpStream *stream = data;

    g_clear_object(&stream->socket);
}

static void
release(PptpStream *stream)
{
    g_rc_box_release_full(stream, clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpStream, release)

/*
 * The last word is still on its way when the socket is closed, and the kernel sees to it. Over a path that is gone it would do so for
 * minutes, with the port in use: give it a second. And one more to a server whose kernel took the word, but which does not close its end:
 * the kernel would keep ours for another minute.
 */
static void
bound_the_last_word(GSocket *socket)
{
    const unsigned int ms = 1000;
    const int seconds = 1;

    setsockopt(g_socket_get_fd(socket), IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
    setsockopt(g_socket_get_fd(socket), IPPROTO_TCP, TCP_LINGER2, &seconds, sizeof seconds);
}

void
pptp_stream_free(PptpStream *stream)
{
    end(stream);
    if (stream->socket) {
        bound_the_last_word(stream->socket);
        g_socket_close(stream->socket, NULL);
    }
    release(stream);
}

const PptpStreamFacts *
pptp_stream_get_facts(PptpStream *stream)
{
    return &stream->facts;
}

GSocket *
pptp_stream_get_socket(PptpStream *stream)
{
    return stream->socket;
}

/* Takes error. The caller holds a reference: this may free the stream. */
static void
fail(PptpStream *stream, GError *error)
{
    end(stream);
    stream->events->failed(error, stream->user_data);
    g_error_free(error);
}

static GError *
error_from_errno(PptpStream *stream, const char *what, int code)
{
    stream->facts.tcp_errno = code;
    return g_error_new(G_IO_ERROR, g_io_error_from_errno(code), "%s%s", what, g_strerror(code));
}

static GSource *
watch(PptpStream *stream, GIOCondition condition, GSocketSourceFunc func)
{
    GSource *source = g_socket_create_source(stream->socket, condition, NULL);

    g_source_set_callback(source, G_SOURCE_FUNC(func), stream, NULL);
    g_source_attach(source, g_main_context_get_thread_default());
    return source;
}

static gboolean
on_pause_over(gpointer user_data)
{
    g_autoptr(PptpStream) stream = g_rc_box_acquire(user_data);

    drop_source(&stream->pause);
    read_on(stream);
    return G_SOURCE_REMOVE;
}

/* FALSE, and reading stops for the rest of the window, where too much has come in it already. */
static gboolean
spend(PptpStream *stream)
{
    gint64 now = g_get_monotonic_time();
    gint64 left = stream->window_start + WINDOW_US - now;

    if (stream->window_start == 0 || left <= 0) {
        stream->window_start = now;
        stream->spent = 0;
    }
    if (stream->spent < WINDOW_BUDGET) {
        stream->spent++;
        return TRUE;
    }
    drop_source(&stream->readable);
    if (!stream->pause) {
        stream->pause = g_timeout_source_new(left / G_TIME_SPAN_MILLISECOND + 1);
        g_source_set_callback(stream->pause, on_pause_over, stream, NULL);
        g_source_attach(stream->pause, g_main_context_get_thread_default());
    }
    return FALSE;
}

static void
fail_not_pptp(PptpStream *stream, GError *cause)
{
    PptpStreamFacts *facts = &stream->facts;
    char text[sizeof(facts->first_bytes) + 1];
    GError *error;

    facts->n_first_bytes = MIN(stream->in_len, sizeof(facts->first_bytes));
    memcpy(facts->first_bytes, stream->in, facts->n_first_bytes);
    pptp_text_from_wire(facts->first_bytes, facts->n_first_bytes, text);
    /* Servers of other protocols introduce themselves in plain text ("SSH-2.0-", "HTTP/1.1 400"): worth showing. */
    if (strlen(text) >= 4 && !strchr(text, '?'))
        error = g_error_new(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_NOT_PPTP, "The server does not speak PPTP here: it sent \"%s\"", text);
    else
        error = g_error_new(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_NOT_PPTP, "The server sent what is not PPTP: %s", cause->message);
    g_error_free(cause);
    fail(stream, error);
}

/* Hands out the whole messages of the buffer, and returns TRUE when there is none left and more may be read. */
static gboolean
hand_out(PptpStream *stream)
{
    while (!stream->ended) {
        PptpMessage message;
        GError *error = NULL;
        gsize used;

        if (stream->out_len > OUT_PAUSE) {
            drop_source(&stream->readable);
            return FALSE;
        }
        switch (pptp_message_parse(stream->in, stream->in_len, &message, &used, &error)) {
        case PPTP_PARSE_MORE:
            return TRUE;
        case PPTP_PARSE_INVALID:
            fail_not_pptp(stream, error);
            return FALSE;
        case PPTP_PARSE_SKIPPED:
        case PPTP_PARSE_MESSAGE:
            break;
        }
        if (!spend(stream))
            return FALSE;
        stream->in_len -= used;
        memmove(stream->in, stream->in + used, stream->in_len);
        if (message.type != 0)
            stream->events->message(&message, stream->user_data);
    }
    return FALSE;
}

/* Goes on after a pause. The caller holds a reference. */
static void
read_on(PptpStream *stream)
{
    if (!hand_out(stream) || stream->readable || stream->pause)
        return;
    stream->readable = watch(stream, G_IO_IN, on_readable);
}

static void
fail_at_end(PptpStream *stream, int code)
{
    /* A reset is told once by the kernel; if writing was told of it, reading is not. */
    if (code == 0 && stream->write_errno != EPIPE)
        code = stream->write_errno;
    if (code != 0)
        fail(stream, error_from_errno(stream, "The connection to the server broke: ", code));
    else if (stream->in_len > 0)
        fail(stream, g_error_new_literal(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_EOF,
                                         "The server closed the connection in the middle of a message"));
    else
        fail(stream, g_error_new_literal(PPTP_CONTROL_ERROR, PPTP_CONTROL_ERROR_EOF, "The server closed the connection"));
}

static gboolean
on_readable(GSocket *socket, GIOCondition condition, gpointer user_data)
{
    g_autoptr(PptpStream) stream = g_rc_box_acquire(user_data);
    gssize n;

    if (!spend(stream))
        return G_SOURCE_REMOVE;
    /* Whole messages have been handed out before: what is in the buffer is less than one, and there is room. */
    n = recv(g_socket_get_fd(socket), stream->in + stream->in_len, IN_SIZE - stream->in_len, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return G_SOURCE_CONTINUE;
    if (n <= 0) {
        fail_at_end(stream, n < 0 ? errno : 0);
        return G_SOURCE_REMOVE;
    }
    stream->facts.any_bytes = TRUE;
    stream->in_len += n;
    hand_out(stream);
    return stream->readable ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/*
 * What the server said before it went is still to be read, and its end is told there: a Stop or a Call-Disconnect-Notify that came before a
 * reset is the better reason. The socket counts as writable now, and that wakes a reader that pauses for the queue.
 */
static void
fail_writing(PptpStream *stream, int code)
{
    stream->write_errno = code;
    stream->out_len = 0;
    shutdown(g_socket_get_fd(stream->socket), SHUT_RD);
    if (!stream->writable)
        stream->writable = watch(stream, G_IO_OUT, on_writable);
}

/* Sends what the kernel takes of the queue. */
static void
flush(PptpStream *stream)
{
    while (stream->out_len > 0) {
        gssize n = send(g_socket_get_fd(stream->socket), stream->out, stream->out_len, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            break;
        if (n < 0) {
            fail_writing(stream, errno);
            return;
        }
        stream->out_len -= n;
        memmove(stream->out, stream->out + n, stream->out_len);
    }
    if (stream->out_len == 0)
        drop_source(&stream->writable);
    else if (!stream->writable)
        stream->writable = watch(stream, G_IO_OUT, on_writable);
}

static gboolean
on_writable(GSocket *socket, GIOCondition condition, gpointer user_data)
{
    g_autoptr(PptpStream) stream = g_rc_box_acquire(user_data);

    flush(stream);
    read_on(stream);
    return stream->writable ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

gboolean
pptp_stream_send(PptpStream *stream, const PptpMessage *message)
{
    gsize n;

    if (stream->ended || stream->write_errno != 0)
        return FALSE;
    n = pptp_message_pack(message, stream->out + stream->out_len, OUT_SIZE - stream->out_len);
    if (n == 0)
        return FALSE;
    stream->out_len += n;
    flush(stream);
    return stream->write_errno == 0;
}

static gboolean
on_connected(GSocket *socket, GIOCondition condition, gpointer user_data)
{
    g_autoptr(PptpStream) stream = g_rc_box_acquire(user_data);
    int code = 0;
    socklen_t len = sizeof(code);

    drop_source(&stream->writable);
    if (getsockopt(g_socket_get_fd(socket), SOL_SOCKET, SO_ERROR, &code, &len) != 0)
        code = errno;
    if (code != 0) {
        fail(stream, error_from_errno(stream, "", code));
        return G_SOURCE_REMOVE;
    }
    stream->events->connected(stream->user_data);
    if (!stream->ended)
        read_on(stream);
    return G_SOURCE_REMOVE;
}

/* An interface that comes up may have a route before it has an address. The kernel takes a connection then too, from nowhere: no answer comes. */
static gboolean
comes_from_nowhere(int fd)
{
    struct sockaddr_in local;
    socklen_t len = sizeof local;

    return getsockname(fd, (struct sockaddr *)&local, &len) == 0 && local.sin_family == AF_INET && local.sin_addr.s_addr == htonl(INADDR_ANY);
}

gboolean
pptp_stream_connect(PptpStream *stream, GSocketAddress *remote, GError **error)
{
    struct sockaddr_storage native;
    gssize len = g_socket_address_get_native_size(remote);
    int fd, on = 1;

    if (!g_socket_address_to_native(remote, &native, sizeof(native), error))
        return FALSE;
    stream->socket = g_socket_new(g_socket_address_get_family(remote), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
    if (!stream->socket)
        return FALSE;
    g_socket_set_blocking(stream->socket, FALSE);
    fd = g_socket_get_fd(stream->socket);
    /* The messages are small and each waits for its answer: no delay is wanted. A failure costs only time. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    /* Not g_socket_connect(): it keeps the errno, which the diagnosis wants, to itself. */
    if (connect(fd, (struct sockaddr *)&native, len) != 0 && errno != EINPROGRESS) {
        GError *cause = error_from_errno(stream, "", errno);

        g_propagate_error(error, cause);
        return FALSE;
    }
    if (comes_from_nowhere(fd)) {
        g_propagate_error(error, error_from_errno(stream, "", ENETUNREACH));
        return FALSE;
    }
    stream->writable = watch(stream, G_IO_OUT, on_connected);
    return TRUE;
}
