/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import-fixture.h"

/* The five files that people write by the founding guide. */
static void
test_guide(void)
{
    import_assert("peers/guide/peers/onenet", "id=onenet", "gateway=vpn.example.edu", "user=alice", "require-mppe-128=yes", "refuse-pap=yes",
                  "refuse-eap=yes", "refuse-chap=yes", "refuse-mschap=yes", "nobsdcomp=yes", "nodeflate=yes",
                  "secret password=Tr0ub4dor & 3", "route 10.0.0.0/8", "never-default", "ignore-auto-dns", NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import-peers/guide", test_guide);
    return g_test_run();
}
