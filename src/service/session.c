/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/session.h"

#include <string.h>

#include "channel/uplink.h"
#include "ppp/policy.h"
#include "service/dial.h"
#include "service/leftover.h"
#include "service/reconnect.h"
#include "service/report.h"
#include "service/secret.h"

struct _PptpSession {
    PptpSettings *settings;
    char *password;
    char *uuid, *id;
    gboolean persistent;
    PptpJournal *journal;
    PptpSessionCallbacks callbacks;
    gpointer user_data;
    PptpDial *dial;
    PptpLeftover *leftover;
    guint ended_idle;

    /* Coming back. */
    gboolean up;
    gint64 up_since, lost_since; /* monotonic time, microseconds */
    gboolean reconnecting;
    guint rounds, pause;
    guint refusals;                   /* of the login that the lost tunnel had */
    PptpUplink *uplink;               /* of the tunnel that is up, or of the way back to the server; NULL before the first */
    gboolean told[PPTP_VERDICT_LAST]; /* what was said about this loss */

    gboolean stopping; /* by the user: no verdict, no other attempt */
    gboolean failed;   /* the verdict is told */
    gboolean orphaned;
};

static void
clear_source(guint *source)
{
    if (*source)
        g_source_remove(*source);
    *source = 0;
}

/* -- the end -- */

static gboolean
on_ended(gpointer user_data)
{
    PptpSession *session = user_data;

    session->ended_idle = 0;
    if (session->orphaned && pptp_dial_get_server(session->dial))
        pptp_leftover_clean(session->leftover, pptp_dial_get_server(session->dial));
    session->callbacks.ended(session, session->user_data);
    return G_SOURCE_REMOVE;
}

static void
finish(PptpSession *session)
{
    clear_source(&session->pause);
    g_clear_pointer(&session->uplink, pptp_uplink_free);
    if (!session->ended_idle)
        session->ended_idle = g_idle_add(on_ended, session);
}

/* The journal's sentence is English; beside it stands what nm-pptp(1) makes the same of in the user's language. */
static void
log_verdict(PptpSession *session, const char *before, const PptpVerdict *verdict)
{
    g_autofree char *line = pptp_verdict_to_line(verdict);
    g_auto(GStrv) fields = pptp_verdict_to_fields(verdict);

    pptp_journal_log_with(session->journal, PPTP_LOG_WARNING, fields, "%s%s", before, line);
}

static void
tell_failed(PptpSession *session, const PptpVerdict *verdict)
{
    if (session->failed || session->stopping)
        return;
    session->failed = TRUE;
    log_verdict(session, "", verdict);
    session->callbacks.failed(session, verdict, session->user_data);
}

/* -- coming back -- */

static gboolean
on_pause_over(gpointer user_data)
{
    PptpSession *session = user_data;

    session->pause = 0;
    pptp_dial_start(session->dial, TRUE);
    return G_SOURCE_REMOVE;
}

static void
pause_before_round(PptpSession *session, guint pause)
{
    pptp_journal_log(session->journal, PPTP_LOG_DEBUG, "the next round begins in %u ms", pause);
    clear_source(&session->pause);
    session->pause = g_timeout_add(pause, on_pause_over, session);
}

/* Not an entry for each attempt: one for each thing that is in the way. */
static void
tell_not_back_yet(PptpSession *session, const PptpVerdict *verdict)
{
    const gboolean known = session->told[verdict->id];

    session->told[verdict->id] = TRUE;
    pptp_journal_log(session->journal, known ? PPTP_LOG_DEBUG : PPTP_LOG_NOTICE, "Not connected again yet: %s", verdict->sentence);
}

/* -- what happens under the tunnel -- */

/* A way that may be a new one is tried at once, whatever pause the old one had come to. */
static void
try_at_once(PptpSession *session)
{
    session->rounds = 0;
    /* But not by a login that was refused: each failure counts. */
    if (!session->pause || session->refusals > 0)
        return;
    clear_source(&session->pause);
    pptp_dial_start(session->dial, TRUE);
}

static void
on_uplink(PptpUplinkEvent event, gpointer user_data)
{
    PptpSession *session = user_data;
    static const char *const what[] = {
        [PPTP_UPLINK_GONE] = "its local address is gone",
        [PPTP_UPLINK_MOVED] = "packets to the server leave by another interface",
        [PPTP_UPLINK_CUT] = "there is no way to the server any more",
        [PPTP_UPLINK_RESUMED] = "the machine slept",
    };

    pptp_journal_log(session->journal, PPTP_LOG_DEBUG, "under the tunnel: %s", what[event]);
    if (session->up && event == PPTP_UPLINK_GONE)
        pptp_dial_give_up_tunnel(session->dial, PPTP_END_ADDRESS_GONE);
    else if (session->up)
        pptp_dial_probe(session->dial);
    else if (event != PPTP_UPLINK_CUT)
        try_at_once(session);
}

/* local is NULL where there is no tunnel, but a way back is waited for. Without the watch the echoes still tell. */
static void
watch_uplink(PptpSession *session, const char *local)
{
    g_autoptr(GInetAddress) address = local ? g_inet_address_new_from_string(local) : NULL;

    g_clear_pointer(&session->uplink, pptp_uplink_free);
    session->uplink = pptp_uplink_new(pptp_dial_get_server(session->dial), address, on_uplink, session);
}

/* -- what dialling tells -- */

