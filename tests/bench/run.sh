# SPDX-License-Identifier: GPL-2.0-or-later
# In the guest: each subject in turn, ROUNDS times. `kernel` and `user` are ours with that transport, `stock` is Debian's present plugin.

# transfer SUBJECT MEASURE ADDRESS IPERF-WORD...: TCP throughput, and the CPU time it took.
transfer() {
    local subject=$1 measure=$2 address=$3 client machine text; shift 3
    client=$(client_usec) machine=$(machine_usec)
    text=$(timeout 60 iperf3 -c "$address" -t "$SECONDS_EACH" -f k "$@" 2>&1)
    client=$(($(client_usec) - client)) machine=$(($(machine_usec) - machine))
    read -r mbit gb < <(awk '/receiver/ { for (i = 2; i <= NF; i++) { if ($i == "Kbits/sec") r = $(i - 1) / 1000; if ($i == "sec") split($(i - 1), t, "-") } }
        END { printf "%.2f %.6f\n", r, r * t[2] / 8000 }' <<<"$text")
    [ "$mbit" != 0.00 ] || { echo "no figure: $text"; return; }
    figure "$measure" Mbit/s "$subject" "$mbit"
    [ "$subject" = ceiling ] || figure "$measure, CPU of the client's processes" s/GB "$subject" "$(awk -v t="$client" -v g="$gb" 'BEGIN { print t / 1000000 / g }')"
    figure "$measure, CPU of both ends and the network" s/GB "$subject" "$(awk -v t="$machine" -v g="$gb" 'BEGIN { print t / 1000000 / g }')"
}

both_ways() { # SUBJECT WHAT ADDRESS
    transfer "$1" "TCP to the server, $2" "$3"
    transfer "$1" "TCP from the server, $2" "$3" -R
}

# One machine plays both ends. With `apart` it does so like two with a core each: the client's processes and what comes to the client stay on
# the first core, those of the servers and what comes to them on the second; the router's work is the sender's. With `shared` whatever is
# sent is received by the same core, and processes are where the kernel puts them.
cores() { # apart|shared
    local client=1 server=2 to_client=1 to_server=2 pid queue namespace device mask
    [ "$1" = apart ] || client=3 server=3 to_client=0 to_server=0
    for pid in "$$" "$(pidof NetworkManager)" $(client_pids); do taskset -ap "$client" "$pid"; done >/dev/null 2>&1
    for pid in $(ip netns pids srv) $(ip netns pids srv2); do taskset -ap "$server" "$pid"; done >/dev/null 2>&1
    printf '%s\n' "$to_client" | tee /sys/class/net/c0/queues/rx-0/rps_cpus >/dev/null
    for queue in rtr/r0/"$to_client" rtr/r1/"$to_server" rtr/r2/"$to_server" srv/s0/"$to_server" srv2/s0/"$to_server"; do
        IFS=/ read -r namespace device mask <<<"$queue"
        ip netns exec "$namespace" sh -c "echo $mask >/sys/class/net/$device/queues/rx-0/rps_cpus"
    done
}
both_ways_apart() { # SUBJECT WHAT ADDRESS
    [ "$(nproc)" = 2 ] || { echo "no figures with a core for each end: there are $(nproc) cores, not 2"; return; }
    cores apart
    both_ways "$1" "$2, a core for each end" "$3"
    cores shared
}

# stream SUBJECT MEASURE NETEM-WORD...: the share of a steady UDP stream towards the client that arrives. It is slow enough for every
# subject: what is missing is what the network lost, or what was dropped for coming late.
STREAM_PER_SECOND=200
stream() {
    local subject=$1 measure=$2 n=$((STREAM_PER_SECOND * SECONDS_EACH)) out=$LOG/stream.out inside got receiver; shift 2
    inside=$(ip -4 -o address show | sed -n 's/.*inet \(10\.20\.0\.[0-9]*\) .*/\1/p' | head -n 1)
    [ -n "$inside" ] || { echo "no tunnel to stream through"; return; }
    touch /run/guest/faults
    in_rtr tc qdisc replace dev r0 root netem limit 20000 "$@"
    timeout 120 python3 "$GUEST/servers/stream.py" receive "$inside" 5300 >"$out" 2>&1 &
    receiver=$!
    if wait_until 20 grep -q ready "$out"; then
        in_srv timeout 90 python3 "$GUEST/servers/stream.py" send "$inside" 5300 "$n" "$STREAM_PER_SECOND" 1000
    else
        kill "$receiver"
    fi
    wait "$receiver"
    router_reset
    got=$(sed -n '2p' "$out")
    if [[ $got =~ ^[0-9]+$ ]]; then figure "$measure" "% of UDP delivered" "$subject" "$(awk -v n="$n" -v got="$got" 'BEGIN { print 100 * got / n }')"
    else echo "no figure: $(<"$out")"; fi
}

connect() { # SUBJECT PROFILE MEASURE
    local start=$EPOCHREALTIME
    if timeout 60 nmcli --wait 50 connection up "$2" >/dev/null 2>&1; then figure "$3" s "$1" "$(since "$start")"
    else echo "$1 did not connect: $(sentence "$2")"; return 1; fi
}
disconnect() { # SUBJECT PROFILE MEASURE
    local start=$EPOCHREALTIME
    timeout 30 nmcli connection down "$2" >/dev/null 2>&1 && figure "$3" s "$1" "$(since "$start")"
}

# connect_at SUBJECT SERVER [transfers]: as above, at whichever server now stands in srv.
connect_at() {
    if connect "$1" onenet "connect, MPPE 128, $2"; then
        if [ "${3:-}" = transfers ]; then
            both_ways "$1" "MPPE 128, $2" "$INSIDE"
        fi
        disconnect "$1" onenet "disconnect, MPPE 128, $2"
    fi
    wait_until 15 server_done srv
}
# Poptop, and a server that sends early as accel-ppp does, take the kernel-fast server's place.
other_servers() { # SUBJECT
    fast_server_stop srv; server_start srv
    connect_at "$1" Poptop transfers
    fast_server_stop srv; fast_server_start srv early
    connect_at "$1" "early-sending server"
    fast_server_stop srv; fast_server_start srv
}

# A path with 25 ms each way. Each request of the client's is a round trip that connecting waits for, one after the other: TCP's, two of the
# control connection, then LCP, the login, CCP and IPCP, which pppd begins each when the one before is done.
DELAY=25
REQUESTS='Flags \[S\]|CTRL_MSGTYPE=(SCCRQ|OCRQ)|: (LCP|CCP|IPCP), Conf-Request|: CHAP, Response'
on_slow_path() { # SUBJECT
    touch /run/guest/faults
    tc qdisc replace dev c0 root netem delay "${DELAY}ms" limit 20000
    in_rtr tc qdisc replace dev r0 root netem delay "${DELAY}ms" limit 20000
    capture_start slow
    if connect "$1" onenet "connect, MPPE 128, $DELAY ms each way"; then
        capture_stop
        # The last packet may be cut off, for which tcpdump gives a status.
        figure "round trips until connected" "of ${DELAY}+$DELAY ms" "$1" \
            "$({ tcpdump -n -r "$LOG/slow.pcap" "src $CLIENT and (tcp port 1723 or proto gre)" 2>/dev/null || true; } | grep -Ec "$REQUESTS")"
        disconnect "$1" onenet "disconnect, $DELAY ms each way"
    else capture_stop; fi
    tc qdisc del dev c0 root
    router_reset
}

# The median of pings beside a transfer in the same direction.
ping_under_load() { # SUBJECT
    local load
    timeout 60 iperf3 -c "$INSIDE" -t $((SECONDS_EACH + 2)) >/dev/null 2>&1 & load=$!
    # Not a wait for something: the transfer has to reach its pace.
    sleep 1
    figure "ping beside a transfer, MPPE 128" "ms, median" "$1" "$(ping -n -i 0.2 -c $((SECONDS_EACH * 5)) -W 5 "$INSIDE" | sed -n 's/.* time=\([0-9.]*\) ms/\1/p' | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')"
    wait "$load"
}

# How often the client's threads wake up while the tunnel is idle: of those that are there all the time, a line for each.
client_switches() { client_pids | while read -r pid; do awk '/^Pid:/ { id = $2 } /^voluntary_ctxt_switches:/ { print id, $2 }' /proc/"$pid"/task/*/status; done 2>/dev/null | sort; }
IDLE_SECONDS=60 # as long as the longest of the intervals at which clients look whether the server is there
idle() { # SUBJECT
    local before client; before=$(client_switches) client=$(client_usec)
    # Not a wait for something: an idle time is what is measured.
    sleep "$IDLE_SECONDS"
    figure "wake-ups of the client's threads, idle tunnel" "a minute" "$1" "$(join <(printf '%s\n' "$before") <(client_switches) | awk -v s="$IDLE_SECONDS" '{ n += $3 - $2 } END { print n * 60 / s }')"
    figure "CPU time, idle tunnel, with NetworkManager's" "ms a minute" "$1" "$((($(client_usec) - client) * 60 / IDLE_SECONDS / 1000))"
}

measure() { # SUBJECT
    local subject=$1 words=()
    case $subject in stock) ;; *) words=("transport=$subject") ;; esac
    fresh_start "$([ "$subject" = stock ] && echo stock || echo ours)"
    profile_onenet require-mppe-128=yes "${words[@]}" >/dev/null
    profile plain gateway="$SERVER2" ipv4.route1=10.21.0.0/16 ipv4.never-default=true "${words[@]}" >/dev/null
    # What NetworkManager does once in its life is not measured.
    nmcli --wait 50 connection up onenet >/dev/null 2>&1 && nmcli connection down onenet >/dev/null 2>&1
    wait_until 15 server_done srv
    if connect "$subject" onenet "connect, MPPE 128"; then
        idle "$subject"
        # Not right after connecting: scripts may still be running.
        figure "memory of the client's processes, PSS" kB "$subject" "$(client_memory Pss)"
        figure "memory of the client's processes, RSS" kB "$subject" "$(client_memory Rss)"
        both_ways "$subject" "MPPE 128" "$INSIDE"
        both_ways_apart "$subject" "MPPE 128" "$INSIDE"
        ping_under_load "$subject"
        stream "$subject" "jitter of 15 +-5 ms" delay 15ms 5ms
        stream "$subject" "1 % loss" loss 1%
        stream "$subject" "10 % of packets 10 ms late" delay 10ms reorder 90%
    fi
    disconnect "$subject" onenet "disconnect, MPPE 128"
    wait_until 15 server_done srv
    on_slow_path "$subject"
    wait_until 15 server_done srv
    if connect "$subject" plain "connect, not encrypted"; then
        both_ways "$subject" "not encrypted" "$INSIDE2"
        both_ways_apart "$subject" "not encrypted" "$INSIDE2"
    fi
    nmcli connection down plain >/dev/null 2>&1
    wait_until 15 server_done srv2
    other_servers "$subject"
}

ceilings() {
    local gre="kernel GRE with sequence numbers"
    both_ways ceiling "veth alone" "$SERVER"
    ip link add ceiling type gre local "$CLIENT" remote "$SERVER" seq 2>/dev/null && in_srv ip link add ceiling type gre local "$SERVER" remote "$CLIENT" seq || return
    ip addr add 10.96.0.1/30 dev ceiling; ip link set ceiling up mtu 1400
    in_srv ip addr add 10.96.0.2/30 dev ceiling; in_srv ip link set ceiling up mtu 1400
    both_ways ceiling "$gre" 10.96.0.2
    both_ways_apart ceiling "$gre" 10.96.0.2
    # GRE interfaces join received segments into large ones (GRO), ppp interfaces have none of that: a size of 1 joins nothing.
    ip link set ceiling gro_max_size 1 && in_srv ip link set ceiling gro_max_size 1
    both_ways ceiling "$gre, without GRO" 10.96.0.2
    both_ways_apart ceiling "$gre, without GRO" 10.96.0.2
    ip link del ceiling; in_srv ip link del ceiling
}

fast_server_start srv
fast_server_start srv2 mppe=none
in_srv iperf3 -s -D >/dev/null
ip netns exec srv2 iperf3 -s -D >/dev/null
for round in $(seq "$ROUNDS"); do
    echo "round $round"
    # The first after a change of plugins may be slower, with caches that are still cold: it is not always the same.
    if ((round % 2)); then subjects=(kernel user stock); else subjects=(user kernel stock); fi
    for subject in "${subjects[@]}"; do measure "$subject"; done
    ceilings
done
subject_use ours
