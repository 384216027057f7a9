"""What somebody with the ledger's files, and even its keys, may do to it: each attack is caught by `daybook log verify`,
and by an outsider who kept one old checkpoint and uses tools that are not daybook's."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from daemon import PROGRAM, Daemon
from events import event
from forging import Forger, form

ROOT = Path(__file__).resolve().parents[2]
DAYBOOK = PROGRAM.with_name("daybook")
AUDIT = ROOT / "Tests/oracles/audit_log.py"
READER = ROOT / "Tests/oracles/read_ledger.py"
EVENTS = 300
OLD = 250


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120)


class Kept:
    """A ledger that was served for a while, and what an outsider has of it."""

    def __init__(self):
        self.daemon = Daemon({})
        self.daemon.start()
        client = self.daemon.client()
        for start in range(0, EVENTS, 25):
            if start == 100:
                self.snapshot("early")
            if start == OLD:
                self.old = self.write("old", client.get("/v1/log/checkpoint").body)
            batch = [event(f"case/{number % 7}", id=f"e-{number}") for number in range(start, start + 25)]
            client.batch(batch).expect(201)
        self.key = client.get("/v1/log/key").body.decode().strip()
        client.close()
        self.daemon.stop()
        self.seed = form.read_key_file(self.daemon.home / "signing")
        self.count = 0

    def write(self, name, content):
        path = self.daemon.home / name
        path.write_bytes(content)
        return path

    def snapshot(self, name):
        """A copy of the log as it is, taken with daybook's own backup."""
        answer = run(DAYBOOK, "--socket", self.daemon.socket, "backup", self.daemon.home / name)
        assert answer.returncode == 0, answer.stderr

    def copy(self):
        """A copy of the ledger to attack."""
        self.count += 1
        directory = self.daemon.home / f"attacked-{self.count}"
        shutil.copytree(self.daemon.ledger, directory, ignore=shutil.ignore_patterns("lock.mdb", "views"))
        return directory

    def verify(self, ledger, *more):
        return run(DAYBOOK, "log", "verify", "--ledger", ledger, "--config", self.daemon.config, "--json", *more)

    def audit(self, ledger, keys=True):
        """The outsider's look at an export, or what hinders the export."""
        self.count += 1
        export = self.daemon.home / f"export-{self.count}"
        made = run(DAYBOOK, "log", "export", export, "--ledger", ledger, "--config", self.daemon.config)
        if made.returncode != 0:
            return made
        opening = ["--keys", ledger / "keys", "--master-key", self.daemon.home / "master"] if keys else []
        return run(sys.executable, AUDIT, export, "--key", self.key, "--old", self.old, *opening)

    def read(self, ledger):
        return run(sys.executable, READER, ledger, "--master-key", self.daemon.home / "master", "--verifier-key", self.key)

    def is_caught(self, ledger, position, reason, *more):
        """By verify, at this position and with these words; and by the outsider."""
        found = self.verify(ledger, *more)
        assert found.returncode == 1, found.stdout
        answer = json.loads(found.stdout)
        assert answer["verified"] is False
        assert reason in answer["reason"], answer
        assert answer["position"] == position, answer
        outside = self.audit(ledger)
        assert outside.returncode == 1, outside.stdout
        return outside.stderr


@pytest.fixture(scope="module")
def kept():
    made = Kept()
    yield made
    made.daemon.remove()


@pytest.fixture
def attacked(kept):
    directory = kept.copy()
    return Forger(directory, kept.seed)


def key(position):
    return form.big_endian(position)


def test_the_untouched_ledger_is_found_whole_by_both(kept):
    directory = kept.copy()
    found = kept.verify(directory, "--since", kept.old)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["opened"] == EVENTS
    assert [one["size"] for one in json.loads(found.stdout)["since"]] == [OLD, EVENTS]
    outside = kept.audit(directory)
    assert outside.returncode == 0, outside.stderr
    assert json.loads(outside.stdout)["opened"] == EVENTS
    assert kept.read(directory).returncode == 0


@pytest.mark.parametrize("at", [2, 40, 200])
def test_a_byte_changed_in_a_header(kept, attacked, at):
    attacked.flip("events", key(40), at)
    kept.is_caught(attacked.directory, 40, "")


def test_a_byte_changed_in_sealed_data(kept, attacked):
    attacked.flip("events", key(41), -20)
    assert "position 41" in kept.is_caught(attacked.directory, 41, "what is sealed does not open")


