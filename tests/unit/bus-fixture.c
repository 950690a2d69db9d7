/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bus-fixture.h"

GTestDBus *
bus_fixture_up(void)
{
    GTestDBus *daemon = g_test_dbus_new(G_TEST_DBUS_NONE);

    g_test_dbus_up(daemon);
    return daemon;
}

void
bus_fixture_down(GTestDBus *daemon, ...)
{
    GDBusConnection *bus;
    va_list connections;

    va_start(connections, daemon);
    while ((bus = va_arg(connections, GDBusConnection *)))
        bus_fixture_disconnect(bus);
    va_end(connections);
    g_test_dbus_down(daemon);
    g_object_unref(daemon);
}

GDBusConnection *
bus_fixture_connect(GTestDBus *daemon)
{
    g_autoptr(GError) error = NULL;
    GDBusConnection *bus = g_dbus_connection_new_for_address_sync(
        g_test_dbus_get_bus_address(daemon), G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
        NULL, NULL, &error);

    g_assert_no_error(error);
    return bus;
}

void
bus_fixture_disconnect(GDBusConnection *bus)
{
    g_dbus_connection_close_sync(bus, NULL, NULL);
    g_object_unref(bus);
}
