/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <NetworkManager.h>

#include "bus-fixture.h"
#include "service/nm-active.h"

#define PATH "/org/freedesktop/NetworkManager/ActiveConnection/"
#define OURS "800db36a-3c53-4471-b729-59b3fe99650a"
#define OTHERS "136329c3-d1fc-42c1-9587-122f18727bcc"

/* A bus with a NetworkManager on it that has two active connections: 1 is somebody else's, 2 is of our profile. */
typedef struct {
    GTestDBus *daemon;
    GDBusConnection *nm, *service;
    GDBusNodeInfo *info;
    guint objects[2];
    PptpNmActive *active;
    guint done;
} Fixture;

static GVariant *
get_uuid(GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *property, GError **error,
         gpointer user_data)
{
    return g_variant_new_string(g_str_has_suffix(path, "/2") ? OURS : OTHERS);
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
    static const GDBusInterfaceVTable vtable = {.get_property = get_uuid};
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) owned = NULL;

    fixture->daemon = bus_fixture_up();
    fixture->nm = bus_fixture_connect(fixture->daemon);
    fixture->service = bus_fixture_connect(fixture->daemon);
    fixture->info = g_dbus_node_info_new_for_xml("<node><interface name='" NM_DBUS_INTERFACE_ACTIVE_CONNECTION
                                                 "'><property name='Uuid' type='s' access='read'/></interface></node>",
                                                 &error);
    g_assert_no_error(error);
    for (guint i = 0; i < 2; i++) {
        fixture->objects[i] = g_dbus_connection_register_object(fixture->nm, i == 0 ? PATH "1" : PATH "2", fixture->info->interfaces[0],
                                                                &vtable, NULL, NULL, &error);
        g_assert_no_error(error);
    }
    owned = g_dbus_connection_call_sync(fixture->nm, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                                        g_variant_new("(su)", NM_DBUS_SERVICE, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
    g_assert_no_error(error);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
    pptp_nm_active_free(fixture->active);
    for (guint i = 0; i < 2; i++)
        g_dbus_connection_unregister_object(fixture->nm, fixture->objects[i]);
    g_dbus_node_info_unref(fixture->info);
    bus_fixture_down(fixture->daemon, fixture->nm, fixture->service, NULL);
}

static void
on_done(gpointer user_data)
{
    Fixture *fixture = user_data;

    fixture->done++;
    g_clear_pointer(&fixture->active, pptp_nm_active_free);
}

static void
watch(Fixture *fixture, guint limit_ms)
{
    fixture->active = pptp_nm_active_new(fixture->service, OURS, limit_ms, on_done, fixture);
}

static gboolean
set_true(gpointer user_data)
{
    *(gboolean *)user_data = TRUE;
    return G_SOURCE_REMOVE;
}

static void
run_for(guint ms)
{
    gboolean over = FALSE;

    g_timeout_add(ms, set_true, &over);
    while (!over)
        g_main_context_iteration(NULL, TRUE);
}

/* What the bus was sent before this is with the service after it, and so is the answer to what the service asked because of it. */
static void
settle(Fixture *fixture)
{
    for (guint i = 0; i < 2; i++) {
        g_dbus_connection_flush_sync(fixture->nm, NULL, NULL);
        g_variant_unref(g_dbus_connection_call_sync(fixture->service, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                    "org.freedesktop.DBus", "GetId", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL));
        run_for(50);
    }
}

static void
emit(Fixture *fixture, const char *path, GVariant *parameters)
{
    g_autoptr(GError) error = NULL;

    g_dbus_connection_emit_signal(fixture->nm, NULL, path, NM_DBUS_INTERFACE_VPN_CONNECTION, "VpnStateChanged", parameters, &error);
    g_assert_no_error(error);
}

static void
test_becomes_active(Fixture *fixture, gconstpointer data)
{
    watch(fixture, 60000);
    settle(fixture);
    emit(fixture, PATH "1", g_variant_new("(uu)", NM_VPN_CONNECTION_STATE_ACTIVATED, 0));
    emit(fixture, PATH "2", g_variant_new("(uu)", NM_VPN_CONNECTION_STATE_IP_CONFIG_GET, 0));
    emit(fixture, PATH "2", g_variant_new("(s)", "no state at all"));
    emit(fixture, PATH "3", g_variant_new("(uu)", NM_VPN_CONNECTION_STATE_ACTIVATED, 0)); /* there is no such object */
    settle(fixture);
    g_assert_cmpuint(fixture->done, ==, 0);
    emit(fixture, PATH "2", g_variant_new("(uu)", NM_VPN_CONNECTION_STATE_ACTIVATED, 0));
    emit(fixture, PATH "2", g_variant_new("(uu)", NM_VPN_CONNECTION_STATE_ACTIVATED, 0));
    while (fixture->done == 0)
        g_main_context_iteration(NULL, TRUE);
    settle(fixture);
    g_assert_cmpuint(fixture->done, ==, 1);
}

static void
test_limit(Fixture *fixture, gconstpointer data)
{
    watch(fixture, 20);
    while (fixture->done == 0)
        g_main_context_iteration(NULL, TRUE);
    emit(fixture, PATH "2", g_variant_new("(uu)", NM_VPN_CONNECTION_STATE_ACTIVATED, 0));
    settle(fixture);
    g_assert_cmpuint(fixture->done, ==, 1);
}

static void
test_freed(Fixture *fixture, gconstpointer data)
{
    watch(fixture, 20);
    settle(fixture);
    fixture->done = 0;
    watch(fixture, 100);
    emit(fixture, PATH "2", g_variant_new("(uu)", NM_VPN_CONNECTION_STATE_ACTIVATED, 0));
    g_dbus_connection_flush_sync(fixture->nm, NULL, NULL);
    g_main_context_iteration(NULL, FALSE);
    g_clear_pointer(&fixture->active, pptp_nm_active_free);
    run_for(200);
    settle(fixture);
    g_assert_cmpuint(fixture->done, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/nm-active/becomes-active", Fixture, NULL, set_up, test_becomes_active, tear_down);
    g_test_add("/nm-active/limit", Fixture, NULL, set_up, test_limit, tear_down);
    g_test_add("/nm-active/freed", Fixture, NULL, set_up, test_freed, tear_down);
    return g_test_run();
}
