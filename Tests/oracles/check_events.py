#!/usr/bin/env python3
"""Checks events against the schema files, with other code than the daemon's.

    Tests/oracles/check_events.py [--schemas DIR] [FILE]

Reads one CloudEvent a line, from FILE or standard input; needs the PyPI package jsonschema. Every
fault is one line on standard output. Exit status 0 without faults, 1 with.
"""

import argparse
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    sys.exit("check_events: needs the Python package jsonschema (pip install jsonschema)")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--schemas", default=pathlib.Path(__file__).parents[2] / "schemas", type=pathlib.Path)
    parser.add_argument("file", nargs="?", type=argparse.FileType(encoding="utf-8"), default=sys.stdin)
    arguments = parser.parse_args()

    def checker(path):
        return jsonschema.Draft202012Validator(
            json.loads(path.read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker())

    envelope, types = checker(arguments.schemas / "event.json"), {}
    faults, count, names = 0, 0, set()
    for line in arguments.file:
        event = json.loads(line)
        count += 1
        kind = event.get("type")
        if kind not in types:
            path = arguments.schemas / "events" / f"{kind}.json"
            types[kind] = checker(path) if path.exists() else None
        found = [error.message for error in envelope.iter_errors(event)]
        if types[kind] is None:
            found.append(f"no schema for {kind}")
        else:
            found += [error.message for error in types[kind].iter_errors(event["data"])]
            subjects = types[kind].schema["x-daybook"]["subjects"]
            if event["subject"].split("/")[0] not in subjects:
                found.append(f"{kind} is not about {event['subject']}")
        name = (event.get("source"), event.get("id"))
        if name in names:
            found.append("source and id were used before")
        names.add(name)
        for message in found:
            faults += 1
            print(f"{event.get('id')}: {message}")
    print(f"{count} events, {faults} faults", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
