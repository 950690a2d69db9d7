/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/names.h"
#include "common/settings-libnm.h"
#include "ppp/args.h"
#include "pppd-words.h"

#define PLUGIN "/usr/lib/pppd/2.4.9/nm-pptp-pppd-plugin.so"
#define PASSWORD "s3cret-of-the-test"

static const PptpArgsContext context_249 = {
    .pppd = "/usr/sbin/pppd",
    .plugin = PLUGIN,
    .link_fd = 6,
    .ipparam = "nm-pptp-service-77",
    .uuid = "8d1ad2f4-8d2b-4d57-9d0f-3f0b8f6e5c11",
    .id = "onenet",
};

/* Data as "key=value" separated by single semicolons. */
static PptpSettings *
settings_new(const char *data)
{
    g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    g_auto(GStrv) items = g_strsplit(data, ";", -1);
    g_autoptr(GError) error = NULL;
    PptpSettings *settings;

    nm_setting_vpn_add_data_item(vpn, PPTP_KEY_GATEWAY, "vpn.example.com");
    nm_setting_vpn_add_secret(vpn, PPTP_SECRET_PASSWORD, PASSWORD);
    for (guint i = 0; items[i]; i++) {
        g_auto(GStrv) pair = g_strsplit(items[i], "=", 2);

        if (pair[0])
            nm_setting_vpn_add_data_item(vpn, pair[0], pair[1]);
    }
    settings = pptp_settings_new(vpn, &error);
    g_assert_no_error(error);
    return settings;
}

static char **
args_new(const char *data, PptpAttempt attempt, gboolean new_pppd)
{
    g_autoptr(PptpSettings) settings = settings_new(data);
    PptpArgsContext context = context_249;

    context.new_pppd = new_pppd;
    return pptp_args_new(settings, &attempt, &context);
}

