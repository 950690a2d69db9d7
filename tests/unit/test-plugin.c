/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Over a bus of the test's own, with the test in NetworkManager's place. */

#include "bus-fixture.h"
#include "service/plugin.h"

#define NAME "org.freedesktop.NetworkManager.pptp.Connection_7"
#define DEADLINE_MS 10000

typedef struct {
    GTestDBus *daemon;
    GDBusConnection *nm, *service;
    guint subscription;
    PptpPlugin *plugin;
    GString *heard;     /* NetworkManager's: signals, one after the other */
    GString *done;      /* the service's: callbacks */
    const char *refuse; /* what connect() and new_secrets() answer */
    gboolean need;
    GVariant *reply; /* of the last call */
    GError *error;
} Fixture;

static char *
on_connect(const PptpConnection *connection, gboolean interactive, gpointer user_data)
{
    Fixture *fixture = user_data;

    g_string_append_printf(fixture->done, "connect%s %s %s; ", interactive ? "-interactive" : "", connection->id, connection->vpn.password);
    return g_strdup(fixture->refuse);
}

static char *
on_new_secrets(const PptpConnection *connection, gpointer user_data)
{
    Fixture *fixture = user_data;

    g_string_append_printf(fixture->done, "new-secrets %s; ", connection->vpn.password);
    return g_strdup(fixture->refuse);
}

static gboolean
on_need_secrets(const PptpConnection *connection, gpointer user_data)
{
    Fixture *fixture = user_data;

    return fixture->need;
}

static void
on_disconnect(gpointer user_data)
{
    Fixture *fixture = user_data;

    g_assert_cmpint(pptp_plugin_get_state(fixture->plugin), ==, NM_VPN_SERVICE_STATE_STOPPING);
    g_string_append(fixture->done, "disconnect; ");
}

static void
on_stopped(gpointer user_data)
{
    Fixture *fixture = user_data;

    g_string_append(fixture->done, "stopped; ");
}

static const PptpPluginCallbacks callbacks = {on_connect, on_new_secrets, on_need_secrets, on_disconnect, on_stopped};

static void
on_signal(GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name, GVariant *parameters,
          gpointer user_data)
{
    Fixture *fixture = user_data;
    g_autofree char *text = g_variant_print(parameters, FALSE);

    g_string_append_printf(fixture->heard, "%s%s; ", name, text);
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    fixture->heard = g_string_new(NULL);
    fixture->done = g_string_new(NULL);
    fixture->daemon = bus_fixture_up();
    fixture->nm = bus_fixture_connect(fixture->daemon);
    fixture->service = bus_fixture_connect(fixture->daemon);
    fixture->plugin = pptp_plugin_new(fixture->service, NAME, TRUE, &callbacks, fixture, &error);
    g_assert_no_error(error);
    fixture->subscription =
        g_dbus_connection_signal_subscribe(fixture->nm, NAME, NM_VPN_DBUS_PLUGIN_INTERFACE, NULL, NM_VPN_DBUS_PLUGIN_PATH, NULL,
                                           G_DBUS_SIGNAL_FLAGS_NONE, on_signal, fixture, NULL);
}

static void
nm_dies(Fixture *fixture)
{
    g_dbus_connection_signal_unsubscribe(fixture->nm, fixture->subscription);
    g_clear_pointer(&fixture->nm, bus_fixture_disconnect);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
    pptp_plugin_free(fixture->plugin);
    if (fixture->nm)
        nm_dies(fixture);
    bus_fixture_down(fixture->daemon, fixture->service, NULL);
    g_clear_pointer(&fixture->reply, g_variant_unref);
    g_clear_error(&fixture->error);
    g_string_free(fixture->heard, TRUE);
    g_string_free(fixture->done, TRUE);
}

static void
release_name(Fixture *fixture)
{
    g_autoptr(GVariant) reply =
        g_dbus_connection_call_sync(fixture->service, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                    "ReleaseName", g_variant_new("(s)", NAME), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

    g_assert_nonnull(reply);
}

static void
on_ping(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GVariant) reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, NULL);

    g_assert_nonnull(reply);
    *(gboolean *)user_data = TRUE;
}

static gboolean
set_true(gpointer user_data)
{
    *(gboolean *)user_data = TRUE;
    return G_SOURCE_REMOVE;
}

