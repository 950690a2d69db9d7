/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/tunnel.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "channel/kernel.h"
#include "channel/uplink.h"
#include "common/names.h"
#include "control/control.h"
#include "ppp/args.h"
#include "ppp/pppd.h"
#include "pppd-plugin/pppd-config.h"
#include "service/guarding.h"
#include "service/interface.h"
#include "service/listening.h"
#include "service/outside.h"

/*
 * Goodbye in steps: pppd has so long to say its own, then loses the channel, then is killed; the control connection's comes when pppd has
 * ended, or with the loss of the channel. All of it fits into the 3 s after which nothing is left, also where nobody answers.
 */
#define PPPD_TERMINATE_MS 500
#define PPPD_HANGUP_MS 700
/* After the server's LCP Terminate-Request: time for the answer to leave; pppd itself would stay for a whole restart interval. */
#define TERMINATE_ACK_MS 150
/* A server that says nothing for so long, before IPCP is up, is not waited for any longer; LCP's own patience is shorter. */
#define STALLED_MS 10000
/* An answer to a probe may take a path with delay and a lost packet or two. */
#define PROBE_MS 4000

struct _PptpTunnel {
    PptpTunnelConfig config;
    PptpTunnelCallbacks callbacks;
    gpointer user_data;
    PptpFacts facts;
    PptpControl *control; /* NULL once closed, as are the next two */
    PptpChannel *channel;
    PptpPppd *pppd;
    PptpInterface *interface; /* since IPCP is up, until it begins to end */
    PptpGuarding *guarding;
    PptpListening *listening;
    guint goodbye_timer, stall_timer;
    guint ended_idle;
    int path_fd;           /* pptp_uplink_ask_path(), until pppd is told the path's MTU */
    gboolean has_channel;  /* pppd has been given it */
    gboolean kept_outside; /* service/outside.h */
    gboolean told_waiting; /* that the login is not answered yet */
    gboolean ending;
    gboolean mute; /* nothing leaves this machine any more, so that no goodbye is worth a wait */
};

static void begin_end(PptpTunnel *tunnel, PptpEnd why);
static void say_goodbye(PptpTunnel *tunnel);
static gboolean on_pppd_overdue(gpointer user_data);

static void
clear_source(guint *source)
{
    if (*source)
        g_source_remove(*source);
    *source = 0;
}

static void
fail_channel(PptpTunnel *tunnel, int number)
{
    if (tunnel->config.user_space)
        g_snprintf(tunnel->facts.error_message, sizeof tunnel->facts.error_message, "it cannot be set up (%s)", g_strerror(number));
    else
        tunnel->facts.channel_errno = number;
    begin_end(tunnel, PPTP_END_CHANNEL);
}

/* What guards it goes first. */
static void
drop_channel(PptpTunnel *tunnel)
{
    g_clear_pointer(&tunnel->guarding, pptp_guarding_free);
    g_clear_pointer(&tunnel->channel, pptp_channel_free);
}

/* -- PPP -- */

static void
on_encryption_lost(gpointer user_data)
{
    begin_end(user_data, PPTP_END_VIOLATION);
}

/* From the moment encryption is agreed on, which is before the kernel lets any data through (IPCP comes after). */
static void
guard_encryption(PptpTunnel *tunnel)
{
    if (tunnel->guarding || !tunnel->channel || tunnel->ending)
        return;
    tunnel->guarding = pptp_guarding_new(tunnel->channel, &tunnel->facts, on_encryption_lost, tunnel);
    if (!tunnel->guarding)
        fail_channel(tunnel, errno);
}

static gboolean
on_stalled(gpointer user_data)
{
    PptpTunnel *tunnel = user_data;

    /* A person may be asked, on a telephone say: who set a limit is not cut short. */
    if (tunnel->config.settings->timeout > 0 && pptp_trace_awaits_login(&tunnel->facts)) {
        pptp_journal_log(tunnel->config.journal, tunnel->told_waiting ? PPTP_LOG_DEBUG : PPTP_LOG_NOTICE,
                         "%s has not answered the login yet: waiting as long as vpn.timeout lets us.", tunnel->facts.address);
        tunnel->told_waiting = TRUE;
        return G_SOURCE_CONTINUE;
    }
    tunnel->stall_timer = 0;
    begin_end(tunnel, PPTP_END_DEADLINE);
    return G_SOURCE_REMOVE;
}

