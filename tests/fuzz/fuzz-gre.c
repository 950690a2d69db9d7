/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "gre/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever a raw socket may hand out: what is found lies inside the packet, and is long enough to have a protocol. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *frame;
    size_t len = 0;
    PptpGre gre;

    if (size < 2 || !pptp_gre_parse(&gre, data + 2, size - 2, (uint16_t)(data[0] << 8 | data[1])))
        return 0;
    frame = pptp_gre_frame(&gre, &len);
    if (frame && (frame < data + 2 || len < 2 || frame + len > data + size))
        abort();
    return 0;
}
