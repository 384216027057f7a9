"""What stands on another file and tells how an event stands: every answer shows both ends, and none denies it."""

import pytest

from events import event, unique, visit


def oversight(subject, about, **attributes):
    return event(subject, {"topics": ["key_decision"], "outcome": "agreed", "based_on": [about["id"]]}, type="oversight.recorded", actor="tm-9", **attributes)


def withdrawal(subject, of, **attributes):
    return event(subject, {"withdrawal_reason": "wrong_person"}, type="record.withdrawn", **{"corrects": of["id"]} | attributes)


def history(client, ref, **parameters):
    return {entry["position"]: entry for entry in client.get(f"/v1/cases/{ref}/history", **parameters).expect()["entries"]}


@pytest.fixture
def place(client):
    def post(made):
        return client.post(made).expect(201)["position"]
    return post


@pytest.fixture
def refs():
    return unique("here"), unique("there")


def test_a_correction_on_another_file_shows_on_both_ends(client, place, refs):
    here, there = refs
    first, other = visit(f"case/{here}"), visit(f"case/{here}")
    wrong, kept = place(first), place(other)
    anew = place(visit(f"case/{there}", corrects=first["id"]))
    old = history(client, here)
    assert list(old) == [wrong, kept], "what stands elsewhere is no line of this history"
    assert old[wrong]["corrected_by"] == [anew] and old[wrong]["restated"] is True and old[kept]["corrected_by"] == []
    assert history(client, there)[anew]["corrects"] == wrong
    assert history(client, here, at_size=anew)[wrong]["corrected_by"] == [], "it was not known then"
    visits = client.get(f"/v1/cases/{here}/visits").expect()["visits"]
    assert [one["counts"] for one in visits] == [False, True]


def test_a_visit_withdrawn_on_another_file_is_not_the_last_visit(client, place, refs):
    here, there = refs
    first, second = visit(f"case/{here}", time="2026-03-01T10:00:00Z"), visit(f"case/{here}", time="2026-03-02T10:00:00Z")
    place(first)
    wrong = place(second)
    withdrawn = place(withdrawal(f"case/{there}", second))
    entry = history(client, here)[wrong]
    assert entry["withdrawn_by"] == entry["corrected_by"] == [withdrawn]
    assert client.get(f"/v1/cases/{here}").expect()["state"]["last_visit"]["time"] == first["time"]
    # What withdraws the withdrawal may stand anywhere too.
    place(withdrawal("service/record-keeping", {"id": second["id"]}, corrects=client.get(f"/v1/events/{withdrawn}").expect()["event"]["id"]))
    assert history(client, here)[wrong]["corrected_by"] == []
    assert client.get(f"/v1/cases/{here}").expect()["state"]["last_visit"]["time"] == second["time"]


def test_a_siblings_file_shows_what_became_of_the_entry(client, place, refs):
    here, there = refs
    first = visit(f"case/{here}", concerns=f"case/{there}")
    shown = place(first)
    by = place(withdrawal(f"case/{here}", first))
    entry = history(client, there)[shown]
    assert entry["cross_reference"] == f"case/{here}" and entry["withdrawn_by"] == [by]
    assert by not in history(client, there)


@pytest.mark.parametrize("elsewhere", ["case", "service", "worker"])
def test_what_is_said_of_a_decision_on_another_file_is_in_every_answer(client, place, refs, elsewhere):
    here, there = refs
    made = event(f"case/{here}")
    at = place(made)
    overseen = place(oversight(f"case/{there}", made))
    challenged = place(event(f"{elsewhere}/{there}", {"challenge_type": "decision", "problem": "not heard", "based_on": [made["id"]]}, type="challenge.raised"))
    answered = place(event(f"{elsewhere}/{there}", {"challenge_type": "decision", "outcome": "upheld", "based_on": [client.get(f"/v1/events/{challenged}").expect()["event"]["id"]]}, type="challenge.resolved"))
    lists = [
        client.get(f"/v1/cases/{here}/decisions").expect()["decisions"],
        client.get("/v1/decisions", case=here).expect()["decisions"],
        [client.get(f"/v1/decisions/{at}").expect()["decision"]],
    ]
    for decisions in lists:
        [one] = decisions
        assert [act["position"] for act in one["oversight"]] == [act["position"] for act in one["endorsed_by"]] == [overseen]
        assert [(act["position"], act["resolved"]["position"]) for act in one["challenged_by"]] == [(challenged, answered)]
    assert client.get(f"/v1/cases/{here}/decisions").expect()["decisions"][0]["absences"] == [
        "No reasons are recorded.", "The authority it was made under is not recorded."]
    if elsewhere == "case":
        other = history(client, there)
        assert [other[position]["about"] for position in (overseen, challenged, answered)] == [[at], [at], [challenged]]


