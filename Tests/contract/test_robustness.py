"""Clients that do wrong, or nothing at all: the daemon stays up, others are served, nothing is half-kept."""

import ctypes
import json
import signal
import socket
import subprocess
import threading
import time

import pytest

from client import STRUCTURED, Client
from daemon import PROGRAM, Daemon
from events import NARRATIVE, decision, event, visit
from waiting import HANG


def connect(daemon, timeout=10):
    connection = socket.socket(socket.AF_UNIX)
    # Not before connecting: a connect that must not wait fails where the daemon's queue is full.
    connection.connect(str(daemon.socket))
    connection.settimeout(timeout)
    return connection


def head(length, method="POST", target="/v1/events", media=STRUCTURED, extra=""):
    return f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n{extra}\r\n".encode()


def everything(connection):
    """What comes until the daemon closes."""
    said = b""
    try:
        while part := connection.recv(65536):
            said += part
    except ConnectionResetError:
        pass
    return said


def body_of(said):
    return json.loads(said.split(b"\r\n\r\n", 1)[1])


@pytest.fixture
def small(own):
    """A daemon with small limits."""
    return own({"body_limit_bytes": 65536, "connection_limit": 8, "idle_seconds": 1}).start()


@pytest.fixture(scope="module")
def hasty():
    """A daemon that closes idle connections soon."""
    made = Daemon({"idle_seconds": 1}).start()
    yield made
    made.remove()


def test_a_body_over_the_limit_is_413_and_not_read_to_the_end(small):
    client = small.client()
    problem = client.post(event(data=decision(reasons="x" * 70_000))).problem(413, "event-too-large")
    assert problem["limit_bytes"] == 65536
    # One that announces a terabyte is answered or closed without waiting for it.
    with connect(small) as connection:
        connection.sendall(head(1 << 40) + b"x" * 70_000)
        said = everything(connection)
        assert said == b"" or said.startswith(b"HTTP/1.1 413 ")
    assert small.client().size() == 0


