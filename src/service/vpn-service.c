/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/vpn-service.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/names.h"
#include "common/phrase.h"
#include "common/settings.h"
#include "link/link.h"
#include "ppp/verdict.h"
#include "service/nm-active.h"
#include "service/report.h"
#include "service/secret.h"
#include "service/session.h"

struct _PptpVpnService {
    NMVpnServicePlugin parent;
    PptpJournal *journal;
    PptpSession *session;
    guint nm_watch;
    gboolean called;
    gboolean was_up;
    char *unanswered; /* a phrase: what to say should nobody give the password that was asked for; else NULL */

    /* Asking again for a password that the server did not take; only where the caller can ask (ConnectInteractive). */
    gboolean interactive;
    char *ask;          /* why, while the refused session is still ending */
    GPtrArray *refused; /* the passwords that were refused, so that none is sent twice */
    guint give_up_idle;

    /* Taking the name servers of a lost session out of use. */
    char *uuid;
    GVariant *ip4;              /* the last one that NetworkManager was given, or NULL */
    PptpNmActive *shown_active; /* after a loss, until it shows the connection as active once more */
};

/* NetworkManager's dispatcher scripts come before that, and have no limit of their own. */
#define SHOWN_ACTIVE_MS 5000

/* As many passwords are tried at most: accounts are locked for more. */
#define PASSWORDS_MAX 3

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

/* -- asking again -- */

static void
free_secret(gpointer secret)
{
    pptp_secret_free(secret);
}

/* Where another password may help: not for an account that is disabled, or may not log in now. */
static gboolean
password_is_wrong(const PptpVerdict *verdict)
{
    return verdict->id == PPTP_VERDICT_WRONG_PASSWORD || verdict->id == PPTP_VERDICT_LOGIN_REFUSED ||
           verdict->id == PPTP_VERDICT_PASSWORD_NOT_ASCII || verdict->id == PPTP_VERDICT_LOGIN_REFUSED_CODE;
}

/* A saved password is not asked for again: what was typed would be used once, and the next connect fail like this one. */
static gboolean
may_ask_again(PptpVpnService *service)
{
    return service->interactive && service->refused->len < PASSWORDS_MAX &&
           pptp_session_get_password_flags(service->session) & (NM_SETTING_SECRET_FLAG_AGENT_OWNED | NM_SETTING_SECRET_FLAG_NOT_SAVED);
}

static void
ask_again(PptpVpnService *service)
{
    const char *hints[] = {PPTP_SECRET_PASSWORD, NULL};
    g_autofree char *why = g_steal_pointer(&service->ask);

    pptp_journal_log(service->journal, PPTP_LOG_NOTICE, "Asking for the password again (%u of %u).", service->refused->len + 1,
                     PASSWORDS_MAX);
    nm_vpn_service_plugin_secrets_required(NM_VPN_SERVICE_PLUGIN(service), why, hints);
}

static gboolean
was_refused(PptpVpnService *service, const char *password)
{
    for (guint i = 0; i < service->refused->len; i++) {
        if (g_str_equal(service->refused->pdata[i], password))
            return TRUE;
    }
    return FALSE;
}

/* -- what the session tells -- */

/*
 * NetworkManager takes a new configuration whole, name servers included, only on the way from STARTING to STARTED: so it is for all of
 * them.
 */
static void
on_session_up(PptpSession *session, GVariant *config, GVariant *ip4, gpointer user_data)
{
    PptpVpnService *service = user_data;
    NMVpnServicePlugin *plugin = user_data;
    g_autoptr(GVariant) config_held = g_variant_ref_sink(config);

    g_clear_pointer(&service->shown_active, pptp_nm_active_free);
    g_clear_pointer(&service->ip4, g_variant_unref);
    service->ip4 = g_variant_ref_sink(ip4);
    service->was_up = TRUE;
    set_state(service, NM_VPN_SERVICE_STATE_STARTING);
    nm_vpn_service_plugin_set_config(plugin, config_held);
    nm_vpn_service_plugin_set_ip4_config(plugin, service->ip4);
}

