/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "service/journal.h"

/* NetworkManager's side of the service: what it asks for, and the order in which it wants to hear things. */

typedef struct _PptpVpnService PptpVpnService;

typedef struct {
    /* Its work is done, or nobody wants any. It may still be busy. */
    void (*done)(gpointer user_data);
    /* It is not busy any more. */
    void (*idle)(gpointer user_data);
} PptpVpnServiceCallbacks;

/*
 * Owns bus_name on bus (a reference is taken) from here on. watch_peer ends the connection when the caller of Connect leaves the bus, and
 * the service's work with its first connection. The journal has to outlive the service. NULL with error where the name cannot be had.
 */
PptpVpnService *pptp_vpn_service_new(GDBusConnection *bus, const char *bus_name, gboolean watch_peer, PptpJournal *journal,
                                     const PptpVpnServiceCallbacks *callbacks, gpointer user_data, GError **error);

/* Not from within a callback. */
void pptp_vpn_service_free(PptpVpnService *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpVpnService, pptp_vpn_service_free)

/* As NetworkManager's Disconnect. */
void pptp_vpn_service_disconnect(PptpVpnService *service);

/* Whether a connection is up, coming up, or still saying goodbye. */
gboolean pptp_vpn_service_is_busy(PptpVpnService *service);

/* Whether anybody has asked for secrets or for a connection yet. */
gboolean pptp_vpn_service_was_called(PptpVpnService *service);

/* Whether no connection has been begun or ended yet. */
gboolean pptp_vpn_service_is_unused(PptpVpnService *service);
