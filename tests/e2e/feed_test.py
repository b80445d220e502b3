"""Feeds and well-known files on the wire: Atom read by an XML parser (C.2), its links followed on both protocols, and
what leaves a feed byte for byte as it was."""

import base64
import hashlib
import os
import re
import signal
import ssl
import time
import urllib.parse
import xml.etree.ElementTree as xml

import lib
import talk
import trees
from lib import equal, require

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FEEDS = "/atom.xml", "/posts/atom.xml", "/notes/atom.xml"


def capsule(run):
    content = trees.small(run)
    lib.write_file(content / "posts/odd.md",
                   "---\ntitle: \"<Odd> & \\\"even\\\" ]]> \\u0001 é 柿\"\ndate: 2024-04-05\nupdated: 2024-06-07\n"
                   "author: Ann\nsummary: 'a < b & c'\ntags: [x & y]\n---\nSee [one](first.md).\n")
    lib.write_file(content / "notes/2024-05-06-text.txt", "A text & more\n")
    lib.write_file(content / "notes/folder/index.md", "---\ntitle: Folder\ndate: 2024-05-07T08:09:10+02:00\n---\nwords\n")
    return content


def fetch(leda, path):
    """The feed on both protocols: {"gemini": bytes, "gopher": bytes}."""
    reply = talk.gemini(leda.gemini, path)
    equal((reply.status, reply.meta), (20, "application/atom+xml"), f"{path} on Gemini")
    gopher = talk.gopher(leda.gopher, path)
    require(not talk.is_gopher_error(gopher), f"{path} on Gopher: {gopher!r}")
    return {"gemini": reply.body, "gopher": gopher}


def words(element, name):
    found = element.findall(ATOM + name)
    equal(len(found), 1, f"elements {name!r} in {element.tag}")
    return found[0].text


def alternates(element):
    """The alternate links in order; RFC 4287: no two of the same type."""
    links = [link for link in element.findall(ATOM + "link") if link.get("rel", "alternate") == "alternate"]
    kinds = [(link.get("type"), link.get("hreflang")) for link in links]
    equal(len(set(kinds)), len(kinds), f"alternates of one type: {kinds}")
    return [link.get("href") for link in links]


def check_common(element):
    identity = urllib.parse.urlsplit(words(element, "id"))
    require(identity.scheme and identity.netloc, f"no absolute id: {identity}")
    require(words(element, "title").strip(), "no title")
    require(TIME.fullmatch(words(element, "updated")), f"no time: {words(element, 'updated')}")


def answers(leda, url):
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "gemini":
        return talk.gemini(leda.gemini, parts.path).status == 20
    selector = urllib.parse.unquote(parts.path)
    return not talk.is_gopher_error(talk.gopher(leda.gopher, selector[2:]))


def check_feed(leda, path, protocol, data):
    """The required elements of C.2; every link answers, the reader's own protocol first."""
    feed = xml.fromstring(data)
    equal(feed.tag, ATOM + "feed", "the root")
    check_common(feed)
    own = [link.get("href") for link in feed.findall(ATOM + "link") if link.get("rel") == "self"]
    base = f"gemini://localhost:{leda.gemini}" if protocol == "gemini" else f"gopher://localhost:{leda.gopher}/0"
    equal(own, [base + path], "the link to itself")
    entries = feed.findall(ATOM + "entry")
    authored = feed.find(f"{ATOM}author/{ATOM}name") is not None
    for element in [feed, *entries]:
        links = alternates(element)
        schemes = [urllib.parse.urlsplit(link).scheme for link in links]
        equal(schemes, ["gemini", "gopher"] if protocol == "gemini" else ["gopher", "gemini"], "alternates")
        for link in links:
            require(answers(leda, link), f"{link} does not answer")
    for entry in entries:
        check_common(entry)
        require(authored or entry.find(f"{ATOM}author/{ATOM}name") is not None, "an entry without an author")
    ids = [words(element, "id") for element in [feed, *entries]]
    equal(len(set(ids)), len(ids), f"ids that are not unique: {ids}")
    newest = max(words(entry, "updated") for entry in entries)
    equal(words(feed, "updated"), newest, "the feed's update")
    return entries


