/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/import-build.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/settings-libnm.h"
#include "properties/rest.h"

#define KEPT_MAX 64
#define KEPT_VALUE_MAX 1024 /* bytes */
#define ROUTES_MAX 4096
#define PASSWORD_MAX 255 /* bytes; PPTP_LINK_SECRET_MAX of the service, which is pppd's */

/* Whether the table allows the value, asked as a profile would be read; *why is what it says otherwise, free with g_free(). */
static gboolean
check_value(const char *key, const char *value, char **why)
{
    g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    g_autoptr(PptpSettings) settings = NULL;
    g_autoptr(GError) error = NULL;

    nm_setting_vpn_add_data_item(vpn, PPTP_KEY_GATEWAY, "gateway.invalid");
    nm_setting_vpn_add_data_item(vpn, key, value);
    settings = pptp_settings_new(vpn, &error);
    *why = settings ? NULL : g_strdup(error->message);
    return settings != NULL;
}

gboolean
pptp_import_set(PptpImport *import, const PptpImportFile *file, guint line, const char *key, const char *value)
{
    g_autofree char *text = g_strstrip(pptp_import_to_utf8(value ? value : "", value ? strlen(value) : 0)), *why = NULL;

    g_return_val_if_fail(pptp_option_find(key), FALSE);
    if (!*text) {
        g_hash_table_remove(import->data, key);
        return TRUE;
    }
    if (!check_value(key, text, &why)) {
        pptp_import_note(import, file, line, "%s", why);
        return FALSE;
    }
    g_hash_table_insert(import->data, g_strdup(key), g_steal_pointer(&text));
    return TRUE;
}

void
pptp_import_set_choice(PptpImport *import, const char *key, gboolean yes)
{
    g_return_if_fail(pptp_option_find(key));
    g_hash_table_insert(import->data, g_strdup(key), g_strdup(yes ? "yes" : "no"));
}

void
pptp_import_unset(PptpImport *import, const char *key)
{
    g_hash_table_remove(import->data, key);
}

const char *
pptp_import_get(PptpImport *import, const char *key)
{
    return g_hash_table_lookup(import->data, key);
}

gboolean
pptp_import_set_login(PptpImport *import, const PptpImportFile *file, guint line, const char *login)
{
    const char *backslash = strchr(login, '\\');
    g_autofree char *domain = backslash ? g_strndup(login, (gsize)(backslash - login)) : NULL;

    return pptp_import_set(import, file, line, PPTP_KEY_DOMAIN, domain) &&
           pptp_import_set(import, file, line, PPTP_KEY_USER, backslash ? backslash + 1 : login);
}

