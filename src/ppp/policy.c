/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/policy.h"

#include <glib/gi18n-lib.h>

#include "ppp/packet.h"
#include "ppp/verdict.h"

/* What the profile leaves open. */
typedef struct {
    gboolean encrypt;  /* encryption is a condition */
    guint strengths;   /* PPTP_MPPE_40 and PPTP_MPPE_128 that may be used */
    gboolean stateful; /* a stateful agreement may be accepted where the server wants it */
} Limits;

/* What all attempts so far showed. */
typedef struct {
    guint stateless, stateful; /* PPTP_MPPE_* that the server showed it would have */
    gboolean rejected;         /* it rejected MPPE as asked for, but talks CCP and may know another kind of it */
    gboolean eap;              /* it wants EAP, or at least something that only EAP can be of what we may use */
    guint insisted;            /* PPTP_AUTH_* that it asked for where nothing that was offered would do */
    gboolean clear_tried;
} Learned;

guint
pptp_policy_strengths(const PptpSettings *settings)
{
    guint strengths = PPTP_MPPE_40 | PPTP_MPPE_128;

    if (settings->require_mppe_128 == PPTP_YES)
        strengths = PPTP_MPPE_128;
    else if (settings->require_mppe_40 == PPTP_YES)
        strengths = PPTP_MPPE_40;
    if (settings->refuse_mppe_40 == PPTP_YES)
        strengths &= ~(guint)PPTP_MPPE_40;
    if (settings->refuse_mppe_128 == PPTP_YES)
        strengths &= ~(guint)PPTP_MPPE_128;
    return strengths;
}

static Limits
limits_of(const PptpSettings *settings)
{
    return (Limits){.encrypt = pptp_settings_require_mppe(settings),
                    .strengths = pptp_policy_strengths(settings),
                    .stateful = settings->mppe_stateful != PPTP_NO};
}

/* Ways to log in that an attempt may offer. Without encryption the password must at least not be readable, unless the profile says so. */
static guint
auth_allowed(const PptpSettings *settings, const Limits *limits, guint mppe, gboolean eap)
{
    guint auth = 0;

    if (settings->refuse_mschapv2 != PPTP_YES)
        auth |= PPTP_AUTH_MSCHAPV2;
    if (settings->refuse_eap != PPTP_YES && (eap || settings->refuse_eap == PPTP_NO || settings->refuse_mschapv2 == PPTP_YES))
        auth |= PPTP_AUTH_EAP;
    /* pppd has no 40-bit keys out of MS-CHAPv1. */
    if (!limits->encrypt && settings->refuse_mschap == PPTP_NO && (mppe == 0 || mppe & PPTP_MPPE_128))
        auth |= PPTP_AUTH_MSCHAP;
    /* With encryption only those that yield keys (RFC 3079); where it is a condition, of the two MS-CHAPs only the second. */
    if (limits->encrypt || mppe != 0)
        return auth;
    if (settings->refuse_chap != PPTP_YES)
        auth |= PPTP_AUTH_CHAP_MD5;
    if (settings->refuse_pap == PPTP_NO)
        auth |= PPTP_AUTH_PAP;
    return auth;
}

static guint
strongest(guint auth)
{
    static const guint order[] = {PPTP_AUTH_MSCHAPV2, PPTP_AUTH_EAP, PPTP_AUTH_CHAP_MD5, PPTP_AUTH_MSCHAP, PPTP_AUTH_PAP};

    for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
        if (auth & order[i])
            return order[i];
    }
    return 0;
}

/*
 * Of those, the ways that this attempt offers. pppd takes the first of them that the server asks for, and some servers begin with the
 * weakest: what is weaker than MS-CHAPv2 is kept back until the server has shown that nothing better will do. So is EAP, unless the profile
 * names it: a Windows server offers it first and goes on to MS-CHAPv2 where it is refused.
 */
static guint
auth_for(const PptpSettings *settings, const Limits *limits, guint mppe, const Learned *learned)
{
    const guint allowed = auth_allowed(settings, limits, mppe, learned->eap), good = allowed & (PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP);

    return (good ? good : strongest(allowed)) | strongest(allowed & learned->insisted);
}

