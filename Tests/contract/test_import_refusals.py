"""What the ledger refuses of an import is told with its file and row, and the rest goes in."""

import csv
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

import daemon as daemons
from events import decision, event
from people import Person, become, needs_root, open_to_all

SHARED = daemons.ROOT.parent / "shared/data"
COMMAND = daemons.PROGRAM.parent / "daybook"
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "DAYBOOK_SCHEMAS": str(daemons.ROOT / "schemas")}
OWNER, IMPORTER, BLIND, READER = 0, 1501, 1502, 1503

POLICY = """
version: 1
principals:
  - {name: owner, uids: [0], operate: true, read: all, review: true, post: [{sources: ["/ics/*", "/late"]}, {sources: [/import], types: [import.completed], subjects: [service/import]}]}
  - name: importer
    uids: [1501]
    post:
      - {sources: [/notes], subjects: ["case/N*"]}
      - {sources: [/import], types: [import.completed], subjects: [service/import]}
  - {name: blind, uids: [1502], post: [{sources: ["/annex-a*"]}, {sources: [/import], types: [import.completed], subjects: [service/import]}]}
  - {name: reader, uids: [1503], read: {cases: [N0]}}
  - {name: one, uids: [1301], dispose: true}
  - {name: two, uids: [1302], dispose: true}
"""

MAPPING = """
title: notes
source: /notes
subject: case/{child}
columns: [{name: id, needed: true}, {name: child, needed: true}, {name: date, needed: true}, kind, text]
events:
  - type: case_note.entered
    id: note/{id}
    time: date
    data:
      note_type: {column: kind, needed: true}
      details: {text: "{text}"}
"""

PACK = """
pack: own
title: Our standards
effective_from: 2020-01-01
chapters: [{id: OWN-1, title: Notes, clauses: OWN-1.01}]
clauses:
  - id: OWN-1.01
    says: A child of whom the council noted something is seen within 5 working days.
    source: Section 1
    responsible: social worker
    kind: deadline
    subject: case
    check: computed
    shape: deadline_after
    features: [working_days]
    applies_when: case_open
    trigger: {type: council.noted, where: {what: a}}
    limit: {value: 5, unit: working_days}
    satisfied_by: {type: visit.made}
"""

pytestmark = needs_root


@pytest.fixture
def house(own):
    daemon = own({})
    daemon.home.chmod(0o755)
    policy = daemon.home / "policy.yaml"
    policy.write_text(POLICY)
    daemon.configure({"policy_file": str(policy)})
    daemon.start()
    return open_to_all(daemon)


@pytest.fixture
def desk(tmp_path_factory):
    """A directory that everybody may write to."""
    path = tmp_path_factory.mktemp("desk")
    top = pathlib.Path(tempfile.gettempdir())
    for folder in (path, *(folder for folder in path.parents if top in folder.parents)):
        folder.chmod(0o777)
    (path / "notes.yaml").write_text(MAPPING)
    return path


def daybook(house, uid, *words, status=0, cwd=None):
    def run():
        words_ = [COMMAND, *map(str, words), "--socket", house.socket]
        done = subprocess.run(words_, capture_output=True, text=True, env={**ENVIRONMENT, "HOME": "/nonexistent"}, timeout=300, cwd=cwd)
        return done.returncode, done.stdout, done.stderr
    code, out, err = become(uid, 60000, run)
    assert code == status, (code, out[-3000:], err[-3000:])
    return out, err


