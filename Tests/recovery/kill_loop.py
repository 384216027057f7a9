#!/usr/bin/env python3
"""Kills the real daemon with kill -9 under load, again and again, and holds it to everything it has said.

After each restart on the same ledger:
- every acknowledged event is there once, at its position, with the same content and recordedtime; so is every event
  that an answer has shown;
- positions are dense, recordedtime never goes back, a subject's versions are 1, 2, 3 ...;
- a batch is there whole or not at all, answered or not; nothing of a refused request is there;
- a repeat answers the first position;
- every root that an answer named is still the root at that size, and an answer at a size is still the same bytes;
- answers are the same bytes before and after the views are rebuilt, or deleted while the daemon is down;
- a backup that was being made has its checkpoint if it is whole, and then is a state that the ledger had;
- a case that two people disposed of is gone, whole: no answer tells what it held, its key is in no file, every receipt holds;
  where its disposal was not acknowledged, it is gone so or untouched. (This takes root: only root can be two people.)

kill -9 leaves the page cache alone: this tests recovery of the process, not loss of power.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter

import erasing
from controls import TAMPERINGS
from daemon import PATIENCE, Connection, Daemon, Gone
from disposing import Aftermath, Disposals, Disposer, is_named, keys
from outside import Outside, Violation, parse, require
from traffic import BATCH, ONE, Copier, Maker, Reader, Storm, Writer, questions


class Loop:
    def __init__(self, options, directory, seed=None):
        self.random = random.Random(seed or options.seed)
        self.options = options
        self.daemon = Daemon(options.daemon, directory)
        self.outside = Outside(os.path.join(directory, "acknowledged.jsonl"))
        self.cases = [f"K-{number}" for number in range(8)]
        self.makers = [Maker(self.random.random(), writer, self.cases) for writer in range(options.writers)]
        self.storms = [Maker(self.random.random(), f"storm{number}", self.cases) for number in range(options.storms)]
        self.checked = 0
        self.copies = os.path.join(directory, "copies")
        self.backs_up = False  # whether the ledger is backed up under some rounds of load
        self.aftermath = None  # of disposals, where there are any

    def dispose_too(self, every=3):
        """Has two people dispose of cases under every so many rounds of load."""
        if erasing.may_be_tried():
            self.disposes_every = every
            erasing.prepare(self.daemon)
            self.outside.disposals = Disposals(self.outside.lock)
            self.aftermath = Aftermath(self)
            self.disposers = [Maker(self.random.random(), f"disposer{number}", self.cases) for number in range(2)]

    def disposes(self, number):
        return self.aftermath is not None and number % self.disposes_every == self.disposes_every - 1

    def round(self, number, spoil=None):
        """Load, kill, restart, check. Answers what to say about it."""
        # New cases in every round: the writers race for their first events.
        self.cases += [f"K-{number}-{extra}" for extra in range(3)]
        milliseconds = self.load(number)
        if self.disposes(number):
            self.outside.count("erasures cut off", len(keys(self.daemon.ledger)[2]))
        how = self.disturbed_restart()
        if spoil:
            spoil(self)
        if self.options.reader and number % 8 == 7:
            self.read_by_others()
            how += ", read by others"
        self.daemon.start()
        events = self.check()
        self.check_repeats()
        self.check_roots(20)
        if self.disposes(number) or spoil and self.aftermath:
            how += "".join(f", {found}" for found in self.aftermath.check())
        elif self.aftermath:
            self.aftermath.note()
        self.check_answers(20)
        how += self.check_copies()
        how += self.check_views()
        counts, self.outside.counts = self.outside.counts, {}
        said = " ".join(f"{key}:{counts[key]}" for key in sorted(counts))
        return f"killed after {milliseconds:.0f} ms{how}; {events} events, {len(self.outside.acked)} acknowledged; {said}"

    def load(self, number):
        if not self.daemon.alive():
            self.daemon.start()
        killing = threading.Event()
        shared = []
        clients = [
            Writer(self.daemon, self.outside, self.random.random(), killing, maker, shared) for maker in self.makers
        ] + [Storm(self.daemon, self.outside, self.random.random(), killing, maker) for maker in self.storms] + [
            Reader(self.daemon, self.outside, self.random.random(), killing, self.cases)
            for _ in range(self.options.readers)
        ]
        # Some live long enough for a whole backup.
        if self.backs_up and number % 4 == 1:
            os.mkdir(self.copies)
            clients.append(Copier(self.daemon, self.outside, self.random.random(), killing, self.copies))
        confirming, cases, disposers = threading.Event(), [], []
        if self.disposes(number):
            cases = self.aftermath.candidates()
            disposers = [
                Disposer(self.daemon, self.outside, self.random.random(), killing, maker, cases, confirming) for maker in self.disposers]
            clients += disposers
        milliseconds = self.random.randint(1, 300) * (15 if number % 8 == 1 else 1)
        for client in clients:
            client.start()
        began, acknowledged = time.monotonic(), len(self.outside.acked)
        while len(self.outside.acked) == acknowledged and time.monotonic() < began + 5:
            time.sleep(0.0005)
        if cases:
            # Now in the first erasure, now in one after it: its turn comes after milliseconds or more, as the machine is loaded.
            end, done = time.monotonic() + CONFIRMED_BY, self.outside.disposals.done

            def may_come():
                return time.monotonic() < end and self.daemon.alive() and not all(disposer.is_done for disposer in disposers)

            confirming.wait(CONFIRMED_BY)
            erased = len(done) + self.random.randrange(2)
            while len(done) < erased and may_come():
                time.sleep(0.0005)
            milliseconds = self.random.choice([10, 50, 200, 1000]) * self.random.random()
            if self.random.random() < 0.6:
                # While a key is being destroyed: that takes a few milliseconds, which few kills would meet by chance.
                rewriting = os.path.join(self.daemon.ledger, "keys", "rewriting")
                while not os.path.exists(rewriting) and may_come():
                    time.sleep(0.0001)
                milliseconds = self.random.choice([0, 1, 5]) * self.random.random()
        time.sleep(milliseconds / 1000)
        died = not self.daemon.alive()
        killing.set()
        # Now and then the kill meets a daemon that is stopping.
        if number % 7 == 3:
            self.daemon.ask_to_stop()
            time.sleep(self.random.random() * 0.02)
        self.daemon.kill()
        for client in clients:
            client.join(PATIENCE)
            require(not client.is_alive(), "a client still waits for an answer of a daemon that is dead")
        require(not died, "the daemon died by itself:", self.daemon.last_words())
        require(not self.outside.violations, *self.outside.violations)
        return milliseconds

    def disturbed_restart(self):
        """Sometimes the daemon is killed again while it starts."""
        if self.random.random() > 0.2:
            return ""
        self.daemon.launch()
        milliseconds = self.random.choice([5, 20, 50, 100]) * self.random.random()
        time.sleep(milliseconds / 1000)
        self.daemon.kill()
        return f", and while starting, after {milliseconds:.0f} ms"

    def read_by_others(self, copy=None):
        """Lets a program that shares no code with the daemon check the ledger as the kill left it, or a copy of it."""
        done = subprocess.run([*self.options.reader.split(), copy or self.daemon.ledger, *self.daemon.reader_arguments], capture_output=True, text=True)
        require(done.returncode == 0, copy or "the ledger", "does not read:", done.stdout[-2000:], done.stderr[-2000:])
        read = json.loads(done.stdout)
        require(copy or read["size"] >= self.outside.top, "the reader finds", read["size"], "events, and", self.outside.top, "were shown")

    # MARK: Checks, while nobody posts

    def ask(self, target, method="GET", body=b"", headers=()):
        connection = Connection(self.daemon.socket)
        try:
            return connection.ask(method, target, body, headers)
        finally:
            connection.close()

    def get(self, target):
        status, body = self.ask(target)
        require(status == 200, target, "answered", status, body[:300])
        return body

    def check(self):
        """Reads the ledger and compares it with what clients were told: all of it while it is short, and now and then."""
        whole = self.checked < 20_000 or self.random.random() < 0.1
        start = 0 if whole else self.checked
        events, after, cursor = [], start - 1, None
        while True:
            page = parse(self.get(f"/v1/events?limit=5000&after={after}" if cursor is None else f"/v1/events?limit=5000&cursor={cursor}"))
            events += page["events"]
            cursor = page["next"]
            if cursor is None:
                break
            cursor = urllib.parse.quote(cursor)
        size = int(page["basis"]["size"].removeprefix("number "))
        require(start + len(events) == size, "the pages hold", start + len(events), "events, the basis says", size)
        self.outside.check(events, start)
        self.checked = size
        return size

    def check_repeats(self):
        """Retries answer the first position: the newest ones, and some of any age."""
        acked = self.outside.acked
        names = list(acked)
        picked = names[-30:] + self.random.sample(names, min(30, len(names)))
        events = [self.outside.posted[key] for key in picked]
        if not events:
            return
        status, body = self.ask("/v1/events", "POST", json.dumps(events).encode(), BATCH)
        require(status == 200, "retries after the restart got", status, body[:300])
        for event, result in zip(events, json.loads(body)["results"]):
            require(result["duplicate"], "a retry was taken as new:", result)
            self.outside.acknowledged(event, result)
        status, body = self.ask("/v1/events", "POST", json.dumps(events[0]).encode(), ONE)
        require(status == 200, "a retry after the restart got", status, body[:300])
        self.outside.acknowledged(events[0], json.loads(body))

    def check_roots(self, most):
        """Roots named by earlier answers; checked against what the ledger says of those sizes now."""
        bases = list(self.outside.bases.items())
        picked = bases[-most:] + self.random.sample(bases, min(most, len(bases)))
        for size, root in picked:
            if size == 0:
                continue
            basis = json.loads(self.get(f"/v1/events/0?at_size={size}"))["basis"]
            require((basis["size"], basis["root"]) == (size, root), "the root at", size, "was", root, "and is now", basis)

    def check_answers(self, most):
        """The same question at the same basis has the same answer for ever."""
        answers = self.outside.answers
        for target in self.random.sample(list(answers), min(most, len(answers))):
            now = self.get(target)
            if now != answers[target]:
                require(self.aftermath and self.aftermath.explains(answers.pop(target), now), target, "answers otherwise than it did")
        if self.checked == 0:
            return
        for _ in range(2):
            target = self.random.choice(questions(self.cases, self.random))
            size = self.random.randint(1, self.checked)
            target += ("&" if "?" in target else "?") + f"at_size={size}"
            status, body = self.ask(target)
            if status == 200:
                answers[target] = body

    def check_copies(self):
        """Backups that were finished, or being made."""
        if not os.path.exists(self.copies):
            return ""
        whole = partial = 0
        for name in os.listdir(self.copies):
            place = os.path.join(self.copies, name)
            try:
                with open(os.path.join(place, "checkpoint"), encoding="utf-8") as file:
                    note = file.read()
            except FileNotFoundError:
                partial += 1
                continue
            whole += 1
            kept = self.get(f"/v1/log/checkpoint?size={note.splitlines()[1]}").decode()
            require(kept == note, "the backup", place, "ends at", note, "- the ledger had", kept)
            if self.options.reader:
                self.read_by_others(place)
        shutil.rmtree(self.copies)
        return f", {whole} backups whole and {partial} cut off"

    def check_views(self):
        """Answers before and after a rebuild, and sometimes after the views were deleted while the daemon was down."""
        asked = {target for _ in range(3) for target in questions(self.cases, self.random)}
        before = {target: self.ask(target) for target in asked}
        status, body = self.ask("/v1/views/rebuild", "POST")
        require(status == 200, "rebuild answered", status, body[:300])
        self._compare(before, "a rebuild")
        if self.random.random() > 0.25:
            return ""
        if self.random.random() < 0.5:
            self.daemon.stop()
        else:
            self.daemon.kill()
        self.daemon.drop_views()
        self.daemon.start()
        self._compare(before, "deleting the views")
        return ", views deleted"

    def _compare(self, before, what):
        for target, answer in before.items():
            now = self.ask(target)
            require(now == answer, target, "answers otherwise after", what, "- before:", answer[1][:2000], "- after:", now[1][:2000])


CONFIRMED_BY = 10  # seconds that a round of disposals waits for the first
PER_LEDGER = 20  # kills of one ledger; checking all of it takes longer the more there is


class Deadline:
    """Ends a run early, so that it says what it has done."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds if seconds else float("inf")

    @property
    def has_come(self):
        return time.monotonic() > self.end


