/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mock-control.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

static void
drop_source(GSource **source)
{
    if (*source)
        g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

static GSource *
watch(Mock *mock, GSocket *socket, GIOCondition condition, GSocketSourceFunc func)
{
    GSource *source = g_socket_create_source(socket, condition, NULL);

    g_source_set_callback(source, G_SOURCE_FUNC(func), mock, NULL);
    g_source_attach(source, NULL);
    return source;
}

void
mock_close(Mock *mock)
{
    drop_source(&mock->read_source);
    drop_source(&mock->write_source);
    g_byte_array_set_size(mock->out, 0);
    if (mock->socket)
        g_socket_close(mock->socket, NULL);
    g_clear_object(&mock->socket);
}

void
mock_reset(Mock *mock)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};

    g_assert_cmpint(setsockopt(g_socket_get_fd(mock->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), ==, 0);
    mock_close(mock);
}

static gboolean
on_writable(GSocket *socket, GIOCondition condition, gpointer user_data)
{
    Mock *mock = user_data;
    gssize n = send(g_socket_get_fd(socket), mock->out->data, mock->dribble ? 1 : mock->out->len, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (n > 0)
        g_byte_array_remove_range(mock->out, 0, n);
    if (mock->out->len > 0)
        return G_SOURCE_CONTINUE;
    drop_source(&mock->write_source);
    return G_SOURCE_REMOVE;
}

void
mock_send_bytes(Mock *mock, const void *bytes, gsize len)
{
    g_byte_array_append(mock->out, bytes, len);
    if (!mock->write_source)
        mock->write_source = watch(mock, mock->socket, G_IO_OUT, on_writable);
    if (!mock->dribble)
        on_writable(mock->socket, G_IO_OUT, mock);
}

void
mock_send(Mock *mock, const PptpMessage *message)
{
    guint8 buf[PPTP_MESSAGE_MAX];

    mock_send_bytes(mock, buf, pptp_message_pack(message, buf, sizeof(buf)));
}

PptpMessage
mock_good_answer(const PptpMessage *request)
{
    PptpMessage answer = {0};

    if (request->type == PPTP_SCCRQ) {
        answer.type = PPTP_SCCRP;
        answer.start = (PptpStart){.version = 0x0100, .result = 1, .max_channels = 1, .firmware = 1};
        strcpy(answer.start.host_name, "local");
        strcpy(answer.start.vendor, "linux");
    } else if (request->type == PPTP_OCRQ) {
        answer.type = PPTP_OCRP;
        answer.outgoing_reply = (PptpOutgoingReply){
            .call_id = MOCK_CALL_ID, .peer_call_id = request->outgoing_request.call_id, .result = 1, .speed = 100000000, .window = 3};
    } else if (request->type == PPTP_CALL_CLEAR_REQUEST) {
        answer.type = PPTP_CALL_DISCONNECT_NOTIFY;
        answer.disconnect = (PptpDisconnect){.call_id = MOCK_CALL_ID, .result = 4};
    } else if (request->type == PPTP_STOP_CCRQ) {
        answer.type = PPTP_STOP_CCRP;
        answer.stop.result = 1;
    } else if (request->type == PPTP_ECHO_REQUEST) {
        answer.type = PPTP_ECHO_REPLY;
        answer.echo = (PptpEcho){.identifier = request->echo.identifier, .result = 1};
    }
    return answer;
}

static void
play(Mock *mock, const MockRule *rule, const PptpMessage *message)
{
    PptpMessage answer = {0};

    switch (rule->action) {
    case MOCK_GOOD:
        if (message)
            answer = mock_good_answer(message);
        if (answer.type)
            mock_send(mock, &answer);
        break;
    case MOCK_SILENT:
        break;
    case MOCK_CLOSE:
        mock_close(mock);
        break;
    case MOCK_RESET:
        mock_reset(mock);
        break;
    case MOCK_SEND:
        mock_send_bytes(mock, rule->bytes, rule->len);
        break;
    case MOCK_SEND_AND_CLOSE:
        mock_send_bytes(mock, rule->bytes, rule->len);
        mock_close(mock);
        break;
    }
}

static gboolean
on_readable(GSocket *socket, GIOCondition condition, gpointer user_data)
{
    Mock *mock = user_data;
    guint8 buf[4096];
    PptpMessage message;
    gsize used;
    gssize n;

    if (mock->deaf) {
        drop_source(&mock->read_source);
        return G_SOURCE_REMOVE;
    }
    n = recv(g_socket_get_fd(socket), buf, sizeof(buf), MSG_DONTWAIT);
    if (n <= 0) {
        mock->was_reset = n < 0;
        mock->eof = TRUE;
        mock_close(mock);
        return G_SOURCE_REMOVE;
    }
    g_byte_array_append(mock->in, buf, n);
    while (mock->socket && pptp_message_parse(mock->in->data, mock->in->len, &message, &used, NULL) == PPTP_PARSE_MESSAGE) {
        g_byte_array_remove_range(mock->in, 0, used);
        mock->seen[message.type]++;
        mock->last[message.type] = message;
        play(mock, &mock->rules[message.type], &message);
    }
    return mock->socket ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_accept(GSocket *listener, GIOCondition condition, gpointer user_data)
{
    Mock *mock = user_data;
    int on = 1;

    mock->socket = g_socket_accept(listener, NULL, NULL);
    g_assert_nonnull(mock->socket);
    setsockopt(g_socket_get_fd(mock->socket), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    mock->read_source = watch(mock, mock->socket, G_IO_IN, on_readable);
    play(mock, &mock->on_accept, NULL);
    drop_source(&mock->accept_source);
    return G_SOURCE_REMOVE;
}

Mock *
mock_new(void)
{
    g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new(loopback, 0);
    g_autoptr(GError) error = NULL;
    Mock *mock = g_new0(Mock, 1);

    mock->in = g_byte_array_new();
    mock->out = g_byte_array_new();
    mock->listener = g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
    g_assert_no_error(error);
    g_assert_true(g_socket_bind(mock->listener, address, TRUE, NULL));
    g_assert_true(g_socket_listen(mock->listener, NULL));
    mock->accept_source = watch(mock, mock->listener, G_IO_IN, on_accept);
    return mock;
}

void
mock_free(Mock *mock)
{
    mock_close(mock);
    drop_source(&mock->accept_source);
    g_clear_object(&mock->listener);
    g_byte_array_unref(mock->in);
    g_byte_array_unref(mock->out);
    g_free(mock);
}

GSocketAddress *
mock_get_address(Mock *mock)
{
    return g_socket_get_local_address(mock->listener, NULL);
}
