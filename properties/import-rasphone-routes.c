/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/import-rasphone-routes.h"

#include <string.h>

/*
 * The routes that Add-VpnConnectionRoute has put into an entry: lines "Routes=", whose digits belong together, 36 bytes a route. Microsoft
 * has not published it; people have seen (serverfault.com, question 1051424, and its answers) four numbers, each in four bytes with the
 * least one first: metric, address family, length of the prefix; then 16 bytes of address in network order, and 8 bytes of zeros. What
 * differs from that in anything is not taken, and said.
 */

enum {
    ROUTE_SIZE = 36,
    FAMILY_IP4 = 2,
    FAMILY_IP6 = 23, /* Windows' AF_INET6 */
    METRIC_DEFAULT = 1,
};

static GByteArray *
take_bytes(const PptpIniGroup *group, guint *line, gboolean *good)
{
    GByteArray *bytes = g_byte_array_new();

    *line = group->line;
    *good = TRUE;
    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];
        const char *p;

        if (!entry->key || !g_str_equal(entry->key, "Routes"))
            continue;
        if (bytes->len == 0)
            *line = entry->line;
        for (p = entry->value; g_ascii_isxdigit(p[0]) && g_ascii_isxdigit(p[1]); p += 2) {
            const guint8 byte = (guint8)(g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1]));

            g_byte_array_append(bytes, &byte, 1);
        }
        *good = *good && p[strspn(p, " \t\r")] == '\0';
    }
    return bytes;
}

static guint32
number_at(const guint8 *bytes)
{
    return (guint32)bytes[0] | (guint32)bytes[1] << 8 | (guint32)bytes[2] << 16 | (guint32)bytes[3] << 24;
}

static gboolean
are_zeros(const guint8 *bytes, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (bytes[i])
            return FALSE;
    }
    return TRUE;
}

static void
read_route(PptpImport *import, guint line, guint number, const guint8 *route)
{
    const guint32 metric = number_at(route), family = number_at(route + 4), prefix = number_at(route + 8);
    const guint8 *address = route + 12;
    g_autofree char *text = g_strdup_printf("%u.%u.%u.%u", address[0], address[1], address[2], address[3]);

    if (family == FAMILY_IP6)
        pptp_import_note(import, NULL, line, "route %u is one of IPv6, which has no way through this connection, and is left out", number);
    else if (family != FAMILY_IP4 || prefix > 32 || !are_zeros(address + 4, ROUTE_SIZE - 16))
        pptp_import_note(import, NULL, line, "route %u is not understood and is left out: set ipv4.routes (\"route print\" shows it there)",
                         number);
    else
        pptp_import_add_route(import, NULL, line, text, prefix, NULL, metric == METRIC_DEFAULT ? -1 : (gint64)metric);
}

void
pptp_import_rasphone_routes(PptpImport *import, const PptpIniGroup *group, guint n)
{
    g_autoptr(GByteArray) bytes = NULL;
    gboolean good;
    guint line;

    bytes = take_bytes(group, &line, &good);
    if (!good || (gsize)bytes->len != (gsize)n * ROUTE_SIZE) {
        pptp_import_note(import, NULL, line,
                         "Windows adds %u routes here, in a form that is not known: set ipv4.routes (\"route print\" shows them there)", n);
        return;
    }
    for (guint i = 0; i < n; i++)
        read_route(import, line, i + 1, bytes->data + (gsize)i * ROUTE_SIZE);
}
