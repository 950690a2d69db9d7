/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* One attempt at a session: what is offered to the server. Made by policy, carried out by args and the pppd plugin. */

/* Ways in which we let the server have us prove who we are: bits. */
#define PPTP_AUTH_PAP 0x01
#define PPTP_AUTH_CHAP_MD5 0x02
#define PPTP_AUTH_MSCHAP 0x04
#define PPTP_AUTH_MSCHAPV2 0x08
#define PPTP_AUTH_EAP 0x10

/* MPPE key lengths: bits, the same as on the link to the pppd plugin. */
#define PPTP_MPPE_40 0x01
#define PPTP_MPPE_56 0x02
#define PPTP_MPPE_128 0x04
#define PPTP_MPPE_STATEFUL 0x08

typedef struct {
    guint auth;       /* PPTP_AUTH_* that may be used */
    guint mppe;       /* PPTP_MPPE_40 and PPTP_MPPE_128: asked for in this attempt, with no fall-back within it; 0: not encrypted */
    gboolean stateful; /* a stateful agreement is acceptable */
} PptpAttempt;
