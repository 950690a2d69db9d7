/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "ppp/diagnosis.h"
#include "ppp/noise.h"
#include "ppp/packet.h"
#include "ppp/policy.h"

/*
 * Frames of any content, as a pppd that was taken over might send them: decoder, written form, trace, then what policy and diagnosis make
 * of it. The input: one byte with the attempt's shape, then frames, each after two bytes: direction in the highest bit, length in the
 * others.
 */

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_text(const char *text, gsize max)
{
    if (!g_utf8_validate(text, -1, NULL) || strlen(text) > max || strpbrk(text, "\r\n"))
        abort();
}

static void
take_frame(PptpFacts *facts, PptpNoise *noise, gboolean sent, const guint8 *bytes, gsize len)
{
    g_autofree guint8 *exact = g_memdup2(bytes, len);
    const PptpLinkFrame frame = {.sent = sent ? 1 : 0, .len = (guint16)len, .data = exact};
    g_autofree char *text = pptp_packet_to_text(&frame);

    check_text(text, PPTP_PACKET_TEXT_MAX);
    pptp_trace_is_ccp_repeat(facts, &frame);
    pptp_trace_frame(facts, &frame);
    pptp_trace_is_endless(facts);
    pptp_noise_add(noise, &frame);
    if (noise->n > PPTP_NOISE_PROTOCOLS)
        abort();
    facts->noise |= pptp_noise_is_full(noise);
}

static void
check_verdict(const PptpSettings *settings, const PptpFacts *facts)
{
    g_autoptr(PptpVerdict) verdict = pptp_diagnose(settings, facts, "onenet");
    g_autofree char *line = pptp_verdict_to_line(verdict);
    g_autofree char *warning = pptp_policy_warning(settings, facts, "fuzz");

    check_text(line, 2000);
    if (warning)
        check_text(warning, 1000);
}

static void
check_policy(const PptpSettings *settings, const PptpFacts *facts)
{
    g_autofree char *why = NULL;
    PptpAttempt next;

    if (pptp_policy_next(settings, facts, 1, &next, &why) != PPTP_POLICY_TRY)
        return;
    check_text(why, 600);
    if (next.auth & PPTP_AUTH_PAP ||
        (settings->require_mppe == PPTP_YES && (next.mppe == 0 || next.auth & ~(PPTP_AUTH_MSCHAPV2 | PPTP_AUTH_EAP))))
        abort();
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    const PptpAttempt attempt = {.auth = PPTP_AUTH_MSCHAPV2, .mppe = size > 0 && data[0] & 1 ? 0 : PPTP_MPPE_128};
    PptpNoise noise = {0};
    PptpSettings settings;
    PptpFacts facts;
    gsize at = 1;

    memset(&settings, 0, sizeof settings);
    settings.gateway = (char *)"vpn.example.com";
    settings.refuse_pap = settings.refuse_mschap = PPTP_UNSET;
    settings.require_mppe = size > 0 && data[0] & 2 ? PPTP_YES : PPTP_UNSET;
    pptp_facts_init(&facts, &attempt);
    facts.end = PPTP_END_PPPD;
    facts.pppd_loaded_plugin = TRUE;
    facts.was_up = size > 0 && data[0] & 4;
    facts.data_came = size > 0 && data[0] & 8;
    facts.password_not_ascii = size > 0 && data[0] & 16;
    while (at + 2 <= size) {
        gsize len = (data[at] & 0x07U) << 8 | data[at + 1];
        gboolean sent = data[at] & 0x80;

        at += 2;
        len = MIN(len, MIN(size - at, PPTP_LINK_FRAME_MAX));
        take_frame(&facts, &noise, sent, data + at, len);
        at += len;
    }
    check_verdict(&settings, &facts);
    check_policy(&settings, &facts);
    return 0;
}
