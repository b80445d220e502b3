"""`leda serve` from start to end: failures in one line, the ready line, ports and addresses, signals, what it logs."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

import lib
import talk
import trees
from lib import Skip, equal, one_line, require

NOBODY = 65534


def serve_fails(run, content, *options, **settings):
    """`leda serve` that must fail by itself; loopback and free ports unless told."""
    settings = {"certs": run.folder("certs"), "gemini": lib.free_port(), "gopher": lib.free_port()} | settings
    return run.command("serve", content, "--certs", settings["certs"], "--gemini-port", settings["gemini"],
                       "--gopher-port", settings["gopher"], *options)


@contextlib.contextmanager
def taken(address, reuse=False):
    """A port that another program listens on; with `reuse` by SO_REUSEPORT, as a second leda's would be."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if reuse:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        port = lib.free_port()
        sock.bind((address, port))
        sock.listen()
        yield port


# Starts that fail


def missing_content(run):
    missing = run.temp / "no-such-folder"
    one_line(serve_fails(run, missing), 1, str(missing))
    one_line(serve_fails(run, trees.small(run) / "index.md"), 1, "index.md")


def busy_port(run, protocol, address, reuse):
    """One line that names the port and what to do; no socket, no process, no half of the program remains."""
    if address == "::1" and not lib.has_ipv6():
        raise Skip("no IPv6 here")
    content, certs = trees.small(run), run.folder("certs")
    other = lib.free_port()
    with taken(address, reuse) as port:
        ports = {"gemini": port, "gopher": other} if protocol == "gemini" else {"gemini": other, "gopher": port}
        done = serve_fails(run, content, certs=certs, **ports)
        one_line(done, 1, str(port), f"--{protocol}-port")
        require(lib.port_is_free(other), f"port {other} of the other protocol is still bound")


def second_leda(run):
    """SO_REUSEPORT would let a second one take half of the connections in silence."""
    content = trees.small(run)
    with run.start(content, "--workers", "2") as leda:
        done = serve_fails(run, content, gemini=leda.gemini, gopher=lib.free_port())
        one_line(done, 1, str(leda.gemini))
        done = serve_fails(run, content, gemini=lib.free_port(), gopher=leda.gopher)
        one_line(done, 1, str(leda.gopher))
        talk.gemini_page(leda.gemini)
        talk.gopher_menu(leda.gopher)


def starts_again_at_once(run):
    """Connections of a moment ago (TIME_WAIT) are no reason to refuse the port."""
    content, certs = trees.small(run), run.folder("certs")
    ports = {"gemini": lib.free_port(), "gopher": lib.free_port()}
    for _ in range(3):
        with run.start(content, certs=certs, **ports):
            talk.gemini_page(ports["gemini"])
            talk.gopher_menu(ports["gopher"])


# The ready line, ports, addresses


def ready_line(run):
    content = trees.small(run)
    with run.start(content) as leda:
        found = leda.ready.groupdict()
        wanted = {"gemini_host": "localhost", "gemini_port": str(leda.gemini), "gopher_host": "localhost",
                  "gopher_port": str(leda.gopher), "pages": "4", "ms": found["ms"]}
        equal(found, wanted, "ready line")
        equal(len(lib.READY.findall(leda.stderr())), 1, "number of ready lines")


def protocol_left_out(run):
    content = trees.small(run)
    with run.start(content, gemini=0) as leda:
        equal(leda.ready["gemini_host"], None, "Gemini in the ready line")
        equal({port for _, port in lib.listeners(leda.pid)}, {leda.gopher}, "ports")
        menu = talk.gopher(leda.gopher, "/about")
        require(b"gemini://" not in menu, f"a link to a Gemini that is off: {menu!r}")
    with run.start(content, gopher=0) as leda:
        equal(leda.ready["gopher_host"], None, "Gopher in the ready line")
        equal({port for _, port in lib.listeners(leda.pid)}, {leda.gemini}, "ports")
        page = talk.gemini_page(leda.gemini, "/about.gmi")
        require("gopher://" not in page, f"a link to a Gopher that is off: {page!r}")


