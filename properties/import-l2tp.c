/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "properties/import-formats.h"
#include "properties/import-keyfile.h"

/*
 * What NetworkManager-l2tp exports: a keyfile of [connection], [vpn], [ipv4] and perhaps [ipv6], without a service type, whose first line
 * is a comment with the name of its service. What concerns PPP has the same names as here; routes are written "10.0.0.0/8 via 10.0.0.1
 * metric 5", several with a semicolon or comma between them.
 */

#define PREFIX "l2tp"

static GPtrArray *
parse(const PptpImportFile *file)
{
    GPtrArray *groups = pptp_ini_parse(file, "#");

    if (groups)
        pptp_ini_merge(groups);
    return groups;
}

static gboolean
recognise(const PptpImportFile *file)
{
    g_autoptr(GPtrArray) groups = parse(file);
    const PptpIniGroup *vpn = groups ? pptp_ini_group(groups, "vpn") : NULL;
    const PptpIniGroup *connection = groups ? pptp_ini_group(groups, "connection") : NULL;

    return vpn && connection && pptp_ini_find(vpn, PPTP_KEY_GATEWAY) && !pptp_ini_find(vpn, NM_SETTING_VPN_SERVICE_TYPE) &&
           !pptp_ini_find(connection, NM_SETTING_CONNECTION_TYPE) && (pptp_ini_find(connection, "id") || pptp_ini_find(connection, "name"));
}

/* -- lists -- */

typedef void (*ReadItem)(PptpImport *import, guint line, char *item);

static void
read_list(PptpImport *import, const PptpIniEntry *entry, ReadItem read_item)
{
    g_auto(GStrv) items = g_strsplit_set(entry->value, ";,", 0);

    for (guint i = 0; items[i]; i++) {
        g_strstrip(items[i]);
        if (*items[i])
            read_item(import, entry->line, items[i]);
    }
}

static void
read_dns(PptpImport *import, guint line, char *item)
{
    g_autofree char *quoted = pptp_import_quote(item);
    struct in_addr address;

    if (inet_pton(AF_INET, item, &address) == 1)
        g_ptr_array_add(import->dns, g_strdup(item));
    else
        pptp_import_note(import, NULL, line, "the DNS server %s is left out: it is no IPv4 address", quoted);
}

static void
read_search(PptpImport *import, guint line, char *item)
{
    g_ptr_array_add(import->searches, g_strdup(item));
}

/* "10.0.0.0/8 via 10.0.0.1 metric 5": the last two are optional, and in any order. */
static void
read_route(PptpImport *import, guint line, char *item)
{
    g_auto(GStrv) words = g_strsplit_set(item, " \t", 64);
    g_autofree char *quoted = pptp_import_quote(item);
    const char *gateway = NULL;
    char *slash = strchr(words[0], '/');
    guint64 prefix = 32, metric = 0;
    gboolean has_metric = FALSE, good = TRUE;

    if (slash) {
        *slash = '\0';
        good = g_ascii_string_to_unsigned(slash + 1, 10, 0, 32, &prefix, NULL);
    }
    for (guint i = 1; good && words[i]; i++) {
        if (!*words[i])
            continue;
        if (g_str_equal(words[i], "via") && words[i + 1])
            gateway = words[++i];
        else if (g_str_equal(words[i], "metric") && words[i + 1])
            good = has_metric = g_ascii_string_to_unsigned(words[++i], 10, 0, G_MAXUINT32, &metric, NULL);
        else
            good = FALSE;
    }
    if (good)
        pptp_import_add_route(import, NULL, line, words[0], (guint)prefix, gateway, has_metric ? (gint64)metric : -1);
    else
        pptp_import_note(import, NULL, line, "the route %s is left out: it is not understood", quoted);
}

/* -- groups -- */

static void
read_connection(PptpImport *import, const PptpIniGroup *group)
{
    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];
        g_autofree char *quoted = entry->key ? pptp_import_quote(entry->key) : NULL;

        if (entry->key && (g_str_equal(entry->key, "id") || g_str_equal(entry->key, "name"))) {
            g_free(import->id);
            import->id = g_strstrip(pptp_ini_unescape(entry->value));
        } else
            pptp_import_note(import, NULL, entry->line, "%s is left out: of [connection], only the name is in such files",
                             quoted ? quoted : _("this line"));
    }
}

