/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "ppp/diagnosis.h"
#include "tool/entries.h"

/* What journalctl may hand out, whoever wrote it: each entry is whole text, and a verdict made of one is printable and bounded. */

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autofree char *exact = g_memdup2(data, size);
    g_autoptr(GPtrArray) entries = pptp_entries_read(exact ? exact : "", size);

    for (guint i = 0; i < entries->len; i++) {
        char **entry = entries->pdata[i];
        g_autoptr(PptpVerdict) verdict = pptp_verdict_from_fields(entry, "onenet");
        g_autofree char *line = verdict ? pptp_verdict_to_line(verdict) : pptp_refusal_from_fields(entry);

        for (char **field = entry; *field; field++) {
            if (!g_utf8_validate(*field, -1, NULL))
                abort();
        }
        if (line && (!g_utf8_validate(line, -1, NULL) || strchr(line, '\n') || strlen(line) > 16 * PPTP_VERDICT_FIELD_MAX))
            abort();
    }
    return 0;
}
