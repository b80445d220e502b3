"""Walks whole capsules from both roots: the manual in content/ and a generated tree that is made to be awkward."""

import re
import unicodedata
import urllib.parse

import crawl
import lib
import talk
import trees
from crawl import Capsule, address_of, decoded, decoded_selector
from lib import equal, none_of, require

WIDTH = 67
# Served without standing in a list.
UNLISTED = {"/robots.txt", "/favicon.txt", "/caps.txt", "/security.txt"}


# The tests. Each takes a Capsule.


def no_broken_link(capsule):
    none_of(capsule.gemini.problems + capsule.gopher.problems)


def gemini_reaches_all(capsule):
    missing = capsule.expected.gemini_pages() - set(capsule.gemini.pages)
    none_of([f"page not reached: {path}" for path in sorted(missing)])
    missing = capsule.expected.files - set(capsule.gemini.files) - UNLISTED
    none_of([f"file not reached: {path}" for path in sorted(missing)])


def gopher_reaches_all(capsule):
    seen = {address_of(key) for key in (*capsule.gopher.menus, *capsule.gopher.texts)}
    seen |= {address.rstrip("/") + "/" for address in capsule.gopher.menus}
    none_of([f"page not reached: {address}" for address in sorted(capsule.expected.pages - seen)])
    seen = {*capsule.gopher.files, *capsule.gopher.texts}
    none_of([f"file not reached: {path}" for path in sorted(capsule.expected.files - seen - UNLISTED)])


def unlisted_files_answer(capsule):
    for path in sorted(UNLISTED & capsule.expected.files):
        wanted = (capsule.expected.root / path[1:]).read_bytes()
        equal(talk.gemini(capsule.leda.gemini, path).body, wanted, path)
        equal(talk.gopher(capsule.leda.gopher, path).replace(b"\r\n", b"\n"), wanted, path)


def files_are_whole(capsule):
    problems = []
    for path in sorted(capsule.expected.files - UNLISTED):
        wanted = (capsule.expected.root / path[1:]).read_bytes()
        if capsule.gemini.files.get(path) is None or capsule.gemini.files[path].body != wanted:
            problems.append(f"not the file's bytes on Gemini: {path}")
        if path in capsule.gopher.files and capsule.gopher.files[path] != wanted:
            problems.append(f"not the file's bytes on Gopher: {path}")
    none_of(problems)


def gemtext_is_well_formed(capsule):
    none_of([f"{path}: {problem}" for path, text in sorted(capsule.gemini.pages.items())
             for problem in talk.gemtext_problems(text)])


def menus_are_well_formed(capsule):
    none_of([f"{selector}: {problem}" for selector, data in sorted(capsule.gopher.menus.items())
             for problem in talk.menu_problems(data, WIDTH)])


def texts_are_well_formed(capsule):
    none_of([f"{address}: {problem}" for address, data in capsule.page_texts()
             for problem in talk.text_problems(data, WIDTH)])


def protocols_hold_the_same(capsule):
    gemini = {address_of(path).rstrip("/") for path in capsule.gemini.pages}
    gopher = {address_of(selector).rstrip("/") for selector in capsule.gopher.menus}
    texts = {address_of(selector).rstrip("/") for selector in capsule.gopher.texts}
    texts -= {path.removesuffix(".txt") for path in capsule.expected.files}
    none_of([f"only on Gemini: {address or '/'}" for address in sorted(gemini - gopher - texts)])
    none_of([f"only on Gopher: {address or '/'}" for address in sorted((gopher | texts) - gemini)])


def every_menu_answers(capsule):
    """Also the menus of pages to which lists lead as text."""
    def menu(address):
        items, problems = talk.parse_menu(talk.gopher(capsule.leda.gopher, address))
        wrong = problems or not items or items[0].type == "3"
        return f"{address}: {problems[:1] or items[:1]}" if wrong else None
    addresses = sorted(address_of(path) for path in capsule.gemini.pages)
    none_of([problem for problem in lib.in_parallel(crawl.THREADS, menu, addresses) if problem])


