/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel/rtnl.h"

#include <errno.h>
#include <glib-unix.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

int
pptp_rtnl_open(guint32 groups)
{
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = groups};
    struct timeval limit = {.tv_sec = 1};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) < 0 ||
        bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        int saved = errno;

        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

static gboolean
ask_route(int fd, struct in_addr destination, struct in_addr source)
{
    struct {
        struct nlmsghdr header;
        struct rtmsg route;
        struct rtattr destination_attr;
        struct in_addr destination;
        struct rtattr source_attr;
        struct in_addr source;
    } request = {
        .header = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_GETROUTE, .nlmsg_flags = NLM_F_REQUEST, .nlmsg_seq = 1},
        .route = {.rtm_family = AF_INET, .rtm_dst_len = 32, .rtm_src_len = 32},
        .destination_attr = {.rta_len = RTA_LENGTH(sizeof destination), .rta_type = RTA_DST},
        .destination = destination,
        .source_attr = {.rta_len = RTA_LENGTH(sizeof source), .rta_type = RTA_SRC},
        .source = source,
    };

    return send(fd, &request, sizeof request, 0) == sizeof request;
}

/* The kernel names the source where it chose one. An interface that comes up may have a route before it has an address: that is no way yet. */
static guint
output_interface(const struct nlmsghdr *header, gboolean has_source)
{
    const struct rtmsg *route = NLMSG_DATA(header);
    const struct rtattr *attr = RTM_RTA(route);
    int left = (int)header->nlmsg_len - (int)NLMSG_LENGTH(sizeof *route);
    guint32 index = 0;

    for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
        if (attr->rta_type == RTA_OIF && RTA_PAYLOAD(attr) == sizeof index)
            memcpy(&index, RTA_DATA(attr), sizeof index);
        else if (attr->rta_type == RTA_PREFSRC)
            has_source = TRUE;
    }
    return has_source ? index : 0;
}

static guint
read_route(int fd, gboolean has_source)
{
    union {
        struct nlmsghdr header;
        char bytes[4096];
    } answer;
    ssize_t len = recv(fd, &answer, sizeof answer, 0);

    if (len < 0)
        return 0;
    if (!NLMSG_OK(&answer.header, (size_t)len)) {
        errno = EBADMSG;
        return 0;
    }
    if (answer.header.nlmsg_type == NLMSG_ERROR && answer.header.nlmsg_len >= NLMSG_LENGTH(sizeof(struct nlmsgerr))) {
        errno = -((const struct nlmsgerr *)NLMSG_DATA(&answer.header))->error;
        return 0;
    }
    if (answer.header.nlmsg_type != RTM_NEWROUTE || answer.header.nlmsg_len < NLMSG_LENGTH(sizeof(struct rtmsg))) {
        errno = EBADMSG;
        return 0;
    }
    errno = ENODEV;
    return output_interface(&answer.header, has_source);
}

gboolean
pptp_rtnl_route_device(struct in_addr destination, struct in_addr source, char ifname[IF_NAMESIZE])
{
    int fd = pptp_rtnl_open(0), saved;
    guint index = 0;

    if (fd < 0)
        return FALSE;
    if (ask_route(fd, destination, source))
        index = read_route(fd, source.s_addr != INADDR_ANY);
    saved = errno;
    close(fd);
    errno = saved;
    return index > 0 && if_indextoname(index, ifname) != NULL;
}

static gboolean
is_static_host_route(const struct rtmsg *route)
{
    return route->rtm_family == AF_INET && route->rtm_dst_len == 32 && route->rtm_table == RT_TABLE_MAIN &&
           route->rtm_protocol == RTPROT_STATIC && route->rtm_type == RTN_UNICAST;
}

static void
take_host_route(GArray *routes, const struct nlmsghdr *header)
{
    const struct rtmsg *message = NLMSG_DATA(header);
    const struct rtattr *attr = RTM_RTA(message);
    int left = (int)header->nlmsg_len - (int)NLMSG_LENGTH(sizeof *message);
    PptpHostRoute route = {0};

    if (left < 0 || !is_static_host_route(message))
        return;
    for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
        if (RTA_PAYLOAD(attr) != 4)
            continue;
        if (attr->rta_type == RTA_DST)
            memcpy(&route.destination, RTA_DATA(attr), 4);
        else if (attr->rta_type == RTA_GATEWAY)
            memcpy(&route.gateway, RTA_DATA(attr), 4);
        else if (attr->rta_type == RTA_OIF)
            memcpy(&route.interface, RTA_DATA(attr), 4);
        else if (attr->rta_type == RTA_PRIORITY)
            memcpy(&route.metric, RTA_DATA(attr), 4);
    }
    g_array_append_val(routes, route);
}

/* Reads one datagram of a dump. Returns FALSE when that was the last. */
static gboolean
read_dump(int fd, GArray *routes)
{
    /* netlink(7): the kernel makes no part of a dump larger. On the stack, since the heap would stay as large. */
    union {
        struct nlmsghdr header;
        char bytes[8192];
    } answer;
    ssize_t len = recv(fd, &answer, sizeof answer, MSG_TRUNC);

    if (len <= 0 || (gsize)len > sizeof answer)
        return FALSE;
    for (const struct nlmsghdr *header = &answer.header; NLMSG_OK(header, (size_t)len); header = NLMSG_NEXT(header, len)) {
        if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR)
            return FALSE;
        if (header->nlmsg_type == RTM_NEWROUTE)
            take_host_route(routes, header);
    }
    return TRUE;
}

