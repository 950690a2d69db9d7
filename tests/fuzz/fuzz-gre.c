/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "channel/kernel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever a raw socket may hand out: what is found lies inside the packet, and is long enough to have a protocol. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const guint8 *frame;
    gsize len = 0;

    if (size < 2)
        return 0;
    frame = pptp_gre_find_frame(data + 2, size - 2, (guint16)(data[0] << 8 | data[1]), &len);
    if (frame && (frame < data + 2 || len < 2 || frame + len > data + size))
        abort();
    return 0;
}
