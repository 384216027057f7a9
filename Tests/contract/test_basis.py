"""What was known: by the ledger's times, by the source systems' times, and at a size; and the same answer for ever."""

import json
import threading
from datetime import datetime, timedelta

import pytest

import daemon as daemons
from events import decision, event, unique, visit, worked_case

CASE = "HW-2041"
ROUTES = [
    ("/v1/events", {"limit": 50}), ("/v1/events", {"subject": "case/HW-2041"}), ("/v1/events", {"type": "decision.made"}),
    ("/v1/events", {"actor": "tm-07"}), ("/v1/events/128", {}), (f"/v1/cases/{CASE}", {}), (f"/v1/cases/{CASE}", {"as_at": "2025-12-05"}),
    (f"/v1/cases/{CASE}/history", {}), (f"/v1/cases/{CASE}/chronology", {}), (f"/v1/cases/{CASE}/decisions", {}), (f"/v1/cases/{CASE}/visits", {}),
    (f"/v1/cases/{CASE}/oversight", {"as_at": "2026-08-20"}), ("/v1/decisions", {}), ("/v1/decisions", {"actor": "tm-07"}),
    ("/v1/decisions", {"team": "Safeguarding 1", "from_": "2025-10-01"}), ("/v1/people/sw-131/events", {}), (f"/v1/cases/{CASE}/history", {"limit": 20, "cursor": "200.40"}),
]


def ask(client, size=None, **more):
    return [client.get(path, at_size=size, **query, **more).expect().body for path, query in ROUTES]


def test_every_answer_names_its_basis(worked):
    roots = set()
    for path, query in ROUTES:
        basis = worked.get(path, at_size=200, **query).expect()["basis"]
        assert basis["size"] == 200
        roots.add(basis["root"])
    assert len(roots) == 1
    status = worked.get("/v1/status")["basis"]
    assert worked.get("/v1/events", limit=1)["basis"] == status and status["size"] == 221


def test_at_a_size_only_what_stood_below_it_is_known(worked, story):
    for size in (0, 1, 17, 130, 221):
        events = worked.get("/v1/events", at_size=size).expect()["events"]
        assert [int(one["sequence"]) for one in events] == list(range(size))
        if size:
            worked.get(f"/v1/events/{size - 1}", at_size=size).expect()
        worked.get(f"/v1/events/{size}", at_size=size).problem(404, "not-found")
    history = worked.get(f"/v1/cases/{CASE}/history", at_size=130).expect()["entries"]
    assert history and all(one["position"] < 130 for one in history)
    detail = worked.get(f"/v1/cases/{CASE}", at_size=0).problem(404, "not-found")["detail"]
    assert "position 0" in detail and "no case" not in detail, "it is there, it was not known then"


def test_a_correction_that_is_not_known_yet_has_no_effect(worked, story):
    places = {f"{one['source']}#{one['id']}": number for number, one in enumerate(story)}
    old, new = places["/ics/harrowmere#vs-1245"], places["/ics/harrowmere#vs-1247"]
    before = {one["position"]: one for one in worked.get(f"/v1/cases/{CASE}/history", at_size=new).expect()["entries"]}
    after = {one["position"]: one for one in worked.get(f"/v1/cases/{CASE}/history", at_size=new + 1).expect()["entries"]}
    assert before[old]["corrected_by"] == [] and after[old]["corrected_by"] == [new]


