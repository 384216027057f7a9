"""Asking the worked case everything that other code has worked out the answers to, over the socket."""

import json
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from daemon import PROGRAM
from events import event as new_event

FIXTURE = Path(__file__).resolve().parents[1] / "Fixtures/worked-case-answers.json"
ANSWERS = json.loads(FIXTURE.read_text())["answers"]
CASE = "HW-2041"


def questions(kind):
    found = [answer for answer in ANSWERS if answer["kind"] == kind]
    assert found, kind
    return pytest.mark.parametrize("question", found, ids=[f"{kind}{number}" for number in range(len(found))])


def reference(event):
    return f"{event['source']}#{event['id']}"


@pytest.fixture(scope="session")
def name(story):
    """SOURCE#ID of the event at a position; None for none."""
    return lambda position: None if position is None else reference(story[position])


@pytest.fixture(scope="session")
def names(name):
    return lambda entries: [name(entry["position"]) for entry in entries]


@pytest.fixture(scope="session")
def position(story):
    places = {reference(event): number for number, event in enumerate(story)}
    return lambda wanted: places[wanted]


def known(question):
    return {"known_at": question["known_at"], "known_basis": "entered"} if question.get("known_at") else {}


def state(client, question):
    path = f"/v1/cases/{question['subject'].removeprefix('case/')}"
    return client.get(path, as_at=question.get("as_at"), **known(question)).expect()["state"]


def about(facts, child):
    return [fact for fact in facts if not fact["children"] or child in fact["children"]]


@questions("counts")
def test_counts(worked, question):
    expect = question["expect"]
    events = worked.get("/v1/events").expect()["events"]
    assert len(events) == expect["events"] == worked.size()
    for subject, count in expect["by_subject"].items():
        assert len(worked.get("/v1/events", subject=subject).expect()["events"]) == count
    for source, count in expect["by_source"].items():
        assert len(worked.get("/v1/events", source=source).expect()["events"]) == count
    assert len(worked.get("/v1/decisions", limit=1000).expect()["decisions"]) == expect["decisions"]
    assert len(worked.get("/v1/events", type="visit.made").expect()["events"]) == expect["visits_made"]
    assert len({event["type"] for event in events}) == expect["types"]


def test_every_event_comes_back_as_it_was_posted(worked, story):
    for found, posted in zip(worked.get("/v1/events").expect()["events"], story, strict=True):
        assert {key: value for key, value in found.items() if key not in ("sequence", "recordedtime", "postedby")} == posted


@questions("decisions")
def test_who_decided_what(worked, names, question):
    query = {key: question.get(key) for key in ("actor", "role", "team", "from", "to")}
    query |= {"kind": question.get("decision_kind"), "case": question.get("subject", "").removeprefix("case/") or None}
    found = worked.get("/v1/decisions", **{key + "_" if key == "from" else key: value for key, value in query.items()}).expect()["decisions"]
    assert names(found) == question["expect"]


@questions("decisions_without_reasons")
def test_decisions_without_reasons_or_authority(worked, names, question):
    found = worked.get("/v1/decisions").expect()["decisions"]
    for key, sentence in (("no_reasons", "No reasons are recorded."), ("no_authority", "The authority it was made under is not recorded.")):
        assert names([one for one in found if sentence in one["absences"]]) == question["expect"][key]


@questions("roles_of_person")
def test_the_roles_a_person_acted_in(worked, story, question):
    answer = worked.get(f"/v1/people/{question['actor']}/events").expect()
    assert sorted(f"{role['role']}, {role['team']}" for role in answer["roles"]) == question["expect"]
    mine = [number for number, event in enumerate(story) if event.get("actor") == question["actor"]]
    assert sorted(one["position"] for one in answer["events"] if one["actor"] == question["actor"]) == mine


