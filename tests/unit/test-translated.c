/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "common/phrase.h"
#include "common/settings-libnm.h"
#include "diagnosis-cases.h"
#include "import-fixture.h"
#include "ppp/diagnosis.h"
#include "ppp/verdict.h"
#include "tool/explain.h"

/* What `nm-pptp explain` says in each language that there is: other words, the same commands. The catalogues are those of the build folder.
 */

static const char *const languages[] = {"de", "es", "fr", "ru", "zh_CN"};

static void
speak(const char *language)
{
    g_setenv("LANGUAGE", language ? language : "en", TRUE);
    /* The C library looks at it again when the locale changes. Any but C will do; this one is everywhere. */
    g_assert_nonnull(setlocale(LC_ALL, "C"));
    g_assert_nonnull(setlocale(LC_ALL, "C.UTF-8"));
}

/* Every word of the texts that is a command's or a number's, in a row: they are the same in all languages. */
static char *
commands(const char *text)
{
    static const char *const of_commands[] = {"nmcli",  "modprobe",   "+vpn.data", "-vpn.data", "tcpdump",
                                              "getent", "journalctl", "--version", "nft"};
    g_autoptr(GString) found = g_string_new(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(of_commands); i++) {
        guint n = 0;

        for (const char *p = strstr(text, of_commands[i]); p; p = strstr(p + 1, of_commands[i]))
            n++;
        g_string_append_printf(found, "%s:%u ", of_commands[i], n);
    }
    return g_string_free(g_steal_pointer(&found), FALSE);
}

static PptpVerdict *
verdict(PptpVerdictId id)
{
    const PptpVerdictText text = {.profile = "my profile", .server = "vpn.example.edu", .detail = "DETAIL"};

    return pptp_verdict_new(id, &text);
}

/* In English the same holds what the other languages are held against: without a catalogue this would compare English with English. */
static void
test_verdicts(void)
{
    for (guint id = PPTP_VERDICT_UNKNOWN; id < PPTP_VERDICT_LAST; id++) {
        g_autoptr(PptpVerdict) english = (speak(NULL), verdict(id));
        g_autofree char *commands_there = commands(english->remedy ? english->remedy : "");

        for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
            g_autoptr(PptpVerdict) here = (speak(languages[i]), verdict(id));
            g_autofree char *commands_here = commands(here->remedy ? here->remedy : "");

            g_test_message("%s, %s: %s %s", languages[i], pptp_verdict_name(id), here->sentence, here->remedy ? here->remedy : "");
            g_assert_cmpstr(here->sentence, !=, english->sentence);
            g_assert_true(g_utf8_validate(here->sentence, -1, NULL));
            g_assert_null(strpbrk(here->sentence, "{}"));
            g_assert_cmpint(strstr(here->sentence, "DETAIL") != NULL, ==, strstr(english->sentence, "DETAIL") != NULL);
            g_assert_cmpint(strstr(here->sentence, "vpn.example.edu") != NULL, ==, strstr(english->sentence, "vpn.example.edu") != NULL);
            g_assert_cmpint(here->remedy != NULL, ==, english->remedy != NULL);
            g_assert_cmpstr(commands_here, ==, commands_there);
        }
    }
}

/* The service, which speaks English, writes fields; of them the tool makes what a diagnosis in the user's language would have said. */
static void
check_fields(const Case *c, guint gateways)
{
    g_autoptr(PptpVerdict) english = (speak(NULL), pptp_diagnose(&c->settings, &c->facts, "my profile"));
    g_auto(GStrv) fields = NULL;

    if (gateways > 1)
        pptp_verdict_say_all_failed(english, gateways);
    fields = pptp_verdict_to_fields(english);
    for (char **field = fields; *field; field++) {
        g_assert_cmpuint(strlen(*field), <, PPTP_VERDICT_FIELD_MAX + 64);
        g_assert_true(g_utf8_validate(*field, -1, NULL));
    }
    for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(PptpVerdict) direct = (speak(languages[i]), pptp_diagnose(&c->settings, &c->facts, "my profile"));
        g_autoptr(PptpVerdict) read = pptp_verdict_from_fields(fields, "my profile");
        g_autofree char *line = NULL, *line_read = NULL;

        if (gateways > 1)
            pptp_verdict_say_all_failed(direct, gateways);
        g_assert_nonnull(read);
        line = pptp_verdict_to_line(direct);
        line_read = pptp_verdict_to_line(read);
        g_assert_cmpstr(line_read, ==, line);
        g_assert_cmpstr(read->sentence, !=, english->sentence);
        g_assert_cmpint(read->id, ==, english->id);
    }
}

