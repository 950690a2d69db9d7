/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <locale.h>
#include <string.h>

#include "common/names.h"
#include "common/settings-libnm.h"

/* Text of key=value lines, as in a keyfile's [vpn] group; "user-name@" and "secret@" before a key mean the setting's property and secret.
 */
static NMSettingVpn *
vpn_new(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    NMSettingVpn *vpn = NM_SETTING_VPN(nm_setting_vpn_new());

    for (guint i = 0; lines[i]; i++) {
        char *equals = strchr(lines[i], '=');

        if (!equals)
            continue;
        *equals++ = '\0';
        if (g_str_has_prefix(lines[i], "secret@"))
            nm_setting_vpn_add_secret(vpn, lines[i] + strlen("secret@"), equals);
        else if (g_str_equal(lines[i], "user-name@"))
            g_object_set(vpn, NM_SETTING_VPN_USER_NAME, equals, NULL);
        else
            nm_setting_vpn_add_data_item(vpn, lines[i], equals);
    }
    return vpn;
}

static PptpSettings *
settings_new(const char *text, GError **error)
{
    g_autoptr(NMSettingVpn) vpn = vpn_new(text);

    return pptp_settings_new(vpn, error);
}

static PptpSettings *
good(const char *text)
{
    g_autoptr(GError) error = NULL;
    PptpSettings *settings = settings_new(text, &error);

    g_assert_no_error(error);
    g_assert_nonnull(settings);
    return settings;
}

/* Each of needles, ended by NULL, is in the error's sentence. */
static void
bad(const char *text, const char *const *needles)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(settings_new(text, &error));
    g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
    for (guint i = 0; needles[i]; i++) {
        if (!strstr(error->message, needles[i]))
            g_error("\"%s\" is not in: %s", needles[i], error->message);
    }
}

#define BAD(TEXT, ...) bad(TEXT, (const char *const[]){__VA_ARGS__, NULL})

static void
test_defaults(void)
{
    g_autoptr(PptpSettings) settings = good("gateway=vpn.example.com");

    g_assert_cmpstr(settings->gateway, ==, "vpn.example.com");
    g_assert_null(settings->user);
    g_assert_null(settings->domain);
    g_assert_false(settings->has_unit);
    g_assert_cmpuint(settings->lcp_echo_failure, ==, 5);
    g_assert_cmpuint(settings->lcp_echo_interval, ==, 30);
    g_assert_cmpuint(settings->mtu, ==, 1400);
    g_assert_cmpuint(settings->mru, ==, 1400);
    g_assert_cmpuint(settings->password_flags, ==, NM_SETTING_SECRET_FLAG_NONE);
    g_assert_false(pptp_settings_require_mppe(settings));
    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        if (option->type == PPTP_OPTION_BOOL)
            g_assert_cmpint(G_STRUCT_MEMBER(PptpChoice, settings, option->offset), ==, PPTP_UNSET);
    }
}

static void
test_table(void)
{
    gsize n, count = 0;

    for (const PptpOption *option = pptp_options(&n); option->key; option++, count++) {
        g_assert_true(pptp_option_find(option->key) == option);
        g_assert_nonnull(option->help);
        /* netplan joins keys with dots */
        g_assert_null(strchr(option->key, '.'));
        if (option->type == PPTP_OPTION_UINT)
            g_assert_true(option->min <= option->max && option->fallback >= option->min && option->fallback <= option->max);
        /* no field belongs to two keys */
        for (const PptpOption *other = pptp_options(NULL); other != option; other++)
            g_assert_cmpuint(other->offset, !=, option->offset);
    }
    g_assert_cmpuint(count, ==, n);
    g_assert_cmpuint(n, ==, 24);
    g_assert_null(pptp_option_find("no-such-key"));
}

/* Every yes/no key, in every form. */
static void
test_choices(void)
{
    static const struct {
        const char *text;
        PptpChoice choice;
    } forms[] = {
        {"yes", PPTP_YES},  {"no", PPTP_NO},    {"true", PPTP_YES}, {"false", PPTP_NO},
        {" yes", PPTP_YES}, {"no\t ", PPTP_NO}, {"", PPTP_UNSET},   {"  ", PPTP_UNSET},
    };
    static const char *const wrong[] = {"Yes", "NO", "1", "0", "on", "yesno", "y", "ye s", "yes;no"};

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        if (option->type != PPTP_OPTION_BOOL)
            continue;
        for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
            g_autofree char *text = g_strdup_printf("gateway=a\n%s=%s", option->key, forms[i].text);
            g_autoptr(PptpSettings) settings = good(text);

            g_assert_cmpint(G_STRUCT_MEMBER(PptpChoice, settings, option->offset), ==, forms[i].choice);
        }
        for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
            g_autofree char *text = g_strdup_printf("gateway=a\n%s=%s", option->key, wrong[i]);
            g_autofree char *key = g_strdup_printf("\"%s\"", option->key);
            g_autofree char *value = g_strdup_printf("\"%s\"", wrong[i]);

            BAD(text, key, value, "\"yes\" or \"no\"");
        }
    }
}

