# SPDX-License-Identifier: GPL-2.0-or-later
# Kernels without a driver that a tunnel needs: played by a rule of modprobe.d against it.

# module_away MODULE...: takes the modules out and keeps them out until the scenario is over.
module_away() {
    local module
    for module in "$@"; do printf 'install %s /bin/false\n' "$module"; done >/etc/modprobe.d/guest-away.conf
    echo 'rm -f /etc/modprobe.d/guest-away.conf; modprobe -a pptp ppp_mppe' >/run/guest/restore
    modprobe -r "$@"
    for module in "$@"; do assert_false "$module is loaded" test -e "/sys/module/$module"; done
}

scenario kernel_loads_drivers "drivers that are not loaded yet are loaded before anything is sent"
kernel_loads_drivers() {
    modprobe -r pptp ppp_mppe
    server_start srv
    profile_onenet
    up_ok onenet
    ping_inside
}

scenario kernel_without_mppe "ppp_mppe is kept away, encryption required: the sentence names module and file" compared core
kernel_without_mppe() {
    module_away ppp_mppe
    server_start srv mppe=none
    profile_onenet
    up_fails onenet 'Unknown reason'
    assert_sentence onenet 'ppp_mppe' 'guest-away\.conf'
    expect_nothing_left
}

scenario kernel_without_mppe_optional "ppp_mppe is kept away, no key asks for encryption: connects, with a warning" extra
kernel_without_mppe_optional() {
    module_away ppp_mppe
    server_start srv mppe=none
    profile onenet ipv4.never-default=true ipv4.route1=10.20.0.0/16
    up_ok onenet
    ping_inside
    assert_sentence onenet 'not encrypted'
}

scenario kernel_without_pptp "the kernel has no PPTP driver, and the profile insists on it: the sentence names it"
kernel_without_pptp() {
    module_away pptp
    server_start srv
    profile_onenet transport=kernel
    up_fails onenet 'Unknown reason'
    assert_sentence onenet 'pptp' 'guest-away\.conf'
    expect_nothing_left
}
