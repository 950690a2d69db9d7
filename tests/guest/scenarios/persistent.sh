# SPDX-License-Identifier: GPL-2.0-or-later
# vpn.persistent: after any loss that is not the user's the tunnel comes back by itself. Without it: see endings.sh.

persistent_up() { # [WORD...]
    profile_onenet vpn.persistent=true "$@"
    forget_onenet
    up_ok onenet
    ping_inside
    SERVICE=$(client_pid nm-pptp-servic)
}
is_not_active() { ! is_active onenet; }
is_activating() { [ "$(vpn_state onenet)" = activating ]; }
up_lines() { journal_for_uuid onenet | grep -c 'is up again, after' || true; }
came_back() { is_active onenet && [ "$(up_lines)" = "$1" ]; }

name_servers_are() { [ "$(sed -n 's/^nameserver //p' /etc/resolv.conf | paste -sd ' ')" = "$1" ]; }
base_given_up() { [ "$(nmcli -g GENERAL.STATE connection show base 2>/dev/null)" != activated ]; }

# back_within SECONDS [TIMES]: up again for the nth time, by the same service, with what NetworkManager shows being what is there.
back_within() {
    expect_within "$1" "the tunnel is back" came_back "${2:-1}"
    assert_eq "the service's process" "$SERVICE" "$(client_pid nm-pptp-servic)"
    assert_match "the address NetworkManager shows is an interface's" '^ppp' "$(vpn_interface onenet)"
    assert_eq "the inner net's device" "$(vpn_interface onenet)" "$(route_device "$INSIDE")"
    ping_inside
    assert_sentence onenet 'lost and is being connected again'
}

scenario persist_session_ended "persistent: the server ends the session, then its process dies, then the interface is deleted: back each time" deadline=120
persist_session_ended() {
    server_start srv dns=none
    persistent_up
    kill_server TERM pppd
    back_within 15
    kill_client KILL pppd
    back_within 15 2
    ip link del "$(vpn_interface onenet)"
    back_within 20 3
    assert_eq "entries about a loss" 3 "$(journal_for_uuid onenet | grep -c 'was lost and is being')"
    down_ok onenet
    expect_nothing_left
    server_told
}

scenario persist_server_restarted "persistent: the server is away for a while and comes back with other addresses and name servers" deadline=120 extra
persist_server_restarted() {
    server_start srv
    persistent_up
    local before; before=$(vpn_address onenet)
    expect_within 3 "the name servers are there" name_servers_are "10.20.0.53 $ROUTER"
    server_kill9 srv
    expect_within 5 "NetworkManager shows that it is not up" is_activating
    expect_within 5 "the lost tunnel's name servers are out of use" name_servers_are "$ROUTER"
    expect_within 3 "NetworkManager shows that it is not up" is_activating
    expect_within 10 "the journal says what is in the way" eval 'journal_for_uuid onenet | grep -q "Not connected again yet: .*1723 is closed"'
    stays_for 3 "the VPN is not down" eval '! is_down onenet'
    server_start srv dns=none 'ms-dns 10.20.0.77' localip=10.20.0.2
    back_within 25
    assert_match "the name server that NetworkManager shows" '10\.20\.0\.77' "$(nmcli -g IP4.DNS connection show onenet)"
    expect_within 3 "only the new name server is there" name_servers_are "10.20.0.77 $ROUTER"
    record dns "$(grep ^nameserver /etc/resolv.conf | paste -sd ';')"
    note "the address was $before, and is $(vpn_address onenet)"
    assert_eq "entries about what is in the way" 1 "$(journal_for_uuid onenet | grep -c 'Not connected again yet: .*1723 is closed')"
    down_ok onenet
    expect_nothing_left
    expect_within 3 "resolv.conf is as before" name_servers_are "$ROUTER"
}

scenario persist_base_down "persistent: the base connection goes down with its link, and up again" deadline=150 extra
persist_base_down() {
    server_start srv dns=none
    persistent_up
    local first; first=$(server_pids srv pptpctrl)
    ip link set c0 down
    expect_within 30 "NetworkManager has given the base connection up" base_given_up
    stays_for 2 "the VPN is not down" eval '! is_down onenet'
    ip link set c0 up
    expect_within 20 "the base connection is up" base_active
    back_within 30
    down_ok onenet
    expect_nothing_left
    # The first session ended where no packet could tell the server: that one is left to its echoes.
    expect_within 3 "the second session ended at the server" eval '[ -z "$(server_pids srv pptpctrl | grep -vx "$first")" ]'
}

