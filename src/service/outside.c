/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/outside.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "channel/rtnl.h"

static gboolean
bind_socket(GSocket *socket, const char *ifname)
{
    return setsockopt(g_socket_get_fd(socket), SOL_SOCKET, SO_BINDTODEVICE, ifname, (socklen_t)strlen(ifname) + 1) == 0;
}

void
pptp_outside_keep(PptpControl *control, PptpChannel *channel, GInetAddress *server, PptpJournal *journal)
{
    g_autoptr(GInetAddress) local = pptp_control_dup_local_address(control);
    GSocket *socket = pptp_control_get_socket(control);
    struct in_addr destination, source;
    char ifname[IF_NAMESIZE];

    if (!local || !socket)
        return;
    memcpy(&destination, g_inet_address_to_bytes(server), sizeof destination);
    memcpy(&source, g_inet_address_to_bytes(local), sizeof source);
    if (pptp_rtnl_route_device(destination, source, ifname) && pptp_channel_bind_device(channel, ifname) && bind_socket(socket, ifname))
        pptp_journal_log(journal, PPTP_LOG_DEBUG, "the server's inner address is its outer one: outer packets stay on %s", ifname);
    else
        pptp_journal_log(
            journal, PPTP_LOG_WARNING,
            "The server's address inside the tunnel is its outer address, and keeping the two apart failed (%s): the tunnel may stall.",
            g_strerror(errno));
}
