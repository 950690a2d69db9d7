/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The journal as `journalctl -o export` prints it (systemd's JOURNAL_EXPORT_FORMATS). Pure. */

/*
 * Its entries, oldest first, each a NULL-terminated list (char **) of NAME=VALUE. A field that holds a NUL or is not UTF-8 is left out, and
 * from what is not this format on nothing is read. Free with g_ptr_array_unref().
 */
GPtrArray *pptp_entries_read(const char *bytes, gsize len);
