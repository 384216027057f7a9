"""What any HTTP library may rely on: encodings, methods, quoting, and coming back to a stream."""

import json
import shutil
import socket
import struct
import subprocess
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from cloudevents.core.bindings import http as binding
from cloudevents.core.formats.json import JSONFormat

import daemon as daemons
from client import Connection
from events import event, unique

ROOT = Path(__file__).resolve().parents[2]
COMMAND = daemons.PROGRAM.parent / "daybook"
PACK = "/v1/standards/knowsley"


@pytest.fixture
def ref(client):
    """A case whose name has every character that a reference may hold beside letters and digits."""
    name = unique("a:1@x+y~z_.-")
    client.keeps(event(f"case/{name}"))
    return name


def test_a_case_is_found_however_its_name_is_encoded(client, ref):
    everything = "".join(f"%{byte:02x}" for byte in ref.encode())
    for path in (ref, quote(ref, safe=""), everything):
        answer = client.get(f"/v1/cases/{path}/history").expect()
        assert (answer["case"], len(answer["entries"])) == (ref, 1), path
    client.get("/v1/cases/a%2").problem(404, "not-found")
    client.get("/v1/cases/a%2Fhistory").problem(404, "not-found")


def test_the_command_finds_it_too(client, shared, ref):
    done = subprocess.run(
        [COMMAND, "--socket", shared.socket, "--json", "history", ref], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["case"] == ref


def test_a_person_of_any_name_is_found(client):
    name = unique("J. O’Néill / x? ")
    kept = client.keeps(event(actor=name))
    answer = client.get(f"/v1/people/{quote(name, safe='')}/events").expect()
    assert answer["person"] == name and [one["position"] for one in answer["events"]] == [kept["position"]]


@pytest.mark.parametrize("encoded", [quote, quote_plus], ids=["as %20", "as a plus sign"])
def test_a_space_may_be_written_either_way(client, encoded):
    team, role, actor = unique("Assess ment"), unique("team manager"), unique("sw 1+1")
    client.keeps(event(actor=actor, actorrole=role, actorteam=team))
    for query in (f"team={encoded(team)}", f"role={encoded(role)}", f"actor={encoded(actor)}"):
        assert len(client.get(f"/v1/decisions?{query}").expect()["decisions"]) == 1, query
    assert len(client.get(f"/v1/events?actor={encoded(actor)}").expect()["events"]) == 1


def test_a_plus_sign_in_a_time_or_reference_is_one(client, ref):
    assert len(client.get(f"/v1/events?subject=case/{ref}&to=2100-01-01T00:00:00+01:00").expect()["events"]) == 1
    assert len(client.get(f"/v1/decisions?case={ref}").expect()["decisions"]) == 1


def test_decisions_name_their_case_as_every_answer_does(client, ref):
    answer = client.get("/v1/decisions", case=ref).expect()
    assert [one["case"] for one in answer["decisions"]] == [ref]
    assert client.get("/v1/decisions", case=f"case/{ref}").expect()["decisions"] == answer["decisions"]
    assert client.get(f"/v1/decisions/{answer['decisions'][0]['position']}").expect()["decision"]["case"] == ref
    client.get("/v1/decisions", case="a/b").problem(400, "bad-query")


def test_head_answers_as_get_does_without_the_body(client, ref):
    for path in ("/v1/status", f"/v1/cases/{ref}", "/v1/log/checkpoint", "/metrics", "/openapi.json"):
        whole, head = client.get(path), client.request("HEAD", path)
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-type"] == whole.headers["content-type"]
    # A body behind it would be taken for the next answer.
    for path, status in (("/v1/nothing", 404), ("/v1/cases/nobody-of-this-name", 404), ("/v1/events?nonsense=1", 400)):
        assert (client.request("HEAD", path).status, client.get("/v1/status").status) == (status, 200)


@pytest.mark.parametrize("method, path, allowed", [
    ("DELETE", "/v1/events", "GET, HEAD, POST"), ("PUT", "/v1/cases/x", "GET, HEAD"), ("GET", "/v1/views/rebuild", "POST"),
    ("PATCH", "/v1/log/tile/0/000", "GET, HEAD")])
def test_a_wrong_method_is_told_the_right_ones(client, method, path, allowed):
    answer = client.request(method, path)
    answer.problem(405, "method-not-allowed")
    assert answer.headers["allow"] == allowed


def test_binary_mode_reads_quoted_headers(client):
    posted = event()
    headers = {f"ce-{name}": value for name, value in posted.items() if name != "data"}
    headers["ce-actorname"] = '"A \\"B\\" \\\\ %C3%A9"'
    kept = client.post(posted["data"], media="application/json", headers=headers).expect(201)
    shown = client.get(f"/v1/events/{kept['position']}").expect()["event"]
    assert shown["actorname"] == 'A "B" \\ é'


def test_a_follower_that_comes_back_goes_on_where_it_was(client, shared):
    """Libraries ask the same address again, and say in a header how far they have come."""
    subject = f"case/{unique('sse')}"
    positions = [client.keeps(event(subject))["position"] for _ in range(3)]
    connection = Connection(shared.socket, timeout=10)
    connection.request("GET", f"/v1/events?subject={subject}&after=-1", headers={
        "Accept": "TEXT/Event-Stream", "Last-Event-ID": str(positions[1])})
    response = connection.getresponse()
    assert response.headers["content-type"].startswith("text/event-stream")
    first = next(line for line in iter(response.readline, b"") if line.startswith(b"id:"))
    assert int(first[3:]) == positions[2]
    connection.close()
    answer = client.get("/v1/events", headers={"Accept": "text/event-stream", "Last-Event-ID": "x"})
    answer.problem(400, "bad-query")
    assert answer["detail"].startswith("Last-Event-ID is a position")


def test_standards_are_lists_with_pages_and_a_basis(client):
    packs = client.get("/v1/standards", limit=3).expect()
    rest = client.get("/v1/standards", cursor=packs["next"]).expect()
    assert [len(packs["packs"]), len(rest["packs"]), rest["next"]] == [3, 1, None]
    clauses = client.get(PACK, limit=10).expect()
    assert len(clauses["clauses"]) == 10 and clauses["next"] and clauses["basis"]["root"]
    assert client.get(PACK, at_size=0).expect()["basis"]["size"] == 0


def test_an_event_cannot_correct_itself(client):
    posted = event()
    for name in (posted["id"], f"{posted['source']}#{posted['id']}"):
        client.post({**posted, "corrects": name}).problem(422, "invalid-event")


def test_a_batch_of_too_many_events_is_told_both_limits(client):
    answer = client.batch([event() for _ in range(5_001)])
    answer.problem(413, "event-too-large")
    assert answer["limit_events"] == 5_000 and answer["limit_bytes"] > 1 << 20


def test_a_socket_that_another_daemon_serves_on_is_not_taken_from_it(own):
    """What is meant for one ledger must not go into another."""
    served = own().start()
    client = served.client()
    kept = client.keeps(event())
    other = own()
    other.socket = served.socket
    assert "another process serves on" in other.refuses_to_start()
    assert client.size() == kept["position"] + 1
    client.close()
    fresh = served.client()
    assert fresh.size() == kept["position"] + 1
    fresh.close()
    # A file that nobody serves on any more is in nobody's way.
    served.process.kill()
    served.process.wait()
    served.process = None
    assert served.socket.exists()
    other.start()
    other.client().keeps(event())


def test_a_daemon_that_stops_leaves_alone_what_stands_at_its_socket_by_then(own):
    daemon = own().start()
    # It lets itself be connected to before it has looked which file is its own.
    daemon.client().size()
    daemon.socket.unlink()
    daemon.socket.write_text("something else")
    daemon.stop()
    assert daemon.socket.read_text() == "something else"


def test_who_waits_to_be_told_to_send_a_body_is_told_so(shared):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(10)
    connection.connect(str(shared.socket))
    body = json.dumps(event()).encode()
    connection.sendall(
        b"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/cloudevents+json\r\n"
        b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
    assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
    connection.sendall(body)
    assert connection.recv(1000).startswith(b"HTTP/1.1 201 ")
    # And the connection is good for more.
    connection.sendall(b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
    connection.close()


def test_one_event_comes_as_a_cloud_event_to_who_accepts_one(client):
    posted = event()
    position = client.keeps(posted)["position"]
    answer = client.get(f"/v1/events/{position}", headers={"Accept": "application/cloudevents+json"}).expect()
    assert answer.headers["content-type"] == "application/cloudevents+json"
    read = binding.from_structured(
        binding.HTTPMessage({"content-type": answer.headers["content-type"]}, answer.body), JSONFormat())
    assert (read.get_id(), read.get_data()) == (posted["id"], posted["data"])
    assert answer.json == client.get(f"/v1/events/{position}").expect()["event"]


def test_extension_attributes_have_no_control_characters(client):
    client.post({**event(), "myext": "a\u0001"}).problem(422, "invalid-event")
    client.keeps({**event(), "myext": "a b é"})


def clock_set_back(directory, seconds):
    """What a daemon is started with to see another time."""
    library, file = directory / "clock.so", directory / "clock"
    subprocess.run([shutil.which("clang") or "cc", "-O1", "-shared", "-fPIC", "-o", library, ROOT / "Tests/recovery/clock.c"], check=True)
    file.write_bytes(struct.pack("<q", -seconds * 1_000_000_000))
    return {"LD_PRELOAD": str(library), "CLOCK_FILE": str(file)}


def test_the_ledgers_own_times_may_be_asked_for_after_the_clock_was_set_back(own):
    """The daemon's clock is its own; what it recorded is not in the future."""
    daemon = own().start()
    client = daemon.client()
    client.keeps(event("case/C"))
    recorded = client.get("/v1/status").expect()["basis"]["recordedtime"]
    client.close()
    daemon.stop()
    daemon.start(create=False, environment=clock_set_back(daemon.home, 3600))
    client = daemon.client()
    assert len(client.get("/v1/cases/C/history", known_at=recorded).expect()["entries"]) == 1
    client.close()


def test_what_was_not_written_down_yet_is_not_said_to_be_missing(client):
    subject = f"case/{unique('entered')}"
    position = client.keeps(event(subject, enteredtime="2026-03-04T12:40:00Z"))["position"]
    early = {"known_basis": "entered", "known_at": "2020-01-01T00:00:00Z"}
    for path in (f"/v1/{subject.replace('case', 'cases', 1)}/history", f"/v1/events/{position}"):
        detail = client.get(path, **early).problem(404, "not-found")["detail"]
        assert "by then" in detail and "add known_basis" not in detail
