"""Keys change, and nothing that is recorded does; a case's extract says what was withheld."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

import daemon as daemons
from events import decision, event

ORACLES = Path(__file__).resolve().parents[1] / "oracles"
sys.path.insert(0, str(ORACLES))

PROGRAM = daemons.PROGRAM.parent / "daybook"


def run(*words, status=0):
    ended = subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=60)
    assert ended.returncode == status, (ended.returncode, ended.stdout, ended.stderr)
    return ended.stdout if status == 0 else ended.stderr


def new_key(daemon, name):
    file = daemon.home / name
    file.write_text(os.urandom(32).hex() + "\n")
    file.chmod(0o600)
    return file


def whole(daemon, master, signing):
    from ledger_format import public_key, read_key_file, verifier_key
    from read_ledger import Ledger
    key = verifier_key("example.org/contract", public_key(read_key_file(signing)))
    ledger = Ledger(daemon.ledger, read_key_file(master), key)
    ledger.check()
    return ledger


def test_another_master_key_takes_over(own):
    from read_ledger import KEYS, read_tables
    daemon = own({}).start()
    for n in range(3):
        daemon.client().keeps(event(f"case/K{n}"))
    assert "another daybookd holds" in run(
        "keys", "rotate", "--ledger", daemon.ledger, "--master-key", daemon.home / "master", "--new-master-key", daemon.home / "signing", status=1)
    daemon.stop()
    old = read_tables(daemon.ledger / "keys", KEYS)["keys"]
    fresh = new_key(daemon, "fresh")
    said = run("keys", "rotate", "--ledger", daemon.ledger, "--master-key", daemon.home / "master", "--new-master-key", fresh)
    assert "3 keys are wrapped" in said
    # No copy of the old wrapping stays in the file.
    content = (daemon.ledger / "keys/data.mdb").read_bytes()
    assert not any(wrapped in content for wrapped in old.values())
    assert (daemon.ledger / "keys/data.mdb").stat().st_mode & 0o777 == 0o600
    assert "master key" in daemon.refuses_to_start(create=False)
    daemon.configure({"master_key_file": str(fresh)})
    daemon.start(create=False)
    assert daemon.client().get("/v1/cases/K1/decisions").expect()["decisions"]
    daemon.client().keeps(event("case/K1"))
    daemon.stop()
    assert len(whole(daemon, fresh, daemon.home / "signing").leaves) == 4
    # With the wrong old key nothing happens.
    run("keys", "rotate", "--ledger", daemon.ledger, "--master-key", daemon.home / "master", "--new-master-key", new_key(daemon, "z"), status=1)
    assert len(whole(daemon, fresh, daemon.home / "signing").leaves) == 4


def test_another_signing_key_takes_over_and_the_old_one_stays_published(own):
    daemon = own({}).start()
    client = daemon.client()
    for _ in range(3):
        client.keeps(event())
    old_key = client.get("/v1/log/key").expect().body.decode().strip()
    old_note = client.get("/v1/log/checkpoint").expect().body.decode()
    receipt = client.get("/v1/log/proof/1").expect().body.decode()
    client.close()
    daemon.stop()
    fresh = new_key(daemon, "fresh")
    said = run("keys", "rotate", "--ledger", daemon.ledger, "--signing-key", daemon.home / "signing", "--new-signing-key", fresh)
    assert f"ended at size 3: {old_key}" in said
    daemon.configure({"signing_key_file": str(fresh)})
    daemon.start(create=False)
    client = daemon.client()
    new = client.get("/v1/log/key").expect().body.decode().strip()
    assert new != old_key
    keys = client.get("/v1/log/keys").expect()["keys"]
    assert keys == [{"key": old_key, "ended_at_size": 3}, {"key": new, "ended_at_size": None}]
    client.keeps(event())
    # What was signed then is what is served for then: the new key only added its line.
    assert client.get("/v1/log/checkpoint", size=3).expect().body.decode().startswith(old_note)
    assert receipt
    client.close()
    daemon.stop()
    assert [size for size, _ in whole(daemon, daemon.home / "master", fresh).retired] == [3]
    run("log", "verify", "--ledger", daemon.ledger, "--config", daemon.config)
    run("keys", "rotate", "--ledger", daemon.ledger, "--signing-key", fresh, "--new-signing-key", fresh, status=1)


def test_keys_changed_twice_at_one_size_all_stay_published(own):
    daemon = own({}).start()
    client = daemon.client()
    client.keeps(event())
    published = [client.get("/v1/log/key").expect().body.decode().strip()]
    (daemon.home / "old").write_text(client.get("/v1/log/checkpoint").expect().body.decode())
    client.close()
    daemon.stop()
    files = [daemon.home / "signing", new_key(daemon, "wrong"), new_key(daemon, "right"), daemon.home / "signing"]
    for old, new in zip(files, files[1:]):
        said = run("keys", "rotate", "--ledger", daemon.ledger, "--signing-key", old, "--new-signing-key", new)
        published.append(said.split("The new one: ")[1].split()[0])
    daemon.start(create=False)
    client = daemon.client()
    ended = [{"key": key, "ended_at_size": 1} for key in published[:3]]
    assert client.get("/v1/log/keys").expect()["keys"] == [*ended, {"key": published[0], "ended_at_size": None}]
    client.keeps(event())
    client.close()
    out, made = daemon.home / "e", daemon.home / "made"
    run("--socket", daemon.socket, "log", "export", out)
    run("--socket", daemon.socket, "backup", daemon.home / "b")
    daemon.stop()
    assert [size for size, _ in whole(daemon, daemon.home / "master", daemon.home / "signing").retired] == [1, 1, 1]
    words = ["--config", daemon.config]
    run("log", "import", out, "--ledger", made, "--keys", daemon.home / "b/keys", *words)
    for ledger in (daemon.ledger, made):
        assert "Extends" in run("log", "verify", "--ledger", ledger, *words, "--since", daemon.home / "old")


def rotated(own):
    """A daemon whose signing key was changed twice, its keys, and a checkpoint that the first of them signed."""
    daemon = own({}).start()
    keys, notes = [], []
    for number in range(3):
        client = daemon.client()
        for _ in range(3):
            client.keeps(event())
        keys.append(client.get("/v1/log/key").expect().body.decode().strip())
        notes.append(client.get("/v1/log/checkpoint").expect().body.decode())
        client.keeps(event())
        client.close()
        if number < 2:
            daemon.stop()
            fresh = new_key(daemon, f"fresh{number}")
            old = json.loads(daemon.config.read_text())["signing_key_file"]
            run("keys", "rotate", "--ledger", daemon.ledger, "--signing-key", old, "--new-signing-key", fresh)
            daemon.configure({"signing_key_file": str(fresh)})
            daemon.start(create=False)
    (daemon.home / "old").write_text(notes[0])
    return daemon, keys


def test_an_export_takes_the_old_signing_keys_along(own):
    daemon, keys = rotated(own)
    client = daemon.client()
    published = client.get("/v1/log/keys").expect().body
    client.close()
    out, made = daemon.home / "e", daemon.home / "made"
    run("--socket", daemon.socket, "log", "export", out)
    assert (out / "retired-keys").read_text() == f"4 {keys[0]}\n8 {keys[1]}\n"
    run("--socket", daemon.socket, "backup", daemon.home / "b")
    audit = [sys.executable, str(ORACLES / "audit_log.py"), str(out), "--key", keys[2], "--old", str(daemon.home / "old")]
    assert subprocess.run(audit).returncode == 0
    daemon.stop()
    words = ["--config", daemon.config]
    run("log", "import", out, "--ledger", made, "--keys", daemon.home / "b/keys", *words)
    assert "Extends" in run("log", "verify", "--ledger", made, *words, "--since", daemon.home / "old")
    daemon.ledger.rename(daemon.home / "first")
    made.rename(daemon.ledger)
    (daemon.home / "first/visitors").rename(daemon.ledger / "visitors")
    daemon.start(create=False)
    client = daemon.client()
    assert client.get("/v1/log/keys").expect().body == published
    assert client.get("/v1/log/checkpoint", size=3).expect().body.decode() == (daemon.home / "old").read_text()
    client.keeps(event())
    client.close()


def test_checkpoints_of_before_a_change_of_key_can_still_be_used(own):
    daemon, keys = rotated(own)
    client = daemon.client()
    (daemon.home / "now").write_text(client.get("/v1/log/checkpoint").expect().body.decode())
    client.close()
    proving = ["--socket", daemon.socket, "log", "consistency", daemon.home / "old", daemon.home / "now"]
    assert "begins with the ledger of 3" in run(*proving)
    assert "begins with the ledger of 3" in run(*proving, "--key", keys[0], "--key", keys[2])
    run(*proving, "--key", keys[0], status=1)
    run(*proving, "--key", keys[2], status=1)
    for where in (["--socket", daemon.socket], ["--ledger", daemon.ledger, "--config", daemon.config]):
        words = ["log", "verify", "--since", daemon.home / "old", "--key"]
        assert "Extends" in run(*words, keys[2], *where)
        # An old key is no proof of what another signed; but that is nothing that the ledger is accused of.
        said = run(*words, keys[0], *where, status=1)
        assert "ended at size 4" in said and "not what it should be" not in said


@pytest.mark.parametrize("damage", ["gone", "a line less", "another key", "another size", "not handed over", "order", "cut"])
def test_an_export_whose_old_keys_were_changed_is_not_imported(own, damage):
    from ledger_format import public_key, verifier_key
    daemon, keys = rotated(own)
    out = daemon.home / "e"
    run("--socket", daemon.socket, "log", "export", out)
    run("--socket", daemon.socket, "backup", daemon.home / "b")
    daemon.stop()
    file = out / "retired-keys"
    first, second = file.read_text().splitlines(True)
    forged = verifier_key("example.org/contract", public_key(os.urandom(32)))
    if damage == "gone":
        file.unlink()
    else:
        file.write_text({
            "a line less": second, "another key": f"4 {forged}\n{second}", "another size": first.replace("4 ", "3 ", 1) + second,
            # A key of somebody's own that would stand for checkpoints below a size at which there is none.
            "not handed over": f"4 {keys[0]}\n8 {keys[1]}\n9999 {forged}\n", "order": second + first, "cut": first + second[:-9],
        }[damage])
    words = ["log", "import", out, "--ledger", daemon.home / "made", "--keys", daemon.home / "b/keys", "--config", daemon.config]
    said = run(*words, status=1)
    assert "key" in said, said
    assert not (daemon.home / "made/log").exists()


@pytest.mark.parametrize("words", [[], ["--master-key", "a"], ["--new-signing-key", "a"]])
def test_half_a_rotation_is_wrong_usage(words):
    run("keys", "rotate", "--ledger", "x", *words, status=2)


def test_a_master_key_is_not_changed_for_itself(own):
    daemon = own({}).start()
    daemon.client().keeps(event("case/X1", decision()))
    daemon.stop()
    copy = daemon.home / "copy"
    copy.write_text((daemon.home / "master").read_text().upper() + "\n")
    copy.chmod(0o600)
    said = run("keys", "rotate", "--ledger", daemon.ledger, "--master-key", daemon.home / "master", "--new-master-key", copy, status=1)
    assert "holds the same key" in said and "nothing was changed" in said


def test_keys_that_are_open_to_others_are_closed_at_the_start_and_it_is_said(own):
    daemon = own({}).start()
    daemon.client().keeps(event("case/K1"))
    daemon.stop()
    for keys in (daemon.ledger / "keys", daemon.ledger / "visitors/keys"):
        keys.chmod(0o777)
        (keys / "data.mdb").chmod(0o644)
    before = daemon.logged()
    daemon.start(create=False)
    for keys in (daemon.ledger / "keys", daemon.ledger / "visitors/keys"):
        assert (keys.stat().st_mode & 0o777, (keys / "data.mdb").stat().st_mode & 0o777) == (0o700, 0o600)
        for path, mode in ((keys, 777), (keys / "data.mdb", 644)):
            assert any(f"path={path}" in line and f"mode={mode}" in line and "open to others" in line for line in daemon.logged()[len(before):].splitlines())
    daemon.stop()
    before = daemon.logged()
    daemon.start(create=False)
    assert "open to others" not in daemon.logged()[len(before):]


def test_a_wrong_signing_key_is_told_before_the_master_key_is_changed(own):
    daemon = own({}).start()
    daemon.client().keeps(event())
    daemon.stop()
    master, words = daemon.home / "master", ["keys", "rotate", "--ledger", daemon.ledger]
    said = run(*words, "--master-key", master, "--new-master-key", new_key(daemon, "m2"), "--signing-key", new_key(daemon, "wrong"),
               "--new-signing-key", new_key(daemon, "s2"), status=1)
    assert "did not sign" in said and "wrapped" not in said, said
    daemon.start(create=False)
    said = run("keys", "rotate", "--ledger", daemon.home / "none", "--master-key", master, "--new-master-key", daemon.home / "m2", status=1)
    assert f"There is no ledger in {daemon.home / 'none'}" in said


def test_a_ledger_is_not_called_a_visitors_book(own):
    daemon = own().start()
    daemon.client().keeps(event())
    assert "holds a ledger and no visitors' book" in run("log", "verify", "--visitors", "--ledger", daemon.ledger, status=2)
    assert "The visitors' book is whole" in run("log", "verify", "--visitors", "--ledger", daemon.ledger / "visitors")


def test_two_witnesses_of_one_name_or_key_are_refused(own):
    daemon = own({}).start()
    key = daemon.client().get("/v1/log/key").expect().body.decode().strip()
    daemon.stop()
    one = {"name": "a", "key": key, "url": "unix:/run/a"}
    for other, said in (({**one, "url": "unix:/run/b"}, "two witnesses"), ({**one, "name": "b"}, "key of another")):
        daemon.configure({"witnesses": [one, other]})
        assert said in daemon.refuses_to_start()


def extract(daemon, case, *words, status=0, to=None):
    out = to or Path(tempfile.mkdtemp(dir=daemon.home)) / "extract"
    said = run("--socket", daemon.socket, "extract", case, "--for", "subject-access", "-o", out, *words, status=status)
    return out, said


def test_an_extract_masks_others_and_says_what_it_withheld(own):
    daemon = own().start()
    client = daemon.client()
    about = "case/X1"
    client.batch([
        event(about, {"person": {"id": "ch-1", "name": "Mia Lane"}, "is_child": True}, type="person.recorded"),
        event(about, {"person": {"id": "p-2", "name": "Robert Lane"}, "relationship": "uncle"}, type="person.recorded"),
        event(about, {**decision(), "decision": "Mia Lane stays with Robert lane; ROBERT agreed. Roberta was not asked. <b>"}),
        event(about, {"note_type": "third_party_information", "details": "A neighbour, Mrs Crane, heard shouting."}, type="case_note.entered"),
        event(about, {"note_type": "visit", "details": "Spoke to Mrs Crane and A. Patel."}, type="case_note.entered"),
    ]).expect(201)
    out, said = extract(daemon, "X1", "--redact-others", "--mask", "Mrs Crane")
    record = (out / "record.json").read_text()
    page = (out / "record.html").read_text()
    for text in (record, page):
        assert "Robert" not in text.replace("Roberta", "") and "ROBERT" not in text and "Crane" not in text
        assert "Mia Lane" in text and "Roberta" in text and "A. Patel" in text and "[third party 1]" in text
    assert "<b>" not in page.replace("&lt;b&gt;", "")
    withheld = {one["position"]: one for one in json.loads((out / "withheld.json").read_text())["withheld"]}
    assert set(withheld) == {"1", "2", "3", "4"}
    assert "outside the family" in withheld["3"]["why"] and withheld["2"]["what"] == "2 names"
    assert json.loads(record)["events"][3]["data"] is None
    assert len(list((out / "proofs").glob("*.tlog-proof"))) == 5
    assert "5 of them are about case X1" in (out / "proofs/COMPLETE.txt").read_text()
    visits = client.get("/v1/cases/X1/viewers").expect()["visits"]
    assert visits[-1]["purpose"] == "subject access extract of case X1"
    # By hand.
    out, _ = extract(daemon, "X1", "--redact-others", "--keep", "Robert Lane", "--leave-out", "4=A court forbids it")
    assert "Robert Lane" in (out / "record.json").read_text()
    assert "A court forbids it" in (out / "withheld.json").read_text()
    out, _ = extract(daemon, "X1")
    assert json.loads((out / "withheld.json").read_text())["withheld"] == []
    extract(daemon, "nosuch", status=1)


def test_an_extract_is_its_owners_alone_and_all_its_proofs_are_of_its_basis(own):
    daemon = own().start()
    client = daemon.client()
    client.batch([event("case/X1", {**decision()}) for _ in range(40)]).expect(201)
    stop = threading.Event()

    def post():
        poster = daemon.client()
        while not stop.is_set():
            poster.keeps(event("case/OTHER"))
        poster.close()
    poster = threading.Thread(target=post)
    poster.start()
    try:
        out, _ = extract(daemon, "X1")
    finally:
        stop.set()
        poster.join()
    size = json.loads((out / "record.json").read_text())["basis"]["size"]
    note = (out / "proofs/checkpoint").read_text()
    assert note.split("\n")[1] == str(size)
    receipts = list((out / "proofs").glob("*.tlog-proof"))
    assert len(receipts) == 40 and all(note.split("\n\n")[0] in one.read_text() for one in receipts)
    assert f"The ledger had {size} events" in (out / "proofs/COMPLETE.txt").read_text()
    # The command's own files, whatever the umask says.
    assert {file.stat().st_mode & 0o777 for file in out.rglob("*") if file.is_file()} == {0o600}


def test_a_file_that_the_command_writes_takes_the_place_of_an_open_one_and_goes_through_a_link(own):
    daemon = own().start()
    daemon.client().keeps(event("case/X1"))
    old, left, aim, link = (daemon.home / name for name in ("r", "r.part", "aim", "link"))
    for file in (old, left, aim):
        file.write_text("before")
        file.chmod(0o644)
    link.symlink_to(aim)
    prove = ["--socket", daemon.socket, "log", "prove", "0", "-o"]
    run(*prove, old)
    assert old.stat().st_mode & 0o777 == 0o600 and old.read_text().startswith("c2sp.org/tlog-proof") and not left.exists()
    run(*prove, link)
    assert link.is_symlink() and aim.read_text() == old.read_text()
    run(*prove, "/dev/null")


def test_an_extract_never_goes_into_another(own):
    daemon = own().start()
    person = {"person": {"id": "p-2", "name": "Robert Lane"}, "relationship": "uncle"}
    daemon.client().batch([
        event("case/X1", person, type="person.recorded"), event("case/X2", person, type="person.recorded")]).expect(201)
    out, _ = extract(daemon, "X1", "--redact-others")
    page = (out / "record.html").read_bytes()
    said = extract(daemon, "X1", status=2, to=out)[1]
    assert "holds other files" in said, said
    extract(daemon, "X2", status=2, to=out)
    assert (out / "record.html").read_bytes() == page and len(list((out / "proofs").glob("*.tlog-proof"))) == 1
    empty = daemon.home / "empty"
    empty.mkdir()
    extract(daemon, "X2", to=empty)


@pytest.mark.parametrize("number", ["9999", "1", "x"])
def test_what_is_left_out_by_hand_must_be_in_the_case(own, number):
    daemon = own().start()
    daemon.client().batch([event("case/X1", decision()), event("case/X2", decision())]).expect(201)
    out, said = extract(daemon, "X1", "--leave-out", f"{number}=why", status=1)
    assert f"--leave-out {number}" in said and "no entry" in said and not out.exists()
    out, _ = extract(daemon, "X1", "--leave-out", "00=A court forbids it")
    assert json.loads((out / "withheld.json").read_text())["withheld"][0]["position"] == "0"


def test_an_extract_masks_whoever_a_field_names_as_a_person(own):
    daemon = own().start()
    daemon.client().batch([
        event("case/X1", {"person": {"id": "ch-1", "name": "Mia Lane"}, "is_child": True}, type="person.recorded"),
        event("case/X1", {"map_type": "support_network", "people": [{"name": "Joan Lane", "relationship": "aunt", "person": "p-3"}, {"name": "Mia Lane", "person": "ch-1"}]}, type="network.mapped"),
        event("case/X1", {"meeting_type": "family_network", "participants": [{"name": "Raymond Orr", "role": "great-uncle", "attended": True}]}, type="meeting.held"),
        event("case/X1", {"note_type": "visit", "informant_name": "Mrs Dell", "details": "Joan and Raymond came; Mrs Kay too. Dell rang.",
                          "communication_aids": [{"name": "Talking mats", "type": "symbols"}]}, type="case_note.entered"),
    ]).expect(201)
    out, said = extract(daemon, "X1", "--redact-others")
    assert "3 people masked" in said, said
    for name in ("record.json", "record.html"):
        text = (out / name).read_text()
        assert not any(one in text for one in ("Joan", "Raymond", "Orr", "Dell")), text
        assert "Mia Lane" in text and "Mrs Kay" in text and "Talking mats" in text


def test_the_unit_keeps_to_its_sandbox():
    unit = daemons.ROOT / "deploy/daybookd.service"
    try:
        ended = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", str(unit)],
                               capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        pytest.skip("systemd is not here")
    assert ended.returncode == 0, ended.stdout[-400:]
    text = unit.read_text()
    for line in ("RestrictAddressFamilies=AF_UNIX\n", "LimitCORE=0\n", "MemorySwapMax=0\n", "PrivateNetwork=yes\n", "ExecReload="):
        assert line in text
