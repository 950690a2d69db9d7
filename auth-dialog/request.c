/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "request.h"

#include <NetworkManager.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/names.h"
#include "ppp/diagnosis.h"

#define UI_GROUP "VPN Plugin UI"
#define UI_VERSION 2

/* In front of a hint that is a message for the person; all other hints are names of secrets. */
#define MESSAGE_TAG "x-vpn-message:"

void
pptp_secret_free(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

void
pptp_request_free(PptpRequest *request)
{
    if (!request)
        return;
    g_free(request->uuid);
    g_free(request->name);
    g_free(request->service);
    g_free(request->message);
    pptp_secret_free(request->password);
    g_free(request);
}

/* Takes raw bytes, whatever the locale says they are: a key file has to be UTF-8. */
static void
make_valid(char **text)
{
    char *valid = g_utf8_make_valid(*text, -1);

    g_free(*text);
    *text = valid;
}

/* The service has no language of its own. */
static void
translate(char **message)
{
    char *here = pptp_verdict_translate(*message);

    if (!here)
        return;
    g_free(*message);
    *message = here;
}

static void
take_message(PptpRequest *request, char **hints)
{
    for (char **hint = hints; hint && *hint; hint++) {
        if (!g_str_has_prefix(*hint, MESSAGE_TAG))
            continue;
        g_free(request->message);
        request->message = g_strstrip(g_utf8_make_valid(*hint + strlen(MESSAGE_TAG), -1));
        if (!*request->message)
            g_clear_pointer(&request->message, g_free);
        else
            translate(&request->message);
    }
}

/* The names of the options are the agents': each of them passes these to the dialog of every VPN plugin. */
PptpRequest *
pptp_request_new(int argc, char **argv, GError **error)
{
    g_autoptr(PptpRequest) request = g_new0(PptpRequest, 1);
    g_auto(GStrv) hints = NULL;
    const GOptionEntry entries[] = {
        {"uuid", 'u', 0, G_OPTION_ARG_FILENAME, &request->uuid, N_("The connection’s UUID"), "UUID"},
        {"name", 'n', 0, G_OPTION_ARG_FILENAME, &request->name, N_("The connection’s name"), "NAME"},
        {"service", 's', 0, G_OPTION_ARG_FILENAME, &request->service, N_("The VPN service’s name on the bus"), "SERVICE"},
        {"reprompt", 'r', 0, G_OPTION_ARG_NONE, &request->retry, N_("The known password is wrong: ask again"), NULL},
        {"allow-interaction", 'i', 0, G_OPTION_ARG_NONE, &request->interactive, N_("A person may be asked"), NULL},
        {"external-ui-mode", 0, 0, G_OPTION_ARG_NONE, &request->external, N_("Say what to ask for, and show nothing"), NULL},
        {"hint", 't', 0, G_OPTION_ARG_FILENAME_ARRAY, &hints, N_("A secret that is wanted, or why"), "HINT"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_translation_domain(context, GETTEXT_PACKAGE);
    g_option_context_add_main_entries(context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse(context, &argc, &argv, error))
        return NULL;
    if (argc > 1 || !request->uuid || !request->name || !request->service) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                            _("The options --uuid, --name and --service are needed, and nothing beside options"));
        return NULL;
    }
    make_valid(&request->uuid);
    make_valid(&request->name);
    take_message(request, hints);
    if (g_str_equal(request->service, PPTP_DBUS_SERVICE))
        return g_steal_pointer(&request);
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("This program asks for the passwords of %s alone"), PPTP_DBUS_SERVICE);
    return NULL;
}

gboolean
pptp_request_read(PptpRequest *request, int fd, GError **error)
{
    g_autoptr(GHashTable) data = NULL, secrets = NULL;
    NMSettingSecretFlags flags = NM_SETTING_SECRET_FLAG_NONE;
    const char *password;

    if (!nm_vpn_service_plugin_read_vpn_details(fd, &data, &secrets)) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                            _("Standard input does not say what the connection is: DATA_KEY= and DATA_VAL= lines and DONE are needed"));
        return FALSE;
    }
    nm_vpn_service_plugin_get_secret_flags(data, PPTP_SECRET_PASSWORD, &flags);
    request->flags = flags;
    password = g_hash_table_lookup(secrets, PPTP_SECRET_PASSWORD);
    /* A line break can be neither typed nor handed back line by line; and a key file is UTF-8. */
    if (password && *password && g_utf8_validate(password, -1, NULL) && !strchr(password, '\n') && pptp_request_wants_stored(request))
        request->password = g_strdup(password);
    return TRUE;
}

gboolean
pptp_request_wants_password(const PptpRequest *request)
{
    return !(request->flags & NM_SETTING_SECRET_FLAG_NOT_REQUIRED);
}

gboolean
pptp_request_wants_stored(const PptpRequest *request)
{
    return pptp_request_wants_password(request) && !(request->flags & NM_SETTING_SECRET_FLAG_NOT_SAVED) && !request->retry &&
           !request->message;
}

char *
pptp_request_dup_description(const PptpRequest *request)
{
    if (request->message)
        return g_strdup(request->message);
    if (request->retry)
        return g_strdup_printf(_("The password for the VPN connection “%s” was not accepted. Please enter it again."), request->name);
    return g_strdup_printf(_("The VPN connection “%s” needs your password."), request->name);
}

/*
 * Where no password is needed the file has its first group alone: the agents take that as "nothing to ask", while no output at all is
 * an error to them. Agents first ask without interaction for what is known; once they allow it, the known password was not enough, so
 * it is shown for a correction and asked for.
 */
char *
pptp_request_to_key_file(const PptpRequest *request)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *description = pptp_request_dup_description(request);

    g_key_file_set_integer(file, UI_GROUP, "Version", UI_VERSION);
    g_key_file_set_string(file, UI_GROUP, "Description", description);
    g_key_file_set_string(file, UI_GROUP, "Title", _("VPN password"));
    if (pptp_request_wants_password(request)) {
        g_key_file_set_string(file, PPTP_SECRET_PASSWORD, "Value", request->password ? request->password : "");
        g_key_file_set_string(file, PPTP_SECRET_PASSWORD, "Label", _("Password"));
        g_key_file_set_boolean(file, PPTP_SECRET_PASSWORD, "IsSecret", TRUE);
        g_key_file_set_boolean(file, PPTP_SECRET_PASSWORD, "ShouldAsk", request->interactive);
    }
    return g_key_file_to_data(file, NULL, NULL);
}
