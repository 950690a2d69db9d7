/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "common/names.h"
#include "common/settings-libnm.h"
#include "manual.h"
#include "ppp/args.h"
#include "ppp/policy.h"
#include "pppd-words.h"
#include "service/memory.h"

/* The manual against the code: what a page says of keys, options and numbers is what the programs do. */

#define ATTEMPTS (32 * 3 * 2)

/* A profile with this one key, or without it where value is NULL; NULL where it is refused. */
static PptpSettings *
settings_with(const char *key, const char *value)
{
    g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());

    nm_setting_vpn_add_data_item(vpn, PPTP_KEY_GATEWAY, "192.0.2.1");
    nm_setting_vpn_add_data_item(vpn, PPTP_KEY_USER, "joe");
    if (value)
        nm_setting_vpn_add_data_item(vpn, key, value);
    return pptp_settings_new(vpn, NULL);
}

static char **
args_for(const PptpSettings *settings, const PptpAttempt *attempt)
{
    const PptpArgsContext context = {.pppd = "/usr/sbin/pppd", .plugin = "/p.so", .link_fd = 6, .ipparam = PPTP_IPPARAM_PREFIX "1"};

    return pptp_args_new(settings, attempt, &context);
}

static char **
first_args(const PptpSettings *settings)
{
    PptpAttempt attempt = {0};

    g_assert_cmpint(pptp_policy_next(settings, NULL, 0, &attempt, NULL), ==, PPTP_POLICY_TRY);
    return args_for(settings, &attempt);
}

/* Every attempt there can be, by number. */
static PptpAttempt
attempt_of(guint i)
{
    static const guint lengths[] = {0, PPTP_MPPE_40, PPTP_MPPE_128};

    return (PptpAttempt){.auth = i % 32, .mppe = lengths[i / 32 % 3], .stateful = i / 96 % 2};
}

/* Whether some attempt that these settings allow gives pppd the word, or leaves it out, as asked. */
static gboolean
some_attempt(const PptpSettings *settings, const char *word, gboolean has_it)
{
    for (guint i = 0; i < ATTEMPTS; i++) {
        const PptpAttempt attempt = attempt_of(i);
        g_auto(GStrv) args = pptp_policy_allows(settings, &attempt) ? args_for(settings, &attempt) : NULL;

        if (args && (pppd_word_value(args, word) != NULL) == has_it)
            return TRUE;
    }
    return FALSE;
}

/* -- the page -- */

static char *
read_keys(void)
{
    g_autofree char *page = manual_read(PPTP_SETTINGS_PAGE);
    char *keys = manual_between(page, "\n.SH KEYS\n", "\n.SS The password\n");

    g_assert_nonnull(keys);
    return keys;
}

static char *
block_of(const char *keys, const char *key)
{
    g_autofree char *start = g_strdup_printf("\n.TP\n.B %s\n", key);
    char *block = manual_between(keys, start, "\n.RE\n");

    g_assert_nonnull(block);
    return block;
}

static char *
item_of(const char *block, const char *name)
{
    g_autofree char *start = g_strdup_printf("\n.IP %s: 10\n", name);

    return manual_between(block, start, "\n");
}

static void
test_keys(void)
{
    g_autofree char *keys = read_keys();
    const char *last = keys;
    guint found = 0;
    gsize n;

    for (const PptpOption *option = pptp_options(&n); option->key; option++) {
        g_autofree char *start = g_strdup_printf("\n.TP\n.B %s\n%s.\n", option->key, option->help);
        const char *at = strstr(keys, start);

        g_test_message("%s", option->key);
        g_assert_nonnull(at);
        g_assert_true(at > last); /* in the table's order */
        last = at;
        g_assert_null(strstr(at + 1, start));
    }
    for (const char *p = keys; (p = strstr(p, "\n.TP\n")); p++)
        found++;
    g_assert_cmpuint(found, ==, n);
}

