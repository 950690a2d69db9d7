/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/* Waits until NetworkManager itself shows a VPN connection as activated: it gets there some time after it was given a configuration. */

typedef struct _PptpNmActive PptpNmActive;

typedef void (*PptpNmActiveDone)(gpointer user_data);

/*
 * bus is where NetworkManager is (a reference is taken), uuid the profile's. done is called once, from the main loop: when the next
 * connection with that UUID becomes active, or after limit_ms milliseconds without that. It may free the object.
 */
PptpNmActive *pptp_nm_active_new(GDBusConnection *bus, const char *uuid, guint limit_ms, PptpNmActiveDone done, gpointer user_data);

/* NULL is allowed. done is not called any more. */
void pptp_nm_active_free(PptpNmActive *active);
