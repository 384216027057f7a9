#!/usr/bin/env python3
"""Twice the load that the daemon can bear, for as long as is wanted, beside clients that behave badly.

Meanwhile: 1,000 followers of the live stream, each of a case of its own; readers; clients that stop reading in the middle of
an answer (SIGSTOP), or vanish in the middle of a request. Asked of it:
- overload is answered with 503 and Retry-After, everything else with success; what was acknowledged is there;
- memory stays bounded, and does not grow from one half of the time to the other;
- no reader waits longer than ten seconds, and reads go on all the time;
- an event takes as many bytes on disk at the end as at the beginning: no reader held a snapshot;
- every follower got every event of its case, once and in order.
"""

import argparse
import json
import multiprocessing
import os
import random
import resource
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from daemon import Connection, Daemon, Gone
from outside import Violation, require

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "Benchmarks"))

import events  # noqa: E402

CASES = 2000
BATCH = 100
CLIENTS = 400  # of 100 events each: twice what may wait in the daemon
MOST_MEMORY = 700    # MiB of memory that is not the map: requests that wait may hold 64 MiB, and each client's body more


def request(target):
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n".encode()


class Followers(threading.Thread):
    """Live streams, all read by one thread."""

    def __init__(self, path, count, start):
        super().__init__(daemon=True)
        self.start_at = start
        self.selector, self.got, self.rest = selectors.DefaultSelector(), {}, {}
        self.ended, self.ending = 0, False
        for number in range(count):
            follower = socket.socket(socket.AF_UNIX)
            follower.connect(path)
            follower.sendall(request(f"/v1/events?subject=case/{number:06d}&after={start - 1}") + b"Accept: text/event-stream\r\n\r\n")
            follower.setblocking(False)
            self.got[number], self.rest[number] = [], b""
            self.selector.register(follower, selectors.EVENT_READ, number)

    def run(self):
        while not self.ending:
            for key, _ in self.selector.select(0.2):
                try:
                    text = key.fileobj.recv(1 << 18)
                except OSError:
                    text = b""
                if not text:
                    self.ended += 1
                    self.selector.unregister(key.fileobj)
                    continue
                lines = (self.rest[key.data] + text).split(b"\n")
                self.rest[key.data] = lines.pop()
                self.got[key.data] += [int(line[4:]) for line in lines if line.startswith(b"id: ")]


def stopped_client(path):
    """Asks for much, reads little, and then does nothing any more."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        client.sendall(request("/v1/events?limit=10000") + b"\r\n")
        client.recv(1000)
        os.kill(os.getpid(), signal.SIGSTOP)


class Reader(threading.Thread):
    def __init__(self, path, seed):
        super().__init__(daemon=True)
        self.path, self.random, self.ending = path, random.Random(seed), False
        self.reads, self.longest, self.failure = 0, 0.0, None

    def run(self):
        try:
            connection = Connection(self.path, timeout=60)
            while not self.ending:
                case = f"{self.random.randrange(CASES):06d}"
                target = self.random.choice([f"/v1/cases/{case}/history?limit=50", f"/v1/events?subject=case/{case}&limit=50", "/v1/decisions?actor=sw-7&limit=50", "/v1/status"])
                began = time.monotonic()
                status, body = connection.ask("GET", target)
                self.longest, self.reads = max(self.longest, time.monotonic() - began), self.reads + 1
                if status not in (200, 404):
                    raise Violation(f"{target} answered {status} {body[:200]}")
        except Exception as error:  # every failure here is one of the run
            self.failure = error


def vanish(path, rand):
    """Goes away in the middle of a request."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        whole = events.post(b'{"specversion":"1.0"' + b" " * 5000)
        client.sendall(whole[: rand.randrange(1, len(whole))])


