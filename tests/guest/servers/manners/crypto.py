# SPDX-License-Identifier: GPL-2.0-or-later
"""What MS-CHAPv2 (RFC 2759) and MPPE (RFC 3078, 3079) need: MD4, the server's proof, keys, RC4. For tests only."""
import hashlib
import struct

MASK = 0xFFFFFFFF


def md4(data):
    """RFC 1320; hashlib has lost it on many machines."""
    def turn(value, by):
        value &= MASK
        return (value << by | value >> (32 - by)) & MASK

    a, b, c, d = 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + struct.pack("<Q", 8 * len(data))
    rounds = (
        (lambda x, y, z: x & y | ~x & z, 0, range(16), (3, 7, 11, 19)),
        (lambda x, y, z: x & y | x & z | y & z, 0x5A827999, [i % 4 * 4 + i // 4 for i in range(16)], (3, 5, 9, 13)),
        (lambda x, y, z: x ^ y ^ z, 0x6ED9EBA1, (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15), (3, 9, 11, 15)),
    )
    for at in range(0, len(padded), 64):
        words = struct.unpack_from("<16I", padded, at)
        start = a, b, c, d
        for mix, constant, order, turns in rounds:
            for i, k in enumerate(order):
                a, b, c, d = d, turn(a + mix(b, c, d) + words[k] + constant, turns[i % 4]), b, c
        a, b, c, d = ((x + y) & MASK for x, y in zip(start, (a, b, c, d)))
    return struct.pack("<4I", a, b, c, d)


def sha1(*parts):
    return hashlib.sha1(b"".join(parts)).digest()


def nt_hash(password):
    return md4(password.encode("utf-16-le"))


def server_proof(password, nt_response, peer_challenge, challenge, user):
    """GenerateAuthenticatorResponse, RFC 2759 section 8.7."""
    digest = sha1(md4(nt_hash(password)), nt_response, b"Magic server to client signing constant")
    short = sha1(peer_challenge, challenge, user)[:8]
    return "S=" + sha1(digest, short, b"Pad to make it do more than one iteration").hex().upper()


PAD1, PAD2 = b"\0" * 40, b"\xf2" * 40


def mppe_master_keys(password, nt_response):
    """(what the server receives with, what it sends with), 16 bytes each, RFC 3079 section 3.4."""
    master = sha1(md4(nt_hash(password)), nt_response, b"This is the MPPE Master Key")[:16]
    return tuple(sha1(master, PAD1, magic, PAD2)[:16] for magic in (
        b"On the client side, this is the send key; on the server side, it is the receive key.",
        b"On the client side, this is the receive key; on the server side, it is the send key."))


class Rc4:
    def __init__(self, key):
        self.i = self.j = 0
        self.box = box = list(range(256))
        j = 0
        for i in range(256):
            j = (j + box[i] + key[i % len(key)]) & 255
            box[i], box[j] = box[j], box[i]

    def crypt(self, data):
        box, out = self.box, bytearray()
        for byte in data:
            self.i = (self.i + 1) & 255
            self.j = (self.j + box[self.i]) & 255
            box[self.i], box[self.j] = box[self.j], box[self.i]
            out.append(byte ^ box[(box[self.i] + box[self.j]) & 255])
        return bytes(out)


class Mppe:
    """One direction, RFC 3078 section 7: the bytes after the protocol number 0x00fd."""
    FLUSHED, ENCRYPTED = 0x8000, 0x1000

    def __init__(self, master, bits, stateful):
        self.len = 16 if bits == 128 else 8
        self.salt = {128: b"", 56: b"\xd1", 40: b"\xd1\x26\x9e"}[bits]
        self.master, self.session, self.stateful = master, master, stateful
        self.count = 0xFFF
        self.rekey(first=True)

    def rekey(self, first=False):
        key = sha1(self.master[:self.len], PAD1, self.session[:self.len], PAD2)[:self.len]
        if not first:
            key = Rc4(key).crypt(key)
        self.session = self.salt + key[len(self.salt):]
        self.rc4 = Rc4(self.session)

    def encrypt(self, data):
        self.count = (self.count + 1) & 0xFFF
        flags = self.ENCRYPTED
        if not self.stateful or self.count & 0xFF == 0xFF:
            self.rekey()
            flags |= self.FLUSHED
        return struct.pack(">H", flags | self.count) + self.rc4.crypt(data)

    def decrypt(self, data):
        head, = struct.unpack(">H", data[:2])
        if not self.stateful:
            while self.count != head & 0xFFF:
                self.count = (self.count + 1) & 0xFFF
                self.rekey()
        elif head & self.FLUSHED:
            self.rekey()
        return self.rc4.crypt(data[2:])


def check():
    """The vectors of RFC 2759 section 9.2 and RFC 3079 section 3.5.3."""
    response = bytes.fromhex("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF")
    proof = server_proof("clientPass", response, bytes.fromhex("21402324255E262A28295F2B3A337C7E"),
                         bytes.fromhex("5B5D7C7D7B3F2F3E3C2C602132262628"), b"User")
    assert md4(b"abc").hex() == "a448017aaf21d8525fc10ae87aa6729d"
    assert proof == "S=407A5589115FD0D6209F510FE9C04566932CDA56", proof
    assert mppe_master_keys("clientPass", response)[1].hex().upper() == "8B7CDC149B993A1BA118CB153F56DCCB"
    assert Rc4(b"Key").crypt(b"Plaintext").hex() == "bbf316e8d940af0ad3"


if __name__ == "__main__":
    check()
