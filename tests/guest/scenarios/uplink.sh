# SPDX-License-Identifier: GPL-2.0-or-later
# What happens under a tunnel is noticed at once, not when the echoes are lost: by default that takes two and a half minutes.

# The uplink gets another address by NetworkManager, as from a new lease.
uplink_renumbered() {
    echo 'nmcli --wait 15 connection up base' >>/run/guest/restore
    nmcli device modify c0 ipv4.addresses 10.99.0.3/24 >/dev/null
}

scenario uplink_other_address "the uplink gets another address: the tunnel ends at once, and says so" deadline=90 extra
uplink_other_address() {
    server_start srv
    profile_onenet
    up_ok onenet
    ping_inside
    uplink_renumbered
    expect_within 4 "the VPN is down" is_down onenet
    assert_sentence onenet "10\.99\.0\.2, which the tunnel used, is gone"
    expect_nothing_left
}

scenario uplink_other_address_persistent "persistent: the uplink gets another address: the tunnel is back from there at once" deadline=90 extra
uplink_other_address_persistent() {
    server_start srv dns=none
    persistent_up
    uplink_renumbered
    back_within 20
    assert_match "the journal" '10\.99\.0\.2, which the tunnel used, is gone' "$(journal_for_uuid onenet)"
    assert_true "the control connection comes from the new address" eval 'ss -Htn state established "dport = :1723" | grep -q 10.99.0.3:'
    down_ok onenet
    expect_nothing_left
}

scenario uplink_other_route "the way to the server leads nowhere: a sign of life is asked for at once" deadline=90 extra
uplink_other_route() {
    server_start srv
    profile_onenet
    up_ok onenet
    ping_inside
    # A second interface that ends in a void takes over.
    ip link add d0 type dummy
    echo 'ip link del d0 2>/dev/null' >/run/guest/restore
    ip link set d0 up
    ip route add "$SERVER" dev d0 metric 1
    expect_within 10 "the VPN is down" is_down onenet
    assert_sentence onenet 'stopped answering'
    ip link del d0
    expect_nothing_left
}

scenario uplink_other_route_harmless "the way to the server changes and still leads there: the tunnel stays" deadline=60 extra
uplink_other_route_harmless() {
    server_start srv
    profile_onenet
    up_ok onenet
    local device; device=$(vpn_interface onenet)
    ip link add d0 type dummy
    echo 'ip link del d0 2>/dev/null' >/run/guest/restore
    ip link set d0 up
    ip route add "$SERVER" dev d0 metric 1
    ip route del "$SERVER" dev d0 metric 1
    ip route add 192.0.2.0/24 dev d0
    ip addr add 192.0.2.1/32 dev d0
    stays_for 7 "the VPN is up" is_active onenet
    assert_eq "the interface" "$device" "$(vpn_interface onenet)"
    ping_inside
}