def default_ports(run):
    content = trees.small(run)
    if not lib.port_is_free(1965):
        raise Skip("port 1965 is in use")
    with run.start(content, gemini=1965) as leda:
        equal((leda.ready["gemini_host"], leda.ready["gemini_port"]), ("localhost", None), "ready line")
        menu = talk.gopher(leda.gopher, "/about")
        require(b"gemini://localhost/about.gmi" in menu, f"no short Gemini URL in {menu!r}")
    if not lib.port_is_free(70):
        raise Skip("port 70 is in use or not permitted")
    with run.start(content, gopher=70) as leda:
        equal((leda.ready["gopher_host"], leda.ready["gopher_port"]), ("localhost", None), "ready line")


def public_ports(run):
    """A port mapped in front: what links and port checks say (GEM-PROXY-02)."""
    content = trees.small(run)
    with run.start(content, "--public-gemini-port", "1999", "--public-gopher-port", "7099") as leda:
        def status(port):
            return talk.gemini(leda.gemini, f"gemini://localhost:{port}/").status
        equal((status(1999), status(1998)), (20, 53), "answers for the public and another port")
        items = [item for item in talk.gopher_menu(leda.gopher) if item.type == "1"]
        equal({item.port for item in items}, {7099}, "ports in the menu")
        page = talk.gemini(leda.gemini, "gemini://localhost:1999/about.gmi").text
        require("gopher://localhost:7099/" in page, f"not the public Gopher port: {page!r}")


def loopback_only(run):
    with run.start(trees.small(run)) as leda:
        addresses = {address for address, _ in lib.listeners(leda.pid)}
        require(addresses <= {"127.0.0.1", "::1"} and "127.0.0.1" in addresses, f"listens on {addresses}")
        require("--host" in leda.stderr(), f"no line says how to go public: {leda.stderr()!r}")
        if "::1" in addresses:
            equal(talk.gemini(leda.gemini, address="::1").status, 20, "Gemini on ::1")
            equal(talk.gemini(leda.gemini, f"gemini://[::1]:{leda.gemini}/", sni=None).status, 20, "an IPv6 URL")
        equal(talk.gemini(leda.gemini, f"gemini://127.0.0.1:{leda.gemini}/", sni=None).status, 20, "an IPv4 URL")


def public_host(run):
    """With a name and an address to listen on: the name is on the wire, in the certificate and in the ready line."""
    with run.start(trees.small(run), "--host", "Capsule.Example.org", "--listen", "127.0.0.1") as leda:
        equal(leda.ready["gemini_host"], "capsule.example.org", "ready line")
        equal({address for address, _ in lib.listeners(leda.pid)}, {"127.0.0.1"}, "addresses")
        url = f"gemini://capsule.example.org:{leda.gemini}/"
        equal(talk.gemini(leda.gemini, url, sni="capsule.example.org").status, 20, "our host")
        reply = talk.gemini(leda.gemini)
        equal(reply.status, 53, "another host")
        require("capsule.example.org" in reply.meta, f"K-15: 53 does not name our host: {reply.meta!r}")
        hosts = {item.host for item in talk.gopher_menu(leda.gopher) if item.type in "01"}
        equal(hosts, {"capsule.example.org"}, "hosts in the menu")
        require((leda.certs / "capsule.example.org.crt").exists(), "no certificate of that name")


def ipv6_host(run):
    """A capsule without a name has its address: in brackets in a URL, bare in a menu and in the certificate."""
    if not lib.has_ipv6():
        raise Skip("no IPv6 here")
    content = trees.small(run)
    leda = run.start(content, "--host", "0:0::0:1", "--listen", "::1", wait=False)
    host = f"[::1]:{leda.gemini}"
    with leda:
        lib.eventually(lambda: f"ready gemini://{host}/ gopher://[::1]:{leda.gopher}/" in leda.stderr(), 20, "ready")
        for url in f"gemini://{host}/", f"gemini://[0::1]:{leda.gemini}/":
            reply = talk.gemini_line(leda.gemini, url.encode() + b"\r\n", address="::1", sni=None)
            equal(reply.status, 20, url)
        require(f"gopher://[::1]:{leda.gopher}/1/" in reply.text, f"no link to Gopher: {reply.text}")
        reply = talk.gemini_line(leda.gemini, b"gemini://localhost/\r\n", address="::1", sni=None)
        equal((reply.status, reply.meta), (53, f"This capsule is gemini://{host}/"), "another host")
        items, problems = talk.parse_menu(talk.gopher(leda.gopher, address="::1"))
        equal((problems, {item.host for item in items}), ([], {"::1", "null.host"}), "menu")
        require(any(item.selector == f"URL:gemini://{host}/" for item in items), f"no link to Gemini: {items}")
        require((leda.certs / "::1.crt").exists(), "no certificate of that name")


