/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Against the real kernel, in a network namespace of the test's own: needs root, and iproute2 to change things. */

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "channel/uplink.h"

#define DEADLINE_MS 10000
/* So long nothing may come where nothing is to be told: longer than changes are waited for. */
#define QUIET_MS 700

typedef struct {
    GMainLoop *loop;
    GArray *events; /* PptpUplinkEvent */
    PptpUplink *uplink;
    gboolean free_inside;
} Fixture;

/* -- a machine that sleeps: the clocks and the timer are the test's; in the guest they are the kernel's -- */

static int slept_seconds, timer = -1, armed;

int
clock_gettime(clockid_t clock, struct timespec *now)
{
    const int result = (int)syscall(SYS_clock_gettime, clock, now);

    if (result == 0 && clock == CLOCK_BOOTTIME)
        now->tv_sec += slept_seconds;
    return result;
}

int
timerfd_create(int clock, int flags)
{
    g_assert_cmpint(clock, ==, CLOCK_REALTIME);
    timer = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return timer;
}

int
timerfd_settime(int fd, int flags, const struct itimerspec *new_value, struct itimerspec *old_value)
{
    g_assert_cmpint(fd, ==, timer);
    g_assert_cmpint(flags, ==, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET);
    armed++;
    return 0;
}

static void
clock_jumps(void)
{
    g_assert_cmpint(eventfd_write(timer, 1), ==, 0);
}

static void
run(const char *command)
{
    g_autoptr(GError) error = NULL;
    int status;

    g_spawn_command_line_sync(command, NULL, NULL, &status, &error);
    g_assert_no_error(error);
    g_assert_cmpint(status, ==, 0);
}

static void
on_event(PptpUplinkEvent event, gpointer user_data)
{
    Fixture *f = user_data;

    g_array_append_val(f->events, event);
    if (f->free_inside)
        g_clear_pointer(&f->uplink, pptp_uplink_free);
    g_main_loop_quit(f->loop);
}

static gboolean
on_deadline(gpointer user_data)
{
    g_error("nothing was told within %d ms", DEADLINE_MS);
    return G_SOURCE_REMOVE;
}

static void
expect(Fixture *f, PptpUplinkEvent event)
{
    guint deadline = g_timeout_add(DEADLINE_MS, on_deadline, NULL);

    g_array_set_size(f->events, 0);
    g_main_loop_run(f->loop);
    g_source_remove(deadline);
    g_assert_cmpuint(f->events->len, ==, 1);
    g_assert_cmpint(g_array_index(f->events, PptpUplinkEvent, 0), ==, event);
}

static gboolean
on_quiet(gpointer user_data)
{
    g_main_loop_quit(user_data);
    return G_SOURCE_REMOVE;
}

static void
expect_nothing(Fixture *f)
{
    g_array_set_size(f->events, 0);
    g_timeout_add(QUIET_MS, on_quiet, f->loop);
    g_main_loop_run(f->loop);
    g_assert_cmpuint(f->events->len, ==, 0);
}

static void
watch(Fixture *f, const char *local)
{
    g_autoptr(GInetAddress) server = g_inet_address_new_from_string("203.0.113.7");
    g_autoptr(GInetAddress) address = local ? g_inet_address_new_from_string(local) : NULL;

    f->uplink = pptp_uplink_new(server, address, on_event, f);
    g_assert_nonnull(f->uplink);
}

/* Two uplinks, the way to the server by the first. */
static void
set_up(Fixture *f, gconstpointer unused)
{
    f->loop = g_main_loop_new(NULL, FALSE);
    f->events = g_array_new(FALSE, FALSE, sizeof(PptpUplinkEvent));
    run("ip link add a0 type veth peer name a1");
    run("ip link add b0 type veth peer name b1");
    run("ip link set a1 up");
    run("ip link set b1 up");
    run("ip link set a0 up");
    run("ip link set b0 up");
    run("ip addr add 10.1.1.1/24 dev a0");
    run("ip addr add 10.2.2.1/24 dev b0");
    run("ip route add default via 10.1.1.2 metric 100");
}

static void
tear_down(Fixture *f, gconstpointer unused)
{
    g_clear_pointer(&f->uplink, pptp_uplink_free);
    g_main_loop_unref(f->loop);
    g_array_unref(f->events);
    run("ip link del a0");
    run("ip link del b0");
}

static void
test_unmoved(Fixture *f, gconstpointer unused)
{
    watch(f, "10.1.1.1");
    run("ip addr add 10.3.3.3/32 dev b0");
    run("ip route add default via 10.2.2.2 metric 200");
    run("ip route add 203.0.113.7/32 via 10.1.1.2");
    expect_nothing(f);
    /* Away for a moment only. */
    run("ip route del 203.0.113.7/32");
    run("ip addr del 10.1.1.1/24 dev a0");
    run("ip addr add 10.1.1.1/24 dev a0");
    run("ip route add default via 10.1.1.2 metric 100");
    expect_nothing(f);
}

/* Other people's changes, one after the other, wake it now and then: so do other tunnels that come up. */
static void
test_storm(Fixture *f, gconstpointer unused)
{
    gint64 began;
    guint woken = 0;

    watch(f, "10.1.1.1");
    began = g_get_monotonic_time();
    for (guint i = 0; i < 100; i++) {
        g_autofree char *command = g_strdup_printf("ip addr %s 10.3.3.3/32 dev b0", i % 2 ? "del" : "add");

        run(command);
        while (g_main_context_iteration(NULL, FALSE))
            woken++;
    }
    g_assert_cmpuint(woken, <=, 2 + 2 * (guint)((g_get_monotonic_time() - began) / (300 * 1000)));
    g_assert_cmpuint(f->events->len, ==, 0);
    /* One that matters is noticed all the same, and the next one soon again. */
    run("ip route add default via 10.2.2.2 metric 50");
    expect(f, PPTP_UPLINK_MOVED);
    run("ip addr del 10.1.1.1/24 dev a0");
    expect(f, PPTP_UPLINK_GONE);
}

