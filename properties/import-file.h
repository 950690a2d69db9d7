/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * Files for the importers. nmcli may run as root and the files may come from anybody, so a file is read only where it is a plain file of
 * bounded size; and where another file names it, only inside the folders that the importer allows, symbolic links followed first.
 */

#define PPTP_IMPORT_FILE_MAX (1024 * 1024) /* bytes */

typedef struct {
    char *path;   /* as it was given */
    char *name;   /* its last part as valid UTF-8, for notes */
    char *folder; /* where it lies, canonical */
    char *text;   /* its bytes, of any encoding, with NUL bytes perhaps; a NUL follows them */
    gsize len;    /* without that NUL */
    guint owner;  /* user ID */
} PptpImportFile;

/*
 * Reads a file. `folders`, ended by NULL, are canonical: the file has to lie in one of them or below, wherever links lead; NULL where the
 * user named the file. Returns NULL with G_IO_ERROR: NOT_FOUND where there is none, PERMISSION_DENIED, NOT_REGULAR_FILE for folders, pipes
 * and devices (which are not opened), INVALID_FILENAME outside of the folders, MESSAGE_TOO_LARGE, or another.
 */
PptpImportFile *pptp_import_file_load(const char *path, const char *const *folders, GError **error);

/* The same struct of bytes that are at hand, for tests; copies them. */
PptpImportFile *pptp_import_file_new(const char *path, const char *folder, const char *text, gsize len);

/* Wipes the text first: it may hold passwords. */
void pptp_import_file_free(PptpImportFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpImportFile, pptp_import_file_free)
