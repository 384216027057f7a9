"""Audits: each question of a child, a meeting or an assessment is answered by its own answer."""

import json
import os
import subprocess

import pytest
import yaml

import daemon as daemons
from events import event, unique
from people import needs_root, open_to_all

COMMAND = daemons.PROGRAM.parent / "daybook"
# COV-2.08b asks of each child who is looked after, COV-3.00 of each assessment.
EACH_CHILD, EACH_ASSESSMENT = "COV-2.08b", "COV-3.00"


@pytest.fixture
def audited(own):
    """A case of a brother and a sister, with two assessments, and the command on its ledger."""
    daemon = own().start()
    client, subject = daemon.client(), f"case/{unique('aud')}"
    client.keeps(event(subject, {"service": "childrens_social_care", "children": ["c1", "c2"]}, type="case.opened", time="2026-03-01T09:00:00Z"))
    for child in ("c1", "c2"):
        client.keeps(event(subject, {"status": "looked_after", "children": [child]}, type="status.started", time="2026-03-02T09:00:00Z"))
    assessments = [
        event(subject, {"assessment_type": "child_and_family", "children": ["c1", "c2"]}, type="assessment.completed", time=f"2026-0{month}-10T09:00:00Z")
        for month in (3, 5)]
    for one in assessments:
        client.keeps(one)

    def daybook(*words, status=0, typed=None):
        done = subprocess.run([COMMAND, "--socket", daemon.socket, *words], capture_output=True, text=True, timeout=60, input=typed)
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def stands(clause):
        found = client.get(f"/v1/cases/{subject[5:]}/standards", pack="coventry", clause=clause).expect()["findings"]
        return [(one.get("child"), one["trigger"] and one["trigger"]["position"], (one.get("answer") or {}).get("answer")) for one in found]

    return client, subject[5:], [f"{one['source']}#{one['id']}" for one in assessments], daybook, stands


def fill(form, answers):
    """Writes answers behind the questions of a form."""
    topic, lines = {}, []
    for line in form.read_text().splitlines():
        name, _, value = line.strip().removeprefix("- ").partition(": ")
        if name == "clause":
            topic = {}
        topic[name] = value.strip('"')
        if line.strip().startswith("answer:"):
            key = (topic["clause"], topic.get("child"), topic.get("about"))
            line = f"    answer: {answers[key]}" if key in answers else "    answer:"
        lines.append(line)
    form.write_text("\n".join(lines) + "\n")


def test_each_child_and_each_assessment_has_its_own_question(audited, tmp_path):
    client, case, [first, second], daybook, stands = audited
    form = tmp_path / "form.yaml"
    daybook("audit", "start", case, "--pack", "coventry", "--auditor", "qa-3", "--form", str(form))
    asked = [(one["clause"], one.get("child"), one.get("about")) for one in yaml.safe_load(form.read_text())["answers"]]
    assert len(asked) == len(set(asked))
    of_children = [one for one in asked if one[0] == EACH_CHILD]
    of_assessments = [one for one in asked if one[0] == EACH_ASSESSMENT]
    assert {one[1] for one in of_children} == {"c1", "c2"}
    assert {one[2] for one in of_assessments} == {first, second}
    [child] = [one for one in of_children if one[1] == "c2"]
    later = [one for one in of_assessments if one[2] == second]
    fill(form, {child: "no", **{one: "yes" for one in later}})
    told = daybook("audit", "start", case, "--answers", str(form))
    assert f"Recorded {1 + len(later)} answers: {1 + len(later)} new" in told
    assert {one[0]: one[2] for one in stands(EACH_CHILD)} == {"c1": None, "c2": "no"}
    assert {(at, answer) for _, at, answer in stands(EACH_ASSESSMENT)} == {(3, None), (4, "yes")}
    size = client.size()
    assert f"0 new, {1 + len(later)} known already" in daybook("audit", "start", case, "--answers", str(form))
    assert client.size() == size
    # The others have answers of their own, and those that were given stay.
    earlier = [one for one in of_assessments if one[2] == first]
    fill(form, {child: "no", ("COV-2.08b", "c1", child[2]): "partly", **{one: "yes" for one in later}, **{one: "no" for one in earlier}})
    assert f"{1 + len(earlier)} new" in daybook("audit", "start", case, "--answers", str(form))
    assert {one[0]: one[2] for one in stands(EACH_CHILD)} == {"c1": "partly", "c2": "no"}
    assert {(at, answer) for _, at, answer in stands(EACH_ASSESSMENT)} == {(3, "no"), (4, "yes")}
    report = daybook("audit", "report", case, "--pack", "coventry")
    assert f"{len(asked)} questions arise: {2 + len(of_assessments)} answered" in report
    answers = [one for one in client.get("/v1/events", type="audit_answer.recorded").expect()["events"] if one["data"]["clause_id"] == EACH_CHILD]
    assert [one["data"]["children"] for one in answers] == [["c2"], ["c1"]]


