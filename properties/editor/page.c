/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page.h"

#include <glib/gi18n-lib.h>

#include "common/settings.h"
#include "compat.h"

#define SPACING 6
#define COLUMNS 12
#define INDENT 12 /* pixels, of what is below a heading */

typedef struct {
    const PptpField *field;
    GtkWidget *widget;
    int position;     /* in the grid */
    gboolean touched; /* an error is not held against a person before there was a chance to write */
} Row;

struct _PptpPage {
    PptpModel *model;
    PptpPageChanged *changed;
    gpointer user_data;
    GtkWidget *grid;
    GtkWidget *reason; /* why the marked field is wrong, below the fields */
    GArray *rows;
    int n_rows;      /* of the grid, headings included */
    gboolean headed; /* a heading is above the row that is added */
};

/* -- from the widgets to the model -- */

static const char *
widget_value(const Row *row)
{
    switch (row->field->kind) {
    case PPTP_FIELD_TEXT:
    case PPTP_FIELD_NUMBER:
        return compat_entry_text(row->widget);
    case PPTP_FIELD_CHECK:
        return compat_check_active(row->widget) ? "yes" : "no";
    case PPTP_FIELD_CHOICE:
        return row->field->states[compat_choice_selected(row->widget)].id;
    }
    g_return_val_if_reached("");
}

static void
take_value(PptpPage *page, GtkWidget *widget)
{
    for (guint i = 0; i < page->rows->len; i++) {
        Row *row = &g_array_index(page->rows, Row, i);

        if (row->widget != widget)
            continue;
        row->touched = TRUE;
        pptp_model_set(page->model, row->field, widget_value(row));
        page->changed(page->user_data);
    }
}

static void
on_changed(GtkWidget *widget, gpointer user_data)
{
    take_value(user_data, widget);
}

#if GTK_CHECK_VERSION(4, 0, 0)
static void
on_selected(GtkWidget *widget, GParamSpec *spec, gpointer user_data)
{
    take_value(user_data, widget);
}
#define ON_CHOICE_CHANGED on_selected
#else
#define ON_CHOICE_CHANGED on_changed
#endif

/* -- making the widgets -- */

/*
 * The border of a marked field is red, its text is not: what themes write wrong text in can hardly be read in the dark. Names of
 * colours that a theme does not have leave its own.
 */
