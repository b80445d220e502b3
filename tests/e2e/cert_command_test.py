"""`leda cert`: what readers' clients see of each host, and new certificates that lose nothing (K-12, TLSP-04, -12)."""

import base64
import hashlib
import os
import re
import ssl
import subprocess

import lib
import trees
from lib import equal, require


def openssl(*arguments, data=None):
    done = subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, timeout=30, check=False)
    require(done.returncode == 0, f"openssl {arguments[0]}: {done.stderr}")
    return done.stdout


def digests(path):
    """SHA-256 of a certificate and of its key by another program's hand."""
    key = openssl("x509", "-in", path, "-pubkey", "-noout")
    return [hashlib.sha256(der).digest() for der in (ssl.PEM_cert_to_DER_cert(path.read_text()),
                                                     openssl("pkey", "-pubin", "-outform", "DER", data=key))]


def forms(digest):
    """TLSP-12: as clients show them."""
    return ["SHA256:" + ":".join(f"{byte:02X}" for byte in digest), digest.hex(), base64.b64encode(digest).decode()]


def cert(run, *arguments):
    done = run.command("cert", *arguments)
    equal((done.returncode, done.stderr), (0, ""), f"leda cert {arguments[0]}")
    return done.stdout


def capsule(run, text=""):
    """A folder with content, and a configuration beside it."""
    base = run.folder("base")
    trees.small(run).rename(base / "content")
    lib.write_file(base / "leda.conf", text)
    return base / "content", base / "certs"


def made_and_shown(run):
    content, certs = capsule(run, "host = example.org\nalso = www.example.org\nwas = old.example\n")
    text = cert(run, "show", content)
    equal(re.findall(r"^\S+", text, re.MULTILINE), ["example.org", "www.example.org", "old.example"], "hosts")
    equal(text.count("not made yet"), 3, "hosts without a certificate")
    require(not certs.exists(), "show has made something")
    cert(run, "new", "--host", "Example.org", content)
    text = cert(run, "show", content)
    equal(text.count("not made yet"), 2, "hosts without a certificate")
    for digest in digests(certs / "example.org.crt"):
        for form in forms(digest):
            require(form in text, f"{form} is not in\n{text}")
    for words in (r"file\s+\S+/certs/example\.org\.crt\n", r"subject\s+CN=example\.org\n", r"names\s+example\.org\n",
                  r"valid\s+2020-01-01 to 4096-01-01\n"):
        require(re.search(words, text), f"{words} is not in\n{text}")


def nothing_is_written_over(run):
    content, certs = capsule(run)
    cert(run, "new", content)
    before = {path.name: path.read_bytes() for path in certs.iterdir()}
    lib.one_line(run.command("cert", "new", content), 1, "localhost.crt is there", "--key")
    lib.one_line(run.command("cert", "new", content, "--key", certs / "localhost.crt"), 1, "no private key")
    lib.one_line(run.command("cert", "new", content, "--host", "b.example"), 1, "--host b.example")
    lib.one_line(run.command("cert", "show", content, "--host", "b.example"), 1, "--host b.example")
    equal({path.name: path.read_bytes() for path in certs.iterdir()}, before, "files")


def side_by_side(run):
    """TLSP-04: the same key, then another; the old ones are kept and shown beside the new."""
    content, certs = capsule(run)
    cert(run, "new", content)
    first, old = digests(certs / "localhost.crt"), (certs / "localhost.crt").read_bytes()
    text = cert(run, "new", content, "--key", certs / "localhost.key")
    second = digests(certs / "localhost.crt")
    equal(second[1], first[1], "key")
    require(second[0] != first[0], "the certificate is the same")
    require("the key that it had" in text and "warn once" in text, f"no word on what clients see: {text}")
    kept = [path for path in certs.iterdir() if path.read_bytes() == old]
    require(len(kept) == 1 and kept[0].name in text, f"kept: {kept}, and {text}")
    for form in forms(first[0]) + forms(second[0]) + forms(first[1]):
        require(form in text, f"{form} is not in\n{text}")
    require(re.search(r"public key.*\n.*\n.*\n\s+before\s+the same\n", text), f"the key is not told as the same: {text}")
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", certs / "other.pem")
    text = cert(run, "new", content, "--key", certs / "other.pem")
    require("every client" in text and "warn" in text, f"no word on what clients see: {text}")
    equal(len(list(certs.glob("localhost.crt*"))) + len(list(certs.glob("localhost.key*"))), 5, "files")
    with run.start(content, certs=False):
        pass


def from_elsewhere(run):
    """The pair that the configuration names is shown, and `new` makes none beside it."""
    content, certs = capsule(run)
    cert(run, "new", content)
    ours = digests(certs / "localhost.crt")
    base = content.parent
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-days", "9", "-keyout", base / "k.pem", "-out", base / "c.pem")
    (base / "k.pem").chmod(0o600)
    lib.write_file(base / "leda.conf", "certificate = c.pem\nkey = k.pem\n")
    text = cert(run, "show", content)
    for form in forms(digests(base / "c.pem")[0]) + forms(ours[0]) + forms(ours[1]):
        require(form in text, f"{form} is not in\n{text}")
    require(re.search(r"note\s+\S+c\.pem ends on .*, in [89] days; renew it\n", text), f"no word on its end: {text}")
    lib.one_line(run.command("cert", "new", content), 1, "c.pem")
    lib.write_file(base / "k.pem", (certs / "localhost.key").read_bytes())
    done = run.command("cert", "show", content)
    lib.one_line(done, 1, "k.pem is not the key of")


def root_makes_files_for_others(run):
    """What root makes belongs to whom the folder belongs to: leda itself must be able to read the key."""
    if os.geteuid() != 0:
        raise lib.Skip("not root")
    content, certs = capsule(run)
    certs.mkdir(mode=0o700)
    os.chown(certs, 12345, 12346)
    cert(run, "new", content)
    cert(run, "new", content, "--key", certs / "localhost.key")
    equal({(path.name, path.stat().st_uid, path.stat().st_gid) for path in certs.iterdir() if "-" not in path.name},
          {(f"localhost.{end}", 12345, 12346) for end in ("crt", "key")}, "owners")
    equal({path.stat().st_uid for path in certs.iterdir()}, {12345}, "owners of what is kept")


def wrong_use(run):
    for arguments in ["cert"], ["cert", "renew"], ["cert", "show", "a", "b"], ["cert", "new", "--host"]:
        lib.one_line(run.command(*arguments), 2)
    lib.one_line(run.command("cert", "show", "--host", "a b"), 1, "not a host name")
    help_text = run.command("cert", "--help")
    equal(help_text.returncode, 0, "exit code of --help")
    for word in "show", "new", "--host", "--key", "--certs", "--config":
        require(word in help_text.stdout, f"{word} is not in the help")


def main(run):
    run.check("TLSP-12: each host is shown in every form", made_and_shown, run)
    run.check("K-12: nothing is written over", nothing_is_written_over, run)
    run.check("TLSP-04: a new one for the key that is there, old and new side by side", side_by_side, run)
    run.check("one from elsewhere is shown and left alone", from_elsewhere, run)
    run.check("root makes files for whom the folder belongs to", root_makes_files_for_others, run)
    run.check("wrong use is told", wrong_use, run)


if __name__ == "__main__":
    lib.run(main)
