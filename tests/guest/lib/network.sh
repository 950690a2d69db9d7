# SPDX-License-Identifier: GPL-2.0-or-later
# The test network. All of it, addresses included, exists inside the guest only. Sourced.
#
#   root namespace         router `rtr`                     servers `srv` and `srv2`
#   c0 10.99.0.2/24 ────── 10.99.0.1 │ 10.98.1.1 ────────── 10.98.1.2   inner net 10.20.0.0/16
#   (NetworkManager)                 │ 10.98.2.1 ────────── 10.98.2.2   inner net 10.21.0.0/16

ROUTER=10.99.0.1 CLIENT=10.99.0.2
SERVER=10.98.1.2 SERVER2=10.98.2.2
INSIDE=10.20.5.5 INSIDE2=10.21.5.5     # a host behind each server
BLACKHOLE=10.97.0.1                    # the router drops what goes there
NOWHERE=10.98.1.99                     # nobody has this address: the router says "host unreachable"

in_rtr() { ip netns exec rtr "$@"; }
in_srv() { ip netns exec srv "$@"; }

network_destroy() {
    local ns
    ip link del c0 2>/dev/null || true
    for ns in rtr srv srv2; do
        ip netns pids "$ns" 2>/dev/null | xargs -r kill -9 2>/dev/null || true
        ip netns del "$ns" 2>/dev/null || true
    done
}

network_create() {
    local n
    for n in rtr srv srv2; do
        ip netns add "$n"
        ip -n "$n" link set lo up
        ip netns exec "$n" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
    done
    ip link add c0 type veth peer name r0 netns rtr
    ip -n rtr addr add "$ROUTER/24" dev r0
    ip -n rtr link set r0 up
    for n in 1 2; do
        local ns=srv; [ "$n" = 1 ] || ns=srv2
        ip -n rtr link add "r$n" type veth peer name s0 netns "$ns"
        ip -n rtr addr add "10.98.$n.1/24" dev "r$n"
        ip -n rtr link set "r$n" up
        ip -n "$ns" addr add "10.98.$n.2/24" dev s0
        ip -n "$ns" link set s0 up
        ip -n "$ns" route add default via "10.98.$n.1"
        ip -n "$ns" link add inner type dummy
        ip -n "$ns" link set inner up
    done
    ip -n srv addr add "$INSIDE/32" dev inner
    ip -n srv2 addr add "$INSIDE2/32" dev inner
    ip -n rtr route add blackhole 10.97.0.0/16
    # A blackhole route answers the router's own packets with an error, but drops forwarded ones without a word.
    mkdir -p /run/guest
    # The resolver: knows the test names, says NXDOMAIN to all others, asks nobody. It outlives a scenario that makes the network anew: what is
    # in the scenario's cgroup ends with it.
    (
        echo "$BASHPID" >/sys/fs/cgroup/cgroup.procs
        exec ip netns exec rtr dnsmasq --no-resolv --no-hosts --no-daemon --bind-interfaces --listen-address="$ROUTER" --user=root --local=/#/ \
            --host-record="vpn.test,$SERVER" --pid-file=
    ) >/run/guest/dnsmasq.log 2>&1 &
    disown
}

# Back to plain forwarding, whatever a scenario put in the way.
router_reset() {
    [ -e /run/guest/faults ] || return 0
    in_rtr nft flush ruleset
    ip netns exec rtr tc qdisc del dev r0 root 2>/dev/null || true
    rm -f /run/guest/faults
}

router_drop() { # NFT-MATCH...: drops forwarded packets that match
    touch /run/guest/faults
    in_rtr nft "add table ip faults; add chain ip faults forward { type filter hook forward priority 0; }; add rule ip faults forward $* counter drop"
}

# capture_start NAME, then capture_stop: what passes between client and server, in $LOG/NAME.pcap.
capture_start() {
    # Not by in_rtr: $! would be a shell's, and tcpdump would outlive it.
    ip netns exec rtr tcpdump -i r0 -U --immediate-mode -n -s 0 -w "/run/guest/$1.pcap" >"$LOG/$1.tcpdump" 2>&1 &
    CAPTURE_PID=$! CAPTURE_NAME=$1
    wait_until 10 grep -q 'listening on' "$LOG/$1.tcpdump" || fail "tcpdump did not start"
}

capture_stop() {
    kill "$CAPTURE_PID" 2>/dev/null || true
    wait "$CAPTURE_PID" 2>/dev/null || true
    # It would write down, and slow down, all that comes after it.
    ! pgrep -x tcpdump >/dev/null || fail "tcpdump is still there"
    cp "/run/guest/$CAPTURE_NAME.pcap" "$LOG/$CAPTURE_NAME.pcap"
}

capture_frames() { python3 "$GUEST/servers/pcap-ppp.py" "$LOG/$1.pcap"; } # one line per PPP frame: from, protocol, hex
count_frames() { capture_frames "$1" | grep -c "$2" || true; } # NAME REGEX

default_routes() { ip -4 route show default; }
route_device() { ip -4 route get "$1" | sed -n 's/.* dev \([^ ]*\).*/\1/p'; }
