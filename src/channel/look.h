/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * A look at what a PPP interface gets: whether any of it is an IP packet that makes sense. What was decrypted with a wrong key is none, but
 * for one in some millions. The kernel's filter tells; one byte of a packet is copied, and of hardly more than one packet in all.
 */

/* From now on, until the descriptor is closed. It becomes readable with the first such packet. -1 with errno on failure. */
int pptp_look_open(const char *ifname);

/* Whether there has been one. */
gboolean pptp_look_saw(int fd);

/* The filter alone, for tests: on a socket whose packets begin with the IP header. FALSE with errno on failure. */
gboolean pptp_look_attach(int fd);
