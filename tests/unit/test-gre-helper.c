/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The real helper program, between a raw socket and a UDP socket of this test's: needs root, as the raw socket does. What the server sends
 * comes from 127.0.0.2.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gre/header.h"
#include "gre/l2tp.h"
#include "gre/report.h"

#define CALL 7
#define PEER_CALL 300
#define TUNNEL 11
#define SESSION 12
#define PATIENCE_MS 10000

typedef struct {
    int server;  /* raw, the other end of the helper's */
    int kernel;  /* UDP, likewise */
    int service; /* likewise */
    GSubprocess *helper;
} Fixture;

static int
open_raw(const char *local, const char *remote)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_GRE);

    if (fd < 0)
        g_error("a raw socket: %s (this test needs root)", g_strerror(errno));
    address.sin_addr.s_addr = inet_addr(local);
    g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
    address.sin_addr.s_addr = inet_addr(remote);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
    return fd;
}

static void
open_udp_pair(int fds[2])
{
    struct sockaddr_in addresses[2];
    socklen_t len = sizeof *addresses;

    for (guint i = 0; i < 2; i++) {
        addresses[i] = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        fds[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        g_assert_cmpint(bind(fds[i], (struct sockaddr *)&addresses[i], sizeof addresses[i]), ==, 0);
        g_assert_cmpint(getsockname(fds[i], (struct sockaddr *)&addresses[i], &len), ==, 0);
    }
    for (guint i = 0; i < 2; i++)
        g_assert_cmpint(connect(fds[i], (struct sockaddr *)&addresses[1 - i], sizeof *addresses), ==, 0);
}

static void
set_up(Fixture *f, gconstpointer data)
{
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
    g_autoptr(GError) error = NULL;
    int udp[2], service[2], raw = open_raw("127.0.0.1", "127.0.0.2");

    f->server = open_raw("127.0.0.2", "127.0.0.1");
    open_udp_pair(udp);
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, service), ==, 0);
    f->kernel = udp[0];
    f->service = service[0];
    g_subprocess_launcher_take_fd(launcher, raw, PPTP_GRE_FD_RAW);
    g_subprocess_launcher_take_fd(launcher, udp[1], PPTP_GRE_FD_FRAMES);
    g_subprocess_launcher_take_fd(launcher, service[1], PPTP_GRE_FD_SERVICE);
    f->helper = g_subprocess_launcher_spawn(launcher, &error, PPTP_TEST_HELPER, G_STRINGIFY(CALL), G_STRINGIFY(PEER_CALL),
                                            G_STRINGIFY(TUNNEL), G_STRINGIFY(SESSION), NULL);
    g_assert_no_error(error);
}

static void
tear_down(Fixture *f, gconstpointer data)
{
    g_subprocess_force_exit(f->helper);
    g_subprocess_wait(f->helper, NULL, NULL);
    g_object_unref(f->helper);
    close(f->server);
    close(f->kernel);
    if (f->service >= 0)
        close(f->service);
}

static gsize
receive(int fd, guint8 *buf, gsize size)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    ssize_t len;

    g_assert_cmpint(poll(&ready, 1, PATIENCE_MS), ==, 1);
    len = recv(fd, buf, size, 0);
    g_assert_cmpint(len, >=, 0);
    return (gsize)len;
}

static void
send_gre(Fixture *f, guint16 call, guint32 sequence, const char *payload)
{
    const PptpGre gre = {.has_sequence = TRUE, .sequence = sequence, .payload_len = (guint16)strlen(payload)};
    guint8 packet[64];
    gsize len = pptp_gre_write(&gre, call, packet);

    memcpy(packet + len, payload, strlen(payload));
    len += strlen(payload);
    g_assert_cmpint(send(f->server, packet, len, 0), ==, (gssize)len);
}

static void
assert_frame(Fixture *f, const char *payload)
{
    guint8 buf[64], header[PPTP_L2TP_HEADER];
    const gsize len = receive(f->kernel, buf, sizeof buf);

    pptp_l2tp_write(header, TUNNEL, SESSION);
    g_assert_cmpmem(buf, MIN(len, sizeof header), header, sizeof header);
    g_assert_cmpmem(buf + sizeof header, len - sizeof header, payload, strlen(payload));
}

/* On the loopback device every raw socket sees every packet: those of our own sending, and the other call's, are passed over. */
static void
receive_gre(Fixture *f, PptpGre *gre, guint8 *buf, gsize size)
{
    gsize len;

    do
        len = receive(f->server, buf, size);
    while (!pptp_gre_parse(gre, buf, len, PEER_CALL));
}

