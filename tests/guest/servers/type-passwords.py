#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# type-passwords.py SECONDS PASSWORD... -- COMMAND...: runs a command on a terminal of its own, types the next password whenever it asks for
# one, and ends with its exit status (99: it asked once too often, 98: it took too long). What the terminal showed goes to stdout.
import os
import pty
import select
import sys
import time

at = sys.argv.index("--")
deadline, passwords, command = time.monotonic() + float(sys.argv[1]), sys.argv[2:at], sys.argv[at + 1:]

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)

unanswered = ""
while True:
    left = deadline - time.monotonic()
    if left <= 0:
        os.kill(pid, 9)
        sys.exit(98)
    if not select.select([terminal], [], [], left)[0]:
        continue
    try:
        shown = os.read(terminal, 4096).decode(errors="replace")
    except OSError:  # the other end is closed
        break
    if not shown:
        break
    sys.stdout.write(shown)
    sys.stdout.flush()
    unanswered += shown
    # A prompt is the last thing on its line: "Password (vpn.secrets.password): ".
    if "assword" in unanswered.rsplit("\n", 1)[-1] and unanswered.rstrip(" ").endswith(":"):
        if not passwords:
            os.kill(pid, 9)
            sys.exit(99)
        os.write(terminal, (passwords.pop(0) + "\n").encode())
        unanswered = ""

sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