def test_decisions_across_cases_leave_out_what_happened_after_the_day(client, place, refs):
    here, _ = refs
    made = event(f"case/{here}", time="2026-01-10T10:00:00Z", enteredtime=None)
    place(made)
    new = event(f"case/{here}", time="2026-02-04T10:00:00Z", enteredtime=None)
    place(new)
    place(event(f"case/{here}", {"ending": "overturned", "decision": made["id"], "superseded_by": new["id"]},
                type="decision.ended", time="2026-02-04T11:00:00Z", enteredtime=None))
    for path, parameters in (("/v1/decisions", {"case": here}), (f"/v1/cases/{here}/decisions", {})):
        [one] = client.get(path, as_at="2026-01-28", **parameters).expect()["decisions"]
        assert one["ended"] is None and one["superseded_by"] is None
        assert client.get(path, as_at="2026-02-04", **parameters).expect()["decisions"][0]["ended"]["ending"] == "overturned"
    rows = list(history(client, here).values())
    assert rows[1]["supersedes"] == [rows[0]["position"]] and rows[2]["about"] == [rows[0]["position"]]


def test_an_end_may_name_its_decision_by_what_it_corrects(client, place, refs):
    here, _ = refs
    made = event(f"case/{here}")
    place(made)
    place(event(f"case/{here}", {"ending": "overturned"}, type="decision.ended", corrects=made["id"]))
    assert client.get(f"/v1/cases/{here}/decisions").expect()["decisions"][0]["ended"]["ending"] == "overturned"


def test_a_review_counts_what_other_files_say_of_this_case(client, place, refs):
    here, there = refs
    before = place(visit(f"case/{there}", concerns=f"case/{here}", time="2026-03-01T10:00:00Z", enteredtime="2026-03-01T12:00:00Z"))
    at = place(event(f"case/{here}"))
    late = place(visit(f"case/{there}", concerns=f"case/{here}", time="2026-03-02T10:00:00Z", enteredtime="2026-03-20T12:00:00Z"))
    review = client.get(f"/v1/decisions/{at}").expect()
    assert [(one["position"], one["cross_reference"]) for one in review["known_then"]] == [(before, f"case/{there}")]
    assert [one["position"] for one in review["arrived_later"]] == [late]


@pytest.mark.parametrize("entered", [
    (None, "2026-03-04T12:40:00Z", None), (None, None, "2026-03-06T09:00:00Z"), (None, None, None)])
def test_a_review_goes_by_the_ledgers_order_where_entry_times_are_missing(client, place, refs, entered):
    here, _ = refs
    first = place(visit(f"case/{here}", time="2026-03-01T10:00:00Z", enteredtime=entered[0]))
    at = place(event(f"case/{here}", time="2026-03-04T10:00:00Z", enteredtime=entered[1]))
    later = place(visit(f"case/{here}", time="2026-03-02T10:00:00Z", enteredtime=entered[2]))
    review = client.get(f"/v1/decisions/{at}").expect()
    assert review["known_basis"] == "told"
    assert [one["position"] for one in review["known_then"]] == [first]
    assert [one["position"] for one in review["arrived_later"]] == [later]


def test_one_batch_is_in_the_order_it_was_posted(client, refs):
    here, _ = refs
    batch = [visit(f"case/{here}", time="2026-03-01T10:00:00Z", enteredtime=None), event(f"case/{here}", enteredtime=None),
             visit(f"case/{here}", time="2026-03-02T10:00:00Z", enteredtime=None)]
    first, at, later = [one["position"] for one in client.batch(batch).expect(201)["results"]]
    review = client.get(f"/v1/decisions/{at}").expect()
    assert [one["position"] for one in review["known_then"]] == [first]
    assert [one["position"] for one in review["arrived_later"]] == [later]


