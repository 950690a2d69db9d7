/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * NetworkManager makes host routes to a VPN's server, past the tunnel, and takes them away when the VPN ends. When it is NetworkManager that
 * ends, nobody does: then we do, for those that came after we began.
 */

typedef struct _PptpLeftover PptpLeftover;

/* Remembers what is there now, before NetworkManager has heard of the connection. */
PptpLeftover *pptp_leftover_new(void);

/* Takes away the routes to server, and to the next hop on the way to it, that were not there at the start. */
void pptp_leftover_clean(PptpLeftover *leftover, GInetAddress *server);

void pptp_leftover_free(PptpLeftover *leftover);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpLeftover, pptp_leftover_free)
