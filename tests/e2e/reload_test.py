"""SIGHUP: a new site for new requests, the old one for answers that run, and never a moment without one."""

import contextlib
import hashlib
import shutil
import signal
import threading
import time

import lib
import talk
import trees
from lib import equal, require

SECONDS = 15  # for a change to be seen
LOAD_SECONDS = 5


def reload(leda):
    leda.send(signal.SIGHUP)


def start(run, content, *options):
    """Without file events: what is seen is SIGHUP's doing."""
    return run.start(content, "--no-watch", *options)


def seen(leda, condition, what):
    """Asks for a reload and waits until the condition holds on the wire."""
    reload(leda)
    lib.eventually(condition, SECONDS, what)


def new_lines(leda, action):
    """What the program says on standard error because of an action, once a line is there and no more follows."""
    before = leda.stderr()
    action()
    lib.eventually(lambda: leda.stderr() != before, SECONDS, "a line on standard error")
    time.sleep(0.5)
    return leda.stderr()[len(before) :].splitlines()


def both(leda, address):
    """What both protocols show at an address: (Gemini's text, Gopher's words)."""
    return (talk.gemini_page(leda.gemini, address if address.endswith("/") else address + ".gmi"),
            "\n".join(talk.gopher_words(talk.gopher(leda.gopher, address))))


def edits_are_seen(run, workers):
    content = trees.small(run)
    with start(run, content, "--workers", str(workers)) as leda:
        page = content / "about.md"
        before = both(leda, "/about")
        lib.write_file(page, "# About\n\nAn edited page.\n")  # of the same length
        equal(both(leda, "/about"), before, "the page without a reload")
        seen(leda, lambda: all("An edited" in text for text in both(leda, "/about")), "the edit")

        lib.write_file(content / "posts/third.md", trees.post("Third post", "2024-05-06", "Fresh words."))
        seen(leda, lambda: all("2024-05-06 Third post" in text for text in both(leda, "/posts/")), "a new entry")
        require(all("Fresh words." in text for text in both(leda, "/posts/third")), "the new post")
        require("2024-05-06 Third post" in both(leda, "/")[0], "the new post is not on the home page")

        (content / "posts/third.md").unlink()
        seen(leda, lambda: not any("Third post" in text for text in both(leda, "/posts/")), "the entry is gone")
        equal(talk.gemini(leda.gemini, "/posts/third.gmi").status, 51, "a deleted post")
        require(talk.is_gopher_error(talk.gopher(leda.gopher, "/posts/third")), "a deleted post on Gopher")

        lib.write_file(content / "notes.txt", "other words\n")
        seen(leda, lambda: talk.gemini(leda.gemini, "/notes.txt").body == b"other words\n", "a changed file")
        equal(talk.gopher(leda.gopher, "/notes.txt"), b"other words\r\n", "the changed file on Gopher")


def neighbours_change_too(run):
    """A new post changes the foot of the one before it; a page that goes turns a link to it into words."""
    content = trees.small(run)
    with start(run, content) as leda:
        equal(talk.links(both(leda, "/posts/first")[0])[0].url, "/posts/second.gmi", "link in the text")
        (content / "posts/second.md").unlink()
        def linked():
            return "/posts/second" in both(leda, "/posts/first")[0] or "second" in both(leda, "/posts/")[1].lower()
        seen(leda, lambda: not linked(), "no link to the deleted post is left")
        lib.write_file(content / "posts/a-third.md", trees.post("Third post", "2024-05-06", "Fresh words."))
        seen(leda, lambda: all("Third post" in text for text in both(leda, "/posts/first")), "the foot changes")


class Askers(lib.Clients):
    """Threads that ask without pause; what went wrong is kept."""

    def __init__(self, leda, threads=6):
        self.leda, self.done, self.failures, self.count = leda, threading.Event(), [], 0
        self.threads = [threading.Thread(target=self.ask, args=(number,), daemon=True) for number in range(threads)]

    def ask(self, number):
        while not self.done.is_set():
            try:
                if number % 2:
                    require("Home of" in talk.gemini_page(self.leda.gemini), "not the page")
                else:
                    require(talk.gopher_menu(self.leda.gopher), "not the menu")
            except (OSError, lib.Failure) as error:
                self.failures.append(error)
            self.count += 1


