#!/usr/bin/env python3
"""Plays the worked case into a new daemon, then reads the ledger it wrote with read_ledger.py and with LMDB itself.

It knows nothing of daybook's own code but the program, and its routes POST /v1/events, GET /v1/events, GET /v1/status.
Also changes one value of each table in a copy and expects the reader to find it. Needs Python 3.11 and the packages
lmdb and cryptography. Exit 0 if all holds, 1 if not.

    check_ledger.py [--daybookd PROGRAM] [--file WORKED-CASE.jsonl]
"""

import argparse
import base64
import http.client
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lmdb

import ledger_format as form

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "schemas/ledger-vectors.json"
READER = Path(__file__).with_name("read_ledger.py")
PATIENCE = 60
# A post of each size: one event as such, then batches; every one a commit.
BATCHES = [1, 1, 40]


class Failed(Exception):
    """Something does not hold."""


class Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


def ask(path, method, target, body=None, content_type=None):
    connection = Connection(path)
    connection.request(method, target, body, {"Content-Type": content_type} if content_type else {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status not in (200, 201):
        raise Failed(f"{method} {target}: {answer.status} {content.decode()}")
    return json.loads(content)


def start(program, ledger, path):
    daemon = subprocess.Popen(
        [program, "--ledger", ledger, "--socket", path, "--create"], stderr=subprocess.PIPE, text=True
    )
    for _ in range(PATIENCE * 10):
        try:
            ask(path, "GET", "/v1/status")
            return daemon
        except OSError:
            if daemon.poll() is not None:
                raise Failed(f"the daemon ended: {daemon.stderr.read()}") from None
            time.sleep(0.1)
    daemon.kill()
    raise Failed("the daemon did not answer")


def stop(daemon):
    daemon.terminate()
    _, said = daemon.communicate(timeout=PATIENCE)
    if daemon.returncode != 0:
        raise Failed(f"the daemon ended with {daemon.returncode}: {said}")


def play(path, lines):
    rest = list(lines)
    sizes = list(BATCHES)
    while rest:
        count = sizes.pop(0) if sizes else 60
        batch, rest = rest[:count], rest[count:]
        if count == 1:
            ask(path, "POST", "/v1/events", batch[0], "application/cloudevents+json")
        else:
            body = "[" + ",".join(batch) + "]"
            ask(path, "POST", "/v1/events", body.encode(), "application/cloudevents-batch+json")


def read(ledger, *more):
    return subprocess.run([sys.executable, READER, ledger, *more], capture_output=True, text=True)


def compare(ledger, lines, status):
    """What the reader opens is what was posted, and its root is the daemon's."""
    answer = read(ledger)
    if answer.returncode != 0:
        raise Failed(f"the reader: {answer.stderr}")
    summary = json.loads(answer.stdout)
    basis = status["basis"]
    told = (basis["size"], base64.b64decode(basis["root"]).hex(), basis["recordedtime"])
    if (summary["size"], summary["root"], summary["last_recorded"]) != told:
        raise Failed(f"the daemon says {told}, the reader {summary}")
    if (summary["size"], summary["opened"]) != (len(lines), len(lines)):
        raise Failed(f"{len(lines)} events were posted, {summary['opened']} were opened")
    for position in (0, 1, len(lines) // 2, len(lines) - 1):
        shown = json.loads(read(ledger, "--show", str(position)).stdout.removeprefix(answer.stdout))
        for name, value in json.loads(lines[position]).items():
            if shown[name] != value:
                raise Failed(f"position {position}: {name} was posted as {value!r} and is read as {shown[name]!r}")
    with_public_half = read(ledger, "--verifier-key", summary["verifier_key"])
    if with_public_half.stdout != answer.stdout:
        raise Failed(f"with the verifier key the reader says {with_public_half.stderr}")
    return summary


def spoil(ledger, directory):
    """Changes one byte of one value in each table, and expects the reader to say so."""
    for environment, table in [("log", name) for name in "about checkpoints events ids subjects tree".split()] + [
        ("keys", "keys")
    ]:
        copy = directory / f"spoilt-{table}"
        shutil.copytree(ledger, copy)
        with lmdb.open(str(copy / environment), max_dbs=6) as opened:
            handle = opened.open_db(table.encode(), create=False)
            with opened.begin(write=True) as transaction:
                cursor = transaction.cursor(handle)
                cursor.first()
                for _ in range(transaction.stat(handle)["entries"] // 2):
                    cursor.next()
                value = bytearray(cursor.value())
                value[len(value) // 2] ^= 1
                transaction.put(cursor.key(), bytes(value), db=handle)
        answer = read(copy)
        if answer.returncode != 1 or not answer.stderr:
            raise Failed(f"one byte of the table {table} was changed and the reader found nothing: {answer.stdout}")
        shutil.rmtree(copy)


def main():
    arguments = argparse.ArgumentParser(description="Checks the ledger that a daemon writes.")
    arguments.add_argument("--daybookd", type=Path, default=ROOT / ".build/debug/daybookd")
    arguments.add_argument("--file", type=Path, default=ROOT / "schemas/worked-case/worked-case.jsonl")
    given = arguments.parse_args()
    lines = given.file.read_text(encoding="utf-8").splitlines()
    # The worked case uses few attributes; the second vector uses every one.
    lines.append(json.loads(VECTORS.read_text(encoding="utf-8"))["events"][1]["posted"])
    directory = Path(tempfile.mkdtemp(prefix="daybook-"))
    try:
        ledger, path = directory / "ledger", directory / "socket"
        daemon = start(given.daybookd, ledger, path)
        try:
            play(path, lines)
            status = ask(path, "GET", "/v1/status")
            compare(ledger, lines, status)
        finally:
            stop(daemon)
        summary = compare(ledger, lines, status)
        spoil(ledger, directory)
    except (Failed, OSError) as error:
        print(f"check_ledger: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(directory)
    print(f"ledger: {summary['size']} events of {len(summary['subjects'])} subjects, root {summary['root']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
