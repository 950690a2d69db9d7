/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>
#include <string.h>

#include "common/names.h"
#include "common/settings-libnm.h"
#include "ppp/args.h"
#include "../unit/pppd-words.h"

/*
 * From a profile to pppd's arguments. Input: three bytes (authentication methods, MPPE, context), then lines of key=value as in a keyfile,
 * where "user-name@" and "id@" stand for vpn.user-name and the connection's name.
 */

/* Has a control character, so that no accepted value can hold it by chance. */
#define PASSWORD "\x07pass\x07"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_profile(NMSettingVpn *vpn, char **id, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        char *equals = strchr(lines[i], '=');

        if (!equals || equals == lines[i])
            continue;
        *equals++ = '\0';
        if (g_str_equal(lines[i], "id@")) {
            g_free(*id);
            *id = g_strdup(equals);
        } else if (g_str_equal(lines[i], "user-name@")) {
            g_object_set(vpn, NM_SETTING_VPN_USER_NAME, equals, NULL);
        } else
            nm_setting_vpn_add_data_item(vpn, lines[i], equals);
    }
}

static void
check_gateway(const char *gateway)
{
    g_assert_true(*gateway && *gateway != '-' && strlen(gateway) <= 253);
    for (const char *p = gateway; *p; p++)
        g_assert_true(g_ascii_isalnum(*p) || strchr("-._", *p));
}

static void
check_args(char **args, const PptpSettings *settings, const PptpAttempt *attempt)
{
    g_autofree char *login = pptp_settings_dup_login(settings);
    const char *environment = pppd_word_value(args, "set"); /* reads all of the vector */

    g_assert_cmpstr(args[1], ==, "plugin");
    g_assert_cmpstr(pppd_word_value(args, "user"), ==, login);
    g_assert_true(!login || strlen(login) <= 255);
    g_assert_true(!environment || g_str_has_prefix(environment, "CONNECTION_ID="));
    g_assert_cmpint(pppd_word_value(args, "refuse-pap") == NULL, ==, (attempt->auth & PPTP_AUTH_PAP) != 0);
    g_assert_cmpint(pppd_word_value(args, "require-mppe-128") != NULL, ==, (attempt->mppe & PPTP_MPPE_128) != 0);
    for (guint i = 0; args[i]; i++) {
        g_assert_null(strstr(args[i], PASSWORD));
        g_assert_true(g_utf8_validate(args[i], -1, NULL));
        for (const char *p = args[i]; *p; p++)
            g_assert_false(g_ascii_iscntrl(*p));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(NMSettingVpn) vpn = NULL;
    g_autoptr(PptpSettings) settings = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL, *id = NULL;
    g_auto(GStrv) args = NULL;

    if (size < 3)
        return 0;
    text = g_strndup((const char *)data + 3, size - 3);
    vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    nm_setting_vpn_add_secret(vpn, PPTP_SECRET_PASSWORD, PASSWORD);
    read_profile(vpn, &id, text);
    settings = pptp_settings_new(vpn, &error);
    if (!settings) {
        g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
        g_assert_true(g_utf8_validate(error->message, -1, NULL) && strlen(error->message) < 1000);
        g_assert_null(strpbrk(error->message, "\r\n\x1b"));
        return 0;
    }
    g_assert_no_error(error);
    for (guint i = 0; settings->gateways[i]; i++)
        check_gateway(settings->gateways[i]);
    g_assert_false(pptp_settings_need_password(settings, nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD)));
    {
        const PptpAttempt attempt = {
            .auth = data[0] & 0x1f,
            .mppe = data[1] & (PPTP_MPPE_40 | PPTP_MPPE_128),
            .stateful = (data[1] & PPTP_MPPE_STATEFUL) != 0,
        };
        const PptpArgsContext context = {
            .pppd = "/usr/sbin/pppd",
            .plugin = "/usr/lib/pppd/" PPTP_PPPD_PLUGIN,
            .link_fd = 4,
            .ipparam = PPTP_IPPARAM_PREFIX "1",
            .debug = data[2] & 1,
            .new_pppd = (data[2] & 2) != 0,
            .id = id,
        };

        args = pptp_args_new(settings, &attempt, &context);
        check_args(args, settings, &attempt);
    }
    return 0;
}
