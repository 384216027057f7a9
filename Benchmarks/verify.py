#!/usr/bin/env python3
"""How quick a check of the whole ledger is, beside opening and hashing the same bytes with the crypto library alone, the two in
turns in one process, which this builds: Benchmarks/verify.py [--daemon .build/release/daybookd] [--events 300000]."""

import argparse
import atexit
import json
import os
import shutil
import statistics
import subprocess
import tempfile

import events
import machine

# As the Makefile builds the programs that are installed.
BUILD = ["swift", "build", "--explicit-target-dependency-import-check", "error", "-c", "release", "--static-swift-stdlib",
         "--product", "checkspeed"]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--daemon", default=".build/release/daybookd")
    options.add_argument("--events", type=int, default=300_000)
    options.add_argument("--checkspeed", help="this program, and none that is built now")
    options.add_argument("--first", action="store_true", help="go before everything else on the machine")
    options.add_argument("--keep", help="make the ledger here, or measure the one that is here already")
    given = options.parse_args()
    if not given.checkspeed:
        subprocess.run(BUILD, cwd=machine.ROOT, stdout=subprocess.DEVNULL, check=True)
    checkspeed = os.path.abspath(given.checkspeed or f"{machine.ROOT}/.build/release/checkspeed")
    if given.first:
        machine.go_first()
    directory = tempfile.mkdtemp(prefix="daybook-verify-", dir="/var/tmp")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    machine.build(directory)
    place = given.keep or f"{directory}/d"
    if not os.path.exists(place):
        daemon = machine.Daemon(os.path.abspath(given.daemon), place)
        os.mkdir(place)
        daemon.start()
        path = f"{directory}/requests"
        source = events.Events(2000, total=given.events)
        for _ in range(10):
            events.write(path, events.batches(source, given.events // 5000, 500))
            machine.run(f"{directory}/load", daemon.socket, path, 2, given.events // 5000)
        daemon.stop()
    print(json.dumps(machine.conditions(directory, given.daemon)))
    found = json.loads(subprocess.run([checkspeed, f"{place}/ledger"], stdout=subprocess.PIPE, text=True, check=True).stdout)
    middle = {name: {unit: statistics.median(one[unit] for one in found[name]) for unit in found[name][0]} for name in ("library", "check")}
    for name, times in middle.items():
        print(f"{name:8}: {times['milliseconds']:6.0f} ms, {times['processor_milliseconds']:6.0f} ms of processors, "
              f"{found['events'] / times['milliseconds'] * 1000:9,.0f} events/s, {times['processor_milliseconds'] * 1000 / found['events']:.2f} us of processor an event")
    for unit in ("milliseconds", "processor_milliseconds"):
        print(f"the library alone takes {middle['library'][unit] / middle['check'][unit]:.0%} of what the check takes, by {unit}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