def test_a_chunked_body_over_the_limit_is_413(small):
    with connect(small) as connection:
        connection.sendall(
            f"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: {STRUCTURED}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        try:
            for _ in range(40):
                connection.sendall(b"1000\r\n" + b" " * 4096 + b"\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert everything(connection).startswith(b"HTTP/1.1 413 ")
    assert small.client().size() == 0


def test_a_chunked_body_is_taken(client, shared):
    made = json.dumps(event()).encode()
    with connect(shared) as connection:
        connection.sendall(
            f"POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: {STRUCTURED}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode())
        for at in range(0, len(made), 7):
            part = made[at:at + 7]
            connection.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        assert everything(connection).startswith(b"HTTP/1.1 201 ")


def test_a_client_that_vanishes_mid_body_leaves_nothing(client, shared):
    before = client.size()
    made = json.dumps(event()).encode()
    for cut in (0, 1, len(made) // 2, len(made) - 1):
        with connect(shared) as connection:
            connection.sendall(head(len(made)) + made[:cut])
    batch = json.dumps([event() for _ in range(50)]).encode()
    with connect(shared) as connection:
        connection.sendall(head(len(batch), media="application/cloudevents-batch+json") + batch[:-1])
    time.sleep(0.2)
    assert client.size() == before


def test_a_client_that_closes_its_side_mid_body_leaves_nothing(client, shared):
    before = client.size()
    made = json.dumps(event()).encode()
    with connect(shared) as connection:
        connection.sendall(head(len(made)) + made[:-5])
        connection.shutdown(socket.SHUT_WR)
        said = everything(connection)
        assert said == b"" or said.startswith(b"HTTP/1.1 4"), said
    assert client.size() == before


def test_a_client_that_vanishes_before_its_answer_has_its_event_kept_once(client, shared):
    before = client.size()
    made = event()
    body = json.dumps(made).encode()
    with connect(shared) as connection:
        connection.sendall(head(len(body)) + body)
    end = time.monotonic() + 5
    while client.size() == before and time.monotonic() < end:
        time.sleep(0.02)
    answer = client.post(made).expect(200)
    assert answer["duplicate"] is True and answer["position"] == before
    assert client.size() == before + 1


def test_a_slow_client_is_served_and_holds_nobody_up(client, shared):
    made = json.dumps(event()).encode()
    whole = head(len(made), extra="Connection: close\r\n") + made
    with connect(shared) as connection:
        slowest = 0
        for at in range(0, len(whole), 40):
            connection.sendall(whole[at:at + 40])
            start = time.monotonic()
            client.get("/v1/status").expect()
            slowest = max(slowest, time.monotonic() - start)
            time.sleep(0.02)
        assert everything(connection).startswith(b"HTTP/1.1 201 ")
    assert slowest < HANG


def test_a_client_that_never_finishes_is_closed_in_the_end(small):
    made = json.dumps(event()).encode()
    for sent in (b"", b"GET /v1/sta", head(len(made)), head(len(made)) + made[:30]):
        with connect(small) as connection:
            start = time.monotonic()
            connection.sendall(sent)
            said = everything(connection)
            assert 0.5 < time.monotonic() - start < HANG, f"after {sent[:20]}"
            assert said == b"" or b" 4" in said.split(b"\r\n")[0], said
    assert small.client().size() == 0


def test_an_idle_connection_is_closed_in_the_end(small):
    with connect(small) as connection:
        connection.sendall(b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
        start = time.monotonic()
        assert everything(connection).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - start < HANG


def take_places(daemon, held, count):
    """Takes all places that there are for connections, into `held`."""
    end = time.monotonic() + 5
    # The look whether it is up may still hold a place for a moment; then one comes too early.
    while len(held) < count:
        assert time.monotonic() < end
        connection = connect(daemon)
        connection.sendall(b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if connection.recv(65536).startswith(b"HTTP/1.1 200 "):
            held.append(connection)
        else:
            connection.close()


def test_connections_beyond_the_limit_are_refused_and_those_within_are_served(own):
    daemon = own({"connection_limit": 8, "idle_seconds": 60}).start()
    idle = []
    try:
        take_places(daemon, idle, 8)
        for _ in range(20):
            with connect(daemon) as one_more:
                said = everything(one_more)
                assert said.startswith(b"HTTP/1.1 503 ") and b"\r\nRetry-After: " in said, said
                problem = body_of(said)
                assert problem["type"] == "urn:daybook:problem:overloaded" and problem["status"] == 503
        idle[1].sendall(b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle[1].recv(65536).startswith(b"HTTP/1.1 200 ")
    finally:
        for connection in idle:
            connection.close()
    end = time.monotonic() + 5
    while True:
        with connect(daemon) as again:
            again.sendall(b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            said = everything(again)
        if said.startswith(b"HTTP/1.1 200 "):
            break
        assert time.monotonic() < end, "the places of closed connections must be free again"


def test_the_command_reads_why_it_is_refused_a_connection(own):
    daemon = own({"connection_limit": 2, "idle_seconds": 60}).start()
    held = []
    try:
        take_places(daemon, held, 2)
        for words in (["status"], ["--json", "history", "x"], ["case", "x"], ["log", "checkpoint"]):
            done = subprocess.run([PROGRAM.with_name("daybook"), "--socket", daemon.socket, *words], capture_output=True, text=True)
            assert done.returncode == 1 and "Too many connections are open" in done.stderr, (words, done)
        # Who has much to say is answered all the same, and not cut off while it says it.
        with connect(daemon) as one_more:
            one_more.sendall(head(200_000) + b"x" * 200_000)
            assert everything(one_more).startswith(b"HTTP/1.1 503 ")
        # Each refused connection is closed, whatever its other end does.
        waiting = [connect(daemon) for _ in range(200)]
        for one in waiting:
            one.settimeout(10)
            assert everything(one).startswith(b"HTTP/1.1 503 ")
    finally:
        for one in held:
            one.close()


@pytest.mark.parametrize("sent", [
    b"GET /v1/cases/" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1/cases/é HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
    b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
    b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00"])
def test_what_is_no_http_gets_a_problem_document(shared, sent):
    with connect(shared) as connection:
        connection.settimeout(10)
        try:
            connection.sendall(sent)
        except (BrokenPipeError, ConnectionResetError):
            pass
        said = everything(connection)
    assert said.startswith(b"HTTP/1.1 400 ") and b"\r\nContent-Type: application/problem+json\r\n" in said, said
    problem = body_of(said)
    assert problem["type"] == "urn:daybook:problem:bad-request" and problem["status"] == 400 and len(problem["detail"]) > 40
    assert int(said.split(b"Content-Length: ")[1].split(b"\r\n")[0]) == len(said.split(b"\r\n\r\n", 1)[1])


def test_thousands_of_idle_connections_do_no_harm(own):
    daemon = own({"connection_limit": 100, "idle_seconds": 60}).start()
    held = [connect(daemon) for _ in range(90)]
    try:
        for _ in range(2000):
            connect(daemon).close()
        client = daemon.client()
        end = time.monotonic() + 10
        # It may still be about to notice that the last of them are gone.
        while (answer := client.post(event())).status == 503:
            answer.problem(503, "overloaded")
            assert time.monotonic() < end
            time.sleep(0.05)
        answer.expect(201)
        client.close()
    finally:
        for connection in held:
            connection.close()


@pytest.mark.parametrize("sent", [
    b"\x00\x01\x02\x03\r\n\r\n", b"HELLO\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    b"GET /v1/status HTTP/9.9\r\n\r\n", b"GET /v1/status HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    b"POST /v1/events HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /v1/status HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\n",
], ids=["bytes", "hello", "get", "tls", "version", "length", "smuggled", "long-path", "many-headers"])
def test_what_is_no_http_is_refused_or_closed(hasty, sent):
    client = hasty.client()
    before = client.size()
    client.close()
    with connect(hasty) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        said = everything(connection)
        assert said == b"" or said.startswith(b"HTTP/1.1 4") or said.startswith(b"HTTP/1.0 4"), said[:200]
    assert client.size() == before


def test_requests_in_one_packet_are_answered_in_order(client, shared):
    with connect(shared) as connection:
        connection.sendall(
            b"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n"
            b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        said = everything(connection)
    assert [part.split(b" ")[0] for part in said.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404", b"200"]


def test_numbers_at_the_edge_do_no_harm(client):
    top = (1 << 63) - 1
    client.get("/v1/events", after=top).expect()
    client.get("/v1/events", after=top + 1).problem(400, "bad-query")
    client.get(f"/v1/events/{(1 << 64) - 1}").problem(404, "not-found")
    client.get(f"/v1/decisions/{(1 << 64) - 1}").problem(404, "not-found")
    client.post(event(), headers={"Daybook-Expected-Version": str((1 << 64) - 1)}).problem(409, "version-conflict")
    for name, value in [("from", "0001-01-01"), ("to", "9999-12-31"), ("from", "0001-01-01T00:00:00Z"), ("to", "9999-12-31T23:59:59Z"), ("from", "0000-01-01")]:
        answer = client.get("/v1/decisions", **{name: value})
        assert answer.status in (200, 400)


def test_times_at_the_edge_are_kept_or_refused(client):
    for time_ in ("0001-01-01T00:00:00Z", "1600-02-29T00:00:00Z", "1969-12-31T23:59:59.999999Z", "0000-01-01T00:00:00Z", "2026-03-04T10:00:00+14:00"):
        made = event(time=time_)
        answer = client.post(made)
        assert answer.status in (201, 422), time_
        if answer.status == 201:
            kept = client.get(f"/v1/events/{answer['position']}").expect()["event"]
            assert kept["time"] == time_
            client.get("/v1/cases/" + made["subject"][5:] + "/history").expect()
            client.get("/v1/cases/" + made["subject"][5:]).expect()


def test_a_stream_at_the_highest_position_there_is_does_no_harm(client, shared):
    with connect(shared) as connection:
        connection.sendall(b"GET /v1/events?after=9223372036854775807 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    client.get("/v1/status").expect()


def test_a_full_ledger_is_507_and_still_answers(own):
    daemon = own({"log_map_bytes": 16 << 20}).start()
    client = daemon.client()
    kept, answer = [], None
    for _ in range(60):
        made = event(data=decision(reasons="x" * 400_000))
        answer = client.post(made)
        if answer.status != 201:
            break
        kept.append(made)
    answer.problem(507, "ledger-full")
    assert len(kept) > 5
    assert client.size() == len(kept)
    # A batch too large for what is left is refused whole.
    client.batch([event(data=decision(reasons="x" * 300_000)) for _ in range(3)]).problem(507, "ledger-full")
    assert client.size() == len(kept)
    assert client.post(kept[0]).expect(200)["position"] == 0
    assert client.get(f"/v1/events/{len(kept) - 1}").expect()["event"]["data"] == kept[-1]["data"]
    client.get("/v1/cases/" + kept[0]["subject"][5:] + "/history").expect()
    # With more room it goes on where it was.
    daemon.stop()
    daemon.configure({"log_map_bytes": 64 << 20})
    client = daemon.start().client()
    assert client.size() == len(kept)
    assert client.keeps(made)["position"] == len(kept)


class HeldWriter:
    """Holds the log's write lock from another program, as a slow disk would: whatever is posted must wait."""

    def __init__(self, ledger):
        self.library = ctypes.CDLL("liblmdb.so.0")
        self.environment, self.transaction = ctypes.c_void_p(), ctypes.c_void_p()
        self.call("mdb_env_create", ctypes.byref(self.environment))
        self.call("mdb_env_open", self.environment, str(ledger / "log").encode(), 0, 0o600)
        self.call("mdb_txn_begin", self.environment, None, 0, ctypes.byref(self.transaction))

    def call(self, name, *arguments):
        status = getattr(self.library, name)(*arguments)
        assert status == 0, f"{name}: {status}"

    def release(self):
        if self.transaction:
            self.library.mdb_txn_abort(self.transaction)
            self.library.mdb_env_close(self.environment)
            self.transaction = None


def test_more_than_can_wait_is_503_and_what_waited_is_kept(own):
    daemon = own().start()
    known = event("case/known")
    daemon.client().keeps(known)
    held = HeldWriter(daemon.ledger)
    answers = []

    def post(batch):
        answers.append((batch, Client(daemon.socket, timeout=60).batch(batch)))

    threads = []
    try:
        # At most 64 MiB may wait; the writer has one batch more in its hands.
        for sent in range(6):
            batch = [event("case/waits", data=decision(reasons="x" * 1_000_000)) for _ in range(30)]
            threads.append(threading.Thread(target=post, args=(batch,)))
            threads[-1].start()
            if not sent:
                # Into the writer's hands, where it waits no more.
                time.sleep(2)
            end = time.monotonic() + 20
            while not answers and daemon.client().get("/v1/status").expect()["waiting_events"] < 30 * sent:
                assert time.monotonic() < end
                time.sleep(0.05)
            if answers:
                break
        assert [answer.status for _, answer in answers] == [503]
        refused = answers[0][1]
        refused.problem(503, "overloaded")
        assert int(refused.headers["retry-after"]) >= 1
        # Whoever asks is served all the while.
        assert daemon.client().get("/v1/events").expect()["basis"]["size"] == 1
        daemon.client().get("/v1/cases/known/history").expect()
    finally:
        held.release()
    for thread in threads:
        thread.join(60)
    kept = sum(len(batch) for batch, answer in answers if answer.status == 201)
    assert {answer.status for _, answer in answers} == {201, 503} and kept >= 60
    assert daemon.client().size() == 1 + kept


def test_it_stops_cleanly_with_idle_connections_and_streams_open(own):
    daemon = own().start()
    daemon.client().post(event()).expect(201)
    idle = connect(daemon)
    kept_alive = connect(daemon)
    kept_alive.sendall(b"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n")
    assert kept_alive.recv(65536).startswith(b"HTTP/1.1 200 ")
    stream = connect(daemon)
    stream.sendall(b"GET /v1/events?after=-1 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
    assert stream.recv(65536).startswith(b"HTTP/1.1 200 ")
    daemon.stop()
    assert not daemon.socket.exists()
    for connection in (idle, kept_alive, stream):
        connection.close()


def test_it_stops_in_time_while_a_client_is_half_done(own):
    daemon = own().start()
    made = json.dumps(event()).encode()
    with connect(daemon, 30) as connection:
        connection.sendall(head(len(made)) + made[:-5])
        time.sleep(0.2)
        daemon.stop()
    assert daemon.start(create=False).client().size() == 0


def test_a_request_under_way_is_finished_before_it_stops(own):
    daemon = own().start()
    made = event()
    body = json.dumps(made).encode()
    with connect(daemon, 30) as connection:
        connection.sendall(head(len(body)) + body[:-5])
        time.sleep(0.2)
        daemon.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        connection.sendall(body[-5:])
        assert everything(connection).startswith(b"HTTP/1.1 201 ")
    daemon.stop()
    assert daemon.start(create=False).client().post(made).expect(200)["position"] == 0


def test_sigterm_while_posting_loses_nothing_that_was_answered(own):
    daemon = own().start()
    answered = []
    refused = []

    def post():
        client = Client(daemon.socket)
        while True:
            made = event()
            try:
                answer = client.post(made)
            except OSError:
                return
            if answer.status == 201:
                answered.append((answer["position"], made))
            else:
                refused.append(answer)
                return

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    daemon.stop()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    for answer in refused:
        answer.problem(503, "stopping")
    assert answered
    client = daemon.start(create=False).client()
    assert client.size() >= len(answered)
    kept = {int(one["sequence"]): one for one in client.pages("/v1/events", "events")}
    for position, made in answered:
        assert kept[position]["id"] == made["id"]


def test_kill_9_while_posting_loses_nothing_that_was_answered(own):
    daemon = own().start()
    answered = []

    def post():
        client = Client(daemon.socket)
        while True:
            made = event()
            try:
                answered.append((client.post(made).expect(201)["position"], made))
            except OSError:
                return

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    daemon.process.send_signal(signal.SIGKILL)
    daemon.process.wait()
    for thread in threads:
        thread.join(20)
    client = daemon.start(create=False).client()
    for position, made in answered:
        assert client.get(f"/v1/events/{position}").expect()["event"]["id"] == made["id"]
        assert client.post(made).expect(200)["position"] == position


def test_logs_never_hold_narrative(own):
    daemon = own().start()
    client = daemon.client()
    case = "case/log-1"
    client.keeps(event(case))
    client.keeps(visit(case))
    client.post(event(case, data=decision(resons=f"{NARRATIVE} misspelt"))).problem(422, "invalid-event")
    client.post(event(case, type=f"{NARRATIVE}.x")).problem(422, "invalid-event")
    client.post(b'{"data":{"decision":"' + NARRATIVE.encode() + b'"').problem(400, "invalid-json")
    client.post(event(case), media=f"text/{NARRATIVE}").problem(415, "unsupported-media-type")
    client.get("/v1/events", type=NARRATIVE).expect()
    client.request("GET", f"/v1/events?{NARRATIVE}=1").problem(400, "bad-query")
    for path in ("", "/history", "/chronology", "/decisions", "/visits", "/oversight"):
        client.get(f"/v1/cases/log-1{path}").expect()
    client.get("/v1/decisions/0").expect()
    made = event(case)
    client.keeps(made)
    client.post({**made, "data": decision(reasons=f"{NARRATIVE} other")}).problem(422, "id-reused")
    daemon.stop()
    assert "serving" in daemon.logged() and "stopped" in daemon.logged()
    assert NARRATIVE not in daemon.logged()
    assert "A. Patel" not in daemon.logged()
