# SPDX-License-Identifier: GPL-2.0-or-later
# The data channel in user space: it carries what the kernel's does, loses nothing to reordering, steps in where the kernel has no
# PPTP driver, and leaves nothing behind.

has_helper() { client_pid nm-pptp-gre >/dev/null; }
# A path with 15 +-5 ms for each packet, and bursts of packets on it towards the client: a guest that is emulated sends single ones so slowly
# that none would overtake another.
jitter() { touch /run/guest/faults; in_rtr tc qdisc add dev r0 root netem delay 15ms 5ms limit 1000; }
BURST_SEND=(ip netns exec srv python3 "$GUEST/servers/stream.py" send) # ADDRESS PORT PACKETS and these:
BURST=(200 200 10)
# bursts PACKETS: how many of them arrive.
bursts() {
    local inside receiver; inside=$(tunnel_address)
    python3 "$GUEST/servers/stream.py" receive "$inside" 5300 >"$LOG/stream.out" 2>&1 & receiver=$!
    wait_until 20 grep -q ready "$LOG/stream.out" || fail "the receiver does not start"
    "${BURST_SEND[@]}" "$inside" 5300 "$1" "${BURST[@]}"
    wait "$receiver"
    sed -n 2p "$LOG/stream.out"
}
tunnel_address() { ip -4 -o address show | sed -n 's/.*inet \(10\.20\.0\.[0-9]*\) .*/\1/p' | head -n 1; }

scenario transport_user "transport=user: connects with MPPE, carries data, is confined, ends clean"
transport_user() {
    local status
    server_start srv
    profile_onenet transport=user
    up_ok onenet
    ping_inside
    status=$(cat "/proc/$(client_pid nm-pptp-gre)/status")
    assert_match "the helper has no capability" 'CapPrm:[[:space:]]0000000000000000' "$status"
    assert_match "the helper has a filter of system calls" 'Seccomp:[[:space:]]2' "$status"
    down_ok onenet
    expect_nothing_left
    server_told
}

# A stub in pppd's place: the client's waits for /run/guest/go before it becomes the real one.
slow_pppd() {
    mv /usr/sbin/pppd /usr/sbin/pppd.away
    echo 'mv /usr/sbin/pppd.away /usr/sbin/pppd; rm -f /run/guest/go' >/run/guest/restore
    cat >/usr/sbin/pppd <<'EOF'
#!/bin/sh
if [ "$(cat /proc/$PPID/comm)" = nm-pptp-service ]; then
    until [ -e /run/guest/go ]; do sleep 0.05; done
fi
exec /usr/sbin/pppd.away "$@"
EOF
    chmod 755 /usr/sbin/pppd
}
# Of the L2TP session between helper and kernel: packets/bytes/errors sent, and the same received.
frame_has_come() { grep -Eq '^ +[0-9]+/[0-9]+ [0-9]+/[0-9]+/[0-9]+ [1-9][0-9]*/' /proc/net/pppol2tp; }

scenario transport_user_early "transport=user: what the server says before pppd listens is kept for it"
transport_user_early() {
    local up
    fast_server_start srv early
    profile_onenet transport=user require-mppe-128=yes
    slow_pppd
    timeout 60 nmcli --wait 50 connection up onenet >"$LOG/up" 2>&1 & up=$!
    expect_within 10 "the server's first request has come" frame_has_come
    touch /run/guest/go
    wait "$up" || fail "nmcli: $(<"$LOG/up")"
    assert_eq "LCP requests that the server had to send" 1 "$(server_log srv | grep -c 'sent \[LCP ConfReq')"
    down_ok onenet
    expect_nothing_left
}

scenario transport_early "a server that asks for LCP before its reply, and for IPCP before encryption is agreed on, has to ask once"
transport_early() {
    local transport log
    fast_server_start srv early
    for transport in kernel user; do
        profile_onenet transport="$transport" require-mppe-128=yes
        up_ok onenet
        ping_inside
        log=$(server_log srv)
        assert_match "transport=$transport: the server asks for IPCP before CCP is open" 'sent \[IPCP ConfReq.*MPPE 128-bit' "$(tr '\n' ' ' <<<"$log")"
        assert_eq "transport=$transport: LCP requests that the server had to send" 1 "$(grep -c 'sent \[LCP ConfReq' <<<"$log")"
        assert_eq "transport=$transport: its IPCP requests" 1 "$(grep -c 'sent \[IPCP ConfReq' <<<"$log")"
        # Each more would be a round trip. IPCP takes one to hear the addresses, and one to agree on them.
        assert_eq "transport=$transport: our LCP requests" 1 "$(grep -c 'rcvd \[LCP ConfReq' <<<"$log")"
        assert_eq "transport=$transport: our CCP requests" 1 "$(grep -c 'rcvd \[CCP ConfReq' <<<"$log")"
        assert_eq "transport=$transport: our IPCP requests, but for one that is refused for WINS servers (pppd 2.5)" 2 \
            "$(($(grep -c 'rcvd \[IPCP ConfReq' <<<"$log") - $(grep -c 'sent \[IPCP ConfRej.*wins' <<<"$log")))"
        down_ok onenet
        expect_nothing_left
        fast_server_stop srv; fast_server_start srv early
    done
}

