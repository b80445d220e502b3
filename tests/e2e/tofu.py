"""Clients that trust on first use, by PROTOCOLS.md H.2: what each remembers of a server, and when it warns its reader.

None of them has an authority. Each visit is made at a time of the client's own clock, seconds since 1970.
"""

import dataclasses
import functools
import hashlib
import ssl
import subprocess
import tempfile

import talk
from lib import require


@dataclasses.dataclass(frozen=True)
class Presented:
    """What a client sees of a certificate."""

    whole: bytes  # SHA-256
    key: bytes  # SHA-256 of its SubjectPublicKeyInfo
    starts: float
    ends: float
    names: tuple  # of the SAN: DNS names and addresses
    common: str


@functools.lru_cache(None)
def read(der):
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(ssl.DER_cert_to_PEM_cert(der))
        file.flush()
        told = ssl._ssl._test_decode_cert(file.name)
        key = subprocess.run(["openssl", "x509", "-in", file.name, "-noout", "-pubkey"], capture_output=True, timeout=30,
                             check=True).stdout
    spki = ssl.PEM_cert_to_DER_cert(key.decode().replace("PUBLIC KEY", "CERTIFICATE"))
    subject = dict(pair for names in told["subject"] for pair in names)
    return Presented(hashlib.sha256(der).digest(), hashlib.sha256(spki).digest(),
                     ssl.cert_time_to_seconds(told["notBefore"]), ssl.cert_time_to_seconds(told["notAfter"]),
                     tuple(name for _, name in told.get("subjectAltName", ())), subject.get("commonName", ""))


def in_date(seen, now):
    return seen.starts <= now <= seen.ends


class Lagrange:
    """The public key until the certificate's end, by host;port. The name is matched generously."""

    def __init__(self):
        self.pins = {}

    def visit(self, host, port, seen, now):
        pin = self.pins.get(f"{host};{port}")
        if pin and now < pin[1]:
            return None if pin[0] == seen.key else "the key has changed"
        if not in_date(seen, now):
            return "not in date"
        if not self.named(host, seen):
            return f"for {seen.names}, not {host}"
        self.pins[f"{host};{port}"] = (seen.key, seen.ends)
        return None

    @staticmethod
    def named(host, seen):
        parents = [host.split(".", dots)[-1] for dots in range(host.count("."))]
        return any(name.lower() in parents or name.lower() == host for name in (*seen.names, seen.common))


class Amfora:
    """The public key until the certificate's end, by host, with the port where that is not 1965. Without a SAN a
    certificate names nobody."""

    def __init__(self):
        self.pins = {}

    def visit(self, host, port, seen, now):
        where = host if port == 1965 else f"{host}:{port}"
        pin = self.pins.get(where)
        if host not in seen.names:
            return f"for {seen.names}, not {host}"
        if not in_date(seen, now):
            return "not in date"
        if pin and now < pin[1] and pin[0] != seen.key:
            return "the key has changed"
        if not pin or pin[0] != seen.key:
            self.pins[where] = (seen.key, seen.ends)
        return None


class Kristall:
    """The public key for ever."""

    def __init__(self):
        self.pins = {}

    def visit(self, host, port, seen, now):
        return None if self.pins.setdefault((host, port), seen.key) == seen.key else "the key has changed"


class WholeCertificate:
    """gmni, Bombadillo: the whole certificate until its end."""

    def __init__(self):
        self.pins = {}

    def visit(self, host, port, seen, now):
        pin = self.pins.get((host, port))
        if pin and now < pin[1]:
            return None if pin[0] == seen.whole else "the certificate has changed"
        if not in_date(seen, now):
            return "not in date"
        self.pins[host, port] = (seen.whole, seen.ends)
        return None


class Readers:
    """One of each, with a memory each."""

    def __init__(self):
        self.clients = [Lagrange(), Amfora(), Kristall(), WholeCertificate()]

    def visit(self, host, port, now, status=20):
        """Asks for the home page; the warnings by client's name. The answer must have that status."""
        with talk.connect_gemini(port, sni=host) as sock:
            der = sock.getpeercert(binary_form=True)
            sock.sendall(f"gemini://{host}:{port}/\r\n".encode())
            reply = talk.parse_reply(*talk.read_to_end(sock))
        require(reply.status == status, f"{host} answers {reply.status} {reply.meta}, wanted {status}")
        said = {type(client).__name__: client.visit(host, port, read(der), now) for client in self.clients}
        return {name: warning for name, warning in said.items() if warning}
