#!/usr/bin/env python3
"""Works out the answers that Tests/Fixtures/worked-case-answers.json holds.

It reads schemas/worked-case/worked-case.jsonl and nothing else, in another language and by
other code than daybook's, so that the two can be compared. Needs Python 3.11, no packages.

    worked_case_answers.py            compares the fixture with what it works out; exit 1 if they differ
    worked_case_answers.py --write    writes the fixture
"""

import json
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
CASE_FILE = ROOT / "schemas/worked-case/worked-case.jsonl"
FIXTURE = ROOT / "Tests/Fixtures/worked-case-answers.json"
LONDON = ZoneInfo("Europe/London")
CASE, PERMANENCE, COUSIN = "case/HW-2041", "case/HW-2042", "case/HW-1877"
KEZIA, TOBY = "ch-5521", "ch-5522"

# England and Wales, June 2025 to December 2026.
BANK_HOLIDAYS = {
    date(2025, 8, 25), date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6),
    date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28),
}
ORDERS = [
    "interim_care_order", "care_order", "placement_order", "supervision_order", "special_guardianship_order",
    "emergency_protection", "police_protection", "remand", "accommodated",
]
DEFINITIONS = {
    "event names": "SOURCE#ID. Lists that say so are in order of time (then of entry); other lists are sets, sorted.",
    "as_at": "events whose time falls on or before that local day (Europe/London), the whole day included",
    "known_at": "events whose enteredtime is at or before that moment; null means the whole file",
    "counts": "a withdrawn event, and one that another event states anew by corrects, no longer counts for a state; "
              "both stay in the history. record.corrected takes nothing away. A correction or withdrawal that is not "
              "yet known at known_at has no effect",
    "working days": "days from the day after the first, up to and including the last, by local dates, without Saturdays, "
                    "Sundays and the bank holidays of England and Wales",
    "lag_working_days": "working days from time to enteredtime",
    "children": "an event without children concerns every child of the case",
    "allocated": "the latest case.allocated of that role, unless allocation.ended for the same worker follows",
    "decision_review": "cited: data.based_on. known_then: the other events of the decision's subject that were entered at or "
                       "before its own enteredtime. arrived_later: those entered after it whose time is before its time. "
                       "endorsed_by: oversight based on it, by another person, with outcome agreed. line: its line in the "
                       "file; played into an empty ledger its position is one less",
    "seen": "visit.made with child_seen true; seen alone with seen_alone true",
}


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def day(text):
    return instant(text).astimezone(LONDON).date()


def working_days(first, last):
    """Working days after `first`, up to and including `last`."""
    count, at = 0, first
    while at < last:
        at += timedelta(days=1)
        if at.weekday() < 5 and at not in BANK_HOLIDAYS:
            count += 1
    return count


def name(event):
    return f"{event['source']}#{event['id']}"


def full(event, reference):
    return reference if "#" in reference else f"{event['source']}#{reference}"


EVENTS = [json.loads(line) for line in CASE_FILE.read_text(encoding="utf-8").splitlines()]
for _order, _event in enumerate(EVENTS):
    _event["order"] = _order
    _event["name"] = name(_event)
BY_NAME = {event["name"]: event for event in EVENTS}


def in_time(events):
    return sorted(events, key=lambda event: (instant(event["time"]), event["order"]))


def names(events):
    return [event["name"] for event in in_time(events)]


def known(known_at=None):
    return [e for e in EVENTS if known_at is None or instant(e["enteredtime"]) <= instant(known_at)]


def standing(subject, as_at=None, known_at=None):
    """The events of the subject that still count, in order of time."""
    pool = known(known_at)
    gone = {full(e, e["corrects"]) for e in pool if "corrects" in e and e["type"] != "record.corrected"}
    last = date.fromisoformat(as_at) if as_at else date.max
    return in_time(e for e in pool if e["subject"] == subject and e["name"] not in gone and day(e["time"]) <= last)


def concerns_child(event, child):
    return child in event["data"].get("children", [child])


def allocated(subject, role, as_at, known_at=None):
    holder = None
    for e in standing(subject, as_at, known_at):
        data = e["data"]
        if data.get("allocation_role") != role:
            continue
        if e["type"] == "case.allocated":
            holder = e
        elif e["type"] == "allocation.ended" and holder and holder["data"]["worker"]["id"] == data["worker"]["id"]:
            holder = None
    if holder is None:
        return None
    return {"id": holder["data"]["worker"]["id"], "name": holder["data"]["worker"]["name"], "event": holder["name"]}


