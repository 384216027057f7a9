"""Censuses, workbooks and CSV files: what goes in, what is recorded of it, and that nothing is taken twice."""

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import daemon as daemons

SHARED = daemons.ROOT.parent / "shared/data"
COMMAND = daemons.PROGRAM.parent / "daybook"
MAPPINGS = daemons.ROOT / "schemas/mappings"
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "DAYBOOK_SCHEMAS": str(daemons.ROOT / "schemas")}


def daybook(socket, *words, status=0):
    done = subprocess.run(
        [COMMAND, *map(str, words), "--socket", socket], capture_output=True, text=True, env=ENVIRONMENT, timeout=300)
    assert done.returncode == status, (done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


@pytest.fixture()
def ledger():
    made = daemons.Daemon().start()
    yield made
    made.remove()


def all_events(client):
    return client.pages("/v1/events", "events", limit=1000)


def stated(events):
    """What was posted of each event, in order; what the ledger adds left out, and when an import ended."""
    kept = []
    for event in events:
        event = {name: value for name, value in event.items() if name not in ("sequence", "recordedtime", "postedby")}
        if event["type"] == "import.completed":
            del event["time"]
        kept.append(json.dumps(event, sort_keys=True))
    return kept


KINDS = {
    "cin-census": ["cin-census/BAR_cin_2022.xml", "cin-census/CIN2rows.xml", "cin-census/CIN_Census_2026.xml"],
    "annex-a": ["annex-a/Annex_A_2024_Jan.xlsx"],
    "ssda903": ["ssda903-five-returns/2017-header.csv", "ssda903-five-returns/2017-episodes.csv"],
}


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not here")
@pytest.mark.parametrize("kind", KINDS)
def test_files_go_in_once_and_are_recorded(ledger, kind):
    client = ledger.client()
    files = [SHARED / name for name in KINDS[kind]]
    dry = json.loads(daybook(ledger.socket, "import", kind, *files, "--dry-run", "--json"))
    assert client.size() == 0 and dry["report"]["posted"] is None
    done = json.loads(daybook(ledger.socket, "import", kind, *files, "--json"))
    # A statement made twice word for word is one event.
    assert done["new"] + done["known"] == dry["report"]["events"] == done["report"]["events"]
    before = client.get("/v1/status").expect()["basis"]
    assert before["size"] == done["new"] + 1
    again = json.loads(daybook(ledger.socket, "import", kind, *files, "--json"))
    assert (again["new"], again["known"]) == (0, dry["report"]["events"])
    assert client.get("/v1/status").expect()["basis"] == before
    [record] = client.pages("/v1/events", "events", type="import.completed")
    told = {entry["sha256"] for entry in record["data"]["files"]}
    assert told == {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert record["data"]["events"] == dry["report"]["events"] and record["data"]["kind"] == kind
    assert record["postedby"] and record["subject"] == "service/import"


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not here")
def test_a_workbook_with_another_time_is_stated_anew_only_on_purpose(ledger, tmp_path):
    client = ledger.client()
    file = SHARED / KINDS["annex-a"][0]
    daybook(ledger.socket, "import", "annex-a", file, "--entered", "2030-01-31", status=1)
    assert client.size() == 0, "of what could not be read there is no import"
    daybook(ledger.socket, "import", "annex-a", file)
    size = client.size()
    words = ["import", "annex-a", file, "--entered", "2024-01-31"]
    done = subprocess.run([COMMAND, *map(str, words), "--socket", ledger.socket], capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 1 and f"imported already, without --entered (entry {size - 1})" in done.stderr, done.stderr
    assert client.size() == size
    daybook(ledger.socket, *words, "--state-anew")
    records = client.pages("/v1/events", "events", type="import.completed")
    assert [one["data"].get("entered") for one in records] == [None, "2024-01-31T23:59:59.999999Z"]
    after = client.size()
    daybook(ledger.socket, *words, "--state-anew")
    assert client.size() == after


def visits(path, rows, seen="Y"):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["cppv_cp_visit_id", "cppv_person_id", "cppv_cp_plan_id", "cppv_cp_visit_date", "cppv_cp_visit_seen",
                      "cppv_cp_visit_seen_alone", "cppv_cp_visit_bedroom"])
        for number in range(rows):
            out.writerow([f"v{number}", f"C{number % 997}", f"p{number}", f"{number % 28 + 1:02}/0{number % 9 + 1}/2024", seen, "N", "Y"])
    return path


def test_rows_are_counted_as_python_counts_them_and_the_rest_goes_in(ledger, tmp_path):
    client = ledger.client()
    path = visits(tmp_path / "visits.csv", 300)
    with open(path, "a", encoding="utf-8") as file:
        file.write("v900,C1,p,31/02/2024,Y,N,Y\nv901,,p,01/02/2024,Y,N,Y\nv902,C2,p,01/02/2024,,N,Y\n")
    report = tmp_path / "report.json"
    daybook(ledger.socket, "import", "csv", "--mapping", MAPPINGS / "ssd/cp-visits.yaml", path, "--report", report, status=1)
    told = json.loads(report.read_text())
    # It names children's ids.
    assert report.stat().st_mode & 0o777 == 0o600
    assert (told["rows"], told["refused_rows"]) == (303, 2)
    assert told["posted"] == {"new": 301, "known": 0, "refused": 0}
    faults = {fault["kind"]: [place["row"] for place in fault["places"]] for fault in told["faults"]}
    assert faults == {"date_unreadable": [302], "child_unusable": [303]}
    assert told["fault_counts"] == {"not_read": 1, "unclear": 1, "impossible": 0, "contradictory": 0, "left_out": 0}
    assert sum(1 for _ in client.pages("/v1/events", "events", type="visit.made", limit=1000)) == 300
    assert len(client.pages("/v1/events", "events", type="case_note.entered")) == 1


def test_an_import_that_broke_off_and_was_given_again_is_one_import(tmp_path):
    path = visits(tmp_path / "visits.csv", 8_000)
    words = ["import", "csv", "--mapping", MAPPINGS / "ssd/cp-visits.yaml", path]
    ledgers = []
    for breaks in (False, True):
        made = daemons.Daemon().start()
        try:
            if breaks:
                for wait in (0.5, 0.9):
                    begun = subprocess.Popen(
                        [COMMAND, *map(str, words), "--socket", made.socket], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                        env=ENVIRONMENT)
                    end = time.monotonic() + 30
                    reached = made.client().size()
                    while made.client().size() < reached + 1000 * wait and time.monotonic() < end:
                        time.sleep(0.02)
                    begun.send_signal(signal.SIGKILL)
                    begun.wait()
                assert 0 < made.client().size() < 8_001
            daybook(made.socket, *words)
            ledgers.append(stated(all_events(made.client())))
        finally:
            made.remove()
    assert len(ledgers[0]) == 8_001
    assert ledgers[0] == ledgers[1]


def peak_memory(*words):
    """MiB that the command had resident at most, and its exit status."""
    # Of a child of its own, as the kernel keeps the highest of all children that have ended.
    script = "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], capture_output=True); " \
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    done = subprocess.run([sys.executable, "-c", script, COMMAND, *map(str, words)], capture_output=True, text=True, env=ENVIRONMENT, check=True)
    status, peak = map(int, done.stdout.split())
    return peak, status


@pytest.mark.parametrize("words", [["--mapping", MAPPINGS / "ssd/cp-visits.yaml", "--dry-run"], ["--sketch"]], ids=["mapping", "sketch"])
def test_a_csv_file_of_any_length_takes_the_memory_of_a_piece(tmp_path, words):
    """The column that nobody knows makes the rows long, as case notes do."""
    path = tmp_path / "visits.csv"
    header = "cppv_cp_visit_id,cppv_person_id,cppv_cp_plan_id,cppv_cp_visit_date,cppv_cp_visit_seen,notes\n"
    with path.open("w") as file:
        file.write(header)
        for row in range(400):
            file.write(f"V{row},{row % 300},P1,2024-03-14,Y,\"{'a note, ' * 12_000}\"\n")
    small = tmp_path / "small.csv"
    small.write_text(header + "V1,1,P1,2024-03-14,Y,a note\n")
    size = path.stat().st_size >> 20
    least, _ = peak_memory("import", "csv", *words, small)
    most, _ = peak_memory("import", "csv", *words, path)
    assert size > 35 and most < least + 24, (size, least, most)


def test_what_the_ledger_holds_otherwise_is_told_by_row_and_the_rest_goes_in(ledger, own, tmp_path):
    names = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    path = tmp_path / "2021-episodes.csv"
    path.write_text(names + "1,14/06/2021,S,C1,N1,U4,PR1,,,,A,B,\n2,14/06/2021,S,C1,N1,U4,PR1,,,,A,B,\n")
    other = own().start()
    daybook(other.socket, "import", "ssda903", path)
    [taken] = [event for event in all_events(other.client()) if event["subject"] == "case/1" and event["type"] == "placement.started"]
    # Somebody else took the name of one of the statements.
    ledger.client().keeps({**{name: taken[name] for name in ("specversion", "id", "source", "type", "subject", "actor", "data")}, "time": "2021-06-15T00:00:00Z"})
    done = json.loads(daybook(ledger.socket, "import", "ssda903", path, "--json", status=1))
    faults = {fault["kind"]: fault["places"] for fault in done["report"]["faults"]}
    assert [place["row"] for place in faults["held_otherwise"]] == [2] and "at position 0" in faults["held_otherwise"][0]["detail"]
    assert done["report"]["posted"] == {"new": 6, "known": 0, "refused": 1}


def test_a_return_given_again_with_another_row_adds_that_row_and_shows_what_disagrees(ledger, tmp_path):
    client, path = ledger.client(), tmp_path / "2017-missing.csv"

    def given(*rows):
        path.write_text("\n".join(["CHILD,DOB,MISSING,MIS_START,MIS_END", *rows]) + "\n")
        return json.loads(daybook(ledger.socket, "import", "ssda903", path, "--json"))["report"]["posted"]

    first, other = "M1,03/05/2005,M,26/02/2018,11/03/2018", "M1,03/05/2005,M,26/02/2018,15/03/2018"
    assert given(first) == {"new": 3, "known": 0, "refused": 0}
    # The start, the end, and that this file was read: what the first row says is known.
    assert given(other, first) == {"new": 3, "known": 2, "refused": 0}
    assert given(other, first) == {"new": 0, "known": 5, "refused": 0}
    [found] = client.get("/v1/cases/M1/contradictions").expect()["contradictions"]
    [difference] = found["differences"]
    assert difference["field"] == "time" and [said["value"][:10] for said in difference["said"]] == ["2018-03-11", "2018-03-15"]
    assert [entry["type"] for entry in found["statements"]] == ["missing_episode.ended"] * 2
    records = [event for event in all_events(client) if event["type"] == "import.completed"]
    tables = [event["data"]["summary"] for event in all_events(client) if event["subject"] == "service/ssda903"]
    assert len(records) == 2 and ["1 rows" in tables[0], "2 rows" in tables[1]] == [True, True]
    assert [record["data"]["files"][0]["sha256"] in table for record, table in zip(records, tables)] == [True, True]


def test_contradictions_across_cases_come_in_pages_of_the_limit(ledger, tmp_path):
    path = tmp_path / "2017-missing.csv"
    ends = [f"M{child},03/05/2005,M,{day:02}/06/2017,{day + end:02}/06/2017" for child in (1, 2) for day in (1, 8, 15) for end in (1, 2)]
    path.write_text("\n".join(["CHILD,DOB,MISSING,MIS_START,MIS_END", *ends]) + "\n")
    daybook(ledger.socket, "import", "ssda903", path)
    client = ledger.client()
    whole = client.get("/v1/contradictions").expect()["contradictions"]
    assert [entry["case"] for entry in whole] == ["M1"] * 3 + ["M2"] * 3
    for limit in (1, 2, 4):
        pages, cursor = [], {}
        while cursor is not None:
            answer = client.get("/v1/contradictions", limit=limit, **cursor).expect().json
            pages.append(answer["contradictions"])
            cursor = {"cursor": answer["next"]} if answer["next"] else None
        assert sum(pages, []) == whole and max(map(len, pages)) == limit
    # Days are shown as days, without a clock.
    assert "  - Time: 2 Jun 2017 (entry 2), 3 Jun 2017 (entry 4)" in daybook(ledger.socket, "contradictions", "M1")


def test_a_return_that_is_in_under_earlier_names_is_not_stated_twice(ledger, tmp_path):
    client, path = ledger.client(), tmp_path / "2017-missing.csv"
    path.write_text("CHILD,DOB,MISSING,MIS_START,MIS_END\nM1,03/05/2005,M,26/02/2018,11/03/2018\n")
    client.keeps({
        "specversion": "1.0", "id": "table/missing", "source": "/ssda903/2017", "type": "document.completed", "subject": "service/ssda903",
        "time": "2018-03-31T00:00:00Z", "data": {"document_type": "other", "summary": "1 rows"}})
    for dry in ([], ["--dry-run"]):
        done = subprocess.run(
            [COMMAND, "import", "ssda903", path, "--socket", ledger.socket, *dry], capture_output=True, text=True, env=ENVIRONMENT)
        assert done.returncode == 1 and "/ssda903/2017 (entry 0)" in done.stderr and "--state-anew" in done.stderr, done
    assert len(all_events(client)) == 1
    path.rename(tmp_path / "2018-missing.csv")
    assert json.loads(daybook(ledger.socket, "import", "ssda903", tmp_path / "2018-missing.csv", "--json"))["new"] == 3
    path.write_text((tmp_path / "2018-missing.csv").read_text())
    assert json.loads(daybook(ledger.socket, "import", "ssda903", path, "--state-anew", "--json"))["new"] == 3


def test_two_accounts_of_one_thing_are_listed_with_both(ledger, tmp_path):
    client = ledger.client()
    mapping = MAPPINGS / "ssd/cp-visits.yaml"
    daybook(ledger.socket, "import", "csv", "--mapping", mapping, visits(tmp_path / "a.csv", 3))
    daybook(ledger.socket, "import", "csv", "--mapping", mapping, visits(tmp_path / "b.csv", 2, seen="N"))
    answer = client.get("/v1/cases/C0/contradictions").expect()
    [found] = answer["contradictions"]
    [difference] = found["differences"]
    assert difference["field"] == "child_seen" and [said["value"] for said in difference["said"]] == [True, False]
    assert [said["position"] for said in difference["said"]] == [entry["position"] for entry in found["statements"]]
    assert client.get("/v1/cases/C2/contradictions").expect()["contradictions"] == []
    across = client.pages("/v1/contradictions", "contradictions", limit=1)
    assert [entry["case"] for entry in across] == ["C0", "C1"]
    text = daybook(ledger.socket, "contradictions", "C1")
    assert "Child seen: yes (entry 1), no (entry" in text and text.count("/ssd/cp-visits") == 2
    assert "No statements are recorded that disagree" in daybook(ledger.socket, "contradictions", "C2")


def test_exported_events_go_into_an_empty_ledger_and_come_out_the_same(ledger, tmp_path):
    worked = daemons.ROOT / "schemas/worked-case/worked-case.jsonl"
    daybook(ledger.socket, "post", worked)
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    daybook(ledger.socket, "export", "--format", "cloudevents", "-o", first)
    posted = [json.loads(line) for line in worked.read_text().splitlines() if line.strip()]
    assert [json.loads(line) for line in first.read_text().splitlines()] == posted
    other = daemons.Daemon().start()
    try:
        daybook(other.socket, "post", first)
        daybook(other.socket, "export", "--format", "cloudevents", "--output", second)
        assert first.read_bytes() == second.read_bytes()
        tail = daybook(other.socket, "export", "--format", "cloudevents", "--since", len(posted) - 3)
        assert [json.loads(line) for line in tail.splitlines()] == posted[-3:]
    finally:
        other.remove()


def test_exported_tables_hold_every_event_and_every_value(ledger, tmp_path):
    worked = daemons.ROOT / "schemas/worked-case/worked-case.jsonl"
    daybook(ledger.socket, "post", worked)
    daybook(ledger.socket, "export", "--format", "csv", "-o", tmp_path / "tables")
    events = all_events(ledger.client())
    rows = {}
    for path in (tmp_path / "tables").glob("*.csv"):
        data = path.read_bytes()
        assert data.count(b"\n") >= 1 and data.endswith(b"\r\n")
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file, strict=True):
                assert row["type"] == path.stem
                rows[row["sequence"]] = row

    def flat(value, name):
        if isinstance(value, dict):
            for key, part in value.items():
                yield from flat(part, f"{name}.{key}" if name else key)
        elif value is not None and name != "specversion":
            yield name, value

    assert len(rows) == len(events)
    for event in events:
        row = rows[event["sequence"]]
        cells = {name: cell for name, cell in row.items() if cell}
        expected = dict(flat(event, ""))
        assert set(cells) == {name for name, value in expected.items() if value != ""}
        for name, value in expected.items():
            assert row[name] == value if isinstance(value, str) else json.loads(row[name]) == value


def test_exported_provenance_is_what_other_code_understands(ledger, tmp_path):
    prov = pytest.importorskip("prov.model")
    worked = daemons.ROOT / "schemas/worked-case/worked-case.jsonl"
    daybook(ledger.socket, "post", worked)
    path = tmp_path / "prov.json"
    daybook(ledger.socket, "export", "--format", "prov", "-o", path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["prov.json"]
    document = prov.ProvDocument.deserialize(str(path), format="json")
    events = all_events(ledger.client())
    assert len(list(document.get_records(prov.ProvActivity))) == len(events)
    assert len(list(document.get_records(prov.ProvEntity))) == len(events)
    people = {event["actor"] for event in events if event.get("actor", "unknown") != "unknown"}
    posters = {event["postedby"] for event in events}
    assert len(list(document.get_records(prov.ProvAgent))) == len(people) + len(posters)
    cited = sum(len(event["data"].get("based_on", [])) for event in events)
    assert cited > 0 and len(list(document.get_records(prov.ProvUsage))) == cited
    revised = sum("corrects" in event and event["type"] != "record.withdrawn" for event in events)
    withdrawn = sum("corrects" in event and event["type"] == "record.withdrawn" for event in events)
    assert len(list(document.get_records(prov.ProvDerivation))) == revised
    assert len(list(document.get_records(prov.ProvInvalidation))) == withdrawn
    assert len(list(document.get_records(prov.ProvAssociation))) == sum(
        event.get("actor", "unknown") != "unknown" for event in events)
    text = path.read_text()
    assert not any(event["data"].get("reasons") and event["data"]["reasons"] in text for event in events)
