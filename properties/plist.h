/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * Apple's property lists as XML (plist(5)). They are read with GMarkup: it comes with GLib, which is in use anyway; and it knows no
 * entities but the five of XML itself, no DTD, and no way to another file, so that none of XML's bombs can be written for it.
 */

typedef enum {
    PPTP_PLIST_DICT,
    PPTP_PLIST_ARRAY,
    PPTP_PLIST_TEXT, /* string, data, date, real: as they stand */
    PPTP_PLIST_INTEGER,
    PPTP_PLIST_TRUE,
    PPTP_PLIST_FALSE,
} PptpPlistType;

typedef struct {
    PptpPlistType type;
    char *key;           /* of a dict's child; "" for others */
    char *text;          /* UTF-8; without blanks around it, but in a string; never NULL */
    guint line;          /* from 1 */
    GPtrArray *children; /* PptpPlist; of dict and array, else NULL */
} PptpPlist;

/* The list's outermost value. NULL with an error (G_MARKUP_ERROR, "line N: ...") where it is none, is nested deeper than 16, or has more
 * than 20,000 values. Texts are wiped by pptp_plist_free(); GMarkup's own copies are not within reach. */
PptpPlist *pptp_plist_parse(const char *text, gsize len, GError **error);

void pptp_plist_free(PptpPlist *plist);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpPlist, pptp_plist_free)

/* A dict's value of that name, or NULL; also where `dict` is NULL or no dict. */
const PptpPlist *pptp_plist_get(const PptpPlist *dict, const char *key);

/* Its text; NULL where there is none, or an empty one. */
const char *pptp_plist_text(const PptpPlist *dict, const char *key);

/* true, a number other than 0, or such a text. */
gboolean pptp_plist_is_true(const PptpPlist *value);
