/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>

#include "common/phrase.h"
#include "ppp/packet.h"
#include "ppp/verdict.h"

/* One lost echo may be any packet's bad luck. */
#define ECHOES_LOST_MIN 2

/*
 * What the packets of one attempt mean. The reason is taken from them first, then from pppd's status as our plugin latched it, and last
 * from its exit status, which it overwrites in the end.
 */

/* pppd's exit statuses that mean one thing. */
#define PPPD_NO_KERNEL 4
#define PPPD_USER_REQUEST 5
#define PPPD_IDLE 12
#define PPPD_CONNECT_TIME 13
#define PPPD_CALLBACK 14
#define PPPD_PEER_DEAD 15
#define PPPD_LOOPBACK 17
#define PPPD_LOGIN_FAILED 19
#define PPPD_TRAFFIC_LIMIT 20

static PptpPick
pick(PptpVerdictId id)
{
    return (PptpPick){.id = id};
}

static PptpPick
pick_seen(PptpVerdictId id, const char *seen)
{
    return (PptpPick){.id = id, .seen = seen};
}

/* A sentence that ends with the server's own words, where there are any. */
static PptpPick
pick_words(PptpVerdictId id, const char *words, const char *seen)
{
    return (PptpPick){.id = id, .detail = words[0] ? pptp_phrase(N_(", with the message \"%s\""), words, NULL) : NULL, .seen = seen};
}

static gboolean
pppd_says(const PptpFacts *facts, int status)
{
    return facts->pppd_latched == status || (facts->pppd_latched < 0 && facts->pppd_exit == status);
}

/* -- the login -- */

/* A refusal whose sentence leaves open what it is for: the server's code and words. */
static PptpPick
pick_refusal(PptpVerdictId id, const PptpFacts *facts)
{
    char number[PPTP_PHRASE_NUMBER_MAX];
    g_autofree char *code = pptp_phrase(N_("code %u"), pptp_phrase_number(number, facts->login_error), NULL);
    g_autofree char *in_brackets = facts->login_error ? g_strjoin("\n", " (", code, ")", NULL) : g_strdup("");
    g_autofree char *words = facts->login_text[0] ? pptp_phrase(N_(", with the message \"%s\""), facts->login_text, NULL) : g_strdup("");

    return (PptpPick){id, g_strjoin("\n", in_brackets, words, NULL), facts->seen_login};
}

/*
 * MS-CHAP's hash is of the password in UTF-16 (RFC 2759 section 8.3). pppd, on either side, widens each byte of it instead, and of a letter
 * beyond ASCII our UTF-8 has two or more: right for a pppd whose file is in UTF-8 too, wrong for Windows. Another try in the other form
 * would be a second failed login each time, of the few before an account is locked.
 */
static gboolean
is_read_differently(const PptpFacts *facts)
{
    return facts->password_not_ascii && (facts->login_error == 0 || facts->login_error == 691) &&
           facts->auth_agreed & (PPTP_AUTH_MSCHAP | PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP);
}

/* RFC 2433 section 7: codes that say something else than that the login is wrong. */
static gboolean
names_its_reason(guint code)
{
    return code == 646 || code == 647 || code == 648 || code == 649 || code == 709;
}

static PptpPick
pick_refused_login(const PptpFacts *facts)
{
    const char *words = facts->login_text, *seen = facts->seen_login;
    char number[PPTP_PHRASE_NUMBER_MAX];
    PptpPick picked;

    /* The password was right for the attempt before, which was given up for its encryption, or for the tunnel that was lost. */
    if (facts->login_taken_before && !names_its_reason(facts->login_error))
        return pick_refusal(PPTP_VERDICT_LOGIN_TAKEN_BEFORE, facts);
    if (facts->login_had_tunnel && !names_its_reason(facts->login_error))
        return pick_refusal(PPTP_VERDICT_LOGIN_SESSION_COUNTED, facts);
    if (is_read_differently(facts))
        return pick_refusal(PPTP_VERDICT_PASSWORD_NOT_ASCII, facts);
    switch (facts->login_error) {
    case 0:
        return pick_words(PPTP_VERDICT_LOGIN_REFUSED, words, seen);
    case 646:
        return pick_words(PPTP_VERDICT_LOGIN_HOURS, words, seen);
    case 647:
        return pick_words(PPTP_VERDICT_ACCOUNT_DISABLED, words, seen);
    case 648:
        return pick_words(PPTP_VERDICT_PASSWORD_EXPIRED, words, seen);
    case 649:
        return pick_words(PPTP_VERDICT_NO_DIALIN, words, seen);
    case 691:
        return pick_words(PPTP_VERDICT_WRONG_PASSWORD, words, seen);
    case 709:
        return pick_words(PPTP_VERDICT_PASSWORD_CHANGE, words, seen);
    default:
        picked = pick_seen(PPTP_VERDICT_LOGIN_REFUSED_CODE, seen);
        pptp_phrase_number(number, facts->login_error);
        picked.detail = words[0] ? pptp_phrase(N_("code %u, \"%s\""), number, words, NULL) : pptp_phrase(N_("code %u"), number, NULL);
        return picked;
    }
}