class Load:
    """The load client in C, with ever fresh events."""

    def __init__(self, daemon, directory, seconds):
        self.daemon, self.directory = daemon, directory
        self.program = os.path.join(directory, "load")
        compiler = shutil.which("cc") or shutil.which("clang")
        subprocess.run([compiler, "-O2", "-o", self.program, os.path.join(HERE, "..", "..", "Benchmarks", "load.c")], check=True)
        self.source = events.Events(CASES, total=20_000_000)
        self.acknowledged, self.statuses = 0, {}

    def make(self, count):
        path = os.path.join(self.directory, f"requests-{self.source.number}")
        events.write(path, events.batches(self.source, count, BATCH))
        return path, count

    def run(self, made, clients, rate=None):
        path, count = made
        done = subprocess.run([self.program, self.daemon.socket, path, str(clients), str(count)] + ([str(rate)] if rate else []), capture_output=True, text=True)
        os.remove(path)
        require(done.returncode == 0, "the load client:", done.stderr[-500:], self.daemon.last_words()[-500:])
        result = json.loads(done.stdout)
        for status, times in result["statuses"].items():
            self.statuses[status] = self.statuses.get(status, 0) + times
        self.acknowledged += BATCH * result["statuses"].get("201", 0)
        return result


def memory(daemon):
    with open(f"/proc/{daemon.process.pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("RssAnon"))


def processor(daemon):
    """Seconds of processor that the daemon has used."""
    with open(f"/proc/{daemon.process.pid}/stat") as stat:
        used = stat.read().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def run(options, directory):
    daemon, stopped = Daemon(options.daemon, directory), []
    try:
        bear(options, directory, daemon, stopped)
    finally:
        for process in stopped:
            process.kill()
        daemon.kill()


def bear(options, directory, daemon, stopped):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16_384), hard))
    daemon.configure(connection_limit=4000, index_gathers_events=100_000)
    daemon.start()
    load, rand = Load(daemon, directory, options.seconds), random.Random(options.seed)
    probe = load.run(load.make(100), 8)
    sustainable = 100 * BATCH / probe["seconds"]
    followers = Followers(daemon.socket, options.followers, load.acknowledged)
    followers.start()
    readers = [Reader(daemon.socket, rand.random()) for _ in range(3)]
    for reader in readers:
        reader.start()
    stopped += [multiprocessing.get_context("fork").Process(target=stopped_client, args=(daemon.socket,)) for _ in range(options.stopped)]
    for process in stopped:
        process.start()
    size = min(4 * CLIENTS, max(CLIENTS, int(2 * sustainable / BATCH * 2)))
    following, peaks, sizes, began, rounds = load.make(size), [], [], time.monotonic(), 0
    used, taken = processor(daemon), load.acknowledged
    while time.monotonic() < began + options.seconds:
        box = []
        made, maker = following, threading.Thread(target=lambda: box.append(load.make(size)))
        maker.start()
        watcher = threading.Thread(target=lambda: load.run(made, CLIENTS, 2 * sustainable / BATCH))
        watcher.start()
        peak = 0
        while watcher.is_alive():
            peak = max(peak, memory(daemon))
            vanish(daemon.socket, rand)
            time.sleep(0.05)
        watcher.join()
        maker.join()
        require(daemon.alive(), "the daemon died:", daemon.last_words())
        following, rounds = box[0], rounds + 1
        peaks.append(peak)
        sizes.append((load.acknowledged, os.stat(os.path.join(daemon.ledger, "log", "data.mdb")).st_blocks * 512))
        if rounds % 20 == 1:
            print(f"{time.monotonic() - began:.0f} s: {load.acknowledged} events acknowledged, statuses {load.statuses}, memory {peak} MiB, "
                  f"longest read {max(reader.longest for reader in readers):.2f} s", flush=True)
    used = 1e6 * (processor(daemon) - used) / max(1, load.acknowledged - taken)
    for reader in readers:
        reader.ending = True
    for reader in readers:
        reader.join(70)
        require(not reader.is_alive() and reader.failure is None, "a reader failed:", reader.failure)
    longest, reads = max(reader.longest for reader in readers), sum(reader.reads for reader in readers)
    require(longest < options.longest_read, "a read took", longest, "seconds")
    # Nobody waited longer than that, so each was answered as often.
    require(min(reader.reads for reader in readers) > options.seconds / options.longest_read, "a reader starved:", [reader.reads for reader in readers])
    require(set(load.statuses) <= {"201", "503"}, "posts were answered", load.statuses)
    # A request that was refused may be tried again; one that was taken is there.
    connection = Connection(daemon.socket)
    total = json.loads(connection.ask("GET", "/v1/status")[1])
    known = json.loads(connection.ask("GET", "/v1/events?limit=1")[1])["basis"]["size"]
    require(known == load.acknowledged, load.acknowledged, "events were acknowledged, and", known, "are there:", total)
    check_followers(followers, connection)
    half = len(peaks) // 2 or 1
    require(max(peaks) < MOST_MEMORY, "memory reached", max(peaks), "MiB")
    before, after = max(peaks[:half]), max(peaks[half:], default=0)
    require(after < 1.3 * before + 60, "memory grew from", before, "to", after, "MiB")
    growth = check_growth(sizes)
    connection.close()
    daemon.stop()
    print(f"{time.monotonic() - began:.0f} s at {2 * sustainable:,.0f} events/s offered, {load.acknowledged} taken; statuses {load.statuses}; memory at most "
          f"{max(peaks)} MiB; {used:.0f} µs of processor an event, reads and followers included; {reads} reads, the longest {longest:.2f} s; {growth}; {options.followers} followers complete; {options.stopped} clients stopped")


