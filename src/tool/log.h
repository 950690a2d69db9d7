/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/settings.h"
#include "tool/log-session.h"

/*
 * A pppd debug log, syslog or journal text: its last session as facts, and what it was asked for as settings. Pure, bounded: the text may
 * hold anything, NUL bytes included; only the first PPTP_LOG_LINE_MAX bytes of a line are looked at.
 */

#define PPTP_LOG_LINE_MAX 4096

typedef struct {
    guint sessions; /* 0: nothing of pppd or pptp-linux in it */
    PptpLogSession last;
    /*
     * What this plugin's own service said of that session in the end, "" where it did not: it knows more than pppd's lines show. And
     * whether that names a cause.
     */
    char service[PPTP_LOG_LINE_MAX];
    gboolean service_knows;
    gboolean service_up; /* its last word is that the session came up */
    /*
     * As far as the log shows it: MPPE in our requests, or pppd's word that it is required, is require-mppe; one key length alone is its
     * own key; a stateful request or agreement is mppe-stateful. The strings are not allocated.
     */
    PptpSettings settings;
} PptpLog;

/* Never NULL; free with g_free(). */
PptpLog *pptp_log_read(const char *text, gsize len);
