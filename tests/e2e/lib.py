"""What the end-to-end tests share: running the program, TAP output, a look at it through /proc.

A test file is `def main(run)` handed to `lib.run(main)`. It calls `run.check(name, function, *arguments)` for each
test: a function that returns passed, one that raises failed, `Skip` says why it could not be run. Everything that
is started through `run` is ended with it, also when the test is interrupted.

The clients are in talk.py; nothing there knows about processes, nothing here about protocols.
"""

import contextlib
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

READY = re.compile(
    r"^leda: ready"
    r"(?: gemini://(?P<gemini_host>[^/:\s]+)(?::(?P<gemini_port>\d+))?/)?"
    r"(?: gopher://(?P<gopher_host>[^/:\s]+)(?::(?P<gopher_port>\d+))?/)?"
    r" \((?P<pages>\d+) pages?, (?P<ms>\d+) ms\)$",
    re.MULTILINE,
)
SANITIZER = re.compile(
    r"ERROR: AddressSanitizer|runtime error|WARNING: ThreadSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer"
)

# Below Linux's range for outgoing connections, so that no client's socket takes a port between its choice and its use;
# and a range for each process, so that test programs that run side by side do not do that to each other.
PORTS_EACH = 300
PORTS_FIRST = 20000 + os.getpid() % 40 * PORTS_EACH
START_SECONDS = 20
STOP_SECONDS = 20


class Failure(Exception):
    """What a test found wrong, in words for its reader."""


class Skip(Exception):
    """Why a test cannot be run on this machine."""


def require(condition, message):
    if not condition:
        raise Failure(message)


def equal(got, wanted, what):
    require(got == wanted, f"{what}: got {got!r}, wanted {wanted!r}")


def none_of(problems, limit=12):
    """Fails with the first of a list of problems, one on each line."""
    if problems:
        more = [f"... and {len(problems) - limit} more"] if len(problems) > limit else []
        raise Failure("\n".join([str(problem) for problem in problems[:limit]] + more))


