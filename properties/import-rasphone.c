/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "properties/import-formats.h"
#include "properties/import-rasphone-routes.h"
#include "properties/ini.h"

/*
 * Windows' phone book, rasphone.pbk. A section is a connection; its keys are [MS-RRASM] section 2.2.2.2, which tells their values. Keys
 * that differ in case only are different ones (Device, DEVICE). Who logs in, and with what, Windows keeps elsewhere.
 */

#define PREFIX "rasphone"
#define SERVERS_MAX 16

/* AuthRestrictions, 2.2.2.2.58, which counts its bits from 1. */
enum {
    AUTH_PAP = 1 << 3,
    AUTH_CHAP = 1 << 5,
    AUTH_MSCHAP = 1 << 6,
    AUTH_EAP = 1 << 7,
    AUTH_MSCHAPV2 = 1 << 9,
    AUTH_MSCHAP_95 = 1 << 10,
    AUTH_KNOWN = AUTH_PAP | AUTH_CHAP | AUTH_MSCHAP | AUTH_EAP | AUTH_MSCHAPV2 | AUTH_MSCHAP_95,
};

/*
 * What says nothing about a PPTP connection, whatever the value (bookkeeping, windows on the screen, modems, IKE, IPv6); and, from
 * VpnStrategy on, what the functions below read.
 */
static const char known[] =
    " Encoding PBVersion Type AutoLogon UseRasCredentials LowDateTime HighDateTime DialParamsUID Guid BaseProtocol "
    "ExcludedProtocols SwCompression NegotiateMultilinkAlways OverridePref ForceSecureCompartment DisableIKENameEkuCheck "
    "AuthenticateServer ShareMsFilePrint BindMsNetClient SharedPhoneNumbers GlobalDeviceSettings CustomAuthData TypicalAuth "
    "IpFrameSize IpNBTFlags UseFlags DisableMobility NetworkOutageTime IDI IDR ImsConfig IdiType IdrType ProvisionType "
    "CacheCredentials NumCustomPolicy CustomIPSecPolicies NumEku UseMachineRootCert Disable_IKEv2_Fragmentation "
    "PlumbIKEv2TSAsRoutes NumServers RouteVersion AutoTiggerCapable SecurityDescriptor FlagsSet Options "
    "ThirdPartyProfileInfo PowershellCreatedProfile ProxySettingsModified ProvisioningAuthority AuthTypeOTP GREKeyDefined "
    "AlwaysOnCapable DeviceTunnel PrivateNetwork ManagementApp NETCOMPONENTS MEDIA Port Device DEVICE AreaCode CountryCode "
    "CountryID UseDialingRules Comment FriendlyName PromoteAlternates TryNextAlternateOnFail LastSelectedPhone VpnStrategy "
    "DataEncryption AuthRestrictions IpPrioritizeRemote IpNameAssign IpDnsAddress IpDns2Address IpDnsSuffix PhoneNumber "
    "NumRoutes Routes IpHeaderCompression CustomAuthKey CustomDialDll CustomDialFunc CustomRasDialDll PreSharedKey "
    "PrerequisiteEntry PrerequisitePbk DisableClassBasedDefaultRoute ";
static const char *const known_beginnings[] = {"Skip",       "Dial",    "HangUp",           "Preferred", "Preview", "Show", "Ipv6",
                                               "ServerList", "ApnInfo", "DeviceCompliance", "WebAuth",   "ms_",     NULL};

/* What Windows writes where nobody has chosen anything; so do "0" and an empty value. */
static const struct {
    const char *key, *value;
} neutral[] = {
    {"LcpExtensions", "1"},        {"RedialAttempts", "3"},     {"RedialSeconds", "60"},      {"CallbackMode", "0"},
    {"CustomAuthKey", "-1"},       {"IpPrioritizeRemote", "1"}, {"IpAddress", "0.0.0.0"},     {"IpWinsAddress", "0.0.0.0"},
    {"IpWins2Address", "0.0.0.0"}, {"IpAssign", "1"},           {"IpHeaderCompression", "1"},
};

