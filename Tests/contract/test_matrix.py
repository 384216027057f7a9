"""Every route, and every verb, with every right alone, about a case of one's own, another's, a restricted and an erased one.

The rights come from the published policy schema and the routes from the published description, so that neither can grow
without this table. What is expected is stated here by hand, and nowhere derived from the code.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

import daemon as daemons
import description
from events import decision, event
from people import Person, needs_root, open_to_all

pytestmark = needs_root

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "schemas/policy.schema.json").read_text())
PRINCIPAL = SCHEMA["properties"]["principals"]["items"]["properties"]
NO_RIGHTS = {"name", "uids", "gids", "roles", "gateway", "gateways", "break_glass"}
RIGHTS = sorted(set(PRINCIPAL) - NO_RIGHTS)
CASES = ["OWN", "OTHER", "CLOSED", "ERASED"]
UIDS = {right: 2100 + number for number, right in enumerate([*RIGHTS, "nothing"])}

# What each case holds: yes shown or done, no the right is missing, closed told as restricted, gone said to be erased,
# over refused because the case is erased.
NOBODY = "no no no no"
ALL = "yes yes yes yes"
RECORD = {"read": "yes no closed gone"}

# A route → what each right opens, for the four cases; a right that is not named opens nothing.
EXPECTED = {
    "POST /v1/events": {"post": "yes yes yes over"},
    "GET /v1/events?subject=case/{ref}": RECORD,
    "GET /v1/events/{position}": RECORD,
    "GET /v1/cases/{ref}": RECORD,
    "GET /v1/cases/{ref}/history": RECORD,
    "GET /v1/cases/{ref}/chronology": RECORD,
    "GET /v1/cases/{ref}/decisions": RECORD,
    "GET /v1/cases/{ref}/visits": RECORD,
    "GET /v1/cases/{ref}/oversight": RECORD,
    "GET /v1/cases/{ref}/standards?pack=knowsley": RECORD,
    "GET /v1/cases/{ref}/contradictions": RECORD,
    "GET /v1/decisions?case={ref}": RECORD,
    "GET /v1/decisions/{position}": RECORD,
    "GET /v1/log/disclosure/{position}": {"read": "yes no closed no-data"},
    "GET /v1/log/entries/{position}": {"read": "yes no closed yes", "audit": ALL},
    "GET /v1/log/proof/{position}": {"read": "yes no closed yes", "audit": ALL},
    "GET /v1/cases/{ref}/viewers": {"visitors": ALL},
    "POST /v1/cases/{ref}/disposal": {"dispose": "yes yes yes over"},
}

# Routes that are about no one case.
EXPECTED_ACROSS = {
    "GET /v1/events": ["read"],
    "GET /v1/decisions": ["review"],
    "GET /v1/people/{id}/events": ["review"],
    "GET /v1/contradictions": ["review"],
    "GET /v1/cases": ["review"],
    "GET /v1/workers/{ref}/standards?pack=knowsley": ["review"],
    "GET /v1/teams/{ref}/standards?pack=knowsley": ["review"],
    "GET /v1/services/{ref}/standards?pack=knowsley": ["review"],
    "GET /v1/standards/{pack}/overdue": ["review"],
    "GET /v1/standards/{pack}/due": ["review"],
    "GET /v1/standards/{pack}/counts": ["review"],
    "GET /v1/visitors": ["visitors"],
    "GET /v1/retention/due": ["dispose"],
    "GET /v1/status": ["operate"],
    "GET /metrics": ["operate"],
    "POST /v1/views/rebuild": ["operate"],
    "GET /v1/log/verify": ["operate"],
    "POST /v1/backup": ["operate"],
    "POST /v1/log/export": ["operate"],
    # Headers of every case: who acted in which.
    "GET /v1/log/tile/entries/000.p/1": ["audit"],
    # No content: for whoever has any right at all.
    "GET /openapi.json": RIGHTS,
    "GET /v1/schemas": RIGHTS,
    "GET /v1/standards": RIGHTS,
    "GET /v1/standards/{pack}": RIGHTS,
    "GET /v1/log/checkpoint": RIGHTS,
    "GET /v1/log/key": RIGHTS,
    "GET /v1/log/keys": RIGHTS,
    "GET /v1/log/consistency?from=1": RIGHTS,
    "GET /v1/log/tile/0/000.p/1": RIGHTS,
    # The visitors' book as a log of its own.
    "GET /v1/visitors/log/checkpoint": RIGHTS,
    "GET /v1/visitors/log/key": RIGHTS,
    "GET /v1/visitors/log/keys": RIGHTS,
    "GET /v1/visitors/log/consistency?from=1": RIGHTS,
    "GET /v1/visitors/log/tile/0/000.p/1": RIGHTS,
    "GET /v1/visitors/log/tile/entries/000.p/1": ["visitors"],
    "GET /v1/visitors/log/entries/{position}": ["visitors"],
    "GET /v1/visitors/log/disclosure/{position}": ["visitors"],
    "GET /v1/visitors/log/proof/{position}": ["visitors"],
    "GET /v1/visitors/events/{position}": ["visitors"],
    "GET /v1/visitors/log/verify": ["operate", "visitors"],
}

# A verb about a case → who may; and verbs about none.
VERBS = {
    "case {ref}": RECORD, "history {ref}": RECORD, "chronology {ref}": RECORD, "decisions {ref}": RECORD, "visits {ref}": RECORD,
    "oversight {ref}": RECORD, "contradictions {ref}": RECORD, "check {ref} --pack knowsley": RECORD,
    "decision {position}": RECORD, "viewers {ref}": {"visitors": ALL},
    "dispose {ref} --reason r --authority a": {"dispose": "yes yes yes over"},
}
VERBS_ACROSS = {
    "decisions": ["review"], "person sw-221": ["review"], "viewers --by owner": ["visitors"], "retention due": ["dispose"],
    "status": ["operate"], "rebuild": ["operate"],
    "log prove 0 --visitors": ["visitors"], "log disclosure 0 --visitors": ["visitors"], "log verify --visitors": ["operate", "visitors"],
    "log key --visitors": RIGHTS, "log checkpoint --visitors": RIGHTS, "log consistency 1 2 --visitors": RIGHTS,
}


def policy():
    lines = ["version: 1", "principals:",
             "  - {name: owner, uids: [0], read: all, operate: true, visitors: true, post: [{sources: [\"/ics/*\"]}]}",
             "  - {name: one, uids: [2001], dispose: true}", "  - {name: two, uids: [2002], dispose: true}"]
    for right in RIGHTS:
        grants = {"read": "{cases: [OWN, CLOSED, ERASED]}", "post": "[{sources: [/matrix]}]"}.get(right, "true")
        lines.append(f"  - {{name: only-{right}, uids: [{UIDS[right]}], {right}: {grants}}}")
    lines.append(f"  - {{name: nothing, uids: [{UIDS['nothing']}]}}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def house():
    made = daemons.Daemon({})
    file = made.home / "policy.yaml"
    file.write_text(policy())
    made.configure({"policy_file": str(file)})
    open_to_all(made.start())
    owner = Person(made, 0, 0)
    made.positions = {}
    for case in CASES:
        made.positions[case] = owner.post(event(f"case/{case}", decision())).expect(201)["position"]
    closing = event("case/CLOSED", {"restricted": True, "reasons": "Kin of a colleague.", "allowed_people": ["nobody-here"]}, type="record.restricted")
    owner.post(closing).expect(201)

    def dispose(uid, **body):
        answer = Person(made, uid).request("POST", "/v1/cases/ERASED/disposal", json.dumps(body).encode(), {"Content-Type": "application/json"})
        return answer.expect(201 if "reason" in body else 200)
    number = dispose(2001, reason="r", authority="the schedule")["proposal"]
    dispose(2002, confirm=number)
    yield made
    made.remove()


def test_the_table_knows_every_right_and_every_route():
    assert RIGHTS == ["audit", "dispose", "operate", "post", "read", "review", "visitors"]
    said = {right for row in EXPECTED.values() for right in row} | {right for row in EXPECTED_ACROSS.values() for right in row}
    assert said == set(RIGHTS)
    told = {row.split("?")[0] for row in [*EXPECTED, *EXPECTED_ACROSS]}
    told = {row.split("/tile/")[0] + "/tile/{path}" if "/tile/" in row else row for row in told}
    described = {f"{method.upper()} {path}" for path, item in description.DOCUMENT["paths"].items() for method in item}
    assert described - told == set(), "a route that the table does not know"


def ask(house, right, row, case):
    method, target = row.split(" ")
    target = target.format(
        ref=case or "Assessment2", id="sw-221", pack="knowsley", position=house.positions.get(case, 0))
    body, headers = None, {}
    if target == "/v1/events" and method == "POST":
        body, headers = json.dumps(event(f"case/{case or 'OWN'}", decision(), source="/matrix")).encode(), {"Content-Type": "application/cloudevents+json"}
    elif method == "POST" and target.endswith("/disposal"):
        body, headers = b'{"reason":"r","authority":"a"}', {"Content-Type": "application/json"}
    return Person(house, UIDS[right])._do(lambda client: raw(client, method, target, body, headers))


def raw(client, method, target, body, headers):
    """Asks once, and reads no more of a stream than its beginning."""
    from client import Answer, Connection
    connection = Connection(client.path)
    connection.request(method, target, body, {"Daybook-Purpose": "the matrix", **headers})
    response = connection.getresponse()
    names = {name.lower(): value for name, value in response.getheaders()}
    content = b"" if names.get("content-type") == "text/event-stream" else response.read()
    connection.close()
    return Answer(response.status, names, content)


def outcome(answer):
    """The answer in the table's words."""
    if answer.status == 403:
        return "closed" if answer.json.get("restricted") else "no"
    if answer.status in (409, 410) and answer.json["type"].endswith("erased"):
        return "over"
    if answer.status == 404 and "erased" in answer.json["detail"]:
        return "no-data"
    assert answer.status < 500, answer.body
    if answer.status == 200 and answer.media == "application/json" and b'"erased":' in answer.body:
        return "gone"
    return "yes"


