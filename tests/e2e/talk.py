"""Small clients and parsers of the tests' own: Gemini, Gopher, gemtext, menus, subscriptions.

Written from PROTOCOLS.md alone and stricter than real clients: what those forgive is a problem here. Clients raise
lib.Failure; parsers return what they read and a list of problems in words.
"""

import dataclasses
import re
import socket
import ssl
import struct
import unicodedata
import urllib.parse

from lib import require

LOOPBACK = "127.0.0.1"
SECONDS = 30  # for one read; a sanitizer build on a busy machine is slow

# urljoin() treats only schemes of these lists as having a path to resolve against.
urllib.parse.uses_relative.append("gemini")
urllib.parse.uses_netloc.append("gemini")


def context(certificate=None, key=None):
    """TLS as Gemini clients use it: no authority is asked. With a certificate of the client's, where it has one."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    if certificate:
        made.load_cert_chain(certificate, key)
    return made


CONTEXT = context()


def connect(port, address=LOOPBACK, receive_buffer=None):
    """A TCP connection; a small receive buffer (set before connecting) makes a slow reader slow for the server.

    Small pieces are sent at once; a test that wants the kernel's default (Nagle) turns it back on.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.settimeout(SECONDS)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if receive_buffer:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    try:
        sock.connect((address, port))
    except OSError:
        sock.close()
        raise
    return sock


def reset(sock):
    """Closes with an RST, as a client that crashed."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


# Gemini


@dataclasses.dataclass(frozen=True)
class Reply:
    status: int
    meta: str
    body: bytes
    closed: str  # as read_to_end() tells

    @property
    def text(self):
        return self.body.decode()


def connect_gemini(port, address=LOOPBACK, sni="localhost", receive_buffer=None, tls=CONTEXT, session=None):
    """`tls` is the client's context, `session` one of an earlier connection to be resumed."""
    sock = connect(port, address, receive_buffer)
    try:
        return tls.wrap_socket(sock, server_hostname=sni, suppress_ragged_eofs=False, session=session)
    except OSError:
        sock.close()
        raise


def read_to_end(sock, pause=None):
    """All bytes and how they ended: `clean` (over TLS: by close_notify), `ragged` (without it), `reset`.

    `pause(bytes so far)` is called after each read.
    """
    data = bytearray()
    while True:
        try:
            piece = sock.recv(65536)
        except ssl.SSLEOFError:
            return bytes(data), "ragged"
        except ConnectionResetError:
            return bytes(data), "reset"
        if not piece:
            return bytes(data), "clean"
        data += piece
        if pause:
            pause(len(data))


