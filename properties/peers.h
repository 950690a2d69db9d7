/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import.h"

/* What the parts of the peers file's reader share. */

#define PEERS_DEPTH_MAX 8             /* files that include each other */
#define PEERS_FILES_MAX 64            /* read for one import, scripts among them */
#define PEERS_BYTES_MAX (1024 * 1024) /* of these together; a machine's whole /etc/ppp has some 50 KB */

typedef struct {
    PptpImport *import;
    char *ppp;     /* canonical: what /etc/ppp was where the file comes from */
    guint depth;   /* of includes */
    guint files;   /* read so far */
    gsize bytes;   /* in them */
    guint unknown; /* words that pppd does not know */
    const PptpImportFile *including[PEERS_DEPTH_MAX];

    /* pppd's words, of which the last one counts */
    char *name, *user, *remotename, *linkname, *ipparam;
    const PptpImportFile *login_file; /* NULL: the imported one */
    guint login_line;
    guint want_mppe, refuse_mppe; /* PeersMppe */
    gboolean any_mppe;            /* plain require-mppe */
    gboolean defaultroute, peerdns;
} Peers;

typedef enum {
    PEERS_BIT_40 = 1,
    PEERS_BIT_128 = 2,
    PEERS_BITS = PEERS_BIT_40 | PEERS_BIT_128,
} PeersMppe;

/* Reads a file of the folders that this import may read: the imported file's own, its ppp folder and /etc/ppp. NULL with an error. */
PptpImportFile *peers_load(Peers *peers, const char *path, GError **error);

/* Reads pppd's words out of a file. */
void peers_read_words(Peers *peers, const PptpImportFile *file);

/* Reads the file that "file NAME", or "call NAME", includes, or notes why not. */
void peers_include(Peers *peers, const PptpImportFile *from, guint line, const char *name, gboolean call);

/* Sets the password from chap-secrets or pap-secrets beside the file. */
void peers_find_password(Peers *peers);

/* Adds the routes that scripts beside the file, and the commented one in it, would set for this peer. */
void peers_find_routes(Peers *peers);

/* Reads the comments that the export writes for what pppd has no word for (peers_comment). */
void peers_read_comments(Peers *peers);

/* Such a comment begins with this; a line of a commented script with the other. */
#define PEERS_COMMENT "#nm-pptp: "
#define PEERS_UNSET_WORD "unset " /* and KEY=VALUE: where the key has this value, the profile says nothing of it */
#define PEERS_SCRIPT "#: "
