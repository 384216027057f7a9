#!/usr/bin/env python3
"""Takes the power away from the real daemon, at thousands of moments, and holds it to everything it had said by then.

A preloaded library writes down everything the daemon does to its files and says on its sockets, under the load of the kill
loop, over several starts and kills. From that record disks are made as a loss of power could have left them at any moment:
nothing that was flushed is lost; of the rest any part may be missing, torn at 512 bytes, or in another order (disk.py).
Where two people can be told apart (as root) cases are disposed of meanwhile: erased.py.
Every image must hold every event that was acknowledged or shown before that moment, and in the visitors' book every look that
was answered, nothing half, and nothing else than was committed. All are checked by comparing them with the whole ledger, which read_ledger.py has checked; some are given
to the real daemon, as after a restart of the machine, which must serve from them.

With --control the record is falsified first: the checks must find losses where the daemon does not flush, where the page
that makes a commit count is written before the commit, and where answers are given before it; lost looks where only the visitors' book is not
flushed; and keys that were destroyed where files are not overwritten before they are let go.
"""

import argparse
import collections
import itertools
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import lmdb

from answers import Promised, Said
from apart import PATIENCE, Apart, Died
from daemon import Connection, Daemon, Gone
from disk import CLOSE, EXCHANGE, FLUSH_BEGIN, FLUSH_END, FORCED_BEGIN, FORCED_END, OPEN, SECTOR, SEND, START, WAYS, WRITE, Disk, content, read_trace
from disposing import Disposer
from erased import Erased
from images import Whole, form, require
from kill_loop import Loop
from outside import ADDED, OWN, Violation, parse
from traffic import BATCH, ONE

HERE = os.path.dirname(os.path.abspath(__file__))
LONGER = 3000  # microseconds that a flush takes longer in every other round
CONTROL_SPAN = 2000  # notes of the record that a control looks at
STARTING_SPAN = 100  # notes after a start, in which all that is there is from the process before
ERASING_SPAN = 150  # notes before and after a file of keys takes another's place, in which an erasure mostly begins and ends


def compile_library(directory, name):
    """Makes a library to preload out of NAME.c."""
    path = os.path.join(directory, name + ".so")
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise SystemExit("there is no C compiler; install gcc")
    subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", path, os.path.join(HERE, name + ".c"),
                    "-ldl", "-lpthread"], check=True)
    return path


# MARK: The record


def record(options, directory):
    """Runs the daemon under load, killed at the end of each round; the last end is an orderly one."""
    library = compile_library(directory, "record")
    loop = Loop(options, directory)
    recorded = {"LD_PRELOAD": library, "RECORD_BELOW": directory, "RECORD_TO": os.path.join(directory, "trace")}
    loop.dispose_too(every=1)
    for number in range(options.rounds):
        # A kill seldom meets a flush on a disk that flushes fast, and then the next daemon finds what was not flushed.
        loop.daemon.environment = recorded | {"RECORD_FLUSH": str(LONGER if number % 2 else 0)}
        loop.load(number)
        if loop.aftermath:
            loop.aftermath.note()
    loop.daemon.environment = recorded
    loop.daemon.start()
    if loop.aftermath:
        # The kills may have met every erasure before it was acknowledged.
        disposer = Disposer(loop.daemon, loop.outside, options.seed, threading.Event(), loop.disposers[0], [], threading.Event())
        disposer.connection = Connection(loop.daemon.socket)
        for subject in loop.aftermath.candidates()[:2]:
            disposer.dispose(subject)
    loop.check()
    loop.checked = 0
    if loop.aftermath:
        print("disposals: " + "; ".join(loop.aftermath.check()), flush=True)
    Erased.save(loop, directory)
    events, cursor = [], ""
    while cursor is not None:
        page = parse(loop.get("/v1/events?limit=5000" + cursor))
        events += page["events"]
        cursor = page["next"] and "&cursor=" + page["next"]
    loop.daemon.stop()
    with open(os.path.join(directory, "events.json"), "w", encoding="utf-8") as file:
        json.dump(events, file)
    whole = whole_ledger(directory)
    for (source, identifier), (position, moment, _) in loop.outside.acked.items():
        header = whole.headers[position]
        said = (header["source"], header["id"], header["recordedtime"])
        require(said == (source, identifier, moment), "position", position, "holds", said)
    return len(loop.outside.acked)


