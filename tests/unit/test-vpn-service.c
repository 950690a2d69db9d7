/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What NetworkManager is told of profiles that are not connected at all, and when the service's work is done. Over a bus of the test's own.
 */

#include <gio/gio.h>
#include <nm-vpn-dbus-interface.h>
#include <string.h>

#include "bus-fixture.h"
#include "service/vpn-service.h"

#define NAME "org.freedesktop.NetworkManager.pptp.Connection_8"
#define DEADLINE_MS 10000

typedef struct {
    GTestDBus *daemon;
    GDBusConnection *nm, *bus;
    PptpJournal *journal;
    PptpVpnService *service;
    guint done, idle;
    GVariant *reply;
    GError *error;
} Fixture;

static void
on_done(gpointer user_data)
{
    ((Fixture *)user_data)->done++;
}

static void
on_idle(gpointer user_data)
{
    ((Fixture *)user_data)->idle++;
}

/* data, where it is not NULL, means that the service outlives its connections. */
static void
set_up(Fixture *fixture, gconstpointer data)
{
    static const PptpVpnServiceCallbacks callbacks = {on_done, on_idle};
    g_autoptr(GError) error = NULL;

    fixture->daemon = bus_fixture_up();
    fixture->nm = bus_fixture_connect(fixture->daemon);
    fixture->bus = bus_fixture_connect(fixture->daemon);
    fixture->journal = pptp_journal_new(FALSE);
    fixture->service = pptp_vpn_service_new(fixture->bus, NAME, data == NULL, fixture->journal, &callbacks, fixture, &error);
    g_assert_no_error(error);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
    pptp_vpn_service_free(fixture->service);
    pptp_journal_free(fixture->journal);
    bus_fixture_down(fixture->daemon, fixture->nm, fixture->bus, NULL);
    g_clear_pointer(&fixture->reply, g_variant_unref);
    g_clear_error(&fixture->error);
}

static void
on_reply(GObject *source, GAsyncResult *result, gpointer user_data)
{
    Fixture *fixture = user_data;

    fixture->reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &fixture->error);
}

/* vpn is the setting's content, in GVariant's text form; NULL where the method takes none. */
static void
call(Fixture *fixture, const char *method, const char *vpn)
{
    g_autofree char *text = g_strdup_printf("({'connection': {'id': <'onenet'>, 'uuid': <'6a1b5b0e-2f3c-4c59-9d0a-0c8f7d1e2a3b'>}%s%s%s},)",
                                            vpn && *vpn ? ", 'vpn': {" : "", vpn ? vpn : "", vpn && *vpn ? "}" : "");
    g_autoptr(GVariant) parameters = vpn ? g_variant_parse(NULL, text, NULL, NULL, NULL) : NULL;

    g_assert_true(!vpn || parameters);
    g_clear_pointer(&fixture->reply, g_variant_unref);
    g_clear_error(&fixture->error);
    g_dbus_connection_call(fixture->nm, NAME, NM_VPN_DBUS_PLUGIN_PATH, NM_VPN_DBUS_PLUGIN_INTERFACE, method, parameters, NULL,
                           G_DBUS_CALL_FLAGS_NO_AUTO_START, DEADLINE_MS, NULL, on_reply, fixture);
    while (!fixture->reply && !fixture->error)
        g_main_context_iteration(NULL, TRUE);
}

static void
turn_loop(void)
{
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

/* Each with what NetworkManager's journal gets to read. */
static void
test_refused(Fixture *fixture, gconstpointer data)
{
    static const char *const cases[][2] = {
        {"", "The connection has no VPN setting."},
        {"'data': <{'user': 'alice'}>", "VPN option \"gateway\" is missing"},
        {"'data': <{'gateway': '192.0.2.1', 'b': 'x', 'a': 'x'}>", "Unknown VPN option \"a\""},
        {"'data': <{'gateway': '192.0.2.1'}>, 'secrets': <{'password': 'x'}>", "names no user"},
        {"'data': <{'gateway': '192.0.2.1', 'user': 'alice'}>", "There is no password"},
        {"'data': <{'gateway': '192.0.2.1', 'user': 'alice'}>, 'secrets': <{'password': 'a', 'b': 'c'}>",
         "something else than \"password\""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        call(fixture, "Connect", cases[i][0]);
        g_assert_nonnull(fixture->error);
        if (!strstr(fixture->error->message, cases[i][1]))
            g_error("\"%s\" is not in: %s", cases[i][1], fixture->error->message);
        turn_loop();
        g_assert_cmpuint(fixture->done, ==, 1); /* it is STOPPED from the first on */
        g_assert_false(pptp_vpn_service_is_busy(fixture->service));
    }
}

/* NetworkManager asks for the password that is missing, and for none else. */
static void
test_secrets(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *vpn, *setting;
    } cases[] = {
        {"'data': <{'gateway': '192.0.2.1', 'user': 'alice'}>", "vpn"},
        {"'data': <{'gateway': '192.0.2.1', 'user': 'alice', 'password-flags': '2'}>", "vpn"},
        {"'data': <{'gateway': '192.0.2.1', 'user': 'alice', 'password-flags': '4'}>", ""},
        {"'data': <{'gateway': '192.0.2.1', 'user': 'alice'}>, 'secrets': <{'password': 'x'}>", ""},
        /* Connect is to refuse it, where the reason reaches people. */
        {"'data': <{'gateway': '', 'user': 'alice'}>", ""},
        {"", ""},
    };

    g_assert_false(pptp_vpn_service_was_called(fixture->service));
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *setting = NULL;

        call(fixture, "NeedSecrets", cases[i].vpn);
        g_assert_no_error(fixture->error);
        g_variant_get(fixture->reply, "(&s)", &setting);
        g_assert_cmpstr(setting, ==, cases[i].setting);
    }
    g_assert_true(pptp_vpn_service_was_called(fixture->service));
    g_assert_true(pptp_vpn_service_is_unused(fixture->service));
    g_assert_cmpuint(fixture->done, ==, 0);
}

/* Nobody types it, and NetworkManager gives up: that is the end of the work. */
static void
test_given_up(Fixture *fixture, gconstpointer data)
{
    call(fixture, "NeedSecrets", "'data': <{'gateway': '192.0.2.1', 'user': 'alice', 'password-flags': '2'}>");
    call(fixture, "Disconnect", NULL);
    g_assert_no_error(fixture->error);
    g_assert_cmpuint(fixture->done, ==, 1);
    g_assert_false(pptp_vpn_service_is_unused(fixture->service));
}

static void
test_outlives(Fixture *fixture, gconstpointer data)
{
    call(fixture, "Connect", "'data': <{'user': 'alice'}>");
    g_assert_nonnull(fixture->error);
    turn_loop();
    call(fixture, "Disconnect", NULL);
    g_assert_nonnull(fixture->error);
    g_assert_cmpuint(fixture->done, ==, 0);
}

#define ADD(NAME, DATA, FUNC) g_test_add("/vpn-service/" NAME, Fixture, DATA, set_up, FUNC, tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("refused", NULL, test_refused);
    ADD("secrets", NULL, test_secrets);
    ADD("given-up", NULL, test_given_up);
    ADD("outlives", "stays", test_outlives);
    return g_test_run();
}
