"""What must go goes, and the proofs survive it: disposal by two people, real users that the kernel tells apart."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import jsonschema
import pytest

from client import Client
from daemon import PROGRAM, ROOT
from events import NARRATIVE, decision, event
from people import Person, needs_root, open_to_all
from test_attacks import run
from waiting import until

pytestmark = needs_root

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))

DAYBOOK = PROGRAM.with_name("daybook")

POLICY = """
version: 1
principals:
  - {name: owner, uids: [0], operate: true, visitors: true, read: all, review: true, audit: true, post: [{sources: ["/ics/*"]}]}
  - {name: one, uids: [1301], dispose: true}
  - {name: two, uids: [1302], dispose: true}
  - {name: reader, uids: [1303], read: {cases: [GONE, KEPT, RACE]}}
  - {name: team, uids: [1305], read: {teams: [Assessment 2]}}
  - {name: portal, uids: [1304], gateway: true}
  - {name: remote, gateways: [portal], dispose: true}
  - {name: records, gids: [1401], dispose: true}
  - {name: archive, gids: [1402], dispose: true}
"""
SECRET = f"{NARRATIVE} the bruise on the left arm"
SCHEDULE = "the retention schedule, line 7"


class House:
    def __init__(self, daemon):
        self.daemon = daemon
        self.owner, self.one, self.two = Person(daemon, 0, 0), Person(daemon, 1301), Person(daemon, 1302)

    def dispose(self, who, case, **body):
        return who._do(lambda client: client.request(
            "POST", f"/v1/cases/{case}/disposal", __import__("json").dumps(body).encode(),
            {"Content-Type": "application/json", "Daybook-Purpose": "disposal"}))

    def propose(self, case, who=None):
        return self.dispose(who or self.one, case, reason="75 years have passed", authority=SCHEDULE)

    def erase(self, case):
        number = self.propose(case).expect(201)["proposal"]
        return self.dispose(self.two, case, confirm=number).expect(200)


@pytest.fixture
def house(own):
    daemon = own({})
    policy = daemon.home / "policy.yaml"
    policy.write_text(POLICY)
    daemon.configure({"policy_file": str(policy)})
    open_to_all(daemon.start())
    return House(daemon)


def fill(house, case, count=3):
    made = [event(f"case/{case}", {**decision(), "decision": SECRET}, id=f"{case}-{n}") for n in range(count)]
    for one in made:
        house.owner.post(one).expect(201)
    return made


def files(house):
    return b"".join(path.read_bytes() for path in Path(house.daemon.ledger).rglob("data.mdb"))


def whole(house):
    """The ledger as the program that shares no code reads it."""
    from ledger_format import public_key, read_key_file, verifier_key
    from read_ledger import Ledger
    key = verifier_key("example.org/contract", public_key(read_key_file(house.daemon.home / "signing")))
    ledger = Ledger(house.daemon.ledger, read_key_file(house.daemon.home / "master"), key)
    ledger.check()
    return ledger


def test_it_takes_two_people(house):
    fill(house, "GONE")
    number = house.propose("GONE").expect(201)["proposal"]
    house.dispose(house.one, "GONE", confirm=number).problem(409, "same-person")
    assert house.dispose(house.owner, "GONE", confirm=number).problem(403, "forbidden")["right"] == "dispose"
    house.dispose(house.two, "GONE", confirm=number - 1).problem(409, "no-proposal")
    assert SECRET in house.owner.get("/v1/cases/GONE/decisions").expect().body.decode()
    house.dispose(house.two, "GONE", confirm=number).expect(200)
    assert SECRET not in house.owner.get("/v1/cases/GONE/decisions").expect().body.decode()
    house.propose("GONE").problem(409, "already-erased")


def test_nobody_disposes_through_a_gateway(house):
    fill(house, "GONE")
    remote = Person(house.daemon, 1304, behalf="remote")
    body = b'{"reason":"r","authority":"a"}'
    answer = remote.request("POST", "/v1/cases/GONE/disposal", body, {"Content-Type": "application/json"})
    assert answer.problem(403, "forbidden")["right"] == "gateway"


def test_two_names_are_not_two_people(house):
    """One user in two groups is two principals, and one person; two users of one group are one name."""
    fill(house, "GONE")
    here, there = (Person(house.daemon, 1501, group) for group in (1401, 1402))
    number = house.propose("GONE", here).expect(201)["proposal"]
    house.dispose(there, "GONE", confirm=number).problem(409, "same-person")
    house.dispose(Person(house.daemon, 1502, 1401), "GONE", confirm=number).problem(409, "same-person")
    house.dispose(Person(house.daemon, 1502, 1402), "GONE", confirm=number).expect(200)


@pytest.mark.parametrize("body", [{}, {"reason": "r"}, {"authority": "a"}, {"confirm": -1}, {"confirm": "1"}, {"reason": "r", "authority": "a", "confirm": 1},
                                  {"reason": "", "authority": "a"}, {"reason": "r", "authority": "x" * 301}, {"reason": "r", "authority": "a", "x": 1}])
def test_a_wrong_request_is_refused(house, body):
    fill(house, "GONE", 1)
    house.dispose(house.one, "GONE", **body).problem(400, "bad-query")


def test_disposal_under_hold_is_refused_and_says_whose_it_is(house):
    fill(house, "KEPT")
    number = house.propose("KEPT").expect(201)["proposal"]
    hold = event("case/KEPT", {"held_by": "the coroner", "reasons": "An inquest is open."}, type="record.held")
    house.owner.post(hold).expect(201)
    for answer in (house.propose("KEPT"), house.dispose(house.two, "KEPT", confirm=number)):
        problem = answer.problem(409, "under-hold")
        assert (problem["hold_by"], problem["hold_reasons"]) == ("the coroner", "An inquest is open.")
    # A hold's reasons are of the record: to be shown them is a look at the case.
    visits = house.owner.get("/v1/cases/KEPT/viewers").expect()["visits"]
    assert [(one["actor"], one["shown"]) for one in visits] == [("one", 1), ("two", 1)]
    release = event("case/KEPT", {"hold": hold["id"], "reasons": "The inquest has ended."}, type="record.hold_released")
    house.owner.post(release).expect(201)
    # What was proposed before knew nothing of it.
    house.dispose(house.two, "KEPT", confirm=number).problem(409, "proposal-stale")
    house.erase("KEPT")


def test_a_hold_on_another_file_that_concerns_the_case_blocks_its_disposal(house):
    fill(house, "KEPT")
    fill(house, "GONE")
    hold = event("case/KEPT", {"held_by": "the inquiry", "reasons": "Both children."}, type="record.held", concerns="case/GONE")
    house.owner.post(hold).expect(201)
    problem = house.propose("GONE").problem(409, "under-hold")
    assert (problem["hold_by"], problem["hold_reasons"]) == ("the inquiry", "Both children.") and "case/KEPT" in problem["detail"]
    # It is a look at both: what is shown stands on the one, and the other was asked for.
    for case, shown in (("GONE", 0), ("KEPT", 1)):
        visits = house.owner.get(f"/v1/cases/{case}/viewers").expect()["visits"]
        assert [(one["actor"], one["shown"]) for one in visits] == [("one", shown)]
    house.propose("KEPT").problem(409, "under-hold")
    released = event("case/KEPT", {"hold": hold["id"], "reasons": "It has ended."}, type="record.hold_released")
    house.owner.post(released).expect(201)
    house.propose("GONE").expect(201)
    # The release was a mistake, as a third file says: the hold stands again.
    data = {"withdrawal_reason": "wrong_person", "details": "Another inquiry's."}
    house.owner.post(event("case/THIRD", data, type="record.withdrawn", corrects=released["id"])).expect(201)
    for case in ("GONE", "KEPT"):
        house.propose(case).problem(409, "under-hold")


def test_why_a_case_is_to_be_disposed_of_is_for_who_may_see_the_case(house):
    """The ledger's own events said of a restricted case, to whoever may read all others, why it was to go."""
    fill(house, "KEPT")
    reader = Person(house.daemon, 1303)
    position = house.propose("KEPT").expect(201)["proposal"]
    paths = [path.format(position) for path in ("/v1/events/{}", "/v1/log/disclosure/{}")]
    for path in paths:
        house.owner.get(path).expect()
        reader.get(path).expect()
    data = {"restricted": True, "reasons": "Adopted.", "allowed_people": ["reader"]}
    house.owner.post(event("case/KEPT", data, type="record.restricted")).expect(201)
    def said(person):
        return [one["sequence"] for one in person.get("/v1/events", type="record.disposal_proposed").expect()["events"]]
    assert said(house.owner) == [] and len(said(reader)) == 1
    assert b"disposal" not in house.owner.get("/v1/people/one/events").expect().body
    for path in paths:
        assert "KEPT" not in house.owner.get(path).problem(403, "forbidden")["detail"]
        reader.get(path).expect()
    # Each is a look at the case.
    visits = house.owner.get("/v1/cases/KEPT/viewers").expect()["visits"]
    assert len([one for one in visits if one["actor"] == "reader" and one["shown"] == 1]) == 5
    assert len([one for one in visits if one["type"] == "access.refused"]) == 2


