/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * nm-pptp-gre CALL PEER-CALL TUNNEL SESSION: carries one tunnel's data between a raw GRE socket and the kernel's PPP, where the kernel's
 * own PPTP driver cannot. Started by nm-pptp-service alone, with its descriptors open (report.h); ends with any of them.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "gre/confine.h"
#include "gre/pump.h"
#include "gre/report.h"

static bool
read_number(const char *text, uint16_t *number)
{
    char *end;
    unsigned long value;

    if (text[strspn(text, "0123456789")] || !*text)
        return false;
    errno = 0;
    value = strtoul(text, &end, 10);
    *number = (uint16_t)value;
    return errno == 0 && !*end && value <= UINT16_MAX;
}

static bool
is_socket(int fd, int type)
{
    int found = -1;
    socklen_t len = sizeof found;

    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &found, &len) == 0 && found == type;
}

int
main(int argc, char **argv)
{
    uint16_t numbers[4];
    PptpPump *pump;

    for (int i = 0; i < 4; i++) {
        if (argc != 5 || !read_number(argv[i + 1], &numbers[i])) {
            fputs("nm-pptp-gre is started by nm-pptp-service, with four numbers\n", stderr);
            return EXIT_FAILURE;
        }
    }
    if (!is_socket(PPTP_GRE_FD_RAW, SOCK_RAW) || !is_socket(PPTP_GRE_FD_FRAMES, SOCK_DGRAM) ||
        !is_socket(PPTP_GRE_FD_SERVICE, SOCK_SEQPACKET)) {
        fputs("nm-pptp-gre is started by nm-pptp-service, with its sockets open\n", stderr);
        return EXIT_FAILURE;
    }
    signal(SIGPIPE, SIG_IGN);
    pump = pptp_pump_new(numbers[0], numbers[1], numbers[2], numbers[3]);
    if (!pump || !pptp_confine()) {
        fprintf(stderr, "nm-pptp-gre: %s\n", strerror(pump ? errno : ENOMEM));
        return EXIT_FAILURE;
    }
    pptp_pump_run(pump);
    return EXIT_SUCCESS;
}
