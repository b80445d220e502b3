"""Live content: what is saved is served at once, whatever way an editor saves, and never half of it."""

import contextlib
import re
import shutil
import signal
import subprocess
import time

import lib
import storm
import talk
import trees
from lib import equal, require

SECONDS = 15  # for a change to be seen; how long it takes is printed
QUIET = 0.4  # without a line: nothing was found to have changed

PAGE = "posts/page.md"
OTHER = "posts/other.md"


def text(number, lines=30):
    """A page that is long enough to be seen half-written."""
    return f"# Page {number}\n\n" + "".join(f"Line {line} of {number}.\n\n" for line in range(lines))


def gemini_shows(leda, address):
    reply = talk.gemini(leda.gemini, address + ".gmi")
    return reply.text if reply.status == 20 else None


def gopher_shows(leda, address):
    data = talk.gopher(leda.gopher, f"/0{address}.txt")
    return None if talk.is_gopher_error(data) else data.decode()


def number_in(shown):
    """Which of text()'s versions is shown. When it is not all of it that is for storm.py to judge, which knows whether
    the writer was held up."""
    if shown is None:
        return None
    number = (re.findall(r"# Page (\S+)", shown) or ["?"])[0]
    lines = [line for line in shown.splitlines() if line.startswith("Line ")]
    return number if lines == [f"Line {line} of {number}." for line in range(30)] else f"a part of {number}"


def shows(leda, address, number):
    """Both protocols show this version; None: neither has the page."""
    wanted = None if number is None else str(number)
    return number_in(gemini_shows(leda, address)) == wanted == number_in(gopher_shows(leda, address))


def seen(leda, address, number):
    """Milliseconds until both protocols show it."""
    start = time.monotonic()
    lib.eventually(lambda: shows(leda, address, number), SECONDS, f"{address} shows {number}")
    return (time.monotonic() - start) * 1000


# How editors save. Each gets the path of a page and its next text.


def in_place(path, data):
    with open(path, "r+") as file:
        file.write(data)
        file.truncate()


def truncate_and_write(path, data):
    path.write_text(data)


