/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <glib-unix.h>
#include <locale.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <syslog.h>

#include <linux/capability.h>

#include <nm-vpn-dbus-interface.h>

#include "common/names.h"
#include "link/privileges.h"
#include "service/vpn-service.h"

/* NetworkManager calls as soon as it sees the name, and waits 5 s for that (1.42 to 1.58): what came too late for it would stay in vain. */
#define UNCALLED_SECONDS 10
#define THREAD_STACK_BYTES (1024 * 1024)

typedef struct {
    char *bus_name;
    gboolean debug, persist, version;
} Options;

typedef struct {
    GMainLoop *loop;
    PptpVpnService *service;
    gboolean persist;
    gboolean quit; /* as soon as the last goodbye is said */
} Program;

static void
quit_when_idle(Program *program)
{
    program->quit = TRUE;
    if (!pptp_vpn_service_is_busy(program->service))
        g_main_loop_quit(program->loop);
}

static void
on_done(gpointer user_data)
{
    Program *program = user_data;

    if (!program->persist)
        quit_when_idle(program);
}

static void
on_idle(gpointer user_data)
{
    Program *program = user_data;

    if (program->quit)
        g_main_loop_quit(program->loop);
}

static gboolean
on_signal(gpointer user_data)
{
    Program *program = user_data;

    pptp_vpn_service_disconnect(program->service);
    quit_when_idle(program);
    return G_SOURCE_CONTINUE;
}

static gboolean
on_uncalled(gpointer user_data)
{
    Program *program = user_data;

    if (!pptp_vpn_service_was_called(program->service))
        quit_when_idle(program);
    return G_SOURCE_REMOVE;
}

/* Whoever has called Connect is watched anyway. A NetworkManager that dies before it has called is not. */
static void
on_nm_vanished(GDBusConnection *bus, const char *name, gpointer user_data)
{
    Program *program = user_data;

    if (pptp_vpn_service_is_unused(program->service))
        quit_when_idle(program);
}

/*
 * The password goes through this process, and so does what the network says. It keeps NET_RAW for the raw socket beside the channel and for
 * binding sockets to an interface, NET_ADMIN for the routes that a NetworkManager which died left behind and for the interface's IPv6
 * switch, and KILL for the helper nm-pptp-gre, which is nobody's: should it hang it would stay, with its sockets. Everything else is for
 * pppd and modprobe, which get it by being root's. no_new_privs is not set: under it neither those two nor pppd's scripts would, and
 * SELinux could not put pppd into its own domain.
 */
static void
give_up_privileges(void)
{
    const guint64 keep = PPTP_CAPABILITY(CAP_NET_ADMIN) | PPTP_CAPABILITY(CAP_NET_RAW) | PPTP_CAPABILITY(CAP_KILL);

    pptp_privileges_hide_memory();
    if (pptp_privileges_keep(keep) < 0)
        g_printerr("nm-pptp-service: cannot drop capabilities: %s\n", g_strerror(errno));
}

static gboolean
parse_options(Options *options, int *argc, char ***argv)
{
    const GOptionEntry entries[] = {
        {"persist", 0, 0, G_OPTION_ARG_NONE, &options->persist, "Do not end when the VPN connection ends", NULL},
        {"debug", 0, 0, G_OPTION_ARG_NONE, &options->debug, "Write more to the journal (never a password), and outlive the caller", NULL},
        {"bus-name", 0, 0, G_OPTION_ARG_STRING, &options->bus_name, "D-Bus name of this instance", "NAME"},
        {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version and end", NULL},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary(context, "Brings up PPTP VPN connections for NetworkManager, which starts this program itself.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (g_option_context_parse(context, argc, argv, &error))
        return TRUE;
    g_printerr("nm-pptp-service: %s\n", error->message);
    return FALSE;
}

/* NetworkManager passes its own log level on, as a syslog(3) number; pppd's debug output comes with LOG_INFO, as ever. */
static gboolean
wants_debug(const Options *options)
{
    const char *level = g_getenv("NM_VPN_LOG_LEVEL");
    guint64 number;

    return options->debug || g_getenv("NM_PPP_DEBUG") ||
           (level && g_ascii_string_to_unsigned(level, 10, 0, LOG_DEBUG, &number, NULL) && number >= LOG_INFO);
}

/*
 * There is a process like this for each tunnel. A thread's usual stack of 8 MB may begin life as a huge page of 2 MB, all of which counts
 * as used. One smaller than such a page cannot. Name services' modules, which run in a thread, need less by far. And a heap of its own for
 * each of the few threads would be for speed alone.
 */
static void
keep_memory_small(void)
{
    pthread_attr_t attributes;

#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, 1);
#endif

    if (pthread_attr_init(&attributes) != 0)
        return;
    if (pthread_attr_setstacksize(&attributes, THREAD_STACK_BYTES) == 0)
        pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
}

static int
fail(PptpJournal *journal, const GError *error)
{
    pptp_journal_log(journal, PPTP_LOG_WARNING, "The system bus cannot be used: %s", error->message);
    /* Who starts it by hand looks here; without a journal it is here already. */
    if (!g_log_writer_is_journald(fileno(stderr)) && g_file_test("/run/systemd/journal/socket", G_FILE_TEST_EXISTS))
        g_printerr("nm-pptp-service: The system bus cannot be used: %s\n", error->message);
    return EXIT_FAILURE;
}

static int
run(const Options *options)
{
    static const PptpVpnServiceCallbacks callbacks = {on_done, on_idle};
    const char *bus_name = options->bus_name ? options->bus_name : PPTP_DBUS_SERVICE;
    g_autoptr(PptpJournal) journal = pptp_journal_new(wants_debug(options));
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(PptpVpnService) service = NULL;
    g_autoptr(GDBusConnection) bus = NULL;
    g_autoptr(GError) error = NULL;
    Program program = {.loop = loop, .persist = options->persist};
    guint nm_watch = 0;

    bus = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, &error);
    if (bus)
        service = pptp_vpn_service_new(bus, bus_name, !options->debug, journal, &callbacks, &program, &error);
    if (!service)
        return fail(journal, error);
    program.service = service;
    /* NetworkManager names each connection's service; one without a name may be anybody's. */
    if (options->bus_name && !options->persist && !options->debug) {
        nm_watch =
            g_bus_watch_name_on_connection(bus, NM_DBUS_SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_nm_vanished, &program, NULL);
        g_timeout_add_seconds(UNCALLED_SECONDS, on_uncalled, &program);
    }
    g_unix_signal_add(SIGTERM, on_signal, &program);
    g_unix_signal_add(SIGINT, on_signal, &program);
    g_main_loop_run(loop);
    /* What is said last, the answer to a Connect that was refused or to a Disconnect among it, may still be on its way. */
    g_dbus_connection_flush_sync(bus, NULL, NULL);
    if (nm_watch)
        g_bus_unwatch_name(nm_watch);
    return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
    Options options = {0};
    int status = EXIT_FAILURE;

    give_up_privileges();
    keep_memory_small();
    umask(077);
    /* Characters alone: the journal is in one language, and each further category is a file to open before the bus's name is taken. */
    setlocale(LC_CTYPE, "");
    if (parse_options(&options, &argc, &argv)) {
        if (options.version) {
            g_print("nm-pptp-service %s\n", PPTP_VERSION);
            status = EXIT_SUCCESS;
        } else {
            status = run(&options);
        }
    }
    g_free(options.bus_name);
    return status;
}