def kill_while_creating(options, directory, deadline):
    """A daemon killed while it makes its ledger leaves one that the next start accepts. Answers how often."""
    rand = random.Random(options.seed)
    for number in range(options.creations):
        if deadline.has_come:
            return number
        place = os.path.join(directory, f"new{number}")
        os.mkdir(place)
        daemon = Daemon(options.daemon, place)
        daemon.launch()
        time.sleep(rand.random() * 0.05)
        daemon.kill()
        try:
            daemon.start()
        finally:
            daemon.kill()
        shutil.rmtree(place)
    return options.creations


def kill_one_ledger(options, directory, numbers, deadline):
    """Kills the daemon of a new ledger; answers what it has promised, and how many kills there were."""
    loop, kills = Loop(options, directory, f"{options.seed} {numbers.start}"), 0
    loop.backs_up = True
    loop.dispose_too()
    try:
        for number in numbers:
            if deadline.has_come:
                break
            began = time.monotonic()
            line = loop.round(number)
            kills += 1
            print(f"round {number + 1}/{options.kills}: {line} ({time.monotonic() - began:.1f} s)", flush=True)
        loop.checked = 0
        loop.check()
        loop.check_roots(10_000)
        loop.daemon.stop()
        if options.reader:
            loop.read_by_others()
    finally:
        loop.daemon.kill()
    return loop.outside, kills


