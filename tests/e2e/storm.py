"""A storm: files are written, some in halves, renamed, deleted, folders moved, while clients ask without pause.

The writer is a process of its own, so that no client holds it up between two halves. It logs what is complete on disk
from when on; afterwards every answer is held against that log: it must be one version of the page, whole, that was
complete at that address before the answer came, or "not found" where the page was absent at some time before.
"""

import json
import multiprocessing
import pathlib
import random
import re
import threading
import time

import lib
import talk
from lib import require
from storm_trees import FOLDERS, Plain, ending

PAGES = 24
LINES = 40
BIG_LINES = 9000  # more than is held in memory: streamed
HALVES = 0.035  # at most between two halves
SURE = 0.040  # a half that lay there longer may have been taken for the whole: the machine was busy
CALM, BUSY = (0, 0.01, 0.08, 0.2), (0, 0, 0.002, 0.01, 0.03)  # between changes; BUSY leaves no quiet to load in
SPELL = 1.6  # seconds of each in turn
LINE = re.compile(r"p(\d+) v(\d+) l(\d+) ")


def text(page, version, lines=LINES):
    """Front matter and a fence in some, so that halves end within them. Each version is as long as another."""
    body = [f"p{page} v{version:06} l{line} words\n\n" for line in range(lines)]
    head = f"# Page {page} of {version:06}\n\n"
    if ending(page) == ".md" and page % 3 == 1:
        head = f"---\ntitle: Page {page} of {version:06}\ndate: 2024-02-{page % 28 + 1:02}\ntags: [a, b]\n---\n"
    if ending(page) == ".md" and page % 3 == 2:
        body[10:30] = ["```\n", *(line.replace("\n\n", "\n") for line in body[10:30]), "```\n\n"]
    return head + "".join(body)


