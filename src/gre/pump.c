/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gre/pump.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "gre/codel.h"
#include "gre/frame.h"
#include "gre/l2tp.h"
#include "gre/report.h"

#define BATCH PPTP_REORDER_BATCH
#define PACKET_MAX 2048 /* a PPP frame, GRE's and IP's headers with options; anything longer is cut, and then dropped */
/* Between two reports while data moves. */
#define REPORT_USEC 1000000
/* So long after the guard began PPP may still hand out what it queued before it began to encrypt. */
#define GUARD_SETTLES_USEC 1000000
/* A full send queue has so long to drain: then packets are dropped, as a network does. */
#define SEND_WAIT_MS 20

typedef struct {
    unsigned n;
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH][2]; /* header, frame */
    uint8_t headers[BATCH][PPTP_GRE_HEADER_MAX];
} Outgoing;

typedef struct {
    unsigned n; /* of the last batch */
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    uint8_t packets[BATCH][PACKET_MAX];
    _Alignas(struct cmsghdr) uint8_t controls[BATCH][CMSG_SPACE(sizeof(struct timespec))];
    uint64_t waited_usec[BATCH]; /* since the kernel had it */
} Incoming;

struct _PptpPump {
    PptpCall *call;
    uint8_t l2tp_header[PPTP_L2TP_HEADER];
    bool over; /* the service or the kernel's side is gone */
    bool unreachable, reported_unreachable;
    uint64_t reported_packets, reported_usec;
    bool guarded; /* encryption was agreed on */
    uint64_t guarded_usec;
    bool told_readable;
    bool lent; /* outgoing has frames of the reorder window */
    uint64_t readable;
    PptpCodel from_server, from_kernel; /* the queues of the sockets, which are large for the sake of bursts */
    uint64_t dropped;                   /* for these queues' sake */
    Incoming incoming;
    Outgoing outgoing;
};

static uint64_t
to_usec(const struct timespec *time)
{
    return (uint64_t)time->tv_sec * 1000000 + (uint64_t)time->tv_nsec / 1000;
}

static uint64_t
now_usec(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return to_usec(&now);
}

/*
 * Whether a socket is still of use. With the next call it hands out ICMP's word on an earlier packet, be it anybody's who can write our
 * addresses: which errors these are is the kernel's affair (icmp_err_convert), and none of them ends anything.
 */
static bool
is_fatal(int error)
{
    return error == EBADF || error == ENOTSOCK || error == EFAULT || error == EINVAL;
}

static void
note_error(PptpPump *pump, int fd, int error)
{
    if (fd == PPTP_GRE_FD_RAW)
        pump->unreachable |= error == ENOPROTOOPT || error == ECONNREFUSED;
    else if (error == ECONNREFUSED)
        pump->over = true; /* the kernel's tunnel is closed */
}

/* -- sending -- */

static void
add(Outgoing *out, size_t header_len, const uint8_t *frame, size_t len)
{
    struct iovec *parts = out->parts[out->n];
    struct msghdr *message = &out->messages[out->n].msg_hdr;

    parts[0] = (struct iovec){.iov_base = out->headers[out->n], .iov_len = header_len};
    parts[1] = (struct iovec){.iov_base = (void *)frame, .iov_len = len};
    *message = (struct msghdr){.msg_iov = parts, .msg_iovlen = frame ? 2 : 1};
    out->n++;
}

