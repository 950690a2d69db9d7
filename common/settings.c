/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/settings.h"

#include <glib/gi18n-lib.h>
#include <stddef.h>
#include <string.h>

#include "common/gateways.h"
#include "common/names.h"
#include "common/option-text.h"
#include "common/phrase.h"

#define LOGIN_MAX 255 /* bytes; pppd's MAXNAMELEN is 256 with the end */
#define QUOTE_MAX 64  /* bytes of a value that an error repeats */

#define STRING(KEY, FIELD, HELP, ...)                                                                                                      \
    {                                                                                                                                      \
        .key = (KEY), .type = PPTP_OPTION_STRING, .offset = offsetof(PptpSettings, FIELD), .help = (HELP), MANUAL_##KEY, __VA_ARGS__       \
    }
#define CHOICE(KEY, FIELD, HELP)                                                                                                           \
    {                                                                                                                                      \
        .key = (KEY), .type = PPTP_OPTION_BOOL, .offset = offsetof(PptpSettings, FIELD), .help = (HELP), MANUAL_##KEY                      \
    }
#define NUMBER(KEY, FIELD, MIN, MAX, FALLBACK, HELP)                                                                                       \
    {                                                                                                                                      \
        .key = (KEY), .type = PPTP_OPTION_UINT, .offset = offsetof(PptpSettings, FIELD), .min = (MIN), .max = (MAX),                       \
        .fallback = (FALLBACK), .help = (HELP), MANUAL_##KEY                                                                               \
    }

/* In the order of PptpTransport. */
static const char *const transports[] = {"auto", "kernel", "user", NULL};

/*
 * The two echo keys fall back one by one: a profile that gives only one of them gets the other's usual value, so that the pair still
 * finds a dead path. Whoever wants no echo says lcp-echo-interval=0, whoever wants echo without consequences lcp-echo-failure=0.
 */
static const PptpOption options[] = {
    STRING(PPTP_KEY_GATEWAY, gateway,
           N_("Host name or IPv4 address of the server; several, with spaces or commas between them, are tried in turn"), .required = TRUE),
    STRING(PPTP_KEY_USER, user, "Name to authenticate with", .alias = PPTP_KEY_USER_ALIAS),
    STRING(PPTP_KEY_DOMAIN, domain, "Domain (Windows) that the name belongs to"),
    CHOICE(PPTP_KEY_REFUSE_EAP, refuse_eap, "Never authenticate with EAP"),
    CHOICE(PPTP_KEY_REFUSE_PAP, refuse_pap, "Never authenticate with PAP, which sends the password readable"),
    CHOICE(PPTP_KEY_REFUSE_CHAP, refuse_chap, "Never authenticate with CHAP"),
    CHOICE(PPTP_KEY_REFUSE_MSCHAP, refuse_mschap, "Never authenticate with MS-CHAP version 1"),
    CHOICE(PPTP_KEY_REFUSE_MSCHAPV2, refuse_mschapv2, "Never authenticate with MS-CHAP version 2"),
    CHOICE(PPTP_KEY_REQUIRE_MPPE, require_mppe, "Require encryption (MPPE) of any key length"),
    CHOICE(PPTP_KEY_REQUIRE_MPPE_40, require_mppe_40, "Require encryption (MPPE) with 40-bit keys"),
    CHOICE(PPTP_KEY_REQUIRE_MPPE_128, require_mppe_128, "Require encryption (MPPE) with 128-bit keys"),
    CHOICE(PPTP_KEY_REFUSE_MPPE_40, refuse_mppe_40, "Never use 40-bit keys"),
    CHOICE(PPTP_KEY_REFUSE_MPPE_128, refuse_mppe_128, "Never use 128-bit keys"),
    CHOICE(PPTP_KEY_MPPE_STATEFUL, mppe_stateful, "Allow stateful encryption, which suffers from packet loss"),
    CHOICE(PPTP_KEY_NOBSDCOMP, nobsdcomp, "Do not use BSD compression"),
    CHOICE(PPTP_KEY_NODEFLATE, nodeflate, "Do not use Deflate compression"),
    CHOICE(PPTP_KEY_NO_VJ_COMP, no_vj_comp, "Do not compress TCP/IP headers"),
    NUMBER(PPTP_KEY_LCP_ECHO_FAILURE, lcp_echo_failure, 0, 65535, 5, "Unanswered echo requests that end the connection, 0 for never"),
    NUMBER(PPTP_KEY_LCP_ECHO_INTERVAL, lcp_echo_interval, 0, 65535, 30, "Seconds between echo requests, 0 for none"),
    NUMBER(PPTP_KEY_UNIT, unit, 0, 65535, 0, "Number of the interface: pppN"),
    NUMBER(PPTP_KEY_MTU, mtu, 576, 1500, 1400, "Largest packet to send, in bytes"),
    NUMBER(PPTP_KEY_MRU, mru, 576, 1500, 1400, "Largest packet to ask the server for, in bytes"),
    STRING(PPTP_KEY_TRANSPORT, transport,
           "What carries the data: the kernel, a program in user space that restores order, or as needed (auto)", .choices = transports),
    NUMBER(PPTP_KEY_PASSWORD_FLAGS, password_flags, 0, 7, 0, "Where the password comes from (NetworkManager's secret flags)"),
    {.key = NULL},
};

