/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdlib.h>

#include "properties/editor/compat.h"

/* Windows of either GTK as tests look at them. */

#define DEADLINE_SECONDS 20
#define TICKS 5 /* frames until everything is laid out and drawn */

/* -- what GTK 3 and GTK 4 do differently -- */

typedef void Visit(GtkWidget *widget, gpointer user_data);

#if GTK_CHECK_VERSION(4, 0, 0)

static inline void
for_each_child(GtkWidget *widget, Visit *visit, gpointer user_data)
{
    for (GtkWidget *child = gtk_widget_get_first_child(widget); child; child = gtk_widget_get_next_sibling(child))
        visit(child, user_data);
}

static inline GtkWidget *
window_with(GtkWidget *child)
{
    GtkWidget *window = gtk_window_new();

    gtk_window_set_child(GTK_WINDOW(window), child);
    gtk_window_present(GTK_WINDOW(window));
    return window;
}

static inline void
save_picture(GtkWidget *window, const char *file)
{
    g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new(window);
    const int width = gtk_widget_get_width(window), height = gtk_widget_get_height(window);
    GtkSnapshot *snapshot = gtk_snapshot_new();
    g_autoptr(GskRenderNode) node = NULL;
    g_autoptr(GdkTexture) texture = NULL;

    gdk_paintable_snapshot(paintable, snapshot, width, height);
    node = gtk_snapshot_free_to_node(snapshot);
    g_assert_nonnull(node);
    texture = gsk_renderer_render_texture(gtk_native_get_renderer(GTK_NATIVE(window)), node, &GRAPHENE_RECT_INIT(0, 0, width, height));
    g_assert_true(gdk_texture_save_to_png(texture, file));
}

#else

static inline void
for_each_child(GtkWidget *widget, Visit *visit, gpointer user_data)
{
    if (GTK_IS_CONTAINER(widget))
        gtk_container_forall(GTK_CONTAINER(widget), visit, user_data);
}

static inline GtkWidget *
window_with(GtkWidget *child)
{
    GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL);

    gtk_container_add(GTK_CONTAINER(window), child);
    gtk_widget_show_all(window);
    return window;
}

static inline void
save_picture(GtkWidget *window, const char *file)
{
    GdkWindow *surface = gtk_widget_get_window(window);
    g_autoptr(GdkPixbuf) picture = gdk_pixbuf_get_from_window(surface, 0, 0, gdk_window_get_width(surface), gdk_window_get_height(surface));

    g_assert_nonnull(picture);
    g_assert_true(gdk_pixbuf_save(picture, file, "png", NULL, NULL));
}

#endif

/* -- what GTK and GLib complain of -- */

static inline gboolean
is_others_fault(const char *message)
{
    static const char *const patterns[] = {
        "*GtkIconSize*icon-size*",       /* libnma 1.10's own dialog for GTK 4 */
        "Trying to measure GtkWindow *", /* GTK 4.18: a window that grows, with no window manager to let it */
    };

    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        if (g_pattern_match_simple(patterns[i], message))
            return TRUE;
    }
    return FALSE;
}

static inline GLogWriterOutput
write_log(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer user_data)
{
    for (gsize i = 0; i < n; i++) {
        if (!g_str_equal(fields[i].key, "MESSAGE") || !(level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL)))
            continue;
        if (is_others_fault(fields[i].value))
            return G_LOG_WRITER_HANDLED;
        g_log_writer_default(level, fields, n, NULL);
        abort();
    }
    return g_log_writer_default(level, fields, n, user_data);
}

/* After g_test_init(): every warning ends the test, but for those that are known to be somebody else's. */
static inline void
end_at_warnings(void)
{
    g_log_set_always_fatal(G_LOG_FATAL_MASK);
    g_log_set_writer_func(write_log, NULL, NULL);
}

/* -- helpers -- */

static inline gboolean
on_tick(GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
    (*(guint *)user_data)++;
    return G_SOURCE_CONTINUE;
}

