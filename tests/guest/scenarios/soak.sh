# SPDX-License-Identifier: GPL-2.0-or-later
# A long life: traffic both ways, idle times, losses and new sessions, in one service. MPPE changes its key with every packet, and its
# counter is back at 0 after 4096 of them: a few transfers.

SOAK_IDLE=8 # seconds without a packet of ours, in each round;
SOAK_LONG_IDLE=40 # and in some, longer than between two LCP echoes
anonymous_memory() { sed -n 's/^RssAnon:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$1/status"; }
service_usage() {
    usage
    local pid children=0
    for pid in $(pgrep -P "$SERVICE"); do children=$((children + $(anonymous_memory "$pid"))); done
    printf 'children-memory %s\n' "$children"
    printf 'service-memory %s\n' "$(anonymous_memory "$SERVICE")"
    printf 'service-fds %s\n' "$(find "/proc/$SERVICE/fd" -type l | wc -l)"
    printf 'service-threads %s\n' "$(find "/proc/$SERVICE/task" -mindepth 1 -maxdepth 1 | wc -l)"
}
# NetworkManager's dispatcher is started for a change and stays for 10 s, with a process and sockets of its own: it is no growth.
dispatcher_ended() { ! pgrep -x nm-dispatcher >/dev/null; }
# Both ways, and all of it: a data path that is dead one way passes no ping.
every_ping() { # COUNT
    local answered; answered=$(ping -n -c "$1" -i 0.1 -W 5 "$INSIDE" | sed -n 's/.* \([0-9]*\) received.*/\1/p')
    assert_eq "pings answered" "$1" "${answered:-none}"
}
soak_transfer() { # IPERF-WORD...: Mbit/s
    timeout 60 iperf3 -c "$INSIDE" -t 4 -f m "$@" >"$LOG/iperf" 2>&1 || fail "no transfer $*: $(tail -n 2 "$LOG/iperf" | paste -sd ' ')"
    awk '/receiver/ { for (i = 2; i <= NF; i++) if ($i == "Mbits/sec") print $(i - 1) }' "$LOG/iperf"
}

# soak SECONDS [SETTING...]: rounds until then, each with transfers, pings and an idle time; the server ends the session in every third, the
# whole control connection in every sixth.
soak() {
    local began=$EPOCHREALTIME until round=0 losses=0 to from lines
    until=$((${EPOCHREALTIME%.*} + $1)); shift
    # A line for each packet would push the oldest out of the journal, which is read for how often the tunnel came back.
    server_start srv dns=none log=short
    in_srv iperf3 -s -D >/dev/null
    persistent_up "$@"
    while [ "${EPOCHREALTIME%.*}" -lt "$until" ] || [ "$round" -lt 4 ]; do
        round=$((round + 1))
        to=$(soak_transfer) from=$(soak_transfer -R)
        every_ping 30
        if [ $((round % 3)) = 0 ]; then
            losses=$((losses + 1))
            if [ $((round % 6)) = 0 ]; then kill_server TERM pptpctrl; else kill_server TERM pppd; fi
            back_within 30 "$losses"
        else
            # Not a wait for something: an idle time is what is tried.
            if [ $((round % 8)) = 4 ]; then sleep "$SOAK_LONG_IDLE"; else sleep "$SOAK_IDLE"; fi
        fi
        every_ping 5
        expect_within 20 "NetworkManager's dispatcher has ended" dispatcher_ended
        service_usage >"$LOG/usage-last"
        # The first round, and the first loss, warm up.
        [ "$round" != 3 ] || { cp "$LOG/usage-last" "$LOG/usage-first"; lines=$(journal_lines); }
        note "round $round, $(since "$began") s: $to Mbit/s to the server, $from from it; $(tail -n 4 "$LOG/usage-last" | paste -sd ' ')"
    done
    note "first: $(paste -sd ' ' "$LOG/usage-first")"
    note "last:  $(paste -sd ' ' "$LOG/usage-last")"
    record soak "$round rounds, $losses losses in $(since "$began") s; $(paste -sd ' ' "$LOG/usage-first") -> $(paste -sd ' ' "$LOG/usage-last")"
    may_grow_by service-fds 0; may_grow_by service-threads 1; may_grow_by service-memory 320; may_grow_by children-memory 200
    may_grow_by nm-fds 1; may_grow_by nm-memory $((1500 + 4 * round)); may_grow_by bus-fds 1; may_grow_by processes 3; may_grow_by files 2
    may_grow_by routes 0; may_grow_by links 0; may_grow_by sockets 3
    assert_at_most "entries in the journal for a round" 60 "$((($(journal_lines) - lines) / (round - 3 > 0 ? round - 3 : 1)))"
    down_ok onenet
    expect_nothing_left
    server_told
}

scenario soak_short "three minutes of transfers, pings, idle times and losses: nothing grows, no ping is lost (tests/guest/soak: an hour)" deadline=330
soak_short() { soak 180; }
