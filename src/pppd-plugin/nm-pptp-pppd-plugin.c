/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The pppd plugin: gives pppd the service's kernel channel, answers for the password, tells the service what is seen, cures races at
 * the start, and ends the link on what must not happen. Plain C: pppd forks, which GLib's threads would not survive.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/capability.h>

#include "link/privileges.h"
#include "link/link.h"
#include "pppd-plugin/pppd-compat.h"

#define PPP_LCP 0xc021
#define PPP_PAP 0xc023
#define PPP_CHAP 0xc223
#define PPP_EAP 0xc227
#define PPP_CCP 0x80fd

#define CODE_CONFIGURE_REQUEST 1
#define CODE_CONFIGURE_ACK 2
#define CODE_CONFIGURE_REJECT 4
#define CODE_PROTOCOL_REJECT 8
#define CODE_CHAP_RESPONSE 2
#define EAP_TYPE_MSCHAPV2 26

/* Frames forwarded in one second at most: negotiation takes some dozens, a hostile peer can send any number. */
#define FRAMES_PER_SECOND 200
#define EARLY_FRAMES_MAX 8
/* How old an unanswered CCP Configure-Request has to be at least before it is sent again; or three round trips. */
#define CCP_RESEND_USEC 300000
/* So long before pppd itself repeats it, it is left to pppd. */
#define CCP_RESEND_MARGIN_USEC 500000
/* So often our response to the login's challenge is sent again. */
#define LOGIN_RESENDS_MAX 3

typedef struct {
    uint16_t len;
    uint8_t data[PPTP_LINK_FRAME_MAX];
} Frame;

/* The one piece of state at file scope: pppd's hooks take no context, and one pppd process has one link. */
static struct {
    PppdOptions options;
    Frame early[EARLY_FRAMES_MAX];
    unsigned n_early;
    Frame held_ipcp;
    Frame ccp_request; /* our last CCP Configure-Request, with its protocol field */
    uint64_t ccp_request_usec;
    bool ccp_resent;
    Frame login_response; /* our CHAP Response that is unanswered, with its protocol field */
    unsigned login_resends;
    bool eap_declined;                          /* an EAP method that yields no keys, once */
    uint64_t lcp_request_usec, round_trip_usec; /* the longest that a Configure-Request of LCP was answered in */
    uint64_t frame_second;
    unsigned frames_this_second;
    int channel_fd; /* from when the service handed it over until it is attached */
} self = {.options = {.link_fd = -1}, .channel_fd = -1};

PPPD_EXPORT void plugin_init(void);

