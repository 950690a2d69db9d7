/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A plugin of a test server's pppd: its first IPCP Configure-Request goes out as soon as the client has logged in, before CCP has agreed
 * on encryption, as accel-ppp's does. pppd by itself waits for CCP where it requires MPPE.
 */

#if PPTP_PPPD_NEW
#include <pppd/pppd.h>
#else
#define INET6 1 /* Debian's 2.4.9 is built with it, and struct protent's users expect it. */
#undef bool
#include <pppd/pppd.h>
#include <pppd/patchlevel.h>
#define PPPD_VERSION VERSION
#define ppp_add_notify(what, func, context) add_notifier(&auth_up_notifier, func, context)
#endif
#include <pppd/fsm.h>
#include <pppd/ipcp.h>

extern const char pppd_version[];
const char pppd_version[] = PPPD_VERSION;

void plugin_init(void);

static void
logged_in(void *context, int arg)
{
    ipcp_protent.open(0);
}

void
plugin_init(void)
{
    ppp_add_notify(NF_AUTH_UP, logged_in, NULL);
}
