/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <NetworkManager.h>

/*
 * The one function of the editor modules (GTK 3: libnm-vpn-plugin-pptp-editor.so, GTK 4: libnm-gtk4-vpn-plugin-pptp-editor.so), which
 * libnm-vpn-plugin-pptp.so loads. A module that was loaded must stay loaded (RTLD_NODELETE): it registers types.
 */
typedef NMVpnEditor *PptpEditorFactory(NMVpnEditorPlugin *plugin, NMConnection *connection, GError **error);

#define PPTP_EDITOR_SYMBOL "nm_vpn_editor_factory_pptp"

PptpEditorFactory nm_vpn_editor_factory_pptp;
