/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "channel/guard.h"

/*
 * The data channel in the kernel: an AF_PPPOX socket of the PPTP protocol, which carries one call's enhanced GRE (RFC 2637 section 4), and
 * beside it a raw GRE socket that catches what the server sends before the channel is connected. Whoever holds the last descriptor of the
 * channel holds the tunnel: closing it ends the tunnel at once.
 */

typedef struct _PptpChannel PptpChannel;

/*
 * Opens both sockets and reserves a call ID. Addresses are IPv4. On failure NULL, with errno: EPROTONOSUPPORT, EAFNOSUPPORT or
 * ESOCKTNOSUPPORT mean that the kernel has no PPTP driver.
 */
PptpChannel *pptp_channel_new(GInetAddress *local, GInetAddress *remote);

/*
 * The same with the data in user space (user.h), where the kernel has no PPTP driver or the network reorders packets. helper is the path of
 * nm-pptp-gre. What errno says of a driver is said of the kernel's L2TP here. lost is called where the helper ends before it is told to,
 * with a part of a sentence that says how; the channel may be freed in it.
 */
typedef void (*PptpChannelLostFunc)(const char *how, gpointer user_data);
PptpChannel *pptp_channel_new_user(GInetAddress *local, GInetAddress *remote, const char *helper, PptpChannelLostFunc lost,
                                   gpointer user_data);

/* One line of figures for the log, NULL where there are none. Free with g_free(). */
char *pptp_channel_dup_summary(PptpChannel *channel);

/* Closes everything, which hangs up on a pppd that uses the channel. */
void pptp_channel_free(PptpChannel *channel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpChannel, pptp_channel_free)

/* Our call ID, never 0. Host byte order. */
guint16 pptp_channel_get_call_id(PptpChannel *channel);

/* Connects the channel to the server's call ID (0 is a valid one), or starts the helper with it. FALSE with errno on failure. */
gboolean pptp_channel_connect(PptpChannel *channel, guint16 peer_call_id);

/* The channel's descriptor; it stays the channel's. */
int pptp_channel_get_fd(PptpChannel *channel);

/* A PPP frame from its protocol field on. */
typedef void (*PptpEarlyFrameFunc)(const guint8 *frame, gsize len, gpointer user_data);

/*
 * Reads what the raw socket has seen so far; func, where given, gets the frames that were sent to our call. Bounded. In user space there
 * are none: the helper takes what had come before it was started like all the rest.
 */
void pptp_channel_read_raw(PptpChannel *channel, PptpEarlyFrameFunc func, gpointer user_data);

/*
 * Packets of our call that the raw socket has read, mere acknowledgements among them; in user space those that the helper has told of, at
 * least one if any has come.
 */
guint pptp_channel_get_gre_packets(PptpChannel *channel);

/* Other GRE packets from the server that it has read: of another tunnel, of this machine or of one behind the same NAT. */
guint pptp_channel_get_gre_others(PptpChannel *channel);

/* Whether ICMP has told us that the server takes no GRE. */
gboolean pptp_channel_get_unreachable(PptpChannel *channel);

/* Closes the raw socket, but for the helper's: from here on it would only copy every data packet for nobody. */
void pptp_channel_close_raw(PptpChannel *channel);

/* Instead: leaves the raw socket open for what a guard wants (guard.h), and nothing else. Nothing to do for the helper's. */
void pptp_channel_narrow_raw(PptpChannel *channel);

/* The raw socket, which is the caller's from then on; -1 where it is closed, or the helper's. */
int pptp_channel_take_raw(PptpChannel *channel);

/*
 * Encryption has been agreed on: whichever channel it is, from now on nothing from the server ends it, and func is told of what would have
 * (guard.h). FALSE with errno on failure. The second ends the telling, not the guard; that happens with the channel as well.
 */
gboolean pptp_channel_guard(PptpChannel *channel, PptpGuardFunc func, gpointer user_data);
void pptp_channel_end_guard(PptpChannel *channel);

/*
 * The tunnel is up, on this interface: from here on the server is prompted where it may hold something back (prompt.h). Nothing to do for
 * the helper, nor for a tunnel that is kept on one interface, into which the prompts would go.
 */
void pptp_channel_prompt(PptpChannel *channel, const char *ifname);

/*
 * Keeps the outer packets on one interface, whatever routes come up later: needed where the server's inner address is also its outer one
 * and the tunnel would swallow itself. FALSE with errno on failure.
 */
gboolean pptp_channel_bind_device(PptpChannel *channel, const char *ifname);