/* Found in profiles, and without a meaning here: the setting's own name, and the service's repeated. */
static const char *const ignored_keys[] = {"name", "service-type", NULL};

/* Makes a phrase of it (common/phrase.h), with texts for its conversions up to NULL. Always FALSE, for the caller to return. */
static gboolean refuse(char **why, const char *form, ...) G_GNUC_NULL_TERMINATED;

static gboolean
refuse(char **why, const char *form, ...)
{
    va_list args;

    va_start(args, form);
    *why = pptp_phrase_v(form, args);
    va_end(args);
    return FALSE;
}

/* Ends the sentence with another one's words. Always FALSE as well. */
static gboolean
add_reason(char **why, const char *reason)
{
    g_autofree char *before = *why, *more = pptp_phrase(reason, NULL);

    *why = g_strjoin("\n", before, more, NULL);
    return FALSE;
}

/* A value as an error may repeat it: quoted, bounded, and free of anything that would garble a terminal or a log. */
static char *
quote(const char *value)
{
    GString *out = g_string_new("\"");
    const char *p = value;

    while (*p && out->len <= QUOTE_MAX) {
        gunichar c = g_utf8_get_char_validated(p, -1);

        if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append_printf(out, "\\x%02x", (guchar)*p++);
            continue;
        }
        if (g_unichar_isprint(c))
            g_string_append_unichar(out, c);
        else
            g_string_append_printf(out, "\\u%04x", c);
        p = g_utf8_next_char(p);
    }
    if (*p)
        g_string_append(out, "…");
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

const PptpOption *
pptp_options(gsize *n)
{
    if (n)
        *n = G_N_ELEMENTS(options) - 1;
    return options;
}

const PptpOption *
pptp_option_find(const char *key)
{
    for (const PptpOption *option = options; option->key; option++) {
        if (g_str_equal(option->key, key))
            return option;
    }
    return NULL;
}

void
pptp_settings_free(PptpSettings *settings)
{
    if (!settings)
        return;
    for (const PptpOption *option = options; option->key; option++) {
        if (option->type == PPTP_OPTION_STRING)
            g_free(G_STRUCT_MEMBER(char *, settings, option->offset));
    }
    g_strfreev(settings->gateways);
    g_free(settings);
}

/* TRUE where two keys differ in case and separators only: "refuse-mschap-v2" is meant as "refuse-mschapv2". */
static gboolean
keys_alike(const char *a, const char *b)
{
    for (;;) {
        a += strspn(a, "-_. ");
        b += strspn(b, "-_. ");
        if (g_ascii_tolower(*a) != g_ascii_tolower(*b))
            return FALSE;
        if (!*a)
            return TRUE;
        a++;
        b++;
    }
}

