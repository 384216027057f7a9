#!/usr/bin/env python3
"""Measures daybook beside what is used today, in one run on one machine: the same events, each answer flushed to the disk.

    beside.py [--quick] [--only daybook,postgresql,...] [--runs N]

Needs what `scripts/setup --bench` installs. A peer that is not there is left out and named. Writes beside.json, beside.md
and plots (SVG) into .build/bench. The order of peers is another in every run, so that a slow minute hits each.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time

import machine
import peers
import plot
import report

# name, clients, batch, requests in the full form, in the quick one
POSTS = [
    ("1 client, one event a request", 1, 1, 5_000, 1_500),
    ("16 clients, one event a request", 16, 1, 20_000, 4_000),
    ("64 clients, one event a request", 64, 1, 40_000, 8_000),
    ("256 clients, one event a request", 256, 1, 40_000, 8_000),
    ("1 client, batches of 10", 1, 10, 2_000, 400),
    ("1 client, batches of 500", 1, 500, 200, 30),
]
TARGETS = {
    "64 clients, one event a request": 2.0, "1 client, batches of 500": 3.0, "history of a case of 1,000 events": 5.0,
}


def build(directory):
    machine.build(directory)
    compiler = shutil.which("clang") or shutil.which("cc")
    done = subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-o", f"{directory}/sqlite", f"{machine.HERE}/sqlite.c", "-lsqlite3", "-lpthread"],
                          capture_output=True, text=True)
    return done.returncode == 0


def there(kind, has_sqlite):
    return {
        "Daybook": True, "PostgreSQL": os.path.exists(f"{peers.PostgreSQL.BIN}/pgbench"), "SQLite": has_sqlite,
        "Redis": bool(shutil.which("redis-server")), "JetStream": bool(shutil.which("nats-server") or os.path.exists("/usr/sbin/nats-server")),
    }[kind.__name__]


def measure(kind, directory, options):
    """One run of one peer: workload -> figures."""
    place = os.path.join(directory, kind.__name__)
    arguments = [os.path.abspath(options.daemon)] if kind is peers.Daybook else []
    peer = kind(directory, place, *arguments)
    found = {}
    try:
        peer.post(1, 500, 1, case=peers.LONG)
        peer.post(1, 500, 1, case=peers.LONG)
        peer.post(1, 500, 20)  # every case is there
        for name, clients, batch, full, quick in POSTS:
            found[name] = peer.post(clients, batch, quick if options.quick else full)
        count = 50 if options.quick else 300
        if peer.history:
            found["history of a case of 1,000 events"] = peer.history(count)
        if peer.decisions:
            found["decisions by one person, 50 of them"] = peer.decisions(count)
        if kind is peers.Daybook:
            found["history of a case of 1,000 events, with its meaning"] = peer.meaning(count)
        found["bytes on disk for an event"] = {"rate": peer.bytes() / peer.source.number}
    finally:
        peer.close()
    for name, result in found.items():
        print(f"{kind.title}: {name}: {result['rate']:,.0f}" + (f"/s, p50 {result['p50_ms']:.2f} ms, p99 {result['p99_ms']:.2f} ms" if "p50_ms" in result else ""), flush=True)
    return found


def floor(directory, quick):
    """LMDB alone, with daybook's inserts."""
    found = {}
    for name, batch, count in [("1 client, one event a request", 1, 10_000), ("64 clients, one event a request", 64, 100_000), ("1 client, batches of 500", 500, 200_000)]:
        place = tempfile.mkdtemp(dir=directory)
        result = machine.run(f"{directory}/floor", place, count // (5 if quick else 1), batch, 1200)
        shutil.rmtree(place)
        found[name] = {"rate": result["events"] / result["seconds"]}
    return found


def middle(runs):
    """Medians over the runs of one peer."""
    return {
        name: {field: statistics.median(run[name][field] for run in runs if name in run) for field in figures}
        for name, figures in runs[0].items()
    }


def main():
    parser = argparse.ArgumentParser(description="Measure daybook beside what is used today.")
    parser.add_argument("--daemon", default=os.environ.get("DAYBOOKD", os.path.join(machine.ROOT, ".build/release/daybookd")))
    parser.add_argument("--quick", action="store_true", help="one run, less than a minute for each peer")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", help="comma-separated: daybook,postgresql,sqlite,redis,jetstream")
    parser.add_argument("--out", default=os.path.join(machine.ROOT, ".build/bench"))
    parser.add_argument("--into", help="also put the figures into this page, between its marks, and the plots beside it")
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="daybook-beside-", dir=os.environ.get("TMPDIR", "/var/tmp"))
    results, left_out = {}, []
    try:
        has_sqlite = build(directory)
        conditions = machine.conditions(directory, os.path.abspath(options.daemon))
        kinds = [kind for kind in peers.PEERS if not options.only or kind.__name__.lower() in options.only.split(",")]
        left_out = [kind.title for kind in kinds if not there(kind, has_sqlite)]
        kinds = [kind for kind in kinds if there(kind, has_sqlite)]
        for _ in range(1 if options.quick else options.runs):
            for kind in random.sample(kinds, len(kinds)):
                began, busy = time.monotonic(), machine.busy()[0]
                results.setdefault(kind, []).append(measure(kind, directory, options))
                print(f"{kind.title}: {time.monotonic() - began:.0f} s, processors busy {(machine.busy()[0] - busy) / (time.monotonic() - began):.1f} of {os.cpu_count()}", flush=True)
            results.setdefault("floor", []).append(floor(directory, options.quick))
        conditions["load average after"] = "%.2f %.2f %.2f" % os.getloadavg()
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    write(options, conditions, {("LMDB alone, in C" if kind == "floor" else kind.title): middle(runs) for kind, runs in results.items()}, left_out)


