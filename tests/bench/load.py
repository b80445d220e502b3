"""What a start, an edit and a reload cost: PERF-8, PERF-9 and PERF-10 with the real program.

    python3 tests/bench/load.py LEDA BASELINE SITE LARGE_SITE [ROUNDS]

The sites are tests/bench/corpus.c's, of 10,000 and of 100,000 posts; BASELINE is tests/bench/baseline.c, which reads
the same posts and makes md4c's own HTML of them on one core. Both are run in turn, ROUNDS (3) times; a ratio is that of
one round, what is printed the median of all. Processor times stand beside wall times: on a machine that does other
things as well they are what can be compared. Nothing is asserted.
"""

import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
import lib  # noqa: E402
import talk  # noqa: E402

EDITS = 15
QUIET_SECONDS = 4
RELOADS = 4
LARGE_START_SECONDS = 120


def markdown_bytes(site):
    return sum(path.stat().st_size for path in site.rglob("*.md"))


def children_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_baseline(binary, site):
    """Wall and processor seconds."""
    before, started = children_seconds(), time.monotonic()
    subprocess.run([binary, str(site / "posts")], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started, children_seconds() - before


def peak(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE).group(1)) * 1024


def await_ready(process):
    """Waits for the line that says so, as for the end of the baseline: without asking again and again, which takes
    processor time from a program that uses all cores."""
    deadline = threading.Timer(LARGE_START_SECONDS, process.kill)
    deadline.start()
    said = ""
    while not lib.READY.search(said):
        line = process.stderr.readline()
        lib.require(line, f"not ready: {said}")
        said += line
    deadline.cancel()


def start(run, site):
    """Wall and processor seconds until it is ready; resident bytes then, and at the peak."""
    ports = ["--gemini-port", str(lib.free_port()), "--gopher-port", str(lib.free_port())]
    command = [run.binary, "serve", str(site), "--certs", str(run.folder("certs")), *ports]
    started = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True) as process:
        await_ready(process)
        wall = time.monotonic() - started
        figures = wall, lib.processor_seconds(process.pid), lib.resident(process.pid), peak(process.pid)
        process.terminate()
        said = process.stderr.read()
    lib.equal(process.returncode, 0, f"exit code ({said})")
    return figures


def starts(run, baseline, sites, rounds):
    base, small, large = [], [], []
    for _ in range(rounds):
        base.append(run_baseline(baseline, sites[0]))
        small.append(start(run, sites[0]))
        large.append(start(run, sites[1]))
    return base, small, large


def median(values):
    return statistics.median(list(values))


def ratio(above, below, which):
    return median(a[which] / b[which] for a, b in zip(above, below))


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def row(name, goal, figure):
    print(f"{name:<66} {goal:>14} {figure:>12}", flush=True)


def report_starts(base, small, large, sizes):
    row("start with 10,000 posts: wall, seconds", "", f"{median(x[0] for x in small):.2f}")
    row("  md4c's HTML and reading, one core: wall, seconds", "", f"{median(x[0] for x in base):.2f}")
    row("PERF-8 start : baseline, wall", "<= 1.0", f"{ratio(small, base, 0):.2f}")
    row("  the same in processor time, which two cores halve", "<= 2.0", f"{ratio(small, base, 1):.2f}")
    row("PERF-8 100,000 posts : 10,000, wall", "<= 11", f"{ratio(large, small, 0):.1f}")
    row("  the same in processor time", "<= 11", f"{ratio(large, small, 1):.1f}")
    for name, figures, size in (("10,000", small, sizes[0]), ("100,000", large, sizes[1])):
        row(f"PERF-9 resident : markdown, {name} posts ({size / 1e6:.0f} MB)", "<= 2.8",
            f"{median(x[2] for x in figures) / size:.2f}")
        row(f"PERF-9 peak : markdown, {name} posts", "<= 4.0", f"{median(x[3] for x in figures) / size:.2f}")


# One edited post


def until_both(leda, address, words, end):
    """Seconds on the clock when both protocols show the words. Gopher is asked first: its requests cost next to
    nothing of what is measured."""
    while words not in talk.gopher(leda.gopher, address):
        lib.require(time.monotonic() < end, f"{address} does not show {words!r}")
        time.sleep(0.002)
    lib.require(words in talk.gemini(leda.gemini, address + ".gmi").body, f"{address} differs on Gemini")
    return time.monotonic()


def with_words(text, words):
    return f"{text}\n{words}\n"


def with_title(text, words):
    """Lists, feeds and neighbours show it. Some posts have no front matter."""
    titled = re.sub(r"^title( *[:=] *).*$", rf'title\1"{words}"', text, count=1, flags=re.MULTILINE)
    return titled if titled != text else f'---\ntitle: "{words}"\n---\n{text}'


