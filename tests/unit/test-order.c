/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "channel/order.h"

static void
test_counts(void)
{
    static const guint32 good[] = {5, 6, 9, 10}, bad[] = {0xfffffffe, 0, 0xffffffff, 1, 3, 2};
    PptpOrder order = {0};

    pptp_order_add(&order, good, G_N_ELEMENTS(good)); /* gaps are loss, which no order mends */
    g_assert_cmpuint(order.packets, ==, 4);
    g_assert_cmpuint(order.late, ==, 0);
    pptp_order_add(&order, bad, G_N_ELEMENTS(bad));
    g_assert_cmpuint(order.packets, ==, 10);
    g_assert_cmpuint(order.late, ==, 2);
    pptp_order_add(&order, good, 0);
    g_assert_cmpuint(order.packets, ==, 10);
}

/* A path that brings packets twice keeps their order: the kernel drops what it has seen. */
static void
test_duplicates(void)
{
    static const guint32 twice[] = {5, 4, 6, 5, 7, 6, 8, 7, 8, 200, 200, 8}, late[] = {1, 2, 4, 3, 3};
    PptpOrder order = {0};

    pptp_order_add(&order, twice, G_N_ELEMENTS(twice) - 1);
    g_assert_cmpuint(order.late, ==, 0);
    /* So far behind that nobody remembers. */
    pptp_order_add(&order, twice, G_N_ELEMENTS(twice));
    g_assert_cmpuint(order.late, ==, 1);
    pptp_order_add(&order, late, G_N_ELEMENTS(late));
    g_assert_cmpuint(order.late, ==, 2);
}

static void
test_verdict(void)
{
    g_assert_false(pptp_order_is_bad(&(PptpOrder){0, 0}));
    g_assert_false(pptp_order_is_bad(&(PptpOrder){20, 9})); /* may be an accident */
    g_assert_true(pptp_order_is_bad(&(PptpOrder){20, 10}));
    g_assert_true(pptp_order_is_bad(&(PptpOrder){2000, 10}));
    g_assert_false(pptp_order_is_bad(&(PptpOrder){2001, 10})); /* too few to matter */
}

/* A path that was bad for a while does not stay so for ever in the count. */
static void
test_forgets(void)
{
    guint32 numbers[500];
    PptpOrder order = {.packets = 18000, .late = 1000};

    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        numbers[i] = i;
    for (guint i = 0; i < 400; i++)
        pptp_order_add(&order, numbers, G_N_ELEMENTS(numbers));
    g_assert_false(pptp_order_is_bad(&order));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/order/counts", test_counts);
    g_test_add_func("/order/duplicates", test_duplicates);
    g_test_add_func("/order/verdict", test_verdict);
    g_test_add_func("/order/forgets", test_forgets);
    return g_test_run();
}
