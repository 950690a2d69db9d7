# SPDX-License-Identifier: GPL-2.0-or-later
# The server with bad manners (servers/manners), and tables of situations that it plays, one after the other. Sourced.

MANNERS_WORDS=/run/guest/manners.words MANNERS_LOG=/run/guest/manners.log

manners_start() { # [WORD...]: in the namespace srv; manners_play changes its words
    manners_play "$@"
    : >"$MANNERS_LOG"
    in_srv python3 -B "$GUEST/servers/manners" "$SERVER" "$SERVER_PASSWORD" "$MANNERS_LOG" "$MANNERS_WORDS" >"$LOG/manners.err" 2>&1 &
    wait_until 20 server_listens srv "$SERVER" || fail "the server with bad manners does not listen: $(tail -n 3 "$LOG/manners.err")"
}

# From the next connection on.
manners_play() { if [ "$#" = 0 ]; then : >"$MANNERS_WORDS"; else printf '%s\n' "$@" >"$MANNERS_WORDS"; fi; }

# manners_heard REGEX: how many lines of this situation's log match; "< c023" is a PAP frame that came.
manners_heard() { grep -Ec -- "$1" "$MANNERS_LOG" || true; }

# What must be so of a situation beyond its sentence. Each may call `wrong`.
heard_nothing_readable() {
    local found
    found=$(grep -Em 1 '< (c023|0021|0057|002[bdf]) ' "$MANNERS_LOG") && wrong "readable on the wire: ${found:0:80}"
    grep -qi "$(printf %s "$SERVER_PASSWORD" | od -An -tx1 | tr -d ' \n')" "$MANNERS_LOG" && wrong "the password in clear on the wire"
    return 0
}
heard_no_login() { [ "$(manners_heard '< c(223 02|227 02......0[4-9a-f])')" = 0 ] || wrong "an answer to a challenge left"; }
heard_attempts() { local n; n=$(manners_heard '< control 7 '); [ "$n" = "$1" ] || wrong "$n attempts, expected $1"; }
heard_at_most_attempts() { local n; n=$(manners_heard '< control 7 '); [ "$n" -le "$1" ] || wrong "$n attempts, at most $1 expected"; }
# Each attempt after the first is told in one line of the journal, with what was learned.
tells_attempts() {
    local n; n=$(journalctl -q --no-pager -o cat "NM_CONNECTION=$(uuid_of "$SITUATION")" SYSLOG_IDENTIFIER=nm-pptp-service | grep -Ec '^Attempt [2-4]: .*; trying ' || true)
    [ "$n" = "$1" ] || wrong "$n lines about attempts, expected $1"
}
encrypted_data() { [ "$(manners_heard '= 0021 ')" -ge 1 ] || wrong "no encrypted data came"; }
# pppd by itself repeats a request after three seconds.
asks_again_soon() {
    awk '/ < 80fd 01/ { soon = soon || (first && $1 - first < 2); first = first ? first : $1 } END { exit !soon }' "$MANNERS_LOG" ||
        wrong "its CCP request did not come again within 2 s"
}
carries() { ping -n -c 1 -W 5 "$INSIDE" >/dev/null || wrong "no answer through the tunnel"; }
# The session is ended by the server after it was up.
session_ends() { wait_until "${1:-15}" is_down "$SITUATION" || wrong "still $(vpn_state "$SITUATION") after ${1:-15} s"; ENDED=$WAITED; }

# situation NAME EXPECTED WORDS PROFILE [CHECK...]: a row of the table.
#   EXPECTED  "up": connects without a warning; "up: REGEX": connects with that warning; "up, then REGEX": connects, and is ended by the
#             server with that sentence; "REGEX": fails with that sentence
#   WORDS     the server's, with | between them; PROFILE: profile()'s words, with blanks between them (limit=SECONDS is ours: 15)
#   CHECK     commands that look further, while it is up or after it failed
SITUATIONS=()
situation() { SITUATIONS+=("$1"); EXPECTED+=("$2"); PLAYED+=("$3"); PROFILES+=("$4"); shift 4; CHECKS+=("$(printf '%s\n' "$@")"); }

