"""Several capsules in one process: who answers for which name, certificates, Gopher's places, reloads of each."""

import shutil
import signal
import ssl
import time

import lib
import talk
import trees
from lib import equal, require

SECONDS = 15
FIRST, NOTES, BLOG = "lake.example", "notes.example", "b\u00fccher.example"
BLOG_ASCII = "xn--bcher-kva.example"
EDITED = "# About\n\nEdited.\n"


def tree(run, title):
    """A capsule with pages of its own."""
    content = run.folder(title) / "content"
    lib.write_file(content / "index.md", f"# {title}\n\n[about](about.md)\n")
    lib.write_file(content / "about.md", f"# About {title}\n\nWords of {title}.\n")
    return content


class Three:
    """Three capsules in one file: the first with Gopher, one on Gemini alone, one with a Gopher port of its own."""

    def __init__(self, run, **settings):
        self.contents = [tree(run, title) for title in ("Lake", "Notes", "Books")]
        self.certs = run.folder("certs")
        self.blog_gopher = lib.free_port()
        self.path = run.folder("conf") / "leda.conf"
        self.write()
        self.leda = run.start(None, "--config", self.path, certs=False, **settings)

    def write(self, first="", notes="", blog=""):
        lake, notes_content, books = self.contents
        port = getattr(self, "port", None) or (lib.free_port(), lib.free_port())
        self.port = port
        lib.write_file(self.path, f"host = {FIRST}\nalso = www.{FIRST}\nwas = old.example\ncontent = {lake}\n"
                       f"certs = {self.certs}\nlisten = 127.0.0.1\nwidth = 60\n{first}\n"
                       f"[capsule notes]\nhost = {NOTES}\ncontent = {notes_content}\n{notes}\n"
                       f"[capsule blog]\nhost = {BLOG}\ncontent = {books}\ngopher-port = {self.blog_gopher}\n{blog}\n")

    def __enter__(self):
        self.leda.__enter__()
        return self

    def __exit__(self, *what):
        return self.leda.__exit__(*what)

    def ask(self, url_host, path="/", sni=""):
        """(status, meta, text) under a name; sni: that name unless told, None for none."""
        sni = url_host if sni == "" else sni
        url = f"gemini://{url_host}:{self.leda.gemini}{path}"
        reply = talk.gemini(self.leda.gemini, url, sni=sni)
        return reply.status, reply.meta, reply.text

    def shown(self):
        """What each capsule's page about itself says."""
        return [self.ask(host, "/about.gmi")[2] for host in (FIRST, NOTES, BLOG_ASCII)]

    def certificate(self, sni):
        with talk.connect_gemini(self.leda.gemini, sni=sni) as sock:
            return ssl.DER_cert_to_PEM_cert(sock.getpeercert(binary_form=True))

    def hup(self, lines):
        """What is said because of SIGHUP, once there are so many lines and no more follow."""
        before = len(self.leda.stderr())
        self.leda.send(signal.SIGHUP)
        lib.eventually(lambda: self.leda.stderr()[before:].count("\n") >= lines, SECONDS, f"{lines} lines")
        time.sleep(0.3)
        return sorted(self.leda.stderr()[before:].splitlines())


def names(run, three):
    """GEM-TLS-02, -03, K-15: the name in the hello chooses, the one in the URL must be it."""
    equal([text.split("\n")[0] for text in three.shown()], ["# About Lake", "# About Notes", "# About Books"], "each")
    equal(three.ask(NOTES.upper() + ".", sni=NOTES)[0], 20, "another spelling")
    equal(three.ask(FIRST, sni=None)[2].split("\n")[0], "# Lake", "no SNI: the first")
    home = f"gemini://{{}}:{three.leda.gemini}/"
    for host, sni, ours in (
        (NOTES, None, FIRST), (NOTES, FIRST, FIRST), (FIRST, NOTES, NOTES), (BLOG_ASCII, NOTES, NOTES),
        (FIRST, "stranger.example", FIRST), ("stranger.example", "stranger.example", FIRST),
        ("stranger.example", NOTES, NOTES), (f"www.{FIRST}", FIRST, FIRST), (f"www.{NOTES}", f"www.{NOTES}", FIRST),
    ):
        equal(three.ask(host, sni=sni)[:2], (53, f"This capsule is {home.format(ours)}"), f"{host} with SNI {sni}")


