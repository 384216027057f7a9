"""Posting: one, many, and in binary mode; repeats; expected versions; and that what is posted comes back as it was."""

import json
import subprocess
import threading
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import pytest
from cloudevents.core.bindings import http as binding
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from cloudevents.v1.conversion import to_binary, to_structured
from cloudevents.v1.http import CloudEvent as EarlierCloudEvent
from cloudevents.v1.http import from_dict, from_json

from client import BATCH, Client
from daemon import PROGRAM, ROOT
from events import NARRATIVE, decision, event, raw, unique


def kept(client, position):
    return client.get(f"/v1/events/{position}").expect()["event"]


def assert_kept(client, position, made):
    """Every attribute as posted, those of the ledger beside them, and nothing else."""
    found = kept(client, position)
    assert found["sequence"] == f"{position:020}"
    added = {name: found.pop(name) for name in ("sequence", "recordedtime", "postedby")}
    assert found == made
    return added


def test_one_event_is_201_with_its_position(client):
    size = client.size()
    made = event()
    answer = client.post(made).expect(201)
    assert answer.json == {"position": size, "recordedtime": answer["recordedtime"], "subject_version": 1, "duplicate": False}
    recorded = datetime.fromisoformat(answer["recordedtime"])
    assert answer["recordedtime"].endswith("Z") and abs(datetime.now(timezone.utc) - recorded) < timedelta(seconds=30)
    added = assert_kept(client, size, made)
    assert added["recordedtime"] == answer["recordedtime"]
    assert added["postedby"].startswith("uid:")


def test_the_contracts_own_example_is_taken(client):
    made = {
        "specversion": "1.0", "id": unique(), "source": "/ics/knowsley", "type": "decision.made", "subject": "case/" + unique(),
        "time": "2026-03-04T10:12:33Z", "enteredtime": "2026-03-04T12:40:00Z",
        "actor": "sw-221", "actorname": "A. Patel", "actorrole": "team manager", "actorteam": "Assessment 2",
        "data": {"decision_type": "section_47_enquiry", "decision": "…", "reasons": "…"},
    }
    assert_kept(client, client.post(made).expect(201)["position"], made)


def least(rule):
    """A value of the least that a field's schema asks for."""
    if "enum" in rule:
        return rule["enum"][0]
    kinds = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
    match kinds[0]:
        case "array":
            return [least(rule["items"])] * rule.get("minItems", 0)
        case "object":
            return {name: least(rule["properties"][name]) for name in rule.get("required", [])}
        case "boolean":
            return True
        case "integer" | "number":
            return rule.get("minimum", 1)
        case "string":
            return {"date": "2026-03-04", "date-time": "2026-03-04T10:00:00Z"}.get(rule.get("format"), "x")


# Those that the daemon itself posts.
ITS_OWN = {"ledger.rollback_accepted", "record.disposal_proposed", "record.disposed"}
TYPES = sorted({file.stem for file in (ROOT / "schemas/events").glob("*.json")} - ITS_OWN)


@pytest.mark.parametrize("type_", TYPES)
def test_every_type_is_taken_with_what_its_schema_requires_and_no_more(client, type_):
    schema = json.loads((ROOT / f"schemas/events/{type_}.json").read_text())
    for kind in schema["x-daybook"]["subjects"]:
        client.keeps({
            "specversion": "1.0", "id": unique(), "source": "/ics/contract", "type": type_, "subject": f"{kind}/{unique()}",
            "time": "2026-03-04T10:12:33Z", "actor": "sw-221", "actorrole": "social worker", "data": least(schema)})


@pytest.mark.parametrize("type_, data", [
    ("record.corrected", {"correction_reason": "The hour was wrong"}), ("record.withdrawn", {"withdrawal_reason": "other"})])
def test_a_correction_or_withdrawal_that_names_nothing_is_kept_and_marks_nothing(client, type_, data):
    case = f"case/{unique('c')}"
    client.keeps(event(case))
    client.keeps(event(case, data, type=type_, time="2026-03-05T10:00:00Z"))
    first, second = client.get(f"/v1/cases/{case.removeprefix('case/')}/history").expect()["entries"]
    assert (first["corrected_by"], first["withdrawn_by"]) == ([], [])
    assert (second["type"], second["corrects"]) == (type_, None) and "corrects_reference" not in second


