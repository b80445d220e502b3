"""The access log: a line for each answer, in its exact form, and nothing in it that a client could forge.

What a line can hold and what happens to a queue that is full is tests/unit/access_test.c's.
"""

import os
import re
import signal
import time

import lib
import talk
import trees
from lib import equal, require

LINE = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (gemini|gopher|gophers|noise) ([0-9a-f]{12}|127\.0\.0\.1|::1|-) "
    r"(\d\d) (\d+) (\d+) ([\x21-\x7e]+)\n"
)


def lines_of(path, count):
    """The fields of the `count` lines that must be there, and no more."""
    text = lib.eventually(lambda: (text := path.read_text()).count("\n") >= count and text, 10, f"{count} lines")
    fields = [match.groups() for match in LINE.finditer(text)]
    equal("".join(match.group() for match in LINE.finditer(text)), text, "what is not a line in the log")
    equal(len(fields), count, "number of lines")
    return fields


def logged(run, *options, **settings):
    path = run.folder("log") / "access.log"
    return run.start(trees.small(run), "--access-log", path, *options, **settings), path


def a_line_for_each_answer(run):
    leda, path = logged(run)
    with leda:
        before = time.time()
        root = f"gemini://localhost:{leda.gemini}"
        sizes = []
        for line in f"{root}/about.gmi", f"{root}/missing?my%20secret", "gemini://a:secret@localhost/x", "nonsense":
            reply = talk.gemini_line(leda.gemini, line.encode() + b"\r\n")
            sizes.append(len(f"{reply.status} {reply.meta}\r\n".encode()) + len(reply.body))
            lines_of(path, len(sizes))  # several workers write
        for selector in b"/about", b"", b"/missing\tmy secret":
            sizes.append(len(talk.gopher(leda.gopher, selector)))
            lines_of(path, len(sizes))
        sizes.append(len(talk.gopher(leda.gopher, b"GET /?secret HTTP/1.0")))
        fields = lines_of(path, 8)
        hole = f"gopher://localhost:{leda.gopher}"
        targets = [f"{root}/about.gmi", f"{root}/missing", "gemini://localhost/x", "nonsense",
                   f"{hole}/1/about", f"{hole}/", f"{hole}/1/missing", "GET%20/"]
        equal([field[1] for field in fields], 4 * ["gemini"] + 3 * ["gopher"] + ["noise"], "protocols")
        equal([field[3] for field in fields], ["20", "51", "59", "59", "20", "20", "51", "59"], "status")
        equal([int(field[4]) for field in fields], sizes, "bytes")
        equal([field[6] for field in fields], targets, "what was asked for")
        equal({field[2] for field in fields}, {fields[0][2]}, "clients")
        require(re.fullmatch(r"[0-9a-f]{12}", fields[0][2]), f"not hashed: {fields[0][2]}")
        day = time.strftime("%Y-%m-%dT", time.gmtime(before))
        require(fields[0][0].startswith((day, time.strftime("%Y-%m-%dT", time.gmtime()))), f"not now: {fields[0][0]}")
        equal([fields[i][0] <= fields[i + 1][0] for i in range(7)], 7 * [True], "times are in order")


def who_asks_for_nothing(run):
    """No answer, no line."""
    leda, path = logged(run)
    with leda:
        talk.connect(leda.gopher).close()
        with talk.connect(leda.gemini) as sock:
            sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
            talk.read_to_end(sock)
        talk.gopher(leda.gopher, b"/about")
        equal(lines_of(path, 1)[0][6], f"gopher://localhost:{leda.gopher}/1/about", "the only line")


def nothing_is_forged(run):
    """A line comes when its connection has ended, which another one may do before: each is waited for."""
    leda, path = logged(run)
    forged = b"2026-01-01T00:00:00.000Z gemini - 20 1 1 x"
    with leda:
        talk.gopher(leda.gopher, b"/\x1b[31mred\x07\x9b\"'\\ " + forged)
        lines_of(path, 1)
        talk.gemini_line(leda.gemini, b"gemini://localhost/\x1b[2J\x00\r\n")
        lines_of(path, 2)
        talk.gemini_line(leda.gemini, f"gemini://localhost/%0A{'%0d' * 100}é\u202e".encode() + b"\r\n")
        lines_of(path, 3)
        talk.gopher(leda.gopher, b"x" * 2000)
        targets = [field[6] for field in lines_of(path, 4)]
        equal(targets[0], f"gopher://localhost:{leda.gopher}/1/%1B[31mred%07%9B%22%27%5C%20" + forged.decode().replace(" ", "%20"), "escapes")
        equal(targets[1], "gemini://localhost/%1B[2J%00", "escapes")
        require(targets[2].endswith("%C3%A9%E2%80%AE"), f"escapes: {targets[2]}")
        require(len(targets[3]) == 1024 and targets[3].endswith("x..."), f"not cut: {targets[3]}")