def whole_ledger(directory):
    return Whole(*(Path(directory, name) for name in ("ledger", "master.key", "signing.key")), Erased(directory).destroyed)


def whole_book(directory):
    return Whole(*(Path(directory, "ledger", "visitors", name) for name in ("", "keys/master.key", "keys/signing.key")))


class Recorded:
    """A record and what it led to."""

    def __init__(self, directory, names_follow):
        self.directory, self.names_follow = directory, names_follow
        self.notes = read_trace(os.path.join(directory, "trace"))
        self.whole, self.book, self.erased = whole_ledger(directory), whole_book(directory), Erased(directory)
        with open(os.path.join(directory, "events.json"), encoding="utf-8") as file:
            self.events = json.load(file)
        self.said = Said(self.notes)
        for _, position, moment, _ in self.said.results:
            header = self.whole.headers[position]
            require(header["recordedtime"] == moment, "position", position, "was acknowledged at", moment, "and says", header["recordedtime"])
        views = {file for kind, file, _, _, payload in self.notes if kind == OPEN and b"/views/" in bytes(payload)}
        self.moments = [
            at + 1 for at, (kind, file, a, _, _) in enumerate(self.notes)
            if kind not in (START, CLOSE) and file not in views and not (kind == SEND and a == 1)
        ]
        self.book_sizes = [self.book.size_with_looks(looks) for looks in range(len(self.said.looks) + 1)]
        # A file of keys takes another's place only where a key is destroyed.
        exchanges = [at for at, note in enumerate(self.notes) if note[0] == EXCHANGE]
        self.erasing = {moment for at in exchanges for moment in range(at - ERASING_SPAN, at + ERASING_SPAN)}
        # A daemon that starts finds what the one before had not flushed.
        starts = [at for at, note in enumerate(self.notes) if note[0] == START and at > 0]
        self.starting = {moment for at in starts for moment in range(at, at + STARTING_SPAN)}

    def check(self, ledger, promised):
        """Raises Violation where an image lacks what was promised. Answers its size."""
        size = self.whole.check(ledger, promised)
        try:
            self.book.check(ledger / "visitors", Promised(self.book_sizes[promised.looks]))
        except Violation as violation:
            raise Violation(f"BOOK {violation}") from violation
        return size


# MARK: Images