def truncate_then_halves(path, data):
    with open(path, "w") as file:
        for half in data[: len(data) // 2], data[len(data) // 2 :]:
            time.sleep(0.02)
            file.write(half)
            file.flush()


def vim_backup_by_rename(path, data):
    """backupcopy=no: the old file becomes the backup, the name gets a new file."""
    swap, backup = path.with_name(f".{path.name}.swp"), path.with_name(path.name + "~")
    swap.write_text("swap")
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    path.rename(backup)
    path.write_text(data)
    backup.unlink()
    swap.unlink()


def vim_backup_by_copy(path, data):
    """backupcopy=yes: the backup is the copy."""
    backup = path.with_name(path.name + "~")
    shutil.copy2(path, backup)
    path.write_text(data)
    backup.unlink()


def hidden_file_renamed(path, data):
    """gedit, sed -i, rsync, Syncthing."""
    new = path.with_name(f".{path.name}.x7Fq2")
    new.write_text(data)
    new.rename(path)


def file_of_elsewhere_renamed(path, data):
    new = path.parents[2] / "saved elsewhere"
    new.write_text(data)
    new.rename(path)


def emacs(path, data):
    lock, autosave = path.with_name(f".#{path.name}"), path.with_name(f"#{path.name}#")
    lock.symlink_to("author@machine.1234")
    autosave.write_text(data[:100])
    path.rename(path.with_name(path.name + "~"))
    path.write_text(data)
    autosave.unlink()
    lock.unlink()


def renamed_away_and_back(path, data):
    away = path.with_name("away.txt")
    path.rename(away)
    away.write_text(data)
    away.rename(path)


def deleted_and_created(path, data):
    path.unlink()
    time.sleep(0.01)
    path.write_text(data)


def copied_over(path, data):
    new = path.parents[2] / "new.md"
    new.write_text(data)
    subprocess.run(["cp", new, path], check=True)


WAYS = (in_place, truncate_and_write, truncate_then_halves, vim_backup_by_rename, vim_backup_by_copy,
        hidden_file_renamed, file_of_elsewhere_renamed, emacs, renamed_away_and_back, deleted_and_created, copied_over)


def tell(name, milliseconds):
    print(f"# {name}: both protocols show it after {milliseconds:.0f} ms", flush=True)


def tree(run):
    root = run.folder("live") / "content"
    lib.write_file(root / "index.md", "# Home\n")
    lib.write_file(root / PAGE, text(0))
    lib.write_file(root / OTHER, text("other"))
    return root


def no_line_was_wrong(leda):
    lines = [line for line in leda.stderr().splitlines() if "reloaded" not in line]
    lib.none_of([line for line in lines if "warning" in line or "cannot" in line or "stays" in line])


def editors(run):
    content = tree(run)
    with run.start(content) as leda:
        require(shows(leda, "/posts/page", 0), "the first version")
        for number, way in enumerate(WAYS, 1):
            way(content / PAGE, text(number))
            tell(way.__name__.replace("_", " "), seen(leda, "/posts/page", number))
        no_line_was_wrong(leda)
        require(shows(leda, "/posts/other", "other"), "the page beside it")


def rsync(run):
    if not shutil.which("rsync"):
        raise lib.Skip("no rsync")
    content = tree(run)
    source = content.parent / "source"
    shutil.copytree(content, source)
    with run.start(content) as leda:
        for number, options in enumerate((["-a"], ["-a", "--inplace"], ["-a", "--delay-updates"]), 1):
            number = 10**number  # each longer than the one before: rsync does not look at what has the same size
            lib.write_file(source / PAGE, text(number))
            lib.write_file(source / f"new/{number}/page.md", text(number))
            subprocess.run(["rsync", *options, f"{source}/", f"{content}/"], check=True)
            tell("rsync " + " ".join(options), seen(leda, "/posts/page", number))
            seen(leda, f"/new/{number}/page", number)
        shutil.rmtree(source / "new/10")
        subprocess.run(["rsync", "-a", "--delete", f"{source}/", f"{content}/"], check=True)
        tell("rsync --delete", seen(leda, "/new/10/page", None))
        no_line_was_wrong(leda)


def git(content, *arguments):
    settings = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *settings, *arguments], cwd=content, check=True, capture_output=True)


