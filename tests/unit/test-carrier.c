/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "channel/modules.h"
#include "service/carrier.h"
#include "service/memory.h"

#define UUID "00000000-0000-4000-8000-000000000000"

/* What is remembered of the path is played here: the real folder is no test's. */
static gboolean remembered;

gboolean
pptp_memory_load_reorders(const char *folder, const char *uuid, const char *gateway)
{
    return remembered;
}

void
pptp_memory_save_reorders(const char *folder, const char *uuid, const char *gateway)
{
    remembered = TRUE;
}

void
pptp_memory_forget_reorders(const char *folder, const char *uuid)
{
    g_assert_cmpstr(uuid, ==, UUID);
    remembered = FALSE;
}

typedef struct {
    PptpSettings settings;
    PptpJournal *journal;
    PptpCarrier *carrier;
    PptpFacts facts;
} Fixture;

static void
begin(Fixture *f, const char *transport)
{
    static char gateway[] = "vpn.test";

    *f = (Fixture){.settings = {.gateway = gateway, .transport = (char *)transport}};
    f->journal = pptp_journal_new(FALSE);
    f->carrier = pptp_carrier_new(&f->settings, UUID, f->journal);
}

static void
end(Fixture *f)
{
    pptp_carrier_free(f->carrier);
    pptp_journal_free(f->journal);
}

static gboolean
lacks(Fixture *f, const char *module)
{
    const PptpAttempt attempt = {0};

    pptp_facts_init(&f->facts, &attempt);
    f->facts.end = PPTP_END_MODULE;
    g_strlcpy(f->facts.module, module, sizeof f->facts.module);
    return pptp_carrier_switch(f->carrier, &f->facts);
}

/* An attempt that ended for this. */
static gboolean
falls_back(Fixture *f, PptpEnd end)
{
    const PptpAttempt attempt = {0};

    pptp_facts_init(&f->facts, &attempt);
    f->facts.end = end;
    return pptp_carrier_fall_back(f->carrier, &f->facts);
}

static void
test_auto(void)
{
    Fixture f;

    begin(&f, NULL);
    g_assert_false(pptp_carrier_is_user_space(f.carrier));
    g_assert_cmpstr(pptp_carrier_get_module(f.carrier), ==, PPTP_MODULE_CHANNEL);
    g_assert_true(pptp_carrier_watches_order(f.carrier));
    g_assert_false(lacks(&f, PPTP_MODULE_MPPE)); /* not the channel's */
    g_assert_false(pptp_carrier_lacks_kernel(f.carrier));
    g_assert_true(lacks(&f, PPTP_MODULE_CHANNEL));
    g_assert_true(pptp_carrier_is_user_space(f.carrier));
    g_assert_true(pptp_carrier_lacks_kernel(f.carrier));
    g_assert_cmpstr(pptp_carrier_get_module(f.carrier), ==, PPTP_MODULE_USER_CHANNEL);
    g_assert_false(pptp_carrier_watches_order(f.carrier));
    /* Neither: what is told is what the first choice lacks. */
    g_assert_false(lacks(&f, PPTP_MODULE_USER_CHANNEL));
    g_assert_cmpstr(f.facts.module, ==, PPTP_MODULE_CHANNEL);
    end(&f);
}

static void
test_kernel(void)
{
    Fixture f;

    begin(&f, "kernel");
    g_assert_false(pptp_carrier_is_user_space(f.carrier));
    g_assert_false(pptp_carrier_watches_order(f.carrier)); /* the user has decided */
    g_assert_false(lacks(&f, PPTP_MODULE_CHANNEL));
    g_assert_false(pptp_carrier_is_user_space(f.carrier));
    end(&f);
}

static void
test_user(void)
{
    Fixture f;

    begin(&f, "user");
    g_assert_true(pptp_carrier_is_user_space(f.carrier));
    g_assert_false(pptp_carrier_watches_order(f.carrier));
    g_assert_false(lacks(&f, PPTP_MODULE_USER_CHANNEL));
    g_assert_cmpstr(f.facts.module, ==, PPTP_MODULE_USER_CHANNEL);
    end(&f);
}

/* User space is what the path wants, and it does not work: the kernel's channel is better than none. */
static void
test_falls_back(void)
{
    Fixture f;

    remembered = TRUE;
    begin(&f, "auto");
    g_assert_true(pptp_carrier_choose(f.carrier));
    g_assert_true(pptp_carrier_is_user_space(f.carrier));
    g_assert_false(falls_back(&f, PPTP_END_CONTROL)); /* not for the channel */
    g_assert_true(pptp_carrier_is_user_space(f.carrier));
    g_assert_true(remembered);
    g_assert_true(falls_back(&f, PPTP_END_CHANNEL));
    g_assert_false(pptp_carrier_is_user_space(f.carrier));
    g_assert_false(remembered);
    /* It is not begun with again, whatever the path does, nor does the kernel's own failure lead back. */
    remembered = TRUE;
    g_assert_false(pptp_carrier_choose(f.carrier));
    g_assert_false(pptp_carrier_watches_order(f.carrier));
    g_assert_false(falls_back(&f, PPTP_END_CHANNEL));
    end(&f);
    remembered = FALSE;
}

/* Nothing to fall back to: the kernel has no driver, or the user wants user space. */
static void
test_does_not_fall_back(void)
{
    Fixture f;

    begin(&f, "auto");
    g_assert_true(lacks(&f, PPTP_MODULE_CHANNEL));
    g_assert_false(falls_back(&f, PPTP_END_CHANNEL));
    g_assert_true(pptp_carrier_is_user_space(f.carrier));
    end(&f);
    begin(&f, "user");
    g_assert_false(falls_back(&f, PPTP_END_CHANNEL));
    g_assert_true(pptp_carrier_is_user_space(f.carrier));
    end(&f);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/carrier/auto", test_auto);
    g_test_add_func("/carrier/kernel", test_kernel);
    g_test_add_func("/carrier/user", test_user);
    g_test_add_func("/carrier/falls-back", test_falls_back);
    g_test_add_func("/carrier/does-not-fall-back", test_does_not_fall_back);
    return g_test_run();
}