@questions("allocated")
def test_who_was_allocated(worked, name, question):
    holder = state(worked, question)["allocated"].get(question["role"])
    if question["expect"] is None:
        assert holder is None
    else:
        assert (holder["worker"]["id"], holder["worker"]["name"], name(holder["position"])) == (
            question["expect"]["id"], question["expect"]["name"], question["expect"]["event"])


@questions("statuses")
def test_which_statuses_were_in_force(worked, name, question):
    found = state(worked, question)
    assert {fact["status"]: name(fact["position"]) for fact in about(found["statuses"], question["child"])} == question["expect"]["open"]
    assert sorted(fact["legal_status"] for fact in about(found["legal_statuses"], question["child"])) == question["expect"]["legal_status"]


@questions("plans")
def test_which_plans_were_in_force(worked, name, names, question):
    found = about(state(worked, question)["plans"], question["child"])
    assert {plan["plan_type"]: {"agreed": name(plan["position"]), "updated": names(plan["updated"])} for plan in found} == question["expect"]


@questions("placement")
def test_where_the_children_were_placed(worked, name, names, question):
    said = []
    for fact in about(state(worked, question)["placements"], question["child"]):
        said += [name(fact["position"]), *names(fact["also_stated"])]
    assert said == [one["event"] for one in question["expect"]]


@questions("last_visits")
def test_the_last_visits(worked, name, question):
    found = state(worked, question)
    for key in ("last_visit", "last_seen", "last_seen_alone"):
        expected = question["expect"][key]
        assert (found[key] and name(found[key]["position"])) == (expected and expected["event"]), key


@questions("oversight_gaps")
def test_gaps_in_oversight(worked, name, question):
    answer = worked.get(f"/v1/cases/{CASE}/oversight", as_at=question["as_at"]).expect()
    gaps = answer["gaps"] if not question.get("longest") else answer["longest_gap_by_kind"]
    shown = [(gap["from"], gap["to"], gap["days"], name(gap["after"]), name(gap["before"])) for gap in gaps]
    for gap in question["expect"]:
        assert (gap["from"], gap["to"], gap["days"], gap["after"], gap["before"]) in shown


@questions("late")
def test_late_entries(worked, name, question):
    entries = []
    for subject in ("HW-2041", "HW-2042", "HW-1877"):
        entries += worked.get(f"/v1/cases/{subject}/history").expect()["entries"]
    late = {
        name(one["position"]): one["lag_working_days"] for one in entries
        if one["lag_working_days"] is not None and one["lag_working_days"] > question["more_than"]
        and one["type"] == question.get("type", one["type"]) and one["timeprecision"] in question.get("precision", [one["timeprecision"]])}
    assert late == {one["event"]: one["lag_working_days"] for one in question["expect"]}


@pytest.fixture(scope="session")
def history(worked_daemon, name):
    entries = worked_daemon.client().get(f"/v1/cases/{CASE}/history").expect()["entries"]
    return {name(entry["position"]): entry for entry in entries}


def test_the_history_is_everything_in_order_of_time(history, worked, story, question=None):
    own = {reference(event) for event in story if event["subject"] == f"case/{CASE}" or f"case/{CASE}" in event.get("concerns", "").split(",")}
    assert set(history) == own
    times = [datetime.fromisoformat(entry["time"]) for entry in history.values()]
    assert times == sorted(times)


@questions("restated")
def test_what_was_stated_anew(history, name, question):
    for old, new in question["expect"].items():
        if old in history:
            assert history[old]["restated"] and [name(one) for one in history[old]["corrected_by"]] == [new]
            assert name(history[new]["corrects"]) == old


@questions("corrected")
def test_what_was_corrected(history, name, question):
    for old, new in question["expect"].items():
        assert [name(one) for one in history[old]["corrected_by"]] == [new["by"]] and not history[old].get("restated")
        assert name(history[new["by"]]["corrects"]) == old


@questions("withdrawn")
def test_what_was_withdrawn_stays_in_view(history, name, question):
    for old, new in question["expect"].items():
        assert [name(one) for one in history[old]["withdrawn_by"]] == [new["by"]]


