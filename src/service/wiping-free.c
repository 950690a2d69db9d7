/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <malloc.h>
#include <string.h>

/*
 * The password comes in a D-Bus message, and the libraries on its way copy and free it without wiping it. This stands before the C library's
 * own free() in this program and in all libraries of it: what is freed is overwritten. (mallopt(3)'s M_PERTURB leaves out the small
 * blocks that a thread keeps for itself.) Address sanitizer has a free() of its own.
 */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
void __libc_free(void *block);
void free(void *block);

__attribute__((visibility("default"))) void
free(void *block)
{
    if (block)
        explicit_bzero(block, malloc_usable_size(block));
    __libc_free(block);
}
#endif
