/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "common/settings.h"
#include "ppp/trace.h"
#include "service/journal.h"

/*
 * Which channel carries a session's data: the kernel's PPTP driver, or the helper in user space. Made from the profile's key "transport",
 * from what is remembered of the path to the server, and from what this kernel has.
 */
typedef struct _PptpCarrier PptpCarrier;

/* settings, uuid and journal are borrowed. */
PptpCarrier *pptp_carrier_new(const PptpSettings *settings, const char *uuid, PptpJournal *journal);
void pptp_carrier_free(PptpCarrier *carrier);

/* Before connecting: takes into account what is remembered of the path. TRUE, and a line in the journal, where that changes the choice. */
gboolean pptp_carrier_choose(PptpCarrier *carrier);

/* Whether the data goes through user space, whether for want of the kernel's PPTP driver, and the driver that this choice needs (static).
 */
gboolean pptp_carrier_is_user_space(PptpCarrier *carrier);
gboolean pptp_carrier_lacks_kernel(PptpCarrier *carrier);
const char *pptp_carrier_get_module(PptpCarrier *carrier);

/*
 * A driver is missing (PPTP_END_MODULE). TRUE where the profile leaves the choice and it is now the other channel, which is to be tried;
 * else FALSE, and *facts may have become those of the first choice, which tell more.
 */
gboolean pptp_carrier_switch(PptpCarrier *carrier, PptpFacts *facts);

/*
 * An attempt failed before its tunnel was up. TRUE, and a line in the journal, where that was for user space, which was chosen for what is
 * remembered of the path: that is forgotten, and the kernel's channel, which may lose packets, is to be tried at once.
 */
gboolean pptp_carrier_fall_back(PptpCarrier *carrier, const PptpFacts *facts);

/* Whether it is worth watching for packets out of order. */
gboolean pptp_carrier_watches_order(PptpCarrier *carrier);

/*
 * A tunnel is up, from local (dotted) to server, with this call ID of ours: watches it, where that is worth it, and remembers what it sees.
 * Until the second, or the end of the carrier.
 */
void pptp_carrier_watch(PptpCarrier *carrier, const char *local, GInetAddress *server, guint16 call_id);
void pptp_carrier_end_watch(PptpCarrier *carrier);
