#!/usr/bin/env python3
"""Flips one random bit of a ledger's log, again and again: `daybook log verify` either reports it, of the ledger or of its
visitors' book, or all that the ledger says is the same as before. It never crashes.

    bit_rot.py --programs .build/debug --images 60 [--seed N]

Needs Python 3.11 and the package lmdb. Exit 0 if all holds, 1 if not; an image that breaks it is kept.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))

PATIENCE = 600
# What the ledger says, read by a program of its own, as a damaged file may end whoever reads it. Each entry is read along
# the table and by its key.
DUMP = """
import hashlib, sys, lmdb
environment = lmdb.open(sys.argv[1], readonly=True, lock=False, max_dbs=6)
digest = hashlib.sha256()
with environment.begin() as transaction:
    for name in "about checkpoints events ids subjects tree".split():
        table = environment.open_db(name.encode(), transaction, create=False)
        for key, value in transaction.cursor(table):
            assert transaction.get(key, db=table) == value
            for part in (name.encode(), key, value):
                digest.update(len(part).to_bytes(8) + part)
print(digest.hexdigest())
"""


def event(number, random):
    return {
        "specversion": "1.0", "id": f"e-{number}", "source": "/ics/rot", "type": "case_note.entered",
        "subject": f"case/{number % 11}", "time": "2026-03-04T10:12:33Z", "actor": "sw-1", "actorname": "A. Patel",
        "actorrole": "social worker",
        "data": {"note_type": "visit", "details": "seen at home " * random.randrange(1, 250 if number % 9 == 0 else 20)},
    }


def make_ledger(programs, home, random):
    """A ledger with small and large events, in commits of many sizes."""
    from check_ledger import Connection

    log = open(home / "log", "wb")
    daemon = subprocess.Popen(
        [programs / "daybookd", "--ledger", home / "ledger", "--socket", home / "s", "--create"], stderr=log)
    try:
        end = time.monotonic() + PATIENCE
        while not (home / "s").exists() and time.monotonic() < end and daemon.poll() is None:
            time.sleep(0.05)
        time.sleep(0.2)
        connection = Connection(home / "s")
        number = 0
        while number < 400:
            size = random.choice([1, 1, 3, 20])
            batch = [event(each, random) for each in range(number, number + size)]
            connection.request("POST", "/v1/events", json.dumps(batch), {"Content-Type": "application/cloudevents-batch+json"})
            answer = connection.getresponse()
            assert (answer.status, answer.read()) and answer.status == 201, answer.status
            number += size
        connection.close()
    finally:
        daemon.terminate()
        daemon.wait(PATIENCE)
    return home / "ledger"


def content(log):
    """A digest of all that the log says; None where it cannot be read."""
    dumped = subprocess.run([sys.executable, "-c", DUMP, log], capture_output=True, text=True, timeout=PATIENCE)
    return dumped.stdout.strip() if dumped.returncode == 0 else None


def verify(programs, ledger, *words):
    return subprocess.run(
        [programs / "daybook", "log", "verify", "--ledger", ledger, "--json", *words], capture_output=True, text=True, timeout=PATIENCE)


def main():
    arguments = argparse.ArgumentParser(description="Flips bits of a ledger and expects verify to tell.")
    arguments.add_argument("--programs", type=Path, required=True, help="the directory of daybook and daybookd")
    arguments.add_argument("--images", type=int, default=60)
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    given = arguments.parse_args()
    given.programs = given.programs.resolve()
    chance = random.Random(given.seed)
    home = Path(tempfile.mkdtemp(prefix="daybook-rot-"))
    print(f"bit rot: {given.images} images, seed {given.seed}")
    ledger = make_ledger(given.programs, home, chance)
    data = ledger / "log/data.mdb"
    whole = data.read_bytes()
    truth = content(ledger / "log")
    clean = verify(given.programs, ledger)
    assert clean.returncode == 0 and truth, clean.stderr
    clean = verify(given.programs, ledger / "visitors", "--visitors")
    assert clean.returncode == 0, clean.stderr
    reported = crashed = same = 0
    for image in range(given.images):
        at, bit = chance.randrange(len(whole)), chance.randrange(8)
        data.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
        found = verify(given.programs, ledger)
        if found.returncode == 0:
            # How far the book was is signed by the book's key, so it is checked with the book.
            found = verify(given.programs, ledger / "visitors", "--visitors")
        answer = json.loads(found.stdout or "{}")
        holds = False
        if found.returncode == 1:
            holds = answer.get("verified") is False or "daybook: " in found.stderr
            reported += 1
            crashed += "was ended by signal" in answer.get("reason", "")
        elif found.returncode == 0:
            holds = answer["verified"] is True and content(ledger / "log") == truth
            same += 1
        if not holds:
            print(f"image {image}: bit {bit} of byte {at} of {len(whole)}: verify ended with {found.returncode}", file=sys.stderr)
            print(found.stdout, found.stderr, f"the image is kept in {home}", file=sys.stderr)
            return 1
    shutil.rmtree(home)
    print(f"bit rot: {reported} reported, of them {crashed} ended the process that reads; {same} changed nothing that the ledger says")
    return 0


if __name__ == "__main__":
    sys.exit(main())
