/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/diagnosis.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/phrase.h"
#include "ppp/packet.h"
#include "ppp/policy.h"
#include "ppp/verdict.h"

/* What is neither the control connection's nor PPP's: this machine, the profile, and the order in which reasons are looked for. */

static PptpPick
pick(PptpVerdictId id)
{
    return (PptpPick){.id = id};
}

static PptpPick
pick_detail(PptpVerdictId id, const char *detail)
{
    char clean[160];

    pptp_text_clean(clean, sizeof clean, (const guint8 *)detail, strlen(detail));
    return (PptpPick){.id = id, .detail = clean[0] ? pptp_phrase_plain(clean) : pptp_phrase(N_("no reason given"), NULL)};
}

static PptpPick
pick_module(const PptpFacts *facts)
{
    if (facts->module_blacklist[0] != '\0')
        return (PptpPick){.id = PPTP_VERDICT_MODULE_BLACKLISTED,
                          .detail = pptp_phrase(N_("%s (blacklisted in %s)"), facts->module, facts->module_blacklist, NULL)};
    if (g_str_equal(facts->module, "pptp"))
        return pick(PPTP_VERDICT_KERNEL_NO_PPTP);
    if (g_str_equal(facts->module, "ppp_mppe"))
        return pick(PPTP_VERDICT_KERNEL_NO_MPPE);
    return pick_detail(PPTP_VERDICT_KERNEL_NO_MODULE, facts->module);
}

static PptpPick
pick_channel(const PptpFacts *facts)
{
    switch (facts->channel_errno) {
    case EPERM:
    case EACCES:
        return (PptpPick){.id = PPTP_VERDICT_CHANNEL_FORBIDDEN, .detail = pptp_phrase_errno(facts->channel_errno)};
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT:
    case ESOCKTNOSUPPORT:
        return pick(PPTP_VERDICT_KERNEL_NO_PPTP);
    case ENETUNREACH:
        return pick(PPTP_VERDICT_NO_ROUTE);
    case EHOSTUNREACH:
        return pick(PPTP_VERDICT_HOST_UNREACHABLE);
    case 0:
        return pick_detail(facts->no_kernel_channel ? PPTP_VERDICT_CHANNEL_USER_ONLY : PPTP_VERDICT_CHANNEL_USER, facts->error_message);
    default:
        return (PptpPick){.id = PPTP_VERDICT_CHANNEL_FAILED, .detail = pptp_phrase_errno(facts->channel_errno)};
    }
}

char *
pptp_describe_signal(int number)
{
    g_autofree char *text = g_strdup_printf("%d", number);
    const char *name = sigabbrev_np(number);
    g_autofree char *full = g_strconcat("SIG", name ? name : "?", NULL);

    return pptp_phrase(N_("signal %d (%s)"), text, full, NULL);
}

char *
pptp_describe_exit(int status)
{
    g_autofree char *text = g_strdup_printf("%d", status);

    return pptp_phrase(N_("exit status %d"), text, NULL);
}

/* pppd's last line; without one its exit status. */
static PptpPick
pick_line(PptpVerdictId id, const PptpFacts *facts)
{
    if (facts->pppd_error[0] != '\0')
        return pick_detail(id, facts->pppd_error);
    return (PptpPick){.id = id, .detail = pptp_describe_exit(facts->pppd_exit)};
}

/* pppd ended without a word of our plugin: its exit status is right at this time, and its last line says the rest. */
static PptpPick
pick_pppd_start(const PptpFacts *facts)
{
    if (facts->pppd_signal != 0)
        return (PptpPick){PPTP_VERDICT_PPPD_KILLED, pptp_describe_signal(facts->pppd_signal), NULL};
    if (strstr(facts->pppd_error, " required to authenticate itself"))
        return pick_line(PPTP_VERDICT_PPPD_WANTS_PROOF, facts);
    if (strstr(facts->pppd_error, "/etc/ppp/") || strstr(facts->pppd_error, ".ppprc"))
        return pick_line(PPTP_VERDICT_PPPD_OPTIONS_FILE, facts);
    if (strstr(facts->pppd_error, "lugin"))
        return pick_line(PPTP_VERDICT_PPPD_PLUGIN, facts);
    switch (facts->pppd_exit) {
    case 2:
        return pick_line(PPTP_VERDICT_PPPD_OPTION, facts);
    case 3:
        return pick(PPTP_VERDICT_PPPD_NOT_ROOT);
    case 4:
        return pick(PPTP_VERDICT_KERNEL_NO_PPP);
    default:
        return pick_line(PPTP_VERDICT_PPPD_FAILED, facts);
    }
}