static void
assert_ends(Fixture *f)
{
    g_assert_true(g_subprocess_wait(f->helper, NULL, NULL));
    g_assert_true(g_subprocess_get_if_exited(f->helper));
    g_assert_cmpint(g_subprocess_get_exit_status(f->helper), ==, 0);
}

static void
test_both_ways(Fixture *f, gconstpointer data)
{
    guint8 message[PPTP_L2TP_HEADER + 5], packet[128];
    PptpGreMessage told;
    PptpGre gre;

    send_gre(f, CALL, 0, "first");
    assert_frame(f, "first");
    g_assert_cmpuint(receive(f->service, (guint8 *)&told, sizeof told), ==, sizeof told);
    g_assert_cmpuint(told.type, ==, PPTP_GRE_MESSAGE_REPORT);
    g_assert_cmpuint(told.report.packets, ==, 1);
    g_assert_cmpuint(told.report.unreachable, ==, 0);

    send_gre(f, CALL + 1, 1, "other"); /* another call's */
    send_gre(f, CALL, 3, "fourth");
    send_gre(f, CALL, 2, "third");
    send_gre(f, CALL, 1, "second");
    assert_frame(f, "second");
    assert_frame(f, "third");
    assert_frame(f, "fourth");

    /* They are acknowledged though we have nothing to send. */
    receive_gre(f, &gre, packet, sizeof packet);
    while (!gre.has_ack || gre.ack != 3)
        receive_gre(f, &gre, packet, sizeof packet);
    g_assert_false(gre.has_sequence);

    pptp_l2tp_write(message, TUNNEL, SESSION);
    memcpy(message + PPTP_L2TP_HEADER, "ahead", 5);
    for (guint32 i = 0; i < 3; i++) {
        g_assert_cmpint(send(f->kernel, message, sizeof message, 0), ==, sizeof message);
        receive_gre(f, &gre, packet, sizeof packet);
        g_assert_true(gre.has_sequence);
        g_assert_cmpuint(gre.sequence, ==, i);
        g_assert_cmpmem(gre.payload, gre.payload_len, "ahead", 5);
    }
}

static void
send_up(Fixture *f, const char *frame, gsize frame_len)
{
    guint8 message[PPTP_L2TP_HEADER + 64];
    const gsize len = PPTP_L2TP_HEADER + frame_len;

    pptp_l2tp_write(message, TUNNEL, SESSION);
    memcpy(message + PPTP_L2TP_HEADER, frame, frame_len);
    g_assert_cmpint(send(f->kernel, message, len, 0), ==, (gssize)len);
}

static void
assert_up(Fixture *f, guint32 sequence, const char *frame, gsize len)
{
    guint8 packet[128];
    PptpGre gre;

    do
        receive_gre(f, &gre, packet, sizeof packet);
    while (!gre.has_sequence);
    g_assert_cmpuint(gre.sequence, ==, sequence);
    g_assert_cmpmem(gre.payload, gre.payload_len, frame, len);
}

/* What ends encryption passes until it is agreed on, and then never; nor does readable data, whatever the kernel thinks. */
static void
test_guard(Fixture *f, gconstpointer data)
{
    static const char request[] = "\xff\x03\x80\xfd\x01\x01\x10\x10mppe?", terminate[] = "\x80\xfd\x05\x02\x10\x10now",
                      clear[] = "\xff\x03!readable", encrypted[] = "\xff\x03\xfd#secret";
    const guint8 word = PPTP_GRE_GUARD;
    PptpGreMessage told;

    send_gre(f, CALL, 0, request);
    assert_frame(f, request);
    g_assert_cmpuint(receive(f->service, (guint8 *)&told, sizeof told), ==, sizeof told);
    g_assert_cmpuint(told.type, ==, PPTP_GRE_MESSAGE_REPORT);
    send_up(f, clear, sizeof clear - 1);
    assert_up(f, 0, clear, sizeof clear - 1);

    g_assert_cmpint(send(f->service, &word, sizeof word, 0), ==, sizeof word);
    /* The helper hears the service before it looks at packets, so that no wait is needed. */
    send_gre(f, CALL, 1, terminate);
    g_assert_cmpuint(receive(f->service, (guint8 *)&told, sizeof told), ==, sizeof told);
    g_assert_cmpuint(told.type, ==, PPTP_GRE_MESSAGE_CAUGHT);
    g_assert_cmpmem(told.frame, told.len, terminate, sizeof terminate - 1);
    send_gre(f, CALL, 3, request); /* put into order as well */
    send_gre(f, CALL, 2, "data");
    assert_frame(f, "data");
    g_assert_cmpuint(receive(f->service, (guint8 *)&told, sizeof told), ==, sizeof told);
    g_assert_cmpuint(told.type, ==, PPTP_GRE_MESSAGE_CAUGHT);
    g_assert_cmpmem(told.frame, told.len, request + 2, sizeof request - 3);
    send_gre(f, CALL, 4, "more");
    assert_frame(f, "more");

    send_up(f, clear, sizeof clear - 1);
    send_up(f, encrypted, sizeof encrypted - 1);
    assert_up(f, 1, encrypted, sizeof encrypted - 1);
}

