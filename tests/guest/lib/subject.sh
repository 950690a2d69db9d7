# SPDX-License-Identifier: GPL-2.0-or-later
# Which plugin lies in the system: `ours` (the tree that meson installed) or `stock` (Debian's package). Sourced.

subject_tree() { case $1 in ours) echo /mnt/plugin ;; stock) echo /opt/stock ;; esac; }

is_ours() { [ "$(</run/guest/subject)" = ours ]; }

# The present plugin leaves processes, files and routes behind, which would disturb what comes next.
clear_leftovers() {
    kill_by_name
    rm -rf /run/pptp /run/ppp[0-9]*.pid
    ip route flush "$SERVER/32"; ip route flush "$BLACKHOLE/32"
}

# subject_use ours|stock: takes the other's files away, lays this one's over /, and lets bus and NetworkManager look again.
subject_use() {
    local file kept=/run/guest/subject
    [ "$(cat "$kept" 2>/dev/null)" != "$1" ] || return 0
    if [ -e "$kept.files" ]; then
        while read -r file; do rm -f "/${file:?}"; done <"$kept.files"
    fi
    (cd "$(subject_tree "$1")" && find . -mindepth 1 ! -type d -printf '%P\n') >"$kept.files"
    if [ -s "$kept.files" ]; then
        # Through tar, so that files become root's and existing directory links of the image (/lib) stay.
        tar -C "$(subject_tree "$1")" -cf - -T "$kept.files" |
            tar -C / -xf - --no-same-owner --keep-directory-symlink
    fi
    printf '%s\n' "$1" >"$kept"
    busctl --quiet call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus ReloadConfig 2>/dev/null || true
    [ "${2:-}" = quietly ] || nm_restart
}
