#!/usr/bin/env python3
"""Steps the daemon's clock back, forward and to odd places while clients post, over restarts, and under other time zones.

Recorded times must strictly rise from commit to commit whatever the clock says, acknowledged events stay as they were, an
event dated after the clock is refused with a reason, and no answer depends on the machine's time zone or its zone files.
"""

import argparse
import json
import os
import random
import shutil
import struct
import sys
import tempfile
import time

from daemon import Connection, Daemon, Gone
from outside import Outside, Violation, parse, require
from power_loss import compile_library
from traffic import BATCH, ONE, Maker

SECOND, DAY = 10**9, 86_400 * 10**9
STEPS = [-SECOND, SECOND, -3600 * SECOND, 3600 * SECOND, -DAY, DAY, -400 * DAY, 400 * DAY, -1, 1, -50_000_000]
# Moments at which something happens to clocks: seconds since 1970.
MOMENTS = [
    1_483_228_799,  # the last second before the last leap second
    1_774_746_000,  # London springs forward, 29 March 2026 01:00
    1_792_890_000,  # London falls back, 25 October 2026 01:00
    951_782_399,    # 28 February 2000, 23:59:59
    2_147_483_646,  # one second before 32 bits are full
    4_102_444_800,  # the year 2100, no leap year
]


class Clock:
    def __init__(self, path):
        self.path = path
        with open(path, "wb") as file:
            file.write(bytes(8))
        self.ahead = 0

    def set(self, ahead):
        self.ahead = ahead
        with open(self.path, "r+b") as file:
            file.write(struct.pack("<q", ahead))

    def go_to(self, moment):
        self.set(moment * SECOND - time.time_ns())

    def now(self):
        return time.time() + self.ahead / SECOND


def step(clock, rand):
    draw = rand.random()
    if draw < 0.5:
        clock.set(clock.ahead + rand.choice(STEPS))
    elif draw < 0.8:
        clock.set(rand.choice([0, 0, rand.randint(-30, 30) * SECOND]))
    else:
        clock.go_to(rand.choice(MOMENTS) + rand.choice([-1, 0, 1]))


def run(options, directory):
    rand, clock = random.Random(options.seed), Clock(os.path.join(directory, "clock"))
    daemon = Daemon(options.daemon, directory)
    try:
        step_through(options, directory, rand, clock, daemon)
    finally:
        daemon.kill()


def step_through(options, directory, rand, clock, daemon):
    daemon.environment = {"LD_PRELOAD": compile_library(directory, "clock"), "CLOCK_FILE": clock.path}
    outside = Outside(os.path.join(directory, "acknowledged.jsonl"))
    maker, latest, refused, restarts = Maker(options.seed, "clock", ["C-1", "C-2", "C-3"]), "", 0, 0
    daemon.start()
    connection = Connection(daemon.socket)
    for number in range(options.steps):
        step(clock, rand)
        for _ in range(rand.choice([1, 1, 4])):
            events = [maker.event() for _ in range(rand.choice([1, 1, 5]))]
            status, text = connection.ask("POST", "/v1/events", json.dumps(events if len(events) > 1 else events[0]).encode(), BATCH if len(events) > 1 else ONE)
            answer = json.loads(text)
            if status == 422:
                # Only an event dated after the clock may be refused. The makers' events are of 2024.
                require(clock.now() < 1_735_689_600, "refused at", clock.now(), answer)
                require(all(error["pointer"].endswith("time") for error in answer["errors"]), "refused for", answer)
                outside.will_refuse(events)
                refused += 1
                continue
            require(status == 201, "a good post got", status, text[:300])
            outside.will_post(events)
            results = answer.get("results", [answer])
            require(len({result["recordedtime"] for result in results}) == 1, "a commit has two times")
            require(results[0]["recordedtime"] > latest, "recordedtime was", latest, "and then", results[0]["recordedtime"])
            latest = results[0]["recordedtime"]
            for event, result in zip(events, results):
                outside.acknowledged(event, result)
        if rand.random() < 0.04:
            restarts += 1
            connection.close()
            daemon.kill() if rand.random() < 0.5 else daemon.stop()
            step(clock, rand)
            daemon.start()
            connection = Connection(daemon.socket)
    outside.check(everything(connection))
    connection.close()
    daemon.stop()
    print(f"{options.steps} steps of the clock, {restarts} restarts, {len(outside.acked)} events acknowledged, {refused} posts refused as dated in the "
          f"future, the last recorded at {latest}: times rise, nothing is lost")
    zones(options, daemon)


def everything(connection):
    events, cursor = [], ""
    while cursor is not None:
        page = parse(connection.ask("GET", "/v1/events?limit=5000" + cursor)[1])
        events += page["events"]
        cursor = page["next"] and "&cursor=" + page["next"]
    return events


def zones(options, daemon):
    """The same questions under other zones and without zone files: the same bytes."""
    questions = [
        f"/v1/cases/{case}/{what}?as_at=2025-01-01" for case in ("C-1", "C-2") for what in ("history", "decisions", "visits", "chronology", "oversight")
    ] + ["/v1/decisions?from=2024-03-30&to=2024-10-28&limit=500", "/v1/events?limit=50"]
    answers = {}
    for zone in ("UTC", "Europe/London", "Pacific/Apia", "America/St_Johns", ":/nonexistent", "XYZ-14:30ABC"):
        daemon.environment = {"TZ": zone} | ({"TZDIR": "/nonexistent"} if zone.startswith(":") else {})
        daemon.start()
        connection = Connection(daemon.socket)
        found = [connection.ask("GET", target) for target in questions]
        require(all(status == 200 for status, _ in found), zone, [status for status, _ in found])
        connection.close()
        daemon.stop()
        for target, answer in zip(questions, found):
            require(answers.setdefault(target, answer) == answer, target, "is another under the zone", zone)
    print(f"{len(questions)} questions under 6 time zones: the same bytes")


def main():
    parser = argparse.ArgumentParser(description="Step the daemon's clock.")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", ".build/debug/daybookd"))
    options = parser.parse_args()
    options.daemon = os.path.abspath(options.daemon)
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {options.seed}, daemon {options.daemon}", flush=True)
    directory = tempfile.mkdtemp(prefix="daybook-clock-")
    try:
        run(options, directory)
    except (Violation, AssertionError, Gone, OSError) as failure:
        print(f"FAILED, seed {options.seed}: {failure}\nThe ledger is kept in {directory}", file=sys.stderr)
        return 1
    shutil.rmtree(directory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
