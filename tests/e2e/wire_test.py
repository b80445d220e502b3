"""The conversations of tests/wire over real sockets, and the 27 checks of gemini-diagnostics (PROTOCOLS.md F).

Each conversation is played against two programs: one worker with the public ports that it listens on, and four workers
that believe to stand behind a port map (public ports 1965 and 70). Each way of playing has its own connection: whole,
half-closed behind the request, over TLS 1.2, and cut in two at every point. tests/wire/README.md has the format.
"""

import dataclasses
import multiprocessing
import re
import socket
import ssl
import threading
import time
from concurrent.futures import ProcessPoolExecutor

import lib
import talk
from conversations import HOST, Place, copy_site, matches, read_conversations
from lib import Failure, equal, require

ADDRESSES = "127.0.0.1", "::1"
PROCESSES = 12
SHARE = 40  # connections that one process makes before it is given others
EDGE = 64  # bytes at both ends of a request where it is cut everywhere, also where time is short
ENOUGH = 3  # problems of one share
SPARSE = 16  # between them, every so many bytes
PAUSE_SECONDS = 0.002  # between the two pieces of a request, so that they arrive as two
WAIT_SECONDS = 0.4  # how long a server that waits is watched
DEFINED = {10, 11, 20, 30, 31, 40, 41, 42, 43, 44, 50, 51, 52, 53, 59, 60, 61, 62}


# Playing them


TLS_12 = talk.context()
TLS_12.maximum_version = ssl.TLSVersion.TLSv1_2


@dataclasses.dataclass(frozen=True)
class Way:
    """One way of holding a conversation, on a connection of its own."""

    name: str
    address: str
    cut: int = 0  # bytes of the first piece; 0: all in one
    ended: bool = False
    old_tls: bool = False


def ways(conversation, step):
    yield Way("whole", ADDRESSES[0])
    if conversation.end == "close":
        yield Way("half-closed", ADDRESSES[1], ended=True)
    if conversation.protocol == "gemini":
        yield Way("over TLS 1.2", ADDRESSES[0], old_tls=True)
    if conversation.end != "waits":
        for cut in cuts(len(conversation.request), step):
            yield Way(f"cut behind {cut} bytes", ADDRESSES[cut % 2], cut=cut)


def cuts(length, step):
    return [cut for cut in range(1, length) if cut < EDGE or length - cut < EDGE or cut % step == 0]


def connect(conversation, place, way):
    sock = talk.connect(place.listening[conversation.protocol], way.address)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if conversation.protocol == "gopher":
        return sock
    context = TLS_12 if way.old_tls else talk.CONTEXT
    try:
        return context.wrap_socket(sock, server_hostname=conversation.sni, suppress_ragged_eofs=False)
    except OSError:
        sock.close()
        raise


def half_close(sock):
    """TCP's own half-close: SSLSocket.shutdown would end reading too."""
    socket.socket.shutdown(sock, socket.SHUT_WR)


def play(conversation, place, way):
    """Holds the conversation once and raises Failure when it does not go as written."""
    data = conversation.request + conversation.extra
    with connect(conversation, place, way) as sock:
        if way.cut:
            sock.sendall(data[: way.cut])
            time.sleep(PAUSE_SECONDS)
        if data[way.cut :]:
            send(sock, data[way.cut :])
        if way.ended or conversation.ended:
            half_close(sock)
        if conversation.end == "waits":
            expect_waiting(sock)
        else:
            expect_answer(conversation, *talk.read_to_end(sock))


def send(sock, data):
    """A server may answer and close before it was told everything; its answer is what counts."""
    try:
        sock.sendall(data)
    except (BrokenPipeError, ConnectionResetError):
        pass


def expect_waiting(sock):
    sock.settimeout(WAIT_SECONDS)
    try:
        got = sock.recv(4096)
    except TimeoutError:
        return
    raise Failure(f"it did not wait but said {got!r}")


def expect_answer(conversation, data, closed):
    shown = data if len(data) < 400 else data[:400] + f"... ({len(data)} bytes)".encode()
    if conversation.end == "silent":
        require(not data, f"it was not silent: {shown!r}")
        require(closed != "reset", "it ended with a reset")
        return
    require(matches(conversation.want, data), f"not the answer that was wanted: {shown!r} ({closed})")
    require(closed == "clean", f"it ended with {closed} behind {shown!r}")
    if conversation.protocol == "gemini":
        reply = talk.parse_reply(data, closed)
        require(reply.status in DEFINED, f"undefined status {reply.status}")
    if conversation.menu:
        _, problems = talk.parse_menu(data)
        require(not problems, f"{problems[:3]}")


