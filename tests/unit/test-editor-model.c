/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/editor/model.h"

#include <string.h>

#include "common/names.h"
#include "common/settings.h"

/* A setting of "key=value" lines; "@user=" is vpn.user-name, "@persistent=" vpn.persistent, "@timeout=" vpn.timeout. */
static NMSettingVpn *
setting(const char *text)
{
    NMSettingVpn *vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line; line++) {
        char *value = strchr(*line, '=');

        if (!value)
            continue;
        *value++ = '\0';
        if (g_str_equal(*line, "@user"))
            g_object_set(vpn, NM_SETTING_VPN_USER_NAME, value, NULL);
        else if (g_str_equal(*line, "@persistent"))
            g_object_set(vpn, NM_SETTING_VPN_PERSISTENT, TRUE, NULL);
        else if (g_str_equal(*line, "@timeout"))
            g_object_set(vpn, NM_SETTING_VPN_TIMEOUT, (guint)atoi(value), NULL);
        else
            nm_setting_vpn_add_data_item(vpn, *line, value);
    }
    return vpn;
}

static int
compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
collect(const char *key, const char *value, gpointer user_data)
{
    g_ptr_array_add(user_data, g_strdup_printf("%s=%s\n", key, value));
}

/* The same lines, sorted. */
static char *
lines_of(NMSettingVpn *vpn)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    const char *user = nm_setting_vpn_get_user_name(vpn);

    nm_setting_vpn_foreach_data_item(vpn, collect, lines);
    if (user)
        collect("@user", user, lines);
    if (nm_setting_vpn_get_persistent(vpn))
        collect("@persistent", "yes", lines);
    if (nm_setting_vpn_get_timeout(vpn))
        g_ptr_array_add(lines, g_strdup_printf("@timeout=%u\n", nm_setting_vpn_get_timeout(vpn)));
    g_ptr_array_sort(lines, compare);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("", (char **)lines->pdata);
}

static void
assert_saved(const PptpModel *model, NMSettingVpn *vpn, const char *expected)
{
    g_autofree char *found = NULL;

    pptp_model_save(model, vpn, NULL);
    found = lines_of(vpn);
    g_assert_cmpstr(found, ==, expected);
}

static const PptpField *
field(const char *id)
{
    const PptpField *found = pptp_field_find(id);

    g_assert_nonnull(found);
    return found;
}

static void
assert_get(const PptpModel *model, const char *id, const char *expected)
{
    g_test_message("%s", id);
    g_assert_cmpstr(pptp_model_get(model, field(id)), ==, expected);
}

/* Whoever adds a key to the option table adds a line to the table of fields. */
static void
test_every_key(void)
{
    g_autofree const PptpField **fields = pptp_fields_new();

    for (const PptpOption *option = pptp_options(NULL); option->key; option++) {
        gboolean found = g_str_equal(option->key, PPTP_KEY_PASSWORD_FLAGS);

        for (guint i = 0; fields[i]; i++)
            found |= g_strv_contains(fields[i]->keys, option->key);
        if (!found)
            g_error("properties/editor/fields.c has no line for the key \"%s\"", option->key);
    }
}

/* A state that a check or a choice calls absent exists; a check's are "no" and "yes". */
static void
test_table(void)
{
    g_autofree const PptpField **fields = pptp_fields_new();

    for (guint i = 0; fields[i]; i++) {
        const PptpFieldState *states = fields[i]->states;
        gboolean found = FALSE;

        g_assert_true((fields[i]->kind == PPTP_FIELD_CHECK || fields[i]->kind == PPTP_FIELD_CHOICE) == (states != NULL));
        if (!states)
            continue;
        if (fields[i]->kind == PPTP_FIELD_CHECK) {
            g_assert_cmpstr(states[0].id, ==, "no");
            g_assert_cmpstr(states[1].id, ==, "yes");
            g_assert_null(states[2].id);
        }
        for (; states->id; states++)
            found |= g_str_equal(states->id, fields[i]->absent);
        g_assert_true(found);
    }
}

