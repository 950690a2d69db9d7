/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "control/message.h"

/*
 * A mock of a PPTP server's control connection, on 127.0.0.1 and in the test's own main loop. It plays a good server but where a rule
 * says otherwise. One connection.
 */

#define MOCK_CALL_ID 0 /* Poptop's first */

typedef enum {
    MOCK_GOOD,   /* answers as a good server does */
    MOCK_SILENT, /* does not answer */
    MOCK_CLOSE,  /* closes */
    MOCK_RESET,  /* closes with a reset */
    MOCK_SEND,   /* answers with bytes, then goes on */
    MOCK_SEND_AND_CLOSE,
} MockAction;

typedef struct {
    MockAction action;
    const void *bytes;
    gsize len;
} MockRule;

typedef struct {
    GSocket *listener, *socket; /* socket is NULL while nobody is connected */
    GSource *accept_source, *read_source, *write_source;
    GByteArray *in, *out;
    MockRule on_accept;
    MockRule rules[PPTP_SET_LINK_INFO + 1]; /* by the type of what came */
    guint seen[PPTP_SET_LINK_INFO + 1];     /* how many came */
    PptpMessage last[PPTP_SET_LINK_INFO + 1];
    gboolean dribble; /* send byte by byte */
    gboolean deaf;    /* stop reading */
    gboolean eof;     /* the client has closed */
    gboolean was_reset; /* with a reset, which may have cost its last message */
} Mock;

Mock *mock_new(void);
void mock_free(Mock *mock);
GSocketAddress *mock_get_address(Mock *mock);

void mock_send(Mock *mock, const PptpMessage *message);
void mock_send_bytes(Mock *mock, const void *bytes, gsize len);
void mock_close(Mock *mock);
void mock_reset(Mock *mock);

/* The good answer to a message; its type is 0 where there is none. */
PptpMessage mock_good_answer(const PptpMessage *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mock, mock_free)
