/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "ppp-frames.h"
#include "ppp/diagnosis.h"
#include "ppp/verdict.h"

/* What ends attempts, as facts: for each verdict the cases that lead to it. */

#define V2 PPTP_AUTH_MSCHAPV2
#define CASE_VARIANTS 4

typedef struct {
    PptpSettings settings;
    PptpFacts facts;
} Case;

/* A silent profile, and an attempt that pppd ended before any packet. */
void case_init(Case *c);

/* One of the ways to a verdict, by a number below CASE_VARIANTS. FALSE where there is none. */
gboolean case_build(Case *c, PptpVerdictId id, guint variant);

/* The parts. */
void case_control_ended(Case *c, PptpControlStep step, PptpControlErrorCode code);
void case_lcp_requests(Case *c, guint n);
void case_wants(Case *c, guint method);              /* the server asks for a method, is refused and ends the link */
void case_login_fails(Case *c, const char *message); /* with that CHAP Failure; NULL: without an answer */
void case_session_up(Case *c);
void case_server_hangs_up(Case *c, const char *text); /* LCP Terminate-Request; "" for one without words */
void case_logged_in(Case *c);
void case_mppe_answer(Case *c, guint8 code, guint32 wire); /* the server's, to our request */
void case_mppe_up(Case *c);
void case_violated(Case *c, PptpLinkViolation violation);

/* The builders behind case_build(), by subject. */
void case_build_before_call(Case *c, PptpVerdictId id, guint variant);
void case_build_call(Case *c, PptpVerdictId id, guint variant);
void case_build_local(Case *c, PptpVerdictId id, guint variant);
void case_build_lcp(Case *c, PptpVerdictId id, guint variant);
void case_build_method(Case *c, PptpVerdictId id, guint variant);
void case_build_login(Case *c, PptpVerdictId id, guint variant);
void case_build_mppe(Case *c, PptpVerdictId id, guint variant);
void case_build_end(Case *c, PptpVerdictId id, guint variant);
