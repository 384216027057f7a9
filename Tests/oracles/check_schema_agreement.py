#!/usr/bin/env python3
"""Compares verdicts on JSON values with those of the `jsonschema` package (PyPI), which is other people's code.

Usage: check_schema_agreement.py VALUES DIRECTORY...

VALUES holds JSON lines {"type": NAME, "data": VALUE, "valid": VERDICT}; NAME.json is looked for in the directories.
Exit status 0 if all verdicts agree, 1 if not (each disagreement on a line), 77 if jsonschema is not installed.
"""

import datetime
import json
import pathlib
import re
import sys

try:
    from jsonschema import Draft202012Validator, FormatChecker
except ImportError:
    print("jsonschema is not installed")
    sys.exit(77)

SHOWN = 20

# date is checked by jsonschema itself; the other two only with further packages, so they are written down here, from
# RFC 3339 section 5.6 and RFC 3986 appendix A.
formats = FormatChecker(formats=["date"])

TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII
)


@formats.checks("date-time", raises=ValueError)
def is_time(text):
    if not isinstance(text, str):
        return True
    match = TIME.fullmatch(text)
    if not match:
        return False
    date, hour, minute, second, _, zone, _ = match.groups()
    datetime.date.fromisoformat(date)
    if second == "60":  # only before midnight UTC
        offset = 0 if zone in "Zz" else int(zone[0] + "1") * (int(zone[1:3]) * 60 + int(zone[4:6]))
        return (int(hour) * 60 + int(minute) - offset) % 1440 == 1439
    return True


UNRESERVED = r"[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2}"
PCHAR = rf"(?:{UNRESERVED}|[:@])"
REFERENCE = re.compile(
    rf"(?:(?:[A-Za-z][A-Za-z0-9+\-.]*:)?(?://(?:(?:{UNRESERVED}|:)*@)?(?:{UNRESERVED})*(?::[0-9]*)?(?:/{PCHAR}*)*|/(?:{PCHAR}+(?:/{PCHAR}*)*)?)"
    rf"|[A-Za-z][A-Za-z0-9+\-.]*:(?:{PCHAR}+(?:/{PCHAR}*)*)?|(?:(?:{UNRESERVED}|@)+(?:/{PCHAR}*)*)?)"
    rf"(?:\?(?:{PCHAR}|[/?])*)?(?:#(?:{PCHAR}|[/?])*)?"
)


@formats.checks("uri-reference")
def is_reference(text):
    return not isinstance(text, str) or REFERENCE.fullmatch(text) is not None


def validator(name, directories):
    for directory in directories:
        path = pathlib.Path(directory, name + ".json")
        if path.exists():
            schema = json.loads(path.read_text(encoding="utf-8"))
            Draft202012Validator.check_schema(schema)
            return Draft202012Validator(schema, format_checker=formats)
    sys.exit(f"no schema for {name}")


def main(values, directories):
    validators, wrong, counts = {}, 0, [0, 0]
    with open(values, encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            name = case["type"]
            if name not in validators:
                validators[name] = validator(name, directories)
            verdict = validators[name].is_valid(case["data"])
            counts[verdict] += 1
            if verdict != case["valid"]:
                wrong += 1
                if wrong <= SHOWN:
                    errors = [error.message for error in validators[name].iter_errors(case["data"])]
                    print(f"{name}: jsonschema says {verdict} {errors[:2]}: {line.strip()}")
    print(f"{len(validators)} schemas, {counts[True]} valid and {counts[False]} invalid values, {wrong} disagreements")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