def further_names(run, three):
    """GEM-RED-02, -05: 31 to the same place under the host; on another capsule's certificate they are nobody's."""
    root = f"gemini://{FIRST}:{three.leda.gemini}"
    for name in f"www.{FIRST}", "old.example":
        for path, target in ("", "/"), ("/about.gmi?a%20b", "/about.gmi?a%20b"), ("//evil.example/", "/evil.example/"):
            equal(three.ask(name, path)[:2], (31, root + target), f"{name}{path}")
        equal(three.ask(name, sni=NOTES)[0], 53, f"{name} on the certificate of {NOTES}")
        equal(three.ask(FIRST, sni=name)[0], 53, f"{FIRST} on the certificate of {name}")


def certificates(run, three):
    """Each name's own, whatever was shown to others meanwhile; none and unknown get the first's."""
    files = {path.stem: path.read_text() for path in three.certs.glob("*.crt")}
    equal(sorted(files), sorted([FIRST, f"www.{FIRST}", "old.example", NOTES, BLOG_ASCII]), "files")
    equal(len(set(files.values())), 5, "certificates")
    for name in (NOTES, f"www.{FIRST}", FIRST, BLOG_ASCII, "old.example", NOTES):
        require(three.certificate(name) == files[name], f"not the certificate of {name}")
        for other in None, "stranger.example":
            require(three.certificate(other) == files[FIRST], f"not the first's after {name}, with SNI {other}")


def sessions(run, three):
    """A ticket of one name is none for another."""
    for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
        context = talk.context()
        context.maximum_version = version

        def visit(name, session=None):
            with context.wrap_socket(talk.connect(three.leda.gemini), server_hostname=name, session=session) as sock:
                sock.sendall(f"gemini://{name}:{three.leda.gemini}/about.gmi\r\n".encode())
                data, _ = talk.read_to_end(sock)
                return sock.session, sock.session_reused, data.split(b"\n")[1]
        first, _, _ = visit(FIRST)
        equal(visit(FIRST, first)[1:], (True, b"# About Lake"), f"{version.name}: the same name")
        first, _, _ = visit(FIRST)
        equal(visit(NOTES, first)[1:], (False, b"# About Notes"), f"{version.name}: another name")


def gopher(run, three):
    """GOP-REQ-07: the place says whose it is; menus and pages name the capsule's own."""
    for port, title, host in (three.leda.gopher, "Lake", FIRST), (three.blog_gopher, "Books", BLOG_ASCII):
        require(f"Words of {title}" in "\n".join(talk.gopher_words(talk.gopher(port, "/about"))), f"{title} on {port}")
        for line in talk.gopher(port, "/").decode().split("\r\n"):
            if line.startswith(("0", "1")):
                equal(line.split("\t")[2:], [host, str(port)], f"where {line!r} leads")
    require(f"gopher://" not in three.ask(NOTES)[2], "a link to a Gopher that is not there")
    require(f"gopher://{BLOG_ASCII}:{three.blog_gopher}/" in three.ask(BLOG_ASCII)[2], "the link to Gopher")
    said = three.leda.stderr()
    equal(said.count("Gopher knows no names"), 1, said)
    require(f"leda: {NOTES}: on Gemini alone" in said, said)
    for url in f"gemini://{NOTES}:{three.leda.gemini}/ (", f"gopher://{BLOG_ASCII}:{three.blog_gopher}/ (":
        require(url in said, f"{url} is not told: {said}")


