/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

/*
 * What the helper tells the service, one packet on a SOCK_SEQPACKET pair each time: with the first packet that comes, with an ICMP error,
 * and now and then while data moves. Both are of one build, on one machine: the structure as it is in memory. The service says nothing;
 * when it closes its end, the helper ends.
 */
typedef struct {
    uint64_t packets;     /* of the call, received */
    uint64_t sorted;      /* frames that were put back in order */
    uint64_t lost, late;  /* numbers that never came, or came when nobody waited any more */
    uint32_t wait_usec;   /* how long a gap is waited for */
    uint32_t unreachable; /* 1: ICMP has said that the server takes no GRE */
} PptpGreReport;

/* The helper's descriptors. */
#define PPTP_GRE_FD_RAW 3     /* raw GRE socket, connected to the server, non-blocking */
#define PPTP_GRE_FD_FRAMES 4  /* UDP socket, connected to the kernel's L2TP tunnel, non-blocking */
#define PPTP_GRE_FD_SERVICE 5 /* SOCK_SEQPACKET */