def test_data_sealed_anew_by_who_has_the_master_key(kept, attacked):
    members, sealed = attacked.records()[42]
    wrapped = form_keys(attacked.directory)[members["subject"].encode()]
    subject_key = form.unwrap_key(form.read_key_file(kept.daemon.home / "master"), wrapped, members["subject"])
    salt, data, attributes = form.open_sealed(subject_key, sealed)
    forged = form.seal(subject_key, os.urandom(12), salt, data.replace(b"enquiry", b"nothing"), attributes)
    attacked.change("events", key(42), lambda _: form.pack_record(form.canonical(members), forged))
    assert "digest" in kept.is_caught(attacked.directory, 42, "its data is not what the header's digest says")


def form_keys(directory):
    from forging import KEYS, read_tables

    return read_tables(directory / "keys", KEYS, ["keys"])["keys"]


@pytest.mark.parametrize("level, chunk, position", [(0, 2, 64), (8, 0, 0)])
def test_a_byte_changed_in_a_tree_chunk(kept, attacked, level, chunk, position):
    attacked.flip("tree", bytes([level]) + key(chunk), 3)
    assert "tile" in kept.is_caught(attacked.directory, position, "")


def test_bytes_added_behind_a_tree_chunk(kept, attacked):
    attacked.change("tree", bytes([0]) + key(0), lambda chunk: chunk + bytes(16))
    found = kept.verify(attacked.directory)
    assert found.returncode == 1 and "bytes, not" in found.stdout + found.stderr


@pytest.mark.parametrize("table", ["ids", "subjects"])
def test_a_byte_changed_in_an_index(kept, attacked, table):
    members, _ = attacked.records()[43]
    entry = form.id_key(members["source"], members["id"]) if table == "ids" else form.subject_key(members["subject"], 43 // 7 + 1)
    attacked.flip(table, entry, 7)
    found = kept.verify(attacked.directory)
    assert (found.returncode, json.loads(found.stdout)["position"]) == (1, 43), found.stdout
    # No proof rests on an index; whoever reads the directory sees it.
    assert kept.read(attacked.directory).returncode == 1


@pytest.mark.parametrize("table", ["ids", "subjects"])
def test_a_row_taken_from_an_index(kept, attacked, table):
    members, _ = attacked.records()[44]
    entry = form.id_key(members["source"], members["id"]) if table == "ids" else form.subject_key(members["subject"], 44 // 7 + 1)
    attacked.change(table, entry, lambda _: None)
    assert json.loads(kept.verify(attacked.directory).stdout)["position"] == 44
    assert kept.read(attacked.directory).returncode == 1


def test_an_event_deleted(kept, attacked):
    attacked.change("events", key(120), lambda _: None)
    kept.is_caught(attacked.directory, 120, "there is no event")


def test_an_event_inserted_at_the_end(kept, attacked):
    members, sealed = attacked.records()[-1]
    header = form.canonical({**members, "id": "inserted", "sequence": f"{EVENTS:020}"})
    attacked.change("events", key(EVENTS), lambda _: form.pack_record(header, sealed))
    found = kept.verify(attacked.directory)
    assert (found.returncode, json.loads(found.stdout)["position"]) == (1, EVENTS), found.stdout
    assert kept.audit(attacked.directory).returncode == 1


def test_two_neighbours_swapped(kept, attacked):
    values = {}
    for position in (60, 61):
        attacked.change("events", key(position), lambda value, position=position: values.setdefault(position, value))
    for position, other in ((60, 61), (61, 60)):
        attacked.change("events", key(position), lambda _, other=other: values[other])
    kept.is_caught(attacked.directory, 60, "its header says position 61")


def test_the_tail_cut(kept, attacked):
    for position in range(280, EVENTS):
        attacked.change("events", key(position), lambda _: None)
    kept.is_caught(attacked.directory, 280, "")


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9, 0.98])
def test_the_file_cut_short_crashes_nobody_but_the_process_that_reads_it(kept, attacked, part):
    data = attacked.directory / "log/data.mdb"
    content = data.read_bytes()
    data.write_bytes(content[: int(len(content) * part)])
    found = kept.verify(attacked.directory)
    assert found.returncode == 1, found
    assert json.loads(found.stdout)["verified"] is False


