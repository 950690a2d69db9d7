/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "ppp-frames.h"
#include "ppp/policy.h"

/*
 * Policy against servers that are played here: each attempt is turned into the frames that pppd and such a server would exchange, until
 * policy says stop or the session is up.
 */

#define H PPTP_MPPE_WIRE_H
#define M PPTP_MPPE_WIRE_M
#define S PPTP_MPPE_WIRE_S
#define L PPTP_MPPE_WIRE_L
#define C PPTP_MPPE_WIRE_C

typedef enum {
    CCP_NORMAL,
    CCP_REJECTED, /* LCP Protocol-Reject */
    CCP_SILENT,
    CCP_HANGS_UP, /* LCP Terminate-Request at our request */
} CcpManner;

/* How a server behaves. */
typedef struct {
    const char *name;
    guint auth[3];         /* what it asks for, one after the other as it is refused; then it ends the link */
    gboolean no_auth;      /* asks for none */
    guint8 eap_type;       /* after EAP was agreed to */
    gboolean eap_gives_up; /* after our Nak, with an EAP Failure */
    gboolean wrong_password;
    gboolean login_silent;
    gboolean impostor; /* MS-CHAPv2's mutual proof is wrong */
    CcpManner ccp;
    guint32 ack[2]; /* our requests that it acknowledges, exactly */
    guint32 nak;    /* what it naks others with; 0: it rejects them */
    guint32 ask;    /* its own request; 0 for none before our request is settled, then it asks as we did */
    gboolean ask_first;
    gboolean takes_nothing; /* its own request, the first, is empty */
    gboolean garbage; /* its keys are not ours */
} Server;

static const Server servers[] = {
    {"founding guide", {PPTP_AUTH_MSCHAPV2}, .ack = {H | S}, .nak = S | C},
    {"founding guide, asks first", {PPTP_AUTH_MSCHAPV2}, .ack = {H | S, S}, .nak = S | C, .ask = S | C, .ask_first = TRUE},
    {"128 stateless", {PPTP_AUTH_MSCHAPV2}, .ack = {H | S}, .nak = H | S},
    {"128 stateful", {PPTP_AUTH_MSCHAPV2}, .ack = {S}, .nak = S},
    {"128 stateful, asks first", {PPTP_AUTH_MSCHAPV2}, .ack = {S}, .nak = S, .ask = S, .ask_first = TRUE},
    {"40 stateless, naks", {PPTP_AUTH_MSCHAPV2}, .ack = {H | L}, .nak = H | L},
    {"40 stateless, asks first", {PPTP_AUTH_MSCHAPV2}, .ack = {H | L}, .ask = H | L, .ask_first = TRUE},
    {"40, only rejects", {PPTP_AUTH_MSCHAPV2}, .ack = {H | L}},
    {"40 stateful", {PPTP_AUTH_MSCHAPV2}, .ack = {L}, .nak = L},
    {"56", {PPTP_AUTH_MSCHAPV2}, .ack = {H | M}, .nak = H | M},
    {"56 or 40", {PPTP_AUTH_MSCHAPV2}, .ack = {H | M, H | L}, .nak = H | M},
    {"MPPC", {PPTP_AUTH_MSCHAPV2}, .nak = C},
    {"no MPPE", {PPTP_AUTH_MSCHAPV2}},
    {"no MPPE, and says so", {PPTP_AUTH_MSCHAPV2}, .takes_nothing = TRUE},
    {"40, asks for nothing", {PPTP_AUTH_MSCHAPV2}, .ack = {H | L}, .nak = H | L, .takes_nothing = TRUE},
    {"no CCP", {PPTP_AUTH_MSCHAPV2}, .ccp = CCP_REJECTED},
    {"silent CCP", {PPTP_AUTH_MSCHAPV2}, .ccp = CCP_SILENT},
    {"hangs up at CCP", {PPTP_AUTH_MSCHAPV2}, .ccp = CCP_HANGS_UP},
    {"Windows", {PPTP_AUTH_EAP, PPTP_AUTH_MSCHAPV2}, .ack = {H | S}, .nak = H | S},
    {"EAP-MSCHAPv2 only", {PPTP_AUTH_EAP}, .eap_type = PPTP_EAP_TYPE_MSCHAPV2, .ack = {H | S}},
    {"EAP-MD5 only", {PPTP_AUTH_EAP}, .eap_type = PPTP_EAP_TYPE_MD5},
    {"EAP-MD5 only, gives up", {PPTP_AUTH_EAP}, .eap_type = PPTP_EAP_TYPE_MD5, .eap_gives_up = TRUE},
    {"EAP-MSCHAPv2, 128 stateful", {PPTP_AUTH_EAP}, .eap_type = PPTP_EAP_TYPE_MSCHAPV2, .ack = {S}, .nak = S},
    {"EAP-MSCHAPv2, no MPPE", {PPTP_AUTH_EAP}, .eap_type = PPTP_EAP_TYPE_MSCHAPV2},
    {"CHAP-MD5", {PPTP_AUTH_CHAP_MD5}},
    {"PAP", {PPTP_AUTH_PAP}},
    {"PAP, then CHAP-MD5", {PPTP_AUTH_PAP, PPTP_AUTH_CHAP_MD5}},
    {"weakest login first", {PPTP_AUTH_PAP, PPTP_AUTH_MSCHAP, PPTP_AUTH_MSCHAPV2}},
    {"PAP, then MS-CHAPv1", {PPTP_AUTH_PAP, PPTP_AUTH_MSCHAP}},
    {"MS-CHAPv1", {PPTP_AUTH_MSCHAP}, .ack = {H | S}},
    {"no login", {0}, .no_auth = TRUE},
    {"wrong password", {PPTP_AUTH_MSCHAPV2}, .wrong_password = TRUE},
    {"login unanswered", {PPTP_AUTH_MSCHAPV2}, .login_silent = TRUE},
    {"impostor", {PPTP_AUTH_MSCHAPV2}, .impostor = TRUE, .ack = {H | S}},
    {"other keys", {PPTP_AUTH_MSCHAPV2}, .ack = {H | S}, .nak = H | S, .garbage = TRUE},
};

