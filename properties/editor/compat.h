/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The few things that GTK 3 and GTK 4 have different names for. Nothing else in the editor asks which one it is. */

#if GTK_CHECK_VERSION(4, 0, 0)

static inline const char *
compat_entry_text(GtkWidget *entry)
{
    return gtk_editable_get_text(GTK_EDITABLE(entry));
}

static inline void
compat_entry_set_text(GtkWidget *entry, const char *text)
{
    gtk_editable_set_text(GTK_EDITABLE(entry), text);
}

static inline void
compat_entry_set_width(GtkWidget *entry, int characters)
{
    gtk_editable_set_width_chars(GTK_EDITABLE(entry), characters);
}

static inline gboolean
compat_check_active(GtkWidget *check)
{
    return gtk_check_button_get_active(GTK_CHECK_BUTTON(check));
}

static inline void
compat_check_set_active(GtkWidget *check, gboolean active)
{
    gtk_check_button_set_active(GTK_CHECK_BUTTON(check), active);
}

static inline void
compat_box_append(GtkWidget *box, GtkWidget *child)
{
    gtk_box_append(GTK_BOX(box), child);
}

static inline GtkWindow *
compat_window_of(GtkWidget *widget)
{
    GtkRoot *root = gtk_widget_get_root(widget);

    return GTK_IS_WINDOW(root) ? GTK_WINDOW(root) : NULL;
}

static inline void
compat_window_destroy(GtkWidget *window)
{
    gtk_window_destroy(GTK_WINDOW(window));
}

/* A drop-down list of these texts. */
static inline GtkWidget *
compat_choice_new(const char *const *texts)
{
    return gtk_drop_down_new_from_strings(texts);
}

static inline guint
compat_choice_selected(GtkWidget *choice)
{
    return gtk_drop_down_get_selected(GTK_DROP_DOWN(choice));
}

static inline void
compat_choice_select(GtkWidget *choice, guint i)
{
    gtk_drop_down_set_selected(GTK_DROP_DOWN(choice), i);
}

#define COMPAT_CHOICE_CHANGED "notify::selected"

static inline void
compat_add_class(GtkWidget *widget, const char *class_name)
{
    gtk_widget_add_css_class(widget, class_name);
}

static inline void
compat_remove_class(GtkWidget *widget, const char *class_name)
{
    gtk_widget_remove_css_class(widget, class_name);
}

static inline void
compat_show_contents(GtkWidget *widget)
{
    /* They are visible from the start. */
}

/* Children are read, and walked through, in the order that they stand in. NULL: last, as they are added. */
static inline void
compat_read_after(GtkWidget *widget, GtkWidget *sibling)
{
    if (sibling)
        gtk_widget_insert_after(widget, gtk_widget_get_parent(widget), sibling);
}

/* Of a button or check with a mnemonic: GTK 4.8 would have the underscore read out. */
static inline void
compat_name_plainly(GtkWidget *widget, const char *label)
{
    g_auto(GStrv) parts = g_strsplit(label, "_", -1);
    g_autofree char *plain = g_strjoinv("", parts);

    if (GTK_IS_CHECK_BUTTON(widget))
        gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
    else
        gtk_accessible_reset_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL); /* its label tells */
}

/* Tells who does not see it that what is in the field is wrong, and that reason says why; or NULL: it is right. */
static inline void
compat_tell_wrong(GtkWidget *field, GtkWidget *reason)
{
    GtkAccessible *accessible = GTK_ACCESSIBLE(field);

    if (reason) {
        gtk_accessible_update_state(accessible, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
        gtk_accessible_update_relation(accessible, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, reason, NULL, -1);
    } else {
        gtk_accessible_update_state(accessible, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_FALSE, -1);
        gtk_accessible_reset_relation(accessible, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
    }
}

#else

static inline const char *
compat_entry_text(GtkWidget *entry)
{
    return gtk_entry_get_text(GTK_ENTRY(entry));
}

static inline void
compat_entry_set_text(GtkWidget *entry, const char *text)
{
    gtk_entry_set_text(GTK_ENTRY(entry), text);
}

static inline void
compat_entry_set_width(GtkWidget *entry, int characters)
{
    gtk_entry_set_width_chars(GTK_ENTRY(entry), characters);
}

static inline gboolean
compat_check_active(GtkWidget *check)
{
    return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(check));
}

static inline void
compat_check_set_active(GtkWidget *check, gboolean active)
{
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(check), active);
}

static inline void
compat_box_append(GtkWidget *box, GtkWidget *child)
{
    gtk_container_add(GTK_CONTAINER(box), child);
}

static inline GtkWindow *
compat_window_of(GtkWidget *widget)
{
    GtkWidget *root = gtk_widget_get_toplevel(widget);

    return GTK_IS_WINDOW(root) ? GTK_WINDOW(root) : NULL;
}

static inline void
compat_window_destroy(GtkWidget *window)
{
    gtk_widget_destroy(window);
}

static inline GtkWidget *
compat_choice_new(const char *const *texts)
{
    GtkWidget *choice = gtk_combo_box_text_new();

    for (; *texts; texts++)
        gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(choice), *texts);
    return choice;
}

static inline guint
compat_choice_selected(GtkWidget *choice)
{
    return (guint)gtk_combo_box_get_active(GTK_COMBO_BOX(choice));
}

static inline void
compat_choice_select(GtkWidget *choice, guint i)
{
    gtk_combo_box_set_active(GTK_COMBO_BOX(choice), (int)i);
}

#define COMPAT_CHOICE_CHANGED "changed"

static inline void
compat_add_class(GtkWidget *widget, const char *class_name)
{
    gtk_style_context_add_class(gtk_widget_get_style_context(widget), class_name);
}

static inline void
compat_remove_class(GtkWidget *widget, const char *class_name)
{
    gtk_style_context_remove_class(gtk_widget_get_style_context(widget), class_name);
}

static inline void
compat_show_contents(GtkWidget *widget)
{
    gtk_widget_show_all(widget);
}

static inline void
compat_read_after(GtkWidget *widget, GtkWidget *sibling)
{
    /* It is where things stand on the screen that counts. */
}

static inline void
compat_name_plainly(GtkWidget *widget, const char *label)
{
    /* It is. */
}

static inline void
compat_tell_wrong(GtkWidget *field, GtkWidget *reason)
{
    AtkObject *accessible = gtk_widget_get_accessible(field);
    AtkRelationSet *relations = atk_object_ref_relation_set(accessible);
    AtkRelation *relation = atk_relation_set_get_relation_by_type(relations, ATK_RELATION_DESCRIBED_BY);

    if (reason && !relation)
        atk_object_add_relationship(accessible, ATK_RELATION_DESCRIBED_BY, gtk_widget_get_accessible(reason));
    else if (!reason && relation)
        atk_object_remove_relationship(accessible, ATK_RELATION_DESCRIBED_BY, g_ptr_array_index(atk_relation_get_target(relation), 0));
    if (!reason != !relation)
        atk_object_notify_state_change(accessible, ATK_STATE_INVALID_ENTRY, reason != NULL);
    g_object_unref(relations);
}

#endif
