# SPDX-License-Identifier: GPL-2.0-or-later
# Connecting: what a working tunnel is.

scenario connect_mppe_required "require-mppe=yes to a server that requires MPPE-128: an encrypted tunnel that carries data" compared
connect_mppe_required() {
    server_start srv
    profile_onenet
    capture_start tunnel
    up_ok onenet
    assert_true "NetworkManager says activated" is_active onenet
    assert_match "the address NetworkManager shows" '^10\.20\.0\.1[0-9][0-9]/' "$(vpn_address onenet)"
    expect_within 3 "the server's pppd says MPPE" server_logged srv 'MPPE 128-bit stateless compression enabled'
    ping -n -c 3 -i 0.2 -W 5 -p 6f6e656e65742d21 "$INSIDE"
    capture_stop
    assert_at_least "tunnel packets in the capture" 6 "$(capture_frames tunnel | grep -c ' 00fd ')"
    assert_false "the ping's pattern in clear on the wire" grep -q 'onenet-!onenet-!' "$LOG/tunnel.pcap"
    down_ok onenet
    expect_nothing_left
    server_told
}
