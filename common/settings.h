/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * The option table: the one source of what keys exist, what they may hold and what they mean. Validation, typed access, pppd's
 * arguments, import, export, the editors and the man page all read it.
 */

typedef enum {
    PPTP_OPTION_STRING,
    PPTP_OPTION_BOOL, /* yes or no; true and false are read as well */
    PPTP_OPTION_UINT, /* decimal, within min and max */
} PptpOptionType;

/* A yes/no key that may also be absent: absent is not the same as "no" (see "Safe by default" in the man page). */
typedef enum {
    PPTP_UNSET = -1,
    PPTP_NO = 0,
    PPTP_YES = 1,
} PptpChoice;

/* What carries the tunnel's data. */
typedef enum {
    PPTP_TRANSPORT_AUTO, /* the kernel; user space where the kernel cannot, or the network reorders packets */
    PPTP_TRANSPORT_KERNEL,
    PPTP_TRANSPORT_USER,
} PptpTransport;

typedef struct {
    const char *key;
    PptpOptionType type;
    gsize offset;          /* of its field in PptpSettings: char *, PptpChoice or guint by type */
    guint min, max;        /* of a number, both allowed */
    guint fallback;        /* a number's value where the profile says nothing */
    gboolean required;
    const char *alias;     /* another spelling that is read where this key is absent, or NULL */
    const char *const *choices; /* what a string may be, ended by NULL, the usual value first; NULL for anything */
    const char *help;      /* one line, for people */

    /* For the man page, whose tests compare them with what the code does. In the texts a name that is enclosed in * is set in bold. */
    const char *text;       /* further sentences */
    const char *absent;     /* in words, what holds without the key; NULL where that is fallback, or an error */
    const char *example;    /* a value; of two choices the one that is not the rule anyway */
    const char *pppd;       /* pppd's option: that a "yes" adds, or that takes the value; NULL: pppd hears nothing of this key */
    const char *pppd_never; /* pppd's option that a "yes" keeps away, or NULL */
} PptpOption;

/* NetworkManager's secret flags, of which password-flags is made (libnm's NMSettingSecretFlags). */
enum {
    PPTP_SECRET_AGENT_OWNED = 1,
    PPTP_SECRET_NOT_SAVED = 2,
    PPTP_SECRET_NOT_REQUIRED = 4,
};

/* A profile's VPN setting as NetworkManager has it, unchecked. All is borrowed. */
typedef struct {
    GHashTable *data;      /* vpn.data: texts by their names */
    const char *password;  /* of vpn.secrets, or NULL */
    const char *user_name; /* or NULL */
    guint timeout;         /* seconds; 0 where none is set */
} PptpVpnSetting;

/* A profile's VPN settings, checked and typed. */
typedef struct {
    char *gateway;  /* host name or IPv4 address, never empty; the first of several */
    char **gateways; /* all of them, in the profile's order, each once; ended by NULL */
    char *user;     /* NULL where neither the data nor vpn.user-name name one */
    char *domain;   /* or NULL */
    PptpChoice refuse_eap, refuse_pap, refuse_chap, refuse_mschap, refuse_mschapv2;
    PptpChoice require_mppe, require_mppe_40, require_mppe_128;
    PptpChoice refuse_mppe_40, refuse_mppe_128, mppe_stateful;
    PptpChoice nobsdcomp, nodeflate, no_vj_comp;
    guint lcp_echo_failure;   /* missed answers; 0 is never */
    guint lcp_echo_interval;  /* seconds; 0 is off */
    gboolean has_unit;
    guint unit;               /* of pppN, valid with has_unit */
    guint mtu, mru;           /* bytes */
    char *transport;          /* as the profile has it, or NULL: see pptp_settings_get_transport() */
    guint password_flags;     /* PPTP_SECRET_* */
    guint timeout;            /* NetworkManager's own property: seconds that connecting may take; 0 is its default, a minute */
} PptpSettings;

/* The table, ended by an entry without a key; *n, where asked for, is its length without that entry. */
const PptpOption *pptp_options(gsize *n);

const PptpOption *pptp_option_find(const char *key);

/*
 * Reads and checks a VPN setting. On failure NULL, and a phrase (common/phrase.h) that names the key, the value and what is allowed;
 * free it with g_free(). Of libnm's own type: common/settings-libnm.h.
 */
PptpSettings *pptp_settings_read(const PptpVpnSetting *vpn, char **why);

void pptp_settings_free(PptpSettings *settings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpSettings, pptp_settings_free)

/* TRUE where any key makes encryption a condition. */
gboolean pptp_settings_require_mppe(const PptpSettings *settings);

PptpTransport pptp_settings_get_transport(const PptpSettings *settings);

/* The name to authenticate with, DOMAIN\user where there is a domain; NULL without a user. Free with g_free(). */
char *pptp_settings_dup_login(const PptpSettings *settings);

/* Whether a password has to be asked for: TRUE where the flags do not say "not required" and the profile holds none. */
gboolean pptp_settings_need_password(const PptpSettings *settings, const char *password);
