/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * Whether the network reorders packets on the way to us: the kernel's channel drops those that come late, and counts them nowhere. A look
 * at the sequence numbers of our call now and then, for a moment and through a filter in the kernel, tells.
 */

/* Counts of what the looks have seen. */
typedef struct {
    guint packets, late; /* late: a packet with a higher number had come before, and this one had not */
} PptpOrder;

/* Pure: adds the sequence numbers of one look, in the order of their arrival. */
void pptp_order_add(PptpOrder *order, const guint32 *sequences, guint n);

/* Pure: whether so much came late that it is worth a channel that waits. */
gboolean pptp_order_is_bad(const PptpOrder *order);

typedef struct _PptpOrderWatch PptpOrderWatch;

typedef void (*PptpOrderFunc)(const PptpOrder *order, gpointer user_data);

/* Calls func once, when the path has shown that it reorders. Addresses are IPv4; call_id is ours. On the thread-default main context. */
PptpOrderWatch *pptp_order_watch_new(GInetAddress *local, GInetAddress *remote, guint16 call_id, PptpOrderFunc func, gpointer user_data);

/* Ends the watch; safe inside func. */
void pptp_order_watch_free(PptpOrderWatch *watch);
