/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* The command "nm-pptp import" with its own arguments; NULL ends them. Returns the exit status: 0, or 2 for an error. */
int pptp_import_command(char **args);

/* Its lines of the usage. */
extern const char pptp_import_usage[];
