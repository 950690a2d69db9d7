/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>
#include <netinet/in.h>

/*
 * Prompts a server that holds back what came after a lost packet. Poptop (1.4) does so for 0.3 s, and looks whether the time is over only
 * when another packet comes: a TCP inside the tunnel that has lost its acknowledgements sends none for more than twice as long. So where
 * much was going on and it stops dead, the server gets an acknowledgement, which anybody may send at any time (RFC 2637 section 4.1), some
 * times. This is for the kernel's channel; the helper of the other knows more, and does it by itself (gre/call.h).
 */

/* Pure: how it is seen. The first state is the number of packets so far, and a pause of one tick. */
typedef struct {
    guint32 packets;   /* as last counted */
    guint pause_ms;    /* until the next count */
    gboolean was_busy; /* until it has been quiet for longer than prompts can help */
    guint quiet;       /* counts without traffic in a row, since it was busy */
} PptpSilence;

#define PPTP_SILENCE_TICK_MS 160 /* between counts while there is traffic */
#define PPTP_SILENCE_PROMPTS 3

/* Takes the number of packets so far, both ways and modulo 2^32, pause_ms after the last count. Whether it is time for a prompt. */
gboolean pptp_silence_count(PptpSilence *silence, guint32 packets);

typedef struct _PptpPrompt PptpPrompt;

/* Watches the tunnel's interface. Addresses are the outer ones. On the thread-default main context. NULL with errno on failure. */
PptpPrompt *pptp_prompt_new(const char *ifname, struct in_addr local, struct in_addr remote, guint16 peer_call_id);
void pptp_prompt_free(PptpPrompt *prompt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpPrompt, pptp_prompt_free)
