/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "service/guarding.h"

/* What comes out of the guard, and what it means for the session. The channel is played here: what the guard catches is what a test says.
 */

#define DEADLINE_SECONDS 10

struct _PptpChannel {
    PptpGuardFunc func;
    gpointer user_data;
};

gboolean
pptp_channel_guard(PptpChannel *channel, PptpGuardFunc func, gpointer user_data)
{
    channel->func = func;
    channel->user_data = user_data;
    return TRUE;
}

void
pptp_channel_end_guard(PptpChannel *channel)
{
    channel->func = NULL;
}

typedef struct {
    PptpChannel channel;
    PptpFacts facts;
    PptpGuarding *guarding;
    guint ended;
} Fixture;

/* RFC 1661 section 5.1, RFC 3078 section 2.1: stateless, 128 bit. */
static const guint8 request[] = {0x80, 0xfd, 0x01, 0x07, 0x00, 0x0a, 0x12, 0x06, 0x01, 0x00, 0x00, 0x40};

static void
on_ended(gpointer user_data)
{
    Fixture *f = user_data;

    f->ended++;
    g_clear_pointer(&f->guarding, pptp_guarding_free);
}

static void
set_up(Fixture *f, gconstpointer data)
{
    guint8 ack[sizeof request];
    const PptpLinkFrame taken = {.len = sizeof request, .data = request}, sent = {.sent = 1, .len = sizeof ack, .data = ack};

    for (gsize i = 0; i < sizeof ack; i++)
        ack[i] = i == 2 ? 2 : request[i];
    pptp_facts_init(&f->facts, NULL);
    pptp_trace_frame(&f->facts, &taken);
    pptp_trace_frame(&f->facts, &sent);
    f->facts.was_up = GPOINTER_TO_INT(data);
    f->guarding = pptp_guarding_new(&f->channel, &f->facts, on_ended, f);
    g_assert_nonnull(f->guarding);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    g_clear_pointer(&f->guarding, pptp_guarding_free);
    g_assert_null(f->channel.func);
}

static void
caught(Fixture *f, guint8 code, guint8 id)
{
    guint8 frame[sizeof request];

    for (gsize i = 0; i < sizeof frame; i++)
        frame[i] = i == 2 ? code : i == 3 ? id : request[i];
    f->channel.func(frame, sizeof frame, f->channel.user_data);
}

static gboolean
on_deadline(gpointer user_data)
{
    g_error("the session was not ended");
    return G_SOURCE_REMOVE;
}

static void
assert_ends(Fixture *f)
{
    guint deadline = g_timeout_add_seconds(DEADLINE_SECONDS, on_deadline, NULL);

    while (f->ended == 0)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(deadline);
    g_assert_cmpuint(f->ended, ==, 1);
    g_assert_cmpint(f->facts.violation, ==, PPTP_LINK_VIOLATION_MPPE_LOST);
}

/* An end has a timer. Where there is none in the default context nothing can come any more. */
static void
assert_goes_on(Fixture *f)
{
    while (g_main_context_iteration(NULL, FALSE))
        continue;
    g_assert_null(g_main_context_find_source_by_user_data(NULL, f->guarding));
    g_assert_cmpuint(f->ended, ==, 0);
}

static void
test_repeats(Fixture *f, gconstpointer data)
{
    for (guint i = 0; i < 3; i++)
        caught(f, 1, 7);
    assert_goes_on(f);
    caught(f, 1, 7);
    assert_ends(f);
}

/* Before the session is up a server may well ask again under a new identifier, as long as it asks for the same. */
static void
test_anew_before(Fixture *f, gconstpointer data)
{
    caught(f, 1, 8);
    assert_goes_on(f);
}

static void
test_anew(Fixture *f, gconstpointer data)
{
    caught(f, 1, 8);
    assert_ends(f);
}

static void
test_terminate(Fixture *f, gconstpointer data)
{
    caught(f, 5, 7);
    assert_ends(f);
}

/* PPP has stopped to encrypt, and no packet says why. */
static void
test_readable(Fixture *f, gconstpointer data)
{
    f->channel.func(NULL, 0, f->channel.user_data);
    assert_ends(f);
}

int
main(int argc, char **argv)
{
    const gpointer before = GINT_TO_POINTER(FALSE), up = GINT_TO_POINTER(TRUE);

    g_test_init(&argc, &argv, NULL);
    g_test_add("/guarding/repeats-before", Fixture, before, set_up, test_repeats, tear_down);
    g_test_add("/guarding/repeats-up", Fixture, up, set_up, test_repeats, tear_down);
    g_test_add("/guarding/anew-before", Fixture, before, set_up, test_anew_before, tear_down);
    g_test_add("/guarding/anew-up", Fixture, up, set_up, test_anew, tear_down);
    g_test_add("/guarding/terminate", Fixture, up, set_up, test_terminate, tear_down);
    g_test_add("/guarding/readable", Fixture, up, set_up, test_readable, tear_down);
    return g_test_run();
}
