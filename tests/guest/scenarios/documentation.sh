# SPDX-License-Identifier: GPL-2.0-or-later
# The examples of nm-settings-pptp(5), taken out of the installed page and run as they stand there. The server is called what it is called
# in the guest, and the wired connection too; nothing else is changed.

MANUAL=/usr/share/man/man5/nm-settings-pptp.5

# manual_example REGEX: the first example with a line that matches.
manual_example() {
    local found
    found=$(sed 's/\\-/-/g; s/\\e/\\/g; s/vpn\.example\.edu/vpn.test/; s/"Wired connection 1"/base/' "$MANUAL" |
        awk -v regex="$1" '/^\.EX$/ { inside = 1; text = ""; next }
                           /^\.EE$/ { if (inside && !found && text ~ regex) { printf "%s", text; found = 1 } inside = 0 }
                           inside { text = text $0 "\n" }')
    [ -n "$found" ] || fail "$MANUAL has no example with '$1'"
    printf '%s\n' "$found"
}

# run_example REGEX: runs it, each command of it having to succeed.
run_example() {
    local text; text=$(manual_example "$1")
    printf '   from the manual:\n%s\n' "$text"
    timeout 60 bash -ec "$text" </dev/null || fail "the manual's example with '$1' fails"
}

documented_server() { server_start srv secret=SECRET "$@"; }

scenario docs_university "the manual's first example: nmcli's lines, then the same as a keyfile" deadline=90
docs_university() {
    documented_server
    run_example '^nmcli connection add .*never-default'
    assert_true "activated" is_active onenet
    ping_inside
    assert_match "the default route" "via $ROUTER dev c0" "$(default_routes)"
    assert_eq "the way to the university" "$(vpn_interface onenet)" "$(route_device 10.200.0.1)"
    assert_eq "the way to elsewhere" c0 "$(route_device 192.0.2.1)"
    assert_match "the name servers" '10\.20\.0\.53' "$(</etc/resolv.conf)"
    down_ok onenet
    nmcli connection modify onenet ipv4.ignore-auto-dns yes
    up_ok onenet
    assert_no_match "the name servers" '10\.20\.0\.53' "$(</etc/resolv.conf)"
    down_ok onenet
    nmcli connection delete onenet
    manual_example '^\[connection\].*never-default' >"$KEYFILES/onenet.nmconnection"
    chmod 600 "$KEYFILES/onenet.nmconnection"
    nmcli connection reload
    up_ok onenet
    assert_eq "the way to the university" "$(vpn_interface onenet)" "$(route_device 10.200.0.1)"
    assert_match "the default route" "via $ROUTER dev c0" "$(default_routes)"
}

scenario docs_full_tunnel "the manual's second example: the default route leads into the tunnel" deadline=90 extra
docs_full_tunnel() {
    documented_server
    run_example 'require-mppe-128=yes.*vpn.secrets'
    up_ok onenet
    assert_eq "the way to elsewhere" "$(vpn_interface onenet)" "$(route_device 192.0.2.1)"
    ping_inside
}

scenario docs_password "the manual's ways of asking: from a file, and by an agent in another terminal" deadline=120 extra
docs_password() {
    echo 'rm -f /root/onenet.password' >/run/guest/restore
    documented_server
    run_example '^nmcli connection add .*never-default'
    down_ok onenet
    manual_example 'password-flags=2' | sed -n 1p >"$LOG/ask"
    bash -e "$LOG/ask"
    assert_false "the password is in the file" grep -q SECRET "$KEYFILES/onenet.nmconnection"
    up_fails onenet 'secret'
    run_example 'passwd-file'
    assert_true "activated" is_active onenet
    down_ok onenet
    manual_example 'nmcli agent' | sed -n 1p >"$LOG/agent-flags"
    bash -e "$LOG/agent-flags"
    python3 "$GUEST/servers/type-passwords.py" 60 SECRET -- nmcli agent secret >"$LOG/agent" 2>&1 &
    expect_within 10 "the agent is there" grep -qi registered "$LOG/agent"
    up_ok onenet
    ping_inside
    assert_match "the agent's terminal" 'assword' "$(<"$LOG/agent")"
}

scenario docs_secondaries "the manual's VPN at boot: a secondary comes with its network; lost, it leaves it alone; never up, it takes it down" deadline=150 extra
docs_secondaries() {
    documented_server
    run_example '^nmcli connection add .*never-default'
    down_ok onenet
    run_example 'connection.secondaries'
    expect_within 20 "the VPN is up" is_active onenet
    ping_inside
    server_inject srv close
    expect_within 15 "the VPN is down" is_down onenet
    stays_for 3 "the network is up" base_active
    # The warning in the manual.
    nmcli connection modify onenet vpn.secrets password=wrong
    assert_false "the network comes up" timeout 60 nmcli --wait 40 connection up base
    expect_within 20 "the network is left down" network_is_left_down
}
network_is_left_down() { nmcli -t -f DEVICE,STATE device status | grep -qx c0:disconnected; }

scenario docs_unit "the manual's unit of systemd: brings the VPN up, and leaves the network alone when it cannot" deadline=120 extra
docs_unit() {
    cat >/run/guest/restore <<'END'
systemctl disable --now vpn-onenet.service
rm -f /etc/systemd/system/vpn-onenet.service
systemctl daemon-reload
END
    documented_server
    run_example '^nmcli connection add .*never-default'
    down_ok onenet
    manual_example '^\[Unit\]' >/etc/systemd/system/vpn-onenet.service
    run_example 'systemctl enable'
    assert_true "activated" is_active onenet
    ping_inside
    systemctl stop vpn-onenet.service
    expect_within 5 "the VPN is down" is_down onenet
    nmcli connection modify onenet vpn.secrets password=wrong
    assert_false "the unit starts" timeout 60 systemctl start vpn-onenet.service
    assert_eq "the unit waits for its next try" auto-restart "$(systemctl show -P SubState vpn-onenet.service)"
    assert_true "the network is up" base_active
}

scenario docs_persistent "the manual's vpn.persistent: a tunnel that the server ends comes back" deadline=90 extra
docs_persistent() {
    documented_server dns=none # NetworkManager keeps the name servers of an interface that is gone
    run_example '^nmcli connection add .*never-default'
    down_ok onenet
    run_example 'vpn.persistent'
    up_ok onenet
    server_inject srv close
    expect_within 30 "the tunnel is back" came_back 1
    ping_inside
}
