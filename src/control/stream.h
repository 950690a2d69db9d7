/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "control/message.h"

/*
 * A TCP connection that carries PPTP messages: connecting, reading in chunks of any size, writing through a bounded queue. It knows nothing
 * of what the messages mean. The peer may do as it likes: memory is fixed, and work is limited per main loop iteration and per time.
 */

typedef struct _PptpStream PptpStream;

/* One of these at a time, from the main loop only. The stream may be freed in any of them. After failed, nothing more comes. */
typedef struct {
    void (*connected)(gpointer user_data);
    void (*message)(const PptpMessage *message, gpointer user_data);
    void (*failed)(const GError *error, gpointer user_data);
} PptpStreamEvents;

/* What was seen at TCP's level. */
typedef struct {
    gboolean any_bytes;     /* the peer sent anything at all */
    guint8 first_bytes[16]; /* where it stopped being PPTP */
    guint8 n_first_bytes;
    int tcp_errno; /* 0 where unknown */
} PptpStreamFacts;

PptpStream *pptp_stream_new(const PptpStreamEvents *events, gpointer user_data);

/* Begins to connect, once per object. Returns FALSE where that fails at once: no event comes then. */
gboolean pptp_stream_connect(PptpStream *stream, GSocketAddress *remote, GError **error);

/*
 * Sends a message or puts it into the queue. Returns FALSE where the queue is full or the stream is at its end. Never calls back: a failure
 * to write is told from the main loop.
 */
gboolean pptp_stream_send(PptpStream *stream, const PptpMessage *message);

/* Closes the socket and lets go. No event comes from here on. */
void pptp_stream_free(PptpStream *stream);

const PptpStreamFacts *pptp_stream_get_facts(PptpStream *stream);

/* Owned by the stream. */
GSocket *pptp_stream_get_socket(PptpStream *stream);
