/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

/*
 * What our own processes give up for good, at their start. Plain C, shared by the service and the plugin inside pppd, as both hold the
 * password and face the network.
 */

/* Bits of a capability mask, of capabilities(7). */
#define PPTP_CAPABILITY(number) (UINT64_C(1) << (number))

/* Nobody may look into this process, and no core may hold what it knows. Of both, its children inherit only the limit on cores. */
void pptp_privileges_hide_memory(void);

/*
 * Drops every capability of the calling thread that keep does not name, from all sets but the bounding one: what root's processes execute
 * afterwards (pppd, its scripts, modprobe) gets what the system gives root, as ever. For that reason nothing is dropped where
 * no_new_privs is set, under which they could not. Before other threads are started. Returns 0, or -1 with errno.
 */
int pptp_privileges_keep(uint64_t keep);
