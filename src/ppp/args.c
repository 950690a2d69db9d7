/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/args.h"

#include "common/names.h"

/*
 * pppd reads /etc/ppp/options and root's ~/.ppprc before these arguments, and they were mostly written for modems. What they may hold
 * that does harm here is undone by its opposite, and what they must not decide is said. A few words have no opposite (noccp, noip,
 * demand, silent, refuse-...): the last is the administrator's right, the others are for our pppd plugin to correct or to end on.
 */
static const struct {
    const char *option, *value;
    gboolean new_pppd; /* known to pppd 2.5 and later only */
} fixed_options[] = {
    /* Ours to watch, log to the pipe we read whatever a logfile or nolog says, and not to come back by itself. */
    {"nodetach"},
    {"logfd", "1"},
    {"hide-password"},
    {"nopersist"},
    {"idle", "0"},
    {"maxconnect", "0"},

    /* The server need not prove itself to us: this undoes auth, and with it any require-pap, require-chap and so on. */
    {"noauth"},

    /*
     * LCP gives up after 10 s (5 requests, 2 s apart) instead of 30: where GRE is blocked nothing ever answers, and people wait for it. Not
     * 10 requests 1 s apart: where the way there and back takes longer than the pause, a repeated request comes to a peer that has
     * finished already and makes it begin again. IPCP repeats as fast but not less often, since a server may fetch the address from
     * somewhere slow. CCP has no such option: our pppd plugin sees to it.
     */
    {"lcp-restart", "2"},
    {"lcp-max-configure", "5"},
    {"ipcp-restart", "2"},

    /* GRE carries any byte: the map for serial lines would cost a Nak and another round trip. */
    {"default-asyncmap"},

    /* Addresses are the server's to give. Routes are NetworkManager's: without defaultroute, replacedefaultroute does nothing. */
    {"noipdefault"},
    {"ipcp-accept-local"},
    {"ipcp-accept-remote"},
    {"nodefaultroute"},
    {"noproxyarp"},
    {"usepeerdns"},
    {"usepeerwins", NULL, TRUE},

    /* PPTP profiles are IPv4 only, so far. */
    {"noipv6"},
};

static const struct {
    guint auth;
    const char *refuse;
} auth_options[] = {
    {PPTP_AUTH_PAP, "refuse-pap"},       {PPTP_AUTH_CHAP_MD5, "refuse-chap"},
    {PPTP_AUTH_MSCHAP, "refuse-mschap"}, {PPTP_AUTH_MSCHAPV2, "refuse-mschap-v2"},
    {PPTP_AUTH_EAP, "refuse-eap"},
};

static const struct {
    guint mppe;
    const char *require;
} mppe_options[] = {
    {PPTP_MPPE_40, "require-mppe-40"},
    {PPTP_MPPE_128, "require-mppe-128"},
};

static void
add(GPtrArray *args, const char *option)
{
    g_ptr_array_add(args, g_strdup(option));
}

static void
add_value(GPtrArray *args, const char *option, const char *value)
{
    add(args, option);
    add(args, value);
}

static void
add_number(GPtrArray *args, const char *option, guint number)
{
    add(args, option);
    g_ptr_array_add(args, g_strdup_printf("%u", number));
}

/* A variable for pppd's scripts. The text is whatever the user called the connection: no line breaks or other control characters. */
static void
add_environment(GPtrArray *args, const char *name, const char *text)
{
    g_autofree char *valid = NULL;
    GString *setting;

    if (!text)
        return;
    valid = g_utf8_make_valid(text, -1);
    setting = g_string_new(name);
    g_string_append_c(setting, '=');
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        g_string_append_unichar(setting, g_unichar_iscntrl(c) ? ' ' : c);
    }
    add(args, "set");
    g_ptr_array_add(args, g_string_free(setting, FALSE));
}

/* "plugin" has to come first: it defines the options after it, and brings the channel, with which pppd's words for ttys (lock and so on) go
 * away. */
static void
add_plugin(GPtrArray *args, const PptpAttempt *attempt, const PptpArgsContext *context)
{
    guint mppe = attempt->mppe;

    if (mppe && attempt->stateful)
        mppe |= PPTP_MPPE_STATEFUL;
    add_value(args, "plugin", context->plugin);
    add_number(args, "nm-pptp-link", (guint)context->link_fd);
    add_number(args, "nm-pptp-allow", attempt->auth);
    add_number(args, "nm-pptp-mppe", mppe);
}

