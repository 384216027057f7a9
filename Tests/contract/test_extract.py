"""Somebody is given their record: it says how each entry stands today, and nobody else's words go along unseen."""

import json
import re
import subprocess
import tempfile
from pathlib import Path

import daemon as daemons
from events import decision, event

PROGRAM = daemons.PROGRAM.parent / "daybook"


def extract(daemon, case, *words):
    out = Path(tempfile.mkdtemp(dir=daemon.home)) / "extract"
    ended = subprocess.run([str(PROGRAM), "--socket", str(daemon.socket), "extract", case, "--for", "subject-access", "-o", str(out), *words],
                           capture_output=True, text=True, timeout=60)
    return out, ended


def sections(out):
    """Each entry's part of the page, by position."""
    page = (out / "record.html").read_text().split('<h2 id="withheld">')[0]
    parts = re.split(r'<h2 id="entry-(\d+)">', page)
    return dict(zip(map(int, parts[1::2]), parts[2::2]))


def correct(case, first, **data):
    return event(case, data, type="record.withdrawn", corrects=first["id"])


def test_an_extract_says_how_each_entry_stands_today(own):
    daemon = own().start()
    visit = event("case/X1", {"visit_type": "child_protection", "child_seen": True, "seen_alone": False, "seen_alone_reason_not": "too_young",
                              "purpose": "Ellis in his bedroom"}, type="visit.made")
    born = event("case/X1", {"person": {"id": "ch-1", "name": "Mia Lane"}, "is_child": True, "date_of_birth": "2022-08-05"}, type="person.recorded")
    anew = {**born, "id": born["id"] + "-2", "corrects": born["id"], "data": {**born["data"], "date_of_birth": "2022-05-08"}}
    made = event("case/X1", {**decision(), "children": ["ch-1"], "based_on": [visit["id"]]})
    later = event("case/X1", {"ending": "overturned", "decision": made["id"]}, type="decision.ended", time="2026-03-06T10:00:00Z")
    gone = correct("case/X1", visit, withdrawal_reason="wrong_person")
    daemon.client().batch([visit, born, anew, made, later, gone]).expect(201)
    out, ended = extract(daemon, "X1")
    assert ended.returncode == 0 and "Entry 0 was withdrawn" in ended.stderr and "--leave-out 0=REASON" in ended.stderr, ended
    parts = sections(out)
    assert "Withdrawn on 4 Mar 2026 by entry 5: wrong person." in parts[0] and "Ellis" in parts[0]
    assert "Stated anew by entry 2." in parts[1] and "States anew entry 1." in parts[2]
    assert "Overturned on 6 Mar 2026 by entry 4." in parts[3]
    assert "Withdraws entry 0." in parts[5]
    # Codes in words, people by name, events by their entry, and when it was written down.
    assert "too young" in parts[0] and "Mia Lane (ch-1)" in parts[3] and f"entry 0 ({visit['id']})" in parts[3]
    assert "written down 4 Mar 2026, 12:40 GMT" in parts[3]
    contents = (out / "record.html").read_text().split("<h2 id=\"entry-0\"")[0]
    assert contents.count('<a href="#entry-') == 6 and "Withdrawn on 4 Mar 2026" in contents
    record = json.loads((out / "record.json").read_text())
    standing = {one.pop("position"): one for one in record["standing"]}
    assert standing["0"] == {"withdrawn_by": [5]} and standing["1"] == {"corrected_by": [2]}
    assert standing["3"] == {"ended_by": [4]} and standing["2"] == {"corrects": [1]}
    assert record["events"][0]["data"]["purpose"] == "Ellis in his bedroom"


def test_what_belongs_on_somebody_elses_record_is_left_out_where_others_are_masked(own):
    daemon = own().start()
    wrong, twice = (event("case/X1", {**decision(), "decision": text}) for text in ("Another child was seen.", "The same again."))
    daemon.client().batch([wrong, twice, correct("case/X1", wrong, withdrawal_reason="wrong_person"),
                           correct("case/X1", twice, withdrawal_reason="duplicate")]).expect(201)
    out, ended = extract(daemon, "X1", "--redact-others")
    assert ended.returncode == 0 and "Entry 0 was withdrawn" in ended.stderr and "Entry 1" not in ended.stderr, ended
    for name in ("record.json", "record.html"):
        assert "Another child" not in (out / name).read_text() and "The same again." in (out / name).read_text()
    withheld = json.loads((out / "withheld.json").read_text())["withheld"]
    assert [one["position"] for one in withheld] == ["0"] and "somebody else's" in withheld[0]["why"]


def test_a_withdrawal_that_is_withdrawn_itself_leaves_nothing_out(own):
    daemon = own().start()
    first = event("case/X1", {**decision(), "decision": "Mia was seen."})
    gone = correct("case/X1", first, withdrawal_reason="wrong_person")
    daemon.client().batch([first, gone, correct("case/X1", gone, withdrawal_reason="entered_in_error")]).expect(201)
    out, ended = extract(daemon, "X1", "--redact-others")
    assert "Mia was seen." in (out / "record.html").read_text() and ended.stderr == "", ended


def test_a_name_that_cannot_be_meant_is_refused_and_nothing_is_written(own):
    daemon = own().start()
    daemon.client().keeps(event("case/X1", {**decision(), "decision": "Ellis was there with O\u2019Brien."}))
    for option, name, status, said in (("--mask", "", 2, "no letter"), ("--mask", " ", 2, "no letter"), ("--keep", ".", 2, "no letter"),
                                       ("--mask", "Elis", 1, '"Elis" stands nowhere'), ("--keep", "Nobody", 1, '"Nobody" stands nowhere')):
        out, ended = extract(daemon, "X1", "--redact-others", option, name)
        assert ended.returncode == status and said in ended.stderr and not out.exists(), (name, ended)
    out, ended = extract(daemon, "X1", "--redact-others", "--mask", "Ellis", "--mask", "Sean O'Brien")
    assert "[third party 1] was there with [third party 2]." in (out / "record.json").read_text(), ended