static void
test_fields(void)
{
    for (PptpVerdictId id = PPTP_VERDICT_UNKNOWN; id < PPTP_VERDICT_LAST; id++) {
        for (guint variant = 0; variant < CASE_VARIANTS; variant++) {
            g_autofree Case *c = g_new0(Case, 1);

            case_init(c);
            g_assert_true(case_build(c, id, variant));
            c->settings.password_flags = variant == 0  ? NM_SETTING_SECRET_FLAG_NOT_REQUIRED
                                         : variant % 2 ? NM_SETTING_SECRET_FLAG_NONE
                                                       : NM_SETTING_SECRET_FLAG_NOT_SAVED;
            check_fields(c, variant == 3 ? 3 : 1);
        }
    }
}

/* What agents hand on to the password dialog: the service's sentence on a login, with a server's words in it. */
static void
test_said(void)
{
    static const PptpVerdictId ids[] = {PPTP_VERDICT_WRONG_PASSWORD, PPTP_VERDICT_LOGIN_REFUSED, PPTP_VERDICT_LOGIN_REFUSED_CODE,
                                        PPTP_VERDICT_PASSWORD_NOT_ASCII};
    static const char *const others[] = {"", "The server", "The server refused the login", "Please.", "There is no route to 192.0.2.1."};

    for (gsize i = 0; i < G_N_ELEMENTS(ids) * CASE_VARIANTS; i++) {
        g_autofree Case *c = g_new0(Case, 1);
        g_autoptr(PptpVerdict) english = NULL;

        case_init(c);
        g_assert_true(case_build(c, ids[i / CASE_VARIANTS], i % CASE_VARIANTS));
        english = (speak(NULL), pptp_diagnose(&c->settings, &c->facts, "my profile"));
        for (gsize j = 0; j < G_N_ELEMENTS(languages); j++) {
            g_autoptr(PptpVerdict) direct = (speak(languages[j]), pptp_diagnose(&c->settings, &c->facts, "my profile"));
            g_autofree char *said = pptp_verdict_translate(english->sentence);

            g_test_message("%s: %s", languages[j], said);
            g_assert_cmpstr(said, ==, direct->sentence);
            g_assert_cmpstr(said, !=, english->sentence);
        }
    }
    speak("de");
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        g_assert_null(pptp_verdict_translate(others[i]));
}

static NMSettingVpn *
profile_with(const char *key, const char *value, const char *more, const char *more_value)
{
    NMSettingVpn *vpn = NM_SETTING_VPN(nm_setting_vpn_new());

    if (!g_str_equal(key, "none"))
        nm_setting_vpn_add_data_item(vpn, "gateway", "192.0.2.1");
    nm_setting_vpn_add_data_item(vpn, key, value);
    if (more)
        nm_setting_vpn_add_data_item(vpn, more, more_value);
    return vpn;
}

/* What stands first in quotes: the editor marks the field of that key. */
static char *
first_quoted(const char *sentence)
{
    g_auto(GStrv) parts = g_strsplit(sentence, "\"", 3);

    g_assert_cmpuint(g_strv_length(parts), ==, 3);
    return g_strdup(parts[1]);
}

