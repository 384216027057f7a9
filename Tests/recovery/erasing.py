"""Disposal in the model, and who may dispose in the loop of kills: two people erase a case while others post to it and ask about it.

What was erased is told of by header alone, in every answer whose question came after the erasure; an answer whose question came
before it was done may show either, but of one case one or the other. Nothing is kept about a case after it.
"""

import json
import os

from daemon import Connection
from outside import require

OWNER, PEOPLE = 0, (1301, 1302)
POLICY = f"""
version: 1
principals:
  - {{name: owner, uids: [{os.getuid()}], operate: true, read: all, review: true, audit: true, post: [{{sources: ["/model/*", "/recovery/*"]}}]}}
  - {{name: one, uids: [{PEOPLE[0]}], dispose: true}}
  - {{name: two, uids: [{PEOPLE[1]}], dispose: true}}
"""
HEADERS = ("Content-Type: application/json", "Daybook-Purpose: disposal")
# What the ledger tells of an erased event besides.
HEADER = ("specversion", "id", "source", "type", "subject", "time", "actor", "actorrole", "sequence", "recordedtime")


def may_be_tried():
    """Only root can be two people."""
    return os.getuid() == 0


def prepare(daemon):
    """Lets the two people in."""
    directory = os.path.dirname(daemon.settings)
    policy = os.path.join(directory, "policy.yaml")
    with open(policy, "w") as file:
        file.write(POLICY)
    os.chmod(directory, 0o711)
    daemon.configure(policy_file=policy)
    daemon.serves_all = True


class People:
    """Both of them, for one client; each has a connection once there is something to do."""

    def __init__(self, path):
        self.path, self.connections = path, {}

    def ask(self, person, subject, body):
        if person not in self.connections:
            self.connections[person] = Connection(self.path, uid=PEOPLE[person])
        target = f"/v1/cases/{subject.removeprefix('case/')}/disposal"
        status, text = self.connections[person].ask("POST", target, json.dumps(body).encode(), HEADERS)
        return status, json.loads(text)

    def close(self):
        for connection in self.connections.values():
            connection.close()


class Erasures:
    """What has been erased, and what may be said of it."""

    def __init__(self):
        self.of = {}  # subject -> the confirmation that erased it

    def begun(self, subject, operation):
        """Whether the subject may have been erased by the time the operation ended."""
        return subject in self.of and self.of[subject].began < operation.ended

    def told(self, shown, kept, operation):
        """Compares an event of an answer with the one that was posted; answers whether it is shown as erased."""
        erasure = self.of.get(kept["subject"])
        if "erased" not in shown:
            require(not erasure or erasure.ended > operation.began, "shown after it was erased:", shown)
            return False
        require(self.begun(kept["subject"], operation), "erased by nobody:", shown)
        require(shown["data"] is None and shown["erased"] == erasure.answer["erased"], "erased otherwise:", shown)
        require(all(shown[name] == kept[name] for name in HEADER), "the header of an erased event is", shown, "- posted", kept)
        return True

    def check_propose(self, operation, versions):
        subject, status, answer = operation.target, operation.status, operation.answer
        if status == 201:
            require(versions(subject, answer["events"], operation), "a disposal of", answer["events"], "events was proposed")
        elif status == 404:
            require(versions(subject, 0, operation), subject, "is said not to be there")
        else:
            self._refused(operation, "already-erased")

    def check_confirm(self, operation, versions):
        status, answer = operation.status, operation.answer
        if status == 200:
            require(operation.by != operation.proposal.by, "one person proposed and confirmed")
            require(self.of[operation.target] is operation, operation.target, "was erased twice")
        elif operation.by == operation.proposal.by:
            self._refused(operation, "already-erased", "same-person")
        elif answer["type"].endswith(":proposal-stale"):
            require(not versions(operation.target, operation.proposal.answer["events"], operation, throughout=True), "a proposal was not stale")
        else:
            self._refused(operation, "already-erased")

    def _refused(self, operation, *reasons):
        reason = operation.answer["type"].rpartition(":")[2]
        require(operation.status == 409 and reason in reasons, "a disposal got", operation.status, operation.answer)
        require(reason != "already-erased" or self.begun(operation.target, operation), "nobody has erased", operation.target)
