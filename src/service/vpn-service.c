/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/vpn-service.h"

#include <string.h>

#include "common/names.h"
#include "common/settings.h"
#include "link/link.h"
#include "service/session.h"

struct _PptpVpnService {
    NMVpnServicePlugin parent;
    PptpJournal *journal;
    PptpSession *session;
    guint nm_watch;
};

G_DEFINE_FINAL_TYPE(PptpVpnService, pptp_vpn_service, NM_TYPE_VPN_SERVICE_PLUGIN)

static guint idle_signal;

static void
set_state(PptpVpnService *service, NMVpnServiceState state)
{
    g_object_set(service, NM_VPN_SERVICE_PLUGIN_STATE, state, NULL);
}

static NMVpnServiceState
get_state(PptpVpnService *service)
{
    NMVpnServiceState state;

    g_object_get(service, NM_VPN_SERVICE_PLUGIN_STATE, &state, NULL);
    return state;
}

/* -- what the session tells -- */

static void
on_session_up(PptpSession *session, GVariant *config, GVariant *ip4, gpointer user_data)
{
    NMVpnServicePlugin *plugin = user_data;
    g_autoptr(GVariant) config_held = g_variant_ref_sink(config);
    g_autoptr(GVariant) ip4_held = g_variant_ref_sink(ip4);

    nm_vpn_service_plugin_set_config(plugin, config_held);
    nm_vpn_service_plugin_set_ip4_config(plugin, ip4_held);
}

/*
 * While a connection starts, the library follows every failure with a second one, CONNECT_FAILED, that overwrites it: a wrong password would
 * read "Unknown reason". In the state STOPPING it does not; the goodbyes are ours to say then, and STOPPED comes when they are said.
 */
static void
on_session_failed(PptpSession *session, NMVpnPluginFailure failure, gpointer user_data)
{
    PptpVpnService *service = user_data;

    set_state(service, NM_VPN_SERVICE_STATE_STOPPING);
    nm_vpn_service_plugin_failure(NM_VPN_SERVICE_PLUGIN(service), failure);
}

static void
on_session_ended(PptpSession *session, gpointer user_data)
{
    g_autoptr(PptpVpnService) service = g_object_ref(user_data);
    g_autoptr(GDBusConnection) bus = nm_vpn_service_plugin_get_connection(NM_VPN_SERVICE_PLUGIN(service));

    g_clear_pointer(&service->session, pptp_session_free);
    pptp_journal_log(service->journal, PPTP_LOG_DEBUG, "the connection is over");
    if (get_state(service) == NM_VPN_SERVICE_STATE_STOPPING)
        set_state(service, NM_VPN_SERVICE_STATE_STOPPED);
    /* The process may end next, and NetworkManager must have heard all of it. */
    if (bus)
        g_dbus_connection_flush_sync(bus, NULL, NULL);
    g_signal_emit(service, idle_signal, 0);
}

/* -- what NetworkManager asks -- */

static gboolean
check_credentials(const PptpSettings *settings, NMSettingVpn *vpn, GError **error)
{
    g_autofree char *login = pptp_settings_dup_login(settings);
    const char *password = nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD);

    if (!login) {
        g_set_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS,
                    "The profile names no user: set one with 'nmcli connection modify NAME +vpn.data user=...'.");
        return FALSE;
    }
    if (pptp_settings_need_password(settings, vpn)) {
        g_set_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS,
                    "There is no password: store one with 'nmcli connection modify NAME vpn.secrets password=...', or connect with 'nmcli --ask'.");
        return FALSE;
    }
    if (password && strlen(password) > PPTP_LINK_SECRET_MAX) {
        g_set_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS, "The password is longer than %d bytes, the most that pppd takes.",
                    PPTP_LINK_SECRET_MAX);
        return FALSE;
    }
    return TRUE;
}

static gboolean
start_session(PptpVpnService *service, NMConnection *connection, GError **error)
{
    static const PptpSessionCallbacks callbacks = {on_session_up, on_session_failed, on_session_ended};
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    g_autoptr(PptpSettings) settings = NULL;
    const char *password;

    if (!vpn) {
        g_set_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_INVALID_CONNECTION, "The connection has no VPN setting.");
        return FALSE;
    }
    settings = pptp_settings_new(vpn, error);
    if (!settings || !check_credentials(settings, vpn, error))
        return FALSE;
    password = nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD);

    /* One that is still saying goodbye (possible with --persist only) loses the rest of its time. */
    g_clear_pointer(&service->session, pptp_session_free);
    service->session = pptp_session_new(g_steal_pointer(&settings), password ? password : "", nm_connection_get_uuid(connection),
                                        nm_connection_get_id(connection), service->journal, &callbacks, service);
    pptp_session_start(service->session);
    return TRUE;
}

