#!/usr/bin/env python3
"""Takes the power away from `daybook backup`, `restore`, `log export` and `log import`, and looks at what the disk holds.

Each is done once, and everything it does to files is written down (record.c). From that, disks are made as a loss of power could
have left them at any moment (disk.py), in the place where it was to be made, and are held to what placing.py asks after a kill:
nothing that is not finished is taken for whole, and a second try succeeds. Once the command has said that it is done, all is there
and whole, whatever had not been flushed.

With --control no flush is asked for, or none of a file, and the check must find that.
"""

import os
import random
import sys
from collections import Counter

import lmdb

from apart import Apart, Died
from disk import DIRECTORY, FLUSH_BEGIN, FLUSH_END, FORCED_END, OPEN, WAYS, Disk, read_trace
from outside import Violation, require
from placing import KINDS, Round, Source, carry_out, words
from power_loss import compile_library, lay_out


class Recorded:
    """What one command did to its files."""

    def __init__(self, kind, source, library):
        self.kind, self.source, self.place = kind, source, str(source.home / "made")
        trace = source.home / "trace"
        trace.unlink(missing_ok=True)
        work = Round(kind, source).work
        source.done(work.words(), LD_PRELOAD=library, RECORD_BELOW=self.place, RECORD_TO=str(trace))
        work.check_whole()
        self.notes = read_trace(trace)
        self._check_record()

    def _check_record(self):
        """The record led to the files that are there: nothing was written past it."""
        disk = Disk(self.place)
        for note in self.notes:
            disk.step(note)
        tree = disk.tree(len(disk.names))
        there = {os.path.join(folder, name) for folder, _, names in os.walk(self.place) for name in names}
        require({path for path, file in tree.items() if file} == there, "recorded were", sorted(tree), "- there are", sorted(there))
        for path in there:
            if not path.endswith("lock.mdb"):
                with open(path, "rb") as file:
                    require(file.read() == tree[path].cache, path, "is not what was recorded of it")

    def images(self, rand, count):
        """Lays one disk after the other out in place; yields whether the command had said that it was done by then."""
        ends = count // 5
        moments = Counter([rand.randrange(len(self.notes)) for _ in range(count - ends)] + [len(self.notes)] * ends)
        disk = Disk(self.place)
        for at in range(len(self.notes) + 1):
            for number in range(moments[at]):
                way = "none" if number == 0 else rand.choice(WAYS)
                lay_out(disk, self.place, self.place, way, rand, views=True)
                yield f"note {at} of {len(self.notes)}, way {way}", at == len(self.notes)
            if at < len(self.notes):
                disk.step(self.notes[at])

    def look(self, is_done):
        """What became of the image: whole, cut off, or what is wrong."""
        try:
            return Round(self.kind, self.source, afresh=False).look(0 if is_done else 1)
        except (Violation, OSError, lmdb.Error) as error:
            return str(error)

    def verdicts(self, rand, count):
        """What every image is, and what became of it."""
        apart = Apart(self.look)
        for what, is_done in self.images(rand, count):
            try:
                yield what, apart.ask(is_done)
            except Died as died:
                yield what, f"the reader {died}"


FINE = ("whole", "cut off")


def run(options, directory):
    source, library, rand = Source(options, directory), compile_library(directory, "record"), random.Random(options.seed)
    found, wrong = Counter(), 0
    for kind in KINDS:
        recorded = Recorded(kind, source, library)
        for what, verdict in recorded.verdicts(rand, options.images):
            found[kind.name, verdict if verdict in FINE else "wrong"] += 1
            if verdict not in FINE:
                wrong += 1
                print(f"{kind.name}, {what}: {verdict}", flush=True)
        print(f"{kind.name}: {len(recorded.notes)} notes, " + ", ".join(f"{what}: {count}" for (name, what), count in sorted(found.items()) if name == kind.name), flush=True)
    require(not wrong, wrong, "images are wrong")
    whole = sum(count for (_, what), count in found.items() if what == "whole")
    print(f"{found.total()} images of backups, restores, exports and imports: {whole} whole, {found.total() - whole} not finished and done again; nothing half made was "
          "taken for whole, and nothing was lost that was said to be done")


def without_flushes(notes):
    """Nothing that was said to be done need be there."""
    return [note for note in notes if note[0] not in (FLUSH_BEGIN, FLUSH_END, FORCED_END)]


def without_flushes_of_files(notes):
    """Names are kept, and what stands under them may be anything."""
    directories = {note[1] for note in notes if note[0] == OPEN and note[3] == DIRECTORY}
    return [note for note in notes if note[1] in directories or note[0] not in (FLUSH_BEGIN, FLUSH_END, FORCED_END)]


CONTROLS = (without_flushes, without_flushes_of_files)


def control(options, directory):
    source, library, rand = Source(options, directory), compile_library(directory, "record"), random.Random(options.seed)
    missed = []
    for kind in KINDS:
        recorded = Recorded(kind, source, library)
        kept = recorded.notes
        for falsify in CONTROLS:
            recorded.notes = falsify(kept)
            verdicts = [verdict for _, verdict in recorded.verdicts(rand, options.images)]
            wrong = [verdict for verdict in verdicts if verdict not in FINE]
            print(f"control {kind.name} {falsify.__name__}: {len(wrong)} of {len(verdicts)} images found wrong{': ' + wrong[0][:160] if wrong else ''}", flush=True)
            if not wrong:
                missed.append(f"{kind.name} {falsify.__name__}")
    require(not missed, "nothing was found wrong, though much is, with", *missed)
    print(f"{len(KINDS) * len(CONTROLS)} controls, all found")


def main():
    parser = words("Take the power away from backups, restores, exports and imports.", events=1000)
    parser.add_argument("--images", type=int, default=100, help="for each of the five")
    parser.add_argument("--control", action="store_true", help="leave out flushes, and exit 0 only if each is found")
    options = parser.parse_args()
    return carry_out(options, "power-placing", control if options.control else run)


if __name__ == "__main__":
    sys.exit(main())
