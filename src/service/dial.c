/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/dial.h"

#include <string.h>

#include "channel/modules.h"
#include "service/addresses.h"
#include "service/attempts.h"
#include "service/carrier.h"
#include "service/memory.h"
#include "service/reconnect.h"
#include "service/tunnel.h"

#define RESOLVE_DEADLINE_MS 10000
#define KNOCK_AGAIN_MS 500

struct _PptpDial {
    PptpDialConfig config;
    PptpDialCallbacks callbacks;
    gpointer user_data;
    gboolean again;

    /* What is tried. */
    PptpMemory memory;
    gboolean memory_loaded;
    PptpAddresses *addresses;
    char *gateway;
    GInetAddress *address;
    gboolean login_taken; /* by that address, in this round */
    PptpAttempts attempts;
    PptpCarrier *carrier;
    gboolean modules_loaded;
    GCancellable *cancellable; /* of loading them */
    PptpTunnel *tunnel;
    gboolean up;
    GInetAddress *server; /* of the last tunnel that was up; NULL before the first */
    guint start_idle, again_timer, deadline, over_idle;

    /* The gateways' turns in this round. */
    PptpVerdict *verdict; /* on the candidate before, or NULL */
    char *failed_gateway;
    guint n_failed; /* gateways */

    gboolean dialling; /* a round is under way, or its tunnel is up */
    gboolean stopping;
};

static void start_attempt(PptpDial *dial);
static void load_modules(PptpDial *dial);

static void
clear_source(guint *source)
{
    if (*source)
        g_source_remove(*source);
    *source = 0;
}

static void
cancel_all(PptpDial *dial)
{
    clear_source(&dial->start_idle);
    clear_source(&dial->again_timer);
    clear_source(&dial->deadline);
    pptp_addresses_cancel(dial->addresses);
    g_cancellable_cancel(dial->cancellable);
    g_object_unref(dial->cancellable);
    dial->cancellable = g_cancellable_new();
}

/* -- the end of a round -- */

static gboolean
on_over(gpointer user_data)
{
    PptpDial *dial = user_data;
    g_autoptr(PptpVerdict) verdict = g_steal_pointer(&dial->verdict);

    dial->over_idle = 0;
    dial->dialling = FALSE;
    dial->callbacks.over(dial, dial->stopping ? NULL : verdict, dial->user_data);
    return G_SOURCE_REMOVE;
}

static void
finish(PptpDial *dial)
{
    cancel_all(dial);
    if (!dial->over_idle)
        dial->over_idle = g_idle_add(on_over, dial);
}

static PptpVerdict *
diagnose(PptpDial *dial, const PptpFacts *facts)
{
    g_autofree PptpFacts *named = g_memdup2(facts, sizeof *facts);

    /* One gateway needs no name beside its address. */
    if (dial->gateway && dial->config.settings->gateways[1])
        g_strlcpy(named->gateway, dial->gateway, sizeof named->gateway);
    return pptp_diagnose(dial->config.settings, named, dial->config.id);
}

/*
 * A server that holds the session of the attempt before and allows no other would refuse the second attempt of each connect: the next one
 * begins with what was settled here.
 */
static void
remember_settled(PptpDial *dial)
{
    PptpMemory memory = {.has_attempt = pptp_policy_worth_remembering(dial->config.settings, &dial->attempts.attempt),
                         .attempt = dial->attempts.attempt};
    g_autofree char *address = g_inet_address_to_string(dial->address);

    if (!memory.has_attempt)
        return;
    g_strlcpy(memory.gateway, dial->gateway, sizeof memory.gateway);
    g_strlcpy(memory.address, address, sizeof memory.address);
    pptp_memory_save(NULL, dial->config.uuid, (const char *const *)dial->config.settings->gateways, &memory);
}

static void
end_round(PptpDial *dial)
{
    if (dial->verdict && dial->n_failed > 1)
        pptp_verdict_say_all_failed(dial->verdict, dial->n_failed);
    finish(dial);
}

/* This address did not do. On to the next, where that may help and there is time. */
static void
fail_candidate(PptpDial *dial, const PptpFacts *facts)
{
    clear_source(&dial->again_timer);
    g_clear_pointer(&dial->verdict, pptp_verdict_free);
    dial->verdict = diagnose(dial, facts);
    if (dial->verdict->id == PPTP_VERDICT_LOGIN_TAKEN_BEFORE)
        remember_settled(dial);
    if (g_strcmp0(dial->failed_gateway, dial->gateway) != 0) {
        dial->n_failed++;
        g_free(dial->failed_gateway);
        dial->failed_gateway = g_strdup(dial->gateway);
    }
    if (!pptp_reconnect_elsewhere(dial->verdict)) {
        dial->n_failed = 1; /* no word about the others: they were not asked, or do not matter */
        end_round(dial);
    } else if (dial->deadline || dial->again) {
        pptp_addresses_next(dial->addresses);
    } else {
        end_round(dial);
    }
}

