#!/usr/bin/env python3
"""Measures the practice standards over the daemon's socket: `make bench-standards`. docs/PERFORMANCE.md says what the
figures mean.

A ledger is filled with open cases; all are judged against the largest pack from the ledger, the due list is asked for
while nothing and while something is posted, and posts are measured with and without a due list being kept. Wall clock and
the daemon's processor seconds stand side by side, as other programs may use the machine.
"""

import argparse
import http.client
import json
import os
import shutil
import socket
import statistics
import tempfile
import threading
import time

import events
import machine
import practice

PACK = "redcar-cleveland"


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=600)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Bench:
    def __init__(self, options, directory):
        self.options, self.directory, self.rows, self.count = options, directory, [], 0
        self.maker = practice.Cases(options.cases, options.events)

    def daemon(self):
        self.count += 1
        return machine.Daemon(os.path.abspath(self.options.daemon), f"{self.directory}/{self.count}")

    def note(self, what, seconds, cpu, others, **more):
        row = {"what": what, "ms": seconds * 1000, "daemon_cpu_ms": cpu * 1000, "others": others, **more}
        self.rows.append(row)
        extra = "".join(f", {name} {value:.4g}" if isinstance(value, float) else f", {name} {value}" for name, value in more.items())
        print(f"{what}: {seconds * 1000:,.1f} ms, {cpu * 1000:,.0f} ms of CPU, others {others:.0%}{extra}", flush=True)
        return row

    def measured(self, daemon, run):
        """Seconds, the daemon's processor seconds, and the share of the machine that others took."""
        (worked, stolen), cpu, own, began = machine.busy(), daemon.cpu(), time.process_time(), time.monotonic()
        result = run()
        seconds, cpu, own = time.monotonic() - began, daemon.cpu() - cpu, time.process_time() - own
        worked_after, stolen_after = machine.busy()
        others = max(0, worked_after - worked + stolen_after - stolen - cpu - own) / max(seconds, 0.01) / os.cpu_count()
        return result, seconds, cpu, others

    def ask(self, daemon, what, target, times=1, **more):
        connection = Connection(daemon.socket)
        taken, answer = [], None

        def one():
            connection.request("GET", target)
            reply = connection.getresponse()
            body = reply.read()
            if reply.status != 200:
                raise SystemExit(f"bench: GET {target}: {reply.status} {body[:400]!r}")
            return body

        for _ in range(times):
            answer, seconds, cpu, others = self.measured(daemon, one)
            taken.append((seconds, cpu, others))
        taken.sort()
        if times > 1:
            more |= {"times": times, "worst_ms": taken[-1][0] * 1000}
        # A tick of the processor clock is 10 ms: what one question took is told by many.
        cpu = statistics.mean(cpu for _, cpu, _ in taken)
        self.note(what, statistics.median(s for s, _, _ in taken), cpu, max(o for _, _, o in taken), bytes=len(answer), **more)
        return json.loads(answer)

    def load(self, daemon, requests, clients, rate=None):
        path = f"{self.directory}/requests"
        events.write(path, requests)
        result, seconds, cpu, others = self.measured(
            daemon, lambda: machine.run(f"{self.directory}/load", daemon.socket, path, clients, len(requests), *([rate] if rate else [])))
        os.remove(path)
        if result["bad"]:
            raise SystemExit(f"bench: {result['bad']} answers were no success: {result['statuses']}")
        return result, seconds, cpu, max(0, others - result["client_cpu"] / max(seconds, 0.01) / os.cpu_count())

    def fill(self, daemon):
        """Posts all cases in batches of 500, some at a time."""
        part, count, began, cpu = [], 0, 0.0, 0.0
        total = self.options.cases * self.options.events

        def send():
            nonlocal part, count, began, cpu
            result, seconds, used, _ = self.load(daemon, part, 2)
            began, cpu, part = began + result["seconds"], cpu + used, []

        for body in self.maker.batches(500):
            part.append(events.post(body, "cloudevents-batch"))
            count += 1
            if len(part) == 200:
                send()
        if part:
            send()
        self.note(f"filling with {total:,} events of {self.options.cases:,} cases", began, cpu, 0.0, events_per_second=total / began)

    def posts(self, daemon, what, clients, size, count):
        """Posts notes to the cases in hand; the rate of events."""
        maker = self.maker
        # The latest that its time of entry cannot lie in the future.
        at = maker.end - 4 * practice.DAY
        number = 0

        def note():
            nonlocal number
            number += 1
            return maker.event((number * 7919) % self.options.cases, at, "case_note.entered", {"note_type": "other", "details": maker.text(4)})[0]

        if size == 1:
            requests = [events.post(note()) for _ in range(count)]
        else:
            requests = [events.post(b"[" + b",".join(note() for _ in range(size)) + b"]", "cloudevents-batch") for _ in range(count)]
        result, seconds, cpu, others = self.load(daemon, requests, clients)
        rate = len(requests) * size / result["seconds"]
        self.note(what, result["seconds"], cpu, others, events_per_second=rate, p99_ms=result["p99"] / 1000)
        return rate

    def pairs(self):
        """Posting with and without a due list kept, one after the other on two ledgers, several times."""
        rates = {}
        for turn in range(self.options.pairs):
            for kept in (False, True) if turn % 2 == 0 else (True, False):
                with self.daemon() as fresh:
                    whole = self.options.cases
                    small = practice.Cases(min(1000, whole), 50)
                    # Its own ids, apart from those of the cases it is posted to.
                    self.maker.number = 500_000_000
                    self.load(fresh, [events.post(body, "cloudevents-batch") for body in small.batches(500)], 2)
                    if kept:
                        self.ask(fresh, "due list asked for the first time", f"/v1/standards/{PACK}/overdue?limit=100")
                    self.options.cases = small.count
                    kind = "a due list kept" if kept else "no due list"
                    for clients, size, count in ((64, 1, 30_000), (2, 500, 150)):
                        rate = self.posts(fresh, f"{clients} clients, {size} a request, {kind}", clients, size, count)
                        rates.setdefault((clients, size, kept), []).append(rate)
                    self.options.cases = whole
        for clients, size in ((64, 1), (2, 500)):
            without, with_it = (statistics.median(rates[clients, size, kept]) for kept in (False, True))
            row = {"what": f"{clients} clients, {size} a request: slowed by", "percent": 100 * (1 - with_it / without),
                   "without": without, "with": with_it}
            self.rows.append(row)
            print(f"{row['what']} {row['percent']:.1f} % ({without:,.0f}/s to {with_it:,.0f}/s)", flush=True)

    def big_case(self, daemon):
        maker = practice.Cases(1, 1000)
        maker.number = 500_000_000
        life = [made.replace(b"case/S00000", b"case/BIG") for made in maker.life(3)]
        life = [made.replace(b"case/S00003", b"case/BIG") for made in life]
        self.load(daemon, [events.post(b"[" + b",".join(life[at:at + 500]) + b"]", "cloudevents-batch") for at in (0, 500)], 1)
        for pack in (PACK, "knowsley"):
            self.ask(daemon, f"one case of 1,000 events against {pack}", f"/v1/cases/BIG/standards?pack={pack}", 20)
        self.ask(daemon, "the same, one clause", f"/v1/cases/BIG/standards?pack={PACK}&clause=RED-1.M02a", 20)

    def while_posting(self, daemon, rate):
        """The due list, asked for while single events arrive at a rate."""
        answers, stop = [], threading.Event()

        def reader():
            connection = Connection(daemon.socket)
            while not stop.wait(0.2):
                began = time.monotonic()
                connection.request("GET", f"/v1/standards/{PACK}/overdue?limit=100")
                reply = connection.getresponse()
                body = json.loads(reply.read())
                answers.append((time.monotonic() - began, body.get("behind", 0)))

        maker = self.maker
        requests = [events.post(maker.event((n * 7919) % self.options.cases, maker.end - 4 * practice.DAY, "case_note.entered", {"note_type": "other", "details": maker.text(4)})[0])
                    for n in range(int(rate * self.options.seconds))]
        thread = threading.Thread(target=reader)
        thread.start()
        result, seconds, cpu, others = self.load(daemon, requests, 8, rate)
        stop.set()
        thread.join()
        taken = sorted(seconds for seconds, _ in answers)
        behind = [b for _, b in answers]
        self.note(f"due list while {rate} events/s arrive", statistics.median(taken), cpu, others, times=len(taken),
                  p90_ms=taken[int(len(taken) * 0.9)] * 1000, worst_ms=taken[-1] * 1000, most_behind=max(behind), posts_p99_ms=result["p99"] / 1000)

    def all(self):
        wanted = set(self.options.only.split(","))
        if "cases" in wanted:
            with self.daemon() as daemon:
                self.fill(daemon)
                for name, target in (("counts", "counts"), ("counts again", "counts"), ("counts of a period", "counts?from=2026-01-01&to=2026-03-31")):
                    self.ask(daemon, f"{name}: all cases against {PACK}", f"/v1/standards/{PACK}/{target}")
                first = self.ask(daemon, "overdue, asked for the first time", f"/v1/standards/{PACK}/overdue?limit=100")
                print(f"  {first['total']:,} overdue", flush=True)
                self.ask(daemon, "overdue, first 100", f"/v1/standards/{PACK}/overdue?limit=100", 20, total=first["total"])
                self.ask(daemon, "overdue of a team", f"/v1/standards/{PACK}/overdue?team=Team%203", 20)
                self.ask(daemon, "due within 14 days, of a worker", f"/v1/standards/{PACK}/due?worker=sw-17", 20)
                for rate in (1, 20, 1000):
                    self.while_posting(daemon, rate)
                self.big_case(daemon)
                print(f"memory not counting the map: {daemon.peak:.0f} MiB", flush=True)
                self.rows.append({"what": "resident memory, the map not counted", "mib": daemon.peak})
        if "posts" in wanted:
            self.pairs()


