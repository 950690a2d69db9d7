# SPDX-License-Identifier: GPL-2.0-or-later
# The server with bad manners in LCP and at the login.

MPPE='require-mppe=yes'

# Once, however long it takes.
tells_waiting() {
    local n; n=$(journalctl -q --no-pager -o cat "NM_CONNECTION=$(uuid_of "$SITUATION")" SYSLOG_IDENTIFIER=nm-pptp-service | grep -c 'has not answered the login yet' || true)
    [ "$n" = "$1" ] || wrong "$n lines about waiting, expected $1"
}

scenario manners_login "the login: what the server insists on, and its refusals with its own text" deadline=540 compared extra
manners_login() {
    manners_start
    situation 'insists on PAP' 'readable .PAP., which the profile does not allow' auth=pap '' heard_nothing_readable
    situation 'PAP, refuse-pap=no' 'up: PAP' auth=pap refuse-pap=no carries
    situation 'insists on MS-CHAPv1' 'MS-CHAP version 1.*does not allow it' auth=mschap '' heard_no_login
    situation 'insists on CHAP-MD5' 'up: not encrypted' auth=chap '' carries 'heard_attempts 2'
    situation 'CHAP-MD5, refused' 'CHAP .MD5.*profile refuses' auth=chap refuse-chap=yes heard_no_login
    situation 'insists on EAP, refused' 'EAP as login, which the profile refuses' auth=eap refuse-eap=yes heard_no_login
    situation 'EAP first, then MS-CHAPv2' up auth=eap,mschapv2 "$MPPE" carries encrypted_data 'heard_attempts 1'
    situation 'EAP alone, type 26' up auth=eap "$MPPE" carries encrypted_data 'heard_attempts 2'
    situation 'EAP alone, MD5 then type 26' up 'auth=eap|eap=md5,mschapv2' "$MPPE" carries encrypted_data
    situation 'EAP-GTC' 'EAP method' 'auth=eap|eap=gtc' "$MPPE" heard_no_login
    situation 'no login, MPPE required' 'asks for no login' auth=none "$MPPE" heard_nothing_readable
    situation 'no login' 'up: not encrypted' auth=none '' carries
    situation 'rejects every LCP option' up lcp=reject "$MPPE" carries encrypted_data
    situation 'wants to be asked to prove itself' 'proving its own identity|up' lcp=proof "$MPPE"
    situation 'wants to call back' 'wants to call back|up' lcp=callback "$MPPE"
    situation '646' 'code 646.*Not at night' 'login=646:Not at night' "$MPPE" 'heard_attempts 1'
    situation '647' 'code 647.*Locked' login=647:Locked "$MPPE"
    situation '648' 'code 648.*Too old' 'login=648:Too old' "$MPPE"
    situation '649' 'code 649.*No dial-in' 'login=649:No dial-in' "$MPPE"
    situation '691' 'code 691.*Go away' 'login=691:Go away' "$MPPE" 'heard_attempts 1'
    situation 'taken, then refused' 'code 691.*One session.*took the same one a moment before' 'mppe=40|login=once:691:One session' "$MPPE" 'heard_attempts 2'
    situation '709' 'code 709.*Change it' 'login=709:Change it' "$MPPE"
    situation 'another code' 'code 999.*Odd' 'login=999:Odd' "$MPPE"
    situation 'a text without a code' 'wrong.*You shall not pass' 'login=0:You shall not pass' "$MPPE"
    situation 'the same, EAP type 26' 'code 691.*Go away' 'auth=eap|login=691:Go away' "$MPPE"
    situation 'mutual authentication wrong' 'could not prove that it knows the password' login=wrong-proof "$MPPE" 'heard_attempts 1' heard_nothing_readable
    situation 'mutual authentication missing' 'could not prove that it knows the password' login=no-proof "$MPPE" 'heard_attempts 1'
    situation 'mutual authentication wrong in EAP' 'could not prove that it knows the password' 'auth=eap|login=wrong-proof' "$MPPE"
    situation 'login not answered' 'did not answer the login' login=silent "$MPPE" 'heard_attempts 1'
    situation 'login allowed by a person after 25 s' up login=later:25 "$MPPE vpn.timeout=60 limit=40" carries encrypted_data 'heard_attempts 1' 'tells_waiting 1'
    situation 'login allowed by a person after 70 s' up login=later:70 "$MPPE vpn.timeout=120 limit=90" carries encrypted_data 'heard_attempts 1' 'tells_waiting 1'
    situation 'login not answered, vpn.timeout' 'did not answer the login' login=silent "$MPPE vpn.timeout=20 limit=25" 'heard_attempts 1'
    situation 'its answer to the login is lost' up login=lost "$MPPE" carries encrypted_data 'heard_attempts 1'
    situation 'the same again and again' 'its answer to the login never came' login=lost-ever "$MPPE" 'heard_attempts 2'
    situation 'login never asked for' 'never asked for it' login=no-challenge "$MPPE"
    situation 'hangs up on the login' 'hung up on the login.*login over' login=hangup "$MPPE"
    play_situations
}

heard_no_pap() { [ "$(manners_heard '< c023')" = 0 ] || wrong "the password left readable"; }

scenario manners_weak "weak logins that the profile allows: only with a server that knows no better" deadline=120 extra
manners_weak() {
    manners_start
    situation 'PAP first, knows MS-CHAPv2' 'up: not encrypted: this' 'auth=pap,mschapv2|mppe=protrej' refuse-pap=no carries heard_no_pap 'heard_attempts 2'
    situation 'the same, no MPPE allowed' up 'auth=pap,mschapv2|mppe=protrej' 'refuse-pap=no refuse-mppe-40=yes refuse-mppe-128=yes' carries heard_no_pap 'heard_attempts 1'
    situation 'MS-CHAPv1 first, knows MS-CHAPv2' up auth=mschap,mschapv2 refuse-mschap=no carries encrypted_data 'heard_attempts 1'
    situation 'CHAP-MD5 alone, no MPPE allowed' up 'auth=chap|mppe=protrej' 'refuse-mppe-40=yes refuse-mppe-128=yes' carries 'heard_attempts 2'
    situation 'PAP alone' 'up: readable .PAP.' 'auth=pap|mppe=protrej' refuse-pap=no carries 'heard_attempts 2'
    play_situations
}