static void
receive_told(Fixture *f, PptpGreMessage *told, PptpGreMessageType type)
{
    g_assert_cmpuint(receive(f->service, (guint8 *)told, sizeof *told), ==, sizeof *told);
    g_assert_cmpuint(told->type, ==, type);
}

/* PPP may have queued readable data before it began to encrypt; later it has stopped to. That is told once, without the data. */
static void
test_readable(Fixture *f, gconstpointer data)
{
    static const char clear[] = "\xff\x03!readable", encrypted[] = "\xff\x03\xfd#secret", ipcp[] = "\x80\x21\x09\x01";
    const guint8 word = PPTP_GRE_GUARD;
    PptpGreMessage told;
    struct pollfd more = {.fd = f->service, .events = POLLIN};

    g_assert_cmpint(send(f->service, &word, sizeof word, 0), ==, sizeof word);
    send_up(f, clear, sizeof clear - 1);
    send_up(f, encrypted, sizeof encrypted - 1);
    assert_up(f, 0, encrypted, sizeof encrypted - 1);
    g_usleep(1100000);
    send_up(f, ipcp, sizeof ipcp - 1);
    assert_up(f, 1, ipcp, sizeof ipcp - 1);
    g_assert_cmpint(poll(&more, 1, 0), ==, 0);
    send_up(f, clear, sizeof clear - 1);
    receive_told(f, &told, PPTP_GRE_MESSAGE_READABLE);
    g_assert_cmpuint(told.len, ==, 0);
    send_up(f, clear, sizeof clear - 1);
    send_up(f, encrypted, sizeof encrypted - 1);
    assert_up(f, 2, encrypted, sizeof encrypted - 1);
    g_assert_cmpint(poll(&more, 1, 0), ==, 0);
}

/* What has come is told of within a second or so, also when nothing more comes; and then no more. */
static void
test_reports(Fixture *f, gconstpointer data)
{
    PptpGreMessage told;
    struct pollfd more = {.fd = f->service, .events = POLLIN};

    send_gre(f, CALL, 0, "data");
    receive_told(f, &told, PPTP_GRE_MESSAGE_REPORT);
    for (guint32 i = 1; i < 5; i++)
        send_gre(f, CALL, i, "data");
    receive_told(f, &told, PPTP_GRE_MESSAGE_REPORT);
    g_assert_cmpuint(told.report.packets, ==, 5);
    g_assert_cmpint(poll(&more, 1, 1500), ==, 0);
}

/* A service that says anything else is none of ours. */
static void
test_other_word(Fixture *f, gconstpointer data)
{
    const guint8 word = PPTP_GRE_GUARD + 1;

    g_assert_cmpint(send(f->service, &word, sizeof word, 0), ==, sizeof word);
    assert_ends(f);
}

/* What never comes is not waited for for ever. */
static void
test_gap(Fixture *f, gconstpointer data)
{
    send_gre(f, CALL, 0, "first");
    send_gre(f, CALL, 2, "third");
    assert_frame(f, "first");
    assert_frame(f, "third");
}

/*
 * Frames that were held are sent on with many others, and their place in the window may be needed before that: here for the frame that
 * comes 512 numbers later. The helper stands still until all have come, so that it takes them in one go.
 */
static void
test_window_reused(Fixture *f, gconstpointer data)
{
    static const guint32 sequences[] = {2, 3, 4, 452, 514};
    char payload[16];

    send_gre(f, CALL, 0, "frame 0");
    assert_frame(f, "frame 0");
    g_subprocess_send_signal(f->helper, SIGSTOP);
    for (gsize i = 0; i < G_N_ELEMENTS(sequences); i++) {
        g_snprintf(payload, sizeof payload, "frame %u", sequences[i]);
        send_gre(f, CALL, sequences[i], payload);
    }
    g_subprocess_send_signal(f->helper, SIGCONT);
    for (gsize i = 0; i < G_N_ELEMENTS(sequences); i++) {
        g_snprintf(payload, sizeof payload, "frame %u", sequences[i]);
        assert_frame(f, payload);
    }
}

