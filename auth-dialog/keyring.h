/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * The user's keyring, by libsecret, under the attributes that all of NetworkManager's agents use. Without libsecret, and without a
 * session bus, there is none. No call takes longer than a bounded time.
 */

/*
 * The stored password of the profile with this UUID, or NULL. A locked keyring is unlocked, by a dialog of its own, only with
 * may_unlock. Free with pptp_secret_free().
 */
char *pptp_keyring_look_up(const char *uuid, gboolean may_unlock);

/* Stores it. Failures are told on standard error alone: the password does its service now, and is asked for again the next time. */
void pptp_keyring_store(const char *uuid, const char *name, const char *password);
