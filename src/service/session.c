/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/session.h"

#include <string.h>

#include "channel/modules.h"
#include "ppp/policy.h"
#include "service/carrier.h"
#include "service/leftover.h"
#include "service/memory.h"
#include "service/report.h"
#include "service/tunnel.h"

/* NetworkManager's library gives a connection 60 s, without appeal: be done, and have said why, before that. */
#define CONNECT_DEADLINE_SECONDS 45
#define RESOLVE_DEADLINE_SECONDS 10
#define KNOCK_AGAIN_MS 500
#define KNOCKS_MAX 2

struct _PptpSession {
    PptpSettings *settings;
    char *password;
    char *uuid, *id;
    PptpJournal *journal;
    PptpSessionCallbacks callbacks;
    gpointer user_data;

    GCancellable *cancellable; /* of what runs before the first attempt */
    GError *resolve_error;     /* while IPv6 is asked about as well */
    gboolean ipv6_only;
    GList *addresses;          /* GInetAddress, IPv4 */
    GList *address;            /* the one that is tried */
    PptpFacts past[PPTP_POLICY_ATTEMPTS_MAX];
    guint n_past;
    PptpAttempt attempt;
    PptpTunnel *tunnel;
    guint start_idle, again_timer, deadline, resolve_deadline, ended_idle;
    guint knocks;
    gboolean up;
    gboolean stopping; /* by the user: no verdict, no other attempt */
    gboolean failed;   /* the verdict is told */
    gboolean orphaned;
    PptpCarrier *carrier;
    gboolean remembered; /* the attempt is one that worked the last time */
    PptpLeftover *leftover;
};

static void start_attempt(PptpSession *session);

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
    if (session->orphaned && session->address)
        pptp_leftover_clean(session->leftover, session->address->data);
    session->callbacks.ended(session, session->user_data);
    return G_SOURCE_REMOVE;
}

static void
finish(PptpSession *session)
{
    clear_source(&session->start_idle);
    clear_source(&session->again_timer);
    clear_source(&session->deadline);
    clear_source(&session->resolve_deadline);
    g_cancellable_cancel(session->cancellable);
    if (!session->ended_idle)
        session->ended_idle = g_idle_add(on_ended, session);
}

static void
tell_verdict(PptpSession *session, const PptpFacts *facts)
{
    g_autoptr(PptpVerdict) verdict = NULL;
    g_autofree char *line = NULL;

    if (session->failed || session->stopping)
        return;
    session->failed = TRUE;
    verdict = pptp_diagnose(session->settings, facts, session->id);
    line = pptp_verdict_to_line(verdict);
    pptp_journal_log(session->journal, PPTP_LOG_WARNING, "%s", line);
    session->callbacks.failed(session, verdict, session->user_data);
}

/* Fails before there was a tunnel. */
static void
fail_early(PptpSession *session, const PptpFacts *facts)
{
    tell_verdict(session, facts);
    finish(session);
}

static gboolean
on_deadline(gpointer user_data)
{
    PptpSession *session = user_data;
    PptpFacts facts;

    session->deadline = 0;
    if (session->tunnel) {
        pptp_tunnel_stop(session->tunnel, PPTP_END_DEADLINE);
        return G_SOURCE_REMOVE;
    }
    pptp_facts_init(&facts, &session->attempt);
    facts.end = PPTP_END_DEADLINE;
    fail_early(session, &facts);
    return G_SOURCE_REMOVE;
}

/* -- attempts -- */

static void
tell_up(PptpSession *session, const PptpFacts *facts)
{
    g_autofree char *warning = pptp_policy_warning(session->settings, facts, session->id);
    guint8 mppe = facts->ip.mppe_in & facts->ip.mppe_out;

    pptp_journal_log(session->journal, PPTP_LOG_NOTICE, "The tunnel %s to %s is up: %s, MTU %u.", facts->ip.ifname, facts->address,
                     mppe & PPTP_MPPE_128  ? "encrypted (MPPE, 128 bit)"
                     : mppe & PPTP_MPPE_56 ? "encrypted (MPPE, 56 bit)"
                     : mppe & PPTP_MPPE_40 ? "encrypted (MPPE, 40 bit)"
                                           : "not encrypted",
                     facts->ip.mtu);
    if (warning)
        pptp_journal_log(session->journal, PPTP_LOG_WARNING, "%s", warning);
}

