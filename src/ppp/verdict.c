/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/verdict.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/phrase.h"
#include "ppp/packet.h"

#define CONNECT NM_VPN_PLUGIN_FAILURE_CONNECT_FAILED
#define LOGIN NM_VPN_PLUGIN_FAILURE_LOGIN_FAILED
#define ADDRESS NM_VPN_PLUGIN_FAILURE_BAD_IP_CONFIG

/*
 * {profile} is the connection's name, quoted for a shell; {server} its address or name; {detail} what the facts add; {password} how a
 * password is given anew; {set} and {unset} the command in front of a key of the profile's; {nft} one for the firewall. What is all command
 * is not translated.
 */
static const struct {
    const char *name;
    NMVpnPluginFailure failure;
    gboolean retry;
    const char *sentence, *remedy;
} verdicts[] = {
#define V(id, failure, retry, ...) [PPTP_VERDICT_##id] = {#id, failure, retry, __VA_ARGS__}
    V(UNKNOWN, CONNECT, TRUE, N_("The connection to {server} failed {detail}; what was seen does not tell why."), NULL),

    V(PROFILE_NO_LOGIN, CONNECT, FALSE, N_("The profile refuses every way to log in that its encryption settings leave."),
      N_("Allow MS-CHAPv2: {unset} refuse-mschapv2")),
    V(PROFILE_NO_MPPE, CONNECT, FALSE, N_("The profile requires encryption and refuses every key length there is."),
      N_("Allow 128-bit keys: {unset} refuse-mppe-128")),

    V(PROFILE_ONLY_PAP, CONNECT, FALSE,
      N_("The profile leaves only PAP as login, which sends the password readable and is therefore off unless asked for."),
      N_("Better: {unset} refuse-mschapv2 . To use PAP all the same: {set} refuse-pap=no")),
    V(PROFILE_ONLY_MSCHAP, CONNECT, FALSE,
      N_("The profile leaves only MS-CHAP version 1 as login, from which a password is found quickly; it is off unless asked for."),
      N_("Better: {unset} refuse-mschapv2 . To use version 1 all the same: {set} refuse-mschap=no")),

    V(NAME_UNKNOWN, CONNECT, FALSE, N_("There is no server named {server}: the name does not resolve."),
      N_("Check the name: {set} gateway=SERVER")),
    V(NAME_IPV6_ONLY, CONNECT, FALSE, N_("The server {server} has IPv6 addresses only, and PPTP works over IPv4 alone."),
      N_("Check the name: {set} gateway=SERVER")),
    V(NAME_NO_ANSWER, CONNECT, TRUE, N_("The name {server} could not be looked up: no name server gave an answer."),
      N_("Check the network and its DNS: getent ahostsv4 {server}")),
    V(NO_ROUTE, CONNECT, TRUE, N_("There is no route to {server}."), N_("Check the network this VPN runs over: ip route get {server}")),
    V(HOST_UNREACHABLE, CONNECT, TRUE, N_("The network reports that {server} cannot be reached."),
      N_("Check the way to it: ip route get {server}")),
    V(PORT_REFUSED, CONNECT, TRUE, N_("No PPTP server answers at {server}: TCP port 1723 is closed."),
      N_("Check the address, and that the server's PPTP service runs: {set} gateway=SERVER")),
    V(TCP_TIMEOUT, CONNECT, TRUE, N_("{server} does not answer on TCP port 1723: it is down, the address is wrong or a firewall drops it."),
      N_("Try from another network, and look: tcpdump -ni any tcp port 1723 and host {server}")),
    V(TCP_FORBIDDEN, CONNECT, FALSE, N_("A firewall on this machine forbids the connection to {server}, TCP port 1723."),
      N_("Look for the rule: nft list ruleset")),
    V(TCP_FAILED, CONNECT, TRUE, N_("The connection to {server}, TCP port 1723, failed: {detail}."), NULL),

    V(NOT_PPTP, CONNECT, FALSE, N_("What answers at {server} on TCP port 1723 does not speak PPTP."),
      N_("Check the address: {set} gateway=SERVER")),
    V(OTHER_SERVICE, CONNECT, FALSE, N_("What answers at {server} on TCP port 1723 is {detail}, not a PPTP server."),
      N_("Check the address: {set} gateway=SERVER")),
    V(CUT_SHORT, CONNECT, TRUE, N_("{server} hung up in the middle of its first PPTP message."), NULL),
    V(SILENT, CONNECT, TRUE,
      N_("{server} takes the connection on TCP port 1723 but says nothing: it is no PPTP server, or one that hangs."),
      N_("Check the address, or have the server's PPTP service restarted.")),
    V(TURNED_AWAY, CONNECT, TRUE,
      N_("{server} hung up before its PPTP greeting: its access rules turn this machine away, or its service is broken."),
      N_("Have the server's log and access rules checked.")),
    V(START_FAILED, CONNECT, TRUE, N_("The server {server} refused the PPTP connection: {detail}."), NULL),
    V(START_EXISTS, CONNECT, TRUE, N_("The server {server} refused the PPTP connection: one from this address is open already."),
      N_("Close the other tunnel from this network, or wait a few minutes for the server to forget it.")),
    V(START_NOT_AUTHORIZED, CONNECT, FALSE, N_("The server {server} refused the PPTP connection: this machine is not authorized."),
      N_("Have this address allowed on the server.")),
    V(START_VERSION, CONNECT, FALSE, N_("The server {server} refused the PPTP connection: it wants another version of the protocol."),
      NULL),
    V(CALL_SILENT, CONNECT, TRUE, N_("The server {server} greeted, but did not answer the request for a tunnel."),
      N_("Have the server's PPTP service checked or restarted.")),
    V(CALL_BUSY, CONNECT, TRUE, N_("The server {server} is busy: it has no free line for another tunnel."),
      N_("Try again later: nmcli connection up {profile}")),
    V(CALL_NO_RESOURCE, CONNECT, TRUE, N_("The server {server} has no resources for another tunnel."),
      N_("Try again later: nmcli connection up {profile}")),
    V(CALL_NOT_ACCEPTED, CONNECT, FALSE,
      N_("The server {server} does not accept the tunnel: such calls are prohibited there (\"do not accept\")."),
      N_("Have the server's PPTP settings checked.")),
    V(CALL_FAILED, CONNECT, TRUE, N_("The server {server} refused the tunnel: {detail}."), NULL),
    V(CALL_HUNG_UP, CONNECT, TRUE, N_("The server {server} hung up instead of answering the request for a tunnel."),
      N_("Have the server's log checked.")),
    V(WRONG_CALL, CONNECT, TRUE, N_("The server {server} answered for a tunnel that was not asked for."), NULL),

    V(KERNEL_NO_PPTP, CONNECT, FALSE, N_("This machine's kernel has no PPTP driver (module pptp)."),
      N_("modprobe pptp; where it is missing, install the full kernel: apt install linux-image-amd64 (Debian), dnf install "
         "kernel-modules-extra (Fedora)")),
    V(KERNEL_NO_MPPE, CONNECT, FALSE, N_("This machine's kernel has no driver for PPTP's encryption (module ppp_mppe)."),
      N_("modprobe ppp_mppe; where it is missing, install the full kernel: apt install linux-image-amd64 (Debian), dnf install "
         "kernel-modules-extra (Fedora)")),
    V(KERNEL_NO_MODULE, CONNECT, FALSE, N_("This machine's kernel has no module {detail}, which PPTP needs."),
      N_("modprobe {detail}; where it is missing, install the full kernel: apt install linux-image-amd64 (Debian), dnf install "
         "kernel-modules-extra (Fedora)")),
    V(KERNEL_NO_PPP, CONNECT, FALSE, N_("This machine's kernel has no PPP support."),
      N_("modprobe ppp_generic; where it is missing, install the full kernel: apt install linux-image-amd64 (Debian), dnf install "
         "kernel-modules-extra (Fedora)")),
    V(MODULE_BLACKLISTED, CONNECT, FALSE, N_("This machine's configuration keeps the kernel from loading {detail}."),
      N_("Remove that rule, then: modprobe {detail}")),
    V(CHANNEL_FORBIDDEN, CONNECT, FALSE, N_("This machine does not let the PPTP service open its data channel: {detail}."),
      N_("Check confinement of NetworkManager: journalctl -b -g 'denied|apparmor|selinux'")),
    V(CHANNEL_FAILED, CONNECT, TRUE, N_("The kernel's PPTP data channel could not be set up: {detail}."), NULL),
    V(CHANNEL_USER, CONNECT, TRUE, N_("The tunnel's data channel in user space failed: {detail}."), "{set} transport=kernel"),
    V(CHANNEL_USER_ONLY, CONNECT, TRUE,
      N_("The tunnel's data channel in user space failed: {detail}; and this machine has no PPTP driver (module pptp) to use instead."),
      N_("nmcli connection up {profile} ; for the driver: modprobe pptp; where it is missing, install the full kernel: apt install "
         "linux-image-amd64 (Debian), dnf install kernel-modules-extra (Fedora)")),
    V(PPPD_MISSING, CONNECT, FALSE, N_("The program pppd could not be started: {detail}."),
      N_("apt install ppp (Debian), dnf install ppp (Fedora)")),
    V(PPPD_PLUGIN, CONNECT, FALSE, N_("pppd cannot load this VPN's plugin: {detail}."),
      N_("Install this VPN plugin anew, built for the installed version: pppd --version")),
    V(PPPD_OPTION, CONNECT, FALSE, N_("pppd does not take one of its options: {detail}."),
      N_("Check the installed version: pppd --version")),
    V(PPPD_OPTIONS_FILE, CONNECT, FALSE, N_("pppd stops at an option file of this machine: {detail}."),
      N_("Correct or remove that line; see also: cat /etc/ppp/options")),
    V(PPPD_WANTS_PROOF, CONNECT, FALSE,
      N_("pppd is told to have the server log in to this machine (its option auth), which PPTP servers do not do: {detail}."),
      N_("Give pppd the option noauth; to find the other: grep -rnw auth /etc/ppp/options /etc/ppp/peers")),
    V(PPPD_NOT_ROOT, CONNECT, FALSE, N_("pppd was not allowed to run with the rights of root."),
      N_("Check confinement of NetworkManager: journalctl -b -g 'denied|apparmor|selinux'")),
    V(PPPD_KILLED, CONNECT, TRUE, N_("pppd was ended by {detail}."), NULL),
    V(PPPD_FAILED, CONNECT, TRUE, N_("pppd stopped with an error before it spoke to the server: {detail}."), NULL),

    V(GRE_BLOCKED, CONNECT, TRUE,
      N_("TCP works, but no GRE packet (IP protocol 47) comes from {server}: a firewall or NAT on the way, maybe here, drops them."),
      N_("Firewall of this machine: {nft} "
         "(with ufw instead: ufw allow in proto gre from {server}; with firewalld: firewall-cmd --add-rich-rule='rule family=ipv4 source "
         "address={server} protocol value=gre accept'). "
         "Otherwise: turn on PPTP passthrough in the router (modprobe nf_nat_pptp on a Linux one), which a second tunnel to the same "
         "server needs as well.")),
    V(GRE_UNREACHABLE, CONNECT, FALSE,
      N_("{server} or a router before it refuses GRE (IP protocol 47): \"protocol unreachable\" came back."),
      N_("Have GRE allowed to the server and its PPTP service checked.")),
    V(GRE_OTHER_TUNNEL, CONNECT, TRUE,
      N_("GRE comes from {server}, but only that of another tunnel to it: a NAT on the way, or the server, keeps no two tunnels apart."),
      N_("Close the other tunnel from this network, or turn on PPTP passthrough in the router (modprobe nf_nat_pptp on a Linux one).")),
    V(GRE_ONE_WAY, CONNECT, TRUE,
      N_("Packets of {server} arrive, but it seems to get none of ours: GRE (IP protocol 47) from here is lost on the way."),
      N_("Allow outgoing GRE here and turn on PPTP passthrough in the router; look for the rule: nft list ruleset")),
    V(CALL_ENDED_EARLY, CONNECT, TRUE, N_("The server {server} ended the tunnel before a PPP packet of it was seen: {detail}."),
      N_("Have the server's log checked.")),
    V(LCP_SILENT, CONNECT, TRUE, N_("GRE comes from {server}, but no PPP: the server's PPP service does not answer."),
      N_("Have the server's PPTP and PPP services checked or restarted.")),
    V(LOOPED, CONNECT, TRUE,
      N_("The tunnel is looped: our own packets come back, so that {server} is this machine or sends back what it gets."),
      N_("Check the address: {set} gateway=SERVER")),
    V(LCP_NO_AGREEMENT, CONNECT, FALSE, N_("The server {server} and pppd do not agree on PPP's basic options (LCP)."), NULL),
    V(LCP_ENDED, CONNECT, TRUE, N_("The server {server} ended the connection while PPP's basic options (LCP) were being settled{detail}."),
      NULL),
    V(CALLBACK, CONNECT, FALSE, N_("The server wants to call back, as for a telephone line."),
      N_("Have callback turned off for this user on the server.")),
    V(WANTS_PROOF, CONNECT, FALSE,
      N_("The server insists on proving its own identity by name and password, which this plugin does not ask of servers."),
      N_("Have that turned off on the server.")),

    V(WANTS_PAP, CONNECT, FALSE, N_("The server wants the password sent readable (PAP), which the profile does not allow."),
      N_("Better: have MS-CHAPv2 turned on there. To send it all the same, for anyone on the way to read: {set} refuse-pap=no")),
    V(WANTS_PAP_ENCRYPTED, CONNECT, FALSE,
      N_("The server wants the password sent readable (PAP); encryption, which the profile requires, is impossible with it."),
      N_("Have MS-CHAPv2 and MPPE turned on on the server.")),
    V(WANTS_CHAP_MD5, CONNECT, FALSE, N_("The server wants CHAP (MD5) as login, which the profile refuses."), "{set} refuse-chap=no"),
    V(WANTS_CHAP_MD5_ENCRYPTED, CONNECT, FALSE,
      N_("The server wants CHAP (MD5) as login; encryption, which the profile requires, is impossible with it."),
      N_("Have MS-CHAPv2 and MPPE turned on on the server.")),
    V(WANTS_MSCHAP, CONNECT, FALSE,
      N_("The server wants MS-CHAP version 1 as login, from which a password is found quickly; the profile does not allow it."),
      N_("Better: have MS-CHAPv2 turned on there. To use it all the same: {set} refuse-mschap=no")),
    V(WANTS_MSCHAP_ENCRYPTED, CONNECT, FALSE,
      N_("The server wants MS-CHAP version 1 as login, which is never used where the profile requires encryption."),
      N_("Have MS-CHAPv2 turned on on the server.")),
    V(WANTS_MSCHAPV2, CONNECT, FALSE, N_("The server wants MS-CHAPv2 as login, which the profile refuses."), "{unset} refuse-mschapv2"),
    V(WANTS_EAP, CONNECT, FALSE, N_("The server wants EAP as login, which the profile refuses."),
      N_("Have MS-CHAPv2 turned on on the server, or allow EAP: {set} refuse-eap=no")),
    V(WANTS_OTHER_LOGIN, CONNECT, FALSE, N_("The server wants a way to log in that does not exist here ({detail})."),
      N_("Have MS-CHAPv2 turned on on the server.")),
    V(EAP_METHOD, CONNECT, FALSE, N_("The server wants the EAP method {detail}, which cannot be used here."),
      N_("Have MS-CHAPv2 turned on on the server, or try without EAP: {set} refuse-eap=yes")),
    V(EAP_NO_KEYS, CONNECT, FALSE, N_("The server wants the EAP method {detail}, with which encryption is impossible."),
      N_("Have MS-CHAPv2 turned on on the server, or try without EAP: {set} refuse-eap=yes")),
    V(NO_LOGIN_NO_KEYS, CONNECT, FALSE, N_("The server asks for no login, so that there are no keys for encryption."),
      N_("Have MS-CHAPv2 demanded by the server.")),
    V(LATE_PAP, CONNECT, FALSE, N_("The server wanted the password sent readable (PAP); the connection was ended instead."),
      N_("Have MS-CHAPv2 turned on on the server.")),
    V(LATE_LOGIN_METHOD, CONNECT, FALSE,
      N_("The server wanted a way to log in that had not been offered; the connection was ended instead."),
      N_("Have MS-CHAPv2 turned on on the server.")),

    V(LOGIN_HOURS, LOGIN, TRUE, N_("The server refused the login: this account may not log in at this hour (code 646){detail}."), NULL),
    V(ACCOUNT_DISABLED, LOGIN, FALSE, N_("The server refused the login: the account is disabled (code 647){detail}."),
      N_("Have the account enabled on the server.")),
    V(PASSWORD_EXPIRED, LOGIN, FALSE, N_("The server refused the login: the password has expired (code 648){detail}."),
      N_("Change the password elsewhere, then: {password}")),
    V(NO_DIALIN, LOGIN, FALSE, N_("The server refused the login: the account has no dial-in permission (code 649){detail}."),
      N_("Have remote access allowed for this user on the server.")),
    V(WRONG_PASSWORD, LOGIN, FALSE, N_("The server refused the login: user name or password is wrong (code 691){detail}."),
      N_("Check both (the domain too), then: {password}")),
    V(PASSWORD_CHANGE, LOGIN, FALSE, N_("The server refused the login: the password could not be changed (code 709){detail}."),
      N_("Change the password elsewhere, then: {password}")),
    V(LOGIN_REFUSED_CODE, LOGIN, FALSE, N_("The server refused the login with {detail}."),
      N_("Check user name and password, then: {password}")),
    V(LOGIN_REFUSED, LOGIN, FALSE, N_("The server refused the login: user name or password is wrong{detail}."),
      N_("Check both, then: {password}")),
    V(PASSWORD_NOT_ASCII, LOGIN, FALSE,
      N_("The server refused the login: user name or password is wrong{detail}; the password has letters or signs beyond ASCII, which "
         "servers do not all read alike."),
      N_("Check both (the domain too); where they are right, have a password of ASCII letters, digits and signs set on the server. Then: "
         "{password}")),
    V(LOGIN_TAKEN_BEFORE, CONNECT, TRUE,
      N_("The server refused the login{detail}, although it took the same one a moment before: it may allow one session only, and still "
         "count the first."),
      N_("Wait a minute, then: nmcli connection up {profile}")),
    V(LOGIN_SESSION_COUNTED, LOGIN, TRUE,
      N_("The server refused the login that the lost tunnel had{detail}: it may allow one session and still count that one, "
         "or the password was changed."),
      N_("Where it was not changed, wait some minutes and connect again; where it was: {password}")),
    V(MUTUAL_STRAYS, CONNECT, FALSE,
      N_("The server's proof that it knows the password cannot be checked: it came under another number than the login, as that of pppd as "
         "an EAP server does."),
      N_("Have the server ask for MS-CHAPv2 instead of EAP.")),
    V(MUTUAL_FAILED, CONNECT, FALSE,
      N_("The server could not prove that it knows the password: it is an impostor, or its password database is wrong."),
      N_("Check the address before trying again: {set} gateway=SERVER")),
    V(NO_CHALLENGE, CONNECT, TRUE, N_("The server demanded a login and then never asked for it."),
      N_("Have the server's PPP service checked.")),
    V(LOGIN_SILENT, CONNECT, TRUE, N_("The server did not answer the login; its user database may be out of reach."),
      N_("Have the server's log and RADIUS settings checked. Where a person has to allow the login, on a telephone say: nmcli connection "
         "modify {profile} vpn.timeout 60")),
    V(LOGIN_ANSWER_LOST, CONNECT, TRUE,
      N_("The server went on after the login, but its answer to the login never came: packets are lost on the way, or come out of order."),
      N_("If it stays so, try with packets put in order: {set} transport=user")),
    V(LOGIN_HUNG_UP, CONNECT, TRUE, N_("The server hung up on the login{detail}."), N_("Have the server's log checked.")),

    V(CCP_REJECTED, CONNECT, FALSE, N_("The server has encryption turned off: it rejects the protocol that settles it (CCP)."),
      N_("Have MPPE turned on on the server. To connect without encryption: {unset} require-mppe,require-mppe-40,require-mppe-128")),
    V(CCP_SILENT, CONNECT, TRUE, N_("The server does not answer when encryption is to be settled (CCP)."),
      N_("Have MPPE turned on on the server. To connect without encryption: {unset} require-mppe,require-mppe-40,require-mppe-128")),
    V(MPPE_REFUSED, CONNECT, FALSE, N_("The server refuses encryption (MPPE) as the profile wants it."),
      N_("Have MPPE turned on on the server. To connect without encryption: {unset} require-mppe,require-mppe-40,require-mppe-128")),
    V(MPPE_40_ONLY, CONNECT, FALSE, N_("The server has 40-bit encryption only, which the profile does not allow."),
      N_("Better: have 128-bit turned on there. To use 40-bit keys, which can be broken easily: {unset} "
         "require-mppe-128,refuse-mppe-40; {set} require-mppe=yes")),
    V(MPPE_56_ONLY, CONNECT, FALSE, N_("The server has 56-bit encryption only, which Linux does not know."),
      N_("Have 128-bit MPPE turned on on the server.")),
    V(MPPE_128_ONLY, CONNECT, FALSE, N_("The server has 128-bit encryption only, and the profile allows 40-bit only."),
      "{unset} require-mppe-40,refuse-mppe-128; {set} require-mppe=yes"),
    V(MPPE_STATEFUL_ONLY, CONNECT, FALSE, N_("The server has stateful encryption only, which the profile does not allow."),
      "{set} mppe-stateful=yes"),
    V(MPPE_BOTH_ASKED, CONNECT, FALSE, N_("The server wants 128-bit encryption alone, and pppd asked for 128-bit and 40-bit together."),
      N_("With pppd alone: its option nomppe-40. With this plugin, which asks for 128-bit first, alone: {set} require-mppe=yes")),
    V(MPPC_WANTED, CONNECT, FALSE, N_("The server insists on MPPC compression, which Linux does not know."),
      N_("Have compression (MPPC) turned off on the server.")),
    V(MPPE_NO_AGREEMENT, CONNECT, FALSE, N_("The server and pppd do not agree on encryption (MPPE)."),
      N_("Have 128-bit stateless MPPE turned on on the server.")),
    V(MPPE_HUNG_UP, CONNECT, TRUE, N_("The server ended the connection while encryption was being settled{detail}."),
      N_("Have the server's log checked.")),
    V(MPPE_DEMANDED, CONNECT, FALSE, N_("The server demands encryption; the profile turns it off, or the two did not agree on its form."),
      "{unset} refuse-mppe-128; {set} require-mppe=yes"),
    V(MPPE_KEYS_DIFFER, CONNECT, FALSE,
      N_("The server's encryption keys differ from ours, so that all it sends is garbage; its RADIUS server may not hand out keys."),
      N_("Have the server's RADIUS settings (MS-MPPE keys) checked.")),
    V(MPPE_OUT_OF_STEP, CONNECT, TRUE, N_("The encryption fell out of step: too many packets could not be decrypted."),
      "nmcli connection up {profile}"),
    V(MPPE_LOST, CONNECT, TRUE, N_("Encryption went away, so that the connection was ended."), N_("Have the server's log checked.")),
    V(DATA_REFUSED, CONNECT, TRUE,
      N_("The server does not take encrypted data any more (Protocol-Reject): its encryption was lost on the way."),
      "nmcli connection up {profile}"),

    V(NO_ADDRESS, ADDRESS, TRUE, N_("The server gave this machine no IP address; its address pool may be used up."),
      N_("Have the server's address pool, or the address for this user, checked.")),
    V(ADDRESS_REFUSED, ADDRESS, FALSE, N_("The server refuses to settle an IP address for this machine."),
      N_("Have the address for this user checked on the server.")),
    V(IPCP_REJECTED, ADDRESS, FALSE, N_("The server does not offer IPv4 in its tunnels."),
      N_("Have IPv4 turned on for this user on the server.")),
    V(IPCP_SILENT, ADDRESS, TRUE, N_("The server did not answer when the IP address was to be settled."),
      N_("Have the server's log and address pool checked.")),
    V(IPCP_NO_AGREEMENT, ADDRESS, FALSE, N_("The server and pppd do not agree on IP addresses."),
      N_("Have the address for this user checked on the server.")),

    V(SERVER_ENDED, CONNECT, TRUE, N_("The server ended the session."), NULL),
    V(SERVER_ENDED_TEXT, CONNECT, TRUE, N_("The server ended the session with the message \"{detail}\"."), NULL),
    V(ECHO_LOST, CONNECT, TRUE, N_("The server stopped answering: the tunnel's echo requests were lost."),
      N_("Check the network, then: nmcli connection up {profile}")),
    V(IDLE, CONNECT, TRUE, N_("pppd ended the session after a time without traffic."), N_("Look for \"idle\": grep -rn idle /etc/ppp/")),
    V(CONNECT_TIME, CONNECT, TRUE, N_("pppd ended the session after the longest time it is allowed."),
      N_("Look for \"maxconnect\": grep -rn maxconnect /etc/ppp/")),
    V(TRAFFIC_LIMIT, CONNECT, TRUE, N_("pppd ended the session at its limit of traffic."),
      N_("Look for \"maxoctets\": grep -rn maxoctets /etc/ppp/")),
    V(CONTROL_LOST, CONNECT, TRUE, N_("The server {server} closed the control connection (TCP port 1723) of the tunnel."), NULL),
    V(CONTROL_ECHO_LOST, CONNECT, TRUE, N_("The server {server} stopped answering on the control connection (TCP port 1723)."),
      N_("Check the network, then: nmcli connection up {profile}")),
    V(CALL_DISCONNECTED, CONNECT, TRUE, N_("The server {server} ended the tunnel: {detail}."), NULL),
    V(SERVER_STOPPED, CONNECT, TRUE, N_("The server {server} shut the control connection down: {detail}."), NULL),
    V(DEVICE_GONE, CONNECT, TRUE, N_("The tunnel's network interface was deleted."), "nmcli connection up {profile}"),
    V(ADDRESS_GONE, CONNECT, TRUE,
      N_("The network under the tunnel changed: this machine's address {detail}, which the tunnel used, is gone."),
      "nmcli connection up {profile}"),
    V(DEADLINE, CONNECT, TRUE, N_("Connecting took too long and was given up {detail}."), N_("Try again: nmcli connection up {profile}")),
#undef V
};

