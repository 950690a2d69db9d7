/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/plugin.h"

/* RequestName, D-Bus specification. */
#define DO_NOT_QUEUE 4u
#define PRIMARY_OWNER 1u

struct _PptpPlugin {
    GDBusConnection *bus;
    const PptpPluginCallbacks *callbacks;
    gpointer user_data;
    NMVpnServiceState state;
    guint object;
    gboolean watch_peer;
    guint peer_watch; /* of who has called Connect, or 0 */
    gboolean asked;   /* for secrets, and not yet answered */
    guint stop_idle;
};

/* What NetworkManager (1.42 to 1.58) uses of it; what its helpers send to a service has no use here. */
static const char introspection[] = "<node><interface name='" NM_VPN_DBUS_PLUGIN_INTERFACE "'>"
                                    "<method name='Connect'><arg name='connection' type='a{sa{sv}}' direction='in'/></method>"
                                    "<method name='ConnectInteractive'><arg name='connection' type='a{sa{sv}}' direction='in'/>"
                                    "<arg name='details' type='a{sv}' direction='in'/></method>"
                                    "<method name='NeedSecrets'><arg name='settings' type='a{sa{sv}}' direction='in'/>"
                                    "<arg name='setting_name' type='s' direction='out'/></method>"
                                    "<method name='NewSecrets'><arg name='connection' type='a{sa{sv}}' direction='in'/></method>"
                                    "<method name='Disconnect'/>"
                                    "<property name='State' type='u' access='read'>"
                                    "<annotation name='org.freedesktop.DBus.Property.EmitsChangedSignal' value='false'/></property>"
                                    "<signal name='StateChanged'><arg name='state' type='u'/></signal>"
                                    "<signal name='SecretsRequired'><arg name='message' type='s'/><arg name='secrets' type='as'/></signal>"
                                    "<signal name='Config'><arg name='config' type='a{sv}'/></signal>"
                                    "<signal name='Ip4Config'><arg name='ip4config' type='a{sv}'/></signal>"
                                    "<signal name='Failure'><arg name='reason' type='u'/></signal>"
                                    "</interface></node>";

/* It fails only where the bus is gone, and then this process ends. */
static void
emit(PptpPlugin *plugin, const char *signal, GVariant *parameters)
{
    g_dbus_connection_emit_signal(plugin->bus, NULL, NM_VPN_DBUS_PLUGIN_PATH, NM_VPN_DBUS_PLUGIN_INTERFACE, signal, parameters, NULL);
}

static void
unwatch_peer(PptpPlugin *plugin)
{
    if (plugin->peer_watch)
        g_bus_unwatch_name(plugin->peer_watch);
    plugin->peer_watch = 0;
}

static void
cancel_stop(PptpPlugin *plugin)
{
    if (plugin->stop_idle)
        g_source_remove(plugin->stop_idle);
    plugin->stop_idle = 0;
}

NMVpnServiceState
pptp_plugin_get_state(PptpPlugin *plugin)
{
    return plugin->state;
}

void
pptp_plugin_set_state(PptpPlugin *plugin, NMVpnServiceState state)
{
    if (plugin->state == state)
        return;
    plugin->state = state;
    cancel_stop(plugin);
    emit(plugin, "StateChanged", g_variant_new("(u)", (guint32)state));
    if (state != NM_VPN_SERVICE_STATE_STOPPED)
        return;
    unwatch_peer(plugin);
    plugin->callbacks->stopped(plugin->user_data);
}

void
pptp_plugin_config(PptpPlugin *plugin, GVariant *config)
{
    emit(plugin, "Config", g_variant_new("(@a{sv})", config));
}

void
pptp_plugin_ip4_config(PptpPlugin *plugin, GVariant *ip4)
{
    emit(plugin, "Ip4Config", g_variant_new("(@a{sv})", ip4));
}

void
pptp_plugin_failure(PptpPlugin *plugin, NMVpnPluginFailure failure)
{
    emit(plugin, "Failure", g_variant_new("(u)", (guint32)failure));
}

void
pptp_plugin_secrets_required(PptpPlugin *plugin, const char *message, const char *const *hints)
{
    plugin->asked = TRUE;
    emit(plugin, "SecretsRequired", g_variant_new("(s^as)", message, hints));
}

