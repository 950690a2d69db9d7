/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <NetworkManager.h>

/* A profile in the two forms that people and programs take it: the nmcli command that adds it, and its keyfile. */

/* What stands for a password that is not to be shown. */
#define PPTP_PRINT_PLACEHOLDER "PASSWORD"

/*
 * The command, for a shell, on one line but for line breaks in values. What nmcli has no word for (the `user` setting) is not in it: *left
 * names it, or is NULL; free with g_free(). Free the command with g_free(), wiped where it may hold a secret. NULL with an error where
 * NetworkManager would not take the profile.
 */
char *pptp_print_command(NMConnection *connection, gboolean show_secrets, char **left, GError **error);

/* The keyfile's text. NULL with an error where NetworkManager would not take the profile. Free likewise. */
char *pptp_print_keyfile(NMConnection *connection, gboolean show_secrets, GError **error);
