/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import.h"

/*
 * Sample files lie in tests/unit/samples/FORMAT/. A test imports one through the dispatch, as nmcli does, and says all that must be in the
 * profile: what is not said must not be there, and each note must be said too.
 *
 *     import_assert("peers/plain", "id=plain", "gateway=vpn.example.edu", "user=alice", "secret password=abc", "route 10.0.0.0/8",
 *                   "route 10.1.0.0/16 via 10.0.0.1 metric 5", "dns 10.0.0.53", "search example.edu", "never-default", "ignore-auto-dns",
 *                   "user-data pppd.holdoff=10", "note plain:3: holdoff", NULL);
 *
 * A line with = is a key of vpn.data, but for id. The order is of no matter. A note's place (file:line) is compared exactly, and what is
 * after it must be among its words.
 */
void import_assert(const char *sample, ...) G_GNUC_NULL_TERMINATED;

/* The same with the entry of the file that is to be imported. */
void import_assert_entry(const char *sample, const char *entry, ...) G_GNUC_NULL_TERMINATED;

/* The file is refused, with a sentence that holds these words. */
void import_assert_refused(const char *sample, const char *words);

/* A profile as such lines, sorted, without notes: for comparing two. Free with g_strfreev(). */
char **import_dump(NMConnection *connection);

/* Path of a sample; free with g_free(). */
char *import_sample(const char *sample);
