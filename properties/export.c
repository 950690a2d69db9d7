/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/export.h"

#include <errno.h>
#include <string.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "common/settings-libnm.h"
#include "properties/import-formats.h"
#include "properties/peers.h"
#include "properties/rest.h"
#include "properties/words.h"

static void
line(GString *out, const char *word)
{
    g_string_append_printf(out, "%s\n", word);
}

static void
line_value(GString *out, const char *word, const char *value)
{
    g_string_append_printf(out, "%s ", word);
    pptp_words_append(out, value);
    g_string_append_c(out, '\n');
}

static void
line_if(GString *out, gboolean condition, const char *word)
{
    if (condition)
        line(out, word);
}

static NMSettingIPConfig *
get_ip4(NMConnection *connection)
{
    return nm_connection_get_setting_ip4_config(connection);
}

char *
pptp_export_dup_name(NMConnection *connection)
{
    const char *id = nm_connection_get_id(connection);
    char *name = g_strdup(id && *id ? id : "pptp");

    return g_strcanon(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_", '-');
}

/* -- pppd's words -- */

static void
write_mppe(GString *out, const PptpSettings *settings)
{
    const gboolean no_40 = settings->refuse_mppe_40 == PPTP_YES, no_128 = settings->refuse_mppe_128 == PPTP_YES;
    const gboolean only_40 = no_128 || (settings->require_mppe_40 == PPTP_YES && settings->require_mppe_128 != PPTP_YES);

    if (no_40 && no_128) {
        line(out, "nomppe");
        return;
    }
    if (pptp_settings_require_mppe(settings)) {
        /* Not plain require-mppe, which pppd 2.5 takes for 40 bit. */
        line(out, only_40 ? "require-mppe-40" : "require-mppe-128");
    } else if (!no_128 && settings->refuse_pap != PPTP_NO && settings->refuse_mschapv2 != PPTP_YES) {
        g_string_append(out,
                        "# The profile tries encryption first and goes on without. pppd can only have one of both: for a server that has\n"
                        "# no encryption, remove the next line.\n");
        line(out, "require-mppe-128");
    }
    line_if(out, no_40, "nomppe-40");
    line_if(out, no_128, "nomppe-128");
    if (settings->mppe_stateful != PPTP_UNSET)
        line(out, settings->mppe_stateful == PPTP_YES ? "mppe-stateful" : "nomppe-stateful");
}

/* With encryption only what makes its keys: pppd would answer PAP readably before it finds that the keys are missing. */
static void
write_auth(GString *out, const PptpSettings *settings)
{
    const gboolean mppe = pptp_settings_require_mppe(settings);

    line_if(out, settings->refuse_pap != PPTP_NO, "refuse-pap");
    line_if(out, settings->refuse_chap == PPTP_YES || (mppe && settings->refuse_chap == PPTP_UNSET), "refuse-chap");
    line_if(out, settings->refuse_mschap != PPTP_NO, "refuse-mschap");
    line_if(out, settings->refuse_mschapv2 == PPTP_YES, "refuse-mschap-v2");
    /* EAP is left where it is the only one that may make the keys. */
    line_if(out, settings->refuse_eap == PPTP_YES || (mppe && settings->refuse_eap == PPTP_UNSET && settings->refuse_mschapv2 != PPTP_YES),
            "refuse-eap");
}

static void
write_number(GString *out, const char *word, guint number)
{
    g_string_append_printf(out, "%s %u\n", word, number);
}

static void
write_words(GString *out, NMConnection *connection, const PptpSettings *settings, const char *name)
{
    NMSettingIPConfig *ip4 = get_ip4(connection);
    g_autofree char *login = pptp_settings_dup_login(settings), *pty = NULL;

    pty = g_strdup_printf("pptp %s --nolaunchpppd", settings->gateway);
    line_value(out, "pty", pty);
    if (login)
        line_value(out, "user", login);
    line_value(out, "remotename", name);
    line_value(out, "ipparam", name);
    line(out, "noauth");
    line(out, "noipdefault");
    line(out, "default-asyncmap");
    line(out, "noipv6");
    write_auth(out, settings);
    write_mppe(out, settings);
    line_if(out, settings->nobsdcomp == PPTP_YES, "nobsdcomp");
    line_if(out, settings->nodeflate == PPTP_YES, "nodeflate");
    line_if(out, settings->no_vj_comp != PPTP_NO, "novj");
    write_number(out, "mtu", settings->mtu);
    write_number(out, "mru", settings->mru);
    write_number(out, "lcp-echo-interval", settings->lcp_echo_interval);
    write_number(out, "lcp-echo-failure", settings->lcp_echo_failure);
    if (settings->has_unit)
        write_number(out, "unit", settings->unit);
    if (ip4 && nm_setting_ip_config_get_never_default(ip4))
        line(out, "nodefaultroute");
    else
        g_string_append(out, "defaultroute\nreplacedefaultroute\n");
    line_if(out, !ip4 || !nm_setting_ip_config_get_ignore_auto_dns(ip4), "usepeerdns");
    line_if(out, nm_setting_vpn_get_persistent(nm_connection_get_setting_vpn(connection)), "persist");
}

/* -- the routes -- */

static void
write_script(GString *out, NMConnection *connection, const char *name)
{
    NMSettingIPConfig *ip4 = get_ip4(connection);
    const guint n = ip4 ? nm_setting_ip_config_get_num_routes(ip4) : 0;

    if (n == 0)
        return;
    g_string_append_printf(out,
                           "\n# The routes, as a script for pppd. To have it:\n"
                           "#   sed -n 's/^#: //p' THIS-FILE >/etc/ppp/ip-up.d/%s && chmod 755 /etc/ppp/ip-up.d/%s\n" PEERS_SCRIPT
                           "#!/bin/sh\n" PEERS_SCRIPT "[ \"$6\" = \"%s\" ] || exit 0\n",
                           name, name, name);
    for (guint i = 0; i < n; i++) {
        NMIPRoute *route = nm_setting_ip_config_get_route(ip4, i);
        const char *via = nm_ip_route_get_next_hop(route);

        g_string_append_printf(out, PEERS_SCRIPT "ip route add %s/%u", nm_ip_route_get_dest(route), nm_ip_route_get_prefix(route));
        if (via)
            g_string_append_printf(out, " via %s", via);
        g_string_append(out, " dev \"$1\"");
        if (nm_ip_route_get_metric(route) >= 0)
            g_string_append_printf(out, " metric %" G_GINT64_FORMAT, nm_ip_route_get_metric(route));
        g_string_append_c(out, '\n');
    }
}

/* -- the comments -- */

static void
comment(GString *out, const char *key, const char *value)
{
    g_string_append_printf(out, PEERS_COMMENT "%s=%s\n", key, value);
}

static char *
dup_item(NMConnection *connection, const char *key)
{
    const char *value = nm_setting_vpn_get_data_item(nm_connection_get_setting_vpn(connection), key);
    g_autofree char *text = g_strstrip(g_strdup(value ? value : ""));

    return *text ? g_steal_pointer(&text) : NULL;
}

static void
write_keys(GString *out, NMConnection *connection, NMConnection *back)
{
    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        g_autofree char *own = dup_item(connection, option->key), *other = dup_item(back, option->key);

        if (!own && option->alias)
            own = dup_item(connection, option->alias);
        if (!own && g_str_equal(option->key, PPTP_KEY_USER))
            own = g_strdup(nm_setting_vpn_get_user_name(nm_connection_get_setting_vpn(connection)));
        /* A word that the profile does not have is named with its value, so that another value, of somebody who edits the file, counts. */
        if (!own && other)
            g_string_append_printf(out, PEERS_COMMENT PEERS_UNSET_WORD "%s=%s\n", option->key, other);
        else if (g_strcmp0(own, other) != 0)
            comment(out, option->key, own);
    }
}

