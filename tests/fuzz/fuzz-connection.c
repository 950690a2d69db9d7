/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "common/settings.h"
#include "service/connection.h"

/* What a caller on the bus may hand over, as bytes of any kind: all texts are there to be read, and settings are made of them or a
 * sentence. */

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void
touch(const char *text)
{
    if (text && !g_utf8_validate(text, -1, NULL))
        abort();
}

int
LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(GVariant) settings = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE("a{sa{sv}}"), bytes, FALSE));
    g_autoptr(PptpConnection) connection = pptp_connection_new(settings);
    g_autofree char *why = NULL;
    PptpSettings *read;
    GHashTableIter iter;
    const char *key, *value;

    touch(connection->id);
    touch(connection->uuid);
    touch(connection->vpn.password);
    touch(connection->vpn.user_name);
    g_hash_table_iter_init(&iter, connection->vpn.data);
    while (g_hash_table_iter_next(&iter, (gpointer *)&key, (gpointer *)&value)) {
        touch(key);
        touch(value);
    }
    read = pptp_settings_read(&connection->vpn, &why);
    if (!read == !why)
        abort();
    pptp_settings_free(read);
    return 0;
}