def port_70_not_permitted(run):
    """Without --gopher-port: 7070 and a line that says so; with it: an error (the contract's own example)."""
    floor = int(pathlib.Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    if floor <= 70 or not lib.port_is_free(7070):
        raise Skip("port 70 is for everyone, or 7070 in use")
    base = pathlib.Path(shutil.copytree(trees.small(run), run.temp / "plain" / "content")).parent
    base.chmod(0o755)
    program = shutil.copy(run.binary, base / "leda")
    (base / "certs").mkdir()
    user = {}
    if os.geteuid() == 0:
        run.temp.chmod(0o711)
        os.chown(base / "certs", NOBODY, NOBODY)
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    command = [program, "serve", base / "content", "--certs", base / "certs", "--gemini-port", str(lib.free_port())]
    done = subprocess.run([*command, "--gopher-port", "70"], capture_output=True, text=True, timeout=20, check=False,
                          **user)
    one_line(done, 1, "70", "7070", "CAP_NET_BIND_SERVICE")
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **user)
    try:
        lines = read_until_ready(process)
        require("gopher://localhost:7070/" in lines[-1], f"ready line: {lines[-1]!r}")
        require(any("7070" in line and "70 " in line for line in lines[:-1]), f"no line says so: {lines}")
        require(len(talk.gopher_menu(7070)) > 3, "no menu on 7070")
    finally:
        process.terminate()
        equal(process.wait(20), 0, "exit code")
        process.stderr.close()


def read_until_ready(process):
    lines = []
    for line in process.stderr:
        lines.append(line)
        if lib.READY.match(line):
            return lines
    raise lib.Failure(f"ended before it was ready: {lines}")


# Life


def ends_on(run, number):
    """Also while connections are open that owe us a request."""
    leda = run.start(trees.small(run))
    with talk.connect(leda.gemini), talk.connect(leda.gopher):
        started = time.monotonic()
        leda.stop(number)
    require(time.monotonic() - started < 6 + 10 * bool(run.sanitizer), "silent connections kept it from stopping")
    require(lib.port_is_free(leda.gemini) and lib.port_is_free(leda.gopher), "a port is still bound")


def running_answers_finish(run):
    """SIGTERM stops accepting and lets a running answer end, for at most 5 s."""
    content = trees.small(run)
    data = trees.big_file(content / "big.bin", 8).read_bytes()
    leda = run.start(content)
    with talk.connect(leda.gopher, receive_buffer=8192) as sock:
        sock.sendall(b"/big.bin\r\n")
        start = sock.recv(4096)
        leda.send(signal.SIGTERM)
        lib.eventually(lambda: not accepts(leda.gopher), 5, "it stops accepting")
        rest, closed = talk.read_to_end(sock)
    equal((closed, start + rest == data), ("clean", True), "end of the answer and whether it is whole")
    equal(leda.process.wait(20), 0, "exit code")


def accepts(port):
    try:
        talk.connect(port).close()
    except OSError:
        return False
    return True


def stuck_answers_do_not_keep_it(run):
    """... and one that makes no progress is cut off after these 5 s."""
    content = trees.small(run)
    trees.big_file(content / "big.bin", 32)
    leda = run.start(content)
    with talk.connect(leda.gopher, receive_buffer=8192) as sock:
        sock.sendall(b"/big.bin\r\n")
        sock.recv(100)
        started = time.monotonic()
        leda.stop()
        seconds = time.monotonic() - started
    require(seconds < 8 + 10 * bool(run.sanitizer), f"it took {seconds:.1f} s")


def quiet(run):
    content = trees.small(run)
    leda = run.start(content, "-q", wait=False)
    lib.eventually(lambda: accepts(leda.gopher) and accepts(leda.gemini), 20, "it serves")
    talk.gemini_page(leda.gemini)
    talk.gopher_menu(leda.gopher)
    talk.gemini(leda.gemini, "/missing")
    leda.stop()
    equal(leda.stderr(), "", "standard error with -q")
    with taken("127.0.0.1") as port:
        one_line(serve_fails(run, content, "-q", gopher=port), 1, str(port))