static gboolean
fill(const PptpSettings *settings, const Limits *limits, const Learned *learned, guint mppe, gboolean stateful, PptpAttempt *next)
{
    PptpAttempt attempt = {.mppe = mppe, .stateful = mppe != 0 && stateful && limits->stateful};

    if (mppe == 0 && limits->encrypt)
        return FALSE;
    if (mppe & ~limits->strengths)
        return FALSE;
    attempt.auth = auth_for(settings, limits, mppe, learned);
    if (attempt.auth == 0)
        return FALSE;
    *next = attempt;
    return TRUE;
}

/* 128 bit alone, however much a server may like to see both offered: asked for two, some answer with a third thing. */
static PptpPolicyStep
first_attempt(const PptpSettings *settings, const Limits *limits, PptpAttempt *next)
{
    const Learned nothing = {0};
    const gboolean stateful = settings->mppe_stateful == PPTP_YES;

    if (fill(settings, limits, &nothing, PPTP_MPPE_128, stateful, next) || fill(settings, limits, &nothing, PPTP_MPPE_40, stateful, next) ||
        fill(settings, limits, &nothing, 0, FALSE, next))
        return PPTP_POLICY_TRY;
    return PPTP_POLICY_STOP;
}

/* Whether the server asked for ways to log in of which we agreed to none. */
static gboolean
auth_mismatch(const PptpFacts *facts)
{
    return (facts->auth_asked != 0 || facts->auth_unknown != 0) && facts->auth_agreed == 0;
}

/* EAP came to a method that yields no keys (RFC 3748 section 5.4). */
static gboolean
eap_without_keys(const PptpFacts *facts)
{
    return facts->attempt.mppe != 0 && facts->auth_agreed == PPTP_AUTH_EAP && facts->eap_type == PPTP_EAP_TYPE_MD5;
}

/*
 * The same password must not be sent twice where the server may have counted the first as a wrong one. PAP's request is never seen; what
 * follows a good login is.
 */
static gboolean
login_is_safe_to_repeat(const PptpFacts *facts)
{
    /* A method of EAP's that we declined, and no more: the server has nothing to count. */
    if (facts->auth_agreed == PPTP_AUTH_EAP && facts->eap_naked && facts->responses == 0)
        return TRUE;
    if (facts->mutual_failed || facts->login == PPTP_LOGIN_REFUSED || facts->pppd_exit == 19 || facts->pppd_latched == 19)
        return FALSE;
    if (facts->login == PPTP_LOGIN_ACCEPTED || pptp_trace_login_is_overtaken(facts))
        return TRUE;
    if (facts->auth_agreed & PPTP_AUTH_PAP)
        return facts->ccp.received > 0 || facts->ipcp.received > 0;
    return facts->responses == 0;
}

/* This kernel cannot encrypt: nothing was sent yet, and what was seen says nothing about the server. */
static gboolean
lacks_mppe_driver(const PptpFacts *facts)
{
    return facts->end == PPTP_END_MODULE && facts->attempt.mppe != 0 && g_str_equal(facts->module, "ppp_mppe");
}

static gboolean
end_allows_another(const PptpFacts *facts)
{
    switch (facts->end) {
    case PPTP_END_PPPD:
    case PPTP_END_DEADLINE:
        return TRUE;
    case PPTP_END_CONTROL:
        /* The server hung up on a call that stood: the packets tell why. */
        return facts->control.step >= PPTP_CONTROL_STEP_UP;
    case PPTP_END_VIOLATION:
        return facts->violation == PPTP_LINK_VIOLATION_AUTH_METHOD && eap_without_keys(facts);
    case PPTP_END_NONE:
    case PPTP_END_USER:
    case PPTP_END_RESOLVE:
    case PPTP_END_CHANNEL:
    case PPTP_END_MODULE:
    case PPTP_END_SPAWN:
    case PPTP_END_NO_ADDRESS:
    case PPTP_END_DEVICE_GONE:
    case PPTP_END_ADDRESS_GONE:
        return FALSE;
    }
    return FALSE;
}

