"""The verbs of `daybook log`: what they print, and that a receipt is checked without the daemon."""

import json
import os
import subprocess

import pytest

import daemon as daemons
import mirror
from events import event

COMMAND = daemons.PROGRAM.parent / "daybook"
WITHOUT_A_DAEMON = "/nonexistent/socket"


def run(socket, *words):
    words = [COMMAND, "--socket", socket, *words]
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "DAYBOOK_SOCKET")}
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=60, env={**environment, "COLUMNS": "400"})


@pytest.fixture(scope="module")
def made():
    daemon = daemons.Daemon().start()
    client = daemon.client()
    for number in range(12):
        client.keeps(event(f"case/v-{number % 3}", zone=f"Z{number}"))
    yield daemon
    daemon.remove()


@pytest.fixture(scope="module")
def papers(made, tmp_path_factory):
    """What an outsider is given: receipt, event, and the ledger's key."""
    directory = tmp_path_factory.mktemp("papers")
    told = run(made.socket, "log", "prove", 7, "-o", directory / "receipt", "--event", directory / "event")
    assert told.returncode == 0 and told.stderr == "" and str(directory / "receipt") in told.stdout
    (directory / "key").write_text(run(made.socket, "log", "key").stdout.strip())
    return directory


def verify(papers, *more, receipt=None, shown=None, key=None):
    return run(
        WITHOUT_A_DAEMON, "log", "verify-receipt", receipt or papers / "receipt", "--event", shown or papers / "event",
        "--key", key or (papers / "key").read_text(), *more)


def refused(done, *parts):
    """One sentence on standard error, and exit status 1."""
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("daybook: ") and lines[0].endswith("."), done.stderr
    for part in parts:
        assert part in lines[0], done.stderr
    assert "as it is shown" not in done.stdout
    return done


def test_the_papers_are_what_the_routes_answer(made, papers):
    client = made.client()
    assert (papers / "receipt").read_bytes() == client.get("/v1/log/proof/7").expect().body
    assert (papers / "event").read_bytes() == client.get("/v1/events/7").expect().body
    assert run(made.socket, "log", "prove", 7).stdout.encode() == (papers / "receipt").read_bytes()
    assert run(made.socket, "log", "checkpoint").stdout.encode() == client.get("/v1/log/checkpoint").expect().body
    assert run(made.socket, "log", "checkpoint", "--size", 3).stdout.split("\n")[1] == "3"
    assert (papers / "key").read_text() == mirror.key(client)
    assert json.loads(run(made.socket, "log", "disclosure", 7).stdout) == client.get("/v1/log/disclosure/7").expect().json


