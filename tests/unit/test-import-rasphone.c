/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "import-fixture.h"

/* Windows' phone books: every key of a real one stands in each sample. */

#define KEPT(KEY) "\"" KEY "\" has no meaning here; it is kept in the profile as user.data rasphone." KEY

/* Windows 10's: encryption as a condition, MS-CHAPv2 alone, other traffic not through the tunnel. UTF-8, CR LF. */
static void
test_onenet(void)
{
    import_assert("rasphone/onenet.pbk", "id=OneNet", "gateway=vpn.example.edu", "require-mppe=yes", "refuse-pap=yes", "refuse-chap=yes",
                  "refuse-mschap=yes", "refuse-eap=yes", "no-vj-comp=yes", "never-default", "user-data rasphone.RedialOnLinkFailure=1",
                  "note onenet.pbk:1: name and password elsewhere", "note onenet.pbk:23: " KEPT("RedialOnLinkFailure"),
                  "note onenet.pbk:52: ipv4.routes", NULL);
}

/* Windows XP's, in Windows-1252: name servers of its own, the strongest encryption. */
static void
test_xp(void)
{
    import_assert("rasphone/buero.pbk", "id=Büro Zürich", "gateway=vpn.example.ch", "require-mppe-128=yes", "refuse-pap=yes",
                  "refuse-chap=yes", "refuse-mschap=yes", "refuse-eap=yes", "dns 10.1.0.53", "dns 10.1.0.54", "ignore-auto-dns",
                  "search example.ch", "user-data rasphone.IpWinsAddress=10.1.0.60", "user-data rasphone.IpDnsFlags=1",
                  "note buero.pbk:1: name and password elsewhere", "note buero.pbk:60: " KEPT("IpWinsAddress"),
                  "note buero.pbk:65: " KEPT("IpDnsFlags"), NULL);
}

/* Routes as Windows keeps them, over several lines; servers that are tried in turn. */
static void
test_routes(void)
{
    import_assert("rasphone/routes.pbk", "id=Routes", "gateway=vpn1.example.edu, vpn2.example.edu", "require-mppe=yes", "refuse-pap=yes",
                  "refuse-chap=yes", "refuse-mschap=yes", "refuse-eap=yes", "no-vj-comp=yes", "never-default", "route 172.16.0.0/12",
                  "route 192.168.0.0/16", "route 10.0.6.0/24 metric 10", "user-data rasphone.RedialOnLinkFailure=1",
                  "note routes.pbk:1: name and password elsewhere", "note routes.pbk:23: " KEPT("RedialOnLinkFailure"),
                  "note routes.pbk:52: ipv4.routes", "note routes.pbk:97: route 4 is one of IPv6",
                  "note routes.pbk:97: route 5 is not understood", "note routes.pbk:144: \"not a name\"", NULL);
}

/* The first that may use PPTP is taken, the others are named. */
static void
test_first(void)
{
    import_assert("rasphone/several.pbk", "id=Head Office", "gateway=vpn1.example.com, vpn2.example.com", "refuse-mschap=yes",
                  "refuse-eap=yes", "no-vj-comp=yes", "note several.pbk:1: \"Broadband\" does not use PPTP",
                  "note several.pbk:91: \"Branch (L2TP)\" does not use PPTP", "note several.pbk:241: name and password elsewhere",
                  "note several.pbk:251: other protocols too", "note several.pbk:291: PAP here besides better methods",
                  "note several.pbk:392: \"Lab [old]\" is another PPTP connection", "note several.pbk:542: \"Tunnel\" does not use PPTP",
                  NULL);
}

/* Any of them can be named, in the call or behind the file's name, whatever the case. */
static void
test_named(void)
{
    import_assert_entry("rasphone/several.pbk", "lab [OLD]", "id=Lab [old]", "gateway=198.51.100.7", "require-mppe-128=yes",
                        "refuse-pap=yes", "refuse-chap=yes", "refuse-mschap=yes", "refuse-eap=yes", "no-vj-comp=yes",
                        "note several.pbk:392: name and password elsewhere", "note several.pbk:1: \"Broadband\"",
                        "note several.pbk:91: \"Branch (L2TP)\"", "note several.pbk:241: \"Head Office\" is another PPTP connection",
                        "note several.pbk:542: \"Tunnel\"", NULL);
    import_assert("rasphone/several.pbk#Lab [old]", "id=Lab [old]", "gateway=198.51.100.7", "require-mppe-128=yes", "refuse-pap=yes",
                  "refuse-chap=yes", "refuse-mschap=yes", "refuse-eap=yes", "no-vj-comp=yes",
                  "note several.pbk:392: name and password elsewhere", "note several.pbk:1: \"Broadband\"",
                  "note several.pbk:91: \"Branch (L2TP)\"", "note several.pbk:241: \"Head Office\" is another PPTP connection",
                  "note several.pbk:542: \"Tunnel\"", NULL);
}

