#!/usr/bin/env python3
"""Random histories against a model: several clients at once do everything at random to the real daemon, and afterwards
every answer must be the one that a list of events in memory gives.

The positions that the ledger gives out are its claim of an order. The model takes them at their word and replays them; the
history is linearizable if each answer is right at some moment between its question and its arrival:
- an append that ended before another began has the lower position;
- a refusal for a wrong version names a version that the subject had at some moment between;
- an answer to a question is the model's answer at the size it names, and that size lies between what was acknowledged
  before the question and what was begun before the answer;
- what was erased by two people before the question is in no answer.
"""

import argparse
import bisect
import itertools
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict

import erasing
from daemon import Connection, Daemon, Gone
from outside import Violation, require
from traffic import BATCH, ONE, WORKERS

ADDED = ("recordedtime", "sequence", "postedby")
EPOCH = 4_000     # operations between two comparisons
SUBJECTS = 24     # in one epoch
LEDGER = 120_000  # operations after which a new ledger is begun, so that the model stays small


class Operation:
    """One request: when it began and ended, and what came back."""

    __slots__ = ("kind", "events", "expected", "target", "about", "start", "matches", "limit", "size", "by", "proposal", "began", "ended", "status", "answer")

    def __init__(self, kind, **fields):
        for name in self.__slots__:
            setattr(self, name, fields.get(name))
        self.kind = kind


