/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel/order.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/filter.h>

#include "gre/header.h"

/*
 * A look lasts so long, and the first comes soon; the share of time that packets are copied for it is small. Where a look has seen hardly
 * anything the pause doubles: an idle tunnel is to wake hardly anybody.
 */
#define LOOK_MS 250
#define FIRST_PAUSE_SECONDS 2
#define PAUSE_MIN_SECONDS 10
#define PAUSE_MAX_SECONDS 160
#define PACKETS_IF_BUSY 16
#define PACKETS_PER_LOOK 512
#define RECEIVE_BUFFER (1024 * 1024)
/* IPv4's longest header and GRE's: all that is read of a packet. */
#define SNAP_LEN (60 + PPTP_GRE_HEADER_MAX)

/* One packet in two hundred, and no accident. */
#define LATE_MIN 10
#define LATE_SHARE 200
/* What was long ago counts for less: beyond so many packets all counts are halved. */
#define PACKETS_MAX 20000

struct _PptpOrderWatch {
    struct sockaddr_in local, remote;
    guint16 call_id;
    PptpOrderFunc func;
    gpointer user_data;
    PptpOrder order;
    int fd; /* -1 between looks */
    guint timer, pause;
};

void
pptp_order_add(PptpOrder *order, const guint32 *sequences, guint n)
{
    guint32 highest = n > 0 ? sequences[0] : 0;
    guint64 seen = 1; /* bit i: highest - i has come */

    for (guint i = 0; i < n; i++) {
        const gint32 ahead = (gint32)(sequences[i] - highest);

        if (ahead > 0) {
            seen = (ahead < 64 ? seen << ahead : 0) | 1;
            highest = sequences[i];
        } else if ((gint32)(sequences[i] - sequences[0]) > 0 && (ahead <= -64 || !(seen >> -ahead & 1))) {
            /* What is below the first number may have come before the look. */
            order->late++;
            seen |= ahead > -64 ? (guint64)1 << -ahead : 0;
        }
    }
    order->packets += n;
    if (order->packets > PACKETS_MAX) {
        order->packets /= 2;
        order->late /= 2;
    }
}

gboolean
pptp_order_is_bad(const PptpOrder *order)
{
    return order->late >= LATE_MIN && (guint64)order->late * LATE_SHARE >= order->packets;
}

/* Our call's data packets, and of these the headers only. */
static gboolean
attach_filter(int fd, guint16 call_id)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 6),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call_id, 0, 3),
        BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x10, 0, 1), /* has a sequence number, RFC 2637 section 4.1 */
        BPF_STMT(BPF_RET | BPF_K, SNAP_LEN),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    const struct sock_fprog program = {.len = G_N_ELEMENTS(code), .filter = code};

    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

static int
open_look(PptpOrderWatch *watch)
{
    const int size = RECEIVE_BUFFER;
    int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_GRE);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    /* The filter first: from connect() on the socket takes packets in. */
    if (attach_filter(fd, watch->call_id) && bind(fd, (struct sockaddr *)&watch->local, sizeof watch->local) == 0 &&
        connect(fd, (struct sockaddr *)&watch->remote, sizeof watch->remote) == 0)
        return fd;
    close(fd);
    return -1;
}

/* The sequence number of a packet that the filter has cut: its lengths speak of what is no longer there. */
static gboolean
read_sequence(const guint8 *packet, gsize len, guint32 *sequence)
{
    const gsize at = (packet[0] & 0x0fu) * 4u + 8;

    if (len < at + 4)
        return FALSE;
    *sequence = (guint32)packet[at] << 24 | (guint32)packet[at + 1] << 16 | (guint32)packet[at + 2] << 8 | packet[at + 3];
    return TRUE;
}

/* Returns how many packets it has seen. */
static guint
read_look(PptpOrderWatch *watch)
{
    guint32 sequences[PACKETS_PER_LOOK];
    guint8 packet[SNAP_LEN];
    guint n = 0;

    for (guint i = 0; i < PACKETS_PER_LOOK; i++) {
        ssize_t len = recv(watch->fd, packet, sizeof packet, MSG_DONTWAIT);

        if (len < 0)
            break;
        if (len >= 20 && read_sequence(packet, (gsize)len, &sequences[n]))
            n++;
    }
    pptp_order_add(&watch->order, sequences, n);
    return n;
}

static gboolean
on_timer(gpointer user_data)
{
    PptpOrderWatch *watch = user_data;
    guint seen;

    if (watch->fd < 0) {
        watch->fd = open_look(watch);
        watch->timer = watch->fd < 0 ? g_timeout_add_seconds(PAUSE_MAX_SECONDS, on_timer, watch) : g_timeout_add(LOOK_MS, on_timer, watch);
        return G_SOURCE_REMOVE;
    }
    seen = read_look(watch);
    close(watch->fd);
    watch->fd = -1;
    watch->timer = 0;
    watch->pause = seen >= PACKETS_IF_BUSY ? PAUSE_MIN_SECONDS : MIN(2 * watch->pause, PAUSE_MAX_SECONDS);
    if (pptp_order_is_bad(&watch->order))
        watch->func(&watch->order, watch->user_data);
    else
        watch->timer = g_timeout_add_seconds(watch->pause, on_timer, watch);
    return G_SOURCE_REMOVE;
}

static struct sockaddr_in
to_sockaddr(GInetAddress *address)
{
    struct sockaddr_in in = {.sin_family = AF_INET};

    memcpy(&in.sin_addr, g_inet_address_to_bytes(address), sizeof in.sin_addr);
    return in;
}

PptpOrderWatch *
pptp_order_watch_new(GInetAddress *local, GInetAddress *remote, guint16 call_id, PptpOrderFunc func, gpointer user_data)
{
    PptpOrderWatch *watch = g_new0(PptpOrderWatch, 1);

    watch->local = to_sockaddr(local);
    watch->remote = to_sockaddr(remote);
    watch->call_id = call_id;
    watch->func = func;
    watch->user_data = user_data;
    watch->fd = -1;
    watch->pause = PAUSE_MIN_SECONDS;
    watch->timer = g_timeout_add_seconds(FIRST_PAUSE_SECONDS, on_timer, watch);
    return watch;
}

void
pptp_order_watch_free(PptpOrderWatch *watch)
{
    if (!watch)
        return;
    if (watch->timer)
        g_source_remove(watch->timer);
    if (watch->fd >= 0)
        close(watch->fd);
    g_free(watch);
}
