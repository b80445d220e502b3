"""Private areas: nobody without a certificate that is let in learns anything of them, whoever has one reads it all.

A.5 (60, 61, 62), GEM-TLS-04, -05, -07, TLSP-12, LNK-02.
"""

import base64
import hashlib
import os
import re
import signal
import ssl

import lib
import talk
import trees
from cert_test import openssl
from clients_test import Terminal, output
from crawl import decoded
from lib import equal, require

DAY = 24 * 3600
# Words that stand in what is private and nowhere else: in texts, titles, names, tags, dates.
HIDDEN = ("Heron", "kestrel", "Bittern", "osprey", "wren", "plover", "hobby", "1999", "teal", "Aviary", "inner")


def site(run):
    """A small capsule with a folder and a page that are private, and what could betray them."""
    content = trees.small(run)
    lib.write_file(content / "index.md", "# Home\n\nTo [our pictures](aviary/pictures.md) and [nowhere](old/kestrel.md).\n")
    posts = content / "posts"
    lib.write_file(posts / "open.md", "---\ntitle: Open\ndate: 2024-03-01\ntags: [air]\n---\n[A letter](letter.md)\n")
    lib.write_file(posts / "letter.md",
                   "---\ntitle: Heron\ndate: 2024-03-02\ntags: [air, plover]\naliases: [/leak]\n---\n[Open](open.md)\n")
    aviary = content / "aviary"
    lib.write_file(aviary / "pictures.md", "---\ntitle: Bittern\naliases: [/aviary/hobby, /hobby]\n---\n![osprey](osprey.png)\n")
    lib.write_file(aviary / "osprey.png", b"\x89PNG osprey")
    lib.write_file(aviary / "index.md", "# Aviary\n\nA wren.\n")
    lib.write_file(aviary / "1999-05-05-kestrel.md", "---\ntags: [plover]\n---\n# A kestrel\n\n[Open](/posts/open.md)\n")
    lib.write_file(aviary / "1999-05-06-teal.txt", "A teal\n")
    lib.write_file(aviary / "gophermap", "A wren\n0A kestrel\t/aviary/kestrel.txt\n")
    lib.write_file(aviary / "inner" / "heron.md", "---\ntitle: Heron\ndate: 1999-06-06\n---\nwords\n")
    return content


class Identity:
    """A client's certificate with its key."""

    def __init__(self, run, name, *options):
        folder = run.folder("identity")
        self.certificate, self.key = folder / "cert.pem", folder / "key.pem"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "5",
                "-subj", f"/CN={name}", "-keyout", self.key, "-out", self.certificate, *options)
        self.tls = talk.context(self.certificate, self.key)
        self.der = ssl.PEM_cert_to_DER_cert(self.certificate.read_text())

    def whole(self):
        return hashlib.sha256(self.der).digest()

    def of_key(self):
        pem = openssl("x509", "-in", self.certificate, "-noout", "-pubkey")
        return hashlib.sha256(base64.b64decode("".join(pem.splitlines()[1:-1]))).digest()


def forms(digest):
    """The ways in which programs write a fingerprint."""
    pairs = ":".join(f"{byte:02X}" for byte in digest)
    plain = base64.b64encode(digest).decode()
    return (digest.hex(), digest.hex().upper(), pairs, f"SHA256:{digest.hex().upper()}", f"SHA256:{digest.hex()}",
            f"SHA256:{pairs}", plain, f"SHA256:{plain.rstrip('=')}")