def test_versions_count_a_subjects_events(client):
    case = f"case/{unique('v')}"
    assert [client.keeps(event(case))["subject_version"] for _ in range(3)] == [1, 2, 3]
    assert client.keeps(event())["subject_version"] == 1


def test_a_repeat_is_200_with_the_first_position(client):
    made = event()
    first = client.keeps(made)
    size = client.size()
    for again in (made, dict(reversed(made.items())), {**made, "time": "2026-03-04T10:12:33.000Z"}, {**made, "time": "2026-03-04T11:12:33+01:00"},
                  {**made, "actorteam": "Assessment 2", "correlationid": None}, {**made, "datacontenttype": "application/json"}):
        assert client.post(again).expect(200).json == {**first, "duplicate": True}
    assert client.size() == size
    assert client.post(json.dumps(made, indent=4)).expect(200)["duplicate"]


@pytest.mark.parametrize("change", [
    {"data": decision(reasons="another")}, {"time": "2026-03-04T10:12:34Z"}, {"actor": "sw-9"}, {"actorname": "B"}, {"enteredtime": None},
    {"subject": "case/another"}, {"type": "decision.ended", "data": {"ending": "lapsed", "decision": "x"}}, {"corrects": "x"}, {"deadline": "x"}, {"timeprecision": "day"}])
def test_other_content_under_the_same_id_is_422(client, change):
    made = event()
    position = client.keeps(made)["position"]
    size = client.size()
    changed = {name: value for name, value in {**made, **change}.items() if value is not None}
    assert client.post(changed).problem(422, "id-reused")["position"] == position
    assert client.size() == size


def test_the_same_id_from_another_source_is_another_event(client):
    made = event()
    first = client.keeps(made)["position"]
    assert client.keeps({**made, "source": "/ics/other"})["position"] == first + 1


def test_a_batch_is_answered_in_order(client):
    size = client.size()
    made = [event() for _ in range(20)]
    results = client.batch(made).expect(201)["results"]
    assert [result["position"] for result in results] == list(range(size, size + 20))
    assert len({result["recordedtime"] for result in results}) == 1
    for position, one in zip(range(size, size + 20), made):
        assert_kept(client, position, one)


def test_a_batch_of_new_and_known_is_201_and_of_known_alone_200(client):
    known = [event() for _ in range(3)]
    client.batch(known).expect(201)
    new = event()
    results = client.batch([known[0], new, known[2]]).expect(201)["results"]
    assert [result["duplicate"] for result in results] == [True, False, True]
    assert [result["duplicate"] for result in client.batch(known + [new]).expect(200)["results"]] == [True] * 4


def test_an_empty_batch_changes_nothing(client):
    size = client.size()
    assert client.batch([]).expect(200).json == {"results": []}
    assert client.size() == size


def test_the_same_event_twice_in_a_batch_is_kept_once(client):
    size = client.size()
    made, other = event(), event()
    results = client.batch([made, other, made]).expect(201)["results"]
    assert [(result["position"], result["duplicate"]) for result in results] == [(size, False), (size + 1, False), (size, True)]
    assert client.size() == size + 2


def test_one_id_with_two_contents_in_a_batch_keeps_nothing(client):
    size = client.size()
    made = event()
    answer = client.batch([event(), made, {**made, "data": decision(reasons="another")}])
    problem = answer.problem(422, "id-reused")
    assert (problem["index"], problem["earlier_index"]) == (2, 1) and "position" not in problem
    assert client.size() == size


