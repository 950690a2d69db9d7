# SPDX-License-Identifier: GPL-2.0-or-later
# The service on the bus, without NetworkManager's help.

bus_owner() { busctl --quiet call org.freedesktop.DBus / org.freedesktop.DBus GetNameOwner s "$1" >/dev/null 2>&1; }
bus_unowned() { ! bus_owner "$1"; }
service_running() { pgrep -x nm-pptp-service >/dev/null; }
service_gone() { ! service_running; }

scenario bus_activation "the base name starts the service, SIGTERM ends it"
bus_activation() {
    local name=org.freedesktop.NetworkManager.pptp
    assert_true "nobody owns the name" bus_unowned "$name"
    busctl call org.freedesktop.DBus / org.freedesktop.DBus StartServiceByName su "$name" 0
    expect_within 5 "the name is owned" bus_owner "$name"
    assert_match "what it offers" 'Connect.*NeedSecrets' \
        "$(busctl introspect "$name" /org/freedesktop/NetworkManager/VPN/Plugin org.freedesktop.NetworkManager.VPN.Plugin | paste -sd ' ')"
    pkill -TERM -x nm-pptp-service
    expect_within 3 "the service is gone" service_gone
}

scenario bus_root_only "another user can neither call the service nor own its name"
bus_root_only() {
    local name=org.freedesktop.NetworkManager.pptp out
    busctl call org.freedesktop.DBus / org.freedesktop.DBus StartServiceByName su "$name" 0
    expect_within 5 "the name is owned" bus_owner "$name"
    out=$(setpriv --reuid=65534 --regid=65534 --clear-groups busctl call "$name" /org/freedesktop/NetworkManager/VPN/Plugin \
        org.freedesktop.NetworkManager.VPN.Plugin Disconnect 2>&1 || true)
    assert_match "the call is refused" 'denied|rejected|not allowed' "$out"
    out=$(setpriv --reuid=65534 --regid=65534 --clear-groups busctl call org.freedesktop.DBus / org.freedesktop.DBus \
        RequestName su "$name.Connection_99" 0 2>&1 || true)
    assert_match "the name is refused" 'denied|not allowed' "$out"
    pkill -TERM -x nm-pptp-service
    expect_within 3 "the service is gone" service_gone
}

# The service outside of NetworkManager, as somebody who looks for a fault starts it; --debug, so that it outlives each caller.
bus_service() { # NAME [WORD...]
    local name=$1; shift
    /usr/libexec/nm-pptp-service --bus-name "$name" --debug "$@" >"$LOG/service.out" 2>&1 &
    SERVICE=$!
    expect_within 5 "the name is owned" bus_owner "$name"
}
bus_connect() { # NAME: to a server that is not there
    busctl call "$1" /org/freedesktop/NetworkManager/VPN/Plugin org.freedesktop.NetworkManager.VPN.Plugin Connect 'a{sa{sv}}' 2 \
        connection 3 id s byhand uuid s 6a1b5b0e-2f3c-4c59-9d0a-0c8f7d1e2a3b type s vpn \
        vpn 3 service-type s org.freedesktop.NetworkManager.pptp data 'a{ss}' 2 gateway "$SERVER" user alice secrets 'a{ss}' 1 password x
}
bus_state() { busctl get-property "$1" /org/freedesktop/NetworkManager/VPN/Plugin org.freedesktop.NetworkManager.VPN.Plugin State; }
bus_stopped() { [ "$(bus_state "$1")" = 'u 6' ]; }
bus_service_ended() { ! kill -0 "$SERVICE" 2>/dev/null; }

scenario bus_never_called "a service that comes too late for NetworkManager is never called, and does not stay" extra
bus_never_called() {
    /usr/libexec/nm-pptp-service --bus-name org.freedesktop.NetworkManager.pptp.Connection_97 >"$LOG/service.out" 2>&1 &
    SERVICE=$!
    expect_within 5 "the name is owned" bus_owner org.freedesktop.NetworkManager.pptp.Connection_97
    expect_within 15 "the service is gone" bus_service_ended
}

scenario bus_disconnect_answered "the Disconnect that ends the service is answered" extra
bus_disconnect_answered() {
    local name=org.freedesktop.NetworkManager.pptp.Connection_96 i
    for i in 1 2 3; do
        /usr/libexec/nm-pptp-service --bus-name "$name" >"$LOG/service.out" 2>&1 &
        SERVICE=$!
        expect_within 5 "the name is owned" bus_owner "$name"
        busctl call "$name" /org/freedesktop/NetworkManager/VPN/Plugin org.freedesktop.NetworkManager.VPN.Plugin Disconnect || fail "no answer"
        expect_within 3 "the service is gone" bus_service_ended
    done
}

scenario bus_wrong_name "started by hand with a name that it cannot have: said on the terminal and in the journal, exit status 1" extra
bus_wrong_name() {
    local name status out
    for name in 'no name!' org.example.NotOurs ''; do
        status=0
        out=$(timeout 10 /usr/libexec/nm-pptp-service --bus-name "$name" 2>&1) || status=$?
        assert_eq "exit status with '$name'" 1 "$status"
        assert_match "on the terminal" 'The system bus cannot be used: .*(not valid|not allowed)' "$out"
    done
    assert_eq "in the journal" 3 "$(journal_all | grep -c 'The system bus cannot be used')"
}

scenario bus_persist "--bus-name, and --persist: a service that stays when its connection is over, and connects again" deadline=90 extra
bus_persist() {
    local name=org.freedesktop.NetworkManager.pptp.Connection_98 i
    bus_service "$name" --persist
    for i in 1 2; do
        bus_connect "$name"
        expect_within 10 "connection $i is over" bus_stopped "$name"
    done
    assert_eq "sentences" 2 "$(journalctl -q --no-pager -o cat -p warning NM_CONNECTION=6a1b5b0e-2f3c-4c59-9d0a-0c8f7d1e2a3b | grep -c '1723 is closed')"
    assert_true "it is still there" kill -0 "$SERVICE"
    kill -TERM "$SERVICE"
    expect_within 3 "SIGTERM ends it" bus_service_ended
}
