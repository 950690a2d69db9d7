/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/nm-active.h"

#include <nm-vpn-dbus-interface.h>

struct _PptpNmActive {
    GDBusConnection *bus;
    char *uuid;
    PptpNmActiveDone done;
    gpointer user_data;
    guint subscription, timer;
    GCancellable *cancellable;
};

static void
finish(PptpNmActive *active)
{
    const PptpNmActiveDone done = active->done;

    active->done = NULL;
    if (done)
        done(active->user_data);
}

static gboolean
on_limit(gpointer user_data)
{
    PptpNmActive *active = user_data;

    active->timer = 0;
    finish(active);
    return G_SOURCE_REMOVE;
}

static void
on_uuid(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
    g_autoptr(GVariant) value = NULL;
    PptpNmActive *active = user_data;

    if (!reply)
        return; /* cancelled, and active is gone; or the connection is: there is nothing to wait for but the limit */
    g_variant_get(reply, "(v)", &value);
    if (g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) && g_str_equal(g_variant_get_string(value, NULL), active->uuid))
        finish(active);
}

/* The signal comes from the object of an active connection, which does not say of which profile. */
static void
on_state_changed(GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                 GVariant *parameters, gpointer user_data)
{
    PptpNmActive *active = user_data;
    guint32 state, reason;

    if (!g_variant_is_of_type(parameters, G_VARIANT_TYPE("(uu)")))
        return;
    g_variant_get(parameters, "(uu)", &state, &reason);
    if (state == NM_VPN_CONNECTION_STATE_ACTIVATED)
        g_dbus_connection_call(bus, sender, path, "org.freedesktop.DBus.Properties", "Get",
                               g_variant_new("(ss)", NM_DBUS_INTERFACE_ACTIVE_CONNECTION, "Uuid"), G_VARIANT_TYPE("(v)"),
                               G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, active->cancellable, on_uuid, active);
}

PptpNmActive *
pptp_nm_active_new(GDBusConnection *bus, const char *uuid, guint limit_ms, PptpNmActiveDone done, gpointer user_data)
{
    PptpNmActive *active = g_new0(PptpNmActive, 1);

    active->bus = g_object_ref(bus);
    active->uuid = g_strdup(uuid);
    active->done = done;
    active->user_data = user_data;
    active->cancellable = g_cancellable_new();
    active->subscription = g_dbus_connection_signal_subscribe(bus, NM_DBUS_SERVICE, NM_DBUS_INTERFACE_VPN_CONNECTION, "VpnStateChanged",
                                                              NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_state_changed, active, NULL);
    active->timer = g_timeout_add(limit_ms, on_limit, active);
    return active;
}

void
pptp_nm_active_free(PptpNmActive *active)
{
    if (!active)
        return;
    if (active->timer)
        g_source_remove(active->timer);
    g_dbus_connection_signal_unsubscribe(active->bus, active->subscription);
    g_cancellable_cancel(active->cancellable);
    g_object_unref(active->cancellable);
    g_object_unref(active->bus);
    g_free(active->uuid);
    g_free(active);
}
