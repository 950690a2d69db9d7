# SPDX-License-Identifier: GPL-2.0-or-later
# The kill matrix: each phase of a connection by each thing that may happen in it. After 3 s nothing is left, the server knows where it can be
# told, and the next connect works. A third of the cells, of all phases, is run with the other scenarios; tests/guest/kill-matrix runs all.

# PHASE | cells that are always run | the others
KILL_MATRIX='
starting  | nm-kill                                               | nm-term nm-freeze
resolving | service-kill service-term nm-term                     | service-freeze nm-kill nm-freeze base-deleted
tcp       | service-kill service-freeze nm-kill                   | service-term nm-term nm-freeze base-deleted
sccrq     | service-kill service-term tcp-reset                   | service-freeze nm-kill nm-term nm-freeze base-deleted
ocrq      | service-kill service-freeze tcp-reset                 | service-term nm-kill nm-term nm-freeze base-deleted
lcp       | service-kill pppd-kill pppd-term tcp-reset            | service-term service-freeze pppd-freeze nm-kill nm-term nm-freeze device-deleted base-deleted
auth      | service-kill service-term pppd-kill pppd-freeze tcp-reset | service-freeze pppd-term nm-kill nm-term nm-freeze device-deleted base-deleted server-frozen gre-cut
ccp       | service-kill service-term pppd-kill device-deleted tcp-reset | service-freeze pppd-term pppd-freeze nm-kill nm-term nm-freeze base-deleted server-frozen gre-cut
ipcp      | service-kill service-freeze pppd-kill pppd-term device-deleted | service-term pppd-freeze nm-kill nm-term nm-freeze base-deleted tcp-reset server-frozen gre-cut
up        | service-freeze pppd-freeze nm-freeze base-deleted tcp-reset | service-kill service-term pppd-kill pppd-term nm-kill nm-term device-deleted server-frozen gre-cut
lcp_user  | helper-kill                                           | helper-term helper-freeze service-kill service-freeze pppd-kill
up_user   | helper-freeze service-kill                            | helper-kill helper-term service-freeze pppd-kill device-deleted base-deleted tcp-reset
down      | service-kill service-freeze pppd-kill tcp-reset server-frozen | service-term pppd-term pppd-freeze nm-kill nm-term nm-freeze device-deleted base-deleted gre-cut
'

# -- phases: each brings a connection there, and holds it --

