/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model.h"

/* Called with what was edited, once, when the person agrees to it. */
typedef void PptpAdvancedDone(const PptpModel *edited, gpointer user_data);

/*
 * Shows the pages that not everybody needs, over their parent, for a copy of the model. The dialog ends with its OK, with Cancel, or with
 * gtk_window_destroy() (GTK 3: gtk_widget_destroy()), and frees what it has by itself.
 */
GtkWidget *pptp_advanced_show(const PptpModel *model, GtkWindow *parent, PptpAdvancedDone *done, gpointer user_data);
