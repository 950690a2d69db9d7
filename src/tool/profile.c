/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/profile.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/names.h"
#include "common/settings-libnm.h"
#include "ppp/diagnosis.h"
#include "ppp/policy.h"
#include "tool/entries.h"

/* The latest entries alone: a profile may be years old. */
#define ENTRIES "20000"
#define SERVICE_ENTRIES "200"

#define CONTROL_CHARACTERS                                                                                                                 \
    "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"                                                                         \
    "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"

void
pptp_profile_free(PptpProfile *profile)
{
    if (!profile)
        return;
    g_free(profile->uuid);
    g_free(profile->id);
    pptp_settings_free(profile->settings);
    g_free(profile);
}

/* -- NetworkManager -- */

static gboolean
is_pptp(NMConnection *connection)
{
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);

    return vpn && g_strcmp0(nm_setting_vpn_get_service_type(vpn), PPTP_DBUS_SERVICE) == 0;
}

static NMConnection *
find_connection(NMClient *client, const char *name, GError **error)
{
    const GPtrArray *all = nm_client_get_connections(client);
    NMConnection *found = NULL;
    gboolean other = FALSE;

    for (guint i = 0; i < all->len; i++) {
        NMConnection *connection = all->pdata[i];

        if (g_strcmp0(nm_connection_get_uuid(connection), name) != 0 && g_strcmp0(nm_connection_get_id(connection), name) != 0)
            continue;
        if (!is_pptp(connection)) {
            other = TRUE;
        } else if (found) {
            g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("more than one PPTP connection is named %s: give its UUID"),
                        name);
            return NULL;
        } else {
            found = connection;
        }
    }
    if (!found)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    other ? _("the connection %s is no PPTP VPN") : _("there is no file and no PPTP connection named %s"), name);
    return found;
}

PptpProfile *
pptp_profile_find(const char *name, GError **error)
{
    g_autoptr(NMClient) client = nm_client_new(NULL, error);
    PptpProfile *profile;
    NMConnection *connection;

    if (!client) {
        g_prefix_error(error, _("there is no file named %s, and NetworkManager does not answer: "), name);
        return NULL;
    }
    connection = find_connection(client, name, error);
    if (!connection)
        return NULL;
    profile = g_new0(PptpProfile, 1);
    profile->uuid = g_strdup(nm_connection_get_uuid(connection));
    profile->id = g_strdup(nm_connection_get_id(connection));
    profile->settings = pptp_settings_new(nm_connection_get_setting_vpn(connection), NULL);
    return profile;
}

/* -- the journal -- */

/* The profile's latest entries that root wrote, oldest first. An empty text where it has none. */
static char *
read_journal(const PptpProfile *profile, const char *format, const char *entries, const char *identifier, gsize *len, GError **error)
{
    g_autofree char *connection = g_strdup_printf("NM_CONNECTION=%s", profile->uuid);
    /* Anybody may write to the journal, and give his entries any name. */
    const char *argv[] = {"journalctl", "-q", "-o", format, "--no-pager", "-n", entries, "_UID=0", connection, identifier, NULL};
    g_autoptr(GSubprocess) journalctl = NULL;
    g_autoptr(GBytes) bytes = NULL;

    journalctl = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
    if (!journalctl || !g_subprocess_communicate(journalctl, NULL, NULL, &bytes, NULL, error))
        return NULL;
    *len = g_bytes_get_size(bytes);
    /* No data at all is NULL here. */
    return *len > 0 ? g_memdup2(g_bytes_get_data(bytes, NULL), *len) : g_strdup("");
}

/*
 * The service's last warning is its verdict, unless it is about a session that came up weaker than it should be, or older than the last
 * line which says that a session came up.
 */
static char **
find_verdict(GPtrArray *entries)
{
    char **found = NULL;

    for (guint i = 0; i < entries->len; i++) {
        char **entry = entries->pdata[i];
        const char *message = g_environ_getenv(entry, "MESSAGE");

        if (!message)
            continue;
        if (g_str_has_prefix(message, "The tunnel ") && !g_str_has_prefix(message, PPTP_RECONNECTING_WORDS) && strstr(message, " is up"))
            found = NULL;
        else if (g_strcmp0(g_environ_getenv(entry, "PRIORITY"), "4") == 0)
            found = strstr(message, PPTP_POLICY_WARNING_WORDS) ? NULL : entry;
    }
    return found;
}

/* In the user's language where the entry has fields for that; one of another version's service has its sentence alone. */
static char *
say_verdict(char **entry, const char *id)
{
    const char *message = g_environ_getenv(entry, "MESSAGE");
    g_autoptr(PptpVerdict) verdict = pptp_verdict_from_fields(entry, id);
    g_autofree char *line = verdict ? pptp_verdict_to_line(verdict) : pptp_refusal_from_fields(entry);

    if (!line) {
        g_autofree char *plain = g_strdup(message);

        /* A control character is for a terminal to obey. */
        return g_strconcat(g_strdelimit(plain, CONTROL_CHARACTERS, ' '), "\n", NULL);
    }
    if (!g_str_has_prefix(message, PPTP_RECONNECTING_WORDS))
        return g_strconcat(line, "\n", NULL);
    /* In English these are PPTP_RECONNECTING_WORDS. */
    return g_strdup_printf(_("The tunnel was lost and is being connected again, as the profile is persistent: %s\n"), line);
}

PptpExplainStatus
pptp_profile_explain(const PptpProfile *profile, char **report)
{
    g_autoptr(GError) error = NULL;
    gsize len = 0;
    g_autofree char *service = read_journal(profile, "export", SERVICE_ENTRIES, "SYSLOG_IDENTIFIER=nm-pptp-service", &len, &error),
                    *text = NULL;
    g_autoptr(GPtrArray) entries = service ? pptp_entries_read(service, len) : NULL;
    char **verdict = entries ? find_verdict(entries) : NULL;
    PptpExplainStatus status;

    if (verdict) {
        *report = say_verdict(verdict, profile->id);
        return PPTP_EXPLAIN_VERDICT;
    }
    if (!error)
        text = read_journal(profile, "cat", ENTRIES, NULL, &len, &error);
    if (!text) {
        *report = g_strdup_printf(_("The journal cannot be read: %s.\n"), error->message);
        return PPTP_EXPLAIN_ERROR;
    }
    if (len == 0) {
        *report = g_strdup(_("The journal shows nothing of this connection: it was never tried, or reading it takes root or the group "
                             "systemd-journal.\n"));
        return PPTP_EXPLAIN_ERROR;
    }
    status = pptp_explain_log(text, len, profile->id, profile->settings, report);
    if (status != PPTP_EXPLAIN_ERROR)
        return status;
    /* The service tells its failures; there is none here, and pppd's lines are written on request only. */
    g_free(*report);
    *report = g_strdup(_("Nothing wrong found: the last attempt has left no failure in the journal.\n"));
    return PPTP_EXPLAIN_NOTHING;
}
