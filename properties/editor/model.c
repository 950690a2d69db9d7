/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/names.h"
#include "common/settings-libnm.h"

struct _PptpModel {
    GHashTable *data;     /* key or property -> value, as they would be written now */
    GHashTable *original; /* as they were found */
};

static GHashTable *
table_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static GHashTable *
table_copy(GHashTable *table)
{
    GHashTable *copy = table_new();
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, &key, &value))
        g_hash_table_insert(copy, g_strdup(key), g_strdup(value));
    return copy;
}

static void
load_item(const char *key, const char *value, gpointer user_data)
{
    g_hash_table_insert(user_data, g_strdup(key), g_strdup(value));
}

PptpModel *
pptp_model_new(NMSettingVpn *vpn)
{
    PptpModel *model = g_new0(PptpModel, 1);
    const char *user_name = vpn ? nm_setting_vpn_get_user_name(vpn) : NULL;

    model->data = table_new();
    if (vpn)
        nm_setting_vpn_foreach_data_item(vpn, load_item, model->data);
    if (g_hash_table_size(model->data) == 0)
        load_item(PPTP_KEY_PASSWORD_FLAGS, G_STRINGIFY(1), model->data);
    if (user_name)
        load_item(PPTP_PROPERTY_USER_NAME, user_name, model->data);
    if (vpn && nm_setting_vpn_get_persistent(vpn))
        load_item(PPTP_PROPERTY_PERSISTENT, "yes", model->data);
    model->original = table_copy(model->data);
    return model;
}

G_STATIC_ASSERT(NM_SETTING_SECRET_FLAG_AGENT_OWNED == 1);

PptpModel *
pptp_model_copy(const PptpModel *model)
{
    PptpModel *copy = g_new0(PptpModel, 1);

    copy->data = table_copy(model->data);
    copy->original = table_copy(model->original);
    return copy;
}

void
pptp_model_assign(PptpModel *model, const PptpModel *edited)
{
    GHashTable *data = table_copy(edited->data);

    g_hash_table_unref(model->data);
    model->data = data;
}

void
pptp_model_free(PptpModel *model)
{
    if (!model)
        return;
    g_hash_table_unref(model->data);
    g_hash_table_unref(model->original);
    g_free(model);
}

/* -- reading -- */

static gboolean
is_blank(const char *value)
{
    return !value || !value[strspn(value, " \t")];
}

/* TRUE where the value is this word, with the spaces around it that the service allows as well. */
static gboolean
is_word(const char *value, const char *word)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(value));

    if (g_str_equal(trimmed, word))
        return TRUE;
    return (g_str_equal(word, "yes") && g_str_equal(trimmed, "true")) || (g_str_equal(word, "no") && g_str_equal(trimmed, "false"));
}

/* Does this key say "yes"? */
static gboolean
says_yes(GHashTable *data, const char *key)
{
    const char *value = g_hash_table_lookup(data, key);

    return value && is_word(value, "yes");
}

/* What the service makes of the five keys: 128-bit goes before 40-bit, and a refused length leaves the other one. */
static const char *
read_encryption(GHashTable *data)
{
    const gboolean no_128 = says_yes(data, PPTP_KEY_REFUSE_MPPE_128), no_40 = says_yes(data, PPTP_KEY_REFUSE_MPPE_40);

    if (says_yes(data, PPTP_KEY_REQUIRE_MPPE_128))
        return "required-128";
    if (says_yes(data, PPTP_KEY_REQUIRE_MPPE_40))
        return "required-40";
    if (!says_yes(data, PPTP_KEY_REQUIRE_MPPE))
        return no_128 && no_40 ? "never" : "automatic";
    if (no_40)
        return "required-128";
    return no_128 ? "required-40" : "required";
}

static const char *
read_state(GHashTable *data, const PptpField *field)
{
    const char *value;

    if (field->keys[1])
        return read_encryption(data);
    value = g_hash_table_lookup(data, field->keys[0]);
    for (const PptpFieldState *state = field->states; state->id && !is_blank(value); state++) {
        if (state->values[0] && is_word(value, state->values[0]))
            return state->id;
    }
    return field->absent;
}

static const char *
read_text(GHashTable *data, const PptpField *field)
{
    for (const char *const *key = field->keys; *key; key++) {
        const char *value = g_hash_table_lookup(data, *key);

        if (!is_blank(value))
            return value;
    }
    return "";
}

static const char *
read_field(GHashTable *data, const PptpField *field)
{
    return field->states ? read_state(data, field) : read_text(data, field);
}

const char *
pptp_model_get(const PptpModel *model, const PptpField *field)
{
    return read_field(model->data, field);
}