class Client(threading.Thread):
    def __init__(self, history, number, seed, count):
        super().__init__(daemon=True)
        self.history, self.number, self.random, self.count = history, number, random.Random(seed), count
        self.failure = None

    def run(self):
        try:
            connection = Connection(self.history.daemon.socket)
            self.people = erasing.People(self.history.daemon.socket)
            for _ in range(self.count):
                operation = self.draw()
                while operation:
                    operation.began = next(self.history.clock)
                    self.perform(connection, operation)
                    operation.ended = next(self.history.clock)
                    self.history.operations.append(operation)
                    if operation.kind == "post" and operation.status in (200, 201):
                        self.history.remember(operation.events)
                    operation = self.following(operation)
            connection.close()
            self.people.close()
        except Exception as error:  # every failure here is one of the run
            self.failure = error

    def perform(self, connection, operation):
        if operation.kind == "propose":
            operation.status, operation.answer = self.people.ask(operation.by, operation.target, {"reason": "It is time.", "authority": "The model"})
            return
        if operation.kind == "confirm":
            operation.status, operation.answer = self.people.ask(operation.by, operation.target, {"confirm": operation.proposal.answer["proposal"]})
            return
        if operation.kind == "post":
            body = json.dumps(operation.events if len(operation.events) > 1 else operation.events[0]).encode()
            headers = BATCH if len(operation.events) > 1 else ONE
            if operation.expected is not None:
                headers += (f"Daybook-Expected-Version: {operation.expected}",)
            operation.status, text = connection.ask("POST", "/v1/events", body, headers)
        else:
            operation.status, text = connection.ask("POST" if operation.kind == "rebuild" else "GET", operation.target)
        operation.answer = json.loads(text)

    def following(self, operation):
        """What belongs to what was done: a proposal is confirmed, mostly by the other person."""
        if operation.kind == "propose" and operation.status == 201:
            return Operation("confirm", target=operation.target, by=operation.by ^ (self.random.random() < 0.8), proposal=operation)
        return None

    def fresh(self, subject=None):
        rand, history = self.random, self.history
        kind = rand.choice(["case_note.entered", "visit.made", "decision.made"])
        data = {
            "case_note.entered": {"note_type": "visit", "details": "Seen at school."},
            "visit.made": {"visit_type": "child_protection", "child_seen": rand.random() < 0.5},
            "decision.made": {"decision_type": "other", "decision": "Continue.", "reasons": "As before."},
        }[kind]
        return {
            "specversion": "1.0", "id": f"{next(history.ids)}", "source": f"/model/{self.number % 3}", "type": kind,
            "subject": subject or rand.choice(history.subjects), "time": f"2024-0{rand.randint(1, 9)}-1{rand.randint(0, 9)}T10:00:00Z",
            "actor": rand.choice(WORKERS), "actorrole": "social worker", "data": data,
        }

    def draw(self):
        rand = self.random
        kinds = [self.post, self.batch, self.retry, self.reuse, self.conditional, self.of_subject, self.of_actor, self.then, self.one, self.rebuild, self.propose]
        return rand.choices(kinds, [34, 8, 12, 3, 16, 12, 5, 6, 4, 0.05, self.history.disposals])[0]()

    def post(self):
        return Operation("post", events=[self.fresh()])

    def batch(self):
        return Operation("post", events=[self.fresh() for _ in range(self.random.randint(2, 6))])

    def retry(self):
        known = self.history.some(self.random, self.random.choice([1, 1, 3]))
        if known and self.random.random() < 0.3:
            known = known + [self.fresh()]
        return Operation("post", events=known) if known else self.post()

    def reuse(self):
        known = self.history.some(self.random, 1)
        return Operation("post", events=[dict(known[0], actor="sw-other")]) if known else self.post()

    def conditional(self):
        """On one of a few subjects, so that clients meet there."""
        subject = self.history.subjects[self.random.randrange(4)]
        expected = max(0, self.history.versions[subject] + self.random.choice([0, 0, 0, 0, 1, -1]))
        return Operation("post", events=[self.fresh(subject) for _ in range(self.random.choice([1, 1, 1, 3]))], expected=expected)

    def read(self, query, about, start=0, matches=lambda event: True, limit=200, size=None):
        target = f"/v1/events?{query}&limit={limit}" + (f"&at_size={size}" if size else "")
        return Operation("read", target=target, about=about, start=start, matches=matches, limit=limit, size=size)

    def of_subject(self):
        subject = self.random.choice(self.history.subjects)
        return self.read(f"subject={subject}", subject)

    def of_actor(self):
        actor, kind = self.random.choice(WORKERS), self.random.choice(["visit.made", "decision.made"])
        start = self.history.floor
        return self.read(f"actor={actor}&type={kind}&after={start - 1}", actor, start, lambda event: event["type"] == kind, 100)

    def then(self):
        """As it was known at an earlier size of the ledger."""
        if not self.history.top:
            return self.of_subject()
        subject, size = self.random.choice(self.history.subjects), self.random.randint(1, self.history.top)
        return self.read(f"subject={subject}", subject, size=size)

    def one(self):
        if not self.history.top:
            return self.of_subject()
        position = self.random.randrange(self.history.top)
        return Operation("one", target=f"/v1/events/{position}", size=position)

    def rebuild(self):
        return Operation("rebuild", target="/v1/views/rebuild")

    def propose(self):
        return Operation("propose", target=self.random.choice(self.history.subjects), by=self.random.randrange(2))


