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
#include "service/plugin.h"
#include "service/report.h"
#include "service/secret.h"
#include "service/session.h"

struct _PptpVpnService {
    GDBusConnection *bus;
    PptpPlugin *plugin;
    PptpJournal *journal;
    const PptpVpnServiceCallbacks *callbacks;
    gpointer user_data;
    PptpSession *session;
    guint nm_watch, unused_timer;
    gboolean ends_with_connection;
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

/* Without anything to do for so long, it has done its work. */
#define UNUSED_SECONDS 180
/*
 * NetworkManager (1.42 to 1.58) waits vpn.timeout and three minutes for people to type a password, and calls Disconnect then. This is for
 * callers that do not.
 */
#define UNANSWERED_SECONDS 3600

static void
set_state(PptpVpnService *service, NMVpnServiceState state)
{
    pptp_plugin_set_state(service->plugin, state);
}

static NMVpnServiceState
get_state(PptpVpnService *service)
{
    return pptp_plugin_get_state(service->plugin);
}

/* -- what is refused, and the end for want of work -- */

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

/* Without an answer NetworkManager gives up before it has called Connect. It says "no valid secrets", and its hint shall lead to more. */
static void
tell_unanswered(PptpVpnService *service)
{
    if (service->unanswered)
        g_free(tell_refusal(service, service->unanswered));
    g_clear_pointer(&service->unanswered, g_free);
}

static void
stop_waiting(PptpVpnService *service)
{
    if (service->unused_timer)
        g_source_remove(service->unused_timer);
    service->unused_timer = 0;
}

static gboolean
on_unused(gpointer user_data)
{
    PptpVpnService *service = user_data;

    service->unused_timer = 0;
    tell_unanswered(service);
    service->callbacks->done(service->user_data);
    return G_SOURCE_REMOVE;
}

static void
wait_for_work(PptpVpnService *service, guint seconds)
{
    stop_waiting(service);
    service->unused_timer = g_timeout_add_seconds(seconds, on_unused, service);
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
           pptp_session_get_password_flags(service->session) & (PPTP_SECRET_AGENT_OWNED | PPTP_SECRET_NOT_SAVED);
}

static void
ask_again(PptpVpnService *service)
{
    const char *const hints[] = {PPTP_SECRET_PASSWORD, NULL};
    g_autofree char *why = g_steal_pointer(&service->ask);

    pptp_journal_log(service->journal, PPTP_LOG_NOTICE, "Asking for the password again (%u of %u).", service->refused->len + 1,
                     PASSWORDS_MAX);
    pptp_plugin_secrets_required(service->plugin, why, hints);
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

    g_clear_pointer(&service->shown_active, pptp_nm_active_free);
    g_clear_pointer(&service->ip4, g_variant_unref);
    service->ip4 = g_variant_ref_sink(ip4);
    service->was_up = TRUE;
    set_state(service, NM_VPN_SERVICE_STATE_STARTING);
    pptp_plugin_config(service->plugin, config);
    pptp_plugin_ip4_config(service->plugin, service->ip4);
    set_state(service, NM_VPN_SERVICE_STATE_STARTED);
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
    pptp_plugin_ip4_config(service->plugin, ip4);
    set_state(service, NM_VPN_SERVICE_STATE_STARTED);
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

    set_state(service, NM_VPN_SERVICE_STATE_STARTING);
    g_clear_pointer(&service->shown_active, pptp_nm_active_free);
    service->shown_active = pptp_nm_active_new(service->bus, service->uuid, SHOWN_ACTIVE_MS, on_shown_active, service);
    withdraw_name_servers(service);
}

/* The goodbyes are still to be said then: STOPPED comes after them. */
static void
fail(PptpVpnService *service, NMVpnPluginFailure failure)
{
    set_state(service, NM_VPN_SERVICE_STATE_STOPPING);
    pptp_plugin_failure(service->plugin, failure);
}

/*
 * NetworkManager takes the name servers of a failed connection away only where it had got as far as a configuration: one that failed on its
 * way back would leave them in resolv.conf. An interface that does not exist makes it come that far, and fail.
 */
static void
clear_configuration(PptpVpnService *service)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_TUNDEV, g_variant_new_string("pptp-gone"));
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_EXT_GATEWAY, g_variant_new_uint32(GUINT32_TO_BE(0x7f000001)));
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_HAS_IP4, g_variant_new_boolean(TRUE));
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_HAS_IP6, g_variant_new_boolean(FALSE));
    pptp_plugin_config(service->plugin, g_variant_builder_end(&builder));
    set_state(service, NM_VPN_SERVICE_STATE_STARTED);
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
    PptpVpnService *service = user_data;

    g_clear_pointer(&service->session, pptp_session_free);
    g_clear_pointer(&service->shown_active, pptp_nm_active_free);
    if (service->ask && get_state(service) == NM_VPN_SERVICE_STATE_STARTING) {
        ask_again(service);
        return;
    }
    pptp_journal_log(service->journal, PPTP_LOG_DEBUG, "the connection is over");
    if (get_state(service) == NM_VPN_SERVICE_STATE_STOPPING)
        set_state(service, NM_VPN_SERVICE_STATE_STOPPED);
    else if (get_state(service) != NM_VPN_SERVICE_STATE_STOPPED)
        pptp_plugin_disconnect(service->plugin); /* without a verdict, which is nobody's plan: it must not seem to go on */
    service->callbacks->idle(service->user_data);
}

