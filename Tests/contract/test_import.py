"""Five yearly returns of looked-after children: what goes in comes out of the daemon's answers as other code counts it."""

import collections
import csv
import json
import os
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest

import daemon as daemons

RETURNS = daemons.ROOT.parent / "shared/data/ssda903-five-returns"
COMMAND = daemons.PROGRAM.parent / "daybook"
CLOSES = {year: f"{year + 1}-03-31T00:00:00Z" for year in range(2017, 2022)}

pytestmark = pytest.mark.skipif(not RETURNS.is_dir(), reason=f"{RETURNS} is not here")


def bring_in(socket):
    words = [COMMAND, "--socket", socket, "--json", "import", "ssda903", RETURNS]
    return subprocess.run(words, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})


@pytest.fixture(scope="module")
def brought_in():
    made = daemons.Daemon().start()
    done = bring_in(made.socket)
    assert done.returncode == 0, done.stderr[-2000:]
    yield made
    made.remove()


@pytest.fixture(scope="module")
def counted():
    script = daemons.ROOT / "Tests/oracles/count_ssda903.py"
    return json.loads(subprocess.run([sys.executable, script, RETURNS], capture_output=True, check=True).stdout)


def events(client, **query):
    """All pages of one question."""
    query["limit"] = 10_000
    while True:
        page = client.get("/v1/events?" + urllib.parse.urlencode(query)).expect()
        yield from page["events"]
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


def episodes(found):
    """Child and first day of every episode that these events state."""
    ids = (event["id"].split("/") for event in found if event["id"].startswith("episode/"))
    return {(parts[1], parts[2]) for parts in ids}


def test_the_episodes_known_after_each_return_are_those_of_the_files(brought_in, counted):
    client = brought_in.client()
    for stated in counted["returns"]:
        known = events(client, known_at=CLOSES[stated["return"]], known_basis="entered", type="placement.started")
        others = events(client, known_at=CLOSES[stated["return"]], known_basis="entered", type="status.started")
        notes = events(client, known_at=CLOSES[stated["return"]], known_basis="entered", type="case_note.entered")
        found = episodes(known) | episodes(others) | episodes(notes)
        assert len(found) == stated["episodes_known"], stated["return"]


def test_each_review_bears_the_date_of_its_row(brought_in):
    """The date as it stands in the file, without a thought of time zones."""
    client = brought_in.client()
    stated = collections.Counter()
    for year, closes in CLOSES.items():
        with open(RETURNS / f"{year}-reviews.csv", newline="") as file:
            rows = {(row["CHILD"], "-".join(reversed(row["REVIEW"].split("/")))) for row in csv.DictReader(file)}
        found = list(events(client, source=f"/ssda903/{year}"))
        assert {event["enteredtime"] for event in found} == {closes}
        told = {tuple(e["id"].split("/")[1:3]): e for e in found if e["id"].startswith("review/") and e["type"] == "meeting.held"}
        for event in told.values():
            child, day = event["subject"].removeprefix("case/"), event["time"][:10]
            assert event["time"] == f"{day}T00:00:00Z" and event["timeprecision"] == "day", event
            assert (child, day) in rows, event
            stated[year] += 1
        assert len(told) > 0.95 * len(rows), (year, len(told), len(rows))
    assert stated.total() > 10_000


def test_importing_again_adds_nothing(brought_in):
    client = brought_in.client()
    before = client.get("/v1/status").expect()["basis"]
    done = bring_in(brought_in.socket)
    assert done.returncode == 0, done.stderr[-2000:]
    assert client.get("/v1/status").expect()["basis"] == before


def test_a_return_can_be_asked_what_it_said_of_a_child(brought_in):
    client = brought_in.client()
    with open(RETURNS / "2018-episodes.csv", newline="") as file:
        rows = collections.Counter(row["CHILD"] for row in csv.DictReader(file))
    for child, count in rows.most_common(3):
        said = list(events(client, subject=f"case/{child}", source="/ssda903/2018"))
        assert len({(e["id"].split("/")[2]) for e in said if e["id"].startswith("episode/")}) <= count
        assert said and all(event["source"] == "/ssda903/2018" for event in said)


def test_an_end_is_first_known_from_the_return_that_states_it(brought_in):
    """Open in the return of 2017, ended in that of 2018: the case of 31 March 2018 does not know the end yet."""
    client = brought_in.client()
    with open(RETURNS / "2017-episodes.csv", newline="") as file:
        open_then = {(row["CHILD"], row["DECOM"]) for row in csv.DictReader(file) if not row["DEC"]}
    with open(RETURNS / "2018-episodes.csv", newline="") as file:
        ended = [row for row in csv.DictReader(file) if row["DEC"] and (row["CHILD"], row["DECOM"]) in open_then]
    assert len(ended) > 100
    stated = 0
    for row in ended[:20]:
        stem = "episode/{}/{}-{}-{}/".format(row["CHILD"], *reversed(row["DECOM"].split("/")))

        def ends(close):
            path = f"/v1/cases/{row['CHILD']}/history?known_at={close}&known_basis=entered"
            entries = client.get(path).expect()["entries"]
            return [entry for entry in entries if entry["id"].startswith(stem) and entry["id"].partition("~")[0].endswith(("-ended", "/end-noted"))]

        assert not ends(CLOSES[2017]), stem
        later = ends(CLOSES[2018])
        assert {entry["enteredtime"] for entry in later} <= {CLOSES[2018]}, stem
        stated += bool(later)
    # Where the next episode changes only what has no name in the vocabulary, nothing but the row's own cells tells the end.
    assert stated >= 15


def test_open_episodes_that_no_later_return_mentions_are_found_in_the_answers(brought_in, counted):
    client = brought_in.client()
    last = {}
    for year in CLOSES:
        found = list(events(client, source=f"/ssda903/{year}"))
        # The first event of a row carries the row's own cells; ssdadec is its last day, where it has one.
        ended = episodes(event for event in found if "ssdadec" in event)
        for episode in episodes(found):
            last[episode] = (year, episode in ended)
    forgotten = [episode for episode, (year, is_ended) in last.items() if year < 2021 and not is_ended]
    assert len(forgotten) == counted["never_mentioned_again"]
