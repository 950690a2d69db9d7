# SPDX-License-Identifier: GPL-2.0-or-later
# Encryption with a server with bad manners: what settles itself, and what is named.

scenario manners_settle "encryption settles itself with each kind of server, in few attempts" deadline=260 compared
manners_settle() {
    manners_start
    situation "the founding guide's server" up 'mppe=onenet|ccp-first=no' "$MPPE" carries encrypted_data 'heard_attempts 1'
    situation 'the same, asking first' up mppe=onenet "$MPPE" carries encrypted_data 'heard_attempts 2' 'tells_attempts 1'
    situation 'the same, no MPPE key' up mppe=onenet '' carries encrypted_data
    situation '128 stateless only' up mppe=128 "$MPPE" carries encrypted_data 'heard_attempts 1'
    situation '128 stateful only' up mppe=128-stateful "$MPPE" carries encrypted_data 'heard_at_most_attempts 2'
    situation '128 stateful only, asks for nothing' up 'mppe=128-stateful|ccp-first=no' "$MPPE" carries encrypted_data 'heard_at_most_attempts 2'
    situation '40 bit only' 'up: 40-bit' mppe=40 "$MPPE" carries encrypted_data 'heard_at_most_attempts 2'
    situation '40 bit stateful only' 'up: 40-bit' mppe=40-stateful "$MPPE" carries encrypted_data 'heard_at_most_attempts 4'
    situation '40 bit only, no MPPE key' 'up: 40-bit' mppe=40 '' carries encrypted_data
    situation '56 bit asked for, 40 known' 'up: 40-bit' mppe=56-or-40 "$MPPE" carries encrypted_data 'heard_attempts 2'
    situation 'CCP 0.4 s late' up ccp-late=0.4 "$MPPE" carries encrypted_data 'heard_attempts 1' asks_again_soon
    situation 'CCP 4 s late' up ccp-late=4 "$MPPE" carries encrypted_data 'heard_attempts 1'
    situation 'IPCP and data before CCP' up 'ipcp-early=yes|ccp-late=2' "$MPPE" carries encrypted_data heard_nothing_readable
    situation 'CCP rejected, no MPPE key' 'up: not encrypted' mppe=protrej '' carries 'heard_attempts 2'
    situation 'MPPE rejected, no MPPE key' 'up: not encrypted' mppe=reject '' carries 'heard_attempts 3' 'tells_attempts 2'
    situation '56 bit demanded, no MPPE key' '56-bit encryption only' mppe=56 '' 'heard_at_most_attempts 4'
    situation 'CCP silent, no MPPE key' 'up: not encrypted' mppe=silent 'limit=30' carries 'heard_attempts 2'
    play_situations
}

scenario manners_mppe "encryption that cannot be settled: each reason by its name, and nothing in clear" deadline=260 compared extra
manners_mppe() {
    manners_start
    situation 'CCP rejected' 'rejects the protocol that settles it' mppe=protrej "$MPPE" heard_nothing_readable 'heard_attempts 1'
    situation 'MPPE rejected' 'refuses encryption' mppe=reject "$MPPE" heard_nothing_readable
    situation 'CCP silent' 'does not answer when encryption is to be settled' mppe=silent "$MPPE" heard_nothing_readable
    situation 'CCP silent, IPCP early' 'does not answer when encryption is to be settled' 'mppe=128|ccp-late=60|ipcp-early=yes' "$MPPE" heard_nothing_readable
    situation 'CCP terminated' 'refuses encryption' mppe=terminate "$MPPE" heard_nothing_readable
    situation '40 bit only, 128 required' '40-bit encryption only' mppe=40 require-mppe-128=yes heard_nothing_readable 'heard_attempts 1'
    situation '40 bit only, 40 refused' '40-bit encryption only' mppe=40 "$MPPE refuse-mppe-40=yes" heard_nothing_readable 'heard_attempts 1'
    situation '128 bit only, 40 required' '128-bit encryption only' mppe=128 require-mppe-40=yes heard_nothing_readable
    situation '56 bit only' '56-bit encryption only' mppe=56 "$MPPE" heard_nothing_readable
    situation 'stateful only, mppe-stateful=no' 'stateful encryption only' mppe=128-stateful "$MPPE mppe-stateful=no" heard_nothing_readable
    situation 'the same, asks for nothing' 'stateful encryption only' 'mppe=128-stateful|ccp-first=no' "$MPPE mppe-stateful=no" heard_nothing_readable
    situation 'MPPC wanted' 'MPPC' mppe=mppc "$MPPE" heard_nothing_readable
    play_situations
}
