/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <glib/gstdio.h>
#include <sys/time.h>

#include "service/memory.h"

#define UUID "2c846abe-6a23-4c8f-8302-f0754d8adf1b"

static char *folder, *path;
static const PptpMemory weak = {.has_attempt = TRUE, .attempt = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = PPTP_MPPE_40, .stateful = TRUE}};
static const char *const one[] = {"vpn.test", NULL}, *const other[] = {"other.test", NULL}, *const two[] = {"vpn.test", "10.0.0.1", NULL};

static void
write_file(const char *text)
{
    g_autoptr(GError) error = NULL;

    g_file_set_contents(path, text, -1, &error);
    g_assert_no_error(error);
}

static void
test_round_trip(void)
{
    PptpMemory found;
    GStatBuf status;

    g_assert_false(pptp_memory_load(folder, UUID, one, &found));
    pptp_memory_save(folder, UUID, one, &weak);
    g_assert_true(pptp_memory_load(folder, UUID, one, &found));
    g_assert_true(found.has_attempt);
    g_assert_cmpuint(found.attempt.auth, ==, weak.attempt.auth);
    g_assert_cmpuint(found.attempt.mppe, ==, weak.attempt.mppe);
    g_assert_true(found.attempt.stateful);
    g_assert_cmpstr(found.gateway, ==, "");
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 0777, ==, 0600);

    /* Of another server, or of one more, it says nothing. */
    g_assert_false(pptp_memory_load(folder, UUID, other, &found));
    g_assert_false(pptp_memory_load(folder, UUID, two, &found));
    pptp_memory_forget(folder, UUID);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_false(pptp_memory_load(folder, UUID, one, &found));
}

static void
test_gateway(void)
{
    static const char *const bad[] = {
        "good-gateway=vpn.test\n",
        "good-gateway=vpn.test\ngood-address=\n",
        "good-gateway=vpn.test\ngood-address=10.0.0.256\n",
        "good-gateway=vpn.test\ngood-address=::1\n",
        "good-gateway=evil.test\ngood-address=10.0.0.1\n",
        "good-address=10.0.0.1\n",
    };
    const PptpMemory second = {.gateway = "10.0.0.1", .address = "10.0.0.1"};
    PptpMemory found;

    pptp_memory_save(folder, UUID, two, &second);
    g_assert_true(pptp_memory_load(folder, UUID, two, &found));
    g_assert_false(found.has_attempt);
    g_assert_cmpstr(found.gateway, ==, "10.0.0.1");
    g_assert_cmpstr(found.address, ==, "10.0.0.1");
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *text = g_strconcat("[pptp]\ngateway=vpn.test 10.0.0.1\n", bad[i], NULL);

        write_file(text);
        g_assert_false(pptp_memory_load(folder, UUID, two, &found));
        g_assert_cmpstr(found.gateway, ==, "");
    }
    pptp_memory_forget(folder, UUID);
}

/* Saving the same again does not make it younger: after some days the profile's own order is tried again. */
static void
test_keeps_age(void)
{
    const time_t then = g_get_real_time() / G_USEC_PER_SEC - 86400;
    const PptpMemory second = {.gateway = "10.0.0.1", .address = "10.0.0.1"};
    struct timeval times[2] = {{.tv_sec = then}, {.tv_sec = then}};
    GStatBuf status;

    pptp_memory_save(folder, UUID, two, &second);
    g_assert_cmpint(utimes(path, times), ==, 0);
    pptp_memory_save(folder, UUID, two, &second);
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mtime, ==, then);
    pptp_memory_save(folder, UUID, two, &weak);
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mtime, >, then);
    pptp_memory_forget(folder, UUID);
}

