/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "properties/export.h"
#include "properties/import-formats.h"

/*
 * A peers file of any content. What it becomes is a profile that NetworkManager takes, and that exports and imports back without a
 * difference; notes are text on one line, and bounded.
 */

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_notes(GPtrArray *notes)
{
    if (notes->len > PPTP_IMPORT_NOTES_MAX + 1)
        abort();
    for (guint i = 0; i < notes->len; i++) {
        const char *note = notes->pdata[i];

        if (!g_utf8_validate(note, -1, NULL) || strlen(note) > 2000 || strpbrk(note, "\r\n\x1b"))
            abort();
    }
}

static void
check_round_trip(NMConnection *connection)
{
    g_autofree char *text = pptp_export_text(connection, NULL);
    g_autoptr(PptpImportFile) file = NULL;
    g_autoptr(NMConnection) back = NULL;
    NMSettingVpn *vpn = nm_connection_get_setting_vpn(connection);

    if (!text)
        abort();
    file = pptp_import_file_new("/nonexistent/x", "/nonexistent", text, strlen(text));
    back = pptp_import_file(file, NULL, NULL, NULL, NULL);
    if (!back)
        abort();
    nm_setting_vpn_remove_secret(vpn, PPTP_SECRET_PASSWORD);
    g_object_set(nm_connection_get_setting_connection(back), NM_SETTING_CONNECTION_UUID, nm_connection_get_uuid(connection), NULL);
    if (!nm_connection_compare(connection, back, NM_SETTING_COMPARE_FLAG_EXACT))
        abort();
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autoptr(PptpImportFile) file = pptp_import_file_new("/nonexistent/peers/x", "/nonexistent/peers", (const char *)data, size);
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(NMConnection) connection = NULL;

    pptp_import_peers.recognise(file);
    connection = pptp_import_file(file, NULL, &pptp_import_peers, &notes, &error);
    if ((connection == NULL) != (error != NULL))
        abort();
    if (error && (!g_utf8_validate(error->message, -1, NULL) || strlen(error->message) > 2000))
        abort();
    check_notes(notes);
    if (connection) {
        if (!nm_connection_verify(connection, NULL))
            abort();
        check_round_trip(connection);
    }
    return 0;
}
