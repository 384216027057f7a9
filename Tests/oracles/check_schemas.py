#!/usr/bin/env python3
"""Checks the schema files, with other code than the daemon's.

    Tests/oracles/check_schemas.py [--schemas DIR] [--catalogue FILE]

It needs Python 3.11 and the PyPI package jsonschema. For every file of DIR/events, and for
DIR/event.json, it checks the 2020-12 metaschema, that no keyword is used but those the daemon
implements, that file name, $id and type agree, that patterns can be matched without
backtracking, that everything has a description, that summary templates and chronology rules
name fields and values that exist, and that a small event made from the schema is accepted and
a misspelt one refused. It checks the calendars of DIR/calendars. With --catalogue it also
checks that types, fields, forms, required lists, enums, subjects and standing are exactly
those of the catalogue.

Every fault is one line on standard output. Exit status 0 without faults, 1 with, 2 wrong usage.
"""

import argparse
import datetime
import json
import pathlib
import re
import sys

try:
    import jsonschema
except ImportError:
    sys.exit("check_schemas: needs the Python package jsonschema (pip install jsonschema)")

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KEYWORDS = set(
    "$schema $id title description type properties required additionalProperties items enum "
    "const format pattern minLength maxLength minItems maxItems uniqueItems minProperties "
    "minimum maximum x-daybook".split()
)
ROOT_ORDER = ["$schema", "$id", "title", "description", "type", "required", "properties",
              "additionalProperties", "x-daybook"]
FORMATS = {"date", "date-time", "uri-reference"}
SUBJECTS = ["case", "worker", "team", "service"]
COMMON = ["children", "based_on", "significance"]
UNITS = ["hours", "days", "working_days", "weeks", "months", "years"]
# Values that are taken beside the catalogue's: the contract's own example of a posting has this one.
TAKEN_BESIDE = {("decision.made", "decision_type"): {"section_47_enquiry": "start_section_47"}}
DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
SHORTEST_DESCRIPTION = 12

faults = []


def fault(where, message):
    faults.append(f"{where}: {message}")


