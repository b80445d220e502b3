"""SRC-07: posts come and go at their second, in lists and feeds too, with nobody asking; a clock that jumps is noticed.

The program's clock is set by a file that holds the seconds to add to the real one (include/base/clock.h).
"""

import calendar
import os
import time

import lib
import talk
import trees
from lib import equal, require

# The second at which 2 May 2030 begins in UTC+14, where days begin first.
CHANGE = calendar.timegm((2030, 5, 1, 10, 0, 0))
CHECK_SECONDS = 10  # at most, until a clock that jumped is noticed
ADDRESSES = "/posts/timed", "/posts/day", "/posts/published", "/posts/2030-05-02-text.txt"


class Clock:
    def __init__(self, run):
        self.path = run.folder("clock") / "shift"
        self.environment = {**os.environ, "LEDA_CLOCK_FILE": str(self.path)}

    def set(self, moment):
        """From here on it is that second for the program."""
        self.shift = moment - time.time()
        lib.write_file(self.path.with_suffix(".new"), f"{round(self.shift)}\n").rename(self.path)
        self.shift = round(self.shift)

    def wait_until(self, moment):
        time.sleep(max(0, moment - self.shift - time.time()))


def scheduled(run):
    content = trees.small(run)
    posts = content / "posts"
    lib.write_file(posts / "timed.md", trees.post("Timed", "2030-05-01T12:00:00+02:00", "At its second."))
    lib.write_file(posts / "day.md", trees.post("Day", "2030-05-02", "A date alone."))
    lib.write_file(posts / "published.md",
                   "---\ntitle: Published\ndate: 2030-01-01\npublishDate: 2030-05-01T10:00:00Z\n---\nwords\n")
    lib.write_file(posts / "2030-05-02-text.txt", "A text\n")
    lib.write_file(posts / "expiring.md",
                   "---\ntitle: Expiring\ndate: 2024-06-01\nexpiryDate: 2030-05-01T10:00:00Z\n---\nwords\n")
    return content


def everywhere(leda):
    """What lists and feeds of both protocols show."""
    places = {}
    for folder in "/", "/posts/":
        places[f"gemini {folder}"] = talk.gemini_page(leda.gemini, folder)
        places[f"gopher {folder}"] = "\n".join(talk.gopher_words(talk.gopher(leda.gopher, folder)))
    return places


def check(leda, due):
    """All that is scheduled is there, and what expires is gone; or the other way round."""
    for address in ADDRESSES:
        page = address if address.endswith(".txt") else address + ".gmi"
        equal(talk.gemini(leda.gemini, page).status, 20 if due else 51, f"{address} on Gemini")
        equal(talk.is_gopher_error(talk.gopher(leda.gopher, address)), not due, f"an error for {address} on Gopher")
    equal(talk.gemini(leda.gemini, "/posts/expiring.gmi").status, 52 if due else 20, "what expires")
    equal(talk.is_gopher_error(talk.gopher(leda.gopher, "/posts/expiring")), due, "an error for what expires")
    for place, text in everywhere(leda).items():
        for title in "Timed", "Day", "Published", "A text":
            equal(title in text, due, f"{title!r} in {place}")
        equal("Expiring" in text, not due, f"'Expiring' in {place}")


def at_their_second(run):
    clock = Clock(run)
    content = scheduled(run)
    clock.set(CHANGE - 5)
    with run.start(content, env=clock.environment) as leda:
        check(leda, False)
        require(clock.shift + time.time() < CHANGE, "too slow: the moment has passed")
        clock.wait_until(CHANGE + (3 if run.sanitizer else 1))
        check(leda, True)
        equal(leda.stderr().count("reloaded"), 1, "reloads")


def a_broken_configuration_keeps_nothing_back(run):
    clock = Clock(run)
    config = lib.write_file(run.folder("config") / "leda.conf", "width = 60\n")
    content = scheduled(run)
    clock.set(CHANGE - 5)
    with run.start(content, "--config", str(config), "--no-watch", env=clock.environment) as leda:
        lib.write_file(config, "widht = 60\n")
        clock.wait_until(CHANGE + (3 if run.sanitizer else 1))
        check(leda, True)
        require("widht" not in leda.stderr(), f"the configuration was read: {leda.stderr()}")


def a_clock_that_jumps(run):
    clock = Clock(run)
    clock.set(CHANGE - 86400 * 400)
    with run.start(scheduled(run), env=clock.environment) as leda:
        check(leda, False)
        for number, (moment, due) in enumerate([(CHANGE + 3600, True), (CHANGE - 3600, False)]):
            clock.set(moment)
            lib.eventually(lambda: leda.stderr().count("reloaded") > number, CHECK_SECONDS + 5, "a reload")
            check(leda, due)


def main(run):
    run.check("SRC-07 posts come and go at their second, unasked", at_their_second, run)
    run.check("SRC-07 a broken configuration keeps nothing back", a_broken_configuration_keeps_nothing_back, run)
    run.check("SRC-07 a clock that jumps is noticed, forth and back", a_clock_that_jumps, run)


if __name__ == "__main__":
    lib.run(main)