/* NULL, or the last part of an error's name. */
static const char *
disconnect(PptpPlugin *plugin)
{
    switch (plugin->state) {
    case NM_VPN_SERVICE_STATE_STOPPING:
        return NM_DBUS_VPN_STOPPING_IN_PROGRESS;
    case NM_VPN_SERVICE_STATE_STOPPED:
        return NM_DBUS_VPN_ALREADY_STOPPED;
    case NM_VPN_SERVICE_STATE_STARTING:
    case NM_VPN_SERVICE_STATE_STARTED:
        if (plugin->state == NM_VPN_SERVICE_STATE_STARTING)
            pptp_plugin_failure(plugin, NM_VPN_PLUGIN_FAILURE_CONNECT_FAILED);
        pptp_plugin_set_state(plugin, NM_VPN_SERVICE_STATE_STOPPING);
        plugin->callbacks->disconnect(plugin->user_data);
        break;
    case NM_VPN_SERVICE_STATE_INIT:
    case NM_VPN_SERVICE_STATE_UNKNOWN:
    case NM_VPN_SERVICE_STATE_SHUTDOWN:
        break;
    }
    pptp_plugin_set_state(plugin, NM_VPN_SERVICE_STATE_STOPPED);
    return NULL;
}

void
pptp_plugin_disconnect(PptpPlugin *plugin)
{
    disconnect(plugin);
}

/* -- calls -- */

static void
return_error(GDBusMethodInvocation *call, const char *name, const char *sentence)
{
    g_autofree char *full = g_strconcat(NM_DBUS_VPN_ERROR_PREFIX ".", name, NULL);

    g_dbus_method_invocation_return_dbus_error(call, full, sentence);
}

static gboolean
on_stop(gpointer user_data)
{
    PptpPlugin *plugin = user_data;

    plugin->stop_idle = 0;
    pptp_plugin_set_state(plugin, NM_VPN_SERVICE_STATE_STOPPED);
    return G_SOURCE_REMOVE;
}

/* Answers the call; a refusal ends it all, and is heard before the state is. */
static void
answer(PptpPlugin *plugin, GDBusMethodInvocation *call, const char *why)
{
    if (!why) {
        g_dbus_method_invocation_return_value(call, NULL);
        return;
    }
    return_error(call, NM_DBUS_VPN_BAD_ARGUMENTS, why);
    if (!plugin->stop_idle)
        plugin->stop_idle = g_idle_add(on_stop, plugin);
}

static void
on_peer_gone(GDBusConnection *bus, const char *name, gpointer user_data)
{
    disconnect(user_data);
}

/* One that is gone already is found out as well. */
static void
watch_peer(PptpPlugin *plugin, const char *peer)
{
    unwatch_peer(plugin);
    plugin->peer_watch = g_bus_watch_name_on_connection(plugin->bus, peer, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_peer_gone, plugin, NULL);
}

static void
call_connect(PptpPlugin *plugin, GDBusMethodInvocation *call, const PptpConnection *connection, gboolean interactive)
{
    g_autofree char *why = NULL;

    if (plugin->state != NM_VPN_SERVICE_STATE_INIT && plugin->state != NM_VPN_SERVICE_STATE_STOPPED) {
        return_error(call, NM_DBUS_VPN_WRONG_STATE, "A connection is under way already.");
        return;
    }
    cancel_stop(plugin);
    plugin->asked = FALSE;
    if (plugin->watch_peer)
        watch_peer(plugin, g_dbus_method_invocation_get_sender(call));
    why = plugin->callbacks->connect(connection, interactive, plugin->user_data);
    if (!why)
        pptp_plugin_set_state(plugin, NM_VPN_SERVICE_STATE_STARTING);
    answer(plugin, call, why);
}

static void
call_new_secrets(PptpPlugin *plugin, GDBusMethodInvocation *call, const PptpConnection *connection)
{
    g_autofree char *why = NULL;

    if (plugin->state != NM_VPN_SERVICE_STATE_STARTING || !plugin->asked) {
        return_error(call, NM_DBUS_VPN_WRONG_STATE, "No secrets were asked for.");
        return;
    }
    plugin->asked = FALSE;
    why = plugin->callbacks->new_secrets(connection, plugin->user_data);
    answer(plugin, call, why);
}