/* Says what is known instead. Never repeats the value: under a mistyped key it may well be the password. */
static gboolean
refuse_key(const char *key, char **why)
{
    g_autofree char *quoted = quote(key);
    g_autoptr(GString) known = g_string_new(NULL);

    if (g_str_equal(key, PPTP_SECRET_PASSWORD))
        return refuse(why, "The password must be in vpn.secrets; \"%s\" is not allowed in vpn.data", key, NULL);
    for (const PptpOption *option = options; option->key; option++) {
        if (keys_alike(key, option->key))
            return refuse(why, "Unknown VPN option %s: it is called \"%s\"", quoted, option->key, NULL);
        g_string_append_printf(known, "%s%s", known->len ? ", " : "", option->key);
    }
    return refuse(why, "Unknown VPN option %s; known are: %s", quoted, known->str, NULL);
}

/* The first of several, by name: which one is named shall not be chance. */
static gboolean
check_keys(GHashTable *data, char **why)
{
    const char *unknown = NULL, *key;
    GHashTableIter iter;

    g_hash_table_iter_init(&iter, data);
    while (g_hash_table_iter_next(&iter, (gpointer *)&key, NULL)) {
        if (!pptp_option_find(key) && !g_str_equal(key, PPTP_KEY_USER_ALIAS) && !g_strv_contains(ignored_keys, key) &&
            (!unknown || strcmp(key, unknown) < 0))
            unknown = key;
    }
    return !unknown || refuse_key(unknown, why);
}

/* A value without the spaces around it; NULL where nothing remains. */
static char *
dup_trimmed(const char *value)
{
    g_autofree char *copy = g_strstrip(g_strdup(value ? value : ""));

    return *copy ? g_steal_pointer(&copy) : NULL;
}

static gboolean
read_choice(const char *key, const char *value, PptpChoice *choice, char **why)
{
    static const char *const yes[] = {"yes", "true", NULL}, *const no[] = {"no", "false", NULL};
    g_autofree char *quoted = NULL;

    if (g_strv_contains(yes, value))
        *choice = PPTP_YES;
    else if (g_strv_contains(no, value))
        *choice = PPTP_NO;
    else {
        quoted = quote(value);
        return refuse(why, "VPN option \"%s\" is %s, but must be \"yes\" or \"no\"", key, quoted, NULL);
    }
    return TRUE;
}

static gboolean
read_number(const PptpOption *option, const char *value, guint *number, char **why)
{
    char min[PPTP_PHRASE_NUMBER_MAX], max[PPTP_PHRASE_NUMBER_MAX];
    g_autofree char *quoted = NULL;
    guint64 parsed;

    /* Takes neither signs nor anything after the digits, unlike strtoul(). */
    if (g_ascii_string_to_unsigned(value, 10, option->min, option->max, &parsed, NULL)) {
        *number = (guint)parsed;
        return TRUE;
    }
    quoted = quote(value);
    return refuse(why, "VPN option \"%s\" is %s, but must be a whole number from %u to %u", option->key, quoted,
                  pptp_phrase_number(min, option->min), pptp_phrase_number(max, option->max), NULL);
}

/* No control characters: they could end a line of a log or of a script's input, and no server takes them. */
static gboolean
check_text(const char *key, const char *value, char **why)
{
    g_autofree char *quoted = quote(value);

    if (!g_utf8_validate(value, -1, NULL))
        return refuse(why, "VPN option \"%s\" is %s, but must be UTF-8 text", key, quoted, NULL);
    for (const char *p = value; *p; p = g_utf8_next_char(p)) {
        if (g_unichar_iscntrl(g_utf8_get_char(p)))
            return refuse(why, "VPN option \"%s\" is %s, but must not hold line breaks or other control characters", key, quoted, NULL);
    }
    return TRUE;
}

