/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "link/link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A message that parses packs to the very same bytes. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t again[PPTP_LINK_MESSAGE_MAX];
    PptpLinkMessage message;
    size_t len;

    if (pptp_link_parse(&message, data, size) < 0)
        return 0;
    len = pptp_link_pack(&message, again, sizeof again);
    if (len != size || len == 0)
        abort();
    /* After an interface name's end its field may hold anything, and is carried along. */
    if (memcmp(again, data, len) != 0)
        abort();
    return 0;
}