/* Until text is what was heard or done, or the deadline is over. */
static void
expect(GString *string, const char *text)
{
    gboolean late = FALSE;
    guint timer = g_timeout_add(DEADLINE_MS, set_true, &late);

    while (!g_str_equal(string->str, text) && !late)
        g_main_context_iteration(NULL, TRUE);
    if (!late)
        g_source_remove(timer);
    g_assert_cmpstr(string->str, ==, text);
    g_string_truncate(string, 0);
}

static void
on_reply(GObject *source, GAsyncResult *result, gpointer user_data)
{
    Fixture *fixture = user_data;

    fixture->reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &fixture->error);
}

/* Calls as NetworkManager, and waits for the answer. parameters may be NULL. */
static void
call_method(Fixture *fixture, const char *interface, const char *method, GVariant *parameters)
{
    g_clear_pointer(&fixture->reply, g_variant_unref);
    g_clear_error(&fixture->error);
    g_dbus_connection_call(fixture->nm, NAME, NM_VPN_DBUS_PLUGIN_PATH, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                           DEADLINE_MS, NULL, on_reply, fixture);
    while (!fixture->reply && !fixture->error)
        g_main_context_iteration(NULL, TRUE);
}

static void
call(Fixture *fixture, const char *method, const char *parameters)
{
    g_autoptr(GVariant) parsed = parameters ? g_variant_parse(NULL, parameters, NULL, NULL, NULL) : NULL;

    call_method(fixture, NM_VPN_DBUS_PLUGIN_INTERFACE, method, parsed);
}

static void
assert_refused(Fixture *fixture, const char *name, const char *sentence)
{
    g_autofree char *remote = fixture->error ? g_dbus_error_get_remote_error(fixture->error) : NULL;
    g_autofree char *full = g_strconcat("org.freedesktop.NetworkManager.VPN.Error.", name, NULL);

    g_assert_cmpstr(remote, ==, full);
    if (sentence)
        g_assert_nonnull(strstr(fixture->error->message, sentence));
}

static guint
state_property(Fixture *fixture)
{
    g_autoptr(GVariant) value = NULL;

    call_method(fixture, "org.freedesktop.DBus.Properties", "Get", g_variant_new("(ss)", NM_VPN_DBUS_PLUGIN_INTERFACE, "State"));
    g_assert_no_error(fixture->error);
    g_variant_get(fixture->reply, "(v)", &value);
    return g_variant_get_uint32(value);
}

#define PROFILE "({'connection': {'id': <'onenet'>}, 'vpn': {'secrets': <{'password': 'SECRET'}>}},)"
#define INTERACTIVE "({'connection': {'id': <'onenet'>}, 'vpn': {'secrets': <{'password': 'SECRET'}>}}, @a{sv} {})"

static void
connect_plugin(Fixture *fixture)
{
    call(fixture, "Connect", PROFILE);
    g_assert_no_error(fixture->error);
    expect(fixture->done, "connect onenet SECRET; ");
    expect(fixture->heard, "StateChanged(3,); ");
}

/* What NetworkManager hears, in the order in which it wants to. */
static void
test_order(Fixture *fixture, gconstpointer data)
{
    GVariantDict config = G_VARIANT_DICT_INIT(NULL), ip4 = G_VARIANT_DICT_INIT(NULL);

    g_assert_cmpuint(state_property(fixture), ==, NM_VPN_SERVICE_STATE_INIT);
    connect_plugin(fixture);
    g_variant_dict_insert(&config, "tundev", "s", "ppp0");
    g_variant_dict_insert(&ip4, "prefix", "u", 32);
    pptp_plugin_config(fixture->plugin, g_variant_dict_end(&config));
    pptp_plugin_ip4_config(fixture->plugin, g_variant_dict_end(&ip4));
    pptp_plugin_set_state(fixture->plugin, NM_VPN_SERVICE_STATE_STARTED);
    pptp_plugin_set_state(fixture->plugin, NM_VPN_SERVICE_STATE_STARTED);
    expect(fixture->heard, "Config({'tundev': <'ppp0'>},); Ip4Config({'prefix': <uint32 32>},); StateChanged(4,); ");
    g_assert_cmpuint(state_property(fixture), ==, NM_VPN_SERVICE_STATE_STARTED);
    call(fixture, "Disconnect", NULL);
    g_assert_no_error(fixture->error);
    expect(fixture->done, "disconnect; stopped; ");
    expect(fixture->heard, "StateChanged(5,); StateChanged(6,); ");
}

