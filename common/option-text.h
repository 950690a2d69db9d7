/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * What the manual, nm-settings-pptp(5), says of each key beyond its one line of help: MANUAL_ and the key's name in names.h are further
 * fields of its entry in the option table, which settings.c alone includes. Here and not there so that the table can be read at a glance; a
 * key without such a text does not compile. A name in a text that is enclosed in * is set in bold.
 */

#define MANUAL_PPTP_KEY_GATEWAY                                                                                                            \
    .example = "vpn.example.edu",                                                                                                          \
    .text =                                                                                                                                \
        "There is no port in it: PPTP always uses TCP port 1723. Where the name has several addresses they are tried in turn until "       \
        "one answers as a PPTP server. IPv6 addresses are refused, since PPTP works over IPv4 only. A name in front of an @ counts as "    \
        "*user* where the profile names no other."

#define MANUAL_PPTP_KEY_USER                                                                                                               \
    .example = "alice", .pppd = "user", .absent = "*vpn.user-name* of the profile; without either there is no connection",                 \
    .text = "Older profiles spell it *user-name*, which is read where *user* is absent. With the domain it has at most 255 bytes."

#define MANUAL_PPTP_KEY_DOMAIN                                                                                                             \
    .example = "CORP", .pppd = "user", .absent = "none", .text = "The server gets the login name in the form DOMAIN\\user."

#define MANUAL_PPTP_KEY_REFUSE_EAP                                                                                                         \
    .example = "yes", .pppd = "refuse-eap", .absent = "EAP is held back until the server asks for it, unless MS-CHAPv2 is refused",        \
    .text = "With *no* it is offered from the first attempt on."

#define MANUAL_PPTP_KEY_REFUSE_PAP                                                                                                         \
    .example = "no", .pppd = "refuse-pap", .absent = "the same as *yes*",                                                                  \
    .text = "PAP is used only where the profile says *no*, and only on a connection that is not encrypted. With any *require-mppe* key "   \
            "it is never used, whatever is said here."

#define MANUAL_PPTP_KEY_REFUSE_CHAP                                                                                                        \
    .example = "yes", .pppd = "refuse-chap", .absent = "the same as *no*",                                                                 \
    .text = "This is CHAP with MD5. It gives no keys for encryption and is therefore offered on connections without encryption only."

#define MANUAL_PPTP_KEY_REFUSE_MSCHAP                                                                                                      \
    .example = "no", .pppd = "refuse-mschap", .absent = "the same as *yes*",                                                               \
    .text = "The password can be found quickly from what this method shows to anyone who listens. It is used only where the profile says " \
            "*no* and holds no *require-mppe* key that says *yes*."

#define MANUAL_PPTP_KEY_REFUSE_MSCHAPV2                                                                                                    \
    .example = "yes", .pppd = "refuse-mschap-v2", .absent = "the same as *no*",                                                            \
    .text = "It is the method that nearly all servers use, and the keys of the encryption are made from it. Without it only EAP can give " \
            "keys."

#define MANUAL_PPTP_KEY_REQUIRE_MPPE                                                                                                       \
    .example = "yes", .pppd = "require-mppe-128",                                                                                          \
    .absent = "encryption is tried first; a server that refuses it is accepted without, with a warning in the journal",                    \
    .text = "128-bit keys are asked for first. 40-bit keys are used where the server has nothing better, with a warning. pppd gets the "   \
            "exact lengths and never its own plain word *require-mppe*, which pppd 2.5 takes for 40 bit."

#define MANUAL_PPTP_KEY_REQUIRE_MPPE_40                                                                                                    \
    .example = "yes", .pppd = "require-mppe-40", .absent = "the same as *no*",                                                             \
    .text = "For servers that know nothing better: such keys can be broken by trying them all. Where *require-mppe-128* says *yes* as "    \
            "well, that one counts."

