#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""together.py up UUID... | down ACTIVE...: NetworkManager is asked to activate, or to deactivate, all of these in the same moment.

One process, one connection to the system bus, all calls sent before any answer is read: a client for each would take an emulated machine
longer than what it starts. Prints the active connections' object paths, one a line, and exits with status 1 where a call was refused.
"""
import os
import socket
import struct
import sys

NAME = "org.freedesktop.NetworkManager"
ROOT = "/org/freedesktop/NetworkManager"
METHOD_CALL, METHOD_RETURN, ERROR = 1, 2, 3
PATH, INTERFACE, MEMBER, REPLY_SERIAL, DESTINATION, SIGNATURE = 1, 2, 3, 5, 6, 8


def padded(data, to):
    return data + bytes(-len(data) % to)


def text(value):
    return struct.pack("<I", len(value)) + value.encode() + b"\0"


class Bus:
    """As much of the D-Bus specification as calls with strings and object paths take."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect("/run/dbus/system_bus_socket")
        self.sock.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
        self.file = self.sock.makefile("rb")
        if not self.file.readline().startswith(b"OK "):
            sys.exit("the bus does not let us in")
        self.sock.sendall(b"BEGIN\r\n")
        self.serial = 0
        self.all([("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", "", ())])

    def call(self, destination, path, interface, member, signature, values):
        body = b""
        for value in values:
            body = padded(body, 4) + text(value)
        fields = b""
        for code, kind, value in ((PATH, "o", path), (INTERFACE, "s", interface), (MEMBER, "s", member), (DESTINATION, "s", destination)):
            fields = padded(fields, 8) + bytes((code, 1)) + kind.encode() + b"\0" + text(value)
        if signature:
            fields = padded(fields, 8) + bytes((SIGNATURE, 1)) + b"g\0" + bytes((len(signature),)) + signature.encode() + b"\0"
        self.serial += 1
        head = struct.pack("<cBBBIII", b"l", METHOD_CALL, 0, 1, len(body), self.serial, len(fields))
        self.sock.sendall(padded(head + fields, 8) + body)
        return self.serial

    def receive(self):
        """(type, serial that is answered or None, body)"""
        _, kind, _, _, body_len, _, fields_len = struct.unpack("<cBBBIII", self.file.read(16))
        fields = self.file.read(fields_len + -fields_len % 8)
        body = self.file.read(body_len)
        at, answered = 0, None
        while at < fields_len:
            at += -at % 8
            code, signature = fields[at], fields[at + 2 : at + 2 + fields[at + 1]]
            at += 3 + fields[at + 1]
            if signature == b"g":
                at += 2 + fields[at]
                continue
            at += -at % 4
            number = struct.unpack_from("<I", fields, at)[0]
            at += 4 if signature == b"u" else 5 + number
            if code == REPLY_SERIAL:
                answered = number
        return kind, answered, body

    def all(self, calls):
        """Sends all of them; what each was answered with: a string, or nothing."""
        waiting = [self.call(*call) for call in calls]
        answers = {}
        while len(answers) < len(waiting):
            kind, answered, body = self.receive()
            if answered in waiting and kind in (METHOD_RETURN, ERROR):
                answer = body[4 : 4 + struct.unpack_from("<I", body)[0]].decode() if body else ""
                if kind == ERROR:
                    sys.exit(f"refused: {answer}")
                answers[answered] = answer
        return [answers[serial] for serial in waiting]


bus = Bus()
if sys.argv[1] == "up":
    profiles = bus.all([(NAME, ROOT + "/Settings", NAME + ".Settings", "GetConnectionByUuid", "s", (uuid,)) for uuid in sys.argv[2:]])
    active = bus.all([(NAME, ROOT, NAME, "ActivateConnection", "ooo", (profile, "/", "/")) for profile in profiles])
else:
    active = sys.argv[2:]
    bus.all([(NAME, ROOT, NAME, "DeactivateConnection", "o", (path,)) for path in active])
print("\n".join(active))
