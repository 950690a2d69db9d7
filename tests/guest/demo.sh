# SPDX-License-Identifier: GPL-2.0-or-later
# What ./demo shows, in the guest. Each step that fails ends it with a status other than 0.

heading() { printf '\n--- %s\n' "$*"; }
shown() { printf '$ %s\n' "$*"; "$@"; }

server_start srv
# A host behind the server, with something to fetch.
truncate -s 10M /run/guest/ten-megabytes
in_srv socat -u OPEN:/run/guest/ten-megabytes,rdonly "TCP-LISTEN:8000,bind=$INSIDE" 2>/dev/null &

heading "The profile: /etc/NetworkManager/system-connections/onenet.nmconnection"
profile_onenet

heading "nmcli connection up onenet"
up_ok onenet
device=$(vpn_interface onenet)

heading "The tunnel's address, DNS and routes"
shown ip -brief address show "$device"
shown nmcli -f IP4.ADDRESS,IP4.DNS,IP4.ROUTE connection show onenet
shown ip route show
[ "$(route_device "$INSIDE")" = "$device" ]
[ "$(route_device 192.0.2.1)" = c0 ]

heading "Encryption (MPPE), as the server's pppd and the kernel have it"
wait_until 3 server_logged srv 'MPPE 128-bit stateless compression enabled'
server_log srv | grep -m 1 'MPPE 128-bit'
lsmod | grep -E "^(ppp_mppe|pptp) "

heading "A ping, and 10 MB, across the tunnel"
shown ping -n -c 3 -i 0.3 -W 5 "$INSIDE"
start=$EPOCHREALTIME
bytes=$(timeout 120 socat -u "TCP:$INSIDE:8000" - | wc -c)
seconds=$(since "$start")
[ "$bytes" = 10485760 ]
micro "$seconds" us
printf '%s bytes in %s s: %d kbit/s (in an emulated machine, both ends on the same two processors)\n' "$bytes" "$seconds" $((bytes * 8000 / us))

heading "nmcli connection down onenet"
down_ok onenet

heading "Nothing left"
expect_nothing_left
server_told
shown ip -brief link show
