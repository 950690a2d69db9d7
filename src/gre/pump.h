/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "gre/call.h"

/* The edge of the helper: moves packets between its descriptors (report.h) and a call, many in one system call. */

typedef struct _PptpPump PptpPump;

/* Takes everything that will be needed; nothing is allocated later. NULL where there is no memory. */
PptpPump *pptp_pump_new(uint16_t call_id, uint16_t peer_call_id, uint16_t tunnel, uint16_t session);

/* Moves packets until the service or the kernel's side is gone. */
void pptp_pump_run(PptpPump *pump);