GArray *
pptp_rtnl_list_host_routes(void)
{
    const struct {
        struct nlmsghdr header;
        struct rtmsg route;
    } request = {
        .header = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_GETROUTE, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP, .nlmsg_seq = 1},
        .route = {.rtm_family = AF_INET},
    };
    GArray *routes;
    int fd = pptp_rtnl_open(0);

    if (fd < 0)
        return NULL;
    routes = g_array_new(FALSE, FALSE, sizeof(PptpHostRoute));
    if (send(fd, &request, sizeof request, 0) == sizeof request) {
        while (read_dump(fd, routes))
            ;
    }
    close(fd);
    return routes;
}

gboolean
pptp_rtnl_delete_host_route(const PptpHostRoute *route)
{
    const struct {
        struct nlmsghdr header;
        struct rtmsg route;
        struct rtattr destination_attr;
        struct in_addr destination;
        struct rtattr interface_attr;
        guint32 interface;
        struct rtattr metric_attr;
        guint32 metric;
    } request = {
        .header = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_DELROUTE, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK, .nlmsg_seq = 1},
        .route = {.rtm_family = AF_INET, .rtm_dst_len = 32, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_STATIC, .rtm_scope = RT_SCOPE_NOWHERE},
        .destination_attr = {.rta_len = RTA_LENGTH(4), .rta_type = RTA_DST},
        .destination = route->destination,
        .interface_attr = {.rta_len = RTA_LENGTH(4), .rta_type = RTA_OIF},
        .interface = route->interface,
        .metric_attr = {.rta_len = RTA_LENGTH(4), .rta_type = RTA_PRIORITY},
        .metric = route->metric,
    };
    int fd = pptp_rtnl_open(0), saved;

    if (fd < 0)
        return FALSE;
    errno = EIO;
    if (send(fd, &request, sizeof request, 0) == sizeof request)
        read_route(fd, TRUE); /* an acknowledgement is an error message with the number 0 */
    saved = errno;
    close(fd);
    errno = saved;
    return saved == 0;
}

struct _PptpDeviceWatch {
    int fd;
    guint source;
    guint index;
    PptpDeviceGoneFunc func;
    gpointer user_data;
};

static gboolean
says_gone(const struct nlmsghdr *header, guint index)
{
    const struct ifinfomsg *info = NLMSG_DATA(header);

    return header->nlmsg_type == RTM_DELLINK && header->nlmsg_len >= NLMSG_LENGTH(sizeof *info) && info->ifi_index == (int)index;
}

static gboolean
on_rtnl_readable(gint fd, GIOCondition condition, gpointer user_data)
{
    PptpDeviceWatch *watch = user_data;
    union {
        struct nlmsghdr header;
        char bytes[16384];
    } buf;
    ssize_t len = recv(fd, &buf, sizeof buf, MSG_DONTWAIT);
    gboolean gone = FALSE;

    if (len < 0 && errno == ENOBUFS) {
        /* Messages were lost, ours may be among them: look. */
        char name[IF_NAMESIZE];

        gone = !if_indextoname(watch->index, name);
    }
    for (const struct nlmsghdr *header = &buf.header; len > 0 && NLMSG_OK(header, (size_t)len); header = NLMSG_NEXT(header, len))
        gone = gone || says_gone(header, watch->index);
    if (!gone)
        return G_SOURCE_CONTINUE;
    watch->source = 0;
    watch->func(watch->user_data);
    return G_SOURCE_REMOVE;
}

/* Of many tunnels each hears of all others' interfaces: what is nobody's end here is to wake nobody. Without the filter it is read in vain. */
static void
attach_filter(int fd, guint index)
{
    /* The kernel reads in network byte order what is in the machine's. */
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(struct nlmsghdr, nlmsg_type)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELLINK), 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, NLMSG_LENGTH(offsetof(struct ifinfomsg, ifi_index))),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(index), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, G_MAXUINT32),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    const struct sock_fprog program = {.len = G_N_ELEMENTS(code), .filter = code};

    setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

static gboolean
on_never_there(gpointer user_data)
{
    PptpDeviceWatch *watch = user_data;

    watch->source = 0;
    watch->func(watch->user_data);
    return G_SOURCE_REMOVE;
}

PptpDeviceWatch *
pptp_device_watch_new(const char *ifname, PptpDeviceGoneFunc func, gpointer user_data)
{
    int fd = pptp_rtnl_open(RTMGRP_LINK);
    PptpDeviceWatch *watch;

    if (fd < 0)
        return NULL;
    watch = g_new0(PptpDeviceWatch, 1);
    watch->fd = fd;
    watch->func = func;
    watch->user_data = user_data;
    /* After the subscription: a deletion from here on is heard of. */
    watch->index = if_nametoindex(ifname);
    attach_filter(fd, watch->index);
    watch->source = watch->index ? g_unix_fd_add(fd, G_IO_IN, on_rtnl_readable, watch) : g_idle_add(on_never_there, watch);
    return watch;
}

void
pptp_device_watch_free(PptpDeviceWatch *watch)
{
    if (!watch)
        return;
    if (watch->source)
        g_source_remove(watch->source);
    close(watch->fd);
    g_free(watch);
}
