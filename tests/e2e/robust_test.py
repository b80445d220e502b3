"""Load and bad manners: every request answered, nothing left behind, with one worker and with four.

Clients that stay silent hold a descriptor until their deadline (15 s for handshake and request): all of them, of both
programs, wait side by side while the other tests run, and are counted at the end.
"""

import hashlib
import re
import resource
import signal
import socket
import time

import lib
import rude
import talk
import trees
from lib import Skip, equal, require

REQUESTS = 1000
AT_ONCE = 64
ROUNDS_AT_ONCE = 4
RUDE = 25  # clients of each kind
BIG = 8  # MiB
WORKERS = 1, 4
MEMORY_BOUND = 4 << 20


class Subject:
    """A program under test, what it had open at rest, and the clients that wait for their deadline."""

    def __init__(self, run, workers):
        self.content = trees.small(run)
        self.digest = digest(trees.big_file(self.content / "big.bin", BIG).read_bytes())
        self.leda = run.start(self.content, "--workers", str(workers))
        self.gemini, self.gopher = self.leda.gemini, self.leda.gopher
        self.descriptors = lib.descriptors_at_rest(self.leda.pid, lambda: talk.gopher_menu(self.gopher))
        self.silence = None

    def answers(self):
        equal(talk.gemini(self.gemini).status, 20, "Gemini afterwards")
        talk.gopher_menu(self.gopher)


def digest(data):
    return hashlib.sha256(data).hexdigest()


# Load


def one_after_another(subject, ask):
    wanted = ask(subject)
    for number in range(REQUESTS):
        equal(ask(subject), wanted, f"answer {number}")


def at_once(subject, ask):
    """All connections are made before the first request is sent, so that they are open at the same time."""
    wanted = ask(subject)
    for _ in range(ROUNDS_AT_ONCE):
        answers = lib.in_parallel(AT_ONCE, lambda _: ask(subject), range(AT_ONCE))
        require(all(answer == wanted for answer in answers), "an answer differs")


def open_at_once(subject):
    """64 finished handshakes before the first request."""
    socks = [talk.connect_gemini(subject.gemini) for _ in range(AT_ONCE)]
    plain = [talk.connect(subject.gopher) for _ in range(AT_ONCE)]
    wanted = talk.gemini_page(subject.gemini), talk.gopher(subject.gopher)
    for sock in socks:
        sock.sendall(talk.gemini_url(subject.gemini).encode() + b"\r\n")
    for sock in plain:
        sock.sendall(b"\r\n")
    for sock in socks:
        with sock:
            equal(talk.parse_reply(*talk.read_to_end(sock)).text, wanted[0], "page")
    for sock in plain:
        with sock:
            equal(talk.read_to_end(sock), (wanted[1], "clean"), "menu")


def ask_gemini(subject):
    return talk.gemini_page(subject.gemini, "/posts/first.gmi")


def ask_gopher(subject):
    return talk.gopher(subject.gopher, "/posts/first")


def rude_clients(subject):
    for client in rude.CLIENTS:
        lib.in_parallel(8, lambda number, client=client: client(subject, number), range(RUDE))
        subject.answers()


# Slow but honest clients: they get the whole answer.


def byte_by_byte(subject):
    def trickle(sock, data):
        for byte in data:
            sock.sendall(bytes([byte]))
            time.sleep(0.001)

    with talk.connect(subject.gopher) as sock:
        trickle(sock, b"/posts/first\r\n")
        equal(talk.read_to_end(sock), (talk.gopher(subject.gopher, "/posts/first"), "clean"), "menu")
    with talk.connect(subject.gemini) as sock:
        client = talk.TlsByHand(sock, trickle)
        client.handshake()
        client.write(talk.gemini_url(subject.gemini, "/posts/first.gmi").encode() + b"\r\n")
        equal(talk.parse_reply(*client.read_to_end()).text, ask_gemini(subject), "page")


def ordinary_client(subject):
    """A client that leaves Nagle on sends its request when its last handshake message is acknowledged: a server that
    says nothing then makes it wait for the kernel's delayed acknowledgement, 40 ms for each page."""
    quickest = min(seconds_with_nagle(subject) for _ in range(10))
    require(quickest < 0.03, f"the quickest of 10 pages took {quickest * 1000:.0f} ms")


def seconds_with_nagle(subject):
    started = time.monotonic()
    with talk.connect(subject.gemini) as tcp:
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0)
        with talk.CONTEXT.wrap_socket(tcp, server_hostname="localhost", suppress_ragged_eofs=False) as sock:
            sock.sendall(talk.gemini_url(subject.gemini).encode() + b"\r\n")
            equal(talk.read_to_end(sock)[1], "clean", "end")
    return time.monotonic() - started


def request_in_pieces(subject):
    """Each byte of the request in a TLS record of its own."""
    with talk.connect_gemini(subject.gemini) as sock:
        for byte in talk.gemini_url(subject.gemini, "/posts/first.gmi").encode() + b"\r\n":
            sock.sendall(bytes([byte]))
        equal(talk.parse_reply(*talk.read_to_end(sock)).text, ask_gemini(subject), "page")


