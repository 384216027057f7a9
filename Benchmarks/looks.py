#!/usr/bin/env python3
"""What a look costs: the same question with the visitors' book and without it, in turns, by one client, by sixteen that ask 1,000
questions a second together, and by sixteen that ask without a pause.

A daemon that can be told not to write the book is built for this alone, and never installed:

    git apply Benchmarks/without-the-book.patch && swift build -c release --static-swift-stdlib --product daybookd
    git apply -R Benchmarks/without-the-book.patch
    Benchmarks/looks.py --daemon .build/release/daybookd
"""

import argparse
import json
import statistics
import tempfile

import events
import machine

TURNS = 5
QUESTIONS = 3000
CROWDS = ((1, 0), (16, 1000), (16, 0))  # clients, and questions a second by all of them; 0: each asks again at once


def commits(daemon):
    """Commits and entries of the book, by its checkpoints."""
    import pathlib
    command = str(pathlib.Path(daemon.program).with_name("daybook"))
    return machine.run(command, "log", "verify", "--only-tree", "--json", "--ledger", daemon.ledger + "/visitors")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--daemon", default=".build/release/daybookd")
    options.add_argument("--first", action="store_true", help="go before everything else on the machine")
    options.add_argument("--place", default="/var/tmp", help="where the ledgers are made; /dev/shm for a disk that takes no time")
    given = options.parse_args()
    if given.first:
        machine.go_first()
    directory = tempfile.mkdtemp(prefix="daybook-looks-", dir=given.place)
    machine.build(directory)
    print(json.dumps(machine.conditions(directory, given.daemon)))
    runs = {}
    for turn in range(TURNS):
        for book in (True, False):
            with machine.Daemon(given.daemon, f"{directory}/{turn}{book}") as daemon:
                daemon.stop()
                daemon.environment.pop("DAYBOOK_BENCH_WITHOUT_BOOK", None)
                if not book:
                    daemon.environment["DAYBOOK_BENCH_WITHOUT_BOOK"] = "1"
                daemon.start()
                path = f"{directory}/requests"
                events.write(path, events.batches(events.Events(100, total=5000), 10, 500))
                machine.run(f"{directory}/load", daemon.socket, path, 1, 10)
                events.write(path, events.get("/v1/cases/000042/history"))
                machine.run(f"{directory}/load", daemon.socket, path, 16, 500)
                for clients, rate in CROWDS:
                    before, (worked, stolen) = daemon.cpu(), machine.busy()
                    found = machine.run(f"{directory}/load", daemon.socket, path, clients, QUESTIONS, rate)
                    after, (worked_after, stolen_after) = daemon.cpu(), machine.busy()
                    found["daemon_us"] = (after - before) * 1e6 / QUESTIONS
                    found["others"] = max(0, worked_after - worked + stolen_after - stolen - (after - before) - found["client_cpu"]) / found["seconds"] / 2
                    if found["bad"]:
                        raise SystemExit(f"looks: {found}")
                    runs.setdefault((clients, rate, book), []).append(found)
                daemon.stop()
                if book and turn == 0:
                    whole = commits(daemon)
                    print(f"the book: {whole['size']} entries in {whole['checkpoints']} commits")
                daemon.start()
    for (clients, rate, book), found in sorted(runs.items()):
        middle = lambda name: statistics.median(one[name] for one in found)
        print(f"{clients:2} clients{f' at {rate}/s' if rate else '':10}, {'with the book   ' if book else 'without the book'}: p50 {middle('p50'):6.0f} us, p99 {middle('p99'):6.0f} us, "
              f"{QUESTIONS / middle('seconds'):6.0f}/s, daemon's CPU {middle('daemon_us'):5.0f} us a question, others took {max(one['others'] for one in found):.0%} at most")


if __name__ == "__main__":
    main()