scenario transport_icmp "errors of all kinds, as anybody can send them in a router's name: the session stays, in kernel and user space"
transport_icmp() {
    local transport
    server_start srv
    for transport in kernel user; do
        profile_onenet transport="$transport"
        up_ok onenet
        ping_inside
        note "transport=$transport: $(in_rtr python3 "$GUEST/servers/icmp-errors.py" "$CLIENT" "$SERVER") errors"
        ping_inside
        in_rtr python3 "$GUEST/servers/icmp-errors.py" "$CLIENT" "$SERVER"
        ping_inside
        assert_eq "transport=$transport: sentences" '' "$(sentences onenet)"
        down_ok onenet
        expect_nothing_left
        server_told
    done
}

tunnel_packets() { cat "/sys/class/net/$(vpn_interface onenet)/statistics/tx_packets"; }
# Half a second of it, so that it has been noticed.
flows() { local before; before=$(tunnel_packets); sleep 0.5; [ "$(tunnel_packets)" -gt $((before + 50)) ]; }
# As Poptop does behind a lost packet; a second of it is what is tried.
stops_dead() {
    wait_until 20 flows
    kill -STOP "$(server_pids srv pptpctrl)"; sleep 1; kill -CONT "$(server_pids srv pptpctrl)"
    [ -s "$LOG/prompt" ]
}

scenario transport_prompt "a server that stops dead within a transfer gets acknowledgements, on which it lets go what it holds back" deadline=150
transport_prompt() {
    server_start srv log=short
    profile_onenet transport=kernel
    up_ok onenet
    in_srv iperf3 -s -D -B "$INSIDE" >/dev/null
    # An acknowledgement alone, which the kernel's channel never sends by itself.
    timeout 120 tcpdump -c 1 -n -i c0 "src $CLIENT and proto gre and ip[20] & 0x10 = 0" >"$LOG/prompt" 2>/dev/null &
    timeout 120 iperf3 -c "$INSIDE" -t 100 >/dev/null 2>&1 &
    expect_within 90 "a prompt" stops_dead
    assert_match "the prompt" 'ack 0, no-payload' "$(<"$LOG/prompt")"
    pkill -x iperf3
    ping_inside
    down_ok onenet
    expect_nothing_left
}

scenario transport_user_jitter "transport=user: a path with 15 +-5 ms for each packet loses none of them; the kernel's channel loses many" deadline=120
transport_user_jitter() {
    local got
    server_start srv
    profile_onenet transport=kernel
    up_ok onenet
    jitter
    got=$(bursts 500)
    note "with transport=kernel $got of 500 packets arrive"
    assert_true "the path brings packets out of order" test "$got" -lt 450
    router_reset
    down_ok onenet
    profile_onenet transport=user
    up_ok onenet
    jitter
    assert_eq "packets that arrive of 500" 500 "$(bursts 500)"
}

scenario transport_auto_order "auto: a path that reorders is noticed, told in one line, and the next connection restores the order" deadline=150
transport_auto_order() {
    local inside sender receiver
    server_start srv
    profile_onenet
    printf 'rm -f /var/lib/NetworkManager/pptp-%s.path\n' "$(uuid_of onenet)" >>/run/guest/restore
    up_ok onenet
    assert_false "the data goes through user space" has_helper
    inside=$(tunnel_address)
    jitter
    python3 "$GUEST/servers/stream.py" receive "$inside" 5300 >"$LOG/stream.out" 2>&1 & receiver=$!
    "${BURST_SEND[@]}" "$inside" 5300 20000 "${BURST[@]}" & sender=$!
    expect_within 60 "the journal tells of it" tells_of_order
    kill "$sender" "$receiver" 2>/dev/null || true
    assert_sentence onenet 'out of order'
    router_reset
    down_ok onenet
    expect_nothing_left
    up_ok onenet
    assert_true "the data goes through user space" has_helper
    ping_inside
}
tells_of_order() { grep -q 'out of order' <<<"$(sentences onenet)"; }

scenario transport_auto_no_driver "auto: the kernel has no PPTP driver: user space carries the data" core
transport_auto_no_driver() {
    module_away pptp
    server_start srv
    profile_onenet
    up_ok onenet
    assert_true "the data goes through user space" has_helper
    ping_inside
    assert_match "the journal says so" 'carrying the data in user space' "$(journal_for_uuid onenet)"
}