def test_all_reused_ids_of_a_batch_are_told_at_once(client):
    known = [event() for _ in range(130)]
    first = client.batch(known).expect(201)["results"][0]["position"]
    size = client.size()
    changed = [{**one, "data": decision(reasons="another")} if at % 10 else one for at, one in enumerate(known[:60])]
    problem = client.batch(changed).problem(422, "id-reused")
    assert problem["reused"] == [{"index": at, "position": first + at} for at in range(60) if at % 10]
    assert (problem["index"], problem["position"]) == (1, first + 1) and "53 more" in problem["detail"]
    # No more than a hundred, and what is the same, or comes twice in the batch, is none of them.
    problem = client.batch([{**one, "actor": "sw-9"} for one in known]).problem(422, "id-reused")
    assert [one["index"] for one in problem["reused"]] == list(range(100))
    problem = client.batch([known[0], {**known[1], "actor": "sw-9"}, known[0]]).problem(422, "id-reused")
    assert problem["reused"] == [{"index": 1, "position": first + 1}] and "more" not in problem["detail"]
    assert client.size() == size


def test_the_expected_version(client):
    case = f"case/{unique('e')}"
    first = event(case)
    expect = lambda version: {"headers": {"Daybook-Expected-Version": str(version)}}  # noqa: E731
    problem = client.post(first, **expect(1)).problem(409, "version-conflict")
    assert (problem["expected_version"], problem["actual_version"]) == (1, 0)
    assert client.post(first, **expect(0)).expect(201)["subject_version"] == 1
    assert client.post(event(case), **expect(1)).expect(201)["subject_version"] == 2
    client.post(event(case), **expect(1)).problem(409, "version-conflict")
    results = client.batch([event(case), event(case)], **expect(2)).expect(201)["results"]
    assert [result["subject_version"] for result in results] == [3, 4]
    size = client.size()
    client.batch([event(case), event(case)], **expect(3)).problem(409, "version-conflict")
    assert client.size() == size
    # Who got no answer posts again: a repeat is a repeat, whatever has come since.
    assert client.post(first, **expect(0)).expect(200)["duplicate"]


def test_racing_posts_of_one_event_keep_it_once(client, shared):
    size = client.size()
    made = [event() for _ in range(10)]
    answers = []

    def post():
        mine = Client(shared.socket)
        answers.extend((one["id"], mine.post(one)) for one in made)
        mine.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.size() == size + len(made)
    for one in made:
        mine = [answer for name, answer in answers if name == one["id"]]
        assert sorted(answer.status for answer in mine) == [200] * 7 + [201]
        assert len({answer["position"] for answer in mine}) == 1


def test_racing_posts_with_one_expected_version_let_one_through(client, shared):
    case = f"case/{unique('race')}"
    answers = []

    def post():
        mine = Client(shared.socket)
        answers.append(mine.post(event(case), headers={"Daybook-Expected-Version": "0"}))
        mine.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [201] + [409] * 7
    assert all(answer["actual_version"] == 1 for answer in answers if answer.status == 409)


def test_who_has_an_answer_finds_the_event_at_once_in_every_view(client):
    for _ in range(20):
        case = unique("ryw")
        position = client.keeps(event(f"case/{case}", actor=f"who-{case}", source=f"/ryw/{case}"))["position"]
        found = [
            client.get("/v1/events", actor=f"who-{case}").json["events"], client.get("/v1/events", source=f"/ryw/{case}").json["events"],
            client.get("/v1/events", subject=f"case/{case}").json["events"]]
        assert [[int(one["sequence"]) for one in events] for events in found] == [[position]] * 3
        assert [one["position"] for one in client.get("/v1/decisions", actor=f"who-{case}").json["decisions"]] == [position]
        assert [one["position"] for one in client.get(f"/v1/cases/{case}/history").json["entries"]] == [position]


DATA = [
    b'{"decision_type":"start_section_47","decision":"a \\u00e9 \\ud83d\\ude00 \\/ \\n \\" \xc3\xa9 \xf0\x9f\x98\x80"}',
    b'{ "decision" :\t"x" ,\r\n "decision_type":"start_section_47" }',
    b'{"decision_type":"start_section_47","decision":"","reasons":"\\u0000"}',
    b'{"decision":"zuerst","reasons":"dann","decision_type":"start_section_47"}',
]


