# SPDX-License-Identifier: GPL-2.0-or-later
# Many tunnels: one after the other without growth, and at the same time.

# What may grow, a number a line. Memory is in kB.
usage() {
    local nm; nm=$(systemctl show -p MainPID --value NetworkManager)
    printf 'nm-fds %s\n' "$(ls "/proc/$nm/fd" | wc -l)"
    printf 'nm-memory %s\n' "$(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$nm/status")"
    printf 'bus-fds %s\n' "$(ls "/proc/$(pgrep -x dbus-daemon | head -n 1)/fd" | wc -l)"
    printf 'processes %s\n' "$(ls -d /proc/[0-9]* | wc -l)"
    printf 'files %s\n' "$(files_that_may_be_ours | wc -l)"
    printf 'routes %s\n' "$(ip route show table all | wc -l)"
    printf 'links %s\n' "$(ip -o link | wc -l)"
    printf 'sockets %s\n' "$(awk '{ n += $3 } /^sockets/ { print $3 }' /proc/net/sockstat)"
    printf 'free-memory %s\n' "$(sed -n 's/^MemAvailable:[[:space:]]*\([0-9]*\).*/\1/p' /proc/meminfo)"
}
# NetworkManager itself keeps a file in /run/NetworkManager/devices for each number that an interface ever had, until it restarts.
files_that_may_be_ours() {
    find /run /tmp /var/lib/NetworkManager /var/lib/misc /etc/ppp -xdev -not -path '/run/guest/*' -not -path '/run/log/*' -not -path '/run/systemd/*' \
        -not -path '/run/udev/*' -not -path '/run/NetworkManager/devices/*' | sort
}
# Who has which sockets, without what is another number each time.
sockets_by_kind() { ss -anpH | sed -E 's/[0-9]+/N/g; s/ +/ /g' | sort | uniq -c; }
usage_of() { sed -n "s/^$2 //p" "$LOG/usage-$1"; }
may_grow_by() { # WHAT NUMBER, from the first usage to the last
    assert_at_most "growth of $1" "$2" "$(($(usage_of last "$1") > $(usage_of first "$1") ? $(usage_of last "$1") - $(usage_of first "$1") : 0))"
}
is_activated() { [ "$(nm_property "${1#/org/freedesktop/NetworkManager}" State .Connection.Active)" = 'u 2' ]; } # OBJECT
# Every tenth as a user types it, the others by what nmcli calls, in half the time.
one_cycle() { # NUMBER
    local active
    if [ $(($1 % 10)) = 0 ]; then
        timeout 60 nmcli connection up onenet >"$LOG/cycle" 2>&1 || fail "cycle $1: $(<"$LOG/cycle")"
        timeout 30 nmcli connection down onenet >/dev/null 2>&1 || fail "cycle $1: cannot be taken down"
    else
        active=$(nm_object "$(nm_bus call '' '' ActivateConnection ooo "$CYCLE_PROFILE" / /)") || fail "cycle $1: NetworkManager does not begin to connect"
        wait_until 30 is_activated "$active" || fail "cycle $1: not up after $WAITED s: $(sentence onenet)"
        nm_bus call '' '' DeactivateConnection o "$active" >/dev/null || fail "cycle $1: cannot be taken down"
    fi
    wait_until 3 nothing_left || fail "cycle $1: left behind: $(left_behind | paste -sd ';')"
}
journal_lines() { journal_all | grep -c 'nm-pptp-service\|NetworkManager' || true; }

# cycles COUNT: so many times up and down, after five to warm up. A line of figures every ten, or every hundred.
cycles() {
    local count=$1 i began lines step=10
    [ "$count" -lt 500 ] || step=100
    server_start srv log=short # else a thousand connections would push the oldest lines out of the journal
    profile_onenet
    CYCLE_PROFILE=$(nm_object "$(nm_bus call /Settings .Settings GetConnectionByUuid s "$(uuid_of onenet)")")
    for i in {1..5}; do one_cycle "$i"; done
    files_that_may_be_ours >"$LOG/files-first"; sockets_by_kind >"$LOG/sockets-first"; usage >"$LOG/usage-first"; lines=$(journal_lines); began=$EPOCHREALTIME
    for ((i = 1; i <= count; i++)); do
        one_cycle "$i"
        if [ $((i % step)) = 0 ]; then note "after $i, $(since "$began") s: $(usage | paste -sd ' ')"; fi
    done
    usage >"$LOG/usage-last"; sockets_by_kind >"$LOG/sockets-last"; files_that_may_be_ours >"$LOG/files-last"
    diff "$LOG/files-first" "$LOG/files-last" || true
    diff "$LOG/sockets-first" "$LOG/sockets-last" || true
    note "entries in the journal a cycle: $((($(journal_lines) - lines) / count))"
    note "$count cycles in $(since "$began") s"
    note "before: $(paste -sd ' ' "$LOG/usage-first")"
    note "after:  $(paste -sd ' ' "$LOG/usage-last")"
    record cycles "$count in $(since "$began") s; $(paste -sd ' ' "$LOG/usage-first") -> $(paste -sd ' ' "$LOG/usage-last")"
    may_grow_by nm-fds 1; may_grow_by bus-fds 1; may_grow_by processes 3; may_grow_by files 2; may_grow_by routes 0; may_grow_by links 0
    may_grow_by sockets 3; may_grow_by nm-memory $((1500 + 4 * count))
    assert_at_most "entries in the journal a cycle" 60 "$((($(journal_lines) - lines) / count))"
    assert_true "the server has no session left" server_session_gone srv
}

scenario many_cycles "fifty times up and down: nothing grows (tests/guest/cycles runs a thousand)" deadline=900
many_cycles() { cycles 50; }

TUNNELS=20
tunnel_names() { seq -f 't%02g' 1 "$TUNNELS"; }
active_are() { [ "$(nmcli -t -f TYPE,STATE connection show --active | grep -c '^vpn:activated' || true)" = "$1" ]; } # NUMBER
client_pppds() { pgrep -x pppd | while read -r pid; do server_process "/proc/$pid" || echo "$pid"; done; }

# Half of them, picked at random, lose their pppd at once and without a word: the others do not notice.
kill_half() {
    local device
    client_pppds | shuf >"$LOG/pppds"
    head -n $((TUNNELS / 2)) "$LOG/pppds" | xargs kill -9
    expect_within 30 "the other half is left" active_are $((TUNNELS / 2))
    assert_eq "its pppds, the same as before" "$(tail -n +$((TUNNELS / 2 + 1)) "$LOG/pppds" | sort)" "$(client_pppds | sort)"
    for device in $(tunnel_interfaces | sed 's/^interface //'); do ping -n -q -c 1 -W 5 -I "$device" 10.20.0.1; done
    assert_eq "interfaces" $((TUNNELS / 2)) "$(tunnel_interfaces | wc -l)"
}

services_huge_pages() { cat $(pgrep -x nm-pptp-service | sed 's|.*|/proc/&/smaps_rollup|') | awk '/^AnonHugePages:/ { n += $2 } END { print n }'; }

scenario many_at_once "twenty tunnels, started together; half of them killed, the others do not notice; stopped together" deadline=270
many_at_once() {
    local name i=0
    server_start srv
    for name in $(tunnel_names); do
        i=$((i + 1))
        profile "$name" require-mppe=yes ipv4.never-default=true ipv4.route1=10.20.$((100 + i)).0/24 >/dev/null
    done
    # Not `nmcli --wait 0`: it leaves the bus before a busy NetworkManager has found out who asked. Nor all in the background: NetworkManager
    # gives each service 5 s to be on the bus, and twenty processes that start in the same moment take an emulated machine longer.
    for name in $(tunnel_names); do activate "$name" >>"$LOG/up" || fail "$name: NetworkManager does not begin to connect"; done
    expect_within 90 "all $TUNNELS are up" active_are "$TUNNELS"
    assert_eq "sessions at the server" "$TUNNELS" "$(server_sessions srv)"
    assert_eq "interfaces" "$TUNNELS" "$(tunnel_interfaces | wc -l)"
    # One whose thread got a huge page for its stack uses a third more than all of it needs.
    assert_eq "kB of huge pages in the services" 0 "$(services_huge_pages)"
    kill_half
    # By what nmcli calls: twenty of it at once would take an emulated machine's time. NetworkManager tells a service to disconnect when its
    # own scripts have run, those for one tunnel after those for another: a second each here.
    while read -r name; do
        nm_bus call '' '' DeactivateConnection o "$name" >/dev/null || fail "$name: NetworkManager does not begin to disconnect"
    done < <(nmcli -t -f TYPE,ACTIVE-PATH connection show --active | sed -n 's/^vpn://p')
    expect_within 45 "the server's sessions ended" server_session_gone srv
    expect_nothing_left 5
}
