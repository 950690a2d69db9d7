/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * What happens under a tunnel, told by the kernel at once: addresses and routes that change (rtnetlink(7)), and a machine that slept
 * (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). Nothing is polled.
 */

typedef struct _PptpUplink PptpUplink;

typedef enum {
    PPTP_UPLINK_GONE,    /* this machine does not have the local address any more; told once */
    PPTP_UPLINK_MOVED,   /* packets to the server leave by another interface now */
    PPTP_UPLINK_CUT,     /* there is no way to the server any more */
    PPTP_UPLINK_RESUMED, /* the machine slept, and is awake again */
} PptpUplinkEvent;

typedef void (*PptpUplinkFunc)(PptpUplinkEvent event, gpointer user_data);

/*
 * Watches the way to server. local is the address that the tunnel's packets come from, or NULL where there is no tunnel: then GONE never
 * comes. Both are IPv4. A change counts when nothing has changed any more for a moment. NULL, with errno, where the kernel cannot be asked.
 */
PptpUplink *pptp_uplink_new(GInetAddress *server, GInetAddress *local, PptpUplinkFunc func, gpointer user_data);

/* Safe inside func. */
void pptp_uplink_free(PptpUplink *uplink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpUplink, pptp_uplink_free)

/*
 * The largest packet, in bytes with its IP header, that is known to get to server (IPv4) in one piece: the interface's MTU, the route's, or
 * what routers on the way have said lately (RFC 1191). Nothing is sent. 0 where that is not known.
 */
guint pptp_uplink_path_mtu(GInetAddress *server);

/*
 * Has the routers on the way to server (IPv4) say what they have to: sends one packet of the largest size that may not be cut into
 * fragments (RFC 1191), as GRE's always may. Whom it is too large for answers, which pptp_uplink_path_mtu() knows from then on. Nobody
 * waits for that. Returns a descriptor to be closed then: the kernel listens to such answers only as long as the socket is there. -1 where
 * nothing could be sent.
 */
int pptp_uplink_ask_path(GInetAddress *server);

/* Whether one of this machine's interfaces has the address, IPv4. TRUE also where the kernel cannot be asked. */
gboolean pptp_uplink_has_address(GInetAddress *address);