def test_known_at_goes_by_the_time_of_recording(own):
    client = own().start().client()
    case = unique("k")
    recorded = [client.keeps(event(f"case/{case}"))["recordedtime"] for _ in range(5)]
    for count, moment in enumerate(recorded, 1):
        answer = client.get(f"/v1/cases/{case}/history", known_at=moment).expect()
        assert (len(answer["entries"]), answer["basis"]["size"]) == (count, count)
        just_before = (datetime.fromisoformat(moment) - timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
        earlier = client.get("/v1/events", known_at=just_before).expect()
        assert len(earlier["events"]) == count - 1
    assert client.get("/v1/events", known_at="1999-01-01T00:00:00Z").expect()["basis"]["size"] == 0
    # The same moment in another zone is the same question.
    moved = datetime.fromisoformat(recorded[2]).astimezone(datetime.fromisoformat("2026-01-01T00:00:00+05:00").tzinfo).isoformat()
    assert client.get("/v1/events", known_at=moved).expect()["events"] == client.get("/v1/events", known_at=recorded[2]).expect()["events"]


@pytest.mark.parametrize("moment", ["2025-06-03T09:05:11Z", "2025-09-20T12:00:00Z", "2025-12-02T16:00:00Z", "2026-08-31T00:00:00Z"])
def test_known_by_entry_times(worked, story, moment):
    wanted = [number for number, one in enumerate(story) if datetime.fromisoformat(one["enteredtime"]) <= datetime.fromisoformat(moment)]
    answer = worked.get("/v1/events", known_at=moment, known_basis="entered").expect()
    assert [int(one["sequence"]) for one in answer["events"]] == wanted
    assert answer["basis"]["known_basis"] == "entered" and answer["basis"]["known_at"] == moment
    history = worked.get(f"/v1/cases/{CASE}/history", known_at=moment, known_basis="entered").expect()["entries"]
    assert {one["position"] for one in history} <= set(wanted)
    decided = worked.get("/v1/decisions", known_at=moment, known_basis="entered").expect()["decisions"]
    assert sorted(one["position"] for one in decided) == [number for number in wanted if story[number]["type"] == "decision.made"]


def test_an_event_without_entry_time_counts_from_its_recording(own):
    client = own().start().client()
    case = unique("k")
    position = client.keeps(event(f"case/{case}", time="2020-01-01T00:00:00Z", enteredtime=None))["position"]
    client.get(f"/v1/events/{position}", known_at="2021-01-01T00:00:00Z", known_basis="entered").problem(404, "not-found")
    recorded = client.get(f"/v1/events/{position}")["event"]["recordedtime"]
    client.get(f"/v1/events/{position}", known_at=recorded, known_basis="entered").expect()


def test_a_decision_that_was_not_known_then_is_not_denied(client):
    position = client.post(event(enteredtime="2026-03-04T12:40:00Z")).expect(201)["position"]
    path = f"/v1/decisions/{position}"
    for then in ({"at_size": position}, {"known_basis": "entered", "known_at": "2026-03-04T12:39:59Z"}):
        assert "was not known by then" in client.get(path, **then).problem(404, "not-found")["detail"]
    client.get(path, known_basis="entered", known_at="2026-03-04T12:40:00Z").expect()
    note = client.post(visit(f"case/{unique('c')}")).expect(201)["position"]
    assert "There is no decision" in client.get(f"/v1/decisions/{note}", at_size=0).problem(404, "not-found")["detail"]


def test_a_list_of_cases_as_at_a_day_leaves_out_what_had_not_begun(client):
    ref = unique("list")
    client.post(visit(f"case/{ref}", time="2026-01-10T10:00:00Z")).expect(201)
    client.post(visit(f"case/{ref}", time="2026-03-10T10:00:00Z")).expect(201)

    def listed(**parameters):
        return ref in [case["case"] for case in client.pages("/v1/cases", "cases", limit=1000, **parameters)]

    assert listed() and listed(as_at="2026-01-10") and not listed(as_at="2026-01-09")
    assert listed(since="2026-02-01") and not listed(since="2026-02-01", as_at="2026-02-28")


def test_entry_times_and_a_size_go_together(worked, story):
    moment = "2025-12-02T16:00:00Z"
    answer = worked.get("/v1/events", known_at=moment, known_basis="entered", at_size=100).expect()
    assert [int(one["sequence"]) for one in answer["events"]] == [
        number for number in range(100) if datetime.fromisoformat(story[number]["enteredtime"]) <= datetime.fromisoformat(moment)]


def test_as_at_leaves_out_what_happened_later(worked):
    for path, key in (("history", "entries"), ("chronology", "entries"), ("decisions", "decisions"), ("visits", "visits"), ("oversight", "oversight")):
        entries = worked.get(f"/v1/cases/{CASE}/{path}", as_at="2025-12-01").expect()[key]
        assert entries and all(one["time"] < "2025-12-02" for one in entries), path
    early = worked.get(f"/v1/cases/{CASE}", as_at="2025-06-20").expect()
    assert early["as_at"] == "2025-06-20" and early["state"]["last_time"] < "2025-06-21"
    assert early["state"]["status"] != worked.get(f"/v1/cases/{CASE}")["state"]["status"]


def test_the_same_question_at_the_same_basis_has_the_same_answer_for_ever(own):
    daemon = own().start()
    client = daemon.client()
    for line in worked_case():
        client.post(line).expect(201)
    moment = client.get("/v1/events/220")["event"]["recordedtime"]
    first = ask(client, 221)
    assert [json.loads(body) for body in ask(client)] == [json.loads(body) for body in first]
    earlier = ask(client, 200)
    entered = client.get(f"/v1/cases/{CASE}/history", known_at="2025-12-02T16:00:00Z", known_basis="entered", at_size=221).body
    # More about the same case: a correction, an endorsement, an end, a late visit, another's decision, one that concerns it.
    client.batch([
        event(f"case/{CASE}", source="/ics/harrowmere", corrects="dn-0134", data=decision(reasons="stated anew")),
        event(f"case/{CASE}", {"ending": "lapsed", "decision": "dn-0134"}, source="/ics/harrowmere", type="decision.ended"),
        visit(f"case/{CASE}", time="2025-09-01T10:00:00Z", actor="sw-131"), event("case/another", concerns=f"case/{CASE}", actor="tm-07"),
    ]).expect(201)
    assert ask(client, 221) == first and ask(client, 200) == earlier
    now = ask(client)
    assert now != first
    client.request("POST", "/v1/views/rebuild").expect()
    assert ask(client) == now and ask(client, 221) == first
    for view in [one["view"] for one in client.get("/v1/status")["views"]]:
        client.request("POST", f"/v1/views/rebuild?view={view}").expect()
    assert ask(client) == now and ask(client, 221) == first and ask(client, 200) == earlier
    assert [client.get(path, known_at=moment, **query).body for path, query in ROUTES] == first
    assert client.get(f"/v1/cases/{CASE}/history", known_at="2025-12-02T16:00:00Z", known_basis="entered", at_size=221).body == entered
    client.close()
    daemon.stop()
    # The views may be thrown away at any time.
    for file in (daemon.ledger / "views").rglob("*"):
        if file.is_file():
            file.unlink()
    client = daemon.start(create=False).client()
    assert ask(client) == now and ask(client, 221) == first


def test_pages_fit_together_whatever_is_posted_meanwhile(own):
    client = own().start().client()
    case = unique("p")
    client.batch([event(f"case/{case}", time=f"2026-01-{day:02}T10:00:00Z", enteredtime=None) for day in range(10, 20)]).expect(201)
    for path, key in (("/v1/events", "events"), ("/v1/decisions", "decisions"), (f"/v1/cases/{case}/history", "entries"), ("/v1/people/sw-221/events", "events")):
        whole = client.get(path).expect().json
        found, cursor = [], None
        while True:
            page = client.get(path, limit=3, cursor=cursor).expect().json
            assert page["basis"] == whole["basis"]
            found += page[key]
            cursor = page["next"]
            if cursor is None:
                break
            # One that would come before all others, and one behind.
            client.batch([event(f"case/{case}", time="2025-01-01T10:00:00Z"), event(f"case/{case}")]).expect(201)
        assert found == whole[key]


def test_a_rebuild_says_what_it_did(client):
    size = client.size()
    rebuilt = client.request("POST", "/v1/views/rebuild").expect()["rebuilt"]
    assert {one["view"] for one in rebuilt} == {one["view"] for one in client.get("/v1/status")["views"]}
    assert all(one["events"] == size for one in rebuilt)
    assert all(one["behind"] == 0 for one in client.get("/v1/status")["views"])


def test_it_serves_while_it_rebuilds(own):
    daemon = own().start()
    client = daemon.client()
    for _ in range(4):
        client.batch([event() for _ in range(500)]).expect(201)
    ended = []
    rebuilding = threading.Thread(target=lambda: ended.append(daemon.client().request("POST", "/v1/views/rebuild")))
    rebuilding.start()
    served = 0
    while rebuilding.is_alive():
        assert len(client.get("/v1/decisions", limit=20).expect()["decisions"]) == 20
        client.keeps(event())
        served += 1
    assert ended[0].status == 200 and served > 0
    assert len(client.pages("/v1/decisions", "decisions", limit=1000)) == 2000 + served


def test_metrics_are_prometheus_text(own):
    client = own().start().client()
    made = event()
    client.keeps(made)
    client.post(made).expect(200)
    client.post(event(time="x")).problem(422, "invalid-event")
    client.batch([event(), {**made, "actor": "sw-9"}, event()]).problem(422, "id-reused")
    answer = client.get("/metrics").expect()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    values = {}
    for line in answer.body.decode().splitlines():
        if line.startswith("#"):
            assert line.split()[1] in ("HELP", "TYPE")
        else:
            name, value = line.rsplit(" ", 1)
            values[name] = float(value)
    assert values["daybook_events_total"] == 1 and values["daybook_repeated_events_total"] == 1 and values["daybook_refused_events_total"] == 4
    assert values["daybook_ledger_events"] == 1
    # Views may be a moment behind, and the look whether the daemon is up may still hold a connection.
    assert values["daybook_projection_lag_events"] in (0, 1) and values["daybook_connections"] in (1, 2)
    assert values["daybook_append_duration_seconds_count"] == 2


def test_the_status_is_what_the_ledger_says(worked):
    status = worked.get("/v1/status").expect().json
    assert status["status"] == "serving" and status["basis"]["size"] == 221
    assert status["event_types"] == len(list((daemons.ROOT / "schemas/events").glob("*.json")))
    assert 0 < status["ledger_bytes_used"] <= status["ledger_bytes_mapped"] and status["connections"] >= 1