/* What the path does is kept apart from what the server takes. */
static void
test_reorders(void)
{
    g_autofree char *file = g_strdup_printf("%s/pptp-" UUID ".path", folder);

    g_assert_false(pptp_memory_load_reorders(folder, UUID, "vpn.test"));
    pptp_memory_save_reorders(folder, UUID, "vpn.test");
    pptp_memory_forget(folder, UUID);
    g_assert_true(pptp_memory_load_reorders(folder, UUID, "vpn.test"));
    g_assert_false(pptp_memory_load_reorders(folder, UUID, "other.test"));
    g_assert_false(pptp_memory_load_reorders(folder, "../x", "vpn.test"));
    g_assert_true(g_file_set_contents(file, "[pptp]\ngateway=vpn.test\nreorders=perhaps\n", -1, NULL));
    g_assert_false(pptp_memory_load_reorders(folder, UUID, "vpn.test"));
    pptp_memory_save_reorders(folder, UUID, "vpn.test");
    pptp_memory_forget_reorders(folder, UUID);
    g_assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

static void
test_age(void)
{
    const gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    const struct {
        gint64 seconds;
        gboolean counts;
    } rows[] = {{0, TRUE}, {PPTP_MEMORY_DAYS * 86400 - 60, TRUE}, {PPTP_MEMORY_DAYS * 86400 + 60, FALSE}, {-3600, FALSE}};
    PptpMemory found;

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct timeval times[2] = {{.tv_sec = now - rows[i].seconds}, {.tv_sec = now - rows[i].seconds}};

        pptp_memory_forget(folder, UUID);
        pptp_memory_save(folder, UUID, one, &weak);
        g_assert_cmpint(utimes(path, times), ==, 0);
        g_assert_cmpint(pptp_memory_load(folder, UUID, one, &found), ==, rows[i].counts);
    }
    pptp_memory_forget(folder, UUID);
}

static void
test_bad_files(void)
{
    static const char *const texts[] = {
        "",
        "garbage",
        "[pptp]\ngateway=vpn.test\n",
        "[pptp]\ngateway=vpn.test\nauth=8\nmppe=1\n",
        "[pptp]\ngateway=vpn.test\nauth=8\nmppe=-1\nstateful=0\n",
        "[pptp]\ngateway=vpn.test\nauth=8\nmppe=8\nstateful=0\n",
        "[pptp]\ngateway=vpn.test\nauth=32\nmppe=1\nstateful=0\n",
        "[pptp]\ngateway=vpn.test\nauth=8\nmppe=1\nstateful=2\n",
        "[pptp]\ngateway=vpn.test\nauth=8x\nmppe=1\nstateful=0\n",
    };
    g_autofree char *big = g_strnfill(5000, '#');
    PptpMemory found;

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        write_file(texts[i]);
        g_assert_false(pptp_memory_load(folder, UUID, one, &found));
    }
    write_file(big);
    g_assert_false(pptp_memory_load(folder, UUID, one, &found));
    write_file("[pptp]\ngateway=vpn.test\nauth=8\nmppe=1\nstateful=0\n");
    g_assert_true(pptp_memory_load(folder, UUID, one, &found));
    pptp_memory_forget(folder, UUID);
}

/* Not a UUID: not a file. */
static void
test_paths(void)
{
    PptpMemory found;

    pptp_memory_save(folder, "../../etc/passwd", one, &weak);
    g_assert_false(pptp_memory_load(folder, "../../etc/passwd", one, &found));
    g_assert_false(pptp_memory_load(folder, NULL, one, &found));
    pptp_memory_forget(folder, "x");
}

int
main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("test-memory-XXXXXX", NULL);
    g_assert_nonnull(folder);
    path = g_build_filename(folder, "pptp-" UUID ".state", NULL);
    g_test_add_func("/memory/round-trip", test_round_trip);
    g_test_add_func("/memory/reorders", test_reorders);
    g_test_add_func("/memory/gateway", test_gateway);
    g_test_add_func("/memory/keeps-age", test_keeps_age);
    g_test_add_func("/memory/age", test_age);
    g_test_add_func("/memory/bad-files", test_bad_files);
    g_test_add_func("/memory/paths", test_paths);
    status = g_test_run();
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
    return status;
}