static gboolean
on_deadline(gpointer user_data)
{
    PptpDial *dial = user_data;
    PptpFacts facts;

    dial->deadline = 0;
    if (dial->tunnel) {
        pptp_tunnel_stop(dial->tunnel, PPTP_END_DEADLINE);
        return G_SOURCE_REMOVE;
    }
    cancel_all(dial);
    pptp_facts_init(&facts, &dial->attempts.attempt);
    facts.end = PPTP_END_DEADLINE;
    fail_candidate(dial, &facts);
    return G_SOURCE_REMOVE;
}

static void
restart_deadline(PptpDial *dial)
{
    clear_source(&dial->deadline);
    dial->deadline = g_timeout_add_seconds(pptp_attempts_deadline(dial->config.settings, dial->again), on_deadline, dial);
}

/* -- attempts -- */

/* What is the first thing to try in any case is not worth a file. */
static void
remember(PptpDial *dial)
{
    const char *const *gateways = (const char *const *)dial->config.settings->gateways;
    PptpMemory *memory = &dial->memory;

    memset(memory, 0, sizeof *memory);
    memory->has_attempt = pptp_policy_worth_remembering(dial->config.settings, &dial->attempts.attempt);
    memory->attempt = dial->attempts.attempt;
    if (memory->has_attempt || !pptp_addresses_is_first(dial->addresses, dial->gateway, dial->address)) {
        g_autofree char *address = g_inet_address_to_string(dial->address);

        g_strlcpy(memory->gateway, dial->gateway, sizeof memory->gateway);
        g_strlcpy(memory->address, address, sizeof memory->address);
        pptp_memory_save(NULL, dial->config.uuid, gateways, memory);
    } else {
        pptp_memory_forget(NULL, dial->config.uuid);
    }
    pptp_addresses_set_good(dial->addresses, dial->gateway, dial->address);
}

static void
on_tunnel_up(PptpTunnel *tunnel, gpointer user_data)
{
    PptpDial *dial = user_data;

    clear_source(&dial->deadline);
    if (!dial->up) {
        dial->up = TRUE;
        g_set_object(&dial->server, dial->address);
        remember(dial);
        pptp_carrier_watch(dial->carrier, pptp_tunnel_get_facts(tunnel)->local, dial->address, pptp_tunnel_get_call_id(tunnel));
    }
    dial->callbacks.up(dial, dial->user_data);
}

static void
on_tunnel_ending(PptpTunnel *tunnel, gpointer user_data)
{
    PptpDial *dial = user_data;

    pptp_carrier_end_watch(dial->carrier);
    /* A failed attempt may be followed by another; a loss is a loss, and told at once. */
    if (dial->up && !dial->stopping) {
        g_autoptr(PptpVerdict) verdict = diagnose(dial, pptp_tunnel_get_facts(tunnel));

        dial->callbacks.lost(dial, verdict, dial->user_data);
    }
}

static gboolean
on_start_again(gpointer user_data)
{
    PptpDial *dial = user_data;

    dial->again_timer = 0;
    start_attempt(dial);
    return G_SOURCE_REMOVE;
}

/* Whether the same address gets another attempt, which is begun then. */
static gboolean
try_again_here(PptpDial *dial, const PptpFacts *facts)
{
    g_autofree char *why = NULL;
    PptpAttemptsStep step;
    gboolean forget;

    if (!dial->deadline)
        return FALSE;
    step = pptp_attempts_next(&dial->attempts, facts, &why, &forget);
    if (forget) {
        dial->memory.has_attempt = FALSE;
        pptp_memory_forget(NULL, dial->config.uuid);
    }
    if (why)
        pptp_journal_log(dial->config.journal, dial->again ? PPTP_LOG_DEBUG : PPTP_LOG_NOTICE, "%s", why);
    switch (step) {
    case PPTP_ATTEMPTS_NOW:
        start_attempt(dial);
        return TRUE;
    case PPTP_ATTEMPTS_IN_A_BIT:
        pptp_journal_log(dial->config.journal, PPTP_LOG_DEBUG, "%s hung up unheard: once more", facts->address);
        dial->again_timer = g_timeout_add(KNOCK_AGAIN_MS, on_start_again, dial);
        return TRUE;
    case PPTP_ATTEMPTS_OVER:
        break;
    }
    return FALSE;
}

