/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gio/gio.h>

#include "ppp/noise.h"
#include "service/listening.h"

/* The loopback interface of a network of our own stands in for the tunnel's: what is sent there is what came. */

#define DATA_DEADLINE_SECONDS 20

typedef struct {
    PptpFacts facts;
    PptpListening *listening;
    guint ended;
} Fixture;

static void
on_noise(gpointer user_data)
{
    Fixture *f = user_data;

    f->ended++;
    g_clear_pointer(&f->listening, pptp_listening_free);
}

static void
set_up(Fixture *f, gconstpointer data)
{
    pptp_facts_init(&f->facts, NULL);
    f->listening = pptp_listening_new("lo", &f->facts, on_noise, f);
    g_assert_no_errno(f->listening ? 0 : -1);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    pptp_listening_free(f->listening);
}

static void
noise(Fixture *f, guint from, guint n, guint second)
{
    for (guint i = from; i < from + n && f->listening; i++) {
        const guint16 protocol = (guint16)(0x4b11 + 0x202 * i);
        const guint8 data[] = {0xc0, 0x21, 8, 1, 0, 6, (guint8)(protocol >> 8), (guint8)protocol};
        const PptpLinkFrame frame = {.sent = TRUE, .usec = (1000 + second) * (guint64)G_USEC_PER_SEC, .len = sizeof data, .data = data};

        pptp_listening_take(f->listening, &frame);
    }
}

static void
data_comes(void)
{
    const struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(sendto(fd, "data", 4, 0, (const struct sockaddr *)&there, sizeof there), ==, 4);
    close(fd);
}

static gboolean
on_overdue(gpointer user_data)
{
    g_error("the data was not seen");
    return G_SOURCE_REMOVE;
}

static void
wait_for_data(Fixture *f)
{
    guint overdue = g_timeout_add_seconds(DATA_DEADLINE_SECONDS, on_overdue, NULL);

    while (!f->facts.data_came)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(overdue);
}

static void
test_noise_only(Fixture *f, gconstpointer data)
{
    noise(f, 0, PPTP_NOISE_PROTOCOLS - 1, 0);
    g_assert_cmpuint(f->ended, ==, 0);
    g_assert_false(f->facts.noise);
    noise(f, PPTP_NOISE_PROTOCOLS, 1, 0);
    g_assert_cmpuint(f->ended, ==, 1);
    g_assert_true(f->facts.noise);
    g_assert_false(f->facts.data_came);
}

/* What came before the noise shows that it had been well, and no more. */
static void
test_data_before(Fixture *f, gconstpointer data)
{
    data_comes();
    wait_for_data(f);
    g_assert_cmpuint(f->ended, ==, 0);
    /* A second of noise may be anybody's; so may another, a minute later. */
    noise(f, 0, 3 * PPTP_NOISE_PROTOCOLS, 0);
    noise(f, 30, 3 * PPTP_NOISE_PROTOCOLS, 60);
    g_assert_cmpuint(f->ended, ==, 0);
    /* But where it goes on, and nothing else comes: */
    for (guint second = 61; second < 70; second++)
        noise(f, 50 + second, 1, second);
    g_assert_cmpuint(f->ended, ==, 0);
    noise(f, 200, PPTP_NOISE_PROTOCOLS, 70);
    g_assert_cmpuint(f->ended, ==, 1);
    g_assert_true(f->facts.noise && f->facts.data_came);
}

static void
test_data_beside(Fixture *f, gconstpointer data)
{
    for (guint i = 0; i < 10; i++) {
        noise(f, i * PPTP_NOISE_PROTOCOLS, 2, i);
        data_comes();
        noise(f, i * PPTP_NOISE_PROTOCOLS + 2, PPTP_NOISE_PROTOCOLS - 2, i);
        g_assert_cmpuint(f->ended, ==, 0);
    }
    g_assert_false(f->facts.noise);
    /* Then there is no data any more. */
    noise(f, 100, PPTP_NOISE_PROTOCOLS, 20);
    noise(f, 110, PPTP_NOISE_PROTOCOLS, 30);
    g_assert_cmpuint(f->ended, ==, 1);
}

static void
test_no_interface(void)
{
    PptpFacts facts;

    pptp_facts_init(&facts, NULL);
    g_assert_null(pptp_listening_new("no-such-if", &facts, on_noise, NULL));
    g_assert_cmpint(errno, ==, ENODEV);
}

/* FALSE where this machine does not let us have a network of our own. */
static gboolean
enter_network(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    gboolean up;
    int fd;

    if (unshare(geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return FALSE;
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    up = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
    if (fd >= 0)
        close(fd);
    return up;
}

static void
test_not_here(void)
{
    g_test_skip("this machine lets nobody have a network of their own");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/listening/no-interface", test_no_interface);
    if (enter_network()) {
        g_test_add("/listening/noise-only", Fixture, NULL, set_up, test_noise_only, tear_down);
        g_test_add("/listening/data-before", Fixture, NULL, set_up, test_data_before, tear_down);
        g_test_add("/listening/data-beside", Fixture, NULL, set_up, test_data_beside, tear_down);
    } else {
        g_test_add_func("/listening/in-a-network", test_not_here);
    }
    return g_test_run();
}
