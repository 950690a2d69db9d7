/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/log.h"

#include <string.h>

#include "ppp/packet.h"
#include "ppp/verdict.h"
#include "tool/packet-parse.h"
#include "tool/scan.h"

/* What syslog or the journal put before a line is no longer than this. */
#define PREFIX_MAX 200

/* So many other sessions are counted. */
#define PIDS_MAX 10000

/* Stands for the server's name in what is printed, where the log has no address. */
#define NO_NAME "SERVER"

#define ALL_LOGINS (PPTP_AUTH_PAP | PPTP_AUTH_CHAP_MD5 | PPTP_AUTH_MSCHAP | PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP)

/* One line, without what syslog puts before it. */
typedef struct {
    char text[PPTP_LOG_LINE_MAX + 1];
    const char *words;     /* into text: from the program's own words on */
    gboolean from_pppd;    /* the prefix names it */
    gboolean from_others;  /* the prefix names another program */
    gboolean from_service; /* our own service, which is one of those */
    guint pid;             /* of pppd; 0 where the prefix has none */
} Line;

/* Cuts the next line off the text. FALSE at its end. */
static gboolean
next_line(Line *line, const char **text, const char *end)
{
    const char *newline;
    gsize len;

    if (*text >= end)
        return FALSE;
    newline = memchr(*text, '\n', (gsize)(end - *text));
    len = (gsize)((newline ? newline : end) - *text);
    len = MIN(len, PPTP_LOG_LINE_MAX);
    memcpy(line->text, *text, len);
    line->text[len] = '\0';
    for (char *p = line->text; (p = memchr(p, '\0', (gsize)(line->text + len - p))) != NULL;)
        *p = '?';
    g_strchomp(line->text);
    *text = newline ? newline + 1 : end;
    return TRUE;
}

static gboolean
ends_with(const char *start, const char *end, const char *name)
{
    const gssize len = (gssize)strlen(name);

    return end - start >= len && memcmp(end - len, name, (gsize)len) == 0 &&
           (end - start == len || end[-len - 1] == ' ' || end[-len - 1] == '/');
}

/* The bracket that opens "[123]" before end, or NULL. */
static const char *
find_pid(const char *start, const char *end)
{
    const char *at = end - 1;

    if (end - start < 3 || *at != ']')
        return NULL;
    do
        at--;
    while (at > start && g_ascii_isdigit(*at));
    return *at == '[' && at + 2 < end ? at : NULL;
}

/* "name[123]: " before the words, as syslog and the journal have it; "pppd: " or "Thu Jan  1 00:00:00 2026 : " of others. */
static void
read_prefix(Line *line)
{
    line->words = line->text + strspn(line->text, " \t");
    line->from_pppd = line->from_others = line->from_service = FALSE;
    line->pid = 0;
    for (const char *at = strstr(line->words, ": "); at && at - line->text < PREFIX_MAX; at = strstr(at + 1, ": ")) {
        const char *pid = find_pid(line->words, at);

        if (pid) {
            line->from_pppd = ends_with(line->words, pid, "pppd");
            line->from_others = !line->from_pppd;
            line->from_service = ends_with(line->words, pid, "nm-pptp-service");
            line->pid = line->from_pppd ? (guint)g_ascii_strtoull(pid + 1, NULL, 10) : 0;
        } else if (ends_with(line->words, at, "pppd")) {
            line->from_pppd = TRUE;
        } else if (at - line->words < 2 || at[-1] != ' ' || !g_ascii_isdigit(at[-2])) {
            continue;
        }
        line->words = at + 2;
        return;
    }
}

/* pptp-linux names its function: "anon log[ctrlp_disp:pptp_ctrl.c:781]: Received ...". From its own words on, or NULL. */
static const char *
find_pptp_words(const char *words)
{
    static const char *const marks[] = {" log[", " warn[", " fatal["};

    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        const char *at = strstr(words, marks[i]);
        const char *close = at && at - words < PREFIX_MAX ? strstr(at, "]: ") : NULL;

        if (close && close - at < PREFIX_MAX && strstr(at, ".c:"))
            return close + 3;
    }
    return NULL;
}

