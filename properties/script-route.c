/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/script-route.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "properties/script-lex.h"

typedef struct {
    const char *target, *mask, *gateway, *device, *metric, *table;
    gboolean is_host, is_net;
} Route;

/* -- addresses -- */

/* A mask, or a number of bits; -1 where it is neither. */
static int
read_prefix(const char *text)
{
    struct in_addr mask;
    guint64 bits;
    guint32 host;

    if (g_ascii_string_to_unsigned(text, 10, 0, 32, &bits, NULL))
        return (int)bits;
    if (inet_pton(AF_INET, text, &mask) != 1)
        return -1;
    host = ~ntohl(mask.s_addr);
    if (host & (host + 1))
        return -1;
    return 32 - (host ? g_bit_storage(host) : 0);
}

/* route(8) without a mask: the class of the network, or the host alone where there is more in the address than that. */
static int
guess_prefix(guint32 address, gboolean is_net)
{
    int prefix = address >> 31 == 0 ? 8 : address >> 30 == 2 ? 16 : address >> 29 == 6 ? 24 : 32;

    if (!is_net && prefix < 32 && (address & (G_MAXUINT32 >> prefix)))
        return 32;
    return prefix;
}

static gboolean
is_known(const char *word)
{
    return word && !strchr(word, SCRIPT_UNKNOWN) && !strchr(word, SCRIPT_IFACE) && !strchr(word, SCRIPT_REMOTE);
}

static const char *
read_target(const Route *route, gboolean classes, PptpScriptRoute *out, char *buffer)
{
    const char *slash, *mask = route->mask;
    struct in_addr address;
    int prefix;

    if (!route->target || !is_known(route->target) || (mask && !is_known(mask)))
        return N_("where this route leads to is only known when the script runs; it is left out");
    if (g_str_equal(route->target, "default"))
        slash = "/0";
    else
        slash = strchr(route->target, '/');
    g_strlcpy(buffer, slash == NULL || *route->target == 'd' ? route->target : "", INET_ADDRSTRLEN);
    if (*route->target == 'd')
        g_strlcpy(buffer, "0.0.0.0", INET_ADDRSTRLEN);
    else if (slash && slash - route->target < INET_ADDRSTRLEN)
        g_strlcpy(buffer, route->target, (gsize)(slash - route->target) + 1);
    if (inet_pton(AF_INET, buffer, &address) != 1)
        return N_("this route leads to no IPv4 address; it is left out");
    if (slash)
        mask = slash + 1;
    if (mask)
        prefix = read_prefix(mask);
    else if (route->is_host || !classes)
        prefix = 32;
    else
        prefix = guess_prefix(ntohl(address.s_addr), route->is_net);
    if (prefix < 0)
        return N_("this route has no valid mask; it is left out");
    out->destination = buffer;
    out->prefix = (guint)prefix;
    return NULL;
}

/* NULL where the route is one through the tunnel, else why not. */
static const char *
finish(const Route *route, gboolean classes, PptpScriptRoute *out, char *buffer)
{
    struct in_addr address;
    guint64 metric;

    if (route->table && !g_str_equal(route->table, "main") && !g_str_equal(route->table, "254"))
        return N_("this route is for another table than main; it is left out");
    if (route->device && route->device[0] != SCRIPT_IFACE && !g_str_has_prefix(route->device, "ppp"))
        return N_("this route does not lead into the tunnel; it is left out");
    if (route->gateway && route->gateway[0] != SCRIPT_REMOTE) {
        if (!is_known(route->gateway) || inet_pton(AF_INET, route->gateway, &address) != 1)
            return N_("the gateway of this route is only known when the script runs; it is left out");
        if (address.s_addr != 0)
            out->gateway = route->gateway;
    }
    /* With a gateway alone the kernel looks for the device, and only the running machine knows. */
    if (!route->device && !route->gateway)
        return N_("this route has neither a device nor a gateway; it is left out");
    out->metric = -1;
    if (route->metric) {
        if (!g_ascii_string_to_unsigned(route->metric, 10, 0, G_MAXUINT32, &metric, NULL))
            return N_("the metric of this route is no number; it is left out");
        /* 0 is what a route has that says nothing. */
        out->metric = metric > 0 ? (gint64)metric : -1;
    }
    return read_target(route, classes, out, buffer);
}

/* -- the two programs -- */

static const char *const not_ip4 = N_("this route is not one of IPv4; it is left out");

static gboolean
is_one_of(const char *word, const char *const *words)
{
    return word && g_strv_contains(words, word);
}