@pytest.mark.parametrize("right", [*RIGHTS, "nothing"])
@pytest.mark.parametrize("row", EXPECTED)
def test_a_route_about_a_case(house, row, right):
    expected = EXPECTED[row].get(right, NOBODY).split()
    found = [outcome(ask(house, right, row, case)) for case in CASES]
    assert found == expected, dict(zip(CASES, zip(found, expected)))


@pytest.mark.parametrize("right", [*RIGHTS, "nothing"])
@pytest.mark.parametrize("row", EXPECTED_ACROSS)
def test_a_route_about_no_one_case(house, row, right):
    method, path = row.split("?")[0].split(" ")
    assert description.operation(method, path.format(ref="x", id="x", pack="x", position="0"))[1], "there is no such route"
    answer = ask(house, right, row, None)
    assert (outcome(answer) != "no") == (right in EXPECTED_ACROSS[row]), answer.body[:300]
    if answer.status == 403 and right != "nothing":
        assert answer["right"] in RIGHTS


@pytest.mark.parametrize("right", [*RIGHTS, "nothing"])
def test_an_answer_across_cases_holds_only_what_the_right_reaches(house, right):
    for path, name in (("/v1/events", "events"), ("/v1/decisions", "decisions")):
        answer = Person(house, UIDS[right]).get(path)
        if answer.status == 403:
            continue
        subjects = {one.get("subject") or f"case/{one['case']}" for one in answer[name]}
        allowed = {"read": {"case/OWN", "case/ERASED", "service/daybook"}, "review": {"case/OWN", "case/OTHER", "case/ERASED"}}[right]
        assert subjects <= allowed and "case/OWN" in subjects
        assert answer["left_out"] >= 1