# Profiles are written all together, before anything is played: NetworkManager reads them once.
write_situations() {
    local i word words
    for i in "${!SITUATIONS[@]}"; do
        words=(ipv4.never-default=true ipv4.route1=10.20.0.0/16)
        for word in ${PROFILES[i]}; do [[ $word == limit=* ]] || words+=("$word"); done
        profile_file "s$i" "${words[@]}" >/dev/null
        printf 'rm -f /var/lib/NetworkManager/pptp-%s.state\n' "$(uuid_of "s$i")" >>/run/guest/restore
    done
    nmcli connection reload
    expect_within 10 "the profiles are known" profile_known "s$((${#SITUATIONS[@]} - 1))"
}

wrong() { WRONG+="${WRONG:+; }$*"; }

# play_situations: the whole table, whatever comes of a row. The scenario fails at the end when a row was not as expected; with the
# present plugin, which is only looked at, it does not.
play_situations() {
    local i failures=0
    write_situations
    for i in "${!SITUATIONS[@]}"; do
        play_situation "$i"
        if [ -n "$WRONG" ]; then failures=$((failures + 1)); fi
    done
    if grep -h '# error' "$LOG"/manners-*.log; then fail "the server made a mistake of its own, see above"; fi
    ! is_ours || [ "$failures" = 0 ] || fail "$failures of ${#SITUATIONS[@]} situations: $(grep -m 1 '	not ok' "$LOG/situations.tsv" | tr '\t' ' ' | cut -c 1-250)"
}

play_situation() { # INDEX
    local i=$1 limit=15 check first
    SITUATION=s$i WRONG= ENDED=
    [[ ${PROFILES[i]} =~ limit=([0-9]+) ]] && limit=${BASH_REMATCH[1]}
    IFS='|' read -ra words <<<"${PLAYED[i]}"
    manners_play "${words[@]}"
    : >"$MANNERS_LOG"
    situation_up "$SITUATION" "$limit"
    judge_status "${EXPECTED[i]}"
    heard_at_most_attempts 4
    while read -r check; do [ -z "$check" ] || $check; done <<<"${CHECKS[i]}"
    if [ "$NMCLI_STATUS" = 0 ]; then
        [ "${EXPECTED[i]%%, then *}" != up ] || [ -z "${EXPECTED[i]##up}" ] || session_ends
        # Gone by itself is as good.
        nmcli connection down "$SITUATION" >/dev/null 2>&1 || true
    fi
    judge_sentence "${EXPECTED[i]}"
    [ "${NMCLI_SECONDS%.*}" -lt "$limit" ] || wrong "took $NMCLI_SECONDS s"
    first=${NMCLI_OUT%%$'\n'*}; first=${first#Error: Connection activation failed: }
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "${SITUATIONS[i]}" "$([ -n "$WRONG" ] && echo "not ok: $WRONG" || echo ok)" "${first/ (D-Bus active path*/}" "$NMCLI_STATUS" \
        "$NMCLI_SECONDS${ENDED:+ + $ENDED}" "${SENTENCE//$'\n'/ // }" | tee -a "$LOG/situations.tsv"
    cp "$MANNERS_LOG" "$LOG/manners-$i.log"
    is_ours || clear_leftovers
}

# The present plugin is waited for twice as long as ours may take: it names nothing later than that, and there are many rows.
situation_up() { # NAME LIMIT
    local start=$EPOCHREALTIME wait=$(($2 > 48 ? $2 : 48))
    is_ours || wait=30
    NMCLI_STATUS=0
    NMCLI_OUT=$(timeout -k 1 $((wait + 2)) nmcli --wait "$wait" connection up "$1" 2>&1 </dev/null) || NMCLI_STATUS=$?
    NMCLI_SECONDS=$(since "$start")
}

judge_status() { # EXPECTED
    if [[ $1 == up || $1 == up[:,]* ]]; then
        [ "$NMCLI_STATUS" = 0 ] || wrong "does not connect"
    else
        [ "$NMCLI_STATUS" = 4 ] || wrong "nmcli's status is $NMCLI_STATUS"
    fi
}

judge_sentence() { # EXPECTED
    local regex=${1#up}; regex=${regex#: }; regex=${regex#, then }
    SENTENCE=$(sentences "$SITUATION")
    if [ -z "$regex" ]; then
        [ -z "$SENTENCE" ] || wrong "unexpected: $SENTENCE"
    elif ! grep -Eiq -- "$regex" <<<"$SENTENCE"; then
        wrong "no '$regex' in '$SENTENCE'"
    elif [[ $1 != up* ]] && [ "$(wc -l <<<"$SENTENCE")" != 1 ]; then
        wrong "more than one sentence"
    fi
}