class History:
    """One ledger, and all that was done to it."""

    def __init__(self, daemon, rand):
        self.daemon, self.random = daemon, rand
        self.disposals = 0.15 if erasing.may_be_tried() else 0  # in a hundred operations
        self.erasures = erasing.Erasures()
        self.clock, self.ids = itertools.count(), itertools.count()
        self.lock = threading.Lock()
        self.events, self.ends, self.begins = [], [], []  # the model: events in the order of positions, and when they were posted
        self.of = defaultdict(list)  # the positions of each subject's events, of each actor's
        self.places, self.version_of, self.makers = {}, {}, defaultdict(list)
        self.counts = Counter()
        self.spoil = None  # falsifies what was answered, for the controls

    def remember(self, events):
        with self.lock:
            self.recent += events
            for event in events:
                self.versions[event["subject"]] += 1
            self.top = max(self.top, len(self.events))

    def some(self, rand, count):
        with self.lock:
            return rand.sample(self.recent, count) if len(self.recent) >= count else []

    def epoch(self, clients, count):
        number = len(self.events)
        self.subjects = [f"case/M-{number}-{at}" for at in range(SUBJECTS)]
        self.operations, self.recent, self.versions = [], [], Counter()
        self.floor = self.top = len(self.events)
        threads = [Client(self, at, self.random.random(), count // clients) for at in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
            if thread.failure:
                raise thread.failure
        if self.spoil:
            self.spoil(self.operations)
        self.replay()
        for operation in self.operations:
            self.check(operation)
        return len(self.operations)

    # MARK: The model

    def replay(self):
        """Puts what was taken as new into the order of positions."""
        taken = [each for operation in self.operations for each in self.taken(operation)]
        taken.sort(key=lambda each: each[0])
        latest = 0  # the latest beginning among lower positions
        for position, event, result, operation in taken:
            require(position == len(self.events), "position", position, "follows", len(self.events) - 1)
            self.begins.append(operation.began)
            self.ends.append(operation.ended)
            self.of[event["subject"]].append(position)
            self.of[event["actor"]].append(position)
            (self.replay_posted if operation.kind == "post" else self.replay_own)(position, event, result, operation)
            require(operation.ended > latest, "an append that ended before another began has the higher position", position)
            latest = max(latest, operation.began)

    def taken(self, operation):
        """The events that an operation added: position, content, answer, operation."""
        if operation.kind == "post" and operation.status in (200, 201):
            return [(result["position"], event, result, operation)
                    for event, result in zip(operation.events, self.results(operation)) if not result["duplicate"]]
        own = {"subject": "service/daybook", "actor": ("one", "two")[operation.by]} if operation.by is not None else {}
        if operation.kind == "propose" and operation.status == 201:
            return [(operation.answer["proposal"], dict(own, type="record.disposal_proposed"), operation.answer, operation)]
        if operation.kind == "confirm" and operation.status == 200:
            return [(operation.answer["erased"]["position"], dict(own, type="record.disposed"), operation.answer, operation)]
        return []

    def replay_posted(self, position, event, result, operation):
        key = (event["source"], event["id"])
        require(key not in self.places, key, "was taken as new twice")
        require(event["subject"] not in self.erasures.of, event["subject"], "was erased before position", position)
        self.places[key] = position
        self.events.append(dict(event, sequence=position, recordedtime=result["recordedtime"]))
        made = self.makers[event["subject"]]
        made.append(operation)
        require(result["subject_version"] == len(made), event["subject"], "has version", result["subject_version"], "after", len(made) - 1)
        self.version_of[key] = len(made)

    def replay_own(self, position, event, answer, operation):
        """An event that the ledger has written itself."""
        self.events.append(dict(event, sequence=position))
        if operation.kind == "confirm":
            proposed = operation.proposal.answer["events"]
            require(len(self.makers[operation.target]) == proposed, operation.target, "was erased with more than the", proposed, "events of its proposal")
            self.erasures.of.setdefault(operation.target, operation)

    def was_version(self, subject, version, operation, throughout=False):
        """Whether a subject had as many events at some moment of the operation; or at each."""
        made = self.makers[subject]
        if version > len(made):
            return False
        if throughout:
            return (version == 0 or made[version - 1].ended < operation.began) and (version == len(made) or made[version].began > operation.ended)
        return (version == 0 or made[version - 1].began < operation.ended) and (version == len(made) or made[version].ended > operation.began)

    @staticmethod
    def results(operation):
        results = operation.answer.get("results", [operation.answer])
        require(len(results) == len(operation.events), len(operation.events), "events,", len(results), "results")
        return results

    def check(self, operation):
        self.counts[f"{operation.kind} {operation.status}"] += 1
        getattr(self, "check_" + operation.kind)(operation)

    def check_post(self, operation):
        status, answer = operation.status, operation.answer
        if status in (200, 201):
            results = self.results(operation)
            require((status == 200) == all(result["duplicate"] for result in results), "status", status, "for", results)
            fresh = [result["position"] for result in results if not result["duplicate"]]
            require(fresh == list(range(fresh[0], fresh[0] + len(fresh))) if fresh else True, "a request is torn apart:", fresh)
            for event, result in zip(operation.events, results):
                key = (event["source"], event["id"])
                kept = self.events[self.places[key]]
                require(result["position"] == kept["sequence"] and result["recordedtime"] == kept["recordedtime"]
                        and result["subject_version"] == self.version_of[key], "a repeat of", key, "answered", result)
                require(all(kept[name] == value for name, value in event.items()), key, "was taken with other content")
            if operation.expected is not None and fresh:
                require(results[0]["subject_version"] == operation.expected + 1, "expected", operation.expected, "got", results)
        elif status == 409:
            version, subject = answer["actual_version"], operation.events[0]["subject"]
            require(version != operation.expected, "version", version, "is no conflict")
            require(self.was_version(subject, version, operation), subject, "did not have version", version, "then")
        elif status == 410:
            for error in answer["errors"]:
                event = operation.events[error["index"]]
                require(self.erasures.begun(event["subject"], operation), event["subject"], "is said to be erased, by nobody")
        else:
            require(status == 422 and answer["type"].endswith(":id-reused"), "a good post got", status, answer)
            event = operation.events[0]
            position = self.places[event["source"], event["id"]]
            require(answer["position"] == position and event["actor"] == "sw-other", "a reused id is at", position, "answered", answer)

    def check_read(self, operation):
        require(operation.status == 200, operation.target, "answered", operation.status, operation.answer)
        size = operation.answer["basis"]["size"]
        if operation.size:
            require(size == operation.size, "asked at size", operation.size, "answered at", size)
        else:
            self.check_size(operation, size)
        known = self.of[operation.about]
        due = [at for at in known[bisect.bisect_left(known, operation.start) : bisect.bisect_left(known, size)] if operation.matches(self.events[at])][: operation.limit]
        shown = [int(event["sequence"]) for event in operation.answer["events"]]
        require(shown == due, operation.target, "at", size, "showed", shown, "- the model has", due)
        forms = {}
        for event in operation.answer["events"]:
            forms.setdefault(event["subject"], set()).add(self.same(event, operation))
        for subject, found in forms.items():
            require(len(found) == 1, operation.target, "shows some of", subject, "as erased, and some not")

    def check_size(self, operation, size):
        require(size <= len(self.events), "an answer from size", size, "of", len(self.events))
        require(size == 0 or self.begins[size - 1] < operation.ended, "an answer from a size that was not begun yet")
        require(size == len(self.events) or self.ends[size] > operation.began, "an answer from", size, "misses what was acknowledged")

    def check_one(self, operation):
        require(operation.status == 200, operation.target, "answered", operation.status, operation.answer)
        self.same(operation.answer["event"] if "event" in operation.answer else operation.answer, operation)

    def check_propose(self, operation):
        self.erasures.check_propose(operation, self.was_version)

    def check_confirm(self, operation):
        self.erasures.check_confirm(operation, self.was_version)

    def same(self, shown, operation):
        """Compares an event that is shown with what was posted; answers whether it is shown as erased."""
        shown = dict(shown, sequence=int(shown["sequence"]))
        kept = self.events[shown["sequence"]]
        if self.erasures.told(shown, kept, operation):
            return True
        require(all(shown[name] == value for name, value in kept.items()), "position", shown["sequence"], "shows", shown, "- posted", kept)
        return False

    def check_rebuild(self, operation):
        require(operation.status in (200, 409), "a rebuild answered", operation.status, operation.answer)


# MARK: Controls: each falsifies one answer, and must be found


def posted(operations, status=201):
    return [each for each in operations if each.kind == "post" and each.status == status and len(each.events) == 1]


def swapped(operations):
    """Two acknowledgements far apart name each other's position."""
    first, last = posted(operations)[0].answer, posted(operations)[-1].answer
    first["position"], last["position"] = last["position"], first["position"]


def forgotten(operations):
    """An answer leaves an event out."""
    next(each for each in operations if each.kind == "read" and len(each.answer["events"]) > 2).answer["events"].pop(1)


def stale(operations):
    """An answer is from a size before what was acknowledged."""
    read = [each for each in operations if each.kind == "read" and not each.size and each.answer["basis"]["size"] > 50][-1]
    read.answer["basis"]["size"] -= 50


def doubled(operations):
    """A repeat is taken as new."""
    posted(operations, 200)[-1].answer["duplicate"] = False


def altered(operations):
    """An answer shows other content."""
    shown = next(each for each in operations if each.kind == "read" and each.answer["events"]).answer["events"][0]
    shown["data"] = dict(shown["data"], details="Never said.")


def wrong_version(operations):
    """A refusal names a version of long ago."""
    [each for each in posted(operations, 409) if each.answer["actual_version"] > 20][-1].answer["actual_version"] = 1


def shown_again(operations):
    """An answer shows what was erased."""
    erased = {each.target: each for each in operations if each.kind == "confirm" and each.status == 200}
    for operation in operations:
        for event in operation.answer["events"] if operation.kind == "read" else ():
            if event["subject"] in erased and operation.began > erased[event["subject"]].ended:
                event.pop("erased")
                return
    raise LookupError("nothing was erased and asked for")


CONTROLS = (swapped, forgotten, stale, doubled, altered, wrong_version) + ((shown_again,) if erasing.may_be_tried() else ())


def started(options, place):
    daemon = Daemon(options.daemon, place)
    if erasing.may_be_tried():
        erasing.prepare(daemon)
    daemon.start()
    return daemon


def control(options, directory):
    missed = []
    for spoil in CONTROLS:
        place = os.path.join(directory, spoil.__name__)
        os.mkdir(place)
        daemon = started(options, place)
        history = History(daemon, random.Random(options.seed))
        history.spoil = spoil
        if spoil is shown_again:
            history.disposals = 3
        try:
            history.epoch(options.clients, 900)
            missed.append(spoil.__name__)
        except Violation as found:
            print(f"control {spoil.__name__}: found: {str(found)[:140]}", flush=True)
        finally:
            daemon.kill()
    require(not missed, "not found:", *missed)
    print(f"{len(CONTROLS)} controls, all found")


def run(options, directory):
    rand, done, counts, began, ledgers = random.Random(options.seed), 0, Counter(), time.monotonic(), 0
    late = time.monotonic() + (options.seconds or float("inf"))
    while done < options.operations and time.monotonic() < late:
        place = os.path.join(directory, str(ledgers))
        os.mkdir(place)
        daemon, ledgers = started(options, place), ledgers + 1
        history, end = History(daemon, rand), done + LEDGER
        try:
            while done < min(end, options.operations) and time.monotonic() < late:
                done += history.epoch(options.clients, min(EPOCH, options.operations - done + options.clients))
                if rand.random() < 0.2:
                    # What is remembered must outlive the process.
                    daemon.kill() if rand.random() < 0.5 else daemon.stop()
                    daemon.start()
            daemon.stop()
        finally:
            daemon.kill()
        counts += history.counts
        shutil.rmtree(place)
        print(f"{done} operations, {ledgers} ledgers, {time.monotonic() - began:.0f} s", flush=True)
    print(" · ".join(f"{name}: {counts[name]}" for name in sorted(counts)))
    print(f"{done} operations by {options.clients} clients: each answer is the model's at some moment between question and answer")


def main():
    parser = argparse.ArgumentParser(description="Compare random histories with a model.")
    parser.add_argument("--operations", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=None, help="end after this time, with as many operations as there were")
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", ".build/debug/daybookd"))
    parser.add_argument("--control", action="store_true", help="falsify answers, and exit 0 only if each is found")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {options.seed}, daemon {options.daemon}", flush=True)
    if not erasing.may_be_tried():
        print("nothing is erased: only root can be the two people that takes")
    directory = tempfile.mkdtemp(prefix="daybook-model-")
    os.chmod(directory, 0o711)
    try:
        (control if options.control else run)(options, directory)
    except (Violation, AssertionError, Gone, OSError, LookupError) as failure:
        print(f"FAILED, seed {options.seed}: {failure!r}\nThe ledger is kept in {directory}", file=sys.stderr)
        return 1
    shutil.rmtree(directory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
