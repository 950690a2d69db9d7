/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

/*
 * What helper and service tell each other, one packet on a SOCK_SEQPACKET pair each time. Both are of one build, on one machine: the
 * structures as they are in memory. When the service closes its end, the helper ends.
 */

/* The service's one word, a byte: encryption has been agreed on, and nothing may end it any more (channel/guard.h). There is no way back.
 */
#define PPTP_GRE_GUARD 1

/* The helper's figures: with the first packet that comes, with an ICMP error, and each second in which something has come. */
typedef struct {
    uint64_t packets;     /* of the call, received */
    uint64_t sorted;      /* frames that were put back in order */
    uint64_t lost, late;  /* numbers that never came, or came when nobody waited any more */
    uint64_t readable;    /* frames that would have gone out unencrypted under the guard, and were not sent */
    uint64_t dropped;     /* frames that were dropped to keep the queues short */
    uint32_t wait_usec;   /* how long a gap is waited for */
    uint32_t unreachable; /* 1: ICMP has said that the server takes no GRE */
} PptpGreReport;

/* As much as is told of a frame that the guard has kept from the kernel: what is in it by the standards is far shorter. */
#define PPTP_GRE_CAUGHT_MAX 1500

typedef enum {
    PPTP_GRE_MESSAGE_REPORT = 1,
    PPTP_GRE_MESSAGE_CAUGHT,
    PPTP_GRE_MESSAGE_READABLE, /* PPP has stopped to encrypt: the first readable frame was held back, and those after it will be */
} PptpGreMessageType;

typedef struct {
    uint32_t type;
    uint32_t len; /* of the frame */
    union {
        PptpGreReport report;
        uint8_t frame[PPTP_GRE_CAUGHT_MAX]; /* from its protocol field on */
    };
} PptpGreMessage;

/* The helper's descriptors. */
#define PPTP_GRE_FD_RAW 3     /* raw GRE socket, connected to the server, non-blocking */
#define PPTP_GRE_FD_FRAMES 4  /* UDP socket, connected to the kernel's L2TP tunnel, non-blocking */
#define PPTP_GRE_FD_SERVICE 5 /* SOCK_SEQPACKET */
