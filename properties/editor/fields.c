/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fields.h"

#include <glib/gi18n-lib.h>

#include "common/names.h"
#include "common/settings.h"

#define YES "yes"
#define NO "no"

#define STATE(ID, LABEL, ...)                                                                                                              \
    {                                                                                                                                      \
        .id = (ID), .label = (LABEL), .values = { __VA_ARGS__ }                                                                            \
    }
#define STATES_END                                                                                                                         \
    {                                                                                                                                      \
        .id = NULL                                                                                                                         \
    }

/* A "yes" forbids, and only a deviation is written: what other editors do as well. */
static const PptpFieldState allowed_unless_refused[] = {STATE(NO, NULL, YES), STATE(YES, NULL, NULL), STATES_END};

/* Both are written: other editors take an absent key for "allowed", and the service takes it for "not". */
static const PptpFieldState refused_unless_allowed[] = {STATE(NO, NULL, YES), STATE(YES, NULL, NO), STATES_END};

static const PptpFieldState off_or_on[] = {STATE(NO, NULL, NULL), STATE(YES, NULL, YES), STATES_END};

/* By: require-mppe, require-mppe-128, require-mppe-40, refuse-mppe-128, refuse-mppe-40. */
static const PptpFieldState encryption[] = {
    STATE("required", N_("Required, strongest the server has"), YES), STATE("required-128", N_("Required, 128-bit only"), NULL, YES),
    STATE("required-40", N_("Required, 40-bit"), NULL, NULL, YES),    STATE("automatic", N_("Automatic"), NULL),
    STATE("never", N_("Never"), NULL, NULL, NULL, YES, YES),          STATES_END,
};

static const PptpFieldState stateful[] = {
    STATE("fallback", N_("Only if the server insists"), NULL),
    STATE(YES, N_("Allowed"), YES),
    STATE(NO, N_("Never"), NO),
    STATES_END,
};

static const PptpFieldState transport[] = {
    STATE("auto", N_("Automatic"), NULL),
    STATE("kernel", N_("Kernel (fast)"), "kernel"),
    STATE("user", N_("Program (puts packets in order)"), "user"),
    STATES_END,
};

#define TEXT(PAGE, GROUP, LABEL, TOOLTIP, KEY, ...)                                                                                        \
    {                                                                                                                                      \
        .id = (KEY), .page = (PAGE), .kind = PPTP_FIELD_TEXT, .group = (GROUP), .label = (LABEL), .tooltip = (TOOLTIP), .keys = {          \
            (KEY),                                                                                                                         \
            __VA_ARGS__                                                                                                                    \
        }                                                                                                                                  \
    }
#define NUMBER(PAGE, GROUP, LABEL, TOOLTIP, KEY)                                                                                           \
    {                                                                                                                                      \
        .id = (KEY), .page = (PAGE), .kind = PPTP_FIELD_NUMBER, .group = (GROUP), .label = (LABEL), .tooltip = (TOOLTIP), .keys = {(KEY) } \
    }
#define CHECK(PAGE, GROUP, LABEL, TOOLTIP, KEY, STATES, ABSENT)                                                                            \
    {                                                                                                                                      \
        .id = (KEY), .page = (PAGE), .kind = PPTP_FIELD_CHECK, .group = (GROUP), .label = (LABEL), .tooltip = (TOOLTIP), .keys = {(KEY)},  \
        .states = (STATES), .absent = (ABSENT)                                                                                             \
    }
#define CHOICE(PAGE, GROUP, LABEL, TOOLTIP, ID, STATES, ABSENT, ...)                                                                       \
    {                                                                                                                                      \
        .id = (ID), .page = (PAGE), .kind = PPTP_FIELD_CHOICE, .group = (GROUP), .label = (LABEL), .tooltip = (TOOLTIP),                   \
        .keys = {__VA_ARGS__}, .states = (STATES), .absent = (ABSENT)                                                                      \
    }

