/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel/kernel.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_pppox.h>

#include "channel/prompt.h"
#include "channel/user.h"
#include "gre/header.h"

/* What one reading of the raw socket takes in at most: the first packets of a negotiation are few. */
#define RAW_READS_MAX 64

struct _PptpChannel {
    int fd;     /* AF_PPPOX */
    int raw_fd; /* GRE; -1 once closed */
    struct in_addr local, remote;
    guint16 call_id, peer_call_id;
    guint gre_packets, gre_others;
    gboolean unreachable;
    gboolean narrowed;
    gboolean bound; /* to an interface */
    PptpGuard *guard;
    PptpPrompt *prompt;
    PptpUserChannel *user; /* in place of fd; NULL for the kernel's own channel */
    PptpChannelLostFunc lost;
    gpointer user_data;
};

static void
close_fd(int *fd)
{
    int saved = errno;

    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    errno = saved;
}

static struct in_addr
to_in_addr(GInetAddress *address)
{
    struct in_addr in;

    memcpy(&in, g_inet_address_to_bytes(address), sizeof in);
    return in;
}

static gboolean
open_pppox(PptpChannel *channel, struct in_addr local)
{
    struct sockaddr_pppox address = {.sa_family = AF_PPPOX, .sa_protocol = PX_PROTO_PPTP};
    socklen_t len = sizeof address;

    channel->fd = socket(AF_PPPOX, SOCK_STREAM | SOCK_CLOEXEC, PX_PROTO_PPTP);
    if (channel->fd < 0)
        return FALSE;
    /* Call ID 0 lets the kernel choose one; it keeps them apart for the whole machine. */
    address.sa_addr.pptp.sin_addr = local;
    if (bind(channel->fd, (struct sockaddr *)&address, sizeof address) < 0)
        return FALSE;
    if (getsockname(channel->fd, (struct sockaddr *)&address, &len) < 0)
        return FALSE;
    channel->call_id = address.sa_addr.pptp.call_id;
    return TRUE;
}

static gboolean
open_raw(PptpChannel *channel, struct in_addr local)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = local};

    channel->raw_fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_GRE);
    if (channel->raw_fd < 0 || bind(channel->raw_fd, (struct sockaddr *)&address, sizeof address) < 0)
        return FALSE;
    address.sin_addr = channel->remote;
    return connect(channel->raw_fd, (struct sockaddr *)&address, sizeof address) == 0;
}

static PptpChannel *
new_closed(GInetAddress *local, GInetAddress *remote)
{
    PptpChannel *channel;

    g_return_val_if_fail(g_inet_address_get_family(local) == G_SOCKET_FAMILY_IPV4, NULL);
    g_return_val_if_fail(g_inet_address_get_family(remote) == G_SOCKET_FAMILY_IPV4, NULL);

    channel = g_new0(PptpChannel, 1);
    channel->fd = channel->raw_fd = -1;
    channel->local = to_in_addr(local);
    channel->remote = to_in_addr(remote);
    return channel;
}

PptpChannel *
pptp_channel_new(GInetAddress *local, GInetAddress *remote)
{
    g_autoptr(PptpChannel) channel = new_closed(local, remote);

    if (!channel || !open_pppox(channel, to_in_addr(local)) || !open_raw(channel, to_in_addr(local)))
        return NULL;
    return g_steal_pointer(&channel);
}

PptpChannel *
pptp_channel_new_user(GInetAddress *local, GInetAddress *remote, const char *helper, PptpChannelLostFunc lost, gpointer user_data)
{
    g_autoptr(PptpChannel) channel = new_closed(local, remote);

    if (!channel || !open_raw(channel, to_in_addr(local)))
        return NULL;
    channel->user = pptp_user_channel_new(channel->raw_fd, helper);
    if (!channel->user)
        return NULL;
    channel->call_id = pptp_user_channel_get_call_id(channel->user);
    channel->lost = lost;
    channel->user_data = user_data;
    return g_steal_pointer(&channel);
}

void
pptp_channel_free(PptpChannel *channel)
{
    if (!channel)
        return;
    g_clear_pointer(&channel->guard, pptp_guard_free);
    g_clear_pointer(&channel->prompt, pptp_prompt_free);
    g_clear_pointer(&channel->user, pptp_user_channel_free);
    close_fd(&channel->fd);
    close_fd(&channel->raw_fd);
    g_free(channel);
}

