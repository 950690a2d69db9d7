# SPDX-License-Identifier: GPL-2.0-or-later
# Connecting: what a working tunnel is, with and without encryption.

PATTERN='onenet-!' PATTERN_HEX=6f6e656e65742d21

ping_inside() { ping -n -c "${2:-2}" -i 0.2 -W 5 "${1:-$INSIDE}"; }
ping_pattern() { ping -n -c 3 -i 0.2 -W 5 -p "$PATTERN_HEX" "$INSIDE"; }
pattern_on_the_wire() { grep -q "$PATTERN$PATTERN" "$LOG/tunnel.pcap"; }

scenario connect_mppe_required "require-mppe=yes, a server that requires MPPE-128: an encrypted tunnel that carries data" compared core
connect_mppe_required() {
    server_start srv
    profile_onenet
    capture_start tunnel
    up_ok onenet
    assert_true "NetworkManager says activated" is_active onenet
    assert_match "the address NetworkManager shows" '^10\.20\.0\.1[0-9][0-9]/' "$(vpn_address onenet)"
    expect_within 3 "the server's pppd says MPPE" server_logged srv 'MPPE 128-bit stateless compression enabled'
    ping_pattern
    capture_stop
    assert_at_least "encrypted packets in the capture" 6 "$(count_frames tunnel ' 00fd ')"
    assert_false "the ping's pattern in clear on the wire" pattern_on_the_wire
    down_ok onenet
    expect_nothing_left
    server_told
}

scenario connect_no_mppe_key "no MPPE key, a server that requires MPPE: encrypted all the same"
connect_no_mppe_key() {
    server_start srv
    profile onenet ipv4.never-default=true ipv4.route1=10.20.0.0/16
    up_ok onenet
    expect_within 3 "the server's pppd says MPPE" server_logged srv 'MPPE 128-bit stateless compression enabled'
    ping_inside
}

scenario connect_mppe_off "no MPPE key, a server without MPPE: connects unencrypted, with a warning in the journal" compared core
connect_mppe_off() {
    server_start srv mppe=none
    profile onenet ipv4.never-default=true ipv4.route1=10.20.0.0/16
    capture_start tunnel
    up_ok onenet
    ping_pattern
    capture_stop
    # The counterpart of connect_mppe_required: proof that the pattern would be seen.
    assert_true "the ping's pattern in clear on the wire" pattern_on_the_wire
    assert_sentence onenet 'encrypt'
    # Its own CCP request says that it takes nothing encrypted: no other key length is tried.
    ! is_ours || assert_eq "calls" 2 "$(server_control_log | grep -c 'type: 7)')"
    down_ok onenet
    expect_nothing_left
    server_told
}

scenario connect_mppe_off_required "require-mppe=yes, a server without MPPE: fails, says so" compared extra
connect_mppe_off_required() {
    server_start srv mppe=none
    profile_onenet
    up_fails onenet 'Unknown reason'
    assert_sentence onenet 'encryption|MPPE'
    expect_nothing_left
    server_told
}

scenario connect_domain "DOMAIN\\user: the domain key goes in front of the user"
connect_domain() {
    server_start srv
    profile_onenet domain=CORP
    up_ok onenet
    assert_true "the server saw CORP\\$SERVER_USER" server_logged srv "name = \"CORP..?$SERVER_USER\""
    ping_inside
}

scenario connect_by_name "a gateway given by its name"
connect_by_name() {
    server_start srv
    profile_onenet gateway=vpn.test
    up_ok onenet
    ping_inside
}

scenario connect_mtu "the interface has the MTU that was negotiated, and packets of that size pass"
connect_mtu() {
    server_start srv mru\ 1300
    profile_onenet
    up_ok onenet
    local mtu; mtu=$(cat "/sys/class/net/$(vpn_interface onenet)/mtu")
    assert_at_most "MTU after the server's MRU of 1300, MPPE taken off" 1296 "$mtu"
    assert_at_least "MTU" 1280 "$mtu"
    ping -n -c 2 -i 0.2 -W 5 -M 'do' -s "$((mtu - 28))" "$INSIDE"
    assert_false "a packet larger by one leaves" ping -n -c 1 -W 2 -M 'do' -s "$((mtu - 27))" "$INSIDE"
    in_srv ping -n -c 2 -i 0.2 -W 5 -M 'do' -s "$((mtu - 28))" "$(vpn_address onenet | cut -d / -f 1)"
}

scenario connect_ip_up_environment "pppd's scripts learn the connection's name and UUID, and nothing secret"
connect_ip_up_environment() {
    printf '#!/bin/sh\nenv >/run/guest/ip-up-env\n' >/etc/ppp/ip-up.d/zz-guest
    chmod 755 /etc/ppp/ip-up.d/zz-guest
    echo 'rm -f /etc/ppp/ip-up.d/zz-guest /run/guest/ip-up-env' >/run/guest/restore
    server_start srv
    profile_onenet
    up_ok onenet
    expect_within 5 "the ip-up script ran" test -s /run/guest/ip-up-env
    local env; env=$(</run/guest/ip-up-env)
    assert_match "the environment" "^CONNECTION_UUID=$(uuid_of onenet)\$" "$env"
    assert_match "the environment" "^CONNECTION_ID=onenet\$" "$env"
    assert_match "ipparam, as Debian's usepeerdns script wants it" '^PPP_IPPARAM=nm-pptp-service-' "$env"
    assert_no_match "the environment" 'Tr0ub4dor' "$env"
}

scenario connect_eap "refuse-eap=no, no encryption wanted, a server that wants EAP-MD5: connects"
connect_eap() {
    server_start srv mppe=none auth=eap
    profile onenet refuse-eap=no refuse-mppe-128=yes refuse-mppe-40=yes ipv4.never-default=true ipv4.route1=10.20.0.0/16
    up_ok onenet
    ping_inside
    assert_true "the server saw EAP" server_logged srv 'EAP Response'
    assert_match "what the journal says of it" 'is up: not encrypted' "$(journal_for_uuid onenet)"
}

# pppd as a server (2.4.9 to 2.5.2) takes the offer of EAP-MSCHAPv2 instead, and then proves itself under another identifier than it should.
scenario connect_eap_without_keys "refuse-eap=no and require-mppe=yes, a server that begins with EAP-MD5: its challenge is not answered" core
connect_eap_without_keys() {
    server_start srv mppe=none auth=eap
    profile_onenet refuse-eap=no
    capture_start tunnel
    nmcli_up onenet
    capture_stop
    assert_eq "nmcli's exit status" 4 "$NMCLI_STATUS"
    # EAP Response (2) of type MD5-Challenge (4): code, identifier, two bytes of length, type.
    assert_eq "answers to the challenge" 0 "$(count_frames tunnel "^$CLIENT c227 02......04")"
    assert_at_least "EAP frames of ours" 1 "$(count_frames tunnel "^$CLIENT c227 ")"
    assert_sentence onenet 'cannot be checked: it came under another number than the login'
    expect_nothing_left
}