/* Returns the method agreed on, or 0 with *none where the server asks for none. -1 where the link ends. */
static int
play_lcp(const Server *server, PptpFacts *facts)
{
    if (server->no_auth) {
        feed_lcp_up(facts, 0);
        return 0;
    }
    for (guint i = 0; i < G_N_ELEMENTS(server->auth) && server->auth[i] != 0; i++) {
        if (facts->attempt.auth & server->auth[i]) {
            feed_lcp_up(facts, server->auth[i]);
            return (int)server->auth[i];
        }
        feed_auth(facts, PEER, PPTP_CODE_CONF_REQ, server->auth[i]);
        feed_auth(facts, US, PPTP_CODE_CONF_NAK, facts->attempt.auth & PPTP_AUTH_MSCHAPV2 ? PPTP_AUTH_MSCHAPV2 : PPTP_AUTH_EAP);
    }
    feed_text(facts, PEER, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "");
    return -1;
}

static gboolean
play_login(const Server *server, PptpFacts *facts, guint method)
{
    guint8 request[] = {server->eap_type, 1};

    if (method == PPTP_AUTH_EAP) {
        feed(facts, PEER, PPTP_PPP_EAP, PPTP_EAP_REQUEST, request, sizeof request);
        if (server->eap_type == PPTP_EAP_TYPE_MD5 && facts->attempt.mppe != 0) {
            /* What our pppd plugin has to do: a Nak with the wish for type 26, and an end where that was in vain. */
            feed_hex(facts, US, "c227 02 01 0006 03 1a");
            if (server->eap_gives_up) {
                feed_hex(facts, PEER, "c227 04 01 0004");
                facts->pppd_latched = 19;
                return FALSE;
            }
            facts->end = PPTP_END_VIOLATION;
            facts->violation = PPTP_LINK_VIOLATION_AUTH_METHOD;
            return FALSE;
        }
    }
    if (server->wrong_password || server->login_silent) {
        feed_hex(facts, PEER, "c223 01 05 000c 04 01020304 737276");
        feed_hex(facts, US, "c223 02 05 000c 04 01020304 737276");
        if (server->wrong_password)
            feed_text(facts, PEER, PPTP_PPP_CHAP, PPTP_CHAP_FAILURE, "E=691 R=0");
        return FALSE;
    }
    feed_login(facts, method);
    if (server->impostor && method == PPTP_AUTH_MSCHAPV2) {
        feed_text(facts, US, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "Failed to authenticate ourselves to peer");
        return FALSE;
    }
    return TRUE;
}