/* The three words and nothing else; absent and empty are the first. */
static void
test_transport(void)
{
    static const struct {
        const char *text;
        PptpTransport transport;
    } rows[] = {
        {"gateway=a", PPTP_TRANSPORT_AUTO},
        {"gateway=a\ntransport=", PPTP_TRANSPORT_AUTO},
        {"gateway=a\ntransport=auto", PPTP_TRANSPORT_AUTO},
        {"gateway=a\ntransport= kernel ", PPTP_TRANSPORT_KERNEL},
        {"gateway=a\ntransport=user", PPTP_TRANSPORT_USER},
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PptpSettings) settings = good(rows[i].text);

        g_assert_cmpint(pptp_settings_get_transport(settings), ==, rows[i].transport);
    }
    BAD("gateway=a\ntransport=User", "\"transport\"", "\"User\"", "auto, kernel, user");
    BAD("gateway=a\ntransport=kernel user", "\"transport\"");
    BAD("gateway=a\ntransport=1", "\"transport\"");
}

/* Every number: its limits, and what is no number. */
static void
test_numbers(void)
{
    static const char *const wrong[] = {"+5", "-1", "0x10", "10abc", "abc", "1.5", "1 0", "99999999999999999999", "4294967296", "0b1"};

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        g_autofree char *key = g_strdup_printf("\"%s\"", option->key), *allowed = NULL;
        const guint values[] = {option->min, option->max};

        if (option->type != PPTP_OPTION_UINT)
            continue;
        allowed = g_strdup_printf("from %u to %u", option->min, option->max);
        for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
            g_autofree char *text = g_strdup_printf("gateway=a\n%s= %u ", option->key, values[i]);
            g_autoptr(PptpSettings) settings = good(text);

            g_assert_cmpuint(G_STRUCT_MEMBER(guint, settings, option->offset), ==, values[i]);
        }
        for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
            g_autofree char *text = g_strdup_printf("gateway=a\n%s=%s", option->key, wrong[i]);
            g_autofree char *value = g_strdup_printf("\"%s\"", wrong[i]);

            BAD(text, key, value, allowed);
        }
        {
            g_autofree char *above = g_strdup_printf("gateway=a\n%s=%u", option->key, option->max + 1);
            g_autofree char *below = g_strdup_printf("gateway=a\n%s=%u", option->key, option->min - 1);
            g_autofree char *empty = g_strdup_printf("gateway=a\n%s= ", option->key);
            g_autoptr(PptpSettings) settings = good(empty);

            BAD(above, key, allowed);
            BAD(below, key, allowed);
            g_assert_cmpuint(G_STRUCT_MEMBER(guint, settings, option->offset), ==, option->fallback);
        }
    }
}

static void
test_unit(void)
{
    g_autoptr(PptpSettings) zero = good("gateway=a\nunit=0"), padded = good("gateway=a\nunit=007"), empty = good("gateway=a\nunit=");

    g_assert_true(zero->has_unit && zero->unit == 0);
    g_assert_true(padded->has_unit && padded->unit == 7);
    g_assert_false(empty->has_unit);
}

/* Given values, 0 too, are obeyed; one given leaves the other at its usual value. */
static void
test_echo(void)
{
    static const struct {
        const char *text;
        guint failure, interval;
    } cases[] = {
        {"gateway=a", 5, 30},
        {"gateway=a\nlcp-echo-failure=0\nlcp-echo-interval=0", 0, 0},
        {"gateway=a\nlcp-echo-failure=3", 3, 30},
        {"gateway=a\nlcp-echo-interval=10", 5, 10},
        {"gateway=a\nlcp-echo-interval=0", 5, 0},
        {"gateway=a\nlcp-echo-failure=0", 0, 30},
        {"gateway=a\nlcp-echo-failure=\nlcp-echo-interval=", 5, 30},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PptpSettings) settings = good(cases[i].text);

        g_assert_cmpuint(settings->lcp_echo_failure, ==, cases[i].failure);
        g_assert_cmpuint(settings->lcp_echo_interval, ==, cases[i].interval);
    }
}

