/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel/guard.h"

#include <errno.h>
#include <glib-unix.h>
#include <linux/filter.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gre/frame.h"
#include "gre/header.h"

#define EARLIER_MAX 64

struct _PptpGuard {
    int fd; /* raw GRE, of which the filter passes only what the channel's drops */
    guint source;
    guint16 call_id;
    PptpGuardFunc func;
    gpointer user_data;
    gboolean has_newest;
    guint32 newest; /* sequence number of what was caught, or would have been before there was a guard; valid with has_newest */
};

/* Stand-ins for the last two instructions, to which others jump. */
#define CATCH 200
#define PASS 201

static guint8
jump_from(guint at, guint8 goal, guint n)
{
    return goal < CATCH ? goal : (guint8)(n - 2 + (goal - CATCH) - at - 1);
}

gboolean
pptp_guard_attach(int fd, guint16 call_id, gboolean ip_header, gboolean only_these)
{
    struct sock_filter code[] = {
        /* X: where the GRE header begins. */
        ip_header ? (struct sock_filter)BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0) : (struct sock_filter)BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, 0),
        /* Another call's packets, or none of PPP (RFC 2637 section 4.1): not ours to judge. */
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 6),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call_id, 0, PASS),
        /* M[0]: four bytes where there is a sequence number. A: four where there is an acknowledgement. */
        BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x10),
        BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 2),
        BPF_STMT(BPF_ST, 0),
        BPF_STMT(BPF_LD | BPF_B | BPF_IND, 1),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x80),
        BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 5),
        BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0),
        BPF_STMT(BPF_LDX | BPF_W | BPF_MEM, 0),
        BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0),
        /* The length that the header gives is not looked at: the kernel does not cut to it either. Past address, control and protocol? */
        BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 8 + 5),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_X, 0, 0, PASS),
        BPF_STMT(BPF_MISC | BPF_TXA, 0),
        BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, 5),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        /* X: where the PPP frame begins; past address and control where it has them. */
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xff03, 0, 3),
        BPF_STMT(BPF_MISC | BPF_TXA, 0),
        BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 2),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        /* CCP: Configure-Request, Terminate-Request, Terminate-Ack. */
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PPTP_FRAME_PROTOCOL_CCP, 0, 4),
        BPF_STMT(BPF_LD | BPF_B | BPF_IND, 2),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PPTP_FRAME_CODE_CONFIGURE_REQUEST, CATCH, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PPTP_FRAME_CODE_TERMINATE_REQUEST, CATCH, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PPTP_FRAME_CODE_TERMINATE_ACK, CATCH, PASS),
        /* LCP: Protocol-Reject of CCP, at which pppd switches it off before it ends the link. */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PPTP_FRAME_PROTOCOL_LCP, 0, PASS),
        BPF_STMT(BPF_LD | BPF_B | BPF_IND, 2),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PPTP_FRAME_CODE_PROTOCOL_REJECT, 0, PASS),
        BPF_STMT(BPF_MISC | BPF_TXA, 0),
        BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 8),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_X, 0, 0, PASS),
        BPF_STMT(BPF_MISC | BPF_TXA, 0),
        BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, 2),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        BPF_STMT(BPF_LD | BPF_H | BPF_IND, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PPTP_FRAME_PROTOCOL_CCP, CATCH, PASS),
        /* Caught, passed. */
        BPF_STMT(BPF_RET | BPF_K, only_these ? G_MAXUINT32 : 0),
        BPF_STMT(BPF_RET | BPF_K, only_these ? 0 : G_MAXUINT32),
    };
    const guint n = G_N_ELEMENTS(code);
    struct sock_fprog program = {.len = (unsigned short)n, .filter = code};

    /* Jumps count from the next instruction. */
    for (guint i = 0; i < n; i++) {
        if (BPF_CLASS(code[i].code) != BPF_JMP)
            continue;
        code[i].jt = jump_from(i, code[i].jt, n);
        code[i].jf = jump_from(i, code[i].jf, n);
    }
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

gboolean
pptp_guard_is_end(const guint8 *frame, gsize len)
{
    return pptp_frame_ends_encryption(frame, len);
}

/*
 * The kernel's driver takes no packet whose sequence number it has passed (RFC 2637 section 4.3): one that the network brings twice, or
 * that somebody sends again. The raw socket gets those too, so here it is the guard that has to pass over them.
 */
static gboolean
is_late(PptpGuard *guard, const PptpGre *gre)
{
    /* The numbers wrap around. */
    if (guard->has_newest && gre->sequence - guard->newest - 1 >= G_MAXINT32)
        return TRUE;
    guard->has_newest = TRUE;
    guard->newest = gre->sequence;
    return FALSE;
}

/* The next packet in the raw socket. FALSE where there is none. */
static gboolean
take_packet(PptpGuard *guard, gboolean tell)
{
    guint8 packet[2048];
    ssize_t len = recv(guard->fd, packet, sizeof packet, MSG_DONTWAIT);
    const guint8 *frame;
    gsize frame_len;
    PptpGre gre;

    /* Errors are what ICMP has to say: of no interest here. */
    if (len < 0)
        return FALSE;
    if (!pptp_gre_parse(&gre, packet, (gsize)len, guard->call_id))
        return TRUE;
    frame = pptp_gre_frame(&gre, &frame_len);
    /* The filter has seen to it, but for what was there before it. */
    if (frame && pptp_guard_is_end(frame, frame_len) && !is_late(guard, &gre) && tell)
        guard->func(frame, frame_len, guard->user_data);
    return TRUE;
}

static gboolean
on_caught(gint fd, GIOCondition condition, gpointer user_data)
{
    take_packet(user_data, TRUE);
    return G_SOURCE_CONTINUE;
}

/* What came before belongs to the negotiation that has just been agreed on. */
static void
forget_earlier(PptpGuard *guard)
{
    /* A flood is no negotiation: what is left of it counts. */
    for (guint i = 0; i < EARLIER_MAX && take_packet(guard, FALSE); i++)
        continue;
}

PptpGuard *
pptp_guard_new(int fd, int raw_fd, guint16 call_id, PptpGuardFunc func, gpointer user_data)
{
    g_autoptr(PptpGuard) guard = g_new0(PptpGuard, 1);

    guard->fd = raw_fd;
    guard->call_id = call_id;
    guard->func = func;
    guard->user_data = user_data;
    if (!pptp_guard_attach(raw_fd, call_id, TRUE, TRUE))
        return NULL;
    forget_earlier(guard);
    if (!pptp_guard_attach(fd, call_id, FALSE, FALSE))
        return NULL;
    guard->source = g_unix_fd_add(raw_fd, G_IO_IN | G_IO_ERR, on_caught, guard);
    return g_steal_pointer(&guard);
}

void
pptp_guard_free(PptpGuard *guard)
{
    int saved = errno;

    if (!guard)
        return;
    if (guard->source)
        g_source_remove(guard->source);
    if (guard->fd >= 0)
        close(guard->fd);
    g_free(guard);
    errno = saved;
}
