# SPDX-License-Identifier: GPL-2.0-or-later
# A machine that sleeps and is awake again. The guest itself cannot: its 9p mounts would not live through that. So the clocks, which tell the
# service, are played here. What NetworkManager does when logind tells it is user_networking_off*: the same, but that a sleep leaves the
# guest's virtual interfaces alone.

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
    router_drop ip daddr "$SERVER"
    machine_slept 7200
    expect_within 10 "the VPN is down" is_down onenet
    assert_sentence onenet 'stopped answering'
    expect_nothing_left
}