def write(options, conditions, results, left_out):
    os.makedirs(options.out, exist_ok=True)
    ours, ratios = results.get("daybook", {}), {}
    for name, aim in TARGETS.items():
        other = results.get("PostgreSQL 15", {}).get(name)
        if other and name in ours:
            ratios[name] = {"ratio to PostgreSQL 15": ours[name]["rate"] / other["rate"], "target": aim}
    with open(os.path.join(options.out, "beside.json"), "w", encoding="utf-8") as file:
        json.dump({"conditions": conditions, "left out": left_out, "results": results, "ratios": ratios}, file, indent=1)
    names = list(dict.fromkeys(name for found in results.values() for name in found))
    lines = [f"- {name}: {value}" for name, value in conditions.items()] + [f"- not there, left out: {', '.join(left_out) or 'none'}", ""]
    lines += ["| | " + " | ".join(results) + " |", "|---" * (len(results) + 1) + "|"]
    for name in names:
        cells = [f"{found[name]['rate']:,.0f}" + (f" ({found[name]['p99_ms']:.1f} ms)" if "p99_ms" in found[name] else "") if name in found else "–" for found in results.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "Events or questions a second; in brackets the 99th percentile of the latency.", ""]
    for name, entry in ratios.items():
        lines.append(f"- {name}: {entry['ratio to PostgreSQL 15']:.2f} times PostgreSQL 15 (target {entry['target']:.0f} times)")
    text = "\n".join(lines) + "\n"
    with open(os.path.join(options.out, "beside.md"), "w", encoding="utf-8") as file:
        file.write(text)
    plots = options.out
    if options.into:
        plots = os.path.join(os.path.dirname(os.path.abspath(options.into)), "plots")
        os.makedirs(plots, exist_ok=True)
        report.put(text, options.into, "beside")
    for name in POSTS[0][0], POSTS[2][0], POSTS[5][0], "history of a case of 1,000 events":
        bars = [(title, found[name]["rate"]) for title, found in results.items() if name in found]
        plot.bars(os.path.join(plots, "beside-" + name.replace(" ", "-").replace(",", "") + ".svg"), name, "a second", bars)
    print("\n".join(lines[-len(ratios) - 1:]))
    print(f"written to {options.out}/beside.json, beside.md and beside-*.svg")


if __name__ == "__main__":
    main()