static void
on_tunnel_up(PptpTunnel *tunnel, gpointer user_data)
{
    PptpSession *session = user_data;
    const PptpFacts *facts = pptp_tunnel_get_facts(tunnel);

    session->up = TRUE;
    clear_source(&session->deadline);
    if (pptp_policy_worth_remembering(session->settings, &session->attempt))
        pptp_memory_save(NULL, session->uuid, session->settings->gateway, &session->attempt);
    else
        pptp_memory_forget(NULL, session->uuid);
    tell_up(session, facts);
    session->callbacks.up(session, pptp_report_config(&facts->ip, session->address->data), pptp_report_ip4(&facts->ip),
                          session->user_data);
}

static void
on_tunnel_ending(PptpTunnel *tunnel, gpointer user_data)
{
    PptpSession *session = user_data;

    /* A loss is told at once, so that routes go; a failed attempt may be followed by another. */
    if (session->up)
        tell_verdict(session, pptp_tunnel_get_facts(tunnel));
}

/* Another address may do where this one did not even get as far as a call. */
static gboolean
try_next_address(PptpSession *session, const PptpFacts *facts)
{
    if (facts->end != PPTP_END_CONTROL || facts->control.step > PPTP_CONTROL_STEP_CALL || !session->address->next)
        return FALSE;
    pptp_journal_log(session->journal, PPTP_LOG_NOTICE, "%s does not answer as it should (%s): trying the next address.", facts->address,
                     facts->error_message);
    session->address = session->address->next;
    start_attempt(session);
    return TRUE;
}

static gboolean
on_start_again(gpointer user_data)
{
    PptpSession *session = user_data;

    session->again_timer = 0;
    start_attempt(session);
    return G_SOURCE_REMOVE;
}

/*
 * Some servers drop a connection unheard while they are busy with the end of the one before (Poptop's manager, when a child of its ends at that
 * very moment): it is worth a second knock.
 */
static gboolean
knock_again(PptpSession *session, const PptpFacts *facts)
{
    const gboolean unheard = facts->end == PPTP_END_CONTROL && facts->error_domain_control && facts->error_code == PPTP_CONTROL_ERROR_EOF &&
                             facts->control.step == PPTP_CONTROL_STEP_START && !facts->control.any_bytes;

    if (!unheard || session->knocks++ >= KNOCKS_MAX)
        return FALSE;
    pptp_journal_log(session->journal, PPTP_LOG_DEBUG, "%s hung up unheard: once more", facts->address);
    session->again_timer = g_timeout_add(KNOCK_AGAIN_MS, on_start_again, session);
    return TRUE;
}

/* What worked the last time works no longer: begin as though nothing were known. */
static gboolean
start_afresh(PptpSession *session, const PptpFacts *facts)
{
    if (!session->remembered)
        return FALSE;
    session->remembered = FALSE;
    pptp_memory_forget(NULL, session->uuid);
    if (!session->deadline || !pptp_policy_may_go_on(facts) ||
        pptp_policy_next(session->settings, NULL, 0, &session->attempt, NULL) != PPTP_POLICY_TRY)
        return FALSE;
    pptp_journal_log(session->journal, PPTP_LOG_NOTICE, "What worked the last time does not work any more: settling it anew.");
    start_attempt(session);
    return TRUE;
}

static gboolean
try_next_attempt(PptpSession *session, const PptpFacts *facts)
{
    g_autofree char *why = NULL;

    if (session->remembered)
        return start_afresh(session, facts);
    session->past[session->n_past++] = *facts;
    if (session->n_past >= PPTP_POLICY_ATTEMPTS_MAX || !session->deadline)
        return FALSE;
    if (pptp_policy_next(session->settings, session->past, session->n_past, &session->attempt, &why) != PPTP_POLICY_TRY)
        return FALSE;
    pptp_journal_log(session->journal, PPTP_LOG_NOTICE, "Attempt %u: %s", session->n_past + 1, why ? why : "trying again");
    start_attempt(session);
    return TRUE;
}

