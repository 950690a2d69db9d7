/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/addresses.h"

#include <string.h>

/* As many addresses of one name are used at most. */
#define ADDRESSES_MAX 16

struct _PptpAddresses {
    char **gateways;
    guint n_gateways;
    guint resolve_ms;
    PptpAddressesFunc func;
    gpointer user_data;

    GPtrArray **known;     /* by gateway: GInetAddress as last looked up, in the order of the answer; NULL where it was not */
    guint preferred;       /* the gateway that comes first */
    GInetAddress *good;    /* its address that comes first, or NULL */
    gboolean good_is_sure; /* it worked in this process: no need to look it up */

    guint turn;         /* gateways whose turn has come in this round */
    guint current;      /* the one whose addresses are waiting */
    GPtrArray *waiting; /* GInetAddress */
    GPtrArray *had;     /* GInetAddress of this round */

    GCancellable *cancellable; /* of the lookup under way, or NULL */
    GError *not_found;         /* while IPv6 is asked about as well */
    guint timer, idle;
};

static void
clear_source(guint *source)
{
    if (*source)
        g_source_remove(*source);
    *source = 0;
}

PptpAddresses *
pptp_addresses_new(const char *const *gateways, guint resolve_ms, PptpAddressesFunc func, gpointer user_data)
{
    PptpAddresses *addresses = g_new0(PptpAddresses, 1);

    addresses->gateways = g_strdupv((char **)gateways);
    addresses->n_gateways = g_strv_length(addresses->gateways);
    addresses->resolve_ms = resolve_ms;
    addresses->func = func;
    addresses->user_data = user_data;
    addresses->known = g_new0(GPtrArray *, addresses->n_gateways);
    addresses->waiting = g_ptr_array_new_with_free_func(g_object_unref);
    addresses->had = g_ptr_array_new_with_free_func(g_object_unref);
    return addresses;
}

void
pptp_addresses_cancel(PptpAddresses *addresses)
{
    clear_source(&addresses->timer);
    clear_source(&addresses->idle);
    if (addresses->cancellable)
        g_cancellable_cancel(addresses->cancellable);
    g_clear_object(&addresses->cancellable);
    g_clear_error(&addresses->not_found);
}

void
pptp_addresses_free(PptpAddresses *addresses)
{
    if (!addresses)
        return;
    pptp_addresses_cancel(addresses);
    for (guint i = 0; i < addresses->n_gateways; i++)
        g_clear_pointer(&addresses->known[i], g_ptr_array_unref);
    g_free(addresses->known);
    g_clear_object(&addresses->good);
    g_ptr_array_unref(addresses->waiting);
    g_ptr_array_unref(addresses->had);
    g_strfreev(addresses->gateways);
    g_free(addresses);
}

static gboolean
find_gateway(PptpAddresses *addresses, const char *gateway, guint *index)
{
    for (*index = 0; *index < addresses->n_gateways; (*index)++) {
        if (g_strcmp0(addresses->gateways[*index], gateway) == 0)
            return TRUE;
    }
    return FALSE;
}

static void
set_good(PptpAddresses *addresses, guint gateway, GInetAddress *address, gboolean sure)
{
    addresses->preferred = gateway;
    g_set_object(&addresses->good, address);
    addresses->good_is_sure = sure && address != NULL;
}

void
pptp_addresses_prefer(PptpAddresses *addresses, const char *gateway, const char *address)
{
    g_autoptr(GInetAddress) parsed = address ? g_inet_address_new_from_string(address) : NULL;
    guint index;

    if (parsed && g_inet_address_get_family(parsed) != G_SOCKET_FAMILY_IPV4)
        g_clear_object(&parsed);
    if (find_gateway(addresses, gateway, &index))
        set_good(addresses, index, parsed, FALSE);
}

void
pptp_addresses_set_good(PptpAddresses *addresses, const char *gateway, GInetAddress *address)
{
    guint index;

    if (find_gateway(addresses, gateway, &index))
        set_good(addresses, index, address, TRUE);
}

void
pptp_addresses_rewind(PptpAddresses *addresses)
{
    pptp_addresses_cancel(addresses);
    addresses->turn = 0;
    g_ptr_array_set_size(addresses->waiting, 0);
    g_ptr_array_set_size(addresses->had, 0);
    if (addresses->good_is_sure) {
        addresses->current = addresses->preferred;
        g_ptr_array_add(addresses->waiting, g_object_ref(addresses->good));
    }
}

/* -- one step -- */

static gboolean
contains(GPtrArray *array, GInetAddress *address)
{
    for (guint i = 0; i < array->len; i++) {
        if (g_inet_address_equal(array->pdata[i], address))
            return TRUE;
    }
    return FALSE;
}

/* The gateway of this turn: the preferred one, then the others in their order. */
static guint
gateway_of_turn(PptpAddresses *addresses, guint turn)
{
    if (turn == 0)
        return addresses->preferred;
    return turn <= addresses->preferred ? turn - 1 : turn;
}

static void
queue_known(PptpAddresses *addresses, guint gateway)
{
    GPtrArray *known = addresses->known[gateway];
    const gboolean has_good = gateway == addresses->preferred && addresses->good && contains(known, addresses->good);

    addresses->current = gateway;
    if (has_good && !contains(addresses->had, addresses->good))
        g_ptr_array_add(addresses->waiting, g_object_ref(addresses->good));
    for (guint i = 0; i < known->len; i++) {
        if (!contains(addresses->had, known->pdata[i]) && !contains(addresses->waiting, known->pdata[i]))
            g_ptr_array_add(addresses->waiting, g_object_ref(known->pdata[i]));
    }
}

