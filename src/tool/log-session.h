/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "ppp/trace.h"

/* One session as a log shows it, and what single lines of it mean. */

typedef struct {
    PptpFacts facts;
    guint packets;          /* printed packets that could be read */
    gboolean started;       /* pppd's first line was there */
    gboolean over;          /* a line or packet that ends it was there */
    gboolean told_to_end;   /* from this side, by a signal */
    gboolean mppe_required; /* pppd's own word for it */
    gboolean no_keys;       /* MPPE failed for a login that yields no keys */
    gboolean cleared;       /* pptp-linux has hung up from this side */
    gboolean lcp_timeout;   /* pppd gave up on LCP */
    guint mppe_asked;       /* PPTP_MPPE_* in our requests, all taken together */
    gboolean mppe_stateful; /* stateful among them, or agreed to */
    char remote_message[120];
    char last_words[200]; /* the last line about an end, for want of anything better */
} PptpLogSession;

void pptp_log_session_init(PptpLogSession *session);

/* Takes in a packet. */
void pptp_log_session_frame(PptpLogSession *session, const PptpLinkFrame *frame);

/* A plain line of pppd's, without what syslog puts before it. FALSE where it says nothing to us. */
gboolean pptp_log_session_pppd(PptpLogSession *session, const char *line);

/* A line of pptp-linux, from its own words on. FALSE where it says nothing to us. */
gboolean pptp_log_session_pptp(PptpLogSession *session, const char *line);
