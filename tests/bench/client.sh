# SPDX-License-Identifier: GPL-2.0-or-later
# In the guest: figures, and what the client uses. In front of what measures.
. "$GUEST/lib/subject.sh"
set +e
: >"$LOG/bench.tsv"
figure() { [ -z "$4" ] || printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" | tee -a "$LOG/bench.tsv"; } # MEASURE UNIT SUBJECT VALUE

# The client is all that NetworkManager's service has started, children and grandchildren, whatever they call themselves. Its control group
# counts the CPU time of those that have ended, too. NetworkManager itself is in it, for each subject alike; it has nothing to do meanwhile.
CLIENT_GROUP=/sys/fs/cgroup$(sed 's/^0:://' "/proc/$(pidof NetworkManager)/cgroup")
client_pids() { grep -vx "$(pidof NetworkManager)" "$CLIENT_GROUP/cgroup.procs"; }
# Microseconds: of the client's processes, in user space and in the kernel; and of the whole machine but idle.
client_usec() { sed -n 's/^usage_usec //p' "$CLIENT_GROUP/cpu.stat"; }
machine_usec() { awk -v tick="$(getconf CLK_TCK)" '$1 == "cpu" { printf "%.0f\n", ($2 + $3 + $4 + $7 + $8) * 1000000 / tick }' /proc/stat; }
# Poptop's and the kernel-fast server's alike: what is left of one subject would burden the next.
server_done() { [ -z "$(server_pids "$1" pptpctrl; server_pids "$1" pppd)" ]; } # NAMESPACE
# The same for each subject, whichever was there before.
fresh_start() { # ours|stock
    if [ "$(</run/guest/subject)" = "$1" ]; then nm_restart; else subject_use "$1"; fi
    wait_until 20 base_active
}
client_memory() { client_pids | while read -r pid; do sed -n "s/^$1: *\([0-9]*\) kB/\1/p" "/proc/$pid/smaps_rollup"; done 2>/dev/null | awk '{ n += $1 } END { print n }'; } # Pss|Rss
