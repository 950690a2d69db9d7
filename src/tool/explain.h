/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/settings.h"

/* What a log says, as text for a person, by the service's own trace, policy and diagnosis. Pure. */

/* What the command's exit status says. */
typedef enum {
    PPTP_EXPLAIN_VERDICT = 0, /* the cause is named */
    PPTP_EXPLAIN_NOTHING = 1, /* nothing wrong was found, or what was seen does not tell */
    PPTP_EXPLAIN_ERROR = 2,   /* nothing of pppd in it */
} PptpExplainStatus;

/*
 * profile is the connection's id for the command lines in remedies, or NULL. settings is the profile's; NULL takes what the log shows was
 * asked for. *report, the text or the error, ends with a line break; free with g_free().
 */
PptpExplainStatus pptp_explain_log(const char *text, gsize len, const char *profile, const PptpSettings *settings, char **report);