static uint64_t
now_usec(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void
tell(const PptpLinkMessage *message)
{
    /* Without the service there is nobody to serve: its end of the link closes only when it dies or gives us up. */
    if (pptp_link_send(self.options.link_fd, message) < 0)
        pppd_abort("the service is gone");
}

static void
tell_number(PptpLinkType type, uint32_t number)
{
    tell(&(PptpLinkMessage){.type = type, .number = number});
}

/* -- starting -- */

static void
on_options_checked(void)
{
    PptpLinkMessage hello = {.type = PPTP_LINK_HELLO};

    pppd_log_to_output_only(); /* "debug" among the options has set the mask again */
    /* pppd's scripts must not inherit the link; nor the channel, which comes with close-on-exec. */
    if (self.options.link_fd < 0 || fcntl(self.options.link_fd, F_SETFD, FD_CLOEXEC) < 0)
        pppd_abort("started without its link: it serves nm-pptp-service only");
    hello.text.data = pppd_build_version();
    hello.text.len = (uint16_t)strlen(hello.text.data);
    tell(&hello);
}

static void
feed_early(void)
{
    for (unsigned i = 0; i < self.n_early; i++) {
        const Frame *frame = &self.early[i];

        if (frame->len > 2 && frame->data[0] == PPP_LCP >> 8 && frame->data[1] == (PPP_LCP & 0xff))
            pppd_feed_lcp(frame->data + 2, frame->len - 2u);
    }
    self.n_early = 0;
}

/* More than a negotiation begins with is no loss: the server repeats it. */
static void
keep_early(const PptpLinkFrame *frame)
{
    if (self.n_early == EARLY_FRAMES_MAX)
        return;
    self.early[self.n_early].len = frame->len;
    memcpy(self.early[self.n_early].data, frame->data, frame->len);
    self.n_early++;
}

/* One message of the service while it prepares the channel. */
static void
take_preparation(const uint8_t *packet, size_t len)
{
    PptpLinkMessage message;
    const int parsed = pptp_link_parse(&message, packet, len);

    if (parsed == 0 && message.type == PPTP_LINK_EARLY_FRAME && self.channel_fd < 0)
        keep_early(&message.frame);
    else if (parsed < 0 || message.type != PPTP_LINK_CHANNEL || self.channel_fd < 0)
        pppd_abort("the service sent what does not belong here");
}

/*
 * The service starts pppd beside the control connection, since pppd's own start takes as long: wait here for the channel. Each step of the
 * control connection has the service's deadline; the link's end tells that there will be no channel.
 */
static int
on_channel_connect(void)
{
    uint8_t buf[PPTP_LINK_MESSAGE_MAX];

    while (self.channel_fd < 0) {
        ssize_t len = pptp_link_receive(self.options.link_fd, buf, sizeof buf, &self.channel_fd);

        if (len > 0)
            take_preparation(buf, (size_t)len);
        else if (len == 0 || (errno != EAGAIN && errno != EINTR))
            pppd_abort("the service has no channel for this link");
        if (pppd_is_told_to_end())
            pppd_abort("told to end before there was a channel");
    }
    return self.channel_fd;
}

static void
on_channel_established(void)
{
    /* The service keeps the channel: closing its descriptor must end the tunnel, so none may be left here. */
    close(self.channel_fd);
    self.channel_fd = -1;

    /*
     * Servers send their first LCP Configure-Request together with the Outgoing-Call-Reply, before the channel can be connected; lost, it
     * costs three seconds. LCP is not up yet at this point: feed it from the main loop.
     */
    if (self.n_early > 0)
        pppd_after(1, feed_early);
}

/* -- telling -- */

static void
on_phase(PptpLinkPhase phase)
{
    if (phase != PPTP_LINK_PHASE_OTHER)
        tell_number(PPTP_LINK_PHASE, phase);
}

static void
on_link_ending(int status)
{
    tell_number(PPTP_LINK_STATUS, (uint32_t)status);
}

static void
violate(PptpLinkViolation what, const char *why)
{
    tell_number(PPTP_LINK_VIOLATION, what);
    pppd_abort(why);
}

static void
on_ip_up(void)
{
    PptpLinkMessage message = {.type = PPTP_LINK_IP_UP};

    pppd_get_ip(&message.ip);
    if (self.options.required_mppe && (!message.ip.mppe_in || !message.ip.mppe_out))
        violate(PPTP_LINK_VIOLATION_MPPE_LOST, "encryption is required and was not agreed on");
    tell(&message);
}

static void
on_ip_down(void)
{
    tell(&(PptpLinkMessage){.type = PPTP_LINK_IP_DOWN});
}

static bool
within_rate(uint64_t usec)
{
    if (usec / 1000000 != self.frame_second) {
        self.frame_second = usec / 1000000;
        self.frames_this_second = 0;
    }
    return ++self.frames_this_second <= FRAMES_PER_SECOND;
}

/* An EAP packet of ours up to its type; of EAP-MSCHAPv2 with the opcode, which alone tells what we think of the server's proof. */
static size_t
eap_answer_length(const uint8_t *frame, size_t len)
{
    size_t keep = len > 7 && frame[6] == EAP_TYPE_MSCHAPV2 ? 8 : 7;

    return len < keep ? len : keep;
}

/*
 * Cuts a frame down to what may leave pppd. Returns the length to forward, 0 for none. PAP and most EAP types carry the password in what
 * we send, and a peer can send it back to us in an answer or quoted in a Protocol-Reject.
 */
static size_t
clean_frame(bool sent, uint8_t *frame, size_t len)
{
    unsigned protocol = (unsigned)frame[0] << 8 | frame[1];
    size_t keep = len;

    if (len < 6)
        return 0;
    if (protocol == PPP_PAP)
        keep = sent ? 0 : 6;
    else if (protocol == PPP_EAP && sent)
        keep = eap_answer_length(frame, len);
    else if (protocol == PPP_LCP && frame[2] == CODE_PROTOCOL_REJECT)
        keep = len < 8 ? len : 8;
    if (keep > 0 && keep < len) {
        frame[4] = (uint8_t)((keep - 2) >> 8);
        frame[5] = (uint8_t)(keep - 2);
    }
    return keep;
}

static void
remember_ccp_request(const uint8_t *frame, size_t len, uint64_t usec)
{
    memcpy(self.ccp_request.data, frame, len);
    self.ccp_request.len = (uint16_t)len;
    self.ccp_request_usec = usec;
}

static void
measure_round_trip(bool sent, unsigned code, uint64_t usec)
{
    if (sent && code == CODE_CONFIGURE_REQUEST)
        self.lcp_request_usec = usec;
    else if (!sent && code >= CODE_CONFIGURE_ACK && code <= CODE_CONFIGURE_REJECT && self.lcp_request_usec) {
        if (usec - self.lcp_request_usec > self.round_trip_usec)
            self.round_trip_usec = usec - self.lcp_request_usec;
        self.lcp_request_usec = 0;
    }
}

static void
resend_login_response(void)
{
    if (self.login_response.len > 0)
        pppd_send(self.login_response.data, self.login_response.len);
}

/*
 * Nobody repeats the server's answer to our CHAP Response. Where it is lost, or comes behind the packet after it, so that the kernel's PPTP
 * driver drops it, the server goes on, and pppd waits for ever and discards what comes. A server has to answer a repeated Response by the
 * same (RFC 1994 section 4.2): send it again when it goes on without us.
 */
static void
watch_login(bool sent, unsigned protocol, const uint8_t *frame, size_t len)
{
    if (len <= 2)
        return;
    if (protocol == PPP_CHAP && sent && frame[2] == CODE_CHAP_RESPONSE) {
        memmove(self.login_response.data, frame, len);
        self.login_response.len = (uint16_t)len;
    } else if (protocol == PPP_CHAP && !sent) {
        self.login_response.len = 0;
        self.login_resends = 0;
    } else if (protocol < PPP_LCP && !sent && frame[2] == CODE_CONFIGURE_REQUEST && self.login_response.len > 0 &&
               self.login_resends < LOGIN_RESENDS_MAX) {
        self.login_resends++;
        pppd_after(1, resend_login_response);
    }
}

static void
on_frame(bool sent, const uint8_t *frame, size_t len)
{
    PptpLinkMessage message = {.type = PPTP_LINK_FRAME};
    uint8_t copy[PPTP_LINK_FRAME_MAX];
    unsigned protocol = (unsigned)frame[0] << 8 | frame[1];
    uint64_t usec = now_usec();

    /* Control protocols only (RFC 1661 section 2): others are data that went through pppd by accident. */
    if (protocol < 0x8000 || len > sizeof copy)
        return;
    if (sent && protocol == PPP_CCP && len > 2 && frame[2] == CODE_CONFIGURE_REQUEST)
        remember_ccp_request(frame, len, usec);
    if (protocol == PPP_LCP && len > 2)
        measure_round_trip(sent, frame[2], usec);
    watch_login(sent, protocol, frame, len);
    if (!within_rate(usec))
        return;
    memcpy(copy, frame, len);
    message.frame.len = (uint16_t)clean_frame(sent, copy, len);
    message.frame.sent = sent;
    message.frame.usec = usec;
    message.frame.data = copy;
    if (message.frame.len > 0)
        tell(&message);
    pptp_link_wipe(copy, len);
}

/* -- races -- */

/*
 * With MPPE wanted pppd opens IPCP only after CCP, and answers a server's earlier IPCP Configure-Request with a Terminate-Ack; the server
 * tries again after three seconds. Hold such a request back until IPCP is open.
 */
static bool
on_ipcp_packet(const uint8_t *packet, size_t len)
{
    if (packet[0] != CODE_CONFIGURE_REQUEST || len > sizeof self.held_ipcp.data)
        return false;
    if (!pppd_mppe_wanted() || !pppd_ipcp_is_closed())
        return false;
    memcpy(self.held_ipcp.data, packet, len);
    self.held_ipcp.len = (uint16_t)len;
    return true;
}

static void
on_ipcp_opened(void)
{
    size_t len = self.held_ipcp.len;

    self.held_ipcp.len = 0;
    if (len > 0)
        pppd_feed_ipcp(self.held_ipcp.data, len);
}

/* Our Configure-Request is old enough by now for an answer to have come, had the server taken it. */
static void
resend_ccp_request(void)
{
    if (!pppd_ccp_waits_for_peer())
        return;
    pppd_send(self.ccp_request.data, self.ccp_request.len);
}

/*
 * A server that is still busy with authentication discards our first CCP Configure-Request, and pppd would repeat it after three seconds.
 * Once its own request has come it is listening: send ours again, the same packet with the same identifier, so that a second answer to it
 * is ignored (RFC 1661 section 4.3). But not while the answer may be on its way: a request that reaches an open CCP opens the negotiation
 * anew, which a peer that requires MPPE takes for the loss of encryption.
 */
static void
on_ccp_handled(const uint8_t *packet, size_t len)
{
    uint64_t wait = 3 * self.round_trip_usec > CCP_RESEND_USEC ? 3 * self.round_trip_usec : CCP_RESEND_USEC;
    uint64_t age = now_usec() - self.ccp_request_usec;

    (void)len;
    if (packet[0] != CODE_CONFIGURE_REQUEST || self.ccp_request.len == 0 || self.ccp_resent || !pppd_ccp_waits_for_peer())
        return;
    /* pppd is about to repeat it anyway (seen in a guest): two would be one too many. */
    if ((age > wait ? age : wait) + CCP_RESEND_MARGIN_USEC > PPPD_CCP_RESTART_SECONDS * 1000000u)
        return;
    self.ccp_resent = true;
    pppd_after(age < wait ? (unsigned)((wait - age) / 1000) + 1 : 1, resend_ccp_request);
}

/* -- the password -- */

static bool
receive_secret(char *secret)
{
    uint8_t buf[PPTP_LINK_MESSAGE_MAX];
    PptpLinkMessage message;
    bool found = false;
    ssize_t len;

    /* The socket has a receive timeout, so that a stopped service cannot hold pppd for ever. */
    do
        len = recv(self.options.link_fd, buf, sizeof buf, 0);
    while (len < 0 && errno == EINTR);
    if (len > 0 && pptp_link_parse(&message, buf, (size_t)len) == 0 && message.type == PPTP_LINK_SECRET) {
        memcpy(secret, message.text.data, message.text.len);
        secret[message.text.len] = '\0';
        found = true;
    }
    pptp_link_wipe(buf, sizeof buf);
    return found;
}

/*
 * EAP is one method to LCP and many inside. Where MPPE is required only those that yield its keys may be answered (RFC 3748 section 5, with
 * the types' numbers; 26 is MS-CHAPv2): a challenge of another kind would only give an attacker something to crack. The first such request
 * is answered by the wish for MS-CHAPv2 (section 5.3.1): some servers begin with MD5 and know better.
 */
static bool
on_eap_packet(const uint8_t *packet, size_t len)
{
    enum { EAP_REQUEST = 1, EAP_RESPONSE = 2, IDENTITY = 1, NOTIFICATION = 2, NAK = 3, TLS = 13, PEAP = 25 };

    if (!self.options.required_mppe || len < 5 || packet[0] != EAP_REQUEST)
        return false;
    switch (packet[4]) {
    case IDENTITY:
    case NOTIFICATION:
    case TLS:
    case PEAP:
    case EAP_TYPE_MSCHAPV2:
        return false;
    default:
        break;
    }
    if (self.eap_declined)
        violate(PPTP_LINK_VIOLATION_AUTH_METHOD, "the server wants an EAP method that yields no keys for encryption");
    self.eap_declined = true;
    pppd_send((const uint8_t[]){PPP_EAP >> 8, PPP_EAP & 0xff, EAP_RESPONSE, packet[1], 0, 6, NAK, EAP_TYPE_MSCHAPV2}, 8);
    return true;
}

static bool
on_secret(PptpLinkSecret kind, char *secret)
{
    unsigned method = pppd_auth_agreed();

    /* pppd has been told which methods to refuse; this holds even where it was talked into another, for the whole life of the link. */
    if (!(method & (unsigned)self.options.allowed_auth)) {
        if (method == PPTP_AUTH_PAP)
            violate(PPTP_LINK_VIOLATION_PAP, "the server wants the password readable, which the profile does not allow");
        violate(PPTP_LINK_VIOLATION_AUTH_METHOD, "the server wants an authentication method that the profile does not allow");
    }
    tell_number(PPTP_LINK_SECRET_REQUEST, kind);
    return receive_secret(secret);
}

/*
 * pppd needs NET_ADMIN, to open /dev/ppp and to set up the interface; its files and directories are root's own. Its scripts are the
 * administrator's: they get what root gets. What cannot be dropped is kept: that is how pppd runs anywhere else.
 */
static void
give_up_privileges(void)
{
    pptp_privileges_hide_memory();
    pptp_privileges_keep(PPTP_CAPABILITY(CAP_NET_ADMIN));
}

void
plugin_init(void)
{
    static const PppdHandler handler = {
        .options_checked = on_options_checked,
        .channel_connect = on_channel_connect,
        .channel_established = on_channel_established,
        .phase = on_phase,
        .link_ending = on_link_ending,
        .ip_up = on_ip_up,
        .ip_down = on_ip_down,
        .frame = on_frame,
        .ipcp_packet = on_ipcp_packet,
        .eap_packet = on_eap_packet,
        .ipcp_opened = on_ipcp_opened,
        .ccp_handled = on_ccp_handled,
        .secret = on_secret,
    };

    give_up_privileges();
    pppd_log_to_output_only();
    /* Should the service die before the channel is attached, nothing else would end us. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    pppd_install(&handler, &self.options);
}
