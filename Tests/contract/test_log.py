"""The ledger as a transparency log: what it serves, and whether other people's verifiers accept it."""

import base64
import hashlib
import json
import shutil

import pytest

import mirror
from events import event

# After each commit there is one checkpoint; these sizes lie around powers of two and the width of a tile.
SIZES = [1, 2, 3, 5, 8, 13, 130, 255, 256, 257, 300, 511, 512, 513]


@pytest.fixture(scope="module")
def grown():
    """A daemon whose ledger grew in known steps."""
    import daemon as daemons
    made = daemons.Daemon().start()
    client = made.client()
    before = 0
    for size in SIZES:
        client.batch([event(f"case/grown-{number % 7}") for number in range(before, size)]).expect(201)
        before = size
    yield made
    made.remove()


@pytest.fixture
def log(grown):
    made = grown.client()
    yield made
    made.close()


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root(leaves):
    """MTH of RFC 6962, section 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01", root(leaves[:k]), root(leaves[k:]))


def leaf(client, position):
    return sha256(b"\x00", client.get(f"/v1/log/entries/{position}").expect().body)


# Checkpoints and the key


def test_the_checkpoint_is_a_signed_note_of_the_ledger(log):
    answer = log.get("/v1/log/checkpoint").expect()
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    basis = log.get("/v1/status").expect()["basis"]
    origin, size, stated, empty, signature, end = answer.body.decode().split("\n")
    assert (size, stated, empty, end) == (str(basis["size"]), basis["root"], "", "")
    name = mirror.key(log).split("+")[0]
    assert origin == name and signature.startswith(f"\N{EM DASH} {name} ")
    assert base64.b64decode(stated) == root([leaf(log, position) for position in range(basis["size"])])


def test_a_checkpoint_of_every_commit_is_kept(log):
    for size in [0, *SIZES]:
        lines = log.get("/v1/log/checkpoint", size=size).expect().body.decode().split("\n")
        assert lines[1] == str(size)
    said = log.get("/v1/log/checkpoint", size=7).problem(404, "not-found")["detail"]
    assert "of 5 and 8" in said
    log.get("/v1/log/checkpoint", size=SIZES[-1] + 1).problem(404, "not-found")
    log.get("/v1/log/checkpoint", size=2**64 - 1).problem(404, "not-found")
    for bad in ("-1", "x", "1.0", str(2**64)):
        log.get("/v1/log/checkpoint", size=bad).problem(400, "bad-query")


def test_what_is_served_outlives_the_daemon(own):
    daemon = own().start()
    client = daemon.client()
    seen = {}
    targets = ["/v1/log/checkpoint?size=1", "/v1/log/checkpoint", "/v1/log/key", "/v1/log/tile/0/000.p/2", "/v1/log/entries/0"]
    for _ in range(2):
        client.keeps(event())
    for target in targets:
        seen[target] = client.request("GET", target).expect().body
    daemon.stop()
    client = daemon.start(create=False).client()
    assert seen == {target: client.request("GET", target).expect().body for target in targets}


# Tiles and entries


def test_tiles_hold_the_hashes_and_the_entries(log):
    entries = [log.get(f"/v1/log/entries/{position}").expect().body for position in range(513)]
    hashes = [sha256(b"\x00", entry) for entry in entries]
    for path, first, last in [("000", 0, 256), ("001", 256, 512), ("002.p/1", 512, 513), ("000.p/255", 0, 255), ("001.p/1", 256, 257)]:
        answer = log.request("GET", f"/v1/log/tile/0/{path}").expect()
        assert answer.body == b"".join(hashes[first:last])
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        bundle = log.request("GET", f"/v1/log/tile/entries/{path}").expect()
        assert bundle.body == b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries[first:last])
        assert bundle.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert answer.headers["content-type"] == bundle.headers["content-type"] == "application/octet-stream"
    assert log.request("GET", "/v1/log/tile/1/000.p/2").expect().body == root(hashes[:256]) + root(hashes[256:512])


@pytest.mark.parametrize("path", [
    "0", "0/", "0/0", "0/00", "0/0000", "0/x000", "0/x000/000", "0/000/", "0/001/002", "00/000", "64/000", "-1/000", "a/000", "0/000.p",
    "0/000.p/", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/1/1", "0/000.p/x", "entries", "entries/0", "entries/000.p/256",
    "data/000", "0/%30%30%30", "0//000", "0/../000", "8/0/000", "0/x999/x999/x999/x999/x999/x999/x999/999", "%00/000", "0/000.p/1%20",
])
def test_a_path_that_names_no_tile_is_400(log, path):
    detail = log.request("GET", f"/v1/log/tile/{path}").problem(400, "bad-query")["detail"]
    assert "names no tile" in detail


@pytest.mark.parametrize("path", [
    "0/002", "0/002.p/2", "0/003.p/1", "0/x001/000", "1/000", "1/000.p/3", "1/001.p/1", "2/000.p/1", "7/000.p/1", "8/000.p/1", "63/000",
    "63/000.p/1", "entries/002", "entries/002.p/2", "entries/003.p/1", "0/x018/x446/x744/x073/x709/x551/615",
])
def test_a_tile_that_the_ledger_does_not_reach_is_404(log, path):
    assert "513 events" in log.request("GET", f"/v1/log/tile/{path}").problem(404, "not-found")["detail"]


def test_no_tile_takes_a_query(log):
    log.request("GET", "/v1/log/tile/0/000?x=1").problem(400, "bad-query")
    log.request("GET", "/v1/log/tile/").problem(404, "not-found")


@pytest.mark.parametrize("route", ["entries", "disclosure", "proof"])
def test_what_is_asked_of_no_event_is_404(log, route):
    for position in ("513", "18446744073709551615", "-1", "x", "1.5", "18446744073709551616", "0x1", ""):
        answer = log.request("GET", f"/v1/log/{route}/{position}")
        answer.problem(404, "not-found")


def test_an_entry_is_the_header_in_canonical_json(client):
    made = event(corrects="ev-0", id="caf\N{LATIN SMALL LETTER E WITH ACUTE} \"1\"")
    position = client.keeps(made)["position"]
    entry = client.get(f"/v1/log/entries/{position}").expect().body
    header = json.loads(entry)
    assert json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == entry
    shown = client.get(f"/v1/events/{position}").expect()["event"]
    assert {name: value for name, value in header.items() if "digest" not in name} == {
        name: value for name, value in shown.items() if name not in ("data", "actorname")}


# Disclosure


def test_a_disclosure_opens_the_digests(client):
    data = b'{ "decision_type": "start_section_47",\t"decision": "NARRATIVE-7f3a caf\\u00e9" }'
    from events import raw
    made = event(zone="NARRATIVE-7f3a North")
    position = client.post(raw(made, data)).expect(201)["position"]
    header = json.loads(client.get(f"/v1/log/entries/{position}").expect().body)
    told = client.get(f"/v1/log/disclosure/{position}").expect()
    salt = base64.b64decode(told["salt_base64"])
    assert len(salt) == 32 and base64.b64decode(told["data_base64"]) == data
    assert hashlib.sha256(salt + data).hexdigest() == header["datadigest"] == told["datadigest"]
    attributes = base64.b64decode(told["attributes_base64"])
    assert json.loads(attributes) == {"actorname": made["actorname"], "zone": made["zone"]}
    assert hashlib.sha256(salt + attributes).hexdigest() == header["attributesdigest"] == told["attributesdigest"]
    bare = client.keeps(event(actorname=None))["position"]
    told = client.get(f"/v1/log/disclosure/{bare}").expect()
    assert told["attributes_base64"] is None and told["attributesdigest"] is None
    assert "attributesdigest" not in json.loads(client.get(f"/v1/log/entries/{bare}").expect().body)


def test_salts_are_never_the_same(client):
    positions = [client.keeps(event())["position"] for _ in range(3)]
    assert len({client.get(f"/v1/log/disclosure/{position}").expect()["salt_base64"] for position in positions}) == 3


# Receipts


def receipt(text):
    """Extra data, index, hashes and checkpoint of a receipt."""
    if isinstance(text, str):
        text = text.encode()
    head, note = text.split(b"\n\n", 1)
    lines = head.decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra ") and lines[2].startswith("index ")
    return json.loads(base64.b64decode(lines[1][6:])), int(lines[2][6:]), [base64.b64decode(line) for line in lines[3:]], note


def test_a_receipt_carries_the_header_and_the_salt(log):
    answer = log.get("/v1/log/proof/300").expect()
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    extra, index, hashes, note = receipt(answer.body)
    assert index == 300 and note == log.get("/v1/log/checkpoint").expect().body
    assert base64.b64decode(extra["leaf_base64"]) == log.get("/v1/log/entries/300").expect().body
    assert extra["salt_base64"] == log.get("/v1/log/disclosure/300").expect()["salt_base64"]
    assert "salt_base64" not in receipt(log.get("/v1/log/proof/300", salt="no").expect().body)[0]
    assert log.get("/v1/log/proof/300", salt="yes").expect().body == answer.body
    log.get("/v1/log/proof/300", salt="maybe").problem(400, "bad-query")


def test_a_receipt_can_lead_to_a_checkpoint_that_is_kept(log):
    for size in (5, 256, 513):
        _, index, _, note = receipt(log.get("/v1/log/proof/4", at_size=size).expect().body)
        assert index == 4 and note == log.get("/v1/log/checkpoint", size=size).expect().body
    log.get("/v1/log/proof/5", at_size=5).problem(404, "not-found")
    log.get("/v1/log/proof/4", at_size=0).problem(404, "not-found")
    log.get("/v1/log/proof/4", at_size=6).problem(404, "not-found")
    log.get("/v1/log/proof/4", at_size=514).problem(404, "not-found")
    log.get("/v1/log/proof/4", at_size="x").problem(400, "bad-query")


def applied(answer):
    return answer.headers.get("preference-applied")


def test_posting_answers_with_a_receipt_where_it_is_asked_for(client):
    made = event()
    answer = client.post(made, headers={"Prefer": "return=receipt"}).expect(201)
    extra, index, _, note = receipt(answer["receipt"])
    assert applied(answer) == "return=receipt" and index == answer["position"]
    assert int(note.split(b"\n")[1]) > index
    assert json.loads(base64.b64decode(extra["leaf_base64"]))["id"] == made["id"]
    again = client.post(made, headers={"Prefer": "respond-async, return=\"receipt\" ; x=1, wait=10"}).expect(200)
    assert again["duplicate"] and receipt(again["receipt"])[1] == index
    for headers in ({}, {"Prefer": "return=minimal"}, {"Prefer": "return=receipts"}, {"Prefer": "receipt"}):
        answer = client.post(made, headers=headers).expect(200)
        assert "receipt" not in answer.json and applied(answer) is None


def test_each_event_of_a_batch_gets_its_receipt(client, tmp_path):
    made = [event() for _ in range(40)]
    answer = client.batch(made + [made[3]], headers={"Prefer": "return=receipt"}).expect(201)
    notes = set()
    for position, result in enumerate(answer["results"]):
        extra, index, _, note = receipt(result["receipt"])
        assert index == result["position"]
        notes.add(note)
        mirror.write(tmp_path / f"proof/{position}.tlog-proof", result["receipt"].encode())
    assert len(notes) == 1 and applied(answer) == "return=receipt"
    mirror.copy(client, tmp_path)
    for verify in mirror.VERIFIERS:
        holds, said = verify(tmp_path, mirror.key(client))
        assert holds and "41 receipts" in said, said


def test_a_batch_of_nothing_has_no_receipts(client):
    answer = client.batch([], headers={"Prefer": "return=receipt"})
    assert answer.status in (200, 201) and answer["results"] == []


def test_a_refused_post_gets_no_receipt(client):
    answer = client.post(event(type="no.such"), headers={"Prefer": "return=receipt"})
    answer.problem(422, "invalid-event")
    assert applied(answer) is None


# Consistency


@pytest.mark.parametrize("query", [
    {}, {"to": 5}, {"from_": 0}, {"from_": 0, "to": 0}, {"from_": 0, "to": 5}, {"from_": 5, "to": 4}, {"from_": 1, "to": 514}, {"from_": 514},
    {"from_": 514, "to": 515}, {"from_": "x"}, {"from_": -1}, {"from_": 1, "to": "x"}, {"from_": 2**64}, {"from_": 2**64 - 1, "to": 2**64 - 1},
])
def test_where_nothing_can_be_proven_is_400(log, query):
    log.get("/v1/log/consistency", **query).problem(400, "bad-query")


def test_a_consistency_proof_names_its_roots(log):
    answer = log.get("/v1/log/consistency", from_=13, to=300).expect()
    for end, size in (("from", 13), ("to", 300)):
        assert answer[end] == size and answer[f"{end}_root"] == log.get("/v1/log/checkpoint", size=size).expect().body.decode().split("\n")[2]
    assert log.get("/v1/log/consistency", from_=513).expect()["proof"] == []
    assert log.get("/v1/log/consistency", from_=13).expect()["to"] == 513


# Other people's verifiers


@pytest.fixture(scope="module")
def mirrored(grown, tmp_path_factory):
    """A copy of the whole log with receipts of every event, and consistency proofs between all small sizes."""
    directory = tmp_path_factory.mktemp("log")
    client = grown.client()
    sizes = [*range(1, 40), 64, 127, 128, 129, 255, 256, 257, 511, 512, 513]
    mirror.copy(client, directory, range(513), [(old, new) for old in sizes for new in sizes if old <= new and (new < 20 or new > 250)])
    for size in SIZES:
        mirror.write(directory / f"kept/{size}", client.get("/v1/log/checkpoint", size=size).expect().body)
    return directory, mirror.key(client)


@pytest.mark.parametrize("verify", mirror.VERIFIERS)
def test_other_peoples_verifiers_accept_the_log(mirrored, verify):
    directory, key = mirrored
    holds, said = verify(directory, key, *(directory / "kept").iterdir())
    assert holds and said.startswith("513 events, 513 receipts, ") and f"{len(SIZES)} checkpoints" in said, said


def test_the_worked_example_of_tlog_tiles(own, tmp_path):
    """70,000 events: 273 full tiles and one of 112, one full and one of 17 above them, one of 1 at the top."""
    client = own().start().client(timeout=120)
    plain = event("case/many", {"note_type": "visit"}, type="case_note.entered", actorname=None)
    for start in range(0, 70_000, 5_000):
        client.batch([{**plain, "id": f"many-{start + number}"} for number in range(5_000)]).expect(201)
    edges = [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999]
    mirror.copy(client, tmp_path, edges, [(256, 70_000), (65_536, 70_000), (65_535, 65_537), (69_888, 70_000)])
    tiles = sorted(str(file.relative_to(tmp_path / "tile")) for file in (tmp_path / "tile").rglob("*") if file.is_file())
    for level, last in (("0", "273.p/112"), ("entries", "273.p/112")):
        assert [tile for tile in tiles if tile.startswith(level + "/")] == sorted([*(f"{level}/{number:03}" for number in range(273)), f"{level}/{last}"])
    assert [tile for tile in tiles if tile[0] in "12345678"] == ["1/000", "1/001.p/17", "2/000.p/1"]
    for beyond in ("0/273", "0/273.p/113", "1/001", "1/001.p/18", "2/000.p/2", "3/000.p/1", "entries/273.p/113"):
        client.request("GET", f"/v1/log/tile/{beyond}").problem(404, "not-found")
    for verify in mirror.VERIFIERS:
        holds, said = verify(tmp_path, mirror.key(client))
        assert holds and said.startswith("70000 events, 8 receipts, 4 consistency proofs"), said


def flip(file, at):
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


SPOILT = {
    "a byte of an entry": lambda log: flip(log / "tile/entries/000", 40),
    "a leaf in a tile": lambda log: flip(log / "tile/0/001", 77),
    "a hash above the leaves": lambda log: flip(log / "tile/1/000.p/2", 5),
    "an entry left out": lambda log: (log / "tile/entries/002.p/1").write_bytes(b""),
    "two entries swapped": lambda log: swap(log / "tile/entries/000"),
    "the size in the checkpoint": lambda log: replace(log / "checkpoint", b"\n513\n", b"\n512\n"),
    "a checkpoint's signature": lambda log: flip(log / "checkpoint", -20),
    "a receipt for another event": lambda log: shutil.copy(log / "proof/3.tlog-proof", log / "proof/x.tlog-proof")
    and replace(log / "proof/x.tlog-proof", b"index 3\n", b"index 4\n"),
    "a consistency proof": lambda log: shutil.copy(log / "consistency/5-13", log / "consistency/6-13"),
}


def swap(bundle):
    content = bundle.read_bytes()
    first = 2 + int.from_bytes(content[:2], "big")
    second = first + 2 + int.from_bytes(content[first:first + 2], "big")
    bundle.write_bytes(content[first:second] + content[:first] + content[second:])


def replace(file, old, new):
    assert old in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(old, new, 1))


@pytest.mark.parametrize("verify", mirror.VERIFIERS)
@pytest.mark.parametrize("what", SPOILT)
def test_other_peoples_verifiers_refuse_a_log_that_was_changed(mirrored, tmp_path, verify, what):
    directory, key = mirrored
    for part in ("checkpoint", "tile", "proof/3.tlog-proof", "consistency/5-13"):
        (tmp_path / part).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (directory / part).is_dir() else shutil.copy
        copy(directory / part, tmp_path / part)
    assert verify(tmp_path, key)[0]
    SPOILT[what](tmp_path)
    holds, said = verify(tmp_path, key)
    assert not holds, said


def forget(daemon):
    """Removes a ledger with everything that could tell of it but its keys, as whoever rewrites history would."""
    for part in ("log", "views"):
        shutil.rmtree(daemon.ledger / part, ignore_errors=True)
    (daemon.ledger / "checkpoint").unlink(missing_ok=True)


@pytest.mark.parametrize("verify", mirror.VERIFIERS)
def test_other_peoples_verifiers_find_a_fork_with_one_old_checkpoint(mirrored, own, tmp_path, verify):
    """Another history under the same key: each is whole in itself, and they cannot both be the ledger's."""
    directory, key = mirrored
    forked = own().start()
    forked.stop()
    forget(forked)
    # The same key signs a new ledger; only whoever kept a checkpoint can tell.
    client = forked.start(create=True).client()
    client.batch([event() for _ in range(20)]).expect(201)
    own_key = mirror.key(client)
    old = tmp_path / "old"
    mirror.write(old, client.get("/v1/log/checkpoint").expect().body)
    client.batch([event() for _ in range(20)]).expect(201)
    mirror.copy(client, tmp_path / "honest")
    assert verify(tmp_path / "honest", own_key, old)[0]
    forked.stop()
    forget(forked)
    client = forked.start(create=True).client()
    client.batch([event() for _ in range(50)]).expect(201)
    assert mirror.key(client) == own_key
    mirror.copy(client, tmp_path / "fork")
    assert verify(tmp_path / "fork", own_key)[0]
    holds, said = verify(tmp_path / "fork", own_key, old)
    assert not holds and "does not begin" in said, said