def test_a_receipt_is_checked_offline_step_by_step(papers):
    done = verify(papers)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert [line[:2] for line in done.stdout.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert "The event was recorded as it is shown." in done.stdout
    told = json.loads(verify(papers, "--json").stdout)
    assert told["valid"] is True and told["fault"] is None and len(told["steps"]) == 6


def test_the_event_may_have_been_laid_out_anew(papers, tmp_path):
    answer = json.loads((papers / "event").read_text())
    for name, text in {"pretty": json.dumps(answer, indent=2), "bare": json.dumps(answer["event"]),
                       "compact": json.dumps(answer["event"], separators=(",", ":"))}.items():
        (tmp_path / name).write_text(text)
        assert verify(papers, shown=tmp_path / name).returncode == 0, name


def change(papers, tmp_path, edit):
    shown = json.loads((papers / "event").read_text())
    edit(shown["event"])
    (tmp_path / "event").write_text(json.dumps(shown))
    return tmp_path / "event"


CHANGES = {
    "actorrole": lambda event: event.update(actorrole="social worker"),
    "actorteam": lambda event: event.pop("actorteam"),
    "subject": lambda event: event.update(subject="case/v-0"),
    "time": lambda event: event.update(time="2026-03-04T10:12:34Z"),
    "enteredtime": lambda event: event.pop("enteredtime"),
    "postedby": lambda event: event.update(postedby="uid:1 somebody"),
    "recordedtime": lambda event: event.update(recordedtime="2026-01-01T00:00:00.000000Z"),
    "data": lambda event: event["data"].update(decision="No further action."),
    "actorname": lambda event: event.update(actorname="B. Patel"),
    "zone": lambda event: event.pop("zone"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_event_that_was_changed_is_refused_and_the_change_named(papers, tmp_path, what):
    named = {"zone": "actorname"}.get(what, what)
    refused(verify(papers, shown=change(papers, tmp_path, CHANGES[what])), named, "recorded")


def test_another_event_is_refused(made, papers, tmp_path):
    (tmp_path / "event").write_bytes(made.client().get("/v1/events/6").expect().body)
    refused(verify(papers, shown=tmp_path / "event"), "position 7", "position 6")


def test_another_key_is_refused(papers, own):
    other = mirror.key(own({"origin": "example.org/other"}).start().client())
    refused(verify(papers, key=other), "None of the keys")
    refused(verify(papers, key=(papers / "key").read_text()[:-3] + "AA="), "verifier key")
    refused(verify(papers, key="nonsense"), "verifier key")


@pytest.mark.parametrize("old, new, part", [
    (b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v2", "no receipt"),
    (b"\nextra ", b"\nextra !", "extra data"),
    (b"\nindex 7\n", b"\nindex 07\n", "index"),
    (b"\nindex 7\n", b"\nindex 8\n", "position 8"),
    (b"\n12\n", b"\n13\n", "signature"),
    (b"\n\n", b"\n", "no receipt"),
])
def test_a_receipt_that_was_changed_is_refused(papers, tmp_path, old, new, part):
    text = (papers / "receipt").read_bytes()
    assert old in text
    (tmp_path / "receipt").write_bytes(text.replace(old, new, 1))
    refused(verify(papers, receipt=tmp_path / "receipt"), part)


def test_every_hash_of_a_receipt_counts(papers, tmp_path):
    lines = (papers / "receipt").read_text().split("\n")
    start = lines.index("index 7") + 1
    for at in range(start, lines.index("", start)):
        spoilt = list(lines)
        spoilt[at] = ("B" if lines[at][0] != "B" else "C") + lines[at][1:]
        (tmp_path / "receipt").write_text("\n".join(spoilt))
        refused(verify(papers, receipt=tmp_path / "receipt"), "does not lead to the root")
        (tmp_path / "receipt").write_text("\n".join(lines[:at] + lines[at + 1:]))
        refused(verify(papers, receipt=tmp_path / "receipt"), "asks for")


def test_a_receipt_without_salt_needs_the_disclosure(made, papers, tmp_path):
    run(made.socket, "log", "prove", 7, "--without-salt", "-o", tmp_path / "receipt")
    refused(verify(papers, receipt=tmp_path / "receipt"), "no salt")
    (tmp_path / "disclosure").write_bytes(made.client().get("/v1/log/disclosure/7").expect().body)
    assert verify(papers, "--disclosure", tmp_path / "disclosure", receipt=tmp_path / "receipt").returncode == 0
    (tmp_path / "other").write_bytes(made.client().get("/v1/log/disclosure/6").expect().body)
    refused(verify(papers, "--disclosure", tmp_path / "other", receipt=tmp_path / "receipt"), "data are not what was recorded")
    refused(verify(papers, "--disclosure", papers / "event", receipt=tmp_path / "receipt"), "no disclosure")


def test_line_feeds_behind_a_receipt_do_no_harm(papers, tmp_path):
    """As `jq -r .receipt` writes them."""
    (tmp_path / "receipt").write_bytes((papers / "receipt").read_bytes() + b"\n\n")
    assert verify(papers, receipt=tmp_path / "receipt").returncode == 0


def test_files_that_are_something_else_are_refused(papers, tmp_path):
    for name, content in {"empty": b"", "binary": bytes(range(256)), "list": b"[]"}.items():
        (tmp_path / name).write_bytes(content)
        refused(verify(papers, shown=tmp_path / name))
        refused(verify(papers, receipt=tmp_path / name))
    posted = json.dumps(event())
    (tmp_path / "posted").write_text(posted)
    refused(verify(papers, shown=tmp_path / "posted"), "sequence, recordedtime and postedby")
    missing = verify(papers, shown=tmp_path / "missing")
    assert missing.returncode == 2 and "cannot be read" in missing.stderr


def test_consistency_is_checked_here(made, tmp_path):
    done = run(made.socket, "log", "consistency", 5, 12)
    assert done.returncode == 0 and done.stdout.startswith("The ledger of 12 events begins with the ledger of 5"), done
    answer = json.loads(run(made.socket, "--json", "log", "consistency", 5, 12).stdout)
    assert answer["from"] == 5 and answer["to"] == 12
    for size in (5, 12):
        (tmp_path / str(size)).write_bytes(made.client().get("/v1/log/checkpoint", size=size).expect().body)
    key = mirror.key(made.client())
    done = run(made.socket, "log", "consistency", tmp_path / "5", tmp_path / "12", "--key", key)
    assert done.returncode == 0 and "Both roots are those of the checkpoints you gave" in done.stdout
    assert run(made.socket, "log", "consistency", tmp_path / "5", 11).returncode == 0


def test_a_checkpoint_of_another_history_is_refused(made, own, tmp_path):
    """The key is the ledger's own, the checkpoint is truly signed, and the ledger does not begin with it."""
    forked = own()
    (forked.ledger / "keys").mkdir(parents=True, mode=0o700)
    for name in ("master.key", "signing.key"):
        (forked.ledger / "keys" / name).write_bytes((made.ledger / "keys" / name).read_bytes())
        (forked.ledger / "keys" / name).chmod(0o600)
    client = forked.start().client()
    for _ in range(5):
        client.keeps(event())
    (tmp_path / "old").write_bytes(client.get("/v1/log/checkpoint").expect().body)
    refused(run(made.socket, "log", "consistency", tmp_path / "old", 12), "history was changed")


def test_what_cannot_be_asked_is_wrong_usage(made):
    for words in ([0, 12], [12, 5]):
        done = run(made.socket, "log", "consistency", *words)
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1, done
    for words in (["log", "prove", 99], ["log", "disclosure", 99], ["log", "checkpoint", "--size", 99], ["log", "consistency", 5, 99999]):
        done = run(made.socket, *words)
        assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done
    assert run(made.socket, "log", "prove", "x").returncode == 2
    assert run(made.socket, "log", "nonsense").returncode == 2
    assert run(WITHOUT_A_DAEMON, "log", "prove", 1).returncode == 3
