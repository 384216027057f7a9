#!/usr/bin/env python3
"""Makes schemas/ledger-vectors.json, or with --check says whether it is what it should be.

The vectors come out of the format's description by code that shares nothing with daybook's own, so that its tests
compare two readings of that description. Needs Python 3.11 and the package cryptography.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import ledger_format as form

FILE = Path(__file__).resolve().parents[2] / "schemas/ledger-vectors.json"
ORIGIN = "example.org/daybook"
POSTED_BY = "uid:1000 owner"


def fixed(label, length):
    """Bytes that look random and are the same for ever."""
    return hashlib.sha256(f"daybook vector: {label}".encode()).digest()[:length]


MASTER = fixed("master key", 32)
SIGNING = fixed("signing key", 32)

# What is posted, what of it stands in the header, what is sealed beside the data, and when it is recorded.
EVENTS = [
    (
        """{"specversion":"1.0","id":"note-1","source":"/ics/example","type":"case_note.entered","subject":"case/1",
 "time":"2026-01-05T10:00:00Z","actor":"sw-1","actorrole":"social worker",
 "data":{"note_type":"visit","details":"seen at home"}}""",
        {
            "actor": "sw-1", "actorrole": "social worker", "id": "note-1", "source": "/ics/example", "specversion": "1.0",
            "subject": "case/1", "time": "2026-01-05T10:00:00Z", "type": "case_note.entered",
        },
        '{"note_type":"visit","details":"seen at home"}',
        "",
        "2026-01-05T12:00:00.000000Z",
    ),
    (
        """{"specversion":"1.0","id":"caf\\u00e9 \\"2\\"","source":"/ics/example","type":"case_note.entered","subject":"case/1",
 "time":"2026-01-06T10:12:33.5+01:00","timeprecision":"day","enteredtime":"2026-01-06t12:40:00z","actor":"sw-1",
 "zone":"North\\u002fEast","actorname":"Zo\\u00eb Patel","urgent":true,"attempt":3,"actorrole":"team manager","actorteam":"Assessment \\\\ 2",
 "concerns":"case/2,worker/sw-1,case/1,case/2","corrects":"note-1","correlationid":"c-1","causationid":"n-1",
 "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","tracestate":"a=b","datacontenttype":"application/json",
 "dataschema":"urn:daybook:schema:events:case_note.entered",
 "data": { "details" : "caf\\u00e9, 1.50 \\ud83d\\ude00",\t"note_type":"visit" } }""",
        {
            "actor": "sw-1", "actorrole": "team manager", "actorteam": "Assessment \\ 2", "causationid": "n-1",
            "concerns": "case/2,worker/sw-1,case/1,case/2", "correlationid": "c-1", "corrects": "note-1",
            "datacontenttype": "application/json", "dataschema": "urn:daybook:schema:events:case_note.entered",
            "enteredtime": "2026-01-06t12:40:00z", "id": 'caf\u00e9 "2"', "source": "/ics/example", "specversion": "1.0",
            "subject": "case/1", "time": "2026-01-06T10:12:33.5+01:00", "timeprecision": "day",
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate": "a=b",
            "type": "case_note.entered",
        },
        '{ "details" : "caf\\u00e9, 1.50 \\ud83d\\ude00",\t"note_type":"visit" }',
        '{"actorname":"Zo\\u00eb Patel","attempt":3,"urgent":true,"zone":"North\\u002fEast"}',
        "2026-01-06T12:40:01.000250Z",
    ),
    (
        """{"specversion":"1.0","id":"note-1","source":"/ics/other","type":"case_note.entered","subject":"case/2",
 "time":"2026-01-06T09:00:00Z","actor":"unknown","data":{}}""",
        {
            "actor": "unknown", "id": "note-1", "source": "/ics/other", "specversion": "1.0", "subject": "case/2",
            "time": "2026-01-06T09:00:00Z", "type": "case_note.entered",
        },
        "{}",
        "",
        "2026-01-06T12:40:01.000250Z",
    ),
]

# Sizes whose roots are told beside those from 0 to 33: around the ends of chunks and kept levels.
LEAVES = 300
SIZES = [*range(34), 63, 64, 65, 255, 256, 257, 288, 300]


def text(value):
    """Bytes as text where they are text."""
    return value.decode("utf-8")


def make_event(position, versions, event):
    posted, attributes, data, sealed_attributes, recorded = event
    subject = attributes["subject"]
    versions[subject] = versions.get(subject, 0) + 1
    salt, nonce = fixed(f"salt {position}", 32), fixed(f"nonce {position}", 12)
    data, sealed_attributes = data.encode(), sealed_attributes.encode()
    members = {
        **attributes, "datadigest": form.digest(salt, data), "postedby": POSTED_BY, "recordedtime": recorded,
        "sequence": f"{position:020}",
    }
    if sealed_attributes:
        members["attributesdigest"] = form.digest(salt, sealed_attributes)
    header = form.canonical(members)
    sealed = form.seal(data_key(subject), nonce, salt, data, sealed_attributes)
    return {
        "posted": posted,
        "postedby": POSTED_BY,
        "position": position,
        "recordedtime": recorded,
        "subject": subject,
        "version": versions[subject],
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "data": text(data),
        "sealed_attributes": text(sealed_attributes),
        "datadigest": members["datadigest"],
        "attributesdigest": members.get("attributesdigest"),
        "header": text(header),
        "leaf_hash": form.leaf_hash(header).hex(),
        "sealed": sealed.hex(),
        "record": form.pack_record(header, sealed).hex(),
        "events_key": form.big_endian(position).hex(),
        "ids_key": form.id_key(members["source"], members["id"]).hex(),
        "ids_value": (form.big_endian(position) + form.big_endian(versions[subject])).hex(),
        "subjects_key": form.subject_key(subject, versions[subject]).hex(),
        "subjects_value": form.big_endian(position).hex(),
    }


def data_key(subject):
    return fixed(f"data key of {subject}", 32)


def wrapped(subject):
    nonce = fixed(f"wrapping nonce of {subject}", 12)
    return {
        "subject": subject,
        "key": data_key(subject).hex(),
        "nonce": nonce.hex(),
        "wrapped": form.wrap_key(MASTER, nonce, data_key(subject), subject).hex(),
    }


def make():
    versions = {}
    events = [make_event(position, versions, event) for position, event in enumerate(EVENTS)]
    hashes = [bytes.fromhex(event["leaf_hash"]) for event in events]
    checkpoints = []
    for size in range(len(events) + 1):
        root = form.root_hash(hashes[:size])
        note = form.sign_note(ORIGIN, SIGNING, form.checkpoint_text(ORIGIN, size, root))
        checkpoints.append({"size": size, "root": root.hex(), "note": note})
    leaves = [form.leaf_hash(f"leaf {number}".encode()) for number in range(LEAVES)]
    return {
        "description": "Test vectors for ledger-format.md, made by Tests/oracles/make_ledger_vectors.py. Bytes are in"
        " hexadecimal; posted, data, sealed_attributes, header and note are UTF-8 text.",
        "master_key": MASTER.hex(),
        "signing_key": SIGNING.hex(),
        "origin": ORIGIN,
        "verifier_key": form.verifier_key(ORIGIN, form.public_key(SIGNING)),
        "about": {"format": "1", "origin": ORIGIN},
        "keys": [wrapped(subject) for subject in sorted(versions)],
        "events": events,
        "log_tree": {key.hex(): value.hex() for key, value in form.tree_table(hashes).items()},
        "checkpoints": checkpoints,
        "tree": {
            "description": "A larger tree: entry N, from 0, is the text 'leaf N'. Of each chunk of the table tree the"
            " SHA-256 is told.",
            "leaves": LEAVES,
            "roots": {str(size): form.root_hash(leaves[:size]).hex() for size in SIZES},
            "chunks": {
                key.hex(): {"hashes": len(value) // 32, "sha256": hashlib.sha256(value).hexdigest()}
                for key, value in form.tree_table(leaves).items()
            },
        },
    }


def main():
    arguments = argparse.ArgumentParser(description="Makes the test vectors of the ledger's format.")
    arguments.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is another")
    given = arguments.parse_args()
    vectors = json.dumps(make(), indent=2, ensure_ascii=False) + "\n"
    if not given.check:
        FILE.write_text(vectors, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != vectors:
        print(f"{FILE} is not what this program makes", file=sys.stderr)
        return 1
    print(f"{FILE.name}: {len(EVENTS)} events, {len(SIZES)} roots")
    return 0


if __name__ == "__main__":
    sys.exit(main())