static gboolean
check_choice(const PptpOption *option, const char *value, char **why)
{
    g_autofree char *quoted = NULL, *allowed = NULL;

    if (!option->choices || g_strv_contains(option->choices, value))
        return TRUE;
    quoted = quote(value);
    allowed = g_strjoinv(", ", (char **)option->choices);
    return refuse(why, "VPN option \"%s\" is %s, but must be one of: %s", option->key, quoted, allowed, NULL);
}

static gboolean
read_option(PptpSettings *settings, const PptpOption *option, GHashTable *data, char **why)
{
    gpointer field = G_STRUCT_MEMBER_P(settings, option->offset);
    const char *key = option->key;
    g_autofree char *value = dup_trimmed(g_hash_table_lookup(data, key));

    if (!value && option->alias) {
        key = option->alias;
        value = dup_trimmed(g_hash_table_lookup(data, key));
    }
    if (!value && option->required) {
        refuse(why, "VPN option \"%s\" is missing: ", option->key, NULL);
        return add_reason(why, option->help);
    }
    switch (option->type) {
    case PPTP_OPTION_STRING:
        if (value && (!check_text(key, value, why) || !check_choice(option, value, why)))
            return FALSE;
        *(char **)field = g_steal_pointer(&value);
        return TRUE;
    case PPTP_OPTION_BOOL:
        *(PptpChoice *)field = PPTP_UNSET;
        return !value || read_choice(key, value, field, why);
    case PPTP_OPTION_UINT:
        *(guint *)field = option->fallback;
        return !value || read_number(option, value, field, why);
    }
    g_return_val_if_reached(FALSE);
}

/* One server or several, "user@host" as well. A name in front of an @ counts only where there is no other. */
static gboolean
read_gateways(PptpSettings *settings, char **why)
{
    g_autofree char *user = NULL, *bad = NULL, *quoted = NULL;
    const char *reason;

    settings->gateways = pptp_gateways_split(settings->gateway, &user, &bad, &reason);
    if (!settings->gateways) {
        quoted = quote(bad);
        refuse(why, "VPN option \"%s\" is %s, but must be a host name or an IPv4 address, or several of them: ", PPTP_KEY_GATEWAY, quoted,
               NULL);
        return add_reason(why, reason);
    }
    if (!settings->user)
        settings->user = g_steal_pointer(&user);
    g_free(settings->gateway);
    settings->gateway = g_strdup(settings->gateways[0]);
    return TRUE;
}

static gboolean
check_login(const PptpSettings *settings, char **why)
{
    g_autofree char *login = pptp_settings_dup_login(settings), *quoted = NULL;
    char most[PPTP_PHRASE_NUMBER_MAX];

    if (!login || strlen(login) <= LOGIN_MAX)
        return TRUE;
    quoted = quote(login);
    *why = pptp_phrase_plural("VPN option \"%2$s\" is too long: %3$s has %1$u byte, domain included, and at most %4$u are allowed",
                              "VPN option \"%2$s\" is too long: %3$s has %1$u bytes, domain included, and at most %4$u are allowed",
                              (guint)strlen(login), PPTP_KEY_USER, quoted, pptp_phrase_number(most, LOGIN_MAX), NULL);
    return FALSE;
}

/*
 * Is a key length left that is asked for and not refused? 128-bit, where named, never gives way to anything lower; either length that is
 * named narrows plain require-mppe.
 */