# The cells share what they can - server, profile, and busctl where a user would type nmcli - for there are more than a hundred of them.
cell_server() { [ -n "$CELL_SERVER" ] || server_start srv; CELL_SERVER=yes; }
connect_in_background() { # [WORD...]: of the profile
    [ "$CELL_PROFILE" = "$*" ] || profile_onenet "$@"
    CELL_PROFILE=$*
    CELL_ACTIVE=$(activate onenet) || fail "NetworkManager does not begin to connect"
    CELL_ACTIVE=$(nm_object "$CELL_ACTIVE")
}
cell_is_up() { [ "$(nm_property "${CELL_ACTIVE#/org/freedesktop/NetworkManager}" State .Connection.Active)" = 'u 2' ]; }
router_drop_ppp() { # PROTOCOL: of PPP, in hex, in GRE packets with and without an acknowledgement
    local offset
    for offset in 112 144; do router_drop ip protocol gre @nh,$((160 + offset)),16 "0x$1"; done
}
link_is_held() { # PROTOCOL: a packet of it was dropped
    in_rtr nft list chain ip faults forward | grep -q 'packets [1-9]'
}
# The service's process is there, and nobody has called it yet.
phase_starting() { connect_in_background gateway="$BLACKHOLE"; wait_until 10 has_service; }
phase_resolving() { pkill -STOP -x dnsmasq; connect_in_background gateway=hang.test; wait_until 10 asks_resolver; }
# Port 53, in hex. Nobody else asks in the guest.
asks_resolver() { [[ $(</proc/net/udp) == *:0035\ * ]]; }
phase_tcp() { connect_in_background gateway="$BLACKHOLE"; wait_until 15 tcp_waiting; }
phase_sccrq() { [ -n "$CELL_SERVER" ] || silent_server; CELL_SERVER=yes; connect_in_background; wait_until 15 tcp_connected; }
phase_ocrq() {
    [ -n "$CELL_SERVER" ] || in_srv python3 "$GUEST/servers/half-server.py" "$SERVER" &
    [ -n "$CELL_SERVER" ] || wait_until 10 server_listens srv "$SERVER" || fail "the half server does not listen"
    CELL_SERVER=yes
    connect_in_background
    wait_until 15 tcp_connected
}
phase_lcp() { router_drop ip protocol gre; cell_server; connect_in_background; wait_until 15 has_interface; }
phase_held() { router_drop_ppp "$1"; cell_server; connect_in_background; wait_until 15 link_is_held; }
phase_auth() { phase_held c223; }
phase_ccp() { phase_held 80fd; }
phase_ipcp() { phase_held 8021; }
phase_up() { cell_server; connect_in_background lcp-echo-interval=1 lcp-echo-failure=3; wait_until 20 cell_is_up; }
# The same with the helper of transport=user.
phase_lcp_user() { router_drop ip protocol gre; cell_server; connect_in_background transport=user; wait_until 15 has_interface; }
phase_up_user() { cell_server; connect_in_background transport=user; wait_until 20 cell_is_up; }
# Without GRE the goodbye of PPP is not answered: going down lasts for a second, in which there is time for an event.
phase_down() { phase_up && router_drop ip protocol gre && nm_bus call '' '' DeactivateConnection o "$CELL_ACTIVE" >/dev/null; }

# -- events --

signal_client() { local pid; pid=$(client_pid "$2") || return 0; kill "-$1" "$pid" 2>/dev/null || true; } # SIGNAL COMM
freeze_and_kill() { signal_client STOP "$1"; read -rt 1 <>/run/guest/never || true; signal_client KILL "$1"; }
event_service_kill() { signal_client KILL nm-pptp-servic; }
event_service_term() { signal_client TERM nm-pptp-servic; }
event_service_freeze() { freeze_and_kill nm-pptp-servic; }
event_pppd_kill() { signal_client KILL pppd; }
event_pppd_term() { signal_client TERM pppd; }
event_pppd_freeze() { freeze_and_kill pppd; }
event_helper_kill() { signal_client KILL nm-pptp-gre; }
event_helper_term() { signal_client TERM nm-pptp-gre; }
event_helper_freeze() { freeze_and_kill nm-pptp-gre; }
event_nm_kill() { systemctl kill -s KILL --kill-who=main NetworkManager; }
event_nm_term() { systemctl kill -s TERM --kill-who=main NetworkManager; }
event_nm_freeze() {
    systemctl kill -s STOP --kill-who=main NetworkManager
    read -rt 1 <>/run/guest/never || true
    systemctl kill -s KILL --kill-who=main NetworkManager
}
event_device_deleted() { local device; device=$(tunnel_interfaces); [ -z "$device" ] || ip link del "${device#interface }" || true; }
event_base_deleted() { ip link del c0; }
event_tcp_reset() {
    local pid
    pid=$(in_srv ss -Htnp state established "sport = :1723" | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -n 1)
    # A session that ended meanwhile needs no reset.
    [ -z "$pid" ] || in_srv python3 "$GUEST/servers/inject.py" "$pid" reset || ! kill -0 "$pid" 2>/dev/null
}
event_server_frozen() { local pid; for pid in $(server_pids srv pptpd) $(server_pids srv pptpctrl) $(server_pids srv pppd); do kill -STOP "$pid"; done; }
event_gre_cut() { router_drop ip protocol gre; }

# What is not an end, but a silence, is first found out; then the 3 s begin. Up, three echoes
# with a second between them go unanswered, and the fourth is due.
limit_of() { # PHASE EVENT
    case $1/$2 in
    auth/server-frozen|auth/gre-cut|ccp/server-frozen|ccp/gre-cut|ipcp/server-frozen|ipcp/gre-cut) echo 13 ;;
    up/server-frozen|up/gre-cut) echo 8 ;;
    *) echo 3 ;;
    esac
}
server_can_be_told() { # PHASE EVENT
    case $1 in starting|resolving|tcp|sccrq|ocrq) return 1 ;; esac
    case $2 in base-deleted|server-frozen) return 1 ;; esac
}

# After a cell: everything that stood in the way is gone, and what may have been hit is there again. A server that was frozen is not used again.
cell_cleaned() { # PHASE EVENT
    local pid
    [ "$1" != resolving ] || pkill -CONT -x dnsmasq || true
    nothing_left || timeout 20 nmcli connection down onenet >/dev/null 2>&1 || true
    is_ours || clear_leftovers
    router_reset
    [ "$2" != server-frozen ] || server_gone
    for pid in $(server_pids srv pptpctrl) $(server_pids srv pppd); do kill -9 "$pid" 2>/dev/null || true; done
    case $2 in nm-*|base-*) ;; *) return 0 ;; esac
    [ -e /sys/class/net/c0 ] || { network_destroy; network_create; CELL_SERVER=''; }
    systemctl is-active -q NetworkManager || systemctl start NetworkManager
    wait_until 20 base_active || { nmcli --wait 20 connection up base >/dev/null 2>&1; wait_until 20 base_active; } || fail "the base connection is not up again"
}
server_gone() {
    local pid
    for pid in $(server_pids srv pptpd) $(server_pids srv pptpctrl) $(server_pids srv pppd); do kill -9 "$pid" 2>/dev/null || true; done
    for pid in $(in_srv ss -Htlnp "sport = :1723" | sed -n 's/.*pid=\([0-9]*\).*/\1/p'); do kill -9 "$pid" 2>/dev/null || true; done
    wait_until 5 eval '! server_listens srv "$SERVER"' || fail "the server cannot be ended"
    CELL_SERVER=''
}