def notes(path, rows):
    """Rows of id, child, kind and text."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "child", "date", "kind", "text"])
        out.writerows([number, child, "2024-03-04", kind, text] for number, child, kind, text in rows)
    return path


def imported(house, uid, desk, path, *words, status=0):
    report = desk / "report.json"
    report.unlink(missing_ok=True)
    daybook(house, uid, "import", "csv", "--mapping", desk / "notes.yaml", path, "--report", report, *words, status=status)
    told = json.loads(report.read_text())
    return told, {fault["kind"]: fault["places"] for fault in told["faults"]}


def dispose(house, case):
    def ask(uid, **body):
        headers = {"Content-Type": "application/json", "Daybook-Purpose": "disposal"}
        return Person(house, uid)._do(lambda client: client.request("POST", f"/v1/cases/{case}/disposal", json.dumps(body).encode(), headers))
    number = ask(1301, reason="75 years have passed", authority="the schedule, line 7").expect(201)["proposal"]
    ask(1302, confirm=number).expect(200)


def test_rows_about_an_erased_case_are_told_and_the_rest_of_the_file_goes_in(house, desk):
    rows = [(number, f"N{number % 3}", "other", "t") for number in range(30)]
    first, _ = imported(house, IMPORTER, desk, notes(desk / "e1.csv", rows))
    assert first["posted"] == {"new": 30, "known": 0, "refused": 0}
    dispose(house, "N1")
    later = rows + [(number, f"N{number % 3}", "other", "t") for number in range(30, 2630)]
    told, faults = imported(house, IMPORTER, desk, notes(desk / "e2.csv", later), status=1)
    lost = [place for place in faults["refused_by_ledger"]]
    assert [place["row"] for place in lost] == [number + 2 for number in range(30, 2630) if number % 3 == 1]
    assert {place["file"] for place in lost} == {str(desk / "e2.csv")}
    assert all("case/N1 was disposed of" in place["detail"] for place in lost)
    assert told["posted"] == {"new": 2600 - len(lost), "known": 30, "refused": len(lost)}
    record = Person(house, OWNER, 0).get("/v1/events?type=import.completed").expect()["events"][-1]
    assert record["data"]["refused"] == len(lost)
    again, _ = imported(house, IMPORTER, desk, desk / "e2.csv", status=1)
    assert again["posted"] == {"new": 0, "known": 2630 - len(lost), "refused": len(lost)}


def test_an_event_too_long_for_the_ledger_is_told_and_the_rest_goes_in(house, desk):
    text = MAPPING.replace("kind, text]", "kind, text]").replace('"{text}"', '"' + "{text}" * 10 + '"')
    (desk / "notes.yaml").write_text(text)
    rows = [(1, "N0", "other", "a"), (2, "N0", "other", "b" * 120_000), (3, "N0", "other", "c")]
    told, faults = imported(house, IMPORTER, desk, notes(desk / "long.csv", rows), status=1)
    assert told["posted"] == {"new": 2, "known": 0, "refused": 1}
    [place] = faults["refused_by_ledger"]
    assert place["row"] == 3 and "1048576 bytes" in place["detail"]


def test_an_event_longer_than_a_body_is_told_and_the_rest_goes_in(house, desk):
    (desk / "notes.yaml").write_text(MAPPING.replace('"{text}"', '"' + "{text}" * 300 + '"'))
    rows = [(number, "N0", "other", "b" * 120_000 if number == 4 else "a") for number in range(9)]
    told, faults = imported(house, IMPORTER, desk, notes(desk / "long.csv", rows), status=1)
    assert told["posted"] == {"new": 8, "known": 0, "refused": 1}
    assert [place["row"] for place in faults["refused_by_ledger"]] == [6]


def test_rows_that_the_poster_may_not_post_are_told_and_the_rest_goes_in(house, desk):
    rows = [(number, "X1" if number % 10 == 7 else "N1", "other", "t") for number in range(300)]
    told, faults = imported(house, IMPORTER, desk, notes(desk / "mixed.csv", rows), status=1)
    lost = faults["refused_by_ledger"]
    assert [place["row"] for place in lost] == [number + 2 for number in range(300) if number % 10 == 7]
    assert all("importer may not post" in place["detail"] and "case/X1" in place["detail"] for place in lost)
    assert told["posted"] == {"new": 270, "known": 0, "refused": 30}


def test_who_may_post_nothing_is_told_so_once(house, desk):
    rows = [(number, "N1", "other", "t") for number in range(30)]
    _, err = daybook(house, READER, "import", "csv", "--mapping", desk / "notes.yaml", notes(desk / "a.csv", rows), status=1)
    assert "has no right to post" in err


def test_a_refusal_says_which_events_it_is_about(house):
    owner, importer = Person(house, OWNER, 0), Person(house, IMPORTER)
    owner.post(event("case/GONE")).expect(201)
    dispose(house, "GONE")
    batch = [event("case/N1"), event("case/GONE"), event("case/N2"), event("case/GONE")]
    problem = owner.batch(batch).problem(410, "erased")
    assert problem["index"] == 1 and [error["index"] for error in problem["errors"]] == [1, 3]
    assert {error["pointer"] for error in problem["errors"]} == {"/subject"}
    batch = [event("case/N1", source="/notes"), event("case/X1", source="/notes"), event("case/N1", source="/other")]
    problem = importer.batch(batch).problem(403, "forbidden")
    assert problem["right"] == "post" and problem["index"] == 1 and [error["index"] for error in problem["errors"]] == [1, 2]
    batch = [event("case/N1"), event("case/N1", decision(reasons="x" * (1 << 20)))]
    problem = owner.batch(batch).problem(413, "event-too-large")
    assert problem["index"] == 1 and [error["index"] for error in problem["errors"]] == [1]


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not here")
def test_a_workbook_goes_in_only_where_it_can_be_told_whether_it_is_in_already(house, desk):
    book = desk / "a.xlsx"
    shutil.copy(SHARED / "annex-a/Annex_A_2024_Jan.xlsx", book)
    size = Person(house, OWNER, 0).get("/v1/status").expect()["basis"]["size"]
    words = ["import", "annex-a", book, "--entered", "2024-01-31"]
    _, err = daybook(house, BLIND, *words, status=1)
    assert "could not be checked" in err and "--state-anew" in err
    assert Person(house, OWNER, 0).get("/v1/status").expect()["basis"]["size"] == size
    daybook(house, BLIND, *words, "--state-anew")
    # A dry run says what would be refused.
    out, err = daybook(house, OWNER, "import", "annex-a", book, "--entered", "2024-02-28", "--dry-run", status=1)
    assert "imported already, with --entered 2024-01-31" in err and "Nothing was posted." in out
    out, err = daybook(house, BLIND, *words, "--dry-run")
    assert "could not be checked" in err


def test_several_may_record_their_imports(house, desk):
    imported(house, IMPORTER, desk, notes(desk / "a.csv", [(1, "N1", "other", "t")]))
    (desk / "notes.yaml").write_text(MAPPING.replace("/notes", "/late"))
    imported(house, OWNER, desk, notes(desk / "b.csv", [(1, "N1", "other", "t")]))
    records = Person(house, OWNER, 0).get("/v1/events?type=import.completed").expect()["events"]
    assert len(records) == 2 and len({record["postedby"] for record in records}) == 2


def test_an_export_says_what_it_left_out(house, desk):
    owner = Person(house, OWNER, 0)
    for case in ("N0", "N0", "N1", "N2", "N2"):
        owner.post(event(f"case/{case}")).expect(201)
    for form, target in (("cloudevents", "out.jsonl"), ("csv", "tables"), ("prov", "prov.json")):
        out, err = daybook(house, READER, "export", "--format", form, "-o", desk / target)
        assert out.startswith("2 events") and "3 events were left out" in err, (form, out, err)
        out, _ = daybook(house, READER, "export", "--format", form, "-o", desk / target, "--json")
        assert json.loads(out)["left_out"] == 3
        out, err = daybook(house, OWNER, "export", "--format", form, "-o", desk / f"all-{target}", "--json")
        assert json.loads(out)["left_out"] == 0 and err == ""
    _, err = daybook(house, READER, "export", "--format", "cloudevents")
    assert "3 events were left out" in err


def test_provenance_goes_to_standard_output_from_a_directory_that_nobody_may_write_to(house):
    Person(house, OWNER, 0).post(event("case/N0")).expect(201)
    out, _ = daybook(house, READER, "export", "--format", "prov", cwd="/")
    assert len(json.loads(out)["activity"]) == 1


def test_a_dry_run_finds_what_the_ledger_would_refuse(house, desk):
    rows = [(1, "N0", "other", "t"), (2, "N0", "weekly", "t"), (3, "N0", "other", "a\0b")]
    path = notes(desk / "a.csv", rows)
    told, faults = imported(house, IMPORTER, desk, path, "--dry-run", status=1)
    would = {place["row"]: place["detail"] for place in faults["ledger_would_refuse"]}
    real, faults = imported(house, IMPORTER, desk, path, status=1)
    did = {place["row"]: place["detail"] for place in faults["refused_by_ledger"]}
    assert did == would and 3 in would and "note_type" in would[3]
    assert told["posted"] is None and real["posted"]["refused"] == len(did)


def test_cells_that_are_left_out_make_the_exit_status_1(house, desk):
    path = notes(desk / "a.csv", [(1, "N0", "other", "t" * 200_000), (2, "N0", "other", "t")])
    told, faults = imported(house, IMPORTER, desk, path, status=1)
    assert told["posted"]["new"] == 2 and [place["row"] for place in faults["cell_too_long"]] == [2]
    path.write_bytes(b"id,child,date,kind,text\n3,N0,2024-03-04,other,caf\xe9\n")
    told, faults = imported(house, IMPORTER, desk, path, status=1)
    assert told["posted"]["new"] == 1 and [place["row"] for place in faults["not_utf8"]] == [2]


def test_a_report_that_cannot_be_written_stops_the_import_before_it_posts(house, desk):
    path = notes(desk / "a.csv", [(1, "N0", "other", "t")])
    before = Person(house, OWNER, 0).get("/v1/status").expect()["basis"]["size"]
    for report in ("/nowhere/report.json", desk):
        _, err = daybook(house, IMPORTER, "import", "csv", "--mapping", desk / "notes.yaml", path, "--report", report, status=2)
        assert "cannot be written" in err
    assert Person(house, OWNER, 0).get("/v1/status").expect()["basis"]["size"] == before


def test_what_a_mapping_itself_states_wrongly_is_told_once_with_its_line(house, desk):
    path = notes(desk / "a.csv", [(number, "N0", "other", "t") for number in range(20)])
    wrong = desk / "wrong.yaml"
    wrong.write_text(MAPPING.replace("{column: kind, needed: true}", "{value: weekly}"))
    for dry in ([], ["--dry-run"]):
        _, err = daybook(house, IMPORTER, "import", "csv", "--mapping", wrong, path, *dry, status=2)
        line = 1 + wrong.read_text().split("\n").index("      note_type: {value: weekly}")
        assert err.count("weekly") == 1 and f"wrong.yaml:{line}:" in err, err


@pytest.mark.parametrize("skew", [None, 86400])
def test_a_dry_run_goes_by_how_far_ahead_the_daemon_lets_a_time_be(own, tmp_path, skew):
    """It went by the usual five minutes, whatever the daemon's settings said."""
    daemon = own({} if skew is None else {"future_skew_seconds": skew}).start()
    ahead = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    mapping, rows = tmp_path / "notes.yaml", tmp_path / "a.csv"
    mapping.write_text(MAPPING.replace("kind, text]", "kind, text, typed]\nentered: typed"))
    rows.write_text(f"id,child,date,kind,text,typed\n1,N1,2024-03-04,other,t,{ahead}\n")

    def run(*words):
        return subprocess.run(
            [str(COMMAND), "--socket", str(daemon.socket), "import", "csv", "--mapping", str(mapping), str(rows), *words],
            capture_output=True, text=True, env=ENVIRONMENT)

    status = 1 if skew is None else 0
    assert run("--dry-run").returncode == status and run().returncode == status