def read_by_a_parser(run):
    with run.start(capsule(run)) as leda:
        for path in FEEDS:
            both = fetch(leda, path)
            read = {protocol: check_feed(leda, path, protocol, data) for protocol, data in both.items()}
            ids = [[words(entry, "id") for entry in entries] for entries in read.values()]
            equal(ids[0], ids[1], f"ids of {path} on both protocols")
            require(b"\r" not in both["gemini"] and both["gopher"].replace(b"\r\n", b"").count(b"\n") == 0, "line ends")
            # The same entries as a reader of the list itself has (SUB-04, -05).
            listed = talk.feed_entries(talk.gemini_page(leda.gemini, path.removesuffix("atom.xml")))
            equal([(alternates(entry)[0], words(entry, "title")) for entry in read["gemini"]],
                  [(f"gemini://localhost:{leda.gemini}" + url, title) for url, _, title in listed], f"{path} and its list")
        odd = next(entry for entry in xml.fromstring(fetch(leda, "/atom.xml")["gemini"]).findall(ATOM + "entry")
                   if words(entry, "id").endswith("/posts/odd"))
        equal(words(odd, "title").split(), ["<Odd>", "&", '"even"', "]]>", "é", "柿"], "a title of odd characters")
        equal(words(odd, "summary"), "a < b & c", "a summary")
        equal(words(odd, "updated"), "2024-06-07T12:00:00Z", "an update")
        equal(words(odd.find(ATOM + "author"), "name"), "Ann", "an author")


def reload(leda):
    before = leda.stderr().count("reloaded")
    leda.send(signal.SIGHUP)
    lib.eventually(lambda: leda.stderr().count("reloaded") > before, 15, "a reload")


def what_leaves_a_feed_as_it_was(run):
    content = capsule(run)
    odd = content / "posts/odd.md"
    with run.start(content) as leda:
        before = {path: fetch(leda, path) for path in FEEDS}
        os.utime(odd, (86400, 86400))
        lib.write_file(content / "about.md", "# About\n\nOther words.\n")
        lib.write_file(content / "posts/first.md", (content / "posts/first.md").read_text() + "\nMore words.\n")
        reload(leda)
        equal({path: fetch(leda, path) for path in FEEDS}, before, "feeds after an edit of texts and a file's time")

        # A tag changes its category alone; another title that title; neither moves `updated` or the ids.
        lib.write_file(odd, odd.read_text().replace("tags: [x & y]", "tags: [z]"))
        reload(leda)
        after = fetch(leda, "/posts/atom.xml")
        for protocol, data in before["/posts/atom.xml"].items():
            equal(without_categories(after[protocol]), without_categories(data), f"the feed after a change of tags, {protocol}")
        equal(fetch(leda, "/notes/atom.xml"), before["/notes/atom.xml"], "the feed of another section")

        lib.write_file(odd, re.sub("title:.*", "title: Even", odd.read_text()))
        reload(leda)
        titles = re.compile(rb"<title>.*</title>")
        for protocol, data in fetch(leda, "/posts/atom.xml").items():
            require(b"<title>Even</title>" in data, "the new title")
            equal(titles.sub(b"", without_categories(data)),
                  titles.sub(b"", without_categories(before["/posts/atom.xml"][protocol])), f"all but titles, {protocol}")

        # A new post is one entry more and nothing else but the feed's own time.
        lib.write_file(content / "notes/new.md", trees.post("New", "2024-08-09", "words"))
        reload(leda)
        for protocol, data in fetch(leda, "/notes/atom.xml").items():
            old = before["/notes/atom.xml"][protocol]
            rest = re.sub(rb"<entry[^>]*>\s*<id>[^<]*/notes/new</id>.*?</entry>\s*", b"", data, count=1, flags=re.DOTALL)
            equal(rest.replace(b"2024-08-09T12:00:00Z", b"2024-05-07T06:09:10Z"), old, f"the feed but for the new post, {protocol}")