/* A key that is new goes here: one line. */
static const PptpField fields[] = {
    TEXT(PPTP_PAGE_FIRST, NULL, N_("_Gateway"),
         N_("Host name or IPv4 address of the server; several, with spaces or commas between them, are tried in turn"), PPTP_KEY_GATEWAY,
         NULL),
    TEXT(PPTP_PAGE_FIRST, NULL, N_("_User name"), N_("The name to log in with (pppd: user)"), PPTP_KEY_USER, PPTP_KEY_USER_ALIAS,
         PPTP_PROPERTY_USER_NAME),
    TEXT(PPTP_PAGE_FIRST, NULL, N_("NT _domain"), N_("The Windows domain of the user, where the server wants one"), PPTP_KEY_DOMAIN, NULL),

    CHOICE(
        PPTP_PAGE_SECURITY, N_("Encryption"), N_("_Encryption"),
        N_("“Automatic” encrypts when the server can. Required encryption ends the connection when the server cannot (pppd: require-mppe, "
           "require-mppe-128, require-mppe-40, nomppe)"),
        "encryption", encryption, "automatic", PPTP_KEY_REQUIRE_MPPE, PPTP_KEY_REQUIRE_MPPE_128, PPTP_KEY_REQUIRE_MPPE_40,
        PPTP_KEY_REFUSE_MPPE_128, PPTP_KEY_REFUSE_MPPE_40),
    CHOICE(PPTP_PAGE_SECURITY, NULL, N_("_Stateful encryption"),
           N_("Old servers need it; lost packets disturb it more (pppd: mppe-stateful)"), PPTP_KEY_MPPE_STATEFUL, stateful, "fallback",
           PPTP_KEY_MPPE_STATEFUL),
    CHECK(PPTP_PAGE_SECURITY, N_("Allowed ways to log in"), N_("_MS-CHAPv2"),
          N_("The usual one, and needed for encryption (pppd: refuse-mschap-v2)"), PPTP_KEY_REFUSE_MSCHAPV2, allowed_unless_refused, YES),
    CHECK(PPTP_PAGE_SECURITY, NULL, N_("E_AP"), N_("Extensible Authentication Protocol (pppd: refuse-eap)"), PPTP_KEY_REFUSE_EAP,
          allowed_unless_refused, YES),
    CHECK(PPTP_PAGE_SECURITY, NULL, N_("C_HAP"), N_("Not possible together with encryption (pppd: refuse-chap)"), PPTP_KEY_REFUSE_CHAP,
          allowed_unless_refused, YES),
    CHECK(PPTP_PAGE_SECURITY, NULL, N_("MS-CHAP version _1 (unsafe: it is broken)"),
          N_("Whoever listens can find out the password (pppd: refuse-mschap)"), PPTP_KEY_REFUSE_MSCHAP, refused_unless_allowed, NO),
    CHECK(PPTP_PAGE_SECURITY, NULL, N_("_PAP (unsafe: the password is readable)"),
          N_("Whoever listens can read the password (pppd: refuse-pap)"), PPTP_KEY_REFUSE_PAP, refused_unless_allowed, NO),

    NUMBER(PPTP_PAGE_LINK, N_("Packet size"), N_("Largest packet to _send"), N_("In bytes (pppd: mtu)"), PPTP_KEY_MTU),
    NUMBER(PPTP_PAGE_LINK, NULL, N_("Largest packet to _receive"), N_("In bytes (pppd: mru)"), PPTP_KEY_MRU),
    CHECK(PPTP_PAGE_LINK, N_("Compression"), N_("_BSD compression"), N_("Of data without encryption (pppd: nobsdcomp)"), PPTP_KEY_NOBSDCOMP,
          allowed_unless_refused, YES),
    CHECK(PPTP_PAGE_LINK, NULL, N_("_Deflate compression"), N_("Of data without encryption (pppd: nodeflate)"), PPTP_KEY_NODEFLATE,
          allowed_unless_refused, YES),
    CHECK(PPTP_PAGE_LINK, NULL, N_("_TCP header compression"), N_("Van Jacobson’s (pppd: novj)"), PPTP_KEY_NO_VJ_COMP,
          refused_unless_allowed, NO),
    NUMBER(PPTP_PAGE_LINK, N_("Interface"), N_("_Number of the ppp interface"), N_("5 for ppp5; empty for the first free one (pppd: unit)"),
           PPTP_KEY_UNIT),
    CHOICE(PPTP_PAGE_LINK, NULL, N_("Packets are _handled by"),
           N_("The kernel is faster; a program works without the kernel’s driver and where packets arrive out of order"),
           PPTP_KEY_TRANSPORT, transport, "auto", PPTP_KEY_TRANSPORT),

    NUMBER(PPTP_PAGE_RECONNECT, N_("Noticing a dead connection"), N_("_Seconds between checks"),
           N_("0 for no checks (pppd: lcp-echo-interval)"), PPTP_KEY_LCP_ECHO_INTERVAL),
    NUMBER(PPTP_PAGE_RECONNECT, NULL, N_("_Unanswered checks until it counts as dead"), N_("0 for never (pppd: lcp-echo-failure)"),
           PPTP_KEY_LCP_ECHO_FAILURE),
    CHECK(PPTP_PAGE_RECONNECT, N_("Reconnecting"), N_("_Keep the connection up, and reconnect when it is lost"),
          N_("NetworkManager’s property vpn.persistent"), PPTP_PROPERTY_PERSISTENT, off_or_on, NO),
};

const char *
pptp_page_title(PptpPageId page)
{
    static const char *const titles[] = {
        [PPTP_PAGE_FIRST] = N_("VPN"),
        [PPTP_PAGE_SECURITY] = N_("Security"),
        [PPTP_PAGE_LINK] = N_("Link"),
        [PPTP_PAGE_RECONNECT] = N_("Reconnecting"),
    };

    return titles[page];
}

static gboolean
exists(const PptpField *field)
{
    return g_str_has_prefix(field->keys[0], "vpn.") || pptp_option_find(field->keys[0]);
}

const PptpField **
pptp_fields_new(void)
{
    const PptpField **found = g_new0(const PptpField *, G_N_ELEMENTS(fields) + 1);
    gsize n = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (exists(&fields[i]))
            found[n++] = &fields[i];
    }
    return found;
}

const PptpField *
pptp_field_find(const char *id)
{
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (g_str_equal(fields[i].id, id) && exists(&fields[i]))
            return &fields[i];
    }
    return NULL;
}
