/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/script-lex.h"

#include <string.h>

#define TOKENS_MAX 50000
#define VALUE_MAX 4096 /* bytes of a word's value */
#define SEPARATOR '\004'

typedef struct {
    const char *at, *end;
    guint line;
    GArray *tokens;
    char *heredoc; /* the word that ends a here-document which begins at the next line */
} Lexer;

static int
peek(const Lexer *lexer, gsize ahead)
{
    return (gsize)(lexer->end - lexer->at) > ahead ? (guchar)lexer->at[ahead] : -1;
}

static void
take(Lexer *lexer)
{
    if (*lexer->at++ == '\n')
        lexer->line++;
}

static void
add_token(Lexer *lexer, ScriptKind kind, const char *at, guint line)
{
    ScriptToken token = {.kind = kind, .at = at, .len = (gsize)(lexer->at - at), .line = line};

    g_array_append_val(lexer->tokens, token);
}

/* Past "${...}", "$(...)" and the like, with what is nested in it. The opening is next. */
static void
skip_balanced(Lexer *lexer, char open, char close)
{
    guint depth = 0;

    while (peek(lexer, 0) != -1) {
        const char c = *lexer->at;

        if (c == '\\' && peek(lexer, 1) != -1)
            take(lexer);
        else if (c == open)
            depth++;
        else if (c == close)
            depth--;
        take(lexer);
        if (depth == 0)
            return;
    }
}

static void
skip_dollar(Lexer *lexer)
{
    const int next = peek(lexer, 1);

    take(lexer);
    if (next == '(')
        skip_balanced(lexer, '(', ')');
    else if (next == '{')
        skip_balanced(lexer, '{', '}');
}

/* Past a quoted part or a command in backticks. */
static void
skip_quoted(Lexer *lexer, char quote)
{
    take(lexer);
    while (peek(lexer, 0) != -1 && *lexer->at != quote) {
        if (*lexer->at == '\\' && quote != '\'' && peek(lexer, 1) != -1)
            take(lexer);
        if (*lexer->at == '$' && quote == '"')
            skip_dollar(lexer);
        else
            take(lexer);
    }
    if (peek(lexer, 0) != -1)
        take(lexer);
}

static gboolean
ends_word(int c)
{
    return c == -1 || c == 0 || strchr(" \t\r\n;&|()<>", c);
}

static void
lex_word(Lexer *lexer)
{
    const char *at = lexer->at;
    guint line = lexer->line;

    while (!ends_word(peek(lexer, 0))) {
        const char c = *lexer->at;

        if (c == '\\' && peek(lexer, 1) != -1) {
            take(lexer);
            take(lexer);
        } else if (c == '"' || c == '\'' || c == '`') {
            skip_quoted(lexer, c);
        } else if (c == '$') {
            skip_dollar(lexer);
        } else {
            take(lexer);
        }
    }
    /* "2>": the number belongs to what follows. */
    if ((peek(lexer, 0) == '>' || peek(lexer, 0) == '<') && strspn(at, "0123456789") >= (gsize)(lexer->at - at))
        return;
    add_token(lexer, SCRIPT_WORD, at, line);
}

/* "<<" has been seen: the word after it, without its quotes, is what ends the text. */
static void
note_heredoc(Lexer *lexer)
{
    const char *p = lexer->at;
    GString *word = g_string_new(NULL);

    if (p < lexer->end && *p == '-')
        p++;
    while (p < lexer->end && (*p == ' ' || *p == '\t'))
        p++;
    for (; p < lexer->end && !ends_word((guchar)*p); p++) {
        if (!strchr("\"'\\", *p))
            g_string_append_c(word, *p);
    }
    g_free(lexer->heredoc);
    lexer->heredoc = g_string_free(word, FALSE);
}