static gboolean
allows_another(const PptpFacts *facts)
{
    if (lacks_mppe_driver(facts))
        return TRUE;
    return !facts->was_up && end_allows_another(facts) && facts->frames_received > 0 && facts->looped < PPTP_LOOPED_MIN &&
           facts->pppd_latched != 17 && facts->pppd_exit != 17 && login_is_safe_to_repeat(facts);
}

static Learned
learn(const PptpFacts *past, guint n)
{
    Learned learned = {0};

    for (guint i = 0; i < n; i++) {
        learned.stateless |= past[i].mppe_wants_stateless;
        learned.stateful |= past[i].mppe_wants_stateful;
        learned.rejected |= past[i].mppe_rejected && !past[i].ccp_peer_takes_nothing;
        learned.eap |= auth_mismatch(&past[i]) && past[i].auth_asked & PPTP_AUTH_EAP;
        learned.insisted |= auth_mismatch(&past[i]) ? past[i].auth_asked : 0;
        learned.eap |= past[i].auth_agreed == PPTP_AUTH_EAP;
        learned.clear_tried |= past[i].attempt.mppe == 0;
    }
    return learned;
}

static gboolean
tried(const PptpFacts *past, guint n, guint mppe, gboolean stateful)
{
    for (guint i = 0; i < n; i++) {
        if (past[i].attempt.mppe == mppe && past[i].attempt.stateful >= stateful)
            return TRUE;
    }
    return FALSE;
}

static gboolean
go_clear(const PptpSettings *settings, const Limits *limits, const Learned *learned, PptpAttempt *next)
{
    return !learned->clear_tried && fill(settings, limits, learned, 0, FALSE, next);
}

/*
 * The next key length or mode, strongest first, among what the server showed. It asks for or counter-offers what it wants, as a rule; one
 * that just rejects 128 bit may yet know 40, unless its own request says that it takes nothing encrypted (pppd's without MPPE), and one
 * that wants 56 bit, the strongest of old Windows servers, mostly does. Stateful is never guessed: pppd asks for stateless first in any
 * case, so that a server which did not show the wish would get the very same request again.
 */
static gboolean
go_weaker(const PptpSettings *settings, const PptpFacts *past, guint n, const Limits *limits, const Learned *learned, PptpAttempt *next)
{
    const guint shown = learned->stateless | learned->stateful;
    const gboolean may_know_40 = shown == 0 ? learned->rejected : shown == PPTP_MPPE_56;
    PptpAttempt rung;

    if (learned->stateful & PPTP_MPPE_128 && limits->stateful && !tried(past, n, PPTP_MPPE_128, TRUE) &&
        fill(settings, limits, learned, PPTP_MPPE_128, TRUE, next))
        return TRUE;
    if ((learned->stateless & PPTP_MPPE_40 || may_know_40) && !tried(past, n, PPTP_MPPE_40, FALSE) &&
        fill(settings, limits, learned, PPTP_MPPE_40, FALSE, &rung)) {
        rung.stateful = limits->stateful && learned->stateful & (PPTP_MPPE_40 | PPTP_MPPE_56);
        *next = rung;
        return TRUE;
    }
    return learned->stateful & PPTP_MPPE_40 && limits->stateful && !tried(past, n, PPTP_MPPE_40, TRUE) &&
           fill(settings, limits, learned, PPTP_MPPE_40, TRUE, next);
}

static gboolean
after_auth_mismatch(const PptpSettings *settings, const PptpFacts *last, const Limits *limits, const Learned *learned, PptpAttempt *next)
{
    const guint asked = last->auth_asked;
    PptpAttempt same;

    if (fill(settings, limits, learned, last->attempt.mppe, last->attempt.stateful, &same) && same.auth & asked & ~last->attempt.auth) {
        *next = same;
        return TRUE;
    }
    return last->attempt.mppe != 0 && go_clear(settings, limits, learned, next) && (next->auth & asked) != 0;
}

/* The login was good, and encryption was not agreed on or, for want of common keys, turned all into noise. */
static gboolean
encryption_failed(const PptpFacts *facts)
{
    if (facts->attempt.mppe == 0 || !facts->lcp.opened)
        return FALSE;
    if (!facts->ccp.opened)
        return facts->ccp.requests_sent > 0 || facts->ccp.received > 0 || facts->ccp.refused_by_peer;
    return facts->garbage >= PPTP_GARBAGE_MIN && !facts->ipcp.opened;
}

