/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dialog.h"

#include <gtk/gtk.h>
#include <nma-vpn-password-dialog.h>

static gboolean
init_gtk(void)
{
#if GTK_CHECK_VERSION(4, 0, 0)
    return gtk_init_check();
#else
    return gtk_init_check(NULL, NULL);
#endif
}

static void
destroy(GtkWidget *dialog)
{
#if GTK_CHECK_VERSION(4, 0, 0)
    gtk_window_destroy(GTK_WINDOW(dialog));
#else
    gtk_widget_destroy(dialog);
#endif
}

G_MODULE_EXPORT PptpDialogResult
pptp_dialog_run(const char *title, const char *description, char **password)
{
    PptpDialogResult result = PPTP_DIALOG_CANCELLED;
    NMAVpnPasswordDialog *dialog;
    GtkWidget *widget;

    if (!init_gtk())
        return PPTP_DIALOG_NO_DISPLAY;
    widget = nma_vpn_password_dialog_new(title, description, NULL);
    dialog = NMA_VPN_PASSWORD_DIALOG(widget);
    nma_vpn_password_dialog_set_show_password_secondary(dialog, FALSE);
    if (nma_vpn_password_dialog_run_and_block(dialog)) {
        *password = g_strdup(nma_vpn_password_dialog_get_password(dialog));
        result = PPTP_DIALOG_OK;
    }
    destroy(widget);
    return result;
}
