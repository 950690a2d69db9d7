/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "control/message.h"

/*
 * The client's side of one PPTP control connection with one outgoing call (RFC 2637 sections 2 and 3), asynchronous on the
 * thread-default main context. Every step has its own deadline. What happens is told through one callback.
 */

typedef struct _PptpControl PptpControl;

typedef enum {
    PPTP_CONTROL_EVENT_CONNECTED,   /* TCP is up, and SCCRQ sent */
    PPTP_CONTROL_EVENT_ESTABLISHED, /* SCCRP was good: place the call with pptp_control_call() */
    PPTP_CONTROL_EVENT_CALL_UP,     /* OCRP was good: the peer's call ID is in the facts; keepalive runs from here */
    PPTP_CONTROL_EVENT_CLOSED,      /* it is over, once and last: error is NULL after pptp_control_close() */
} PptpControlEvent;

/* Where it stands or stood when it ended. */
typedef enum {
    PPTP_CONTROL_STEP_CONNECT, /* TCP */
    PPTP_CONTROL_STEP_START,   /* SCCRQ sent, SCCRP awaited */
    PPTP_CONTROL_STEP_IDLE,    /* established, no call yet */
    PPTP_CONTROL_STEP_CALL,    /* OCRQ sent, OCRP awaited */
    PPTP_CONTROL_STEP_UP,      /* the call is up */
    PPTP_CONTROL_STEP_CLEAR,   /* Call-Clear-Request sent */
    PPTP_CONTROL_STEP_STOP,    /* Stop-Control-Connection-Request sent */
    PPTP_CONTROL_STEP_CLOSED,
} PptpControlStep;

#define PPTP_CONTROL_ERROR (pptp_control_error_quark())
GQuark pptp_control_error_quark(void);

typedef enum {
    PPTP_CONTROL_ERROR_TIMEOUT,       /* no answer in this step within its deadline */
    PPTP_CONTROL_ERROR_NOT_PPTP,      /* what came is no PPTP message: magic cookie, length, type */
    PPTP_CONTROL_ERROR_REFUSED_START, /* SCCRP with another result than 1 */
    PPTP_CONTROL_ERROR_REFUSED_CALL,  /* OCRP with another result than 1 */
    PPTP_CONTROL_ERROR_WRONG_CALL,    /* OCRP for another call ID than ours */
    PPTP_CONTROL_ERROR_DISCONNECTED,  /* Call-Disconnect-Notify */
    PPTP_CONTROL_ERROR_STOPPED,       /* Stop-Control-Connection-Request */
    PPTP_CONTROL_ERROR_EOF,           /* the peer closed TCP */
    PPTP_CONTROL_ERROR_ECHO_LOST,     /* keepalive unanswered (RFC 2637 section 3.1.4) */
    /* a TCP failure keeps its G_IO_ERROR */
} PptpControlErrorCode;

/* What the peer said, for reports and diagnosis. Text fields hold printable UTF-8 only. Host byte order. */
typedef struct {
    PptpControlStep step; /* at the end: the step it ended in */
    gboolean connected;   /* TCP was up */
    gboolean any_bytes;   /* the peer sent anything at all */
    guint16 version;      /* of SCCRP; as are the following */
    guint8 start_result, start_error;
    char host_name[65], vendor[65];
    guint16 peer_call_id; /* of OCRP; 0 is valid (Poptop's first) */
    guint8 call_result, call_error;
    guint16 call_cause;
    guint32 connect_speed;                      /* bit/s */
    guint16 receive_window;                     /* packets */
    guint16 processing_delay;                   /* 1/10 s */
    guint8 disconnect_result, disconnect_error; /* of Call-Disconnect-Notify */
    guint16 disconnect_cause;
    char disconnect_statistics[129];
    gboolean call_cleared;   /* the server sent a Call-Clear-Request, which is for clients to send */
    gboolean start_collided; /* the server sent an SCCRQ of its own instead of an answer to ours */
    guint8 stop_reason;
    guint32 wan_errors;     /* WAN-Error-Notify messages seen */
    guint8 first_bytes[16]; /* of an answer that is not PPTP */
    guint8 n_first_bytes;
    int tcp_errno; /* of a TCP failure, 0 where unknown */
} PptpControlFacts;

typedef void (*PptpControlFunc)(PptpControl *control, PptpControlEvent event, const GError *error, gpointer user_data);

/* Deadlines in milliseconds. 0 takes the standard ones (10 s a step, keepalive 60 s, closing 1 s in all); tests shorten them. */
typedef struct {
    guint step_ms;
    guint keepalive_ms;
    guint close_ms;
} PptpControlTimes;

PptpControl *pptp_control_new(const PptpControlTimes *times, PptpControlFunc func, gpointer user_data);

/* Connects to remote (an IPv4 address and port) and starts the control connection. Once per object. */
void pptp_control_open(PptpControl *control, GSocketAddress *remote);

/* Places the call, after ESTABLISHED. call_id is ours. */
void pptp_control_call(PptpControl *control, guint16 call_id);

/*
 * Asks the peer for a sign of life, where the call is up: without any within ms the control connection is lost, as after an unanswered
 * keepalive.
 */
void pptp_control_probe(PptpControl *control, guint ms);

/*
 * Ends it politely, from any step: Call-Clear-Request, Stop-Control-Connection-Request where they are due, and CLOSED when the peer has
 * answered or the closing deadline is over. May be called more than once.
 */
void pptp_control_close(PptpControl *control);

/* Drops everything at once, without a word to the peer and without another event. Safe inside the callback. */
void pptp_control_free(PptpControl *control);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpControl, pptp_control_free)

const PptpControlFacts *pptp_control_get_facts(PptpControl *control);

/* The connected TCP socket, or NULL before ESTABLISHED; owned by the control connection. */
GSocket *pptp_control_get_socket(PptpControl *control);

/* The local address of the TCP connection (transfer full), or NULL before ESTABLISHED. */
GInetAddress *pptp_control_dup_local_address(PptpControl *control);