def test_a_crash_is_told_at_the_position_that_was_being_read(kept, attacked):
    # The length of one record, as LMDB has it in the page, is made to reach far beyond the file.
    data = attacked.directory / "log/data.mdb"
    content = bytearray(data.read_bytes())
    header = form.canonical(attacked.records()[150][0])
    at = -1
    # Pages that were in use before hold old copies of the record: all are changed.
    while (at := content.find(header, at + 1)) >= 0:
        node = at - 2 - 8 - 8
        if content[node + 8 : node + 16] == key(150):
            content[node : node + 4] = (0x1F0000).to_bytes(4, "little")
    data.write_bytes(content)
    found = json.loads(kept.verify(attacked.directory).stdout)
    assert (found["verified"], found["position"]) == (False, 150), found
    assert "was ended by signal" in found["reason"], found


def rewritten(records, attack):
    if attack == "an event changed":
        records[50] = ({**records[50][0], "actor": "somebody-else"}, records[50][1])
    elif attack == "an event deleted":
        del records[50]
    elif attack == "an event inserted":
        records.insert(50, ({**records[50][0], "id": "inserted"}, records[50][1]))
    elif attack == "two swapped":
        records[50], records[51] = records[51], records[50]
    elif attack == "all cut but 200":
        del records[200:]
    return records


@pytest.mark.parametrize(
    "attack", ["an event changed", "an event deleted", "an event inserted", "two swapped", "all cut but 200"])
def test_history_rewritten_and_signed_anew_with_the_real_key(kept, attacked, attack):
    attacked.rewrite(rewritten(attacked.records(), attack))
    # Where the attacker reaches the second place too, all fits inside, and only who kept a checkpoint can tell.
    second = (attacked.directory / "checkpoint").read_bytes()
    (attacked.directory / "checkpoint").unlink()
    assert kept.verify(attacked.directory).returncode == 0
    position, reason = (200, "it was rolled back") if attack == "all cut but 200" else (None, "written anew")
    outside = kept.is_caught(attacked.directory, position, reason, "--since", kept.old)
    assert "rolled back" in outside or "history was changed" in outside, outside
    (attacked.directory / "checkpoint").write_bytes(second)
    found = kept.verify(attacked.directory)
    assert found.returncode == 1 and ("written anew" in found.stdout or "rolled back" in found.stdout)


def test_the_key_replaced(kept, attacked):
    attacked.rewrite(attacked.records(), seed=os.urandom(32))
    kept.is_caught(attacked.directory, 0, "is not signed by the key", "--key", kept.key)
    (attacked.directory / "checkpoint").unlink()
    kept.is_caught(attacked.directory, 0, "is not signed by the key", "--key", kept.key)


def rolled_back(kept, directory):
    """Puts an older copy of the log in the place of the log."""
    shutil.rmtree(directory / "log")
    shutil.copytree(kept.daemon.home / "early/log", directory / "log")


def test_the_ledger_rolled_back_to_an_older_copy(kept, attacked):
    rolled_back(kept, attacked.directory)
    outside = kept.is_caught(attacked.directory, 100, "rolled back")
    assert "rolled back" in outside


def test_the_daemon_starts_on_a_ledger_rolled_back_only_when_an_operator_says_why(kept, own):
    daemon = own({})
    for name in ("master", "signing"):
        shutil.copy(kept.daemon.home / name, daemon.home / name)
    shutil.copytree(kept.daemon.ledger, daemon.ledger, ignore=shutil.ignore_patterns("lock.mdb", "views"))
    before = (daemon.ledger / "checkpoint").read_bytes()
    assert accept(daemon).returncode != 0, "there is nothing to accept yet"
    rolled_back(kept, daemon.ledger)
    said = daemon.refuses_to_start()
    assert "100 events" in said and f"{EVENTS}" in said and "--accept-rollback" in said
    assert (daemon.ledger / "checkpoint").read_bytes() == before
    ended = accept(daemon)
    assert ended.returncode == 0, ended.stderr
    daemon.start(create=False)
    client = daemon.client()
    found = client.get("/v1/events/100").expect()["event"]
    assert (found["type"], found["subject"]) == ("ledger.rollback_accepted", "service/ledger")
    assert found["data"]["reason"] == "the disk was replaced"
    assert (found["data"]["ledger_size"], found["data"]["kept_size"]) == (100, EVENTS)
    assert found["data"]["kept_checkpoint"].encode() == before
    assert found["postedby"].endswith(" daybookd")
    client.close()


def accept(daemon):
    """Starts it with the reason, and stops it as soon as it serves; it may also end by itself."""
    process = subprocess.Popen(
        [*daemon.command(create=False), "--accept-rollback", "the disk was replaced"], stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not daemon.answers():
        pass
    process.terminate()
    _, errors = process.communicate(timeout=30)
    return subprocess.CompletedProcess([], process.returncode, stderr=errors)