/* What is said already is not said again: it takes the other word before. */
static void
on_shown_active(gpointer user_data)
{
    PptpVpnService *service = user_data;

    g_clear_pointer(&service->shown_active, pptp_nm_active_free);
    if (get_state(service) == NM_VPN_SERVICE_STATE_STARTING)
        set_state(service, NM_VPN_SERVICE_STATE_STARTED);
    if (get_state(service) == NM_VPN_SERVICE_STATE_STARTED)
        set_state(service, NM_VPN_SERVICE_STATE_STARTING);
}

/*
 * NetworkManager (1.42 to 1.58) files name servers by the number of the interface, and looks at them only when a connection becomes active
 * or ends. The next session has another interface: those of this one would stay in resolv.conf, first in it, until NetworkManager restarts,
 * though they answer through the tunnel only, if at all. So it is made active once more, for a moment, with this interface and without name
 * servers. It is also what lets a gateway's name be found while the tunnel is away. Name servers of the profile itself (ipv4.dns) stay.
 */
static void
withdraw_name_servers(PptpVpnService *service)
{
    g_autoptr(GVariant) ip4 = service->ip4 ? pptp_report_without_servers(service->ip4) : NULL;

    if (!ip4)
        return;
    g_variant_ref_sink(ip4);
    nm_vpn_service_plugin_set_ip4_config(NM_VPN_SERVICE_PLUGIN(service), ip4);
    g_clear_pointer(&service->ip4, g_variant_unref);
}

/*
 * NetworkManager makes the connection active once more: with the configuration that is withdrawn here, or (1.52) by itself, as it sees the
 * interface go. It would be shown as that until the tunnel is back.
 */
static void
on_session_lost(PptpSession *session, gpointer user_data)
{
    PptpVpnService *service = user_data;
    g_autoptr(GDBusConnection) bus = nm_vpn_service_plugin_get_connection(NM_VPN_SERVICE_PLUGIN(service));

    set_state(service, NM_VPN_SERVICE_STATE_STARTING);
    if (!bus)
        return;
    g_clear_pointer(&service->shown_active, pptp_nm_active_free);
    service->shown_active = pptp_nm_active_new(bus, service->uuid, SHOWN_ACTIVE_MS, on_shown_active, service);
    withdraw_name_servers(service);
}

/*
 * While a connection starts, the library follows every failure with a second one, CONNECT_FAILED, that overwrites it: a wrong password
 * would read "Unknown reason". In the state STOPPING it does not; the goodbyes are ours to say then, and STOPPED comes when they are said.
 */
static void
fail(PptpVpnService *service, NMVpnPluginFailure failure)
{
    set_state(service, NM_VPN_SERVICE_STATE_STOPPING);
    nm_vpn_service_plugin_failure(NM_VPN_SERVICE_PLUGIN(service), failure);
}

/*
 * NetworkManager takes the name servers of a failed connection away only where it had got as far as a configuration: one that failed on its
 * way back would leave them in resolv.conf. An interface that does not exist makes it come that far, and fail.
 */
static void
clear_configuration(PptpVpnService *service)
{
    GVariantBuilder builder;
    g_autoptr(GVariant) config = NULL;

    g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_TUNDEV, g_variant_new_string("pptp-gone"));
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_EXT_GATEWAY, g_variant_new_uint32(GUINT32_TO_BE(0x7f000001)));
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_HAS_IP4, g_variant_new_boolean(TRUE));
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_HAS_IP6, g_variant_new_boolean(FALSE));
    config = g_variant_ref_sink(g_variant_builder_end(&builder));
    nm_vpn_service_plugin_set_config(NM_VPN_SERVICE_PLUGIN(service), config);
}

static void
on_session_failed(PptpSession *session, const PptpVerdict *verdict, gpointer user_data)
{
    PptpVpnService *service = user_data;

    /* Not where it was good before: nobody waits at a keyboard for a session that comes back. */
    if (password_is_wrong(verdict) && !service->was_up && get_state(service) == NM_VPN_SERVICE_STATE_STARTING) {
        g_ptr_array_add(service->refused, pptp_secret_dup(pptp_session_get_password(session)));
        if (may_ask_again(service)) {
            service->ask = g_strdup(verdict->sentence);
            return;
        }
    }
    if (service->was_up && get_state(service) == NM_VPN_SERVICE_STATE_STARTING)
        clear_configuration(service);
    fail(service, verdict->failure);
}

