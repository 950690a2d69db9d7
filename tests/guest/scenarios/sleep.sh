# SPDX-License-Identifier: GPL-2.0-or-later
# A machine that sleeps and is awake again. The guest itself cannot: its 9p mounts would not live through that. So the two sides of it are
# played: the clocks, which tell the service, and NetworkManager, which logind tells.

# The service that is started now can be told that it slept (host/slept-clock.c).
service_that_can_sleep() { # COMMAND...: that starts it
    echo 'rm -f /etc/ld.so.preload /run/guest/slept' >>/run/guest/restore
    echo /usr/lib/guest-slept-clock.so >/etc/ld.so.preload
    "$@"
    rm -f /etc/ld.so.preload
}
# The kernel sets CLOCK_REALTIME forward at each resume; it is the jump, not its size, that is noticed.
clock_is_set() { date -s "@$((${EPOCHREALTIME%.*} + 3))" >/dev/null; }
machine_slept() { echo "$1" >/run/guest/slept; clock_is_set; } # SECONDS, in all
notices_of_sleep() { journal_for_uuid onenet | grep -c 'under the tunnel: the machine slept' || true; }
noticed() { [ "$(notices_of_sleep)" = "$1" ]; }

scenario sleep_noticed "after a sleep the server is asked for a sign of life at once: one that answers stays, one that does not is given up" deadline=90
sleep_noticed() {
    nmcli general logging level KEEP domains VPN_PLUGIN:TRACE
    echo 'nmcli general logging level INFO domains DEFAULT' >/run/guest/restore
    server_start srv
    profile_onenet
    service_that_can_sleep up_ok onenet
    local device; device=$(vpn_interface onenet)
    clock_is_set
    stays_for 1 "a clock that is set is no sleep" noticed 0
    machine_slept 3600
    expect_within 3 "the sleep is noticed" noticed 1
    stays_for 7 "the VPN is up" is_active onenet
    assert_eq "the interface" "$device" "$(vpn_interface onenet)"
    ping_inside
    # By default the echoes would need two and a half minutes for this.
    router_drop ip protocol gre
    machine_slept 7200
    expect_within 10 "the VPN is down" is_down onenet
    assert_sentence onenet 'stopped answering'
    expect_nothing_left
}

nm_sleeps() { nm_bus call '' '' Sleep b "$1" >/dev/null || fail "NetworkManager does not take Sleep($1)"; }
base_asleep() { ! base_device_activated; }

scenario sleep_networkmanager "NetworkManager goes to sleep and wakes up: the tunnel ends, nothing is left, the next connect works" deadline=90 extra
sleep_networkmanager() {
    echo "busctl call org.freedesktop.NetworkManager /org/freedesktop/NetworkManager org.freedesktop.NetworkManager Sleep b false" >>/run/guest/restore
    server_start srv
    profile_onenet
    up_ok onenet
    ping_inside
    nm_sleeps true
    expect_nothing_left
    nm_sleeps false
    expect_within 20 "the base connection is up" base_active
    up_ok onenet
    ping_inside
    down_ok onenet
    expect_nothing_left
}

scenario sleep_persistent "persistent: NetworkManager goes to sleep and wakes up: the tunnel is back by itself" deadline=90 extra
sleep_persistent() {
    echo "busctl call org.freedesktop.NetworkManager /org/freedesktop/NetworkManager org.freedesktop.NetworkManager Sleep b false" >>/run/guest/restore
    server_start srv dns=none
    persistent_up
    nm_sleeps true
    expect_within 10 "the base connection is asleep" base_asleep
    expect_within 5 "no interface, no socket of the tunnel" tunnel_is_gone
    nm_sleeps false
    expect_within 20 "the base connection is up" base_active
    back_within 20
    down_ok onenet
    expect_nothing_left
}
