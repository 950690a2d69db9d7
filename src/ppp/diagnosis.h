/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <nm-vpn-dbus-interface.h>

#include "common/settings.h"
#include "ppp/trace.h"

/* Facts to one verdict. Pure. */

typedef enum {
    PPTP_VERDICT_UNKNOWN = 0, /* what was seen does not decide: the sentence says what was seen */
    /* The profile. */
    PPTP_VERDICT_PROFILE_NO_LOGIN,
    PPTP_VERDICT_PROFILE_NO_MPPE,
    PPTP_VERDICT_PROFILE_ONLY_PAP,
    PPTP_VERDICT_PROFILE_ONLY_MSCHAP,

    /* Finding the server, and TCP. */
    PPTP_VERDICT_NAME_UNKNOWN,
    PPTP_VERDICT_NAME_IPV6_ONLY,
    PPTP_VERDICT_NAME_NO_ANSWER,
    PPTP_VERDICT_NO_ROUTE,
    PPTP_VERDICT_HOST_UNREACHABLE,
    PPTP_VERDICT_PORT_REFUSED,
    PPTP_VERDICT_TCP_TIMEOUT,
    PPTP_VERDICT_TCP_FORBIDDEN,
    PPTP_VERDICT_TCP_FAILED,

    /* The control connection. */
    PPTP_VERDICT_NOT_PPTP,
    PPTP_VERDICT_OTHER_SERVICE,
    PPTP_VERDICT_CUT_SHORT,
    PPTP_VERDICT_SILENT,
    PPTP_VERDICT_TURNED_AWAY,
    PPTP_VERDICT_START_FAILED,
    PPTP_VERDICT_START_EXISTS,
    PPTP_VERDICT_START_NOT_AUTHORIZED,
    PPTP_VERDICT_START_VERSION,
    PPTP_VERDICT_CALL_SILENT,
    PPTP_VERDICT_CALL_BUSY,
    PPTP_VERDICT_CALL_NO_RESOURCE,
    PPTP_VERDICT_CALL_NOT_ACCEPTED,
    PPTP_VERDICT_CALL_FAILED,
    PPTP_VERDICT_CALL_HUNG_UP,
    PPTP_VERDICT_WRONG_CALL,

    /* This machine. */
    PPTP_VERDICT_KERNEL_NO_PPTP,
    PPTP_VERDICT_KERNEL_NO_MPPE,
    PPTP_VERDICT_KERNEL_NO_MODULE,
    PPTP_VERDICT_KERNEL_NO_PPP,
    PPTP_VERDICT_MODULE_BLACKLISTED,
    PPTP_VERDICT_CHANNEL_FORBIDDEN,
    PPTP_VERDICT_CHANNEL_FAILED,
    PPTP_VERDICT_CHANNEL_USER,
    PPTP_VERDICT_CHANNEL_USER_ONLY,
    PPTP_VERDICT_PPPD_MISSING,
    PPTP_VERDICT_PPPD_PLUGIN,
    PPTP_VERDICT_PPPD_OPTION,
    PPTP_VERDICT_PPPD_OPTIONS_FILE,
    PPTP_VERDICT_PPPD_WANTS_PROOF, /* never by this plugin's own attempts, which say noauth */
    PPTP_VERDICT_PPPD_NOT_ROOT,
    PPTP_VERDICT_PPPD_KILLED,
    PPTP_VERDICT_PPPD_FAILED,

    /* GRE, and LCP. */
    PPTP_VERDICT_GRE_BLOCKED,
    PPTP_VERDICT_GRE_UNREACHABLE,
    PPTP_VERDICT_GRE_OTHER_TUNNEL,
    PPTP_VERDICT_GRE_ONE_WAY,
    PPTP_VERDICT_CALL_ENDED_EARLY,
    PPTP_VERDICT_LCP_SILENT,
    PPTP_VERDICT_LOOPED,
    PPTP_VERDICT_LCP_NO_AGREEMENT,
    PPTP_VERDICT_LCP_ENDED,
    PPTP_VERDICT_CALLBACK,
    PPTP_VERDICT_WANTS_PROOF,

    /* Ways to log in. */
    PPTP_VERDICT_WANTS_PAP,
    PPTP_VERDICT_WANTS_PAP_ENCRYPTED,
    PPTP_VERDICT_WANTS_CHAP_MD5,
    PPTP_VERDICT_WANTS_CHAP_MD5_ENCRYPTED,
    PPTP_VERDICT_WANTS_MSCHAP,
    PPTP_VERDICT_WANTS_MSCHAP_ENCRYPTED,
    PPTP_VERDICT_WANTS_MSCHAPV2,
    PPTP_VERDICT_WANTS_EAP,
    PPTP_VERDICT_WANTS_OTHER_LOGIN,
    PPTP_VERDICT_EAP_METHOD,
    PPTP_VERDICT_EAP_NO_KEYS,
    PPTP_VERDICT_NO_LOGIN_NO_KEYS,
    PPTP_VERDICT_LATE_PAP,
    PPTP_VERDICT_LATE_LOGIN_METHOD,

    /* The login. */
    PPTP_VERDICT_LOGIN_HOURS,      /* 646 */
    PPTP_VERDICT_ACCOUNT_DISABLED, /* 647 */
    PPTP_VERDICT_PASSWORD_EXPIRED, /* 648 */
    PPTP_VERDICT_NO_DIALIN,        /* 649 */
    PPTP_VERDICT_WRONG_PASSWORD,   /* 691 */
    PPTP_VERDICT_PASSWORD_CHANGE,  /* 709 */
    PPTP_VERDICT_LOGIN_REFUSED_CODE,
    PPTP_VERDICT_LOGIN_REFUSED,
    PPTP_VERDICT_PASSWORD_NOT_ASCII,    /* one of the refusals before, of a password that servers do not read alike */
    PPTP_VERDICT_LOGIN_TAKEN_BEFORE,    /* and of one that the same server took in an attempt before */
    PPTP_VERDICT_LOGIN_SESSION_COUNTED, /* and of one with which a tunnel was up, which was lost */
    PPTP_VERDICT_MUTUAL_STRAYS,         /* the server's proof is for nothing that we asked */
    PPTP_VERDICT_MUTUAL_FAILED,
    PPTP_VERDICT_NO_CHALLENGE,
    PPTP_VERDICT_LOGIN_SILENT,
    PPTP_VERDICT_LOGIN_ANSWER_LOST,
    PPTP_VERDICT_LOGIN_HUNG_UP,

    /* Encryption. */
    PPTP_VERDICT_CCP_REJECTED,
    PPTP_VERDICT_CCP_SILENT,
    PPTP_VERDICT_MPPE_REFUSED,
    PPTP_VERDICT_MPPE_40_ONLY,
    PPTP_VERDICT_MPPE_56_ONLY,
    PPTP_VERDICT_MPPE_128_ONLY,
    PPTP_VERDICT_MPPE_STATEFUL_ONLY,
    PPTP_VERDICT_MPPE_BOTH_ASKED, /* never by this plugin's own attempts: pppd's plain require-mppe */
    PPTP_VERDICT_MPPC_WANTED,
    PPTP_VERDICT_MPPE_NO_AGREEMENT,
    PPTP_VERDICT_MPPE_HUNG_UP,
    PPTP_VERDICT_MPPE_DEMANDED,
    PPTP_VERDICT_MPPE_KEYS_DIFFER,
    PPTP_VERDICT_MPPE_OUT_OF_STEP,
    PPTP_VERDICT_MPPE_LOST,
    PPTP_VERDICT_DATA_REFUSED,

    /* Addresses. */
    PPTP_VERDICT_NO_ADDRESS,
    PPTP_VERDICT_ADDRESS_REFUSED,
    PPTP_VERDICT_IPCP_REJECTED,
    PPTP_VERDICT_IPCP_SILENT,
    PPTP_VERDICT_IPCP_NO_AGREEMENT,

    /* A session that was up, or any end after the call stood. */
    PPTP_VERDICT_SERVER_ENDED,
    PPTP_VERDICT_SERVER_ENDED_TEXT,
    PPTP_VERDICT_ECHO_LOST,
    PPTP_VERDICT_IDLE,
    PPTP_VERDICT_CONNECT_TIME,
    PPTP_VERDICT_TRAFFIC_LIMIT,
    PPTP_VERDICT_CONTROL_LOST,
    PPTP_VERDICT_CONTROL_ECHO_LOST,
    PPTP_VERDICT_CALL_DISCONNECTED,
    PPTP_VERDICT_SERVER_STOPPED,
    PPTP_VERDICT_DEVICE_GONE,
    PPTP_VERDICT_ADDRESS_GONE,
    PPTP_VERDICT_DEADLINE,

    PPTP_VERDICT_LAST,
} PptpVerdictId;