static PptpPick
pick_eap(const PptpFacts *facts)
{
    const char *name = pptp_eap_type_name(facts->eap_type);
    char *detail = name ? g_strdup(name) : g_strdup_printf("%u", facts->eap_type);

    if (facts->eap_type == PPTP_EAP_TYPE_MD5 && facts->attempt.mppe != 0)
        return (PptpPick){PPTP_VERDICT_EAP_NO_KEYS, detail, facts->seen_eap};
    return (PptpPick){PPTP_VERDICT_EAP_METHOD, detail, facts->seen_eap};
}

/* What the packets say of a login that did not succeed. */
static PptpPick
pick_login(const PptpFacts *facts)
{
    if (facts->mutual_failed)
        return pick_seen(facts->eap_strays ? PPTP_VERDICT_MUTUAL_STRAYS : PPTP_VERDICT_MUTUAL_FAILED,
                         facts->eap_strays ? facts->seen_eap : facts->seen_login);
    if (facts->login == PPTP_LOGIN_ACCEPTED && pppd_says(facts, PPPD_LOGIN_FAILED) && facts->auth_agreed == PPTP_AUTH_MSCHAPV2)
        return pick_seen(PPTP_VERDICT_MUTUAL_FAILED, facts->seen_login);
    if (facts->eap_naked && facts->responses == 0 && facts->login != PPTP_LOGIN_ACCEPTED && facts->auth_agreed == PPTP_AUTH_EAP)
        return pick_eap(facts);
    if (facts->login == PPTP_LOGIN_REFUSED)
        return pick_refused_login(facts);
    if (facts->login == PPTP_LOGIN_NONE && pppd_says(facts, PPPD_LOGIN_FAILED) &&
        (facts->responses > 0 || facts->auth_agreed == PPTP_AUTH_PAP))
        return pick_words(PPTP_VERDICT_LOGIN_REFUSED, facts->term_text, facts->seen_last);
    return pick(PPTP_VERDICT_UNKNOWN);
}

/* LCP is open, a method was agreed on, and no answer came of it. */
static PptpPick
pick_open_login(const PptpFacts *facts)
{
    if (pptp_trace_login_is_overtaken(facts))
        return pick_seen(PPTP_VERDICT_LOGIN_ANSWER_LOST, facts->seen_last);
    if (facts->auth_agreed == 0 || facts->login != PPTP_LOGIN_NONE || facts->ccp.received > 0 || facts->ipcp.received > 0)
        return pick(PPTP_VERDICT_UNKNOWN);
    if (facts->auth_agreed == PPTP_AUTH_EAP && facts->eap_type == PPTP_EAP_TYPE_MD5 && facts->attempt.mppe != 0)
        return pick_eap(facts);
    /* PAP's request is not shown to us: it has been sent by now. */
    if (facts->responses == 0 && facts->challenges == 0 && facts->auth_agreed != PPTP_AUTH_PAP) {
        /* The control connection has the reason. */
        if (facts->end == PPTP_END_CONTROL && facts->lcp.ended_by == PPTP_SIDE_NONE)
            return pick(PPTP_VERDICT_UNKNOWN);
        return facts->lcp.ended_by == PPTP_SIDE_PEER ? pick_words(PPTP_VERDICT_LOGIN_HUNG_UP, facts->term_text, facts->seen_term)
                                                     : pick_seen(PPTP_VERDICT_NO_CHALLENGE, facts->seen_auth);
    }
    if (facts->responses == 0 && facts->auth_agreed != PPTP_AUTH_PAP)
        return pick(PPTP_VERDICT_UNKNOWN);
    if (facts->lcp.ended_by == PPTP_SIDE_PEER || facts->end == PPTP_END_CONTROL)
        return pick_words(PPTP_VERDICT_LOGIN_HUNG_UP, facts->term_text, facts->seen_term);
    return pick_seen(PPTP_VERDICT_LOGIN_SILENT, facts->seen_last);
}

