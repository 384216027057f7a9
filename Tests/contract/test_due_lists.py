"""The lists of what is due and overdue, as they are kept: from the start, while much is posted, and as hours pass."""

import time
from datetime import datetime, timedelta, timezone

import pytest

from client import Connection
from events import event, unique
from waiting import until

KEPT = {"due_lists": ["knowsley"]}
# A list takes in this many events, or cases of this many, while somebody waits for it.
QUICK_GAP, QUICK_EVENTS = 2_000, 800


def moment(**before):
    return (datetime.now(timezone.utc) - timedelta(**before)).strftime("%Y-%m-%dT%H:%M:%SZ")


def life(subject, decided, notes=0):
    """An open case in which a strategy discussion was decided, which must follow within 24 hours (KNO-C2.02)."""
    return [
        event(subject, {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time="2025-11-01T09:00:00Z"),
        event(subject, {"decision_type": "hold_strategy_discussion", "decision": "Hold one.", "children": ["A"]}, time=decided),
        *(event(subject, {"note_type": "other", "details": f"Note {number}."}, type="case_note.entered", time="2025-11-02T09:00:00Z")
          for number in range(notes))]


def post(client, events):
    for start in range(0, len(events), 1_000):
        client.batch(events[start:start + 1_000]).expect(201)


def judged(client):
    return int(next(line.split()[1] for line in client.get("/metrics").expect().body.decode().splitlines()
                    if line.startswith("daybook_judged_cases_total ")))


def listed(client, which="overdue", **query):
    return client.get(f"/v1/standards/knowsley/{which}", limit=10_000, **query).expect().json


def held_in(answer, subject):
    return [one["due"] for one in answer["findings"] if one["case"] == subject[5:] and one["clause"] == "KNO-C2.02"]


def test_a_list_that_the_settings_name_is_made_though_nobody_asks(own):
    daemon = own(KEPT).start()
    client = daemon.client()
    post(client, [each for number in range(5) for each in life(f"case/K{number}", "2025-11-03T09:00:00Z")])
    until(lambda: judged(client) == 5)
    assert len({one["case"] for one in listed(client)["findings"]}) == 5
    assert judged(client) == 5, "who asks finds it made"


def test_a_pack_that_there_is_not_cannot_be_kept(own):
    words = own({"due_lists": ["nosuch"]}).refuses_to_start()
    assert "due_lists" in words and "nosuch" in words and "knowsley" in words


@pytest.mark.parametrize("query", ["", "&as_at=2026-01-01"], ids=["that is kept", "of another day"])
def test_a_daemon_that_stops_waits_for_no_list(own, query):
    daemon = own().start()
    # What is under way has 5 seconds to end. How many cases take longer than that is the machine's affair.
    for cases in (6_000, 12_000, 24_000, 48_000):
        client = daemon.client()
        post(client, [
            each for number in range(cases) for each in life(f"case/K{cases}-{number}", "2025-11-03T09:00:00Z", notes=2)])
        asking = Connection(daemon.socket)
        asking.request("GET", f"/v1/standards/knowsley/overdue?limit=1{query}")
        time.sleep(1)
        client.close()
        daemon.stop()
        asking.close()
        if "problem=stopping" in daemon.logged():
            return
        daemon.start(create=False)
    pytest.fail("however long the list, it was waited for")


def test_who_waits_for_a_list_does_not_have_it_made_twice(own):
    """After a start the keeper makes the list at leisure. It must leave that to somebody who waits."""
    daemon, cases = own(KEPT).start(), 60
    client = daemon.client()
    post(client, [each for number in range(cases) for each in life(f"case/K{number}", "2025-11-03T09:00:00Z", notes=60)])
    client.close()
    daemon.stop()
    daemon.start(create=False)
    client = daemon.client()
    total = listed(client)["total"]
    assert total >= cases
    seen = judged(client)
    # Long enough for the keeper to end what it would have begun, and to look again.
    time.sleep(3)
    assert judged(client) == seen == cases
    assert listed(client)["total"] == total
    client.close()


@pytest.mark.parametrize(
    "notes", [[2] * (QUICK_GAP // 4), [QUICK_EVENTS]], ids=["very many events", "a very long case"])
def test_a_list_says_how_much_it_lacks_and_then_has_it(own, notes):
    daemon = own(KEPT).start()
    client = daemon.client()
    old = "case/OLD"
    client.batch(life(old, "2025-11-03T09:00:00Z")).expect(201)
    until(lambda: held_in(listed(client), old))
    # The keeper looks every two seconds: one try may fall just before it has looked.
    for attempt in range(3):
        new = [f"case/N{attempt}-{number}" for number in range(len(notes))]
        post(client, [each for subject, count in zip(new, notes) for each in life(subject, "2025-11-03T09:00:00Z", count)])
        size, answer = client.size(), listed(client)
        if "behind" in answer:
            break
    assert answer["behind"] > 0 and answer["basis"]["size"] + answer["behind"] == size
    assert held_in(answer, old) and not held_in(answer, new[0])
    exact = listed(client, at_size=size)
    assert "behind" not in exact and held_in(exact, new[0]), "who names a basis has exactly that"
    until(lambda: "behind" not in listed(client))
    now = listed(client)
    assert now["basis"]["size"] == size and all(held_in(now, subject) for subject in new)


def test_what_must_be_done_within_hours_is_overdue_when_they_have_passed(own):
    client = own().start().client()
    subject = "case/HOURS"
    seconds = 3
    for each in life(subject, moment(hours=24, seconds=-seconds)):
        client.keeps(each)
    began = time.monotonic()
    due, overdue = held_in(listed(client, "due"), subject), held_in(listed(client), subject)
    if time.monotonic() - began < seconds - 1:
        assert len(due) == 1 and not overdue
    until(lambda: held_in(listed(client), subject))
    assert not held_in(listed(client, "due"), subject)
    assert client.size() == 2, "nothing was posted"


def allocated(subject, worker):
    return event(subject, {"worker": worker, "allocation_role": "allocated_worker", "children": ["A"]},
                 type="case.allocated", time="2025-11-01T10:00:00Z", actor="tm-9", actorteam=None)


def test_a_list_of_a_team_has_the_cases_of_workers_of_whom_only_a_reference_is_given(own):
    """What is told of a worker anywhere says the team, and a kept list follows it without an event of the case."""
    client = own(KEPT).start().client()
    plain, named = "case/PLAIN", "case/NAMED"
    post(client, life(plain, "2025-11-03T09:00:00Z") + [allocated(plain, "al-1")]
         + life(named, "2025-11-03T09:00:00Z") + [allocated(named, {"id": "al-2", "team": "Red"})])
    until(lambda: held_in(listed(client), plain))

    def teams(**query):
        # What is asked of the worker is in the lists too.
        return {(one["case"], one["worker"], one["team"]) for one in listed(client, **query)["findings"] if one["case"]}

    assert teams() == {("PLAIN", "al-1", None), ("NAMED", "al-2", "Red")}
    red = listed(client, team="Red")
    assert red["total"] and not red.get("unknown"), "a team that an allocation names is on record"
    assert listed(client, team="Rad")["unknown"]
    client.keeps(event("worker/al-1", {"worker": "al-1", "job_role": "social worker", "team": "Alpha"},
                       type="worker.started", time="2025-01-06T09:00:00Z", actor="hr"))
    assert teams(team="Alpha") == {("PLAIN", "al-1", "Alpha")}
    client.keeps(event("team/delta", {"team": "Delta", "team_type": "practice", "members": ["al-1"]},
                       type="team.formed", time="2025-11-10T09:00:00Z", actor="hr"))
    assert teams(team="Delta") == {("PLAIN", "al-1", "Delta")} and not teams(team="Alpha")
    # What the worker does in another case tells it too.
    client.keeps(event("case/OTHER", {"note_type": "other", "details": "A note."}, type="case_note.entered",
                       time="2025-11-20T09:00:00Z", actor="al-1", actorteam="Gamma"))
    assert teams(team="Gamma") == {("PLAIN", "al-1", "Gamma")}
    exact = listed(client, team="Gamma", at_size=client.size())
    assert exact["total"] == listed(client, team="Gamma")["total"]
    cases = client.get("/v1/cases", team="Gamma").expect().json
    assert [one["case"] for one in cases["cases"]] == ["PLAIN"] and not cases.get("unknown")
    before = listed(client, team="Alpha", as_at="2025-11-08")
    assert before["total"], "on that day the worker was in Alpha still"
    counts = client.get("/v1/standards/knowsley/counts", clause="KNO-C2.02").expect().json["counts"]
    assert {row["team"] for row in counts} == {"Alpha", "Red"}, "it was due while the worker was in Alpha"


def test_brothers_and_sisters_with_a_worker_each_are_in_the_lists_of_both(own):
    client = own(KEPT).start().client()
    subject, start = "case/SIBS", "2026-01-05T09:00:00Z"
    post(client, [event(subject, {"service": "childrens_social_care", "children": ["c1", "c2"]}, type="case.opened", time=start)]
         + [event(subject, {"status": "child_protection_plan", "children": [child]}, type="status.started", time=start) for child in ("c1", "c2")]
         + [event(subject, {"worker": {"id": worker, "team": team}, "allocation_role": "allocated_worker", "children": [child]},
                  type="case.allocated", time=start) for child, worker, team in (("c1", "p1", "TA"), ("c2", "p2", "TB"))])

    def found(**query):
        return {(one["child"], one["worker"], one["team"]) for one in listed(client, **query)["findings"] if one["clause"] == "KNO-C4.05"}

    until(found)
    assert found() == {("c1", "p1", "TA"), ("c2", "p2", "TB")}
    assert found(team="TA") == {("c1", "p1", "TA")} and found(worker="p2") == {("c2", "p2", "TB")}
    for query in ({"team": "TA"}, {"worker": "p2"}, {}):
        whole = listed(client, **query)
        assert whole["total"] == len(whole["findings"])


def test_a_correction_on_another_file_changes_the_list(own):
    daemon = own(KEPT).start()
    client = daemon.client()
    subject = f"case/{unique('due')}"
    events = life(subject, "2025-11-03T09:00:00Z")
    post(client, events)
    assert held_in(listed(client), subject)
    elsewhere = event("service/record-keeping", {"withdrawal_reason": "wrong_person"}, type="record.withdrawn", corrects=events[1]["id"])
    post(client, [elsewhere])
    until(lambda: not held_in(listed(client), subject))
    again = event(f"case/{unique('other')}", {"withdrawal_reason": "duplicate"}, type="record.withdrawn", corrects=elsewhere["id"])
    post(client, [again])
    until(lambda: held_in(listed(client), subject))


def test_a_case_that_lost_its_worker_follows_what_is_told_of_them(own):
    """The list that is kept had no team where one made anew had the former worker's."""
    daemon = own({"due_lists": ["coventry"]}).start()
    client, case = daemon.client(), "case/A"
    held = {"worker": "w17", "allocation_role": "allocated_worker"}
    for one in (
            event(case, {"service": "childrens_social_care"}, type="case.opened", time="2025-08-01T09:00:00Z", actorteam=None),
            event(case, held, type="case.allocated", time="2025-09-02T09:00:00Z", actor="tm", actorteam=None),
            event(case, held, type="allocation.ended", time="2025-10-02T09:00:00Z", actor="tm", actorteam=None)):
        client.keeps(one)

    def teams():
        answer = client.get("/v1/standards/coventry/overdue", limit=1000).expect().json
        return None if "behind" in answer else {(one["worker"], one["team"]) for one in answer["findings"] if one["case"] == "A"}

    assert until(teams) == {(None, None)}
    note = {"note_type": "other", "details": "Elsewhere, in the team they were in then."}
    client.keeps(event("case/B", note, type="case_note.entered", time="2025-08-20T09:00:00Z", actor="w17", actorteam="Blue"))
    until(lambda: teams() == {(None, "Blue")})


def test_what_cannot_fall_due_of_a_service_holds_no_list_up(own):
    """Clauses about the service look at events of all cases. Those of this pack have no last day, so no list waits for them."""
    client = own({"due_lists": ["coventry"]}).start().client()
    told = event("service/cs", {"topics": ["management_information"], "recipients": ["staff"], "summary": "Figures."},
                 type="information.given", time="2025-11-01T09:00:00Z")

    def decided(subject):
        return event(subject, {"decision_type": "other", "decision": "Go on.", "level": "management", "children": ["A"]},
                     time="2025-11-03T09:00:00Z")

    cases = QUICK_EVENTS // 2 + 1
    post(client, [told] + [each for number in range(cases) for each in life(f"case/K{number}", "2025-11-03T09:00:00Z")])
    post(client, [decided(f"case/K{number}") for number in range(cases)])

    def asked():
        return client.get("/v1/standards/coventry/overdue", limit=1).expect().json

    until(lambda: "behind" not in asked())
    # The keeper looks every two seconds: one try may fall just after it has looked.
    for number in range(4):
        client.keeps(decided(f"case/K{number}"))
        answer = asked()
        assert "behind" not in answer and answer["basis"]["size"] == client.size()
