# SPDX-License-Identifier: GPL-2.0-or-later
"""The login as the server asks for it: PAP, the CHAPs and EAP. Nothing is verified but a CHAP-MD5 answer: manners decide."""
import os

from crypto import mppe_master_keys, server_proof
from negotiation import packet

PAP, CHAP, EAP = 0xC023, 0xC223, 0xC227
METHODS = {"pap": b"\xc0\x23", "spap": b"\xc0\x27", "chap": b"\xc2\x23\x05", "mschap": b"\xc2\x23\x80", "mschapv2": b"\xc2\x23\x81", "eap": b"\xc2\x27"}
EAP_TYPES = {"md5": 4, "gtc": 6, "mschapv2": 26}
EAP_REQUEST, EAP_RESPONSE, EAP_SUCCESS, EAP_FAILURE = 1, 2, 3, 4
CHALLENGE, RESPONSE, SUCCESS, FAILURE = 1, 2, 3, 4
NAME = b"manners"


class Login:
    """done(keys) after a good one; keys are MPPE's two, or None. over(text) where the link is to be ended."""

    def __init__(self, link, manners, password, done, over):
        self.link, self.manners, self.password, self.done, self.over = link, manners, password, done, over
        self.method, self.challenge, self.ident = None, os.urandom(16), 0x40
        self.keys, self.eap_offers, self.inner = None, [], 0
        self.answered = False

    def start(self, method):
        self.method, self.keys, self.answered = method, None, False
        if self.manners["login"] == "no-challenge":
            return
        self.ident += 1
        if method == "eap":
            self.eap_offers = self.manners["eap"].split(",")
            self.link.send(EAP, packet(EAP_REQUEST, self.ident, b"\x01"))
        elif method in ("chap", "mschap", "mschapv2"):
            size = 8 if method == "mschap" else 16
            self.link.send(CHAP, packet(CHALLENGE, self.ident, bytes((size,)) + self.challenge[:size] + NAME))

    def outcome(self):
        """(good, message); None where nothing more is to be said."""
        word, _, text = self.manners["login"].partition(":")
        if word == "silent":
            return None
        if word == "hangup":
            self.over("login over")
            return None
        if word.isdigit():
            return False, f"E={word} R=0 C={'0' * 32} V=3 M={text}" if int(word) else text
        return True, "Welcome"

    def success_text(self, proof):
        if self.manners["login"] == "wrong-proof":
            proof = "S=" + "0" * 40
        return proof + " M=Welcome" if self.manners["login"] != "no-proof" else "M=Welcome"

    def prove(self, response, user):
        """The server's answer to MS-CHAPv2's 49 bytes: peer challenge, 8 reserved, NT response, flags (RFC 2759 section 4)."""
        if len(response) != 49:
            raise ValueError("no MS-CHAPv2 response")
        self.keys = mppe_master_keys(self.password, response[24:48])
        return server_proof(self.password, response[24:48], response[:16], self.challenge, user.rpartition(b"\\")[2])

    def receive(self, protocol, code, ident, body):
        if protocol == PAP and code == 1:
            self.answer(PAP, ident, 2, 3, b"")
        # Of two challenges, as after LCP came up twice in a row, only the last one's answer counts (RFC 1994 section 4.1): its keys are MPPE's.
        elif protocol == CHAP and code == RESPONSE and ident == self.ident and body:
            value, user = body[1:1 + body[0]], body[1 + body[0]:]
            self.answer(CHAP, ident, SUCCESS, FAILURE, self.prove(value, user) if self.method == "mschapv2" else None)
        elif protocol == EAP and code == EAP_RESPONSE and body:
            self.receive_eap(ident, body)

    def answer(self, protocol, ident, good_code, bad_code, proof):
        outcome = self.outcome()
        if outcome is None:
            return
        good, text = outcome
        if good and proof:
            text = self.success_text(proof)
        message = text.encode()
        if protocol == PAP:
            message = bytes((len(message),)) + message
        # A repeated answer to the challenge is answered by the same, and changes nothing else (RFC 1994 section 4.2).
        again, self.answered = self.answered, True
        word, _, seconds = self.manners["login"].partition(":")
        if word == "later":
            if not again:
                self.link.after(float(seconds), self.deliver, protocol, packet(good_code, ident, message))
            return
        if self.manners["login"] != "lost-ever" and (again or self.manners["login"] != "lost"):
            self.link.send(protocol, packet(good_code if good else bad_code, ident, message))
        if again:
            return
        if good:
            self.done(self.keys)
        else:
            self.link.after(0.5, self.over, "authentication failed")

    def deliver(self, protocol, answer):
        self.link.send(protocol, answer)
        self.done(self.keys)

    # EAP, RFC 3748; type 26 wraps MS-CHAPv2's packets: opcode, identifier, length, message.

    def eap_request(self, kind, data):
        self.ident += 1
        self.link.send(EAP, packet(EAP_REQUEST, self.ident, bytes((kind,)) + data))

    def eap_wrapped(self, opcode, data):
        """The inner identifier stays the challenge's."""
        if opcode == CHALLENGE:
            self.inner = self.ident
        self.eap_request(26, packet(opcode, self.inner, data))

    def eap_offer(self):
        if not self.eap_offers:
            self.link.send(EAP, packet(EAP_FAILURE, self.ident))
            self.link.after(0.2, self.over, "no EAP method is left")
        elif self.eap_offers[0] == "mschapv2":
            self.eap_wrapped(CHALLENGE, b"\x10" + self.challenge + NAME)
        elif self.eap_offers[0] == "md5":
            self.eap_request(4, b"\x10" + self.challenge + NAME)
        else:
            self.eap_request(EAP_TYPES[self.eap_offers[0]], b"Password")

    def eap_end(self, good):
        self.link.send(EAP, packet(EAP_SUCCESS if good else EAP_FAILURE, self.ident))
        if good:
            self.done(self.keys)
        else:
            self.link.after(0.5, self.over, "authentication failed")

    def receive_eap(self, ident, body):
        kind, data = body[0], body[1:]
        if ident != self.ident:
            return
        if kind == 1:
            self.eap_offer()
        elif kind == 3:
            self.eap_offers.pop(0)
            self.eap_offer()
        elif kind == 26 and data[:1] == bytes((RESPONSE,)):
            proof = self.prove(data[5:5 + data[4]], data[5 + data[4]:])
            outcome = self.outcome()
            if outcome and outcome[0]:
                self.eap_wrapped(SUCCESS, self.success_text(proof).encode())
            elif outcome:
                self.eap_wrapped(FAILURE, outcome[1].encode())
        elif kind == 26:
            self.eap_end(data[:1] == bytes((SUCCESS,)))
        else:
            outcome = self.outcome()
            if outcome:
                self.eap_end(outcome[0])