def test_standards_are_linted_with_an_authoritys_own_types(own, tmp_path):
    """A pack could name types of event that the daemon took, and was told that there are none such; the daemon did not start with it."""
    types, pack = tmp_path / "types", tmp_path / "own.yaml"
    types.mkdir()
    (types / "council.noted.json").write_text(json.dumps(
        {"type": "object", "additionalProperties": False, "required": ["what"], "properties": {"what": {"description": "What it was.", "type": "string", "enum": ["a", "b"]}},
         "x-daybook": {"family": "council", "subjects": ["case"], "summary": "Noted: {what}"}}))
    pack.write_text(PACK)

    def lint(*words):
        return subprocess.run([str(COMMAND), "standards", "lint", str(pack), *words], capture_output=True, text=True, env=ENVIRONMENT)

    alone = lint()
    assert alone.returncode == 1 and "council.noted" in alone.stdout, alone
    assert lint("--types", str(types)).returncode == 0, lint("--types", str(types))
    assert lint("--from-daemon", "--socket", str(tmp_path / "none")).returncode == 3
    daemon = own({"event_types_directories": [str(types)], "pack_files": [str(pack)]}).start()
    told = lint("--from-daemon", "--socket", str(daemon.socket))
    assert told.returncode == 0 and "nothing to mend" in told.stdout, told
    # The daemon goes by it.
    client = daemon.client()
    client.keeps(event("case/N1", type="case.opened", time="2024-01-04T09:00:00Z", data={"service": "childrens_social_care"}))
    client.keeps(event("case/N1", type="council.noted", time="2024-03-04T09:00:00Z", data={"what": "a"}))
    [found] = client.get("/v1/cases/N1/standards?pack=own").expect()["findings"]
    assert (found["clause"], found["status"]) == ("OWN-1.01", "missed"), found


