/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "control/control.h"

/* How a control connection's end is told to a person: GErrors (to be freed), each a sentence without a full stop. Pure. */

/* "192.0.2.1 port 1723", to be freed. */
char *pptp_sentence_address(GSocketAddress *address);

GError *pptp_sentence_connect_failed(const char *remote, const GError *cause);
GError *pptp_sentence_timeout(PptpControlStep step, const char *remote, guint ms);
GError *pptp_sentence_echo_lost(guint ms);
GError *pptp_sentence_start_refused(const PptpControlFacts *facts);
GError *pptp_sentence_wrong_version(const PptpControlFacts *facts);
GError *pptp_sentence_collision(void);
GError *pptp_sentence_call_refused(const PptpControlFacts *facts);
GError *pptp_sentence_wrong_call(guint16 answered, guint16 ours);
GError *pptp_sentence_disconnected(const PptpControlFacts *facts);
GError *pptp_sentence_cleared(void);
GError *pptp_sentence_stopped(guint8 reason);