/* The same attempt through the kernel's channel, which is begun then, where the one in user space is of no use. */
static gboolean
try_by_kernel(PptpDial *dial, const PptpFacts *facts)
{
    if (!dial->deadline || !pptp_carrier_fall_back(dial->carrier, facts))
        return FALSE;
    dial->modules_loaded = FALSE;
    load_modules(dial);
    return TRUE;
}

static void
on_tunnel_ended(PptpTunnel *tunnel, gpointer user_data)
{
    PptpDial *dial = user_data;
    g_autofree PptpFacts *facts = g_memdup2(pptp_tunnel_get_facts(tunnel), sizeof *facts);
    const gboolean was_up = dial->up;

    facts->login_taken_before = dial->login_taken;
    facts->login_had_tunnel = dial->server != NULL;
    dial->login_taken |= facts->login == PPTP_LOGIN_ACCEPTED && !facts->mutual_failed;
    dial->up = FALSE;
    g_clear_pointer(&dial->tunnel, pptp_tunnel_free);
    if (was_up)
        g_clear_pointer(&dial->verdict, pptp_verdict_free); /* on a candidate before it */
    if (dial->stopping || was_up)
        finish(dial);
    else if (!try_by_kernel(dial, facts) && !try_again_here(dial, facts))
        fail_candidate(dial, facts);
}

static void
start_attempt(PptpDial *dial)
{
    static const PptpTunnelCallbacks callbacks = {on_tunnel_up, on_tunnel_ending, on_tunnel_ended};
    const PptpTunnelConfig config = {
        .settings = dial->config.settings,
        .attempt = &dial->attempts.attempt,
        .server = dial->address,
        .password = dial->config.password,
        .uuid = dial->config.uuid,
        .id = dial->config.id,
        .journal = dial->config.journal,
        .user_space = pptp_carrier_is_user_space(dial->carrier),
        .no_kernel_channel = pptp_carrier_lacks_kernel(dial->carrier),
    };

    dial->tunnel = pptp_tunnel_new(&config, &callbacks, dial);
    pptp_tunnel_start(dial->tunnel);
}

/* -- before the first attempt -- */

static void
on_modules_loaded(GObject *source, GAsyncResult *result, gpointer user_data)
{
    PptpDial *dial = user_data;
    g_autofree char *rule_file = NULL;
    const char *missing;
    PptpFacts facts;

    if (pptp_modules_load_finish(result, &missing, &rule_file)) {
        dial->modules_loaded = TRUE;
        start_attempt(dial);
        return;
    }
    if (!missing)
        return; /* cancelled: the dial may be gone */
    pptp_facts_init(&facts, &dial->attempts.attempt);
    facts.end = PPTP_END_MODULE;
    g_strlcpy(facts.module, missing, sizeof facts.module);
    g_strlcpy(facts.module_blacklist, rule_file ? rule_file : "", sizeof facts.module_blacklist);
    if (pptp_carrier_switch(dial->carrier, &facts)) {
        load_modules(dial);
        return;
    }
    /* Without the driver for encryption a profile that does not ask for any may still connect. */
    if (!try_again_here(dial, &facts))
        fail_candidate(dial, &facts);
}

static void
load_modules(PptpDial *dial)
{
    pptp_modules_load_async(pptp_carrier_get_module(dial->carrier), dial->attempts.attempt.mppe != 0, dial->cancellable, on_modules_loaded,
                            dial);
}

static void
fail_resolve(PptpDial *dial, const PptpCandidate *candidate)
{
    PptpFacts facts;

    pptp_facts_init(&facts, &dial->attempts.attempt);
    facts.end = PPTP_END_RESOLVE;
    facts.error_code = candidate->error->code;
    facts.ipv6_only = candidate->ipv6_only;
    g_strlcpy(facts.error_message, candidate->error->message, sizeof facts.error_message);
    fail_candidate(dial, &facts);
}

/* What is remembered is about the gateway that took it. */
static const PptpAttempt *
remembered_attempt(PptpDial *dial)
{
    const PptpMemory *memory = &dial->memory;

    if (!memory->has_attempt || (memory->gateway[0] != '\0' && !g_str_equal(memory->gateway, dial->gateway)))
        return NULL;
    return &memory->attempt;
}

/* Each failure is told, but for the last: that is the verdict. */
static void
tell_next(PptpDial *dial, const PptpCandidate *next)
{
    const gboolean same_gateway = next->address && g_strcmp0(dial->failed_gateway, next->gateway) == 0;
    g_autofree char *address = same_gateway ? g_inet_address_to_string(next->address) : NULL;

    if (dial->verdict && !dial->again)
        pptp_journal_log(dial->config.journal, PPTP_LOG_NOTICE, "%s Trying the next %s, %s.", dial->verdict->sentence,
                         same_gateway ? "address" : "gateway", same_gateway ? address : next->gateway);
}

