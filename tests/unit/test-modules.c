/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib.h>

#include "channel/modules.h"

static void
test_rules(void)
{
    static const struct {
        const char *line;
        gboolean against;
    } rows[] = {
        {"blacklist ppp_mppe", FALSE},
        {"  install\tppp_mppe  /bin/false  ", TRUE},
        {"install ppp_mppe /bin/false", TRUE},
        {"install  ppp-mppe\t/bin/true", TRUE},
        {"blacklist ppp_mppe_extra", FALSE},
        {"blacklist pptp", FALSE},
        {"# blacklist ppp_mppe", FALSE},
        {"#blacklist ppp_mppe", FALSE},
        {"options ppp_mppe debug=1", FALSE},
        {"alias x ppp_mppe", FALSE},
        {"blacklist", FALSE},
        {"", FALSE},
        {"   ", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].line);
        g_assert_cmpint(pptp_modules_line_is_against(rows[i].line, PPTP_MODULE_MPPE), ==, rows[i].against);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/modules/rules", test_rules);
    return g_test_run();
}
