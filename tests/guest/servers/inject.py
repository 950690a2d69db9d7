#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""inject.py PID cdn|stop|close: speaks on the control connection of the running pptpctrl PID.

A copy of its socket (pidfd_getfd) lets a test say what Poptop itself never says, over a tunnel that is real.
"""
import ctypes
import os
import socket
import struct
import sys

PIDFD_GETFD = 438  # the same number on every architecture
MAGIC = 0x1A2B3C4D


def control_socket(pid):
    libc = ctypes.CDLL(None, use_errno=True)
    pidfd = os.pidfd_open(pid)
    for name in os.listdir(f"/proc/{pid}/fd"):
        if not os.readlink(f"/proc/{pid}/fd/{name}").startswith("socket:"):
            continue
        fd = libc.syscall(PIDFD_GETFD, pidfd, int(name), 0)
        if fd < 0:
            raise OSError(ctypes.get_errno(), "pidfd_getfd")
        candidate = socket.socket(fileno=fd)
        if candidate.family == socket.AF_INET and candidate.type == socket.SOCK_STREAM:
            return candidate
        candidate.close()
    raise SystemExit(f"process {pid} has no TCP socket")


def message(kind, body):
    return struct.pack(">HHIHH", 12 + len(body), 1, MAGIC, kind, 0) + body


sock = control_socket(int(sys.argv[1]))
if sys.argv[2] == "cdn":  # Call-Disconnect-Notify: call 0 (Poptop's first), result 3 "administrative shutdown"
    call = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    sock.sendall(message(13, struct.pack(">HBBHH128s", call, 3, 0, 0, 0, b"")))
elif sys.argv[2] == "stop":  # Stop-Control-Connection-Request, reason 3 "local shutdown"
    sock.sendall(message(3, struct.pack(">BBH", 3, 0, 0)))
elif sys.argv[2] == "close":
    sock.shutdown(socket.SHUT_RDWR)
else:
    raise SystemExit("unknown: " + sys.argv[2])