def attempt(function, *arguments):
    """What went wrong, in words, or None."""
    try:
        function(*arguments)
    except (Failure, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def play_share(conversation, place, share):
    """What went wrong in some of a conversation's ways; after a few problems the rest would say no more."""
    problems = []
    for way in share:
        problem = attempt(play, conversation, place, way)
        if problem:
            problems.append(f"{way.name}: {problem}")
        if len(problems) == ENOUGH:
            break
    return problems


def play_all(run, place, label):
    """Every conversation in every way, many at once; one test for each conversation.

    In processes: threads would wait for Python's lock more than for the server. Long requests, whose middle is one byte
    over and over, are cut there more sparsely when a sanitizer makes the program slow; wire.c takes every point anyway.
    """
    step = SPARSE if run.sanitizer else 1
    conversations = read_conversations(place)
    require(len(conversations) >= 120, f"only {len(conversations)} conversations found")
    shares = []
    for conversation in conversations:
        found = list(ways(conversation, step))
        shares += [(conversation, place, found[i : i + SHARE]) for i in range(0, len(found), SHARE)]
    pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("fork"))
    try:
        outcomes = list(pool.map(play_share, *zip(*shares)))
    finally:
        pool.shutdown(cancel_futures=True)
    for conversation in conversations:
        problems = [p for share, found in zip(shares, outcomes) if share[0] is conversation for p in found]
        run.check(f"{label}: {conversation.protocol}: {conversation.name}", lib.none_of, problems)


# gemini-diagnostics (PROTOCOLS.md F)

LATE = "12"  # the check that waits


