/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/interface.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "channel/rtnl.h"

/* So long it may be gone before pppd has said that the link ended. */
#define GONE_MS 300

struct _PptpInterface {
    PptpDeviceWatch *watch;
    guint gone_timer;
    gboolean is_gone;
    PptpInterfaceGoneFunc gone;
    gpointer user_data;
};

static void
refuse_router_advertisements(const char *ifname, PptpJournal *journal)
{
    g_autofree char *path = g_strdup_printf("/proc/sys/net/ipv6/conf/%s/accept_ra", ifname);
    g_autofree char *text = NULL;
    int fd;

    if (strchr(ifname, '/') || !g_file_get_contents(path, &text, NULL, NULL))
        return; /* no IPv6 in this kernel */
    fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, "0", 1) != 1)
        pptp_journal_log(journal, PPTP_LOG_WARNING, "IPv6 router advertisements through %s cannot be switched off: %s", ifname,
                         g_strerror(errno));
    if (fd >= 0)
        close(fd);
}

static gboolean
on_gone_alone(gpointer user_data)
{
    PptpInterface *interface = user_data;

    interface->gone_timer = 0;
    interface->gone(interface->user_data);
    return G_SOURCE_REMOVE;
}

/* pppd takes the interface away itself when the link ends, and says why on another way: let that be heard first. */
static void
on_gone(gpointer user_data)
{
    PptpInterface *interface = user_data;

    if (interface->is_gone)
        return;
    interface->is_gone = TRUE;
    interface->gone_timer = g_timeout_add(GONE_MS, on_gone_alone, interface);
}

PptpInterface *
pptp_interface_new(const char *ifname, PptpJournal *journal, PptpInterfaceGoneFunc gone, gpointer user_data)
{
    PptpInterface *interface = g_new0(PptpInterface, 1);

    interface->gone = gone;
    interface->user_data = user_data;
    refuse_router_advertisements(ifname, journal);
    interface->watch = pptp_device_watch_new(ifname, on_gone, interface);
    return interface;
}

void
pptp_interface_free(PptpInterface *interface)
{
    if (!interface)
        return;
    if (interface->gone_timer)
        g_source_remove(interface->gone_timer);
    g_clear_pointer(&interface->watch, pptp_device_watch_free);
    g_free(interface);
}

gboolean
pptp_interface_is_gone(PptpInterface *interface)
{
    return interface->is_gone;
}
