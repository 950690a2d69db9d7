/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "ppp/packet.h"

/*
 * The way back from pppd's printed packets, `rcvd [CCP ConfNak id=0x1 <mppe ...>]`, to the frame: the other half of pptp_packet_to_text(),
 * which reads pppd's own spellings too. Pure, bounded: the text may hold anything.
 */

/*
 * Reads one packet at the start of text, len bytes. frame->data points into buf, which takes PPTP_LINK_FRAME_MAX bytes; frame->usec stays
 * as it is. FALSE for anything that is no packet or breaks off before its closing bracket. Options and values that cannot be read are left
 * out, as are passwords, challenges, responses and the copies inside reject packets.
 */
gboolean pptp_packet_from_text(PptpLinkFrame *frame, guint8 *buf, const char *text, gsize len);
