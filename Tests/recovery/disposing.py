"""Cases that are disposed of while the daemon is killed: by clients under load, and what must hold of them after the restart.

An erasure that was acknowledged is whole; one that was not is whole or has not begun. Whole is: the event that says so is there,
no answer tells what the case held, its key is in no file, a tombstone stands in its place, and every receipt from before still
verifies. Not begun is: everything is there, and nothing announces an erasure.
"""

import base64
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracles"))

import erasing
import ledger_format as form
from check_log import open_checkpoint, parse_receipt
from daemon import Connection, Gone
from images import rows
from outside import Violation, parse, require
from pathlib import Path
from read_ledger import KEYS
from tlog_scales import tiles
from tlog_scales.signing import Vkey
from tlog_scales.tlog import InclusionProof, InclusionProofInvalid
from traffic import BATCH, Client

# In an event that is shown as erased nothing else stands: its header, and that it is erased.
HEADER = {"specversion", "id", "source", "type", "subject", "time", "actor", "actorrole", "concerns"}
QUESTIONS = ("", "/history", "/chronology", "/decisions", "/visits", "/oversight", "/contradictions", "/standards")


def ref(subject):
    return subject.removeprefix("case/")


def keys(ledger):
    """The tables of the subjects' keys, while nothing writes them: keys, tombstones, announcements."""
    found = rows(Path(ledger, "keys"), KEYS)
    return [{name.decode(): value for name, value in found[table]} for table in ("keys", "erased", "erasing")]


class Disposals:
    """What clients know of disposals, and what must follow from it."""

    def __init__(self, lock):
        self.lock = lock
        self.wrapped = {}     # subject -> its key as the file holds it
        self.receipts = {}    # subject -> position and receipt of one of its events, from before
        self.proposed = set()
        self.asked = {}       # subject -> confirmations that may have erased it: asked for, and not refused
        self.done = {}        # subject -> what was answered, where an erasure was acknowledged
        self.whole = set()    # subjects that were found erased

    def begun(self, subject):
        """Whether it may be erased."""
        return self.asked.get(subject, 0) > 0 or subject in self.done

    def ask(self, subject):
        with self.lock:
            self.asked[subject] = self.asked.get(subject, 0) + 1

    def refused(self, subject):
        with self.lock:
            self.asked[subject] -= 1

    def acknowledged(self, subject, answer):
        with self.lock:
            require(subject not in self.done, subject, "was erased twice")
            self.done[subject] = answer["erased"]

    def told(self, shown, posted):
        """Compares an event that is shown with what was posted; answers whether it is shown as erased."""
        if "erased" not in shown:
            require(shown["subject"] not in self.done, "shown after it was erased:", shown)
            return False
        require(self.begun(shown["subject"]), "erased by nobody:", shown)
        require(shown["data"] is None, "an erased event has data:", shown)
        header = {name: value for name, value in posted.items() if name in HEADER}
        said = {name: value for name, value in shown.items() if name not in ("data", "erased")}
        require(said == header, "the header of an erased event is", said, "- posted:", header)
        return True

    def own(self, event):
        """Looks at an event that the ledger has written itself."""
        subject = event["concerns"]
        if event["type"] == "record.disposal_proposed":
            require(subject in self.proposed, "nobody proposed to dispose of", subject)
        else:
            require(event["type"] == "record.disposed" and self.begun(subject), "nobody disposed of:", event)