static void
read_ip4_entry(PptpImport *import, const PptpIniEntry *entry)
{
    g_autofree char *value = g_strchomp(g_strdup(entry->value)), *quoted = entry->key ? pptp_import_quote(entry->key) : NULL;
    const gboolean yes = pptp_import_keyfile_is_true(entry);

    if (!entry->key)
        pptp_import_note(import, NULL, entry->line, "this line is not understood and is left out");
    else if (g_str_equal(entry->key, NM_SETTING_IP_CONFIG_DNS))
        read_list(import, entry, read_dns);
    else if (g_str_equal(entry->key, NM_SETTING_IP_CONFIG_DNS_SEARCH))
        read_list(import, entry, read_search);
    else if (g_str_equal(entry->key, NM_SETTING_IP_CONFIG_ROUTES))
        read_list(import, entry, read_route);
    else if (g_str_equal(entry->key, NM_SETTING_IP_CONFIG_NEVER_DEFAULT))
        import->never_default = yes ? PPTP_YES : PPTP_NO;
    else if (g_str_equal(entry->key, NM_SETTING_IP_CONFIG_IGNORE_AUTO_DNS))
        import->ignore_auto_dns = yes ? PPTP_YES : PPTP_NO;
    else if (g_str_equal(entry->key, NM_SETTING_IP_CONFIG_IGNORE_AUTO_ROUTES)) {
        if (yes)
            g_object_set(nm_connection_get_setting_ip4_config(import->base), NM_SETTING_IP_CONFIG_IGNORE_AUTO_ROUTES, TRUE, NULL);
    } else if (g_str_equal(entry->key, NM_SETTING_IP_CONFIG_METHOD)) {
        if (!g_str_equal(value, NM_SETTING_IP4_CONFIG_METHOD_AUTO))
            pptp_import_note(import, NULL, entry->line,
                             "the method is left at auto: with another one NetworkManager would not take the "
                             "address that the server gives");
    } else if (!g_str_equal(entry->key, NM_SETTING_IP_CONFIG_DHCP_SEND_HOSTNAME)) /* there is no DHCP in a VPN */
        pptp_import_note(import, NULL, entry->line, "%s is left out", quoted);
}

/* Exported with its defaults, which say nothing. */
static void
read_ip6(PptpImport *import, const PptpIniGroup *group)
{
    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];
        g_autofree char *value = g_strchomp(g_strdup(entry->value)), *quoted = entry->key ? pptp_import_quote(entry->key) : NULL;

        if (!entry->key || (!g_str_equal(entry->key, NM_SETTING_IP_CONFIG_METHOD) && !g_str_equal(value, "false")))
            pptp_import_note(import, NULL, entry->line, "%s is left out: IPv6 is not carried over", quoted ? quoted : _("this line"));
    }
}

static void
read_group(PptpImport *import, const PptpIniGroup *group)
{
    g_autofree char *quoted = group->name ? pptp_import_quote(group->name) : NULL;

    if (group->entries->len == 0)
        return;
    if (!group->name)
        pptp_import_note(import, NULL, ((PptpIniEntry *)group->entries->pdata[0])->line, "what stands before the first group is left out");
    else if (g_str_equal(group->name, NM_SETTING_CONNECTION_SETTING_NAME))
        read_connection(import, group);
    else if (g_str_equal(group->name, NM_SETTING_VPN_SETTING_NAME))
        pptp_import_keyfile_vpn(import, group, PREFIX);
    else if (g_str_equal(group->name, "vpn-secrets"))
        pptp_import_keyfile_secrets(import, group);
    else if (g_str_equal(group->name, NM_SETTING_IP6_CONFIG_SETTING_NAME))
        read_ip6(import, group);
    else if (!g_str_equal(group->name, NM_SETTING_IP4_CONFIG_SETTING_NAME))
        pptp_import_note(import, NULL, group->line, "the group %s is not known and is left out", quoted);
    else
        for (guint i = 0; i < group->entries->len; i++)
            read_ip4_entry(import, group->entries->pdata[i]);
}

static gboolean
read_file(PptpImport *import, GError **error)
{
    g_autoptr(GPtrArray) groups = parse(import->file);

    if (!groups)
        return pptp_import_refuse(error, "%s has too many lines", import->file->name);
    import->base = nm_simple_connection_new();
    nm_connection_add_setting(import->base, nm_setting_ip4_config_new());
    for (guint i = 0; i < groups->len; i++)
        read_group(import, groups->pdata[i]);
    pptp_import_note(
        import, NULL, 0,
        "this is a connection for L2TP, which becomes one for PPTP: its server has to speak that as well, and its passwords are "
        "not in such files");
    return TRUE;
}

const PptpImportFormat pptp_import_l2tp = {"NetworkManager-l2tp export", recognise, read_file};