static const PptpIniEntry *
find(const PptpIniGroup *group, const char *key)
{
    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];

        if (entry->key && g_str_equal(entry->key, key))
            return entry;
    }
    return NULL;
}

/* Never NULL. */
static const char *
value_of(const PptpIniGroup *group, const char *key)
{
    const PptpIniEntry *entry = find(group, key);

    return entry ? entry->value : "";
}

static guint
line_of(const PptpIniGroup *group, const char *key)
{
    const PptpIniEntry *entry = find(group, key);

    return entry ? entry->line : group->line;
}

/* FALSE, and a note, where the key is there and no number; also where it is not there. */
static gboolean
number_of(PptpImport *import, const PptpIniGroup *group, const char *key, guint *number)
{
    const PptpIniEntry *entry = find(group, key);
    g_autofree char *value = entry ? g_strchomp(g_strdup(entry->value)) : NULL, *quoted = NULL;
    guint64 parsed;

    if (!value || !*value)
        return FALSE;
    if (g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT, &parsed, NULL)) {
        *number = (guint)parsed;
        return TRUE;
    }
    quoted = pptp_import_quote(value);
    pptp_import_note(import, NULL, entry->line, "%s is %s, which is no number, and is left out", key, quoted);
    return FALSE;
}

/* -- which of the entries -- */

static gboolean
is_vpn(const PptpIniGroup *group)
{
    const char *type = value_of(group, "Type");

    if (*type)
        return atoi(type) == 2; /* a VPN; 1 is a modem, 5 broadband */
    return g_ascii_strcasecmp(value_of(group, "DEVICE"), "vpn") == 0 || strstr(value_of(group, "Device"), "PPTP");
}

/* VpnStrategy, 2.2.2.2.11: all others are for one other protocol alone. 6 is SSTP first, and then the others. */
static gboolean
allows_pptp(const PptpIniGroup *group)
{
    static const char *const strategies[] = {"", "0", "1", "2", "4", "6", "8", NULL};
    g_autofree char *strategy = g_strchomp(g_strdup(value_of(group, "VpnStrategy")));

    return g_strv_contains(strategies, strategy);
}

static gboolean
is_pptp(const PptpIniGroup *group)
{
    return group->name && *group->name && is_vpn(group) && allows_pptp(group);
}

static GPtrArray *
parse(const PptpImportFile *file)
{
    return pptp_ini_parse(file, ";");
}

/* A section with what only a phone book has. */
static gboolean
recognise(const PptpImportFile *file)
{
    g_autoptr(GPtrArray) groups = parse(file);

    for (guint i = 1; groups && i < groups->len; i++) {
        const PptpIniGroup *group = groups->pdata[i];

        if (find(group, "PhoneNumber") && (find(group, "DEVICE") || find(group, "MEDIA")))
            return TRUE;
    }
    return FALSE;
}

static const PptpIniGroup *
find_named(const GPtrArray *groups, const char *name)
{
    const PptpIniGroup *alike = NULL;
    g_autofree char *folded = g_utf8_casefold(name, -1);

    for (guint i = 1; i < groups->len; i++) {
        const PptpIniGroup *group = groups->pdata[i];
        g_autofree char *own = g_utf8_casefold(group->name, -1);

        if (g_str_equal(group->name, name))
            return group;
        if (!alike && g_str_equal(own, folded))
            alike = group;
    }
    return alike;
}

