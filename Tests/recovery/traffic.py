"""Load on the daemon: writers that do everything right and everything wrong, and readers that watch."""

import datetime
import json
import os
import random
import threading

from daemon import Connection, Gone
from outside import Violation, name, parse, require

ONE = ("Content-Type: application/cloudevents+json",)
BATCH = ("Content-Type: application/cloudevents-batch+json",)
WORKERS = [f"sw-{number}" for number in range(1, 9)]
WORDS = "seen alone at school after the visit; mother said Zoë’s room was “tidy” and warm \\ / \t 雪".split(" ")
# Questions that are asked again later must not depend on the day on which they are asked.
AS_AT = "2025-01-01"


def some_case(cases, rand):
    """Mostly one of the newest, so that histories do not grow without end and the load stays the same."""
    return rand.choice(cases[-12:] if rand.random() < 0.85 else cases)


class Maker:
    """Makes events with ids that nobody else makes."""

    def __init__(self, seed, writer, cases):
        self.random = random.Random(seed)
        self.source = f"/recovery/{writer}"
        self.cases = cases
        self.number = 0

    def event(self, subject=None):
        self.number += 1
        pick = self.random.choice
        kind = pick(["case_note.entered", "visit.made", "decision.made"])
        text = " ".join(pick(WORDS) for _ in range(self.random.choices([3, 20, 80, 900], [10, 10, 9, 1])[0]))
        # What no other event says, so that it is found wherever it is told.
        text += f" {self.random.randrange(1 << 64):016x}"
        data = {
            "case_note.entered": {"note_type": pick(["visit", "contact"]), "details": text},
            "visit.made": {"visit_type": "child_protection", "child_seen": pick([True, False]), "details": text},
            "decision.made": {"decision_type": pick(["start_section_47", "other"]), "decision": text, "reasons": text[:30]},
        }[kind]
        moment = datetime.datetime(2024, 1, 1) + datetime.timedelta(milliseconds=self.random.randrange(300 * 86_400_000))
        event = {
            "specversion": "1.0", "id": f"{self.random.randrange(1 << 32):08x}-{self.number}", "source": self.source,
            "type": kind, "subject": subject or "case/" + some_case(self.cases, self.random), "time": moment.isoformat(timespec="milliseconds") + "Z",
            "actor": pick(WORKERS), "actorrole": "social worker", "actorname": "A. Patel", "data": data,
        }
        others = [case for case in self.cases if "case/" + case != event["subject"]]
        if self.random.random() < 0.1:
            event["concerns"] = "case/" + pick(others)
        return event


class Client(threading.Thread):
    """One connection that is used until the daemon is killed."""

    def __init__(self, daemon, outside, seed, killing):
        super().__init__(daemon=True)
        self.path, self.outside, self.killing = daemon.socket, outside, killing
        self.random = random.Random(seed)

    def run(self):
        try:
            self.connection = Connection(self.path)
            while not self.killing.is_set():
                self.step()
            self.connection.close()
        except (Gone, OSError) as error:
            if not self.killing.is_set():
                self.outside.violations.append(f"the connection ended while the daemon was to live: {error!r}")
        except Violation as violation:
            self.outside.violations.append(str(violation))
        except Exception as error:  # a fault of this program must not pass for a success
            self.outside.violations.append(f"{type(self).__name__}: {error!r}")