static void
skip_heredoc(Lexer *lexer)
{
    g_autofree char *end_word = g_steal_pointer(&lexer->heredoc);
    gboolean ended = FALSE;

    while (!ended && peek(lexer, 0) != -1) {
        const char *at = lexer->at, *newline = memchr(at, '\n', (gsize)(lexer->end - at));
        gsize len = (gsize)((newline ? newline : lexer->end) - at), tabs = 0;

        while (tabs < len && at[tabs] == '\t')
            tabs++;
        ended = len - tabs == strlen(end_word) && memcmp(at + tabs, end_word, len - tabs) == 0;
        lexer->at = newline ? newline + 1 : lexer->end;
        lexer->line++;
    }
}

static void
lex_redirect(Lexer *lexer)
{
    const char *at = lexer->at;
    const guint line = lexer->line;

    if (peek(lexer, 0) == '<' && peek(lexer, 1) == '<' && peek(lexer, 2) != '<') {
        lexer->at += 2;
        note_heredoc(lexer);
        if (peek(lexer, 0) == '-')
            take(lexer);
    } else {
        while (peek(lexer, 0) == '<' || peek(lexer, 0) == '>' || peek(lexer, 0) == '&' || peek(lexer, 0) == '|')
            take(lexer);
    }
    add_token(lexer, SCRIPT_REDIRECT, at, line);
}

static void
lex_operator(Lexer *lexer)
{
    const char *at = lexer->at;
    const guint line = lexer->line;
    const int c = *at, next = peek(lexer, 1);
    ScriptKind kind = SCRIPT_SEMICOLON;

    if (c == '<' || c == '>') {
        lex_redirect(lexer);
        return;
    }
    take(lexer);
    if (c == '&' && next == '>')
        return; /* "&>file" is a redirection */
    if (c == next && (c == ';' || c == '&' || c == '|')) {
        take(lexer);
        kind = c == ';' ? SCRIPT_DOUBLE_SEMICOLON : c == '&' ? SCRIPT_AND : SCRIPT_OR;
    } else if (c == '|') {
        kind = SCRIPT_PIPE;
    } else if (c == '(' || c == ')') {
        kind = c == '(' ? SCRIPT_OPEN : SCRIPT_CLOSE;
    } else if (c == '\n') {
        kind = SCRIPT_NEWLINE;
    }
    add_token(lexer, kind, at, line);
    if (kind == SCRIPT_NEWLINE && lexer->heredoc)
        skip_heredoc(lexer);
}

GArray *
script_lex(const char *text, gsize len)
{
    Lexer lexer = {.at = text, .end = text + len, .line = 1};

    lexer.tokens = g_array_new(FALSE, FALSE, sizeof(ScriptToken));
    while (peek(&lexer, 0) != -1 && lexer.tokens->len < TOKENS_MAX) {
        const char c = *lexer.at;

        if (c == ' ' || c == '\t' || c == '\r' || c == '\0')
            take(&lexer);
        else if (c == '\\' && peek(&lexer, 1) == '\n')
            take(&lexer), take(&lexer);
        else if (c == '#')
            while (peek(&lexer, 0) != -1 && *lexer.at != '\n')
                take(&lexer);
        else if (ends_word((guchar)c))
            lex_operator(&lexer);
        else
            lex_word(&lexer);
    }
    g_free(lexer.heredoc);
    if (lexer.tokens->len >= TOKENS_MAX) {
        g_array_unref(lexer.tokens);
        return NULL;
    }
    add_token(&lexer, SCRIPT_END, lexer.at, lexer.line);
    return lexer.tokens;
}

/* -- values -- */

typedef struct {
    const char *at, *end;
    ScriptLookup lookup;
    gpointer data;
    GString *out;
} Expander;

/* Unquoted, blanks in a value separate words. */
static void
append_value(Expander *expander, const char *value, gboolean quoted)
{
    for (const char *p = value; *p && expander->out->len < VALUE_MAX; p++)
        g_string_append_c(expander->out, !quoted && strchr(" \t\n", *p) ? SEPARATOR : *p);
}

static const char unknown[] = {SCRIPT_UNKNOWN, '\0'};

