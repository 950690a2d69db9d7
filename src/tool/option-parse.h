/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "tool/scan.h"

/*
 * One configuration option as pppd prints it, the text between `<` and `>`: its type, length and value are added to out. FALSE, with out
 * unchanged, for what cannot be read. wins counts the WINS servers of the packet, which pppd prints without a number; 0 at first.
 */
gboolean pptp_option_from_text(PptpBytes *out, guint16 protocol, PptpScan *scan, guint *wins);