def test_every_answer_says_when_and_under_what(house):
    fill(house, "GONE")
    erased = house.erase("GONE")["erased"]
    assert erased["authority"] == SCHEDULE
    for path in ("", "/history", "/chronology", "/decisions", "/visits", "/oversight"):
        answer = house.owner.get(f"/v1/cases/GONE{path}").expect()
        assert answer["erased"] == erased, path
        assert NARRATIVE not in answer.body.decode()
    day = erased["on"][:10]
    lines = house.owner.get("/v1/cases/GONE/history").expect()["entries"]
    own = [line for line in lines if not line["cross_reference"]]
    assert len(own) == 3 and all(line["summary"] == f"Erased on {day} under {SCHEDULE}." for line in own)
    [said] = [line for line in lines if line["type"] == "record.disposed"]
    assert "one" in said["summary"] and "two" in said["summary"]
    one = house.owner.get("/v1/events/0").expect()["event"]
    assert one["data"] is None and one["erased"] == erased and "actorname" not in one
    everything = house.owner.get("/v1/events").expect().body.decode()
    assert NARRATIVE not in everything
    review = house.owner.get("/v1/decisions/0").expect()
    assert review["erased"] == erased and NARRATIVE not in review.body.decode()
    assert NARRATIVE not in house.owner.get("/v1/decisions").expect().body.decode()
    # Asked for the past it says the same: what is gone was not kept for that.
    assert NARRATIVE not in house.owner.get("/v1/cases/GONE/history", at_size=3).expect().body.decode()
    assert Person(house.daemon, 1303).get("/v1/cases/GONE").expect()["erased"] == erased


def allocate(house, case, team):
    worker = {"allocation_role": "allocated_worker", "worker": {"id": "sw-9", "name": "B. Okafor", "team": team}}
    house.owner.post(event(f"case/{case}", worker, type="case.allocated")).expect(201)


def test_whose_case_it_was_is_told_that_it_is_erased(house):
    """What said so was erased with the rest, and they were refused as if the case had never been theirs."""
    team = Person(house.daemon, 1305)
    for case, named in [("GONE", "Assessment 2"), ("KEPT", "Assessment 1"), ("RACE", "Assessment 2")]:
        fill(house, case)
        allocate(house, case, named)
    team.get("/v1/cases/GONE").expect()
    erased = {case: house.erase(case)["erased"] for case in ("GONE", "KEPT")}
    def is_told():
        for path in ("", "/history", "/decisions"):
            assert team.get(f"/v1/cases/GONE{path}").expect()["erased"] == erased["GONE"], path
        told = team.get(f"/v1/events/{erased['GONE']['position']}").expect()["event"]
        assert told["data"]["teams"] == ["Assessment 2"]
        team.get("/v1/cases/KEPT").problem(403, "forbidden")
    is_told()
    # A case closed to all but some stays closed.
    house.owner.post(event("case/RACE", {"restricted": True, "reasons": "Adopted.", "allowed_people": ["reader"]}, type="record.restricted")).expect(201)
    house.erase("RACE")
    team.get("/v1/cases/RACE").problem(403, "forbidden")
    house.daemon.stop()
    open_to_all(house.daemon.start(create=False))
    is_told()
    assert "case/GONE" in whole(house).erased


