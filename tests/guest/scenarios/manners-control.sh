# SPDX-License-Identifier: GPL-2.0-or-later
# The server with bad manners on the control connection and in GRE, before PPP has begun.

scenario manners_control "the control connection: what answers is no PPTP server, or refuses" deadline=220 compared extra
manners_control() {
    manners_start
    situation 'garbage' 'does not speak PPTP' answer=garbage ''
    situation 'HTTP' 'is a web server, not a PPTP server' answer=http ''
    situation 'SSH' 'is an SSH server, not a PPTP server' answer=ssh ''
    situation 'wrong magic cookie' 'does not speak PPTP' answer=cookie ''
    situation 'cut message' 'hung up in the middle of its first PPTP message' answer=cut ''
    situation 'silent' 'says nothing' answer=silent ''
    situation 'hangs up at once' 'hung up before its PPTP greeting' answer=close ''
    situation 'SCCRP general error 4' 'refused the PPTP connection.*resources' start=2:4 ''
    situation 'SCCRP result 3' 'one from this address is open already' start=3 ''
    situation 'SCCRP result 4' 'this machine is not authorized' start=4 ''
    situation 'SCCRP result 5' 'wants another version' start=5 ''
    situation 'OCRP general error 4' 'has no resources for another tunnel' call=2:4 ''
    situation 'OCRP general error 5' 'refused the tunnel.*call ID' call=2:5 ''
    situation 'OCRP no carrier' 'refused the tunnel: .*carrier' call=3 ''
    situation 'OCRP busy' 'is busy' call=4 ''
    situation 'OCRP no dial tone' 'refused the tunnel: .*dial tone' call=5 ''
    situation 'OCRP time-out' 'refused the tunnel: .*time' call=6 ''
    situation 'OCRP do not accept' 'does not accept the tunnel: such calls are prohibited' call=7 ''
    situation 'OCRP for another call' 'for a tunnel that was not asked for' call=other ''
    situation 'call not answered' 'did not answer the request for a tunnel' call=silent ''
    situation 'hangs up on the call' 'hung up instead of answering the request' call=hangup ''
    play_situations
}

scenario manners_gre "GRE: none, refused, one way, looped, and without PPP" deadline=150 compared extra
manners_gre() {
    manners_start
    situation 'no GRE at all' 'no GRE packet .IP protocol 47. comes from' gre=none ''
    situation "another tunnel's GRE alone" 'only that of another tunnel' gre=other ''
    situation 'ICMP protocol unreachable' 'protocol unreachable' gre=unreachable ''
    situation 'GRE one way' 'seems to get none of ours' gre=deaf ''
    situation 'looped' 'is looped' gre=loop ''
    situation 'GRE without PPP' 'but no PPP' gre=noise ''
    play_situations
}

scenario manners_nft "the nft line of the GRE remedy, typed as it is printed, opens a default-drop firewall" deadline=90 extra
manners_nft() {
    local line
    manners_start
    echo 'nft flush ruleset' >/run/guest/restore
    nft add table inet filter
    nft add chain inet filter input '{ type filter hook input priority 0; policy drop; }'
    nft add rule inet filter input iif lo accept
    nft add rule inet filter input ct state established,related accept
    nft add rule inet filter input ip protocol icmp accept
    profile_onenet
    up_fails onenet 'Unknown reason'
    assert_sentence onenet 'no GRE packet'
    line=$(sentence onenet | grep -o "nft 'add table[^']*'")
    note "typed: $line"
    bash -c "$line"
    up_ok onenet
    ping -n -c 2 -i 0.2 -W 5 "$INSIDE"
    down_ok onenet
}