/* The page's limits are the ones that are enforced, its default is what a profile without the key has. */
static void
test_numbers(void)
{
    g_autofree char *keys = read_keys();
    guint tested = 0;

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        g_autofree char *block = block_of(keys, option->key), *value = item_of(block, "Value"), *fallback = item_of(block, "Default");
        guint min, max;

        if (option->type != PPTP_OPTION_UINT)
            continue;
        g_assert_cmpint(sscanf(value, "whole number from %u to %u", &min, &max), ==, 2);
        for (int off = -1; off <= 1; off++) {
            g_autofree char *low = g_strdup_printf("%d", (int)min + off), *high = g_strdup_printf("%d", (int)max - off);
            g_autoptr(PptpSettings) at_low = settings_with(option->key, low), at_high = settings_with(option->key, high);

            g_assert_cmpint(at_low != NULL, ==, off >= 0);
            g_assert_cmpint(at_high != NULL, ==, off >= 0);
        }
        if (g_ascii_isdigit(fallback[0])) {
            g_autoptr(PptpSettings) settings = settings_with(option->key, NULL);

            g_assert_cmpuint(G_STRUCT_MEMBER(guint, settings, option->offset), ==, g_ascii_strtoull(fallback, NULL, 10));
        } else {
            g_assert_cmpstr(option->key, ==, PPTP_KEY_UNIT);
        }
        tested++;
    }
    g_assert_cmpuint(tested, >, 0);
}

/* "yes" and "no" are what the page says of choices; a default "the same as" one of them makes no difference to saying so. */
static void
test_choices(void)
{
    g_autofree char *keys = read_keys();
    guint tested = 0;

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        g_autofree char *block = block_of(keys, option->key), *value = item_of(block, "Value"), *fallback = item_of(block, "Default");
        g_autoptr(PptpSettings) absent = settings_with(option->key, NULL), said = NULL;

        g_assert_cmpint(option->type == PPTP_OPTION_BOOL, ==, g_str_equal(value, "yes or no"));
        if (option->type != PPTP_OPTION_BOOL || !g_str_has_prefix(fallback, "the same as "))
            continue;
        g_test_message("%s: %s", option->key, fallback);
        said = settings_with(option->key, fallback + strlen("the same as "));
        g_assert_nonnull(said);
        for (guint i = 0; i < ATTEMPTS; i++) {
            const PptpAttempt attempt = attempt_of(i);
            g_auto(GStrv) without = args_for(absent, &attempt), with = args_for(said, &attempt);

            g_assert_cmpint(pptp_policy_allows(absent, &attempt), ==, pptp_policy_allows(said, &attempt));
            g_assert_cmpstrv(without, with);
        }
        tested++;
    }
    g_assert_cmpuint(tested, >, 0);
}

/* Each example is accepted, and changes what a profile without the key has. */
static void
test_examples(void)
{
    g_autofree char *keys = read_keys();

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        g_autofree char *block = block_of(keys, option->key), *example = item_of(block, "Example");
        g_auto(GStrv) pair = g_strsplit(example, "=", 2);
        g_autoptr(PptpSettings) absent = settings_with(option->key, NULL), settings = settings_with(pair[0], pair[1]);

        g_test_message("%s", example);
        g_assert_cmpstr(pair[0], ==, option->key);
        g_assert_nonnull(settings);
        switch (option->type) {
        case PPTP_OPTION_STRING:
            g_assert_cmpstr(G_STRUCT_MEMBER(char *, settings, option->offset), !=, G_STRUCT_MEMBER(char *, absent, option->offset));
            break;
        case PPTP_OPTION_BOOL:
            g_assert_cmpint(G_STRUCT_MEMBER(PptpChoice, settings, option->offset), !=, PPTP_UNSET);
            break;
        case PPTP_OPTION_UINT:
            g_assert_cmpuint(G_STRUCT_MEMBER(guint, settings, option->offset), !=, G_STRUCT_MEMBER(guint, absent, option->offset));
            break;
        }
    }
}

/* -- pppd's words -- */

/*
 * "yes" adds the word: to every attempt that may be made then, but for the two keys that leave several ways open. And it is the key's
 * doing: without "yes" there are attempts without the word.
 */
static void
check_word_of_choice(const PptpOption *option, const char *word)
{
    static const char *const open_keys[] = {PPTP_KEY_REQUIRE_MPPE, PPTP_KEY_MPPE_STATEFUL, NULL};
    g_autoptr(PptpSettings) yes = settings_with(option->key, "yes"), no = settings_with(option->key, "no");
    g_autoptr(PptpSettings) absent = settings_with(option->key, NULL);
    g_auto(GStrv) first = first_args(yes);

    g_assert_nonnull(pppd_word_value(first, word));
    g_assert_cmpint(some_attempt(yes, word, FALSE), ==, g_strv_contains(open_keys, option->key));
    g_assert_true(some_attempt(no, word, FALSE) || some_attempt(absent, word, FALSE));
}

static void
check_never(const PptpOption *option, const char *word)
{
    g_autoptr(PptpSettings) yes = settings_with(option->key, "yes"), absent = settings_with(option->key, NULL);

    g_assert_false(some_attempt(yes, word, TRUE));
    g_assert_true(some_attempt(absent, word, TRUE));
}

