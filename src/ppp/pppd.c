/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ppp/pppd.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE_MAX_LEN 1024
/* One turn of the main loop takes so many messages or reads at most, so that a flood cannot starve the rest. */
#define READS_PER_TURN 32
/* What still comes out of a pppd that has ended: bounded by the socket's and the pipe's buffers, and by this. */
#define READS_AT_END 4096
/* No side waits longer for the other; the plugin waits so long for the password. */
#define LINK_TIMEOUT_SECONDS 5

struct _PptpPppd {
    PptpPppdCallbacks callbacks;
    gpointer user_data;
    GSubprocess *process; /* set until it has exited */
    guint64 pid;
    GCancellable *cancellable;
    int link_fd, peer_fd; /* ours, and pppd's until it is started */
    int log_fd;
    guint link_source, log_source;
    GString *line;
    gboolean protocol_error;
    gboolean freed; /* pptp_pppd_free() was called inside a callback */
    guint in_callback;
};

static void
close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void
clear_source(guint *source)
{
    if (*source)
        g_source_remove(*source);
    *source = 0;
}

static void
really_free(PptpPppd *pppd)
{
    g_string_free(pppd->line, TRUE);
    g_clear_object(&pppd->cancellable);
    g_free(pppd);
}

static void
leave_callback(PptpPppd *pppd)
{
    pppd->in_callback--;
    if (pppd->freed && pppd->in_callback == 0)
        really_free(pppd);
}