#define MANUAL_PPTP_KEY_REQUIRE_MPPE_128                                                                                                   \
    .example = "yes", .pppd = "require-mppe-128", .absent = "the same as *no*",                                                            \
    .text = "Nothing shorter is accepted, nor a connection without encryption. *require-mppe* need not be there too."

#define MANUAL_PPTP_KEY_REFUSE_MPPE_40                                                                                                     \
    .example = "yes", .pppd_never = "require-mppe-40", .absent = "the same as *no*",                                                       \
    .text = "Alone it does not require encryption. With both lengths refused nothing is encrypted."

#define MANUAL_PPTP_KEY_REFUSE_MPPE_128                                                                                                    \
    .example = "yes", .pppd_never = "require-mppe-128", .absent = "the same as *no*",                                                      \
    .text = "Leaves 40-bit keys, which are weak, and so is of use with broken servers only."

#define MANUAL_PPTP_KEY_MPPE_STATEFUL                                                                                                      \
    .example = "yes", .pppd = "mppe-stateful", .absent = "stateless, and stateful where the server insists on it",                         \
    .text = "*yes* accepts it from the first attempt on. *no* never does, and pppd gets *nomppe-stateful*."

#define MANUAL_PPTP_KEY_NOBSDCOMP                                                                                                          \
    .example = "yes", .pppd = "nobsdcomp", .absent = "the same as *no*", .text = "With encryption it is off in any case."

#define MANUAL_PPTP_KEY_NODEFLATE                                                                                                          \
    .example = "yes", .pppd = "nodeflate", .absent = "the same as *no*", .text = "With encryption it is off in any case."

#define MANUAL_PPTP_KEY_NO_VJ_COMP                                                                                                         \
    .example = "no", .pppd = "novj", .absent = "the same as *yes*",                                                                        \
    .text = "The compression is Van Jacobson's. *no* asks for it. Most servers refuse it, which costs a round trip while connecting, "     \
            "some do it wrong, and it does nothing for TCP with timestamps, which is the rule."

#define MANUAL_PPTP_KEY_LCP_ECHO_FAILURE                                                                                                   \
    .example = "3", .pppd = "lcp-echo-failure",                                                                                            \
    .text = "With *lcp-echo-interval* it finds a tunnel that is dead although nobody said goodbye."

#define MANUAL_PPTP_KEY_LCP_ECHO_INTERVAL                                                                                                  \
    .example = "20", .pppd = "lcp-echo-interval", .text = "A dead path is noticed after about this time multiplied by *lcp-echo-failure*."

#define MANUAL_PPTP_KEY_UNIT                                                                                                               \
    .example = "7", .pppd = "unit", .absent = "the first number that is free",                                                             \
    .text = "Where the number is taken by another interface pppd picks a free one."

#define MANUAL_PPTP_KEY_MTU                                                                                                                \
    .example = "1300", .pppd = "mtu",                                                                                                      \
    .text = "The interface gets the smallest of this, of *mru* and of what the server can receive, and with encryption at least 4 less. "  \
            "The tunnel adds 44 bytes to each packet, which has to fit the path to the server."

#define MANUAL_PPTP_KEY_MRU .example = "1300", .pppd = "mru", .text = "The server is told so; it may send smaller packets."

#define MANUAL_PPTP_KEY_TRANSPORT                                                                                                          \
    .example = "user", .absent = "*auto*",                                                                                                 \
    .text =                                                                                                                                \
        "*kernel*: the kernel's PPTP driver, which is the fastest, but drops packets that the network brings out of order. *user*: the "   \
        "program nm-pptp-gre, which puts them in order and hands them to the kernel's PPP through its L2TP driver. *auto*: the kernel; "   \
        "the program where the kernel has no PPTP driver, and from the next connect on where the network was seen to reorder."

#define MANUAL_PPTP_KEY_PASSWORD_FLAGS                                                                                                     \
    .example = "2", .text = "0: stored in the profile, in a file that only root can read. 1: kept by the user's agent. 2: asked for at "   \
                            "each connect. 4: no password is needed. Numbers may be added, as nm-settings(5) says of secret flags."
