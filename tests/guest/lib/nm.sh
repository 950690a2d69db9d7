# SPDX-License-Identifier: GPL-2.0-or-later
# NetworkManager as a user sees it: keyfiles, nmcli, the journal command that nmcli hints at. Sourced.

KEYFILES=/etc/NetworkManager/system-connections

# profile NAME [KEY=VALUE...]: a keyfile, as a person would drop it there. A KEY with a group in front (ipv4.method,
# connection.autoconnect, vpn-secrets.x) goes into that group, `password` into vpn-secrets, others into vpn data.
# Without other words: gateway $SERVER, user and password that Poptop knows, flags 0.
profile() {
    profile_file "$@"
    nm_reload
    expect_within 5 "profile $1 is known" profile_known "$1"
}

profile_file() { # the same, and NetworkManager is not told
    local name=$1 word key; shift
    declare -A groups=()
    declare -A vpn=([gateway]=$SERVER [user]=$SERVER_USER [password-flags]=0)
    local password=$SERVER_PASSWORD
    groups[ipv4]=$'method=auto\n' groups[ipv6]=$'method=auto\n' groups[connection]=''
    for word in "$@"; do
        key=${word%%=*}
        case $key in
        password) password=${word#*=} ;;
        ipv4.method|ipv6.method) groups[${key%%.*}]=${groups[${key%%.*}]/method=auto/method=${word#*=}} ;;
        connection.*|ipv4.*|ipv6.*|vpn.*) groups[${key%%.*}]+="${key#*.}=${word#*=}"$'\n' ;;
        *) vpn[$key]=${word#*=} ;;
        esac
    done
    local file=$KEYFILES/$name.nmconnection
    {
        printf '[connection]\nid=%s\nuuid=%s\ntype=vpn\nautoconnect=false\n%s\n' "$name" "$(cat /proc/sys/kernel/random/uuid)" "${groups[connection]}"
        printf '[vpn]\nservice-type=org.freedesktop.NetworkManager.pptp\n%s' "${groups[vpn]:-}"
        for key in "${!vpn[@]}"; do [ "${vpn[$key]}" = absent ] || printf '%s=%s\n' "$key" "${vpn[$key]}"; done
        [ "$password" = absent ] || printf '\n[vpn-secrets]\npassword=%s\n' "$password"
        printf '\n[ipv4]\n%s\n[ipv6]\n%s' "${groups[ipv4]}" "${groups[ipv6]}"
    } >"$file.new"
    chmod 600 "$file.new"; mv "$file.new" "$file"
    sed 's/^/      /' "$file"
}

# The founding case: two private networks, no default route.
profile_onenet() { profile onenet require-mppe=yes ipv4.route1=10.20.0.0/16 ipv4.never-default=true "$@"; }

# The plumbing asks NetworkManager by busctl, a tenth of a second where nmcli takes most of one in an emulated guest. What a
# user would type stays nmcli. Neither starts a NetworkManager that is not there.
nm_bus() { busctl --auto-start=no "$1" org.freedesktop.NetworkManager "/org/freedesktop/NetworkManager$2" "org.freedesktop.NetworkManager$3" "${@:4}" 2>/dev/null; }
nm_property() { nm_bus get-property "$1" "${3-}" "$2"; } # PATH-BELOW-NM PROPERTY [INTERFACE-BELOW-NM]
nm_reload() { nm_bus call /Settings .Settings ReloadConnections >/dev/null; }

nm_object() { [[ $1 == 'o "'*'"' ]] && printf '%s\n' "${1:3:-1}"; } # of an answer of busctl
# activate NAME: begins to connect, and returns at once with busctl's answer.
activate() { nm_bus call '' '' ActivateConnection ooo "$(nm_object "$(nm_bus call /Settings .Settings GetConnectionByUuid s "$(uuid_of "$1")")")" / /; }

profile_known() { nm_bus call /Settings .Settings GetConnectionByUuid s "$(uuid_of "$1")" >/dev/null; }
uuid_of() { sed -n 's/^uuid=//p' "$KEYFILES/$1.nmconnection"; }

# in_german COMMAND...: with C's locale under a German name. Newer C libraries (2.41 on Debian 13) do not look at LANGUAGE under its own.
in_german() {
    [ -d /usr/lib/locale/de_DE.utf8 ] || cp -r /usr/lib/locale/C.utf8 /usr/lib/locale/de_DE.utf8
    LC_ALL=de_DE.UTF-8 "$@"
}

