/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/script-lex.h"
#include "properties/script-test.h"
#include "properties/script.h"

/* What the variables of a script hold for one peer, as far as that can be told. For script.c. */

typedef struct {
    const PptpScriptPeer *peer;
    GHashTable *variables; /* name to value; NULL until there is one */
    guint expanded;        /* words so far */
    gboolean full;         /* too many words or variables: reading has to stop */
} ScriptValues;

#define SCRIPT_VALUES_INIT(PEER)                                                                                                           \
    {                                                                                                                                      \
        .peer = (PEER)                                                                                                                     \
    }

void script_values_clear(ScriptValues *values);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ScriptValues, script_values_clear)

/* Appends a word's value to `out` (char *): one text, several, or none. */
void script_values_expand(ScriptValues *values, const ScriptToken *word, GPtrArray *out);

/* All of a word as one value; free with g_free(). */
char *script_values_dup(ScriptValues *values, const ScriptToken *word);

void script_values_set(ScriptValues *values, const char *name, const char *value);

/* NAME=VALUE: TRUE where the word is one; it is taken over as far as `mode` says that it is reached. */
gboolean script_values_assign(ScriptValues *values, ScriptTruth mode, const ScriptToken *word);
