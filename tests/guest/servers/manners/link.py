# SPDX-License-Identifier: GPL-2.0-or-later
"""One tunnel: enhanced GRE (RFC 2637 section 4), and above it LCP, the login, CCP with MPPE, IPCP and data, as manners say."""
import struct

from crypto import Mppe
from login import CHAP, EAP, METHODS, PAP, Login
from negotiation import (ACK, ECHO_REP, ECHO_REQ, NAK, PROTO_REJ, REJ, REQ, RESET_REQ, TERM_ACK, TERM_REQ, Negotiation, join,
                         packet, split)

IP, LCP, CCP, IPCP, ENCRYPTED = 0x0021, 0xC021, 0x80FD, 0x8021, 0x00FD
MAGIC = 0x6D616E6E
OUR_ADDRESS, THEIR_ADDRESS = bytes((10, 20, 0, 1)), bytes((10, 20, 0, 100))
H, M, S, L, C = 0x01000000, 0x80, 0x40, 0x20, 0x01
MPPE, ADDRESS, DNS = 18, 3, 129

# What each kind of server asks for, takes and counter-offers, and whether it takes a counter-offer of ours instead.
MPPE_KINDS = {
    "128": (H | S, {H | S}, H | S), "128-stateful": (S, {S}, S), "40": (H | L, {H | L}, H | L), "40-stateful": (L, {L}, L),
    "56": (H | M, {H | M}, H | M), "56-or-40": (H | M, {H | M, H | L}, H | M), "onenet": (S | C, {H | S, S}, S | C), "mppc": (C, set(), C),
}


def other_key(key):
    return bytes(byte ^ 0x55 for byte in key)


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data[:len(data) // 2 * 2])) + (data[-1] << 8 if len(data) % 2 else 0)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def echo_reply(ip):
    """The answer to an ICMP echo request, or None."""
    header = (ip[0] & 15) * 4
    if ip[9] != 1 or ip[header:header + 1] != b"\x08":
        return None
    icmp = b"\0\0\0\0" + ip[header + 4:]
    icmp = icmp[:2] + struct.pack(">H", checksum(icmp)) + icmp[4:]
    return ip[:12] + ip[16:20] + ip[12:16] + ip[20:header] + icmp


def echo_request():
    icmp = bytes.fromhex("0800000000010001") + b"readable" * 4
    icmp = icmp[:2] + struct.pack(">H", checksum(icmp)) + icmp[4:]
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(icmp), 7, 0, 64, 1, 0) + OUR_ADDRESS + THEIR_ADDRESS
    return ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:] + icmp