static void
check_word_of_value(const PptpOption *option, const char *word)
{
    g_autoptr(PptpSettings) settings = settings_with(option->key, option->example);
    g_auto(GStrv) args = first_args(settings);
    const char *value = pppd_word_value(args, word);

    if (g_str_equal(option->key, PPTP_KEY_DOMAIN)) {
        g_autofree char *login = g_strconcat(option->example, "\\joe", NULL);

        g_assert_cmpstr(value, ==, login);
    } else {
        g_assert_cmpstr(value, ==, option->example);
    }
}

/* Nothing of the value reaches pppd. */
static void
check_no_word(const PptpOption *option)
{
    g_autoptr(PptpSettings) absent = settings_with(option->key, NULL), settings = settings_with(option->key, option->example);
    g_auto(GStrv) without = first_args(absent), with = first_args(settings);

    g_assert_cmpstrv(without, with);
}

static void
test_words(void)
{
    g_autofree char *keys = read_keys();

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        g_autofree char *block = block_of(keys, option->key), *word = item_of(block, "pppd");

        g_test_message("%s: %s", option->key, word);
        if (g_str_has_prefix(word, "none"))
            check_no_word(option);
        else if (g_str_has_prefix(word, "never "))
            check_never(option, word + strlen("never "));
        else if (option->type == PPTP_OPTION_BOOL)
            check_word_of_choice(option, word);
        else
            check_word_of_value(option, word);
    }
}

/* "no pppd gets nomppe-stateful" */
static void
test_stateless(void)
{
    g_autofree char *keys = read_keys(), *block = block_of(keys, PPTP_KEY_MPPE_STATEFUL);
    g_autoptr(PptpSettings) no = settings_with(PPTP_KEY_MPPE_STATEFUL, "no"), absent = settings_with(PPTP_KEY_MPPE_STATEFUL, NULL);
    g_auto(GStrv) args = first_args(no);

    g_assert_nonnull(strstr(block, "nomppe-stateful"));
    g_assert_nonnull(pppd_word_value(args, "nomppe-stateful"));
    g_assert_false(some_attempt(no, "mppe-stateful", TRUE));
    g_assert_true(some_attempt(absent, "mppe-stateful", TRUE));
}

/* -- the README's table -- */

/* In each row the first column holds keys in backticks. A number in parentheses is a default, "A to B" a range, of one of them. */
static void
check_row(char **columns, GHashTable *seen)
{
    g_auto(GStrv) words = g_strsplit(columns[1], "`", -1);
    const char *text = columns[2], *to = strstr(text, " to ");
    guint value, min, max, defaults = 0, ranges = 0, numbers = 0;

    for (guint i = 1; words[i] && words[i + 1]; i += 2) {
        const PptpOption *option = pptp_option_find(words[i]);
        g_autofree char *fallback = option ? g_strdup_printf("(%u)", option->fallback) : NULL;
        g_autofree char *range = option ? g_strdup_printf("%u to %u", option->min, option->max) : NULL;

        g_test_message("README: %s", words[i]);
        g_assert_nonnull(option);
        g_assert_true(g_hash_table_add(seen, (gpointer)option->key));
        numbers += option->type == PPTP_OPTION_UINT;
        defaults += option->type == PPTP_OPTION_UINT && strstr(text, fallback);
        ranges += option->type == PPTP_OPTION_UINT && strstr(text, range);
    }
    for (const char *p = text; (p = strchr(p, '(')); p++) {
        if (sscanf(p, "(%u)", &value) == 1)
            g_assert_cmpuint(defaults, ==, numbers);
    }
    while (to && to > text && g_ascii_isdigit(to[-1]))
        to--;
    if (to && sscanf(to, "%u to %u", &min, &max) == 2)
        g_assert_cmpuint(ranges, ==, numbers);
}

static void
test_readme(void)
{
    g_autofree char *readme = NULL, *table = NULL;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(GStrv) lines = NULL;

    g_assert_true(g_file_get_contents(PPTP_SOURCES "/README.md", &readme, NULL, NULL));
    table = manual_between(readme, "### Keys of `[vpn]`\n\n", "\n\n");
    g_assert_nonnull(table);
    lines = g_strsplit(table, "\n", -1);
    for (guint i = 2; i < g_strv_length(lines); i++) {
        g_auto(GStrv) columns = g_strsplit(lines[i], "|", -1);

        g_assert_cmpuint(g_strv_length(columns), >=, 4);
        check_row(columns, seen);
    }
    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        g_test_message("%s", option->key);
        g_assert_true(g_hash_table_contains(seen, option->key));
    }
}

