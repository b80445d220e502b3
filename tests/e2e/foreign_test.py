"""Certificates from elsewhere: `certificate` and `key`, as tools of an authority write and renew them (K-14, TLSP-06)."""

import os
import re
import signal
import ssl
import subprocess

import lib
import talk
import trees
from lib import equal, require

DAY = 86400


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=30,
                          stdin=subprocess.DEVNULL, check=False)
    require(done.returncode == 0, f"openssl {arguments[0]}: {done.stderr}")


def make_key(path):
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path)
    path.chmod(0o600)
    return path


def make_pair(folder, days=90, issuer=None):
    """fullchain.pem and privkey.pem, as such tools call them; `issuer` is a folder with another such pair."""
    key, chain = make_key(folder / "privkey.pem"), folder / "fullchain.pem"
    by = ("-CA", issuer / "fullchain.pem", "-CAkey", issuer / "privkey.pem") if issuer else ("-signkey", key)
    names = lib.write_file(folder / "names", "subjectAltName=DNS:localhost\n")
    openssl("req", "-new", "-key", key, "-subj", "/CN=localhost", "-out", folder / "request")
    openssl("x509", "-req", "-in", folder / "request", "-days", days, "-extfile", names, "-out", chain, *by)
    if issuer:
        chain.write_bytes(chain.read_bytes() + (issuer / "fullchain.pem").read_bytes())
    return folder


def options(folder):
    return "--certificate", folder / "fullchain.pem", "--key", folder / "privkey.pem"


def der(folder):
    return ssl.PEM_cert_to_DER_cert((folder / "fullchain.pem").read_text().split("-----END")[0]
                                    + "-----END CERTIFICATE-----\n")


def presented(leda):
    with talk.connect_gemini(leda.gemini) as sock:
        return sock.getpeercert(binary_form=True)


def served_with_its_chain(run):
    """The whole chain goes out, the fingerprint page tells of it, and leda makes nothing of its own."""
    folder = make_pair(run.folder("leaf"), issuer=make_pair(run.folder("authority")))
    with run.start(trees.small(run), *options(folder)) as leda:
        address = f"127.0.0.1:{leda.gemini}"
        done = subprocess.run(["openssl", "s_client", "-connect", address, "-servername", "localhost", "-showcerts"],
                              input="", capture_output=True, text=True, timeout=30, check=False)
        equal(done.stdout.count("BEGIN CERTIFICATE"), 2, "certificates sent")
        equal(presented(leda), der(folder), "certificate on the wire")
        require("2026" in talk.gemini_page(leda.gemini, "/certificate.txt"), "the page tells of another")
        equal(list(leda.certs.iterdir()), [], "files in the certificates' folder")


def one_file_for_both(run):
    folder = make_pair(run.folder("pair"))
    both = lib.write_file(folder / "both.pem", b"")
    both.chmod(0o600)
    both.write_bytes((folder / "fullchain.pem").read_bytes() + (folder / "privkey.pem").read_bytes())
    with run.start(trees.small(run), "--certificate", both) as leda:
        equal(presented(leda), der(folder), "certificate on the wire")


def bad_files_are_refused(run):
    """K-14: at start one line, which names the file."""
    folder, other = make_pair(run.folder("pair")), make_pair(run.folder("other"))
    for certificate, key, word in (
        (folder / "fullchain.pem", other / "privkey.pem", "is not the key of"),
        (folder / "missing.pem", folder / "privkey.pem", "missing.pem"),
        (folder / "fullchain.pem", folder / "missing.pem", "missing.pem"),
        (folder / "privkey.pem", folder / "privkey.pem", "no certificate"),
        (folder / "fullchain.pem", folder / "fullchain.pem", "no private key"),
    ):
        done = run.command("serve", trees.small(run), "--certificate", certificate, "--key", key,
                           "--gemini-port", lib.free_port(), "--gopher-port", lib.free_port())
        lib.one_line(done, 1, word)


def never_content(run):
    """SRC-03: files that the configuration names are served to nobody, wherever they lie."""
    content = trees.small(run)
    folder = make_pair(content)
    (folder / "privkey.pem").chmod(0o644)
    with run.start(content, *options(folder)) as leda:
        for name in "fullchain.pem", "privkey.pem":
            equal(talk.gemini(leda.gemini, f"/{name}").status, 51, f"Gemini, {name}")
        require(re.search(r"privkey\.pem is open to every user of this machine; chmod 600 ", leda.stderr()),
                f"no word about the key's mode: {leda.stderr()!r}")


