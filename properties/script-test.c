/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/script-test.h"

#include <fnmatch.h>
#include <string.h>

#include "properties/script-lex.h"

typedef struct {
    char **words;
    guint n, at;
    gboolean patterns; /* [[ ]] */
} Test;

ScriptTruth
script_and(ScriptTruth a, ScriptTruth b)
{
    return MIN(a, b);
}

ScriptTruth
script_not(ScriptTruth a)
{
    return (ScriptTruth)(SCRIPT_TRUE - a);
}

gboolean
script_is_known(const char *value)
{
    return !strchr(value, SCRIPT_UNKNOWN) && !strchr(value, SCRIPT_IFACE) && !strchr(value, SCRIPT_REMOTE);
}

static ScriptTruth
truth(gboolean value)
{
    return value ? SCRIPT_TRUE : SCRIPT_FALSE;
}

static ScriptTruth
compare(const Test *test, const char *a, const char *operator, const char * b)
{
    gboolean equal;

    if (!script_is_known(a) || !script_is_known(b))
        return SCRIPT_UNCERTAIN;
    equal = test->patterns ? fnmatch(b, a, 0) == 0 : g_str_equal(a, b);
    if (g_str_equal(operator, "=") || g_str_equal(operator, "==") || g_str_equal(operator, "-eq"))
        return truth(equal);
    if (g_str_equal(operator, "!=") || g_str_equal(operator, "-ne"))
        return truth(!equal);
    return SCRIPT_UNCERTAIN;
}

static ScriptTruth
ask(const char *operator, const char * value)
{
    if (g_str_equal(operator, "-n") || g_str_equal(operator, "-z")) {
        const gboolean empty = *value == '\0';

        /* What has a part that is not known may be empty for all that, but the interface has a name. */
        if (!script_is_known(value))
            return strchr(value, SCRIPT_UNKNOWN) ? SCRIPT_UNCERTAIN : truth(operator[1] == 'n');
        return truth(operator[1] == 'z' ? empty : !empty);
    }
    return strchr("efxrdswhL", operator[1]) ? SCRIPT_TRUE : SCRIPT_UNCERTAIN;
}

static gboolean
is_joint(const char *word)
{
    return g_str_equal(word, "-a") || g_str_equal(word, "-o");
}

static gboolean
is_comparison(const char *word)
{
    static const char *const words[] = {"=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "=~", NULL};

    return g_strv_contains(words, word);
}

/* One condition: "a = b", "-n a", "a". */
static ScriptTruth
read_one(Test *test)
{
    char **words = test->words + test->at;
    const guint left = test->n - test->at;

    if (left == 0)
        return SCRIPT_FALSE;
    if (left >= 3 && is_comparison(words[1])) {
        test->at += 3;
        return compare(test, words[0], words[1], words[2]);
    }
    if (left >= 2 && words[0][0] == '-' && words[0][1] && !words[0][2] && !is_joint(words[1])) {
        test->at += 2;
        return ask(words[0], words[1]);
    }
    test->at++;
    return ask("-n", words[0]);
}

/* "! a = b" */
static ScriptTruth
read_negated(Test *test)
{
    gboolean negated = FALSE;
    ScriptTruth result;

    for (; test->at < test->n && g_str_equal(test->words[test->at], "!"); test->at++)
        negated = !negated;
    result = read_one(test);
    return negated ? script_not(result) : result;
}

ScriptTruth
script_test(char **words)
{
    Test test = {.words = words + 1, .patterns = g_str_equal(words[0], "[[")};
    ScriptTruth all = SCRIPT_FALSE, part;

    while (test.words[test.n] && !g_str_equal(test.words[test.n], "]") && !g_str_equal(test.words[test.n], "]]"))
        test.n++;
    /* -a binds closer than -o. */
    part = read_negated(&test);
    while (test.at < test.n) {
        const char *joint = test.words[test.at++];

        if (g_str_equal(joint, "-a")) {
            part = script_and(part, read_negated(&test));
        } else if (g_str_equal(joint, "-o")) {
            all = MAX(all, part);
            part = read_negated(&test);
        } else {
            return SCRIPT_UNCERTAIN;
        }
    }
    return MAX(all, part);
}
