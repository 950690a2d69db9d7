/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pppd-plugin/pppd-compat.h"

#include <limits.h>
#include <signal.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "pppd-plugin/pppd-config.h"

/* pppd's headers shadow and redefine freely; what they do is not ours to mend. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#if PPTP_PPPD_NEW
#include <pppd/pppd.h>
#include <pppd/options.h>
#include <pppd/chap.h>
#else
/* 2.4.9 lays its structures out by these, and has a bool of its own, of the same size. */
#define INET6 1
#define MPPE 1
#define CHAPMS 1
#undef bool
#include <pppd/pppd.h>
#include <pppd/patchlevel.h>
#include <pppd/chap-new.h>
#undef MAXPATHLEN
#endif
#include <pppd/fsm.h>
#include <pppd/lcp.h>
#include <pppd/ccp.h>
#include <pppd/ipcp.h>
#include <pppd/upap.h>
#include <pppd/mppe.h>
#pragma GCC diagnostic pop

_Static_assert(sizeof(bool) == sizeof(_Bool), "pppd's structures hold bytes for truth values");
_Static_assert(MAXSECRETLEN > PPTP_LINK_SECRET_MAX, "pppd's buffers hold our longest secret");

#if PPTP_PPPD_NEW
#define BUILD_VERSION PPPD_VERSION
/* Exported by pppd for its own parts, in no installed header. */
void output(int unit, unsigned char *packet, int len);
extern char passwd[];
#else
#define BUILD_VERSION VERSION
#define ppp_generic_establish generic_establish_ppp
#define ppp_generic_disestablish generic_disestablish_ppp
#define ppp_add_options add_options
#define ppp_timeout timeout
#define ppp_ifname() ((const char *)ifname)
#define ppp_ifunit() (ifunit)
#define ppp_get_mtu netif_get_mtu
#define ppp_status() (status)
#endif

/* pppd looks this symbol up and compares it with its own version before it calls plugin_init(). */
extern PPPD_EXPORT const char pppd_version[];
const char pppd_version[] = BUILD_VERSION;

/* eap.h lays structures out by build options that are not ours to know; this is all that is needed of it. */
extern struct protent eap_protent;

static struct {
    const PppdHandler *handler;
    PppdOptions *options;
    void (*ipcp_input)(int unit, unsigned char *packet, int len);
    void (*ipcp_open)(int unit);
    void (*ccp_input)(int unit, unsigned char *packet, int len);
    void (*eap_input)(int unit, unsigned char *packet, int len);
} self;

const char *
pppd_build_version(void)
{
    return pppd_version;
}

/* -- channel -- */

static void
channel_check_options(void)
{
    /* The channel carries whole frames: these only cost bytes or bring trouble, whatever /etc/ppp/options says. */
    lcp_wantoptions[0].neg_asyncmap = 0;
    lcp_wantoptions[0].neg_pcompression = 0;
    lcp_wantoptions[0].neg_accompression = 0;
    lcp_allowoptions[0].neg_asyncmap = 1;

    /* Words for which pppd has no opposite, should they stand in /etc/ppp/options: a password, waiting for the server, no IP or CCP. */
    passwd[0] = '\0';
    lcp_wantoptions[0].silent = 0;
    lcp_wantoptions[0].passive = 0;
    ipcp_protent.enabled_flag = 1;
    /* CCP as patient as LCP (see args.c), which no option says: its own 30 s are too long to wait for a reason. */
    ccp_fsm[0].timeouttime = PPPD_CCP_RESTART_SECONDS;
    ccp_fsm[0].maxconfreqtransmits = 5;
    if (self.options->required_mppe)
        ccp_protent.enabled_flag = 1;
    else
        ccp_allowoptions[0].mppe = 0;
    self.handler->options_checked();
}

static int
channel_connect(void)
{
    return self.handler->channel_connect();
}

static int
channel_establish(int fd)
{
    int ppp_fd = ppp_generic_establish(fd);

    if (ppp_fd >= 0)
        self.handler->channel_established();
    return ppp_fd;
}

