"""The 27 checks of gemini-diagnostics (PROTOCOLS.md F), as that program makes them: on a loopback address of IPv4 and
on one of IPv6, with one worker and with four.

Each has sockets of its own with the host as SNI and 5 seconds of patience; all of them run side by side, so that those
which wait for silence cost the time of one.
"""

import re
import ssl
import time

import lib
import talk
import trees
from lib import Failure, equal, require

HOST = "localhost"
ADDRESSES = {"IPv4": "127.0.0.1", "IPv6": "::1"}
PATIENCE = 5
WORKERS = 1, 4
THREADS = 16
LITERALS = {"127.0.0.1": "127.0.0.1", "::1": "[::1]"}


def context(**settings):
    made = ssl.create_default_context(**settings)
    if not settings:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


class Diagnostics:
    """The checks, numbered as there. H is the host, N the host with its port."""

    def __init__(self, run, leda, address):
        self.port, self.address = leda.gemini, address
        self.site = f"{HOST}:{self.port}"
        self.certificate = leda.certs / f"{HOST}.crt"
        # A sanitizer build on a busy machine may need longer for an answer; to silence it makes no difference.
        self.patience = 4 * PATIENCE if run.sanitizer else PATIENCE

    def connect(self, address=None):
        sock = talk.connect(self.port, address or self.address)
        sock.settimeout(self.patience)
        return sock

    def secure(self, made=None):
        return (made or context()).wrap_socket(self.connect(), server_hostname=HOST, suppress_ragged_eofs=False)

    def ask(self, line):
        """Header and body; the header must be one, CRLF at its end."""
        with self.secure() as sock:
            sock.sendall(line if isinstance(line, bytes) else line.encode())
            data, closed = talk.read_to_end(sock)
        head, end, body = data.partition(b"\r\n")
        require(end and re.match(rb"[1-6]\d ", head), f"no header in {data[:100]!r} ({closed})")
        return head, body

    def status(self, line, wanted):
        head, _ = self.ask(line)
        equal(head[:2].decode(), str(wanted), f"status of {line[:60]!r}")

    def check_01_ipv4_address(self):
        self.connect(ADDRESSES["IPv4"]).close()

    def check_02_ipv6_address(self):
        self.connect(ADDRESSES["IPv6"]).close()

    def check_03_tls_version(self):
        with self.secure() as sock:
            equal(sock.version(), "TLSv1.3", "version")

    def check_04_tls_claims(self):
        with self.secure(context(cafile=str(self.certificate))) as sock:
            claims = sock.getpeercert()
        begin, end = (ssl.cert_time_to_seconds(claims[name]) for name in ("notBefore", "notAfter"))
        require(begin <= time.time() <= end, f"not valid today: {claims}")
        require(("DNS", HOST) in claims["subjectAltName"], f"the host is not among its names: {claims}")

    def check_05_tls_verified(self):
        """A leaf that is its own issuer: OpenSSL's error 18, nothing else."""
        try:
            with self.secure(ssl.create_default_context()):
                raise Failure("an authority has signed it?")
        except ssl.SSLCertVerificationError as error:
            equal(error.verify_code, 18, "verification error")

    def check_06_tls_close_notify(self):
        with self.secure() as sock:
            sock.sendall(f"gemini://{self.site}/\r\n".encode())
            equal(talk.read_to_end(sock)[1], "clean", "end of the connection")

    def check_07_tls_required(self):
        with self.connect() as sock:
            sock.settimeout(PATIENCE)
            sock.sendall(f"gemini://{self.site}\r\n".encode())
            try:
                equal(sock.recv(4096), b"", "answer without TLS")
            except (ConnectionResetError, TimeoutError):
                pass

    def check_08_concurrent_connections(self):
        url = f"gemini://{self.site}/\r\n".encode()
        first = self.secure()
        first.sendall(url[:1])
        second = self.secure()
        second.sendall(url)
        second.close()
        first.sendall(url[1:])
        first.close()

    def check_09_response_format(self):
        head, body = self.ask(f"gemini://{self.site}/\r\n")
        equal(head[:3], b"20 ", "status and blank")
        kind, *parameters = head[3:].decode().split(";")
        equal(kind, "text/gemini", "kind")
        require(all("=" in parameter for parameter in parameters), f"header {head!r}")
        charset = dict(parameter.strip().split("=", 1) for parameter in parameters).get("charset", "utf-8")
        # As the original splits lines: at VT, FF, U+0085, U+2028 and so on too.
        lines = body.decode(charset).splitlines(keepends=True)
        require(lines and all(re.fullmatch(r"[^\r\n]*\n", line) for line in lines), "lines that end differently")

    def check_10_homepage_no_redirect(self):
        self.status(f"gemini://{self.site}/\r\n", 20)
        self.status(f"gemini://{self.site}\r\n", 20)

    def check_11_page_not_found(self):
        head, body = self.ask(f"gemini://{self.site}/09pdsakjo73hjn12id78\r\n")
        equal((head[:2], body), (b"51", b""), "status and body")

    def check_12_request_missing_cr(self):
        with self.secure() as sock:
            sock.settimeout(PATIENCE)
            sock.sendall(f"gemini://{self.site}/\n".encode())
            try:
                equal(sock.recv(4096), b"", "answer to a bare LF")
            except (TimeoutError, ssl.SSLEOFError):
                pass

    def check_13_url_include_port(self):
        self.status(f"gemini://{HOST}:{self.port}/\r\n", 20)

    def check_14_url_scheme_missing(self):
        self.status(f"//{self.site}/\r\n", 59)

    def check_15_url_by_ip_address(self):
        self.status(f"gemini://{LITERALS[self.address]}:{self.port}/\r\n", 20)

    def check_16_url_invalid_utf8_byte(self):
        self.status(f"gemini://{self.site}/".encode() + b"\xdc\r\n", 59)

    def check_17_url_max_size(self):
        self.status(f"gemini://{self.site}/".ljust(1024, "0") + "\r\n", 51)

    def check_18_url_above_max_size(self):
        self.status(f"gemini://{self.site}/".ljust(1025, "0") + "\r\n", 59)

    def check_19_url_wrong_port(self):
        self.status(f"gemini://{HOST}:443/\r\n", 53)

    def check_20_url_wrong_host(self):
        self.status("gemini://wikipedia.org/\r\n", 53)

    def check_21_url_scheme_http(self):
        self.status(f"http://{self.site}/\r\n", 53)

    def check_22_url_scheme_https(self):
        self.status(f"https://{self.site}/\r\n", 53)

    def check_23_url_scheme_gopher(self):
        self.status(f"gopher://{self.site}/\r\n", 53)

    def check_24_url_empty(self):
        self.status("\r\n", 59)

    def check_25_url_relative(self):
        self.status("/\r\n", 59)

    def check_26_url_invalid(self):
        self.status("Hello Gemini!\r\n", 59)

    def check_27_url_dot_escape(self):
        head, _ = self.ask(f"gemini://{self.site}/../../\r\n")
        equal(head[:1], b"5", "first digit")


def checks_of(label, diagnostics):
    for name in sorted(name for name in dir(diagnostics) if name.startswith("check_")):
        _, number, *words = name.split("_")
        yield f"{label}: F {number} {' '.join(words)}", getattr(diagnostics, name)


def main(run):
    content = trees.small(run)
    listen = [word for address in ADDRESSES.values() for word in ("--listen", address)]
    programs = {number: run.start(content, *listen, "--workers", str(number)) for number in WORKERS}
    checks = [check
              for number, leda in programs.items()
              for family, address in ADDRESSES.items()
              for check in checks_of(f"{number} workers, {family}", Diagnostics(run, leda, address))]
    # The two that wait for silence first.
    checks.sort(key=lambda check: not re.search(r"F (07|12)", check[0]))
    problems = lib.in_parallel(THREADS, lambda check: lib.attempt(check[1]), checks)
    for (name, _), problem in zip(checks, problems):
        run.check(name, lib.none_of, [problem] if problem else [])
    for number, leda in programs.items():
        run.check(f"{number} workers: stops cleanly", leda.stop)


if __name__ == "__main__":
    lib.run(main)
