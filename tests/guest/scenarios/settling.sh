# SPDX-License-Identifier: GPL-2.0-or-later
# Encryption that settles itself, and is remembered.

attempts_logged() { journal_for_uuid "$1" | grep -c 'Attempt [0-9]: ' || true; }
memory_of() { printf '/var/lib/NetworkManager/pptp-%s.state\n' "$(uuid_of "$1")"; }
server_replaced() { server_kill9 srv; wait_until 5 server_stopped; server_start srv "$@"; }
server_stopped() { ! server_listens srv "$SERVER"; }

scenario settle_40_bit "require-mppe=yes, a server with 40-bit keys only: connects with a warning, and the next time at once" deadline=120
settle_40_bit() {
    server_start srv mppe=forty
    profile_onenet
    echo "rm -f $(memory_of onenet)" >/run/guest/restore
    up_ok onenet
    ping_inside
    assert_sentence onenet '40-bit' 'require-mppe-128=yes'
    assert_eq "attempts after the first" 1 "$(attempts_logged onenet)"
    assert_true "it is remembered" test -s "$(memory_of onenet)"
    down_ok onenet
    up_ok onenet
    ping_inside
    assert_eq "attempts after the first, two connects together" 1 "$(attempts_logged onenet)"
    down_ok onenet

    # The server gets better: what is remembered is forgotten.
    server_replaced mppe=required
    up_ok onenet
    expect_within 3 "the server's pppd says MPPE" server_logged srv 'MPPE 128-bit stateless compression enabled'
    assert_false "it is still remembered" test -e "$(memory_of onenet)"
}

scenario settle_40_bit_refused "require-mppe-128=yes, a server with 40-bit keys only: fails, says so" extra
settle_40_bit_refused() {
    server_start srv mppe=forty
    profile_onenet require-mppe-128=yes
    up_fails onenet 'Unknown reason'
    assert_sentence onenet '40-bit'
    assert_false "anything is remembered" test -e "$(memory_of onenet)"
    expect_nothing_left
}

scenario settle_one_session "a server with 40-bit keys only that allows one session, and still counts the first attempt's: the next connect needs one" deadline=60 extra
settle_one_session() {
    manners_start mppe=40 'login=once:691:One session'
    profile_onenet
    printf 'rm -f /var/lib/NetworkManager/pptp-%s.state\n' "$(uuid_of onenet)" >>/run/guest/restore
    up_fails onenet 'Unknown reason'
    assert_sentence onenet 'took the same one a moment before'
    manners_play mppe=40 'login=once:691:One session again'
    : >"$MANNERS_LOG"
    up_ok onenet
    assert_eq "attempts" 1 "$(manners_heard '< control 7 ')"
    ping_inside
    down_ok onenet
}
