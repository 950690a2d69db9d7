# SPDX-License-Identifier: GPL-2.0-or-later
# In the guest: each of the NUMBERS of tunnels with each subject, ours (`kernel`, its channel) and Debian's present plugin (`stock`).

tunnels() { nmcli -t -f TYPE,STATE connection show --active | grep -c '^vpn:activated'; }
# So many are up, or on their way; what fell by the way is not.
begun() { nmcli -t -f TYPE connection show --active | grep -cx vpn; }
settled() { UP=$(tunnels); [ "$UP" = "$(begun)" ]; }

# A server of its own for each: pptp-linux has one call manager for an address, which takes the calls to it one after the other.
server_address() { printf '10.98.1.%d\n' "$((100 + $1))"; }
# Profiles are written all together, and NetworkManager reads them once.
write_profiles() { # NUMBER
    local i
    PATHS=()
    for ((i = 1; i <= $1; i++)); do
        profile_file "m$i" gateway="$(server_address "$i")" require-mppe-128=yes ipv4.never-default=true "ipv4.route1=10.40.$i.0/24" >/dev/null
    done
    nm_reload
    wait_until 30 profile_known "m$1" || fail "the profiles are not known"
    for ((i = 1; i <= $1; i++)); do PATHS+=("$(nm_object "$(nm_bus call /Settings .Settings GetConnectionByUuid s "$(uuid_of "m$i")")")"); done
}

# start_all SUBJECT: asks for each, one right after the other. Who is too late for NetworkManager's 5 s to be on the bus, which an emulated
# machine brings about, is asked for again when the others are settled.
start_all() {
    local subject=$1 n=${#PATHS[@]} start=$EPOCHREALTIME path again=0 rounds=0
    for path in "${PATHS[@]}"; do nm_bus call '' '' ActivateConnection ooo "$path" / / >/dev/null; done
    while wait_until $((60 + 3 * n)) settled && [ "$UP" -lt "$n" ] && [ $((rounds++)) -lt 2 ]; do
        echo "$subject: $UP of $n are up after $(since "$start") s"
        while read -r path; do again=$((again + 1)); nm_bus call '' '' ActivateConnection ooo "$path" / / >/dev/null; done < <(paths_that_are_down)
    done
    [ "$UP" = "$n" ] || echo "$subject: only $UP of $n are up after $(since "$start") s"
    [ "$UP" -lt "$n" ] || figure "time until $n are up" s "$subject" "$(since "$start")"
    figure "up, of $n" tunnels "$subject" "$UP"
    figure "asked for again, of $n" times "$subject" "$again"
}
paths_that_are_down() {
    local active; active=$(nmcli -t -f NAME connection show --active)
    for i in "${!PATHS[@]}"; do grep -qx "m$((i + 1))" <<<"$active" || printf '%s\n' "${PATHS[i]}"; done
}

# Half of the client's sessions, their processes picked at random, each killed at once and without a word.
kill_half() { # SUBJECT
    local subject=$1 n=${#PATHS[@]} survivors=0 reached=0 device before
    before=$(tunnels)
    pgrep -x pppd | while read -r pid; do server_process "/proc/$pid" || echo "$pid"; done | shuf -n $((n / 2)) | xargs kill -9
    wait_until 30 eval '[ "$(tunnels)" -le $((before - n / 2)) ] && settled'
    survivors=$(tunnels)
    for device in $(tunnel_interfaces | sed 's/^interface //'); do
        ! ping -n -q -c 1 -W 5 -I "$device" 10.20.0.1 >/dev/null || reached=$((reached + 1))
    done
    figure "still up when $((n / 2)) of $before were killed" tunnels "$subject" "$survivors"
    figure "of these, carry a ping" tunnels "$subject" "$reached"
}

measure() { # SUBJECT NUMBER
    local subject=$1 n=$2 start client i
    fresh_start "$([ "$subject" = stock ] && echo stock || echo ours)"
    write_profiles "$n"
    start_all "$subject"
    client=$(client_usec)
    # Not a wait for something: an idle time is what is measured.
    sleep 60
    # With some missing, what is left of them would be counted to the others.
    if [ "$UP" = "$n" ]; then
        figure "CPU time of each of $n, idle" "ms a minute" "$subject" "$((($(client_usec) - client) / 1000 / n))"
        figure "memory of each of $n, PSS" kB "$subject" "$(($(client_memory Pss) / n))"
        figure "memory of each of $n, RSS" kB "$subject" "$(($(client_memory Rss) / n))"
    fi
    [ "$n" -lt 100 ] || kill_half "$subject"
    start=$EPOCHREALTIME
    nmcli -t -f UUID,TYPE connection show --active | sed -n 's/:vpn$//p' | xargs timeout 300 nmcli connection down >/dev/null 2>&1 || true # of those killed a moment ago nmcli says that they are not active
    if wait_until $((10 + n)) nothing_left; then figure "time until all of $n are down and nothing is left" s "$subject" "$(since "$start")"
    else
        echo "$subject: left behind: $(left_behind | head -n 5 | paste -sd ';')"
        clear_leftovers
        ip route flush root "${SERVER%.*}.0/24" 2>/dev/null
    fi
    rm -f "$KEYFILES"/m*.nmconnection
    nm_reload
    wait_until 30 server_done srv
}

for ((i = 1; i <= NUMBERS[-1]; i++)); do in_srv ip addr add "$(server_address "$i")/24" dev s0; done
fast_server_start srv everywhere
for number in "${NUMBERS[@]}"; do
    for subject in kernel stock; do measure "$subject" "$number"; done
done
subject_use ours