def without_categories(data):
    return re.sub(rb"<category[^>]*>\s*", b"", data)


def scheduled(run):
    """A post that is due, and one that expires, are in and out of feeds with nobody asking."""
    content = trees.small(run)
    now = time.time()
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 5))
    lib.write_file(content / "posts/due.md", trees.post("Due", soon, "words"))
    lib.write_file(content / "posts/expiring.md",
                   f"---\ntitle: Expiring\ndate: 2024-09-01\nexpiryDate: {soon}\n---\nwords\n")
    with run.start(content) as leda:
        def seen():
            return {(title, path, protocol) for path in ("/atom.xml", "/posts/atom.xml")
                    for protocol, data in fetch(leda, path).items() for title in ("Due", "Expiring")
                    if f"<title>{title}</title>".encode() in data}
        first = seen()
        require(time.time() < now + 5, "too slow: the moment has passed")
        equal({title for title, _, _ in first}, {"Expiring"}, "before")
        equal(len(first), 4, "feeds with what expires")
        time.sleep(max(0, int(now + 5) + (3 if run.sanitizer else 1.2) - time.time()))
        second = seen()
        equal({title for title, _, _ in second}, {"Due"}, "after")
        equal(len(second), 4, "feeds with what was due")


def sitemap_is_whole(run):
    """Each protocol's sitemap has the URL of every page and post of `leda list`, once, and each answers."""
    content = capsule(run)
    with run.start(content) as leda:
        listed = [line.split("\t") for line in run.command("list", str(content)).stdout.splitlines()]
        roots = {"gemini": f"gemini://localhost:{leda.gemini}", "gopher": f"gopher://localhost:{leda.gopher}"}
        maps = {"gemini": talk.gemini(leda.gemini, "/sitemap.txt").body, "gopher": talk.gopher(leda.gopher, "/sitemap.txt")}
        for protocol, data in maps.items():
            urls = data.decode().splitlines()
            equal(len(set(urls)), len(urls), f"URLs twice on {protocol}")
            wanted = {roots[protocol] + address for own, address, what, source in listed
                      if own == protocol and (what in ("page", "list") or source.endswith("2024-05-06-text.txt"))}
            equal(set(urls), wanted, f"the sitemap of {protocol}")
            for url in urls:
                require(answers(leda, url), f"{url} does not answer")


def fingerprints_are_true(run):
    with run.start(trees.small(run)) as leda:
        pem = (leda.certs / "localhost.crt").read_text()
        wanted = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).digest()
        text = talk.gemini(leda.gemini, "/certificate.txt").body.decode()
        equal(talk.gopher(leda.gopher, "/certificate.txt").decode(), text.replace("\n", "\r\n"), "on Gopher")
        forms = wanted.hex(":").upper(), wanted.hex(), base64.b64encode(wanted).decode()
        for form in forms:
            require(form in text.replace("\n  ", ":") or form in text, f"{form} is not in {text}")
        require(all(len(line) <= 67 for line in text.splitlines()), "a line that does not fit")
        for name in leda.certs.glob("localhost.*"):
            name.unlink()
        reload_without_certificate(leda)
        require(forms[1] in talk.gemini(leda.gemini, "/certificate.txt").body.decode(), "the certificate that is served")


def reload_without_certificate(leda):
    """K-14: a certificate that went is no reason to serve another, or to say something else of it."""
    leda.send(signal.SIGHUP)
    lib.eventually(lambda: "the certificate stays as it was" in leda.stderr(), 15, "a word about the certificate")


def main(run):
    run.check("C.2 Atom feeds as an XML parser reads them", read_by_a_parser, run)
    run.check("C.2 what leaves a feed as it was", what_leaves_a_feed_as_it_was, run)
    run.check("SRC-07 feeds change at their second, unasked", scheduled, run)
    run.check("C.4 each protocol's sitemap is whole", sitemap_is_whole, run)
    run.check("the certificate's fingerprints", fingerprints_are_true, run)


if __name__ == "__main__":
    lib.run(main)
