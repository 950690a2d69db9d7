/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * The data channel in user space: the helper nm-pptp-gre, which puts frames that the network has reordered back in order, and reaches PPP
 * in the kernel through an L2TP session on the loopback device (gre/l2tp.h). Behind PptpChannel (kernel.h); nothing else uses this.
 */

typedef struct _PptpUserChannel PptpUserChannel;

/* The helper is gone before it was told to: sentence says how. */
typedef void (*PptpUserChannelLostFunc)(const char *sentence, gpointer user_data);

/*
 * raw_fd stays the caller's: a GRE socket, connected to the server, and still without a filter. On failure NULL with errno;
 * EPROTONOSUPPORT, EAFNOSUPPORT or ESOCKTNOSUPPORT mean that the kernel has no L2TP driver.
 */
PptpUserChannel *pptp_user_channel_new(int raw_fd, const char *helper);

/* Closes everything, which ends the helper and hangs up on pppd. Safe inside the callback. */
void pptp_user_channel_free(PptpUserChannel *channel);

guint16 pptp_user_channel_get_call_id(PptpUserChannel *channel);

/* The AF_PPPOX socket that pppd is given; it stays the channel's. */
int pptp_user_channel_get_fd(PptpUserChannel *channel);

/* Starts the helper. FALSE with errno. */
gboolean pptp_user_channel_connect(PptpUserChannel *channel, guint16 peer_call_id, PptpUserChannelLostFunc lost, gpointer user_data);

/*
 * A frame that would have ended the encryption, from its protocol field on; or NULL: PPP itself has stopped to encrypt, and its data is
 * held back. The channel may be freed in it.
 */
typedef void (*PptpUserChannelCaughtFunc)(const guint8 *frame, gsize len, gpointer user_data);

/*
 * Guards the channel as guard.h does the kernel's: from now on those frames do not reach PPP, but func; and no data leaves that PPP has not
 * encrypted. With func NULL the guard stays and is silent. FALSE with errno where the helper cannot be told.
 */
gboolean pptp_user_channel_guard(PptpUserChannel *channel, PptpUserChannelCaughtFunc func, gpointer user_data);

/* What the helper has reported so far. */
guint pptp_user_channel_get_packets(PptpUserChannel *channel);
gboolean pptp_user_channel_get_unreachable(PptpUserChannel *channel);

/* One line of figures for the log. Free with g_free(). */
char *pptp_user_channel_dup_summary(PptpUserChannel *channel);