static void
keep_text_readable(GtkWidget *entry)
{
    static const char css[] = "entry.error { color: @theme_text_color; border-color: #e01b24; }";
    g_autoptr(GtkCssProvider) provider = gtk_css_provider_new();

#if GTK_CHECK_VERSION(4, 0, 0)
    gtk_css_provider_load_from_data(provider, css, -1);
#else
    gtk_css_provider_load_from_data(provider, css, -1, NULL);
#endif
    gtk_style_context_add_provider(gtk_widget_get_style_context(entry), GTK_STYLE_PROVIDER(provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static GtkWidget *
entry_new(PptpPage *page, const PptpField *field)
{
    GtkWidget *entry = gtk_entry_new();
    const PptpOption *option = pptp_option_find(field->keys[0]);
    g_autofree char *usual = NULL;

    compat_entry_set_text(entry, pptp_model_get(page->model, field));
    gtk_widget_set_hexpand(entry, TRUE);
    if (field->kind == PPTP_FIELD_NUMBER) {
        gtk_entry_set_input_purpose(GTK_ENTRY(entry), GTK_INPUT_PURPOSE_DIGITS);
        compat_entry_set_width(entry, COLUMNS);
    }
    if (field->kind == PPTP_FIELD_NUMBER && option && option->fallback) {
        usual = g_strdup_printf(_("usually %u"), option->fallback);
        gtk_entry_set_placeholder_text(GTK_ENTRY(entry), usual);
        compat_entry_set_width(entry, MAX(COLUMNS, (int)g_utf8_strlen(usual, -1) + 3));
    }
    keep_text_readable(entry);
    g_signal_connect(entry, "changed", G_CALLBACK(on_changed), page);
    return entry;
}

static GtkWidget *
check_new(PptpPage *page, const PptpField *field)
{
    GtkWidget *check = gtk_check_button_new_with_mnemonic(_(field->label));

    compat_name_plainly(check, _(field->label));
    compat_check_set_active(check, g_str_equal(pptp_model_get(page->model, field), "yes"));
    g_signal_connect(check, "toggled", G_CALLBACK(on_changed), page);
    return check;
}

static GtkWidget *
choice_new(PptpPage *page, const PptpField *field)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    GtkWidget *choice;
    guint selected = 0;

    for (guint i = 0; field->states[i].id; i++) {
        g_ptr_array_add(texts, (gpointer)_(field->states[i].label));
        if (g_str_equal(field->states[i].id, pptp_model_get(page->model, field)))
            selected = i;
    }
    g_ptr_array_add(texts, NULL);
    choice = compat_choice_new((const char *const *)texts->pdata);
    compat_choice_select(choice, selected);
    gtk_widget_set_hexpand(choice, TRUE);
    g_signal_connect(choice, COMPAT_CHOICE_CHANGED, G_CALLBACK(ON_CHOICE_CHANGED), page);
    return choice;
}

static GtkWidget *
widget_new(PptpPage *page, const PptpField *field)
{
    switch (field->kind) {
    case PPTP_FIELD_TEXT:
    case PPTP_FIELD_NUMBER:
        return entry_new(page, field);
    case PPTP_FIELD_CHECK:
        return check_new(page, field);
    case PPTP_FIELD_CHOICE:
        return choice_new(page, field);
    }
    g_return_val_if_reached(NULL);
}

static void
add_heading(PptpPage *page, const char *text)
{
    GtkWidget *heading = gtk_label_new(NULL);
    g_autofree char *markup = g_markup_printf_escaped("<b>%s</b>", text);

    gtk_label_set_markup(GTK_LABEL(heading), markup);
    gtk_label_set_xalign(GTK_LABEL(heading), 0);
    if (page->n_rows > 0)
        gtk_widget_set_margin_top(heading, 2 * SPACING);
    gtk_grid_attach(GTK_GRID(page->grid), heading, 0, page->n_rows++, 2, 1);
    page->headed = TRUE;
}

/*
 * Puts the widget beside its label; beside nothing where that is empty, as an empty label would be read out in place of the widget's own;
 * or over both columns where it has, or needs, none. before is the widget that is read before it, NULL for the last one.
 */
static void
attach(PptpPage *page, int position, const char *text, GtkWidget *widget, GtkWidget *before)
{
    GtkWidget *label;

    if (!text) {
        gtk_widget_set_margin_start(widget, page->headed ? INDENT : 0);
        gtk_grid_attach(GTK_GRID(page->grid), widget, 0, position, 2, 1);
        return;
    }
    if (*text) {
        label = gtk_label_new_with_mnemonic(text);
        gtk_label_set_mnemonic_widget(GTK_LABEL(label), widget);
        gtk_label_set_xalign(GTK_LABEL(label), 0);
        gtk_widget_set_margin_start(label, page->headed ? INDENT : 0);
        gtk_grid_attach(GTK_GRID(page->grid), label, 0, position, 1, 1);
        compat_read_after(label, before);
        before = before ? label : NULL;
    }
    gtk_grid_attach(GTK_GRID(page->grid), widget, 1, position, 1, 1);
    compat_read_after(widget, before);
}

static void
add_field(PptpPage *page, const PptpField *field)
{
    Row row = {.field = field};

    if (field->group)
        add_heading(page, _(field->group));
    row.widget = g_object_ref_sink(widget_new(page, field));
    row.position = page->n_rows++;
    gtk_widget_set_name(row.widget, field->id);
    gtk_widget_set_tooltip_text(row.widget, _(field->tooltip));
    attach(page, row.position, field->kind == PPTP_FIELD_CHECK ? NULL : _(field->label), row.widget, NULL);
    g_array_append_val(page->rows, row);
}

static void
add_reason(PptpPage *page)
{
    page->reason = g_object_ref_sink(gtk_label_new(NULL));
    gtk_label_set_xalign(GTK_LABEL(page->reason), 0);
    gtk_label_set_max_width_chars(GTK_LABEL(page->reason), 1); /* as wide as the fields, and no wider */
    gtk_widget_set_hexpand(page->reason, TRUE);
#if GTK_CHECK_VERSION(4, 0, 0)
    gtk_label_set_wrap(GTK_LABEL(page->reason), TRUE);
#else
    gtk_label_set_line_wrap(GTK_LABEL(page->reason), TRUE);
    gtk_widget_set_no_show_all(page->reason, TRUE);
#endif
    gtk_widget_set_name(page->reason, "reason");
    gtk_widget_set_visible(page->reason, FALSE);
    gtk_grid_attach(GTK_GRID(page->grid), page->reason, 0, page->n_rows++, 2, 1);
}

PptpPage *
pptp_page_new(PptpModel *model, PptpPageId id, PptpPageChanged *changed, gpointer user_data)
{
    PptpPage *page = g_new0(PptpPage, 1);
    g_autofree const PptpField **fields = pptp_fields_new();

    page->model = model;
    page->changed = changed;
    page->user_data = user_data;
    page->rows = g_array_new(FALSE, FALSE, sizeof(Row));
    page->grid = g_object_ref_sink(gtk_grid_new());
    gtk_grid_set_row_spacing(GTK_GRID(page->grid), SPACING);
    gtk_grid_set_column_spacing(GTK_GRID(page->grid), 2 * SPACING);
    for (guint i = 0; fields[i]; i++) {
        if (fields[i]->page == id)
            add_field(page, fields[i]);
    }
    add_reason(page);
    pptp_page_refresh(page, NULL, NULL);
    return page;
}

void
pptp_page_free(PptpPage *page)
{
    if (!page)
        return;
    for (guint i = 0; i < page->rows->len; i++) {
        GtkWidget *widget = g_array_index(page->rows, Row, i).widget;

        g_signal_handlers_disconnect_by_data(widget, page);
        g_object_unref(widget);
    }
    g_array_unref(page->rows);
    g_object_unref(page->reason);
    g_object_unref(page->grid);
    g_free(page);
}

GtkWidget *
pptp_page_get_grid(PptpPage *page)
{
    return page->grid;
}

void
pptp_page_add_row_after(PptpPage *page, const char *field_id, const char *label, GtkWidget *widget)
{
    int position = page->n_rows;
    GtkWidget *before = NULL;

    for (guint i = 0; i < page->rows->len; i++) {
        Row *row = &g_array_index(page->rows, Row, i);

        if (g_str_equal(row->field->id, field_id)) {
            position = row->position + 1;
            before = row->widget;
        }
    }
    gtk_grid_insert_row(GTK_GRID(page->grid), position);
    page->n_rows++;
    for (guint i = 0; i < page->rows->len; i++)
        g_array_index(page->rows, Row, i).position += g_array_index(page->rows, Row, i).position >= position;
    attach(page, position, label, widget, before);
}

/* -- from the model to the widgets -- */

static void
mark(const PptpPage *page, const Row *row, const char *reason)
{
    GtkWidget *widget = row->widget;

    if (reason)
        compat_add_class(widget, "error");
    else
        compat_remove_class(widget, "error");
    gtk_widget_set_tooltip_text(widget, reason ? reason : _(row->field->tooltip));
    compat_tell_wrong(widget, reason ? page->reason : NULL);
    if (!GTK_IS_ENTRY(widget))
        return;
    gtk_entry_set_icon_from_icon_name(GTK_ENTRY(widget), GTK_ENTRY_ICON_SECONDARY, reason ? "dialog-error-symbolic" : NULL);
    gtk_entry_set_icon_tooltip_text(GTK_ENTRY(widget), GTK_ENTRY_ICON_SECONDARY, reason);
}

void
pptp_page_refresh(PptpPage *page, const PptpField *wrong, const char *reason)
{
    gboolean shown = FALSE;

    for (guint i = 0; i < page->rows->len; i++) {
        const Row *row = &g_array_index(page->rows, Row, i);
        const gboolean is_wrong = row->field == wrong && (row->touched || *pptp_model_get(page->model, row->field));

        gtk_widget_set_sensitive(row->widget, pptp_model_is_sensitive(page->model, row->field));
        mark(page, row, is_wrong ? reason : NULL);
        shown |= is_wrong;
    }
    gtk_label_set_text(GTK_LABEL(page->reason), shown ? reason : "");
    gtk_widget_set_visible(page->reason, shown);
}
