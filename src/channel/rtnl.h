/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <net/if.h>
#include <netinet/in.h>

/* The two questions we have for the kernel's routing netlink (rtnetlink(7)). */

/*
 * The interface that packets from source to destination leave by, now. Addresses are in network byte order. Returns FALSE, with errno, where
 * there is no route.
 */
gboolean pptp_rtnl_route_device(struct in_addr destination, struct in_addr source, char ifname[IF_NAMESIZE]);

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
