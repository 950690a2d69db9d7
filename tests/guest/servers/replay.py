#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""replay.py SERVER CLIENT CAPTURE TIMES: sends the GRE packets that the capture shows from server to client again, byte by byte, so many times.

Run where it can be spoofed. Prints how many were sent, and how many of them are CCP's negotiation, at which nobody would encrypt any more (RFC 3078, section 9). The capture is a classic pcap of an Ethernet link.
"""
import socket
import struct
import sys
import time


def is_ccp(packet):
    """Whether an IPv4 packet with enhanced GRE (RFC 2637, section 4.1) holds a PPP frame of CCP."""
    gre = packet[(packet[0] & 15) * 4 :]
    frame = gre[8 + (4 if gre[0] & 0x10 else 0) + (4 if gre[1] & 0x80 else 0) :]
    return frame[:4] == b"\xff\x03\x80\xfd"


def packets(path, source, target):
    with open(path, "rb") as file:
        data = file.read()
    at = 24
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        frame = data[at + 16 : at + 16 + length]
        at += 16 + length
        if frame[12:14] == b"\x08\x00" and frame[23] == 47 and frame[26:30] == source and frame[30:34] == target:
            total = struct.unpack_from(">H", frame, 16)[0]
            yield frame[14 : 14 + total]


server, client = (socket.inet_aton(word) for word in sys.argv[1:3])
captured = list(packets(sys.argv[3], server, client))
sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
sent = 0
for _ in range(int(sys.argv[4])):
    for packet in captured:
        sock.sendto(packet, (sys.argv[2], 0))
        sent += 1
        # As fast as a link would bring them, not as fast as a buffer overflows.
        time.sleep(0.001)
print(sent, sum(map(is_ccp, captured)) * int(sys.argv[4]))
