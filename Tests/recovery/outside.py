"""What clients were told, kept where the daemon cannot reach it, and what must follow from it."""

import itertools
import json
import threading


class Violation(Exception):
    """The ledger broke a promise."""


def require(holds, *words):
    if not holds:
        raise Violation(" ".join(str(word) for word in words))


def parse(text):
    """JSON with numbers as they are spelt, so that nothing is lost by comparing."""
    return json.loads(text, parse_float=lambda t: "number " + t, parse_int=lambda t: "number " + t)


def name(event):
    return event["source"], event["id"]


# What the ledger adds to an event.
ADDED = ("recordedtime", "sequence", "postedby")
OWN = "/daybook"  # the source of what the ledger writes itself


class Outside:
    """The clients' memory. Every method may be called by every thread."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.file = open(path, "a", encoding="utf-8")
        self.posted = {}      # name -> content, for all that may come to stand in the ledger
        self.acked = {}       # name -> (position, recordedtime, subject version)
        self.places = {}      # position -> name: acknowledged, or shown in an answer
        self.firsts = {}      # name -> how often it was acknowledged as new
        self.forbidden = set()  # names that no request that may succeed has carried
        self.groups = {}      # number -> names of a batch whose fate is not known
        self.bases = {}       # size -> root
        self.answers = {}     # target with at_size -> body
        self.versions = {}    # subject -> highest version acknowledged
        self.subjects = {}    # subject -> positions acknowledged
        self.top = 0          # size that the ledger has at least
        self.disposals = None  # cases that are disposed of, where any are: disposing.py
        self.violations = []
        self.counts = {}
        self.numbers = itertools.count()

    def count(self, what, by=1):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + by

    def will_post(self, events):
        """Notes events that a request is about to carry, all or none."""
        with self.lock:
            for event in events:
                self.posted[name(event)] = event
            self.groups[next(self.numbers)] = [name(event) for event in events]

    def will_refuse(self, events):
        with self.lock:
            self.forbidden.update(name(event) for event in events)

    def will_never_keep(self, events):
        """Notes the events of a request that was refused as it is about what was erased: they were not there, and cannot come."""
        with self.lock:
            require(self.disposals and any(self.disposals.begun(event["subject"]) for event in events), "refused as erased:", events)
            self.forbidden.update(name(event) for event in events)
            known = [name(event) for event in events if name(event) in self.acked]
            require(not known, "refused as erased, and there:", known)

    def acknowledged(self, event, result):
        """Notes one 2xx answer and checks it against all earlier ones."""
        key, position, time = name(event), result["position"], result["recordedtime"]
        version, duplicate = result["subject_version"], result["duplicate"]
        with self.lock:
            self.file.write(json.dumps({"position": position, "recordedtime": time, "duplicate": duplicate, "event": event}) + "\n")
            require(key not in self.forbidden, "an event that must be refused was taken:", key, result)
            if key in self.acked:
                require(self.acked[key] == (position, time, version), key, "answered", self.acked[key], "and then", result)
            if not duplicate:
                self.firsts[key] = self.firsts.get(key, 0) + 1
                require(self.firsts[key] == 1, key, "was acknowledged as new twice, now", result)
            self._place(position, key)
            self.acked[key] = (position, time, version)
            self.subjects.setdefault(event["subject"], set()).add(position)
            self.versions[event["subject"]] = max(version, self.versions.get(event["subject"], 0))

    def shown(self, events):
        """Notes events that an answer showed: they are committed, and stay."""
        with self.lock:
            for event in events:
                require(event["source"] == OWN or name(event) in self.posted, "an answer shows an event that nobody may have posted:", name(event))
                self._place(int(str(event["sequence"]).removeprefix("number ")), name(event))

    def _place(self, position, key):
        other = self.places.setdefault(position, key)
        require(other == key, "position", position, "was of", other, "and is now of", key)
        self.top = max(self.top, position + 1)

    def answered_from(self, basis, at_least):
        size, root = basis["size"], basis["root"]
        require(size >= at_least, "an answer from size", size, "when", at_least, "events were acknowledged before it was asked for")
        with self.lock:
            known = self.bases.setdefault(size, root)
            require(known == root, "the root at size", size, "was", known, "and is now", root)
            self.top = max(self.top, size)

    def check(self, events, start=0):
        """Compares the ledger from position `start`, as it says it is, with what the clients were told."""
        require(start + len(events) >= self.top, "the ledger has", start + len(events), "events, and", self.top, "were shown")
        found, versions, recorded = {}, {}, ""
        for at, event in enumerate(events, start):
            position = int(str(event["sequence"]).removeprefix("number "))
            require(position == at, "position", position, "stands where", at, "is due")
            key = name(event)
            require(key not in found, key, "is there twice, at", found.get(key), "and", at)
            found[key] = at
            require(event["recordedtime"] >= recorded, "recordedtime goes back at", at)
            recorded = event["recordedtime"]
            versions[event["subject"]] = versions.get(event["subject"], 0) + 1
            if key[0] == OWN and self.disposals:
                self.disposals.own(event)
                continue
            require(key in self.posted, key, "at", at, "was never posted by a request that may succeed")
            require(key not in self.forbidden, key, "at", at, "belongs to a refused request")
            content = {field: value for field, value in event.items() if field not in ADDED}
            posted = parse(json.dumps(self.posted[key]))
            if not (self.disposals and self.disposals.told(content, posted)):
                require(content == posted, key, "at", at, "has other content:", content, "- posted:", posted)
            subject = event["subject"]
            if key in self.acked:
                position, time, version = self.acked[key]
                require(time == recorded, key, "was acknowledged with recordedtime", time, "and has", recorded)
                require(start > 0 or version == versions[subject], key, "was version", version, "of", subject, "and is", versions[subject])
        for position, key in self.places.items():
            if position >= start:
                require(found.get(key) == position, key, "was told to be at", position, "and is at", found.get(key))
        self._check_groups(found, start)
        self.shown(events)

    def _check_groups(self, found, start):
        """A batch is there whole, in order and in one piece, or not at all."""
        for number, group in list(self.groups.items()):
            there = [found[key] for key in group if key in found]
            require(len(there) in (0, len(group)), "of a batch of", len(group), "events", len(there), "are there:", group[0], "...")
            require(there == sorted(there), "a batch stands out of order:", there)
            if there:
                require(there[-1] - there[0] == len(group) - 1, "a batch is torn apart:", there)
                del self.groups[number]