static void
take_answer(PptpAddresses *addresses, guint gateway, GList *found)
{
    g_clear_pointer(&addresses->known[gateway], g_ptr_array_unref);
    addresses->known[gateway] = g_ptr_array_new_with_free_func(g_object_unref);
    for (GList *each = found; each && addresses->known[gateway]->len < ADDRESSES_MAX; each = each->next) {
        if (g_inet_address_get_family(each->data) == G_SOCKET_FAMILY_IPV4)
            g_ptr_array_add(addresses->known[gateway], g_object_ref(each->data));
    }
}

/* The caller may free the object in its function: nothing is touched afterwards. */
static void
hand_out_failure(PptpAddresses *addresses, const GError *error, gboolean ipv6_only)
{
    const PptpCandidate candidate = {.gateway = addresses->gateways[addresses->current], .error = error, .ipv6_only = ipv6_only};

    addresses->func(&candidate, addresses->user_data);
}

static void
fail_lookup(PptpAddresses *addresses, const GError *error, gboolean ipv6_only)
{
    g_autoptr(GError) copy = g_error_copy(error);

    pptp_addresses_cancel(addresses);
    /* What it was earlier in this session is better than nothing. */
    if (addresses->known[addresses->current] && addresses->known[addresses->current]->len > 0) {
        queue_known(addresses, addresses->current);
        pptp_addresses_next(addresses);
        return;
    }
    hand_out_failure(addresses, copy, ipv6_only);
}

/* No IPv4 address: is there at least another? */
static void
on_resolved_ipv6(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GError) error = NULL, not_found = NULL;
    GList *found = g_resolver_lookup_by_name_with_flags_finish(G_RESOLVER(source), result, &error);
    const gboolean ipv6_only = found != NULL;
    PptpAddresses *addresses = user_data;

    g_list_free_full(found, g_object_unref);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return; /* the object may be gone */
    not_found = g_steal_pointer(&addresses->not_found);
    fail_lookup(addresses, not_found, ipv6_only);
}

static void
on_resolved(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    GList *found = g_resolver_lookup_by_name_with_flags_finish(G_RESOLVER(source), result, &error);
    PptpAddresses *addresses = user_data;

    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return; /* the object may be gone */
    if (g_error_matches(error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND)) {
        addresses->not_found = g_steal_pointer(&error);
        g_resolver_lookup_by_name_with_flags_async(G_RESOLVER(source), addresses->gateways[addresses->current],
                                                   G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY, addresses->cancellable, on_resolved_ipv6,
                                                   addresses);
        return;
    }
    if (error) {
        fail_lookup(addresses, error, FALSE);
        return;
    }
    pptp_addresses_cancel(addresses);
    take_answer(addresses, addresses->current, found);
    g_list_free_full(found, g_object_unref);
    if (addresses->known[addresses->current]->len == 0) {
        error = g_error_new_literal(G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "the name has no IPv4 address");
        fail_lookup(addresses, error, FALSE);
        return;
    }
    queue_known(addresses, addresses->current);
    pptp_addresses_next(addresses);
}

static gboolean
on_resolve_timeout(gpointer user_data)
{
    PptpAddresses *addresses = user_data;
    g_autoptr(GError) error = g_error_new(G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "no name server answered within %u seconds",
                                          addresses->resolve_ms / 1000);

    addresses->timer = 0;
    fail_lookup(addresses, error, FALSE);
    return G_SOURCE_REMOVE;
}

static void
look_up(PptpAddresses *addresses, guint gateway)
{
    g_autoptr(GInetAddress) literal = g_inet_address_new_from_string(addresses->gateways[gateway]);
    g_autoptr(GResolver) resolver = NULL;

    addresses->current = gateway;
    if (literal && g_inet_address_get_family(literal) == G_SOCKET_FAMILY_IPV4) {
        GList found = {.data = literal};

        take_answer(addresses, gateway, &found);
        queue_known(addresses, gateway);
        pptp_addresses_next(addresses);
        return;
    }
    resolver = g_resolver_get_default();
    addresses->cancellable = g_cancellable_new();
    addresses->timer = g_timeout_add(addresses->resolve_ms, on_resolve_timeout, addresses);
    g_resolver_lookup_by_name_with_flags_async(resolver, addresses->gateways[gateway], G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY,
                                               addresses->cancellable, on_resolved, addresses);
}

static gboolean
on_next(gpointer user_data)
{
    PptpAddresses *addresses = user_data;
    g_autoptr(GInetAddress) address = NULL;
    PptpCandidate candidate;

    addresses->idle = 0;
    if (addresses->waiting->len == 0 && addresses->turn == addresses->n_gateways) {
        addresses->func(NULL, addresses->user_data);
    } else if (addresses->waiting->len == 0) {
        look_up(addresses, gateway_of_turn(addresses, addresses->turn++));
    } else {
        address = g_ptr_array_steal_index(addresses->waiting, 0);
        g_ptr_array_add(addresses->had, g_object_ref(address));
        candidate = (PptpCandidate){.gateway = addresses->gateways[addresses->current], .address = address};
        addresses->func(&candidate, addresses->user_data);
    }
    return G_SOURCE_REMOVE;
}

void
pptp_addresses_next(PptpAddresses *addresses)
{
    if (!addresses->idle && !addresses->cancellable)
        addresses->idle = g_idle_add(on_next, addresses);
}

gboolean
pptp_addresses_is_first(PptpAddresses *addresses, const char *gateway, GInetAddress *address)
{
    GPtrArray *known = addresses->known[0];

    return g_strcmp0(addresses->gateways[0], gateway) == 0 && (!known || known->len == 0 || g_inet_address_equal(known->pdata[0], address));
}
