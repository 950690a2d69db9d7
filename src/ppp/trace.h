/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "control/control.h"
#include "link/link.h"
#include "ppp/attempt.h"

/*
 * What one attempt showed: the facts that policy and diagnosis decide on. A plain value without allocations, so that it can be copied and
 * kept; zeroed (pptp_facts_init()) means nothing seen.
 */

/* Where the attempt ended, as the session saw it first. */
typedef enum {
    PPTP_END_NONE,         /* it has not ended */
    PPTP_END_USER,         /* Disconnect, or we are told to stop */
    PPTP_END_RESOLVE,      /* the gateway's name */
    PPTP_END_CONTROL,      /* the control connection: error and control facts tell */
    PPTP_END_CHANNEL,      /* the data channel could not be made or failed: channel_errno */
    PPTP_END_MODULE,       /* a kernel driver is missing: module */
    PPTP_END_SPAWN,        /* pppd could not be started */
    PPTP_END_PPPD,         /* pppd ended */
    PPTP_END_VIOLATION,    /* our pppd plugin ended the link */
    PPTP_END_NO_ADDRESS,   /* IPCP came up without a usable address */
    PPTP_END_DEVICE_GONE,  /* the interface was deleted */
    PPTP_END_ADDRESS_GONE, /* the address of this machine that the tunnel comes from: local */
    PPTP_END_DEADLINE,     /* the whole attempt took too long */
} PptpEnd;

/* What a login came to, as far as packets show it. */
typedef enum {
    PPTP_LOGIN_NONE,     /* no answer to our response, or no response sent */
    PPTP_LOGIN_ACCEPTED, /* the server took it; see mutual_failed */
    PPTP_LOGIN_REFUSED,
} PptpLogin;

/* Who ended something first. */
typedef enum {
    PPTP_SIDE_NONE,
    PPTP_SIDE_US,
    PPTP_SIDE_PEER,
} PptpSide;

/* So many protocols that nobody knows are told apart. */
#define PPTP_GARBAGE_KEPT 4

/* Option types as a set: types below 60 have their own bit, 129 to 132 (RFC 1877: DNS, WINS) the last four. */
#define PPTP_OPTION_BIT(type)                                                                                                              \
    ((type) < 60 ? G_GUINT64_CONSTANT(1) << (type) : (type) >= 129 && (type) <= 132 ? G_GUINT64_CONSTANT(1) << ((type)-69) : 0)

/* One negotiation (RFC 1661 section 4): LCP, CCP, IPCP or IPV6CP. */
typedef struct {
    guint received; /* packets of this protocol from the peer */
    guint requests_sent, requests_received;
    guint unanswered; /* Configure-Requests of ours since the peer's last answer to one */
    guint answers;    /* Configure-Acks, -Naks and -Rejects from the peer */
    guint naks_received, rejects_received, naks_sent, rejects_sent;
    gboolean we_acked, peer_acked; /* of the running negotiation */
    gboolean opened;               /* both, at some time */
    gboolean refused_by_peer;      /* the protocol as a whole, by a Protocol-Reject */
    PptpSide ended_by;             /* the first Terminate-Request */
    guint terminates_received;     /* Terminate-Requests of the peer */
    guint64 we_naked, we_rejected; /* option types of the peer's requests that we declined */
} PptpNegotiation;

