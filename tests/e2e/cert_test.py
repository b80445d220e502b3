"""The certificate: made once, kept, refused when it cannot be served; and what TLS clients meet (GEM-TLS, TLSP, K)."""

import re
import shutil
import ssl
import stat
import subprocess
import warnings

import lib
import talk
import trees
from lib import equal, require


def openssl(*arguments, **settings):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=30,
                          stdin=None if "input" in settings else subprocess.DEVNULL, check=False, **settings)
    require(done.returncode == 0, f"openssl {arguments[0]}: {done.stderr}")
    return done.stdout


def make_pair(folder, name="localhost", days="30"):
    """A certificate by another tool's hand, as an operator would bring along; negative days: expired."""
    request, names = folder / "request", lib.write_file(folder / "names", f"subjectAltName=DNS:{name}\n")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", folder / "localhost.key", "-out", request)
    openssl("x509", "-req", "-in", request, "-signkey", folder / "localhost.key", "-days", days, "-extfile", names,
            "-out", folder / "localhost.crt")
    request.unlink()
    names.unlink()
    return folder


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def pair(certs, name="localhost"):
    return [(certs / f"{name}.{end}").read_bytes() for end in ("crt", "key")]


# Made at first start


def made_at_first_start(run):
    """TLSP-08: modes hold from the start, whatever the umask."""
    for umask in 0o022, 0o000:
        certs = run.folder("new") / "certs"
        with run.start(trees.small(run), certs=certs, umask=umask):
            equal(mode(certs), 0o700, f"mode of the folder with umask {umask:03o}")
            equal(mode(certs / "localhost.key"), 0o600, f"mode of the key with umask {umask:03o}")
            equal(sorted(path.name for path in certs.iterdir()), ["localhost.crt", "localhost.key"], "files")


def says_what_it_should(run):
    """TLSP-01, -02, -10, K-12."""
    certs = run.folder("certs")
    with run.start(trees.small(run), certs=certs):
        pass
    text = openssl("x509", "-in", certs / "localhost.crt", "-noout", "-text")
    for pattern in (
        r"Version: 3 ", r"Subject: CN = localhost\n", r"Issuer: CN = localhost\n",
        r"Not Before: Jan  1 00:00:00 2020 GMT", r"Not After : Jan  1 00:00:00 4096 GMT",
        r"NIST CURVE: P-256", r"Signature Algorithm: ecdsa-with-SHA256", r"CA:FALSE",
        r"Subject Alternative Name:[^\n]*\n\s+DNS:localhost, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1\n",
    ):
        require(re.search(pattern, text), f"{pattern!r} is not in\n{text}")
    serial = re.fullmatch(r"serial=([0-9A-F]+)\n", openssl("x509", "-in", certs / "localhost.crt", "-noout", "-serial"))
    require(len(serial.group(1)) >= 14, f"a serial of too few bits: {serial.group(1)}")
    openssl("verify", "-CAfile", certs / "localhost.crt", certs / "localhost.crt")


def beside_the_content(run):
    """Without --certs: beside CONTENT however it is written, never in it."""
    for written in "content", "content/", "./content/.", None:
        base = run.folder("base")
        shutil.copytree(trees.small(run), base / "content")
        with run.start(written, certs=False, cwd=base) as leda:
            require((base / "certs/localhost.key").exists(), f"CONTENT {written!r}: no key beside it")
            require(not (base / "content/certs").exists(), f"CONTENT {written!r}: made in the content")
            talk.gemini_page(leda.gemini)


def never_replaced(run):
    """TLSP-04: the same bytes at each start; another host's name gets its own pair."""
    content, certs = trees.small(run), run.folder("certs")
    with run.start(content, certs=certs):
        first = pair(certs)
    with run.start(content, certs=certs) as leda:
        presented = ssl.PEM_cert_to_DER_cert(first[0].decode())
        with talk.connect_gemini(leda.gemini) as sock:
            equal(sock.getpeercert(binary_form=True), presented, "certificate on the wire")
    with run.start(content, "--host", "example.org", "--listen", "127.0.0.1", certs=certs):
        pass
    equal(pair(certs), first, "pair after two more starts")
    require(pair(certs, "example.org")[0] != first[0], "the other name has the same certificate")
    text = openssl("x509", "-in", certs / "example.org.crt", "-noout", "-ext", "subjectAltName")
    equal(re.findall(r"(?:DNS|IP Address):\S+", text), ["DNS:example.org"], "names of the other certificate")


def never_content(run):
    """SRC-03: a certificate folder within the content is served to nobody."""
    content = trees.small(run)
    certs = content / "keys"
    with run.start(content, certs=certs) as leda:
        for name in "keys/localhost.crt", "keys/localhost.key", "keys/":
            equal(talk.gemini(leda.gemini, f"/{name}").status, 51, f"Gemini, {name}")
            require(talk.is_gopher_error(talk.gopher(leda.gopher, f"/{name}")), f"Gopher gives {name}")


# K-14


def refused(run, certs, *words):
    """Exit 1, one line, files as they were."""
    before = {path.name: path.read_bytes() for path in certs.iterdir()}
    done = run.command("serve", trees.small(run), "--certs", certs, "--gemini-port", lib.free_port(),
                       "--gopher-port", lib.free_port())
    lib.one_line(done, 1, *words)
    equal({path.name: path.read_bytes() for path in certs.iterdir()}, before, "files")


