# SPDX-License-Identifier: GPL-2.0-or-later
# pppd itself: its option files, and none at all.

scenario pppd_options_file "a word in /etc/ppp/options that pppd does not know: file and word are named" compared extra
pppd_options_file() {
    cp -p /etc/ppp/options /run/guest/ppp-options
    echo 'cp -p /run/guest/ppp-options /etc/ppp/options; rm -f /run/guest/ppp-options' >/run/guest/restore
    printf 'no-such-word\n' >>/etc/ppp/options
    manners_start
    profile_onenet
    up_fails onenet 'Unknown reason'
    assert_sentence onenet 'pppd stops at an option file' '/etc/ppp/options' 'no-such-word'
    assert_at_most "seconds until nmcli knew" 15 "$NMCLI_SECONDS"
    expect_nothing_left
}

scenario pppd_missing "no pppd on this machine: said, with the command that installs it" compared
pppd_missing() {
    mv /usr/sbin/pppd /usr/sbin/pppd.away
    echo 'mv /usr/sbin/pppd.away /usr/sbin/pppd' >/run/guest/restore
    manners_start
    profile_onenet
    up_fails onenet 'Unknown reason|failed to start'
    assert_sentence onenet 'pppd' 'apt install ppp'
    assert_at_most "seconds until nmcli knew" 15 "$NMCLI_SECONDS"
    expect_nothing_left
}

scenario pppd_other_version "the plugin was made for another pppd: both versions are named" extra
pppd_other_version() {
    local plugin; plugin=$(readlink -f /usr/lib/pppd/*/nm-pptp-pppd-plugin.so)
    cp -p "$plugin" /run/guest/plugin.so
    echo "cp -p /run/guest/plugin.so '$plugin'; rm -f /run/guest/plugin.so" >/run/guest/restore
    python3 - "$plugin" "$(basename "$(dirname "$plugin")")" <<'EOF'
import sys
path, version = sys.argv[1], sys.argv[2].encode()
data = open(path, "rb").read()
assert data.count(version + b"\0") >= 1
open(path, "wb").write(data.replace(version + b"\0", version[:-1] + b"0\0"))
EOF
    manners_start
    profile_onenet
    up_fails onenet 'Unknown reason'
    assert_sentence onenet 'cannot load this VPN.s plugin' 'is for pppd version .*, this is ' 'pppd --version'
    expect_nothing_left
}