/* ${NAME}, ${NAME:-other}; whatever else is done to a value is not known. */
static void
expand_braces(Expander *expander, const char *body, gsize len, gboolean quoted)
{
    gsize name_len = 0;
    g_autofree char *name = NULL, *rest = NULL;
    const char *value;

    while (name_len < len && (g_ascii_isalnum(body[name_len]) || body[name_len] == '_'))
        name_len++;
    name = g_strndup(body, name_len);
    rest = g_strndup(body + name_len, len - name_len);
    value = *name ? expander->lookup(name, expander->data) : NULL;
    if (*rest == '\0' && value)
        append_value(expander, value, quoted);
    else if (g_str_has_prefix(rest, ":-") && (!value || !*value) && !strpbrk(rest, "$`\"'\\"))
        append_value(expander, rest + 2, quoted);
    else if (g_str_has_prefix(rest, ":-") && value && *value)
        append_value(expander, value, quoted);
    else
        append_value(expander, unknown, TRUE);
}

/* The end of what begins at `at` with `open`. */
static const char *
find_close(const char *at, const char *end, char open, char close)
{
    Lexer lexer = {.at = at, .end = end};

    skip_balanced(&lexer, open, close);
    return lexer.at;
}

static void
expand_dollar(Expander *expander, gboolean quoted)
{
    const char *p = expander->at + 1, *after;

    if (p < expander->end && *p == '{') {
        after = find_close(p, expander->end, '{', '}');
        expand_braces(expander, p + 1, after - p > 2 ? (gsize)(after - p) - 2 : 0, quoted);
    } else if (p < expander->end && *p == '(') {
        after = find_close(p, expander->end, '(', ')');
        append_value(expander, unknown, TRUE);
    } else if (p < expander->end && g_ascii_isdigit(*p)) {
        after = p + 1;
        expand_braces(expander, p, 1, quoted);
    } else if (p < expander->end && (g_ascii_isalpha(*p) || *p == '_')) {
        for (after = p; after < expander->end && (g_ascii_isalnum(*after) || *after == '_'); after++)
            ;
        expand_braces(expander, p, (gsize)(after - p), quoted);
    } else {
        /* $@ and its like are not known; a lone $ is itself, or as good as that. */
        after = p < expander->end && strchr("@*#?$!-", *p) ? p + 1 : p;
        append_value(expander, unknown, TRUE);
    }
    expander->at = after;
}

/* One character, or what it stands for. Characters that are ours to mark values are not let through. */
static void
expand_next(Expander *expander, char *quote, gboolean *had_quote)
{
    const char c = *expander->at;

    if (c == '\\' && *quote != '\'' && expander->end - expander->at > 1) {
        expander->at++;
        if (*expander->at != '\n')
            append_value(expander, (char[]){*expander->at, '\0'}, TRUE);
        expander->at++;
    } else if (*quote ? c == *quote : c == '"' || c == '\'') {
        *quote = *quote ? '\0' : c;
        *had_quote = TRUE;
        expander->at++;
    } else if (c == '$' && *quote != '\'') {
        expand_dollar(expander, *quote != '\0');
    } else if (c == '`' && *quote != '\'') {
        Lexer lexer = {.at = expander->at, .end = expander->end};

        skip_quoted(&lexer, '`');
        expander->at = lexer.at;
        append_value(expander, unknown, TRUE);
    } else {
        if ((guchar)c > SEPARATOR)
            append_value(expander, (char[]){c, '\0'}, TRUE);
        expander->at++;
    }
}

void
script_expand(const ScriptToken *word, ScriptLookup lookup, gpointer data, GPtrArray *out)
{
    g_autoptr(GString) value = g_string_new(NULL);
    Expander expander = {.at = word->at, .end = word->at + word->len, .lookup = lookup, .data = data, .out = value};
    g_auto(GStrv) parts = NULL;
    gboolean had_quote = FALSE;
    char quote = '\0';

    while (expander.at < expander.end && value->len < VALUE_MAX)
        expand_next(&expander, &quote, &had_quote);
    parts = g_strsplit(value->str, (char[]){SEPARATOR, '\0'}, -1);
    for (guint i = 0; parts[i]; i++) {
        if (*parts[i])
            g_ptr_array_add(out, g_strdup(parts[i]));
    }
    if (value->len == 0 && had_quote)
        g_ptr_array_add(out, g_strdup(""));
}
