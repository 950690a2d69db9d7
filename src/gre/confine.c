/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gre/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#define NOBODY 65534

/* By hand, so that a library for six lines is not needed. */
static bool
drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

    return syscall(SYS_capset, &header, none) == 0;
}

static bool
drop_user(void)
{
    return setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0 && setresuid(NOBODY, NOBODY, NOBODY) == 0;
}

/* They are the service's: its journal, in which somebody who has taken the helper over would write in the service's name. */
static bool
leave_standard_streams(void)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    bool done = null >= 0;

    for (int fd = STDIN_FILENO; done && fd <= STDERR_FILENO; fd++)
        done = dup2(null, fd) == fd;
    if (null > STDERR_FILENO)
        close(null);
    return done;
}

/* closable is the one descriptor that can be closed under the filter. */
static bool
filter_system_calls(int closable)
{
    static const int allowed[] = {
        SCMP_SYS(recvmmsg),     SCMP_SYS(recvmmsg_time64), SCMP_SYS(sendmmsg),      SCMP_SYS(sendto),
        SCMP_SYS(send),         SCMP_SYS(recvfrom),        SCMP_SYS(recv),          SCMP_SYS(poll),
        SCMP_SYS(ppoll),        SCMP_SYS(ppoll_time64),    SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64),
        SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall), SCMP_SYS(exit_group),
    };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int status = filter ? 0 : -ENOMEM;

    /* Numbers below 0 are calls that this architecture does not have; libseccomp leaves them out by itself. */
    for (size_t i = 0; status == 0 && i < sizeof allowed / sizeof *allowed; i++)
        status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    if (status == 0)
        status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(close), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)closable));
    if (status == 0)
        status = seccomp_load(filter); /* sets no_new_privs as well */
    if (filter)
        seccomp_release(filter);
    errno = -status;
    return status == 0;
}

/* Whether the filter could be loaded is known last, and has to be said if not: until then standard error is kept aside. */
static bool
close_behind(void)
{
    const int error_fd = dup(STDERR_FILENO);
    int saved;

    if (error_fd < 0)
        return false;
    if (leave_standard_streams() && filter_system_calls(error_fd)) {
        close(error_fd);
        return true;
    }
    saved = errno;
    dup2(error_fd, STDERR_FILENO);
    errno = saved;
    return false;
}

bool
pptp_confine(void)
{
    const struct rlimit nothing = {0, 0};

    if (setrlimit(RLIMIT_CORE, &nothing) < 0 || setrlimit(RLIMIT_FSIZE, &nothing) < 0)
        return false;
    if ((geteuid() == 0 && !drop_user()) || !drop_capabilities())
        return false;
    /* After the change of user, which sets it anew. */
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return false;
    return close_behind();
}