static void
channel_disestablish(int fd)
{
    ppp_generic_disestablish(fd);
}

/* pppd calls these without looking whether they are there; a kernel channel has nothing to set, undo or close. */
static void
channel_config(int mtu, uint32_t accm, int pcomp, int accomp)
{
    (void)mtu;
    (void)accm;
    (void)pcomp;
    (void)accomp;
}

static void
channel_nothing(void)
{
}

static option_t *
channel_options(void)
{
    static char link_name[] = "nm-pptp-link", allow_name[] = "nm-pptp-allow", mppe_name[] = "nm-pptp-mppe",
                text[] = "set by nm-pptp-service";
    /* Privileged: a line in some user's options file cannot hand us descriptors. */
    static option_t options[] = {
        {.name = link_name, .type = o_int, .description = text, .flags = OPT_PRIV | OPT_LLIMIT, .lower_limit = 3},
        {.name = allow_name, .type = o_int, .description = text, .flags = OPT_PRIV | OPT_LLIMIT, .lower_limit = 0},
        {.name = mppe_name, .type = o_int, .description = text, .flags = OPT_PRIV | OPT_LLIMIT, .lower_limit = 0},
        {.name = NULL},
    };

    options[0].addr = &self.options->link_fd;
    options[1].addr = &self.options->allowed_auth;
    options[2].addr = &self.options->required_mppe;
    return options;
}

/* -- hooks -- */

static void
snoop(_Bool sent, const unsigned char *packet, int len)
{
    /* pppd shows frames with address and control in front. */
    if (len > 4)
        self.handler->frame(sent, packet + 2, (size_t)len - 2);
}

static void
snoop_received(unsigned char *packet, int len)
{
    snoop(0, packet, len);
}

static void
snoop_sent(unsigned char *packet, int len)
{
    snoop(1, packet, len);
}

static void
on_ipcp_input(int unit, unsigned char *packet, int len)
{
    if (len <= 0 || !self.handler->ipcp_packet(packet, (size_t)len))
        self.ipcp_input(unit, packet, len);
}

static void
on_ipcp_open(int unit)
{
    self.ipcp_open(unit);
    self.handler->ipcp_opened();
}

static void
on_ccp_input(int unit, unsigned char *packet, int len)
{
    self.ccp_input(unit, packet, len);
    if (len > 0)
        self.handler->ccp_handled(packet, (size_t)len);
}

static void
on_eap_input(int unit, unsigned char *packet, int len)
{
    if (len <= 0 || !self.handler->eap_packet(packet, (size_t)len))
        self.eap_input(unit, packet, len);
}

/* "Yes, there is a secret", where pppd wonders whether to agree to a method at all. */
static int
chap_check(void)
{
    return (self.options->allowed_auth & (PPTP_AUTH_CHAP_MD5 | PPTP_AUTH_MSCHAP | PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP)) != 0;
}

static int
chap_password(char *login, char *password)
{
    (void)login;
    if (!self.handler->secret(PPTP_LINK_SECRET_CHAP, password))
        pppd_abort("there is no password to be had");
    return 1;
}

/* We never ask the server who it is by PAP. */
static int
pap_check(void)
{
    return 0;
}

/*
 * Called with NULL at every start of LCP, to learn whether PAP may be agreed to, and with a buffer to authenticate. Anything below 0 would
 * make pppd look into pap-secrets.
 */
static int
pap_password(char *login, char *password)
{
    (void)login;
    if (!(self.options->allowed_auth & PPTP_AUTH_PAP))
        return 0;
    if (password && !self.handler->secret(PPTP_LINK_SECRET_PAP, password))
        pppd_abort("there is no password to be had");
    return 1;
}

/* -- notifiers -- */