def verbose(run):
    """-v says why a client got no answer; answers are the access log's."""
    with run.start(trees.small(run), "-v") as leda:
        before = leda.stderr()
        talk.gopher(leda.gopher, b"/about")
        talk.connect(leda.gopher).close()
        with talk.connect(leda.gemini) as sock:
            sock.sendall(b"gemini://localhost/\r\n")
            equal(talk.read_to_end(sock), (b"", "clean"), "what speaks no TLS gets")
        lines = [b"leda: gemini: no answer: spoke no TLS of ours", b"leda: gopher: no answer: asked for nothing"]
        said = lambda: sorted(leda.stderr()[len(before):].encode().splitlines())
        lib.eventually(lambda: len(said()) >= 2, 10, "a line for each that got no answer")
        equal(said(), lines, "lines")


def restart_is_quick(run):
    """With the certificate there, ready within a second (a sanitizer build: five)."""
    certs = run.folder("certs")
    with run.start("content", certs=certs):
        pass
    with run.start("content", certs=certs) as leda:
        limit = 5 if run.sanitizer else 1
        require(leda.seconds < limit, f"ready after {leda.seconds:.2f} s")


def serving_writes_nothing(run):
    """Content and certificates are as before (item 7), and nothing appears beside them."""
    content = trees.small(run)
    with run.start(content) as leda:
        before = snapshot(content), snapshot(leda.certs)
        talk.gemini_page(leda.gemini)
        talk.gopher_menu(leda.gopher)
        leda.send(signal.SIGHUP)
        time.sleep(0.3)
        equal((snapshot(content), snapshot(leda.certs)), before, "files")


def snapshot(folder):
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in pathlib.Path(folder).rglob("*")}


def drafts(run):
    content = trees.small(run)
    lib.write_file(content / "posts/draft.md", "---\ntitle: A draft\ndate: 2024-01-01\ndraft: true\n---\nwords\n")
    lib.write_file(content / "posts/later.md", trees.post("Later", "2999-01-01", "words"))
    for options, status in ((), 51), (("--drafts",), 20):
        with run.start(content, *options) as leda:
            for name, title in ("draft", "A draft"), ("later", "Later"):
                equal(talk.gemini(leda.gemini, f"/posts/{name}.gmi").status, status, f"{name} with {options}")
                error = talk.is_gopher_error(talk.gopher(leda.gopher, f"/posts/{name}"))
                equal(error, status == 51, f"error item for {name} with {options}")
                listed = title in talk.gemini_page(leda.gemini, "/posts/")
                equal(listed, status == 20, f"{name} is listed with {options}")


def main(run):
    run.check("a missing content folder is exit 1 and one line", missing_content, run)
    for protocol in "gemini", "gopher":
        for address in "127.0.0.1", "::1":
            for reuse in False, True:
                name = f"{protocol} port in use on {address}" + (" with SO_REUSEPORT" if reuse else "")
                run.check(f"{name}: refused", busy_port, run, protocol, address, reuse)
    run.check("a second leda on the port is refused", second_leda, run)
    run.check("starts again at once on the same ports", starts_again_at_once, run)
    run.check("the ready line", ready_line, run)
    run.check("port 0 leaves a protocol out", protocol_left_out, run)
    run.check("default ports are left out of URLs", default_ports, run)
    run.check("public ports in links and port checks", public_ports, run)
    run.check("without --host only loopback", loopback_only, run)
    run.check("--host and --listen", public_host, run)
    run.check("an IPv6 address as the host", ipv6_host, run)
    run.check("port 70 where it is not permitted", port_70_not_permitted, run)
    run.check("SIGTERM: exit 0", ends_on, run, signal.SIGTERM)
    run.check("SIGINT: exit 0", ends_on, run, signal.SIGINT)
    run.check("running answers finish at SIGTERM", running_answers_finish, run)
    run.check("an answer that is stuck does not keep it", stuck_answers_do_not_keep_it, run)
    run.check("-q: nothing but errors", quiet, run)
    run.check("-v: who got no answer, and why", verbose, run)
    run.check("ready within a second when started again", restart_is_quick, run)
    run.check("serving writes nothing", serving_writes_nothing, run)
    run.check("drafts and what is not due, with and without --drafts", drafts, run)


if __name__ == "__main__":
    lib.run(main)
