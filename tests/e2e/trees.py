"""Content folders for the tests: a small one that every test can count on, and a large one made to be awkward.

Of the large one everything is known by construction: which addresses, titles, dates and links must come out.
"""

import dataclasses
import os
import pathlib
import posixpath
import random
import re
import unicodedata
import urllib.parse

from lib import write_file

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da63fcffff3f0300050001ff5cc2d5a20000000049454e44ae426082"
)


def post(title, date, text):
    return f"---\ntitle: {title}\ndate: {date}\n---\n\n{text}\n"


def small(run):
    """A home page, a section with two posts, a page, a file of each size class but the streamed one."""
    root = run.folder("content")
    write_file(root / "index.md", "# Small capsule\n\nHello from the tests. See [the first post](posts/first.md).\n")
    write_file(root / "about.md", "# About\n\nAn undated page.\n")
    write_file(root / "posts/first.md", post("First post", "2024-02-03", "Some words and [a link](second.md)."))
    write_file(root / "posts/second.md", post("Second post", "2024-03-04", "Words only, for a text on Gopher."))
    write_file(root / "notes.txt", "a\nb\n")
    write_file(root / "pixel.png", PIXEL)
    return root


def big_file(path, mebibytes):
    """Bytes that no compression or repeated block could hide a fault in; the same on every run."""
    return write_file(path, random.Random(mebibytes).randbytes(mebibytes << 20))


@dataclasses.dataclass
class Page:
    """What must be known of a page that a tree holds."""

    source: str  # path of its file below the root
    title: str
    date: str = ""  # empty for a page that is no post
    tags: tuple = ()
    links: dict = dataclasses.field(default_factory=dict)  # label -> source of the page that it leads to

    @property
    def address(self):
        """Without extension, decoded, in NFC: `/posts/hello`, `/posts/` for a folder."""
        return unicodedata.normalize("NFC", "/" + permalink(self.source))


# Names that URLs, selectors, menus, file systems or links could trip over. A backslash is not among them: GEM-URI-04
# refuses it in a request, so no Gemini address could lead there.
ODD_NAMES = [
    "with space", "two  spaces", "per%cent", "esc%41ped", "percent%20space", "hash#tag", "what?", "really?yes=1",
    'quo"te', "apo'strophe", "a&b", "semi;colon", "plus+plus", "brackets[1]", "paren(these)s", "angle<br>", "star*",
    "colon:colon", "at@sign", "tilde~", "comma,comma", "dollar$", "pipe|pipe", "caret^", "back`tick", "curly{}",
    "equals=", "bang!", "dot.dot", "-dash", "na\u00efve", "nai\u0308ve-nfd", "\u65e5\u672c\u8a9e", "\U0001f680 rocket",
    "\u05e9\u05dc\u05d5\u05dd", "UPPER", "index-like", "e\u0301t\u00e9",
]

# Never content (SRC-03): nothing of these may be listed, linked or answered.
HIDDEN = [
    ".hidden.md", ".git/config", "backup.md~", "#edited.md#", "page.md.swp", "page.md.bak", "page.orig", "page.tmp",
    "secret.key", "secret.pem", "node_modules/package/readme.md", "vendor/thing/readme.md",
]

# How authors write a link to another page (LNK-01, step 1): (name, function of source folder and target).
LINK_FORMS = {
    "relative": lambda folder, target: encode(posixpath.relpath(target, folder or ".")),
    "dot": lambda folder, target: encode(dot(posixpath.relpath(target, folder or "."))),
    "rooted": lambda folder, target: "/" + encode(target),
    "html": lambda folder, target: "/" + encode(stem(target)) + ".html",
    "relative-html": lambda folder, target: encode(stem(posixpath.relpath(target, folder or "."))) + ".html",
    "bare": lambda folder, target: "/" + encode(permalink(target)).rstrip("/"),
    "slash": lambda folder, target: "/" + encode(permalink(target)).rstrip("/") + "/",
    "fragment": lambda folder, target: "/" + encode(target) + "#a-heading",
    "query": lambda folder, target: "/" + encode(permalink(target)) + "?utm=1",
    "angle": lambda folder, target: f"</{percent_only(target)}>",
}


