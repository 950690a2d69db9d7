/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/secret.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/mman.h>

#include "link/link.h"

#define SIZE 4096

char *
pptp_secret_dup(const char *text)
{
    char *secret = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (secret == MAP_FAILED)
        g_error("no memory for a secret: %s", g_strerror(errno));
    /* All of it is help, not a condition: an old kernel or a tight limit may refuse. */
    mlock(secret, SIZE);
    madvise(secret, SIZE, MADV_DONTDUMP);
    madvise(secret, SIZE, MADV_WIPEONFORK);
    g_strlcpy(secret, text ? text : "", SIZE);
    return secret;
}

void
pptp_secret_free(char *secret)
{
    if (!secret)
        return;
    pptp_link_wipe(secret, SIZE);
    munmap(secret, SIZE);
}
