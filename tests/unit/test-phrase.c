/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "common/phrase.h"
#include "ppp/diagnosis.h"
#include "ppp/verdict.h"
#include "tool/entries.h"

static void
check(const char *phrase, const char *words)
{
    g_autofree char *said = pptp_phrase_say(phrase);

    g_assert_cmpstr(said, ==, words);
}

static void
test_say(void)
{
    char number[PPTP_PHRASE_NUMBER_MAX];
    g_autofree char *form = pptp_phrase("code %u, \"%s\"", pptp_phrase_number(number, 7), "a\nb\tc %s", NULL);
    g_autofree char *plain = pptp_phrase_plain("\tcode %u\n5"), *joined = g_strjoin("\n", " (", form, ")", NULL);
    g_autofree char *one = pptp_phrase_plural("%u thing", "%u things", 1, NULL);
    g_autofree char *many = pptp_phrase_plural("%2$s: %1$u thing of %3$s", "%2$s: %1$u things of %3$s", 2, "a\nb", "\tc", NULL);

    check(form, "code 7, \"a b c %s\"");
    check(joined, " (code 7, \"a b c %s\")");
    check(plain, " code %u 5"); /* what others said does not become a form */
    check(one, "1 thing");
    check(many, "a b: 2 things of  c");
    check("", "");
    check(NULL, NULL);
    check("\t%2$s before 0x%.4x, 100%%\n00af\nwhat", "what before 0x00af, 100%");
}

/* From a journal come any bytes: no form reaches printf(), and none takes lines that are not there. */
static void
test_hostile(void)
{
    check("\t%m|%m|%m\n99999999999\n-1\nx", "99999999999|-1|x");
    check("\t%n%n%s%s%s%s%s%s", "");
    check("\t%s %s\none", "one ");
    check("\t%9$s|%", "|");
    check("\t", "");
    check("\t\t\n1", "1");
    check("\t%u a\t%u b\nmany", "");
    check("\t%99999999999.9999999999d|\nx", "x|");
    check("\t\nProject-Id", "Project-Id");
}

static void
check_fields(gboolean good, const char *field, ...)
{
    g_autoptr(GPtrArray) fields = g_ptr_array_new();
    g_autoptr(PptpVerdict) verdict = NULL;
    va_list args;

    va_start(args, field);
    for (; field; field = va_arg(args, const char *))
        g_ptr_array_add(fields, (char *)field);
    va_end(args);
    g_ptr_array_add(fields, NULL);
    verdict = pptp_verdict_from_fields((char **)fields->pdata, "one net");
    g_assert_cmpint(verdict != NULL, ==, good);
}

static void
test_fields(void)
{
    g_autofree char *fill = g_strnfill(5000, 'x'), *big = g_strconcat("NM_PPTP_DETAIL=", fill, NULL);
    const PptpVerdictText text = {.profile = "p", .server = "s", .detail = fill, .saved_password = TRUE, .gateways = 3};
    g_autoptr(PptpVerdict) verdict = pptp_verdict_new(PPTP_VERDICT_TCP_FAILED, &text);
    g_autoptr(PptpVerdict) again = NULL;
    g_auto(GStrv) fields = pptp_verdict_to_fields(verdict);

    check_fields(TRUE, "NM_PPTP_VERDICT=NO_ROUTE", "NM_PPTP_SERVER=192.0.2.1", NULL);
    check_fields(TRUE, "MESSAGE=x", "NM_PPTP_VERDICT=NO_ROUTE", NULL);
    check_fields(FALSE, NULL);
    check_fields(FALSE, "NM_PPTP_SERVER=192.0.2.1", NULL);
    check_fields(FALSE, "NM_PPTP_VERDICT=", NULL);
    check_fields(FALSE, "NM_PPTP_VERDICT=no_route", NULL);
    check_fields(FALSE, "NM_PPTP_VERDICT=NO_ROUTE", "NM_PPTP_SERVER=\x1b[2J", NULL);
    check_fields(FALSE, "NM_PPTP_VERDICT=NO_ROUTE", "NM_PPTP_SERVER=a\nb", NULL);
    check_fields(FALSE, "NM_PPTP_VERDICT=NO_ROUTE", "NM_PPTP_SERVER=\xff", NULL);
    check_fields(FALSE, "NM_PPTP_VERDICT=NO_ROUTE", "NM_PPTP_SEEN=\xe2\x80\xae", NULL); /* right to left from here on */
    check_fields(FALSE, "NM_PPTP_VERDICT=NO_ROUTE", "NM_PPTP_GATEWAYS=-1", NULL);
    check_fields(FALSE, "NM_PPTP_VERDICT=NO_ROUTE", "NM_PPTP_GATEWAYS=99999999999999999999", NULL);
    check_fields(FALSE, "NM_PPTP_VERDICT=TCP_FAILED", big, NULL);
    /* What is too long is cut as it is written. */
    for (char **field = fields; *field; field++)
        g_assert_cmpuint(strlen(*field), <, PPTP_VERDICT_FIELD_MAX + 64);
    again = pptp_verdict_from_fields(fields, "p");
    g_assert_nonnull(again);
    g_assert_true(g_str_has_prefix(again->sentence, "None of the 3 gateways"));
}

