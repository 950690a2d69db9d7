/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import-check.h"

IMPORT_FUZZ_TARGET(pptp_import_connman)
