/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import.h"
#include "properties/ini.h"

/* Takes over the routes of a phone book's entry that says it has `n` of them; notes those that are not taken. */
void pptp_import_rasphone_routes(PptpImport *import, const PptpIniGroup *group, guint n);