static void
on_phase(void *context, int phase_now)
{
    PptpLinkPhase phase_seen = PPTP_LINK_PHASE_OTHER;

    (void)context;
    switch (phase_now) {
    case PHASE_ESTABLISH:
        phase_seen = PPTP_LINK_PHASE_ESTABLISH;
        break;
    case PHASE_AUTHENTICATE:
        phase_seen = PPTP_LINK_PHASE_AUTHENTICATE;
        break;
    case PHASE_NETWORK:
        phase_seen = PPTP_LINK_PHASE_NETWORK;
        break;
    case PHASE_RUNNING:
        phase_seen = PPTP_LINK_PHASE_RUNNING;
        break;
    case PHASE_TERMINATE:
        phase_seen = PPTP_LINK_PHASE_TERMINATE;
        break;
    case PHASE_DISCONNECT:
        phase_seen = PPTP_LINK_PHASE_DISCONNECT;
        /* The main loop reads once more after this and overwrites the status with "hangup". */
        self.handler->link_ending((int)ppp_status());
        break;
    case PHASE_DEAD:
        phase_seen = PPTP_LINK_PHASE_DEAD;
        break;
    default:
        break;
    }
    self.handler->phase(phase_seen);
}

static void
on_ip_up(void *context, int unused)
{
    (void)context;
    (void)unused;
    self.handler->ip_up();
}

static void
on_ip_down(void *context, int unused)
{
    (void)context;
    (void)unused;
    self.handler->ip_down();
}

/* -- state -- */

unsigned
pppd_auth_agreed(void)
{
    const lcp_options *his = &lcp_hisoptions[0];

    if (his->neg_eap)
        return PPTP_AUTH_EAP;
    if (his->neg_chap && (his->chap_mdtype & MDTYPE_MICROSOFT_V2))
        return PPTP_AUTH_MSCHAPV2;
    if (his->neg_chap && (his->chap_mdtype & MDTYPE_MICROSOFT))
        return PPTP_AUTH_MSCHAP;
    if (his->neg_chap)
        return PPTP_AUTH_CHAP_MD5;
    return his->neg_upap ? PPTP_AUTH_PAP : 0;
}

static uint8_t
mppe_bits(unsigned options)
{
    return (uint8_t)((options & MPPE_OPT_40 ? PPTP_LINK_MPPE_40 : 0) | (options & MPPE_OPT_56 ? PPTP_LINK_MPPE_56 : 0) |
                     (options & MPPE_OPT_128 ? PPTP_LINK_MPPE_128 : 0) | (options & MPPE_OPT_STATEFUL ? PPTP_LINK_MPPE_STATEFUL : 0));
}

void
pppd_mppe_agreed(uint8_t *in, uint8_t *out)
{
    bool open = ccp_fsm[0].state == OPENED;

    *in = open ? mppe_bits(ccp_gotoptions[0].mppe) : 0;
    *out = open ? mppe_bits(ccp_hisoptions[0].mppe) : 0;
}

_Bool
pppd_mppe_wanted(void)
{
    return ccp_gotoptions[0].mppe != 0;
}

_Bool
pppd_ccp_waits_for_peer(void)
{
    /* ACKSENT: the peer's request is settled and ours is not; seen_ack tells whether ours was answered at all. */
    return (ccp_fsm[0].state == REQSENT || ccp_fsm[0].state == ACKSENT) && !ccp_fsm[0].seen_ack;
}

_Bool
pppd_ipcp_is_closed(void)
{
    return ipcp_fsm[0].state == INITIAL || ipcp_fsm[0].state == STARTING || ipcp_fsm[0].state == CLOSED;
}

void
pppd_get_ip(PptpLinkIp *ip)
{
    const ipcp_options *got = &ipcp_gotoptions[0], *his = &ipcp_hisoptions[0];
    int mtu = ppp_get_mtu(ppp_ifunit());

    memset(ip, 0, sizeof *ip);
    strncpy(ip->ifname, ppp_ifname(), sizeof ip->ifname - 1);
    ip->local = got->ouraddr;
    ip->peer = his->hisaddr;
    for (int i = 0; i < 2; i++) {
        ip->dns[i] = got->dnsaddr[i];
        ip->wins[i] = got->winsaddr[i];
    }
    ip->mtu = (uint16_t)(mtu > 0 && mtu <= UINT16_MAX ? mtu : 0);
    pppd_mppe_agreed(&ip->mppe_in, &ip->mppe_out);
}

