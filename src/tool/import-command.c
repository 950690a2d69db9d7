/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/import-command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "properties/export.h"
#include "properties/import.h"
#include "tool/import-print.h"

#define EXIT_TROUBLE 2

const char pptp_import_usage[] = N_("       nm-pptp import [--command] [--keyfile] [--show-secrets] FILE [ENTRY]\n"
                                    "                                    show what NetworkManager would make of another program's file\n");

typedef struct {
    gboolean command, keyfile, show_secrets;
    const char *file, *entry;
} Options;

static gboolean
read_options(Options *options, char **args)
{
    for (guint i = 0; args[i]; i++) {
        if (g_str_equal(args[i], "--command"))
            options->command = TRUE;
        else if (g_str_equal(args[i], "--keyfile"))
            options->keyfile = TRUE;
        else if (g_str_equal(args[i], "--show-secrets"))
            options->show_secrets = TRUE;
        else if (args[i][0] == '-' || options->entry) {
            g_printerr(_("nm-pptp: not understood: %s\n"), args[i]);
            return FALSE;
        } else if (options->file)
            options->entry = args[i];
        else
            options->file = args[i];
    }
    if (!options->file)
        g_printerr(_("nm-pptp: import needs a file\n"));
    return options->file != NULL;
}

static void
print_wiped(const char *heading, char *text)
{
    g_print("%s%s", heading, text);
    explicit_bzero(text, strlen(text));
    g_free(text);
}

static gboolean
print_command(const char *heading, const Options *options, NMConnection *connection, GError **error)
{
    g_autofree char *left = NULL;
    char *command = pptp_print_command(connection, options->show_secrets, &left, error);

    if (!command)
        return FALSE;
    print_wiped(heading, command);
    if (left)
        g_printerr(_("nm-pptp: in the keyfile alone, since nmcli has no word for it: %s\n"), left);
    return TRUE;
}

/* The profile's name may be anything, line breaks too; what is printed as a comment must stay one. */
static gboolean
print_keyfile(gboolean both, const Options *options, NMConnection *connection, GError **error)
{
    char *keyfile = pptp_print_keyfile(connection, options->show_secrets, error);
    g_autofree char *name = pptp_export_dup_name(connection);
    g_autofree char *heading = g_strdup_printf(
        _("\n# The same as a file of root's in /etc/NetworkManager/system-connections/, mode 600, name %s.nmconnection:\n"), name);

    if (!keyfile)
        return FALSE;
    print_wiped(both ? heading : "", keyfile);
    return TRUE;
}

/* Both forms with a line of explanation each, or one alone, ready for a program. */
static int
print(const Options *options, NMConnection *connection)
{
    const gboolean both = options->command == options->keyfile;
    g_autoptr(GError) error = NULL;

    if (((both || options->command) && !print_command(both ? _("# The command:\n") : "", options, connection, &error)) ||
        ((both || options->keyfile) && !print_keyfile(both, options, connection, &error))) {
        g_printerr("nm-pptp: %s\n", error->message);
        return EXIT_TROUBLE;
    }
    if (!options->show_secrets && nm_setting_vpn_get_secret(nm_connection_get_setting_vpn(connection), PPTP_SECRET_PASSWORD))
        g_printerr(_("nm-pptp: %s stands for the password that was found; --show-secrets shows it\n"), PPTP_PRINT_PLACEHOLDER);
    return 0;
}

int
pptp_import_command(char **args)
{
    g_autoptr(NMConnection) connection = NULL;
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(GError) error = NULL;
    Options options = {0};

    if (!read_options(&options, args)) {
        g_printerr(_("Usage:\n%s"), _(pptp_import_usage));
        return EXIT_TROUBLE;
    }
    connection = pptp_import(options.file, options.entry, &notes, &error);
    for (guint i = 0; i < notes->len; i++)
        g_printerr("%s\n", (char *)notes->pdata[i]);
    if (!connection) {
        g_printerr("nm-pptp: %s\n", error->message);
        return EXIT_TROUBLE;
    }
    return print(&options, connection);
}
