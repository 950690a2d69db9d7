/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/editor/model.h"

#include "common/names.h"

/*
 * What other editors find in a profile that ours has written. They read as their own forms are: a key counts when its value is "yes" to the
 * letter, one of the three require keys turns encryption on, require-mppe-128 before require-mppe-40 names the length, a way to log in is
 * allowed unless its refuse key counts, and the name is in user. GNOME's and KDE's agree in all of this.
 */

typedef struct {
    NMSettingVpn *vpn;
} OtherEditor;

static gboolean
counts(const OtherEditor *other, const char *key)
{
    return g_strcmp0(nm_setting_vpn_get_data_item(other->vpn, key), "yes") == 0;
}

static const char *
encryption_there(const OtherEditor *other)
{
    if (counts(other, PPTP_KEY_REQUIRE_MPPE_128))
        return "128";
    if (counts(other, PPTP_KEY_REQUIRE_MPPE_40))
        return "40";
    return counts(other, PPTP_KEY_REQUIRE_MPPE) ? "any" : "off";
}

static const PptpField *
field(const char *id)
{
    const PptpField *found = pptp_field_find(id);

    g_assert_nonnull(found);
    return found;
}

/* As the other editors leave a profile: a new one, and one with a key of theirs. */
static const char *const before[][2] = {
    {NULL, NULL},
    {PPTP_KEY_REQUIRE_MPPE, "yes"},
    {PPTP_KEY_REQUIRE_MPPE_128, "yes"},
    {PPTP_KEY_REQUIRE_MPPE_40, "yes"},
    {PPTP_KEY_REFUSE_EAP, "yes"},
};

/* Sets one field of ours in such a profile, and saves it. */
static NMSettingVpn *
written(const char *const old[2], const char *id, const char *state)
{
    NMSettingVpn *vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    g_autoptr(PptpModel) model = NULL;

    nm_setting_vpn_add_data_item(vpn, PPTP_KEY_GATEWAY, "vpn.example.edu");
    if (old[0])
        nm_setting_vpn_add_data_item(vpn, old[0], old[1]);
    model = pptp_model_new(vpn);
    pptp_model_set(model, field(id), state);
    pptp_model_save(model, vpn, NULL);
    return vpn;
}

static void
test_encryption(void)
{
    /* Ours, and theirs. They have no word for "never": it is off there too. */
    static const char *const states[][2] = {
        {"required", "any"}, {"required-128", "128"}, {"required-40", "40"}, {"automatic", "off"}, {"never", "off"}};

    for (gsize b = 0; b < G_N_ELEMENTS(before); b++) {
        for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
            g_autoptr(NMSettingVpn) vpn = written(before[b], "encryption", states[i][0]);
            const OtherEditor other = {vpn};

            g_test_message("%s after %s", states[i][0], before[b][0] ? before[b][0] : "nothing");
            g_assert_cmpstr(encryption_there(&other), ==, states[i][1]);
        }
    }
}

/*
 * Both say "no" where ours is off, and not where it is on, but for the two unsafe ways to log in, and the compression of headers: these
 * only ours needs to be told to use.
 */
static void
test_switches(void)
{
    static const char *const keys[] = {PPTP_KEY_REFUSE_EAP, PPTP_KEY_REFUSE_CHAP, PPTP_KEY_REFUSE_MSCHAPV2, PPTP_KEY_NOBSDCOMP,
                                       PPTP_KEY_NODEFLATE};
    static const char *const told[] = {PPTP_KEY_REFUSE_PAP, PPTP_KEY_REFUSE_MSCHAP, PPTP_KEY_NO_VJ_COMP};

    for (gsize b = 0; b < G_N_ELEMENTS(before); b++) {
        for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
            g_autoptr(NMSettingVpn) off = written(before[b], keys[i], "no"), on = written(before[b], keys[i], "yes");

            g_assert_true(counts(&(OtherEditor){off}, keys[i]));
            g_assert_false(counts(&(OtherEditor){on}, keys[i]));
        }
        for (gsize i = 0; i < G_N_ELEMENTS(told); i++) {
            g_autoptr(NMSettingVpn) on = written(before[b], told[i], "yes");

            g_assert_false(counts(&(OtherEditor){on}, told[i]));
        }
    }
    for (gsize i = 0; i < G_N_ELEMENTS(told); i++) {
        const char *const with_it[] = {told[i], "no"};
        g_autoptr(NMSettingVpn) off = written(with_it, told[i], "no");

        g_assert_true(counts(&(OtherEditor){off}, told[i]));
    }
}

static void
test_values(void)
{
    static const char *const cases[][3] = {
        {"user", "jane", PPTP_KEY_USER},
        {"domain", "ONE", PPTP_KEY_DOMAIN},
        {"gateway", "10.0.0.1", PPTP_KEY_GATEWAY},
        {"lcp-echo-interval", "10", PPTP_KEY_LCP_ECHO_INTERVAL},
        {"lcp-echo-failure", "3", PPTP_KEY_LCP_ECHO_FAILURE},
        {"unit", "5", PPTP_KEY_UNIT},
    };
    const char *const nothing[] = {NULL, NULL};

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(NMSettingVpn) vpn = written(nothing, cases[i][0], cases[i][1]);

        g_assert_cmpstr(nm_setting_vpn_get_data_item(vpn, cases[i][2]), ==, cases[i][1]);
    }
}

static void
test_stateful(void)
{
    static const char *const states[] = {"yes", "no", "fallback"};

    for (gsize b = 0; b < G_N_ELEMENTS(before); b++) {
        for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
            g_autoptr(NMSettingVpn) vpn = written(before[b], "mppe-stateful", states[i]);

            g_assert_cmpint(counts(&(OtherEditor){vpn}, PPTP_KEY_MPPE_STATEFUL), ==, g_str_equal(states[i], "yes"));
        }
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/editor-forms/encryption", test_encryption);
    g_test_add_func("/editor-forms/switches", test_switches);
    g_test_add_func("/editor-forms/values", test_values);
    g_test_add_func("/editor-forms/stateful", test_stateful);
    return g_test_run();
}
