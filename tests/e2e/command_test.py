"""The command line as a contract: help, version, wrong use, and `leda render`."""

import re
import subprocess

import lib
import talk
import trees
from lib import equal, one_line, require


# --help, --version, wrong command lines


def help_says_what_there_is(run):
    done = run.command("--help")
    equal((done.returncode, done.stderr), (0, ""), "leda --help")
    for word in ("serve", "render", "--help", "--version"):
        require(word in done.stdout, f"{word} is not in --help")
    options = {
        "serve": ["--host", "--listen", "--gemini-port", "--gopher-port", "--public-gemini-port",
                  "--public-gopher-port", "--certs", "--drafts", "--workers", "-v", "-q"],
        "render": ["--as", "--host", "--width", "--root", "--charset", "--links", "--emphasis", "gemtext", "gophermap", "menu", "text"],
    }
    for command, words in options.items():
        done = run.command(command, "--help")
        equal((done.returncode, done.stderr), (0, ""), f"leda {command} --help")
        for word in words:
            require(word in done.stdout, f"{word} is not in leda {command} --help")


def version_is_a_number(run):
    done = run.command("--version")
    equal((done.returncode, done.stderr), (0, ""), "leda --version")
    require(re.fullmatch(r"leda \d+\.\d+\.\d+\n", done.stdout), f"leda --version: {done.stdout!r}")


def wrong_command_lines(run):
    content = trees.small(run)
    page = content / "index.md"
    for arguments in (
        ["serve", content, "--bogus"], ["--bogus"], ["bogus"], ["serve", content, "extra"],
        ["serve", content, "--gemini-port"], ["serve", content, "--gemini-port", "70000"],
        ["serve", content, "--gopher-port", "x"], ["serve", content, "--gopher-port", "-1"],
        ["serve", content, "--gemini-port", ""], ["serve", content, "--workers", "0"],
        ["serve", content, "--workers", "many"], ["serve", content, "--listen", "not-an-address"],
        ["serve", content, "--host", "bad host"], ["serve", content, "-x"],
        ["serve", content, "--gemini-port", "0", "--gopher-port", "0"],
        ["render"], ["render", page], ["render", page, "--as", "html"], ["render", page, "--as"],
        ["render", page, "--as", "text", "--width", "0"], ["render", page, "--as", "text", "--width", "wide"],
    ):
        done = run.command(*arguments)
        require(done.returncode == 2, f"leda {arguments}: exit {done.returncode}, wanted 2: {done.stderr!r}")
        one_line(done, 2)
        equal(done.stdout, "", f"standard output of leda {arguments}")
    one_line(run.command("serve", content, "--bogus"), 2, "--bogus")



# leda render


def render(run, page, form, *options, **settings):
    done = run.command("render", page, "--as", form, *options, **settings)
    equal((done.returncode, done.stderr), (0, ""), f"leda render --as {form}")
    return done.stdout


def rendered_as_served(run):
    """One page, without what the Site adds; links lead where they do in the tree."""
    content = trees.small(run)
    page = content / "posts/first.md"
    with run.start(content) as leda:
        served = talk.gemini_page(leda.gemini, "/posts/first.gmi")
    gemtext = render(run, page, "gemtext", "--root", content)
    require(served.startswith(gemtext) and len(gemtext) > 40, f"served {served!r}, rendered {gemtext!r}")
    equal([line.url for line in talk.links(gemtext)], ["/posts/second.gmi"], "links")

    items, problems = talk.parse_menu(render(run, page, "menu", "--root", content).encode())
    equal(problems, [], "menu")
    equal({(i.type, i.selector, i.host, i.port) for i in items if i.type != "i"},
          {("1", "/posts/second", "localhost", 70)}, "menu items")

    gophermap = render(run, page, "gophermap", "--root", content)
    require("\r" not in gophermap and "\n1a link\t/posts/second\n" in gophermap, f"gophermap: {gophermap!r}")

    text = render(run, page, "text", "--root", content)
    equal(talk.text_problems(text.encode(), 67), [], "text")
    require("-> a link\r\n   gopher://localhost/0/posts/second.txt\r\n" in text, f"text: {text!r}")


def rendered_with_options(run):
    content = trees.small(run)
    page = lib.write_file(content / "long.md", "# Long\n\n" + "word " * 40 + "[near](posts/first.md)\n")
    menu = render(run, page, "menu", "--host", "example.org", "--width", "40")
    items, problems = talk.parse_menu(menu.encode())
    equal(problems + talk.menu_problems(menu.encode(), 40), [], "menu")
    require(max(len(item.name) for item in items) > 30, "not as wide as asked for")
    equal({item.host for item in items if item.type == "1"}, {"example.org"}, "hosts")


