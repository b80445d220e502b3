"""leda.conf: each key read and refused by the real program, what goes before what, reload, --print-config."""

import pathlib
import re
import shutil
import signal
import time

import lib
import talk
import trees
from lib import equal, one_line, require

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "contrib" / "leda.conf"
SECONDS = 15

# Of each key: a value that is not its default, as --print-config has it, and one that is refused. None: any is good.
KEYS = {
    "content": ("/srv/x", "/srv/x", ""), "host": ("Example.org", "example.org", "a b"),
    "also": ("WWW.e.org", "www.e.org", "a b"), "was": ("old.e.org", "old.e.org", "a b"),
    "listen": ("[::1]", "[::1]", "::g"), "gemini-port": ("0", "0", "65536"), "gopher-port": ("71", "71", "x"),
    "public-gemini-port": ("1", "1", "0"), "public-gopher-port": ("2", "2", "0"), "certs": ("/c", "/c", None),
    "certificate": ("/c.pem", "/c.pem", None), "key": ("/k.pem", "/k.pem", None),
    "workers": ("3", "3", "0"), "max-connections": ("9", "9", "0"), "request-timeout": ("90", "90 s", "0"),
    "send-timeout": ("1 h", "1 h", "2 h"), "stop-timeout": ("0", "0 s", "-1"), "title": ("T = t", "T = t", None),
    "language": ("fi", "fi", "f_i"), "web": ("https://e.org/", "https://e.org", "e.org"), "timezone": ("+0200", "+02:00", "CET"),
    "gone": ("/old", "/old", "old"), "width": ("60", "60", "19"),
    "charset": ("latin1", "latin1", "latin2"), "links": ("end", "end", ""), "emphasis": ("keep", "keep", "no"),
    "foot": ("short", "short", "long"), "gopher-list": ("menu", "menu", "1"), "reply": ("mailto:a@b", "mailto:a@b", "a@b"),
    "drafts": ("yes", "yes", "1"), "ignore": ("*.log", "*.log", None),
    "max-page": ("1 MiB", "1 MiB", "1 GiB"),
    "log": ("quiet", "quiet", "debug"), "access-log": ("/a.log", "/a.log", "on"), "address": ("full", "full", "plain"),
    "description": ("D; d", "D; d", None), "author": ("A B", "A B", None), "feed": ("content", "content", "all"),
    "feed-entries": ("1", "1", "0"), "id-host": ("Old.example", "old.example", "a b"),
    "robots": ("archiver", "archiver", "a b"), "favicon": ("🦢", "🦢", "🦢 🦢"),
    "list-entries": ("5", "5", "0"), "source": ("yes", "yes", "1"), "gopher-text": ("rfc1436", "rfc1436", "strict"),
    "iri": ("yes", "yes", "utf-8"), "gophermap": ("plain", "plain", "pygopherd"),
    "sections": ("posts", "posts", None), "watch": ("poll", "poll", "on"), "poll-interval": ("90 s", "90 s", "0"),
    "security-contact": ("me@e.org", "me@e.org", "me at e.org"),
}


OTHER = "[capsule other]\nhost = other.example\ncontent = other\n"


def pairs_of(text):
    """(key, value) of each line of a file."""
    return [tuple(part.strip() for part in line.split("=", 1)) for line in text.splitlines()]


def printed(run, *arguments, **settings):
    done = run.command("serve", *arguments, "--print-config", **settings)
    equal((done.returncode, done.stderr), (0, ""), f"--print-config with {arguments}")
    return done.stdout


def config_file(run, text):
    return lib.write_file(run.folder("conf") / "leda.conf", text)


# --print-config


def each_key_is_known(run):
    pairs = pairs_of(printed(run))
    equal([key for key, _ in pairs], list(dict.fromkeys(key for key, _ in pairs)), "a key stands there once")
    equal({key for key, _ in pairs}, set(KEYS), "keys (a new one wants a row in KEYS)")


def each_key_is_read(run):
    for key, (value, shown, _) in KEYS.items():
        defaults = dict(pairs_of(printed(run)))
        from_file = printed(run, "--config", config_file(run, f"{key} = {value}\n"))
        equal(dict(pairs_of(from_file)), defaults | {key: shown}, f"{key} in a file")
        equal(printed(run, f"--{key}={value}"), from_file, f"--{key} on the command line")
        equal(printed(run, "--config", config_file(run, from_file)), from_file, f"what is printed with {key}, read")


