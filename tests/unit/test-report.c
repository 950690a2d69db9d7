/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <NetworkManager.h>
#include <arpa/inet.h>

#include "service/report.h"

static guint32
ip(const char *text)
{
    struct in_addr in;

    g_assert_cmpint(inet_pton(AF_INET, text, &in), ==, 1);
    return in.s_addr;
}

static PptpLinkIp
typical(void)
{
    PptpLinkIp facts = {.ifname = "ppp3", .mtu = 1396};

    facts.local = ip("10.20.0.100");
    facts.peer = ip("10.20.0.1");
    facts.dns[0] = ip("10.20.0.53");
    facts.dns[1] = ip("10.20.0.54");
    facts.wins[0] = ip("10.20.0.60");
    return facts;
}

static guint32
get_u32(GVariant *dict, const char *key)
{
    guint32 value = 0;

    g_assert_true(g_variant_lookup(dict, key, "u", &value));
    return value;
}

static void
assert_servers(GVariant *dict, const char *key, const guint32 *expected, gsize n)
{
    g_autoptr(GVariant) array = g_variant_lookup_value(dict, key, G_VARIANT_TYPE("au"));
    const guint32 *found;
    gsize n_found;

    if (n == 0) {
        g_assert_null(array);
        return;
    }
    g_assert_nonnull(array);
    found = g_variant_get_fixed_array(array, &n_found, sizeof *found);
    g_assert_cmpmem(found, n_found * sizeof *found, expected, n * sizeof *expected);
}

static void
test_config(void)
{
    g_autoptr(GInetAddress) gateway = g_inet_address_new_from_string("203.0.113.9");
    PptpLinkIp facts = typical();
    g_autoptr(GVariant) config = g_variant_ref_sink(pptp_report_config(&facts, gateway, FALSE));
    const char *device;
    gboolean has;

    g_assert_true(g_variant_lookup(config, NM_VPN_PLUGIN_CONFIG_TUNDEV, "&s", &device));
    g_assert_cmpstr(device, ==, "ppp3");
    g_assert_cmphex(get_u32(config, NM_VPN_PLUGIN_CONFIG_EXT_GATEWAY), ==, ip("203.0.113.9"));
    g_assert_cmpuint(get_u32(config, NM_VPN_PLUGIN_CONFIG_MTU), ==, 1396);
    g_assert_true(g_variant_lookup(config, NM_VPN_PLUGIN_CONFIG_HAS_IP4, "b", &has) && has);
    g_assert_true(g_variant_lookup(config, NM_VPN_PLUGIN_CONFIG_HAS_IP6, "b", &has) && !has);
}

static void
test_no_mtu(void)
{
    g_autoptr(GInetAddress) gateway = g_inet_address_new_from_string("203.0.113.9");
    PptpLinkIp facts = typical();
    g_autoptr(GVariant) config = NULL;

    facts.mtu = 0;
    config = g_variant_ref_sink(pptp_report_config(&facts, gateway, FALSE));
    g_assert_false(g_variant_lookup(config, NM_VPN_PLUGIN_CONFIG_MTU, "u", NULL));
}

static void
test_ip4(void)
{
    PptpLinkIp facts = typical();
    const guint32 dns[] = {ip("10.20.0.53"), ip("10.20.0.54")}, wins[] = {ip("10.20.0.60")};
    g_autoptr(GVariant) ip4 = g_variant_ref_sink(pptp_report_ip4(&facts));

    g_assert_cmphex(get_u32(ip4, NM_VPN_PLUGIN_IP4_CONFIG_ADDRESS), ==, ip("10.20.0.100"));
    g_assert_cmphex(get_u32(ip4, NM_VPN_PLUGIN_IP4_CONFIG_PTP), ==, ip("10.20.0.1"));
    g_assert_cmpuint(get_u32(ip4, NM_VPN_PLUGIN_IP4_CONFIG_PREFIX), ==, 32);
    assert_servers(ip4, NM_VPN_PLUGIN_IP4_CONFIG_DNS, dns, 2);
    assert_servers(ip4, NM_VPN_PLUGIN_IP4_CONFIG_NBNS, wins, 1);
}

/* pppd repeats a single name server, and fills gaps with nothing. */
static void
test_servers(void)
{
    PptpLinkIp facts = typical();
    const guint32 one[] = {ip("10.20.0.53")}, second[] = {ip("10.20.0.61")};
    g_autoptr(GVariant) ip4 = NULL;

    facts.dns[1] = facts.dns[0];
    facts.wins[0] = 0;
    facts.wins[1] = second[0];
    ip4 = g_variant_ref_sink(pptp_report_ip4(&facts));
    assert_servers(ip4, NM_VPN_PLUGIN_IP4_CONFIG_DNS, one, 1);
    assert_servers(ip4, NM_VPN_PLUGIN_IP4_CONFIG_NBNS, second, 1);

    g_clear_pointer(&ip4, g_variant_unref);
    facts.dns[0] = facts.dns[1] = facts.wins[1] = 0;
    ip4 = g_variant_ref_sink(pptp_report_ip4(&facts));
    assert_servers(ip4, NM_VPN_PLUGIN_IP4_CONFIG_DNS, NULL, 0);
    assert_servers(ip4, NM_VPN_PLUGIN_IP4_CONFIG_NBNS, NULL, 0);
}

static void
test_no_peer(void)
{
    PptpLinkIp facts = typical();
    g_autoptr(GVariant) ip4 = NULL;

    facts.peer = 0;
    ip4 = g_variant_ref_sink(pptp_report_ip4(&facts));
    g_assert_cmphex(get_u32(ip4, NM_VPN_PLUGIN_IP4_CONFIG_PTP), ==, ip("10.20.0.100"));
}

static void
test_without_servers(void)
{
    PptpLinkIp facts = typical();
    g_autoptr(GVariant) with = g_variant_ref_sink(pptp_report_ip4(&facts));
    g_autoptr(GVariant) without = g_variant_ref_sink(pptp_report_without_servers(with));
    g_autoptr(GVariant) routes = NULL;
    g_autofree char *text = NULL, *expected = NULL;

    assert_servers(without, NM_VPN_PLUGIN_IP4_CONFIG_DNS, NULL, 0);
    assert_servers(without, NM_VPN_PLUGIN_IP4_CONFIG_NBNS, NULL, 0);
    g_assert_cmpuint(g_variant_n_children(without), ==, 4);
    g_assert_true(g_variant_lookup(without, NM_VPN_PLUGIN_IP4_CONFIG_ROUTES, "@aau", &routes));
    text = g_variant_print(routes, FALSE);
    expected = g_strdup_printf("[[%u, 32, 0, 0]]", facts.local);
    g_assert_cmpstr(text, ==, expected);
    g_assert_cmphex(get_u32(without, NM_VPN_PLUGIN_IP4_CONFIG_ADDRESS), ==, facts.local);
    g_assert_null(pptp_report_without_servers(without));
    assert_servers(with, NM_VPN_PLUGIN_IP4_CONFIG_DNS, facts.dns, 2);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/config", test_config);
    g_test_add_func("/report/no-mtu", test_no_mtu);
    g_test_add_func("/report/ip4", test_ip4);
    g_test_add_func("/report/servers", test_servers);
    g_test_add_func("/report/no-peer", test_no_peer);
    g_test_add_func("/report/without-servers", test_without_servers);
    return g_test_run();
}
