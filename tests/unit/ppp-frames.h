/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/settings.h"
#include "ppp/packet.h"
#include "ppp/trace.h"

/* Frames, and a profile, for the tests of trace, policy and diagnosis: built here, taken in by pptp_trace_frame(). */

#define US TRUE
#define PEER FALSE

/* Hexadecimal digits with any spaces; returns the length. */
gsize hex_to_bytes(const char *hex, guint8 *bytes, gsize size);

/* A frame as hexadecimal digits, from the protocol field on. */
void feed_hex(PptpFacts *facts, gboolean sent, const char *hex);

/* A packet with a body. */
void feed(PptpFacts *facts, gboolean sent, guint16 protocol, guint8 code, const void *body, gsize len);

/* A packet whose body is text. */
void feed_text(PptpFacts *facts, gboolean sent, guint16 protocol, guint8 code, const char *text);

/* LCP with one authentication option (0: with the magic number alone). */
void feed_auth(PptpFacts *facts, gboolean sent, guint8 code, guint method);

/* LCP with a magic number. */
void feed_magic(PptpFacts *facts, gboolean sent, guint8 code, guint32 magic);

/* CCP with one MPPE option. */
void feed_mppe(PptpFacts *facts, gboolean sent, guint8 code, guint32 wire);

/* IPCP with one address, in host byte order. */
void feed_address(PptpFacts *facts, gboolean sent, guint8 code, guint32 address);

/* LCP Protocol-Reject of a protocol. */
void feed_reject(PptpFacts *facts, gboolean sent, guint16 protocol);

/* LCP up, with the method asked for by the peer and agreed to; then a good login by it. */
void feed_lcp_up(PptpFacts *facts, guint method);
void feed_login(PptpFacts *facts, guint method);

/* A profile that says nothing but its gateway. */
PptpSettings settings_default(void);