def each_key_is_refused(run):
    for key, (_, _, wrong) in KEYS.items():
        if wrong is None:
            continue
        path = config_file(run, f"# one\n\n{key} = {wrong}\n")
        for command in ("serve",), ("list",), ("render", path, "--as", "text"):
            one_line(run.command(*command, "--config", path), 1, f"{path}:3: {key} = {wrong}")
        one_line(run.command("serve", f"--{key}={wrong}"), 2, f"--{key}")
    for key, (value, _, _) in KEYS.items():
        twice = config_file(run, f"{key} = {value}\n{key} = {value}\n")
        done = run.command("serve", "--config", twice, "--print-config")
        if key in ("also", "was"):
            one_line(done, 1, f"{twice}:2: {key} = {KEYS[key][1]}: that name is taken")
        elif key in ("listen", "web", "ignore", "gone", "robots", "sections"):
            equal(done.stdout.count(f"{key} = {KEYS[key][1]}\n"), 2, f"{key} twice")
        else:
            one_line(done, 1, f"{twice}:2: {key} stands in line 1 already")


def all_at_once(run):
    text = "".join(f"{key} = {value}\n" for key, (value, _, _) in KEYS.items()) + "listen = 127.0.0.1\nignore = x;y\n"
    once = printed(run, "--config", config_file(run, text))
    elsewhere = run.folder("elsewhere")
    equal(printed(run, "--config", config_file(run, once), cwd=elsewhere), once, "read back in another folder")
    equal(sorted(pairs_of(once)), sorted([(key, shown) for key, (_, shown, _) in KEYS.items()] +
                                         [("listen", "127.0.0.1"), ("ignore", "x;y")]), "values")


def sections(run):
    """What is printed reads back; a further capsule has the style of the first and nothing of its identity."""
    text = "title = T\nwidth = 60\n" + OTHER + "foot = none\n"
    once = printed(run, "--config", config_file(run, text))
    equal(printed(run, "--config", config_file(run, once)), once, "read back")
    first, other = (dict(pairs_of(part)) for part in once.split("\n[capsule other]\n"))
    equal((first["title"], other["title"]), ("T", ""), "titles")
    equal((first["width"], other["width"], first["foot"], other["foot"]), ("60", "60", "full", "none"), "style")
    equal(set(first) - set(other), {"workers", "gemini-port", "max-connections", "request-timeout", "send-timeout",
                                    "stop-timeout", "watch", "poll-interval", "log", "access-log", "address"},
          "keys of the process")
    wider = dict(pairs_of(printed(run, "--config", config_file(run, text), "--width", "50").split("\n[")[0]))
    equal(wider["width"], "50", "the command line is about the first")


def mistakes(run):
    for text, message in (
        ("\n\nwidht = 60\n", ':3: unknown key "widht"; did you mean "width"?'),
        ("colour = red\n", ':1: unknown key "colour"'),
        ("title = a ; b\n", ':1: " ;" cannot stand in a value'),
        ("title = " + "x" * 191 + "\n", ":1: the line is longer than 198 bytes"),
        ("[" + "x" * 50 + "]\n", ":1: the name of a section is longer than 49 bytes"),
        ("\n[capsul b]\n", ':2: unknown section "capsul"; did you mean "capsule"?'),
        ("[capsule b]\nhost = b.c\n", ":1: [capsule b] has no content"),
        (OTHER + OTHER, ":4: [capsule other] stands in line 1 already"),
        (OTHER + "workers = 3\n", ":4: workers is of all capsules; it stands before the first section"),
        ("host = other.example\n" + OTHER, ":3: host = other.example: that name is taken"),
        ("width\n", ":1: key = value is wanted"), ("a:b = c\n", ":1: key = value is wanted"),
        ("gemini-port = 0\n\ngopher-port = 0\n", ":3: both protocols are off"),
    ):
        path = config_file(run, text)
        for more in [], ["--print-config"]:
            one_line(run.command("serve", trees.small(run), "--config", path, *more), 1, f"leda: {path}{message}")
    one_line(run.command("serve", "--config", run.temp / "missing.conf"), 1, "missing.conf")
    one_line(run.command("serve", "--config", run.temp), 1, str(run.temp))
    longest = "x" * 190
    require(f"\ntitle = {longest}\n" in printed(run, "--config", config_file(run, f"title = {longest}\n")), "198 bytes")


