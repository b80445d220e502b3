"""The manual shows each construct as it is written and what each protocol makes of it: both must be true.

  manual_test.py LEDA            compares, TAP
  manual_test.py LEDA --write    writes what leda makes of each source into the manual, for review

A block of markdown and the blocks behind the lines that VIEWS names belong together, up to the next block of markdown.
"""

import pathlib
import re
import subprocess
import sys

MANUAL = pathlib.Path(__file__).resolve().parents[2] / "content" / "manual"
VIEWS = {
    "Over Gemini:": ["gemtext"],
    "Over Gopher:": ["text"],
    "Over Gopher, in the gophermap:": ["gophermap"],
    "Over Gopher, with `--charset ascii`:": ["text --charset ascii"],
    "Over Gemini and over Gopher:": ["gemtext", "text"],
}
TITLE = "An example of the manual"


def render(leda, source, view):
    """What leda makes of a piece of markdown, without the title that every page has."""
    page = f"---\ntitle: {TITLE}\n---\n\n{source}"
    command = [leda, "render", "-", "--as", *view.split(), "--root", str(MANUAL.parent), "--host", "capsule.example"]
    done = subprocess.run(command, input=page.encode(), capture_output=True, timeout=20, check=True)
    text = done.stdout.decode().replace("\r\n", "\n")
    return text.split("\n", 1)[1].lstrip("\n")


def fences(lines):
    """(first, last, info) of each fenced block: the numbers of its fence lines."""
    start = None
    for number, line in enumerate(lines):
        match = re.match(r"(`{3,}|~{3,})(.*)$", line)
        if not match:
            continue
        if start is None:
            start, fence, info = number, match[1], match[2].strip()
        elif match[1] == fence and not match[2]:
            yield start, number, info
            start = None


def label_before(lines, number):
    while number > 0 and not lines[number - 1].strip():
        number -= 1
    return lines[number - 1].strip() if number else ""


def examples(lines):
    """(first, last, source, views) of each block that shows what leda makes of the markdown before it."""
    source = None
    for first, last, info in fences(lines):
        if info == "markdown":
            source = "\n".join(lines[first + 1 : last]) + "\n"
        elif source is not None and label_before(lines, first) in VIEWS:
            yield first, last, source, VIEWS[label_before(lines, first)]


def compare(leda, path, number):
    lines = path.read_text().split("\n")
    for first, last, source, views in examples(lines):
        shown = "\n".join(lines[first + 1 : last])
        for view in views:
            number += 1
            made = render(leda, source, view).rstrip("\n")
            good = made == shown.rstrip("\n")
            print(f"{'ok' if good else 'not ok'} {number} - {path.name}:{first + 1} as {view}")
            if not good:
                print("\n".join("# " + line for line in ["leda makes:"] + made.split("\n")))
    return number


def write(leda, path):
    lines = path.read_text().split("\n")
    for first, last, source, views in reversed(list(examples(lines))):
        lines[first + 1 : last] = render(leda, source, views[0]).rstrip("\n").split("\n")
    path.write_text("\n".join(lines))


def main():
    leda = sys.argv[1]
    number = 0
    for path in sorted(MANUAL.glob("*.md")):
        if "--write" in sys.argv:
            write(leda, path)
        else:
            number = compare(leda, path, number)
    print(f"1..{number}")


main()
