# SPDX-License-Identifier: GPL-2.0-or-later
# A list of gateways: each in turn, the last good one first.

forget_onenet() { echo "rm -f $(memory_of onenet)" >>/run/guest/restore; }
tried_next() { journal_for_uuid onenet | grep -c 'Trying the next' || true; }

scenario gateways_in_turn "gateway is a list: a name that does not resolve, a closed port, then a server; the next connect begins with the good one" deadline=90 extra
gateways_in_turn() {
    server_start srv
    profile_onenet gateway="nosuchhost.test, $SERVER2, vpn.test"
    forget_onenet
    up_ok onenet
    ping_inside
    assert_match "the journal names the first" 'no server named nosuchhost\.test.*Trying the next gateway, 10\.98\.2\.2' "$(journal_for_uuid onenet)"
    assert_match "and the second" 'No PPTP server answers at 10\.98\.2\.2.*Trying the next gateway, vpn\.test' "$(journal_for_uuid onenet)"
    assert_true "the good one is remembered" grep -qx 'good-gateway=vpn.test' "$(memory_of onenet)"
    down_ok onenet
    expect_nothing_left
    up_ok onenet
    ping_inside
    assert_eq "gateways passed over, two connects together" 2 "$(tried_next)"
}

scenario gateways_black_hole "gateway is a list whose first swallows everything: the second connects, the next connect begins with it" deadline=90
gateways_black_hole() {
    server_start srv
    profile_onenet gateway="$BLACKHOLE $SERVER"
    forget_onenet
    up_ok onenet
    ping_inside
    assert_match "the journal names the first" '10\.97\.0\.1 does not answer on TCP port 1723.*Trying the next gateway, 10\.98\.1\.2' "$(journal_for_uuid onenet)"
    down_ok onenet
    expect_nothing_left
    up_ok onenet
    assert_at_most "seconds, with the good one first" 9 "$NMCLI_SECONDS"
    ping_inside
}

scenario gateways_none "no gateway of the list does: one sentence that says so, and names the last" extra
gateways_none() {
    profile_onenet gateway="$SERVER2, $SERVER"
    up_fails onenet 'Unknown reason'
    assert_sentence onenet 'None of the 2 gateways.*10\.98\.1\.2.*1723 is closed'
    expect_nothing_left
}

scenario gateways_wrong_password "a wrong password is not carried to the next gateway" extra
gateways_wrong_password() {
    server_start srv
    server_start srv2
    profile_onenet gateway="$SERVER $SERVER2" password=wrong
    up_fails onenet 'Invalid secrets'
    assert_sentence onenet 'password is wrong'
    assert_no_match "the sentence" 'None of' "$(sentence onenet)"
    assert_false "the second was asked" server_logged srv2 'rcvd'
    expect_nothing_left
}
