# SPDX-License-Identifier: GPL-2.0-or-later
# nmcli asks nm-pptp-auth-dialog what to ask for: on a machine without a display, and without GTK.

scenario auth_dialog_asked "nmcli --ask: nm-pptp-auth-dialog says what to ask for; no GTK is installed" deadline=150
auth_dialog_asked() {
    assert_true "nm-pptp-auth-dialog is installed" test -x /usr/libexec/nm-pptp-auth-dialog
    assert_eq "libraries of GTK on this machine" '' "$(ldconfig -p | grep -E 'libgtk|libnma' | head -n 1)"
    server_start srv
    profile_onenet password-flags=2 password=absent
    asked wrong "$SERVER_PASSWORD"
    assert_eq "nmcli's exit status" 0 "$ASKED_STATUS"
    assert_match "the first question is the dialog's" 'The VPN connection “onenet” needs your password' "$ASKED_OUT"
    assert_match "the second one gives the reason" 'name or password' "$ASKED_OUT"
    assert_true "activated" is_active onenet
    ping_inside
    down_ok onenet
    # The reason comes from the service, which has no language.
    in_german asked wrong "$SERVER_PASSWORD"
    assert_eq "nmcli's exit status" 0 "$ASKED_STATUS"
    assert_match "the reason in German" 'Der Server lehnte die Anmeldung ab: Benutzername oder Passwort ist falsch' "$ASKED_OUT"
    down_ok onenet
    expect_nothing_left
}