typedef struct {
    PptpVerdictId id;
    char *sentence;                /* the cause, for a person, one sentence */
    char *seen;                    /* the packet or message that shows it, decoded; or NULL */
    char *remedy;                  /* what to do, a command where one exists; or NULL */
    NMVpnPluginFailure failure;    /* what NetworkManager is told */
    gboolean retry;                /* whether another attempt, later and unchanged, can help */
    struct _PptpVerdictText *text; /* what the three texts are made from */
} PptpVerdict;

/*
 * profile_name is the connection's id, for the command lines in remedies. Never returns NULL; an end by the user has no sentence worth
 * telling and is PPTP_VERDICT_UNKNOWN with an empty one.
 */
PptpVerdict *pptp_diagnose(const PptpSettings *settings, const PptpFacts *facts, const char *profile_name);

/* Makes the verdict about the last of n gateways, n above 1, one about all of them. */
void pptp_verdict_say_all_failed(PptpVerdict *verdict, guint n);

/* sentence, what was seen and the remedy in one line, for the journal. Free with g_free(). */
char *pptp_verdict_to_line(const PptpVerdict *verdict);

/* What stands before such a line in the journal where a persistent profile's session was lost, and is being connected again. */
#define PPTP_RECONNECTING_WORDS "The tunnel was lost and is being connected again, as the profile is persistent: "

