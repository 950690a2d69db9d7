# SPDX-License-Identifier: GPL-2.0-or-later
# Other programs' files, imported and exported by nmcli as root.

# put FILE MODE: standard input becomes a file of /etc/ppp, which the scenario's end takes away again, or brings back.
put() {
    local kept; kept=/run/guest/kept-${1//\//_}
    if [ -e "$1" ]; then
        cp -p "$1" "$kept"
        printf 'mv %s %s\n' "$kept" "$1" >>/run/guest/restore
    else
        printf 'rm -f %s\n' "$1" >>/run/guest/restore
    fi
    cat >"$1"
    chmod "$2" "$1"
}

# The five files of the founding guide, for the server here.
guide_files() {
    put /etc/ppp/peers/onenet 640 <<END
pty "pptp $SERVER --nolaunchpppd"
name $SERVER_USER
remotename PPTP
require-mppe-128
file /etc/ppp/options.pptp
ipparam onenet
END
    put /etc/ppp/options.pptp 644 <<'END'
lock
noauth
refuse-pap
refuse-eap
refuse-chap
refuse-mschap
nobsdcomp
nodeflate
END
    put /etc/ppp/chap-secrets 600 <<END
# client	server	secret	IP addresses
$SERVER_USER	PPTP	"$SERVER_PASSWORD"	*
END
    put /etc/ppp/ip-up.d/onenet 755 <<'END'
#!/bin/sh
if [ "$PPP_IPPARAM" = "onenet" ]; then
    route add -net 10.0.0.0 netmask 255.0.0.0 dev $1
fi
END
    put /etc/ppp/ip-down.d/onenet 755 <<'END'
#!/bin/sh
if [ "$PPP_IPPARAM" = "onenet" ]; then
    route del -net 10.0.0.0 netmask 255.0.0.0 dev $1
fi
END
}

shown() { nmcli -g "$1" connection show onenet; }
in_the_data() { [[ ", $(shown vpn.data)," == *", $1 = $2,"* ]]; }

scenario import_guide "the founding guide's five files: nmcli imports them as root, and the profile connects" core
import_guide() {
    local out before
    guide_files
    out=$(nmcli connection import type pptp file /etc/ppp/peers/onenet 2>&1) || fail "nmcli connection import: $out"
    assert_match "nmcli's message" 'onenet.*successfully added' "$out"
    assert_true "the gateway" in_the_data gateway "$SERVER"
    assert_true "the user" in_the_data user "$SERVER_USER"
    assert_true "128 bit" in_the_data require-mppe-128 yes
    assert_eq "the route" 10.0.0.0/8 "$(shown ipv4.routes)"
    assert_eq "never-default" yes "$(shown ipv4.never-default)"
    server_start srv
    before=$(default_routes)
    up_ok onenet
    expect_within 3 "the server's pppd says MPPE" server_logged srv 'MPPE 128-bit stateless compression enabled'
    assert_eq "the way to the inner network" "$(vpn_interface onenet)" "$(route_device "$INSIDE")"
    assert_eq "the default route" "$before" "$(default_routes)"
    ping_inside
    down_ok onenet
    expect_nothing_left
}

pppd_gone() { ! pgrep -f 'pppd call onenet' >/dev/null; }
route_is_ppp() { [[ $(route_device "$INSIDE") == ppp* ]]; }

scenario import_export "nmcli exports a profile: it imports back the same, and pon with pptp-linux connects by it" deadline=120 core
import_export() {
    local file=/run/guest/exported out before after what=vpn.data,ipv4.routes,ipv4.never-default,ipv4.ignore-auto-dns,ipv4.dns
    # Without the server's DNS: Debian's script for pon writes the machine's resolv.conf.
    profile_onenet mtu=1350 domain=CORP refuse-eap=yes ipv4.ignore-auto-dns=true
    before=$(shown "$what")
    echo 'rm -f /run/guest/exported' >>/run/guest/restore
    out=$(nmcli connection export onenet $file 2>&1) || fail "nmcli connection export: $out"
    sed 's/^/      /' $file
    assert_eq "its mode" 600 "$(stat -c %a $file)"
    assert_false "the password in the file" grep -qF "$SERVER_PASSWORD" $file
    nmcli connection delete onenet
    out=$(nmcli connection import type pptp file $file 2>&1) || fail "nmcli connection import: $out"
    assert_match "a note on stderr" 'exported: no password' "$out"
    assert_match "the same note in the journal" 'exported: no password' "$(journalctl -q --no-pager -o cat --since "@$(<"$LOG/began")" SYSLOG_IDENTIFIER=nm-pptp-import)"
    after=$(shown "$what")
    assert_eq "the profile" "$before" "$after"

    put /etc/ppp/peers/onenet 640 <$file
    printf '"CORP\\\\%s" onenet "%s" *\n' "$SERVER_USER" "$SERVER_PASSWORD" | put /etc/ppp/chap-secrets 600
    sed -n 's/^#: //p' $file | put /etc/ppp/ip-up.d/onenet 755
    server_start srv
    timeout 40 pon onenet updetach || fail "pon onenet: status $?"
    expect_within 3 "the server's pppd says MPPE" server_logged srv 'MPPE 128-bit stateless compression enabled'
    assert_true "the server saw CORP\\$SERVER_USER" server_logged srv "name = \"CORP..?$SERVER_USER\""
    expect_within 20 "the script laid the route" route_is_ppp
    ping_inside
    poff onenet
    expect_within 10 "pppd is gone" pppd_gone
    # pptp-linux does not take these away itself.
    ip route del "$SERVER" 2>/dev/null || true
    rm -rf /run/pptp
    expect_nothing_left
}

# What a profile is made of, but for what is each profile's own.
profile_of() { nmcli -s -t connection show "$1" | grep -vE '^(connection\.(uuid|timestamp|id)|[A-Z0-9]+(\[[0-9]+\])?\..*|GENERAL.*|IP[46].*|VPN.*):' | sort; }

scenario import_command "the command that nm-pptp import prints makes the same profile as nmcli connection import"
import_command() {
    local file=/run/guest/odd.nmconnection command=/run/guest/odd.command imported added
    cat >$file <<'END'
[connection]
id=odd 'one' $(reboot) "two", \\ three
type=vpn
autoconnect=false
permissions=user:root:;
zone=trusted

[vpn]
service-type=org.freedesktop.NetworkManager.pptp
gateway=vpn1.example.edu, vpn2.example.edu
user=al,ice `id` #x
domain=CORP
password-flags=0
persistent=true
timeout=33

[vpn-secrets]
password=\s p,q\\r's "t"=$x!\s

[ipv4]
method=auto
never-default=true
dns=10.0.0.1;10.0.0.2;
dns-priority=-50
dns-search=a.example;
route1=10.0.0.0/8,10.1.1.1,3
route2=172.16.0.0/12,0.0.0.0,7
route2_options=mtu=1300,onlink=true

[ipv6]
method=disabled
END
    printf 'rm -f %s %s\n' $file $command >>/run/guest/restore
    nmcli connection import type pptp file $file || fail "nmcli connection import: status $?"
    imported=$(profile_of "odd 'one' \$(reboot) \"two\", \\ three")
    assert_match "what was imported" 'vpn.persistent:yes' "$imported"
    nmcli connection delete "odd 'one' \$(reboot) \"two\", \\ three"
    nm-pptp import --command --show-secrets $file >$command || fail "nm-pptp import: status $?"
    cat $command
    # As somebody who pastes it.
    bash $command || fail "the command that was printed: status $?"
    added=$(profile_of "odd 'one' \$(reboot) \"two\", \\ three")
    nmcli connection delete "odd 'one' \$(reboot) \"two\", \\ three"
    assert_eq "the profile" "$imported" "$added"
    expect_nothing_left
}

scenario import_refused "files that are not ours: nmcli says that it cannot import them, and why"
import_refused() {
    local out status=0
    printf 'pty "/usr/sbin/pppoe -I eth0"\nuser alice\n' >/run/guest/pppoe
    mkfifo /run/guest/fifo
    echo 'rm -f /run/guest/pppoe /run/guest/fifo' >>/run/guest/restore
    out=$(timeout 20 nmcli connection import type pptp file /run/guest/pppoe 2>&1) || status=$?
    assert_match "nmcli's message" "failed to import.*no PPTP connection" "$out"
    assert_false "nmcli's status is 0" [ "$status" = 0 ]
    out=$(timeout 20 nmcli connection import type pptp file /run/guest/fifo 2>&1) || status=$?
    assert_match "nmcli's message" "failed to import.*not a plain file" "$out"
    expect_nothing_left
}