/*
 * "nomppe" empties what an options file asked for, then each exact word adds its one key length. Never plain "require-mppe": pppd 2.5 takes
 * it for 40-bit alone. Never "nomppe-40" and its like either: they write a bit into what pppd accepts from the peer, which stays there
 * where MPPE is not asked for. With MPPE the compressors are off, since CCP agrees on one thing only.
 */
static void
add_ccp(GPtrArray *args, const PptpSettings *settings, const PptpAttempt *attempt)
{
    add(args, "nomppe");
    for (gsize i = 0; i < G_N_ELEMENTS(mppe_options); i++) {
        if (attempt->mppe & mppe_options[i].mppe)
            add(args, mppe_options[i].require);
    }
    if (attempt->mppe)
        add(args, attempt->stateful ? "mppe-stateful" : "nomppe-stateful");
    if (attempt->mppe || settings->nobsdcomp == PPTP_YES)
        add(args, "nobsdcomp");
    if (attempt->mppe || settings->nodeflate == PPTP_YES)
        add(args, "nodeflate");
}

/*
 * What is around PPP's information field at most: IP 20, GRE with both its numbers 16 (RFC 2637 section 4.1), PPP 4. The 4 bytes of MPPE
 * are in the field, and pppd itself takes them off the interface's MTU.
 */
#define AROUND 40

/* A packet that fits the path in one piece where it can: fragments cost, and some firewalls drop them. IPv4 itself needs 576 (RFC 791). */
static guint
fitting(guint size, guint path_mtu)
{
    return path_mtu == 0 ? size : MIN(size, MAX(path_mtu, 576 + AROUND) - AROUND);
}

/*
 * pppd takes a login that is not answered within a minute (CHAP) or 20 s (EAP) for refused. Where the profile says how long connecting may
 * take, that is for the service to say, which ends before this.
 */
#define CHAP_SECONDS 60
#define EAP_SECONDS 20
#define LOGIN_SECONDS_MAX 3600

static void
add_login_limits(GPtrArray *args, const PptpSettings *settings)
{
    const guint seconds = MIN(settings->timeout, LOGIN_SECONDS_MAX);

    if (seconds > CHAP_SECONDS)
        add_number(args, "chap-timeout", seconds);
    if (seconds > EAP_SECONDS)
        add_number(args, "eap-timeout", seconds);
}

char **
pptp_args_new(const PptpSettings *settings, const PptpAttempt *attempt, const PptpArgsContext *context)
{
    g_autoptr(GPtrArray) args = NULL;
    g_autofree char *login = pptp_settings_dup_login(settings);

    /* A key length that pppd has no word for must not end up as no encryption at all. */
    g_return_val_if_fail(!(attempt->mppe & ~(guint)(PPTP_MPPE_40 | PPTP_MPPE_128)), NULL);
    g_return_val_if_fail(g_path_is_absolute(context->plugin), NULL);
    g_return_val_if_fail(g_str_has_prefix(context->ipparam, PPTP_IPPARAM_PREFIX), NULL);

    args = g_ptr_array_new_with_free_func(g_free);
    add(args, context->pppd);
    add_plugin(args, attempt, context);
    for (gsize i = 0; i < G_N_ELEMENTS(fixed_options); i++) {
        if (fixed_options[i].new_pppd && !context->new_pppd)
            continue;
        add(args, fixed_options[i].option);
        if (fixed_options[i].value)
            add(args, fixed_options[i].value);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(auth_options); i++) {
        if (!(attempt->auth & auth_options[i].auth))
            add(args, auth_options[i].refuse);
    }
    add_ccp(args, settings, attempt);
    /*
     * Most servers refuse it, which costs a round trip; and it makes nothing shorter whose TCP options change (RFC 1144 section 3.2.3), as
     * timestamps (RFC 7323) do in each packet of Linux's.
     */
    if (settings->no_vj_comp != PPTP_NO)
        add(args, "novj");
    add_number(args, "mtu", fitting(settings->mtu, context->path_mtu));
    add_number(args, "mru", fitting(settings->mru, context->path_mtu));
    add_number(args, "lcp-echo-failure", settings->lcp_echo_failure);
    add_number(args, "lcp-echo-interval", settings->lcp_echo_interval);
    add_login_limits(args, settings);
    if (settings->has_unit)
        add_number(args, "unit", settings->unit);
    if (login)
        add_value(args, "user", login);
    add_value(args, "ipparam", context->ipparam);
    add_environment(args, "CONNECTION_UUID", context->uuid);
    add_environment(args, "CONNECTION_ID", context->id);
    if (context->debug)
        add(args, "debug");
    g_ptr_array_add(args, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&args), FALSE);
}
