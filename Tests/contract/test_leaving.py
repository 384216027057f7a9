"""Clients that leave before their answer: what was being worked out for them alone is broken off."""

import json

import pytest

from client import Connection
from test_due_lists import judged, life, listed, post
from waiting import until

CASES, NOTES = 300, 60
ROW = "/v1/standards/knowsley"


@pytest.fixture
def filled(own):
    daemon = own().start()
    client = daemon.client()
    post(client, [each for number in range(CASES) for each in life(f"case/K{number}", "2025-11-03T09:00:00Z", notes=NOTES)])
    yield daemon, client
    client.close()


def ask(daemon, target):
    asking = Connection(daemon.socket)
    asking.request("GET", target)
    return asking


def gone(daemon):
    return daemon.logged().count("problem=abandoned")


@pytest.mark.parametrize("target", [
    f"{ROW}/overdue?limit=1", f"{ROW}/due?limit=1&as_at=2026-01-01", f"{ROW}/counts",
], ids=["a list that is made for the first time", "a list of another day", "counts"])
def test_what_nobody_waits_for_any_more_is_not_worked_out(filled, target):
    daemon, client = filled
    asking = ask(daemon, target)
    # Who leaves before the question is read has asked nothing.
    until(lambda: judged(client) > 0)
    asking.close()
    until(lambda: gone(daemon) or judged(client) >= CASES, 60)
    assert gone(daemon) == 1
    seen = judged(client)
    assert seen < CASES
    # Nor is it made at leisure: what another asks for meanwhile is all that is done.
    again = listed(client, at_size=client.size(), as_at="2026-02-01")
    assert again["total"] and judged(client) == seen + CASES


def test_whoever_leaves_takes_nothing_from_those_who_wait(filled):
    daemon, client = filled
    waiting, leaving = ask(daemon, f"{ROW}/overdue?limit=1"), ask(daemon, f"{ROW}/overdue?limit=1")
    until(lambda: judged(client) > 0)
    leaving.close()
    answer = waiting.getresponse()
    assert answer.status == 200 and json.loads(answer.read())["total"] >= CASES
    waiting.close()
    assert judged(client) == CASES, "no case was judged twice"


def test_a_list_comes_about_though_nobody_waits_for_all_of_it(filled):
    daemon, client = filled
    for left in range(1, 5):
        asking = ask(daemon, f"{ROW}/overdue?limit=1")
        before = judged(client)
        until(lambda: judged(client) > before or judged(client) >= CASES)
        asking.close()
        if judged(client) < CASES:
            until(lambda: gone(daemon) == left or judged(client) >= CASES)
    assert listed(client)["total"] >= CASES
    # What was under way when the client left may be judged once more: a case for each thread.
    assert CASES <= judged(client) <= CASES + 4 * 8
