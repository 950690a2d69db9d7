/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* The value of the key "gateway": one server, or several, each to be tried where the one before does not do. Pure. */

#define PPTP_GATEWAYS_MAX 16

/*
 * Takes text apart at commas and spaces. Each entry is a host name or an IPv4 address; a user may stand before the first one
 * ("jane@vpn.example"), and where one stands before others it has to be the same. Names come out as DNS has them (ASCII), without
 * repetitions, at least one. Free with g_strfreev().
 *
 * *user is that user or NULL; free with g_free(). On failure NULL: *bad is the entry (free with g_free()) and *reason, static, says what is
 * wrong with it.
 */
char **pptp_gateways_split(const char *text, char **user, char **bad, const char **reason);
