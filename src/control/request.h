/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "control/message.h"

/* The messages that this client sends, filled in. Pure. */

PptpMessage pptp_request_start(void);
PptpMessage pptp_request_call(guint16 call_id);
PptpMessage pptp_request_link_info(guint16 peer_call_id);
PptpMessage pptp_request_echo(guint32 identifier);
PptpMessage pptp_request_clear(guint16 call_id);
PptpMessage pptp_request_disconnect(guint16 call_id);
PptpMessage pptp_request_stop(guint8 reason);

/*
 * What this client answers to a request of the peer's: an echo and a stop are granted, calls are not accepted. The type is 0 where no
 * answer is due.
 */
PptpMessage pptp_request_answer(const PptpMessage *request);