/* -- ways to log in -- */

/* Of what was asked for, the one that would serve best is named. */
static PptpPick
pick_method(const PptpSettings *settings, const PptpFacts *facts)
{
    const gboolean encrypt = pptp_settings_require_mppe(settings);
    const guint asked = facts->auth_asked;
    PptpPick picked = pick_seen(PPTP_VERDICT_UNKNOWN, facts->seen_auth);

    if ((asked == 0 && facts->auth_unknown == 0) || facts->auth_agreed != 0)
        return pick(PPTP_VERDICT_UNKNOWN);
    /* What was offered, and asked for, and still not agreed on has another reason. */
    if (asked & facts->attempt.auth)
        return pick(PPTP_VERDICT_UNKNOWN);
    if (asked & PPTP_AUTH_MSCHAPV2)
        picked.id = PPTP_VERDICT_WANTS_MSCHAPV2;
    else if (asked & PPTP_AUTH_EAP)
        picked.id = PPTP_VERDICT_WANTS_EAP;
    else if (asked & PPTP_AUTH_CHAP_MD5)
        picked.id = encrypt ? PPTP_VERDICT_WANTS_CHAP_MD5_ENCRYPTED : PPTP_VERDICT_WANTS_CHAP_MD5;
    else if (asked & PPTP_AUTH_MSCHAP)
        picked.id = encrypt ? PPTP_VERDICT_WANTS_MSCHAP_ENCRYPTED : PPTP_VERDICT_WANTS_MSCHAP;
    else if (asked & PPTP_AUTH_PAP)
        picked.id = encrypt ? PPTP_VERDICT_WANTS_PAP_ENCRYPTED : PPTP_VERDICT_WANTS_PAP;
    else {
        picked.id = PPTP_VERDICT_WANTS_OTHER_LOGIN;
        g_autofree char *protocol = g_strdup_printf("%.4x", facts->auth_unknown);

        picked.detail = pptp_phrase(N_("protocol 0x%.4x"), protocol, NULL);
    }
    return picked;
}

/* -- GRE and LCP -- */

static PptpPick
pick_nothing_came(const PptpFacts *facts)
{
    if (facts->gre_unreachable)
        return pick(PPTP_VERDICT_GRE_UNREACHABLE);
    /* Too early an end, by the server, proves nothing about GRE. */
    if (facts->lcp.unanswered < 3 && facts->end == PPTP_END_CONTROL) {
        PptpPick control = pptp_pick_control(facts);

        if (control.id == PPTP_VERDICT_CALL_DISCONNECTED)
            return (PptpPick){PPTP_VERDICT_CALL_ENDED_EARLY, control.detail, control.seen};
        g_free(control.detail);
        return pick(PPTP_VERDICT_UNKNOWN);
    }
    if (facts->lcp.unanswered < 2)
        return pick(PPTP_VERDICT_UNKNOWN);
    if (facts->gre_packets > 0)
        return pick(PPTP_VERDICT_LCP_SILENT);
    return pick(facts->gre_others > 0 ? PPTP_VERDICT_GRE_OTHER_TUNNEL : PPTP_VERDICT_GRE_BLOCKED);
}

