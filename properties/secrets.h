/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import-file.h"

/*
 * pppd's secrets files (pppd(8), "AUTHENTICATION"): lines of client, server, secret and addresses; * is any client or server, and the line
 * that names more wins, of equals the first.
 */

typedef enum {
    PPTP_SECRETS_NONE,
    PPTP_SECRETS_FOUND,
    PPTP_SECRETS_AMBIGUOUS, /* the server's name is not known, and the lines for several servers differ */
} PptpSecretsResult;

/*
 * Looks for the secret of `client` at `server`; NULL for a server whose name is not known. *secret, where FOUND, as it is written there (@
 * and a path is pppd's word for a file that holds it): wipe it and free it with g_free(). *line is where it stands.
 */
PptpSecretsResult pptp_secrets_find(const PptpImportFile *file, const char *client, const char *server, char **secret, guint *line);
