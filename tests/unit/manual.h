/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Reading the manual's pages in their source form, man(7), as a person reads them shown. The paths come from the build. */

/*
 * A page's text: characters and fonts written as escapes are replaced by what they stand for, requests (lines that begin with a dot) stay,
 * comments go. The test fails where there is no such file. Free with g_free().
 */
char *manual_read(const char *path);

/* The examples (.EX to .EE) of a page, in order, each ended by a line break. NULL-ended, free with g_strfreev(). */
char **manual_examples(const char *page);

/* What page holds from the first start on to the next end, without both; NULL where there is no start. Free with g_free(). */
char *manual_between(const char *page, const char *start, const char *end);
