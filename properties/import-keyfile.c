/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/import-keyfile.h"

#include <string.h>

#include "properties/import-formats.h"

/*
 * NetworkManager's own keyfiles, nm-settings-keyfile(5), of PPTP connections: of this plugin or the one before it, copied from another
 * machine, and with what people and editors have made of them. libnm reads all but the VPN's own keys, from a GKeyFile that holds only the
 * groups a VPN has: no certificate's path in it is ever looked at.
 */

static const char *const shared_groups[] = {NM_SETTING_CONNECTION_SETTING_NAME, NM_SETTING_IP4_CONFIG_SETTING_NAME,
                                            NM_SETTING_IP6_CONFIG_SETTING_NAME, NM_SETTING_PROXY_SETTING_NAME,
                                            NM_SETTING_USER_SETTING_NAME,       NULL};

typedef struct {
    PptpImport *import;
    const GPtrArray *groups;
} Context;

static GPtrArray *
parse(const PptpImportFile *file)
{
    GPtrArray *groups = pptp_ini_parse(file, "#");

    if (groups)
        pptp_ini_merge(groups);
    return groups;
}

static const PptpIniGroup *
find_group(const GPtrArray *groups, const char *name)
{
    const PptpIniGroup *group = groups ? pptp_ini_group(groups, name) : NULL;

    return group && g_str_equal(group->name, name) ? group : NULL;
}

/* A profile has a type, or at least a service; NetworkManager-l2tp's export has neither. */
static gboolean
recognise(const PptpImportFile *file)
{
    g_autoptr(GPtrArray) groups = parse(file);
    const PptpIniGroup *connection = find_group(groups, NM_SETTING_CONNECTION_SETTING_NAME);
    const PptpIniGroup *vpn = find_group(groups, NM_SETTING_VPN_SETTING_NAME);

    return (connection && pptp_ini_find(connection, NM_SETTING_CONNECTION_TYPE)) ||
           (vpn && pptp_ini_find(vpn, NM_SETTING_VPN_SERVICE_TYPE));
}

static gboolean
check_type(PptpImport *import, const GPtrArray *groups, GError **error)
{
    const PptpIniGroup *connection = find_group(groups, NM_SETTING_CONNECTION_SETTING_NAME);
    const PptpIniGroup *vpn = find_group(groups, NM_SETTING_VPN_SETTING_NAME);
    g_autofree char *type = connection ? pptp_ini_dup(connection, NM_SETTING_CONNECTION_TYPE) : NULL;
    g_autofree char *service = vpn ? pptp_ini_dup(vpn, NM_SETTING_VPN_SERVICE_TYPE) : NULL;
    g_autofree char *quoted = NULL;

    if (type && !g_str_equal(type, NM_SETTING_VPN_SETTING_NAME)) {
        quoted = pptp_import_quote(type);
        return pptp_import_refuse(error, "%s is a NetworkManager profile of type %s, not of a VPN", import->file->name, quoted);
    }
    if (!vpn)
        return pptp_import_refuse(error, "%s is a NetworkManager profile without a group [vpn]", import->file->name);
    if (!service || g_str_equal(service, PPTP_DBUS_SERVICE) || g_str_equal(service, "pptp"))
        return TRUE;
    quoted = pptp_import_quote(service);
    return pptp_import_refuse(error, "%s is a NetworkManager profile for another VPN: %s", import->file->name, quoted);
}

/* -- the groups that libnm reads -- */

static guint
line_of(const GPtrArray *groups, const char *group_name, const char *key)
{
    const PptpIniGroup *group = group_name ? find_group(groups, group_name) : NULL;
    const PptpIniEntry *entry = group && key ? pptp_ini_find(group, key) : NULL;

    return entry ? entry->line : group ? group->line : 0;
}

static gboolean
handle_read(GKeyFile *keyfile, NMConnection *connection, NMKeyfileHandlerType type, NMKeyfileHandlerData *data, void *user_data)
{
    const Context *context = user_data;
    const char *group = NULL, *key = NULL, *message = NULL;
    NMKeyfileWarnSeverity severity = NM_KEYFILE_WARN_SEVERITY_DEBUG;
    g_autofree char *text = NULL;

    if (type != NM_KEYFILE_HANDLER_TYPE_WARN)
        return FALSE;
    nm_keyfile_handler_data_get_context(data, &group, &key, NULL, NULL);
    nm_keyfile_handler_data_warn_get(data, &message, &severity);
    if (severity > NM_KEYFILE_WARN_SEVERITY_INFO_MISSING_FILE) {
        text = pptp_import_to_utf8(message, strlen(message));
        pptp_import_note(context->import, NULL, line_of(context->groups, group, key), "%s", text);
    }
    return TRUE;
}

static gboolean
is_key_name(const char *key)
{
    for (const char *p = key; *p; p++) {
        if (!g_ascii_isalnum(*p) && !strchr("-_.+/", *p))
            return FALSE;
    }
    return *key != '\0';
}

