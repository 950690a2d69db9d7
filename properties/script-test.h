/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* Conditions of a shell script, as far as they can be told without running it. Pure; for script.c. */

typedef enum {
    SCRIPT_FALSE,
    SCRIPT_UNCERTAIN,
    SCRIPT_TRUE,
} ScriptTruth;

ScriptTruth script_and(ScriptTruth a, ScriptTruth b);

ScriptTruth script_not(ScriptTruth a);

/* FALSE where a value, or a part of it, is known to the running script alone (script-lex.h). */
gboolean script_is_known(const char *value);

/* "[ ... ]", "[[ ... ]]" or "test ...": its values, the program first. What it asks of files is taken for true. */
ScriptTruth script_test(char **words);