def every_parent_has_a_menu(capsule):
    selectors = {*capsule.gopher.menus, *capsule.gopher.texts, *capsule.gopher.files}
    parents = {selector[: match.end()] for selector in selectors for match in re.finditer("/", selector)}
    parents |= {parent.rstrip("/") for parent in parents}
    def problem(parent):
        data = talk.gopher(capsule.leda.gopher, parent)
        wrong = talk.is_gopher_error(data) or talk.parse_menu(data)[1]
        return f"no menu at {parent!r}: {data[:80]!r}" if wrong else None
    none_of([found for found in lib.in_parallel(crawl.THREADS, problem, sorted(parents)) if found])


def titles_agree(capsule):
    problems = []
    for address, data in capsule.page_texts():
        path = address if address.endswith("/") else address + ".gmi"
        wanted = "# " + (talk.feed_title(capsule.gemini.pages[path]) or "")
        # A long title takes several lines on Gopher.
        lines = data.decode().split("\r\n")
        shown = {" ".join(lines[:count]) for count in range(1, 8)}
        if wanted not in shown:
            problems.append(f"{address}: Gemini says {wanted!r}, Gopher {lines[0]!r}")
    none_of(problems)


def pages_lead_to_their_twins(capsule):
    """The foot's link into the other protocol, and that it answers (CONVERSION.md section 5)."""
    problems = []
    for path, text in capsule.gemini.pages.items():
        last = talk.links(text)[-1]
        found = re.fullmatch(rf"gopher://localhost:{capsule.leda.gopher}/1?(/.*)?", last.url)
        if not found or decoded(found.group(1) or "/").rstrip("/") != address_of(path).rstrip("/"):
            problems.append(f"{path}: last link is {last.raw!r}")
    for selector in capsule.gopher.menus:
        found = capsule.gopher.other[selector]
        paths = {address_of(decoded(url[len(capsule.gopher.gemini) :])).rstrip("/") for url in found}
        if selector.rstrip("/") not in paths:
            problems.append(f"{selector}: leads to {found} on Gemini")
    none_of(problems)


def lists_are_feeds(capsule):
    """SUB-01 to -08: each page that a feed reader would take entries from."""
    problems, lists = [], 0
    for path, text in capsule.gemini.pages.items():
        entries = talk.feed_entries(text)
        lists += bool(entries)
        problems += [f"{path}: {problem}" for problem in feed_problems(capsule, path, text, entries)]
    require(lists, "no list has an entry")
    none_of(problems)


def feed_problems(capsule, path, text, entries):
    lines = talk.parse_gemtext(text)
    if entries and (lines[0].kind != "heading1" or sum(line.kind == "heading1" for line in lines) != 1):
        yield "SUB-02, SUB-08: not exactly one heading of level 1, at the start"
    dates = [date for _, date, _ in entries]
    if dates != sorted(dates, reverse=True):
        yield f"SUB-08: not newest first: {dates}"
    if len({url for url, _, _ in entries}) != len(entries):
        yield "SUB-05: two entries with one URL"
    for url, date, title in entries:
        target = decoded(talk.resolve(capsule.gemini.base + path, url)[len(capsule.gemini.base) :])
        if target not in capsule.gemini.pages:
            yield f"SUB-08: a date-like label on {url}"
        elif talk.feed_title(capsule.gemini.pages[target]) != title:
            yield f"SUB-05: entry {title!r}, page {talk.feed_title(capsule.gemini.pages[target])!r}"
        elif capsule.expected.dates.get(address_of(target), date) != date:
            yield f"{url} has date {date}, its source {capsule.expected.dates[address_of(target)]}"
    dateless = [line.raw for line in talk.links(text) if re.match(r"\d{4}-\d\d-\d\d", line.text)]
    if len(dateless) != len(entries):
        yield f"SUB-07: a date without a title: {dateless}"


def feet_have_no_dates(capsule):
    """No page but a list has a label that begins with a date (CONVERSION.md section 5)."""
    none_of([f"{path}: {entry}" for path, text in capsule.gemini.pages.items() if not path.endswith("/")
             for entry in talk.feed_entries(text)])


# Only for the generated tree, of which more is known.


def lists_hold_every_post(capsule, tree):
    """All up to 100, the newest of more; a year's list is never cut."""
    own = {page.address for page in tree.pages.values() if page.date}
    none_of([f"{path}: {problem}" for path, text in capsule.gemini.pages.items()
             if path.endswith("/") and path not in own
             for problem in crawl.list_problems(text, *trees.entries(tree.pages.values(), path))])


