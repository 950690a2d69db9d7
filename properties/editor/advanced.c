/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "advanced.h"

#include <glib/gi18n-lib.h>

#include "compat.h"
#include "page.h"

#define MARGIN 18
#define SPACING 12

typedef struct {
    PptpModel *model;
    PptpPage *pages[PPTP_N_PAGES];
    GtkWidget *dialog;
    PptpAdvancedDone *done;
    gpointer user_data;
} Advanced;

static void
advanced_free(gpointer user_data)
{
    Advanced *advanced = user_data;

    for (guint i = 0; i < PPTP_N_PAGES; i++)
        pptp_page_free(advanced->pages[i]);
    pptp_model_free(advanced->model);
    g_free(advanced);
}

/* What is wrong on the page before is not mended here: only what is on these pages keeps one from agreeing. */
static void
on_page_changed(gpointer user_data)
{
    Advanced *advanced = user_data;
    const PptpField *wrong = NULL;
    g_autoptr(GError) error = NULL;

    pptp_model_check(advanced->model, &wrong, &error);
    if (wrong && wrong->page == PPTP_PAGE_FIRST)
        wrong = NULL;
    for (guint i = 0; i < PPTP_N_PAGES; i++) {
        if (advanced->pages[i])
            pptp_page_refresh(advanced->pages[i], wrong, wrong ? error->message : NULL);
    }
    gtk_dialog_set_response_sensitive(GTK_DIALOG(advanced->dialog), GTK_RESPONSE_OK, !wrong);
}

static void
on_response(GtkWidget *dialog, int response, gpointer user_data)
{
    Advanced *advanced = user_data;

    if (response == GTK_RESPONSE_OK)
        advanced->done(advanced->model, advanced->user_data);
    compat_window_destroy(dialog);
}

/* The dialog leaves no room around its buttons by itself. */
static void
add_button(GtkWidget *dialog, const char *text, GtkResponseType response)
{
    GtkWidget *button = gtk_dialog_add_button(GTK_DIALOG(dialog), text, response);

    compat_name_plainly(button, text);
    gtk_widget_set_margin_bottom(button, SPACING);
    gtk_widget_set_margin_end(button, response == GTK_RESPONSE_OK ? SPACING : SPACING / 2);
}

static void
set_margins(GtkWidget *widget, int margin)
{
    gtk_widget_set_margin_start(widget, margin);
    gtk_widget_set_margin_end(widget, margin);
    gtk_widget_set_margin_top(widget, margin);
    gtk_widget_set_margin_bottom(widget, margin);
}

GtkWidget *
pptp_advanced_show(const PptpModel *model, GtkWindow *parent, PptpAdvancedDone *done, gpointer user_data)
{
    Advanced *advanced = g_new0(Advanced, 1);
    GtkWidget *notebook = gtk_notebook_new(), *content;

    advanced->model = pptp_model_copy(model);
    advanced->done = done;
    advanced->user_data = user_data;
    advanced->dialog =
        gtk_dialog_new_with_buttons(_("Advanced PPTP options"), parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, NULL, NULL);
    add_button(advanced->dialog, _("_Cancel"), GTK_RESPONSE_CANCEL);
    add_button(advanced->dialog, _("_OK"), GTK_RESPONSE_OK);
    gtk_dialog_set_default_response(GTK_DIALOG(advanced->dialog), GTK_RESPONSE_OK);
    gtk_window_set_resizable(GTK_WINDOW(advanced->dialog), FALSE);
    gtk_widget_set_name(notebook, "advanced-pages");
    for (PptpPageId i = PPTP_PAGE_FIRST + 1; i < PPTP_N_PAGES; i++) {
        GtkWidget *grid;

        advanced->pages[i] = pptp_page_new(advanced->model, i, on_page_changed, advanced);
        grid = pptp_page_get_grid(advanced->pages[i]);
        set_margins(grid, MARGIN);
        gtk_notebook_append_page(GTK_NOTEBOOK(notebook), grid, gtk_label_new(_(pptp_page_title(i))));
    }
    content = gtk_dialog_get_content_area(GTK_DIALOG(advanced->dialog));
    set_margins(notebook, SPACING);
    compat_box_append(content, notebook);
    compat_show_contents(notebook);
    on_page_changed(advanced);
    g_signal_connect(advanced->dialog, "response", G_CALLBACK(on_response), advanced);
    g_object_set_data_full(G_OBJECT(advanced->dialog), "pptp-advanced", advanced, advanced_free);
    gtk_window_present(GTK_WINDOW(advanced->dialog));
    return advanced->dialog;
}
