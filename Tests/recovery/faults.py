#!/usr/bin/env python3
"""Lets one call of the real daemon fail after the other, and holds it to what it answers.

A short scenario (make a ledger, post, repeat, post a long batch, ask, rebuild, stop) runs once without a fault, and counts
the daemon's writes, flushes, openings, maps and allocations. Then it runs again for each of them: the k-th one fails, only
that one or every one from then on. Afterwards, without faults, the ledger must start, hold everything acknowledged once at
its place and nothing half, and pass `daybook log verify`. The daemon meanwhile may refuse, or stop with a line that says
why: it may not hang, be ended by a signal, or acknowledge what is not kept.

Also: disks that are really full, an ext4 of 32 MiB in a file and a tmpfs of 24 MiB, where this machine lets them be mounted.
"""

import argparse
import collections
import concurrent.futures
import errno
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

from daemon import Connection, Daemon, Gone
from outside import Outside, Violation, parse, require
from power_loss import compile_library
from traffic import BATCH, ONE, Maker

PATIENCE = 300  # seconds for one answer, start or stop: others may load the machine
CALLS = "write forced sync truncate open map alloc memory".split()
# What fails, how, with which error; every k, or where a scenario has too many of them, some.
PLANS = [
    ("write", "once", errno.EIO), ("write", "on", errno.EIO), ("write", "on", errno.ENOSPC), ("write", "short", errno.EIO),
    ("write", "once", errno.EINTR), ("forced", "once", errno.EIO), ("forced", "on", errno.EIO), ("forced", "short", errno.EIO),
    ("forced", "once", errno.EINTR), ("sync", "once", errno.EIO), ("sync", "on", errno.EIO), ("sync", "once", errno.EINTR),
    ("truncate", "once", errno.EIO), ("truncate", "on", errno.ENOSPC), ("open", "once", errno.EMFILE), ("open", "on", errno.EIO),
    ("open", "once", errno.EINTR), ("map", "once", errno.ENOMEM), ("map", "on", errno.ENOMEM),
    ("alloc", "once", errno.ENOMEM), ("alloc", "on", errno.ENOMEM), ("memory", "once", errno.ENOMEM),
]
# Swift ends the process where it gets no memory; that is no fault of the ledger, and must lose nothing either.
ENDS_THE_PROCESS = {"memory"}


