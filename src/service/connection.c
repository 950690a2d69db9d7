/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/connection.h"

#include <NetworkManager.h>

#include "common/names.h"

/* A setting of the profile, or NULL. */
static GVariant *
find_setting(GVariant *settings, const char *name)
{
    return g_variant_lookup_value(settings, name, G_VARIANT_TYPE_VARDICT);
}

/* What is in the message itself outlives the dictionary that it was looked up in. */
static const char *
find_text(GVariant *setting, const char *key, const char *absent)
{
    const char *text = absent;

    g_variant_lookup(setting, key, "&s", &text);
    return text;
}

static void
read_texts(PptpConnection *connection, GVariant *vpn)
{
    g_autoptr(GVariant) data = g_variant_lookup_value(vpn, NM_SETTING_VPN_DATA, G_VARIANT_TYPE("a{ss}"));
    g_autoptr(GVariant) secrets = g_variant_lookup_value(vpn, NM_SETTING_VPN_SECRETS, G_VARIANT_TYPE("a{ss}"));
    const char *key, *value;
    GVariantIter iter;

    if (data) {
        g_variant_iter_init(&iter, data);
        while (g_variant_iter_next(&iter, "{&s&s}", &key, &value))
            g_hash_table_insert(connection->vpn.data, (gpointer)key, (gpointer)value);
    }
    if (secrets) {
        connection->n_secrets = (guint)g_variant_n_children(secrets);
        g_variant_lookup(secrets, PPTP_SECRET_PASSWORD, "&s", &connection->vpn.password);
    }
}

PptpConnection *
pptp_connection_new(GVariant *settings)
{
    PptpConnection *connection = g_new0(PptpConnection, 1);
    g_autoptr(GVariant) about = NULL, vpn = NULL;

    /* Serialized, so that each text in it is where it stays. */
    connection->settings = g_variant_ref_sink(settings);
    g_variant_get_data(settings);
    connection->id = connection->uuid = "";
    connection->vpn.data = g_hash_table_new(g_str_hash, g_str_equal);
    about = find_setting(settings, NM_SETTING_CONNECTION_SETTING_NAME);
    vpn = find_setting(settings, NM_SETTING_VPN_SETTING_NAME);
    if (about) {
        connection->id = find_text(about, NM_SETTING_CONNECTION_ID, "");
        connection->uuid = find_text(about, NM_SETTING_CONNECTION_UUID, "");
    }
    connection->has_vpn = vpn != NULL;
    if (vpn) {
        read_texts(connection, vpn);
        connection->vpn.user_name = find_text(vpn, NM_SETTING_VPN_USER_NAME, NULL);
        g_variant_lookup(vpn, NM_SETTING_VPN_TIMEOUT, "u", &connection->vpn.timeout);
        g_variant_lookup(vpn, NM_SETTING_VPN_PERSISTENT, "b", &connection->persistent);
    }
    return connection;
}

void
pptp_connection_free(PptpConnection *connection)
{
    if (!connection)
        return;
    g_hash_table_unref(connection->vpn.data);
    g_variant_unref(connection->settings);
    g_free(connection);
}
