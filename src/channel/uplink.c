/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel/uplink.h"

#include <errno.h>
#include <glib-unix.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <linux/rtnetlink.h>

#include "channel/rtnl.h"

/* A new address and its routes come one by one, and a lease that is renewed may be away for a moment. */
#define SETTLE_MS 300
/*
 * Where changes go on and none of them is ours, the next look comes later, up to this: when many tunnels come up, each looks at what all
 * others do.
 */
#define SETTLE_MAX_MS 2400
#define READS_PER_TURN 64
/* What a path is asked with: no tunnel's packet is larger. */
#define ASKED_MAX 1500
#define IP_AND_UDP 28
#define DISCARD_PORT 9 /* RFC 863 */
/* The two clocks part by this much at least when a machine sleeps. */
#define SLEEP_MIN_USEC G_USEC_PER_SEC

struct _PptpUplink {
    PptpUplinkFunc func;
    gpointer user_data;
    GInetAddress *local; /* or NULL */
    struct in_addr server_in, local_in;
    char device[IF_NAMESIZE]; /* by which packets leave; "" for none */
    int rtnl_fd, timer_fd;
    guint rtnl_source, timer_source, settle;
    guint settle_ms;     /* the next time */
    gint64 settled_usec; /* the last time */
    gint64 slept_usec;   /* since boot */
    gboolean gone;
};

gboolean
pptp_uplink_has_address(GInetAddress *address)
{
    struct ifaddrs *all, *each;
    gboolean found = FALSE;

    if (getifaddrs(&all) < 0)
        return TRUE;
    for (each = all; each && !found; each = each->ifa_next) {
        if (each->ifa_addr && each->ifa_addr->sa_family == AF_INET) {
            const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)each->ifa_addr;

            found = memcmp(&in->sin_addr, g_inet_address_to_bytes(address), sizeof in->sin_addr) == 0;
        }
    }
    freeifaddrs(all);
    return found;
}

static void
look_for_device(PptpUplink *uplink, char device[IF_NAMESIZE])
{
    if (!pptp_rtnl_route_device(uplink->server_in, uplink->local_in, device))
        device[0] = '\0';
}

static gboolean on_rtnl_readable(gint fd, GIOCondition condition, gpointer user_data);

/* What exactly has changed does not matter, nor that some of it may have been lost: it is looked up. */
static void
listen_anew(PptpUplink *uplink)
{
    char buf[16384];

    for (guint n = 0; n < READS_PER_TURN && (recv(uplink->rtnl_fd, buf, sizeof buf, MSG_DONTWAIT) >= 0 || errno == ENOBUFS); n++)
        ;
    uplink->rtnl_source = g_unix_fd_add(uplink->rtnl_fd, G_IO_IN, on_rtnl_readable, uplink);
}

/* The kernel finds no way from an address that the machine does not have: only then the address is looked for. */
static gboolean
is_gone(const PptpUplink *uplink, const char *device)
{
    return device[0] == '\0' && uplink->local && !uplink->gone && !pptp_uplink_has_address(uplink->local);
}

/* func may free the uplink: it is called last. */
static gboolean
on_settled(gpointer user_data)
{
    PptpUplink *uplink = user_data;
    char device[IF_NAMESIZE];

    uplink->settle = 0;
    uplink->settled_usec = g_get_monotonic_time();
    listen_anew(uplink);
    look_for_device(uplink, device);
    if (is_gone(uplink, device)) {
        uplink->gone = TRUE;
        uplink->func(PPTP_UPLINK_GONE, uplink->user_data);
        return G_SOURCE_REMOVE;
    }
    if (g_str_equal(device, uplink->device)) {
        uplink->settle_ms = MIN(2 * uplink->settle_ms, SETTLE_MAX_MS);
        return G_SOURCE_REMOVE;
    }
    uplink->settle_ms = SETTLE_MS;
    memcpy(uplink->device, device, sizeof device);
    uplink->func(device[0] != '\0' ? PPTP_UPLINK_MOVED : PPTP_UPLINK_CUT, uplink->user_data);
    return G_SOURCE_REMOVE;
}

/* Until things have settled nobody listens: what comes meanwhile wakes nobody. */
static gboolean
on_rtnl_readable(gint fd, GIOCondition condition, gpointer user_data)
{
    PptpUplink *uplink = user_data;

    if (g_get_monotonic_time() - uplink->settled_usec > uplink->settle_ms * (gint64)1000)
        uplink->settle_ms = SETTLE_MS;
    uplink->rtnl_source = 0;
    uplink->settle = g_timeout_add(uplink->settle_ms, on_settled, uplink);
    return G_SOURCE_REMOVE;
}

