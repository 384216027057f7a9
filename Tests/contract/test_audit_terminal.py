"""An audit at a real terminal: a pseudo-terminal stands in for the auditor's."""

import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest

import daemon as daemons
from events import event, unique

COMMAND = daemons.PROGRAM.parent / "daybook"
PROMPT = "ends): "
COMMENT = "none): "


class Auditor:
    """Types at a terminal, and reads what stands on it."""

    def __init__(self, socket, *words):
        self.screen, slave = pty.openpty()
        environment = dict(os.environ, COLUMNS="100", NO_COLOR="1")
        # Who runs the tests in the background has them ignore an interrupt, and all that they start; a terminal does not.
        self.process = subprocess.Popen(
            [COMMAND, "--socket", socket, *words], stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        os.close(slave)
        self.shown = ""

    def read(self, until=None):
        """What the terminal shows next, up to `until`, or to the end."""
        found, deadline = "", time.monotonic() + 30
        while until is None or until not in found:
            assert time.monotonic() < deadline, (until, self.shown + found)
            if not select.select([self.screen], [], [], 0.2)[0]:
                continue
            try:
                part = os.read(self.screen, 65536)
            except OSError:  # Linux tells the end of a pseudo-terminal so.
                part = b""
            if not part:
                assert until is None, (until, self.shown + found)
                break
            found += part.decode()
        self.shown += found
        return found.replace("\r\n", "\n")

    def type(self, text):
        os.write(self.screen, text.encode())

    def end(self, status=0):
        rest = self.read()
        assert self.process.wait(timeout=30) == status, self.shown
        os.close(self.screen)
        return rest


@pytest.fixture
def case(client):
    subject = f"case/{unique('pty')}"
    client.keeps(event(subject, {"service": "childrens_social_care", "children": ["A"]}, type="case.opened", time="2026-03-01T09:00:00Z"))
    return subject[5:]


def begin(client, case):
    return Auditor(str(client.path), "audit", "start", case, "--pack", "ten-standards", "--auditor", "qa-7")


def recorded(client, case):
    events = client.get("/v1/events", subject=f"case/{case}", source="/daybook/audit", limit=1000).expect()["events"]
    return [one["type"] for one in events], {one["data"]["clause_id"]: one["data"] for one in events if "clause_id" in one["data"]}


def clause(text):
    return re.search(r"^(TEN-\S+)", text, re.MULTILINE).group(1)


def test_a_mistyped_answer_is_asked_again(client, case):
    auditor = begin(client, case)
    first = auditor.read(PROMPT)
    assert re.search(r"Question 1 of \d+", first)
    auditor.type("maybe\n")
    assert '"maybe" is no answer.' in auditor.read(PROMPT)
    auditor.type(" Not applicable \n")
    auditor.read(COMMENT)
    auditor.type("\n")
    auditor.read(PROMPT)
    auditor.type("q\n")
    assert "Recorded 1 answer." in auditor.end()
    types, answers = recorded(client, case)
    assert types == ["audit.assigned", "audit_answer.recorded"]
    assert {name: data["answer"] for name, data in answers.items()} == {clause(first): "not_applicable"}


def test_a_question_that_is_left_open_is_not_recorded(client, case):
    auditor = begin(client, case)
    skipped = clause(auditor.read(PROMPT))
    auditor.type("\n")
    answered = clause(auditor.read(PROMPT))
    auditor.type("p\n")
    auditor.read(COMMENT)
    auditor.type("Zoë's wishes are there, her sister's are not\n")
    auditor.read(PROMPT)
    auditor.type("\x04")
    assert "left open" in auditor.end()
    _, answers = recorded(client, case)
    assert list(answers) == [answered] and answered != skipped
    assert answers[answered]["comment"] == "Zoë's wishes are there, her sister's are not"


def test_an_interrupted_audit_goes_on_where_it_stopped(client, case):
    auditor = begin(client, case)
    first = clause(auditor.read(PROMPT))
    auditor.type("yes\n")
    auditor.read(COMMENT)
    auditor.type("\n")
    second = clause(auditor.read(PROMPT))
    os.killpg(auditor.process.pid, signal.SIGINT)
    auditor.process.wait(timeout=30)
    os.close(auditor.screen)
    size = client.size()
    types, answers = recorded(client, case)
    assert types == ["audit.assigned", "audit_answer.recorded"] and list(answers) == [first]

    auditor = begin(client, case)
    again = auditor.read(PROMPT)
    assert "1 question answered" in again and clause(again) == second
    assert client.size() == size
    # All the others: the audit is whole, and nothing stands twice.
    left = int(re.search(r"Question 1 of (\d+)", again).group(1))
    for number in range(left):
        auditor.type("n\n")
        auditor.read(COMMENT)
        auditor.type("\n")
        if number + 1 < left:
            auditor.read(PROMPT)
    assert "the audit is completed" in auditor.end()
    types, answers = recorded(client, case)
    assert types == ["audit.assigned"] + ["audit_answer.recorded"] * (left + 1) + ["audit.completed"]
    assert len(answers) == left + 1 and [name for name, data in answers.items() if data["answer"] == "yes"] == [first]

    # A completed audit is not gone on with: the next one asks everything anew.
    auditor = begin(client, case)
    assert clause(auditor.read(PROMPT)) == first
    auditor.type("q\n")
    assert "nothing recorded" in auditor.end()
