"""Events to post. All narrative begins with one mark, so that a log that holds any of it is found out."""

import itertools
import json
from pathlib import Path

NARRATIVE = "NARRATIVE-7f3a"
WORKED_CASE = Path(__file__).resolve().parents[2] / "schemas/worked-case/worked-case.jsonl"

_number = itertools.count(1)


def unique(prefix="x"):
    return f"{prefix}-{next(_number)}"


def event(subject=None, data=None, **attributes):
    """A good event, new each time; an attribute that is given as None is left out."""
    made = {
        "specversion": "1.0", "id": unique("ev"), "source": "/ics/contract", "type": "decision.made",
        "subject": subject or f"case/{unique('c')}", "time": "2026-03-04T10:12:33Z", "enteredtime": "2026-03-04T12:40:00Z",
        "actor": "sw-221", "actorname": f"A. Patel {NARRATIVE}", "actorrole": "team manager", "actorteam": "Assessment 2",
        "data": data if data is not None else decision(),
    }
    made.update(attributes)
    return {name: value for name, value in made.items() if value is not None}


def decision(**fields):
    return {"decision_type": "start_section_47", "decision": f"{NARRATIVE} Start an enquiry.", **fields}


def visit(subject, **attributes):
    return event(subject, {"visit_type": "child_protection", "child_seen": True, "purpose": f"{NARRATIVE} to see"}, type="visit.made", **attributes)


def raw(made, data):
    """An event's bytes with these bytes as data."""
    head = json.dumps({name: value for name, value in made.items() if name != "data"})
    return (head[:-1] + ', "data": ').encode() + data + b"}"


def worked_case():
    """The lines of the worked case, as they are."""
    return WORKED_CASE.read_bytes().splitlines()
