/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/rest.h"

#include <string.h>

static const char *const groups[] = {NM_SETTING_CONNECTION_SETTING_NAME,
                                     NM_SETTING_IP4_CONFIG_SETTING_NAME,
                                     NM_SETTING_IP6_CONFIG_SETTING_NAME,
                                     NM_SETTING_PROXY_SETTING_NAME,
                                     NM_SETTING_USER_SETTING_NAME,
                                     NM_SETTING_VPN_SETTING_NAME,
                                     NULL};

void
pptp_rest_item_free(PptpRestItem *item)
{
    g_free(item->group);
    g_free(item->key);
    g_free(item->value);
    g_free(item);
}

/* The UUID is each profile's own, and the time stamp tells of another machine. Of [vpn], what is no key of the VPN's. */
static gboolean
is_rest(const char *group, const char *key)
{
    static const char *const own[] = {NM_SETTING_CONNECTION_UUID, NM_SETTING_CONNECTION_TYPE, NM_SETTING_CONNECTION_TIMESTAMP, NULL};
    static const char *const of_vpn[] = {NM_SETTING_VPN_PERSISTENT, NM_SETTING_VPN_TIMEOUT, NULL};

    if (g_str_equal(group, NM_SETTING_VPN_SETTING_NAME))
        return g_strv_contains(of_vpn, key);
    if (g_str_equal(group, NM_SETTING_CONNECTION_SETTING_NAME) && g_strv_contains(own, key))
        return FALSE;
    return g_strv_contains(groups, group);
}

static PptpRestItem *
item_new(const char *group, const char *key, const char *value)
{
    PptpRestItem *item = g_new0(PptpRestItem, 1);

    item->group = g_strdup(group);
    item->key = g_strdup(key);
    item->value = g_strdup(value);
    return item;
}

static gboolean
is_key_name(const char *key)
{
    for (const char *p = key; *p; p++) {
        if (!g_ascii_isalnum(*p) && !strchr("-_.+/\\", *p))
            return FALSE;
    }
    return *key != '\0';
}

PptpRestItem *
pptp_rest_item_new(const char *name, const char *value, guint line)
{
    const char *dot = strchr(name, '.');
    g_autofree char *group = g_strndup(name, dot ? (gsize)(dot - name) : 0);
    PptpRestItem *item;

    if (!dot || !is_key_name(dot + 1) || !is_rest(group, dot + 1) || (value && !g_utf8_validate(value, -1, NULL)))
        return NULL;
    item = item_new(group, dot + 1, value);
    item->line = line;
    return item;
}

/* The whole profile as a keyfile, without secrets. */
static GKeyFile *
dup_keyfile(NMConnection *connection, GError **error)
{
    g_autoptr(NMConnection) copy = nm_simple_connection_new_clone(connection);

    nm_connection_clear_secrets(copy);
    if (!nm_connection_normalize(copy, NULL, NULL, error))
        return NULL;
    return nm_keyfile_write(copy, NM_KEYFILE_HANDLER_FLAGS_NONE, NULL, NULL, error);
}

/* "route3", "route3_options", "address1": the number says no more than which comes first. */
static gboolean
is_numbered(const char *key)
{
    static const char *const lists[] = {"route", "address", NULL};

    for (guint i = 0; lists[i]; i++) {
        if (g_str_has_prefix(key, lists[i]) && g_ascii_isdigit(key[strlen(lists[i])]))
            return TRUE;
    }
    return FALSE;
}

static gboolean
differs(GKeyFile *keyfile, GKeyFile *other, const char *group, const char *key)
{
    g_autofree char *value = g_key_file_get_value(keyfile, group, key, NULL), *before = g_key_file_get_value(other, group, key, NULL);

    return g_strcmp0(value, before) != 0;
}

static void
compare_group(GPtrArray *items, GKeyFile *keyfile, GKeyFile *other, const char *group)
{
    g_auto(GStrv) keys = g_key_file_get_keys(keyfile, group, NULL, NULL), before = g_key_file_get_keys(other, group, NULL, NULL);
    gboolean lists = FALSE;

    for (guint i = 0; keys && keys[i]; i++)
        lists = lists || (is_numbered(keys[i]) && differs(keyfile, other, group, keys[i]));
    for (guint i = 0; before && before[i]; i++)
        lists = lists || (is_numbered(before[i]) && differs(keyfile, other, group, before[i]));
    for (guint i = 0; before && before[i]; i++) {
        if (is_rest(group, before[i]) && !g_key_file_has_key(keyfile, group, before[i], NULL))
            g_ptr_array_add(items, item_new(group, before[i], NULL));
    }
    for (guint i = 0; keys && keys[i]; i++) {
        g_autofree char *value = g_key_file_get_value(keyfile, group, keys[i], NULL);

        if (is_rest(group, keys[i]) && (is_numbered(keys[i]) ? lists : differs(keyfile, other, group, keys[i])))
            g_ptr_array_add(items, item_new(group, keys[i], value));
    }
}