static gboolean
server_acks(const Server *server, guint32 wire)
{
    return wire != 0 && (server->ack[0] == wire || server->ack[1] == wire);
}

/* pppd's side of what a peer asks for itself (ccp_reqci): MPPC is nak'ed away, stateful rejected unless allowed. */
static gboolean
play_their_request(PptpFacts *facts, guint32 wire)
{
    const guint32 strength = facts->attempt.mppe & PPTP_MPPE_128 ? S : L;

    feed_mppe(facts, PEER, PPTP_CODE_CONF_REQ, wire);
    if ((!(wire & H) && !facts->attempt.stateful) || !(wire & strength)) {
        feed_mppe(facts, US, PPTP_CODE_CONF_REJ, wire);
        return FALSE;
    }
    if (wire & C) {
        feed_mppe(facts, US, PPTP_CODE_CONF_NAK, wire & ~C);
        wire &= ~C;
        feed_mppe(facts, PEER, PPTP_CODE_CONF_REQ, wire);
    }
    feed_mppe(facts, US, PPTP_CODE_CONF_ACK, wire);
    return TRUE;
}

static gboolean
play_ccp(const Server *server, PptpFacts *facts)
{
    const guint32 strength = facts->attempt.mppe & PPTP_MPPE_128 ? S : L;
    guint32 wire = H | strength;

    if (server->ask_first && !play_their_request(facts, server->ask))
        return FALSE;
    feed_mppe(facts, US, PPTP_CODE_CONF_REQ, wire);
    if (server->takes_nothing)
        feed(facts, PEER, PPTP_PPP_CCP, PPTP_CODE_CONF_REQ, NULL, 0);
    if (server->ccp == CCP_REJECTED)
        feed_reject(facts, PEER, PPTP_PPP_CCP);
    else if (server->ccp == CCP_HANGS_UP)
        feed_text(facts, PEER, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, "");
    else if (server->ccp == CCP_SILENT)
        feed_mppe(facts, US, PPTP_CODE_CONF_REQ, wire);
    if (server->ccp != CCP_NORMAL)
        return FALSE;
    if (!server_acks(server, wire)) {
        feed_mppe(facts, PEER, server->nak ? PPTP_CODE_CONF_NAK : PPTP_CODE_CONF_REJ, server->nak ? server->nak : wire);
        /* ccp_nakci: a counter-offer is taken where it goes no further than what was asked for, and stateful where allowed. */
        if (server->nak != strength || !facts->attempt.stateful)
            return FALSE;
        wire = strength;
        feed_mppe(facts, US, PPTP_CODE_CONF_REQ, wire);
        if (!server_acks(server, wire))
            return FALSE;
    }
    feed_mppe(facts, PEER, PPTP_CODE_CONF_ACK, wire);
    return server->ask_first || play_their_request(facts, wire);
}

/* One attempt. TRUE where the session comes up. */
static gboolean
play(const Server *server, PptpFacts *facts)
{
    int method;

    facts->end = PPTP_END_PPPD;
    facts->pppd_loaded_plugin = TRUE;
    facts->pppd_exit = 16;
    facts->control.step = PPTP_CONTROL_STEP_UP;
    method = play_lcp(server, facts);
    if (method < 0 || !play_login(server, facts, (guint)method))
        return FALSE;
    if (facts->attempt.mppe != 0) {
        /* ccp_resetci: no MPPE without the keys of an MS-CHAP. */
        if (!(method & (PPTP_AUTH_MSCHAP | PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP)))
            return FALSE;
        if (!play_ccp(server, facts))
            return FALSE;
        if (server->garbage) {
            for (guint16 i = 0; i < 5; i++)
                feed_reject(facts, US, (guint16)(0x6b11 + i * 2));
            return FALSE;
        }
    }
    feed_address(facts, PEER, PPTP_CODE_CONF_REQ, 0x0a140001);
    return TRUE;
}