static void
test_gateway(void)
{
    static const struct {
        const char *given, *gateway, *user;
    } cases[] = {
        {"vpn.example.com", "vpn.example.com", NULL},
        {"VPN.Example.COM.", "VPN.Example.COM.", NULL},
        {"10.0.0.1", "10.0.0.1", NULL},
        {"  10.0.0.1\t", "10.0.0.1", NULL},
        {"host_name", "host_name", NULL},
        {"a-.b", "a-.b", NULL},
        {"4x4.example", "4x4.example", NULL},
        {"bücher.example", "xn--bcher-kva.example", NULL},
        {"jane@vpn.example.com", "vpn.example.com", "jane"},
        {"jane@example.org@vpn.example.com", "vpn.example.com", "jane@example.org"},
        {" jane @ 10.0.0.1 ", "10.0.0.1", "jane"},
        {"@10.0.0.1", "10.0.0.1", NULL},
    };
    static const struct {
        const char *given, *needle;
    } wrong[] = {
        {"-vpn", "begin with \"-\""},
        {"user@-vpn", "begin with \"-\""},
        {"2001:db8::1", "IPv4"},
        {"[2001:db8::1]", "PPTP works over IPv4 only"},
        {"[2001:db8::1]:1723", "PPTP works over IPv4 only"},
        {"fe80::1%eth0", "PPTP works over IPv4 only"},
        {"::ffff:10.0.0.1", "PPTP works over IPv4 only"},
        {"vpn.example.com:1723", "without a port"},
        {"pptp://vpn", "letters, digits"},
        {"vpn;reboot", "\"vpn;reboot\""},
        {"vpn`id`", "letters, digits"},
        {"10.0.0.256", "\"10.0.0.256\""},
        {"10.1", "four numbers"},
        {"1.2.3.4.5", "four numbers"},
        {"...", "four numbers"},
        {"user@", "nothing follows"},
        {"vpn\ttab", "control characters"},
        {"vpn\x7f", "\\u007f"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat("gateway=", cases[i].given, NULL);
        g_autoptr(PptpSettings) settings = good(text);

        g_assert_cmpstr(settings->gateway, ==, cases[i].gateway);
        g_assert_cmpstr(settings->user, ==, cases[i].user);
    }
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *text = g_strconcat("gateway=", wrong[i].given, NULL);

        BAD(text, "\"gateway\"", wrong[i].needle);
    }
    BAD("user=x", "\"gateway\" is missing");
    BAD("gateway= ", "\"gateway\" is missing");
    BAD("gateway=,", "\"gateway\"", "names no server");
    BAD("", "\"gateway\" is missing");
}

static void
test_gateways(void)
{
    static const struct {
        const char *given, *gateways, *user;
    } cases[] = {
        {"a", "a", NULL},
        {"a b", "a b", NULL},
        {"a,b", "a b", NULL},
        {" a ,, b , ", "a b", NULL},
        {"10.0.0.1, vpn.example,10.0.0.1", "10.0.0.1 vpn.example", NULL},
        {"vpn.example VPN.Example", "vpn.example", NULL},
        {"jane@a, b", "a b", "jane"},
        {"jane @ a b", "a b", "jane"},
        {"jane@a, jane @ b", "a b", "jane"},
        {"@a b", "a b", NULL},
        {"bücher.example a", "xn--bcher-kva.example a", NULL},
    };
    static const struct {
        const char *given, *needle;
    } wrong[] = {
        {"a -b", "\"-b\""},          {"a b:1723", "\"b:1723\""},      {"a 10.0.0.256", "\"10.0.0.256\""}, {"a, 2001:db8::1", "IPv4 only"},
        {"a jane@b", "one user"},     {"jane@a joe@b", "one user"},     {"jane doe@a", "one user"},          {"a;b", "\"a;b\""},
        {"1 2 3 4 5 6 7 8", "four numbers"}, {"a b c d e f g h i j k l m n o p q", "one too many"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat("gateway=", cases[i].given, NULL);
        g_autoptr(PptpSettings) settings = good(text);
        g_autofree char *joined = g_strjoinv(" ", settings->gateways);

        g_assert_cmpstr(joined, ==, cases[i].gateways);
        g_assert_cmpstr(settings->gateway, ==, settings->gateways[0]);
        g_assert_cmpstr(settings->user, ==, cases[i].user);
    }
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *text = g_strconcat("gateway=", wrong[i].given, NULL);

        BAD(text, "\"gateway\"", wrong[i].needle);
    }
}