/* A connection that does not come about has failed, whoever ends it. */
static void
test_broken_off(Fixture *fixture, gconstpointer data)
{
    connect_plugin(fixture);
    call(fixture, "Disconnect", NULL);
    g_assert_no_error(fixture->error);
    expect(fixture->done, "disconnect; stopped; ");
    expect(fixture->heard, "Failure(1,); StateChanged(5,); StateChanged(6,); ");
}

static void
test_never_connected(Fixture *fixture, gconstpointer data)
{
    call(fixture, "Disconnect", NULL);
    g_assert_no_error(fixture->error);
    expect(fixture->done, "stopped; ");
    expect(fixture->heard, "StateChanged(6,); ");
    pptp_plugin_disconnect(fixture->plugin);
    g_assert_cmpstr(fixture->done->str, ==, "");
}

/* One failure, the one that it was. */
static void
test_failure(Fixture *fixture, gconstpointer data)
{
    connect_plugin(fixture);
    pptp_plugin_set_state(fixture->plugin, NM_VPN_SERVICE_STATE_STOPPING);
    pptp_plugin_failure(fixture->plugin, NM_VPN_PLUGIN_FAILURE_LOGIN_FAILED);
    call(fixture, "Disconnect", NULL);
    assert_refused(fixture, "StoppingInProgress", NULL);
    pptp_plugin_set_state(fixture->plugin, NM_VPN_SERVICE_STATE_STOPPED);
    expect(fixture->heard, "StateChanged(5,); Failure(0,); StateChanged(6,); ");
    call(fixture, "Disconnect", NULL);
    assert_refused(fixture, "AlreadyStopped", NULL);
    expect(fixture->done, "stopped; ");
}

static void
test_refused(Fixture *fixture, gconstpointer data)
{
    fixture->refuse = "There is no gateway";
    call(fixture, "ConnectInteractive", INTERACTIVE);
    assert_refused(fixture, "BadArguments", "There is no gateway");
    expect(fixture->done, "connect-interactive onenet SECRET; stopped; ");
    expect(fixture->heard, "StateChanged(6,); ");
    /* Another try is welcome. */
    fixture->refuse = NULL;
    connect_plugin(fixture);
}

/* Freed in the moment between its answer and its end. */
static void
test_freed_early(Fixture *fixture, gconstpointer data)
{
    gboolean over = FALSE;

    fixture->refuse = "There is no gateway";
    call(fixture, "Connect", PROFILE);
    g_clear_pointer(&fixture->plugin, pptp_plugin_free);
    g_string_truncate(fixture->done, 0);
    g_idle_add_full(G_PRIORITY_LOW, set_true, &over, NULL);
    while (!over)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpstr(fixture->done->str, ==, "");
}

static void
test_wrong_state(Fixture *fixture, gconstpointer data)
{
    call(fixture, "NewSecrets", PROFILE);
    assert_refused(fixture, "WrongState", NULL);
    connect_plugin(fixture);
    call(fixture, "Connect", PROFILE);
    assert_refused(fixture, "WrongState", NULL);
    /* It would end what is under way. */
    call(fixture, "NewSecrets", PROFILE);
    assert_refused(fixture, "WrongState", NULL);
    g_assert_cmpstr(fixture->done->str, ==, "");
    g_assert_cmpuint(state_property(fixture), ==, NM_VPN_SERVICE_STATE_STARTING);
}

static void
test_secrets(Fixture *fixture, gconstpointer data)
{
    static const char *const hints[] = {"password", NULL};
    const char *setting = NULL;

    fixture->need = TRUE;
    call(fixture, "NeedSecrets", PROFILE);
    g_assert_no_error(fixture->error);
    g_variant_get(fixture->reply, "(&s)", &setting);
    g_assert_cmpstr(setting, ==, "vpn");
    fixture->need = FALSE;
    call(fixture, "NeedSecrets", PROFILE);
    g_assert_no_error(fixture->error);
    g_variant_get(fixture->reply, "(&s)", &setting);
    g_assert_cmpstr(setting, ==, "");
    call(fixture, "ConnectInteractive", INTERACTIVE);
    pptp_plugin_secrets_required(fixture->plugin, "It was refused", hints);
    expect(fixture->heard, "StateChanged(3,); SecretsRequired('It was refused', ['password']); ");
    call(fixture, "NewSecrets", PROFILE);
    g_assert_no_error(fixture->error);
    expect(fixture->done, "connect-interactive onenet SECRET; new-secrets SECRET; ");
    call(fixture, "NewSecrets", PROFILE);
    assert_refused(fixture, "WrongState", NULL);
    /* Asked once more, and what comes cannot be used. */
    pptp_plugin_secrets_required(fixture->plugin, "Again", hints);
    fixture->refuse = "It is too long";
    call(fixture, "NewSecrets", PROFILE);
    assert_refused(fixture, "BadArguments", "It is too long");
    expect(fixture->done, "new-secrets SECRET; stopped; ");
}

