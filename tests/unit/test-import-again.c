/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "import-fixture.h"
#include "properties/export.h"

/* Each profile made of another program's file, exported and imported again: the same, but for the secret, which is never exported. */

static const char *const samples[] = {
    "connman/mediacenter.config",
    "connman/office.config",
    "connman/several.config",
    "connman/several.config#provider_pptp2",
    "keyfile/kde.nmconnection",
    "keyfile/odd.nmconnection",
    "keyfile/stock.nmconnection",
    "keyfile/twice.nmconnection",
    "l2tp/minimal.conf",
    "l2tp/office.conf",
    "l2tp/old.conf",
    "mobileconfig/campus.mobileconfig",
    "mobileconfig/macos.mobileconfig",
    "mobileconfig/maximum-split.mobileconfig",
    "mobileconfig/signed.mobileconfig",
    "mobileconfig/signed-stream.mobileconfig",
    "mobileconfig/three-tunnels.mobileconfig",
    "mobileconfig/three-tunnels.mobileconfig#Two",
    "mobileconfig/token.mobileconfig",
    "pptpconfig/ppp/peers/puma",
    "pptpsetup/ppp/peers/corp",
    "pptpsetup/ppp/peers/office",
    "rasphone/automatic.pbk",
    "rasphone/big-endian.pbk",
    "rasphone/buero.pbk",
    "rasphone/eap.pbk",
    "rasphone/isp-pap.pbk",
    "rasphone/number-sign.pbk#Branch #2",
    "rasphone/onenet.pbk",
    "peers/own-script/peers/own",
    "peers/quoting",
    "peers/work/peers/work",
    "rasphone/powershell-utf16.pbk",
    "rasphone/routes.pbk",
    "rasphone/several.pbk",
    "rasphone/several.pbk#Lab [old]",
};

static void
test_again(gconstpointer data)
{
    g_autofree char *path = import_sample(data), *text = NULL, *before = NULL, *after = NULL;
    g_autoptr(NMConnection) connection = NULL, back = NULL;
    g_autoptr(PptpImportFile) file = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) own = NULL, other = NULL;
    const char *password;

    connection = pptp_import(path, NULL, NULL, &error);
    g_assert_no_error(error);
    text = pptp_export_text(connection, &error);
    g_assert_no_error(error);
    password = nm_setting_vpn_get_secret(nm_connection_get_setting_vpn(connection), PPTP_SECRET_PASSWORD);
    /* A short one may well be a part of another word. */
    g_assert_true(!password || strlen(password) < 8 || strstr("password", password) || !strstr(text, password));
    nm_setting_vpn_remove_secret(nm_connection_get_setting_vpn(connection), PPTP_SECRET_PASSWORD);

    file = pptp_import_file_new("/nonexistent/some-name", "/nonexistent", text, strlen(text));
    back = pptp_import_file(file, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    own = import_dump(connection);
    other = import_dump(back);
    before = g_strjoinv("\n", own);
    after = g_strjoinv("\n", other);
    if (!g_str_equal(before, after))
        g_test_message("%s", text);
    g_assert_cmpstr(before, ==, after);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
        g_autofree char *name = g_strdup_printf("/import/again/%s", samples[i]);

        g_test_add_data_func(name, samples[i], test_again);
    }
    return g_test_run();
}
