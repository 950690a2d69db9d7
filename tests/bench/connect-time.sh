# SPDX-License-Identifier: GPL-2.0-or-later
# In the guest: ROUNDS connections with each plugin in turn.
. "$GUEST/lib/subject.sh"

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

server_start srv
# 128-bit is named, since the present plugin cannot connect on Debian 13 without.
profile_onenet require-mppe-128=yes
times=/run/guest/times; rm -f "$times".*
for round in $(seq "$ROUNDS"); do
    for subject in ours stock; do
        subject_use "$subject"
        expect_within 20 "NetworkManager is ready" base_active
        start=$EPOCHREALTIME
        if nmcli --wait 60 connection up onenet >/dev/null 2>&1; then since "$start" >>"$times.$subject"
        else echo "round $round: $subject did not connect"; fi
        nmcli connection down onenet >/dev/null 2>&1 || true
        wait_until 5 server_session_gone srv || true
    done
    printf 'round %s: ours %s s, stock %s s\n' "$round" "$(tail -n 1 "$times.ours")" "$(tail -n 1 "$times.stock")"
done
ours=$(median <"$times.ours") stock=$(median <"$times.stock")
awk -v o="$ours" -v s="$stock" 'BEGIN { printf "median: ours %.2f s, stock %.2f s, ratio %.2f\n", o, s, o / s }'
