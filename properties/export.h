/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <NetworkManager.h>

/*
 * A profile as a peers file for pppd (2.4.9 and later) with pptp-linux, which does what the profile does. The import makes the same profile
 * of it again: what pppd has no word for is in comments that it reads, the routes in a commented ip-up.d script. It never holds a secret.
 * NULL with NM_VPN_PLUGIN_ERROR (BAD_ARGUMENTS) where the profile is no valid PPTP profile. Free with g_free().
 */
char *pptp_export_text(NMConnection *connection, GError **error);

/* Writes it to a file, which is replaced as a whole, with mode 0600. Only a plain file is replaced. */
gboolean pptp_export(NMConnection *connection, const char *path, GError **error);

/* A name for that file, of letters, digits, "-" and "_". Free with g_free(). */
char *pptp_export_dup_name(NMConnection *connection);