/*
 * The verdict as fields of a journal entry, NAME=VALUE each, in no language; and back again, in the language of the locale. There is
 * nothing in them that the line has not, and each is at most PPTP_VERDICT_FIELD_MAX bytes long. The profile's name is asked for, as it may
 * be another by now. Fields may be any text, among them others'; NULL where they hold no verdict of this version's. Free with g_strfreev().
 */
#define PPTP_VERDICT_FIELD "NM_PPTP_VERDICT"
#define PPTP_VERDICT_FIELD_MAX 1024
char **pptp_verdict_to_fields(const PptpVerdict *verdict);
PptpVerdict *pptp_verdict_from_fields(char **fields, const char *profile_name);

/*
 * The same of a profile that cannot be used as it is, told before any attempt: why is a phrase (common/phrase.h), and comes back as a
 * sentence. Free with g_strfreev() and g_free().
 */
char **pptp_refusal_to_fields(const char *why);
char *pptp_refusal_from_fields(char **fields);

/*
 * NetworkManager's agents hand on what the service says of a password, and that is English: the same sentence in the language of the
 * locale. NULL where it is none of those. Free with g_free().
 */
char *pptp_verdict_translate(const char *sentence);

/*
 * Whether a line is one of those that pptp_verdict_to_line() makes, of a session that failed or was lost, or says why a profile was
 * refused, as an English journal has it. *known tells whether it names a cause.
 */
gboolean pptp_verdict_is_line(const char *line, gboolean *known);

void pptp_verdict_free(PptpVerdict *verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpVerdict, pptp_verdict_free)