static void
on_tunnel_ended(PptpTunnel *tunnel, gpointer user_data)
{
    PptpSession *session = user_data;
    PptpFacts facts = *pptp_tunnel_get_facts(tunnel);

    g_clear_pointer(&session->tunnel, pptp_tunnel_free);
    if (!session->stopping && !session->up && (knock_again(session, &facts) || try_next_address(session, &facts) || try_next_attempt(session, &facts)))
        return;
    tell_verdict(session, &facts);
    finish(session);
}

static void
on_tunnel_reordered(PptpTunnel *tunnel, guint late, guint packets, gpointer user_data)
{
    PptpSession *session = user_data;

    pptp_carrier_note_order(session->carrier, late, packets);
}

static void
start_attempt(PptpSession *session)
{
    static const PptpTunnelCallbacks callbacks = {on_tunnel_up, on_tunnel_ending, on_tunnel_ended, on_tunnel_reordered};
    const PptpTunnelConfig config = {
        .settings = session->settings,
        .attempt = &session->attempt,
        .server = session->address->data,
        .password = session->password,
        .uuid = session->uuid,
        .id = session->id,
        .journal = session->journal,
        .user_space = pptp_carrier_is_user_space(session->carrier),
        .watch_order = pptp_carrier_watches_order(session->carrier),
    };

    session->tunnel = pptp_tunnel_new(&config, &callbacks, session);
    pptp_tunnel_start(session->tunnel);
}

/* -- before the first attempt -- */

static void load_modules(PptpSession *session);

static void
on_modules_loaded(GObject *source, GAsyncResult *result, gpointer user_data)
{
    PptpSession *session = user_data;
    g_autofree char *rule_file = NULL;
    const char *missing;
    PptpFacts facts;

    if (pptp_modules_load_finish(result, &missing, &rule_file)) {
        start_attempt(session);
        return;
    }
    if (!missing)
        return; /* cancelled: the session may be gone */
    pptp_facts_init(&facts, &session->attempt);
    facts.end = PPTP_END_MODULE;
    g_strlcpy(facts.module, missing, sizeof facts.module);
    g_strlcpy(facts.module_blacklist, rule_file ? rule_file : "", sizeof facts.module_blacklist);
    if (pptp_carrier_switch(session->carrier, &facts)) {
        load_modules(session);
        return;
    }
    /* Without the driver for encryption a profile that does not ask for any may still connect. */
    if (!try_next_attempt(session, &facts))
        fail_early(session, &facts);
}

static void
load_modules(PptpSession *session)
{
    session->address = session->addresses;
    pptp_modules_load_async(pptp_carrier_get_module(session->carrier), session->attempt.mppe != 0, session->cancellable, on_modules_loaded,
                            session);
}

static void
fail_resolve(PptpSession *session, const GError *error)
{
    PptpFacts facts;

    pptp_facts_init(&facts, &session->attempt);
    facts.end = PPTP_END_RESOLVE;
    facts.error_code = error->code;
    facts.ipv6_only = session->ipv6_only;
    g_strlcpy(facts.error_message, error->message, sizeof facts.error_message);
    fail_early(session, &facts);
}

/* No IPv4 address: is there at least another? The sentence depends on it. */
static void
on_resolved_ipv6(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    GList *addresses = g_resolver_lookup_by_name_with_flags_finish(G_RESOLVER(source), result, &error);
    PptpSession *session = user_data;

    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return; /* the session may be gone */
    clear_source(&session->resolve_deadline);
    session->ipv6_only = addresses != NULL;
    g_list_free_full(addresses, g_object_unref);
    fail_resolve(session, session->resolve_error);
}

static void
on_resolved(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    GList *addresses = g_resolver_lookup_by_name_with_flags_finish(G_RESOLVER(source), result, &error);
    PptpSession *session = user_data;

    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return; /* the session may be gone */
    if (g_error_matches(error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND)) {
        session->resolve_error = g_steal_pointer(&error);
        g_resolver_lookup_by_name_with_flags_async(G_RESOLVER(source), session->settings->gateway, G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY,
                                                   session->cancellable, on_resolved_ipv6, session);
        return;
    }
    clear_source(&session->resolve_deadline);
    if (error) {
        fail_resolve(session, error);
        return;
    }
    session->addresses = addresses;
    load_modules(session);
}

