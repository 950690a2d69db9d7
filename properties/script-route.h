/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/script.h"

/*
 * Reads a command of route(8) or ip-route(8): `words` are its values, the program first. TRUE where it adds a route through the tunnel;
 * then *out is filled, its texts pointing into `words` or `buffer` (at least 16 bytes). Else *why is a sentence for people where the
 * command would have added another route, or NULL where it adds none.
 */
gboolean script_read_route(char **words, PptpScriptRoute *out, char *buffer, const char **why);

/* A command of these two that changes nothing. */
gboolean script_only_shows(char **words);