/* pppd has no time limit for a login that the server does not go on with, and has been seen to hang after its own. */
static void
watch_for_stall(PptpTunnel *tunnel)
{
    clear_source(&tunnel->stall_timer);
    if (!tunnel->ending && !tunnel->facts.was_up)
        tunnel->stall_timer = g_timeout_add(STALLED_MS, on_stalled, tunnel);
}

static void
take_frame(PptpTunnel *tunnel, const PptpLinkFrame *frame)
{
    PptpFacts *facts = &tunnel->facts;

    if (pptp_trace_frame(facts, frame))
        watch_for_stall(tunnel);
    if (tunnel->listening)
        pptp_listening_take(tunnel->listening, frame);
    if (facts->ccp.opened && facts->attempt.mppe != 0)
        guard_encryption(tunnel);
    if (tunnel->ending)
        return;
    /* pppd says goodbye by itself, as where somebody told it to end: for an answer that does not come it would stay for 6 s. */
    if (frame->sent && !tunnel->goodbye_timer && facts->lcp.ended_by == PPTP_SIDE_US)
        tunnel->goodbye_timer = g_timeout_add(PPPD_TERMINATE_MS, on_pppd_overdue, tunnel);
    if (frame->sent)
        return;
    if (!facts->was_up && pptp_trace_is_endless(facts)) {
        begin_end(tunnel, PPTP_END_DEADLINE);
        return;
    }
    /* From here on pppd sees all that comes. */
    if (tunnel->channel && facts->attempt.mppe != 0)
        pptp_channel_narrow_raw(tunnel->channel);
    else if (tunnel->channel)
        pptp_channel_close_raw(tunnel->channel);
    /* The peer names its address long before IPCP is up and pppd makes a route of it. */
    if (!tunnel->kept_outside && tunnel->channel && tunnel->control &&
        memcmp(&facts->peer_address, g_inet_address_to_bytes(tunnel->config.server), sizeof facts->peer_address) == 0) {
        tunnel->kept_outside = TRUE;
        pptp_outside_keep(tunnel->control, tunnel->channel, tunnel->config.server, tunnel->config.journal);
    }
    /* Seen in the wild: a server that lost the keys rejects all data, while LCP's echoes go on as if nothing were wrong. */
    if (facts->was_up && facts->data_refused)
        begin_end(tunnel, PPTP_END_PPPD);
    else if (!tunnel->goodbye_timer && facts->lcp.ended_by == PPTP_SIDE_PEER)
        tunnel->goodbye_timer = g_timeout_add(TERMINATE_ACK_MS, on_pppd_overdue, tunnel);
}

static void
on_noise(gpointer user_data)
{
    begin_end(user_data, PPTP_END_PPPD);
}

static void
listen_for_noise(PptpTunnel *tunnel, const char *ifname)
{
    g_clear_pointer(&tunnel->listening, pptp_listening_free);
    if (tunnel->facts.attempt.mppe == 0 || !tunnel->facts.ccp.opened)
        return;
    tunnel->listening = pptp_listening_new(ifname, &tunnel->facts, on_noise, tunnel);
    if (!tunnel->listening)
        pptp_journal_log(tunnel->config.journal, PPTP_LOG_DEBUG, "%s cannot be looked at (%s): wrong keys would not be noticed", ifname,
                         g_strerror(errno));
}

static void
on_interface_gone(gpointer user_data)
{
    begin_end(user_data, PPTP_END_DEVICE_GONE);
}

static void
take_ip_up(PptpTunnel *tunnel, const PptpLinkIp *ip)
{
    if (tunnel->ending)
        return;
    tunnel->facts.ip = *ip;
    if (!ip->local) {
        begin_end(tunnel, PPTP_END_NO_ADDRESS);
        return;
    }
    if (tunnel->facts.attempt.mppe != 0)
        guard_encryption(tunnel);
    if (tunnel->ending)
        return;
    tunnel->facts.was_up = TRUE;
    clear_source(&tunnel->stall_timer);
    g_clear_pointer(&tunnel->interface, pptp_interface_free);
    tunnel->interface = pptp_interface_new(ip->ifname, tunnel->config.journal, on_interface_gone, tunnel);
    listen_for_noise(tunnel, ip->ifname);
    if (tunnel->channel)
        pptp_channel_prompt(tunnel->channel, ip->ifname);
    tunnel->callbacks.up(tunnel, tunnel->user_data);
}

