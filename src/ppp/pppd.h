/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "link/link.h"

/* The pppd that is our child: started with its link, given its channel, listened to, ended. On the thread-default main context. */

/* The link's descriptor as pppd sees it. */
#define PPTP_PPPD_LINK_FD 3

typedef struct _PptpPppd PptpPppd;

typedef struct {
    /* A message from our plugin inside pppd; points into a buffer that is gone after the call. */
    void (*message)(PptpPppd *pppd, const PptpLinkMessage *message, gpointer user_data);
    /* A line of pppd's log, printable UTF-8 without its end. */
    void (*line)(PptpPppd *pppd, const char *line, gpointer user_data);
    /*
     * pppd is gone, once and last, after all it had to say: its exit code or -1, the signal that ended it or 0.
     * protocol_error says that the link carried something invalid.
     */
    void (*exited)(PptpPppd *pppd, int code, int signal, gboolean protocol_error, gpointer user_data);
} PptpPppdCallbacks;

/* Prepares the link, without a process yet. NULL with error on failure. */
PptpPppd *pptp_pppd_new(const PptpPppdCallbacks *callbacks, gpointer user_data, GError **error);

/* Queues a frame that the server sent before the channel was connected. Only before pptp_pppd_give_channel(). */
void pptp_pppd_queue_early_frame(PptpPppd *pppd, const guint8 *frame, gsize len);

/* Starts argv with the other end of the link, where it waits for its channel. FALSE with error where it cannot be started. */
gboolean pptp_pppd_start(PptpPppd *pppd, const char *const *argv, GError **error);

/* Hands pppd a duplicate of the connected channel, once. */
void pptp_pppd_give_channel(PptpPppd *pppd, int channel_fd);

/* Answers a PPTP_LINK_SECRET_REQUEST; secret may be NULL, for there is none. */
void pptp_pppd_answer_secret(PptpPppd *pppd, const char *secret);

/* Asks pppd to end the link politely (LCP Terminate-Request). */
void pptp_pppd_terminate(PptpPppd *pppd);

/* Kills pppd; exited() still comes. */
void pptp_pppd_kill(PptpPppd *pppd);

/* Kills pppd where it still runs, without another callback. Safe inside the callbacks. */
void pptp_pppd_free(PptpPppd *pppd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpPppd, pptp_pppd_free)

gboolean pptp_pppd_is_running(PptpPppd *pppd);

/*
 * Pure: takes out of a line of pppd's log what may hold a secret, in place. pppd hides PAP's password, but prints the packet that a peer rejects
 * byte by byte, PAP's request included; and the responses to challenges, from which a weak password can be found.
 */
void pptp_pppd_clean_line(char *line);

/* Where pppd is: in PATH, or at the usual places. NULL where it is not installed. Free with g_free(). */
char *pptp_pppd_find(void);