def test_no_answer_denies_what_was_erased(house):
    fill(house, "GONE")
    for type, data in {
        "case.opened": {"service": "childrens_social_care"},
        "case.allocated": {"worker": {"id": "w1", "team": "A"}, "allocation_role": "allocated_worker"},
        "visit.made": {"visit_type": "other", "child_seen": True, "seen_alone": True},
        "visit.attempted": {"outcome": "no_answer"}, "placement.started": {"placement_type": "foster"},
        "oversight.recorded": {"topics": ["case_direction"], "based_on": ["GONE-0"]},
    }.items():
        house.owner.post(event("case/GONE", data, type=type)).expect(201)
    fill(house, "KEPT")
    erased = house.erase("GONE")["erased"]
    # Across cases it is marked too.
    listed = {one["case"]: one for one in house.owner.get("/v1/cases").expect()["cases"]}
    assert listed["GONE"]["status"] == "erased" and listed["GONE"]["erased"] == erased and "erased" not in listed["KEPT"]
    assert [one["case"] for one in house.owner.get("/v1/cases", open="true").expect()["cases"]] == ["KEPT"]
    decided = house.owner.get("/v1/decisions").expect()["decisions"]
    assert [one.get("erased") for one in decided if one["case"] == "GONE"] == [erased] * 3
    assert not any("erased" in one for one in decided if one["case"] == "KEPT")
    state = house.owner.get("/v1/cases/GONE").expect()["state"]
    assert state["status"] == "erased" and state["absences"] == [f"Erased on {erased['on'][:10]} under {SCHEDULE}.", "No supervision of the case is recorded."]
    visits = house.owner.get("/v1/cases/GONE/visits").expect()
    assert visits["absences"] == [f"Erased on {erased['on'][:10]} under {SCHEDULE}."]
    denials = ("No reasons", "not stated", "not recorded", "nobody on record", "none on record", "No allocated", "does not say", "No significant",
               "No statements", "No other options", "It cites nothing", "No oversight of this", "Nothing on record", "No visit at", "never, as far")
    for words in (["case", "GONE"], ["decisions", "GONE"], ["decision", "0"], ["chronology", "GONE"], ["contradictions", "GONE"], ["visits", "GONE"],
                  ["history", "GONE"], ["oversight", "GONE"]):
        done = run(DAYBOOK, "--socket", house.daemon.socket, *words)
        assert done.returncode == 0 and f"under {SCHEDULE}" in done.stdout.replace("\n", " ").replace("  ", " "), done
        said = [denial for denial in denials if denial in " ".join(done.stdout.split())]
        # Of supervision the headers tell that there was none.
        assert said == (["never, as far"] if words[0] == "case" else []), (words, done.stdout)
    page = run(DAYBOOK, "--socket", house.daemon.socket, "decisions").stdout
    assert page.count("Erased on") >= 3 and "No reasons are recorded." not in page.split("KEPT")[0]


def test_views_forget_what_they_held(house):
    fill(house, "GONE")
    assert len(house.owner.get("/v1/decisions", kind=decision()["decision_type"]).expect()["decisions"]) == 3
    house.erase("GONE")
    assert house.owner.get("/v1/decisions", kind=decision()["decision_type"]).expect()["decisions"] == []
    # The next start leaves not even free pages of the old file.
    house.daemon.stop()
    house.daemon.start(create=False)
    assert decision()["decision_type"].encode() not in (house.daemon.ledger / "views/data.mdb").read_bytes()


def test_an_erasure_whose_views_have_no_room_is_told_and_made_up_for(own):
    daemon = own({})
    place = daemon.home / "views"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        policy = daemon.home / "policy.yaml"
        policy.write_text(POLICY)
        daemon.configure({"policy_file": str(policy), "views_directory": str(place / "v")})
        house = House(open_to_all(daemon.start(environment={"WATCHDOG_USEC": "1000000", "NOTIFY_SOCKET": "/nowhere/notify"})))
        for batch in range(8):
            house.owner.batch([event(f"case/{'GONE' if batch == 0 else f'C{batch}-{n}'}", {**decision(), "decision": SECRET}) for n in range(200)]).expect(201)
        number = house.propose("GONE").expect(201)["proposal"]
        house.owner.get("/v1/decisions", limit=1).expect()
        free = os.statvfs(place)
        # Room for the mark that the views are not to be trusted, and for a row more, not for all rows anew.
        (place / "full").write_bytes(b"x" * (free.f_bavail * free.f_bsize - (64 << 10)))
        answer = house.dispose(house.two, "GONE", confirm=number).expect(200)
        assert answer["views"] == "rebuild_pending" and answer["erased"]["authority"] == SCHEDULE
        assert "a case was disposed of" in daemon.logged()
        (place / "full").unlink()
        def found():
            return [one for one in house.owner.get("/v1/decisions", kind=decision()["decision_type"], limit=1000).expect()["decisions"] if one["case"] == "GONE"]
        end = time.monotonic() + 10
        while found() and time.monotonic() < end:
            time.sleep(0.2)
        assert not found()
        # The disk's own words in a warning are no line of the level error.
        daemon.log.write_text(daemon.logged().replace("Input/output error", "EIO"))
        daemon.stop()
    finally:
        subprocess.run(["umount", "-l", str(place)])


def test_the_manager_hears_of_the_daemon_while_views_are_made_anew(own):
    """After a disposal the views were made anew twice, with no word to the manager meanwhile: it ends such a daemon."""
    daemon = own({})
    policy = daemon.home / "policy.yaml"
    policy.write_text(POLICY)
    daemon.configure({"policy_file": str(policy)})
    pings = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(daemon.home / "notify"))
        manager.settimeout(5)

        def listen():
            while True:
                try:
                    if b"WATCHDOG=1" in manager.recv(4096):
                        pings.append(time.monotonic())
                except OSError:
                    return

        listening = threading.Thread(target=listen)
        house = House(open_to_all(daemon.start(environment={"NOTIFY_SOCKET": str(daemon.home / "notify"), "WATCHDOG_USEC": "400000"})))
        listening.start()
        for batch in range(40):
            house.owner.batch([event(f"case/{'GONE' if batch == 0 else f'C{batch}-{n % 50}'}", {**decision(), "decision": SECRET}) for n in range(500)]).expect(201)
        number = house.propose("GONE").expect(201)["proposal"]
        house.owner.get("/v1/decisions", limit=1).expect()
        start = time.monotonic()
        assert house.dispose(house.two, "GONE", confirm=number).expect(200)["views"] == "rebuilt"
        end = time.monotonic()
        time.sleep(2 * (end - start))
        heard = [start, *(at for at in pings if at > start), time.monotonic()]
        daemon.stop()
        listening.join()
    silence = max(later - earlier for earlier, later in zip(heard, heard[1:]))
    # The views were made anew for nearly all of that time, by tasks that leave others a turn now and then. Pings come each 0.2 s, so
    # that a fast machine, on which the whole takes less, tells nothing.
    assert silence < max(end - start, 0.8), (end - start, silence)


