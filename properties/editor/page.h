/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model.h"

/* One page of fields as a grid of widgets, which are named by their fields (gtk_widget_get_name). What is edited goes to the model at once.
 */
typedef struct _PptpPage PptpPage;

typedef void PptpPageChanged(gpointer user_data);

/* The model must outlive the page. */
PptpPage *pptp_page_new(PptpModel *model, PptpPageId id, PptpPageChanged *changed, gpointer user_data);

/* Lets go of its widgets, which may live on in a window, and calls changed no more. */
void pptp_page_free(PptpPage *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PptpPage, pptp_page_free)

GtkWidget *pptp_page_get_grid(PptpPage *page);

/* A row that is no field's, below that field's. The label, with a mnemonic, is NULL where the widget takes the whole width, and empty where
 * only its place is kept. */
void pptp_page_add_row_after(PptpPage *page, const char *field_id, const char *label, GtkWidget *widget);

/* Greys out what has no meaning, and marks the wrong field, if it is on this page, with the reason. Both NULL: nothing is wrong. */
void pptp_page_refresh(PptpPage *page, const PptpField *wrong, const char *reason);
