"""Clients with bad manners: they reset, vanish, send rubbish, or say nothing and stay.

Each takes the ports (`subject.gemini`, `subject.gopher`) and its number among its kind, by which it varies. What the
server answers, if anything, does not matter to most of them; asks_too_long() looks.
"""

import random
import selectors
import socket
import threading
import time

import talk
from lib import equal, require

DEADLINE_SECONDS = 25  # the contract's 15 s, and what a busy machine adds


def resets_at_once(subject, number):
    talk.reset(talk.connect(subject.gemini if number % 2 else subject.gopher))


def resets_in_the_hello(subject, number):
    sock = talk.connect(subject.gemini)
    hello = talk.client_hello()
    sock.sendall(hello[: 1 + number * 41 % len(hello)])
    talk.reset(sock)


def vanishes_in_the_hello(subject, number):
    """Closes after some bytes of its ClientHello: within the record header, at its end, within the body, after it."""
    hello = talk.client_hello()
    places = [0, 1, 4, 5, 6, len(hello) // 2, len(hello) - 1, len(hello)]
    with talk.connect(subject.gemini) as sock:
        sock.sendall(hello[: places[number % len(places)]])


def resets_after_the_handshake(subject, _number):
    talk.reset(talk.connect_gemini(subject.gemini))


def resets_after_the_request(subject, number):
    if number % 2:
        sock = talk.connect_gemini(subject.gemini)
        sock.sendall(talk.gemini_url(subject.gemini, "/big.bin").encode() + b"\r\n")
    else:
        sock = talk.connect(subject.gopher)
        sock.sendall(b"/big.bin\r\n")
    talk.reset(sock)


def resets_in_the_answer(subject, number):
    if number % 2:
        sock = talk.connect_gemini(subject.gemini, receive_buffer=8192)
        sock.sendall(talk.gemini_url(subject.gemini, "/big.bin").encode() + b"\r\n")
    else:
        sock = talk.connect(subject.gopher, receive_buffer=8192)
        sock.sendall(b"/big.bin\r\n")
    sock.recv(1000)
    talk.reset(sock)


def closes_in_the_answer(subject, _number):
    with talk.connect(subject.gopher, receive_buffer=8192) as sock:
        sock.sendall(b"/big.bin\r\n")
        sock.recv(1000)


def sends_rubbish(subject, number):
    """Bytes that are no TLS, and bytes that are no selector."""
    rubbish = random.Random(number).randbytes(1 + number * 211)
    with talk.connect(subject.gemini if number % 2 else subject.gopher) as sock:
        try:
            sock.sendall(rubbish + b"\n")
            sock.shutdown(socket.SHUT_WR)
            talk.read_to_end(sock)
        except OSError:
            pass  # a refusal is an answer


def sends_rubbish_records(subject, number):
    """What begins like TLS and is none."""
    kind = (20, 21, 22, 23, 24)[number % 5]
    length = (0, 1, 300, 16384, 65535)[number // 5 % 5]
    with talk.connect(subject.gemini) as sock:
        try:
            sock.sendall(bytes([kind, 3, 3, length >> 8, length & 255]) + random.Random(number).randbytes(length))
            sock.shutdown(socket.SHUT_WR)
            talk.read_to_end(sock)
        except OSError:
            pass


def asks_too_long(subject, number):
    """An endless line: an answer at the limit, not a buffer that grows."""
    if number % 2:
        reply = talk.gemini_line(subject.gemini, b"gemini://localhost/" + b"x" * 5000)
        equal(reply.status, 59, "status of an endless line")
    else:
        with talk.connect(subject.gopher) as sock:
            sock.sendall(b"/" + b"x" * 5000)
            data, closed = talk.read_to_end(sock)
        require(talk.is_gopher_error(data) and closed == "clean", f"answer to an endless selector: {data!r}, {closed}")


CLIENTS = [
    resets_at_once, resets_in_the_hello, vanishes_in_the_hello, resets_after_the_handshake, resets_after_the_request,
    resets_in_the_answer, closes_in_the_answer, sends_rubbish, sends_rubbish_records, asks_too_long,
]


class Silence:
    """Clients that connect, of whom some say a part, and then wait to be closed; a thread notes when that happens."""

    def __init__(self, subject):
        self.socks = list(silent_clients(subject))
        self.started = time.monotonic()
        self.waited = []  # seconds, of each that was closed
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        with selectors.DefaultSelector() as selector:
            for sock in self.socks:
                selector.register(sock, selectors.EVENT_READ)
            while selector.get_map() and time.monotonic() - self.started < DEADLINE_SECONDS:
                for key, _ in selector.select(0.2):
                    if is_closed(key.fileobj):
                        self.waited.append(time.monotonic() - self.started)
                        selector.unregister(key.fileobj)
                        key.fileobj.close()

    def check(self):
        """GEM-REQ-15, GOP-REQ-09: at least 6 s of patience, then a close by the server."""
        self.thread.join()
        left = len(self.socks) - len(self.waited)
        require(left == 0, f"{left} of {len(self.socks)} are still connected after {DEADLINE_SECONDS} s")
        require(min(self.waited) > 6, f"closed after {min(self.waited):.1f} s")


def is_closed(sock):
    try:
        return not sock.recv(65536)
    except ConnectionResetError:
        return True


def silent_clients(subject):
    hello = talk.client_hello()
    for port in subject.gemini, subject.gopher:
        for _ in range(10):
            yield talk.connect(port)
    for size in 1, 5, 6, 100, len(hello) - 1, len(hello):
        sock = talk.connect(subject.gemini)
        sock.sendall(hello[:size])
        yield sock
    for part in b"", b"gemini://local", talk.gemini_url(subject.gemini).encode() + b"\n":
        sock = talk.connect_gemini(subject.gemini)
        sock.sendall(part)
        yield socket.socket(fileno=sock.detach())
    sock = talk.connect(subject.gopher)
    sock.sendall(b"/posts/fir")
    yield sock