static void
on_session_ended(PptpSession *session, gpointer user_data)
{
    g_autoptr(PptpVpnService) service = g_object_ref(user_data);
    g_autoptr(GDBusConnection) bus = nm_vpn_service_plugin_get_connection(NM_VPN_SERVICE_PLUGIN(service));

    g_clear_pointer(&service->session, pptp_session_free);
    g_clear_pointer(&service->shown_active, pptp_nm_active_free);
    if (service->ask && get_state(service) == NM_VPN_SERVICE_STATE_STARTING) {
        ask_again(service);
        return;
    }
    pptp_journal_log(service->journal, PPTP_LOG_DEBUG, "the connection is over");
    if (get_state(service) == NM_VPN_SERVICE_STATE_STOPPING)
        set_state(service, NM_VPN_SERVICE_STATE_STOPPED);
    /* The process may end next, and NetworkManager must have heard all of it. */
    if (bus)
        g_dbus_connection_flush_sync(bus, NULL, NULL);
    g_signal_emit(service, idle_signal, 0);
}

/* -- what NetworkManager asks -- */

/* Why the profile cannot be used as it is, as a phrase; NULL: it can. */
static char *
check_credentials(const PptpSettings *settings, NMSettingVpn *vpn, const char *id)
{
    g_autofree char *login = pptp_settings_dup_login(settings), *name = pptp_quote_profile(id);
    const char *password = nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD);
    char most[PPTP_PHRASE_NUMBER_MAX];
    guint n_secrets = 0;

    if (!login)
        return pptp_phrase(N_("The profile names no user: set one with nmcli connection modify %s +vpn.data user=..."), name, NULL);
    g_free(nm_setting_vpn_get_secret_keys(vpn, &n_secrets));
    /* Not named: it may be the end of the password. */
    if (n_secrets > (password ? 1 : 0))
        return pptp_phrase(
            N_("vpn.secrets holds something else than \"password\", the only one allowed: nmcli takes what follows a comma for "
               "another secret, unless the comma is written \\, there."),
            NULL);
    if (pptp_settings_need_password(settings, vpn))
        return pptp_phrase(N_("There is no password: store one with nmcli connection modify %s vpn.secrets password=... , or connect with "
                              "nmcli --ask connection up %s"),
                           name, name, NULL);
    if (password && strlen(password) > PPTP_LINK_SECRET_MAX)
        return pptp_phrase(N_("The password is longer than %u bytes, the most that pppd takes."),
                           pptp_phrase_number(most, PPTP_LINK_SECRET_MAX), NULL);
    return NULL;
}

static void
on_overwritten(GObject *source, GAsyncResult *result, gpointer user_data)
{
    GVariant *reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, NULL);

    g_clear_pointer(&reply, g_variant_unref);
}

/*
 * GLib reads each message of the bus into one buffer, and leaves it there until the next: the one with the password in it. A longer one,
 * the bus's description of itself, overwrites it.
 */
static void
overwrite_read_buffer(PptpVpnService *service)
{
    g_autoptr(GDBusConnection) bus = nm_vpn_service_plugin_get_connection(NM_VPN_SERVICE_PLUGIN(service));

    if (bus)
        g_dbus_connection_call(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Introspectable", "Introspect",
                               NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_overwritten, NULL);
}

/* NULL where it has begun; otherwise why the profile cannot be used, as a phrase. */
static char *
start_session(PptpVpnService *service, NMConnection *connection)
{
    static const PptpSessionCallbacks callbacks = {on_session_up, on_session_lost, on_session_failed, on_session_ended};
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    g_autoptr(PptpSettings) settings = NULL;
    const char *password;
    char *why = NULL;

    if (!vpn)
        return pptp_phrase(N_("The connection has no VPN setting."), NULL);
    settings = pptp_settings_read(vpn, &why);
    if (settings)
        why = check_credentials(settings, vpn, nm_connection_get_id(connection));
    if (why)
        return why;
    password = nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD);

    /* One that is still saying goodbye (possible with --persist only) loses the rest of its time. */
    g_clear_pointer(&service->session, pptp_session_free);
    service->session = pptp_session_new(g_steal_pointer(&settings), password ? password : "", nm_connection_get_uuid(connection),
                                        nm_connection_get_id(connection), service->journal, &callbacks, service);
    pptp_session_set_persistent(service->session, nm_setting_vpn_get_persistent(vpn));
    pptp_session_start(service->session);
    overwrite_read_buffer(service);
    return NULL;
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

