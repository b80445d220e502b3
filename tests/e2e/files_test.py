"""Files that few servers are tested with (PROTOCOLS.md G): odd names in lists, what is no regular file, links that
lead out, and what happens to a file between its load and its request.
"""

import os
import re
import socket
import urllib.parse

import lib
import talk
import trees
from lib import equal, none_of, require

# Names that a URL, a selector, a menu line or a link line could trip over.
ODD = [
    "50% off.txt", "100%25.txt", "%2e%2e.txt", "what?.txt", "a#b.txt", 'quo"te.txt', "apo'strophe.txt", "angle<br>.txt",
    "two  blanks.txt", "=> x.txt", "* x.txt", "# x.txt", "> x.txt", "```.txt", "-dash.txt", ";semi;type=a.txt", "a|b.txt",
    "at@host:70.txt", "plus+plus.txt", "star*.txt", "curly{}.txt", "caret^.txt", "back`tick.txt", "[brackets].txt",
    "na\u00efve.txt", "\u65e5\u672c\u8a9e.txt", "\U0001f680.txt", "URL:x.txt", "x" * 251 + ".txt", "i", "0",
]

# Names that no line of either protocol could hold, or no request could name.
UNSPEAKABLE = [b"tab\there.txt", b"line\nbreak.txt", b"20 text\r\nx.txt", b"esc\x1b[31m.txt", b"del\x7f.txt",
               b"not-utf8-\xff.txt", b"back\\slash.txt"]

BIG = 600_000  # bytes; so large a file is streamed


