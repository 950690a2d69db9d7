/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/guarding.h"

/* After the end of encryption, while nothing goes out readable: time for the server to say why it ends the session, should it do that. */
#define ENCRYPTION_ENDED_MS 300
/*
 * So often a server may repeat the Configure-Request of CCP that was acknowledged: the answer and it may have crossed, or the network, or
 * somebody on the way, sends it again. pppd does not see it, and the keys stay. One that really lost its answer asks more often than that,
 * and has no encryption before it gets one.
 */
#define CCP_REPEATS_MAX 3

struct _PptpGuarding {
    PptpChannel *channel;
    PptpFacts *facts;
    PptpGuardingFunc func;
    gpointer user_data;
    guint timer;
    guint ccp_repeats;
};

static gboolean
on_encryption_ended(gpointer user_data)
{
    PptpGuarding *guarding = user_data;

    guarding->timer = 0;
    guarding->facts->violation = PPTP_LINK_VIOLATION_MPPE_LOST;
    guarding->func(guarding->user_data);
    return G_SOURCE_REMOVE;
}

/* Whether the session goes on as though nothing had come. */
static gboolean
is_harmless(PptpGuarding *guarding, const PptpLinkFrame *frame)
{
    return frame->len > PPTP_LINK_FRAME_MAX ||
           (pptp_trace_is_ccp_repeat(guarding->facts, frame) && guarding->ccp_repeats++ < CCP_REPEATS_MAX);
}

static void
on_caught(const guint8 *data, gsize len, gpointer user_data)
{
    PptpGuarding *guarding = user_data;
    const PptpLinkFrame frame = {.usec = (guint64)g_get_monotonic_time(), .len = (guint16)len, .data = data};

    if (guarding->timer || (data && is_harmless(guarding, &frame)))
        return;
    if (data)
        pptp_trace_frame(guarding->facts, &frame);
    guarding->timer = g_timeout_add(ENCRYPTION_ENDED_MS, on_encryption_ended, guarding);
}

PptpGuarding *
pptp_guarding_new(PptpChannel *channel, PptpFacts *facts, PptpGuardingFunc func, gpointer user_data)
{
    PptpGuarding *guarding = g_new0(PptpGuarding, 1);

    guarding->channel = channel;
    guarding->facts = facts;
    guarding->func = func;
    guarding->user_data = user_data;
    if (pptp_channel_guard(channel, on_caught, guarding))
        return guarding;
    g_free(guarding);
    return NULL;
}

void
pptp_guarding_free(PptpGuarding *guarding)
{
    if (!guarding)
        return;
    if (guarding->timer)
        g_source_remove(guarding->timer);
    pptp_channel_end_guard(guarding->channel);
    g_free(guarding);
}
