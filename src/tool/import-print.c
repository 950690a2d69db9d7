/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/import-print.h"

#include <string.h>

#include "common/names.h"
#include "common/settings.h"
#include "properties/rest.h"

/* A name or value inside nmcli's lists, where commas separate, and blanks count only with a backslash in front. */
static void
append_escaped(GString *out, const char *text)
{
    const char *first = text + strspn(text, " \t\n"), *end = text + strlen(text);

    while (end > first && strchr(" \t\n", end[-1]))
        end--;
    for (const char *p = text; *p; p++) {
        if (*p == ',' || *p == '\\' || p < first || p >= end)
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

/* KEY=VALUE, of which only the value may need escapes. */
static void
append_pair(GString *list, const char *key, const char *value)
{
    g_string_append_printf(list, "%s%s=", list->len > 0 ? ", " : "", key);
    append_escaped(list, value);
}

static char *
dup_data(NMSettingVpn *vpn)
{
    g_autoptr(GString) list = g_string_new(NULL);

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        const char *value = nm_setting_vpn_get_data_item(vpn, option->key);

        if (value)
            append_pair(list, option->key, value);
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
dup_routes(NMSettingIPConfig *ip)
{
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < nm_setting_ip_config_get_num_routes(ip); i++) {
        NMIPRoute *route = nm_setting_ip_config_get_route(ip, (int)i);
        g_autoptr(GString) text = g_string_new(nm_ip_route_get_dest(route));
        g_auto(GStrv) names = nm_ip_route_get_attribute_names(route);

        g_string_append_printf(text, "/%u", nm_ip_route_get_prefix(route));
        if (nm_ip_route_get_next_hop(route))
            g_string_append_printf(text, " %s", nm_ip_route_get_next_hop(route));
        if (nm_ip_route_get_metric(route) >= 0)
            g_string_append_printf(text, " %" G_GINT64_FORMAT, nm_ip_route_get_metric(route));
        for (guint n = 0; names && names[n]; n++) {
            GVariant *value = nm_ip_route_get_attribute(route, names[n]);
            g_autofree char *plain =
                g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string(value, NULL) : g_variant_print(value, FALSE);

            g_string_append_printf(text, " %s=%s", names[n], plain);
        }
        append_item(list, text->str);
    }
    return g_string_free(list, FALSE);
}

static char *
dup_addresses(NMSettingIPConfig *ip)
{
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < nm_setting_ip_config_get_num_addresses(ip); i++) {
        NMIPAddress *address = nm_setting_ip_config_get_address(ip, (int)i);
        g_autofree char *text = g_strdup_printf("%s/%u", nm_ip_address_get_address(address), nm_ip_address_get_prefix(address));

        append_item(list, text);
    }
    return g_string_free(list, FALSE);
}

/* -- what else the profile has -- */

static gboolean
is_numbered(const char *key, const char *list)
{
    return g_str_has_prefix(key, list) && g_ascii_isdigit(key[strlen(list)]);
}

/* A property's value as nmcli takes it; NULL where it has no plain form. */
static char *
dup_value(NMSetting *setting, const char *name)
{
    GParamSpec *spec = g_object_class_find_property(G_OBJECT_GET_CLASS(setting), name);
    g_auto(GValue) value = G_VALUE_INIT, number = G_VALUE_INIT;
    GString *list;

    if (!spec)
        return NULL;
    g_value_init(&value, spec->value_type);
    g_object_get_property(G_OBJECT(setting), name, &value);
    if (G_VALUE_HOLDS_STRING(&value))
        return g_value_dup_string(&value);
    if (G_VALUE_HOLDS_BOOLEAN(&value))
        return g_strdup(g_value_get_boolean(&value) ? "yes" : "no");
    if (G_VALUE_HOLDS_ENUM(&value))
        return g_strdup_printf("%d", g_value_get_enum(&value));
    if (G_VALUE_HOLDS_FLAGS(&value))
        return g_strdup_printf("%u", g_value_get_flags(&value));
    if (G_VALUE_HOLDS(&value, G_TYPE_STRV)) {
        const char *const *strings = g_value_get_boxed(&value);

        list = g_string_new(NULL);
        for (guint i = 0; strings && strings[i]; i++) {
            /* "user:alice:" is stored, "user:alice" is what nmcli takes. */
            const gboolean permission = g_str_equal(name, NM_SETTING_CONNECTION_PERMISSIONS) && g_str_has_suffix(strings[i], ":");
            g_autofree char *item = g_strndup(strings[i], strlen(strings[i]) - permission);

            append_item(list, item);
        }
        return g_string_free(list, FALSE);
    }
    g_value_init(&number, G_TYPE_INT64);
    return g_value_type_transformable(spec->value_type, G_TYPE_INT64) && g_value_transform(&value, &number)
               ? g_strdup_printf("%" G_GINT64_FORMAT, g_value_get_int64(&number))
               : NULL;
}

/* Each list of addresses or routes once, the rest property by property, and into `left` what has no such form. */
static void
append_rest_item(GString *out, NMConnection *connection, const PptpRestItem *item, GHashTable *done, GString *left)
{
    NMSetting *setting = nm_connection_get_setting_by_name(connection, item->group);
    const char *key = is_numbered(item->key, "route") ? "routes" : is_numbered(item->key, "address") ? "addresses" : item->key;
    g_autofree char *name = g_strdup_printf("%s.%s", item->group, key), *value = NULL;

    if (!g_hash_table_add(done, g_strdup(name)))
        return;
    if (g_str_equal(key, "routes") && NM_IS_SETTING_IP_CONFIG(setting))
        value = dup_routes(NM_SETTING_IP_CONFIG(setting));
    else if (g_str_equal(key, "addresses") && NM_IS_SETTING_IP_CONFIG(setting))
        value = dup_addresses(NM_SETTING_IP_CONFIG(setting));
    else if (setting)
        value = dup_value(setting, key);
    if (value)
        append_property(out, name, value);
    if (value && g_str_equal(key, "addresses")) { /* the keyfile has it behind the first address */
        g_autofree char *gateway_name = g_strdup_printf("%s.%s", item->group, NM_SETTING_IP_CONFIG_GATEWAY);

        append_property(out, gateway_name, nm_setting_ip_config_get_gateway(NM_SETTING_IP_CONFIG(setting)));
    }
    if (!value)
        g_string_append_printf(left, "%s%s", left->len > 0 ? ", " : "", name);
}

/* What nmcli makes of the command so far. */
static NMConnection *
make_plain(NMConnection *connection)
{
    NMConnection *plain = nm_simple_connection_new();
    NMSetting *con = nm_setting_connection_new(), *vpn = nm_setting_vpn_new(), *ip4 = nm_setting_ip4_config_new();
    g_autofree char *uuid = nm_utils_uuid_generate();

    g_object_set(con, NM_SETTING_CONNECTION_ID, nm_connection_get_id(connection), NM_SETTING_CONNECTION_UUID, uuid,
                 NM_SETTING_CONNECTION_TYPE, NM_SETTING_VPN_SETTING_NAME, NULL);
    g_object_set(vpn, NM_SETTING_VPN_SERVICE_TYPE, PPTP_DBUS_SERVICE, NULL);
    nm_setting_vpn_add_data_item(NM_SETTING_VPN(vpn), PPTP_KEY_GATEWAY, "gateway.invalid");
    g_object_set(ip4, NM_SETTING_IP_CONFIG_METHOD, NM_SETTING_IP4_CONFIG_METHOD_AUTO, NULL);
    nm_connection_add_setting(plain, con);
    nm_connection_add_setting(plain, vpn);
    nm_connection_add_setting(plain, ip4);
    return plain;
}

static gboolean
append_rest(GString *out, NMConnection *connection, GString *left, GError **error)
{
    g_autoptr(NMConnection) plain = make_plain(connection);
    g_autoptr(GPtrArray) items = pptp_rest_compare(connection, plain, error);
    g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; items && i < items->len; i++) {
        const PptpRestItem *item = items->pdata[i];

        /* What is not there follows from what is: without IPv6 there is no way to make its addresses. */
        if (item->value)
            append_rest_item(out, connection, item, done, left);
    }
    return items != NULL;
}

char *
pptp_print_command(NMConnection *connection, gboolean show_secrets, char **left, GError **error)
{
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    GString *out = g_string_new("nmcli connection add type vpn vpn-type pptp"), *rest = g_string_new(NULL);
    g_autofree char *data = dup_data(vpn);
    char *secret = dup_secret(vpn, show_secrets);
    gboolean good;

    append_property(out, "con-name", nm_connection_get_id(connection));
    g_string_append(out, " ifname '*'");
    append_property(out, "vpn.data", data);
    append_property(out, "vpn.secrets", secret);
    good = append_rest(out, connection, rest, error);
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
    g_string_append_c(out, '\n');
    *left = g_string_free(rest, rest->len == 0 || !good);
    if (!good)
        explicit_bzero(out->str, out->len);
    return g_string_free(out, !good);
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
