/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import-fixture.h"

/* A password that pptpsetup has asked for, with its escapes, and the line break that does not belong to it. */
static void
test_asked(void)
{
    import_assert("pptpsetup/ppp/peers/office", "id=office", "gateway=vpn.example.com", "user=jack", "secret password=it is \"quoted\"",
                  "nobsdcomp=yes", "nodeflate=yes", "require-mppe-128=yes", "never-default", "ignore-auto-dns",
                  "note office: line break behind the password", NULL);
}

/* One backslash between domain and user, in both files: "\a" is a bell for pppd. */
static void
test_domain(void)
{
    import_assert("pptpsetup/ppp/peers/corp", "id=corp", "gateway=corp.example.com", "domain=CORP", "user=alice", "secret password=secret",
                  "nobsdcomp=yes", "nodeflate=yes", "never-default", "ignore-auto-dns", "note corp:7: one backslash", NULL);
}

/* pptpconfig's, with its comments, a blank at the end of the command, and two lines in chap-secrets. */
static void
test_pptpconfig(void)
{
    import_assert("pptpconfig/ppp/peers/puma", "id=puma", "gateway=vpn.example.com", "domain=CORP", "user=kate", "secret password=password",
                  "refuse-eap=yes", "require-mppe=yes", "never-default", "note puma: /etc/pptpconfig/tunnels", NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import/pptpsetup/asked", test_asked);
    g_test_add_func("/import/pptpsetup/domain", test_domain);
    g_test_add_func("/import/pptpconfig/puma", test_pptpconfig);
    return g_test_run();
}
