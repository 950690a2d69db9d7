/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "properties/peers.h"

#define ETC_PPP "/etc/ppp"

/* In a folder that all may write to, as /tmp, what lies beside a file may be of somebody who would like to add to it. */
static gboolean
is_trusted(const Peers *peers, const PptpImportFile *file)
{
    return file->owner == 0 || file->owner == geteuid() || file->owner == peers->import->file->owner;
}

static PptpImportFile *
load(Peers *peers, const char *path, GError **error)
{
    const char *const folders[] = {peers->import->file->folder, peers->ppp, ETC_PPP, NULL};
    g_autoptr(PptpImportFile) file = NULL;

    if (peers->files >= PEERS_FILES_MAX) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _("there are more than %d files to read"), PEERS_FILES_MAX);
        return NULL;
    }
    peers->files++;
    file = pptp_import_file_load(path, folders, error);
    if (!file)
        return NULL;
    peers->bytes += file->len;
    if (peers->bytes > PEERS_BYTES_MAX) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, _("there is more than 1 MB to read in all"));
        return NULL;
    }
    if (is_trusted(peers, file))
        return g_steal_pointer(&file);
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, _("%s belongs to another user"), path);
    return NULL;
}

/* /etc/ppp/X of the machine that the file comes from may lie beside the file. */
PptpImportFile *
peers_load(Peers *peers, const char *path, GError **error)
{
    g_autofree char *local = NULL;
    g_autoptr(GError) own = NULL;
    PptpImportFile *file;

    if (!g_str_has_prefix(path, ETC_PPP "/") || g_str_equal(peers->ppp, ETC_PPP))
        return load(peers, path, error);
    local = g_build_filename(peers->ppp, path + strlen(ETC_PPP "/"), NULL);
    file = load(peers, local, &own);
    if (file)
        return file;
    if (g_error_matches(own, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return load(peers, path, error);
    g_propagate_error(error, g_steal_pointer(&own));
    return NULL;
}

/* The first of the paths that is there. An error about one that is there, but may not be read, is the one to tell. */
static PptpImportFile *
load_first(Peers *peers, char **paths, GError **error)
{
    g_autoptr(GError) own = NULL;

    for (guint i = 0; paths[i]; i++) {
        PptpImportFile *file;

        if (own && !g_error_matches(own, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
            break;
        g_clear_error(&own);
        file = peers_load(peers, paths[i], &own);
        if (file)
            return file;
    }
    g_propagate_error(error, g_steal_pointer(&own));
    return NULL;
}

static gboolean
is_being_read(const Peers *peers, const PptpImportFile *file)
{
    for (guint i = 0; i < peers->depth; i++) {
        if (g_str_equal(peers->including[i]->folder, file->folder) && g_str_equal(peers->including[i]->name, file->name))
            return TRUE;
    }
    return FALSE;
}

/* Where pppd would look, and where the file lies if a ppp folder was copied. */
static char **
dup_include_paths(const Peers *peers, const PptpImportFile *from, const char *name, gboolean call)
{
    GPtrArray *paths = g_ptr_array_new();

    if (call) {
        g_ptr_array_add(paths, g_build_filename(ETC_PPP, "peers", name, NULL));
    } else if (g_path_is_absolute(name)) {
        g_ptr_array_add(paths, g_strdup(name));
    } else {
        g_ptr_array_add(paths, g_build_filename(from->folder, name, NULL));
        g_ptr_array_add(paths, g_build_filename(peers->ppp, "peers", name, NULL));
        g_ptr_array_add(paths, g_build_filename(peers->ppp, name, NULL));
    }
    g_ptr_array_add(paths, NULL);
    return (char **)g_ptr_array_free(paths, FALSE);
}

void
peers_include(Peers *peers, const PptpImportFile *from, guint line, const char *name, gboolean call)
{
    g_autofree char *quoted = pptp_import_quote(name);
    g_autoptr(PptpImportFile) file = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) paths = NULL;

    if (call && (name[0] == '/' || g_str_equal(name, "..") || g_str_has_prefix(name, "../") || strstr(name, "/../") ||
                 g_str_has_suffix(name, "/.."))) {
        pptp_import_note(peers->import, from, line, "call %s is left out: pppd takes names below its peers folder only", quoted);
        return;
    }
    if (g_str_has_suffix(name, "-secrets")) {
        pptp_import_note(peers->import, from, line, "%s is not read as a file of options, since it holds passwords", quoted);
        return;
    }
    if (peers->depth >= PEERS_DEPTH_MAX) {
        pptp_import_note(peers->import, from, line, "%s is not read: more than %d files include each other", quoted, PEERS_DEPTH_MAX);
        return;
    }
    paths = dup_include_paths(peers, from, name, call);
    file = load_first(peers, paths, &error);
    if (!file)
        pptp_import_note(peers->import, from, line, "%s is not read: %s", quoted, error->message);
    else if (is_being_read(peers, file))
        pptp_import_note(peers->import, from, line, "%s is not read again: it includes itself", quoted);
    else
        peers_read_words(peers, file);
}