static void
on_pppd_message(PptpPppd *pppd, const PptpLinkMessage *message, gpointer user_data)
{
    PptpTunnel *tunnel = user_data;

    switch (message->type) {
    case PPTP_LINK_HELLO:
        tunnel->facts.pppd_loaded_plugin = TRUE;
        break;
    case PPTP_LINK_FRAME:
        take_frame(tunnel, &message->frame);
        break;
    case PPTP_LINK_SECRET_REQUEST:
        pptp_journal_log(tunnel->config.journal, PPTP_LOG_DEBUG, "pppd asks for the password");
        pptp_pppd_answer_secret(pppd, tunnel->config.password);
        break;
    case PPTP_LINK_IP_UP:
        take_ip_up(tunnel, &message->ip);
        break;
    case PPTP_LINK_STATUS:
        tunnel->facts.pppd_latched = (int)message->number;
        /*
         * pppd itself may stay for seconds yet, waiting for its scripts. It takes the interface away after this message: where that is gone
         * already, somebody else deleted it, and what pppd says of it ("MPPE disabled") is what came of that.
         */
        if (tunnel->interface)
            begin_end(tunnel, pptp_interface_is_gone(tunnel->interface) ? PPTP_END_DEVICE_GONE : PPTP_END_PPPD);
        break;
    case PPTP_LINK_VIOLATION:
        tunnel->facts.violation = (PptpLinkViolation)message->number;
        begin_end(tunnel, PPTP_END_VIOLATION);
        break;
    case PPTP_LINK_PHASE:
        pptp_journal_log(tunnel->config.journal, PPTP_LOG_DEBUG, "pppd is in phase %u", message->number);
        break;
    case PPTP_LINK_IP_DOWN:
    case PPTP_LINK_EARLY_FRAME:
    case PPTP_LINK_SECRET:
    case PPTP_LINK_NO_SECRET:
    case PPTP_LINK_CHANNEL:
        break;
    }
}

static void
on_pppd_line(PptpPppd *pppd, const char *line, gpointer user_data)
{
    PptpTunnel *tunnel = user_data;

    /* Until our plugin is loaded pppd writes to syslog itself; where it ends before that, its last line is the reason. */
    if (tunnel->facts.pppd_loaded_plugin)
        pptp_journal_pppd(tunnel->config.journal, line);
    else if (!g_str_has_prefix(line, "Plugin "))
        g_strlcpy(tunnel->facts.pppd_error, line, sizeof tunnel->facts.pppd_error);
}

static void
on_pppd_exited(PptpPppd *pppd, int code, int signal_number, gboolean protocol_error, gpointer user_data)
{
    PptpTunnel *tunnel = user_data;

    tunnel->facts.pppd_exit = code;
    tunnel->facts.pppd_signal = signal_number;
    if (protocol_error)
        pptp_journal_log(tunnel->config.journal, PPTP_LOG_WARNING, "pppd was ended: it sent what its plugin never sends.");
    pptp_journal_log(tunnel->config.journal, PPTP_LOG_DEBUG, "pppd is gone: exit status %d, signal %d, status at the end of the link %d",
                     code, signal_number, tunnel->facts.pppd_latched);
    if (tunnel->channel)
        pptp_channel_read_raw(tunnel->channel, NULL, NULL);
    begin_end(tunnel, PPTP_END_PPPD);
    say_goodbye(tunnel);
}

static void
on_early_frame(const guint8 *frame, gsize len, gpointer user_data)
{
    PptpTunnel *tunnel = user_data;

    pptp_pppd_queue_early_frame(tunnel->pppd, frame, len);
}

/* pppd's own start takes about as long as the control connection: beside it, pppd is ready when the call is. */

