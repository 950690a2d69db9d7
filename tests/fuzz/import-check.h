/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "common/settings-libnm.h"
#include "properties/import-formats.h"

/* Bytes of any kind as a file of one format: what comes of it is a valid profile or a sentence, and texts are texts. */

static inline void
check_import_text(const char *text, gsize max)
{
    if (!text || !*text || strlen(text) > max || !g_utf8_validate(text, -1, NULL) || strpbrk(text, "\r\n\x1b"))
        abort();
}

static inline void
check_import_connection(NMConnection *connection)
{
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);
    g_autoptr(PptpSettings) settings = pptp_settings_new(vpn, NULL);
    const char *password = nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD);

    if (!settings || !nm_connection_verify(connection, NULL) || (password && !g_utf8_validate(password, -1, NULL)))
        abort();
    check_import_text(nm_connection_get_id(connection), PPTP_IMPORT_FILE_MAX);
}

static inline void
check_import(const guint8 *data, gsize size, const PptpImportFormat *format)
{
    g_autofree char *exact = g_memdup2(data, size);
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/nonexistent/sample", "/nonexistent", exact ? exact : "", size);
    g_autoptr(NMConnection) connection = NULL, any = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(GError) error = NULL;

    format->recognise(file);
    connection = pptp_import_file(file, NULL, format, &notes, &error);
    if (!connection == !error || notes->len > PPTP_IMPORT_NOTES_MAX + 1)
        abort();
    if (connection)
        check_import_connection(connection);
    else
        check_import_text(error->message, 4096);
    for (guint i = 0; i < notes->len; i++)
        check_import_text(notes->pdata[i], 4096);
    /* By its content, and by a name that the file may have. */
    any = pptp_import_file(file, "Two", NULL, NULL, NULL);
    if (any)
        check_import_connection(any);
}

#define IMPORT_FUZZ_TARGET(FORMAT)                                                                                                         \
    int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);                                                                            \
                                                                                                                                           \
    int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)                                                                             \
    {                                                                                                                                      \
        check_import(data, size, &FORMAT);                                                                                                 \
        return 0;                                                                                                                          \
    }
