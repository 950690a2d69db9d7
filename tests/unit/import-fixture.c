/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import-fixture.h"

#include <stdarg.h>
#include <string.h>

char *
import_sample(const char *sample)
{
    return g_build_filename(PPTP_TEST_SAMPLES, sample, NULL);
}

static int
compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char **
sorted(GPtrArray *lines)
{
    g_ptr_array_sort(lines, compare);
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}

static void add(GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
add(GPtrArray *lines, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(lines, g_strdup_vprintf(format, args));
    va_end(args);
}

static void
dump_route(GPtrArray *lines, NMIPRoute *route)
{
    GString *line = g_string_new("route ");

    g_string_append_printf(line, "%s/%u", nm_ip_route_get_dest(route), nm_ip_route_get_prefix(route));
    if (nm_ip_route_get_next_hop(route))
        g_string_append_printf(line, " via %s", nm_ip_route_get_next_hop(route));
    if (nm_ip_route_get_metric(route) >= 0)
        g_string_append_printf(line, " metric %" G_GINT64_FORMAT, nm_ip_route_get_metric(route));
    g_ptr_array_add(lines, g_string_free(line, FALSE));
}

static void
dump_vpn(GPtrArray *lines, NMSettingVpn *vpn)
{
    g_autofree const char **data = nm_setting_vpn_get_data_keys(vpn, NULL), **secrets = nm_setting_vpn_get_secret_keys(vpn, NULL);

    g_assert_cmpstr(nm_setting_vpn_get_service_type(vpn), ==, PPTP_DBUS_SERVICE);
    for (guint i = 0; data && data[i]; i++)
        add(lines, "%s=%s", data[i], nm_setting_vpn_get_data_item(vpn, data[i]));
    for (guint i = 0; secrets && secrets[i]; i++)
        add(lines, "secret %s=%s", secrets[i], nm_setting_vpn_get_secret(vpn, secrets[i]));
    if (nm_setting_vpn_get_persistent(vpn))
        add(lines, "persistent");
    if (nm_setting_vpn_get_user_name(vpn))
        add(lines, "user-name %s", nm_setting_vpn_get_user_name(vpn));
}

static void
dump_ip4(GPtrArray *lines, NMSettingIPConfig *ip4)
{
    if (g_strcmp0(nm_setting_ip_config_get_method(ip4), NM_SETTING_IP4_CONFIG_METHOD_AUTO) != 0)
        add(lines, "method %s", nm_setting_ip_config_get_method(ip4));
    for (guint i = 0; i < nm_setting_ip_config_get_num_routes(ip4); i++)
        dump_route(lines, nm_setting_ip_config_get_route(ip4, i));
    for (guint i = 0; i < nm_setting_ip_config_get_num_dns(ip4); i++)
        add(lines, "dns %s", nm_setting_ip_config_get_dns(ip4, i));
    for (guint i = 0; i < nm_setting_ip_config_get_num_dns_searches(ip4); i++)
        add(lines, "search %s", nm_setting_ip_config_get_dns_search(ip4, i));
    if (nm_setting_ip_config_get_never_default(ip4))
        add(lines, "never-default");
    if (nm_setting_ip_config_get_ignore_auto_dns(ip4))
        add(lines, "ignore-auto-dns");
}

char **
import_dump(NMConnection *connection)
{
    GPtrArray *lines = g_ptr_array_new();
    NMSettingUser *user = NM_SETTING_USER(nm_connection_get_setting(connection, NM_TYPE_SETTING_USER));
    const char *const *keys = user ? nm_setting_user_get_keys(user, NULL) : NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(nm_connection_verify(connection, &error));
    g_assert_no_error(error);
    g_assert_true(g_uuid_string_is_valid(nm_connection_get_uuid(connection)));
    add(lines, "id=%s", nm_connection_get_id(connection));
    dump_vpn(lines, nm_connection_get_setting_vpn(connection));
    dump_ip4(lines, nm_connection_get_setting_ip4_config(connection));
    for (guint i = 0; keys && keys[i]; i++)
        add(lines, "user-data %s=%s", keys[i], nm_setting_user_get_data(user, keys[i]));
    return sorted(lines);
}

/* "note FILE:LINE: WORDS": takes the first such note out of what is left. */
static void
take_note(GPtrArray *notes, const char *expected)
{
    const char *colon = strstr(expected, ": ");
    gsize place = colon ? (gsize)(colon - expected) + 2 : 0;

    g_assert_nonnull(colon);
    for (guint i = 0; i < notes->len; i++) {
        const char *note = notes->pdata[i];

        if (strncmp(note, expected, place) == 0 && strstr(note + place, expected + place)) {
            g_ptr_array_remove_index(notes, i);
            return;
        }
    }
    for (guint i = 0; i < notes->len; i++)
        g_test_message("there is: %s", (char *)notes->pdata[i]);
    g_test_message("but no note: %s", expected);
    g_test_fail();
}

static void
check(const char *sample, const char *entry, va_list args)
{
    g_autofree char *path = import_sample(sample), *has = NULL, *wants = NULL;
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) dump = NULL, expected = NULL;
    GPtrArray *lines = g_ptr_array_new();
    const char *line;

    connection = pptp_import(path, entry, &notes, &error);
    g_assert_no_error(error);
    g_assert_nonnull(connection);
    while ((line = va_arg(args, const char *))) {
        if (g_str_has_prefix(line, "note "))
            take_note(notes, line + strlen("note "));
        else
            g_ptr_array_add(lines, g_strdup(line));
    }
    expected = sorted(lines);
    dump = import_dump(connection);
    wants = g_strjoinv("\n", expected);
    has = g_strjoinv("\n", dump);
    if (!g_str_equal(wants, has))
        g_test_message("%s\n-- expected:\n%s\n-- found:\n%s", sample, wants, has);
    g_assert_cmpstr(has, ==, wants);
    for (guint i = 0; i < notes->len; i++) {
        g_test_message("%s: not expected: %s", sample, (char *)notes->pdata[i]);
        g_test_fail();
    }
}

void
import_assert(const char *sample, ...)
{
    va_list args;

    va_start(args, sample);
    check(sample, NULL, args);
    va_end(args);
}

void
import_assert_entry(const char *sample, const char *entry, ...)
{
    va_list args;

    va_start(args, entry);
    check(sample, entry, args);
    va_end(args);
}

void
import_assert_refused(const char *sample, const char *words)
{
    g_autofree char *path = import_sample(sample);
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(GError) error = NULL;

    connection = pptp_import(path, NULL, &notes, &error);
    g_assert_null(connection);
    g_assert_error(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
    if (!strstr(error->message, words))
        g_test_message("%s: \"%s\" is not in: %s", sample, words, error->message);
    g_assert_nonnull(strstr(error->message, words));
    g_assert_false(g_str_has_suffix(error->message, "."));
}
