/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* A shell script as tokens, and words as their values. Pure; for script.c. */

typedef enum {
    SCRIPT_WORD,
    SCRIPT_NEWLINE,
    SCRIPT_SEMICOLON, /* also & */
    SCRIPT_DOUBLE_SEMICOLON,
    SCRIPT_AND,
    SCRIPT_OR,
    SCRIPT_PIPE,
    SCRIPT_OPEN,
    SCRIPT_CLOSE,
    SCRIPT_REDIRECT, /* the next word belongs to it */
    SCRIPT_END,
} ScriptKind;

typedef struct {
    ScriptKind kind;
    const char *at; /* of a word: as it is written */
    gsize len;
    guint line;
} ScriptToken;

/* All tokens, the last one SCRIPT_END; NULL where there are too many. Points into `text`. Free with g_array_unref(). */
GArray *script_lex(const char *text, gsize len);

/* What stands for a value that only the running script would know. */
#define SCRIPT_UNKNOWN '\001'
#define SCRIPT_IFACE '\002'  /* the tunnel's interface */
#define SCRIPT_REMOTE '\003' /* the server's address in the tunnel */

/* A variable's value, or NULL where it is not known. */
typedef const char *(*ScriptLookup)(const char *name, gpointer data);

/* Appends a word's value to `out` (char *); an unquoted variable may be several words, or none. */
void script_expand(const ScriptToken *word, ScriptLookup lookup, gpointer data, GPtrArray *out);