/* -- sessions -- */

typedef struct {
    PptpLog *log;
    guint pid;        /* of the pppd whose session is wanted, 0 for any */
    gboolean known;   /* something of pppd or pptp-linux was there */
    gboolean found;   /* that pppd was there */
    GHashTable *pids; /* of other processes of pppd */
} Reader;

/* pppd's first line. */
static gboolean
is_start(const char *words)
{
    return g_str_has_prefix(words, "pppd ") && strstr(words, " started by ");
}

/* The pppd that was started last; where no line tells of a start, the one that wrote last. */
static guint
find_last_pppd(const char *text, const char *end)
{
    g_autofree Line *line = g_new0(Line, 1);
    guint started = 0, last = 0;

    while (next_line(line, &text, end)) {
        read_prefix(line);
        if (line->pid == 0)
            continue;
        last = line->pid;
        if (is_start(line->words))
            started = line->pid;
    }
    return started ? started : last;
}

static void
begin_session(Reader *reader)
{
    pptp_log_session_init(&reader->log->last);
    reader->log->sessions++;
}

/* Anything at all is there of the running session that belongs to an attempt's later part. */
static gboolean
is_under_way(const PptpLogSession *session)
{
    return session->over || session->packets > 0 || session->facts.control.step > PPTP_CONTROL_STEP_CONNECT;
}

/* The lines with which an attempt begins: pppd's own, with pptp-linux's among them in any order. */
static gboolean
begins_session(const PptpLogSession *session, const char *words)
{
    if (is_start(words))
        return session->started || is_under_way(session);
    /* Our own service's line between two attempts. */
    if (g_str_has_prefix(words, "Attempt ") && g_ascii_isdigit(words[8]) && words[9] == ':')
        return is_under_way(session);
    if (g_str_has_prefix(words, "using channel ") || g_str_has_prefix(words, "Using interface ppp") ||
        strstr(words, "The synchronous pptp option"))
        return session->over;
    return FALSE;
}

static void
take_packet(Reader *reader, const char *text, guint number)
{
    PptpLogSession *session = &reader->log->last;
    guint8 buf[PPTP_LINK_FRAME_MAX];
    PptpLinkFrame frame = {.usec = number};

    if (!pptp_packet_from_text(&frame, buf, text, strlen(text)))
        return;
    /* A link that had ended begins anew, by "persist" or in a log without first lines. */
    if (session->over && frame.len >= 6 && frame.data[0] == 0xc0 && frame.data[1] == 0x21 && frame.data[2] == PPTP_CODE_CONF_REQ)
        begin_session(reader);
    reader->known = TRUE;
    pptp_log_session_frame(session, &frame);
}

static const char *
find_packet(const char *words)
{
    const char *sent = strstr(words, "sent ["), *rcvd = strstr(words, "rcvd [");
    const char *at = sent && (!rcvd || sent < rcvd) ? sent : rcvd;

    return at && (at == words || at[-1] == ' ') ? at : NULL;
}

/* As it stands, with the quotes of its commands; what the service never writes is cleaned away. */
static void
keep_service(PptpLog *log, const char *words)
{
    gboolean plain = g_utf8_validate(words, -1, NULL);

    for (const char *p = words; plain && *p != '\0'; p = g_utf8_next_char(p))
        plain = g_unichar_isprint(g_utf8_get_char(p));
    if (plain)
        pptp_text_clip(log->service, sizeof log->service, words);
    else
        pptp_text_clean(log->service, sizeof log->service, (const guint8 *)words, strlen(words));
}

/* The verdict; what it tells before that, of attempts and of a session that came up, is no word on what came after it. */
static void
take_service(PptpLog *log, const char *words)
{
    if (pptp_verdict_is_line(words, &log->service_knows) && !strstr(words, " Trying the next "))
        keep_service(log, words);
    else if (g_str_has_prefix(words, "The tunnel ") || g_str_has_prefix(words, "Attempt "))
        log->service[0] = '\0';
    else
        return;
    log->service_up = g_str_has_prefix(words, "The tunnel ") && log->service[0] == '\0';
}