static PptpPick
pick_lcp(const PptpSettings *settings, const PptpFacts *facts)
{
    const PptpNegotiation *lcp = &facts->lcp;
    PptpPick picked;

    if (facts->looped >= PPTP_LOOPED_MIN || pppd_says(facts, PPPD_LOOPBACK))
        return pick_seen(PPTP_VERDICT_LOOPED, facts->seen_last);
    if (facts->frames_received == 0)
        return pick_nothing_came(facts);
    if (pppd_says(facts, PPPD_CALLBACK))
        return pick_seen(PPTP_VERDICT_CALLBACK, facts->seen_last);
    picked = pick_method(settings, facts);
    if (picked.id != PPTP_VERDICT_UNKNOWN || lcp->opened)
        return picked;
    /* It repeats a request that we have acknowledged, and answers none of ours. */
    if (lcp->answers == 0 && lcp->unanswered >= 3 && lcp->we_acked && lcp->requests_received >= 2)
        return pick_seen(PPTP_VERDICT_GRE_ONE_WAY, facts->seen_last);
    if (facts->proof_asked)
        return pick_seen(PPTP_VERDICT_WANTS_PROOF, facts->seen_last);
    if (lcp->ended_by == PPTP_SIDE_PEER && facts->callback_asked)
        return pick_seen(PPTP_VERDICT_CALLBACK, facts->seen_term);
    if (lcp->ended_by == PPTP_SIDE_PEER)
        return pick_words(PPTP_VERDICT_LCP_ENDED, facts->term_text, facts->seen_term);
    if (lcp->naks_received + lcp->rejects_received >= 5 || lcp->naks_sent + lcp->rejects_sent >= 5)
        return pick_seen(PPTP_VERDICT_LCP_NO_AGREEMENT, facts->seen_last);
    return pick(PPTP_VERDICT_UNKNOWN);
}

/* -- encryption -- */

static PptpVerdictId
judge_wishes(const PptpFacts *facts)
{
    const guint stateless = facts->mppe_wants_stateless, stateful = facts->mppe_wants_stateful, all = stateless | stateful;
    const guint asked = facts->attempt.mppe;
    const gboolean mppc = facts->mppe_mppc_naks >= 3 || (facts->mppe_naked && facts->mppe_nak & PPTP_MPPE_WIRE_C) ||
                          (facts->mppe_peer_asked && facts->mppe_peer_ask & PPTP_MPPE_WIRE_C);

    /* Whatever else such a Nak holds: asked for one key length alone, the same server may agree at once. */
    if (asked == (PPTP_MPPE_40 | PPTP_MPPE_128) && facts->mppe_naked && facts->mppe_nak & PPTP_MPPE_WIRE_S &&
        !(facts->mppe_nak & PPTP_MPPE_WIRE_L))
        return PPTP_VERDICT_MPPE_BOTH_ASKED;
    if (all == 0)
        return mppc ? PPTP_VERDICT_MPPC_WANTED : PPTP_VERDICT_UNKNOWN;
    if (all & asked) {
        if (!(stateless & asked) && !facts->attempt.stateful)
            return PPTP_VERDICT_MPPE_STATEFUL_ONLY;
        return facts->mppe_mppc_naks >= 3 ? PPTP_VERDICT_MPPC_WANTED : PPTP_VERDICT_MPPE_NO_AGREEMENT;
    }
    if (all & PPTP_MPPE_128)
        return PPTP_VERDICT_MPPE_128_ONLY;
    return all & PPTP_MPPE_40 ? PPTP_VERDICT_MPPE_40_ONLY : PPTP_VERDICT_MPPE_56_ONLY;
}

/* CCP did not come to an agreement, RFC 1962 and RFC 3078. */
static PptpPick
pick_no_mppe(const PptpFacts *facts)
{
    const PptpNegotiation *ccp = &facts->ccp;
    PptpVerdictId wish = judge_wishes(facts);

    if (ccp->refused_by_peer)
        return pick_seen(PPTP_VERDICT_CCP_REJECTED, facts->seen_reject);
    /* pppd has the same words for want of keys, which MS-CHAPv2 always leaves. */
    if (g_str_has_prefix(facts->our_term_text, "MPPE required but not available") &&
        (strstr(facts->our_term_text, "in kernel") || facts->auth_agreed == PPTP_AUTH_MSCHAPV2))
        return pick(PPTP_VERDICT_KERNEL_NO_MPPE);
    /* The peer's request was for stateful keys; pppd closes the link in place of an answer. */
    if (g_str_has_prefix(facts->our_term_text, "Refusing MPPE stateful mode"))
        return pick_seen(PPTP_VERDICT_MPPE_STATEFUL_ONLY, facts->seen_mppe);
    if (wish != PPTP_VERDICT_UNKNOWN && (wish != PPTP_VERDICT_MPPE_NO_AGREEMENT || !facts->mppe_rejected) &&
        (facts->mppe_naked || facts->mppe_rejected || facts->mppe_we_rejected || facts->mppe_we_naked))
        return pick_seen(wish, facts->seen_mppe);
    if (facts->mppe_rejected || (ccp->ended_by == PPTP_SIDE_PEER && facts->lcp.ended_by != PPTP_SIDE_PEER))
        return pick_seen(PPTP_VERDICT_MPPE_REFUSED, facts->seen_mppe);
    if (facts->lcp.ended_by == PPTP_SIDE_PEER)
        return pick_words(PPTP_VERDICT_MPPE_HUNG_UP, facts->term_text, facts->seen_term);
    if (ccp->received == 0 && ccp->unanswered >= 2)
        return pick_seen(PPTP_VERDICT_CCP_SILENT, facts->seen_last);
    if (ccp->naks_received + ccp->rejects_received >= 5 || ccp->naks_sent + ccp->rejects_sent >= 5)
        return pick_seen(PPTP_VERDICT_MPPE_NO_AGREEMENT, facts->seen_mppe);
    if (g_str_has_prefix(facts->our_term_text, "MPPE required but peer negotiation failed"))
        return pick_seen(PPTP_VERDICT_MPPE_NO_AGREEMENT, facts->seen_mppe[0] != '\0' ? facts->seen_mppe : facts->our_term_text);
    return pick(PPTP_VERDICT_UNKNOWN);
}

