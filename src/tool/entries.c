/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/entries.h"

#include <string.h>

static gboolean
is_text(const char *bytes, gsize len)
{
    return len <= G_MAXINT && g_utf8_validate(bytes, (gssize)len, NULL);
}

/* One field of an entry from *bytes on. FALSE where there is none that is whole. */
static gboolean
read_field(const char **bytes, gsize *len, GPtrArray *entry)
{
    const char *start = *bytes, *end = memchr(start, '\n', *len), *sign;
    const char *value;
    gsize n_name, n_value;
    guint64 size;

    if (!end)
        return FALSE;
    sign = memchr(start, '=', (gsize)(end - start));
    if (sign) {
        n_name = (gsize)(sign - start);
        value = sign + 1;
        n_value = (gsize)(end - value);
        end++;
    } else {
        /* A name alone: its value's length follows as 64 bits, little endian, and a line break the value. */
        const gsize left = *len - (gsize)(end + 1 - start);

        if (left < sizeof size + 1)
            return FALSE;
        memcpy(&size, end + 1, sizeof size);
        size = GUINT64_FROM_LE(size);
        if (size > left - sizeof size - 1)
            return FALSE;
        n_name = (gsize)(end - start);
        value = end + 1 + sizeof size;
        n_value = (gsize)size;
        end = value + n_value + 1;
    }
    if (is_text(start, n_name) && is_text(value, n_value))
        g_ptr_array_add(entry, g_strdup_printf("%.*s=%.*s", (int)n_name, start, (int)n_value, value));
    *len -= (gsize)(end - start);
    *bytes = end;
    return TRUE;
}

static void
end_entry(GPtrArray *entries, GPtrArray *entry)
{
    if (entry->len == 0)
        return;
    g_ptr_array_add(entry, NULL);
    g_ptr_array_add(entries, g_memdup2(entry->pdata, entry->len * sizeof *entry->pdata));
    g_ptr_array_set_size(entry, 0);
}

GPtrArray *
pptp_entries_read(const char *bytes, gsize len)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_autoptr(GPtrArray) entry = g_ptr_array_new();

    while (len > 0) {
        if (*bytes == '\n') {
            end_entry(entries, entry);
            bytes++;
            len--;
        } else if (!read_field(&bytes, &len, entry)) {
            break;
        }
    }
    end_entry(entries, entry);
    return entries;
}