PptpPppd *
pptp_pppd_new(const PptpPppdCallbacks *callbacks, gpointer user_data, GError **error)
{
    struct timeval limit = {.tv_sec = LINK_TIMEOUT_SECONDS};
    PptpPppd *pppd;
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
        int saved = errno;

        g_set_error(error, G_IO_ERROR, g_io_error_from_errno(saved), "Cannot make the link to pppd: %s", g_strerror(saved));
        return NULL;
    }
    for (guint i = 0; i < 2; i++) {
        setsockopt(pair[i], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        setsockopt(pair[i], SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    }
    pppd = g_new0(PptpPppd, 1);
    pppd->callbacks = *callbacks;
    pppd->user_data = user_data;
    pppd->cancellable = g_cancellable_new();
    pppd->link_fd = pair[0];
    pppd->peer_fd = pair[1];
    pppd->log_fd = -1;
    pppd->line = g_string_new(NULL);
    return pppd;
}

void
pptp_pppd_queue_early_frame(PptpPppd *pppd, const guint8 *frame, gsize len)
{
    PptpLinkMessage message = {.type = PPTP_LINK_EARLY_FRAME};

    if (len > PPTP_LINK_FRAME_MAX)
        return;
    message.frame.data = frame;
    message.frame.len = (guint16)len;
    /* pppd may not read yet, but the socket holds far more than the few frames that the channel hands out. */
    if (pptp_link_send(pppd->link_fd, &message) < 0)
        g_debug("an early frame was not queued: %s", g_strerror(errno));
}

void
pptp_pppd_give_channel(PptpPppd *pppd, int channel_fd)
{
    /* Where the link is broken, pppd has ended, and exited() tells. */
    if (pptp_link_send_channel(pppd->link_fd, channel_fd) < 0)
        pptp_pppd_kill(pppd);
}

/* -- the log -- */

/* "rcvd [LCP ProtRej id=0x2 c0 23 01 ...": nothing after the protocol's two bytes. */
static void
cut_rejected_packet(char *line)
{
    char *at = strstr(line, "ProtRej id=");

    for (guint words = 0; at && words < 4; words++)
        at = strchr(at + 1, ' ');
    /* Past the name, the identifier and the two bytes of the protocol. */
    if (at && strlen(at) > 5)
        memcpy(at, " ...]", 6);
}

static void
hide_long_hex(char *line)
{
    enum { LONG = 16 };

    for (char *at = line; *at;) {
        gsize run = 0;

        while (g_ascii_isxdigit(at[run]))
            run++;
        if (run >= LONG)
            memset(at, '*', run);
        at += MAX(run, 1);
    }
}

void
pptp_pppd_clean_line(char *line)
{
    cut_rejected_packet(line);
    if (strstr(line, "[CHAP ") || strstr(line, "[EAP "))
        hide_long_hex(line);
}

static void
emit_line(PptpPppd *pppd)
{
    g_autofree char *line = NULL;

    if (pppd->line->len > 0) {
        line = g_utf8_make_valid(pppd->line->str, (gssize)pppd->line->len);
        for (char *at = line; *at; at++) {
            if (g_ascii_iscntrl(*at))
                *at = ' ';
        }
        pptp_pppd_clean_line(line);
        pppd->callbacks.line(pppd, line, pppd->user_data);
    }
    g_string_truncate(pppd->line, 0);
}

static void
take_log(PptpPppd *pppd, const char *text, gsize len)
{
    for (gsize i = 0; i < len && !pppd->freed; i++) {
        if (text[i] == '\n')
            emit_line(pppd);
        else if (pppd->line->len < LINE_MAX_LEN)
            g_string_append_c(pppd->line, text[i] ? text[i] : ' ');
    }
}

/* Reads up to so many times. Returns FALSE when there is no more to come, ever. */
static gboolean
read_log(PptpPppd *pppd, guint reads)
{
    char buf[4096];

    while (reads-- && pppd->log_fd >= 0 && !pppd->freed) {
        ssize_t len = read(pppd->log_fd, buf, sizeof buf);

        if (len > 0)
            take_log(pppd, buf, (gsize)len);
        else if (len < 0 && errno == EINTR)
            continue;
        else
            return len < 0 && errno == EAGAIN;
    }
    return TRUE;
}

static gboolean
on_log_readable(gint fd, GIOCondition condition, gpointer user_data)
{
    PptpPppd *pppd = user_data;
    gboolean more;

    pppd->in_callback++;
    more = read_log(pppd, READS_PER_TURN);
    if (!more && !pppd->freed)
        pppd->log_source = 0;
    leave_callback(pppd);
    return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* -- the link -- */

/* Messages only the plugin may send; anything else is not ours. */
static gboolean
is_from_plugin(PptpLinkType type)
{
    return type < PPTP_LINK_EARLY_FRAME;
}

static gboolean
read_link(PptpPppd *pppd, guint reads)
{
    guint8 buf[PPTP_LINK_MESSAGE_MAX + 1];
    PptpLinkMessage message;

    while (reads-- && pppd->link_fd >= 0 && !pppd->freed) {
        ssize_t len = recv(pppd->link_fd, buf, sizeof buf, MSG_DONTWAIT);

        if (len < 0 && errno == EINTR)
            continue;
        if (len <= 0)
            return len < 0 && errno == EAGAIN;
        if (pptp_link_parse(&message, buf, (size_t)len) < 0 || !is_from_plugin(message.type)) {
            pppd->protocol_error = TRUE;
            pptp_pppd_kill(pppd);
            return FALSE;
        }
        pppd->callbacks.message(pppd, &message, pppd->user_data);
    }
    return TRUE;
}

static gboolean
on_link_readable(gint fd, GIOCondition condition, gpointer user_data)
{
    PptpPppd *pppd = user_data;
    gboolean more;

    pppd->in_callback++;
    more = read_link(pppd, READS_PER_TURN);
    if (!more && !pppd->freed)
        pppd->link_source = 0;
    leave_callback(pppd);
    return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* -- the process -- */

/* A pppd that was killed leaves the file with its process ID behind; nobody else would take it away. */
static void
remove_pid_file(const char *folder, guint64 pid)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
        guint64 written;

        if (!g_str_has_prefix(name, "ppp") || !g_str_has_suffix(name, ".pid") || !g_file_get_contents(path, &text, NULL, NULL))
            continue;
        if (g_ascii_string_to_unsigned(g_strstrip(text), 10, 1, G_MAXINT32, &written, NULL) && written == pid)
            unlink(path);
    }
}

static void
on_exited(GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GSubprocess) process = G_SUBPROCESS(source);
    g_autoptr(GError) error = NULL;
    PptpPppd *pppd = user_data;
    int code = -1, signal_number = 0;

    if (!g_subprocess_wait_finish(process, result, &error))
        return; /* cancelled: pppd is no longer there to be told */
    pppd->in_callback++;
    pppd->process = NULL;
    read_link(pppd, READS_AT_END);
    read_log(pppd, READS_AT_END);
    if (!pppd->freed)
        emit_line(pppd);
    if (g_subprocess_get_if_exited(process)) {
        code = g_subprocess_get_exit_status(process);
    } else if (g_subprocess_get_if_signaled(process)) {
        signal_number = g_subprocess_get_term_sig(process);
        remove_pid_file("/run", pppd->pid);
        remove_pid_file("/run/pppd", pppd->pid); /* where pppd 2.5 has it unless a distribution says otherwise */
    }
    if (!pppd->freed) {
        clear_source(&pppd->link_source);
        clear_source(&pppd->log_source);
        pppd->callbacks.exited(pppd, code, signal_number, pppd->protocol_error, pppd->user_data);
    }
    leave_callback(pppd);
}

