# SPDX-License-Identifier: GPL-2.0-or-later
# Every way a tunnel can end: within 3 s nothing is left, NetworkManager shows it as down, the server has been told
# where it can be.

tunnel_up() {
    server_start srv
    profile_onenet
    up_ok onenet
    ping_inside
}

# ends WHAT COMMAND...: the command, then 3 s.
ends() {
    note "now: $1"; shift
    "$@"
    expect_nothing_left
    expect_within 3 "NetworkManager shows it as down" is_down onenet
    assert_true "the base connection stays" base_active
}

client_pid() { # COMM of a process of the client's side
    local dir comm
    for dir in /proc/[0-9]*; do
        read -r comm <"$dir/comm" || continue
        if [[ $comm = "$1"* ]] && ! server_process "$dir"; then printf '%s\n' "${dir#/proc/}"; return 0; fi
    done 2>/dev/null
    return 1
}
kill_client() { kill "-$1" "$(client_pid "$2")"; }
kill_server() { kill "-$1" "$(server_pids srv "$2" | head -n 1)"; }
has_service() { client_pid nm-pptp-servic >/dev/null; }

scenario end_down "nmcli connection down" compared
end_down() {
    tunnel_up
    ends "nmcli connection down" down_ok onenet
    server_told
    assert_true "Poptop got Call-Clear-Request or Stop-Control-Connection-Request" server_control_logged 'type: 12\)|type: 3\)'
}

scenario end_tcp_close "the server closes the control connection" compared
end_tcp_close() { tunnel_up; ends "TCP close" server_inject srv close; }

scenario end_cdn "the server sends Call-Disconnect-Notify" compared
end_cdn() { tunnel_up; ends "Call-Disconnect-Notify" server_inject srv cdn; server_told; assert_sentence onenet 'ended the tunnel'; }

scenario end_stop "the server sends Stop-Control-Connection-Request" compared
end_stop() { tunnel_up; ends "Stop-Control-Connection-Request" server_inject srv stop; server_told; assert_sentence onenet 'shut the control connection down'; }

scenario end_lcp_terminate "the server's pppd ends the link (SIGTERM: LCP Terminate-Request)" compared
end_lcp_terminate() { tunnel_up; ends "SIGTERM to the server's pppd" kill_server TERM pppd; server_told; assert_sentence onenet 'server'; }

scenario end_server_pppd_killed "the server's pppd dies by SIGKILL"
end_server_pppd_killed() { tunnel_up; ends "SIGKILL to the server's pppd" kill_server KILL pppd; server_told; }

scenario end_server_killed "the server's processes die all at once by SIGKILL" compared
end_server_killed() { tunnel_up; ends "SIGKILL to the server" server_kill9 srv; }

scenario end_pppd_killed "our pppd dies by SIGKILL" compared core extra
end_pppd_killed() { tunnel_up; ends "SIGKILL to our pppd" kill_client KILL pppd; server_told; assert_sentence onenet 'pppd was ended by signal 9'; }

login_was_sent() { [ "$(manners_heard '< c223 02')" -ge 1 ]; }

scenario end_pppd_killed_at_login "our pppd dies while the server is waited for: the server is not blamed" deadline=60 extra
end_pppd_killed_at_login() {
    manners_start login=silent
    profile_onenet
    activate onenet >/dev/null
    expect_within 15 "the login was sent" login_was_sent
    kill_client KILL pppd
    expect_within 10 "the service said why" has_sentence onenet
    assert_sentence onenet 'pppd was ended by signal 9'
}

scenario end_pppd_terminated "our pppd gets SIGTERM" extra
end_pppd_terminated() { tunnel_up; ends "SIGTERM to our pppd" kill_client TERM pppd; server_told; }

scenario end_service_killed "the service dies by SIGKILL: no orphans, and connecting again works" compared core extra
end_service_killed() {
    tunnel_up
    ends "SIGKILL to nm-pptp-service" kill_client KILL nm-pptp-servic
    server_told
    up_ok onenet
    ping_inside
}

scenario end_service_terminated "the service gets SIGTERM" extra
end_service_terminated() { tunnel_up; ends "SIGTERM to nm-pptp-service" kill_client TERM nm-pptp-servic; server_told; }

scenario end_device_deleted "the interface is deleted (ip link del)" core extra
end_device_deleted() {
    tunnel_up
    local device; device=$(vpn_interface onenet)
    ends "ip link del $device" ip link del "$device"
    server_told
    assert_sentence onenet 'interface was deleted'
}

scenario end_base_down "the base connection's link goes down" deadline=90
end_base_down() {
    tunnel_up
    note "now: ip link set c0 down"
    ip link set c0 down
    # NetworkManager waits some seconds for the carrier of a lost link to come back; the promise starts at its decision.
    wait_until 15 is_down onenet || fail "the VPN stays up without its base"
    expect_nothing_left
}

scenario end_base_deactivated "nmcli connection down of the base connection"
end_base_deactivated() {
    tunnel_up
    nmcli connection down base >/dev/null
    expect_nothing_left
    expect_within 3 "NetworkManager shows it as down" is_down onenet
}

scenario end_nm_restart "NetworkManager restarts: nothing is left, connecting again works" deadline=90 compared extra
end_nm_restart() {
    tunnel_up
    systemctl restart NetworkManager
    expect_nothing_left
    server_told
    expect_within 20 "the base connection is up again" base_active
    up_ok onenet
    ping_inside
}

scenario end_nm_killed "NetworkManager dies by SIGKILL: nothing is left, connecting again works" deadline=90 compared
end_nm_killed() {
    tunnel_up
    systemctl kill -s KILL --kill-who=main NetworkManager
    expect_nothing_left
    server_told
    expect_within 20 "the base connection is up again" base_active
    up_ok onenet
    ping_inside
}

scenario end_gre_lost "GRE is lost while connected: noticed by LCP echo" deadline=60 core
end_gre_lost() {
    server_start srv
    profile_onenet lcp-echo-interval=1 lcp-echo-failure=3
    up_ok onenet
    router_drop ip protocol gre
    expect_within 12 "the VPN is down" is_down onenet
    expect_nothing_left
    server_told
    assert_sentence onenet 'echo|answer|GRE|lost'
}