@questions("contradictions")
def test_accounts_that_differ_are_shown_as_differing(history, name, question):
    found = {frozenset((mine, name(other))) for mine, entry in history.items() for other in entry["contradicts"]}
    assert found == {frozenset(one["same_type"]) for one in question["expect"]}


@questions("copied")
def test_copied_notes(history, name, question):
    found = [[name(entry["same_text_as"]), mine] for mine, entry in history.items() if "same_text_as" in entry and entry["type"] == "visit.made"]
    assert found == question["expect"]


@questions("cross_references")
def test_cross_references(worked, names, question):
    entries = worked.get(f"/v1/cases/{question['subject'][5:]}/history").expect()["entries"]
    assert sorted(names([entry for entry in entries if entry["cross_reference"]])) == question["expect"]


@questions("unknown_actor")
def test_unknown_authors_are_said_to_be_unknown(history, question):
    unknown = {mine for mine, entry in history.items() if entry["actor"] == "unknown"}
    assert set(question["expect"]) & set(history) <= unknown
    assert all(history[mine]["actorrole"] for mine in unknown)


@questions("decision_review")
def test_the_review_of_a_decision(worked, name, names, position, question):
    expect = question["expect"]
    review = worked.get(f"/v1/decisions/{position(question['decision'])}").expect().json
    assert sorted(names(review["cited"])) == expect["cited"]
    assert len(review["known_then"]) == expect["known_then_count"]
    assert names(review["arrived_later"]) == expect["arrived_later"]
    assert names(review["oversight"]) == expect["oversight"]
    # A decision may also name only the role that endorsed it.
    assert names([one for one in review["decision"]["endorsed_by"] if "position" in one]) == expect["endorsed_by"]
    assert names(review["challenges"]) == expect["challenges"]
    assert [name(one["resolved"]["position"]) for one in review["challenges"] if one["resolved"]] == expect["challenges_resolved"]
    assert name(review["decision"]["superseded_by"]) == expect["superseded_by"]
    assert names([one for one in review["changes"] if one["change"] == "ended"]) == expect["ended_by"]
    if "options" in expect:
        assert [one["option"] for one in review["decision"]["options"]] == expect["options"]
        assert (review["decision"]["actor"], review["decision"]["actorrole"]) == (expect["actor"], expect["actorrole"])


def test_a_review_by_recorded_times_knows_what_came_before_in_the_ledger(worked, position):
    at = position("/ics/harrowmere#dn-0134")
    review = worked.get(f"/v1/decisions/{at}", known_basis="recorded").expect().json
    assert review["known_basis"] == "recorded"
    assert {one["position"] for one in review["known_then"]} == {
        entry["position"] for entry in worked.get(f"/v1/cases/{CASE}/history", at_size=at).expect()["entries"]}
    assert all(one["position"] > at for one in review["arrived_later"])


def test_a_review_of_what_is_no_decision_is_404(worked, position):
    worked.get(f"/v1/decisions/{position('/ics/harrowmere#vs-1250')}").problem(404, "not-found")
    at = position("/ics/harrowmere#dn-0134")
    worked.get(f"/v1/decisions/{at}", at_size=at).problem(404, "not-found")
    assert worked.get(f"/v1/decisions/{at}", at_size=at + 1).expect()["oversight"] == []


@questions("challenges")
def test_how_each_challenge_ended(worked, name, question):
    told = {}
    for decision in worked.get(f"/v1/cases/{CASE}/decisions").expect()["decisions"]:
        for challenge in decision["challenged_by"]:
            told[name(challenge["position"])] = (challenge["outcome"], name(challenge["resolved"] and challenge["resolved"]["position"]))
    assert told == {key: (one["outcome"], one["resolved_by"]) for key, one in question["expect"].items()}


@questions("replaced_decision")
def test_which_decision_replaced_which(worked, name, question):
    found = worked.get(f"/v1/cases/{CASE}/decisions").expect()["decisions"]
    assert {name(one["position"]): name(one["superseded_by"]) for one in found if one["superseded_by"] is not None} == question["expect"]