static void
call_need_secrets(PptpPlugin *plugin, GDBusMethodInvocation *call, const PptpConnection *connection)
{
    const gboolean needed = plugin->callbacks->need_secrets(connection, plugin->user_data);

    g_dbus_method_invocation_return_value(call, g_variant_new("(s)", needed ? "vpn" : ""));
}

static void
call_disconnect(PptpPlugin *plugin, GDBusMethodInvocation *call)
{
    const char *error = disconnect(plugin);

    if (error)
        return_error(call, error,
                     plugin->state == NM_VPN_SERVICE_STATE_STOPPING ? "The connection is ending already." : "There is no connection.");
    else
        g_dbus_method_invocation_return_value(call, NULL);
}

static void
on_call(GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method, GVariant *parameters,
        GDBusMethodInvocation *call, gpointer user_data)
{
    PptpPlugin *plugin = user_data;
    g_autoptr(PptpConnection) connection = NULL;
    g_autoptr(GVariant) settings = NULL;

    if (g_str_equal(method, "Disconnect")) {
        call_disconnect(plugin, call);
        return;
    }
    settings = g_variant_get_child_value(parameters, 0);
    connection = pptp_connection_new(settings);
    if (g_str_equal(method, "NeedSecrets"))
        call_need_secrets(plugin, call, connection);
    else if (g_str_equal(method, "NewSecrets"))
        call_new_secrets(plugin, call, connection);
    else
        call_connect(plugin, call, connection, g_str_equal(method, "ConnectInteractive"));
}

static GVariant *
on_get(GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *property, GError **error,
       gpointer user_data)
{
    PptpPlugin *plugin = user_data;

    return g_variant_new_uint32(plugin->state);
}

/* -- the object -- */

static gboolean
register_object(PptpPlugin *plugin, GError **error)
{
    static const GDBusInterfaceVTable vtable = {.method_call = on_call, .get_property = on_get};
    GDBusNodeInfo *node = g_dbus_node_info_new_for_xml(introspection, error);

    if (!node)
        return FALSE;
    plugin->object =
        g_dbus_connection_register_object(plugin->bus, NM_VPN_DBUS_PLUGIN_PATH, node->interfaces[0], &vtable, plugin, NULL, error);
    g_dbus_node_info_unref(node);
    return plugin->object != 0;
}

static gboolean
own_name(PptpPlugin *plugin, const char *bus_name, GError **error)
{
    g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
        plugin->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
        g_variant_new("(su)", bus_name, DO_NOT_QUEUE), G_VARIANT_TYPE("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
    guint32 result;

    if (!reply) {
        if (error && *error)
            g_dbus_error_strip_remote_error(*error);
        return FALSE;
    }
    g_variant_get(reply, "(u)", &result);
    if (result == PRIMARY_OWNER)
        return TRUE;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_EXISTS, "another process has the name %s", bus_name);
    return FALSE;
}

PptpPlugin *
pptp_plugin_new(GDBusConnection *bus, const char *bus_name, gboolean watch_peer, const PptpPluginCallbacks *callbacks, gpointer user_data,
                GError **error)
{
    g_autoptr(PptpPlugin) plugin = g_new0(PptpPlugin, 1);

    plugin->bus = g_object_ref(bus);
    plugin->callbacks = callbacks;
    plugin->user_data = user_data;
    plugin->watch_peer = watch_peer;
    plugin->state = NM_VPN_SERVICE_STATE_INIT;
    /* In this order: who sees the name may call. */
    if (!register_object(plugin, error) || !own_name(plugin, bus_name, error))
        return NULL;
    return g_steal_pointer(&plugin);
}

void
pptp_plugin_free(PptpPlugin *plugin)
{
    if (!plugin)
        return;
    cancel_stop(plugin);
    unwatch_peer(plugin);
    if (plugin->object)
        g_dbus_connection_unregister_object(plugin->bus, plugin->object);
    g_object_unref(plugin->bus);
    g_free(plugin);
}
