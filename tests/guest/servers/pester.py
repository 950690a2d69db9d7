#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""pester.py ADDRESS: sends UDP through whatever pppN there is, fifty times a second, routes or not, IPv4 and IPv6."""
import os
import socket
import sys
import time

SO_BINDTODEVICE = 25


def send(family, name, address):
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, name.encode())
            sock.sendto(b"readable" * 4, address)
    except OSError:
        pass  # not up yet, no address yet, or gone


while True:
    names = [name for name in os.listdir("/sys/class/net") if name.startswith("ppp")]
    for name in names:
        send(socket.AF_INET, name, (sys.argv[1], 9))
        send(socket.AF_INET6, name, ("ff02::1%" + name, 9))
    # Often enough to meet the moment in which pppd has not yet heard of what the kernel has; more would only keep the server busy.
    time.sleep(0.02 if names else 0.1)
