/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/log-session.h"

#include <arpa/inet.h>
#include <string.h>

#include "ppp/packet.h"
#include "tool/scan.h"

/* What pppd's plain lines add to its packets: all there is where it ran without "debug". */

/* pppd's exit statuses, which these lines announce. */
#define PPPD_NO_KERNEL 4
#define PPPD_OPTION 2
#define PPPD_IDLE 12
#define PPPD_CONNECT_TIME 13
#define PPPD_PEER_DEAD 15
#define PPPD_LOOPBACK 17
#define PPPD_LOGIN_FAILED 19

void
pptp_log_session_init(PptpLogSession *session)
{
    memset(session, 0, sizeof *session);
    pptp_facts_init(&session->facts, NULL);
}

static guint
mppe_strengths(guint32 wire)
{
    return (wire & PPTP_MPPE_WIRE_L ? PPTP_MPPE_40 : 0U) | (wire & PPTP_MPPE_WIRE_S ? PPTP_MPPE_128 : 0U);
}

void
pptp_log_session_frame(PptpLogSession *session, const PptpLinkFrame *frame)
{
    PptpFacts *facts = &session->facts;

    session->packets++;
    pptp_trace_frame(facts, frame);
    if (facts->mppe_asked) {
        session->mppe_asked |= mppe_strengths(facts->mppe_ask);
        session->mppe_stateful |= !(facts->mppe_ask & PPTP_MPPE_WIRE_H);
    }
    session->mppe_stateful |= facts->mppe_taken && !(facts->mppe_took & PPTP_MPPE_WIRE_H);
}

static void
clean_into(char *dst, gsize size, const char *text)
{
    pptp_text_clean(dst, size, (const guint8 *)text, strlen(text));
}

/* A packet of the peer's that a line tells of, which is what was seen. Where the packets are there themselves, it would count twice. */
static void
feed(PptpFacts *facts, const char *line, guint16 protocol, guint8 code, const void *body, gsize len)
{
    guint8 frame[256] = {(guint8)(protocol >> 8), (guint8)protocol, code, 0};

    len = MIN(len, sizeof frame - 6);
    frame[5] = (guint8)(len + 4);
    if (len > 0)
        memcpy(frame + 6, body, len);
    pptp_trace_frame(facts, &(PptpLinkFrame){.len = (guint16)(len + 6), .data = frame});
    clean_into(facts->seen_last, sizeof facts->seen_last, line);
}

static void
keep_reason(PptpLogSession *session, const char *reason)
{
    if (session->facts.our_term_text[0] == '\0')
        clean_into(session->facts.our_term_text, sizeof session->facts.our_term_text, reason);
}

/* -- lines; rest is what follows the words in the table, line all of it -- */

static void
take_started(PptpLogSession *session, const char *line, const char *rest, int number)
{
    if (strstr(rest, " started by "))
        session->started = TRUE;
}

static void
take_end(PptpLogSession *session, const char *line, const char *rest, int number)
{
    session->over = TRUE;
    /* Whatever was said before says more than that it is over. */
    if (session->last_words[0] == '\0')
        clean_into(session->last_words, sizeof session->last_words, line);
}

static void
take_signal(PptpLogSession *session, const char *line, const char *rest, int number)
{
    session->told_to_end = TRUE;
}

static void
take_status(PptpLogSession *session, const char *line, const char *rest, int status)
{
    session->facts.pppd_latched = status;
    clean_into(session->last_words, sizeof session->last_words, line);
}

/* Without packets in the log the line stands for the requests that were sent: pppd's ten. */
static void
take_timeout(PptpLogSession *session, const char *line, const char *rest, int protocol)
{
    PptpFacts *facts = &session->facts;
    PptpNegotiation *n = protocol == PPTP_PPP_LCP ? &facts->lcp : protocol == PPTP_PPP_CCP ? &facts->ccp : &facts->ipcp;

    session->lcp_timeout |= protocol == PPTP_PPP_LCP;
    clean_into(session->last_words, sizeof session->last_words, line);
    if (session->packets > 0)
        return;
    n->requests_sent = n->unanswered = 10;
    facts->frames_sent = MAX(facts->frames_sent, 10);
}

