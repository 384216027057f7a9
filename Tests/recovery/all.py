#!/usr/bin/env python3
"""Runs everything that takes something away from the daemon, and writes down what each part found: `make recovery`.

    all.py [--quick] [--only kill,power,...] [--with 'kill=--kills 500'] [--daemon PATH] [--out DIRECTORY] [--into PAGE]

Each part is a program of its own in this directory, with --help. What it found goes to parts/NAME.json, with the conditions
it ran under, so that parts may run at different times; recovery.md shows the last run of each.
"""

import argparse
import json
import os
import platform
import re
import shlex
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
        ("kill", "kill -9 under load", ["kill_loop.py", "--kills", "8" if quick else "1000", "--reader", READER]),
        ("kill-control", "the same with spoilt ledgers, which must be found", ["kill_loop.py", "--control"]),
        ("power", "loss of power", ["power_loss.py", "--rounds", "2" if quick else "10", "--images", "300" if quick else "10000", "--served", "6" if quick else "200"]),
        ("power-control", "the same with a falsified record, which must be found", ["power_loss.py", "--control", "--rounds", "2", "--images", "150" if quick else "1000"]),
        ("power-placing", "loss of power during backups, restores, exports and imports", ["power_placing.py", "--images", "5" if quick else "200"]),
        ("power-placing-control", "the same without flushes, which must be found", ["power_placing.py", "--control", "--images", "20"]),
        ("placing", "kill -9 of backups, restores, exports and imports", ["placing.py", "--kills", "12" if quick else "400", "--events", "600" if quick else "3000"]),
        ("placing-control", "the same with what was made falsified, which must be found", ["placing.py", "--control", "--events", "600"]),
        ("faults", "calls that fail", ["faults.py", "--most", "1" if quick else "400"]),
        ("faults-placing", "calls that fail during backups, restores, exports and imports", ["faults_placing.py", "--most", "1" if quick else "25"]),
        ("rot", "bits that flip on the disk", ["bit_rot.py", "--images", "60" if quick else "1000"]),
        ("clock", "a clock that steps", ["clock.py", "--steps", "60" if quick else "3000"]),
        ("model", "random histories against a model", ["model.py", "--operations", "4000" if quick else "1000000"]),
        ("model-control", "the same with false answers, which must be found", ["model.py", "--control"]),
        ("fuzz", "changed inputs", ["fuzz.py", "--seconds", str(options.fuzz_seconds or (20 if quick else 3600))]),
        ("load", "twice the load it bears", ["overload.py", "--seconds", str(options.load_seconds or 60)]),
    ]


