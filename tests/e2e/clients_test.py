"""Real clients show the manual: curl, lynx, sacc and the UMN client over Gopher, openssl, amfora and bombadillo over Gemini.

Those that need a terminal get tmux with a socket of its own; each has a home folder below the temporary one.
"""

import os
import re
import shutil
import subprocess
import time

import lib
import talk
import trees
from lib import equal, require

COLUMNS, ROWS = 100, 40
SECONDS = 20
ATTEMPTS = 4


def output(command, **settings):
    """Standard output of a client that must be installed and succeed."""
    require(shutil.which(command[0]), f"{command[0]} is not installed")
    settings.setdefault("stdin", None if "input" in settings else subprocess.DEVNULL)
    done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, **settings)
    require(done.returncode == 0, f"{command}: exit {done.returncode}: {done.stderr[-500:]!r}")
    return done.stdout


class Terminal:
    """A program in a terminal: keys go in, the screen comes out."""

    def __init__(self, run, command):
        require(shutil.which("tmux"), "tmux is not installed")
        require(shutil.which(command[0]), f"{command[0]} is not installed")
        home = run.folder("home")
        self.configure(home)
        self.environment = {"HOME": str(home), "TMUX_TMPDIR": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        # Nothing of the user's: no configuration, no certificates that a client has remembered. bombadillo takes
        # the home folder from the user database, so XDG_CONFIG_HOME must say where its file goes.
        clean = ["env", "-i", f"HOME={home}", f"XDG_CONFIG_HOME={home}", f"PATH={os.environ['PATH']}",
                 "TERM=screen-256color", "LANG=C.UTF-8"]
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), *clean, *command,
                  ";", "set-option", "remain-on-exit", "on")

    def configure(self, home):
        """For a client that needs a file of its own in its home folder."""

    def tmux(self, *arguments):
        done = subprocess.run(["tmux", "-L", "leda", *arguments], capture_output=True, text=True, timeout=SECONDS,
                              stdin=subprocess.DEVNULL, env=self.environment, check=False)
        require(done.returncode == 0, f"tmux {arguments[0]}: {done.stderr}")
        return done.stdout

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def press(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)
        self.press("Enter")

    def wait_for(self, *words):
        """Waits until all of the words are on the screen; returns it."""
        try:
            lib.eventually(lambda: all(word in self.screen() for word in words), SECONDS, "")
        except lib.Failure:
            raise lib.Failure(f"{words} are not on the screen:\n{self.screen().rstrip()}") from None
        return self.screen()

    def visit(self, key, url, *words):
        """Types a URL behind the key that asks for it. A client that is still drawing may lose keys: once more then."""
        for attempt in range(ATTEMPTS):
            self.press(key)
            time.sleep(0.5)
            self.type(url)
            try:
                lib.eventually(lambda: all(word in self.screen() for word in words), SECONDS / ATTEMPTS, "")
                return
            except lib.Failure:
                if attempt + 1 == ATTEMPTS:
                    raise lib.Failure(f"{words} are not on the screen:\n{self.screen().rstrip()}") from None
                self.press("Escape")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["tmux", "-L", "leda", "kill-server"], capture_output=True, timeout=SECONDS, check=False,
                       env=self.environment)


class Manual:
    """The manual, and of its home page and one post what a reader must see."""

    def __init__(self, run):
        self.run = run
        self.leda = run.start("content")
        self.gemini, self.gopher = f"gemini://localhost:{self.leda.gemini}", f"gopher://localhost:{self.leda.gopher}"
        home = talk.gemini_page(self.leda.gemini)
        self.title = talk.feed_title(home)
        url, self.date, self.post_title = talk.feed_entries(home)[0]
        self.post = talk.resolve(self.gemini + "/", url)[len(self.gemini) :]
        self.selector = self.post.removesuffix(".gmi")


def word_of(text, number=6):
    """The first words of the first paragraph, few enough to stand on one line of any client."""
    paragraphs = (line.text.split() for line in talk.parse_gemtext(text) if line.kind == "text")
    return " ".join(next(words for words in paragraphs if len(words) >= number)[:number])


# curl


def curl_fetches(manual):
    menu = output(["curl", "-s", "-S", f"{manual.gopher}/"])
    equal(menu, talk.gopher(manual.leda.gopher), "menu by curl")
    text = output(["curl", "-s", "-S", f"{manual.gopher}/0{manual.selector}.txt"])
    equal(text, talk.gopher(manual.leda.gopher, manual.selector + ".txt"), "text by curl")


def curl_fetches_over_tls(manual):
    """gophers:// on the same port (GTLS-01); what it shows is the same to the last byte (GTLS-02)."""
    for path, selector in ("/", ""), (f"/0{manual.selector}.txt", manual.selector + ".txt"):
        got = output(["curl", "-s", "-S", "-k", f"gophers://localhost:{manual.leda.gopher}{path}"])
        equal(got, talk.gopher(manual.leda.gopher, selector), f"{path} by curl over TLS")


def curl_fetches_odd_names(run):
    """Clients decode a URL before they send it (GOP-REQ-05)."""
    content = trees.small(run)
    lib.write_file(content / "with space/100% \u00fcber.md", "# Odd name\n")
    with run.start(content) as leda:
        url = f"gopher://localhost:{leda.gopher}/0/with%20space/100%25%20%C3%BCber.txt"
        require(b"# Odd name" in output(["curl", "-s", "-S", url]), "the page is not there")


# lynx


def lynx(run, url):
    environment = {"HOME": str(run.folder("home")), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "dumb"}
    return output(["lynx", "-dump", "-display_charset=utf-8", "-width=100", url], env=environment).decode()