/* "CHAP authentication failed: E=691 R=1", "PAP authentication failed"; what it says came in a packet, or in a line before. */
static void
take_login_failed(PptpLogSession *session, const char *line, const char *rest, int protocol)
{
    PptpFacts *facts = &session->facts;
    const char *message = g_str_has_prefix(rest, ": ") ? rest + 2 : session->remote_message;
    guint8 body[120];
    gsize len = MIN(strlen(message), sizeof body - 1);

    facts->pppd_latched = PPPD_LOGIN_FAILED;
    if (facts->login == PPTP_LOGIN_REFUSED || strstr(rest, "rotocol-"))
        return;
    body[0] = (guint8)len;
    memcpy(body + 1, message, len);
    if (protocol == PPTP_PPP_PAP)
        feed(facts, line, PPTP_PPP_PAP, 3, body, len + 1);
    else
        feed(facts, line, (guint16)protocol, PPTP_CHAP_FAILURE, message, protocol == PPTP_PPP_CHAP ? len : 0);
    clean_into(facts->seen_login, sizeof facts->seen_login, line);
}

/* The login that a line without packets tells of. */
static void
note_login(PptpFacts *facts, int protocol)
{
    facts->lcp.opened = TRUE;
    facts->auth_agreed = protocol == PPTP_PPP_PAP ? PPTP_AUTH_PAP : protocol == PPTP_PPP_EAP ? PPTP_AUTH_EAP : PPTP_AUTH_MSCHAPV2;
}

static void
take_login_good(PptpLogSession *session, const char *line, const char *rest, int protocol)
{
    PptpFacts *facts = &session->facts;

    if (facts->login == PPTP_LOGIN_ACCEPTED)
        return;
    feed(facts, line, (guint16)protocol, protocol == PPTP_PPP_PAP ? 2 : 3, NULL, 0);
    clean_into(facts->seen_login, sizeof facts->seen_login, line);
    /* All of CHAP has the same words; MPPE's tell where it was one that yields no keys. */
    if (session->packets == 0)
        note_login(facts, protocol);
}

/* The server said nothing to what was sent; pppd calls the login failed all the same. */
static void
take_login_silent(PptpLogSession *session, const char *line, const char *rest, int protocol)
{
    clean_into(session->last_words, sizeof session->last_words, line);
    if (session->packets > 0)
        return;
    note_login(&session->facts, protocol);
    session->facts.responses = 1;
    session->facts.frames_received = MAX(session->facts.frames_received, 1);
}

static void
take_mutual(PptpLogSession *session, const char *line, const char *rest, int number)
{
    session->facts.mutual_failed = TRUE;
    if (session->facts.seen_login[0] == '\0')
        clean_into(session->facts.seen_login, sizeof session->facts.seen_login, line);
}

static void
take_message(PptpLogSession *session, const char *line, const char *rest, int number)
{
    clean_into(session->remote_message, sizeof session->remote_message, rest);
}

/* pppd's own reason to end the link; it says the same in its Terminate-Request. */
static void
take_reason(PptpLogSession *session, const char *line, const char *rest, int number)
{
    keep_reason(session, line);
    clean_into(session->last_words, sizeof session->last_words, line);
}

static void
take_mppe_required(PptpLogSession *session, const char *line, const char *rest, int number)
{
    session->mppe_required = TRUE;
    take_reason(session, line, rest, number);
    if (strstr(rest, "kernel")) {
        session->facts.end = PPTP_END_MODULE;
        g_strlcpy(session->facts.module, "ppp_mppe", sizeof session->facts.module);
    } else if (strstr(rest, "MS-CHAP")) {
        session->no_keys = TRUE;
        if (session->packets == 0 && session->facts.auth_agreed == PPTP_AUTH_MSCHAPV2)
            session->facts.auth_agreed = PPTP_AUTH_CHAP_MD5;
    } else if (strstr(rest, "peer refused")) {
        /* A Configure-Reject of the option; for a Protocol-Reject pppd says "peer negotiation failed". */
        session->facts.mppe_rejected = TRUE;
        if (session->facts.seen_mppe[0] == '\0')
            clean_into(session->facts.seen_mppe, sizeof session->facts.seen_mppe, line);
    }
}

static void
take_mppe_on(PptpLogSession *session, const char *line, const char *rest, int bits)
{
    if (!strstr(rest, "compression enabled"))
        return;
    session->facts.ip.mppe_in = session->facts.ip.mppe_out = (guint8)bits;
    session->facts.ccp.opened = TRUE;
    session->mppe_asked |= (guint)bits;
    session->mppe_stateful |= strstr(rest, "stateful") != NULL;
}

