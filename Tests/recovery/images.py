"""Checks an image of a ledger against the whole ledger that the record led to.

Nothing an append-only ledger holds ever changes, so an image must be a beginning of the whole, byte for byte: the whole is
checked once by Tests/oracles/read_ledger.py, an image by comparing. That takes milliseconds instead of seconds.
"""

import os
import struct
import sys
import types

import lmdb

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracles"))

import ledger_format as form  # noqa: E402
from journal import postings  # noqa: E402
from outside import require  # noqa: E402
from read_ledger import KEYS, TABLES, Ledger  # noqa: E402


def rows(directory, names):
    """Every table as a list of rows in the order of keys; nothing is written beside it."""
    environment = lmdb.open(str(directory), readonly=True, create=False, lock=False, max_dbs=len(names), readahead=False)
    try:
        with environment.begin() as transaction:
            handles = {}
            for name in names:
                handles[name] = environment.open_db(name.encode(), transaction, create=False)
            return {
                name: [(bytes(key), bytes(value)) for key, value in transaction.cursor(handle)]
                for name, handle in handles.items()
            }
    finally:
        environment.close()


class Whole:
    """The ledger at the end of the record, and the keys that were destroyed before: subject -> its key as the file held it."""

    def __init__(self, directory, master, signing, destroyed=types.MappingProxyType({})):
        seed = form.read_key_file(signing)
        origin = rows(directory / "log", ["about"])["about"]
        verifier = form.verifier_key(dict(origin)[b"origin"].decode(), form.public_key(seed))
        self.master = form.read_key_file(master)
        ledger = Ledger(directory, self.master, verifier)
        ledger.check()
        self.headers = ledger.headers
        self.size = len(ledger.headers)
        self.tables = rows(directory / "log", TABLES)
        kept = rows(directory / "keys", KEYS)
        self.tombstones = dict(kept["erased"])
        require(self.tombstones.keys() == destroyed.keys(), "erased are", sorted(self.tombstones), "and known to be", sorted(destroyed))
        self.keys = dict(kept["keys"]) | dict(destroyed)
        self.disposals = [
            (position, members["concerns"].encode()) for position, members in enumerate(self.headers)
            if (members["source"], members["type"]) == ("/daybook", "record.disposed")]
        self.indexes = {name: dict(self.tables[name]) for name in ("ids", "subjects")}
        self.sizes = [struct.unpack(">Q", key)[0] for key, _ in self.tables["checkpoints"]]
        self.place = {size: at for at, size in enumerate(self.sizes)}
        self.tree = dict(self.tables["tree"])
        self.subjects = [members["subject"].encode() for members in self.headers]

    def check(self, directory, promised):
        """Raises Violation where the image is no beginning of the whole, or lacks what was promised. Answers its size."""
        tables = rows(directory / "log", TABLES)
        size = len(tables["events"])
        there = size + self._journaled(directory, size)
        require(there >= promised.size, "LOST:", promised.size, "events were acknowledged or shown, and", there, "are there")
        require(size in self.place, "HALF: a commit is half there: there are", size, "events, and no commit ended so")
        require(tables["events"] == self.tables["events"][:size], "the events are others than those committed")
        due = self.tables["checkpoints"][: self.place[size] + 1]
        require(tables["checkpoints"] == due, "the checkpoints are others than those committed")
        self._check_tree(tables["tree"], size)
        self._check_indexes(tables, size)
        self._check_keys(rows(directory / "keys", KEYS), size, promised.erased)
        return size

    def _journaled(self, directory, size):
        """Events that only the journal has, which the next start commits: they must be those that came next."""
        known = {(members["source"], members["id"]) for members in self.headers[:size]}
        waiting = [name for name in postings(directory / "journal", self.master) if name not in known]
        came = [(members["source"], members["id"]) for members in self.headers[size : size + len(waiting)]]
        require(waiting == came, "the journal holds others than those committed next:", waiting, came)
        return len(waiting)

    def size_with_looks(self, count):
        """Entries that a visitors' book has at least when so many looks are in it whole; each is an entry for every subject."""
        last = {}
        for position, members in enumerate(self.headers):
            last[members["id"].rpartition("-")[0]] = position + 1
        require(count <= len(last), "LOST:", count, "answers showed something, and", len(last), "looks are in the book")
        return sorted(last.values())[count - 1] if count else 0

    def _check_keys(self, tables, size, erased):
        """Each subject has its key, or a tombstone of an event that is there. Where an event tells an erasure, the keys know of it."""
        keys, tombstones, announced = (dict(tables[name]) for name in ("keys", "erased", "erasing"))
        require(keys.items() <= self.keys.items(), "a subject's key is another")
        missing = next((subject for subject in self.subjects[:size] if subject not in keys and subject not in tombstones), None)
        require(missing is None, "LOST: the key of", missing, "is lost, and with it what is sealed under it")
        require(tombstones.items() <= self.tombstones.items(), "a tombstone is another")
        require(all(place < form.big_endian(size) for place in tombstones.values()), "HALF: a key was destroyed before the event that says so was there")
        both = keys.keys() & tombstones.keys()
        require(not both, "HALF:", both, "were destroyed and are there")
        for position, subject in self.disposals:
            known = subject in tombstones or subject in announced
            require(position >= size or known, "HALF: position", position, "says that", subject, "was erased, and no start would end that")
        undone = erased - tombstones.keys()
        require(not undone, "UNDONE: the erasure of", undone, "was acknowledged")

    def _check_tree(self, stored, size):
        due = 0
        for key, value in stored:
            level, (chunk,) = key[0], struct.unpack(">Q", key[1:])
            hashes = min(form.CHUNK, (size >> level) - chunk * form.CHUNK)
            require(hashes > 0 and value == self.tree.get(key, b"")[: 32 * hashes], "the tree is another at", key.hex())
            due += hashes
        level, expected = 0, 0
        while size >> level:
            expected += size >> level
            level += form.LEVEL_STEP
        require(due == expected, "the tree has", due, "hashes, and", expected, "are due")

    def _check_indexes(self, tables, size):
        about = dict(tables["about"])
        require(about.get(b"format") == b"1" and about.get(b"origin") == dict(self.tables["about"])[b"origin"], "about is another")
        (indexed,) = struct.unpack(">Q", about.get(b"indexed", form.big_endian(size)))
        require(indexed <= size, "the index reaches to", indexed, "and there are", size, "events")
        for name in ("ids", "subjects"):
            stored = dict(tables[name])
            require(stored.items() <= self.indexes[name].items(), "the table", name, "has another entry")
            places = [value[:8] for value in stored.values()]
            require(max(places, default=b"") < form.big_endian(size), "the table", name, "knows events that are not there")
            below = sum(place < form.big_endian(indexed) for place in places)
            require(below == indexed, "the table", name, "has", below, "of", indexed, "entries")