def statuses(subject, child, as_at, known_at=None):
    open_ones = {}
    for e in standing(subject, as_at, known_at):
        if not concerns_child(e, child):
            continue
        if e["type"] == "status.started":
            open_ones[e["data"]["status"]] = e["name"]
        elif e["type"] == "status.ended":
            open_ones.pop(e["data"]["status"], None)
    return open_ones


def plans(subject, child, as_at):
    open_ones = {}
    for e in standing(subject, as_at):
        if not concerns_child(e, child):
            continue
        kind = e["data"].get("plan_type")
        if e["type"] == "plan.agreed":
            open_ones[kind] = {"agreed": e["name"], "updated": []}
        elif e["type"] == "plan.updated" and kind in open_ones:
            open_ones[kind]["updated"].append(e["name"])
        elif e["type"] == "plan.ended":
            open_ones.pop(kind, None)
    return open_ones


def placements(subject, child, as_at, known_at=None):
    open_ones = {}
    for e in standing(subject, as_at, known_at):
        if not concerns_child(e, child):
            continue
        if e["type"] == "placement.started":
            open_ones[e["name"]] = e
        elif e["type"] == "placement.ended":
            open_ones.pop(full(e, e["data"]["placement"]), None)
    return [{"event": e["name"], "placement_type": e["data"]["placement_type"], "from": day(e["time"]).isoformat()}
            for e in open_ones.values()]


def last_visits(subject, as_at, known_at):
    visits = [e for e in standing(subject, as_at, known_at) if e["type"] == "visit.made"]

    def last(test):
        found = [e for e in visits if test(e["data"])]
        return {"event": found[-1]["name"], "date": day(found[-1]["time"]).isoformat()} if found else None

    return {
        "last_visit": last(lambda data: True),
        "last_seen": last(lambda data: data["child_seen"]),
        "last_seen_alone": last(lambda data: data["child_seen"] and data.get("seen_alone") is True),
    }


def oversight_moments(subject, as_at, kinds):
    return [e for e in standing(subject, as_at)
            if e["type"] in kinds and (e["type"] != "supervision.held" or e["data"]["supervision_type"] == "casework")]


def gaps(subject, as_at, kinds, longer_than):
    moments = oversight_moments(subject, as_at, kinds)
    found = []
    for earlier, later in zip(moments, moments[1:]):
        days = (day(later["time"]) - day(earlier["time"])).days
        if days > longer_than:
            found.append({"after": earlier["name"], "from": day(earlier["time"]).isoformat(),
                          "before": later["name"], "to": day(later["time"]).isoformat(), "days": days})
    return found


def decisions(test):
    return names(e for e in EVENTS if e["type"] == "decision.made" and test(e))


def linked(kind, target):
    return names(e for e in EVENTS if e["type"] == kind
                 and target in [full(e, r) for r in e["data"].get("based_on", [])])


def review(decision):
    at, entered = instant(decision["time"]), instant(decision["enteredtime"])
    others = [e for e in EVENTS if decision["subject"] in [e["subject"], *e.get("concerns", "").split(",")] and e is not decision]
    ended = [e for e in EVENTS if e["type"] == "decision.ended"
             and full(e, e["data"]["decision"]) == decision["name"]]
    return {
        "cited": sorted(full(decision, r) for r in decision["data"].get("based_on", [])),
        "known_then_count": sum(instant(e["enteredtime"]) <= entered for e in others),
        "arrived_later": names(e for e in others if instant(e["enteredtime"]) > entered and instant(e["time"]) < at),
        "oversight": linked("oversight.recorded", decision["name"]),
        "endorsed_by": names(e for e in EVENTS if e["type"] == "oversight.recorded"
                             and e["data"].get("outcome") == "agreed" and e["actor"] != decision["actor"]
                             and decision["name"] in [full(e, r) for r in e["data"].get("based_on", [])]),
        "challenges": linked("challenge.raised", decision["name"]),
        "challenges_resolved": names(
            e for e in EVENTS if e["type"] == "challenge.resolved"
            and {full(e, r) for r in e["data"].get("based_on", [])} & set(linked("challenge.raised", decision["name"]))),
        "ended_by": names(ended),
        "superseded_by": full(ended[0], ended[0]["data"]["superseded_by"]) if ended else None,
    }


