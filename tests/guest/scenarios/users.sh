# SPDX-License-Identifier: GPL-2.0-or-later
# Users who are not root, and what NetworkManager itself is told to do.

as_user() { setpriv --reuid="$1" --regid="$(id -g "$1")" --clear-groups "${@:2}"; } # NAME COMMAND...

# The user is allowed to use the network, as a desktop's user is, and seems logged in: NetworkManager shows a private profile to nobody else.
user_at_the_desk() { # NAME
    local uid; uid=$(id -u "$1")
    printf 'polkit.addRule(function(action, subject) { if (subject.user == "%s" && action.id == "org.freedesktop.NetworkManager.network-control") return polkit.Result.YES; });\n' "$1" \
        >/etc/polkit-1/rules.d/90-guest.rules
    printf 'NAME=%s\nSTATE=active\nSESSIONS=c1\nONLINE_SESSIONS=c1\nACTIVE_SESSIONS=c1\n' "$1" >"/run/systemd/users/$uid"
    printf 'rm -f /etc/polkit-1/rules.d/90-guest.rules /run/systemd/users/%s\n' "$uid" >>/run/guest/restore
}

scenario user_private_profile "a profile that is private to a user (connection.permissions): that user connects without root, another does not see it" deadline=90 extra
user_private_profile() {
    local out
    user_at_the_desk games
    server_start srv
    profile_onenet 'connection.permissions=user:games:;'
    out=$(as_user nobody nmcli --wait 20 connection up onenet 2>&1) && fail "another user brought it up: $out"
    assert_match "what another user is told" 'unknown connection|not authorized' "$out"
    out=$(as_user games timeout 60 nmcli --wait 50 connection up onenet 2>&1) || fail "the user cannot bring it up: $out"
    note "$out"
    ping_inside
    out=$(as_user games timeout 30 nmcli connection down onenet 2>&1) || fail "the user cannot take it down: $out"
    expect_nothing_left
    server_told
}

scenario user_networking_off "nmcli networking off, then on: the tunnel ends with the network, nothing is left, the next connect works" deadline=90 extra
user_networking_off() {
    echo 'nmcli networking on' >>/run/guest/restore
    server_start srv
    profile_onenet
    up_ok onenet
    ping_inside
    nmcli networking off
    expect_nothing_left
    nmcli networking on
    expect_within 20 "the base connection is up" base_active
    up_ok onenet
    ping_inside
    down_ok onenet
    expect_nothing_left
}

scenario user_networking_off_persistent "persistent: nmcli networking off ends the tunnel, on brings it back by itself: NetworkManager keeps the profile active meanwhile" deadline=90 extra
user_networking_off_persistent() {
    echo 'nmcli networking on' >>/run/guest/restore
    server_start srv
    persistent_up
    nmcli networking off
    expect_within 5 "no interface, no socket of the tunnel" tunnel_is_gone
    expect_within 5 "no name server of the tunnel" eval '! grep -q 10.20.0 /etc/resolv.conf'
    stays_for 5 "the VPN is not down" eval '! is_down onenet'
    assert_at_most "entries about what is in the way" 1 "$(journal_for_uuid onenet | grep -c 'Not connected again yet' || true)"
    nmcli networking on
    expect_within 20 "the base connection is up" base_active
    back_within 20
    down_ok onenet
    expect_nothing_left
}
# But for the service, which waits to connect again.
tunnel_is_gone() { [ -z "$(tunnel_interfaces; tunnel_routes; control_connections; client_pid pppd)" ]; }