def under_load(run, workers):
    content = trees.small(run)
    lib.write_file(content / "index.md", "# Home of 0\n")
    with start(run, content, "--workers", str(workers)) as leda:
        descriptors = at_rest(leda)
        with Askers(leda) as askers:
            end, number = time.monotonic() + LOAD_SECONDS, 0
            while time.monotonic() < end:
                number += 1
                lib.write_file(content / "index.md.tmp", f"# Home of {number}\n").rename(content / "index.md")
                seen(leda, lambda: f"Home of {number}" in talk.gemini_page(leda.gemini), f"edit {number}")
        lib.none_of(askers.failures)
        require(number > 3 and askers.count > 50, f"only {number} reloads and {askers.count} requests")
        lib.eventually(lambda: lib.descriptors(leda.pid) == descriptors, 10, f"descriptors back to {descriptors}")


def at_rest(leda):
    return lib.descriptors_at_rest(leda.pid, lambda: talk.gemini_page(leda.gemini))


def many_in_a_row(run):
    """Requests for a reload are not queued one by one, none is lost, and no generation is left behind."""
    content = trees.small(run)
    with start(run, content) as leda:
        seen(leda, lambda: talk.gemini_page(leda.gemini), "a first reload")
        descriptors, memory = at_rest(leda), lib.resident(leda.pid)
        for number in range(300):
            reload(leda)
            time.sleep(0.002 * (number % 3))
        lib.write_file(content / "about.md", "# About\n\nThe last edit.\n")
        seen(leda, lambda: "The last edit" in both(leda, "/about")[0], "the last edit")
        lib.eventually(lambda: lib.descriptors(leda.pid) == descriptors, 10, f"descriptors back to {descriptors}")
        more = lib.resident(leda.pid) - memory
        require(run.sanitizer or more < 8 << 20, f"{more >> 10} KiB more after 300 reloads")


def content_folder_gone(run):
    content = trees.small(run)
    away = content.parent / "away"
    with start(run, content) as leda:
        before = both(leda, "/"), both(leda, "/posts/first")
        content.rename(away)
        lines = new_lines(leda, lambda: reload(leda))
        require(len(lines) == 1 and str(content) in lines[0], f"not one line that names the folder: {lines}")
        equal((both(leda, "/"), both(leda, "/posts/first")), before, "pages without their folder")
        away.rename(content)
        lib.write_file(content / "about.md", "# About\n\nBack again.\n")
        seen(leda, lambda: "Back again" in both(leda, "/about")[0], "the folder when it is back")


def broken_page(run):
    """One page that cannot be read is told by name and harms no other."""
    content = trees.small(run)
    with start(run, content, "-v") as leda:
        lib.write_file(content / "about.md", "---\ntitle: [unclosed\n  : : :\n---\nwords\n")
        lib.write_file(content / "posts/first.md", trees.post("First post", "2024-02-03", "Edited beside it."))
        lines = new_lines(leda, lambda: reload(leda))
        require(any("about.md:" in line for line in lines), f"no line names the page: {lines}")
        lib.eventually(lambda: "Edited beside it" in both(leda, "/posts/first")[0], SECONDS, "the other page")
        require(talk.gemini(leda.gemini, "/about.gmi").status in (20, 51), "an answer for the broken page")
        both(leda, "/")
        lib.write_file(content / "about.md", "# About\n\nMended.\n")
        seen(leda, lambda: b"Mended" in talk.gemini(leda.gemini, "/about.gmi").body, "the page when it is mended")


