/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/report.h"

#include <nm-vpn-dbus-interface.h>
#include <string.h>

static void
add_u32(GVariantBuilder *builder, const char *key, guint32 value)
{
    g_variant_builder_add(builder, "{sv}", key, g_variant_new_uint32(value));
}

/* Name servers without the gaps and repetitions that pppd reports where the server names fewer than two. */
static void
add_servers(GVariantBuilder *builder, const char *key, const guint32 servers[2])
{
    guint32 found[2];
    gsize n = 0;

    for (guint i = 0; i < 2; i++) {
        if (servers[i] && !(n > 0 && found[0] == servers[i]))
            found[n++] = servers[i];
    }
    if (n > 0)
        g_variant_builder_add(builder, "{sv}", key, g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, found, n, sizeof found[0]));
}

gboolean
pptp_report_mtu_is_valid(guint mtu)
{
    return mtu >= 68 && mtu <= 65535;
}

GVariant *
pptp_report_config(const PptpLinkIp *ip, GInetAddress *gateway, gboolean persistent)
{
    GVariantBuilder builder;
    guint32 address;

    memcpy(&address, g_inet_address_to_bytes(gateway), sizeof address);
    g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_TUNDEV, g_variant_new_string(ip->ifname));
    add_u32(&builder, NM_VPN_PLUGIN_CONFIG_EXT_GATEWAY, address);
    if (pptp_report_mtu_is_valid(ip->mtu))
        add_u32(&builder, NM_VPN_PLUGIN_CONFIG_MTU, ip->mtu);
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_HAS_IP4, g_variant_new_boolean(TRUE));
    g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CONFIG_HAS_IP6, g_variant_new_boolean(FALSE));
    if (persistent)
        g_variant_builder_add(&builder, "{sv}", NM_VPN_PLUGIN_CAN_PERSIST, g_variant_new_boolean(TRUE));
    return g_variant_builder_end(&builder);
}

GVariant *
pptp_report_ip4(const PptpLinkIp *ip)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
    add_u32(&builder, NM_VPN_PLUGIN_IP4_CONFIG_ADDRESS, ip->local);
    add_u32(&builder, NM_VPN_PLUGIN_IP4_CONFIG_PTP, ip->peer ? ip->peer : ip->local);
    add_u32(&builder, NM_VPN_PLUGIN_IP4_CONFIG_PREFIX, 32);
    add_servers(&builder, NM_VPN_PLUGIN_IP4_CONFIG_DNS, ip->dns);
    add_servers(&builder, NM_VPN_PLUGIN_IP4_CONFIG_NBNS, ip->wins);
    return g_variant_builder_end(&builder);
}

GVariant *
pptp_report_without_servers(GVariant *ip4)
{
    g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT(ip4);
    const gboolean had_dns = g_variant_dict_remove(&dict, NM_VPN_PLUGIN_IP4_CONFIG_DNS);
    const gboolean had_nbns = g_variant_dict_remove(&dict, NM_VPN_PLUGIN_IP4_CONFIG_NBNS);
    guint32 route[4] = {0, 32, 0, 0}; /* destination, prefix, next hop, metric */
    GVariant *routes;

    if (!had_dns && !had_nbns)
        return NULL;
    g_variant_dict_lookup(&dict, NM_VPN_PLUGIN_IP4_CONFIG_ADDRESS, "u", &route[0]);
    routes = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, route, G_N_ELEMENTS(route), sizeof route[0]);
    g_variant_dict_insert_value(&dict, NM_VPN_PLUGIN_IP4_CONFIG_ROUTES, g_variant_new_array(G_VARIANT_TYPE("au"), &routes, 1));
    return g_variant_dict_end(&dict);
}