class Areas:
    """A running program with a private folder and a private page for `friend`, and a stranger."""

    def __init__(self, run):
        self.run = run
        self.friend, self.stranger = Identity(run, "friend"), Identity(run, "stranger")
        self.clock = run.folder("clock") / "shift"
        self.config = run.folder("config") / "leda.conf"
        self.listed(self.friend.whole().hex())
        self.content = site(run)
        self.leda = run.start(self.content, "--config", self.config,
                              env={**os.environ, "LEDA_CLOCK_FILE": str(self.clock)})

    def write(self, folder, more=""):
        lib.write_file(self.config, f"[area folder]\npath = /aviary/\n{folder}\n"
                                    f"[area page]\npath = /posts/letter\nallow = any\n{more}")

    def listed(self, fingerprint):
        self.write(f"fingerprint = {fingerprint}")

    def reload(self):
        """Sends SIGHUP and returns what is said of it."""
        before = len(self.leda.stderr())
        self.leda.send(signal.SIGHUP)
        done = re.compile(r"^leda: (reloaded .*|.*stays as it was.*)$", re.MULTILINE)
        return lib.eventually(lambda: done.search(self.leda.stderr()[before:]), 20, "a reload")[0]

    def status(self, path, identity=None):
        return talk.gemini(self.leda.gemini, path, tls=identity.tls if identity else talk.CONTEXT).status


# What a crawler without a certificate finds


class Crawler:
    """Follows everything that looks like an address of ours, in whatever kind of answer, and keeps all bytes."""

    def __init__(self, starts, ask, find):
        self.found, todo = {}, list(starts)
        while todo:
            todo = [key for key in todo if key not in self.found]
            for key, data in zip(todo, lib.in_parallel(8, ask, todo)):
                self.found[key] = data
            todo = sorted({key for known in todo for key in find(known, self.found[known])})


def gemini_crawl(port, tls=talk.CONTEXT):
    base = talk.gemini_url(port, "")

    def ask(path):
        reply = talk.gemini(port, path, tls=tls)
        return f"{reply.status} {reply.meta}\n".encode() + reply.body

    def find(path, data):
        text = data.decode(errors="replace")
        urls = re.findall(r'^=>\s*(\S+)|href="([^"]+)"|^(gemini://\S+)$|^3\d (\S+)', text, re.MULTILINE)
        urls = [talk.resolve(base + path, next(filter(None, groups))) for groups in urls]
        return [url[len(base):] or "/" for url in urls if url.startswith(base)]

    return Crawler(["/", "/sitemap.txt", "/robots.txt", "/atom.xml", "/tags/", "/archive/", "/leak", "/hobby"], ask,
                   find).found


def gopher_crawl(port):
    def find(selector, data):
        text = data.decode(errors="replace")
        items = re.findall(r"^[^i3\s][^\t]*\t([^\t]*)\tlocalhost\t" + str(port) + r"\r?$", text, re.MULTILINE)
        urls = re.findall(rf"gopher://localhost:{port}/[\w+](/[^\s\"<]*)", text)
        return [*(item for item in items if not item.startswith("URL:")), *map(decoded, urls)]

    starts = ["", "/sitemap.txt", "/robots.txt", "/atom.xml", "/caps.txt", "/tags/", "/archive/", "/leak", "/hobby"]
    return Crawler(starts, lambda selector: talk.gopher(port, selector), find).found


def betrayed(found, allowed=()):
    """Where a hidden word stands, but for lines that the author wrote, and what the crawlers ask for by themselves."""
    allowed = {*allowed, "/hobby"}
    for key, data in found.items():
        for line in [str(key), *data.decode(errors="replace").splitlines()]:
            if any(word.lower() in line.lower() for word in HIDDEN) and line not in allowed:
                yield f"{key}: {line!r}"


def gemini_tells_nothing(areas):
    found = gemini_crawl(areas.leda.gemini)
    links = "=> /aviary/pictures.gmi our pictures", "/aviary/pictures.gmi"
    lib.none_of(list(betrayed(found, links)))
    equal({path for path, data in found.items() if not data.startswith(b"2")},
          {"/aviary/pictures.gmi", "/posts/letter.gmi", "/leak", "/hobby"}, "what does not answer 20")
    require(len(found) > 12, f"only {sorted(found)}")
    require(b"=> /posts/letter.gmi A letter\n" in found["/posts/open.gmi"], "the public page's own link is gone")


