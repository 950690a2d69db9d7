/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <NetworkManager.h>

#include "common/names.h"
#include "common/settings.h"
#include "properties/import-file.h"

/*
 * Importing a file: a format reads it into a PptpImport, and that becomes a connection.
 *
 * How a format is added:
 *   1. properties/import-NAME.c defines `const PptpImportFormat pptp_import_NAME = {"what people call it", recognise, read};`
 *   2. import-formats.h declares it, and `formats` in import.c lists it: one line each. The more particular format goes first; the pppd
 *      peers file, which has no mark of its own, is last.
 *   3. properties/meson.build gets the source file.
 *   4. tests/unit/samples/NAME/ gets files of that format, tests/unit/test-import-NAME.c asserts each key of each
 *      (tests/unit/import-fixture.h), tests/fuzz/ gets a target.
 *
 * What a reader keeps to: it never runs anything, opens no file but through pptp_import_file_load() with folders, recurses within bounds,
 * and drops nothing silently: what cannot be carried over gets a note (pptp_import_note), or is kept and noted (pptp_import_keep). It
 * checks no values itself: pptp_import_set() does, by the option table. Texts need not be UTF-8: the functions here make them so.
 */

#define PPTP_IMPORT_NOTES_MAX 200 /* one more says that there are more */

/* Something being imported. Formats fill it through the functions below; what has none may be read and set directly. */
typedef struct {
    const PptpImportFile *file;
    const char *entry;                         /* of files with several: the name of the one that is asked for, or NULL for the first */
    char *id;                                  /* the connection's name; NULL: the file's name without its extension */
    GHashTable *data;                          /* vpn.data: the option table's keys, and texts */
    GHashTable *user_data;                     /* of the `user` setting: what has no key here */
    char *password;                            /* or NULL */
    gboolean password_converted;               /* its bytes were no UTF-8 */
    GPtrArray *routes;                         /* NMIPRoute */
    GPtrArray *dns, *searches;                 /* char *: IPv4 addresses, domains */
    PptpChoice never_default, ignore_auto_dns; /* of ipv4; unset leaves NetworkManager's defaults, which are "no" */
    PptpChoice persistent;                     /* of vpn; the same */
    NMConnection *base; /* or NULL; of formats that hold more than a VPN: the rest of the profile, which the above is written over */
    GPtrArray *rest;    /* PptpRestItem: what an export's comments say of the profile; written over all the above */
    GPtrArray *notes;   /* char *: "file:line: sentence", of what could not be carried over */
} PptpImport;

typedef struct {
    const char *name; /* for people, as in "onenet is a NAME" */
    /* By content alone; cheap, as all formats are asked. */
    gboolean (*recognise)(const PptpImportFile *file);
    /* FALSE with an error (pptp_import_refuse) where there is nothing to import. */
    gboolean (*read)(PptpImport *import, GError **error);
} PptpImportFormat;

/*
 * Imports a file: finds its format, reads it, checks the result. `entry` names one of several in it, or is NULL for the first; a path that
 * does not exist may also end in #ENTRY. *notes, where asked for, is set in any case: the notes (char *), free with g_ptr_array_unref().
 * Returns a complete new connection, or NULL with NM_VPN_PLUGIN_ERROR (BAD_ARGUMENTS) and a sentence without a full stop: nmcli adds one.
 */
NMConnection *pptp_import(const char *path, const char *entry, GPtrArray **notes, GError **error);

/* The same for a file that has been read, for tests and fuzz targets: with this format, or NULL for the one that recognises it. */
NMConnection *pptp_import_file(const PptpImportFile *file, const char *entry, const PptpImportFormat *format, GPtrArray **notes,
                               GError **error);

/* -- for the formats -- */

/* Always FALSE, with an error for the user, for the reader to return. */
gboolean pptp_import_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Notes what could not be carried over. `file` NULL is the imported file; line 0 is the file as a whole. Never give it a password. */
void pptp_import_note(PptpImport *import, const PptpImportFile *file, guint line, const char *format, ...) G_GNUC_PRINTF(4, 5);

/*
 * Sets a key of the option table (PPTP_KEY_...), over an earlier value. The value is checked by the table; FALSE, and a note, where it is
 * not allowed. An empty value is none.
 */
gboolean pptp_import_set(PptpImport *import, const PptpImportFile *file, guint line, const char *key, const char *value);

/* Sets a key to "yes" or "no". */
void pptp_import_set_choice(PptpImport *import, const char *key, gboolean yes);

void pptp_import_unset(PptpImport *import, const char *key);

/* The value so far, or NULL. */
const char *pptp_import_get(PptpImport *import, const char *key);

/* DOMAIN\user, or a user alone: sets the keys. */
gboolean pptp_import_set_login(PptpImport *import, const PptpImportFile *file, guint line, const char *login);

/* Replaces an earlier one and wipes that. NULL: none. */
void pptp_import_set_password(PptpImport *import, const char *password);

/*
 * Keeps an option without a meaning here in the `user` setting, as PREFIX.name (the prefix names the source: "pppd", "rasphone"), and notes
 * that. Only for what is harmless: neither secrets nor commands. `value` may be NULL: "yes". At most 64 are kept.
 */
void pptp_import_keep(PptpImport *import, const PptpImportFile *file, guint line, const char *prefix, const char *name, const char *value);

/*
 * Adds an IPv4 route, unless it is there already. `gateway` NULL: through the tunnel. `metric` -1: the default one. Host bits of the
 * destination are cleared. FALSE, and a note, where it is no valid route, or there are more than 4096.
 */
gboolean pptp_import_add_route(PptpImport *import, const PptpImportFile *file, guint line, const char *destination, guint prefix,
                               const char *gateway, gint64 metric);

/* Bytes as text: UTF-8 as it is, anything else read as Windows-1252 (of which Latin-1 is a part); control characters and NUL are blanks.
 * Free with g_free(). */
char *pptp_import_to_utf8(const char *bytes, gsize len);

/* A text as a note may repeat it: quoted, bounded, printable. Free with g_free(). */
char *pptp_import_quote(const char *text);
