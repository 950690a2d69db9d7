# SPDX-License-Identifier: GPL-2.0-or-later
# What may be left of a VPN on the client's side, and the state the machine must be in between two scenarios. Sourced.

# All by the shell itself, reading /proc: in an emulated guest every process that a check starts costs it a tenth of a second.

client_processes() { # of the VPN; the servers' have an /etc/ppp of their own mounted and are left out
    local dir comm line
    for dir in /proc/[0-9]*; do
        read -r comm <"$dir/comm" || continue
        case $comm in nm-pptp-servic*|nm-pptp-gre|pppd|pptp|pptpcm|pptpgw) ;; *) continue ;; esac
        server_process "$dir" && continue
        line=$(tr '\0' ' ' <"$dir/cmdline")
        printf 'process %s (%.70s)\n' "$comm" "$line"
    done 2>/dev/null
}
server_process() { local mounts; mounts=$(<"$1/mountinfo") && [[ $mounts == *' /etc/ppp '* ]]; }

tunnel_interfaces() { local line; while read -r line; do [[ $line != ppp* ]] || printf 'interface %s\n' "${line%%:*}"; done </proc/net/dev; }

# Routes through a pppN, to a server, or to the nets behind one. /proc/net/route has them as little-endian hex.
tunnel_routes() {
    local dev destination
    while read -r dev destination _; do
        case $dev:$destination in
        ppp*|*:??01620A|*:??02620A|*:????140A|*:????150A)
            printf 'route %d.%d.%d.%d dev %s\n' "0x${destination:6:2}" "0x${destination:4:2}" "0x${destination:2:2}" "0x${destination:0:2}" "$dev" ;;
        esac
    done </proc/net/route
}

control_connections() { # TCP to port 1723, but for TIME-WAIT (06)
    local remote state
    while read -r _ _ remote state _; do
        [[ $remote != *:06BB || $state = 06 ]] || printf 'control connection in state %s\n' "$state"
    done </proc/net/tcp
}

tunnel_files() {
    local file
    shopt -s nullglob
    for file in /run/*pptp* /run/ppp*.pid /run/*nm-ppp* /run/pppd/*.pid /run/NetworkManager/*pptp* /run/pptp/* /tmp/*pptp* /var/tmp/*pptp*; do
        printf 'file %s\n' "$file"
    done
    shopt -u nullglob
}

# left_behind: a line for each thing that a VPN left on this machine; nothing when it is clean.
left_behind() {
    local found uses=0 l2tp=0
    [ ! -e /sys/module/pptp/refcnt ] || uses=$(</sys/module/pptp/refcnt)
    [ ! -e /sys/module/l2tp_ppp/refcnt ] || l2tp=$(</sys/module/l2tp_ppp/refcnt)
    found=$(client_processes; tunnel_interfaces; tunnel_routes; control_connections; tunnel_files
            [ "$uses" = 0 ] || printf 'PPTP socket (kernel module in use: %s)\n' "$uses"
            [ "$l2tp" = 0 ] || printf 'L2TP socket (kernel module in use: %s)\n' "$l2tp")
    # Asking NetworkManager is the dearest: last, and only when all else is clean.
    [ -n "$found" ] || found=$(vpn_still_active)
    [ -z "$found" ] || printf '%s\n' "$found"
}
vpn_still_active() {
    local paths
    paths=$(busctl get-property org.freedesktop.NetworkManager /org/freedesktop/NetworkManager org.freedesktop.NetworkManager ActiveConnections 2>/dev/null) || return 0
    [ "$(wc -w <<<"$paths")" -le "$(cat /run/guest/active-words 2>/dev/null || echo 99)" ] || nmcli -t -f NAME,TYPE connection show --active | sed -n 's/^\(.*\):vpn$/active connection \1/p'
}
nothing_left() { [ -z "$(left_behind)" ]; }

# expect_nothing_left [SECONDS]: the promise of the plugin: 3 s after any end nothing is left.
expect_nothing_left() {
    local limit=${1:-3}
    if wait_until "$limit" nothing_left; then
        note "nothing left: after $WAITED s"; record left "nothing after $WAITED s"
    else
        record left "after $limit s: $(left_behind | paste -sd ';')"
        fail "left behind after $limit s: $(left_behind | paste -sd ';')"
    fi
}

server_told() { expect_within 3 "the server's session ended" server_session_gone "${1:-srv}"; }

# The machine between two scenarios.
machine_state() {
    # noprefixroute and proto are left out: NetworkManager 1.42 takes the one from, and 1.52 gives the other to, the addresses of lo when networking is turned off and on.
    ip -o addr show | sed '/ fe80:/d; s/^[0-9]*: //; s/valid_lft.*//; s/ metric [0-9]*//; s/ noprefixroute//; s/ proto kernel_lo//' | sort
    ip route show table all | sed '/^fe80\|dev c0 table local\|^multicast\|^broadcast\|cache/d; s/ proto kernel//; s/ linkdown//' | sort
    nft list ruleset
    printf 'resolv.conf: %s\n' "$(grep -v '^#' /etc/resolv.conf)"
    # /etc/ppp/resolv.conf is left out: pppd itself writes it for every link with usepeerdns, and never takes it away.
    sha1sum /etc/ppp/[!r]* /etc/ppp/*/* /etc/NetworkManager/*/* 2>/dev/null || true # folders are no sums
    busctl get-property org.freedesktop.NetworkManager /org/freedesktop/NetworkManager org.freedesktop.NetworkManager ActiveConnections | wc -w
}