def gopher_tells_nothing(areas):
    found = gopher_crawl(areas.leda.gopher)
    lib.none_of(list(betrayed(found)))
    lib.none_of([key for key, data in found.items() if talk.is_gopher_error(data) and key not in ("/leak", "/hobby")])
    require(len(found) > 12, f"only {sorted(found)}")
    require(b"To our pictures and nowhere." in found[""], f"the link is not its words in {found['']}")
    require(b"A letter" in found["/posts/open"] and b"/letter" not in found["/posts/open"], "nor is the other")
    for selector in "/aviary/", "/aviary", "1/aviary/", "/aviary/pictures.txt", "/aviary/osprey.png", "/posts/letter":
        equal(talk.gopher(areas.leda.gopher, selector), talk.gopher(areas.leda.gopher, "/no-such-thing"), selector)


def answers_are_the_same(areas):
    """Without a certificate nobody can tell what is there from what is not."""
    paths = ["/aviary", "/aviary/", "/aviary.gmi", "/aviary/pictures.gmi", "/aviary/no-such-page", "/%61viary/osprey.png",
             "/aviary/atom.xml", "/x/../aviary/", "/aviary/hobby", "/posts/letter.gmi", "/posts/letter.html"]
    replies = {talk.gemini(areas.leda.gemini, path).meta: path for path in paths}
    equal(len(replies), 1, f"different answers: {replies}")
    equal({areas.status(path) for path in paths}, {60}, "status")
    equal({areas.status(path, areas.stranger) for path in paths if "aviary" in path}, {61}, "a stranger's")


# Who is let in


def friend_reads_everything(areas):
    found = gemini_crawl(areas.leda.gemini, areas.friend.tls)
    wanted = {"/aviary/", "/aviary/pictures.gmi", "/aviary/osprey.png", "/aviary/1999-05-05-kestrel.gmi",
              "/aviary/1999-05-06-teal.txt", "/aviary/inner/", "/aviary/inner/heron.gmi", "/aviary/atom.xml",
              "/posts/letter.gmi"}
    equal(wanted - found.keys(), set(), "what is not found")
    equal({path for path, data in found.items() if not data.startswith(b"2")}, {"/leak", "/hobby"}, "what fails")
    equal(talk.gemini(areas.leda.gemini, "/aviary/hobby", tls=areas.friend.tls).meta, "/aviary/pictures.gmi", "alias")
    require(b"plover" not in b"".join(found.values()), "a tag of what is private is told")


def a_certificate_harms_nobody(areas):
    """Public pages are the same with any certificate, even one that has ended."""
    for identity in areas.friend, areas.stranger:
        equal(talk.gemini(areas.leda.gemini, "/", tls=identity.tls), talk.gemini(areas.leda.gemini), "home")
    at(areas, 10 * DAY, lambda: equal(areas.status("/", areas.friend), 20, "home with a certificate that has ended"))


def at(areas, shift, function):
    """Calls it while the program's clock is shifted by so many seconds."""
    lib.write_file(areas.clock, f"{shift}\n")
    try:
        function()
    finally:
        areas.clock.unlink()


def dates_count(areas):
    for shift in 10 * DAY, -10 * DAY:
        at(areas, shift, lambda: equal([areas.status(path, identity) for path in ("/aviary/", "/posts/letter.gmi")
                                        for identity in (areas.friend, areas.stranger)], [62] * 4, "status"))
        at(areas, shift, lambda: equal(areas.status("/aviary/"), 60, "without any"))


def every_form_counts(areas):
    for digest in areas.friend.whole(), areas.friend.of_key():
        for form in forms(digest):
            areas.listed(form)
            require(areas.reload().startswith("leda: reloaded"), f"{form}: {areas.leda.stderr()[-300:]}")
            equal(areas.status("/aviary/", areas.friend), 20, form)
            equal(areas.status("/aviary/", areas.stranger), 61, form)


