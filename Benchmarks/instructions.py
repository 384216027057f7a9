#!/usr/bin/env python3
"""Counts the instructions that the daemon runs for an event, and fails where they are a tenth more than they were.

Time says little on a shared machine; instructions hardly change from run to run. The daemon runs under valgrind's
callgrind, which serialises its threads, once with little work of a kind and once with more of it: the difference is what
the work costs. The counts expected stand in instructions.json; --accept writes them anew, with a reason in the commit.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import events
import machine

sys.path.insert(0, os.path.join(machine.ROOT, "Tests", "recovery"))

from daemon import Connection, Daemon  # noqa: E402

EXPECTED = os.path.join(machine.HERE, "instructions.json")
TOLERANCE = 0.10
COUNTED = ["post of one event", "event of a batch of 100", "entry of a history"]


class Counted(Daemon):
    """The daemon under callgrind; when it has stopped, `instructions` is how many it ran."""

    def __init__(self, program, directory):
        super().__init__(program, directory)
        self.configure(index_gathers_events=100_000)
        library = os.path.join(directory, "small_map.so")
        subprocess.run([shutil.which("cc"), "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, os.path.join(machine.HERE, "small_map.c")], check=True)
        self.environment = {"LD_PRELOAD": library}
        # Valgrind gives up on the debugging information of newer compilers. The copy stands beside the program, which finds
        # its schemas from there.
        self.program = program + "-counted"
        subprocess.run(["strip", "--strip-debug", "-o", self.program, program], check=True)

    def launch(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--fair-sched=yes", self.program, "--ledger", self.ledger,
                 "--socket", self.socket, "--create", "--config", self.settings], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=os.environ | self.environment)

    @property
    def instructions(self):
        with open(self.log) as log:
            return int(re.findall(r"Collected : (\d+)", log.read())[-1])


def measure(program, singles, batches, histories):
    directory = tempfile.mkdtemp(prefix="daybook-count-", dir="/var/tmp")
    daemon = Counted(os.path.abspath(program), directory)
    try:
        daemon.start(limit=240)
        connection, source = Connection(daemon.socket, timeout=300), events.Events(20)

        def post(body, kind):
            status, text = connection.ask("POST", "/v1/events", body, (f"Content-Type: application/{kind}+json",))
            if status != 201:
                raise SystemExit(f"instructions: a post got {status}: {text[:300]}")

        post(source.batch(200), "cloudevents-batch")
        for _ in range(singles):
            post(source.one(), "cloudevents")
        for _ in range(batches):
            post(source.batch(100), "cloudevents-batch")
        for _ in range(histories):
            connection.ask("GET", "/v1/cases/000007/history?at_size=200&as_at=2025-01-01")
        connection.close()
        daemon.stop(limit=240)
        return daemon.instructions
    finally:
        daemon.kill()
        os.remove(daemon.program)
        shutil.rmtree(directory, ignore_errors=True)


def count(program):
    entries = 10  # of the case that is asked for, among the first 200 events
    base = measure(program, 20, 1, 1)
    return dict(zip(COUNTED, [
        (measure(program, 220, 1, 1) - base) // 200,
        (measure(program, 20, 6, 1) - base) // 500,
        (measure(program, 20, 1, 41) - base) // (40 * entries),
    ]))


def main():
    parser = argparse.ArgumentParser(description="Count instructions, and compare them with those expected.")
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", os.path.join(machine.ROOT, ".build/release/daybookd")))
    parser.add_argument("--accept", action="store_true", help="write the counts down as those expected")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        raise SystemExit("instructions: there is no valgrind; scripts/setup --bench installs it")
    began = time.monotonic()
    # Valgrind 3.19 stumbles over Swift's debug information. The copy stands beside the daemon, where it finds schemas/.
    bare = options.daemon + ".counted"
    subprocess.run(["strip", "-o", bare, options.daemon], check=True)
    try:
        counts = count(bare)
    finally:
        os.remove(bare)
    if options.accept:
        with open(EXPECTED, "w") as file:
            json.dump(counts, file, indent=1)
            file.write("\n")
    with open(EXPECTED) as file:
        expected = json.load(file)
    worse = [name for name in COUNTED if counts[name] > expected[name] * (1 + TOLERANCE)]
    for name in COUNTED:
        print(f"{name}: {counts[name]:,} instructions, expected {expected[name]:,} ({counts[name] / expected[name] - 1:+.1%})")
    print(f"{time.monotonic() - began:.0f} s")
    if worse:
        raise SystemExit(f"instructions: more than {TOLERANCE:.0%} more for: {', '.join(worse)}")


if __name__ == "__main__":
    main()