typedef struct {
    /* Filled by the session. */
    PptpAttempt attempt; /* what was offered */
    PptpEnd end;
    int error_domain_control; /* PPTP_END_CONTROL: 1 when error_code is a PptpControlErrorCode, 0 when it is a GIOErrorEnum */
    int error_code;           /* PPTP_END_CONTROL, PPTP_END_RESOLVE (GResolverError): the GError's code */
    char error_message[200];  /* the GError's text, as a last resort */
    PptpControlFacts control;
    gboolean ipv6_only;          /* PPTP_END_RESOLVE: the name has addresses, but none that PPTP can use */
    char gateway[256];           /* the profile's gateway that was tried, "" where there is only one */
    char address[16];            /* the server address that was tried, dotted; "" before one was found */
    char local[16];              /* our outer address, dotted; "" before TCP was up */
    int channel_errno;           /* 0 where it was the channel in user space: then error_message says what happened */
    char module[32];             /* PPTP_END_MODULE: the driver */
    char module_blacklist[128];  /* the file that blacklists it, "" where none does */
    guint gre_packets;           /* packets of our call that the raw GRE socket saw before the channel was connected */
    guint gre_others;            /* other GRE packets from the server that it saw: another tunnel's */
    gboolean no_kernel_channel;  /* the data goes through user space because this kernel has no PPTP driver */
    gboolean password_not_ascii; /* it has characters beyond ASCII */
    gboolean login_taken_before; /* the server took the same login in an earlier attempt of this connect */
    gboolean login_had_tunnel;   /* a tunnel was up with the same login, and was lost: only where the profile is persistent */
    gboolean gre_unreachable;    /* an ICMP protocol unreachable came back */
    gboolean pppd_loaded_plugin; /* HELLO came */
    int pppd_exit;               /* exit code, -1 where it has none */
    int pppd_signal;             /* that ended it, 0 where none did */
    int pppd_latched;            /* its status when the link went down, before it was overwritten; -1 where unknown */
    char pppd_error[200];        /* its last line before our plugin was loaded: an option error */
    PptpLinkViolation violation;
    gboolean was_up;    /* IPCP had come up in this attempt */
    gboolean data_came; /* and then an IP packet came through the tunnel */
    gboolean noise;     /* its encrypted data is noise by now, in one direction at least, and nothing but noise came */
    PptpLinkIp ip;      /* valid with was_up */

    /* Filled by the trace. */
    guint frames_received, frames_sent;
    PptpNegotiation lcp, ccp, ipcp, ipv6cp;

    /* LCP */
    guint32 magic;           /* of our last Configure-Request, 0 for none */
    guint looped;            /* LCP packets of the peer that carry our own magic number */
    gboolean callback_asked; /* RFC 1570 section 2.3: in its last request the server wants to call back */
    gboolean proof_asked;    /* the peer wants us to have it authenticate itself */
    guint echo_unanswered;   /* our Echo-Requests since the last reply */
    char term_text[120];     /* of the peer's Terminate-Request, clean; "" for none */
    char our_term_text[80];  /* of ours: pppd's reason */
    guint garbage;           /* different protocols, none of them known, that one side rejected: what wrong MPPE keys look like */
    guint16 garbage_protocols[PPTP_GARBAGE_KEPT];
    gboolean data_refused; /* the peer rejected protocol 0x00fd, our encrypted data */

    /* The login. PPTP_AUTH_* bits. */
    guint auth_asked;      /* by the peer, in LCP */
    guint auth_agreed;     /* what we acknowledged last */
    gboolean anew;         /* the peer began LCP anew while the session was up */
    guint auth_anew;       /* and asked for this method then */
    guint16 auth_unknown;  /* the protocol number of a method asked for that we do not know, or 0 */
    guint8 eap_type;       /* the last one */
    gboolean eap_naked;    /* we had to decline a method */
    guint8 eap_inner;      /* of EAP-MSCHAPv2's last challenge, the identifier inside */
    gboolean eap_strays;   /* the server's proof came under another one */
    guint challenges;      /* that came */
    guint responses;       /* that we sent, repetitions left out: what a server may count as a try */
    gboolean challenged;   /* by one that we have not responded to */
    guint login_overtaken; /* Configure-Requests for after the login that came while our response was unanswered */
    PptpLogin login;
    gboolean mutual_failed; /* the server's own proof was wrong, RFC 2759 section 8.7 */
    guint login_error;      /* E= of RFC 2433 section 7 and RFC 2759 section 6; 0 for none */
    char login_text[120];   /* the server's message, clean; "" for none */

    /* MPPE: the option's 32 bits, PPTP_MPPE_WIRE_*, valid where the flag before is set. */
    gboolean mppe_asked, mppe_naked, mppe_peer_asked, mppe_we_naked, mppe_taken, mppe_peer_taken;
    guint32 mppe_ask, mppe_nak;        /* our last request, the peer's last Configure-Nak of it */
    guint32 mppe_peer_ask;             /* the peer's last request */
    guint32 mppe_took, mppe_peer_took; /* what we acknowledged, what the peer did */
    guint8 mppe_took_id;               /* the identifier of the request that we acknowledged */
    gboolean mppe_rejected, mppe_we_rejected;
    gboolean ccp_peer_asked, ccp_peer_takes_nothing; /* the peer's first request has come; and it names nothing that the peer could undo */
    guint mppe_wants_stateless, mppe_wants_stateful; /* PPTP_MPPE_40, 56, 128: what the peer showed it would have, either way */
    guint mppe_mppc_naks;                            /* Configure-Naks of ours to a request with MPPC, RFC 2118 */

    /* IPCP. IPv4 addresses, network byte order. */
    guint32 our_address;      /* as we last asked for it */
    guint32 offered_address;  /* in the peer's last Configure-Nak */
    gboolean address_offered; /* it was there, 0.0.0.0 included */
    gboolean address_refused; /* the peer rejected the option, or never takes what we ask for */
    guint32 peer_address;

    /* What showed it, as pptp_packet_to_text() writes it; "" for none. */
    char seen_auth[160];    /* the peer's LCP request with a method */
    char seen_eap[160];     /* the peer's last request for an EAP method */
    char seen_login[160];   /* the answer to our response */
    char seen_mppe[160];    /* the peer's most telling packet about MPPE */
    char seen_term[160];    /* the peer's first Terminate-Request */
    char seen_address[160]; /* the peer's last answer about our address */
    char seen_reject[160];  /* the peer's last Protocol-Reject */
    char seen_last[160];    /* the last packet that came, without echoes and Terminate-Acks */
} PptpFacts;

void pptp_facts_init(PptpFacts *facts, const PptpAttempt *attempt);

/*
 * Takes in one negotiation frame (from its PPP protocol field on). Never fails: what does not parse counts as a frame, and no more. TRUE
 * for one of the peer's that can lead the negotiation on, FALSE for ours and for mere signs of life (echoes).
 */
gboolean pptp_trace_frame(PptpFacts *facts, const PptpLinkFrame *frame);

/* Takes in that a frame of this protocol was rejected, by either side: pppd itself sends none that is not known here. */
void pptp_trace_rejected(PptpFacts *facts, guint16 protocol);

/*
 * Whether the frame asks for just the encryption that was agreed on: the peer's Configure-Request of CCP, repeated. Once the session is up,
 * only the very request that was acknowledged is one: under another identifier (RFC 1661 section 5.1) the peer begins anew.
 */
gboolean pptp_trace_is_ccp_repeat(const PptpFacts *facts, const PptpLinkFrame *frame);

/*
 * Whether the peer goes on as after a good login, its answer to ours having been lost. Nothing repeats that one: pppd waits for it, and
 * takes nothing else meanwhile.
 */
gboolean pptp_trace_login_is_overtaken(const PptpFacts *facts);

/* Whether it is the peer's turn at the login: its user database is asked, or a person. */
gboolean pptp_trace_awaits_login(const PptpFacts *facts);

/*
 * Whether one negotiation goes on for ever, the two sides declining what the other asks for, or ending it, or one without which there is no
 * session has been refused: pppd itself never gives up, or late.
 */
gboolean pptp_trace_is_endless(const PptpFacts *facts);
