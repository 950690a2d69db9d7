/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * Secrets that have to be kept for as long as a session lasts (a server may ask for the password again at any time): in memory of their own
 * that is not swapped, is in no core and not in a child.
 */

/* A copy of text, of less than 4096 bytes; longer text is cut. Never NULL, for NULL is kept as "". */
char *pptp_secret_dup(const char *text);

/* Overwrites and releases it; NULL is nothing. */
void pptp_secret_free(char *secret);