/* The library ends the connection when its caller is gone; what is left to say is why. */
static void
on_nm_vanished(GDBusConnection *bus, const char *name, gpointer user_data)
{
    PptpVpnService *service = user_data;

    if (service->session)
        pptp_session_set_orphaned(service->session);
}

static void
watch_nm(PptpVpnService *service)
{
    g_autoptr(GDBusConnection) bus = nm_vpn_service_plugin_get_connection(NM_VPN_SERVICE_PLUGIN(service));

    if (!service->nm_watch)
        service->nm_watch =
            g_bus_watch_name_on_connection(bus, NM_DBUS_SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_nm_vanished, service, NULL);
}

static gboolean
vpn_connect(NMVpnServicePlugin *plugin, NMConnection *connection, GError **error)
{
    PptpVpnService *service = PPTP_VPN_SERVICE(plugin);
    g_autoptr(GError) local = NULL;

    pptp_journal_set_connection(service->journal, nm_connection_get_uuid(connection), nm_connection_get_id(connection));
    if (start_session(service, connection, &local)) {
        watch_nm(service);
        return TRUE;
    }
    pptp_journal_log(service->journal, PPTP_LOG_WARNING, "%s", local->message);
    g_propagate_error(error, g_steal_pointer(&local));
    return FALSE;
}

static gboolean
vpn_need_secrets(NMVpnServicePlugin *plugin, NMConnection *connection, const char **setting_name, GError **error)
{
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    g_autoptr(PptpSettings) settings = vpn ? pptp_settings_new(vpn, NULL) : NULL;

    /* A profile with an error is refused by Connect, where the reason reaches people; here it would read "no valid secrets". */
    if (!settings || !pptp_settings_need_password(settings, vpn))
        return FALSE;
    *setting_name = NM_SETTING_VPN_SETTING_NAME;
    return TRUE;
}

/* The library says STOPPED as soon as this returns; the goodbyes go on, and "idle" tells when the process may end. */
static gboolean
vpn_disconnect(NMVpnServicePlugin *plugin, GError **error)
{
    PptpVpnService *service = PPTP_VPN_SERVICE(plugin);

    if (service->session)
        pptp_session_stop(service->session);
    return TRUE;
}

/* -- the object -- */

static void
dispose(GObject *object)
{
    PptpVpnService *service = PPTP_VPN_SERVICE(object);

    if (service->nm_watch)
        g_bus_unwatch_name(service->nm_watch);
    service->nm_watch = 0;
    G_OBJECT_CLASS(pptp_vpn_service_parent_class)->dispose(object);
    g_clear_pointer(&service->session, pptp_session_free);
}

static void
pptp_vpn_service_init(PptpVpnService *service)
{
}

static void
pptp_vpn_service_class_init(PptpVpnServiceClass *klass)
{
    NMVpnServicePluginClass *plugin_class = NM_VPN_SERVICE_PLUGIN_CLASS(klass);

    G_OBJECT_CLASS(klass)->dispose = dispose;
    plugin_class->connect = vpn_connect;
    plugin_class->need_secrets = vpn_need_secrets;
    plugin_class->disconnect = vpn_disconnect;
    idle_signal =
        g_signal_new(PPTP_VPN_SERVICE_SIGNAL_IDLE, G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

PptpVpnService *
pptp_vpn_service_new(const char *bus_name, gboolean watch_peer, PptpJournal *journal, GError **error)
{
    PptpVpnService *service = g_initable_new(PPTP_TYPE_VPN_SERVICE, NULL, error, NM_VPN_SERVICE_PLUGIN_DBUS_SERVICE_NAME, bus_name,
                                             NM_VPN_SERVICE_PLUGIN_DBUS_WATCH_PEER, watch_peer, NULL);

    if (service)
        service->journal = journal;
    return service;
}

gboolean
pptp_vpn_service_is_busy(PptpVpnService *service)
{
    return service->session != NULL;
}
