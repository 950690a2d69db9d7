/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "common/settings.h"
#include "ppp/trace.h"
#include "service/journal.h"

/*
 * One attempt at one server address, from the TCP connection to the last goodbye: control connection, channel and pppd, and the order in
 * which they begin and end.
 */

typedef struct _PptpTunnel PptpTunnel;

/* All borrowed: they have to outlive the tunnel. */
typedef struct {
    const PptpSettings *settings;
    const PptpAttempt *attempt;
    GInetAddress *server;       /* IPv4 */
    const char *password;       /* or NULL */
    const char *uuid, *id;      /* the connection's */
    gboolean user_space;        /* the data goes through the helper */
    gboolean no_kernel_channel; /* for want of another */
    PptpJournal *journal;
} PptpTunnelConfig;

typedef struct {
    /* IPCP is up, or is up again with other parameters; the facts hold them. */
    void (*up)(PptpTunnel *tunnel, gpointer user_data);
    /* It is ending; the facts say why. Goodbyes are still being said. */
    void (*ending)(PptpTunnel *tunnel, gpointer user_data);
    /* It is over and nothing of it is left. */
    void (*ended)(PptpTunnel *tunnel, gpointer user_data);
} PptpTunnelCallbacks;

PptpTunnel *pptp_tunnel_new(const PptpTunnelConfig *config, const PptpTunnelCallbacks *callbacks, gpointer user_data);

/* Begins; what happens is told by the callbacks, never from within this call. */
void pptp_tunnel_start(PptpTunnel *tunnel);

/* Ends it politely, from any state, within some two seconds; ending() and ended() follow. More than one call is one. */
void pptp_tunnel_stop(PptpTunnel *tunnel, PptpEnd why);

/* Something happened to the network: asks the server for a sign of life, and gives it some seconds. Nothing where the tunnel is not up. */
void pptp_tunnel_probe(PptpTunnel *tunnel);

const PptpFacts *pptp_tunnel_get_facts(PptpTunnel *tunnel);

/* Our call ID, 0 where there is no call. */
guint16 pptp_tunnel_get_call_id(PptpTunnel *tunnel);

/* Drops what is left without a word. Safe inside ended(). */
void pptp_tunnel_free(PptpTunnel *tunnel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpTunnel, pptp_tunnel_free)