scenario persist_next_gateway "persistent, two gateways: the first dies, the second takes over" deadline=90 extra
persist_next_gateway() {
    server_start srv dns=none
    server_start srv2 dns=none
    persistent_up gateway="$SERVER $SERVER2" ipv4.route2=10.21.0.0/16
    server_kill9 srv
    expect_within 20 "the tunnel is back" came_back 1
    ping_inside "$INSIDE2"
    assert_match "NetworkManager's route to the new server" 'dev c0' "$(ip route get "$SERVER2")"
    assert_true "the good one is remembered" grep -qx "good-gateway=$SERVER2" "$(memory_of onenet)"
    down_ok onenet
    expect_nothing_left
    server_told srv2
}

scenario persist_wrong_password "persistent: the password is changed on the server meanwhile: said, tried again after minutes only, and not sooner because the way changes" deadline=120 extra
persist_wrong_password() {
    server_start srv
    persistent_up
    sed -i "s/$SERVER_PASSWORD/other/" /run/guest/srv/ppp/chap-secrets
    kill_server TERM pppd
    expect_within 20 "the journal says what is in the way" eval 'journal_for_uuid onenet | grep -q "Not connected again yet: The server refused the login that the lost tunnel had.*or the password was changed"'
    # After another loss a way that changes is tried at once.
    ip link add d0 type dummy
    echo 'ip link del d0 2>/dev/null' >/run/guest/restore
    ip link set d0 up
    ip route add "$SERVER" dev d0 metric 1
    stays_for 2 "nothing gets there" eval '[ "$(route_device "$SERVER")" = d0 ]'
    ip link del d0
    stays_for 15 "the login is not tried again" eval '[ "$(server_log srv | grep -c "sent \[CHAP Failure")" = 1 ]'
    down_ok onenet
    expect_nothing_left
    expect_within 3 "resolv.conf as before" eval '! grep -q 10.20.0 /etc/resolv.conf'
    server_told
}

scenario persist_refusal_believed "persistent: a login that the server goes on refusing is believed at the third time, some four minutes after the loss" deadline=400 extra
persist_refusal_believed() {
    server_start srv
    persistent_up
    sed -i "s/$SERVER_PASSWORD/other/" /run/guest/srv/ppp/chap-secrets
    kill_server TERM pppd
    expect_within 300 "the VPN is down" is_down onenet
    assert_sentence onenet 'refused the login that the lost tunnel had'
    assert_eq "logins that the server refused" 3 "$(server_log srv | grep -c 'sent \[CHAP Failure')"
    expect_nothing_left
    server_told
}

scenario persist_session_counted "persistent: the server still counts the lost session and refuses the login (691): back when it does not any more" deadline=240 extra
persist_session_counted() {
    manners_start "login=once:691:No more sessions" end=close@3
    persistent_up
    expect_within 20 "the journal says what is in the way" eval 'journal_for_uuid onenet | grep -q "Not connected again yet: The server refused the login that the lost tunnel had.*No more sessions.*one session"'
    manners_play
    back_within 75
    assert_eq "entries about what is in the way" 1 "$(journal_for_uuid onenet | grep -c 'Not connected again yet')"
    down_ok onenet
    expect_nothing_left
}

scenario persist_down_while_away "persistent: nmcli connection down while the server is away" deadline=60 extra
persist_down_while_away() {
    server_start srv dns=none
    persistent_up
    server_kill9 srv
    expect_within 5 "NetworkManager shows that it is not up" is_activating
    expect_within 5 "it tries" eval 'journal_for_uuid onenet | grep -q "Not connected again yet"'
    expect_within 3 "NetworkManager shows that it is not up" is_activating
    stays_for 4 "and goes on showing it" is_activating
    down_ok onenet
    expect_nothing_left
    assert_true "down" is_down onenet
}