def test_a_persons_entries_show_who_corrected_them(client, place, refs):
    here, _ = refs
    person = unique("sw")
    first = visit(f"case/{here}", actor=person)
    wrong = place(first)
    anew = place(visit(f"case/{here}", corrects=first["id"], actor="tm-1"))
    second = unique("tm")
    place(withdrawal(f"case/{here}", client.get(f"/v1/events/{anew}").expect()["event"], actor=second))
    entries = client.get(f"/v1/people/{person}/events").expect()["events"]
    assert [one["position"] for one in entries] == [wrong] and entries[0]["corrected_by"] == []
    [withdrew] = client.get(f"/v1/people/{second}/events").expect()["events"]
    assert withdrew["corrects"] == anew and "corrects_reference" not in withdrew
    assert entries[0]["contradicts"] is None, "nothing was compared with it"


def test_what_concerns_a_worker_is_among_their_entries(client, place, refs):
    here, _ = refs
    worker = unique("w")
    at = place(visit(f"case/{here}", concerns=f"worker/{worker}"))
    [entry] = client.get(f"/v1/people/{worker}/events").expect()["events"]
    assert entry["position"] == at and entry["concerns"] == [f"worker/{worker}"]


def test_times_of_recording_are_written_the_same_everywhere(client, refs):
    here, _ = refs
    made = [event(f"case/{here}") for _ in range(30)]
    told = {}
    for one in made:
        answer = client.post(one).expect(201)
        told[answer["position"]] = answer["recordedtime"]
    assert {at: one["recordedtime"] for at, one in history(client, here).items()} == told
    decisions = client.get(f"/v1/cases/{here}/decisions").expect()["decisions"]
    assert {one["position"]: one["recordedtime"] for one in decisions} == told


def test_cases_that_nobody_had_entered_are_not_listed(client, place, refs):
    here, _ = refs
    place(event(f"case/{here}"))
    asked = {"known_basis": "entered", "known_at": "2020-01-01T00:00:00Z", "limit": 2000}
    assert here not in [one["case"] for one in client.get("/v1/cases", **asked).expect()["cases"]]


def test_times_are_answered_with_z(client, place, refs):
    here, _ = refs
    place(event(f"case/{here}", time="2026-07-04T10:12:33+01:00", enteredtime="2026-07-04T12:40:00.5+01:00"))
    place(visit(f"case/{here}", time="2026-07-05T00:00:00+01:00", timeprecision="day", enteredtime=None))
    decided, visited = history(client, here).values()
    assert (decided["time"], decided["enteredtime"]) == ("2026-07-04T09:12:33Z", "2026-07-04T11:40:00.5Z")
    assert visited["time"] == "2026-07-05T00:00:00+01:00", "in UTC it would be the day before"
    [decision] = client.get(f"/v1/cases/{here}/decisions").expect()["decisions"]
    assert (decision["time"], decision["enteredtime"]) == (decided["time"], decided["enteredtime"])


def test_a_chronology_never_tells_what_was_stated_anew_on_another_file(client, place, refs):
    here, there = refs
    wrong = event(f"case/{here}", {"decision_type": "come_into_care", "decision": "Ellis comes into care", "reasons": "as heard"})
    old = place(wrong)
    anew = place(event(f"case/{there}", {"decision_type": "come_into_care", "decision": "Craig comes into care", "reasons": "as heard"}, corrects=wrong["id"]))
    [line] = client.get(f"/v1/cases/{here}/chronology").expect()["entries"]
    assert line["position"] == old and "Craig" not in str(line)
    assert line["restated"] is True and line["restated_on"] == f"case/{there}" and line["corrected_by"] == [anew]
    [line] = client.get(f"/v1/cases/{there}/chronology").expect()["entries"]
    assert line["position"] == anew and "restated" not in line


