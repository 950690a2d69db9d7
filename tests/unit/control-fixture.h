/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "control/control.h"
#include "mock-control.h"

#define CALL_ID 0x1234
#define WAIT_MS 10000 /* for what is sure to come; a test that waits as long has failed */
#define SHORT_MS 60   /* for what a test lets time out */

/* A client with its mock server. */
typedef struct {
    Mock *mock;
    PptpControl *control;
    PptpControlTimes times;
    guint events[PPTP_CONTROL_EVENT_CLOSED + 1]; /* how often each came */
    GError *error;                               /* of CLOSED */
    PptpControlFacts facts;                      /* at CLOSED */
    gboolean no_call;                            /* do not place the call by itself */
    int free_at, close_at;                       /* the event to do it in, or -1 */
} Fixture;

/* Fails where the callback is misused, too: after CLOSED, or an error with another event. */
void fixture_open_to(Fixture *f, GSocketAddress *address);
void fixture_open_control(Fixture *f); /* to the mock */
void fixture_open_up(Fixture *f);      /* the same, and waits until the call is up on both sides */

/* Run the main loop until it has happened; fail where it does not. */
void fixture_wait_for(const guint *counter, guint value);
void fixture_wait_event(Fixture *f, PptpControlEvent event);
void fixture_wait_closed(Fixture *f);
void fixture_wait_mock_eof(Fixture *f);

void fixture_run_for(guint ms);

/* Waits for CLOSED with this error of PPTP_CONTROL_ERROR in this step, its sentence with this text in it. */
void fixture_assert_closed(Fixture *f, int code, PptpControlStep step, const char *text);

/* Makes the mock answer with this message, whose bytes are kept in store. */
void fixture_set_rule(MockRule *rule, const PptpMessage *message, GByteArray *store);

void fixture_add(const char *path, void (*func)(Fixture *, gconstpointer), gconstpointer data);
