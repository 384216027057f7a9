#!/usr/bin/env python3
"""Feeds the readers with inputs that libFuzzer makes, guided by the code they reach: `make fuzz`.

    fuzz.py [--seconds N] [--only json,event,...] [--program PATH] [--keep DIRECTORY] [--out FILE]

The first inputs are made from what is published with daybook, and from other people's files beside the repository where
they are there. What is reached is kept in the corpus, and the next run begins with it. An input that breaks a reader is kept
beside it, and is to be made a test of the reader's suite before it is mended.
"""

import argparse
import base64
import glob
import json
import os
import platform
import re
import subprocess
import sys
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
SHARED = os.path.join(ROOT, "..", "shared", "data")
MEMORY = 2048   # MiB for one reader
PATIENCE = 20   # seconds for one input
LONGEST = {"xlsx": 200_000, "census": 16_384, "sheet": 16_384}  # bytes of one input; 8,192 of others


def read(path):
    with open(path, "rb") as file:
        return file.read()


def published(pattern):
    return [read(path) for path in sorted(glob.glob(os.path.join(ROOT, "schemas", pattern)))]


def shared(pattern, most=30):
    return [read(path) for path in sorted(glob.glob(os.path.join(SHARED, pattern)))[:most]]


def head(content, lines=8):
    return b"".join(content.splitlines(keepends=True)[:lines])


def vectors():
    """Parts of the published vectors of the ledger's format: whatever stands in them as text, or as base64 or hexadecimal."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)
        elif isinstance(value, str):
            found.append(value.encode())
            if re.fullmatch(r"([0-9a-f]{2}){20,}", value):
                found.append(bytes.fromhex(value))
            elif re.fullmatch(r"[A-Za-z0-9+/]{20,}={0,2}", value) and len(value) % 4 == 0:
                found.append(base64.b64decode(value))

    walk(json.loads(published("ledger-vectors.json")[0]))
    return found


def events():
    return [line for file in published("worked-case/*.jsonl") for line in file.splitlines() if line.strip()][:60]


def sheets():
    found = []
    for path in sorted(glob.glob(os.path.join(SHARED, "annex-a", "*.xlsx"))):
        with zipfile.ZipFile(path) as book:
            parts = [book.read(f"xl/{name}.xml") for name in ("sharedStrings", "styles")]
            found += [b"\0".join([parts[0], book.read(name), parts[1]]) for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
    return found


def records():
    """A header with its length before it, and something behind."""
    return [len(each).to_bytes(2, "big") + each + b"sealed" for each in vectors() if each.startswith(b"{")]


HASH = base64.b64encode(bytes(32))
NOTE = b"example.org/daybook\n7\n" + HASH + b"\n\n\xe2\x80\x94 example.org/daybook " + base64.b64encode(bytes(68)) + b"\n"
RECEIPT = b"c2sp.org/tlog-proof@v1\nextra " + HASH + b"\nindex 3\n" + HASH + b"\n" + HASH + b"\n\n" + NOTE

# What each reader begins with.
SEEDS = {
    "json": lambda: [b'{"a":[1,-2.5e3,true,null,"\\u00e9\\ud83d\\ude00\\n"],"b":{}}', *events()],
    "event": events,
    "record": lambda: [*records(), b"\0\2{}sealed"],
    "sealed": lambda: [bytes(32) + b"\0\0\0\2{}", bytes(32) + b"\0\0\0\2{}" + b'{"actorname":"A. Patel","weather":"rain"}'],
    "note": lambda: [NOTE, b"example.org/daybook+0f0f0f0f+" + base64.b64encode(b"\1" + bytes(32)), *[each for each in vectors() if b"\n" in each or b"+" in each][:40]],
    "receipt": lambda: [RECEIPT, *[RECEIPT + b"\0" + json.dumps(json.loads(each) | {"sequence": "3", "recordedtime": "2026-03-04T10:12:33.000000Z", "postedby": "uid:0 root"}).encode() for each in events()[:10]]],
    "tile": lambda: [b"0/000", b"entries/x001/067", b"1/x123/456.p/7", b"63/x018/x446/x744/x073/x709/551"],
    "bundle": lambda: [b"\0\2{}\0\3abc", b""],
    "pack": lambda: [head(each, 120) for each in published("standards/*.yaml")],
    "policy": lambda: [read(os.path.join(ROOT, "deploy", "policy.yaml"))],
    "retention": lambda: published("retention.yaml"),
    "mapping": lambda: [each + b"\0" + b"cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n1,P1,2024-02-03,Y\n2,P2,03/02/2024,\n" for each in published("mappings/ssd/*.yaml")],
    "csv": lambda: [b'cinv_cin_visit_id,cinv_person_id,cinv_cin_visit_date,cinv_cin_visit_seen\n1,P1,2024-02-03,Y\n2,"P ""2""",03/02/2024,N\n', *[head(each) for each in shared("ssda903-validator/*.csv")]],
    "ssda903": lambda: [b"\0".join(head(each) for each in returns) for year in range(2017, 2022) if len(returns := [each for table in ("header", "episodes", "reviews", "missing") for each in shared(f"ssda903-five-returns/{year}-{table}.csv")]) == 4],
    "census": lambda: [each[:12_000] for each in shared("cin-census/*.xml")] + [b"<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails></Header><Children><Child><ChildIdentifiers><LAchildID>1</LAchildID><PersonBirthDate>2015-01-01</PersonBirthDate></ChildIdentifiers></Child></Children></Message>"],
    "xlsx": lambda: shared("annex-a/*.xlsx", 3),
    "sheet": lambda: [b'<sst><si><t>Child Unique ID</t></si></sst>\0<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>\0<styleSheet/>', *sheets()],
}