guint
pptp_model_get_password_flags(const PptpModel *model)
{
    const char *value = g_hash_table_lookup(model->data, PPTP_KEY_PASSWORD_FLAGS);

    return value ? (guint)g_ascii_strtoull(value, NULL, 10) & 7 : NM_SETTING_SECRET_FLAG_NONE;
}

/* -- writing -- */

static void
put(GHashTable *data, const char *key, const char *value)
{
    if (value)
        g_hash_table_insert(data, g_strdup(key), g_strdup(value));
    else
        g_hash_table_remove(data, key);
}

/* Could the service read how this was written? Else it must not be brought back. */
static gboolean
is_sound(GHashTable *data, const PptpField *field)
{
    for (const char *const *key = field->keys; *key; key++) {
        const char *value = g_hash_table_lookup(data, *key);

        if (field->states && !is_blank(value) && !is_word(value, "yes") && !is_word(value, "no") &&
            g_str_equal(read_state(data, field), field->absent))
            return FALSE;
    }
    return TRUE;
}

static void
write_text(GHashTable *data, const PptpField *field, const char *value)
{
    if (is_blank(value)) {
        /* What is read instead would show up again, and be used. */
        for (const char *const *key = field->keys; *key; key++)
            put(data, *key, NULL);
        return;
    }
    put(data, field->keys[0], value);
    /* The other spelling goes; a property of the setting is not ours to remove. */
    for (const char *const *key = field->keys + 1; *key; key++) {
        if (!g_str_has_prefix(*key, "vpn."))
            put(data, *key, NULL);
    }
}

static void
write_state(GHashTable *data, const PptpField *field, const char *id)
{
    for (const PptpFieldState *state = field->states; state->id; state++) {
        if (!g_str_equal(state->id, id))
            continue;
        for (guint i = 0; field->keys[i]; i++)
            put(data, field->keys[i], state->values[i]);
    }
}

void
pptp_model_set(PptpModel *model, const PptpField *field, const char *value)
{
    if (g_str_equal(value, pptp_model_get(model, field)))
        return;
    if (g_str_equal(value, read_field(model->original, field)) && is_sound(model->original, field)) {
        for (const char *const *key = field->keys; *key; key++)
            put(model->data, *key, g_hash_table_lookup(model->original, *key));
    } else if (field->states) {
        write_state(model->data, field, value);
    } else {
        write_text(model->data, field, value);
    }
}

void
pptp_model_set_password_flags(PptpModel *model, guint flags)
{
    g_autofree char *text = g_strdup_printf("%u", flags);

    if (flags != pptp_model_get_password_flags(model))
        put(model->data, PPTP_KEY_PASSWORD_FLAGS, text);
}

gboolean
pptp_model_is_sensitive(const PptpModel *model, const PptpField *field)
{
    static const char *const useless_encrypted[] = {PPTP_KEY_REFUSE_PAP, PPTP_KEY_REFUSE_CHAP, PPTP_KEY_REFUSE_MSCHAP, NULL};
    const char *encryption = read_encryption(model->data);

    /* RFC 3079: only MS-CHAPv2, and some EAP methods, make the keys. */
    if (g_str_has_prefix(encryption, "required"))
        return !g_strv_contains(useless_encrypted, field->id);
    return !(g_str_equal(encryption, "never") && g_str_equal(field->id, PPTP_KEY_MPPE_STATEFUL));
}

static const PptpField *
field_of_key(const char *wanted)
{
    g_autofree const PptpField **fields = pptp_fields_new();

    for (const PptpField **field = fields; *field; field++) {
        for (const char *const *key = (*field)->keys; *key; key++) {
            if (g_str_equal(*key, wanted))
                return *field;
        }
    }
    return NULL;
}

/* The errors of the option table quote the key that they are about first. */
static const PptpField *
field_of_error(const GError *error)
{
    g_auto(GStrv) parts = g_strsplit(error->message, "\"", 3);

    return g_strv_length(parts) == 3 ? field_of_key(parts[1]) : NULL;
}

static gboolean
is_about_several(const GError *error)
{
    g_auto(GStrv) parts = g_strsplit(error->message, "\"", -1);
    guint keys = 0;

    for (guint i = 1; i < g_strv_length(parts); i += 2)
        keys += field_of_key(parts[i]) != NULL;
    return keys > 1;
}

/* The label without what marks its mnemonic: "_Name", and "Name (_N)" in languages that are not written in Latin letters. */
static char *
name_of_field(const PptpField *field)
{
    g_autoptr(GRegex) mnemonic = g_regex_new(" ?\\(_.\\)|_", 0, 0, NULL);

    return g_regex_replace_literal(mnemonic, _(field->label), -1, 0, "", 0, NULL);
}

