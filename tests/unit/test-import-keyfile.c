/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "import-fixture.h"

static NMConnection *
import_good(const char *sample)
{
    g_autofree char *path = import_sample(sample);
    g_autoptr(GError) error = NULL;
    NMConnection *connection = pptp_import(path, NULL, NULL, &error);

    g_assert_no_error(error);
    return connection;
}

/* -- NetworkManager's profiles -- */

/* Of the present plugin's editor. A password with GKeyFile's escapes. */
static void
test_stock(void)
{
    import_assert("keyfile/stock.nmconnection", "id=Work (PPTP)", "gateway=vpn.example.com", "user=alice", "secret password=s3\\cret  ",
                  "password-flags=0", "lcp-echo-failure=5", "lcp-echo-interval=30", "refuse-chap=yes", "refuse-eap=yes",
                  "refuse-mschap=yes", "refuse-pap=yes", "require-mppe=yes", "dns 10.0.0.53", "search example.com", "ignore-auto-dns",
                  "never-default", "route 10.0.0.0/8", "route 172.16.0.0/12 via 10.0.0.1 metric 50", NULL);
}

/* What is not the VPN's: the profile stays the same one. */
static void
test_stock_rest(void)
{
    g_autoptr(NMConnection) connection = import_good("keyfile/stock.nmconnection");
    NMSettingConnection *setting = nm_connection_get_setting_connection(connection);
    const char *type = NULL, *user = NULL;

    g_assert_cmpstr(nm_connection_get_uuid(connection), ==, "0b3c1c5e-6d3e-4f0c-9c3b-2d1e0f4a5b6c");
    g_assert_false(nm_setting_connection_get_autoconnect(setting));
    g_assert_cmpuint(nm_setting_connection_get_num_permissions(setting), ==, 1);
    g_assert_true(nm_setting_connection_get_permission(setting, 0, &type, &user, NULL));
    g_assert_cmpstr(user, ==, "alice");
    g_assert_cmpstr(nm_setting_ip_config_get_method(nm_connection_get_setting_ip6_config(connection)), ==, "disabled");
}

/* KDE's empty keys, true for yes, another name for the user, blanks around values. */
static void
test_kde(void)
{
    import_assert("keyfile/kde.nmconnection", "id=plasma", "gateway=vpn.example.net", "user=bob", "mppe-stateful=yes", "password-flags=1",
                  "refuse-pap=no", "require-mppe-128=yes", NULL);
}

/* By hand: the user in the gateway, keys that are none, values that are none, groups of other profiles, an older way to write a route. */
static void
test_odd(void)
{
    g_autoptr(NMConnection) connection = import_good("keyfile/odd.nmconnection");
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);

    import_assert("keyfile/odd.nmconnection", "id=odd", "persistent", "gateway=198.51.100.20", "domain=CORP", "user=carol", "secret password=of its own",
                  "require-mppe=yes", "mru=1300", "refuse-eap=yes", "route 192.168.7.0/24", "user-data vpn.remote-name=office",
                  "note odd.nmconnection:5: \"autoconect\" is no key of the group [connection]",
                  "note odd.nmconnection:10: the password stands among the options", "note odd.nmconnection:12: 576 to 1500",
                  "note odd.nmconnection:14: Refuse-Eap is taken for refuse-eap", "note odd.nmconnection:15: \"remote-name\"",
                  "note odd.nmconnection:16: belongs to IPsec", "note odd.nmconnection:19: not understood",
                  "note odd.nmconnection:23: the secret \"ipsec-psk\"", "note odd.nmconnection:25: the group \"ethernet\"",
                  "note odd.nmconnection:31: 10.0.0.300", NULL);
    g_assert_true(nm_setting_vpn_get_persistent(vpn));
    g_assert_cmpuint(nm_setting_vpn_get_timeout(vpn), ==, 45);
}

/* A group that comes twice is one; yes for true is taken, where it keeps traffic out of the tunnel; user data stays. */
static void
test_twice(void)
{
    import_assert("keyfile/twice.nmconnection", "id=twice", "gateway=second.example.com", "domain=DOM", "user=dora", "refuse-mppe-40=yes",
                  "refuse-mschapv2=no", "never-default", "user-data org.example.note=kept as it is",
                  "note twice.nmconnection:8: never-default is \"yes\"", NULL);
}

static void
test_refused(void)
{
    import_assert_refused("keyfile/wifi.nmconnection", "profile of type \"wifi\"");
    import_assert_refused("keyfile/openvpn.nmconnection", "another VPN: \"org.freedesktop.NetworkManager.openvpn\"");
}

/* -- NetworkManager-l2tp's exports -- */

static void
test_l2tp_office(void)
{
    g_autoptr(NMConnection) connection = import_good("l2tp/office.conf");

    import_assert("l2tp/office.conf", "id=Office", "gateway=gw.example.org", "user=erin", "domain=OFFICE", "mtu=1400", "mru=1400",
                  "refuse-eap=yes", "refuse-pap=yes", "refuse-chap=yes", "refuse-mschap=yes", "require-mppe=yes", "mppe-stateful=yes",
                  "no-vj-comp=yes", "nobsdcomp=yes", "nodeflate=yes", "lcp-echo-failure=5", "lcp-echo-interval=30", "dns 192.168.0.1",
                  "dns 192.168.0.2", "search office.example.org", "route 192.168.0.0/24 via 192.168.0.1 metric 1", "route 10.9.0.0/16",
                  "ignore-auto-dns", "never-default", "note office.conf: becomes one for PPTP",
                  "note office.conf:24: \"machine-auth-type\" belongs to IPsec", "note office.conf:25: \"ipsec-enabled\"",
                  "note office.conf:26: \"ipsec-gateway-id\"", "note office.conf:27: \"ipsec-ike\"",
                  "note office.conf:28: \"ipsec-forceencaps\"", NULL);
    g_assert_true(nm_setting_ip_config_get_ignore_auto_routes(nm_connection_get_setting_ip4_config(connection)));
}

/* The way it was written down before: a name for an id, commas, and values that are none. */
static void
test_l2tp_old(void)
{
    import_assert("l2tp/old.conf", "id=old export", "gateway=198.51.100.33", "user=frank", "unit=3", "route 10.2.3.4/32",
                  "user-data l2tp.ephemeral-port=true", "note old.conf: becomes one for PPTP", "note old.conf:7: \"ephemeral-port\"",
                  "note old.conf:8: \"user-certpass\" is left out: it may be a secret", "note old.conf:12: the method is left at auto",
                  "note old.conf:13: \"10.0.0.0/33\"", "note old.conf:13: \"10.1.0.0/16 over there\"", "note old.conf:16: \"2001:db8::53\"",
                  "note old.conf:17: \"dad-timeout\"", "note old.conf:21: IPv6 is not carried over", NULL);
}

static void
test_l2tp_minimal(void)
{
    import_assert("l2tp/minimal.conf", "id=minimal", "gateway=vpn.example.com", "note minimal.conf: becomes one for PPTP", NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import/keyfile/stock", test_stock);
    g_test_add_func("/import/keyfile/stock-rest", test_stock_rest);
    g_test_add_func("/import/keyfile/kde", test_kde);
    g_test_add_func("/import/keyfile/odd", test_odd);
    g_test_add_func("/import/keyfile/twice", test_twice);
    g_test_add_func("/import/keyfile/refused", test_refused);
    g_test_add_func("/import/l2tp/office", test_l2tp_office);
    g_test_add_func("/import/l2tp/old", test_l2tp_old);
    g_test_add_func("/import/l2tp/minimal", test_l2tp_minimal);
    return g_test_run();
}
