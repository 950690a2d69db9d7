/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import.h"

/* What was read as a complete connection; NULL with an error where it cannot be one (no gateway, keys that contradict each other). */
NMConnection *pptp_import_finish(PptpImport *import, GError **error);
