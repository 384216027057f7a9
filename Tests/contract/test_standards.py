"""Practice standards over the socket: packs, findings, what is overdue and due, counts, audits."""

import csv
import io
import json
import random
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

import daemon as daemons
from events import event, unique

ROOT = Path(__file__).resolve().parents[2]
COMMAND = daemons.PROGRAM.parent / "daybook"
INVENTORY = ROOT.parent / "shared/standards/unified/clauses.jsonl"
PACKS = ["coventry", "knowsley", "redcar-cleveland", "ten-standards"]
# KNO-C2.02: a strategy discussion within 24 hours of the decision to hold one.
CLAUSE = "KNO-C2.02"


@pytest.fixture
def case(client):
    """An open case in which a strategy discussion was decided on 4 March 2026 at 10:00."""
    subject = f"case/{unique('std')}"
    opened = event(subject, {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time="2026-03-01T09:00:00Z")
    decided = event(
        subject, {"decision_type": "hold_strategy_discussion", "decision": "Hold one.", "children": ["A"]}, time="2026-03-04T10:00:00Z")
    client.keeps(opened)
    client.keeps(decided)
    return subject[5:], decided


def held(case, time, decided, **more):
    return event(
        f"case/{case}", {"meeting_type": "strategy_discussion", "children": ["A"], "based_on": [decided["id"]], **more},
        type="meeting.held", time=time)


def findings(client, case, **parameters):
    asked = {"pack": "knowsley", "clause": CLAUSE, "as_at": "2026-03-31", **parameters}
    return client.get(f"/v1/cases/{case}/standards", **asked).expect()["findings"]


def the_one(found):
    assert len(found) == 1, found
    return found[0]


def test_the_packs_count_their_clauses(client):
    packs = client.get("/v1/standards").expect()["packs"]
    assert [pack["id"] for pack in packs] == PACKS
    for pack in packs:
        assert pack["clauses"] == pack["computed"] + pack["flagged"] + pack["asked"]
    if not INVENTORY.exists():
        pytest.skip("the inventory is not here")
    expected = Counter()
    for line in INVENTORY.read_text().splitlines():
        clause = json.loads(line)
        expected[clause["system"], clause["check"]] += 1
    assert expected == {(pack["id"], check): pack[check] for pack in packs for check in ("computed", "flagged", "asked")}


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_lists_its_clauses(client, pack):
    clauses = client.get(f"/v1/standards/{pack}").expect()["clauses"]
    assert len({clause["id"] for clause in clauses}) == len(clauses)
    if INVENTORY.exists():
        wanted = [json.loads(line) for line in INVENTORY.read_text().splitlines()]
        assert {clause["id"] for clause in clauses} == {clause["id"] for clause in wanted if clause["system"] == pack}


def test_a_deadline_is_met_or_late_or_missed(client, case):
    case, decided = case
    due = the_one(findings(client, case, as_at="2026-03-04"))
    assert (due["status"], due["due"], due["done"]) == ("due", "2026-03-05T10:00:00Z", None)
    missed = the_one(findings(client, case))
    assert (missed["status"], missed["evidence"]) == ("missed", [])
    position = client.keeps(held(case, "2026-03-05T10:00:00Z", decided))["position"]
    met = the_one(findings(client, case))
    assert (met["status"], met["done"], met["evidence"]) == ("met", "2026-03-05T10:00:00Z", [position])
    assert met["limit_used"]["value"] == 24 and met["limit_used"]["from"] == "standard"
    assert met["because"].endswith(".")


def test_a_finding_is_explained_step_by_step(client, case):
    case, decided = case
    position = client.keeps(held(case, "2026-03-05T09:00:00Z", decided))["position"]
    answer = client.get(f"/v1/cases/{case}/standards", pack="knowsley", clause=CLAUSE, as_at="2026-03-31", explain="true").expect()
    told = the_one(answer["explanations"])
    assert told["finding"] == the_one(answer["findings"])
    lines = [line for step in told["steps"] for line in step["lines"]]
    assert position in [line.get("position") for line in lines] and any("24 hours" in line["text"] for line in lines)
    client.get(f"/v1/cases/{case}/standards", pack="knowsley", explain="true").problem(400, "bad-query")


def test_a_minute_more_is_late(client, case):
    case, decided = case
    client.keeps(held(case, "2026-03-05T10:01:00Z", decided))
    late = the_one(findings(client, case))
    assert (late["status"], late["late_by"]) == ("late", {"value": 1, "unit": "hours"})


def test_a_link_that_nobody_states_is_inferred_and_says_so(client, case):
    case, decided = case
    meeting = held(case, "2026-03-05T08:00:00Z", decided)
    del meeting["data"]["based_on"]
    position = client.keeps(meeting)["position"]
    found = the_one(findings(client, case))
    assert found["status"] == "met"
    assert [link["event"] for link in found["inferred"]] == [position]


def test_a_correction_changes_the_finding_and_says_so(client, case):
    case, decided = case
    wrong = held(case, "2026-03-06T10:00:00Z", decided)
    client.keeps(wrong)
    before = client.size()
    right = held(case, "2026-03-05T09:00:00Z", decided)
    right["corrects"] = wrong["id"]
    correction = client.keeps(right)["position"]
    now = the_one(findings(client, case))
    assert (now["status"], now["changed_by"]["correction"], now["changed_by"]["before"]["status"]) == ("met", correction, "late")
    assert the_one(findings(client, case, at_size=before))["status"] == "late"


def test_the_same_question_at_the_same_basis_has_the_same_answer(client, case):
    case, decided = case
    client.keeps(held(case, "2026-03-05T09:00:00Z", decided))
    target = f"/v1/cases/{case}/standards?pack=redcar-cleveland&as_at=2026-03-31&at_size={client.size()}"
    first = client.get(target).body
    client.keeps(held(case, "2026-03-20T09:00:00Z", decided))
    assert client.get(target).body == first


def test_statuses_and_clauses_can_be_asked_for(client, case):
    case, _ = case
    path = f"/v1/cases/{case}/standards"
    every = client.get(path, pack="coventry", as_at="2026-03-31").expect()
    assert sum(every["counts"].values()) == len(every["findings"])
    missed = client.get(path, pack="coventry", as_at="2026-03-31", status="missed,due").expect()["findings"]
    assert missed == [one for one in every["findings"] if one["status"] in ("missed", "due")]
    page = client.get(path, pack="coventry", as_at="2026-03-31", limit=10).expect()
    rest = client.get(path, pack="coventry", as_at="2026-03-31", limit=1000, cursor=page["next"]).expect()
    assert page["findings"] + rest["findings"] == every["findings"]


def test_what_is_overdue_is_listed_worst_first(client, case):
    case, decided = case
    worker = unique("sw")
    client.keeps(event(
        f"case/{case}", {"allocation_role": "allocated_worker", "worker": {"id": worker, "name": "B. Osei", "team": "Team Ü"},
                         "service": "childrens_social_care", "children": ["A"]}, type="case.allocated", time="2026-03-02T09:00:00Z"))
    asked = {"as_at": "2026-03-31", "worker": worker}
    answer = client.get("/v1/standards/knowsley/overdue", **asked).expect()
    found = answer["findings"]
    assert CLAUSE in [one["clause"] for one in found]
    assert {(one["case"], one["team"], one["status"]) for one in found} == {(case, "Team Ü", "missed")}
    assert [one["days_over"] for one in found] == sorted((one["days_over"] for one in found), reverse=True)
    assert answer["total"] == len(found)
    # It follows what is posted.
    assert client.get("/v1/standards/knowsley/overdue", worker=worker).expect()["total"] > 0
    client.keeps(held(case, "2026-03-05T09:00:00Z", decided))
    now = client.get("/v1/standards/knowsley/overdue", worker=worker).expect()["findings"]
    assert CLAUSE not in [one["clause"] for one in now]
    of_team = client.get("/v1/standards/knowsley/overdue", team="Team Ü", **asked).expect()["findings"]
    assert of_team == client.get("/v1/standards/knowsley/overdue", **asked).expect()["findings"]
    assert CLAUSE not in [one["clause"] for one in of_team]
    client.keeps(event(f"case/{case}", {"service": "childrens_social_care", "reasons": "Safe.", "children": ["A"]}, type="case.closed", time="2026-03-30T09:00:00Z"))
    assert client.get("/v1/standards/knowsley/overdue", **asked).expect()["total"] == 0


def test_what_is_due_soon_is_listed(client, case):
    case, _ = case
    found = client.get("/v1/standards/knowsley/due", as_at="2026-03-04", within=1).expect()["findings"]
    assert any(one["case"] == case and one["clause"] == CLAUSE for one in found)
    assert all(one["status"] == "due" and -1 <= one["days_over"] <= 0 for one in found)


def test_counts_as_json_and_as_csv_agree(client, case):
    asked = {"as_at": "2026-03-31", "from": "2026-03-01", "to": "2026-03-31"}
    rows = client.get("/v1/standards/knowsley/counts", **asked).expect()["counts"]
    assert any(row["clause"] == CLAUSE and row["missed"] > 0 for row in rows)
    text = client.get("/v1/standards/knowsley/counts", format="csv", **asked)
    assert text.media == "text/csv"
    table = list(csv.DictReader(io.StringIO(text.body.decode())))
    assert [(row["clause"], row["team"] or None, int(row["missed"])) for row in table] == [
        (row["clause"], row["team"], row["missed"]) for row in rows]
    for row in rows:
        told = row["met"] + row["late"] + row["missed"]
        assert row["rate_met"] == (None if told == 0 else pytest.approx(row["met"] / told, abs=0.0006))


def counted(client, **parameters):
    """Counts of CLAUSE by team: met, late, missed, and the rate."""
    rows = client.get("/v1/standards/knowsley/counts", clause=CLAUSE, as_at="2026-04-30", **parameters).expect()["counts"]
    told = {row["team"]: (row["met"], row["late"], row["missed"], row["rate_met"]) for row in rows}
    return {team: counts for team, counts in told.items() if any(counts[:3])}


def test_counts_are_those_of_a_ledger_worked_out_by_hand(own):
    daemon = own()
    daemon.start()
    client = daemon.client()

    def open_case(name, team):
        client.keeps(event(f"case/{name}", {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time="2026-03-01T09:00:00Z"))
        if team:
            client.keeps(event(
                f"case/{name}", {"allocation_role": "allocated_worker", "worker": {"id": f"sw-{name}", "team": team}, "children": ["A"]},
                type="case.allocated", time="2026-03-02T09:00:00Z"))

    def decide(name, time, answered=None):
        decided = event(f"case/{name}", {"decision_type": "hold_strategy_discussion", "decision": "Hold one.", "children": ["A"]}, time=time)
        client.keeps(decided)
        if answered:
            client.keeps(held(name, answered, decided))

    # Within 24 hours: met, due on 5 March.
    open_case("a", "North")
    decide("a", "2026-03-04T10:00:00Z", "2026-03-05T09:00:00Z")
    # Due on 31 March and held on 1 April: late, and March's, though it was done in April.
    open_case("b", "North")
    decide("b", "2026-03-30T16:00:00Z", "2026-04-01T09:00:00Z")
    # Decided on 31 March, due on 1 April, never held: April's.
    open_case("c", "South")
    decide("c", "2026-03-31T12:00:00Z")
    # Never held, and the case was closed nine days after it was due: still missed in March.
    open_case("d", "South")
    decide("d", "2026-03-10T10:00:00Z")
    client.keeps(event("case/d", {"service": "childrens_social_care", "reasons": "Moved.", "children": ["A"]}, type="case.closed", time="2026-03-20T09:00:00Z"))
    # Nobody's case: one in time, one a day late.
    open_case("e", None)
    decide("e", "2026-03-20T10:00:00Z", "2026-03-21T09:00:00Z")
    decide("e", "2026-03-25T10:00:00Z", "2026-03-27T09:00:00Z")

    march = {"North": (1, 1, 0, 0.5), "South": (0, 0, 1, 0.0), None: (1, 1, 0, 0.5)}
    assert counted(client, **{"from": "2026-03-01", "to": "2026-03-31"}) == march
    assert counted(client, **{"from": "2026-04-01", "to": "2026-04-30"}) == {"South": (0, 0, 1, 0.0)}
    # The two together are neither more nor less than the whole.
    assert counted(client) == {"North": (1, 1, 0, 0.5), "South": (0, 0, 2, 0.0), None: (1, 1, 0, 0.5)}
    # A day is a whole day, the first and the last included.
    assert counted(client, **{"from": "2026-03-31", "to": "2026-03-31"}) == {"North": (0, 1, 0, 0.0)}
    assert counted(client, **{"from": "2026-03-06", "to": "2026-03-10"}) == {}
    assert counted(client, team="South", **{"from": "2026-03-11", "to": "2026-03-11"}) == {"South": (0, 0, 1, 0.0)}

    def overdue(as_at):
        found = client.get("/v1/standards/knowsley/overdue", as_at=as_at, limit=1000).expect()["findings"]
        return sorted(one["case"] for one in found if one["clause"] == CLAUSE)

    # The list of a day shows the cases that were open on it: d until it was closed.
    assert [overdue(day) for day in ("2026-03-11", "2026-03-19", "2026-03-25", "2026-04-30")] == [["d"], ["d"], [], ["c"]]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_findings_as_they_stood_are_those_that_were_given(client, seed):
    """Whatever is posted later, corrections and late entries too: what was found at a size stays found at that size."""
    pick = random.Random(seed)
    name = unique("stood")
    subject = f"case/{name}"
    asked = {"pack": "knowsley", "as_at": "2026-04-30", "limit": 100_000}
    given, posted = [], []
    for turn in range(14):
        day = f"2026-03-{pick.randint(1, 28):02d}T{pick.randint(8, 17):02d}:00:00Z"
        kind = pick.choice(["case.opened", "decide", "decide", "hold", "hold", "visit", "correct"]) if turn else "case.opened"
        if kind == "case.opened":
            made = event(subject, {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time=day)
        elif kind == "decide":
            made = event(subject, {"decision_type": "hold_strategy_discussion", "decision": "Hold one.", "children": ["A"]}, time=day)
        elif kind == "visit":
            made = event(subject, {"visit_type": "child_protection", "child_seen": True, "seen_alone": pick.random() < 0.5, "children": ["A"]}, type="visit.made", time=day)
        else:
            made = event(subject, {"meeting_type": "strategy_discussion", "children": ["A"]}, type="meeting.held", time=day)
            meetings = [one for one in posted if one["type"] == "meeting.held"]
            if kind == "correct" and meetings:
                made["corrects"] = pick.choice(meetings)["id"]
        client.keeps(made)
        posted.append(made)
        given.append((client.size(), client.get(f"/v1/cases/{name}/standards", **asked).expect()["findings"]))
    assert len({json.dumps(findings) for _, findings in given}) > 3, "the events make no difference"
    for size, findings in given:
        assert client.get(f"/v1/cases/{name}/standards", at_size=size, **asked).expect()["findings"] == findings, size


@pytest.mark.parametrize("pack", PACKS)
def test_a_clause_asked_about_alone_is_found_as_among_all(worked, story, pack):
    case = next(one["subject"] for one in story if one["subject"].startswith("case/"))
    asked = {"pack": pack, "as_at": "2026-03-31"}
    found = worked.get(f"/v1/{case.replace('case/', 'cases/')}/standards", **asked).expect()["findings"]
    clauses = sorted({finding["clause"] for finding in found})
    for clause in random.Random(20).sample(clauses, min(40, len(clauses))):
        alone = worked.get(f"/v1/{case.replace('case/', 'cases/')}/standards", clause=clause, **asked).expect()["findings"]
        assert json.dumps(alone) == json.dumps([finding for finding in found if finding["clause"] == clause]), clause


def test_a_clause_about_another_subject_says_where_to_ask(client, case):
    asked = {"pack": "coventry", "clause": "COV-1.16a"}
    told = client.get(f"/v1/cases/{case[0]}/standards", **asked).problem(400, "bad-query")
    assert "/v1/workers/REF/standards" in json.dumps(told)


@pytest.mark.parametrize("query, status, slug", [
    ("", 400, "bad-query"), ("pack=nosuch", 404, "not-found"), ("pack=knowsley&clause=COV-1.00", 404, "not-found"),
    ("pack=knowsley&status=good", 400, "bad-query"), ("pack=knowsley&as_at=31/03/2026", 400, "bad-query"),
])
def test_a_bad_question_is_told_what_to_do(client, case, query, status, slug):
    client.get(f"/v1/cases/{case[0]}/standards" + ("?" + query if query else "")).problem(status, slug)


def test_a_case_that_nobody_knows_is_not_found(client):
    client.get("/v1/cases/no-such-case/standards", pack="knowsley").problem(404, "not-found")
    client.get("/v1/standards/nosuch/overdue").problem(404, "not-found")
    client.get("/v1/standards/knowsley/counts", clause="KNO-XX").problem(404, "not-found")


def test_supervision_of_the_worker_counts_for_the_cases_it_names(own):
    """It stands on the worker's record, and says in its data which cases were discussed."""
    client = own({"due_lists": ["redcar-cleveland"]}).start().client()
    for case in ("TALKED", "OTHER"):
        subject = f"case/{case}"
        client.keeps(event(subject, {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time="2026-01-05T09:00:00Z"))
        client.keeps(event(subject, {"status": "child_in_need", "children": ["A"]}, type="status.started", time="2026-01-05T10:00:00Z"))

    def found(case):
        asked = {"pack": "redcar-cleveland", "clause": "RED-5.M01e", "as_at": "2026-02-20"}
        return [(one["status"], one["due"], one["evidence"]) for one in client.get(f"/v1/cases/{case}/standards", **asked).expect()["findings"]]

    def overdue(case):
        lines = client.get("/v1/standards/redcar-cleveland/overdue", limit=10_000).expect()["findings"]
        return [one["due"] for one in lines if one["case"] == case and one["clause"] == "RED-5.M01e"]

    assert found("TALKED") == found("OTHER") == [("due", "2026-03-02", [])]
    assert overdue("TALKED") == overdue("OTHER") == ["2026-03-02"]
    held = event("worker/w-1", {"supervision_type": "casework", "worker": "w-1", "cases": ["TALKED"]}, type="supervision.held", time="2026-02-09T10:00:00Z")
    position = client.keeps(held)["position"]
    assert found("TALKED") == [("met", "2026-03-02", [position]), ("due", "2026-04-06", [])]
    assert found("OTHER") == [("due", "2026-03-02", [])]
    assert overdue("TALKED") == ["2026-04-06"] and overdue("OTHER") == ["2026-03-02"]
    register = client.get("/v1/cases/TALKED/oversight").expect()
    assert [one["position"] for one in register["oversight"]] == [position]
    assert not any("supervision" in absence for absence in register["absences"])
    assert client.get("/v1/cases/TALKED").expect()["state"]["last_supervision"]["position"] == position
    assert client.get("/v1/cases/OTHER").expect()["state"]["last_supervision"] is None
    assert [one["position"] for one in client.get("/v1/cases/TALKED/history").expect()["entries"]] == [0, 1]
    client.get("/v1/cases/NOWHERE/oversight").problem(404, "not-found")
    # It was the other case that was discussed; then that is taken back too.
    anew = event("worker/w-1", {**held["data"], "cases": ["case/OTHER"]}, type="supervision.held", time="2026-02-09T10:00:00Z", corrects=held["id"])
    client.keeps(anew)
    assert overdue("TALKED") == ["2026-03-02"] and overdue("OTHER") == ["2026-04-06"]
    assert client.get("/v1/cases/TALKED").expect()["state"]["last_supervision"] is None
    client.keeps(event("worker/w-1", {"withdrawal_reason": "wrong_person"}, type="record.withdrawn", corrects=anew["id"]))
    assert overdue("OTHER") == ["2026-03-02"]


def test_what_sums_up_others_is_worked_out_from_all_cases(own, tmp_path):
    """TEN-8.04a asks that no breach of the statutory clauses is open: the council names KNO-C2.02."""
    made = own({})
    client = made.start().client()
    def summed():
        [one] = client.get("/v1/services/practice/standards", pack="ten-standards", clause="TEN-8.04a", as_at="2026-03-31").expect()["findings"]
        return one
    assert summed()["status"] == "not_configured"
    client.close()
    made.stop()
    file = tmp_path / "standards.yaml"
    file.write_text("parameters:\n  - {name: rules.statutory, value: [KNO-C2.02], source: the Act, effective_from: 2024-01-01}\n")
    made.configure({"standards_file": str(file)})
    client = made.start().client()
    assert summed()["status"] == "evidence_found"

    def strategy(case):
        opened = event(f"case/{case}", {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time="2026-03-01T09:00:00Z")
        decided = event(f"case/{case}", {"decision_type": "hold_strategy_discussion", "decision": "Hold one.", "children": ["A"]}, time="2026-03-04T10:00:00Z")
        client.keeps(opened)
        client.keeps(decided)
        return decided
    decisions = {case: strategy(case) for case in ("ONE", "TWO", "SHUT")}
    client.keeps(event("case/SHUT", {"reasons": "moved away", "service": "childrens_social_care"}, type="case.closed", time="2026-03-20T09:00:00Z"))
    one = summed()
    assert one["status"] == "no_evidence" and one["measure"] == {
        "sum_of": ["KNO-C2.02"], "open_breaches": 2, "by_clause": {"KNO-C2.02": 2}, "not_told": []}
    assert one["because"] == "It sums up KNO-C2.02, with open breaches: 2 of KNO-C2.02; a person has to decide."
    for case, decided in decisions.items():
        client.keeps(held(case, "2026-03-05T09:00:00Z", decided))
    assert summed()["status"] == "evidence_found"
    # A day that is known to the month only: nobody can say.
    strategy("THREE")
    client.keeps(event("case/THREE", {"meeting_type": "strategy_discussion", "children": ["A"]}, type="meeting.held", time="2026-03-15T09:00:00Z", timeprecision="month"))
    one = summed()
    assert one["status"] == "cannot_tell" and one["reasons"] == ["the requirement KNO-C2.02, which it rests on, cannot be told either"]


def test_an_audit_is_asked_answered_and_reported(own, tmp_path):
    daemon = own()
    daemon.start()
    client = daemon.client()
    subject = f"case/{unique('aud')}"
    client.keeps(event(subject, {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time="2026-03-01T09:00:00Z"))

    def daybook(*words, status=0):
        done = subprocess.run([COMMAND, "--socket", daemon.socket, *words], capture_output=True, text=True, timeout=60)
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    case = subject[5:]
    form = tmp_path / "form.yaml"
    daybook("audit", "start", case, "--pack", "ten-standards", "--kind", "case_file", "--auditor", "qa-3", "--form", str(form))
    text = form.read_text()
    assert "TEN-1.00" in text
    first = text.replace("    answer:\n    comment: \"\"", "    answer: no\n    comment: \"nothing on file\"", 1)
    form.write_text(first)
    assert "Recorded 1 answer:" in daybook("audit", "start", case, "--answers", str(form))
    answered = client.get(f"/v1/cases/{case}/standards", pack="ten-standards", status="answered").expect()["findings"]
    assert [(one["answer"]["answer"], one["answer"]["comment"], one["answer"]["actor"]) for one in answered] == [("no", "nothing on file", "qa-3")]
    size = client.size()
    daybook("audit", "start", case, "--answers", str(form))
    assert client.size() == size, "the same form again adds nothing"
    assert "nothing on file" in daybook("audit", "report", case, "--pack", "ten-standards")
    # A form that is there may hold an auditor's work.
    filled = form.read_bytes()
    refused = daybook("audit", "start", case, "--pack", "ten-standards", "--auditor", "qa-3", "--form", str(form), status=2)
    assert "is there already" in refused and form.read_bytes() == filled
    assert "collaborative_case_audit" in daybook("audit", "start", case, "--pack", "ten-standards", "--kind", "case_audit", "--auditor", "qa-3", "--form", str(tmp_path / "other"), status=2)
    assert not (tmp_path / "other").exists()
    # A changed mind, and changed back: each is a statement, and the last one counts.
    def says():
        found = client.get(f"/v1/cases/{case}/standards", pack="ten-standards", status="answered").expect()["findings"]
        return [one["answer"]["answer"] for one in found]
    for answer in ("yes", "no", "yes", "no"):
        form.write_text(first.replace("answer: no", f"answer: {answer}"))
        for words in ("1 new, 0 known already. ", "0 new, 1 known already. "):
            told = daybook("audit", "start", case, "--answers", str(form))
            assert f"Recorded 1 answer: {words}" in told and "questions are left open." in told, told
            assert says() == [answer]
    assert client.size() == size + 4
    form.write_text(text.replace("    answer:\n", "    answer: perhaps\n", 1))
    assert "is no answer" in daybook("audit", "start", case, "--answers", str(form), status=1)
    # All that is wrong with a form is told at once, so that it is mended once, and nothing of it is recorded.
    twice = text[text.index("  - clause:"):].split("\n\n")[0]
    broken = text.replace(f'case: "{case}"', 'case: "no such"').replace("started: ", "begun: ").replace("    answer:\n", "    answer: perhaps\n", 1)
    form.write_text(broken + twice.replace('comment: ""', 'comment: "and why"') + "\n")
    told = daybook("audit", "start", case, "--answers", str(form), status=1)
    for fault in ("case is a reference", "says no started", "is no answer", "a second time", "no answer."):
        assert fault in told, (fault, told)
    assert client.size() == size + 4
    sample = ["audit", "sample", "--n", "3", "--seed", "spring"]
    assert daybook(*sample) == daybook(*sample)
    assert case in daybook(*sample)


def test_an_audit_may_be_about_a_worker(own, tmp_path):
    """Clauses about workers, teams and the service ask a person too; what is answered stands on the worker's own record."""
    daemon = own().start()
    client = daemon.client()
    worker = f"worker/{unique('sw')}"
    client.keeps(event(worker, {"worker": {"id": worker[7:]}, "job_role": "social_worker", "registered_role": True}, type="worker.started", time="2026-01-05T09:00:00Z"))

    def daybook(*words, status=0):
        done = subprocess.run([COMMAND, "--socket", daemon.socket, *words], capture_output=True, text=True, timeout=60)
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    form = tmp_path / "form.yaml"
    assert f"about worker {worker[7:]} are in" in daybook(
        "audit", "start", worker, "--pack", "coventry", "--auditor", "qa-3", "--form", str(form))
    text = form.read_text()
    asked = [line.split('"')[1] for line in text.splitlines() if "- clause:" in line]
    assert asked
    form.write_text(text.replace("    answer:\n", "    answer: no\n", 1))
    assert "Recorded 1 answer: 1 new" in daybook("audit", "start", worker, "--answers", str(form))
    assert "Recorded 1 answer: 0 new" in daybook("audit", "start", worker, "--answers", str(form))
    answered = client.get(f"/v1/workers/{worker[7:]}/standards", pack="coventry", status="answered").expect()["findings"]
    assert [(one["clause"], one["answer"]["answer"]) for one in answered] == [(asked[0], "no")]
    assert [one["type"] for one in client.get("/v1/events", subject=worker).expect()["events"]] == ["worker.started", "audit_answer.recorded"]
    report = daybook("audit", "report", worker, "--pack", "coventry")
    assert f"Audit of worker {worker[7:]} against" in report and "1 answered" in report
    assert "Name a case by its reference" in daybook("audit", "start", "worker/", "--pack", "coventry", "--auditor", "qa-3", status=2)


def test_an_audit_form_is_filled_in_in_two_sittings(own, tmp_path):
    """What does not apply is an answer like any other: it is kept, reported and can be changed. Each has its time and evidence."""
    daemon = own().start()
    client = daemon.client()
    subject = f"case/{unique('sit')}"
    client.keeps(event(subject, {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time="2026-03-01T09:00:00Z"))
    called = event(subject, {"method": "phone", "with_roles": ["parent"], "purpose_type": "keep_in_touch"},
                   type="contact.made", time="2026-03-03T09:00:00Z")
    client.keeps(called)

    def daybook(*words, status=0):
        done = subprocess.run([COMMAND, "--socket", daemon.socket, *words], capture_output=True, text=True, timeout=60)
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    case, form = subject[5:], tmp_path / "form.yaml"
    daybook("audit", "start", case, "--pack", "ten-standards", "--auditor", "qa-3", "--form", str(form))
    empty = "    answer:\n    comment: \"\""
    first = form.read_text().replace(empty, "    answer: not_applicable\n    comment: \"\"", 1)
    form.write_text(first)
    assert "1 new" in daybook("audit", "start", case, "--answers", str(form))
    total = first.count("- clause:")
    report = daybook("audit", "report", case, "--pack", "ten-standards")
    assert f"{total} questions arise: 1 answered, {total - 1} open." in report and "Not applicable: 1" in report
    form.write_text(first.replace("    answer:\n", "    answer: yes\n", 1))
    assert "Recorded 2 answers: 1 new, 1 known already. " in daybook("audit", "start", case, "--answers", str(form))
    form.write_text(first.replace("answer: not_applicable", "answer: no"))
    assert "1 new" in daybook("audit", "start", case, "--answers", str(form)), "an answer can be changed"
    form.write_text(first.replace("answer: not_applicable", "answer: no").replace("    answer:\n", "    answer: yes\n"))
    assert "No question is left open." in daybook("audit", "start", case, "--answers", str(form))
    size = client.size()
    daybook("audit", "start", case, "--answers", str(form))
    assert client.size() == size
    events = client.get("/v1/events", subject=subject, source="/daybook/audit", limit=1000).expect()["events"]
    assert [one["type"] for one in events if one["type"] != "audit_answer.recorded"] == ["audit.assigned", "audit.completed"]
    answers = [one for one in events if one["type"] == "audit_answer.recorded"]
    assert answers[0]["time"] > events[0]["time"] and answers[-1]["time"] > answers[0]["time"], "the time of the answer, not of the form"
    named = {name for one in answers for name in one["data"].get("based_on", [])}
    assert f"{called['source']}#{called['id']}" in named


def test_many_ask_at_once_what_is_overdue_while_others_post(own):
    """Whoever waits for a list that another has begun gets it; none of them may hold the other up."""
    daemon = own().start()
    client, end, answered, wrong = daemon.client(), time.monotonic() + 3, [], []

    def ask():
        asking = daemon.client(timeout=15)
        while time.monotonic() < end and not wrong:
            try:
                answered.append(asking.get("/v1/standards/knowsley/overdue").expect()["total"])
            except Exception as failure:  # a thread's failure is the test's
                wrong.append(failure)
        asking.close()

    asking = [threading.Thread(target=ask) for _ in range(12)]
    for thread in asking:
        thread.start()
    while time.monotonic() < end and not wrong:
        client.keeps(event())
    for thread in asking:
        thread.join()
    assert not wrong, wrong[0]
    assert answered
