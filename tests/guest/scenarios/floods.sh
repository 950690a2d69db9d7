# SPDX-License-Identifier: GPL-2.0-or-later
# Floods against a live session: it stays up, and loses nothing.

no_ping_lost() { grep -q ' 0% packet loss' "$LOG/ping"; }
ping_in_background() { ping -n -c "$1" -i 0.2 -W 5 "$INSIDE" >"$LOG/ping" 2>&1 & PING=$!; }

scenario flood_gre "ten thousand bad GRE packets in the server's name: the session stays, and no ping is lost" deadline=120
flood_gre() {
    server_start srv
    profile_onenet
    capture_start tunnel
    up_ok onenet
    ping_inside
    capture_stop
    local device sent; device=$(vpn_interface onenet)
    ping_in_background 40
    sent=$(in_rtr python3 "$GUEST/servers/flood.py" "$SERVER" "$CLIENT" "$LOG/tunnel.pcap" 10000)
    wait "$PING" || true
    note "$sent packets; $(tail -n 2 "$LOG/ping" | head -n 1)"
    assert_at_least "packets of the flood" 9000 "$sent"
    assert_true "no ping was lost" no_ping_lost
    assert_true "the VPN is up" is_active onenet
    assert_eq "the interface" "$device" "$(vpn_interface onenet)"
}

scenario flood_control "four thousand control messages that have no place here: the session stays, and carries data" deadline=120 extra
flood_control() {
    server_start srv
    profile_onenet
    up_ok onenet
    local device pid; device=$(vpn_interface onenet) pid=$(server_pids srv pptpctrl | head -n 1)
    ping_in_background 20
    python3 "$GUEST/servers/inject.py" "$pid" chatter 500
    wait "$PING" || true
    note "$(tail -n 2 "$LOG/ping" | head -n 1)"
    # Poptop carries the data in the process that is flooded with our answers: what it loses meanwhile is its own.
    assert_true "the VPN is up" is_active onenet
    ping_inside
    assert_eq "the interface" "$device" "$(vpn_interface onenet)"
    assert_at_most "entries in the journal" 60 "$(journal_for_uuid onenet | grep -c nm-pptp-service || true)"
}

scenario flood_control_garbage "garbage on the control connection: one clean end, and connecting again works" deadline=60 extra
flood_control_garbage() {
    server_start srv
    profile_onenet
    up_ok onenet
    python3 "$GUEST/servers/inject.py" "$(server_pids srv pptpctrl | head -n 1)" garbage 100000 || true
    expect_within 3 "the VPN is down" is_down onenet
    expect_nothing_left
    assert_sentence onenet 'control connection|PPTP'
    up_ok onenet
    ping_inside
}

# replayed TIMES: what the capture `tunnel` shows from the server - its login, its Configure-Requests, its encrypted data - comes again, while a ping runs.
replayed() {
    local sent ccp
    ping_in_background 25
    read -r sent ccp < <(in_rtr python3 "$GUEST/servers/replay.py" "$SERVER" "$CLIENT" "$LOG/tunnel.pcap" "$1")
    wait "$PING" || true
    note "$sent packets, $ccp of CCP; $(tail -n 2 "$LOG/ping" | head -n 1)"
    assert_at_least "packets that were sent again" "$((10 * $1))" "$sent"
    assert_at_least "packets of CCP among them" "$((2 * $1))" "$ccp"
    assert_true "no ping was lost" no_ping_lost
    # "+N duplicates" stands between what was received and what was lost.
    assert_false "an answer came twice" grep -qi 'dup' "$LOG/ping"
}

# All of PPP that is no echo.
answers_of_client() { server_log srv | grep -cE 'rcvd \[[A-Z0-9]+ (Conf|Term|Reset|Prot|Code|Response)'; }

scenario replay_gre "what the server sent, CCP too, is sent again in its name: the session stays, nothing is taken twice, in kernel and user space" deadline=150
replay_gre() {
    server_start srv
    local transport device negotiated
    for transport in kernel user; do
        profile_onenet "transport=$transport"
        capture_start tunnel
        up_ok onenet
        ping_inside
        capture_stop
        device=$(vpn_interface onenet)
        negotiated=$(answers_of_client)
        replayed 20
        assert_true "the VPN is up" is_active onenet
        assert_eq "the interface" "$device" "$(vpn_interface onenet)"
        assert_eq "PPP messages that the client answered with" "$negotiated" "$(answers_of_client)"
        down_ok onenet
        expect_nothing_left
    done
}
