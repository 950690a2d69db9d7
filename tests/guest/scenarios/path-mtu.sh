# SPDX-License-Identifier: GPL-2.0-or-later
# Outer paths that take less than 1500 bytes: all data passes, and in one piece where the path is known.

# transfer_both_ways: through the tunnel, in packets as large as they get.
transfer_both_ways() {
    in_srv iperf3 -s -D -B "$INSIDE" >/dev/null
    expect_within 10 "iperf3 listens" eval 'in_srv ss -Htln | grep -q :5201'
    timeout 60 iperf3 -c "$INSIDE" -n 400K || fail "no transfer to the server"
    timeout 60 iperf3 -c "$INSIDE" -n 400K -R || fail "no transfer from the server"
}
tunnel_mtu() { cat "/sys/class/net/$(vpn_interface onenet)/mtu"; }
captured() { tcpdump -n -r "$LOG/tunnel.pcap" "$1" 2>/dev/null | wc -l; }
fragments() { captured 'ip[6:2] & 0x3fff != 0'; }
# A capture that saw nothing has no fragments either.
capture_saw() { assert_at_least "whole packets of the tunnel" 100 "$(captured 'proto gre and ip[6:2] & 0x3fff = 0')"; }
# through_a_path MTU SETTING...: up with that MTU, a transfer both ways with a capture, and down.
through_a_path() {
    local mtu=$1; shift
    profile_onenet "$@"
    capture_start tunnel
    up_ok onenet
    assert_eq "the tunnel's MTU with $*" "$mtu" "$(tunnel_mtu)"
    transfer_both_ways
    capture_stop
    capture_saw
    down_ok onenet
    expect_nothing_left
    pkill -x iperf3
}

scenario path_mtu_uplink "an uplink of 1400 bytes: the tunnel's packets fit it, no fragment leaves or arrives" deadline=120
path_mtu_uplink() {
    local transport
    echo 'ip link set c0 mtu 1500' >>/run/guest/restore
    ip link set c0 mtu 1400
    server_start srv
    for transport in kernel user; do
        through_a_path 1356 "transport=$transport"
        assert_eq "fragments with transport=$transport" 0 "$(fragments)"
    done
}

scenario path_mtu_told "a router further on with 1400 bytes that says so: the tunnel's packets fit, no fragment leaves or arrives" deadline=120
path_mtu_told() {
    local transport
    echo 'ip -n rtr link set r1 mtu 1500; ip -n srv link set s0 mtu 1500; ip route flush cache' >>/run/guest/restore
    in_rtr ip link set r1 mtu 1400
    in_srv ip link set s0 mtu 1400
    server_start srv
    for transport in kernel user; do
        ip route flush cache
        through_a_path 1356 "transport=$transport"
        assert_eq "fragments with transport=$transport" 0 "$(fragments)"
    done
}

scenario path_mtu_hidden "a router further on with 1400 bytes that says nothing: fragments, and all data passes" deadline=120
path_mtu_hidden() {
    local transport
    echo 'ip -n rtr link set r1 mtu 1500; ip -n srv link set s0 mtu 1500' >>/run/guest/restore
    touch /run/guest/faults
    in_rtr ip link set r1 mtu 1400
    in_srv ip link set s0 mtu 1400
    in_rtr nft 'add table ip faults; add chain ip faults output { type filter hook output priority 0; }; add rule ip faults output icmp type destination-unreachable counter drop'
    server_start srv
    for transport in kernel user; do
        through_a_path 1396 "transport=$transport"
        assert_at_least "fragments with transport=$transport" 1 "$(fragments)"
    done
}
