"""Witnesses elsewhere, over TLS: whose certificate is believed, and what a bad one can do. The server is Python's, the
certificates are openssl's."""

import os
import re
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from events import event
from test_witnesses import both_signed, checkpoint, standing
from waiting import until
from witness import Serving, Witness


class Authority:
    """Vouches for certificates, as openssl makes them."""

    def __init__(self, home):
        self.home = home
        home.mkdir()
        self.certificate = home / "root.pem"
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                     "-subj", "/CN=An authority for tests", "-keyout", "root.key", "-out", "root.pem")
        (home / "index").touch()
        (home / "ca.cnf").write_text(
            "[ca]\ndefault_ca = a\n[a]\ndatabase = index\nnew_certs_dir = .\ncertificate = root.pem\nprivate_key = root.key\n"
            "rand_serial = yes\ndefault_md = sha256\npolicy = p\ncopy_extensions = copy\nunique_subject = no\n[p]\ncommonName = supplied\n")

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.home, check=True, capture_output=True)

    def vouches(self, name, until="20991231235959Z"):
        """A certificate for a name, and its key."""
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=a witness",
                     "-addext", f"subjectAltName=DNS:{name}", "-keyout", "key.pem", "-out", "asked.pem")
        self.openssl("ca", "-config", "ca.cnf", "-batch", "-in", "asked.pem", "-out", "given.pem", "-notext",
                     "-startdate", "20200101000000Z", "-enddate", until)
        return self.home / "given.pem", self.home / "key.pem"


@pytest.fixture
def far(own):
    """Makes a daemon with two witnesses: one over TLS with this certificate, and a good one beside it."""
    serving = []

    def make(certificate=lambda authority: authority.vouches("localhost"), url=None):
        daemon = own({})
        authority = Authority(daemon.home / "ca")
        pair = [Witness("witness.example/far"), Witness("witness.example/near")]
        serving.extend([Serving(pair[0], certificate=certificate(authority)), Serving(pair[1])])
        urls = [url or serving[-2].url, serving[-1].url]
        daemon.configure({
            "witness_seconds": 1, "witness_roots_file": str(authority.certificate),
            "witnesses": [{"name": name, "key": witness.key, "url": url} for name, witness, url in zip(["far", "near"], pair, urls)]})
        daemon.start()
        client = daemon.client()
        key = client.get("/v1/log/key").body.decode().strip()
        for witness in pair:
            witness.trust(key)
        client.post(event()).expect(201)
        return daemon, client, pair

    yield make
    for each in serving:
        each.stop()


def fails(client, pair, *words):
    """Expects that the far witness does not sign, with these words, and that the near one does all the same."""
    until(lambda: standing(client)["far"]["failure"])
    said = standing(client)["far"]["failure"]
    assert all(word in said for word in words), said
    until(lambda: standing(client)["near"]["size"] == 1)
    note = checkpoint(client, "?witnessed=true")
    assert pair[1].signed(note) and not pair[0].signed(note)


def test_one_with_the_right_certificate_signs(far):
    daemon, client, pair = far()
    both_signed(client, pair, 1)
    for size in (2, 3):
        client.post(event()).expect(201)
        both_signed(client, pair, size)
    assert standing(client)["far"]["failure"] is None
    client.close()


@pytest.mark.parametrize("certificate, words", [
    (lambda authority: authority.vouches("other.example"), ["not one for localhost"]),
    (lambda authority: Authority(authority.home / "other").vouches("localhost"), ["nobody who is trusted here vouches"]),
    (lambda authority: authority.vouches("localhost", until="20200102000000Z"), ["not valid today"])],
    ids=["another name", "an unknown authority", "expired"])
def test_one_whose_certificate_is_not_good_is_not_asked(far, certificate, words):
    daemon, client, pair = far(certificate)
    fails(client, pair, *words)
    assert pair[0].requests == 0, "it was sent something"
    client.close()


def test_a_redirect_is_not_followed(far):
    daemon, client, pair = far()
    both_signed(client, pair, 1)
    trap = socket.create_server(("127.0.0.1", 0))
    trap.setblocking(False)
    pair[0].says = (307, {"Location": f"http://127.0.0.1:{trap.getsockname()[1]}/here/add-checkpoint"}, b"")
    until(lambda: "sends elsewhere (307)" in (standing(client)["far"]["failure"] or ""))
    with pytest.raises(BlockingIOError):
        trap.accept()
    trap.close()
    client.close()