static inline gboolean
on_deadline(gpointer user_data)
{
    g_error("nothing was drawn within %d s", DEADLINE_SECONDS);
    return G_SOURCE_REMOVE;
}

static inline void
wait_until_drawn(GtkWidget *window)
{
    guint ticks = 0, deadline = g_timeout_add_seconds(DEADLINE_SECONDS, on_deadline, NULL);
    guint tick = gtk_widget_add_tick_callback(window, on_tick, &ticks, NULL);

    while (ticks < TICKS) {
        gtk_widget_queue_draw(window);
        g_main_context_iteration(NULL, TRUE);
    }
    gtk_widget_remove_tick_callback(window, tick);
    g_source_remove(deadline);
}

typedef struct {
    const char *name;
    GtkWidget *found;
} Search;

static inline void
search(GtkWidget *widget, gpointer user_data)
{
    Search *for_it = user_data;

    if (g_strcmp0(gtk_widget_get_name(widget), for_it->name) == 0)
        for_it->found = widget;
    if (!for_it->found)
        for_each_child(widget, search, for_it);
}

static inline GtkWidget *
find(GtkWidget *root, const char *name)
{
    Search for_it = {.name = name};

    search(root, &for_it);
    g_assert_nonnull(for_it.found);
    return for_it.found;
}

/* Every word is there to be read: no label is smaller than its text, none is abbreviated. */
static inline void
assert_whole(GtkWidget *widget, gpointer user_data)
{
    if (!gtk_widget_get_mapped(widget))
        return;
    if (GTK_IS_LABEL(widget) && !pango_layout_get_width(gtk_label_get_layout(GTK_LABEL(widget)))) {
        PangoLayout *layout = gtk_label_get_layout(GTK_LABEL(widget));
        GtkAllocation place;
        int width, height;

        gtk_widget_get_allocation(widget, &place);
        pango_layout_get_pixel_size(layout, &width, &height);
        if (place.width < width || place.height < height)
            g_error("\"%s\" has %dx%d pixels, and needs %dx%d", gtk_label_get_text(GTK_LABEL(widget)), place.width, place.height, width,
                    height);
    }
    if (GTK_IS_LABEL(widget) && pango_layout_is_ellipsized(gtk_label_get_layout(GTK_LABEL(widget))))
        g_error("\"%s\" is abbreviated", gtk_label_get_text(GTK_LABEL(widget)));
    for_each_child(widget, assert_whole, NULL);
}

static inline void
collect_mnemonics(GtkWidget *widget, gpointer user_data)
{
    if (GTK_IS_LABEL(widget) && gtk_widget_get_mapped(widget)) {
        const guint key = gtk_label_get_mnemonic_keyval(GTK_LABEL(widget));
        const char *other = g_hash_table_lookup(user_data, GUINT_TO_POINTER(key)), *text = gtk_label_get_text(GTK_LABEL(widget));

        if (key != GDK_KEY_VoidSymbol && other)
            g_error("\"%s\" and \"%s\" have the same letter", other, text);
        if (key != GDK_KEY_VoidSymbol)
            g_hash_table_insert(user_data, GUINT_TO_POINTER(key), (gpointer)text);
    }
    for_each_child(widget, collect_mnemonics, user_data);
}

/* No two letters that lead to a field are the same, in any language. */
static inline void
assert_mnemonics(GtkWidget *window)
{
    g_autoptr(GHashTable) letters = g_hash_table_new(NULL, NULL);

    collect_mnemonics(window, letters);
}

/* -- what is read out -- */

#if GTK_CHECK_VERSION(4, 0, 0)

#define IS_CHOICE GTK_IS_DROP_DOWN