/* The whole vector, with single spaces between the arguments. */
static void
test_vectors(void)
{
    static const struct {
        const char *data;
        PptpAttempt attempt;
        const char *plugin, *auth_and_ccp, *rest;
    } cases[] = {
        /* the founding guide's profile */
        {"user=jane;require-mppe=yes",
         {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128},
         "nm-pptp-allow 8 nm-pptp-mppe 4",
         "refuse-pap refuse-chap refuse-mschap refuse-eap nomppe require-mppe-128 nomppe-stateful nobsdcomp nodeflate novj",
         "mtu 1400 mru 1400 lcp-echo-failure 5 lcp-echo-interval 30 user jane"},
        /* KDE's, with everything set */
        {"user=joe;domain=ONE;require-mppe-40=yes;mppe-stateful=yes;no-vj-comp=yes;nobsdcomp=yes;nodeflate=yes;unit=0;mtu=1000;mru=1456;"
         "lcp-echo-failure=0;lcp-echo-interval=0",
         {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_40, .stateful = TRUE},
         "nm-pptp-allow 8 nm-pptp-mppe 9",
         "refuse-pap refuse-chap refuse-mschap refuse-eap nomppe require-mppe-40 mppe-stateful nobsdcomp nodeflate novj",
         "mtu 1000 mru 1456 lcp-echo-failure 0 lcp-echo-interval 0 unit 0 user ONE\\joe"},
        /* nothing said: the attempt without encryption */
        {"",
         {.auth = PPTP_AUTH_CHAP_MD5 | PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP},
         "nm-pptp-allow 26 nm-pptp-mppe 0",
         "refuse-pap refuse-mschap nomppe novj",
         "mtu 1400 mru 1400 lcp-echo-failure 5 lcp-echo-interval 30"},
        /* a readable password, asked for; stateful without MPPE means nothing */
        {"refuse-pap=no;nodeflate=yes;no-vj-comp=no",
         {.auth = PPTP_AUTH_PAP, .stateful = TRUE},
         "nm-pptp-allow 1 nm-pptp-mppe 0",
         "refuse-chap refuse-mschap refuse-mschap-v2 refuse-eap nomppe nodeflate",
         "mtu 1400 mru 1400 lcp-echo-failure 5 lcp-echo-interval 30"},
        /* nothing at all may be offered */
        {"nobsdcomp=yes",
         {.mppe = PPTP_MPPE_40 | PPTP_MPPE_128},
         "nm-pptp-allow 0 nm-pptp-mppe 5",
         "refuse-pap refuse-chap refuse-mschap refuse-mschap-v2 refuse-eap nomppe require-mppe-40 require-mppe-128 nomppe-stateful "
         "nobsdcomp nodeflate novj",
         "mtu 1400 mru 1400 lcp-echo-failure 5 lcp-echo-interval 30"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (int new_pppd = 0; new_pppd <= 1; new_pppd++) {
            g_auto(GStrv) args = args_new(cases[i].data, cases[i].attempt, new_pppd);
            g_autofree char *got = g_strjoinv(" ", args);
            g_autofree char *expected = g_strdup_printf(
                "/usr/sbin/pppd plugin " PLUGIN " nm-pptp-link 6 %s "
                "nodetach logfd 1 hide-password nopersist idle 0 maxconnect 0 noauth lcp-restart 2 lcp-max-configure 5 ipcp-restart 2 "
                "default-asyncmap noipdefault ipcp-accept-local ipcp-accept-remote nodefaultroute noproxyarp usepeerdns %snoipv6 "
                "%s %s ipparam nm-pptp-service-77 set CONNECTION_UUID=8d1ad2f4-8d2b-4d57-9d0f-3f0b8f6e5c11 set CONNECTION_ID=onenet",
                cases[i].plugin, new_pppd ? "usepeerwins " : "", cases[i].auth_and_ccp, cases[i].rest);

            g_assert_cmpstr(got, ==, expected);
        }
    }
}

/* pppd waits for the answer to a login for as long as the profile lets the service wait. */
static void
test_login_limits(void)
{
    static const struct {
        guint timeout;
        const char *words;
    } cases[] = {{0, " 30 user"},
                 {20, " 30 user"},
                 {21, " 30 eap-timeout 21 user"},
                 {60, " 30 eap-timeout 60 user"},
                 {61, " 30 chap-timeout 61 eap-timeout 61 user"},
                 {G_MAXUINT, " 30 chap-timeout 3600 eap-timeout 3600 user"}};
    const PptpAttempt attempt = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128};

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PptpSettings) settings = settings_new("user=jane");
        g_auto(GStrv) args = NULL;
        g_autofree char *words = NULL;

        settings->timeout = cases[i].timeout;
        args = pptp_args_new(settings, &attempt, &context_249);
        words = g_strjoinv(" ", args);
        g_assert_nonnull(strstr(words, cases[i].words));
    }
}

/* Packets fit the path in one piece, whatever the profile says, down to what IPv4 needs. */
static void
test_path_mtu(void)
{
    static const struct {
        const char *data;
        guint path_mtu;
        const char *mtu, *mru;
    } cases[] = {
        {"", 0, "1400", "1400"},     {"", 1500, "1400", "1400"},           {"", 65535, "1400", "1400"},
        {"", 1440, "1400", "1400"},  {"", 1439, "1399", "1399"},           {"mtu=1000;mru=1500", 1400, "1000", "1360"},
        {"", 576, "576", "576"},     {"mtu=1500;mru=1500", 0, "1500", "1500"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PptpSettings) settings = settings_new(cases[i].data);
        PptpArgsContext context = context_249;
        g_auto(GStrv) args = NULL;

        context.path_mtu = cases[i].path_mtu;
        args = pptp_args_new(settings, &(PptpAttempt){.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128}, &context);
        g_assert_cmpstr(pppd_word_value(args, "mtu"), ==, cases[i].mtu);
        g_assert_cmpstr(pppd_word_value(args, "mru"), ==, cases[i].mru);
    }
}