/* We did not offer encryption, and the server ended it for that, or at least went no further. */
static PptpPick
pick_mppe_demanded(const PptpFacts *facts)
{
    const guint wanted = facts->mppe_wants_stateless | facts->mppe_wants_stateful;

    /* pppd's words, where it is the server. */
    if (!facts->mppe_peer_asked && facts->lcp.ended_by == PPTP_SIDE_PEER && g_str_has_prefix(facts->term_text, "MPPE required"))
        return pick_seen(PPTP_VERDICT_MPPE_DEMANDED, facts->seen_term);
    if (!facts->mppe_peer_asked || (facts->lcp.ended_by != PPTP_SIDE_PEER && !(facts->mppe_we_rejected && facts->ipcp.received == 0)))
        return pick(PPTP_VERDICT_UNKNOWN);
    if (wanted == PPTP_MPPE_56)
        return pick_seen(PPTP_VERDICT_MPPE_56_ONLY, facts->seen_mppe);
    return pick_seen(wanted == 0 ? PPTP_VERDICT_MPPC_WANTED : PPTP_VERDICT_MPPE_DEMANDED, facts->seen_mppe);
}

static PptpPick
pick_mppe(const PptpFacts *facts)
{
    if (!facts->lcp.opened)
        return pick(PPTP_VERDICT_UNKNOWN);
    if (facts->attempt.mppe == 0)
        return pick_mppe_demanded(facts);
    if (facts->data_refused)
        return pick_seen(PPTP_VERDICT_DATA_REFUSED, facts->seen_reject);
    if (facts->ccp.opened)
        return pick_seen(facts->garbage >= PPTP_GARBAGE_MIN && !facts->ipcp.opened ? PPTP_VERDICT_MPPE_KEYS_DIFFER : PPTP_VERDICT_UNKNOWN,
                         facts->seen_last);
    if (facts->auth_agreed == 0 && facts->auth_asked == 0 && facts->auth_unknown == 0 && facts->lcp.ended_by != PPTP_SIDE_PEER)
        return pick(PPTP_VERDICT_NO_LOGIN_NO_KEYS);
    if (facts->login != PPTP_LOGIN_ACCEPTED && facts->ccp.received == 0 && !facts->ccp.refused_by_peer)
        return pick(PPTP_VERDICT_UNKNOWN);
    if (facts->auth_agreed == PPTP_AUTH_EAP && facts->eap_type == PPTP_EAP_TYPE_MD5)
        return pick_eap(facts);
    return pick_no_mppe(facts);
}

/* -- addresses -- */

