# SPDX-License-Identifier: GPL-2.0-or-later
# `nmcli connection down` at any moment of connecting.

# down_when CONDITION...: starts to connect, waits for the condition, takes it down; 3 s later nothing is left.
down_when() {
    nmcli --wait 0 connection up onenet >"$LOG/up" 2>&1 &
    wait_until 15 "$@" || fail "'$*' did not come to be: $(<"$LOG/up")"
    note "'$*' after $WAITED s"
    # Between the condition and this call it may have got further, or have been refused as not active yet.
    wait_until 3 eval 'nmcli connection down onenet >/dev/null 2>&1 || is_down onenet' || fail "nmcli connection down fails"
    expect_nothing_left
    expect_within 3 "NetworkManager shows it as down" is_down onenet
}
tcp_waiting() { ss -Htn state syn-sent "dport = :1723" | grep -q .; }
tcp_connected() { ss -Htn state established "dport = :1723" | grep -q .; }
has_pppd() { client_pid pppd >/dev/null; }
has_interface() { [ -n "$(tunnel_interfaces)" ]; }
has_address() { ip -o -4 addr show | grep -q ' ppp[0-9]'; }

scenario down_while_service_starts "down as soon as the service's process is there"
down_while_service_starts() { server_start srv; profile_onenet; down_when has_service; server_told; }

scenario down_while_connecting_tcp "down while TCP waits for an answer"
down_while_connecting_tcp() { profile_onenet gateway="$BLACKHOLE"; down_when tcp_waiting; }

scenario down_while_server_is_silent "down while the control connection waits for its first answer"
down_while_server_is_silent() { silent_server; profile_onenet; down_when tcp_connected; }

scenario down_while_pppd_starts "down as soon as pppd's process is there"
down_while_pppd_starts() { server_start srv; profile_onenet; down_when has_pppd; server_told; }

scenario down_while_negotiating "down while LCP goes unanswered" core
down_while_negotiating() { router_drop ip protocol gre; server_start srv; profile_onenet; down_when has_interface; server_told; }

scenario down_at_ip_up "down as soon as the tunnel has its address"
down_at_ip_up() { server_start srv; profile_onenet; down_when has_address; server_told; }