def test_the_ledger_and_every_old_proof_hold(house):
    fill(house, "GONE")
    receipts = [house.owner.get(f"/v1/log/proof/{n}").expect().body for n in range(3)]
    leaves = [house.owner.get(f"/v1/log/entries/{n}").expect().body for n in range(3)]
    roots = [house.owner.get("/v1/events", at_size=n).expect()["basis"]["root"] for n in range(4)]
    house.erase("GONE")
    assert [house.owner.get(f"/v1/log/entries/{n}").expect().body for n in range(3)] == leaves
    assert [house.owner.get("/v1/events", at_size=n).expect()["basis"]["root"] for n in range(4)] == roots
    assert all(b"-----" not in receipt and receipt for receipt in receipts)
    house.owner.get("/v1/log/disclosure/0").problem(404, "not-found")
    ledger = whole(house)
    assert list(ledger.erased) == ["case/GONE"]
    assert [opened is None for opened in ledger.opened[:3]] == [True] * 3
    house.daemon.stop()
    house.daemon.start(create=False)
    os.chmod(house.daemon.socket, 0o666)
    assert house.owner.get("/v1/cases/GONE").expect()["erased"]["authority"] == SCHEDULE


def test_the_key_is_gone_from_the_file(house):
    fill(house, "GONE")
    fill(house, "KEPT")
    from ledger_format import unwrap_key, read_key_file
    from read_ledger import KEYS, read_tables
    wrapped = read_tables(house.daemon.ledger / "keys", KEYS)["keys"]
    keys = house.daemon.ledger / "keys/data.mdb"
    assert wrapped[b"case/GONE"] in keys.read_bytes()
    old = open(keys, "rb")
    house.erase("GONE")
    assert wrapped[b"case/GONE"] not in keys.read_bytes() and wrapped[b"case/KEPT"] in keys.read_bytes()
    # The file that was replaced has no name any more, and holds nothing but zeros.
    assert set(old.read()) == {0}
    assert not (house.daemon.ledger / "keys/rewriting").exists()
    # It is as closed as the one whose place it took, whatever the umask says.
    assert keys.stat().st_mode & 0o777 == 0o600
    # Posting goes on with the new file, through a start too.
    fill(house, "NEW", 1)
    house.daemon.stop()
    house.daemon.start(create=False)
    os.chmod(house.daemon.socket, 0o666)
    assert SECRET in house.owner.get("/v1/cases/KEPT/decisions").expect().body.decode()
    assert unwrap_key(read_key_file(house.daemon.home / "master"), wrapped[b"case/KEPT"], "case/KEPT")
    assert list(whole(house).erased) == ["case/GONE"]


def backed_up(house, name):
    """A backup of ledger and keys, apart."""
    backup, keys = house.daemon.home / f"{name}-log", house.daemon.home / f"{name}-keys"
    said = run(DAYBOOK, "--socket", house.daemon.socket, "backup", backup, "--keys", keys)
    assert said.returncode == 0, said.stderr
    return backup, keys


def restarted(house):
    house.daemon.stop()
    open_to_all(house.daemon.start(create=False))


