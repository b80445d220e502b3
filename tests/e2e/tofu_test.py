"""Readers for years: clients that pin certificates see a capsule start, restart, reload, move and get another name, and
not one of them warns. Where a warning cannot be avoided they all give it, so that they would in the rest, too."""

import datetime
import shutil
import signal
import subprocess
import time

import lib
import tofu
import trees
from lib import equal

HOST, FORMER = "example.org", "old.example"


def year(number):
    return datetime.datetime(number, 6, 1, tzinfo=datetime.timezone.utc).timestamp()


class Machine:
    """A folder with content, configuration and certificates, as it would be on a machine; ports that move along."""

    def __init__(self, run, text):
        self.run = run
        self.base = run.folder("machine")
        trees.small(run).rename(self.base / "content")
        self.gemini, self.gopher = lib.free_port(), lib.free_port()
        self.configure(text)

    @property
    def certs(self):
        return self.base / "certs"

    def configure(self, text):
        lib.write_file(self.base / "leda.conf", f"listen = 127.0.0.1\n{text}")

    def start(self):
        return self.run.start(self.base / "content", gemini=self.gemini, gopher=self.gopher, certs=False)

    def move(self):
        """Content, configuration and certificates, to a place with another name; times of files are not kept."""
        there = self.run.folder("elsewhere") / "srv"
        shutil.copytree(self.base, there, copy_function=shutil.copy)
        shutil.rmtree(self.base)
        self.base = there

    def cert(self, *arguments):
        done = self.run.command("cert", *arguments, self.base / "content")
        equal((done.returncode, done.stderr), (0, ""), f"leda cert {arguments}")


def quiet(readers, machine, when=None, host=HOST, status=20):
    """No warning, at the present or in the year `when`."""
    equal(readers.visit(host, machine.gemini, year(when) if when else time.time(), status), {}, f"warnings for {host}")


def reload(leda):
    leda.send(signal.SIGHUP)
    lib.eventually(lambda: leda.stderr().count("reloaded") > 0, 15, "the reload")


def through_the_years(run):
    """First start, restarts, reloads, edits; clocks that are behind, and far ahead: 2038 and 2050 are edges of formats."""
    machine, readers = Machine(run, f"host = {HOST}\n"), tofu.Readers()
    with machine.start() as leda:
        quiet(readers, machine)
        quiet(tofu.Readers(), machine, 2020)
        lib.write_file(machine.base / "content/new.md", "# New\n")
        reload(leda)
        quiet(readers, machine)
    for when in 2027, 2037, 2039, 2049, 2051, 2120:
        with machine.start():
            quiet(readers, machine, when)
            quiet(tofu.Readers(), machine, when)


def another_machine(run):
    machine, readers = Machine(run, f"host = {HOST}\n"), tofu.Readers()
    with machine.start():
        quiet(readers, machine)
    machine.move()
    with machine.start():
        quiet(readers, machine)


def another_name(run):
    """The former name leads to the new one with the certificate that it always had; back again, all is as before."""
    machine, readers = Machine(run, f"host = {FORMER}\n"), tofu.Readers()
    with machine.start():
        quiet(readers, machine, host=FORMER)
    machine.configure(f"host = {HOST}\nwas = {FORMER}\nalso = www.{HOST}\n")
    for _ in range(2):
        with machine.start():
            quiet(readers, machine, host=FORMER, status=31)
            quiet(readers, machine, host=f"www.{HOST}", status=31)
            quiet(readers, machine)
        machine.move()
    machine.configure(f"host = {FORMER}\n")
    with machine.start():
        quiet(readers, machine, host=FORMER)


def broken_files(run):
    """K-14: what is broken at a reload is seen by nobody."""
    machine, readers = Machine(run, f"host = {HOST}\n"), tofu.Readers()
    with machine.start() as leda:
        quiet(readers, machine)
        key = machine.certs / f"{HOST}.key"
        good = key.read_bytes()
        lib.write_file(key, "rubbish\n")
        reload(leda)
        quiet(readers, machine)
        key.unlink()
        (machine.certs / f"{HOST}.crt").unlink()
        leda.send(signal.SIGHUP)
        lib.eventually(lambda: leda.stderr().count("stays as it was") == 2, 15, "a second word on the files")
        quiet(readers, machine)
        lib.write_file(key, good)


def unavoidable_warnings(run):
    """TLSP-04, -05: the same key troubles those alone that pin the whole certificate; another one troubles all."""
    machine, readers = Machine(run, f"host = {HOST}\n"), tofu.Readers()
    with machine.start():
        quiet(readers, machine)
    machine.cert("new", "--key", machine.certs / f"{HOST}.key")
    with machine.start():
        equal(list(readers.visit(HOST, machine.gemini, time.time())), ["WholeCertificate"], "who warns of the same key")
    other = machine.base / "other.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", other],
                   check=True, timeout=30, capture_output=True)
    machine.cert("new", "--key", other)
    with machine.start():
        equal(sorted(readers.visit(HOST, machine.gemini, time.time())), ["Amfora", "Kristall", "Lagrange", "WholeCertificate"],
              "who warns of another key")
        equal(sorted(readers.visit("other.example", machine.gemini, time.time(), status=53)), ["Amfora", "Lagrange"],
              "who warns of another host's certificate")


def main(run):
    run.check("not one warning: starts, reloads, years", through_the_years, run)
    run.check("not one warning: another machine", another_machine, run)
    run.check("not one warning: another name, and back", another_name, run)
    run.check("not one warning: broken files", broken_files, run)
    run.check("TLSP-04: warnings that cannot be avoided are given", unavoidable_warnings, run)


if __name__ == "__main__":
    lib.run(main)
