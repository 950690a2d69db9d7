/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "ppp/attempt.h"

/*
 * What a profile's server took in the end, where that was not the first thing asked for, so that the next connect begins with it. One small
 * file per profile, safe to delete: without it the next connect finds out anew.
 */

/* How long it counts: a server that was weak once is looked at again. */
#define PPTP_MEMORY_DAYS 7

/* folder is where the files are, or NULL for the standard one. FALSE where nothing is known, or nothing that can be believed. */
gboolean pptp_memory_load(const char *folder, const char *uuid, const char *gateway, PptpAttempt *attempt);

/* Failure to write costs the next connect a moment, and is not reported. */
void pptp_memory_save(const char *folder, const char *uuid, const char *gateway, const PptpAttempt *attempt);

void pptp_memory_forget(const char *folder, const char *uuid);

/* Whether the path to this profile's server was seen to reorder packets, in a file of its own: it is learned, and forgotten, apart. */
gboolean pptp_memory_load_reorders(const char *folder, const char *uuid, const char *gateway);
void pptp_memory_save_reorders(const char *folder, const char *uuid, const char *gateway);