def run(options, directory):
    deadline, found, kills, ledgers = Deadline(options.seconds), Counter(), 0, 0
    for start in range(0, options.kills, PER_LEDGER):
        if deadline.has_come:
            break
        place = os.path.join(directory, f"from{start}")
        os.mkdir(place)
        outside, done = kill_one_ledger(options, place, range(start, min(options.kills, start + PER_LEDGER)), deadline)
        kills, ledgers = kills + done, ledgers + 1
        found.update(events=len(outside.acked), roots=len(outside.bases), answers=len(outside.answers))
        shutil.rmtree(place)
    created = kill_while_creating(options, directory, deadline)
    print(f"{kills} kills under load of {ledgers} ledgers and {created} while a ledger was being made, {found['events']} acknowledged events, {found['roots']} roots, "
          f"{found['answers']} remembered answers: nothing lost, nothing half there, nothing contradicted")


def control(options, directory):
    """The same loop must fail when something is wrong: each kind of wrong is made once."""
    missed = []
    for kind, tampering in TAMPERINGS.items():
        place = os.path.join(directory, kind)
        os.mkdir(place)
        loop = Loop(options, place)
        loop.dispose_too()
        try:
            for number in range(2):
                loop.round(number)
        except BaseException:
            loop.daemon.kill()
            raise
        try:
            loop.round(2, spoil=tampering)
            missed.append(kind)
            print(f"control {kind}: NOT FOUND", flush=True)
        except (Violation, AssertionError) as found:
            print(f"control {kind}: found: {str(found)[:160]}", flush=True)
        loop.daemon.kill()
    if missed:
        raise Violation("what was tampered with was not found: " + ", ".join(missed))
    print(f"{len(TAMPERINGS)} controls, all found")


