/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/reconnect.h"

#define PAUSE_MIN_MS 1000
#define PAUSE_MAX_MS 60000

static gboolean
is_between(PptpVerdictId id, PptpVerdictId first, PptpVerdictId last)
{
    return id >= first && id <= last;
}

/* Found out before there was a call: about this address and the way to it. */
static gboolean
is_about_finding(PptpVerdictId id)
{
    return is_between(id, PPTP_VERDICT_NAME_UNKNOWN, PPTP_VERDICT_WRONG_CALL);
}

gboolean
pptp_reconnect_elsewhere(const PptpVerdict *verdict)
{
    if (is_about_finding(verdict->id))
        return TRUE;
    /* The profile, this machine, and a login, for which the account is the same everywhere. */
    if (is_between(verdict->id, PPTP_VERDICT_PROFILE_NO_LOGIN, PPTP_VERDICT_PROFILE_ONLY_MSCHAP) ||
        is_between(verdict->id, PPTP_VERDICT_KERNEL_NO_PPTP, PPTP_VERDICT_PPPD_FAILED) ||
        is_between(verdict->id, PPTP_VERDICT_LOGIN_HOURS, PPTP_VERDICT_MUTUAL_FAILED))
        return FALSE;
    return TRUE;
}

gboolean
pptp_reconnect_again(const PptpVerdict *verdict)
{
    return verdict->retry || is_about_finding(verdict->id);
}

guint
pptp_reconnect_pause_ms(guint rounds, guint32 random)
{
    const guint pause = rounds < 6 ? MIN((guint)PAUSE_MIN_MS << rounds, PAUSE_MAX_MS) : PAUSE_MAX_MS;

    return pause - random % (pause / 4 + 1);
}

guint
pptp_reconnect_refused_pause_ms(guint refusals)
{
    if (refusals >= PPTP_RECONNECT_REFUSALS_MAX)
        return 0;
    return refusals > 1 ? 3 * PAUSE_MAX_MS : PAUSE_MAX_MS;
}

guint
pptp_reconnect_rounds_after(guint rounds, guint64 up_usec)
{
    return up_usec >= PPTP_RECONNECT_GOOD_SECONDS * (guint64)G_USEC_PER_SEC ? 0 : rounds;
}
