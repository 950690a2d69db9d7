/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/import-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail(GError **error, int code, const char *path, const char *what)
{
    g_autofree char *name = g_filename_display_name(path);

    g_set_error(error, G_IO_ERROR, code, "%s %s", name, what);
    return FALSE;
}

static gboolean
fail_errno(GError **error, const char *path, int number)
{
    g_autofree char *what = g_strdup_printf("cannot be read: %s", g_strerror(number));

    return fail(error, (int)g_io_error_from_errno(number), path, what);
}

/* Is `path` in `folder` or below it? Both canonical. Below the root is everything, so of that only what is in it counts. */
static gboolean
is_inside(const char *path, const char *folder)
{
    gsize len = strlen(folder);

    while (len > 0 && folder[len - 1] == '/')
        len--;
    if (len == 0)
        return strrchr(path, '/') == path;
    return strncmp(path, folder, len) == 0 && path[len] == '/';
}

static gboolean
check_place(const char *path, const char *link, const char *const *folders, GError **error)
{
    char real[PATH_MAX];
    gssize len = readlink(link, real, sizeof real - 1);

    if (len < 0)
        return fail_errno(error, path, errno);
    real[len] = '\0';
    for (guint i = 0; folders[i]; i++) {
        if (is_inside(real, folders[i]))
            return TRUE;
    }
    return fail(error, G_IO_ERROR_INVALID_FILENAME, path, "is outside of the folders that may be read");
}

/*
 * Opens for reading what has been found to be allowed: the file is looked up once, with O_PATH, which has no effect on pipes and devices;
 * what that found is checked, and this very file opened.
 */
static int
open_checked(const char *path, const char *const *folders, guint *owner, GError **error)
{
    int fd, place = open(path, O_PATH | O_CLOEXEC);
    struct stat st;
    char link[64];

    if (place < 0) {
        fail_errno(error, path, errno);
        return -1;
    }
    g_snprintf(link, sizeof link, "/proc/self/fd/%d", place);
    if (folders && !check_place(path, link, folders, error)) {
        close(place);
        return -1;
    }
    if (fstat(place, &st) != 0 || !S_ISREG(st.st_mode)) {
        fail(error, G_IO_ERROR_NOT_REGULAR_FILE, path, "is not a plain file");
        close(place);
        return -1;
    }
    *owner = st.st_uid;
    fd = open(link, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        fail_errno(error, path, errno);
    close(place);
    return fd;
}

/* The size is told by reading: it may change meanwhile, and some file systems do not know it. */
static gboolean
read_bytes(PptpImportFile *file, int fd, GError **error)
{
    file->text = g_malloc(PPTP_IMPORT_FILE_MAX + 1);
    while (file->len <= PPTP_IMPORT_FILE_MAX) {
        gssize n = read(fd, file->text + file->len, PPTP_IMPORT_FILE_MAX + 1 - file->len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_errno(error, file->path, errno);
        if (n == 0)
            break;
        file->len += (gsize)n;
    }
    if (file->len > PPTP_IMPORT_FILE_MAX)
        return fail(error, G_IO_ERROR_MESSAGE_TOO_LARGE, file->path, "is larger than 1 MB");
    file->text[file->len] = '\0';
    return TRUE;
}

static PptpImportFile *
new_file(const char *path)
{
    PptpImportFile *file = g_new0(PptpImportFile, 1);
    g_autofree char *base = g_path_get_basename(path);

    file->path = g_strdup(path);
    file->name = g_filename_display_name(base);
    return file;
}

PptpImportFile *
pptp_import_file_load(const char *path, const char *const *folders, GError **error)
{
    g_autoptr(PptpImportFile) file = new_file(path);
    g_autofree char *folder = g_path_get_dirname(path);
    char *real;
    gboolean done;
    int fd = open_checked(path, folders, &file->owner, error);

    if (fd < 0)
        return NULL;
    done = read_bytes(file, fd, error);
    close(fd);
    if (!done)
        return NULL;
    real = realpath(folder, NULL);
    file->folder = g_strdup(real ? real : folder);
    free(real);
    return g_steal_pointer(&file);
}

PptpImportFile *
pptp_import_file_new(const char *path, const char *folder, const char *text, gsize len)
{
    PptpImportFile *file = new_file(path);

    file->folder = g_strdup(folder);
    file->owner = geteuid();
    file->text = g_malloc(len + 1);
    if (len > 0)
        memcpy(file->text, text, len);
    file->text[len] = '\0';
    file->len = len;
    return file;
}

void
pptp_import_file_free(PptpImportFile *file)
{
    if (!file)
        return;
    if (file->text)
        explicit_bzero(file->text, file->len);
    g_free(file->text);
    g_free(file->path);
    g_free(file->name);
    g_free(file->folder);
    g_free(file);
}
