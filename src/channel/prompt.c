/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel/prompt.h"

#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/ppp_defs.h>
#include <linux/ppp-ioctl.h>

#include "gre/header.h"

/* An idle tunnel is to wake hardly anybody: the pause doubles up to this. */
#define PAUSE_MAX_MS (128 * PPTP_SILENCE_TICK_MS)
/* Packets within a tick: a transfer of half a megabit a second; and those of a TCP that tries again, or of a few keys pressed. */
#define BUSY_MIN 8
#define TRAFFIC_MIN 4
/* Within a longer pause as many for each tick, but no more than this: what a ping each second makes in the longest one, and some. */
#define BEGINS_MIN 48
/* The first prompt, after the second tick without traffic, is after Poptop's 0.3 s. */
#define QUIET_MIN 2

struct _PptpPrompt {
    char ifname[IFNAMSIZ];
    struct sockaddr_in local, remote;
    guint16 peer_call_id;
    PptpSilence silence;
    int stats; /* any socket, for the interface's counters */
    guint timer;
};

gboolean
pptp_silence_count(PptpSilence *silence, guint32 packets)
{
    const guint32 more = packets - silence->packets;
    const gboolean ticking = silence->pause_ms == PPTP_SILENCE_TICK_MS;

    silence->packets = packets;
    if (more >= MIN(BEGINS_MIN, TRAFFIC_MIN * silence->pause_ms / PPTP_SILENCE_TICK_MS)) {
        silence->quiet = 0;
        silence->was_busy |= ticking && more >= BUSY_MIN;
        silence->pause_ms = PPTP_SILENCE_TICK_MS;
        return FALSE;
    }
    if (silence->was_busy && ++silence->quiet < QUIET_MIN + PPTP_SILENCE_PROMPTS)
        return silence->quiet >= QUIET_MIN;
    silence->was_busy = FALSE;
    silence->quiet = 0;
    silence->pause_ms = CLAMP(silence->pause_ms * 2, PPTP_SILENCE_TICK_MS, PAUSE_MAX_MS);
    return FALSE;
}

static gboolean
count_packets(PptpPrompt *prompt, guint32 *packets)
{
    struct ppp_stats stats = {0};
    struct ifreq request = {0};

    memcpy(request.ifr_name, prompt->ifname, sizeof request.ifr_name);
    request.ifr_data = (void *)&stats;
    if (ioctl(prompt->stats, SIOCGPPPSTATS, &request) < 0)
        return FALSE;
    *packets = stats.p.ppp_ipackets + stats.p.ppp_opackets;
    return TRUE;
}

/*
 * Of the call's first number, which the server knows to be through for long: what the kernel has received since is not known here, and an
 * old acknowledgement is one that was late. A socket of its own, for the moment: one that stays would get a copy of every packet.
 */
static void
send_prompt(PptpPrompt *prompt)
{
    struct sock_filter nothing[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
    const struct sock_fprog program = {.len = G_N_ELEMENTS(nothing), .filter = nothing};
    const PptpGre gre = {.has_ack = TRUE};
    guint8 packet[PPTP_GRE_HEADER_MAX];
    const gsize len = pptp_gre_write(&gre, prompt->peer_call_id, packet);
    int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_GRE);

    if (fd < 0)
        return;
    /* Lost or not sent at all, the next one is not long in coming. */
    if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0 &&
        bind(fd, (struct sockaddr *)&prompt->local, sizeof prompt->local) == 0)
        sendto(fd, packet, len, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&prompt->remote, sizeof prompt->remote);
    close(fd);
}

static gboolean on_tick(gpointer user_data);

static void
wait_for_tick(PptpPrompt *prompt)
{
    prompt->timer = g_timeout_add(prompt->silence.pause_ms, on_tick, prompt);
}

static gboolean
on_tick(gpointer user_data)
{
    PptpPrompt *prompt = user_data;
    guint32 packets;

    prompt->timer = 0;
    if (!count_packets(prompt, &packets))
        return G_SOURCE_REMOVE;
    if (pptp_silence_count(&prompt->silence, packets))
        send_prompt(prompt);
    wait_for_tick(prompt);
    return G_SOURCE_REMOVE;
}

PptpPrompt *
pptp_prompt_new(const char *ifname, struct in_addr local, struct in_addr remote, guint16 peer_call_id)
{
    g_autoptr(PptpPrompt) prompt = g_new0(PptpPrompt, 1);

    g_strlcpy(prompt->ifname, ifname, sizeof prompt->ifname);
    prompt->local = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = local};
    prompt->remote = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = remote};
    prompt->peer_call_id = peer_call_id;
    prompt->silence.pause_ms = PPTP_SILENCE_TICK_MS;
    prompt->stats = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (prompt->stats < 0 || !count_packets(prompt, &prompt->silence.packets))
        return NULL;
    wait_for_tick(prompt);
    return g_steal_pointer(&prompt);
}

void
pptp_prompt_free(PptpPrompt *prompt)
{
    if (!prompt)
        return;
    if (prompt->timer)
        g_source_remove(prompt->timer);
    if (prompt->stats >= 0)
        close(prompt->stats);
    g_free(prompt);
}
