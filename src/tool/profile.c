/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/profile.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/names.h"
#include "ppp/packet.h"
#include "ppp/policy.h"

/* The latest entries alone: a profile may be years old. */
#define ENTRIES "20000"

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

/* The messages of this profile's entries that also match the fields given, oldest first. An empty text where it has none. */
static char *
read_journal(const PptpProfile *profile, const char *identifier, const char *priority, const char *entries, gsize *len, GError **error)
{
    g_autofree char *connection = g_strdup_printf("NM_CONNECTION=%s", profile->uuid);
    const char *argv[] = {"journalctl", "-q", "-o", "cat", "--no-pager", "-n", entries, connection, identifier, priority, NULL};
    g_autoptr(GSubprocess) journalctl = NULL;
    g_autoptr(GBytes) bytes = NULL;

    journalctl = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
    if (!journalctl || !g_subprocess_communicate(journalctl, NULL, NULL, &bytes, NULL, error))
        return NULL;
    *len = g_bytes_get_size(bytes);
    /* No data at all is NULL here. */
    return *len > 0 ? g_strndup(g_bytes_get_data(bytes, NULL), *len) : g_strdup("");
}

/*
 * The service's last warning is its verdict, unless it is about a session that came up weaker than it should be, or older than the last
 * line which says that a session came up.
 */
static char *
find_verdict(const PptpProfile *profile, GError **error)
{
    const char *identifier = "SYSLOG_IDENTIFIER=nm-pptp-service";
    gsize len = 0;
    g_autofree char *warning = read_journal(profile, identifier, "PRIORITY=4", "1", &len, error);
    g_autofree char *all = warning ? read_journal(profile, identifier, NULL, "200", &len, error) : NULL;
    g_auto(GStrv) lines = NULL;
    gboolean found = FALSE;

    if (!all)
        return NULL;
    g_strchomp(warning);
    lines = g_strsplit(all, "\n", -1);
    for (guint i = 0; lines[i] && warning[0] != '\0'; i++) {
        if (g_str_has_prefix(lines[i], "The tunnel ") && strstr(lines[i], " is up: "))
            found = FALSE;
        else if (g_str_equal(lines[i], warning))
            found = TRUE;
    }
    return found && !strstr(warning, PPTP_POLICY_WARNING_WORDS) ? g_steal_pointer(&warning) : NULL;
}

PptpExplainStatus
pptp_profile_explain(const PptpProfile *profile, char **report)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *verdict = find_verdict(profile, &error), *text = NULL;
    PptpExplainStatus status;
    gsize len = 0;

    if (verdict) {
        *report = g_strconcat(verdict, "\n", NULL);
        return PPTP_EXPLAIN_VERDICT;
    }
    if (!error)
        text = read_journal(profile, NULL, NULL, ENTRIES, &len, &error);
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