@pytest.mark.parametrize("data", DATA, ids=["escapes", "layout", "empty", "order"])
def test_data_survives_to_the_byte(client, data):
    made = event()
    answer = client.post(raw(made, data))
    if answer.status == 422:
        # An empty text may be refused by its schema; then it is refused, not changed.
        assert data == DATA[2]
        return
    position = answer.expect(201)["position"]
    for path in (f"/v1/events/{position}", f"/v1/events?after={position - 1}"):
        assert b'"data":' + data in client.request("GET", path).expect().body
    # Posted again as it was answered, or as it was, it is the same event.
    assert client.post(raw(made, data)).expect(200)["position"] == position
    assert client.post(raw(made, json.dumps(json.loads(data)).encode())).expect(200)["position"] == position


@pytest.mark.parametrize("number", [b"1.0", b"1e2", b"1E+2", b"-0.0", b"0.10", b"12345678901234567890.123456789", b"100", b"1e-7"])
def test_numbers_survive_to_the_byte(client, number):
    data = b'{"plan_type":"child_protection","version":' + number + b"}"
    made = event(type="plan.agreed")
    position = client.post(raw(made, data)).expect(201)["position"]
    assert b'"data":' + data in client.get(f"/v1/events/{position}").expect().body
    assert client.post(raw(made, data)).expect(200)["position"] == position
    state = client.get("/v1/cases/" + made["subject"][5:]).expect()
    assert b'"version":' + number + b"," in state.body


def test_a_number_of_another_value_is_another_content(client):
    made = event(type="plan.agreed")
    client.post(raw(made, b'{"plan_type":"child_protection","version":1.0}')).expect(201)
    client.post(raw(made, b'{"plan_type":"child_protection","version":2}')).problem(422, "id-reused")


def test_optional_attributes_may_be_null(client):
    made = event()
    nulls = {name: None for name in ("timeprecision", "concerns", "corrects", "correlationid", "causationid", "traceparent", "tracestate",
                                     "datacontenttype", "dataschema", "deadline")}
    position = client.keeps({**made, **nulls})["position"]
    assert_kept(client, position, made)
    assert client.post(made).expect(200)["position"] == position
    bare = event(enteredtime=None, actorname=None, actorteam=None)
    position = client.keeps({**bare, "enteredtime": None, "actorname": None, "actorteam": None})["position"]
    assert_kept(client, position, bare)


def test_every_optional_attribute_and_extensions_are_kept(client):
    made = event(
        timeprecision="day", concerns="case/other,worker/sw-9", corrects="/ics/other#ev", correlationid="enq-1", causationid="cmd-2",
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate="a=b", datacontenttype="application/json",
        dataschema="https://example.org/schema", partition="seven", urgent=True, attempt=-2147483648, note=f"é {NARRATIVE}")
    position = client.keeps(made)["position"]
    assert_kept(client, position, made)
    assert client.post(made).expect(200)["position"] == position
    client.post({**made, "urgent": False}).problem(422, "id-reused")


def test_what_is_answered_can_be_posted_to_another_ledger(client, own):
    made = [event(), event(partition="x", concerns="case/y"), event(actor="unknown", actorrole=None)]
    answers = [kept(client, result["position"]) for result in client.batch(made).expect(201)["results"]]
    other = own().start().client()
    for answer in answers:
        for name in ("sequence", "recordedtime", "postedby"):
            del answer[name]
        position = other.keeps(answer)["position"]
        assert_kept(other, position, answer)


@pytest.mark.parametrize("media", [
    "application/cloudevents+json; charset=utf-8", "application/cloudevents+json;charset=UTF-8", "Application/CloudEvents+JSON", "application/cloudevents+json ; x=y"])
def test_the_content_type_may_have_parameters_and_capitals(client, media):
    client.post(event(), media=media).expect(201)
    client.post([event()], media=media.replace("cloudevents", "cloudevents-batch").replace("CloudEvents", "CloudEvents-Batch")).expect(201)


def binary(made):
    return {f"ce-{name}": quote(str(value), safe="!#$&'()*+,/:;=?@[]-._~") for name, value in made.items() if name not in ("data", "datacontenttype")}


