"""What the command shows cannot move the cursor, change colours or the reading direction, or forge a line."""

import re
import subprocess

import pytest

import daemon as daemons
from events import decision, event

PROGRAM = daemons.PROGRAM.parent / "daybook"
#: An escape, a bell, both line ends, an override of the reading direction and marks that take no room.
EVIL = "k\x1b[31mEVIL\x07\r\nFAKE line\u202e\u200f\u200b"
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u061c\u2060\ufeff]")


def shown(daemon, *words):
    ended = subprocess.run([str(PROGRAM), "--socket", str(daemon.socket), *map(str, words)], capture_output=True, timeout=60)
    text = (ended.stdout + ended.stderr).decode()
    assert not UNSAFE.search(text), (words, text)
    return text


@pytest.fixture
def evil(own):
    daemon = own().start()
    more = {"actor": "sw-1"}
    first = event("case/X1", {**decision(), "decision": EVIL, "reasons": EVIL, "children": [EVIL]}, **more)
    daemon.client().batch([
        event("case/X1", {"service": "childrens_social_care", "children": [EVIL, "ch-2"]}, type="case.opened", **more), first,
        event("case/X1", {"person": {"id": EVIL, "name": EVIL}, "is_child": True, "relationship": EVIL}, type="person.recorded", **more),
        event("case/X1", {"visit_type": "child_protection", "child_seen": True, "purpose": EVIL, "children": [EVIL]}, type="visit.made", **more),
        event("case/X1", {"withdrawal_reason": "other", "details": EVIL}, type="record.withdrawn", corrects=first["id"], **more),
    ]).expect(201)
    return daemon


@pytest.mark.parametrize("words", [
    ("case", "X1"), ("history", "X1"), ("chronology", "X1"), ("decisions", "X1"), ("decision", "1"), ("visits", "X1"), ("oversight", "X1"),
    ("contradictions", "X1"), ("person", "sw-1"), ("viewers", "X1", "--purpose", EVIL), ("check", "X1", "--pack", "knowsley"),
    ("overdue", "--pack", "knowsley"), ("case", EVIL), ("status",)], ids=lambda words: words[0])
def test_no_verb_shows_what_could_disguise_a_record(evil, words):
    said = shown(evil, *words)
    assert not any(line.startswith("FAKE") for line in said.splitlines() if words[0] in ("case", "visits", "person")), said


def test_a_childs_reference_cannot_forge_a_line_of_the_case(evil):
    said = shown(evil, "case", "X1")
    assert "EVIL" in said and all(line == "" or line[0] != "F" for line in said.splitlines()), said


def test_the_report_of_an_import_shows_cells_and_columns_as_they_may_be_shown(own):
    daemon = own().start()
    file, mapping = daemon.home / "evil\x1b[31m.csv", daemon.home / "m.yaml"
    file.write_bytes(b"Case,When,Col\x1b[31m\x07\nX1,not\x1b[31m a day\x07,x\n\"case/1\x1b[31m\nFAKE\",2026-03-04,x\n")
    mapping.write_text("""title: notes
source: /notes
subject: case/{Case}
columns: [{name: Case, needed: true}, {name: When, needed: true}]
events:
  - type: case_note.entered
    id: note/{Case}
    time: When
    data:
      note_type: {value: visit}
""")
    said = shown(daemon, "import", "csv", "--mapping", mapping, "--entered", "2026-03-04", file)
    assert "evil" in said and "not\ufffd[31m a day" in said and not any(line.startswith("FAKE") for line in said.splitlines()), said