def git_checkout(run, pages):
    """Thousands of files at once, folders among them, there and back."""
    content = tree(run)
    git(content, "init", "-q")
    git(content, "add", ".")
    git(content, "commit", "-qm", "few")
    git(content, "checkout", "-qb", "many")
    for number in range(pages):
        lib.write_file(content / f"archive/{number % 50}/{number}.md", text(number))
    lib.write_file(content / PAGE, text(1))
    git(content, "add", ".")
    git(content, "commit", "-qm", "many")
    git(content, "checkout", "-q", "main")
    with run.start(content) as leda:
        require(shows(leda, "/posts/page", 0), "the first version")
        last = pages - 1
        git(content, "checkout", "-q", "many")
        took = seen(leda, "/posts/page", 1)
        tell(f"git checkout of {pages} pages", took + seen(leda, f"/archive/{last % 50}/{last}", last))
        for number in range(0, pages, max(1, pages // 100)):
            seen(leda, f"/archive/{number % 50}/{number}", number)
        lib.write_file(content / f"archive/{last % 50}/{last}.md", text("edited"))
        tell("a page of a folder that came by git", seen(leda, f"/archive/{last % 50}/{last}", "edited"))
        git(content, "checkout", "-q", ".")
        git(content, "checkout", "-q", "main")
        tell("git checkout without them", seen(leda, f"/archive/{last % 50}/{last}", None))
        seen(leda, "/posts/page", 0)


# Folders


def folders(run):
    content = tree(run)
    outside = content.parent / "outside"
    with run.start(content) as leda:
        lib.write_file(content / "a/b/c/d/deep.md", text(1))
        tell("a page in new folders", seen(leda, "/a/b/c/d/deep", 1))
        lib.write_file(content / "a/b/c/d/deep.md", text(2))
        tell("the same page again", seen(leda, "/a/b/c/d/deep", 2))
        (content / "a/b").rename(content / "moved")
        tell("mv of a folder", seen(leda, "/moved/c/d/deep", 2))
        require(shows(leda, "/a/b/c/d/deep", None), "the old address")
        lib.write_file(content / "moved/c/d/deep.md", text(3))
        tell("a page in it", seen(leda, "/moved/c/d/deep", 3))
        (content / "moved").rename(outside)
        tell("mv of a folder out of the content", seen(leda, "/moved/c/d/deep", None))
        lib.write_file(outside / "c/d/deep.md", text(4))
        outside.rename(content / "again")
        tell("mv of a folder into the content", seen(leda, "/again/c/d/deep", 4))
        shutil.copytree(content / "again", content / "copy/of/it")
        tell("cp -r", seen(leda, "/copy/of/it/c/d/deep", 4))
        shutil.rmtree(content / "copy")
        tell("rm -r", seen(leda, "/copy/of/it/c/d/deep", None))
        lib.write_file(content / "copy/of/it/c/d/deep.md", text(5))
        tell("a folder deleted and made again", seen(leda, "/copy/of/it/c/d/deep", 5))
        no_line_was_wrong(leda)


def links_in_the_tree(run):
    content = tree(run)
    lib.write_file(content / "old/one.md", text(1))
    lib.write_file(content / "new/one.md", text(2))
    (content / "current").symlink_to("old")
    (content / "linked.md").symlink_to("posts/page.md")
    with run.start(content) as leda:
        require(shows(leda, "/current/one", 1) and shows(leda, "/linked", 0), "through links")
        lib.write_file(content / PAGE, text(3))
        tell("what a link leads to", seen(leda, "/linked", 3))
        lib.write_file(content / "old/one.md", text(4))
        tell("what lies in a linked folder", seen(leda, "/current/one", 4))
        (content / "current.new").symlink_to("new")
        (content / "current.new").rename(content / "current")
        tell("a link that leads elsewhere", seen(leda, "/current/one", 2))
        lib.write_file(content / "new/one.md", text(5))
        tell("a page behind it", seen(leda, "/current/one", 5))


def root_replaced(run):
    """The folder is put aside and another takes its name: as a whole, by a link, by a link above it."""
    base = run.folder("root")
    for number in range(1, 7):
        lib.write_file(base / f"releases/{number}/content/page.md", text(number))
    live = base / "live"
    live.symlink_to("releases/1")
    with run.start(live / "content") as leda:
        require(shows(leda, "/page", 1), "the first one")
        (base / "next").symlink_to("releases/2")
        (base / "next").rename(live)
        tell("a link above the content", seen(leda, "/page", 2))
        lib.write_file(base / "releases/2/content/page.md", text("edited"))
        tell("an edit behind it", seen(leda, "/page", "edited"))
        (base / "releases/2/content").rename(base / "releases/2/old")
        (base / "releases/3/content").rename(base / "releases/2/content")
        tell("another folder under its name", seen(leda, "/page", 3))
        lib.write_file(base / "releases/2/content/page.md", text("re-edited"))
        lib.write_file(base / "releases/2/old/page.md", text("unseen"))
        tell("an edit in it", seen(leda, "/page", "re-edited"))
        (base / "releases/2").rename(base / "releases/gone")
        lib.eventually(lambda: "stays as it was" in leda.stderr(), SECONDS, "a line on the folder that is gone")
        equal(leda.stderr().count("stays as it was"), 1, "lines on it")
        require(shows(leda, "/page", "re-edited"), "the site without its folder")
        (base / "releases/4").rename(base / "releases/2")
        tell("a folder that was gone", seen(leda, "/page", 4))
        live.unlink()
        shutil.copytree(base / "releases/5", live)
        tell("a folder in place of a link", seen(leda, "/page", 5))


def project(run):
    """Hugo: its configuration and what is laid over the content are watched as well."""
    base = run.folder("hugo")
    lib.write_file(base / "hugo.toml", "title = 'Before'\n")
    lib.write_file(base / "content/_index.md", "")
    lib.write_file(base / "content/page.md", text(0))
    with run.start(base) as leda:
        require("Before" in talk.gemini_page(leda.gemini), "the title")
        lib.write_file(base / "hugo.toml", "title = 'After'\n")
        lib.eventually(lambda: "After" in talk.gemini_page(leda.gemini), SECONDS, "the project's new title")
        lib.write_file(base / "static/a/words.txt", "words\n")
        lib.eventually(lambda: talk.gemini(leda.gemini, "/a/words.txt").status == 20, SECONDS, "a file of static/")
        lib.write_file(base / "static/a/words.txt", "other words\n")
        lib.eventually(lambda: talk.gemini(leda.gemini, "/a/words.txt").body == b"other words\n", SECONDS, "its edit")
        lib.write_file(base / "content/page.md", text(1))
        seen(leda, "/page", 1)


# Lines


def new_lines(leda, action, pause=QUIET):
    before = leda.stderr()
    action()
    time.sleep(pause)
    return leda.stderr()[len(before) :].splitlines()


def one_line_each(run):
    content = tree(run)
    with run.start(content) as leda:
        time.sleep(QUIET)
        equal(leda.stderr().count("reloaded"), 0, "reloads after the start")
        lines = new_lines(leda, lambda: lib.write_file(content / PAGE, text(1)))
        require(len(lines) == 1 and lines[0].startswith("leda: reloaded 1 of 3 pages in "), f"an edit: {lines}")
        lines = new_lines(leda, lambda: lib.write_file(content / "words.txt", "x\n"))
        require(len(lines) == 1 and " of 3 pages and 1 file in " in lines[0], f"a file: {lines}")
        lines = new_lines(leda, lambda: lib.write_file(content / PAGE, text(1) + "[x](nowhere.md)\n"))
        require(len(lines) == 1 and lines[0].endswith(" ms, 1 warning"), f"a warning: {lines}")
        for name, action in {
            "touch": (content / PAGE).touch,
            "the same text": lambda: lib.write_file(content / OTHER, text("other")),
            "a swap file": lambda: lib.write_file(content / "posts/.page.md.swp", "x"),
            "a backup": lambda: lib.write_file(content / "posts/page.md~", "x"),
            "an empty folder": lambda: (content / "empty").mkdir(),
        }.items():
            equal(new_lines(leda, action), [], name)


def half_a_page(run):
    """What is cut within a fence or front matter that was whole before waits for its end."""
    content = tree(run)
    whole = ("---\ntitle: Whole\ndate: 2024-02-03\n---\n\nFirst.\n\n```\ncode\nmore\n```\n\nLast.\n")
    lib.write_file(content / "cut.md", whole)
    with run.start(content) as leda:
        def page():
            return talk.gemini(leda.gemini, "/cut.gmi").text.split("\n2024-02-03")[0]
        before = page()
        require("Last." in before, "the whole page")
        for cut in "", "---\ntitle: Wh", whole[: whole.index("more")]:
            lib.write_file(content / "cut.md", cut)
            time.sleep(QUIET)
            equal(page(), before, f"the page while its file is {cut!r}")
        lib.write_file(content / "cut.md", whole.replace("Last", "Very last"))
        lib.eventually(lambda: "Very last." in page(), SECONDS, "the page when its file is whole again")


def broken_page(run):
    """A page that can no longer be read keeps its last good version, and that is said once."""
    content = tree(run)
    with run.start(content, "-v") as leda:
        lib.write_file(content / PAGE, b"---\ntitle: [unclosed\n  : : :\n---\nwords\n")
        lib.write_file(content / OTHER, text("another"))
        seen(leda, "/posts/other", "another")
        require(shows(leda, "/posts/page", 0), "the last good version")
        lib.eventually(lambda: "posts/page.md" in leda.stderr(), SECONDS, "a word on the broken page")
        lib.write_file(content / OTHER, text("third"))
        seen(leda, "/posts/other", "third")
        require(shows(leda, "/posts/page", 0), "the last good version, after a further reload")
        lib.write_file(content / PAGE, text(2))
        seen(leda, "/posts/page", 2)


def empty_folder(run):
    """As when a disk is not mounted yet."""
    content = tree(run)
    away = content.parent / "away"
    with run.start(content) as leda:
        for empty in True, False:
            content.rename(away)
            content.mkdir()
            lib.eventually(lambda: "nothing is left in" in leda.stderr(), SECONDS, "a line on the empty folder")
            (content / "empty too").mkdir()
            time.sleep(QUIET)
            require(shows(leda, "/posts/page", 0), "the site is held")
            equal(leda.stderr().count("nothing is left in"), 1 + (not empty), "lines on it")
            if empty:
                (content / "empty too").rmdir()
                content.rmdir()
                away.rename(content)
                lib.write_file(content / PAGE, text(0))
                lib.write_file(content / OTHER, text("back"))
                seen(leda, "/posts/other", "back")
        leda.send(signal.SIGHUP)
        seen(leda, "/posts/page", None)
        equal(talk.gemini(leda.gemini, "/").status, 20, "home of nothing")


# Configuration and certificates


def configuration(run):
    content = tree(run)
    path = lib.write_file(run.folder("conf") / "leda.conf", "title = First\nwidth = 60\n")
    (content / "index.md").unlink()
    with run.start(content, "--config", path) as leda:
        def title():
            return talk.gemini_page(leda.gemini).splitlines()[0]

        def edit(way, text, wanted):
            way(path, text)
            start = time.monotonic()
            lib.eventually(lambda: title() == "# " + wanted, SECONDS, f"the title {wanted}")
            tell(f"the configuration, {way.__name__}", (time.monotonic() - start) * 1000)

        equal(title(), "# First", "the title")
        edit(truncate_and_write, "title = Second\n", "Second")
        edit(hidden_file_renamed, "title = Third\n", "Third")
        lines = new_lines(leda, lambda: path.write_text("title = Fourth\nwidht = 3\n"))
        require(len(lines) == 1 and "did you mean" in lines[0] and "stays as it was" in lines[0], f"a mistake: {lines}")
        equal(title(), "# Third", "the title after a mistake")
        lines = new_lines(leda, lambda: path.write_text(""))
        require(len(lines) == 1 and "is empty" in lines[0], f"an empty file: {lines}")
        lines = new_lines(leda, path.unlink)
        require(len(lines) == 1 and "is gone" in lines[0], f"without the file: {lines}")
        equal(title(), "# Third", "the title without the file")
        edit(truncate_and_write, "title = Fifth\n", "Fifth")
        equal(new_lines(leda, lambda: lib.write_file(path.parent / "other.conf", "x")), [], "another file beside it")


def served_certificate(leda):
    with talk.connect_gemini(leda.gemini) as sock:
        return sock.getpeercert(binary_form=True)


def certificate(run):
    content = tree(run)
    other = run.folder("other")
    with run.start(content, certs=other) as leda:
        pair = {name: (other / name).read_bytes() for name in ("localhost.crt", "localhost.key")}
        second = served_certificate(leda)
    with run.start(content) as leda:
        first = served_certificate(leda)
        require(first != second, "two certificates")
        for name, data in pair.items():
            (leda.certs / name).write_bytes(data)
        start = time.monotonic()
        lib.eventually(lambda: served_certificate(leda) == second, SECONDS, "the new certificate")
        tell("a certificate and its key", (time.monotonic() - start) * 1000)
        lines = new_lines(leda, lambda: (leda.certs / "localhost.crt").write_text("nonsense"))
        require(len([line for line in lines if "localhost.crt" in line]) == 1, f"a broken one: {lines}")
        equal(served_certificate(leda), second, "the certificate while its file is broken")


# Without events


def no_watch(run):
    content = tree(run)
    with run.start(content, "--no-watch") as leda:
        lib.write_file(content / PAGE, text(1))
        time.sleep(QUIET)
        require(shows(leda, "/posts/page", 0), "not at once")
        leda.send(signal.SIGHUP)
        seen(leda, "/posts/page", 1)


def poll(run):
    content = tree(run)
    with run.start(content, "--watch", "poll", "--poll-interval", "1") as leda:
        require("inotify" not in "".join(name for name in lib.open_files(leda.pid)), "no events are asked for")
        lib.write_file(content / PAGE, text(1))
        tell("polled every second", seen(leda, "/posts/page", 1))
        lib.write_file(content / "new/folder/page.md", text(2))
        seen(leda, "/new/folder/page", 2)


def limited(setting, number):
    """What starts a program for whose user the system has that limit."""
    prefix = ["unshare", "--user", "--map-root-user", "sh", "-c",
              f'echo {number} >/proc/sys/user/{setting} && exec "$@"', "sh"]
    with contextlib.suppress(OSError):
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode != 0:
            raise lib.Skip("user namespaces are not permitted")
    return prefix


def limit_of_instances(run):
    """No file events at all: one line says what to raise, and everything is polled."""
    content = tree(run)
    prefix = limited("max_inotify_instances", 0)
    with run.start(content, "--poll-interval", "1", prefix=prefix) as leda:
        lib.eventually(lambda: "fs.inotify.max_user_instances" in leda.stderr(), SECONDS, "a line on the limit")
        lib.write_file(content / PAGE, text("edited"))
        tell("polled every second for want of events", seen(leda, "/posts/page", "edited"))
        equal(leda.stderr().count("fs.inotify"), 1, "lines on the limit")


def limit_of_watches(run):
    """More folders than the system lets a user watch: one line says what to raise, and the rest is polled."""
    prefix = limited("max_inotify_watches", 8)
    content = tree(run)
    for number in range(12):
        lib.write_file(content / f"folder-{number:02}/page.md", text(number))
    with run.start(content, "--poll-interval", "1", prefix=prefix) as leda:
        lib.eventually(lambda: "fs.inotify.max_user_watches" in leda.stderr(), SECONDS, "a line on the limit")
        lib.write_file(content / "folder-00/page.md", text("edited"))
        tell("a folder that is watched", seen(leda, "/folder-00/page", "edited"))
        lib.write_file(content / "folder-11/page.md", text("edited"))
        tell("one that is polled every second", seen(leda, "/folder-11/page", "edited"))
        equal(leda.stderr().count("fs.inotify"), 1, "lines on the limit")


def main(run):
    run.check("every editor's way of saving", editors, run)
    run.check("rsync", rsync, run)
    run.check("git checkout", git_checkout, run, 200 if run.sanitizer else 500)
    run.check("folders that come, move and go", folders, run)
    run.check("symbolic links in the tree", links_in_the_tree, run)
    run.check("the content folder replaced as a whole", root_replaced, run)
    run.check("a project's configuration and overlay", project, run)
    run.check("one line for each reload", one_line_each, run)
    run.check("half a page", half_a_page, run)
    run.check("a broken page", broken_page, run)
    run.check("an empty folder is held back", empty_folder, run)
    run.check("the configuration", configuration, run)
    run.check("certificates", certificate, run)
    run.check("--no-watch", no_watch, run)
    run.check("polling", poll, run)
    run.check("the system's limit of watches", limit_of_watches, run)
    run.check("the system's limit of inotify instances", limit_of_instances, run)
    run.check("a storm", storm.storm, run, 4)
    run.check("many reloads", storm.reloads, run, 40)


if __name__ == "__main__":
    lib.run(main)