static const PptpIniGroup *
choose(PptpImport *import, const GPtrArray *groups, GError **error)
{
    g_autofree char *wanted = import->entry ? pptp_import_to_utf8(import->entry, strlen(import->entry)) : NULL;
    g_autofree char *quoted = wanted ? pptp_import_quote(wanted) : NULL;
    const PptpIniGroup *group;

    for (guint i = 1; !wanted && i < groups->len; i++) {
        if (is_pptp(groups->pdata[i]))
            return groups->pdata[i];
    }
    if (!wanted) {
        pptp_import_refuse(error,
                           g_dngettext(GETTEXT_PACKAGE, "%s is a Windows phone book, but its %u connection may not use PPTP",
                                       "%s is a Windows phone book, but none of its %u connections may use PPTP", groups->len - 1),
                           import->file->name, groups->len - 1);
        return NULL;
    }
    group = find_named(groups, wanted);
    if (!group)
        pptp_import_refuse(error, "The Windows phone book %s has no connection %s", import->file->name, quoted);
    else if (!is_vpn(group))
        pptp_import_refuse(error, "%s of the Windows phone book %s is no VPN", quoted, import->file->name);
    else if (!allows_pptp(group))
        pptp_import_refuse(error, "%s of the Windows phone book %s uses another protocol than PPTP (VpnStrategy=%s)", quoted,
                           import->file->name, value_of(group, "VpnStrategy"));
    else
        return group;
    return NULL;
}

static void
note_others(PptpImport *import, const GPtrArray *groups, const PptpIniGroup *chosen)
{
    for (guint i = 1; i < groups->len; i++) {
        const PptpIniGroup *group = groups->pdata[i];
        g_autofree char *quoted = pptp_import_quote(group->name);

        if (group == chosen)
            continue;
        if (is_pptp(group))
            pptp_import_note(import, NULL, group->line, "%s is another PPTP connection; to import it, put # and its name behind the file's",
                             quoted);
        else
            pptp_import_note(import, NULL, group->line, "%s does not use PPTP and is left out", quoted);
    }
}

/* -- one entry -- */

/* Windows dials the further numbers where one fails, if TryNextAlternateOnFail says so; 1 is what it writes by itself. */
static void
read_server(PptpImport *import, const PptpIniGroup *group)
{
    const gboolean tries_next = !g_str_equal(value_of(group, "TryNextAlternateOnFail"), "0");
    guint n = 0;

    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];
        const char *before = pptp_import_get(import, PPTP_KEY_GATEWAY);
        g_autofree char *quoted = NULL, *both = NULL;

        if (!entry->key || !g_str_equal(entry->key, "PhoneNumber") || !*entry->value)
            continue;
        quoted = pptp_import_quote(entry->value);
        if (strpbrk(g_strstrip(entry->value), " ,")) {
            pptp_import_note(import, NULL, entry->line, "%s is no server's name and is left out", quoted);
        } else if (!before || (tries_next && ++n < SERVERS_MAX)) {
            both = before ? g_strdup_printf("%s, %s", before, entry->value) : g_strdup(entry->value);
            pptp_import_set(import, NULL, entry->line, PPTP_KEY_GATEWAY, both);
        } else {
            pptp_import_note(import, NULL, entry->line, "the other server %s is left out: %s", quoted,
                             tries_next ? _("there are too many") : _("Windows does not try it by itself"));
        }
    }
}

static void
read_strategy(PptpImport *import, const PptpIniGroup *group)
{
    const char *strategy = value_of(group, "VpnStrategy");

    if (*strategy && atoi(strategy) > 1)
        pptp_import_note(import, NULL, line_of(group, "VpnStrategy"),
                         "Windows may use other protocols too here; only PPTP is carried over");
}

static void
read_encryption(PptpImport *import, const PptpIniGroup *group)
{
    guint level;

    if (!number_of(import, group, "DataEncryption", &level))
        return;
    switch (level) {
    case 0:
        pptp_import_set_choice(import, PPTP_KEY_REFUSE_MPPE_40, TRUE);
        pptp_import_set_choice(import, PPTP_KEY_REFUSE_MPPE_128, TRUE);
        break;
    case 8: /* wanted, and done without where there is none: what a profile without keys does */
        break;
    case 256:
        pptp_import_set_choice(import, PPTP_KEY_REQUIRE_MPPE, TRUE);
        break;
    case 512:
        pptp_import_set_choice(import, PPTP_KEY_REQUIRE_MPPE_128, TRUE);
        break;
    default:
        pptp_import_note(import, NULL, line_of(group, "DataEncryption"),
                         "DataEncryption is %u, which is none of 0, 8, 256 and 512; encryption is made a condition", level);
        pptp_import_set_choice(import, PPTP_KEY_REQUIRE_MPPE, TRUE);
    }
}