def test_an_authoritys_own_types_are_known_from_the_daemon_or_by_their_directory(own, tmp_path):
    types = tmp_path / "types"
    types.mkdir()
    (types / "council.noted.json").write_text(json.dumps(
        {"type": "object", "additionalProperties": False, "required": ["what"], "properties": {"what": {"type": "string", "enum": ["a", "b"]}}}))
    daemon = own({"event_types_directories": [str(types)]}).start()
    mapping, rows = tmp_path / "m.yaml", tmp_path / "rows.csv"
    mapping.write_text(
        "title: t\nsource: /council\nsubject: case/{child}\ncolumns: [{name: id, needed: true}, {name: child, needed: true}, date, what]\n"
        "events:\n  - {type: council.noted, id: \"n/{id}\", time: date, data: {what: {column: what}}}\n")
    rows.write_text("id,child,date,what\n1,N1,2024-03-04,a\n2,N1,2024-03-04,c\n")

    def run(*words):
        return subprocess.run(
            [str(COMMAND), "--socket", str(daemon.socket), "import", "csv", "--mapping", str(mapping), str(rows), *words],
            capture_output=True, text=True, env=ENVIRONMENT)

    def would_refuse_row_3(done):
        assert done.returncode == 1 and "Events that the ledger would refuse: 1" in done.stdout and "row 3" in done.stdout, done
        return done.stderr

    # The daemon is asked for them.
    assert "are not known" not in would_refuse_row_3(run("--dry-run"))
    real = run()
    assert real.returncode == 1 and "1 new" in real.stdout and "1 refused" in real.stdout, real
    assert run("--types", "/nowhere").returncode == 2
    # Where none answers, its directory names them; without that the published ones are all that is known, and it says so.
    daemon.stop()
    would_refuse_row_3(run("--types", str(types), "--dry-run"))
    unknown = run("--dry-run")
    assert unknown.returncode == 2 and "--types" in unknown.stderr and "the published rules" in unknown.stderr, unknown