/* Forms that are in the wild, sorted: GNOME's, KDE's, by hand, old, and what the service refuses. */
static const char *const profiles[] = {
    "gateway=vpn.example.edu\n",
    "domain=ONE\ngateway=vpn.example.com\nlcp-echo-failure=5\nlcp-echo-interval=30\npassword-flags=1\nrefuse-chap=yes\nrefuse-eap=yes\n"
    "refuse-pap=yes\nrequire-mppe=yes\nuser=jane\n",
    "@user=joe\ngateway=10.9.8.7\nmppe-stateful=yes\nno-vj-comp=yes\nnobsdcomp=yes\nnodeflate=yes\npassword-flags=0\nrequire-mppe-128=yes\n"
    "user=\n",
    "@persistent=yes\n@timeout=45\n@user=joe\ngateway= jane@vpn.example.edu \nmru=1396\nmtu= 1396\npassword-flags=3\n"
    "refuse-mppe-40=yes\nrefuse-mschap=no\nrefuse-mschapv2=false\nrequire-mppe= true \nservice-type=org.freedesktop.NetworkManager.pptp\n"
    "unit=12\nuser-name=joe\n",
    "gateway=a "
    "b\nmtu=many\npassword-flags=x\nrefuse-pap=maybe\nrequire-mppe-40=yes\nrequire-mppe=no\nsomething-new=1\nuser-name=\nuser=x\n",
};

/* Opened and saved: to the letter what it was, in the same setting and in a new one. */
static void
test_survives(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(profiles); i++) {
        g_autoptr(NMSettingVpn) vpn = setting(profiles[i]), other = setting("@timeout=45\nold=1\n");
        g_autoptr(PptpModel) model = pptp_model_new(vpn), copy = pptp_model_copy(model);
        g_autofree const PptpField **fields = pptp_fields_new();

        assert_saved(model, vpn, profiles[i]);
        /* Also after the editor has given each widget's contents back. */
        for (guint f = 0; fields[f]; f++) {
            g_autofree char *value = g_strdup(pptp_model_get(copy, fields[f]));

            pptp_model_set(copy, fields[f], value);
        }
        pptp_model_set_password_flags(copy, pptp_model_get_password_flags(copy));
        assert_saved(copy, vpn, profiles[i]);
        if (strstr(profiles[i], "@timeout"))
            assert_saved(copy, other, profiles[i]);
    }
}

/* Any field set to anything, and back: the profile is as it was, unless the service could not have read it. */
static void
test_back(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(profiles) - 1; i++) {
        g_autoptr(NMSettingVpn) vpn = setting(profiles[i]);
        g_autoptr(PptpModel) model = pptp_model_new(vpn);
        g_autofree const PptpField **fields = pptp_fields_new();

        for (guint f = 0; fields[f]; f++) {
            g_autofree char *value = g_strdup(pptp_model_get(model, fields[f]));

            pptp_model_set(model, fields[f], "7");
            for (const PptpFieldState *state = fields[f]->states; state && state->id; state++)
                pptp_model_set(model, fields[f], state->id);
            pptp_model_set(model, fields[f], value);
            assert_saved(model, vpn, profiles[i]);
        }
    }
}

/* What is set is what the next reader finds. */
static void
test_both_ways(void)
{
    g_autofree const PptpField **fields = pptp_fields_new();

    for (guint i = 0; i < G_N_ELEMENTS(profiles); i++) {
        for (guint f = 0; fields[f]; f++) {
            const PptpFieldState text[] = {{.id = "7"}, {.id = ""}, {.id = NULL}};

            for (const PptpFieldState *state = fields[f]->states ? fields[f]->states : text; state->id; state++) {
                g_autoptr(NMSettingVpn) vpn = setting(profiles[i]);
                g_autoptr(PptpModel) model = pptp_model_new(vpn), again = NULL;

                pptp_model_set(model, fields[f], state->id);
                pptp_model_save(model, vpn, NULL);
                again = pptp_model_new(vpn);
                g_assert_cmpstr(pptp_model_get(again, fields[f]), ==, state->id);
            }
        }
    }
}

