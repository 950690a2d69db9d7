/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gre/codel.h"

#include <math.h>

/* Dropping that begins again so soon goes on with the pace that helped last time (RFC 8289 section 5.5: 16 intervals). */
#define SOON_USEC (16 * PPTP_CODEL_INTERVAL_USEC)

/* The more it has dropped without success, the sooner the next (RFC 8289 section 4.4). */
static uint64_t
next_drop(const PptpCodel *codel, uint64_t since)
{
    return since + (uint64_t)(PPTP_CODEL_INTERVAL_USEC / sqrt(codel->count));
}

/* Whether packets have been waiting too long for a whole interval. */
static bool
is_standing(PptpCodel *codel, uint64_t waited, bool last, uint64_t now)
{
    if (waited < PPTP_CODEL_TARGET_USEC || last) {
        codel->above_usec = 0;
        return false;
    }
    if (codel->above_usec == 0) {
        codel->above_usec = now + PPTP_CODEL_INTERVAL_USEC;
        return false;
    }
    return now >= codel->above_usec;
}

bool
pptp_codel_drops(PptpCodel *codel, uint64_t waited, bool last, uint64_t now)
{
    unsigned pace;

    if (!is_standing(codel, waited, last, now)) {
        codel->dropping = false;
        return false;
    }
    if (codel->dropping) {
        if (now < codel->next_usec)
            return false;
        codel->count++;
        codel->next_usec = next_drop(codel, codel->next_usec);
        return true;
    }
    pace = codel->count - codel->first_count;
    codel->dropping = true;
    codel->count = codel->first_count = pace > 1 && now < codel->next_usec + SOON_USEC ? pace : 1;
    codel->next_usec = next_drop(codel, now);
    return true;
}