def check_followers(followers, connection):
    """Waits until the streams are level, and compares each with its case."""
    due = {}
    for number in followers.got:
        positions, cursor = [], ""
        while cursor is not None:
            page = json.loads(connection.ask("GET", f"/v1/events?subject=case/{number:06d}&limit=10000{cursor}")[1])
            positions += [int(event["sequence"]) for event in page["events"] if int(event["sequence"]) >= followers.start_at]
            cursor = page["next"] and "&cursor=" + page["next"]
        due[number] = positions
    end = time.monotonic() + 60
    while time.monotonic() < end and any(len(followers.got[number]) < len(due[number]) for number in due):
        time.sleep(0.1)
    followers.ending = True
    followers.join()
    require(followers.ended == 0, followers.ended, "streams ended")
    wrong = [number for number in due if followers.got[number] != due[number]]
    require(not wrong, len(wrong), "followers of", len(due), "did not get their events:", [(number, len(followers.got[number]), len(due[number])) for number in wrong[:5]])


def check_growth(sizes):
    """Bytes for an event in the first and the last third."""
    if len(sizes) < 6:
        return "too short to tell the growth of the file"
    third = len(sizes) // 3

    def each(start, end):
        return (end[1] - start[1]) / max(1, end[0] - start[0])

    first, last = each(sizes[0], sizes[third]), each(sizes[-third - 1], sizes[-1])
    require(last < 1.25 * first + 100, "an event took", first, "bytes at first and", last, "at the end")
    return f"{first:.0f} bytes an event at first, {last:.0f} at the end"


def main():
    parser = argparse.ArgumentParser(description="Load the daemon twice as much as it can bear.")
    parser.add_argument("--seconds", type=int, default=60, help="7200 for the long form")
    parser.add_argument("--followers", type=int, default=1000)
    parser.add_argument("--stopped", type=int, default=20)
    parser.add_argument("--longest-read", type=float, default=10, help="seconds that a read may take; more where others use the machine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", ".build/release/daybookd"))
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="daybook-load-", dir="/var/tmp")
    try:
        run(options, directory)
    except (Violation, AssertionError, Gone, OSError) as failure:
        print(f"FAILED: {failure!r}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
