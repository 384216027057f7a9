"""Every row of the table of errors, and nothing kept after any of them."""

import json
import os
import socket
import stat

import pytest

import description
from client import BATCH, STRUCTURED
from events import NARRATIVE, decision, event, raw



@pytest.fixture(autouse=True)
def nothing_is_kept(request):
    """What is refused leaves nothing behind."""
    if "client" not in request.fixturenames:
        yield
        return
    client = request.getfixturevalue("client")
    before = client.size()
    yield
    assert client.size() == before


@pytest.mark.parametrize("body, offset", [
    (b"", 0), (b"{", 1), (b'{"a":}', 5), (b"[1,2", 4), (b'{"a":1} x', 8), (b"nul", 0), (b'{"a":01}', 6), (b'{"a":"\x01"}', 6),
    (b'{"a":"\xff"}', 6), (b'{"a":"\\ud800"}', 6), (b'{"a":1,"a":2}', 7), (b"\xef\xbb\xbf{}", 0), (b'{"a":NaN}', 5),
])
def test_a_body_that_is_no_json_is_400_with_the_offset(client, body, offset):
    assert client.post(body).problem(400, "invalid-json")["offset"] == offset


def test_a_truncated_event_is_400(client):
    whole = json.dumps(event()).encode()
    problem = client.post(whole[:-20]).problem(400, "invalid-json")
    assert problem["offset"] == len(whole) - 20


def test_invalid_utf8_inside_data_is_400(client):
    body = raw(event(), b'{"decision_type":"start_section_47","decision":"' + NARRATIVE.encode() + b'\xc3\x28"}')
    assert body[client.post(body).problem(400, "invalid-json")["offset"]] == 0xC3


