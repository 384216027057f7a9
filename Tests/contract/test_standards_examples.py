"""The examples of clauses about workers, teams and the service, played through the daemon: it must gather the events itself."""

import datetime
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

EXAMPLES = Path(__file__).resolve().parents[2] / "schemas/standards/examples"
LONDON = ZoneInfo("Europe/London")
BATCH = 500


class Loader(yaml.CSafeLoader):
    """Leaves times as they are written."""


Loader.yaml_implicit_resolvers = {
    first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()}


def examples():
    """Examples about a worker, a team or the service that need no configuration, as (pack, example)."""
    found = []
    for file in sorted(EXAMPLES.glob("*/*.yaml")):
        # Most are about cases: only the others are read.
        for text in re.split(r"^(?=- clause:)", file.read_text(), flags=re.MULTILINE):
            if not re.search(r"^  subject: (worker|team|service)/", text, re.MULTILINE):
                continue
            example = yaml.load(text, Loader)[0]
            if not {"parameters", "never_supplied"} & set(example):
                found.append((file.parent.name, example))
    return found


def moment(text):
    """The time in UTC as an event has it, and its precision."""
    made = datetime.datetime.fromisoformat(text)
    utc = (made if made.tzinfo else made.replace(tzinfo=LONDON)).astimezone(datetime.timezone.utc)
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ"), "day" if len(text) == 10 else None


def played(example, number):
    """An example's subject and events, under names that no other example has."""
    subject = example["subject"]
    refs = {subject} | {event["subject"] for event in example["events"] if "subject" in event}
    names = {ref: f"{ref}-{number}" for ref in refs} | {ref.split("/")[1]: f"{ref.split('/')[1]}-{number}" for ref in refs}
    ids = {event.get("id", f"e{at + 1}"): f"x{number}-e{at + 1}" for at, event in enumerate(example["events"])}

    def renamed(value):
        if isinstance(value, dict):
            return {name: renamed(each) for name, each in value.items()}
        if isinstance(value, list):
            return [renamed(each) for each in value]
        if not isinstance(value, str):
            return value
        # Other workers are others in each example too.
        return names.get(value) or ids.get(value) or (f"{value}-{number}" if re.fullmatch(r"w\d+", value) else value)

    made = []
    for at, event in enumerate(example["events"]):
        time, precision = moment(event["time"])
        actor = event.get("actor", {})
        data = {**event.get("data", {}), **{name: event[name] for name in ("children", "based_on") if name in event}}
        attributes = {
            "specversion": "1.0", "id": f"x{number}-e{at + 1}", "source": "/example", "type": event["type"],
            "subject": names[event.get("subject", subject)], "time": time, "timeprecision": event.get("precision", precision),
            "enteredtime": moment(event["entered"])[0] if "entered" in event else None,
            "actor": renamed(actor.get("id", "unknown")), "actorrole": actor.get("role", "not stated" if "id" in actor else None),
            "actorteam": renamed(actor["team"]) if "team" in actor else None, "actorname": actor.get("name"),
            "concerns": names.get(event.get("concerns"), event.get("concerns")), "data": renamed(data)}
        made.append({name: value for name, value in attributes.items() if value is not None})
    return names[subject], made


def wanted(example):
    expect = example["expect"] if isinstance(example["expect"], list) else [example["expect"]]
    return [each["status"] if isinstance(each, dict) else each for each in expect]


def is_past(example):
    return max([example["as_at"]] + [event["time"][:10] for event in example["events"]]) < datetime.date.today().isoformat()


def findings(client, pack, example, subject):
    kind, ref = subject.split("/")
    answer = client.get(f"/v1/{kind}s/{ref}/standards", pack=pack, clause=example["clause"], as_at=example["as_at"]).expect()
    return [finding["status"] for finding in answer["findings"]]


def test_examples_about_workers_and_teams(own):
    client = own().start().client()
    told = [(pack, example, *played(example, number)) for number, (pack, example) in enumerate(examples())
            if not example["subject"].startswith("service/") and is_past(example)]
    assert len(told) > 300 and {subject.split("/")[0] for _, _, subject, _ in told} == {"worker", "team"}
    events = [event for *_, made in told for event in made]
    for start in range(0, len(events), BATCH):
        client.batch(events[start:start + BATCH]).expect(201)
    wrong = [(example["clause"], example["name"], found, wanted(example))
             for pack, example, subject, _ in told if (found := findings(client, pack, example, subject)) != wanted(example)]
    assert not wrong, wrong


# The service has all there is in a ledger, so each example needs a ledger of its own: all of the clause that looks at all open
# cases, and one of each other clause.
def service_examples():
    shown, chosen = set(), []
    for pack, example in examples():
        if not example["subject"].startswith("service/") or not is_past(example):
            continue
        if example["clause"] == "COV-5.03c" or example["clause"] not in shown:
            shown.add(example["clause"])
            chosen.append((pack, example))
    return chosen


@pytest.mark.parametrize("pack, example", service_examples(), ids=lambda value: value["clause"] if isinstance(value, dict) else value)
def test_examples_about_the_service(own, pack, example):
    client = own().start().client()
    subject, made = played(example, 1)
    client.batch(made).expect(201)
    assert findings(client, pack, example, subject) == wanted(example), example["name"]


def test_a_team_goes_by_the_name_it_was_formed_under(own):
    client = own().start().client()
    base = {"specversion": "1.0", "source": "/example", "actor": "w1", "actorrole": "manager"}
    formed = {**base, "id": "f", "type": "team.formed", "subject": "team/t1", "time": "2025-01-06T09:00:00Z",
              "data": {"team_type": "audit", "team": "Audit North", "members": ["w1"]}}
    audit = {**base, "id": "a", "type": "audit.completed", "subject": "team/t9", "time": "2025-02-03T09:00:00Z",
             "data": {"audit_type": "collaborative_case_audit", "auditor": "q4", "audit_team": "Audit North"}}
    for event in (formed, audit):
        client.keeps(event)
    answer = client.get("/v1/teams/t1/standards", pack="redcar-cleveland", as_at="2025-03-31").expect()
    assert any(1 in finding["evidence"] for finding in answer["findings"]), answer["findings"]