static gboolean
spawn_pppd(PptpTunnel *tunnel, GError **error)
{
    static const PptpPppdCallbacks callbacks = {on_pppd_message, on_pppd_line, on_pppd_exited};
    g_autofree char *ipparam = g_strdup_printf(PPTP_IPPARAM_PREFIX "%ld", (long)getpid());
    g_autofree char *program = pptp_pppd_find();
    g_auto(GStrv) argv = NULL;
    PptpArgsContext context = {
        .pppd = program,
        .plugin = PPTP_PPPD_PLUGIN_PATH,
        .link_fd = PPTP_PPPD_LINK_FD,
        .ipparam = ipparam,
        .debug = pptp_journal_is_debug(tunnel->config.journal),
        .new_pppd = PPTP_PPPD_NEW,
        .path_mtu = pptp_uplink_path_mtu(tunnel->config.server),
        .uuid = tunnel->config.uuid,
        .id = tunnel->config.id,
    };

    if (!program) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "pppd is not installed");
        return FALSE;
    }
    tunnel->pppd = pptp_pppd_new(&callbacks, tunnel, error);
    if (!tunnel->pppd)
        return FALSE;
    argv = pptp_args_new(tunnel->config.settings, tunnel->config.attempt, &context);
    if (!argv) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "pppd has no words for what is asked of it");
        return FALSE;
    }
    return pptp_pppd_start(tunnel->pppd, (const char *const *)argv, error);
}

/* -- control connection -- */

static void
note_error(PptpTunnel *tunnel, const GError *error)
{
    if (!error)
        return;
    tunnel->facts.error_domain_control = error->domain == PPTP_CONTROL_ERROR;
    tunnel->facts.error_code = error->code;
    g_strlcpy(tunnel->facts.error_message, error->message, sizeof tunnel->facts.error_message);
    pptp_journal_log(tunnel->config.journal, PPTP_LOG_DEBUG, "%s", error->message);
}

static void
note_local(PptpTunnel *tunnel, GInetAddress *local)
{
    g_autofree char *text = local ? g_inet_address_to_string(local) : NULL;

    g_strlcpy(tunnel->facts.local, text ? text : "", sizeof tunnel->facts.local);
}

static void
on_channel_lost(const char *how, gpointer user_data)
{
    PptpTunnel *tunnel = user_data;

    if (!tunnel->ending)
        g_strlcpy(tunnel->facts.error_message, how, sizeof tunnel->facts.error_message);
    begin_end(tunnel, PPTP_END_CHANNEL);
}

static void
place_call(PptpTunnel *tunnel)
{
    g_autoptr(GInetAddress) local = pptp_control_dup_local_address(tunnel->control);

    note_local(tunnel, local);
    if (tunnel->config.user_space)
        tunnel->channel = pptp_channel_new_user(local, tunnel->config.server, PPTP_GRE_HELPER_PATH, on_channel_lost, tunnel);
    else
        tunnel->channel = pptp_channel_new(local, tunnel->config.server);
    if (!tunnel->channel) {
        fail_channel(tunnel, errno);
        return;
    }
    pptp_control_call(tunnel->control, pptp_channel_get_call_id(tunnel->channel));
}

static void
close_path(PptpTunnel *tunnel)
{
    if (tunnel->path_fd >= 0)
        close(tunnel->path_fd);
    tunnel->path_fd = -1;
}

/* The server has answered, and so has each router before it. */
static void
start_pppd(PptpTunnel *tunnel)
{
    g_autoptr(GError) error = NULL;
    gboolean spawned = spawn_pppd(tunnel, &error);

    close_path(tunnel);
    if (spawned)
        return;
    note_error(tunnel, error);
    begin_end(tunnel, PPTP_END_SPAWN);
}

static void
start_ppp(PptpTunnel *tunnel)
{
    if (!pptp_channel_connect(tunnel->channel, pptp_control_get_facts(tunnel->control)->peer_call_id)) {
        fail_channel(tunnel, errno);
        return;
    }
    pptp_channel_read_raw(tunnel->channel, on_early_frame, tunnel);
    tunnel->has_channel = TRUE;
    pptp_pppd_give_channel(tunnel->pppd, pptp_channel_get_fd(tunnel->channel));
    watch_for_stall(tunnel);
}

