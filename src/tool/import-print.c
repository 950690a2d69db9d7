/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/import-print.h"

#include <string.h>

#include "common/names.h"
#include "common/settings.h"

/* A name or value inside nmcli's lists, where commas separate. */
static void
append_escaped(GString *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == ',' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
}

static void
append_item(GString *list, const char *text)
{
    if (list->len > 0)
        g_string_append(list, ", ");
    append_escaped(list, text);
}

/* " NAME 'VALUE'", where there is a value. */
static void
append_property(GString *out, const char *name, const char *value)
{
    g_autofree char *quoted = NULL;

    if (!value || !*value)
        return;
    /* The shell's own way, but only where it is needed. */
    quoted = value[strspn(value, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_./=:@")] ? g_shell_quote(value) : g_strdup(value);
    g_string_append_printf(out, " %s %s", name, quoted);
}

static char *
dup_data(NMSettingVpn *vpn)
{
    g_autoptr(GString) list = g_string_new(NULL);

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        const char *value = nm_setting_vpn_get_data_item(vpn, option->key);
        g_autofree char *item = value ? g_strdup_printf("%s=%s", option->key, value) : NULL;

        if (item)
            append_item(list, item);
    }
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static char *
dup_secret(NMSettingVpn *vpn, gboolean show)
{
    const char *password = nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD);
    GString *item;

    if (!password)
        return NULL;
    item = g_string_sized_new(2 * strlen(password) + 32);
    g_string_append(item, PPTP_SECRET_PASSWORD "=");
    append_escaped(item, show ? password : PPTP_PRINT_PLACEHOLDER);
    return g_string_free(item, FALSE);
}

static char *
dup_routes(NMSettingIPConfig *ip4)
{
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < nm_setting_ip_config_get_num_routes(ip4); i++) {
        NMIPRoute *route = nm_setting_ip_config_get_route(ip4, (int)i);
        g_autoptr(GString) text = g_string_new(nm_ip_route_get_dest(route));

        g_string_append_printf(text, "/%u", nm_ip_route_get_prefix(route));
        if (nm_ip_route_get_next_hop(route))
            g_string_append_printf(text, " %s", nm_ip_route_get_next_hop(route));
        if (nm_ip_route_get_metric(route) >= 0)
            g_string_append_printf(text, " %" G_GINT64_FORMAT, nm_ip_route_get_metric(route));
        append_item(list, text->str);
    }
    return g_string_free(list, FALSE);
}

static char *
dup_strings(NMSettingIPConfig *ip4, guint n, const char *(*get)(NMSettingIPConfig *, int))
{
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < n; i++)
        append_item(list, get(ip4, (int)i));
    return g_string_free(list, FALSE);
}

static void
append_ip4(GString *out, NMSettingIPConfig *ip4)
{
    g_autofree char *routes = dup_routes(ip4);
    g_autofree char *dns = dup_strings(ip4, nm_setting_ip_config_get_num_dns(ip4), nm_setting_ip_config_get_dns);
    g_autofree char *searches = dup_strings(ip4, nm_setting_ip_config_get_num_dns_searches(ip4), nm_setting_ip_config_get_dns_search);

    append_property(out, "ipv4.routes", routes);
    append_property(out, "ipv4.dns", dns);
    append_property(out, "ipv4.dns-search", searches);
    append_property(out, "ipv4.never-default", nm_setting_ip_config_get_never_default(ip4) ? "yes" : NULL);
    append_property(out, "ipv4.ignore-auto-dns", nm_setting_ip_config_get_ignore_auto_dns(ip4) ? "yes" : NULL);
}

char *
pptp_print_command(NMConnection *connection, gboolean show_secrets)
{
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    NMSettingIPConfig *ip4 = nm_connection_get_setting_ip4_config(connection);
    GString *out = g_string_new("nmcli connection add type vpn vpn-type pptp");
    g_autofree char *data = dup_data(vpn);
    char *secret = dup_secret(vpn, show_secrets);

    append_property(out, "con-name", nm_connection_get_id(connection));
    g_string_append(out, " ifname '*'");
    append_property(out, "vpn.data", data);
    append_property(out, "vpn.secrets", secret);
    if (ip4)
        append_ip4(out, ip4);
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
    g_string_append_c(out, '\n');
    return g_string_free(out, FALSE);
}

char *
pptp_print_keyfile(NMConnection *connection, gboolean show_secrets, GError **error)
{
    g_autoptr(NMConnection) copy = nm_simple_connection_new_clone(connection);
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(copy);
    g_autoptr(GKeyFile) keyfile = NULL;

    if (!show_secrets && nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD))
        nm_setting_vpn_add_secret(vpn, PPTP_SECRET_PASSWORD, PPTP_PRINT_PLACEHOLDER);
    keyfile = nm_keyfile_write(copy, NM_KEYFILE_HANDLER_FLAGS_NONE, NULL, NULL, error);
    return keyfile ? g_key_file_to_data(keyfile, NULL, NULL) : NULL;
}
