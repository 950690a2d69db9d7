/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "service/addresses.h"

/* A resolver that answers from a table, in the test's own process. */

typedef struct {
    GResolver parent;
    GHashTable *names; /* name to addresses, as text; "" is not found, "!" no answer, "..." never answers */
    guint lookups;
} MockResolver;

typedef struct {
    GResolverClass parent;
} MockResolverClass;

GType mock_resolver_get_type(void);
G_DEFINE_TYPE(MockResolver, mock_resolver, G_TYPE_RESOLVER)

static void
free_list(gpointer list)
{
    g_list_free_full(list, g_object_unref);
}

static void
on_never_cancelled(GCancellable *cancellable, gpointer user_data)
{
    g_task_return_error_if_cancelled(user_data);
    g_object_unref(user_data);
}

static void
mock_lookup_async(GResolver *resolver, const char *name, GResolverNameLookupFlags flags, GCancellable *cancellable,
                  GAsyncReadyCallback func, gpointer user_data)
{
    MockResolver *mock = (MockResolver *)resolver;
    const char *answer = g_hash_table_lookup(mock->names, name);
    GTask *task = g_task_new(resolver, cancellable, func, user_data);
    const gboolean ipv6 = flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY;
    GList *found = NULL;

    mock->lookups++;
    if (answer && g_str_equal(answer, "...")) {
        g_cancellable_connect(cancellable, G_CALLBACK(on_never_cancelled), task, NULL);
        return;
    }
    if (answer && g_str_equal(answer, "!")) {
        g_task_return_new_error(task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "no answer");
        g_object_unref(task);
        return;
    }
    if (answer) {
        g_auto(GStrv) texts = g_strsplit(answer, " ", -1);

        for (guint i = 0; texts[i]; i++) {
            if (*texts[i] && (strchr(texts[i], ':') != NULL) == ipv6)
                found = g_list_append(found, g_inet_address_new_from_string(texts[i]));
        }
    }
    if (found)
        g_task_return_pointer(task, found, free_list);
    else
        g_task_return_new_error(task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "not found");
    g_object_unref(task);
}

static GList *
mock_lookup_finish(GResolver *resolver, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}

static void
mock_resolver_class_init(MockResolverClass *klass)
{
    G_RESOLVER_CLASS(klass)->lookup_by_name_with_flags_async = mock_lookup_async;
    G_RESOLVER_CLASS(klass)->lookup_by_name_with_flags_finish = mock_lookup_finish;
}

static void
mock_resolver_init(MockResolver *mock)
{
    mock->names = g_hash_table_new(g_str_hash, g_str_equal);
}

/* -- the tests -- */

typedef struct {
    MockResolver *resolver;
    PptpAddresses *addresses;
    GString *got; /* of the last step */
    gboolean done;
} Fixture;

static void
on_candidate(const PptpCandidate *candidate, gpointer user_data)
{
    Fixture *f = user_data;

    g_assert_false(f->done);
    f->done = TRUE;
    g_string_truncate(f->got, 0);
    if (!candidate) {
        g_string_assign(f->got, "end");
    } else if (candidate->address) {
        g_autofree char *address = g_inet_address_to_string(candidate->address);

        g_assert_null(candidate->error);
        g_string_printf(f->got, "%s=%s", candidate->gateway, address);
    } else {
        g_string_printf(f->got, "%s failed: %s%s", candidate->gateway, candidate->error->message,
                        candidate->ipv6_only ? ", IPv6 only" : "");
    }
}

static const char *
next(Fixture *f)
{
    const gint64 limit = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    f->done = FALSE;
    pptp_addresses_next(f->addresses);
    g_assert_false(f->done);
    while (!f->done && g_get_monotonic_time() < limit)
        g_main_context_iteration(NULL, TRUE);
    g_assert_true(f->done);
    return f->got->str;
}

static void
expect_round(Fixture *f, const char *expected)
{
    g_autoptr(GString) all = g_string_new(NULL);

    do
        g_string_append_printf(all, "%s%s", all->len ? "; " : "", next(f));
    while (!g_str_equal(f->got->str, "end"));
    g_assert_cmpstr(all->str, ==, expected);
}

static void
use(Fixture *f, const char *gateways)
{
    g_auto(GStrv) list = g_strsplit(gateways, " ", -1);

    f->addresses = pptp_addresses_new((const char *const *)list, 50, on_candidate, f);
}

static void
set_up(Fixture *f, gconstpointer unused)
{
    f->resolver = g_object_new(mock_resolver_get_type(), NULL);
    g_resolver_set_default(G_RESOLVER(f->resolver));
    f->got = g_string_new(NULL);
    g_hash_table_insert(f->resolver->names, (gpointer) "two", (gpointer) "10.0.0.1 10.0.0.2");
    g_hash_table_insert(f->resolver->names, (gpointer) "other", (gpointer) "10.0.0.2 10.0.0.3");
    g_hash_table_insert(f->resolver->names, (gpointer) "six", (gpointer) "2001:db8::1");
    g_hash_table_insert(f->resolver->names, (gpointer) "down", (gpointer) "!");
    g_hash_table_insert(f->resolver->names, (gpointer) "never", (gpointer) "...");
}

static void
tear_down(Fixture *f, gconstpointer unused)
{
    g_clear_pointer(&f->addresses, pptp_addresses_free);
    /* What is cancelled comes back once more, and must not touch what is gone. */
    while (g_main_context_iteration(NULL, FALSE))
        ;
    g_hash_table_unref(f->resolver->names);
    g_object_unref(f->resolver);
    g_string_free(f->got, TRUE);
}