@pytest.mark.parametrize("media", ["application/json", "application/json; charset=utf-8"])
def test_binary_mode_says_the_same_as_structured(client, media):
    made = event(partition="x", actorname=f"Zoë Ó Briain {NARRATIVE} 100%", concerns="case/1,case/2")
    answer = client.post(made["data"], media=media, headers=binary(made)).expect(201)
    assert_kept(client, answer["position"], {**made, "datacontenttype": "application/json"})
    assert client.post(made).expect(200)["position"] == answer["position"]


def test_binary_mode_keeps_the_body_to_the_byte(client):
    made = event()
    answer = client.post(DATA[1], media="application/json", headers=binary(made)).expect(201)
    assert b'"data":' + DATA[1] in client.get(f"/v1/events/{answer['position']}").body


def test_binary_mode_without_a_content_type_is_json(client, shared):
    made = event()
    answer = client.request("POST", "/v1/events", json.dumps(made["data"]).encode(), binary(made)).expect(201)
    assert_kept(client, answer["position"], made)


def test_binary_mode_is_as_strict(client):
    made = event()
    headers = binary(made)
    client.post(b'{"a":', media="application/json", headers=headers).problem(400, "invalid-json")
    client.post(made["data"], media="text/plain", headers=headers).problem(415, "unsupported-media-type")
    problem = client.post(made["data"], media="application/json", headers={**headers, "ce-sequence": "1", "ce-time": "x"}).problem(422, "invalid-event")
    assert {fault["pointer"] for fault in problem["errors"]} == {"/sequence", "/time"}
    client.post(made["data"], media="application/json", headers={**headers, "ce-actor": "%zz"}).problem(422, "invalid-event")
    client.post(made["data"], media="application/json", headers={**headers, "ce-data": "{}"}).problem(422, "invalid-event")
    client.post([1], media="application/json", headers=headers).problem(422, "invalid-event")


def attributes(made, time=lambda text: datetime.fromisoformat(text)):
    return {name: time(value) if name == "time" else value for name, value in made.items() if name != "data"}


@pytest.mark.parametrize("mode", ["structured", "binary"])
def test_the_cloudevents_sdk_posts_and_parses(client, mode):
    made = event(partition="x", datacontenttype="application/json")
    sent = CloudEvent(attributes=attributes(made), data=made["data"])
    message = getattr(binding, f"to_{mode}")(sent, JSONFormat())
    answer = client.request("POST", "/v1/events", message.body, dict(message.headers)).expect(201)
    got = json.dumps(kept(client, answer["position"]))
    for parse in (lambda: JSONFormat().read(None, got),
                  lambda: binding.from_structured(binding.HTTPMessage({"content-type": "application/cloudevents+json"}, got.encode()), JSONFormat())):
        parsed = parse()
        assert parsed.get_data() == made["data"]
        for name, value in attributes(made).items():
            assert parsed.get_attributes()[name] == value, name
        assert parsed.get_extension("sequence") == f"{answer['position']:020}"


@pytest.mark.parametrize("convert", [to_structured, to_binary])
def test_the_earlier_cloudevents_sdk_posts_and_parses(client, convert):
    made = event(partition="x")
    headers, body = convert(EarlierCloudEvent(attributes(made, str), made["data"]))
    if convert is to_binary:
        headers = {**headers, "content-type": "application/json"}
    answer = client.request("POST", "/v1/events", body, dict(headers)).expect(201)
    parsed = from_json(json.dumps(kept(client, answer["position"])))
    assert parsed.get_data() == made["data"] and parsed["actor"] == made["actor"] and parsed["id"] == made["id"]
    assert from_dict(kept(client, answer["position"]))["partition"] == "x"


def test_a_batch_of_the_cloudevents_sdk_is_taken(client):
    made = [event(), event()]
    events = [JSONFormat().write(CloudEvent(attributes=attributes(one), data=one["data"])) for one in made]
    answer = client.post(b"[" + b",".join(one if isinstance(one, bytes) else one.encode() for one in events) + b"]", media=BATCH).expect(201)
    assert [result["duplicate"] for result in answer["results"]] == [False, False]


