/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "ppp/attempt.h"

/*
 * What worked for a profile in the end, where that was not the first thing tried, so that the next connect begins with it. One small file
 * per profile, safe to delete: without it the next connect finds out anew.
 */

/* How long it counts: a server that was weak or away once is looked at again. */
#define PPTP_MEMORY_DAYS 7

typedef struct {
    gboolean has_attempt;
    PptpAttempt attempt; /* what the server took, with has_attempt */
    char gateway[256];   /* which of the profile's gateways answered, "" where that says nothing */
    char address[16];    /* and at which address, dotted */
} PptpMemory;

/*
 * folder is where the files are, or NULL for the standard one. gateways are those of the profile, ended by NULL; of others nothing is
 * known. FALSE where nothing is known, or nothing that can be believed.
 */
gboolean pptp_memory_load(const char *folder, const char *uuid, const char *const *gateways, PptpMemory *memory);

/*
 * What is known already is left as it is, with its age. Failure to write costs the next connect a moment, and is not reported.
 */
void pptp_memory_save(const char *folder, const char *uuid, const char *const *gateways, const PptpMemory *memory);

void pptp_memory_forget(const char *folder, const char *uuid);

/* Whether the path to this profile's server was seen to reorder packets, in a file of its own: it is learned, and forgotten, apart. */
gboolean pptp_memory_load_reorders(const char *folder, const char *uuid, const char *gateway);
void pptp_memory_save_reorders(const char *folder, const char *uuid, const char *gateway);
void pptp_memory_forget_reorders(const char *folder, const char *uuid);