def reload_of_one(run, three):
    """What changes in one capsule is that one's; a configuration that changes one changes the others' nothing."""
    before = three.shown()
    lib.write_file(three.contents[1] / "about.md", EDITED)
    lib.eventually(lambda: "Edited." in three.shown()[1], SECONDS, "the edit")
    after = three.shown()
    equal((after[0], after[2]), (before[0], before[2]), "the others")
    line = lib.eventually(lambda: [x for x in three.leda.stderr().splitlines() if "reloaded" in x], SECONDS, "a line")
    require(line[-1].startswith(f"leda: {NOTES}: reloaded 1 of 2 pages"), line)
    three.write(notes="title = X\nlanguage = fi\n")
    lines = three.hup(3)
    equal([x.split(": ")[1] for x in lines], sorted([FIRST, NOTES, BLOG_ASCII]), "a line for each")
    equal([three.ask(host)[1].endswith("lang=fi") for host in (FIRST, NOTES, BLOG_ASCII)], [False, True, False], "language")


def broken_one(run, three):
    """A capsule whose folder is gone, or a file that is wrong, takes nothing down."""
    before = three.shown()
    away = three.contents[2].rename(three.contents[2].parent / "away")
    lib.write_file(three.contents[0] / "about.md", EDITED)
    lines = three.hup(3)
    require(any(x.startswith(f"leda: {BLOG_ASCII}: ") and x.endswith("the site stays as it was") for x in lines), lines)
    require("Edited." in three.shown()[0], "the first is not reloaded")
    equal(three.shown()[1:], before[1:], "the others")
    away.rename(three.contents[2])
    three.write(blog="widht = 3\n")
    lines = three.hup(1)
    require(len(lines) == 1 and f'{three.path}:' in lines[0] and 'did you mean "width"?' in lines[0], lines)
    three.write(first="workers = 3\n", blog="also = www.books.example\n")
    told = [x for x in three.hup(4) if "not before a restart" in x]
    equal(told, ["leda: changed, but not before a restart: workers, [blog] also"], "what wants a restart")


def stays_itself(run):
    """Byte for byte, over restarts: no reader is ever warned."""
    with Three(run, gemini=lib.free_port(), gopher=lib.free_port()) as three:
        before = {path.name: path.read_bytes() for path in three.certs.iterdir()}
        path = three.path
    with run.start(None, "--config", path, certs=False) as leda:
        equal({path.name: path.read_bytes() for path in three.certs.iterdir()}, before, "certificates")
        require("made a certificate" not in leda.stderr(), leda.stderr())


def own_address(run):
    """A further capsule with an address of its own has it to itself on both protocols, certificate and all."""
    lake, notes = tree(run, "Lake"), tree(run, "Notes")
    certs = run.folder("certs")
    path = lib.write_file(run.folder("conf") / "leda.conf",
                          f"host = {FIRST}\ncontent = {lake}\ncerts = {certs}\nlisten = 127.0.0.1\n"
                          f"[capsule notes]\nhost = {NOTES}\ncontent = {notes}\nlisten = 127.0.0.2\ngopher-port = PORT\n")
    port = lib.free_port()
    path.write_text(path.read_text().replace("PORT", str(port)))
    with run.start(None, "--config", path, certs=False, gopher=port) as leda:
        for address, host, title in ("127.0.0.1", FIRST, "Lake"), ("127.0.0.2", NOTES, "Notes"):
            with talk.connect(port, address) as sock:
                sock.sendall(b"/about\r\n")
                require(f"Words of {title}" in talk.read_to_end(sock)[0].decode(), f"Gopher on {address}")
            with talk.connect_gemini(leda.gemini, address, sni=None) as sock:
                require(ssl.DER_cert_to_PEM_cert(sock.getpeercert(binary_form=True)) ==
                        (certs / f"{host}.crt").read_text(), f"certificate on {address} without SNI")
            url = f"gemini://{host}:{leda.gemini}/about.gmi"
            equal(talk.gemini(leda.gemini, url, sni=None, address=address).status, 20, f"no SNI on {address}")
            for other, status in (FIRST, 20), (NOTES, 20):
                url = f"gemini://{other}:{leda.gemini}/about.gmi"
                equal(talk.gemini(leda.gemini, url, sni=other, address=address).status, status, f"{other} on {address}")


