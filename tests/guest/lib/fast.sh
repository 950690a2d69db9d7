# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel-fast test server (servers/fast-server.py) in Poptop's place. Sourced.

# fast_server_start NAMESPACE [WORD...]: words are pppd options for the server's side, or one of
#   mppe=required (the default) | mppe=none, delay=MILLISECONDS (before its reply), early (its first LCP request
#   comes before its reply and its first IPCP request before CCP is done, as accel-ppp's), everywhere (at all addresses of
#   the namespace)
fast_server_start() {
    local ns=$1 word mppe=required net=20 listen=$SERVER plugin own=() extra=(); shift
    [ "$ns" != srv2 ] || { net=21 listen=$SERVER2; }
    for word in "$@"; do
        case $word in mppe=*) mppe=${word#*=} ;; everywhere) listen=0.0.0.0 ;; early) own+=(--early-lcp); extra+=(plugin "$(find /mnt/plugin -name guest-early-ipcp.so)") ;; delay=*) own+=(--delay-reply "${word#*=}") ;; *) extra+=("$word") ;; esac
    done
    # The plugin of this checkout serves, whichever plugin is laid over the client.
    plugin=$(find /mnt/plugin -name nm-pptp-pppd-plugin.so)
    [ -n "$plugin" ] || fail "the kernel-fast server needs our pppd plugin, which is not in this run"
    local dir=/run/guest/$ns
    rm -rf "$dir"; mkdir -p "$dir/ppp" "$dir/run"
    case $mppe in required) extra+=(require-mppe-128) ;; none) extra+=(nomppe) ;; esac
    printf '"%s" pptpd "%s" *\n' "$SERVER_USER" "$SERVER_PASSWORD" >"$dir/ppp/chap-secrets"
    chmod 600 "$dir/ppp/chap-secrets"
    : >"$dir/ppp/options"
    server_exec "$ns" python3 "$GUEST/servers/fast-server.py" --listen "$listen" --plugin "$plugin" --local "10.$net.0.1" --remote "10.$net.0" \
        "${own[@]}" -- name pptpd nobsdcomp nodeflate novj nodefaultroute mtu 1400 mru 1400 debug logfile "$dir/pppd.log" \
        auth refuse-pap refuse-chap refuse-mschap require-mschap-v2 default-asyncmap ms-dns "10.$net.0.53" "${extra[@]}" >"$dir/pptpd.log" 2>&1 &
    printf '%s\n' "$!" >"$dir/pid"
    wait_until 30 server_listens "$ns" "$listen" || fail "the kernel-fast server does not listen in $ns: $(tail -n 3 "$dir/pptpd.log")"
}

fast_server_stop() { # NAMESPACE
    local pid; pid=$(cat "/run/guest/$1/pid")
    kill "$pid" 2>/dev/null || true
    wait_until 5 server_is_silent "$1" || true
}
server_is_silent() { ! server_listens "$1" "$([ "$1" = srv2 ] && echo "$SERVER2" || echo "$SERVER")"; }
