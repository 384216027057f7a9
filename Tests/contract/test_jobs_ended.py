"""Work on the whole ledger that is ended from outside, or never begun: nothing false is said of the ledger, and the place is free again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import daemon as daemons
from events import event
from people import look_until_the_book_is_full

DAYBOOK = daemons.PROGRAM.parent / "daybook"


def children(process):
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            pass
    return found


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_check_that_is_ended_from_outside_says_nothing_of_the_ledger(own, how):
    house = own({}).start()
    house.client().batch([event() for _ in range(300)]).expect(201)
    house.stop()
    command = [str(DAYBOOK), "log", "verify", "--ledger", str(house.ledger), "--config", str(house.config), "--json"]
    for _ in range(200):
        check = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not (found := children(check.pid)) and check.poll() is None:
            pass
        for child in found:
            try:
                os.kill(child, how)
            except ProcessLookupError:
                pass
        said, told = check.communicate(timeout=60)
        if check.returncode != 0:
            break
    assert check.returncode != 0, "the check was never met"
    assert "damaged" not in said + told, said + told
    assert how.name in said + told and "run it again" in said + told, said + told


def test_work_that_was_never_begun_does_not_keep_the_next_waiting(own):
    """The book is full, so the answer of a backup is put aside before it runs."""
    house = own({"visitors_map_bytes": 1 << 20}).start()
    client = house.client()
    client.keeps(event("case/A"))
    answer = look_until_the_book_is_full(client, "A")
    answer.problem(503, "visit-not-recorded")
    client.request("POST", f"/v1/backup?directory={house.home}/b").problem(503, "visit-not-recorded")
    assert b'"verified":true' in client.get("/v1/log/verify").expect().body


@pytest.mark.parametrize("place", ["log", "views", "visitors/log", "visitors/views"])
def test_a_reader_that_was_killed_does_not_hold_pages_for_ever(own, place):
    house = own({}).start(environment={"WATCHDOG_USEC": "1000000", "NOTIFY_SOCKET": "/nowhere/notify"})
    client = house.client()
    client.keeps(event("case/A"))
    client.get("/v1/cases/A").expect()
    path = str(house.ledger / place)
    read = """
import lmdb, os, sys, time
environment = lmdb.open(sys.argv[1], readonly=True, max_dbs=20)
transaction = environment.begin()
print(environment.readers().count(str(os.getpid())), flush=True)
time.sleep(100)
"""
    reader = subprocess.Popen([sys.executable, "-c", read, path], stdout=subprocess.PIPE, text=True)
    assert reader.stdout.readline().strip() != "0"
    reader.kill()
    reader.wait()
    look = "import lmdb, sys; print(lmdb.open(sys.argv[1], readonly=True, max_dbs=20).readers())"
    for _ in range(50):
        slots = subprocess.run([sys.executable, "-c", look, path], capture_output=True, text=True, check=True).stdout
        if str(reader.pid) not in slots.split():
            break
        time.sleep(0.1)
    assert str(reader.pid) not in slots.split(), slots
