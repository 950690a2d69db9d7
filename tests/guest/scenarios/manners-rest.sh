# SPDX-License-Identifier: GPL-2.0-or-later
# The verdicts that the other tables of the server with bad manners do not show.

scenario manners_rest "what the other tables leave: LCP that ends or never agrees, odd logins, profiles that leave nothing to try" deadline=260 compared extra
manners_rest() {
    manners_start
    situation 'hangs up in LCP' 'ended the connection while PPP.s basic options.*all lines are taken' lcp=hangup "$MPPE"
    situation 'LCP never agrees' 'do not agree on PPP.s basic options' lcp=nak-ever "$MPPE"
    situation 'insists on SPAP' 'way to log in that does not exist here .protocol 0xc027' auth=spap '' heard_no_login
    situation 'MS-CHAPv1, MPPE required' 'MS-CHAP version 1 as login, which is never used' auth=mschap "$MPPE" heard_no_login
    situation 'MS-CHAPv2, refused' 'wants MS-CHAPv2 as login, which the profile refuses' auth=mschapv2 refuse-mschapv2=yes heard_no_login
    situation 'hangs up on encryption' 'ended the connection while encryption was being settled.*not for you' mppe=hangup "$MPPE" heard_nothing_readable
    situation 'encryption demanded, none allowed' 'demands encryption; the profile turns it off' mppe=128 'refuse-mppe-128=yes refuse-mppe-40=yes'
    situation 'a profile of PAP alone' 'leaves only PAP as login' '' 'refuse-mschapv2=yes refuse-mschap=yes refuse-chap=yes refuse-eap=yes' 'heard_attempts 0'
    situation 'a profile of MS-CHAPv1 alone' 'leaves only MS-CHAP version 1' '' 'refuse-mschapv2=yes refuse-chap=yes refuse-eap=yes' 'heard_attempts 0'
    situation 'a profile without a login' 'keys of the encryption .MPPE. come from MS-CHAPv2' '' "$MPPE refuse-mschapv2=yes refuse-eap=yes" 'heard_attempts 0'
    situation 'a profile without a key length' 'leaves no key length' '' "$MPPE refuse-mppe-128=yes refuse-mppe-40=yes" 'heard_attempts 0'
    play_situations
}
