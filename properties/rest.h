/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <NetworkManager.h>

/*
 * The rest of a profile: all but its VPN's own keys and secrets, as NetworkManager's keyfiles name it, "ipv4.dns-priority=50". For what an
 * export keeps in comments, and for what a command line has to say.
 */

typedef struct {
    char *group, *key;
    char *value; /* as a keyfile has it, escaped, on one line; NULL: the key is not there */
    guint line;  /* of the file it was read from, or 0 */
} PptpRestItem;

/*
 * What `connection` has otherwise than `other`, so that applying it to `other` gives the same. Of routes and addresses, all or none. Items
 * (PptpRestItem), free with g_ptr_array_unref(); NULL with an error where NetworkManager would not take the profile.
 */
GPtrArray *pptp_rest_compare(NMConnection *connection, NMConnection *other, GError **error);

/* "GROUP.KEY" and a value, or NULL, as an item; NULL where this is no key of the rest. */
PptpRestItem *pptp_rest_item_new(const char *name, const char *value, guint line);

void pptp_rest_item_free(PptpRestItem *item);

/* What libnm does not take of an item (`line`), as a sentence. */
typedef void (*PptpRestNoteFunc)(guint line, const char *sentence, gpointer data);

/* A new connection: this one with the items in it. NULL with an error where that is no valid profile. */
NMConnection *pptp_rest_apply(NMConnection *connection, const GPtrArray *items, PptpRestNoteFunc note, gpointer data, GError **error);
