/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/*
 * Gives up all that the helper does not need: user, groups, capabilities, new privileges, core dumps, and every system call but those that
 * move packets between open sockets. FALSE with errno where something of it cannot be given up.
 */
bool pptp_confine(void);