def main():
    parser = argparse.ArgumentParser(description="Measure the practice standards.")
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", os.path.join(machine.ROOT, ".build/release/daybookd")))
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--events", type=int, default=200, help="of each case")
    parser.add_argument("--seconds", type=int, default=20, help="for which events arrive while the due list is asked for")
    parser.add_argument("--pairs", type=int, default=3, help="how often posts are measured with and without a due list")
    parser.add_argument("--only", default="cases,posts")
    parser.add_argument("--urgent", action="store_true", help="run before everything else on a shared machine (root)")
    parser.add_argument("--out", default=os.path.join(machine.ROOT, ".build/bench"))
    options = parser.parse_args()
    if options.urgent:
        machine.go_first()
    directory = tempfile.mkdtemp(prefix="daybook-bench-", dir=os.environ.get("TMPDIR", "/var/tmp"))
    try:
        machine.build(directory)
        conditions = machine.conditions(directory, os.path.abspath(options.daemon))
        for name, value in conditions.items():
            print(f"{name}: {value}")
        bench = Bench(options, directory)
        bench.all()
        conditions["load average after"] = "%.2f %.2f %.2f" % os.getloadavg()
        os.makedirs(options.out, exist_ok=True)
        with open(os.path.join(options.out, "standards.json"), "w") as file:
            json.dump({"conditions": conditions, "rows": bench.rows}, file, indent=1)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