static void
flush(PptpPump *pump, int fd)
{
    Outgoing *out = &pump->outgoing;
    unsigned sent = 0, failed = UINT_MAX;
    bool waited = false;

    while (sent < out->n && !pump->over) {
        int n = sendmmsg(fd, out->messages + sent, out->n - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        int error = errno;

        if (n > 0) {
            sent += (unsigned)n;
        } else if (n < 0 && error == EINTR) {
            continue;
        } else if (n < 0 && error == EAGAIN && !waited) {
            struct pollfd room = {.fd = fd, .events = POLLOUT};

            waited = true;
            poll(&room, 1, SEND_WAIT_MS);
        } else {
            /* An earlier packet could not be sent, then this one can be; or it is this one: it is lost. */
            note_error(pump, fd, error);
            if (failed == sent)
                sent++;
            else
                failed = sent;
        }
    }
    out->n = 0;
    pump->lent = false;
}

/* -- from the server -- */

/* A service that does not read is no reason to stand still. */
static bool
tell(const PptpGreMessage *message)
{
    return send(PPTP_GRE_FD_SERVICE, message, sizeof *message, MSG_DONTWAIT | MSG_NOSIGNAL) == sizeof *message;
}

/* Too much to be told at once is not told again: what counts is that it does not get through. */
static void
tell_caught(const uint8_t *frame, size_t len)
{
    PptpGreMessage message = {.type = PPTP_GRE_MESSAGE_CAUGHT};

    message.len = (uint32_t)(len < sizeof message.frame ? len : sizeof message.frame);
    memcpy(message.frame, frame, message.len);
    tell(&message);
}

/* Under the guard the kernel, which would stop encrypting before anybody has been asked, does not see such a frame: the service does. */
static bool
is_caught(const PptpPump *pump, const uint8_t *frame, size_t len)
{
    if (!pump->guarded)
        return false;
    frame = pptp_frame_skip_address(frame, &len);
    if (!pptp_frame_ends_encryption(frame, len))
        return false;
    tell_caught(frame, len);
    return true;
}

static void
hand_on(PptpPump *pump, const uint8_t *frame, size_t len)
{
    Outgoing *out = &pump->outgoing;

    if (is_caught(pump, frame, len))
        return;
    if (out->n == BATCH)
        flush(pump, PPTP_GRE_FD_FRAMES);
    memcpy(out->headers[out->n], pump->l2tp_header, PPTP_L2TP_HEADER);
    add(out, PPTP_L2TP_HEADER, frame, len);
}

static void
hand_on_held(PptpPump *pump, uint64_t now)
{
    const uint8_t *frame;
    size_t len;

    while (pptp_call_next(pump->call, now, &frame, &len)) {
        hand_on(pump, frame, len);
        pump->lent = true;
    }
}

/* Control protocols (RFC 1661 section 2) are few, and what they say is not for TCP to say again. */
static bool
is_data(const uint8_t *frame, size_t len)
{
    frame = pptp_frame_skip_address(frame, &len);
    return pptp_frame_is_data(frame, len);
}

/* The kernel's time stamp is of the wall clock: where that is set meanwhile, no wait or far too long a one is all that comes of it. */
static uint64_t
waited_usec(struct msghdr *message, uint64_t now)
{
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    struct timespec stamp;

    if (!control || control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_TIMESTAMPNS)
        return 0;
    memcpy(&stamp, CMSG_DATA(control), sizeof stamp);
    return now > to_usec(&stamp) ? now - to_usec(&stamp) : 0;
}

static void
note_waits(Incoming *in)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    for (unsigned i = 0; i < in->n; i++) {
        in->waited_usec[i] = waited_usec(&in->messages[i].msg_hdr, to_usec(&now));
        in->messages[i].msg_hdr.msg_controllen = sizeof in->controls[i];
    }
}

/* Receives a batch; returns its size, 0 where there is nothing or the rest has to wait. */
static unsigned
receive(PptpPump *pump, int fd)
{
    Incoming *in = &pump->incoming;
    int n;

    /* An error of an earlier send stands before the packets: no more than a few can. */
    for (unsigned tries = 0; tries < 4; tries++) {
        n = recvmmsg(fd, in->messages, BATCH, MSG_DONTWAIT, NULL);
        if (n >= 0) {
            in->n = (unsigned)n;
            note_waits(in);
            return in->n;
        }
        if (errno == EAGAIN)
            return 0;
        note_error(pump, fd, errno);
        if (is_fatal(errno)) {
            pump->over = true;
            return 0;
        }
    }
    return 0;
}

/* For the frame of packet i of the batch; control frames do not count, since none of them is dropped. */
static bool
has_to_go(PptpPump *pump, PptpCodel *codel, unsigned i, const uint8_t *frame, size_t len, uint64_t now)
{
    const Incoming *in = &pump->incoming;
    const bool last = i + 1 == in->n && in->n < BATCH;

    if (!is_data(frame, len) || !pptp_codel_drops(codel, in->waited_usec[i], last, now))
        return false;
    pump->dropped++;
    return true;
}