/* -- what NetworkManager asks -- */

/* Why the profile cannot be used as it is, as a phrase; NULL: it can. */
static char *
check_credentials(const PptpSettings *settings, const PptpConnection *connection)
{
    g_autofree char *login = pptp_settings_dup_login(settings), *name = pptp_quote_profile(connection->id);
    const char *password = connection->vpn.password;
    char most[PPTP_PHRASE_NUMBER_MAX];

    if (!login)
        return pptp_phrase(N_("The profile names no user: set one with nmcli connection modify %s +vpn.data user=..."), name, NULL);
    /* Not named: it may be the end of the password. */
    if (connection->n_secrets > (password ? 1 : 0))
        return pptp_phrase(
            N_("vpn.secrets holds something else than \"password\", the only one allowed: nmcli takes what follows a comma for "
               "another secret, unless the comma is written \\, there."),
            NULL);
    if (pptp_settings_need_password(settings, password))
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
    g_dbus_connection_call(service->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Introspectable",
                           "Introspect", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_overwritten, NULL);
}

/* NULL where it has begun; otherwise why the profile cannot be used, as a phrase. */
static char *
start_session(PptpVpnService *service, const PptpConnection *connection)
{
    static const PptpSessionCallbacks callbacks = {on_session_up, on_session_lost, on_session_failed, on_session_ended};
    g_autoptr(PptpSettings) settings = NULL;
    char *why = NULL;

    if (!connection->has_vpn)
        return pptp_phrase(N_("The connection has no VPN setting."), NULL);
    settings = pptp_settings_read(&connection->vpn, &why);
    if (settings)
        why = check_credentials(settings, connection);
    if (why)
        return why;

    /* One that is still saying goodbye (possible with --persist only) loses the rest of its time. */
    g_clear_pointer(&service->session, pptp_session_free);
    service->session = pptp_session_new(g_steal_pointer(&settings), connection->vpn.password, connection->uuid, connection->id,
                                        service->journal, &callbacks, service);
    pptp_session_set_persistent(service->session, connection->persistent);
    pptp_session_start(service->session);
    overwrite_read_buffer(service);
    return NULL;
}

/* The connection ends when its caller is gone; what is left to say is why. */
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
    if (!service->nm_watch)
        service->nm_watch = g_bus_watch_name_on_connection(service->bus, NM_DBUS_SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                                           on_nm_vanished, service, NULL);
}

/* NULL where it has begun; otherwise the sentence that was told. Free with g_free(). */
static char *
start_or_tell(PptpVpnService *service, const PptpConnection *connection)
{
    g_autofree char *why = start_session(service, connection);

    return why ? tell_refusal(service, why) : NULL;
}