void
pppd_feed_lcp(const uint8_t *packet, size_t len)
{
    uint8_t copy[PPTP_LINK_FRAME_MAX];

    if (len == 0 || len > sizeof copy)
        return;
    memcpy(copy, packet, len);
    lcp_protent.input(0, copy, (int)len);
}

void
pppd_feed_ipcp(const uint8_t *packet, size_t len)
{
    uint8_t copy[PPTP_LINK_FRAME_MAX];

    if (len == 0 || len > sizeof copy)
        return;
    memcpy(copy, packet, len);
    self.ipcp_input(0, copy, (int)len);
}

void
pppd_send(const uint8_t *frame, size_t len)
{
    uint8_t packet[2 + PPTP_LINK_FRAME_MAX] = {0xff, 0x03};

    if (len > PPTP_LINK_FRAME_MAX)
        return;
    memcpy(packet + 2, frame, len);
    output(0, packet, (int)len + 2);
}

_Bool
pppd_is_told_to_end(void)
{
#if PPTP_PPPD_NEW
    return ppp_signaled(SIGTERM);
#else
    return got_sigterm != 0;
#endif
}

static void
call_later(void *func)
{
    union {
        void *pointer;
        void (*func)(void);
    } cast = {.pointer = func};

    cast.func();
}

void
pppd_after(unsigned msec, void (*func)(void))
{
    union {
        void (*func)(void);
        void *pointer;
    } cast = {.func = func};

    ppp_timeout(call_later, cast.pointer, (int)(msec / 1000), (int)(msec % 1000) * 1000);
}

void
pppd_log_to_output_only(void)
{
    /* A mask of 0 would mean "leave it as it is". */
    setlogmask(LOG_MASK(LOG_EMERG));
}

void
pppd_abort(const char *why)
{
    static char format[] = "nm-pptp: %s"; /* 2.4.9 takes a char * */

    fatal(format, why);
    _exit(EXIT_FATAL_ERROR); /* fatal() does not return, but is not declared so */
}

void
pppd_install(const PppdHandler *handler, PppdOptions *options)
{
    static struct channel channel = {
        .check_options = channel_check_options,
        .connect = channel_connect,
        .disconnect = channel_nothing,
        .establish_ppp = channel_establish,
        .disestablish_ppp = channel_disestablish,
        .send_config = channel_config,
        .recv_config = channel_config,
        .cleanup = channel_nothing,
        .close = channel_nothing,
    };
    static char device[] = "pptp";

    self.handler = handler;
    self.options = options;
    channel.options = channel_options();
    the_channel = &channel;
    ppp_add_options(channel.options);

    self.ipcp_input = ipcp_protent.input;
    self.ipcp_open = ipcp_protent.open;
    self.ccp_input = ccp_protent.input;
    self.eap_input = eap_protent.input;
    ipcp_protent.input = on_ipcp_input;
    ipcp_protent.open = on_ipcp_open;
    ccp_protent.input = on_ccp_input;
    eap_protent.input = on_eap_input;

    snoop_recv_hook = snoop_received;
    snoop_send_hook = snoop_sent;
    chap_check_hook = chap_check;
    chap_passwd_hook = chap_password;
    pap_check_hook = pap_check;
    pap_passwd_hook = pap_password;

#if PPTP_PPPD_NEW
    ppp_set_modem(false);
    ppp_set_devnam(device);
    ppp_set_pppdevnam(device);
    ppp_add_notify(NF_PHASE_CHANGE, on_phase, NULL);
    ppp_add_notify(NF_IP_UP, on_ip_up, NULL);
    ppp_add_notify(NF_IP_DOWN, on_ip_down, NULL);
#else
    modem = 0;
    strlcpy(devnam, device, sizeof devnam);
    strlcpy(ppp_devnam, device, sizeof ppp_devnam);
    add_notifier(&phasechange, on_phase, NULL);
    add_notifier(&ip_up_notifier, on_ip_up, NULL);
    add_notifier(&ip_down_notifier, on_ip_down, NULL);
#endif
}