GPtrArray *
pptp_rest_compare(NMConnection *connection, NMConnection *other, GError **error)
{
    g_autoptr(GKeyFile) keyfile = dup_keyfile(connection, error), before = keyfile ? dup_keyfile(other, error) : NULL;
    GPtrArray *items;

    if (!before)
        return NULL;
    items = g_ptr_array_new_with_free_func((GDestroyNotify)pptp_rest_item_free);
    for (guint i = 0; groups[i]; i++)
        compare_group(items, keyfile, before, groups[i]);
    return items;
}

/* -- back into a profile -- */

typedef struct {
    const GPtrArray *items;
    PptpRestNoteFunc note;
    gpointer data;
} Context;

static gboolean
handle_read(GKeyFile *keyfile, NMConnection *connection, NMKeyfileHandlerType type, NMKeyfileHandlerData *data, void *user_data)
{
    const Context *context = user_data;
    const char *group = NULL, *key = NULL, *message = NULL;
    NMKeyfileWarnSeverity severity = NM_KEYFILE_WARN_SEVERITY_DEBUG;
    guint line = 0;

    if (type != NM_KEYFILE_HANDLER_TYPE_WARN)
        return FALSE;
    nm_keyfile_handler_data_get_context(data, &group, &key, NULL, NULL);
    nm_keyfile_handler_data_warn_get(data, &message, &severity);
    for (guint i = 0; group && key && i < context->items->len; i++) {
        const PptpRestItem *item = context->items->pdata[i];

        if (g_str_equal(item->group, group) && g_str_equal(item->key, key))
            line = item->line;
    }
    if (severity > NM_KEYFILE_WARN_SEVERITY_INFO_MISSING_FILE)
        context->note(line, message, context->data);
    return TRUE;
}

static void
remove_lists(GKeyFile *keyfile, const char *group)
{
    g_auto(GStrv) keys = g_key_file_get_keys(keyfile, group, NULL, NULL);

    for (guint i = 0; keys && keys[i]; i++) {
        if (is_numbered(keys[i]))
            g_key_file_remove_key(keyfile, group, keys[i], NULL);
    }
}

static void
put_items(GKeyFile *keyfile, const GPtrArray *items)
{
    for (guint n = 0; groups[n]; n++) {
        gboolean lists = FALSE;

        for (guint i = 0; i < items->len && !lists; i++) {
            const PptpRestItem *item = items->pdata[i];

            lists = g_str_equal(item->group, groups[n]) && is_numbered(item->key);
        }
        if (lists)
            remove_lists(keyfile, groups[n]);
    }
    for (guint i = 0; i < items->len; i++) {
        const PptpRestItem *item = items->pdata[i];

        if (item->value)
            g_key_file_set_value(keyfile, item->group, item->key, item->value);
        else
            g_key_file_remove_key(keyfile, item->group, item->key, NULL);
    }
}

/* The VPN's own keys and secrets do not make the journey. */
static void
put_vpn(NMConnection *connection, NMConnection *from)
{
    NMSettingVpn *read = nm_connection_get_setting_vpn(connection);
    NMSetting *vpn = nm_setting_duplicate(NM_SETTING(nm_connection_get_setting_vpn(from)));

    g_object_set(vpn, NM_SETTING_VPN_PERSISTENT, nm_setting_vpn_get_persistent(read), NM_SETTING_VPN_TIMEOUT,
                 nm_setting_vpn_get_timeout(read), NULL);
    nm_connection_add_setting(connection, vpn);
}

NMConnection *
pptp_rest_apply(NMConnection *connection, const GPtrArray *items, PptpRestNoteFunc note, gpointer data, GError **error)
{
    Context context = {items, note, data};
    g_autoptr(GKeyFile) keyfile = dup_keyfile(connection, error);
    g_autoptr(NMConnection) result = NULL;

    if (!keyfile)
        return NULL;
    put_items(keyfile, items);
    /* The folder is for certificates' names, which are in no group here. */
    result = nm_keyfile_read(keyfile, "/", NM_KEYFILE_HANDLER_FLAGS_NONE, handle_read, &context, error);
    if (!result)
        return NULL;
    put_vpn(result, connection);
    return nm_connection_normalize(result, NULL, NULL, error) ? g_steal_pointer(&result) : NULL;
}