def run(name, what, command, options):
    program, *arguments = command
    # The last word counts.
    arguments += [word for part, _, words in (each.partition("=") for each in options.words) if part == name for word in shlex.split(words)]
    found = conditions(options)
    print(f"== {name}: {what}", flush=True)
    began, lines = time.monotonic(), []
    given = [sys.executable, "-B", os.path.join(HERE, program), *(
        ["--programs", os.path.dirname(os.path.abspath(options.daemon))] if program == "bit_rot.py" else ["--daemon", os.path.abspath(options.daemon)]), *arguments]
    if options.command and program in ("faults.py", "faults_placing.py", "fuzz.py", "placing.py", "power_placing.py"):
        given += ["--verify" if program == "faults.py" else "--command", os.path.abspath(options.command)]
    with subprocess.Popen(given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    return result_of(name, what, " ".join([program, *arguments]), lines, process.returncode, time.monotonic() - began, found)


def result_of(name, what, command, lines, status, seconds, ran):
    """What is kept of a part: its last words are its result."""
    result = {"name": name, "what": what, "command": command.replace(READER, "read_ledger.py"), "passed": status == 0, "seconds": round(seconds),
              "seed": next((found[1] for line in lines if (found := re.search(r"\bseed (\d+)", line))), None), "said": lines[-30:], "conditions": ran}
    print(f"== {name}: {'passed' if result['passed'] else 'FAILED'} in {result['seconds']} s", flush=True)
    return result


def conditions(options):
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), platform.machine())
    revision = options.revision or subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    return {"measured": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "revision": revision, "daemon": os.path.relpath(options.daemon, ROOT),
            "cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "load average before": "%.1f %.1f %.1f" % os.getloadavg()}


def keep(options, result):
    os.makedirs(os.path.join(options.out, "parts"), exist_ok=True)
    with open(os.path.join(options.out, "parts", result["name"] + ".json"), "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1, ensure_ascii=False)


def kept(options):
    """The last run of each part, in the order of the steps."""
    for name, _, _ in steps(options):
        try:
            with open(os.path.join(options.out, "parts", name + ".json"), encoding="utf-8") as file:
                yield json.load(file)
        except FileNotFoundError:
            pass


def page(results):
    """What all parts have in common, and a line for each."""
    every = [each["conditions"] for each in results]
    common = {name: value for name, value in every[0].items() if all(each[name] == value for each in every)}
    own = [name for name in every[0] if name not in common]
    lines = [f"- {name}: {value}" for name, value in common.items()]
    lines += ["", "| " + " | ".join(["part", "command", "result", "seconds", "seed", *own]) + " |", "|---" * (5 + len(own)) + "|"]
    for each in results:
        said = next((line for line in reversed(each["said"]) if line.strip()), "").replace("|", "/")
        # Of an option that is given twice the last one counted.
        command = re.sub(r"(--[a-z]+) \S+ (?=.*\1 )", "", each["command"])
        cells = [each["what"], f"`{command}`", said if each["passed"] else "**FAILED**: " + said, each["seconds"], each["seed"] or ""]
        lines.append("| " + " | ".join(str(cell) for cell in cells + [each["conditions"][name] for name in own]) + " |")
    return "\n".join(lines) + "\n"


def write(options):
    text = page(list(kept(options)))
    with open(os.path.join(options.out, "recovery.md"), "w", encoding="utf-8") as file:
        file.write(text)
    if options.into:
        with open(options.into, encoding="utf-8") as file:
            whole = file.read()
        with open(options.into, "w", encoding="utf-8") as file:
            file.write(re.sub(r"(?s)(<!-- figures[^\n]*-->\n).*?(<!-- end of figures -->)", lambda found: found[1] + text + found[2], whole))


def main():
    parser = argparse.ArgumentParser(description="Take everything away from the daemon.")
    parser.add_argument("--quick", action="store_true", help="the short forms, a few minutes")
    parser.add_argument("--only", help="comma-separated names of parts; nothing for none, only to write what is there")
    parser.add_argument("--with", dest="words", action="append", default=[], metavar="PART=WORDS", help="further words for a part, as 'kill=--kills 500'")
    parser.add_argument("--revision", help="what the daemon was built from, where it is not what stands here")
    parser.add_argument("--load-seconds", type=int, help="7200 for the long form")
    parser.add_argument("--fuzz-seconds", type=int)
    parser.add_argument("--daemon", default=os.path.join(ROOT, ".build/release/daybookd"))
    parser.add_argument("--command", help="the command, where it is not beside the daemon")
    parser.add_argument("--out", default=os.path.join(ROOT, ".build/recovery"))
    parser.add_argument("--into", help="also put the figures into this page, between its marks")
    options = parser.parse_args()
    results = []
    for name, what, command in steps(options):
        left_out = options.quick and name in ("kill-control", "load")
        if not left_out if options.only is None else name in options.only.split(","):
            results.append(run(name, what, command, options))
            keep(options, results[-1])
            write(options)
    if options.only == "":
        write(options)
    failed = [each["name"] for each in results if not each["passed"]]
    print(f"written to {options.out}/recovery.md" + (f"; FAILED: {', '.join(failed)}" if failed else "; everything passed"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