/* Calls that are not of the interface's types do not get as far as the service. */
static void
test_wrong_types(Fixture *fixture, gconstpointer data)
{
    static const char *const wrong[] = {"('text',)", "({'vpn': 'text'},)", NULL};

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        call(fixture, "Connect", wrong[i]);
        g_assert_error(fixture->error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
    }
    call(fixture, "SetConfig", "(@a{sv} {},)");
    g_assert_error(fixture->error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
    g_assert_cmpstr(fixture->done->str, ==, "");
}

/* A NetworkManager that dies takes its connection along. */
static void
test_peer_gone(Fixture *fixture, gconstpointer data)
{
    connect_plugin(fixture);
    pptp_plugin_set_state(fixture->plugin, NM_VPN_SERVICE_STATE_STARTED);
    nm_dies(fixture);
    expect(fixture->done, "disconnect; stopped; ");
}

/* Also one that does not wait for its answer, and is gone before anybody watches. */
static void
test_peer_gone_at_once(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GVariant) parameters = g_variant_parse(NULL, PROFILE, NULL, NULL, NULL);

    g_dbus_connection_call(fixture->nm, NAME, NM_VPN_DBUS_PLUGIN_PATH, NM_VPN_DBUS_PLUGIN_INTERFACE, "Connect", parameters, NULL,
                           G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
    g_dbus_connection_flush_sync(fixture->nm, NULL, NULL);
    nm_dies(fixture);
    expect(fixture->done, "connect onenet SECRET; disconnect; stopped; ");
}

/* For looking for faults: a caller like busctl is gone at once, and the connection is to stay. */
static void
test_not_watched(Fixture *fixture, gconstpointer data)
{
    gboolean over = FALSE;

    g_clear_pointer(&fixture->plugin, pptp_plugin_free);
    release_name(fixture);
    fixture->plugin = pptp_plugin_new(fixture->service, NAME, FALSE, &callbacks, fixture, NULL);
    g_assert_nonnull(fixture->plugin);
    connect_plugin(fixture);
    nm_dies(fixture);
    /* What the bus says of it comes before the answer to this. */
    g_dbus_connection_call(fixture->service, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Peer", "Ping", NULL,
                           NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_ping, &over);
    while (!over)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpstr(fixture->done->str, ==, "");
    g_assert_cmpint(pptp_plugin_get_state(fixture->plugin), ==, NM_VPN_SERVICE_STATE_STARTING);
}

static void
test_name_taken(Fixture *fixture, gconstpointer data)
{
    GDBusConnection *other = bus_fixture_connect(fixture->daemon);
    g_autoptr(GError) error = NULL;

    g_assert_null(pptp_plugin_new(other, NAME, TRUE, &callbacks, fixture, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS);
    g_clear_error(&error);
    g_assert_null(pptp_plugin_new(other, "no name!", TRUE, &callbacks, fixture, &error));
    g_assert_error(error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
    bus_fixture_disconnect(other);
}

#define ADD(NAME, FUNC) g_test_add("/plugin/" NAME, Fixture, NULL, set_up, FUNC, tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("order", test_order);
    ADD("broken-off", test_broken_off);
    ADD("never-connected", test_never_connected);
    ADD("failure", test_failure);
    ADD("refused", test_refused);
    ADD("freed-early", test_freed_early);
    ADD("wrong-state", test_wrong_state);
    ADD("secrets", test_secrets);
    ADD("wrong-types", test_wrong_types);
    ADD("peer-gone", test_peer_gone);
    ADD("peer-gone-at-once", test_peer_gone_at_once);
    ADD("not-watched", test_not_watched);
    ADD("name-taken", test_name_taken);
    return g_test_run();
}
