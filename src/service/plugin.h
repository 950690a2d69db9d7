/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>
#include <nm-vpn-dbus-interface.h>

#include "service/connection.h"

/*
 * The D-Bus interface of VPN services, org.freedesktop.NetworkManager.VPN.Plugin, which NetworkManager calls. libnm has a class for it.
 * This one is used instead because libnm and what it loads (gnutls among it) are half of a tunnel's memory and a tenth of the time that
 * connecting takes, and because the class adds a second failure to each, gives up after a minute whatever vpn.timeout says, and keeps
 * copies of the password. Of libnm the headers alone are used: names and numbers.
 */

typedef struct _PptpPlugin PptpPlugin;

typedef struct {
    /* Begins. NULL where it did, otherwise a sentence why not; free it with g_free(). The connection is borrowed. */
    char *(*connect)(const PptpConnection *connection, gboolean interactive, gpointer user_data);
    /* The answer to pptp_plugin_secrets_required(), likewise. */
    char *(*new_secrets)(const PptpConnection *connection, gpointer user_data);
    /* Whether a secret has to be asked for. */
    gboolean (*need_secrets)(const PptpConnection *connection, gpointer user_data);
    /* Ends what is under way. The state is STOPPING in it, and STOPPED when it returns. */
    void (*disconnect)(gpointer user_data);
    /* The state has become STOPPED. */
    void (*stopped)(gpointer user_data);
} PptpPluginCallbacks;

/*
 * Offers the interface on bus, of which a reference is taken, and owns bus_name from here on. watch_peer disconnects when the caller of
 * Connect leaves the bus. NULL with error where that cannot be.
 */
PptpPlugin *pptp_plugin_new(GDBusConnection *bus, const char *bus_name, gboolean watch_peer, const PptpPluginCallbacks *callbacks,
                            gpointer user_data, GError **error);

/* Not from within a callback. */
void pptp_plugin_free(PptpPlugin *plugin);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpPlugin, pptp_plugin_free)

NMVpnServiceState pptp_plugin_get_state(PptpPlugin *plugin);

/* Tells NetworkManager, where it is another one. */
void pptp_plugin_set_state(PptpPlugin *plugin, NMVpnServiceState state);

/* Signals of the interface. Configurations (a{sv}) may be floating. */
void pptp_plugin_config(PptpPlugin *plugin, GVariant *config);
void pptp_plugin_ip4_config(PptpPlugin *plugin, GVariant *ip4);
void pptp_plugin_failure(PptpPlugin *plugin, NMVpnPluginFailure failure);

/* Asks for secrets, hints being their names, ended by NULL. Only where Connect was interactive; new_secrets follows. */
void pptp_plugin_secrets_required(PptpPlugin *plugin, const char *message, const char *const *hints);

/* As NetworkManager's Disconnect. */
void pptp_plugin_disconnect(PptpPlugin *plugin);
