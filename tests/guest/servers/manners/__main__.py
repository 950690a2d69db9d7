#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A PPTP server with bad manners.

    python3 manners ADDRESS PASSWORD LOG [WORDS-FILE] [WORD...]

Words stand on the command line, or one a line in WORDS-FILE, which is read again for each connection. `python3 manners --words`
lists them. LOG gets a line for each message and frame: "<" came, ">" was sent, "=" is a frame decrypted, "#" a note; after the
sign the PPP protocol and the frame's bytes in hex.
"""
import heapq
import itertools
import select
import socket
import struct
import sys
import time
import traceback

from link import Link
from words import Manners, usage

MAGIC_COOKIE = 0x1A2B3C4D
START, STARTED, STOP, STOPPED, ECHO, ECHOED, CALL, CALLED, CLEAR, CLEARED = 1, 2, 3, 4, 5, 6, 7, 8, 12, 13
FIRST_WORDS = {
    "garbage": b"\x13\x37\x42" * 60,
    "http": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "ssh": b"SSH-2.0-manners\r\n",
}
CALL_ID = 4711


def message(kind, body, cookie=MAGIC_COOKIE):
    return struct.pack(">HHIHH", 12 + len(body), 1, cookie, kind, 0) + body


class Connection:
    """The control connection, RFC 2637 section 2."""

    def __init__(self, server, sock, peer):
        self.server, self.sock, self.peer = server, sock, peer
        self.manners, self.link, self.pending, self.mute = server.manners(), None, b"", False
        if self.manners["answer"] == "close":
            self.close()
        elif self.manners["answer"] in FIRST_WORDS:
            self.sock.sendall(FIRST_WORDS[self.manners["answer"]])

    def close(self):
        if self.link:
            self.link.dead = True
        self.server.connections.discard(self)
        self.sock.close()

    def send(self, kind, body, **more):
        self.server.log(f"> control {kind} {body.hex()}")
        self.sock.sendall(message(kind, body, **more))

    def receive(self):
        try:
            data = self.sock.recv(4096)
        except OSError:
            data = b""
        if not data:
            self.server.log("# the client closed the control connection")
            self.close()
            return
        self.pending += data
        while len(self.pending) >= 12:
            length, _, _, kind = struct.unpack_from(">HHIH", self.pending)
            if length < 12:
                self.close()
                return
            if len(self.pending) < length:
                return
            body, self.pending = self.pending[12:length], self.pending[length:]
            self.server.log(f"< control {kind} {body.hex()}")
            if not self.mute and self.manners["answer"] in ("pptp", "cookie", "cut"):
                self.take(kind, body)
                if self.sock.fileno() < 0:
                    return

    def take(self, kind, body):
        if kind == START:
            self.take_start()
        elif kind == CALL:
            self.take_call(struct.unpack_from(">H", body)[0])
        elif kind == ECHO:
            self.send(ECHOED, body[:4] + b"\x01\0\0\0")
        elif kind == CLEAR:
            self.clear(4)
        elif kind == STOP:
            self.send(STOPPED, struct.pack(">BBH", 1, 0, 0))
            self.close()

    def take_start(self):
        result, error = self.manners.codes("start")
        body = struct.pack(">HBBIIHH64s64s", 0x100, result, error, 3, 3, 1, 1, b"manners", b"manners")
        if self.manners["answer"] == "cookie":
            self.send(STARTED, body, cookie=MAGIC_COOKIE ^ 0xFF)
        elif self.manners["answer"] == "cut":
            self.sock.sendall(message(STARTED, body)[:30])
            self.close()
        else:
            self.send(STARTED, body)

    def take_call(self, peer_call):
        codes = self.manners.codes("call")
        if self.manners["call"] == "hangup":
            self.close()
        if not codes and self.manners["call"] != "other":
            return
        result, error = codes or (1, 0)
        answered = peer_call if codes else peer_call ^ 0x55
        self.send(CALLED, struct.pack(">HHBBHIHHI", CALL_ID, answered, result, error, 0, 1000000, 64, 0, 0))
        if result == 1:
            self.link = Link(self.manners, self.server.password, peer_call,
                             lambda gre: self.server.gre.sendto(gre, (self.peer, 0)), self.server.after, self.act, self.server.log)
            self.link.start()

    def clear(self, result):
        self.send(CLEARED, struct.pack(">HBBHH128s", CALL_ID, result, 0, 0, 0, b""))

    def act(self, what, code):
        """What manners make of a session's end."""
        if what == "cdn":
            self.clear(code)
        elif what == "stop":
            self.send(STOP, struct.pack(">BBH", code, 0, 0))
        elif what == "close":
            self.close()
        elif what == "mute":
            self.mute = True