@pytest.mark.parametrize(
    "headers, body", [({}, b"x" * (65 << 10)), ({"Content-Length": str(1 << 40)}, b"x" * (1 << 20))], ids=["it is", "it says so"])
def test_an_answer_that_is_too_long_is_not_read_to_its_end(far, headers, body):
    daemon, client, pair = far()
    both_signed(client, pair, 1)
    pair[0].says = (200, headers, body)
    until(lambda: "longer than any" in (standing(client)["far"]["failure"] or ""))
    # And it signs again as soon as it answers as it should.
    pair[0].says = None
    until(lambda: standing(client)["far"]["failure"] is None)
    client.close()


def calls(daemon):
    """The processes that ask witnesses now."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int(re.search(r"PPid:\s*(\d+)", (entry / "status").read_text()).group(1))
        except (OSError, AttributeError):
            continue
        if parent == daemon.process.pid and words[1:2] == [b"witness-call"]:
            found.append(entry)
    return found


def holds(process, secrets):
    """How often any of the secrets stands in the memory of a process."""
    count = 0
    with open(process / "mem", "rb", 0) as memory:
        for line in (process / "maps").read_text().splitlines():
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if line.split()[1][0] != "r" or "data.mdb" in line:
                continue
            try:
                memory.seek(start)
                content = memory.read(min(end - start, 64 << 20))
                count += sum(content.count(secret) for secret in secrets)
            except (OSError, OverflowError, ValueError):
                continue
    return count


@pytest.mark.parametrize("silent", [True, False], ids=["it says nothing at all", "it hangs after the handshake"])
def test_one_that_hangs_delays_nobody_and_is_asked_by_a_process_without_keys(far, silent):
    trap = socket.create_server(("127.0.0.1", 0))
    daemon, client, pair = far(url=f"https://localhost:{trap.getsockname()[1]}" if silent else None)
    pair[0].hangs.set()
    until(lambda: calls(daemon))
    for _ in range(20):
        begin = time.monotonic()
        client.post(event()).expect(201)
        assert time.monotonic() - begin < 5
    until(lambda: standing(client)["near"]["size"] >= 1)
    seeds = [bytes.fromhex((daemon.home / name).read_text().strip()) for name in ("master", "signing")]

    def look():
        """What a process that asks has open and in memory, once it is at it; None where it is gone meanwhile."""
        for process in calls(daemon):
            try:
                threads = [(thread / "status").read_text() for thread in (process / "task").iterdir()]
                # Each thread gives up its files for itself: the call is at it when there are two, and neither has them.
                if len(threads) > 1:
                    assert all("NoNewPrivs:\t1" in status for status in threads), threads
                    opened = {os.readlink(entry) for entry in (process / "fd").iterdir()}
                    return process, opened, (process / "maps").read_text(), os.getuid() == 0 and holds(process, seeds)
            except OSError:
                continue
        return None

    asking, opened, maps, found = until(look)
    assert not [path for path in opened if path.startswith("/") and path != "/dev/null"], opened
    assert "data.mdb" not in maps and not found
    if os.getuid() == 0:
        assert holds(Path(f"/proc/{daemon.process.pid}"), seeds), "the look at memory finds nothing where there is something"
    until(lambda: "within 10 seconds" in (standing(client)["far"]["failure"] or ""))
    # Each round has one process, and it is gone when its round ends.
    assert len(calls(daemon)) <= 1
    client.close()
    begin = time.monotonic()
    daemon.stop()
    assert time.monotonic() - begin < 8, "the daemon waited for a witness"
    assert not Path(asking).exists()
    trap.close()


def test_one_that_speaks_no_tls_and_one_that_is_not_there(far):
    plain = Serving(Witness("witness.example/plain"))
    daemon, client, pair = far(url=plain.url.replace("http://127.0.0.1", "https://localhost"))
    fails(client, pair, "does not speak TLS")
    client.close()
    daemon.stop()
    plain.stop()
    daemon, client, pair = far(url="https://nosuchhost.invalid/")
    fails(client, pair, "nosuchhost.invalid has no address")
    client.close()


def test_a_call_by_hand_is_refused(own):
    import daemon as daemons
    for words in (["witness-call"], ["witness-call", "{}"], ["witness-call", "{", "x"]):
        ended = subprocess.run([daemons.PROGRAM, *words], capture_output=True, text=True, timeout=20)
        assert ended.returncode == 2 and "by hand" in ended.stdout