/* A # that is part of the name. */
static void
test_number_sign(void)
{
    import_assert("rasphone/number-sign.pbk#Branch #2", "id=Branch #2", "gateway=two.example.com", "require-mppe-128=yes", "refuse-pap=yes",
                  "refuse-chap=yes", "refuse-mschap=yes", "refuse-eap=yes",
                  "note number-sign.pbk:1: \"Branch #1\" is another PPTP connection",
                  "note number-sign.pbk:12: name and password elsewhere", NULL);
}

static void
test_not_there(void)
{
    import_assert_refused("rasphone/several.pbk#Elsewhere", "no connection \"Elsewhere\"");
    import_assert_refused("rasphone/several.pbk#Broadband", "\"Broadband\" of the Windows phone book several.pbk is no VPN");
    import_assert_refused("rasphone/several.pbk#Tunnel", "another protocol than PPTP (VpnStrategy=14)");
    import_assert_refused("rasphone/no-pptp.pbk", "none of its 2 connections may use PPTP");
}

/* UTF-16 of either order, as PowerShell and Notepad save it; the second name has a letter beyond 16 bits. */
static void
test_utf16(void)
{
    import_assert("rasphone/powershell-utf16.pbk", "id=Universität", "gateway=vpn.example.edu", "require-mppe=yes", "refuse-pap=yes",
                  "refuse-chap=yes", "refuse-mschap=yes", "refuse-eap=yes", "no-vj-comp=yes", "search uni.example",
                  "note powershell-utf16.pbk:1: name and password elsewhere", "note powershell-utf16.pbk:11: other protocols too", NULL);
    import_assert("rasphone/big-endian.pbk", "id=東京 🌐", "gateway=vpn.example.edu", "require-mppe=yes", "refuse-pap=yes",
                  "refuse-chap=yes", "refuse-mschap=yes", "refuse-eap=yes", "no-vj-comp=yes",
                  "note big-endian.pbk:1: name and password elsewhere", NULL);
}

/* A provider's: PAP alone, no encryption, and a dialler, which is not carried over. A byte order mark and a comment in front. */
static void
test_pap_only(void)
{
    import_assert("rasphone/isp-pap.pbk", "id=Internet", "gateway=vpn.isp.example", "refuse-pap=no", "refuse-chap=yes", "refuse-mschap=yes",
                  "refuse-mschapv2=yes", "refuse-eap=yes", "refuse-mppe-40=yes", "refuse-mppe-128=yes",
                  "note isp-pap.pbk:2: name and password elsewhere", "note isp-pap.pbk:30: CustomDialDll names a program",
                  "note isp-pap.pbk:31: CustomDialFunc names a program", NULL);
}

/* PEAP besides MS-CHAPv2, routes of its own, and other things without a place here. */
static void
test_eap(void)
{
    import_assert("rasphone/eap.pbk", "id=Campus", "gateway=vpn.example.edu", "refuse-pap=yes", "refuse-chap=yes", "refuse-mschap=yes",
                  "no-vj-comp=yes", "never-default", "user-data rasphone.IdleDisconnectSeconds=1200",
                  "user-data rasphone.IpInterfaceMetric=20", "user-data rasphone.LcpExtensions=off",
                  "note eap.pbk:1: name and password elsewhere", "note eap.pbk:11: other protocols too",
                  "note eap.pbk:13: " KEPT("LcpExtensions"), "note eap.pbk:22: " KEPT("IdleDisconnectSeconds"),
                  "note eap.pbk:35: dials another connection first", "note eap.pbk:50: EAP of type 25",
                  "note eap.pbk:53: " KEPT("IpInterfaceMetric"), "note eap.pbk:1: 2 routes", NULL);
}

/* Values that are none, and MS-CHAP version 1 besides EAP. What says no known level of encryption is not taken for "none". */
static void
test_odd_values(void)
{
    import_assert("rasphone/automatic.pbk", "id=Automatic", "gateway=192.0.2.10", "refuse-pap=yes", "refuse-chap=yes",
                  "refuse-mschapv2=yes", "require-mppe=yes", "note automatic.pbk:1: name and password elsewhere",
                  "note automatic.pbk:12: DataEncryption is 1", "note automatic.pbk:53: MS-CHAP version 1 here besides better methods",
                  "note automatic.pbk:56: is no number", NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import/rasphone/onenet", test_onenet);
    g_test_add_func("/import/rasphone/xp", test_xp);
    g_test_add_func("/import/rasphone/routes", test_routes);
    g_test_add_func("/import/rasphone/first", test_first);
    g_test_add_func("/import/rasphone/named", test_named);
    g_test_add_func("/import/rasphone/number-sign", test_number_sign);
    g_test_add_func("/import/rasphone/not-there", test_not_there);
    g_test_add_func("/import/rasphone/utf16", test_utf16);
    g_test_add_func("/import/rasphone/pap-only", test_pap_only);
    g_test_add_func("/import/rasphone/eap", test_eap);
    g_test_add_func("/import/rasphone/odd-values", test_odd_values);
    return g_test_run();
}
