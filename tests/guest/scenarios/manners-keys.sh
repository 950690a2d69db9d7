# SPDX-License-Identifier: GPL-2.0-or-later
# Encryption whose two ends have other keys: what comes out is noise, and nobody but us can tell.

# Data both ways, whatever comes of it, until the session ends.
talks_until_the_end() { local i; for i in 1 2 3 4 5 6; do ping -n -c 10 -i 0.3 -W 1 "$INSIDE" >/dev/null 2>&1 || true; ! is_down "$SITUATION" || break; done; }
# Each ping is answered while the noise comes, and the session is the same one afterwards.
carries_beside_noise() {
    local device; device=$(vpn_interface "$SITUATION")
    ping -n -c 30 -i 0.3 -W 5 "$INSIDE" >"$LOG/ping" 2>&1 || true
    grep -q ' 0% packet loss' "$LOG/ping" || wrong "$(grep loss "$LOG/ping")"
    [ "$(manners_heard '# noise')" -ge 20 ] || wrong "no noise came"
    [ "$(manners_heard '< c021 08')" -ge 15 ] || wrong "the noise was not taken for such"
    [ "$(vpn_interface "$SITUATION")" = "$device" ] || wrong "not the same session"
}

scenario manners_keys "wrong MPPE keys: a session of noise is ended and named, one that carries data beside noise stays" deadline=150 compared extra
manners_keys() {
    manners_start
    situation 'keys differ' 'up, then keys differ from ours' keys=both "$MPPE" talks_until_the_end heard_nothing_readable
    situation "the server's sending key differs" 'up, then keys differ from ours' keys=send "$MPPE" talks_until_the_end
    situation "the server's receiving key differs" 'up, then keys differ from ours' keys=receive "$MPPE" talks_until_the_end heard_nothing_readable
    situation 'keys differ from the first ping on' 'up, then encryption fell out of step' late=keys@ping "$MPPE" carries talks_until_the_end
    situation 'noise beside data' up late=noise@ping "$MPPE" carries carries_beside_noise
    situation 'user space: keys differ' 'up, then keys differ from ours' keys=both "$MPPE transport=user" talks_until_the_end
    play_situations
}
