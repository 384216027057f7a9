#!/usr/bin/env python3
"""Checks the mapping files under schemas/mappings against their published schema and the event types, with other code.

    Tests/oracles/check_mappings.py

Needs the PyPI packages jsonschema and PyYAML. Every fault is one line; exit status 0 without faults, 1 with.
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"


def cells(value):
    """Names of columns that a part of a mapping refers to."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "column":
                yield part
            elif key != "value":
                yield from cells(part)
    elif isinstance(value, list):
        for part in value:
            yield from cells(part)
    elif isinstance(value, str):
        yield from re.findall(r"\{(\w+)\}", value)


def faults(path, validator):
    mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
    for error in validator.iter_errors(mapping):
        yield f"{error.json_path}: {error.message}"
    columns = {column if isinstance(column, str) else column["name"] for column in mapping["columns"]}
    for name in set(cells(mapping["events"])) | set(cells(mapping["subject"])):
        if name not in columns:
            yield f"{name} is no column"
    for event in mapping["events"]:
        schema = json.loads((SCHEMAS / f"events/{event['type']}.json").read_text(encoding="utf-8"))
        for field, rule in event["data"].items():
            if field not in schema["properties"]:
                yield f"{event['type']} has no field {field}"
                continue
            words = [rule["value"]] if "value" in rule else []
            if "values" in rule:
                table = mapping["values"][rule["values"]]
                words = [*table["codes"].values()] + ([table["otherwise"]] if "otherwise" in table else [])
            for word in words:
                for error in jsonschema.Draft202012Validator(schema["properties"][field]).iter_errors(word):
                    yield f"{event['type']}: {field}: {error.message}"
        for field in schema.get("required", []):
            if field not in event["data"]:
                yield f"{event['type']} needs {field}"


def main():
    schema = json.loads((SCHEMAS / "mappings/mapping.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    paths = sorted(SCHEMAS.glob("mappings/*/*.yaml"))
    found = [f"{path.relative_to(SCHEMAS)}: {fault}" for path in paths for fault in faults(path, validator)]
    print(*found, f"{len(paths)} mappings, {len(found)} faults", sep="\n")
    sys.exit(1 if found or not paths else 0)


if __name__ == "__main__":
    main()