static gboolean
make_log_pipe(int pipe_fds[2], GError **error)
{
    if (!g_unix_open_pipe(pipe_fds, FD_CLOEXEC, error))
        return FALSE;
    if (!g_unix_set_fd_nonblocking(pipe_fds[0], TRUE, error)) {
        close(pipe_fds[0]);
        close(pipe_fds[1]);
        return FALSE;
    }
    return TRUE;
}

gboolean
pptp_pppd_start(PptpPppd *pppd, const char *const *argv, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    const char *identifier;
    int log_pipe[2];

    g_return_val_if_fail(pppd->peer_fd >= 0 && !pppd->process, FALSE);

    if (!make_log_pipe(log_pipe, error))
        return FALSE;
    pppd->log_fd = log_pipe[0];
    g_subprocess_launcher_set_cwd(launcher, "/");
    g_subprocess_launcher_unsetenv(launcher, "LANGUAGE");
    g_subprocess_launcher_setenv(launcher, "LC_ALL", "C", TRUE); /* its log is read by us too */
    g_subprocess_launcher_take_fd(launcher, log_pipe[1], STDOUT_FILENO);
    g_subprocess_launcher_take_fd(launcher, fcntl(log_pipe[1], F_DUPFD_CLOEXEC, 0), STDERR_FILENO);
    g_subprocess_launcher_take_fd(launcher, pppd->peer_fd, PPTP_PPPD_LINK_FD);
    pppd->peer_fd = -1;
    pppd->process = g_subprocess_launcher_spawnv(launcher, argv, error);
    g_subprocess_launcher_close(launcher);
    if (!pppd->process)
        return FALSE;
    /* NULL where it has ended already: that soon it has no file with its process ID. */
    identifier = g_subprocess_get_identifier(pppd->process);
    pppd->pid = identifier ? g_ascii_strtoull(identifier, NULL, 10) : 0;
    pppd->link_source = g_unix_fd_add(pppd->link_fd, G_IO_IN | G_IO_HUP, on_link_readable, pppd);
    pppd->log_source = g_unix_fd_add(pppd->log_fd, G_IO_IN | G_IO_HUP, on_log_readable, pppd);
    g_subprocess_wait_async(pppd->process, pppd->cancellable, on_exited, pppd);
    return TRUE;
}

void
pptp_pppd_answer_secret(PptpPppd *pppd, const char *secret)
{
    PptpLinkMessage message = {.type = secret ? PPTP_LINK_SECRET : PPTP_LINK_NO_SECRET};

    if (secret) {
        message.text.data = secret;
        message.text.len = (guint16)strlen(secret);
    }
    if (pptp_link_send(pppd->link_fd, &message) < 0)
        pptp_pppd_kill(pppd);
}

void
pptp_pppd_terminate(PptpPppd *pppd)
{
    if (pppd->process)
        g_subprocess_send_signal(pppd->process, SIGTERM);
}

void
pptp_pppd_kill(PptpPppd *pppd)
{
    if (pppd->process)
        g_subprocess_force_exit(pppd->process);
}

gboolean
pptp_pppd_is_running(PptpPppd *pppd)
{
    return pppd->process != NULL;
}

void
pptp_pppd_free(PptpPppd *pppd)
{
    if (!pppd)
        return;
    pptp_pppd_kill(pppd);
    pppd->process = NULL;
    g_cancellable_cancel(pppd->cancellable);
    clear_source(&pppd->link_source);
    clear_source(&pppd->log_source);
    close_fd(&pppd->link_fd);
    close_fd(&pppd->peer_fd);
    close_fd(&pppd->log_fd);
    pppd->freed = TRUE;
    if (pppd->in_callback == 0)
        really_free(pppd);
}

char *
pptp_pppd_find(void)
{
    static const char *const places[] = {"/usr/sbin/pppd", "/sbin/pppd", "/usr/local/sbin/pppd"};
    char *path = g_find_program_in_path("pppd");

    for (guint i = 0; !path && i < G_N_ELEMENTS(places); i++) {
        if (g_file_test(places[i], G_FILE_TEST_IS_EXECUTABLE))
            path = g_strdup(places[i]);
    }
    return path;
}