def test_a_time_a_little_ahead_is_accepted_within_the_skew(client, own):
    ahead = lambda seconds: (datetime.now(timezone.utc) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: E731
    client.keeps(event(time=ahead(120), enteredtime=None))
    client.post(event(time=ahead(600), enteredtime=None)).problem(422, "invalid-event")
    strict = own({"future_skew_seconds": 0}).start().client()
    strict.post(event(time=ahead(30), enteredtime=None)).problem(422, "invalid-event")


def test_recorded_times_never_go_back(client):
    times = [one["recordedtime"] for one in client.pages("/v1/events", "events", after=-1, limit=10_000)]
    assert times == sorted(times)


def test_what_was_kept_is_there_after_a_restart(own):
    daemon = own().start()
    client = daemon.client()
    made = [event() for _ in range(10)]
    answers = client.batch(made).expect(201)["results"]
    before = [client.get(f"/v1/events/{one['position']}").body for one in answers]
    basis = client.get("/v1/status")["basis"]
    client.close()
    daemon.stop()
    client = daemon.start(create=False).client()
    assert [client.get(f"/v1/events/{one['position']}").body for one in answers] == before
    assert client.get("/v1/status")["basis"] == basis
    assert [one["position"] for one in client.batch(made).expect(200)["results"]] == [one["position"] for one in answers]
    # --create on a ledger that is there opens it.
    client.close()
    daemon.stop()
    assert daemon.start(create=True).client().size() == 10


@pytest.mark.parametrize("type_", [";", ";;", " ;", "text/plain;", "", "application/json", "application/json;charset=utf-8"])
def test_any_data_content_type_is_answered(client, type_):
    """One that is only a semicolon ended the daemon."""
    answer = client.post({**event(), "datacontenttype": type_})
    assert answer.status == (201 if type_ == "application/json" else 422)
    client.size()


def command(socket, *words, made):
    lines = "".join(json.dumps(one) + "\n" for one in made)
    return subprocess.run(
        [PROGRAM.with_name("daybook"), "--socket", socket, *words], input=lines, capture_output=True, text=True)


def test_the_command_gives_the_answer_of_the_api(client, shared):
    made = event()
    one = json.loads(command(shared.socket, "--json", "post", made=[made]).stdout)
    again = client.post(made).expect(200).json
    counts = {"new": 1, "known": 0, "first_position": one["position"], "last_position": one["position"]}
    assert one == {**again, "duplicate": False, **counts}
    many = [event() for _ in range(1100)]
    done = command(shared.socket, "--json", "post", made=[made, *many])
    told = json.loads(done.stdout)
    assert done.returncode == 0 and (told["new"], told["known"]) == (1100, 1)
    assert told["results"] == [{**client.post(each).expect(200).json, "duplicate": each is made} for each in [made, *many]]


def test_the_command_posts_on_where_nobody_reads_its_answer(client, shared):
    """What goes in does not hang on who listens."""
    made = [event() for _ in range(2500)]
    size = client.size()
    lines = "".join(json.dumps(one) + "\n" for one in made).encode()
    running = subprocess.Popen(
        [PROGRAM.with_name("daybook"), "--socket", shared.socket, "--json", "post"], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdout.close()
    running.stdin.write(lines)
    running.stdin.close()
    assert running.wait(60) == 0, running.stderr.read()
    assert client.size() == size + 2500
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [PROGRAM.with_name("daybook"), "--socket", shared.socket, "--json", "post"], input=lines, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1 and b"What was posted went in: 0 new, 2500 known already." in done.stderr


def test_an_event_names_at_most_200_children(client):
    def note(children):
        return event(data={"note_type": "other", "children": [f"c{number}" for number in range(children)]}, type="case_note.entered")

    client.keeps(note(200))
    refused = client.post(note(201)).expect(422)
    assert [error["pointer"] for error in refused["errors"]] == ["/data/children"]
    assert "200" in refused["errors"][0]["message"]
