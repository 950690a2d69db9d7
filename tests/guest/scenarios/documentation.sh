# SPDX-License-Identifier: GPL-2.0-or-later
# The commands of nm-settings-pptp(5), as they stand there but for names and passwords.

# The university's example.
documented_profile() {
    nmcli connection add type vpn vpn-type pptp con-name onenet autoconnect no \
        vpn.data "gateway=vpn.test, user=$SERVER_USER, require-mppe=yes, password-flags=0" \
        vpn.secrets "password=$SERVER_PASSWORD" \
        ipv4.routes 10.20.0.0/16 ipv4.never-default yes
}

scenario docs_nmcli "the manual's nmcli lines: the university's profile, and its password asked for, from a file" deadline=120 core
docs_nmcli() {
    server_start srv
    documented_profile
    up_ok onenet
    ping_inside
    assert_match "the default route" "via $ROUTER dev c0" "$(default_routes)"
    assert_eq "the way to an address outside the profile's network" c0 "$(route_device 10.21.5.5)"
    down_ok onenet
    nmcli connection modify onenet +vpn.data password-flags=2 vpn.secrets ""
    assert_false "the password is in the file" grep -qF "$SERVER_PASSWORD" "$KEYFILES/onenet.nmconnection"
    up_fails onenet 'secret'
    printf 'vpn.secrets.password:%s\n' "$SERVER_PASSWORD" >/run/guest/onenet.password
    up_ok onenet passwd-file /run/guest/onenet.password
    ping_inside
}

scenario docs_secondaries "the manual's VPN at boot: a secondary comes with its network and goes with it; what its failure does" deadline=150
docs_secondaries() {
    server_start srv
    documented_profile
    nmcli connection modify base +connection.secondaries onenet
    timeout 60 nmcli connection up base
    expect_within 20 "the VPN is up" is_active onenet
    ping_inside
    # Its loss while it is up leaves the network alone.
    server_inject srv close
    expect_within 15 "the VPN is down" is_down onenet
    stays_for 3 "the network is up" base_active
    # A secondary that cannot come up.
    nmcli connection modify onenet vpn.secrets password=wrong
    local out status=0
    out=$(timeout 60 nmcli --wait 40 connection up base 2>&1) || status=$?
    note "nmcli connection up base: status $status: $out"
    sleep 5
    note "the network: $(nmcli -t -f NAME,STATE connection show --active | paste -sd ' ')"
    note "devices: $(nmcli -t -f DEVICE,STATE,CONNECTION device status | paste -sd ' ')"
}

scenario docs_agent "the manual's agent: nmcli agent secret answers on its terminal for what is started in another" deadline=90
docs_agent() {
    server_start srv
    documented_profile
    nmcli connection modify onenet +vpn.data password-flags=1 vpn.secrets ""
    python3 "$GUEST/servers/type-passwords.py" 60 "$SERVER_PASSWORD" -- nmcli agent secret >"$LOG/agent" 2>&1 &
    expect_within 10 "the agent is registered" grep -qi 'registered' "$LOG/agent"
    up_ok onenet
    ping_inside
    assert_match "the agent's terminal" 'assword' "$(<"$LOG/agent")"
}
