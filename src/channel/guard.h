/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * Keeps the kernel from sending readable data over a link whose encryption was agreed on. ppp_generic looks at CCP packets that come in by
 * itself, before pppd has seen them: a Terminate or a new Configure-Request (RFC 1962 section 4, RFC 3078 section 9) switches the
 * compressor off, and with it MPPE, and what is sent until pppd has ended the link goes out in clear, whatever pppd was told to require.
 * CCP is not authenticated, so that anybody on the way can send such a packet. The guard drops them before the kernel's PPP, and hands them
 * to us instead.
 */

typedef struct _PptpGuard PptpGuard;

/*
 * A packet that would have ended the encryption: a PPP frame from its protocol field on. The guard may be freed in it. From the channel in
 * user space (user.h) also NULL: the encryption has ended without one.
 */
typedef void (*PptpGuardFunc)(const guint8 *frame, gsize len, gpointer user_data);

/*
 * Guards the connected PPTP channel fd, with this call ID of ours. From then on CCP Configure-Request, Terminate-Request and -Ack, and an
 * LCP Protocol-Reject of CCP, do not reach PPP, and come out of raw_fd instead, a raw GRE socket connected to the server, which is the
 * guard's, also on failure. One that comes again under its old sequence number, by the network or by somebody who replays it, is dropped
 * without a word, as the kernel's driver would have done. NULL with errno on failure. The filter stays when the guard is freed; the channel
 * stays the caller's.
 */
PptpGuard *pptp_guard_new(int fd, int raw_fd, guint16 call_id, PptpGuardFunc func, gpointer user_data);

void pptp_guard_free(PptpGuard *guard);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpGuard, pptp_guard_free)

/*
 * The filter alone, for tests: attaches it to a socket whose packets begin with the GRE header, or with the IPv4 header and that one after
 * it. Those packets are dropped, or (only_these) all others. FALSE with errno on failure.
 */
gboolean pptp_guard_attach(int fd, guint16 call_id, gboolean ip_header, gboolean only_these);

/* Pure: whether a PPP frame, from its protocol field on, is one of those. */
gboolean pptp_guard_is_end(const guint8 *frame, gsize len);
