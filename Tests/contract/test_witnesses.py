"""Witnesses sign the ledger's checkpoints; what they sign is served; and nobody waits for them."""

import shutil
import time

import pytest

from events import event
from waiting import until
from witness import Serving, Witness


@pytest.fixture
def witnessed(own):
    """Makes a daemon with two witnesses, one on a Unix socket, one on a port of this machine."""
    serving = []

    def make(trusts=True, **more):
        daemon = own({})
        pair = [Witness("witness.example/one"), Witness("witness.example/two")]
        serving.extend([Serving(pair[0], daemon.home / "w"), Serving(pair[1])])
        daemon.configure({
            "witness_seconds": 1,
            "witnesses": [
                {"name": name, "key": witness.key, "url": served.url}
                for name, witness, served in zip(["one", "two"], pair, serving[-2:])
            ], **more})
        daemon.start()
        client = daemon.client()
        if trusts:
            key = client.get("/v1/log/key").body.decode().strip()
            for witness in pair:
                witness.trust(key)
        return daemon, client, pair

    yield make
    for each in serving:
        each.stop()


def standing(client):
    return {one["name"]: one for one in client.get("/v1/status").expect()["witnesses"]}


def checkpoint(client, query=""):
    return client.get("/v1/log/checkpoint" + query).expect().body.decode()


def both_signed(client, pair, size):
    def look():
        note = checkpoint(client)
        return note if note.split("\n")[1] == str(size) and all(witness.signed(note) for witness in pair) else None

    return until(look)


def test_both_sign_what_the_ledger_signed_and_it_is_served(witnessed):
    daemon, client, pair = witnessed()
    size = 0
    for count in (1, 6, 300, 1):
        client.batch([event() for _ in range(count)]).expect(201)
        size += count
        note = both_signed(client, pair, size)
        assert all(witness.seen["example.org/contract"][0] == size for witness in pair)
    assert checkpoint(client, "?witnessed=true") == note
    assert checkpoint(client, f"?size={size}") == note
    for name, one in standing(client).items():
        assert (one["size"], one["failure"]) == (size, None), name
    metrics = client.get("/metrics").body.decode()
    stamps = [line for line in metrics.splitlines() if line.startswith("daybook_witness_timestamp_seconds{")]
    assert [line.split('"')[1] for line in stamps] == ["one", "two"]
    assert all(abs(float(line.split()[-1]) - time.time()) < 60 for line in stamps)
    client.close()


def test_a_receipt_carries_the_witnesses_signatures(witnessed):
    daemon, client, pair = witnessed()
    position = client.keeps(event())["position"]
    both_signed(client, pair, 1)
    receipt = client.get(f"/v1/log/proof/{position}").expect().body.decode()
    note = receipt.partition("\n\n")[2]
    assert all(witness.signed(note) for witness in pair)
    client.close()


def test_a_witness_that_hangs_delays_no_post_and_no_other_witness(witnessed):
    daemon, client, pair = witnessed()
    pair[0].hangs.set()
    for _ in range(20):
        begin = time.monotonic()
        client.post(event()).expect(201)
        assert time.monotonic() - begin < 5
    until(lambda: (standing(client)["one"]["failure"] or "").startswith("it cannot be asked"))
    assert standing(client)["two"]["size"] == 20
    note = checkpoint(client, "?witnessed=true")
    assert pair[1].signed(note) and not pair[0].signed(note)
    client.close()


def test_a_witness_that_is_away_has_not_taken_back_what_it_signed(witnessed):
    daemon, client, pair = witnessed()
    client.keeps(event())
    both_signed(client, pair, 1)
    pair[0].hangs.set()
    until(lambda: (standing(client)["one"]["failure"] or "").startswith("it cannot be asked"))
    # The round in which it failed is over once the other is asked anew.
    before = pair[1].requests
    until(lambda: pair[1].requests > before)
    note = checkpoint(client, "?witnessed=true")
    assert all(witness.signed(note) for witness in pair) and note.count("witness.example/one") == 1
    client.close()


def test_what_witnesses_signed_outlives_a_restart_and_they_go_on(witnessed):
    daemon, client, pair = witnessed()
    client.post(event()).expect(201)
    note = both_signed(client, pair, 1)
    client.close()
    daemon.stop()
    before = pair[0].requests
    daemon.start()
    client = daemon.client()
    assert checkpoint(client, "?size=1").split("\n")[:3] == note.split("\n")[:3]
    client.post(event()).expect(201)
    both_signed(client, pair, 2)
    # It had to ask what the witness knows.
    assert pair[0].requests >= before + 2
    client.close()


def test_an_unknown_log_a_forged_signature_and_a_rollback_are_told(witnessed, own):
    daemon, client, pair = witnessed(trusts=False)
    client.post(event()).expect(201)
    until(lambda: "404" in (standing(client)["one"]["failure"] or ""))
    client.get("/v1/log/checkpoint?witnessed=true").problem(404, "not-found")
    key = client.get("/v1/log/key").body.decode().strip()
    pair[0].forges = True
    for witness in pair:
        witness.trust(key)
    until(lambda: "not its signature" in (standing(client)["one"]["failure"] or ""))
    until(lambda: standing(client)["two"]["size"] == 1)
    pair[0].forges = False
    client.post(event()).expect(201)
    both_signed(client, pair, 2)
    client.close()
    daemon.stop()
    # The whole ledger is lost and begun anew, under the same keys.
    shutil.rmtree(daemon.ledger)
    daemon.start()
    client = daemon.client()
    client.post(event()).expect(201)
    until(lambda: "rolled back" in (standing(client)["one"]["failure"] or ""))
    client.close()


def test_settings_that_make_no_sense_are_refused(own):
    witness = Witness("w.example")
    for change, said in (
        ({"url": "http://witness.example.org/"}, "https://NAME"), ({"url": "ftp://127.0.0.1/"}, "unix:"),
        ({"url": "https://127.0.0.1/"}, "figures"), ({"url": "https://a..b/"}, "https://NAME"), ({"url": "https://u@w.example/"}, "https://"),
        ({"url": "https://w.example:0/"}, "https://"), ({"url": "https://w.example/a?b"}, "https://"),
        ({"key": witness.key[:-4] + "AAAA"}, "key"), ({"key": "no key"}, "key")):
        daemon = own({"witnesses": [{"name": "one", "key": witness.key, "url": "unix:/nowhere", **change}]})
        assert said in daemon.refuses_to_start()
    daemon = own({"witness_roots_file": "/nowhere.pem", "witnesses": []})
    assert "/nowhere.pem" in daemon.refuses_to_start()


def test_a_witness_whose_clock_counts_something_else_is_not_believed(witnessed):
    """A time that no calendar has ended the daemon when it was asked how it stands."""
    daemon, client, pair = witnessed()
    pair[0].time = int(time.time() * 1_000_000)
    client.keeps(event())
    until(lambda: "is its clock right" in (standing(client)["one"]["failure"] or ""))
    assert standing(client)["two"]["size"] == 1
    pair[0].time = None
    client.keeps(event())
    both_signed(client, pair, 2)
    client.close()