def encode(path):
    return urllib.parse.quote(path)


def percent_only(path):
    """For a destination in angle brackets, where blanks may stand as they are."""
    return "".join(urllib.parse.quote(c, safe="") if c in "%#?<>\\\"&*_[]`" else c for c in path)


def dot(path):
    return path if path.startswith(".") else "./" + path


def entries(pages, path):
    """The posts that the list at `path` is made of (CONVERSION.md sections 2 and 5), newest first, and how many of
    these it shows."""
    of, archive, year = re.fullmatch(r"(.*?/)(?:(archive/)(?:(\d{4})/)?)?", path).groups()
    tag = re.fullmatch(r"/tags/([^/]+)/", of)
    posts = [page for page in pages if page.date and page.date.startswith(year or "")]
    if tag:
        posts = [page for page in posts if tag[1] in {name.lower().replace(" ", "-") for name in page.tags}]
    else:
        posts = [page for page in posts if page.address.startswith(of)]
    posts.sort(key=lambda page: page.date, reverse=True)
    return posts, len(posts) if year else 0 if archive else min(len(posts), 100)


def stem(path):
    return path.rsplit(".", 1)[0]


def permalink(path):
    """What the page's address is on the web: a folder for an index."""
    return stem(path).removesuffix("index") if posixpath.basename(path).startswith("index.") else stem(path)