def files_are_read_again(areas):
    """A file of fingerprints; one that is broken, or gone, changes nothing."""
    path = areas.config.parent / "readers"
    lib.write_file(path, f"# who may read\n\n{areas.friend.whole().hex()} a friend\n")
    areas.write("fingerprints = readers")
    require(areas.reload().startswith("leda: reloaded"), "refused")
    equal([areas.status("/aviary/", who) for who in (areas.friend, areas.stranger, None)], [20, 61, 60], "listed")
    lib.write_file(path, f"{areas.stranger.whole().hex()[1:]}\n")
    said = areas.reload()
    require("readers:1: not a fingerprint" in said and "stays as it was" in said, said)
    path.unlink()
    require("cannot read" in areas.reload(), "a missing file")
    equal([areas.status("/aviary/", who) for who in (areas.friend, areas.stranger, None)], [20, 61, 60], "as before")
    lib.write_file(path, f"{areas.stranger.of_key().hex()}\n")
    areas.reload()
    equal([areas.status("/aviary/", who) for who in (areas.friend, areas.stranger, None)], [61, 20, 60], "replaced")
    lib.write_file(path, "")
    areas.reload()
    equal([areas.status("/aviary/", who) for who in (areas.friend, areas.stranger, None)], [61, 61, 60], "nobody")
    require("lets nobody in" in areas.leda.stderr(), "that nobody is let in is not said")


def an_authority_counts(areas):
    authority = Identity(areas.run, "authority")
    signed = Identity(areas.run, "signed", "-CA", authority.certificate, "-CAkey", authority.key, "-addext",
                      "basicConstraints=critical,CA:FALSE")
    areas.write(f"ca = {authority.certificate}")
    require(areas.reload().startswith("leda: reloaded"), "refused")
    equal([areas.status("/aviary/", who) for who in (signed, areas.stranger, None)], [20, 61, 60], "status")
    at(areas, 10 * DAY, lambda: equal(areas.status("/aviary/", signed), 62, "a signed one that has ended"))


def any_counts(areas):
    equal([areas.status("/posts/letter.gmi", who) for who in (areas.friend, areas.stranger, None)], [20, 20, 60], "any")


def sessions_keep_it(areas):
    """GEM-TLS-07, in both versions, and from one reload to the next."""
    areas.listed(areas.friend.whole().hex())
    areas.reload()
    for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
        tls = talk.context(areas.friend.certificate, areas.friend.key)
        tls.minimum_version = tls.maximum_version = version
        session = None
        for visit in range(4):
            with talk.connect_gemini(areas.leda.gemini, tls=tls, session=session) as sock:
                equal(sock.session_reused, visit > 0, f"{version.name}: resumed at visit {visit}")
                sock.sendall(talk.gemini_url(areas.leda.gemini, "/aviary/osprey.png").encode() + b"\r\n")
                reply = talk.parse_reply(*talk.read_to_end(sock))
                equal((reply.status, reply.closed), (20, "clean"), f"{version.name}, visit {visit}")
                session = sock.session
            if visit == 1:
                areas.reload()


def areas_come_with_a_reload(run):
    """Clients are asked from then on, and old sessions are no way around that; what was public is told no more."""
    friend, content, config = Identity(run, "friend"), site(run), run.folder("config") / "leda.conf"
    lib.write_file(config, "")
    with run.start(content, "--config", config) as leda:
        require(any(betrayed(gemini_crawl(leda.gemini))) and any(betrayed(gopher_crawl(leda.gopher))), "nothing to hide")
        with talk.connect_gemini(leda.gemini, tls=friend.tls) as sock:
            sock.sendall(talk.gemini_url(leda.gemini, "/").encode() + b"\r\n")
            talk.read_to_end(sock)
            session = sock.session
        lib.write_file(config, "[area a]\npath = /aviary\nallow = any\n[area b]\npath = /posts/letter.gmi\nallow = any\n")
        leda.send(signal.SIGHUP)
        lib.eventually(lambda: talk.gemini(leda.gemini, "/aviary/").status == 60, 20, "an area")
        with talk.connect_gemini(leda.gemini, tls=friend.tls, session=session) as sock:
            require(not sock.session_reused, "a session without a certificate was resumed")
            sock.sendall(talk.gemini_url(leda.gemini, "/aviary/").encode() + b"\r\n")
            equal(talk.parse_reply(*talk.read_to_end(sock)).status, 20, "status")
        lib.none_of(list(betrayed(gopher_crawl(leda.gopher))))
        lib.none_of(list(betrayed(gemini_crawl(leda.gemini),
                                  ("=> /aviary/pictures.gmi our pictures", "/aviary/pictures.gmi"))))
        # What is written there later is as private as what was there.
        lib.write_file(content / "aviary" / "late.md", "---\ntitle: A late wren\ndate: 2024-06-01\n---\nwords\n")
        leda.send(signal.SIGHUP)
        lib.eventually(lambda: talk.gemini(leda.gemini, "/aviary/late.gmi", tls=friend.tls).status == 20, 20, "the page")
        lib.none_of(list(betrayed(gopher_crawl(leda.gopher))))
        equal(b"late" in talk.gemini(leda.gemini, "/atom.xml").body, False, "told in the feed of home")


