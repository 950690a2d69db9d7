/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/memory.h"

#include <gio/gio.h>
#include <sys/stat.h>
#include <unistd.h>

/* NetworkManager's own state folder: it is there, root's alone, and writable from within NetworkManager's sandbox. */
#define FOLDER "/var/lib/NetworkManager"
#define GROUP "pptp"

static char *
path_of(const char *folder, const char *uuid, const char *what)
{
    g_autofree char *name = NULL;

    /* It becomes part of a path. */
    if (!uuid || !g_uuid_string_is_valid(uuid))
        return NULL;
    name = g_strdup_printf("pptp-%s.%s", uuid, what);
    return g_build_filename(folder ? folder : FOLDER, name, NULL);
}

static gboolean
get_number(GKeyFile *file, const char *key, guint max, guint *number)
{
    g_autofree char *text = g_key_file_get_string(file, GROUP, key, NULL);
    guint64 value;

    if (!text || !g_ascii_string_to_unsigned(text, 10, 0, max, &value, NULL))
        return FALSE;
    *number = (guint)value;
    return TRUE;
}

/* Neither too old nor, by a clock that was set back, from the future. */
static gboolean
is_fresh(const char *path)
{
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    struct stat status;

    if (lstat(path, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size > 4096)
        return FALSE;
    return status.st_mtime <= now && now - status.st_mtime < PPTP_MEMORY_DAYS * 24 * 60 * 60;
}

gboolean
pptp_memory_load(const char *folder, const char *uuid, const char *gateway, PptpAttempt *attempt)
{
    g_autofree char *path = path_of(folder, uuid, "state"), *known = NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();
    guint stateful;

    if (!path || !is_fresh(path) || !g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
        return FALSE;
    known = g_key_file_get_string(file, GROUP, "gateway", NULL);
    if (g_strcmp0(known, gateway) != 0)
        return FALSE;
    if (!get_number(file, "auth", 0x1f, &attempt->auth) || !get_number(file, "mppe", 0x07, &attempt->mppe) ||
        !get_number(file, "stateful", 1, &stateful))
        return FALSE;
    attempt->stateful = stateful != 0;
    return TRUE;
}

void
pptp_memory_save(const char *folder, const char *uuid, const char *gateway, const PptpAttempt *attempt)
{
    g_autofree char *path = path_of(folder, uuid, "state"), *text = NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();

    if (!path)
        return;
    g_key_file_set_comment(file, NULL, NULL, " What this PPTP profile's server took last; safe to delete.", NULL);
    g_key_file_set_string(file, GROUP, "gateway", gateway);
    g_key_file_set_integer(file, GROUP, "auth", (int)attempt->auth);
    g_key_file_set_integer(file, GROUP, "mppe", (int)attempt->mppe);
    g_key_file_set_integer(file, GROUP, "stateful", attempt->stateful ? 1 : 0);
    text = g_key_file_to_data(file, NULL, NULL);
    g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

void
pptp_memory_forget(const char *folder, const char *uuid)
{
    g_autofree char *path = path_of(folder, uuid, "state");

    if (path)
        unlink(path);
}

gboolean
pptp_memory_load_reorders(const char *folder, const char *uuid, const char *gateway)
{
    g_autofree char *path = path_of(folder, uuid, "path"), *known = NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();

    if (!path || !is_fresh(path) || !g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
        return FALSE;
    known = g_key_file_get_string(file, GROUP, "gateway", NULL);
    return g_strcmp0(known, gateway) == 0 && g_key_file_get_boolean(file, GROUP, "reorders", NULL);
}

void
pptp_memory_save_reorders(const char *folder, const char *uuid, const char *gateway)
{
    g_autofree char *path = path_of(folder, uuid, "path"), *text = NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();

    if (!path)
        return;
    g_key_file_set_comment(file, NULL, NULL, " What was seen of the path to this PPTP profile's server; safe to delete.", NULL);
    g_key_file_set_string(file, GROUP, "gateway", gateway);
    g_key_file_set_boolean(file, GROUP, "reorders", TRUE);
    text = g_key_file_to_data(file, NULL, NULL);
    g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}