def rendered_in_a_charset(run):
    page = lib.write_file(run.temp / "charset/page.md", "# Größe\n\nAn “ä” – ☃\n")
    for charset, expected in (("ascii", b'Grosse\r\n\r\nAn "a" - [snowman]\r\n'),
                              ("latin1", b'Gr\xf6\xdfe\r\n\r\nAn "\xe4" - [snowman]\r\n'),
                              ("utf-8", "Größe\r\n\r\nAn “ä” – ☃\r\n".encode())):
        done = subprocess.run([run.binary, "render", page, "--as", "text", "--charset", charset],
                              capture_output=True, check=False, timeout=lib.START_SECONDS)
        equal((done.returncode, done.stdout), (0, b"# " + expected), charset)
    gemtext = render(run, page, "gemtext", "--charset", "ascii")
    require("An “ä” – ☃" in gemtext, f"Gemini needs no charset: {gemtext!r}")
    russian = lib.write_file(run.temp / "charset/russian.md", "Привет\n")
    done = run.command("render", russian, "--as", "text", "--charset", "latin1")
    equal((done.returncode, done.stdout.strip()), (0, "# Привет"), "what has no spelling")
    require(done.stderr.startswith("russian.md:1: ") and done.stderr.count("\n") == 1, done.stderr)


def served_in_a_charset(run):
    """MENU-03 on the wire: pages, lists and foots in ISO 8859-1, selectors as they are."""
    content = run.temp / "latin1"
    lib.write_file(content / "index.md", "# Grüße\n\nWörter – [ä](ä.md)\n")
    lib.write_file(content / "ä.md", "---\ntitle: Äh…\ndate: 2024-01-02\n---\nWörter\n")
    with run.start(content, "--charset", "latin1") as leda:
        home = talk.gopher(leda.gopher, "/")
        require("i# Grüße\t".encode("latin-1") in home, f"title: {home!r}")
        require("iWörter - ä\t".encode("latin-1") in home, f"text: {home!r}")
        require("1ä\t".encode("latin-1") + "/ä\t".encode() in home, f"link: {home!r}")
        require("2024-01-02 Äh...\t".encode("latin-1") in home, f"list: {home!r}")
        page = talk.gopher(leda.gopher, "/ä")
        require("1Up: Grüße\t".encode("latin-1") in page, f"foot: {page!r}")
        require(b"ServerDefaultEncoding=ISO-8859-1" in talk.gopher(leda.gopher, "/caps.txt"), "caps.txt")
        require("Grüße" in talk.gemini_page(leda.gemini, "/"), "Gemini stays UTF-8")

    lib.write_file(content / "russian.md", "# Привет\n\nСлова – ü\n")
    with run.start(content, "--charset", "latin1") as leda:
        russian = talk.gopher(leda.gopher, "/russian").decode()
        require("iСлова – ü\t" in russian and "1Up: Grüße\t" in russian, f"stays UTF-8, foot too: {russian!r}")


def rendered_links_and_emphasis(run):
    folder = trees.small(run) / "posts"
    page = lib.write_file(folder / "options.md", "# T\n\nA *near* [page](second.md).\n\nEnd.\n")
    equal(render(run, page, "gemtext"), "# T\n\nA near page.\n=> /second.gmi page\n\nEnd.\n", "defaults")
    equal(render(run, page, "gemtext", "--links", "end", "--emphasis", "keep"),
          "# T\n\nA *near* page.\n\nEnd.\n\n=> /second.gmi page\n", "--links end --emphasis keep")


def findings_name_the_line(run):
    """Diagnostics are on standard error, with the line of the author's file; width above 69 is one."""
    page = lib.write_file(run.temp / "findings/page.md", "---\ntitle: T\n---\n\nWords.\n\n[gone](gone.md)\n")
    done = run.command("render", page, "--as", "gemtext")
    equal((done.returncode, done.stdout), (0, "# T\n\nWords.\n\ngone\n"), "a link that leads nowhere")
    require(done.stderr.startswith("page.md:7: ") and done.stderr.count("\n") == 1, done.stderr)
    done = run.command("render", page, "--as", "text", "--width", "70")
    require(done.returncode == 0 and "--width 70" in done.stderr, done.stderr)
    done = run.command("render", page, "--as", "text", "--width", "69")
    require("--width" not in done.stderr, done.stderr)


def rendered_from_standard_input(run):
    source = "# From a pipe\n\nWords, *marked*, and [a page](first.md).\n"
    folder = trees.small(run) / "posts"
    piped = render(run, "-", "gemtext", input=source.encode(), cwd=folder)
    equal([line for line in piped.split("\n") if line],
          ["# From a pipe", "Words, marked, and a page.", "=> /first.gmi a page"], "gemtext from a pipe")
    page = lib.write_file(folder / "piped.md", source)
    for form in ("gemtext", "gophermap", "menu", "text"):
        equal(render(run, "-", form, input=source.encode(), cwd=folder), render(run, page, form), f"--as {form}")


def render_of_nothing(run):
    one_line(run.command("render", run.temp / "missing.md", "--as", "text"), 1, "missing.md")


def main(run):
    run.check("--help says what there is", help_says_what_there_is, run)
    run.check("--version", version_is_a_number, run)
    run.check("a wrong command line is exit 2 and one line", wrong_command_lines, run)
    run.check("render: as served, without what the site adds", rendered_as_served, run)
    run.check("render: --host, --width", rendered_with_options, run)
    run.check("render: --charset", rendered_in_a_charset, run)
    run.check("serve: --charset", served_in_a_charset, run)
    run.check("render: --links, --emphasis", rendered_links_and_emphasis, run)
    run.check("render: findings name the author's line", findings_name_the_line, run)
    run.check("render: standard input", rendered_from_standard_input, run)
    run.check("render: a missing file is exit 1 and one line", render_of_nothing, run)


if __name__ == "__main__":
    lib.run(main)
