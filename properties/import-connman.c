/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <string.h>

#include "properties/import-formats.h"
#include "properties/ini.h"

/*
 * ConnMan's files for VPN connections, /var/lib/connman-vpn/NAME.config: connman-vpn-provider.config(5). Each group [provider_NAME] is a
 * connection.
 */

#define PREFIX "connman"
#define GROUP "provider_"

/*
 * The daemon's names, without PPPD. in front of them, and the ones that the manual has instead. Older files have PPTP. in front of them.
 */
static const struct {
    const char *name, *key;
} choices[] = {
    {"RefuseEAP", PPTP_KEY_REFUSE_EAP},          {"RefusePAP", PPTP_KEY_REFUSE_PAP},
    {"RefuseCHAP", PPTP_KEY_REFUSE_CHAP},        {"RefuseMSCHAP", PPTP_KEY_REFUSE_MSCHAP},
    {"RefuseMSCHAP2", PPTP_KEY_REFUSE_MSCHAPV2}, {"NoBSDComp", PPTP_KEY_NOBSDCOMP},
    {"NoDeflate", PPTP_KEY_NODEFLATE},           {"RequirMPPE", PPTP_KEY_REQUIRE_MPPE},
    {"ReqMPPE", PPTP_KEY_REQUIRE_MPPE},          {"RequirMPPE40", PPTP_KEY_REQUIRE_MPPE_40},
    {"ReqMPPE40", PPTP_KEY_REQUIRE_MPPE_40},     {"RequirMPPE128", PPTP_KEY_REQUIRE_MPPE_128},
    {"ReqMPPE128", PPTP_KEY_REQUIRE_MPPE_128},   {"RequirMPPEStateful", PPTP_KEY_MPPE_STATEFUL},
    {"ReqMPPEStateful", PPTP_KEY_MPPE_STATEFUL}, {"NoVJ", PPTP_KEY_NO_VJ_COMP},
};

static const struct {
    const char *name, *key;
} numbers[] = {
    {"EchoFailure", PPTP_KEY_LCP_ECHO_FAILURE},
    {"EchoInterval", PPTP_KEY_LCP_ECHO_INTERVAL},
};

static gboolean
is_provider(const PptpIniGroup *group)
{
    return group->name && g_str_has_prefix(group->name, GROUP);
}

static gboolean
is_pptp(const PptpIniGroup *group)
{
    g_autofree char *type = is_provider(group) ? pptp_ini_dup(group, "Type") : NULL;

    return type && g_ascii_strcasecmp(type, "pptp") == 0;
}

static gboolean
recognise(const PptpImportFile *file)
{
    g_autoptr(GPtrArray) groups = pptp_ini_parse(file, "#");

    for (guint i = 1; groups && i < groups->len; i++) {
        if (is_provider(groups->pdata[i]) && pptp_ini_find(groups->pdata[i], "Type"))
            return TRUE;
    }
    return FALSE;
}

/* By the group's name, with or without what all begin with, or by what it is called. */
static gboolean
is_named(const PptpIniGroup *group, const char *name)
{
    g_autofree char *called = pptp_ini_dup(group, "Name");

    return g_str_equal(group->name, name) || g_str_equal(group->name + strlen(GROUP), name) || g_strcmp0(called, name) == 0;
}

static const PptpIniGroup *
choose(PptpImport *import, const GPtrArray *groups, GError **error)
{
    g_autofree char *wanted = import->entry ? pptp_import_to_utf8(import->entry, strlen(import->entry)) : NULL;
    g_autofree char *quoted = wanted ? pptp_import_quote(wanted) : NULL;

    for (guint i = 1; i < groups->len; i++) {
        if (is_pptp(groups->pdata[i]) && (!wanted || is_named(groups->pdata[i], wanted)))
            return groups->pdata[i];
    }
    if (wanted)
        pptp_import_refuse(error, "The ConnMan file %s has no PPTP connection %s", import->file->name, quoted);
    else
        pptp_import_refuse(error, "%s is a ConnMan file, but none of its connections is of type PPTP", import->file->name);
    return NULL;
}

