/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <net/if.h>
#include <netinet/in.h>

/* What we want of the kernel's routing netlink (rtnetlink(7)). Addresses are in network byte order. */

/* A socket that hears of changes in groups (RTMGRP_*), 0 for none; reads end after a second. -1 with errno on failure. */
int pptp_rtnl_open(guint32 groups);

/*
 * The interface that packets from source to destination leave by, now. Where source is INADDR_ANY the kernel chooses one. Returns FALSE, with
 * errno, where there is no route, or no address that packets could come from.
 */
gboolean pptp_rtnl_route_device(struct in_addr destination, struct in_addr source, char ifname[IF_NAMESIZE]);

/* A route of the main table to one host, of the kind that NetworkManager makes (protocol "static"). */
typedef struct {
    struct in_addr destination;
    struct in_addr gateway; /* 0.0.0.0: none, the host is on the link */
    guint32 interface;      /* its index */
    guint32 metric;
} PptpHostRoute;

/* All of them, as PptpHostRoute; NULL, with errno, where the kernel cannot be asked. */
GArray *pptp_rtnl_list_host_routes(void);

/* FALSE, with errno, on failure. */
gboolean pptp_rtnl_delete_host_route(const PptpHostRoute *route);

typedef struct _PptpDeviceWatch PptpDeviceWatch;

typedef void (*PptpDeviceGoneFunc)(gpointer user_data);

/*
 * Calls func once, from the main loop, when the interface is deleted; also where it is not there to begin with. NULL, with errno, where
 * the kernel cannot be asked.
 */
PptpDeviceWatch *pptp_device_watch_new(const char *ifname, PptpDeviceGoneFunc func, gpointer user_data);

/* Ends the watch; safe inside func. */
void pptp_device_watch_free(PptpDeviceWatch *watch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpDeviceWatch, pptp_device_watch_free)