@questions("attempted_visits")
def test_visits_tried_in_vain(worked, names, question):
    found = worked.get(f"/v1/cases/{CASE}/visits").expect()["visits"]
    assert names([one for one in found if one["type"] == "visit.attempted"]) == question["expect"]


@questions("chronology_by_hand")
def test_chronology_lines_entered_by_hand(worked, name, question):
    lines = worked.get(f"/v1/cases/{question['subject'][5:]}/chronology").expect()["entries"]
    found = [(name(line["position"]), line["time"][:10]) for line in lines if line["type"] == "chronology.entered"]
    found += [(name(one["position"]), one["event_date"]) for line in lines for one in line.get("entered_by_hand", [])]
    assert sorted(found) == sorted((one["event"], one["event_date"]) for one in question["expect"])


def test_every_chronology_line_says_why_who_and_whence(worked):
    lines = worked.get(f"/v1/cases/{CASE}/chronology").expect()["entries"]
    assert len(lines) > 20
    for line in lines:
        assert line["event"] and line["significance"] and line["chosen_by"] and line["position"] in line["source_positions"]


def test_a_person_nobody_has_named_has_no_events(worked):
    answer = worked.get("/v1/people/nobody/events").expect()
    assert (answer["events"], answer["roles"], answer["next"]) == ([], [], None)


def test_ledger_questions_combine(worked, story):
    def expected(test):
        return [number for number, event in enumerate(story) if test(event)]

    def found(**query):
        return [int(event["sequence"]) for event in worked.get("/v1/events", **query).expect()["events"]]

    assert found(subject="case/HW-2041", type="visit.made") == expected(lambda e: e["subject"] == "case/HW-2041" and e["type"] == "visit.made")
    assert found(actor="tm-07", source="/ics/harrowmere") == expected(lambda e: e.get("actor") == "tm-07")
    assert found(type="decision.made", after=100) == [one for one in expected(lambda e: e["type"] == "decision.made") if one > 100]
    assert found(type="no.such", actor="tm-07") == []
    assert found(**{"from_": "2025-12-01", "to": "2025-12-31"}) == expected(lambda e: "2025-12" in e["time"][:7] and e["time"] < "2026")
    assert found(**{"from_": "2025-06-03T10:10:00Z", "to": "2025-06-03T10:10:00Z"}) == expected(lambda e: e["time"] == "2025-06-03T10:10:00Z")
    assert found(after=-1) == expected(lambda e: True)
    assert found(after=220) == []

    def of_case(test=lambda e: True):
        return expected(lambda e: e["subject"] == "case/HW-2041" and test(e))

    assert found(subject="case/HW-2041") == of_case()
    assert found(subject="case/HW-2041", actor="tm-07") == of_case(lambda e: e.get("actor") == "tm-07") not in ([], of_case())
    assert found(subject="case/HW-2041", source="/ics/elsewhere") == []
    assert found(subject="case/HW-2041", from_="2025-12-01") == of_case(lambda e: e["time"] >= "2025-12-01") not in ([], of_case())
    assert found(subject="case/HW-2041", to="2025-12-01") == of_case(lambda e: e["time"] < "2025-12-02") not in ([], of_case())
    assert found(subject="case/HW-2041", known_basis="entered", known_at="2025-12-01T00:00:00Z") \
        == of_case(lambda e: "enteredtime" in e and e["enteredtime"] <= "2025-12-01T00:00:00Z") not in ([], of_case())


