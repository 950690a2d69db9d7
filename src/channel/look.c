/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "channel/look.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#define IPV4_HEADER 20
#define IPV6_HEADER 40
/* The least that the kernel gives: nobody reads more than the first packet. */
#define RECEIVE_BUFFER 1

gboolean
pptp_look_attach(int fd)
{
    struct sock_filter code[] = {
        /* Not what we send ourselves. */
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (guint32)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 15, 0),
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
        BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 4, 0, 3),
        /* IPv4: the total length. RFC 791 section 3.1. */
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 2),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, IPV4_HEADER, 0, 10),
        BPF_STMT(BPF_JMP | BPF_JA, 5),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 0, 8),
        /* IPv6: the length of what follows the header. RFC 8200 section 3. */
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 4),
        BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, IPV6_HEADER),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        BPF_STMT(BPF_JMP | BPF_JA, 1),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        /* As long as it says, or longer. */
        BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_X, 0, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    const struct sock_fprog program = {.len = G_N_ELEMENTS(code), .filter = code};

    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

int
pptp_look_open(const char *ifname)
{
    struct sockaddr_ll device = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex(ifname)};
    const int size = RECEIVE_BUFFER;
    int fd, saved;

    if (device.sll_ifindex == 0)
        return -1;
    /* Without a protocol it takes in nothing before it is bound. */
    fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (pptp_look_attach(fd) && bind(fd, (struct sockaddr *)&device, sizeof device) == 0)
        return fd;
    saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

gboolean
pptp_look_saw(int fd)
{
    guint8 byte;

    return recv(fd, &byte, sizeof byte, MSG_DONTWAIT) >= 0;
}
