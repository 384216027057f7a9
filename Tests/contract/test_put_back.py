"""What was put back to an older copy, and what of the second place is not there: said at the start, and accepted with a reason."""

import json
import os
import re
import shutil
import subprocess
import time

import pytest

from daemon import PROGRAM, ROOT
from events import event
from test_attacks import run

DAYBOOK = PROGRAM.with_name("daybook")


def post(daemon, count=3):
    client = daemon.client()
    for _ in range(count):
        client.keeps(event())
    client.get("/v1/events").expect()
    client.close()


def accepted(daemon, why="the disk lost its end"):
    process = subprocess.Popen([*daemon.command(create=False), "--accept-rollback", why], stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not daemon.answers():
        time.sleep(0.05)
    process.terminate()
    _, errors = process.communicate(timeout=30)
    return process.returncode, errors


def back_up(daemon):
    """Starts it, posts, and leaves a backup in `b` beside its ledger, stopped."""
    daemon.start()
    post(daemon)
    assert run(DAYBOOK, "--socket", daemon.socket, "backup", daemon.home / "b").returncode == 0
    daemon.stop()


def put_back(log, old):
    shutil.copy(old, log / "data.mdb")
    (log / "lock.mdb").unlink(missing_ok=True)


@pytest.mark.parametrize("both", [False, True])
def test_a_visitors_book_put_back_is_accepted_with_a_reason_that_stands_in_it(own, both):
    """The start named the way out and refused it: a book whose log was put back could never be started again."""
    daemon = own({}).start()
    post(daemon)
    daemon.stop()
    logs = [daemon.ledger / "visitors/log"] + ([daemon.ledger / "log"] if both else [])
    for number, log in enumerate(logs):
        shutil.copy(log / "data.mdb", daemon.home / f"old{number}")
    daemon.start(create=False)
    post(daemon)
    daemon.stop()
    status, errors = accepted(daemon)
    assert status != 0 and "no rollback to accept" in errors
    for number, log in enumerate(logs):
        put_back(log, daemon.home / f"old{number}")
    said = daemon.refuses_to_start(create=False)
    assert ("the ledger has 3 events" if both else "the visitors' book has") in said and "--accept-rollback" in said
    status, errors = accepted(daemon)
    assert status == 0, errors
    daemon.start(create=False)
    client = daemon.client()
    [entry] = [one for one in client.get("/v1/visitors").expect()["visits"] if one["type"] == "visitors_book.rollback_accepted"]
    assert (entry["subject"], entry["reasons"], entry["peer_user"]) == ("service/daybook", "the disk lost its end", os.getuid())
    import jsonschema
    told = client.get(f"/v1/visitors/events/{entry['position']}").expect()["event"]
    jsonschema.validate(told["data"], json.loads((ROOT / "schemas/visitors/visitors_book.rollback_accepted.json").read_text()))
    assert told["data"]["found"] == "behind" and told["data"]["kept_size"] > told["data"]["ledger_size"] == entry["position"]
    assert len(client.get("/v1/events", type="ledger.rollback_accepted").expect()["events"]) == both
    client.close()
    assert "Why: the disk lost its end." in run(DAYBOOK, "--socket", daemon.socket, "viewers").stdout
    verified = run(DAYBOOK, "--socket", daemon.socket, "log", "verify", "--visitors")
    assert verified.returncode == 0, verified.stderr


def test_a_backup_from_before_a_change_of_the_signing_key_says_which_key_it_wants(own):
    """It was called no ledger as it should be, and the file in the second place another ledger's, or damaged."""
    daemon = own({})
    second = daemon.home / "second"
    daemon.configure({"checkpoint_file": str(second)})
    back_up(daemon)
    fresh = daemon.home / "fresh"
    fresh.write_text(os.urandom(32).hex())
    fresh.chmod(0o600)
    rotated = run(
        DAYBOOK, "keys", "rotate", "--ledger", daemon.ledger, "--signing-key", daemon.home / "signing", "--new-signing-key", fresh)
    assert rotated.returncode == 0, rotated.stderr
    daemon.configure({"checkpoint_file": str(second), "signing_key_file": str(fresh)})
    daemon.start(create=False)
    post(daemon)
    daemon.stop()
    daemon.ledger.rename(daemon.home / "before")
    words = [
        DAYBOOK, "restore", daemon.home / "b", "--ledger", daemon.ledger, "--config", daemon.config, "--visitors-keys",
        daemon.home / "before/visitors/keys"]
    refused = run(*words)
    said = " ".join(refused.stderr.split())
    assert refused.returncode == 1 and not daemon.ledger.exists()
    assert "is signed by another key of this name" in said and "if the signing key was changed since this copy was made" in said
    assert "not what it should be" not in said
    daemon.configure({"checkpoint_file": str(second)})
    restored = run(*words)
    assert restored.returncode == 0, restored.stderr
    said = daemon.refuses_to_start(create=False)
    assert "holds a checkpoint of 6 events that another key of the ledger's name signed" in said and "the ledger has 3" in said
    assert "before a change of the signing key" in said


def test_a_second_place_that_is_gone_is_told_at_the_start(own):
    daemon = own({})
    second = daemon.home / "other/second"
    second.parent.mkdir()
    daemon.configure({"checkpoint_file": str(second)})
    daemon.start()
    post(daemon)
    daemon.stop()
    daemon.start(create=False)
    assert "no checkpoint was in the second place" not in daemon.logged()
    daemon.stop()
    shutil.rmtree(second.parent)
    daemon.start(create=False)
    assert "no checkpoint was in the second place" in daemon.logged() and str(second) in daemon.logged()
    daemon.stop()


def test_a_second_place_is_named_from_the_root_on(own):
    daemon = own({})
    daemon.configure({"checkpoint_file": "second"})
    assert "give the whole path" in daemon.refuses_to_start()


def test_a_second_place_behind_a_link_is_written_where_the_link_leads(own):
    daemon = own({})
    (daemon.home / "disk").mkdir()
    second, link = daemon.home / "disk/second", daemon.home / "link"
    link.symlink_to("disk/second")
    daemon.configure({"checkpoint_file": str(link)})
    daemon.start()
    post(daemon, 1)
    daemon.stop()
    post(daemon.start(create=False), 2)
    daemon.stop()
    assert link.is_symlink() and second.read_text().split("\n")[1] == "3"


def test_a_pipe_in_the_second_place_is_no_checkpoint_and_nobody_waits_for_it(own):
    daemon = own({})
    daemon.configure({"checkpoint_file": str(daemon.home / "second")})
    daemon.start()
    post(daemon, 1)
    daemon.stop()
    (daemon.home / "second").unlink()
    os.mkfifo(daemon.home / "second")
    assert "holds no checkpoint signed by this ledger's key" in daemon.refuses_to_start(create=False)
    checked = run(DAYBOOK, "log", "verify", "--ledger", daemon.ledger, "--config", daemon.config)
    assert checked.returncode == 1 and "is no file" in checked.stderr, checked


def test_a_book_that_survived_is_not_lost_to_a_restore(own):
    daemon = own({})
    book = daemon.home / "book"
    daemon.configure({"visitors_directory": str(book)})
    back_up(daemon)
    shutil.rmtree(daemon.ledger)
    words = [DAYBOOK, "restore", daemon.home / "b", "--ledger", daemon.ledger, "--config", daemon.config]
    refused = run(*words, "--visitors-keys", book / "keys")
    said = " ".join(refused.stderr.split())
    assert refused.returncode == 1 and f"there is a visitors' book in {book} already" in said and "--without-visitors" in said
    assert not daemon.ledger.exists()
    assert run(*words, "--without-visitors").returncode == 0
    post(daemon.start(create=False), 1)
    daemon.stop()


@pytest.fixture(params=["usual", "elsewhere"])
def looked_at(own, request):
    """A ledger at which somebody looked once more after its whole visitors' book was copied; stopped."""
    daemon = own({})
    daemon.book = daemon.home / "book" if request.param == "elsewhere" else daemon.ledger / "visitors"
    if request.param == "elsewhere":
        daemon.configure({"visitors_directory": str(daemon.book)})
    daemon.start()
    post(daemon)
    daemon.stop()
    daemon.old = size(daemon.book)
    shutil.copytree(daemon.book, daemon.home / "old-book")
    look(daemon.start(create=False))
    daemon.stop()
    assert size(daemon.book) > daemon.old
    return daemon


def size(book):
    return int((book / "checkpoint").read_text().split("\n")[1])


def look(daemon):
    client = daemon.client()
    client.get("/v1/events").expect()
    client.close()


def put_book_back(daemon):
    shutil.rmtree(daemon.book)
    shutil.copytree(daemon.home / "old-book", daemon.book)


def test_a_whole_visitors_book_put_back_is_seen_by_the_ledger(looked_at):
    """Its own checkpoint went back with it: somebody's looks were gone, and everything called it whole."""
    newest = size(looked_at.book)
    put_book_back(looked_at)
    said = looked_at.refuses_to_start(create=False)
    assert f"the visitors' book has {looked_at.old} events, and the checkpoint in {looked_at.ledger}/log is of {newest}:" in said
    status, errors = accepted(looked_at, "an older disk")
    assert status == 0, errors
    client = looked_at.start(create=False).client()
    [entry] = [one for one in client.get("/v1/visitors").expect()["visits"] if one["type"] == "visitors_book.rollback_accepted"]
    told = client.get(f"/v1/visitors/events/{entry['position']}").expect()["event"]["data"]
    assert (entry["reasons"], told["found"], told["ledger_size"], told["kept_size"]) == ("an older disk", "behind", looked_at.old, newest)
    client.close()
    assert run(DAYBOOK, "--socket", looked_at.socket, "log", "verify", "--visitors").returncode == 0


def test_a_post_takes_along_how_far_the_book_is_though_the_daemon_is_killed(looked_at):
    daemon = looked_at.start(create=False)
    before = size(daemon.book)
    look(daemon)
    client = daemon.client()
    client.keeps(event())
    client.close()
    daemon.process.kill()
    daemon.process.wait()
    daemon.process = None
    put_book_back(daemon)
    [marked] = re.findall(r"/log is of (\d+):", daemon.refuses_to_start(create=False))
    assert int(marked) > before


def test_a_check_of_the_book_put_back_finds_it(looked_at):
    """Of a book in its usual place; of another the daemon knows whose it is."""
    newest = size(looked_at.book)
    words = [DAYBOOK, "log", "verify", "--visitors", "--ledger", looked_at.book]
    assert run(*words).returncode == 0
    put_book_back(looked_at)
    checked = run(*words)
    if looked_at.book.parent == looked_at.ledger:
        assert checked.returncode == 1
        assert f"the checkpoint in {looked_at.ledger}/log is of {newest} events: it was rolled back" in " ".join(checked.stderr.split())
    else:
        assert checked.returncode == 0


def test_a_book_that_vanished_is_begun_anew_only_with_a_reason(looked_at):
    shutil.rmtree(looked_at.book)
    assert "put it back, or start once with --create" in looked_at.refuses_to_start(create=False)
    said = looked_at.refuses_to_start()
    assert "the ledger says that there was one" in said and "--accept-rollback" in said and not looked_at.book.exists()
    process = subprocess.Popen([*looked_at.command(), "--accept-rollback", "lost"], stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not looked_at.answers():
        time.sleep(0.05)
    process.terminate()
    assert process.communicate(timeout=30) and process.returncode == 0
    client = looked_at.start(create=False).client()
    assert client.get("/v1/visitors").expect()["visits"][0]["reasons"] == "lost"
    client.close()


def test_a_ledger_of_before_has_no_mark_until_it_is_started(looked_at):
    import lmdb
    with lmdb.open(str(looked_at.ledger / "log"), max_dbs=8) as environment, environment.begin(write=True) as transaction:
        assert transaction.delete(b"visitors", db=environment.open_db(b"about", txn=transaction))
    looked_at.start(create=False)
    looked_at.stop()
    put_book_back(looked_at)
    assert f"the visitors' book has {looked_at.old} events" in looked_at.refuses_to_start(create=False)


def test_a_backup_whose_book_is_of_an_older_one_is_not_restored(own):
    daemon = own({})
    back_up(daemon)
    (daemon.home / "b").rename(daemon.home / "older")
    look(daemon.start(create=False))
    daemon.stop()
    back_up(daemon)
    words = [DAYBOOK, "restore", daemon.home / "b", "--ledger", daemon.home / "made", "--config", daemon.config, "--visitors-keys",
             daemon.ledger / "visitors/keys"]
    shutil.rmtree(daemon.home / "b/visitors")
    shutil.copytree(daemon.home / "older/visitors", daemon.home / "b/visitors")
    refused = run(*words)
    said = " ".join(refused.stderr.split())
    assert refused.returncode == 1 and "The visitors' book is not what it should be" in said and f"the checkpoint in {daemon.home}/b/log is of" in said
    assert not (daemon.home / "made").exists()


def test_a_second_place_for_the_book_shows_what_is_put_back_with_its_ledger(own):
    daemon = own({})
    daemon.configure({"visitors_checkpoint_file": str(daemon.home / "second"), "checkpoint_file": str(daemon.home / "first")})
    daemon.start()
    post(daemon)
    daemon.stop()
    shutil.copytree(daemon.ledger, daemon.home / "old")
    look(daemon.start(create=False))
    daemon.stop()
    assert not (daemon.ledger / "visitors/checkpoint").exists()
    shutil.rmtree(daemon.ledger)
    shutil.copytree(daemon.home / "old", daemon.ledger)
    said = daemon.refuses_to_start(create=False)
    assert "the visitors' book has" in said and f"the checkpoint in {daemon.home}/second is of" in said
    checked = run(DAYBOOK, "log", "verify", "--visitors", "--ledger", daemon.ledger / "visitors", "--config", daemon.config)
    assert checked.returncode == 1 and f"{daemon.home}/second" in " ".join(checked.stderr.split())
    daemon.configure({"visitors_checkpoint_file": "second"})
    assert "visitors_checkpoint_file" in daemon.refuses_to_start(create=False)
    daemon.configure({"visitors_checkpoint_file": str(daemon.home / "one"), "checkpoint_file": str(daemon.home / "one")})
    assert "one file" in daemon.refuses_to_start(create=False)
