"""The conversations of tests/wire as Python reads them, and the site that they are held about.

tests/wire/README.md has the format; tests/wire/conversation.h reads the same files.
"""

import os
import pathlib
import re
import shutil

import lib
from lib import Failure

WIRE = pathlib.Path(__file__).resolve().parent.parent / "wire"
HOST = "localhost"
BIG_BYTES = 300_000


class Place:
    """Where conversations take place: the public identity, the real ports, the folder that is served."""

    def __init__(self, leda, site, gemini_port, gopher_port, rfc1436=False):
        self.rfc1436 = rfc1436  # texts on Gopher have their dots
        self.site = site
        self.public = {"gemini": gemini_port, "gopher": gopher_port}
        self.listening = {"gemini": leda.gemini, "gopher": leda.gopher}
        self.is_usual = gemini_port == 1965 and gopher_port == 70

    def authority(self, protocol):
        port = self.public[protocol]
        return HOST if port == {"gemini": 1965, "gopher": 70}[protocol] else f"{HOST}:{port}"


class Conversation:
    """What a client sends, what it must get, and how the connection ends."""

    def __init__(self, name, protocol):
        self.name = name
        self.protocol = protocol
        self.sni = HOST
        self.request = self.extra = b""
        self.want = []  # chunks; anything may stand between two of them
        self.end = "close"
        self.ended = self.menu = self.elsewhere = self.rfc1436 = False

    def want_bytes(self, data):
        if not self.want:
            self.want = [b""]
        self.want[-1] += data

    def read_line(self, line, place):
        mark, _, rest = line.partition(" ")
        if mark in (">", "+"):
            attribute = "request" if mark == ">" else "extra"
            said = getattr(self, attribute)
            setattr(self, attribute, b"*".join(self.expand(rest, place, said)))
        elif mark == "<":
            first, *others = self.expand(rest, place)
            self.want_bytes(first)
            self.want += others
        elif mark in ("<=", "<~"):
            data = (place.site / rest).read_bytes()
            self.want_bytes(data if mark == "<=" else re.sub(rb"(?<!\r)\n", b"\r\n", data))
        elif mark == "sni":
            self.sni = None if rest == "none" else rest.replace("$HOST", HOST)
        elif mark == "ports" and rest in ("usual", "other"):
            self.elsewhere = place.is_usual != (rest == "usual")
        elif line in ("ended", "menu", "rfc1436"):
            setattr(self, line, True)
        elif line in ("silent", "waits"):
            self.end = line
        else:
            raise Failure(f"unknown line {line!r}")

    def expand(self, text, place, said=b""):
        """The chunks between the `*` of a line, the first behind what was said before."""
        chunks = [said]
        for token in re.findall(r"\\x[0-9A-Fa-f]{2}|\\.|\$PAD\(\d+\)|\$[A-Z]+|[^\\$*]+|\*", text):
            if token == "*":
                chunks.append(b"")
            elif token.startswith("$PAD"):
                chunks[-1] = chunks[-1].ljust(int(token[5:-1]), b"0")
            elif token.startswith("$"):
                chunks[-1] += self.variable(token, place).encode()
            elif token.startswith("\\x"):
                chunks[-1] += bytes.fromhex(token[2:])
            elif token.startswith("\\"):
                chunks[-1] += {"r": b"\r", "n": b"\n", "t": b"\t"}.get(token[1], token[1].encode())
            else:
                chunks[-1] += token.encode()
        return chunks

    def variable(self, token, place):
        return {
            "$HOST": HOST,
            "$PORT": str(place.public[self.protocol]),
            "$GEMINI": place.authority("gemini"),
            "$GOPHER": place.authority("gopher"),
        }[token]


def read_conversations(place):
    found = []
    for path in sorted(WIRE.glob("*.conv")):
        protocol = conversation = None
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("protocol "):
                protocol = line.split()[1]
            elif line.startswith("== "):
                conversation = Conversation(line[3:], protocol)
                found.append(conversation)
            elif line and not line.startswith("#"):
                conversation.read_line(line, place)
    return [conversation for conversation in found
            if not conversation.elsewhere and conversation.rfc1436 == place.rfc1436]


def matches(want, data):
    if len(want) < 2:
        return data == b"".join(want)
    if not data.startswith(want[0]):
        return False
    at = len(want[0])
    for chunk in want[1:-1]:
        found = data.find(chunk, at)
        if found < 0:
            return False
        at = found + len(chunk)
    return data[at:].endswith(want[-1])


def copy_site(run):
    """A copy that others may read, with files so large that they are streamed."""
    site = run.folder("wire") / "site"
    shutil.copytree(WIRE / "site", site)
    lines = b"".join(b"line %d of a large text\n" % n if n % 5 else b".line %d\r\n\n" % n for n in range(16_000))
    lib.write_file(site / "big.bin", os.urandom(BIG_BYTES))
    lib.write_file(site / "big.txt", lines)
    lib.write_file(site / "big.gmi", b"\xef\xbb\xbf" + lines)
    for path in [site, *site.rglob("*")]:
        os.utime(path, (1767312000, 1767312000))  # lists of files show 2026-01-02
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    return site
