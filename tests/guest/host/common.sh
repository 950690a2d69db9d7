# SPDX-License-Identifier: GPL-2.0-or-later
# Shared by the scripts that run on the host: where things are, how they speak, what they install. Sourced.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
guest_dir=$top/tests/guest
cache=${NM_PPTP_GUEST_CACHE:-$top/build/guest}
results_top=$top/build/guest/results
suites=(bookworm trixie)

mkdir -p "$cache" "$results_top"

say() { printf '== %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

need_root() { [ "$(id -u)" = 0 ] || die "this needs root: it installs packages, makes chroots and boots a virtual machine"; }

# install_missing COMMAND=PACKAGE...: installs the packages of those commands that are not there.
install_missing() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null 2>&1 || missing+=("${pair#*=}")
    done
    install_packages "${missing[@]}"
}

# install_packages PACKAGE...: one apt run for what dpkg does not know as installed.
install_packages() {
    local p missing=()
    for p in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$p" 2>/dev/null | grep -qx installed || missing+=("$p")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    need_root
    say "installing ${missing[*]} (up to a few minutes)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update >&2
    apt-get -qq install -y --no-install-recommends "${missing[@]}" >&2 </dev/null
}

# The Debian mirror of this machine, so that the guest's packages come from where the machine's own come from.
mirror() {
    local site
    site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
           grep -v security | head -n 1 || true)
    [ -n "$site" ] || site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' |
                             grep -E '/debian/?$' | head -n 1 || true)
    printf '%s\n' "${site:-http://deb.debian.org/debian}"
}

# A short key of what a cached thing was made from: file contents and words.
key_of() { cat -- "$@" | sha256sum | cut -c 1-12; }

# one_guest: waits until no other guest runs on this machine, and keeps others out until this script ends. Two at once
# double every time and make bounds miss; they would also write to the same results.
one_guest() {
    install_missing flock=util-linux
    exec 9>/run/lock/nm-pptp-guest
    flock -n 9 && return
    say "another guest is running: waiting for it"
    flock -w 3600 9 || die "the other guest did not end within an hour"
}