static void
take_line(Reader *reader, const Line *line, guint number)
{
    PptpLogSession *session = &reader->log->last;
    const char *packet = find_packet(line->words), *pptp = find_pptp_words(line->words);

    if (line->from_service)
        take_service(reader->log, line->words);
    else if (is_start(line->words))
        reader->log->service[0] = '\0';
    if (line->pid != 0 && line->pid != reader->pid) {
        /* A pppd that goes to the background has another number before: a session is what shows a start or packets. */
        if ((packet || is_start(line->words)) && g_hash_table_size(reader->pids) < PIDS_MAX)
            g_hash_table_add(reader->pids, GUINT_TO_POINTER(line->pid));
        return;
    }
    /* Until here pptp-linux spoke of another's session. */
    if (line->pid != 0 && !reader->found && g_hash_table_size(reader->pids) > 0)
        pptp_log_session_init(session);
    reader->found |= line->pid != 0;
    if (begins_session(session, line->words))
        begin_session(reader);
    if (packet || !pptp) {
        /* NetworkManager used to write pppd's lines a second time. */
        if (line->from_others && reader->pid != 0)
            return;
        if (packet)
            take_packet(reader, packet, number);
        else
            reader->known |= pptp_log_session_pppd(session, line->words);
    } else {
        reader->known |= pptp_log_session_pptp(session, pptp);
    }
}

/* -- what the log shows by what it does not say -- */

/* NCP packets come after LCP and the login, RFC 1661 section 3: an excerpt that begins with them had those. */
static void
complete_excerpt(PptpFacts *facts)
{
    /* Echoes and the end come when LCP has long been open. */
    const gboolean lcp = facts->lcp.requests_received > 0 || facts->lcp.requests_sent > 0 || facts->lcp.answers > 0;
    const gboolean ncp =
        facts->ccp.received > 0 || facts->ccp.requests_sent > 0 || facts->ipcp.received > 0 || facts->ipcp.requests_sent > 0;

    if (lcp || !ncp || facts->was_up)
        return;
    facts->lcp.opened = TRUE;
    if (facts->login == PPTP_LOGIN_NONE && facts->responses == 0) {
        facts->login = PPTP_LOGIN_ACCEPTED;
        facts->auth_agreed = PPTP_AUTH_MSCHAPV2;
        facts->auth_asked = PPTP_AUTH_MSCHAPV2;
    }
}

/* pptp-linux does not say what it waited for. */
static void
complete_control(PptpLogSession *session)
{
    PptpFacts *facts = &session->facts;
    const PptpControlStep step = facts->control.step;

    if (facts->end != PPTP_END_NONE || facts->frames_received > 0 || !session->over)
        return;
    if (step != PPTP_CONTROL_STEP_START && step != PPTP_CONTROL_STEP_IDLE && step != PPTP_CONTROL_STEP_CALL)
        return;
    if (!session->lcp_timeout)
        return;
    facts->end = PPTP_END_CONTROL;
    facts->error_domain_control = TRUE;
    facts->error_code = PPTP_CONTROL_ERROR_TIMEOUT;
}