/* "Protocol-Reject for 'Compression Control Protocol' (0x80fd) received", and the other way round. */
static void
take_reject(PptpLogSession *session, const char *line, const char *rest, int number)
{
    const char *at = strstr(rest, "0x");
    PptpScan scan = {at, rest + strlen(rest)};
    PptpFacts *facts = &session->facts;
    guint32 protocol;
    guint8 body[2];

    if (session->packets > 0 || !at || !pptp_scan_hex(&scan, &protocol) || protocol > G_MAXUINT16)
        return;
    if (number) {
        pptp_trace_rejected(facts, (guint16)protocol);
        return;
    }
    body[0] = (guint8)(protocol >> 8);
    body[1] = (guint8)protocol;
    feed(facts, line, PPTP_PPP_LCP, PPTP_CODE_PROTOCOL_REJ, body, sizeof body);
    clean_into(facts->seen_reject, sizeof facts->seen_reject, line);
    if (protocol == PPTP_PPP_CCP)
        clean_into(facts->seen_mppe, sizeof facts->seen_mppe, line);
}

static void
take_address(PptpLogSession *session, const char *line, const char *rest, int number)
{
    PptpScan scan = {rest, rest + strlen(rest)};
    guint32 address;

    if (!pptp_scan_address(&scan, &address))
        return;
    session->facts.ip.local = htonl(address);
    session->facts.was_up = TRUE;
    session->facts.lcp.opened = session->facts.ipcp.opened = TRUE;
}

static void
take_no_address(PptpLogSession *session, const char *line, const char *rest, int refused)
{
    PptpFacts *facts = &session->facts;

    if (refused)
        facts->address_refused = TRUE;
    else
        facts->end = PPTP_END_NO_ADDRESS;
    if (facts->seen_address[0] == '\0')
        clean_into(facts->seen_address, sizeof facts->seen_address, line);
}

/* "LCP terminated by peer (text)". */
static void
take_ended_by_peer(PptpLogSession *session, const char *line, const char *rest, int protocol)
{
    PptpFacts *facts = &session->facts;
    const char *text = g_str_has_prefix(rest, " (") ? rest + 2 : "";
    gsize len = strlen(text);

    if (facts->lcp.ended_by != PPTP_SIDE_NONE)
        return;
    feed(facts, line, PPTP_PPP_LCP, PPTP_CODE_TERM_REQ, text, len > 0 && text[len - 1] == ')' ? len - 1 : len);
    clean_into(facts->seen_term, sizeof facts->seen_term, line);
}

/* "Script pptp 192.0.2.1 --nolaunchpppd finished (pid 12), status = 0x0": the one place with the server's address. */
static void
take_script(PptpLogSession *session, const char *line, const char *rest, int number)
{
    const char *at = strstr(rest, "pptp "), *status = strstr(rest, ", status = 0x");
    PptpScan scan = {at ? at + 5 : NULL, at ? rest + strlen(rest) : NULL};
    guint32 a;

    if (status && !g_str_has_suffix(status, " 0x0"))
        clean_into(session->last_words, sizeof session->last_words, line);
    if (at && pptp_scan_address(&scan, &a))
        g_snprintf(session->facts.address, sizeof session->facts.address, "%u.%u.%u.%u", a >> 24, a >> 16 & 0xff, a >> 8 & 0xff, a & 0xff);
}

/* pppd ends before it has begun. */
static void
take_refused_start(PptpLogSession *session, const char *line, const char *rest, int status)
{
    PptpFacts *facts = &session->facts;

    if (session->packets > 0 || facts->pppd_error[0] != '\0')
        return;
    facts->pppd_exit = status;
    clean_into(facts->pppd_error, sizeof facts->pppd_error, line);
}

/* "Plugin NAME is for pppd version A, this is B"; "Plugin NAME loaded." tells nothing. */
static gboolean
take_plugin(PptpLogSession *session, const char *line)
{
    if (!g_str_has_prefix(line, "Plugin ") || !strstr(line, " is for pppd version "))
        return FALSE;
    take_refused_start(session, line, line, PPPD_OPTION);
    return TRUE;
}

