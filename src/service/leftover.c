/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/leftover.h"

#include <string.h>

#include "channel/rtnl.h"

struct _PptpLeftover {
    GArray *before; /* PptpHostRoute; NULL where the kernel could not be asked */
};

PptpLeftover *
pptp_leftover_new(void)
{
    PptpLeftover *leftover = g_new0(PptpLeftover, 1);

    leftover->before = pptp_rtnl_list_host_routes();
    return leftover;
}

void
pptp_leftover_free(PptpLeftover *leftover)
{
    if (!leftover)
        return;
    g_clear_pointer(&leftover->before, g_array_unref);
    g_free(leftover);
}

static gboolean
contains(GArray *routes, const PptpHostRoute *route)
{
    for (guint i = 0; i < routes->len; i++) {
        const PptpHostRoute *other = &g_array_index(routes, PptpHostRoute, i);

        if (other->destination.s_addr == route->destination.s_addr && other->interface == route->interface && other->metric == route->metric)
            return TRUE;
    }
    return FALSE;
}

static void
delete_new_to(PptpLeftover *leftover, GArray *now, struct in_addr destination)
{
    for (guint i = 0; i < now->len; i++) {
        const PptpHostRoute *route = &g_array_index(now, PptpHostRoute, i);

        if (route->destination.s_addr == destination.s_addr && !contains(leftover->before, route))
            pptp_rtnl_delete_host_route(route);
    }
}

void
pptp_leftover_clean(PptpLeftover *leftover, GInetAddress *server)
{
    g_autoptr(GArray) now = pptp_rtnl_list_host_routes();
    struct in_addr next_hop = {0}, address;

    if (!now || !leftover->before)
        return;
    memcpy(&address, g_inet_address_to_bytes(server), sizeof address);
    for (guint i = 0; i < now->len; i++) {
        const PptpHostRoute *route = &g_array_index(now, PptpHostRoute, i);

        if (route->destination.s_addr == address.s_addr && !contains(leftover->before, route))
            next_hop = route->gateway;
    }
    delete_new_to(leftover, now, address);
    if (next_hop.s_addr)
        delete_new_to(leftover, now, next_hop);
}
