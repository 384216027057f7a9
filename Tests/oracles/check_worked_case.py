#!/usr/bin/env python3
"""Checks schemas/worked-case/worked-case.jsonl, line by line and as a whole.

It knows nothing of daybook's own code: it reads the published schema files and the
JSON lines. Needs Python 3.11 and the package jsonschema. Exit 0 if all holds, 1 if not.

    check_worked_case.py [--file WORKED-CASE.jsonl] [--schemas SCHEMAS-DIRECTORY]
"""

import argparse
import json
import re
import sys
from datetime import datetime, timezone
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
ORDER = (
    "specversion id source type subject time timeprecision enteredtime actor actorname actorrole"
    " actorteam concerns corrects correlationid causationid data"
).split()
REQUIRED = "specversion id source type subject time enteredtime data".split()
SUBJECT = re.compile(r"(case|worker|team|service)/[A-Za-z0-9._~:@+-]{1,128}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# Fields of data that name one event, or several.
NAMES_EVENT = (
    "decision superseded_by moved_to placement assessment_ref genogram_ref chronology_ref consent_ref".split()
)
NAMES_EVENTS = "based_on about_events cross_references".split()
LAST_MOMENT = datetime(2026, 11, 1, tzinfo=timezone.utc)
AT_LEAST = 150


def moment(text):
    if not isinstance(text, str) or not TIME.fullmatch(text):
        raise ValueError(f"{text!r} is not a time like 2026-03-04T10:12:33Z")
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def no_twins(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a key occurs twice in one object")
    return dict(pairs)


def load_schema(path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return schema


def main():
    arguments = argparse.ArgumentParser(description="Checks the worked case.")
    arguments.add_argument("--file", type=Path, default=ROOT / "schemas/worked-case/worked-case.jsonl")
    arguments.add_argument("--schemas", type=Path, default=ROOT / "schemas")
    given = arguments.parse_args()

    faults = []

    def fault(line, message):
        faults.append(f"{given.file.name}:{line}: {message}")

    if not (given.schemas / "events").is_dir():
        print(f"{given.schemas}/events: no such directory; name the schemas with --schemas", file=sys.stderr)
        return 1

    envelope = Draft202012Validator(
        load_schema(given.schemas / "event.json"), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    by_type = {}
    kinds_of_subject = {}
    for path in sorted((given.schemas / "events").glob("*.json")):
        schema = load_schema(path)
        by_type[path.stem] = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        kinds_of_subject[path.stem] = schema.get("x-daybook", {}).get("subjects")

    text = given.file.read_text(encoding="utf-8")
    if not text.endswith("\n"):
        faults.append(f"{given.file.name}: the last line does not end")
    events = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            events.append((number, json.loads(line, object_pairs_hook=no_twins)))
        except ValueError as error:
            fault(number, f"not JSON: {error}")

    where = {}
    for number, event in events:
        pair = (event.get("source"), event.get("id"))
        if pair in where:
            fault(number, f"{pair[0]}#{pair[1]} is also on line {where[pair]}")
        where.setdefault(pair, number)

    def resolve(number, event, name, what):
        source, _, identifier = name.rpartition("#")
        pair = (source or event["source"], identifier)
        if pair not in where:
            fault(number, f"{what} names {name}, which is no event of this file")
        elif where[pair] == number:
            fault(number, f"{what} names the event itself")
        elif source == event["source"]:
            fault(number, f"{what} names {name}: within one source the id alone is written")
        return pair

    before = None
    for number, event in events:
        missing = [key for key in REQUIRED if key not in event]
        if missing:
            fault(number, f"lacks {', '.join(missing)}")
            continue
        label = f"{event['id']} ({event['type']})"
        wrong = [key for key in event if key not in ORDER]
        if wrong:
            fault(number, f"{label}: attributes not used here: {', '.join(wrong)}")
        elif list(event) != [key for key in ORDER if key in event]:
            fault(number, f"{label}: attributes are not in the usual order")

        for error in envelope.iter_errors(event):
            fault(number, f"{label}: {error.json_path}: {error.message}")
        if event["type"] not in by_type:
            fault(number, f"{label}: no schema events/{event['type']}.json")
        else:
            for error in by_type[event["type"]].iter_errors(event["data"]):
                fault(number, f"{label}: data{error.json_path[1:]}: {error.message}")
            kinds = kinds_of_subject[event["type"]]
            if kinds and event["subject"].split("/")[0] not in kinds:
                fault(number, f"{label}: is not about a {event['subject'].split('/')[0]}")

        for subject in [event["subject"], *filter(None, event.get("concerns", "").split(","))]:
            if not SUBJECT.fullmatch(subject):
                fault(number, f"{label}: {subject!r} is not a subject")
        if event["subject"] in event.get("concerns", "").split(","):
            fault(number, f"{label}: concerns its own subject")

        if not event["subject"].startswith("service/"):
            if "actor" not in event:
                fault(number, f"{label}: says nothing of who did it")
            elif event["actor"] != "unknown" and "actorrole" not in event:
                fault(number, f"{label}: the actor has no role")

        try:
            happened, entered = moment(event["time"]), moment(event["enteredtime"])
        except ValueError as error:
            fault(number, f"{label}: {error}")
            continue
        if happened > entered:
            fault(number, f"{label}: happened after it was entered")
        if entered >= LAST_MOMENT:
            fault(number, f"{label}: entered on or after {LAST_MOMENT:%Y-%m-%d}")
        if before and entered < before:
            fault(number, f"{label}: entered before the line above it")
        before = entered

        data = event["data"]
        if "corrects" in event:
            pair = resolve(number, event, event["corrects"], f"{label}: corrects")
            if pair in where and where[pair] > number:
                fault(number, f"{label}: corrects an event that is entered later")
        elif event["type"] in ("record.corrected", "record.withdrawn"):
            fault(number, f"{label}: does not say what it corrects")
        if "causationid" in event:
            resolve(number, event, event["causationid"], f"{label}: causationid")
        for field in NAMES_EVENT:
            # Only decision.ended names an event in `decision`; elsewhere it is the text of one.
            if field in data and not (field == "decision" and event["type"] != "decision.ended"):
                resolve(number, event, data[field], f"{label}: data.{field}")
        for field in NAMES_EVENTS:
            for name in data.get(field, []):
                resolve(number, event, name, f"{label}: data.{field}")

    if len(events) < AT_LEAST:
        faults.append(f"{given.file.name}: {len(events)} events; at least {AT_LEAST} are wanted")

    for line in faults:
        print(line, file=sys.stderr)
    if faults:
        print(f"{len(faults)} faults in {len(events)} events", file=sys.stderr)
        return 1
    print(f"{len(events)} events of {len({event['type'] for _, event in events})} types from "
          f"{len({event['source'] for _, event in events})} sources: all well")
    return 0


if __name__ == "__main__":
    sys.exit(main())
