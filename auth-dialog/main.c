/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <NetworkManager.h>
#include <dlfcn.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/names.h"
#include "dialog.h"
#include "keyring.h"
#include "request.h"

/* An agent that has read the answer says QUIT; one that forgot to must not leave us behind. */
#define QUIT_SECONDS 20

/* Neither a core nor another process of the same user gets to see the password. */
static void
guard_secrets(void)
{
    const struct rlimit none = {0, 0};

    prctl(PR_SET_DUMPABLE, 0);
    setrlimit(RLIMIT_CORE, &none);
}

static gboolean
write_all(const char *text)
{
    gsize left = strlen(text);

    while (left > 0) {
        gssize n = write(STDOUT_FILENO, text, left);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return FALSE; /* nobody reads any more, and there is nobody to tell */
        text += n;
        left -= n;
    }
    return TRUE;
}

static gboolean
has_display(void)
{
    return g_getenv("WAYLAND_DISPLAY") || g_getenv("DISPLAY");
}

/* What the agent does not know may be in the keyring. Unlocking that one asks a person, who has to be there. */
static void
look_up(PptpRequest *request)
{
#ifdef PPTP_WITH_LIBSECRET
    if (!request->password && pptp_request_wants_stored(request))
        request->password = pptp_keyring_look_up(request->uuid, has_display());
#endif
}

static void
store(const PptpRequest *request)
{
#ifdef PPTP_WITH_LIBSECRET
    if (request->flags & NM_SETTING_SECRET_FLAG_AGENT_OWNED && request->password && *request->password)
        pptp_keyring_store(request->uuid, request->name, request->password);
#endif
}

static gboolean
ask(PptpRequest *request)
{
    g_autofree char *description = pptp_request_dup_description(request);
    PptpDialogRun *run = NULL;
    void *module;

    if (!has_display()) {
        g_printerr("%s\n", _("There is no display to ask for the password on"));
        return FALSE;
    }
    module = dlopen(PPTP_DIALOG_MODULE, RTLD_NOW | RTLD_LOCAL);
    if (module)
        run = (PptpDialogRun *)dlsym(module, PPTP_DIALOG_SYMBOL);
    if (!run) {
        g_printerr(_("The password dialog is not installed: %s\n"), dlerror());
        return FALSE;
    }
    switch (run(_("VPN password"), description, &request->password)) {
    case PPTP_DIALOG_OK:
        store(request);
        return TRUE;
    case PPTP_DIALOG_CANCELLED:
        return FALSE;
    case PPTP_DIALOG_NO_DISPLAY:
        g_printerr("%s\n", _("There is no display to ask for the password on"));
        return FALSE;
    }
    g_return_val_if_reached(FALSE);
}

/* Up to QUIT, the end of standard input, or the deadline. */
static void
wait_for_quit(void)
{
    const gint64 deadline = g_get_monotonic_time() + QUIT_SECONDS * G_USEC_PER_SEC;
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    char last[4] = "";

    for (;;) {
        const gint64 left = (deadline - g_get_monotonic_time()) / 1000;
        char c;

        if (left <= 0 || (poll(&in, 1, (int)left) < 0 && errno != EINTR))
            return;
        if (!(in.revents & (POLLIN | POLLHUP | POLLERR)))
            continue;
        if (read(STDIN_FILENO, &c, 1) <= 0)
            return;
        memmove(last, last + 1, sizeof last - 1);
        last[sizeof last - 1] = c;
        if (memcmp(last, "QUIT", sizeof last) == 0)
            return;
    }
}

/* The agent shows the dialog: it is told what belongs into it, and the one look at the answer ends it. */
static gboolean
run_external(PptpRequest *request)
{
    char *text = pptp_request_to_key_file(request);
    const gboolean written = write_all(text);

    pptp_secret_free(text);
    return written;
}

/* Lines of name and value, and two empty ones for the end. */
static gboolean
run_dialog(PptpRequest *request)
{
    const gboolean wanted = pptp_request_wants_password(request);
    gboolean written = TRUE;

    if (wanted && !request->password && request->interactive && !ask(request))
        return FALSE;
    if (wanted && request->password)
        written = write_all(PPTP_SECRET_PASSWORD "\n") && write_all(request->password) && write_all("\n");
    if (!written || !write_all("\n\n"))
        return FALSE;
    wait_for_quit();
    return TRUE;
}

int
main(int argc, char **argv)
{
    g_autoptr(PptpRequest) request = NULL;
    g_autoptr(GError) error = NULL;

    guard_secrets();
    signal(SIGPIPE, SIG_IGN);
    setlocale(LC_ALL, "");
    bindtextdomain(GETTEXT_PACKAGE, PPTP_LOCALE_DIR);
    bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
    textdomain(GETTEXT_PACKAGE);

    request = pptp_request_new(argc, argv, &error);
    if (!request || !pptp_request_read(request, STDIN_FILENO, &error)) {
        g_printerr("nm-pptp-auth-dialog: %s\n", error->message);
        return 1;
    }
    look_up(request);
    return (request->external ? run_external(request) : run_dialog(request)) ? 0 : 1;
}