static void
note_others(PptpImport *import, const GPtrArray *groups, const PptpIniGroup *chosen)
{
    for (guint i = 0; i < groups->len; i++) {
        const PptpIniGroup *group = groups->pdata[i];
        g_autofree char *quoted = group->name ? pptp_import_quote(group->name) : NULL;

        if (group == chosen || (!group->name && group->entries->len == 0) || (group->name && g_str_equal(group->name, "global")))
            continue;
        if (!group->name)
            pptp_import_note(import, NULL, ((PptpIniEntry *)group->entries->pdata[0])->line,
                             "what stands before the first group is left out");
        else if (is_pptp(group))
            pptp_import_note(import, NULL, group->line, "%s is another PPTP connection; to import it, put # and its name behind the file's",
                             quoted);
        else
            pptp_import_note(import, NULL, group->line, "%s is no PPTP connection and is left out", quoted);
    }
}

/* -- routes -- */

/* A prefix length, or a netmask. */
static gboolean
parse_mask(const char *text, guint *prefix)
{
    struct in_addr mask;
    guint64 length;

    if (g_ascii_string_to_unsigned(text, 10, 0, 32, &length, NULL)) {
        *prefix = (guint)length;
        return TRUE;
    }
    if (inet_pton(AF_INET, text, &mask) != 1)
        return FALSE;
    *prefix = (guint)__builtin_popcount(mask.s_addr);
    return ntohl(mask.s_addr) == (*prefix ? G_MAXUINT32 << (32 - *prefix) : 0);
}

/* NETWORK/MASK/GATEWAY, the gateway being optional. */
static void
read_network(PptpImport *import, guint line, const char *network)
{
    g_auto(GStrv) parts = g_strsplit(network, "/", 4);
    g_autofree char *quoted = pptp_import_quote(network);
    guint prefix = 0;

    for (guint i = 0; parts[i]; i++)
        g_strstrip(parts[i]);
    if (parts[0] && strchr(parts[0], ':'))
        pptp_import_note(import, NULL, line, "the network %s is left out: IPv6 has no way through this connection", quoted);
    else if (!parts[0] || !parts[1] || g_strv_length(parts) > 3 || !parse_mask(parts[1], &prefix))
        pptp_import_note(import, NULL, line, "the network %s is left out: it is not NETWORK/MASK or NETWORK/MASK/GATEWAY", quoted);
    else if (pptp_import_add_route(import, NULL, line, parts[0], prefix, NULL, -1) && parts[2])
        pptp_import_note(import, NULL, line, "the network %s goes to the other end of the tunnel, as all does: no gateway is needed",
                         quoted);
}

static void
read_networks(PptpImport *import, const PptpIniEntry *entry)
{
    g_auto(GStrv) networks = g_strsplit(entry->value, ",", 0);

    for (guint i = 0; networks[i]; i++) {
        g_strstrip(networks[i]);
        if (*networks[i])
            read_network(import, entry->line, networks[i]);
    }
    if (import->routes->len > 0)
        import->never_default = PPTP_YES;
}

/* -- the other keys -- */

