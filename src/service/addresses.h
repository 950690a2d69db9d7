/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * The addresses of a profile's gateways, one after the other: the gateway that worked last comes first, then the others in the profile's
 * order; of each its IPv4 addresses, the one that worked last first. Names are looked up when their turn comes. Each address comes once a
 * round.
 */

typedef struct _PptpAddresses PptpAddresses;

typedef struct {
    const char *gateway;   /* as the profile has it */
    GInetAddress *address; /* IPv4; NULL where the name gave none */
    const GError *error;   /* of G_RESOLVER_ERROR, where there is no address */
    gboolean ipv6_only;    /* there is no address that PPTP can use, but there are others */
} PptpCandidate;

/* candidate is NULL where the round is over; it is valid during the call only. */
typedef void (*PptpAddressesFunc)(const PptpCandidate *candidate, gpointer user_data);

/* gateways are names and IPv4 addresses, ended by NULL, at least one. A name that is not found out within resolve_ms counts as failed. */
PptpAddresses *pptp_addresses_new(const char *const *gateways, guint resolve_ms, PptpAddressesFunc func, gpointer user_data);

/* Drops a lookup that is under way, without another call. Safe inside func. */
void pptp_addresses_free(PptpAddresses *addresses);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpAddresses, pptp_addresses_free)

/*
 * What worked the last time, by what was remembered: it comes first. The address counts only where the gateway still has it. Unknown
 * gateways are ignored.
 */
void pptp_addresses_prefer(PptpAddresses *addresses, const char *gateway, const char *address);

/* What works now. From the next round on it comes first, and without being looked up: the name servers may be behind the lost tunnel. */
void pptp_addresses_set_good(PptpAddresses *addresses, const char *gateway, GInetAddress *address);

/* Calls func with the next candidate, from the main loop, once. */
void pptp_addresses_next(PptpAddresses *addresses);

/* A call of pptp_addresses_next() that was not answered yet never is. */
void pptp_addresses_cancel(PptpAddresses *addresses);

/* Begins a new round. */
void pptp_addresses_rewind(PptpAddresses *addresses);

/* Whether this is what a round begins with where nothing is remembered. */
gboolean pptp_addresses_is_first(PptpAddresses *addresses, const char *gateway, GInetAddress *address);