/* Every attempt there can be: what pppd would understand of it. */
static void
test_attempts(void)
{
    static const struct {
        guint auth;
        const char *word;
    } methods[] = {
        {PPTP_AUTH_PAP, "refuse-pap"},       {PPTP_AUTH_CHAP_MD5, "refuse-chap"},
        {PPTP_AUTH_MSCHAP, "refuse-mschap"}, {PPTP_AUTH_MSCHAPV2, "refuse-mschap-v2"},
        {PPTP_AUTH_EAP, "refuse-eap"},
    };
    static const guint lengths[] = {0, PPTP_MPPE_40, PPTP_MPPE_128, PPTP_MPPE_40 | PPTP_MPPE_128};

    for (guint auth = 0; auth < 32; auth++) {
        for (guint i = 0; i < 2 * G_N_ELEMENTS(lengths); i++) {
            const guint mppe = lengths[i / 2];
            const gboolean stateful = i % 2;
            g_auto(GStrv) args = args_new("", (PptpAttempt){.auth = auth, .mppe = mppe, .stateful = stateful}, auth % 2);
            g_autofree char *allow = g_strdup_printf("%u", auth);
            g_autofree char *keys = g_strdup_printf("%u", mppe | (mppe && stateful ? PPTP_MPPE_STATEFUL : 0));

            for (guint m = 0; m < G_N_ELEMENTS(methods); m++)
                g_assert_cmpint(pppd_word_value(args, methods[m].word) == NULL, ==, (auth & methods[m].auth) != 0);
            g_assert_cmpstr(pppd_word_value(args, "nm-pptp-allow"), ==, allow);
            g_assert_cmpstr(pppd_word_value(args, "nm-pptp-mppe"), ==, keys);
            g_assert_nonnull(pppd_word_value(args, "nomppe"));
            g_assert_cmpint(pppd_word_value(args, "require-mppe-40") != NULL, ==, (mppe & PPTP_MPPE_40) != 0);
            g_assert_cmpint(pppd_word_value(args, "require-mppe-128") != NULL, ==, (mppe & PPTP_MPPE_128) != 0);
            g_assert_cmpint(pppd_word_value(args, "mppe-stateful") != NULL, ==, mppe && stateful);
            g_assert_cmpint(pppd_word_value(args, "nomppe-stateful") != NULL, ==, mppe && !stateful);
        }
    }
}

/* pppd obeys the last of contrary words: first the slate is cleaned, then the key length is asked for. The plugin is there before its
 * options. */
static void
test_order(void)
{
    g_auto(GStrv) args = args_new("", (PptpAttempt){.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128}, FALSE);
    guint clean = 0, require = 0;

    for (guint i = 0; args[i]; i++) {
        if (g_str_equal(args[i], "nomppe"))
            clean = i;
        if (g_str_equal(args[i], "require-mppe-128"))
            require = i;
    }
    g_assert_cmpstr(args[1], ==, "plugin");
    g_assert_true(clean > 0 && require > clean);
}

static void
test_never(void)
{
    static const char *const words[] = {"auth",     "require-mschap-v2", "require-mppe", "noccp",         "persist",      "demand",
                                        "updetach", "password",          "holdoff",      "show-password", "defaultroute", "nolog",
                                        "lock",     "remotename",        "pty",          "nomppe-40",     "debug"};
    g_auto(GStrv) args = args_new("user=jane", (PptpAttempt){.auth = 31, .mppe = PPTP_MPPE_128}, TRUE);

    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        g_assert_false(g_strv_contains((const char *const *)args, words[i]));
    for (guint i = 0; args[i]; i++)
        g_assert_null(strstr(args[i], PASSWORD));
}

