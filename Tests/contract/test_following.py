"""The stream of new events: as they are committed, from anywhere, and on again after a break."""

import json
import time

import pytest

from client import Connection
from events import event, raw, unique


class Stream:
    def __init__(self, daemon, query="", headers=None):
        self.connection = Connection(daemon.socket, timeout=10)
        self.connection.request("GET", "/v1/events" + query, headers={"Accept": "text/event-stream", **(headers or {})})
        self.response = self.connection.getresponse()
        assert self.response.status == 200
        assert self.response.headers["content-type"].startswith("text/event-stream")
        assert self.response.headers["cache-control"] == "no-store"

    def next(self):
        """The id and data of the next event; comments are skipped."""
        found = {}
        while True:
            line = self.response.readline().decode()
            assert line, "the stream ended"
            line = line.rstrip("\n")
            if not line and found:
                return int(found["id"]), found["data"]
            if line and not line.startswith(":"):
                name, value = line.split(": ", 1)
                assert name in ("id", "data") and name not in found
                found[name] = value

    def take(self, count):
        return [self.next()[0] for _ in range(count)]

    def close(self):
        self.connection.close()


@pytest.fixture
def stream(shared):
    made = []

    def start(query="", headers=None):
        made.append(Stream(shared, query, headers))
        return made[-1]

    yield start
    for each in made:
        each.close()


def test_new_events_arrive_as_they_are_committed(client, stream):
    following = stream()
    time.sleep(0.2)
    for _ in range(3):
        made = event()
        position = client.keeps(made)["position"]
        number, data = following.next()
        assert number == position
        assert json.loads(data) == client.get(f"/v1/events/{position}")["event"]
    positions = [one["position"] for one in client.batch([event() for _ in range(20)])["results"]]
    assert following.take(20) == positions


def test_it_begins_at_the_end_or_behind_a_position(client, stream):
    size = client.size()
    positions = [one["position"] for one in client.batch([event() for _ in range(5)])["results"]]
    assert stream(f"?after={size - 1}").take(5) == positions
    assert stream(f"?after={positions[2]}").take(2) == positions[3:]
    assert stream("?after=-1").take(3) == [0, 1, 2]
    late = stream()
    time.sleep(0.2)
    position = client.keeps(event())["position"]
    assert late.take(1) == [position]


def test_it_goes_on_after_a_break_without_loss_or_repeat(client, stream):
    size = client.size()
    client.batch([event() for _ in range(10)]).expect(201)
    first = stream(f"?after={size - 1}")
    seen = first.take(4)
    first.close()
    client.batch([event() for _ in range(10)]).expect(201)
    seen += stream(headers={"Last-Event-ID": str(seen[-1])}).take(16)
    assert seen == list(range(size, size + 20))


def test_only_what_is_asked_for_arrives(client, stream):
    case = unique("s")
    following = stream(f"?subject=case/{case}&type=decision.made")
    time.sleep(0.2)
    client.keeps(event())
    wanted = client.keeps(event(f"case/{case}"))["position"]
    assert following.take(1) == [wanted]


def test_an_event_is_one_line_however_it_was_laid_out(client, stream):
    following = stream()
    time.sleep(0.2)
    data = b'{\n  "decision_type": "start_section_47",\r\n\t"decision": "two\\nlines"\n}'
    position = client.post(raw(event(), data)).expect(201)["position"]
    number, text = following.next()
    assert number == position
    assert json.loads(text)["data"] == json.loads(data)


def test_many_follow_at_once(client, stream):
    followers = [stream() for _ in range(20)]
    time.sleep(0.3)
    positions = [one["position"] for one in client.batch([event() for _ in range(3)])["results"]]
    for follower in followers:
        assert follower.take(3) == positions


@pytest.mark.parametrize("query", ["?limit=0", "?limit=10001", "?at_size=1", "?known_at=2026-03-04T10:12:33Z", "?cursor=1.1", "?after=x", "?subject=x", "?foo=1"])
def test_what_a_stream_cannot_heed_it_refuses(client, query):
    client.request("GET", "/v1/events" + query, headers={"Accept": "text/event-stream"}).problem(400, "bad-query")


def test_a_stream_with_a_limit_ends_after_so_many(client, stream):
    case = unique()
    first = [client.keeps(event(f"case/{case}"))["position"] for _ in range(3)]
    following = stream(f"?subject=case/{case}&after=-1&limit=2")
    assert following.take(2) == first[:2] and following.response.read() == b""
    # What is there counts as well as what comes; the next stream goes on.
    following = stream(f"?subject=case/{case}&limit=3", {"Last-Event-ID": str(first[1])})
    assert following.take(1) == first[2:]
    later = [client.keeps(event(f"case/{case}"))["position"] for _ in range(3)]
    assert following.take(2) == later[:2] and following.response.read() == b""


def test_a_last_event_id_that_is_none_is_refused(client):
    client.get("/v1/events", headers={"Accept": "text/event-stream", "Last-Event-ID": "x"}).problem(400, "bad-query")


def test_a_follower_that_vanishes_or_does_not_read_holds_nobody_up(client, stream):
    for _ in range(10):
        stream("?after=-1").close()
    idle = stream("?after=-1")
    for _ in range(5):
        client.batch([event() for _ in range(200)]).expect(201)
    assert idle.take(1) == [0]
    client.keeps(event())


def test_a_page_and_a_stretch_end_before_they_fill_the_memory(own):
    """One question could ask for gigabytes: a page had a limit of events, and none of bytes."""
    daemon = own().start()
    client = daemon.client(timeout=120)
    subject = f"case/{unique('long')}"
    for _ in range(20):
        client.keeps(event(subject, {"note_type": "other", "details": "x" * 1_000_000}, type="case_note.entered"))
    for query in ({"subject": subject}, {"type": "case_note.entered"}, {}):
        first = client.get("/v1/events", limit=300, **query).expect().json
        assert 10 < len(first["events"]) < 20 and first["next"]
        rest = client.get("/v1/events", limit=300, cursor=first["next"], **query).expect().json
        assert [one["sequence"] for one in first["events"] + rest["events"]] == [one["sequence"] for one in client.pages("/v1/events", "events", limit=7, **query)]
        assert rest["next"] is None
    for query in ("?after=-1", f"?after=-1&subject={subject}"):
        following = Stream(daemon, query)
        following.connection.sock.settimeout(60)
        assert following.take(20) == list(range(20))
        following.close()
    client.close()