static void
tell_up(PptpSession *session, const PptpFacts *facts)
{
    g_autofree char *warning = pptp_policy_warning(session->settings, facts, session->id);
    g_autofree char *again = NULL;
    guint8 mppe = facts->ip.mppe_in & facts->ip.mppe_out;

    if (session->reconnecting)
        again = g_strdup_printf(" again, after %" G_GINT64_FORMAT " s", (g_get_monotonic_time() - session->lost_since) / G_USEC_PER_SEC);
    pptp_journal_log(session->journal, PPTP_LOG_NOTICE, "The tunnel %s to %s is up%s: %s, MTU %u.", facts->ip.ifname, facts->address,
                     again ? again : "",
                     mppe & PPTP_MPPE_128  ? "encrypted (MPPE, 128 bit)"
                     : mppe & PPTP_MPPE_56 ? "encrypted (MPPE, 56 bit)"
                     : mppe & PPTP_MPPE_40 ? "encrypted (MPPE, 40 bit)"
                                           : "not encrypted",
                     facts->ip.mtu);
    if (warning)
        pptp_journal_log(session->journal, PPTP_LOG_WARNING, "%s", warning);
}

static void
on_dial_up(PptpDial *dial, gpointer user_data)
{
    PptpSession *session = user_data;
    const PptpFacts *facts = pptp_dial_get_facts(dial);

    if (!session->up)
        session->up_since = g_get_monotonic_time();
    session->up = TRUE;
    tell_up(session, facts);
    session->reconnecting = FALSE;
    session->refusals = 0;
    watch_uplink(session, facts->local);
    session->callbacks.up(session, pptp_report_config(&facts->ip, pptp_dial_get_server(dial), session->persistent),
                          pptp_report_ip4(&facts->ip), session->user_data);
}

static void
on_dial_lost(PptpDial *dial, const PptpVerdict *verdict, gpointer user_data)
{
    PptpSession *session = user_data;

    session->up = FALSE;
    if (!session->persistent || !pptp_reconnect_again(verdict)) {
        tell_failed(session, verdict);
        return;
    }
    watch_uplink(session, NULL);
    log_verdict(session, PPTP_RECONNECTING_WORDS, verdict);
    session->reconnecting = TRUE;
    session->lost_since = g_get_monotonic_time();
    session->rounds = pptp_reconnect_rounds_after(session->rounds, (guint64)(session->lost_since - session->up_since));
    memset(session->told, 0, sizeof session->told);
    session->callbacks.lost(session, session->user_data);
}

/* How long to wait before the next round, in milliseconds, or 0 where there is none to be. verdict is NULL right after the loss. */
static guint
pause_after(PptpSession *session, const PptpVerdict *verdict)
{
    if (!session->reconnecting || session->stopping || (verdict && !pptp_reconnect_again(verdict)))
        return 0;
    if (verdict && verdict->id == PPTP_VERDICT_LOGIN_SESSION_COUNTED)
        return pptp_reconnect_refused_pause_ms(++session->refusals);
    return pptp_reconnect_pause_ms(session->rounds++, g_random_int());
}

static void
on_dial_over(PptpDial *dial, const PptpVerdict *verdict, gpointer user_data)
{
    PptpSession *session = user_data;
    const guint pause = pause_after(session, verdict);

    if (pause > 0) {
        if (verdict)
            tell_not_back_yet(session, verdict);
        pause_before_round(session, pause);
        return;
    }
    if (verdict)
        tell_failed(session, verdict);
    finish(session);
}

/* -- the object -- */

PptpSession *
pptp_session_new(PptpSettings *settings, const char *password, const char *uuid, const char *id, PptpJournal *journal,
                 const PptpSessionCallbacks *callbacks, gpointer user_data)
{
    static const PptpDialCallbacks dial_callbacks = {on_dial_up, on_dial_lost, on_dial_over};
    PptpSession *session = g_new0(PptpSession, 1);
    PptpDialConfig config;

    session->settings = settings;
    session->password = pptp_secret_dup(password);
    session->uuid = g_strdup(uuid);
    session->id = g_strdup(id);
    session->journal = journal;
    session->callbacks = *callbacks;
    session->user_data = user_data;
    config = (PptpDialConfig){settings, session->password, session->uuid, session->id, journal};
    session->dial = pptp_dial_new(&config, &dial_callbacks, session);
    return session;
}

void
pptp_session_set_persistent(PptpSession *session, gboolean persistent)
{
    session->persistent = persistent;
}

const char *
pptp_session_get_password(PptpSession *session)
{
    return session->password;
}

guint
pptp_session_get_password_flags(PptpSession *session)
{
    return session->settings->password_flags;
}

void
pptp_session_start(PptpSession *session)
{
    session->leftover = pptp_leftover_new();
    pptp_dial_start(session->dial, FALSE);
}

void
pptp_session_stop(PptpSession *session)
{
    if (session->stopping)
        return;
    session->stopping = TRUE;
    clear_source(&session->pause);
    if (!pptp_dial_stop(session->dial))
        finish(session);
}

void
pptp_session_set_orphaned(PptpSession *session)
{
    session->orphaned = TRUE;
}

void
pptp_session_free(PptpSession *session)
{
    if (!session)
        return;
    clear_source(&session->pause);
    clear_source(&session->ended_idle);
    g_clear_pointer(&session->uplink, pptp_uplink_free);
    g_clear_pointer(&session->dial, pptp_dial_free);
    g_clear_pointer(&session->leftover, pptp_leftover_free);
    pptp_secret_free(session->password);
    g_free(session->uuid);
    g_free(session->id);
    pptp_settings_free(session->settings);
    g_free(session);
}