static const char *
read_old(char **words, PptpScriptRoute *out, char *buffer, gboolean *adds)
{
    static const char *const with_value[] = {"mss", "window", "irtt", NULL}, *const alone[] = {"mod", "dyn", "reinstate", "up", NULL};
    Route route = {0};
    gboolean ip6 = FALSE;

    for (; *words && **words == '-' && !g_str_equal(*words, "-net") && !g_str_equal(*words, "-host"); words++) {
        if (g_str_equal(*words, "-6") || g_str_equal(*words, "--inet6"))
            ip6 = TRUE;
        if (g_str_equal(*words, "-A") && words[1] && strcmp(*++words, "inet") != 0)
            ip6 = TRUE;
    }
    if (!*words || strcmp(*words, "add") != 0)
        return NULL;
    if (ip6)
        return not_ip4;
    *adds = TRUE;
    for (words++; *words; words++) {
        const char *word = *words, *value = words[1];

        if (g_str_equal(word, "-net"))
            route.is_net = TRUE;
        else if (g_str_equal(word, "-host"))
            route.is_host = TRUE;
        else if (!route.target)
            route.target = word;
        else if (is_one_of(word, alone))
            continue;
        else if (g_str_equal(word, "reject"))
            return N_("this route is one that rejects; it is left out");
        else if (!value)
            route.device = word;
        else if (words++, g_str_equal(word, "netmask"))
            route.mask = value;
        else if (g_str_equal(word, "gw"))
            route.gateway = value;
        else if (g_str_equal(word, "dev"))
            route.device = value;
        else if (g_str_equal(word, "metric"))
            route.metric = value;
        else if (!is_one_of(word, with_value))
            return N_("this route is not understood; it is left out");
    }
    return finish(&route, TRUE, out, buffer);
}

/* iproute2 takes any beginning of a word. */
static gboolean
is_short_for(const char *word, const char *full)
{
    return word && *word && g_str_has_prefix(full, word);
}

static const char *
read_new(char **words, PptpScriptRoute *out, char *buffer, gboolean *adds)
{
    static const char *const with_value[] = {"src",      "proto",    "protocol", "scope",    "mtu", "advmss", "window",
                                             "initcwnd", "initrwnd", "rtt",      "hoplimit", "tos", "realm",  NULL};
    static const char *const metrics[] = {"metric", "preference", "priority", NULL}, *const skipped[] = {"to", "unicast", "lock", NULL};
    Route route = {0};
    gboolean ip6 = FALSE;

    for (; *words && **words == '-'; words++) {
        if (g_str_equal(*words, "-6"))
            ip6 = TRUE;
        if (g_str_equal(*words, "-f") && words[1] && strcmp(*++words, "inet") != 0)
            ip6 = TRUE;
    }
    if (!is_short_for(*words, "route"))
        return NULL;
    words++;
    if (!is_short_for(*words, "add") && !is_short_for(*words, "append") && !is_short_for(*words, "replace") &&
        !is_short_for(*words, "change") && !is_short_for(*words, "prepend"))
        return NULL;
    if (ip6)
        return not_ip4;
    *adds = TRUE;
    for (words++; *words; words++) {
        const char *word = *words, *value = words[1];

        if (is_one_of(word, skipped) || g_str_equal(word, "onlink"))
            continue;
        if (!route.target)
            route.target = word;
        else if (!value)
            return N_("this route is not understood; it is left out");
        else if (words++, g_str_equal(word, "via"))
            route.gateway = value;
        else if (g_str_equal(word, "dev"))
            route.device = value;
        else if (is_one_of(word, metrics))
            route.metric = value;
        else if (g_str_equal(word, "table"))
            route.table = value;
        else if (!is_one_of(word, with_value))
            return N_("this route is not understood; it is left out");
    }
    return finish(&route, FALSE, out, buffer);
}

gboolean
script_read_route(char **words, PptpScriptRoute *out, char *buffer, const char **why)
{
    g_autofree char *program = words[0] ? g_path_get_basename(words[0]) : NULL;
    gboolean adds = FALSE;

    *why = NULL;
    out->gateway = NULL;
    if (!program)
        return FALSE;
    if (g_str_equal(program, "route"))
        *why = read_old(words + 1, out, buffer, &adds);
    else if (g_str_equal(program, "ip"))
        *why = read_new(words + 1, out, buffer, &adds);
    return adds && !*why;
}

gboolean
script_only_shows(char **words)
{
    static const char *const show[] = {"show", "list", "ls", "get", "help", NULL};
    g_autofree char *program = words[0] ? g_path_get_basename(words[0]) : NULL;
    gboolean ip;

    if (!program)
        return TRUE;
    ip = g_str_equal(program, "ip");
    for (words++; *words && **words == '-';)
        words++;
    /* route alone shows the table, as "ip OBJECT" does. */
    return !*words || (ip && (!words[1] || is_one_of(words[1], show)));
}
