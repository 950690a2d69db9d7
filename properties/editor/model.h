/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <NetworkManager.h>

#include "fields.h"

/*
 * Between a profile's keys and the editor's widgets, without GTK. What no field was set for stays as it was found, to the letter: other
 * keys, other spellings, flags.
 */
typedef struct _PptpModel PptpModel;

/* Of a profile's VPN setting; one without any data, or NULL, is a new profile. */
PptpModel *pptp_model_new(NMSettingVpn *vpn);

PptpModel *pptp_model_copy(const PptpModel *model);

/* Makes it what its copy has become. */
void pptp_model_assign(PptpModel *model, const PptpModel *edited);

void pptp_model_free(PptpModel *model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpModel, pptp_model_free)

/* A text, the id of a state, or for a check "yes" or "no". Never NULL; valid until the model changes. */
const char *pptp_model_get(const PptpModel *model, const PptpField *field);

/* Setting what is there changes nothing, and setting what was there brings back how it was written. */
void pptp_model_set(PptpModel *model, const PptpField *field, const char *value);

/* NMSettingSecretFlags of the password; a new profile's is kept by the user's agent. */
guint pptp_model_get_password_flags(const PptpModel *model);
void pptp_model_set_password_flags(PptpModel *model, guint flags);

/* Whether a field has a meaning next to the others' values. */
gboolean pptp_model_is_sensitive(const PptpModel *model, const PptpField *field);

/*
 * Whether the service would take this. Where not, FALSE with an NM_CONNECTION_ERROR for people, and *field, where asked for, is the field
 * to mend, or NULL where it is none of them.
 */
gboolean pptp_model_check(const PptpModel *model, const PptpField **field, GError **error);

/*
 * Writes all of it. A password is kept in the setting where it is to be stored (by NetworkManager or by an agent), and else removed; an
 * empty one, or NULL, is none.
 */
void pptp_model_save(const PptpModel *model, NMSettingVpn *vpn, const char *password);