static void
read_method(PptpImport *import, guint methods, guint bits, const char *key)
{
    if (!(methods & bits))
        pptp_import_set_choice(import, key, TRUE);
}

/*
 * PAP and MS-CHAP version 1 are allowed where nothing better is. Windows ticks PAP by default, next to better ones, which is no reason to
 * send a password readable.
 */
static void
read_weak_method(PptpImport *import, guint line, guint methods, guint bits, guint better, const char *name, const char *key)
{
    if (!(methods & bits))
        pptp_import_set_choice(import, key, TRUE);
    else if (!(methods & better))
        pptp_import_set_choice(import, key, FALSE);
    else
        pptp_import_note(import, NULL, line, "Windows allows %s here besides better methods; it stays off unless %s=no is set", name, key);
}

static void
read_methods(PptpImport *import, const PptpIniGroup *group)
{
    const guint line = line_of(group, "AuthRestrictions");
    guint methods, eap;

    if (!number_of(import, group, "AuthRestrictions", &methods) || methods == 0)
        return;
    if (!(methods & AUTH_KNOWN)) {
        pptp_import_note(import, NULL, line, "AuthRestrictions is %u, which names no method of PPTP, and is left out", methods);
        return;
    }
    read_method(import, methods, AUTH_EAP, PPTP_KEY_REFUSE_EAP);
    read_method(import, methods, AUTH_CHAP, PPTP_KEY_REFUSE_CHAP);
    read_method(import, methods, AUTH_MSCHAPV2, PPTP_KEY_REFUSE_MSCHAPV2);
    read_weak_method(import, line, methods, AUTH_MSCHAP | AUTH_MSCHAP_95, AUTH_MSCHAPV2 | AUTH_EAP, "MS-CHAP version 1",
                     PPTP_KEY_REFUSE_MSCHAP);
    read_weak_method(import, line, methods, AUTH_PAP, AUTH_KNOWN & ~AUTH_PAP, "PAP", PPTP_KEY_REFUSE_PAP);
    /* The type of EAP (IANA's numbers): pppd has MD5 and MS-CHAPv2, and neither needs a certificate. */
    if ((methods & AUTH_EAP) && !g_str_equal(value_of(group, "CustomAuthKey"), "-1") && number_of(import, group, "CustomAuthKey", &eap) &&
        eap != 0 && eap != 4 && eap != 26)
        pptp_import_note(import, NULL, line_of(group, "CustomAuthKey"), "EAP of type %u is not available here: %s", eap,
                         methods & AUTH_MSCHAPV2 ? _("MS-CHAPv2 is used") : _("ask the server's administrator for MS-CHAPv2"));
}

static void
read_dns(PptpImport *import, const PptpIniGroup *group)
{
    static const char *const keys[] = {"IpDnsAddress", "IpDns2Address"};
    g_autofree char *suffix = g_strchomp(g_strdup(value_of(group, "IpDnsSuffix")));
    struct in_addr address;

    for (guint i = 0; atoi(value_of(group, "IpNameAssign")) == 2 && i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *value = g_strchomp(g_strdup(value_of(group, keys[i]))), *quoted = pptp_import_quote(value);

        if (!*value || g_str_equal(value, "0.0.0.0"))
            continue;
        if (inet_pton(AF_INET, value, &address) != 1) {
            pptp_import_note(import, NULL, line_of(group, keys[i]), "%s is %s, which is no IPv4 address, and is left out", keys[i], quoted);
            continue;
        }
        g_ptr_array_add(import->dns, g_steal_pointer(&value));
        import->ignore_auto_dns = PPTP_YES; /* "use the following addresses" */
    }
    if (*suffix)
        g_ptr_array_add(import->searches, g_steal_pointer(&suffix));
}