class Server:
    def __init__(self, address, password, log, words_file, words):
        self.password, self.words_file, self.words = password, words_file, words
        self.words_before, self.times = None, 0
        self.log_file = open(log, "a", buffering=1)
        self.timers, self.order, self.connections = [], itertools.count(), set()
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.gre = socket.socket(socket.AF_INET, socket.SOCK_RAW, 47)
        self.gre.bind((address, 0))
        self.icmp = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        self.listener.bind((address, 1723))
        self.listener.listen(16)

    def log(self, line):
        self.log_file.write(f"{time.monotonic():.3f} {line}\n")

    def manners(self):
        words = self.words
        if self.words_file:
            with open(self.words_file, encoding="utf-8") as file:
                words = words + file.read().splitlines()
        self.log("# a connection; manners: " + " ".join(words))
        self.times = self.times + 1 if words == self.words_before else 1
        self.words_before = words
        return Manners(words).at(self.times)

    def after(self, seconds, function):
        heapq.heappush(self.timers, (time.monotonic() + seconds, next(self.order), function))

    def accept(self):
        sock, (peer, _) = self.listener.accept()
        connection = Connection(self, sock, peer)
        if sock.fileno() >= 0:
            self.connections.add(connection)

    def take_gre(self):
        ip, (peer, _) = self.gre.recvfrom(65536)
        gre = ip[(ip[0] & 15) * 4:]
        if len(gre) < 8 or struct.unpack_from(">H", gre, 6)[0] != CALL_ID:
            return
        for connection in list(self.connections):
            if connection.link and connection.peer == peer:
                if connection.manners["gre"] == "unreachable":
                    self.refuse(ip, peer)
                else:
                    connection.link.receive(gre)

    def refuse(self, ip, peer):
        """ICMP "protocol unreachable" (RFC 792), with the head of the packet that it is about."""
        body = struct.pack(">BBHI", 3, 2, 0, 0) + ip[:28]
        total = sum(struct.unpack(f">{len(body) // 2}H", body))
        total = (total & 0xFFFF) + (total >> 16)
        total += total >> 16
        self.icmp.sendto(body[:2] + struct.pack(">H", ~total & 0xFFFF) + body[4:], (peer, 0))

    def run(self):
        while True:
            wait = max(0, self.timers[0][0] - time.monotonic()) if self.timers else None
            ready = select.select([self.listener, self.gre, *(c.sock for c in self.connections)], [], [], wait)[0]
            for sock in ready:
                if sock is self.listener:
                    self.guard(self.accept)
                elif sock is self.gre:
                    self.guard(self.take_gre)
                else:
                    for connection in [c for c in self.connections if c.sock is sock]:
                        self.guard(connection.receive)
            while self.timers and self.timers[0][0] <= time.monotonic():
                self.guard(heapq.heappop(self.timers)[2])

    def guard(self, function):
        """A mistake of this server's is written down, for the tests to fail on, and the next situation can go on."""
        try:
            function()
        except Exception as error:  # pylint: disable=broad-except
            self.log("# error: " + traceback.format_exc().replace("\n", " | ") + repr(error))


def main(arguments):
    if arguments[:1] == ["--words"]:
        print(usage())
        return
    if len(arguments) < 3:
        raise SystemExit(__doc__)
    words_file = arguments[3] if len(arguments) > 3 and "=" not in arguments[3] else None
    words = arguments[4 if words_file else 3:]
    Manners(words)
    Server(*arguments[:3], words_file, words).run()


main(sys.argv[1:])
