#!/usr/bin/env python3
"""What an event costs, and what a question takes, as a ledger grows from 100,000 events to 10,000,000.

The ledger grows as a council's does: a thousand cases are worked on at a time, each gets some fifty events, and then others come; one
event in ten is about a case of earlier. At each size: posts in batches and one by one, the questions that the ledger is for, the
memory and the start of the daemon. At the end all views are rebuilt, and the log is checked.

Machines have slow hours, and ten million events take longer than one: so at each size parts are posted in turns here and to a new ledger
that has 100,000 events, and what an event costs here is told beside what it costs there.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import tempfile
import time

import events
import machine

SIZES = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
CHUNK = 50_000       # events that are made and posted at once
TURNS, TURN = 9, 20_000  # parts that are posted in turns, and the events of one
ACTIVE, EACH = 1000, 50
LONG = 9_000_000     # the number of the case that has many events


class Growing(events.Events):
    def one(self, case=None):
        if case is None:
            first = self.number // (ACTIVE * EACH) * ACTIVE
            case = self.number * 7919 % (first + ACTIVE) if self.number % 11 == 3 else first + self.number * 7919 % ACTIVE
        return super().one(case)


class Growth:
    def __init__(self, daemon, directory, total):
        self.daemon, self.directory = daemon, directory
        self.source = Growing(0, total=total)

    def load(self, requests, clients, count=None):
        path = f"{self.directory}/requests"
        events.write(path, requests)
        before = self.daemon.cpu()
        found = machine.run(f"{self.directory}/load", self.daemon.socket, path, clients, count or len(requests))
        found["daemon_cpu"] = self.daemon.cpu() - before
        os.remove(path)
        if found["bad"]:
            raise SystemExit(f"growth: {found['bad']} answers were no success: {found['statuses']}")
        return found

    def grow(self, size):
        """Posts in batches until the ledger has as many events; answers the medians of the last parts."""
        rates, costs = [], []
        while self.source.number < size:
            count = min(CHUNK, size - self.source.number)
            found = self.load(events.batches(self.source, count // 500, 500), 2)
            rates.append(count / found["seconds"])
            costs.append(found["daemon_cpu"] * 1e6 / count)
        return statistics.median(rates[-5:]), statistics.median(costs[-5:])

    def beside(self, small):
        """What an event costs here beside what it costs in a ledger of the least size, by processor time: batches, and single events.

        The median of the turns' own ratios: what slows the machine for a while mostly slows both parts of a turn."""
        ratios = {"batches": [], "64 clients": []}
        for _ in range(TURNS):
            costs = []
            for growth in (self, small):
                batches = growth.load(events.batches(growth.source, TURN // 500, 500), 2)
                singles = growth.load(events.singles(growth.source, TURN // 4), 64)
                costs.append((batches["daemon_cpu"], singles["daemon_cpu"]))
            for name, here, there in zip(ratios, *costs):
                ratios[name].append(here / there)
        return {name: statistics.median(found) for name, found in ratios.items()}

    def turns(self):
        """The same, with a new ledger."""
        with machine.Daemon(self.daemon.program, f"{self.directory}/small") as daemon:
            small = Growth(daemon, self.directory, SIZES[-1])
            small.grow(SIZES[0])
            return self.beside(small)

    def ask(self, target, count):
        return self.load(events.get(target), 1, count)["p50"] / 1000

    def case_before(self, size):
        """A case on which nobody worked any more when the ledger had as many events."""
        return max(0, size // (ACTIVE * EACH) - 1) * ACTIVE + 78

    def row(self, size):
        rate, cost = self.grow(size - 20_000)
        singles = self.load(events.singles(self.source, 20_000), 64)
        ratios = self.turns() if size > SIZES[0] else {"batches": 1.0, "64 clients": 1.0}
        case, earlier = self.case_before(size - 50_000), self.case_before(size // 2)
        peak, self.daemon.peak = self.daemon.peak, 0
        row = {
            "events": size,
            "batches, events/s": rate, "batches, CPU us": cost,
            "64 clients, events/s": 20_000 / singles["seconds"], "64 clients, CPU us": singles["daemon_cpu"] * 50,
            "batches, CPU beside 100,000": ratios["batches"], "64 clients, CPU beside 100,000": ratios["64 clients"],
            "a case of 50, ms": self.ask(f"/v1/cases/{case:06d}/history", 500),
            "a case of 1,000, ms": self.ask(f"/v1/cases/{LONG}/history", 100),
            "as it was at half the size, ms": self.ask(f"/v1/cases/{earlier:06d}/history?at_size={size // 2}", 500),
            "decisions by one person, ms": self.ask("/v1/decisions?actor=sw-17&from=2024-01-01", 100),
            "MiB posting": peak, "MiB asking": self.daemon.peak,
            "bytes an event": sum(self.daemon.disk().values()) / self.source.number,
        }
        self.daemon.stop()
        self.daemon.start()
        row["start, s"] = self.daemon.start_seconds
        self.daemon.peak = 0
        return row


def table(rows):
    """Sizes across, what was measured down."""
    def cell(value):
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"

    lines = ["| | " + " | ".join(f"{row['events']:,}" for row in rows) + " |", "|---" * (len(rows) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(cell(row[name]) for row in rows) + " |" for name in rows[0] if name != "events"]
    return "\n".join(lines)


def main():
    options = argparse.ArgumentParser(description="Measure a ledger as it grows.")
    options.add_argument("--daemon", default=os.environ.get("DAYBOOKD", os.path.join(machine.ROOT, ".build/release/daybookd")))
    options.add_argument("--most", type=int, default=SIZES[-1], help="events; 1000000 for a first look")
    options.add_argument("--urgent", action="store_true", help="run before everything else on a shared machine (root)")
    options.add_argument("--out", default=os.path.join(machine.ROOT, ".build/bench"))
    given = options.parse_args()
    if given.urgent:
        machine.go_first()
    directory = tempfile.mkdtemp(prefix="daybook-growth-", dir=os.environ.get("TMPDIR", "/var/tmp"))
    try:
        machine.build(directory)
        conditions = machine.conditions(directory, os.path.abspath(given.daemon))
        print(json.dumps(conditions, indent=1))
        with machine.Daemon(os.path.abspath(given.daemon), f"{directory}/d") as daemon:
            growth, rows = Growth(daemon, directory, given.most), []
            growth.load(events.batches(events.Events(1, total=1000, prefix="long"), 2, 500, case=LONG), 1)
            for size in (size for size in SIZES if size <= given.most):
                rows.append(growth.row(size))
                print(json.dumps(rows[-1]), flush=True)
            rebuilt = growth.load(events.get("/v1/views/rebuild", "POST"), 1, 1)
            end = {"rebuild, s": rebuilt["seconds"], "rebuild, MiB": daemon.peak}
            began = time.monotonic()
            machine.run(pathlib.Path(daemon.program).with_name("daybook"), "log", "verify", "--json", "--ledger", daemon.ledger)
            end["verify, s"] = time.monotonic() - began
        os.makedirs(given.out, exist_ok=True)
        with open(f"{given.out}/growth.json", "w") as file:
            json.dump({"conditions": conditions, "rows": rows, "end": end}, file, indent=1)
        print(table(rows))
        print(" · ".join(f"{name} {value:.1f}" for name, value in end.items()))
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
