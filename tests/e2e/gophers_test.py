"""Gopher over TLS on Gopher's own port (GTLS-01 to -03): chosen by the client's first byte, the same in all else."""

import ssl

import lib
import talk
import trees
from lib import equal, require

SELECTORS = "", "/1/posts/", "/about", "/about.txt", "/notes.txt", "/pixel.png", "/big.bin", "/missing", "caps.txt", \
    "URL:https://example.org/", "/atom.xml"


def content_of(run):
    content = trees.small(run)
    trees.big_file(content / "big.bin", 1)
    return content


def the_same(run, leda):
    """Every byte, so links keep host and port, too (GTLS-02)."""
    addresses = [talk.LOOPBACK] + (["::1"] if lib.has_ipv6() else [])
    for selector in SELECTORS:
        clear = talk.gopher(leda.gopher, selector)
        for address in addresses:
            equal(talk.gophers(leda.gopher, selector, address) == clear, True, f"{selector!r} at {address} is the same")
    items, problems = talk.parse_menu(talk.gophers(leda.gopher))
    lib.none_of(problems)
    ports = {item.port for item in items if item.type in "01" and item.host == "localhost"}
    equal(ports, {leda.gopher}, "ports in links")


def old_tls_and_resumption(run, leda):
    for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
        made = talk.context()
        made.minimum_version = made.maximum_version = version
        sessions = []
        for resumed in False, True:
            sock = made.wrap_socket(talk.connect(leda.gopher), server_hostname="localhost",
                                    session=sessions[0] if resumed else None, suppress_ragged_eofs=False)
            with sock:
                sock.sendall(b"/about\r\n")
                equal(talk.read_to_end(sock), (talk.gopher(leda.gopher, "/about"), "clean"), f"over {version.name}")
                equal(sock.session_reused, resumed, f"resumed over {version.name}")
                sessions.append(sock.session)


def same_certificate(run, leda):
    """The one that Gemini shows, whatever name the client sends."""
    shown = set()
    for port in leda.gemini, leda.gopher:
        for name in "localhost", "other.example", None:
            with talk.CONTEXT.wrap_socket(talk.connect(port), server_hostname=name) as sock:
                shown.add(sock.getpeercert(binary_form=True))
    equal(len(shown), 1, "number of certificates")


def http_over_tls(run, leda):
    """A browser's https:// to this port is told where it is, as its http:// is."""
    answer = talk.gophers(leda.gopher, "GET / HTTP/1.1\r\nHost: localhost\r\n")
    equal(answer, talk.gopher(leda.gopher, "GET / HTTP/1.1\r\nHost: localhost\r\n"), "the answer to HTTP")


def without_gemini(run):
    """No Gemini, no certificate: who begins with TLS is let go at once, and clear Gopher is as ever."""
    with run.start(content_of(run), gemini=0) as leda:
        with talk.connect(leda.gopher) as sock:
            sock.sendall(b"\x16\x03\x01\x00\x05")
            equal(talk.read_to_end(sock), (b"", "clean"), "the answer to TLS")
        require(b"About" in talk.gopher(leda.gopher, "/about"), "the page in clear")
        equal(list(leda.certs.glob("*")), [], "certificates")


def main(run):
    leda = run.start(content_of(run))
    run.check("every selector gives the same bytes over TLS", the_same, run, leda)
    run.check("TLS 1.2 and 1.3, resumed and not", old_tls_and_resumption, run, leda)
    run.check("the certificate is Gemini's", same_certificate, run, leda)
    run.check("an HTTP request over TLS", http_over_tls, run, leda)
    run.check("stops cleanly", leda.stop)
    run.check("without Gemini there is no TLS", without_gemini, run)


if __name__ == "__main__":
    lib.run(main)
