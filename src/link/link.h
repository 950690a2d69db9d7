/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What the service and its pppd plugin say to each other, over a SOCK_SEQPACKET pair that pppd inherits: one message a packet, one type
 * byte and then that type's fields, packed big-endian. Plain C, shared by both sides; both are of one build, so there is no versioning.
 * A message that does not parse is a defect or an attack: the receiver ends the link.
 */

#define PPTP_LINK_FRAME_MAX 1600   /* a PPP frame that is forwarded or fed, without address and control */
#define PPTP_LINK_SECRET_MAX 255   /* pppd's own limit (MAXSECRETLEN less the end) */
#define PPTP_LINK_MESSAGE_MAX (1 + 16 + PPTP_LINK_FRAME_MAX)

typedef enum {
    /* plugin to service */
    PPTP_LINK_HELLO = 1,      /* text: pppd's version; the plugin is loaded and has taken its descriptors */
    PPTP_LINK_PHASE,          /* number: PptpLinkPhase */
    PPTP_LINK_FRAME,          /* frame: a negotiation packet, seen either way */
    PPTP_LINK_SECRET_REQUEST, /* number: PptpLinkSecret; the service answers at once with PPTP_LINK_SECRET or PPTP_LINK_NO_SECRET */
    PPTP_LINK_IP_UP,          /* ip */
    PPTP_LINK_IP_DOWN,        /* nothing */
    PPTP_LINK_STATUS,         /* number: pppd's exit status as it stood when the link went down, before pppd overwrites it */
    PPTP_LINK_VIOLATION,      /* number: PptpLinkViolation: the plugin ended the link on what must not happen */

    /* service to plugin */
    PPTP_LINK_EARLY_FRAME = 64, /* frame: what the server sent before the channel was connected */
    PPTP_LINK_SECRET,           /* secret */
    PPTP_LINK_NO_SECRET,        /* nothing */
    PPTP_LINK_CHANNEL,          /* nothing, but the connected channel's descriptor travels with it: see pptp_link_send_channel() */
} PptpLinkType;

typedef enum {
    PPTP_LINK_PHASE_OTHER = 0,
    PPTP_LINK_PHASE_ESTABLISH,
    PPTP_LINK_PHASE_AUTHENTICATE,
    PPTP_LINK_PHASE_NETWORK,
    PPTP_LINK_PHASE_RUNNING,
    PPTP_LINK_PHASE_TERMINATE,
    PPTP_LINK_PHASE_DISCONNECT,
    PPTP_LINK_PHASE_DEAD,
} PptpLinkPhase;

typedef enum {
    PPTP_LINK_SECRET_CHAP = 1, /* CHAP of any kind, and EAP methods built on it */
    PPTP_LINK_SECRET_PAP,
} PptpLinkSecret;

typedef enum {
    PPTP_LINK_VIOLATION_PAP = 1,     /* the peer wanted a readable password that the profile does not allow */
    PPTP_LINK_VIOLATION_AUTH_METHOD, /* any other authentication method that was not offered */
    PPTP_LINK_VIOLATION_MPPE_LOST,   /* encryption was required and went away */
} PptpLinkViolation;

typedef struct {
    char ifname[16];
    uint32_t local, peer;         /* IPv4, network byte order; 0 is none, as below */
    uint32_t dns[2], wins[2];
    uint16_t mtu;                 /* bytes, of the interface, at this moment */
    uint8_t mppe_in, mppe_out;    /* what each way agreed on: PPTP_LINK_MPPE_* bits, 0 is not encrypted */
} PptpLinkIp;

/* Ways of proving who we are, as bits: what an attempt allows, and what the plugin enforces. */
#define PPTP_AUTH_PAP 0x01
#define PPTP_AUTH_CHAP_MD5 0x02
#define PPTP_AUTH_MSCHAP 0x04
#define PPTP_AUTH_MSCHAPV2 0x08
#define PPTP_AUTH_EAP 0x10

/* MPPE key lengths and mode, as bits. */
#define PPTP_LINK_MPPE_40 0x01
#define PPTP_LINK_MPPE_56 0x02
#define PPTP_LINK_MPPE_128 0x04
#define PPTP_LINK_MPPE_STATEFUL 0x08

typedef struct {
    uint8_t sent;              /* 1 for a frame of ours, 0 for the peer's */
    uint64_t usec;             /* CLOCK_MONOTONIC, microseconds */
    uint16_t len;              /* of data: the frame from its PPP protocol field on (two bytes, big-endian) */
    const uint8_t *data;       /* into the buffer that was parsed */
} PptpLinkFrame;

typedef struct {
    PptpLinkType type;
    union {
        uint32_t number;
        PptpLinkFrame frame;
        PptpLinkIp ip;
        struct {
            uint16_t len;
            const char *data; /* into the buffer that was parsed; not ended by a NUL */
        } text;               /* HELLO and SECRET */
    };
} PptpLinkMessage;

/*
 * Writes a message's wire form to buf. Returns its length, 0 where it does not fit or a field is out of range.
 */
size_t pptp_link_pack(const PptpLinkMessage *message, uint8_t *buf, size_t size);

/*
 * Reads a message out of buf, which it goes on pointing into. Returns 0, or -1 where buf does not hold exactly one valid message.
 */
int pptp_link_parse(PptpLinkMessage *message, const uint8_t *buf, size_t len);

/*
 * Sends one message. Blocks no longer than the socket does; EINTR is tried again. The copy that is sent is wiped afterwards.
 * Returns 0, or -1 with errno.
 */
int pptp_link_send(int fd, const PptpLinkMessage *message);

/* Sends PPTP_LINK_CHANNEL with a duplicate of the channel's descriptor (SCM_RIGHTS, unix(7)). Returns 0, or -1 with errno. */
int pptp_link_send_channel(int fd, int channel_fd);

/*
 * Receives one packet, and the descriptor that came with it: *channel_fd is close-on-exec and the caller's, or -1. Further descriptors are closed.
 * Returns the packet's length, 0 at the end of the link, or -1 with errno: that of the socket's receive timeout is EAGAIN.
 */
ssize_t pptp_link_receive(int fd, uint8_t *buf, size_t size, int *channel_fd);

/* Overwrites memory in a way the compiler keeps. */
void pptp_link_wipe(void *memory, size_t len);