class Diagnostics:
    """The checks, numbered as there. H is the host, N the host with its port."""

    def __init__(self, leda):
        self.leda = leda
        self.port = leda.gemini
        self.site = f"{HOST}:{self.port}"
        self.certificate = leda.certs / f"{HOST}.crt"

    def ask(self, line, sni=HOST):
        return talk.gemini_line(self.port, line.encode() + b"\r\n", sni=sni)

    def status(self, line, wanted):
        equal(self.ask(line).status, wanted, line[:60])

    def check_01_ipv4_address(self):
        talk.connect(self.port, ADDRESSES[0]).close()

    def check_02_ipv6_address(self):
        talk.connect(self.port, ADDRESSES[1]).close()

    def check_03_tls_version(self):
        with talk.connect_gemini(self.port) as sock:
            equal(sock.version(), "TLSv1.3", "version")

    def check_04_tls_claims(self):
        context = ssl.create_default_context(cafile=str(self.certificate))
        with context.wrap_socket(talk.connect(self.port), server_hostname=HOST) as sock:
            claims = sock.getpeercert()
        begin, end = (ssl.cert_time_to_seconds(claims[name]) for name in ("notBefore", "notAfter"))
        require(begin <= time.time() <= end, f"not valid today: {claims}")
        require(("DNS", HOST) in claims["subjectAltName"], f"the host is not among its names: {claims}")

    def check_05_tls_verified(self):
        """A leaf that is its own issuer: OpenSSL's error 18, nothing else."""
        try:
            with ssl.create_default_context().wrap_socket(talk.connect(self.port), server_hostname=HOST):
                raise Failure("an authority has signed it?")
        except ssl.SSLCertVerificationError as error:
            equal(error.verify_code, 18, "verification error")

    def check_06_tls_close_notify(self):
        with talk.connect_gemini(self.port) as sock:
            sock.sendall(f"gemini://{self.site}/\r\n".encode())
            equal(talk.read_to_end(sock)[1], "clean", "end of the connection")

    def check_07_tls_required(self):
        with talk.connect(self.port) as sock:
            sock.settimeout(5)
            sock.sendall(f"gemini://{self.site}\r\n".encode())
            try:
                equal(sock.recv(4096), b"", "answer without TLS")
            except (ConnectionResetError, TimeoutError):
                pass

    def check_08_concurrent_connections(self):
        url = f"gemini://{self.site}/\r\n".encode()
        with talk.connect_gemini(self.port) as first:
            first.sendall(url[:1])
            with talk.connect_gemini(self.port) as second:
                second.sendall(url)
            first.sendall(url[1:])
        self.status(f"gemini://{self.site}/", 20)

    def check_09_response_format(self):
        with talk.connect_gemini(self.port) as sock:
            sock.sendall(f"gemini://{self.site}/\r\n".encode())
            data, _ = talk.read_to_end(sock)
        head, end, body = data.partition(b"\r\n")
        require(end and re.fullmatch(rb"20 text/gemini(;[^;=]+=[^;=]+)*", head), f"header {head!r}")
        # As the original splits lines: at VT, FF, U+0085, U+2028 and so on too.
        lines = body.decode().splitlines(keepends=True)
        require(lines and all(re.fullmatch(r"[^\r\n]*\n", line) for line in lines), "lines that end differently")

    def check_10_homepage_no_redirect(self):
        self.status(f"gemini://{self.site}/", 20)
        self.status(f"gemini://{self.site}", 20)

    def check_11_page_not_found(self):
        reply = self.ask(f"gemini://{self.site}/09pdsakjo73hjn12id78")
        equal((reply.status, reply.body), (51, b""), "status and body")

    def check_12_request_missing_cr(self):
        with talk.connect_gemini(self.port) as sock:
            sock.settimeout(6)
            sock.sendall(f"gemini://{self.site}/\n".encode())
            try:
                equal(sock.recv(4096), b"", "answer to a bare LF")
            except (TimeoutError, ssl.SSLEOFError):
                pass

    def check_13_url_include_port(self):
        self.status(f"gemini://{HOST}:{self.port}/", 20)

    def check_14_url_scheme_missing(self):
        self.status(f"//{self.site}/", 59)

    def check_15_url_by_ip_address(self):
        self.status(f"gemini://127.0.0.1:{self.port}/", 20)

    def check_16_url_invalid_utf8_byte(self):
        reply = talk.gemini_line(self.port, f"gemini://{self.site}/".encode() + b"\xdc\r\n")
        equal(reply.status, 59, "status")

    def check_17_url_max_size(self):
        self.status(f"gemini://{self.site}/".ljust(1024, "0"), 51)

    def check_18_url_above_max_size(self):
        self.status(f"gemini://{self.site}/".ljust(1025, "0"), 59)

    def check_19_url_wrong_port(self):
        self.status(f"gemini://{HOST}:443/", 53)

    def check_20_url_wrong_host(self):
        self.status("gemini://wikipedia.org/", 53)

    def check_21_url_scheme_http(self):
        self.status(f"http://{self.site}/", 53)

    def check_22_url_scheme_https(self):
        self.status(f"https://{self.site}/", 53)

    def check_23_url_scheme_gopher(self):
        self.status(f"gopher://{self.site}/", 53)

    def check_24_url_empty(self):
        self.status("", 59)

    def check_25_url_relative(self):
        self.status("/", 59)

    def check_26_url_invalid(self):
        self.status("Hello Gemini!", 59)

    def check_27_url_dot_escape(self):
        equal(self.ask(f"gemini://{self.site}/../../").status // 10, 5, "first digit")


def diagnose(run, programs):
    """All 27 for each program; the one that has to wait for seconds does so while the others run."""
    waiting = []
    for label, leda in programs:
        outcome = []
        diagnostics = Diagnostics(leda)
        thread = threading.Thread(target=wait_alongside, args=(diagnostics, outcome), daemon=True)
        thread.start()
        waiting.append((label, thread, outcome))
    for label, leda in programs:
        diagnostics = Diagnostics(leda)
        for name in sorted(name for name in dir(diagnostics) if name.startswith("check_")):
            _, number, *words = name.split("_")
            if number != LATE:
                run.check(f"{label}: F {number} {' '.join(words)}", getattr(diagnostics, name))
    for label, thread, outcome in waiting:
        run.check(f"{label}: F {LATE} request missing cr", join, thread, outcome)


def wait_alongside(diagnostics, outcome):
    outcome.append(attempt(diagnostics.check_12_request_missing_cr))


def join(thread, outcome):
    thread.join(30)
    require(outcome, "it has not ended")
    lib.none_of([problem for problem in outcome if problem])


def main(run):
    site = copy_site(run)
    common = ["--host", HOST, "--listen", ADDRESSES[0], "--listen", ADDRESSES[1]]
    mapped = ["--public-gemini-port", "1965", "--public-gopher-port", "70"]
    with run.start(site, *common, "--workers", "1") as leda:
        with run.start(site, *common, "--workers", "4") as many:
            diagnose(run, [("1 worker", leda), ("4 workers", many)])
        play_all(run, Place(leda, site, leda.gemini, leda.gopher), "1 worker")
    with run.start(site, *common, *mapped, "--workers", "4") as leda:
        play_all(run, Place(leda, site, 1965, 70), "4 workers")


if __name__ == "__main__":
    lib.run(main)
