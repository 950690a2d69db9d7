/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "common/settings.h"
#include "tool/explain.h"

/* A profile of NetworkManager's and what the journal holds of it. */

typedef struct {
    char *uuid, *id;
    PptpSettings *settings; /* NULL where they are not valid */
} PptpProfile;

/* Looks a PPTP profile up by its id or UUID. NULL with an error that says what is wrong. */
PptpProfile *pptp_profile_find(const char *name, GError **error);

void pptp_profile_free(PptpProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpProfile, pptp_profile_free)

/*
 * Explains the profile's last attempt: the service's own verdict where the journal has one, else what pppd's lines there say. *report, the
 * text or the error, ends with a line break; free with g_free().
 */
PptpExplainStatus pptp_profile_explain(const PptpProfile *profile, char **report);