def eventually(condition, seconds, what):
    """Waits until condition() is true and returns what it gave."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        require(time.monotonic() < end, f"not within {seconds} s: {what}")
        time.sleep(0.02)


def attempt(function, *arguments):
    """What went wrong, in words, or None."""
    try:
        function(*arguments)
    except (Failure, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return None


class Clients:
    """Runs `threads` while it is entered; they end when `done` is set."""

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        for thread in self.threads:
            thread.join()


def in_parallel(threads, function, items):
    """function(item) for each item on that many threads; the results in order, or the first exception."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, items))


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def port_is_free(port):
    for family, address in (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"):
        if family == socket.AF_INET6 and not has_ipv6():
            continue
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True


UNTRIED = random.sample(range(PORTS_FIRST, PORTS_FIRST + PORTS_EACH), PORTS_EACH)


def free_port():
    """A port that is free on both loopback addresses; never one that was given before."""
    while UNTRIED:
        if port_is_free(port := UNTRIED.pop()):
            return port
    raise Failure("no free port found")


def write_file(path, content):
    """Writes a file and the folders above it; returns its path."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def one_line(done, code, *words):
    """A failed command says one line: what, where, what to do; the words must be in it.

    That a certificate was made on the way is told as well.
    """
    equal(done.returncode, code, f"exit code ({done.stderr!r})")
    line = re.sub(r"\Aleda: made a certificate for [^\n]+\n", "", done.stderr)
    require(re.fullmatch(r"leda: [^\n]+\n", line), f"not one line: {done.stderr!r}")
    for word in words:
        require(word in line, f"{word!r} is not in {line!r}")


class Leda:
    """`leda serve`, ready to be asked. `gemini` and `gopher` are its ports, 0 for a protocol that is off.

    As a context manager it is stopped at the end and must then have behaved: see stop(). Settings: gemini, gopher
    (free ports unless told), certs (a folder of its own unless told; False: the option is not given), prefix (words
    before the command), wait (False: do not wait for the ready line); others go to Popen.
    """

    def __init__(self, run, content, *options, **settings):
        self.content = content and pathlib.Path(content)
        self.gemini = settings.pop("gemini", None)
        self.gopher = settings.pop("gopher", None)
        self.gemini = free_port() if self.gemini is None else self.gemini
        self.gopher = free_port() if self.gopher is None else self.gopher
        certs = settings.pop("certs", None)
        self.certs = None if certs is False else certs or run.folder("certs")
        self.stderr_path = run.folder("log") / "stderr"
        command = [*settings.pop("prefix", ()), run.binary, "serve", *self.arguments(content), *options]
        wait = settings.pop("wait", True)
        self.started = time.monotonic()
        with open(self.stderr_path, "wb") as stderr:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                            stderr=stderr, **settings)
        run.programs.append(self)
        if wait:
            self.ready = self.wait_ready()

    def arguments(self, content):
        content = [str(content)] if content else []
        certs = ["--certs", str(self.certs)] if self.certs else []
        return [*content, *certs, "--gemini-port", str(self.gemini), "--gopher-port", str(self.gopher)]

    def wait_ready(self):
        """Waits for the line that says so; returns its parts. `seconds` is how long it took."""
        end = time.monotonic() + START_SECONDS
        while not (found := READY.search(self.stderr())):
            require(self.process.poll() is None, f"exit {self.process.returncode} before ready: {self.stderr()}")
            require(time.monotonic() < end, f"not ready within {START_SECONDS} s: {self.stderr()}")
            time.sleep(0.005)
        self.seconds = time.monotonic() - self.started
        return found

    @property
    def pid(self):
        return self.process.pid

    def stderr(self):
        return self.stderr_path.read_text(errors="replace")

    def send(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM):
        """Ends it with a signal: exit code 0, and no sanitizer has said a word (leaks are told at exit)."""
        early = self.process.poll()
        require(early is None, f"it had already ended with {early}: {self.stderr()[-2000:]}")
        self.send(number)
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure(f"still running {STOP_SECONDS} s after signal {number}") from None
        found = SANITIZER.search(self.stderr())
        require(not found, f"a sanitizer found something: {self.stderr()[found.start() if found else 0:][:3000]}")
        equal(code, 0, f"exit code after signal {int(number)} ({self.stderr()[-500:]})")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.stop()
        elif (code := self.process.poll()) is not None:
            # What a client saw of a crash says less than the program's last words.
            raise Failure(f"{value}\nand the program ended with {code}:\n{self.stderr()[-4000:]}") from value
        self.kill()
        return False


class Run:
    """One test program: its temporary folder, the programs that it started, its count of results."""

    def __init__(self, binary, temp):
        self.binary = str(pathlib.Path(binary).resolve())
        self.temp = pathlib.Path(temp)
        self.programs = []
        self.count = self.failed = self.folders = 0
        self.sanitizer = sanitizer_of(binary)

    def folder(self, name):
        """A new empty folder below the temporary one."""
        self.folders += 1
        path = self.temp / f"{self.folders}-{name}"
        path.mkdir()
        return path

    def start(self, content, *options, **settings):
        return Leda(self, content, *options, **settings)

    def command(self, *arguments, **settings):
        """Runs the program to its end, as for `--help` or a start that fails; stdout and stderr are text."""
        settings.setdefault("stdin", subprocess.DEVNULL if "input" not in settings else None)
        done = subprocess.run([self.binary, *map(str, arguments)], capture_output=True, timeout=START_SECONDS,
                              check=False, **settings)
        done.stdout, done.stderr = (stream.decode(errors="replace") for stream in (done.stdout, done.stderr))
        require(not SANITIZER.search(done.stderr), f"a sanitizer found something: {done.stderr[:3000]}")
        return done

    def check(self, name, function, *arguments):
        try:
            function(*arguments)
        except Skip as reason:
            self.tell("ok", f"{name} # SKIP {reason}")
        except Exception as error:  # a broken test is a failed one, and must not hide those after it
            self.failed += 1
            self.tell("not ok", name, str(error) if isinstance(error, Failure) else traceback.format_exc())
        else:
            self.tell("ok", name)

    def tell(self, result, name, detail=""):
        self.count += 1
        print(f"{result} {self.count} - {name}", *(f"# {line}" for line in detail.splitlines()), sep="\n", flush=True)

    def close(self):
        for program in self.programs:
            program.kill()


def sanitizer_of(binary):
    """`asan`, `tsan` or None: bounds on time and memory are for the program itself."""
    image = pathlib.Path(binary).read_bytes()
    return "asan" if b"__asan_init" in image else "tsan" if b"__tsan_init" in image else None


def interrupted(number, _frame):
    raise SystemExit(128 + number)


def run(main):
    """Runs a test file: everything is cleaned up whether it ends, fails or is interrupted."""
    if len(sys.argv) != 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit(f"usage: {sys.argv[0]} PATH-OF-BINARY")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, interrupted)
    temp = tempfile.mkdtemp(prefix="leda-e2e-")
    os.umask(0o022)  # files without read permission for others are never content
    suppressions = pathlib.Path(__file__).resolve().parent / "tsan.supp"
    os.environ["TSAN_OPTIONS"] = f"{os.environ.get('TSAN_OPTIONS', 'halt_on_error=1')}:suppressions={suppressions}"
    tests = Run(sys.argv[1], temp)
    try:
        # What main() does between its checks is a check too.
        tests.check("the whole file ran", main, tests)
        print(f"1..{tests.count}")
    finally:
        tests.close()
        shutil.rmtree(temp, ignore_errors=True)
    sys.exit(1 if tests.failed else 0)


# What /proc says of a running program.


def open_files(pid):
    """What each descriptor is, as /proc names it."""
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile
            yield os.readlink(link)


def descriptors(pid):
    """Their number but for pipes: ours are libuv's for its whole life, and a sanitizer opens some to its symbolizer."""
    return sum(not name.startswith("pipe:") for name in open_files(pid))


def descriptors_at_rest(pid, ask):
    """How many there are when every worker has served something: libuv opens one more at a loop's first connection.

    The kernel spreads connections by chance; of 4 workers one stays without any of 100 once in 10^12 runs.
    """
    in_parallel(8, lambda _: ask(), range(100))

    def settled():
        before = descriptors(pid)
        time.sleep(0.3)
        return before if descriptors(pid) == before else None

    return eventually(settled, 10, "descriptors at rest")


def resident(pid):
    """Resident memory in bytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE).group(1)) * 1024


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def listeners(pid):
    """The (address, port) pairs that a process listens on."""
    sockets = set(open_files(pid))
    return {
        found
        for family, name in ((socket.AF_INET, "tcp"), (socket.AF_INET6, "tcp6"))
        for inode, found in listening_sockets(family, name)
        if f"socket:[{inode}]" in sockets
    }


def listening_sockets(family, name):
    for line in pathlib.Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
        fields = line.split()
        address, port = fields[1].split(":")
        if fields[3] == "0A":
            # The kernel prints 32-bit words in the machine's order.
            words = [bytes.fromhex(address[i : i + 8])[::-1] for i in range(0, len(address), 8)]
            yield fields[9], (socket.inet_ntop(family, b"".join(words)), int(port, 16))
