"""When it refuses to start, and how a service manager starts it."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys

import pytest

import daemon as daemons
from events import event


def test_an_absent_ledger_is_refused_without_create(own):
    daemon = own()
    said = daemon.refuses_to_start(create=False)
    assert str(daemon.ledger) in said and "--create" in said
    assert not daemon.ledger.exists(), "a refusal leaves nothing behind"


def test_a_directory_that_another_daemon_holds_is_refused(own):
    daemon = own().start()
    other = own()
    other.ledger = daemon.ledger
    said = other.refuses_to_start()
    assert str(daemon.ledger) in said and "another daybookd holds" in said
    daemon.client().post(event()).expect(201)


@pytest.mark.parametrize("settings, said", [
    ({"conection_limit": 5}, "connection_limit"), ({"connection_limit": 0}, "connection_limit"), ({"origin": "a b"}, "origin"),
    ({"master_key_file": "/nowhere/key"}, "/nowhere/key"), ({"event_types_directories": ["/nowhere"]}, "/nowhere")])
def test_settings_that_are_wrong_are_refused(own, settings, said):
    assert said in own(settings).refuses_to_start()


def test_settings_that_are_no_json_or_not_there_are_refused(own):
    daemon = own({})
    daemon.config.write_text('{"origin": "x",}')
    assert "at byte" in daemon.refuses_to_start()
    daemon.config.unlink()
    assert str(daemon.config) in daemon.refuses_to_start()


def test_a_key_file_that_is_open_to_others_is_refused(own):
    daemon = own({})
    (daemon.home / "master").chmod(0o644)
    assert str(daemon.home / "master") in daemon.refuses_to_start()


def test_a_changed_origin_is_refused(own):
    daemon = own({"origin": "example.org/one"}).start()
    daemon.stop()
    daemon.configure({"origin": "example.org/two"})
    assert "example.org/one" in daemon.refuses_to_start()


def test_a_missing_option_is_wrong_usage(own):
    ended = subprocess.run([str(daemons.PROGRAM)], capture_output=True, text=True, timeout=30)
    assert ended.returncode != 0 and "--ledger" in ended.stderr


def flip(file, at):
    with open(file, "r+b") as data:
        data.seek(at)
        byte = data.read(1)[0]
        data.seek(at)
        data.write(bytes([byte ^ 1]))


def test_a_damaged_tail_is_refused_and_the_position_named(own):
    daemon = own().start()
    client = daemon.client()
    made = [event(source="/damage/contract", id=f"damaged-event-{n}") for n in range(5)]
    for one in made:
        client.keeps(one)
    client.close()
    daemon.stop()
    file = daemon.ledger / "log/data.mdb"
    # A header holds its event's id as it is. LMDB leaves old copies of pages behind, so all of them are hit.
    content = file.read_bytes()
    mark = b'"id":"damaged-event-4"'
    places = [at for at in range(len(content)) if content.startswith(mark, at)] if content.count(mark) < 50 else []
    assert places
    for at in places:
        flip(file, at + len(mark) - 2)
    said = daemon.refuses_to_start(create=False)
    assert "position 4" in said and "damaged" in said
    for at in places:
        flip(file, at + len(mark) - 2)
    assert daemon.start(create=False).client().size() == 5


def test_a_damaged_book_is_called_so(own):
    daemon = own().start()
    client = daemon.client()
    client.keeps(event())
    client.get("/v1/events/0").expect()
    client.close()
    daemon.stop()
    file = daemon.ledger / "visitors/log/data.mdb"
    content = file.read_bytes()
    at = -1
    while (at := content.find(b'"postedby"', at + 1)) >= 0:
        flip(file, at + 3)
    assert "the visitors' book is damaged at position" in daemon.refuses_to_start(create=False)
    checked = subprocess.run(
        [str(daemons.PROGRAM.with_name("daybook")), "log", "verify", "--visitors", "--ledger", str(file.parent.parent)],
        capture_output=True, text=True)
    assert checked.returncode == 1 and "The visitors' book is not what it should be" in checked.stderr, checked


def test_damaged_narrative_is_refused_and_the_position_named(own):
    daemon = own().start()
    client = daemon.client()
    for n in range(3):
        client.keeps(event(id=f"sealed-event-{n}"))
    client.close()
    daemon.stop()
    file = daemon.ledger / "log/data.mdb"
    content = file.read_bytes()
    # The sealed data stands behind the header, which ends with the event's type.
    at = -1
    while (at := content.find(b'"id":"sealed-event-2"', at + 1)) >= 0:
        flip(file, content.index(b'"type":"decision.made"}', at) + 60)
    assert "position 2" in daemon.refuses_to_start(create=False)


def test_an_empty_file_is_refused_in_words_and_left_as_it_is(own):
    daemon = own().start()
    daemon.client().keeps(event())
    daemon.stop()
    file = daemon.ledger / "log/data.mdb"
    file.write_bytes(b"")
    said = daemon.refuses_to_start(create=False)
    assert "data.mdb is empty" in said and "restore a backup" in said
    assert daemon.refuses_to_start(create=True) == said and file.stat().st_size == 0
    checked = subprocess.run(
        [str(daemons.PROGRAM.with_name("daybook")), "log", "verify", "--ledger", str(daemon.ledger)], capture_output=True, text=True)
    assert checked.returncode == 1 and len(checked.stderr.splitlines()) == 1, checked.stderr
    assert "position 0" in checked.stderr and "data.mdb is empty" in checked.stderr


def test_a_stale_socket_file_is_no_obstacle(own):
    daemon = own().start()
    daemon.client().keeps(event())
    daemon.process.send_signal(signal.SIGKILL)
    daemon.process.wait()
    assert daemon.socket.exists()
    assert daemon.start(create=False).client().size() == 1
    assert stat.S_IMODE(os.stat(daemon.socket).st_mode) == 0o660
    daemon.stop()
    assert not daemon.socket.exists()


def test_without_settings_it_warns(own):
    daemon = own().start()
    daemon.stop()
    assert daemon.logged().count(" warning ") == 1 and "no configuration" in daemon.logged()
    configured = own({}).start()
    configured.stop()
    assert " warning " not in configured.logged()


def test_sigint_stops_it_as_sigterm_does(own):
    daemon = own().start()
    daemon.process.send_signal(signal.SIGINT)
    assert daemon.process.wait(15) == 0


INHERITING = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ['LISTEN_PID'] = {pid}; os.execv(sys.argv[2], sys.argv[2:])"


def activated(daemon, listening, pid="str(os.getpid())"):
    """Starts it as systemd does, with a socket that listens already."""
    wrapper = [sys.executable, "-c", INHERITING.replace("{pid}", pid), str(listening.fileno())]
    return daemon.start(environment={"LISTEN_FDS": "1"}, wrapper=wrapper, pass_fds=[listening.fileno()])


def test_it_serves_on_a_socket_that_systemd_opened(own):
    daemon = own()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(daemon.socket))
        listening.listen(16)
        activated(daemon, listening)
        client = daemon.client()
        client.post(event()).expect(201)
        assert client.get("/v1/status").expect()["basis"]["size"] == 1
        daemon.stop()
        # The socket is systemd's: it stays, and whoever connects now waits for the next start.
        assert daemon.socket.exists()
        activated(daemon, listening)
        assert daemon.client().size() == 1
        daemon.stop()
    assert "from systemd" in daemon.logged()


def test_a_socket_meant_for_another_process_is_left_alone(own):
    daemon = own()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(daemon.home / "other"))
        listening.listen(16)
        activated(daemon, listening, pid="'1'")
        assert stat.S_IMODE(os.stat(daemon.socket).st_mode) == 0o660
        daemon.client().post(event()).expect(201)


@pytest.mark.parametrize("abstract", [False, True], ids=["path", "abstract"])
def test_it_tells_systemd_when_it_is_ready(own, abstract):
    daemon = own()
    name = f"\0daybook-contract-{os.getpid()}" if abstract else str(daemon.home / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(name)
        manager.settimeout(2)
        daemon.start(environment={"NOTIFY_SOCKET": name.replace("\0", "@")})
        assert "READY=1" in manager.recv(4096).decode().splitlines()
        daemon.client().get("/v1/status").expect()
        daemon.stop()
        assert "STOPPING=1" in manager.recv(4096).decode().splitlines()


def test_it_tells_the_watchdog_that_all_is_well(own):
    daemon = own()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(daemon.home / "notify"))
        manager.settimeout(10)
        daemon.start(environment={"NOTIFY_SOCKET": str(daemon.home / "notify"), "WATCHDOG_USEC": "1000000"})
        said = [manager.recv(4096).decode().splitlines() for _ in range(3)]
        assert ["WATCHDOG=1"] in said


def test_a_manager_that_does_not_listen_does_no_harm(own):
    own().start(environment={"NOTIFY_SOCKET": "/nowhere/notify"}).client().post(event()).expect(201)


def test_it_is_ready_only_when_it_serves(own):
    daemon = own()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(daemon.home / "notify"))
        manager.settimeout(20)
        log = open(daemon.log, "ab")
        daemon.process = subprocess.Popen(daemon.command(), stdout=log, stderr=log, env={**os.environ, "NOTIFY_SOCKET": str(daemon.home / "notify")})
        log.close()
        assert b"READY=1" in manager.recv(4096)
        daemon.client().get("/v1/status").expect()


def test_event_types_of_ones_own_are_enforced_too(own):
    daemon = own()
    types = daemon.home / "types"
    types.mkdir()
    published = json.loads((daemons.ROOT / "schemas/events/decision.made.json").read_text())
    published.update({"$id": "urn:daybook:schema:events:panel.sat", "title": "Panel sat", "required": ["outcome"],
                      "properties": {"outcome": {"description": "What it said.", "type": "string", "enum": ["yes", "no"]}},
                      "x-daybook": {"family": "panels", "subjects": ["case"], "summary": "Panel: {outcome}"}})
    (types / "panel.sat.json").write_text(json.dumps(published))
    daemon.configure({"event_types_directories": [str(types)]})
    client = daemon.start().client()
    client.keeps(event(type="panel.sat", data={"outcome": "yes"}))
    errors = client.post(event(type="panel.sat", data={"outcome": "maybe"})).problem(422, "invalid-event")["errors"]
    assert errors[0]["pointer"] == "/data/outcome"
    # A file that uses what the daemon does not enforce is refused at start.
    daemon.stop()
    published["properties"]["outcome"]["contentEncoding"] = "base64"
    (types / "panel.sat.json").write_text(json.dumps(published))
    assert "contentEncoding" in daemon.refuses_to_start()
