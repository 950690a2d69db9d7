/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/script-values.h"

#define WORDS_MAX 30000 /* repetitions of loops among them */
#define VARIABLES_MAX 256

void
script_values_clear(ScriptValues *values)
{
    g_clear_pointer(&values->variables, g_hash_table_unref);
}

static const char *
look_up(const char *name, gpointer data)
{
    static const char iface[] = {SCRIPT_IFACE, '\0'}, remote[] = {SCRIPT_REMOTE, '\0'};
    static const char *const ifaces[] = {"1", "PPP_IFACE", "IFNAME", NULL};
    static const char *const remotes[] = {"5", "PPP_REMOTE", "IPREMOTE", NULL};
    const ScriptValues *values = data;
    const char *own = values->variables ? g_hash_table_lookup(values->variables, name) : NULL;

    if (own)
        return own;
    if (g_strv_contains(ifaces, name))
        return iface;
    if (g_strv_contains(remotes, name))
        return remote;
    if (g_str_equal(name, "6") || g_str_equal(name, "PPP_IPPARAM"))
        return values->peer->ipparam ? values->peer->ipparam : "";
    if (g_str_equal(name, "LINKNAME"))
        return values->peer->linkname ? values->peer->linkname : "";
    return NULL;
}

void
script_values_expand(ScriptValues *values, const ScriptToken *word, GPtrArray *out)
{
    if (++values->expanded > WORDS_MAX)
        values->full = TRUE;
    script_expand(word, look_up, values, out);
}

char *
script_values_dup(ScriptValues *values, const ScriptToken *word)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);

    script_values_expand(values, word, parts);
    g_ptr_array_add(parts, NULL);
    return g_strjoinv(" ", (char **)parts->pdata);
}

static gsize
name_len(const ScriptToken *word)
{
    gsize len = 0;

    while (len < word->len && (g_ascii_isalpha(word->at[len]) || word->at[len] == '_' || (len > 0 && g_ascii_isdigit(word->at[len]))))
        len++;
    return len;
}

void
script_values_set(ScriptValues *values, const char *name, const char *value)
{
    if (!values->variables)
        values->variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (g_hash_table_size(values->variables) < VARIABLES_MAX || g_hash_table_contains(values->variables, name))
        g_hash_table_insert(values->variables, g_strdup(name), g_strdup(value));
    else
        values->full = TRUE;
}

gboolean
script_values_assign(ScriptValues *values, ScriptTruth mode, const ScriptToken *word)
{
    static const char unknown[] = {SCRIPT_UNKNOWN, '\0'};
    gsize len = name_len(word);
    g_autofree char *name = NULL, *value = NULL;

    if (len == 0 || len == word->len || word->at[len] != '=')
        return FALSE;
    if (mode == SCRIPT_FALSE)
        return TRUE;
    name = g_strndup(word->at, len);
    if (mode == SCRIPT_TRUE) {
        ScriptToken rest = *word;

        rest.at += len + 1;
        rest.len -= len + 1;
        value = script_values_dup(values, &rest);
    }
    script_values_set(values, name, value ? value : unknown);
    return TRUE;
}
