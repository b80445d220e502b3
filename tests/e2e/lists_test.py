"""Lists of 300 and of 10,000 posts: near, sorted, the newest 100 and then by year, and how large they are.

Of the large capsule only the lists are fetched, and some of the posts: what the others answer is no list's matter.
"""

import datetime
import time
import urllib.parse

import crawl
import lib
import talk
import trees
from crawl import address_of, decoded, decoded_selector
from lib import equal, none_of, require

SMALL, LARGE = 300, 10_000
EVERY = 97  # of so many posts of the large capsule one is fetched
SECONDS = 40
WAIT_SECONDS = 6  # until a post is due: time enough to start


class GeminiLists(crawl.GeminiCrawl):
    """Passes by the posts but for a few."""

    def __init__(self, leda, skipped):
        self.skipped = skipped
        super().__init__(leda)

    def visit(self, path):
        return [] if address_of(decoded(path)) in self.skipped else super().visit(path)


class GopherLists(crawl.GopherCrawl):
    def __init__(self, leda, skipped):
        self.skipped = skipped
        super().__init__(leda)

    def visit(self, key):
        return [] if address_of(decoded_selector(key[1])) in self.skipped else super().visit(key)


def posts_are_near(walk, tree):
    near = walk.near()
    none_of([f"more than four steps: {page.address}" for page in tree.pages if page.address not in near])


def lists_are_right(gemini, tree):
    lists = {path: text for path, text in gemini.pages.items() if path.endswith("/")}
    require(len(lists) > trees.Blog.TAGS, "there are hardly any lists")
    none_of([f"{path}: {problem}" for path, text in lists.items()
             for problem in crawl.list_problems(text, *trees.entries(tree.pages, path))])


def years_are_linked(gemini, tree):
    """Where a list is cut it links each of its years, and only there; home has an archive in any case."""
    problems = []
    for path, text in gemini.pages.items():
        if not path.endswith("/") or "/archive/" in path or path == "/tags/":
            continue
        posts, shown = trees.entries(tree.pages, path)
        years = sorted({post.date[:4] for post in posts}, reverse=True) if shown < len(posts) else []
        found = [line.text for line in talk.links(text) if f"{path}archive/2" in urllib.parse.unquote(line.url)]
        wanted = [f"{year} ({sum(post.date.startswith(year) for post in posts)})" for year in years]
        if found != wanted:
            problems.append(f"{path}: {found[:3]} instead of {wanted[:3]}")
    none_of(problems)


def lists_stay_small(gemini, gopher, tree):
    """Every post stands in the lists of its folders, tags and years: a few lines for each, whatever their number."""
    lists = sum(len(text.encode()) for path, text in gemini.pages.items() if path.endswith("/"))
    menus = sum(len(menu) for path, menu in gopher.menus.items() if path.endswith("/"))
    sources = sum((tree.root / page.source).stat().st_size for page in tree.pages)
    print(f"# {len(tree.pages)} posts: {sources} bytes of sources, of lists {lists} on Gemini, {menus} on Gopher")
    require(lists < 500 * len(tree.pages), f"{lists} bytes of lists for {len(tree.pages)} posts")
    require(menus < 600 * len(tree.pages), f"{menus} bytes of menus for {len(tree.pages)} posts")


def tags_are_spelled_as_most_do(gemini, _tree):
    none_of([line.text for line in talk.links(gemini.pages["/tags/"])
             if "/tags/tag-" in line.url and not line.text.startswith("tag ")])


def check_capsule(run, name, count, fetched):
    begun = time.monotonic()
    tree = trees.Blog(run.folder("blog"), count)
    leda = run.start(tree.root)
    skipped = {page.address for number, page in enumerate(tree.pages) if number % fetched}
    gemini, gopher = GeminiLists(leda, skipped), GopherLists(leda, skipped)
    for protocol, walk in ("Gemini", gemini), ("Gopher", gopher):
        run.check(f"{name}: {protocol}: no link is broken", none_of, walk.problems)
        run.check(f"{name}: {protocol}: every post is within four steps", posts_are_near, walk, tree)
    run.check(f"{name}: each list has its posts, the newest 100 or all of a year", lists_are_right, gemini, tree)
    run.check(f"{name}: a list that is cut links its years", years_are_linked, gemini, tree)
    run.check(f"{name}: SRC-13: tags are shown as most pages spell them", tags_are_spelled_as_most_do, gemini, tree)
    run.check(f"{name}: lists take a few lines for each post", lists_stay_small, gemini, gopher, tree)
    run.check(f"{name}: the program stops cleanly", leda.stop)
    return time.monotonic() - begun


def timed(name, **front):
    lines = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f"---\ntitle: {name}\ntags: [time]\n{lines}---\n\nWords.\n"


def lists_keep_time(run):
    """SRC-07: what comes and what goes does so at its second in every list, with no request in between; a day alone has
    come when it has begun anywhere."""
    now = datetime.datetime.now(datetime.timezone.utc)
    moment = (now + datetime.timedelta(seconds=WAIT_SECONDS)).isoformat(timespec="seconds")
    begun = (now + datetime.timedelta(hours=14, seconds=-60)).date()
    root = run.folder("timed")
    lib.write_file(root / "comes.md", timed("Comes", date=moment))
    lib.write_file(root / "goes.md", timed("Goes", date="2024-01-01", expiryDate=moment))
    lib.write_file(root / "day.md", timed("A day", date=begun))
    lib.write_file(root / "later.md", timed("A later day", date=begun + datetime.timedelta(days=2)))
    with run.start(root) as leda:
        equal(titles(leda, moment[:4]), {"Goes", "A day"}, "before")
        time.sleep(max(0, datetime.datetime.fromisoformat(moment).timestamp() - time.time()) + 1.5)
        equal(titles(leda, moment[:4]), {"Comes", "A day"}, "after")


def titles(leda, year):
    """What the lists show of the posts, all of them the same."""
    found = {}
    for path in "/", "/tags/time/":
        words = talk.gopher_words(talk.gopher(leda.gopher, path))
        found[path] = {title for _, _, title in talk.feed_entries(talk.gemini_page(leda.gemini, path))}
        found["gopher:" + path] = {word[11:] for word in words if word[:2] == "20" and word[4] == "-"}
    if "Comes" in found["/"]:
        require("Comes" in talk.gemini_page(leda.gemini, f"/archive/{year}/"), "the archive has not heard of it")
    require(len({frozenset(each) for each in found.values()}) == 1, f"lists differ: {found}")
    return found["/"]


def main(run):
    run.check("SRC-07: posts come and go in lists at their second", lists_keep_time, run)
    check_capsule(run, "300 posts", SMALL, 1)
    if run.sanitizer:
        return
    seconds = check_capsule(run, "10,000 posts", LARGE, EVERY)
    run.check("10,000 posts: in bounded time", require, seconds < SECONDS, f"{seconds:.1f} s")


if __name__ == "__main__":
    lib.run(main)
