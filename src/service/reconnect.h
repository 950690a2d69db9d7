/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "ppp/diagnosis.h"

/* When to try again, and whether: after a failed gateway, and after a loss where the profile is persistent. Pure: no clock, no system. */

/* A session that stayed up for so long was a good one: what is lost then comes back with the shortest pause. */
#define PPTP_RECONNECT_GOOD_SECONDS 60

/*
 * A login that had a tunnel is refused so often before it is believed, at most: servers that allow one session may count a lost one for
 * minutes, but each refusal is one of the few after which an account is locked.
 */
#define PPTP_RECONNECT_REFUSALS_MAX 3

/* Whether another gateway or address may do where this one failed. */
gboolean pptp_reconnect_elsewhere(const PptpVerdict *verdict);

/*
 * Whether a session that was up once is tried again after this. Generous, for nobody is there to ask: what a server, a network or a name
 * server does at one moment it may not do at the next. Not after a refused login, which would lock the account (but see
 * PPTP_RECONNECT_REFUSALS_MAX), nor where the server is an impostor or the two sides' settings do not fit.
 */
gboolean pptp_reconnect_again(const PptpVerdict *verdict);

/*
 * The pause before the next round of attempts, in milliseconds: a second after a loss, doubled with each round since, up to a minute; and
 * up to a quarter less, by random (any number), so that the clients of a server that comes back do not all come at once.
 */
guint pptp_reconnect_pause_ms(guint rounds, guint32 random);

/* The pause after so many refusals, from 1 on, in milliseconds: a minute, then three. 0 where the last one is believed. */
guint pptp_reconnect_refused_pause_ms(guint refusals);

/* The rounds to count from when a session is lost that was up for so long: none, where it was a good one. */
guint pptp_reconnect_rounds_after(guint rounds, guint64 up_usec);
