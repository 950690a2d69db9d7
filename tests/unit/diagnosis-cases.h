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