/*
 * A slow server has its encryption up by our Configure-Request, gets the repetition of it that was on its way, begins anew as RFC 1661
 * section 4.4 tells (RCR in state Opened), and pppd as a server ends the session for that. It is no matter of what was asked for.
 */
static gboolean
repeat_crossed(const PptpFacts *facts)
{
    return facts->attempt.mppe != 0 && facts->ccp.requests_sent > 1 && facts->login == PPTP_LOGIN_ACCEPTED &&
           g_str_equal(facts->term_text, "MPPE disabled");
}

/* What has nothing to do with what was asked for: the same once more is worth it. */
static gboolean
was_bad_luck(const PptpFacts *facts)
{
    return repeat_crossed(facts) || pptp_trace_login_is_overtaken(facts);
}

static char *
describe(const PptpAttempt *next)
{
    const guint bits = next->mppe & PPTP_MPPE_128 ? 128 : 40;
    const gboolean eap = (next->auth & PPTP_AUTH_EAP) != 0;

    if (next->mppe == 0)
        return g_strdup(_("trying without encryption"));
    if (next->stateful)
        return g_strdup_printf(
            eap ? _("trying %u-bit stateless or stateful encryption with EAP") : _("trying %u-bit stateless or stateful encryption"), bits);
    return g_strdup_printf(eap ? _("trying %u-bit stateless encryption with EAP") : _("trying %u-bit stateless encryption"), bits);
}

static char *
explain(const PptpFacts *last, const PptpAttempt *next)
{
    g_autofree char *what = describe(next);

    if (pptp_trace_login_is_overtaken(last))
        return g_strdup_printf(_("The server's answer to the login was lost on the way; %s"), what);
    if (repeat_crossed(last))
        return g_strdup_printf(_("The server gave the encryption up that it had just agreed on; %s"), what);
    if (lacks_mppe_driver(last))
        return g_strdup_printf(_("This kernel has no module %s, which encryption needs; %s"), last->module, what);
    if (auth_mismatch(last))
        return g_strdup_printf(_("The server asked for another way to log in (%s); %s"), last->seen_auth, what);
    if (last->mppe_naked || last->mppe_rejected || last->mppe_peer_asked || last->ccp.refused_by_peer)
        return g_strdup_printf(_("The server did not take the encryption asked for (%s); %s"), last->seen_mppe, what);
    if (eap_without_keys(last))
        return g_strdup_printf(_("The server asked for an EAP method without encryption keys; %s"), what);
    if (last->ccp.opened)
        return g_strdup_printf(_("The server's encryption keys are not ours; %s"), what);
    return g_strdup_printf(_("Encryption was not agreed on (last seen: %s); %s"), last->seen_last[0] ? last->seen_last : _("nothing"),
                           what);
}

static gboolean
later_attempt(const PptpSettings *settings, const PptpFacts *past, guint n, const Limits *limits, PptpAttempt *next)
{
    const PptpFacts *last = &past[n - 1];
    const Learned learned = learn(past, n);

    if (lacks_mppe_driver(last))
        return go_clear(settings, limits, &learned, next);
    if (was_bad_luck(last) && !(n > 1 && was_bad_luck(&past[n - 2])))
        return fill(settings, limits, &learned, last->attempt.mppe, last->attempt.stateful, next);
    if (pptp_trace_login_is_overtaken(last))
        return FALSE;
    if (auth_mismatch(last))
        return after_auth_mismatch(settings, last, limits, &learned, next);
    /* No login, no keys: RFC 3079. */
    if (eap_without_keys(last) || (last->attempt.mppe != 0 && last->lcp.opened && last->auth_agreed == 0))
        return go_clear(settings, limits, &learned, next);
    if (!encryption_failed(last))
        return FALSE;
    /* Keep the last attempt for what certainly differs. */
    if (n == PPTP_POLICY_ATTEMPTS_MAX - 1 && go_clear(settings, limits, &learned, next))
        return TRUE;
    if (!last->ccp.opened && !last->ccp.refused_by_peer && go_weaker(settings, past, n, limits, &learned, next))
        return TRUE;
    return go_clear(settings, limits, &learned, next);
}

