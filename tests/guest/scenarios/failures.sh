# SPDX-License-Identifier: GPL-2.0-or-later
# What cannot work: nmcli's message, one plain sentence in the journal, in good time, nothing left.

# fails_in SECONDS NMCLI-REGEX SENTENCE-REGEX: `onenet` must fail like that.
fails_in() {
    up_fails onenet "$2"
    assert_sentence onenet "$3"
    assert_at_most "seconds until nmcli knew" "$1" "$NMCLI_SECONDS"
    expect_nothing_left
}

scenario fail_wrong_password "a wrong password: nmcli says Invalid secrets" compared core
fail_wrong_password() {
    server_start srv
    profile_onenet password=wrong
    fails_in 15 'Invalid secrets' 'password is wrong'
    server_told
}

scenario fail_unknown_user "a user the server does not know: nmcli says Invalid secrets" compared extra
fail_unknown_user() {
    server_start srv
    profile_onenet user=mallory
    fails_in 15 'Invalid secrets' 'user name or password is wrong'
    server_told
}

scenario fail_port_closed "nobody listens on TCP port 1723" compared
fail_port_closed() {
    profile_onenet
    fails_in 10 'Unknown reason' '1723 is closed'
}

scenario fail_blackhole "an address that swallows everything" deadline=90 compared
fail_blackhole() {
    profile_onenet gateway="$BLACKHOLE"
    fails_in 20 'Unknown reason' 'does not answer on TCP port 1723'
}

scenario fail_unreachable "an address the router calls unreachable" extra
fail_unreachable() {
    profile_onenet gateway="$NOWHERE"
    fails_in 20 'Unknown reason' 'cannot be reached'
}

scenario fail_silent_server "a server that takes the TCP connection and says nothing" deadline=90 compared
fail_silent_server() {
    silent_server
    profile_onenet
    fails_in 20 'Unknown reason' 'says nothing'
}
silent_server() { # reads, never writes
    in_srv socat -u "TCP-LISTEN:1723,bind=$SERVER,fork,reuseaddr" OPEN:/dev/null &
    wait_until 10 server_listens srv "$SERVER" || fail "socat does not listen"
}

scenario fail_name_unknown "a name that does not resolve" compared
fail_name_unknown() {
    profile_onenet gateway=nosuchhost.test
    fails_in 10 'Unknown reason' 'nosuchhost\.test.*does not resolve'
}

scenario fail_gre_blocked "a firewall that drops GRE: TCP works, no packet of the tunnel arrives" deadline=100 compared
fail_gre_blocked() {
    router_drop ip protocol gre
    server_start srv
    profile_onenet
    fails_in 25 'Unknown reason' 'no GRE packet'
    server_told
}

scenario fail_pap_only "a server that wants PAP: the password is never sent" compared extra
fail_pap_only() {
    server_start srv mppe=none auth=pap
    profile onenet ipv4.never-default=true
    capture_start tunnel
    nmcli_up onenet
    capture_stop
    record pap "$(count_frames tunnel "^$CLIENT c023 ") PAP frames with the password sent"
    assert_at_least "PPP frames of ours in the capture" 2 "$(count_frames tunnel "^$CLIENT c021 ")"
    assert_eq "PAP frames of ours" 0 "$(count_frames tunnel "^$CLIENT c023 ")"
    assert_false "the password in clear on the wire" grep -qF "$SERVER_PASSWORD" "$LOG/tunnel.pcap"
    assert_eq "nmcli's exit status" 4 "$NMCLI_STATUS"
    assert_sentence onenet 'PAP'
    expect_nothing_left
}

scenario fail_pap_with_mppe "require-mppe=yes, a server that wants PAP: the password is never sent" compared
fail_pap_with_mppe() {
    server_start srv mppe=none auth=pap
    profile_onenet
    capture_start tunnel
    nmcli_up onenet
    capture_stop
    record pap "$(count_frames tunnel "^$CLIENT c023 ") PAP frames with the password sent"
    assert_at_least "PPP frames of ours in the capture" 2 "$(count_frames tunnel "^$CLIENT c021 ")"
    assert_eq "PAP frames of ours" 0 "$(count_frames tunnel "^$CLIENT c023 ")"
    assert_eq "nmcli's exit status" 4 "$NMCLI_STATUS"
    assert_sentence onenet 'PAP'
    expect_nothing_left
}

scenario pap_when_allowed "refuse-pap=no, a server that wants PAP: connects" extra
pap_when_allowed() {
    server_start srv mppe=none auth=pap
    profile onenet refuse-pap=no ipv4.never-default=true ipv4.route1=10.20.0.0/16
    capture_start tunnel
    up_ok onenet
    capture_stop
    # The counterpart of fail_pap_only: proof that a PAP frame would be seen.
    assert_at_least "PAP frames of ours" 1 "$(count_frames tunnel "^$CLIENT c023 ")"
    ping_inside
}

scenario fail_bad_value "a value that makes no sense: refused before anything is started, and nmcli is told so each time" deadline=60
fail_bad_value() {
    profile_onenet lcp-echo-interval=soon
    up_fails onenet 'failed to start|invalid'
    assert_sentence onenet 'lcp-echo-interval' 'soon'
    # The answer used to be lost, every other time, with the process that ends right behind it.
    for _ in {1..10}; do up_fails onenet 'failed to start'; done
    expect_nothing_left
}

scenario fail_no_user "a profile without a user: the sentence's command can be typed" extra
fail_no_user() {
    profile 'one net' user=absent
    up_fails 'one net' 'failed to start'
    assert_sentence 'one net' "names no user.*nmcli connection modify 'one net' [+]vpn.data user="
    expect_nothing_left
}

scenario fail_no_name_server "no name server answers: told apart from a name that does not exist" extra
fail_no_name_server() {
    echo 'nft delete table inet dnsless' >/run/guest/restore
    nft 'add table inet dnsless; add chain inet dnsless output { type filter hook output priority 0; }; add rule inet dnsless output udp dport 53 drop'
    profile_onenet gateway=vpn.test
    fails_in 15 'Unknown reason' 'vpn\.test could not be looked up'
}

scenario fail_no_route "no route to the server, and one that this machine forbids" extra
fail_no_route() {
    echo 'ip route del throw 10.96.0.0/24; ip route del prohibit 10.96.1.0/24' >/run/guest/restore
    ip route add throw 10.96.0.0/24
    ip route add prohibit 10.96.1.0/24
    profile_onenet gateway=10.96.0.1
    fails_in 10 'Unknown reason' 'There is no route to 10\.96\.0\.1'
    profile forbidden gateway=10.96.1.1
    up_fails forbidden 'Unknown reason'
    assert_sentence forbidden 'on this machine forbids the connection to 10\.96\.1\.1'
}
