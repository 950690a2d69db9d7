/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/import-command.h"

#include <string.h>

#include "properties/import.h"
#include "tool/import-print.h"

#define EXIT_TROUBLE 2

const char pptp_import_usage[] = "       nm-pptp import [--command] [--keyfile] [--show-secrets] FILE [ENTRY]\n"
                                 "                                    show what NetworkManager would make of another program's file\n";

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
            g_printerr("nm-pptp: not understood: %s\n", args[i]);
            return FALSE;
        } else if (options->file)
            options->entry = args[i];
        else
            options->file = args[i];
    }
    if (!options->file)
        g_printerr("nm-pptp: import needs a file\n");
    return options->file != NULL;
}

static void
print_wiped(const char *heading, char *text)
{
    g_print("%s%s", heading, text);
    explicit_bzero(text, strlen(text));
    g_free(text);
}

/* Both forms with a line of explanation each, or one alone, ready for a program. */
static int
print(const Options *options, NMConnection *connection)
{
    const gboolean both = options->command == options->keyfile;
    g_autofree char *heading = NULL;
    g_autoptr(GError) error = NULL;
    char *keyfile = pptp_print_keyfile(connection, options->show_secrets, &error);

    if (!keyfile) {
        g_printerr("nm-pptp: %s\n", error->message);
        return EXIT_TROUBLE;
    }
    heading =
        g_strdup_printf("\n# The same as a file of root's in /etc/NetworkManager/system-connections/, mode 600, name %s.nmconnection:\n",
                        nm_connection_get_id(connection));
    if (both || options->command)
        print_wiped(both ? "# The command:\n" : "", pptp_print_command(connection, options->show_secrets));
    if (both || options->keyfile)
        print_wiped(both ? heading : "", g_steal_pointer(&keyfile));
    g_free(keyfile);
    if ((both || options->command) && nm_connection_get_setting(connection, NM_TYPE_SETTING_USER))
        g_printerr("nm-pptp: what is kept as user.data is in the keyfile alone; nmcli has no word for it\n");
    if (!options->show_secrets && nm_setting_vpn_get_secret(nm_connection_get_setting_vpn(connection), PPTP_SECRET_PASSWORD))
        g_printerr("nm-pptp: " PPTP_PRINT_PLACEHOLDER " stands for the password that was found; --show-secrets shows it\n");
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
        g_printerr("Usage:\n%s", pptp_import_usage);
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