@pytest.mark.parametrize("count", [30, 100, 450])
def test_a_long_list_is_there_to_the_last_byte(own, count):
    """Answers leave as one piece up to 2 MiB, and in pieces beyond; the first of these fits the socket's usual room, the second does not."""
    client = own().start().client()
    events = [new_event("case/long", {"decision_type": "start_section_47", "decision": f"{number} " + "ä" * 800}) for number in range(count)]
    client.batch(events).expect(201)
    answer = client.get("/v1/events", subject="case/long", limit=10_000).expect()
    assert (len(answer.body) > 2 << 20) == (count == 450) and (len(answer.body) > 200 << 10) == (count > 30)
    assert [one["data"] for one in answer["events"]] == [one["data"] for one in events]


def test_after_takes_the_next_of_the_page_before(own):
    """Who knows no other parameter for paging puts next there; it goes on as cursor does, in the same list."""
    client = own().start().client()
    made = [client.keeps(new_event("case/paged"))["position"] for _ in range(7)]
    found, after, bases = [], None, set()
    while True:
        page = client.get("/v1/events", subject="case/paged", limit=3, after=after).expect().json
        found += [int(one["sequence"]) for one in page["events"]]
        bases.add(page["basis"]["size"])
        if page["next"] is None:
            break
        after = page["next"]
        assert client.get("/v1/events", subject="case/paged", limit=3, cursor=after).expect()["events"] \
            == client.get("/v1/events", subject="case/paged", limit=3, after=after).expect()["events"]
        client.keeps(new_event("case/paged"))
    assert (found, bases) == (made, {7})
    for wrong in ("1.x", "x.1", "."):
        client.get("/v1/events", after=wrong).problem(400, "bad-query")


LISTS = [
    ("/v1/events", "events", {}), ("/v1/events", "events", {"type": "visit.made"}), ("/v1/events", "events", {"actor": "tm-07"}),
    ("/v1/events", "events", {"subject": "case/HW-2041"}), ("/v1/events", "events", {"source": "/ics/harrowmere", "from_": "2026-01-01"}),
    ("/v1/events", "events", {"known_at": "2025-12-02T12:00:00Z", "known_basis": "entered"}),
    (f"/v1/cases/{CASE}/history", "entries", {}), (f"/v1/cases/{CASE}/chronology", "entries", {}), (f"/v1/cases/{CASE}/decisions", "decisions", {}),
    (f"/v1/cases/{CASE}/visits", "visits", {"as_at": "2025-12-01"}), (f"/v1/cases/{CASE}/oversight", "oversight", {"at_size": 150}),
    ("/v1/decisions", "decisions", {}), ("/v1/decisions", "decisions", {"actor": "tm-07"}), ("/v1/decisions", "decisions", {"role": "Service_Manager"}),
    ("/v1/decisions", "decisions", {"known_at": "2025-12-02T12:00:00Z", "known_basis": "entered"}), ("/v1/people/tm-07/events", "events", {}),
]


@pytest.mark.parametrize("path, key, query", LISTS)
@pytest.mark.parametrize("limit", [1, 40])
def test_pages_make_up_the_whole_list(worked, path, key, query, limit):
    # One by one where the list is short; the long ones would take the test minutes.
    limit = limit if path == "/v1/decisions" else limit + 12
    whole = worked.get(path, **query).expect().json
    assert whole["next"] is None and whole[key]
    assert worked.pages(path, key, limit=limit, **query) == whole[key]
    exact = worked.get(path, limit=min(len(whole[key]), 1000), **query).expect().json
    assert exact[key] == whole[key] and exact["next"] is None


def test_a_complaint_about_a_decision_shows_in_every_list_of_decisions(worked_daemon):
    client = worked_daemon.client()
    of_case = {d["position"]: d for d in client.get("/v1/cases/HW-2041/decisions").expect()["decisions"]}
    complained = [position for position, decision in of_case.items() if decision["complaints"]]
    assert complained
    for position in complained:
        actor = of_case[position]["actor"]
        listed = {d["position"]: d for d in client.get(f"/v1/decisions?actor={actor}").expect()["decisions"]}
        assert listed[position] == of_case[position]