/* What no attempt may ever offer. */
static void
check_attempt(const PptpSettings *s, const PptpAttempt *attempt)
{
    const gboolean encrypt = s->require_mppe == PPTP_YES || s->require_mppe_40 == PPTP_YES || s->require_mppe_128 == PPTP_YES;
    const guint keyed = PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP;

    g_assert_cmpuint(attempt->auth, !=, 0);
    g_assert_true(attempt->mppe == 0 || attempt->mppe == PPTP_MPPE_40 || attempt->mppe == PPTP_MPPE_128);
    if (encrypt) {
        g_assert_cmpuint(attempt->mppe, !=, 0);
        g_assert_cmpuint(attempt->auth & ~keyed, ==, 0);
    }
    if (s->require_mppe_128 == PPTP_YES || s->refuse_mppe_40 == PPTP_YES)
        g_assert_cmpuint(attempt->mppe & PPTP_MPPE_40, ==, 0);
    if (s->refuse_mppe_128 == PPTP_YES)
        g_assert_cmpuint(attempt->mppe & PPTP_MPPE_128, ==, 0);
    if (s->mppe_stateful == PPTP_NO || attempt->mppe == 0)
        g_assert_false(attempt->stateful);
    if (attempt->mppe != 0)
        g_assert_cmpuint(attempt->auth & ~(keyed | PPTP_AUTH_MSCHAP), ==, 0);
    if (s->refuse_pap != PPTP_NO)
        g_assert_cmpuint(attempt->auth & PPTP_AUTH_PAP, ==, 0);
    if (s->refuse_mschap != PPTP_NO)
        g_assert_cmpuint(attempt->auth & PPTP_AUTH_MSCHAP, ==, 0);
    if (s->refuse_chap == PPTP_YES)
        g_assert_cmpuint(attempt->auth & PPTP_AUTH_CHAP_MD5, ==, 0);
    if (s->refuse_mschapv2 == PPTP_YES)
        g_assert_cmpuint(attempt->auth & PPTP_AUTH_MSCHAPV2, ==, 0);
    if (s->refuse_eap == PPTP_YES)
        g_assert_cmpuint(attempt->auth & PPTP_AUTH_EAP, ==, 0);
}

/* Of all attempts that could be remembered, those that a profile lets pass offer nothing below it. */
static guint
check_remembered(const PptpSettings *settings)
{
    static const guint keys[] = {0, PPTP_MPPE_40, PPTP_MPPE_128, PPTP_MPPE_40 | PPTP_MPPE_128, PPTP_MPPE_56};
    guint allowed = 0;

    for (guint code = 0; code < 32 * 2 * G_N_ELEMENTS(keys); code++) {
        const PptpAttempt attempt = {.auth = code % 32, .stateful = code / 32 % 2 == 1, .mppe = keys[code / 64]};

        if (!pptp_policy_allows(settings, &attempt))
            continue;
        allowed++;
        check_attempt(settings, &attempt);
        g_assert_true(attempt.mppe != 0 || !pptp_policy_worth_remembering(settings, &attempt));
    }
    return allowed;
}

/* Connects as the session does. Returns the number of attempts made, negative where none came up; *last is the last of them. */
static int
try_to_connect(const PptpSettings *settings, const Server *server, PptpAttempt *last)
{
    g_autofree PptpFacts *past = g_new0(PptpFacts, PPTP_POLICY_ATTEMPTS_MAX + 1);
    guint n = 0, responses = 0;

    for (;;) {
        g_autofree char *why = NULL;
        PptpAttempt next = {0};

        if (pptp_policy_next(settings, past, n, &next, &why) == PPTP_POLICY_STOP)
            return -(int)n;
        g_assert_cmpuint(n, <, PPTP_POLICY_ATTEMPTS_MAX);
        g_assert_true((why == NULL) == (n == 0));
        check_attempt(settings, &next);
        g_assert_true(pptp_policy_allows(settings, &next));
        g_assert_true(n > 0 || !pptp_policy_worth_remembering(settings, &next));
        for (guint i = 0; i < n; i++)
            g_assert_true(past[i].attempt.auth != next.auth || past[i].attempt.mppe != next.mppe ||
                          past[i].attempt.stateful != next.stateful);
        *last = next;
        pptp_facts_init(&past[n], &next);
        if (play(server, &past[n]))
            return (int)n + 1;
        /* A password that was not taken is never sent again. */
        if (past[n].login != PPTP_LOGIN_ACCEPTED || past[n].mutual_failed)
            responses += past[n].responses;
        g_assert_cmpuint(responses, <=, 1);
        n++;
    }
}