/* Field, value, and all that is written for it beside the gateway. */
static void
test_written(void)
{
    static const char *const cases[][3] = {
        {"user", "jane", "user=jane\n"},
        {"domain", "ONE", "domain=ONE\n"},
        {"encryption", "required", "require-mppe=yes\n"},
        {"encryption", "required-128", "require-mppe-128=yes\n"},
        {"encryption", "required-40", "require-mppe-40=yes\n"},
        {"encryption", "automatic", ""},
        {"encryption", "never", "refuse-mppe-128=yes\nrefuse-mppe-40=yes\n"},
        {"mppe-stateful", "fallback", ""},
        {"mppe-stateful", "yes", "mppe-stateful=yes\n"},
        {"mppe-stateful", "no", "mppe-stateful=no\n"},
        {"refuse-mschapv2", "no", "refuse-mschapv2=yes\n"},
        {"refuse-eap", "no", "refuse-eap=yes\n"},
        {"refuse-chap", "no", "refuse-chap=yes\n"},
        {"refuse-mschap", "yes", "refuse-mschap=no\n"},
        {"refuse-mschap", "no", ""},
        {"refuse-pap", "yes", "refuse-pap=no\n"},
        {"refuse-pap", "no", ""},
        {"nobsdcomp", "no", "nobsdcomp=yes\n"},
        {"nodeflate", "no", "nodeflate=yes\n"},
        {"no-vj-comp", "yes", "no-vj-comp=no\n"},
        {"no-vj-comp", "no", ""},
        {"lcp-echo-interval", "10", "lcp-echo-interval=10\n"},
        {"lcp-echo-failure", "0", "lcp-echo-failure=0\n"},
        {"mtu", "1300", "mtu=1300\n"},
        {"mru", "1300", "mru=1300\n"},
        {"unit", "5", "unit=5\n"},
        {"transport", "user", "transport=user\n"},
        {"transport", "kernel", "transport=kernel\n"},
        {"transport", "auto", ""},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(NMSettingVpn) vpn = setting("domain=\n");
        g_autoptr(PptpModel) model = pptp_model_new(vpn);

        pptp_model_set(model, field("domain"), "x");
        pptp_model_set(model, field("domain"), " ");
        pptp_model_set(model, field(cases[i][0]), cases[i][1]);
        assert_saved(model, vpn, cases[i][2]);
    }
}

/* A deviation that is taken back leaves nothing; only where others would read an absent key otherwise, a word stays. */
static void
test_taken_back(void)
{
    g_autoptr(NMSettingVpn) vpn = setting("mtu=1300\nno-vj-comp=true\nrefuse-eap=yes\nrefuse-pap=no\nrequire-mppe-40=yes\n");
    g_autoptr(PptpModel) model = pptp_model_new(vpn);

    pptp_model_set(model, field("mtu"), "");
    pptp_model_set(model, field("no-vj-comp"), "yes");
    pptp_model_set(model, field("refuse-eap"), "yes");
    pptp_model_set(model, field("refuse-pap"), "no");
    pptp_model_set(model, field("encryption"), "automatic");
    assert_saved(model, vpn, "no-vj-comp=no\nrefuse-pap=yes\n");
}

static void
test_encryption(void)
{
    static const char *const cases[][2] = {
        {"", "automatic"},
        {"require-mppe=yes\n", "required"},
        {"require-mppe= true\n", "required"},
        {"require-mppe=no\n", "automatic"},
        {"require-mppe=yes\nrequire-mppe-128=yes\n", "required-128"},
        {"require-mppe-128=yes\nrequire-mppe-40=yes\n", "required-128"},
        {"require-mppe=yes\nrequire-mppe-40=yes\n", "required-40"},
        {"require-mppe=yes\nrefuse-mppe-40=yes\n", "required-128"},
        {"require-mppe=yes\nrefuse-mppe-128=yes\n", "required-40"},
        {"refuse-mppe-40=yes\n", "automatic"},
        {"refuse-mppe-40=yes\nrefuse-mppe-128=yes\n", "never"},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(NMSettingVpn) vpn = setting(cases[i][0]);
        g_autoptr(PptpModel) model = pptp_model_new(vpn);

        assert_get(model, "encryption", cases[i][1]);
    }
}

