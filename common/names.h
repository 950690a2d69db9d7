/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Names that other programs know us by: NetworkManager, its keyfiles, pppd's scripts. They are the names of the present
 * PPTP plugin and must never change.
 */

#define PPTP_DBUS_SERVICE "org.freedesktop.NetworkManager.pptp"
#define PPTP_PPPD_PLUGIN "nm-pptp-pppd-plugin.so"

/* pppd's "ipparam" has to begin with this: Debian's ip-up.d/0000usepeerdns leaves the resolver alone only then. */
#define PPTP_IPPARAM_PREFIX "nm-pptp-service-"

/* Keys in the vpn setting's data. */
#define PPTP_KEY_GATEWAY "gateway"
#define PPTP_KEY_USER "user"
#define PPTP_KEY_USER_ALIAS "user-name"
#define PPTP_KEY_DOMAIN "domain"
#define PPTP_KEY_REFUSE_EAP "refuse-eap"
#define PPTP_KEY_REFUSE_PAP "refuse-pap"
#define PPTP_KEY_REFUSE_CHAP "refuse-chap"
#define PPTP_KEY_REFUSE_MSCHAP "refuse-mschap"
#define PPTP_KEY_REFUSE_MSCHAPV2 "refuse-mschapv2"
#define PPTP_KEY_REQUIRE_MPPE "require-mppe"
#define PPTP_KEY_REQUIRE_MPPE_40 "require-mppe-40"
#define PPTP_KEY_REQUIRE_MPPE_128 "require-mppe-128"
#define PPTP_KEY_REFUSE_MPPE_40 "refuse-mppe-40"
#define PPTP_KEY_REFUSE_MPPE_128 "refuse-mppe-128"
#define PPTP_KEY_MPPE_STATEFUL "mppe-stateful"
#define PPTP_KEY_NOBSDCOMP "nobsdcomp"
#define PPTP_KEY_NODEFLATE "nodeflate"
#define PPTP_KEY_NO_VJ_COMP "no-vj-comp"
#define PPTP_KEY_LCP_ECHO_FAILURE "lcp-echo-failure"
#define PPTP_KEY_LCP_ECHO_INTERVAL "lcp-echo-interval"
#define PPTP_KEY_UNIT "unit"
#define PPTP_KEY_MTU "mtu"
#define PPTP_KEY_MRU "mru"
#define PPTP_KEY_TRANSPORT "transport"
#define PPTP_KEY_PASSWORD_FLAGS "password-flags"

/* The one secret. */
#define PPTP_SECRET_PASSWORD "password"
