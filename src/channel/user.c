/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel/user.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/if_pppox.h>
#include <linux/ppp-ioctl.h>

#include "gre/report.h"

/* What may queue up while the helper is not scheduled: a few hundred full packets. */
#define RECEIVE_BUFFER (2 * 1024 * 1024)
#define TRIES 16

struct _PptpUserChannel {
    int raw_fd;                 /* borrowed */
    int reserved_fd;            /* holds the call ID for this machine */
    int tunnel_fd, frames_fd;   /* UDP: the kernel's end, and the helper's until it is started */
    int manager_fd, session_fd; /* AF_PPPOX: the L2TP tunnel, and its one session */
    int service_fd;             /* our end of the helper's descriptor */
    guint16 call_id, tunnel_id, session_id;
    char *helper;
    GSubprocess *process;
    GCancellable *cancellable;
    guint source;
    PptpGreReport report;
    PptpUserChannelLostFunc lost;
    gpointer user_data;
    PptpUserChannelCaughtFunc caught;
    gpointer caught_data;
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

static guint16
random_id(void)
{
    return (guint16)g_random_int_range(1, G_MAXUINT16 + 1);
}

/* -- the call ID -- */

/* Two tunnels of this machine must not share a call ID: an abstract socket's name exists once, and goes with its descriptor. */
static gboolean
reserve_name(PptpUserChannel *channel, guint16 call_id)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int len = g_snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "nm-pptp-call-%u", call_id);

    channel->reserved_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (channel->reserved_fd < 0)
        return FALSE;
    if (bind(channel->reserved_fd, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (gsize)len)) == 0)
        return TRUE;
    close_fd(&channel->reserved_fd);
    return FALSE;
}

/* Where the kernel has its PPTP driver, its tunnels have call IDs as well, and it hands out one that is free. */
static gboolean
reserve_in_kernel(PptpUserChannel *channel)
{
    struct sockaddr_pppox address = {.sa_family = AF_PPPOX, .sa_protocol = PX_PROTO_PPTP};
    struct sockaddr_in local;
    socklen_t len = sizeof local;

    channel->reserved_fd = socket(AF_PPPOX, SOCK_STREAM | SOCK_CLOEXEC, PX_PROTO_PPTP);
    if (channel->reserved_fd < 0)
        return FALSE;
    if (getsockname(channel->raw_fd, (struct sockaddr *)&local, &len) == 0) {
        address.sa_addr.pptp.sin_addr = local.sin_addr;
        len = sizeof address;
        if (bind(channel->reserved_fd, (struct sockaddr *)&address, sizeof address) == 0 &&
            getsockname(channel->reserved_fd, (struct sockaddr *)&address, &len) == 0) {
            channel->call_id = address.sa_addr.pptp.call_id;
            return TRUE;
        }
    }
    close_fd(&channel->reserved_fd);
    return FALSE;
}

static gboolean
reserve_call_id(PptpUserChannel *channel)
{
    if (reserve_in_kernel(channel))
        return TRUE;
    for (guint i = 0; i < TRIES; i++) {
        channel->call_id = random_id();
        if (reserve_name(channel, channel->call_id))
            return TRUE;
    }
    errno = EADDRINUSE;
    return FALSE;
}

