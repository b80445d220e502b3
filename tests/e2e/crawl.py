"""Crawlers for both protocols, and what a content folder must give, read from the folder by rules of the tests' own.

The crawlers follow every link of ours and keep what they saw; Expected knows CONVERSION.md section 2, not the program.
"""

import os
import pathlib
import re
import unicodedata
import urllib.parse

import lib
import talk
import trees

THREADS = 8


def decoded(path):
    """The form in which addresses of both protocols are compared."""
    return unicodedata.normalize("NFC", urllib.parse.unquote(path))


class Crawl:
    """A breadth-first walk in which the links of one depth are asked for at once.

    Keys are a protocol's own; a subclass says in visit() what it found behind a key and which keys it names.
    """

    def __init__(self, leda):
        self.leda = leda
        self.problems = []
        self.other = {}  # page -> links into the other protocol of ours
        self.named_by = {}  # key -> the first page that linked it
        self.steps = {}  # key -> links from the root
        frontier = [self.root]
        while frontier:
            self.steps.update(dict.fromkeys(frontier, 1 + max(self.steps.values(), default=-1)))
            found = lib.in_parallel(THREADS, self.visit_or_report, frontier)
            frontier = self.fresh(zip(frontier, found))

    def visit_or_report(self, key):
        try:
            return self.visit(key)
        except (lib.Failure, OSError, UnicodeDecodeError) as error:
            self.problem(key, error)
            return []

    def fresh(self, visited):
        news = []
        for page, keys in visited:
            for key in keys:
                if key != self.root and key not in self.named_by:
                    self.named_by[key] = page
                    news.append(key)
        return news

    def problem(self, key, words):
        self.problems.append(f"{key!r} (linked from {self.named_by.get(key)!r}): {words}")


class GeminiCrawl(Crawl):
    root = "/"

    def near(self):
        """The addresses that are at most four links away from the root."""
        return {address_of(decoded(path)).rstrip("/") for path, steps in self.steps.items() if steps <= 4}

    def __init__(self, leda):
        self.pages, self.files, self.raw = {}, {}, {}
        self.base = talk.gemini_url(leda.gemini, "")
        self.twin = f"gopher://localhost:{leda.gopher}/"
        super().__init__(leda)

    def visit(self, path):
        reply = talk.gemini(self.leda.gemini, path)
        if reply.status != 20:
            self.problem(path, f"answered {reply.status} {reply.meta}")
            return []
        if reply.meta.split(";")[0] != "text/gemini":
            self.files[decoded(path)] = reply
            return []
        self.pages[decoded(path)] = reply.text
        self.raw[decoded(path)] = path
        return self.links(path, reply.text)

    def links(self, path, text):
        urls = [talk.resolve(self.base + path, line.url) for line in talk.links(text)]
        self.other[decoded(path)] = [url for url in urls if url.startswith(self.twin)]
        return [url[len(self.base) :] or "/" for url in urls if url.startswith(self.base)]


class GopherCrawl(Crawl):
    """Keys are (type, selector)."""

    root = ("1", "")

    def near(self):
        return {address_of(decoded_selector(key[1])).rstrip("/") for key, steps in self.steps.items() if steps <= 4}

    def __init__(self, leda):
        self.menus, self.texts, self.files, self.web = {}, {}, {}, {}
        self.gemini = talk.gemini_url(leda.gemini, "")
        super().__init__(leda)

    def visit(self, key):
        kind, selector = key
        data = talk.gopher(self.leda.gopher, selector)
        if talk.is_gopher_error(data):
            self.problem(key, f"answered {data!r}")
            return []
        if selector.startswith("URL:"):
            self.web[selector] = data
            return []
        if kind != "1":
            # A text of type 0 is told from a file by what leads there, not by its bytes: both are kept.
            (self.texts if kind == "0" else self.files)[decoded_selector(selector)] = data
            return []
        self.menus[decoded_selector(selector)] = data
        return self.links(selector, data)

    def links(self, selector, data):
        items, problems = talk.parse_menu(data)
        for problem in problems:
            self.problem(("1", selector), problem)
        ours = [item for item in items if item.type != "i" and item.host == "localhost"
                and item.port == self.leda.gopher]
        self.other[decoded_selector(selector)] = [
            item.selector[4:] for item in ours if item.selector.startswith("URL:" + self.gemini)
        ]
        return [(item.type, item.selector) for item in ours]


def decoded_selector(selector):
    return unicodedata.normalize("NFC", selector) or "/"


class Expected:
    """What a folder must give, read from it by rules of the tests' own."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.pages, self.files, self.dates = set(), set(), {}
        for folder, folders, names in os.walk(os.fsencode(self.root)):
            folders[:] = [name for name in folders if not self.never(os.fsdecode(name))]
            for name in names:
                self.add(pathlib.Path(os.fsdecode(os.path.join(folder, name))))

    @staticmethod
    def never(name):
        return (name.startswith((".", "#")) or name.endswith(("~", ".swp", ".bak", ".orig", ".tmp", ".key", ".pem"))
                or name in ("node_modules", "vendor") or any("\udc80" <= c <= "\udcff" or c in "\t\r\n" for c in name))

    def add(self, path):
        if self.never(path.name) or path.is_symlink() or not path.is_file() or not path.stat().st_mode & 0o004:
            return
        source = str(path.relative_to(self.root))
        if path.suffix not in (".md", ".markdown"):
            self.files.add("/" + unicodedata.normalize("NFC", source))
            return
        text = path.read_text(encoding="utf-8-sig")
        if "draft: true" in text[:500] or "2999" in text[:100]:
            return
        address = trees.Page(source, "").address
        self.pages.add(address)
        if date := re.search(r"\A---\n(?:.*\n)*?date: *[\"']?(\d{4}-\d\d-\d\d)(?:.*\n)*?---", text):
            self.dates[address] = date.group(1)

    def gemini_pages(self):
        return {address if address.endswith("/") else address + ".gmi" for address in self.pages}


def address_of(path):
    """A Gemini path or a Gopher selector -> the address that both have in common."""
    path = path.removesuffix("index.txt") if path.endswith("/index.txt") else path
    return re.sub(r"\.(gmi|txt)$", "", path)


def list_problems(text, posts, shown):
    """What is wrong with the dated entries of a list that is made of `posts`, newest first, and shows so many."""
    found = {address_of(decoded(url)): date for url, date, _ in talk.feed_entries(text)}
    possible = {post.address: post.date for post in posts}
    if strange := sorted(set(found.items()) - set(possible.items())):
        yield f"entries of no post: {strange[:3]}"
    if list(found.values()) != [post.date for post in posts][:shown]:
        yield f"{len(found)} entries, not the newest {shown} of {len(posts)}"


class Capsule:
    """A running program and what both crawlers saw of it."""

    def __init__(self, leda):
        self.leda = leda
        self.expected = Expected(leda.content)
        self.gemini = GeminiCrawl(leda)
        self.gopher = GopherCrawl(leda)

    def page_texts(self):
        """(address, type-0 text) of every page and folder, asked for by the rule of section 2."""
        addresses = sorted(address_of(path) for path in self.gemini.pages)
        selectors = [address + ("index.txt" if address.endswith("/") else ".txt") for address in addresses]
        return zip(addresses, lib.in_parallel(THREADS, lambda s: talk.gopher(self.leda.gopher, s), selectors))
