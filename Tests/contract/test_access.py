"""Who may do what, who looked, and what is refused: with real users that the kernel tells apart."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import jsonschema
import pytest

from client import Connection
from daemon import PROGRAM
from events import event
from people import Person, become, look_until_the_book_is_full, needs_root, open_to_all
from test_jobs_ended import children
from waiting import HANG, until

pytestmark = needs_root

DAYBOOK = PROGRAM.with_name("daybook")
SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"

POLICY = """
version: 1
purpose_required: true
roles:
  - {name: social worker, read: {teams: [North]}}
principals:
  - {name: owner, uids: [0], operate: true, visitors: true, read: all, review: true, post: [{sources: ["/ics/*"]}]}
  - {name: other-system, uids: [1201], post: [{sources: [/other], types: [case_note.entered], subjects: [case/*]}]}
  - {name: portal, uids: [1202], gateway: true}
  - {name: sw-north, gateways: [portal], roles: [social worker]}
  - {name: sw-alone, uids: [1203], roles: [social worker]}
  - {name: reviewer, uids: [1204], read: all, review: true, break_glass: true}
  - {name: named, uids: [1205], read: {cases: [NAMED]}}
  - {name: nothing, uids: [1206]}
  - {name: by-group, gids: [1300], read: all}
"""


def note(case, **attributes):
    return event(f"case/{case}", {"details": "A note.", "note_type": "other"}, type="case_note.entered", **attributes)


def allocate(case, team):
    return event(f"case/{case}", {"worker": {"id": "sw-1", "team": team}, "allocation_role": "allocated_worker"}, type="case.allocated")


def restrict(case, people=(), roles=(), restricted=True, **data):
    data.update({"restricted": restricted, "reasons": "A colleague's family."})
    if people:
        data["allowed_people"] = list(people)
    if roles:
        data["allowed_roles"] = list(roles)
    return event(f"case/{case}", data, type="record.restricted", **({"time": "2026-03-05T10:00:00Z"} if not restricted else {}))


@pytest.fixture(scope="module")
def house():
    """A daemon with the policy above, and cases of two teams."""
    import daemon as daemons
    made = daemons.Daemon({})
    policy = made.home / "policy.yaml"
    policy.write_text(POLICY)
    made.configure({"policy_file": str(policy)})
    made.start()
    made.policy = policy
    open_to_all(made)
    owner = Person(made, 0, 0)
    for case, team in (("NORTH", "North"), ("SOUTH", "South"), ("NAMED", "South"), ("CLOSED", "North")):
        owner.post(allocate(case, team)).expect(201)
        owner.post(event(f"case/{case}")).expect(201)
    owner.post(restrict("CLOSED", people=["reviewer-2"])).expect(201)
    yield made
    made.remove()


def viewers(house, case):
    return Person(house, 0, 0).get(f"/v1/cases/{case}/viewers").expect()["visits"]


def refused(house, case):
    return [one for one in viewers(house, case) if one["type"] == "access.refused"]


def test_another_user_and_an_unmapped_group_get_nothing(house):
    for person in (Person(house, 4711), Person(house, 4711, gid=1301)):
        for path in ("/v1/status", "/v1/cases/NORTH", "/v1/events", "/v1/decisions", "/openapi.json", "/v1/cases/NORTH/viewers", "/v1/log/tile/0/000?x=1",
                     "/v1/visitors/log/tile/entries/000?x=1"):
            problem = person.get(path).problem(403, "forbidden")
            assert "4711" in problem["detail"]
        person.post(note("NORTH")).problem(403, "forbidden")
    entry = viewers(house, "NORTH")[-1]
    assert (entry["type"], entry["actor"], entry["peer_user"]) == ("access.refused", "unknown", 4711)


def test_a_group_stands_for_a_principal(house):
    Person(house, 4712, gid=1300).get("/v1/cases/SOUTH").expect()
    assert viewers(house, "SOUTH")[-1]["actor"] == "by-group"


def test_a_gateway_speaks_for_an_officer_with_the_officers_rights(house):
    Person(house, 1202, behalf="sw-north").get("/v1/cases/NORTH").expect()
    entry = viewers(house, "NORTH")[-1]
    assert (entry["actor"], entry["through"], entry["actorrole"]) == ("sw-north", "portal", "social worker")
    assert Person(house, 1202, behalf="sw-north").get("/v1/cases/SOUTH").problem(403, "forbidden")["right"] == "read"
    assert Person(house, 1202).get("/v1/cases/NORTH").problem(403, "forbidden")["right"] == "read"


@pytest.mark.parametrize("uid, officer", [(1203, "sw-north"), (1204, "owner"), (1202, "reviewer"), (1202, "nobody"), (0, "sw-north")])
def test_a_forged_on_behalf_of_is_refused_and_recorded(house, uid, officer):
    person = Person(house, uid, 0, behalf=officer)
    assert person.get("/v1/cases/NORTH").problem(403, "forbidden")["right"] == "gateway"
    entry = viewers(house, "NORTH")[-1]
    assert (entry["type"], entry["claimed"], entry["missing_right"]) == ("access.refused", officer, "gateway")
    person.post(note("NORTH")).problem(403, "forbidden")


def test_nobody_posts_in_anothers_name(house):
    mine = Person(house, 1201)
    kept = mine.post(note("NORTH", source="/other")).expect(201).json
    assert Person(house, 0, 0).get(f"/v1/events/{kept['position']}")["event"]["postedby"] == "uid:1201 other-system"
    for wrong in (note("NORTH"), note("NORTH", source="/other/x"), event("case/NORTH", source="/other"),
                  note("NORTH", source="/daybook")):
        answer = mine.post(wrong)
        assert answer.status == (422 if wrong["source"] == "/daybook" else 403), answer.body
    size = Person(house, 0, 0).get("/v1/status")["basis"]["size"]
    mine.batch([note("NORTH", source="/other"), note("NORTH", source="/ics/contract")]).problem(403, "forbidden")
    assert Person(house, 0, 0).get("/v1/status")["basis"]["size"] == size, "all or nothing"
    Person(house, 1204).post(note("NORTH")).problem(403, "forbidden")


def test_the_ledgers_own_source_is_nobodys(house):
    errors = Person(house, 0, 0).post(note("NORTH", source="/daybook/visitors")).problem(422, "invalid-event")["errors"]
    assert errors[0]["pointer"] == "/source"


def test_a_team_sees_its_cases_and_no_other(house):
    person = Person(house, 1203)
    person.get("/v1/cases/NORTH/history").expect()
    for case in ("SOUTH", "NAMED", "nosuchcase"):
        person.get(f"/v1/cases/{case}/history").problem(403, "forbidden")
    answer = person.get("/v1/events").expect()
    assert {one["subject"] for one in answer["events"]} == {"case/NORTH"}
    everything = Person(house, 0, 0).get("/v1/events").expect()
    hidden = len(everything["events"]) + everything.json.get("left_out", 0) - len(answer["events"])
    assert answer["left_out"] == hidden > 0
    # A case that moves to another team moves out of sight.
    Person(house, 0, 0).post(allocate("MOVING", "North")).expect(201)
    person.get("/v1/cases/MOVING").expect()
    moved = allocate("MOVING", "South")
    moved["data"]["worker"]["id"] = "sw-2"
    moved["time"] = "2026-03-05T10:00:00Z"
    Person(house, 0, 0).post(moved).expect(201)
    person.get("/v1/cases/MOVING").problem(403, "forbidden")


def test_a_case_whose_worker_goes_to_another_team_goes_with_them(house):
    """Who read by team went by what the allocation had said first: the old team went on reading, and the new one could not."""
    owner, north = Person(house, 0, 0), Person(house, 1203)
    owner.post(allocate("MOVED", "North")).expect(201)
    owner.post(allocate("CAME", "South")).expect(201)
    north.get("/v1/cases/MOVED").expect()
    north.get("/v1/cases/CAME").problem(403, "forbidden")
    for case, team in (("MOVED", "South"), ("CAME", "North")):
        owner.post({**allocate(case, team), "time": "2026-05-05T10:00:00Z"}).expect(201)
    north.get("/v1/cases/MOVED").problem(403, "forbidden")
    north.get("/v1/cases/CAME").expect()


def test_named_cases_are_all_that_is_seen(house):
    person = Person(house, 1205)
    person.get("/v1/cases/NAMED").expect()
    person.get("/v1/cases/NORTH").problem(403, "forbidden")
    assert {one["subject"] for one in person.get("/v1/events").expect()["events"]} == {"case/NAMED"}


def test_a_restricted_case_is_closed_and_says_so(house):
    for person in (Person(house, 0, 0), Person(house, 1203), Person(house, 1204)):
        for path in ("/v1/cases/CLOSED", "/v1/cases/CLOSED/history", "/v1/decisions?case=CLOSED", "/v1/events?subject=case/CLOSED"):
            problem = person.request("GET", path).problem(403, "forbidden")
            assert problem["restricted"] is True and "restricted" in problem["detail"]
    answer = Person(house, 1204).get("/v1/decisions").expect()
    assert all(one["case"] != "CLOSED" for one in answer["decisions"]) and answer["left_out"] >= 1
    events = Person(house, 0, 0).get("/v1/events").expect()
    assert all(one["subject"] != "case/CLOSED" for one in events["events"]) and events["left_out"] == 3
    position = next(n for n in range(20) if Person(house, 0, 0).get(f"/v1/events/{n}").status == 403)
    assert Person(house, 1204).get(f"/v1/events/{position}").problem(403, "forbidden")["restricted"]
    people = Person(house, 1204).get("/v1/people/sw-221/events").expect()
    assert people["left_out"] >= 1


POSITIONS = ("/v1/events/{}", "/v1/decisions/{}", "/v1/log/proof/{}", "/v1/log/entries/{}", "/v1/log/disclosure/{}")


def test_a_refusal_of_a_position_names_no_case(house):
    """Whoever may see one case could list all others, with every event they have and which of these are decisions."""
    owner, narrow, wide = Person(house, 0, 0), Person(house, 1205), Person(house, 1204)
    answer = owner.get("/v1/events").expect()
    closed = next(n for n in range(20) if wide.get(f"/v1/events/{n}").status == 403)
    north = [int(one["sequence"]) for one in answer["events"] if one["subject"] == "case/NORTH"][:2]
    before = len(refused(house, "NORTH"))
    for path in POSITIONS:
        for position in north:
            detail = narrow.get(path.format(position)).problem(403, "forbidden")["detail"]
            assert f"position {position}" in detail and "NORTH" not in detail, detail
        problem = wide.get(path.format(closed)).problem(403, "forbidden")
        assert problem["restricted"] is True and "CLOSED" not in problem["detail"] and "Break-Glass" in problem["detail"]
    # What was tried stands in the case's own list, though the answer did not name the case.
    assert len(refused(house, "NORTH")) == before + 2 * len(POSITIONS)


@pytest.mark.parametrize("path", [
    "/v1/cases/NORTH/history", "/v1/cases/N%4FRTH/history", "/v1/events?subject=case/NORTH", "/v1/events?type=x&subject=case%2FNORTH",
    "/v1/decisions?case=NORTH", "/v1/decisions?case=case/N%4FRTH"])
def test_a_refused_attempt_stands_in_the_list_of_the_case_it_names(house, path):
    before = len(refused(house, "NORTH"))
    Person(house, 1206).request("GET", path).problem(403, "forbidden")
    assert len(refused(house, "NORTH")) == before + 1


@pytest.fixture(scope="module")
def hidden(house):
    """An open case, and a restricted one whose entries bear on it: the position of a decision that rests on one of these."""
    owner = Person(house, 0, 0)
    owner.post(allocate("SEEN", "North")).expect(201)
    owner.post(event("case/SEEN", {"service": "childrens_social_care"}, type="case.opened", time="2026-03-04T09:00:00Z")).expect(201)
    seen = note("HIDDEN", concerns="case/SEEN")
    owner.post(seen).expect(201)
    owner.post(event(
        "case/HIDDEN", {"topics": ["case_direction"], "management_direction": "Visit weekly."}, type="oversight.recorded",
        time="2026-03-05T10:00:00Z", concerns="case/SEEN", actorrole="team manager")).expect(201)
    # A direction on the open case that was meant for the restricted one, and is withdrawn there.
    direction = event(
        "case/SEEN", {"topics": ["case_direction"], "management_direction": "Visit weekly."}, type="oversight.recorded",
        time="2026-03-05T11:00:00Z", actorrole="team manager")
    owner.post(direction).expect(201)
    owner.post(event(
        "case/HIDDEN", {"withdrawal_reason": "wrong_person"}, type="record.withdrawn", corrects=direction["id"])).expect(201)
    decided = event("case/SEEN", {"decision_type": "other", "decision": "Go on.", "based_on": [seen["id"]]})
    position = owner.post(decided).expect(201)["position"]
    owner.post(restrict("HIDDEN", people=["owner"])).expect(201)
    return position


def test_what_is_met_out_of_sight_is_not_said_to_be_missed(house, hidden):
    asked = "/v1/cases/SEEN/standards?pack=coventry&as_at=2026-06-01"
    def findings(person):
        return {one["clause"]: one for one in person.get(asked).expect()["findings"] if one["trigger"] is None or one["clause"] == "COV-1.03a"}
    whole, part = findings(Person(house, 0, 0)), findings(Person(house, 1204))
    differing = [clause for clause in part if part[clause] != whole[clause]]
    assert "COV-1.03a" in differing
    for clause in differing:
        assert part[clause]["status"] == "cannot_tell" and part[clause]["evidence"] == []
        assert "entries that you may not see bear on it" in part[clause]["because"]
    explained = Person(house, 1204).get(asked + "&clause=COV-1.03a&explain=true").expect()
    assert explained["explanations"] == []


def test_a_list_tells_each_what_the_case_tells_them(house, hidden):
    """What is due and overdue, and the counts, know no more of a case than who asks about it alone is told."""
    def told(person, which):
        asked = "?pack=coventry&limit=10000&as_at=2026-06-01"
        found = person.get("/v1/cases/SEEN/standards" + asked).expect()["findings"]
        wanted = {"overdue": "missed", "due": "due"}[which]
        page = [(one["clause"], one["due"]) for one in found if one["status"] == wanted and one["due"]]
        listed = person.get(f"/v1/standards/coventry/{which}?limit=10000&as_at=2026-06-01" + ("&within=366" if which == "due" else "")).expect()
        lines = [(one["clause"], one["due"]) for one in listed["findings"] if one["case"] == "SEEN"]
        assert sorted(lines) == sorted(page), which
        assert len(listed["findings"]) == listed["total"]
        return set(lines), listed.json.get("left_out", 0)

    owner, reviewer = Person(house, 0, 0), Person(house, 1204)
    for which in ("overdue", "due"):
        whole, part = told(owner, which), told(reviewer, which)
        assert part[0] <= whole[0] and part[1] >= len(whole[0] - part[0])
        assert part == told(reviewer, which), "the answer is remembered"
    assert told(owner, "overdue")[0] - told(reviewer, "overdue")[0], "something is overdue that the reviewer is not told"

    def counts(person):
        rows = person.get("/v1/standards/coventry/counts?as_at=2026-06-01&clause=COV-1.03a").expect()["counts"]
        return sum(row["missed"] for row in rows), sum(row["cannot_tell"] for row in rows)
    assert counts(owner)[0] > counts(reviewer)[0] and counts(reviewer)[1] > counts(owner)[1]


def test_what_a_decision_rests_on_out_of_sight_is_not_said_to_be_missing(house, hidden):
    [cited] = Person(house, 0, 0).get(f"/v1/decisions/{hidden}").expect()["cited"]
    assert cited["cross_reference"] == "case/HIDDEN"
    review = Person(house, 1204).get(f"/v1/decisions/{hidden}").expect()
    [cited] = review["cited"]
    assert cited["absence"] == "on a record that you may not see" and "position" not in cited and review["left_out"] == 3
    assert "1 cited entry is on a record that you may not see." in review["absences"]


def test_what_is_shown_of_another_case_is_a_look_at_it(house, hidden):
    for path in ("/v1/cases/SEEN/history", f"/v1/decisions/{hidden}"):
        for person in (Person(house, 1204), Person(house, 0, 0)):
            person.get(path).expect()
        looks = [look for look in viewers(house, "HIDDEN") if look["question"] == f"GET {path}"]
        assert {(look["actor"], look["shown"]) for look in looks} == {("owner", 3)}, "to the reviewer nothing of it was shown"


def test_breaking_the_glass_takes_a_right_and_a_reason_and_is_loud(house):
    glass = {"Daybook-Break-Glass": "The child is missing tonight"}
    Person(house, 0, 0).get("/v1/cases/CLOSED", headers=glass).problem(403, "forbidden")
    Person(house, 1204).get("/v1/cases/CLOSED", headers={"Daybook-Break-Glass": " "}).problem(400, "bad-query")
    Person(house, 1204).get("/v1/cases/CLOSED", headers=glass).expect()
    entry = viewers(house, "CLOSED")[-1]
    assert (entry["type"], entry["actor"], entry["reasons"]) == ("emergency_access.used", "reviewer", "The child is missing tonight")
    assert "breaking the glass" in house.logged() and "missing tonight" not in house.logged()


def test_a_restriction_names_people_and_roles_and_can_be_lifted(house):
    owner, team = Person(house, 0, 0), Person(house, 1203)
    owner.post(allocate("OPENED", "North")).expect(201)
    owner.post(restrict("OPENED", people=["owner"])).expect(201)
    owner.get("/v1/cases/OPENED").expect()
    team.get("/v1/cases/OPENED").problem(403, "forbidden")
    owner.post(restrict("OPENED", restricted=False)).expect(201)
    team.get("/v1/cases/OPENED").expect()
    owner.post(allocate("ROLE", "North")).expect(201)
    owner.post(restrict("ROLE", roles=["social worker"])).expect(201)
    team.get("/v1/cases/ROLE").expect()
    owner.get("/v1/cases/ROLE").problem(403, "forbidden")
    owner.post(allocate("OLD", "North")).expect(201)
    owner.post(restrict("OLD", until="2020-01-01")).expect(201)
    owner.get("/v1/cases/OLD").expect()


def test_a_purpose_is_required_and_kept(house):
    person = Person(house, 0, 0, purpose=None)
    person.get("/v1/cases/NORTH").problem(400, "purpose-required")
    person.get("/v1/status").expect()
    person.get("/v1/cases/NORTH", headers={"Daybook-Purpose": "Pr%C3%BCfung"}).expect()
    assert viewers(house, "NORTH")[-1]["purpose"] == "Prüfung"
    person.get("/v1/cases/NORTH", headers={"Daybook-Purpose": "x" * 501}).problem(400, "bad-query")
    person.get("/v1/cases/NORTH", headers={"Daybook-Purpose": "a%0Ab"}).problem(400, "bad-query")


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_web_pages_are_refused_and_recorded(house, header):
    Person(house, 0, 0).get("/v1/cases/NORTH", headers={header: "http://localhost"}).problem(403, "forbidden")
    assert viewers(house, "NORTH")[-1]["missing_right"] == "none"


@pytest.mark.parametrize("path", [
    "/v1/cases/NAMED/../SOUTH", "/v1/cases/NAMED%2F..%2FSOUTH", "/v1//cases/SOUTH", "/v1/cases/./SOUTH", "/v1/cases/%53OUTH",
    "/v1/cases/SOUTH/", "/v1/cases/SOUTH%00", "/v1/cases/SOUTH;x", "/V1/cases/SOUTH", "/v1/cases/NAMED%23/../SOUTH",
    "/v1/decisions?case=SOUTH&case=NAMED", "/v1/decisions?c%61se=SOUTH", "/v1/events?subject=case/SOUTH", "//v1/cases/SOUTH"])
def test_path_tricks_show_nothing(house, path):
    def ask():
        connection = Connection(str(house.socket))
        connection.request("GET", path, headers={"Daybook-Purpose": "a trick"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    status, body = become(1205, 60000, ask)
    assert status in (400, 403, 404), body
    assert b"decision_type" not in body


def test_every_look_is_in_the_book_and_the_book_is_in_the_book(house):
    person = Person(house, 1204, purpose="the audit of March")
    person.get("/v1/cases/NAMED/history", from_="2026-01-01").expect()
    person.get("/v1/decisions").expect()
    person.get("/v1/cases/NAMED/nosuch")
    entries = viewers(house, "NAMED")
    by = [one for one in entries if one["actor"] == "reviewer"]
    assert [one["question"] for one in by[-2:]] == ["GET /v1/cases/NAMED/history", "GET /v1/decisions"]
    assert by[-2]["parameters"] == "from=2026-01-01" and by[-2]["shown"] == 2 and by[-2]["purpose"] == "the audit of March"
    assert by[-1]["shown"] == 1
    assert viewers(house, "NAMED")[-1]["type"] == "visitors_book.viewed"
    person.get("/v1/cases/NAMED/viewers").problem(403, "forbidden")
    person.get("/v1/visitors", by="owner").problem(403, "forbidden")
    mine = Person(house, 0, 0).get("/v1/visitors", by="reviewer").expect()["visits"]
    assert mine and {one["actor"] for one in mine} == {"reviewer"}
    assert {"record.viewed", "access.refused"} <= {one["type"] for one in mine}


def test_a_long_answer_is_whole_and_one_look(own):
    """A list that is written by two at once and leaves in pieces, while the look at it is written down."""
    house = own().start()
    client = house.client()
    client.batch([note("LONG", actorname=f"Zoë {number}") for number in range(1200)]).expect(201)
    question = "/v1/events", {"subject": "case/LONG"}
    answer = client.get(question[0], **question[1]).expect()
    assert int(answer.headers["content-length"]) == len(answer.body) > 4 << 16
    asked = [one for one in viewers(house, "LONG") if one["question"] == "GET /v1/events"]
    assert [one["shown"] for one in asked] == [1000]
    # Short pages are written by one, and leave as one piece.
    short = client.pages(question[0], "events", limit=90, **question[1])
    assert len(short) == 1200 and answer.json["events"] == short[:1000]
    history = client.get("/v1/cases/LONG/history").expect()
    assert int(history.headers["content-length"]) == len(history.body) > 4 << 16
    assert history.json["entries"] == client.pages("/v1/cases/LONG/history", "entries", limit=90)


def test_the_book_keeps_to_its_published_types(house):
    """Each entry as it lies in the book is what the files in schemas/visitors say, and the book is a whole ledger."""
    import sys
    sys.path.insert(0, str(SCHEMAS.parent / "Tests/oracles"))
    from ledger_format import read_key_file, public_key, verifier_key
    from read_ledger import Ledger
    Person(house, 0, 0).get("/v1/cases/NORTH").expect()
    Person(house, 1204, purpose="the audit of March").get("/v1/cases/CLOSED", headers={"Daybook-Break-Glass": "r"}).expect()
    Person(house, 4711).get("/v1/cases/NORTH").problem(403, "forbidden")
    viewers(house, "NORTH")
    book = house.ledger / "visitors"
    key = verifier_key("example.org/contract/visitors", public_key(read_key_file(book / "keys/signing.key")))
    assert Person(house, 0, 0).get("/v1/visitors/log/key").expect().body.decode().strip() == key
    ledger = Ledger(book, read_key_file(book / "keys/master.key"), key)
    ledger.check()
    seen = set()
    for position, header in enumerate(ledger.headers):
        one = ledger.event(position)
        schema = json.loads((SCHEMAS / f"visitors/{one['type']}.json").read_text())
        jsonschema.validate(one["data"], schema)
        assert one["source"] == "/daybook/visitors" and one["subject"].split("/")[0] in schema["x-daybook"]["subjects"]
        seen.add(one["type"])
    assert {"record.viewed", "access.refused", "visitors_book.viewed", "emergency_access.used"} <= seen
    # What somebody asked is sealed like a record is: nothing of it in the clear.
    assert b"the audit of March" not in (book / "log/data.mdb").read_bytes()


def stream(house, uid, lines, ended):
    """Follows as a user, in a child, and reports lines through a pipe."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(60000)
            os.setuid(uid)
            connection = Connection(str(house.socket), timeout=60)
            connection.request("GET", "/v1/events", headers={"Accept": "text/event-stream", "Daybook-Purpose": "following"})
            answer = connection.getresponse()
            while line := answer.readline():
                os.write(writing, line)
        finally:
            os._exit(0)
    os.close(writing)

    def pump():
        with os.fdopen(reading, "rb") as source:
            for line in source:
                lines.append(line.decode())
        os.waitpid(child, 0)
        ended.set()
    threading.Thread(target=pump, daemon=True).start()


def test_a_right_that_is_revoked_ends_the_stream(own):
    house = own({})
    policy = house.home / "policy.yaml"
    text = "version: 1\nprincipals:\n  - {name: owner, uids: [0], operate: true, visitors: true, read: all, post: [{sources: [\"*\"]}]}\n"
    policy.write_text(text + "  - {name: reader, uids: [1400], read: all}\n")
    house.configure({"policy_file": str(policy)})
    open_to_all(house.start())
    owner = Person(house, 0, 0)
    lines, ended = [], threading.Event()
    stream(house, 1400, lines, ended)
    until(lambda: any(": from" in line for line in lines))
    posted = owner.post(event("case/S1")).expect(201)["position"]
    until(lambda: any(f"id: {posted}" in line for line in lines))
    entry = owner.get("/v1/cases/S1/viewers").expect()["visits"][-1]
    assert (entry["actor"], entry["shown"]) == ("reader", 1), "what a stream shows is recorded before it leaves"
    policy.write_text(text)
    house.process.send_signal(signal.SIGHUP)
    assert ended.wait(10), "the stream goes on"
    owner.post(event("case/S2")).expect(201)
    assert not any("S2" in line for line in lines)
    Person(house, 1400).get("/v1/events").problem(403, "forbidden")


def stopped_job(house):
    """The process that a job runs in, stopped as soon as it is there: not before it runs a program of its own, as the daemon waits
    for that."""
    def program(process):
        return Path(f"/proc/{process}/cmdline").read_bytes()

    end = time.monotonic() + HANG
    while time.monotonic() < end:
        for child in children(house.process.pid):
            with contextlib.suppress(FileNotFoundError):
                if program(child) not in (b"", program(house.process.pid)):
                    os.kill(child, signal.SIGSTOP)
                    return child
    raise AssertionError("no job was started")


@pytest.mark.parametrize("target", ["/v1/backup?directory={home}/b", "/v1/log/export?directory={home}/b"])
def test_a_right_that_is_revoked_ends_a_job(own, target):
    house = own({})
    policy = house.home / "policy.yaml"
    text = "version: 1\nprincipals:\n  - {name: owner, uids: [0], operate: true, visitors: true, read: all, post: [{sources: [\"*\"]}]}\n"
    policy.write_text(text + "  - {name: runner, uids: [1400], operate: true}\n  - {name: other, uids: [1402], read: all}\n")
    house.configure({"policy_file": str(policy)})
    open_to_all(house.start())
    Person(house, 0, 0).batch([event(f"case/S{number}") for number in range(300)]).expect(201)
    target, said = target.format(home=house.home), []

    def ask():
        said.append(Person(house, 1400).request("POST", target, b"").body.decode())
    asking = threading.Thread(target=ask)
    asking.start()
    job = stopped_job(house)
    try:
        # Somebody else's rights are not those of who asked.
        policy.write_text(text + "  - {name: runner, uids: [1400], operate: true}\n")
        house.process.send_signal(signal.SIGHUP)
        until(lambda: house.logged().count("is in force") == 1)
        assert asking.is_alive()
        policy.write_text(text)
        house.process.send_signal(signal.SIGHUP)
        asking.join(60)
        assert not asking.is_alive(), "the job goes on"
        answer = json.loads(said[0].strip().splitlines()[-1].removeprefix("data: "))
        assert answer["verified"] is False and "the right to ask for this was taken away" in answer["failure"], said
        until(lambda: not Path(f"/proc/{job}").exists(), 60)
    finally:
        try:
            os.kill(job, signal.SIGKILL)
        except ProcessLookupError:
            pass
        asking.join()
    assert not (house.home / "b/checkpoint").exists()
    refused = [one for one in Person(house, 0, 0).get("/v1/visitors").expect()["visits"] if one["type"] == "access.refused"]
    assert [one["peer_user"] for one in refused] == [1400], refused
    # The next one is not kept waiting.
    assert b'"verified":true' in Person(house, 0, 0).get("/v1/log/verify").expect().body


def test_a_policy_is_read_anew_without_dropping_a_connection_and_a_bad_one_changes_nothing(own):
    house = own({})
    policy = house.home / "policy.yaml"
    text = "version: 1\nprincipals:\n  - {name: owner, uids: [0], operate: true, read: all}\n"
    policy.write_text(text)
    house.configure({"policy_file": str(policy)})
    open_to_all(house.start())
    connection = Connection(str(house.socket))

    def status():
        connection.request("GET", "/v1/status", headers={"Daybook-Purpose": "x"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    assert status() == 200
    kept = connection.sock
    policy.write_text(text + "  - {name: b, uids: [1400], reed: all}\n")
    house.process.send_signal(signal.SIGHUP)
    until(lambda: "stays in force" in house.logged())
    assert "Did you mean read?" in house.logged()
    assert status() == 200
    Person(house, 1400).get("/v1/events").problem(403, "forbidden")
    policy.write_text(text + "  - {name: b, uids: [1400], read: all}\n")
    house.process.send_signal(signal.SIGHUP)
    until(lambda: "is in force" in house.logged())
    assert status() == 200 and connection.sock is kept, "the connection was dropped"
    Person(house, 1400).get("/v1/events").expect()


@pytest.mark.parametrize("text, said", [
    ("version: 1\nprincipals:\n  - {name: a, uids: [0], reviw: true}\n", "review"),
    ("version: 1\nroles:\n  - {name: r, includes: [r]}\nprincipals:\n  - {name: a, uids: [0]}\n", "includes itself"),
    ("version: [1\n", "not closed"), ("", "nothing here")])
def test_a_policy_that_is_wrong_is_refused_at_start(own, text, said):
    house = own({})
    policy = house.home / "policy.yaml"
    policy.write_text(text)
    house.configure({"policy_file": str(policy)})
    line = house.refuses_to_start()
    assert str(policy) in line and said in line


def test_a_policy_that_others_can_write_is_refused(own):
    house = own({})
    policy = house.home / "policy.yaml"
    policy.write_text(POLICY)
    policy.chmod(0o666)
    house.configure({"policy_file": str(policy)})
    assert "chmod go-w" in house.refuses_to_start()
    policy.chmod(0o644)
    os.chown(policy, 1999, 1999)
    assert "another user" in house.refuses_to_start()


def test_a_policy_may_be_a_link(own):
    house = own({})
    policy, link = house.home / "real.yaml", house.home / "policy.yaml"
    policy.write_text(POLICY)
    policy.chmod(0o644)
    link.symlink_to(policy)
    house.configure({"policy_file": str(link)})
    house.start()
    house.stop()
    policy.chmod(0o664)
    assert "chmod go-w" in house.refuses_to_start()
    said = subprocess.run([str(DAYBOOK), "policy", "check", str(link)], capture_output=True, text=True)
    assert said.returncode == 0 and "chmod go-w" in said.stderr, said


def test_keys_that_others_can_read_are_refused(own):
    house = own({})
    for name in ("master", "signing"):
        (house.home / name).chmod(0o640)
        assert "chmod 600" in house.refuses_to_start()
        (house.home / name).chmod(0o600)
    house.start()
    house.stop()
    (house.ledger / "visitors/keys/master.key").chmod(0o604)
    assert "visitors" in house.refuses_to_start(create=False)


def test_a_book_that_is_gone_is_no_new_book(own):
    import shutil
    house = own({}).start()
    house.stop()
    shutil.rmtree(house.ledger / "visitors")
    assert "visitors' book" in house.refuses_to_start(create=False)


def test_pages_of_the_book_fit_together_whatever_is_asked(own):
    house = own({}).start()
    client = house.client()
    client.batch([event(f"case/P{n % 3}") for n in range(3)]).expect(201)
    for n in range(60):
        client.get(f"/v1/cases/P{n % 3}", headers={"Daybook-Purpose": f"look {n}"}).expect()
    whole = client.get("/v1/visitors", limit=10_000).expect()["visits"]
    times = [one["time"] for one in whole]
    for path, query in (("/v1/visitors", {}), ("/v1/visitors", {"by": whole[0]["actor"]}), ("/v1/cases/P1/viewers", {})):
        for period in ({}, {"from_": times[10]}, {"to": times[30]}, {"from_": times[10], "to": times[30]}, {"from_": "2100-01-01T00:00:00Z"}):
            # Each page is a look too, and so is put after what the first page rests on.
            asked = {**query, **{name.rstrip("_"): value for name, value in period.items()}}
            every = [one["position"] for one in client.pages(path, "visits", limit=7, **asked)]
            expected = [one["position"] for one in whole if ("P1" in path) <= (one["subject"] == "case/P1")
                        and period.get("from_", "") <= one["time"] <= period.get("to", "9")]
            assert [one for one in every if one <= whole[-1]["position"]] == expected, (path, asked)


def test_when_the_book_is_full_nothing_is_shown(own):
    house = own({"visitors_map_bytes": 1 << 20}).start()
    client = house.client()
    client.keeps(event("case/A"))
    answer = look_until_the_book_is_full(client, "A")
    problem = answer.problem(503, "visit-not-recorded")
    assert "decision" not in problem["detail"]
    assert answer.headers["retry-after"]
    for path in ("/v1/events", "/v1/cases/A/history", "/v1/decisions", "/v1/visitors", "/v1/cases/nosuch"):
        client.get(path).problem(503, "visit-not-recorded")
    # What needs no entry goes on.
    client.keeps(event("case/A"))
    client.get("/v1/status").expect()
    assert 'daybook_unrecorded_visits_total 0' not in client.get("/metrics").expect().body.decode()


def test_when_the_disk_is_full_nothing_is_shown_until_there_is_room(own):
    house = own()
    book = house.home / "book"
    book.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(book)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        house.configure({"visitors_directory": str(book / "visitors")})
        house.start()
        client = house.client()
        client.keeps(event("case/A"))
        shown = 0
        for _ in range(3000):
            answer = client.get("/v1/cases/A", headers={"Daybook-Purpose": "p" * 400})
            if answer.status != 200:
                break
            shown += 1
        answer.problem(503, "visit-not-recorded")
        for path in ("/v1/cases/A/history", "/v1/visitors", "/v1/visitors?by=x", "/v1/log/proof/0", "/v1/visitors/log/proof/0"):
            client.get(path).problem(503, "visit-not-recorded")
        # Posting, and what needs no entry, go on.
        client.keeps(event("case/A"))
        client.get("/v1/status").expect()
        before = client.get("/v1/visitors/log/checkpoint").expect().body
        # There is room again: reading goes on by itself, with the same process.
        process = house.process.pid
        grown = subprocess.run(["mount", "-o", "remount,size=8m", str(book)], capture_output=True, text=True)
        assert grown.returncode == 0, grown.stderr
        (old_size, old_root) = before.decode().split("\n")[1:3]
        for path in ("/v1/cases/A/history", "/v1/visitors", "/v1/visitors?by=x"):
            client.get(path).expect()
        assert house.process.poll() is None and house.process.pid == process
        proof = client.get("/v1/visitors/log/consistency", from_=old_size).expect()
        assert proof["from_root"] == old_root
        entries = client.pages("/v1/visitors", "visits")
        # Each look that was shown is in the book once, those that were refused are not.
        assert len({one["position"] for one in entries}) == len(entries)
        assert sum(one["question"] == "GET /v1/cases/A" for one in entries) == shown
        assert sum(one["question"] == "GET /v1/cases/A/history" for one in entries) == 1
        # And again: full, and room.
        filler = book / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        statuses = [client.get("/v1/cases/A", headers={"Daybook-Purpose": "p" * 400}).status for _ in range(300)]
        assert statuses[-1] == 503
        filler.unlink()
        client.get("/v1/cases/A").expect()
        client.close()
        house.process.send_signal(signal.SIGTERM)
        assert house.process.wait(15) == 0
        checked = subprocess.run(
            [str(DAYBOOK), "log", "verify", "--ledger", str(book / "visitors")], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
    finally:
        house.process.kill()
        house.process.wait()
        house.process = None
        subprocess.run(["umount", str(book)])


NARROW = """
version: 1
principals:
  - {name: me, uids: [0], read: all, review: true, audit: true, post: [{sources: ["/ics/*"]}]}
"""


@pytest.fixture
def narrow(own):
    """Who may read every case and audit, and one case that is restricted to somebody else."""
    made = own({})
    policy = made.home / "policy.yaml"
    policy.write_text(NARROW)
    made.configure({"policy_file": str(policy)})
    made.start()
    client = made.client()
    client.batch([note("OPEN"), note("SHUT"), restrict("SHUT", people=["somebody"])]).expect(201)
    client.close()
    return made


def test_what_is_restricted_from_its_first_event_on_is_shown_to_nobody(narrow):
    """What is shown must not reach further than the restrictions that were looked at: not while others post."""
    stop, shown = threading.Event(), []

    def post(number):
        client = narrow.client()
        for n in range(10_000):
            if stop.is_set():
                break
            case = f"SECRET-{number}-{n}"
            client.batch([restrict(case, people=["somebody"]), event(f"case/{case}"), note(case)]).expect(201)
        client.close()

    def poll():
        client, after = narrow.client(), -1
        while not stop.is_set():
            page = client.get("/v1/events", after=after, limit=500).expect().json
            shown.extend(one["subject"] for one in page["events"] if "SECRET" in one["subject"])
            after = max(after, page["basis"]["size"] - 3)
            listed = client.get("/v1/decisions", limit=1000).expect().json["decisions"]
            shown.extend(one["case"] for one in listed if "SECRET" in one["case"])
        client.close()

    stream = Connection(narrow.socket)
    stream.request("GET", "/v1/events?after=2", headers={"Accept": "text/event-stream"})
    streamed = []

    def follow():
        answer = stream.getresponse()
        with contextlib.suppress(http.client.IncompleteRead):
            while line := answer.readline():
                streamed.append(line)

    threads = [threading.Thread(target=post, args=(n,)) for n in range(2)] + [threading.Thread(target=poll), threading.Thread(target=follow)]
    for thread in threads:
        thread.start()
    time.sleep(4)
    # The stream goes on behind what was posted, and shows what may be seen: so it has looked at all of it.
    client = narrow.client()
    stop_posting = client.post(note("OPEN", id="the-last")).expect(201)["position"]
    end = time.monotonic() + 20
    while not any(b"the-last" in line for line in streamed) and time.monotonic() < end:
        time.sleep(0.1)
    stop.set()
    client.close()
    stream.sock.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join()
    assert stop_posting > 10 and any(b"the-last" in line for line in streamed)
    assert not shown and not [line for line in streamed if b"SECRET" in line]


@pytest.mark.parametrize("withdrawing", ["record.withdrawn", "record.corrected"])
def test_a_restriction_stands_where_another_file_says_that_its_end_was_a_mistake(narrow, withdrawing):
    client = narrow.client()
    lifted = restrict("SHUT", restricted=False)
    client.post(lifted).expect(201)
    client.get("/v1/cases/SHUT/history").expect()
    if withdrawing == "record.withdrawn":
        data = {"withdrawal_reason": "wrong_person", "details": "It was meant for this case."}
        client.post(event("case/OPEN", data, type="record.withdrawn", corrects=lifted["id"])).expect(201)
    else:
        # Stated anew on the file that it was meant for.
        client.post({**restrict("OPEN", restricted=False), "corrects": lifted["id"]}).expect(201)
    assert client.get("/v1/cases/SHUT/history").problem(403, "forbidden")["restricted"] is True
    client.close()
    narrow.stop()
    narrow.start(create=False)
    client = narrow.client()
    client.get("/v1/cases/SHUT/history").problem(403, "forbidden")
    client.close()


def test_who_may_audit_has_the_receipt_of_what_they_may_not_see(narrow):
    """Whoever could read and audit was refused what whoever could only audit got."""
    client = narrow.client()
    client.get("/v1/events/1").problem(403, "forbidden")
    for path in ("/v1/log/proof/1", "/v1/log/proof/1?salt=no"):
        receipt = client.get(path).expect().body
        assert b"c2sp.org/tlog-proof" in receipt and "salt" not in json.loads(__import__("base64").b64decode(receipt.split(b"\n")[1].split()[-1]))
    client.get("/v1/log/disclosure/1").problem(403, "forbidden")
    client.close()


@pytest.mark.parametrize("format", ["cloudevents", "csv", "prov"])
def test_an_export_says_how_many_events_its_maker_may_not_see(narrow, format):
    def export(*words):
        return subprocess.run([str(DAYBOOK), "--socket", str(narrow.socket), *words, "export", "--format", format, "-o", str(narrow.home / f"out{len(words)}")],
                              capture_output=True, text=True, timeout=60)
    said = export()
    assert said.returncode == 0 and "2 events were left out" in said.stderr, said
    assert json.loads(export("--json").stdout)["left_out"] == 2


def test_an_export_to_standard_output_writes_nothing_where_it_stands(narrow):
    place = narrow.home / "place"
    place.mkdir()
    place.chmod(0o555)

    def export():
        os.chdir(place)
        return subprocess.run([str(DAYBOOK), "--socket", str(narrow.socket), "export", "--format", "prov"], capture_output=True, text=True,
                              timeout=60, env={**os.environ, "TMPDIR": str(narrow.home / "tmp")})
    (narrow.home / "tmp").mkdir()
    here = os.getcwd()
    try:
        said = export()
    finally:
        os.chdir(here)
    assert said.returncode == 0 and json.loads(said.stdout)["entity"], said.stderr
    assert not list(place.iterdir()) and not list((narrow.home / "tmp").iterdir())


def test_what_a_policy_grants_and_can_never_apply_is_told_and_logged(own, tmp_path):
    """Disposal through a gateway is refused to everybody, and a policy that grants it was called sound."""
    policy = tmp_path / "policy.yaml"
    policy.write_text("version: 1\nprincipals:\n  - {name: owner, uids: [0], read: all, operate: true}\n  - {name: portal, uids: [7], gateway: true}\n"
                      "  - {name: records, gateways: [portal], dispose: true}\n")
    policy.chmod(0o644)
    told = subprocess.run([str(DAYBOOK), "policy", "check", str(policy), "--json"], capture_output=True, text=True)
    [entry] = json.loads(told.stdout)["never_applies"]
    assert told.returncode == 0 and (entry["line"], entry["column"]) == (5, 41) and "nobody disposes of a case through one" in entry["message"]
    assert f"{policy}:5:41: " in told.stderr
    assert "one thing in it can never apply" in subprocess.run([str(DAYBOOK), "policy", "check", str(policy)], capture_output=True, text=True).stdout
    daemon = own({"policy_file": str(policy)}).start()
    # It is logged once the daemon serves.
    until(lambda: "5:41: \"records\" comes through a gateway" in daemon.logged().replace("\\", ""))


def test_two_who_import_may_both_record_their_imports(narrow):
    """The source of these records belonged to one principal, so another's import could never be recorded."""
    policy = narrow.home / "two.yaml"
    record = "{sources: [/import], types: [import.completed], subjects: [service/import]}"
    policy.write_text(f"version: 1\nprincipals:\n  - {{name: a, uids: [1], post: [{{sources: [/a]}}, {record}]}}\n  - {{name: b, uids: [2], post: [{{sources: [/b]}}, {record}]}}\n")
    assert subprocess.run([str(DAYBOOK), "policy", "check", str(policy)], capture_output=True).returncode == 0
    policy.write_text(policy.read_text().replace(", types: [import.completed]", ""))
    said = subprocess.run([str(DAYBOOK), "policy", "check", str(policy)], capture_output=True, text=True)
    assert said.returncode == 1 and "belongs to one principal" in said.stdout + said.stderr