/* What a profile says stays the one argument of its option, whatever it looks like. */
static void
test_values(void)
{
    static const char *const users[] = {"-detach", "plugin", "file", "jane doe", "a\"b'c`d$e", "password", "set", "a\\b", "call"};

    for (guint i = 0; i < G_N_ELEMENTS(users); i++) {
        g_autofree char *data = g_strconcat("user=", users[i], NULL);
        g_auto(GStrv) args = args_new(data, (PptpAttempt){.auth = PPTP_AUTH_MSCHAPV2}, FALSE);

        g_assert_cmpstr(pppd_word_value(args, "user"), ==, users[i]);
        g_assert_cmpstr(pppd_word_value(args, "ipparam"), ==, "nm-pptp-service-77");
    }
}

static void
test_context(void)
{
    static const struct {
        const char *id, *argument;
    } ids[] = {
        {"one net", "CONNECTION_ID=one net"},
        {"a\nPATH=/tmp", "CONNECTION_ID=a PATH=/tmp"},
        {"a\x1b[31m\x7f", "CONNECTION_ID=a [31m "},
        {"a=b", "CONNECTION_ID=a=b"},
        {"", "CONNECTION_ID="},
        {"\xff", "CONNECTION_ID=\xef\xbf\xbd"},
    };
    g_autoptr(PptpSettings) settings = settings_new("user=jane");
    const PptpAttempt attempt = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128};
    PptpArgsContext context = context_249;

    context.debug = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_auto(GStrv) args = NULL;

        context.id = ids[i].id;
        args = pptp_args_new(settings, &attempt, &context);
        g_assert_cmpstr(pppd_word_value(args, "set"), ==, ids[i].argument);
        g_assert_nonnull(pppd_word_value(args, "debug"));
        g_assert_nonnull(pppd_word_value(args, "hide-password"));
    }
    context.id = context.uuid = NULL;
    {
        g_auto(GStrv) args = pptp_args_new(settings, &attempt, &context);

        g_assert_null(pppd_word_value(args, "set"));
    }
}

/* Defects of the caller are refused, and never turned into something weaker. */
static void
test_refused(void)
{
    g_autoptr(PptpSettings) settings = settings_new("");
    const PptpAttempt no_word = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_56}, fine = {.auth = PPTP_AUTH_MSCHAPV2};
    PptpArgsContext context = context_249;

    g_test_expect_message(NULL, G_LOG_LEVEL_CRITICAL, "*mppe*");
    g_assert_null(pptp_args_new(settings, &no_word, &context));
    g_test_assert_expected_messages();

    context.plugin = "nm-pptp-pppd-plugin.so";
    g_test_expect_message(NULL, G_LOG_LEVEL_CRITICAL, "*absolute*");
    g_assert_null(pptp_args_new(settings, &fine, &context));
    g_test_assert_expected_messages();

    context = context_249;
    context.ipparam = "77";
    g_test_expect_message(NULL, G_LOG_LEVEL_CRITICAL, "*ipparam*");
    g_assert_null(pptp_args_new(settings, &fine, &context));
    g_test_assert_expected_messages();
}

/*
 * Whatever a user writes into a profile is one argument of pppd's, at its place, or is refused: never an option, and never more of them. All
 * other arguments are those of the same profile with harmless values.
 */