def test_what_took_a_decisions_place_says_so_in_every_answer(client, place, refs):
    here, there = refs
    worker = unique("w")
    first, second = event(f"case/{here}"), event(f"case/{there}", actor=worker)
    old, new = place(first), place(second)
    place(event(f"case/{here}", {"ending": "superseded", "decision": first["id"], "superseded_by": second["id"]}, type="decision.ended"))
    assert history(client, there)[new]["supersedes"] == [old]
    [row] = [one for one in client.get(f"/v1/people/{worker}/events").expect()["events"] if one["position"] == new]
    assert row["supersedes"] == [old] and row["cross_reference"] == f"case/{there}"
    assert client.get(f"/v1/cases/{there}/decisions").expect()["decisions"][0]["supersedes"] == [old]
    assert client.get("/v1/decisions", case=there).expect()["decisions"][0]["supersedes"] == [old]
    assert client.get(f"/v1/decisions/{new}").expect()["decision"]["supersedes"] == [old]


def test_oversight_stated_anew_is_about_what_the_first_named_wherever_that_stands(client, place, refs):
    (here, there), third = refs, unique("third")
    made = event(f"case/{here}")
    at = place(made)
    first = oversight(f"case/{third}", made)
    place(first)
    anew = place(event(f"case/{there}", {"topics": ["key_decision"], "outcome": "agreed"}, type="oversight.recorded", actor="tm-9", corrects=first["id"]))
    assert history(client, there)[anew]["about"] == [at]


def test_oversight_that_was_withdrawn_stays_in_view(client, place, refs):
    here, there = refs
    made = event(f"case/{here}")
    at = place(made)
    first = oversight(f"case/{there}", made)
    overseen = place(first)
    withdrawn = place(withdrawal(f"case/{there}", first))
    review = client.get(f"/v1/decisions/{at}").expect()
    assert review["oversight"] == [] and [(one["position"], one["withdrawn_by"]) for one in review["set_aside"]] == [(overseen, [withdrawn])]
    assert f"No oversight of it stands: entry {overseen} was withdrawn." in review["absences"]


def test_a_role_that_is_not_told_is_found_as_it_is_shown(client, place, refs):
    here, _ = refs
    unknown = place(event(f"case/{here}", actor="unknown", actorrole=None, actorname=None))
    place(event(f"case/{here}"))
    for parameters in ({}, {"actor": "unknown"}):
        shown = client.get("/v1/decisions", case=here, role="unknown", **parameters).expect()["decisions"]
        assert [one["position"] for one in shown] == [unknown] and shown[0]["actorrole"] == "unknown"


def test_a_chronology_names_what_its_lines_rest_on_wherever_that_stands(client, place, refs):
    here, there = refs
    seen = visit(f"case/{there}")
    source = place(seen)
    line = place(event(f"case/{here}", {
        "event_date": "2026-03-04", "description": "Seen with the cousins", "based_on": [seen["id"], "/elsewhere#gone"],
    }, type="chronology.entered"))
    [entry] = client.get(f"/v1/cases/{here}/chronology").expect()["entries"]
    assert entry["position"] == line and entry["source_positions"] == [line, source]
    assert entry["sources_not_here"] == [{"reference": "/elsewhere#gone", "absence": "not in the ledger at this basis"}]


def test_supervision_on_a_workers_file_is_oversight_of_the_case_and_of_the_decision_it_names(client, place, refs):
    here, _ = refs
    decision = event(f"case/{here}", {"decision_type": "other", "decision": "Wait"}, type="decision.made", time="2026-03-04T10:00:00Z")
    position = place(decision)

    def held(time, **data):
        return place(event(f"worker/{unique('sw')}", {"supervision_type": "casework", **data}, type="supervision.held", time=time))

    of_case = held("2026-03-06T10:00:00Z", cases=[here])
    review = client.get(f"/v1/decisions/{position}").expect()
    assert review["oversight"] == [] and review["next_oversight"]["position"] == of_case
    assert of_case not in [entry["position"] for entry in review["known_then"] + review["arrived_later"]]
    of_decision = held("2026-03-07T10:00:00Z", based_on=[decision["id"]])
    review = client.get(f"/v1/decisions/{position}").expect()
    listed = client.get(f"/v1/cases/{here}/decisions").expect()["decisions"] + client.get("/v1/decisions", case=here).expect()["decisions"]
    for one in [review, *listed]:
        assert [act["position"] for act in one["oversight"]] == [of_decision]