/* What the profiles of other editors look like in ours. */
static void
test_opened(void)
{
    g_autoptr(NMSettingVpn) gnome = setting(profiles[1]), kde = setting(profiles[2]), hand = setting(profiles[3]);
    g_autoptr(PptpModel) a = pptp_model_new(gnome), b = pptp_model_new(kde), c = pptp_model_new(hand);

    assert_get(a, "user", "jane");
    assert_get(a, "encryption", "required");
    assert_get(a, "refuse-pap", "no");
    assert_get(a, "refuse-chap", "no");
    assert_get(a, "refuse-mschapv2", "yes");
    assert_get(a, "lcp-echo-interval", "30");
    assert_get(a, "mppe-stateful", "fallback");
    g_assert_cmpuint(pptp_model_get_password_flags(a), ==, 1);
    assert_get(b, "user", "joe");
    assert_get(b, "encryption", "required-128");
    assert_get(b, "mppe-stateful", "yes");
    assert_get(b, "nobsdcomp", "no");
    assert_get(b, "refuse-pap", "no"); /* absent: KDE means "allowed", the service never sends it without being told */
    assert_get(b, PPTP_PROPERTY_PERSISTENT, "no");
    assert_get(c, "user", "joe");
    assert_get(c, "refuse-mschap", "yes");
    assert_get(c, "refuse-mschapv2", "yes");
    assert_get(c, "encryption", "required-128");
    assert_get(c, PPTP_PROPERTY_PERSISTENT, "yes");
    g_assert_cmpuint(pptp_model_get_password_flags(c), ==, 3);
}

static void
test_user(void)
{
    g_autoptr(NMSettingVpn) vpn = setting("@user=joe\nuser-name=jane\n");
    g_autoptr(PptpModel) model = pptp_model_new(vpn);

    assert_get(model, "user", "jane");
    pptp_model_set(model, field("user"), "eve");
    assert_saved(model, vpn, "@user=joe\nuser=eve\n");
    pptp_model_set(model, field("user"), "");
    assert_saved(model, vpn, "");
    pptp_model_set(model, field("user"), "jane");
    assert_saved(model, vpn, "@user=joe\nuser-name=jane\n");
}

/* A word that the service does not know is shown as what it falls back to, and can be mended. */
static void
test_garbage(void)
{
    g_autoptr(NMSettingVpn) vpn = setting("gateway=a\nrefuse-pap=maybe\n");
    g_autoptr(PptpModel) model = pptp_model_new(vpn);

    assert_get(model, "refuse-pap", "no");
    pptp_model_set(model, field("refuse-pap"), "yes");
    pptp_model_set(model, field("refuse-pap"), "no");
    assert_saved(model, vpn, "gateway=a\nrefuse-pap=yes\n");
}

static void
test_check(void)
{
    /* What is set, the field to mend, and what the sentence must say: the field's label, not its key. */
    static const char *const cases[][3] = {
        {"gateway=vpn.example.edu\nunknown=1\nname=vpn\n", NULL, NULL},
        {"user=jane\n", "gateway", "option \"Gateway\" is missing"},
        {"gateway=a:1723\n", "gateway", "option \"Gateway\" is \"a:1723\", but must be a host name"},
        {"gateway=a\nmtu=9\n", "mtu", "option \"Largest packet to send\" is \"9\", but must be a whole number from 576"},
        {"gateway=a\nlcp-echo-interval=x\n", "lcp-echo-interval", "option \"Seconds between checks\" is \"x\", but must be a whole number"},
        {"gateway=a\nrefuse-pap=maybe\n", "refuse-pap", "\"yes\" or \"no\""},
        {"gateway=a\nrequire-mppe-40=x\n", "encryption", "option \"Encryption\" is \"x\", but must be \"yes\" or \"no\""},
        {"gateway=a\nuser-name=a\tb\n", "user", "option \"User name\" is"},
        {"gateway=a\nrequire-mppe=yes\nrefuse-eap=yes\nrefuse-mschapv2=yes\n", "encryption", "allow MS-CHAPv2 or EAP"},
        {"gateway=a\nrequire-mppe-40=yes\nrefuse-mppe-40=yes\n", "encryption", "\"require-mppe-40\" and \"refuse-mppe-40\""},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(NMSettingVpn) vpn = setting(cases[i][0]);
        g_autoptr(PptpModel) model = pptp_model_new(vpn);
        const PptpField *wrong = NULL;
        g_autoptr(GError) error = NULL;

        g_assert_cmpint(pptp_model_check(model, &wrong, &error), ==, cases[i][1] == NULL);
        if (!cases[i][1]) {
            g_assert_no_error(error);
            g_assert_null(wrong);
            continue;
        }
        g_assert_error(error, NM_CONNECTION_ERROR, NM_CONNECTION_ERROR_INVALID_PROPERTY);
        g_assert_nonnull(strstr(error->message, cases[i][2]));
        g_assert_nonnull(wrong);
        g_assert_cmpstr(wrong->id, ==, cases[i][1]);
    }
}