static const struct {
    const char *words;
    void (*take)(PptpLogSession *session, const char *line, const char *rest, int number);
    int number;
} lines[] = {
    {"pppd ", take_started, 0},
    {"Connection terminated", take_end, 0},
    {"Link terminated", take_end, 0},
    {"Exit.", take_end, 0},
    {"Modem hangup", take_end, 0},
    {"Hangup (SIGHUP)", take_end, 0},
    {"Terminating on signal", take_signal, 0},
    {"LCP: timeout sending Config-Requests", take_timeout, PPTP_PPP_LCP},
    {"CCP: timeout sending Config-Requests", take_timeout, PPTP_PPP_CCP},
    {"IPCP: timeout sending Config-Requests", take_timeout, PPTP_PPP_IPCP},
    {"Remote message: ", take_message, 0},
    {"Script ", take_script, 0},
    {"CHAP authentication failed", take_login_failed, PPTP_PPP_CHAP},
    {"MS-CHAP authentication failed", take_login_failed, PPTP_PPP_CHAP},
    {"PAP authentication failed", take_login_failed, PPTP_PPP_PAP},
    {"EAP: peer reports authentication failure", take_login_failed, PPTP_PPP_EAP},
    {"CHAP authentication succeeded", take_login_good, PPTP_PPP_CHAP},
    {"PAP authentication succeeded", take_login_good, PPTP_PPP_PAP},
    {"EAP authentication succeeded", take_login_good, PPTP_PPP_EAP},
    {"MS-CHAPv2 mutual authentication failed", take_mutual, 0},
    {"Failed to authenticate ourselves to peer", take_status, PPPD_LOGIN_FAILED},
    {"MPPE required", take_mppe_required, 0},
    {"peer refused to authenticate", take_reason, 0},
    {"Refusing MPPE stateful mode", take_reason, 0},
    {"MPPE 128-bit ", take_mppe_on, PPTP_MPPE_128},
    {"MPPE 40-bit ", take_mppe_on, PPTP_MPPE_40},
    {"MPPE 56-bit ", take_mppe_on, PPTP_MPPE_56},
    {"MPPE disabled", take_reason, 0},
    {"Too many MPPE errors", take_reason, 0},
    {"Lost compression sync", take_reason, 0},
    {"Protocol-Reject for ", take_reject, 0},
    {"Unsupported protocol ", take_reject, 1},
    {"LCP terminated by peer", take_ended_by_peer, 0},
    {"No response to PAP ", take_login_silent, PPTP_PPP_PAP},
    {"EAP: timeout waiting for Request", take_login_silent, PPTP_PPP_EAP},
    {"No response to ", take_status, PPPD_PEER_DEAD},
    {"Serial link appears to be disconnected", take_status, PPPD_PEER_DEAD},
    {"Terminating connection due to lack of activity", take_status, PPPD_IDLE},
    {"Connect time expired", take_status, PPPD_CONNECT_TIME},
    {"Serial line is looped back", take_status, PPPD_LOOPBACK},
    {"Loopback detected", take_status, PPPD_LOOPBACK},
    {"local  IP address", take_address, 0},
    {"Could not determine local IP address", take_no_address, 0},
    {"Peer refused to agree to our IP address", take_no_address, 1},
    {"unrecognized option", take_refused_start, PPPD_OPTION},
    {"In file ", take_refused_start, PPPD_OPTION},
    {"Couldn't load plugin", take_refused_start, PPPD_OPTION},
    {"The remote system ", take_refused_start, PPPD_OPTION},
    {"By default the remote system ", take_refused_start, PPPD_OPTION},
    {"Sorry - this system lacks PPP kernel support", take_refused_start, PPPD_NO_KERNEL},
    {"This system lacks kernel support for PPP", take_refused_start, PPPD_NO_KERNEL},
    {"Couldn't open the /dev/ppp device: No such", take_refused_start, PPPD_NO_KERNEL},
};

gboolean
pptp_log_session_pppd(PptpLogSession *session, const char *line)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (!g_str_has_prefix(line, lines[i].words))
            continue;
        lines[i].take(session, line, line + strlen(lines[i].words), lines[i].number);
        return TRUE;
    }
    return g_str_has_prefix(line, "using channel ") || g_str_has_prefix(line, "Using interface ppp") ||
           g_str_has_prefix(line, "Connect: ppp") || take_plugin(session, line);
}