/*
 * Why there is not even an attempt, in the journal: NetworkManager makes "failed to start" or "no valid secrets" of it. The sentence there
 * is English, as the service has no language; beside it stands what nm-pptp(1) makes the same of in the user's. Returns it; free with
 * g_free().
 */
static char *
tell_refusal(PptpVpnService *service, const char *why)
{
    g_autofree char *sentence = pptp_phrase_say(why);
    g_auto(GStrv) fields = pptp_refusal_to_fields(why);

    pptp_journal_log_with(service->journal, PPTP_LOG_WARNING, fields, "%s", sentence);
    return g_steal_pointer(&sentence);
}

static gboolean
start_or_tell(PptpVpnService *service, NMConnection *connection, GError **error)
{
    g_autofree char *why = start_session(service, connection), *sentence = NULL;

    if (!why)
        return TRUE;
    sentence = tell_refusal(service, why);
    g_set_error_literal(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS, sentence);
    return FALSE;
}

static gboolean
connect_with(PptpVpnService *service, NMConnection *connection, gboolean interactive, GError **error)
{
    service->called = TRUE;
    service->interactive = interactive;
    service->was_up = FALSE;
    g_clear_pointer(&service->unanswered, g_free);
    g_free(service->uuid);
    service->uuid = g_strdup(nm_connection_get_uuid(connection));
    g_ptr_array_set_size(service->refused, 0);
    g_clear_pointer(&service->ask, g_free);
    pptp_journal_set_connection(service->journal, nm_connection_get_uuid(connection), nm_connection_get_id(connection));
    if (!start_or_tell(service, connection, error))
        return FALSE;
    watch_nm(service);
    return TRUE;
}

static gboolean
vpn_connect(NMVpnServicePlugin *plugin, NMConnection *connection, GError **error)
{
    return connect_with(PPTP_VPN_SERVICE(plugin), connection, FALSE, error);
}

static gboolean
vpn_connect_interactive(NMVpnServicePlugin *plugin, NMConnection *connection, GVariant *details, GError **error)
{
    return connect_with(PPTP_VPN_SERVICE(plugin), connection, TRUE, error);
}

static gboolean
on_give_up(gpointer user_data)
{
    PptpVpnService *service = user_data;

    service->give_up_idle = 0;
    if (get_state(service) == NM_VPN_SERVICE_STATE_STARTING) {
        fail(service, NM_VPN_PLUGIN_FAILURE_LOGIN_FAILED);
        set_state(service, NM_VPN_SERVICE_STATE_STOPPED);
    }
    return G_SOURCE_REMOVE;
}

/* The answer to secrets_required. An error here would read as a failure of the service; a password that was refused once is a failed login.
 */
static gboolean
vpn_new_secrets(NMVpnServicePlugin *plugin, NMConnection *connection, GError **error)
{
    PptpVpnService *service = PPTP_VPN_SERVICE(plugin);
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    const char *password = vpn ? nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD) : NULL;

    if (password && !was_refused(service, password))
        return start_or_tell(service, connection, error);
    pptp_journal_log(service->journal, PPTP_LOG_NOTICE, "The password that the server refused came back: giving up.");
    if (!service->give_up_idle)
        service->give_up_idle = g_idle_add(on_give_up, service);
    return TRUE;
}