class Scenario:
    """One run of the daemon from an empty directory, with what the clients were told."""

    def __init__(self, program, directory, library, seed, notes=None):
        self.directory = directory
        os.makedirs(directory)
        self.daemon = Daemon(program, directory)
        self.library = library
        self.outside = Outside(notes or os.path.join(directory, "acknowledged.jsonl"))
        self.maker = Maker(seed, "faults", [f"F-{number}" for number in range(6)])
        self.counts = os.path.join(directory, "counts")
        self.statuses = collections.Counter()

    def run(self, call=None, at=0, how="once", error=errno.EIO):
        self.daemon.environment = {"LD_PRELOAD": self.library, "FAULT_BELOW": self.daemon.ledger, "FAULT_COUNTS": self.counts}
        if call:
            self.daemon.environment |= {"FAULT_CALL": call, "FAULT_AT": str(at), "FAULT_HOW": how, "FAULT_ERROR": str(error)}
        try:
            self.daemon.start(limit=PATIENCE)
        except AssertionError as failure:
            require(self.daemon.process.poll() is not None, "the daemon hangs while it starts:", failure)
            self.statuses["no start"] += 1
            return self._ended(call)
        try:
            self._post_all()
            self.daemon.ask_to_stop()
        except (Gone, OSError) as gone:
            require(not isinstance(gone, TimeoutError), f"no answer for {PATIENCE} seconds")
            self.statuses["gone"] += 1
        try:
            self.daemon.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            if self.statuses["gone"]:
                raise Violation("the daemon drops a connection without an answer, and lives") from None
            raise Violation("the daemon does not stop") from None
        self._ended(call)

    def _ended(self, call):
        status, words = self.daemon.process.returncode, self.daemon.last_words()
        if call in ENDS_THE_PROCESS:
            return
        require(status >= 0, "the daemon was ended by signal", -status, "- its last words:", words[-600:])
        require(status == 0 or "daybookd" in words or "error" in words, "the daemon ended with status", status, "and said nothing")

    def _post_all(self):
        def fresh(count):
            return [self.maker.event() for _ in range(count)]

        self.connection = Connection(self.daemon.socket, timeout=PATIENCE)
        first = fresh(1)
        self._post(first)
        self._post(fresh(1))
        batch = fresh(20)
        self._post(batch)
        self._post(batch)
        for _ in range(3):
            self._post(fresh(150))
        self._get("/v1/cases/F-1/history")
        self._get("/v1/decisions?kind=other&limit=50")
        self._get("/v1/views/rebuild", "POST")
        self._post(first)
        self._post(fresh(1))
        self.connection.close()

    def _ask(self, method, target, body=b"", headers=()):
        try:
            return self.connection.ask(method, target, body, headers)
        except Gone:
            # An answer may end its connection. A daemon that lives takes another one.
            self.connection = Connection(self.daemon.socket, timeout=PATIENCE)
            raise

    def _get(self, target, method="GET"):
        status, body = self._ask(method, target)
        self.statuses[f"asked {status}"] += 1
        require(status == 200 or status >= 404 and b"urn:daybook:problem:" in body, target, "answered", status, body[:200])

    def _post(self, events):
        # Nothing is known of their fate until an answer says it; after a refusal they are posted by nobody again.
        self.outside.will_post(events)
        body = json.dumps(events if len(events) > 1 else events[0]).encode()
        status, text = self._ask("POST", "/v1/events", body, BATCH if len(events) > 1 else ONE)
        self.statuses[f"posted {status}"] += 1
        if status in (200, 201):
            answer = json.loads(text)
            for event, result in zip(events, answer.get("results", [answer])):
                self.outside.acknowledged(event, result)
        else:
            require(status >= 500 and b"urn:daybook:problem:" in text, "a good post got", status, text[:300])

    def settle(self, verify):
        """Without faults the ledger must start, hold what was acknowledged, and take new events."""
        self.daemon.environment = {}
        self.daemon.start()
        connection = Connection(self.daemon.socket)
        events, cursor = [], ""
        while cursor is not None:
            page = parse(connection.ask("GET", "/v1/events?limit=5000" + cursor)[1])
            events += page["events"]
            cursor = page["next"] and "&cursor=" + page["next"]
        self.outside.check(events)
        event = self.maker.event()
        status, body = connection.ask("POST", "/v1/events", json.dumps(event).encode(), ONE)
        require(status == 201 and json.loads(body)["position"] == len(events), "after the fault a post got", status, body[:200])
        connection.close()
        self.daemon.stop()
        if verify:
            done = subprocess.run([verify, "log", "verify", "--ledger", self.daemon.ledger, "--config", self.daemon.settings],
                                  capture_output=True, text=True, timeout=PATIENCE)
            require(done.returncode == 0, "daybook log verify:", done.stdout[-500:], done.stderr[-500:])

    def close(self):
        self.daemon.kill()
        self.outside.file.close()
        shutil.rmtree(self.directory, ignore_errors=True)


def count_calls(options, library, directory):
    scenario = Scenario(options.daemon, os.path.join(directory, "count"), library, options.seed)
    scenario.run()
    with open(scenario.counts, "rb") as file:
        counts = dict(zip(CALLS, struct.unpack(f"<{len(CALLS)}Q", file.read())))
    scenario.settle(options.verify)
    scenario.close()
    return counts


def chosen(total, most, rand):
    """Every k; or where they are too many, some at random."""
    return list(range(1, total + 1)) if total <= most else sorted(rand.sample(range(1, total + 1), most))


def run(options, directory):
    library = compile_library(directory, "faults")
    counts = count_calls(options, library, directory)
    print("calls of the scenario without a fault: " + " ".join(f"{name}:{counts[name]}" for name in CALLS), flush=True)
    found, runs, began, rand = [], 0, time.monotonic(), random.Random(options.seed)
    for call, how, error in PLANS:
        if options.only and call not in options.only.split(","):
            continue
        places = chosen(counts[call], options.most, rand)
        runs += len(places)

        def bear(at):
            scenario = Scenario(options.daemon, os.path.join(directory, f"{call}-{how}-{error}-{at}"), library, options.seed)
            try:
                scenario.run(call, at, how, error)
                scenario.settle(options.verify)
            except (Violation, AssertionError, Gone, OSError) as failure:
                found.append((call, how, error, at))
                print(f"WRONG: {call} {at} {how} {errno.errorcode[error]}: {failure}", flush=True)
            scenario.close()
            return " ".join(sorted(name for name in scenario.statuses if "posted 20" not in name and "asked 200" not in name)) or "unharmed"

        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            outcomes = collections.Counter(pool.map(bear, places))
        print(f"{call} {how} {errno.errorcode[error]}: {len(places)} of {counts[call]} places; {dict(outcomes)}", flush=True)
    print(f"{runs} runs with a fault, {time.monotonic() - began:.0f} s", flush=True)
    return found, runs