/* -- the other pages -- */

/* The C files of a folder, one after the other. */
static char *
read_sources(const char *folder)
{
    g_autofree char *path = g_build_filename(PPTP_SOURCES, folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    GString *all = g_string_new(NULL);
    const char *name;

    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *file = g_build_filename(path, name, NULL), *text = NULL;

        if (g_str_has_suffix(name, ".c") && g_file_get_contents(file, &text, NULL, NULL))
            g_string_append(all, text);
    }
    return g_string_free(all, FALSE);
}

/* Every match of the pattern in the sources stands in the page, with the prefix in front. */
static void
check_matches(const char *page, const char *folder, const char *pattern, const char *prefix, guint at_least)
{
    g_autofree char *text = read_sources(folder);
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    guint found = 0;

    for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL), found++) {
        g_autofree char *word = g_match_info_fetch(match, 1), *shown = g_strconcat(prefix, word, NULL);

        g_test_message("%s: %s", folder, shown);
        g_assert_nonnull(strstr(page, shown));
    }
    g_assert_cmpuint(found, >=, at_least);
}

/* The service's options, variables and numbers. */
static void
test_service(void)
{
    g_autofree char *page = manual_read(PPTP_SERVICE_PAGE), *days = g_strdup_printf("It counts for %d days", PPTP_MEMORY_DAYS);
    g_autofree char *attempts = g_strdup_printf("up to %d times", PPTP_POLICY_ATTEMPTS_MAX);

    check_matches(page, "src/service", "\\{\"([a-z-]+)\", 0, 0, G_OPTION_ARG", "--", 4);
    check_matches(page, "src/service", "g_getenv\\(\"([A-Z_]+)\"\\)", ".B ", 2);
    check_matches(page, "src/service", "#define UNUSED_SECONDS ([0-9]+)\n", "ends after ", 1);
    check_matches(page, "src/service", "#define (?:CONNECT_)?DEADLINE_SECONDS ([0-9]+)\n", " within ", 1);
    check_matches(page, "src/service", "add\\(fields, &n, \"(NM_[A-Z_]+)\"", "", 2);
    check_matches(page, "src/service", "#define FOLDER \"([^\"]+)\"", ".I ", 1);
    g_assert_nonnull(strstr(page, days));
    g_assert_nonnull(strstr(page, attempts));
    g_assert_nonnull(strstr(page, PPTP_DBUS_SERVICE));
    g_assert_nonnull(strstr(page, PPTP_PPPD_PLUGIN));
    g_assert_null(strchr(page, '@'));
}

/* The commands and options that nm-pptp itself names. */
static void
test_tool(void)
{
    g_autofree char *page = manual_read(PPTP_TOOL_PAGE);

    check_matches(page, "src/tool", "[ \"]nm-pptp (explain|import) ", "nm-pptp ", 2);
    check_matches(page, "src/tool", "g_str_equal\\(arg[sv]\\[[0-9i]\\], \"(--[a-z-]+)\"\\)", "", 2);
}

/* -- as pages -- */

static void
check_silent(const char *const *argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) process = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
    g_autofree char *said = NULL;

    g_assert_no_error(error); /* tests/host/packages has what is needed: groff-base and mandoc */
    g_assert_true(g_subprocess_communicate_utf8(process, NULL, NULL, &said, NULL, &error));
    g_assert_cmpstr(said, ==, "");
    g_assert_true(g_subprocess_get_successful(process));
}

static void
test_format(gconstpointer path)
{
    const char *const groff[] = {"groff", "-ww", "-man", "-Tutf8", "-z", path, NULL};
    const char *const mandoc[] = {"mandoc", "-Tlint", "-Wwarning", path, NULL};

    check_silent(groff);
    check_silent(mandoc);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/manual/keys", test_keys);
    g_test_add_func("/manual/numbers", test_numbers);
    g_test_add_func("/manual/choices", test_choices);
    g_test_add_func("/manual/examples", test_examples);
    g_test_add_func("/manual/words", test_words);
    g_test_add_func("/manual/stateless", test_stateless);
    g_test_add_func("/manual/readme", test_readme);
    g_test_add_func("/manual/service", test_service);
    g_test_add_func("/manual/tool", test_tool);
    g_test_add_data_func("/manual/format/nm-settings-pptp", PPTP_SETTINGS_PAGE, test_format);
    g_test_add_data_func("/manual/format/nm-pptp-service", PPTP_SERVICE_PAGE, test_format);
    g_test_add_data_func("/manual/format/nm-pptp", PPTP_TOOL_PAGE, test_format);
    return g_test_run();
}