def strange_content(run):
    """Files that no loader should fall over: each answers, or is named, and the rest is served."""
    content = trees.small(run)
    strange = content / "strange"
    for name, data in {
        "empty.md": b"", "blank.md": b"\n\n\n", "bytes.md": bytes(range(256)), "nul.md": b"# T\0itle\n\n\0\0\n",
        "cr.md": b"# Old\r\rMac\r", "deep.md": b">" * 20000,
        "lists.md": b"".join(b" " * 2 * n + b"* x\n" for n in range(500)),
        "open.md": b"---\ntitle: never closed\n", "long.md": b"# " + b"x" * 100000 + b"\n\n" + b"word " * 50000,
        "brackets.md": b"[" * 50000, "huge.md": b"a\n\n" * (2 << 20), "name.MD": b"# Capitals\n",
    }.items():
        lib.write_file(strange / name, data)
    with start(run, content, "-v") as leda:
        listed = {line.url for line in talk.links(talk.gemini_page(leda.gemini, "/strange/"))}
        for url in listed:
            require(talk.gemini(leda.gemini, url).status == 20 or not url.startswith("/"), f"{url} does not answer")
        require("huge.md" in leda.stderr(), "no word about a page of more than 4 MiB")
        require("/strange/long.gmi" in listed, f"a long page is not there: {sorted(listed)}")
        both(leda, "/posts/first")


def running_answers_finish(run):
    """A reload in the midst of an answer, with its file changed, then deleted, takes nothing from it."""
    content = trees.small(run)
    path = trees.big_file(content / "big.bin", 16)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with start(run, content) as leda, contextlib.ExitStack() as stack:
        gemini = stack.enter_context(talk.connect_gemini(leda.gemini, receive_buffer=8192))
        gemini.sendall(talk.gemini_url(leda.gemini, "/big.bin").encode() + b"\r\n")
        gopher = stack.enter_context(talk.connect(leda.gopher, receive_buffer=8192))
        gopher.sendall(b"/big.bin\r\n")
        starts = gemini.recv(100), gopher.recv(100)

        other = trees.big_file(content / "big.tmp", 1)
        other.rename(path)
        seen(leda, lambda: len(talk.gopher(leda.gopher, "/big.bin")) == 1 << 20, "the other file")
        path.unlink()
        seen(leda, lambda: b"big.bin" not in talk.gopher(leda.gopher), "the file is gone")

        for protocol, first, sock in ("Gemini", starts[0], gemini), ("Gopher", starts[1], gopher):
            data, closed = talk.read_to_end(sock)
            data = first + data
            data = talk.parse_reply(data, closed).body if protocol == "Gemini" else data
            equal((closed, hashlib.sha256(data).hexdigest()), ("clean", digest), f"end and content on {protocol}")


def streamed_file_gone(run):
    """A large file that went without a reload: an answer in words, not an end without a header (GEM-TX-02)."""
    content = trees.small(run)
    path = trees.big_file(content / "big.bin", 1)
    with start(run, content) as leda:
        path.unlink()
        require(talk.gemini(leda.gemini, "/big.bin").status in (40, 50, 51), "no failure on Gemini")
        require(talk.is_gopher_error(talk.gopher(leda.gopher, "/big.bin")), "no error item on Gopher")


def shrinking_to_nothing(run):
    """An emptied folder at SIGHUP is what the operator asked for: an empty home page."""
    content = trees.small(run)
    with start(run, content) as leda:
        for path in list(content.iterdir()):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        seen(leda, lambda: talk.gemini(leda.gemini, "/about.gmi").status == 51, "the pages are gone")
        equal(talk.gemini(leda.gemini, "/").status, 20, "home")
        talk.gopher_menu(leda.gopher)


def main(run):
    for workers in 1, 4:
        run.check(f"edit, add, delete ({workers} workers)", edits_are_seen, run, workers)
    run.check("neighbours change too", neighbours_change_too, run)
    for workers in 1, 4:
        run.check(f"no request fails under load ({workers} workers)", under_load, run, workers)
    run.check("many signals in a row", many_in_a_row, run)
    run.check("a content folder that vanished changes nothing", content_folder_gone, run)
    run.check("a broken page harms no other", broken_page, run)
    run.check("strange content", strange_content, run)
    run.check("running answers finish", running_answers_finish, run)
    run.check("a streamed file that went without a reload", streamed_file_gone, run)
    run.check("an emptied folder", shrinking_to_nothing, run)


if __name__ == "__main__":
    lib.run(main)