def edit_posts(leda, site, edit):
    """For each of some edits: seconds until both protocols show it, and processor seconds that the program took."""
    waits, costs = [], []
    for i in range(EDITS):
        name = f"post-{i * 611 + 17:05}"
        path = site / "posts" / f"{name}.md"
        text, words = path.read_text(encoding="utf-8"), f"An edit, number {i}."
        time.sleep(0.5)
        before = lib.processor_seconds(leda.pid)
        path.write_text(edit(text, words), encoding="utf-8")
        written = time.monotonic()
        shown = until_both(leda, f"/posts/{name}", words.encode(), written + 30)
        waits.append(shown - written)
        time.sleep(0.1)
        costs.append(lib.processor_seconds(leda.pid) - before)
        path.write_text(text, encoding="utf-8")
    return waits, costs


# Requests during reloads of everything


class Asking:
    """Clients of both protocols that ask without pause; what they measured as (started, seconds)."""

    def __init__(self, leda):
        self.stop = False
        self.times = []
        asks = (lambda: talk.gopher(leda.gopher, "/posts/post-00042"),
                lambda: talk.gemini(leda.gemini, "/posts/post-00042.gmi"))
        self.threads = [threading.Thread(target=self.ask, args=(ask,)) for ask in asks]
        for thread in self.threads:
            thread.start()

    def ask(self, ask):
        while not self.stop:
            started = time.monotonic()
            ask()
            self.times.append((started, time.monotonic() - started))
            time.sleep(0.002)

    def end(self):
        self.stop = True
        for thread in self.threads:
            thread.join()


def reload_everything(leda, conf, width):
    """Another width draws every page anew. When it was asked for and when it was there."""
    seen = leda.stderr().count("reloaded")
    conf.write_text(f"width = {width}\n", encoding="utf-8")
    started = time.monotonic()
    leda.send(1)
    lib.eventually(lambda: leda.stderr().count("reloaded") > seen, 60, "the reload")
    return started, time.monotonic()


def requests_meanwhile(leda, conf):
    """The p99 while nothing happens and the p99 of requests during reloads, in seconds; how many there were."""
    asking = Asking(leda)
    try:
        quiet_from = time.monotonic()
        time.sleep(QUIET_SECONDS)
        quiet_to = time.monotonic()
        spans = [reload_everything(leda, conf, 60 + i) for i in range(RELOADS)]
    finally:
        asking.end()
    quiet = [took for at, took in asking.times if quiet_from <= at <= quiet_to - took]
    busy = [took for at, took in asking.times if any(a <= at + took and at <= b for a, b in spans)]
    return percentile(quiet, 0.99), percentile(busy, 0.99), len(busy), median(b - a for a, b in spans)


def report_reloads(run, site, full_cost):
    conf = run.folder("conf") / "leda.conf"
    conf.write_text("width = 67\n", encoding="utf-8")
    with run.start(site, "--config", str(conf)) as leda:
        waits, costs = edit_posts(leda, site, with_words)
        row("PERF-10 edit of one post: to both protocols, median, ms", "<= 150", f"{median(waits) * 1e3:.0f}")
        row("  the slowest", "<= 150", f"{max(waits) * 1e3:.0f}")
        row("PERF-10 its processor time : that of a full load", "<= 0.05", f"{statistics.mean(costs) / full_cost:.3f}")
        waits, costs = edit_posts(leda, site, with_title)
        row("edit of a title, which lists show: to both protocols, median, ms", "", f"{median(waits) * 1e3:.0f}")
        row("  its processor time : that of a full load", "", f"{statistics.mean(costs) / full_cost:.3f}")
        quiet, busy, count, took = requests_meanwhile(leda, conf)
        row("reload of all 10,000 pages: wall, seconds", "", f"{took:.2f}")
        row(f"  p99 of requests, quiet / of {count} during it, ms", "", f"{quiet * 1e3:.1f} / {busy * 1e3:.1f}")
        row("PERF-10 p99 during it : quiet p99", "<= 2.0", f"{busy / quiet:.2f}")


def main(leda, baseline, small, large, rounds="3"):
    sites = [pathlib.Path(small), pathlib.Path(large)]
    with tempfile.TemporaryDirectory() as temp:
        run = lib.Run(leda, pathlib.Path(temp))
        try:
            row("", "goal", "measured")
            base, small_starts, large_starts = starts(run, baseline, sites, int(rounds))
            report_starts(base, small_starts, large_starts, [markdown_bytes(site) for site in sites])
            report_reloads(run, sites[0], median(x[1] for x in small_starts))
        finally:
            run.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
