# SPDX-License-Identifier: GPL-2.0-or-later
# What our processes may do, and what can be found in them.

capability_mask() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"; }

scenario privileges_dropped "the service and pppd keep the capabilities they need, and no other; no core of either" core
privileges_dropped() {
    server_start srv
    profile_onenet
    up_ok onenet
    local service pppd
    service=$(client_pid nm-pptp-servic) pppd=$(client_pid pppd)
    # KILL is bit 5, NET_ADMIN 12, NET_RAW 13.
    assert_eq "the service's capabilities" 0000000000003020 "$(capability_mask "$service" CapEff)"
    assert_eq "those it may take back" 0000000000003020 "$(capability_mask "$service" CapPrm)"
    assert_eq "those it passes on" 0000000000000000 "$(capability_mask "$service" CapInh)$(capability_mask "$service" CapAmb | tr -d 0)"
    assert_eq "pppd's capabilities" 0000000000001000 "$(capability_mask "$pppd" CapEff)"
    assert_eq "those it may take back" 0000000000001000 "$(capability_mask "$pppd" CapPrm)"
    assert_match "the service's limit on cores" 'Max core file size +0 +0 ' "$(cat "/proc/$service/limits")"
    assert_match "pppd's limit on cores" 'Max core file size +0 +0 ' "$(cat "/proc/$pppd/limits")"
    local pattern; pattern=$(</proc/sys/kernel/core_pattern)
    mkdir -p /run/guest/cores; chmod 1777 /run/guest/cores
    printf "printf '%%s\\\\n' '%s' >/proc/sys/kernel/core_pattern; rm -rf /run/guest/cores /usr/local/bin/guest-cores-catch\n" "$pattern" >/run/guest/restore
    # By a pipe, for which the limit does not count; /run is mounted noexec.
    printf '#!/bin/sh\ncat >/run/guest/cores/$1\n' >/usr/local/bin/guest-cores-catch; chmod 755 /usr/local/bin/guest-cores-catch
    printf '|/usr/local/bin/guest-cores-catch %%p' >/proc/sys/kernel/core_pattern
    sleep 1000 & local other=$!
    kill -SEGV "$other"
    expect_within 5 "another process's core is caught" test -e "/run/guest/cores/$other"
    kill -SEGV "$pppd"
    expect_nothing_left
    up_ok onenet
    kill -SEGV "$(client_pid nm-pptp-servic)"
    expect_nothing_left
    assert_eq "cores that were caught" "$other" "$(ls /run/guest/cores)"
}

scenario privileges_scripts "pppd's scripts have what root's processes have, as ever"
privileges_scripts() {
    printf '#!/bin/sh\ncp /proc/self/status /run/guest/script-status\n' >/etc/ppp/ip-up.d/zz-guest
    chmod 755 /etc/ppp/ip-up.d/zz-guest
    echo 'rm -f /etc/ppp/ip-up.d/zz-guest /run/guest/script-status' >/run/guest/restore
    server_start srv
    profile_onenet
    up_ok onenet
    expect_within 5 "the script ran" test -s /run/guest/script-status
    local mine; mine=$(sed -n 's/^CapBnd:[[:space:]]*//p' /run/guest/script-status)
    assert_eq "the script's capabilities" "$mine" "$(sed -n 's/^CapEff:[[:space:]]*//p' /run/guest/script-status)"
    assert_eq "what the service may hand on" "$mine" "$(capability_mask "$(client_pid nm-pptp-servic)" CapBnd)"
    assert_match "the limits of NetworkManager's unit" 'cap_net_admin' "$(systemctl show -p CapabilityBoundingSet NetworkManager)"
}

# Where a process has the secret, and what the kernel says of that memory: `lo` is locked.
found_in_memory() { python3 "$GUEST/servers/search-memory.py" "$1" "$SERVER_PASSWORD"; }

scenario secret_in_memory "after the login our copy of the password is in one locked page of the service, and nowhere in pppd"
secret_in_memory() {
    server_start srv
    profile_onenet
    up_ok onenet
    ping_inside
    local service pppd
    service=$(found_in_memory "$(client_pid nm-pptp-servic)") pppd=$(found_in_memory "$(client_pid pppd)")
    note "the service: $service"
    note "pppd: $pppd"
    record memory "service: $service; pppd: $pppd"
    assert_at_least "places in this shell, which shows that it would be found" 1 "$(found_in_memory "$$" | wc -l)"
    assert_eq "places that are locked, in no core and not in a child" 1 "$(grep -cE ' lo .*(dd .*wf|wf .*dd)' <<<"$service" || true)"
    assert_eq "places in the service" 1 "$(wc -l <<<"$service")"
    assert_eq "places in pppd" '' "$pppd"
}

scenario secret_in_files "the password is in no file but the profile's" extra
secret_in_files() {
    server_start srv
    profile_onenet
    up_ok onenet
    ping_inside
    local found
    # /run/guest holds the server's own files, and this scenario's log.
    found=$(find /run /var /tmp /etc /root /dev/shm -xdev -path /run/guest -prune -o -type f -print0 | xargs -0 grep -lsF --binary-files=text -- "$SERVER_PASSWORD" || true)
    assert_eq "files with it" "$KEYFILES/onenet.nmconnection" "$found"
}