def reload_takes_another(run):
    """SIGHUP: other files by the configuration, then leda's own."""
    first, second = make_pair(run.folder("first")), make_pair(run.folder("second"))
    file = run.folder("conf") / "leda.conf"
    lib.write_file(file, f"certificate = {first}/fullchain.pem\nkey = {first}/privkey.pem\n")
    with run.start(trees.small(run), "--config", file) as leda:
        lib.write_file(file, f"certificate = {second}/fullchain.pem\nkey = {second}/privkey.pem\n")
        leda.send(signal.SIGHUP)
        lib.eventually(lambda: presented(leda) == der(second), 15, "the second certificate")
        lib.write_file(file, "")
        leda.send(signal.SIGHUP)
        own = leda.certs / "localhost.crt"
        lib.eventually(lambda: own.exists() and presented(leda) == ssl.PEM_cert_to_DER_cert(own.read_text()), 15,
                       "a certificate of leda's own")


def resumed(leda, context, session):
    """One visit that offers a session: whether it was taken, and the next one."""
    with talk.connect(leda.gemini) as tcp:
        with context.wrap_socket(tcp, server_hostname="localhost", session=session, suppress_ragged_eofs=False) as sock:
            sock.sendall(talk.gemini_url(leda.gemini).encode() + b"\r\n")
            equal(talk.parse_reply(*talk.read_to_end(sock)).status, 20, "status")
            return sock.session_reused, sock.session


def sessions_outlive_certificates(run):
    """PERF-2: with four workers, and over reloads that change the certificate, every ticket is taken."""
    folders = [make_pair(run.folder("one")), make_pair(run.folder("two"))]
    file = run.folder("conf") / "leda.conf"

    def configure(folder):
        lib.write_file(file, f"workers = 4\ncertificate = {folder}/fullchain.pem\nkey = {folder}/privkey.pem\n")
        return der(folder)

    configure(folders[0])
    with run.start(trees.small(run), "--config", file) as leda:
        for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
            context, taken = talk.context(), 0
            context.minimum_version = context.maximum_version = version
            _, session = resumed(leda, context, None)
            for visit in range(60):
                if visit % 20 == 10:
                    now = configure(folders[(visit // 20 + 1) % 2])
                    leda.send(signal.SIGHUP)
                    lib.eventually(lambda wanted=now: presented(leda) == wanted, 15, "the other certificate")
                reused, session = resumed(leda, context, session)
                taken += reused
            equal(taken, 60, f"tickets taken of 60 with {version.name}")


def renewal_in_two_steps(run, watched):
    """A certificate that comes before its key: the old pair goes on, one line, and no signal is wanted for the new."""
    folder, fresh = make_pair(run.folder("pair")), make_pair(run.folder("fresh"))
    with run.start(trees.small(run), *options(folder), *([] if watched else ["--no-watch"])) as leda:
        before = der(folder)
        os.replace(fresh / "fullchain.pem", folder / "fullchain.pem")
        if not watched:
            leda.send(signal.SIGHUP)
        lib.eventually(lambda: "the certificate stays as it was" in leda.stderr(), 15, "a word about the pair")
        equal(presented(leda), before, "certificate between the two steps")
        os.replace(fresh / "privkey.pem", folder / "privkey.pem")
        lib.eventually(lambda: presented(leda) == der(folder), 30, "the new pair")
        equal(leda.stderr().count("the certificate stays as it was"), 1, "lines about the pair")


def told_once_a_day(run):
    """TLSP-06: 30 days before its end, at start, and each day while leda runs, but no more."""
    clock = run.folder("clock") / "shift"
    folder = make_pair(run.folder("pair"), days=40)
    environment = {**os.environ, "LEDA_CLOCK_FILE": str(clock)}

    def told(leda):
        return re.findall(r"fullchain\.pem ends on 20\d\d-\d\d-\d\d, in (\d+) days; renew it\n", leda.stderr())

    with run.start(trees.small(run), *options(folder), env=environment) as leda:
        equal(told(leda), [], "warnings 40 days before")
        lib.write_file(clock, str(15 * DAY))
        lib.eventually(lambda: told(leda), 20, "a warning")
        lib.write_file(clock, str(15 * DAY + 60))
        leda.send(signal.SIGHUP)
        lib.eventually(lambda: len(told(leda)) == 2, 15, "a warning at the reload")
        lib.write_file(clock, str(16 * DAY + 120))
        lib.eventually(lambda: len(told(leda)) == 3, 20, "a warning the next day")
        equal(sorted(set(told(leda))), ["23", "24"], "days left")


def main(run):
    run.check("a chain is sent, and nothing is made", served_with_its_chain, run)
    run.check("certificate and key in one file", one_file_for_both, run)
    run.check("K-14: bad files are refused in one line", bad_files_are_refused, run)
    run.check("SRC-03: never content; TLSP-08: modes are told", never_content, run)
    run.check("SIGHUP takes others", reload_takes_another, run)
    run.check("PERF-2: sessions outlive certificates", sessions_outlive_certificates, run)
    run.check("K-14: a renewal in two steps is seen", renewal_in_two_steps, run, True)
    slow = (("K-14: a renewal in two steps, without watching", renewal_in_two_steps, run, False),
            ("TLSP-06: what ends is told once a day", told_once_a_day, run))
    lib.in_parallel(2, lambda check: run.check(*check), slow)


if __name__ == "__main__":
    lib.run(main)