G_STATIC_ASSERT(G_N_ELEMENTS(verdicts) == PPTP_VERDICT_LAST);

const char *
pptp_verdict_name(PptpVerdictId id)
{
    g_return_val_if_fail((guint)id < PPTP_VERDICT_LAST, NULL);
    return verdicts[id].name;
}

PptpVerdictId
pptp_verdict_by_name(const char *name)
{
    PptpVerdictId id = PPTP_VERDICT_UNKNOWN;

    while (id < PPTP_VERDICT_LAST && !g_str_equal(verdicts[id].name, name))
        id++;
    return id;
}

const char *
pptp_verdict_template(PptpVerdictId id)
{
    return verdicts[id].sentence;
}

char *
pptp_quote_profile(const char *profile)
{
    /* Where nmcli takes a connection's name, these are words of its own. */
    static const char *const words[] = {"id", "uuid", "path", "apath", "filename", "ifname", "ap", "nsp", "passwd-file", "help", NULL};
    g_autofree char *plain = g_strdup(profile ? profile : ""), *quoted = NULL;
    char clean[256];

    pptp_text_clean(clean, sizeof clean, (const guint8 *)plain, strlen(plain));
    /* As cleaning does it. */
    g_strdelimit(plain, "\"", '\'');
    if (plain[0] == '\0' || strcmp(plain, clean) != 0)
        return g_strdup("NAME");
    quoted = g_shell_quote(profile);
    return g_strconcat(g_strv_contains(words, profile) || profile[0] == '-' ? "id " : "", quoted, NULL);
}

