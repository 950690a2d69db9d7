/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "common/names.h"
#include "common/settings-libnm.h"
#include "manual.h"

/*
 * The examples of nm-settings-pptp(5): whole profiles are read by libnm and by our own settings, and say what the text above them says;
 * of nmcli's lines the properties exist, and what they put into vpn.data is accepted.
 */

/* The whole profiles, by what they must come to. */
typedef struct {
    guint keyfile, nmcli, ansible, netplan; /* how many of each kind there are */
    guint changes;                          /* lines that change the profile */
} Found;

static const char university[] = "alice@vpn.example.edu encrypted 10.0.0.0/8";
static const char full_tunnel[] = "alice@vpn.example.edu encrypted";

/* What a profile does, in words to compare. */
static char *
describe(const PptpSettings *settings, const char *routes, gboolean never_default)
{
    g_assert_cmpint(never_default, ==, routes != NULL);
    return g_strdup_printf("%s@%s %s%s%s", settings->user, settings->gateway,
                           pptp_settings_require_mppe(settings) ? "encrypted" : "settled", routes ? " " : "", routes ? routes : "");
}

static char *
describe_vpn(NMSettingVpn *vpn, const char *routes, gboolean never_default)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PptpSettings) settings = pptp_settings_new(vpn, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD), ==, "SECRET");
    g_assert_false(pptp_settings_need_password(settings, nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD)));
    return describe(settings, routes, never_default);
}

static gboolean
on_keyfile_remark(GKeyFile *keyfile, NMConnection *connection, NMKeyfileHandlerType type, NMKeyfileHandlerData *data, void *user_data)
{
    const char *message = NULL;
    NMKeyfileWarnSeverity severity;

    if (type == NM_KEYFILE_HANDLER_TYPE_WARN) {
        nm_keyfile_handler_data_warn_get(data, &message, &severity);
        if (severity >= NM_KEYFILE_WARN_SEVERITY_INFO)
            g_error("a keyfile of the manual: %s", message);
    }
    return FALSE;
}

static char *
describe_keyfile(const char *text)
{
    g_autoptr(GKeyFile) keyfile = g_key_file_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GString) routes = g_string_new(NULL);
    NMSettingIPConfig *ip4;

    g_key_file_load_from_data(keyfile, text, (gsize)-1, G_KEY_FILE_NONE, &error);
    g_assert_no_error(error);
    connection = nm_keyfile_read(keyfile, "/", NM_KEYFILE_HANDLER_FLAGS_NONE, on_keyfile_remark, NULL, &error);
    g_assert_no_error(error);
    /* NetworkManager itself gives a file without a UUID one, from its name. */
    if (!nm_connection_get_uuid(connection))
        g_object_set(nm_connection_get_setting_connection(connection), NM_SETTING_CONNECTION_UUID, "2f1d3c44-6a0e-4c1b-9d55-7b1f0e3a9c10",
                     NULL);
    g_assert_true(nm_connection_normalize(connection, NULL, NULL, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(nm_connection_get_id(connection), ==, "onenet");
    g_assert_cmpstr(nm_setting_vpn_get_service_type(nm_connection_get_setting_vpn(connection)), ==, PPTP_DBUS_SERVICE);
    g_assert_false(nm_setting_connection_get_autoconnect(nm_connection_get_setting_connection(connection)));
    ip4 = nm_connection_get_setting_ip4_config(connection);
    g_assert_cmpstr(nm_setting_ip_config_get_method(ip4), ==, NM_SETTING_IP4_CONFIG_METHOD_AUTO);
    for (guint i = 0; i < nm_setting_ip_config_get_num_routes(ip4); i++) {
        NMIPRoute *route = nm_setting_ip_config_get_route(ip4, (int)i);

        g_string_append_printf(routes, "%s%s/%u", i > 0 ? " " : "", nm_ip_route_get_dest(route), nm_ip_route_get_prefix(route));
    }
    return describe_vpn(nm_connection_get_setting_vpn(connection), routes->len > 0 ? routes->str : NULL,
                        nm_setting_ip_config_get_never_default(ip4));
}

static char *
describe_yaml(const char *text)
{
    const char *const argv[] = {PPTP_PYTHON, PPTP_SOURCES "/tests/unit/manual-yaml.py", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) python = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
    g_autofree char *keyfile = NULL;

    g_assert_no_error(error);
    g_assert_true(g_subprocess_communicate_utf8(python, text, NULL, &keyfile, NULL, &error));
    g_assert_true(g_subprocess_get_successful(python)); /* tests/host/packages has what it needs: python3-yaml */
    return describe_keyfile(keyfile);
}

/* -- nmcli -- */

/* The short names that `nmcli connection add` has for properties; see nmcli(1). */
static const char *const short_names[] = {"type", "vpn-type", "con-name", "autoconnect", NULL};

static void
check_property(const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name + (*name == '+'), ".", 2);
    g_autoptr(GTypeClass) setting = NULL;
    GType type;

    if (g_strv_contains(short_names, name))
        return;
    g_test_message("%s", name);
    type = nm_setting_lookup_type(parts[0]);
    g_assert_cmpuint(type, !=, G_TYPE_INVALID);
    setting = g_type_class_ref(type);
    g_assert_nonnull(g_object_class_find_property(G_OBJECT_CLASS(setting), parts[1]));
}

