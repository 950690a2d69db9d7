/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <NetworkManager.h>

#include "service/journal.h"

/* NetworkManager's side of the service: the D-Bus object that it calls, and the order in which it wants to hear things. */

#define PPTP_TYPE_VPN_SERVICE (pptp_vpn_service_get_type())
G_DECLARE_FINAL_TYPE(PptpVpnService, pptp_vpn_service, PPTP, VPN_SERVICE, NMVpnServicePlugin)

/*
 * Owns bus_name on the system bus from here on. watch_peer ends the connection when the caller of Connect leaves the bus. The journal has to
 * outlive the service. NULL with error where there is no bus.
 */
PptpVpnService *pptp_vpn_service_new(const char *bus_name, gboolean watch_peer, PptpJournal *journal, GError **error);

/* Whether a connection is up, coming up, or still saying goodbye. The signal "idle" tells when that is over. */
gboolean pptp_vpn_service_is_busy(PptpVpnService *service);

/* Whether anybody has asked for secrets or for a connection yet. */
gboolean pptp_vpn_service_was_called(PptpVpnService *service);

#define PPTP_VPN_SERVICE_SIGNAL_IDLE "idle"
