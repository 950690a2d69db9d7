/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/script.h"

#include <arpa/inet.h>
#include <fnmatch.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "properties/script-lex.h"
#include "properties/script-route.h"
#include "properties/script-test.h"
#include "properties/script-values.h"

#define DEPTH_MAX 32    /* constructs in each other */
#define STEPS_MAX 20000 /* commands looked at, repetitions of loops among them */

typedef struct {
    GArray *tokens;
    guint at; /* the next token */
    guint depth, steps;
    ScriptValues *values;
    gboolean ended;  /* "exit" was reached: nothing that follows is run */
    gboolean doubt;  /* it may have been reached */
    gboolean broken; /* too deep or too long: reading has stopped */
    const PptpScriptHandlers *handlers;
    gpointer data;
} Script;

static ScriptTruth read_list(Script *script, ScriptTruth mode, const char *const *ends);
static ScriptTruth read_pipeline(Script *script, ScriptTruth mode);

static const ScriptToken *
token(const Script *script)
{
    return &g_array_index(script->tokens, ScriptToken, script->at);
}

static gboolean
is_kind(const Script *script, ScriptKind kind)
{
    return token(script)->kind == kind;
}

static void
next(Script *script)
{
    if (!is_kind(script, SCRIPT_END))
        script->at++;
}

static gboolean
is_word(const Script *script, const char *word)
{
    const ScriptToken *current = token(script);

    return current->kind == SCRIPT_WORD && current->len == strlen(word) && memcmp(current->at, word, current->len) == 0;
}

static gboolean
take_word(Script *script, const char *word)
{
    if (!is_word(script, word))
        return FALSE;
    next(script);
    return TRUE;
}

static void
skip_newlines(Script *script)
{
    while (is_kind(script, SCRIPT_NEWLINE) || is_kind(script, SCRIPT_SEMICOLON))
        next(script);
}

/* -- commands -- */

/* What this command's success says of the one after && or ||. */
static ScriptTruth
run_route(Script *script, ScriptTruth mode, char **words, guint line)
{
    PptpScriptRoute route = {.line = line};
    char buffer[INET_ADDRSTRLEN];
    const char *why;

    if (!script_read_route(words, &route, buffer, &why)) {
        if (why)
            script->handlers->note(line, _(why), script->data);
        else if (!script_only_shows(words))
            script->handlers->command(line, words[0], script->data);
    } else if (mode == SCRIPT_TRUE) {
        script->handlers->route(&route, script->data);
    } else {
        script->handlers->note(line, _("whether this route is added depends on more than the peer's name; it is left out"), script->data);
    }
    return SCRIPT_TRUE;
}

static ScriptTruth
run(Script *script, ScriptTruth mode, char **words, guint line)
{
    static const char *const prefixes[] = {"exec", "sudo", "command", "nohup", NULL};
    static const char *const good[] = {":", "true", "echo", "logger", "sleep", "set", "modprobe", "date", "touch", NULL};
    /* They change nothing, but whether they succeed is another matter. */
    static const char *const harmless[] = {"grep", "egrep", "fgrep",  "sed",      "awk",     "cut",  "tr",    "head",
                                           "tail", "cat",   "printf", "wc",       "expr",    "read", "shift", "unset",
                                           "cd",   "umask", "which",  "basename", "dirname", "let",  NULL};
    g_autofree char *program = NULL;

    while (*words && g_strv_contains(prefixes, *words))
        words++;
    if (!*words || mode == SCRIPT_FALSE)
        return SCRIPT_UNCERTAIN;
    program = g_path_get_basename(*words);
    if (g_str_equal(program, "[") || g_str_equal(program, "[[") || g_str_equal(program, "test"))
        return script_test(words);
    if (g_str_equal(program, "route") || g_str_equal(program, "ip"))
        return run_route(script, mode, words, line);
    if (g_str_equal(program, "exit") || g_str_equal(program, "return")) {
        script->ended = script->ended || mode == SCRIPT_TRUE;
        script->doubt = script->doubt || mode == SCRIPT_UNCERTAIN;
        return SCRIPT_TRUE;
    }
    /* Where a loop is left early is not followed. */
    if (g_str_equal(program, "break") || g_str_equal(program, "continue"))
        script->doubt = TRUE;
    if (g_str_equal(program, "false"))
        return SCRIPT_FALSE;
    if (g_strv_contains(good, program))
        return SCRIPT_TRUE;
    if (!g_strv_contains(harmless, program) && !g_str_equal(program, "break") && !g_str_equal(program, "continue"))
        script->handlers->command(line, program, script->data);
    return SCRIPT_UNCERTAIN;
}

