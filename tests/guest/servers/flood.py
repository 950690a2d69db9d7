#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""flood.py SERVER CLIENT CAPTURE COUNT: bad enhanced GRE, in the server's name, to the call that the capture shows; run where it can be spoofed.

Every packet is wrong in some way: lengths that lie, other versions and flags, calls that do not exist, no sequence number, cut headers, noise.
What is left out is a good header with a high sequence number for the right call: RFC 2637 has nothing against that, nor has the kernel.
"""
import random
import socket
import struct
import sys



def call_in(path, source):
    """The client's call ID: in what the server sends (RFC 2637, section 4.1). Classic pcap of an Ethernet link."""
    with open(path, "rb") as file:
        data = file.read()
    at = 24
    while at + 16 <= len(data):
        length = struct.unpack_from("<I", data, at + 8)[0]
        packet = data[at + 16 : at + 16 + length]
        at += 16 + length
        if packet[12:14] == b"\x08\x00" and packet[23] == 47 and packet[26:30] == socket.inet_aton(source):
            return struct.unpack_from(">H", packet, 14 + 20 + 6)[0]
    raise SystemExit("the capture shows no call")


server, client, count = sys.argv[1], sys.argv[2], int(sys.argv[4])
call = call_in(sys.argv[3], server)
rand = random.Random(4711)
sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)


def ip(payload):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), rand.randrange(65536), 0, 64, 47, 0, socket.inet_aton(server), socket.inet_aton(client))
    return head + payload


def gre(flags=0x3001, protocol=0x880B, length=None, key=None, sequence=None, payload=b""):
    packet = struct.pack(">HHHH", flags, protocol, len(payload) if length is None else length, call if key is None else key)
    if sequence is not None:
        packet += struct.pack(">I", sequence)
    return packet + payload


def noise(n):
    return bytes(rand.randrange(256) for _ in range(n))


KINDS = [
    lambda: gre(length=rand.randrange(1000, 65536), sequence=rand.randrange(1 << 32), payload=noise(20)),  # longer than the packet
    lambda: gre(flags=0x3000, sequence=1, payload=noise(40)),  # version 0
    lambda: gre(flags=0x3002 + rand.randrange(6), sequence=1, payload=noise(40)),
    lambda: gre(flags=0x3001 | 1 << rand.choice((15, 14, 11)), sequence=1, payload=noise(40)),  # checksum, routing, strict source
    lambda: gre(protocol=rand.choice((0x0800, 0, 0xFFFF)), sequence=1, payload=noise(40)),
    lambda: gre(key=(call + 1 + rand.randrange(65534)) % 65536, sequence=rand.randrange(1 << 32), payload=noise(60)),
    lambda: gre(flags=0x2001, payload=b""),  # neither data nor acknowledgement
    lambda: gre(sequence=0, payload=noise(rand.randrange(60))),  # an old number
    lambda: gre()[: rand.randrange(8)],  # cut
    lambda: noise(rand.randrange(1, 1400)) if rand.randrange(2) else b"",
]
sent = 0
for i in range(count):
    packet = KINDS[i % len(KINDS)]()
    # Noise that by accident is a good header for this call would be no fault.
    if len(packet) >= 12 and packet[:4] == b"\x30\x01\x88\x0b" and struct.unpack(">H", packet[6:8])[0] == call and i % len(KINDS) not in (0, 7):
        continue
    try:
        sock.sendto(ip(packet), (client, 0))
        sent += 1
    except OSError:
        pass
print(sent)