class Large:
    """About 300 posts and some pages, in folders, with links between them."""

    def __init__(self, root, own_url):
        self.root, self.own_url = pathlib.Path(root), own_url
        self.random = random.Random(2)  # the same tree on every run
        self.pages = {}
        self.files = {}
        self.plan()
        self.write()
        self.write_hidden()

    def plan(self):
        self.add("index.md", "Generated home")
        self.add("about.md", "About the generated tree")
        self.add("topic.md", "A page beside a folder of its name")
        self.add("topic/one.md", "One of a topic", "2022-02-02")
        self.add("deep/a/b/c/d/e/f.md", "Deep down", "2021-05-06")
        self.add("section/index.md", "A section with words of its own")
        self.add("section/only.markdown", "The other extension", "2018-12-31")
        for number in range(40):
            self.add(f"posts/bundle-{number}/index.md", f"Bundle {number}", self.day(number))
        for number in range(160):
            day = self.day(number * 7)
            self.add(f"posts/{day[:4]}/{day[5:7]}/post-{number}.md", f"Post {number}", day)
        for number in range(60):
            day = self.day(number * 29 + 3)
            self.add(f"journal/{day}-entry-{number}.md", f"Entry {number}", day)
        for number in range(25):
            self.add(f"notes/note-{number}.md", f"Note {number}")
        for number, name in enumerate(ODD_NAMES):
            self.add(f"odd/{name}.md", f"Odd {number}", self.day(number * 3 + 1))
        self.add("odd/folder with 100%/\u00fcber.md", "Below an odd folder", "2020-02-29")
        for name in ("files/only.bin", "img/a picture.png", "img/100%.png", "odd/data #1.csv"):
            self.files[name] = PIXEL
        self.files[".well-known/security.txt"] = b"Contact: mailto:nobody@example.org\n"

    def add(self, source, title, date=""):
        self.pages[source] = Page(source, title, date)

    @staticmethod
    def day(number):
        return f"{2018 + number % 7}-{1 + number % 12:02}-{1 + number % 28:02}"

    def write(self):
        sources = sorted(self.pages)
        for number, source in enumerate(sources):
            page = self.pages[source]
            # Every sixth page has no links, so that both forms of a list entry on Gopher are there.
            links = self.links(page, sources, number) if number % 6 else ""
            write_file(self.root / source, self.head(page, number) + links + self.filler(number))
        for name, data in self.files.items():
            write_file(self.root / name, data)

    def head(self, page, number):
        """Title and date in each of the places that SRC-04 to -06 know."""
        dated_name = posixpath.basename(page.source).startswith("20")
        if not page.date or dated_name:
            return f"# {page.title}\n\n"
        if number % 5 == 1:
            return f"# {page.title}\n\n{page.date}\n\n"
        if number % 5 == 2:
            return f'\ufeff---\r\ntitle: "{page.title}"\r\ndate: {page.date}T12:00:00+02:00\r\n---\r\n'
        page.tags = ("one", "two words")
        return f"---\ntitle: {page.title}\ndate: {page.date}\ntags: [{', '.join(page.tags)}]\n---\n\n"

    def links(self, page, sources, number):
        folder, text = posixpath.dirname(page.source), []
        # Each target once: two links of one block to one page become one line (LNK-04).
        targets = self.random.sample([source for source in sources if source != "about.md"], len(LINK_FORMS))
        for target, (form, write) in zip(targets, LINK_FORMS.items()):
            # `/?...` is never the home page, and `/topic/` is the folder beside `topic.md`.
            if target in ("index.md", "topic.md") and form in ("query", "slash"):
                target = "about.md"
            label = f"to {self.pages[target].title} as {form}"
            page.links[label] = target
            text.append(f"[{label}]({write(folder, target)})")
        journal = [source for source in sources if source.startswith("journal/") and source not in targets]
        target = self.random.choice(journal)
        label = f"to {self.pages[target].title} as url"
        page.links[label] = target
        text.append(f"Before [{label}]({self.own_url}/{encode(stem(target))}.gmi) and after.")
        if number % 2:
            return "\n\n".join(text) + "\n\n"
        return "".join(f"- {item}\n" for item in text) + "\n"

    @staticmethod
    def filler(number):
        words = "Some words of no weight, so that a paragraph has to be broken into lines on Gopher. "
        words *= number % 4 + 1
        return f"{words}\n\n## A heading\n\n* one\n* two\n\n```c\nint number = {number};\n```\n\n> quoted\n"

    def write_hidden(self):
        for name in HIDDEN:
            write_file(self.root / name, "# Never to be seen\n\nhidden words\n")
        write_file(self.root / "posts/draft.md", "---\ntitle: A draft\ndraft: true\n---\nhidden words\n")
        write_file(self.root / "posts/later.md", post("Later", "2999-01-01", "hidden words"))
        write_file(self.root / "locked.md", "# Locked\n\nhidden words\n").chmod(0o600)
        write_file(self.root / "tab\there.md", "# Tab\n\nhidden words\n")
        os.mkfifo(self.root / "pipe.md")
        outside = write_file(self.root.parent / "outside.md", "# Outside\n\nhidden words\n")
        (self.root / "leaving.md").symlink_to(outside)
        (self.root / "leaving-folder").symlink_to("/etc")
        with open(os.fsencode(self.root) + b"/not-utf8-\xff.md", "wb") as file:
            file.write(b"# Not UTF-8\n\nhidden words\n")

    # Addresses to ask for that must answer nothing.
    HIDDEN_ADDRESSES = [*HIDDEN, "posts/draft.gmi", "posts/draft", "posts/later.gmi", "posts/later", "locked.gmi",
                        "locked", "pipe.gmi", "pipe", "leaving.gmi", "leaving", "leaving-folder/passwd",
                        "leaving-folder/", "backup", "backup.gmi", ".hidden", ".hidden.gmi", "posts/draft.md"]


class Blog:
    """So many posts of 20 years in two sections, three of 40 tags on each, with nothing else in them."""

    TAGS = 40

    def __init__(self, root, count):
        self.root, self.pages = pathlib.Path(root), []
        for number in range(count):
            folder = "journal" if number % 5 == 0 else f"posts/{2004 + number % 20}"
            date = f"{2004 + number % 20}-{1 + number // 20 % 12:02}-{1 + number // 240 % 28:02}"
            page = Page(f"{folder}/post-{number}.md", f"Post {number}", date, self.tags(number))
            self.pages.append(page)
            write_file(self.root / page.source, self.text(page, number))

    def tags(self, number):
        return tuple(f"tag {(number * step + step) % self.TAGS}" for step in (1, 7, 13))

    @staticmethod
    def text(page, number):
        tags = page.tags if number % 3 else [tag.upper() for tag in page.tags]
        head = f"---\ntitle: {page.title}\ndate: {page.date}\ntags: [{', '.join(tags)}]\n"
        words = " ".join(f"Sentence {n} of post {number} says nothing that matters." for n in range(number % 60 + 20))
        return f"{head}---\n\n{words}\n"