/* Inside of [[ ]] && and || join conditions, not commands. */
static gboolean
is_in_brackets(const Script *script, const GPtrArray *words)
{
    return (is_kind(script, SCRIPT_AND) || is_kind(script, SCRIPT_OR)) && words->len > 0 && g_str_equal(words->pdata[0], "[[") &&
           !g_str_equal(words->pdata[words->len - 1], "]]");
}

/* "> FILE", but for what nobody keeps: devices, logs and /tmp. The script is at what follows the sign. */
static gboolean
writes_file(Script *script)
{
    static const char *const passing[] = {"/dev/", "/var/log/", "/tmp/", NULL};
    const ScriptToken *sign = token(script) - 1;
    g_autofree char *target = NULL;

    if (!is_kind(script, SCRIPT_WORD) || !memchr(sign->at, '>', sign->len) || memchr(sign->at, '&', sign->len))
        return FALSE;
    target = script_values_dup(script->values, token(script));
    for (guint i = 0; passing[i]; i++) {
        if (g_str_has_prefix(target, passing[i]))
            return FALSE;
    }
    return TRUE;
}

static ScriptTruth
read_simple(Script *script, ScriptTruth mode)
{
    static const char *const declaring[] = {"export", "local", "readonly", "declare", NULL};
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    const guint line = token(script)->line;
    gboolean assigning = TRUE, writes = FALSE;

    if (script->ended)
        mode = SCRIPT_FALSE;
    else if (script->doubt)
        mode = script_and(mode, SCRIPT_UNCERTAIN);
    for (; is_kind(script, SCRIPT_WORD) || is_kind(script, SCRIPT_REDIRECT) || is_in_brackets(script, words); next(script)) {
        if (is_kind(script, SCRIPT_AND) || is_kind(script, SCRIPT_OR)) {
            g_ptr_array_add(words, g_strdup(is_kind(script, SCRIPT_AND) ? "-a" : "-o"));
        } else if (is_kind(script, SCRIPT_REDIRECT)) {
            next(script);
            if (!is_kind(script, SCRIPT_WORD))
                break;
            writes = writes || writes_file(script);
        } else if (!assigning || !script_values_assign(script->values, mode, token(script))) {
            script_values_expand(script->values, token(script), words);
            assigning = words->len == 1 && g_strv_contains(declaring, words->pdata[0]);
        }
    }
    if (words->len == 0)
        return SCRIPT_TRUE;
    if (writes && mode != SCRIPT_FALSE)
        script->handlers->command(line, words->pdata[0], script->data);
    g_ptr_array_add(words, NULL);
    return run(script, mode, (char **)words->pdata, line);
}

/* -- constructs -- */

static ScriptTruth
read_if(Script *script, ScriptTruth mode)
{
    static const char *const then[] = {"then", NULL}, *const ends[] = {"elif", "else", "fi", NULL}, *const fi[] = {"fi", NULL};

    do {
        ScriptTruth condition = read_list(script, mode, then);

        take_word(script, "then");
        read_list(script, script_and(mode, condition), ends);
        mode = script_and(mode, script_not(condition));
    } while (take_word(script, "elif"));
    if (take_word(script, "else"))
        read_list(script, mode, fi);
    take_word(script, "fi");
    return SCRIPT_UNCERTAIN;
}

static ScriptTruth
match(Script *script, const char *value, const ScriptToken *word)
{
    g_autofree char *pattern = script_values_dup(script->values, word);

    if (g_str_equal(pattern, "*"))
        return SCRIPT_TRUE;
    if (!script_is_known(value) || !script_is_known(pattern))
        return SCRIPT_UNCERTAIN;
    return fnmatch(pattern, value, 0) == 0 ? SCRIPT_TRUE : SCRIPT_FALSE;
}