static PptpPick
pick_address(const PptpFacts *facts)
{
    const PptpNegotiation *ipcp = &facts->ipcp;

    if (facts->end == PPTP_END_NO_ADDRESS)
        return pick_seen(PPTP_VERDICT_NO_ADDRESS, facts->seen_address);
    if (ipcp->refused_by_peer)
        return pick_seen(PPTP_VERDICT_IPCP_REJECTED, facts->seen_reject);
    /* Agreed on, and it is an address. Acknowledging 0.0.0.0 is giving nothing, RFC 1332 section 3.3. */
    if (ipcp->opened && facts->our_address != 0 && !facts->address_refused)
        return pick(PPTP_VERDICT_UNKNOWN);
    if (facts->address_refused)
        return pick_seen(PPTP_VERDICT_ADDRESS_REFUSED, facts->seen_address);
    if (facts->address_offered && facts->offered_address == 0)
        return pick_seen(PPTP_VERDICT_NO_ADDRESS, facts->seen_address);
    if ((ipcp->opened || ipcp->peer_acked) && facts->our_address == 0)
        return pick_seen(PPTP_VERDICT_NO_ADDRESS, facts->seen_last);
    if (ipcp->received == 0 && ipcp->unanswered >= 2 && facts->garbage == 0 && facts->lcp.ended_by != PPTP_SIDE_PEER)
        return pick_seen(PPTP_VERDICT_IPCP_SILENT, facts->seen_last);
    if (ipcp->naks_received + ipcp->rejects_received >= 5 || ipcp->naks_sent + ipcp->rejects_sent >= 5)
        return pick_seen(PPTP_VERDICT_IPCP_NO_AGREEMENT, facts->seen_last);
    return pick(PPTP_VERDICT_UNKNOWN);
}

/* -- ends -- */

static PptpPick
pick_violation(const PptpFacts *facts)
{
    if (facts->end != PPTP_END_VIOLATION)
        return pick(PPTP_VERDICT_UNKNOWN);
    switch (facts->violation) {
    case PPTP_LINK_VIOLATION_PAP:
        return pick_seen(PPTP_VERDICT_LATE_PAP, facts->seen_auth);
    case PPTP_LINK_VIOLATION_AUTH_METHOD:
        if (facts->auth_agreed == PPTP_AUTH_EAP && facts->eap_type != 0)
            return pick_eap(facts);
        return pick_seen(PPTP_VERDICT_LATE_LOGIN_METHOD, facts->seen_auth);
    case PPTP_LINK_VIOLATION_MPPE_LOST:
        if (!facts->ccp.opened) {
            PptpPick picked = pick_mppe(facts);

            if (picked.id != PPTP_VERDICT_UNKNOWN)
                return picked;
        }
        return pick_seen(PPTP_VERDICT_MPPE_LOST, facts->was_up ? facts->seen_last : facts->seen_mppe);
    }
    return pick(PPTP_VERDICT_UNKNOWN);
}

static PptpPick
pick_server_ended(const PptpFacts *facts)
{
    if (facts->lcp.ended_by != PPTP_SIDE_PEER)
        return pick(PPTP_VERDICT_UNKNOWN);
    if (facts->term_text[0] == '\0')
        return pick_seen(PPTP_VERDICT_SERVER_ENDED, facts->seen_term);
    return (PptpPick){PPTP_VERDICT_SERVER_ENDED_TEXT, pptp_phrase_plain(facts->term_text), facts->seen_term};
}

/*
 * Nobody answers our echo requests any more. pppd closes LCP for it, and on the way down CCP, which closes LCP once more with "MPPE
 * disabled" for a reason: the unanswered requests tell the two apart.
 */
static gboolean
echo_was_lost(const PptpFacts *facts)
{
    return pppd_says(facts, PPPD_PEER_DEAD) || g_str_has_prefix(facts->our_term_text, "Peer not responding") ||
           (facts->was_up && facts->echo_unanswered >= ECHOES_LOST_MIN && g_str_equal(facts->our_term_text, "MPPE disabled"));
}

/* With encryption a new LCP negotiation ends the session, as the first thing that pppd does: what it was for says more than what it did. */
static PptpPick
pick_lost_encryption(const PptpFacts *facts)
{
    if (facts->anew && facts->auth_anew == PPTP_AUTH_PAP)
        return pick_seen(PPTP_VERDICT_LATE_PAP, facts->seen_auth);
    if (facts->anew && facts->auth_anew & ~facts->attempt.auth)
        return pick_seen(PPTP_VERDICT_LATE_LOGIN_METHOD, facts->seen_auth);
    return pick_seen(PPTP_VERDICT_MPPE_LOST, facts->was_up ? facts->seen_last : NULL);
}

/* pppd was ended from outside, not by us and not for anything that the server did or left undone. */
static PptpPick
pick_killed(const PptpFacts *facts)
{
    const int number = facts->pppd_signal != 0 ? facts->pppd_signal : pppd_says(facts, PPPD_USER_REQUEST) ? SIGTERM : 0;

    if (facts->end != PPTP_END_PPPD || facts->lcp.ended_by == PPTP_SIDE_PEER || number == 0)
        return pick(PPTP_VERDICT_UNKNOWN);
    return (PptpPick){PPTP_VERDICT_PPPD_KILLED, pptp_describe_signal(number), NULL};
}

