#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""fast-server.py --listen A --plugin SO --local A --remote PREFIX [--early-lcp] [--delay-reply MS] -- PPPD-OPTION...

A PPTP server whose data stays in the kernel, as with accel-ppp: this program answers the control connection (RFC 2637) and hands an
AF_PPPOX channel to a pppd that has our own pppd plugin for its channel. Poptop moves each packet through user space, and so measures itself.

--early-lcp: pppd's first LCP Configure-Request is on its way before the Outgoing-Call-Reply, as accel-ppp does it.
--delay-reply: that many milliseconds between the Outgoing-Call-Request and its reply.
"""
import argparse
import array
import ctypes
import os
import select
import signal
import socket
import struct
import sys
import time

MAGIC = 0x1A2B3C4D
SCCRQ, SCCRP, STOP_REQUEST, STOP_REPLY, ECHO_REQUEST, ECHO_REPLY = 1, 2, 3, 4, 5, 6
OCRQ, OCRP, CLEAR_REQUEST, DISCONNECT_NOTIFY, LINK_INFO = 7, 8, 12, 13, 15
AF_PPPOX, PX_PROTO_PPTP = 24, 2
# Of src/link/link.h.
LINK_FRAME, LINK_CHANNEL = 3, 67
LINK_FD = 4

libc = ctypes.CDLL(None, use_errno=True)


def sockaddr(call_id, address):
    """struct sockaddr_pppox, packed: family, protocol, then the call ID and the IPv4 address of PPTP."""
    return struct.pack("=HIHxx4s", AF_PPPOX, PX_PROTO_PPTP, call_id, socket.inet_aton(address)).ljust(30, b"\0")


def check(status, what):
    if status < 0:
        raise OSError(ctypes.get_errno(), what)
    return status


class Channel:
    def __init__(self, local):
        self.fd = check(libc.socket(AF_PPPOX, socket.SOCK_STREAM, PX_PROTO_PPTP), "socket")
        name = sockaddr(0, local)
        check(libc.bind(self.fd, name, len(name)), "bind")
        buf, size = ctypes.create_string_buffer(64), ctypes.c_uint(64)
        check(libc.getsockname(self.fd, buf, ctypes.byref(size)), "getsockname")
        self.call_id = struct.unpack_from("=H", buf.raw, 6)[0]

    def connect(self, remote, call_id):
        name = sockaddr(call_id, remote)
        check(libc.connect(self.fd, name, len(name)), "connect")


class Session:
    """One control connection, in a process of its own."""

    def __init__(self, options, sock, number):
        self.options, self.sock = options, sock
        self.peer, self.local = sock.getpeername()[0], sock.getsockname()[0]
        self.link, pppd_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.channel = None
        # Beside the control connection, so that its start is no part of what a client waits for.
        self.pppd = self.start_pppd(pppd_end, number)
        pppd_end.close()

    def start_pppd(self, link, number):
        argv = ["pppd", "plugin", self.options.plugin, "nm-pptp-link", str(LINK_FD), "nm-pptp-allow", "31", "nm-pptp-mppe", "0",
                "nodetach", f"{self.options.local}:{self.options.remote}.{100 + number % 100}", *self.options.pppd]
        pid = os.fork()
        if pid == 0:
            os.dup2(link.fileno(), LINK_FD)
            os.set_inheritable(LINK_FD, True)
            os.execvp("pppd", argv)
        return pid

    def say(self, kind, body):
        self.sock.sendall(struct.pack(">HHIHH", 12 + len(body), 1, MAGIC, kind, 0) + body)

    def read_link(self):
        """Takes one message of the plugin: only a frame that pppd has sent is of interest. None at the end."""
        message = self.link.recv(4096)
        return (message[0] == LINK_FRAME and message[1] == 1) if message else None

    def take_call(self, body):
        self.peer_call = struct.unpack_from(">H", body)[0]
        self.channel = Channel(self.local)
        self.channel.connect(self.peer, self.peer_call)
        rights = array.array("i", [self.channel.fd])
        if self.options.early_lcp:
            self.give_channel(rights)
            while self.read_link() is False:
                pass
        time.sleep(self.options.delay_reply / 1000)
        self.say(OCRP, struct.pack(">HHBBHIHHI", self.channel.call_id, self.peer_call, 1, 0, 0, 100000000, 64, 0, 0))
        if not self.options.early_lcp:
            self.give_channel(rights)

    def give_channel(self, rights):
        self.link.sendmsg([bytes([LINK_CHANNEL])], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])

    def take(self, kind, body):
        """Returns whether the connection goes on."""
        if kind == SCCRQ:
            self.say(SCCRP, struct.pack(">HBBIIHH64s64s", 0x100, 1, 0, 3, 3, 1, 1, b"fast", b"nm-pptp test"))
        elif kind == OCRQ and not self.channel:
            self.take_call(body)
        elif kind == ECHO_REQUEST:
            self.say(ECHO_REPLY, body[:4] + struct.pack(">BBH", 1, 0, 0))
        elif kind == CLEAR_REQUEST and self.channel:
            self.say(DISCONNECT_NOTIFY, struct.pack(">HBBHH128s", self.channel.call_id, 4, 0, 0, 0, b""))
        elif kind == STOP_REQUEST:
            self.say(STOP_REPLY, struct.pack(">BBH", 1, 0, 0))
            return False
        return True

    def read_exactly(self, size):
        data = b""
        while len(data) < size:
            more = self.sock.recv(size - len(data))
            if not more:
                return None
            data += more
        return data

    def read_control(self):
        head = self.read_exactly(12)
        if not head:
            return False
        length, _, magic, kind, _ = struct.unpack(">HHIHH", head)
        if magic != MAGIC or not 12 <= length <= 512:
            return False
        body = self.read_exactly(length - 12)
        return body is not None and self.take(kind, body)

    def run(self):
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        poll.register(self.link, select.POLLIN)
        going = True
        while going:
            for fd, _ in poll.poll():
                if fd == self.sock.fileno():
                    going = self.read_control() and going
                elif self.read_link() is None:
                    going = False
        # The end of the channel is a hang-up to pppd.
        if self.channel:
            os.close(self.channel.fd)
        self.link.close()
        os.kill(self.pppd, signal.SIGTERM)
        os.waitpid(self.pppd, 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--local", required=True)
    parser.add_argument("--remote", required=True, help="the first three numbers of the clients' addresses")
    parser.add_argument("--early-lcp", action="store_true")
    parser.add_argument("--delay-reply", type=float, default=0)
    parser.add_argument("pppd", nargs="*")
    options = parser.parse_args()

    listener = socket.create_server((options.listen, 1723), backlog=128)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    number = 0
    while True:
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        number += 1
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            Session(options, sock, number).run()
            sys.exit(0)
        sock.close()


main()