/* Policy found nothing to try with this profile. Editors write refuse keys for all but what is ticked, and never "no". */
static PptpPick
pick_profile(const PptpSettings *settings)
{
    if (pptp_settings_require_mppe(settings))
        return pick(pptp_policy_strengths(settings) == 0 ? PPTP_VERDICT_PROFILE_NO_MPPE : PPTP_VERDICT_PROFILE_NO_LOGIN);
    if (settings->refuse_mschap == PPTP_UNSET)
        return pick(PPTP_VERDICT_PROFILE_ONLY_MSCHAP);
    if (settings->refuse_pap == PPTP_UNSET)
        return pick(PPTP_VERDICT_PROFILE_ONLY_PAP);
    return pick(PPTP_VERDICT_PROFILE_NO_LOGIN);
}

PptpPick
pptp_pick_local(const PptpSettings *settings, const PptpFacts *facts)
{
    switch (facts->end) {
    case PPTP_END_RESOLVE:
        if (facts->ipv6_only)
            return pick(PPTP_VERDICT_NAME_IPV6_ONLY);
        return pick(facts->error_code == G_RESOLVER_ERROR_NOT_FOUND ? PPTP_VERDICT_NAME_UNKNOWN : PPTP_VERDICT_NAME_NO_ANSWER);
    case PPTP_END_CHANNEL:
        return pick_channel(facts);
    case PPTP_END_MODULE:
        return pick_module(facts);
    case PPTP_END_SPAWN:
        return pick_detail(PPTP_VERDICT_PPPD_MISSING, facts->error_message);
    case PPTP_END_DEVICE_GONE:
        return pick(PPTP_VERDICT_DEVICE_GONE);
    case PPTP_END_ADDRESS_GONE:
        return pick_detail(PPTP_VERDICT_ADDRESS_GONE, facts->local);
    case PPTP_END_PPPD:
        return facts->pppd_loaded_plugin ? pick(PPTP_VERDICT_UNKNOWN) : pick_pppd_start(facts);
    case PPTP_END_NONE:
        /* Policy found nothing to try. */
        if (facts->attempt.auth != 0)
            return pick(PPTP_VERDICT_UNKNOWN);
        return pick_profile(settings);
    case PPTP_END_USER:
    case PPTP_END_CONTROL:
    case PPTP_END_VIOLATION:
    case PPTP_END_NO_ADDRESS:
    case PPTP_END_DEADLINE:
        break;
    }
    return pick(PPTP_VERDICT_UNKNOWN);
}

/* How far it came, for a sentence that cannot say more. */
static const char *
stage(const PptpFacts *facts)
{
    if (facts->was_up)
        return N_("after the session was up");
    if (facts->ipcp.received > 0 || facts->ipcp.requests_sent > 0)
        return N_("while IP addresses were being settled (IPCP)");
    if (facts->ccp.received > 0 || facts->ccp.requests_sent > 0)
        return N_("while encryption was being settled (CCP)");
    if (facts->lcp.opened)
        return N_("at the login");
    if (facts->frames_received > 0 || facts->frames_sent > 0)
        return N_("while PPP's basic options were being settled (LCP)");
    return N_("before PPP began");
}

static PptpPick
pick_any(const PptpSettings *settings, const PptpFacts *facts)
{
    PptpPick picked = pptp_pick_local(settings, facts);

    if (picked.id == PPTP_VERDICT_UNKNOWN && facts->end == PPTP_END_CONTROL && facts->control.step < PPTP_CONTROL_STEP_UP)
        return pptp_pick_control(facts);
    /* The packets first: what ended it in the end is often only what came of it. */
    if (picked.id == PPTP_VERDICT_UNKNOWN && facts->end != PPTP_END_NONE)
        picked = pptp_pick_ppp(settings, facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN && facts->end == PPTP_END_CONTROL)
        picked = pptp_pick_control(facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN && facts->end == PPTP_END_DEADLINE)
        picked = (PptpPick){.id = PPTP_VERDICT_DEADLINE, .detail = pptp_phrase(stage(facts), NULL), .seen = facts->seen_last};
    return picked;
}

