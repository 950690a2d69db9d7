/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * The dialog with GTK. It is a module that is loaded only when a dialog has to be shown, so that a machine without a screen needs
 * neither GTK nor a display.
 */

typedef enum {
    PPTP_DIALOG_OK,
    PPTP_DIALOG_CANCELLED,
    PPTP_DIALOG_NO_DISPLAY,
} PptpDialogResult;

/* Shows the dialog and waits. With OK, *password is what was typed: free it with pptp_secret_free(). */
typedef PptpDialogResult PptpDialogRun(const char *title, const char *description, char **password);

#define PPTP_DIALOG_SYMBOL "pptp_dialog_run"

PptpDialogRun pptp_dialog_run;
