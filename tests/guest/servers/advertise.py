#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""advertise.py INTERFACE: sends one IPv6 router advertisement (RFC 4861) with a prefix, as a router with a default route."""
import socket
import struct
import sys

sock = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
index = socket.if_nametoindex(sys.argv[1])
header = struct.pack(">BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
prefix = struct.pack(">BBBBIII16s", 3, 4, 64, 0xC0, 86400, 14400, 0, socket.inet_pton(socket.AF_INET6, "fd00:20::"))
sock.sendto(header + prefix, ("ff02::1", 0, 0, index))
