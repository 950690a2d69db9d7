#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""inject.py PID cdn|stop|close|reset|chatter|garbage [NUMBER]: speaks on the control connection of the running pptpctrl PID.

A copy of its socket (pidfd_getfd) lets a test say what Poptop itself never says, over a tunnel that is real.
"""
import ctypes
import os
import select
import socket
import struct
import sys

PIDFD_GETFD = 438  # the same number on every architecture
MAGIC = 0x1A2B3C4D


def connected(candidate):
    try:
        return bool(candidate.getpeername())
    except OSError:
        return False


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
        if candidate.family == socket.AF_INET and candidate.type == socket.SOCK_STREAM and connected(candidate):
            return candidate
        candidate.close()
    raise SystemExit(f"process {pid} has no TCP socket")


def message(kind, body):
    return struct.pack(">HHIHH", 12 + len(body), 1, MAGIC, kind, 0) + body


def send_all(sock, data):
    """The socket does not block, for the sake of whom it belongs to."""
    while data:
        if not select.select([], [sock], [], 10)[1]:
            raise SystemExit("the client does not read")
        data = data[sock.send(data):]


sock = control_socket(int(sys.argv[1]))
if sys.argv[2] == "cdn":  # Call-Disconnect-Notify: call 0 (Poptop's first), result 3 "administrative shutdown"
    call = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    sock.sendall(message(13, struct.pack(">HBBHH128s", call, 3, 0, 0, 0, b"")))
elif sys.argv[2] == "stop":  # Stop-Control-Connection-Request, reason 3 "local shutdown"
    sock.sendall(message(3, struct.pack(">BBH", 3, 0, 0)))
elif sys.argv[2] == "close":
    sock.shutdown(socket.SHUT_RDWR)
elif sys.argv[2] == "chatter":  # messages in good form that have no place here, so many of each
    for number in range(int(sys.argv[3])):
        call = 0x4000 + number % 1000
        send_all(
            sock,
            message(5, struct.pack(">I", number))  # Echo-Request
            + message(6, struct.pack(">IBBH", number, 1, 0, 0))  # Echo-Reply that nobody asked for
            + message(2, struct.pack(">HBBIIHH64s64s", 0x100, 1, 0, 3, 3, 1, 1, b"", b""))  # SCCRP
            + message(8, struct.pack(">HHBBHIHHI", call, call, 1, 0, 0, 64000, 64, 0, 0))  # OCRP
            + message(9, struct.pack(">HHIIHH64s64s", call, 1, 3, 0, 0, 0, b"1", b"2") + bytes(64))  # ICRQ
            + message(13, struct.pack(">HBBHH128s", call, 1, 0, 0, 0, b"x" * 128))  # Call-Disconnect-Notify of another call
            + message(14, struct.pack(">HHIIIIII", call, 0, 1, 2, 3, 4, 5, 6))  # WAN-Error-Notify
            + message(15, struct.pack(">HHII", call, 0, 0, 0)),  # Set-Link-Info
        )
elif sys.argv[2] == "garbage":
    send_all(sock, bytes(number * 7 % 256 for number in range(int(sys.argv[3]))))
elif sys.argv[2] == "reset":  # connect(2) to AF_UNSPEC dissolves it, with a RST
    nowhere = struct.pack("=H14x", socket.AF_UNSPEC)
    ctypes.CDLL(None).connect(sock.fileno(), nowhere, len(nowhere))
else:
    raise SystemExit("unknown: " + sys.argv[2])
