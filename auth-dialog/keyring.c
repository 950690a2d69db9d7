/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keyring.h"

#include <NetworkManager.h>
#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "common/names.h"

/* A keyring that is there answers at once; a person who unlocks one has to find and type a password. */
#define ANSWER_SECONDS 5
#define UNLOCK_SECONDS 120

/* The schema of NetworkManager's own agents: what one of them stored is found here, and the other way round. */
static const SecretSchema schema = {
    "org.freedesktop.NetworkManager.Connection",
    SECRET_SCHEMA_DONT_MATCH_NAME,
    {
        {"connection-uuid", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {"setting-name", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {"setting-key", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {NULL, 0},
    },
};

typedef struct {
    GMainLoop *loop;
    GCancellable *cancellable;
    char *password;
    GError *error;
} Call;

static GHashTable *
attributes_of(const char *uuid)
{
    return secret_attributes_build(&schema, "connection-uuid", uuid, "setting-name", NM_SETTING_VPN_SETTING_NAME, "setting-key",
                                   PPTP_SECRET_PASSWORD, NULL);
}

static gboolean
on_deadline(gpointer user_data)
{
    Call *call = user_data;

    g_cancellable_cancel(call->cancellable);
    return G_SOURCE_REMOVE;
}

/* Runs until the call that was started with these has come back, or was cancelled by the deadline. */
static void
wait_for(Call *call, guint seconds)
{
    g_autoptr(GSource) deadline = g_timeout_source_new_seconds(seconds);

    g_source_set_callback(deadline, on_deadline, call, NULL);
    g_source_attach(deadline, NULL);
    g_main_loop_run(call->loop);
    g_source_destroy(deadline);
}

static void
call_init(Call *call)
{
    *call = (Call){.loop = g_main_loop_new(NULL, FALSE), .cancellable = g_cancellable_new()};
}

static void
call_clear(Call *call, const char *what)
{
    /* On a server there is neither a keyring nor a session bus: nothing to speak of. */
    if (call->error && !g_error_matches(call->error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) && call->error->domain != G_IO_ERROR)
        g_printerr("%s: %s\n", what, call->error->message);
    g_clear_error(&call->error);
    g_clear_object(&call->cancellable);
    g_clear_pointer(&call->loop, g_main_loop_unref);
}

static void
on_found(GObject *source, GAsyncResult *result, gpointer user_data)
{
    Call *call = user_data;
    GList *items = secret_service_search_finish(NULL, result, &call->error);

    for (GList *item = items; item && !call->password; item = item->next) {
        SecretValue *value = secret_item_get_secret(item->data);
        const char *text = value ? secret_value_get_text(value) : NULL;

        if (text && *text && !strchr(text, '\n'))
            call->password = g_strdup(text);
        g_clear_pointer(&value, secret_value_unref);
    }
    g_list_free_full(items, g_object_unref);
    g_main_loop_quit(call->loop);
}

char *
pptp_keyring_look_up(const char *uuid, gboolean may_unlock)
{
    const SecretSearchFlags unlock = may_unlock ? SECRET_SEARCH_UNLOCK : SECRET_SEARCH_NONE;
    g_autoptr(GHashTable) attributes = attributes_of(uuid);
    Call call;

    call_init(&call);
    secret_service_search(NULL, &schema, attributes, SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS | unlock, call.cancellable, on_found,
                          &call);
    wait_for(&call, may_unlock ? UNLOCK_SECONDS : ANSWER_SECONDS);
    call_clear(&call, _("The password cannot be looked up in the keyring"));
    return call.password;
}

static void
on_stored(GObject *source, GAsyncResult *result, gpointer user_data)
{
    Call *call = user_data;

    secret_password_store_finish(result, &call->error);
    g_main_loop_quit(call->loop);
}

void
pptp_keyring_store(const char *uuid, const char *name, const char *password)
{
    g_autoptr(GHashTable) attributes = attributes_of(uuid);
    g_autofree char *label = g_strdup_printf(_("VPN password of %s"), name);
    Call call;

    call_init(&call);
    secret_password_storev(&schema, attributes, NULL, label, password, call.cancellable, on_stored, &call);
    wait_for(&call, UNLOCK_SECONDS);
    call_clear(&call, _("The password cannot be stored in the keyring"));
}
