/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/import.h"

#include <string.h>

#include "properties/import-build.h"
#include "properties/import-formats.h"
#include "properties/rest.h"

/* Asked in this order; the one without a mark of its own is last. */
static const PptpImportFormat *const formats[] = {
    &pptp_import_mobileconfig, &pptp_import_rasphone,  &pptp_import_connman,    &pptp_import_keyfile,
    &pptp_import_l2tp,         &pptp_import_pptpsetup, &pptp_import_pptpconfig, &pptp_import_peers,
};

/* -- dispatch -- */

static PptpImport *
import_new(const PptpImportFile *file, const char *entry)
{
    PptpImport *import = g_new0(PptpImport, 1);

    import->file = file;
    import->entry = entry;
    import->data = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    import->user_data = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    import->routes = g_ptr_array_new_with_free_func((GDestroyNotify)nm_ip_route_unref);
    import->dns = g_ptr_array_new_with_free_func(g_free);
    import->searches = g_ptr_array_new_with_free_func(g_free);
    import->never_default = PPTP_UNSET;
    import->ignore_auto_dns = PPTP_UNSET;
    import->persistent = PPTP_UNSET;
    import->rest = g_ptr_array_new_with_free_func((GDestroyNotify)pptp_rest_item_free);
    import->notes = g_ptr_array_new_with_free_func(g_free);
    return import;
}

static void
import_free(PptpImport *import)
{
    pptp_import_set_password(import, NULL);
    g_free(import->id);
    g_hash_table_unref(import->data);
    g_hash_table_unref(import->user_data);
    g_ptr_array_unref(import->routes);
    g_ptr_array_unref(import->dns);
    g_ptr_array_unref(import->searches);
    g_clear_object(&import->base);
    g_ptr_array_unref(import->rest);
    g_ptr_array_unref(import->notes);
    g_free(import);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpImport, import_free)

static const PptpImportFormat *
find_format(const PptpImportFile *file)
{
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (formats[i]->recognise(file))
            return formats[i];
    }
    return NULL;
}

NMConnection *
pptp_import_file(const PptpImportFile *file, const char *entry, const PptpImportFormat *format, GPtrArray **notes, GError **error)
{
    g_autoptr(PptpImport) import = import_new(file, entry);
    g_autoptr(GError) own = NULL;
    NMConnection *connection = NULL;

    if (!format)
        format = find_format(file);
    if (!format)
        pptp_import_refuse(&own, "%s holds no PPTP connection of a known kind", file->name);
    else if (format->read(import, &own))
        connection = pptp_import_finish(import, &own);
    if (own)
        g_propagate_error(error, g_steal_pointer(&own));
    if (notes)
        *notes = g_ptr_array_ref(import->notes);
    return connection;
}

NMConnection *
pptp_import(const char *path, const char *entry, GPtrArray **notes, GError **error)
{
    g_autoptr(GError) own = NULL;
    g_autoptr(PptpImportFile) file = pptp_import_file_load(path, NULL, &own);
    const char *hash = entry ? NULL : strchr(path, '#');

    /* A # may be part of either name: the shortest file's that is there counts. */
    for (; !file && hash && g_error_matches(own, G_IO_ERROR, G_IO_ERROR_NOT_FOUND); hash = strchr(hash + 1, '#')) {
        g_autofree char *before = g_strndup(path, (gsize)(hash - path));

        file = pptp_import_file_load(before, NULL, NULL);
        entry = file ? hash + 1 : NULL;
    }
    if (file)
        return pptp_import_file(file, entry, NULL, notes, error);
    if (notes)
        *notes = g_ptr_array_new_with_free_func(g_free);
    pptp_import_refuse(error, "%s", own->message);
    return NULL;
}
