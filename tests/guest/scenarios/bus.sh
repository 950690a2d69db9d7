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
