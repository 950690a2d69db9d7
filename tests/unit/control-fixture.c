/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "control-fixture.h"

#include <string.h>

static void
on_event(PptpControl *control, PptpControlEvent event, const GError *error, gpointer user_data)
{
    Fixture *f = user_data;

    g_assert_true(control == f->control);
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], ==, 0);
    g_assert_true(event == PPTP_CONTROL_EVENT_CLOSED || !error);
    f->events[event]++;
    if (event == PPTP_CONTROL_EVENT_CLOSED) {
        f->error = error ? g_error_copy(error) : NULL;
        f->facts = *pptp_control_get_facts(control);
    }
    if (f->close_at == (int)event)
        pptp_control_close(control);
    else if (event == PPTP_CONTROL_EVENT_ESTABLISHED && !f->no_call)
        pptp_control_call(control, CALL_ID);
    if (f->free_at == (int)event)
        g_clear_pointer(&f->control, pptp_control_free);
}

static void
set_up(Fixture *f, gconstpointer data)
{
    f->mock = mock_new();
    f->free_at = f->close_at = -1;
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    /* Whatever is still on its way must not reach us any more. */
    g_clear_pointer(&f->control, pptp_control_free);
    g_clear_pointer(&f->mock, mock_free);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    g_assert_cmpuint(f->events[PPTP_CONTROL_EVENT_CLOSED], <=, 1);
    g_clear_error(&f->error);
}

void
fixture_open_to(Fixture *f, GSocketAddress *address)
{
    f->control = pptp_control_new(&f->times, on_event, f);
    pptp_control_open(f->control, address);
}

void
fixture_open_control(Fixture *f)
{
    g_autoptr(GSocketAddress) address = mock_get_address(f->mock);

    fixture_open_to(f, address);
}

static gboolean
on_time_over(gpointer over)
{
    *(gboolean *)over = TRUE;
    return G_SOURCE_CONTINUE;
}

/* Runs the main loop until *counter is at least value, or fails. */
void
fixture_wait_for(const guint *counter, guint value)
{
    gboolean over = FALSE;
    guint timer = g_timeout_add(WAIT_MS, on_time_over, &over);

    while (*counter < value && !over)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(timer);
    g_assert_cmpuint(*counter, >=, value);
}

void
fixture_run_for(guint ms)
{
    gboolean over = FALSE;
    guint timer = g_timeout_add(ms, on_time_over, &over);

    while (!over)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(timer);
}

void
fixture_wait_closed(Fixture *f)
{
    fixture_wait_for(&f->events[PPTP_CONTROL_EVENT_CLOSED], 1);
}

void
fixture_wait_event(Fixture *f, PptpControlEvent event)
{
    fixture_wait_for(&f->events[event], 1);
}

void
fixture_wait_mock_eof(Fixture *f)
{
    gboolean over = FALSE;
    guint timer = g_timeout_add(WAIT_MS, on_time_over, &over);

    while (!f->mock->eof && !over)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(timer);
    g_assert_true(f->mock->eof);
    g_assert_false(f->mock->was_reset);
}

void
fixture_assert_closed(Fixture *f, int code, PptpControlStep step, const char *text)
{
    fixture_wait_closed(f);
    g_assert_error(f->error, PPTP_CONTROL_ERROR, code);
    g_assert_cmpint(f->facts.step, ==, step);
    if (!strstr(f->error->message, text))
        g_error("\"%s\" does not say \"%s\"", f->error->message, text);
}

void
fixture_set_rule(MockRule *rule, const PptpMessage *message, GByteArray *store)
{
    guint8 buf[PPTP_MESSAGE_MAX];

    g_byte_array_set_size(store, 0);
    g_byte_array_append(store, buf, pptp_message_pack(message, buf, sizeof(buf)));
    *rule = (MockRule){MOCK_SEND, store->data, store->len};
}

void
fixture_open_up(Fixture *f)
{
    fixture_open_control(f);
    fixture_wait_event(f, PPTP_CONTROL_EVENT_CALL_UP);
    fixture_wait_for(&f->mock->seen[PPTP_SET_LINK_INFO], 1);
}

void
fixture_add(const char *path, void (*func)(Fixture *, gconstpointer), gconstpointer data)
{
    g_autofree char *full = g_strconcat("/control/", path, NULL);

    g_test_add(full, Fixture, data, set_up, func, tear_down);
}