# nmcli_up NAME [WORD...]: connects; NMCLI_OUT, NMCLI_STATUS and NMCLI_SECONDS tell how it went.
nmcli_up() {
    local name=$1 start=$EPOCHREALTIME; shift
    NMCLI_STATUS=0
    NMCLI_OUT=$(timeout -k 1 100 nmcli --wait 90 connection up "$name" "$@" 2>&1 </dev/null) || NMCLI_STATUS=$?
    NMCLI_SECONDS=$(since "$start")
    printf '   $ nmcli connection up %s %s\n%s\n   (status %s, %s s)\n' "$name" "$*" "$NMCLI_OUT" "$NMCLI_STATUS" "$NMCLI_SECONDS"
    record nmcli "$(grep -v '^Hint:' <<<"$NMCLI_OUT" | tail -n 1)"
    record status "$NMCLI_STATUS"
    record seconds "$NMCLI_SECONDS"
    record journal "$(sentence "$name")"
}

up_ok() { # NAME [WORD...]: connects and must succeed
    nmcli_up "$@"
    [ "$NMCLI_STATUS" = 0 ] || fail "nmcli connection up $1: status $NMCLI_STATUS, '$NMCLI_OUT'; journal: '$(sentence "$1")'"
}

up_fails() { # NAME REGEX [WORD...]: must fail with status 4 and this in nmcli's message
    local name=$1 regex=$2; shift 2
    nmcli_up "$name" "$@"
    assert_eq "nmcli's exit status" 4 "$NMCLI_STATUS"
    assert_match "nmcli's message" "$regex" "$NMCLI_OUT"
}

down_ok() {
    local start=$EPOCHREALTIME out
    out=$(timeout 30 nmcli connection down "$1" 2>&1) || fail "nmcli connection down $1: $out"
    note "nmcli connection down $1: $(since "$start") s"
}

vpn_state() { nmcli -g GENERAL.STATE connection show "$1" 2>/dev/null || true; }
is_active() { [ "$(vpn_state "$1")" = activated ]; }
is_down() { [ -z "$(vpn_state "$1")" ]; }
base_active() { [[ $(ip route show default 2>/dev/null) == *"via $ROUTER dev c0"* ]] && base_device_activated; }
# c0 has no other profile than base. 100 is NM_DEVICE_STATE_ACTIVATED.
base_device_activated() {
    local path
    path=$(nm_bus call '' '' GetDeviceByIpIface s c0) || return 1
    path=${path#*'"/org/freedesktop/NetworkManager'}
    [ "$(nm_property "${path%'"'}" State .Device)" = 'u 100' ]
}
nm_running() { nmcli -g RUNNING general status 2>/dev/null | grep -qx running; }

# The interface of a tunnel is the one with the inner address NetworkManager shows.
vpn_address() { nmcli -g IP4.ADDRESS connection show "$1" 2>/dev/null | head -n 1; }
vpn_interface() {
    local address; address=$(vpn_address "$1")
    [ -n "$address" ] && ip -o -4 addr show | awk -v a="${address%/*}" '{ split($4, x, "/"); if (x[1] == a) { print $2; exit } }'
}

# The journal as nmcli hints at it.
journal_for_uuid() { # NAME
    local uuid; uuid=$(uuid_of "$1")
    journalctl -q --no-pager --since "@$(<"$LOG/began")" "NM_CONNECTION=$uuid" + NM_DEVICE=c0
}

# What the service itself had to say under the connection's UUID, warnings and errors only, one a line.
sentences() { # NAME
    local uuid; uuid=$(uuid_of "$1")
    journalctl -q --no-pager -o cat -p warning "NM_CONNECTION=$uuid" \
        SYSLOG_IDENTIFIER=nm-pptp-service 2>/dev/null || true
}
sentence() { sentences "$1" | tail -n 1; }
# By time, not by cursor: with matches, journalctl --after-cursor loses the first entry that matches.
journal_all() { journalctl -q --no-pager --since "@$(<"$LOG/began")"; }

# assert_sentence NAME REGEX...: one entry of the service gives the cause in plain words: the command that nmcli hints
# at shows it, and each regex matches the entries taken together.
assert_sentence() {
    local name=$1 regex text; shift
    wait_until 2 has_sentence "$name" || fail "the journal has no entry of the service with NM_CONNECTION=$(uuid_of "$name")"
    text=$(sentences "$name")
    note "journal: $text"
    record journal "$(tail -n 1 <<<"$text")"
    for regex in "$@"; do assert_match "the sentence in the journal" "$regex" "$text"; done
    assert_match "the journal command nmcli hints at shows it" "$(tail -n 1 <<<"$text" | cut -c 1-60 | sed 's/[][\.*^$()+?{}|]/./g')" "$(journal_for_uuid "$name")"
}
has_sentence() { [ -n "$(sentence "$1")" ]; }