def test_deep_nesting_is_400(client):
    body = raw(event(), b'{"decision":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    assert "64" in client.post(body).problem(400, "invalid-json")["detail"]


def test_duplicate_keys_are_400_at_any_depth(client):
    for data in (b'{"decision":"a","decision":"b"}', b'{"options":[{"option":"a","option":"b"}]}', b'{"a":1,"\\u0061":2}'):
        client.post(raw(event(), data)).problem(400, "invalid-json")


def test_a_number_of_a_thousand_digits_is_400(client):
    client.post(raw(event(), b'{"decision":' + b"9" * 1000 + b"}")).problem(400, "invalid-json")


def test_a_huge_number_where_text_should_be_is_422(client):
    errors = client.post(raw(event(), b'{"decision_type":1e999,"decision":"x"}')).problem(422, "invalid-event")["errors"]
    assert [fault["pointer"] for fault in errors] == ["/data/decision_type"]


@pytest.mark.parametrize("target, said", [
    ("/v1/events?knownat=2026-03-04T10:12:33Z", "known_at"),  # a near miss is named
    ("/v1/status?verbose=1", "none"), ("/metrics?x=1", "none"), ("/openapi.json?x=1", "none"), ("/v1/decisions/0?limit=1", "known_at"),
    ("/v1/events?limit=0", "limit"), ("/v1/events?limit=10001", "limit"), ("/v1/events?limit=x", "limit"), ("/v1/decisions?limit=1001", "limit"),
    ("/v1/events?limit=1&limit=2", "twice"), ("/v1/events?after=-2", "after"), ("/v1/events?after=x", "after"),
    ("/v1/events?type=", "empty"), ("/v1/events?type=%zz", "percent"), ("/v1/events?type=%ff", "percent"),
    ("/v1/events?subject=person/1", "subject"), ("/v1/events?cursor=abc", "cursor"), ("/v1/events?from=2026-03-05&to=2026-03-04", "from"),
    ("/v1/events?from=yesterday", "from"), ("/v1/events?from=2026-02-30", "from"), ("/v1/events?known_at=2026-03-04T10:12:33", "zone"),
    ("/v1/events?known_at=2026-03-04", "known_at"), ("/v1/events?known_at=2199-01-01T00:00:00Z", "future"),
    ("/v1/events?at_size=999999999", "at_size"), ("/v1/events?at_size=-1", "at_size"), ("/v1/events?known_basis=posted", "known_basis"),
    ("/v1/events?at_size=0&known_at=2026-03-04T10:12:33Z", "not both"), ("/v1/decisions?as_at=2026-3-4", "as_at"),
    ("/v1/decisions?as_at=2199-01-01", "future"), ("/v1/cases?as_at=2199-01-01", "future"), ("/v1/contradictions?as_at=2199-01-01", "future"),
    *((f"/v1/{path}?as_at=2199-01-01", "future") for path in ("cases/any", "cases/any/history", "cases/any/oversight", "people/any/events")),
])
def test_a_query_that_is_wrong_is_400_and_says_what_is_right(client, target, said):
    assert said in client.request("GET", target).problem(400, "bad-query")["detail"]


@pytest.mark.parametrize("cursor", ["1", "1.x", "-1.0", "1.99999999999999999999999", "99999999.0.0", "5.9223372036854775807.9223372036854775807", "5.-9223372036854775808.-1", "99999999.0", "0.-5", "1.2.3.4.5", "9223372036854775807.0"])
def test_a_made_up_cursor_does_no_harm(client, cursor):
    with_pages = [path for path, methods in description.DOCUMENT["paths"].items()
                  if {"$ref": "#/components/parameters/cursor"} in methods.get("get", {}).get("parameters", [])]
    assert len(with_pages) > 15
    for path in with_pages:
        target = description.example("GET", path, ref="nobody", id="nobody", pack="knowsley")
        answer = client.request("GET", target + ("&" if "?" in target else "?") + "cursor=" + cursor)
        assert answer.status in (200, 400, 404), path
        if answer.status == 400:
            answer.problem(400, "bad-query")


def test_posting_takes_no_query(client):
    client.post(event(), target="/v1/events?dry_run=1").problem(400, "bad-query")


@pytest.mark.parametrize("version", ["x", "-1", "1.5", ""])
def test_an_expected_version_that_is_no_number_is_400(client, version):
    client.post(event(), headers={"Daybook-Expected-Version": version}).problem(400, "bad-query")


def test_an_expected_version_for_several_subjects_is_400(client):
    client.batch([event(), event()], headers={"Daybook-Expected-Version": "0"}).problem(400, "bad-query")


@pytest.mark.parametrize("header", ["Origin", "Referer"])
@pytest.mark.parametrize("method, target", [
    ("GET", "/v1/status"), ("GET", "/openapi.json"), ("GET", "/v1/events"), ("POST", "/v1/events")])
def test_a_request_from_a_web_page_is_403(client, header, method, target):
    headers = {header: "https://example.org", "Content-Type": STRUCTURED}
    answer = client.request(method, target, json.dumps(event()) if method == "POST" else None, headers)
    assert answer.problem(403, "forbidden")["right"] == "none"


def test_the_socket_is_for_owner_and_group_alone(shared):
    assert stat.S_IMODE(os.stat(shared.socket).st_mode) == 0o660
    assert stat.S_ISSOCK(os.stat(shared.socket).st_mode)


def as_nobody(ask):
    """What `ask` answers when another user runs it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            os.write(writing, ask())
        except BaseException as error:  # noqa: BLE001 - told to the parent, and the child must end here
            os.write(writing, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_another_user_is_403_with_the_right_that_is_missing(client, shared):
    def ask(method, target, body=b""):
        def run():
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(10)
                connection.connect(str(shared.socket))
                connection.sendall(
                    f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {STRUCTURED}\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
                said = b""
                while part := connection.recv(65536):
                    said += part
                return said
        return as_nobody(run)

    mode = stat.S_IMODE(os.stat(shared.home).st_mode)
    os.chmod(shared.home, 0o711)
    try:
        assert ask("GET", "/v1/status") == b"PermissionError", "the file's mode keeps others out already"
        os.chmod(shared.socket, 0o666)
        for method, target, right in [
            ("GET", "/v1/status", "operate"), ("GET", "/metrics", "operate"), ("POST", "/v1/views/rebuild", "operate"),
            ("POST", "/v1/events", "post"), ("GET", "/v1/events", "read"), ("GET", "/v1/events/0", "read"),
            ("GET", "/v1/cases/x", "read"), ("GET", "/v1/cases/x/history", "read"), ("GET", "/v1/decisions/0", "read"),
            ("GET", "/v1/decisions", "review"), ("GET", "/v1/people/x/events", "review"),
        ]:
            said = ask(method, target, json.dumps(event()).encode() if target == "/v1/events" and method == "POST" else b"")
            head, body = said.split(b"\r\n\r\n", 1)
            assert head.startswith(b"HTTP/1.1 403 "), head
            problem = json.loads(body)
            assert problem["type"] == "urn:daybook:problem:forbidden" and problem["right"] == right
            assert "65534" in problem["detail"]
    finally:
        os.chmod(shared.socket, 0o660)
        os.chmod(shared.home, mode)


@pytest.mark.parametrize("method, target", [
    ("GET", "/"), ("GET", "/v1"), ("GET", "/v1/nothing"), ("GET", "/v1/cases/x/nothing"), ("PUT", "/v1/nothing"), ("GET", "/v1/events/0/1"),
])
def test_what_is_no_resource_is_404(client, method, target):
    client.request(method, target).problem(404, "not-found")


@pytest.mark.parametrize("target", [
    "/v1/events/999999999", "/v1/events/x", "/v1/events/-1", "/v1/events/1.0", "/v1/events/18446744073709551616", "/v1/decisions/999999999",
    "/v1/decisions/x", "/v1/cases/nobody", "/v1/cases/nobody/history", "/v1/cases/nobody/chronology", "/v1/cases/nobody/decisions",
    "/v1/cases/nobody/visits", "/v1/cases/nobody/oversight", "/v1/cases/a%20b", "/v1/cases/" + "x" * 129,
])
def test_what_is_not_there_is_404(client, target):
    client.request("GET", target).problem(404, "not-found")


def test_a_view_that_is_not_there_is_404(client):
    client.request("POST", "/v1/views/rebuild?view=nothing").problem(404, "not-found")


@pytest.mark.parametrize("media", [
    "", "application/json", "text/plain", "application/x-www-form-urlencoded", "application/cloudevents", "application/cloudevents+xml",
    "application/cloudevents+jsonx", "multipart/form-data; boundary=x"])
def test_another_content_type_is_415(client, media):
    client.post(event(), media=media).problem(415, "unsupported-media-type")


def faults(answer, index=0):
    problem = answer.problem(422, "invalid-event")
    assert all(fault["index"] == index and fault["message"] for fault in problem["errors"]), problem["errors"]
    return {fault["pointer"]: fault["message"] for fault in problem["errors"]}


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "subject", "time", "data"])
def test_a_missing_attribute_is_422(client, name):
    made = event()
    del made[name]
    assert f"/{name}" in faults(client.post(made))
    # An attribute that is null is not there.
    if name != "data":
        assert f"/{name}" in faults(client.post({**made, name: None}))


def test_actor_and_role_are_required_but_for_services(client):
    assert list(faults(client.post(event(actor=None, actorrole=None)))) == ["/actor"]
    assert list(faults(client.post(event(actorrole=None)))) == ["/actorrole"]


@pytest.mark.parametrize("attributes, pointer, said", [
    ({"specversion": "0.3"}, "/specversion", "1.0"), ({"subject": "person/1"}, "/subject", "case/REF"), ({"subject": "case/"}, "/subject", "case/REF"),
    ({"subject": "case/a b"}, "/subject", "case/REF"), ({"time": "2026-03-04T10:12:33"}, "/time", "zone"), ({"time": "2026-03-04"}, "/time", "zone"),
    ({"time": "2026-02-30T10:00:00Z"}, "/time", ""), ({"time": 1772619153}, "/time", ""), ({"enteredtime": "2026-03-04 12:40"}, "/enteredtime", "zone"),
    ({"time": "2199-01-01T00:00:00Z"}, "/time", "future"), ({"enteredtime": "2199-01-01T00:00:00Z"}, "/enteredtime", "future"),
    ({"timeprecision": "hour"}, "/timeprecision", "month"), ({"id": ""}, "/id", ""), ({"id": 7}, "/id", ""), ({"id": "x" * 257}, "/id", ""),
    ({"source": "/ics#1"}, "/source", "#"), ({"source": "a b"}, "/source", ""), ({"concerns": "case/1,person/2"}, "/concerns", "person/2"),
    ({"concerns": "case/1, case/2"}, "/concerns", "without spaces"),
    ({"recordedtime": "2026-03-04T10:12:33Z"}, "/recordedtime", "Only the ledger"), ({"sequence": "1"}, "/sequence", "Only the ledger"),
    ({"postedby": "me"}, "/postedby", "Only the ledger"), ({"actorrol": "x"}, "/actorrol", 'did you mean "actorrole"?'),
    ({"Case": "x"}, "/Case", "lower-case"), ({"deadline": {"a": 1}}, "/deadline", ""), ({"deadline": 1.5}, "/deadline", ""), ({"deadline": 2**31}, "/deadline", ""),
    ({"deadline": "x" * 2000}, "/deadline", "1024"), ({"data": []}, "/data", "object"), ({"data": "x"}, "/data", "object"),
    ({"data_base64": "e30="}, "/data_base64", "data"), ({"datacontenttype": "text/plain"}, "/datacontenttype", "application/json"),
    ({"actor": "a\nb"}, "/actor", ""),
])
def test_an_attribute_that_is_wrong_is_422_with_pointer_and_message(client, attributes, pointer, said):
    made = event()
    made.update(attributes)
    found = faults(client.post(made))
    assert list(found) == [pointer], found
    assert said in found[pointer]


def test_a_type_nobody_knows_is_422_with_the_one_that_was_meant(client):
    assert "decision.made" in faults(client.post(event(type="decision.mad")))["/type"]
    assert faults(client.post(event(type="weather.changed")))["/type"]


def test_a_type_about_the_wrong_kind_of_subject_is_422(client):
    assert "case" in faults(client.post(event("worker/sw-1")))["/subject"]


def test_a_field_nobody_knows_is_422_with_the_one_that_was_meant(client):
    assert "reasons" in faults(client.post(event(data=decision(reason="x"))))["/data/reason"]


def test_a_missing_field_and_a_word_outside_the_list_are_422(client):
    found = faults(client.post(event(data={"decision_type": "start_section47"})))
    assert "start_section_47" in found["/data/decision_type"]
    assert "decision" in found["/data/decision"] if "/data/decision" in found else any("decision" in text for text in found.values())


def test_everything_wrong_is_told_at_once(client):
    found = faults(client.post(event(
        time="yesterday", timeprecision="hour", postedby="me", data={"decision_type": "x", "decison": "x", "reasons": 1})))
    assert {"/time", "/timeprecision", "/postedby", "/data/decision_type", "/data/decison", "/data/reasons"} <= set(found)


def test_pointers_escape_as_rfc_6901_says(client):
    assert "/data/a~1b~0c" in faults(client.post(event(data=decision(**{"a/b~c": 1}))))


def test_one_bad_event_keeps_the_whole_batch_out(client):
    good = [event() for _ in range(5)]
    bad = event(data={"decision": "x"})
    problem = client.batch(good[:3] + [bad] + good[3:]).problem(422, "invalid-event")
    assert {fault["index"] for fault in problem["errors"]} == {3}
    for made in good:
        client.get(f"/v1/{made['subject'].replace('case', 'cases')}").problem(404, "not-found")


def test_a_batch_is_an_array_of_objects(client):
    client.batch(event()).problem(422, "invalid-event")
    problem = client.batch([1, "x", None]).problem(422, "invalid-event")
    assert [fault["index"] for fault in problem["errors"]] == [0, 1, 2]
    client.post([event()]).problem(422, "invalid-event")


def test_an_event_of_more_than_a_mebibyte_is_413(client):
    problem = client.post(event(data=decision(reasons="x" * (1 << 20)))).problem(413, "event-too-large")
    assert problem["limit_bytes"] == 1 << 20


def test_a_small_body_of_very_many_values_is_refused_before_anything_is_made_of_it(client):
    many = b"[" + b"0," * (1 << 21) + b"0]"
    assert "values" in client.post(many, media="application/cloudevents-batch+json").problem(400, "invalid-json")["detail"]
    assert client.post(b"[" + b"0," * 5000 + b"0]", media="application/cloudevents-batch+json").problem(413, "event-too-large")["limit_events"] == 5000


def test_a_batch_of_more_than_5000_is_413(client):
    assert client.batch([{}] * 5001).problem(413, "event-too-large")["limit_events"] == 5000


def test_a_header_of_many_attributes_is_refused(client):
    assert "16" in " ".join(faults(client.post({**event(), **{f"extra{n}": "x" for n in range(17)}})).values())
    assert "/concerns" in faults(client.post(event(concerns=",".join(f"case/{n}" for n in range(17)))))