static gint64
clock_usec(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* The one clock goes on while the machine sleeps, the other stands. */
static gint64
slept_usec(void)
{
    return clock_usec(CLOCK_BOOTTIME) - clock_usec(CLOCK_MONOTONIC);
}

/* A timer far away, for the sake of what cancels it: a jump of the clock, which each resume from sleep is. */
static gboolean
arm_timer(PptpUplink *uplink)
{
    const struct itimerspec never = {.it_value.tv_sec = clock_usec(CLOCK_REALTIME) / G_USEC_PER_SEC + 10 * 365 * 86400L};

    return timerfd_settime(uplink->timer_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) == 0;
}

static gboolean
on_clock_jumped(gint fd, GIOCondition condition, gpointer user_data)
{
    PptpUplink *uplink = user_data;
    gint64 before = uplink->slept_usec;
    guint64 unused;

    if (read(fd, &unused, sizeof unused) < 0 && errno == EAGAIN)
        return G_SOURCE_CONTINUE;
    uplink->slept_usec = slept_usec();
    if (!arm_timer(uplink)) {
        uplink->timer_source = 0;
        return G_SOURCE_REMOVE;
    }
    if (uplink->slept_usec - before >= SLEEP_MIN_USEC)
        uplink->func(PPTP_UPLINK_RESUMED, uplink->user_data);
    return G_SOURCE_CONTINUE;
}

PptpUplink *
pptp_uplink_new(GInetAddress *server, GInetAddress *local, PptpUplinkFunc func, gpointer user_data)
{
    g_autoptr(PptpUplink) uplink = g_new0(PptpUplink, 1);

    uplink->func = func;
    uplink->user_data = user_data;
    memcpy(&uplink->server_in, g_inet_address_to_bytes(server), sizeof uplink->server_in);
    if (local) {
        uplink->local = g_object_ref(local);
        memcpy(&uplink->local_in, g_inet_address_to_bytes(local), sizeof uplink->local_in);
    }
    uplink->timer_fd = -1;
    uplink->rtnl_fd = pptp_rtnl_open(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE);
    if (uplink->rtnl_fd < 0)
        return NULL;
    uplink->settle_ms = SETTLE_MS;
    listen_anew(uplink);
    uplink->slept_usec = slept_usec();
    uplink->timer_fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (uplink->timer_fd >= 0 && arm_timer(uplink))
        uplink->timer_source = g_unix_fd_add(uplink->timer_fd, G_IO_IN, on_clock_jumped, uplink);
    look_for_device(uplink, uplink->device);
    return g_steal_pointer(&uplink);
}

void
pptp_uplink_free(PptpUplink *uplink)
{
    if (!uplink)
        return;
    if (uplink->rtnl_source)
        g_source_remove(uplink->rtnl_source);
    if (uplink->timer_source)
        g_source_remove(uplink->timer_source);
    if (uplink->settle)
        g_source_remove(uplink->settle);
    if (uplink->rtnl_fd >= 0)
        close(uplink->rtnl_fd);
    if (uplink->timer_fd >= 0)
        close(uplink->timer_fd);
    g_clear_object(&uplink->local);
    g_free(uplink);
}

/* Connecting a datagram socket looks the way up, no more: ip(7), IP_MTU. -1 where there is none. */
static int
open_way(GInetAddress *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(DISCARD_PORT)};
    int fd;

    g_return_val_if_fail(g_inet_address_get_family(server) == G_SOCKET_FAMILY_IPV4, -1);
    memcpy(&address.sin_addr, g_inet_address_to_bytes(server), sizeof address.sin_addr);
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

static guint
mtu_of_way(int fd)
{
    int mtu = 0;
    socklen_t len = sizeof mtu;

    return getsockopt(fd, IPPROTO_IP, IP_MTU, &mtu, &len) == 0 && mtu > 0 ? (guint)mtu : 0;
}

guint
pptp_uplink_path_mtu(GInetAddress *server)
{
    int fd = open_way(server);
    guint mtu;

    if (fd < 0)
        return 0;
    mtu = mtu_of_way(fd);
    close(fd);
    return mtu;
}

int
pptp_uplink_ask_path(GInetAddress *server)
{
    static const char nothing[ASKED_MAX - IP_AND_UDP];
    const int never_cut = IP_PMTUDISC_DO;
    int fd = open_way(server);
    guint mtu;

    if (fd < 0)
        return -1;
    mtu = MIN(mtu_of_way(fd), ASKED_MAX);
    if (mtu > IP_AND_UDP && setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &never_cut, sizeof never_cut) == 0)
        send(fd, nothing, mtu - IP_AND_UDP, MSG_DONTWAIT | MSG_NOSIGNAL);
    return fd;
}