# Which file


def found_beside_the_content(run):
    content = trees.small(run)
    beside = content.parent / "leda.conf"
    shutil.copytree(content, run.folder("moved") / "content")
    folder = run.temp / f"{run.folders}-moved"
    lib.write_file(folder / "leda.conf", "width = 40\n")
    named = config_file(run, "width = 50\n")
    require(not beside.exists(), f"{beside} is in the way")
    equal(dict(pairs_of(printed(run, folder / "content")))["width"], "40", "beside the content")
    equal(dict(pairs_of(printed(run, cwd=folder)))["width"], "40", "beside ./content")
    equal(dict(pairs_of(printed(run, ".", cwd=folder / "content")))["width"], "40", "beside .")
    equal(dict(pairs_of(printed(run, folder / "content", "--config", named)))["width"], "50", "--config")
    equal(dict(pairs_of(printed(run, folder / "content", "--width", "60")))["width"], "60", "--width")
    page = lib.write_file(folder / "content/long.md", "word " * 40)
    done = run.command("render", page, "--as", "text")
    require(max(map(len, done.stdout.split("\r\n"))) <= 40, "leda render does not read it")
    lib.write_file(folder / "leda.conf", "ignore = about.md\n")
    require("about" not in run.command("list", folder / "content").stdout, "leda list does not read it")
    require("about" in run.command("list", folder / "content", "--ignore", "x").stdout, "--ignore does not go before")


def never_content(run):
    """SRC-03: wherever it lies and whatever it is called."""
    content = trees.small(run)
    path = lib.write_file(content / "settings.txt", "title = Secret\n")
    with run.start(content, "--config", path) as leda:
        equal(talk.gemini(leda.gemini, "/settings.txt").status, 51, "the configuration file on Gemini")
        require(talk.is_gopher_error(talk.gopher(leda.gopher, "/settings.txt")), "the configuration file on Gopher")
        require("settings" not in talk.gemini_page(leda.gemini), "it is listed")
    require("settings.txt" not in run.command("list", content, "--config", path).stdout, "leda list shows it")
    require("settings.txt" in run.command("list", content).stdout, "without --config it is a file like any other")


def nothing_on_the_command_line(run):
    """`leda serve --config FILE` alone; paths are relative to the file."""
    content = trees.small(run)
    ports = lib.free_port(), lib.free_port()
    folder = run.folder("whole")
    shutil.copytree(content, folder / "pages")
    lib.write_file(folder / "pages/draft.md", "---\ndraft: true\ntitle: D\n---\nwords\n")
    lib.write_file(folder / "pages/large.md", "# Large\n\n" + "words " * 400)
    lib.write_file(folder / "leda.conf", f"content = pages\ncerts = keys\ngemini-port = {ports[0]}\ndrafts = yes\n"
                   f"gopher-port = {ports[1]}\nignore = notes.txt\nmax-page = 2 KiB\nlanguage = en-GB\n"
                   "public-gopher-port = 7\nworkers = 1\n")
    with run.start(None, "--config", folder / "leda.conf", gemini=ports[0], gopher=ports[1], certs=False) as leda:
        require((folder / "keys/localhost.crt").exists(), "no certificate where certs says")
        home = talk.gemini(leda.gemini)
        equal((home.status, home.meta), (20, "text/gemini; charset=utf-8; lang=en-GB"), "home")
        equal(talk.gemini(leda.gemini, "/draft.gmi").status, 20, "a draft")
        equal(talk.gemini(leda.gemini, "/notes.txt").status, 51, "what is ignored")
        equal(talk.gemini(leda.gemini, "/large.gmi").status, 51, "a page over max-page")
        require("gopher://localhost:7/" in home.text, f"public port: {home.text!r}")
        require(f"configuration: {folder / 'leda.conf'}" in leda.stderr(), f"no word which file: {leda.stderr()!r}")