class Link:
    """transmit(gre bytes) sends; after(seconds, function, *arguments) is the clock; control(what, code) speaks on TCP."""

    def __init__(self, manners, password, peer_call, transmit, after, control, log):
        self.manners, self.peer_call, self.transmit, self.log = manners, peer_call, transmit, log
        self.clock, self.control = after, control
        self.sequence, self.acknowledge, self.ident = 0, None, 0x80
        self.dead, self.deaf, self.up, self.pinged, self.refusals = False, manners["gre"] == "deaf", False, False, 0
        self.offers = manners["auth"].split(",")
        self.keys, self.ccp_listens, self.sender, self.receiver = None, False, None, None
        self.login = Login(self, manners, password, self.on_login, self.terminate)
        self.lcp = Negotiation(self, LCP, self.answer_lcp, self.on_lcp_open)
        self.ccp = Negotiation(self, CCP, self.answer_ccp, self.on_ccp_open)
        self.ipcp = Negotiation(self, IPCP, self.answer_ipcp, self.on_ipcp_open)

    def after(self, seconds, function, *arguments):
        self.clock(seconds, lambda: None if self.dead else function(*arguments))

    # Frames

    def send(self, protocol, data):
        self.log(f"> {protocol:04x} {data.hex()}")
        if self.sender and protocol == IP:
            protocol, data = ENCRYPTED, self.sender.encrypt(struct.pack(">H", protocol) + data)
        self.send_gre(b"\xff\x03" + struct.pack(">H", protocol) + data)

    def send_gre(self, frame):
        if self.dead or self.manners["gre"] in ("none", "unreachable"):
            return
        flags = 0x3001 if self.acknowledge is None else 0x3081
        call = self.peer_call ^ (0x5500 if self.manners["gre"] == "other" else 0)
        head = struct.pack(">HHHHI", flags, 0x880B, len(frame), call, self.sequence)
        self.sequence += 1
        self.transmit(head + (b"" if self.acknowledge is None else struct.pack(">I", self.acknowledge)) + frame)

    def start(self):
        if self.manners["gre"] == "noise":  # an acknowledgement and nothing with it
            self.transmit(struct.pack(">HHHHI", 0x2081, 0x880B, 0, self.peer_call, 0))
        elif self.manners["lcp"] != "silent":
            self.ask_lcp()
        if self.manners["lcp"] == "hangup":
            self.after(0.5, self.terminate, "all lines are taken")

    def receive(self, gre):
        """A GRE packet, from its first byte on."""
        flags, length = struct.unpack_from(">HxxH", gre)
        at = 8 + (4 if flags & 0x1000 else 0) + (4 if flags & 0x80 else 0)
        if flags & 0x1000:
            self.acknowledge, = struct.unpack_from(">I", gre, 8)
        frame = gre[at:at + length]
        if self.manners["gre"] == "loop" and frame:
            self.log("< (looped) " + frame.hex())
            self.send_gre(frame)
            return
        if frame[:2] == b"\xff\x03":
            frame = frame[2:]
        if len(frame) < 2:
            return
        size = 1 if frame[0] & 1 else 2
        protocol, data = int.from_bytes(frame[:size], "big"), frame[size:]
        self.log(f"< {protocol:04x} {data.hex()}")
        if not self.dead and not self.deaf and self.manners["gre"] == "both":
            self.take(protocol, data)

    def take(self, protocol, data):
        if protocol == ENCRYPTED and self.receiver and len(data) > 2:
            inner = self.receiver.decrypt(data)
            protocol, data = (inner[0], inner[1:]) if inner[0] & 1 else (int.from_bytes(inner[:2], "big"), inner[2:])
            self.log(f"= {protocol:04x} {data.hex()}")
        if protocol == IP and len(data) >= 20:
            reply = echo_reply(data)
            if reply:
                self.send(IP, reply)
                self.on_ping()
            return
        if protocol not in (IP, LCP, PAP, CHAP, EAP, CCP, IPCP):
            if self.lcp.opened:  # before that it is dropped without a word (RFC 1661 section 5.7)
                self.reject_protocol(protocol, data)
            return
        found = split(data)
        if not found:
            return
        if protocol == LCP:
            self.take_lcp(*found)
        elif protocol in (PAP, CHAP, EAP):
            self.login.receive(protocol, *found)
        elif protocol == CCP:
            self.take_ccp(data, *found)
        elif protocol == IPCP:
            self.take_ipcp(data, *found)

    def reject_protocol(self, protocol, data):
        self.ident = (self.ident + 1) & 255
        self.send(LCP, packet(PROTO_REJ, self.ident, struct.pack(">H", protocol) + data[:64]))

    def terminate(self, text):
        self.ident = (self.ident + 1) & 255
        self.send(LCP, packet(TERM_REQ, self.ident, text.encode()))

    # LCP

    def ask_lcp(self):
        wish = [(1, b"\x05\x78"), (5, struct.pack(">I", MAGIC))]
        if self.offers[0] != "none":
            wish.append((3, METHODS[self.offers[0]]))
        if self.manners["lcp"] == "callback":
            wish.append((13, b"\x06"))
        self.lcp.ask(wish)

    def answer_lcp(self, found):
        manner = self.manners["lcp"]
        if manner in ("silent", "hangup"):
            return None
        if manner == "nak-ever":  # never the same size
            self.refusals += 1
            return NAK, [(1, struct.pack(">H", 600 + self.refusals % 100))]
        if manner == "reject" and found:
            return REJ, found
        return (NAK, [(3, METHODS["mschapv2"])]) if manner == "proof" else (ACK, found)

    def refused_lcp(self, code, found):
        kinds = {kind for kind, _ in found}
        if 3 in kinds and len(self.offers) > 1:
            self.offers.pop(0)
        elif 3 in kinds or 13 in kinds:
            self.refusals += 1
            if self.refusals >= 3:
                self.terminate("peer refused to authenticate" if 3 in kinds else "callback is needed")
                return
        self.ask_lcp()

    def take_lcp(self, code, ident, body):
        if code == ECHO_REQ:
            self.send(LCP, packet(ECHO_REP, ident, struct.pack(">I", MAGIC) + body[4:]))
        elif code == TERM_REQ:
            self.send(LCP, packet(TERM_ACK, ident))
            self.dead = True
        elif code in (REQ, ACK, NAK, REJ):
            if code == REQ and self.lcp.opened:
                self.forget()
                self.ask_lcp()
            self.lcp.receive(code, ident, body, self.refused_lcp)

    def forget(self):
        self.up, self.sender, self.receiver, self.ccp_listens = False, None, None, False
        for negotiation in (self.lcp, self.ccp, self.ipcp):
            negotiation.reset()

    def on_lcp_open(self):
        if self.offers[0] == "none":
            self.on_login(None)
        else:
            self.after(0.02, self.login.start, self.offers[0])

    def on_login(self, keys):
        self.keys = keys
        if self.mppe_kind() in MPPE_KINDS:
            self.after(float(self.manners["ccp-late"]), self.start_ccp)
            if self.manners["ipcp-early"] == "yes":
                self.after(0.05, self.start_ipcp)
                self.after(0.1, self.send, IP, echo_request())
        else:
            self.ccp_listens = True
            self.after(0.05, self.start_ipcp)

    # CCP

    def mppe_kind(self):
        """Without keys there is no MPPE, whatever the manners are (RFC 3079)."""
        kind = self.manners["mppe"]
        return kind if self.keys or kind not in MPPE_KINDS else "protrej"

    def start_ccp(self):
        self.ccp_listens = True
        if self.manners["ccp-first"] == "yes":
            self.ask_ccp(MPPE_KINDS[self.mppe_kind()][0])

    def ask_ccp(self, bits):
        self.asked = bits
        self.ccp.ask([(MPPE, struct.pack(">I", bits))])

    def answer_ccp(self, found):
        kind = self.mppe_kind()
        if kind == "reject":
            return (REJ, found) if found else (ACK, found)
        _, taken, offer = MPPE_KINDS[kind]
        bits = {key: int.from_bytes(value, "big") for key, value in found}.get(MPPE)
        if bits in taken and len(found) == 1:
            self.granted = bits
            return ACK, found
        return NAK, [(MPPE, struct.pack(">I", offer))]

    def refused_ccp(self, code, found):
        bits = {key: int.from_bytes(value, "big") for key, value in found}.get(MPPE)
        self.refusals += 1
        if code == NAK and bits in MPPE_KINDS[self.mppe_kind()][1]:
            self.ask_ccp(bits)
        elif self.refusals < 5:
            self.ask_ccp(self.asked)
        else:
            self.terminate("MPPE negotiation failed")

    def take_ccp(self, data, code, ident, body):
        kind = self.mppe_kind()
        if kind == "protrej":
            self.reject_protocol(CCP, data)
        elif kind == "hangup":
            self.terminate("encryption is not for you")
        elif kind == "terminate" and code == REQ:
            self.ccp.send(TERM_REQ, ident, b"no compression")
        elif kind != "silent" and self.ccp_listens and code <= TERM_ACK:
            if code == REQ and self.ccp.opened:
                self.log("# CCP is negotiated anew")
                self.ccp.reset()
                self.start_ccp()
            self.ccp.receive(code, ident, body, self.refused_ccp)
            if kind in MPPE_KINDS and self.ccp.peer_done and self.ccp.wish is None:  # asked nothing itself so far
                self.ask_ccp(self.granted)

    def on_ccp_open(self):
        strength = {S: 128, M: 56, L: 40}
        wrong = {"send": (1,), "receive": (0,), "both": (0, 1)}.get(self.manners["keys"], ())
        keys = self.keys and tuple(other_key(key) if i in wrong else key for i, key in enumerate(self.keys))
        if self.keys and self.mppe_kind() in MPPE_KINDS:
            # A request says how its sender wants to receive (RFC 1962 section 3).
            self.receiver = Mppe(keys[0], strength[self.asked & (S | M | L)], not self.asked & H)
            self.sender = Mppe(keys[1], strength[self.granted & (S | M | L)], not self.granted & H)
            self.log(f"# MPPE is up: {self.asked:08x} in, {self.granted:08x} out")
        if not self.ipcp.opened:
            self.start_ipcp()

    # IPCP

    def start_ipcp(self):
        if self.manners["ipcp"] in ("ok", "zero", "nak-zero", "nak-ever", "reject"):
            self.ipcp.ask([(ADDRESS, OUR_ADDRESS)])

    def answer_ipcp(self, found):
        manner, dns = self.manners["ipcp"], bytes(map(int, self.manners["dns"].split(".")))
        unknown = [(kind, value) for kind, value in found if kind not in (ADDRESS, DNS) or (kind == ADDRESS and manner == "reject")]
        if unknown:
            return REJ, unknown
        right = {ADDRESS: THEIR_ADDRESS, DNS: dns}
        if manner in ("zero", "nak-zero"):
            right[ADDRESS] = bytes(4)
        elif manner == "nak-ever":
            self.refusals += 1
            right[ADDRESS] = bytes((10, 20, 1, self.refusals & 255))
        wrong = [(kind, right[kind]) for kind, value in found if value != right[kind]]
        if manner == "nak-zero" and not wrong:
            wrong = [(ADDRESS, bytes(4))]
        return (NAK, wrong) if wrong else (ACK, found)

    def take_ipcp(self, data, code, ident, body):
        if self.manners["ipcp"] == "protrej":
            self.reject_protocol(IPCP, data)
        elif self.manners["ipcp"] != "silent":
            self.ipcp.receive(code, ident, body, lambda code, found: self.start_ipcp())

    def on_ipcp_open(self):
        self.up = True
        self.log("# up")
        for what, seconds, act in self.later():
            if seconds is not None:
                self.after(seconds, act, what)

    def on_ping(self):
        """A session that the client's side takes for up: not by the clock, which a slow guest does not keep."""
        if self.pinged:
            return
        self.pinged = True
        for what, seconds, act in self.later():
            if seconds is None:
                self.after(0.2, act, what)

    def later(self):
        for key, act in (("renegotiate", self.renegotiate), ("late", self.do_late), ("end", self.do_end)):
            later = self.manners.later(key)
            if later:
                yield (*later, act)

    # Once it is up

    def renegotiate(self, method):
        if not self.up:
            return
        self.log(f"# a new LCP negotiation, login {method}")
        self.forget()
        self.offers, self.refusals = [method], 0
        self.ask_lcp()

    def do_late(self, what):
        self.log(f"# late: {what}")
        if what == "ccp-terminate":
            self.ccp.send(TERM_REQ, 0x70, b"enough")
            self.sender = None
        elif what == "ccp-reset":
            self.ccp.send(RESET_REQ, 0x71)
        elif what == "ccp-request":
            self.ccp.reset()
            self.start_ccp()
        elif what == "ccp-repeat":  # as one does who has lost the answer, or a network that brings things twice
            for i in range(3):
                self.after(0.3 * i, self.ccp.send, REQ, self.ccp.ident, join(self.ccp.wish))
        elif what == "ccp-reject":
            self.reject_protocol(CCP, b"\x01\x01\x00\x04")
        elif what == "data-reject":
            self.reject_protocol(ENCRYPTED, b"\x90\x01\x00\x04")
        elif what == "keys":  # the count goes on: what comes is in order, and makes no sense
            sender, self.sender = self.sender, Mppe(other_key(self.keys[1]), 128, False)
            while self.sender.count != sender.count:
                self.sender.count = (self.sender.count + 1) & 0xFFF
                self.sender.rekey()
        elif what == "noise":
            for i in range(25):
                self.after(0.2 * i, self.send_noise, 0x4B11 + 0x202 * i)
        elif what == "clear":
            self.sender = None
            self.send(IP, echo_request())

    def send_noise(self, protocol):
        """An encrypted frame of a protocol that there is not."""
        self.log(f"# noise {protocol:04x}")
        self.send_gre(b"\xff\x03" + struct.pack(">H", ENCRYPTED) + self.sender.encrypt(struct.pack(">H", protocol) + b"noise" * 8))

    def do_end(self, what):
        what, _, text = what.partition(":")
        self.log(f"# end: {what} {text}")
        if what == "terminate":
            self.terminate(text)
        elif what in ("deaf", "mute"):
            self.deaf = True
        if what in ("cdn", "stop", "close", "mute"):
            self.control(what, int(text or 0))
