/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "channel/kernel.h"
#include "ppp/trace.h"

/*
 * Ends a session whose server wants to end its encryption, or to settle it anew, which would do the same. The packet that says so has not
 * reached the kernel's PPP (channel/guard.h), which goes on encrypting meanwhile. And one whose encryption PPP has ended without such a
 * packet, which the channel in user space notices (channel/user.h).
 */
typedef struct _PptpGuarding PptpGuarding;

/* The session is to be ended: facts->violation says why. The guarding may be freed in it. */
typedef void (*PptpGuardingFunc)(gpointer user_data);

/*
 * Guards the channel, from the moment encryption is agreed on. channel and facts are borrowed and have to outlive it; what is caught is
 * added to the facts. NULL with errno where the channel cannot be guarded.
 */
PptpGuarding *pptp_guarding_new(PptpChannel *channel, PptpFacts *facts, PptpGuardingFunc func, gpointer user_data);

/* What is caught is told no more; the channel stays guarded. */
void pptp_guarding_free(PptpGuarding *guarding);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpGuarding, pptp_guarding_free)
