/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <NetworkManager.h>

#include "common/settings.h"

/* The option table over libnm's types, for its clients. The service does without libnm: see src/service/plugin.h. */

/*
 * Reads and checks a VPN setting. On failure NULL, and an NM_VPN_PLUGIN_ERROR (BAD_ARGUMENTS) that names the key, the value and what is
 * allowed.
 */
PptpSettings *pptp_settings_new(NMSettingVpn *vpn, GError **error);

/* The same, with the failure as a phrase (common/phrase.h), to be said in another's language. Free with g_free(). */
PptpSettings *pptp_settings_read_vpn(NMSettingVpn *vpn, char **why);
