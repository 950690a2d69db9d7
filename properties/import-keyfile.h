/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import.h"
#include "properties/ini.h"

/* What the two kinds of files share that NetworkManager's plugins write: its own profiles, and NetworkManager-l2tp's exports. */

/* The [vpn] group, key by key; `prefix` is of what is kept. */
void pptp_import_keyfile_vpn(PptpImport *import, const PptpIniGroup *group, const char *prefix);

/* The [vpn-secrets] group. */
void pptp_import_keyfile_secrets(PptpImport *import, const PptpIniGroup *group);

/* TRUE where it is yes, true, or 1. */
gboolean pptp_import_keyfile_is_true(const PptpIniEntry *entry);
