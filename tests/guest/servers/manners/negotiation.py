# SPDX-License-Identifier: GPL-2.0-or-later
"""One Configure negotiation (RFC 1661 section 4) as a bad-mannered server needs it: asks, repeats, notices agreement."""
import struct

REQ, ACK, NAK, REJ, TERM_REQ, TERM_ACK, CODE_REJ, PROTO_REJ, ECHO_REQ, ECHO_REP = range(1, 11)
RESET_REQ, RESET_ACK = 14, 15
RESTART, REQUESTS_MAX = 1.0, 10


def packet(code, ident, body=b""):
    return struct.pack(">BBH", code, ident, 4 + len(body)) + body


def split(data):
    """(code, identifier, body) of a packet, or None where it is cut."""
    if len(data) < 4:
        return None
    code, ident, length = struct.unpack_from(">BBH", data)
    return (code, ident, data[4:length]) if 4 <= length <= len(data) else None


def option(kind, value=b""):
    return bytes((kind, 2 + len(value))) + value


def options(body):
    found = []
    while len(body) >= 2 and 2 <= body[1] <= len(body):
        found.append((body[0], body[2:body[1]]))
        body = body[body[1]:]
    return found


def join(found):
    return b"".join(option(kind, value) for kind, value in found)


class Negotiation:
    """answer(options) says how to answer the peer's request: (code, options); opened() is called once both sides agree."""

    def __init__(self, link, protocol, answer, opened):
        self.link, self.protocol, self.answer, self.on_opened = link, protocol, answer, opened
        self.ident, self.wish, self.running = 0, None, 0
        self.reset()

    def reset(self):
        self.peer_done = self.we_done = self.opened = False
        self.running += 1  # what is on a timer belongs to an earlier round

    def send(self, code, ident, body=b""):
        self.link.send(self.protocol, packet(code, ident, body))

    def ask(self, wish):
        """Asks for these options, and again until there is an answer."""
        self.wish, self.we_done = wish, False
        self.ident = (self.ident + 1) & 255
        self.running += 1
        self.repeat(self.running, REQUESTS_MAX)

    def repeat(self, running, left):
        if running != self.running or self.we_done or left == 0:
            return
        self.send(REQ, self.ident, join(self.wish))
        self.link.after(RESTART, self.repeat, running, left - 1)

    def check(self):
        if self.peer_done and self.we_done and not self.opened:
            self.opened = True
            self.on_opened()

    def receive(self, code, ident, body, refused):
        """refused(code, options): our own request was not taken; it may ask() anew."""
        if code == REQ:
            self.peer_done = False
            verdict = self.answer(options(body))
            if verdict is None:
                return
            self.send(verdict[0], ident, join(verdict[1]))
            self.peer_done = verdict[0] == ACK
        elif code == ACK and ident == self.ident and self.wish is not None:
            self.we_done = True
        elif code in (NAK, REJ) and ident == self.ident:
            self.running += 1
            refused(code, options(body))
        elif code == TERM_REQ:
            self.send(TERM_ACK, ident)
        self.check()
