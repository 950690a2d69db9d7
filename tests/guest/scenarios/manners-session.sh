# SPDX-License-Identifier: GPL-2.0-or-later
# Addresses, endings, and what must never happen, with a server with bad manners.

scenario manners_addresses "addresses that the server does not give, or not well" deadline=120 compared extra
manners_addresses() {
    manners_start
    situation 'no address given' 'gave this machine no IP address' ipcp=zero "$MPPE"
    situation 'address 0.0.0.0 offered' 'gave this machine no IP address' ipcp=nak-zero "$MPPE"
    situation 'address refused' 'refuses to settle an IP address' ipcp=reject "$MPPE"
    situation 'never the same address' 'do not agree on IP addresses|refuses to settle' ipcp=nak-ever "$MPPE"
    situation 'IPCP rejected' 'does not offer IPv4' ipcp=protrej "$MPPE"
    situation 'IPCP silent' 'did not answer when the IP address was to be settled' ipcp=silent "$MPPE"
    play_situations
}

scenario manners_endings "sessions that the server ends, or lets die" deadline=200 compared extra
manners_endings() {
    manners_start
    situation 'ended with a message' 'up, then with the message "Maintenance at noon"' 'end=terminate:Maintenance at noon@ping' "$MPPE" carries
    situation 'ended without one' 'up, then The server ended the session' end=terminate:@ping "$MPPE" carries
    situation 'call disconnected' "up, then its administrator ended it|administrator" end=cdn:3@ping "$MPPE" carries
    situation 'carrier lost' 'up, then carrier' end=cdn:1@ping "$MPPE" carries
    situation 'shut down' 'up, then shut the control connection down: .*shut down' end=stop:3@ping "$MPPE" carries
    situation 'control connection lost' 'up, then closed the control connection' end=close@ping "$MPPE" carries
    situation 'echo lost' 'up, then echo requests were lost' end=deaf@ping "$MPPE lcp-echo-interval=2 lcp-echo-failure=2" carries
    situation 'dead without a word' 'up, then echo requests were lost' end=mute@ping "$MPPE lcp-echo-interval=2 lcp-echo-failure=2" carries
    situation 'encrypted data rejected' 'up, then does not take encrypted data any more' late=data-reject@ping "$MPPE" carries
    play_situations
}

# Sends through the tunnel all the time, from the moment an interface exists: whatever the kernel would let out readable goes out.
pester() { python3 "$GUEST/servers/pester.py" "$INSIDE" & PESTER=$!; }
pester_ended() { kill "$PESTER" 2>/dev/null || true; wait "$PESTER" 2>/dev/null || true; }

# What the server has sent again has arrived: the tunnel carries what it sends afterwards.
repeats_left() { [ "$(sed '1,/# late: ccp-repeat/d' "$MANNERS_LOG" | grep -c '> 80fd 01')" -ge "$1" ]; }
heard_repeats() { wait_until 10 repeats_left "$1" || wrong "not $1 repeated requests"; carries; wait_until 1 is_down "$SITUATION" && wrong "ended by a repeated request"; return 0; }

scenario manners_never "what must never happen: a readable password or data, in no phase and no renegotiation" deadline=400 compared
manners_never() {
    manners_start
    pester
    situation 'PAP demanded' 'readable .PAP.' auth=pap "$MPPE" heard_nothing_readable
    situation 'PAP, refuse-pap=no and MPPE' 'readable .PAP.' auth=pap "$MPPE refuse-pap=no" heard_nothing_readable
    situation 'PAP in a renegotiation' 'up, then PAP' renegotiate=pap@ping "$MPPE" carries 'session_ends 15' heard_nothing_readable
    situation 'PAP in a renegotiation, no MPPE key' 'up, then PAP' renegotiate=pap@ping '' carries 'session_ends 15' heard_nothing_readable
    situation 'CHAP-MD5 demanded' 'CHAP .MD5.' auth=chap "$MPPE" heard_no_login heard_nothing_readable
    situation 'EAP-MD5 demanded' 'EAP' 'auth=eap|eap=md5' "$MPPE" heard_no_login heard_nothing_readable
    situation 'CHAP-MD5 in a renegotiation' 'up, then a way to log in that had not been offered' renegotiate=chap@ping "$MPPE" carries 'session_ends 15' heard_nothing_readable
    situation 'no login in a renegotiation' 'up, then Encryption went away' renegotiate=none@ping "$MPPE" carries 'session_ends 15' heard_nothing_readable
    situation 'CCP terminated while up' 'up, then Encryption went away' late=ccp-terminate@ping "$MPPE" carries 'session_ends 15' heard_nothing_readable
    situation 'CCP anew while up' 'up, then Encryption went away' late=ccp-request@ping "$MPPE" carries 'session_ends 15' heard_nothing_readable
    situation 'CCP repeated while up' up late=ccp-repeat@0.2 "$MPPE" carries 'heard_repeats 3' heard_nothing_readable
    situation 'CCP rejected while up' 'up, then Encryption went away|encryption' late=ccp-reject@ping "$MPPE" carries 'session_ends 15' heard_nothing_readable
    situation 'CCP reset while up' up late=ccp-reset@0.2 "$MPPE" carries heard_nothing_readable
    situation 'a readable packet to an encrypted session' up late=clear@0.2 "$MPPE" carries heard_nothing_readable
    situation 'CCP rejected' 'rejects the protocol' 'mppe=protrej|ipcp-early=yes' "$MPPE" heard_nothing_readable
    situation 'CCP late, IPCP and data early' up 'ccp-late=3|ipcp-early=yes' "$MPPE" carries heard_nothing_readable
    play_situations
    pester_ended
}