def lay_out(disk, root, place, way, rand, views):
    """Puts one image of the disk at `place`."""
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    names = {"all": len(disk.names), "none": disk.named}.get(way, rand.randint(disk.named, len(disk.names)))
    for path, file in sorted(disk.tree(names).items(), key=lambda item: item[0]):
        if not views and "/views" in path:
            continue
        target = place + path[len(root):]
        if file is None:
            os.makedirs(target, mode=0o700, exist_ok=True)
        elif not path.endswith("lock.mdb"):
            with open(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
                out.write(content(file, way, rand))


class Checker:
    """Checks images."""

    def __init__(self, recorded):
        self.recorded, self.apart = recorded, Apart(self._verdict)

    def check(self, directory, promised):
        """Answers ("fine", size), ("unborn", why) or ("wrong", why)."""
        try:
            return self.apart.ask(directory, promised)
        except Died as died:
            return "wrong", f"UNREADABLE: the reader {died}"

    def _verdict(self, directory, promised):
        try:
            return "fine", self.recorded.check(Path(directory, "ledger"), promised)
        except Violation as violation:
            return "wrong", str(violation)
        except (lmdb.Error, OSError, struct.error) as error:
            # Before the ledger was made there is nothing to read; the daemon says whether it can be made now.
            return ("wrong", f"UNREADABLE: {error}") if promised.size else ("unborn", str(error))


def replay(recorded, rand, count, directory, each=4, views=False, span=None):
    """Images at random moments: (number, moment, way, what was promised by then, directory)."""
    notes, moments = recorded.notes, recorded.moments
    wanted = [at for at in moments if span is None or at in span]
    if not wanted:
        return
    picked = collections.Counter(rand.choice(wanted) for _ in range((count + each - 1) // each))
    root = recorded.directory
    disk, number = Disk(root, recorded.names_follow), 0
    for at in range(max(picked) + 1):
        for _ in range(picked.get(at, 0)):
            for way in ["none"] + [rand.choice(WAYS) for _ in range(each - 1)]:
                seed = rand.randrange(1 << 48)
                lay_out(disk, root, directory, way, random.Random(seed), views)
                yield number, at, way, recorded.said.promised(at), directory
                number += 1
        if at < len(notes):
            disk.step(notes[at])


class ImageDaemon(Daemon):
    """The real daemon on an image, as after a restart of the machine."""

    def __init__(self, program, recorded, directory, library):
        self.program, self.process = program, None
        self.ledger, self.socket, self.log = (os.path.join(directory, name) for name in ("ledger", "s", "daybookd.log"))
        self.settings = os.path.join(recorded.directory, "settings.json")
        boot = os.path.join(directory, "boot")
        with open(boot, "w") as file:
            file.write("00000000-0000-0000-0000-%012x\n" % random.randrange(1 << 48))
        self.environment = {"LD_PRELOAD": library, "BOOT_ID_FILE": boot}


def serve(recorded, program, directory, promised, library):
    """Lets the daemon serve from the image; raises Violation unless all is as it was said."""
    daemon = ImageDaemon(program, recorded, directory, library)
    try:
        daemon.start()
        connection = Connection(daemon.socket, timeout=PATIENCE)

        def ask(target, method="GET", body=b"", headers=()):
            status, text = connection.ask(method, target, body, headers)
            require(status in (200, 201), method, target, "answered", status, text[:300])
            return text

        events, cursor = [], ""
        while cursor is not None:
            page = parse(ask("/v1/events?limit=5000" + cursor))
            events += page["events"]
            cursor = page["next"] and "&cursor=" + page["next"]
        require(len(events) >= promised.size, "LOST: the daemon has", len(events), "events, and", promised.size, "were acknowledged or shown")
        gone = recorded.erased.compare(events, recorded.events)
        undone = {subject.decode() for subject in promised.erased} - gone
        require(not undone, "UNDONE: the erasure of", undone, "was acknowledged")
        recorded.erased.check_files(os.path.join(directory, "ledger"), gone)
        there = [event for event in events if event["source"] != OWN and event["subject"] not in gone]
        questions = ["/v1/decisions?kind=other&limit=50", "/v1/people/sw-1/events?limit=200", "/v1/events?type=visit.made&limit=200"]
        questions += [f"/v1/cases/{event['subject'][5:]}/history?as_at=2025-01-01" for event in there[-3:]]
        before = [ask(target) for target in questions]
        ask("/v1/views/rebuild", "POST")
        require(before == [ask(target) for target in questions], "answers are others after a rebuild of the views")
        again = [{name: value for name, value in event.items() if name not in ADDED} for event in there[-20:]]
        if again:
            results = json.loads(ask("/v1/events", "POST", json.dumps(again).encode(), BATCH))["results"]
            require(all(result["duplicate"] for result in results), "an event that is there was taken as new")
        fresh = dict(FRESH, id="after-the-power")
        result = json.loads(ask("/v1/events", "POST", json.dumps(fresh).encode(), ONE))
        require(result["position"] == len(events), "a new event got position", result["position"], "after", len(events), "events")
        connection.close()
        daemon.stop()
        return len(events)
    except (AssertionError, Gone, OSError) as error:
        raise Violation(f"the daemon does not serve: {error}") from error
    finally:
        daemon.kill()


FRESH = {
    "specversion": "1.0", "source": "/recovery/power", "type": "case_note.entered", "subject": "case/K-after", "time": "2024-05-01T10:00:00Z",
    "actor": "sw-1", "actorrole": "social worker", "data": {"note_type": "visit", "details": "The lights are on again."},
}


def run(options, directory):
    recorded = Recorded(directory, options.file_system == "ext4")
    library = compile_library(directory, "record")
    kinds = collections.Counter(note[0] for note in recorded.notes)
    print(f"record: {len(recorded.notes)} notes, {kinds[WRITE]} writes, {kinds[FLUSH_END]} flushes, {kinds[FORCED_END]} forced writes, "
          f"{len(recorded.said.posts)} acknowledgements, {len(recorded.said.looks)} answers that showed something, {len(recorded.said.erasures)} erasures; "
          f"the whole ledger has {recorded.whole.size} events, its visitors' book {recorded.book.size}", flush=True)
    sought = recorded.erased.check_disk(recorded.notes, recorded.said.erasures, directory, recorded.names_follow)
    rand = random.Random(options.seed)
    place = tempfile.mkdtemp(prefix="daybook-image-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    found, ways, served, unborn, erasing, starting = [], collections.Counter(), 0, 0, 0, 0
    checker, began = Checker(recorded), time.monotonic()
    try:
        image = os.path.join(place, "i")
        images = itertools.chain(
            replay(recorded, rand, options.images, image),
            replay(recorded, rand, options.images // 4, image, span=recorded.erasing),
            replay(recorded, rand, options.images // 4, image, span=recorded.starting))
        for number, at, way, promised, where in images:
            verdict, what = checker.check(where, promised)
            ways[way] += 1
            erasing += at in recorded.erasing
            starting += at in recorded.starting
            if verdict == "unborn":
                unborn += 1
                if unborn <= options.served // 4:
                    verdict, what = serve_safely(recorded, options, where, Promised(), library)
            if verdict == "wrong":
                found.append((number, at, way, what))
                print(f"image {number}, note {at}, way {way}: {what}", flush=True)
                keep = os.path.join(directory, f"wrong-{number}")
                if len(found) <= 5 and not os.path.exists(keep):
                    shutil.copytree(where, keep, ignore=lambda folder, names: [name for name in names if name == "s"])
            if number % 1000 == 999:
                print(f"{number + 1} images, {time.monotonic() - began:.0f} s", flush=True)
        images = itertools.chain(
            replay(recorded, rand, options.served, image, each=2, views=True),
            replay(recorded, rand, options.served // 2, image, each=2, views=True, span=recorded.erasing))
        for number, at, way, promised, where in images:
            verdict, what = serve_safely(recorded, options, where, promised, library)
            served += 1
            if verdict == "wrong":
                found.append((number, at, way, what))
                print(f"served image {number}, note {at}, way {way}: {what}", flush=True)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print("ways: " + " ".join(f"{way}:{ways[way]}" for way in WAYS))
    require(not found, len(found), "images of", sum(ways.values()) + served, "are wrong")
    print(f"{sum(ways.values())} images checked ({unborn} from before the ledger was made, {erasing} from about an erasure, {starting} from after a start), {served} served from by the daemon, "
          f"{sought} destroyed keys sought on the whole disk, {time.monotonic() - began:.0f} s: nothing acknowledged was lost, nothing was half there")


def serve_safely(recorded, options, where, promised, library):
    try:
        return "fine", serve(recorded, options.daemon, where, promised, library)
    except Violation as violation:
        return "wrong", str(violation)


# MARK: Controls


def without_flushes(recorded):
    """The daemon asks for no flush, and writes nothing through O_DSYNC."""
    recorded.notes = [note for note in recorded.notes if note[0] not in (FLUSH_BEGIN, FLUSH_END, FORCED_END)]


def book_without_flushes(recorded):
    """The same of the visitors' book alone."""
    notes, path = [], {}
    for note in recorded.notes:
        kind, file = note[:2]
        if kind == OPEN:
            path[file] = bytes(note[4])
        if not (kind in (FLUSH_BEGIN, FLUSH_END, FORCED_END) and b"/visitors" in path[file]):
            notes.append(note)
    recorded.notes = notes


def meta_first(recorded):
    """The page that makes a commit count is written, and forced to the disk, before what it points to."""
    notes, since, forced = [], {}, {}
    for note in recorded.notes:
        kind, file = note[:2]
        if kind == FORCED_BEGIN:
            forced[file] = note
            continue
        if kind == FORCED_END and file in forced:
            place = since.pop(file, len(notes))
            notes[place:place] = [forced.pop(file), note]
            since = {other: at + 2 if at >= place else at for other, at in since.items()}
            continue
        if kind == WRITE:
            since.setdefault(file, len(notes))
        notes.append(note)
    recorded.notes = notes


def answers_first(recorded):
    """Answers are sent when the last page is about to be written, not when it is on the disk."""
    notes = []
    for note in recorded.notes:
        if note[0] == SEND:
            # Not before its connection was opened: the one before it bore the same number.
            place = next((at for at in range(len(notes) - 1, -1, -1) if notes[at][0] in (FORCED_BEGIN, START) or notes[at][:2] == (CLOSE, note[1])), None)
            # Several answers of one commit keep their order.
            while place is not None and place < len(notes) and notes[place][0] == SEND:
                place += 1
            if place is not None and notes[place][0] == FORCED_BEGIN:
                notes.insert(place, note)
                continue
        notes.append(note)
    recorded.notes = notes


def without_overwriting(recorded):
    """The file that held a destroyed key is let go as it is."""
    recorded.notes = [note for note in recorded.notes if not (note[0] == WRITE and len(note[4]) > SECTOR and not any(note[4]))]


CONTROLS = {function.__name__.replace("_", "-"): function for function in (without_flushes, book_without_flushes, meta_first, answers_first)}


def control(options, directory):
    missed = []
    for name, falsify in CONTROLS.items():
        recorded = Recorded(directory, options.file_system == "ext4")
        falsify(recorded)
        recorded.said = Said(recorded.notes)
        recorded.moments = range(1, len(recorded.notes) + 1)
        place = tempfile.mkdtemp(prefix="daybook-image-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        checker, found = Checker(recorded), collections.Counter()
        try:
            # From the first acknowledgement on; without flushes the disk would take ever longer to make.
            first = recorded.said.posts[0]
            span = range(first, first + CONTROL_SPAN)
            images = replay(recorded, random.Random(options.seed), options.images, os.path.join(place, "i"), span=span)
            for _, _, _, promised, where in images:
                verdict, what = checker.check(where, promised)
                found[what.split(":")[0] if verdict == "wrong" else verdict] += 1
        finally:
            shutil.rmtree(place, ignore_errors=True)
        wrong = sum(times for kind, times in found.items() if kind not in ("fine", "unborn"))
        print(f"control {name}: {wrong} of {sum(found.values())} images found wrong: {dict(found)}", flush=True)
        if not wrong:
            missed.append(name)
    recorded = Recorded(directory, options.file_system == "ext4")
    controls = len(CONTROLS)
    if recorded.said.erasures:
        controls += 1
        without_overwriting(recorded)
        try:
            recorded.erased.check_disk(recorded.notes, recorded.said.erasures, directory, recorded.names_follow)
            missed.append("without-overwriting")
        except Violation as violation:
            print(f"control without-overwriting: found: {violation}", flush=True)
    require(not missed, "nothing was found wrong, though everything is, with", *missed)
    print(f"{controls} controls, all found")


def main():
    parser = argparse.ArgumentParser(description="Take the power away from the daemon and check everything it had said.")
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--served", type=int, default=100, help="images that the real daemon must serve from")
    parser.add_argument("--rounds", type=int, default=8, help="rounds of load, each ended by kill -9, that are recorded")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", ".build/debug/daybookd"))
    parser.add_argument("--file-system", choices=["posix", "ext4"], default="posix",
                        help="whether a file's name is kept only when its directory is flushed (posix), or with the file (ext4)")
    parser.add_argument("--record", help="a directory with an earlier record, to make images of that")
    parser.add_argument("--control", action="store_true", help="falsify the record, and exit 0 only if every falsification is found")
    options = parser.parse_args()
    options.daemon = os.path.abspath(options.daemon)
    options.writers, options.storms, options.readers, options.reader = 4, 1, 1, None
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {options.seed}, daemon {options.daemon}", flush=True)
    directory = os.path.abspath(options.record or tempfile.mkdtemp(prefix="daybook-power-"))
    try:
        if not options.record:
            print(f"{record(options, directory)} events acknowledged while recording", flush=True)
        (control if options.control else run)(options, directory)
    except (Violation, AssertionError, Gone, OSError, form.Broken) as failure:
        print(f"FAILED, seed {options.seed}: {failure}\nTo see it again: --record {directory} --seed {options.seed}", file=sys.stderr)
        return 1
    if not options.record:
        shutil.rmtree(directory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
