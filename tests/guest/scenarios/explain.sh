# SPDX-License-Identifier: GPL-2.0-or-later
# `nm-pptp explain CONNECTION` against a live NetworkManager and its journal.

# explains STATUS REGEX ARGUMENT...: runs it; the exit status and the text must be these. The text is in EXPLAINED.
explains() {
    local status=0 expected=$1 regex=$2; shift 2
    EXPLAINED=$(timeout 30 nm-pptp explain "$@" 2>&1) || status=$?
    printf '   $ nm-pptp explain %s\n%s\n   (status %s)\n' "$*" "$EXPLAINED" "$status"
    assert_match "what nm-pptp explain says" "$regex" "$EXPLAINED"
    assert_eq "its exit status" "$expected" "$status"
}

scenario explain_connection "nm-pptp explain NAME: never tried, failed, up, lost; the service's own sentence by name and by UUID" deadline=120
explain_connection() {
    profile_onenet password=wrong
    explains 2 'never tried' onenet
    server_start srv
    up_fails onenet 'Invalid secrets'
    explains 0 'password is wrong' onenet
    assert_eq "it is the sentence in the journal" "$(sentence onenet)" "$EXPLAINED"
    explains 0 'password is wrong' "$(uuid_of onenet)"
    # The cause is mended: the old sentence is no longer the answer.
    profile_onenet
    up_ok onenet
    explains 1 'Nothing wrong found' onenet
    server_inject srv close
    expect_within 15 "the VPN is down" is_down onenet
    expect_within 5 "the service said why" has_sentence onenet
    explains 0 'server' onenet
    assert_eq "it is the sentence in the journal" "$(sentence onenet)" "$EXPLAINED"
}

scenario explain_refused_profile "nm-pptp explain NAME where the profile itself is at fault, or there is no such profile, or two" extra
explain_refused_profile() {
    profile_onenet lcp-echo-interval=soon
    up_fails onenet 'failed to start|invalid'
    explains 0 '^VPN option "lcp-echo-interval" is "soon", but must be' onenet
    assert_sentence onenet '^VPN option "lcp-echo-interval" is "soon", but must be'
    in_german explains 0 '^Die VPN-Option "lcp-echo-interval" ist "soon", muss aber eine ganze Zahl von 0 bis 65535 sein$' onenet
    profile_onenet user=absent
    up_fails onenet 'failed to start|invalid'
    assert_sentence onenet '^The profile names no user: set one with nmcli connection modify .onenet. '
    in_german explains 0 '^Das Profil nennt keinen Benutzer: .* nmcli connection modify .onenet. ' onenet
    journalctl -q --no-pager NM_CONNECTION="$(uuid_of onenet)" >"$LOG/refused"
    explains 0 '^The profile names no user: ' "$LOG/refused"
    explains 2 'no file and no PPTP connection named nosuch' nosuch
    explains 2 'is no PPTP VPN' base
    profile_onenet
    sed 's/^uuid=.*/uuid=22222222-2222-3333-4444-555555555555/' "$KEYFILES/onenet.nmconnection" >"$KEYFILES/again.nmconnection"
    chmod 600 "$KEYFILES/again.nmconnection"
    nmcli connection reload
    explains 2 'more than one' onenet
}

scenario explain_debug_log "nm-pptp explain FILE and NAME with pppd's own lines in the journal: the same cause" deadline=90 extra
explain_debug_log() {
    nmcli general logging level KEEP domains VPN_PLUGIN:DEBUG
    echo 'nmcli general logging level INFO domains DEFAULT' >/run/guest/restore
    server_start srv mppe=none
    profile_onenet
    up_fails onenet 'Unknown reason'
    explains 0 'encryption|MPPE' onenet
    journalctl -q --no-pager NM_CONNECTION="$(uuid_of onenet)" >"$LOG/session"
    explains 0 'encryption|MPPE' "$LOG/session"
}

scenario explain_journal "journalctl piped into nm-pptp explain is answered with the service's own sentence; another user is told what it takes" deadline=60 extra
explain_journal() {
    local out status=0
    server_start srv
    profile_onenet password=wrong
    up_fails onenet 'Invalid secrets'
    expect_within 5 "the service said why" has_sentence onenet
    out=$(journal_all | timeout 30 nm-pptp explain -) || status=$?
    assert_eq "what it says" "$(sentence onenet)" "$out"
    assert_eq "its exit status" 0 "$status"
    out=$(as_user nobody timeout 30 nm-pptp explain onenet 2>&1) || status=$?
    assert_match "what another user is told" 'root or the group systemd-journal|no PPTP connection named onenet' "$out"
    assert_eq "its exit status" 2 "$status"
}

scenario explain_remedy_typed "a remedy's nmcli line, typed as it is printed, for a profile whose name is full of a shell's characters" deadline=90 extra
explain_remedy_typed() {
    local name uuid line
    name="it's \$(touch /run/guest/pwned) \"x\" \`touch /run/guest/pwned\`; \\n & *"
    manners_start auth=pap
    profile onenet
    uuid=$(uuid_of onenet)
    nmcli connection modify uuid "$uuid" connection.id "$name"
    nmcli --wait 20 connection up uuid "$uuid" && fail "PAP was not refused"
    line=$(journalctl -q --no-pager -o cat -p warning "NM_CONNECTION=$uuid" SYSLOG_IDENTIFIER=nm-pptp-service | grep -o 'nmcli connection modify .*')
    note "typed: $line"
    bash -c "$line" || fail "nmcli did not take it"
    [ ! -e /run/guest/pwned ] || fail "a part of the name was run"
    assert_match "the profile's keys" 'refuse-pap = no' "$(nmcli -g vpn.data connection show uuid "$uuid")"
    nmcli --wait 20 connection up uuid "$uuid" || fail "it still does not connect"
    nmcli connection down uuid "$uuid"
}
