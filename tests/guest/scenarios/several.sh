# SPDX-License-Identifier: GPL-2.0-or-later
# Several tunnels at once.

scenario two_servers "two tunnels to two servers: both carry data, each ends alone" deadline=90
two_servers() {
    server_start srv
    server_start srv2
    profile_onenet
    profile second gateway="$SERVER2" require-mppe=yes ipv4.never-default=true ipv4.route1=10.21.0.0/16
    up_ok onenet
    up_ok second
    ping_inside "$INSIDE"
    ping_inside "$INSIDE2"
    down_ok onenet
    expect_within 3 "the first server's session ended" server_session_gone srv
    ping_inside "$INSIDE2"
    assert_true "the second is still up" is_active second
    down_ok second
    expect_nothing_left
    server_told srv2
}

scenario two_tunnels_one_server "two tunnels to the same server: both carry data, each ends alone" deadline=90 compared core
two_tunnels_one_server() {
    server_start srv
    profile_onenet
    profile second require-mppe=yes ipv4.never-default=true ipv4.route1=10.20.5.0/24
    up_ok onenet
    up_ok second
    assert_eq "sessions at the server" 2 "$(server_sessions srv)"
    assert_eq "the second tunnel is the one to the inside" "$(vpn_interface second)" "$(route_device "$INSIDE")"
    ping_inside
    down_ok second
    expect_within 3 "one session is left at the server" eval '[ "$(server_sessions srv)" = 1 ]'
    assert_eq "now the first is the way to the inside" "$(vpn_interface onenet)" "$(route_device "$INSIDE")"
    ping_inside
    down_ok onenet
    expect_nothing_left
    server_told
}