/* The patterns in front of an arm, up to ")". */
static ScriptTruth
read_patterns(Script *script, const char *value)
{
    ScriptTruth found = SCRIPT_FALSE;

    if (is_kind(script, SCRIPT_OPEN))
        next(script);
    for (; is_kind(script, SCRIPT_WORD) || is_kind(script, SCRIPT_PIPE); next(script)) {
        if (is_kind(script, SCRIPT_WORD))
            found = script_not(script_and(script_not(found), script_not(match(script, value, token(script)))));
    }
    if (is_kind(script, SCRIPT_CLOSE))
        next(script);
    return found;
}

static ScriptTruth
read_case(Script *script, ScriptTruth mode)
{
    static const char *const ends[] = {"esac", NULL};
    g_autofree char *value = is_kind(script, SCRIPT_WORD) ? script_values_dup(script->values, token(script)) : g_strdup("");

    next(script);
    skip_newlines(script);
    take_word(script, "in");
    skip_newlines(script);
    while (!is_word(script, "esac") && !is_kind(script, SCRIPT_END) && !script->broken) {
        const guint at = script->at;
        ScriptTruth matched = read_patterns(script, value);

        read_list(script, script_and(mode, matched), ends);
        mode = script_and(mode, script_not(matched));
        if (is_kind(script, SCRIPT_DOUBLE_SEMICOLON))
            next(script);
        skip_newlines(script);
        if (script->at == at)
            script->broken = TRUE;
    }
    take_word(script, "esac");
    return SCRIPT_UNCERTAIN;
}

static ScriptTruth
read_for(Script *script, ScriptTruth mode)
{
    static const char *const ends[] = {"done", NULL};
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *name = g_strndup(token(script)->at, token(script)->len);
    guint body;

    next(script);
    skip_newlines(script);
    if (take_word(script, "in")) {
        for (; is_kind(script, SCRIPT_WORD); next(script))
            script_values_expand(script->values, token(script), values);
    }
    skip_newlines(script);
    take_word(script, "do");
    body = script->at;
    for (guint i = 0; i < values->len && mode != SCRIPT_FALSE && !script->broken; i++) {
        script->at = body;
        script_values_set(script->values, name, values->pdata[i]);
        read_list(script, mode, ends);
    }
    if (script->at == body)
        read_list(script, SCRIPT_FALSE, ends);
    take_word(script, "done");
    return SCRIPT_UNCERTAIN;
}

static ScriptTruth
read_while(Script *script, ScriptTruth mode)
{
    static const char *const to_do[] = {"do", NULL}, *const ends[] = {"done", NULL};

    mode = script_and(mode, SCRIPT_UNCERTAIN);
    read_list(script, mode, to_do);
    take_word(script, "do");
    read_list(script, mode, ends);
    take_word(script, "done");
    return SCRIPT_UNCERTAIN;
}

/* { ... }, or ( ... ), out of which "exit" leads no further. */
static ScriptTruth
read_group(Script *script, ScriptTruth mode, gboolean subshell)
{
    static const char *const brace[] = {"}", NULL}, *const none[] = {NULL};
    const gboolean ended = script->ended, doubt = script->doubt;
    ScriptTruth result = read_list(script, mode, subshell ? none : brace);

    if (subshell) {
        script->ended = ended;
        script->doubt = doubt;
        if (is_kind(script, SCRIPT_CLOSE))
            next(script);
    } else {
        take_word(script, "}");
    }
    return result;
}

/* NAME () or "function NAME": when it is called is not followed. */
static gboolean
begins_function(Script *script)
{
    const ScriptToken *current = token(script);

    if (is_word(script, "function")) {
        next(script);
        next(script);
        if (is_kind(script, SCRIPT_OPEN)) {
            next(script);
            next(script);
        }
        return TRUE;
    }
    if (current->kind != SCRIPT_WORD || current[1].kind != SCRIPT_OPEN)
        return FALSE;
    next(script);
    next(script);
    next(script);
    return TRUE;
}