static void
test_gone(Fixture *f, gconstpointer unused)
{
    watch(f, "10.1.1.1");
    run("ip addr del 10.1.1.1/24 dev a0");
    expect(f, PPTP_UPLINK_GONE);
}

/* The address stays, and the way leads elsewhere. */
static void
test_moved(Fixture *f, gconstpointer unused)
{
    watch(f, "10.1.1.1");
    run("ip route add default via 10.2.2.2 metric 50");
    expect(f, PPTP_UPLINK_MOVED);
    expect_nothing(f);
    run("ip route del default via 10.2.2.2");
    expect(f, PPTP_UPLINK_MOVED);
}

static void
test_cut_and_back(Fixture *f, gconstpointer unused)
{
    watch(f, NULL);
    run("ip route del default");
    expect(f, PPTP_UPLINK_CUT);
    run("ip addr del 10.1.1.1/24 dev a0");
    expect_nothing(f);
    run("ip route add default via 10.2.2.2");
    expect(f, PPTP_UPLINK_MOVED);
}

/* An interface that comes up may have its routes before its address. */
static void
test_no_address_yet(Fixture *f, gconstpointer unused)
{
    run("ip addr flush dev a0");
    run("ip addr flush dev b0");
    watch(f, NULL);
    run("ip route add 203.0.113.7/32 dev b0");
    expect_nothing(f);
    run("ip addr add 10.2.2.1/24 dev b0");
    expect(f, PPTP_UPLINK_MOVED);
}

static void
test_freed_inside(Fixture *f, gconstpointer unused)
{
    f->free_inside = TRUE;
    watch(f, "10.1.1.1");
    run("ip link del a1");
    run("ip link add a0 type veth peer name a1");
    expect(f, PPTP_UPLINK_GONE);
}

static void
test_slept(Fixture *f, gconstpointer unused)
{
    watch(f, "10.1.1.1");
    armed = 0;
    for (int times = 1; times <= 2; times++) {
        slept_seconds += 3600;
        clock_jumps();
        expect(f, PPTP_UPLINK_RESUMED);
        g_assert_cmpint(armed, ==, times);
    }
}

/* Somebody sets the clock: nothing slept. */
static void
test_clock_set(Fixture *f, gconstpointer unused)
{
    watch(f, "10.1.1.1");
    armed = 0;
    clock_jumps();
    expect_nothing(f);
    g_assert_cmpint(armed, ==, 1);
}

static void
test_freed_on_resume(Fixture *f, gconstpointer unused)
{
    f->free_inside = TRUE;
    watch(f, NULL);
    slept_seconds += 3600;
    clock_jumps();
    expect(f, PPTP_UPLINK_RESUMED);
}

static void
test_has_address(Fixture *f, gconstpointer unused)
{
    g_autoptr(GInetAddress) ours = g_inet_address_new_from_string("10.2.2.1");
    g_autoptr(GInetAddress) other = g_inet_address_new_from_string("10.2.2.2");

    g_assert_true(pptp_uplink_has_address(ours));
    g_assert_false(pptp_uplink_has_address(other));
}

static void
test_path_mtu(Fixture *f, gconstpointer unused)
{
    g_autoptr(GInetAddress) server = g_inet_address_new_from_string("192.0.2.1");
    g_autoptr(GInetAddress) near = g_inet_address_new_from_string("10.2.2.9");

    run("ip link set b0 mtu 1400");
    g_assert_cmpuint(pptp_uplink_path_mtu(near), ==, 1400);
    run("ip route add 10.2.2.9 dev b0 mtu 1300");
    g_assert_cmpuint(pptp_uplink_path_mtu(near), ==, 1300);
    run("ip route flush table main");
    g_assert_cmpuint(pptp_uplink_path_mtu(server), ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (unshare(CLONE_NEWNET) < 0)
        g_error("no network namespace of its own: %s (run as root)", g_strerror(errno));
    g_test_add("/uplink/unmoved", Fixture, NULL, set_up, test_unmoved, tear_down);
    g_test_add("/uplink/storm", Fixture, NULL, set_up, test_storm, tear_down);
    g_test_add("/uplink/gone", Fixture, NULL, set_up, test_gone, tear_down);
    g_test_add("/uplink/moved", Fixture, NULL, set_up, test_moved, tear_down);
    g_test_add("/uplink/cut-and-back", Fixture, NULL, set_up, test_cut_and_back, tear_down);
    g_test_add("/uplink/no-address-yet", Fixture, NULL, set_up, test_no_address_yet, tear_down);
    g_test_add("/uplink/freed-inside", Fixture, NULL, set_up, test_freed_inside, tear_down);
    g_test_add("/uplink/slept", Fixture, NULL, set_up, test_slept, tear_down);
    g_test_add("/uplink/clock-set", Fixture, NULL, set_up, test_clock_set, tear_down);
    g_test_add("/uplink/freed-on-resume", Fixture, NULL, set_up, test_freed_on_resume, tear_down);
    g_test_add("/uplink/has-address", Fixture, NULL, set_up, test_has_address, tear_down);
    g_test_add("/uplink/path-mtu", Fixture, NULL, set_up, test_path_mtu, tear_down);
    return g_test_run();
}
