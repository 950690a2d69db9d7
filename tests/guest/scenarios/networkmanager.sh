# SPDX-License-Identifier: GPL-2.0-or-later
# NetworkManager's ways to start a VPN, and its own test suite's scenarios.

scenario nm_secondaries "connection.secondaries: the base connection brings the VPN up" deadline=90
nm_secondaries() {
    server_start srv
    profile_onenet
    base_profile "secondaries=$(uuid_of onenet);"
    nmcli connection reload
    timeout 60 nmcli connection up base
    expect_within 20 "the VPN is up" is_active onenet
    ping_inside
}

# A server in the client's own namespace, as NetworkManager's test suite has it.
own_suite_setup() {
    server_start root listen=127.0.0.1
    profile con_vpn gateway=127.0.0.1 require-mppe=yes ipv4.never-default=true
    up_ok con_vpn
    assert_match "the address" '10\.20\.0\.1' "$(vpn_address con_vpn)"
}

scenario nm_suite_connect "NetworkManager's own test: gateway 127.0.0.1, server and client in one namespace" compared
nm_suite_connect() {
    own_suite_setup
    assert_true "active" is_active con_vpn
    stays_for 2 "the VPN is up" is_active con_vpn
    down_ok con_vpn
    expect_nothing_left
}

scenario nm_suite_pkill "NetworkManager's own test: pkill -f nm-pptp-pppd-plugin finds a process, and the VPN leaves \"connected\"" compared core
nm_suite_pkill() {
    own_suite_setup
    assert_true "pkill -f nm-pptp-pppd-plugin finds its process" pkill -f nm-pptp-pppd-plugin
    expect_within 3 "the VPN is no longer connected" eval '! is_active con_vpn'
    expect_nothing_left
}

scenario journal_once "pppd's messages are in the journal once, under the connection's UUID"
journal_once() {
    server_start srv
    profile_onenet
    up_ok onenet
    local address; address=$(vpn_address onenet); address=${address%/*}
    assert_eq "entries 'local  IP address $address'" 1 "$(journal_all | grep -c "pppd.*local  IP address $address" || true)"
    assert_eq "of them under the connection's UUID" 1 "$(journal_for_uuid onenet | grep -c "pppd.*local  IP address $address" || true)"
}

warnings_are() { [ "$(sentences "$1" | wc -l)" = "$2" ]; }

scenario journal_levels "the sentence is in the journal once, as a warning, at every log level of NetworkManager's" deadline=120 extra
journal_levels() {
    local level n=0
    echo 'nmcli general logging level INFO domains DEFAULT' >/run/guest/restore
    profile_onenet
    for level in OFF ERR WARN INFO DEBUG TRACE; do
        nmcli general logging level "$level" domains ALL
        up_fails onenet 'Unknown reason'
        n=$((n + 1))
        expect_within 5 "a warning more, at level $level" warnings_are onenet "$n"
        assert_eq "entries with the sentence, of any priority" "$n" "$(journal_for_uuid onenet | grep -c 'TCP port 1723 is closed' || true)"
    done
}
