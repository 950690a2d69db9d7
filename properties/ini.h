/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import-file.h"

/*
 * Files of "[group]" and "key=value" lines, as importers need them: every line with its number, for the notes; repeated keys, groups and
 * lines of any other kind as they come; any encoding; and nothing left in memory afterwards, since values may be passwords. (GKeyFile has
 * none of these; it reads what an importer has chosen from here, where its rules for a value matter.)
 */

typedef struct {
    char *key;   /* UTF-8, without blanks around it; NULL where the line has no "=" */
    char *value; /* UTF-8, without blanks before it; those after it are kept. Of a line without "=", all of it */
    guint line;  /* from 1 */
} PptpIniEntry;

typedef struct {
    char *name;         /* UTF-8; NULL for what stands before the first group */
    guint line;         /* of its heading; 0 without one */
    GPtrArray *entries; /* PptpIniEntry, in the file's order; never NULL */
} PptpIniGroup;

/*
 * The groups (PptpIniGroup) in the file's order, or NULL for a file with more lines than the bound of this module. Lines that begin with
 * one of the characters of `comments` are left out. Understands UTF-8, with or without a byte order mark, UTF-16 with one, and reads other
 * bytes as Windows-1252. Free with g_ptr_array_unref(), which wipes the values.
 */
GPtrArray *pptp_ini_parse(const PptpImportFile *file, const char *comments);

/* Moves the entries of a group that comes again to the first of its name, and leaves the second empty: GKeyFile reads such files so. */
void pptp_ini_merge(GPtrArray *groups);

/* The group's first entry of that key, upper and lower case alike, or NULL. */
const PptpIniEntry *pptp_ini_find(const PptpIniGroup *group, const char *key);

/* Its value without the blanks after it; NULL without an entry, or with an empty value. Free with g_free(). */
char *pptp_ini_dup(const PptpIniGroup *group, const char *key);

/* A value as GKeyFile's escapes (\\s \\n \\t \\r \\\\) mean it; any other backslash stands for itself. Wipe it where it is a secret;
 * g_free(). */
char *pptp_ini_unescape(const char *value);

/* The first group of that name, upper and lower case alike, or NULL. */
const PptpIniGroup *pptp_ini_group(const GPtrArray *groups, const char *name);