/* Packet i of the batch. */
static void
take_packet(PptpPump *pump, unsigned i, uint64_t now)
{
    const uint8_t *packet = pump->incoming.packets[i], *frame;
    const size_t packet_len = pump->incoming.messages[i].msg_len;
    size_t len;

    for (;;) {
        PptpReorderVerdict verdict;

        if (pump->lent)
            flush(pump, PPTP_GRE_FD_FRAMES);
        verdict = pptp_call_take(pump->call, packet, packet_len, now, &frame, &len);
        /* What is held for another's sake is not dropped. */
        if (verdict == PPTP_REORDER_PASS && !has_to_go(pump, &pump->from_server, i, frame, len, now))
            hand_on(pump, frame, len);
        hand_on_held(pump, now);
        if (verdict != PPTP_REORDER_FULL)
            return;
    }
}

static void
from_server(PptpPump *pump)
{
    const unsigned n = receive(pump, PPTP_GRE_FD_RAW);
    const uint64_t now = now_usec();

    for (unsigned i = 0; i < n; i++) {
        if (!(pump->incoming.messages[i].msg_hdr.msg_flags & MSG_TRUNC))
            take_packet(pump, i, now);
    }
    flush(pump, PPTP_GRE_FD_FRAMES);
}

/* Nothing that fills it has come: the time of a gap may be over. */
static void
stop_waiting(PptpPump *pump)
{
    if (pptp_call_deadline(pump->call) == UINT64_MAX)
        return;
    hand_on_held(pump, now_usec());
    flush(pump, PPTP_GRE_FD_FRAMES);
}

/* -- from the kernel -- */

/* A tunnel that sends nothing any more is not to look as if it were up. */
static void
tell_readable(PptpPump *pump, uint64_t now)
{
    const PptpGreMessage message = {.type = PPTP_GRE_MESSAGE_READABLE};

    if (!pump->told_readable && now >= pump->guarded_usec + GUARD_SETTLES_USEC)
        pump->told_readable = tell(&message);
}

/* Whatever has made the kernel stop encrypting: under the guard nothing readable leaves this machine. */
static bool
is_held_back(PptpPump *pump, const uint8_t *frame, size_t len, uint64_t now)
{
    if (!pump->guarded)
        return false;
    frame = pptp_frame_skip_address(frame, &len);
    if (!pptp_frame_is_readable(frame, len))
        return false;
    pump->readable++;
    tell_readable(pump, now);
    return true;
}

static void
from_kernel(PptpPump *pump)
{
    const unsigned n = receive(pump, PPTP_GRE_FD_FRAMES);
    const uint64_t now = now_usec();
    Outgoing *out = &pump->outgoing;

    for (unsigned i = 0; i < n; i++) {
        const struct mmsghdr *message = &pump->incoming.messages[i];
        const uint8_t *packet = pump->incoming.packets[i];
        const size_t len = message->msg_len - PPTP_L2TP_HEADER;

        if ((message->msg_hdr.msg_flags & MSG_TRUNC) || !pptp_l2tp_is_data(packet, message->msg_len) ||
            is_held_back(pump, packet + PPTP_L2TP_HEADER, len, now) ||
            has_to_go(pump, &pump->from_kernel, i, packet + PPTP_L2TP_HEADER, len, now))
            continue;
        add(out, pptp_call_header(pump->call, len, now, out->headers[out->n]), packet + PPTP_L2TP_HEADER, len);
    }
    flush(pump, PPTP_GRE_FD_RAW);
}

static void
acknowledge(PptpPump *pump)
{
    Outgoing *out = &pump->outgoing;
    const size_t len = pptp_call_ack(pump->call, now_usec(), out->headers[0]);

    if (len == 0)
        return;
    add(out, len, NULL, 0);
    flush(pump, PPTP_GRE_FD_RAW);
}

/* -- the service -- */

static void
from_service(PptpPump *pump)
{
    uint8_t word;
    ssize_t len = recv(PPTP_GRE_FD_SERVICE, &word, sizeof word, MSG_DONTWAIT);

    if (len == sizeof word && word == PPTP_GRE_GUARD) {
        pump->guarded = true;
        pump->guarded_usec = now_usec();
    } else if (len >= 0 || (errno != EAGAIN && errno != EINTR)) {
        pump->over = true; /* the service is gone, or none of ours */
    }
}