def rotation(run):
    """Renamed away and SIGHUP: no line is lost, those behind it are in the new file."""
    leda, path = logged(run)
    with leda:
        talk.gopher(leda.gopher, b"/about")
        lines_of(path, 1)
        moved = path.rename(path.with_suffix(".1"))
        talk.gopher(leda.gopher, b"/missing")
        require(lines_of(moved, 2)[1][6].endswith("/1/missing"), "the line before SIGHUP")
        leda.send(signal.SIGHUP)
        lib.eventually(path.exists, 10, "a new file")
        talk.gopher(leda.gopher, b"/")
        equal(lines_of(path, 1)[0][6], f"gopher://localhost:{leda.gopher}/1/", "the line after SIGHUP")
        lines_of(moved, 2)
        equal(path.stat().st_mode & 0o137, 0, "rights of the file for others")


def the_salt_is_a_days(run):
    shift = lib.write_file(run.folder("clock") / "shift", "0")
    environment = {**os.environ, "LEDA_CLOCK_FILE": str(shift)}
    leda, path = logged(run, env=environment)
    with leda:
        talk.gopher(leda.gopher, b"/about")
        talk.gopher(leda.gopher, b"/about")
        lines_of(path, 2)
        lib.write_file(shift.with_suffix(".new"), "86400").rename(shift)
        talk.gopher(leda.gopher, b"/about")
        fields = lines_of(path, 3)
        equal(fields[0][2] == fields[1][2], fields[0][0][:10] == fields[1][0][:10], "one client on one day")
        require(fields[1][2] != fields[2][2], "the same hash a day later")
        require(fields[1][0][:10] < fields[2][0][:10], "the clock did not move")


def the_forms_of_addresses(run):
    for form, wanted in ("full", "127.0.0.1"), ("none", "-"):
        leda, path = logged(run, "--address", form)
        with leda:
            talk.gopher(leda.gopher, b"/about")
            equal(lines_of(path, 1)[0][2], wanted, f"the client with address = {form}")


def standard_error(run):
    with run.start(trees.small(run), "-q", "--access-log", "stderr", wait=False) as leda:
        lib.eventually(lambda: not lib.port_is_free(leda.gopher), 20, "it serves")
        talk.gopher(leda.gopher, b"/about")
        lib.eventually(lambda: LINE.fullmatch(leda.stderr()), 10, "a line on standard error")


def nobody_waits_for_it(run):
    """A pipe that nobody reads takes no lines: answers come all the same, and what is lost is said (a bound queue)."""
    path = run.folder("log") / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    requests, selector = 400, b"/" + 1000 * b"x"
    try:
        with run.start(trees.small(run), "--access-log", path) as leda:
            lib.in_parallel(4, lambda _: talk.gopher(leda.gopher, selector), range(requests))
            lib.eventually(lambda: "takes lines too slowly" in leda.stderr(), 10, "that lines are lost is said")
        lost = sum(map(int, re.findall(r"takes lines too slowly; (\d+) are lost", leda.stderr())))
        arrived = os.read(reader, 1 << 20).count(b"\n")
    finally:
        os.close(reader)
    equal((lost + arrived, lost > 0, arrived > 0), (requests, True, True), f"lines: {lost} lost, {arrived} arrived")


def what_cannot_be_opened_anew(run):
    """A rotation that goes wrong costs no line: the file that is open stays."""
    leda, path = logged(run)
    with leda:
        talk.gopher(leda.gopher, b"/about")
        lines_of(path, 1)
        moved = path.rename(path.with_suffix(".1"))
        path.mkdir()
        leda.send(signal.SIGHUP)
        lib.eventually(lambda: f"cannot open the access log {path} anew: Is a directory" in leda.stderr(), 10, "a line")
        talk.gopher(leda.gopher, b"/about")
        lines_of(moved, 2)


def refused(run):
    content = trees.small(run)
    missing = run.folder("log") / "missing" / "access.log"
    done = run.command("serve", content, "--gemini-port", "0", "--gopher-port", lib.free_port(), "--access-log", missing)
    lib.one_line(done, 1, str(missing), "No such file or directory", "give a file that this user may write")


def never_content(run):
    """Wherever it lies, it is not served."""
    content = trees.small(run)
    path = lib.write_file(content / "access.txt", "")
    with run.start(content, "--access-log", path) as leda:
        talk.gopher(leda.gopher, b"/about")
        lines_of(path, 1)
        equal(talk.gemini(leda.gemini, "/access.txt").status, 51, "status of the log's address")


def main(run):
    run.check("a line for each answer, in its form", a_line_for_each_answer, run)
    run.check("no line for who gets no answer", who_asks_for_nothing, run)
    run.check("nothing that a client sends forges a line", nothing_is_forged, run)
    run.check("rotation: renamed away and SIGHUP", rotation, run)
    run.check("the salt changes with the day", the_salt_is_a_days, run)
    run.check("addresses in full and none", the_forms_of_addresses, run)
    run.check("to standard error", standard_error, run)
    run.check("a log that takes nothing makes nobody wait", nobody_waits_for_it, run)
    run.check("a file that cannot be opened anew", what_cannot_be_opened_anew, run)
    run.check("a file that cannot be written is exit 1 and one line", refused, run)
    run.check("the log is never content", never_content, run)


if __name__ == "__main__":
    lib.run(main)