static char *
status_line(Fixture *f, const char *key)
{
    g_autofree char *path = g_strdup_printf("/proc/%s/status", g_subprocess_get_identifier(f->helper)), *text = NULL;
    g_auto(GStrv) lines = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        if (g_str_has_prefix(lines[i], key))
            return g_strdup(g_strchug(lines[i] + strlen(key)));
    }
    return NULL;
}

static void
test_confined(Fixture *f, gconstpointer data)
{
    static const struct {
        const char *key, *value;
    } rows[] = {
        {"Uid:", "65534\t65534\t65534\t65534"},
        {"Gid:", "65534\t65534\t65534\t65534"},
        {"Groups:", ""},
        {"CapEff:", "0000000000000000"},
        {"CapPrm:", "0000000000000000"},
        {"CapInh:", "0000000000000000"},
        {"NoNewPrivs:", "1"},
        {"Seccomp:", "2"},
    };

    send_gre(f, CALL, 0, "first"); /* when it works, it is confined */
    assert_frame(f, "first");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *value = status_line(f, rows[i].key);

        g_test_message("%s", rows[i].key);
        g_assert_cmpstr(g_strchomp(value), ==, rows[i].value);
    }
}

/* Standard input, output and error are the journal's, which is not for somebody who has taken the helper over: it has its sockets alone. */
static void
test_descriptors(Fixture *f, gconstpointer data)
{
    g_autofree char *folder = g_strdup_printf("/proc/%s/fd", g_subprocess_get_identifier(f->helper));
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = NULL;
    guint n = 0;

    send_gre(f, CALL, 0, "first");
    assert_frame(f, "first");
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        g_autofree char *path = g_strdup_printf("%s/%d", folder, fd), *target = g_file_read_link(path, &error);

        g_assert_no_error(error);
        g_assert_cmpstr(target, ==, "/dev/null");
    }
    dir = g_dir_open(folder, 0, &error);
    g_assert_no_error(error);
    while (g_dir_read_name(dir))
        n++;
    g_assert_cmpuint(n, ==, PPTP_GRE_FD_SERVICE + 1);
}

static void
test_service_gone(Fixture *f, gconstpointer data)
{
    send_gre(f, CALL, 0, "first");
    assert_frame(f, "first");
    close(f->service);
    f->service = -1;
    assert_ends(f);
}

static void
test_kernel_gone(Fixture *f, gconstpointer data)
{
    send_gre(f, CALL, 0, "first");
    assert_frame(f, "first");
    close(f->kernel);
    f->kernel = open("/dev/null", O_RDONLY | O_CLOEXEC);
    /* The first of these is answered by ICMP. */
    for (guint32 i = 1; i < 20; i++) {
        send_gre(f, CALL, i, "more");
        g_usleep(1000);
    }
    assert_ends(f);
}

static void
test_refuses(void)
{
    static const char *const rows[][5] = {
        {"1", "2", "3"}, {"1", "2", "3", "65536"}, {"1", "2", "3", "-4"}, {"1", "2", "3", "4x"}, {"1", "2", "3", "4"}};

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *argv[] = {PPTP_TEST_HELPER, rows[i][0], rows[i][1], rows[i][2], rows[i][3], NULL};
        g_autoptr(GSubprocess) helper = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL);
        g_autofree char *said = NULL;

        g_assert_true(g_subprocess_communicate_utf8(helper, NULL, NULL, NULL, &said, NULL));
        g_assert_true(g_str_has_prefix(said, "nm-pptp-gre is started by nm-pptp-service"));
        g_assert_true(g_subprocess_get_if_exited(helper));
        g_assert_cmpint(g_subprocess_get_exit_status(helper), ==, 1); /* the last for want of its sockets */
    }
}

int
main(int argc, char **argv)
{
#define ADD(NAME, FUNC) g_test_add("/gre-helper/" NAME, Fixture, NULL, set_up, FUNC, tear_down)
    g_test_init(&argc, &argv, NULL);
    ADD("both-ways", test_both_ways);
    ADD("gap", test_gap);
    ADD("window-reused", test_window_reused);
    ADD("guard", test_guard);
    ADD("readable", test_readable);
    ADD("reports", test_reports);
    ADD("other-word", test_other_word);
    ADD("confined", test_confined);
    ADD("descriptors", test_descriptors);
    ADD("service-gone", test_service_gone);
    ADD("kernel-gone", test_kernel_gone);
    g_test_add_func("/gre-helper/refuses", test_refuses);
    return g_test_run();
}