static void
check_hostile(const PptpOption *option, const char *value)
{
    const PptpAttempt attempt = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128};
    NMSettingVpn *vpns[2] = {NM_SETTING_VPN(nm_setting_vpn_new()), NM_SETTING_VPN(nm_setting_vpn_new())};
    g_auto(GStrv) harmless = NULL, hostile = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *login = NULL;
    PptpSettings *settings[2];

    for (guint i = 0; i < 2; i++) {
        nm_setting_vpn_add_data_item(vpns[i], PPTP_KEY_GATEWAY, "vpn.example.com");
        nm_setting_vpn_add_data_item(vpns[i], PPTP_KEY_USER, "jane");
        nm_setting_vpn_add_data_item(vpns[i], PPTP_KEY_DOMAIN, "ONE");
    }
    nm_setting_vpn_add_data_item(vpns[1], option->key, value);
    settings[0] = pptp_settings_new(vpns[0], NULL);
    settings[1] = pptp_settings_new(vpns[1], &error);
    g_object_unref(vpns[0]);
    g_object_unref(vpns[1]);
    g_assert_nonnull(settings[0]);
    g_assert_true(settings[1] || error);
    if (!settings[1]) {
        g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
        pptp_settings_free(settings[0]);
        return;
    }
    /* Numbers and choices: what is taken is what the table says, so that there is nothing to carry further. */
    g_assert_cmpint(option->type, ==, PPTP_OPTION_STRING);
    login = pptp_settings_dup_login(settings[1]);
    harmless = pptp_args_new(settings[0], &attempt, &context_249);
    hostile = pptp_args_new(settings[1], &attempt, &context_249);
    g_assert_cmpuint(g_strv_length(hostile), ==, g_strv_length(harmless));
    for (guint i = 0; hostile[i]; i++) {
        if (i > 0 && g_str_equal(harmless[i - 1], "user"))
            g_assert_cmpstr(hostile[i], ==, login);
        else
            g_assert_cmpstr(hostile[i], ==, harmless[i]);
    }
    pptp_settings_free(settings[0]);
    pptp_settings_free(settings[1]);
}

static const char *const hostile_values[] = {
    "-detach", "--version", "@/etc/shadow", "call evil", "file /etc/shadow", "a\nplugin /tmp/evil.so", "a\rb", "\"", "'", "\\", "`id`", "$(id)", "a;id",
    "plugin", "plugin /tmp/evil.so", "connect /tmp/evil", "pty /tmp/evil", "user root", "#", "a\tb", "a b", "*", "!", "|id", "a\x01", "=", "a\xff", "..",
    "../../etc/passwd", "/dev/ttyS0", "115200", "10.0.0.1:10.0.0.2", "%s%n",
};

static void
test_hostile(void)
{
    g_autofree char *longest = g_strnfill(5000, 'a');

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        for (guint i = 0; i < G_N_ELEMENTS(hostile_values); i++) {
            check_hostile(option, hostile_values[i]);
        }
        check_hostile(option, longest);
    }
}

/* The connection's name is the user's, too. */
static void
test_hostile_name(void)
{
    const PptpAttempt attempt = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_128};
    g_autoptr(PptpSettings) settings = settings_new("user=jane");
    g_auto(GStrv) harmless = pptp_args_new(settings, &attempt, &context_249);

    for (guint i = 0; i < G_N_ELEMENTS(hostile_values); i++) {
        PptpArgsContext context = context_249;
        g_auto(GStrv) hostile = NULL;

        context.id = hostile_values[i];
        hostile = pptp_args_new(settings, &attempt, &context);
        g_assert_cmpuint(g_strv_length(hostile), ==, g_strv_length(harmless));
        for (guint j = 0; hostile[j]; j++) {
            if (g_str_has_prefix(harmless[j], "CONNECTION_ID=")) {
                g_assert_cmpstr(harmless[j - 1], ==, "set");
                g_assert_true(g_str_has_prefix(hostile[j], "CONNECTION_ID="));
                g_assert_null(strpbrk(hostile[j], "\r\n\t\x01"));
            } else {
                g_assert_cmpstr(hostile[j], ==, harmless[j]);
            }
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/args/vectors", test_vectors);
    g_test_add_func("/args/login-limits", test_login_limits);
    g_test_add_func("/args/path-mtu", test_path_mtu);
    g_test_add_func("/args/attempts", test_attempts);
    g_test_add_func("/args/order", test_order);
    g_test_add_func("/args/never", test_never);
    g_test_add_func("/args/values", test_values);
    g_test_add_func("/args/context", test_context);
    g_test_add_func("/args/hostile", test_hostile);
    g_test_add_func("/args/hostile-name", test_hostile_name);
    g_test_add_func("/args/refused", test_refused);
    return g_test_run();
}
