/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "ppp/diagnosis.h"

/* The verdicts' table, and what policy and the parts of the diagnosis share. Of this folder only. */

/* So many rejected frames of no known protocol are no accident: the two sides' MPPE keys differ. */
#define PPTP_GARBAGE_MIN 3

/* So many packets with our own magic number are no accident either: pppd takes a new number after each. */
#define PPTP_LOOPED_MIN 2

/* What fills a verdict's texts. NULL is left out. */
typedef struct _PptpVerdictText {
    const char *profile;     /* the connection's id, not yet quoted */
    const char *server;      /* its address, or the name in the profile */
    const char *host;        /* the same as one word for a command; NULL: as server */
    const char *detail;      /* what {detail} stands for, a phrase (common/phrase.h) */
    const char *seen;        /* a phrase */
    gboolean saved_password; /* the profile holds the password, so that nobody is asked for it */
    gboolean no_password;    /* the profile has it "not required": NetworkManager neither asks for one nor keeps one */
    guint gateways;          /* above 1: it is about the last of so many, of which none gave a tunnel */
} PptpVerdictText;

PptpVerdict *pptp_verdict_new(PptpVerdictId id, const PptpVerdictText *text);

/* A profile's name for nmcli's command line, as one word for a shell, with "id" before it where nmcli needs that; a stand-in where it holds
 * what cannot be typed or would break the line. Free with g_free(). */
char *pptp_quote_profile(const char *profile);

/* Its name, for tests, logs and the journal; and the verdict of a name, or PPTP_VERDICT_LAST. */
const char *pptp_verdict_name(PptpVerdictId id);
PptpVerdictId pptp_verdict_by_name(const char *name);

/* Its sentence in English, with {...} in it. */
const char *pptp_verdict_template(PptpVerdictId id);

/* One verdict picked: id, the detail (a phrase, allocated, may be NULL), and what shows it (not allocated, may be NULL). */
typedef struct {
    PptpVerdictId id;
    char *detail;
    const char *seen;
} PptpPick;

/* "signal 9 (SIGKILL)", a phrase; free with g_free(). */
char *pptp_describe_signal(int number);

/* pppd's "exit status 5", a phrase; free with g_free(). */
char *pptp_describe_exit(int status);

/* Each returns PPTP_VERDICT_UNKNOWN where the facts do not decide. */
PptpPick pptp_pick_control(const PptpFacts *facts);
PptpPick pptp_pick_local(const PptpSettings *settings, const PptpFacts *facts);
PptpPick pptp_pick_ppp(const PptpSettings *settings, const PptpFacts *facts);
