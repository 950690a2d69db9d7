/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/settings.h"
#include "ppp/diagnosis.h"
#include "service/journal.h"

/*
 * Dialling: one round over a profile's gateways and their addresses, with the attempts that policy asks for at each, until a tunnel is up
 * or none is left; and that tunnel until it ends. What worked is remembered, in the process for the next round and in a file for the next
 * one.
 */

typedef struct _PptpDial PptpDial;

/* All borrowed: they have to outlive the dial. */
typedef struct {
    const PptpSettings *settings;
    const char *password;  /* or NULL */
    const char *uuid, *id; /* the connection's */
    PptpJournal *journal;
} PptpDialConfig;

typedef struct {
    /* The tunnel is up, or is up again with other parameters: see pptp_dial_get_facts(). */
    void (*up)(PptpDial *dial, gpointer user_data);
    /* The tunnel that was up is ending, and its goodbyes are being said. Not after pptp_dial_stop(). */
    void (*lost)(PptpDial *dial, const PptpVerdict *verdict, gpointer user_data);
    /* The round is over and nothing of it is left. verdict is NULL after a loss, which was told, and after pptp_dial_stop(). */
    void (*over)(PptpDial *dial, const PptpVerdict *verdict, gpointer user_data);
} PptpDialCallbacks;

PptpDial *pptp_dial_new(const PptpDialConfig *config, const PptpDialCallbacks *callbacks, gpointer user_data);

/*
 * Begins a round; what happens is told by the callbacks, never from within this call. The whole round is bounded to what NetworkManager
 * allows; with again set, each address is, and the journal hears less.
 */
void pptp_dial_start(PptpDial *dial, gboolean again);

/* Ends it politely, within some two seconds; over() follows, unless no round is under way. Returns whether one is. */
gboolean pptp_dial_stop(PptpDial *dial);

/* Ends the tunnel that is up as lost, for a reason that the tunnel does not see itself. Nothing where none is up. */
void pptp_dial_give_up_tunnel(PptpDial *dial, PptpEnd why);

/* Asks the server of the tunnel that is up for a sign of life within some seconds. */
void pptp_dial_probe(PptpDial *dial);

/* Valid while a tunnel is up, or ending. */
const PptpFacts *pptp_dial_get_facts(PptpDial *dial);

/* The server of the tunnel that was up last, or NULL. */
GInetAddress *pptp_dial_get_server(PptpDial *dial);

/* Drops everything without a word. Safe inside over(). */
void pptp_dial_free(PptpDial *dial);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpDial, pptp_dial_free)