/* Each storage, with and without a password. */
static void
test_password(void)
{
    static const struct {
        guint flags;
        const char *text, *stored;
    } cases[] = {{0, "pw", "pw"}, {1, "pw", "pw"}, {2, "pw", NULL}, {4, "pw", NULL}, {3, "pw", NULL}, {0, "", NULL}, {1, NULL, NULL}};

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(NMSettingVpn) vpn = setting("gateway=a\n");
        g_autoptr(PptpModel) model = pptp_model_new(vpn);
        g_autofree char *flags = g_strdup_printf("%u", cases[i].flags);

        nm_setting_vpn_add_secret(vpn, PPTP_SECRET_PASSWORD, "old");
        nm_setting_vpn_add_secret(vpn, "other", "kept");
        pptp_model_set_password_flags(model, cases[i].flags);
        pptp_model_save(model, vpn, cases[i].text);
        g_assert_cmpstr(nm_setting_vpn_get_secret(vpn, PPTP_SECRET_PASSWORD), ==, cases[i].stored);
        g_assert_cmpstr(nm_setting_vpn_get_secret(vpn, "other"), ==, "kept");
        /* Without the key NetworkManager takes it as 0: nothing to write. */
        g_assert_cmpstr(nm_setting_vpn_get_data_item(vpn, PPTP_KEY_PASSWORD_FLAGS), ==, cases[i].flags ? flags : NULL);
    }
}

static void
test_new(void)
{
    g_autoptr(NMSettingVpn) vpn = NM_SETTING_VPN(nm_setting_vpn_new());
    g_autoptr(PptpModel) model = pptp_model_new(vpn), none = pptp_model_new(NULL);

    g_assert_cmpuint(pptp_model_get_password_flags(model), ==, NM_SETTING_SECRET_FLAG_AGENT_OWNED);
    g_assert_cmpuint(pptp_model_get_password_flags(none), ==, NM_SETTING_SECRET_FLAG_AGENT_OWNED);
    g_assert_false(pptp_model_check(model, NULL, NULL));
    pptp_model_set(model, field("gateway"), "vpn.example.edu");
    g_assert_true(pptp_model_check(model, NULL, NULL));
    assert_saved(model, vpn, "gateway=vpn.example.edu\npassword-flags=1\n");
    g_assert_cmpstr(nm_setting_vpn_get_service_type(vpn), ==, PPTP_DBUS_SERVICE);
}

static void
test_sensitive(void)
{
    g_autoptr(PptpModel) model = pptp_model_new(NULL);

    g_assert_true(pptp_model_is_sensitive(model, field("refuse-pap")));
    pptp_model_set(model, field("encryption"), "required-128");
    g_assert_false(pptp_model_is_sensitive(model, field("refuse-pap")));
    g_assert_false(pptp_model_is_sensitive(model, field("refuse-chap")));
    g_assert_true(pptp_model_is_sensitive(model, field("refuse-mschapv2")));
    g_assert_true(pptp_model_is_sensitive(model, field("mppe-stateful")));
    pptp_model_set(model, field("encryption"), "never");
    g_assert_true(pptp_model_is_sensitive(model, field("refuse-chap")));
    g_assert_false(pptp_model_is_sensitive(model, field("mppe-stateful")));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/editor-model/every-key", test_every_key);
    g_test_add_func("/editor-model/table", test_table);
    g_test_add_func("/editor-model/survives", test_survives);
    g_test_add_func("/editor-model/back", test_back);
    g_test_add_func("/editor-model/both-ways", test_both_ways);
    g_test_add_func("/editor-model/written", test_written);
    g_test_add_func("/editor-model/taken-back", test_taken_back);
    g_test_add_func("/editor-model/encryption", test_encryption);
    g_test_add_func("/editor-model/opened", test_opened);
    g_test_add_func("/editor-model/user", test_user);
    g_test_add_func("/editor-model/garbage", test_garbage);
    g_test_add_func("/editor-model/check", test_check);
    g_test_add_func("/editor-model/password", test_password);
    g_test_add_func("/editor-model/new", test_new);
    g_test_add_func("/editor-model/sensitive", test_sensitive);
    return g_test_run();
}
