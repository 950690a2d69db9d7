# SPDX-License-Identifier: GPL-2.0-or-later
# A gateway name with several addresses.

scenario addresses_next "two addresses, nobody answers at the first: the second is tried"
addresses_next() {
    printf '%s two.test\n%s two.test\n' "$SERVER2" "$SERVER" >>/etc/hosts
    echo 'sed -i /two.test/d /etc/hosts' >/run/guest/restore
    assert_eq "the first address" "$SERVER2" "$(getent ahostsv4 two.test | awk 'NR == 1 { print $1 }')"
    server_start srv
    profile_onenet gateway=two.test
    up_ok onenet
    ping_inside
    assert_match "the journal tells of the first" "$SERVER2.*next address" "$(journal_for_uuid onenet)"
    down_ok onenet
    expect_nothing_left
}

scenario addresses_ipv6_only "a name with an IPv6 address alone: the sentence says so"
addresses_ipv6_only() {
    echo '2001:db8::1 six.test' >>/etc/hosts
    echo 'sed -i /six.test/d /etc/hosts' >/run/guest/restore
    profile_onenet gateway=six.test
    up_fails onenet 'Unknown reason'
    assert_sentence onenet 'six\.test has IPv6 addresses only'
    expect_nothing_left
}