static void
on_control_event(PptpControl *control, PptpControlEvent event, const GError *error, gpointer user_data)
{
    PptpTunnel *tunnel = user_data;

    switch (event) {
    case PPTP_CONTROL_EVENT_CONNECTED:
        if (!tunnel->ending)
            start_pppd(tunnel);
        break;
    case PPTP_CONTROL_EVENT_ESTABLISHED:
        if (!tunnel->ending)
            place_call(tunnel);
        break;
    case PPTP_CONTROL_EVENT_CALL_UP:
        if (!tunnel->ending)
            start_ppp(tunnel);
        break;
    case PPTP_CONTROL_EVENT_CLOSED:
        tunnel->facts.control = *pptp_control_get_facts(control);
        if (!tunnel->ending)
            note_error(tunnel, error);
        g_clear_pointer(&tunnel->control, pptp_control_free);
        begin_end(tunnel, PPTP_END_CONTROL);
        say_goodbye(tunnel);
        break;
    }
}

/* -- ending -- */

static gboolean
on_ended(gpointer user_data)
{
    PptpTunnel *tunnel = user_data;

    tunnel->ended_idle = 0;
    tunnel->callbacks.ended(tunnel, tunnel->user_data);
    return G_SOURCE_REMOVE;
}

/* Without its channel pppd ends by itself: it is told as by a modem that hung up. Meanwhile the control connection can end as well. */
static void
hang_up(PptpTunnel *tunnel)
{
    drop_channel(tunnel);
    if (tunnel->ending && tunnel->control && !tunnel->mute)
        pptp_control_close(tunnel->control);
}

static gboolean
on_pppd_overdue(gpointer user_data)
{
    PptpTunnel *tunnel = user_data;

    tunnel->goodbye_timer = 0;
    if (tunnel->channel) {
        hang_up(tunnel);
        tunnel->goodbye_timer = g_timeout_add(PPPD_HANGUP_MS, on_pppd_overdue, tunnel);
    } else if (tunnel->pppd) {
        pptp_pppd_kill(tunnel->pppd);
    }
    return G_SOURCE_REMOVE;
}

/* What is left of ending, when a part of it is done: pppd, the call and the control connection, the channel. */
static void
say_goodbye(PptpTunnel *tunnel)
{
    if (!tunnel->ending || tunnel->ended_idle)
        return;
    if (tunnel->pppd && pptp_pppd_is_running(tunnel->pppd))
        return;
    clear_source(&tunnel->goodbye_timer);
    if (tunnel->control && !tunnel->mute) {
        pptp_control_close(tunnel->control);
        return;
    }
    g_clear_pointer(&tunnel->control, pptp_control_free);
    drop_channel(tunnel);
    g_clear_pointer(&tunnel->pppd, pptp_pppd_free);
    tunnel->ended_idle = g_idle_add(on_ended, tunnel);
}

static void
end_pppd(PptpTunnel *tunnel, PptpEnd why)
{
    gboolean polite =
        !tunnel->mute && (why == PPTP_END_USER || why == PPTP_END_DEADLINE || why == PPTP_END_NO_ADDRESS || why == PPTP_END_PPPD);
    gboolean over = tunnel->facts.pppd_latched != -1; /* pppd has ended the link already */

    if (!tunnel->pppd || !pptp_pppd_is_running(tunnel->pppd))
        return;
    clear_source(&tunnel->goodbye_timer);
    if (!tunnel->has_channel) {
        /* There is no link yet that could be ended politely. */
        pptp_pppd_kill(tunnel->pppd);
        return;
    }
    if (!over)
        pptp_pppd_terminate(tunnel->pppd);
    if (!polite && !over)
        hang_up(tunnel);
    tunnel->goodbye_timer = g_timeout_add(polite ? PPPD_TERMINATE_MS : PPPD_HANGUP_MS, on_pppd_overdue, tunnel);
}

/* Without the address that the tunnel's packets come from, as when its interface was taken away. */
static gboolean
is_mute(PptpTunnel *tunnel)
{
    g_autoptr(GInetAddress) local = g_inet_address_new_from_string(tunnel->facts.local);

    return local && !pptp_uplink_has_address(local);
}

