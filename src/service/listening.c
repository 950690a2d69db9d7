/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/listening.h"

#include <glib-unix.h>
#include <unistd.h>

#include "channel/look.h"
#include "ppp/noise.h"

/* Where data came before: an idle moment, in which somebody on the way puts noise into the tunnel, is not to end it. */
#define NOISE_AFTER_DATA_USEC (10 * G_GUINT64_CONSTANT(1000000))

struct _PptpListening {
    char *ifname;
    PptpFacts *facts;
    PptpListeningFunc func;
    gpointer user_data;
    PptpNoise noise;
    int first, now; /* looks: since the session is up, until it has shown data; and since the first noise that counts. Or -1. */
    guint source;   /* of the first */
    guint64 now_usec, last_usec; /* of the noise: when that look began, and the last that counted */
};

static void
end_look(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static gboolean
on_first_data(gint fd, GIOCondition condition, gpointer user_data)
{
    PptpListening *listening = user_data;

    listening->source = 0;
    listening->facts->data_came = TRUE;
    end_look(&listening->first);
    return G_SOURCE_REMOVE;
}

PptpListening *
pptp_listening_new(const char *ifname, PptpFacts *facts, PptpListeningFunc func, gpointer user_data)
{
    PptpListening *listening;
    int fd = pptp_look_open(ifname);

    if (fd < 0)
        return NULL;
    listening = g_new0(PptpListening, 1);
    listening->ifname = g_strdup(ifname);
    listening->facts = facts;
    listening->func = func;
    listening->user_data = user_data;
    listening->first = fd;
    listening->now = -1;
    listening->source = g_unix_fd_add(fd, G_IO_IN, on_first_data, listening);
    return listening;
}

/* Data that came before the noise says nothing about now. */
static void
begin_look(PptpListening *listening, guint64 usec)
{
    end_look(&listening->now);
    listening->now = pptp_look_open(listening->ifname);
    listening->now_usec = usec;
}

/* Enough noise has come: TRUE where the session is over, for all that can be known. */
static gboolean
is_over(PptpListening *listening)
{
    if (listening->now < 0)
        return FALSE;
    if (pptp_look_saw(listening->now)) {
        listening->facts->data_came = TRUE;
        end_look(&listening->now);
        return FALSE;
    }
    return !listening->facts->data_came || listening->last_usec - listening->now_usec >= NOISE_AFTER_DATA_USEC;
}

void
pptp_listening_take(PptpListening *listening, const PptpLinkFrame *frame)
{
    const gboolean went_on = pptp_noise_is_full(&listening->noise) && listening->now >= 0;

    if (!pptp_noise_add(&listening->noise, frame))
        return;
    if (listening->noise.n == 1 && (!went_on || listening->last_usec + PPTP_NOISE_WINDOW_USEC < frame->usec))
        begin_look(listening, frame->usec);
    listening->last_usec = frame->usec;
    if (!pptp_noise_is_full(&listening->noise) || !is_over(listening))
        return;
    listening->facts->noise = TRUE;
    end_look(&listening->now);
    listening->func(listening->user_data);
}

void
pptp_listening_free(PptpListening *listening)
{
    if (!listening)
        return;
    if (listening->source)
        g_source_remove(listening->source);
    end_look(&listening->first);
    end_look(&listening->now);
    g_free(listening->ifname);
    g_free(listening);
}
