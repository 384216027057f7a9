#!/usr/bin/env python3
"""Kills `daybook backup`, `restore`, `log export` and `log import` at random moments, and looks at what they leave.

A ledger with its visitors' book is made, backed up and exported once. Then each is done again and again, and killed with kill -9:
the command, the process that does its work, or both. Afterwards, at once:
- what a restore or an import makes is not there at all, or whole: the same rows in every table as its source, and its checkpoint;
- an export or a backup without its checkpoint is taken by nobody; an export with it is the same bytes, a backup the same rows;
- what the command said it did is done;
- the second try succeeds, whatever still works on the first, and leaves nothing beside what it makes;
- the source is untouched.

With --control what was made is falsified, and the checks must find it.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from daemon import PATIENCE, Connection, Daemon
from images import rows
from outside import Violation, require
from read_ledger import KEYS, TABLES
from traffic import BATCH, Maker


class Source:
    """A ledger that does not change any more, its backup and its export."""

    def __init__(self, options, directory):
        self.command, self.home = options.command, Path(directory)
        self.daemon = Daemon(options.daemon, directory)
        for name in ("master", "signing"):
            path = self.home / f"visitors-{name}.key"
            path.write_text(os.urandom(32).hex())
            path.chmod(0o600)
            self.daemon.configure(**{f"visitors_{name}_key_file": str(path)})
        self.config = self.daemon.settings
        # The same, with the book in a place of its own: a restore gives two names then.
        self.apart, self.books = self.home / "apart.json", self.home / "made" / "book"
        self.apart.write_text(json.dumps(json.loads(Path(self.config).read_text()) | {"visitors_directory": str(self.books)}))
        self.ledger, self.backup, self.keys, self.export = (Path(self.daemon.ledger), *(self.home / name for name in ("backup", "keys", "export")))
        self.fill(random.Random(options.seed), options.events)
        for words in (["backup", self.backup, "--keys", self.keys], ["log", "export", self.export]):
            self.done([*words, "--ledger", self.ledger, "--config", self.config])
        self.digest = digest(*self.places)

    @property
    def places(self):
        return self.ledger, self.backup, self.keys, self.export

    def fill(self, rand, count):
        """Events in commits of many sizes, and looks at cases."""
        maker = Maker(rand.random(), "placing", [f"P-{number}" for number in range(20)])
        self.daemon.start()
        connection, made = Connection(self.daemon.socket), 0
        while made < count:
            events = [maker.event() for _ in range(rand.choice([1, 5, 200]))]
            status, body = connection.ask("POST", "/v1/events", json.dumps(events).encode(), BATCH)
            require(status == 201, "a good batch got", status, body[:300])
            made += len(events)
            connection.ask("GET", f"/v1/cases/P-{rand.randrange(20)}/history")
        connection.close()
        self.daemon.stop()

    def done(self, words, **environment):
        """Runs the command to its end, which must be a good one."""
        ran = subprocess.run([self.command, *map(str, words)], capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, **environment})
        require(ran.returncode == 0, *words, "ended with", ran.returncode, ran.stderr[-1000:], ran.stdout[-1000:])

    def refused(self, words, *said):
        ran = subprocess.run([self.command, *map(str, words)], capture_output=True, text=True, timeout=PATIENCE)
        require(ran.returncode != 0 and any(each in ran.stderr for each in said), *words, "ended with", ran.returncode, ran.stderr[-1000:])

    def check_untouched(self):
        require(digest(*self.places) == self.digest, "a source was changed")


def digest(*places):
    """Of all files but LMDB's lock files, which say nothing."""
    found = hashlib.sha256()
    for place in places:
        for path in sorted(each for each in place.rglob("*") if each.is_file() and each.name not in ("lock.mdb", "daybookd.lock")):
            found.update(f"{path}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def same_log(made, kept):
    """Raises Violation unless two logs hold the same rows."""
    for name, due in rows(kept, TABLES).items():
        # How far the book was stands in no export.
        there = [row for row in rows(made, [name])[name] if row[0] != b"visitors"]
        require(there == [row for row in due if row[0] != b"visitors"], made, "has other rows in", name, "than", kept)


def same_keys(made, kept):
    require(rows(made, KEYS) == rows(kept, KEYS), made, "holds other keys than", kept)


class Restore:
    """A backup is put in place, its book within."""

    name, made = "restore", "ledger"
    waits_for_workers = False  # to look at what it leaves only when nobody goes on with it

    def __init__(self, source):
        self.source, self.target = source, source.home / "made" / self.made
        self.making = self.target.with_name(self.made + ".making")
        self.book = self.target / "visitors"

    def words(self, config=None):
        backup, keys = self.source.backup, self.source.keys
        return ["restore", backup, "--keys", keys, "--ledger", self.target, "--config", config or self.source.config]

    def is_there(self):
        """Whether it is in place; else nothing is, or an empty directory."""
        return self.target.exists() and any(self.target.iterdir())

    def check_whole(self):
        for made, kept, keys in self.logs():
            same_log(made / "log", kept / "log")
            same_keys(made / "keys", keys)
            require((made / "checkpoint").read_bytes() == (kept / "checkpoint").read_bytes(), made, "is at another checkpoint than", kept)

    def logs(self):
        yield self.target, self.source.backup, self.source.keys
        yield self.book, self.source.backup / "visitors", self.source.keys / "visitors"

    def check_unfinished(self):
        pass

    def again(self):
        """Tries again, where the first try was cut off."""
        self.source.done(self.words())

    def check_taken(self):
        self.source.refused(self.words(), "already", "empty directory")

    def check_clean(self):
        require(not self.making.exists(), "what was half made is left:", self.making)


class RestoreApart(Restore):
    """A backup is put in place, its book elsewhere."""

    name = "restore with the book elsewhere"

    def __init__(self, source):
        super().__init__(source)
        self.book = source.books

    def words(self):
        return super().words(self.source.apart)

    def is_there(self):
        """Two names cannot be given at once: between them the ledger is there, and the daemon will not serve it without its book."""
        there = super().is_there()
        require(there or not self.book.exists(), "the book is there without its ledger")
        if there and not self.book.exists():
            same_log(self.target / "log", self.source.backup / "log")
            self.check_taken()
            shutil.rmtree(self.target)
            return False
        return there

    def check_clean(self):
        super().check_clean()
        require(not self.book.with_name("book.making").exists(), "what was half made of the book is left")


class Import(Restore):
    name, made = "import", "imported"

    def words(self):
        source = self.source
        return ["log", "import", source.export, "--keys", source.keys, "--ledger", self.target, "--config", source.config]

    def logs(self):
        yield self.target, self.source.backup, self.source.keys


class Export(Restore):
    """A ledger is written as plain files, in the directory that was named."""

    name, made = "export", "exported"
    waits_for_workers = True

    def words(self):
        return ["log", "export", self.target, "--ledger", self.source.ledger, "--config", self.source.config]

    def is_there(self):
        return (self.target / "checkpoint").exists()

    def check_whole(self):
        for path in sorted(each for each in self.source.export.rglob("*") if each.is_file()):
            there = self.target / path.relative_to(self.source.export)
            require(there.exists() and there.read_bytes() == path.read_bytes(), "an export that is finished has another", there)

    def check_unfinished(self):
        """What is not finished is no export."""
        if self.target.exists():
            words = ["log", "import", self.target, "--ledger", self.source.home / "made" / "none", "--config", self.source.config]
            self.source.refused(words, "checkpoint")

    def again(self):
        if self.target.exists() and any(self.target.iterdir()):
            self.check_taken()
            shutil.rmtree(self.target)
        self.source.done(self.words())


class Backup(Export):
    """A ledger and its book are copied, the subjects' keys to a place of their own."""

    name, made = "backup", "backed-up"

    def __init__(self, source):
        super().__init__(source)
        self.keys = self.target.with_name("kept-keys")
        self.book = self.target / "visitors"

    def words(self):
        return ["backup", self.target, "--keys", self.keys, "--ledger", self.source.ledger, "--config", self.source.config]

    def check_whole(self):
        for made, kept, keys, due in (self.target, self.source.backup, self.keys, self.source.keys), (
                self.book, self.source.backup / "visitors", self.keys / "visitors", self.source.keys / "visitors"):
            same_log(made / "log", kept / "log")
            same_keys(keys, due)
            require((made / "checkpoint").read_bytes() == (kept / "checkpoint").read_bytes(), made, "is at another checkpoint than", kept)

    def check_unfinished(self):
        """What is not finished is no backup."""
        if self.target.exists():
            words = ["restore", self.target, "--keys", self.keys, "--ledger", self.source.home / "made" / "none", "--config", self.source.config]
            self.source.refused(words, "checkpoint", "is not there, or empty")

    def again(self):
        for place in self.target, self.keys:
            if place.exists():
                shutil.rmtree(place)
        self.source.done(self.words())


KINDS = (Restore, RestoreApart, Import, Export, Backup)


def children(process):
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            pass
    return found


def wait_for_the_end(workers):
    """Of processes that are no children of this one."""
    end = time.monotonic() + PATIENCE
    while any(os.path.exists(f"/proc/{worker}") for worker in workers):
        require(time.monotonic() < end, "a process whose command is gone goes on for ever:", workers)
        time.sleep(0.001)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Round:
    """One thing that is done, killed, looked at, and done again."""

    def __init__(self, kind, source, rand=None, afresh=True):
        self.work, self.source, self.random = kind(source), source, rand
        if afresh:
            shutil.rmtree(source.home / "made", ignore_errors=True)
            (source.home / "made").mkdir()

    def undisturbed(self):
        """How many seconds it takes where nobody kills it."""
        began = time.monotonic()
        self.source.done(self.work.words())
        taken = time.monotonic() - began
        self.work.check_whole()
        self.work.check_clean()
        return taken

    def run(self, seconds):
        """Kills it after so long at most; answers how, and what was found."""
        how = self.random.choice(["command", "work", "both"])
        with subprocess.Popen([self.source.command, *map(str, self.work.words())], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            # Ends are where names are given.
            share = self.random.random() if self.random.random() < 0.6 else 1 - self.random.random() * 0.3
            time.sleep(seconds * share)
            workers = children(process.pid)
            if how != "work" or not workers:
                process.kill()
            if how != "command":
                for worker in workers:
                    kill(worker)
            process.communicate(timeout=PATIENCE)
        if self.work.waits_for_workers:
            wait_for_the_end(workers)
        return how, self.look(process.returncode)

    def look(self, status):
        there = self.work.is_there()
        require(there or status != 0, self.work.name, "said that it was done, and nothing is there")
        if there:
            self.work.check_whole()
            self.work.check_taken()
        else:
            self.work.check_unfinished()
            self.try_again()
        self.source.check_untouched()
        return "whole" if there else "cut off"

    def try_again(self):
        """The work of a command that was killed may go on for a moment, and end as a whole."""
        try:
            self.work.again()
        except Violation:
            if not self.work.is_there():
                raise
        self.work.check_whole()
        self.work.check_clean()


def run(options, directory):
    source, rand, found = Source(options, directory), random.Random(options.seed), Counter()
    seconds = {kind: Round(kind, source, rand).undisturbed() for kind in KINDS}
    print(", ".join(f"{kind.name}: {taken:.2f} s" for kind, taken in seconds.items()), flush=True)
    end = time.monotonic() + (options.seconds or float("inf"))
    for number in range(options.kills):
        if time.monotonic() > end:
            break
        kind = KINDS[number % len(KINDS)]
        how, what = Round(kind, source, rand).run(seconds[kind])
        found[kind.name, how, what] += 1
        # The machine is now slower, now quicker: most kills are to come before the end, and some after it.
        seconds[kind] *= 0.85 if what == "whole" else 1.05
        if number % 20 == 19:
            print(f"{number + 1} kills", flush=True)
    for kind in KINDS:
        print(f"{kind.name}: " + ", ".join(f"{how} killed, {what}: {count}" for (name, how, what), count in sorted(found.items()) if name == kind.name))
    whole = sum(count for (_, _, what), count in found.items() if what == "whole")
    kills = found.total()
    print(f"{kills} backups, restores, exports and imports killed: {whole} had become whole, {kills - whole} were cut off and done again; "
          f"nothing half made was taken for whole, no source was changed")


# MARK: Controls: each falsifies what was made, or what it was made from


def lacks_a_file(work):
    shutil.rmtree(work.target / "tile" if type(work) is Export else work.book if work.book.exists() else work.target / "keys")


def is_half_there(work):
    """The name was given before all was written."""
    data = work.target / ("checkpoints" if type(work) is Export else "log/data.mdb")
    content = data.read_bytes()
    data.write_bytes(content[: len(content) // 2] + bytes(len(content) - len(content) // 2) if data.suffix else b"")


def is_of_another_state(work):
    (work.target / "checkpoint").write_text("another")
    if type(work) is Export:
        (work.target / "checkpoints").unlink()


def changes_its_source(work):
    with open(work.source.export / "checkpoint", "a") as file:
        file.write("\n")


def control(options, directory):
    missed, controls = [], (lacks_a_file, is_half_there, is_of_another_state, changes_its_source)
    for kind in KINDS:
        place = os.path.join(directory, kind.__name__)
        os.mkdir(place)
        source = Source(options, place)
        for spoil in controls:
            round_ = Round(kind, source, random.Random(options.seed))
            round_.undisturbed()
            spoil(round_.work)
            try:
                round_.look(0)
                missed.append(f"{kind.name} {spoil.__name__}")
            except (Violation, OSError, lmdb_error()) as found:
                print(f"control {kind.name} {spoil.__name__}: found: {str(found)[-140:]}", flush=True)
    require(not missed, "not found:", *missed)
    print(f"{len(KINDS) * len(controls)} controls, all found")


def lmdb_error():
    import lmdb
    return lmdb.Error


def words(description, events):
    """A parser of the words that every program takes that tries these copies."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--events", type=int, default=events, help="events of the ledger that is copied")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", ".build/debug/daybookd"))
    parser.add_argument("--command", help="the command, where it is not beside the daemon")
    return parser


def carry_out(options, name, work):
    """Has it done in a directory of its own, which is kept where it fails. Answers the exit status."""
    options.command = os.path.abspath(options.command or Path(options.daemon).with_name("daybook"))
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {options.seed}, command {options.command}", flush=True)
    directory = tempfile.mkdtemp(prefix=f"daybook-{name}-")
    try:
        work(options, directory)
    except (Violation, AssertionError, OSError) as failure:
        print(f"FAILED, seed {options.seed}: {failure}\nWhat there was is kept in {directory}", file=sys.stderr)
        return 1
    shutil.rmtree(directory)
    return 0


def main():
    parser = words("Kill backups, restores, exports and imports in the middle.", events=3000)
    parser.add_argument("--kills", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=None, help="end after this time, with as many kills as there were")
    parser.add_argument("--control", action="store_true", help="falsify what was made, and exit 0 only if each is found")
    options = parser.parse_args()
    return carry_out(options, "placing", control if options.control else run)


if __name__ == "__main__":
    sys.exit(main())