def same(one, other):
    """JSON equality: Python takes true for 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


# Files


def no_twice(pairs):
    keys = [key for key, _ in pairs]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"the same key twice in one object: {', '.join(twice)}")
    return dict(pairs)


def load(path, where):
    try:
        text = path.read_bytes().decode("utf-8")
        value = json.loads(text, object_pairs_hook=no_twice)
    except (OSError, ValueError) as error:
        fault(where, f"cannot be read: {error}")
        return None
    if text != json.dumps(value, indent=2, ensure_ascii=False) + "\n":
        fault(where, "is not laid out with two spaces, plain UTF-8 and one newline at the end")
    return value


# Patterns: an anchored row of characters, classes and groups of literal alternatives


def pattern_atoms(pattern):
    if not (pattern.startswith("^") and pattern.endswith("$")):
        raise ValueError("must start with ^ and end with $")
    body, at, atoms = pattern[1:-1], 0, []
    while at < len(body):
        character = body[at]
        if character == "[":
            end = body.index("]", at)
            members, inside = set(), body[at + 1:end]
            if not inside or inside[0] == "^" or "\\" in inside or "[" in inside:
                raise ValueError(f"class [{inside}] is not a plain list of characters and ranges")
            step = 0
            while step < len(inside):
                if step + 2 < len(inside) and inside[step + 1] == "-":
                    first, last = ord(inside[step]), ord(inside[step + 2])
                    if first > last:
                        raise ValueError(f"range {inside[step:step + 3]} runs backwards")
                    members |= set(map(chr, range(first, last + 1)))
                    step += 3
                else:
                    members.add(inside[step])
                    step += 1
            at = end + 1
        elif character == "(":
            end = body.index(")", at)
            words = body[at + 1:end].split("|")
            if any(re.search(r"[\\\[\](){}*+?.^$]", word) or not word for word in words):
                raise ValueError("a group may hold only literal alternatives")
            for word in words:
                if any(other != word and other.startswith(word) for other in words):
                    raise ValueError(f"alternative {word} is the beginning of another")
            if end + 1 < len(body) and body[end + 1] in "{*+?":
                raise ValueError("a group may not be repeated")
            atoms.append(({word[0] for word in words}, 1, 1))
            at = end + 1
            continue
        elif character in "\\.*+?{}|)]^$":
            raise ValueError(f"{character} is not allowed there")
        else:
            members = {character}
            at += 1
        least = most = 1
        quantifier = re.match(r"\{(\d+)(?:,(\d+))?\}|[*+?]", body[at:])
        if quantifier:
            sign = quantifier.group(0)
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign, (None, None))
            if sign[0] == "{":
                least = int(quantifier.group(1))
                most = int(quantifier.group(2) or least)
                if least > most or most == 0:
                    raise ValueError(f"{sign} counts backwards or to nothing")
            at += len(sign)
        atoms.append((members, least, most))
    return atoms


def check_pattern(pattern, where):
    try:
        atoms = pattern_atoms(pattern)
        re.compile(pattern)
    except (ValueError, re.error) as error:
        fault(where, f"pattern {pattern}: {error}")
        return
    for index, (members, least, most) in enumerate(atoms):
        if least == most:
            continue
        for following, least_following, _ in atoms[index + 1:]:
            if members & following:
                fault(where, f"pattern {pattern}: cannot be matched without backtracking")
            if least_following:
                break


# One schema, at any depth


def check_schema(schema, where, root=False, described=True):
    if not isinstance(schema, dict):
        fault(where, "is not an object")
        return
    for key in schema:
        if key not in KEYWORDS:
            fault(where, f"keyword {key} is not one the daemon implements")
        elif key in ("x-daybook", "$schema", "$id") and not root:
            fault(where, f"{key} belongs at the top of the file only")
    if described:
        text = schema.get("description")
        if not isinstance(text, str) or len(text.strip()) < SHORTEST_DESCRIPTION:
            fault(where, f"has no description of at least {SHORTEST_DESCRIPTION} characters")
        elif text != text.strip() or "\n" in text or text.strip()[-1] not in ".!?":
            fault(where, "description is not one line of whole sentences")
    if "pattern" in schema:
        check_pattern(schema["pattern"], where)
    if "format" in schema and schema["format"] not in FORMATS:
        fault(where, f"format {schema['format']} is not one the daemon implements")
    if "enum" in schema and len({json.dumps(value) for value in schema["enum"]}) != len(schema["enum"]):
        fault(where, "a value is listed twice in enum")
    if "additionalProperties" in schema and schema["additionalProperties"] is not False:
        fault(where, "additionalProperties may only be false")
    for name in schema.get("required", []):
        if name not in schema.get("properties", {}):
            fault(where, f"requires {name}, which it does not describe")
    for name, field in schema.get("properties", {}).items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            fault(f"{where}/{name}", "field names are lower-case words joined by underscores")
        check_schema(field, f"{where}/{name}")
        if isinstance(field, dict) and field.get("type") == "object" and "properties" in field \
                and field.get("additionalProperties") is not False:
            fault(f"{where}/{name}", "is an object that is open to misspelt fields")
    if "items" in schema:
        items = schema["items"]
        check_schema(items, f"{where}/items", described=False)
        if isinstance(items, dict) and items.get("type") == "object" \
                and items.get("additionalProperties") is not False:
            fault(f"{where}/items", "is an object that is open to misspelt fields")


def check_metaschema(schema, where):
    if schema.get("$schema") != DIALECT:
        fault(where, f"$schema is not {DIALECT}")
    for error in jsonschema.Draft202012Validator(
            jsonschema.Draft202012Validator.META_SCHEMA).iter_errors(schema):
        fault(f"{where}/{'/'.join(map(str, error.absolute_path))}", f"metaschema: {error.message}")


# What the files say beside their schema


def kinds(schema):
    declared = schema.get("type", [])
    return set([declared] if isinstance(declared, str) else declared)


def check_summary(template, schema, where):
    if not isinstance(template, str) or not template.strip() or "\n" in template:
        fault(where, "summary is not one line of text")
        return
    if not re.fullmatch(r"(?:[^\[\]{}]|\{[a-z0-9_]+\}|\[[^\[\]]*\])*", template):
        fault(where, f"summary has brackets that do not pair: {template}")
        return
    fields, required = schema.get("properties", {}), schema.get("required", [])
    for segment in re.findall(r"\[[^\]]*\]|[^\[\]]+", template):
        names = re.findall(r"\{([^}]*)\}", segment)
        if segment.startswith("[") and not names:
            fault(where, f"summary segment {segment} has no placeholder")
        if "{" in re.sub(r"\{[a-z0-9_]+\}", "", segment):
            fault(where, f"summary segment {segment} has a placeholder that is no field name")
        for name in names:
            if name not in fields:
                fault(where, f"summary names the field {name}, which does not exist")
            elif not segment.startswith("[") and name not in required:
                fault(where, f"summary needs {name}, which is not required: put it in brackets")
            elif "boolean" in kinds(fields[name]):
                fault(where, f"summary shows {name}, which is only true or false")
            elif kinds(fields[name]) == {"object"}:
                fault(where, f"summary shows {name}, which is an object")
            elif fields[name].get("items", {}).get("type") == "object":
                fault(where, f"summary shows {name}, which is a list of objects")


def check_rules(rules, schema, where):
    if not isinstance(rules, list):
        fault(where, "significant is not a list")
        return
    fields = schema.get("properties", {})
    for number, rule in enumerate(rules):
        at = f"{where}/significant/{number}"
        if not isinstance(rule, dict) or not set(rule) <= {"where", "because"}:
            fault(at, "a rule has where and because, and nothing else")
            continue
        because = rule.get("because")
        if not isinstance(because, str) or len(because) < SHORTEST_DESCRIPTION \
                or not because.endswith(".") or not because[0].isupper():
            fault(at, "because is not a sentence")
        if "where" not in rule and number != len(rules) - 1:
            fault(at, "matches always, so the rules after it are never reached")
        if "where" in rule and not (isinstance(rule["where"], dict) and rule["where"]):
            fault(at, "where is not an object with fields; leave it out to match always")
            continue
        for name, values in rule.get("where", {}).items():
            if name not in fields:
                fault(at, f"names the field {name}, which does not exist")
            elif not isinstance(values, list) or not values:
                fault(at, f"{name} has no list of values")
            elif not kinds(fields[name]) & {"string", "boolean", "number"}:
                fault(at, f"{name} is not a single value")
            else:
                for value in values:
                    for error in jsonschema.Draft202012Validator(fields[name]).iter_errors(value):
                        fault(at, f"{name} can never be {json.dumps(value)}: {error.message}")


def check_daybook(notes, schema, where):
    expected = ["family", "subjects", "standing", "per_child", "summary", "significant"]
    if not isinstance(notes, dict):
        fault(where, "has no x-daybook")
        return
    missing = [key for key in expected[:5] if key not in notes]
    if missing or not set(notes) <= set(expected):
        fault(f"{where}/x-daybook", f"must have {', '.join(expected[:5])}, may have significant, and nothing else")
        return
    if not isinstance(notes["family"], str) or not notes["family"]:
        fault(f"{where}/x-daybook", "family is not a text")
    subjects = notes["subjects"]
    if not isinstance(subjects, list) or not subjects or len(set(subjects)) != len(subjects) \
            or not set(subjects) <= set(SUBJECTS):
        fault(f"{where}/x-daybook", f"subjects is not a list of {', '.join(SUBJECTS)}")
    for key in ("standing", "per_child"):
        if not isinstance(notes[key], bool):
            fault(f"{where}/x-daybook", f"{key} is not true or false")
    check_summary(notes["summary"], schema, f"{where}/x-daybook")
    check_rules(notes.get("significant", []), schema, f"{where}/x-daybook")


# Samples made from the schema itself


def sample(schema):
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
    if kind == "object":
        return {name: sample(field) for name, field in schema.get("properties", {}).items()}
    if kind == "array":
        return [sample(schema["items"])]
    if kind == "boolean":
        return True
    if kind in ("number", "integer"):
        return schema.get("minimum", 0)
    text = {"date": "2026-03-04", "date-time": "2026-03-04T10:12:33Z"}.get(schema.get("format"), "Text")
    return text.ljust(schema.get("minLength", 0), "t")


def check_samples(schema, where):
    validator = jsonschema.Draft202012Validator(schema)
    full = sample(schema)
    least = {name: full[name] for name in schema["required"]}
    for title, data in (("with every field", full), ("with the required fields", least)):
        for error in validator.iter_errors(data):
            fault(where, f"refuses an event {title}: {error.message}")
    if validator.is_valid(least | {"misspelt_field": "Text"}):
        fault(where, "accepts a field that does not exist")
    for name in schema["required"]:
        if validator.is_valid({key: value for key, value in full.items() if key != name}):
            fault(where, f"accepts an event without {name}")
        if full[name] == "Text" and validator.is_valid(full | {name: ""}):
            fault(where, f"accepts an empty {name}, which is required")


# The envelope and the calendars


GOOD_EVENT = {
    "specversion": "1.0", "id": "dn-881", "source": "/ics/knowsley", "type": "decision.made",
    "subject": "case/104233", "time": "2026-03-04T10:12:33Z", "enteredtime": "2026-03-04T12:40:00Z",
    "timeprecision": "instant", "actor": "sw-221", "actorname": "A. Patel",
    "actorrole": "team manager", "actorteam": "Assessment 2", "concerns": "case/104234",
    "corrects": "dn-880", "datacontenttype": "application/json", "ourextension": 7, "data": {},
}
BAD_ATTRIBUTES = {
    "specversion": ["0.3", 1.0], "id": ["", "x" * 257, 1], "source": ["", 7],
    "type": ["", "Decision.Made", "decision made"], "time": [7, None],
    "subject": ["", "104233", "case/", "person/1", "case/1/2", "case/A B"],
    "timeprecision": ["hour"], "actor": ["", "x" * 129], "datacontenttype": ["text/plain"],
    "data": [[], "text", None],
}


def check_envelope(path):
    where = path.name
    schema = load(path, where)
    if schema is None:
        return
    check_metaschema(schema, where)
    check_schema(schema, where, root=True)
    if schema.get("$id") != "urn:daybook:schema:event":
        fault(where, "$id is not urn:daybook:schema:event")
    if "additionalProperties" in schema:
        fault(where, "is closed: CloudEvents extension attributes must be kept")
    for name in ("recordedtime", "sequence", "postedby"):
        if name in schema["properties"] or name not in schema["description"]:
            fault(where, f"{name} belongs to the ledger: to be named in the description only")
    validator = jsonschema.Draft202012Validator(schema)
    for error in validator.iter_errors(GOOD_EVENT):
        fault(where, f"refuses a good event: {error.message}")
    for name in schema["required"]:
        if validator.is_valid({key: value for key, value in GOOD_EVENT.items() if key != name}):
            fault(where, f"accepts an event without {name}")
    for name, values in BAD_ATTRIBUTES.items():
        for value in values:
            if validator.is_valid(GOOD_EVENT | {name: value}):
                fault(where, f"accepts {name} {json.dumps(value)[:40]}")


def check_calendar(path):
    where = f"calendars/{path.name}"
    calendar = load(path, where)
    if calendar is None:
        return
    try:
        first, last = (datetime.date.fromisoformat(calendar["covers"][end]) for end in ("from", "to"))
        days = [datetime.date.fromisoformat(day["date"]) for day in calendar["bank_holidays"]]
        if not all(day["name"].strip() for day in calendar["bank_holidays"]):
            fault(where, "a day has no name")
        if not calendar["title"] or not calendar["source"]:
            fault(where, "does not name its title and source")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        fault(where, f"is not a calendar: {error!r}")
        return
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31) or first > last:
        fault(where, "does not cover whole years")
    if days != sorted(set(days)):
        fault(where, "days are not in order, or one is listed twice")
    if any(not first <= day <= last for day in days):
        fault(where, "lists a day outside what it covers")
    for day in days:
        if day.weekday() > 4:
            fault(where, f"{day} is on a weekend, where its substitute day should be")
    for year in range(first.year, last.year + 1):
        if sum(day.year == year for day in days) < 8:
            fault(where, f"{year} has fewer than the eight usual bank holidays")


# The catalogue


def form_faults(field, form, enum, required):
    """What is wrong with the schema of a field that the catalogue gives this form."""
    def must(condition, message):
        return [] if condition else [message]

    def keys(*allowed):
        extra = set(field) - set(allowed) - {"description", "type"}
        return must(not extra, f"has {', '.join(sorted(extra))}, which a {form} has not")

    if form.startswith("list<"):
        found = must(kinds(field) == {"array"}, "is not a list") + keys("items", "minItems")
        found += must(field.get("minItems") == (1 if required else None),
                      "minItems is for required lists, and is 1")
        items = field.get("items", {})
        if form == "list<object>":
            return found
        return found + ["items: " + text for text in form_faults(items, form[5:-1], enum, True)]
    if enum is not None:
        return must(kinds(field) == {"string"}, "is not a text") + keys("enum") \
            + must(field.get("enum") == enum, f"enum is not {', '.join(enum)}")
    if form == "text":
        return must(kinds(field) == {"string"}, "is not a text") + keys("minLength") \
            + must(field.get("minLength") == (1 if required else None),
                   "minLength is for required texts, and is 1")
    if form == "ref":
        return must(kinds(field) == {"string"}, "is not a text") + keys("minLength") \
            + must(field.get("minLength") == 1, "a reference may not be empty")
    if form == "boolean":
        return must(kinds(field) == {"boolean"}, "is not true or false") + keys()
    if form == "number":
        return must(kinds(field) == {"number"}, "is not a number") + keys("minimum", "maximum")
    if form == "date":
        return must(kinds(field) == {"string"} and field.get("format") == "date"
                    and field.get("pattern") == DATE_PATTERN, "is not a date") + keys("format", "pattern")
    if form == "datetime":
        return must(kinds(field) == {"string"} and field.get("format") == "date-time",
                    "is not a time") + keys("format")
    if form == "person":
        return must(
            kinds(field) == {"string", "object"} and field.get("minLength") == 1
            and field.get("minProperties") == 1 and field.get("additionalProperties") is False
            and list(field.get("properties", {})) == ["id", "name", "role", "team"]
            and all(kinds(part) == {"string"} and part.get("minLength") == 1
                    for part in field["properties"].values()),
            "is not a person")
    if form == "interval":
        parts = field.get("properties", {})
        return must(
            kinds(field) == {"object"} and field.get("required") == ["value", "unit"]
            and field.get("additionalProperties") is False and list(parts) == ["value", "unit"]
            and parts["value"].get("type") == "number" and parts["value"].get("minimum") == 1
            and parts["unit"].get("enum") == UNITS,
            "is not an interval")
    return [f"the catalogue gives the unknown form {form}"]


# What the ledger needs beside the catalogue: who may still see a restricted case, by name.
OWN_FIELDS = {"record.restricted": ["allowed_people"]}
# Types beside the catalogue: what is done to the ledger or to records as records, not in a case, and to which subjects.
# docs/decisions says why there are any.
OUR_OWN = {
    "import.completed": ["service"], "ledger.rollback_accepted": ["service"], "record.disposal_proposed": ["service"], "record.disposed": ["service"],
    "record.held": ["case"], "record.hold_released": ["case"],
}


def check_catalogue(path, schemas):
    try:
        types = {entry["type"]: entry for entry in json.loads(path.read_bytes())["types"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"check_schemas: cannot read the catalogue: {error!r}")
    for name in sorted(set(types) - set(schemas)):
        fault(f"events/{name}.json", "is missing, but the catalogue has this type")
    for name in sorted(set(schemas) - set(types) - set(OUR_OWN)):
        fault(f"events/{name}.json", "is not a type of the catalogue")
    for name in OUR_OWN:
        if name in types:
            fault(f"events/{name}.json", "is a type of the catalogue by now; take it out of OUR_OWN")
        elif name not in schemas:
            fault(f"events/{name}.json", "is missing, and stands in OUR_OWN")
        elif schemas[name].get("x-daybook", {}).get("subjects") != OUR_OWN[name]:
            fault(f"events/{name}.json", f"is not of the catalogue, and may be about {OUR_OWN[name]} only")
    for name in sorted(set(schemas) & set(types)):
        where, entry, schema = f"events/{name}.json", types[name], schemas[name]
        fields = schema.get("properties", {})
        required = [field["name"] for field in entry["required"]]
        names = required + [field["name"] for field in entry["optional"]]
        if schema.get("required") != required:
            fault(where, f"requires {schema.get('required')}, the catalogue {required}")
        for missing in [field for field in names if field not in fields]:
            fault(where, f"lacks the field {missing} of the catalogue")
        for extra in [field for field in fields if field not in names + COMMON + OWN_FIELDS.get(name, [])]:
            fault(where, f"has the field {extra}, which the catalogue has not")
        for field in entry["required"] + entry["optional"]:
            if field["name"] not in fields:
                continue
            at, own = f"{where}/{field['name']}", fields[field["name"]]
            enum = (entry.get("enums") or {}).get(field["name"])
            for value, same_as in TAKEN_BESIDE.get((entry["type"], field["name"]), {}).items():
                enum = [part for listed in enum for part in ([listed, value] if listed == same_as else [listed])]
            for message in form_faults(own, field["type"], enum, field["name"] in required):
                fault(at, message)
            if field["type"] == "list<object>":
                items = own.get("items", {})
                if list(items.get("properties", {})) != field["items"]:
                    fault(at, f"items have {list(items.get('properties', {}))}, the catalogue {field['items']}")
                if items.get("required"):
                    fault(at, "items require fields: the standards judge what is missing")
        notes = schema.get("x-daybook")
        if isinstance(notes, dict):
            for key, value in (("subjects", entry["subject"].split("|")),
                               ("standing", entry["standing"]), ("family", entry["family"])):
                if not same(notes.get(key), value):
                    fault(f"{where}/x-daybook", f"{key} is {notes.get(key)}, in the catalogue {value}")


def main():
    here = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description="Checks the schema files.")
    parser.add_argument("--schemas", type=pathlib.Path, default=here / "schemas")
    parser.add_argument("--catalogue", type=pathlib.Path, help="a catalogue of types to compare with")
    arguments = parser.parse_args()

    schemas = {}
    for path in sorted((arguments.schemas / "events").glob("*")):
        where = f"events/{path.name}"
        if not re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+\.json", path.name):
            fault(where, "is not named TYPE.json")
            continue
        schema = load(path, where)
        if not isinstance(schema, dict):
            if schema is not None:
                fault(where, "is not an object")
            continue
        before = len(faults)
        name = path.name.removesuffix(".json")
        schemas[name] = schema
        check_metaschema(schema, where)
        if len(faults) > before:
            continue  # What follows relies on a schema that is one.
        if list(schema) != ROOT_ORDER:
            fault(where, f"keys are not {', '.join(ROOT_ORDER)}, in this order")
            continue
        if schema["$id"] != f"urn:daybook:schema:events:{name}":
            fault(where, f"$id is {schema['$id']}, not urn:daybook:schema:events:{name}")
        if not schema["title"].strip() or len(schema["title"]) > 60:
            fault(where, "title is empty or longer than 60 characters")
        if schema["type"] != "object" or schema["additionalProperties"] is not False:
            fault(where, "is not a closed object")
        for common in COMMON:
            if common not in schema["properties"]:
                fault(where, f"lacks the field {common}, which every type has")
        check_schema(schema, where, root=True)
        check_daybook(schema["x-daybook"], schema, where)
        if len(faults) == before:
            check_samples(schema, where)
    if not schemas:
        fault("events", "holds no schema")
    for common in COMMON:
        if len({json.dumps(schema.get("properties", {}).get(common)) for schema in schemas.values()}) > 1:
            fault("events", f"{common} is not the same in every type")

    check_envelope(arguments.schemas / "event.json")
    for path in sorted((arguments.schemas / "calendars").glob("*.json")):
        check_calendar(path)
    if arguments.catalogue:
        check_catalogue(arguments.catalogue, schemas)

    for line in faults:
        print(line)
    if faults:
        print(f"{len(faults)} faults in {len(schemas)} event types")
        return 1
    print(f"{len(schemas)} event types, the envelope and the calendars are in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