def lynx_shows_menu(manual):
    page = lynx(manual.run, f"{manual.gopher}/")
    require(f"# {manual.title}" in page, f"no title in\n{page}")
    entry = rf"\[\d+\]{manual.date} {re.escape(manual.post_title[:40])}"
    require(re.search(entry, page), f"no entry of a post in\n{page}")
    require("(UNKN)" not in page and "null.host" not in page, f"an item that lynx cannot open in\n{page}")
    require(re.search(rf"\d+\. {re.escape(manual.gopher)}/[01]/\S+", page), f"no links in\n{page}")


def lynx_shows_post(manual):
    text = lynx(manual.run, f"{manual.gopher}/0{manual.selector}.txt")
    require(text.startswith(f"# {manual.post_title[:60]}"), f"no title in\n{text}")
    menu = lynx(manual.run, f"{manual.gopher}/1{manual.selector}")
    require(f"# {manual.post_title[:60]}" in menu, f"no title in\n{menu}")
    require(not re.search(r"^\.$", text, re.MULTILINE), f"a line of one dot in\n{text}")


# openssl


def openssl_asks(manual):
    request = f"{manual.gemini}{manual.post}\r\n".encode()
    address = f"localhost:{manual.leda.gemini}"
    command = ["openssl", "s_client", "-quiet", "-connect", address, "-servername", "localhost"]
    for version in "-tls1_2", "-tls1_3":
        answer = output([*command, version], input=request)
        head, _, body = answer.partition(b"\r\n")
        require(head.startswith(b"20 text/gemini"), f"header: {head!r}")
        equal(body.decode(), talk.gemini_page(manual.leda.gemini, manual.post), "body")


def openssl_resumes(manual):
    """A session that one process of it keeps in a file, the next one takes up (-sess_out, -sess_in)."""
    request = f"{manual.gemini}{manual.post}\r\n".encode()
    command = ["openssl", "s_client", "-ign_eof", "-connect", f"localhost:{manual.leda.gemini}", "-servername", "localhost"]
    page = talk.gemini_page(manual.leda.gemini, manual.post).encode()
    for version in "1.2", "1.3":
        session = manual.run.folder("session") / "session.pem"
        flag = f"-tls{version.replace('.', '_')}"
        first = output([*command, flag, "-sess_out", str(session)], input=request)
        require(f"New, TLSv{version}, Cipher is".encode() in first and page in first, f"first visit: {first[-2000:]!r}")
        # GEM-TLS-07: a request in early data could be repeated by anybody.
        require(version == "1.2" or b"Max Early Data: 0" in first, f"early data is taken: {first[-2000:]!r}")
        second = output([*command, flag, "-sess_in", str(session)], input=request)
        require(f"Reused, TLSv{version}, Cipher is".encode() in second, f"not resumed: {second[-2000:]!r}")
        require(page in second, f"another page: {second[-2000:]!r}")


# In a terminal


def bombadillo_shows(manual):
    with Terminal(manual.run, ["bombadillo", f"{manual.gemini}/"]) as terminal:
        terminal.wait_for(manual.title, word_of(talk.gemini_page(manual.leda.gemini), 4))
        terminal.visit(":", f"{manual.gemini}{manual.post}", manual.post_title[:50],
                       word_of(talk.gemini_page(manual.leda.gemini, manual.post), 4))


def amfora_shows(manual):
    with Terminal(manual.run, ["amfora", f"{manual.gemini}/"]) as terminal:
        terminal.wait_for(manual.title, word_of(talk.gemini_page(manual.leda.gemini), 4))
        terminal.visit("Space", f"{manual.gemini}{manual.post}", manual.post_title[:50],
                       word_of(talk.gemini_page(manual.leda.gemini, manual.post), 4))


def sacc_shows(manual):
    with Terminal(manual.run, ["sacc", f"{manual.gopher}/1/"]) as terminal:
        terminal.wait_for(f"# {manual.title}")
    with Terminal(manual.run, ["sacc", f"{manual.gopher}/1{manual.selector}"]) as terminal:
        terminal.wait_for(f"# {manual.post_title[:50]}")


def umn_shows(manual):
    """It asks for the attributes of all that is in the menu, and shows nothing of a plain one (GPLUS-01)."""
    with Terminal(manual.run, ["gopher", "localhost", str(manual.leda.gopher)]) as terminal:
        terminal.wait_for("Press RETURN")
        terminal.press("Enter")
        terminal.wait_for(f"# {manual.title}", "This page as plain text")
        terminal.press("Enter")  # the first item that is no line of text
        terminal.wait_for(f"# {manual.title}", "[Help: ?]")


def main(run):
    manual = Manual(run)
    run.check("curl: a menu and a text", curl_fetches, manual)
    run.check("curl: the same over TLS", curl_fetches_over_tls, manual)
    run.check("curl: names with spaces, percent signs, letters", curl_fetches_odd_names, run)
    run.check("lynx: the home menu", lynx_shows_menu, manual)
    run.check("lynx: a post as text and as menu", lynx_shows_post, manual)
    run.check("openssl s_client: a page", openssl_asks, manual)
    run.check("openssl s_client: -sess_out, -sess_in", openssl_resumes, manual)
    run.check("bombadillo: home and a post over Gemini", bombadillo_shows, manual)
    run.check("amfora: home and a post over Gemini", amfora_shows, manual)
    run.check("sacc: home and a post over Gopher", sacc_shows, manual)
    run.check("the UMN client: home and its text over Gopher", umn_shows, manual)
    run.check("stops cleanly", manual.leda.stop)


if __name__ == "__main__":
    lib.run(main)
