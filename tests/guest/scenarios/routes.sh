# SPDX-License-Identifier: GPL-2.0-or-later
# Routes and DNS: what NetworkManager makes of the tunnel.

scenario routes_split "never-default with a route: only that net goes through the tunnel; DNS and WINS are known"
routes_split() {
    server_start srv
    profile_onenet
    up_ok onenet
    assert_eq "the inner net's device" "$(vpn_interface onenet)" "$(route_device "$INSIDE")"
    assert_eq "default routes" "default via $ROUTER dev c0 proto static metric 100 " "$(default_routes)"
    assert_eq "the server's device" c0 "$(route_device "$SERVER")"
    assert_match "DNS that NetworkManager shows" '10\.20\.0\.53' "$(nmcli -g IP4.DNS connection show onenet)"
    ping_inside
    down_ok onenet
    expect_nothing_left
    assert_eq "the inner net's device after the end" c0 "$(route_device "$INSIDE")"
}

scenario routes_default "the default route through the tunnel, the server still reached outside of it; DNS in resolv.conf" core
routes_default() {
    server_start srv
    profile onenet require-mppe=yes
    up_ok onenet
    assert_eq "the inner net's device" "$(vpn_interface onenet)" "$(route_device "$INSIDE")"
    assert_eq "any address's device" "$(vpn_interface onenet)" "$(route_device 192.0.2.77)"
    assert_eq "the server's device" c0 "$(route_device "$SERVER")"
    assert_match "resolv.conf" '^nameserver 10\.20\.0\.53' "$(</etc/resolv.conf)"
    ping_inside
    stays_for 2 "the VPN is up" is_active onenet
    down_ok onenet
    expect_nothing_left
    assert_eq "any address's device after the end" c0 "$(route_device 192.0.2.77)"
    expect_within 3 "resolv.conf as before" eval '! grep -q 10.20.0.53 /etc/resolv.conf'
}

scenario routes_peer_is_gateway "the server's inner address is its outer one: the tunnel does not swallow itself" compared core
routes_peer_is_gateway() {
    server_start srv localip="$SERVER"
    profile_onenet
    capture_start tunnel
    up_ok onenet
    # Where `ip route get` points matters less than that packets of the tunnel leave by c0, and that both directions work.
    ping_inside "$INSIDE" 5
    stays_for 3 "the VPN is up" is_active onenet
    ping_inside "$INSIDE" 5
    capture_stop
    assert_at_least "tunnel packets of ours on c0" 10 "$(count_frames tunnel "^$CLIENT 00fd ")"
    down_ok onenet
    expect_nothing_left
    server_told
    assert_true "the control connection reached Poptop to the end" server_control_logged 'type: 12\)|type: 3\)'
}

scenario routes_ipv6_advertisement "a server that offers IPv6 is refused it: no router advertisement can give an IPv6 default route" compared core
routes_ipv6_advertisement() {
    server_start srv +ipv6
    profile_onenet
    up_ok onenet
    ping_inside
    local i device; device=$(vpn_interface onenet)
    # Where a client takes IPv6, as the present plugin does, the advertisement goes out and the kernel makes a route of it.
    for i in 1 2 3; do in_srv python3 "$GUEST/servers/advertise.py" ppp0 || note "the server could not send the advertisement: no IPv6 on the link"; done
    record refused "$(server_log srv | grep -c "Protocol-Reject for 'IPv6 Control Protocol'") Protocol-Reject of IPV6CP"
    assert_true "the server was refused IPV6CP" server_logged srv "Protocol-Reject for 'IPv6 Control Protocol'"
    assert_eq "the kernel's own autoconfiguration on $device" 0 "$(cat "/proc/sys/net/ipv6/conf/$device/accept_ra")"
    ping_inside
    record ipv6 "$(ip -6 route show default | paste -sd ';')"
    assert_eq "IPv6 default routes" '' "$(ip -6 route show default)"
}
