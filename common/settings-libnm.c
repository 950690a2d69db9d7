/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common/settings-libnm.h"

#include "common/names.h"
#include "common/phrase.h"

G_STATIC_ASSERT((int)PPTP_SECRET_AGENT_OWNED == (int)NM_SETTING_SECRET_FLAG_AGENT_OWNED);
G_STATIC_ASSERT((int)PPTP_SECRET_NOT_SAVED == (int)NM_SETTING_SECRET_FLAG_NOT_SAVED);
G_STATIC_ASSERT((int)PPTP_SECRET_NOT_REQUIRED == (int)NM_SETTING_SECRET_FLAG_NOT_REQUIRED);

PptpSettings *
pptp_settings_read_vpn(NMSettingVpn *vpn, char **why)
{
    g_autoptr(GHashTable) data = g_hash_table_new(g_str_hash, g_str_equal);
    guint n = 0;
    g_autofree const char **keys = nm_setting_vpn_get_data_keys(vpn, &n);
    const PptpVpnSetting setting = {data, nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD), nm_setting_vpn_get_user_name(vpn),
                                    nm_setting_vpn_get_timeout(vpn)};

    /* Not by foreach, which shows copies. */
    for (guint i = 0; i < n; i++)
        g_hash_table_insert(data, (gpointer)keys[i], (gpointer)nm_setting_vpn_get_data_item(vpn, keys[i]));
    return pptp_settings_read(&setting, why);
}

PptpSettings *
pptp_settings_new(NMSettingVpn *vpn, GError **error)
{
    g_autofree char *why = NULL, *sentence = NULL;
    PptpSettings *settings = pptp_settings_read_vpn(vpn, &why);

    if (settings)
        return settings;
    sentence = pptp_phrase_say(why);
    g_set_error_literal(error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS, sentence);
    return NULL;
}