/* The end of what was, or might have been, a session. */
static PptpPick
pick_end(const PptpFacts *facts)
{
    static const struct {
        int status;
        PptpVerdictId id;
    } statuses[] = {
        {PPPD_IDLE, PPTP_VERDICT_IDLE},
        {PPPD_CONNECT_TIME, PPTP_VERDICT_CONNECT_TIME},
        {PPPD_TRAFFIC_LIMIT, PPTP_VERDICT_TRAFFIC_LIMIT},
        {PPPD_NO_KERNEL, PPTP_VERDICT_KERNEL_NO_PPP},
    };
    PptpPick picked = pick_server_ended(facts);

    if (picked.id != PPTP_VERDICT_UNKNOWN)
        return picked;
    if (g_str_has_prefix(facts->our_term_text, "Too many MPPE errors") || g_str_has_prefix(facts->our_term_text, "Lost compression sync"))
        return pick(PPTP_VERDICT_MPPE_OUT_OF_STEP);
    if (echo_was_lost(facts))
        return pick(PPTP_VERDICT_ECHO_LOST);
    /* On the way down pppd says "MPPE disabled" here as well. */
    if (facts->our_term_text[0] != '\0' && pppd_says(facts, PPPD_USER_REQUEST))
        return pick_killed(facts);
    if (g_str_has_prefix(facts->our_term_text, "MPPE disabled"))
        return pick_lost_encryption(facts);
    for (gsize i = 0; i < G_N_ELEMENTS(statuses); i++) {
        if (pppd_says(facts, statuses[i].status))
            return pick(statuses[i].id);
    }
    return pick_killed(facts);
}

PptpPick
pptp_pick_ppp(const PptpSettings *settings, const PptpFacts *facts)
{
    PptpPick picked = pick_violation(facts);

    if (picked.id == PPTP_VERDICT_UNKNOWN)
        picked = pick_login(facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN && g_str_has_prefix(facts->our_term_text, "peer refused to authenticate"))
        return (PptpPick){PPTP_VERDICT_PPPD_WANTS_PROOF, pptp_phrase_plain(facts->our_term_text), NULL};
    if (facts->was_up) {
        /* What went well for a time may do so again. */
        if (picked.id == PPTP_VERDICT_UNKNOWN && facts->noise)
            return pick(facts->data_came ? PPTP_VERDICT_MPPE_OUT_OF_STEP : PPTP_VERDICT_MPPE_KEYS_DIFFER);
        if (picked.id == PPTP_VERDICT_UNKNOWN && facts->data_refused)
            picked = pick_seen(PPTP_VERDICT_DATA_REFUSED, facts->seen_reject);
        if (picked.id == PPTP_VERDICT_UNKNOWN)
            picked = pick_end(facts);
        /* IPCP is never encrypted (RFC 3078 section 3): with other keys a session comes up all the same, and all its data is garbage. */
        if (picked.id == PPTP_VERDICT_UNKNOWN && facts->ccp.opened && !facts->data_came && facts->garbage >= PPTP_GARBAGE_MIN)
            picked = pick(PPTP_VERDICT_MPPE_KEYS_DIFFER);
        return picked;
    }
    if (picked.id == PPTP_VERDICT_UNKNOWN)
        picked = pick_lcp(settings, facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN)
        picked = pick_killed(facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN && facts->lcp.opened)
        picked = pick_open_login(facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN)
        picked = pick_mppe(facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN)
        picked = pick_address(facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN)
        picked = pick_end(facts);
    if (picked.id == PPTP_VERDICT_UNKNOWN && facts->pppd_loaded_plugin && facts->end == PPTP_END_PPPD && facts->frames_sent == 0 &&
        facts->frames_received == 0 && (facts->pppd_error[0] != '\0' || facts->pppd_exit >= 0))
        return (PptpPick){PPTP_VERDICT_PPPD_FAILED,
                          facts->pppd_error[0] ? pptp_phrase_plain(facts->pppd_error) : pptp_describe_exit(facts->pppd_exit), NULL};
    return picked;
}
