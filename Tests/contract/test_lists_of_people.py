"""Lists and counts hold what is asked of workers, teams and services beside what is asked in cases."""

import csv
import io
import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from events import event, unique
from waiting import until

EXAMPLES = Path(__file__).resolve().parents[2] / "schemas/standards/examples"
FOLDERS = {"case": "cases", "worker": "workers", "team": "teams", "service": "services"}
# COV-1.16a: a worker is supervised every four weeks.
SUPERVISED = "COV-1.16a"


def started(worker, team="Red", time="2026-01-05T09:00:00Z"):
    return event(f"worker/{worker}", {"worker": worker, "job_role": "social_worker", "registered_role": True, "team": team},
                 type="worker.started", time=time, actor="hr", actorteam=None)


def supervised(worker, time, **attributes):
    data = {"supervision_type": "casework", "worker": worker, "actions": []}
    return event(f"worker/{worker}", data, type="supervision.held", time=time, actorteam=None, **attributes)


def listed(client, pack="coventry", which="overdue", **query):
    def whole():
        answer = client.get(f"/v1/standards/{pack}/{which}", limit=10_000, **query).expect().json
        return None if "behind" in answer else answer
    answer = until(whole)
    assert answer["total"] == len(answer["findings"])
    return answer["findings"]


def lines(found):
    return sorted((one["subject"], one["clause"], one.get("child", ""), one["due"], one["because"]) for one in found)


def paged(client, pack, subjects, status="missed", **query):
    """The same by the findings on each subject alone."""
    found = []
    for subject in subjects:
        kind, ref = subject.split("/")
        answer = client.get(f"/v1/{FOLDERS[kind]}/{ref}/standards", pack=pack, status=status, limit=100_000, **query)
        found += [one for one in answer.expect()["findings"] if one["due"] and not one["done"]]
    return found


@pytest.fixture
def kept(own):
    return own({"due_lists": ["coventry"]}).start().client()


def test_whose_supervision_is_overdue_is_listed(kept):
    kept.keeps(started("w-1"))
    kept.keeps(started("w-2", team="Blue"))
    kept.keeps(supervised("w-2", "2026-01-20T10:00:00Z"))

    def overdue(**query):
        found = [one for one in listed(kept, as_at="2026-02-15", **query) if one["clause"] == SUPERVISED]
        return [(one["case"], one["subject"], one["worker"], one["team"], one["due"], one["days_over"]) for one in found]

    mine = (None, "worker/w-1", "w-1", "Red", "2026-02-02", 13)
    assert overdue() == overdue(team="Red") == overdue(worker="w-1") == [mine]
    assert not overdue(team="Blue") and not overdue(worker="w-2")
    soon = [one for one in listed(kept, which="due", as_at="2026-02-15", within=30) if one["clause"] == SUPERVISED]
    assert {(one["subject"], one["due"]) for one in soon} == {("worker/w-2", "2026-02-17")}
    # The kept list, of today, takes in what is posted, and what puts it right.
    today = [one for one in listed(kept, worker="w-1") if one["clause"] == SUPERVISED]
    last = supervised("w-1", "2026-01-30T10:00:00Z")
    kept.keeps(last)
    then = [one for one in listed(kept, worker="w-1") if one["clause"] == SUPERVISED]
    assert today[0]["due"] == "2026-02-02" and then[0]["due"] == "2026-02-27"
    kept.keeps(event("service/record-keeping", {"withdrawal_reason": "wrong_person"}, type="record.withdrawn", corrects=last["id"]))
    assert [one["due"] for one in listed(kept, worker="w-1") if one["clause"] == SUPERVISED] == [one["due"] for one in today]
    assert not [one for one in listed(kept, worker="w-1", at_size=1, as_at="2026-02-01") if one["clause"] == SUPERVISED]


