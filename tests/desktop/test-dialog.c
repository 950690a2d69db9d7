/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <nma-vpn-password-dialog.h>

#include "auth-dialog/dialog.h"
#include "tests/desktop/windows.h"

/* test-dialog MODULE FOLDER-OF-PICTURES: the password dialog as nm-pptp-auth-dialog loads it. Needs a display. */

#define REASON "The server says that the name or password is wrong. Please enter the password for the VPN connection “onenet” again."

typedef struct {
    const char *folder;
    PptpDialogRun *run;
    const char *typed; /* or NULL: cancelled */
} Fixture;

/* Runs inside of the dialog's own loop, as a person would. */
static gboolean
answer(gpointer user_data)
{
    const Fixture *fixture = user_data;
    g_autoptr(GList) windows = gtk_window_list_toplevels();

    for (GList *window = windows; window; window = window->next) {
        if (!NMA_VPN_IS_PASSWORD_DIALOG(window->data) || !gtk_widget_get_mapped(window->data))
            continue;
        if (fixture->typed)
            nma_vpn_password_dialog_set_password(window->data, fixture->typed);
        window_picture(window->data, fixture->folder, "dialog", fixture->typed ? "typed" : "empty");
        gtk_dialog_response(window->data, fixture->typed ? GTK_RESPONSE_OK : GTK_RESPONSE_CANCEL);
        return G_SOURCE_REMOVE;
    }
    return G_SOURCE_CONTINUE;
}

static gboolean
is_late(gpointer user_data)
{
    g_error("no dialog was shown within %d s", DEADLINE_SECONDS);
    return G_SOURCE_REMOVE;
}

static void
test_dialog(gconstpointer data)
{
    const Fixture *fixture = data;
    g_autofree char *password = NULL;
    guint late = g_timeout_add_seconds(DEADLINE_SECONDS, is_late, NULL);
    PptpDialogResult result;

    g_timeout_add(50, answer, (gpointer)fixture);
    result = fixture->run("VPN password", REASON, &password);
    g_source_remove(late);
    g_assert_cmpint(result, ==, fixture->typed ? PPTP_DIALOG_OK : PPTP_DIALOG_CANCELLED);
    g_assert_cmpstr(password, ==, fixture->typed);
}

int
main(int argc, char **argv)
{
    Fixture typed, cancelled;
    void *module;

    g_test_init(&argc, &argv, NULL);
    end_at_warnings();
    g_assert_cmpint(argc, ==, 3);
    g_assert_cmpint(g_mkdir_with_parents(argv[2], 0755), ==, 0);
    module = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (!module)
        g_error("%s", dlerror());
    typed = (Fixture){.folder = argv[2], .run = (PptpDialogRun *)dlsym(module, PPTP_DIALOG_SYMBOL), .typed = "p w\"ü"};
    g_assert_nonnull(typed.run);
    cancelled = typed;
    cancelled.typed = NULL;
    g_test_add_data_func("/dialog/typed", &typed, test_dialog);
    g_test_add_data_func("/dialog/cancelled", &cancelled, test_dialog);
    return g_test_run();
}