static void
test_gateway_length(void)
{
    g_autofree char *longest = g_strnfill(253, 'a'), *longer = g_strnfill(254, 'a'), *huge = g_strnfill(100000, 'a');
    g_autofree char *fits = g_strconcat("gateway=", longest, NULL);
    g_autofree char *over = g_strconcat("gateway=", longer, NULL);
    g_autofree char *international = g_strconcat("gateway=ü", huge, NULL);
    g_autoptr(PptpSettings) settings = good(fits);
    g_autoptr(GError) error = NULL;

    g_assert_cmpstr(settings->gateway, ==, longest);
    BAD(over, "\"gateway\"", "too long");
    g_assert_null(settings_new(international, &error));
    g_assert_cmpuint(strlen(error->message), <, 300);
}

static void
test_user(void)
{
    static const struct {
        const char *text, *login;
    } cases[] = {
        {"user=jane", "jane"},
        {"user= jane doe ", "jane doe"},
        {"user=Jürgen", "Jürgen"},
        {"user=-detach", "-detach"},
        {"user=", NULL},
        {"user=\nuser-name@=jane", "jane"},
        {"user-name@= jane ", "jane"},
        {"user=joe\nuser-name@=jane", "joe"},
        {"user-name=jane", "jane"},
        {"user=joe\nuser-name=jane", "joe"},
        {"user=\nuser-name=jane", "jane"},
        {"user-name=jane\nuser-name@=joe", "jane"},
        {"domain=ONE\nuser=jane", "ONE\\jane"},
        {"domain= ONE \nuser-name@=jane", "ONE\\jane"},
        {"domain=\nuser=jane", "jane"},
        {"domain=ONE", NULL},
        {"domain=ONE\nuser=TWO\\jane", "ONE\\TWO\\jane"}, /* as ever: both are taken literally */
        {"gateway=joe@vpn\nuser=jane", "jane"},
        {"gateway=joe@vpn\nuser-name@=jane", "jane"},
        {"gateway=joe@vpn\ndomain=ONE", "ONE\\joe"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat("gateway=vpn\n", cases[i].text, NULL);
        g_autoptr(PptpSettings) settings = good(text);
        g_autofree char *login = pptp_settings_dup_login(settings);

        g_assert_cmpstr(login, ==, cases[i].login);
    }
    BAD("gateway=a\nuser=a\tb", "\"user\"", "\"a\\u0009b\"", "control characters");
    BAD("gateway=a\nuser-name=a\x01", "\"user-name\"", "\\u0001");
    BAD("gateway=a\ndomain=a\xc2\x85g", "\"domain\"", "\\u0085");
    BAD("gateway=a\nuser-name@=a\rb", "\"vpn.user-name\"", "\\u000d");
}

/* What does not come in lines: line breaks and bytes that are no UTF-8. */
static void
test_text(void)
{
    static const char *const wrong[] = {"a\nb", "a\r\nrequire-mppe=no", "a\xff", "\xc3"};

    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(NMSettingVpn) vpn = vpn_new("gateway=a");
        g_autoptr(GError) error = NULL;

        nm_setting_vpn_add_data_item(vpn, PPTP_KEY_USER, wrong[i]);
        g_assert_null(pptp_settings_new(vpn, &error));
        g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        g_assert_null(strpbrk(error->message, "\r\n"));
    }
}

static void
test_login_length(void)
{
    g_autofree char *name = g_strnfill(251, 'u');
    g_autofree char *fits = g_strdup_printf("gateway=a\ndomain=ONE\nuser=%s", name);
    g_autofree char *over = g_strdup_printf("gateway=a\ndomain=ONE\nuser=%su", name);
    g_autoptr(PptpSettings) settings G_GNUC_UNUSED = good(fits);

    BAD(over, "\"user\"", "256 bytes", "at most 255", "…\"");
}