/* Lets GRE in: what the helper of TCP port 1723 expects. */
static const char nft[] = "nft 'add table ip pptp; add ct helper ip pptp pptp { type \"pptp\" protocol tcp; }; "
                          "add chain ip pptp output { type filter hook output priority 0; }; "
                          "add rule ip pptp output tcp dport 1723 ct helper set \"pptp\"'";

static char *
fill(const char *template, const PptpVerdictText *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *profile = pptp_quote_profile(text->profile), *detail = pptp_phrase_say(text->detail);
    /* A saved password is not asked for again, one that is not required never; the blank before keeps it out of most shells' histories. */
    g_autofree char *password = text->saved_password || text->no_password
                                    ? g_strdup_printf(" nmcli connection modify %s%s vpn.secrets password=NEW; nmcli connection up %s",
                                                      profile, text->no_password ? " +vpn.data password-flags=0" : "", profile)
                                    : g_strdup_printf("nmcli --ask connection up %s", profile);
    g_autofree char *set = g_strdup_printf("nmcli connection modify %s +vpn.data", profile);
    g_autofree char *unset = g_strdup_printf("nmcli connection modify %s -vpn.data", profile);
    const struct {
        const char *mark, *value;
    } marks[] = {{"{profile}", profile}, {"{server}", text->server}, {"{detail}", detail}, {"{password}", password},
                 {"{set}", set},         {"{unset}", unset},         {"{nft}", nft}};

    while (*template) {
        gsize skip = 0;

        for (gsize i = 0; i < G_N_ELEMENTS(marks) && skip == 0; i++) {
            if (g_str_has_prefix(template, marks[i].mark)) {
                g_string_append(out, marks[i].value ? marks[i].value : "");
                skip = strlen(marks[i].mark);
            }
        }
        if (skip == 0)
            g_string_append_c(out, *template);
        template += skip ? skip : 1;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static char *
make_sentence(PptpVerdictId id, const PptpVerdictText *text)
{
    g_autofree char *sentence = fill(_(verdicts[id].sentence), text);

    if (text->gateways < 2)
        return g_steal_pointer(&sentence);
    return g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "None of %u gateway gave a tunnel; the last one: %s",
                                       "None of the %u gateways gave a tunnel; the last one: %s", text->gateways),
                           text->gateways, sentence);
}