def odd_names(run):
    root = run.folder("names")
    lib.write_file(root / "index.md", "# Names\n")
    for name in ODD:
        lib.write_file(root / "odd" / name, name)
    for name in UNSPEAKABLE:
        with open(os.path.join(os.fsencode(root / "odd"), name), "wb") as file:
            file.write(b"hidden words")
    with run.start(root, "-v") as leda:
        none_of(gemini_problems(leda) + gopher_problems(leda))
        stderr = leda.stderr()
    require(not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", stderr), f"a control character is shown: {stderr!r}")
    told = sum("odd/" in line for line in stderr.splitlines())
    equal(told, len(UNSPEAKABLE), f"names that are told in {stderr}")


def gemini_problems(leda):
    """Each name is linked from the folder's list and its link answers with its bytes; nothing else is linked."""
    page = talk.gemini_page(leda.gemini, "/odd/")
    links = [line.url for line in talk.links(page) if line.url.startswith("/odd/") and line.url != "/odd/"]
    answers = [talk.gemini(leda.gemini, url) for url in links]
    found = sorted(reply.body.decode() for reply in answers)
    problems = [f"{url}: {reply.status} {reply.meta}" for url, reply in zip(links, answers) if reply.status != 20]
    problems += [f"{url}: the wrong file" for url, reply in zip(links, answers)
                 if reply.status == 20 and urllib.parse.unquote(url) != "/odd/" + reply.body.decode()]
    return problems + talk.gemtext_problems(page) + ([] if found == sorted(ODD) else [f"Gemini lists {found}"])


def gopher_problems(leda):
    data = talk.gopher(leda.gopher, "/odd/")
    items, problems = talk.parse_menu(data)
    items = [item for item in items if item.selector.startswith("/odd/") and item.type in "09"]
    items = [item for item in items if item.selector != "/odd/index.txt"]
    found = {item.selector: talk.gopher(leda.gopher, item.selector).decode() for item in items}
    problems += [f"{selector!r}: {body!r}" for selector, body in found.items() if selector != "/odd/" + body]
    return problems + ([] if sorted(found.values()) == sorted(ODD) else [f"Gopher lists {sorted(found.values())}"])


def answers_nothing(leda, *paths):
    for path in paths:
        reply = talk.gemini(leda.gemini, path)
        require(reply.status == 51, f"{path}: {reply.status} {reply.meta}")
        selector = urllib.parse.unquote(path)
        require(talk.is_gopher_error(talk.gopher(leda.gopher, selector)), f"Gopher answers {selector}")


def no_regular_files(run):
    """A FIFO, a socket, a device: nobody waits for them, at load or at a request; the folder is a list then."""
    root = trees.small(run)
    for name in "pipe/index.md", "pipe/x.txt":
        (root / name).parent.mkdir(exist_ok=True)
        os.mkfifo(root / name)
    with socket.socket(socket.AF_UNIX) as server, open(root / "device.txt", "w", encoding="ascii"):
        server.bind(str(root / "socket.txt"))
        lib.write_file(root / "pipe/real.txt", "real\n")
        (root / "null.txt").symlink_to("/dev/null")
        with run.start(root) as leda:
            answers_nothing(leda, "/pipe/x.txt", "/pipe/x", "/socket.txt", "/null.txt")
            require("real.txt" in talk.gemini_page(leda.gemini, "/pipe/"), "the folder's list is not there")
            require(any("real.txt" in item.name for item in talk.gopher_menu(leda.gopher, "/pipe/")), "nor its menu")


def links_of_the_file_system(run):
    """Those that stay inside lead to what they name; those that leave, loop or lead nowhere are not there."""
    root = trees.small(run)
    outside = lib.write_file(run.folder("outside") / "secret.txt", "hidden words\n")
    (root / "inside.txt").symlink_to("notes.txt")
    (root / "also").symlink_to("posts", target_is_directory=True)
    (root / "leaving.txt").symlink_to(outside)
    (root / "leaving").symlink_to(outside.parent, target_is_directory=True)
    (root / "loop").symlink_to("loop")
    (root / "around").symlink_to(".", target_is_directory=True)
    (root / "nowhere.txt").symlink_to("not-there.txt")
    with run.start(root) as leda:
        equal(talk.gemini(leda.gemini, "/inside.txt").body, b"a\nb\n", "a link to a file")
        require("Words only" in talk.gemini_page(leda.gemini, "/also/second.gmi"), "a link to a folder")
        answers_nothing(leda, "/leaving.txt", "/leaving/secret.txt", "/leaving/", "/loop", "/nowhere.txt",
                        "/around/around/around/about", "/notes.txt/x", "/" + "n" * 300 + ".txt")


def what_others_may_not_read(run):
    """Read permission for others makes content (SRC-03): a folder without it is not there, and is named."""
    root = trees.small(run)
    lib.write_file(root / "closed/in.md", "# In\n\nhidden words\n")
    lib.write_file(root / "closed.txt", "hidden words\n").chmod(0o640)
    (root / "closed").chmod(0o700)
    with run.start(root, "-v") as leda:
        answers_nothing(leda, "/closed/", "/closed/in.gmi", "/closed.txt")
        require("closed" in leda.stderr(), f"not named: {leda.stderr()}")


def programs_are_served(run):
    """An executable file is bytes like any other."""
    root = trees.small(run)
    script = b"#!/bin/sh\necho '20 text/plain\r'\necho ran\n"
    lib.write_file(root / "cgi-bin/run.sh", script).chmod(0o755)
    lib.write_file(root / "run.cgi", script).chmod(0o755)
    with run.start(root) as leda:
        for path in "/cgi-bin/run.sh", "/run.cgi":
            equal(talk.gemini(leda.gemini, path).body, script, path)
            require(b"echo ran" in talk.gopher(leda.gopher, path), f"{path} on Gopher")


def by_a_pipe(path, _other):
    os.mkfifo(path)


def by_a_folder(path, _other):
    path.mkdir()


def by_a_link(path, other):
    path.symlink_to(other)


def by_nothing(_path, _other):
    pass


def replaced_after_the_load(run):
    """A streamed file that has become something else is not opened, and nobody waits for it: 40 and an error item. So
    is one whose folder has become a link that leads out.
    """
    root = trees.small(run)
    other = lib.write_file(run.folder("outside") / "big.bin", b"hidden words" * (BIG // 12))
    kinds = by_a_pipe, by_a_folder, by_a_link, by_nothing
    for number in range(len(kinds) + 1):
        lib.write_file(root / f"{number}/big.bin", b"x" * BIG)
    with run.start(root, "--no-watch") as leda:
        for number, replace in enumerate(kinds):
            path = root / f"{number}/big.bin"
            path.unlink()
            replace(path, other)
        (root / f"{len(kinds)}").rename(root / "moved")
        (root / f"{len(kinds)}").symlink_to(other.parent, target_is_directory=True)
        for number in range(len(kinds) + 1):
            reply = talk.gemini(leda.gemini, f"/{number}/big.bin")
            equal((reply.status, reply.body), (40, b""), f"answer {number}")
            require(talk.is_gopher_error(talk.gopher(leda.gopher, f"/{number}/big.bin")), f"answer {number} on Gopher")


def grows_while_it_is_sent(run):
    """The answer is the file as long as it was when it was opened, and ends cleanly."""
    root = trees.small(run)
    path = trees.big_file(root / "big.bin", 8)
    data = path.read_bytes()
    with run.start(root, "--no-watch") as leda:
        with talk.connect_gemini(leda.gemini, receive_buffer=8192) as sock:
            sock.sendall(talk.gemini_url(leda.gemini, "/big.bin").encode() + b"\r\n")
            head = sock.recv(1000)
            with open(path, "ab") as file:
                file.write(b"more" * 100_000)
            rest, closed = talk.read_to_end(sock)
        body = talk.parse_reply(head + rest, closed).body
        require(closed == "clean" and body[: len(data)] == data, f"{len(body)} bytes, {closed}")
        equal(len(body), len(data), "length")


def main(run):
    run.check("odd names in lists lead to their files", odd_names, run)
    run.check("what is no regular file is waited for by nobody", no_regular_files, run)
    run.check("links inside are followed, links outside, loops and nowhere are not there", links_of_the_file_system, run)
    run.check("what others may not read is not there", what_others_may_not_read, run)
    run.check("programs are served, not run", programs_are_served, run)
    run.check("a file that something else has replaced is not opened", replaced_after_the_load, run)
    run.check("a file that grows while it is sent", grows_while_it_is_sent, run)


if __name__ == "__main__":
    lib.run(main)