static ScriptTruth
read_command(Script *script, ScriptTruth mode)
{
    if (begins_function(script)) {
        const gboolean ended = script->ended, doubt = script->doubt;

        skip_newlines(script);
        read_pipeline(script, script_and(mode, SCRIPT_UNCERTAIN));
        script->ended = ended;
        script->doubt = doubt;
        return SCRIPT_TRUE;
    }
    if (take_word(script, "if"))
        return read_if(script, mode);
    if (take_word(script, "case"))
        return read_case(script, mode);
    if (take_word(script, "for"))
        return read_for(script, mode);
    if (take_word(script, "while") || take_word(script, "until"))
        return read_while(script, mode);
    if (take_word(script, "{"))
        return read_group(script, mode, FALSE);
    if (is_kind(script, SCRIPT_OPEN)) {
        next(script);
        return read_group(script, mode, TRUE);
    }
    return read_simple(script, mode);
}

static ScriptTruth
read_pipeline(Script *script, ScriptTruth mode)
{
    const gboolean negated = take_word(script, "!");
    ScriptTruth result;

    /* Functions and groups in each other come here as well. */
    if (++script->steps > STEPS_MAX || script->depth >= DEPTH_MAX || script->values->full) {
        script->broken = TRUE;
        return SCRIPT_UNCERTAIN;
    }
    script->depth++;
    result = read_command(script, mode);
    while (is_kind(script, SCRIPT_PIPE)) {
        next(script);
        skip_newlines(script);
        read_command(script, mode);
        result = SCRIPT_UNCERTAIN;
    }
    /* A redirection after a construct. */
    while (is_kind(script, SCRIPT_REDIRECT)) {
        next(script);
        next(script);
    }
    script->depth--;
    return negated ? script_not(result) : result;
}

static ScriptTruth
read_and_or(Script *script, ScriptTruth mode)
{
    ScriptTruth result = read_pipeline(script, mode);

    while (is_kind(script, SCRIPT_AND) || is_kind(script, SCRIPT_OR)) {
        const gboolean and = is_kind(script, SCRIPT_AND);
        const ScriptTruth wanted = and? result : script_not(result);
        ScriptTruth second;

        next(script);
        skip_newlines(script);
        second = read_pipeline(script, script_and(mode, wanted));
        if (wanted == SCRIPT_TRUE)
            result = second;
        else if (wanted == SCRIPT_UNCERTAIN)
            result = SCRIPT_UNCERTAIN;
    }
    return result;
}

/* Commands, up to one of these words at a command's place, or ")" or ";;". The last one's success. */
static ScriptTruth
read_list(Script *script, ScriptTruth mode, const char *const *ends)
{
    ScriptTruth result = SCRIPT_TRUE;

    while (!script->broken) {
        guint at;

        skip_newlines(script);
        if (is_kind(script, SCRIPT_END) || is_kind(script, SCRIPT_CLOSE) || is_kind(script, SCRIPT_DOUBLE_SEMICOLON))
            break;
        for (guint i = 0; ends[i]; i++) {
            if (is_word(script, ends[i]))
                return result;
        }
        at = script->at;
        result = read_and_or(script, mode);
        /* What cannot be read is passed over, so that this ends. */
        if (script->at == at)
            next(script);
    }
    return result;
}

void
pptp_script_read(const char *text, gsize len, const PptpScriptPeer *peer, const PptpScriptHandlers *handlers, gpointer data)
{
    static const char *const none[] = {NULL};
    g_autoptr(GArray) tokens = script_lex(text, len);
    g_auto(ScriptValues) values = SCRIPT_VALUES_INIT(peer);
    Script script = {.tokens = tokens, .values = &values, .handlers = handlers, .data = data};

    while (tokens && !script.broken && !is_kind(&script, SCRIPT_END)) {
        read_list(&script, SCRIPT_TRUE, none);
        next(&script);
    }
    if (!tokens || script.broken)
        handlers->note(tokens ? token(&script)->line : 0, _("this script is too long or too deep to be read; routes may be missing"), data);
}