def accepted(house, why="the disk failed"):
    """One start that accepts what is missing, and then the usual one."""
    process = subprocess.Popen([*house.daemon.command(create=False), "--accept-rollback", why], stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not house.daemon.answers():
        time.sleep(0.05)
    process.terminate()
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    open_to_all(house.daemon.start(create=False))


@pytest.fixture
def older(house):
    """A ledger of before three erasures, restored with the keys of after them."""
    for case in ("GONE", "KEPT", "ALSO"):
        fill(house, case)
    old, _ = backed_up(house, "first")
    fill(house, "LATER")
    lost = {}
    for case in ("GONE", "ALSO", "LATER"):
        lost[case] = house.erase(case)["erased"]["position"]
    _, keys = backed_up(house, "second")
    house.daemon.stop()
    shutil.move(house.daemon.ledger, house.daemon.home / "before")
    house.restored = run(
        DAYBOOK, "restore", old, "--keys", keys, "--visitors-keys", house.daemon.home / "before/visitors/keys",
        "--ledger", house.daemon.ledger, "--config", house.daemon.config)
    house.lost = lost
    return house


def test_an_older_log_with_the_newest_keys_is_said_to_be_that_by_all(older):
    """A restore that called it good, and a daemon that called it damaged, were both wrong."""
    assert older.restored.returncode == 0, older.restored.stderr
    verified = run(DAYBOOK, "log", "verify", "--ledger", older.daemon.ledger, "--config", older.daemon.config)
    assert verified.returncode == 0, verified.stderr
    for said in (older.restored.stdout, verified.stdout):
        assert "older than its keys" in " ".join(said.split()) and "case/ALSO and 2 others" in " ".join(said.split())
        assert "--accept-rollback" in said
    assert "whole and unaltered" not in verified.stdout.replace("What was checked of the ledger is whole and unaltered", "")
    said = older.daemon.refuses_to_start(create=False)
    assert "older than its keys" in said and "--accept-rollback" in said and "damaged" not in said
    assert whole(older).erased_later == ["case/ALSO", "case/GONE", "case/LATER"]
    assert SECRET.encode() not in files(older)


def test_an_older_log_with_the_newest_keys_is_served_and_what_was_erased_is_erased(older):
    accepted(older)
    erased = older.owner.get("/v1/cases/GONE").expect()["erased"]
    assert (erased["authority"], erased["restates"]) == (None, older.lost["GONE"])
    lines = older.owner.get("/v1/cases/GONE/history").expect()["entries"]
    assert [line["summary"][:25] for line in lines if not line["cross_reference"]] == ["Erased on or before 20" + erased["on"][2:5]] * 3
    assert NARRATIVE not in older.owner.get("/v1/events", subject="case/GONE").expect().body.decode()
    assert SECRET in older.owner.get("/v1/cases/KEPT/decisions").expect().body.decode()
    # An event of this log vouches for each, and holds to the published schema.
    said = older.owner.get("/v1/events", type="record.disposed").expect()["events"]
    assert {one["concerns"]: one["data"]["restates"] for one in said} == {f"case/{case}": at for case, at in older.lost.items()}
    assert all("the disk failed" in one["data"]["reason"] for one in said)
    schema = json.loads((ROOT / "schemas/events/record.disposed.json").read_text())
    for one in said:
        jsonschema.validate(one["data"], schema)
    [accept] = older.owner.get("/v1/events", type="ledger.rollback_accepted").expect()["events"]
    assert accept["data"]["found"] == "keys_ahead"
    # Nothing more is kept about them, be it that the log never had an event of one.
    for case in ("GONE", "LATER"):
        older.owner.post(event(f"case/{case}")).problem(410, "erased")
    # The log grows past where those events once stood, and is whole all the while.
    while older.owner.get("/v1/status").expect()["basis"]["size"] <= max(older.lost.values()) + 1:
        older.owner.post(event("case/KEPT")).expect(201)
    restarted(older)
    assert older.owner.get("/v1/cases/GONE").expect()["erased"] == erased
    assert whole(older).erased_later == []
    older.daemon.stop()
    verified = run(DAYBOOK, "log", "verify", "--ledger", older.daemon.ledger, "--config", older.daemon.config)
    assert (verified.returncode, "is whole and unaltered" in verified.stdout) == (0, True), verified.stderr
    assert SECRET.encode() not in files(older)


@pytest.fixture
def forgetful(house):
    """A ledger with two erasures, and backups of its log of after both, and of its keys of between them."""
    for case in ("GONE", "KEPT", "ALSO"):
        fill(house, case)
    house.erase("GONE")
    house.between = backed_up(house, "between")
    house.at = house.erase("ALSO")["erased"]["position"]
    house.newest = backed_up(house, "newest")
    assert run(DAYBOOK, "--socket", house.daemon.socket, "log", "export", house.daemon.home / "e").returncode == 0
    house.daemon.stop()
    return house


def is_refused_for_its_keys(house, said):
    words = " ".join(said.split())
    assert "the subjects' keys are older than the log" in words and f"the event at position {house.at} says that case/ALSO was erased" in words
    assert "put the newest copy of the keys in place" in words and "erase again" in words, words


def test_a_log_with_keys_from_before_an_erasure_that_it_tells_is_put_in_place_by_nobody(forgetful):
    """It was called whole and unaltered, and what was erased was shown again."""
    new, config = forgetful.daemon.home / "new", ["--config", forgetful.daemon.config]
    book = ["--visitors-keys", forgetful.daemon.ledger / "visitors/keys"]
    for keys, words in ((forgetful.between[1], ["restore", forgetful.newest[0], *book]), (forgetful.between[1], ["log", "import", forgetful.daemon.home / "e"])):
        said = run(DAYBOOK, *words, "--keys", keys, "--ledger", new, *config)
        assert said.returncode == 1 and not new.exists(), said.stdout
        is_refused_for_its_keys(forgetful, said.stderr)
    # Each with the keys it belongs to is put in place, as before.
    for number, (log, keys) in enumerate(((forgetful.newest[0], forgetful.newest[1]), forgetful.between)):
        said = run(DAYBOOK, "restore", log, *book, "--keys", keys, "--ledger", forgetful.daemon.home / f"new{number}", *config)
        assert said.returncode == 0, said.stderr


def test_a_log_with_keys_from_before_an_erasure_that_it_tells_is_neither_whole_nor_served(forgetful):
    kept = (forgetful.daemon.ledger / "keys/data.mdb").read_bytes()
    shutil.copy(forgetful.between[1] / "data.mdb", forgetful.daemon.ledger / "keys/data.mdb")
    verified = run(DAYBOOK, "log", "verify", "--ledger", forgetful.daemon.ledger, "--config", forgetful.daemon.config)
    assert verified.returncode == 1, verified.stdout
    is_refused_for_its_keys(forgetful, verified.stderr)
    said = forgetful.daemon.refuses_to_start(create=False)
    is_refused_for_its_keys(forgetful, said)
    assert "damaged" not in said
    from ledger_format import Broken
    with pytest.raises(Broken, match="case/ALSO was erased, and the keys know nothing of it"):
        whole(forgetful)
    (forgetful.daemon.ledger / "keys/data.mdb").write_bytes(kept)
    open_to_all(forgetful.daemon.start(create=False))
    assert sorted(whole(forgetful).erased) == ["case/ALSO", "case/GONE"]


def test_an_erasure_said_anew_and_cut_off_is_finished_at_the_next_start(older):
    """The events are on disk, the tombstones not yet moved to them: those of before now name other events, or none."""
    import lmdb
    from ledger_format import id_key
    accepted(older)
    said = {one["concerns"]: one for one in older.owner.get("/v1/events", type="record.disposed").expect()["events"]}
    older.daemon.stop()
    environment = lmdb.open(str(older.daemon.ledger / "keys"), max_dbs=3, map_size=1 << 30)
    with environment.begin(write=True) as transaction:
        for (subject, one), at in zip(sorted(said.items()), (0, int(said["case/GONE"]["sequence"]), 10_000)):
            transaction.put(subject.encode(), at.to_bytes(8, "big"), db=environment.open_db(b"erased", txn=transaction))
            transaction.put(subject.encode(), id_key("/daybook", one["id"]), db=environment.open_db(b"erasing", txn=transaction))
    environment.close()
    verified = run(DAYBOOK, "log", "verify", "--ledger", older.daemon.ledger, "--config", older.daemon.config)
    assert verified.returncode == 0, verified.stderr
    open_to_all(older.daemon.start(create=False))
    assert {f"case/{case}" for case in older.lost} == set(whole(older).erased) and whole(older).erased_later == []
    assert older.owner.get("/v1/cases/GONE").expect()["erased"]["restates"] == older.lost["GONE"]


def test_a_check_finds_a_tombstone_whose_event_says_no_such_thing(house):
    """As the start does: the daemon refused what the check called whole."""
    import lmdb
    fill(house, "GONE")
    house.daemon.stop()
    environment = lmdb.open(str(house.daemon.ledger / "keys"), max_dbs=3, map_size=1 << 30)
    with environment.begin(write=True) as transaction:
        transaction.delete(b"case/GONE", db=environment.open_db(b"keys", txn=transaction))
        transaction.put(b"case/GONE", (0).to_bytes(8, "big"), db=environment.open_db(b"erased", txn=transaction))
    environment.close()
    verified = run(DAYBOOK, "log", "verify", "--ledger", house.daemon.ledger, "--config", house.daemon.config)
    assert verified.returncode == 1 and "says no such thing" in verified.stderr


def test_a_key_that_is_missing_without_a_tombstone_is_damage(house):
    import lmdb
    fill(house, "GONE")
    house.daemon.stop()
    environment = lmdb.open(str(house.daemon.ledger / "keys"), max_dbs=3, map_size=1 << 30)
    with environment.begin(write=True) as transaction:
        assert transaction.delete(b"case/GONE", db=environment.open_db(b"keys", txn=transaction))
    environment.close()
    assert "case/GONE is missing" in house.daemon.refuses_to_start(create=False)


def test_a_tombstone_without_its_event_is_damage(house):
    import lmdb
    fill(house, "GONE")
    house.daemon.stop()
    environment = lmdb.open(str(house.daemon.ledger / "keys"), max_dbs=3, map_size=1 << 30)
    with environment.begin(write=True) as transaction:
        transaction.delete(b"case/GONE", db=environment.open_db(b"keys", txn=transaction))
        transaction.put(b"case/GONE", (0).to_bytes(8, "big"), db=environment.open_db(b"erased", txn=transaction))
    environment.close()
    assert "position 0" in house.daemon.refuses_to_start(create=False)


def test_nothing_more_is_kept_about_it_and_a_repeat_is_still_a_repeat(house):
    made = fill(house, "GONE")
    house.erase("GONE")
    house.owner.post(event("case/GONE")).problem(410, "erased")
    again = house.owner.post(made[1]).expect(200).json
    assert (again["position"], again["duplicate"]) == (1, True)
    changed = {**made[1], "actor": "sw-999"}
    house.owner.post(changed).problem(422, "id-reused")
    house.owner.batch([event("case/KEPT"), event("case/GONE")]).problem(410, "erased")
    house.owner.get("/v1/cases/KEPT").problem(404, "not-found")


def test_an_erasure_that_was_cut_off_is_finished_or_forgotten_at_the_next_start(house):
    import lmdb
    from ledger_format import id_key
    from read_ledger import KEYS, read_tables
    fill(house, "GONE")
    fill(house, "KEPT")
    wrapped = read_tables(house.daemon.ledger / "keys", KEYS)["keys"]
    house.erase("GONE")
    disposed = house.owner.get("/v1/events", type="record.disposed").expect()["events"][0]
    house.daemon.stop()
    environment = lmdb.open(str(house.daemon.ledger / "keys"), max_dbs=3, map_size=1 << 30)
    with environment.begin(write=True) as transaction:
        # As it was when the event was on disk, and the key not yet destroyed; and one whose event never came.
        transaction.put(b"case/GONE", wrapped[b"case/GONE"], db=environment.open_db(b"keys", txn=transaction))
        transaction.delete(b"case/GONE", db=environment.open_db(b"erased", txn=transaction))
        transaction.put(b"case/GONE", id_key("/daybook", disposed["id"]), db=environment.open_db(b"erasing", txn=transaction))
        transaction.put(b"case/KEPT", id_key("/daybook", "never"), db=environment.open_db(b"erasing", txn=transaction))
    environment.close()
    house.daemon.start(create=False)
    os.chmod(house.daemon.socket, 0o666)
    assert house.owner.get("/v1/cases/GONE").expect()["erased"]["authority"] == SCHEDULE
    assert wrapped[b"case/GONE"] not in (house.daemon.ledger / "keys/data.mdb").read_bytes()
    assert SECRET in house.owner.get("/v1/cases/KEPT/decisions").expect().body.decode()
    assert not read_tables(house.daemon.ledger / "keys", KEYS)["erasing"]


def test_an_erasure_that_was_cut_off_is_finished_though_the_note_is_of_one_that_came_second(house):
    """Confirmed twice at once, in one commit: the note named the event that was refused, and no start accepted the ledger."""
    import lmdb
    from ledger_format import id_key
    from read_ledger import KEYS, read_tables
    fill(house, "GONE")
    wrapped = read_tables(house.daemon.ledger / "keys", KEYS)["keys"]
    house.erase("GONE")
    house.daemon.stop()
    environment = lmdb.open(str(house.daemon.ledger / "keys"), max_dbs=3, map_size=1 << 30)
    with environment.begin(write=True) as transaction:
        transaction.put(b"case/GONE", wrapped[b"case/GONE"], db=environment.open_db(b"keys", txn=transaction))
        transaction.delete(b"case/GONE", db=environment.open_db(b"erased", txn=transaction))
        transaction.put(b"case/GONE", id_key("/daybook", "second"), db=environment.open_db(b"erasing", txn=transaction))
    environment.close()
    house.daemon.start(create=False)
    os.chmod(house.daemon.socket, 0o666)
    assert house.owner.get("/v1/cases/GONE").expect()["erased"]["authority"] == SCHEDULE
    assert wrapped[b"case/GONE"] not in (house.daemon.ledger / "keys/data.mdb").read_bytes()
    assert list(whole(house).erased) == ["case/GONE"]
    assert not read_tables(house.daemon.ledger / "keys", KEYS)["erasing"]


def test_a_disposal_that_is_refused_when_it_is_committed_leaves_the_views_as_they_are(house):
    """The disk said that they were not to be trusted before it was known whether anything was erased, and went on saying so."""
    fill(house, "KEPT", 1)
    boot, stop, posted = house.daemon.ledger / "views/boot", threading.Event(), threading.Event()

    def post():
        client = Client(house.daemon.socket)
        while not stop.is_set():
            client.post(event("case/OTHER", concerns="case/KEPT")).expect(201)
            posted.set()
        client.close()
    posters = [threading.Thread(target=post) for _ in range(3)]
    for poster in posters:
        poster.start()
    assert posted.wait(60)
    proposal = house.propose("KEPT").expect(201)["proposal"]
    answer = house.dispose(house.two, "KEPT", confirm=proposal)
    stop.set()
    for poster in posters:
        poster.join()
    answer.problem(409, "proposal-stale")
    assert "at the same moment" in answer["detail"], "it was refused before it came to a commit"
    assert not boot.read_text().startswith("erased")
    made = (boot.parent / "data.mdb").stat().st_ino
    house.daemon.stop()
    house.daemon.start(create=False)
    os.chmod(house.daemon.socket, 0o666)
    assert (boot.parent / "data.mdb").stat().st_ino == made, "the views were made anew"
    # One that erases still has them made anew.
    house.erase("KEPT")
    assert boot.read_text().startswith("erased")
    house.daemon.stop()
    assert boot.read_text().startswith("erased")
    house.daemon.start(create=False)
    assert not boot.read_text().startswith("erased")


def test_a_read_racing_an_erasure_shows_all_or_nothing(house):
    fill(house, "RACE", 120)
    number = house.propose("RACE").expect(201)["proposal"]
    torn, seen, stop = [], set(), threading.Event()

    def read():
        client = Client(house.daemon.socket)
        while not stop.is_set():
            events = client.get("/v1/events", {"Daybook-Purpose": "race"}, subject="case/RACE").expect()["events"]
            states = {one["data"] is None for one in events}
            seen.update(states)
            if len(states) != 1:
                torn.append(states)
        client.close()
    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    until(lambda: False in seen)
    house.dispose(house.two, "RACE", confirm=number).expect(200)
    # Whoever asks after the answer sees nothing.
    assert all(one["data"] is None for one in house.owner.get("/v1/events", subject="case/RACE").expect()["events"])
    until(lambda: True in seen)
    stop.set()
    for reader in readers:
        reader.join()
    assert not torn and seen == {True, False}


def test_a_list_that_is_found_in_steps_and_races_an_erasure_shows_all_of_a_case_or_nothing(house):
    """One event in forty is shown, so that the steps take long beside the answer; long texts, so that none of it stays in memory."""
    cases = [f"RACE{number}" for number in range(4)]
    for _ in range(8):
        house.owner.batch([
            event(f"case/{cases[n // 40 % 4]}") if n % 40 == 0 else event("case/KEPT", {"visit_type": "child_protection", "child_seen": True, "purpose": NARRATIVE * 400}, type="visit.made")
            for n in range(500)]).expect(201)
    torn, begun, stop = [], [threading.Event() for _ in range(3)], threading.Event()

    def read(reader):
        client = Client(house.daemon.socket)
        while not stop.is_set():
            shown = {}
            for one in client.get("/v1/events", {"Daybook-Purpose": "race"}, actor="sw-221", type="decision.made").expect()["events"]:
                shown.setdefault(one["subject"], set()).add(one["data"] is None)
            torn.extend(subject for subject, states in shown.items() if len(states) != 1)
            begun[reader].set()
        client.close()
    readers = [threading.Thread(target=read, args=[number]) for number in range(3)]
    for reader in readers:
        reader.start()
    try:
        assert all(each.wait(60) for each in begun)
        for case in cases:
            house.erase(case)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not torn


def test_posts_racing_an_erasure_are_kept_before_it_or_refused(house):
    fill(house, "RACE", 3)
    outcomes, stop = [], threading.Event()

    def post():
        client = Client(house.daemon.socket)
        while not stop.is_set():
            outcomes.append(client.post(event("case/RACE")).status)
        client.close()
    poster = threading.Thread(target=post)
    poster.start()
    for _ in range(200):
        number = house.propose("RACE").expect(201)["proposal"]
        answer = house.dispose(house.two, "RACE", confirm=number)
        if answer.status == 200:
            break
        answer.problem(409, "proposal-stale")
        if _ == 5:
            stop.set()
            poster.join()
    stop.set()
    poster.join()
    assert set(outcomes) <= {201, 410}
    whole(house)
    house.daemon.stop()
    house.daemon.start(create=False)


def held_elsewhere(case, number, owner):
    """A hold on another file, which comes while the case is disposed of."""
    return event(f"case/KEPT{number}", {"held_by": "the inquiry", "reasons": "Both."}, type="record.held", concerns=f"case/{case}")


def release_withdrawn(case, number, owner):
    """The withdrawal of the release of such a hold, on a third file. What it is of stands in its data, which is sealed."""
    hold = held_elsewhere(case, number, owner)
    owner.post(hold).expect(201)
    release = event(f"case/KEPT{number}", {"hold": hold["id"], "reasons": "It is over."}, type="record.hold_released")
    owner.post(release).expect(201)
    return event(f"case/ELSE{number}", {"withdrawal_reason": "wrong_person", "based_on": [release["id"]]}, type="record.withdrawn")


@pytest.mark.parametrize("keeps", [held_elsewhere, release_withdrawn])
def test_what_keeps_a_case_and_races_its_disposal_blocks_it_or_comes_after_it(house, keeps):
    """What came while the disposal was confirmed was acknowledged, and the case erased by an event behind it."""
    for number in range(40):
        case = f"RACE{number}"
        fill(house, case, 1)
        keeping = keeps(case, number, house.owner)
        proposal = house.propose(case).expect(201)["proposal"]
        kept, client = [], Client(house.daemon.socket)

        def place():
            time.sleep(number / 40 * 0.006)  # no moment of a confirmation is left out, however fast the machine
            kept.append(client.post(keeping).expect(201)["position"])
        placing = threading.Thread(target=place)
        placing.start()
        answer = house.dispose(house.two, case, confirm=proposal)
        placing.join()
        client.close()
        if answer.status == 200:
            [erased] = [int(one["sequence"]) for one in house.owner.get("/v1/events?type=record.disposed&limit=1000").expect()["events"]
                        if f"case/{case}" in one.get("concerns", "")]
            assert erased < kept[0], "disposed of though it was to be kept"
        else:
            assert answer.status == 409, answer.body


def test_an_extract_of_an_erased_case_says_what_is_erased_and_withholds_nothing(house):
    """"Withheld" told the person that there was something to withhold."""
    fill(house, "GONE")
    house.erase("GONE")
    out = house.daemon.home / "extract"
    said = run(DAYBOOK, "--socket", house.daemon.socket, "extract", "GONE", "--for", "subject-access", "-o", out)
    assert said.returncode == 0, said.stderr
    assert "0 events changed or left out, 3 erased, 2 in other records" in said.stdout
    day = house.owner.get("/v1/cases/GONE").expect()["erased"]["on"][:10]
    page = (out / "record.html").read_text()
    assert page.count(f"<em>Erased on {day} under {SCHEDULE}.</em>") == 3 and "<em>Withheld" not in page
    withheld = json.loads((out / "withheld.json").read_text())["withheld"]
    assert [one["position"] for one in withheld] == ["0", "1", "2", "3", "4"]
    assert all(one["why"] == f"Erased on {day} under {SCHEDULE}." for one in withheld[:3])
    assert all("about the ledger itself" in one["what"] for one in withheld[3:])
    assert "What 3 of them said has been erased" in (out / "proofs/COMPLETE.txt").read_text()


def test_an_extract_lists_what_concerns_the_case_and_stands_in_another_record(house):
    fill(house, "KEPT", 1)
    house.owner.post(event("case/OTHER", {**decision(), "decision": SECRET}, concerns="case/KEPT")).expect(201)
    out = house.daemon.home / "extract"
    assert run(DAYBOOK, "--socket", house.daemon.socket, "extract", "KEPT", "--for", "court", "-o", out).returncode == 0
    [one] = json.loads((out / "withheld.json").read_text())["withheld"]
    assert one["position"] == "1" and "stands in another record" in one["what"]
    assert "OTHER" not in "".join(path.read_text() for path in out.rglob("*.*") if path.suffix != ".tlog-proof")
    assert "1 events that concern the case" in (out / "proofs/COMPLETE.txt").read_text()


def test_followers_do_not_see_what_memory_still_held(house):
    """The newest events are kept in memory for those who follow; an erased case is not among them."""
    fill(house, "GONE", 2)
    house.erase("GONE")
    found = house.owner.get("/v1/events", after=-1).expect()["events"]
    assert [one["data"] is None for one in found[:2]] == [True, True]


def child(case, born):
    return event(f"case/{case}", {"person": {"id": f"ch-{case}"}, "is_child": True, "date_of_birth": born}, type="person.recorded", time="2011-02-01T10:00:00Z")


def close_case(house, case, born="1990-05-05"):
    house.owner.batch([
        event(f"case/{case}", {"service": "childrens_social_care"}, type="case.opened", time="2011-01-01T10:00:00Z"), child(case, born),
        event(f"case/{case}", {"status": "looked_after"}, type="status.started", time="2011-03-01T10:00:00Z"),
        event(f"case/{case}", {"reasons": "Moved away.", "service": "childrens_social_care"}, type="case.closed", time="2015-01-01T10:00:00Z"),
    ]).expect(201)


def test_retention_lists_what_is_due_and_never_acts(house):
    close_case(house, "OLD")
    close_case(house, "YOUNG", born="2010-01-01")
    close_case(house, "HELD")
    house.owner.post(event("case/HELD", {"held_by": "legal services", "reasons": "A claim."}, type="record.held")).expect(201)
    due = house.one.get("/v1/retention/due", as_at="2066-01-01").expect()
    by = {entry["case"]: entry for entry in due["entries"]}
    assert set(by) == {"OLD", "HELD"}
    assert (by["OLD"]["status"], by["OLD"]["keep_until"], by["OLD"]["schedule"]) == ("due", "2065-05-05", "looked-after")
    assert (by["HELD"]["status"], by["HELD"]["held_by"]) == ("held", "legal services")
    for case, looks in (("OLD", 1), ("HELD", 1), ("YOUNG", 0)):
        visits = house.owner.get(f"/v1/cases/{case}/viewers").expect()["visits"]
        assert [(one["actor"], one["shown"]) for one in visits] == [("one", 1)] * looks, case
    assert house.one.get("/v1/retention/due", as_at="2065-05-05").expect()["entries"] == []
    # A hold elsewhere that concerns a case, and another file's word that its end was a mistake, count here too.
    house.owner.post(event("case/HELD", {"held_by": "a court", "reasons": "Both."}, type="record.held", concerns="case/OLD")).expect(201)
    def status():
        return {one["case"]: (one["status"], one.get("held_by")) for one in house.one.get("/v1/retention/due", as_at="2066-01-01").expect()["entries"]}
    assert status()["OLD"] == ("held", "a court")
    close_case(house, "REOPENED")
    assert "REOPENED" in status()
    closed = [one for one in house.owner.get("/v1/events", type="case.closed").expect()["events"] if one["subject"] == "case/REOPENED"][0]
    data = {"withdrawal_reason": "wrong_person", "details": "Another family's."}
    house.owner.post(event("case/THIRD", data, type="record.withdrawn", corrects=closed["id"])).expect(201)
    assert house.owner.get("/v1/cases/REOPENED").expect()["state"]["status"] != "closed"
    assert "REOPENED" not in status()
    held = [one for one in house.owner.get("/v1/events", type="record.held").expect()["events"] if one["data"]["held_by"] == "a court"][0]
    house.owner.post(event("case/HELD", {"hold": held["id"], "reasons": "Ended."}, type="record.hold_released")).expect(201)
    assert house.owner.get("/v1/cases/OLD").expect().json.get("erased") is None
    house.owner.get("/v1/retention/due").problem(403, "forbidden")
    house.erase("OLD")
    assert {entry["case"] for entry in house.one.get("/v1/retention/due", as_at="2066-01-01").expect()["entries"]} == {"HELD"}


def test_schedules_that_are_wrong_are_refused_at_start(own):
    daemon = own({})
    file = daemon.home / "retention.yaml"
    file.write_text("version: 1\nschedules:\n  - {id: a}\n")
    daemon.configure({"retention_file": str(file)})
    assert str(file) in daemon.refuses_to_start()


def test_what_the_ledger_writes_itself_nobody_posts(house):
    forged = event("service/daybook", {"reason": "r", "authority": "a", "proposed_by": "x", "confirmed_by": "y", "events": 1},
                   type="record.disposed", source="/daybook", concerns="case/KEPT")
    house.owner.post(forged).problem(422, "invalid-event")
    fill(house, "KEPT")
    house.owner.post({**forged, "source": "/ics/contract"}).expect(201)
    assert house.owner.get("/v1/cases/KEPT").expect().json.get("erased") is None