def the(kind, subject=CASE, **where):
    """The one event of that type and those values."""
    found = [e for e in EVENTS if e["type"] == kind and e["subject"] == subject
             and all(e["data"].get(k) == v for k, v in where.items())]
    assert len(found) == 1, (kind, where, len(found))
    return found[0]


def duration(question, first, last, unit):
    if unit == "working_days":
        value = working_days(day(first["time"]), day(last["time"]))
    elif unit == "minutes":
        value = int((instant(last["time"]) - instant(first["time"])).total_seconds() // 60)
    else:
        value = round((instant(last["time"]) - instant(first["time"])).total_seconds() / 3600, 2)
    return {"kind": "duration", "question": question, "from": first["name"], "to": last["name"], "unit": unit,
            "expect": {"value": value}}


def answers():
    out = []

    def ask(kind, question, expect, **parameters):
        out.append({"kind": kind, "question": question, **parameters, "expect": expect})

    # The file as a whole.
    ask("counts", "How many events are there, by subject, by source and of how many types?", {
        "events": len(EVENTS), "types": len({e["type"] for e in EVENTS}),
        "by_subject": dict(sorted(Counter(e["subject"] for e in EVENTS).items())),
        "by_source": dict(sorted(Counter(e["source"] for e in EVENTS).items())),
        "decisions": sum(e["type"] == "decision.made" for e in EVENTS),
        "visits_made": sum(e["type"] == "visit.made" for e in EVENTS)})

    # Who decided what.
    for person in ("tm-07", "tm-11", "sm-03", "hs-01", "cc-05"):
        ask("decisions", f"Which decisions did {person} make, in any role, in order of time?",
            decisions(lambda e: e.get("actor") == person), actor=person)
    ask("decisions", "Which decisions were made in the role of team manager, in order of time?",
        decisions(lambda e: e.get("actorrole") == "team manager"), role="team manager")
    ask("decisions", "Which decisions were made in the role of service manager, in order of time?",
        decisions(lambda e: e.get("actorrole") == "service manager"), role="service manager")
    ask("decisions", "Which decisions were made in the team Safeguarding 1, in order of time?",
        decisions(lambda e: e.get("actorteam") == "Safeguarding 1"), team="Safeguarding 1")
    for kind in ("come_into_care", "section_47_outcome", "start_section_47", "panel_outcome"):
        ask("decisions", f"Which decisions are of the kind {kind}?",
            decisions(lambda e: e["data"]["decision_type"] == kind), decision_kind=kind)
    ask("decisions", "Which decisions were made on HW-2041 in December 2025, in order of time?",
        decisions(lambda e: e["subject"] == CASE and "2025-12" == day(e["time"]).isoformat()[:7]),
        subject=CASE, **{"from": "2025-12-01", "to": "2025-12-31"})
    ask("decisions_without_reasons", "Which decisions give no reasons, and which name no authority?", {
        "no_reasons": decisions(lambda e: not e["data"].get("reasons")),
        "no_authority": decisions(lambda e: not e["data"].get("authority"))})
    ask("roles_of_person", "In which roles and teams did tm-07 act?",
        sorted({f"{e['actorrole']}, {e['actorteam']}" for e in EVENTS if e.get("actor") == "tm-07"}), actor="tm-07")

    # How things stood.
    for subject, role, as_at in (
            (CASE, "allocated_worker", "2025-06-03"), (CASE, "allocated_worker", "2025-07-01"),
            (CASE, "allocated_worker", "2025-09-01"), (CASE, "allocated_worker", "2026-02-10"),
            (CASE, "allocated_worker", "2026-02-15"), (CASE, "allocated_worker", "2026-03-01"),
            (CASE, "reviewing_officer", "2025-12-01"), (CASE, "reviewing_officer", "2026-01-15"),
            (PERMANENCE, "allocated_worker", "2026-06-01")):
        ask("allocated", f"Who was {role.replace('_', ' ')} on {subject[5:]} on {as_at}?",
            allocated(subject, role, as_at), subject=subject, role=role, as_at=as_at)
    for subject, child, as_at in (
            (CASE, KEZIA, "2025-06-20"), (CASE, KEZIA, "2025-09-01"), (CASE, TOBY, "2025-12-05"),
            (CASE, TOBY, "2025-12-20"), (CASE, KEZIA, "2026-02-01"), (CASE, KEZIA, "2026-08-10"),
            (CASE, TOBY, "2026-08-10"), (PERMANENCE, TOBY, "2026-08-10")):
        found = statuses(subject, child, as_at)
        ask("statuses", f"Which statuses did {child} have on {subject[5:]} on {as_at}, and which of them are orders?",
            {"open": dict(sorted(found.items())), "legal_status": sorted(s for s in found if s in ORDERS)},
            subject=subject, child=child, as_at=as_at)
    ask("statuses", "Which statuses was Toby known to have, as the record stood at 4 p.m. on 8 December 2025?",
        {"open": dict(sorted(statuses(CASE, TOBY, "2025-12-08", "2025-12-08T16:00:00Z").items())), "legal_status": []},
        subject=CASE, child=TOBY, as_at="2025-12-08", known_at="2025-12-08T16:00:00Z")
    for child, as_at in ((KEZIA, "2025-06-20"), (KEZIA, "2025-10-01"), (TOBY, "2026-01-02"), (TOBY, "2026-05-01"),
                         (KEZIA, "2026-08-10")):
        ask("plans", f"Which plans were in force for {child} on HW-2041 on {as_at}?", plans(CASE, child, as_at),
            subject=CASE, child=child, as_at=as_at)
    for child, as_at in ((KEZIA, "2025-12-01"), (KEZIA, "2026-01-15"), (KEZIA, "2026-03-21"), (KEZIA, "2026-04-10"),
                         (TOBY, "2026-04-10"), (TOBY, "2026-06-20"), (KEZIA, "2026-08-10")):
        ask("placement", f"Where was {child} placed on {as_at}?", placements(CASE, child, as_at),
            subject=CASE, child=child, as_at=as_at)
    for as_at, known_at in (("2025-09-20", "2025-09-20T12:00:00Z"), ("2025-09-20", None),
                            ("2025-10-20", "2025-10-20T12:00:00Z"), ("2025-10-20", None),
                            ("2025-11-18", "2025-11-18T12:00:00Z"),
                            ("2026-01-17", "2026-01-17T12:00:00Z"), ("2026-01-17", None), ("2026-08-20", None)):
        said = "as the whole file has it" if known_at is None else f"as known at {known_at}"
        ask("last_visits", f"When was the last visit by {as_at}, the last that saw a child, and the last alone, {said}?",
            last_visits(CASE, as_at, known_at), subject=CASE, as_at=as_at, known_at=known_at)
    births = {}
    for known_at in ("2025-06-10T12:00:00Z", None):
        people = [e for e in standing(CASE, None, known_at) if e["type"] == "person.recorded"
                  and e["data"]["person"]["id"] == TOBY]
        births[known_at or "whole file"] = people[-1]["data"]["date_of_birth"]
    ask("date_of_birth", "What was Toby's date of birth held to be, early and now?", births, person=TOBY)

    # Oversight.
    both = ["oversight.recorded", "supervision.held"]
    ask("oversight_gaps", "Where did more than six weeks pass with neither management oversight nor casework supervision?",
        gaps(CASE, "2026-08-20", both, 42), subject=CASE, as_at="2026-08-20", types=both, longer_than_days=42)
    alone = sorted(gaps(CASE, "2026-08-20", ["oversight.recorded"], 0), key=lambda gap: -gap["days"])[:1]
    ask("oversight_gaps", "What was the longest time without management oversight, supervision left aside?", alone,
        subject=CASE, as_at="2026-08-20", types=["oversight.recorded"], longest=1)
    silence = oversight_moments(CASE, "2025-11-20", both)[-1]
    ask("last_oversight", "On 20 November 2025, when had the case last been overseen or supervised?",
        {"event": silence["name"], "date": day(silence["time"]).isoformat(),
         "days_since": (date(2025, 11, 20) - day(silence["time"])).days}, subject=CASE, as_at="2025-11-20", types=both)
    ask("supervision_elsewhere", "Which supervision of the worker in that gap did not discuss this case?",
        names(e for e in EVENTS if e["type"] == "supervision.held" and e["subject"].startswith("worker/")
              and CASE[5:] not in e["data"].get("cases", [])))
    conference_action = the("action.agreed", source_type="meeting")
    legal = the("meeting.held", meeting_type="legal_planning")
    ask("open_action", "Which agreed action was past its date on 1 November 2025, and when was it at last done?",
        {"event": conference_action["name"], "due_on": conference_action["data"]["due_on"], "done": legal["name"],
         "done_on": day(legal["time"]).isoformat(),
         "working_days_late": working_days(date.fromisoformat(conference_action["data"]["due_on"]), day(legal["time"]))},
        subject=CASE, as_at="2025-11-01")

    # Late, corrected, withdrawn, contradicted, copied.
    exact = [e for e in EVENTS if e.get("timeprecision", "instant") in ("instant", "day")]
    lags = [(working_days(day(e["time"]), day(e["enteredtime"])), e) for e in exact]
    ask("late", "Which entries, of an exact time or day, were entered more than five working days later?",
        [{"event": e["name"], "lag_working_days": lag} for lag, e in sorted(lags, key=lambda p: (-p[0], p[1]["order"]))
         if lag > 5], precision=["instant", "day"], more_than=5)
    ask("late", "Which visits were entered more than two working days later, worst first?",
        [{"event": e["name"], "lag_working_days": lag} for lag, e in sorted(lags, key=lambda p: (-p[0], p[1]["order"]))
         if lag > 2 and e["type"] == "visit.made"], type="visit.made", more_than=2)
    ask("lag", "How late were these entries?",
        {e["name"]: lag for lag, e in lags if e["name"] in (
            "/ics/harrowmere#vs-1220", "/ics/harrowmere#cn-0495", "/ics/harrowmere#vs-1274",
            "/ics/harrowmere#mt-0362", "/ics/harrowmere#mt-0366")})
    ask("imprecise", "Which entries are known only to the month, or about?",
        {e["name"]: e["timeprecision"] for e in EVENTS if e.get("timeprecision") in ("month", "year", "about")})
    ask("restated", "Which entries were stated anew, and by which?",
        {full(e, e["corrects"]): e["name"] for e in EVENTS if "corrects" in e and not e["type"].startswith("record.")})
    ask("corrected", "Which entries were marked as wrong without being stated anew, by which, and in what?",
        {full(e, e["corrects"]): {"by": e["name"], "fields": e["data"]["corrected_fields"]}
         for e in EVENTS if e["type"] == "record.corrected"})
    ask("withdrawn", "Which entries were withdrawn, by which, why, and where do they stand now?",
        {full(e, e["corrects"]): {"by": e["name"], "reason": e["data"]["withdrawal_reason"],
                                  "moved_to": full(e, e["data"]["moved_to"])}
         for e in EVENTS if e["type"] == "record.withdrawn"})
    worker_says = next(e for e in EVENTS if e["id"] == "vs-1257")
    nurse_says = next(e for e in EVENTS if e["id"] == "HN-88234")
    school_says = next(e for e in EVENTS if e["id"] == "SO-25-0158")
    move = [e for e in EVENTS if e["type"] == "placement.started" and e["data"]["placement_type"] == "connected_person"]
    ask("contradictions", "Which accounts of the same thing differ?", [
        {"about": "visit of 12 November 2025", "events": names([worker_says, nurse_says, school_says]),
         "same_type": names([worker_says, nurse_says]), "where_was": KEZIA,
         "said": {worker_says["name"]: "seen alone in her bedroom at home",
                  nurse_says["name"]: "at school; only Toby seen", school_says["name"]: "in school's care all day"}},
        {"about": "start of Kezia's placement with her grandmother", "events": names(move),
         "same_type": names(move), "where_was": KEZIA,
         "said": {e["name"]: day(e["time"]).isoformat() for e in move}}])
    texts = {}
    for e in EVENTS:
        if e["type"] == "visit.made" and e["data"].get("details"):
            texts.setdefault((e["subject"], e["data"]["details"]), []).append(e)
    ask("copied", "Which visit's details repeat, word for word, those of another visit on another day?",
        [names(group) for group in texts.values() if len({day(e["time"]) for e in group}) > 1])
    ask("unknown_actor", "Whose author is unknown?", sorted(e["name"] for e in EVENTS if e.get("actor") == "unknown"))
    ask("no_actor", "Which entries name no actor at all?", sorted(e["name"] for e in EVENTS if "actor" not in e))

    # Decision reviews.
    care = the("decision.made", decision_type="come_into_care")
    ask("decision_review", "The decision to bring the children into care: what it cited, what was known, what came later?",
        {**review(care), "line": care["order"] + 1, "actor": care["actor"], "actorrole": care["actorrole"],
         "options": [o["option"] for o in care["data"]["options"]]}, decision=care["name"])
    cut = next(e for e in EVENTS if e["type"] == "decision.ended" and e["data"]["ending"] == "overturned")
    cut = BY_NAME[full(cut, cut["data"]["decision"])]
    ask("decision_review", "The decision to cut family time: who challenged it and what replaced it?", review(cut),
        decision=cut["name"])
    threshold = the("decision.made", decision_type="consider_pre_proceedings")
    ask("decision_review", "The conference's call for legal planning: what followed?", review(threshold),
        decision=threshold["name"])
    ask("replaced_decision", "Which decision replaced which?",
        {full(e, e["data"]["decision"]): full(e, e["data"]["superseded_by"]) for e in EVENTS
         if e["type"] == "decision.ended"})
    ask("challenges", "Which challenges were raised, and how did each end?",
        {e["name"]: {"type": e["data"]["challenge_type"], "resolved_by": r["name"], "outcome": r["data"]["outcome"],
                     "working_days": working_days(day(e["time"]), day(r["time"]))}
         for e in EVENTS if e["type"] == "challenge.raised"
         for r in EVENTS if r["type"] == "challenge.resolved"
         and e["name"] in [full(r, x) for x in r["data"]["based_on"]]})

    # Chronology and cross-references.
    for subject in (CASE, PERMANENCE):
        ask("chronology_by_hand", f"Which lines of the chronology of {subject[5:]} were entered by hand?",
            [{"event": e["name"], "event_date": e["data"]["event_date"]} for e in EVENTS
             if e["type"] == "chronology.entered" and e["subject"] == subject], subject=subject)
    ask("marked_significant", "Which events of HW-2041 carry their own significance, in order of time?",
        names(e for e in EVENTS if e["subject"] == CASE and "significance" in e["data"]), subject=CASE)
    for subject in (CASE, PERMANENCE, COUSIN):
        ask("cross_references", f"Which events of other files show in the history of {subject[5:]}?",
            sorted(e["name"] for e in EVENTS if subject in e.get("concerns", "").split(",")), subject=subject)
    for number in ("enq-2025-061", "enq-2025-118"):
        ask("correlation", f"Which events belong to the enquiry {number}, in order of time?",
            names(e for e in EVENTS if e.get("correlationid") == number), correlationid=number)

    # Clocks.
    enquiry = [e for e in EVENTS if e["type"] == "meeting.held" and e["data"]["meeting_type"] == "strategy_discussion"][0]
    conference = the("meeting.held", meeting_type="icpc")
    core = next(e for e in EVENTS if e["type"] == "meeting.held" and e["data"]["meeting_type"] == "core_group")
    care_began = the("status.started", status="looked_after")
    first_review = the("meeting.held", meeting_type="looked_after_review", sequence=1)
    missing, found = the("missing_episode.started"), the("missing_episode.ended")
    interview = the("direct_work.done", work_type="return_home_interview")
    complaint, acknowledged = the("complaint.received"), the("complaint.updated", change="acknowledged")
    response = the("complaint.responded")
    out.extend([
        duration("Strategy discussion to initial conference", enquiry, conference, "working_days"),
        duration("Initial conference to first core group", conference, core, "working_days"),
        duration("Referral to completed assessment", the("referral.received"),
                 the("assessment.completed", assessment_type="child_and_family"), "working_days"),
        duration("Start of care to first looked-after review", care_began, first_review, "working_days"),
        duration("How long Kezia was missing", missing, found, "minutes"),
        duration("From her return to the return home interview", found, interview, "hours"),
        duration("Complaint to acknowledgement", complaint, acknowledged, "working_days"),
        duration("Complaint to response", complaint, response, "working_days"),
    ])
    ask("complaint", "What was complained of, what about, and with what outcome?",
        {"received": complaint["name"], "responded": response["name"], "outcome": response["data"]["outcome"],
         "about_events": sorted(full(complaint, r) for r in complaint["data"]["about_events"])}, subject=CASE)
    ask("attempted_visits", "Which visits were attempted in vain?",
        names(e for e in EVENTS if e["type"] == "visit.attempted"), subject=CASE)
    return {
        "about": "Answers to questions about schemas/worked-case/worked-case.jsonl, worked out by "
                 "Tests/oracles/worked_case_answers.py from the file alone.",
        "definitions": DEFINITIONS,
        "answers": out,
    }


def main():
    text = json.dumps(answers(), indent=1, ensure_ascii=False) + "\n"
    if "--write" in sys.argv[1:]:
        FIXTURE.write_text(text, encoding="utf-8")
        return 0
    if not FIXTURE.exists() or FIXTURE.read_text(encoding="utf-8") != text:
        print(f"{FIXTURE.name} does not hold what the worked case says; see --write", file=sys.stderr)
        return 1
    print(f"{text.count(chr(34) + 'question' + chr(34))} answers: all as the worked case has them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