static void
complete_end(PptpLogSession *session)
{
    PptpFacts *facts = &session->facts;

    facts->pppd_loaded_plugin = facts->pppd_error[0] == '\0';
    if (facts->end == PPTP_END_NONE)
        facts->end = PPTP_END_PPPD;
    /* People end what carries nothing but garbage. */
    if (facts->was_up && session->told_to_end && facts->lcp.ended_by != PPTP_SIDE_PEER && facts->garbage < PPTP_GARBAGE_MIN)
        facts->end = PPTP_END_USER;
    if (facts->seen_last[0] == '\0')
        g_strlcpy(facts->seen_last, session->last_words, sizeof facts->seen_last);
    /* The line that reports the addresses is IPCP's end, whatever packets of it are missing. */
    if (!facts->was_up && facts->ipcp.opened && facts->our_address != 0 && facts->lcp.opened && !session->mppe_required) {
        facts->was_up = TRUE;
        facts->ip.local = facts->our_address;
    }
    if (facts->was_up && facts->ccp.opened && facts->mppe_peer_taken && facts->mppe_taken) {
        facts->ip.mppe_out = facts->mppe_peer_took & PPTP_MPPE_WIRE_S ? PPTP_MPPE_128 : PPTP_MPPE_40;
        facts->ip.mppe_in = facts->mppe_took & PPTP_MPPE_WIRE_S ? PPTP_MPPE_128 : PPTP_MPPE_40;
    }
}

/* Methods that pppd had to decline were not offered; where it came to none, that is all of what was asked for. */
static guint
offered_logins(const PptpFacts *facts)
{
    const guint64 bit = PPTP_OPTION_BIT(PPTP_LCP_AUTH);

    if (facts->auth_agreed != 0 || !((facts->lcp.we_naked | facts->lcp.we_rejected) & bit))
        return ALL_LOGINS;
    return ALL_LOGINS & ~facts->auth_asked;
}

static void
deduce(PptpLog *log)
{
    PptpLogSession *session = &log->last;
    PptpFacts *facts = &session->facts;
    const guint asked = session->mppe_asked;

    log->settings = (PptpSettings){
        .gateway = (char *)NO_NAME,
        .refuse_eap = PPTP_UNSET,
        .refuse_pap = PPTP_UNSET,
        .refuse_chap = PPTP_UNSET,
        .refuse_mschap = PPTP_UNSET,
        .refuse_mschapv2 = PPTP_UNSET,
        .require_mppe = asked != 0 || session->mppe_required ? PPTP_YES : PPTP_UNSET,
        .require_mppe_40 = asked == PPTP_MPPE_40 ? PPTP_YES : PPTP_UNSET,
        .require_mppe_128 = asked == PPTP_MPPE_128 ? PPTP_YES : PPTP_UNSET,
        .refuse_mppe_40 = PPTP_UNSET,
        .refuse_mppe_128 = PPTP_UNSET,
        .mppe_stateful = session->mppe_stateful ? PPTP_YES : PPTP_UNSET,
        .nobsdcomp = PPTP_UNSET,
        .nodeflate = PPTP_UNSET,
        .no_vj_comp = PPTP_UNSET,
        .password_flags = PPTP_SECRET_AGENT_OWNED,
    };
    facts->attempt.auth = offered_logins(facts);
    facts->attempt.mppe = asked ? asked : session->mppe_required ? PPTP_MPPE_128 : 0;
    facts->attempt.stateful = session->mppe_stateful;
    /* pppd agreed to what this plugin declines, and failed for it afterwards. */
    if (session->no_keys && facts->auth_agreed & ~(guint)(PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP)) {
        facts->attempt.auth = PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP;
        facts->auth_asked = facts->auth_agreed;
        facts->auth_agreed = 0;
    }
}

PptpLog *
pptp_log_read(const char *text, gsize len)
{
    const char *at = text, *end = text + len;
    g_autoptr(GHashTable) pids = g_hash_table_new(NULL, NULL);
    g_autofree Line *line = g_new0(Line, 1);
    PptpLog *log = g_new0(PptpLog, 1);
    Reader reader = {.log = log, .pid = find_last_pppd(text, end), .pids = pids};

    pptp_log_session_init(&log->last);
    for (guint number = 1; next_line(line, &at, end); number++) {
        read_prefix(line);
        take_line(&reader, line, number);
    }
    log->sessions = reader.known ? log->sessions + 1 + g_hash_table_size(pids) : 0;
    complete_excerpt(&log->last.facts);
    complete_control(&log->last);
    complete_end(&log->last);
    deduce(log);
    return log;
}