# MARK: Disks that are full


def full_disks(options, directory):
    """Posts until the disk is full, makes room, and goes on."""
    found = []
    for name, mount in [("ext4", mount_ext4), ("tmpfs", mount_tmpfs)]:
        place = os.path.join(directory, name)
        os.makedirs(place)
        if not mount(place):
            print(f"full {name}: NOT TESTED, nothing can be mounted here", flush=True)
            continue
        try:
            print(f"full {name}: " + fill(options, place), flush=True)
        except (Violation, AssertionError, Gone, OSError) as failure:
            found.append(name)
            print(f"WRONG: full {name}: {failure}", flush=True)
        finally:
            subprocess.run(["umount", "-l", place], check=False)
    return found


def mount_ext4(place):
    image = place + ".image"
    with open(image, "wb") as file:
        file.truncate(32 << 20)
    steps = [["mkfs.ext4", "-q", "-F", image], ["mount", "-o", "loop", image, place]]
    return all(shutil.which(step[0]) and subprocess.run(step, capture_output=True).returncode == 0 for step in steps)


def mount_tmpfs(place):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], capture_output=True).returncode == 0


def fill(options, place):
    ballast = os.path.join(place, "ballast")
    with open(ballast, "wb") as file:
        file.write(bytes(4 << 20))
    scenario = Scenario(options.daemon, os.path.join(place, "d"), None, options.seed, notes=place + ".acknowledged")
    scenario.daemon.start()
    scenario.connection, refusal = Connection(scenario.daemon.socket, timeout=PATIENCE), None
    for _ in range(5000):
        try:
            scenario._post([scenario.maker.event() for _ in range(40)])
        except (Gone, OSError) as gone:
            refusal = refusal or f"the connection ended ({gone})"
            break
        if any(not status.startswith("posted 20") for status in scenario.statuses):
            refusal = next(status for status in scenario.statuses if not status.startswith("posted 20"))
            break
    require(refusal, "the disk was never full")
    try:
        served = Connection(scenario.daemon.socket, timeout=30).ask("GET", "/v1/events?limit=10")[0]
    except (Gone, OSError):
        served = None
    try:
        scenario.daemon.process.wait(30)
    except subprocess.TimeoutExpired:
        pass
    ended = scenario.daemon.process.poll()
    words = scenario.daemon.last_words().strip().splitlines()[-1:]
    require(ended is None or ended >= 0 and words, "the daemon ended with status", ended, words)
    os.remove(ballast)
    if ended is None:
        scenario.daemon.stop()
    acknowledged = len(scenario.outside.acked)
    scenario.settle(options.verify)
    scenario.outside.file.close()
    state = "went on serving" if ended is None else f"stopped with status {ended}: {words}"
    return f"{acknowledged} events acknowledged, then {refusal}; reads answered {served}; it {state}; with room again all is there and more is taken"


def main():
    parser = argparse.ArgumentParser(description="Let the daemon's calls fail, one after the other.")
    parser.add_argument("--most", type=int, default=400, help="places tried for each kind of fault")
    parser.add_argument("--jobs", type=int, default=2, help="daemons at once")
    parser.add_argument("--only", help="comma-separated: " + ",".join(CALLS) + ",disk")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", ".build/debug/daybookd"))
    parser.add_argument("--verify", help="the daybook command that verifies the ledgers; usually the one beside the daemon")
    options = parser.parse_args()
    options.daemon = os.path.abspath(options.daemon)
    options.verify = options.verify or os.path.join(os.path.dirname(options.daemon), "daybook")
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {options.seed}, daemon {options.daemon}", flush=True)
    directory = tempfile.mkdtemp(prefix="daybook-faults-")
    try:
        found, runs = run(options, directory) if options.only != "disk" else ([], 0)
        if not options.only or "disk" in options.only.split(","):
            found += full_disks(options, directory)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    if found:
        print(f"FAILED, seed {options.seed}: {len(found)} faults were not borne: {found}", file=sys.stderr)
        return 1
    print(f"{runs} faults, and disks that are full, were borne: nothing acknowledged was lost, nothing half was kept, and the ledger verifies")
    return 0


if __name__ == "__main__":
    sys.exit(main())
