/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * What we tell people: structured journal entries that carry the connection's UUID, so that the very command nmcli hints at
 * (journalctl NM_CONNECTION=UUID) shows them. Without a journal they go to stderr.
 */

typedef struct _PptpJournal PptpJournal;

typedef enum {
    PPTP_LOG_WARNING, /* a cause of failure, a weakness: always written */
    PPTP_LOG_NOTICE,  /* changes of state, a few lines a connection: always written */
    PPTP_LOG_DEBUG,   /* only where asked for */
} PptpLogLevel;

/* debug says whether PPTP_LOG_DEBUG is written. */
PptpJournal *pptp_journal_new(gboolean debug);

void pptp_journal_free(PptpJournal *journal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpJournal, pptp_journal_free)

gboolean pptp_journal_is_debug(PptpJournal *journal);

/* The connection that entries belong to from here on; NULL, or "", for none. */
void pptp_journal_set_connection(PptpJournal *journal, const char *uuid, const char *id);

void pptp_journal_log(PptpJournal *journal, PptpLogLevel level, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The same with further fields, NAME=VALUE each, at most PPTP_JOURNAL_FIELDS_MAX of them. */
#define PPTP_JOURNAL_FIELDS_MAX 10
void pptp_journal_log_with(PptpJournal *journal, PptpLogLevel level, char **more, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* A line of pppd's own log, as pppd's. */
void pptp_journal_pppd(PptpJournal *journal, const char *line);
