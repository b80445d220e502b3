"""The conversations of tests/wire over real sockets.

Each conversation is played against two programs: one worker with the public ports that it listens on, and four workers
that believe to stand behind a port map (public ports 1965 and 70); those about texts with RFC 1436's dots against one
that sends them. Each way of playing has its own connection: whole;
whole, halved and byte by byte with a half-close behind, or with a reset behind the request, each over TLS 1.2 and 1.3,
resumed and not; and cut in two. tests/wire/README.md has the format.
"""

import dataclasses
import itertools
import multiprocessing
import socket
import ssl
import time
from concurrent.futures import ProcessPoolExecutor

import lib
import talk
from conversations import HOST, WIRE, Place, copy_site, matches, read_conversations
from lib import Failure, equal, require

ADDRESSES = "127.0.0.1", "::1"
PROCESSES = 12
SHARE = 40  # connections that one process makes before it is given others
EDGE = 64  # bytes at both ends of a request where it is cut everywhere
SPARSE = 16  # between them, where it is one byte over and over, every so many; wire.c takes every point
ENOUGH = 3  # problems of one share
SAMPLE = 4  # every so many of the manners or cuts, others with the next conversation, where a sample is enough
PAUSE_SECONDS = 0.002  # between the two pieces of a request, so that they arrive as two
WAIT_SECONDS = 0.4  # how long a server that waits is watched
DEFINED = {10, 11, 20, 30, 31, 40, 41, 42, 43, 44, 50, 51, 52, 53, 59, 60, 61, 62}


# Playing them


def tls_context(version):
    context = talk.context()
    context.minimum_version = context.maximum_version = version
    return context


CONTEXTS = {"1.2": tls_context(ssl.TLSVersion.TLSv1_2), "1.3": tls_context(ssl.TLSVersion.TLSv1_3)}
SESSIONS = {}  # of this process: (port, version, name) -> what a client keeps of an earlier visit


@dataclasses.dataclass(frozen=True)
class Way:
    """One way of holding a conversation, on a connection of its own."""

    name: str
    address: str
    pieces: str = "whole"  # or halved, bytes
    cut: int = 0  # bytes of the first piece; 0: as `pieces` says
    ended: bool = False  # half-closed behind the request
    reset: bool = False  # reset behind the request
    tls: str = ""  # the version; Gopher is played without, too
    resumed: bool = False


