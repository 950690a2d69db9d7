# SPDX-License-Identifier: GPL-2.0-or-later
# The client machine: NetworkManager with its base connection, brought up once and restored after each scenario. Sourced.

nm_configure() {
    mkdir -p /etc/NetworkManager/conf.d
    # NetworkManager leaves a veth alone unless told otherwise.
    cat >/etc/NetworkManager/conf.d/guest.conf <<'END'
[main]
plugins=keyfile
dns=default
rc-manager=file
no-auto-default=*
[connectivity]
enabled=false
[device-c0]
match-device=interface-name:c0
managed=1
END
    base_profile
}

base_keyfile() { # [LINE-FOR-CONNECTION]
    printf '%s\n' "[connection]
id=base
uuid=11111111-2222-3333-4444-555555555555
type=ethernet
interface-name=c0
autoconnect=true
${1:-}
[ipv4]
method=manual
address1=$CLIENT/24,$ROUTER
dns=$ROUTER;
[ipv6]
method=link-local"
}

base_profile() { # [LINE-FOR-CONNECTION]
    base_keyfile "$@" >"$KEYFILES/base.nmconnection"
    chmod 600 "$KEYFILES/base.nmconnection"
}

nm_restart() {
    systemctl reset-failed NetworkManager 2>/dev/null || true
    systemctl restart NetworkManager
    wait_until 30 base_active || return 1
}

# machine_restore: after a scenario, whatever it did: its processes have ended, its profiles go, faults are lifted.
# /run/guest/restore, if a scenario left one, is what it wants undone.
machine_restore() {
    local file changed=
    [ ! -e /run/guest/restore ] || { bash /run/guest/restore; rm -f /run/guest/restore; }
    for file in "$KEYFILES"/*.nmconnection; do
        [ "$file" = "$KEYFILES/base.nmconnection" ] || { rm -f "$file"; changed=yes; }
    done
    [ "$(<"$KEYFILES/base.nmconnection")" = "$(base_keyfile)" ] || { base_profile; changed=yes; }
    router_reset
    if ! systemctl is-active -q NetworkManager; then
        systemctl reset-failed NetworkManager; systemctl start NetworkManager
        wait_until 15 nm_running
    elif [ -n "$changed" ]; then
        nm_reload
    fi
    if ip link show c0 >/dev/null 2>&1; then ip link set c0 up; else network_destroy; network_create; fi
    wait_until 3 base_active || { nmcli --wait 15 connection up base >/dev/null 2>&1; wait_until 15 base_active; }
}

# All that either plugin runs, and the servers' pppd. Name by name: pgrep takes a pattern of more than 15 characters for a mistake.
kill_by_name() {
    local name
    for name in nm-pptp-service nm-pptp-gre pppd pptp pptpcm pptpgw; do pkill -KILL -x "$name" || true; done
    pkill -KILL -f '^pptp: ' || true
}

# machine_force: what stayed in spite of all is removed by hand, so that one bad scenario does not spoil the next.
machine_force() {
    systemctl kill -s KILL NetworkManager 2>/dev/null || true
    kill_by_name
    find /run -xdev \( -name 'ppp*.pid' -o -name '*nm-ppp*' \) -delete 2>/dev/null || true
    rm -rf /run/pptp /var/run/pptp
    ip route show | sed -n 's/^\(10\.98\.[0-9.]*\) .*/\1/p; s/^\(10\.2[01]\.[0-9./]*\) .*/\1/p' | while read -r route; do ip route del "$route" 2>/dev/null || true; done
    network_destroy
    network_create
    nm_restart || true
}