/* Where facts do not decide: whatever was last seen or said. */
static void
tell_unknown(const PptpFacts *facts, PptpPick *picked)
{
    picked->detail = pptp_phrase(stage(facts), NULL);
    picked->seen = facts->seen_last[0] != '\0' ? facts->seen_last : NULL;
}

/* A phrase for "seen" where the pick has none: the control connection's own words, or that nothing came. */
static char *
describe_seen(const PptpFacts *facts, const PptpPick *picked)
{
    const char *text = NULL;
    char clean[200];

    if (picked->id == PPTP_VERDICT_MPPE_KEYS_DIFFER || (picked->id == PPTP_VERDICT_MPPE_OUT_OF_STEP && facts->noise)) {
        char numbers[3][PPTP_PHRASE_NUMBER_MAX];

        for (guint i = 0; i < 3; i++)
            g_snprintf(numbers[i], sizeof numbers[i], "%.4x", facts->garbage_protocols[i]);
        return pptp_phrase(N_("packets of the protocols 0x%.4x, 0x%.4x and 0x%.4x, of which there are none"), numbers[0], numbers[1],
                           numbers[2], NULL);
    }
    if (picked->seen) {
        pptp_text_clip(clean, sizeof clean, picked->seen);
        return pptp_phrase_plain(clean);
    }
    if (picked->id == PPTP_VERDICT_GRE_BLOCKED || picked->id == PPTP_VERDICT_GRE_UNREACHABLE)
        return pptp_phrase_plural("%u LCP request sent, nothing received", "%u LCP requests sent, nothing received",
                                  facts->lcp.requests_sent, NULL);
    if (picked->id == PPTP_VERDICT_GRE_OTHER_TUNNEL)
        return pptp_phrase_plural("%u LCP request sent, no answer, and GRE packets of another call",
                                  "%u LCP requests sent, no answer, and GRE packets of another call", facts->lcp.requests_sent, NULL);
    if (picked->id == PPTP_VERDICT_UNKNOWN && facts->error_message[0] == '\0')
        text = facts->pppd_error;
    else if (picked->id == PPTP_VERDICT_UNKNOWN || (facts->end == PPTP_END_CONTROL && picked->id != PPTP_VERDICT_TCP_FAILED))
        text = facts->error_message;
    if (!text)
        return NULL;
    pptp_text_clean(clean, sizeof clean, (const guint8 *)text, strlen(text));
    return pptp_phrase_plain(clean);
}

/* The server as people know it: by its address, or where there are several gateways, by the name that is in the profile too. */
static char *
name_server(const PptpSettings *settings, const PptpFacts *facts)
{
    if (facts->address[0] == '\0' || facts->end == PPTP_END_RESOLVE)
        return g_strdup(facts->gateway[0] != '\0' ? facts->gateway : settings->gateway);
    if (facts->gateway[0] == '\0' || g_str_equal(facts->gateway, facts->address))
        return g_strdup(facts->address);
    return g_strdup_printf("%s (%s)", facts->gateway, facts->address);
}

PptpVerdict *
pptp_diagnose(const PptpSettings *settings, const PptpFacts *facts, const char *profile_name)
{
    g_autofree char *detail = NULL, *server = name_server(settings, facts);
    PptpVerdictText text = {.profile = profile_name, .server = server, .host = server};
    g_autofree char *seen = NULL;
    PptpVerdict *verdict;
    PptpPick picked;

    if (facts->address[0] != '\0' && facts->end != PPTP_END_RESOLVE)
        text.host = facts->address;
    if (facts->end == PPTP_END_USER) {
        verdict = pptp_verdict_new(PPTP_VERDICT_UNKNOWN, &text);
        verdict->sentence[0] = '\0';
        return verdict;
    }
    picked = pick_any(settings, facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN)
        tell_unknown(facts, &picked);
    detail = picked.detail;
    seen = describe_seen(facts, &picked);
    text.detail = detail;
    text.seen = seen;
    text.saved_password = settings->password_flags == 0;
    text.no_password = (settings->password_flags & PPTP_SECRET_NOT_REQUIRED) != 0;
    return pptp_verdict_new(picked.id, &text);
}
