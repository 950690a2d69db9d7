# SPDX-License-Identifier: GPL-2.0-or-later
# Where the password comes from, and where it must never be seen.

password_file() { printf 'vpn.secrets.password:%s\n' "${1:-$SERVER_PASSWORD}" >/run/guest/passwords; }

scenario secret_flags_1_file "password-flags=1 (agent): asked for, and taken from nmcli's passwd-file"
secret_flags_1_file() {
    server_start srv
    profile_onenet password-flags=1 password=absent
    up_fails onenet 'secret'
    assert_sentence onenet 'No password was given' 'password-flags=1' 'nmcli --ask connection up .onenet'
    expect_nothing_left
    password_file
    up_ok onenet passwd-file /run/guest/passwords
    ping_inside
}

scenario secret_flags_2_file "password-flags=2 (always ask): asked for, and taken from nmcli's passwd-file; a wrong one is Invalid secrets"
secret_flags_2_file() {
    server_start srv
    profile_onenet password-flags=2 password=absent
    up_fails onenet 'secret'
    expect_nothing_left
    password_file wrong
    up_fails onenet 'Invalid secrets' passwd-file /run/guest/passwords
    password_file
    up_ok onenet passwd-file /run/guest/passwords
    ping_inside
}

scenario secret_flags_absent "no password-flags in the keyfile, the password in it: as 0" extra
secret_flags_absent() {
    server_start srv
    profile_onenet password-flags=absent
    up_ok onenet
    ping_inside
}

scenario secret_nobody_gave "no password and nobody to ask: the journal says so, and so does nm-pptp explain; its line, typed, mends it; asked for and given: not a word" deadline=120 extra
secret_nobody_gave() {
    local line flags
    server_start srv
    for flags in 2 absent; do
        profile_onenet password-flags=$flags password=absent
        up_fails onenet 'secret'
        assert_sentence onenet 'No password was given'
        assert_match "what nm-pptp explain says" 'No password was given' "$(nm-pptp explain onenet)"
        assert_match "and in German" 'Es wurde kein Passwort angegeben' "$(in_german nm-pptp explain onenet)"
        line=$(sentence onenet | grep -o 'nmcli connection modify .*password=')
        note "typed: $line$SERVER_PASSWORD"
        bash -c "$line'$SERVER_PASSWORD'" || fail "nmcli did not take it"
        up_ok onenet
        assert_match "what nm-pptp explain says" 'Nothing wrong found' "$(nm-pptp explain onenet || true)"
        down_ok onenet
    done
    profile_onenet password-flags=2 password=absent
    asked "$SERVER_PASSWORD"
    assert_eq "nmcli's exit status" 0 "$ASKED_STATUS"
    assert_eq "what the service had to warn of" '' "$(sentences onenet)"
}

# Lines of `dbus-monitor` that introduce a message with the password in it.
messages_with_password() {
    awk -v secret="$SERVER_PASSWORD" '/^(method|signal|error)/ { head = $0 } index($0, secret) { print head }' "$LOG/bus"
}
own_calls() { grep "$@" 'interface=org.freedesktop.NetworkManager.VPN.Plugin; member=\(Connect\|NeedSecrets\|ConnectInteractive\)' || true; }

scenario secret_nowhere "the password is not in argv, environment, the journal at debug level, or on the bus but in NetworkManager's own call" compared
secret_nowhere() {
    nmcli general logging level KEEP domains VPN_PLUGIN:TRACE
    echo 'nmcli general logging level INFO domains DEFAULT' >/run/guest/restore
    dbus-monitor --system >"$LOG/bus" 2>&1 &
    expect_within 10 "dbus-monitor listens" grep -q NameAcquired "$LOG/bus"
    server_start srv
    profile_onenet
    nmcli --wait 30 connection up onenet >"$LOG/up" 2>&1 &
    local nmcli=$! pid seen=0
    # Look at each of our processes as often as can be while it connects.
    while kill -0 "$nmcli" 2>/dev/null; do
        for pid in $(pgrep 'nm-pptp|^pppd$|^pptp'); do
            seen=$((seen + 1))
            grep -qsF "$SERVER_PASSWORD" "/proc/$pid/cmdline" && fail "the password is in argv of $(cat "/proc/$pid/comm")"
            server_process "/proc/$pid" || { grep -qsF "$SERVER_PASSWORD" "/proc/$pid/environ" && fail "the password is in the environment of $(cat "/proc/$pid/comm")"; }
        done
    done
    assert_at_least "processes looked at" 3 "$seen"
    assert_true "it is up" is_active onenet
    local debug; debug=$(journal_for_uuid onenet)
    assert_at_least "journal entries of the connection" 5 "$(wc -l <<<"$debug")"
    record bus "$(messages_with_password | sed 's/.*interface=\([^;]*\); member=/\1 /' | sort | uniq -c | paste -sd ';')"
    assert_at_least "NetworkManager's own call with the password, which shows that it would be seen" 1 "$(messages_with_password | own_calls | wc -l)"
    assert_eq "other messages with the password" '' "$(messages_with_password | own_calls -v | head -n 1)"
    assert_false "the password in the journal" eval 'journal_all | grep -qF "$SERVER_PASSWORD"'
}