static const Server *
find_server(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(servers); i++) {
        if (g_str_equal(servers[i].name, name))
            return &servers[i];
    }
    g_assert_not_reached();
}

#define V2 PPTP_AUTH_MSCHAPV2

static void
test_table(void)
{
    enum { NOTHING, REQUIRE, REQUIRE_128, REQUIRE_40, NOT_STATEFUL, NOT_40, STATEFUL, N_PROFILES };
    /* Attempts until it connects, negative where it does not; the strength it connects with. */
    static const struct {
        const char *server;
        struct {
            int attempts;
            guint mppe;
        } want[N_PROFILES];
    } rows[] = {
        /* clang-format off */
        /*                             nothing  require     require-128 require-40 require, stateful=no  require, refuse-40  require, stateful=yes */
        {"founding guide",             {{1, 4}, {1, 4},     {1, 4},     {-1, 0},   {1, 4},     {1, 4},     {1, 4}}},
        {"founding guide, asks first", {{2, 4}, {2, 4},     {2, 4},     {-1, 0},   {-1, 0},    {2, 4},     {1, 4}}},
        {"128 stateless",              {{1, 4}, {1, 4},     {1, 4},     {-1, 0},   {1, 4},     {1, 4},     {1, 4}}},
        {"128 stateful",               {{2, 4}, {2, 4},     {2, 4},     {-1, 0},   {-1, 0},    {2, 4},     {1, 4}}},
        {"128 stateful, asks first",   {{2, 4}, {2, 4},     {2, 4},     {-1, 0},   {-1, 0},    {2, 4},     {1, 4}}},
        {"40 stateless, naks",         {{2, 1}, {2, 1},     {-1, 0},    {1, 1},    {2, 1},     {-1, 0},    {2, 1}}},
        {"40 stateless, asks first",   {{2, 1}, {2, 1},     {-1, 0},    {1, 1},    {2, 1},     {-1, 0},    {2, 1}}},
        {"40, only rejects",           {{2, 1}, {2, 1},     {-1, 0},    {1, 1},    {2, 1},     {-1, 0},    {2, 1}}},
        {"40 stateful",                {{2, 1}, {2, 1},     {-1, 0},    {2, 1},    {-1, 0},    {-1, 0},    {2, 1}}},
        {"56",                         {{3, 0}, {-2, 0},    {-1, 0},    {-1, 0},   {-2, 0},    {-1, 0},    {-2, 0}}},
        {"56 or 40",                   {{2, 1}, {2, 1},     {-1, 0},    {1, 1},    {2, 1},     {-1, 0},    {2, 1}}},
        {"MPPC",                       {{2, 0}, {-1, 0},    {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"no MPPE",                    {{3, 0}, {-2, 0},    {-1, 0},    {-1, 0},   {-2, 0},    {-1, 0},    {-2, 0}}},
        {"no MPPE, and says so",       {{2, 0}, {-1, 0},    {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"40, asks for nothing",       {{2, 1}, {2, 1},     {-1, 0},    {1, 1},    {2, 1},     {-1, 0},    {2, 1}}},
        {"no CCP",                     {{2, 0}, {-1, 0},    {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"silent CCP",                 {{2, 0}, {-1, 0},    {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"hangs up at CCP",            {{2, 0}, {-1, 0},    {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"Windows",                    {{1, 4}, {1, 4},     {1, 4},     {-1, 0},   {1, 4},     {1, 4},     {1, 4}}},
        {"EAP-MSCHAPv2 only",          {{2, 4}, {2, 4},     {2, 4},     {-2, 0},   {2, 4},     {2, 4},     {2, 4}}},
        {"EAP-MSCHAPv2, 128 stateful", {{3, 4}, {3, 4},     {3, 4},     {-2, 0},   {-2, 0},    {3, 4},     {2, 4}}},
        {"EAP-MSCHAPv2, no MPPE",      {{4, 0}, {-3, 0},    {-2, 0},    {-2, 0},   {-3, 0},    {-2, 0},    {-3, 0}}},
        {"EAP-MD5 only",               {{3, 0}, {-2, 0},    {-2, 0},    {-2, 0},   {-2, 0},    {-2, 0},    {-2, 0}}},
        {"EAP-MD5 only, gives up",     {{3, 0}, {-2, 0},    {-2, 0},    {-2, 0},   {-2, 0},    {-2, 0},    {-2, 0}}},
        {"CHAP-MD5",                   {{2, 0}, {-1, 0},    {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"PAP, then CHAP-MD5",         {{2, 0}, {-1, 0},    {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"weakest login first",        {{3, 0}, {-2, 0},    {-1, 0},    {-1, 0},   {-2, 0},    {-1, 0},    {-2, 0}}},
        {"PAP, then MS-CHAPv1",        {{-1, 0}, {-1, 0},   {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"PAP",                        {{-1, 0}, {-1, 0},   {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"MS-CHAPv1",                  {{-1, 0}, {-1, 0},   {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"no login",                   {{2, 0}, {-1, 0},    {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"wrong password",             {{-1, 0}, {-1, 0},   {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"login unanswered",           {{-1, 0}, {-1, 0},   {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"impostor",                   {{-1, 0}, {-1, 0},   {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        {"other keys",                 {{2, 0}, {-1, 0},    {-1, 0},    {-1, 0},   {-1, 0},    {-1, 0},    {-1, 0}}},
        /* clang-format on */
    };

    g_assert_cmpuint(G_N_ELEMENTS(rows), ==, G_N_ELEMENTS(servers));
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (int profile = 0; profile < N_PROFILES; profile++) {
            PptpSettings settings = settings_default();
            PptpAttempt last = {0};
            int attempts;

            settings.require_mppe = profile == REQUIRE || profile >= NOT_STATEFUL ? PPTP_YES : PPTP_UNSET;
            settings.require_mppe_128 = profile == REQUIRE_128 ? PPTP_YES : PPTP_UNSET;
            settings.require_mppe_40 = profile == REQUIRE_40 ? PPTP_YES : PPTP_UNSET;
            settings.mppe_stateful = profile == NOT_STATEFUL ? PPTP_NO : profile == STATEFUL ? PPTP_YES : PPTP_UNSET;
            settings.refuse_mppe_40 = profile == NOT_40 ? PPTP_YES : PPTP_UNSET;
            attempts = try_to_connect(&settings, find_server(rows[i].server), &last);
            g_test_message("%s, profile %d: %d attempts, MPPE %u", rows[i].server, profile, attempts, last.mppe);
            g_assert_cmpint(attempts, ==, rows[i].want[profile].attempts);
            if (attempts > 0)
                g_assert_cmpuint(last.mppe, ==, rows[i].want[profile].mppe);
        }
    }
}

/* What the table above has not: the explicit "no" of the login keys. */
static void
test_logins(void)
{
    PptpSettings settings = settings_default();
    PptpAttempt last;

    settings.refuse_pap = PPTP_NO;
    g_assert_cmpint(try_to_connect(&settings, find_server("PAP"), &last), ==, 2);
    g_assert_cmpuint(last.mppe, ==, 0);
    settings.require_mppe = PPTP_YES;
    g_assert_cmpint(try_to_connect(&settings, find_server("PAP"), &last), ==, -1);

    settings = settings_default();
    settings.refuse_mschap = PPTP_NO;
    g_assert_cmpint(try_to_connect(&settings, find_server("MS-CHAPv1"), &last), ==, 2);
    g_assert_cmpuint(last.mppe, ==, PPTP_MPPE_128);
    settings.require_mppe = PPTP_YES;
    g_assert_cmpint(try_to_connect(&settings, find_server("MS-CHAPv1"), &last), ==, -1);

    settings = settings_default();
    settings.refuse_eap = PPTP_NO;
    g_assert_cmpint(try_to_connect(&settings, find_server("EAP-MSCHAPv2 only"), &last), ==, 1);
    settings.refuse_eap = PPTP_YES;
    g_assert_cmpint(try_to_connect(&settings, find_server("EAP-MSCHAPv2 only"), &last), ==, -1);
    settings = settings_default();
    settings.refuse_mschapv2 = PPTP_YES;
    g_assert_cmpint(try_to_connect(&settings, find_server("EAP-MSCHAPv2 only"), &last), ==, 1);
    settings.refuse_eap = PPTP_YES;
    g_assert_cmpint(try_to_connect(&settings, find_server("CHAP-MD5"), &last), ==, 1);
    settings.require_mppe = PPTP_YES;
    g_assert_cmpint(try_to_connect(&settings, find_server("CHAP-MD5"), &last), ==, 0);
}

/* Weak logins that the profile allows are not used with a server that knows a better one, whatever it asks for first. */
static void
test_weak_logins(void)
{
    PptpSettings settings = settings_default();
    PptpAttempt last;

    settings.refuse_pap = settings.refuse_mschap = PPTP_NO;
    g_assert_cmpint(try_to_connect(&settings, find_server("weakest login first"), &last), ==, 3);
    g_assert_cmpuint(last.auth, ==, PPTP_AUTH_MSCHAPV2);
    /* Nor where encryption is not tried at all. */
    settings.refuse_mppe_40 = settings.refuse_mppe_128 = PPTP_YES;
    g_assert_cmpint(try_to_connect(&settings, find_server("weakest login first"), &last), ==, 1);
    g_assert_cmpuint(last.auth, ==, PPTP_AUTH_MSCHAPV2);
    g_assert_cmpint(try_to_connect(&settings, find_server("PAP, then CHAP-MD5"), &last), ==, 2);
    g_assert_cmpuint(last.auth & PPTP_AUTH_PAP, ==, 0);
    g_assert_cmpint(try_to_connect(&settings, find_server("PAP, then MS-CHAPv1"), &last), ==, 2);
    g_assert_cmpuint(last.auth & PPTP_AUTH_PAP, ==, 0);
    g_assert_cmpint(try_to_connect(&settings, find_server("PAP"), &last), ==, 2);
}

/* The first attempt, by profile. */
static void
test_first(void)
{
    PptpSettings settings = settings_default();
    PptpAttempt next;

    g_assert_cmpint(pptp_policy_next(&settings, NULL, 0, &next, NULL), ==, PPTP_POLICY_TRY);
    g_assert_cmpuint(next.auth, ==, PPTP_AUTH_MSCHAPV2);
    g_assert_cmpuint(next.mppe, ==, PPTP_MPPE_128);
    g_assert_false(next.stateful);
    settings.require_mppe_40 = PPTP_YES;
    g_assert_cmpint(pptp_policy_next(&settings, NULL, 0, &next, NULL), ==, PPTP_POLICY_TRY);
    g_assert_cmpuint(next.mppe, ==, PPTP_MPPE_40);
    settings.refuse_mppe_40 = PPTP_YES;
    g_assert_cmpint(pptp_policy_next(&settings, NULL, 0, &next, NULL), ==, PPTP_POLICY_STOP);
    settings = settings_default();
    settings.refuse_mppe_40 = settings.refuse_mppe_128 = PPTP_YES;
    g_assert_cmpint(pptp_policy_next(&settings, NULL, 0, &next, NULL), ==, PPTP_POLICY_TRY);
    g_assert_cmpuint(next.mppe, ==, 0);
    g_assert_cmpuint(next.auth, ==, PPTP_AUTH_MSCHAPV2);
    settings.refuse_mschapv2 = settings.refuse_eap = PPTP_YES;
    settings.refuse_pap = settings.refuse_mschap = PPTP_NO;
    g_assert_cmpint(pptp_policy_next(&settings, NULL, 0, &next, NULL), ==, PPTP_POLICY_TRY);
    g_assert_cmpuint(next.auth, ==, PPTP_AUTH_CHAP_MD5);
}

/* Ends after which nothing is tried again, whatever the packets say. */
static void
test_stops(void)
{
    static const PptpEnd ends[] = {PPTP_END_NONE,   PPTP_END_USER,  PPTP_END_RESOLVE,    PPTP_END_CHANNEL,
                                   PPTP_END_MODULE, PPTP_END_SPAWN, PPTP_END_NO_ADDRESS, PPTP_END_DEVICE_GONE};
    PptpSettings settings = settings_default();
    PptpAttempt next;
    PptpFacts facts, good;

    pptp_policy_next(&settings, NULL, 0, &next, NULL);
    pptp_facts_init(&good, &next);
    g_assert_false(play(find_server("no CCP"), &good));
    g_assert_cmpint(pptp_policy_next(&settings, &good, 1, &next, NULL), ==, PPTP_POLICY_TRY);
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        facts = good;
        facts.end = ends[i];
        g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, NULL), ==, PPTP_POLICY_STOP);
    }
    facts = good;
    facts.end = PPTP_END_CONTROL;
    g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, NULL), ==, PPTP_POLICY_TRY);
    facts.control.step = PPTP_CONTROL_STEP_CALL;
    g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, NULL), ==, PPTP_POLICY_STOP);
    facts = good;
    facts.was_up = TRUE;
    g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, NULL), ==, PPTP_POLICY_STOP);
    facts = good;
    facts.pppd_latched = 19;
    g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, NULL), ==, PPTP_POLICY_STOP);
    facts = good;
    facts.looped = 5;
    g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, NULL), ==, PPTP_POLICY_STOP);
    /* GRE blocked: nothing came. */
    pptp_facts_init(&facts, &good.attempt);
    facts.end = PPTP_END_PPPD;
    facts.lcp.requests_sent = facts.lcp.unanswered = 5;
    g_assert_cmpint(pptp_policy_next(&settings, &facts, 1, &next, NULL), ==, PPTP_POLICY_STOP);
}

/* Every combination of the twelve keys with every server: check_attempt() looks at each attempt. */
static void
test_brute_force(void)
{
    static const PptpChoice values[] = {PPTP_UNSET, PPTP_NO, PPTP_YES};
    guint tries = 0, connected = 0, allowed = 0;

    for (guint code = 0; code < 177147; code++) { /* 3 to the 11th */
        PptpSettings s = settings_default();
        PptpChoice *keys[] = {&s.refuse_eap,      &s.refuse_pap,      &s.refuse_chap,     &s.refuse_mschap,
                              &s.refuse_mschapv2, &s.require_mppe,    &s.require_mppe_40, &s.require_mppe_128,
                              &s.refuse_mppe_40,  &s.refuse_mppe_128, &s.mppe_stateful};
        guint rest = code;

        for (gsize i = 0; i < G_N_ELEMENTS(keys); i++, rest /= 3)
            *keys[i] = values[rest % 3];
        if (code % 16 == 0)
            allowed += check_remembered(&s);
        /* Each profile meets one server, in turn, and the first sixteenth of them all. */
        for (gsize i = code % 16 ? code % G_N_ELEMENTS(servers) : 0; i < G_N_ELEMENTS(servers);
             i += code % 16 ? G_N_ELEMENTS(servers) : 1) {
            PptpAttempt last;

            tries++;
            connected += try_to_connect(&s, &servers[i], &last) > 0;
        }
    }
    g_test_message("%u of %u connect", connected, tries);
    g_assert_cmpuint(connected, >, tries / 10);
    g_assert_cmpuint(allowed, >, 10000);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/policy/first", test_first);
    g_test_add_func("/policy/table", test_table);
    g_test_add_func("/policy/logins", test_logins);
    g_test_add_func("/policy/weak-logins", test_weak_logins);
    g_test_add_func("/policy/stops", test_stops);
    g_test_add_func("/policy/brute-force", test_brute_force);
    return g_test_run();
}