def test_a_sample_can_be_repeated_when_cases_have_been_opened_since(audited):
    client, case, _, daybook, _ = audited

    def opened(name):
        client.keeps(event(f"case/{name}", {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time="2026-03-01T09:00:00Z"))

    for number in range(30):
        opened(f"S{number}")
    sample = ("--json", "audit", "sample", "--n", "8", "--seed", "spring")
    first = json.loads(daybook(*sample))
    assert first["of"] == 31 and len(first["cases"]) == 8 and first["left_out"] == 0
    assert f"ledger size {first['basis']['size']}" in daybook(*sample[1:])
    for number in range(30, 60):
        opened(f"S{number}")
    assert json.loads(daybook(*sample))["cases"] != first["cases"], "new cases may join it"
    assert json.loads(daybook(*sample, "--at-size", str(first["basis"]["size"])))["cases"] == first["cases"]
    # Nobody audits a case that was closed.
    gone = first["cases"][0]
    client.keeps(event(f"case/{gone}", {"reasons": "moved away", "service": "childrens_social_care"}, type="case.closed", time="2026-03-20T09:00:00Z"))
    then = json.loads(daybook(*sample, "--at-size", str(first["basis"]["size"] + 31)))["cases"]
    assert gone not in then


def test_an_answer_without_a_child_is_about_all(audited, tmp_path):
    client, case, _, daybook, stands = audited
    form = tmp_path / "form.yaml"
    daybook("audit", "start", case, "--pack", "coventry", "--auditor", "qa-3", "--form", str(form))
    head = form.read_text().split("answers:")[0]
    form.write_text(head + f'answers:\n  - clause: "{EACH_CHILD}"\n    answer: yes\n    comment: ""\n')
    assert "Recorded 1 answer: 1 new" in daybook("audit", "start", case, "--answers", str(form))
    assert {one[0]: one[2] for one in stands(EACH_CHILD)} == {"c1": "yes", "c2": "yes"}
    form.write_text(head + f'answers:\n  - clause: "{EACH_CHILD}"\n    child: "c9"\n    answer: yes\n')
    assert f"{EACH_CHILD} about c9 is no question that arises here" in daybook("audit", "start", case, "--answers", str(form), status=1)


@needs_root
def test_who_may_review_and_not_read_sees_the_report_and_the_questions(own, tmp_path):
    """Both ended with a denial, as the command asked for the record's events beside the findings."""
    policy = tmp_path / "policy.yaml"
    policy.write_text("""
version: 1
principals:
  - {name: owner, uids: [0], operate: true, review: true, read: all, post: [{sources: ["*"]}]}
  - {name: quality, uids: [1400], review: true}
""")
    policy.chmod(0o644)
    daemon = own({"policy_file": str(policy)}).start()
    open_to_all(daemon)
    client = daemon.client()
    client.keeps(event("worker/w1", {"worker": "w1", "job_role": "social_worker", "registered_role": True, "team": "Red"},
                       type="worker.started", time="2026-01-05T09:00:00Z"))
    client.keeps(event("worker/w1", {"focus": "workload", "worker": "w1", "caseload_too_high": True},
                       type="performance.reviewed", time="2026-02-05T09:00:00Z"))
    for words in (["report", "worker/w1"], ["start", "worker/w1", "--auditor", "qa-1"]):
        done = subprocess.run(
            [COMMAND, "--socket", daemon.socket, "audit", *words, "--pack", "coventry"], capture_output=True, text=True, timeout=60, cwd="/",
            user=1400, group=60000, extra_groups=[], env={"PATH": os.environ["PATH"], "DAYBOOK_SCHEMAS": str(daemons.ROOT / "schemas")}, stdin=subprocess.DEVNULL)
        assert done.returncode == 0 and "COV-" in done.stdout, (words, done.stdout, done.stderr)