scenario secret_odd_characters "a password with quotes, spaces, a backslash and UTF-8"
secret_odd_characters() {
    local odd='a b"c\d#é'"'"
    server_start srv 'secret=a b\"c\\d#é'"'"
    # A keyfile doubles backslashes.
    profile_onenet "password=${odd//\\/\\\\}"
    up_ok onenet
    ping_inside
}

scenario secret_comma "nmcli vpn.secrets password=a,b=c makes two secrets: said, and nothing of the password shown; with the comma written \\, it connects" extra
secret_comma() {
    server_start srv secret='a,b=geheim'
    profile_onenet
    nmcli connection modify onenet vpn.secrets 'password=a,b=geheim'
    up_fails onenet 'failed to start'
    assert_sentence onenet 'vpn\.secrets holds something else' 'comma'
    assert_no_match "the journal" 'geheim' "$(journal_all)"
    expect_nothing_left
    nmcli connection modify onenet vpn.secrets 'password=a\,b=geheim'
    up_ok onenet
    ping_inside
}

scenario secret_not_required "password-flags=4: NetworkManager neither asks for a password nor keeps one; the remedy, typed, makes it a stored one" deadline=90 extra
secret_not_required() {
    local line
    server_start srv
    profile_onenet password-flags=4 password=absent
    up_fails onenet 'Invalid secrets'
    assert_sentence onenet 'name or password is wrong' 'password-flags=0 vpn\.secrets password=NEW'
    line=$(sentence onenet | grep -o 'nmcli connection modify .*')
    line=${line/password=NEW/"password='$SERVER_PASSWORD'"}
    note "typed: $line"
    bash -c "$line" || fail "the remedy does not work"
    assert_true "activated" is_active onenet
}

# asked PASSWORD...: nmcli --ask on a terminal; ASKED_STATUS and ASKED_OUT tell how it went.
asked() {
    ASKED_STATUS=0
    ASKED_OUT=$(python3 "$GUEST/servers/type-passwords.py" 60 "$@" -- nmcli --ask connection up onenet) || ASKED_STATUS=$?
    note "nmcli --ask: status $ASKED_STATUS: $ASKED_OUT"
}

scenario secret_asked_again "nmcli --ask: a wrong password is asked for again, with the reason, and the right one connects" deadline=90
secret_asked_again() {
    server_start srv
    profile_onenet password-flags=2 password=absent
    asked wrong "$SERVER_PASSWORD"
    assert_eq "nmcli's exit status" 0 "$ASKED_STATUS"
    assert_true "activated" is_active onenet
    ping_inside
    assert_sentence onenet 'name or password is wrong'
    down_ok onenet
    expect_nothing_left
}

scenario secret_asked_in_vain "nmcli --ask: the same wrong password is not sent twice, and three wrong ones are enough" deadline=120
secret_asked_in_vain() {
    server_start srv
    profile_onenet password-flags=2 password=absent
    asked wrong wrong
    assert_eq "nmcli's exit status" 4 "$ASKED_STATUS"
    assert_match "nmcli's message" 'Invalid secrets' "$ASKED_OUT"
    assert_eq "logins that the server saw" 1 "$(server_log srv | grep -c 'rcvd \[CHAP Response')"
    expect_nothing_left
    asked one two three
    assert_eq "nmcli's exit status" 4 "$ASKED_STATUS"
    assert_match "nmcli's message" 'Invalid secrets' "$ASKED_OUT"
    assert_eq "logins that the server saw" 4 "$(server_log srv | grep -c 'rcvd \[CHAP Response')"
    expect_nothing_left
}

scenario secret_asked_too_long "nmcli --ask: a second password that is longer than pppd takes is refused with a sentence" deadline=90 extra
secret_asked_too_long() {
    server_start srv
    profile_onenet password-flags=2 password=absent
    asked wrong "$(printf 'x%.0s' {1..300})"
    assert_eq "nmcli's exit status" 4 "$ASKED_STATUS"
    assert_sentence onenet 'name or password is wrong' 'longer than [0-9]* bytes'
    expect_nothing_left
}