/* A yes or no as NetworkManager has it, where the key holds such and the file has another word, which NetworkManager would not take. */
static const char *
mend_choice(PptpImport *import, const PptpIniGroup *group, const PptpIniEntry *entry)
{
    GObjectClass *class = g_type_class_ref(nm_setting_lookup_type(group->name));
    GParamSpec *spec = g_object_class_find_property(class, entry->key);
    g_autofree char *value = g_strchomp(g_ascii_strdown(entry->value, -1));
    const char *word = NULL;

    if (spec && spec->value_type == G_TYPE_BOOLEAN && (g_str_equal(value, "yes") || g_str_equal(value, "no"))) {
        word = g_str_equal(value, "yes") ? "true" : "false";
        pptp_import_note(import, NULL, entry->line, "%s is \"%s\", which NetworkManager does not take; it becomes %s", entry->key, value,
                         word);
    }
    g_type_class_unref(class);
    return word ? word : entry->value;
}

static void
copy_group(PptpImport *import, const PptpIniGroup *group, GKeyFile *keyfile)
{
    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];

        if (entry->key && is_key_name(entry->key))
            g_key_file_set_value(keyfile, group->name, entry->key, mend_choice(import, group, entry));
        else
            pptp_import_note(import, NULL, entry->line, "this line is not understood and is left out");
    }
}

static void
copy_groups(PptpImport *import, const GPtrArray *groups, GKeyFile *keyfile)
{
    for (guint i = 0; i < groups->len; i++) {
        const PptpIniGroup *group = groups->pdata[i];
        g_autofree char *quoted = group->name ? pptp_import_quote(group->name) : NULL;

        if (group->name && g_strv_contains(shared_groups, group->name))
            copy_group(import, group, keyfile);
        else if (!group->name && group->entries->len > 0)
            pptp_import_note(import, NULL, ((PptpIniEntry *)group->entries->pdata[0])->line,
                             "what stands before the first group is left out");
        else if (group->name && group->entries->len > 0 && !g_str_equal(group->name, NM_SETTING_VPN_SETTING_NAME) &&
                 !g_str_equal(group->name, "vpn-secrets"))
            pptp_import_note(import, NULL, group->line, "the group %s has no place in a VPN's profile and is left out", quoted);
    }
}

/* Keys that libnm passes over without a word: it reads what it knows, by name or (addresses, routes) by name and number. */
static void
note_unknown(PptpImport *import, const GPtrArray *groups)
{
    for (guint n = 0; shared_groups[n]; n++) {
        const PptpIniGroup *group = find_group(groups, shared_groups[n]);
        NMSetting *setting = nm_connection_get_setting_by_name(import->base, shared_groups[n]);

        if (!group || !setting || g_str_equal(group->name, NM_SETTING_USER_SETTING_NAME))
            continue;
        for (guint i = 0; i < group->entries->len; i++) {
            const PptpIniEntry *entry = group->entries->pdata[i];
            g_autofree char *quoted = entry->key ? pptp_import_quote(entry->key) : NULL;

            if (entry->key && is_key_name(entry->key) && !g_object_class_find_property(G_OBJECT_GET_CLASS(setting), entry->key) &&
                !g_str_has_prefix(entry->key, "address") && !g_str_has_prefix(entry->key, "route"))
                pptp_import_note(import, NULL, entry->line, "%s is no key of the group [%s] and is left out", quoted, group->name);
        }
    }
}

static gboolean
read_base(PptpImport *import, const GPtrArray *groups, GError **error)
{
    g_autoptr(GKeyFile) keyfile = g_key_file_new();
    const PptpIniGroup *vpn = find_group(groups, NM_SETTING_VPN_SETTING_NAME);
    const char *const kept[] = {NM_SETTING_VPN_PERSISTENT, NM_SETTING_VPN_TIMEOUT};
    Context context = {import, groups};
    g_autoptr(GError) own = NULL;

    copy_groups(import, groups, keyfile);
    g_key_file_set_value(keyfile, NM_SETTING_CONNECTION_SETTING_NAME, NM_SETTING_CONNECTION_TYPE, NM_SETTING_VPN_SETTING_NAME);
    g_key_file_set_value(keyfile, NM_SETTING_VPN_SETTING_NAME, NM_SETTING_VPN_SERVICE_TYPE, PPTP_DBUS_SERVICE);
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
        const PptpIniEntry *entry = pptp_ini_find(vpn, kept[i]);

        if (entry)
            g_key_file_set_value(keyfile, NM_SETTING_VPN_SETTING_NAME, kept[i], entry->value);
    }
    /* The folder is for certificates' names, which are in no group here. */
    import->base = nm_keyfile_read(keyfile, "/", NM_KEYFILE_HANDLER_FLAGS_NONE, handle_read, &context, &own);
    if (!import->base)
        return pptp_import_refuse(error, "%s: %s", import->file->name, own->message);
    note_unknown(import, groups);
    return TRUE;
}

static gboolean
read_file(PptpImport *import, GError **error)
{
    g_autoptr(GPtrArray) groups = parse(import->file);
    const PptpIniGroup *secrets;

    if (!groups)
        return pptp_import_refuse(error, "%s has too many lines", import->file->name);
    if (!check_type(import, groups, error) || !read_base(import, groups, error))
        return FALSE;
    pptp_import_keyfile_vpn(import, find_group(groups, NM_SETTING_VPN_SETTING_NAME), "vpn");
    secrets = find_group(groups, "vpn-secrets");
    if (secrets)
        pptp_import_keyfile_secrets(import, secrets);
    return TRUE;
}

const PptpImportFormat pptp_import_keyfile = {"NetworkManager profile", recognise, read_file};
