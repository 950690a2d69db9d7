/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

#include "service/journal.h"

/*
 * The network interface of a session that is up. While it lives, the kernel takes no router advertisement through it: IPv6
 * autoconfiguration would bring a default route that NetworkManager knows nothing of.
 */
typedef struct _PptpInterface PptpInterface;

/* Somebody has deleted it: pppd, which does so when the link ends, has not said meanwhile that it did. The interface may be freed in it. */
typedef void (*PptpInterfaceGoneFunc)(gpointer user_data);

/* journal is borrowed. */
PptpInterface *pptp_interface_new(const char *ifname, PptpJournal *journal, PptpInterfaceGoneFunc gone, gpointer user_data);
void pptp_interface_free(PptpInterface *interface);

/* Whether it has been deleted, even if gone() is not due yet. */
gboolean pptp_interface_is_gone(PptpInterface *interface);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpInterface, pptp_interface_free)
