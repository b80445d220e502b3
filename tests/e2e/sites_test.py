"""Sites of Hugo, Jekyll, Zola and Eleventy, served as they are (SRC-10, SRC-11): tests/sites, a golden list beside each.

The list is the program's word; the crawls and the probes are the tests' own.
"""

import pathlib
import re
import urllib.parse

import crawl
import lib
import talk
from lib import equal, none_of, require

SITES = pathlib.Path(__file__).resolve().parent.parent / "sites"
CONTENT = {"hugo": "content", "jekyll": "", "zola": "content", "eleventy": "src"}
# What no reader ever gets; asked for with and without the folders that leda takes away.
SECRET = re.compile(r"\.key$|\.toml$|\.ya?ml$|\.js$|\.json$|\.njk$|\.s[ac]ss$|\.sh$|\.rb$|\.html$|\.psd$|\.tiff$|"
                    r"Gemfile|Rakefile|Makefile|theme|templates|_layouts|_includes|_data|unused|spare|feed|\.env|drafts-of-mine")


def listing(run, folder, *options):
    done = run.command("list", folder, *options)
    equal(done.returncode, 0, f"leda list ({done.stderr})")
    return done.stdout


def list_is_golden(run, name):
    golden = (SITES / f"{name}.list").read_text()
    root = SITES / name
    equal(listing(run, root), golden, "the list, given the root")
    equal(listing(run, root / CONTENT[name]), golden, "the list, given the content")
    require(listing(run, root, "--ignore", "*.png") != golden, "--ignore takes nothing away")


def fields(name):
    return [line.split("\t") for line in (SITES / f"{name}.list").read_text().splitlines()]


def list_is_true(capsule, name):
    """Every address of the list answers as it says."""
    problems = []
    for protocol, address, what, _ in fields(name):
        if protocol == "gemini":
            status = talk.gemini(capsule.gemini, address).status
            if status != (31 if what == "further" else 20):
                problems.append(f"{address}: {what}, but {status}")
        elif talk.is_gopher_error(talk.gopher(capsule.gopher, urllib.parse.unquote(address[2:]))):
            problems.append(f"{address}: {what}, but an error")
    none_of(problems)


def all_is_reached(gemini, gopher, name):
    """Every page of the list, every feed, and every file that lies beside the content's pages (a page shows those)."""
    seen = {*gemini.pages, *gemini.files}
    seen_gopher = {*map(crawl.address_of, (*gopher.menus, *gopher.texts)), *gopher.files, *gopher.texts}
    none_of(gemini.problems + gopher.problems)
    problems = []
    for protocol, address, what, source in fields(name):
        wanted = urllib.parse.unquote(address)
        for_programs = what == "made" and not address.endswith("/atom.xml")
        if what in ("further", "text", "list") or source.startswith("../static/") or for_programs:
            continue
        if protocol == "gemini" and wanted not in seen:
            problems.append(f"not reached: {address}")
        if protocol == "gopher" and crawl.address_of(wanted[2:]).rstrip("/") not in {s.rstrip("/") for s in seen_gopher} \
                and wanted[2:] not in seen_gopher:
            problems.append(f"not reached on Gopher: {address}")
    none_of(problems)


def nothing_else_is_served(capsule, name):
    listed = {urllib.parse.unquote(address) for protocol, address, _, _ in fields(name) if protocol == "gemini"}
    problems = []
    for path in (SITES / name).rglob("*"):
        relative = str(path.relative_to(SITES / name))
        if not path.is_file() or not SECRET.search(relative):
            continue
        below = relative.removeprefix(CONTENT[name] + "/").removeprefix("static/")
        for address in {"/" + relative, "/" + below, "/../" + relative, "/" + relative.lstrip("_")} - listed:
            reply = talk.gemini(capsule.gemini, urllib.parse.quote(address))
            if reply.status == 20:
                problems.append(f"served on Gemini: {address}")
            data = talk.gopher(capsule.gopher, address)
            if not talk.is_gopher_error(data) and path.read_bytes() in data:
                problems.append(f"served on Gopher: {address}")
    none_of(problems)


def no_template_code(gemini):
    """None outside code: fences are taken out first."""
    problems = []
    for path, text in gemini.pages.items():
        prose = re.sub(r"(?ms)^```.*?^```", "", text)
        if "{%" in prose or ("{{" in prose and "{{ literally }}" not in prose):
            problems.append(f"{path}: template code: {prose[max(prose.find('{'), 0):][:60]!r}")
    none_of(problems)


def limits_bite_nowhere(run, name):
    done = run.command("list", SITES / name)
    none_of([line for line in done.stderr.splitlines() if re.search("more than|larger than|left out: too", line)])


def main(run):
    for name in CONTENT:
        run.check(f"{name}: the list is golden, given root or content", list_is_golden, run, name)
        run.check(f"{name}: no limit bites", limits_bite_nowhere, run, name)
        leda = run.start(SITES / name)
        gemini, gopher = crawl.GeminiCrawl(leda), crawl.GopherCrawl(leda)
        run.check(f"{name}: the list is true", list_is_true, leda, name)
        run.check(f"{name}: both protocols reach all of it", all_is_reached, gemini, gopher, name)
        run.check(f"{name}: configuration, themes, scripts and keys are not served", nothing_else_is_served, leda, name)
        run.check(f"{name}: no template code is shown", no_template_code, gemini)
        run.check(f"{name}: the program stops cleanly", leda.stop)


if __name__ == "__main__":
    lib.run(main)
