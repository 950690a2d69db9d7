/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* What each of pppd's words (2.4.9 and 2.5, and of patches that were common before) becomes in a profile. */

typedef enum {
    PEERS_IMPLIED, /* says what is so here in any case, or concerns what does not exist here, like a serial line */
    PEERS_KEEP,    /* has no meaning here, and does no harm: kept in the profile's user data */
    PEERS_LEAVE,   /* has no meaning here, and names programs, files or secrets: left out */
    PEERS_YES,     /* the key is "yes" */
    PEERS_NO,      /* the key is "no" */
    PEERS_NUMBER,  /* the key is the number */
    PEERS_UNSET,   /* the key is as if it were not said */
    PEERS_STATE,   /* sets a field of the reader's: `state` */
    PEERS_SPECIAL, /* `state` names what is done */
} PeersKind;

typedef enum {
    PEERS_NOTHING,
    /* strings of the reader's */
    PEERS_NAME,
    PEERS_USER,
    PEERS_REMOTENAME,
    PEERS_LINKNAME,
    PEERS_IPPARAM,
    PEERS_PASSWORD,
    /* flags */
    PEERS_DEFAULTROUTE,
    PEERS_NODEFAULTROUTE,
    PEERS_PEERDNS,
    PEERS_NOPEERDNS,
    PEERS_PERSIST,
    PEERS_NOPERSIST,
    /* MPPE: what is asked for and what is refused */
    PEERS_MPPE,
    PEERS_MPPE_40,
    PEERS_MPPE_128,
    PEERS_NO_MPPE,
    PEERS_NO_MPPE_40,
    PEERS_NO_MPPE_128,
    PEERS_MPPE_LIST,
    PEERS_NO_CCP,
    /* the rest */
    PEERS_PTY,
    PEERS_SERVER,
    PEERS_PLUGIN,
    PEERS_FILE,
    PEERS_CALL,
    PEERS_DEFLATE,
    PEERS_BSDCOMP,
} PeersState;

typedef struct {
    const char *word;
    guint args; /* words that follow it */
    PeersKind kind;
    PeersState state;
    const char *key; /* of the option table */
} PeersOption;

/* NULL where pppd has no such word. */
const PeersOption *peers_option_find(const char *word);