def every_post_is_near(capsule, tree):
    """Four steps from either root."""
    posts = {page.address.rstrip("/") for page in tree.pages.values() if page.date}
    for protocol, steps in (("Gemini", capsule.gemini.near()), ("Gopher", capsule.gopher.near())):
        none_of([f"{protocol}: more than four steps to {post}" for post in sorted(posts - steps)])


def gopher_lists_choose_the_form(capsule, tree):
    """A post with links is listed as a menu, one without as a text; its label is `date title` (section 5)."""
    forms = {}
    items = [item for menu in capsule.gopher.menus.values() for item in talk.parse_menu(menu)[0]]
    for item in items:
        if re.match(r"\d{4}-\d\d-\d\d ", item.name):
            forms[address_of(decoded_selector(item.selector)).rstrip("/")] = (item.type, item.name)
    problems = []
    for page in tree.pages.values():
        # A folder's page is followed by the folder's list, so that it may be a menu in any case.
        folder = page.address.endswith("/") and forms.get(page.address.rstrip("/"), "-")[0] == "1"
        wanted = ("1" if page.links or folder else "0", f"{page.date} {page.title}")
        if page.date and forms.get(page.address.rstrip("/")) != wanted:
            problems.append(f"{page.source}: listed as {forms.get(page.address.rstrip('/'))}, wanted {wanted}")
    none_of(problems)


def links_lead_to_their_pages(capsule, tree):
    """LNK-01, step 1, in each form in which the tree writes links, on both protocols."""
    problems = []
    for page in tree.pages.values():
        for protocol, found in (("Gemini", gemini_links(capsule, page)), ("Gopher", gopher_links(capsule, page))):
            wanted = {label: tree.pages[target].address.rstrip("/") for label, target in page.links.items()}
            shown = {label: found[label] for label in wanted if label in found}
            problems += [f"{protocol}: {page.source}: {label!r} leads to {shown.get(label)!r}, wanted {wanted[label]!r}"
                         for label in wanted if shown.get(label) != wanted[label]]
    none_of(problems)


def gemini_links(capsule, page):
    path = page.address if page.address.endswith("/") else page.address + ".gmi"
    base = capsule.gemini.base
    return {line.text: address_of(decoded(talk.resolve(base + path, line.url)[len(base) :])).rstrip("/")
            for line in talk.links(capsule.gemini.pages[path])}


def gopher_links(capsule, page):
    items = talk.gopher_menu(capsule.leda.gopher, page.address)
    return {item.name: decoded_selector(item.selector).rstrip("/") for item in items if item.type == "1"}


def nothing_hidden_is_shown(capsule, tree):
    """SRC-03, SRC-07: neither linked nor answered."""
    shown = [*capsule.gemini.pages.items(), *((s, d.decode()) for s, d in capsule.gopher.menus.items())]
    problems = [f"{path} shows it" for path, text in shown if "hidden words" in text or "Never to be seen" in text]
    for address in tree.HIDDEN_ADDRESSES:
        reply = talk.gemini(capsule.leda.gemini, "/" + urllib.parse.quote(address))
        if reply.status not in (51, 59):
            problems.append(f"Gemini answers {reply.status} {reply.meta} for {address}")
        if not talk.is_gopher_error(talk.gopher(capsule.leda.gopher, "/" + address)):
            problems.append(f"Gopher answers {address}")
    none_of(problems)


def diagnostics_name_what_was_skipped(capsule, _tree):
    """SRC-03: what an author might wonder about is said."""
    stderr = capsule.leda.stderr()
    none_of([f"not a word about {name}" for name in ("locked.md", "leaving.md", "leaving-folder", "pipe.md")
             if name not in stderr])


def other_addresses_redirect(capsule, tree):
    """Section 2: file and folder forms answer the same set, by 31 on Gemini, by the menu itself on Gopher."""
    problems = []
    for page in list(tree.pages.values())[::5]:
        if page.source in ("index.md", "topic.md"):
            continue
        stem = urllib.parse.quote(page.address.rstrip("/"))
        own = stem + "/" if page.address.endswith("/") else stem + ".gmi"
        for form in {stem, stem + ".html", stem + "/", stem + ".gmi", stem + "/index.gmi"} - {own}:
            reply = talk.gemini(capsule.leda.gemini, form)
            target = decoded(talk.resolve(capsule.gemini.base + form, reply.meta)[len(capsule.gemini.base) :])
            if reply.status != 31 or target != decoded(own):
                problems.append(f"{form}: {reply.status} {reply.meta}")
    none_of(problems)


