/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <malloc.h>
#include <string.h>

/*
 * The password comes in a D-Bus message, and the libraries on its way copy and free it without wiping it. This stands before the C library's
 * own free() in this program and in all libraries of it: what is freed is overwritten. (mallopt(3)'s M_PERTURB leaves out the small
 * blocks that a thread keeps for itself.) So is what a block leaves behind when it grows elsewhere: realloc() frees without calling free().
 * Address sanitizer has a free() of its own.
 */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
void __libc_free(void *block);
void *__libc_realloc(void *block, size_t size);
void free(void *block);
void *realloc(void *block, size_t size);

__attribute__((visibility("default"))) void
free(void *block)
{
    if (block)
        explicit_bzero(block, malloc_usable_size(block));
    __libc_free(block);
}

__attribute__((visibility("default"))) void *
realloc(void *block, size_t size)
{
    const size_t old = block ? malloc_usable_size(block) : 0;
    void *grown;

    if (size == 0 && block)
        explicit_bzero(block, old); /* the same as free() */
    else if (block && size < old)
        explicit_bzero((char *)block + size, old - size);
    if (!block || size <= old)
        return __libc_realloc(block, size);
    grown = malloc(size);
    if (grown) {
        memcpy(grown, block, old);
        free(block);
    }
    return grown;
}
#endif
