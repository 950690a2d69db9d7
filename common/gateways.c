/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/gateways.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define HOST_MAX 253 /* bytes of a host name's text, RFC 1035 section 2.3.4 */
#define SEPARATORS " ,"

/* Also as people write it: in brackets, or with a zone. */
static gboolean
is_ipv6(const char *host)
{
    g_autofree char *address = g_strdup(host + (*host == '['));
    struct in6_addr parsed;

    address[strcspn(address, "]%")] = '\0';
    return inet_pton(AF_INET6, address, &parsed) == 1;
}

static const char *
check_ascii(const char *host)
{
    struct in_addr address;

    if (!*host)
        return N_("nothing follows the @");
    if (strlen(host) > HOST_MAX)
        return N_("it is too long");
    if (*host == '-')
        return N_("it must not begin with \"-\"");
    for (const char *p = host; *p; p++) {
        if (!g_ascii_isalnum(*p) && !strchr("-._", *p))
            return N_("letters, digits, \"-\", \".\" and \"_\", without a port");
    }
    if (!host[strspn(host, "0123456789.")] && inet_pton(AF_INET, host, &address) != 1)
        return N_("four numbers from 0 to 255 with dots between them");
    return NULL;
}

/* The name as DNS has it, or NULL with the reason. */
static char *
dup_checked(const char *host, const char **reason)
{
    g_autofree char *ascii = NULL;

    *reason = is_ipv6(host) ? N_("PPTP works over IPv4 only") : NULL;
    /* Before anything costly is done with it; a letter has up to four bytes. */
    if (!*reason && strlen(host) > 4 * HOST_MAX)
        *reason = N_("it is too long");
    if (*reason)
        return NULL;
    if (g_hostname_is_non_ascii(host)) {
        ascii = g_hostname_to_ascii(host);
        *reason = ascii ? NULL : N_("it is not a valid international name");
    } else {
        ascii = g_strdup(host);
    }
    if (!*reason)
        *reason = check_ascii(ascii);
    return *reason ? NULL : g_steal_pointer(&ascii);
}

/* "jane @ vpn" is one entry. */
static char *
dup_without_spaces_around_at(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p; p++) {
        if (*p == ' ') {
            const char *next = p + strspn(p, " ");

            if (*next == '@' || (out->len > 0 && out->str[out->len - 1] == '@'))
                continue;
        }
        g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

/* Takes what stands before the last @ off an entry. NULL where none does, and the entry is the host. */
static char *
dup_user(const char *entry, const char **host)
{
    const char *at = strrchr(entry, '@');

    *host = at ? at + 1 : entry;
    return at ? g_strndup(entry, (gsize)(at - entry)) : NULL;
}

static gboolean
take_entry(GPtrArray *gateways, const char *entry, char **user, const char **reason)
{
    const char *host;
    g_autofree char *named = dup_user(entry, &host), *checked = NULL;

    if (named && gateways->len > 0 && g_strcmp0(named, *user) != 0) {
        *reason = N_("all servers of a profile have one user, named before the first of them");
        return FALSE;
    }
    if (gateways->len == 0)
        *user = g_steal_pointer(&named);
    checked = dup_checked(host, reason);
    if (!checked)
        return FALSE;
    for (guint i = 0; i < gateways->len; i++) {
        if (g_ascii_strcasecmp(gateways->pdata[i], checked) == 0)
            return TRUE;
    }
    if (gateways->len == PPTP_GATEWAYS_MAX) {
        *reason = N_("it is one too many");
        return FALSE;
    }
    g_ptr_array_add(gateways, g_steal_pointer(&checked));
    return TRUE;
}

char **
pptp_gateways_split(const char *text, char **user, char **bad, const char **reason)
{
    g_autoptr(GPtrArray) gateways = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *joined = dup_without_spaces_around_at(text);
    g_auto(GStrv) entries = g_strsplit_set(joined, SEPARATORS, -1);

    *user = *bad = NULL;
    *reason = NULL;
    for (guint i = 0; entries[i]; i++) {
        if (*entries[i] && !take_entry(gateways, entries[i], user, reason)) {
            const char *at = strrchr(entries[i], '@');

            *bad = g_strdup(at && !gateways->len ? at + 1 : entries[i]);
            g_clear_pointer(user, g_free);
            return NULL;
        }
    }
    if (*user && !**user)
        g_clear_pointer(user, g_free);
    if (gateways->len == 0) {
        *bad = g_strdup(text);
        *reason = N_("it names no server");
        return NULL;
    }
    g_ptr_array_add(gateways, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&gateways), FALSE);
}