static PptpVerdictText *
copy_text(const PptpVerdictText *text)
{
    PptpVerdictText *copy = g_new(PptpVerdictText, 1);

    *copy = *text;
    copy->profile = g_strdup(text->profile);
    copy->server = g_strdup(text->server);
    copy->host = g_strdup(text->host);
    copy->detail = g_strdup(text->detail);
    copy->seen = g_strdup(text->seen);
    return copy;
}

static void
free_text(PptpVerdictText *text)
{
    g_free((char *)text->profile);
    g_free((char *)text->server);
    g_free((char *)text->host);
    g_free((char *)text->detail);
    g_free((char *)text->seen);
    g_free(text);
}

PptpVerdict *
pptp_verdict_new(PptpVerdictId id, const PptpVerdictText *text)
{
    PptpVerdict *verdict = g_new0(PptpVerdict, 1);
    PptpVerdictText command = *text;

    if (command.host)
        command.server = command.host;
    verdict->id = id;
    verdict->failure = verdicts[id].failure;
    verdict->retry = verdicts[id].retry;
    verdict->text = copy_text(text);
    verdict->sentence = make_sentence(id, text);
    verdict->remedy = verdicts[id].remedy ? fill(_(verdicts[id].remedy), &command) : NULL;
    verdict->seen = text->seen && text->seen[0] ? pptp_phrase_say(text->seen) : NULL;
    return verdict;
}