static void
read_ip(PptpImport *import, const PptpIniGroup *group)
{
    guint n;

    if (number_of(import, group, "IpPrioritizeRemote", &n) && n == 0) {
        import->never_default = PPTP_YES;
        if (atoi(value_of(group, "DisableClassBasedDefaultRoute")) == 0)
            pptp_import_note(import, NULL, line_of(group, "IpPrioritizeRemote"),
                             "Windows routes the network that the address it gets belongs to, by its class; name the networks with "
                             "ipv4.routes");
    }
    if (number_of(import, group, "NumRoutes", &n) && n > 0)
        pptp_import_rasphone_routes(import, group, n);
    /* On is what Windows writes into each entry, and nobody's wish. */
    if (number_of(import, group, "IpHeaderCompression", &n) && n == 0)
        pptp_import_set_choice(import, PPTP_KEY_NO_VJ_COMP, TRUE);
    read_dns(import, group);
}

/* -- the rest -- */

static gboolean
is_known(const char *key)
{
    g_autofree char *word = g_strconcat(" ", key, " ", NULL);

    for (guint i = 0; known_beginnings[i]; i++) {
        if (g_str_has_prefix(key, known_beginnings[i]))
            return TRUE;
    }
    return !strchr(key, ' ') && strstr(known, word);
}

static gboolean
is_neutral(const char *key, const char *value)
{
    if (!*value || g_str_equal(value, "0"))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(neutral); i++) {
        if (g_str_equal(key, neutral[i].key) && g_str_equal(value, neutral[i].value))
            return TRUE;
    }
    return FALSE;
}

static void
read_rest(PptpImport *import, const PptpIniGroup *group)
{
    static const char *const programs[] = {"CustomDialDll", "CustomDialFunc", "CustomRasDialDll", NULL};

    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];
        g_autofree char *value = g_strchomp(g_strdup(entry->value));

        if (!entry->key)
            pptp_import_note(import, NULL, entry->line, "this line is not understood and is left out");
        else if (g_strv_contains(programs, entry->key) && *value)
            pptp_import_note(import, NULL, entry->line, "%s names a program of Windows and is left out", entry->key);
        else if (g_str_equal(entry->key, "PrerequisiteEntry") && *value)
            pptp_import_note(import, NULL, entry->line, "Windows dials another connection first; that is left out");
        else if (g_str_equal(entry->key, "PreSharedKey") && *value)
            pptp_import_note(import, NULL, entry->line, "PreSharedKey belongs to L2TP and is left out");
        else if (!is_known(entry->key) && !is_neutral(entry->key, value))
            pptp_import_keep(import, NULL, entry->line, PREFIX, entry->key, value);
    }
}

static gboolean
read_file(PptpImport *import, GError **error)
{
    g_autoptr(GPtrArray) groups = parse(import->file);
    const PptpIniGroup *group;

    if (!groups)
        return pptp_import_refuse(error, "%s has too many lines", import->file->name);
    group = choose(import, groups, error);
    if (!group)
        return FALSE;
    import->id = g_strdup(group->name);
    read_server(import, group);
    read_strategy(import, group);
    read_encryption(import, group);
    read_methods(import, group);
    read_ip(import, group);
    read_rest(import, group);
    pptp_import_note(import, NULL, group->line,
                     "Windows keeps the user's name and password elsewhere; set them: nmcli connection modify NAME +vpn.data user=USER "
                     "vpn.secrets password=PASSWORD");
    note_others(import, groups, group);
    return TRUE;
}

const PptpImportFormat pptp_import_rasphone = {"Windows phone book", recognise, read_file};