def sow(name, corpus):
    os.makedirs(corpus, exist_ok=True)
    for number, content in enumerate(SEEDS[name]()):
        with open(os.path.join(corpus, f"seed-{number}"), "wb") as file:
            file.write(content[: LONGEST.get(name, 8192)])


def fuzz(name, options):
    """Runs one reader; answers executions, features reached, inputs that broke it."""
    corpus = os.path.join(options.keep, "corpus", name)
    broken = os.path.join(options.keep, "broken", name) + os.sep
    os.makedirs(broken, exist_ok=True)
    sow(name, corpus)
    before = set(os.listdir(broken))
    environment = {**os.environ, "FUZZ_TARGET": name, "DAYBOOK_SCHEMAS": os.path.join(ROOT, "schemas"),
                   "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1"}
    command = [options.program, corpus, f"-max_total_time={options.seconds}", f"-artifact_prefix={broken}", f"-rss_limit_mb={MEMORY}", f"-timeout={PATIENCE}",
               f"-max_len={LONGEST.get(name, 8192)}", "-print_final_stats=1", "-detect_leaks=0", *([f"-seed={options.seed}"] if options.seed else [])]
    began = time.monotonic()
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    took, said = time.monotonic() - began, done.stderr
    with open(os.path.join(options.keep, name + ".log"), "w", encoding="utf-8") as log:
        log.write(said)
    ran = re.findall(r"stat::number_of_executed_units:\s*(\d+)", said) or re.findall(r"^#(\d+)", said, re.M) or ["0"]
    reached = re.findall(r"cov: (\d+) ft: (\d+)", said) or [("0", "0")]
    found = sorted(set(os.listdir(broken)) - before)
    result = {"reader": name, "seconds": round(took), "executions": int(ran[-1]), "edges": int(reached[-1][0]), "features": int(reached[-1][1]),
              "kept": len(os.listdir(corpus)), "broken": found, "status": done.returncode}
    print(f"{name}: {result['executions']:,} executions in {took:.0f} s, {result['edges']} edges, {result['kept']} inputs kept"
          + (f"; BROKEN by {', '.join(found)}" if found or done.returncode else ""), flush=True)
    if done.returncode:
        print(said[-3000:], file=sys.stderr)
    return result


def main():
    parser = argparse.ArgumentParser(description="Feed the readers with inputs, guided by the code they reach.")
    parser.add_argument("--seconds", type=int, default=300, help="for each reader")
    parser.add_argument("--only", help="comma-separated: " + ",".join(SEEDS))
    parser.add_argument("--seed", type=int, help="of libFuzzer; it takes one of its own otherwise, and its log says which")
    parser.add_argument("--program", default=os.path.join(ROOT, ".build-fuzz/release/fuzzers"))
    parser.add_argument("--keep", default=os.path.join(ROOT, ".build-fuzz/found"), help="where inputs are kept")
    options = parser.parse_args()
    options.program, options.keep = os.path.abspath(options.program), os.path.abspath(options.keep)
    names = options.only.split(",") if options.only else list(SEEDS)
    results = [fuzz(name, options) for name in names]
    revision = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    with open(os.path.join(options.keep, time.strftime("run-%Y%m%dT%H%M%SZ.json", time.gmtime())), "w", encoding="utf-8") as file:
        json.dump({"measured": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "revision": revision, "kernel": platform.release(),
                   "load average after": "%.1f %.1f %.1f" % os.getloadavg(), "results": results}, file, indent=1)
    total, seconds = sum(each["executions"] for each in results), sum(each["seconds"] for each in results)
    print(f"{total:,} executions of {len(results)} readers in {seconds / 3600:.2f} hours: "
          + (f"{len(failed)} BROKEN: {', '.join(failed)}" if (failed := [each["reader"] for each in results if each["status"] or each["broken"]]) else "none broke"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
