/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * Reads out of a shell script of pppd's (ip-up.d, ip-up.local) which routes it would add for one peer. The script is text: nothing of it is
 * run, no file looked at. Conditions on $PPP_IPPARAM, $6 and $LINKNAME are decided, assignments, for, case and if followed; what depends
 * on anything else is not taken, and noted. Pure and bounded.
 */

typedef struct {
    const char *ipparam, *linkname; /* NULL where the peer has none */
} PptpScriptPeer;

typedef struct {
    guint line;
    const char *destination; /* an IPv4 address, not checked further than that it has one's letters */
    guint prefix;            /* 0 for the default route */
    const char *gateway;     /* or NULL for the tunnel */
    gint64 metric;           /* -1 for none */
} PptpScriptRoute;

/* What is found, with the caller's data. */
typedef struct {
    void (*route)(const PptpScriptRoute *route, gpointer data);
    /* Why a route is not taken. */
    void (*note)(guint line, const char *sentence, gpointer data);
    /* Something else that the script does, or may do, for this peer: the program's name, which is anybody's text. */
    void (*command)(guint line, const char *program, gpointer data);
} PptpScriptHandlers;

void pptp_script_read(const char *text, gsize len, const PptpScriptPeer *peer, const PptpScriptHandlers *handlers, gpointer data);
