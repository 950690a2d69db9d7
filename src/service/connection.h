/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "common/settings.h"

/* What NetworkManager hands over with each of its calls: a profile, secrets included, as D-Bus's a{sa{sv}}. */

typedef struct {
    GVariant *settings;    /* holds all texts below: they live as long as the connection does */
    const char *id, *uuid; /* "" where there is none */
    gboolean has_vpn;
    PptpVpnSetting vpn;
    guint n_secrets; /* of any name */
    gboolean persistent;
} PptpConnection;

/* Takes a reference of settings, whose type is a{sa{sv}}. What is not of the type that it should be counts as absent. */
PptpConnection *pptp_connection_new(GVariant *settings);

void pptp_connection_free(PptpConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpConnection, pptp_connection_free)
