/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import.h"

/* TRUE where the command, as pppd's pty has it, starts pptp-linux. It is read only, never run. */
gboolean peers_pty_is_pptp(const char *command);

/* Takes the server out of such a command, and what its options say. Notes what cannot be read or carried over. */
void peers_pty_read(PptpImport *import, const PptpImportFile *file, guint line, const char *command);
