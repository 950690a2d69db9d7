/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "link/link.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum field_kind { FIELD_NOTHING, FIELD_NUMBER, FIELD_FRAME, FIELD_IP, FIELD_TEXT, FIELD_INVALID };

static enum field_kind
kind_of(unsigned type)
{
    switch (type) {
    case PPTP_LINK_IP_DOWN:
    case PPTP_LINK_NO_SECRET:
    case PPTP_LINK_CHANNEL:
        return FIELD_NOTHING;
    case PPTP_LINK_PHASE:
    case PPTP_LINK_SECRET_REQUEST:
    case PPTP_LINK_STATUS:
    case PPTP_LINK_VIOLATION:
        return FIELD_NUMBER;
    case PPTP_LINK_FRAME:
    case PPTP_LINK_EARLY_FRAME:
        return FIELD_FRAME;
    case PPTP_LINK_IP_UP:
        return FIELD_IP;
    case PPTP_LINK_HELLO:
    case PPTP_LINK_SECRET:
        return FIELD_TEXT;
    default:
        return FIELD_INVALID;
    }
}

#define IP_LEN (16 + 6 * 4 + 2 + 1 + 1)
#define FRAME_HEADER_LEN (1 + 8)

static void
put(uint8_t *at, uint64_t value, unsigned bytes)
{
    while (bytes--) {
        at[bytes] = (uint8_t)value;
        value >>= 8;
    }
}

static uint64_t
get(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;

    while (bytes--)
        value = value << 8 | *at++;
    return value;
}

static void
pack_ip(const PptpLinkIp *ip, uint8_t *at)
{
    const uint32_t addresses[6] = {ip->local, ip->peer, ip->dns[0], ip->dns[1], ip->wins[0], ip->wins[1]};

    memcpy(at, ip->ifname, 16);
    memcpy(at + 16, addresses, sizeof addresses); /* network order already */
    put(at + 40, ip->mtu, 2);
    at[42] = ip->mppe_in;
    at[43] = ip->mppe_out;
}

static int
parse_ip(PptpLinkIp *ip, const uint8_t *at)
{
    uint32_t addresses[6];

    /* A name that has no end within its field, or none at all, is not an interface's. */
    if (at[0] == '\0' || !memchr(at, '\0', 16))
        return -1;
    memcpy(ip->ifname, at, 16);
    memcpy(addresses, at + 16, sizeof addresses);
    ip->local = addresses[0];
    ip->peer = addresses[1];
    memcpy(ip->dns, &addresses[2], sizeof ip->dns);
    memcpy(ip->wins, &addresses[4], sizeof ip->wins);
    ip->mtu = (uint16_t)get(at + 40, 2);
    ip->mppe_in = at[42];
    ip->mppe_out = at[43];
    return 0;
}

static size_t
text_max(PptpLinkType type)
{
    return type == PPTP_LINK_SECRET ? PPTP_LINK_SECRET_MAX : 64;
}

static size_t
packed_length(const PptpLinkMessage *message)
{
    switch (kind_of(message->type)) {
    case FIELD_NOTHING:
        return 1;
    case FIELD_NUMBER:
        return 1 + 4;
    case FIELD_FRAME:
        return message->frame.len < 2 || message->frame.len > PPTP_LINK_FRAME_MAX ? 0 : 1 + FRAME_HEADER_LEN + message->frame.len;
    case FIELD_IP:
        return 1 + IP_LEN;
    case FIELD_TEXT:
        return message->text.len > text_max(message->type) ? 0 : 1u + message->text.len;
    case FIELD_INVALID:
        return 0;
    }
    return 0;
}

size_t
pptp_link_pack(const PptpLinkMessage *message, uint8_t *buf, size_t size)
{
    size_t len = packed_length(message);

    if (len == 0 || len > size)
        return 0;
    buf[0] = (uint8_t)message->type;
    switch (kind_of(message->type)) {
    case FIELD_NUMBER:
        put(buf + 1, message->number, 4);
        break;
    case FIELD_FRAME:
        buf[1] = message->frame.sent != 0;
        put(buf + 2, message->frame.usec, 8);
        memcpy(buf + 1 + FRAME_HEADER_LEN, message->frame.data, message->frame.len);
        break;
    case FIELD_IP:
        pack_ip(&message->ip, buf + 1);
        break;
    case FIELD_TEXT:
        memcpy(buf + 1, message->text.data, message->text.len);
        break;
    case FIELD_NOTHING:
    case FIELD_INVALID:
        break;
    }
    return len;
}