def test_a_period_without_oversight_denies_nothing_outside_it(worked):
    found = worked.get(f"/v1/cases/{CASE}/oversight", **{"from": "2025-09-01", "to": "2025-11-20"}).expect()
    assert found["oversight"] == [] and found["longest_gap"]["days"] == 91
    for sentence in found["absences"]:
        assert " from 1 September 2025 to 20 November 2025; the last before is of " in sentence, sentence
        assert "the next is of " in sentence
    visits = worked.get(f"/v1/cases/{CASE}/visits", **{"from": "2026-01-10"}).expect()["visits"]
    first = next(one for one in visits if one["type"] == "visit.made" and one["counts"])
    assert (first["time"][:10], first["days_since_previous"]) == ("2026-01-22", 17)


@pytest.mark.parametrize("span", [{"from": "2025-11-01", "to": "2025-11-30"}, {"to": "2025-11-30"}, {"from": "2025-11-01"}, {"limit": 3}])
def test_a_case_takes_a_part_of_time_as_its_lists_do(worked, span):
    path = f"/v1/cases/{CASE}"
    whole = worked.get(path).expect().json
    assert not {"entries", "next"} & set(whole) and whole["as_at"] is None
    answer = worked.get(path, **span).expect().json
    lists = worked.get(f"{path}/history", **span).expect().json
    assert answer["entries"] == lists["entries"] and len(answer["entries"]) < whole["state"]["events"] and answer["next"] == lists["next"]
    # What the part ends with is when the case is told of; where it begins changes nothing of how the case stood.
    then = worked.get(path, as_at=span.get("to")).expect().json
    assert (answer["state"], answer["as_at"]) == (then["state"], span.get("to"))
    assert worked.get(path, as_at="2025-06-30", **span).expect()["state"] == worked.get(path, as_at="2025-06-30").expect()["state"]


def test_the_command_shows_a_case_and_what_happened_in_a_part_of_time(worked_daemon):
    def run(*words):
        return subprocess.run(
            [PROGRAM.with_name("daybook"), "--socket", worked_daemon.socket, *words], capture_output=True, text=True)

    done = run("case", CASE, "--from", "2025-11-01", "--to", "2025-11-30", "--limit", "2")
    assert done.returncode == 0, done.stderr
    assert "As it stood by what had happened up to 30 Nov 2025." in done.stdout
    assert "What happened, 1 Nov 2025 to 30 Nov 2025: the first 2 entries" in done.stdout
    said = json.loads(run("--json", "case", CASE, "--to", "2025-11-30T12:00:00Z", "--limit", "2").stdout)
    assert len(said["entries"]) == 2 and said["as_at"] is None


def test_a_misspelt_name_is_no_clean_bill_of_health(worked):
    due = worked.get("/v1/standards/knowsley/overdue", team="Safegarding 1").expect()
    assert due["total"] == 0 and due["unknown"] == ['No team "Safegarding 1" is on record. Did you mean "Safeguarding 1"?']
    for path in ("/v1/standards/knowsley/due", "/v1/standards/knowsley/counts", "/v1/decisions", "/v1/cases"):
        assert "Did you mean" in worked.get(path, team="Safegarding 1").expect()["unknown"][0], path
        assert "unknown" not in worked.get(path, team="Safeguarding 1").expect().json, path
    for path, name in (("/v1/standards/knowsley/overdue", "worker"), ("/v1/cases", "worker"), ("/v1/decisions", "actor")):
        [said] = worked.get(path, **{name: "R. Castellan"}).expect()["unknown"]
        assert "Nobody with the id" in said and "named by id" in said
    child = worked.get("/v1/people/ch-5521/events").expect()
    assert child["events"] == [] and "history of their case" in child["unknown"][0]
    actor = worked.get("/v1/events", limit=1).expect()["events"][0]["actor"]
    assert "unknown" not in worked.get(f"/v1/people/{actor}/events").expect().json
    refused = worked.get("/v1/decisions", kind="come_in_care")
    assert refused.status == 400 and "come_into_care" in refused.json["detail"]