static void
on_candidate(const PptpCandidate *candidate, gpointer user_data)
{
    PptpDial *dial = user_data;

    if (!candidate) {
        end_round(dial);
        return;
    }
    tell_next(dial, candidate);
    g_free(dial->gateway);
    dial->gateway = g_strdup(candidate->gateway);
    if (!candidate->address) {
        fail_resolve(dial, candidate);
        return;
    }
    g_set_object(&dial->address, candidate->address);
    dial->login_taken = FALSE;
    if (dial->again)
        restart_deadline(dial);
    pptp_attempts_begin(&dial->attempts, dial->config.settings, remembered_attempt(dial));
    if (dial->modules_loaded)
        start_attempt(dial);
    else
        load_modules(dial);
}

static gboolean
on_start(gpointer user_data)
{
    PptpDial *dial = user_data;
    PptpFacts facts;

    dial->start_idle = 0;
    /* The way to the server may have shown what it does to packets. */
    if (pptp_carrier_choose(dial->carrier))
        dial->modules_loaded = FALSE;
    if (!dial->memory_loaded) {
        dial->memory_loaded = TRUE;
        if (pptp_memory_load(NULL, dial->config.uuid, (const char *const *)dial->config.settings->gateways, &dial->memory) &&
            dial->memory.gateway[0] != '\0')
            pptp_addresses_prefer(dial->addresses, dial->memory.gateway, dial->memory.address);
    }
    if (pptp_attempts_begin(&dial->attempts, dial->config.settings, NULL)) {
        pptp_addresses_next(dial->addresses);
    } else {
        pptp_facts_init(&facts, &dial->attempts.attempt);
        fail_candidate(dial, &facts);
    }
    return G_SOURCE_REMOVE;
}

void
pptp_dial_start(PptpDial *dial, gboolean again)
{
    g_return_if_fail(!dial->dialling);

    dial->dialling = TRUE;
    dial->again = again;
    g_clear_pointer(&dial->verdict, pptp_verdict_free);
    g_clear_pointer(&dial->failed_gateway, g_free);
    dial->n_failed = 0;
    pptp_addresses_rewind(dial->addresses);
    restart_deadline(dial);
    dial->start_idle = g_idle_add(on_start, dial);
}

gboolean
pptp_dial_stop(PptpDial *dial)
{
    if (!dial->dialling)
        return FALSE;
    dial->stopping = TRUE;
    if (dial->tunnel)
        pptp_tunnel_stop(dial->tunnel, PPTP_END_USER);
    else
        finish(dial);
    return TRUE;
}

void
pptp_dial_give_up_tunnel(PptpDial *dial, PptpEnd why)
{
    if (dial->up)
        pptp_tunnel_stop(dial->tunnel, why);
}

void
pptp_dial_probe(PptpDial *dial)
{
    if (dial->up)
        pptp_tunnel_probe(dial->tunnel);
}

/* -- the object -- */

PptpDial *
pptp_dial_new(const PptpDialConfig *config, const PptpDialCallbacks *callbacks, gpointer user_data)
{
    PptpDial *dial = g_new0(PptpDial, 1);

    dial->config = *config;
    dial->callbacks = *callbacks;
    dial->user_data = user_data;
    dial->cancellable = g_cancellable_new();
    dial->carrier = pptp_carrier_new(config->settings, config->uuid, config->journal);
    dial->addresses = pptp_addresses_new((const char *const *)config->settings->gateways, RESOLVE_DEADLINE_MS, on_candidate, dial);
    return dial;
}

const PptpFacts *
pptp_dial_get_facts(PptpDial *dial)
{
    return dial->tunnel ? pptp_tunnel_get_facts(dial->tunnel) : NULL;
}

GInetAddress *
pptp_dial_get_server(PptpDial *dial)
{
    return dial->server;
}

void
pptp_dial_free(PptpDial *dial)
{
    if (!dial)
        return;
    cancel_all(dial);
    clear_source(&dial->over_idle);
    g_object_unref(dial->cancellable);
    g_clear_pointer(&dial->tunnel, pptp_tunnel_free);
    g_clear_pointer(&dial->addresses, pptp_addresses_free);
    g_clear_pointer(&dial->carrier, pptp_carrier_free);
    g_clear_pointer(&dial->verdict, pptp_verdict_free);
    g_clear_object(&dial->address);
    g_clear_object(&dial->server);
    g_free(dial->gateway);
    g_free(dial->failed_gateway);
    g_free(dial);
}