/* The first reason to end is the reason. */
static void
begin_end(PptpTunnel *tunnel, PptpEnd why)
{
    g_autofree char *summary = NULL;

    if (tunnel->ending)
        return;
    tunnel->ending = TRUE;
    tunnel->facts.end = why;
    tunnel->mute = is_mute(tunnel);
    if (tunnel->control)
        tunnel->facts.control = *pptp_control_get_facts(tunnel->control);
    if (tunnel->facts.control.wan_errors > 0)
        pptp_journal_log(tunnel->config.journal, PPTP_LOG_NOTICE,
                         "The server reported transmission errors of the tunnel %u times (WAN-Error-Notify).",
                         tunnel->facts.control.wan_errors);
    if (tunnel->channel) {
        pptp_channel_read_raw(tunnel->channel, NULL, NULL);
        tunnel->facts.gre_packets = pptp_channel_get_gre_packets(tunnel->channel);
        tunnel->facts.gre_others = pptp_channel_get_gre_others(tunnel->channel);
        tunnel->facts.gre_unreachable = pptp_channel_get_unreachable(tunnel->channel);
        summary = pptp_channel_dup_summary(tunnel->channel);
        if (summary)
            pptp_journal_log(tunnel->config.journal, PPTP_LOG_DEBUG, "%s", summary);
    }
    clear_source(&tunnel->stall_timer);
    g_clear_pointer(&tunnel->guarding, pptp_guarding_free);
    g_clear_pointer(&tunnel->listening, pptp_listening_free);
    g_clear_pointer(&tunnel->interface, pptp_interface_free);
    end_pppd(tunnel, why);
    tunnel->callbacks.ending(tunnel, tunnel->user_data);
    say_goodbye(tunnel);
}

/* -- the object -- */

PptpTunnel *
pptp_tunnel_new(const PptpTunnelConfig *config, const PptpTunnelCallbacks *callbacks, gpointer user_data)
{
    PptpTunnel *tunnel = g_new0(PptpTunnel, 1);
    g_autofree char *address = g_inet_address_to_string(config->server);

    tunnel->config = *config;
    tunnel->callbacks = *callbacks;
    tunnel->user_data = user_data;
    tunnel->path_fd = -1;
    pptp_facts_init(&tunnel->facts, config->attempt);
    tunnel->facts.no_kernel_channel = config->no_kernel_channel;
    tunnel->facts.password_not_ascii = config->password && !g_str_is_ascii(config->password);
    g_strlcpy(tunnel->facts.address, address, sizeof tunnel->facts.address);
    return tunnel;
}

void
pptp_tunnel_start(PptpTunnel *tunnel)
{
    g_autoptr(GSocketAddress) remote = g_inet_socket_address_new(tunnel->config.server, PPTP_TCP_PORT);

    tunnel->path_fd = pptp_uplink_ask_path(tunnel->config.server);
    tunnel->control = pptp_control_new(NULL, on_control_event, tunnel);
    pptp_control_open(tunnel->control, remote);
}

void
pptp_tunnel_stop(PptpTunnel *tunnel, PptpEnd why)
{
    begin_end(tunnel, why);
}

void
pptp_tunnel_probe(PptpTunnel *tunnel)
{
    if (!tunnel->ending && tunnel->facts.was_up && tunnel->control)
        pptp_control_probe(tunnel->control, PROBE_MS);
}

const PptpFacts *
pptp_tunnel_get_facts(PptpTunnel *tunnel)
{
    return &tunnel->facts;
}

guint16
pptp_tunnel_get_call_id(PptpTunnel *tunnel)
{
    return tunnel->channel ? pptp_channel_get_call_id(tunnel->channel) : 0;
}

void
pptp_tunnel_free(PptpTunnel *tunnel)
{
    if (!tunnel)
        return;
    clear_source(&tunnel->goodbye_timer);
    clear_source(&tunnel->ended_idle);
    clear_source(&tunnel->stall_timer);
    g_clear_pointer(&tunnel->guarding, pptp_guarding_free);
    g_clear_pointer(&tunnel->listening, pptp_listening_free);
    g_clear_pointer(&tunnel->interface, pptp_interface_free);
    drop_channel(tunnel);
    close_path(tunnel);
    g_clear_pointer(&tunnel->pppd, pptp_pppd_free);
    g_clear_pointer(&tunnel->control, pptp_control_free);
    g_free(tunnel);
}
