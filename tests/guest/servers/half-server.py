#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""half-server.py ADDRESS: answers the first PPTP message on TCP port 1723 (SCCRQ) with a good SCCRP, and is silent from then on."""
import socket
import struct
import sys

SCCRP = struct.pack(">HHIHHHBBIIHH64s64s", 156, 1, 0x1A2B3C4D, 2, 0, 0x0100, 1, 0, 3, 3, 10, 1, b"half", b"half")

listener = socket.create_server((sys.argv[1], 1723))
while True:
    connection, _ = listener.accept()
    with connection:
        if connection.recv(156):
            connection.sendall(SCCRP)
        # It ends its side when the client does,.
        try:
            while connection.recv(1024):
                pass
        except ConnectionError:
            pass