def gone(run):
    """52 for an address that is gone in any of its forms, unless something stands there."""
    path = config_file(run, "gone = /posts/old\ngone = /gr\u00f6sse/\ngone = /about.gmi\n")
    with run.start(trees.small(run), "--config", path) as leda:
        for address, status in ("/posts/old.gmi", 52), ("/posts/old", 52), ("/posts/old/", 52), ("/posts/older", 51), \
                ("/gr%C3%B6sse/", 52), ("/gro%CC%88sse.gmi", 52), ("/about.gmi", 20):
            equal(talk.gemini(leda.gemini, address).status, status, address)
        require(talk.is_gopher_error(talk.gopher(leda.gopher, "/posts/old")), "what is gone on Gopher")


def web(run):
    """SRC-10: links to any of its URLs are links of ours; what is not here leads to the first."""
    content = trees.small(run)
    lib.write_file(content / "links.md", "[a](https://new.example/about)\n\n[b](http://www.old.example/blog/posts/first)\n\n"
                   "[c](https://other.example/about)\n\n[d](missing.md)\n")
    for options, urls in (
        ([], ["https://new.example/about", "http://www.old.example/blog/posts/first", "https://other.example/about"]),
        (["web = https://new.example", "web = https://old.example/blog"],
         ["/about.gmi", "/posts/first.gmi", "https://other.example/about", "https://new.example/missing/"]),
    ):
        path = config_file(run, "\n".join(options))
        done = run.command("render", content / "links.md", "--as", "gemtext", "--config", path)
        equal([line.url for line in talk.links(done.stdout)], urls, f"links with {options}")


def around_the_page(run):
    """foot, reply, gopher-list, also at a reload."""
    content = trees.small(run)
    path = config_file(run, "foot = short\nreply = mailto:me@example.org\ngopher-list = menu\n")

    def words():
        return (talk.gemini_page(leda.gemini, "/posts/first.gmi"),
                {item.type for item in talk.gopher_menu(leda.gopher, "/posts/") if "2024-" in item.name})
    with run.start(content, "--config", path) as leda:
        page, types = words()
        require("mailto:" not in page and "Up: " in page, f"a short foot has up and no reply: {page!r}")
        require("Second post" not in page.split("a link", 1)[1], f"a short foot has no next post: {page!r}")
        equal(types, {"1"}, "types in a list")
        lib.write_file(path, "reply = mailto:me@example.org\ngopher-list = text\n")
        hup(leda)
        page, types = words()
        require("=> mailto:me@example.org" in page and "Second post" in page, f"full foot: {page!r}")
        equal(types, {"0"}, "types in a list")


def timezone(run):
    """SRC-04: a time without a zone is in [timezone], one with a zone is not."""
    content = trees.small(run)
    soon = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 3600))
    lib.write_file(content / "bare.md", trees.post("Bare", soon, "words"))
    lib.write_file(content / "zoned.md", trees.post("Zoned", soon + " +00:00", "words"))
    for zone, status in ("UTC", 51), ("+02:00", 20), ("-0200", 51):
        with run.start(content, "--config", config_file(run, f"timezone = {zone}\n")) as leda:
            equal(talk.gemini(leda.gemini, "/bare.gmi").status, status, f"without a zone, {zone}")
            equal(talk.gemini(leda.gemini, "/zoned.gmi").status, 51, f"with a zone, {zone}")
    done = run.command("list", content, "--timezone", "+02:00")
    require("/bare.gmi" in done.stdout and "/zoned.gmi" not in done.stdout, "leda list")


def limits(run):
    """max-connections and request-timeout reach the server."""
    path = config_file(run, "workers = 1\nmax-connections = 1\nrequest-timeout = 1 s\nstop-timeout = 0\n")
    with run.start(trees.small(run), "--config", path) as leda:
        with talk.connect(leda.gopher) as silent:
            require(talk.is_gopher_error(talk.gopher(leda.gopher, "/about")), "a second connection is let in")
            started = time.monotonic()
            talk.read_to_end(silent)
            seconds = time.monotonic() - started
        require(seconds < 6, f"a silent client is kept for {seconds:.1f} s")
        lib.eventually(lambda: talk.gopher_words(talk.gopher(leda.gopher, "/about")), SECONDS, "room again")


# Reload


def new_lines(leda, action):
    before = leda.stderr()
    action()
    lib.eventually(lambda: leda.stderr() != before, SECONDS, "a line on standard error")
    time.sleep(0.5)
    return leda.stderr()[len(before):].splitlines()