/* NetworkManager asks for the password next, by one agent or another, and then asks here again. */
static void
note_unanswered(PptpVpnService *service, NMConnection *connection, const PptpSettings *settings)
{
    g_autofree char *name = pptp_quote_profile(nm_connection_get_id(connection));
    char flags[PPTP_PHRASE_NUMBER_MAX];

    g_clear_pointer(&service->unanswered, g_free);
    if (!settings)
        return;
    pptp_journal_set_connection(service->journal, nm_connection_get_uuid(connection), nm_connection_get_id(connection));
    service->unanswered = pptp_phrase(
        N_("No password was given, and the profile does not hold it (password-flags=%u): connect with nmcli --ask connection up %s , "
           "or store it with nmcli connection modify %s +vpn.data password-flags=0 vpn.secrets password=..."),
        pptp_phrase_number(flags, settings->password_flags), name, name, NULL);
}

/* Without an answer NetworkManager gives up before it has called Connect. It says "no valid secrets", and its hint shall lead to more. */
static void
vpn_state_changed(NMVpnServicePlugin *plugin, NMVpnServiceState state)
{
    PptpVpnService *service = PPTP_VPN_SERVICE(plugin);

    if (state == NM_VPN_SERVICE_STATE_STOPPED && service->unanswered)
        g_free(tell_refusal(service, service->unanswered));
    if (state == NM_VPN_SERVICE_STATE_STOPPED)
        g_clear_pointer(&service->unanswered, g_free);
    /* The library's own part: its timers, and the end of the process. */
    NM_VPN_SERVICE_PLUGIN_CLASS(pptp_vpn_service_parent_class)->state_changed(plugin, state);
}

static gboolean
vpn_need_secrets(NMVpnServicePlugin *plugin, NMConnection *connection, const char **setting_name, GError **error)
{
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    g_autoptr(PptpSettings) settings = vpn ? pptp_settings_new(vpn, NULL) : NULL;
    const gboolean needed = settings && pptp_settings_need_password(settings, vpn);

    PPTP_VPN_SERVICE(plugin)->called = TRUE;
    note_unanswered(PPTP_VPN_SERVICE(plugin), connection, needed ? settings : NULL);
    /* The library (1.42 to 1.58) never frees what it asks about: at least the password shall not stay in it. */
    if (vpn)
        nm_setting_vpn_remove_secret(vpn, PPTP_SECRET_PASSWORD);
    /* A profile with an error is refused by Connect, where the reason reaches people; here it would read "no valid secrets". */
    if (!needed)
        return FALSE;
    *setting_name = NM_SETTING_VPN_SETTING_NAME;
    return TRUE;
}

/* The library says STOPPED as soon as this returns; the goodbyes go on, and "idle" tells when the process may end. */
static gboolean
vpn_disconnect(NMVpnServicePlugin *plugin, GError **error)
{
    PptpVpnService *service = PPTP_VPN_SERVICE(plugin);

    g_clear_pointer(&service->ask, g_free);
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
    if (service->give_up_idle)
        g_source_remove(service->give_up_idle);
    service->give_up_idle = 0;
    G_OBJECT_CLASS(pptp_vpn_service_parent_class)->dispose(object);
    g_clear_pointer(&service->session, pptp_session_free);
    g_clear_pointer(&service->shown_active, pptp_nm_active_free);
    g_clear_pointer(&service->ip4, g_variant_unref);
    g_clear_pointer(&service->uuid, g_free);
    g_clear_pointer(&service->ask, g_free);
    g_clear_pointer(&service->unanswered, g_free);
    g_clear_pointer(&service->refused, g_ptr_array_unref);
}

static void
pptp_vpn_service_init(PptpVpnService *service)
{
    service->refused = g_ptr_array_new_with_free_func(free_secret);
}

static void
pptp_vpn_service_class_init(PptpVpnServiceClass *klass)
{
    NMVpnServicePluginClass *plugin_class = NM_VPN_SERVICE_PLUGIN_CLASS(klass);

    G_OBJECT_CLASS(klass)->dispose = dispose;
    plugin_class->connect = vpn_connect;
    plugin_class->connect_interactive = vpn_connect_interactive;
    plugin_class->new_secrets = vpn_new_secrets;
    plugin_class->need_secrets = vpn_need_secrets;
    plugin_class->disconnect = vpn_disconnect;
    plugin_class->state_changed = vpn_state_changed;
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

gboolean
pptp_vpn_service_was_called(PptpVpnService *service)
{
    return service->called;
}