static char *
on_connect(const PptpConnection *connection, gboolean interactive, gpointer user_data)
{
    PptpVpnService *service = user_data;
    char *why;

    service->called = TRUE;
    service->interactive = interactive;
    service->was_up = FALSE;
    g_clear_pointer(&service->unanswered, g_free);
    g_free(service->uuid);
    service->uuid = g_strdup(connection->uuid);
    g_ptr_array_set_size(service->refused, 0);
    g_clear_pointer(&service->ask, g_free);
    pptp_journal_set_connection(service->journal, connection->uuid, connection->id);
    why = start_or_tell(service, connection);
    if (why)
        return why;
    stop_waiting(service);
    watch_nm(service);
    return NULL;
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

/* An error here would read as a failure of the service; a password that was refused once is a failed login. */
static char *
on_new_secrets(const PptpConnection *connection, gpointer user_data)
{
    PptpVpnService *service = user_data;
    const char *password = connection->vpn.password;

    if (password && !was_refused(service, password))
        return start_or_tell(service, connection);
    pptp_journal_log(service->journal, PPTP_LOG_NOTICE, "The password that the server refused came back: giving up.");
    if (!service->give_up_idle)
        service->give_up_idle = g_idle_add(on_give_up, service);
    return NULL;
}

/* NetworkManager asks for the password next, by one agent or another, and then asks here again. */
static void
note_unanswered(PptpVpnService *service, const PptpConnection *connection, const PptpSettings *settings)
{
    g_autofree char *name = pptp_quote_profile(connection->id);
    char flags[PPTP_PHRASE_NUMBER_MAX];

    g_clear_pointer(&service->unanswered, g_free);
    if (!settings)
        return;
    pptp_journal_set_connection(service->journal, connection->uuid, connection->id);
    service->unanswered = pptp_phrase(
        N_("No password was given, and the profile does not hold it (password-flags=%u): connect with nmcli --ask connection up %s , "
           "or store it with nmcli connection modify %s +vpn.data password-flags=0 vpn.secrets password=..."),
        pptp_phrase_number(flags, settings->password_flags), name, name, NULL);
}

/* A profile with an error is refused by Connect, where the reason reaches people; here it would read "no valid secrets". */
static gboolean
on_need_secrets(const PptpConnection *connection, gpointer user_data)
{
    PptpVpnService *service = user_data;
    g_autofree char *why = NULL;
    g_autoptr(PptpSettings) settings = connection->has_vpn ? pptp_settings_read(&connection->vpn, &why) : NULL;
    const gboolean needed = settings && pptp_settings_need_password(settings, connection->vpn.password);

    service->called = TRUE;
    note_unanswered(service, connection, needed ? settings : NULL);
    if (service->unused_timer)
        wait_for_work(service, needed ? UNANSWERED_SECONDS : UNUSED_SECONDS);
    return needed;
}

static void
on_stopped(gpointer user_data)
{
    PptpVpnService *service = user_data;

    tell_unanswered(service);
    if (service->ends_with_connection)
        service->callbacks->done(service->user_data);
    else
        wait_for_work(service, UNUSED_SECONDS);
}

/* NetworkManager hears STOPPED as soon as this returns; the goodbyes go on, and idle() tells when the process may end. */
static void
on_disconnect(gpointer user_data)
{
    PptpVpnService *service = user_data;

    g_clear_pointer(&service->ask, g_free);
    if (service->session)
        pptp_session_stop(service->session);
}

/* -- the object -- */

PptpVpnService *
pptp_vpn_service_new(GDBusConnection *bus, const char *bus_name, gboolean watch_peer, PptpJournal *journal,
                     const PptpVpnServiceCallbacks *callbacks, gpointer user_data, GError **error)
{
    static const PptpPluginCallbacks plugin_callbacks = {on_connect, on_new_secrets, on_need_secrets, on_disconnect, on_stopped};
    g_autoptr(PptpVpnService) service = g_new0(PptpVpnService, 1);

    service->bus = g_object_ref(bus);
    service->journal = journal;
    service->callbacks = callbacks;
    service->user_data = user_data;
    service->ends_with_connection = watch_peer;
    service->refused = g_ptr_array_new_with_free_func(free_secret);
    service->plugin = pptp_plugin_new(bus, bus_name, watch_peer, &plugin_callbacks, service, error);
    if (!service->plugin)
        return NULL;
    wait_for_work(service, UNUSED_SECONDS);
    return g_steal_pointer(&service);
}

void
pptp_vpn_service_free(PptpVpnService *service)
{
    if (!service)
        return;
    stop_waiting(service);
    if (service->nm_watch)
        g_bus_unwatch_name(service->nm_watch);
    if (service->give_up_idle)
        g_source_remove(service->give_up_idle);
    g_clear_pointer(&service->session, pptp_session_free);
    g_clear_pointer(&service->shown_active, pptp_nm_active_free);
    g_clear_pointer(&service->plugin, pptp_plugin_free);
    g_clear_pointer(&service->ip4, g_variant_unref);
    g_ptr_array_unref(service->refused);
    g_free(service->uuid);
    g_free(service->ask);
    g_free(service->unanswered);
    g_object_unref(service->bus);
    g_free(service);
}

void
pptp_vpn_service_disconnect(PptpVpnService *service)
{
    pptp_plugin_disconnect(service->plugin);
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

gboolean
pptp_vpn_service_is_unused(PptpVpnService *service)
{
    return get_state(service) == NM_VPN_SERVICE_STATE_INIT;
}