/* Why a profile is refused goes the same way as a verdict; all kinds of mistakes. */
static void
test_refusals(void)
{
    g_autofree char *long_name = g_strnfill(261, 'x');
    const struct {
        const char *key, *value, *more, *more_value;
        const char *german; /* words that must be in it */
    } cases[] = {
        {"unknown", "1", NULL, NULL, "Unbekannte VPN-Option \"unknown\""},
        {"Refuse_PAP", "yes", NULL, NULL, "\"refuse-pap\""},
        {"password", "1", NULL, NULL, "vpn.secrets"},
        {"refuse-eap", "maybe\n%s%n", NULL, NULL, "\"maybe\\u000a%s%n\""},
        {"mtu", "9", NULL, NULL, "von 576 bis 1500"},
        {"user", "a\tb", NULL, NULL, "Zeilenumbr"},
        {"transport", "pigeon", NULL, NULL, "auto, kernel, user"},
        {"none", "", NULL, NULL, "\"none\""},
        {"user", "x", "gateway", "a b:c", "oder mehrere davon: "},
        {"user", "x", "gateway", " ", "Die VPN-Option \"gateway\" fehlt: Rechnername oder IPv4-Adresse"},
        {"user", long_name, NULL, NULL, "261 Byte"},
        {"require-mppe-128", "yes", "refuse-mppe-128", "yes", "\"refuse-mppe-128\""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(NMSettingVpn) vpn = profile_with(cases[i].key, cases[i].value, cases[i].more, cases[i].more_value);
        g_autofree char *why = NULL, *english = NULL, *key = NULL;
        g_auto(GStrv) fields = NULL;
        gboolean known = FALSE;

        g_assert_null((speak(NULL), pptp_settings_read_vpn(vpn, &why)));
        english = pptp_phrase_say(why);
        g_assert_true(pptp_verdict_is_line(english, &known) && known); /* where a log is read */
        key = first_quoted(english);
        fields = pptp_refusal_to_fields(why);
        g_assert_cmpuint(g_strv_length(fields), ==, 1);
        g_assert_cmpuint(strlen(fields[0]), <, PPTP_VERDICT_FIELD_MAX);
        for (gsize j = 0; j < G_N_ELEMENTS(languages); j++) {
            g_autofree char *read = (speak(languages[j]), pptp_refusal_from_fields(fields)), *key_here = NULL;
            g_autoptr(GError) direct = NULL;

            g_test_message("%s: %s", languages[j], read);
            g_assert_null(pptp_settings_new(vpn, &direct));
            g_assert_cmpstr(read, ==, direct->message);
            g_assert_cmpstr(read, !=, english);
            key_here = first_quoted(read);
            g_assert_cmpstr(key_here, ==, key);
            if (g_str_equal(languages[j], "de"))
                g_assert_nonnull(strstr(read, cases[i].german));
        }
    }
}

/* Each form of a plural, of a number and of a number in a phrase. */
static void
test_plurals(void)
{
    static const struct {
        const char *language;
        guint n;
        const char *words;
    } cases[] = {
        {"de", 1, "1 LCP-Anfrage gesendet"},   {"de", 2, "2 LCP-Anfragen gesendet"},     {"ru", 1, "отправлен 1 запрос LCP"},
        {"ru", 3, "отправлено 3 запроса LCP"}, {"ru", 11, "отправлено 11 запросов LCP"}, {"ru", 21, "отправлен 21 запрос LCP"},
        {"zh_CN", 1, "已发送 1 个"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *phrase =
            pptp_phrase_plural("%u LCP request sent, nothing received", "%u LCP requests sent, nothing received", cases[i].n, NULL);
        g_autofree char *said = (speak(cases[i].language), pptp_phrase_say(phrase));

        g_test_message("%s", said);
        g_assert_true(g_str_has_prefix(said, cases[i].words));
    }
}

/* Of whole logs: the report's own words too, and in Russian, which has three, the right plural. */
static void
test_reports(void)
{
    static const char *const logs[] = {"guide-2-require-mppe", "gre-blocked",           "wrong-password",
                                       "good-ended",           "syslog-three-sessions", "not-pppd"};

    for (gsize i = 0; i < G_N_ELEMENTS(logs); i++) {
        g_autofree char *path = g_strdup_printf("%s/%s.log", PPTP_TEST_LOGS, logs[i]), *log = NULL, *english = NULL;
        gsize len = 0;

        g_assert_true(g_file_get_contents(path, &log, &len, NULL));
        speak(NULL);
        pptp_explain_log(log, len, NULL, NULL, &english);
        for (gsize j = 0; j < G_N_ELEMENTS(languages); j++) {
            g_autofree char *report = NULL;

            speak(languages[j]);
            pptp_explain_log(log, len, NULL, NULL, &report);
            g_test_message("%s: %s", languages[j], report);
            g_assert_cmpstr(report, !=, english);
            g_assert_true(g_utf8_validate(report, -1, NULL));
            g_assert_null(strstr(report, "Seen: "));
            g_assert_null(strstr(report, "Remedy: "));
            if (g_str_equal(logs[i], "syslog-three-sessions") && g_str_equal(languages[j], "ru"))
                g_assert_true(g_str_has_prefix(report, "Здесь 3 сеанса;"));
            if (g_str_equal(logs[i], "gre-blocked") && g_str_equal(languages[j], "de"))
                g_assert_nonnull(strstr(report, "aber kein GRE-Paket"));
        }
    }
}

static GPtrArray *
notes_of(const char *sample)
{
    g_autofree char *path = import_sample(sample);
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GError) error = NULL;
    GPtrArray *notes = NULL;

    connection = pptp_import(path, NULL, &notes, &error);
    g_assert_no_error(error);
    g_assert_nonnull(connection);
    return notes;
}

/* "file:line: ", which no translation changes. */
static char *
place_of(const char *note)
{
    const char *end = strstr(note, ": ");

    g_assert_nonnull(end);
    return g_strndup(note, (gsize)(end - note));
}

/* What an import leaves out is said in the language of whoever imports: as many notes, of the same lines, with the same commands. */
static void
test_notes(void)
{
    static const char *const samples[] = {"rasphone/several.pbk", "rasphone/eap.pbk", "rasphone/routes.pbk", "connman/office.config"};

    for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
        g_autoptr(GPtrArray) english = (speak(NULL), notes_of(samples[i]));

        g_assert_cmpuint(english->len, >, 0);
        for (gsize j = 0; j < G_N_ELEMENTS(languages); j++) {
            g_autoptr(GPtrArray) here = (speak(languages[j]), notes_of(samples[i]));

            g_assert_cmpuint(here->len, ==, english->len);
            for (guint n = 0; n < here->len; n++) {
                const char *note = here->pdata[n], *before = english->pdata[n];
                g_autofree char *place = place_of(note), *place_before = place_of(before);
                g_autofree char *words = commands(note), *words_before = commands(before);

                g_test_message("%s: %s", languages[j], note);
                g_assert_cmpstr(note, !=, before);
                g_assert_true(g_utf8_validate(note, -1, NULL));
                g_assert_cmpstr(place, ==, place_before);
                g_assert_cmpstr(words, ==, words_before);
            }
        }
    }
}