gboolean
pptp_policy_allows(const PptpSettings *settings, const PptpAttempt *attempt)
{
    const Limits limits = limits_of(settings);

    if (attempt->mppe == 0 && (limits.encrypt || attempt->stateful))
        return FALSE;
    if (attempt->mppe & ~limits.strengths || (attempt->stateful && !limits.stateful))
        return FALSE;
    /* One key length at a time, as policy has it: asked for both, a server may take the weaker. */
    if (attempt->mppe == (PPTP_MPPE_40 | PPTP_MPPE_128))
        return FALSE;
    return attempt->auth != 0 && (attempt->auth & ~auth_allowed(settings, &limits, attempt->mppe, TRUE)) == 0;
}

gboolean
pptp_policy_worth_remembering(const PptpSettings *settings, const PptpAttempt *attempt)
{
    const Limits limits = limits_of(settings);
    PptpAttempt first;

    if (attempt->mppe == 0 || first_attempt(settings, &limits, &first) != PPTP_POLICY_TRY)
        return FALSE;
    return attempt->auth != first.auth || attempt->mppe != first.mppe || attempt->stateful != first.stateful;
}

gboolean
pptp_policy_may_go_on(const PptpFacts *facts)
{
    return allows_another(facts);
}

PptpPolicyStep
pptp_policy_next(const PptpSettings *settings, const PptpFacts *past, guint n, PptpAttempt *next, char **why)
{
    const Limits limits = limits_of(settings);
    PptpAttempt attempt = {0};

    if (why)
        *why = NULL;
    if (n >= PPTP_POLICY_ATTEMPTS_MAX)
        return PPTP_POLICY_STOP;
    if (n == 0)
        return first_attempt(settings, &limits, next);
    for (guint i = 0; i < n; i++) {
        if (!allows_another(&past[i]))
            return PPTP_POLICY_STOP;
    }
    if (!later_attempt(settings, past, n, &limits, &attempt))
        return PPTP_POLICY_STOP;
    *next = attempt;
    if (why)
        *why = explain(&past[n - 1], next);
    return PPTP_POLICY_TRY;
}

static void
add_warning(GString *text, const char *warning, const char *quoted_name, const char *data)
{
    if (text->len > 0)
        g_string_append(text, ". ");
    /* In English these are PPTP_POLICY_WARNING_WORDS. */
    g_string_append_printf(text, _("%s To refuse this: nmcli connection modify %s +vpn.data %s"), warning, quoted_name, data);
}

char *
pptp_policy_warning(const PptpSettings *settings, const PptpFacts *facts, const char *profile_name)
{
    const guint both = PPTP_LINK_MPPE_40 | PPTP_LINK_MPPE_56 | PPTP_LINK_MPPE_128;
    const Limits limits = limits_of(settings);
    g_autofree char *name = pptp_quote_profile(profile_name);
    g_autoptr(GString) text = g_string_new(NULL);
    guint in, out;

    if (!facts->was_up)
        return NULL;
    in = facts->ip.mppe_in & both;
    out = facts->ip.mppe_out & both;
    if ((in == 0 || out == 0) && limits.strengths != 0)
        add_warning(text, _("This connection is not encrypted: this is all that the two sides could agree on."), name, "require-mppe=yes");
    else if ((in == PPTP_LINK_MPPE_40 || out == PPTP_LINK_MPPE_40) && settings->require_mppe_40 != PPTP_YES)
        add_warning(text,
                    _("This connection is encrypted with 40-bit keys only, which can be broken easily: the server has nothing better."),
                    name, "require-mppe-128=yes");
    if (facts->auth_agreed & PPTP_AUTH_PAP)
        add_warning(text, _("The password was sent readable (PAP), as the profile allows."), name, "refuse-pap=yes");
    else if (facts->auth_agreed & PPTP_AUTH_MSCHAP)
        add_warning(text, _("The login used MS-CHAP version 1, from which the password can be found quickly."), name, "refuse-mschap=yes");
    return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}
