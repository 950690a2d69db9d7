/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Against the real kernel, in a network namespace of the test's own: needs root, and iproute2 to lay the routes. */

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <sched.h>

#include "channel/rtnl.h"

#define DEADLINE_MS 10000

static void
run(const char *command)
{
    g_autoptr(GError) error = NULL;
    int status;

    g_spawn_command_line_sync(command, NULL, NULL, &status, &error);
    g_assert_no_error(error);
    g_assert_cmpint(status, ==, 0);
}

static struct in_addr
in(const char *text)
{
    struct in_addr address;

    g_assert_cmpint(inet_pton(AF_INET, text, &address), ==, 1);
    return address;
}

static void
test_route_device(void)
{
    char ifname[IF_NAMESIZE];

    g_assert_true(pptp_rtnl_route_device(in("10.1.1.9"), in("10.1.1.1"), ifname));
    g_assert_cmpstr(ifname, ==, "t0");
    g_assert_false(pptp_rtnl_route_device(in("192.0.2.1"), in("10.1.1.1"), ifname));
    g_assert_cmpint(errno, ==, ENETUNREACH);
}

static gboolean
has_route(const char *destination, PptpHostRoute *found)
{
    g_autoptr(GArray) routes = pptp_rtnl_list_host_routes();

    g_assert_nonnull(routes);
    for (guint i = 0; i < routes->len; i++) {
        *found = g_array_index(routes, PptpHostRoute, i);
        if (found->destination.s_addr == in(destination).s_addr)
            return TRUE;
    }
    return FALSE;
}

static void
test_host_routes(void)
{
    PptpHostRoute route;

    run("ip route add 203.0.113.7/32 via 10.1.1.2 proto static metric 50");
    run("ip route add 203.0.113.8/32 via 10.1.1.2 proto boot metric 50");
    run("ip route add 198.51.100.0/24 via 10.1.1.2 proto static metric 50");
    g_assert_false(has_route("203.0.113.8", &route));
    g_assert_false(has_route("198.51.100.0", &route));
    g_assert_true(has_route("203.0.113.7", &route));
    g_assert_cmphex(route.gateway.s_addr, ==, in("10.1.1.2").s_addr);
    g_assert_cmpuint(route.interface, ==, if_nametoindex("t0"));
    g_assert_cmpuint(route.metric, ==, 50);

    /* One that differs in the metric alone is another. */
    route.metric = 51;
    g_assert_false(pptp_rtnl_delete_host_route(&route));
    g_assert_true(has_route("203.0.113.7", &route));
    g_assert_true(pptp_rtnl_delete_host_route(&route));
    g_assert_false(has_route("203.0.113.7", &route));
    g_assert_false(pptp_rtnl_delete_host_route(&route));
    g_assert_cmpint(errno, ==, ESRCH);
}

static gboolean
on_deadline(gpointer user_data)
{
    g_error("nothing happened within %d ms", DEADLINE_MS);
    return G_SOURCE_REMOVE;
}

static void
on_gone(gpointer user_data)
{
    g_main_loop_quit(user_data);
}

static void
wait_gone(const char *ifname, const char *command)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(PptpDeviceWatch) watch = pptp_device_watch_new(ifname, on_gone, loop);
    guint deadline = g_timeout_add(DEADLINE_MS, on_deadline, NULL);

    g_assert_nonnull(watch);
    if (command)
        run(command);
    g_main_loop_run(loop);
    g_source_remove(deadline);
}

static void
test_watch(void)
{
    run("ip link add w0 type veth peer name w1");
    wait_gone("w0", "ip link del w0");
    wait_gone("w0", NULL);
}

/* What happens to other interfaces, or to this one but its end, wakes nobody. */
static void
test_watch_sleeps(void)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(PptpDeviceWatch) watch = NULL;

    run("ip link add w0 type veth peer name w1");
    watch = pptp_device_watch_new("w0", on_gone, loop);
    g_assert_nonnull(watch);
    run("ip link set w0 mtu 1400");
    run("ip link add x0 type veth peer name x1");
    run("ip link del x0");
    g_assert_false(g_main_context_pending(NULL));
    run("ip link del w0");
    g_assert_true(g_main_context_pending(NULL));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (unshare(CLONE_NEWNET) < 0)
        g_error("no network namespace of its own: %s (run as root)", g_strerror(errno));
    run("ip link add t0 type veth peer name t1");
    run("ip link set t0 up");
    run("ip link set t1 up");
    run("ip addr add 10.1.1.1/24 dev t0");
    g_test_add_func("/rtnl/route-device", test_route_device);
    g_test_add_func("/rtnl/host-routes", test_host_routes);
    g_test_add_func("/rtnl/watch", test_watch);
    g_test_add_func("/rtnl/watch-sleeps", test_watch_sleeps);
    return g_test_run();
}
