/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>
#include <string.h>

#if !defined(__GLIBC__) || defined(__SANITIZE_ADDRESS__)
static void
test_sizes(void)
{
    g_test_skip("there is another free()");
}

static void
test_realloc(void)
{
    g_test_skip("there is another realloc()");
}
#else

/* malloc's own addresses and sizes, in a block that is free, may look like the secret by chance, but not this often. */
#define BY_CHANCE_MAX 2

/* No two bytes in a row are the same: meson lets malloc fill what is freed with one byte, any byte (MALLOC_PERTURB_). */
static char
secret_at(gsize i)
{
    return (char)('A' + i % 23);
}

static void
put_secret(char *block, gsize len)
{
    for (gsize i = 0; i < len; i++)
        block[i] = secret_at(i);
}

/* What is freed, by this program or a library, is overwritten: but for the few bytes that malloc itself writes there. */
static void
check_wiped(char *block, gsize begin, gsize end)
{
    gsize left = 0;

    /* The block is freed, and still mapped: the allocator keeps it. */
    for (gsize i = begin; i + 1 < end; i++) {
        volatile char *at;

        __asm__("" : "=r"(at) : "0"(block + i));
        left += at[0] == secret_at(i) && at[1] == secret_at(i + 1);
    }
    g_assert_cmpuint(left, <=, BY_CHANCE_MAX);
}

static void
check(char *block, gsize len)
{
    put_secret(block, len);
    g_free(block);
    check_wiped(block, 0, len);
}

/* What grows elsewhere leaves nothing where it was; what shrinks nothing behind its new end. */
static void
test_realloc(void)
{
    static const gsize sizes[] = {1, 24, 40, 100, 255, 1000, 5000};

    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *before G_GNUC_UNUSED = g_malloc(sizes[i]), *after = NULL, *grown = NULL;
        char *block = g_malloc(sizes[i]);
        guintptr address = (guintptr)block;

        after = g_malloc(sizes[i]); /* so that it cannot grow where it is */
        put_secret(block, sizes[i]);
        grown = g_realloc(block, 10 * sizes[i] + 100);
        for (gsize at = 0; at < sizes[i]; at++)
            g_assert_cmpint(grown[at], ==, secret_at(at));
        if ((guintptr)grown != address)
            check_wiped((char *)address, 0, sizes[i]);
        put_secret(grown, 10 * sizes[i] + 100);
        address = (guintptr)grown;
        grown = g_realloc(g_steal_pointer(&grown), sizes[i]);
        for (gsize at = 0; at < sizes[i]; at++)
            g_assert_cmpint(grown[at], ==, secret_at(at));
        check_wiped((char *)address, sizes[i], 10 * sizes[i] + 100);
    }
}

static void
test_sizes(void)
{
    static const gsize sizes[] = {24, 40, 100, 255, 1000, 5000};

    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *before G_GNUC_UNUSED = g_malloc(sizes[i]), *after = NULL;
        char *block = g_malloc(sizes[i]);

        after = g_malloc(sizes[i]); /* so that it does not go back to the system */
        check(block, sizes[i]);
    }
}
#endif

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/wiping-free/sizes", test_sizes);
    g_test_add_func("/wiping-free/realloc", test_realloc);
    return g_test_run();
}