static void
check_refusal(const char *field, const char *words)
{
    char *fields[] = {(char *)"MESSAGE=other", (char *)field, NULL};
    g_autofree char *said = pptp_refusal_from_fields(fields);

    g_assert_cmpstr(said, ==, words);
}

static void
test_refusal_fields(void)
{
    g_autofree char *fill = g_strnfill(5000, 'x'), *big = g_strconcat("NM_PPTP_REFUSED=", fill, NULL);
    g_auto(GStrv) clipped = pptp_refusal_to_fields(fill);

    check_refusal("NM_PPTP_REFUSED=\tKey %s is wrong: \n\"a\"\n\tIt ends.", "Key \"a\" is wrong: It ends.");
    check_refusal("NM_PPTP_REFUSED=", NULL);
    check_refusal("NM_PPTP_REFUSE=x", NULL);
    check_refusal("NM_PPTP_REFUSED=\t\x1b[2J", NULL);
    check_refusal("NM_PPTP_REFUSED=\t%s\n\xff", NULL);
    check_refusal("NM_PPTP_REFUSED=\xe2\x80\xae", NULL); /* right to left from here on */
    check_refusal(big, NULL);
    check_refusal(clipped[0], clipped[0] + strlen("NM_PPTP_REFUSED="));
    g_assert_cmpuint(strlen(clipped[0]), <, PPTP_VERDICT_FIELD_MAX + 64);
}

static void
check_entries(const char *bytes, gsize len, guint n, guint n_fields)
{
    g_autofree char *exact = g_memdup2(bytes, len);
    g_autoptr(GPtrArray) entries = pptp_entries_read(exact ? exact : "", len);
    guint fields = 0;

    for (guint i = 0; i < entries->len; i++)
        fields += g_strv_length(entries->pdata[i]);
    g_assert_cmpuint(entries->len, ==, n);
    g_assert_cmpuint(fields, ==, n_fields);
}

/* systemd's JOURNAL_EXPORT_FORMATS, "Journal Export Format". */
static void
test_entries(void)
{
    static const char good[] = "A=1\nB=2=3\n\n\nC=\nD\n\x03\0\0\0\0\0\0\0x\ny\nE=5\n";
    static const char long_one[] = "A=1\nD\n\xff\xff\xff\xff\xff\xff\xff\xffx\n";
    static const char binary[] = "A=1\nD\n\x02\0\0\0\0\0\0\0x\0\nE=\xff\nF=6\n\n";
    g_autoptr(GPtrArray) entries = pptp_entries_read(good, sizeof good - 1);

    g_assert_cmpuint(entries->len, ==, 2);
    g_assert_cmpstr(g_environ_getenv(entries->pdata[0], "B"), ==, "2=3");
    g_assert_cmpstr(g_environ_getenv(entries->pdata[1], "C"), ==, "");
    g_assert_cmpstr(g_environ_getenv(entries->pdata[1], "D"), ==, "x\ny");
    g_assert_cmpstr(g_environ_getenv(entries->pdata[1], "E"), ==, "5");
    check_entries("", 0, 0, 0);
    check_entries("no end", 6, 0, 0);
    check_entries(long_one, sizeof long_one - 1, 1, 1);
    check_entries(binary, sizeof binary - 1, 1, 2);
    for (gsize cut = 0; cut < sizeof good; cut++) {
        g_autofree char *exact = g_memdup2(good, cut);
        g_autoptr(GPtrArray) some = pptp_entries_read(exact ? exact : "", cut);

        g_assert_cmpuint(some->len, <=, 2);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/phrase/say", test_say);
    g_test_add_func("/phrase/hostile", test_hostile);
    g_test_add_func("/phrase/fields", test_fields);
    g_test_add_func("/phrase/refusal-fields", test_refusal_fields);
    g_test_add_func("/phrase/entries", test_entries);
    return g_test_run();
}
