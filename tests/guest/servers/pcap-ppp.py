#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Prints the PPP frames of a PPTP tunnel in a capture, one a line: source address, PPP protocol (hex), payload (hex).

Reads classic pcap files of Ethernet links, as tcpdump -w writes them.
"""
import struct
import sys


def packets(data):
    endian = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    at = 24
    while at + 16 <= len(data):
        (length,) = struct.unpack_from(endian + "I", data, at + 8)
        yield data[at + 16:at + 16 + length]
        at += 16 + length


def ppp_frame(packet):
    """(source, PPP bytes) of an enhanced GRE packet (RFC 2637, section 4.1), or None."""
    if packet[12:14] != b"\x08\x00" or packet[23] != 47:
        return None
    ip = packet[14:]
    source = ".".join(str(b) for b in ip[12:16])
    total = struct.unpack_from(">H", ip, 2)[0]
    gre = ip[(ip[0] & 15) * 4:total]
    flags, protocol, length = struct.unpack_from(">HHH", gre, 0)
    if protocol != 0x880B:
        return None
    at = 8 + (4 if flags & 0x1000 else 0) + (4 if flags & 0x0080 else 0)
    return source, gre[at:at + length]


def protocol_and_payload(frame):
    if frame[:2] == b"\xff\x03":
        frame = frame[2:]
    if not frame:
        return None
    if frame[0] & 1:  # protocol field compression: an odd first byte stands alone
        return frame[0], frame[1:]
    return struct.unpack_from(">H", frame + b"\0", 0)[0], frame[2:]


with open(sys.argv[1], "rb") as file:
    for packet in packets(file.read()):
        found = ppp_frame(packet)
        decoded = protocol_and_payload(found[1]) if found and found[1] else None
        if decoded:
            print(f"{found[0]} {decoded[0]:04x} {decoded[1].hex()}")