def hup(leda):
    return new_lines(leda, lambda: leda.send(signal.SIGHUP))


def reload_changes(run):
    content = trees.small(run)
    (content / "index.md").unlink()
    lib.write_file(content / "about.md", "# About\n\n" + "word " * 30 + "[x](posts/first.md)\n\nEnd.\n")
    path = config_file(run, "title = Before\n")
    with run.start(content, "--no-watch", "--config", path, "--emphasis", "keep") as leda:
        require(talk.gemini_page(leda.gemini).startswith("# Before\n"), "title")
        for number in range(3):
            lib.write_file(path, f"title = After {number}\nwidth = 30\nlinks = end\nlanguage = fi\nignore = notes.txt\n"
                           "charset = ascii\npublic-gopher-port = 7\nemphasis = strip\n")
            lines = hup(leda)
            require(len(lines) == 1 and lines[0].startswith("leda: reloaded"), f"lines: {lines}")
        home = talk.gemini(leda.gemini)
        require(home.text.startswith("# After 2\n") and home.meta.endswith("lang=fi"), f"home: {home}")
        require("gopher://localhost:7/" in home.text, "public port")
        equal(talk.menu_problems(talk.gopher(leda.gopher, "/about"), 30), [], "width")
        require("End.\n\n=> /posts/first.gmi x\n" in talk.gemini_page(leda.gemini, "/about.gmi"), "links")
        equal(talk.gemini(leda.gemini, "/notes.txt").status, 51, "what is ignored")
        path.unlink()
        require("cannot read" in hup(leda)[0], "a configuration that is gone")


def reload_wants_a_restart(run):
    path = config_file(run, "")
    content = trees.small(run)
    with run.start(content, "--no-watch", "--config", path) as leda:
        lib.write_file(path, f"host = example.org\ngemini-port = 7\nlog = quiet\nwidth = 33\ncontent = x\n")
        lines = hup(leda)  # what is given as options has not changed
        equal(lines[:1], ["leda: changed, but not before a restart: host, log"], "lines")
        equal(talk.gemini(leda.gemini).status, 20, "the host is as it was")
        equal(talk.menu_problems(talk.gopher(leda.gopher, "/posts/first"), 33), [], "width")


def sample_tells_of_restarts(run):
    """Every key changed at once: those that a reload cannot change are the ones that contrib/leda.conf says it of."""
    blocks = re.findall(r"^(?:# .*\n)*# (?:.* )?\(restart\)\n((?:#[a-z-]+ =.*\n)+)", SAMPLE.read_text(), re.MULTILINE)
    marked = {key.lstrip("#") for block in blocks for key, _ in pairs_of(block)}
    path = config_file(run, "")
    with run.start(trees.small(run), "--no-watch", "--config", path) as leda:
        lib.write_file(path, "".join(f"{key} = {value}\n" for key, (value, _, _) in KEYS.items()))
        told = hup(leda)[0].removeprefix("leda: changed, but not before a restart: ").split(", ")
        equal(set(told) | {"content", "certs", "gemini-port", "gopher-port", "watch"}, marked, "keys that want a restart")


def broken_reload(run):
    """One line, and everything is as it was: configuration, content, certificate."""
    content = trees.small(run)
    path = config_file(run, "title = Good\nwidth = 50\n")
    with run.start(content, "--no-watch", "--config", path) as leda:
        before = [talk.gemini_page(leda.gemini), talk.gopher(leda.gopher), talk.gopher(leda.gopher, "/about")]
        lib.write_file(content / "about.md", "# About\n\nEdited.\n")
        for text, word in ("title = Bad\nwidht = 3\n", ':2: unknown key "widht"; did you mean "width"?'), \
                ("width = 3\n", ":1: width = 3: a number from 20 to 200"), ("width = 60\nwidth = 60\n", ":2: width"), \
                ("gemini-port = 70\n\0", ":2: "), ("[x]\n", ":1: "):
            lib.write_file(path, text)
            lines = hup(leda)
            require(len(lines) == 1 and f"{path}{word}" in lines[0], f"not one line with {word!r}: {lines}")
            require(lines[0].endswith("; everything stays as it was"), lines[0])
            after = [talk.gemini_page(leda.gemini), talk.gopher(leda.gopher), talk.gopher(leda.gopher, "/about")]
            equal(after, before, f"answers after {text!r}")
        lib.write_file(path, "width = 40\n")
        hup(leda)
        require("Edited." in talk.gemini_page(leda.gemini, "/about.gmi"), "mended")


