"""Moves and types: [redirect] and [mime] of leda.conf on both protocols, over reloads (GEM-RED, GEM-MIME, SRC-04)."""

import signal
import time

import lib
import talk
from lib import equal, require

SECONDS = 15


def tree(run):
    content = run.folder("moves") / "content"
    lib.write_file(content / "index.md", "# Home\n")
    lib.write_file(content / "posts/new.md", "# New\n\nThe words.\n")
    lib.write_file(content / "posts/named.md", "---\naliases: [/was/here, /was/there.html]\n---\n# Named\n\nOf old.\n")
    lib.write_file(content / "fi/sivu.md", "# Sivu\n\nSanoja.\n")
    lib.write_file(content / "data/track.gpx", "<gpx/>\n")
    return content


def config(run, text):
    return lib.write_file(run.folder("conf") / "leda.conf", text)


def hup(leda):
    before = len(leda.stderr())
    leda.send(signal.SIGHUP)
    lib.eventually(lambda: "\n" in leda.stderr()[before:], SECONDS, "a line")
    time.sleep(0.3)
    return leda.stderr()[before:].splitlines()


def moved(leda, path):
    reply = talk.gemini(leda.gemini, path)
    return reply.status, reply.meta


def words(leda, selector):
    """A menu or a text."""
    return talk.gopher(leda.gopher, selector).decode()


def both_protocols(run):
    """31 and 30 on Gemini; on Gopher the page itself, its menu and its text."""
    path = config(run, "[redirect]\n/old = /posts/new\n/blog/* = 30 /posts/*\n/away = gemini://h.example/x\n")
    with run.start(tree(run), "--config", path) as leda:
        for asked, wanted in (("/old", (31, "/posts/new.gmi")), ("/old.html?q", (31, "/posts/new.gmi?q")),
                              ("/blog/new/", (30, "/posts/new.gmi")), ("/blog/", (30, "/posts/")),
                              ("/blog/2020/x", (30, "/posts/2020/x")), ("/away", (31, "gemini://h.example/x")),
                              ("/was/here", (31, "/posts/named.gmi")), ("/was/there", (31, "/posts/named.gmi"))):
            equal(moved(leda, asked), wanted, asked)
        for selector in "/old", "old", "1/old", "/old.txt", "/blog/new", "0/blog/new.txt":
            require("The words." in words(leda, selector), f"{selector} on Gopher")
        for selector in "/was/here", "/was/there", "1/was/here":
            require("Of old." in words(leda, selector), f"{selector} on Gopher")
        for selector in "/away", "/blog/2020/x":
            require(talk.is_gopher_error(talk.gopher(leda.gopher, selector)), f"{selector} on Gopher")
        target = moved(leda, "/old")[1]
        equal(talk.gemini(leda.gemini, target).status, 20, "one step is enough")


def reload_changes(run):
    """Both sections count at once; a broken one changes nothing."""
    path = config(run, "language = en\n")
    with run.start(tree(run), "--config", path) as leda:
        def shown():
            return (moved(leda, "/old"), talk.gemini(leda.gemini, "/fi/sivu.gmi").meta[-7:],
                    talk.gemini(leda.gemini, "/posts/new.gmi").meta[-7:], talk.gemini(leda.gemini, "/data/track.gpx").meta)
        nothing = (51, "There is nothing at this address")
        equal(shown(), (nothing, "lang=en", "lang=en", "application/octet-stream"), "before")
        lib.write_file(path, "language = en\n[mime]\n/fi/ = lang=fi\n.gpx = application/gpx+xml; gopher=0\n"
                             "[redirect]\n/old = /posts/new\n")
        hup(leda)
        after = ((31, "/posts/new.gmi"), "lang=fi", "lang=en", "application/gpx+xml")
        equal(shown(), after, "after")
        equal([item.type for item in talk.gopher_menu(leda.gopher, "/data/") if "track" in item.name], ["0"], "type")
        for text, message in (("[redirect]\n/a = /b\n/b = /a\n", ":2: /a = /b: leads in a circle"),
                              ("[redirect]\n/go/* = gemini://*\n", ":2: /go/* = gemini://*: "),
                              ("[redirect]\n/old = https://e.org/\n", ":2: /old = https://e.org/: "),
                              ("[mime]\n.x = html\n", ":2: .x = html: a type such as text/plain")):
            lib.write_file(path, text)
            lines = hup(leda)
            require(len(lines) == 1 and f"{path}{message}" in lines[0], lines)
            equal(shown(), after, f"after {text!r}")
            lib.one_line(run.command("serve", "--config", path, "--print-config"), 1, f"leda: {path}{message}")


def main(run):
    run.check("redirects on both protocols", both_protocols, run)
    run.check("a reload changes moves and types", reload_changes, run)


if __name__ == "__main__":
    lib.run(main)