static void
test_order(Fixture *f, gconstpointer unused)
{
    use(f, "192.0.2.1 two other 192.0.2.1");
    expect_round(f, "192.0.2.1=192.0.2.1; two=10.0.0.1; two=10.0.0.2; other=10.0.0.3; end");
    /* Names are looked up when their turn comes, and anew in each round. */
    g_assert_cmpuint(f->resolver->lookups, ==, 2);
    pptp_addresses_rewind(f->addresses);
    g_assert_cmpstr(next(f), ==, "192.0.2.1=192.0.2.1");
    g_assert_cmpuint(f->resolver->lookups, ==, 2);
    g_assert_cmpstr(next(f), ==, "two=10.0.0.1");
    g_assert_cmpuint(f->resolver->lookups, ==, 3);
}

static void
test_failures(Fixture *f, gconstpointer unused)
{
    use(f, "unknown six down never two");
    expect_round(f, "unknown failed: not found; six failed: not found, IPv6 only; down failed: no answer; "
                    "never failed: no name server answered within 0 seconds; two=10.0.0.1; two=10.0.0.2; end");
}

static void
test_remembered(Fixture *f, gconstpointer unused)
{
    use(f, "192.0.2.1 two other");
    pptp_addresses_prefer(f->addresses, "two", "10.0.0.2");
    pptp_addresses_rewind(f->addresses);
    expect_round(f, "two=10.0.0.2; two=10.0.0.1; 192.0.2.1=192.0.2.1; other=10.0.0.3; end");
    /* An address that the name has no more is not used. */
    pptp_addresses_prefer(f->addresses, "two", "10.9.9.9");
    pptp_addresses_rewind(f->addresses);
    expect_round(f, "two=10.0.0.1; two=10.0.0.2; 192.0.2.1=192.0.2.1; other=10.0.0.3; end");
    /* Nor what is no gateway of the profile's, or no address. */
    pptp_addresses_prefer(f->addresses, "evil", "10.9.9.9");
    pptp_addresses_prefer(f->addresses, "other", "::1");
    pptp_addresses_rewind(f->addresses);
    expect_round(f, "other=10.0.0.2; other=10.0.0.3; 192.0.2.1=192.0.2.1; two=10.0.0.1; end");
}

/* What was good in this process comes first even where no name server answers. */
static void
test_good(Fixture *f, gconstpointer unused)
{
    g_autoptr(GInetAddress) good = g_inet_address_new_from_string("10.0.0.3");

    use(f, "192.0.2.1 other");
    expect_round(f, "192.0.2.1=192.0.2.1; other=10.0.0.2; other=10.0.0.3; end");
    pptp_addresses_set_good(f->addresses, "other", good);
    g_hash_table_insert(f->resolver->names, (gpointer) "other", (gpointer) "!");
    pptp_addresses_rewind(f->addresses);
    f->resolver->lookups = 0;
    g_assert_cmpstr(next(f), ==, "other=10.0.0.3");
    g_assert_cmpuint(f->resolver->lookups, ==, 0);
    /* And what the name had before is better than nothing. */
    g_assert_cmpstr(next(f), ==, "other=10.0.0.2");
    g_assert_cmpstr(next(f), ==, "192.0.2.1=192.0.2.1");
    g_assert_cmpstr(next(f), ==, "end");
    /* A name that moved is followed. */
    g_hash_table_insert(f->resolver->names, (gpointer) "other", (gpointer) "10.0.0.7");
    pptp_addresses_rewind(f->addresses);
    expect_round(f, "other=10.0.0.3; other=10.0.0.7; 192.0.2.1=192.0.2.1; end");
}

static void
test_first(Fixture *f, gconstpointer unused)
{
    g_autoptr(GInetAddress) one = g_inet_address_new_from_string("10.0.0.1"), two = g_inet_address_new_from_string("10.0.0.2");

    use(f, "two other");
    expect_round(f, "two=10.0.0.1; two=10.0.0.2; other=10.0.0.3; end");
    g_assert_true(pptp_addresses_is_first(f->addresses, "two", one));
    g_assert_false(pptp_addresses_is_first(f->addresses, "two", two));
    g_assert_false(pptp_addresses_is_first(f->addresses, "other", one));
}

static void
test_cancel(Fixture *f, gconstpointer unused)
{
    use(f, "never two");
    f->done = FALSE;
    pptp_addresses_next(f->addresses);
    g_main_context_iteration(NULL, TRUE);
    g_assert_cmpuint(f->resolver->lookups, ==, 1);
    pptp_addresses_cancel(f->addresses);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    g_assert_false(f->done);
    g_assert_cmpstr(next(f), ==, "two=10.0.0.1");
    pptp_addresses_rewind(f->addresses);
    pptp_addresses_next(f->addresses);
    g_main_context_iteration(NULL, TRUE);
    /* freed with a lookup under way, see tear_down() */
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/addresses/order", Fixture, NULL, set_up, test_order, tear_down);
    g_test_add("/addresses/failures", Fixture, NULL, set_up, test_failures, tear_down);
    g_test_add("/addresses/remembered", Fixture, NULL, set_up, test_remembered, tear_down);
    g_test_add("/addresses/good", Fixture, NULL, set_up, test_good, tear_down);
    g_test_add("/addresses/first", Fixture, NULL, set_up, test_first, tear_down);
    g_test_add("/addresses/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
    return g_test_run();
}