static inline gboolean
is_read_as_wrong(GtkWidget *widget, GtkWidget *reason)
{
    g_autofree char *other =
        gtk_test_accessible_check_state(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
    const gboolean explained = gtk_test_accessible_has_relation(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);

    g_assert_cmpint(!other, ==, explained);
    return explained;
}

static inline void
assert_name(GtkWidget *widget, gboolean labelled)
{
    if (labelled)
        g_assert_true(gtk_test_accessible_has_relation(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY));
}

static inline void
take_keyboard(GtkWidget *window)
{
    /* Widgets are asked for their window's focus, not the screen's. */
}

#else

#define IS_CHOICE GTK_IS_COMBO_BOX

static inline gboolean
is_read_as_wrong(GtkWidget *widget, GtkWidget *reason)
{
    g_autoptr(AtkRelationSet) relations = atk_object_ref_relation_set(gtk_widget_get_accessible(widget));

    return atk_relation_set_contains_target(relations, ATK_RELATION_DESCRIBED_BY, gtk_widget_get_accessible(reason));
}

static inline void
assert_name(GtkWidget *widget, gboolean labelled)
{
    const char *name = atk_object_get_name(gtk_widget_get_accessible(widget));
    g_autoptr(AtkRelationSet) relations = atk_object_ref_relation_set(gtk_widget_get_accessible(widget));

    g_assert_true(labelled ? atk_relation_set_contains(relations, ATK_RELATION_LABELLED_BY) : name && *name && !strchr(name, '_'));
}

/* There is no window manager that would give it to the window; a check of a window without it takes the focus over and over. */
static inline void
take_keyboard(GtkWidget *window)
{
    guint deadline = g_timeout_add_seconds(DEADLINE_SECONDS, on_deadline, NULL);

    gdk_window_focus(gtk_widget_get_window(window), GDK_CURRENT_TIME);
    while (!gtk_window_has_toplevel_focus(GTK_WINDOW(window)))
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(deadline);
}

#endif

/* Each control has words of its own to be read out, or a label beside it that has. */
static inline void
assert_named(GtkWidget *widget, gpointer user_data)
{
    g_autoptr(GList) labels = gtk_widget_list_mnemonic_labels(widget);
    const gboolean is_check = GTK_IS_CHECK_BUTTON(widget);

    if (!gtk_widget_get_mapped(widget))
        return;
    for (GList *label = labels; label; label = label->next)
        g_assert_cmpstr(gtk_label_get_text(label->data), !=, "");
    if (GTK_IS_ENTRY(widget) || is_check || IS_CHOICE(widget)) {
        g_test_message("%s", gtk_widget_get_name(widget));
        g_assert_true(is_check || labels);
        assert_name(widget, !is_check);
        return;
    }
    for_each_child(widget, assert_named, NULL);
}

/* The names of the widgets that the Tab key leads to, in a row, from the first one on, once around. Those without a name are left out. */
static inline char *
tab_order(GtkWidget *window)
{
    g_autoptr(GString) names = g_string_new(NULL);
    GtkWidget *first = NULL;

    take_keyboard(window);
    gtk_window_set_focus(GTK_WINDOW(window), NULL);
    for (guint i = 0; i < 50 && gtk_widget_child_focus(window, GTK_DIR_TAB_FORWARD); i++) {
        GtkWidget *widget = gtk_window_get_focus(GTK_WINDOW(window));

        if (widget == first)
            break;
        first = first ? first : widget;
        while (widget && g_str_has_prefix(gtk_widget_get_name(widget), "Gtk"))
            widget = gtk_widget_get_parent(widget);
        if (widget)
            g_string_append_printf(names, "%s ", gtk_widget_get_name(widget));
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* Draws the window, looks that it is in order, and saves FOLDER/LOOK-STEP.png. */
static inline void
window_picture(GtkWidget *window, const char *folder, const char *look, const char *step)
{
    g_autofree char *name = g_strdup_printf("%s-%s.png", look, step);
    g_autofree char *file = g_build_filename(folder, name, NULL);

    wait_until_drawn(window);
    assert_whole(window, NULL);
    assert_mnemonics(window);
    assert_named(window, NULL);
    save_picture(window, file);
}