/* The domain that names are searched in: not Windows' domain of the login. */
static void
read_domain(PptpImport *import, const PptpIniEntry *entry)
{
    g_autofree char *domain = g_strstrip(g_strdup(entry->value)), *quoted = pptp_import_quote(domain);
    struct in_addr address;

    if (!*domain)
        return;
    if (inet_pton(AF_INET, domain, &address) == 1 ||
        domain[strspn(domain, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")])
        pptp_import_note(import, NULL, entry->line, "Domain is %s, which is no domain's name, and is left out", quoted);
    else
        g_ptr_array_add(import->searches, g_steal_pointer(&domain));
}

/*
 * What the daemon does not take for "yes" it leaves to pppd, as if it were not there; so a "no" is none of this project's, with which
 * refuse-pap and refuse-mschap would be allowed.
 */
static void
read_choice(PptpImport *import, const PptpIniEntry *entry, const char *key)
{
    g_autofree char *value = g_ascii_strdown(entry->value, -1), *quoted = pptp_import_quote(entry->value);

    g_strstrip(value);
    if (g_str_equal(value, "yes") || g_str_equal(value, "true") || g_str_equal(value, "1"))
        pptp_import_set_choice(import, key, TRUE);
    else if (*value && !g_str_equal(value, "no") && !g_str_equal(value, "false") && !g_str_equal(value, "0"))
        pptp_import_note(import, NULL, entry->line, "%s is %s, which ConnMan takes for no, and is left out", entry->key, quoted);
    else if (g_str_equal(key, PPTP_KEY_REFUSE_PAP) || g_str_equal(key, PPTP_KEY_REFUSE_MSCHAP))
        pptp_import_note(import, NULL, entry->line, "%s lets pppd choose; this method stays off unless %s=no is set", entry->key, key);
}

/* TRUE where it is one of pppd's options. */
static gboolean
read_pppd(PptpImport *import, const PptpIniEntry *entry)
{
    const char *dot = strchr(entry->key, '.'), *name = dot ? dot + 1 : "";

    if (!g_str_has_prefix(entry->key, "PPPD.") && !g_str_has_prefix(entry->key, "PPTP."))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(choices); i++) {
        if (g_str_equal(name, choices[i].name)) {
            read_choice(import, entry, choices[i].key);
            return TRUE;
        }
    }
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        if (g_str_equal(name, numbers[i].name)) {
            pptp_import_set(import, NULL, entry->line, numbers[i].key, entry->value);
            return TRUE;
        }
    }
    return FALSE;
}

static void
read_login(PptpImport *import, const PptpIniEntry *entry)
{
    g_autofree char *login = pptp_ini_unescape(entry->value);

    pptp_import_set_login(import, NULL, entry->line, g_strstrip(login));
}

/* ConnMan's values have no blanks around them. */
static void
read_password(PptpImport *import, const PptpIniEntry *entry)
{
    char *password = g_strchomp(pptp_ini_unescape(entry->value));

    pptp_import_set_password(import, password);
    explicit_bzero(password, strlen(password));
    g_free(password);
}

/* The keys with a meaning of their own. */
static void
read_entry(PptpImport *import, const PptpIniEntry *entry)
{
    if (!entry->key)
        pptp_import_note(import, NULL, entry->line, "this line is not understood and is left out");
    else if (g_str_equal(entry->key, "Type"))
        return;
    else if (g_str_equal(entry->key, "Name")) {
        g_free(import->id);
        import->id = g_strstrip(g_strdup(entry->value));
    } else if (g_str_equal(entry->key, "Host"))
        pptp_import_set(import, NULL, entry->line, PPTP_KEY_GATEWAY, entry->value);
    else if (g_str_equal(entry->key, "Domain"))
        read_domain(import, entry);
    else if (g_str_equal(entry->key, "Networks"))
        read_networks(import, entry);
    else if (g_str_equal(entry->key, "PPTP.User"))
        read_login(import, entry);
    else if (g_str_equal(entry->key, "PPTP.Password"))
        read_password(import, entry);
    else if (strstr(entry->key, "assword") || strstr(entry->key, "ecret"))
        pptp_import_note(import, NULL, entry->line, "%s is left out", entry->key);
    else if (!read_pppd(import, entry) && *entry->value)
        pptp_import_keep(import, NULL, entry->line, PREFIX, entry->key, entry->value);
}

static gboolean
read_file(PptpImport *import, GError **error)
{
    g_autoptr(GPtrArray) groups = pptp_ini_parse(import->file, "#");
    const PptpIniGroup *group;

    if (!groups)
        return pptp_import_refuse(error, "%s has too many lines", import->file->name);
    group = choose(import, groups, error);
    if (!group)
        return FALSE;
    import->id = g_strdup(group->name + strlen(GROUP));
    for (guint i = 0; i < group->entries->len; i++)
        read_entry(import, group->entries->pdata[i]);
    note_others(import, groups, group);
    return TRUE;
}

const PptpImportFormat pptp_import_connman = {"ConnMan VPN file", recognise, read_file};
