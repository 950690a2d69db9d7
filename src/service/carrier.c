/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service/carrier.h"

#include "channel/modules.h"
#include "channel/order.h"
#include "service/memory.h"

struct _PptpCarrier {
    const PptpSettings *settings;
    const char *uuid;
    PptpJournal *journal;
    gboolean user_space;
    gboolean no_user_space; /* this kernel has no driver for it, or the helper fails */
    PptpFacts *no_kernel;   /* why the kernel cannot carry it, NULL where that is not known */
    PptpOrderWatch *order_watch;
};

static gboolean
is_automatic(PptpCarrier *carrier)
{
    return PPTP_USER_TRANSPORT && pptp_settings_get_transport(carrier->settings) == PPTP_TRANSPORT_AUTO;
}

PptpCarrier *
pptp_carrier_new(const PptpSettings *settings, const char *uuid, PptpJournal *journal)
{
    PptpCarrier *carrier = g_new0(PptpCarrier, 1);

    carrier->settings = settings;
    carrier->uuid = uuid;
    carrier->journal = journal;
    carrier->user_space = pptp_settings_get_transport(settings) == PPTP_TRANSPORT_USER;
    return carrier;
}

gboolean
pptp_carrier_choose(PptpCarrier *carrier)
{
    if (!pptp_carrier_watches_order(carrier) || !pptp_memory_load_reorders(NULL, carrier->uuid, carrier->settings->gateway))
        return FALSE;
    carrier->user_space = TRUE;
    pptp_journal_log(
        carrier->journal, PPTP_LOG_NOTICE,
        "The network to this server was seen to bring packets out of order: carrying the data in user space, which restores it.");
    return TRUE;
}

void
pptp_carrier_free(PptpCarrier *carrier)
{
    if (!carrier)
        return;
    pptp_carrier_end_watch(carrier);
    g_free(carrier->no_kernel);
    g_free(carrier);
}

gboolean
pptp_carrier_is_user_space(PptpCarrier *carrier)
{
    return carrier->user_space;
}

gboolean
pptp_carrier_lacks_kernel(PptpCarrier *carrier)
{
    return carrier->user_space && carrier->no_kernel;
}

const char *
pptp_carrier_get_module(PptpCarrier *carrier)
{
    return carrier->user_space ? PPTP_MODULE_USER_CHANNEL : PPTP_MODULE_CHANNEL;
}

gboolean
pptp_carrier_switch(PptpCarrier *carrier, PptpFacts *facts)
{
    if (!g_str_equal(facts->module, pptp_carrier_get_module(carrier)) || !is_automatic(carrier))
        return FALSE;
    if (carrier->no_kernel) {
        *facts = *carrier->no_kernel;
        return FALSE;
    }
    if (!carrier->user_space) {
        carrier->no_kernel = g_memdup2(facts, sizeof *facts);
        pptp_journal_log(carrier->journal, PPTP_LOG_NOTICE, "%s: carrying the data in user space, which costs some speed.",
                         facts->module_blacklist[0] ? "This machine's configuration keeps the PPTP driver (module pptp) from being loaded"
                                                    : "This machine's kernel has no PPTP driver (module pptp)");
    } else {
        carrier->no_user_space = TRUE;
    }
    carrier->user_space = !carrier->user_space;
    return TRUE;
}

gboolean
pptp_carrier_fall_back(PptpCarrier *carrier, const PptpFacts *facts)
{
    if (facts->end != PPTP_END_CHANNEL || !carrier->user_space || carrier->no_kernel || !is_automatic(carrier))
        return FALSE;
    carrier->user_space = FALSE;
    carrier->no_user_space = TRUE;
    pptp_memory_forget_reorders(NULL, carrier->uuid);
    pptp_journal_log(
        carrier->journal, PPTP_LOG_WARNING,
        "The data cannot be carried in user space (%s): the kernel's PPTP driver carries it, which drops what comes out of order.",
        facts->error_message);
    return TRUE;
}

gboolean
pptp_carrier_watches_order(PptpCarrier *carrier)
{
    return is_automatic(carrier) && !carrier->user_space && !carrier->no_user_space;
}

/* The kernel's channel drops what comes late. What it would cost to switch now is a connection; the next one begins with the other. */
static void
on_reordered(const PptpOrder *order, gpointer user_data)
{
    PptpCarrier *carrier = user_data;
    const guint late = order->late, packets = order->packets;

    pptp_carrier_end_watch(carrier);
    pptp_memory_save_reorders(NULL, carrier->uuid, carrier->settings->gateway);
    pptp_journal_log(
        carrier->journal, PPTP_LOG_WARNING,
        "The network brings packets out of order (%u of %u), and the kernel's PPTP driver drops those: the next connection carries its "
        "data in user space, which puts them in order. To have that now: nmcli connection up uuid %s",
        late, packets, carrier->uuid);
}

void
pptp_carrier_watch(PptpCarrier *carrier, const char *local, GInetAddress *server, guint16 call_id)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(local);

    if (!address || call_id == 0 || carrier->order_watch || !pptp_carrier_watches_order(carrier))
        return;
    carrier->order_watch = pptp_order_watch_new(address, server, call_id, on_reordered, carrier);
}

void
pptp_carrier_end_watch(PptpCarrier *carrier)
{
    g_clear_pointer(&carrier->order_watch, pptp_order_watch_free);
}
