#!/usr/bin/env python3
"""Checks the packs of practice standards, with other code than daybook's.

    Tests/oracles/check_packs.py [--inventory DIR]

It needs Python 3.11 and the PyPI packages PyYAML and jsonschema. It reads every pack of schemas/standards with PyYAML, checks
it against pack.schema.json and its metaschema, that the clauses are those the chapters list and those of
Tests/Fixtures/clause-ids.txt, each once, and that every occurrence and condition that is named exists. With --inventory
(the directory of clauses.jsonl and conditions.json that the packs were made from) it also checks that each rule is, part for
part, the rule of the inventory, but for the clauses in MENDED, whose entries say what was mended.

Every fault is one line on standard output. Exit status 0 without faults, 1 with, 2 wrong usage.
"""

import argparse
import json
import pathlib
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError:
    sys.exit("check_packs: needs the Python packages PyYAML and jsonschema (pip install pyyaml jsonschema)")

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STANDARDS = ROOT / "schemas/standards"
PACKS = ["knowsley", "redcar-cleveland", "coventry", "ten-standards"]
# Parts of an entry that the inventory has too, under the same name.
SAME = ["says", "kind", "subject", "check", "shape", "applies_when", "limit", "limit_from", "forecast_from", "evidence",
        "audit_question"]
# A word that is taken beside the inventory's for the same decision (docs/decisions/0069).
ALSO_TAKEN = {"in": ["section_47_enquiry", "start_section_47"]}
# Clauses whose rule names a set and tests nothing of its members in the inventory, whose list of fields names one that the
# type of event does not have, whose features do not fit the trigger, or that were read again and found to ask something else
# than their text (docs/decisions/0058).
MENDED = {
    "KNO-C1.13": ["satisfied_by"], "KNO-C5.08c": ["satisfied_by"], "KNO-C8.14a": ["satisfied_by", "record_fields"],
    "RED-3.P10a": ["satisfied_by", "record_fields"], "TEN-2.02c": ["satisfied_by"], "KNO-C4.16": ["record_fields"],
    "KNO-C7.10": ["record_fields"], "KNO-C8.04a": ["features"], "KNO-C8.04b": ["trigger"],
    "RED-1.P12a": ["trigger", "satisfied_by"], "RED-1.P17": ["satisfied_by"], "RED-3.P04": ["applies_when"],
    "RED-1.M11d": ["applies_when", "features"], "RED-1.M11e": ["applies_when"], "RED-1.M13c": ["satisfied_by", "record_fields"],
    "COV-3.12": ["trigger"], "COV-4.14a": ["trigger"],
    **{f"RED-1.M{row}": ["features"] for row in ("11a", "11b", "11c", "13a", "13b", "14a", "14b", "14c", "17a", "17b")},
    "KNO-B3.01a": ["satisfied_by"], "TEN-6.01a": ["satisfied_by"],
    "KNO-B3.03a": ["satisfied_by", "record_fields"], "KNO-B3.07": ["satisfied_by", "record_fields"],
    "TEN-7.01a": ["satisfied_by"], "TEN-7.03a": ["satisfied_by", "record_fields"], "TEN-7.03b": ["satisfied_by", "record_fields"],
    "COV-4.06a": ["satisfied_by", "record_fields"], "COV-4.06b": ["satisfied_by", "record_fields"], "COV-4.01b": ["evidence"],
    "RED-4.M04b": ["satisfied_by"], "RED-2.M01d": ["satisfied_by"],
}
# What the inventory says of all clauses on an oversight form at once (README, 5.13), packs say of each: either order is accepted.
SAID_OF_EACH = {"either_order"}
# Conditions about clauses stand in the pack of those clauses.
OWN = {"review_report_late": "knowsley", "assessment_overdue": "redcar-cleveland"}


class Loader(yaml.SafeLoader):
    """PyYAML's safe loader, with dates as text and names that stand twice refused."""

    def construct_mapping(self, node, deep=False):
        names = [key.value for key, _ in node.value]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise yaml.YAMLError(f"{node.start_mark}: {sorted(twice)} twice")
        return super().construct_mapping(node, deep)


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

faults = 0


def fault(where, what):
    global faults
    faults += 1
    print(f"{where}: {what}")


def read(name):
    with open(STANDARDS / name, encoding="utf-8") as file:
        return yaml.load(file, Loader)


def check_schema(name, pack, validator):
    for error in sorted(validator.iter_errors({**pack, "clauses": pack["clauses"][:1]}), key=str):
        fault(name, f"{error.json_path} {error.message[:200]}")
    # A clause at a time: a fault is then told with the clause's id, and a failing oneOf does not drown the others.
    clauses = jsonschema.Draft202012Validator({"$ref": "#/$defs/clause", "$defs": validator.schema["$defs"]})
    for clause in pack["clauses"]:
        for error in clauses.iter_errors(clause):
            deepest = max(error.context or [error], key=lambda inner: len(list(inner.absolute_path)))
            fault(clause.get("id", name), f"{deepest.json_path} {deepest.message[:200]}")


def check_ids(name, pack):
    ids = [clause["id"] for clause in pack["clauses"]]
    listed = [id for chapter in pack["chapters"] for id in chapter["clauses"].split()]
    if ids != listed:
        fault(name, f"the chapters do not list its clauses: {sorted(set(ids) ^ set(listed))}")
    for id in {id for id in ids if ids.count(id) > 1}:
        fault(id, "stands twice")
    return ids


