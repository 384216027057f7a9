"""What an attacker with the files, and with the keys, can do to a ledger. Shares no code with daybook."""

import sys
from pathlib import Path

import lmdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/oracles"))

import ledger_format as form  # noqa: E402
from read_ledger import KEYS, TABLES, read_tables  # noqa: E402

MAP = 1 << 30


class Forger:
    """A ledger's directory, open to be changed."""

    def __init__(self, directory, seed):
        self.directory = Path(directory)
        self.seed = seed

    def change(self, table, key, change):
        """Replaces a value; `change` gets the old one, and None from it removes the entry."""
        environment = lmdb.open(str(self.directory / "log"), max_dbs=len(TABLES), map_size=MAP)
        handle = environment.open_db(table.encode())
        with environment.begin(write=True, db=handle) as transaction:
            new = change(transaction.get(key))
            transaction.delete(key) if new is None else transaction.put(key, new)
        environment.close()

    def flip(self, table, key, at):
        """Changes one byte of a value."""

        def change(value):
            at_byte = at % len(value)
            return value[:at_byte] + bytes([value[at_byte] ^ 1]) + value[at_byte + 1 :]

        self.change(table, key, change)

    def records(self):
        """Every header as its members, with its sealed part."""
        events = read_tables(self.directory / "log", TABLES)["events"]
        pairs = [form.unpack_record(record) for _, record in sorted(events.items())]
        return [(form.read_header(header), sealed) for header, sealed in pairs]

    def rewrite(self, records, seed=None):
        """Writes the whole log anew from records, with indexes, tree and signed checkpoints that all fit: what only who
        has the signing key can do."""
        seed = seed or self.seed
        old = read_tables(self.directory / "log", TABLES)
        origin = old["about"][b"origin"].decode()
        headers = []
        for position, (members, _) in enumerate(records):
            headers.append(form.canonical({**members, "sequence": f"{position:020}"}))
        leaves = [form.leaf_hash(header) for header in headers]
        sizes = sorted({min(int.from_bytes(key), len(headers)) for key in old["checkpoints"]} | {len(headers)})
        tables = {name: {} for name in TABLES}
        tables["about"] = {**old["about"], b"indexed": form.big_endian(len(headers))}
        versions = {}
        for position, ((members, sealed), header) in enumerate(zip(records, headers)):
            version = versions[members["subject"]] = versions.get(members["subject"], 0) + 1
            place = form.big_endian(position)
            tables["events"][place] = form.pack_record(header, sealed)
            tables["ids"][form.id_key(members["source"], members["id"])] = place + form.big_endian(version)
            tables["subjects"][form.subject_key(members["subject"], version)] = place
        tables["tree"] = form.tree_table(leaves)
        for size in sizes:
            text = form.checkpoint_text(origin, size, form.root_hash(leaves[:size]))
            tables["checkpoints"][form.big_endian(size)] = form.sign_note(origin, seed, text).encode()
        environment = lmdb.open(str(self.directory / "log"), max_dbs=len(TABLES), map_size=MAP)
        for name, table in tables.items():
            handle = environment.open_db(name.encode())
            with environment.begin(write=True) as transaction:
                transaction.drop(handle, delete=False)
                for key, value in sorted(table.items()):
                    transaction.put(key, value, db=handle)
        environment.close()
