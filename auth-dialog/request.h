/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * What the program is asked for: NetworkManager's agents (nmcli, GNOME Shell, nm-applet) say it with options and, on standard input, with
 * the profile's data and secrets as nm_vpn_service_plugin_read_vpn_details() reads them. Pure but for that reading.
 */

typedef struct {
    char *uuid, *name, *service; /* the profile's; all are needed */
    gboolean retry;              /* the password that is known is known to be wrong */
    gboolean interactive;        /* a person may be asked */
    gboolean external;           /* somebody else shows the dialog and wants to know what has to be in it */
    char *message;               /* why it is asked again, in the words of the service, or NULL */
    guint flags;                 /* NMSettingSecretFlags of the password */
    char *password;              /* the one that the agent knows, never empty, or NULL; wiped with the request */
} PptpRequest;

/* From the command line. On failure NULL and a G_OPTION_ERROR whose message is for people. Exits by itself for --help. */
PptpRequest *pptp_request_new(int argc, char **argv, GError **error);

/* Adds what standard input, or another file descriptor, says up to DONE. FALSE and an error where that is not what an agent writes. */
gboolean pptp_request_read(PptpRequest *request, int fd, GError **error);

void pptp_request_free(PptpRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpRequest, pptp_request_free)

/* Whether a stored password is of use: not where the profile wants none or never keeps it, nor where it was refused already. */
gboolean pptp_request_wants_stored(const PptpRequest *request);

/* Whether a password is needed at all. */
gboolean pptp_request_wants_password(const PptpRequest *request);

/* The sentence above the password's field. Free with g_free(). */
char *pptp_request_dup_description(const PptpRequest *request);

/* The external dialog's contents as a key file, NetworkManager's "VPN Plugin UI" version 2. It holds the password: wipe and free it. */
char *pptp_request_to_key_file(const PptpRequest *request);

/* Wipes and frees a secret; NULL is fine. */
void pptp_secret_free(char *secret);