def warns_of_a_wide_line(run):
    path = config_file(run, "\nwidth = 80\n")
    with run.start(trees.small(run), "--config", path) as leda:
        require(f"{path}:2: width = 80: " in leda.stderr(), f"no warning: {leda.stderr()!r}")


# contrib/leda.conf


def sample_is_complete(run):
    """Each key once, its default equal to the program's; as it stands it changes nothing."""
    sample, _ = sample_parts()
    folder = run.folder("sample")
    lib.write_file(folder / "leda.conf", SAMPLE.read_text())
    defaults = printed(run, cwd=folder)
    equal(printed(run, "--config", lib.write_file(folder / "empty.conf", ""), cwd=folder), defaults, "as it stands")
    commented = re.findall(r"^#([a-z][a-z-]* =.*)$", sample, re.MULTILINE)
    equal(len(commented), len(KEYS), "number of keys")
    equal(sorted(pairs_of("\n".join(commented))),
          sorted((key, "content" if key == "content" else value) for key, value in pairs_of(defaults)), "defaults")
    lib.write_file(folder / "leda.conf", uncommented(sample))
    equal(printed(run, cwd=folder), defaults, "with every # taken away")


def sample_parts():
    """contrib/leda.conf: before the sections, and they."""
    start = re.search(r"^#\[", SAMPLE.read_text(), re.MULTILINE).start()
    return SAMPLE.read_text()[:start], SAMPLE.read_text()[start:]


def uncommented(text):
    return re.sub(r"^#(\[|[a-z/.][^ ]* =)", r"\1", text, flags=re.MULTILINE)


def sample_has_each_section(run):
    """Each kind that the program knows, with each of its keys."""
    _, sections = sample_parts()
    path = config_file(run, "[zzzzzzzz]\n")
    told = re.search(r'"zzzzzzzz"; (.*) is wanted', run.command("serve", "--config", path).stderr)[1]
    equal(re.findall(r"^#\[([a-z]+)", sections, re.MULTILINE), re.split(", | or ", told), "sections")
    once = printed(run, "--config", config_file(run, uncommented(sections)))
    _, *parts = re.split(r"^(?=\[)", once, flags=re.MULTILINE)
    for part, block in zip(parts, re.split(r"^(?=#\[)", sections, flags=re.MULTILINE)[1:]):
        given = re.findall(r"^#([a-z/.][^ ]*) =", block, re.MULTILINE)
        equal(part.splitlines()[0], block.splitlines()[0][1:], "section")
        if not part.startswith("[capsule"):  # whose keys are those above
            equal(given, list(dict.fromkeys(key for key, _ in pairs_of(part.strip().split("\n", 1)[1]))), block)


def main(run):
    run.check("--print-config: each key once", each_key_is_known, run)
    run.check("each key is read, and printed so that it reads back", each_key_is_read, run)
    run.check("each key refuses in one line, exit 1", each_key_is_refused, run)
    run.check("all keys at once", all_at_once, run)
    run.check("sections", sections, run)
    run.check("mistakes in a file", mistakes, run)
    run.check("found beside the content; the command line goes before", found_beside_the_content, run)
    run.check("never content", never_content, run)
    run.check("a file alone", nothing_on_the_command_line, run)
    run.check("gone", gone, run)
    run.check("web", web, run)
    run.check("foot, reply, gopher-list", around_the_page, run)
    run.check("timezone", timezone, run)
    run.check("limits", limits, run)
    run.check("a reload reads it again", reload_changes, run)
    run.check("a reload says what wants a restart", reload_wants_a_restart, run)
    run.check("contrib/leda.conf says which keys want a restart", sample_tells_of_restarts, run)
    run.check("a broken file leaves everything as it was", broken_reload, run)
    run.check("a width that is not wise", warns_of_a_wide_line, run)
    run.check("contrib/leda.conf is complete", sample_is_complete, run)
    run.check("contrib/leda.conf has each section", sample_has_each_section, run)


if __name__ == "__main__":
    lib.run(main)
