/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/journal.h"

#include <stdarg.h>
#include <string.h>

struct _PptpJournal {
    gboolean debug;
    char *uuid, *id;
};

PptpJournal *
pptp_journal_new(gboolean debug)
{
    PptpJournal *journal = g_new0(PptpJournal, 1);

    journal->debug = debug;
    return journal;
}

void
pptp_journal_free(PptpJournal *journal)
{
    if (!journal)
        return;
    g_free(journal->uuid);
    g_free(journal->id);
    g_free(journal);
}

gboolean
pptp_journal_is_debug(PptpJournal *journal)
{
    return journal->debug;
}

void
pptp_journal_set_connection(PptpJournal *journal, const char *uuid, const char *id)
{
    g_free(journal->uuid);
    g_free(journal->id);
    journal->uuid = uuid && *uuid ? g_strdup(uuid) : NULL;
    journal->id = id && *id ? g_strdup(id) : NULL;
}

static void
add(GLogField *fields, gsize *n, const char *key, const char *value)
{
    if (value)
        fields[(*n)++] = (GLogField){key, value, -1};
}

static void
write_entry(PptpJournal *journal, PptpLogLevel level, const char *identifier, const char *message, char **more)
{
    /* syslog(3)'s numbers, as journald takes them. */
    static const char *const priorities[] = {[PPTP_LOG_WARNING] = "4", [PPTP_LOG_NOTICE] = "5", [PPTP_LOG_DEBUG] = "7"};
    static const GLogLevelFlags flags[] = {
        [PPTP_LOG_WARNING] = G_LOG_LEVEL_WARNING, [PPTP_LOG_NOTICE] = G_LOG_LEVEL_MESSAGE, [PPTP_LOG_DEBUG] = G_LOG_LEVEL_DEBUG};
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    GLogField fields[6 + PPTP_JOURNAL_FIELDS_MAX];
    gsize n = 0;

    add(fields, &n, "MESSAGE", message);
    add(fields, &n, "PRIORITY", priorities[level]);
    add(fields, &n, "SYSLOG_IDENTIFIER", identifier);
    add(fields, &n, "SYSLOG_FACILITY", "3"); /* daemon */
    add(fields, &n, "NM_CONNECTION", journal->uuid);
    add(fields, &n, "NM_PPTP_CONNECTION_ID", journal->id);
    for (guint i = 0; more && more[i] && i < PPTP_JOURNAL_FIELDS_MAX; i++) {
        const char *value = strchr(more[i], '=');

        g_return_if_fail(value != NULL);
        g_ptr_array_add(names, g_strndup(more[i], (gsize)(value - more[i])));
        add(fields, &n, names->pdata[i], value + 1);
    }
    if (g_log_writer_journald(flags[level], fields, n, NULL) != G_LOG_WRITER_HANDLED)
        g_printerr("%s: %s\n", identifier, message);
}

static void G_GNUC_PRINTF(4, 0) log_message(PptpJournal *journal, PptpLogLevel level, char **more, const char *format, va_list args)
{
    g_autofree char *message = NULL;

    if (level == PPTP_LOG_DEBUG && !journal->debug)
        return;
    message = g_strdup_vprintf(format, args);
    write_entry(journal, level, "nm-pptp-service", message, more);
}

void
pptp_journal_log(PptpJournal *journal, PptpLogLevel level, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    log_message(journal, level, NULL, format, args);
    va_end(args);
}

void
pptp_journal_log_with(PptpJournal *journal, PptpLogLevel level, char **more, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    log_message(journal, level, more, format, args);
    va_end(args);
}

void
pptp_journal_pppd(PptpJournal *journal, const char *line)
{
    write_entry(journal, PPTP_LOG_NOTICE, "pppd", line, NULL);
}