def areas_belong_to_their_capsule(run):
    """The same address is private in one capsule and public in another; each has readers of its own."""
    folder, hosts, gopher = run.folder("config"), ("lake.example", "notes.example"), lib.free_port()
    friend, stranger = Identity(run, "friend"), Identity(run, "stranger")
    contents = [site(run) for _ in hosts]
    config = folder / "leda.conf"

    def write(first):
        lib.write_file(config, f"host = {hosts[0]}\ncontent = {contents[0]}\nlisten = 127.0.0.1\ncerts = certs\n{first}\n"
                       f"[capsule notes]\nhost = {hosts[1]}\ncontent = {contents[1]}\ngopher-port = {gopher}\n"
                       f"[area birds]\npath = /aviary/\nfingerprint = {friend.whole().hex()}\n")

    def statuses():
        return [[talk.gemini(leda.gemini, f"gemini://{host}:{leda.gemini}/aviary/", sni=host, tls=tls).status
                 for tls in (friend.tls, stranger.tls, talk.CONTEXT)] for host in hosts]

    write("")
    with run.start(None, "--config", config, certs=False) as leda:
        equal(statuses(), [[20, 20, 20], [20, 61, 60]], "an area of the second")
        require(b"A wren" in talk.gopher(leda.gopher, "/aviary/"), "the first one's is not on Gopher")
        equal(talk.gopher(gopher, "/aviary/"), talk.gopher(gopher, "/no-such-thing"), "the second one's on Gopher")
        write(f"[area birds]\npath = /aviary\nfingerprint = {stranger.of_key().hex()}\n")
        leda.send(signal.SIGHUP)
        lib.eventually(lambda: statuses() == [[61, 20, 60], [20, 61, 60]], 20, "an area of each")
        require(talk.is_gopher_error(talk.gopher(leda.gopher, "/aviary/")), "the first one's is on Gopher")


def bad_areas_refuse_the_start(run):
    content, folder = trees.small(run), run.folder("config")
    for lines, words in (
        ("[area a]\npath = /a/\nfingerprints = missing\n", "leda.conf:1: [area a]: cannot read"),
        ("[area a]\npath = /a/\nca = leda.conf\n", "no certificate in it"),
        ("[area a]\npath = a\n", "leda.conf:2: path = a: an address such as /private/ is wanted"),
        ("[area a]\nallow = any\n", "leda.conf:1: [area a] has no path"),
    ):
        config = lib.write_file(folder / "leda.conf", lines)
        lib.one_line(run.command("serve", content, "--config", config, "--gemini-port", lib.free_port(), "--gopher-port",
                                 lib.free_port(), "--certs", run.folder("certs")), 1, words)
    config = lib.write_file(folder / "leda.conf", "[area typo]\npath = /postz/\nallow = any\n")
    with run.start(content, "--config", config) as leda:
        require("there is nothing in the area typo" in leda.stderr(), leda.stderr())


def the_list_marks_them(areas):
    done = areas.run.command("list", areas.content, "--config", areas.config)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    equal({fields[4] for fields in lines if len(fields) == 5}, {"folder", "page"}, "areas")
    equal([fields for fields in lines if len(fields) == 5 and fields[0] == "gopher"], [], "on Gopher")
    require(["gemini", "/aviary/osprey.png", "file", "aviary/osprey.png", "folder"] in lines, done.stdout)


# Real clients


