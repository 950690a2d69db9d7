/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/*
 * Gives up all that the helper does not need: user, groups, capabilities, new privileges, core dumps, standard input, output and error, and
 * every system call but those that move packets between open sockets. FALSE with errno where something of it cannot be given up: then
 * standard error is as it was, for whoever says so.
 */
bool pptp_confine(void);