def cannot_start(run):
    """One line, exit 1."""
    lake, notes = tree(run, "Lake"), tree(run, "Notes")
    common = f"content = {lake}\ncerts = {run.folder('certs')}\nlisten = 127.0.0.1\ngemini-port = {lib.free_port()}\n"
    section = f"[capsule notes]\nhost = {NOTES}\n"
    gopher_port = lib.free_port()
    for text, message in (
        (f"gopher-port = 0\n{section}content = {notes}/missing\ngopher-port = 0\n", f"leda: {NOTES}: cannot read "),
        (f"gopher-port = {gopher_port}\n{section}content = {notes}\ngopher-port = {gopher_port}\n",
         f":6: [capsule notes] wants Gopher on 127.0.0.1, port {gopher_port}, which is taken"),
    ):
        path = lib.write_file(run.folder("conf") / "leda.conf", common + text)
        done = run.command("serve", "--config", path)
        equal(done.returncode, 1, f"exit code ({done.stderr})")
        wrong = [line for line in done.stderr.splitlines() if "configuration: " not in line]
        require(len(wrong) == 1 and message in wrong[0], f"{message!r}: {wrong}")


def commands(run):
    """list and render are about the first capsule, or the one that is chosen; so is their command line."""
    lake, notes = tree(run, "Lake"), tree(run, "Notes")
    lib.write_file(notes / "long.md", "word " * 40)
    lib.write_file(notes / "draft.md", "---\ndraft: true\n---\nwords\n")
    path = lib.write_file(run.folder("conf") / "leda.conf", f"host = {FIRST}\ncontent = {lake}\nwidth = 50\n"
                          f"[capsule notes]\nhost = {NOTES}\ncontent = {notes}\nwidth = 30\n")
    listed = [run.command("list", "--config", path, *more).stdout for more in
              ([], ["--capsule", "notes"], ["--capsule=notes", "--drafts"], ["--drafts"])]
    equal(["/long.gmi" in text for text in listed], [False, True, True, False], "whose pages are listed")
    equal(["/draft.gmi" in text for text in listed], [False, False, True, False], "drafts")
    for more, width in ([], 50), (["--capsule", "notes"], 30), (["--capsule", "notes", "--width", "40"], 40):
        done = run.command("render", notes / "long.md", "--as", "text", "--config", path, *more)
        require(width - 6 < max(map(len, done.stdout.split("\r\n"))) <= width, f"width with {more}: {done}")
    lib.one_line(run.command("list", "--config", path, "--capsule", "x"), 2, "--capsule x: there is no [capsule x]")
    lib.one_line(run.command("serve", "--capsule", "notes"), 2, "unknown option --capsule")


def secrets(run):
    """SRC-03: one capsule's certificates are nobody's content, wherever they lie."""
    base = run.folder("base")
    lake, notes = base / "lake/content", base / "lake/content/notes"
    for content in lake, notes:
        lib.write_file(content / "index.md", "# Home\n")
    path = lib.write_file(base / "leda.conf", f"host = {FIRST}\ncontent = {lake}\nlisten = 127.0.0.1\ngopher-port = 0\n"
                          f"[capsule notes]\nhost = {NOTES}\ncontent = {notes}\n")
    with run.start(None, "--config", path, certs=False, gopher=0) as leda:
        require((lake / "certs" / f"{NOTES}.key").exists(), "the key is not beside the content")
        for name in f"{NOTES}.key", f"{NOTES}.crt":
            url = f"gemini://{FIRST}:{leda.gemini}/certs/{name}"
            equal(talk.gemini(leda.gemini, url, sni=FIRST).status, 51, f"/certs/{name} of the other capsule")


def main(run):
    with Three(run) as three:
        run.check("names: SNI and URL", names, run, three)
        run.check("further and former names", further_names, run, three)
        run.check("certificates", certificates, run, three)
        run.check("sessions", sessions, run, three)
        run.check("Gopher", gopher, run, three)
        run.check("a reload is one capsule's", reload_of_one, run, three)
        run.check("what is broken is one capsule's", broken_one, run, three)
    run.check("certificates over a restart", stays_itself, run)
    run.check("an address of its own", own_address, run)
    run.check("what cannot start", cannot_start, run)
    run.check("commands", commands, run)
    run.check("secrets of another capsule", secrets, run)


if __name__ == "__main__":
    lib.run(main)