void
pptp_verdict_say_all_failed(PptpVerdict *verdict, guint n)
{
    g_free(verdict->sentence);
    verdict->text->gateways = n;
    verdict->sentence = make_sentence(verdict->id, verdict->text);
}

char *
pptp_verdict_to_line(const PptpVerdict *verdict)
{
    g_autoptr(GString) line = g_string_new(verdict->sentence);

    if (verdict->seen)
        g_string_append_printf(line, _(" (seen: %s)"), verdict->seen);
    if (verdict->remedy)
        g_string_append_printf(line, " %s", verdict->remedy);
    return g_string_free(g_steal_pointer(&line), FALSE);
}

/* What stands for {...} is no longer than this. */
#define FILLED_MAX 300

/* Whether a text begins with this sentence, whatever stands in the place of each {...}. */
static gboolean
begins_with(const char *text, const char *template)
{
    gboolean filled = FALSE;

    for (;;) {
        const char *end = strchr(template, '{'), *close = end ? strchr(end, '}') : NULL;
        g_autofree char *chunk = end ? g_strndup(template, (gsize)(end - template)) : g_strdup(template);
        const char *at = filled ? strstr(text, chunk) : g_str_has_prefix(text, chunk) ? text : NULL;

        if (!at || at - text > FILLED_MAX)
            return FALSE;
        if (!close)
            return TRUE;
        text = at + strlen(chunk);
        template = close + 1;
        filled = TRUE;
    }
}

