/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import.h"

/* The formats, one line each; import.c lists them in the order in which they are asked. */
extern const PptpImportFormat pptp_import_peers;
