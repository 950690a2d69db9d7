/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "link/link.h"

/* One attempt at a session: what is offered to the server. Made by policy, carried out by args and the pppd plugin. */

/* Keys of MPPE; the bits for authentication methods (PPTP_AUTH_*) are those of the link to the pppd plugin, as are these. */
#define PPTP_MPPE_40 PPTP_LINK_MPPE_40
#define PPTP_MPPE_56 PPTP_LINK_MPPE_56
#define PPTP_MPPE_128 PPTP_LINK_MPPE_128
#define PPTP_MPPE_STATEFUL PPTP_LINK_MPPE_STATEFUL

typedef struct {
    guint auth;       /* PPTP_AUTH_* that may be used */
    guint mppe;       /* PPTP_MPPE_40 and PPTP_MPPE_128: asked for in this attempt, with no fall-back within it; 0: not encrypted */
    gboolean stateful; /* a stateful agreement is acceptable */
} PptpAttempt;