class Writer(Client):
    def __init__(self, daemon, outside, seed, killing, maker, shared):
        super().__init__(daemon, outside, seed, killing)
        self.maker = maker
        self.shared = shared  # batches that more than one writer posts: lists of events

    def step(self):
        steps = [self.single, self.batch, self.repeat, self.reuse, self.wrong_version, self.right_version, self.invalid]
        self.random.choices(steps, [35, 20, 20, 7, 7, 6, 5])[0]()

    def post(self, events, *headers, batch=True):
        """Posts, and notes what was taken. Answers status and answer."""
        body = json.dumps(events if batch else events[0], ensure_ascii=self.random.random() < 0.5).encode()
        status, text = self.connection.ask("POST", "/v1/events", body, (BATCH if batch else ONE) + headers)
        answer = json.loads(text)
        self.outside.count(f"{status}")
        if status == 503 and self.killing.is_set():
            return status, answer
        require(status in (200, 201, 409, 410, 422, 503), "POST answered", status, text[:300])
        if status < 300:
            results = answer["results"] if batch else [answer]
            require(len(results) == len(events), len(events), "events posted,", len(results), "results")
            for event, result in zip(events, results):
                self.outside.acknowledged(event, result)
            require((status == 200) == all(result["duplicate"] for result in results), "status", status, "for", results)
        return status, answer

    def is_gone(self, status, fresh):
        """Whether a request was refused as something new in it is about a case that was erased."""
        if status == 410:
            self.outside.will_never_keep(fresh)
        return status == 410

    def single(self):
        event = self.maker.event()
        self.outside.will_post([event])
        self.shared.append([event])
        status, answer = self.post([event], batch=False)
        require(self.is_gone(status, [event]) or status in (201, 200, 503), "a good event got", status, answer)

    def batch(self):
        # Long ones are prepared in parts; they are rarer, as they leave little time for others.
        fresh = [self.maker.event() for _ in range(self.random.choice([2, 5, 10, 20, 30, 40, 50, 50, 300]))]
        self.outside.will_post(fresh)
        self.shared.append(fresh)
        events = list(fresh)
        for _ in range(self.random.choice([0, 0, 1, 3])):
            events.insert(self.random.randrange(len(events) + 1), self.known() or fresh[0])
        if self.random.random() < 0.2:
            events.append(self.random.choice(fresh))
        status, answer = self.post(events)
        require(self.is_gone(status, fresh) or status in (201, 200, 503), "a good batch got", status, answer)

    def known(self):
        """An event that was acknowledged."""
        with self.outside.lock:
            position = self.random.randrange(max(1, self.outside.top))
            key = self.outside.places.get(position)
            return self.outside.posted.get(key) if key in self.outside.acked else None

    def repeat(self):
        """The same request again, while the first is perhaps under way, or long after it."""
        if self.shared and self.random.random() < 0.7:
            events = self.shared[-self.random.randint(1, min(6, len(self.shared)))]
        else:
            events = [event for event in (self.known() for _ in range(self.random.choice([1, 1, 5]))) if event]
        if not events:
            return
        before = {name(event): self.outside.acked.get(name(event)) for event in events}
        status, answer = self.post(events, batch=len(events) > 1)
        if status == 503 or self.is_gone(status, events):
            return
        require(status in (200, 201), "a repeat got", status, answer)
        for event, result in zip(events, answer.get("results", [answer])):
            require(result["duplicate"] or not before[name(event)], "a repeat of", name(event), "was taken as new")

    def reuse(self):
        """Other content under an id that is taken, alone or inside a batch of new ones."""
        event = self.known()
        if not event:
            return
        changed = dict(event, actor="sw-99") if self.random.random() < 0.5 else dict(event, time="2024-02-03T04:05:06Z")
        others = [self.maker.event() for _ in range(self.random.choice([0, 0, 3, 20]))]
        self.outside.will_refuse(others)
        events = others[: len(others) // 2] + [changed] + others[len(others) // 2:]
        status, answer = self.post(events, batch=len(events) > 1)
        if status != 503 and not self.is_gone(status, others):
            require(status == 422 and answer["type"].endswith(":id-reused"), "a reused id got", status, answer)
            require(answer["position"] == self.outside.acked[name(event)][0], "the reused id is said to be at", answer)

    def wrong_version(self):
        fresh = [self.maker.event()]
        fresh += [self.maker.event(fresh[0]["subject"]) for _ in range(self.random.choice([0, 4]))]
        self.outside.will_refuse(fresh)
        wrong = self.outside.versions.get(fresh[0]["subject"], 0) + 1_000_000
        status, answer = self.post(fresh, f"Daybook-Expected-Version: {wrong}", batch=len(fresh) > 1)
        if status != 503 and not self.is_gone(status, fresh):
            require(status == 409 and answer["expected_version"] == wrong, "a wrong version got", status, answer)

    def right_version(self):
        """Right, unless another writer was quicker."""
        fresh = [self.maker.event()]
        fresh += [self.maker.event(fresh[0]["subject"]) for _ in range(self.random.choice([0, 4]))]
        self.outside.will_post(fresh)
        guess = self.outside.versions.get(fresh[0]["subject"], 0)
        status, answer = self.post(fresh, f"Daybook-Expected-Version: {guess}", batch=len(fresh) > 1)
        if status == 201:
            versions = [result["subject_version"] for result in answer.get("results", [answer])]
            require(versions == list(range(guess + 1, guess + 1 + len(fresh))), "expected version", guess, "gave", versions)
        elif self.is_gone(status, fresh):
            pass
        elif status == 409:
            require(answer["actual_version"] != guess, "version", guess, "was right and refused:", answer)
            self.outside.will_refuse(fresh)

    def invalid(self):
        """One bad event spoils its batch."""
        events = [self.maker.event() for _ in range(self.random.choice([1, 1, 10, 200]))]
        self.outside.will_refuse(events)
        bad = self.random.randrange(len(events))
        events[bad] = dict(events[bad], data=dict(events[bad]["data"], misspelt=1))
        status, answer = self.post(events, batch=len(events) > 1)
        if status != 503:
            require(status == 422 and answer["errors"][0]["index"] == bad, "a bad event got", status, answer)


class Storm(Client):
    """Many requests at once, so that many of them meet in one commit, and several begin the same new case."""

    WIDTH = 24

    def __init__(self, daemon, outside, seed, killing, maker):
        super().__init__(daemon, outside, seed, killing)
        self.maker = maker
        self.connections = []

    def step(self):
        while len(self.connections) < self.WIDTH:
            self.connections.append(Connection(self.path))
        subject = f"case/{self.maker.source.rsplit('/', 1)[1]}-{self.random.randrange(1 << 32):x}"
        requests = []
        for connection in self.connections:
            events = [self.maker.event(subject if self.random.random() < 0.5 else None) for _ in range(self.random.choice([1, 1, 1, 3]))]
            self.outside.will_post(events)
            requests.append(events)
            batch = len(events) > 1
            connection.send("POST", "/v1/events", json.dumps(events if batch else events[0]).encode(), BATCH if batch else ONE)
        ended = None
        for connection, events in zip(self.connections, requests):
            # An answer that came before the kill counts, whatever became of the others.
            try:
                status, text = connection.answer()
            except Gone as error:
                ended = error
                continue
            answer = json.loads(text)
            self.outside.count(f"{status}")
            if status == 503:
                continue
            if status == 410:
                self.outside.will_never_keep(events)
                continue
            require(status == 201, "a good request got", status, text[:300])
            for event, result in zip(events, answer.get("results", [answer])):
                require(not result["duplicate"], "a new event was taken for a repeat:", name(event), result)
                self.outside.acknowledged(event, result)
        if ended:
            raise ended


def questions(cases, rand):
    """Targets that together touch every view."""
    case, worker = some_case(cases, rand), rand.choice(WORKERS)
    return [
        f"/v1/cases/{case}?as_at={AS_AT}", f"/v1/cases/{case}/history?as_at={AS_AT}", f"/v1/cases/{case}/decisions?as_at={AS_AT}",
        f"/v1/cases/{case}/chronology?as_at={AS_AT}", f"/v1/cases/{case}/visits?as_at={AS_AT}",
        f"/v1/cases/{case}/oversight?as_at={AS_AT}", f"/v1/people/{worker}/events?limit=200",
        f"/v1/decisions?actor={worker}&limit=50", "/v1/decisions?kind=other&limit=50", "/v1/events?type=visit.made&limit=200",
        f"/v1/events?subject=case/{case}&limit=300", f"/v1/events?actor={worker}&limit=100",
        f"/v1/events?source=/recovery/0&limit=100",
    ]


class Reader(Client):
    def __init__(self, daemon, outside, seed, killing, cases):
        super().__init__(daemon, outside, seed, killing)
        self.cases = cases

    def step(self):
        if self.random.random() < 0.05:
            status, body = self.connection.ask("POST", "/v1/views/rebuild")
            require(status in (200, 409), "rebuild answered", status, body[:300])
            self.outside.count("rebuilds")
            return
        target = self.random.choice(questions(self.cases, self.random))
        acknowledged = self.outside.top
        if self.random.random() < 0.3:
            target = f"/v1/events?after={max(-1, acknowledged - self.random.randrange(200))}&limit=200"
        mine = self.of_case(target)
        status, body = self.connection.ask("GET", target)
        if status == 503 and self.killing.is_set():
            return
        if status == 404 and "/v1/cases/" in target and not mine:
            return
        require(status == 200, "GET", target, "answered", status, body[:300])
        answer = parse(body)
        basis = answer["basis"]
        basis["size"] = int(basis["size"].removeprefix("number "))
        self.outside.answered_from(basis, acknowledged)
        if "events" in answer and target.startswith("/v1/events"):
            self.outside.shown(answer["events"])
        # A page of a very long history does not hold all of it.
        if "history" in target and not answer["next"]:
            there = {int(entry["position"].removeprefix("number ")) for entry in answer["entries"]}
            require(mine <= there, "the history", target, "lacks acknowledged positions", sorted(mine - there))
        self.outside.count("answers")

    def of_case(self, target):
        """Positions of the case's events acknowledged by now."""
        if "/v1/cases/" not in target:
            return set()
        subject = "case/" + target.split("/")[3].split("?")[0]
        with self.outside.lock:
            return set(self.outside.subjects.get(subject, ()))


class Copier(Client):
    """Backs the ledger up while others post."""

    def __init__(self, daemon, outside, seed, killing, directory):
        super().__init__(daemon, outside, seed, killing)
        self.directory = directory
        self.number = 0

    def step(self):
        place, acknowledged = os.path.join(self.directory, str(self.number)), self.outside.top
        self.number += 1
        status, body = self.connection.ask("POST", f"/v1/backup?directory={place}")
        if status == 503 and self.killing.is_set():
            return
        require(status == 200, "a backup got", status, body[:300])
        said = json.loads(body.strip().splitlines()[-1].removeprefix(b"data: "))
        if self.killing.is_set() and "verified" not in said:
            return
        require(said.get("verified"), "a backup ended with", said)
        require(said["size"] >= acknowledged, "a backup holds", said["size"], "events when", acknowledged, "were acknowledged before it")
        require(os.path.exists(os.path.join(place, "checkpoint")), "a finished backup lacks its checkpoint:", place)
        self.outside.count("backups")