static gboolean
on_resolve_deadline(gpointer user_data)
{
    PptpSession *session = user_data;
    g_autoptr(GError) error = g_error_new(G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "no name server answered within %d seconds",
                                          RESOLVE_DEADLINE_SECONDS);

    session->resolve_deadline = 0;
    g_cancellable_cancel(session->cancellable);
    fail_resolve(session, error);
    return G_SOURCE_REMOVE;
}

static void
find_addresses(PptpSession *session)
{
    g_autoptr(GInetAddress) literal = g_inet_address_new_from_string(session->settings->gateway);
    g_autoptr(GResolver) resolver = g_resolver_get_default();

    if (literal && g_inet_address_get_family(literal) == G_SOCKET_FAMILY_IPV4) {
        session->addresses = g_list_append(NULL, g_steal_pointer(&literal));
        load_modules(session);
        return;
    }
    session->resolve_deadline = g_timeout_add_seconds(RESOLVE_DEADLINE_SECONDS, on_resolve_deadline, session);
    g_resolver_lookup_by_name_with_flags_async(resolver, session->settings->gateway, G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY,
                                               session->cancellable, on_resolved, session);
}

/* -- the object -- */

PptpSession *
pptp_session_new(PptpSettings *settings, const char *password, const char *uuid, const char *id, PptpJournal *journal,
                 const PptpSessionCallbacks *callbacks, gpointer user_data)
{
    PptpSession *session = g_new0(PptpSession, 1);

    session->settings = settings;
    session->password = g_strdup(password);
    session->uuid = g_strdup(uuid);
    session->id = g_strdup(id);
    session->journal = journal;
    session->callbacks = *callbacks;
    session->user_data = user_data;
    session->cancellable = g_cancellable_new();
    return session;
}

const char *
pptp_session_get_password(PptpSession *session)
{
    return session->password ? session->password : "";
}

guint
pptp_session_get_password_flags(PptpSession *session)
{
    return session->settings->password_flags;
}

static gboolean
on_start(gpointer user_data)
{
    PptpSession *session = user_data;
    PptpFacts facts;

    session->start_idle = 0;
    session->carrier = pptp_carrier_new(session->settings, session->uuid, session->journal);
    session->remembered = pptp_memory_load(NULL, session->uuid, session->settings->gateway, &session->attempt) &&
                          pptp_policy_allows(session->settings, &session->attempt) &&
                          pptp_policy_worth_remembering(session->settings, &session->attempt);
    if (session->remembered || pptp_policy_next(session->settings, NULL, 0, &session->attempt, NULL) == PPTP_POLICY_TRY) {
        find_addresses(session);
    } else {
        pptp_facts_init(&facts, &session->attempt);
        fail_early(session, &facts);
    }
    return G_SOURCE_REMOVE;
}

void
pptp_session_start(PptpSession *session)
{
    session->leftover = pptp_leftover_new();
    session->deadline = g_timeout_add_seconds(CONNECT_DEADLINE_SECONDS, on_deadline, session);
    session->start_idle = g_idle_add(on_start, session);
}

void
pptp_session_stop(PptpSession *session)
{
    if (session->stopping)
        return;
    session->stopping = TRUE;
    if (session->tunnel)
        pptp_tunnel_stop(session->tunnel, PPTP_END_USER);
    else
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
    clear_source(&session->start_idle);
    clear_source(&session->again_timer);
    clear_source(&session->deadline);
    clear_source(&session->resolve_deadline);
    clear_source(&session->ended_idle);
    g_cancellable_cancel(session->cancellable);
    g_object_unref(session->cancellable);
    g_clear_pointer(&session->tunnel, pptp_tunnel_free);
    g_list_free_full(session->addresses, g_object_unref);
    g_clear_error(&session->resolve_error);
    g_clear_pointer(&session->leftover, pptp_leftover_free);
    g_clear_pointer(&session->carrier, pptp_carrier_free);
    if (session->password)
        pptp_link_wipe(session->password, strlen(session->password));
    g_free(session->password);
    g_free(session->uuid);
    g_free(session->id);
    pptp_settings_free(session->settings);
    g_free(session);
}