static void
report(PptpPump *pump)
{
    const PptpReorderCounts *counts = pptp_reorder_counts(pptp_call_reorder(pump->call));
    const uint64_t packets = pptp_call_packets(pump->call), now = now_usec();
    const bool first = packets > 0 && pump->reported_packets == 0;
    PptpGreMessage message = {.type = PPTP_GRE_MESSAGE_REPORT};
    PptpGreReport *figures = &message.report;

    if (!first && pump->unreachable == pump->reported_unreachable &&
        (packets == pump->reported_packets || now < pump->reported_usec + REPORT_USEC))
        return;
    figures->packets = packets;
    figures->sorted = counts->sorted;
    figures->lost = counts->lost;
    figures->late = counts->late;
    figures->readable = pump->readable;
    figures->dropped = pump->dropped;
    figures->wait_usec = (uint32_t)pptp_reorder_wait(pptp_call_reorder(pump->call));
    figures->unreachable = pump->unreachable;
    pump->reported_packets = packets;
    pump->reported_unreachable = pump->unreachable;
    pump->reported_usec = now;
    tell(&message);
}

/* -- the loop -- */

/* The last that has come is reported as well, when its second is over; then there is nothing to wake up for. */
static uint64_t
next_deadline(const PptpPump *pump)
{
    const uint64_t call = pptp_call_deadline(pump->call), due = pump->reported_usec + REPORT_USEC;

    return pptp_call_packets(pump->call) == pump->reported_packets || call < due ? call : due;
}

static void
wait_for_work(PptpPump *pump, struct pollfd *fds, nfds_t n)
{
    const uint64_t deadline = next_deadline(pump), now = deadline == UINT64_MAX ? 0 : now_usec();
    const uint64_t left = deadline > now ? deadline - now : 0;
    const struct timespec limit = {.tv_sec = (time_t)(left / 1000000), .tv_nsec = (long)(left % 1000000) * 1000};

    if (ppoll(fds, n, deadline == UINT64_MAX ? NULL : &limit, NULL) < 0) {
        for (nfds_t i = 0; i < n; i++)
            fds[i].revents = 0;
        pump->over = errno != EINTR;
    }
}

void
pptp_pump_run(PptpPump *pump)
{
    struct pollfd fds[] = {
        {.fd = PPTP_GRE_FD_RAW, .events = POLLIN},
        {.fd = PPTP_GRE_FD_FRAMES, .events = POLLIN},
        {.fd = PPTP_GRE_FD_SERVICE, .events = POLLIN},
    };

    while (!pump->over) {
        wait_for_work(pump, fds, sizeof fds / sizeof *fds);
        if (fds[2].revents)
            from_service(pump);
        if (fds[0].revents)
            from_server(pump);
        stop_waiting(pump);
        if (fds[1].revents)
            from_kernel(pump);
        acknowledge(pump);
        report(pump);
    }
}

/* Without them nothing counts as having waited. */
static void
ask_for_time_stamps(void)
{
    const int on = 1;

    setsockopt(PPTP_GRE_FD_RAW, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    setsockopt(PPTP_GRE_FD_FRAMES, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

PptpPump *
pptp_pump_new(uint16_t call_id, uint16_t peer_call_id, uint16_t tunnel, uint16_t session)
{
    PptpPump *pump = calloc(1, sizeof *pump);

    if (!pump)
        return NULL;
    pump->call = pptp_call_new(call_id, peer_call_id);
    if (!pump->call) {
        free(pump);
        return NULL;
    }
    pptp_l2tp_write(pump->l2tp_header, tunnel, session);
    ask_for_time_stamps();
    for (unsigned i = 0; i < BATCH; i++) {
        Incoming *in = &pump->incoming;

        in->parts[i] = (struct iovec){.iov_base = in->packets[i], .iov_len = sizeof in->packets[i]};
        in->messages[i].msg_hdr = (struct msghdr){
            .msg_iov = &in->parts[i], .msg_iovlen = 1, .msg_control = in->controls[i], .msg_controllen = sizeof in->controls[i]};
    }
    return pump;
}