def parse_reply(data, closed):
    """The strict form of GEM-RSP-01 to -03: two digits, one space, a meta without control characters, CRLF."""
    head, crlf, body = data.partition(b"\r\n")
    require(crlf, f"no header line in {data[:80]!r} ({closed})")
    found = re.fullmatch(rb"([1-6][0-9]) ([^\x00-\x1f\x7f]+)", head)
    require(found, f"malformed header {head[:200]!r}")
    require(len(found.group(2)) <= 1024 and not found.group(2).startswith(b" "), f"bad meta {head[:200]!r}")
    status = int(found.group(1))
    require(status // 10 == 2 or not body, f"a body after status {status}: {body[:80]!r}")
    return Reply(status, found.group(2).decode(), body, closed)


def gemini_line(port, line, **where):
    """Sends raw bytes as the request and reads the answer; the connection must end with close_notify."""
    with connect_gemini(port, **where) as sock:
        sock.sendall(line)
        reply = parse_reply(*read_to_end(sock))
    require(reply.closed == "clean", f"{line!r} ended with {reply.closed}, not close_notify")
    return reply


def gemini_url(port, path="/"):
    return f"gemini://localhost:{port}{path}"


def gemini(port, path="/", **where):
    """Asks for a path (already encoded) or a whole URL."""
    url = path if path.startswith("gemini:") else gemini_url(port, path)
    return gemini_line(port, url.encode() + b"\r\n", **where)


def gemini_page(port, path="/"):
    """The text of a page that must be there."""
    reply = gemini(port, path)
    require(reply.status == 20, f"{path} answered {reply.status} {reply.meta}")
    return reply.text


class TlsByHand:
    """A TLS client that leaves the wire to the test: send(sock, bytes) decides how bytes go out."""

    def __init__(self, sock, send=lambda sock, data: sock.sendall(data)):
        self.sock, self.send = sock, send
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = CONTEXT.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")

    def pump(self, step):
        """Calls step() until it no longer needs bytes; what it wants to say is sent."""
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                self.flush()
                self.receive()
            else:
                self.flush()
                return result

    def flush(self):
        if self.outgoing.pending:
            self.send(self.sock, self.outgoing.read())

    def receive(self):
        data = self.sock.recv(65536)
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()

    def handshake(self):
        self.pump(self.tls.do_handshake)

    def write(self, data):
        self.pump(lambda: self.tls.write(data))

    def close_notify(self):
        """Says that nothing more will come, and goes on reading."""
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            self.flush()

    def read_to_end(self):
        data = bytearray()
        while True:
            try:
                piece = self.pump(lambda: self.tls.read(65536))
            except ssl.SSLZeroReturnError:
                return bytes(data), "clean"
            except ssl.SSLEOFError:
                return bytes(data), "ragged"
            if not piece:
                return bytes(data), "clean"
            data += piece


def client_hello():
    """The bytes of a whole ClientHello."""
    client = TlsByHand(None)
    try:
        client.tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return client.outgoing.read()


# Gopher


def gopher(port, selector="", address=LOOPBACK, line_end=b"\r\n"):
    """The bytes that a selector gives; the end must be clean."""
    sent = selector if isinstance(selector, bytes) else selector.encode()
    with connect(port, address) as sock:
        sock.sendall(sent + line_end)
        data, closed = read_to_end(sock)
    require(closed == "clean", f"selector {selector!r} ended with {closed} after {len(data)} bytes")
    return data


def gophers(port, selector="", address=LOOPBACK, sni="localhost", made=CONTEXT):
    """The same over TLS on the same port (GTLS-01); it must end with close_notify (GTLS-03)."""
    sent = selector if isinstance(selector, bytes) else selector.encode()
    with made.wrap_socket(connect(port, address), server_hostname=sni, suppress_ragged_eofs=False) as sock:
        sock.sendall(sent + b"\r\n")
        data, closed = read_to_end(sock)
    require(closed == "clean", f"selector {selector!r} over TLS ended with {closed} after {len(data)} bytes")
    return data


@dataclasses.dataclass(frozen=True)
class Item:
    type: str
    name: str
    selector: str
    host: str
    port: int


def parse_menu(data):
    """A menu's items and what is wrong with it (GOP-MENU-01, -02, -04)."""
    if not data.endswith(b"\r\n.\r\n") and data != b".\r\n":
        return [], [f"the menu does not end with a line of one dot: {data[-40:]!r}"]
    items, problems = [], []
    for raw in data[: -len(b".\r\n")].split(b"\r\n")[:-1]:
        item, problem = parse_item(raw)
        if problem:
            problems.append(f"{problem}: {raw!r}")
        else:
            items.append(item)
    return items, problems


def parse_item(raw):
    try:
        line = raw.decode()
    except UnicodeDecodeError:
        return None, "not UTF-8"
    fields = line.split("\t")
    if len(fields) != 4:
        return None, f"{len(fields)} fields instead of 4"
    if not fields[0]:
        return None, "no item type"
    if not (fields[3].isascii() and fields[3].isdigit() and int(fields[3]) <= 65535):
        return None, "the port is no port"
    if control := re.search(r"[\x00-\x1f\x7f-\x9f]", line.replace("\t", "")):
        return None, f"control character {control.group()!r}"
    return Item(fields[0][0], fields[0][1:], fields[1], fields[2], int(fields[3])), None


def gopher_menu(port, selector=""):
    """The items of a menu that must be there and well-formed."""
    data = gopher(port, selector)
    items, problems = parse_menu(data)
    require(not problems, f"menu {selector!r}: {problems[:3]}")
    require(not is_gopher_error(data), f"menu {selector!r} is an error: {data[:100]!r}")
    return items


def is_gopher_error(data):
    """True for the error form of GOP-MENU-07: one item of type 3, then the dot."""
    return data.startswith(b"3") and data.endswith(b"\r\n.\r\n") and data.count(b"\r\n") == 2


def gopher_words(data):
    """What a reader sees of a menu, line by line."""
    return [item.name for item in parse_menu(data)[0]]


# Gemtext


@dataclasses.dataclass(frozen=True)
class Line:
    kind: str  # text link heading1 heading2 heading3 item quote toggle code
    text: str  # without its markup
    raw: str
    url: str = ""


def parse_gemtext(text):
    """GMI-01 to -09: one line after the other, one bit of state."""
    lines, code = [], False
    for raw in text.split("\n"):
        raw = raw.removesuffix("\r")
        if raw.startswith("```"):
            lines.append(Line("toggle", raw[3:].strip(), raw))
            code = not code
        elif code:
            lines.append(Line("code", raw, raw))
        else:
            lines.append(parse_gemtext_line(raw))
    if lines and not lines[-1].raw:
        lines.pop()  # what follows the last newline
    return lines


def parse_gemtext_line(raw):
    if found := re.fullmatch(r"=>[ \t]*([^ \t]+)[ \t]*(.*?)[ \t]*", raw):
        return Line("link", found.group(2), raw, found.group(1))
    if found := re.match(r"#{1,3}", raw):
        return Line(f"heading{len(found.group())}", raw[found.end() :].strip(), raw)
    if raw.startswith("* "):
        return Line("item", raw[2:], raw)
    if raw.startswith(">"):
        return Line("quote", raw[1:].strip(), raw)
    return Line("text", raw, raw)


def gemtext_problems(text):
    """What no page of ours may hold although clients cope with it."""
    problems = []
    lines = parse_gemtext(text)
    if not text.endswith("\n") or text.endswith("\n\n") or text.startswith("\n"):
        problems.append("TXT-02: does not begin with a line and end with one newline")
    if "\r" in text:
        problems.append("GEM-MIME-06: a carriage return")
    if sum(line.kind == "toggle" for line in lines) % 2:
        problems.append("a preformatted block is left open")
    for before, line in zip([None, *lines], lines):
        if problem := gemtext_line_problem(before, line):
            problems.append(f"{problem}: {line.raw!r}")
    return problems


def gemtext_line_problem(before, line):
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", line.raw):
        return "SRC-09, TXT-03, TXT-04: control character"
    if line.kind == "text" and re.match(r"=>|#|>|\*\s*$", line.raw):
        return "text that looks like markup"
    if line.kind == "heading3" and line.raw.startswith("####"):
        return "a heading below level 3"
    if line.kind == "link" and not re.fullmatch(r"[\x21-\x7e]+", line.url):
        return "a URL that is not encoded"
    if line.kind == "link" and re.search(r"%(?![0-9A-Fa-f]{2})", line.url):
        return "a broken escape in a URL"
    if line.kind == "text" and not line.raw and before and before.kind == "text" and not before.raw:
        return "TXT-02: two blank lines in a row"
    return None


def links(text):
    return [line for line in parse_gemtext(text) if line.kind == "link"]


def resolve(base, url):
    """The absolute form of a link, without its fragment."""
    return urllib.parse.urldefrag(urllib.parse.urljoin(base, url)).url


# Subscriptions (PROTOCOLS.md C.1)

LAGRANGE_ENTRY = re.compile(r"^=>\s*([^\s]+)\s+([0-9]{4}-[0-1][0-9]-[0-3][0-9])([^0-9].*)")


def feed_entries(text):
    """(url, date, title) of each line that Lagrange takes for an entry (SUB-07)."""
    found = (LAGRANGE_ENTRY.match(line.raw) for line in parse_gemtext(text) if line.kind == "link")
    return [(match.group(1), match.group(2), match.group(3).strip()) for match in found if match]


def feed_title(text):
    """SUB-02: the first line that begins with exactly one `#`."""
    return next((line.text for line in parse_gemtext(text) if line.kind == "heading1"), None)


# Columns


def display_width(text):
    """Columns on a terminal: ambiguous 1, wide and emoji 2, marks 0."""
    return sum(character_width(character) for character in text)


def character_width(character):
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def menu_problems(data, width):
    """What is wrong with a menu as a reader sees it (MENU-01, MENU-02); code and tables keep their columns."""
    items, problems = parse_menu(data)
    for item in items:
        if not item.name.startswith("    ") and display_width(item.name) > width:
            problems.append(f"MENU-01: {display_width(item.name)} columns: {item.name!r}")
        if item.type == "i" and item.name.startswith(("=>", "```")):
            problems.append(f"MENU-02: {item.name!r}")
    return problems


def text_problems(data, width):
    """What is wrong with a page as type-0 text (GOP-TXT-02, -03, TXT-02, TXT-05, LNK-09)."""
    if is_gopher_error(data):
        return [f"an error: {data!r}"]
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data) or not data.endswith(b"\r\n"):
        return ["GOP-TXT-03: a line end that is not CRLF"]
    lines = data.decode().split("\r\n")[:-1]
    problems = [] if lines and lines[0] and lines[-1] else ["TXT-02: blank lines at the start or the end"]
    for before, line in zip(["", *lines], lines):
        url = re.match(r"   [a-z][a-z0-9+.-]*:\S*$", line) and before.startswith("-> ")
        if display_width(line) > width and not line.startswith("    ") and not url:
            problems.append(f"TXT: {display_width(line)} columns: {line!r}")
        if line == ".":
            problems.append("TXT-05: a line of one dot")
    return problems
