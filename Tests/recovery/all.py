#!/usr/bin/env python3
"""Runs everything that takes something away from the daemon, and writes down what each part found: `make recovery`.

    all.py [--quick] [--only kill,power,...] [--load-seconds N] [--fuzz-seconds N] [--daemon PATH] [--out DIRECTORY]

Each part is a program of its own in this directory, with --help. The figures go to recovery.md and recovery.json.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
READER = f"{sys.executable} -B {ROOT}/Tests/oracles/read_ledger.py"


def steps(options):
    """Name, what it shows, program with arguments; the last part of each output is its result."""
    quick = options.quick
    return [
        ("kill", "kill -9 under load", ["kill_loop.py", "--kills", "8" if quick else "1000"] + ([] if quick else ["--reader", READER])),
        ("kill-control", "the same with spoilt ledgers, which must be found", ["kill_loop.py", "--control"]),
        ("power", "loss of power", ["power_loss.py", "--rounds", "2" if quick else "10", "--images", "300" if quick else "10000", "--served", "6" if quick else "200"]),
        ("power-control", "the same with a falsified record, which must be found", ["power_loss.py", "--control", "--rounds", "2", "--images", "150" if quick else "1000"]),
        ("faults", "calls that fail", ["faults.py", "--most", "1" if quick else "400"]),
        ("rot", "bits that flip on the disk", ["bit_rot.py", "--images", "60" if quick else "1000"]),
        ("clock", "a clock that steps", ["clock.py", "--steps", "60" if quick else "3000"]),
        ("model", "random histories against a model", ["model.py", "--operations", "4000" if quick else "1000000"]),
        ("model-control", "the same with false answers, which must be found", ["model.py", "--control"]),
        ("fuzz", "changed inputs", ["fuzz.py", "--seconds", str(options.fuzz_seconds or (20 if quick else 3600))]),
        ("load", "twice the load it bears", ["overload.py", "--seconds", str(options.load_seconds or 60)]),
    ]


def run(name, what, command, options):
    program, *arguments = command
    print(f"== {name}: {what}", flush=True)
    began, lines = time.monotonic(), []
    given = [sys.executable, "-B", os.path.join(HERE, program), *(
        ["--programs", os.path.dirname(os.path.abspath(options.daemon))] if program == "bit_rot.py" else ["--daemon", os.path.abspath(options.daemon)]), *arguments]
    if options.command and program in ("faults.py", "fuzz.py"):
        given += ["--verify" if program == "faults.py" else "--command", os.path.abspath(options.command)]
    with subprocess.Popen(given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    result = {"name": name, "what": what, "command": " ".join([program, *arguments]).replace(READER, "read_ledger.py"), "passed": process.returncode == 0,
              "seconds": round(time.monotonic() - began), "seed": next((line.split()[1].rstrip(",") for line in lines if line.startswith("seed ")), None),
              "said": lines[-30:]}
    print(f"== {name}: {'passed' if result['passed'] else 'FAILED'} in {result['seconds']} s", flush=True)
    return result


def conditions(options):
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), platform.machine())
    revision = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    return {"measured": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "revision": revision, "daemon": os.path.relpath(options.daemon, ROOT),
            "cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "load average before": "%.1f %.1f %.1f" % os.getloadavg()}


def write(options, found, results):
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, "recovery.json"), "w", encoding="utf-8") as file:
        json.dump({"conditions": found, "results": results}, file, indent=1, ensure_ascii=False)
    lines = [f"- {name}: {value}" for name, value in found.items()] + ["", "| part | command | result | seconds | seed |", "|---|---|---|---|---|"]
    for each in results:
        said = next((line for line in reversed(each["said"]) if line.strip()), "")
        result = said if each["passed"] else "**FAILED**: " + said
        lines.append(f"| {each['what']} | `{each['command']}` | {result.replace('|', '/')} | {each['seconds']} | {each['seed'] or ''} |")
    text = "\n".join(lines) + "\n"
    with open(os.path.join(options.out, "recovery.md"), "w", encoding="utf-8") as file:
        file.write(text)
    if options.into:
        with open(options.into, encoding="utf-8") as file:
            page = file.read()
        with open(options.into, "w", encoding="utf-8") as file:
            file.write(re.sub(r"(?s)(<!-- figures[^\n]*-->\n).*?(<!-- end of figures -->)", lambda found: found[1] + text + found[2], page))


def main():
    parser = argparse.ArgumentParser(description="Take everything away from the daemon.")
    parser.add_argument("--quick", action="store_true", help="the short forms, a few minutes")
    parser.add_argument("--only", help="comma-separated names of parts")
    parser.add_argument("--load-seconds", type=int, help="7200 for the long form")
    parser.add_argument("--fuzz-seconds", type=int)
    parser.add_argument("--daemon", default=os.path.join(ROOT, ".build/release/daybookd"))
    parser.add_argument("--command", help="the command, where it is not beside the daemon")
    parser.add_argument("--out", default=os.path.join(ROOT, ".build/recovery"))
    parser.add_argument("--into", help="also put the figures into this page, between its marks")
    options = parser.parse_args()
    found, results = conditions(options), []
    for name, what, command in steps(options):
        left_out = options.quick and name in ("kill-control", "load")
        if name in options.only.split(",") if options.only else not left_out:
            results.append(run(name, what, command, options))
            write(options, found, results)
    failed = [each["name"] for each in results if not each["passed"]]
    print(f"written to {options.out}/recovery.md" + (f"; FAILED: {', '.join(failed)}" if failed else "; everything passed"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