def openssl_asks(areas):
    request = talk.gemini_url(areas.leda.gemini, "/aviary/").encode() + b"\r\n"
    command = ["openssl", "s_client", "-quiet", "-connect", f"localhost:{areas.leda.gemini}", "-servername", "localhost"]
    for version in "-tls1_2", "-tls1_3":
        for identity, status in (areas.friend, b"20"), (areas.stranger, b"61"), (None, b"60"):
            own = ["-cert", identity.certificate, "-key", identity.key] if identity else []
            answer = output([*command, version, *map(str, own)], input=request)
            require(answer.startswith(status + b" "), f"{version}: {answer[:60]!r}, wanted {status!r}")


def openssl_resumes(areas):
    """-sess_out, -sess_in: the second visit shows no certificate of its own."""
    request = talk.gemini_url(areas.leda.gemini, "/aviary/").encode() + b"\r\n"
    session = areas.run.folder("session") / "session"
    command = ["openssl", "s_client", "-quiet", "-connect", f"localhost:{areas.leda.gemini}", "-servername", "localhost"]
    for version in "-tls1_2", "-tls1_3":
        first = output([*command, version, "-cert", str(areas.friend.certificate), "-key", str(areas.friend.key),
                        "-sess_out", str(session)], input=request)
        again = output([*command, version, "-sess_in", str(session)], input=request)
        require(first.startswith(b"20 ") and again.startswith(b"20 "), f"{version}: {again[:60]!r}")


def amfora_shows_it(areas):
    """With the client's certificate in its configuration."""

    class Amfora(Terminal):
        def configure(self, home):
            lib.write_file(home / "amfora" / "config.toml",
                           f"[auth.certs]\n\"localhost\" = '{areas.friend.certificate}'\n\"localhost:{areas.leda.gemini}\" = "
                           f"'{areas.friend.certificate}'\n[auth.keys]\n\"localhost\" = '{areas.friend.key}'\n"
                           f"\"localhost:{areas.leda.gemini}\" = '{areas.friend.key}'\n")

    with Amfora(areas.run, ["amfora", talk.gemini_url(areas.leda.gemini, "/aviary/")]) as terminal:
        terminal.wait_for("Aviary", "A wren.", "A kestrel")


def bombadillo_is_told(areas):
    """It knows no client certificates, and says that it needs one."""
    with Terminal(areas.run, ["bombadillo", talk.gemini_url(areas.leda.gemini, "/aviary/")]) as terminal:
        terminal.wait_for("Client Certificate Required")


def main(run):
    areas = Areas(run)
    run.check("a Gemini crawler without a certificate learns nothing", gemini_tells_nothing, areas)
    run.check("nor does one on Gopher", gopher_tells_nothing, areas)
    run.check("A.5: the answer is the same whatever is there", answers_are_the_same, areas)
    run.check("a friend reads everything", friend_reads_everything, areas)
    run.check("GEM-TLS-04: a certificate harms nobody", a_certificate_harms_nobody, areas)
    run.check("A.5: 62 outside a certificate's dates", dates_count, areas)
    run.check("allow = any", any_counts, areas)
    run.check("openssl s_client -cert", openssl_asks, areas)
    run.check("openssl s_client -sess_out, -sess_in", openssl_resumes, areas)
    run.check("amfora shows a private page", amfora_shows_it, areas)
    run.check("bombadillo says that it is private", bombadillo_is_told, areas)
    run.check("leda list marks them", the_list_marks_them, areas)
    run.check("GEM-TLS-07: a resumed session still shows the certificate", sessions_keep_it, areas)
    run.check("TLSP-12: every form of a fingerprint", every_form_counts, areas)
    run.check("a file of fingerprints is read again", files_are_read_again, areas)
    run.check("ca: whoever an authority signed", an_authority_counts, areas)
    run.check("areas come with a reload", areas_come_with_a_reload, run)
    run.check("areas belong to their capsule", areas_belong_to_their_capsule, run)
    run.check("bad areas refuse the start", bad_areas_refuse_the_start, run)
    run.check("stops cleanly", areas.leda.stop)


if __name__ == "__main__":
    lib.run(main)
