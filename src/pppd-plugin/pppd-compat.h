/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "link/link.h"

/*
 * pppd's plugin interface in plain types, the same for 2.4.9 and 2.5: pppd-compat.c alone includes pppd's headers. pppd's hooks carry
 * no context pointer, so one PppdHandler serves the one session a pppd process has. (_Bool is spelled out: 2.4.9 has a bool of its own.)
 */
#define PPPD_EXPORT __attribute__((visibility("default")))

typedef struct {
    /* Options are read and consistent; the place to take the link. */
    void (*options_checked)(void);
    /* Waits for the connected channel and returns its descriptor. */
    int (*channel_connect)(void);
    /* The channel is attached to a PPP unit: our copy of the descriptor may go. */
    void (*channel_established)(void);
    void (*phase)(PptpLinkPhase phase);
    /* The link goes down; status is pppd's exit status as it stands now. */
    void (*link_ending)(int status);
    void (*ip_up)(void);
    void (*ip_down)(void);
    /* A frame from its PPP protocol field on, sent or received; not changed. */
    void (*frame)(_Bool sent, const uint8_t *frame, size_t len);
    /* A received IPCP packet before pppd sees it: true keeps it from pppd. */
    _Bool (*ipcp_packet)(const uint8_t *packet, size_t len);
    /* A received EAP packet before pppd sees it: true keeps it from pppd. */
    _Bool (*eap_packet)(const uint8_t *packet, size_t len);
    /* pppd has opened IPCP. */
    void (*ipcp_opened)(void);
    /* pppd has handled a received CCP packet. */
    void (*ccp_handled)(const uint8_t *packet, size_t len);
    /*
     * Fills secret (size PPTP_LINK_SECRET_MAX + 1, NUL-ended) for an authentication of this kind. Returns false where there is none to
     * be had, which ends the link.
     */
    _Bool (*secret)(PptpLinkSecret kind, char *secret);
} PppdHandler;

/* pppd's own options for this plugin, filled while options are read. */
typedef struct {
    int link_fd;
    int allowed_auth;  /* PPTP_AUTH_* */
    int required_mppe; /* PPTP_LINK_MPPE_*; 0: none */
} PppdOptions;

/* Installs channel, hooks, notifiers and options. Called from plugin_init(); handler and options stay in use. */
void pppd_install(const PppdHandler *handler, PppdOptions *options);

/* The version this plugin was built for, which pppd compares with its own. */
const char *pppd_build_version(void);

/* The authentication method agreed on for proving who we are, one of PPTP_AUTH_*, 0 where there is none. */
unsigned pppd_auth_agreed(void);

/* What CCP has agreed on, PPTP_LINK_MPPE_* for each way; 0 where CCP is not open or MPPE is not part of it. */
void pppd_mppe_agreed(uint8_t *in, uint8_t *out);

/* So long pppd waits before it repeats a Configure-Request of CCP. */
#define PPPD_CCP_RESTART_SECONDS 2

/* Whether pppd is set to ask for MPPE, and whether CCP or IPCP stand where these questions point. */
_Bool pppd_mppe_wanted(void);
_Bool pppd_ccp_waits_for_peer(void); /* our Configure-Request is sent and unanswered */
_Bool pppd_ipcp_is_closed(void);     /* IPCP has not been opened yet */

/* Interface, addresses, name servers, MTU as IPCP agreed on them. mppe fields are filled too. */
void pppd_get_ip(PptpLinkIp *ip);

/* Hands a packet (from its code field on) to LCP or IPCP as though it had just been received. */
void pppd_feed_lcp(const uint8_t *packet, size_t len);
void pppd_feed_ipcp(const uint8_t *packet, size_t len);

/* Sends a frame, from its PPP protocol field on. */
void pppd_send(const uint8_t *frame, size_t len);

/* Whether SIGTERM or SIGINT has told pppd to end, of which it would learn in its main loop only. */
_Bool pppd_is_told_to_end(void);

/* Calls func once, msec from now, from pppd's main loop. */
void pppd_after(unsigned msec, void (*func)(void));

/* Keeps pppd's messages out of syslog: the service reads them from pppd's output and writes them to the journal itself. */
void pppd_log_to_output_only(void);

/* Logs and ends pppd at once, with no further packet. Does not return. */
void pppd_abort(const char *why) __attribute__((noreturn));
