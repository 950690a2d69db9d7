#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""stream.py receive ADDRESS PORT | send ADDRESS PORT PACKETS PER-SECOND BYTES [BURST]

A steady stream of numbered UDP packets. The sender sends that many, evenly or so many at once each time, and then for a while a word that it is over; the receiver says
"ready", then how many different ones have come. Late ones count, doubled ones do not: what arrives is what is asked.
"""
import socket
import struct
import sys
import time

OVER = 0xFFFFFFFF


def receive(address, port):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    sock.bind((address, port))
    print("ready", flush=True)
    seen, over = set(), False
    sock.settimeout(60)
    try:
        while True:
            number = struct.unpack_from(">I", sock.recv(65536))[0]
            if number != OVER:
                seen.add(number)
            elif not over:
                over = True
                # Whatever is still on its way after the last word.
                sock.settimeout(2)
    except TimeoutError:
        pass
    print(len(seen))


def send(address, port, packets, rate, size, burst):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect((address, port))
    start = time.monotonic()
    for number in range(packets):
        wait = start + number // burst * burst / rate - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        try:
            sock.send(struct.pack(">I", number).ljust(size, b"\0"))
        except OSError:
            pass  # not delivered, which is what is counted
    for _ in range(10):
        time.sleep(0.05)
        try:
            sock.send(struct.pack(">I", OVER))
        except OSError:
            pass


if sys.argv[1] == "receive":
    receive(sys.argv[2], int(sys.argv[3]))
else:
    send(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]), int(sys.argv[6]), int(sys.argv[7]) if len(sys.argv) > 7 else 1)