def half_closes(subject):
    """The whole answer reaches a client that says, by TCP or by TLS, that it will send no more."""
    request = talk.gemini_url(subject.gemini, "/big.bin").encode() + b"\r\n"
    for say in (lambda client: client.sock.shutdown(socket.SHUT_WR), talk.TlsByHand.close_notify):
        with talk.connect(subject.gemini) as sock:
            client = talk.TlsByHand(sock)
            client.handshake()
            client.write(request)
            say(client)
            data, closed = client.read_to_end()
        equal((closed, digest(talk.parse_reply(data, closed).body)), ("clean", subject.digest), "end and content")
    with talk.connect(subject.gopher) as sock:
        sock.sendall(b"/big.bin\r\n")
        sock.shutdown(socket.SHUT_WR)
        data, closed = talk.read_to_end(sock)
    equal((closed, digest(data)), ("clean", subject.digest), "end and content on Gopher")


def end_without_newline(subject):
    """GOP-REQ-03: the end of the input ends the selector."""
    with talk.connect(subject.gopher) as sock:
        sock.sendall(b"/posts/first")
        sock.shutdown(socket.SHUT_WR)
        equal(talk.read_to_end(sock), (ask_gopher(subject), "clean"), "menu")


def fetch_big(subject, protocol, pause):
    if protocol == "gemini":
        with talk.connect_gemini(subject.gemini, receive_buffer=16384 if pause else None) as sock:
            sock.sendall(talk.gemini_url(subject.gemini, "/big.bin").encode() + b"\r\n")
            data, closed = talk.read_to_end(sock, pause)
        data = talk.parse_reply(data, closed).body
    else:
        with talk.connect(subject.gopher, receive_buffer=16384 if pause else None) as sock:
            sock.sendall(b"/big.bin\r\n")
            data, closed = talk.read_to_end(sock, pause)
    equal((closed, digest(data)), ("clean", subject.digest), f"end and content on {protocol} ({len(data)} bytes)")


def slow_readers(subject):
    """Some at once, each with pauses, while others are served without delay."""
    marks = set()

    def pause(size):
        if size >> 18 not in marks:
            marks.add(size >> 18)
            time.sleep(0.1)

    def fetch(protocol):
        fetch_big(subject, protocol, pause)

    lib.in_parallel(4, fetch, ["gemini", "gopher"] * 2)


def big_text_on_gopher(subject):
    """A streamed text gets CRLF line ends wherever the pieces of the file are cut (GOP-TXT-03)."""
    lines = [b"x" * (number * 7 % 131) + (b"\r\n" if number % 3 == 0 else b"\n") for number in range(40000)]
    text = b"".join(lines)
    lib.write_file(subject.content / "big.txt", text)
    subject.leda.send(signal.SIGHUP)
    lib.eventually(lambda: talk.gemini(subject.gemini, "/big.txt").status == 20, 20, "the text is there")
    equal(digest(talk.gemini(subject.gemini, "/big.txt").body), digest(text), "text on Gemini")
    wanted = re.sub(rb"(?<!\r)\n", b"\r\n", text)
    equal(digest(talk.gopher(subject.gopher, "/big.txt")), digest(wanted), "text on Gopher")


def shrinking_file(subject):
    """A file that is cut while it is sent ends without close_notify, so that a client can tell."""
    path = trees.big_file(subject.content / "shrinks.bin", 24)
    subject.leda.send(signal.SIGHUP)
    lib.eventually(lambda: b"shrinks.bin" in talk.gopher(subject.gopher), 20, "the file is listed")
    with talk.connect_gemini(subject.gemini, receive_buffer=8192) as sock:
        sock.sendall(talk.gemini_url(subject.gemini, "/shrinks.bin").encode() + b"\r\n")
        head = sock.recv(1000)
        with open(path, "r+b") as file:
            file.truncate(12 << 20)
        data, closed = talk.read_to_end(sock)
    require(head.startswith(b"20 "), f"header: {head[:50]!r}")
    require(closed != "clean", f"ended with close_notify after {len(data)} bytes of {24 << 20}")
    subject.answers()


# What is left behind


def some_stay_silent(subject):
    subject.silence = rude.Silence(subject)
    require(lib.descriptors(subject.leda.pid) > subject.descriptors, "the clients that wait are not seen")


def no_descriptor_left(subject):
    def count():
        return lib.descriptors(subject.leda.pid) == subject.descriptors
    lib.eventually(count, 10, f"descriptors back to {subject.descriptors}, "
                              f"there are {lib.descriptors(subject.leda.pid)}")


def no_memory_left(run, subject):
    """Of hundreds of connections each, well or badly ended, nothing remains."""
    if run.sanitizer:
        raise Skip("a sanitizer build keeps freed memory; leaks are told when it stops")
    before = lib.resident(subject.leda.pid)
    rude_clients(subject)
    at_once(subject, ask_gemini)
    at_once(subject, ask_gopher)
    more = lib.resident(subject.leda.pid) - before
    count = len(rude.CLIENTS) * RUDE + 2 * AT_ONCE * ROUNDS_AT_ONCE
    require(more < MEMORY_BOUND, f"{more >> 10} KiB more after {count} connections")


