"""Backup while serving, restore, export and import: each copy holds exactly a state the ledger had, and is checked."""

import json
import os
import shutil
import subprocess
import sys
import threading

import pytest

from daemon import PROGRAM
from events import event
from test_attacks import AUDIT, READER, run

DAYBOOK = PROGRAM.with_name("daybook")


class Place:
    """A daemon with its settings, and the command beside it."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.home = daemon.home

    def command(self, *words):
        return run(DAYBOOK, *words)

    def asks(self, *words):
        return run(DAYBOOK, "--socket", self.daemon.socket, *words)

    def report(self, answer):
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)


def new_key(path):
    path.write_text(os.urandom(32).hex() + "\n")
    path.chmod(0o600)
    return str(path)


@pytest.fixture
def place(own):
    daemon = own({})
    daemon.configure({
        "visitors_master_key_file": new_key(daemon.home / "book-master"),
        "visitors_signing_key_file": new_key(daemon.home / "book-signing")})
    return filled(daemon)


def filled(daemon):
    daemon.start()
    client = daemon.client()
    for _ in range(12):
        client.batch([event(f"case/{number % 5}") for number in range(25)]).expect(201)
    client.close()
    return Place(daemon)


def looks(daemon, case="3"):
    """Who looked at a case, but for the look that tells it."""
    client = daemon.client()
    visits = client.get(f"/v1/cases/{case}/viewers").expect()["visits"]
    client.close()
    return [one for one in visits if one["type"] == "record.viewed"]


def checkpoint(daemon):
    client = daemon.client()
    note = client.get("/v1/log/checkpoint").expect().body.decode()
    client.close()
    return note


def test_a_backup_under_load_is_a_state_the_ledger_had_and_restores_to_it(place):
    stop = threading.Event()

    def load():
        client = place.daemon.client()
        while not stop.is_set():
            client.batch([event() for _ in range(10)]).expect(201)
        client.close()

    loading = threading.Thread(target=load)
    loading.start()
    try:
        found = place.report(place.asks("--json", "backup", place.home / "b", "--keys", place.home / "k"))
        # The same goes for a check, by the daemon and beside it.
        assert place.report(place.asks("--json", "log", "verify"))["unchecked"] == []
        beside = place.report(place.command(
            "log", "verify", "--ledger", place.daemon.ledger, "--config", place.daemon.config, "--json"))
        assert beside["size"] >= found["size"]
    finally:
        stop.set()
        loading.join()
    size = found["size"]
    assert size >= 300 and found["opened"] == size and found["unchecked"] == []
    note = (place.home / "b/checkpoint").read_text()
    client = place.daemon.client()
    assert client.get(f"/v1/log/checkpoint?size={size}").expect().body.decode() == note == found["checkpoint"]
    before = client.get(f"/v1/cases/3/history?at_size={size}").expect().body
    client.close()
    assert not (place.home / "b/keys").exists()
    assert {file.stat().st_mode & 0o077 for file in (place.home / "b").rglob("*")} == {0}
    place.daemon.stop()
    # As after the loss of the disk, the second place with it.
    shutil.rmtree(place.daemon.ledger)
    restored = place.report(place.command(
        "restore", place.home / "b", "--keys", place.home / "k", "--ledger", place.daemon.ledger,
        "--config", place.daemon.config, "--json"))
    assert (restored["size"], restored["opened"]) == (size, size)
    place.daemon.start()
    assert checkpoint(place.daemon) == note
    client = place.daemon.client()
    assert client.get(f"/v1/cases/3/history?at_size={size}").expect().body == before
    client.post(event()).expect(201)
    client.close()


@pytest.mark.parametrize("where", ["in the ledger's directory", "there by its name in the settings", "in a place of its own"])
def test_the_visitors_book_is_backed_up_and_restored_with_the_ledger(place, where):
    daemon, book = place.daemon, place.daemon.ledger / "visitors"
    apart = where == "in a place of its own"
    if where != "in the ledger's directory":
        daemon.stop()
        if apart:
            shutil.move(book, place.home / "book")
            book = place.home / "book"
        daemon.configure({**json.loads(daemon.config.read_text()), "visitors_directory": str(book)})
        daemon.start()
    client = daemon.client()
    for number in range(7):
        client.get("/v1/cases/3", headers={"Daybook-Purpose": f"look {number}"}).expect()
    client.close()
    seen = looks(daemon)
    found = place.report(place.asks("--json", "backup", place.home / "b", "--keys", place.home / "k"))
    copied = found["visitors"]
    assert copied["opened"] == copied["size"] >= 8 and copied["unchecked"] == [] and "key_files" not in copied
    assert (place.home / "b/visitors/checkpoint").read_text() == copied["checkpoint"]
    assert (place.home / "k/visitors/data.mdb").exists() and not (place.home / "b/visitors/keys").exists()
    assert not list((place.home / "b").rglob("*.key")) + list((place.home / "k").rglob("*.key"))
    # A look after the backup is what a restore loses, as of the ledger.
    assert len(looks(daemon)) == 7
    daemon.stop()
    offline = place.report(place.command(
        "backup", place.home / "b2", "--ledger", daemon.ledger, "--config", daemon.config, "--json"))
    assert offline["visitors"]["size"] > copied["size"] and offline["visitors"]["unchecked"] == []
    shutil.rmtree(daemon.ledger)
    shutil.rmtree(book, ignore_errors=True)
    words = ["restore", place.home / "b", "--keys", place.home / "k", "--ledger", daemon.ledger, "--config", daemon.config]
    if apart:
        # Where one of the two cannot be put in place, neither is.
        book.mkdir()
        (book / "something").touch()
        refused = place.command(*words)
        assert refused.returncode == 1 and str(book) in refused.stderr, refused.stderr
        assert not (daemon.ledger / "log").exists() and [file.name for file in book.iterdir()] == ["something"]
        (book / "something").unlink()
    restored = place.report(place.command(*words, "--json"))
    assert restored["visitors"]["checkpoint"] == copied["checkpoint"] and restored["visitors"]["unchecked"] == []
    assert restored["visitors"]["directory"] == str(book)
    assert "Visitors' book" not in place.command("log", "verify", "--ledger", book).stderr
    daemon.start(create=False)
    assert looks(daemon) == seen


def test_a_ledger_without_a_configuration_is_served_from_its_backup(own):
    """Its keys are its own, and go with it: nothing else is needed."""
    place = filled(own(None))
    client = place.daemon.client()
    before = client.get("/v1/cases/3/history?at_size=100").expect().body
    client.close()
    answer = place.asks("backup", place.home / "b")
    assert "in no backup" not in answer.stdout
    for file in [*(place.home / "b").rglob("*.key")]:
        assert file.stat().st_mode & 0o777 == 0o600
    place.daemon.stop()
    shutil.rmtree(place.daemon.ledger)
    restored = place.report(place.command("restore", place.home / "b", "--ledger", place.daemon.ledger, "--json"))
    assert restored["opened"] == restored["size"] and restored["visitors"]["opened"] == restored["visitors"]["size"] >= 1
    place.daemon.start(create=False)
    client = place.daemon.client()
    assert client.get("/v1/cases/3/history?at_size=100").expect().body == before
    client.keeps(event())
    client.close()


def test_a_book_whose_keys_the_daemon_made_says_where_they_are_and_takes_them_back(own):
    place = filled(own({}))
    client = place.daemon.client()
    client.get("/v1/cases/3").expect()
    client.close()
    made = place.daemon.ledger / "visitors/keys"
    answer = place.asks("backup", place.home / "b")
    assert f"{made}/master.key and signing.key, are in no backup" in " ".join(answer.stdout.split()), answer.stdout
    place.daemon.stop()
    kept = place.home / "kept"
    kept.mkdir()
    for name in ("master.key", "signing.key"):
        shutil.copy(made / name, kept / name)
    shutil.rmtree(place.daemon.ledger)
    words = ["restore", place.home / "b", "--ledger", place.daemon.ledger, "--config", place.daemon.config]
    assert place.command(*words, "--visitors-keys", place.home / "nowhere").returncode == 1
    restored = place.report(place.command(*words, "--visitors-keys", kept, "--json"))
    assert restored["visitors"]["opened"] == restored["visitors"]["size"]
    assert {(made / name).stat().st_mode & 0o777 for name in ("master.key", "signing.key")} == {0o600}
    place.daemon.start(create=False)
    assert len(looks(place.daemon)) == 1
    place.daemon.stop()
    # A book whose keys are lost gets no new ones, which would open nothing.
    (made / "signing.key").unlink()
    assert "visitors/keys/signing.key cannot be read" in place.daemon.refuses_to_start()
    assert not (made / "signing.key").exists()


def test_a_backup_without_a_book_is_restored_only_when_that_is_said(place):
    place.report(place.asks("--json", "backup", place.home / "b"))
    shutil.rmtree(place.home / "b/visitors")
    words = ["restore", place.home / "b", "--ledger", place.home / "new", "--config", place.daemon.config]
    assert "--without-visitors" in place.command(*words).stderr
    assert "visitors" not in place.report(place.command(*words, "--without-visitors", "--json"))


def test_an_older_backup_put_back_needs_a_reason_where_a_second_place_survived(place):
    second = place.home / "second"
    place.daemon.stop()
    place.daemon.configure({**json.loads(place.daemon.config.read_text()), "checkpoint_file": str(second)})
    place.daemon.start()
    place.report(place.asks("--json", "backup", place.home / "b"))
    client = place.daemon.client()
    client.post(event()).expect(201)
    client.close()
    place.daemon.stop()
    shutil.rmtree(place.daemon.ledger)
    place.report(place.command(
        "restore", place.home / "b", "--ledger", place.daemon.ledger, "--config", place.daemon.config, "--json"))
    assert str(second) in place.daemon.refuses_to_start()


@pytest.mark.parametrize("damage", [
    "no checkpoint", "another checkpoint", "a byte", "cut", "keys", "no book", "book's checkpoint", "book's byte", "book's keys"])
def test_restore_puts_nothing_in_place_that_is_not_whole(place, damage):
    place.report(place.asks("--json", "backup", place.home / "b"))
    backup, target = place.home / "b", place.home / "new"
    data = backup / "log/data.mdb"
    if damage == "no checkpoint":
        (backup / "checkpoint").unlink()
    elif damage == "another checkpoint":
        client = place.daemon.client()
        client.post(event()).expect(201)
        client.close()
        (backup / "checkpoint").write_text(checkpoint(place.daemon))
    elif damage == "a byte":
        content = data.read_bytes()
        at = content.index(b'"postedby"') + 3
        data.write_bytes(content[:at] + b"X" + content[at + 1 :])
    elif damage == "cut":
        data.write_bytes(data.read_bytes()[:20000])
    elif damage == "keys":
        data = backup / "keys/data.mdb"
        content = bytearray(data.read_bytes())
        for at in range(4096 * 2, len(content)):
            content[at] ^= 1
        data.write_bytes(content)
    elif damage == "no book":
        shutil.rmtree(backup / "visitors")
    elif damage == "book's checkpoint":
        (backup / "visitors/checkpoint").unlink()
    elif damage == "book's byte":
        data = backup / "visitors/log/data.mdb"
        content = data.read_bytes()
        at = content.index(b'"postedby"') + 3
        data.write_bytes(content[:at] + b"X" + content[at + 1 :])
    elif damage == "book's keys":
        shutil.copy(backup / "keys/data.mdb", backup / "visitors/keys/data.mdb")
    answer = place.command("restore", backup, "--ledger", target, "--config", place.daemon.config)
    assert answer.returncode == 1 and answer.stderr.startswith("daybook: "), (answer.stdout, answer.stderr)
    assert not target.exists() and not list(place.home.glob("new*")), "nothing is left"
    if "book" in damage:
        assert "visitors" in answer.stderr, answer.stderr
    # What is left of it stands in nobody's way.
    place.report(place.asks("--json", "backup", place.home / "good"))
    place.report(place.command(
        "restore", place.home / "good", "--ledger", target, "--config", place.daemon.config, "--json"))


def test_nothing_is_overwritten(place):
    (place.home / "full").mkdir()
    (place.home / "full/file").write_text("here")
    for words in (["backup", place.home / "full"], ["log", "export", place.home / "full"]):
        answer = place.asks(*words)
        assert answer.returncode == 1 and "empty directory" in answer.stderr, answer.stderr
    place.report(place.asks("--json", "backup", place.home / "b"))
    answer = place.command("restore", place.home / "b", "--ledger", place.daemon.ledger, "--config", place.daemon.config)
    assert answer.returncode == 1 and "already" in answer.stderr
    assert [file.name for file in (place.home / "full").iterdir()] == ["file"]


@pytest.mark.parametrize("settings", ["usual", "elsewhere"])
def test_nothing_is_copied_into_what_belongs_to_the_ledger(own, settings):
    """Such a copy would be lost with the ledger, and was made without a word."""
    daemon = own({})
    if settings == "elsewhere":
        daemon.configure({"visitors_directory": str(daemon.home / "book"), "views_directory": str(daemon.home / "views")})
    place = filled(daemon)
    book, views = (daemon.home / "book", daemon.home / "views") if settings == "elsewhere" else (daemon.ledger / "visitors", daemon.ledger / "views")
    (daemon.home / "link").symlink_to(daemon.ledger)
    (daemon.home / "deep").mkdir()
    (daemon.home / "deep/link").symlink_to(views)
    inside = [daemon.ledger / "b", daemon.ledger / "keys/b", book / "b/c", views / "b", daemon.home / "link/b",
              daemon.home / "deep/link/b", f"{daemon.home}/deep/../link/none/../b", f"{daemon.home}/none/../ledger/b"]
    for target in inside:
        for words in (["backup", target], ["log", "export", target], ["backup", daemon.home / "b", "--keys", target]):
            for answer in (place.asks(*words), place.command(*words, "--ledger", daemon.ledger, "--config", daemon.config)):
                assert answer.returncode == 1 and "name a directory outside of that" in answer.stderr, (words, answer)
                assert not (daemon.home / "b").exists()
    for made in ("b", "keys/b", "none"):
        assert not (daemon.ledger / made).exists()
    assert not (book / "b").exists() and not (views / "b").exists()
    # What only begins with the same letters is another place.
    place.report(place.asks("--json", "backup", f"{daemon.ledger}-copy"))
    keys = ["--visitors-keys", book / "keys"]
    daemon.stop()
    words = ["restore", f"{daemon.ledger}-copy", "--ledger", f"{daemon.ledger}-copy/new", "--config", daemon.config, *keys]
    assert "name a directory outside of that" in place.command(*words).stderr


@pytest.mark.parametrize("of", ["ledger", "book"])
@pytest.mark.parametrize("where", ["beside", "elsewhere"])
@pytest.mark.parametrize("how", ["a byte", "cut"])
def test_what_is_wrong_with_a_backup_is_said_of_the_log_that_it_is_in(place, of, where, how):
    """Of a file that is cut off the process that reads it dies, and cannot say itself what it was reading."""
    place.report(place.asks("--json", "backup", place.home / "b"))
    if where == "elsewhere":
        settings = {**json.loads(place.daemon.config.read_text()), "visitors_directory": str(place.home / "books")}
        place.daemon.config.write_text(json.dumps(settings))
    data = place.home / ("b/visitors/log/data.mdb" if of == "book" else "b/log/data.mdb")
    content = data.read_bytes()
    at = content.index(b'"postedby"') + 3
    data.write_bytes(content[:at] + b"X" + content[at + 1 :] if how == "a byte" else content[:20000])
    said = place.command("restore", place.home / "b", "--ledger", place.home / "new", "--config", place.daemon.config).stderr
    assert how == "a byte" or "SIGBUS" in said, said
    assert ("The visitors' book is not what it should be" if of == "book" else "The ledger is not what it should be") in said


def test_an_export_is_imported_to_the_same_root_and_checkpoints_byte_for_byte(place):
    written = place.report(place.asks("--json", "log", "export", place.home / "e"))
    note = checkpoint(place.daemon)
    assert (written["size"], written["checkpoint"], (place.home / "e/checkpoint").read_text()) == (300, note, note)
    client = place.daemon.client()
    key = client.get("/v1/log/key").body.decode().strip()
    for name in ("tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44", "checkpoint"):
        assert (place.home / "e" / name).read_bytes() == client.get(f"/v1/log/{name}").expect().body, name
    client.close()
    (place.home / "old").write_text(note)
    for source in (place.home / "e", f"unix:{place.daemon.socket}"):
        audited = run(sys.executable, AUDIT, source, "--key", key, "--old", place.home / "old")
        assert audited.returncode == 0, audited.stderr
    place.report(place.asks("--json", "backup", place.home / "b", "--keys", place.home / "k"))
    place.daemon.stop()
    made = place.report(place.command(
        "log", "import", place.home / "e", "--ledger", place.home / "new", "--keys", place.home / "k",
        "--config", place.daemon.config, "--json"))
    assert (made["size"], made["opened"], made["checkpoint"], made["checkpoints"]) == (300, 300, note, 13)
    # The two ledgers say the same, by a reader that is not daybook's.
    reading = ["--master-key", place.home / "master", "--signing-key", place.home / "signing"]
    first, second = (run(sys.executable, READER, ledger, *reading) for ledger in (place.daemon.ledger, place.home / "new"))
    assert second.returncode == 0, second.stderr
    first, second = (json.loads(each.stdout) for each in (first, second))
    # An export does not say how far the visitors' book was.
    assert first.pop("visitors")["size"] > 0 and second.pop("visitors") is None
    assert first == second
    shutil.rmtree(place.daemon.ledger)
    (place.home / "new").rename(place.daemon.ledger)
    place.daemon.start()
    assert checkpoint(place.daemon) == note


def test_an_imported_ledger_is_served_once_there_is_a_book_and_the_import_says_so(place):
    place.report(place.asks("--json", "log", "export", place.home / "e"))
    place.report(place.asks("--json", "backup", place.home / "b", "--keys", place.home / "k"))
    place.daemon.stop()
    shutil.rmtree(place.daemon.ledger)
    words = ["log", "import", place.home / "e", "--ledger", place.daemon.ledger, "--keys", place.home / "k"]
    answer = place.command(*words, "--config", place.daemon.config)
    told = " ".join(answer.stdout.split())
    assert answer.returncode == 0 and f"There is no visitors' book in {place.daemon.ledger}/visitors yet" in told, told
    assert "start the daemon once with --create" in told
    assert "visitors' book" in place.daemon.refuses_to_start(create=False)
    place.daemon.start(create=True)
    place.daemon.stop()
    place.daemon.start(create=False)
    assert place.daemon.client().size() == 300


def test_an_import_takes_the_own_keys_of_a_ledger_without_a_configuration(own):
    place = filled(own(None))
    note = checkpoint(place.daemon)
    place.report(place.asks("--json", "log", "export", place.home / "e"))
    place.report(place.asks("--json", "backup", place.home / "b", "--keys", place.home / "k"))
    place.daemon.stop()
    shutil.rmtree(place.daemon.ledger)
    made = place.report(place.command(
        "log", "import", place.home / "e", "--ledger", place.daemon.ledger, "--keys", place.home / "k", "--json"))
    assert (made["size"], made["opened"], made["checkpoint"], made["unchecked"]) == (300, 300, note, [])
    # The book's export, and its keys, which a backup has beside the ledger's.
    place.report(place.command(
        "log", "export", place.home / "ve", "--ledger", place.home / "b/visitors", "--json"))
    answer = place.command(
        "log", "import", place.home / "ve", "--ledger", place.daemon.ledger / "visitors", "--keys", place.home / "k/visitors")
    assert answer.returncode == 0 and "no visitors' book" not in answer.stdout, (answer.stdout, answer.stderr)
    place.daemon.start(create=False)
    client = place.daemon.client()
    assert client.get("/v1/log/checkpoint").expect().body.decode() == note
    client.get("/v1/cases/3").expect()
    client.keeps(event("case/3"))


def test_a_key_that_is_gone_is_not_to_be_made_anew(place):
    place.daemon.stop()
    (place.home / "signing").unlink()
    said = place.daemon.refuses_to_start()
    assert "put its copy back" in said and "openssl" not in said
    shutil.rmtree(place.daemon.ledger)
    assert "make one with: openssl" in place.daemon.refuses_to_start()


def test_restore_says_what_is_missing_of_the_backup(place):
    place.report(place.asks("--json", "backup", place.home / "b/1", "--keys", place.home / "k"))
    for source, words in ((place.home / "b", "is no finished backup"), (place.home / "b/1", "Say with --keys where")):
        answer = place.command("restore", source, "--ledger", place.home / "new", "--config", place.daemon.config)
        assert answer.returncode == 1 and words in answer.stderr and "storage failed" not in answer.stderr, answer.stderr


@pytest.mark.parametrize("file, at", [("tile/entries/000", 300), ("checkpoints", 40), ("checkpoint", 30), ("sealed/000", 400)])
def test_import_puts_nothing_in_place_that_is_not_whole(place, file, at):
    place.report(place.asks("--json", "log", "export", place.home / "e"))
    place.report(place.asks("--json", "backup", place.home / "b", "--keys", place.home / "k"))
    path = place.home / "e" / file
    content = path.read_bytes()
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    answer = place.command(
        "log", "import", place.home / "e", "--ledger", place.home / "new", "--keys", place.home / "k",
        "--config", place.daemon.config)
    assert answer.returncode == 1 and answer.stderr.startswith("daybook: "), (answer.stdout, answer.stderr)
    assert not list(place.home.glob("new*/log"))


def test_one_job_at_a_time_and_who_hangs_up_ends_it(place):
    client = place.daemon.client()
    client.post("", target="/v1/backup?directory=relative", media="text/plain").problem(400, "bad-query")
    client.post("", target="/v1/backup", media="text/plain").problem(400, "bad-query")
    client.get("/v1/log/verify?only_tree=maybe").problem(400, "bad-query")
    asking = [subprocess.Popen(
        ["curl", "-sN", "--unix-socket", place.daemon.socket, "http://localhost/v1/log/verify"], stdout=subprocess.PIPE)
        for _ in range(8)]
    answers = [one.communicate(timeout=60)[0].decode() for one in asking]
    verified = [answer for answer in answers if '"verified":true' in answer]
    assert verified and all(answer in verified or "job-under-way" in answer for answer in answers)
    client.get("/v1/log/verify").expect()
    client.close()
