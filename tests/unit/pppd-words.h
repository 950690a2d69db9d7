/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * How many arguments each option takes that we may pass to pppd, as its own option tables have it: enough to read an argument vector the
 * way pppd does, and so to know what stands where an option is expected. Written anew here, so that the tests do not ask the code under
 * test.
 */
static const struct {
    const char *word;
    guint values;
} pppd_words[] = {
    {"plugin", 1},
    {"nm-pptp-link", 1},
    {"nm-pptp-allow", 1},
    {"nm-pptp-mppe", 1},
    {"nodetach", 0},
    {"logfd", 1},
    {"hide-password", 0},
    {"nopersist", 0},
    {"idle", 1},
    {"maxconnect", 1},
    {"noauth", 0},
    {"lcp-restart", 1},
    {"lcp-max-configure", 1},
    {"ipcp-restart", 1},
    {"default-asyncmap", 0},
    {"noipdefault", 0},
    {"ipcp-accept-local", 0},
    {"ipcp-accept-remote", 0},
    {"nodefaultroute", 0},
    {"noproxyarp", 0},
    {"usepeerdns", 0},
    {"usepeerwins", 0},
    {"noipv6", 0},
    {"refuse-pap", 0},
    {"refuse-chap", 0},
    {"refuse-mschap", 0},
    {"refuse-mschap-v2", 0},
    {"refuse-eap", 0},
    {"nomppe", 0},
    {"require-mppe-40", 0},
    {"require-mppe-128", 0},
    {"mppe-stateful", 0},
    {"nomppe-stateful", 0},
    {"nobsdcomp", 0},
    {"nodeflate", 0},
    {"novj", 0},
    {"mtu", 1},
    {"mru", 1},
    {"lcp-echo-failure", 1},
    {"lcp-echo-interval", 1},
    {"unit", 1},
    {"user", 1},
    {"ipparam", 1},
    {"set", 1},
    {"debug", 0},
};

/* -1 for what is no option. */
static inline int
pppd_word_values(const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(pppd_words); i++) {
        if (g_str_equal(pppd_words[i].word, word))
            return (int)pppd_words[i].values;
    }
    return -1;
}

/* The value that pppd sees for an option, the last one's where it is given again; NULL without it. */
static inline const char *
pppd_word_value(char **args, const char *word)
{
    const char *value = NULL;

    for (guint i = 1; args[i];) {
        int values = pppd_word_values(args[i]);

        g_assert_cmpint(values, >=, 0); /* an unknown word, or a value where a word is expected */
        if (g_str_equal(args[i], word))
            value = values ? args[i + 1] : "";
        for (int v = 0; v < values; v++)
            g_assert_nonnull(args[++i]);
        i++;
    }
    return value;
}
