#!/usr/bin/env python3
"""Lets one call of `daybook backup`, `restore`, `log export` and `log import` fail after the other, and looks at what they leave.

Each runs once without a fault, and its writes, flushes, openings, maps and LMDB's allocations are counted, those of the process that
does its work with them. Then it runs again for each of them: the k-th one fails, only that one or every one from then on. The
command may fail with a word, or succeed; it may not hang, be ended by a signal, or say that it is done where it is not. What it
leaves is held to what placing.py asks after a kill: nothing half made is taken for whole, and a second try succeeds.

Also: disks that are full, a tmpfs of many sizes, where this machine lets one be mounted.
"""

import errno
import os
import random
import struct
import subprocess
import sys
import time
from collections import Counter

import lmdb

from faults import CALLS, chosen
from outside import Violation, require
from placing import KINDS, Round, Source, carry_out, words
from power_loss import compile_library

PATIENCE = 300  # seconds for one command: others may load the machine
PLANS = [
    ("write", "once", errno.EIO), ("write", "on", errno.ENOSPC), ("write", "short", errno.EIO), ("write", "once", errno.EINTR),
    ("forced", "once", errno.EIO), ("sync", "once", errno.EIO), ("sync", "on", errno.EIO), ("sync", "once", errno.EINTR),
    ("truncate", "once", errno.EIO), ("open", "once", errno.EMFILE), ("open", "on", errno.EIO), ("open", "once", errno.EINTR),
    ("map", "once", errno.ENOMEM), ("map", "on", errno.ENOMEM), ("alloc", "once", errno.ENOMEM), ("alloc", "on", errno.ENOMEM),
]
SIZES = [64, 256, 512, 1024, 1536, 2048, 3072, 4096]  # KiB of the disks that are full
ROOM = 256  # MiB of them once there is room


class Work:
    """One of the kinds, done with faults."""

    def __init__(self, kind, source):
        self.kind, self.source = kind, source

    def attempt(self, **environment):
        """The command's status and words."""
        work = Round(self.kind, self.source, afresh=False).work
        ran = subprocess.run(
            [self.source.command, *map(str, work.words())], capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, **environment})
        require(ran.returncode >= 0, "the command was ended by signal", -ran.returncode, ran.stderr[-600:])
        require(ran.returncode == 0 or ran.stderr.strip(), "the command ended with status", ran.returncode, "and said nothing")
        return ran.returncode

    def count(self, library, counts):
        Round(self.kind, self.source)
        status = self.attempt(**self.preloaded(library, counts))
        require(status == 0, self.kind.name, "fails where nothing does")
        with open(counts, "rb") as file:
            return dict(zip(CALLS, struct.unpack(f"<{len(CALLS)}Q", file.read())))

    def preloaded(self, library, counts):
        if os.path.exists(counts):
            os.remove(counts)
        return {"LD_PRELOAD": library, "FAULT_BELOW": str(self.source.home), "FAULT_COUNTS": counts}

    def bear(self, library, counts, call, how, error, at):
        """What became of it."""
        round_ = Round(self.kind, self.source)
        fault = {"FAULT_CALL": call, "FAULT_AT": str(at), "FAULT_HOW": how, "FAULT_ERROR": str(error)}
        status = self.attempt(**self.preloaded(library, counts), **fault)
        return f"{'failed' if status else 'done'}, {round_.look(status)}"

    def fill(self, size):
        """What became of it on a disk of so many KiB, and then with room."""
        made = self.source.home / "made"
        Round(self.kind, self.source)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(made)], check=True)
        try:
            status = self.attempt()
            subprocess.run(["mount", "-o", f"remount,size={ROOM}m", str(made)], check=True)
            return f"{'failed' if status else 'done'}, {Round(self.kind, self.source, afresh=False).look(status)}"
        finally:
            subprocess.run(["umount", "-l", str(made)], check=True)


def run(options, directory):
    source, library, rand = Source(options, directory), compile_library(directory, "faults"), random.Random(options.seed)
    counts, wrong, runs = os.path.join(directory, "counts"), 0, 0

    def borne(what, attempt, *words):
        """What became of it; None where that may not be."""
        try:
            return attempt(*words)
        except (Violation, OSError, lmdb.Error, subprocess.SubprocessError) as failure:
            print(f"WRONG: {what}: {failure}", flush=True)
            return None

    for kind in KINDS:
        work, began = Work(kind, source), time.monotonic()
        calls, found = work.count(library, counts), Counter()
        for call, how, error in PLANS:
            for at in chosen(calls[call], options.most, rand):
                name = f"{kind.name}, {call} {at} {how} {errno.errorcode[error]}"
                found[borne(name, work.bear, library, counts, call, how, error, at)] += 1
        wrong, runs = wrong + found[None], runs + found.total()
        print(f"{kind.name}: " + " ".join(f"{name}:{calls[name]}" for name in CALLS) + f"; {dict(found)}, {time.monotonic() - began:.0f} s", flush=True)
    full = Counter()
    for kind in KINDS if can_mount(directory) else ():
        for size in SIZES:
            full[borne(f"{kind.name} on {size} KiB", Work(kind, source).fill, size)] += 1
    print(f"full disks: {dict(full) if full else 'NOT TESTED, nothing can be mounted here'}", flush=True)
    require(not wrong + full[None], wrong + full[None], "faults were not borne")
    print(f"{runs} faults and {full.total()} disks that are full, in backups, restores, exports and imports, were borne: nothing half made was taken for whole, and a "
          "second try succeeded")


def can_mount(directory):
    place = os.path.join(directory, "mounted")
    os.mkdir(place)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True).returncode:
        return False
    subprocess.run(["umount", "-l", place], check=True)
    return True


def main():
    parser = words("Let the calls of backups, restores, exports and imports fail, one after the other.", events=1000)
    parser.add_argument("--most", type=int, default=25, help="places tried for each kind of fault")
    return carry_out(parser.parse_args(), "faults-placing", run)


if __name__ == "__main__":
    sys.exit(main())
