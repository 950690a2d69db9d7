# SPDX-License-Identifier: GPL-2.0-or-later
# Poptop, each in a network namespace and with an /etc/ppp and a /run of its own. Sourced.

SERVER_USER=alice SERVER_PASSWORD='Tr0ub4dor&3-onenet'

# server_start NAMESPACE [WORD...]: words are pppd options for the server's side, or one of
#   mppe=required (the default) | mppe=forty | mppe=none, auth=mschapv2 (the default) | auth=pap | auth=chap | auth=eap, localip=A, dns=none, listen=A, secret=...,
#   log=short: pptpd does not name each control message and each packet
server_start() {
    local ns=$1 word mppe=required auth=mschapv2 net=20 listen=$SERVER localip='' dns=yes secret=$SERVER_PASSWORD user=$SERVER_USER log=debug
    local extra=(); shift
    [ "$ns" != srv2 ] || { net=21 listen=$SERVER2; }
    for word in "$@"; do
        case $word in
        mppe=*) mppe=${word#*=} ;; auth=*) auth=${word#*=} ;; localip=*) localip=${word#*=} ;; dns=*) dns=${word#*=} ;;
        listen=*) listen=${word#*=} ;; secret=*) secret=${word#*=} ;; user=*) user=${word#*=} ;; log=*) log=${word#*=} ;; *) extra+=("$word") ;;
        esac
    done
    local dir=/run/guest/$ns
    rm -rf "$dir"; mkdir -p "$dir/ppp" "$dir/run"
    {
        printf 'name pptpd\nlock\nnobsdcomp\nnodeflate\nnovj\nnoipx\nnodefaultroute\nmtu 1400\nmru 1400\ndebug\nlogfile %s/pppd.log\n' "$dir"
        case $auth in
        mschapv2) printf 'refuse-pap\nrefuse-chap\nrefuse-mschap\nrequire-mschap-v2\n' ;;
        pap) printf 'require-pap\n' ;;
        chap) printf 'require-chap\n' ;;
        eap) printf 'require-eap\n' ;;
        esac
        case $mppe in required) printf 'require-mppe-128\n' ;; forty) printf 'require-mppe-40\n' ;; none) printf 'nomppe\n' ;; esac
        [ "$dns" = none ] || printf 'ms-dns 10.%s.0.53\nms-wins 10.%s.0.54\n' "$net" "$net"
        [ "${#extra[@]}" = 0 ] || printf '%s\n' "${extra[@]}"
    } >"$dir/options"
    printf 'option %s/options\nlocalip %s\nremoteip 10.%s.0.100-150\nlisten %s\npidfile %s/pptpd.pid\n' \
        "$dir" "${localip:-10.$net.0.1}" "$net" "$listen" "$dir" >"$dir/pptpd.conf"
    [ "$log" = short ] || printf 'debug\n' >>"$dir/pptpd.conf"
    printf '"%s" pptpd "%s" *\n"CORP\\\\%s" pptpd "%s" *\n' "$user" "$secret" "$user" "$secret" |
        tee "$dir/ppp/pap-secrets" >"$dir/ppp/chap-secrets"
    chmod 600 "$dir"/ppp/*-secrets
    : >"$dir/ppp/options"
    server_exec "$ns" pptpd --fg --conf "$dir/pptpd.conf" >"$dir/pptpd.log" 2>&1 &
    printf '%s\n' "$!" >"$dir/pid"
    wait_until 10 server_listens "$ns" "$listen" || fail "pptpd does not listen in $ns: $(tail -n 3 "$dir/pptpd.log")"
}

# server_exec NAMESPACE COMMAND...: with the server's /etc/ppp and /run; `root` is the client's own network namespace.
server_exec() {
    local ns=$1 net=(); shift
    [ "$ns" = root ] || net=(ip netns exec "$ns")
    exec "${net[@]}" unshare --mount --propagation private sh -ec '
        d=$1; shift
        mkdir -p "$d/run/systemd" "$d/run/guest" "$d/run/pppd"
        mount --bind "$d/ppp" /etc/ppp
        mount --rbind /run/systemd "$d/run/systemd"
        mount --rbind /run/guest "$d/run/guest"
        mount --rbind "$d/run" /run
        exec "$@"' server "/run/guest/$ns" "$@"
}

server_listens() { # NAMESPACE ADDRESS
    local net=(); [ "$1" = root ] || net=(ip netns exec "$1")
    "${net[@]}" ss -Hltn "src $2:1723" | grep -q .
}

# Processes of the server's side by name (pptpd, pptpctrl, pppd), told apart from the client's by the /etc/ppp that is mounted there. By the shell
# itself, as in pristine.sh.
server_pids() { # NAMESPACE NAME
    local dir comm mounts
    for dir in /proc/[0-9]*; do
        read -r comm <"$dir/comm" && [ "$comm" = "$2" ] || continue
        mounts=$(<"$dir/mountinfo") && [[ $mounts == *"/$1/ppp /etc/ppp "* ]] && printf '%s\n' "${dir#/proc/}"
    done 2>/dev/null
    return 0
}

server_sessions() { server_pids "$1" pptpctrl | wc -l; }
server_session_gone() { [ -z "$(server_pids "$1" pptpctrl)" ]; }
server_log() { cat "/run/guest/$1/pppd.log" 2>/dev/null || true; }
server_logged() { server_log "$1" | grep -Eq -- "$2"; } # NAMESPACE REGEX

# What pptpd and pptpctrl said: `debug` makes them name each control message.
server_control_log() { journalctl -q --no-pager -o cat --since "@$(<"$LOG/began")" -t pptpd; }
server_control_logged() { server_control_log | grep -Eq -- "$1"; }

# server_inject NAMESPACE cdn|stop|close: lets the server's end of the control connection say that, through a copy of
# pptpctrl's own socket; the tunnel itself is real.
server_inject() { python3 "$GUEST/servers/inject.py" "$(server_pids "$1" pptpctrl | head -n 1)" "$2"; }

server_kill9() { # everything of that server at once, as when the machine is switched off but answers TCP with RST
    local pid
    for pid in $(server_pids "$1" pptpd) $(server_pids "$1" pptpctrl) $(server_pids "$1" pppd); do kill -9 "$pid" 2>/dev/null || true; done
}
