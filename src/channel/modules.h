/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gio/gio.h>

/* The kernel drivers that a tunnel needs: pptp for the channel (l2tp_ppp where it is in user space), ppp_mppe for encryption. */

#define PPTP_MODULE_CHANNEL "pptp"
#define PPTP_MODULE_USER_CHANNEL "l2tp_ppp"
#define PPTP_MODULE_MPPE "ppp_mppe"

/*
 * Loads what is missing of the drivers, with modprobe, asynchronously; runs nothing where all are there. channel is the driver of the
 * channel (static), with_mppe adds the driver for
 * encryption. Where this kernel's connection tracking assigns helpers by itself, its PPTP helper is loaded too, as a courtesy.
 */
void pptp_modules_load_async(const char *channel, gboolean with_mppe, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);

/*
 * TRUE where all drivers are there. Else FALSE: *missing names the first one that is not (static), or is NULL when cancelled; *rule_file is
 * the modprobe.d file with a rule against it, or NULL (free with g_free()).
 */
gboolean pptp_modules_load_finish(GAsyncResult *result, const char **missing, char **rule_file);

/*
 * Pure: whether a line of modprobe.d(5) keeps a module from being loaded by its name: "install M ..." ("blacklist M" is against loading by
 * an alias only). Names may be spelled with - for _.
 */
gboolean pptp_modules_line_is_against(const char *line, const char *module);
