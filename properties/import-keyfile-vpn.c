/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "properties/import-keyfile.h"

gboolean
pptp_import_keyfile_is_true(const PptpIniEntry *entry)
{
    g_autofree char *value = g_strchomp(g_ascii_strdown(entry->value, -1));

    return g_str_equal(value, "yes") || g_str_equal(value, "true") || g_str_equal(value, "1");
}

static void
set_password(PptpImport *import, const PptpIniEntry *entry)
{
    char *password = pptp_ini_unescape(entry->value);

    pptp_import_set_password(import, password);
    explicit_bzero(password, strlen(password));
    g_free(password);
}

/* "user@host" is found in profiles. As in the service, that user counts only where no other is named. */
static void
read_gateway(PptpImport *import, const PptpIniGroup *group, guint line, const char *gateway)
{
    const char *at = strrchr(gateway, '@');
    g_autofree char *user = NULL, *named = pptp_ini_dup(group, PPTP_KEY_USER), *alias = pptp_ini_dup(group, PPTP_KEY_USER_ALIAS);

    if (at) {
        user = g_strndup(gateway, (gsize)(at - gateway));
        if (!named && !alias)
            pptp_import_set_login(import, NULL, line, user);
        gateway = at + 1;
    }
    pptp_import_set(import, NULL, line, PPTP_KEY_GATEWAY, gateway);
}

/*
 * The real key goes before its other spelling, wherever they stand, and KDE writes it empty. A domain in front of the user belongs to its
 * own key, unless that is there.
 */
static void
read_user(PptpImport *import, const PptpIniGroup *group, const PptpIniEntry *entry, const char *key, const char *user)
{
    g_autofree char *named = pptp_ini_dup(group, PPTP_KEY_USER), *domain = pptp_ini_dup(group, PPTP_KEY_DOMAIN);

    if (!*user || (named && !g_str_equal(key, PPTP_KEY_USER)))
        return;
    if (domain)
        pptp_import_set(import, NULL, entry->line, PPTP_KEY_USER, user);
    else
        pptp_import_set_login(import, NULL, entry->line, user);
}

/* The plugins write yes; true and false are found as well, and become the table's own words. */
static void
read_choice(PptpImport *import, guint line, const char *key, const char *value)
{
    if (g_ascii_strcasecmp(value, "yes") == 0 || g_ascii_strcasecmp(value, "true") == 0)
        pptp_import_set_choice(import, key, TRUE);
    else if (g_ascii_strcasecmp(value, "no") == 0 || g_ascii_strcasecmp(value, "false") == 0)
        pptp_import_set_choice(import, key, FALSE);
    else
        pptp_import_set(import, NULL, line, key, value);
}

static gboolean
is_secret_name(const char *key)
{
    return !g_str_has_suffix(key, "-flags") &&
           (strstr(key, "password") || strstr(key, "secret") || strstr(key, "psk") || strstr(key, "certpass"));
}

/* TRUE where two keys differ in case and separators alone. */
static gboolean
are_alike(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, "-_. ");
        b += strspn(b, "-_. ");
        if (g_ascii_tolower(*a) != g_ascii_tolower(*b))
            return FALSE;
        if (!*a)
            return TRUE;
    }
}

/* The option of that key, or the one that is meant: "refuse-mschap-v2", say. */
static const PptpOption *
find_option(const char *key)
{
    const PptpOption *option = pptp_option_find(key);

    if (option)
        return option;
    for (option = pptp_options(NULL); option->key; option++) {
        if (are_alike(option->key, key))
            return option;
    }
    return NULL;
}

static void
read_other(PptpImport *import, const PptpIniEntry *entry, const char *prefix, const char *value)
{
    g_autofree char *quoted = pptp_import_quote(entry->key);

    if (!*value)
        return;
    if (g_str_has_prefix(entry->key, "ipsec-") || g_str_has_prefix(entry->key, "machine-"))
        pptp_import_note(import, NULL, entry->line, "%s belongs to IPsec, which PPTP does without, and is left out", quoted);
    else if (is_secret_name(entry->key))
        pptp_import_note(import, NULL, entry->line, "%s is left out: it may be a secret", quoted);
    else
        pptp_import_keep(import, NULL, entry->line, prefix, entry->key, value);
}

static void
read_entry(PptpImport *import, const PptpIniGroup *group, const PptpIniEntry *entry, const char *prefix)
{
    /* Of the setting itself; import-keyfile.c reads them. */
    static const char *const own[] = {NM_SETTING_NAME,        "type", NM_SETTING_VPN_SERVICE_TYPE, NM_SETTING_VPN_PERSISTENT,
                                      NM_SETTING_VPN_TIMEOUT, NULL};
    g_autofree char *unescaped = pptp_ini_unescape(entry->value);
    const char *value = g_strstrip(unescaped), *key = entry->key;
    const PptpOption *option = find_option(key);

    if (option && !g_str_equal(option->key, key)) {
        pptp_import_note(import, NULL, entry->line, "%s is taken for %s", key, option->key);
        key = option->key;
    }

    if (g_strv_contains(own, key) || (g_str_equal(key, "user-auth-type") && g_str_equal(value, "password")))
        return;
    if (g_str_equal(key, PPTP_SECRET_PASSWORD)) {
        pptp_import_note(import, NULL, entry->line, "the password stands among the options; it becomes a secret");
        set_password(import, entry);
    } else if (g_str_equal(key, PPTP_KEY_GATEWAY))
        read_gateway(import, group, entry->line, value);
    else if (g_str_equal(key, PPTP_KEY_USER) || g_str_equal(key, PPTP_KEY_USER_ALIAS))
        read_user(import, group, entry, key, value);
    else if (option && option->type == PPTP_OPTION_BOOL && *value)
        read_choice(import, entry->line, key, value);
    else if (option)
        pptp_import_set(import, NULL, entry->line, key, value);
    else
        read_other(import, entry, prefix, value);
    explicit_bzero(unescaped, strlen(unescaped));
}

void
pptp_import_keyfile_vpn(PptpImport *import, const PptpIniGroup *group, const char *prefix)
{
    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];

        if (entry->key)
            read_entry(import, group, entry, prefix);
        else
            pptp_import_note(import, NULL, entry->line, "this line is not understood and is left out");
    }
}

void
pptp_import_keyfile_secrets(PptpImport *import, const PptpIniGroup *group)
{
    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];
        g_autofree char *quoted = entry->key ? pptp_import_quote(entry->key) : NULL;

        if (entry->key && g_str_equal(entry->key, PPTP_SECRET_PASSWORD))
            set_password(import, entry);
        else
            pptp_import_note(import, NULL, entry->line, "the secret %s is left out: PPTP has only \"%s\"", quoted ? quoted : _("here"),
                             PPTP_SECRET_PASSWORD);
    }
}