/* An error about one key, in the words of the window, where nobody sees the keys. */
static char *
sentence_for_field(const GError *error, const PptpField *field)
{
    g_auto(GStrv) parts = g_strsplit(error->message, "\"", 3);
    g_autofree char *name = name_of_field(field);

    return g_strdup_printf("%s\"%s\"%s", parts[0], name, parts[2]);
}

/* What the window's fields can be set to and no server could satisfy: encryption without a login that makes its keys (RFC 3079). */
static gboolean
lacks_keys(const PptpModel *model)
{
    return g_str_has_prefix(read_encryption(model->data), "required") &&
           g_str_equal(pptp_model_get(model, pptp_field_find(PPTP_KEY_REFUSE_MSCHAPV2)), "no") &&
           g_str_equal(pptp_model_get(model, pptp_field_find(PPTP_KEY_REFUSE_EAP)), "no");
}

static char *
dup_sentence(const PptpModel *model, const GError *error, const PptpField *field)
{
    if (field && g_str_equal(field->id, "encryption") && lacks_keys(model))
        return g_strdup(_("Required encryption needs one of the ways to log in that make its keys: allow MS-CHAPv2 or EAP"));
    /* Several keys that contradict each other were written by somebody who knows them. */
    if (!field || is_about_several(error))
        return g_strdup(error->message);
    return sentence_for_field(error, field);
}

/* Unknown keys are kept, and are the service's to complain about: they have no field that could be mended here. */
static void
remove_unknown(NMSettingVpn *vpn)
{
    guint n = 0;
    g_autofree const char **keys = nm_setting_vpn_get_data_keys(vpn, &n);
    g_auto(GStrv) copy = g_strdupv((char **)keys);

    for (guint i = 0; i < n; i++) {
        if (!pptp_option_find(copy[i]) && !g_str_equal(copy[i], PPTP_KEY_USER_ALIAS))
            nm_setting_vpn_remove_data_item(vpn, copy[i]);
    }
}

gboolean
pptp_model_check(const PptpModel *model, const PptpField **field, GError **error)
{
    g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    g_autoptr(PptpSettings) settings = NULL;
    g_autoptr(GError) reason = NULL;
    g_autofree char *sentence = NULL;
    const PptpField *wrong;

    if (field)
        *field = NULL;
    pptp_model_save(model, vpn, NULL);
    remove_unknown(vpn);
    settings = pptp_settings_new(vpn, &reason);
    if (settings)
        return TRUE;
    wrong = field_of_error(reason);
    if (field)
        *field = wrong;
    sentence = dup_sentence(model, reason, wrong);
    g_set_error_literal(error, NM_CONNECTION_ERROR, NM_CONNECTION_ERROR_INVALID_PROPERTY, sentence);
    return FALSE;
}

static void
save_data(const PptpModel *model, NMSettingVpn *vpn)
{
    guint n = 0;
    g_autofree const char **keys = nm_setting_vpn_get_data_keys(vpn, &n);
    g_auto(GStrv) old = g_strdupv((char **)keys);
    GHashTableIter iter;
    gpointer key, value;

    for (guint i = 0; i < n; i++) {
        if (!g_hash_table_contains(model->data, old[i]))
            nm_setting_vpn_remove_data_item(vpn, old[i]);
    }
    g_hash_table_iter_init(&iter, model->data);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        if (!g_str_equal(key, PPTP_PROPERTY_USER_NAME) && !g_str_equal(key, PPTP_PROPERTY_PERSISTENT))
            nm_setting_vpn_add_data_item(vpn, key, value);
    }
}

void
pptp_model_save(const PptpModel *model, NMSettingVpn *vpn, const char *password)
{
    const guint unstored = NM_SETTING_SECRET_FLAG_NOT_SAVED | NM_SETTING_SECRET_FLAG_NOT_REQUIRED;

    save_data(model, vpn);
    g_object_set(vpn, NM_SETTING_VPN_SERVICE_TYPE, PPTP_DBUS_SERVICE, NM_SETTING_VPN_USER_NAME,
                 g_hash_table_lookup(model->data, PPTP_PROPERTY_USER_NAME), NM_SETTING_VPN_PERSISTENT,
                 says_yes(model->data, PPTP_PROPERTY_PERSISTENT), NULL);
    if (password && *password && !(pptp_model_get_password_flags(model) & unstored))
        nm_setting_vpn_add_secret(vpn, PPTP_SECRET_PASSWORD, password);
    else
        nm_setting_vpn_remove_secret(vpn, PPTP_SECRET_PASSWORD);
}