def check_names(name, pack, vocabulary):
    conditions = {item["name"] for item in vocabulary["conditions"] + pack.get("conditions", [])}
    occurrences = {item["name"] for item in vocabulary["occurrences"] + pack.get("occurrences", [])}
    for clause in pack["clauses"]:
        names = set(re.findall(r"[a-z0-9_]+", clause["applies_when"])) - {"and", "or", "not"}
        for unknown in sorted(names - conditions):
            fault(clause["id"], f"there is no condition {unknown}")
        if isinstance(clause.get("trigger"), str) and clause["trigger"] not in occurrences:
            fault(clause["id"], f"there is no occurrence {clause['trigger']}")


def check_inventory(packs, vocabulary, folder):
    occurrences = {item["name"]: item["trigger"] for item in vocabulary["occurrences"]}
    entries = {clause["id"]: clause for pack in packs.values() for clause in pack["clauses"]}
    with open(folder / "clauses.jsonl", encoding="utf-8") as file:
        inventory = [json.loads(line) for line in file]
    for clause in inventory:
        id, entry = clause["id"], entries.get(clause["id"])
        if entry is None:
            fault(id, "is in the inventory, and in no pack")
            continue
        mended = MENDED.get(id, [])
        for part in SAME:
            if (entry.get(part) != clause.get(part)) != (part in mended):
                fault(id, f"{part} is not that of the inventory, or no longer mended")
        features = [feature for feature in entry.get("features", []) if feature not in SAID_OF_EACH]
        if (features != clause.get("features", [])) != ("features" in mended):
            fault(id, "features are not those of the inventory, or no longer mended")
        trigger = entry.get("trigger")
        if isinstance(trigger, str):
            trigger = occurrences[trigger]
        if (trigger != clause["trigger"]) != ("trigger" in mended):
            fault(id, "trigger is not that of the inventory, or no longer mended")
        answer = {"type": "audit_answer.recorded", "where": {"clause_id": id, "answer": "yes"}}
        told = answer if entry["kind"] == "judgement" else entry.get("satisfied_by")
        if (told != clause["satisfied_by"]) != ("satisfied_by" in mended):
            fault(id, "satisfied_by is not that of the inventory, or no longer mended")
        fields = [field for field in clause["record_fields"] if not field.startswith("audit_answer.recorded.")]
        if (entry.get("record_fields", []) != fields) != ("record_fields" in mended):
            fault(id, "record_fields are not those of the inventory, or no longer mended")
        if {"satisfied_by", "trigger", "applies_when"} & set(mended) and "inventory" not in entry.get("decided", ""):
            fault(id, "was mended, and does not say so")
    check_conditions(packs, vocabulary, folder)


def check_conditions(packs, vocabulary, folder):
    with open(folder / "conditions.json", encoding="utf-8") as file:
        inventory = json.load(file)
    shared = {item["name"]: item for item in vocabulary["conditions"]}
    for condition in inventory["conditions"]:
        name, home = condition["name"], shared
        if name in OWN:
            home = {item["name"]: item for item in packs[OWN[name]].get("conditions", [])}
        entry = home.get(name)
        derived = without_nothing(condition["derived"])
        if name == "always":
            derived = {"always": True}
        derived.get("children_of_case_differ_in", {}).pop("by", None)
        if entry is None or entry["derived"] != derived or entry["subject"] != condition["subject"]:
            fault(name, "is not the condition of the inventory")
        elif entry.get("per_child", False) != condition["per_child"]:
            fault(name, "per_child is not that of the inventory")
    told = {item["name"]: item["trigger"] for item in vocabulary["occurrences"]}
    if told != {item["name"]: item["trigger"] for item in inventory["occurrences"]}:
        fault("vocabulary.yaml", "the occurrences are not those of the inventory")
    if {item["name"] for item in vocabulary["sets"]} != {item["name"] for item in inventory["sets"]}:
        fault("vocabulary.yaml", "the sets are not those of the inventory")
    parameters = {item["name"] for item in read("parameters.yaml")["parameters"]}
    if parameters != {item["name"] for item in inventory["parameters"]}:
        fault("parameters.yaml", "the parameters are not those of the inventory")


def without_nothing(value):
    """A condition without what is null, and without an empty list of ends: a pack leaves those out."""
    if isinstance(value, dict):
        return {name: without_nothing(item) for name, item in value.items() if item is not None and (name, item) != ("ends_with", [])}
    return [without_nothing(item) for item in value] if isinstance(value, list) else value


def in_the_inventorys_words(value):
    if value == ALSO_TAKEN:
        return "start_section_47"
    if isinstance(value, dict):
        return {key: in_the_inventorys_words(part) for key, part in value.items()}
    return [in_the_inventorys_words(part) for part in value] if isinstance(value, list) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inventory", type=pathlib.Path)
    arguments = parser.parse_args()
    with open(STANDARDS / "pack.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    vocabulary = read("vocabulary.yaml")
    packs = {name: read(f"{name}.yaml") for name in PACKS}
    ids = []
    for name, pack in packs.items():
        if pack["pack"] != name:
            fault(name, f"calls itself {pack['pack']}")
        check_schema(name, pack, validator)
        check_names(name, pack, vocabulary)
        ids += check_ids(name, pack)
    expected = (ROOT / "Tests/Fixtures/clause-ids.txt").read_text(encoding="utf-8").split()
    if sorted(ids) != sorted(expected):
        fault("packs", f"do not hold the clauses of clause-ids.txt: {sorted(set(ids) ^ set(expected))}")
    if arguments.inventory:
        check_inventory(packs, in_the_inventorys_words(vocabulary), arguments.inventory)
    print(f"check_packs: {len(ids)} clauses, {faults} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