def main():
    parser = argparse.ArgumentParser(description="Kill the daemon under load and check everything it has said.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--creations", type=int, default=None, help="kills while a ledger is made; half as many as of the others, unless said")
    parser.add_argument("--seconds", type=float, default=None, help="end after this time, with as many kills as there were")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", ".build/debug/daybookd"))
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--storms", type=int, default=2, help="clients that post 24 requests at once")
    parser.add_argument("--readers", type=int, default=3)
    parser.add_argument("--reader", help="a command that checks the ledger directory put after it, as Tests/oracles/read_ledger.py")
    parser.add_argument("--control", action="store_true", help="tamper, and exit 0 only if every tampering is found")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    if options.creations is None:
        options.creations = max(5, options.kills // 2)
    print(f"seed {options.seed}, daemon {options.daemon}", flush=True)
    if not erasing.may_be_tried():
        print("nothing is erased: only root can be the two people that takes")
    directory = tempfile.mkdtemp(prefix="daybook-recovery-")
    os.chmod(directory, 0o711)
    try:
        (control if options.control else run)(options, directory)
    except (Violation, AssertionError, Gone, OSError) as failure:
        print(f"FAILED, seed {options.seed}: {failure}\nThe ledger and what clients were told are kept in {directory}", file=sys.stderr)
        return 1
    shutil.rmtree(directory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