cell() { # PHASE EVENT: one line of the table, and CELLS_BAD where it is not as it has to be
    local phase=$1 event=$2 left='' took told='-' limit began=$EPOCHREALTIME reached
    limit=$(limit_of "$phase" "$event")
    "phase_$phase" >>"$LOG/cells" 2>&1 || { printf '%-10s %-15s the phase was not reached\n' "$phase" "$event" | tee -a "$LOG/matrix"; CELLS_BAD+=" $phase/$event"; cell_cleaned "$phase" "$event"; return; }
    reached=$(since "$began")
    "event_${event//-/_}" >>"$LOG/cells" 2>&1
    if wait_until "$limit" nothing_left; then left=nothing; else left=$(left_behind | paste -sd ';'); left=${left:-something until just now}; fi
    took=$WAITED
    if server_can_be_told "$phase" "$event"; then
        told=told
        wait_until 3 server_session_gone srv || told='not told'
    fi
    printf '%-10s %-15s left: %s after %s s; server: %s\n' "$phase" "$event" "$left" "$took" "$told" | tee -a "$LOG/matrix"
    [ "$left" = nothing ] && [ "$told" != 'not told' ] || CELLS_BAD+=" $phase/$event"
    cell_cleaned "$phase" "$event"
    note "in the phase after $reached s, all of the cell $(since "$began") s"
}

cells() { # COLUMN PHASE...
    local column=$1 wanted phase first second event
    shift
    CELLS_BAD='' CELL_PROFILE=none CELL_ACTIVE='' CELL_STAND=''
    for wanted; do
        # The present plugin has no choice of transport.
        [[ $wanted != *_user ]] || is_ours || continue
        stand_changes "$wanted"
        while IFS='|' read -r phase first second; do
            [ "${phase// /}" = "$wanted" ] || continue
            [ "$column" = 1 ] || first=$second
            for event in $first; do cell "$wanted" "$event"; done
        done <<<"$KILL_MATRIX"
    done
    # Of the present plugin its table is wanted: nothing is asked of it.
    is_ours || return 0
    # And the next connect works at once.
    stand_changes next
    server_start srv
    profile_onenet
    up_ok onenet
    ping_inside
    down_ok onenet
    expect_nothing_left
    [ -z "$CELLS_BAD" ] || fail "cells that are not as they have to be:$CELLS_BAD"
}
# What listens on the server's port is not the same in all phases.
stand_changes() { # PHASE
    local stand=poptop
    case $1 in sccrq|ocrq|next) stand=$1 ;; esac
    [ "$CELL_STAND" = "$stand" ] || [ -z "$CELL_STAND" ] || server_gone
    [ "$CELL_STAND" = "$stand" ] || CELL_SERVER=''
    CELL_STAND=$stand
}

# A third of the cells of each phase is in the run of all tests, in three scenarios: each begins and ends with a server and a whole connection.
kill_scenario() { # NAME COLUMN SECONDS-A-CELL WORD PHASE...
    local name=$1 column=$2 seconds=$3 word=$4 phase first second count=0
    shift 4
    while IFS='|' read -r phase first second; do
        [[ -n $phase && " $* " == *" ${phase// /} "* ]] || continue
        [ "$column" = 1 ] || first=$second
        count=$((count + $(set -- $first; echo $#)))
    done <<<"$KILL_MATRIX"
    scenario "$name" "kill matrix: $count cells of $*" "deadline=$((60 + seconds * count))" compared "$word"
    eval "$name() { cells $column $*; }"
}
kill_scenario kill_calling 1 20 '' starting resolving tcp sccrq ocrq
kill_scenario kill_negotiating 1 20 '' lcp lcp_user auth ccp ipcp
kill_scenario kill_session 1 25 '' up up_user down
for phase in starting resolving tcp sccrq ocrq lcp lcp_user auth ccp ipcp up up_user down; do kill_scenario "kill_all_$phase" 2 60 extra "$phase"; done