def descriptor_limit(run):
    """More clients than descriptors: those beyond get 41 or an error item or wait; nothing spins, all ends well."""
    content = trees.small(run)
    with run.start(content, "--workers", "2", prefix=["prlimit", "--nofile=256:256"]) as leda:
        before = lib.descriptors_at_rest(leda.pid, lambda: talk.gopher_menu(leda.gopher))
        crowd = [talk.connect(leda.gopher) for _ in range(300)]
        time.sleep(1)
        used = lib.processor_seconds(leda.pid)
        time.sleep(1)
        spent = lib.processor_seconds(leda.pid) - used
        # Which answer a client can read, in clear or over TLS, its first byte says.
        for sock in crowd:
            sock.sendall(b"x")
        time.sleep(1)
        busy = sum(told_busy(sock) for sock in crowd)
        for sock in crowd:
            talk.reset(sock)
        equal(lib.eventually(lambda: served(leda), 10, "served again"), True, "service")
        lib.eventually(lambda: lib.descriptors(leda.pid) == before, 10, f"descriptors back to {before}")
    require(spent < 0.3, f"{spent:.2f} s of processor time in a second of waiting")
    require(busy > 0, "nobody was told that there is no room")


def thousands_idle(run):
    """10,000 connections of which no one has said a whole request: little memory for each, others are served at once."""
    count = 1000 if run.sanitizer else 10_000
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    room = 4 * count if most == resource.RLIM_INFINITY else min(most, 4 * count)
    count = min(count, room - 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (room, most))
    content = trees.small(run)
    options = "--workers", "2", "--max-connections", str(count + 100), "--request-timeout", "1 min"
    with run.start(content, *options, prefix=["prlimit", f"--nofile={room}"]) as leda:
        before = lib.resident(leda.pid)
        idle = []
        for number in range(count):
            idle.append(talk.connect(leda.gemini if number % 2 else leda.gopher))
            idle[-1].sendall(b"\x16\x03\x01" if number % 2 else b"/posts/fir")
        started = time.monotonic()
        equal(talk.gemini(leda.gemini).status, 20, "Gemini beside them")
        talk.gopher_menu(leda.gopher)
        seconds = time.monotonic() - started
        each = (lib.resident(leda.pid) - before) // len(idle)
        for sock in idle:
            sock.close()
        lib.eventually(lambda: lib.descriptors(leda.pid) < 100, 20, "the descriptors are free")
    require(run.sanitizer or each < 2048, f"{each} bytes for each of {len(idle)}")
    require(seconds < 2, f"two answers took {seconds:.1f} s")


def told_busy(sock):
    sock.setblocking(False)
    try:
        return talk.is_gopher_error(sock.recv(1000))
    except OSError:
        return False


def served(leda):
    try:
        return talk.gemini(leda.gemini).status == 20 and not talk.is_gopher_error(talk.gopher(leda.gopher))
    except (OSError, lib.Failure):
        return False


PARTS = [
    ("clients that stay silent", some_stay_silent),
    ("1000 requests one after another on Gemini", lambda subject: one_after_another(subject, ask_gemini)),
    ("1000 requests one after another on Gopher", lambda subject: one_after_another(subject, ask_gopher)),
    ("64 at once on Gemini", lambda subject: at_once(subject, ask_gemini)),
    ("64 at once on Gopher", lambda subject: at_once(subject, ask_gopher)),
    ("64 open on both before the first request", open_at_once),
    ("byte by byte", byte_by_byte),
    ("a request in many records", request_in_pieces),
    ("an ordinary client does not wait for an acknowledgement", ordinary_client),
    ("half-closed connections get the whole answer", half_closes),
    ("GOP-REQ-03: the end of input ends a selector", end_without_newline),
    ("slow readers get every byte", slow_readers),
    ("rude clients harm nobody", rude_clients),
]
ENDS = [
    ("silent clients are closed at their deadline", lambda subject: subject.silence.check()),
    ("descriptors are as before", no_descriptor_left),
    ("GOP-TXT-03: a streamed text", big_text_on_gopher),
    ("a file that shrinks ends without close_notify", shrinking_file),
    ("descriptors are as before, after a reload too", no_descriptor_left),
]


def main(run):
    subjects = {}
    for workers in WORKERS:
        def start(workers=workers):
            subjects[workers] = Subject(run, workers)
        run.check(f"{workers} workers: start", start)
    for workers, subject in subjects.items():
        for name, part in PARTS:
            run.check(f"{workers} workers: {name}", part, subject)
    for workers, subject in subjects.items():
        for name, part in ENDS:
            run.check(f"{workers} workers: {name}", part, subject)
        run.check(f"{workers} workers: resident memory as before", no_memory_left, run, subject)
        run.check(f"{workers} workers: stops cleanly", subject.leda.stop)
    run.check("more clients than descriptors", descriptor_limit, run)
    run.check("thousands of idle connections", thousands_idle, run)


if __name__ == "__main__":
    lib.run(main)
