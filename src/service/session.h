/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "common/settings.h"
#include "ppp/diagnosis.h"
#include "service/journal.h"

/*
 * One connection from Connect to Disconnect: what has to be there first, the gateways and their addresses in turn, the attempts that policy
 * asks for, and the verdict where none succeeds; and where the profile is persistent, all of it again after a loss.
 */

typedef struct _PptpSession PptpSession;

typedef struct {
    /* It is up: what NetworkManager has to be told, floating. Again where the session's parameters have changed. */
    void (*up)(PptpSession *session, GVariant *config, GVariant *ip4, gpointer user_data);
    /* It is lost and on its way back: up() or failed() follows. Only of a persistent session. */
    void (*lost)(PptpSession *session, gpointer user_data);
    /*
     * It failed or was lost, and the journal says why, as the verdict does. Goodbyes are still being said. Not called after
     * pptp_session_stop().
     */
    void (*failed)(PptpSession *session, const PptpVerdict *verdict, gpointer user_data);
    /* It is over and nothing of it is left. */
    void (*ended)(PptpSession *session, gpointer user_data);
} PptpSessionCallbacks;

/*
 * Takes settings over. password may be NULL; it is copied, and wiped in the end. uuid and id are the connection's. The journal has to
 * outlive the session.
 */
PptpSession *pptp_session_new(PptpSettings *settings, const char *password, const char *uuid, const char *id, PptpJournal *journal,
                              const PptpSessionCallbacks *callbacks, gpointer user_data);

/* Comes back by itself after any loss that may be passing. Before it is started. */
void pptp_session_set_persistent(PptpSession *session, gboolean persistent);

/* The password it was made with, never NULL, and the profile's NMSettingSecretFlags for it. */
const char *pptp_session_get_password(PptpSession *session);
guint pptp_session_get_password_flags(PptpSession *session);

/* Begins; what happens is told by the callbacks, never from within this call. */
void pptp_session_start(PptpSession *session);

/* Ends it politely, within some two seconds; ended() follows, also for a session that was never started. More than one call is one. */
void pptp_session_stop(PptpSession *session);

/* NetworkManager is gone: in the end, what it made for this session is taken away as well. */
void pptp_session_set_orphaned(PptpSession *session);

/* Drops what is left without a word. Safe inside ended(). */
void pptp_session_free(PptpSession *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpSession, pptp_session_free)