class Writer:
    """What happens to the files; runs in a process of its own."""

    def __init__(self, root, tree, log, seed):
        self.root, self.tree, self.log, self.random = root, tree, log, random.Random(seed)
        self.version = 0
        self.places = {}  # page -> its path below the root, None: it is absent
        self.folders = {folder: folder for folder in FOLDERS}

    def note(self, path, state):
        """`state`: a version, -1 (absent), or [version] (a part of it)."""
        self.log.append((time.monotonic(), path, state))

    def fill(self):
        self.tree.prepare(self.root)
        for page in range(PAGES):
            self.places[page] = self.tree.file(page, self.tree.home(page))
            lib.write_file(self.root / self.places[page], text(page, 0))
            self.note(self.places[page], 0)
        lib.write_file(self.root / self.tree.big, text(PAGES, 0, BIG_LINES))
        self.note(self.tree.big, 0)

    # What can happen

    def next_text(self, page):
        self.version += 1
        return text(page, self.version)

    def write(self, page, data, pause=0.0):
        """Over what is there, in halves when there is a pause."""
        path = self.places[page]
        start, middle = time.monotonic(), self.random.randrange(len(data))
        with open(self.root / path, "w") as file:
            file.write(data[:middle])
            file.flush()
            time.sleep(pause)
            self.note(path, self.version)
            file.write(data[middle:])
        if time.monotonic() - start > SURE:
            self.log.append((start, path, [self.version]))

    def save(self, page):
        self.write(page, self.next_text(page))

    def save_in_halves(self, page):
        self.write(page, self.next_text(page), self.random.uniform(0.001, HALVES))

    def save_by_rename(self, page):
        path = self.root / self.places[page]
        new = path.with_name(f".{path.name}.new")
        new.write_text(self.next_text(page))
        self.note(self.places[page], self.version)
        new.rename(path)

    def save_after_unlink(self, page):
        self.note(self.places[page], -1)
        (self.root / self.places[page]).unlink()
        self.write(page, self.next_text(page), self.random.choice((0, 0.01)))

    def save_away(self, page):
        path = self.root / self.places[page]
        away = path.with_name("away.bak")
        self.note(self.places[page], -1)
        path.rename(away)
        away.write_text(self.next_text(page))
        self.note(self.places[page], self.version)
        away.rename(path)

    def delete(self, page):
        """What a bundle leaves is an empty folder, which may go, too."""
        path = self.places[page]
        self.note(path, -1)
        (self.root / path).unlink()
        if self.tree.unit(path) != path and self.random.random() < 0.5:
            (self.root / self.tree.unit(path)).rmdir()
        self.places[page] = None

    def move(self, page):
        """Into another folder; what it showed there is what it was."""
        folder = self.random.choice(list(self.folders.values()))
        old, new = self.places[page], self.tree.file(page, folder)
        if old == new or self.tree.stays(page):
            return
        state = self.state(old)
        self.note(new, state)
        self.note(old, -1)
        (self.root / self.tree.unit(old)).rename(self.root / self.tree.unit(new))
        self.places[page] = new

    def state(self, path):
        found = LINE.search((self.root / path).read_text())
        return int(found.group(2))

    def create(self, page):
        home = self.folders[self.tree.home(page)]
        folder = home if self.tree.stays(page) else self.random.choice(list(self.folders.values()))
        self.places[page] = self.tree.file(page, folder)
        (self.root / self.places[page]).parent.mkdir(exist_ok=True)
        self.write(page, self.next_text(page), self.random.choice((0, 0, 0.02)))

    def move_folder(self):
        """There and back."""
        folder = self.random.choice(FOLDERS)
        old = self.folders[folder]
        if folder == "two" and self.folders["two/deep"].startswith("two/"):
            return  # its folder would go with it
        new = folder if old != folder else f"{folder.replace('/', '-')}-moved"
        content = self.root / self.tree.content
        if folder == "two/deep" and not (content / "two").is_dir():
            return
        above = f"{self.tree.content}{old}/"
        for page, path in self.places.items():
            if path and path.startswith(above):
                moved = f"{self.tree.content}{new}/{path.removeprefix(above)}"
                self.note(moved, self.state(path))
                self.note(path, -1)
                self.places[page] = moved
        (content / old).rename(content / new)
        self.folders[folder] = new

    def save_big(self):
        self.version += 1
        big = self.root / self.tree.big
        new = big.with_name(".big.new")
        new.write_text(text(PAGES, self.version, BIG_LINES))
        self.note(self.tree.big, self.version)
        new.rename(big)

    def step(self):
        page = self.random.randrange(PAGES)
        if self.random.random() < 0.06:
            return self.move_folder()
        if self.random.random() < 0.03:
            return self.save_big()
        if self.places[page] is None:
            return self.create(page)
        ways = (self.save, self.save_in_halves, self.save_in_halves, self.save_by_rename, self.save_after_unlink,
                self.save_away, self.move, self.delete)
        return self.random.choice(ways)(page)

    def run(self, seconds):
        start, steps = time.monotonic(), 0
        while (since := time.monotonic() - start) < seconds:
            self.step()
            steps += 1
            time.sleep(self.random.choice(CALM if since // SPELL % 2 else BUSY))
        return steps


def write_all(root, tree, seed, seconds, log_path):
    """The writer's process: waits for a line `go` by the file's name, writes, leaves its log."""
    log = []
    writer = Writer(root, tree, log, seed)
    writer.fill()
    (log_path.parent / "filled").touch()
    while not (log_path.parent / "go").exists():
        time.sleep(0.005)
    steps = writer.run(seconds)
    log_path.write_text(json.dumps({"log": log, "steps": steps}))


class History:
    """What was on disk, by address: the log, asked."""

    def __init__(self, log):
        self.whole, self.parts, self.absent, self.first = {}, {}, {}, {}
        for moment, path, state in sorted(log, key=lambda entry: entry[0]):
            if isinstance(state, list):
                self.parts.setdefault((path, state[0]), moment)
            elif state < 0:
                self.absent.setdefault(path, moment)
            else:
                self.whole.setdefault((path, state), moment)
                self.first.setdefault(path, moment)
        self.start = min(moment for moment, _, _ in log)

    def fault(self, path, answer, moment, lines):
        """What is wrong with an answer, or None."""
        if answer is None:
            here_at_first = self.first.get(path, moment) < self.filled
            absent = self.absent.get(path, moment) < moment or not here_at_first
            return None if absent else "not found, and never absent"
        versions = {version for _, version, _ in answer}
        if len(versions) > 1:
            return f"a mixture of versions {sorted(versions)}"
        parts = [version for (of, version), since in self.parts.items() if of == path and since < moment]
        if not answer:
            return None if parts else "an answer without a line"
        version = versions.pop()
        if [line for _, _, line in answer] != list(range(lines)):
            return None if version in parts else f"{len(answer)} of {lines} lines of version {version}"
        if self.whole.get((path, version), moment) >= moment:
            return f"version {version}, which was not there"
        return None


class Clients(lib.Clients):
    """Threads that ask without pause, half of them on each protocol."""

    def __init__(self, leda, tree, seed, threads=4):
        self.leda, self.tree, self.done, self.answers, self.failures = leda, tree, threading.Event(), [], []
        self.threads = [threading.Thread(target=self.ask, args=(number, seed + number), daemon=True)
                        for number in range(threads)]

    def ask(self, number, seed):
        chance = random.Random(seed)
        folders = [*FOLDERS, *(folder.replace("/", "-") + "-moved" for folder in FOLDERS)]
        while not self.done.is_set():
            page = chance.randrange(PAGES)
            home = chance.random() < 0.7
            path = self.tree.file(page, self.tree.home(page) if home else chance.choice(folders))
            if (rare := chance.random()) < 0.05:
                path = self.tree.big if rare < 0.02 else None
            try:
                self.one(number % 2 == 0, path)
            except (OSError, lib.Failure) as error:
                self.failures.append(f"{path}: {error}")

    def one(self, gemini, path):
        if path is None:
            found = talk.gemini(self.leda.gemini).status == 20 if gemini else talk.gopher_menu(self.leda.gopher)
            require(found, "no home page")
            return
        body = self.gemini(path) if gemini else self.gopher(path)
        answer = None if body is None else [tuple(map(int, found)) for found in LINE.findall(body)]
        if answer == [] and self.tree.has_list(path):
            answer = None
        odd = body if answer is not None and len(answer) not in (LINES, BIG_LINES) else None
        self.answers.append((time.monotonic(), path, answer, odd))

    def gemini(self, path):
        reply = talk.gemini(self.leda.gemini, self.tree.gemini(path))
        require(reply.status in (20, 51, 52), f"status {reply.status} {reply.meta}")
        return reply.text if reply.status == 20 else None

    def gopher(self, path):
        data = talk.gopher(self.leda.gopher, self.tree.gopher(path))
        return None if talk.is_gopher_error(data) else data.decode()


def everything(run, leda):
    """(protocol, address) -> what is answered there, for each public address of the tree."""
    listed = run.command("list", leda.content).stdout.splitlines()
    found = {}
    for protocol, address, *_ in (line.split("\t") for line in listed):
        if protocol == "gemini":
            reply = talk.gemini(leda.gemini, address)
            found[protocol, address] = (reply.status, reply.meta, reply.body)
        else:
            found[protocol, address] = talk.gopher(leda.gopher, address[2:])
    return found


def wait_for_calm(leda):
    """Waits until the last reload is over."""
    def settled():
        before = leda.stderr()
        time.sleep(1.2)
        return leda.stderr() == before

    lib.eventually(settled, 30, "an end of reloads")


def storm(run, seconds, tree=Plain()):
    root, seed = run.folder("storm"), random.randrange(1 << 30)
    print(f"# seed {seed}", flush=True)
    log_path = run.folder("log") / "log"
    writer = multiprocessing.get_context("fork").Process(target=write_all, args=(root, tree, seed, seconds, log_path))
    writer.start()
    try:
        lib.eventually((log_path.parent / "filled").exists, 20, "files")
        filled = time.monotonic()
        certs = run.folder("certs")
        with run.start(root, certs=certs) as leda:
            with Clients(leda, tree, seed) as clients:
                (log_path.parent / "go").touch()
                writer.join(seconds + 60)
            lib.none_of(clients.failures)
            result = json.loads(log_path.read_text())
            judge(result, clients, filled, leda)
            wait_for_calm(leda)
            live = everything(run, leda)
        with run.start(root, certs=certs, gemini=leda.gemini, gopher=leda.gopher) as fresh:
            same(live, everything(run, fresh))
    finally:
        writer.kill()


def judge(result, clients, filled, leda):
    history, answers = History(result["log"]), clients.answers
    history.filled = filled
    faults = []
    for moment, path, answer, body in answers:
        lines = BIG_LINES if path == clients.tree.big else LINES
        if fault := history.fault(path, answer, moment, lines):
            recent = [f"{since - filled:.3f} s: {state}" for since, of, state in result["log"]
                      if of == path and moment - 2 < since < moment + 0.2]
            faults.append(f"{path} at {moment - filled:.3f} s: {fault}; {(body or '')[:200]!r}; on disk {recent}")
    found = sum(answer[2] is not None for answer in answers)
    print(f"# {result['steps']} changes, {leda.stderr().count('reloaded')} reloads, {len(answers)} answers, "
          f"{len(answers) - found} of them not found", flush=True)
    lib.none_of(faults)
    require(found > 20 and result["steps"] > 20, "too little happened")


def same(live, fresh):
    lib.equal(sorted(live), sorted(fresh), "addresses")
    lib.none_of([f"{where}: {live[where]!r} instead of {fresh[where]!r}" for where in fresh
                 if live[where] != fresh[where]], limit=3)


def reloads(run, count, pages=100):
    """Memory and descriptors after `count` reloads with changes are what they were after the tenth."""
    root = run.folder("reloads")
    for number in range(pages):
        lib.write_file(root / f"posts/{number % 7}/{number}.md", text(number, 0))

    def at_rest():
        found = lib.descriptors_at_rest(leda.pid, lambda: talk.gemini_page(leda.gemini))
        time.sleep(1)  # by then memory that is not needed has gone back
        return found, lib.resident(leda.pid)

    with run.start(root) as leda:
        for number in range(1, count + 1):
            page = number % pages
            new = lib.write_file(root / ".new", text(page, number))
            new.rename(root / f"posts/{page % 7}/{page}.md")
            selector = f"/posts/{page % 7}/{page}" + (".txt" if ending(page) != ".txt" else ".txt")
            words = f"v{number:06} ".encode()
            lib.eventually(lambda: words in talk.gopher(leda.gopher, selector), 20, f"edit {number}")
            if number == 10:
                descriptors, memory = at_rest()
        left, after = at_rest()
        lib.equal(left, descriptors, "descriptors")
        print(f"# {count} reloads: {memory >> 10} KiB after the tenth, {after >> 10} KiB at the end", flush=True)
        require(run.sanitizer or after <= memory * 1.05,
                f"{after >> 10} KiB after {count} reloads, {memory >> 10} before")