class Disposer(Client):
    """Disposes of one case after the other. Each proposes and confirms as two people."""

    def __init__(self, daemon, outside, seed, killing, maker, cases, confirming):
        super().__init__(daemon, outside, seed, killing)
        self.maker, self.cases, self.confirming = maker, cases, confirming
        self.disposals = outside.disposals
        self.people = [[], []]
        self.is_done = False  # whether every case that it may dispose of has been

    def step(self):
        """A new case for a later round, and an old one that goes."""
        self.fill()
        candidates = [subject for subject in self.cases if not self.disposals.begun(subject)]
        if candidates:
            self.dispose(self.random.choice(candidates))
        self.is_done = not candidates

    def fill(self):
        subject = f"case/E-{self.random.randrange(1 << 40):x}"
        events = [self.maker.event(subject) for _ in range(self.random.choice([1, 3, 40]))]
        self.outside.will_post(events)
        status, text = self.connection.ask("POST", "/v1/events", json.dumps(events).encode(), BATCH)
        if status == 503:
            return
        require(status == 201, "a good batch got", status, text[:300])
        for event, result in zip(events, json.loads(text)["results"]):
            self.outside.acknowledged(event, result)

    def person(self, who, number=0):
        while len(self.people[who]) <= number:
            self.people[who].append(Connection(self.path, uid=erasing.PEOPLE[who]))
        return self.people[who][number]

    def dispose(self, subject):
        self.keep_receipt(subject)
        proposer = self.random.randrange(2)
        target = f"/v1/cases/{ref(subject)}/disposal"
        with self.disposals.lock:
            self.disposals.proposed.add(subject)
        proposal = {"reason": "It is time.", "authority": "The loop"}
        status, text = self.person(proposer).ask("POST", target, json.dumps(proposal).encode(), erasing.HEADERS)
        if status != 201:
            return self.refused(status, text, "already-erased")
        position = json.loads(text)["proposal"]
        # Who clicks twice confirms twice.
        many = self.random.choice([1, 1, 2])
        asked = [self.person(1 - proposer, number) for number in range(many)]
        body = json.dumps({"confirm": position}).encode()
        for connection in asked:
            self.disposals.ask(subject)
            connection.send("POST", target, body, erasing.HEADERS)
        self.confirming.set()
        ended = None
        for connection in asked:
            try:
                status, text = connection.answer()
            except Gone as error:
                ended = error
                continue
            self.confirmed(subject, status, text)
        if ended:
            raise ended

    def confirmed(self, subject, status, text):
        if status == 200:
            self.disposals.acknowledged(subject, parse(text))
            self.outside.count("erasures")
        elif status != 503:
            self.refused(status, text, "already-erased", "proposal-stale")
            self.disposals.refused(subject)

    @staticmethod
    def refused(status, text, *reasons):
        reason = json.loads(text)["type"].rpartition(":")[2]
        require(status == 503 or status == 409 and reason in reasons, "a disposal got", status, text[:300])

    def keep_receipt(self, subject):
        """A receipt from before, which must verify for ever."""
        with self.outside.lock:
            positions = sorted(self.outside.subjects.get(subject, ()))
        if not positions:
            return
        position = self.random.choice(positions)
        status, text = self.connection.ask("GET", f"/v1/log/proof/{position}")
        if status == 200:
            self.disposals.receipts[subject] = (position, text)