def test_counts_hold_clauses_about_workers(kept):
    for worker, team in (("w-1", "Red"), ("w-2", "Red"), ("w-3", "Blue")):
        kept.keeps(started(worker, team=team))
    kept.keeps(supervised("w-2", "2026-01-20T10:00:00Z"))
    asked = {"clause": SUPERVISED, "from": "2026-01-01", "to": "2026-02-10", "as_at": "2026-02-10"}
    rows = kept.get("/v1/standards/coventry/counts", **asked).expect()["counts"]
    assert [(row["team"], row["met"], row["missed"], row["rate_met"]) for row in rows] == [("Blue", 0, 1, 0), ("Red", 1, 1, 0.5)]
    [row] = kept.get("/v1/standards/coventry/counts", team="Blue", **asked).expect()["counts"]
    assert row["team"] == "Blue" and row["missed"] == 1
    text = kept.get("/v1/standards/coventry/counts", format="csv", **asked).expect().body.decode()
    assert [(row["team"], row["met"], row["missed"]) for row in csv.DictReader(io.StringIO(text))] == [("Blue", "0", "1"), ("Red", "1", "1")]
    every = kept.get("/v1/standards/coventry/counts", **{**asked, "clause": None}).expect()["counts"]
    assert [row for row in every if row["clause"] == SUPERVISED] == rows


def posted(example, number):
    """An example's events as somebody would post them; its ids are its own."""
    def named(identity):
        # What names its source is another's.
        return f"{number}-{identity}" if "#" not in identity else identity

    for at, one in enumerate(example.get("events", [])):
        time, data = one["time"], dict(one.get("data", {}))
        is_day = isinstance(time, date) and not isinstance(time, datetime)
        text = f"{time}T09:00:00Z" if is_day else str(time).replace(" ", "T").removesuffix("Z")[:16] + ":00Z"
        actor = one.get("actor") or {}
        for name in ("children", "based_on", "significance"):
            if name in one:
                data[name] = [named(other) for other in one[name]] if name == "based_on" else one[name]
        yield event(
            str(one.get("subject", example["subject"])), data, id=named(str(one.get("id", f"e{at + 1}"))), source="/example", type=one["type"],
            time=text, timeprecision=one.get("precision", "day" if is_day else None), enteredtime=None, actor=str(actor.get("id", "unknown")),
            actorname=None, actorrole=actor.get("role", "not stated"), actorteam=actor.get("team"),
            corrects=named(one["corrects"]) if "corrects" in one else None, concerns=one.get("concerns"))


def plain(value):
    """As JSON has it."""
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("pack, seed", [("redcar-cleveland", 1), ("coventry", 2), ("knowsley", 3)])
def test_a_kept_list_follows_whatever_is_posted(own, pack, seed):
    """Examples of clauses about workers, teams and services, all in one ledger: they share people, and bear on each other."""
    client = own({"due_lists": [pack]}).start().client()
    dice = random.Random(seed)
    examples = [
        one for file in sorted((EXAMPLES / pack).glob("*.yaml")) for one in yaml.safe_load(file.read_text())
        if str(one.get("subject", "case/")).split("/")[0] != "case"]
    subjects, kept = set(), 0
    for number, example in enumerate(dice.sample(examples, 24)):
        for one in posted(example, number):
            if client.post(plain(one)).status == 201:
                kept += 1
                subjects.add(one["subject"])
                subjects.update(f"worker/{one['data']['worker']}" for _ in [0] if isinstance(one["data"].get("worker"), str))
        if number % 4 == 3:
            apart = sorted(subjects)
            now = listed(client, pack)
            assert lines(now) == lines(paged(client, pack, apart)), f"after {number + 1} examples"
            assert lines(listed(client, pack, "due", within=366)) == lines(
                one for one in paged(client, pack, apart, "due") if one["due"] <= str(date.today() + timedelta(days=366)))
            assert [one["due"] for one in now] == sorted(one["due"] for one in now), "the longest overdue first"
    assert kept > 40 and {subject.split("/")[0] for subject in subjects} >= {"worker", "service"} - ({"service"} if pack == "knowsley" else set())
    assert any(one["case"] is None for one in listed(client, pack))


@pytest.mark.parametrize("pack, seed", [("redcar-cleveland", 4), ("coventry", 5), ("knowsley", 6)])
def test_a_list_has_of_cases_all_that_is_late_in_their_findings(own, pack, seed):
    """Lists judge what can fall due alone: nothing that has a day on which it was due may be missing."""
    client = own().start().client()
    examples = [
        one for file in sorted((EXAMPLES / pack).glob("*.yaml")) for one in yaml.safe_load(file.read_text()) if "subject" not in one]
    for number, example in enumerate(random.Random(seed).sample(examples, 100)):
        for one in posted({**example, "subject": f"case/E{number}"}, number):
            client.post(plain(one))
    cases = [f"case/{one['case']}" for one in client.get("/v1/cases", open="true").expect()["cases"]]
    now = [one for one in listed(client, pack) if one["case"]]
    assert now and lines(now) == lines(paged(client, pack, cases))