def bad_pairs_are_refused(run):
    good, other = make_pair(run.folder("good")), make_pair(run.folder("other"))

    def variant(change):
        certs = run.folder("certs")
        for path in good.iterdir():
            shutil.copy(path, certs)
        change(certs)
        return certs

    refused(run, variant(lambda certs: lib.write_file(certs / "localhost.crt", "rubbish\n")), "localhost.crt")
    refused(run, variant(lambda certs: lib.write_file(certs / "localhost.crt", b"")), "localhost.crt")
    refused(run, variant(lambda certs: lib.write_file(certs / "localhost.key", "rubbish\n")), "localhost.key")
    refused(run, variant(lambda certs: shutil.copy(other / "localhost.key", certs)), "localhost.key")
    refused(run, variant(lambda certs: (certs / "localhost.key").unlink()), "localhost.key")
    refused(run, variant(lambda certs: (certs / "localhost.crt").unlink()), "localhost.crt")


def bad_pair_matters_only_for_gemini(run):
    certs = run.folder("certs")
    lib.write_file(certs / "localhost.crt", "rubbish\n")
    with run.start(trees.small(run), certs=certs, gemini=0) as leda:
        talk.gopher_menu(leda.gopher)


def doubtful_pairs_warn(run):
    """Without the host's name, or expired: a line, and served (the client decides)."""
    nameless = make_pair(run.folder("nameless"), "example.org")
    expired = make_pair(run.folder("expired"), days="-1")
    for certs in nameless, expired:
        with run.start(trees.small(run), certs=certs) as leda:
            talk.gemini_page(leda.gemini)
            require("localhost.crt" in leda.stderr(), f"no warning: {leda.stderr()!r}")


# What TLS clients meet


def versions(run):
    """GEM-TLS-01: 1.2 and 1.3, nothing older."""
    with run.start(trees.small(run)) as leda:
        for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
            equal(page_with(leda, versioned(version)), 20, f"status with {version.name}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is why it is tried
            old = versioned(ssl.TLSVersion.TLSv1_1)
        old.set_ciphers("ALL:@SECLEVEL=0")
        try:
            page_with(leda, old)
        except ssl.SSLError as error:
            equal(error.reason, "TLSV1_ALERT_PROTOCOL_VERSION", "the answer to TLS 1.1")
            return
        raise lib.Failure("TLS 1.1 was accepted")


def versioned(version):
    context = talk.context()
    context.minimum_version = context.maximum_version = version
    return context


def page_with(leda, context, session=None, report=None):
    with talk.connect(leda.gemini) as tcp:
        with context.wrap_socket(tcp, server_hostname="localhost", session=session, suppress_ragged_eofs=False) as sock:
            sock.sendall(talk.gemini_url(leda.gemini).encode() + b"\r\n")
            data, closed = talk.read_to_end(sock)
            equal(closed, "clean", "end")
            if report is not None:
                report.update(reused=sock.session_reused, session=sock.session)
    return talk.parse_reply(data, closed).status


def resumption(run):
    """A session id context is set: a resumed handshake works, also with a client certificate."""
    identity = make_pair(run.folder("identity"), "somebody")
    with run.start(trees.small(run), "--workers", "4") as leda:
        for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
            for certified in False, True:
                context, report = versioned(version), {}
                if certified:
                    context.load_cert_chain(identity / "localhost.crt", identity / "localhost.key")
                equal(page_with(leda, context, report=report), 20, "status of the first visit")
                equal(page_with(leda, context, report["session"], report), 20, "status of the second visit")
                require(report["reused"], f"{version.name}, certificate {certified}: not resumed")


def odd_client_certificates(run):
    """GEM-TLS-04: optional, self-signed or expired, never an end of the handshake."""
    expired = make_pair(run.folder("expired"), "somebody", days="-1")
    with run.start(trees.small(run)) as leda:
        context = talk.context()
        context.load_cert_chain(expired / "localhost.crt", expired / "localhost.key")
        require(page_with(leda, context) in (20, 62), "an expired client certificate has no answer")


def server_names(run):
    """GEM-TLS-02, -03, K-4: no name is served, an unknown one is answered 53."""
    with run.start(trees.small(run)) as leda:
        equal(talk.gemini(leda.gemini, sni=None).status, 20, "without SNI")
        equal(talk.gemini(leda.gemini, sni="LOCALHOST").status, 20, "in capitals")
        equal(talk.gemini(leda.gemini, sni="elsewhere.example").status, 53, "an unknown name")


def only_the_leaf(run):
    """TLSP-10: nothing but the leaf is sent, so that a client's verify error is 18."""
    with run.start(trees.small(run)) as leda:
        address = f"127.0.0.1:{leda.gemini}"
        command = ["openssl", "s_client", "-connect", address, "-servername", "localhost", "-showcerts"]
        done = subprocess.run(command, input="", capture_output=True, text=True, timeout=30, check=False)
        equal(done.stdout.count("BEGIN CERTIFICATE"), 1, "certificates sent")
        require("Verify return code: 18" in done.stdout, f"not error 18: {done.stdout[-800:]}")


def main(run):
    run.check("TLSP-08: made at first start with modes 0700 and 0600", made_at_first_start, run)
    run.check("TLSP-01, -02, -10, K-12: what it says", says_what_it_should, run)
    run.check("made beside the content", beside_the_content, run)
    run.check("TLSP-04: never replaced", never_replaced, run)
    run.check("SRC-03: never content", never_content, run)
    run.check("K-14: a bad pair is refused in one line", bad_pairs_are_refused, run)
    run.check("K-14: a bad pair matters only for Gemini", bad_pair_matters_only_for_gemini, run)
    run.check("K-14: an expired pair or one of another name warns", doubtful_pairs_warn, run)
    run.check("GEM-TLS-01: versions", versions, run)
    run.check("sessions are resumed", resumption, run)
    run.check("GEM-TLS-04: odd client certificates", odd_client_certificates, run)
    run.check("GEM-TLS-02, K-4: server names", server_names, run)
    run.check("TLSP-10: only the leaf is sent", only_the_leaf, run)


if __name__ == "__main__":
    lib.run(main)