static void
test_unknown(void)
{
    BAD("gateway=a\nmppe=yes", "\"mppe\"", "known are: gateway, user,", "require-mppe-128", "password-flags");
    BAD("gateway=a\nrefuse-mschap-v2=yes", "\"refuse-mschap-v2\"", "is called \"refuse-mschapv2\"");
    BAD("gateway=a\nRequire_MPPE=yes", "is called \"require-mppe\"");
    BAD("gateway=a\npassword=secretive", "vpn.secrets");
    BAD("gateway=a\nGateway =b", "is called \"gateway\"");
    {
        g_autoptr(GError) error = NULL;

        g_assert_null(settings_new("gateway=a\npasswd=secretive", &error));
        g_assert_null(strstr(error->message, "secretive"));
        g_clear_error(&error);
        g_assert_null(settings_new("gateway=a\npassword=secretive", &error));
        g_assert_null(strstr(error->message, "secretive"));
    }
    /* known, and without a meaning */
    {
        g_autoptr(PptpSettings) settings = good("gateway=a\nname=vpn\nservice-type=org.freedesktop.NetworkManager.pptp");

        g_assert_cmpstr(settings->gateway, ==, "a");
    }
}

static void
test_contradictions(void)
{
    static const char *const fine[] = {
        "require-mppe=yes\nrefuse-mppe-40=yes",
        "require-mppe=yes\nrefuse-mppe-128=yes",
        "require-mppe-40=yes\nrefuse-mppe-128=yes",
        "require-mppe-128=yes\nrefuse-mppe-40=yes",
        "require-mppe-128=yes\nrequire-mppe-40=yes\nrefuse-mppe-40=yes",
        "require-mppe-128=yes\nrequire-mppe-40=yes",
        "require-mppe=yes\nrequire-mppe-128=yes\nrefuse-mppe-40=yes",
        "require-mppe-40=no\nrefuse-mppe-40=yes",
        "refuse-mppe-40=yes\nrefuse-mppe-128=yes",
        "require-mppe=yes\nrefuse-mschapv2=no",
        "require-mppe=yes\nrefuse-mschapv2=yes\nrefuse-eap=no",
        "require-mppe=yes\nrefuse-mschapv2=yes",
        "require-mppe=no\nrefuse-mschapv2=yes",
        "refuse-mschapv2=yes",
        "refuse-pap=yes\nrefuse-chap=yes\nrefuse-mschap=yes\nrefuse-mschapv2=yes\nrefuse-eap=yes",
    };

    for (guint i = 0; i < G_N_ELEMENTS(fine); i++) {
        g_autofree char *text = g_strconcat("gateway=a\n", fine[i], NULL);
        g_autoptr(PptpSettings) settings = good(text);

        g_assert_nonnull(settings);
    }
    BAD("gateway=a\nrequire-mppe-40=yes\nrefuse-mppe-40=yes", "\"require-mppe-40\" and \"refuse-mppe-40\"", "remove one");
    BAD("gateway=a\nrequire-mppe=yes\nrequire-mppe-40=yes\nrefuse-mppe-40=yes", "\"require-mppe-40\" and \"refuse-mppe-40\"");
    BAD("gateway=a\nrequire-mppe-128=true\nrefuse-mppe-128=true", "\"require-mppe-128\" and \"refuse-mppe-128\"");
    BAD("gateway=a\nrequire-mppe=yes\nrefuse-mppe-128=yes\nrefuse-mppe-40=yes", "\"refuse-mppe-128\" and \"refuse-mppe-40\"",
        "\"require-mppe\"");
    BAD("gateway=a\nrequire-mppe-128=yes\nrequire-mppe-40=yes\nrefuse-mppe-128=yes", "\"require-mppe-128\" and \"refuse-mppe-128\"");
    BAD("gateway=a\nrequire-mppe=yes\nrefuse-mschapv2=yes\nrefuse-eap=yes", "\"require-mppe\"", "\"refuse-mschapv2\"", "from MS-CHAPv2");
    BAD("gateway=a\nrequire-mppe-128=yes\nrefuse-mschapv2=yes\nrefuse-eap=yes", "\"require-mppe-128\"", "from MS-CHAPv2");
    BAD("gateway=a\nrequire-mppe-40=yes\nrefuse-mschapv2=yes\nrefuse-mschap=no\nrefuse-eap=yes", "\"require-mppe-40\"",
        "remove refuse-mschapv2");
}

static void
test_bounded(void)
{
    g_autofree char *noise = g_strnfill(100000, 'x');
    g_autofree char *value = g_strdup_printf("gateway=a\nmtu=%s", noise);
    g_autofree char *key = g_strdup_printf("gateway=a\n%s=yes", noise);
    g_autoptr(GError) error = NULL;

    g_assert_null(settings_new(value, &error));
    g_assert_cmpuint(strlen(error->message), <, 200);
    g_clear_error(&error);
    g_assert_null(settings_new(key, &error));
    g_assert_cmpuint(strlen(error->message), <, 700);
}