# The helper's file stays where it is, for what is to be put back: with other content, or not to be run at all.
HELPER=/usr/libexec/nm-pptp-gre
helper_away() {
    cp -p "$HELPER" /run/guest/helper
    echo "cp -p /run/guest/helper $HELPER" >>/run/guest/restore
}
# As the service itself writes it down.
remember_reordering() {
    local file=/var/lib/NetworkManager/pptp-$(uuid_of onenet).path
    echo "rm -f $file" >>/run/guest/restore
    printf '[pptp]\ngateway=%s\nreorders=true\n' "$SERVER" >"$file"
}
remembers_reordering() { [ -e "/var/lib/NetworkManager/pptp-$(uuid_of onenet).path" ]; }
# carried_by_the_kernel WHY: although the path is remembered as one that needs user space.
carried_by_the_kernel() {
    remember_reordering
    up_ok onenet
    assert_false "$1: the data goes through user space" has_helper
    ping_inside
    assert_false "$1: the path is remembered" remembers_reordering
    assert_eq "$1: lines that say so" 1 "$(journal_for_uuid onenet | grep -c 'cannot be carried in user space')"
    assert_match "$1: the reason" "user space \($2\)" "$(journal_for_uuid onenet)"
    down_ok onenet
    expect_nothing_left
    server_told
}

scenario transport_auto_no_helper "auto: a path is remembered that reorders, and the helper cannot be run: the kernel carries the data, at once"
transport_auto_no_helper() {
    server_start srv
    profile_onenet
    helper_away
    chmod 644 "$HELPER"
    carried_by_the_kernel "no right to run it" 'it cannot be set up .Permission denied.'
    printf '#!/bin/sh\nexit 7\n' >"$HELPER"; chmod 755 "$HELPER"
    profile_onenet # another UUID
    carried_by_the_kernel "it ends at once" 'its helper nm-pptp-gre ended with status 7'
    profile_onenet transport=user
    up_fails onenet ''
    assert_sentence onenet 'data channel in user space failed: its helper nm-pptp-gre ended with status 7'
    expect_nothing_left
}

scenario transport_helper_killed "the helper dies by SIGKILL: one sentence, and nothing left" extra
transport_helper_killed() {
    server_start srv
    profile_onenet transport=user
    up_ok onenet
    ping_inside
    ends "SIGKILL to nm-pptp-gre" kill_client KILL nm-pptp-gre
    server_told
    assert_sentence onenet 'nm-pptp-gre was ended by signal 9'
    assert_eq "sentences" 1 "$(sentences onenet | wc -l)"
}

scenario transport_helper_frozen "the helper hangs, stopped by SIGSTOP: nmcli connection down ends it as well"
transport_helper_frozen() {
    server_start srv
    profile_onenet transport=user
    up_ok onenet
    ping_inside
    kill_client STOP nm-pptp-gre
    ends "nmcli connection down" down_ok onenet
    server_told
}

scenario transport_readable "transport=user: the kernel stops to encrypt: nothing of that leaves, and the session ends with a sentence"
transport_readable() {
    server_start srv
    profile_onenet transport=user
    up_ok onenet
    ping_inside
    sleep 1.2 # what comes within a second of the agreement is held back, and no more
    ends "a readable frame from the kernel" python3 "$GUEST/servers/readable.py" "$(client_pid nm-pptp-gre)"
    server_told
    assert_sentence onenet 'Encryption went away, so that the connection was ended'
    assert_eq "sentences" 1 "$(sentences onenet | wc -l)"
}

scenario transport_service_killed "transport=user, the service dies by SIGKILL: no helper stays"
transport_service_killed() {
    server_start srv
    profile_onenet transport=user
    up_ok onenet
    ends "SIGKILL to nm-pptp-service" kill_client KILL nm-pptp-servic
    server_told
}

scenario transport_user_manners "transport=user: what ends encryption is kept away from the kernel there as well" deadline=300 extra
transport_user_manners() {
    local user="$MPPE transport=user"
    manners_start
    pester
    situation 'CCP terminated while up' 'up, then Encryption went away' late=ccp-terminate@ping "$user" by_helper carries 'session_ends 15' heard_nothing_readable
    situation 'CCP anew while up' 'up, then Encryption went away' late=ccp-request@ping "$user" carries 'session_ends 15' heard_nothing_readable
    situation 'CCP rejected while up' 'up, then Encryption went away|encryption' late=ccp-reject@ping "$user" carries 'session_ends 15' heard_nothing_readable
    situation 'no login in a renegotiation' 'up, then Encryption went away' renegotiate=none@ping "$user" carries 'session_ends 15' heard_nothing_readable
    situation 'PAP in a renegotiation' 'up, then PAP' renegotiate=pap@ping "$user" carries 'session_ends 15' heard_nothing_readable
    situation 'CCP reset while up' up late=ccp-reset@0.2 "$user" carries heard_nothing_readable
    situation 'a readable packet to an encrypted session' up late=clear@0.2 "$user" carries heard_nothing_readable
    situation 'CCP late, IPCP and data early' up 'ccp-late=3|ipcp-early=yes' "$user" carries heard_nothing_readable
    situation 'stateful encryption' up mppe=128-stateful "$user" carries encrypted_data
    situation 'not encrypted, no MPPE key' 'up: not encrypted' mppe=protrej transport=user carries
    play_situations
    pester_ended
}
by_helper() { has_helper || wrong "there is no helper"; }
