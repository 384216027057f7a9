"""The visitors' book as a log of its own: whoever is given its key checks it with other people's tools, and every look at it
stands in it."""

import json
import subprocess
import sys

import pytest

import daemon as daemons
from daemon import PROGRAM
from events import event
from test_attacks import AUDIT, run

DAYBOOK = PROGRAM.with_name("daybook")
LOG = "/v1/visitors/log"


@pytest.fixture(scope="module")
def house():
    made = daemons.Daemon({}).start()
    client = made.client()
    client.keeps(event("case/V1"))
    for number in range(300):
        client.get("/v1/cases/V1", headers={"Daybook-Purpose": f"look {number}"}).expect()
    client.close()
    yield made
    made.remove()


@pytest.fixture
def client(house):
    made = house.client()
    yield made
    made.close()


def size(client):
    return int(client.get(f"{LOG}/checkpoint").expect().body.decode().split("\n")[1])


def last(client):
    """The newest entry, by a look that makes one more."""
    return client.get(f"/v1/visitors/events/{size(client) - 1}").expect()["event"]


def test_an_outsider_checks_the_book_as_any_log(house, client):
    old = client.get(f"{LOG}/checkpoint").expect().body.decode()
    assert old.split("\n")[0] == "example.org/contract/visitors" and int(old.split("\n")[1]) >= 300
    key = client.get(f"{LOG}/key").expect().body.decode().strip()
    assert client.get(f"{LOG}/keys").expect()["keys"] == [{"key": key, "ended_at_size": None}]
    assert key != client.get("/v1/log/key").expect().body.decode().strip()
    (house.home / "old").write_text(old)
    client.get("/v1/cases/V1").expect()
    audited = run(
        sys.executable, AUDIT, f"unix:{house.socket}", "--prefix", LOG, "--key", key, "--old", house.home / "old")
    assert audited.returncode == 0, audited.stderr
    assert json.loads(audited.stdout)["size"] > int(old.split("\n")[1])
    # And the tool finds what is wrong: with the ledger's key this is no log.
    wrong = run(sys.executable, AUDIT, f"unix:{house.socket}", "--prefix", LOG, "--key", client.get("/v1/log/key").body.decode().strip())
    assert wrong.returncode == 1


def test_a_look_has_a_receipt_that_is_checked_without_the_daemon(house, client, monkeypatch):
    monkeypatch.setenv("DAYBOOK_PURPOSE", "proving a look")
    asks = [DAYBOOK, "--socket", house.socket]
    visits = client.get("/v1/cases/V1/viewers").expect()["visits"]
    position = next(one["position"] for one in visits if one.get("purpose") == "look 7")
    files = ["-o", house.home / "r", "--event", house.home / "e"]
    made = run(*asks, "log", "prove", position, "--visitors", *files)
    assert made.returncode == 0, made.stderr
    shown = json.loads((house.home / "e").read_text())["event"]
    assert (shown["type"], shown["data"]["purpose"], shown["subject"]) == ("record.viewed", "look 7", "case/V1")
    key = run(*asks, "log", "key", "--visitors").stdout.strip()
    checking = ["log", "verify-receipt", house.home / "r", "--event", house.home / "e", "--key"]
    checked = run(DAYBOOK, *checking, key)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert run(DAYBOOK, *checking, run(*asks, "log", "key").stdout.strip()).returncode == 1
    (house.home / "e").write_text((house.home / "e").read_text().replace("look 7", "look 8"))
    assert run(DAYBOOK, *checking, key).returncode == 1
    disclosed = json.loads(run(*asks, "log", "disclosure", position, "--visitors").stdout)
    assert disclosed["position"] == position
    # Asking for it was a look at the book about this case, with its purpose.
    entries = client.get("/v1/cases/V1/viewers").expect()["visits"]
    asked = [one for one in entries if one.get("purpose") == "proving a look"]
    assert {one["type"] for one in asked} == {"visitors_book.viewed"}
    assert {one["question"].split("/")[-2] for one in asked} == {"proof", "disclosure", "events"}


@pytest.mark.parametrize("path", ["tile/entries/000", "entries/0", "disclosure/0", "proof/0", "verify"])
def test_every_look_at_it_is_in_it(client, path):
    answer = client.get(f"{LOG}/{path}", headers={"Daybook-Purpose": "a look at the book"})
    assert answer.status == 200, answer.body
    entry = last(client)
    assert (entry["type"], entry["data"]["question"]) == ("visitors_book.viewed", f"GET {LOG}/{path}")
    assert entry["data"]["purpose"] == "a look at the book"


@pytest.mark.parametrize("path", ["checkpoint", "key", "keys", "consistency?from=1", "tile/0/000", "checkpoint?size={}"])
def test_what_tells_nothing_of_anybody_is_no_look(client, path):
    before = size(client)
    assert client.get(f"{LOG}/{path.format(before)}").status == 200
    assert size(client) == before


@pytest.mark.parametrize("path, status, slug", [
    ("proof/999999", 404, "not-found"), ("proof/x", 404, "not-found"), ("tile/0/999", 404, "not-found"), ("tile/64/000", 400, "bad-query"),
    ("consistency?from=0", 400, "bad-query"), ("consistency?from=5&to=4", 400, "bad-query"), ("checkpoint?size=999999", 404, "not-found"),
    ("checkpoint?witnessed=true", 400, "bad-query"), ("entries/999999", 404, "not-found"), ("verify?only_tree=x", 400, "bad-query")])
def test_nonsense_is_refused(client, path, status, slug):
    client.get(f"{LOG}/{path}").problem(status, slug)


def test_it_is_verified_by_the_daemon_and_beside_it(house, client):
    asked = run(DAYBOOK, "--socket", house.socket, "log", "verify", "--visitors", "--json")
    assert asked.returncode == 0, asked.stderr
    found = json.loads(asked.stdout)
    assert found["origin"] == "example.org/contract/visitors" and found["opened"] == found["size"] >= 300 and found["unchecked"] == []
    said = run(DAYBOOK, "--socket", house.socket, "log", "verify", "--visitors")
    assert "The visitors' book is whole and unaltered." in said.stdout
    beside = ["log", "verify", "--ledger", house.ledger / "visitors"]
    for words in ([], ["--visitors", "--config", house.config]):
        checked = run(DAYBOOK, *beside, *words, "--since", house.home / "old", "--json")
        assert checked.returncode == 0, checked.stderr
        assert json.loads(checked.stdout)["unchecked"] == []


def test_a_change_in_it_is_found(own):
    daemon = own({}).start()
    client = daemon.client()
    client.keeps(event("case/V1"))
    for number in range(20):
        client.get("/v1/cases/V1").expect()
    client.close()
    daemon.stop()
    file = daemon.ledger / "visitors/log/data.mdb"
    # Wherever it stands: some of these are in pages that nothing uses any more.
    file.write_bytes(file.read_bytes().replace(b'"postedby"', b'"poXtedby"'))
    checked = run(DAYBOOK, "log", "verify", "--ledger", daemon.ledger / "visitors", "--json")
    assert checked.returncode == 1 and "position" in json.loads(checked.stdout)
