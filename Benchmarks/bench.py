#!/usr/bin/env python3
"""Measures the release daemon over its socket: `make bench`. docs/PERFORMANCE.md says what the figures mean.

Every workload runs several times on a fresh ledger, with fresh ids; medians are reported, with what the daemon and the
client used of the processors. All is done before an answer is given: checked, sealed, indexed, hashed, signed, synced.
"""

import argparse
import json
import os
import selectors
import shutil
import socket
import statistics
import tempfile
import time

import events
import machine
import report

CASES = 2000
# A run counts as undisturbed when everything else on the machine took less than this share of its processors.
QUIET = 0.15
# A file system that is memory.
MEMORY = "/dev/shm"
# A moment in the middle of the two years over which cases' events stretch.
HALF_WAY = "2023-12-17T00:00:00Z"


class Bench:
    def __init__(self, options, directory):
        self.options, self.directory = options, directory
        self.program = os.path.abspath(options.daemon)
        self.runs = 1 if options.quick else options.runs
        self.scale = 0.1 if options.quick else 1
        self.rows = []
        self.count = 0

    def daemon(self, slow_us=0, place=None):
        self.count += 1
        return machine.Daemon(self.program, f"{place or self.directory}/{self.count}", slow_us)

    def load(self, daemon, requests, clients, count=None, rate=None):
        """One run of the load client; answers what it and the daemon took, and what others took meanwhile."""
        path = f"{self.directory}/requests"
        events.write(path, requests)
        (worked, stolen), before = machine.busy(), daemon.cpu()
        result = machine.run(f"{self.directory}/load", daemon.socket, path, clients, count or len(requests), *([rate] if rate else []))
        result["daemon_cpu"] = daemon.cpu() - before
        worked_after, stolen_after = machine.busy()
        others = worked_after - worked + stolen_after - stolen - result["daemon_cpu"] - result["client_cpu"]
        result["others"] = max(0, others) / result["seconds"] / os.cpu_count()
        os.remove(path)
        if result["bad"]:
            raise SystemExit(f"bench: {result['bad']} answers were no success: {result['statuses']}")
        return result

    def several(self, run):
        """The results of several runs; on a machine that others use too, of those that were disturbed least."""
        results = [run() for _ in range(self.runs)]
        for _ in range(self.options.patience * self.runs):
            worst = max(results, key=lambda result: result["others"])
            if worst["others"] < QUIET:
                break
            results.remove(worst)
            results.append(run())
        return results

    def row(self, name, results, each=1, target=None, daemon=None):
        """Notes the median of several runs. `each`: events of one request."""
        def median(value):
            return statistics.median(value(result) for result in results)

        row = {
            "workload": name, "runs": len(results), "target": target,
            "events_per_second": median(lambda r: r["requests"] * each / r["seconds"]),
            "requests_per_second": median(lambda r: r["requests"] / r["seconds"]),
            "p50_ms": median(lambda r: r["p50"] / 1000), "p99_ms": median(lambda r: r["p99"] / 1000),
            "max_ms": median(lambda r: r["max"] / 1000),
            "daemon_cpu_us": median(lambda r: r["daemon_cpu"] * 1e6 / (r["requests"] * each)),
            "client_cpu_us": median(lambda r: r["client_cpu"] * 1e6 / (r["requests"] * each)),
            "rss_anon_mib": daemon.peak if daemon else None,
            "others": max(r["others"] for r in results), "raw": results,
        }
        self.rows.append(row)
        print(report.line(row), flush=True)
        return row

    def warm(self, daemon, source):
        """One event for each case, so that the subjects' keys are made."""
        self.load(daemon, [events.post(b"[" + b",".join(source.one(case) for case in range(start, start + 500)) + b"]", "cloudevents-batch")
                           for start in range(0, source.cases, 500)], 1)

    # MARK: Workloads

    def posting(self, slow_us=0):
        slow = f", every flush {slow_us / 1000:.0f} ms slower" if slow_us else ""
        plans = [
            ("64 clients, one event a request", 64, 1, 60_000, 15_000),
            ("1 client, one event a request", 1, 1, 10_000, 3_000),
            ("1 client, batches of 500", 1, 500, 200, 60_000),
            ("2 clients, batches of 500", 2, 500, 200, 60_000),
            ("8 clients, batches of 500", 8, 500, 400, 60_000),
        ]
        for name, clients, size, count, target in plans:
            count = max(20, int(count * self.scale / (max(1, slow_us // 1000) * 3 if slow_us else 1)))
            with self.daemon(slow_us) as daemon:
                source = events.Events(CASES)
                self.warm(daemon, source)

                def once():
                    requests = events.singles(source, count) if size == 1 else events.batches(source, count, size)
                    return self.load(daemon, requests, clients)

                results = self.several(once)
                self.row(name + slow, results, size, None if slow_us else f">= {target:,} events/s", daemon)
                if not slow and clients == 64:
                    self.record_bytes = max(256, int(daemon.disk()["log"] / source.number))

    def in_memory(self):
        """One event after the other where a flush takes no time: what a post waits for beside the disk."""
        place = tempfile.mkdtemp(prefix="daybook-bench-", dir=MEMORY)
        try:
            with self.daemon(place=place) as daemon:
                source, count = events.Events(CASES), int(10_000 * self.scale)
                self.warm(daemon, source)
                results = self.several(lambda: self.load(daemon, events.singles(source, count), 1))
                self.row("1 client, one event a request, the ledger in memory", results, 1, None, daemon)
        finally:
            shutil.rmtree(place)

    def steady(self, slow_us=0):
        slow = f", every flush {slow_us / 1000:.0f} ms slower" if slow_us else ""
        with self.daemon(slow_us) as daemon:
            source = events.Events(CASES)
            self.warm(daemon, source)
            count = int(10_000 * self.scale)
            results = self.several(lambda: self.load(daemon, events.singles(source, count), 64, rate=1000))
            self.row("1,000 events/s whatever happens (open loop)" + slow, results, 1, None if slow_us else "p99 < 10 ms", daemon)

    def new_subjects(self):
        """Every event the first of a new case: a key is made, wrapped and synced for each."""
        count = int(20_000 * self.scale)
        with self.daemon() as daemon:
            source = events.Events(CASES)
            results = self.several(
                lambda: self.load(daemon, [events.post(source.one(100_000 + source.number)) for _ in range(count)], 64))
            self.row("64 clients, each event the first of a new case", results, 1, None, daemon)

    def asking(self):
        """Questions to a ledger of a million events."""
        total = int(1_000_000 * self.scale)
        with self.daemon() as daemon:
            source = events.Events(20_000, total=total)
            self.load(daemon, events.batches(events.Events(1, total=1000, prefix="long"), 2, 500, case=900_000), 1)
            self.load(daemon, events.batches(events.Events(1, total=10_000, prefix="longest"), 20, 500, case=900_001), 1)
            self.load(daemon, events.batches(events.Events(1, total=1000, prefix="entered", entered=True), 2, 500, case=900_002), 1)
            parts, loaded = 10, []
            for _ in range(parts):
                loaded.append(self.load(daemon, events.batches(source, total // 500 // parts, 500), 2))
            self.row(f"filling a ledger with {total:,} events, 2 clients, batches of 500", loaded, 500, None, daemon)
            questions = [
                ("history of a case of 1,000 events", "/v1/cases/900000/history", 100, "< 15 ms"),
                ("state of a case of 1,000 events", "/v1/cases/900000", 100, None),
                ("history of a case of 50 events", "/v1/cases/000077/history", 500, None),
                ("history of a case of 10,000 events", "/v1/cases/900001/history", 20, None),
                ("history of a case of 1,000 events as its source knew it half way", f"/v1/cases/900002/history?known_at={HALF_WAY}&known_basis=entered", 100, None),
                ("decisions by one person in a year, first page", "/v1/decisions?actor=sw-17&from=2024-01-01", 100, "< 20 ms"),
                ("1,000 events of the ledger, one page", f"/v1/events?after={total // 2}&limit=1000", 100, None),
                ("status", "/v1/status", 2000, None),
            ]
            for name, target, count, aim in questions:
                results = self.several(lambda: self.load(daemon, events.get(target), 1, count))
                row = self.row(f"{name} ({total:,} events)", results, 1, aim, daemon)
                row["bytes"] = results[0]["received"] // count
            results = self.several(lambda: self.load(daemon, events.get("/v1/views/rebuild", "POST"), 1, 1))
            self.row(f"rebuild of all views ({total:,} events)", results, 1, "< 10 s", daemon)
            daemon.disk_bytes = {name: size / source.number for name, size in daemon.disk().items()}
            self.facts = {"bytes on disk for an event": ", ".join(f"{name} {size:.0f}" for name, size in daemon.disk_bytes.items())}
            daemon.stop()
            daemon.start()
            self.facts[f"start on {total:,} events"] = f"{daemon.start_seconds * 1000:.0f} ms"

    def following(self):
        """How soon an event reaches who follows its case on the live stream, from when its post is sent and from when it is answered."""
        count = int(2000 * self.scale)
        for followers in (1, 800):
            with self.daemon() as daemon:
                source = events.Events(CASES)
                self.warm(daemon, source)
                streams = [follow(daemon.socket, case, source.number) for case in range(followers)]
                try:
                    taken = lags(daemon.socket, streams[0], [events.post(source.one(0)) for _ in range(count)])
                finally:
                    for stream in streams:
                        stream.close()
            for name, column in (("sent", 0), ("answered", 1)):
                times = sorted(row[column] * 1000 for row in taken)
                self.rows.append({
                    "workload": f"an event is with who follows its case, {followers:,} following, after its post is {name}", "runs": 1,
                    "p50_ms": times[len(times) // 2], "p99_ms": times[len(times) * 99 // 100], "max_ms": times[-1]})
                print(report.line(self.rows[-1]), flush=True)

    def floor(self):
        """What LMDB alone does with the same inserts."""
        for batch, count in [(1, 20_000), (64, 200_000), (500, 500_000)]:
            count = int(count * self.scale)
            def once():
                place = tempfile.mkdtemp(dir=self.directory)
                worked, stolen = machine.busy()
                result = machine.run(f"{self.directory}/floor", place, count, batch, self.record_bytes)
                worked_after, stolen_after = machine.busy()
                others = worked_after - worked + stolen_after - stolen - result["cpu"]
                shutil.rmtree(place)
                return result | {"others": max(0, others) / result["seconds"] / os.cpu_count()}

            results = self.several(once)
            rate = statistics.median(result["events"] / result["seconds"] for result in results)
            cpu = statistics.median(result["cpu"] * 1e6 / result["events"] for result in results)
            self.rows.append({"workload": f"LMDB alone, {batch} to a commit", "events_per_second": rate, "daemon_cpu_us": cpu,
                              "others": max(r["others"] for r in results), "raw": results})
            print(report.line(self.rows[-1]), flush=True)


def follow(path, case, start):
    """A live stream of a case's events from `start` on, its head read."""
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(path)
    stream.sendall(f"GET /v1/events?subject=case/{case:06d}&after={start - 1} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode())
    if b" 200 " not in stream.recv(4096):
        raise SystemExit("bench: a live stream was refused")
    return stream


def lags(path, stream, posts):
    """For each post, seconds from when it was sent, and from when it was answered, until the stream has its event."""
    taken = []
    with socket.socket(socket.AF_UNIX) as poster, selectors.DefaultSelector() as selector:
        poster.connect(path)
        for end in (poster, stream):
            selector.register(end, selectors.EVENT_READ)
        for post in posts:
            sent, answered, there = time.monotonic(), None, None
            poster.sendall(post)
            while answered is None or there is None:
                ready = selector.select(30)
                if not ready:
                    raise SystemExit("bench: an event did not reach its follower")
                for key, _ in ready:
                    text = key.fileobj.recv(1 << 16)
                    if key.fileobj is poster:
                        answered = time.monotonic()
                    elif b"id: " in text:
                        there = time.monotonic()
            taken.append((there - sent, max(0, there - answered)))
    return taken


def main():
    parser = argparse.ArgumentParser(description="Measure the release daemon.")
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", os.path.join(machine.ROOT, ".build/release/daybookd")))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="one run, a tenth of the size")
    parser.add_argument("--patience", type=int, default=2, help="disturbed runs are repeated, this many times --runs at most")
    parser.add_argument("--urgent", action="store_true", help="run before everything else on a shared machine (root)")
    parser.add_argument("--only", help="comma-separated: posting,memory,steady,new,following,asking,floor,slow")
    parser.add_argument("--out", default=os.path.join(machine.ROOT, ".build/bench"), help="directory for bench.json and bench.md")
    options = parser.parse_args()
    if options.urgent:
        machine.go_first()
    wanted = set((options.only or "posting,memory,steady,new,following,floor,slow,asking").split(","))
    directory = tempfile.mkdtemp(prefix="daybook-bench-", dir=os.environ.get("TMPDIR", "/var/tmp"))
    try:
        machine.build(directory)
        conditions = machine.conditions(directory, os.path.abspath(options.daemon))
        for name, value in conditions.items():
            print(f"{name}: {value}")
        bench = Bench(options, directory)
        bench.facts, bench.record_bytes = {}, 900
        if "posting" in wanted:
            bench.posting()
        if "memory" in wanted:
            bench.in_memory()
        if "steady" in wanted:
            bench.steady()
        if "new" in wanted:
            bench.new_subjects()
        if "following" in wanted:
            bench.following()
        if "floor" in wanted:
            bench.floor()
        if "slow" in wanted:
            for slow_us in (1000, 4000):
                bench.posting(slow_us)
                bench.steady(slow_us)
        if "asking" in wanted:
            bench.asking()
        conditions["load average after"] = "%.2f %.2f %.2f" % os.getloadavg()
        report.write(options.out, conditions, bench.facts, bench.rows)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
