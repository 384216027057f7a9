"""Cases as practice makes them, for the benchmark of the standards: opened, assessed, planned, visited, reviewed and
overseen over some fifteen months, so that the packs' rules have triggers, answers, and things left undone."""

import datetime
import json
import random

from events import SENTENCES

DAY = datetime.timedelta(days=1)
# Days of a case's life, and so how far its events stand apart.
LIFE = 450
NEED, PROTECTION, CARE = "child_in_need", "child_protection_plan", "looked_after"
PLAN = {NEED: "child_in_need", PROTECTION: "child_protection", CARE: "care"}
VISIT = {NEED: "child_in_need", PROTECTION: "child_protection", CARE: "child_in_care"}
MEETING = {NEED: "cin_meeting", PROTECTION: "core_group", CARE: "looked_after_review"}


class Cases:
    """Makes the events of many cases, each case its own life; the same on every run of a day."""

    def __init__(self, count, each, today=None):
        """`each`: events of a case."""
        self.count, self.each = count, each
        self.end = today or datetime.datetime.now(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        self.pick = random.Random(11)
        self.number = 0

    def text(self, sentences=2):
        return "".join(self.pick.choices(SENTENCES, k=sentences)).strip()

    def event(self, case, at, kind, data, role="social worker", **more):
        """One event as it is posted, and its id."""
        self.number += 1
        worker = case % 400
        made = {
            "specversion": "1.0", "id": f"std-{self.number:09d}", "source": "/ics/bench", "type": kind, "subject": f"case/S{case:05d}",
            "time": at.isoformat(timespec="seconds") + "Z", "actor": f"sw-{worker}", "actorname": "A. Patel", "actorrole": role,
            "actorteam": f"Team {worker // 8}", "enteredtime": (at + self.pick.choice([1, 3, 20, 70]) * datetime.timedelta(hours=1)).isoformat(timespec="seconds") + "Z",
            **more, "data": {"children": [f"{case}-A"] if self.pick.random() < 0.7 else [f"{case}-A", f"{case}-B"], **data},
        }
        return json.dumps(made, separators=(",", ":")).encode(), made["id"]

    def life(self, case):
        """All events of a case, in order of time."""
        status = (NEED, NEED, PROTECTION, PROTECTION, CARE)[case % 5]
        start = self.end - (LIFE - case % 60) * DAY - 20 * DAY
        gap = (LIFE - 150) * DAY / self.each
        children = [f"{case}-A", f"{case}-B"]
        at = start + datetime.timedelta(hours=9)
        made = []

        def add(kind, data, hours=2, role="social worker", **more):
            nonlocal at
            at += datetime.timedelta(hours=hours)
            body, name = self.event(case, at, kind, data, role, **more)
            made.append(body)
            return name

        referral = add("referral.received", {"referral_type": "referral", "from_role": "partner_agency", "summary": self.text(), "children": children})
        for child, born in (("A", "2012-03-04"), ("B", "2019-07-01")):
            add("person.recorded", {"person": {"id": f"{case}-{child}", "name": "Sam"}, "is_child": True, "date_of_birth": born,
                                    "relationship": "subject", "children": [f"{case}-{child}"]})
        add("case.opened", {"service": "childrens_social_care", "children": children, "reasons": self.text(1), "based_on": [referral]}, role="team manager")
        add("case.allocated", {"worker": {"id": f"sw-{case % 400}", "name": "A. Patel", "team": f"Team {case % 400 // 8}"}, "allocation_role": "allocated_worker", "children": children})
        add("decision.made", {"decision_type": "referral_response", "decision": self.text(1), "reasons": self.text(1), "based_on": [referral], "children": children}, role="team manager")
        add("assessment.started", {"assessment_type": "child_and_family", "children": children}, hours=20)
        add("assessment.completed", {"assessment_type": "child_and_family", "analysis": self.text(), "child_views": self.text(1), "children": children}, hours=24 * (30 + case % 30), role="social worker")
        add("status.started", {"status": status, "children": children}, hours=24 * 4)
        if status == CARE:
            add("placement.started", {"placement_type": "foster", "children": children}, hours=1)
        plan = add("plan.agreed", {"plan_type": PLAN[status], "needs": [self.text(1)], "purpose": self.text(1), "children": children}, hours=24 * (5 + case % 20))
        middle = at
        for turn in range(self.each - len(made)):
            at = max(at, middle + turn * gap)
            what = turn % 20
            if what in (0, 5, 10, 15):
                alone = self.pick.random() < 0.8
                reason = {} if alone else {"seen_alone_reason_not": "child_did_not_want"}
                add("visit.made", {"visit_type": VISIT[status], "child_seen": True, "seen_alone": alone, "setting": "family_home", "note_complete": self.pick.random() < 0.8,
                                   "child_views": self.text(1), "details": self.text(3), **reason})
            elif what in (1, 4, 6, 9, 11, 14, 16):
                add("case_note.entered", {"note_type": "other", "details": self.text(4), "analysis": self.text(1)})
            elif what in (2, 12):
                add("contact.made", {"method": "phone", "with_roles": ["parent"], "outcome": "reached", "summary": self.text(2)})
            elif what == 3:
                add("meeting.held", {"meeting_type": MEETING[status], "purpose": self.text(1), "child_views": self.text(1),
                                     "participants": [{"role": "parent", "attended": True}, {"role": "teacher", "agency": "School", "attended": turn % 40 == 3}]})
            elif what == 7:
                add("oversight.recorded", {"topics": ["case_direction"], "management_direction": self.text(2), "reasons": self.text(1)}, role="team manager")
            elif what == 8:
                add("decision.made", {"decision_type": "other", "decision": self.text(1), "reasons": self.text(2), "level": "management"}, role="team manager")
            elif what == 13:
                add("plan.reviewed", {"plan_type": PLAN[status], "progress": self.text(1), "is_working": True, "based_on": [plan], "children": children})
            elif what == 17:
                add("supervision.held", {"supervision_type": "casework", "worker": {"id": f"sw-{case % 400}"}, "formality": "formal", "reflection": self.text(1)}, role="team manager")
            elif what == 18:
                add("chronology.entered", {"event_date": at.date().isoformat(), "description": self.text(1), "significance_reason": self.text(1)})
            else:
                add("document.shared", {"document_type": "plan", "recipients": ["parent"], "written": True})
        return made

    def batches(self, size):
        """All events in batches, the cases mixed as their time mixes them: the first of each case, then the second, …"""
        batch = []
        for start in range(0, self.count, size):
            lives = [self.life(case) for case in range(start, min(start + size, self.count))]
            for turn in range(self.each):
                for life in lives:
                    batch.append(life[turn])
                    if len(batch) == size:
                        yield b"[" + b",".join(batch) + b"]"
                        batch = []
        if batch:
            yield b"[" + b",".join(batch) + b"]"