/* The raw socket takes in our call's packets alone: a copy of every other tunnel's to the same server would be for nobody. */
static gboolean
filter_raw(PptpUserChannel *channel)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), /* X: the length of the IP header */
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 6),  /* the call ID, RFC 2637 section 4.1 */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, channel->call_id, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, G_MAXUINT16),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    const struct sock_fprog program = {.len = G_N_ELEMENTS(code), .filter = code};
    const int size = RECEIVE_BUFFER, fragment = IP_PMTUDISC_DONT;

    /* As the kernel's own channel does it: a packet too large for the path is fragmented, not lost. */
    setsockopt(channel->raw_fd, IPPROTO_IP, IP_MTU_DISCOVER, &fragment, sizeof fragment);
    setsockopt(channel->raw_fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    return setsockopt(channel->raw_fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

/* -- frames between helper and kernel -- */

static gboolean
open_udp(int *fd, struct sockaddr_in *address)
{
    const int on = 1, size = RECEIVE_BUFFER;
    socklen_t len = sizeof *address;

    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    *fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd < 0 || bind(*fd, (struct sockaddr *)address, sizeof *address) < 0)
        return FALSE;
    setsockopt(*fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(*fd, SOL_SOCKET, SO_NO_CHECK, &on, sizeof on); /* memory to memory */
    return getsockname(*fd, (struct sockaddr *)address, &len) == 0;
}

/* What another process may have sent before the socket was connected to its one peer. */
static void
drain(int fd)
{
    guint8 byte;

    while (recv(fd, &byte, 1, MSG_DONTWAIT) >= 0)
        continue;
}

static gboolean
open_udp_pair(PptpUserChannel *channel, struct sockaddr_in *helper)
{
    struct sockaddr_in tunnel;

    if (!open_udp(&channel->tunnel_fd, &tunnel) || !open_udp(&channel->frames_fd, helper))
        return FALSE;
    if (connect(channel->tunnel_fd, (struct sockaddr *)helper, sizeof *helper) < 0 ||
        connect(channel->frames_fd, (struct sockaddr *)&tunnel, sizeof tunnel) < 0)
        return FALSE;
    drain(channel->frames_fd);
    return TRUE;
}

static gboolean
connect_l2tp(PptpUserChannel *channel, const struct sockaddr_in *helper, int *fd, guint16 session)
{
    struct sockaddr_pppol2tp address = {.sa_family = AF_PPPOX, .sa_protocol = PX_PROTO_OL2TP};

    if (*fd < 0)
        *fd = socket(AF_PPPOX, SOCK_DGRAM | SOCK_CLOEXEC, PX_PROTO_OL2TP);
    if (*fd < 0)
        return FALSE;
    address.pppol2tp.fd = channel->tunnel_fd;
    address.pppol2tp.addr = *helper;
    address.pppol2tp.s_tunnel = address.pppol2tp.d_tunnel = channel->tunnel_id;
    address.pppol2tp.s_session = address.pppol2tp.d_session = session;
    return connect(*fd, (struct sockaddr *)&address, sizeof address) == 0;
}

/*
 * From here on the kernel keeps what comes for whoever attaches to the channel. Before that it is for readers of the socket, of which there
 * are none: a server's first LCP request would be lost, and come again after three seconds.
 */
static gboolean
bind_to_ppp(PptpUserChannel *channel)
{
    int index;

    return ioctl(channel->session_fd, PPPIOCGCHAN, &index) == 0;
}

/* A socket with session 0 stands for the tunnel, which has to exist before its session. */
static gboolean
open_l2tp(PptpUserChannel *channel)
{
    struct sockaddr_in helper;

    if (!open_udp_pair(channel, &helper))
        return FALSE;
    channel->session_id = random_id();
    for (guint i = 0; i < TRIES; i++) {
        channel->tunnel_id = random_id();
        if (connect_l2tp(channel, &helper, &channel->manager_fd, 0))
            return connect_l2tp(channel, &helper, &channel->session_fd, channel->session_id) && bind_to_ppp(channel);
        if (errno != EEXIST)
            return FALSE;
        close_fd(&channel->manager_fd);
    }
    return FALSE;
}

/* -- the helper -- */

static void
lose(PptpUserChannel *channel, const char *sentence)
{
    PptpUserChannelLostFunc lost = channel->lost;

    channel->lost = NULL;
    if (lost)
        lost(sentence, channel->user_data);
}

static void
on_helper_exited(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GSubprocess) process = G_SUBPROCESS(source);
    g_autofree char *sentence = NULL;
    PptpUserChannel *channel = user_data;

    if (!g_subprocess_wait_finish(process, result, NULL))
        return; /* cancelled: the channel is gone */
    channel->process = NULL;
    if (g_subprocess_get_if_signaled(process))
        sentence = g_strdup_printf("its helper nm-pptp-gre was ended by signal %d (%s)", g_subprocess_get_term_sig(process),
                                   g_strsignal(g_subprocess_get_term_sig(process)));
    else
        sentence = g_strdup_printf("its helper nm-pptp-gre ended with status %d", g_subprocess_get_exit_status(process));
    lose(channel, sentence);
}

static gboolean
on_report(gint fd, GIOCondition condition, gpointer user_data)
{
    PptpUserChannel *channel = user_data;
    PptpGreMessage message;
    ssize_t len = recv(fd, &message, sizeof message, MSG_DONTWAIT);

    if (len == 0 || (len < 0 && errno != EAGAIN && errno != EINTR)) {
        channel->source = 0;
        return G_SOURCE_REMOVE; /* how it ended is told when it has been waited for */
    }
    /* The helper is confined because it might be taken over: what it says is checked. */
    if (len != (ssize_t)sizeof message)
        return G_SOURCE_CONTINUE;
    if (message.type == PPTP_GRE_MESSAGE_REPORT)
        channel->report = message.report;
    else if (message.type == PPTP_GRE_MESSAGE_CAUGHT && message.len <= sizeof message.frame && channel->caught)
        channel->caught(message.frame, message.len, channel->caught_data);
    else if (message.type == PPTP_GRE_MESSAGE_READABLE && channel->caught)
        channel->caught(NULL, 0, channel->caught_data);
    return G_SOURCE_CONTINUE;
}

static int
duplicate(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

static GSubprocess *
spawn(PptpUserChannel *channel, guint16 peer_call_id, int helper_fd, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    const guint16 ids[] = {channel->call_id, peer_call_id, channel->tunnel_id, channel->session_id};
    char numbers[G_N_ELEMENTS(ids)][8];
    const char *argv[] = {channel->helper, numbers[0], numbers[1], numbers[2], numbers[3], NULL};

    for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
        g_snprintf(numbers[i], sizeof numbers[i], "%u", ids[i]);
    g_subprocess_launcher_set_cwd(launcher, "/");
    g_subprocess_launcher_take_fd(launcher, duplicate(channel->raw_fd), PPTP_GRE_FD_RAW);
    g_subprocess_launcher_take_fd(launcher, channel->frames_fd, PPTP_GRE_FD_FRAMES);
    channel->frames_fd = -1;
    g_subprocess_launcher_take_fd(launcher, helper_fd, PPTP_GRE_FD_SERVICE);
    return g_subprocess_launcher_spawnv(launcher, argv, error);
}

static int
spawn_errno(const GError *error)
{
    if (g_error_matches(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
        return ENOENT;
    return g_error_matches(error, G_SPAWN_ERROR, G_SPAWN_ERROR_ACCES) ? EACCES : ECHILD;
}

gboolean
pptp_user_channel_connect(PptpUserChannel *channel, guint16 peer_call_id, PptpUserChannelLostFunc lost, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    int pair[2];

    g_return_val_if_fail(!channel->process && channel->frames_fd >= 0, FALSE);

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return FALSE;
    channel->service_fd = pair[0];
    channel->process = spawn(channel, peer_call_id, pair[1], &error);
    if (!channel->process) {
        errno = spawn_errno(error);
        return FALSE;
    }
    channel->lost = lost;
    channel->user_data = user_data;
    channel->source = g_unix_fd_add(channel->service_fd, G_IO_IN | G_IO_HUP, on_report, channel);
    g_subprocess_wait_async(channel->process, channel->cancellable, on_helper_exited, channel);
    return TRUE;
}

gboolean
pptp_user_channel_guard(PptpUserChannel *channel, PptpUserChannelCaughtFunc func, gpointer user_data)
{
    const guint8 word = PPTP_GRE_GUARD;

    channel->caught = func;
    channel->caught_data = user_data;
    return !func || send(channel->service_fd, &word, sizeof word, MSG_DONTWAIT | MSG_NOSIGNAL) == sizeof word;
}

/* -- the object -- */

PptpUserChannel *
pptp_user_channel_new(int raw_fd, const char *helper)
{
    PptpUserChannel *channel = g_new0(PptpUserChannel, 1);

    channel->raw_fd = raw_fd;
    channel->reserved_fd = channel->tunnel_fd = channel->frames_fd = channel->manager_fd = channel->session_fd = channel->service_fd = -1;
    channel->helper = g_strdup(helper);
    channel->cancellable = g_cancellable_new();
    if (reserve_call_id(channel) && filter_raw(channel) && open_l2tp(channel))
        return channel;
    pptp_user_channel_free(channel);
    return NULL;
}

void
pptp_user_channel_free(PptpUserChannel *channel)
{
    int saved = errno;

    if (!channel)
        return;
    channel->lost = NULL;
    if (channel->source)
        g_source_remove(channel->source);
    if (channel->process)
        g_subprocess_force_exit(channel->process);
    g_cancellable_cancel(channel->cancellable);
    g_object_unref(channel->cancellable);
    close_fd(&channel->service_fd);
    close_fd(&channel->session_fd);
    close_fd(&channel->manager_fd);
    close_fd(&channel->tunnel_fd);
    close_fd(&channel->frames_fd);
    close_fd(&channel->reserved_fd);
    g_free(channel->helper);
    g_free(channel);
    errno = saved;
}

guint16
pptp_user_channel_get_call_id(PptpUserChannel *channel)
{
    return channel->call_id;
}

int
pptp_user_channel_get_fd(PptpUserChannel *channel)
{
    return channel->session_fd;
}

guint
pptp_user_channel_get_packets(PptpUserChannel *channel)
{
    return (guint)MIN(channel->report.packets, G_MAXUINT);
}

gboolean
pptp_user_channel_get_unreachable(PptpUserChannel *channel)
{
    return channel->report.unreachable != 0;
}

char *
pptp_user_channel_dup_summary(PptpUserChannel *channel)
{
    const PptpGreReport *report = &channel->report;

    return g_strdup_printf("%" G_GUINT64_FORMAT " packets received, %" G_GUINT64_FORMAT " put back in order, %" G_GUINT64_FORMAT
                           " lost, %" G_GUINT64_FORMAT " of these came too late; gaps are waited for %u ms; %" G_GUINT64_FORMAT
                           " dropped to keep the queue short; %" G_GUINT64_FORMAT " held back because they were readable",
                           report->packets, report->sorted, report->lost, report->late, report->wait_usec / 1000, report->dropped,
                           report->readable);
}
