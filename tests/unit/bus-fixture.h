/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/* A D-Bus daemon of the test's own, and connections to it. */

GTestDBus *bus_fixture_up(void);

/* Closes each of the connections, up to the NULL that ends them, and the daemon. */
void bus_fixture_down(GTestDBus *daemon, ...) G_GNUC_NULL_TERMINATED;

GDBusConnection *bus_fixture_connect(GTestDBus *daemon);

/* Closes and releases it, as a process that ends does. */
void bus_fixture_disconnect(GDBusConnection *bus);
