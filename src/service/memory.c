/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/memory.h"

#include <gio/gio.h>
#include <string.h>
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

    if (lstat(path, &status) < 0 || !S_ISREG(status.st_mode) || status.st_size > 8192)
        return FALSE;
    return status.st_mtime <= now && now - status.st_mtime < PPTP_MEMORY_DAYS * 24 * 60 * 60;
}

static gboolean
load_attempt(GKeyFile *file, PptpAttempt *attempt)
{
    guint stateful;

    if (!get_number(file, "auth", 0x1f, &attempt->auth) || !get_number(file, "mppe", 0x07, &attempt->mppe) ||
        !get_number(file, "stateful", 1, &stateful))
        return FALSE;
    attempt->stateful = stateful != 0;
    return TRUE;
}

/* Only what can be one of the profile's gateways and an address of it. */
static gboolean
load_gateway(GKeyFile *file, const char *const *gateways, PptpMemory *memory)
{
    g_autofree char *gateway = g_key_file_get_string(file, GROUP, "good-gateway", NULL);
    g_autofree char *address = g_key_file_get_string(file, GROUP, "good-address", NULL);
    g_autoptr(GInetAddress) parsed = address ? g_inet_address_new_from_string(address) : NULL;

    if (!gateway || !g_strv_contains(gateways, gateway) || !parsed || g_inet_address_get_family(parsed) != G_SOCKET_FAMILY_IPV4)
        return FALSE;
    g_strlcpy(memory->gateway, gateway, sizeof memory->gateway);
    g_strlcpy(memory->address, address, sizeof memory->address);
    return TRUE;
}

gboolean
pptp_memory_load(const char *folder, const char *uuid, const char *const *gateways, PptpMemory *memory)
{
    g_autofree char *path = path_of(folder, uuid, "state"), *known = NULL, *joined = g_strjoinv(" ", (char **)gateways);
    g_autoptr(GKeyFile) file = g_key_file_new();
    gboolean has_gateway;

    memset(memory, 0, sizeof *memory);
    if (!path || !is_fresh(path) || !g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
        return FALSE;
    known = g_key_file_get_string(file, GROUP, "gateway", NULL);
    if (g_strcmp0(known, joined) != 0)
        return FALSE;
    has_gateway = load_gateway(file, gateways, memory);
    memory->has_attempt = load_attempt(file, &memory->attempt);
    return has_gateway || memory->has_attempt;
}

static gboolean
is_known(const char *folder, const char *uuid, const char *const *gateways, const PptpMemory *memory)
{
    PptpMemory known;

    if (!pptp_memory_load(folder, uuid, gateways, &known) || known.has_attempt != memory->has_attempt)
        return FALSE;
    if (known.has_attempt && (known.attempt.auth != memory->attempt.auth || known.attempt.mppe != memory->attempt.mppe ||
                              known.attempt.stateful != memory->attempt.stateful))
        return FALSE;
    return g_str_equal(known.gateway, memory->gateway) && g_str_equal(known.address, memory->address);
}

void
pptp_memory_save(const char *folder, const char *uuid, const char *const *gateways, const PptpMemory *memory)
{
    g_autofree char *path = path_of(folder, uuid, "state"), *text = NULL, *joined = g_strjoinv(" ", (char **)gateways);
    g_autoptr(GKeyFile) file = g_key_file_new();

    if (!path || is_known(folder, uuid, gateways, memory))
        return;
    g_key_file_set_comment(file, NULL, NULL, " What worked for this PPTP profile last; safe to delete.", NULL);
    g_key_file_set_string(file, GROUP, "gateway", joined);
    if (memory->gateway[0] != '\0') {
        g_key_file_set_string(file, GROUP, "good-gateway", memory->gateway);
        g_key_file_set_string(file, GROUP, "good-address", memory->address);
    }
    if (memory->has_attempt) {
        g_key_file_set_integer(file, GROUP, "auth", (int)memory->attempt.auth);
        g_key_file_set_integer(file, GROUP, "mppe", (int)memory->attempt.mppe);
        g_key_file_set_integer(file, GROUP, "stateful", memory->attempt.stateful ? 1 : 0);
    }
    text = g_key_file_to_data(file, NULL, NULL);
    g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static void
forget(const char *folder, const char *uuid, const char *what)
{
    g_autofree char *path = path_of(folder, uuid, what);

    if (path)
        unlink(path);
}

void
pptp_memory_forget(const char *folder, const char *uuid)
{
    forget(folder, uuid, "state");
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

void
pptp_memory_forget_reorders(const char *folder, const char *uuid)
{
    forget(folder, uuid, "path");
}