/* The keyfile's own form of a value, which has no line break in it: one would end the comment, and let what follows be pppd's. */
static gboolean
write_rest(GString *out, NMConnection *connection, NMConnection *back, GError **error)
{
    g_autoptr(GPtrArray) items = pptp_rest_compare(connection, back, error);

    for (guint i = 0; items && i < items->len; i++) {
        const PptpRestItem *item = items->pdata[i];

        if (item->value)
            g_string_append_printf(out, PEERS_COMMENT "%s.%s=%s\n", item->group, item->key, item->value);
        else
            g_string_append_printf(out, PEERS_COMMENT PEERS_UNSET_WORD "%s.%s\n", item->group, item->key);
    }
    return items != NULL;
}

/* Reads back what has been written so far: what has become another value is said in a comment, so there can be no difference. */
static gboolean
write_differences(GString *out, NMConnection *connection, GError **error)
{
    g_autoptr(PptpImportFile) file = pptp_import_file_new("export", "/nonexistent", out->str, out->len);
    g_autoptr(NMConnection) back = pptp_import_file(file, NULL, &pptp_import_peers, NULL, error);

    if (!back)
        return FALSE;
    write_keys(out, connection, back);
    return write_rest(out, connection, back, error);
}

/* -- the whole -- */

char *
pptp_export_text(NMConnection *connection, GError **error)
{
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    g_autoptr(PptpSettings) settings = NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *name = pptp_export_dup_name(connection);

    if (!vpn || g_strcmp0(nm_setting_vpn_get_service_type(vpn), PPTP_DBUS_SERVICE) != 0) {
        pptp_import_refuse(error, "this is no PPTP connection");
        return NULL;
    }
    settings = pptp_settings_new(vpn, error);
    if (!settings)
        return NULL;
    g_string_append_printf(out,
                           "# For pppd with pptp-linux: put this into /etc/ppp/peers/%s and the password into\n"
                           "# /etc/ppp/chap-secrets (mode 600), as a line of user, \"%s\", password and *. Then: pon %s\n"
                           "# NetworkManager takes it back by: nmcli connection import type pptp file THIS-FILE\n\n",
                           name, name, name);
    write_words(out, connection, settings, name);
    write_script(out, connection, name);
    g_string_append(out, "\n# What pppd has no word for, or takes for granted:\n");
    if (!write_differences(out, connection, error))
        return NULL;
    return g_string_free(g_steal_pointer(&out), FALSE);
}

gboolean
pptp_export(NMConnection *connection, const char *path, GError **error)
{
    g_autofree char *text = pptp_export_text(connection, error), *name = NULL;
    g_autoptr(GError) own = NULL;
    struct stat st;

    if (!text)
        return FALSE;
    name = g_filename_display_name(path);
    /* The file is replaced, and a link or a device (as /dev/stdout) must not be. */
    if (lstat(path, &st) == 0 ? !S_ISREG(st.st_mode) : errno != ENOENT)
        return pptp_import_refuse(error, "%s cannot be written: it is not a plain file in a folder that can be read", name);
    if (!g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &own))
        return pptp_import_refuse(error, "%s cannot be written: %s", name, own->message);
    /* GLib 2.90 keeps the mode of the file that was there. */
    if (g_chmod(path, 0600) < 0)
        return pptp_import_refuse(error, "%s cannot be written: %s", name, g_strerror(errno));
    return TRUE;
}