/* Whole profiles, as programs write them. */
static void
test_profiles(void)
{
    /* GNOME's editor, "Point-to-Point Encryption" ticked: the methods without keys are refused with it */
    g_autoptr(PptpSettings) gnome = good("gateway=vpn.example.com\nuser=jane\ndomain=ONE\nrequire-mppe=yes\nrefuse-pap=yes\n"
                                         "refuse-chap=yes\nrefuse-eap=yes\nlcp-echo-failure=5\nlcp-echo-interval=30\npassword-flags=1");
    /* KDE's: an empty user, flags always there */
    g_autoptr(PptpSettings) kde = good("gateway=10.9.8.7\nuser=\npassword-flags=0\nrequire-mppe-128=yes\nmppe-stateful=yes\n"
                                       "nobsdcomp=yes\nnodeflate=yes\nno-vj-comp=yes\nuser-name@=joe");
    /* written by hand or by old tools */
    g_autoptr(PptpSettings) old = good("service-type=org.freedesktop.NetworkManager.pptp\nuser-name=joe\ngateway=vpn.example.com \n"
                                       "require-mppe=true\nrefuse-eap= true\nrefuse-pap= \nunit=12");

    g_assert_true(pptp_settings_require_mppe(gnome));
    g_assert_cmpint(gnome->require_mppe, ==, PPTP_YES);
    g_assert_cmpint(gnome->refuse_pap, ==, PPTP_YES);
    g_assert_cmpint(gnome->refuse_mschap, ==, PPTP_UNSET);
    g_assert_cmpuint(gnome->password_flags, ==, NM_SETTING_SECRET_FLAG_AGENT_OWNED);
    g_assert_true(pptp_settings_require_mppe(kde));
    g_assert_cmpint(kde->require_mppe, ==, PPTP_UNSET);
    g_assert_cmpint(kde->mppe_stateful, ==, PPTP_YES);
    g_assert_cmpint(kde->nobsdcomp + kde->nodeflate + kde->no_vj_comp, ==, 3);
    g_assert_cmpstr(kde->user, ==, "joe");
    g_assert_true(old->has_unit && old->unit == 12);
    g_assert_cmpint(old->refuse_eap, ==, PPTP_YES);
    g_assert_cmpint(old->refuse_pap, ==, PPTP_UNSET);
    g_assert_cmpstr(old->user, ==, "joe");
    g_assert_cmpstr(old->gateway, ==, "vpn.example.com");
}

static void
test_need_password(void)
{
    static const struct {
        const char *text;
        gboolean need;
    } cases[] = {
        {"gateway=a", TRUE},
        {"gateway=a\nsecret@password=x", FALSE},
        {"gateway=a\npassword-flags=1", TRUE},
        {"gateway=a\npassword-flags=1\nsecret@password=x", FALSE},
        {"gateway=a\npassword-flags=2", TRUE},
        {"gateway=a\npassword-flags=4", FALSE},
        {"gateway=a\npassword-flags=5\nsecret@password=x", FALSE},
        {"gateway=a\nsecret@other=x", TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(NMSettingVpn) vpn = vpn_new(cases[i].text);
        g_autoptr(GError) error = NULL;
        g_autoptr(PptpSettings) settings = pptp_settings_new(vpn, &error);

        g_assert_no_error(error);
        g_assert_cmpint(pptp_settings_need_password(settings, nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD)), ==, cases[i].need);
    }
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/settings/defaults", test_defaults);
    g_test_add_func("/settings/table", test_table);
    g_test_add_func("/settings/choices", test_choices);
    g_test_add_func("/settings/numbers", test_numbers);
    g_test_add_func("/settings/transport", test_transport);
    g_test_add_func("/settings/unit", test_unit);
    g_test_add_func("/settings/echo", test_echo);
    g_test_add_func("/settings/gateway", test_gateway);
    g_test_add_func("/settings/gateways", test_gateways);
    g_test_add_func("/settings/gateway-length", test_gateway_length);
    g_test_add_func("/settings/user", test_user);
    g_test_add_func("/settings/text", test_text);
    g_test_add_func("/settings/login-length", test_login_length);
    g_test_add_func("/settings/unknown", test_unknown);
    g_test_add_func("/settings/contradictions", test_contradictions);
    g_test_add_func("/settings/bounded", test_bounded);
    g_test_add_func("/settings/profiles", test_profiles);
    g_test_add_func("/settings/need-password", test_need_password);
    return g_test_run();
}