/* "KEY=VALUE, KEY=VALUE", as nmcli reads it; an empty text takes all away. */
static void
set_items(NMSettingVpn *vpn, const char *text, void (*set)(NMSettingVpn *, const char *, const char *))
{
    g_auto(GStrv) items = g_strsplit(text, ",", -1);

    for (guint i = 0; items[i]; i++) {
        g_auto(GStrv) pair = g_strsplit(g_strstrip(items[i]), "=", 2);

        g_assert_cmpuint(g_strv_length(pair), ==, 2);
        set(vpn, pair[0], pair[1]);
    }
}

/* The properties of an add or modify line, from argv[first] on, into the setting. */
static void
take_properties(char **argv, guint first, NMSettingVpn *vpn, const char **routes, gboolean *never_default)
{
    for (guint i = first; argv[i]; i += 2) {
        g_assert_nonnull(argv[i + 1]);
        check_property(argv[i]);
        if (g_str_equal(argv[i], "vpn.data") || g_str_equal(argv[i], "+vpn.data"))
            set_items(vpn, argv[i + 1], nm_setting_vpn_add_data_item);
        else if (g_str_equal(argv[i], "vpn.secrets") && *argv[i + 1])
            set_items(vpn, argv[i + 1], nm_setting_vpn_add_secret);
        else if (g_str_equal(argv[i], "vpn.secrets"))
            nm_setting_vpn_remove_secret(vpn, PPTP_SECRET_PASSWORD);
        else if (g_str_equal(argv[i], "ipv4.routes"))
            *routes = argv[i + 1];
        else if (g_str_equal(argv[i], "ipv4.never-default"))
            *never_default = g_str_equal(argv[i + 1], "yes");
    }
}

static char *
describe_nmcli(char **argv)
{
    g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    const char *routes = NULL;
    gboolean never_default = FALSE;

    take_properties(argv, 3, vpn, &routes, &never_default);
    return describe_vpn(vpn, routes, never_default);
}

/* A line that changes the university's profile leaves one that is accepted. */
static void
check_change(char **argv)
{
    g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    g_autoptr(PptpSettings) settings = NULL;
    g_autoptr(GError) error = NULL;
    const char *routes = NULL;
    gboolean never_default = FALSE;

    set_items(vpn, "gateway=vpn.example.edu, user=alice, require-mppe=yes, password-flags=0", nm_setting_vpn_add_data_item);
    nm_setting_vpn_add_secret(vpn, PPTP_SECRET_PASSWORD, "SECRET");
    take_properties(argv, 4, vpn, &routes, &never_default);
    settings = pptp_settings_new(vpn, &error);
    g_assert_no_error(error);
    /* Where the password is no longer stored it has to come from elsewhere. */
    g_assert_cmpint(pptp_settings_need_password(settings, nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD)), ==,
                    settings->password_flags != 0);
}

static void
expect(const char *got, const char *const *wanted, guint *n)
{
    g_test_message("%s", got);
    g_assert_cmpuint(*n, <, g_strv_length((char **)wanted));
    g_assert_cmpstr(got, ==, wanted[(*n)++]);
}

static void
check_command(const char *line, Found *found)
{
    static const char *const wanted[] = {university, full_tunnel, NULL};
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) error = NULL;

    g_shell_parse_argv(line, NULL, &argv, &error);
    g_assert_no_error(error);
    if (!g_str_equal(argv[0], "nmcli") || !argv[1] || !g_str_equal(argv[1], "connection"))
        return;
    if (g_str_equal(argv[2], "add")) {
        g_autofree char *got = describe_nmcli(argv);

        expect(got, wanted, &found->nmcli);
    } else if (g_str_equal(argv[2], "modify")) {
        check_change(argv);
        found->changes++;
    }
}

/* Lines that end in a backslash go on in the next. */
static void
check_commands(const char *example, Found *found)
{
    g_autoptr(GRegex) line_end = g_regex_new("(?<!\\\\)\n", 0, 0, NULL);
    g_auto(GStrv) lines = g_regex_split(line_end, example, 0);

    for (guint i = 0; lines[i]; i++) {
        if (lines[i][0] != '\0')
            check_command(lines[i], found);
    }
}

static void
test_examples(void)
{
    static const char *const keyfiles[] = {university, full_tunnel, NULL}, *const yaml[] = {university, NULL};
    g_autofree char *page = manual_read(PPTP_SETTINGS_PAGE);
    g_auto(GStrv) examples = manual_examples(page);
    Found found = {0};

    for (guint i = 0; examples[i]; i++) {
        g_autofree char *got = NULL;

        g_test_message("%s", examples[i]);
        if (g_str_has_prefix(examples[i], "[connection]\n"))
            expect(got = describe_keyfile(examples[i]), keyfiles, &found.keyfile);
        else if (g_str_has_prefix(examples[i], "network:\n"))
            expect(got = describe_yaml(examples[i]), yaml, &found.netplan);
        else if (g_str_has_prefix(examples[i], "- name:"))
            expect(got = describe_yaml(examples[i]), yaml, &found.ansible);
        else if (g_str_has_prefix(examples[i], "[Unit]\n"))
            continue; /* systemd's: the guest tests start it */
        else
            check_commands(examples[i], &found);
    }
    g_assert_cmpuint(found.keyfile, ==, 2);
    g_assert_cmpuint(found.nmcli, ==, 2);
    g_assert_cmpuint(found.ansible, ==, 1);
    g_assert_cmpuint(found.netplan, ==, 1);
    g_assert_cmpuint(found.changes, >=, 4);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/manual-examples/settings", test_examples);
    return g_test_run();
}
