/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "link/link.h"

/* What IPCP agreed on, in NetworkManager's terms. Pure. */

/* The generic part: device, the server's outer address, MTU. gateway is IPv4. persistent: it comes back by itself. Returns a floating a{sv}. */
GVariant *pptp_report_config(const PptpLinkIp *ip, GInetAddress *gateway, gboolean persistent);

/* The IPv4 part: address, peer, name servers. Returns a floating a{sv}. */
GVariant *pptp_report_ip4(const PptpLinkIp *ip);

/* The bytes of MTU that a PPP link may have, RFC 791 and the kernel's own limit. */
gboolean pptp_report_mtu_is_valid(guint mtu);

/*
 * The same without its name servers, floating; NULL where it has none. NetworkManager compares name servers only where the routes differ (1.42,
 * nm_l3_config_data_cmp_full): so there is one more, to our own address, which changes nothing.
 */
GVariant *pptp_report_without_servers(GVariant *ip4);
