#!/usr/bin/env python3
"""Reads a ledger's directory and checks all of it, by schemas/ledger-format.md and nothing else.

It knows nothing of daybook's own code. It changes nothing, and a daemon may be running. Prints a summary as JSON and
exits 0; where something is wrong it says what and where, and exits 1. Needs Python 3.11 and the packages lmdb and
cryptography.

    read_ledger.py DIR [--master-key FILE] [--signing-key FILE | --verifier-key KEY] [--show POSITION]
"""

import argparse
import base64
import json
import struct
import sys
from collections import Counter
from pathlib import Path

import lmdb

import ledger_format as form
from ledger_format import Broken

SIGNER = b"signer/"
KEYS = ["erased", "erasing", "keys"]
TABLES = "about checkpoints events ids subjects tree".split()


def read_tables(directory, *forms):
    """Every entry of the named tables, all in one state of the environment. It must have the tables of one of the forms."""
    names = max(forms, key=len)
    environment = lmdb.open(str(directory), readonly=True, create=False, max_dbs=len(names))
    try:
        with environment.begin() as transaction:
            found = sorted(bytes(key).decode() for key, _ in transaction.cursor())
        if found not in forms:
            raise Broken(f"{directory} has the tables {found}, not {names}")
        names = found
        handles = {name: environment.open_db(name.encode(), create=False) for name in names}
        with environment.begin() as transaction:
            return {
                name: {bytes(key): bytes(value) for key, value in transaction.cursor(handle)}
                for name, handle in handles.items()
            }
    finally:
        environment.close()