/* How the sentences begin by which the service refuses a profile: common/settings.c has them, and service/vpn-service.c. */
static gboolean
is_refusal(const char *line)
{
    static const char *const heads[] = {"VPN option \"",
                                        "VPN options \"",
                                        "Unknown VPN option \"",
                                        "The password must be in vpn.secrets;",
                                        "The password is longer than ",
                                        "The profile names no user: ",
                                        "There is no password: ",
                                        "No password was given, ",
                                        "vpn.secrets holds something else than ",
                                        "The connection has no VPN setting."};

    for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
        if (g_str_has_prefix(line, heads[i]))
            return TRUE;
    }
    return FALSE;
}

gboolean
pptp_verdict_is_line(const char *line, gboolean *known)
{
    static const char *const heads[] = {"The tunnel was lost and is being connected again, as the profile is persistent: ",
                                        "None of the {n} gateways gave a tunnel; the last one: "};

    for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
        if (begins_with(line, heads[i]))
            line = strstr(line, ": ") + 2;
    }
    for (PptpVerdictId id = PPTP_VERDICT_UNKNOWN; id < PPTP_VERDICT_LAST; id++) {
        if (!begins_with(line, verdicts[id].sentence))
            continue;
        *known = id != PPTP_VERDICT_UNKNOWN;
        return TRUE;
    }
    if (!is_refusal(line))
        return FALSE;
    *known = TRUE;
    return TRUE;
}

void
pptp_verdict_free(PptpVerdict *verdict)
{
    if (!verdict)
        return;
    g_free(verdict->sentence);
    g_free(verdict->seen);
    g_free(verdict->remedy);
    free_text(verdict->text);
    g_free(verdict);
}