def a_page_beside_its_folder(capsule, _tree):
    """A page wins `/topic` over the folder of that name, which keeps `/topic/` (section 2)."""
    page = talk.gemini_page(capsule.leda.gemini, "/topic.gmi")
    equal(talk.feed_title(page), "A page beside a folder of its name", "page")
    require("One of a topic" in talk.gemini_page(capsule.leda.gemini, "/topic/"), "the folder's list is gone")
    words = talk.gopher_words(talk.gopher(capsule.leda.gopher, "/topic"))
    equal(words[0], "# A page beside a folder of its name", "menu /topic")
    words = talk.gopher_words(talk.gopher(capsule.leda.gopher, "/topic/"))
    require(any("One of a topic" in word for word in words), f"menu /topic/: {words}")


def normal_forms_answer(capsule, _tree):
    """Look-ups are in NFC, whatever the file's name and the request are in (section 2)."""
    for name in ("na\u00efve", "nai\u0308ve-nfd", "e\u0301t\u00e9"):
        for form in ("NFC", "NFD"):
            address = "/odd/" + unicodedata.normalize(form, name)
            talk.gemini_page(capsule.leda.gemini, urllib.parse.quote(address) + ".gmi")
            talk.gopher_menu(capsule.leda.gopher, address)


def well_known_answers(capsule, tree):
    reply = talk.gemini(capsule.leda.gemini, "/.well-known/security.txt")
    equal((reply.status, reply.body), (20, tree.files[".well-known/security.txt"]), "/.well-known/security.txt")


EVERYWHERE = [
    ("no link is broken", no_broken_link),
    ("Gemini reaches every page and file", gemini_reaches_all),
    ("Gopher reaches every page and file", gopher_reaches_all),
    ("files that no list names answer", unlisted_files_answer),
    ("files arrive byte for byte", files_are_whole),
    ("every gemtext line is of a known type", gemtext_is_well_formed),
    ("MENU-01: every menu line has four fields and fits", menus_are_well_formed),
    ("every page has a text twin that fits", texts_are_well_formed),
    ("each protocol holds the pages of the other", protocols_hold_the_same),
    ("every page is a menu too", every_menu_answers),
    ("every parent of a selector has a menu", every_parent_has_a_menu),
    ("titles agree", titles_agree),
    ("pages lead to their twins", pages_lead_to_their_twins),
    ("SUB-01 to -08: dated lists are feeds", lists_are_feeds),
    ("no foot label begins with a date", feet_have_no_dates),
]
GENERATED = [
    ("lists hold every post below them", lists_hold_every_post),
    ("every post is within four steps", every_post_is_near),
    ("Gopher lists choose menu or text", gopher_lists_choose_the_form),
    ("LNK-01: links lead to their pages", links_lead_to_their_pages),
    ("SRC-03, SRC-07: nothing hidden is shown", nothing_hidden_is_shown),
    ("SRC-03: what was skipped is said", diagnostics_name_what_was_skipped),
    ("other addresses lead to the page's own", other_addresses_redirect),
    ("a page beside a folder of its name", a_page_beside_its_folder),
    ("look-ups ignore the normal form", normal_forms_answer),
    (".well-known is served", well_known_answers),
]


def main(run):
    manual = run.start("content")
    capsule = Capsule(manual)
    for name, function in EVERYWHERE:
        run.check(f"manual: {name}", function, capsule)
    run.check("manual: the program stops cleanly", manual.stop)

    ports = lib.free_port(), lib.free_port()
    tree = trees.Large(run.folder("tree") / "content", talk.gemini_url(ports[0], ""))
    leda = run.start(tree.root, "-v", gemini=ports[0], gopher=ports[1])  # -v: with what was skipped
    capsule = Capsule(leda)
    for name, function in EVERYWHERE:
        run.check(f"tree: {name}", function, capsule)
    for name, function in GENERATED:
        run.check(f"tree: {name}", function, capsule, tree)
    run.check("tree: the program stops cleanly", leda.stop)


if __name__ == "__main__":
    lib.run(main)