static void
wipe(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

void
pptp_import_set_password(PptpImport *import, const char *password)
{
    wipe(import->password);
    import->password = NULL;
    import->password_converted = FALSE;
    if (!password || !*password)
        return;
    /* Any byte may be part of a password, control characters too: unlike other texts it is only decoded. */
    import->password_converted = !g_utf8_validate(password, -1, NULL);
    import->password = import->password_converted ? g_convert(password, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL) : g_strdup(password);
}

/* PREFIX.name, as the `user` setting takes it. */
static char *
dup_user_key(const char *prefix, const char *name)
{
    GString *key = g_string_new(prefix);

    g_string_append_c(key, '.');
    for (const char *p = name; *p; p++)
        g_string_append_c(key, g_ascii_isalnum(*p) || strchr("-_+", *p) ? *p : '-');
    return g_string_free(key, FALSE);
}

void
pptp_import_keep(PptpImport *import, const PptpImportFile *file, guint line, const char *prefix, const char *name, const char *value)
{
    g_autofree char *key = dup_user_key(prefix, name), *text = value ? pptp_import_to_utf8(value, strlen(value)) : g_strdup("yes");
    g_autofree char *quoted = pptp_import_quote(name);

    if (g_hash_table_size(import->user_data) >= KEPT_MAX || strlen(text) > KEPT_VALUE_MAX || !nm_setting_user_check_key(key, NULL) ||
        !nm_setting_user_check_val(text, NULL)) {
        pptp_import_note(import, file, line, "%s has no meaning here and is left out", quoted);
        return;
    }
    pptp_import_note(import, file, line, "%s has no meaning here; it is kept in the profile as user.data %s", quoted, key);
    g_hash_table_insert(import->user_data, g_steal_pointer(&key), g_steal_pointer(&text));
}

/* The destination without its host bits, as NetworkManager has it. */
static gboolean
mask_destination(const char *destination, guint prefix, char *out, gsize size)
{
    struct in_addr address;

    if (inet_pton(AF_INET, destination, &address) != 1)
        return FALSE;
    address.s_addr &= prefix == 0 ? 0 : htonl(G_MAXUINT32 << (32 - prefix));
    return inet_ntop(AF_INET, &address, out, (socklen_t)size) != NULL;
}

gboolean
pptp_import_add_route(PptpImport *import, const PptpImportFile *file, guint line, const char *destination, guint prefix,
                      const char *gateway, gint64 metric)
{
    g_autofree char *quoted = pptp_import_quote(destination);
    NMIPRoute *route = NULL;
    char network[INET_ADDRSTRLEN];

    if (import->routes->len >= ROUTES_MAX) {
        pptp_import_note(import, file, line, "the route to %s is left out: there are more than %d", quoted, ROUTES_MAX);
        return FALSE;
    }
    if (prefix <= 32 && metric >= -1 && metric <= G_MAXUINT32 && mask_destination(destination, prefix, network, sizeof network))
        route = nm_ip_route_new(AF_INET, network, prefix, gateway, metric, NULL);
    if (!route) {
        pptp_import_note(import, file, line, "the route to %s is left out: it is no valid IPv4 route", quoted);
        return FALSE;
    }
    for (guint i = 0; i < import->routes->len; i++) {
        if (nm_ip_route_equal(import->routes->pdata[i], route)) {
            nm_ip_route_unref(route);
            return TRUE;
        }
    }
    g_ptr_array_add(import->routes, route);
    return TRUE;
}

/* -- the connection -- */

static NMSetting *
need_setting(NMConnection *connection, GType type)
{
    NMSetting *setting = nm_connection_get_setting(connection, type);

    if (!setting) {
        setting = g_object_new(type, NULL);
        nm_connection_add_setting(connection, setting);
    }
    return setting;
}

static void
finish_name(PptpImport *import, NMConnection *connection)
{
    NMSetting *setting = need_setting(connection, NM_TYPE_SETTING_CONNECTION);
    NMSettingConnection *con = NM_SETTING_CONNECTION(setting);
    g_autofree char *uuid = nm_utils_uuid_generate(), *id = NULL;
    char *dot;

    if (import->id && *import->id)
        id = pptp_import_to_utf8(import->id, strlen(import->id));
    else if (!nm_setting_connection_get_id(con)) {
        id = pptp_import_to_utf8(import->file->name, strlen(import->file->name));
        dot = strrchr(id, '.');
        if (dot && dot != id)
            *dot = '\0';
    }
    if (id)
        g_object_set(setting, NM_SETTING_CONNECTION_ID, id, NULL);
    if (!nm_setting_connection_get_uuid(con))
        g_object_set(setting, NM_SETTING_CONNECTION_UUID, uuid, NULL);
    g_object_set(setting, NM_SETTING_CONNECTION_TYPE, NM_SETTING_VPN_SETTING_NAME, NULL);
}

/* The VPN setting is made anew: what a base profile had in it, the reader has looked at and set. */
static gboolean
finish_vpn(PptpImport *import, NMConnection *connection, GError **error)
{
    NMSettingVpn *vpn = NM_SETTING_VPN(nm_setting_vpn_new()), *before = nm_connection_get_setting_vpn(connection);
    g_autoptr(PptpSettings) settings = NULL;
    g_autoptr(GError) own = NULL;
    GHashTableIter iter;
    gpointer key, value;

    if (before)
        g_object_set(vpn, NM_SETTING_VPN_PERSISTENT, nm_setting_vpn_get_persistent(before), NM_SETTING_VPN_TIMEOUT,
                     nm_setting_vpn_get_timeout(before), NULL);
    if (import->persistent != PPTP_UNSET)
        g_object_set(vpn, NM_SETTING_VPN_PERSISTENT, import->persistent == PPTP_YES, NULL);
    nm_connection_add_setting(connection, NM_SETTING(vpn));
    g_object_set(vpn, NM_SETTING_VPN_SERVICE_TYPE, PPTP_DBUS_SERVICE, NULL);
    g_hash_table_iter_init(&iter, import->data);
    while (g_hash_table_iter_next(&iter, &key, &value))
        nm_setting_vpn_add_data_item(vpn, key, value);
    if (import->password)
        nm_setting_vpn_add_secret(vpn, PPTP_SECRET_PASSWORD, import->password);
    if (!pptp_import_get(import, PPTP_KEY_GATEWAY))
        return pptp_import_refuse(error, "%s names no server to connect to%s%s", import->file->name, import->notes->len > 0 ? "; " : "",
                                  import->notes->len > 0 ? (char *)import->notes->pdata[0] : "");
    settings = pptp_settings_new(vpn, &own);
    if (!settings)
        return pptp_import_refuse(error, "%s: %s", import->file->name, own->message);
    return TRUE;
}

/* What would fail with every connect is said now. */
static void
check_password(PptpImport *import)
{
    if (import->password && strlen(import->password) > PASSWORD_MAX)
        pptp_import_note(import, NULL, 0,
                         g_dngettext(GETTEXT_PACKAGE, "the password has %zu byte, but pppd takes no more than %d: it cannot be used",
                                     "the password has %zu bytes, but pppd takes no more than %d: it cannot be used",
                                     strlen(import->password)),
                         strlen(import->password), PASSWORD_MAX);
    if (import->password && import->password_converted)
        pptp_import_note(
            import, NULL, 0,
            "the password has letters beyond ASCII that are no UTF-8: they are read as Latin-1 and will be sent as UTF-8, which "
            "a server may take for another password");
}

static void
finish_ip4(PptpImport *import, NMConnection *connection)
{
    NMSettingIPConfig *ip4 = NM_SETTING_IP_CONFIG(need_setting(connection, NM_TYPE_SETTING_IP4_CONFIG));

    if (!nm_setting_ip_config_get_method(ip4))
        g_object_set(ip4, NM_SETTING_IP_CONFIG_METHOD, NM_SETTING_IP4_CONFIG_METHOD_AUTO, NULL);
    for (guint i = 0; i < import->routes->len; i++)
        nm_setting_ip_config_add_route(ip4, import->routes->pdata[i]);
    for (guint i = 0; i < import->dns->len; i++)
        nm_setting_ip_config_add_dns(ip4, import->dns->pdata[i]);
    for (guint i = 0; i < import->searches->len; i++)
        nm_setting_ip_config_add_dns_search(ip4, import->searches->pdata[i]);
    if (import->never_default != PPTP_UNSET)
        g_object_set(ip4, NM_SETTING_IP_CONFIG_NEVER_DEFAULT, import->never_default == PPTP_YES, NULL);
    if (import->ignore_auto_dns != PPTP_UNSET)
        g_object_set(ip4, NM_SETTING_IP_CONFIG_IGNORE_AUTO_DNS, import->ignore_auto_dns == PPTP_YES, NULL);
}

static void
finish_user(PptpImport *import, NMConnection *connection)
{
    NMSettingUser *user;
    GHashTableIter iter;
    gpointer key, value;

    if (g_hash_table_size(import->user_data) == 0)
        return;
    user = NM_SETTING_USER(need_setting(connection, NM_TYPE_SETTING_USER));
    g_hash_table_iter_init(&iter, import->user_data);
    while (g_hash_table_iter_next(&iter, &key, &value))
        nm_setting_user_set_data(user, key, value, NULL);
}

static void
note_rest(guint line, const char *sentence, gpointer import)
{
    pptp_import_note(import, NULL, line, "%s", sentence);
}

/* Comments alone do not make a good file bad: where they would, they are left out. */
static NMConnection *
finish_rest(PptpImport *import, NMConnection *connection)
{
    g_autoptr(GError) own = NULL;
    NMConnection *whole;

    if (import->rest->len == 0)
        return g_object_ref(connection);
    whole = pptp_rest_apply(connection, import->rest, note_rest, import, &own);
    if (whole)
        return whole;
    pptp_import_note(import, NULL, ((PptpRestItem *)import->rest->pdata[0])->line,
                     "what the comments of an export say of the profile is left out: %s", own->message);
    return g_object_ref(connection);
}

NMConnection *
pptp_import_finish(PptpImport *import, GError **error)
{
    g_autoptr(NMConnection) connection = import->base ? g_steal_pointer(&import->base) : nm_simple_connection_new();
    g_autoptr(GError) own = NULL;

    finish_name(import, connection);
    if (!finish_vpn(import, connection, error))
        return NULL;
    check_password(import);
    finish_ip4(import, connection);
    finish_user(import, connection);
    /* Completes what a keyfile may leave out (the other IP family, say), and tells what NetworkManager would not take. */
    if (!nm_connection_normalize(connection, NULL, NULL, &own)) {
        pptp_import_refuse(error, "%s: %s", import->file->name, own->message);
        return NULL;
    }
    return finish_rest(import, connection);
}