static gboolean
check_key_length(const PptpSettings *settings, const char *require_key, char **why)
{
    const gboolean no_40 = settings->refuse_mppe_40 == PPTP_YES, no_128 = settings->refuse_mppe_128 == PPTP_YES;
    const char *refuse_key = NULL;

    if (settings->require_mppe_128 == PPTP_YES)
        refuse_key = no_128 ? PPTP_KEY_REFUSE_MPPE_128 : NULL;
    else if (settings->require_mppe_40 == PPTP_YES)
        refuse_key = no_40 ? PPTP_KEY_REFUSE_MPPE_40 : NULL;
    else if (no_40 && no_128)
        return refuse(why, "VPN options \"%s\" and \"%s\" are both \"yes\", which leaves no key length for \"%s\": remove one of them",
                      PPTP_KEY_REFUSE_MPPE_128, PPTP_KEY_REFUSE_MPPE_40, require_key, NULL);
    if (!refuse_key)
        return TRUE;
    return refuse(why, "VPN options \"%s\" and \"%s\" are both \"yes\", which contradicts itself: remove one of them", require_key,
                  refuse_key, NULL);
}

/* RFC 3079: MPPE's keys are made by the authentication. Of what may be used with it, MS-CHAPv2 makes them, and some EAP methods do. */
static gboolean
check_mppe(const PptpSettings *settings, char **why)
{
    const char *key = PPTP_KEY_REQUIRE_MPPE;

    if (!pptp_settings_require_mppe(settings))
        return TRUE;
    if (settings->require_mppe_128 == PPTP_YES)
        key = PPTP_KEY_REQUIRE_MPPE_128;
    else if (settings->require_mppe_40 == PPTP_YES)
        key = PPTP_KEY_REQUIRE_MPPE_40;
    if (!check_key_length(settings, key, why))
        return FALSE;
    if (settings->refuse_mschapv2 != PPTP_YES || settings->refuse_eap != PPTP_YES)
        return TRUE;
    return refuse(why,
                  "VPN options \"%s\", \"%s\" and \"%s\" are all \"yes\", but the keys of the encryption (MPPE) come from "
                  "MS-CHAPv2, or from EAP: remove %s",
                  key, PPTP_KEY_REFUSE_MSCHAPV2, PPTP_KEY_REFUSE_EAP, PPTP_KEY_REFUSE_MSCHAPV2, NULL);
}

PptpSettings *
pptp_settings_read(const PptpVpnSetting *vpn, char **why)
{
    g_autoptr(PptpSettings) settings = g_new0(PptpSettings, 1);
    g_autofree char *unit = NULL;

    if (!check_keys(vpn->data, why))
        return NULL;
    for (const PptpOption *option = options; option->key; option++) {
        if (!read_option(settings, option, vpn->data, why))
            return NULL;
    }
    unit = dup_trimmed(g_hash_table_lookup(vpn->data, PPTP_KEY_UNIT));
    settings->has_unit = unit != NULL;
    settings->timeout = vpn->timeout;
    if (!settings->user) {
        settings->user = dup_trimmed(vpn->user_name);
        if (settings->user && !check_text("vpn.user-name", settings->user, why))
            return NULL;
    }
    if (!read_gateways(settings, why) || !check_login(settings, why) || !check_mppe(settings, why))
        return NULL;
    return g_steal_pointer(&settings);
}

gboolean
pptp_settings_require_mppe(const PptpSettings *settings)
{
    return settings->require_mppe == PPTP_YES || settings->require_mppe_40 == PPTP_YES || settings->require_mppe_128 == PPTP_YES;
}

PptpTransport
pptp_settings_get_transport(const PptpSettings *settings)
{
    for (guint i = 0; settings->transport && transports[i]; i++) {
        if (g_str_equal(settings->transport, transports[i]))
            return (PptpTransport)i;
    }
    return PPTP_TRANSPORT_AUTO;
}

char *
pptp_settings_dup_login(const PptpSettings *settings)
{
    if (!settings->user)
        return NULL;
    return settings->domain ? g_strdup_printf("%s\\%s", settings->domain, settings->user) : g_strdup(settings->user);
}

gboolean
pptp_settings_need_password(const PptpSettings *settings, const char *password)
{
    if (settings->password_flags & PPTP_SECRET_NOT_REQUIRED)
        return FALSE;
    return !password || !*password;
}