def run(house, right, verb, case):
    program = daemons.PROGRAM.parent / "daybook"
    words = verb.format(ref=case, position=house.positions.get(case, 0)).split()
    return subprocess.run(
        [str(program), "--socket", str(house.socket), *words, "--purpose", "the matrix"], user=UIDS[right], group=60000,
        extra_groups=[], capture_output=True, text=True, timeout=60, cwd="/", env={"PATH": os.environ["PATH"]})


@pytest.mark.parametrize("right", [*RIGHTS, "nothing"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_about_a_case(house, verb, right):
    expected = VERBS[verb].get(right, NOBODY).split()
    for case, wanted in zip(CASES, expected):
        ended = run(house, right, verb, case)
        assert ended.returncode == (0 if wanted in ("yes", "gone") else 1), (case, ended.stdout, ended.stderr)
        if wanted == "gone":
            assert "rased on" in ended.stdout and "the schedule" in ended.stdout, (case, ended.stdout)
        if wanted == "closed":
            assert "restricted" in ended.stderr


@pytest.mark.parametrize("right", [*RIGHTS, "nothing"])
@pytest.mark.parametrize("verb", VERBS_ACROSS)
def test_a_verb_about_no_one_case(house, verb, right):
    ended = run(house, right, verb, "")
    assert ended.returncode == (0 if right in VERBS_ACROSS[verb] else 1), (ended.stdout, ended.stderr)
