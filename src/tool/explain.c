/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/explain.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/names.h"
#include "ppp/diagnosis.h"
#include "ppp/policy.h"
#include "tool/log.h"

static void
put_part(GString *out, const char *head, const char *text)
{
    if (text && text[0] != '\0')
        g_string_append_printf(out, "%s%s\n", head, text);
}

/* What the log's session was asked to do, in a profile's words. */
static void
put_settings(GString *out, const PptpLog *log)
{
    const PptpSettings *settings = &log->settings;
    const struct {
        const char *key;
        PptpChoice choice;
    } keys[] = {
        {PPTP_KEY_REQUIRE_MPPE, settings->require_mppe},
        {PPTP_KEY_REQUIRE_MPPE_128, settings->require_mppe_128},
        {PPTP_KEY_REQUIRE_MPPE_40, settings->require_mppe_40},
        {PPTP_KEY_MPPE_STATEFUL, settings->mppe_stateful},
    };
    g_autoptr(GString) words = g_string_new(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (keys[i].choice == PPTP_YES)
            g_string_append_printf(words, "%s%s=yes", words->len > 0 ? ", " : "", keys[i].key);
    }
    put_part(out, _("Asked for here, as a profile's keys: "), words->str);
}

/* What the service would have done next with this profile, after such an attempt. */
static void
put_policy(GString *out, const PptpSettings *settings, const PptpFacts *facts)
{
    g_autofree char *why = NULL;
    PptpAttempt next;

    if (pptp_policy_next(settings, facts, 1, &next, &why) == PPTP_POLICY_TRY)
        put_part(out, _("This VPN plugin goes on by itself: "), why);
}

static PptpExplainStatus
tell_up(GString *out, const PptpLog *log, const PptpSettings *settings, const char *profile)
{
    const PptpFacts *facts = &log->last.facts;
    const guint8 *a = (const guint8 *)&facts->ip.local;
    const guint mppe = facts->ip.mppe_in & facts->ip.mppe_out;
    const char *encrypted = mppe & PPTP_MPPE_128 ? _("encrypted (MPPE, 128 bit)") : mppe ? _("encrypted (MPPE)") : _("not encrypted");
    g_autofree char *address = g_strdup_printf("%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
    g_autofree char *warning = pptp_policy_warning(settings, facts, profile ? profile : "NAME");

    if (facts->end == PPTP_END_USER)
        g_string_append_printf(out, _("Nothing wrong found: the session came up, address %s, %s, and was ended from this side.\n"), address,
                               encrypted);
    else
        g_string_append_printf(out, _("Nothing wrong found: the session came up, address %s, %s.\n"), address, encrypted);
    put_part(out, _("Warning: "), warning);
    return PPTP_EXPLAIN_NOTHING;
}

PptpExplainStatus
pptp_explain_log(const char *text, gsize len, const char *profile, const PptpSettings *settings, char **report)
{
    g_autofree PptpLog *log = pptp_log_read(text, len);
    const PptpFacts *facts = &log->last.facts;
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(PptpVerdict) verdict = NULL;
    PptpExplainStatus status;

    if (log->service[0] != '\0') {
        *report = g_strconcat(log->service, "\n", NULL);
        return log->service_knows ? PPTP_EXPLAIN_VERDICT : PPTP_EXPLAIN_NOTHING;
    }
    if (log->sessions == 0 && log->service_up) {
        *report = g_strdup(_("Nothing wrong found: the last attempt has left no failure in the journal.\n"));
        return PPTP_EXPLAIN_NOTHING;
    }
    if (log->sessions == 0) {
        *report = g_strdup(_("There is nothing of pppd or pptp in it: a debug log of pppd is needed (pppd's option \"debug\").\n"));
        return PPTP_EXPLAIN_ERROR;
    }
    if (log->sessions > 1)
        g_string_append_printf(out,
                               g_dngettext(GETTEXT_PACKAGE, "There is %u session in it; this is about the last one.\n",
                                           "There are %u sessions in it; this is about the last one.\n", log->sessions),
                               log->sessions);
    verdict = pptp_diagnose(settings ? settings : &log->settings, facts, profile);
    if (facts->end == PPTP_END_USER || (facts->was_up && verdict->id == PPTP_VERDICT_UNKNOWN && !log->last.over)) {
        status = tell_up(out, log, settings ? settings : &log->settings, profile);
    } else {
        status = verdict->id == PPTP_VERDICT_UNKNOWN ? PPTP_EXPLAIN_NOTHING : PPTP_EXPLAIN_VERDICT;
        put_part(out, "", verdict->sentence);
        put_part(out, _("Seen: "), verdict->seen);
        put_part(out, _("Remedy: "), verdict->remedy);
        if (!settings)
            put_settings(out, log);
        put_policy(out, settings ? settings : &log->settings, facts);
    }
    *report = g_string_free(g_steal_pointer(&out), FALSE);
    return status;
}