static void
test_note_in_german(void)
{
    g_autoptr(GPtrArray) notes = (speak("de"), notes_of("rasphone/eap.pbk"));
    gboolean found = FALSE;

    for (guint i = 0; i < notes->len; i++)
        found = found || strstr(notes->pdata[i], ": Windows bewahrt Benutzernamen und Passwort anderswo auf; ");
    g_assert_true(found);
}

/* Why a file is not read: the reason in it, too. */
static void
test_refused(void)
{
    g_autofree char *path = import_sample("mobileconfig/bomb.mobileconfig");

    for (gsize i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(GError) error = NULL;

        speak(languages[i]);
        g_assert_null(pptp_import(path, NULL, NULL, &error));
        g_test_message("%s", error->message);
        g_assert_null(strstr(error->message, "the XML is"));
        if (g_str_equal(languages[i], "de"))
            g_assert_nonnull(strstr(error->message, "Zeile 11: dort ist das XML fehlerhaft"));
    }
}

int
main(int argc, char **argv)
{
    bindtextdomain(GETTEXT_PACKAGE, PPTP_TEST_TRANSLATIONS);
    bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/translated/verdicts", test_verdicts);
    g_test_add_func("/translated/fields", test_fields);
    g_test_add_func("/translated/said", test_said);
    g_test_add_func("/translated/refusals", test_refusals);
    g_test_add_func("/translated/plurals", test_plurals);
    g_test_add_func("/translated/reports", test_reports);
    g_test_add_func("/translated/notes", test_notes);
    g_test_add_func("/translated/refused", test_refused);
    g_test_add_func("/translated/note-in-german", test_note_in_german);
    return g_test_run();
}
