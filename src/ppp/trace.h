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
    PPTP_END_NONE,           /* it has not ended */
    PPTP_END_USER,           /* Disconnect, or we are told to stop */
    PPTP_END_RESOLVE,        /* the gateway's name */
    PPTP_END_CONTROL,        /* the control connection: error and control facts tell */
    PPTP_END_CHANNEL,        /* the kernel channel could not be made or failed: channel_errno */
    PPTP_END_MODULE,         /* a kernel driver is missing: module */
    PPTP_END_SPAWN,          /* pppd could not be started */
    PPTP_END_PPPD,           /* pppd ended */
    PPTP_END_VIOLATION,      /* our pppd plugin ended the link */
    PPTP_END_NO_ADDRESS,     /* IPCP came up without a usable address */
    PPTP_END_DEVICE_GONE,    /* the interface was deleted */
    PPTP_END_DEADLINE,       /* the whole attempt took too long */
    PPTP_END_REPORT,         /* NetworkManager did not take what we reported */
} PptpEnd;

typedef struct {
    /* Filled by the session. */
    PptpAttempt attempt;          /* what was offered */
    PptpEnd end;
    int error_domain_control;     /* PPTP_END_CONTROL: 1 when error_code is a PptpControlErrorCode, 0 when it is a GIOErrorEnum */
    int error_code;               /* PPTP_END_CONTROL, PPTP_END_RESOLVE (GResolverError): the GError's code */
    char error_message[200];      /* the GError's text, as a last resort */
    PptpControlFacts control;
    char address[16];             /* the server address that was tried, dotted; "" before one was found */
    int channel_errno;
    char module[32];              /* PPTP_END_MODULE: the driver */
    char module_blacklist[128];   /* the file that blacklists it, "" where none does */
    guint gre_packets;            /* GRE packets from the server that the raw socket saw before the channel was connected */
    gboolean gre_unreachable;     /* an ICMP protocol unreachable came back */
    gboolean pppd_loaded_plugin;  /* HELLO came */
    int pppd_exit;                /* exit code, -1 where it has none */
    int pppd_signal;              /* that ended it, 0 where none did */
    int pppd_latched;             /* its status when the link went down, before it was overwritten; -1 where unknown */
    char pppd_error[200];         /* its last line before our plugin was loaded: an option error */
    PptpLinkViolation violation;
    gboolean was_up;              /* IPCP had come up in this attempt */
    PptpLinkIp ip;                /* valid with was_up */
    guint64 started_usec, ended_usec; /* CLOCK_MONOTONIC */

    /* Filled by the trace. */
    /* (negotiation facts go here) */
} PptpFacts;

void pptp_facts_init(PptpFacts *facts, const PptpAttempt *attempt);

/* Takes in one negotiation frame (from its PPP protocol field on). Never fails: what does not parse is counted. */
void pptp_trace_frame(PptpFacts *facts, const PptpLinkFrame *frame);
