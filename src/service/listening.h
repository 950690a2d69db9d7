/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "ppp/trace.h"

/*
 * Ends an encrypted session that carries nothing but noise (ppp/noise.h): it is "connected", its echoes go on, and nobody would ever be
 * told. A session that also carries sensible data stays: somebody on the way can put noise into any.
 */
typedef struct _PptpListening PptpListening;

/* The session is to be ended: facts->noise says so. The listening may be freed in it. */
typedef void (*PptpListeningFunc)(gpointer user_data);

/*
 * From when the session is up, on its interface. facts is borrowed and has to outlive it. NULL with errno where the kernel does not let the
 * interface be looked at: then noise cannot be told from a session that carries some.
 */
PptpListening *pptp_listening_new(const char *ifname, PptpFacts *facts, PptpListeningFunc func, gpointer user_data);
void pptp_listening_free(PptpListening *listening);

/* A frame that the session's pppd sent or got. */
void pptp_listening_take(PptpListening *listening, const PptpLinkFrame *frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpListening, pptp_listening_free)