class Aftermath:
    """Looks at a restarted daemon, whom nobody asks for anything else, for what became of the disposals."""

    def __init__(self, loop):
        self.loop, self.outside, self.disposals = loop, loop.outside, loop.outside.disposals
        self.master = form.read_key_file(Path(loop.daemon.keys["master"]))

    def check(self):
        """All that was asked for since the last look, and some of what was found erased before. Answers how each came out."""
        said = {event["concerns"] for event in self.events("type=record.disposed")}
        tables, names = keys(self.loop.daemon.ledger), self.disposals
        found = {"whole": 0, "not begun": 0}
        require(not tables[2], "erasures are announced after the restart:", list(tables[2]))
        for subject in [each for each in names.asked if each not in names.whole]:
            if self.is_whole(subject, said, *tables[:2]):
                names.whole.add(subject)
                found["whole"] += 1
            else:
                del names.asked[subject]
                found["not begun"] += 1
        again = sorted(names.whole)
        for subject in self.loop.random.sample(again, min(3, len(again))):
            require(self.is_whole(subject, said, *tables[:2]), subject, "was erased, and is not any more")
        names.wrapped.update(tables[0])
        return [f"{count} erasures {how}" for how, count in found.items() if count]

    def note(self):
        """Notes the keys that there are, to look for them once they are destroyed."""
        self.disposals.wrapped.update(keys(self.loop.daemon.ledger)[0])

    def candidates(self):
        """Cases whose key was noted and that are posted to seldom or never: what is posted to a case meanwhile keeps it.

        A kill may leave the key of a case without its first event, and then there is no such case.
        """
        cases = {f"case/{case}" for case in self.loop.cases[:-12]}
        return [subject for subject in self.disposals.wrapped
                if subject in self.outside.subjects and not self.disposals.begun(subject) and (subject.startswith("case/E-") or subject in cases)]

    def secrets(self, subject):
        """What only this case's events say."""
        with self.outside.lock:
            posted = [event for event in self.outside.posted.values() if event["subject"] == subject]
        texts = [event["data"].get("decision") or event["data"].get("details") for event in posted]
        return [text.rpartition(" ")[2].encode() for text in texts]

    def explains(self, before, now):
        """Whether an answer may be another than it was, as it named what was erased since; then it must not tell that."""
        erased = [subject for subject in self.disposals.whole if is_named(subject, before)]
        for subject in erased:
            told = [secret for secret in self.secrets(subject) if secret in now]
            require(not told, "an answer tells what was erased with", subject, ":", now[:2000])
        return bool(erased)

    def is_whole(self, subject, said, wrapped, tombstones):
        """Whether the erasure is whole; raises Violation where it is half done, or undone."""
        events = self.events(f"subject={subject}")
        erased = ["erased" in event for event in events]
        require(events and len(set(erased)) == 1, subject, "is erased in part:", erased)
        signs = (erased[0], subject in said, subject in tombstones, subject not in wrapped)
        require(len(set(signs)) == 1, subject, "is half erased (its events, the event that says so, a tombstone, no key):", signs)
        require(erased[0] or subject not in self.disposals.done, subject, "was erased, as was acknowledged, and is there")
        require(not erased[0] or self.disposals.begun(subject), "nobody has erased", subject)
        if erased[0]:
            self.check_silent(subject, events)
            self.check_files(subject)
            self.check_receipts(subject, events)
        return erased[0]

    def events(self, query):
        return parse(self.loop.get(f"/v1/events?{query}&limit=10000"))["events"]

    def check_silent(self, subject, events):
        """No answer tells what was posted."""
        secrets = self.secrets(subject)
        positions = [int(event["sequence"].removeprefix("number ")) for event in events]
        some = self.loop.random.sample(positions, min(3, len(positions)))
        targets = [f"/v1/cases/{ref(subject)}{question}" for question in QUESTIONS] + [f"/v1/events?subject={subject}&limit=10000"]
        targets += [f"/v1/{route}/{position}" for route in ("events", "decisions", "log/disclosure", "log/entries") for position in some]
        targets += [f"/v1/people/{actor}/events?limit=1000" for actor in {event["actor"] for event in events}]
        for target in targets:
            status, body = self.loop.ask(target)
            require(status in (200, 400, 404, 410), target, "answered", status, body[:300])
            for said in (body, base64_of(body)):
                told = [secret for secret in secrets if secret in said]
                require(not told, target, "tells what was erased with", subject, ":", told)

    def check_files(self, subject):
        """The key is in no file of the ledger, wrapped or bare."""
        wrapped = self.disposals.wrapped.get(subject)
        if wrapped is None:
            return
        sought = {"wrapped": wrapped, "bare": form.unwrap_key(self.master, wrapped, subject)}
        for directory, _, names in os.walk(self.loop.daemon.ledger):
            for name in names:
                content = Path(directory, name).read_bytes()
                for how, key in sought.items():
                    require(key not in content, "the key of", subject, "was destroyed and stands", how, "in", os.path.join(directory, name))
        self.outside.count("keys sought")

    def check_receipts(self, subject, events):
        position, receipt = self.disposals.receipts.get(subject, (int(events[0]["sequence"].removeprefix("number ")), None))
        signer = Vkey.from_string(self.loop.get("/v1/log/key").decode().strip())
        header = self.loop.get(f"/v1/log/entries/{position}")
        for text in filter(None, (receipt, self.loop.get(f"/v1/log/proof/{position}"))):
            index, hashes, note = parse_receipt(text, f"the receipt of {position}")
            signed = open_checkpoint(note, signer, f"the receipt of {position}")
            require(index == position, "the receipt of", position, "is one of", index)
            try:
                InclusionProof(index, signed.size, hashes).check(tiles.leaf_hash(header), signed.root_hash)
            except InclusionProofInvalid as error:
                raise Violation(f"position {position} of {subject}, which was erased, is not proven any more: {error}") from error


def base64_of(body):
    """What stands encoded in a body, decoded: entries and disclosures carry bytes so."""
    decoded = []
    for word in body.replace(b'"', b" ").split():
        try:
            decoded.append(base64.b64decode(word, validate=True))
        except ValueError:
            pass
    return b"".join(decoded)


def is_named(subject, body):
    """Whether an answer names a case."""
    return re.search(rb"(?<![\w-])" + re.escape(ref(subject).encode()) + rb"(?![\w-])", body) is not None