guint16
pptp_channel_get_call_id(PptpChannel *channel)
{
    return channel->call_id;
}

gboolean
pptp_channel_connect(PptpChannel *channel, guint16 peer_call_id)
{
    struct sockaddr_pppox address = {.sa_family = AF_PPPOX, .sa_protocol = PX_PROTO_PPTP};

    if (channel->user)
        return pptp_user_channel_connect(channel->user, peer_call_id, channel->lost, channel->user_data);
    channel->peer_call_id = peer_call_id;
    address.sa_addr.pptp.sin_addr = channel->remote;
    address.sa_addr.pptp.call_id = peer_call_id;
    return connect(channel->fd, (struct sockaddr *)&address, sizeof address) == 0;
}

int
pptp_channel_get_fd(PptpChannel *channel)
{
    return channel->user ? pptp_user_channel_get_fd(channel->user) : channel->fd;
}

char *
pptp_channel_dup_summary(PptpChannel *channel)
{
    return channel->user ? pptp_user_channel_dup_summary(channel->user) : NULL;
}

void
pptp_channel_read_raw(PptpChannel *channel, PptpEarlyFrameFunc func, gpointer user_data)
{
    guint8 packet[2048];

    for (guint reads = 0; !channel->user && channel->raw_fd >= 0 && reads < RAW_READS_MAX; reads++) {
        ssize_t len = recv(channel->raw_fd, packet, sizeof packet, 0);
        const guint8 *frame;
        gsize frame_len;
        PptpGre gre;

        if (len < 0 && (errno == ENOPROTOOPT || errno == ECONNREFUSED)) {
            channel->unreachable = TRUE;
            continue;
        }
        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return;
        /* Another tunnel to the same server has its packets here as well: they say nothing about ours. */
        if (!pptp_gre_parse(&gre, packet, (gsize)len, channel->call_id)) {
            channel->gre_others++;
            continue;
        }
        channel->gre_packets++;
        frame = pptp_gre_frame(&gre, &frame_len);
        if (frame && func)
            func(frame, frame_len, user_data);
    }
}

guint
pptp_channel_get_gre_packets(PptpChannel *channel)
{
    return channel->user ? pptp_user_channel_get_packets(channel->user) : channel->gre_packets;
}

guint
pptp_channel_get_gre_others(PptpChannel *channel)
{
    return channel->gre_others;
}

gboolean
pptp_channel_get_unreachable(PptpChannel *channel)
{
    return channel->user ? pptp_user_channel_get_unreachable(channel->user) : channel->unreachable;
}

void
pptp_channel_close_raw(PptpChannel *channel)
{
    if (!channel->user)
        close_fd(&channel->raw_fd);
}

void
pptp_channel_narrow_raw(PptpChannel *channel)
{
    if (channel->user || channel->raw_fd < 0 || channel->narrowed)
        return;
    channel->narrowed = pptp_guard_attach(channel->raw_fd, channel->call_id, TRUE, TRUE);
}

int
pptp_channel_take_raw(PptpChannel *channel)
{
    int fd = channel->raw_fd;

    if (channel->user)
        return -1;
    channel->raw_fd = -1;
    return fd;
}

gboolean
pptp_channel_guard(PptpChannel *channel, PptpGuardFunc func, gpointer user_data)
{
    if (channel->user)
        return pptp_user_channel_guard(channel->user, func, user_data);
    if (!channel->guard)
        channel->guard = pptp_guard_new(channel->fd, pptp_channel_take_raw(channel), channel->call_id, func, user_data);
    return channel->guard != NULL;
}

void
pptp_channel_end_guard(PptpChannel *channel)
{
    g_clear_pointer(&channel->guard, pptp_guard_free);
    if (channel->user)
        pptp_user_channel_guard(channel->user, NULL, NULL);
}

void
pptp_channel_prompt(PptpChannel *channel, const char *ifname)
{
    g_clear_pointer(&channel->prompt, pptp_prompt_free);
    if (!channel->user && !channel->bound)
        channel->prompt = pptp_prompt_new(ifname, channel->local, channel->remote, channel->peer_call_id);
}

gboolean
pptp_channel_bind_device(PptpChannel *channel, const char *ifname)
{
    channel->bound = TRUE;
    /* The helper has the same socket. */
    return setsockopt(channel->user ? channel->raw_fd : channel->fd, SOL_SOCKET, SO_BINDTODEVICE, ifname, (socklen_t)strlen(ifname) + 1) ==
           0;
}