def ways(conversation, number, samples):
    """All of them; of a sample, those that come round to the conversation of that number."""
    manners, pieces = samples
    usual = "1.3" if conversation.protocol == "gemini" else ""
    yield Way("whole", ADDRESSES[0], tls=usual)
    yield from (way for place, way in enumerate(matrix(conversation)) if (place + number) % manners == 0)
    if conversation.end != "waits":
        for cut in cuts(len(conversation.request)):
            if (cut + number) % pieces == 0:
                yield Way(f"cut behind {cut} bytes", ADDRESSES[cut // pieces % 2], cut=cut, tls=usual)


def matrix(conversation):
    """Versions, sessions and manners; who waits for an answer that never comes does not half-close."""
    ended = conversation.end == "close"
    plainly = [("", False)] if conversation.protocol == "gopher" else []
    for tls, resumed in [*plainly, *itertools.product(CONTEXTS, [False, True])]:
        over = f"over TLS {tls}{', resumed' if resumed else ''}" if tls else "plainly"
        for address, pieces in zip(itertools.cycle(ADDRESSES), ("whole", "halved", "bytes")):
            yield Way(f"{pieces} {over}", address, pieces=pieces, ended=ended, tls=tls, resumed=resumed)
        yield Way(f"reset {over}", ADDRESSES[1], reset=True, tls=tls, resumed=resumed)


def cuts(length):
    return [cut for cut in range(1, length) if cut < EDGE or length - cut < EDGE or cut % SPARSE == 0]


def connect(conversation, place, way):
    port = place.listening[conversation.protocol]
    if not way.tls:
        return talk.connect(port, way.address)
    if not way.resumed:
        return secure(port, way, conversation.sni)
    kept = port, way.tls, conversation.sni
    if kept not in SESSIONS:
        SESSIONS[kept] = session(port, way, conversation.sni)
    sock = secure(port, way, conversation.sni, SESSIONS[kept])
    require(sock.session_reused, "the session was not resumed")
    return sock


def secure(port, way, sni, session=None):
    sock = talk.connect(port, way.address)
    try:
        return CONTEXTS[way.tls].wrap_socket(sock, server_hostname=sni, session=session, suppress_ragged_eofs=False)
    except OSError:
        sock.close()
        raise


def session(port, way, sni):
    """What a client keeps of a visit; in TLS 1.3 it comes with the answer."""
    with secure(port, way, sni) as sock:
        sock.sendall(b"/\r\n")
        talk.read_to_end(sock)
        return sock.session


def half_close(sock):
    """TCP's own half-close: SSLSocket.shutdown would end reading too."""
    socket.socket.shutdown(sock, socket.SHUT_WR)


def play(conversation, place, way):
    """Holds the conversation once and raises Failure when it does not go as written."""
    with connect(conversation, place, way) as sock:
        for number, piece in enumerate(pieces_of(conversation, way)):
            if number and way.pieces != "bytes":
                time.sleep(PAUSE_SECONDS)
            send(sock, piece)
        if way.reset:
            talk.reset(sock)
            return
        if way.ended or conversation.ended:
            half_close(sock)
        if conversation.end == "waits":
            expect_waiting(sock)
        else:
            expect_answer(conversation, *talk.read_to_end(sock))


def pieces_of(conversation, way):
    data = conversation.request + conversation.extra
    if way.pieces == "bytes":
        return [data[i : i + 1] for i in range(len(data))]
    cut = way.cut or (len(conversation.request) // 2 if way.pieces == "halved" else 0)
    return [piece for piece in (data[:cut], data[cut:]) if piece]


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


def play_share(conversation, place, share):
    """What went wrong in some of a conversation's ways; after a few problems the rest would say no more."""
    problems = []
    for way in share:
        problem = lib.attempt(play, conversation, place, way)
        if problem:
            problems.append(f"{way.name}: {problem}")
        if len(problems) == ENOUGH:
            break
    return problems


def play_all(run, place, label, samples):
    """Every conversation in every way, many at once; one test for each conversation.

    In processes: threads would wait for Python's lock more than for the server.
    """
    conversations = read_conversations(place)
    least = 10 if place.rfc1436 else 120
    require(len(conversations) >= least, f"only {len(conversations)} conversations found")
    shares = []
    for number, conversation in enumerate(conversations):
        found = list(ways(conversation, number, samples))
        shares += [(conversation, place, found[i : i + SHARE]) for i in range(0, len(found), SHARE)]
    pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("fork"))
    try:
        outcomes = list(pool.map(play_share, *zip(*shares)))
    finally:
        pool.shutdown(cancel_futures=True)
    for conversation in conversations:
        problems = [p for share, found in zip(shares, outcomes) if share[0] is conversation for p in found]
        run.check(f"{label}: {conversation.protocol}: {conversation.name}", lib.none_of, problems)


def play_with(run, label, leda, place, samples):
    def at_rest():
        return lib.descriptors_at_rest(leda.pid, lambda: talk.gopher_menu(leda.gopher))

    before = at_rest()
    play_all(run, place, label, samples)
    run.check(f"{label}: nothing is left behind", lambda: equal(at_rest(), before, "descriptors"))


def main(run):
    site = copy_site(run)
    common = ["--host", HOST, "--config", str(WIRE / "leda.conf"), "--listen", ADDRESSES[0], "--listen", ADDRESSES[1]]
    # In what pieces a request comes has nothing to do with workers: of the cuts, some are enough for the second program.
    manners = SAMPLE if run.sanitizer else 1
    mapped = ["--public-gemini-port", "1965", "--public-gopher-port", "70"]
    with run.start(site, *common, "--workers", "1") as leda:
        play_with(run, "1 worker", leda, Place(leda, site, leda.gemini, leda.gopher), (manners, manners))
    with run.start(site, *common, *mapped, "--workers", "4") as leda:
        play_with(run, "4 workers", leda, Place(leda, site, 1965, 70), (manners, SAMPLE))
    with run.start(site, *common, *mapped, "--gopher-text", "rfc1436") as leda:
        play_with(run, "texts by RFC 1436", leda, Place(leda, site, 1965, 70, rfc1436=True), (manners, SAMPLE))


if __name__ == "__main__":
    lib.run(main)
