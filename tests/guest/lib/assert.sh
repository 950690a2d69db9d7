# SPDX-License-Identifier: GPL-2.0-or-later
# How a scenario says what must be so. The first thing that is not so ends the scenario with its reason. Sourced.

note() { printf '   %s\n' "$*"; }

fail() {
    printf 'FAILED: %s\n' "$*"
    printf '%s\n' "$*" >"$LOG/reason"
    exit 1
}

assert_eq() { # WHAT EXPECTED ACTUAL
    [ "$2" = "$3" ] || fail "$1: expected '$2', found '$3'"
    note "$1: $3"
}

assert_match() { # WHAT EXTENDED-REGEX TEXT
    grep -Eiq -- "$2" <<<"$3" || fail "$1: nothing matches '$2' in '$3'"
    note "$1: matches '$2'"
}

assert_no_match() { # WHAT EXTENDED-REGEX TEXT
    local found
    if found=$(grep -Ei -m 1 -- "$2" <<<"$3"); then fail "$1: '$2' must not appear, but: '$found'"; fi
    note "$1: no '$2'"
}

assert_true() { # WHAT COMMAND...
    local what=$1; shift
    "$@" || fail "$what (command: $*)"
    note "$what"
}

assert_false() { # WHAT COMMAND...
    local what=$1; shift
    if "$@"; then fail "$what (command succeeded: $*)"; fi
    note "not so: $what"
}

# Decimal numbers as microseconds-like integers: the guest may be emulated, where every process costs a tenth of a second.
micro() { local whole=${1%%.*} part=000000; [[ $1 != *.* ]] || part=${1#*.}000000; printf -v "$2" '%d' "$((10#${whole:-0} * 1000000 + 10#${part:0:6}))"; }
number() { [[ $1 =~ ^[0-9]+(\.[0-9]+)?$ ]]; }

assert_at_most() { # WHAT LIMIT ACTUAL, decimal numbers
    local limit actual
    number "$3" && micro "$2" limit && micro "$3" actual && [ "$actual" -le "$limit" ] || fail "$1: at most $2 expected, found '$3'"
    note "$1: $3 (at most $2)"
}

assert_at_least() { # WHAT LIMIT ACTUAL
    local limit actual
    number "$3" && micro "$2" limit && micro "$3" actual && [ "$actual" -ge "$limit" ] || fail "$1: at least $2 expected, found '$3'"
    note "$1: $3 (at least $2)"
}

# since START: seconds since an earlier $EPOCHREALTIME. Into SINCE, without a process.
since_start() { local us=$((${EPOCHREALTIME/./} - ${1/./})); printf -v SINCE '%d.%02d' $((us / 1000000)) $((us % 1000000 / 10000)); }
since() { since_start "$1"; printf '%s\n' "$SINCE"; }

# wait_until SECONDS COMMAND...: polls the condition; false when it did not come true in time. Sets WAITED. A look may take a second in
# an emulated guest: the last one is begun when the time is over, so that a slow look is not taken for a slow change.
wait_until() {
    local limit start=$EPOCHREALTIME begun; micro "$1" limit; shift
    while :; do
        begun=$((${EPOCHREALTIME/./} - ${start/./}))
        if "$@"; then since_start "$start"; WAITED=$SINCE; return 0; fi
        if [ "$begun" -ge "$limit" ]; then since_start "$start"; WAITED=$SINCE; return 1; fi
        # A pause without a process.
        read -rt 0.05 <>/run/guest/never || true
    done
}

# expect_within SECONDS WHAT COMMAND...: the condition must come true in time.
expect_within() {
    local limit=$1 what=$2; shift 2
    wait_until "$limit" "$@" || fail "$what: not within $limit s (waited $WAITED s)"
    note "$what: after $WAITED s"
}

# stays_for SECONDS WHAT COMMAND...: the condition must stay true for all of that time.
stays_for() {
    local limit=$1 what=$2 start=$EPOCHREALTIME us; micro "$1" us; shift 2
    while [ $((${EPOCHREALTIME/./} - ${start/./})) -lt "$us" ]; do
        "$@" || fail "$what: no longer so after $(since "$start") s"
        read -rt 0.1 <>/run/guest/never || true
    done
    note "$what: for $limit s"
}

# A fact of this run, for the table that compares the two plugins.
record() { printf '%s\t%s\n' "$1" "$2" >>"$LOG/facts"; }