class Ledger:
    def __init__(self, directory, master, verifier):
        # The log first: a subject's key is on disk before any event that needs it.
        self.tables = read_tables(directory / "log", TABLES)
        keys = read_tables(directory / "keys", KEYS, ["keys"])
        self.keys = {name.decode(): form.unwrap_key(master, value, name.decode()) for name, value in keys["keys"].items()}
        self.erased = {name.decode(): struct.unpack(">Q", place)[0] for name, place in keys.get("erased", {}).items()}
        # Erasures under way, which the next start ends.
        self.erasing = {name.decode() for name in keys.get("erasing", {})}
        self.verifier = verifier
        self.headers = []
        self.opened = []
        self.leaves = []

    def check(self):
        self.check_about()
        for position, (key, record) in enumerate(sorted(self.tables["events"].items())):
            try:
                self.check_event(position, key, record)
            except (Broken, ValueError) as error:
                raise Broken(f"position {position}: {error}") from error
        self.check_erasures()
        self.check_indexes()
        self.check_tree()
        self.check_checkpoints()

    def check_about(self):
        about = self.tables["about"]
        # Keys that were used before, with the size at which each ended.
        self.retired = [
            (struct.unpack(">Q", name[len(SIGNER):][:8])[0], value.decode()) for name, value in sorted(about.items()) if name.startswith(SIGNER)]
        about = {name: value for name, value in about.items() if not name.startswith(SIGNER)}
        self.book = self.read_mark(about.pop(b"visitors", None))
        if set(about) - {b"indexed"} != {b"format", b"origin"} or about[b"format"] != b"1":
            raise Broken(f"the table about says {about}")
        size = len(self.tables["events"])
        (self.indexed,) = struct.unpack(">Q", about.get(b"indexed", form.big_endian(size)))
        if self.indexed > size:
            raise Broken(f"the index reaches to {self.indexed}, and there are {size} events")
        self.origin = about[b"origin"].decode()

    @staticmethod
    def read_mark(note):
        """How far the visitors' book was, with its root: the checkpoint that this ledger keeps of it. Its signature is the book's."""
        if note is None:
            return None
        text, _, signatures = note.decode().partition("\n\n")
        origin, size, root = text.split("\n")
        if not origin.endswith("/visitors") or not signatures.startswith(f"\u2014 {origin} "):
            raise Broken(f"the mark of the visitors' book is a checkpoint of {origin}")
        return {"size": int(size), "root": base64.b64decode(root, validate=True).hex()}

    def check_event(self, position, key, record):
        if key != form.big_endian(position):
            raise Broken(f"the key there is {key.hex()}")
        header, sealed = form.unpack_record(record)
        members = form.read_header(header)
        if members["sequence"] != f"{position:020}":
            raise Broken(f"the header says {members['sequence']}")
        if self.headers and members["recordedtime"] < self.headers[-1]["recordedtime"]:
            raise Broken("recordedtime goes back")
        self.headers.append(members)
        self.leaves.append(form.leaf_hash(header))
        key = self.keys.get(members["subject"])
        self.opened.append(None if key is None else self.open(members, sealed, key))

    @staticmethod
    def open(members, sealed, key):
        salt, data, attributes = form.open_sealed(key, sealed)
        if form.digest(salt, data) != members["datadigest"]:
            raise Broken("datadigest is not that of salt and data")
        expected = form.digest(salt, attributes) if attributes else None
        if expected != members.get("attributesdigest"):
            raise Broken("attributesdigest is not that of salt and sealed attributes")
        names = list(json.loads(attributes or b"{}", object_pairs_hook=form.no_twins))
        if names != sorted(names):
            raise Broken("the sealed attributes are not in order")
        if not isinstance(json.loads(data), dict):
            raise Broken("data is no object")
        return data, attributes

    def check_erasures(self):
        """Whoever has no key must have been erased, and the event that says so must say so."""
        # What was erased by events after the end of this log: it is older than its keys.
        self.erased_later = [subject for subject, position in self.erased.items() if position >= len(self.headers)]
        for subject, position in self.erased.items():
            if subject in self.keys:
                raise Broken(f"{subject} was erased and has a key")
            if subject in self.erased_later or subject in self.erasing:
                continue
            members = self.headers[position]
            if (members.get("type"), members.get("source")) != ("record.disposed", "/daybook") \
                    or subject not in members.get("concerns", "").split(","):
                raise Broken(f"position {position}: it does not say that {subject} was erased")
        for position, members in enumerate(self.headers):
            if (members.get("type"), members.get("source")) == ("record.disposed", "/daybook"):
                for subject in members.get("concerns", "").split(","):
                    if subject not in self.erased and subject not in self.erasing:
                        raise Broken(f"position {position}: it says that {subject} was erased, and the keys know nothing of it: they are older")
        for position, members in enumerate(self.headers):
            if self.opened[position] is None and members["subject"] not in self.erased:
                raise Broken(f"position {position}: the key of {members['subject']} is missing, and nothing says that it was erased")

    def check_indexes(self):
        self.versions = Counter()
        expected = {"ids": {}, "subjects": {}}
        for position, members in enumerate(self.headers):
            self.versions[members["subject"]] += 1
            version = self.versions[members["subject"]]
            place = form.big_endian(position)
            expected["ids"][form.id_key(members["source"], members["id"])] = place + form.big_endian(version)
            expected["subjects"][form.subject_key(members["subject"], version)] = place
        if len(expected["ids"]) != len(self.headers):
            raise Broken("two events have the same source and id")
        for name, table in expected.items():
            # The newest entries may still be on their way into the table.
            stored = self.tables[name]
            due = {key for key, place in table.items() if key in stored or place[:8] < form.big_endian(self.indexed)}
            self.compare(name, {key: table[key] for key in due})

    def check_tree(self):
        self.compare("tree", form.tree_table(self.leaves))

    def compare(self, name, expected):
        stored = self.tables[name]
        for key in sorted(set(expected) | set(stored)):
            if expected.get(key) != stored.get(key):
                raise Broken(f"the table {name} is wrong at {key.hex()}")

    def check_checkpoints(self):
        self.root = form.root_hash(self.leaves)
        sizes, stored = [], {struct.unpack(">Q", key)[0]: value for key, value in self.tables["checkpoints"].items()}
        roots = form.roots(self.leaves, stored)
        for size, value in sorted(stored.items()):
            try:
                signed = self.open_checkpoint(value.decode(), size)
            except (Broken, ValueError) as error:
                raise Broken(f"the checkpoint at size {size}: {error}") from error
            if signed != (self.origin, size, roots.get(size)):
                raise Broken(f"the checkpoint at size {size} does not sign the root of that size")
            sizes.append(size)
        if sizes[:1] != [0] or sizes[-1] != len(self.leaves) or roots[sizes[-1]] != self.root:
            raise Broken(f"checkpoints lead from {sizes[:1]} to {sizes[-1:]}; there are {len(self.leaves)} events")

    def open_checkpoint(self, note, size):
        """By the key of that size; where a key ended, its successor must have signed too."""
        keys = [*self.retired, (None, self.verifier)]
        at = next(n for n, (end, _) in enumerate(keys) if end is None or size <= end)
        signers = [keys[at][1]] + [after for (end, _), (_, after) in zip(keys, keys[1:]) if end == size]
        return [form.open_checkpoint(note, signer) for signer in signers][0]

    def summary(self):
        return {
            "origin": self.origin,
            "size": len(self.leaves),
            "root": self.root.hex(),
            "checkpoints": len(self.tables["checkpoints"]),
            "first_recorded": self.headers[0]["recordedtime"] if self.headers else None,
            "last_recorded": self.headers[-1]["recordedtime"] if self.headers else None,
            "posted_by": sorted({members["postedby"] for members in self.headers}),
            "subjects": dict(sorted(self.versions.items())),
            "erased": sorted(self.erased),
            "erased_later": sorted(self.erased_later),
            "visitors": self.book,
            "opened": sum(each is not None for each in self.opened),
            "data_bytes": sum(len(each[0]) for each in self.opened if each),
        }

    def event(self, position):
        """What was posted, as one JSON object of attributes and data, with what the ledger set."""
        data, attributes = self.opened[position] or (b"null", b"")
        return {**self.headers[position], **json.loads(attributes or b"{}"), "data": json.loads(data)}


def main():
    arguments = argparse.ArgumentParser(description="Reads and checks a ledger's directory.")
    arguments.add_argument("directory", type=Path)
    arguments.add_argument("--master-key", type=Path, help="usually DIR/keys/master.key")
    arguments.add_argument("--signing-key", type=Path, help="usually DIR/keys/signing.key")
    arguments.add_argument("--verifier-key", help="instead of the signing key its public half: NAME+ID+KEY")
    arguments.add_argument("--show", type=int, metavar="POSITION", help="print this event after the summary")
    given = arguments.parse_args()
    keys = given.directory / "keys"
    try:
        master = form.read_key_file(given.master_key or keys / "master.key")
        verifier = given.verifier_key
        if verifier is None:
            about = read_tables(given.directory / "log", TABLES)["about"]
            seed = form.read_key_file(given.signing_key or keys / "signing.key")
            verifier = form.verifier_key(about[b"origin"].decode(), form.public_key(seed))
        ledger = Ledger(given.directory, master, verifier)
        ledger.check()
    except (Broken, OSError, ValueError, lmdb.Error) as error:
        print(f"{given.directory}: {error}", file=sys.stderr)
        return 1
    print(json.dumps({"verifier_key": verifier, **ledger.summary()}, indent=2, ensure_ascii=False))
    if given.show is not None:
        print(json.dumps(ledger.event(given.show), indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