int
pptp_link_parse(PptpLinkMessage *message, const uint8_t *buf, size_t len)
{
    memset(message, 0, sizeof *message);
    if (len < 1)
        return -1;
    message->type = (PptpLinkType)buf[0];
    switch (kind_of(buf[0])) {
    case FIELD_NOTHING:
        return len == 1 ? 0 : -1;
    case FIELD_NUMBER:
        if (len != 1 + 4)
            return -1;
        message->number = (uint32_t)get(buf + 1, 4);
        return 0;
    case FIELD_FRAME:
        if (len < 1 + FRAME_HEADER_LEN + 2 || len > 1 + FRAME_HEADER_LEN + PPTP_LINK_FRAME_MAX || buf[1] > 1)
            return -1;
        message->frame.sent = buf[1];
        message->frame.usec = get(buf + 2, 8);
        message->frame.len = (uint16_t)(len - 1 - FRAME_HEADER_LEN);
        message->frame.data = buf + 1 + FRAME_HEADER_LEN;
        return 0;
    case FIELD_IP:
        return len == 1 + IP_LEN ? parse_ip(&message->ip, buf + 1) : -1;
    case FIELD_TEXT:
        if (len - 1 > text_max(message->type))
            return -1;
        message->text.len = (uint16_t)(len - 1);
        message->text.data = (const char *)buf + 1;
        return 0;
    case FIELD_INVALID:
        return -1;
    }
    return -1;
}

int
pptp_link_send(int fd, const PptpLinkMessage *message)
{
    uint8_t buf[PPTP_LINK_MESSAGE_MAX];
    size_t len = pptp_link_pack(message, buf, sizeof buf);
    ssize_t sent;
    int error;

    if (len == 0) {
        errno = EMSGSIZE;
        return -1;
    }
    do
        sent = send(fd, buf, len, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    error = errno;
    pptp_link_wipe(buf, len);
    errno = error;
    return sent < 0 ? -1 : 0;
}

/* Room for one descriptor, aligned as the kernel wants it. */
typedef union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
} Ancillary;

int
pptp_link_send_channel(int fd, int channel_fd)
{
    uint8_t type = PPTP_LINK_CHANNEL;
    struct iovec data = {&type, sizeof type};
    Ancillary ancillary = {0};
    struct msghdr packet = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &ancillary, .msg_controllen = sizeof ancillary};
    ssize_t sent;

    ancillary.header.cmsg_level = SOL_SOCKET;
    ancillary.header.cmsg_type = SCM_RIGHTS;
    ancillary.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&ancillary.header), &channel_fd, sizeof channel_fd);
    do
        sent = sendmsg(fd, &packet, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -1 : 0;
}

/* Alignment makes room for a second descriptor: only the first is wanted. What has no room at all, the kernel closes. */
static void
take_descriptors(const unsigned char *data, size_t n, int *channel_fd)
{
    for (size_t i = 0; i < n; i++) {
        int received;

        memcpy(&received, data + i * sizeof received, sizeof received);
        if (i == 0)
            *channel_fd = received;
        else
            close(received);
    }
}

ssize_t
pptp_link_receive(int fd, uint8_t *buf, size_t size, int *channel_fd)
{
    struct iovec data = {buf, size};
    Ancillary ancillary = {0};
    struct msghdr packet = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = &ancillary, .msg_controllen = sizeof ancillary};
    ssize_t len = recvmsg(fd, &packet, MSG_CMSG_CLOEXEC);
    struct cmsghdr *header;

    *channel_fd = -1;
    if (len < 0)
        return -1;
    header = CMSG_FIRSTHDR(&packet);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        take_descriptors(CMSG_DATA(header), (header->cmsg_len - CMSG_LEN(0)) / sizeof(int), channel_fd);
    return len;
}

void
pptp_link_wipe(void *memory, size_t len)
{
    explicit_bzero(memory, len);
}
