/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/connection.h"

static PptpConnection *
parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) settings = g_variant_parse(G_VARIANT_TYPE("a{sa{sv}}"), text, NULL, NULL, &error);

    g_assert_no_error(error);
    return pptp_connection_new(settings);
}

static const char *
item(const PptpConnection *connection, const char *key)
{
    return g_hash_table_lookup(connection->vpn.data, key);
}

/* As NetworkManager 1.42 sends it. Texts outlive what they were read from. */
static void
test_whole(void)
{
    g_autoptr(PptpConnection) connection =
        parse("{'connection': {'id': <'onenet'>, 'uuid': <'6a1b5b0e-2f3c-4c59-9d0a-0c8f7d1e2a3b'>, 'type': <'vpn'>},"
              " 'vpn': {'service-type': <'org.freedesktop.NetworkManager.pptp'>, 'user-name': <'bob'>, 'persistent': <true>,"
              "         'timeout': <uint32 90>, 'data': <{'gateway': 'vpn.example.com', 'user': 'alice', 'empty': ''}>,"
              "         'secrets': <{'password': 'pässword'}>},"
              " 'ipv4': {'method': <'auto'>}}");

    g_assert_cmpstr(connection->id, ==, "onenet");
    g_assert_cmpstr(connection->uuid, ==, "6a1b5b0e-2f3c-4c59-9d0a-0c8f7d1e2a3b");
    g_assert_true(connection->has_vpn);
    g_assert_true(connection->persistent);
    g_assert_cmpstr(item(connection, "gateway"), ==, "vpn.example.com");
    g_assert_cmpstr(item(connection, "user"), ==, "alice");
    g_assert_cmpstr(item(connection, "empty"), ==, "");
    g_assert_null(item(connection, "password"));
    g_assert_cmpuint(g_hash_table_size(connection->vpn.data), ==, 3);
    g_assert_cmpstr(connection->vpn.user_name, ==, "bob");
    g_assert_cmpstr(connection->vpn.password, ==, "pässword");
    g_assert_cmpuint(connection->vpn.timeout, ==, 90);
    g_assert_cmpuint(connection->n_secrets, ==, 1);
}

static void
test_absent(void)
{
    static const char *const texts[] = {
        "@a{sa{sv}} {}",
        "{'connection': @a{sv} {}, 'ipv4': {'method': <'auto'>}}",
        /* Of other types than they should be. */
        "{'connection': {'id': <1>, 'uuid': <['a']>}}",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(PptpConnection) connection = parse(texts[i]);

        g_assert_cmpstr(connection->id, ==, "");
        g_assert_cmpstr(connection->uuid, ==, "");
        g_assert_false(connection->has_vpn);
        g_assert_cmpuint(g_hash_table_size(connection->vpn.data), ==, 0);
        g_assert_null(connection->vpn.password);
    }
}

static void
test_other_types(void)
{
    g_autoptr(PptpConnection) connection = parse(
        "{'vpn': {'user-name': <@au [1]>, 'persistent': <'yes'>, 'timeout': <'90'>, 'data': <{'gateway': 1}>, 'secrets': <['password']>}}");

    g_assert_true(connection->has_vpn);
    g_assert_false(connection->persistent);
    g_assert_null(connection->vpn.user_name);
    g_assert_cmpuint(connection->vpn.timeout, ==, 0);
    g_assert_cmpuint(g_hash_table_size(connection->vpn.data), ==, 0);
    g_assert_cmpuint(connection->n_secrets, ==, 0);
}

/* "vpn.secrets password=a,b=c" of nmcli: the password is there, and so is something else. */
static void
test_more_secrets(void)
{
    g_autoptr(PptpConnection) connection = parse("{'vpn': {'secrets': <{'b': 'c', 'password': 'a'}>}}");

    g_assert_cmpstr(connection->vpn.password, ==, "a");
    g_assert_cmpuint(connection->n_secrets, ==, 2);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/connection/whole", test_whole);
    g_test_add_func("/connection/absent", test_absent);
    g_test_add_func("/connection/other-types", test_other_types);
    g_test_add_func("/connection/more-secrets", test_more_secrets);
    return g_test_run();
}
